"""Interrupts that are held back while something is being done, and come through where the program waits."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any, Final, Self

STOPS: Final = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """A context manager in which SIGINT and SIGTERM are KeyboardInterrupt, raised within ``waiting`` and at
    no other time, so that nothing is lost between its making and its registration."""

    def __init__(self) -> None:
        self._interrupted = False
        self._waiting = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in STOPS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                with suppress(ValueError):  # only the main thread may; elsewhere interrupts do not arrive
                    self._handlers[number] = signal.signal(number, self._on_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting = False
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._interrupted = True
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Interrupts come through, one that has arrived before at once."""
        self._waiting = True
        try:
            if self._interrupted:
                raise KeyboardInterrupt
            yield
        finally:
            self._waiting = False


@contextmanager
def held() -> Iterator[None]:
    """Interrupts wait until the block is done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
