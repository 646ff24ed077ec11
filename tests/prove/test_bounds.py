"""Bounds of exponentials and logarithms, and the false statements next to them."""

from __future__ import annotations

from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import Rational, exp, log

from symderiv import check, eq, forall, index, le, lt, ne, scalars, total
from symderiv.core.certificate import replay
from symderiv.language.verdict import Status

x, y, a, b, p, q = scalars("x y a b p q")
t = index("t", start=1)
s, r = index("s", start=1), index("r", start=0)
POSITIVE = [lt(0, x), lt(0, y)]

TRUE = [
    (le(1 + x, exp(x)), []),
    (le(1 - 2 * x, exp(-2 * x)), []),
    (le(exp(x), exp(y)), [le(x, y)]),
    (lt(exp(x), exp(y)), [lt(x, y)]),
    (lt(1, exp(x)), [lt(0, x)]),
    (le(exp(x), 1 / (1 - x)), [lt(x, 1)]),
    (le(log(x), x - 1), [lt(0, x)]),
    (le(1 - 1 / x, log(x)), [lt(0, x)]),
    (le(log(1 + x), x), [lt(-1, x)]),
    (le(x / (1 + x), log(1 + x)), [lt(-1, x)]),
    (le(log(x) - log(y), x / y - 1), POSITIVE),
    (le(x - y, x * (log(x) - log(y))), POSITIVE),
    (le(0, log(y / x) + x**2 / (2 * y**2) - Rational(1, 2)), POSITIVE),
    (le(log(x), log(y)), [lt(0, x), le(x, y)]),
    (lt(log(x), log(y)), [lt(0, x), lt(x, y)]),
    (lt(log(x), 0), [lt(0, x), lt(x, 1)]),
    (le(0, log(x)), [le(1, x)]),
    (lt(x, log(1 + exp(x))), []),
    (le(log(1 + exp(x)), log(2) + x), [le(0, x)]),
    (le((log(x) + log(y)) / 2, log((x + y) / 2)), POSITIVE),
    (lt(b**t, 1), [lt(0, b), lt(b, 1)]),
    (lt(1, b**t), [lt(1, b)]),
    (ne(b**t, 1), [lt(0, b), lt(b, 1)]),
    (forall(t, le((1 - x) ** t, exp(-t * x))), [lt(0, x), lt(x, 1)]),
]

FALSE = [
    (le(1 + x + x**2 / 2, exp(x)), []),
    (le(exp(x), 1 + x), []),
    (le(exp(x), exp(y)), [le(x, y + 1)]),
    (le(exp(x), 1 / (1 - x)), [ne(x, 1)]),
    (le(log(x), x - 2), [lt(0, x)]),
    (lt(log(x), x - 1), [lt(0, x)]),
    (le(1 - 1 / x, log(x) - 1), [lt(0, x)]),
    (le(x - y, y * (log(x) - log(y))), POSITIVE),
    (lt(log(x), log(y)), [lt(0, x), le(x, y)]),
    (le(log(1 + exp(x)), x), []),
    (le(log((x + y) / 2), (log(x) + log(y)) / 2), POSITIVE),
    (lt(b**t, 1), [le(0, b), le(b, 1)]),
    (lt(b ** (t - 1), 1), [lt(0, b), lt(b, 1)]),
    (ne(b ** (t - 1), 1), [lt(0, b), lt(b, 1)]),
]


# with equality at one point, or of logarithms that are not real
UNPROVED = [
    (lt(1 + x, exp(x)), []),
    (lt(exp(x), exp(y)), [le(x, y)]),
    (le(log(x) - log(y), x / y), [lt(0, x), lt(y, 0)]),
    (le(log(x), log(y)), [lt(x, 0), le(x, y)]),
]


@pytest.mark.parametrize(("statement", "given"), TRUE, ids=str)
def test_a_bound_is_proved(statement: Any, given: list[Any]) -> None:
    verdict = check(statement, given, timeout=60)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.conditions == ()
    assert verdict.certificate is not None
    assert replay(verdict.certificate).conclusion


@pytest.mark.parametrize(("statement", "given"), FALSE, ids=str)
def test_a_false_bound_is_refuted(statement: Any, given: list[Any]) -> None:
    assert check(statement, given, timeout=60).status is Status.REFUTED


@pytest.mark.parametrize(("statement", "given"), UNPROVED, ids=str)
def test_what_holds_almost_everywhere_is_not_proved(statement: Any, given: list[Any]) -> None:
    assert check(statement, given, timeout=60).status in (Status.REFUTED, Status.UNDECIDED)


def test_messages_speak_of_logarithms_as_the_page_does() -> None:
    verdict = check(le(log(x), a * x + b), [lt(0, x), lt(a, b), eq(b, 0), lt(a, p)], timeout=60)
    assert "Re" not in str(verdict.message)


@pytest.mark.parametrize(
    "statement",
    [
        forall(s, le(total(s, lambda k: 1 / k), 1 + log(s))),
        forall(s, le(log(s + 1), total(s, lambda k: 1 / k))),
        forall(r, le(total(r, lambda k: 1 / (k + 1)), log(r + 1))),
    ],
)
def test_harmonic_sums_lie_between_logarithms(statement: Any) -> None:
    assert_proved(statement)


@pytest.mark.parametrize(
    "statement",
    [
        forall(s, le(total(s, lambda k: 1 / k), log(s))),
        forall(s, lt(total(s, lambda k: 1 / k), 1 + log(s))),
        forall(s, le(total(s, lambda k: 1 / k), Rational(9, 10) + log(s))),
        forall(s, le(1 + log(s), total(s, lambda k: 1 / k))),
    ],
)
def test_others_are_refuted(statement: Any) -> None:
    assert_refuted(statement)
