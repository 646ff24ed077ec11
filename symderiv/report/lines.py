"""A run as lines of JSON, each written as soon as it is known, in the format ``symderiv-lines/1``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from symderiv.language.verdict import Verdict
from symderiv.report.document import claim_of, derivation_of, summary, trial_of, versions
from symderiv.report.second_opinion import opinions
from symderiv.run.finder import ClaimOutline
from symderiv.run.results import PageRun, Result, Run, Trial, settled

FORMAT = "symderiv-lines/1"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A claim that waits for the verdict on its correction."""

    page: PageRun
    claim: ClaimOutline
    verdict: Verdict


class Lines:
    """A watcher that writes what it is told of; what is written is not kept."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._waiting: list[_Waiting] = []
        self._asked: dict[str, frozenset[str]] = {}  # the ids of claims that were asked for, by page
        self._known = opinions()
        self._say(format=FORMAT, versions=versions())

    def found(self, page: PageRun) -> None:
        self._asked[page.outline.name] = frozenset(page.outline.claims[i].id for i in page.asked)

    def finished(self, page: PageRun, claim: ClaimOutline, verdict: Verdict) -> None:
        self._waiting.append(_Waiting(page, claim, verdict))
        self._tell(final=False)

    def measured(self, _page: PageRun, trial: Trial) -> None:
        self._say(experiment=trial_of(trial))

    def tick(self, running: Sequence[str]) -> None:
        pass

    def end(self, run: Run) -> None:
        """Write what is known of the whole."""
        self._tell(final=True)
        for page in run.pages:
            self._say(derivation=derivation_of(page))
        self._say(summary=summary(run), interrupted=run.interrupted)

    def _tell(self, *, final: bool) -> None:
        left = []
        for it in self._waiting:
            result = settled(it.page, it.claim, it.verdict, final=final)
            if result is None:
                left.append(it)
            else:
                self._tell_claim(it.page, result)
        self._waiting = left

    def _tell_claim(self, page: PageRun, result: Result) -> None:
        asked = self._asked[page.outline.name]
        self._say(claim=claim_of(page, result, asked, self._known))

    def _say(self, **told: Any) -> None:
        self._write(json.dumps(told, ensure_ascii=False) + "\n")
