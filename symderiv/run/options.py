"""How pages are run: what is selected, under which limits, and what is done with records of earlier runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final

from symderiv.run.executor import Elsewhere
from symderiv.run.judges import Judge
from symderiv.run.workers import MEMORY

TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: ``word`` selects claims by their id; ``memory`` is in bytes, ``timeout`` in seconds.

    ``judge`` decides a claim (None: the verdict alone is wanted), and ``settings`` is what it is told besides
    the claim; ``experiments`` and ``pictures`` whether they are run and drawn.

    Verdicts alone come from records of earlier ones, where these give them: those that belong to the pages
    and, unless it is ``locked``, those of searches made here, which are kept.  ``fresh`` searches all the
    same; ``update`` keeps what is found with the pages.  ``recorded`` are also the verdicts of a judge who
    makes use of records.

    ``brief`` keeps of a verdict, once the watcher has been told of it, only what counts.

    ``elsewhere`` opens an executor that makes the searches; what it returns is checked here.
    """

    word: str = ""
    jobs: int | None = None
    timeout: float = TIMEOUT
    memory: int = MEMORY
    certificates: bool = False
    judge: Judge | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    experiments: bool = True
    pictures: bool = False
    fresh: bool = False
    update: bool = False
    locked: bool = False
    recorded: bool = False
    brief: bool = False
    elsewhere: Callable[[], AbstractContextManager[Elsewhere]] | None = None

    @property
    def recalls(self) -> bool:
        """Whether there is something to do with records."""
        return self.judge is None or self.recorded
