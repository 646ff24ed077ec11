"""Sums in inequalities: summand by summand, members, squares of sums; and the false twins."""

from __future__ import annotations

from typing import Any

import pytest
from support import assert_proved, assert_refuted
from sympy import Rational, exp, log, sqrt

from symderiv import (
    components,
    eq,
    exists,
    forall,
    function,
    index,
    inner,
    le,
    lt,
    norm,
    scalars,
    sizes,
    total,
)

n, m = sizes("n m")
i, j = index("i j", n)
u, v, w, p, q, z = components("u v w p q z", n)
a, b, c, x, y, top = scalars("a b c x y top")
f = function("f", 1)


def of(body: Any) -> Any:
    """The sum over 1..n."""
    return total(n, body)


def mean(t: Any) -> Any:
    """The mean of a family under the weights p."""
    return of(lambda k: p[k] * t[k])


mean_square = of(lambda k: p[k] * v[k] ** 2)
SHARES = of(lambda k: exp(z[k]))
ALIKE = forall((i, j), le(0, (u[i] - u[j]) * (v[i] - v[j])))
N, D = sizes("N D")
place, row = index("a", D), index("r", N)
e, g = components("e g", D)
X, h = components("X", N, D), components("h", N)


def form(weight: Any) -> Any:
    """e^T X^T diag(weight) X e."""
    inner_sum = lambda a, b: total(N, lambda s: weight(s) * X[s, a] * X[s, b], name="s")  # noqa: E731
    return total(D, lambda a: total(D, lambda b: e[a] * inner_sum(a, b) * e[b], name="b"), name="a")


def sigmoid(s: Any) -> Any:
    """Of the s-th row times g."""
    return 1 / (1 + exp(-total(D, lambda a: g[a] * X[s, a])))


NATURAL = [forall(i, le(0, p[i]))]
WEIGHTS = [*NATURAL, eq(of(lambda k: p[k]), 1)]
LAWS = [forall(i, lt(0, p[i])), forall(i, lt(0, q[i])), eq(of(lambda k: p[k]), 1), eq(of(lambda k: q[k]), 1)]
BELOW = forall(i, le(z[i], top))
U, V = (lambda k: u[k]), (lambda k: v[k])

TRUE = [
    # squares of sums
    (le(of(lambda k: u[k] * v[k]) ** 2, of(lambda k: u[k] ** 2) * of(lambda k: v[k] ** 2)), []),
    (le(of(U) ** 2, n * of(lambda k: u[k] ** 2)), []),
    (le(inner(U, V, n), norm(U, n) * norm(V, n)), []),
    (le(norm(lambda k: u[k] + v[k], n), norm(U, n) + norm(V, n)), []),
    (le(norm(U, n) - norm(V, n), norm(lambda k: u[k] - v[k], n)), []),
    (le(mean(u) ** 2, of(lambda k: p[k] * u[k] ** 2)), WEIGHTS),
    (le(of(lambda k: p[k] * u[k] * v[k]) ** 2, of(lambda k: p[k] * u[k] ** 2) * mean_square), NATURAL),
    (le(of(lambda k: u[k] * exp(z[k])) ** 2, SHARES * of(lambda k: u[k] ** 2 * exp(z[k]))), []),
    (le(n**2, of(lambda k: w[k]) * of(lambda k: 1 / w[k])), [forall(i, lt(0, w[i]))]),
    # what holds of all summands
    (le(of(U), of(V)), [forall(i, le(u[i], v[i]))]),
    (lt(of(U), of(V)), [forall(i, lt(u[i], v[i]))]),
    (le(of(lambda k: p[k] * u[k]), of(lambda k: p[k] * v[k])), [*NATURAL, forall(i, le(u[i], v[i]))]),
    (le(mean(u), top), [*WEIGHTS, forall(i, le(u[i], top))]),
    (le(of(U), n * top), [forall(i, le(u[i], top))]),
    (le(of(U) * of(V), n * of(lambda k: u[k] * v[k])), [ALIKE]),
    (le(f(lambda _: mean(u)), of(lambda k: p[k] * f(lambda _: u[k]))),
     [*WEIGHTS, forall(i, le(f(lambda _: mean(u)) + a * (u[i] - mean(u)), f(lambda _: u[i])))]),
    # exponentials and logarithms
    (le(of(lambda k: exp(z[k])), n * exp(top)), [BELOW]),
    (le(exp(mean(z)), of(lambda k: p[k] * exp(z[k]))), WEIGHTS),
    (le(log(of(lambda k: exp(z[k]))), top + log(n)), [BELOW]),
    (le(top, log(of(lambda k: exp(z[k])))), [exists(i, eq(z[i], top))]),
    (le(0, of(lambda k: p[k] * log(p[k] / q[k]))), LAWS),
    (le(-of(lambda k: p[k] * log(p[k])), log(n)), LAWS),
    (le(of(lambda k: p[k] * log(q[k])), log(of(lambda k: p[k] * q[k]))), LAWS),
    (le(of(lambda k: p[k] * log(q[k])), of(lambda k: p[k] * log(p[k]))), LAWS),
    # quadratic forms
    (le(0, form(lambda _: 1)), []),
    (le(0, form(lambda s: h[s])), [forall(row, le(0, h[row]))]),
    (le(0, form(lambda s: sigmoid(s) * (1 - sigmoid(s)))), []),
    # members
    (le(u[i], of(U)), [forall(j, le(0, u[j]))]),
    (le(exp(z[i]) / of(lambda k: exp(z[k])), 1), []),
    (le(z[i], log(of(lambda k: exp(z[k])))), []),
    (le(u[i] ** 2, of(lambda k: u[k] ** 2)), []),
    # roots
    (le(x, sqrt(a) * sqrt(b)), [le(x**2, a * b), le(0, a), le(0, b)]),
    (le((a * b * c) ** Rational(1, 3), (a + b + c) / 3), [le(0, a), le(0, b), le(0, c)]),
    (le(2 * sqrt(y - x) + x / sqrt(y), 2 * sqrt(y)), [lt(0, y), le(0, x), lt(x, y)]),
    (le(sqrt(a + b), sqrt(a) + sqrt(b)), [le(0, a), le(0, b)]),
    (lt(sqrt(a), sqrt(b)), [le(0, a), lt(a, b)]),
]  # fmt: skip

FALSE = [
    (le(of(lambda k: u[k] * v[k]) ** 2, of(lambda k: u[k] ** 2 * v[k] ** 2)), []),
    (le(of(U) ** 2, of(lambda k: u[k] ** 2)), []),
    (lt(of(lambda k: u[k] * v[k]) ** 2, of(lambda k: u[k] ** 2) * of(lambda k: v[k] ** 2)), []),
    (le(norm(lambda k: u[k] - v[k], n), norm(U, n) - norm(V, n)), []),
    (le(mean(u) ** 2, of(lambda k: p[k] * u[k] ** 2)), [eq(of(lambda k: p[k]), 1)]),
    (le(mean(u) ** 2, of(lambda k: p[k] * u[k] ** 2)), NATURAL),
    (le(of(lambda k: p[k] * u[k] * v[k]) ** 2, of(lambda k: p[k] * u[k] ** 2) * mean_square), []),
    (le(n**2, of(lambda k: w[k]) * of(lambda k: 1 / w[k])), []),
    (lt(of(U), of(V)), [forall(i, le(u[i], v[i]))]),
    (le(of(lambda k: p[k] * u[k]), of(lambda k: p[k] * v[k])), [forall(i, le(u[i], v[i]))]),
    (le(of(U), top), [forall(i, le(u[i], top))]),
    (le(of(U) * of(V), n * of(lambda k: u[k] * v[k])), []),
    (le(of(lambda k: exp(z[k])), n * exp(top)), []),
    (le(of(lambda k: p[k] * exp(z[k])), exp(mean(z))), WEIGHTS),
    (le(top, log(of(lambda k: exp(z[k])))), [BELOW]),
    (lt(0, of(lambda k: p[k] * log(p[k] / q[k]))), LAWS),
    (le(of(lambda k: p[k] * log(p[k] / q[k])), 0), LAWS),
    (lt(-of(lambda k: p[k] * log(p[k])), log(n)), LAWS),
    (le(0, form(lambda s: h[s])), []),
    (lt(0, form(lambda _: 1)), []),
    (le(u[i], of(U)), []),
    (lt(u[i], of(U)), [forall(j, lt(0, u[j]))]),
    (lt(exp(z[i]) / of(lambda k: exp(z[k])), 1), []),
    (le(x, sqrt(a) * sqrt(b)), [le(x**2, 2 * a * b), le(0, a), le(0, b)]),
    (le(sqrt(a), x), [le(0, a), le(a, x**2)]),
    (le((a * b * c) ** Rational(1, 3), (a + b + c) / 4), [le(0, a), le(0, b), le(0, c)]),
    (le(sqrt(a) + sqrt(b), sqrt(a + b)), [le(0, a), le(0, b)]),
    (le(2 * sqrt(y - x) + x / sqrt(y), 2 * sqrt(y) - x / 9), [lt(0, y), le(0, x), lt(x, y)]),
]  # fmt: skip


@pytest.mark.parametrize(("goal", "given"), TRUE)
def test_proved_with_certificate(goal: Any, given: list[Any]) -> None:
    assert_proved(goal, given)


@pytest.mark.parametrize(("goal", "given"), FALSE)
def test_false_twins_are_refuted(goal: Any, given: list[Any]) -> None:
    assert_refuted(goal, given)
