"""Entropies of discrete laws are sums, with 0 log 0 = 0."""

from __future__ import annotations

import pytest
from sympy import Integer, Rational, log

from symderiv import (
    Status,
    check,
    components,
    cross_entropy,
    divergence,
    entropy,
    eq,
    forall,
    index,
    le,
    lt,
    sizes,
    total,
)
from symderiv.language.errors import StatementError

n = sizes("n")
k = index("k", n)
p, q = components("p q", n)
POSITIVE = [forall(k, lt(0, p[k])), forall(k, lt(0, q[k]))]
HALF = Rational(1, 2)


def test_cross_entropy_is_entropy_and_divergence() -> None:
    statement = eq(cross_entropy(p, q, n), entropy(p, n) + divergence(p, q, n))
    assert check(statement, POSITIVE).status is Status.PROVED
    wrong = eq(cross_entropy(p, q, n), entropy(q, n) + divergence(p, q, n))
    assert check(wrong, POSITIVE).status is Status.REFUTED
    assert check(eq(divergence(p, q, n), divergence(q, p, n)), POSITIVE).status is Status.REFUTED


def test_what_has_probability_0_adds_nothing() -> None:
    assert check(eq(cross_entropy(lambda _: Integer(0), q, n), 0)).status is Status.PROVED
    assert check(eq(entropy(lambda _: HALF, 2), log(2))).status is Status.PROVED
    assert check(eq(entropy(lambda _: HALF, 2), 2 * log(2))).status is Status.REFUTED


def test_a_law_has_the_most_entropy_where_it_is_uniform() -> None:
    one = eq(total(n, lambda k: p[k]), 1)
    assert check(le(entropy(p, n), log(n)), [POSITIVE[0], one]).status is Status.PROVED
    assert check(le(entropy(p, n), 0), [POSITIVE[0], one]).status is Status.REFUTED


def test_a_law_is_a_family_or_a_function() -> None:
    with pytest.raises(StatementError, match="discrete law"):
        entropy(HALF, n)
