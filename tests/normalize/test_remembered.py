"""Large steps are worked out once: for the same premises under the same hypotheses, of the same types."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Rational, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft

x, y = k.var("x"), k.var("y")
CANCELLED = k.eq(k.mul(x, k.power(x, -1)), ONE)


@pytest.fixture
def counting() -> tuple[Any, list[Any]]:
    """A figure that is remembered, and the arguments that it was worked out for."""
    calls: list[Any] = []

    @draft.remembered
    def figure(goal: Term, *args: Any) -> Any:
        calls.append(args)
        return frozenset(), goal, frozenset[str]()

    return figure, calls


def said(conclusion: Term, *hypotheses: Term, axioms: frozenset[str] = frozenset()) -> Draft:
    return Draft(frozenset(hypotheses), conclusion, axioms, ("assume", (conclusion,)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, Fraction(1)),
        (1, Rational(1)),
        (Rational(1), Fraction(1)),
        (0, False),
        ((1, 2), (True, 2)),
        (((1,),), ((Rational(1),),)),
        (1, ONE),
    ],
    ids=repr,
)
def test_what_is_equal_but_of_another_type_is_worked_out_by_itself(
    counting: tuple[Any, list[Any]], one: Any, other: Any
) -> None:
    figure, calls = counting
    figure(CANCELLED, one)
    figure(CANCELLED, other)
    assert len(calls) == 2
    figure(CANCELLED, one)
    assert len(calls) == 2


@pytest.mark.parametrize(
    "other",
    [said(k.eq(x, ONE)), said(k.eq(x, ONE), k.ne(y, ZERO)), said(k.eq(x, ONE), axioms=frozenset({"law"}))],
    ids=["none", "others", "axioms"],
)
def test_a_premise_under_other_hypotheses_is_another_one(
    counting: tuple[Any, list[Any]], other: Draft
) -> None:
    figure, calls = counting
    figure(CANCELLED, (ONE, said(k.eq(x, ONE), k.ne(x, ZERO))))
    figure(CANCELLED, (ONE, other))
    assert len(calls) == 2
    figure(CANCELLED, (ONE, said(k.eq(x, ONE), k.ne(x, ZERO))))
    assert len(calls) == 2


def test_a_malformed_term_is_no_other_term(counting: tuple[Any, list[Any]]) -> None:
    figure, _ = counting
    figure(k.eq(k.root(x, 2), ONE))
    with pytest.raises(KernelError):
        figure(k.eq(Term("root", x, Rational(2)), ONE))


def test_a_cancellation_keeps_its_condition_each_time() -> None:
    for _ in range(2):
        assert draft.linear(CANCELLED).hypotheses == {k.ne(x, ZERO)}


def test_what_was_cancelled_under_a_hypothesis_is_not_cancelled_without_it() -> None:
    goal = k.le(ZERO, k.mul(x, k.power(x, -1)))
    one = k.Rational(1)
    known = draft.linear(CANCELLED)
    products = ((one, (), (ONE,)),)
    with_it = draft.positive(goal, products, ((ONE, known),))
    claimed = Draft(frozenset(), CANCELLED, frozenset(), ("assume", (CANCELLED,)))
    again = draft.positive(goal, products, ((ONE, claimed),))
    assert with_it.hypotheses == again.hypotheses == {k.ne(x, ZERO)}  # the ring's own condition


def test_the_goal_that_is_proved_is_the_one_that_was_asked_for() -> None:
    def total(name: str) -> Term:
        v = k.var(name, "int")
        return k.sum_(v, ONE, k.var("n", "int"), k.mul(v, x))

    for name in ("i", "j"):
        thm = draft.linear(k.eq(total(name), total(name)))
        assert thm.conclusion.args[0].args[0] + "" == name
