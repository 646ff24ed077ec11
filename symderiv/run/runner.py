"""Runs pages: each claim in a process under limits, results as they come, one report at the end.

The pages themselves are loaded by the workers too: a page that hangs, dies or fills the memory when it is
imported is held by the same limits as a claim.
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from symderiv.language.citations import cited_by, entangled
from symderiv.language.errors import UsageError
from symderiv.language.experiment import Outcome
from symderiv.language.page import EXPERIMENT, Claim, Page
from symderiv.language.verdict import Found, Kind, Standing, Status, Verdict
from symderiv.run import store
from symderiv.run.finder import (
    BrokenPageError,
    ClaimOutline,
    ExperimentOutline,
    PageOutline,
    PictureOutline,
    Problem,
    Target,
    did_you_mean,
    experiment_outline,
    load,
    outline,
    problem_of,
    shown,
)
from symderiv.run.judges import Judge, deciding
from symderiv.run.picture import svg
from symderiv.run.store import Stored
from symderiv.run.unchanged import imported
from symderiv.run.workers import MEMORY, Pool

TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: ``word`` selects claims by their id; ``memory`` is in bytes, ``timeout`` in seconds.

    ``judge`` decides a claim (None: the verdict alone is wanted), and ``settings`` is what it is told besides
    the claim; ``experiments`` and ``pictures`` whether they are run and drawn.

    Verdicts alone come from records of earlier ones, where these give them: those that belong to the pages
    and, unless it is ``locked``, those of searches made here, which are kept.  ``fresh`` searches all the
    same; ``update`` keeps what is found with the pages.
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

    @property
    def recalls(self) -> bool:
        """Whether there is something to do with records."""
        return self.judge is None


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
    places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = self.outline.places()

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


# -- what a verdict is worth to the page -------------------------------------------------------------


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


# -- the jobs ----------------------------------------------------------------------------------------


class _Whole(Enum):
    """What is done with a page besides judging its claims."""

    LOAD = "load"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class _Draw:
    """A picture is drawn, that of this place in the page."""

    place: int


@dataclass(frozen=True, slots=True)
class _Job:
    """A page to load, its experiment to run, a picture to draw or, with a claim's place, a claim to judge,
    with how the claims that it rests on came out."""

    page: int
    path: Path
    part: int | _Whole | _Draw = _Whole.LOAD
    known: tuple[tuple[str, Standing], ...] = ()


class _Queue:
    """Jobs by page: a worker is given parts of a page that it has loaded, or of the longest queue."""

    def __init__(self, loads: Sequence[_Job]) -> None:
        self._loads = deque(loads)
        self._claims: dict[int, deque[_Job]] = {}

    def add(self, jobs: Sequence[_Job]) -> None:
        for job in jobs:
            self._claims.setdefault(job.page, deque()).append(job)

    def pick(self, seen: set[object]) -> tuple[object, _Job] | None:
        if self._loads:
            job = self._loads.popleft()
            return job.page, job
        if not self._claims:
            return None
        page = next((p for p in self._claims if p in seen), None)
        if page is None:
            page = max(self._claims, key=lambda p: len(self._claims[p]))
        queue = self._claims[page]
        job = queue.popleft()
        if not queue:
            del self._claims[page]
        return page, job


class _Hand:
    """What a worker does with a job; pages stay loaded between jobs."""

    def __init__(self, judge: Judge, options: Options) -> None:
        self._judge = judge
        self._options = options
        self._pages: dict[Path, Page] = {}
        self._stored: dict[Path, list[Stored]] = {}

    def __call__(self, job: _Job) -> PageOutline | Trial | Drawing | Verdict:
        if job.part is _Whole.LOAD:
            return self._load(job.path)
        if isinstance(job.part, _Draw):
            return self._drawn(job.path, job.part.place)
        if job.part is _Whole.MEASURE:
            return self._measured(job.path)
        return self._judged(job.path, job.part, job.known)

    def _page(self, path: Path) -> Page:
        if path not in self._pages:
            self._pages[path] = load(path)
        return self._pages[path]

    def _load(self, path: Path) -> PageOutline:
        try:
            found = outline(path, self._page(path))
            return replace(found, files=tuple(imported(sys.modules)))
        except BrokenPageError as error:
            return PageOutline(path.stem, problems=(error.problem,))

    def _judged(self, path: Path, place: int, known: Sequence[tuple[str, Standing]]) -> Verdict:
        started = time.perf_counter()
        page = self._page(path)
        claim = page.claims[place]
        for label, standing in known:
            page.require(label).remember(standing)
        try:
            verdict = self._decided(path, claim)
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001 - a claim may raise anything, SystemExit included
            verdict = Verdict(Status.ERROR, message=str(problem_of(error, path, claim.line)))
        if not self._options.certificates:
            verdict = replace(verdict, certificate=None)
        return replace(verdict, seconds=time.perf_counter() - started)

    def _decided(self, path: Path, claim: Claim) -> Verdict:
        """The verdict, from records where there are some; a file of them that cannot be used is said."""
        if not self._options.recalls:
            return self._judge(claim)
        files = self._files(path)
        records = [stored.records[claim.label] for stored in files if claim.label in stored.records]
        verdict = self._judge(claim, records=records, fresh=self._options.fresh)
        if verdict.found is Found.SEARCHED and verdict.stale is None:
            problem = next((stored.problem for stored in files if stored.problem), None)
            if problem is None and self._options.locked and not records and verdict.record is not None:
                problem = "there is nothing"
            verdict = replace(verdict, stale=problem)
        return verdict

    def _files(self, path: Path) -> list[Stored]:
        if path not in self._stored:
            alone = self._options.locked or self._options.update
            files = [store.shipped(path), *([] if alone else [store.own(path)])]
            self._stored[path] = [store.read(file) for file in files]
        return self._stored[path]

    def _measured(self, path: Path) -> Trial:
        started = time.perf_counter()
        experiment = self._page(path).experiments[0]
        known = experiment_outline(experiment)
        try:
            trial = Trial(known, experiment.run())
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001 - as a claim may
            trial = Trial(known, message=str(problem_of(error, path, experiment.line)))
        return replace(trial, seconds=time.perf_counter() - started)

    def _drawn(self, path: Path, place: int) -> Drawing:
        started = time.perf_counter()
        page = self._page(path)
        known = outline(path, page).pictures[place]
        try:
            drawing = Drawing(known, svg(page.pictures[place].draw))
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001 - as a claim may
            missing = isinstance(error, ModuleNotFoundError) and error.name == "matplotlib"
            message = str(problem_of(error, path, known.line))
            drawing = Drawing(known, message=message, missing=missing)
        return replace(drawing, seconds=time.perf_counter() - started)


# -- running -----------------------------------------------------------------------------------------


def run(wanted: Sequence[Target], options: Options | None = None, watcher: Watcher | None = None) -> Run:
    """Load the pages, judge their claims, and return what came of it, also after an interrupt."""
    return _Runner(wanted, options or Options(), watcher or Silent()).run()


class _Runner:
    def __init__(self, wanted: Sequence[Target], options: Options, watcher: Watcher) -> None:
        self._wanted = wanted
        self._options = options
        self._watcher = watcher
        self._queue = _Queue([_Job(i, t.path) for i, t in enumerate(wanted)])
        self._loaded: dict[int, PageRun] = {}
        self._waiting: dict[int, dict[int, set[Any]]] = {}  # by page: claims, for those that they cite

    def run(self) -> Run:
        started = time.perf_counter()
        interrupted = False
        try:
            self._work(self._options.judge or deciding())
        except KeyboardInterrupt:
            interrupted = True
        pages = [self._loaded[i] for i in sorted(self._loaded)]
        kept_amiss = [problem for p in pages if (problem := self._keep(p)) is not None]
        if not interrupted:
            self._refuse_nothing(pages)
        kept = [p for p in pages if p.problems or p.parts]
        return Run(kept, time.perf_counter() - started, interrupted, kept_amiss)

    def _work(self, judge: Judge) -> None:
        options = self._options
        hand = _Hand(partial(judge, **options.settings), options)
        jobs = options.jobs or _cores()
        with Pool(hand, jobs=jobs, timeout=options.timeout, memory=options.memory) as pool:
            for event in pool.results(self._queue.pick, tick=0.1):
                if event is None:
                    self._watcher.tick([self._said(job) for job in pool.running])
                else:
                    self._take(*event)

    def _said(self, job: _Job) -> str:
        if job.part is _Whole.LOAD:
            return job.path.stem
        page = self._loaded[job.page].outline
        if isinstance(job.part, _Draw):
            return f"{page.name}, a picture"
        return f"{page.name}:{EXPERIMENT}" if job.part is _Whole.MEASURE else page.claims[job.part].id

    def _take(self, job: _Job, answer: Any) -> None:
        if job.part is _Whole.LOAD:
            self._take_page(job, answer)
        elif job.part is _Whole.MEASURE:
            self._take_trial(self._loaded[job.page], answer)
        elif isinstance(job.part, _Draw):
            self._take_drawing(self._loaded[job.page], job.part.place, answer)
        else:
            self._take_verdict(self._loaded[job.page], job.part, answer)
            self._release(job)

    def _take_verdict(self, page: PageRun, place: int, answer: Any) -> None:
        claim = page.outline.claims[place]
        verdict = answer if isinstance(answer, Verdict) else _lost(claim, answer, self._options.timeout)
        if verdict.record is not None:
            page.records.setdefault(claim.label, verdict.record)
            verdict = replace(verdict, record=None)
        page.verdicts[place] = verdict
        self._watcher.finished(page, claim, verdict)

    def _release(self, done: _Job) -> None:
        """Give out the claims that rest on the one that is done, and on nothing that is not."""
        waiting = self._waiting[done.page]
        for place in [p for p, others in waiting.items() if done.part in others]:
            waiting[place].remove(done.part)
            if not waiting[place]:
                del waiting[place]
                self._queue.add(
                    [replace(done, part=place, known=self._known(self._loaded[done.page], place))]
                )

    def _known(self, page: PageRun, place: int) -> tuple[tuple[str, Standing], ...]:
        """How those came out that a claim rests on."""
        cited = cited_by(page.outline.claims[place].label, page.cites)
        found = {label: page.verdicts.get(page.places.get(label, -1)) for label in cited}
        return tuple((label, Standing.of(v)) for label, v in found.items() if v is not None)

    def _take_trial(self, page: PageRun, answer: Any) -> None:
        if page.experiment is not None:
            seconds = self._options.timeout
            page.trial = answer if isinstance(answer, Trial) else _no_trial(page.experiment, answer, seconds)
            self._watcher.measured(page, page.trial)

    def _take_drawing(self, page: PageRun, place: int, answer: Any) -> None:
        known = page.outline.pictures[place]
        lost = not isinstance(answer, Drawing)
        where = Problem(known.file, known.line, str(answer.message))
        page.drawings[place] = Drawing(known, message=str(where)) if lost else answer

    def _take_page(self, job: _Job, answer: Any) -> None:
        if not isinstance(answer, PageOutline):
            problem = Problem(shown(job.path), None, f"loading the page: {answer.message}")
            answer = PageOutline(job.path.stem, problems=(problem,))
        page = PageRun(job.path, answer, list(answer.problems))
        for place, other in self._loaded.items():
            if other.outline.name == answer.name:  # the later of them is told, whichever was loaded first
                first, second = (other, page) if place < job.page else (page, other)
                message = f"a second page named {answer.name!r}; the other is {shown(first.path)}"
                second.problems.append(Problem(shown(second.path), None, message))
        self._loaded[job.page] = page
        labels, word = self._wanted[job.page].labels, self._options.word
        page.asked = _asked(answer, labels, word)
        page.selected = _with_what_they_need(page)
        page.experiment = _experiment_asked(answer, labels, word) if self._options.experiments else None
        parts: list[int | _Whole | _Draw] = [_Whole.MEASURE] if page.experiment is not None else []
        waiting = _waits(page)
        parts += [i for i in page.selected if not waiting[i]]
        self._waiting[job.page] = {i: others for i, others in waiting.items() if others}
        if self._options.pictures:
            parts += map(_Draw, range(len(answer.pictures)))
        self._queue.add([_Job(job.page, job.path, part) for part in parts])
        self._watcher.found(page)

    def _keep(self, page: PageRun) -> str | None:
        """Keep what was searched; why that cannot be done, where it cannot."""
        claims, asked = page.outline.claims, self._options.update
        if not claims or not (page.records or asked) or (self._options.locked and not asked):
            return None
        file = store.shipped(page.path) if asked else store.own(page.path)
        gone = {claims[i].label for i, v in page.verdicts.items() if v.found is Found.SEARCHED}
        try:
            store.update(file, page.records, [c.label for c in claims], gone)
        except OSError as error:
            return f"{shown(file)} cannot be written: {error.strerror}"
        return None

    def _refuse_nothing(self, pages: Sequence[PageRun]) -> None:
        """To select nothing is a mistake of the call, unless a page could not even be read."""
        if any(p.parts or p.problems for p in pages):
            return
        if not self._options.word:
            names = ", ".join(p.outline.name for p in pages)
            raise UsageError(f"nothing to run: no claim of {names} was asked for")
        ids = [c.id for p in pages for c in (*p.outline.claims, p.outline.experiment) if c is not None]
        raise UsageError(
            f"no claim's id contains {self._options.word!r}{did_you_mean(self._options.word, ids)}"
        )


def _asked(page: PageOutline, labels: Sequence[str], word: str) -> list[int]:
    """The places of the claims with these labels (any, where there are none) and this word in their ids."""
    known = [*(c.label for c in page.claims), *([] if page.experiment is None else [EXPERIMENT])]
    for label in labels:
        if label not in known and known:
            raise UsageError(f"{page.name} has no claim {label!r}{did_you_mean(label, known)}")
    return [
        i
        for i, c in enumerate(page.claims)
        if (not labels or c.label in labels) and word.casefold() in c.id.casefold()
    ]


def _experiment_asked(page: PageOutline, labels: Sequence[str], word: str) -> ExperimentOutline | None:
    """The page's experiment, which is selected as a claim of this label would be."""
    e = page.experiment
    asked = e is not None and (not labels or EXPERIMENT in labels) and word.casefold() in e.id.casefold()
    return e if asked else None


def _with_what_they_need(page: PageRun) -> list[int]:
    """The claims that were asked for, with the corrections of errata and with all that any of them cites."""
    found = dict.fromkeys(page.asked)
    todo = list(found)
    for i in todo:
        claim = page.outline.claims[i]
        for label in (*claim.cited, claim.correction):
            j = page.places.get(label or "")
            if j is not None and j not in found:
                found[j] = None
                todo.append(j)
    return sorted(found)


def _waits(page: PageRun) -> dict[int, set[int]]:
    """For each claim that is selected the claims that it cites, which are decided first; what rests on a
    circle waits for nothing, and will be told so."""
    claims, lost = page.outline.claims, entangled(page.places, page.cites)
    return {
        i: set()
        if claims[i].label in lost
        else {page.places[label] for label in claims[i].cited if label in page.places}
        for i in page.selected
    }


def _no_trial(experiment: ExperimentOutline, lost: Any, seconds: float) -> Trial:
    spent = seconds if lost.status is Status.TIMEOUT else 0.0
    return Trial(experiment, None, lost.status, lost.message, spent)


def _lost(claim: ClaimOutline, lost: Any, seconds: float) -> Verdict:
    spent = seconds if lost.status is Status.TIMEOUT else 0.0
    kind = Kind.EQUATION if claim.kind is None else claim.kind
    return Verdict(lost.status, kind=kind, message=lost.message, seconds=spent)


def _cores() -> int:
    """The processors this process may use, where the system tells, or else all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
