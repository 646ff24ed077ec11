"""Kullback and Leibler's divergence of normal laws by their moments, and the variational autoencoder's."""

from sympy import Rational, log, pi

from symderiv import Page, Source, d, eq, le, lt, mean, normal, scalars

page = Page(
    "gaussian_kl",
    title="The divergence of normal laws",
    source=Source("D. P. Kingma, M. Welling, Auto-Encoding Variational Bayes, 2013, appendix B"),
)

mu, nu, sigma, tau = scalars("mu nu sigma tau")
Z = normal("z", mu, sigma**2)
POSITIVE = [lt(0, sigma), lt(0, tau)]
half = Rational(1, 2)


def log_density(x, mean, deviation):
    """Of a normal law."""
    return -((x - mean) ** 2) / (2 * deviation**2) - log(deviation) - log(2 * pi) / 2


def divergence():
    """The mean, by the first law, of the logarithm of the quotient of both densities."""
    return mean(log_density(Z, mu, sigma) - log_density(Z, nu, tau))


def closed(mu, sigma, nu, tau):
    return log(tau) - log(sigma) + (sigma**2 + (mu - nu) ** 2) / (2 * tau**2) - half


@page.claim("entropy", given=POSITIVE)
def entropy():
    return eq(mean(-log_density(Z, mu, sigma)), log(sigma) + log(2 * pi) / 2 + half)


@page.claim("kl", given=POSITIVE)
def kullback_leibler():
    return eq(divergence(), closed(mu, sigma, nu, tau))


@page.erratum("vae", given=POSITIVE)
def printed_sign():
    """A usual slip: what is added to a loss is the divergence, what is printed is its negative."""
    return eq(closed(mu, sigma, 0, 1), half * (1 + log(sigma**2) - mu**2 - sigma**2))


@page.claim("vae-corrected", given=POSITIVE)
def variational_autoencoder():
    """Against the standard normal law."""
    return eq(closed(mu, sigma, 0, 1), half * (mu**2 + sigma**2 - 1 - log(sigma**2)))


@page.claim("gradient", given=POSITIVE)
def gradient():
    """By mean and deviation: both vanish at the standard law alone."""
    yield eq(d(closed(mu, sigma, 0, 1), mu), mu)
    yield eq(d(closed(mu, sigma, 0, 1), sigma), sigma - 1 / sigma)


@page.claim("gibbs", given=POSITIVE)
def not_negative():
    yield le(log(sigma), sigma - 1), "the tangent of the logarithm"
    yield le(0, closed(mu, sigma, 0, 1))
