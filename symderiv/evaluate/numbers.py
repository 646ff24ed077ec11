"""Numbers of the evaluator: exact rationals, and flint's rigorous balls where values are irrational.

What a comparison does not settle is None: two balls that overlap are never taken for equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flint import acb, arb, ctx, fmpq, fmpz

Number = Any  # fmpq, or a ball: arb or acb
PRECISION = 192
ZERO, ONE = fmpq(0), fmpq(1)


class Undefined(Exception):
    """A part of a term has no value in this model."""


class OutOfRange(Undefined):
    """A component outside its declared range."""


class NotIntegrableError(Undefined):
    """A mean of what has none."""


class Undecided(Exception):
    """The evaluator cannot tell."""


class Varying:
    """A value that depends on the outcome: nothing tells its sign."""


class Gaussian(NamedTuple):
    """A complex number with rational parts, as the exact value of a variable."""

    re: fmpq
    im: fmpq

    def __str__(self) -> str:
        return f"{self.re} + {self.im}*I" if self.im > 0 else f"{self.re} - {-self.im}*I"


@contextmanager
def precisely(bits: int = PRECISION) -> Iterator[None]:
    """Balls with at least so many bits."""
    before, ctx.prec = ctx.prec, max(ctx.prec, bits)
    try:
        yield
    finally:
        ctx.prec = before


def sign_of(x: Number) -> int | None:
    """-1, 0 or 1; None for a ball around 0."""
    if isinstance(x, Varying):
        raise Undecided("the sign of a value that depends on the outcome")
    if isinstance(x, acb):
        if not x.imag.is_zero():
            raise Undefined("complex numbers have no order" if is_zero(x.imag) is False else "an order")
        x = x.real
    if isinstance(x, arb):
        return 1 if x > 0 else -1 if x < 0 else 0 if x.is_zero() else None
    return int(x > 0) - int(x < 0)


def is_zero(x: Number) -> bool | None:
    """Whether x is 0; None for a ball around 0."""
    if isinstance(x, (arb, acb)):
        return True if x.is_zero() else None if x.contains(0) else False
    return sign_of(x) == 0


def integer(x: Number) -> int:
    """x as an integer, where it is known to be one."""
    if type(x) is not fmpq:
        if not isinstance(x, (fmpz, int)):
            raise Undecided(f"{x} is not known to be an integer")
        return int(x)
    if x.q != 1:
        raise Undecided(f"{x} is not known to be an integer")
    return int(x.p)


def difference(a: Number, b: Number) -> int | None:
    """0 where a and b are equal, 1 where they are not; None where balls do not tell."""
    zero = is_zero(a - b)
    return None if zero is None else int(not zero)


def order_of(a: Number, b: Number) -> int | None:
    """The sign of a - b, where both are real; Undefined where they are not known to be."""
    for x in (a, b):
        if isinstance(x, acb) and not x.imag.is_zero():
            raise Undefined("complex numbers have no order")
    return sign_of(a - b)


def exact_root(x: Number, degree: int) -> fmpq | None:
    """The root of a rational number, where it is rational too."""
    if isinstance(x, (arb, acb)):
        return None
    p, q = (n.root(degree) for n in (fmpq(x).p, fmpq(x).q))
    return fmpq(p, q) if p**degree == fmpq(x).p and q**degree == fmpq(x).q else None
