"""Logarithms of products: of numbers, components and sums that are positive, and of no others."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import exp, log, pi, sqrt

from symderiv import check, components, eq, forall, index, le, lt, mean, random, scalars, sizes, total
from symderiv.language.verdict import Status

x, y, s, m = scalars("x y s m")
n = sizes("n")
i = index("i", n)
p, q, z = components("p q z", n)
X = random("X")
POSITIVE = [lt(0, x), lt(0, y)]
COMPONENTS = [forall(i, lt(0, p[i])), forall(i, lt(0, q[i]))]


def exponentials() -> Any:
    return total(n, lambda k: exp(z[k]))


TRUE = [
    (eq(n * log(s**2), 2 * n * log(s)), [lt(0, s)]),
    (eq(mean(log(s**2) + X), 2 * log(s) + mean(X)), [lt(0, s)]),
    (eq(log(p[i] / q[i]), log(p[i]) - log(q[i])), COMPONENTS),
    (eq(total(n, lambda k: log(p[k] / q[k])), total(n, lambda k: log(p[k]) - log(q[k]))), COMPONENTS),
    (
        eq(total(n, lambda k: log(sqrt(2 * pi * p[k]))), total(n, lambda k: log(2 * pi * p[k]) / 2)),
        COMPONENTS,
    ),
    (eq(log(1 / exponentials()), -log(exponentials())), []),
    (eq(log(exponentials()), m + log(total(n, lambda k: exp(z[k] - m)))), []),
    (eq(log(exp(z[i]) / exponentials()), z[i] - log(exponentials())), []),
    (le(log(x * y), log(x) + log(y)), POSITIVE),
    (le(log(p[i] / q[i]), log(p[i]) - log(q[i])), COMPONENTS),
]

FALSE = [
    (eq(n * log(s**2), 2 * n * log(s)), [lt(s, 0)]),
    (eq(mean(log(s**2) + X), 2 * log(s) + mean(X)), [lt(s, 0)]),
    (eq(log(p[i] / q[i]), log(p[i]) - log(q[i])), [forall(i, lt(0, p[i])), forall(i, lt(q[i], 0))]),
    (eq(log(p[i] / q[i]), log(p[i]) + log(q[i])), COMPONENTS),
    (eq(log(p[i] + q[i]), log(p[i]) + log(q[i])), COMPONENTS),
    (eq(log(exponentials()), total(n, lambda k: z[k])), []),
]


@pytest.mark.parametrize(("statement", "given"), TRUE, ids=str)
def test_a_logarithm_is_taken_apart(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given, timeout=60)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.conditions == ()


@pytest.mark.parametrize(("statement", "given"), FALSE, ids=str)
def test_what_need_not_be_positive_is_no_product(statement: Any, given: list[Any]) -> None:
    assert check(statement, given, timeout=60).status is Status.REFUTED


def test_logarithms_of_what_is_negative_are_not_compared() -> None:
    verdict = check(le(log(x * y), log(x) + log(y)), [lt(x, 0), lt(y, 0)], timeout=60)
    assert verdict.status in (Status.REFUTED, Status.UNDECIDED)
