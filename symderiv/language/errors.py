"""What can go wrong outside the mathematics: one root, and each message says what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class SymderivError(Exception):
    """The root of symderiv's own errors."""


class StatementError(SymderivError):
    """A statement that the checker has no reading of; the message names the part, ``line`` its place."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class PageError(SymderivError):
    """A page that contradicts itself, such as two claims with one label."""


class UsageError(SymderivError):
    """A command line that asks for what does not exist; the message names what is near."""


@contextmanager
def readable() -> Iterator[None]:
    """A statement that Python has no room to go through has no reading."""
    try:
        yield
    except RecursionError:
        raise StatementError("the statement is nested too deeply") from None
