"""What a reader says of what it does not read: a reason, the place, and the declaration that would help."""

from __future__ import annotations

from typing import Final

from symderiv.language.errors import SymderivError
from symderiv.reader.tokens import Token


class Unread(SymderivError):
    """Something that has no one reading; ``at`` is where, ``readings`` are those that are open, ``help`` is a
    declaration that would settle it, and ``reason`` a word for lists of reasons."""

    def __init__(
        self,
        message: str,
        at: Token | None = None,
        *,
        readings: tuple[str, ...] = (),
        help: str = "",  # noqa: A002 - the field's word
        reason: str = "syntax",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.readings = readings
        self.help = help
        self.reason = reason

    @property
    def told(self) -> str:
        """The message with readings, place and help, in one line."""
        place = ""
        if self.at is not None:
            line, column = self.at.place
            place = f" (line {line}, column {column})"
        readings = f"; it may be {', or '.join(self.readings)}" if self.readings else ""
        declare = f"; declare: {self.help}" if self.help else ""
        return f"{self.message}{place}{readings}{declare}"


FAULTS: Final = (IndexError, KeyError, TypeError, AttributeError, ValueError, ArithmeticError, AssertionError)


def fault(error: Exception, at: Token | None) -> Unread:
    """A fault of the reader itself, which loses what it was at, and no more."""
    return Unread(f"the reader has a fault here: {type(error).__name__}", at, reason="fault")


def ambiguous(what: str, at: Token | None, *readings: str, reason: str = "ambiguous") -> Unread:
    """An error that names the readings that are open."""
    return Unread(f"{what} has more than one reading", at, readings=readings, reason=reason)
