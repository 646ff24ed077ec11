"""Mean and variance of a sample, the division by n - 1, and the decomposition of the squared error."""

from symderiv import (
    Page, Source, eq, iid, index, independent, le, mean, random, scalars, sizes, total, variance,
)  # fmt: skip

page = Page(
    "bias_variance",
    title="Bias, variance, and n − 1",
    source=Source(
        "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed., 7.3"
    ),
)

n = sizes("n", least=2)
i = index("i", n)
mu, sigma = scalars("mu sigma")
X = random("X", n)
SAMPLE = [lambda: iid(X, average=lambda: mu, covariance=lambda: sigma**2)]


def average():
    return total(n, lambda k: X[k], name="k") / n


def squares():
    """The sum of squares about the sample's mean."""
    return total(n, lambda i: (X[i] - average()) ** 2, name="i")


@page.claim("mean", given=SAMPLE)
def of_the_mean():
    yield eq(mean(average()), mu), "each has the mean μ"
    yield eq(variance(average()), sigma**2 / n), "different ones are not correlated"


@page.claim("squares", given=SAMPLE)
def of_the_squares():
    """n − 1 and not n: the sample's mean moves with the sample."""
    return eq(mean(squares()), (n - 1) * sigma**2)


@page.erratum("unbiased", given=SAMPLE)
def divided_by_n():
    """As it is often written."""
    return eq(mean(squares() / n), sigma**2)


@page.claim("unbiased-corrected", given=SAMPLE)
def divided_by_one_less():
    return eq(mean(squares() / (n - 1)), sigma**2)


# -- the squared error of a prediction, at a point at which the truth is f

f = scalars("f")
fit, noise = random("f_hat epsilon")
NOISE = [lambda: eq(mean(noise), 0), lambda: eq(mean(noise**2), sigma**2), independent(fit, noise)]


@page.claim("7.9", given=NOISE)
def bias_and_variance():
    """The error of a fit to f + ε is noise, squared bias and variance, as ε has no part in the fit."""
    yield eq(mean(noise * fit), 0), "independent of the fit"
    yield eq(mean((f + noise - fit) ** 2), sigma**2 + (mean(fit) - f) ** 2 + variance(fit))
    yield le(sigma**2, mean((f + noise - fit) ** 2)), "which no fit goes below"
