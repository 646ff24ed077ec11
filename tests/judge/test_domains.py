"""Where functions are defined: wherever SymPy has a value for them, or a word that they are not."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Eq, I, Ne, Rational, acot, acoth, besseli, besselj, binomial, ff, legendre, log, pi, rf

from symderiv import Status, check

x, y = sp.symbols("x y", real=True)
z, w = sp.symbols("z w")
n, p = sp.symbols("n p", integer=True)


def _decided(statement: Any, *given: Any) -> Any:
    with sp.evaluate(False):
        return check(statement(), [g() for g in given])


PROVED = [
    (lambda: Eq(acot(z), pi / 2), lambda: Eq(z, 0)),
    (lambda: Eq(acoth(z), I * pi / 2), lambda: Eq(z, 0)),
    (lambda: Eq(acot(sp.Integer(0)), pi / 2),),
    (lambda: Eq(acot(x), sp.atan(1 / x)), lambda: Ne(x, 0)),
    (lambda: Eq(acot(x) + acot(-x), 0), lambda: Ne(x, 0)),
    (lambda: Eq(acot(x), pi / 2 - sp.atan(x)), lambda: x > 0),
]
FALSE = [
    (lambda: Eq(acot(z), -pi / 2), lambda: Eq(z, 0)),
    (lambda: Eq(acot(z), 0), lambda: Eq(z, 0)),
    (lambda: Eq(acoth(z), -I * pi / 2), lambda: Eq(z, 0)),
    (lambda: Eq(acot(x) + acot(-x), 0),),
    (lambda: Ne(x, 0), lambda: Eq(acot(x), pi / 2)),
    (lambda: Eq(binomial(x, p), 1), lambda: p < 0),
    (lambda: Eq(rf(x, -1, evaluate=False), 1 / (x + 1)),),
    (lambda: Eq(ff(x, -1, evaluate=False), 1 / (x - 1)),),
    (lambda: Eq(legendre(-1, x), x),),
    (lambda: Eq(besselj(0, sp.Integer(0)), 0),),
    (lambda: Eq(besselj(n, z), 1), lambda: Eq(z, 0), lambda: Eq(n, 2)),
]
TRUE = [  # whether a proof is found or not, they are not refuted
    (lambda: Eq(besselj(0, z), 1), lambda: Eq(z, 0)),
    (lambda: Eq(besselj(n, z), 0), lambda: Eq(z, 0), lambda: Eq(n, -3)),
    (lambda: Eq(besselj(Rational(1, 2), z), 0), lambda: Eq(z, 0)),
    (lambda: Eq(besseli(y, z), 0), lambda: Eq(z, 0), lambda: Eq(y, Rational(1, 3))),
    (lambda: Eq(binomial(x, p), 0), lambda: p < 0),
    (lambda: Eq(rf(x, -1, evaluate=False), 1 / (x - 1)),),
    (lambda: Eq(ff(x, -1, evaluate=False), 1 / (x + 1)),),
    (lambda: Eq(rf(x, p), 1 / ((x - 1) * (x - 2))), lambda: Eq(p, -2)),
    (lambda: Eq(legendre(-1, x), 1),),
    (lambda: Eq(legendre(n, x), x), lambda: Eq(n, -2)),
    (lambda: Eq(sp.cot(acot(x)), x),),
]
UNDEFINED = [
    (lambda: Eq(acot(z), 1), lambda: Eq(z, I)),
    (lambda: Eq(acoth(x), acoth(x)), lambda: Eq(x, 1)),
    (lambda: Eq(besselj(Rational(-1, 2), z), 0), lambda: Eq(z, 0)),
]
NOWHERE = [
    (lambda: Eq(rf(x, -2, evaluate=False), rf(x, -2, evaluate=False)), lambda: Eq(x, 2)),
    (lambda: Eq(ff(x, -1, evaluate=False), 0), lambda: Eq(x, -1)),
    (lambda: Eq(ff(x, p), ff(x, p)), lambda: Eq(x, -2), lambda: Eq(p, -3)),
]


@pytest.mark.parametrize("parts", PROVED)
def test_values_where_a_definition_leaves_a_point_out(parts: Any) -> None:
    verdict = _decided(*parts)
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions


@pytest.mark.parametrize("parts", FALSE)
def test_what_is_false_there_is_not_proved(parts: Any) -> None:
    verdict = _decided(*parts)
    assert verdict.status in (Status.REFUTED, Status.UNDECIDED), verdict.message
    assert not verdict.ill_formed


def test_a_point_that_is_left_out_refutes() -> None:
    verdict = _decided(lambda: Eq(acot(x) + acot(-x), 0))
    assert verdict.status is Status.REFUTED
    assert verdict.witness == {"x": "0"}


@pytest.mark.parametrize("parts", TRUE)
def test_what_is_true_of_sympys_values_is_not_refuted(parts: Any) -> None:
    assert _decided(*parts).status in (Status.PROVED, Status.UNDECIDED)


@pytest.mark.parametrize("parts", UNDEFINED)
def test_what_has_no_value_is_ill_formed(parts: Any) -> None:
    verdict = _decided(*parts)
    assert verdict.status is Status.REFUTED, verdict.message
    assert verdict.ill_formed


@pytest.mark.parametrize("parts", NOWHERE)
def test_products_by_zero_are_not_proved_to_have_a_value(parts: Any) -> None:
    assert _decided(*parts).status is not Status.PROVED


@pytest.mark.parametrize(
    "nonzero",
    [
        lambda: sp.exp(z),
        lambda: sp.exp(sp.acosh(y)),
        lambda: sp.Integer(-1) ** n,
        lambda: I**n * sp.exp(z * w) ** 3 / 7,
        lambda: log(sp.exp(sp.exp(z))) - log(sp.exp(sp.exp(z))) + 1,
    ],
)
def test_exponentials_and_their_products_are_not_zero(nonzero: Any) -> None:
    verdict = _decided(lambda: Ne(nonzero(), 0, evaluate=False))
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions


@pytest.mark.parametrize("zero", [lambda: z**n, lambda: sp.exp(z) - 1, lambda: (I - w) * sp.exp(z)])
def test_what_may_be_zero_is_not_apart_from_it(zero: Any) -> None:
    assert _decided(lambda: Ne(zero(), 0, evaluate=False)).status is not Status.PROVED


def test_guards_of_settled_variables_are_no_conditions() -> None:
    verdict = _decided(lambda: Eq(1 / (z**2 + 1), 1), lambda: Eq(z, 0))
    assert verdict.status is Status.PROVED
    assert not verdict.conditions
