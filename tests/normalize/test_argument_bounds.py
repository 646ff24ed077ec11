"""Intervals enclose the angles, whatever the values of the variables; what is unknown is unbounded."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpc, mpf

from symderiv import Status, check
from symderiv.core import terms as k
from symderiv.core.terms import PI, Term, fn
from symderiv.normalize.argument_bounds import POINT, UNBOUNDED, Bounds, Interval, within_period

Point = tuple[mpf, mpf, mpc, mpc]
Pair = tuple[Term, Callable[[Point], Any]]  # a term, and its value at a point

DIGITS = 60  # the points are as large as 10^12, and angles are subtracted
SLACK = mpf(10) ** -20

VARIABLES: list[Pair] = [
    (k.var("x"), lambda p: p[0]),
    (k.var("y"), lambda p: p[1]),
    (k.var("z", "complex"), lambda p: p[2]),
    (k.var("w", "complex"), lambda p: p[3]),
]
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "atan": mp.atan, "asin": mp.asin, "acos": mp.acos, "asinh": mp.asinh, "atanh": mp.atanh,
    "acosh": mp.acosh, "log": mp.log, "arg": mp.arg, "conj": mp.conj, "re": mp.re, "im": mp.im,
    "floor": lambda v: mp.floor(mp.re(v)),
    "acot": lambda v: mp.atan(1 / v), "asec": lambda v: mp.acos(1 / v), "acsc": lambda v: mp.asin(1 / v),
    "acoth": lambda v: mp.atanh(1 / v), "asech": lambda v: mp.acosh(1 / v),
    "acsch": lambda v: mp.asinh(1 / v),
}  # fmt: skip
NUMBERS = st.sampled_from([fmpq(0), fmpq(1), fmpq(-1), fmpq(1, 10**12), fmpq(-(10**9)), fmpq(3, 2)])


def _float(c: fmpq) -> mpf:
    return mpf(int(c.p)) / int(c.q)


def _number(c: fmpq) -> Pair:
    return k.num(c), lambda _: _float(c)


def _added(pairs: list[Pair]) -> Pair:
    return k.add(*(t for t, _ in pairs)), lambda p: mp.fsum(f(p) for _, f in pairs)


def _multiplied(pairs: list[Pair]) -> Pair:
    return Term("mul", *(t for t, _ in pairs)), lambda p: mp.fprod(f(p) for _, f in pairs)


def _applied(name: str, pair: Pair) -> Pair:
    t, f = pair
    if name == "floor" and k.sort_of(t) == "complex":
        return _applied("floor", _applied("re", pair))
    return fn(name, t), lambda p: FUNCTIONS[name](f(p))


PAIRS = st.recursive(
    st.sampled_from([*VARIABLES, (PI, lambda _: +mp.pi), (k.I, lambda _: mpc(0, 1))]) | NUMBERS.map(_number),
    lambda inner: (
        st.builds(_applied, st.sampled_from(sorted(FUNCTIONS)), inner)
        | st.lists(inner, min_size=2, max_size=3).map(_added)
        | st.lists(inner, min_size=2, max_size=3).map(_multiplied)
    ),
    max_leaves=8,
)


def _points(count: int) -> list[Point]:
    """Points of very different sizes, on the axes too."""
    rng = random.Random(7)  # noqa: S311 - points to try are no secrets

    def real() -> mpf:
        return rng.choice((1, -1)) * mpf(rng.random()) * mpf(10) ** rng.choice((-9, 0, 1, 6, 12))

    def entry() -> mpc:
        return mpc(rng.choice((0, 1, 1)) * real(), rng.choice((0, 1, 1)) * real())

    return [(real(), real(), entry(), entry()) for _ in range(count)]


POINTS = _points(24)


def _encloses(interval: Interval, x: mpf) -> bool:
    turns = x / mp.pi
    slack = SLACK * (1 + abs(turns))
    above = interval.lo is None or turns >= _float(interval.lo) - slack
    return bool(above and (interval.hi is None or turns <= _float(interval.hi) + slack))


@given(PAIRS, st.booleans())
def test_the_interval_of_a_term_encloses_its_value_at_points_of_every_size(
    pair: Pair, imaginary: bool
) -> None:
    t, f = pair
    interval = Bounds(()).part(t, imaginary=imaginary)
    with mp.workdps(DIGITS):
        for point in POINTS:
            try:
                value = mpc(f(point))
            except (ArithmeticError, ValueError):
                continue
            if mp.isfinite(value):
                assert _encloses(interval, value.imag if imaginary else value.real), (t, point, interval)


ENDS = st.none() | st.fractions(-9, 9, max_denominator=4).map(lambda q: fmpq(q.numerator, q.denominator))
CONSTANTS = st.fractions(-9, 9, max_denominator=4).map(lambda q: fmpq(q.numerator, q.denominator))


@st.composite
def _inside(draw: st.DrawFn) -> tuple[Interval, fmpq]:
    """An interval, and a number in it."""
    lo, hi, x = draw(ENDS), draw(ENDS), draw(CONSTANTS)
    return Interval(None if lo is None else min(lo, x), None if hi is None else max(hi, x)), x


def _holds(interval: Interval, x: fmpq) -> bool:
    return (interval.lo is None or interval.lo <= x) and (interval.hi is None or x <= interval.hi)


@given(_inside(), _inside(), CONSTANTS)
def test_operations_keep_what_is_inside(a: tuple[Interval, fmpq], b: tuple[Interval, fmpq], c: fmpq) -> None:
    assert _holds(-a[0], -a[1])
    assert _holds(a[0] + b[0], a[1] + b[1])
    assert _holds(a[0].scaled(c), a[1] * c)
    narrowed = a[0].also(b[0].lo, b[0].hi, strict=False)
    assert _holds(narrowed, a[1]) == _holds(b[0], a[1])
    assert not a[0].within(fmpq(1)) or abs(a[1]) < 1


@given(CONSTANTS)
def test_an_infinite_end_stays_infinite(c: fmpq) -> None:
    half = Interval(fmpq(0), None)
    assert -UNBOUNDED == UNBOUNDED + POINT == UNBOUNDED + half + (-half) == UNBOUNDED
    assert UNBOUNDED.scaled(c) == (POINT if c == 0 else UNBOUNDED)
    assert half.scaled(c) == (POINT if c == 0 else half if c > 0 else -half)
    assert not any(i.within(fmpq(10**9)) for i in (UNBOUNDED, half, -half))


def test_a_relation_that_is_given_bounds_one_end_only() -> None:
    x = k.var("x")
    above = k.le(k.ZERO, x)
    assert Bounds([above]).part(x, imaginary=False) == Interval(fmpq(0), None)
    below = k.lt(x, k.mul(k.num(2), PI))
    both = k.mul(k.I, x)
    assert not within_period(both, [above])
    assert not within_period(both, [below])
    assert within_period(both, [above, below])


p, q = sp.symbols("p q", positive=True)
x, y = sp.symbols("x y", real=True)
n = sp.Symbol("n", integer=True)


def _turn(m: sp.Expr, size: int) -> sp.Expr:
    """2 pi m, as a difference of squares in which m has the factor 1/size."""
    return ((size * sp.pi + size * m) ** 2 - (size * sp.pi - size * m) ** 2) / (2 * sp.Integer(size) ** 2)


@pytest.mark.parametrize("size", [1, 10**3, 10**6, 10**9])
@pytest.mark.parametrize("m", [sp.floor(p / 6), n, sp.floor(p) * n])
@pytest.mark.parametrize("angle", [sp.atan(y), sp.im(sp.log(p + sp.I * y)), sp.asin(y)])
def test_a_multiple_of_the_period_is_not_zero(size: int, m: sp.Expr, angle: sp.Expr) -> None:
    claim = sp.Eq(angle + _turn(m, size), angle, evaluate=False)
    assert check(claim).status in (Status.REFUTED, Status.UNDECIDED)


def test_a_multiple_of_the_period_is_refuted() -> None:
    assert check(sp.Eq(sp.atan(y) + _turn(sp.floor(p / 6), 10**6), sp.atan(y))).status is Status.REFUTED


def test_angles_that_differ_by_less_than_a_period_are_still_equal() -> None:
    claim = sp.Eq(sp.atan(x) + sp.atan(1 / x), sp.pi / 2, evaluate=False)
    assert check(claim, [x > 0]).status is Status.PROVED
