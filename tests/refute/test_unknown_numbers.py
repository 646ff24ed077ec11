"""Searches with unknown numbers in every place: nothing goes wrong inside, and what is false is refuted."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Eq, I, IndexedBase, Symbol, asin, binomial, conjugate, exp, floor, log, re, sqrt

from symderiv import (
    Status,
    check,
    components,
    d,
    eq,
    exists,
    forall,
    gradient,
    index,
    le,
    loss,
    lt,
    mean,
    ne,
    random,
    scalars,
    sequence,
    sizes,
    surely,
    tends,
    total,
)

n = sizes("n")
i, j, b = index("i j b", n)
t = index("t", start=0)
x, y = scalars("x y")
u = components("u", n)
theta = sequence("theta")
X = random("X")
z, w = sp.symbols("z w")
k = Symbol("k", integer=True)
U, Z, W = IndexedBase("U", real=True), IndexedBase("Z"), IndexedBase("W", integer=True)
g, G = gradient("g", n), gradient("G", n, n)

FALSE: dict[str, tuple[Any, list[Any]]] = {
    "a complex sum": (lambda: Eq(U[1] + I * x, z), [Eq(z * (U[1] + I), w)]),
    "a complex member": (lambda: Eq(Z[1], 0), [Eq(U[1] + I * x, Z[1])]),
    "what is not equal": (lambda: Eq(x, 0), [ne(U[1] + I, U[2])]),
    "a logarithm": (lambda: lt(x, y), [lt(log(x), y)]),
    "a logarithm and a member": (lambda: lt(log(x) + U[1], y), []),
    "an order of complex numbers": (lambda: eq(x, 1), [le(U[1] + I * x, U[2])]),
    "the logarithm of a member": (lambda: eq(U[1], 1), [le(log(U[1]), U[2])]),
    "an inverse sine": (lambda: eq(U[1], 1), [le(U[2], asin(U[1]))]),
    "a derivative": (lambda: eq(U[2], 3), [eq(d(U[1] ** 3, U[1]), U[2])]),
    "the derivative of an exponential": (lambda: eq(U[2], 3), [eq(d(exp(U[1] * x), x), U[2])]),
    "the derivative of a sine": (lambda: eq(d(total(n, lambda m: sp.sin(u[m])), u[i]), u[i]), []),
    "the derivative of a sum of roots": (
        lambda: eq(U[2], 3),
        [eq(d(total(n, lambda m: sqrt(1 + u[m] ** 2)), u[i]), U[2])],
    ),
    "the derivative of a quotient": (lambda: eq(U[2], 3), [lt(d(U[1] / (1 + U[3] ** 2), U[3]), U[2])]),
    "a member at a floor": (lambda: eq(x, 2), [eq(U[floor(x)], 3)]),
    "a member at a floor of a floor": (lambda: eq(x, 2), [eq(U[floor(floor(x) / 2)], 3)]),
    "a member at a member": (lambda: eq(x, 2), [eq(U[W[1]], 3)]),
    "cases": (lambda: eq(x, 2), [eq(sp.Piecewise((U[1], U[2] > 0), (U[3], True)), x)]),
    "a mean": (lambda: eq(mean(X * U[1]), 2), [eq(mean(X**2), U[1]), surely(lt(X, U[2]))]),
    "an exponent": (lambda: eq(x, 2), [eq(x ** U[1], 4)]),
    "a whole exponent": (lambda: eq(x, 2), [eq(x ** W[1], 4)]),
    "a base": (lambda: eq(x, 2), [eq((U[1] ** 2 + 1) ** y, 4)]),
    "a binomial": (lambda: eq(x, 2), [eq(binomial(n, 2), U[1]), eq(floor(U[1] / 2), x)]),
    "a law": (lambda: tends(t, theta[t], x), [forall(t, eq(theta[t + 1], theta[t] * U[1]))]),
    "a conjugate": (lambda: eq(conjugate(Z[1]), Z[2]), [eq(Z[1] * Z[2], x), ne(Z[1], 0)]),
}
OPEN: dict[str, tuple[Any, list[Any]]] = {
    "an exponential of i": (lambda: Eq(x, 0), [Eq(U[1] * exp(I * x), 1)]),
    "a quotient": (lambda: eq(x, 2), [eq(1 / (U[1] * x + I), 1)]),
    "a real part": (lambda: eq(re(Z[1]), x), [eq(Z[1] + conjugate(Z[1]), 2 * x)]),
    "a size": (lambda: eq(Abs(Z[1]), x), [eq(Z[1] ** 2, -(x**2)), lt(0, x)]),
    "existence": (lambda: eq(x, 2), [exists(k, eq(U[k], x))]),
}


@pytest.mark.parametrize(("statement", "given"), FALSE.values(), ids=FALSE.keys())
def test_what_is_false_is_refuted(statement: Any, given: Any) -> None:
    with sp.evaluate(False):
        verdict = check(statement(), given)
    assert verdict.status is Status.REFUTED, verdict.message
    assert verdict.faults == ()


@pytest.mark.parametrize(("statement", "given"), OPEN.values(), ids=OPEN.keys())
def test_what_is_hard_has_no_fault(statement: Any, given: Any) -> None:
    verdict = check(statement(), given)
    assert verdict.status is not Status.ERROR
    assert verdict.faults == ()


def _loss(entry: Any, **at: Any) -> Any:
    return loss("L", entry, n, gradient=G if at else g, **at)


@pytest.mark.parametrize(
    "statement",
    [
        lambda: forall(i, eq(_loss(lambda m: u[m] * u[i]), 0)),
        lambda: forall(x, eq(_loss(lambda m: u[m] * x), 0)),
        lambda: exists(x, eq(_loss(lambda m: u[m] * x), 0)),
        lambda: eq(total(n, lambda a: _loss(lambda m: u[m] * u[a])), 0),
        lambda: tends(t, _loss(lambda m: theta[t] * u[m]), 0),
        lambda: forall((b, x), eq(_loss(lambda m: u[m] * x, at=(b,)), 0)),
    ],
)
def test_a_loss_at_many_points_with_one_gradient_is_refused_by_name(statement: Any) -> None:
    verdict = check(statement())
    assert verdict.status is Status.ERROR
    assert "the loss L is taken at points that depend on" in str(verdict.message)


def test_several_losses_each_at_its_point() -> None:
    each = _loss(lambda m: u[m] ** 2, at=(b,))
    assert check(forall(b, eq(d(each, u[i]), 2 * G[b, i] * u[i]))).status is Status.PROVED
    assert check(forall(b, eq(d(each, u[i]), G[b, i] * u[i]))).status is Status.REFUTED
