"""Equations put into inequalities: as factors of what is known, and in every summand of a sum."""

from __future__ import annotations

from typing import Any

import pytest

from symderiv import Status, check, components, eq, forall, index, le, lt, norm, scalars, sizes, total

n = sizes("n")
x, y, p = components("x y p", n)
L, eta, A, B, c, a = scalars("L eta A B c a")
i = index("i", n)
BOUND = le(B, A + total(n, lambda j: p[j] * (y[j] - x[j])) + L / 2 * total(n, lambda j: (y[j] - x[j]) ** 2))
BY_NORM = le(B, A + total(n, lambda j: p[j] * (y[j] - x[j])) + L / 2 * norm(lambda j: y[j] - x[j], n) ** 2)
STEP = forall(i, eq(y[i], x[i] - eta * p[i]))
NEWTON = forall(i, eq(y[i], x[i] - p[i] / L))
SQUARES = total(n, lambda j: p[j] ** 2)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (le(B, L * a), [le(B, L * c), eq(c, a)]),
        (le(B, A - eta * (1 - L * eta / 2) * SQUARES), [lt(0, L), lt(0, eta), STEP, BOUND]),
        (le(B, A - eta * (1 - L * eta / 2) * SQUARES), [lt(0, L), lt(0, eta), STEP, BY_NORM]),
        (le(B, A - SQUARES / (2 * L)), [lt(0, L), NEWTON, BOUND]),
    ],
)
def test_an_equation_is_put_in(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given=given)
    assert verdict.status is Status.PROVED, verdict.message


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (lt(B, L * a), [le(B, L * c), eq(c, a)]),
        (le(B, A - SQUARES / L), [lt(0, L), NEWTON, BOUND]),
        (le(B, A - eta * SQUARES), [lt(0, L), lt(0, eta), STEP, BOUND]),
        (le(B, A - SQUARES / (2 * L)), [lt(L, 0), NEWTON, BY_NORM, lt(SQUARES, 0)]),
    ],
)
def test_what_does_not_follow_is_not_proved(statement: Any, given: list[Any]) -> None:
    assert check(statement, given=given, timeout=60).status is not Status.PROVED
