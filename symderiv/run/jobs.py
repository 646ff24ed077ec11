"""The jobs of a run, and the order in which workers are given them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

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
    with how the claims that it rests on came out."""

    page: int
    path: Path
    part: int | Whole | Draw = Whole.LOAD
    known: tuple[tuple[str, Standing], ...] = ()


class Queue:
    """Jobs by page: a worker is given parts of a page that it has loaded, or of the longest queue."""

    def __init__(self, loads: Sequence[Job]) -> None:
        self._loads = deque(loads)
        self._claims: dict[int, deque[Job]] = {}

    def add(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._claims.setdefault(job.page, deque()).append(job)

    def pick(self, seen: set[object]) -> tuple[object, Job] | None:
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
