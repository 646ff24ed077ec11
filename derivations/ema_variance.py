"""The variance of a running average, mu^_t = (1 - 1/N) mu^_{t-1} + x_t / N."""

from sympy import KroneckerDelta, Rational

from derivations._sources import PROBLEMS
from symderiv import (
    Page, eq, exists, forall, implies, index, le, lt, mean, ne, random, random_sequence, scalars, sequence,
    sizes, surely, tends, total, variance,
)  # fmt: skip

page = Page("ema_variance", title="Variance of running averages", source=PROBLEMS.at("Problem 1"))

a, b, N, sigma = scalars("a b N sigma_x")
S = scalars("V_inf", latex=r"\sigma_{\hat\mu,\infty}^2")
X, Y = random("x y")
x, avg = random_sequence("x", start=1, latex="x_{#1}"), random_sequence("mu_hat", latex="#0_{#1}")
V = sequence("V", latex=r"\sigma_{\hat\mu,#1}^2")  # V_t is the variance of the average at time t
t, s, r = index("t"), index("t", start=0), index("r")
HALF = Rational(1, 2)


@page.claim("1-sum", given=[eq(mean(X * Y), mean(X) * mean(Y))])
def variance_of_sum():
    """Bilinearity, and E[xy] = E[x]E[y] for independent x and y."""
    return eq(variance(a * X + b * Y), a**2 * variance(X) + b**2 * variance(Y))


AVERAGE = [
    lambda: ne(N, 0),
    lambda: surely(eq(avg[0], 0)),
    lambda: surely(forall(t, eq(avg[t], (1 - 1 / N) * avg[t - 1] + 1 / N * x[t]))),
]
INDEPENDENT = lambda: forall(  # noqa: E731
    (t, r), implies(ne(t, r), eq(mean(x[t] * x[r]), mean(x[t]) * mean(x[r])))
)


@page.claim("1a-recurrence", given=[*AVERAGE, INDEPENDENT, lambda: forall(t, eq(variance(x[t]), sigma**2))])
def variance_recurrence():
    """For all t ≥ 1, xₜ being independent of μ̂ₜ₋₁, an average of what came before."""
    later = index("r", start=s + 1)
    before = eq(mean(x[later] * avg[s]), mean(x[later]) * mean(avg[s]))
    yield forall(s, forall(later, before)), "by induction over t"
    yield eq(variance(avg[t]), (1 - 1 / N) ** 2 * variance(avg[t - 1]) + 1 / N**2 * sigma**2)


RECURRENCE = lambda: forall(  # noqa: E731
    t, eq(V[t], (1 - 1 / N) ** 2 * V[t - 1] + 1 / N**2 * sigma**2)
)


@page.claim("1a-fixed", given=[ne(N, 0), RECURRENCE, lambda: tends(t, V[t], S)])
def fixed_point():
    return eq(S, (1 - 1 / N) ** 2 * S + 1 / N**2 * sigma**2)


@page.claim("1a-1", given=[ne(N, 0), "1a-fixed"])
def expanded():
    return eq(S, (1 - 2 / N + 1 / N**2) * S + 1 / N**2 * sigma**2)


@page.claim("1a-2", given=[ne(N, 0), "1a-fixed"])
def collected():
    return eq(0, (-2 / N + 1 / N**2) * S + 1 / N**2 * sigma**2)


@page.claim("1a-3", given=[ne(N, 0), "1a-fixed"])
def multiplied():
    """Both sides are 0: the right one is N times the left one."""
    return eq((-2 / N + 1 / N**2) * S + 1 / N**2 * sigma**2, (-2 + 1 / N) * S + 1 / N * sigma**2)


@page.claim("1a-4", given=[ne(N, 0), "1a-fixed", ne(N, HALF)])
def solved():
    return eq(S, 1 / ((2 - 1 / N) * N) * sigma**2, sigma**2 / (2 * N - 1))


@page.claim("1a-closed", given=[ne(N, 0), ne(N, HALF), lambda: eq(V[0], 0), RECURRENCE])
def closed_form():
    return forall(s, eq(V[s], sigma**2 * (1 - (1 - 1 / N) ** (2 * s)) / (2 * N - 1)))


@page.claim("1a", given=["1a-closed", lambda: N > HALF])
def limit():
    return tends(t, V[t], sigma**2 / (2 * N - 1))


@page.claim("1a-converges", given=[ne(N, 0), ne(sigma, 0), lambda: eq(V[0], 0), RECURRENCE])
def converges():
    """The source's "it does" asks for N > 1/2: for less, the limit of (1a) would be negative."""
    yield forall(s, implies(le(0, V[s]), le(0, (1 - 1 / N) ** 2 * V[s] + 1 / N**2 * sigma**2)))
    yield forall(s, le(0, V[s])), "by induction"
    yield implies(exists(S, tends(t, V[t], S)), N > HALF)
    yield implies(N > HALF, exists(S, tends(t, V[t], S)))


@page.claim("1a-sanity", given=[ne(N, 0), "1a-fixed", eq(N, 1)])
def sanity():
    return eq(S, sigma**2)


n = sizes("N")
k, l = index("k l", n)
z = random("x", n)
m = scalars("mu")


@page.claim(
    "1b",
    given=[
        lambda: forall(k, eq(mean(z[k]), m)),
        lambda: forall((k, l), eq(mean(z[k] * z[l]), m**2 + KroneckerDelta(k, l) * sigma**2)),
    ],
)
def variance_of_average():
    return eq(variance(1 / n * total(n, lambda t: z[t], name="t")), sigma**2 / n)


@page.claim("1b-ratio", given=[ne(sigma, 0)])
def ratio():
    """The source's "about half as large": in the limit, and always a little more than half."""
    yield eq((sigma**2 / (2 * n - 1)) / (sigma**2 / n), n / (2 * n - 1))
    yield tends(t, t / (2 * t - 1), HALF)
    yield lt(HALF, n / (2 * n - 1))


@page.picture(
    "The variance of the running average by the recurrence of (1a) from 0, in units of σₓ², for N = 2, "
    "5, 10; dashed, the limit 1/(2N − 1)."
)
def picture():
    from derivations._pictures import running_average

    return running_average()
