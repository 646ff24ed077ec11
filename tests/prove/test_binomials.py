"""The binomial theorem and its instances; and no more than that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import Eq, Ge, Sum, Symbol, binomial

from symderiv import check, eq, forall, index, le, scalars, sizes, total
from symderiv.language.verdict import Status
from symderiv.normalize.elaborate import Elaborator
from symderiv.prove import binomials

a, x, q = scalars("a x q")
n = sizes("n")
k = index("k")
N, j = Symbol("N", integer=True), Symbol("j", integer=True)
Built = Callable[[], Any]


def of(body: Any, start: int = 0) -> Any:
    """The sum over 0..n, or from another start on."""
    return total(n, body, start=start)


def _mixed(r: Any) -> Any:
    return binomial(n, r) * q**r * (1 - q) ** (n - r)


def test_the_theorems_are_theorems_of_the_core() -> None:
    for thm in (binomials._theorem(), binomials._mean()):
        accepted = Elaborator().theorem(thm)
        assert accepted.conclusion == thm.conclusion
        assert not accepted.hypotheses


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(lambda: eq(of(lambda r: binomial(n, r)), 2**n), id="all subsets"),
        pytest.param(lambda: eq(of(lambda r: binomial(n, r), 1), 2**n - 1), id="all but the empty one"),
        pytest.param(lambda: eq(of(lambda r: (-1) ** r * binomial(n, r)), 0), id="alternating"),
        pytest.param(
            lambda: eq(of(lambda r: binomial(n, r) * x**r * a ** (n - r)), (x + a) ** n), id="the theorem"
        ),
        pytest.param(lambda: eq(of(_mixed), 1), id="a distribution"),
        pytest.param(lambda: eq(of(lambda r: r * binomial(n, r), 1), n * 2 ** (n - 1)), id="weighted from 1"),
        pytest.param(lambda: eq(of(lambda r: r * _mixed(r)), n * q), id="the mean of a distribution"),
        pytest.param(
            lambda: eq(of(lambda r: a * binomial(n, r) * x**r / 2), a * (1 + x) ** n / 2), id="with a factor"
        ),
        pytest.param(lambda: le(of(lambda r: binomial(n, r)), 3**n), id="in an order"),
        pytest.param(
            lambda: forall(k, eq(k * binomial(n, k), n * binomial(n - 1, k - 1))), id="absorption as typed"
        ),
    ],
)
def test_instances_of_the_theorem(statement: Built) -> None:
    assert_proved(statement())


def test_the_sum_over_no_more_than_0() -> None:
    assert_proved(Eq(Sum(binomial(N, j), (j, 0, N)), 2**N), given=[Ge(N, 0)])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: Eq(Sum((-1) ** j * binomial(N, j), (j, 0, N)), 0), [lambda: Ge(N, 0)], id="0^0 is 1"
        ),
        pytest.param(
            lambda: Eq(Sum(binomial(N, j), (j, 1, N)), 2**N), [lambda: Ge(N, 0)], id="without the first"
        ),
        pytest.param(
            lambda: eq(of(lambda r: binomial(n, r) * x**r * a ** (n - r)), (x - a) ** n), [], id="a sign"
        ),
        pytest.param(lambda: eq(of(lambda r: r * binomial(n, r), 1), n * 2**n), [], id="a power too many"),
        pytest.param(
            lambda: forall(k, eq(k * binomial(n, k), n * binomial(n - 1, k))), [], id="absorption misread"
        ),
        pytest.param(
            lambda: eq(of(lambda r: binomial(n, r) * a ** (n - r)), (1 + a) ** n + a**n), [], id="a term more"
        ),
    ],
)
def test_no_more_than_the_theorem(statement: Built, given: list[Built]) -> None:
    assert_refuted(statement(), given=[make() for make in given])


def test_another_range_is_no_instance() -> None:
    statement = eq(total(n, lambda r: binomial(n + 1, r), start=0), 2 ** (n + 1))
    assert check(statement).status is not Status.PROVED
