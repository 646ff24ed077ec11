"""What the core has not accepted is proved of nothing but elementary functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import cosh, exp, log, sin, sinh, sqrt

from symderiv import (
    Evidence,
    Status,
    all_of,
    check,
    components,
    d,
    eq,
    gradient,
    implies,
    index,
    loss,
    mean,
    random,
    scalars,
    sizes,
    total,
)  # fmt: skip

x, y, z = scalars("x y z")
m, n = sizes("m n")
b = index("b", m)
u = components("u", n)
G = gradient("G", m, n)
R, Q = random("R Q")
ROOT = sqrt(1 + y**2)


def at(which: Any, factor: int) -> Any:
    return loss("L", lambda k: factor * x * u[k], n, gradient=G, at=(which,))


def along(which: Any, factor: int) -> Any:
    return factor * total(n, lambda k: G[which, k] * u[k])


def pair(f: Callable[[Any], Any]) -> tuple[Any, Any]:
    """One loss, by two names of its index, at x u and at 3 x u, with a function about each side."""
    return eq(f(d(at(b, 1), x)), f(along(b, 1))), eq(f(d(at(1, 3), x)), f(along(1, 3)))


@pytest.mark.parametrize("f", [lambda s: s + ROOT, lambda s: s * cosh(y), exp, sin])
@pytest.mark.parametrize("joined", [all_of, implies])
def test_one_gradient_at_two_points_is_not_proved_beside_a_function(f: Any, joined: Any) -> None:
    verdict = check(joined(*pair(f)), [eq(b, 1)], timeout=60)
    assert verdict.status is not Status.PROVED


@pytest.mark.parametrize(
    ("given", "statement"),
    [
        ([eq(b, 1), eq(z, d(at(b, 1), x)), eq(y, d(at(1, 3), x))], eq(3 * z + ROOT, y + ROOT)),
        ([eq(b, 1), eq(z, d(at(b, 1), x))], eq(3 * z * exp(y), d(at(1, 3), x) * exp(y))),
    ],
)
def test_no_more_is_it_in_the_hypotheses(given: list[Any], statement: Any) -> None:
    assert check(statement, given, timeout=60).status is not Status.PROVED


@pytest.mark.parametrize(
    "statement",
    [
        eq(d(at(1, 3), x) + ROOT, along(1, 3) + ROOT),
        eq(d(at(b, 1), x) * cosh(y), along(b, 1) * cosh(y)),
        eq(mean(exp(R) * Q), mean(Q * exp(R))),
        eq(mean(R * exp(x)) + Q, exp(x) * mean(R) + Q),
    ],
)
def test_what_is_proved_beside_losses_and_chance_the_core_has_accepted(statement: Any) -> None:
    verdict = check(statement, timeout=60)
    assert verdict.status is Status.PROVED
    assert verdict.evidence in (Evidence.CERTIFICATE, Evidence.AXIOMS)
    assert verdict.certificate is not None


@pytest.mark.parametrize(
    "statement",
    [
        eq(sinh(x) ** 2, cosh(x) ** 2 - 1),
        eq(log(exp(x)), x),
        eq(sqrt(x**2) * exp(y), abs(x) * exp(y)),
    ],
)
def test_what_is_about_functions_alone_is_proved(statement: Any) -> None:
    assert check(statement, timeout=60).status is Status.PROVED
