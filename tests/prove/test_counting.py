"""Factorials and binomials: their values, how they go on, and the false twins."""

from __future__ import annotations

from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import binomial, factorial, gamma

from symderiv import check, eq, forall, index, le, lt, scalars, sizes, total
from symderiv.core.certificate import replay
from symderiv.language.verdict import Status

n = sizes("n")
t, s, r = index("t", start=0), index("s", start=1), index("r", start=0)
x, y = scalars("x y")


def fact(a: Any) -> Any:
    """a!, as it is written."""
    return factorial(a, evaluate=False)


def choose(a: Any, b: Any) -> Any:
    """The binomial, as it is written."""
    return binomial(a, b, evaluate=False)


TRUE = [
    eq(fact(0), 1),
    eq(fact(3), 6),
    eq(gamma(5, evaluate=False), 24),
    eq(choose(3, 1), 3),
    eq(choose(5, 2), 10),
    eq(choose(x, 0), 1),
    eq(choose(x, 2), x * (x - 1) / 2),
    eq(choose(x, -1), 0),
    forall(t, eq(fact(t + 1), (t + 1) * fact(t))),
    forall(t, eq(fact(t + 2), (t + 2) * (t + 1) * fact(t))),
    forall(s, eq(fact(s) / s, fact(s - 1))),
    forall(t, forall(r, eq(choose(t + 1, r), choose(t, r) + choose(t, r - 1)))),
    forall(r, eq(choose(x + 2, r), choose(x, r) + 2 * choose(x, r - 1) + choose(x, r - 2))),
    forall(s, eq(total(s, lambda k: k * factorial(k)), fact(s + 1) - 1)),
    forall(t, lt(0, fact(t))),
    forall(s, le(s, fact(s))),
    forall(s, le(2 ** (s - 1), fact(s))),
    eq(x * fact(n) + y * fact(n), (x + y) * fact(n)),
]
FALSE = [
    eq(fact(0), 0),
    eq(fact(3), 5),
    eq(choose(5, 2), 9),
    eq(choose(x, 1), 1),
    eq(choose(x, 2), x * (x + 1) / 2),
    forall(t, eq(fact(t + 1), t * fact(t))),
    forall(s, eq(fact(s) / s, fact(s))),
    forall(t, forall(r, eq(choose(t + 1, r), choose(t, r) + choose(t, r + 1)))),
    forall(s, eq(total(s, lambda k: k * factorial(k)), fact(s + 1))),
    forall(t, lt(1, fact(t))),
    forall(s, le(2**s, fact(s))),
    forall(t, le(t, choose(t, 2))),
]


@pytest.mark.parametrize("goal", TRUE, ids=str)
def test_proved_without_conditions(goal: Any) -> None:
    assert_proved(goal)


@pytest.mark.parametrize("goal", FALSE, ids=str)
def test_false_twins_are_refuted(goal: Any) -> None:
    assert_refuted(goal)


def test_a_factorial_of_what_may_be_negative_is_not_taken_for_defined() -> None:
    k = index("k", start=-3)
    verdict = check(forall(k, eq(fact(k + 1), (k + 1) * fact(k))), timeout=60)
    assert verdict.status is not Status.PROVED


def test_gamma_goes_on_by_one_where_it_is_defined() -> None:
    verdict = check(eq(gamma(x + 1), x * gamma(x)), timeout=60)
    assert verdict.status is Status.PROVED, verdict.message
    assert len(verdict.conditions) == 2
    replay(verdict.certificate)
    assert check(eq(gamma(x + 1), (x + 1) * gamma(x)), timeout=60).status is Status.REFUTED
