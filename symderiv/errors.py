"""What can go wrong outside the mathematics: one root, and each message says what was expected."""

from __future__ import annotations


class SymderivError(Exception):
    """The root of symderiv's own errors."""


class StatementError(SymderivError):
    """A statement that the checker has no reading of; the message names the part and its place."""


class PageError(SymderivError):
    """A page that contradicts itself, such as two claims with one label."""


class UsageError(SymderivError):
    """A command line that asks for what does not exist; the message names what is near."""
