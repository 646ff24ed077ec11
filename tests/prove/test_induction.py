"""Induction that nobody asked for: over sizes, times and integers with bounds; and no more than follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Eq, Ge, Le, Lt, Ne, Sum, Symbol

from symderiv import (
    Status,
    check,
    components,
    eq,
    forall,
    index,
    le,
    lt,
    mean,
    random_sequence,
    scalars,
    sequence,
    sizes,
    surely,
    total,
)
from symderiv.core.certificate import replay

m = Symbol("m", integer=True)
p = Symbol("p", integer=True, positive=True)
j, x = Symbol("j", integer=True), Symbol("x", real=True)
n = sizes("n")
a, b, c, mu = scalars("a b c mu")
i, t, s = index("i", n), index("t"), index("s", start=0)
u, v, w, y = sequence("u v w y")
z, weights = components("z", n), components("omega", n)
R, G = random_sequence("R"), random_sequence("G", start=1)
Built = Callable[[], Any]


def _triangle(last: Any) -> Any:
    return Eq(Sum(j, (j, 1, last)), last * (last + 1) / 2)


def _fibonacci() -> Any:
    return forall(s, eq(u[s + 2], u[s + 1] + u[s]))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _triangle(p), (), id="over a positive integer"),
        pytest.param(lambda: _triangle(m), (lambda: Ge(m, 0),), id="from 0"),
        pytest.param(lambda: _triangle(m), (lambda: Lt(3, m),), id="from the number after a strict bound"),
        pytest.param(
            lambda: Eq(Sum(x**j, (j, 0, p - 1)), (1 - x**p) / (1 - x)), (lambda: Ne(x, 1),), id="powers"
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: 1 / (k * (k + 1))), 1 - 1 / (n + 1)), (), id="telescoping"
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: u[k] - u[k - 1]), u[n] - u[0]), (), id="telescoping values"
        ),
        pytest.param(
            lambda: eq(total(t, lambda k: v[k]), w[t] - w[0]),
            (lambda: forall(t, eq(v[t], w[t] - w[t - 1])),),
            id="a base that a definition settles",
        ),
        pytest.param(lambda: forall(t, le(total(t, lambda k: 1 / k**2), 2 - 1 / t)), (), id="an upper bound"),
        pytest.param(
            lambda: forall(t, le(total(t, lambda k: v[k]), t)),
            (lambda: forall(t, le(v[t], 1)),),
            id="partial sums termwise",
        ),
        pytest.param(
            lambda: forall(t, lt(0, total(t, lambda k: v[k]))),
            (lambda: forall(t, lt(0, v[t])),),
            id="a strict bound from 1 on",
        ),
        pytest.param(
            lambda: le(total(n, lambda k: z[k]), c * n),
            (lambda: forall(i, le(z[i], c)),),
            id="what is known up to a size",
        ),
        pytest.param(
            lambda: forall(t, eq(mean(R[t]), mu * (1 - b**t))),
            (
                lambda: surely(eq(R[0], 0)),
                lambda: surely(forall(t, eq(R[t], b * R[t - 1] + (1 - b) * G[t]))),
                lambda: forall(t, eq(mean(G[t]), mu)),
            ),
            id="below a mean, from 1",
        ),
        pytest.param(
            lambda: forall(s, le(u[s], 2**s)),
            (lambda: eq(u[0], 1), lambda: eq(u[1], 1), _fibonacci),
            id="a bound by the two values before",
        ),
        pytest.param(
            lambda: forall(s, eq(u[s], 2**s + 3**s)),
            (
                lambda: eq(u[0], 2),
                lambda: eq(u[1], 5),
                lambda: forall(s, eq(u[s + 2], 5 * u[s + 1] - 6 * u[s])),
            ),
            id="of the second order",
        ),
        pytest.param(
            lambda: forall(s, eq(u[s], s + 1)),
            (lambda: eq(u[0], 1), lambda: eq(u[1], 2), lambda: forall(s, eq(u[s + 2], 2 * u[s + 1] - u[s]))),
            id="of the second order, a double root",
        ),
    ],
)
def test_induction_that_nobody_asked_for(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = check(statement(), [g() for g in given])
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions
    replay(verdict.certificate)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _triangle(m), (lambda: Ge(m, -2),), id="from -2"),
        pytest.param(lambda: Eq(Sum(1, (j, 1, m)), m), (lambda: Ge(m, -1),), id="the empty sum is not -1"),
        pytest.param(lambda: Lt(0, Sum(j, (j, 1, m))), (lambda: Ge(m, 0),), id="strict at 0"),
        pytest.param(lambda: Eq(Sum(j, (j, 1, p)), p * (p - 1) / 2), (), id="one off"),
        pytest.param(lambda: Eq(Sum(p - j, (j, 1, p)), p * (p + 1) / 2), (), id="the size in the terms, too"),
        pytest.param(
            lambda: forall(s, eq(u[s], 2**s)), (lambda: forall(s, eq(u[s + 1], 2 * u[s])),), id="no base"
        ),
        pytest.param(
            lambda: forall(s, eq(u[s], 2**s)),
            (
                lambda: eq(u[0], 1),
                lambda: forall(t, eq(u[t + 1], 2 * u[t])),
            ),
            id="no first step",
        ),
        pytest.param(
            lambda: forall(s, eq(u[s], 2**s + 3**s)),
            (lambda: eq(u[0], 2), lambda: forall(s, eq(u[s + 2], 5 * u[s + 1] - 6 * u[s]))),
            id="the second value is missing",
        ),
        pytest.param(
            lambda: forall(s, lt(0, total(s, lambda k: v[k]))),
            (lambda: forall(t, lt(0, v[t])),),
            id="the empty sum is not positive",
        ),
        pytest.param(
            lambda: forall(t, le(total(t, lambda k: 1 / k**2), 2 - 1 / t - a**2)), (), id="a free variable"
        ),
    ],
)
def test_what_does_not_follow_is_refuted(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = check(statement(), [g() for g in given])
    assert verdict.status is Status.REFUTED, verdict.message


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: _triangle(m), (), id="no bound: at -2 the sum is empty"),
        pytest.param(lambda: _triangle(m), (lambda: Le(m, 5),), id="bounded on the other side"),
        pytest.param(
            lambda: le(total(n, lambda k: u[k]), c * n),
            (lambda: forall(s, le(u[s + 2], c)),),
            id="not known of the first term",
        ),
    ],
)
def test_what_has_no_first_case_is_not_proved(statement: Built, given: tuple[Built, ...]) -> None:
    assert check(statement(), [g() for g in given]).status is not Status.PROVED
