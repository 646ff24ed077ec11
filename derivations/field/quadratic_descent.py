"""Gradient descent, momentum and exact line search on a quadratic function."""

from symderiv import (
    Page, Source, eq, gradient, identity, lt, matrix, norm, orthogonal, scalars, sizes, symmetric, vector,
)  # fmt: skip

page = Page(
    "quadratic_descent",
    title="Gradient descent on a quadratic function",
    source=Source("J. Nocedal, S. Wright, Numerical Optimization, 2nd ed., 3.3"),
)

n = sizes("n")
Q, U = matrix("Q U", n, n)
b, x, s = vector("b x x*", n)
eta = scalars("eta")


def f(x):
    return x.T @ Q @ x / 2 - b.T @ x


def r(x):
    """The gradient."""
    return Q @ x - b


def step(x):
    return x - eta * r(x)


SYMMETRIC = [symmetric(Q)]
MINIMUM = [lambda: eq(Q @ s, b)]


@page.claim("gradient", given=SYMMETRIC)
def of_the_quadratic():
    return eq(gradient(f(x), x), Q @ x - b)


@page.erratum("gradient-general")
def where_Q_is_any_matrix():
    """Without symmetry only the symmetric part of Q counts."""
    return eq(gradient(f(x), x), Q @ x - b)


@page.claim("gradient-general-corrected")
def with_the_symmetric_part():
    return eq(gradient(f(x), x), (Q + Q.T) @ x / 2 - b)


@page.claim("error", given=MINIMUM)
def of_one_step():
    return eq(step(x) - s, (identity(n) - eta * Q) @ (x - s))


@page.claim("gap", given=SYMMETRIC + MINIMUM)
def above_the_minimum():
    return eq(f(x) - f(s), (x - s).T @ Q @ (x - s) / 2)


@page.claim("decrease", given=SYMMETRIC)
def of_the_value():
    g = r(x)
    return eq(f(step(x)), f(x) - eta * norm(g) ** 2 + eta**2 / 2 * (g.T @ Q @ g))


@page.claim(
    "line-search",
    given=[symmetric(Q), lt(0, r(x).T @ Q @ r(x)), eq(eta, norm(r(x)) ** 2 / (r(x).T @ Q @ r(x)))],
)
def the_next_gradient_is_orthogonal():
    return eq(r(step(x)).T @ r(x), 0)


@page.claim("rotation", given=[orthogonal(U)])
def descent_does_not_see_rotations():
    """The step in rotated coordinates is the rotated step."""
    turned = U @ Q @ U.T
    return eq(U @ x - eta * (turned @ (U @ x) - U @ b), U @ step(x))
