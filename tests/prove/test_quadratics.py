"""Roots of quadratic equations: which one it is, by its sign; that there is one; exponentials in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import exp, sqrt

from symderiv import all_of, components, eq, exists, forall, iff, index, le, lt, scalars, sizes

p, Q, R, b, c = scalars("p Q R b c")
n = sizes("n")
j, y = index("j", n), index("y", n)
z = components("z", n)
Built = Callable[[], Any]
POSITIVE = [lt(0, p), lt(0, Q), lt(0, R)]
LARGER, LESSER = ((Q + sign * sqrt(Q**2 + 4 * Q * R)) / 2 for sign in (1, -1))


def _equation() -> Any:
    return eq(p**2 - Q * p - Q * R, 0)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: eq(p, LARGER), [*POSITIVE, _equation()], id="the positive root"),
        pytest.param(lambda: iff(eq(p, p * R / (p + R) + Q), eq(p, LARGER)), POSITIVE, id="a fixed point"),
        pytest.param(
            lambda: exists(p, all_of(lt(0, p), _equation())), [lt(0, Q), lt(0, R)], id="there is a root"
        ),
        pytest.param(
            lambda: forall(j, le(exp(z[j]), exp(z[y]))),
            [forall(j, le(z[j], z[y]))],
            id="an exponential of what is largest",
        ),
    ],
)
def test_roots(statement: Built, given: list[Any]) -> None:
    assert_proved(statement(), given)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(lambda: eq(p, LESSER), [*POSITIVE, _equation()], id="the negative root"),
        pytest.param(
            lambda: eq(p, LARGER), [lt(0, Q), lt(0, R), _equation()], id="without a sign it may be either"
        ),
        pytest.param(
            lambda: eq(p, Q + sqrt(Q**2 + 4 * Q * R)), [*POSITIVE, _equation()], id="twice the root"
        ),
        pytest.param(
            lambda: forall(j, le(exp(z[y]), exp(z[j]))), [forall(j, le(z[j], z[y]))], id="the order turned"
        ),
    ],
)
def test_other_roots_are_refuted(statement: Built, given: list[Any]) -> None:
    assert_refuted(statement(), given)
