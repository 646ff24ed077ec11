"""Gradients through the layer y_i = a (x_i + x_{i+2}) + b."""

from sympy import KroneckerDelta, Piecewise

from derivations._sources import ASSIGNMENTS
from symderiv import (
    Page, all_of, cases, components, d, eq, forall, gradient, index, le, loss, scalars, sizes, total,
)  # fmt: skip

page = Page(
    "shifted_sum",
    title="Gradients of a sum over shifted inputs",
    source=ASSIGNMENTS.at("Assignment 3"),
)

N = sizes("N", least=3)
i, j = index("i", N - 2), index("j", N)
a, b = scalars("a b")
x = components("x", N)
Y = components("y", N - 2)
g = gradient("g", N - 2)


def y(i):
    return a * (x[i] + x[i + 2]) + b


L = loss("L", y, N - 2, gradient=g)


@page.definition("16")
def layer():
    return forall(i, eq(Y[i], y(i)))


@page.claim("17")
def gradient_b():
    return eq(
        d(L, b),
        total(N - 2, lambda i: g[i] * d(y(i), b), name="i"),
        total(N - 2, lambda i: g[i], name="i"),
    )


@page.claim("18")
def gradient_a():
    return eq(
        d(L, a),
        total(N - 2, lambda i: g[i] * d(y(i), a), name="i"),
        total(N - 2, lambda i: g[i] * (x[i] + x[i + 2]), name="i"),
    )


@page.claim("19-sum")
def gradient_x_sum():
    return eq(
        d(L, x[j]),
        total(N - 2, lambda i: g[i] * d(y(i), x[j]), name="i"),
        total(N - 2, lambda i: g[i] * a * (KroneckerDelta(j, i) + KroneckerDelta(j, i + 2)), name="i"),
    )


@page.erratum("19", derived_from=["19-sum"])
def gradient_x():
    """The branches as printed overlap at j = 2 and at j = N − 2, and contradict each other there."""
    return cases(
        d(L, x[j]),
        (a * g[j], j <= 2),
        (a * (g[j] + g[j - 2]), le(2, j, N - 2)),
        (a * g[j - 2], j >= N - 2),
    )


@page.claim("19-corrected")
def gradient_x_corrected():
    """For every N ≥ 3; the last branch is there for N = 3 only, where x₂ is not used."""
    return cases(
        d(L, x[j]),
        (a * g[j], all_of(j <= 2, j <= N - 2)),
        (a * (g[j] + g[j - 2]), le(3, j, N - 2)),
        (a * g[j - 2], all_of(j >= 3, j >= N - 1)),
        (0, all_of(j <= 2, j >= N - 1)),
    )


@page.claim("first-match", given=[lambda: N >= 4])
def first_match():
    """Taken first-match, the printed cases are right from N = 4 on."""
    return eq(
        d(L, x[j]),
        Piecewise((a * g[j], j <= 2), (a * (g[j] + g[j - 2]), j <= N - 2), (a * g[j - 2], True)),
    )


@page.erratum("first-match-least", corrected="19-corrected")
def first_match_least():
    """For N = 3 they are not, not even so: x₂ is not used, and g₂ does not exist."""
    return eq(
        d(L, x[j]),
        Piecewise((a * g[j], j <= 2), (a * (g[j] + g[j - 2]), j <= N - 2), (a * g[j - 2], True)),
    )
