"""Control variates: a quantity with a known mean takes variance away, as far as it is correlated."""

from symderiv import (
    Page, Source, covariance, eq, independent, le, lt, mean, normal, random, scalars, variance,
)  # fmt: skip

page = Page(
    "control_variates",
    title="Control variates",
    source=Source("P. Glasserman, Monte Carlo Methods in Financial Engineering, section 4.1"),
)

c = scalars("c")
X, Y = random("X Y")
SPREAD = [lambda: lt(0, variance(Y))]


def controlled(c):
    return X - c * (Y - mean(Y))


def best():
    return covariance(X, Y) / variance(Y)


@page.claim("unbiased")
def unbiased():
    return eq(mean(controlled(c)), mean(X))


@page.claim("4.2")
def its_variance():
    return eq(variance(controlled(c)), variance(X) - 2 * c * covariance(X, Y) + c**2 * variance(Y))


@page.claim("4.3", given=SPREAD)
def least():
    """The least variance, at c = Cov(X, Y)/Var Y."""
    yield eq(variance(controlled(best())), variance(X) - covariance(X, Y) ** 2 / variance(Y))
    yield eq(variance(controlled(c)) - variance(controlled(best())), variance(Y) * (c - best()) ** 2)


@page.erratum("sum", given=[lambda: independent(X, Y)])
def a_sum():
    """A control that has nothing to do with X is of no use, and costs its own variance."""
    return eq(variance(controlled(c)), variance(X))


@page.claim("sum-corrected", given=[lambda: independent(X, Y)])
def a_sum_corrected():
    return eq(variance(controlled(c)), variance(X) + c**2 * variance(Y))


# -- antithetic pairs: a normal quantity and its mirror image

mu, sigma = scalars("mu sigma")
Z = normal("Z", mu, sigma**2)


@page.claim("antithetic")
def antithetic():
    """Z and 2μ − Z have one law; of what is linear their average has no variance at all."""
    yield normal(2 * mu - Z, mu, sigma**2)
    yield eq(variance((Z + (2 * mu - Z)) / 2), 0)


@page.claim("antithetic-square")
def of_squares():
    """Of the square a part of the variance is left: all of it where μ is 0."""
    yield eq(variance((Z**2 + (2 * mu - Z) ** 2) / 2), 2 * sigma**4)
    yield eq(variance(Z**2), 2 * sigma**4 + 4 * mu**2 * sigma**2)
    yield le(variance((Z**2 + (2 * mu - Z) ** 2) / 2), variance(Z**2))
