"""Momentum as a running average: y_t = (1 - 1/N) y_{t-1} + x_t."""

from sympy import Rational

from derivations._sources import PROBLEMS
from symderiv import Page, eq, forall, index, ne, scalars, sequence, tends

page = Page(
    "momentum_average",
    title="Momentum reformulated as a running average",
    source=PROBLEMS.at("Problem 2"),
)

N, c = scalars("N c")
limit = scalars("y_inf", latex=r"y_\infty")
y, x, mu = sequence("y x mu", latex="#0_{#1}")
t, s = index("t"), index("t", start=0)

MOMENTUM = [lambda: eq(y[0], 0), lambda: forall(t, eq(y[t], (1 - 1 / N) * y[t - 1] + x[t]))]
CONSTANT = lambda: forall(t, eq(y[t], (1 - 1 / N) * y[t - 1] + c))  # noqa: E731


@page.claim("2a", given=[ne(N, 0), CONSTANT, lambda: tends(t, y[t], limit)])
def steady_state():
    """The source assumes that the limit exists; 2a-converges proves it."""
    yield eq(limit, (1 - 1 / N) * limit + c), "the limit of both sides"
    yield eq(limit, N * c), "solved"


@page.claim("closed-form", given=[ne(N, 0), lambda: eq(y[0], 0), CONSTANT])
def closed_form():
    return forall(s, eq(y[s], N * c * (1 - (1 - 1 / N) ** s)))


@page.claim("2a-converges", given=["closed-form", lambda: Rational(1, 2) < N])
def converges():
    return tends(t, y[t], N * c)


@page.claim("2b", given=[ne(N, 0), *MOMENTUM])
def rewritten():
    return eq(y[t], (1 - 1 / N) * y[t - 1] + 1 / N * (N * x[t]))


@page.claim(
    "2c",
    given=[
        ne(N, 0), *MOMENTUM, lambda: eq(mu[0], 0),
        lambda: forall(t, eq(mu[t], (1 - 1 / N) * mu[t - 1] + 1 / N * x[t])),
    ],
)  # fmt: skip
def as_average():
    return forall(s, eq(y[s], N * mu[s]))
