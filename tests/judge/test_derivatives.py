"""Derivatives exist at more points than the table knows of: that is held against no statement."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Abs, Max, Mul, Not, Or, Piecewise, Pow, asin, log, sqrt

from symderiv import (
    Page,
    Source,
    Status,
    all_of,
    check,
    components,
    d,
    differentiable,
    eq,
    exists,
    forall,
    function,
    iff,
    implies,
    index,
    le,
    lt,
    ne,
    scalars,
    sequence,
    sizes,
)  # fmt: skip
from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.judge.derivatives import necessary
from symderiv.judge.strictness import read

x, y, z = scalars("x y z")
n = sizes("n")
i, t = index("i", n), index("t")
v, w = components("v w", n)
theta = sequence("theta")
L = function("L", n)
SQUARE = x * Abs(x)  # its derivative is 2|x|, at 0 too
FLAT = sqrt(x**4 + y)  # its derivative at x = y = 0 is 0
PRODUCT = sqrt(Mul(z**4 + x, x, evaluate=False))  # its derivative by z at x = 0 is 0
FEW = components("u", 3)
ABSURD = eq(1, 2)

# what rests on points that the table knows nothing of, and is true or false there all the same
DOUBTFUL = {
    "a premise": (implies(all_of(eq(x, 0), eq(d(SQUARE, x), 0)), ABSURD), []),
    "a premise, a root": (implies(all_of(eq(x, 0), eq(y, 0), eq(d(FLAT, x), 0)), ABSURD), []),
    "a premise in a conclusion": (implies(eq(x, 0), implies(eq(d(SQUARE, x), 0), ABSURD)), []),
    "an equivalence": (iff(eq(d(SQUARE, x), 2 * Abs(x)), ne(x, 0)), []),
    "what exists": (exists(x, all_of(eq(x, 0), eq(d(SQUARE, x), 0))), []),
    "what does not exist": (Not(exists(x, all_of(eq(x, 0), eq(d(SQUARE, x), 0)))), []),
    "an alternative": (forall(x, Or(eq(d(SQUARE, x), 2 * Abs(x)), ABSURD)), []),
    "a partial derivative in a premise": (implies(eq(L.partial(1)(w), 0), differentiable(L(w))), []),
    "what is implied by something undefined": (
        implies(eq(d(SQUARE, x), 0), ABSURD),
        [implies(eq(FEW[4], FEW[4]), ne(0, x)), eq(x, 0)],
    ),
    "what an undefined part of the premise implies": (
        implies(all_of(implies(eq(1 / z, 1 / z), ne(0, x)), eq(x, 0), eq(d(SQUARE, x), 0)), ABSURD),
        [],
    ),
    "a guard that looks like a condition of the table": (
        implies(eq(d(PRODUCT, z) + Pow(d(z**4 + x, x), y, evaluate=False), 1), ne(x, 0)),
        [],
    ),
    "the same at a point": (
        implies(eq(d(PRODUCT, z) + Pow(d(z**4 + x, x), y, evaluate=False), 1), ABSURD),
        [eq(x, 0)],
    ),
    "cases by a derivative": (
        implies(eq(Piecewise((1, d(SQUARE, x) > -1), (0, True)), 1), ne(x, 0)),
        [],
    ),
}


@pytest.mark.parametrize(("statement", "given"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_depends_on_where_else_a_derivative_exists_is_refused(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given)
    assert verdict.status is Status.ERROR
    assert "nothing tells everywhere whether they do" in verdict.message


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (implies(all_of(eq(d(Max(0, x), x), y), lt(x, 0)), eq(y, 0)), []),
        (implies(eq(d(x**3, x), 3), eq(x**2, 1)), []),
        (implies(eq(d(1 / x, x), -1), eq(x**2, 1)), []),  # 1/x itself has no value at 0
        (iff(eq(d(log(x), x), 1), eq(x, 1)), []),
        (eq(y, 1), [eq(d(Max(0, x), x), y), eq(x, 2)]),
        (eq(y, 1), [eq(d(Max(0, w[i]), w[i]), y), lt(0, w[i])]),
        (eq(L.partial(i)(w), 1), [eq(d(L(w), w[i]), 1), differentiable(L(w))]),
        (eq(d(L(w), w[i]), 1), [eq(L.partial(i)(w), 1), differentiable(L(w), 3)]),
        (implies(eq(L.partial(i)(w), 1), eq(L.partial(i)(w) ** 2, 1)), [differentiable(L(w))]),
        (eq(L.partial(i)(w), d(L(w), w[i])), []),
        (eq(d(SQUARE, x), 2 * Abs(x)), []),
        (implies(lt(0, y), eq(d(SQUARE * y, x), 2 * Abs(x) * y)), []),
    ],
)
def test_what_does_not_is_proved(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given)
    assert verdict.status is Status.PROVED, verdict.message


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (eq(d(FLAT, x), 0), [eq(x, 0), eq(y, 0)]),
        (eq(d(SQUARE, x), 0), [eq(x, 0)]),
        (eq(d(Max(0, x) ** 2, x), 0), [eq(x, 0)]),
        (ne(d(asin(x), x), 0), [eq(x, 2)]),
    ],
)
def test_what_is_true_where_the_table_knows_nothing_is_not_refuted(statement: Any, given: list[Any]) -> None:
    assert check(statement, given).status is Status.UNDECIDED


# what is proved where the table knows that the derivatives that are assumed exist
ASSUMED = {
    "a hypothesis": (ne(x, 0), [eq(d(SQUARE, x), y)]),
    "two hypotheses": (ne(x, 0), [eq(d(SQUARE, x), y), le(0, d(SQUARE, x))]),
    "a hypothesis of all": (ne(w[i], 0), [forall(i, eq(d(w[i] * Abs(w[i]), w[i]), 2 * Abs(w[i])))]),
    "a hypothesis about a function": (differentiable(L(w)), [eq(d(L(w), w[i]), 1)]),
    "a partial derivative in a hypothesis": (differentiable(L(w)), [eq(L.partial(i)(w), 0)]),
    "a second partial derivative": (
        differentiable(L(w), 2),
        [eq(L.partial(i, 1)(w), 0), differentiable(L(w))],
    ),
}


@pytest.mark.parametrize(("statement", "given"), ASSUMED.values(), ids=ASSUMED)
def test_what_an_assumed_derivative_needs_is_a_condition(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.conditions


def test_what_a_hypothesis_of_all_needs_is_a_condition_of_all() -> None:
    """u = (0, 1): the hypothesis holds, and a condition on one index only would leave u_1 free to be 0."""
    verdict = check(ne(w[1], 0), [forall(i, eq(d(w[i] * Abs(w[i]), w[i]), 2 * Abs(w[i])))])
    assert verdict.status is Status.PROVED
    (condition,) = verdict.conditions
    assert condition.startswith("∀ i ∈ 1..n")


def test_what_is_assumed_may_hold_where_no_rule_tells_so() -> None:
    """x |x| has the derivative 0 at 0, so these hypotheses do not contradict each other."""
    verdict = check(ABSURD, [eq(x, 0), eq(d(SQUARE, x), 0)])
    assert verdict.status is Status.ERROR
    assert "nothing tells whether their derivatives exist elsewhere" in verdict.message


TIED = {
    "a quantity": (eq(d(y, x), 0), [eq(y, x**2)]),
    "what is true of the function": (eq(d(y, x), 2 * x), [eq(y, x**2)]),
    "a quantity on the right": (eq(d(y, x), 0), [eq(x**2, y)]),
    "by another": (eq(d(x * y, x), y), [eq(y, z + 1), eq(z, 1 / x)]),
    "a family": (eq(d(v[i], w[i]), 0), [forall(i, eq(v[i], w[i] ** 2))]),
    "a sequence": (eq(d(theta[t], theta[t - 1]), 0), [forall(t, eq(theta[t], y * theta[t - 1]))]),
    "a premise": (implies(eq(y, x**2), eq(d(y, x), 0)), []),
    "for all": (forall((x, y), implies(eq(y, x**2), eq(d(y, x), 0))), []),
    "one of several": (eq(d(y, x), 0), [all_of(lt(0, x), eq(y, x**2))]),
    "a derivative that is assumed": (eq(z, 0), [eq(z, d(y, x)), eq(y, x**2)]),
}


@pytest.mark.parametrize(("statement", "given"), TIED.values(), ids=TIED)
def test_a_partial_derivative_of_what_moves_with_its_target_is_refused(
    statement: Any, given: list[Any]
) -> None:
    verdict = check(statement, given)
    assert verdict.status is Status.ERROR
    assert "partial derivative, for which all other quantities stand still" in verdict.message
    assert "?" not in verdict.message


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (eq(d(y, x), 0), [eq(y, 2)]),
        (eq(d(x * y, x), y), [eq(x, y)]),  # where the derivative is taken
        (eq(d(x * y, x), y), [eq(z, x**2)]),
        (eq(d(x * y, x), y), [lt(y, x**2)]),
        (eq(d(x**2 * y, x), z), [eq(z, 2 * x * y)]),
        (forall(x, implies(eq(z, x**2), eq(d(x * y, x), y))), []),
    ],
)
def test_what_stands_still_is_kept_fixed(statement: Any, given: list[Any]) -> None:
    assert check(statement, given).status is Status.PROVED


def test_what_is_not_defined_at_all_is_refuted() -> None:
    verdict = check(eq(d(1 / x, x), 0), [eq(x, 0)])
    assert verdict.status is Status.REFUTED
    assert verdict.ill_formed is not None


def test_a_definition_is_not_refuted_where_the_table_knows_nothing() -> None:
    page = Page("slopes", title="Slopes", source=Source("notes.txt"))

    @page.definition("slope")
    def slope() -> Any:
        return eq(y, d(SQUARE, x))

    @page.definition("pole")
    def pole() -> Any:
        return eq(y, d(1 / x, x))

    assert check(slope).status is Status.UNDECIDED
    assert check(pole).status is Status.REFUTED


def test_what_a_statement_needs_is_told_from_what_is_enough() -> None:
    u = k.var("u")
    slope = Term("diff", k.mul(k.absolute(u), k.power(u, -1)), u)
    goal = k.eq(k.power(slope, -1), k.ONE)
    guards = [g.formula for g in read(goal).guards]
    assert guards == [k.ne(u, k.ZERO), k.ne(k.ZERO, u), k.ne(slope, k.ZERO)]
    assert necessary(goal, guards) == [k.ne(u, k.ZERO), k.ne(slope, k.ZERO)]
