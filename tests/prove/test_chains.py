"""Induction in orders, where the step is a chain of bounds: and no bound that does not follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved
from sympy import Rational, sqrt

from symderiv import Status, check, eq, forall, index, le, lt, scalars, sequence, total

t, k = index("t", start=0), index("k")
a, b, c, q = scalars("a b c q")
S, R, U = sequence("S R U")
Built = Callable[[], Any]


def _affine() -> Any:
    return forall(t, le(S[t + 1], q * S[t] + c))


def _groenwall(power: int = 1) -> Any:
    return forall(t, le(S[t], q**t * S[0] + c * total(t, lambda j: q ** (j - power))))


def _floor() -> Any:
    return forall(t, le(S[t], q**t * S[0] + c / (1 - q)))


def _chung(step: int = 2) -> Any:
    return forall(k, le(S[k + 1], (1 - step / (k + 1)) * S[k] + c / (k + 1) ** 2))


def _momentum() -> Any:
    return forall(t, eq(S[t + 1], (1 + sqrt(1 + 4 * S[t] ** 2)) / 2))


def _squared() -> Any:
    return forall(t, le(S[t + 1], c * S[t] ** 2))


def _halved() -> Any:
    return forall(t, le(c * S[t], Rational(1, 2) ** (t + 1)))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(_groenwall, (lambda: le(0, q), _affine), id="Groenwall"),
        pytest.param(
            _floor, (lambda: le(0, q), lambda: lt(q, 1), lambda: le(0, c), _affine), id="an affine bound"
        ),
        pytest.param(
            lambda: forall(k, le(S[k], c / k)),
            (lambda: le(0, c), lambda: le(S[1], c), _chung),
            id="a factor with a sign of its own",
        ),
        pytest.param(
            lambda: forall(k, le((k + 1) / 2, S[k])),
            (lambda: eq(S[0], 0), _momentum),
            id="the value of a recurrence",
        ),
        pytest.param(
            _halved,
            (
                lambda: lt(0, c),
                lambda: forall(t, le(0, S[t])),
                _squared,
                lambda: le(c * S[0], Rational(1, 2)),
            ),
            id="a bound put in twice",
        ),
    ],
)
def test_steps_are_chains_of_bounds(statement: Built, given: tuple[Built, ...]) -> None:
    assert_proved(statement(), given=[make() for make in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(_groenwall, (_affine,), id="Groenwall without a sign"),
        pytest.param(lambda: _groenwall(0), (lambda: le(0, q), _affine), id="Groenwall a power further"),
        pytest.param(_floor, (lambda: le(0, q), lambda: lt(q, 1), _affine), id="c below 0"),
        pytest.param(_floor, (lambda: le(0, c), lambda: lt(q, 1), _affine), id="q below 0"),
        pytest.param(
            lambda: forall(k, le(S[k], c / k)), (lambda: le(0, c), _chung), id="no bound of the first"
        ),
        pytest.param(
            lambda: forall(k, le(S[k], c / k)),
            (lambda: le(0, c), lambda: le(S[1], c), lambda: _chung(3)),
            id="a factor below 0 at the first step",
        ),
        pytest.param(
            lambda: forall(k, le(1 + k / 2, S[k])), (lambda: eq(S[0], 0), _momentum), id="a value too great"
        ),
        pytest.param(
            _halved,
            (lambda: lt(0, c), _squared, lambda: le(c * S[0], Rational(1, 2))),
            id="a square of what may be below 0",
        ),
    ],
)
def test_no_chain_without_its_signs(statement: Built, given: tuple[Built, ...]) -> None:
    assert check(statement(), given=[make() for make in given]).status is not Status.PROVED


def _falls(by: Any = 0) -> Any:
    return forall(k, le(S[k], R[k] - R[k + 1] + by))


def _partial(*, at_most: Any) -> Any:
    return forall(k, le(total(k, lambda j: S[j]), at_most))


def _discounted() -> Any:
    return forall(k, le(total(k, lambda j: q ** (j - 1) * R[j]), c / (1 - q)))


def _nonnegative() -> Any:
    return forall(k, le(0, R[k]))


def _regret(steps: Any = k) -> Any:
    return _partial(at_most=R[1] / (2 * a) + a * c**2 * steps / 2)


REGRET = (
    lambda: forall(k, le(S[k], (R[k] - R[k + 1]) / (2 * a) + a * U[k] / 2)),
    lambda: forall(k, le(U[k], c**2)),
)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _partial(at_most=R[1]), (_falls, _nonnegative), id="telescoping"),
        pytest.param(
            lambda: forall(t, le(total(t, lambda j: S[j]), R[0])),
            (lambda: forall(k, le(S[k], R[k - 1] - R[k])), lambda: forall(t, le(0, R[t]))),
            id="telescoping, perhaps of nothing",
        ),
        pytest.param(
            lambda: _partial(at_most=R[1] + k * c), (lambda: _falls(c), _nonnegative), id="and so much a step"
        ),
        pytest.param(
            _discounted,
            (
                lambda: le(0, q),
                lambda: lt(q, 1),
                lambda: le(0, c),
                lambda: forall(k, le(R[k], c)),
            ),
            id="discounted",
        ),
        pytest.param(_regret, (lambda: lt(0, a), _nonnegative, *REGRET), id="regret"),
        pytest.param(
            lambda: forall(k, le(k * c, b)),
            (lambda: _partial(at_most=b), lambda: forall(k, le(c, S[k]))),
            id="a sum that a fact names",
        ),
        pytest.param(
            lambda: forall(k, le(total(k, lambda j: S[j]) / k, 2 * b * (R[0] - c) / k)),
            (
                lambda: lt(0, b),
                lambda: _partial(at_most=2 * b * (R[0] - R[k])),
                lambda: forall(t, le(c, R[t])),
            ),
            id="a fact about all partial sums",
        ),
    ],
)
def test_bounds_of_sums_lead_on(statement: Built, given: tuple[Built, ...]) -> None:
    assert_proved(statement(), given=[make() for make in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _partial(at_most=R[1]), (_falls,), id="the last term may be below 0"),
        pytest.param(
            lambda: _partial(at_most=R[1] + (k - 1) * c),
            (lambda: _falls(c), _nonnegative, lambda: le(0, c)),
            id="one step less",
        ),
        pytest.param(
            _discounted,
            (lambda: le(0, q), lambda: lt(q, 1), lambda: forall(k, le(R[k], c))),
            id="discounted, with c below 0",
        ),
        pytest.param(
            _discounted,
            (lambda: lt(q, 1), lambda: le(0, c), lambda: forall(k, le(R[k], c))),
            id="discounted, with q below 0",
        ),
        pytest.param(
            lambda: _regret(k - 1), (lambda: lt(0, a), _nonnegative, *REGRET), id="regret of fewer steps"
        ),
        pytest.param(_regret, (_nonnegative, *REGRET), id="regret with a step below 0"),
        pytest.param(
            lambda: forall(k, le((k + 1) * c, b)),
            (lambda: _partial(at_most=b), lambda: forall(k, le(c, S[k]))),
            id="more terms than there are",
        ),
    ],
)
def test_no_bound_of_a_sum_that_does_not_follow(statement: Built, given: tuple[Built, ...]) -> None:
    assert check(statement(), given=[make() for make in given]).status is not Status.PROVED


def _discounts(weight: Any, last: Any) -> Any:
    return forall(k, eq(R[0], total(k, lambda j: weight ** (j - 1) * S[j - 1]) + weight**k * last))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: forall(t, le(S[t], (1 - a / b) ** t * S[0])),
            (lambda: lt(0, a), lambda: le(a, b), lambda: forall(t, le(S[t + 1], (1 - a / b) * S[t]))),
            id="one less a quotient",
        ),
        pytest.param(
            lambda: _discounts(a * b, R[k]),
            (lambda: forall(t, eq(R[t], S[t] + a * b * R[t + 1])),),
            id="a product",
        ),
        pytest.param(
            lambda: forall(k, eq((1 - a) ** k + total(k, lambda j: a * (1 - a) ** (k - j)), 1)),
            (),
            id="one less a letter",
        ),
        pytest.param(
            lambda: forall(k, le(1 - k * a, (1 - a) ** k)),
            (lambda: le(0, a), lambda: le(a, 1)),
            id="Bernoulli",
        ),
    ],
)
def test_powers_of_composite_bases(statement: Built, given: tuple[Built, ...]) -> None:
    assert_proved(statement(), given=[make() for make in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: forall(t, le(S[t], (1 - a / b) ** t * S[0])),
            (lambda: lt(0, a), lambda: lt(0, b), lambda: forall(t, le(S[t + 1], (1 - a / b) * S[t]))),
            id="a base that may be below 0",
        ),
        pytest.param(
            lambda: _discounts(a * b, R[k - 1]),
            (lambda: forall(t, eq(R[t], S[t] + a * b * R[t + 1])),),
            id="the value of a time before",
        ),
        pytest.param(
            lambda: forall(k, lt(0, (1 - a) ** k)),
            (lambda: le(0, a), lambda: le(a, 1)),
            id="a base that may be 0",
        ),
    ],
)
def test_no_more_of_powers_of_composite_bases(statement: Built, given: tuple[Built, ...]) -> None:
    assert check(statement(), given=[make() for make in given]).status is not Status.PROVED
