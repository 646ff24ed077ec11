"""Lengths and quadratic forms: not negative, and positive where something is known not to be 0."""

from __future__ import annotations

from typing import Any

import pytest

from symderiv import (
    check,
    components,
    eq,
    forall,
    identity,
    implies,
    index,
    le,
    lt,
    matrix,
    ne,
    norm,
    scalars,
    sizes,
    symmetric,
    total,
    vector,
)  # fmt: skip
from symderiv.core.certificate import replay
from symderiv.language.verdict import Status

m, n = sizes("m n")
i = index("i", n)
lam = scalars("lambda")
A = matrix("A", m, n)
B, C, Q, S = matrix("B C Q S", n, n)
x, z, b = vector("x", n), vector("z", n), vector("b", m)
unit = identity(n)

TRUE: dict[str, tuple[Any, list[Any]]] = {
    "a member that is not 0": (lt(0, x.T @ x), [ne(x[i], 0)]),
    "a vector that is not 0": (lt(0, norm(x)), [ne(x, 0)]),
    "nor is its norm": (ne(norm(x), 0), [ne(x, 0)]),
    "a Gram matrix": (le(0, x.T @ (A.T @ A) @ x), []),
    "a sum of squares of forms": (le(0, x.T @ S @ x), [eq(S, B.T @ B)]),
    "a definite form": (lt(0, x.T @ S @ x), [eq(S, B.T @ B), eq(C @ B, unit), ne(x, 0)]),
    "ridge": (implies(ne(x, 0), lt(0, x.T @ (A.T @ A + lam * unit) @ x)), [lt(0, lam)]),
    "an injective map": (ne(B @ x, 0), [eq(C @ B, unit), ne(x, 0)]),
    "the triangle": (le(norm(x + z), norm(x) + norm(z)), []),
    "Cauchy and Schwarz": (le(x.T @ z, norm(x) * norm(z)), []),
    "a convex loss": (
        le(
            norm(A @ (lam * x + (1 - lam) * z) - b) ** 2,
            lam * norm(A @ x - b) ** 2 + (1 - lam) * norm(A @ z - b) ** 2,
        ),
        [le(0, lam), le(lam, 1)],
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_signs_of_forms_are_proved(name: str) -> None:
    statement, given = TRUE[name]
    verdict = check(statement, given=given, timeout=60)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.certificate is not None
    replay(verdict.certificate)


u = components("u", n)
FALSE: dict[str, tuple[Any, list[Any]]] = {
    "a vector that may be 0": (lt(0, x.T @ x), []),
    "a member that counts less than nothing": (lt(0, total(n, lambda k: u[k] * x[k] ** 2)), [ne(x, 0)]),
    "a member out of the sum": (lt(0, total(n - 1, lambda k: x[k] ** 2)), [ne(x, 0)]),
    "a singular map": (ne(B @ x, 0), [ne(x, 0)]),
    "the inverse on the wrong side": (ne(A @ x, 0), [eq(A @ A.T, identity(m)), ne(x, 0)]),
    "a form that is half definite": (lt(0, x.T @ S @ x), [eq(S, B.T @ B), ne(x, 0)]),
    "a symmetric matrix": (le(0, x.T @ S @ x), [symmetric(S)]),
    "all differ": (forall(i, ne(x[i], 0)), [ne(x, 0)]),
    "the triangle turned": (le(norm(x) + norm(z), norm(x + z)), []),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_twins_are_refuted(name: str) -> None:
    statement, given = FALSE[name]
    assert check(statement, given=given, timeout=60).status is Status.REFUTED
