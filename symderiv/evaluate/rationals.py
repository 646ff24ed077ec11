"""Rational numbers of the core as flint's."""

from __future__ import annotations

from flint import fmpq

from symderiv.core.terms import Term


def rational(t: Term) -> fmpq:
    """The number that a term of the kind ``num`` is."""
    return fmpq(t.args[0].numerator, t.args[0].denominator)
