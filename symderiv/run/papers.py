"""Papers, checked: what was read of them, and the verdicts on their steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from symderiv.language.verdict import Status, Verdict
from symderiv.reader.pages import AFTER, ALWAYS, for_all_times, label_of
from symderiv.reader.steps import DisplaySteps, Outcome, Paper, Step
from symderiv.run.finder import Target
from symderiv.run.results import Run

NOT_SETTLED: Final = frozenset({"undecided", "conflict", "error", "timeout", "not_read"})

Runner = Callable[[Sequence[Target]], Run]


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step and what came of it: a word of the verdicts, or one of what is no claim."""

    step: Step
    word: str
    expected: str
    verdict: Verdict | None = None

    @property
    def message(self) -> str:
        """Why it is as it is; "" where the verdict says all."""
        if self.verdict is None:
            return self.step.message
        return self.verdict.message or ""

    @property
    def settled(self) -> bool:
        """Whether there is nothing left to do: it is as expected, or claims nothing."""
        return self.word not in NOT_SETTLED and (
            self.word not in ("proved", "refuted") or self.word == self.expected
        )


@dataclass(slots=True)
class PaperRun:
    """A paper that was checked: the verdicts by the labels of its claims."""

    paper: Paper
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def results(self, display: DisplaySteps) -> list[StepResult]:
        """What came of the steps of a display."""
        found = [self._result(step) for step in display.steps]
        return _expecting(display.expect, found)

    @property
    def all(self) -> Iterator[StepResult]:
        for display in self.paper.displays:
            yield from self.results(display)

    def _result(self, step: Step) -> StepResult:
        if step.outcome is not Outcome.CLAIM:
            return StepResult(step, step.outcome.value, "proved")
        label = label_of(self.paper, step)
        verdict = self.verdicts.get(label)
        for way in (*ALWAYS, AFTER):
            later = self.verdicts.get(label + way)
            if later is not None and later.status is Status.PROVED and not later.rests_on_open:
                verdict = later
        if verdict is None:
            return StepResult(step, "undecided", "proved")
        return StepResult(step, str(verdict.status), "proved", verdict)


def _expecting(expect: tuple[int, ...] | None, found: list[StepResult]) -> list[StepResult]:
    """The results of a display that is expected to be refuted: in the steps said, or else in at least one."""
    if expect is None:
        return found
    places = {e - 1 if e > 0 else len(found) + e for e in expect if e}
    if not places:
        wrong = {n for n, r in enumerate(found) if r.word == "refuted"}
        places = wrong or {*range(len(found))}
    return [
        StepResult(r.step, r.word, "refuted" if n in places else r.expected, r.verdict)
        for n, r in enumerate(found)
    ]


def check(papers: Sequence[Paper], run: Runner) -> list[PaperRun]:
    """Have the steps judged; those that are left open once more, with what was proved before them in their
    display."""
    found = [PaperRun(paper) for paper in papers]
    _judge(found, run, lambda r: [label_of(r.paper, s) for s in r.paper.steps if s.outcome is Outcome.CLAIM])
    _judge(found, run, _left_open)
    return found


def _judge(found: list[PaperRun], run: Runner, labels: Callable[[PaperRun], list[str]]) -> None:
    wanted = {r.paper.path: tuple(labels(r)) for r in found}
    targets = [Target(path.absolute(), asked) for path, asked in wanted.items() if asked]
    if not targets:
        return
    result = run(targets)
    by_path = {r.paper.path.absolute(): r for r in found}
    for page in result.pages:
        known = by_path[page.path.absolute()]
        for place, verdict in page.verdicts.items():
            known.verdicts.setdefault(page.outline.claims[place].label, verdict)


def _left_open(r: PaperRun) -> list[str]:
    """The claims to be judged once more: undecided ones for all times, and with the claims before them in
    their display, if these are all proved."""
    again: list[str] = []
    for display in r.paper.displays:
        steps = [s for s in display.steps if s.outcome is Outcome.CLAIM]
        labels = [label_of(r.paper, s) for s in steps]
        found = [v.status if (v := r.verdicts.get(label)) is not None else None for label in labels]
        for n, step in enumerate(steps):
            if found[n] is not Status.UNDECIDED:
                continue
            again += [labels[n] + way for way in for_all_times(step)]
            if n and all(status is Status.PROVED for status in found[:n]):
                again.append(labels[n] + AFTER)
    return again


def counts(runs: Sequence[PaperRun]) -> Counter[str]:
    """How many steps came out how."""
    return Counter(r.word for run in runs for r in run.all)


__all__ = ["PaperRun", "StepResult", "check", "counts"]
