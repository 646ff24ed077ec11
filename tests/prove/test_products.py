"""Facts times squares, signs by factors, and inductions that need them; and the false twins."""

from __future__ import annotations

from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import sqrt

from symderiv import eq, forall, index, le, lt, scalars, sequence, sizes, total

T = sizes("T")
t, k = index("t", start=0), index("k", start=1)
x, y, p, q, r = scalars("x y p q r")
a, R, S = sequence("a R S", start=0)
BETWEEN = [lt(0, q), lt(q, 1)]
POSITIVE = [forall(k, lt(0, a[k]))]
STEP = [lt(0, R[1]), eq(R[1] ** 2, R[0] ** 2 + x), eq(S[1], S[0] + x / R[1])]


def roots(n: Any, scale: int) -> Any:
    """The sum of a_k over the root of the sum up to k, and a multiple of the root of the whole sum."""
    shares = total(n, lambda k: a[k] / sqrt(total(k, lambda s: a[s], name="s")))
    return shares, scale * sqrt(total(n, lambda k: a[k]))


TRUE = [
    (forall(t, le(1 + t * x, (1 + x) ** t)), [le(-1, x)]),
    (forall(t, le(1 + t * (y - 1), y**t)), [le(0, y)]),
    (le(0, 1 / (q * (1 - q)) - 4), BETWEEN),
    (le(0, (1 - q) * q * (p - x) ** 2), BETWEEN),
    (le(0, q * p**2 - q**2 * p**2), BETWEEN),
    (lt(0, p**3 - p**2), [lt(1, p)]),
    (le(2 * x * y / (x + y), (x + y) / 2), [lt(0, x), lt(0, y)]),
    (le(S[1], S[0] + 2 * R[1] - 2 * R[0]), STEP),
    (le(*roots(T, 2)), POSITIVE),
    (le(total(T, lambda k: 1 / sqrt(k)), 2 * sqrt(T)), []),
]
FALSE = [
    (forall(t, le(1 + t * x, (1 + x) ** t)), [le(-4, x)]),
    (forall(t, le(1 + t * (y - 1) + y, y**t)), [le(0, y)]),
    (le(0, 1 / (q * (1 - q)) - 5), BETWEEN),
    (le(0, (1 - q) * q * (p - x)), BETWEEN),
    (le(0, 1 / (q * (1 - q)) - 4), [lt(0, q), lt(q, 2)]),
    (lt(0, p**3 - p**2), [lt(0, p)]),
    (le((x + y) / 2, 2 * x * y / (x + y)), [lt(0, x), lt(0, y)]),
    (le(S[1], S[0] + R[1] - R[0]), STEP),
    (le(*roots(T, 1)), POSITIVE),
    (le(total(T, lambda k: 1 / sqrt(k)), sqrt(T)), []),
]


@pytest.mark.parametrize(("goal", "given"), TRUE)
def test_proved_with_certificate(goal: Any, given: list[Any]) -> None:
    assert_proved(goal, given)


@pytest.mark.parametrize(("goal", "given"), FALSE)
def test_false_twins_are_refuted(goal: Any, given: list[Any]) -> None:
    assert_refuted(goal, given)
