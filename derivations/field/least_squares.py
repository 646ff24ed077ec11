"""Least squares and ridge regression in matrix form."""

from symderiv import (
    Page, Source, eq, gradient, hessian, identity, le, lt, matrix, ne, norm, scalars, sizes, vector,
)  # fmt: skip

page = Page(
    "least_squares",
    title="Least squares, normal equations and ridge regression",
    source=Source(
        "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed., 3.2-3.4"
    ),
)

m, n = sizes("m n")
X, y = matrix("X", m, n), vector("y", m)
w, v = vector("w v", n)
R = matrix("R", n, n)
lam, t = scalars("lambda t")


def residual(w):
    return X @ w - y


def ridge(w):
    return norm(residual(w)) ** 2 + lam * norm(w) ** 2


def penalised():
    return X.T @ X + lam * identity(n)


NORMAL = [lambda: eq(X.T @ (X @ w - y), 0)]
INVERSE = [lambda: eq(R @ (X.T @ X), identity(n)), lambda: eq((X.T @ X) @ R, identity(n))]
RIDGE = [lambda: eq(R @ penalised(), identity(n)), lambda: eq(penalised() @ R, identity(n))]


@page.claim("gradient")
def of_the_squared_error():
    return eq(gradient(norm(residual(w)) ** 2, w), 2 * (X.T @ (X @ w - y)))


@page.erratum("transpose")
def without_the_transpose_in_the_second_factor():
    """The factor 2 of the square is lost as often as it is wanted."""
    return eq(gradient(norm(residual(w)) ** 2, w), X.T @ (X @ w - y))


@page.claim("transpose-corrected")
def of_half_the_squared_error():
    return eq(gradient(norm(residual(w)) ** 2 / 2, w), X.T @ (X @ w - y))


@page.claim("hessian")
def of_the_squared_error_again():
    return eq(hessian(norm(residual(w)) ** 2, w), 2 * (X.T @ X))


@page.claim("convex", given=[le(0, t), le(t, 1)])
def the_squared_error_is_convex():
    return le(
        norm(residual(t * w + (1 - t) * v)) ** 2,
        t * norm(residual(w)) ** 2 + (1 - t) * norm(residual(v)) ** 2,
    )


@page.claim("solution", given=NORMAL + INVERSE)
def solved():
    return eq(w, R @ (X.T @ y))


@page.claim("least", given=NORMAL)
def where_the_gradient_is_zero_the_error_is_least():
    yield (
        eq(norm(residual(v)) ** 2, norm(residual(w)) ** 2 + norm(X @ (v - w)) ** 2),
        "the residual is orthogonal to all columns",
    )
    yield le(0, norm(X @ (v - w)) ** 2), "a square is not negative"
    yield le(norm(residual(w)) ** 2, norm(residual(v)) ** 2), "so no other coefficients have a smaller error"


@page.claim("hat", given=INVERSE)
def the_hat_matrix_is_a_projection():
    hat = X @ R @ X.T
    return eq(hat @ hat, hat)


@page.claim("ridge-gradient")
def of_the_ridge():
    return eq(gradient(ridge(w), w), 2 * (penalised() @ w - X.T @ y))


@page.claim("ridge-definite", given=[lt(0, lam), ne(w, 0)])
def the_ridge_has_one_minimum():
    return lt(0, w.T @ penalised() @ w)


@page.claim("ridge-solution", given=[*RIDGE, lambda: eq(penalised() @ w, X.T @ y)])
def the_ridge_is_solved():
    return eq(w, R @ (X.T @ y))


@page.claim("dual", given=RIDGE)
def the_same_in_the_space_of_examples():
    """With the inverse of X Xᵀ + λI, which has as many rows as there are examples."""
    return eq(R @ X.T @ (X @ X.T + lam * identity(m)), X.T)
