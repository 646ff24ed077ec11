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


class Several:
    """Watchers that are all told."""

    def __init__(self, *watchers: Watcher) -> None:
        self._watchers = watchers

    def found(self, page: PageRun) -> None:
        for watcher in self._watchers:
            watcher.found(page)

    def finished(self, page: PageRun, claim: ClaimOutline, verdict: Verdict) -> None:
        for watcher in self._watchers:
            watcher.finished(page, claim, verdict)

    def measured(self, page: PageRun, trial: Trial) -> None:
        for watcher in self._watchers:
            watcher.measured(page, trial)

    def tick(self, running: Sequence[str]) -> None:
        for watcher in self._watchers:
            watcher.tick(running)
