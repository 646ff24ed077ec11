"""Losses: their gradient belongs to one point, which depends neither on chance nor on what is bound."""

from __future__ import annotations

from typing import Any

import pytest

from symderiv import Status, check, d, eq, gradient, loss, mean, random, scalars, surely
from symderiv.core import terms as k
from symderiv.core.inference import assume
from symderiv.core.terms import KernelError, Term

x, y = scalars("x y")
R = random("R")
g = gradient("g", 1)
AT_CHANCE = loss("L", lambda _: R * x, 1, gradient=g)
AT_REST = loss("L", lambda _: y * x, 1, gradient=g)


@pytest.mark.parametrize(
    "statement",
    [
        lambda: eq(d(AT_CHANCE, x) * mean(R), R * mean(d(AT_CHANCE, x))),
        lambda: eq(mean(d(AT_CHANCE, x)), g[1] * mean(R)),
        lambda: surely(eq(d(AT_CHANCE, x), g[1] * R)),
    ],
)
def test_a_loss_at_a_point_that_depends_on_chance_is_refused(statement: Any) -> None:
    verdict = check(statement())
    assert verdict.status is Status.ERROR
    assert "depends on chance" in str(verdict.message)


def test_a_loss_at_rest_has_its_gradient_below_a_mean() -> None:
    assert check(eq(mean(R * d(AT_REST, x)), g[1] * y * mean(R))).status is Status.PROVED


def test_the_core_knows_no_loss_at_a_point_that_depends_on_chance() -> None:
    chance = Term("comp", "R", "random", ((None, None),), (k.ONE,))
    moved = Term("loss", "L", ("g", ((k.ONE, k.ONE),)), k.Hint("j"), k.ONE, k.mul(chance, k.var("x")))
    with pytest.raises(KernelError, match="does not move with the outcome"):
        assume(k.eq(moved, k.ZERO))
    by_index = Term("loss", "L", ("g", ((None, None), (k.ONE, k.ONE)), chance), k.Hint("j"), k.ONE, k.ONE)
    with pytest.raises(KernelError, match="does not move with the outcome"):
        assume(k.eq(by_index, k.ZERO))
