"""A pool of forked processes, each under limits of time and memory that the parent enforces.

A job runs in a process of its own group, one at a time; whatever it does, what comes back is its answer or
the reason why there is none. Nothing here knows what the jobs are.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from pickle import PicklingError
from types import FrameType, TracebackType
from typing import Any, Final, NoReturn, Self

from symderiv.language.verdict import Status, Verdict

MEMORY: Final = 4 << 30
COLLECTED: Final = 50_000  # new objects after which the collector looks for circles, which terms have none of
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


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
    An interrupt (SIGINT, SIGTERM) is raised as KeyboardInterrupt while the pool waits, and at no other time,
    so that no child can be lost between its birth and its registration.
    """

    def __init__(self, handle: Callable[[Any], Any], *, jobs: int, timeout: float, memory: int) -> None:
        self._handle = handle
        self._jobs = jobs
        self._timeout = timeout
        self._memory = memory
        self._workers: list[Worker] = []
        self._interrupted = False
        self._waiting = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in _STOPS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                with suppress(ValueError):  # only the main thread may; elsewhere interrupts do not arrive
                    self._handlers[number] = signal.signal(number, self._on_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting = False
        for worker in list(self._workers):
            self._end(worker)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._interrupted = True
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt

    def results(self, pick: Pick, *, tick: float | None = None) -> Iterator[tuple[Any, Any] | None]:
        """(job, answer or Lost) as they come, and None every ``tick`` seconds.

        ``pick(seen)`` gives the next (key, job), preferably one whose key is in ``seen``, or None where there
        is none; it is asked again after each result, so that results may bring new jobs. No job is None.
        """
        while True:
            self._fill(pick)
            if not any(w.job is not None for w in self._workers):
                return
            yield from self._collect(tick)

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

    def _collect(self, tick: float | None) -> Iterator[tuple[Any, Any] | None]:
        busy = [w for w in self._workers if w.job is not None]
        left = max(0.0, min(w.deadline for w in busy) - time.monotonic())
        ready = self._wait([w.line for w in busy], left if tick is None else min(left, tick))
        for worker in busy:
            if worker.line in ready:
                job, worker.job = worker.job, None
                yield job, self._receive(worker)
            elif time.monotonic() >= worker.deadline:
                job = worker.job
                self._end(worker)
                yield job, Lost(Status.TIMEOUT, f"stopped after {self._timeout:g} s")
        if not ready:
            yield None

    def _wait(self, lines: list[Connection], seconds: float) -> list[Any]:
        self._waiting = True
        if self._interrupted:
            raise KeyboardInterrupt
        ready = wait(lines, seconds)
        self._waiting = False
        return ready

    def _receive(self, worker: Worker) -> Any:
        try:
            answer, fit = worker.line.recv()
        except (EOFError, OSError):
            return Lost(Status.ERROR, f"its process {self._end(worker)}")
        if not fit:
            self._end(worker)
        return answer

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
        _flush()
        with _held_signals(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of fork beside the threads of a BLAS
            pid = os.fork()
            if pid == 0:
                for line in (ours, *(w.line for w in self._workers)):
                    line.close()
                _serve(theirs, self._handle, self._memory)
        theirs.close()
        worker = Worker(pid, ours)
        self._workers.append(worker)
        return worker


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


@contextmanager
def _held_signals() -> Iterator[None]:
    """Hold interrupts back until the block is done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _flush() -> None:
    """Empty the buffers, which a child would inherit; a reader that has gone is not our business here."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):
            stream.flush()


# -- in the child ------------------------------------------------------------------------------------


def _serve(line: Connection, handle: Callable[[Any], Any], memory: int) -> NoReturn:
    """Answer one job after another, until the parent closes the line; never return into the parent's code."""
    code = 1
    try:
        _isolate()
        _limit(memory)
        gc.freeze()
        gc.set_threshold(COLLECTED)
        _answer_all(line, handle)
        code = 0
    finally:
        os._exit(code)


def _isolate() -> None:
    """A group of its own, which the parent can kill; nothing to read, no output to spoil."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    if sys.platform == "linux":
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
        _send(line, answer, fit=fit)
        if not fit:
            return


def _send(line: Connection, answer: Any, *, fit: bool) -> None:
    try:
        line.send((answer, fit))
    except RecursionError:
        line.send((Lost(Status.ERROR, "its result is nested too deeply to be sent"), fit))
    except (PicklingError, TypeError, AttributeError) as error:
        line.send((Lost(Status.ERROR, f"its result cannot be sent: {error}"), fit))
