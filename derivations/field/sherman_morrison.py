"""Inverses after a change of low rank."""

from symderiv import Page, Source, eq, identity, matrix, ne, outer, sizes, vector

page = Page(
    "sherman_morrison",
    title="Inverses after a change of low rank",
    source=Source("G. Golub, C. Van Loan, Matrix Computations, 4th ed., 2.1.4"),
)

n, p = sizes("n p")
A, R = matrix("A R", n, n)
U, V, K = matrix("U", n, p), matrix("V", p, n), matrix("K", p, p)
u, v = vector("u v", n)

INVERSE = [lambda: eq(A @ R, identity(n)), lambda: eq(R @ A, identity(n))]


def scale():
    return 1 + v.T @ R @ u


@page.claim("sherman-morrison", given=[*INVERSE, lambda: ne(scale(), 0)])
def one_row():
    inverse = R - (R @ outer(u, v) @ R) / scale()
    return eq((A + outer(u, v)) @ inverse, identity(n))


@page.erratum("sign", given=[*INVERSE, lambda: ne(scale(), 0)])
def with_the_other_sign():
    inverse = R + (R @ outer(u, v) @ R) / scale()
    return eq((A + outer(u, v)) @ inverse, identity(n))


@page.claim("sign-corrected", given=[*INVERSE, lambda: ne(scale(), 0)])
def as_an_equation_without_quotients():
    return eq(scale() * ((A + outer(u, v)) @ R @ u), scale() * (u + (v.T @ R @ u) * u))


@page.claim("woodbury", given=[*INVERSE, lambda: eq((identity(p) + V @ R @ U) @ K, identity(p))])
def several_rows():
    return eq((A + U @ V) @ (R - R @ U @ K @ V @ R), identity(n))


@page.claim("push-through", given=INVERSE)
def pushed_through():
    return eq((identity(n) + U @ V) @ U, U @ (identity(p) + V @ U))
