"""One bit a coordinate: unbiased stochastic quantisation of a gradient, and its least variance."""

from sympy import Not, Or

from derivations._sources import ASSIGNMENTS
from symderiv import (
    Kind, Page, all_of, components, eq, forall, iff, index, le, lt, mean, ne, random, scalars, sizes, surely,
    variance,
)  # fmt: skip

page = Page(
    "gradient_quantization",
    title="Stochastic gradient quantisation",
    source=ASSIGNMENTS.at("Assignment 4"),
)

n = sizes("n")
i, j, k = index("i j k", n)
a, b, m, M = scalars("a b m M")
g, beta = components("g beta", n)
chosen, drawn = components("g_tilde", n), random("g_tilde", n)


def decoded(bit):
    return a * bit + b


def bits(g_tilde):
    return forall(i, Or(eq(g_tilde[i], 0), eq(g_tilde[i], 1)))


BITS = lambda: bits(chosen)  # noqa: E731
BERNOULLI = [lambda: surely(bits(drawn)), lambda: forall(i, eq(mean(drawn[i]), beta[i]))]


@page.erratum("deterministic", given=[BITS])
def deterministic():
    """As printed, whatever the gradient is; but one that takes at most two values can be sent exactly."""
    return Not(forall(i, eq(decoded(chosen[i]), g[i])))


@page.claim("deterministic-corrected", given=[BITS, ne(g[i], g[j]), ne(g[j], g[k]), ne(g[i], g[k])])
def deterministic_corrected():
    """Three different coordinates cannot all be met by two values."""
    return Not(
        all_of(eq(decoded(chosen[i]), g[i]), eq(decoded(chosen[j]), g[j]), eq(decoded(chosen[k]), g[k]))
    )


@page.claim("20", given=[*BERNOULLI, ne(a, 0)])
def unbiased():
    """The probability of 1 is the mean of a bit."""
    return iff(eq(mean(decoded(drawn[i])), g[i]), eq(beta[i], (g[i] - b) / a))


@page.claim("21", given=[ne(a, 0), lambda: eq(beta[i], (g[i] - b) / a)])
def probabilities():
    """With βᵢ from (20)."""
    return iff(le(0, beta[i], 1), le(0, (g[i] - b) / a, 1))


@page.claim("22", given=[lt(0, a)])
def range_of_b():
    return iff(le(0, (g[i] - b) / a, 1), le(b, g[i], a + b))


# -- m and M are the least and the greatest coordinate, attained at p and q

p, q = index("p q", n)
EXTREMES = [lambda: forall(i, le(m, g[i], M)), lambda: eq(g[p], m), lambda: eq(g[q], M)]
FEASIBLE = [lambda: lt(0, a), lambda: forall(i, le(b, g[i], a + b))]


@page.claim("nonunique", given=[*EXTREMES, lambda: lt(0, a), lambda: le(b, m), lambda: le(M, a + b)])
def nonunique():
    """A family of two parameters: every such a and b will do."""
    return forall(i, le(b, g[i], a + b))


@page.claim("23", given=[*BERNOULLI, ne(a, 0), lambda: eq(beta[i], (g[i] - b) / a)], kind=Kind.EQUATION)
def variance_of_one():
    yield surely(forall(i, eq(drawn[i] ** 2, drawn[i]))), "a bit is its own square"
    yield eq(variance(drawn[i]), beta[i] * (1 - beta[i])), "of a Bernoulli variable"
    yield eq(
        variance(decoded(drawn[i])),
        a**2 * ((g[i] - b) / a) * (1 - (g[i] - b) / a),
        (g[i] - b) * (a + b - g[i]),
    )


@page.claim("24-feasible", given=[*EXTREMES, lt(m, M)])
def feasible():
    return forall(i, le(m, g[i], (M - m) + m))


@page.claim("24", given=[*EXTREMES, *FEASIBLE, lt(m, M)])
def least_variance():
    """For every coordinate at once; the bounds b ≤ m and a + b ≥ M are met at p and q."""
    yield le(b, m), "at p"
    yield le(M, a + b), "at q"
    yield forall(i, le((g[i] - m) * (M - g[i]), (g[i] - b) * (a + b - g[i])))


AT_P = lambda: eq(0, (m - b) * (a + b - m))  # noqa: E731
AT_Q = lambda: eq(0, (M - b) * (a + b - M))  # noqa: E731


@page.claim("unique", given=[le(b, m), lambda: le(M, a + b), lt(m, M), AT_P, AT_Q])
def unique():
    """No other feasible choice reaches the least variance, 0, at both p and q."""
    yield lt(m, a + b)
    yield eq(b, m), "from the equation at p"
    yield eq(a, M - m), "from the equation at q"


@page.claim("one-value", given=[*EXTREMES, *FEASIBLE, eq(m, M)])
def one_value():
    """Where all coordinates are equal, as for n = 1, a = M − m is 0 and no probability is left in (20); every
    a > 0 does, with variance 0, if one of the two values is that of the coordinates."""
    yield forall(i, eq(g[i], m))
    yield iff(eq((m - b) * (a + b - m), 0), Or(eq(b, m), eq(a + b, m)))


@page.claim("24-value", given=[eq(b, m), eq(a, M - m)])
def least_value():
    return eq((g[i] - b) * (a + b - g[i]), (g[i] - m) * (M - g[i]))


@page.claim("popoviciu", given=[*EXTREMES])
def popoviciu():
    return le((g[i] - m) * (M - g[i]), (M - m) ** 2 / 4)


@page.claim("negative", given=[lt(a, 0)])
def negative():
    """The roles of the two values are exchanged."""
    return iff(le(0, (g[i] - b) / a, 1), le(a + b, g[i], b))


@page.claim("least-if-negative", given=[*EXTREMES, lt(a, 0), lambda: forall(i, le(a + b, g[i], b)), lt(m, M)])
def least_if_negative():
    """No feasible choice with a < 0 has less variance than the least one with a > 0."""
    yield le(M, b), "at q"
    yield le(a + b, m), "at p"
    yield forall(i, le((g[i] - m) * (M - g[i]), (g[i] - b) * (a + b - g[i])))


@page.claim("second-minimiser", given=[*EXTREMES, lt(m, M), eq(b, M), eq(a, m - M)])
def second_minimiser():
    """It is feasible, and reaches that bound for every coordinate."""
    yield lt(a, 0)
    yield forall(i, le(a + b, g[i], b))
    yield eq((g[i] - b) * (a + b - g[i]), (g[i] - m) * (M - g[i]))


@page.picture(
    "The variance summed over five coordinates from m = −0.9 to M = 1.1, on a grid of b ≤ m and "
    "a + b ≥ M, both within 1; the star is the least value on the grid, at b = m and a + b = M."
)
def picture():
    from derivations._pictures import quantiser

    return quantiser()
