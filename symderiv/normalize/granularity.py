"""How fine the generators of a ring are; this is learned while a statement is read."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING

from symderiv.core.terms import KernelError, Term

if TYPE_CHECKING:
    pass


class NeedsRefinement(Exception):
    """A generator has to be finer than the ring has it; the granularity remembers how fine, for the next
    ring."""


class CeilingError(KernelError):
    """A normal form is not worked out, for it would be too large; the message names the ceiling."""


class Granularity:
    """How fine the generators of a ring are: learned as a statement is read, kept when it is read anew."""

    def __init__(self) -> None:
        self.order = 4  # the root of unity; 4: it is i
        self.parts: dict[Term, int] = {}

    def refine(self, m: Term, n: int) -> int:
        """Into how many parts m is divided, a multiple of n; NeedsRefinement if the ring was made with
        another."""
        known = self.parts.get(m, 1)
        if known % n:
            self.parts[m] = lcm(known, n)
            raise NeedsRefinement
        return known
