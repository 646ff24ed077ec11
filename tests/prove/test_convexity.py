"""Convex and concave functions with weights: exponentials, logarithms, entropies; members of shares."""

from __future__ import annotations

from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import exp, log

from symderiv import Status, check, components, eq, forall, index, le, lt, scalars, sizes, total

n = sizes("n")
i = index("i", n)
a, b, q, x, y, s = scalars("a b q x y s")
p, u, z = components("p u z", n)

WEIGHT = [le(0, q), le(q, 1)]
POSITIVE = [lt(0, a), lt(0, b)]
BETWEEN = [lt(0, a), lt(a, 1), lt(0, b), lt(b, 1)]
SHARES = [forall(i, lt(0, p[i])), eq(total(n, lambda k: p[k]), 1)]
ALL_POSITIVE = [forall(i, lt(0, u[i]))]

TRUE: dict[str, tuple[Any, list[Any]]] = {
    "exp is convex": (le(exp(q * x + (1 - q) * y), q * exp(x) + (1 - q) * exp(y)), WEIGHT),
    "log is concave": (le(q * log(a) + (1 - q) * log(b), log(q * a + (1 - q) * b)), WEIGHT + POSITIVE),
    "between ends": (lt(0, q * a + (1 - q) * b), WEIGHT + POSITIVE),
    "weighted means": (le(exp(q * log(a) + (1 - q) * log(b)), q * a + (1 - q) * b), WEIGHT + POSITIVE),
    "a chord": (
        le(exp(s * x), ((b - x) / (b - a)) * exp(s * a) + ((x - a) / (b - a)) * exp(s * b)),
        [le(a, x), le(x, b), lt(a, b)],
    ),
    "KL of two coins": (le(0, a * log(a / b) + (1 - a) * log((1 - a) / (1 - b))), BETWEEN),
    "entropy of a coin": (le(-a * log(a) - (1 - a) * log(1 - a), log(2)), [lt(0, a), lt(a, 1)]),
    "a symmetric divergence": (le(0, (a - b) * log(a / b)), POSITIVE),
    "exponentials in order": (
        le(total(n, lambda k: exp(z[k])), total(n, lambda k: exp(u[k]))), [forall(i, le(z[i], u[i]))]
    ),
    "log-sum-exp in order": (
        le(log(total(n, lambda k: exp(z[k]))), log(total(n, lambda k: exp(u[k])))),
        [forall(i, le(z[i], u[i]))],
    ),
    "a share": (le(p[i], 1), [forall(i, le(0, p[i])), eq(total(n, lambda k: p[k]), 1)]),
    "the logarithm of a share": (le(log(p[i]), 0), SHARES),
    "entropy": (le(0, -total(n, lambda k: p[k] * log(p[k]))), SHARES),
    "Gibbs' variational principle": (
        le(
            total(n, lambda k: p[k] * z[k]) - total(n, lambda k: p[k] * log(p[k])),
            log(total(n, lambda k: exp(z[k]))),
        ),
        SHARES,
    ),
    "geometric and arithmetic mean": (
        le(exp(total(n, lambda k: log(u[k])) / n), total(n, lambda k: u[k]) / n), ALL_POSITIVE
    ),
    "their logarithms": (
        le(total(n, lambda k: log(u[k])) / n, log(total(n, lambda k: u[k]) / n)), ALL_POSITIVE
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_convexity(name: str) -> None:
    assert_proved(*TRUE[name])


FALSE: dict[str, tuple[Any, list[Any]]] = {
    "a weight above 1": (le(exp(q * x + (1 - q) * y), q * exp(x) + (1 - q) * exp(y)), [le(0, q)]),
    "concave the other way": (
        le(log(q * a + (1 - q) * b), q * log(a) + (1 - q) * log(b)), WEIGHT + POSITIVE
    ),
    "an end that may be 0": (lt(0, q * a + (1 - q) * b), [*WEIGHT, lt(0, a), le(0, b)]),
    "a weight that may be negative": (lt(0, q * a + (1 - q) * b), [le(q, 1), *POSITIVE]),
    "the coins swapped": (le(0, a * log(b / a) + (1 - a) * log((1 - b) / (1 - a))), BETWEEN),
    "too little entropy": (le(-a * log(a) - (1 - a) * log(1 - a), log(2) / 2), [lt(0, a), lt(a, 1)]),
    "a sum for a difference": (le(0, (a + b) * log(a / b)), POSITIVE),
    "shares of 2": (le(p[i], 1), [forall(i, le(0, p[i])), eq(total(n, lambda k: p[k]), 2)]),
    "shares that may be negative": (le(p[i], 1), [eq(total(n, lambda k: p[k]), 1)]),
    "the logarithm of a share of 2": (
        le(log(p[i]), 0), [forall(i, lt(0, p[i])), eq(total(n, lambda k: p[k]), 2)]
    ),
    "one exponential out of order": (
        le(total(n, lambda k: exp(z[k])), total(n, lambda k: exp(u[k]))), [le(z[1], u[1])]
    ),
    "means the other way": (
        le(total(n, lambda k: u[k]) / n, exp(total(n, lambda k: log(u[k])) / n)), ALL_POSITIVE
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_convex(name: str) -> None:
    goal, given = FALSE[name]
    assert check(goal, given, timeout=60).status is not Status.PROVED
    if "means" not in name:
        assert_refuted(goal, given)
