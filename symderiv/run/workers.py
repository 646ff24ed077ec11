"""A pool of forked processes, each under limits of time and memory that the parent enforces.

A job runs in a process of its own group, one at a time; whatever it does, what comes back is its answer or
the reason why there is none. Nothing here knows what the jobs are.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from symderiv.language.verdict import Status, Verdict
from symderiv.run.interrupts import STOPS, Interrupts, held

MEMORY: Final = 4 << 30
COLLECTED: Final = 50_000  # new objects after which the collector looks for circles, which terms have none of


@dataclass(frozen=True, slots=True)
class Lost:
    """A job without an answer, and why."""

    status: Status
    message: str


@dataclass(eq=False, slots=True)
class Worker:
    """A process, the job it is at, and the jobs' keys it has seen (and so holds in memory)."""

    pid: int
    line: Connection
    seen: set[object] = field(default_factory=set)
    job: Any = None
    deadline: float = 0.0


Pick = Callable[[set[object]], tuple[object, Any] | None]


class Pool:
    """Runs ``handle(job)`` in at most ``jobs`` processes; a context manager, which leaves no child behind.

    ``memory`` is in bytes and comes on top of what the parent has mapped already; ``timeout`` is in seconds.
    Answers come pickled, and are handed on as ``unpack`` makes them. ``workers`` of an earlier pool are made
    use of.
    Interrupts come through while the pool waits.
    """

    def __init__(
        self,
        handle: Callable[[Any], Any],
        *,
        jobs: int,
        timeout: float,
        memory: int,
        unpack: Callable[[bytes], Any] = pickle.loads,
        workers: Sequence[Worker] = (),
    ) -> None:
        self._handle = handle
        self._unpack = unpack
        self._jobs = jobs
        self._timeout = timeout
        self._memory = memory
        self._workers = list(workers)
        self._interrupts = Interrupts()

    def __enter__(self) -> Self:
        self._interrupts.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in list(self._workers):
            self._end(worker)
        self._interrupts.__exit__(kind, error, trace)

    def results(
        self, pick: Pick, *, tick: float | None = None, beside: Connection | None = None
    ) -> Iterator[tuple[Any, Any] | None]:
        """(job, answer or Lost) as they come, and None every ``tick`` seconds.

        ``pick(seen)`` gives the next (key, job), preferably one whose key is in ``seen``, or None where there
        is none; it is asked again after each result, so that results may bring new jobs. No job is None.
        Where there is a line ``beside``, None comes when something is to be read there, too, and the end does
        not come by itself.
        """
        while True:
            self._fill(pick)
            if beside is None and not any(w.job is not None for w in self._workers):
                return
            yield from self._collect(tick, beside)

    def released(self) -> list[Worker]:
        """The workers that have nothing to do, which outlive the pool."""
        idle = [w for w in self._workers if w.job is None]
        self._workers = [w for w in self._workers if w.job is not None]
        return idle

    @property
    def running(self) -> list[Any]:
        """The jobs that are being worked at."""
        return [w.job for w in self._workers if w.job is not None]

    def _fill(self, pick: Pick) -> None:
        for worker in [w for w in self._workers if w.job is None]:
            if (chosen := pick(worker.seen)) is None:
                return
            self._give(worker, *chosen)
        while len(self._workers) < self._jobs and (chosen := pick(set())) is not None:
            self._give(self._start(), *chosen)

    def _give(self, worker: Worker, key: object, job: Any) -> None:
        try:
            worker.line.send(job)
        except OSError:  # it died while it had nothing to do
            self._end(worker)
            worker = self._start()
            worker.line.send(job)
        worker.seen.add(key)
        worker.job = job
        worker.deadline = time.monotonic() + self._timeout

    def _collect(self, tick: float | None, beside: Connection | None) -> Iterator[tuple[Any, Any] | None]:
        busy = [w for w in self._workers if w.job is not None]
        left = [max(0.0, w.deadline - time.monotonic()) for w in busy]
        lines = [w.line for w in busy] if beside is None else [beside, *(w.line for w in busy)]
        with self._interrupts.waiting():
            ready = wait(lines, min(left if tick is None else [tick, *left], default=None))
        for worker in busy:
            if worker.line in ready:
                job, worker.job = worker.job, None
                yield job, self._receive(worker)
            elif time.monotonic() >= worker.deadline:
                job = worker.job
                self._end(worker)
                yield job, Lost(Status.TIMEOUT, f"stopped after {self._timeout:g} s")
        if not ready or beside in ready:
            yield None

    def _receive(self, worker: Worker) -> Any:
        try:
            packed, fit = worker.line.recv()
        except (EOFError, OSError):
            return Lost(Status.ERROR, f"its process {self._end(worker)}")
        if not fit:
            self._end(worker)
        return self._unpack(packed)

    def _end(self, worker: Worker) -> str:
        """Kill a worker with all that it started, and say how it ended."""
        self._workers.remove(worker)
        worker.line.close()
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(worker.pid, signal.SIGKILL)
        # One that had died by itself still tells of that, and not of the signal sent just now.
        code = os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"

    def _start(self) -> Worker:
        """A new worker; what the parent has imported comes with it for nothing."""
        ours, theirs = Pipe()
        foreign = [ours, *(w.line for w in self._workers)]
        with held():
            pid = forked(lambda: _serve(theirs, self._handle, self._memory), foreign)
        theirs.close()
        worker = Worker(pid, ours)
        self._workers.append(worker)
        return worker


def forked(serve: Callable[[], object], foreign: Sequence[Connection]) -> int:
    """The number of a new process, which does nothing but to serve, and has no lines that are not its own."""
    _flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of fork beside the threads of a BLAS
        pid = os.fork()
    if pid == 0:
        code = 1
        try:
            for line in foreign:
                line.close()
            serve()
            code = 0
        finally:
            os._exit(code)
    return pid


def isolated(work: Callable[[], Any], timeout: float, memory: int = MEMORY) -> Any:
    """What ``work`` returns in a process of its own, or Lost."""
    jobs = iter([("", "the only one")])
    with Pool(lambda _: work(), jobs=1, timeout=timeout, memory=memory) as pool:
        ((_, answer),) = (event for event in pool.results(lambda _: next(jobs, None)) if event)
    return answer


def limited(work: Callable[[], Verdict], timeout: float, memory: int = MEMORY) -> Verdict:
    """The verdict that ``work`` reaches in a process of its own, or that it reached none in time."""
    answer = isolated(work, timeout, memory)
    return Verdict(answer.status, message=answer.message) if isinstance(answer, Lost) else answer


def _flush() -> None:
    """Empty the buffers, which a child would inherit; a reader that has gone is not our business here."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):
            stream.flush()


# -- in the child ------------------------------------------------------------------------------------


def _serve(line: Connection, handle: Callable[[Any], Any], memory: int) -> None:
    """Answer one job after another, until the parent closes the line."""
    isolate()
    _limit(memory)
    gc.freeze()
    gc.set_threshold(COLLECTED)
    _answer_all(line, handle)


def isolate(*, bound: bool = True) -> None:
    """Have a group of its own, which the parent can kill, nothing to read, and no output to spoil; ``bound``
    to the life of what has started the process."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    if bound and sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - NumPy has loaded it by now

        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    with suppress(OSError):  # standard error may be closed
        os.dup2(2, 1)


def _limit(memory: int) -> None:
    """Let the address space grow by ``memory`` bytes at most; where its size cannot be told, not at all."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():
        limit = int(statm.read_text().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _answer_all(line: Connection, handle: Callable[[Any], Any]) -> None:
    while True:
        try:
            job = line.recv()
        except EOFError:
            return
        fit = True
        try:
            answer = handle(job)
        except MemoryError:
            answer, fit = Lost(Status.ERROR, "memory exhausted"), False
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            answer = Lost(Status.ERROR, f"{type(error).__name__}: {error}")
        _flush()
        line.send((_packed(answer), fit))
        if not fit:
            return


def _packed(answer: Any) -> bytes:
    try:
        return pickle.dumps(answer)
    except RecursionError:
        return pickle.dumps(Lost(Status.ERROR, "its result is nested too deeply to be sent"))
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        return pickle.dumps(Lost(Status.ERROR, f"its result cannot be sent: {error}"))
