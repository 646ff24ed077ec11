"""What declared laws say, and nothing more: moments, independence, images, sums; false twins are refuted."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Rational, exp

from symderiv import (
    Status,
    bernoulli,
    check,
    components,
    conditional_mean,
    covariance,
    d,
    eq,
    exponential,
    forall,
    implies,
    independent,
    index,
    le,
    lt,
    mean,
    ne,
    normal,
    poisson,
    probability,
    random,
    scalars,
    sizes,
    surely,
    total,
    uniform,
    variance,
)  # fmt: skip
from symderiv.core.certificate import replay

mu, nu, sigma, tau, a, b, p, q, t, s = scalars("mu nu sigma tau a b p q t s")
n = sizes("n")
i, j = index("i j", n)
m = components("m", n)
X, Y = normal("X", mu, sigma**2), normal("Y", nu, tau**2)
B, C = bernoulli("B", p), bernoulli("C", q)
Z = normal("Z", mu, sigma**2, n)
W = normal("W", lambda i: m[i], 1, n)
D = bernoulli("D", p, n)
R, Q = random("R Q")
Q_OF_N = random("r_n", n)
STANDARD = normal("G", 0, 1)
lam, kappa = scalars("lam kappa")
T, S = exponential("T", lam), exponential("S", kappa)
K, M = poisson("K", lam), poisson("M", kappa)
U = uniform("U", a, b)
V = uniform("V", 0, 1)

HOLDS: dict[str, tuple[Any, list[Any]]] = {
    "mean": (eq(mean(X), mu), []),
    "variance": (eq(variance(X), sigma**2), []),
    "second moment": (eq(mean(X**2), mu**2 + sigma**2), []),
    "third moment": (eq(mean(X**3), mu**3 + 3 * mu * sigma**2), []),
    "fourth central moment": (eq(mean((X - mu) ** 4), 3 * sigma**4), []),
    "odd central moment": (eq(mean((X - mu) ** 5), 0), []),
    "affine": (eq(variance(a * X + b), a**2 * sigma**2), []),
    "moment generating function": (eq(mean(exp(t * X)), exp(t * mu + t**2 * sigma**2 / 2)), []),
    "log-normal": (eq(mean(exp(X)), exp(mu + sigma**2 / 2)), []),
    "tilted": (eq(mean(X * exp(t * X)), (mu + t * sigma**2) * exp(t * mu + t**2 * sigma**2 / 2)), []),
    "reparametrisation": (eq(mean((mu + sigma * STANDARD) ** 2), mu**2 + sigma**2), []),
    "product": (eq(mean(X * Y), mu * nu), [independent(X, Y)]),
    "uncorrelated": (eq(covariance(X, Y), 0), [independent(X, Y)]),
    "variance of a sum": (eq(variance(X + Y), sigma**2 + tau**2), [independent(X, Y)]),
    "product of functions": (
        eq(mean(X**2 * exp(t * Y)), (mu**2 + sigma**2) * exp(t * nu + t**2 * tau**2 / 2)),
        [independent(X, Y)],
    ),
    "bit": (eq(mean(B), p), []),
    "bit squared": (eq(mean(B**3), p), []),
    "variance of a bit": (eq(variance(B), p * (1 - p)), []),
    "bits' generating function": (eq(mean(exp(t * B)), 1 - p + p * exp(t)), []),
    "probabilities": (le(0, p, 1), [eq(a, mean(B))]),
    "bits' product": (eq(mean(B * C), p * q), [independent(B, C)]),
    "dropout": (eq(variance(B * X), p * (mu**2 + sigma**2) - p**2 * mu**2), [independent(B, X)]),
    "variance is not negative": (le(0, variance(B)), []),
    "affine law": (normal(a * X + b, a * mu + b, a**2 * sigma**2), []),
    "standardised": (normal((X - mu) / sigma, 0, 1), [ne(sigma, 0)]),
    "law of a sum": (normal(X + Y, mu + nu, sigma**2 + tau**2), [independent(X, Y)]),
    "law of a combination": (
        normal(a * X - b * Y, a * mu - b * nu, a**2 * sigma**2 + b**2 * tau**2),
        [independent(X, Y)],
    ),
    "complement": (bernoulli(1 - B, 1 - p), []),
    "both bits": (bernoulli(B * C, p * q), [independent(B, C)]),
    "functions of independent ones": (independent(X**2, exp(Y)), [independent(X, Y)]),
    "family mean": (eq(mean(total(n, lambda k: Z[k])), n * mu), []),
    "family variance": (eq(variance(total(n, lambda k: Z[k])), n * sigma**2), [independent(Z)]),
    "family covariance": (eq(covariance(W[i], W[j]), 0), [independent(W), ne(i, j)]),
    "family of bits": (eq(variance(total(n, lambda k: D[k])), n * p * (1 - p)), [independent(D)]),
    "average": (eq(variance(total(n, lambda k: Z[k]) / n), sigma**2 / n), [independent(Z)]),
    "variance zero": (eq(mean(X**4), mu**4), [eq(sigma, 0)]),
    "exponential mean": (eq(mean(T), 1 / lam), []),
    "exponential variance": (eq(variance(T), 1 / lam**2), []),
    "exponential generating function": (eq(mean(exp(t * T)), lam / (lam - t)), [lt(t, lam)]),
    "exponential is positive": (le(0, mean(T**3)), []),
    "exponential scaled": (exponential(2 * T, lam / 2), []),
    "Poisson's mean and variance": (eq(variance(K), mean(K)), []),
    "Poisson's third moment": (eq(mean(K**3), lam**3 + 3 * lam**2 + lam), []),
    "Poisson's generating function": (eq(mean(exp(t * K)), exp(lam * (exp(t) - 1))), []),
    "Poisson's sum": (poisson(K + M, lam + kappa), [independent(K, M)]),
    "uniform mean": (eq(mean(U), (a + b) / 2), []),
    "uniform variance": (eq(variance(U), (b - a) ** 2 / 12), []),
    "uniform moments": (eq(mean(V**4), Rational(1, 5)), []),
    "uniform generating function": (eq(mean(exp(t * V)), (exp(t) - 1) / t), [ne(t, 0)]),
    "uniform image": (uniform(2 * V - 1, -1, 1), []),
    "Markov": (le(q * probability(le(q, T)), mean(T)), [lt(0, q)]),
    "Chebyshev": (le(q**2 * probability(le(q**2, (X - mu) ** 2)), mean((X - mu) ** 2)), [lt(0, q)]),
    "Markov without a law": (le(q * probability(le(q, R)), mean(R)), [lt(0, q), surely(le(0, R))]),
    "probabilities are at most 1": (le(0, probability(le(t, X)), 1), []),
    "Jensen": (le(exp(mean(X)), mean(exp(X))), []),
    "Jensen without a law": (le(exp(mean(R)), mean(exp(R))), []),
    "probability of a bit": (eq(probability(eq(B, 1)), p), []),
    "complement's probability": (
        eq(probability(lt(X, t)), 1 - probability(le(t, X))),
        [],
    ),
    "a sure bit": (eq(variance(B), 0), [eq(p, 1)]),
}

FAILS: dict[str, tuple[Any, list[Any]]] = {
    "second parameter is no deviation": (eq(variance(X), sigma), [ne(sigma, 1), ne(sigma, 0)]),
    "third moment": (eq(mean(X**3), mu**3 + sigma**2), []),
    "fourth moment": (eq(mean((X - mu) ** 4), sigma**4), [ne(sigma, 0)]),
    "affine": (eq(variance(a * X + b), a * sigma**2), []),
    "mean of an exponential": (eq(mean(exp(X)), exp(mu)), [ne(sigma, 0)]),
    "sign in the exponent": (eq(mean(exp(-t * X)), exp(t * mu + t**2 * sigma**2 / 2)), []),
    "product without independence": (eq(mean(X * Y), mu * nu), []),
    "variance of a sum without it": (eq(variance(X + Y), sigma**2 + tau**2), []),
    "sum of two that are one": (eq(variance(X + X), 2 * sigma**2), []),
    "members are not said to be independent": (eq(variance(total(n, lambda k: Z[k])), n * sigma**2), []),
    "independent of itself": (eq(mean(Z[i] * Z[j]), mu**2), [independent(Z)]),
    "variance of a bit": (eq(variance(B), p), []),
    "bits that may depend on one another": (eq(mean(B * C), p * q), []),
    "complement": (bernoulli(1 - B, p), []),
    "affine law": (normal(a * X + b, a * mu + b, a * sigma**2), []),
    "difference of two": (normal(X - Y, mu - nu, sigma**2 - tau**2), [independent(X, Y)]),
    "square of a normal one": (normal(X**2, mu**2 + sigma**2, 4 * mu**2 * sigma**2 + 2 * sigma**4), []),
    "half a bit is none": (bernoulli(B / 2, p / 2), []),
    "independent of a function of itself": (independent(X, X**2), []),
    "exponential parameter is no mean": (eq(mean(T), lam), [ne(lam, 1)]),
    "exponential variance": (eq(variance(T), 1 / lam), [ne(lam, 1)]),
    "exponential sum": (exponential(T + S, lam + kappa), [independent(T, S)]),
    "exponential scaled": (exponential(2 * T, 2 * lam), []),
    "exponential shifted": (exponential(T + 1, lam), []),
    "Poisson's sum": (poisson(K + M, lam + kappa), [lt(0, lam), lt(0, kappa)]),
    "Poisson scaled": (poisson(2 * K, 2 * lam), [lt(0, lam)]),
    "uniform variance": (eq(variance(U), (b - a) ** 2 / 2), [lt(a, b)]),
    "sum of uniform ones": (uniform(V + W[1], 0, 2), [independent(V, W[1])]),
    "probability of a bit": (eq(probability(eq(B, 0)), p), []),
    "Markov without a sign": (le(q * probability(le(q, R)), mean(R)), [lt(0, q)]),
    "Jensen the other way round": (le(mean(exp(B)), exp(mean(B))), []),
    "a probability of 1": (eq(probability(le(B, p)), 1), []),
    "pairs are not independent": (independent(X + Y, X), [independent(X, Y)]),
}


@pytest.mark.parametrize("name", HOLDS)
def test_what_a_law_says_is_proved(name: str) -> None:
    statement, given = HOLDS[name]
    verdict = check(statement, given)
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions
    assert replay(verdict.certificate).axioms <= {"linearity of expectation"}


@pytest.mark.parametrize("name", FAILS)
def test_its_false_twin_is_refuted(name: str) -> None:
    statement, given = FAILS[name]
    verdict = check(statement, given)
    assert verdict.status is Status.REFUTED, verdict.message


# -- what has no mean, what is degenerate, what is not declared ---------------------------------------------


def test_what_a_law_does_not_make_integrable_is_a_condition() -> None:
    """E[e^(X^2)] exists for small variances only: nothing is said of it but under that condition."""
    verdict = check(le(1, mean(exp(X**2))))
    assert verdict.status is not Status.PROVED or verdict.conditions == ("exp(X²) is integrable",)
    assert check(le(10**6, mean(exp(STANDARD**2)))).status is not Status.PROVED


def test_the_mean_of_an_inverse_does_not_exist() -> None:
    assert check(eq(mean(1 / STANDARD), 0)).status is not Status.PROVED


def test_a_quantity_without_a_law_may_have_no_mean_beside_one_that_has() -> None:
    """Alone, all means of what is random are finite; what a normal quantity is equal to may not have them."""
    tied = [surely(eq(R, STANDARD**2))]
    assert check(le(1 + mean(R), mean(exp(R))), tied).status is not Status.PROVED
    assert check(le(1 + mean(R), mean(exp(R)))).status is Status.PROVED
    verdict = check(eq(mean(R + X), mean(R) + mu))
    assert verdict.status is Status.PROVED
    assert verdict.conditions == ("R is integrable",)


def test_nothing_is_assumed_of_the_sign_of_a_variance_but_what_the_law_says() -> None:
    v = scalars("v")
    V = normal("V", 0, v)
    assert check(le(0, v), [eq(a, mean(V))]).status is Status.PROVED
    assert check(lt(0, v), [eq(a, mean(V))]).status is Status.REFUTED
    assert check(eq(a, 1), [eq(a, mean(V)), lt(v, 0)]).status is Status.ERROR  # there is no such law


def test_a_probability_beyond_one_contradicts_the_law() -> None:
    assert check(eq(a, 1), [eq(a, mean(B)), eq(p, 2)]).status is Status.ERROR


def test_a_derivative_by_a_parameter_is_refused() -> None:
    """E[X] is mu, and X does not stand still as mu moves."""
    verdict = check(eq(d(mean(X), mu), 0))
    assert verdict.status is Status.ERROR
    assert "partial derivative" in verdict.message


def test_so_is_that_of_a_conditional_mean_by_what_it_is_the_mean_of() -> None:
    verdict = check(eq(d(mean(Y), a), 0), [conditional_mean(Y, a * X, given=B)])
    assert verdict.status is Status.ERROR
    assert "partial derivative" in verdict.message


def test_two_laws_of_one_name_are_refused() -> None:
    verdict = check(eq(mean(X + normal("X", 0, 1)), mu))
    assert verdict.status is Status.ERROR
    assert "two different" in verdict.message


def test_normal_quantities_that_are_not_correlated_need_not_be_independent() -> None:
    verdict = check(independent(X, Y), [eq(mean(X * Y), mu * nu)])
    assert verdict.status is not Status.PROVED


def test_three_that_are_independent_in_pairs_need_not_be_together() -> None:
    first, second, third = bernoulli("B1 B2 B3", Rational(1, 2))
    pairs = [independent(first, second), independent(first, third), independent(second, third)]
    assert check(independent(first, second, third), pairs).status is not Status.PROVED
    assert check(eq(mean(first * second * third), Rational(1, 8)), pairs).status is not Status.PROVED
    together = [independent(first, second, third)]
    assert check(eq(mean(first * second * third), Rational(1, 8)), together).status is Status.PROVED


def test_independence_of_some_is_no_independence_of_others() -> None:
    only = [forall((i, j), implies(ne(i, j), independent(Z[i], Z[j])))]
    assert check(eq(covariance(Z[i], Z[j]), 0), [*only, ne(i, j)]).status is Status.PROVED
    assert check(eq(covariance(Z[i], Z[j]), 0), only).status is Status.REFUTED
    assert check(eq(covariance(Z[i], X), 0), only).status is not Status.PROVED


def test_a_bit_and_a_normal_quantity_may_depend_on_one_another() -> None:
    """Such as the sign of what is normal."""
    variances = eq(variance(B + X), p * (1 - p) + sigma**2)
    for statement in (eq(mean(B * X), p * mu), variances, independent(B, X)):
        assert check(statement).status is Status.REFUTED
        assert check(statement, [independent(B, X)]).status is Status.PROVED


def test_an_exponential_that_grows_faster_than_the_density_falls_has_no_mean() -> None:
    statement = eq(mean(exp(t * T)), lam / (lam - t))
    assert check(statement, [lt(lam, t)]).status is not Status.PROVED
    assert check(statement, [eq(t, 2), eq(lam, 1)]).status is not Status.PROVED


def test_a_uniform_quantity_between_equal_numbers_is_that_number() -> None:
    assert check(eq(variance(U), 0), [eq(a, b)]).status is Status.PROVED
    assert check(eq(t, 1), [eq(t, mean(U)), lt(b, a)]).status is Status.ERROR


# -- conditional means

P, m1, m2 = random("P m1 m2")
OF_R = conditional_mean(m1, R, given=P)
OF_SQUARE = conditional_mean(m2, R**2, given=P)
GIVEN: dict[str, tuple[Any, list[Any]]] = {
    "tower": (eq(mean(m1), mean(R)), [OF_R]),
    "taking out": (eq(mean(P**2 * m1), mean(P**2 * R)), [OF_R]),
    "orthogonal": (eq(mean((R - m1) * P), 0), [OF_R]),
    "of itself": (eq(mean(R * m1), mean(m1**2)), [OF_R]),
    "total variance": (eq(variance(R), mean(m2 - m1**2) + variance(m1)), [OF_R, OF_SQUARE]),
    "Pythagoras": (eq(mean((R - P) ** 2), mean((R - m1) ** 2) + mean((m1 - P) ** 2)), [OF_R]),
    "what is known": (conditional_mean(P**2, P**2, given=P), []),
    "what is independent": (conditional_mean(mu, X, given=B), [independent(X, B)]),
    "known and independent": (conditional_mean(X + nu, X + Y, given=X), [independent(X, Y)]),
    "taken out": (conditional_mean(X * nu, X * Y, given=X), [independent(X, Y)]),
    "given two": (conditional_mean(B * X, B * X + STANDARD, given=(B, X)), [independent(B, X, STANDARD)]),
    "linear": (conditional_mean(a * m1 + b * P, a * R + b * P, given=P), [OF_R]),
}

NOT_GIVEN: dict[str, tuple[Any, list[Any]]] = {
    "no tower of squares": (eq(mean(m1**2), mean(R**2)), [OF_R]),
    "what is not known does not come out": (eq(mean(Q * m1), mean(Q * R)), [OF_R]),
    "one half of the total variance": (eq(variance(R), mean(m2 - m1**2)), [OF_R, OF_SQUARE]),
    "without independence": (conditional_mean(X + nu, X + Y, given=X), []),
    "an exponential": (eq(mean(exp(m1)), mean(exp(R))), [OF_R]),
    "not known": (conditional_mean(R, R, given=P), []),
    "the mean alone": (conditional_mean(mean(R), R, given=P), []),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_conditional_means_give(name: str) -> None:
    statement, given = GIVEN[name]
    verdict = check(statement, given)
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions


@pytest.mark.parametrize("name", NOT_GIVEN)
def test_what_conditional_means_do_not_give(name: str) -> None:
    statement, given = NOT_GIVEN[name]
    assert check(statement, given).status is Status.REFUTED


def test_a_conditional_mean_of_what_has_a_law_exists() -> None:
    """Beside a declared law a mean may not exist; that of what is conditioned does."""
    claim = check(eq(mean(m1 + X), mean(R) + mu), [OF_R])
    assert (claim.status, claim.conditions) == (Status.PROVED, ())


def test_a_law_of_some_members_says_nothing_of_the_others() -> None:
    """Declared of r[2], r[3], ...: r[1] may be anything."""
    k = index("k", n, start=2)
    said = forall(k, bernoulli(Q_OF_N[k], p))
    verdict = check(eq(mean(Q_OF_N[i]), p), [said])
    assert verdict.status is Status.REFUTED
    assert check(eq(mean(Q_OF_N[i]), p), [said, le(2, i)]).status is Status.PROVED


def test_an_index_out_of_range_below_a_mean_is_refuted_as_such() -> None:
    verdict = check(eq(mean(Z[i + 1]), mu))
    assert verdict.status is Status.REFUTED
    assert verdict.ill_formed


def test_what_is_said_to_be_normal_is_treated_as_what_is_declared_so() -> None:
    """Means of it may not exist: E[e^(R^2)] is above every number, if R is normal."""
    verdict = check(le(1 + mean(R**2), mean(exp(R**2))), [normal(R, 0, 1)])
    assert verdict.status is not Status.PROVED or verdict.conditions
    assert check(eq(mean(R**4), 3), [normal(R, 0, 1)]).status is Status.PROVED
    assert not check(eq(mean(R**4), 3), [normal(R, 0, 1)]).conditions
