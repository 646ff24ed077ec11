"""Runs pages: each claim in a process under limits, results as they come, one report at the end.

The pages themselves are loaded by the workers too: a page that hangs, dies or fills the memory when it is
imported is held by the same limits as a claim.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from symderiv.language.citations import cited_by, entangled
from symderiv.language.errors import UsageError
from symderiv.language.page import EXPERIMENT
from symderiv.language.verdict import Found, Kind, Standing, Status, Verdict, Words
from symderiv.run import outside, store
from symderiv.run.dispatch import Lane, results
from symderiv.run.executor import Limits, Processes
from symderiv.run.finder import (
    ClaimOutline,
    ExperimentOutline,
    PageOutline,
    Problem,
    Target,
    did_you_mean,
    shown,
)
from symderiv.run.handler import JobHandler
from symderiv.run.interrupts import Interrupts
from symderiv.run.jobs import Answer, Draw, Job, Queue, Whole
from symderiv.run.judges import Judge, deciding
from symderiv.run.options import Options
from symderiv.run.results import Drawing, PageRun, Run, Trial, brief
from symderiv.run.returned import written
from symderiv.run.watcher import Silent, Watcher
from symderiv.run.workers import Lost

AHEAD: Final = 3  # jobs given for each process: the one that it is at, and what it goes on with


def run(wanted: Sequence[Target], options: Options | None = None, watcher: Watcher | None = None) -> Run:
    """Load the pages, judge their claims, and return what came of it, also after an interrupt."""
    return _Runner(wanted, options or Options(), watcher or Silent()).run()


class _Runner:
    def __init__(self, wanted: Sequence[Target], options: Options, watcher: Watcher) -> None:
        self._wanted = wanted
        self._options = options
        self._watcher = watcher
        self._jobs = options.jobs or _cores()
        self._queue = Queue([Job(i, t.path) for i, t in enumerate(wanted)], self._jobs)
        self._elsewhere = Queue(pages=self._jobs)
        self._lanes: list[Lane] = []
        self._loaded: dict[int, PageRun] = {}
        self._files: dict[str, str | None] = {}
        self._unkept: dict[Path, str] = {}  # why records could not be written, by file
        self._waiting: dict[int, dict[int, set[Any]]] = {}  # by page: claims, for those that they cite

    def run(self) -> Run:
        started = time.perf_counter()
        interrupted = False
        try:
            self._work(self._options.judge or deciding())
        except KeyboardInterrupt:
            interrupted = True
            self._take_finished()
        pages = [self._loaded[i] for i in sorted(self._loaded)]
        for page in pages:
            self._keep(page)
        if not interrupted:
            self._refuse_nothing(pages)
        kept = [p for p in pages if p.problems or p.parts]
        return Run(kept, time.perf_counter() - started, interrupted, [*self._unkept.values()], self._files)

    def _work(self, judge: Judge) -> None:
        options = self._options
        handle = JobHandler(partial(judge, **options.settings), options)
        limits = Limits(self._jobs, options.timeout, options.memory)
        with ExitStack() as opened:
            interrupts = opened.enter_context(Interrupts())
            pool = opened.enter_context(Processes(handle, limits, attrgetter("page")))
            lanes = self._lanes
            lanes.append(Lane(pool, handle, self._queue, lambda: AHEAD * self._jobs))
            if (
                options.elsewhere is not None
            ):  # after the pool, whose process has to be forked before threads are
                opened.callback(outside.close)
                executor, jobs = opened.enter_context(options.elsewhere())
                work = partial(
                    outside.search, words=options.settings.get("words", Words.LATEX), limits=limits
                )
                lanes.append(Lane(executor, work, self._elsewhere, lambda: AHEAD * jobs()))
            for event in results(lanes, interrupts, tick=0.1):
                if event is None:
                    self._watcher.tick([self._said(job) for lane in lanes for job in lane.running])
                else:
                    self._take(*event)

    def _take_finished(self) -> None:
        """Take what had been finished, and was not looked at, when the run was interrupted."""
        for lane in self._lanes:
            for job, answer in lane.finished():
                if job.part is not Whole.LOAD:
                    self._take(job, answer)

    def _said(self, job: Job) -> str:
        if job.part is Whole.LOAD:
            return job.path.stem
        page = self._loaded[job.page].outline
        if isinstance(job.part, Draw):
            return f"{page.name}, a picture"
        return f"{page.name}:{EXPERIMENT}" if job.part is Whole.MEASURE else page.claims[job.part].id

    def _take(self, job: Job, answer: Any) -> None:
        if isinstance(answer, Answer):
            for name, digest in answer.files.items():  # what two processes have read differently has none
                self._files[name] = digest if self._files.get(name, digest) == digest else None
            answer = answer.value
        if job.part is Whole.LOAD:
            self._take_page(job, answer)
        elif job.part is Whole.MEASURE:
            self._take_trial(self._loaded[job.page], answer)
        elif isinstance(job.part, Draw):
            self._take_drawing(self._loaded[job.page], job.part.place, answer)
        elif job.elsewhere:
            lost = answer if isinstance(answer, Lost) else Lost(Status.ERROR, "no text was returned")
            text = answer if isinstance(answer, str) else written(lost)
            self._queue.add([replace(job, elsewhere=False, returned=text)])
        else:
            page = self._loaded[job.page]
            self._take_verdict(page, job.part, answer)
            self._release(job)
            if len(page.verdicts) == len(page.selected):
                self._keep(page)

    def _take_verdict(self, page: PageRun, place: int, answer: Any) -> None:
        claim = page.outline.claims[place]
        verdict = answer if isinstance(answer, Verdict) else _lost(claim, answer, self._options.timeout)
        if verdict.record is not None:
            if self._writes:
                page.records.setdefault(claim.label, verdict.record)
            verdict = replace(verdict, record=None)
        page.verdicts[place] = verdict
        self._watcher.finished(page, claim, verdict)
        if self._options.brief:
            page.verdicts[place] = brief(verdict, cited=claim.label in page.cited)

    def _release(self, done: Job) -> None:
        """Give out the claims that rest on the one that is done, and on nothing that is not."""
        waiting = self._waiting[done.page]
        for place in [p for p, others in waiting.items() if done.part in others]:
            waiting[place].remove(done.part)
            if not waiting[place]:
                del waiting[place]
                known = self._known(self._loaded[done.page], place)
                self._give([Job(done.page, done.path, place, known)])

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

    def _take_page(self, job: Job, answer: Any) -> None:
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
        parts: list[int | Whole | Draw] = [Whole.MEASURE] if page.experiment is not None else []
        waiting = _waits(page)
        parts += [i for i in page.selected if not waiting[i]]
        self._waiting[job.page] = {i: others for i, others in waiting.items() if others}
        if self._options.pictures:
            parts += map(Draw, range(len(answer.pictures)))
        self._give([Job(job.page, job.path, part) for part in parts])
        self._watcher.found(page)

    def _give(self, jobs: Sequence[Job]) -> None:
        """Have jobs done: searches elsewhere, if there is such a place, and all else here."""
        for job in jobs:
            if self._options.elsewhere is not None and self._is_search(job):
                self._elsewhere.add([replace(job, path=job.path.absolute(), elsewhere=True)])
            else:
                self._queue.add([job])

    def _is_search(self, job: Job) -> bool:
        """Whether a claim is to be judged of which there is no record that might do."""
        page = self._loaded[job.page].outline
        return isinstance(job.part, int) and (
            self._options.fresh or page.claims[job.part].label not in page.kept
        )

    @property
    def _writes(self) -> bool:
        """Whether what is searched is kept in files."""
        return self._options.update or not self._options.locked

    def _keep(self, page: PageRun) -> None:
        """Keep what was searched of a page, once."""
        claims, asked = page.outline.claims, self._options.update
        if page.kept or not claims or not (page.records or asked):
            return
        page.kept = True
        file = store.shipped(page.path) if asked else store.own(page.path)
        gone = {claims[i].label for i, v in page.verdicts.items() if v.found is Found.SEARCHED}
        try:
            store.update(file, page.records, [c.label for c in claims], gone)
        except OSError as error:
            self._unkept[file] = f"{shown(file)} cannot be written: {error.strerror}"
        page.records.clear()

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
