"""Inequalities between means: Markov, Chebyshev, Cauchy, Jensen, Popoviciu; and what looks like them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved
from sympy import Abs, Piecewise, Rational, exp

from symderiv import Status, check, covariance, eq, le, lt, mean, random, scalars, surely, variance

X, Y = random("X Y")
a, b, c, q = scalars("a b c q")
Built = Callable[[], Any]


def _at_least(t: Any, bound: Any) -> Any:
    """The probability that t is at least so much."""
    return mean(Piecewise((1, t >= bound), (0, True)))


POSITIVE = [lambda: surely(le(0, X)), lambda: lt(0, a)]
BETWEEN = [lambda: surely(le(a, X)), lambda: surely(le(X, b))]
BINARY = [lambda: surely(eq(X**2, X))]


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: le(_at_least(X, a), mean(X) / a), POSITIVE, id="Markov"),
        pytest.param(lambda: le(a * _at_least(X, a), mean(X)), POSITIVE, id="Markov, without a quotient"),
        pytest.param(
            lambda: le(_at_least(Abs(X - mean(X)), a), variance(X) / a**2), [lambda: lt(0, a)], id="Chebyshev"
        ),
        pytest.param(
            lambda: le(_at_least(X, a), exp(-c * a) * mean(exp(c * X))), [lambda: lt(0, c)], id="Chernoff"
        ),
        pytest.param(lambda: le(mean(X * Y) ** 2, mean(X**2) * mean(Y**2)), [], id="Cauchy"),
        pytest.param(lambda: le(covariance(X, Y) ** 2, variance(X) * variance(Y)), [], id="covariance"),
        pytest.param(lambda: le(0, variance(X - Y)), [], id="variance of a difference"),
        pytest.param(
            lambda: le(variance(X + Y), 2 * variance(X) + 2 * variance(Y)), [], id="variance of a sum"
        ),
        pytest.param(lambda: le(exp(mean(X)), mean(exp(X))), [], id="Jensen"),
        pytest.param(lambda: le(exp(c * mean(X)), mean(exp(c * X))), [], id="Jensen, with a factor"),
        pytest.param(lambda: le(variance(X), (b - a) ** 2 / 4), BETWEEN, id="Popoviciu"),
        pytest.param(lambda: le(variance(X), Rational(1, 4)), BINARY, id="of 0 and 1"),
        pytest.param(
            lambda: le(a * b / (a + b), variance(c * X + (1 - c) * Y)),
            [
                lambda: eq(covariance(X, Y), 0),
                lambda: eq(variance(X), a),
                lambda: eq(variance(Y), b),
                lambda: lt(0, a),
                lambda: lt(0, b),
            ],
            id="weights of the least variance",
        ),
    ],
)
def test_inequalities_of_means(statement: Built, given: list[Built]) -> None:
    assert_proved(statement(), [g() for g in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: le(_at_least(X, a), mean(X) / a), [lambda: lt(0, a)], id="Markov, no sign"),
        pytest.param(
            lambda: le(_at_least(X, a), mean(X) / (2 * a)), POSITIVE, id="Markov with half of the mean"
        ),
        pytest.param(
            lambda: le(_at_least(Abs(X), a), variance(X) / a**2),
            [lambda: lt(0, a)],
            id="not centred",
        ),
        pytest.param(lambda: le(_at_least(X, a), mean(exp(c * X))), [lambda: lt(0, c)], id="no factor"),
        pytest.param(lambda: lt(mean(X * Y) ** 2, mean(X**2) * mean(Y**2)), [], id="Cauchy, strict"),
        pytest.param(lambda: le(mean(X**2) * mean(Y**2), mean(X * Y) ** 2), [], id="Cauchy, turned"),
        pytest.param(lambda: le(mean(X * Y) ** 2, variance(X) * variance(Y)), [], id="Cauchy, half centred"),
        pytest.param(lambda: le(variance(X + Y), variance(X) + variance(Y)), [], id="no sum"),
        pytest.param(lambda: le(mean(exp(X)), exp(mean(X))), [], id="Jensen, turned"),
        pytest.param(lambda: le(variance(X), (b - a) ** 2 / 8), BETWEEN, id="Popoviciu with an eighth"),
        pytest.param(lambda: le(mean(X), Rational(1, 2)), BINARY, id="a mean of 0 and 1"),
        pytest.param(lambda: lt(0, variance(X - Y)), [], id="a variance that may be 0"),
    ],
)
def test_what_looks_like_them_is_refuted(statement: Built, given: list[Built]) -> None:
    verdict = check(statement(), [g() for g in given], timeout=60)
    assert verdict.status is Status.REFUTED, verdict.message
