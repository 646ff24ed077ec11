"""Per-example gradients, their average and the average of their squares, and what RMSProp sees of them."""

from sympy import KroneckerDelta, Not, Rational

from derivations._sources import PROBLEMS
from symderiv import (
    Page, all_of, components, d, eq, forall, gradient, iid, implies, index, loss, lt, mean, ne, random,
    scalars, sequence, sizes, tends, total,
)  # fmt: skip

page = Page(
    "batch_gradients",
    title="Batch size coupling to RMSProp and Adam",
    source=PROBLEMS.at("Problem 4"),
)

B, I, J = sizes("B I J")
b, i, j = index("b", B), index("i", I), index("j", J)
IN_LOOPS = "#0[#1,#2]"
W, x = components("W", J, I, latex=IN_LOOPS), components("x", B, I, latex=IN_LOOPS)
y = components("y", B, J, latex=IN_LOOPS)

y_grad = gradient("y_grad", B, J, latex=r"y.\mathrm{grad}[#1,#2]")  # of each example's own loss


@page.definition("4")
def forward():
    return forall((b, j), eq(y[b, j], total(I, lambda i: W[j, i] * x[b, i], name="i")))


def example(b):
    """The loss of the b-th example depends on W through y[b, .]."""
    return loss("ell", lambda j: total(I, lambda i: W[j, i] * x[b, i], name="i"), J, gradient=y_grad, at=(b,))


@page.claim("4b")
def one_example():
    """W.grad[b, j, i], by the chain rule."""
    return eq(d(example(b), W[j, i]), y_grad[b, j] * x[b, i])


@page.claim("4a", derived_from=["4b"])
def average():
    """W.grad[j, i]: parameter gradients are averaged over the batch."""
    return eq(
        d(total(B, example, name="b") / B, W[j, i]),
        total(B, lambda b: d(example(b), W[j, i]), name="b") / B,
        total(B, lambda b: 1 / B * y_grad[b, j] * x[b, i], name="b"),
    )


u, v = components("u v", B)  # one entry of the per-example gradients, for two batches


def averaged(f):
    return total(B, f, name="b") / B


@page.erratum("4c", ill_formed="both sides of the question are W.grad[j, i]")
def square_from_average():
    """As printed, W.grad cannot be computed from W.grad."""
    same = eq(averaged(lambda b: u[b]), averaged(lambda b: v[b]))
    return Not(implies(same, same))


@page.claim("4c-corrected", given=[lambda: B >= 2])
def square_not_from_average():
    """W.grad2 cannot, for B ≥ 2: (1, −1, 0, …) and 0 have one average, and two of squares."""

    def entry(b):
        return KroneckerDelta(b, 1) - KroneckerDelta(b, 2)

    return all_of(
        eq(averaged(entry), averaged(lambda b: 0 * b)),
        ne(averaged(lambda b: entry(b) ** 2), averaged(lambda b: 0 * b)),
    )


@page.claim("one-example-batch", given=[lambda: eq(B, 1)])
def square_from_average_of_one():
    """A batch of one is the exception."""
    return eq(averaged(lambda b: u[b] ** 2), averaged(lambda b: u[b]) ** 2)


N_s, g, sigma, s_t = scalars("N_s g sigma s_t")
n = sizes("n")
s, g_hat = sequence("s g_hat", n, latex="#0_{#1}[#2]")
t, k = index("t", start=0), index("i", n)


@page.erratum(
    "4d-recurrence",
    given=["4d-recurrence-corrected"],
    ill_formed="sₜ has no index: where one component is needed, the whole vector stands",
)
def second_moment_update():
    """Whatever one number is put for it, as all components were equal."""
    return forall(k, eq(s[t + 1, k], (1 - 1 / N_s) * s_t + 1 / N_s * g_hat[t, k] ** 2))


@page.definition("4d-recurrence-corrected", given=[ne(N_s, 0)])
def second_moment_update_corrected():
    return forall((t, k), eq(s[t + 1, k], (1 - 1 / N_s) * s[t, k] + 1 / N_s * g_hat[t, k] ** 2))


sample = random("g_hat", B)


@page.claim("4d", given=[lambda: iid(sample, average=lambda: g, covariance=lambda: sigma**2)])
def mean_square_of_batch():
    return eq(mean(averaged(lambda b: sample[b]) ** 2), g**2 + sigma**2 / B)


C = sizes("C")


@page.claim("4d-decreasing", given=[ne(sigma, 0), lambda: B < C])
def decreasing():
    """Strictly, unless there is no variance."""
    return lt(g**2 + sigma**2 / C, g**2 + sigma**2 / B)


@page.claim("4d-limit")
def large_batches():
    """What the source calls the mean squared is the square of the mean."""
    return tends(t, g**2 + sigma**2 / t, g**2)


e = sequence("e", latex="e_{#1}")


@page.claim(
    "4d-fixed",
    given=[
        lambda: N_s > Rational(1, 2),
        lambda: forall(t, eq(e[t + 1], (1 - 1 / N_s) * e[t] + 1 / N_s * (g**2 + sigma**2 / B))),
    ],
)
def limit_of_mean():
    yield (
        forall(t, eq(e[t], g**2 + sigma**2 / B + (1 - 1 / N_s) ** t * (e[0] - g**2 - sigma**2 / B))),
        "by induction",
    )
    yield tends(t, e[t], g**2 + sigma**2 / B)
