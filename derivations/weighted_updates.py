"""The covariance of a weighted sum of updates, and the total effect of one training point."""

from sympy import Or, Rational

from derivations._sources import PROBLEMS
from symderiv import (
    Page, components, covariance, eq, forall, iff, iid, implies, index, le, lt, random, scalars, sizes,
    tends, total,
)  # fmt: skip

page = Page(
    "weighted_updates",
    title="The stationary distribution of weighted average updates",
    source=PROBLEMS.at("Problem 6"),
)

N, n = sizes("N n")
c, e = index("c e", n)  # any two components of the parameter vector
alpha, m = components("alpha", N), components("m", n)
Sigma = components("Sigma", n, n, latex=r"\Sigma_g[#1,#2]")
g = random("g_hat", N, n)
SAMPLES = [lambda: iid(g, average=lambda c: m[c], covariance=lambda c, e: Sigma[c, e])]


def update(c):
    return total(N, lambda i: alpha[i] * g[i, c], name="i")


def weights():
    return total(N, lambda i: alpha[i], name="i")


def squared_weights():
    return total(N, lambda i: alpha[i] ** 2, name="i")


@page.erratum("6", given=SAMPLES)
def update_covariance():
    return eq(covariance(update(c), update(e)), weights() * Sigma[c, e])


@page.claim("6-corrected", given=SAMPLES)
def update_covariance_corrected():
    """The weights enter squared: independence leaves the diagonal of the double sum."""
    return eq(covariance(update(c), update(e)), squared_weights() * Sigma[c, e])


Delta = components("Sigma_Delta", n, n, latex=r"\Sigma_{\Delta\Phi}[#1,#2]")  # the covariance of the update


@page.claim("6-when", given=[lambda: forall((c, e), eq(Delta[c, e], squared_weights() * Sigma[c, e]))])
def when():
    """For the whole matrix: the printed formula holds iff nothing varies at all, or the sums agree."""
    printed = forall((c, e), eq(Delta[c, e], weights() * Sigma[c, e]))
    difference = (squared_weights() - weights()) * Sigma[c, e]
    yield implies(printed, forall((c, e), eq(difference, Delta[c, e] - Delta[c, e])))
    yield implies(printed, forall((c, e), eq(difference, 0)))
    yield iff(printed, Or(forall((c, e), eq(Sigma[c, e], 0)), eq(squared_weights(), weights())))


OTHERS = [eq(N, 2), lambda: eq(alpha[1], Rational(6, 5)), lambda: eq(alpha[2], Rational(2, 5))]


@page.claim("not-only-bits", given=OTHERS)
def not_only_bits():
    """Weights that are neither 0 nor 1, with which the printed formula holds."""
    return eq(squared_weights(), weights(), Rational(8, 5))


eta, eta0, mu, B = scalars("eta eta_0 mu B")
T, t = index("T", start=0), index("t")
MOMENTUM = [lambda: le(0, mu), lambda: lt(mu, 1), lambda: lt(0, B), lambda: eq(eta, (1 - mu) * B * eta0)]


def effect(steps):
    """What one point, a 1/B-th of a batch gradient, moves in so many steps of v ← μv + g."""
    return total(steps - 1, lambda j: eta / B * mu**j, start=0, name="j")


@page.claim("6-momentum", given=MOMENTUM)
def momentum():
    """In the form v ← μv + g: the effects of one point add up to η₀, for all μ and B."""
    yield forall(T, eq(total(T - 1, lambda j: mu**j, start=0, name="j"), (1 - mu**T) / (1 - mu)))
    yield tends(t, effect(t), eta0)


@page.claim("momentum-averaged", given=MOMENTUM)
def momentum_averaged():
    """In the form v ← μv + (1 − μ)g the same step length leaves only (1 − μ)η₀."""
    yield forall(T, eq(total(T - 1, lambda j: mu**j, start=0, name="j"), (1 - mu**T) / (1 - mu)))
    yield tends(t, (1 - mu) * effect(t), (1 - mu) * eta0)
