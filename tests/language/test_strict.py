"""Strict readings: each atom with its side conditions, and nothing besides; their truth at exact points."""

from __future__ import annotations

import pytest
from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.evaluate.evaluator import holds
from symderiv.evaluate.model import Model
from symderiv.language.strict import is_evident, strict
from symderiv.render.guards import unguarded

x, y = k.var("x"), k.var("y")
i, n, t = (k.var(name, "int") for name in "int")
z = k.var("z", "complex")
OVER_X = k.power(x, -1)
MEMBER = Term("comp", "u", "real", ((ONE, n),), (i,))
UNIT = k.eq(OVER_X, ONE)


def after(index: Term, by: int) -> Term:
    return Term("comp", "s", "real", ((ZERO, None),), (k.add(index, k.num(by)),))


def at(**values: int) -> Model:
    return Model({name: fmpq(value) for name, value in values.items()})


@pytest.mark.parametrize(
    "f",
    [
        pytest.param(k.eq(x, y), id="no part is partial"),
        pytest.param(k.le(ZERO, k.root(k.num(2))), id="a root of a number that is not negative"),
        pytest.param(k.implies(k.ne(x, ZERO), UNIT), id="the premise says it"),
        pytest.param(k.and_(k.ne(x, ZERO), UNIT), id="it is said before"),
        pytest.param(k.quantified("all", i, ONE, n, k.le(ZERO, MEMBER)), id="the range says it"),
        pytest.param(
            k.quantified("all", t, ZERO, None, k.eq(after(t, 1), after(t, 0))),
            id="the range says it of t + 1",
        ),
        pytest.param(
            k.quantified("all", t, ONE, None, k.eq(after(t, 0), after(t, -1))),
            id="the range says it of t - 1",
        ),
        pytest.param(k.tends(t, k.power(t, -1), ZERO), id="1/t from some time on"),
        pytest.param(k.tends(t, after(t, -7), x), id="an early index from some time on"),
        pytest.param(k.eq(k.power(k.num(2), k.neg(t)), x), id="a power of a number that is not 0"),
    ],
)
def test_what_needs_no_condition_stays_as_it_is(f: Term) -> None:
    assert strict(f) == f


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        pytest.param(UNIT, k.and_(k.ne(x, ZERO), UNIT), id="an equation"),
        pytest.param(
            k.ne(OVER_X, ONE), k.and_(k.ne(x, ZERO), k.ne(OVER_X, ONE)), id="an inequation is an atom"
        ),
        pytest.param(k.or_(k.eq(x, ZERO), UNIT), k.or_(k.eq(x, ZERO), strict(UNIT)), id="one disjunct alone"),
        pytest.param(k.implies(UNIT, k.eq(y, x)), k.implies(strict(UNIT), k.eq(y, x)), id="a premise"),
        pytest.param(k.implies(k.eq(y, x), UNIT), k.implies(k.eq(y, x), strict(UNIT)), id="a conclusion"),
        pytest.param(
            k.implies(k.ne(y, ZERO), k.implies(k.ne(z, ZERO), UNIT)),
            k.implies(k.ne(y, ZERO), k.implies(k.ne(z, ZERO), strict(UNIT))),
            id="the conclusion of a conclusion, that others are not 0",
        ),
        pytest.param(
            k.not_(k.or_(UNIT, k.eq(y, x))), k.not_(k.or_(strict(UNIT), k.eq(y, x))), id="below not"
        ),
        pytest.param(
            k.eq(MEMBER, ZERO),
            k.and_(k.le(ONE, i), k.le(i, n), k.eq(MEMBER, ZERO)),
            id="an index in its range",
        ),
        pytest.param(
            k.quantified("ex", x, None, None, UNIT),
            k.quantified("ex", x, None, None, strict(UNIT)),
            id="existence",
        ),
        pytest.param(
            k.quantified("all", y, None, OVER_X, k.eq(y, y)),
            k.quantified("all", y, None, OVER_X, k.implies(k.ne(x, ZERO), k.eq(y, y))),
            id="a bound that is partial is part of the relation v <= 1/x",
        ),
        pytest.param(
            k.quantified("ex", y, None, OVER_X, k.eq(y, y)),
            k.quantified("ex", y, None, OVER_X, k.and_(k.ne(x, ZERO), k.eq(y, y))),
            id="and there is nothing below an undefined bound",
        ),
        pytest.param(
            k.le(z, ONE), k.and_(k.eq(k.fn("im", z), ZERO), k.le(z, ONE)), id="only real numbers are less"
        ),
        pytest.param(
            k.eq(k.power(k.root(OVER_X), -1), ONE),
            k.and_(
                k.ne(x, ZERO),
                k.le(ZERO, OVER_X),
                k.ne(k.root(OVER_X), ZERO),
                k.eq(k.power(k.root(OVER_X), -1), ONE),
            ),
            id="inner conditions first",
        ),
    ],
)
def test_an_atom_stands_behind_its_conditions(f: Term, expected: Term) -> None:
    assert strict(f) == expected
    assert unguarded(expected) == unguarded(f) or f.op in ("all", "ex")


@pytest.mark.parametrize(
    ("f", "model", "truth"),
    [
        (k.or_(k.eq(x, ZERO), UNIT), at(x=0), True),
        (UNIT, at(x=0), False),
        (k.ne(OVER_X, ONE), at(x=0), False),
        (k.not_(k.and_(UNIT, UNIT)), at(x=0), True),
        (k.implies(UNIT, k.eq(x, k.num(5))), at(x=0), True),
        (k.eq(k.root(x), k.root(x)), at(x=-1), False),
        (k.eq(k.sum_(i, ONE, n, OVER_X), ZERO), at(x=0, n=0), True),  # an empty sum is defined
        (k.eq(k.sum_(i, ONE, n, OVER_X), ZERO), at(x=0, n=1), False),
        (k.eq(k.sum_(i, ONE, n, k.power(k.sub(i, k.num(2)), -1)), k.num(-1)), at(n=1), True),
        (k.eq(k.sum_(i, ONE, n, k.power(k.sub(i, k.num(2)), -1)), k.num(-1)), at(n=2), False),
        (k.eq(Term("if", k.le(ONE, x), ONE, OVER_X), ONE), at(x=2), True),
        (k.eq(Term("if", k.le(ONE, x), ONE, OVER_X), ONE), at(x=0), False),
        (k.eq(Term("if", k.le(ONE, OVER_X), ONE, k.num(2)), k.num(2)), at(x=0), False),
        (k.eq(Term("if", k.le(ONE, x), ONE, k.power(ZERO, -1)), ONE), at(x=0), False),
        (k.eq(Term("if", k.le(ONE, x), ONE, k.power(ZERO, -1)), ONE), at(x=1), True),
        (k.le(k.fn("log", x), ONE), at(x=-1), False),
        (k.le(k.fn("log", x), ONE), at(x=2), True),
        (k.quantified("all", i, k.num(2), ONE, UNIT), at(x=0), True),
        (k.quantified("ex", i, ZERO, k.num(3), k.eq(k.power(k.sub(i, ONE), -1), ONE)), at(), True),
    ],
)
def test_a_strict_statement_is_true_or_false_at_every_point(f: Term, model: Model, truth: bool) -> None:
    assert holds(strict(f), model) is truth


def test_a_condition_that_seems_near_is_no_evidence() -> None:
    """The false twins of conditions that are dropped."""
    assert not is_evident(k.le(ZERO, k.sub(t, ONE)), (k.le(ZERO, t),))
    assert not is_evident(k.le(ONE, n), (k.le(ZERO, n),))
    assert not is_evident(k.lt(ZERO, x), (k.le(ZERO, x),))
    assert not is_evident(k.le(ZERO, k.mul(k.num(2), x)), (k.le(ZERO, x),))
    assert not is_evident(k.le(ONE, x), (k.lt(ZERO, x),)), "a real number above 0 need not reach 1"
    assert not is_evident(k.ne(x, ONE), (k.ne(x, ZERO),))
    assert not is_evident(k.le(k.fn("log", x), k.fn("log", x))), "log(x) need not be real"
    assert is_evident(k.le(ONE, n), (k.lt(ZERO, n),)), "an integer does"
    early = k.quantified("all", t, ONE, None, k.ne(k.sub(t, k.num(5)), ZERO))
    assert not is_evident(early)
    flat = k.tends(t, k.power(k.sub(k.mul(x, t), ONE), -1), ZERO)
    assert strict(flat) != flat, "x may be 0"


def test_a_random_condition_holds_whatever_the_outcome() -> None:
    chance = Term("comp", "X", "random", ((None, None),), (ONE,))
    mean = k.eq(Term("mean", k.power(chance, -1)), ONE)
    assert strict(mean).args[0] == Term("surely", k.ne(chance, ZERO))
    known = k.and_(k.ne(chance, ZERO), mean)
    assert strict(known) != known, "this outcome says nothing of the others"


def test_side_conditions_tell_ranges_from_the_rest() -> None:
    told = dict(map(reversed, side_conditions(k.mul(MEMBER, OVER_X))))
    assert told == {k.le(ONE, i): True, k.le(i, n): True, k.ne(x, ZERO): False}
