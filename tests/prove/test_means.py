"""Means keep order: E[a] <= E[b] where a <= b surely; and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from symderiv import Status, check, eq, index, le, lt, mean, ne, random, scalars, sizes, surely
from symderiv.core.certificate import replay

X, Y = random("X"), random("Y")
c = scalars("c")
n = sizes("n")
i = index("i", n)
Z = random("Z", n)
Built = Callable[[], Any]


@pytest.mark.parametrize(("statement", "given"), [
    pytest.param(lambda: le(0, mean(X**2)), (), id="a square"),
    pytest.param(lambda: le(0, mean((X - 1) ** 2)), (), id="a square, expanded"),
    pytest.param(lambda: le(0, mean(Z[i] ** 4)), (), id="a power of a component"),
    pytest.param(lambda: le(2 * mean(X * Y), mean(X**2) + mean(Y**2)), (), id="of two quantities"),
    pytest.param(lambda: le(0, mean(X)), (lambda: surely(le(0, X)),), id="what is surely not negative"),
    pytest.param(lambda: le(mean(X), 1), (lambda: surely(le(X, 1)),), id="what is surely bounded"),
    pytest.param(lambda: lt(0, mean(X)), (lambda: surely(le(1, X)),), id="what is surely bounded below"),
    pytest.param(lambda: le(mean(X**2), mean(X)),
                 (lambda: surely(le(0, X)), lambda: surely(le(X, 1))), id="a product of bounds"),
    pytest.param(lambda: le(0, mean(X * Y)),
                 (lambda: surely(le(0, X)), lambda: surely(le(0, Y))), id="a product"),
    pytest.param(lambda: le(c, mean(X**2)), (lambda: le(c, 0),), id="above what is not random"),
    pytest.param(lambda: le(0, c * mean(X**2)), (lambda: le(0, c),), id="times what is not random"),
])  # fmt: skip
def test_a_mean_keeps_order(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = check(statement(), [g() for g in given])
    assert (verdict.status, verdict.axioms) == (Status.PROVED, ("linearity of expectation",))
    thm = replay(verdict.certificate)
    assert thm.axioms == {"linearity of expectation"}


@pytest.mark.parametrize(("statement", "given"), [
    pytest.param(lambda: lt(0, mean(X**2)), (), id="strictly"),
    pytest.param(lambda: le(0, mean(X)), (), id="no square"),
    pytest.param(lambda: le(0, mean(X**3)), (), id="an odd power"),
    pytest.param(lambda: le(mean(X**2), mean(X)), (lambda: surely(le(0, X)),), id="a bound is missing"),
    pytest.param(lambda: le(mean(X) ** 2, 1), (lambda: surely(le(X, 1)),), id="bounded on one side"),
    pytest.param(lambda: le(mean(X * Y), mean(X**2)), (), id="other quantities"),
    pytest.param(lambda: le(0, c * mean(X**2)), (), id="times what has no sign"),
    pytest.param(lambda: le(mean(X**2), mean(X) ** 2), (), id="the other way round"),
    pytest.param(lambda: eq(mean(X * Y), mean(X) * mean(Y)), (), id="what may depend on one another"),
])  # fmt: skip
def test_nothing_more_is_proved(statement: Built, given: tuple[Built, ...]) -> None:
    assert check(statement(), [g() for g in given]).status is Status.REFUTED


@pytest.mark.parametrize(("statement", "given"), [
    pytest.param(lambda: lt(0, mean(X**2)), (lambda: surely(ne(X, 0)),), id="not below is all that is kept"),
    pytest.param(lambda: le(0, mean(X)), (lambda: le(0, X),), id="at one outcome"),
])  # fmt: skip
def test_what_the_laws_of_means_do_not_say_is_not_proved(statement: Built, given: tuple[Built, ...]) -> None:
    assert check(statement(), [g() for g in given]).status is not Status.PROVED
