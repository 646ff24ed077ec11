"""False statements about elementary functions that some wrong law would prove, and true ones near them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp
from flint import fmpq

from symderiv import check
from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.language.translate import Translator
from symderiv.language.verdict import Status
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft

NAMES = {
    **{name: sp.Symbol(name, real=True) for name in "xy"},
    **{name: sp.Symbol(name, positive=True) for name in "pq"},
    **{name: sp.Symbol(name) for name in "zw"},
    **{name: sp.Symbol(name, integer=True) for name in "nm"},
    **{name: getattr(sp, name) for name in sp.__all__ if name not in ("N", "S")},
}


def equation(text: str) -> sp.Eq:
    """An equation as it is written: nothing in it is evaluated."""
    with sp.evaluate(False):
        left, right = (sp.sympify(eval(side, dict(NAMES))) for side in text.split("=="))  # noqa: S307
        return sp.Eq(left, right, evaluate=False)


FALSE = [
    # the root of a real number that may be negative is no real number
    "conjugate(sqrt(x + I - I)) == sqrt(x + I - I)",
    "conjugate(exp(log(x)/2)) == exp(log(x)/2)",
    "Abs(exp(log(x)/2)) == exp(log(x)/2)",
    "im(acosh(p)) == 0",
    "acosh(x) == I*acos(x)",
    "re(acosh(p)) == acosh(p)",
    # the floor of a complex number is not whole
    "im(floor(z)) == 0",
    "exp(2*pi*I*floor(z)) == 1",
]  # fmt: skip

TRUE = [
    "log(sqrt(x + I - I)) == log(x)/2",
    "exp(log(x)/2)**2 == x",
    "sqrt(p) == exp(log(p)/2)",
    "exp(2*pi*I*floor(x)) == 1",
    # floating point takes the same principal values, or none at all
    "gamma(n + 1) == factorial(n)",
]


def by_normal_form(statement: sp.Eq) -> Draft | None:
    """What the core says of an equation without any evaluation at points."""
    translator = Translator()
    goal = translator.formula(statement)
    signs = [(k.ZERO, draft.assume(f)) for f in translator.facts if f.op in ("le", "lt")]
    try:
        return draft.linear(goal, *signs)
    except KernelError:
        return None


@pytest.mark.parametrize("text", FALSE)
def test_what_is_false_has_no_proof(text: str) -> None:
    statement = equation(text)
    verdict = check(statement)
    assert verdict.status is not Status.PROVED or verdict.conditions
    thm = by_normal_form(statement)
    assert thm is None or k.eq(k.fn("im", k.var("z", "complex")), k.ZERO) in thm.hypotheses


@pytest.mark.parametrize("text", TRUE)
def test_what_is_true_is_not_refuted(text: str) -> None:
    assert check(equation(text)).status is Status.PROVED


def test_an_order_relation_says_that_both_sides_are_real() -> None:
    z, w = NAMES["z"], NAMES["w"]
    assert check(sp.Eq(sp.conjugate(z), z, evaluate=False), [z < w]).status is not Status.REFUTED


def test_a_power_is_searched_at_numbers() -> None:
    x, y = NAMES["x"], NAMES["y"]
    assert check(sp.Ne(x**y, 1, evaluate=False)).status is Status.REFUTED


# -- theorems by rule calls: substitution, and what is given ------------------------------------------

X, Y, Z, N = k.var("x"), k.var("y"), k.var("z", "complex"), k.var("n", "int")
HALF = k.num(fmpq(1, 2))
SQUARE = draft.positive(k.le(k.ZERO, k.power(Y, 2)), ((fmpq(1), (), (Y,)),))


def squared(t: Term, value: Term) -> Draft:
    return draft.linear(k.eq(k.power(t, 2), value))


def of_a_real_number(t: Term) -> Draft:
    """0 <= x, from t^2 = z for a root t of z, and 0 <= y^2."""
    equation = draft.instantiate(squared(t, Z), Z, X)
    root = equation.conclusion.args[0].args[0]
    return draft.rewrite(Y, k.le(k.ZERO, Y), equation, draft.instantiate(SQUARE, Y, root))


def of_any_number() -> Draft:
    every = draft.generalise(Z, None, None, squared(k.root(Z), Z))
    return draft.specialise(every, k.num(-1))


def bound_like_what_is_given() -> Draft:
    """The sum of |j - 2| is that of j - 2, from 2 <= a variable that is called as the bound one is."""
    j, other = k.var("j", "int"), k.var("·0", "int")
    less = k.sub(j, k.num(2))
    goal = k.eq(k.sum_(j, k.ONE, N, k.absolute(less)), k.sum_(j, k.ONE, N, less))
    return draft.linear(goal, (k.ZERO, draft.assume(k.le(k.num(2), other))))


def at_one_outcome() -> Draft:
    """The mean of |X| is that of X, from 0 <= X for the outcome that is looked at."""
    x = Term("comp", "X", "random", ((None, None),), (k.ONE,))
    goal = k.eq(Term("mean", k.absolute(x)), Term("mean", x))
    return draft.linear(goal, (k.ZERO, draft.assume(k.le(k.ZERO, x))))


@pytest.mark.parametrize(
    "proof",
    [
        lambda: of_a_real_number(k.root(Z)),
        lambda: of_a_real_number(k.power(Z, HALF)),
        of_any_number,
        bound_like_what_is_given,
        at_one_outcome,
    ],
)
def test_what_would_prove_too_much_is_no_proof(proof: Callable[[], Draft]) -> None:
    with pytest.raises(KernelError):
        proof()


def test_a_real_power_has_a_positive_base() -> None:
    thm = draft.linear(k.eq(k.power(k.power(X, Y), 2), k.power(X, k.mul(k.num(2), Y))))
    assert k.lt(k.ZERO, X) in thm.hypotheses
