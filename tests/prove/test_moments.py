"""Expectations and limits: what follows from what a page declares, and what does not."""

import pytest
from sympy import KroneckerDelta, Rational

from symderiv import (  # fmt: skip
    check,
    components,
    covariance,
    eq,
    forall,
    iid,
    implies,
    index,
    le,
    lt,
    mean,
    ne,
    random,
    random_sequence,
    scalars,
    sequence,
    sizes,
    surely,
    tends,
    total,
    variance,
)
from symderiv.language.verdict import Evidence, Status

x, y = random("x y")
a, b, c, q, m, S = scalars("a b c q m S")
N, n = sizes("N n")
i, k = index("i k", N)
t, s = index("t"), index("t", start=0)
alpha = components("alpha", N)
X, bits, p = random("X", N), random("bits", N), components("p", N)
u = sequence("u")
z, w = random_sequence("z w", start=1)
UNCORRELATED = eq(mean(x * y), mean(x) * mean(y))
SAMPLES = iid(X, average=lambda: m, covariance=lambda: S)


def weighted():
    return total(N, lambda k: alpha[k] * X[k])


def of(statement, *given):
    return check(statement, given).status


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(eq(mean(a * x + b * y + c), a * mean(x) + b * mean(y) + c), [], id="linearity"),
        pytest.param(
            eq(variance(a * x + b * y), a**2 * variance(x) + b**2 * variance(y)),
            [UNCORRELATED],
            id="bilinearity",
        ),
        pytest.param(eq(variance(x + x), 4 * variance(x)), [], id="a sum with itself"),
        pytest.param(le(0, variance(x)), [], id="variances are not negative"),
        pytest.param(eq(mean(weighted()), m * total(N, lambda k: alpha[k])), [SAMPLES], id="mean of a sum"),
        pytest.param(
            eq(variance(weighted()), S * total(N, lambda k: alpha[k] ** 2)),
            [SAMPLES],
            id="the diagonal is left",
        ),
        pytest.param(eq(mean(a), a), [], id="what is not random"),
        pytest.param(eq(mean(x), mean(y)), [surely(eq(x, y))], id="two that are surely the same"),
        pytest.param(
            eq(mean(z[t] ** 2), 4 * mean(w[t] ** 2)),
            [surely(forall(t, eq(z[t], 2 * w[t])))],
            id="equal surely",
        ),
        pytest.param(eq(mean(x**2), mean(x)), [surely(eq(x**2, x))], id="a bit is its own square"),
        pytest.param(
            eq(variance(a * bits[i] + c), a**2 * p[i] * (1 - p[i])),
            [surely(forall(i, eq(bits[i] ** 2, bits[i]))), forall(i, eq(mean(bits[i]), p[i]))],
            id="the variance of Bernoulli variables",
        ),
    ],
)
def test_holds(statement, given):
    verdict = check(statement, given)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.evidence in (Evidence.AXIOMS, Evidence.CERTIFICATE)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(eq(mean(x * y), mean(x) * mean(y)), [], id="a product without independence"),
        pytest.param(
            eq(variance(a * x + b * y), a**2 * variance(x) + b**2 * variance(y)),
            [],
            id="a variance without it",
        ),
        pytest.param(eq(variance(x + x), 2 * variance(x)), [], id="a sum with itself as if independent"),
        pytest.param(eq(mean(x**2), mean(x) ** 2), [], id="the square of the mean"),
        pytest.param(
            eq(variance(weighted()), S * total(N, lambda k: alpha[k])), [SAMPLES], id="weights not squared"
        ),
        pytest.param(eq(variance(total(N, lambda k: X[k])), N**2 * S), [SAMPLES], id="the whole double sum"),
        pytest.param(eq(variance(total(N, lambda k: X[k]) / N), S), [SAMPLES], id="true for one sample only"),
        pytest.param(eq(mean(1 / x), 1 / mean(x)), [surely(ne(x, 0))], id="the mean of an inverse"),
        pytest.param(
            eq(mean(bits[i] * bits[k]), mean(bits[i]) * mean(bits[k])),
            [surely(forall(i, eq(bits[i] ** 2, bits[i])))],
            id="bits that are not said to be independent",
        ),
    ],
)
def test_does_not_hold(statement, given):
    verdict = check(statement, given)
    assert verdict.status is Status.REFUTED, verdict.message
    assert verdict.sides is not None
    assert verdict.sides["lhs"] != verdict.sides["rhs"]


def test_a_point_is_not_all_outcomes() -> None:
    """A fact about one outcome says nothing of the mean."""
    assert of(eq(mean(x), 2), eq(x, 2)) is not Status.PROVED
    assert of(eq(mean(x**2), mean(x)), eq(x**2, x)) is not Status.PROVED


def test_independence_at_equal_times_is_not_assumed() -> None:
    r = index("r")
    apart = forall((t, r), implies(ne(t, r), eq(mean(z[t] * z[r]), mean(z[t]) * mean(z[r]))))
    assert of(eq(mean(z[t + 1] * z[t]), mean(z[t + 1]) * mean(z[t])), apart) is Status.PROVED
    assert of(eq(mean(z[t] * z[t]), mean(z[t]) * mean(z[t])), apart) is not Status.PROVED


SMALL = [lt(-1, q), lt(q, 1)]


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(tends(t, q**t, 0), SMALL, id="a geometric sequence"),
        pytest.param(tends(t, a + b * q ** (2 * t), a), SMALL, id="with even exponents"),
        pytest.param(tends(t, (2 * t + 1) / (t + 3), 2), [], id="a rational function"),
        pytest.param(tends(t, t / (2 * t - 1), Rational(1, 2)), [], id="a half"),
        pytest.param(tends(t, u[t], 0), [forall(s, eq(u[s], a * q**s)), *SMALL], id="a closed form"),
        pytest.param(
            eq(S, a * S + c), [tends(t, u[t], S), forall(t, eq(u[t], a * u[t - 1] + c))], id="a fixed point"
        ),
    ],
)
def test_tends(statement, given):
    assert of(statement, *given) is Status.PROVED


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(tends(t, q**t, 0), [], id="without |q| < 1"),
        pytest.param(tends(t, q**t, 0), [le(-1, q), le(q, 1)], id="with |q| = 1"),
        pytest.param(tends(t, t / (2 * t - 1), Rational(1, 3)), [], id="another limit"),
        pytest.param(tends(t, u[t], 0), [], id="any sequence"),
        pytest.param(tends(t, t, 0), [], id="a sequence without bound"),
        pytest.param(
            eq(S, a * S), [tends(t, u[t], S), forall(t, eq(u[t], a * u[t - 1] + c))], id="a wrong fixed point"
        ),
    ],
)
def test_is_not_proved_to_tend(statement, given):
    assert of(statement, *given) in (Status.REFUTED, Status.UNDECIDED)


def test_a_fixed_point_without_a_limit_is_no_limit() -> None:
    """That an equation has one solution does not make the sequence converge."""
    law = forall(t, eq(u[t], 2 * u[t - 1] + c))
    assert of(tends(t, u[t], -c), law) is not Status.PROVED


def test_the_delta_of_iid_members_is_between_their_indices() -> None:
    statement = eq(covariance(X[i], X[k]), KroneckerDelta(i, k) * S)
    assert of(statement, SAMPLES) is Status.PROVED
    assert of(eq(covariance(X[i], X[k]), S), SAMPLES) is Status.REFUTED


# -- closed forms of recurrences


LAW = forall(s, eq(u[s + 1], q * u[s] + c))


@pytest.mark.parametrize(
    ("limit", "status"),
    [(c / (1 - q), Status.PROVED), (c, Status.REFUTED), (c / (1 + q), Status.REFUTED)],
)
def test_the_limit_of_a_first_order_recurrence(limit, status):
    assert check(tends(t, u[t], limit), [LAW, *SMALL]).status is status


def test_a_recurrence_that_does_not_contract_has_no_closed_form_that_tends():
    verdict = check(tends(t, u[t], c / (1 - q)), [LAW, lt(1, q)])
    assert verdict.status is not Status.PROVED


def test_a_recurrence_whose_coefficient_changes_is_not_solved():
    law = forall(s, eq(u[s + 1], s * u[s] + c))
    assert check(tends(t, u[t], c), [law]).status is not Status.PROVED
