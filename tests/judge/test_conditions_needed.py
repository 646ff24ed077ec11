"""Conditions: none that holds anyway, and none that another one implies."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Derivative, Eq, Pow, Symbol

from symderiv import Status, check

y = Symbol("y", real=True)
p = Symbol("p", integer=True)


@pytest.mark.parametrize(
    ("statement", "given", "conditions"),
    [
        (Eq(Derivative(Pow(y, 0, evaluate=False), y), 0), [], ()),
        (Eq(Derivative(Pow(y, 0, evaluate=False), y), 0), [Eq(y, 0)], ()),
        (Eq(Derivative(y**p, y), 0), [Eq(y, 0), Eq(p, 0)], ()),
        (Eq(Derivative(y**p, y), p * y ** (p - 1)), [], ("0 ≤ −1 + p ∨ y ≠ 0",)),
    ],
)
def test_the_derivative_of_a_power_at_0(
    statement: Any, given: list[Any], conditions: tuple[str, ...]
) -> None:
    verdict = check(statement, given=given)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.conditions == conditions


@pytest.mark.parametrize(
    ("exponent", "status"), [(1, Status.REFUTED), (-1, Status.REFUTED), (2, Status.PROVED)]
)
def test_other_powers_at_0_have_no_such_derivative(exponent: int, status: Status) -> None:
    assert check(Eq(Derivative(y**p, y), 0), given=[Eq(y, 0), Eq(p, exponent)]).status is status
