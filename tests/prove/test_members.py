"""What is given of all members, where they stand below sums; and no more than follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import assert_proved
from sympy import log, sqrt

from symderiv import Status, check, components, eq, forall, index, le, lt, scalars, sizes, total

n, m = sizes("n m")
i, j = index("i", n), index("j", m)
u, v, w, p, q = components("u v w p q", n)
W, P, R = components("W", n, n), components("P", n, m), components("R", n)
c = scalars("c")
Built = Callable[[], Any]


def of(body: Any) -> Any:
    """The sum over 1..n."""
    return total(n, body)


def _positive(*families: Any) -> list[Built]:
    return [lambda f=f: forall(i, lt(0, f[i])) for f in families]


def _one(f: Any = p) -> Any:
    return eq(of(lambda k: f[k]), 1)


def _row_sums() -> Any:
    return forall(i, eq(R[i], total(m, lambda k: P[i, k])))


def _eigenvector() -> Any:
    return forall(i, eq(of(lambda k: W[i, k] * u[k]), c * u[i]))


def _logs() -> Any:
    return eq(of(lambda k: log(w[k])), of(lambda k: log(u[k]) + log(v[k])))


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: eq(of(lambda k: u[k]) - n * c, 1),
            [lambda: forall(i, eq(p[i], u[i] - c)), _one],
            id="in a fact",
        ),
        pytest.param(
            lambda: forall(i, eq(p[i], 1 / n)), [lambda: forall(i, eq(p[i], c)), _one], id="all alike"
        ),
        pytest.param(
            lambda: eq(of(lambda r: u[r] * of(lambda k: W[r, k] * u[k])), c),
            [_eigenvector, lambda: eq(of(lambda k: u[k] ** 2), 1)],
            id="a sum that is a member",
        ),
        pytest.param(
            _logs, [*_positive(u, v), lambda: forall(i, eq(w[i], u[i] * v[i]))], id="below a logarithm"
        ),
        pytest.param(
            lambda: eq(of(lambda k: p[k] * log(w[k] / p[k])), log(c)),
            [*_positive(p), _one, lambda: lt(0, c), lambda: forall(i, eq(p[i], w[i] / c))],
            id="in facts about all members",
        ),
        pytest.param(
            lambda: lt(0, R[i]), [lambda: forall((i, j), lt(0, P[i, j])), _row_sums], id="in an order"
        ),
        pytest.param(
            lambda: eq(of(lambda k: (sqrt(p[k]) - sqrt(q[k])) ** 2) / 2, 1 - of(lambda k: sqrt(p[k] * q[k]))),
            [*_positive(p, q), _one, lambda: _one(q)],
            id="summands that are alike, beside facts",
        ),
    ],
)
def test_members_are_put_in(statement: Built, given: list[Built]) -> None:
    assert_proved(statement(), given=[make() for make in given])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: eq(of(lambda k: u[k]) - c, 1),
            [lambda: forall(i, eq(p[i], u[i] - c)), _one],
            id="once for all",
        ),
        pytest.param(
            lambda: forall(i, eq(p[i], 1 / n)), [lambda: forall(i, eq(p[i], c))], id="nothing of the sum"
        ),
        pytest.param(
            lambda: eq(of(lambda r: v[r] * of(lambda k: W[k, r] * u[k])), c * of(lambda r: u[r] * v[r])),
            [_eigenvector],
            id="the transposed matrix",
        ),
        pytest.param(
            _logs, [*_positive(u, v), lambda: forall(i, eq(w[i], u[i] + v[i]))], id="the logarithm of a sum"
        ),
        pytest.param(
            lambda: lt(0, R[i]), [lambda: forall((i, j), le(0, P[i, j])), _row_sums], id="all may be 0"
        ),
        pytest.param(
            lambda: eq(of(lambda k: u[k] * w[k]), of(lambda k: u[k] * v[k])),
            [lambda: forall(j, eq(total(n, lambda k: P[k, j]), c))],
            id="of something else",
        ),
    ],
)
def test_nothing_is_put_in_that_is_not_given(statement: Built, given: list[Built]) -> None:
    assert check(statement(), given=[make() for make in given]).status is not Status.PROVED
