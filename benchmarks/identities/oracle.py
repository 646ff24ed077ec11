"""The independent judge of the labels: mpmath at seeded points of the domain, special ones among them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sympy as sp
from mpmath import mp, mpc, mpf

from identities import Identity

DIGITS = 30
POINTS = 24
TRIES = 4000
CLOSE = mpf(10) ** -20
SPECIAL = ["0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3"]
COMPLEX = [(a, b) for a in (0, 1, -1, 2, -2) for b in (0, 1, -1, 2, -2)]

Point = dict[Any, Any]


class UndefinedError(ArithmeticError):
    """No value here."""


NAMED = {"Abs": mp.fabs, "conjugate": mp.conj, "Max": max, "Min": min}
CONSTANTS = {sp.pi: lambda: +mp.pi, sp.E: lambda: +mp.e, sp.I: lambda: mpc(0, 1)}


def compared(item: Identity, points: int = POINTS, *, special: bool = True) -> tuple[int, int]:
    """At how many points the sides agree and differ, up to the first where they differ; where one is
    undefined, the point does not count. ``special`` ones may be on a branch cut.
    """
    agreed = 0
    with mp.workdps(DIGITS):
        for point in islice(_points(item, special=special), TRIES):
            try:
                left, right = value(item.lhs, point), value(item.rhs, point)
            except (ArithmeticError, ValueError, TypeError):
                continue
            if not (mp.isfinite(left) and mp.isfinite(right)):
                continue
            if abs(left - right) > CLOSE * (1 + abs(left)):
                return agreed, 1
            agreed += 1
            if agreed >= points or not point:
                break
    return agreed, 0


def _points(item: Identity, *, special: bool) -> Iterator[Point]:
    rng = random.Random(item.id)
    told = {g.lhs: g.rhs for g in item.given if isinstance(g, sp.Eq)}
    while True:
        odd = special and rng.random() < 0.4
        point = {s: _sample(s, rng, special=odd) for s in item.variables if s not in told}
        try:
            for s, rhs in told.items():
                point[s] = value(rhs, point)
            if all(_holds(g, point) for g in item.given):
                yield point
        except (ArithmeticError, ValueError, TypeError):
            continue


def _sample(symbol: Any, rng: random.Random, *, special: bool) -> Any:
    """A value inside the symbol's assumptions."""
    while True:
        if symbol.is_integer:
            found = mpf(rng.randint(-4, 5))
        elif symbol.is_real:
            found = _fraction(rng.choice(SPECIAL)) if special else mpf(rng.uniform(-4, 4))
        elif special:
            found = mpc(*rng.choice(COMPLEX))
        else:
            found = mpc(rng.uniform(-4, 4), rng.uniform(-4, 4))
        if _admits(symbol, found):
            return found


def _admits(symbol: Any, found: Any) -> bool:
    if not found:
        return not symbol.is_positive and symbol.is_zero is not False
    return not symbol.is_nonnegative or found > 0


def _fraction(text: str) -> Any:
    over, _, under = text.partition("/")
    return mpf(over) / mpf(under or 1)


def _holds(relation: Any, point: Point) -> bool:
    left, right = (value(side, point) for side in relation.args)
    test = {
        sp.Gt: left.__gt__,
        sp.Ge: left.__ge__,
        sp.Lt: left.__lt__,
        sp.Le: left.__le__,
        sp.Ne: left.__ne__,
    }
    return bool(abs(left - right) < CLOSE if isinstance(relation, sp.Eq) else test[relation.func](right))


def value(e: Any, point: Point) -> Any:
    """The value of an expression: principal ones, and no root of a negative real expression."""
    if e.is_Symbol:
        return point[e]
    if e.is_Rational:
        return mpf(e.p) / e.q
    if e in CONSTANTS:
        return CONSTANTS[e]()
    args = [value(a, point) for a in e.args]
    if e.is_Add:
        return mp.fsum(args)
    if e.is_Mul:
        return mp.fprod(args)
    if e.is_Pow:
        return _power(e, *args)
    name = e.func.__name__
    if name == "arg" and not args[0]:
        raise UndefinedError("arg(0)")
    return NAMED.get(name, getattr(mp, name, None))(*args)


def _power(e: Any, base: Any, exponent: Any) -> Any:
    if mp.isint(exponent):
        return base ** int(mp.re(exponent))
    if not base and mp.re(exponent) <= 0:
        raise UndefinedError("a power of 0")
    if mp.im(base) == 0 and mp.re(base) < 0 and _is_real(e.base):
        raise UndefinedError("a root of a negative real number")
    return base**exponent


def _is_real(e: Any) -> bool:
    return not e.has(sp.I) and all(s.is_real for s in e.free_symbols)
