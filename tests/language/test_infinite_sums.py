"""Infinite sums: an equation with one says that partial sums tend to the other side; others are refused."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Sum, Symbol, oo

from symderiv import Status, check, eq, lt, scalars

q = scalars("q")
k = Symbol("k", integer=True)
SMALL = [lt(-1, q), lt(q, 1)]


def _geometric(first: int) -> Any:
    return Sum(q**k, (k, first, oo))


def test_an_equation_is_a_limit_of_partial_sums() -> None:
    for statement in (eq(_geometric(0), 1 / (1 - q)), eq(1 / (1 - q), _geometric(0))):
        verdict = check(statement, SMALL)
        assert verdict.status is Status.PROVED, verdict.message
        assert verdict.statement == "lim(N→∞) ∑ₖ₌₀ᴺ qᵏ = 1/(1 − q)"
        assert verdict.conditions == ()


@pytest.mark.parametrize(("first", "given"), [(0, []), (1, SMALL)])
def test_false_ones_are_refuted(first: int, given: list[Any]) -> None:
    assert check(eq(_geometric(first), 1 / (1 - q)), given).status is Status.REFUTED


def test_the_letter_of_the_partial_sums_is_a_new_one() -> None:
    N = scalars("N")
    verdict = check(eq(Sum(N**k, (k, 0, oo)), 1 / (1 - N)), [lt(-1, N), lt(N, 1)])
    assert verdict.status is Status.PROVED, verdict.message
    assert "N₁" in verdict.statement


@pytest.mark.parametrize("statement", [eq(2 * _geometric(1), 1), eq(_geometric(0), _geometric(0) + 1)])
def test_others_are_refused_with_the_word_that_serves(statement: Any) -> None:
    verdict = check(statement, SMALL)
    assert verdict.status is Status.ERROR
    assert verdict.message is not None
    assert "tends(" in verdict.message
