"""Induction in orders, where the step is a chain of bounds: and no bound that does not follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved
from sympy import Rational, sqrt

from symderiv import Status, check, eq, forall, index, le, lt, scalars, sequence, total

t, k = index("t", start=0), index("k")
c, q = scalars("c q")
S = sequence("S")
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
