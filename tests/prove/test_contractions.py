"""Facts about arrays are multiplied by what stands beside them, and summed: normal equations, inverses."""

from __future__ import annotations

from typing import Any

import pytest

from symderiv import (
    check,
    components,
    eq,
    forall,
    identity,
    index,
    matrix,
    ne,
    norm,
    orthogonal,
    scalars,
    sizes,
    symmetric,
    total,
    vector,
)
from symderiv.core.certificate import replay
from symderiv.language.verdict import Status

m, n = sizes("m n")
lam = scalars("lambda")
A, B, K = *matrix("A B", m, n), matrix("K", m, m)
G, R, P, Q, S, V = matrix("G R P Q S V", n, n)
x, w, c, u, v = vector("x w c u v", n)
y = vector("y", m)
I = identity(n)


def inverses(a: Any, b: Any) -> list[Any]:
    return [eq(a @ b, identity(a.shape[0])), eq(b @ a, identity(a.shape[0]))]


TRUE = {
    "a system is solved": (eq(w, R @ c), [eq(R @ G, I), eq(G @ w, c)]),
    "and its solution is one": (eq(G @ (R @ c), c), [eq(G @ R, I)]),
    "an inverse from the left is one from the right": (eq(R, S), [eq(R @ G, I), eq(G @ S, I)]),
    "inverse of a product": (eq((G @ S) @ (V @ R), I), [*inverses(G, R), *inverses(S, V)]),
    "inverse of a transpose": (eq(R.T @ G.T, I), [eq(G @ R, I)]),
    "inverse of a symmetric matrix": (eq(R.T, R), [*inverses(G, R), symmetric(G)]),
    "normal equations": (eq(w, R @ (A.T @ y)), [eq(R @ (A.T @ A), I), eq(A.T @ (A @ w - y), 0)]),
    "ridge regression": (
        eq(w, R @ (A.T @ y)),
        [eq(R @ (A.T @ A + lam * I), I), eq((A.T @ A + lam * I) @ w, A.T @ y)],
    ),
    "push through": (
        eq(R @ A.T, A.T @ K),
        [eq(R @ (I + A.T @ A), I), eq((identity(m) + A @ A.T) @ K, identity(m))],
    ),
    "a projection of six factors": (
        eq((A @ R @ A.T) @ (A @ R @ A.T), A @ R @ A.T),
        inverses(R, A.T @ A),
    ),
    "Woodbury": (
        eq((G + A.T @ B) @ (R - R @ A.T @ K @ B @ R), I),
        [*inverses(G, R), eq((identity(m) + B @ R @ A.T) @ K, identity(m))],
    ),
    "values along a step": (
        eq((x - lam * (S @ x)).T @ (S @ x), x.T @ S @ x - lam * norm(S @ x) ** 2),
        [symmetric(S)],
    ),
    "an orthogonal matrix keeps lengths": (eq(norm(Q @ x), norm(x)), [orthogonal(Q)]),
    "so do products of them": (eq((Q @ V).T @ (Q @ V), I), [orthogonal(Q), orthogonal(V)]),
    "complements of projections": (eq((I - P) @ (I - P), I - P), [eq(P @ P, P)]),
    "residuals are orthogonal": (eq((P @ x).T @ (x - P @ x), 0), [eq(P @ P, P), symmetric(P)]),
    "an eigenvector of a square": (eq(S @ (S @ x), lam**2 * x), [eq(S @ x, lam * x)]),
    "eigenvalues of an inverse": (eq(R @ x, x / lam), [eq(R @ S, I), eq(S @ x, lam * x), ne(lam, 0)]),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_follows_from_products_of_arrays_is_proved(name: str) -> None:
    statement, given = TRUE[name]
    verdict = check(statement, given=given, timeout=60)
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions
    assert verdict.certificate is not None
    replay(verdict.certificate)


FALSE = {
    "an inverse of another": (eq(w, R @ c), [eq(R @ G, I), eq(S @ w, c)]),
    "the order turned": (eq((G @ S) @ (R @ V), I), [*inverses(G, R), *inverses(S, V)]),
    "an inverse of no symmetric matrix": (eq(R.T, R), inverses(G, R)),
    "without the transpose": (eq(w, R @ (S @ c)), [eq(R @ (S.T @ S), I), eq(S.T @ (S @ w - c), 0)]),
    "a projection along": (eq((P @ x).T @ (x - P @ x), 0), [eq(P @ P, P)]),
    "an eigenvalue": (eq(S @ (S @ x), lam * x), [eq(S @ x, lam * x)]),
    "Woodbury with the other sign": (
        eq((G + A.T @ B) @ (R + R @ A.T @ K @ B @ R), I),
        [*inverses(G, R), eq((identity(m) + B @ R @ A.T) @ K, identity(m))],
    ),
    "orthogonal matrices commute": (eq(Q @ V, V @ Q), [orthogonal(Q), orthogonal(V)]),
    "of rows that are no columns": (eq(norm(A @ x), norm(x)), [eq(A @ A.T, identity(m))]),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_twins_are_refuted(name: str) -> None:
    statement, given = FALSE[name]
    assert check(statement, given=given, timeout=60).status is Status.REFUTED


def test_a_fact_of_part_of_a_range_says_nothing_of_all() -> None:
    part = index("a", n, start=2)
    b = index("b", n)
    z, g = components("z", n), components("g", n, n)
    given = [forall(part, eq(total(n, lambda k: g[part, k] * z[k]), z[part]))]
    claim = forall(b, eq(total(n, lambda k: g[b, k] * z[k]), z[b]))
    assert check(claim, given=given, timeout=60).status is Status.REFUTED
