"""The jobs of a run, and the order in which workers are given them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any

from symderiv.language.verdict import Standing


class Whole(Enum):
    """What is done with a page besides judging its claims."""

    LOAD = "load"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Draw:
    """A picture is drawn, that of this place in the page."""

    place: int


@dataclass(frozen=True, slots=True)
class Job:
    """A page to load, its experiment to run, a picture to draw or, with a claim's place, a claim to judge,
    with how the claims that it rests on came out, and what a search elsewhere has ``returned``."""

    page: int
    path: Path
    part: int | Whole | Draw = Whole.LOAD
    known: tuple[tuple[str, Standing], ...] = ()
    elsewhere: bool = False
    returned: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job, and the files that were loaded for it, with digests of what they said (None where
    one has changed meanwhile)."""

    value: Any
    files: dict[str, str | None]


class Queue:
    """Jobs by page, given from a few pages in turn, so that each may be done where its page is loaded."""

    def __init__(self, loads: Sequence[Job] = (), pages: int = 1) -> None:
        self._loads = deque(loads)
        self._pages = pages
        self._claims: dict[int, deque[Job]] = {}
        self._turn = 0

    def add(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._claims.setdefault(job.page, deque()).append(job)

    def pick(self) -> Job | None:
        """The next job, or None where there is none now."""
        if self._loads:
            return self._loads.popleft()
        if not self._claims:
            return None
        self._turn += 1
        open_pages = list(islice(self._claims, self._pages))
        page = open_pages[self._turn % len(open_pages)]
        queue = self._claims[page]
        job = queue.popleft()
        if not queue:
            del self._claims[page]
        return job
