"""Derivatives of derivatives: the inner one has to exist around the point, and not at the point alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.terms import ONE, ZERO, KernelError, Term

x, y = k.var("x"), k.var("y")
i, n = k.var("i", "int"), k.var("n", "int")
RELU = Term("if", k.le(ZERO, x), x, ZERO)


def function(at: Term) -> Term:
    """An unknown function of one number."""
    return k.call("L", (), i, ONE, at)


def cases(side: Term, a: Term, b: Term) -> Term:
    return Term("if", k.le(side, ZERO), a, b)


def twice(t: Term, first: Term = x, then: Term = x) -> tuple[Term, ...]:
    """What the derivative by ``then`` of that by ``first`` asks for."""
    return derivative(Term("diff", t, first), then).conditions


SWITCHED = cases(function(x), k.power(x, 3), k.mul(k.num(2), k.power(x, 3)))


def test_cases_whose_kinks_may_come_near_have_no_second_derivative_at_one() -> None:
    """Where L has zeros as near to 0 as you like, x^3 or 2 x^3 by the sign of L(x) has no slope there."""
    apart = k.ne(function(x), ZERO)
    assert apart in twice(SWITCHED)
    assert apart not in derivative(SWITCHED, x).conditions


def test_a_function_that_is_differentiated_twice_is_differentiable_around_the_point() -> None:
    assert Term("smooth", "L", 2, *function(x).args[2:]) in twice(function(x))
    assert Term("smooth", "L", 2, *function(x).args[2:]) in twice(SWITCHED)
    inner = function(k.mul(x, y))
    assert Term("smooth", "L", 2, *inner.args[2:]) in twice(inner, x, y)


def test_what_is_not_known_to_last_is_refused() -> None:
    """A complex number that is real and positive at a point need not be real around it."""
    turning = k.power(k.add(ONE, k.mul(k.I, x)), k.num(Fraction(1, 2)))
    assert derivative(turning, x).conditions
    with pytest.raises(KernelError, match="all around a point"):
        twice(turning)


@pytest.mark.parametrize(
    ("t", "asked"),
    [
        (k.power(x, 3), ()),
        (k.power(x, -1), (k.or_(k.le(ZERO, k.num(-1)), k.ne(x, ZERO)),)),
        (k.root(x), (k.lt(ZERO, x),)),
        (Term("fn", "log", (x,)), (k.ne(x, ZERO),)),
    ],
)
def test_strict_relations_of_what_is_continuous_last(t: Term, asked: tuple[Term, ...]) -> None:
    assert set(asked) <= set(twice(t))
    assert len(twice(t)) <= 2 * len(asked)


def test_away_from_its_kink_relu_has_a_second_derivative() -> None:
    assert set(twice(RELU)) == {k.ne(ZERO, x)}


def test_what_holds_for_each_index_lasts_if_there_are_finitely_many() -> None:
    w = Term("comp", "w", "real", ((ONE, n),), (i,))
    total = k.sum_(i, ONE, n, Term("if", k.le(w, x), k.mul(w, x), k.power(x, 2)))
    (lasting, *_) = twice(total)
    assert lasting == k.quantified("all", i, ONE, n, k.ne(w, x))
