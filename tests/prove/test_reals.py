"""Orders between what need not be real: both sides have to be, and their real parts are compared."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Eq, Gt, Le, Lt, Symbol, asin, im, log, symbols

from symderiv import check
from symderiv.language.verdict import Status

x, y = symbols("x y", real=True)
z, p = Symbol("z"), Symbol("p", positive=True)
PROVED, REFUTED = Status.PROVED, Status.REFUTED

with sp.evaluate(False):
    CASES = [
        (Le(log(x), log(x)), [Gt(x, 0)], PROVED, ()),
        (Le(log(p), log(p) + 1), [], PROVED, ()),
        (Le(log(x), log(x)), [], PROVED, ("x ≠ 0", "Im(log(x)) = 0")),
        (Lt(log(x), y + 1), [Gt(x, 0), Lt(log(x), y)], PROVED, ()),
        (Le(asin(x), asin(x) + 1), [Gt(x, 0), Lt(x, 1)], PROVED, ()),
        (Le(z, 5), [Lt(z, 4)], PROVED, ()),
        (Eq(im(z), 0), [Lt(z, 4)], PROVED, ()),
        (Lt(log(p), log(p)), [], REFUTED, ()),
        (Le(log(p), p - 2), [], REFUTED, ()),
    ]


@pytest.mark.parametrize(("statement", "given", "status", "conditions"), CASES)
def test_an_order_says_that_both_sides_are_real(
    statement: Any, given: list[Any], status: Status, conditions: tuple[str, ...]
) -> None:
    verdict = check(statement, given)
    assert (verdict.status, verdict.conditions) == (status, conditions), verdict.message
