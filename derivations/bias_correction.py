"""Bias correction: y_t = (1 - 1/m) y_{t-1} + x_t / m with the growing window m = min(t, N)."""

from sympy import Min

from derivations._sources import PROBLEMS
from symderiv import (
    Page, all_of, eq, exists, forall, implies, index, le, lt, scalars, sequence, total,
)  # fmt: skip

page = Page("bias_correction", title="Bias correction", source=PROBLEMS.at("Problem 3"))

N, c, w = scalars("N c w")
y, mu = sequence("y mu", latex="#0_{#1}")
x = sequence("x", start=1, latex="x_{#1}")
t, s = index("t"), index("t", start=0)


def window(t):
    return Min(t, N)


def law(x):
    return forall(t, eq(y[t], (1 - 1 / window(t)) * y[t - 1] + 1 / window(t) * x(t)))


UPDATE = [lambda: le(1, N), lambda: law(lambda t: x[t])]
CONSTANT = [lambda: le(1, N), lambda: law(lambda _: c)]


@page.claim("3", given=CONSTANT, derived_from=["3-convex"])
def constant():
    """yₜ = c for any y₀, in both regimes of min(t, N)."""
    return forall(t, eq(y[t], c))


@page.erratum("3-convex", given=UPDATE)
def convex():
    """As printed, of yₜ and xₜ; read with the input that is not constant."""
    return exists(w, all_of(le(0, w, 1), eq(y[t + 1], (1 - w) * y[t] + w * x[t])))


@page.claim("3-convex-corrected", given=UPDATE)
def convex_corrected():
    """Of yₜ and xₜ₊₁, with the weight 1 / min(t + 1, N)."""
    weight = 1 / window(t + 1)
    return all_of(le(0, weight, 1), eq(y[t + 1], (1 - weight) * y[t] + weight * x[t + 1]))


@page.claim("3-average", given=UPDATE)
def plain_average():
    """Up to t = N it is the plain average of the inputs, whatever y₀ was."""
    return forall(t, implies(le(t, N), eq(y[t], 1 / t * total(t, lambda k: x[k]))))


@page.claim(
    "3-adam",
    given=[
        lambda: le(1, N), lambda: eq(mu[0], 0),
        lambda: forall(t, eq(mu[t], (1 - 1 / N) * mu[t - 1] + 1 / N * c)),
    ],
)  # fmt: skip
def adam():
    yield forall(s, eq(mu[s], c * (1 - (1 - 1 / N) ** s))), "by induction"
    yield forall(t, lt((1 - 1 / N) ** t, 1)), "by induction"
    yield eq(mu[t] / (1 - (1 - 1 / N) ** t), c)
