"""Vectors and matrices as such: shapes, refusals, and that what is written of them is about their entries."""

from __future__ import annotations

import pytest
import sympy as sp

from symderiv import (
    block,
    check,
    components,
    covariance,
    d,
    diag,
    eq,
    forall,
    function,
    gradient,
    hadamard,
    hessian,
    identity,
    index,
    inner,
    jacobian,
    le,
    loss,
    lt,
    matrix,
    mean,
    ne,
    norm,
    ones,
    orthogonal,
    outer,
    scalars,
    sizes,
    symmetric,
    total,
    trace,
    vector,
    zeros,
)  # fmt: skip
from symderiv.language.errors import StatementError
from symderiv.language.verdict import Status

m, n, p = sizes("m n p")
i = index("i", n)
c = scalars("c")
A, B, G = matrix("A", m, n), matrix("B", n, p), matrix("G", m, n)
S, Q = matrix("S Q", n, n)
x, y, z, b = vector("x", n), vector("y", n), vector("z", n), vector("b", m)


TRUE = {
    "products associate": lambda: eq((A @ B) @ B.T, A @ (B @ B.T)),
    "transposes turn round": lambda: eq((A @ B).T, B.T @ A.T),
    "trace of a product": lambda: eq(trace(A.T @ G), trace(G.T @ A), inner(A, G)),
    "trace of an outer product": lambda: eq(trace(outer(x, y)), y.T @ x),
    "trace of the identity": lambda: eq(trace(identity(n)), n),
    "a diagonal matrix": lambda: eq(diag(x) @ y, hadamard(x, y)),
    "the identity": lambda: eq(identity(m) @ A, A),
    "ones": lambda: eq(ones(n).T @ x, total(n, lambda k: x[k])),
    "zeros": lambda: eq(A @ zeros(n), 0),
    "rows": lambda: forall(index("i", m), eq(A[index("i", m), :].T @ x, (A @ x)[index("i", m)])),
    "columns": lambda: eq(A @ x, total(n, lambda k: x[k] * A[:, k])),
    "a matrix of rows": lambda: eq(A.T @ A, total(m, lambda k: outer(A[k, :], A[k, :]))),
    "least squares": lambda: eq(gradient(norm(A @ x - b) ** 2, x), 2 * (A.T @ (A @ x - b))),
    "by a matrix": lambda: eq(gradient((A @ x - b).T @ (A @ x - b), A), 2 * outer(A @ x - b, x)),
    "of a trace": lambda: eq(gradient(trace(A @ S @ A.T), A), A @ S + A @ S.T),
    "a quadratic form": lambda: eq(gradient(x.T @ S @ x, x), (S + S.T) @ x),
    "its Hessian": lambda: eq(hessian(x.T @ S @ x, x), S + S.T),
    "a Jacobian": lambda: eq(jacobian(A @ x, x), A),
    "by a number": lambda: eq(d(c * A @ x, c), A @ x),
    "powers": lambda: eq(S**3, S @ S @ S),
    "the polarisation": lambda: eq(norm(x - y) ** 2, norm(x) ** 2 - 2 * (x.T @ y) + norm(y) ** 2),
    "chains": lambda: eq(x - y, -1 * (y - x), x + -y),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_about_arrays_are_proved(name: str) -> None:
    assert check(TRUE[name](), timeout=60).status is Status.PROVED


FALSE = {
    "products commute": lambda: eq(S @ Q, Q @ S),
    "transposes do not turn round": lambda: eq((S @ Q).T, S.T @ Q.T),
    "trace of a product": lambda: eq(trace(S @ Q), trace(S) * trace(Q)),
    "least squares": lambda: eq(gradient(norm(A @ x - b) ** 2, x), A.T @ (A @ x - b)),
    "a quadratic form": lambda: eq(gradient(x.T @ S @ x, x), 2 * (S @ x)),
    "a Jacobian in the other layout": lambda: eq(jacobian(S @ x, x), S.T),
    "entries": lambda: eq(hadamard(S, Q), S @ Q),
    "one entry only": lambda: eq(x, 0),
    "the outer product turned": lambda: eq(outer(x, y), outer(y, x)),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_twins_are_refuted(name: str) -> None:
    verdict = check(FALSE[name](), timeout=60)
    assert verdict.status is Status.REFUTED
    assert verdict.witness


def test_hypotheses_about_arrays_are_used() -> None:
    assert check(eq(gradient(x.T @ S @ x, x), 2 * (S @ x)), given=[symmetric(S)]).status is Status.PROVED
    assert check(eq(norm(Q @ x), norm(x)), given=[orthogonal(Q)], timeout=60).status is Status.PROVED
    assert check(eq(norm(S @ x), norm(x)), given=[symmetric(S)]).status is Status.REFUTED


def test_arrays_differ_where_one_entry_does() -> None:
    assert check(ne(x, y), given=[forall(i, ne(x[i], y[i]))]).status is Status.PROVED
    assert check(forall(i, ne(x[i], y[i])), given=[ne(x, y)]).status is Status.REFUTED


def test_a_vector_is_the_argument_of_functions_and_losses() -> None:
    f = function("f", n)
    u, v = components("u", n), vector("u", n)
    assert check(eq(f(v), f(u))).status is Status.PROVED
    W, h = matrix("W", m, n), vector("h", n)
    g = gradient("g", W @ h)
    L = loss("L", W @ h, gradient=g)
    assert g.shape == (m, None)
    assert check(eq(gradient(L, W), outer(g, h)), timeout=60).status is Status.PROVED
    assert check(eq(gradient(L, h), W.T @ g), timeout=60).status is Status.PROVED
    assert check(eq(gradient(L, W), -1 * outer(g, h)), timeout=60).status is Status.REFUTED


def test_random_vectors_have_means_and_covariances() -> None:
    X = vector("X", n, random=True)
    assert check(eq(mean(A @ X), A @ mean(X))).status is Status.PROVED
    assert check(eq(covariance(A @ X, A @ X), A @ covariance(X, X) @ A.T), timeout=60).status is Status.PROVED


REFUSED = {
    "x @ y": (lambda: x @ y, "one of them transposed"),
    "A @ b": (lambda: A @ b, "A, a matrix of m by n, and b, a vector of m"),
    "A * S": (lambda: A * S, "write @ for the product of matrices"),
    "x * y": (lambda: x * y, "hadamard"),
    "A + x": (lambda: A + x, "A, a matrix of m by n, and x, a vector of n"),
    "A + 1": (lambda: A + 1, "nothing is broadcast"),
    "1 + A": (lambda: 1 + A, "nothing is broadcast"),
    "c + A": (lambda: c + A, "nothing is broadcast"),
    "eq(A, 1)": (lambda: eq(A, 1), "nothing is broadcast"),
    "eq(x, b)": (lambda: eq(x, b), "x, a vector of n, and b, a vector of m"),
    "eq(x, x.T)": (lambda: eq(x, x.T), "a row of n"),
    "le(x, y)": (lambda: le(x, y), "forall"),
    "lt(0, S)": (lambda: lt(0, S), "forall"),
    "trace(A)": (lambda: trace(A), "a square matrix"),
    "symmetric(A)": (lambda: symmetric(A), "a square matrix"),
    "A ** 2": (lambda: A**2, "a square matrix"),
    "S ** -1": (lambda: S**-1, "a whole number from 1 on"),
    "x[1, 2]": (lambda: x[1, 2], "takes 1 indices, not 2"),
    "A[1:2, 1]": (lambda: A[1:2, 1], "write : for the index"),
    "d(c, x)": (lambda: d(c, x), "gradient"),
    "gradient(c, c)": (lambda: gradient(c, c), "a vector or a matrix"),
    "diag(S)": (lambda: diag(S), "takes a vector"),
    "if A": (lambda: bool(A), "neither true nor false"),
    "c @ A": (lambda: c @ A, "@ stands between arrays"),
    "A @ c": (lambda: A @ c, "@ stands between arrays"),
    "ones()": (ones, "one size or two"),
    "block of what does not fit": (lambda: block([[A, S]]), "do not fit in a block"),
    "inner(A, S)": (lambda: inner(A, S), "do not fit in an inner product"),
}


@pytest.mark.parametrize("written", REFUSED)
def test_what_does_not_fit_is_refused_with_both_shapes(written: str) -> None:
    build, message = REFUSED[written]
    with pytest.raises(StatementError) as error:
        build()
    assert message in str(error.value)


def test_a_statement_about_arrays_is_one_about_entries() -> None:
    statement = eq(A @ x, b)
    k = sp.Symbol("k", integer=True)
    assert statement.args[3].lhs.doit().dummy_eq(sp.Sum(A[statement.args[0], k] * x[k], (k, 1, n)))
    assert statement.bounds == (1, m)
