"""Jobs given to executors, so many at a time as keep them busy, and answers as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from symderiv.language.verdict import Status
from symderiv.run.executor import LostError
from symderiv.run.interrupts import Interrupts
from symderiv.run.jobs import Job, Queue
from symderiv.run.workers import Lost


@dataclass(eq=False, slots=True)
class Lane:
    """An executor, what it does with jobs, where these wait, and how many are given to it at a time."""

    executor: Executor
    work: Callable[[Job], Any]
    queue: Queue
    width: Callable[[], int]
    given: dict[Future[Any], Job] = field(default_factory=dict)

    def fill(self) -> None:
        width = self.width()
        while len(self.given) < width and (job := self.queue.pick()) is not None:
            self.given[self.executor.submit(self.work, job)] = job

    def take(self, future: Future[Any]) -> tuple[Job, Any]:
        job = self.given.pop(future)
        try:
            return job, future.result()
        except LostError as error:
            return job, error.lost
        except (Exception, CancelledError) as error:  # noqa: BLE001 - whatever it is, there is no answer
            return job, Lost(Status.ERROR, f"{type(error).__name__}: {error}")

    def finished(self) -> list[tuple[Job, Any]]:
        """What has an answer, once the executor has ended."""
        done = [f for f in self.given if f.done() and not f.cancelled() and f.exception() is None]
        return [self.take(future) for future in done]

    @property
    def running(self) -> list[Job]:
        """What is being worked at, as far as the executor tells."""
        told = [job for future, job in self.given.items() if future.running()]
        return told or list(self.given.values())


def results(
    lanes: Sequence[Lane], interrupts: Interrupts, *, tick: float
) -> Iterator[tuple[Job, Any] | None]:
    """(job, answer or Lost) as they come, and None where none has come for ``tick`` seconds; queues are asked
    again after each answer, so that it may bring new jobs."""
    while True:
        for lane in lanes:
            lane.fill()
        lane_of = {future: lane for lane in lanes for future in lane.given}
        if not lane_of:
            return
        with interrupts.waiting():
            done, _ = wait(lane_of, tick, FIRST_COMPLETED)
        if not done:
            yield None
        for future in done:
            yield lane_of[future].take(future)
