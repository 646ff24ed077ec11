"""Rational numbers of the core as flint's."""

from __future__ import annotations

from functools import lru_cache

from flint import fmpq

from symderiv.core.terms import Term


@lru_cache(maxsize=4096)
def rational(t: Term) -> fmpq:
    """The number that a term of the kind ``num`` is."""
    return fmpq(t.args[0].numerator, t.args[0].denominator)
