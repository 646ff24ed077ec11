"""Powers, inverses and roots of values, with their slopes; Undefined where there is none."""

from __future__ import annotations

from flint import acb, arb, fmpq

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.dual import Value, is_constant, lifted, plain_number, power_of
from symderiv.evaluate.numbers import (
    ZERO,
    Number,
    Undecided,
    Undefined,
    exact_root,
    is_zero,
    sign_of,
)

MAX_EXPONENT = 10_000


def whole_power(base: Value, n: int) -> Value:
    """base^n for a whole number n."""
    if abs(n) > MAX_EXPONENT:
        raise Undecided(f"a power with the exponent {n}")
    return power_of(inverse(base), -n) if n < 0 else power_of(base, n)


def general_power(t: Term, base: Value, e: Value) -> Value:
    """exp(e log base), for an exponent that need not be an integer."""
    x, exponent = plain_number(base), plain_number(e)
    if k.sort_of(k.mul(*t.args)) != "complex":
        sign = sign_of(x)
        if sign is None:
            raise Undecided("a base that may not be positive")
        if sign < 1:
            raise Undefined("a power of a number that is not positive, with an exponent that is no integer")
    zero = is_zero(x)
    if zero is not False:
        raise Undecided("a base that may be 0") if zero is None else Undefined("a power of 0")
    whole = isinstance(exponent, fmpq) and exponent.q == 1
    if whole and is_constant(e):
        return whole_power(base, int(exponent.p))
    if not (is_constant(base) and is_constant(e)):
        raise Undecided(f"the slope of a power with the exponent {exponent}")
    value = acb(x).pow(acb(exponent))
    return value if k.sort_of(t) == "complex" else value.real


def inverse(x: Value) -> Value:
    """1/x."""
    zero = is_zero(plain_number(x))
    if zero is None:
        raise Undecided("a denominator that may be 0")
    if zero:
        raise Undefined("a denominator is 0")
    return lifted(x, lambda y: 1 / y, lambda _, y: -1 * (y * y))


def root(t: Term, x: Value) -> Value:
    """The root t of a radicand whose value is x."""
    if k.sort_of(t.args[0]) == "complex":
        return _complex_root(x, t.args[1])
    sign, degree = sign_of(plain_number(x)), t.args[1]
    if sign is None:
        raise Undecided("a radicand that may be negative")
    if sign < 0:
        raise Undefined("a radicand is negative")

    def plain(y: Number) -> Number:
        exact = ZERO if sign == 0 else exact_root(y, degree)  # a ball has no cube root of 0
        return arb(y).root(degree) if exact is None else exact

    if sign == 0 or is_constant(x):
        return plain(plain_number(x))
    return lifted(x, plain, lambda y, r: fmpq(1, degree) * r * inverse(y))


def _complex_root(x: Value, degree: int) -> Value:
    y = plain_number(x)
    if not is_constant(x):
        raise Undecided("the slope of a root of a complex number")
    exact = exact_root(y, degree) if isinstance(y, fmpq) and y >= 0 else None
    if exact is not None:
        return exact
    return ZERO if is_zero(y) else acb(y).pow(acb(fmpq(1, degree)))
