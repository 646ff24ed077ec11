"""Gradients of means by a parameter: along the path of a sample, or by the score."""

from symderiv import Page, Source, d, eq, lt, mean, ne, normal, scalars, variance

page = Page(
    "reparametrization",
    title="Reparametrised gradients and the score",
    source=Source(
        "S. Mohamed et al., Monte Carlo Gradient Estimation in Machine Learning, 2020, sections 4 and 5"
    ),
)

mu, sigma = scalars("mu sigma")
eps = normal("epsilon", 0, 1)
X = normal("X", mu, sigma**2)
SPREAD = [ne(sigma, 0)]


def path():
    """A sample of X as a function of the parameters and of noise that does not depend on them."""
    return mu + sigma * eps


def score():
    """The derivative by μ of the logarithm of the density."""
    return (X - mu) / sigma**2


@page.claim("law")
def same_law():
    return normal(path(), mu, sigma**2)


@page.claim("path")
def pathwise():
    """The derivative of the mean of a square is the mean of the derivative."""
    yield eq(mean(path() ** 2), mu**2 + sigma**2)
    yield eq(d(mean(path() ** 2), mu), mean(2 * path()), 2 * mu)
    yield eq(d(mean(path() ** 2), sigma), mean(2 * path() * eps), 2 * sigma)


@page.claim("score", given=SPREAD)
def by_the_score():
    """The same mean, without a derivative of the square."""
    yield eq(mean(score()), 0), "so that a baseline changes nothing"
    yield eq(mean(X**2 * score()), 2 * mu)


@page.erratum("variances", given=SPREAD)
def equally_noisy():
    """Both are unbiased, and not equally good."""
    return eq(variance(X**2 * score()), variance(2 * path()))


@page.claim("variances-corrected", given=SPREAD)
def less_noisy():
    yield eq(variance(2 * path()), 4 * sigma**2)
    yield eq(variance(X**2 * score()), mu**4 / sigma**2 + 14 * mu**2 + 15 * sigma**2)
    yield lt(0, sigma**2)
    yield lt(4 * sigma**2, (mu**2 / sigma) ** 2 + 14 * mu**2 + 15 * sigma**2)


@page.claim("baseline", given=SPREAD)
def with_a_baseline():
    """The score's estimate with the mean as a baseline: less variance, the same mean."""
    value = mu**2 + sigma**2
    yield eq(mean((X**2 - value) * score()), 2 * mu)
    yield eq(variance((X**2 - value) * score()), 8 * mu**2 + 10 * sigma**2)
