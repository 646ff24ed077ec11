"""What is told of the progress of a run, as it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from symderiv.language.verdict import Verdict
from symderiv.run.finder import ClaimOutline
from symderiv.run.results import PageRun, Trial


class Watcher(Protocol):
    """What is told of the progress of a run."""

    def found(self, page: PageRun) -> None:
        """A page was loaded; its claims are waiting."""

    def finished(self, page: PageRun, claim: ClaimOutline, verdict: Verdict) -> None:
        """A claim has its verdict."""

    def measured(self, page: PageRun, trial: Trial) -> None:
        """The experiment of a page was run."""

    def tick(self, running: Sequence[str]) -> None:
        """Nothing happened for a moment; these are being worked at."""


class Silent:
    """A watcher that says nothing."""

    def found(self, page: PageRun) -> None: ...

    def finished(self, page: PageRun, claim: ClaimOutline, verdict: Verdict) -> None: ...

    def measured(self, page: PageRun, trial: Trial) -> None: ...

    def tick(self, running: Sequence[str]) -> None: ...
