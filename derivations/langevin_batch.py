"""The stationary distribution of batched SGD as Langevin dynamics, when the learning rate grows with B."""

from sympy import KroneckerDelta, exp, sqrt

from derivations._sources import PROBLEMS
from symderiv import (
    Kind, Page, all_of, components, d, differentiable, eq, forall, function, iff, iid, index, le, lt, mean,
    ne, random, random_sequence, scalars, sequence, sizes, surely, tends, total, variance,
)  # fmt: skip

page = Page(
    "langevin_batch", title="Batch size and the stationary distribution", source=PROBLEMS.at("Problem 5")
)

t = index("t", start=0)
B, n = sizes("B n")
i, j = index("i j", n)
eta, eta0 = scalars("eta eta_0")
g, Sigma1 = components("g", n, latex="g[#1]"), components("Sigma1", n, n, latex=r"\Sigma^1[#1,#2]")
sample = random("g_hat", B, n, latex="#0_{#1}[#2]")  # the gradients of the batch's examples
SAMPLES = [lambda: iid(sample, average=lambda i: g[i], covariance=lambda i, j: Sigma1[i, j])]

Phi, estimate = sequence("Phi"), sequence("g_hat_B")
UPDATE = lambda: forall(t, eq(Phi[t + 1], Phi[t] - eta * estimate[t]))  # noqa: E731


@page.erratum("5-update", given=[UPDATE])
def printed_update():
    """As printed, the new parameter; gradient descent subtracts it from the old one."""
    return eq(Phi[t + 1], eta * estimate[t])


@page.definition("5-update-corrected")
def update():
    return UPDATE()


# -- the covariance of a batch, line by line


def deviation(b, i):
    return sample[b, i] - g[i]


def batch(i):
    """The average of B sampled gradients."""
    return 1 / B * total(B, lambda b: sample[b, i], name="b")


def covariance_of_batch():
    return mean((batch(i) - g[i]) * (batch(j) - g[j]))


def summed(i):
    return total(B, lambda b: deviation(b, i), name="b")


def over_pairs():
    return total(B, lambda b: total(B, lambda c: deviation(b, i) * deviation(c, j), name="b'"), name="b")


def diagonal():
    return total(B, lambda b: mean(deviation(b, i) * deviation(b, j)), name="b")


def others(value):
    """Over b and b' that differ."""
    return total(
        B, lambda b: total(B, lambda c: value(b, c) * (1 - KroneckerDelta(b, c)), name="b'"), name="b"
    )


def cross():
    return others(lambda b, c: mean(deviation(b, i) * deviation(c, j)))


def cross_of_means():
    return others(lambda b, c: mean(deviation(b, i)) * mean(deviation(c, j)))


def bracketed(i):
    """The bracket of (5-1) and (5-2) as it stands: a sum binds closer than a difference."""
    return total(B, lambda b: sample[b, i], name="b") - g[i]


@page.erratum("5-1", given=SAMPLES)
def summed_over_batch():
    """As the bracket stands, g is subtracted once from the sum."""
    return eq(covariance_of_batch(), 1 / B**2 * mean(bracketed(i) * bracketed(j)))


@page.claim("5-1-corrected", given=SAMPLES)
def summed_over_batch_corrected():
    return eq(covariance_of_batch(), 1 / B**2 * mean(summed(i) * summed(j)))


@page.erratum("5-2", given=SAMPLES)
def double_sum():
    return eq(1 / B**2 * mean(bracketed(i) * bracketed(j)), 1 / B**2 * mean(over_pairs()))


@page.claim("5-2-corrected")
def double_sum_corrected():
    return eq(1 / B**2 * mean(summed(i) * summed(j)), 1 / B**2 * mean(over_pairs()))


@page.claim("5-3", given=SAMPLES)
def split():
    """As printed 1/B² stands before the first sum only; the other one is 0. Before both, it holds without
    independence."""
    yield eq(1 / B**2 * mean(over_pairs()), 1 / B**2 * diagonal() + cross())
    yield eq(1 / B**2 * mean(over_pairs()), 1 / B**2 * (diagonal() + cross()))


@page.claim("5-4", given=SAMPLES)
def means_of_pairs():
    """A bracket is not closed in print; E[X (E[Y])] and (E[X]) (E[Y]) are the same."""
    nested = others(lambda b, c: mean(deviation(b, i) * mean(deviation(c, j))))
    yield eq(1 / B**2 * diagonal() + cross(), 1 / B**2 * diagonal() + cross_of_means())
    yield eq(1 / B**2 * diagonal() + cross(), 1 / B**2 * diagonal() + nested)


@page.claim("5-5", given=SAMPLES)
def only_the_diagonal():
    return eq(1 / B**2 * diagonal() + cross_of_means(), 1 / B**2 * diagonal())


@page.claim("5-6", given=SAMPLES)
def in_terms_of_one():
    """Σ¹ is the covariance at batch size 1."""
    return eq(1 / B**2 * diagonal(), 1 / B * Sigma1[i, j])


C = sizes("C")  # another batch size


@page.claim("5", given=[*SAMPLES, lambda: eq(eta, B * eta0)])
def independent_of_batch_size():
    """Drift −g and noise covariance ηΣᴮ of the Langevin equation: B occurs in neither."""
    return eq(eta * covariance_of_batch(), eta0 * Sigma1[i, j])


# -- what is left of B where the steps are not small: a quadratic loss h Phi^2 / 2 in one dimension

h, sigma, s = scalars("h sigma s")
r = index("r", start=0)
parameter, noise = random_sequence("Phi"), random_sequence("xi")
V = sequence("V")
CURVED = [lt(0, h), lt(0, eta), lambda: lt(eta * h, 2)]


@page.claim(
    "recurrence",
    given=[
        lambda: surely(eq(parameter[0], s)),
        lambda: surely(forall(t, eq(parameter[t + 1], parameter[t] - eta * (h * parameter[t] + noise[t])))),
        lambda: forall(t, eq(mean(noise[t]), 0)),
        lambda: forall((t, r), eq(mean(noise[t] * noise[r]), KroneckerDelta(t, r) * sigma**2 / B)),
    ],
)
def variance_recurrence():
    """The noise of a batch has variance σ²/B, and is uncorrelated with what came before."""
    later = index("r", start=t)
    yield forall(t, forall(later, eq(mean(noise[later] * parameter[t]), 0))), "by induction over t"
    yield eq(variance(parameter[t + 1]), (1 - eta * h) ** 2 * variance(parameter[t]) + eta**2 * sigma**2 / B)


RECURRENCE = lambda: forall(t, eq(V[t + 1], (1 - eta * h) ** 2 * V[t] + eta**2 * sigma**2 / B))  # noqa: E731


def stationary():
    return eta * sigma**2 / (B * h * (2 - eta * h))


@page.claim("5-discrete", given=[*CURVED, lambda: eq(eta, B * eta0), RECURRENCE], kind=Kind.LIMIT)
def discrete():
    """Its stationary variance depends on B: Langevin dynamics describes it only where ηh is small."""
    yield le(0, (1 - eta * h) ** 2)
    yield lt(0, eta * h * (2 - eta * h))
    yield tends(t, V[t], stationary())
    yield eq(stationary(), eta0 * sigma**2 / (h * (2 - B * eta0 * h)))


@page.claim(
    "larger-batch",
    given=[
        lt(0, h),
        lt(0, eta0),
        ne(sigma, 0),
        lambda: B < C,
        lambda: lt(B * eta0 * h, 2),
        lambda: lt(C * eta0 * h, 2),
    ],
)
def larger_batch():
    """The larger the batch, the larger the stationary variance."""
    least, more = 2 - B * eta0 * h, 2 - C * eta0 * h
    yield lt(0, (C - B) * eta0 * h)
    yield lt(0, least)
    yield eq(
        eta0 * sigma**2 / (h * more) - eta0 * sigma**2 / (h * least),
        eta0**2 * sigma**2 * (C - B) / (least * more),
    )
    yield lt(0, eta0**2 * sigma**2 * (C - B) / (least * more))
    yield lt(eta0 * sigma**2 / (h * (2 - B * eta0 * h)), eta0 * sigma**2 / (h * (2 - C * eta0 * h)))


# -- the stationary density of Langevin dynamics

position, L = components("Phi", n), function("L", n)


@page.claim("5-gibbs", given=[lt(0, eta), ne(sigma, 0), lambda: differentiable(L(position), 2)])
def gibbs():
    """Drift −∇L and noise covariance ησ²I: the probability flux of exp(−2L/(ησ²)) is 0
    everywhere, so that it is stationary for the Fokker-Planck equation; it has to be integrable."""
    p = exp(-2 * L(position) / (eta * sigma**2))

    def flux(i):
        return p * d(L(position), position[i]) + eta * sigma**2 / 2 * d(p, position[i])

    yield eq(flux(i), 0)
    yield eq(total(n, lambda i: d(flux(i), position[i]), name="i"), 0)


# -- the stationary covariance for a quadratic loss

dt = scalars("Δt")
H, S, Sigma = components("H S Sigma", n, n)
start, kick = random("Phi epsilon", n)
STEP = [
    lt(0, dt),
    lambda: forall((i, j), eq(mean(start[i] * start[j]), S[i, j])),
    lambda: eq(mean(kick[i] * kick[j]), eta * Sigma[i, j]),
    lambda: forall((i, j), eq(mean(start[i] * kick[j]), 0)),
]


def moved(i):
    return start[i] - dt * total(n, lambda k: H[i, k] * start[k]) + sqrt(dt) * kick[i]


def HS_SH():
    """HS + SH; H and S are symmetric."""
    return total(n, lambda k: H[i, k] * S[k, j]) + total(n, lambda k: S[k, i] * H[j, k])


def HSH():
    return total(n, lambda k: total(n, lambda l: H[i, k] * S[k, l] * H[j, l], name="l"))


@page.claim("finite-step", given=STEP)
def finite_step():
    """Stationary under steps of length Δt: HS + SH − Δt·HSH = ηΣ."""
    change = dt * (eta * Sigma[i, j] - (HS_SH() - dt * HSH()))
    yield eq(mean(moved(i) * moved(j)) - S[i, j], change)
    yield iff(eq(change, 0), eq(HS_SH() - dt * HSH(), eta * Sigma[i, j]))


@page.claim("5-quadratic")
def lyapunov():
    """What (finite-step) changes in a unit of time, as Δt = 1/t → 0; stationary where it is 0."""
    per_time = eta * Sigma[i, j] - (HS_SH() - 1 / t * HSH())
    yield tends(t, per_time, eta * Sigma[i, j] - HS_SH())
    yield iff(eq(eta * Sigma[i, j] - HS_SH(), 0), eq(HS_SH(), eta * Sigma[i, j]))


eigenvalue = components("h", n)


@page.claim("eigenbasis", given=[forall(i, lt(0, eigenvalue[i]))])
def in_eigenbasis():
    """Where H is diagonal, as it is in the basis of its eigenvectors, the solution is unique; n = 1 is the
    variance ησ²/2h of one dimension."""
    return iff(
        eq(eigenvalue[i] * S[i, j] + S[i, j] * eigenvalue[j], eta * Sigma[i, j]),
        eq(S[i, j], eta * Sigma[i, j] / (eigenvalue[i] + eigenvalue[j])),
    )


S11, S12, S22 = scalars("S_11 S_12 S_22")


@page.claim("two-dimensions")
def two_dimensions():
    """H = (2 1; 1 3) and Σ = (1 1/2; 1/2 2), exactly."""
    return iff(
        all_of(
            eq(2 * (2 * S11 + S12), eta),
            eq((2 * S12 + S22) + (S11 + 3 * S12), eta / 2),
            eq(2 * (S12 + 3 * S22), 2 * eta),
        ),
        all_of(eq(S11, 13 * eta / 50), eq(S12, -eta / 50), eq(S22, 17 * eta / 50)),
    )


@page.experiment(seed=5)
def simulated(rng):
    """The stationary covariance S of the discrete update, against HS + SH − Δt·HSH = ηΣᴮ.

    Many independent chains in two dimensions, with η = Bη₀ and the noise averaged over B examples. At one
    Δt the batch size makes no difference; where Δt = η, as in SGD itself, S grows with it.
    """
    from derivations._langevin_simulation import outcome

    return outcome(rng)


@page.picture(
    "The first component of 20 000 simulated chains of SGD's own update, Δt = η = Bη₀, seeded, for a "
    "quadratic loss; the normal densities have the variance of the finite-step equation, and of the "
    "same without the term in Δt. For the larger batch, only the first is right."
)
def picture():
    from derivations._pictures import langevin

    return langevin()
