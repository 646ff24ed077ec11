"""Limits of powers that grow and fall, of what is squeezed, of sums in closed form; and wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import Abs, Rational, exp, log, sqrt

from symderiv import (
    Status,
    all_of,
    check,
    eq,
    forall,
    implies,
    index,
    le,
    lt,
    scalars,
    sequence,
    sizes,
    tends,
    total,
)

t, j = index("t", start=0), index("j")
q, p, x, a = scalars("q p x a")
n = sizes("n")
u, g = sequence("u"), sequence("g")
BETWEEN = [lt(-1, q), lt(q, 1)]

Limit = tuple[Any, Any, list[Any]]

LIMITS: dict[str, Limit] = {
    "t q^t": (t * q**t, 0, BETWEEN),
    "beside powers of t": ((t**2 * q**t + t + 1) / (2 * t + 3), Rational(1, 2), BETWEEN),
    "two bases": (t * q**t + t**3 * p**t + 1, 1, [*BETWEEN, lt(-1, p), lt(p, 1)]),
    "a product of bases": (t * q**t * p**t, 0, [*BETWEEN, lt(-1, p), lt(p, 1)]),
    "every other": (t * q ** (2 * t), 0, BETWEEN),
    "below": (t / 2**t, 0, []),
    "a symbolic base below": (t / a**t, 0, [lt(1, a)]),
    "a quotient of bases": (3**t / 4**t, 0, []),
    "a symbolic quotient": ((a / (1 + a)) ** t, 0, [lt(0, a)]),
    "a discount": ((1 - a) ** t * t, 0, [lt(0, a), le(a, 1)]),
    "an exponential that falls": (j * exp(-j), 0, []),
    "e": ((1 + 1 / j) ** j, exp(1), []),
    "1/e": ((1 - 1 / j) ** j, exp(-1), []),
    "e^x": ((1 + x / j) ** j, exp(x), []),
    "e^2x": ((1 + x / j) ** (2 * j), exp(2 * x), []),
    "a power that does not grow fast enough": ((1 + 1 / j**2) ** j, 1, []),
    "a fixed power": ((1 + 1 / j) ** n, 1, []),
    "the first order of a fixed power": (j * ((1 + 1 / j) ** n - 1), n, []),
    "the first order below 1": (2 * t * (1 - (1 - 1 / (2 * t)) ** n), n, []),
    "an exponential": (exp(x / j), 1, []),
    "a logarithm": (log(2 + 1 / j), log(2), []),
    "a root": (sqrt(a + 1 / j), sqrt(a), [lt(0, a)]),
    "a root of what vanishes": (sqrt(1 / j), 0, []),
    "over a root": (1 / sqrt(j), 0, []),
    "a root over more": (sqrt(j + 1) / j, 0, []),
    "a geometric sum": (total(t, lambda k: 1 / 2**k), 1, []),
    "an arithmetic-geometric sum": (total(t, lambda k: k * q**k), q / (1 - q) ** 2, BETWEEN),
    "with numbers": (total(t, lambda k: k / 2**k), 2, []),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits(name: str) -> None:
    sequence, value, given = LIMITS[name]
    v = t if sequence.has(t) else j
    assert_proved(tends(v, sequence, value), given)


GIVEN: dict[str, tuple[Any, list[Any]]] = {
    "between bounds that are given": (tends(j, u[j], 0), [forall(j, all_of(le(0, u[j]), le(u[j], a / j)))]),
    "bounds of two hypotheses": (tends(j, u[j], a), [forall(j, le(a, u[j])), forall(j, le(u[j], a + 1 / j))]),
    "an absolute value that is bounded": (
        tends(t, u[t], 0),
        [*BETWEEN, le(0, q), forall(t, le(Abs(u[t]), q**t * Abs(u[0])))],
    ),
    "a contraction": (
        tends(t, u[t], 0),
        [le(0, q), lt(q, 1), forall(t, le(0, u[t])), forall(t, le(u[t + 1], q * u[t]))],
    ),
    "a recurrence that another sequence drives": (
        tends(t, u[t], a / (1 - q)),
        [eq(u[0], 0), forall(t, eq(u[t + 1], q * u[t] + g[t])), forall(t, eq(g[t], a)), *BETWEEN],
    ),
    "a ramp": (
        tends(t, t - u[t], q / (1 - q)),
        [eq(u[0], 0), forall(t, eq(u[t + 1], q * u[t] + (1 - q) * (t + 1))), lt(0, q), lt(q, 1)],
    ),
    "a sum whose closed form is given": (
        tends(j, total(j, lambda k: 1 / (k * (k + 1))), 1),
        [forall(j, eq(total(j, lambda k: 1 / (k * (k + 1))), 1 - 1 / (j + 1)))],
    ),
    "a sum of powers": (tends(j, total(j, lambda k: k**2) / j**3, Rational(1, 3)), []),
}


@pytest.mark.parametrize("name", GIVEN)
def test_limits_from_what_is_given(name: str) -> None:
    goal, given = GIVEN[name]
    assert_proved(goal, given)


def test_one_bound_is_not_enough() -> None:
    assert check(tends(j, u[j], 0), [forall(j, le(u[j], a / j))]).status is not Status.PROVED
    wide = [forall(j, all_of(le(0, u[j]), le(u[j], 1 + a / j)))]
    assert check(tends(j, u[j], 0), wide).status is not Status.PROVED


WRONG: dict[str, Limit] = {
    "a base that may be 1": (t * q**t, 0, [lt(-1, q), le(q, 1)]),
    "another value": (t * q**t, 1, BETWEEN),
    "not e": ((1 + 1 / j) ** j, 2, []),
    "the first order of another power": (j * ((1 + 1 / j) ** n - 1), n + 1, []),
    "not 1": ((1 - 1 / j) ** j, 1, []),
    "another logarithm": (log(2 + 1 / j), 1, []),
    "another root": (sqrt(4 + 1 / j), 3, []),
    "a geometric sum": (total(j, lambda k: q**k), 1 / (1 - q), BETWEEN),
    "a sum of powers": (total(j, lambda k: k) / j**2, 1, []),
    "another sum": (total(t, lambda k: k / 2**k), 1, []),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_limits(name: str) -> None:
    sequence, value, given = WRONG[name]
    v = t if sequence.has(t) else j
    assert_refuted(tends(v, sequence, value), given)


UNBOUNDED: dict[str, Callable[[], Any]] = {
    "a power that grows too fast": lambda: tends(j, (1 + 1 / j) ** (j**2), exp(1)),
    "an exponential that grows": lambda: tends(j, exp(j), 0),
    "a base more than 1": lambda: tends(t, t * Rational(3, 2) ** t, 0),
    "a root that grows": lambda: tends(j, sqrt(j), 0),
    "a base that may be less than -1": lambda: implies(lt(q, 1), tends(t, t * q**t, 0)),
    "the harmonic sum": lambda: tends(j, total(j, lambda k: 1 / k), 2),
}


@pytest.mark.parametrize("name", UNBOUNDED)
def test_what_grows_without_bound_has_no_proof(name: str) -> None:
    assert check(UNBOUNDED[name]()).status is not Status.PROVED


def test_powers_lie_between_exponentials() -> None:
    assert_proved(le((1 + x) ** n, exp(n * x)), [lt(-1, x)])
    assert_proved(le(exp(n * (1 - 1 / x)), x**n), [lt(0, x)])
    assert_refuted(le((1 + x) ** n, exp(n * x)), [])  # x = -4, n = 2
