"""Gradients through weight normalisation, y_i = (<w_i, x> + b_i) / |w_i|."""

from derivations._sources import ASSIGNMENTS
from symderiv import (
    Page, components, d, eq, forall, gradient, index, inner, loss, lt, norm, sizes, total,
)  # fmt: skip

page = Page(
    "weight_norm",
    title="Gradients of a weight-normalised linear layer",
    source=ASSIGNMENTS.at("Assignment 2"),
)

m, n = sizes("m n")
i, j = index("i", m), index("j", n)
w, x, b = components("w", m, n), components("x", n), components("b", m)
g = gradient("g", m)


def s(i):
    return inner(lambda k: w[i, k], lambda k: x[k], n) + b[i]


def w_norm(i):
    return norm(lambda k: w[i, k], n)


def y(i):
    return s(i) / w_norm(i)


L = loss("L", y, m, gradient=g)
NORMS = [forall(i, lt(0, w_norm(i)))]


@page.claim("12", given=NORMS)
def total_derivative():
    """The total derivative by each kind of parameter: a weight, a bias, an input."""
    for p in (w[i, j], b[i], x[j]):
        yield eq(d(L, p), total(m, lambda i, p=p: g[i] * d(y(i), p), name="i")), "L is differentiable at y"


@page.claim("13", given=NORMS)
def gradient_b():
    return eq(d(L, b[i]), g[i] * d(y(i), b[i]), g[i] / w_norm(i))


@page.claim("14", given=NORMS)
def gradient_x():
    return eq(
        d(L, x[j]),
        total(m, lambda i: g[i] * d(y(i), x[j]), name="i"),
        total(m, lambda i: g[i] * w[i, j] / w_norm(i), name="i"),
    )


def row_gradient(i):
    return x[j] / w_norm(i) + s(i) * (-w[i, j] / w_norm(i) ** 3)


@page.erratum("15", given=NORMS, ill_formed="i is the row on the left, and bound by the sum on the right")
def gradient_w():
    """Read strictly, the sum binds i, so that the right side is the same for every row."""
    return eq(
        d(L, w[i, j]),
        total(m, lambda i: g[i] * d(y(i), w[i, j]), name="i"),
        total(m, lambda i: g[i] * row_gradient(i), name="i"),
    )


@page.claim("15-corrected", given=NORMS)
def gradient_w_corrected():
    return eq(
        d(L, w[i, j]),
        total(m, lambda k: g[k] * d(y(k), w[i, j])),
        g[i] * d(y(i), w[i, j]),
        g[i] * row_gradient(i),
    )


@page.claim("euler", given=NORMS)
def euler():
    """yᵢ does not change when (wᵢ, bᵢ) is scaled, so the gradient is orthogonal to it."""
    return eq(inner(lambda k: w[i, k], lambda k: d(L, w[i, k]), n) + b[i] * d(L, b[i]), 0)
