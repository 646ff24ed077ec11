"""Orders by induction by way of others: without a factor, with less room, magnitudes left as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved
from sympy import Abs, Rational, exp, factorial, sqrt

from symderiv import Status, check, eq, forall, index, le, lt, scalars, sequence, total

t, k = index("t", start=0), index("k")
a, b, c, q = scalars("a b c q")
S = sequence("S")
Built = Callable[[], Any]


def _roots(weight: Any) -> Any:
    return forall(k, le(weight * total(k, lambda r: 1 / sqrt(r)), 2 * weight * sqrt(k)))


def _magnitudes() -> Any:
    return forall(t, le(Abs(S[t]), q * Abs(S[t + 1])))


def _first_magnitude() -> Any:
    return forall(k, le(Abs(S[0]), q**k * Abs(S[k])))


def _squares(bound: Any) -> Any:
    return forall(k, lt(total(k, lambda r: 1 / r**2), bound))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _roots(c), [lambda: le(0, c)], id="a factor that is not negative"),
        pytest.param(lambda: _roots(c**2), [], id="a square as a factor"),
        pytest.param(lambda: _squares(2), [], id="less room"),
        pytest.param(_first_magnitude, [lambda: le(0, q), _magnitudes], id="magnitudes"),
        pytest.param(lambda: forall(k, le(factorial(k), k ** (k - 1))), [], id="powers of different bases"),
        pytest.param(lambda: forall(k, le(factorial(k), k**k)), [], id="powers of different bases, more"),
        pytest.param(
            lambda: forall(t, le(a**t, b**t)),
            [lambda: le(0, a), lambda: le(a, b)],
            id="powers grow with the base",
        ),
        pytest.param(
            lambda: le(a, 4 * c / (k + 1) ** 2),
            [lambda: le((k + 1) / 2, b), lambda: le(b**2 * a, c), lambda: le(0, a)],
            id="a fact squared",
        ),
        pytest.param(
            lambda: forall(t, le((1 - a / b) ** t, exp(-a / b * t))),
            [lambda: lt(0, a), lambda: le(a, b)],
            id="a quotient in a base",
        ),
    ],
)
def test_by_way_of_another_order(statement: Built, given: list[Built]) -> None:
    assert_proved(statement(), given=[make() for make in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _roots(c), [], id="a factor that may be negative"),
        pytest.param(lambda: _roots(-(c**2)), [lambda: lt(0, c)], id="a factor below 0"),
        pytest.param(
            lambda: forall(k, lt(c * (k - 1), c * k)), [lambda: le(0, c)], id="a factor that may be 0"
        ),
        pytest.param(lambda: _squares(Rational(3, 2)), [], id="too little room"),
        pytest.param(_first_magnitude, [_magnitudes], id="magnitudes, with a factor of any sign"),
        pytest.param(lambda: forall(k, le(factorial(k), k ** (k - 2))), [], id="a power less"),
        pytest.param(lambda: forall(t, le(a**t, b**t)), [lambda: le(a, b)], id="bases of any sign"),
        pytest.param(
            lambda: le(a, 4 * c / (k + 1) ** 2),
            [lambda: le((k + 1) / 2, b), lambda: le(b**2 * a, c)],
            id="a fact squared, times what may be below 0",
        ),
        pytest.param(
            lambda: le(q**2, b**2),
            [lambda: le(q, b), lambda: le(b**2 * a, c)],
            id="a square of what may be below 0",
        ),
        pytest.param(
            lambda: forall(t, le((1 - a / b) ** t, exp(-a / b * t))),
            [lambda: lt(0, a), lambda: lt(0, b)],
            id="a quotient in a base that may be below 0",
        ),
    ],
)
def test_no_order_by_way_of_one_that_fails(statement: Built, given: list[Built]) -> None:
    assert check(statement(), given=[make() for make in given]).status is not Status.PROVED


def _filtered(noise: Any) -> Any:
    return forall(t, eq(S[t + 1], S[t] * a / (S[t] + a) + noise))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: forall(t, eq(S[t], a * S[0] / (a + t * S[0]))),
            [lambda: lt(0, a), lambda: lt(0, S[0]), lambda: _filtered(0)],
            id="no denominator is 0, since all values are positive",
        ),
        pytest.param(
            lambda: forall(t, lt(0, S[t] + a)),
            [lambda: lt(0, a), lambda: lt(0, S[0]), lambda: le(0, b), lambda: _filtered(b)],
            id="a sum is positive",
        ),
        pytest.param(
            lambda: forall(t, le(-a, S[t])),
            [lambda: le(0, a), lambda: le(0, S[0]), lambda: forall(t, eq(S[t + 1], b**2 * S[t]))],
            id="what is not negative is above what is not positive",
        ),
    ],
)
def test_signs_of_what_goes_on_by_a_law(statement: Built, given: list[Built]) -> None:
    assert_proved(statement(), [g() for g in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: forall(t, lt(0, S[t] + a)),
            [lambda: lt(0, a), lambda: lt(0, S[0]), lambda: forall(t, eq(S[t + 1], b * S[t]))],
            id="of a factor no sign is known",
        ),
        pytest.param(
            lambda: forall(t, lt(a, S[t])),
            [lambda: lt(0, a), lambda: lt(a, S[0]), lambda: forall(t, eq(S[t + 1], S[t] / 2))],
            id="a positive sequence that falls below",
        ),
    ],
)
def test_signs_alone_do_not_do(statement: Built, given: list[Built]) -> None:
    assert check(statement(), [g() for g in given]).status is Status.REFUTED
