"""SGD with L2 regularisation: momentum on the loss gradient alone, against momentum on both."""

from derivations._sources import ASSIGNMENTS
from symderiv import (
    Page, all_of, components, d, eq, exists, exists_unique, forall, gradient, iff, index, loss, ne,
    scalars, sequence, sizes, total,
)  # fmt: skip

page = Page(
    "sgd_l2_momentum",
    title="SGD with L2 regularisation and momentum",
    source=ASSIGNMENTS.at("Assignment 5"),
)

alpha, lam, mu, q = scalars("alpha lambda mu q")
alpha1, lam1, mu1, q1 = scalars("alpha' lambda' mu' q'")
theta, v, g = sequence("theta v g_tilde")
theta1, v1 = sequence("theta' v'")
t, s = index("t"), index("t", start=0)  # v^t is defined from v^{t-1}, so t >= 1; theta^{t+1} from t >= 0

# -- which loss does the stochastic gradient belong to?

n = sizes("n")
k = index("k", n)
w, mean = components("theta mean", n)  # the parameters at one time, and the mean of the estimate there
G = gradient("G", n)
L = loss("L", lambda i: w[i], n, gradient=G)


def regularised():
    return L + lam / 2 * total(n, lambda i: w[i] ** 2)


@page.erratum("statement", given=[lambda: eq(mean[k], d(regularised(), w[k]))])
def statement():
    """The problem lets g̃ estimate the regularised loss; the solution, under one letter, the plain one."""
    return eq(mean[k], d(L, w[k]))


@page.claim("statement-corrected")
def statement_corrected():
    """What algorithm (25) needs: g̃ + λθ estimates the regularised loss iff g̃ the plain one."""
    return iff(eq(mean[k] + lam * w[k], d(regularised(), w[k])), eq(mean[k], d(L, w[k])))


# -- momentum on the loss gradient alone


@page.definition("25a", derived_from=["statement"])
def velocity():
    return forall(t, eq(v[t], mu * v[t - 1] + g[t]))


@page.definition("25b", derived_from=["statement"])
def step():
    return forall(s, eq(theta[s + 1], theta[s] - alpha * (v[s] + lam * theta[s])))


# -- momentum on both gradients


@page.definition("26a")
def velocity_both():
    return forall(t, eq(v[t], mu1 * v[t - 1] + g[t] + lam1 * theta[t]))


@page.definition("26b")
def step_both():
    return forall(s, eq(theta[s + 1], theta[s] - alpha1 * v[s]))


# -- the first algorithm as a recurrence in theta


@page.claim("27a", given=["25b"])
def this_step():
    return eq(theta[t + 1], theta[t] - alpha * (v[t] + lam * theta[t]))


@page.claim("27b", given=["25b"])
def last_step():
    return eq(theta[t], theta[t - 1] - alpha * (v[t - 1] + lam * theta[t - 1]))


@page.claim("28", given=["25a", "27a", "27b"])
def subtracted():
    return eq(
        theta[t + 1] - mu * theta[t],
        theta[t] - mu * theta[t - 1] - alpha * (g[t] + lam * theta[t] - mu * lam * theta[t - 1]),
    )


@page.claim("29", given=["25a", "25b"], derived_from=["28"])
def recurrence():
    return eq(
        theta[t + 1],
        (1 + mu - alpha * lam) * theta[t] - mu * (1 - alpha * lam) * theta[t - 1] - alpha * g[t],
    )


# -- the second algorithm as a recurrence in theta


@page.erratum("30a", given=["26a", "26b"])
def this_step_both():
    return eq(theta[t + 1], theta[t] - alpha1 * v[t + 1])


@page.claim("30a-corrected", given=["26b"])
def this_step_both_corrected():
    return eq(theta[t + 1], theta[t] - alpha1 * v[t])


@page.claim("30b", given=["26b"])
def last_step_both():
    return eq(theta[t], theta[t - 1] - alpha1 * v[t - 1])


@page.claim("31", given=["26a", "30a-corrected", "30b"])
def subtracted_both():
    return eq(
        theta[t + 1] - mu1 * theta[t],
        theta[t] - mu1 * theta[t - 1] - alpha1 * (g[t] + lam1 * theta[t]),
    )


@page.claim("32", given=["26a", "26b"], derived_from=["31"])
def recurrence_both():
    return eq(theta[t + 1], (1 + mu1 - alpha1 * lam1) * theta[t] - mu1 * theta[t - 1] - alpha1 * g[t])


# -- equating coefficients: (29) and (32) agree for all values A, B, C of theta^t, theta^{t-1}, g~^t

A, B, C = scalars("A B C")


def same_recurrence():
    return forall(
        (A, B, C),
        eq(
            (1 + mu1 - alpha1 * lam1) * A - mu1 * B - alpha1 * C,
            (1 + mu - alpha * lam) * A - mu * (1 - alpha * lam) * B - alpha * C,
        ),
    )


@page.claim("33a", given=[same_recurrence], derived_from=["29", "32"])
def coefficient_of_theta():
    return eq(1 + mu1 - alpha1 * lam1, 1 + mu - alpha * lam)


@page.claim("33b", given=[same_recurrence], derived_from=["29", "32"])
def coefficient_of_last_theta():
    return eq(mu1, mu * (1 - alpha * lam))


@page.claim("33c", given=[same_recurrence], derived_from=["29", "32"])
def coefficient_of_gradient():
    return eq(alpha1, alpha)


@page.claim("33-unique", given=[ne(alpha, 0)])
def unique():
    """Three equations in three unknowns, with exactly one solution."""
    return exists_unique(
        (alpha1, mu1, lam1),
        all_of(
            coefficient_of_theta.build(), coefficient_of_last_theta.build(), coefficient_of_gradient.build()
        ),
    )


SYSTEM = ["33a", "33b", "33c"]


@page.erratum("34", given=[*SYSTEM, ne(alpha, 0)], derived_from=["34-1", "34-2", "34-3", "34-4"])
def strength():
    return eq(lam1, (mu + 1) * lam)


@page.claim("34-corrected", given=[*SYSTEM, ne(alpha, 0)])
def strength_corrected():
    return eq(lam1, (1 - mu) * lam)


@page.claim("34-1", given=["33a", ne(alpha1, 0)])
def solved():
    return eq(lam1, (mu1 - mu + alpha * lam) / alpha1)


@page.erratum("34-2", given=["33b", "33c", ne(alpha, 0)])
def sign_lost():
    """Here the printed chain slips: μ′ = μ − μαλ, with a minus."""
    return eq((mu1 - mu + alpha * lam) / alpha1, (mu + mu * alpha * lam - mu + alpha * lam) / alpha)


@page.claim("34-2-corrected", given=["33b", "33c", ne(alpha, 0)])
def sign_kept():
    return eq((mu1 - mu + alpha * lam) / alpha1, (mu - mu * alpha * lam - mu + alpha * lam) / alpha)


@page.claim("34-3", given=[ne(alpha, 0)])
def cancelled():
    return eq((mu + mu * alpha * lam - mu + alpha * lam) / alpha, mu * lam + lam)


@page.claim("34-4")
def factored():
    return eq(mu * lam + lam, (mu + 1) * lam)


@page.erratum("conclusion", given=[ne(alpha, 0)], derived_from=["33b", "33c", "34"])
def only_the_strength():
    """Equivalent by a new regularisation strength alone, momentum and learning rate kept."""
    return exists(
        lam1,
        all_of(eq(1 + mu - alpha * lam1, 1 + mu - alpha * lam), eq(mu, mu * (1 - alpha * lam))),
    )


@page.claim("conclusion-corrected", given=[ne(alpha, 0)])
def momentum_too():
    """The momentum changes as well, unless μλ = 0."""
    return iff(only_the_strength.build(), eq(mu * lam, 0))


# -- the state before the first step, t = 1: the same samples, and theta^1 in common

SAME_RUN = [
    lambda: forall(t, eq(v[t], mu * v[t - 1] + g[t])),
    lambda: forall(t, eq(theta[t + 1], theta[t] - alpha * (v[t] + lam * theta[t]))),
    lambda: forall(t, eq(v1[t], mu * (1 - alpha * lam) * v1[t - 1] + g[t] + (1 - mu) * lam * theta1[t])),
    lambda: forall(t, eq(theta1[t + 1], theta1[t] - alpha * v1[t])),
    lambda: eq(theta1[1], theta[1]),
]


def right_start():
    return eq(v1[0], (v[0] + lam * theta[1]) / (1 - alpha * lam))


def in_step():
    return forall(t, all_of(eq(v1[t], v[t] + lam * theta[t]), eq(theta1[t], theta[t])))


@page.claim("start", given=[*SAME_RUN, ne(alpha * lam, 1), right_start])
def start():
    """The two runs agree for ever, by the invariant v′ᵗ = vᵗ + λθᵗ."""
    return in_step()


@page.claim("only-start", given=[*SAME_RUN, ne(alpha * mu, 0), ne(alpha * lam, 1), eq(theta1[2], theta[2])])
def only_start():
    """No other v′⁰ will do, not even for one step."""
    return right_start()


@page.claim("no-start", given=[*SAME_RUN, eq(alpha * lam, 1), lambda: ne(mu * (v[0] + lam * theta[1]), 0)])
def no_start():
    """Where αλ = 1 the second run forgets v′⁰, and differs at once, whatever v′⁰ is."""
    return ne(theta1[2], theta[2])


@page.claim(
    "any-start",
    given=[*SAME_RUN, lambda: eq(mu * (1 - alpha * lam), 0), lambda: eq(mu * (v[0] + lam * theta[1]), 0)],
)
def any_start():
    """Where μ′ = 0 and nothing is left of the past, every v′⁰ will do."""
    return in_step()


# -- exponentially weighted averages: v^t = q v^{t-1} + (1 - q) g~^t in both algorithms


def averaged():
    return forall(t, eq(v[t], q * v[t - 1] + (1 - q) * g[t]))


def averaged_both():
    return forall(t, eq(v[t], q1 * v[t - 1] + (1 - q1) * (g[t] + lam1 * theta[t])))


def same_average():
    return forall(
        (A, B, C),
        eq(
            (1 + q1 - alpha1 * (1 - q1) * lam1) * A - q1 * B - alpha1 * (1 - q1) * C,
            (1 + q - alpha * lam) * A - q * (1 - alpha * lam) * B - alpha * (1 - q) * C,
        ),
    )


@page.claim("average-recurrence", given=[averaged, "25b"])
def average_recurrence():
    return eq(
        theta[t + 1],
        (1 + q - alpha * lam) * theta[t] - q * (1 - alpha * lam) * theta[t - 1] - alpha * (1 - q) * g[t],
    )


@page.claim("average-recurrence-both", given=[averaged_both, "26b"])
def average_recurrence_both():
    return eq(
        theta[t + 1],
        (1 + q1 - alpha1 * (1 - q1) * lam1) * theta[t] - q1 * theta[t - 1] - alpha1 * (1 - q1) * g[t],
    )


@page.claim("ewa", given=[ne(alpha, 0), ne(q, 1), lambda: ne(q * (1 - alpha * lam), 1)])
def ewa():
    """In this form λ′ = λ, and it is the momentum and the learning rate that change."""
    return iff(
        same_average(),
        all_of(
            eq(q1, q * (1 - alpha * lam)),
            eq(alpha1, alpha * (1 - q) / (1 - q * (1 - alpha * lam))),
            eq(lam1, lam),
        ),
    )


@page.erratum(
    "remark",
    corrected="ewa",
    given=[same_average, ne(alpha, 0), ne(q, 1)],
    derived_from=["conclusion"],
)
def remark():
    """Read with the conclusion before it: by the regularisation strength only."""
    return all_of(eq(q1, q), eq(alpha1, alpha))


@page.picture(
    "θᵗ of both algorithms for the loss (θ − 1)²/2 with the same seeded noise; α = 0.1, λ = 0.6, μ = "
    "0.8, α′ = α, μ′ = μ(1 − αλ) in (26). With the corrected λ′ the two runs are one; with the printed "
    "one they part."
)
def picture():
    from derivations._pictures import trajectories

    return trajectories()
