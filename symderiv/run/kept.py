"""A process that is kept for one statement after another, each under a limit of time.

To start a process costs more than a small statement.  What a caller asks goes to the process pickled, if it
is there what it is here; all else (what is not pickled, and what is of other classes than SymPy's) is decided
in a fork of the caller, which has it by birth.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Final

import sympy as sp
from sympy.core.parameters import global_parameters

from symderiv.language.verdict import Verdict
from symderiv.run.workers import MEMORY, Lost, Pool, Worker, limited

_UNSENT: Final = (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError, ImportError)


class Kept:
    """Decides statements in a process of its own, which is started when it is first needed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._workers: list[Worker] = []
        self._owner = os.getpid()

    def limited(
        self, decide: Callable[..., Verdict], arguments: Mapping[str, Any], timeout: float
    ) -> Verdict:
        """``decide(**arguments)``, or that it has come to no verdict in so many seconds."""
        packed = _packed(decide, arguments)
        if packed is not None and self._lock.acquire(blocking=False):
            try:
                answer = self._asked(packed, timeout)
            finally:
                self._lock.release()
            if isinstance(answer, Lost):
                return Verdict(answer.status, message=answer.message)
            if answer is not None:
                return answer
        return limited(lambda: decide(**arguments), timeout)

    def close(self) -> None:
        """End the process; another is started when one is needed."""
        with self._lock, self._pool(0.0):
            pass

    def _pool(self, timeout: float) -> Pool:
        """A pool that has the process, where there is one; it is the pool's to end or to give back."""
        if self._owner != os.getpid():  # the process is that of the one of which this is a fork
            self._workers, self._owner = [], os.getpid()
        workers, self._workers = self._workers, []
        return Pool(_answered, jobs=1, timeout=timeout, memory=MEMORY, workers=workers)

    def _asked(self, packed: bytes, timeout: float) -> Verdict | Lost | None:
        jobs = iter([("", packed)])
        with self._pool(timeout) as pool:
            answers = [event[1] for event in pool.results(lambda _: next(jobs, None)) if event]
            self._workers = pool.released()
        found: Verdict | Lost | None = answers[0]
        return found


def _packed(decide: Callable[..., Verdict], arguments: Mapping[str, Any]) -> bytes | None:
    """The question, pickled; None where it would be another once it is read."""
    asked = decide, dict(arguments), global_parameters.evaluate
    try:
        if not all(map(_is_plain, _leaves(arguments))):
            return None
        packed = pickle.dumps(asked)
        same = _read(packed) == asked
    except _UNSENT:
        return None
    return packed if same is True else None


def _leaves(a: Any) -> Iterable[Any]:
    if isinstance(a, (list, tuple)):
        for b in a:
            yield from _leaves(b)
    elif isinstance(a, Mapping):
        yield from _leaves(tuple(a.items()))
    else:
        yield a


def _is_plain(a: Any) -> bool:
    """Whether this is a number, a name, or an expression of SymPy's own classes."""
    if isinstance(a, sp.Basic):
        modules = (type(part).__module__ for part in sp.preorder_traversal(a))
        return all(m is not None and m.startswith("sympy.") for m in modules)  # f of f(x) is of no module
    return a is None or type(a) in (bool, int, str)


def _read(packed: bytes) -> Any:
    with sp.evaluate(False):  # what was written x + 0 is read so
        return pickle.loads(packed)  # noqa: S301 - the caller's own


def _answered(packed: bytes) -> Verdict | None:
    """The verdict; None where the question speaks of what was defined after this process had been started."""
    try:
        decide, arguments, evaluates = _read(packed)
    except _UNSENT:
        return None
    with sp.evaluate(evaluates):
        found: Verdict = decide(**arguments)
    return found


KEPT: Final = Kept()
