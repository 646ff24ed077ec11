"""Vectors and matrices as such are printed as they are written, and two that differ never alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import sympy as sp

from symderiv import (
    components,
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
    lt,
    matrix,
    mean,
    ne,
    norm,
    ones,
    outer,
    scalars,
    sizes,
    total,
    trace,
    vector,
)  # fmt: skip
from symderiv.judge.prepare import Problem, prepare_statement
from symderiv.render import latex
from symderiv.render.mathml import mathml

m, n = sizes("m n")
i, j = index("i", m), index("j", n)
c = scalars("c")
A, S, Q = matrix("A", m, n), *matrix("S Q", n, n)
x, y, b = vector("x", n), vector("y", n), vector("b", m)
f = function("f", n)


def problem(build: Callable[[], Any]) -> Problem:
    with sp.evaluate(False):
        return prepare_statement(build(), [])


PRINTS = {
    "A x = b": lambda: eq(A @ x, b),
    "S Q x = S (Q x)": lambda: eq((S @ Q) @ x, S @ (Q @ x)),
    "Aᵀ (A x − b) = 0": lambda: eq(A.T @ (A @ x - b), 0),
    "‖A x − b‖² ≤ c": lambda: le(norm(A @ x - b) ** 2, c),
    "0 < xᵀ S x": lambda: lt(0, x.T @ S @ x),
    "x ≠ 0": lambda: ne(x, 0),
    "x = y = −x": lambda: eq(x, y, -x),
    "∂/∂x (xᵀ S x) = (S + Sᵀ) x": lambda: eq(gradient(x.T @ S @ x, x), (S + S.T) @ x),
    "∂/∂xᵀ (∂/∂x (xᵀ S x)) = S": lambda: eq(hessian(x.T @ S @ x, x), S),
    "∂/∂xᵀ (A x) = A": lambda: eq(jacobian(A @ x, x), A),
    "∂/∂A (bᵀ A x) = b xᵀ": lambda: eq(gradient(b.T @ A @ x, A), outer(b, x)),
    "tr(S Q) = ⟨S, Q⟩": lambda: eq(trace(S @ Q), inner(S, Q)),
    "tr(S) = c": lambda: eq(trace(S), c),
    "‖A‖ = c": lambda: eq(norm(A), c),
    "diag(x) y = x ⊙ y": lambda: eq(diag(x) @ y, hadamard(x, y)),
    "(Aᵀ A + c·𝐈) x = Aᵀ b": lambda: eq((A.T @ A + c * identity(n)) @ x, A.T @ b),
    "S (c·x) = c·S x": lambda: eq(S @ (c * x), c * (S @ x)),
    "(x − 𝟏)ᵀ y = c": lambda: eq((x - ones(n)).T @ y, c),
    "∇²f(x) y = ∇f(x)": lambda: eq(f.hessian(x) @ y, f.gradient(x)),
    "A[i, :]ᵀ x = bᵢ": lambda: eq(A[i, :].T @ x, b[i]),
    "A[:, j] = b": lambda: eq(A[:, j], b),
    "E[x] = y": lambda: eq(mean(x), y),
}  # fmt: skip


@pytest.mark.parametrize("text", PRINTS)
def test_statements_are_printed_as_they_are_written(text: str) -> None:
    assert problem(PRINTS[text]).printed.statement == text


def test_latex_and_mathml_say_the_same() -> None:
    found = problem(lambda: eq(A.T @ (A @ x - b), c * x))
    assert latex(found.goal, found.spelling) == r"A^{\top} (A x - b) = c x"
    assert "∑" not in mathml(found.goal, found.spelling)
    assert mathml(found.goal, found.spelling).count("<mo>⊤</mo>") == 1


def test_numbers_within_a_product_stay_where_they_are() -> None:
    """A number that stands before and after the first array counts once at each place."""

    def flat(*factors: Any) -> Any:
        return sp.Mul(*factors, evaluate=False)

    twice = problem(lambda: eq(total(n, lambda k: flat(c, x[k], c, y[k])), 0)).printed.statement
    thrice = problem(lambda: eq((c * x).T @ (c * (c * y)), 0)).printed.statement
    assert twice == "c·xᵀ (c·y) = 0"
    assert thrice == "(c·x)ᵀ (c·c·y) = 0"


@pytest.mark.parametrize("spelled", [r"\mathbf{I}", r"A^{\top}", r"A_{1,:}", r"\operatorname{diag}"])
def test_a_spelling_that_reads_as_an_array_gives_way(spelled: str) -> None:
    q = matrix("q", n, n, latex=spelled)
    found = problem(lambda: eq(q, S.T))
    assert latex(found.goal, found.spelling) == r"\mathtt{q} = S^{\top}"


def test_products_entry_by_entry_are_told_from_those_within() -> None:
    assert problem(lambda: eq(hadamard(S, Q) @ x, y)).printed.statement == "(S ⊙ Q) x = y"
    assert problem(lambda: eq(hadamard(S, Q @ S), Q)).printed.statement == "S ⊙ (Q S) = Q"
    derived = problem(lambda: eq(jacobian(S @ x, x) @ y, y))
    assert r"(S x)\right) y" in latex(derived.goal, derived.spelling)


def test_a_trace_is_one_in_every_medium() -> None:
    found = problem(lambda: eq(trace(S @ Q), trace(Q @ S)))
    assert latex(found.goal, found.spelling) == r"\operatorname{tr}(S Q) = \operatorname{tr}(Q S)"
    assert "⟨" not in mathml(found.goal, found.spelling)
    assert mathml(found.goal, found.spelling).count("<mi>tr</mi>") == 2


NOT_ARRAYS = {
    "part of a range": lambda: forall(index("k", n, start=2), eq(x[index("k", n, start=2)], 0)),
    "sums from elsewhere": lambda: eq(total(n, lambda k: x[k] * y[k], start=2), c),
    "shifted entries": lambda: eq(total(n - 1, lambda k: x[k] * x[k + 1]), c),
    "three factors": lambda: eq(total(n, lambda k: S[k, k] * x[k]), c),
    "an index within": lambda: forall(j, eq(x[j], j)),
    "families by components": lambda: eq(total(n, lambda k: components("u", n)[k] * x[k]), c),
}


@pytest.mark.parametrize("what", NOT_ARRAYS)
def test_what_is_no_array_is_printed_by_its_entries(what: str) -> None:
    text = problem(NOT_ARRAYS[what]).printed.statement
    assert "∑" in text or "∀" in text


def test_components_of_pages_are_printed_as_before() -> None:
    u, v = components("u v", n)
    assert problem(lambda: forall(j, eq(u[j], v[j]))).printed.statement == "∀ j ∈ 1..n: uⱼ = vⱼ"


SIZE = 3


def _values(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    shapes = {"S": (SIZE, SIZE), "Q": (SIZE, SIZE), "x": (SIZE,), "y": (SIZE,), "c": ()}
    return {name: rng.integers(-5, 6, shape) + 0.5 for name, shape in shapes.items()}


def _matrix(rng: random.Random, depth: int) -> tuple[Any, Callable[[dict[str, Any]], Any]]:
    """A random matrix, and what it is worth."""
    if depth == 0:
        name = rng.choice(["S", "Q"])
        return {"S": S, "Q": Q}[name], lambda values: values[name]
    kind = rng.choice(["+", "-", "@", "T", "c", "outer", "had", "diag"])
    if kind == "T":
        a, of = _matrix(rng, depth - 1)
        return a.T, lambda v: of(v).T
    if kind == "c":
        a, of = _matrix(rng, depth - 1)
        return c * a, lambda v: v["c"] * of(v)
    if kind in ("outer", "diag"):
        (u, of_u), (w, of_w) = _vector(rng, depth - 1), _vector(rng, depth - 1)
        return (
            (outer(u, w), lambda v: np.outer(of_u(v), of_w(v)))
            if kind == "outer"
            else (diag(u), lambda v: np.diag(of_u(v)))
        )
    (a, of_a), (e, of_e) = _matrix(rng, depth - 1), _matrix(rng, depth - 1)
    rules: dict[str, tuple[Any, Callable[[Any, Any], Any]]] = {
        "+": (lambda: a + e, np.add), "-": (lambda: a - e, np.subtract), "@": (lambda: a @ e, np.matmul),
        "had": (lambda: hadamard(a, e), np.multiply),
    }  # fmt: skip
    build, rule = rules[kind]
    return build(), lambda v: rule(of_a(v), of_e(v))


def _vector(rng: random.Random, depth: int) -> tuple[Any, Callable[[dict[str, Any]], Any]]:
    if depth == 0:
        name = rng.choice(["x", "y"])
        return {"x": x, "y": y}[name], lambda values: values[name]
    kind = rng.choice(["+", "@", "c", "had"])
    u, of_u = _vector(rng, depth - 1)
    if kind == "@":
        a, of_a = _matrix(rng, depth - 1)
        return a @ u, lambda v: of_a(v) @ of_u(v)
    if kind == "c":
        return c * u, lambda v: v["c"] * of_u(v)
    w, of_w = _vector(rng, depth - 1)
    return (
        (u + w, lambda v: of_u(v) + of_w(v)) if kind == "+" else (hadamard(u, w), lambda v: of_u(v) * of_w(v))
    )


def test_random_arrays_that_are_printed_alike_are_equal() -> None:
    """Also arrays that only parentheses or the place of a transpose tell apart."""
    rng = random.Random(7)  # noqa: S311 - statements, no secrets
    points = [_values(seed) for seed in (1, 2)]
    seen: dict[str, list[Any]] = {}
    as_such = 0
    for _ in range(250):
        kind = rng.choice([_matrix, _vector])
        array, of = kind(rng, rng.choice([1, 2, 2, 3]))
        u, of_u = _vector(rng, 1)
        number = rng.random() < 0.3 and kind is _vector
        text = problem(partial(eq, u.T @ array, c) if number else partial(eq, array, 0)).printed.statement
        as_such += "∑" not in text and "∀" not in text
        worth = [np.asarray(of_u(v) @ of(v) if number else of(v)) for v in points]
        for here, there in zip(seen.setdefault(text, worth), worth, strict=True):
            assert here.shape == there.shape
            assert np.allclose(here, there), text
    assert as_such > 150
    assert len(seen) > 120
