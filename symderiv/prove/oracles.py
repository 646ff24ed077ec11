"""Where oracles are asked: what goes wrong inside one loses its answer, and nothing else.

Search, tactics, evaluation at points, the cross-check and the telling of a proof are oracles: what they find
is checked afterwards, and what they do not find is not known. A fault of theirs, of whatever kind, is none of
the statement's. It is counted, and told as a value with the verdict; ``SYMDERIV_DEBUG=1`` raises it.

Two kinds are none of theirs: an interrupt, and memory that is exhausted, which ends the process of a claim.
"""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final, TypeVar

from symderiv.language.verdict import Fault

Answer = TypeVar("Answer")
Kinds = tuple[type[Exception], ...]

DEBUG: Final = "SYMDERIV_DEBUG"
_PACKAGE: Final = Path(__file__).parent.parent


class Faults:
    """The faults of the oracles that were asked for one claim, and how often each occurred."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, oracle: str, error: Exception) -> None:
        self._counts[oracle, type(error).__name__, _place(error)] += 1

    def listed(self) -> tuple[Fault, ...]:
        """As a value, in order."""
        return tuple(Fault(*what, times) for what, times in sorted(self._counts.items()))


_COUNTED: ContextVar[Faults | None] = ContextVar("counted", default=None)


@contextmanager
def counted() -> Iterator[Faults]:
    """The faults of all oracles that are asked within the block."""
    faults = Faults()
    token = _COUNTED.set(faults)
    try:
        yield faults
    finally:
        _COUNTED.reset(token)


def ask(oracle: str, work: Callable[[], Answer], otherwise: Answer, *, passing: Kinds = ()) -> Answer:
    """What ``work`` answers, or ``otherwise`` where it has a fault; what is ``passing`` is an answer, too.

    >>> ask("division", lambda: 1 // 1, 0), ask("division", lambda: 1 // 0, 0)
    (1, 0)
    """
    try:
        return work()
    except Exception as error:
        if isinstance(error, (MemoryError, *passing)):
            raise
        note(oracle, error)
        return otherwise


def each(oracle: str, items: Iterable[Answer], *, passing: Kinds = ()) -> Iterator[Answer]:
    """The items, as many as come without a fault."""
    iterator = iter(items)
    end = object()
    while (item := ask(oracle, lambda: next(iterator, end), end, passing=passing)) is not end:
        yield item  # type: ignore[misc] # it is not the end


def note(oracle: str, error: Exception) -> None:
    """Count a fault of an oracle; raise it where a developer asks for that."""
    if os.environ.get(DEBUG) == "1":
        raise error
    faults = _COUNTED.get()
    if faults is not None:
        faults.add(oracle, error)


def _place(error: Exception) -> str:
    """The innermost line of this package that the error came through."""
    lines = (
        f"{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__, limit=-40))
        if Path(frame.filename).is_relative_to(_PACKAGE)
    )
    return next(lines, "")
