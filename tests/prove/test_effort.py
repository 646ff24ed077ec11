"""Each strategy has a share of the effort: none that goes on for ever keeps others from being tried."""

from __future__ import annotations

from itertools import count

import pytest
from sympy import Le, symbols

from symderiv import Status, check, le
from symderiv.core import terms as k
from symderiv.prove import inequalities, prover
from symderiv.prove.context import Context
from symderiv.prove.prover import EFFORT, Prover, SpentError

x, y, z = symbols("x y z", real=True)
X = k.var("x")


def endless(asked, *_):
    """Asks for one thing after another, none of which is of use."""
    for n in count(1):
        asked.attempt(k.le(k.num(-n), k.mul(X, X)), Context())


BOX = [bound for v in (x, y, z) for bound in (Le(0, v), Le(v, 1))]
A, B = symbols("a1:6", real=True), symbols("b1:6", real=True)
PRODUCT = sum(a * b for a, b in zip(A, B, strict=True))


@pytest.mark.parametrize(
    ("strategy", "statement", "given"),
    [
        ("by_factors", le(x * y * z, 1), BOX),
        ("_by_sums", le(PRODUCT**2, sum(a**2 for a in A) * sum(b**2 for b in B)), []),
    ],
)
def test_another_strategy_has_its_turn(monkeypatch, strategy, statement, given):
    monkeypatch.setattr(prover, "EFFORT", 100)
    asked = []
    monkeypatch.setattr(inequalities, strategy, lambda *a: asked.append(endless(*a)))
    assert check(statement, given).status is Status.PROVED
    assert asked == []  # it has not come to its end
    monkeypatch.setattr(inequalities, strategy, lambda *_: asked.append(1))
    assert check(statement, given).status is Status.PROVED
    assert asked


def test_what_is_left_is_that_of_all_but_what_was_used():
    made = Prover()
    with made.sharing():
        inside = made.effort
        made.attempt(k.le(k.mul(X, X), k.num(-1)), Context())
        used = inside - made.effort
    assert 0 < used < inside < EFFORT
    assert made.effort == EFFORT - used


def test_a_search_ends(monkeypatch):
    monkeypatch.setattr(prover, "EFFORT", 20)
    made = Prover()
    with pytest.raises(SpentError, match="within the effort"):
        endless(made)
    assert made.effort == 0


def test_what_was_too_much_once_is_tried_again():
    made = Prover()
    goal = k.le(k.ZERO, k.mul(X, X))
    made.effort = 0
    with pytest.raises(SpentError):
        made.attempt(goal, Context())
    made.effort = EFFORT
    assert made.attempt(goal, Context()) is not None
