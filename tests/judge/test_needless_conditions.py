"""What holds anyway is proved, and no condition; what does not, is listed as one."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Pow, Rational, pi, sqrt, symbols

from symderiv import Status, check, eq, le, lt
from symderiv.core.certificate import replay
from symderiv.language.verdict import Evidence

x, y = symbols("x y", real=True)

with sp.evaluate(False):
    NEEDLESS = [
        pytest.param(eq(1 / sqrt(x), sqrt(x) / x), [x > 0], id="a root of what is positive"),
        pytest.param(eq(1 / sqrt(x), sqrt(x) / x), [x >= 0, sp.Ne(x, 0)], id="of what is not 0"),
        pytest.param(eq(1 / Pow(x, Rational(1, 3)), Pow(x, Rational(2, 3)) / x), [x > 0], id="a cube root"),
        pytest.param(eq(Pow(x, Rational(-3, 2)), sqrt(x) / x**2), [x > 0], id="a power"),
        pytest.param(eq(1 / (2 * sqrt(x)), sqrt(x) / (2 * x)), [x > 0], id="a multiple"),
        pytest.param(eq(1 / (x * sqrt(x)), sqrt(x) / x**2), [x > 0], id="a product"),
        pytest.param(eq(1 / sqrt(x * y), 1 / (sqrt(x) * sqrt(y))), [x > 0, y > 0], id="two factors"),
        pytest.param(eq(1 / (sqrt(x) + sqrt(y)), (sqrt(x) - sqrt(y)) / (x - y)), [x > 0, y > 0, sp.Ne(x, y)],
                     id="a sum of roots"),
        pytest.param(eq(1 / sqrt(x**2 + 1), sqrt(x**2 + 1) / (x**2 + 1)), [], id="a sum of squares"),
        pytest.param(eq(1 / sqrt(x - y), sqrt(x - y) / (x - y)), [x > y], id="a difference"),
        pytest.param(eq(1 / Abs(x), Abs(x) / x**2), [sp.Ne(x, 0)], id="an absolute value"),
        pytest.param(eq(1 / sqrt(x**2), 1 / Abs(x)), [sp.Ne(x, 0)], id="a root of a square"),
        pytest.param(eq(x / sqrt(pi), x * sqrt(pi) / pi), [], id="a root of a constant"),
        pytest.param(eq(x / (pi - 4), -x / (4 - pi)), [], id="a constant below 0"),
    ]  # fmt: skip
    NEEDED = [
        pytest.param(eq(1 / sqrt(x), sqrt(x) / x), [x >= 0], ("√(x) ≠ 0",), id="a root that may be 0"),
        pytest.param(eq(1 / sqrt(x - y), sqrt(x - y) / (x - y)), [x >= y], ("√(x − y) ≠ 0",),
                     id="a difference that may be 0"),
        pytest.param(eq(1 / Abs(x), Abs(x) / x**2), [], ("|x| ≠ 0",), id="an absolute value that may be 0"),
        pytest.param(eq(1 / x, x / x**2), [], ("x ≠ 0",), id="a number that may be 0"),
    ]  # fmt: skip
    CONSTANTS = [lt(3, pi), le(3, pi), lt(sqrt(2), Rational(3, 2)), lt(sp.exp(1), pi), lt(sp.sin(1), 1)]


@pytest.mark.parametrize(("statement", "given"), NEEDLESS)
def test_what_holds_anyway_is_no_condition(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given)
    assert (verdict.status, verdict.evidence) == (Status.PROVED, Evidence.CERTIFICATE)
    assert verdict.conditions == ()


@pytest.mark.parametrize(("statement", "given", "conditions"), NEEDED)
def test_what_may_fail_is_a_condition(statement: Any, given: list[Any], conditions: tuple[str, ...]) -> None:
    verdict = check(statement, given)
    assert (verdict.status, verdict.conditions) == (Status.PROVED, conditions)


@pytest.mark.parametrize("statement", CONSTANTS, ids=str)
def test_constants_are_told_apart_with_a_certificate(statement: Any) -> None:
    verdict = check(statement)
    assert (verdict.status, verdict.evidence) == (Status.PROVED, Evidence.CERTIFICATE)
    assert replay(verdict.certificate).hypotheses == frozenset()
    opposite = type(statement)(*reversed(statement.args), evaluate=False)
    assert check(opposite).status is Status.REFUTED
