"""Inequalities beside a fact, values put into functions, what is to hold throughout; and the false twins."""

from __future__ import annotations

from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import Rational, exp, log, pi, sin

from symderiv import (
    components,
    d,
    differentiable,
    eq,
    exists,
    forall,
    function,
    index,
    le,
    lt,
    norm,
    scalars,
    sizes,
    total,
)

n = sizes("n")
i = index("i", n)
x, y, z, a, b, C, L, eta = scalars("x y z a b C L eta")
g, u, v = components("g u v", n)
f = function("f", n)
p, q = components("p q", n)
STEP = [
    lt(0, L),
    lt(0, eta),
    differentiable(f(p)),
    forall(i, eq(q[i], p[i] - eta * f.partial(i)(p))),
    le(
        f(q),
        f(p)
        + total(n, lambda k: f.partial(k)(p) * (q[k] - p[k]))
        + L / 2 * norm(lambda k: q[k] - p[k], n) ** 2,
    ),
]
DESCENT = le(f(q), f(p))

TRUE = [
    (DESCENT, [*STEP, lt(eta, 2 / L)]),
    (le(y, x), [le(y, x - eta * (1 - L * eta / 2) * z**2), lt(0, L), lt(0, eta), lt(eta, 2 / L)]),
    (le(y, x), [le(y, x - a * (b - a)), le(0, a), le(a, b)]),
    (eq(log(y), 0), [eq(x, y), eq(y, 1)]),
    (eq(exp(y), 1), [eq(x, y), eq(y, 0)]),
    (eq(sin(x), 1), [eq(x, pi / 2)]),
    (eq(d(log(1 + exp(x)), x), Rational(1, 2)), [eq(x, 0)]),
    (exists(a, forall(x, eq(x + C, a + x))), []),
    (exists(a, forall(x, eq(x * C, a * x))), []),
    (exists((a, b), forall(x, eq(a + b * x, 3 * x - C))), []),
]
FALSE = [
    (le(y, x), [le(y, x - eta * (1 - L * eta / 2) * z**2), lt(0, L), lt(0, eta), lt(eta, 3 / L)]),
    (le(y, x), [le(y, x - a * (b - a)), le(0, a), le(b, a)]),
    (eq(exp(y), 2), [eq(x, y), eq(y, 0)]),
    (eq(d(log(1 + exp(x)), x), Rational(1, 3)), [eq(x, 0)]),
    (exists(a, forall(x, eq(x + C, a * x))), []),
]


@pytest.mark.parametrize(("goal", "given"), TRUE)
def test_proved_with_certificate(goal: Any, given: list[Any]) -> None:
    assert_proved(goal, given)


@pytest.mark.parametrize(("goal", "given"), FALSE)
def test_false_twins_are_refuted(goal: Any, given: list[Any]) -> None:
    assert_refuted(goal, given)
