"""What came of a run: verdicts by page, settled against what the page expects."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symderiv.language.experiment import Outcome
from symderiv.language.verdict import Status, Verdict
from symderiv.run.finder import ClaimOutline, ExperimentOutline, PageOutline, PictureOutline, Problem


@dataclass(frozen=True, slots=True)
class Result:
    """A claim and its verdict; ``as_expected`` and ``message`` take an erratum's correction into account."""

    claim: ClaimOutline
    verdict: Verdict
    as_expected: bool = False
    message: str | None = None
    correction: Result | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment that was run: its outcome, or else the status and the message that say why none."""

    experiment: ExperimentOutline
    outcome: Outcome | None = None
    status: Status = Status.ERROR
    message: str | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.outcome is not None and self.outcome.passed

    @property
    def word(self) -> str:
        """passed, failed, error, timeout"""
        if self.outcome is None:
            return str(self.status)
        return "passed" if self.passed else "failed"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as SVG, or else why there is none; ``missing`` where only Matplotlib is not there."""

    picture: PictureOutline
    svg: str = ""
    message: str | None = None
    missing: bool = False
    seconds: float = 0.0


@dataclass(slots=True)
class PageRun:
    """A page that is being run, or has been; results stand in the order of its claims.

    ``asked`` and ``selected`` are places in ``outline.claims``; what is selected and was not asked for are
    the claims that are cited, and the corrections that the verdict on an erratum rests on. ``experiment`` is
    the one that was asked for, ``trial`` what came of it.
    """

    path: Path
    outline: PageOutline
    problems: list[Problem] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    selected: list[int] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    experiment: ExperimentOutline | None = None
    trial: Trial | None = None
    drawings: dict[int, Drawing] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)  # of what was searched, by label
    kept: bool = False  # whether these have been written
    places: dict[str, int] = field(init=False)
    cited: frozenset[str] = field(init=False)  # the labels that any claim of the page is given

    def __post_init__(self) -> None:
        self.places = self.outline.places()
        self.cited = frozenset(label for claim in self.outline.claims for label in claim.cited)

    def cites(self, label: str) -> tuple[str, ...]:
        """The labels that a claim of the page is given."""
        return self.outline.claims[self.places[label]].cited if label in self.places else ()

    @property
    def parts(self) -> int:
        """How many claims and experiments are run."""
        return len(self.selected) + (self.experiment is not None)

    @property
    def unfinished(self) -> int:
        return self.parts - len(self.verdicts) - (self.trial is not None)

    @property
    def done(self) -> bool:
        return self.unfinished == 0

    @property
    def results(self) -> list[Result]:
        """What was finished, in the order of the page, settled against what the page expects."""
        by_label: dict[str, tuple[ClaimOutline, Verdict]] = {}
        for i in sorted(self.verdicts):
            by_label.setdefault(self.outline.claims[i].label, (self.outline.claims[i], self.verdicts[i]))
        return [_settle(self.outline.claims[i], self.verdicts[i], by_label) for i in sorted(self.verdicts)]


@dataclass(slots=True)
class Run:
    """All pages of one run."""

    pages: list[PageRun] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False
    unkept: list[str] = field(default_factory=list)  # why records could not be written
    files: dict[str, str | None] = field(default_factory=dict)  # that were loaded, with their digests

    @property
    def results(self) -> list[Result]:
        return [r for p in self.pages for r in p.results]

    @property
    def trials(self) -> list[Trial]:
        return [p.trial for p in self.pages if p.trial is not None]

    @property
    def drawings(self) -> list[Drawing]:
        return [p.drawings[i] for p in self.pages for i in sorted(p.drawings)]

    @property
    def all_as_expected(self) -> bool:
        """Whether something was checked, and all of it is as its page expects; nothing at all is not."""
        results, trials = self.results, self.trials
        sound = bool(results or trials) and not any(p.problems for p in self.pages)
        return sound and all(r.as_expected for r in results) and all(t.passed for t in trials)


def settled(page: PageRun, c: ClaimOutline, v: Verdict, *, final: bool) -> Result | None:
    """A claim and its verdict as results have them, or None where the verdict on its correction is to come;
    what is ``final`` waits for nothing."""
    place = page.places.get(c.correction or "")
    if place is None or place not in page.verdicts:
        return _settle(c, v, {}) if final or place not in page.selected else None
    other = page.outline.claims[place]
    return _settle(c, v, {other.label: (other, page.verdicts[place])})


def brief(verdict: Verdict, *, cited: bool) -> Verdict:
    """What the rest of a run needs of a verdict that has been reported: how it counts, and, where the claim
    is cited, what it is about."""
    v = verdict
    return Verdict(
        v.status,
        message=v.message,
        kind=v.kind,
        seconds=v.seconds,
        formulas=v.formulas if cited else None,
        mutants=v.mutants,
        faults=v.faults,
        rests_on=v.rests_on,
        found=v.found,
        stale=v.stale,
    )


def _settle(c: ClaimOutline, v: Verdict, known: dict[str, tuple[ClaimOutline, Verdict]]) -> Result:
    """A claim passes when proved, or, for an erratum, when refuted while its correction is proved; and only
    if all that it rests on stands."""
    if v.status is not c.expected:
        return Result(c, v, as_expected=False, message=_unexpected(c, v))
    correction = None
    if c.correction is not None and c.correction in known:
        other, verdict = known[c.correction]
        stands = verdict.status is other.expected and not verdict.rests_on_open
        correction = Result(other, verdict, stands, verdict.message)
    amiss = _amiss(c, v, correction)
    return Result(c, v, amiss is None, v.message if amiss is None else amiss, correction)


def _amiss(c: ClaimOutline, v: Verdict, correction: Result | None) -> str | None:
    """What is wrong with a claim that has the verdict expected of it."""
    if v.rests_on_open:
        return f"{v.status}, but it rests on {v.rests_on_open}"
    if v.mutants is not None and v.mutants.complaint is not None:
        return v.mutants.complaint
    if c.correction is None:
        return None
    if correction is None:
        return f"refuted, but there is no verdict on {c.correction!r}"
    other = correction.verdict
    if other.status is not Status.PROVED:
        return f"refuted, but its correction {c.correction!r} is {other.status}"
    if other.rests_on_open:
        return f"refuted, but its correction {c.correction!r} rests on {other.rests_on_open}"
    return None


def _unexpected(c: ClaimOutline, v: Verdict) -> str | None:
    if v.status is Status.PROVED or (v.status is Status.REFUTED and v.message is None):
        return f"the page expects this to be {c.expected}, and it is {v.status}"
    return v.message
