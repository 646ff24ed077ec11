"""Derivatives of what contains logarithms: equations and orders by their values, which are real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved
from sympy import Rational, exp, log

from symderiv import Status, check, components, d, eq, index, le, lt, scalars, sizes, total

x, g = scalars("x gamma")
n = sizes("n")
j = index("j", n)
z = components("z", n)
Built = Callable[[], Any]
LOGISTIC = 1 / (1 + exp(-x))


def _share(k: Any) -> Any:
    return exp(z[k]) / total(n, lambda m: exp(z[m]))


def _entropy() -> Any:
    return -total(n, lambda k: _share(k) * log(_share(k)))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            lambda: eq(d(LOGISTIC * log(LOGISTIC), x), LOGISTIC * (1 - LOGISTIC) * (log(LOGISTIC) + 1)),
            id="a logistic function times its logarithm",
        ),
        pytest.param(
            lambda: eq(
                d(-((1 - LOGISTIC) ** g) * log(LOGISTIC), x),
                (1 - LOGISTIC) ** g * (g * LOGISTIC * log(LOGISTIC) + LOGISTIC - 1),
            ),
            id="with a power of a real exponent",
        ),
        pytest.param(
            lambda: eq(d(_entropy(), z[j]), -_share(j) * (log(_share(j)) + _entropy())), id="an entropy"
        ),
        pytest.param(lambda: lt(0, d(log(1 + exp(x)), x)), id="a slope"),
        pytest.param(lambda: lt(d(log(1 + exp(x)), x), 1), id="a slope below 1"),
        pytest.param(lambda: le(d(d(log(1 + exp(-x)), x), x), Rational(1, 4)), id="a second derivative"),
    ],
)
def test_derivatives_with_logarithms(statement: Built) -> None:
    assert_proved(statement())


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            lambda: eq(d(LOGISTIC * log(LOGISTIC), x), LOGISTIC * (1 - LOGISTIC) * log(LOGISTIC)),
            id="a term is missing",
        ),
        pytest.param(lambda: eq(d(_entropy(), z[j]), -_share(j) * (log(_share(j)) + 1)), id="another term"),
        pytest.param(lambda: lt(d(log(1 + exp(x)), x), Rational(1, 2)), id="a slope below 1/2"),
        pytest.param(
            lambda: lt(d(d(log(1 + exp(-x)), x), x), Rational(1, 4)), id="a maximum that is attained"
        ),
    ],
)
def test_false_ones_are_refuted(statement: Built) -> None:
    verdict = check(statement(), timeout=60)
    assert verdict.status is Status.REFUTED, verdict.message
