"""Sums of partial fractions in closed form; norms of multiples, by roots of squares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import Rational

from symderiv import components, eq, index, lt, ne, norm, scalars, sizes, tends, total

t = index("t", start=1)
n = sizes("n")
i = index("i", n)
x = components("x", n)
a = scalars("a")
Built = Callable[[], Any]


def _fractions(of: Callable[[Any], Any], limit: Any) -> Built:
    return lambda: tends(t, total(t, of), limit)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(_fractions(lambda k: 1 / (k * (k + 1)), 1), id="two factors"),
        pytest.param(_fractions(lambda k: 1 / (k * (k + 1) * (k + 2)), Rational(1, 4)), id="three factors"),
        pytest.param(
            _fractions(lambda k: k / ((k + 2) * (k + 4) * (k + 8)), Rational(4, 35)), id="far apart"
        ),
        pytest.param(_fractions(lambda k: 3 / (k * (k + 3)), Rational(11, 6)), id="with a number"),
    ],
)
def test_partial_fractions_cancel(statement: Built) -> None:
    assert_proved(statement())


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(_fractions(lambda k: 1 / (k * (k + 1)), 2), id="another limit"),
        pytest.param(
            _fractions(lambda k: k / ((k + 2) * (k + 4) * (k + 8)), Rational(1, 35)), id="far apart"
        ),
    ],
)
def test_another_limit_is_refuted(statement: Built) -> None:
    assert_refuted(statement())


def _direction(scale: Any) -> Any:
    return eq(scale * x[i] / norm(lambda k: scale * x[k], n), x[i] / norm(lambda k: x[k], n))


NONZERO = lt(0, norm(lambda k: x[k], n))


def test_a_direction_does_not_change_with_length() -> None:
    assert_proved(_direction(a), [lt(0, a), NONZERO])


def test_it_does_with_the_sign() -> None:
    assert_refuted(_direction(a), [ne(a, 0), NONZERO])
