"""An executor as ``concurrent.futures`` has them, whose processes have limits of time and memory.

One job that dies, hangs or fills the memory is lost, and no other; the standard executor of processes would
be broken.  The pool runs in a process of its own, which is forked before there are threads, and forks the
workers in turn; a thread of this process does nothing but to hand on what comes back.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any, Final, NamedTuple, TypeVar

from symderiv.language.verdict import Status
from symderiv.run.workers import Lost, Pool, forked, isolate

T = TypeVar("T")

GRACE: Final = 10.0  # seconds that a pool has to end its workers


class LostError(Exception):
    """A job has no answer; ``lost`` says why."""

    def __init__(self, lost: Lost) -> None:
        super().__init__(lost.message)
        self.lost = lost


class Limits(NamedTuple):
    """Processes at a time, the seconds of a job, and bytes of memory on top of what there is at its start."""

    jobs: int
    timeout: float
    memory: int


class Elsewhere(NamedTuple):
    """An executor whose processes are not ours, and how many jobs it can do at a time now."""

    executor: Executor
    jobs: Callable[[], int]


def no_key(*_: object) -> object:
    """The key of jobs of which it does not matter by whom they are done."""
    return None


class Processes(Executor):
    """Runs jobs in processes under limits.

    ``work`` is what most jobs do; it is not sent, but known to the processes from their birth, so that it may
    be any callable.  Jobs of one ``key`` are given to a process that has had one of them, where there is one.
    ``fork=False`` starts the pool anew, from an interpreter, as a process with threads has to.
    """

    def __init__(
        self,
        work: Callable[..., Any],
        limits: Limits,
        key: Callable[..., object] = no_key,
        *,
        fork: bool = True,
    ) -> None:
        self._work = work
        self._key = key
        self._futures: dict[int, Future[Any]] = {}
        self._count = 0
        self._lock = threading.Lock()  # of sending, which may be done by several threads
        self._line, theirs = Pipe()
        self._pid = (_fork if fork else _spawn)(self._line, theirs, work, limits)
        theirs.close()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def submit(self, work: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        """A job, whose future has its answer, or the LostError that says why there is none."""
        payload = pickle.dumps((None if work is self._work else work, args, named))
        future: Future[T] = Future()
        with self._lock:
            self._count += 1
            self._futures[self._count] = future
            try:
                self._line.send((self._key(*args), (self._count, payload)))
            except OSError as error:
                del self._futures[self._count]
                raise BrokenExecutor("the pool has ended") from error
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes, once all jobs are done; at once, not to ``wait`` or to ``cancel_futures``."""
        if wait and not cancel_futures:
            for future in list(self._futures.values()):
                with suppress(BaseException):
                    future.exception()
        with self._lock, suppress(OSError):
            self._line.send(None)
        self._reader.join(GRACE)
        if self._reader.is_alive():
            os.kill(self._pid, signal.SIGKILL)
            self._reader.join()
        if not self._line.closed:
            self._line.close()
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown(wait=kind is None)

    def _read(self) -> None:
        """Hand on what comes from the pool."""
        with suppress(EOFError, OSError):
            while True:
                number, answer = self._line.recv()
                if answer is None:
                    self._futures[number].set_running_or_notify_cancel()
                else:
                    _settle(self._futures.pop(number), answer)
        while self._futures:
            _, future = self._futures.popitem()
            _settle(future, Lost(Status.ERROR, "the pool of processes has ended"))


def _settle(future: Future[Any], answer: bytes | Lost) -> None:
    if future.cancelled():
        return
    found = answer if isinstance(answer, Lost) else pickle.loads(answer)  # noqa: S301 - of our own processes
    if isinstance(found, Lost):
        future.set_exception(LostError(found))
    else:
        future.set_result(found)


# -- the process of the pool -------------------------------------------------------------------------


def _fork(ours: Connection, theirs: Connection, work: Callable[..., Any], limits: Limits) -> int:
    def serve() -> None:
        isolate()
        gc.freeze()  # what is the parent's is not looked through, which would copy it
        _serve(theirs, work, limits)

    return forked(serve, [ours])


def _spawn(ours: Connection, theirs: Connection, work: Callable[..., Any], limits: Limits) -> int:
    code = f"from {__name__} import spawned; spawned({theirs.fileno()})"
    path = os.pathsep.join(filter(None, sys.path))
    environ = {**os.environ, "PYTHONPATH": path}
    process = subprocess.Popen([sys.executable, "-c", code], pass_fds=[theirs.fileno()], env=environ)
    process.returncode = 0  # it is waited for elsewhere
    ours.send((work, limits))
    return process.pid


def spawned(number: int) -> None:
    """Be a pool that an interpreter was started for, at the other end of an open line."""
    isolate(bound=False)  # the thread that has started it may end
    line = Connection(number)
    with suppress(EOFError):
        _serve(line, *line.recv())


def _serve(line: Connection, work: Callable[..., Any], limits: Limits) -> None:
    """Do what comes by the line, until it is told to end or nobody is there."""
    tasks: deque[tuple[object, Any]] = deque()

    def pick(seen: set[object]) -> tuple[object, Any] | None:
        if not tasks:
            return None
        at = next((i for i, (key, _) in enumerate(tasks) if key in seen), 0)
        chosen = tasks[at]
        del tasks[at]
        line.send((chosen[1][0], None))
        return chosen

    pool = Pool(partial(_perform, work), **limits._asdict(), unpack=bytes)
    with suppress(EOFError, OSError, KeyboardInterrupt), pool:
        for event in pool.results(pick, beside=line):
            if event is not None:
                (number, _), answer = event
                line.send((number, answer))
            while event is None and line.poll():
                if (message := line.recv()) is None:
                    return
                tasks.append(message)


def _perform(known: Callable[..., Any], task: tuple[int, bytes]) -> Any:
    work, args, named = pickle.loads(task[1])  # noqa: S301 - of our own parent
    return (known if work is None else work)(*args, **named)
