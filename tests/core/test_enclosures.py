"""Enclosures of constants: each contains the value that mpmath has, and what is undefined has none."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath
import pytest

from symderiv.core import terms as k
from symderiv.core.elementary_laws import LAWS
from symderiv.core.enclosures import enclosed
from symderiv.core.terms import ONE, PI, ZERO, I, KernelError, Term, fn

mp = mpmath.mp.clone()
mp.dps = 60

UNARY = [
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "asin",
    "acos",
    "atan",
    "asinh",
    "acosh",
    "atanh",
    "log",
]


def constant(source: random.Random, depth: int) -> tuple[Term, mpmath.mpc]:
    """A term without variables, and its value."""
    kind = source.randrange(8) if depth else source.randrange(3)
    if kind == 0:
        value = Fraction(source.randrange(-9, 10), source.randrange(1, 7))
        return k.num(value), mp.mpf(value.numerator) / value.denominator
    if kind == 1:
        return PI, mp.pi
    if kind == 2:
        return I, mp.mpc(0, 1)
    a, x = constant(source, depth - 1)
    if kind in (3, 4):
        b, y = constant(source, depth - 1)
        return (k.add(a, b), x + y) if kind == 3 else (Term("mul", a, b), x * y)
    if kind == 5:
        n = source.choice([-2, -1, 2, 3])
        return k.power(a, n), x**n
    if kind == 6:
        return k.root(k.mul(a, ONE) if k.sort_of(a) == "complex" else k.mul(I, a), 3), mp.root(
            x if k.sort_of(a) == "complex" else mp.mpc(0, 1) * x, 3
        )
    name = source.choice(UNARY)
    return fn(name, a), getattr(mp, name)(x)


def test_balls_contain_values() -> None:
    source = random.Random(5)  # noqa: S311 - points, no secrets
    met = 0
    for _ in range(240):
        try:
            t, value = constant(source, 3)
            ball = enclosed(t)
        except (KernelError, ZeroDivisionError, ValueError, OverflowError):
            continue
        if mp.isnan(value) or mp.isinf(value):
            continue
        met += 1
        value = mp.mpc(value)
        centre = mp.mpc(*(mp.mpf(part.numerator) / part.denominator for part in (ball.re, ball.im)))
        error = mp.mpf(ball.error.numerator) / ball.error.denominator
        assert abs(value - centre) <= error + mp.mpf(10) ** -50 * (1 + abs(value)), t
    assert met > 100


@pytest.mark.parametrize(
    "t",
    [
        k.power(ZERO, -1),
        k.power(k.sub(k.power(k.root(k.num(2)), 2), k.num(2)), -1),
        k.root(k.num(-1)),
        k.root(k.sub(ONE, k.root(k.num(2)))),
        fn("log", ZERO),
        fn("log", k.add(fn("sin", PI), ZERO)),
        fn("tan", k.mul(k.num(Fraction(1, 2)), PI)),
        fn("gamma", ONE),
        k.var("x"),
        k.power(k.num(2), k.num(10**9)),
        Term("exp", k.num(10**9)),
        k.power(k.num(2), k.root(k.num(2))),
    ],
)
def test_what_is_undefined_or_unknown_has_no_enclosure(t: Term) -> None:
    with pytest.raises(KernelError, match="expected"):
        enclosed(t)


@pytest.mark.parametrize(
    ("t", "part", "lo", "hi"),
    [
        (k.root(k.num(2)), "re", Fraction(3, 2), Fraction(2)),
        (k.root(k.num(2)), "re", Fraction(1), Fraction(7, 5)),
        (k.num(1), "re", Fraction(1), Fraction(2)),
        (I, "re", Fraction(1, 2), Fraction(2)),
        (fn("log", k.num(-1)), "im", Fraction(-4), Fraction(-3)),
    ],
)
def test_bounds_that_do_not_hold_are_refused(t: Term, part: str, lo: Fraction, hi: Fraction) -> None:
    with pytest.raises(KernelError, match="expected bounds"):
        LAWS["enclosure"].instance(t, part, k.num(lo), k.num(hi))
