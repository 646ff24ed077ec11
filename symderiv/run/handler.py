"""What a worker does with a job: load a page, judge a claim, run an experiment, draw a picture."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from symderiv.language.page import Claim, Page
from symderiv.language.verdict import Found, Status, Verdict
from symderiv.run import store
from symderiv.run.finder import BrokenPageError, PageOutline, experiment_outline, load, outline, problem_of
from symderiv.run.jobs import Answer, Draw, Job, Whole
from symderiv.run.judges import Judge, nothing_found
from symderiv.run.options import Options
from symderiv.run.picture import svg
from symderiv.run.results import Drawing, Trial
from symderiv.run.returned import Returned, read
from symderiv.run.store import Stored
from symderiv.run.unchanged import loaded


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Leave no bytecode of what pages import: within the second of an edit it is taken for the file's own."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


class JobHandler:
    """What a worker does with a job; pages stay loaded between jobs."""

    def __init__(self, judge: Judge, options: Options) -> None:
        self._judge = judge
        self._options = options
        self._pages: dict[Path, Page] = {}
        self._stored: dict[Path, list[Stored]] = {}
        self._modules: set[str] = set()  # that were loaded for an earlier job

    def __call__(self, job: Job) -> Answer:
        began = time.time_ns()
        with _no_bytecode():
            answer = self.answer(job)
        return Answer(answer, loaded(sys.modules, began, self._modules))

    def answer(self, job: Job) -> PageOutline | Trial | Drawing | Verdict:
        """What comes of a job."""
        if job.part is Whole.LOAD:
            return self._load(job.path)
        if isinstance(job.part, Draw):
            return self._drawn(job.path, job.part.place)
        if job.part is Whole.MEASURE:
            return self._measured(job.path)
        return self._judged(job.path, job.part, job)

    def _page(self, path: Path) -> Page:
        if path not in self._pages:
            self._pages[path] = load(path)
        return self._pages[path]

    def _load(self, path: Path) -> PageOutline:
        try:
            found = outline(path, self._page(path))
            kept = () if self._options.elsewhere is None else (s.records for s in self._files(path))
            return replace(found, kept=frozenset().union(*kept))
        except BrokenPageError as error:
            return PageOutline(path.stem, problems=(error.problem,))

    def _judged(self, path: Path, place: int, job: Job) -> Verdict:
        started = time.perf_counter()
        page = self._page(path)
        claim = page.claims[place]
        for label, standing in job.known:
            page.require(label).remember(standing)
        try:
            if job.returned is None:
                verdict = self._decided(path, claim)
            else:
                verdict = self._accepted(claim, read(job.returned))
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
            return replace(self._judge(claim), record=None)
        files = self._files(path)
        records = [stored.records[claim.label] for stored in files if claim.label in stored.records]
        verdict = self._judge(claim, records=records, fresh=self._options.fresh)
        if verdict.found is Found.SEARCHED and verdict.stale is None:
            problem = next((stored.problem for stored in files if stored.problem), None)
            if problem is None and self._options.locked and not records and verdict.record is not None:
                problem = "there is nothing"
            verdict = replace(verdict, stale=problem)
        return verdict

    def _accepted(self, claim: Claim, found: Returned) -> Verdict:
        """The verdict that a search elsewhere gives, once it is checked, or else that of a search here."""
        if found.nothing is not None:
            verdict = nothing_found(claim, found.nothing, found.message, found.faults)
        else:
            verdict = self._judge(claim, records=[] if found.record is None else [found.record])
        if verdict.found is Found.CHECKED:
            return replace(verdict, found=Found.SEARCHED, record=found.record)
        return replace(verdict, stale=verdict.stale or found.problem)

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
