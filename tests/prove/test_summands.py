"""Equations of sums that hold summand by summand, over a common denominator."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import KroneckerDelta, exp, log, sqrt

from symderiv import Evidence, Status, check, components, d, eq, index, lt, scalars, sizes, total

n, m = sizes("n m")
i, a = index("i", n), index("a", m)
u, t = components("u", n), components("t", n)
w, X = components("w", m), components("X", n, m)
c = scalars("c")


def sigma(s: Any) -> Any:
    return 1 / (1 + exp(-s))


def y(k: Any) -> Any:
    return sigma(total(m, lambda j: w[j] * X[k, j]))


LOSS = -total(n, lambda k: t[k] * log(y(k)) + (1 - t[k]) * log(1 - y(k)))
TRUE = [
    eq(total(n, lambda k: sigma(u[k])), total(n, lambda k: 1 - sigma(-u[k]))),
    eq(
        total(n, lambda k: sigma(u[k]) - sigma(u[k]) ** 2),
        total(n, lambda k: exp(u[k]) / (1 + exp(u[k])) ** 2),
    ),
    eq(total(n, lambda k: c / (1 + u[k] ** 2)) + total(n, lambda k: c * u[k] ** 2 / (1 + u[k] ** 2)), n * c),
    eq(d(LOSS, w[a]), total(n, lambda k: (y(k) - t[k]) * X[k, a])),
]
FALSE = [
    eq(total(n, lambda k: sigma(u[k])), total(n, lambda k: 1 - sigma(u[k]))),
    eq(total(n, lambda k: sigma(u[k]) - sigma(u[k]) ** 2), total(n, lambda k: exp(u[k]) / (1 + exp(u[k])))),
    eq(total(n, lambda k: u[k]) * total(n, lambda k: t[k]), total(n, lambda k: u[k] * t[k])),
    eq(total(n, lambda k: 1 / (1 + u[k] ** 2)) + total(m, lambda k: w[k]), n),
]


@pytest.mark.parametrize("statement", TRUE)
def test_a_sum_over_a_common_denominator(statement: Any) -> None:
    verdict = check(statement, timeout=60)
    assert verdict.evidence is Evidence.CERTIFICATE, verdict.message
    assert verdict.conditions == ()


@pytest.mark.parametrize("statement", FALSE)
def test_what_differs_in_a_summand_is_refuted(statement: Any) -> None:
    assert check(statement, timeout=60).status is Status.REFUTED


def test_a_norm_over_the_number_of_components() -> None:
    mean = total(n, lambda k: u[k]) / n
    spread = total(n, lambda k: (u[k] - mean) ** 2) / n + c
    hat = (u[i] - mean) / sqrt(spread)
    j = index("j", n)
    slope = (KroneckerDelta(i, j) - 1 / n - hat * (u[j] - mean) / sqrt(spread) / n) / sqrt(spread)
    assert check(eq(d(hat, u[j]), slope), [lt(0, c)], timeout=60).evidence is Evidence.CERTIFICATE
    assert check(eq(d(hat, u[j]), 2 * slope), [lt(0, c)], timeout=60).status is Status.REFUTED
