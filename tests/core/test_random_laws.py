"""The laws of distributions: instances hold on spaces of which every mean is known, twins do not.

Means are sums over the nodes of Gauss and Hermite, which are those of normal quantities for polynomials, and
nearly so for exponentials; what is integrable is told by how fast powers of a uniform quantity grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.random_laws import LAWS, MAX_MOMENT, monomial
from symderiv.core.terms import ONE, ZERO, Hint, KernelError, Term

NODES = 24
CLOSE = 1e-7


def comp(name: str, *indices: Term, sort: str = "drawn") -> Term:
    return Term("comp", name, sort, ((None, None),) * len(indices), indices)


def mean(t: Term) -> Term:
    return Term("mean", t)


def surely(f: Term) -> Term:
    return Term("surely", f)


def exp(t: Term) -> Term:
    return Term("exp", t)


def integrable(t: Term) -> Term:
    return k.law("integrable", t)


mu, nu, v, w, p, q, a, b, t, x = map(k.var, ["mu", "nu", "v", "w", "p", "q", "a", "b", "t", "x"])
n, i = k.var("n", "int"), k.var("i", "int")
X, Y, B, C = map(comp, "XYBC")
TWO = k.num(2)


class Space:
    """Two independent normal quantities, two bits, and numbers: terms are arrays over the outcomes."""

    def __init__(self, values: dict[Term, float], *, shared: bool = False) -> None:
        self.values = values
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        weights = weights / weights.sum()
        bits = np.array([1.0, 0.0])
        z1, z2, b1, b2 = np.meshgrid(nodes, nodes, bits, bits, indexing="ij")
        chances = [np.array([values[r], 1 - values[r]]) for r in (p, q)]
        self.weights = np.einsum("i,j,k,l->ijkl", weights, weights, *chances)
        if shared:
            z2, b2 = z1, b1
        self.random = {
            X: values[mu] + np.sqrt(values[v]) * z1,
            Y: values[nu] + np.sqrt(values[w]) * z2,
            B: b1,
            C: b2,
        }

    def value(self, s: Term) -> Any:
        match s.op:
            case "num":
                return float(s.args[0])
            case "var":
                return self.values[s]
            case "comp":
                return self.random[s]
            case "add":
                return sum((self.value(r) for r in s.args), 0.0)
            case "mul":
                return np.prod(np.broadcast_arrays(1.0, *(self.value(r) for r in s.args)), axis=0)
            case "pow":
                return self.value(s.args[0]) ** self.value(s.args[1])
            case "exp":
                return np.exp(self.value(s.args[0]))
            case "mean":
                return float(
                    (np.broadcast_to(self.value(s.args[0]), self.weights.shape) * self.weights).sum()
                )
        raise NotImplementedError(s.op)

    def holds(self, f: Term) -> bool:
        match f.op:
            case "and":
                return all(map(self.holds, f.args))
            case "surely":
                return bool(np.all(self.at_outcomes(f.args[0])[self.weights > 0]))
            case "law":
                return self.said(*f.args)
        return bool(np.all(self.at_outcomes(f)))

    def at_outcomes(self, f: Term) -> Any:
        if f.op in ("or", "and"):
            joined = np.logical_or if f.op == "or" else np.logical_and
            return joined.reduce(np.broadcast_arrays(*map(self.at_outcomes, f.args)))
        left, right = (np.broadcast_to(self.value(s), self.weights.shape) for s in f.args)
        near = np.abs(left - right) <= CLOSE * (1 + np.abs(left))
        return {"eq": near, "le": near | (left < right), "lt": ~near & (left < right)}[f.op]

    def said(self, name: str, terms: tuple[Term, ...]) -> bool:
        match name:
            case "integrable":
                return True
            case "independent":
                return all(
                    self.apart(fs)
                    for fs in product(POWERS, repeat=len(terms))
                    for fs in [list(zip(fs, terms, strict=True))]
                )
            case "normal":
                _, m, s = terms
                wanted = [m, k.add(s, k.power(m, 2)), *(normal_moment(m, s, order) for order in (3, 4, 6))]
                orders = (1, 2, 3, 4, 6)
                return self.value(s) >= 0 and all(
                    self.holds(k.eq(mean(k.power(terms[0], order)), of))
                    for order, of in zip(orders, wanted, strict=True)
                )
            case "bernoulli":
                bit = k.or_(k.eq(terms[0], ZERO), k.eq(terms[0], ONE))
                return self.holds(surely(bit)) and self.holds(k.eq(mean(terms[0]), terms[1]))
        raise NotImplementedError(name)

    def apart(self, functions: list[tuple[Callable[[Term], Term], Term]]) -> bool:
        """Whether the mean of the product of these functions is the product of their means."""
        made = [f(s) for f, s in functions]
        return self.holds(k.eq(mean(Term("mul", *made)), Term("mul", *map(mean, made))))


POWERS: list[Callable[[Term], Term]] = [
    lambda s: s,
    lambda s: k.power(s, 2),
    lambda s: exp(k.mul(k.num(1), s)),
]


def normal_moment(m: Term, s: Term, order: int) -> Term:
    """By hand, for the orders that are looked at."""
    terms = {
        3: [(1, 3, 0), (3, 1, 1)],
        4: [(1, 4, 0), (6, 2, 1), (3, 0, 2)],
        6: [(1, 6, 0), (15, 4, 1), (45, 2, 2), (15, 0, 3)],
    }
    return k.add(*(k.mul(k.num(c), k.power(m, e), k.power(s, d)) for c, e, d in terms[order]))


def spaces() -> Iterator[Space]:
    for n0, (m0, v0, p0, t0) in enumerate(
        [(0.5, 1.0, 0.25, 0.5), (-1.0, 0.25, 0.5, -0.5), (0.0, 0.0, 1.0, 0.25)]
    ):
        values = {mu: m0, v: v0, nu: 0.25 + n0, w: 0.5, p: p0, q: 0.5, a: -1.5 + n0, b: 0.75, t: t0, x: 3.0}
        yield Space(values)
        yield Space(values, shared=True)


INDEPENDENT = k.law("independent", X, Y)
CASES: dict[str, list[tuple[Any, ...]]] = {
    "independent_functions": [
        ((X, Y), ((0,), (1,)), (k.power(X, 2), exp(k.mul(t, Y)))),
        ((X, Y), ((1,), (0,)), (Y, X)),
        ((X, B, Y), ((0, 1), (2,)), (k.mul(X, B), Y)),
        ((X, Y), ((0,), ()), (X, a)),
    ],
    "independent_mean": [(X, Y), (k.power(X, 2), Y), (X, B, Y)],
    "independent_integrable": [(X, Y)],
    "normal_integrable": [(X, mu, v, 3, None), (X, mu, v, 1, t)],
    "normal_moment": [
        *((X, mu, v, order, None) for order in (0, 1, 2, 3, 4, 7)),
        *((X, mu, v, order, t) for order in (0, 1, 2, 3)),
    ],
    "normal_affine": [(X, mu, v, a, b), (X, mu, v, ONE, ZERO), (X, mu, v, ZERO, b)],
    "normal_sum": [(X, mu, v, Y, nu, w)],
    "normal_variance": [(X, mu, v)],
    "law_same": [
        ("normal", (X, mu, v), (k.add(X, ZERO), k.add(mu, ZERO), k.mul(ONE, v))),
        ("normal", (X, mu, v), (Y, nu, w)),
        ("bernoulli", (B, p), (k.power(B, 2), p)),
    ],
    "bernoulli_values": [(B, p)],
    "bernoulli_range": [(B, p)],
    "bernoulli_integrable": [(B, p, x, exp(x))],
    "bernoulli_mean": [
        (B, p, x, x),
        (B, p, x, exp(k.mul(t, x))),
        (B, p, x, k.power(k.add(x, a), 3)),
        (B, p, x, a),
    ],
    "bernoulli_from": [(B, p), (k.add(ONE, k.mul(k.num(-1), B)), k.sub(ONE, p)), (k.mul(B, C), k.mul(p, q))],
}

TWINS: dict[str, list[tuple[tuple[Any, ...], tuple[Term, ...], Term]]] = {
    "independent_functions": [
        (((X, Y), ((0,), (0,)), (X, k.power(X, 2))), (INDEPENDENT,), k.law("independent", X, k.power(X, 2))),
        (((X, Y), ((0,), (1,)), (X, X)), (INDEPENDENT,), k.law("independent", X, X)),
        (((X, Y), ((0,), (1,)), (X, k.add(X, Y))), (INDEPENDENT,), k.law("independent", X, k.add(X, Y))),
    ],
    "independent_mean": [
        ((X, Y), (integrable(X), integrable(Y)), k.eq(mean(Term("mul", X, Y)), Term("mul", mean(X), mean(Y))))
    ],
    "normal_moment": [
        ((X, mu, v, 3, None), (k.law("normal", X, mu, v),), k.eq(mean(k.power(X, 3)), k.power(mu, 3))),
        ((X, mu, v, 0, t), (k.law("normal", X, mu, v),), k.eq(mean(exp(k.mul(t, X))), exp(k.mul(t, mu)))),
    ],
    "normal_affine": [
        (
            (X, mu, v, a, b),
            (k.law("normal", X, mu, v),),
            k.law("normal", k.add(k.mul(a, X), b), k.add(k.mul(a, mu), b), k.mul(a, v)),
        )
    ],
    "normal_sum": [
        (
            (X, mu, v, Y, nu, w),
            (k.law("normal", X, mu, v), k.law("normal", Y, nu, w)),
            k.law("normal", Term("add", X, Y), Term("add", mu, nu), Term("add", v, w)),
        ),
    ],
    "normal_variance": [((X, mu, v), (k.law("normal", X, mu, v),), k.lt(ZERO, v))],
    "law_same": [
        (("normal", (X, mu, v), (Y, mu, v)), (k.law("normal", X, mu, v),), k.law("normal", Y, mu, v))
    ],
    "bernoulli_values": [((B, p), (k.law("bernoulli", B, p),), surely(k.eq(B, ONE)))],
    "bernoulli_range": [((B, p), (k.law("bernoulli", B, p),), k.lt(ZERO, k.sub(ONE, p)))],
    "bernoulli_mean": [
        ((B, p, x, k.power(x, 2)), (k.law("bernoulli", B, p),), k.eq(mean(k.power(B, 2)), k.power(p, 2)))
    ],
    "bernoulli_from": [((X, mu), (k.eq(mean(X), mu),), k.law("bernoulli", X, mu))],
}


def instance(name: str, args: tuple[Any, ...]) -> tuple[tuple[Term, ...], Term]:
    premises, conclusion, *_ = LAWS[name].instance(*args)
    infer.law(name, args, *map(infer.assume, premises))  # which checks all terms
    return tuple(premises), conclusion


@pytest.mark.parametrize("name", CASES)
def test_every_instance_holds(name: str) -> None:
    met = 0
    for args in CASES[name]:
        premises, conclusion = instance(name, args)
        for space in spaces():
            if all(map(space.holds, premises)):
                assert space.holds(conclusion), (args, space.values)
                met += 1
    assert met >= 2


@pytest.mark.parametrize("name", TWINS)
def test_a_false_twin_is_refused(name: str) -> None:
    for args, premises, conclusion in TWINS[name]:
        assert any(all(map(s.holds, premises)) and not s.holds(conclusion) for s in spaces()), args
        try:
            needed, concluded = instance(name, args)
        except KernelError:
            continue
        assert concluded != conclusion or not set(needed) <= set(premises)


# -- exponential, Poisson's and uniform quantities

T, S, K, M, U = map(comp, "TSKMU")
rate, other, low, high = map(k.var, ["r", "s", "l", "h"])


class Others(Space):
    """Independent exponential, Poisson's and uniform quantities, by the nodes of Laguerre and Legendre."""

    def __init__(self, values: dict[Term, float]) -> None:
        self.values = values
        tails, weights = np.polynomial.laguerre.laggauss(20)
        points, lengths = np.polynomial.legendre.leggauss(12)
        counts = np.arange(40.0)
        chances = [_poisson(values[r], counts) for r in (rate, other)]
        t1, k1, k2, u1 = np.meshgrid(tails, counts, counts, points, indexing="ij")
        self.weights = np.einsum("i,j,k,l->ijkl", weights, *chances, lengths / 2)
        start, end = values[low], values[high]
        self.random = {
            T: t1 / max(values[rate], 1e-9), K: k1, M: k2, U: start + (end - start) * (u1 + 1) / 2,
        }  # fmt: skip

    def said(self, name: str, terms: tuple[Term, ...]) -> bool:
        if name in ("integrable", "independent"):
            return super().said(name, terms)
        x, *parameters = terms
        a, *rest = map(self.value, parameters)
        found = [self.value(mean(monomial(x, n))) for n in (1, 2, 3)]
        if name == "exponential":
            if a <= 0:
                return False
            wanted = [1 / a, 2 / a**2, 6 / a**3]
        elif name == "poisson":
            wanted = [a, a + a**2, a + 3 * a**2 + a**3]
        else:
            (b,) = rest
            if a > b:
                return False
            wanted = [(a + b) / 2, (a**2 + a * b + b**2) / 3, (a + b) * (a**2 + b**2) / 4]
        return bool(np.allclose(found, wanted, rtol=1e-6))


def _poisson(r: float, counts: Any) -> Any:
    factors = np.cumprod(np.concatenate([[1.0], r / counts[1:]]))
    return np.exp(-r) * factors


def others() -> Iterator[Others]:
    for r0, s0, l0, h0 in [(1.5, 0.5, -1.0, 2.0), (0.75, 2.0, 0.5, 0.5), (2.0, 0.0, 1.0, 1.5)]:
        yield Others({rate: r0, other: s0, low: l0, high: h0, t: 0.25, a: 1.5, b: -0.5})
        yield Others({rate: r0, other: s0, low: l0, high: h0, t: -0.5, a: 0.5, b: 2.0})


OTHERS: dict[str, list[tuple[Any, ...]]] = {
    "exponential_range": [(T, rate)],
    "exponential_values": [(T, rate)],
    "exponential_integrable": [(T, rate, 2, None), (T, rate, 1, t)],
    "exponential_moment": [(T, rate, n0, s0) for n0 in (0, 1, 2, 4) for s0 in (None, t)],
    "exponential_scaled": [(T, rate, a)],
    "poisson_range": [(K, rate)],
    "poisson_values": [(K, rate)],
    "poisson_integrable": [(K, rate, 2, None), (K, rate, 1, t)],
    "poisson_moment": [(K, rate, n0, s0) for n0 in (0, 1, 2, 4) for s0 in (None, t)],
    "poisson_sum": [(K, rate, M, other)],
    "uniform_range": [(U, low, high)],
    "uniform_values": [(U, low, high)],
    "uniform_integrable": [(U, low, high, 2, None), (U, low, high, 1, t)],
    "uniform_moment": [(U, low, high, n0) for n0 in (0, 1, 2, 5)],
    "uniform_exponential": [(U, low, high, t)],
    "uniform_affine": [(U, low, high, a, b)],
}

OTHER_TWINS: list[tuple[tuple[Term, ...], Term]] = [
    ((k.law("exponential", T, rate),), k.eq(mean(T), rate)),
    ((k.law("exponential", T, rate),), k.law("exponential", k.mul(a, T), k.mul(a, rate))),
    ((k.law("exponential", T, rate),), k.law("exponential", k.add(T, ONE), rate)),
    ((k.law("poisson", K, rate),), k.eq(mean(k.power(K, 2)), k.power(rate, 2))),
    ((k.law("poisson", K, rate),), k.law("poisson", k.mul(TWO, K), k.mul(TWO, rate))),
    (
        (k.law("poisson", K, rate), k.law("poisson", M, other)),
        k.law("poisson", Term("add", K, K), k.add(rate, rate)),
    ),
    ((k.law("uniform", U, low, high),), k.lt(low, high)),
    ((k.law("uniform", U, low, high),), k.eq(mean(k.power(U, 2)), k.power(mean(U), 2))),
    ((k.law("uniform", U, low, high),), k.law("uniform", k.mul(k.num(-1), U), k.neg(low), k.neg(high))),
]


@pytest.mark.parametrize("name", OTHERS)
def test_every_instance_of_the_other_distributions_holds(name: str) -> None:
    met = 0
    for args in OTHERS[name]:
        premises, conclusion = instance(name, args)
        for space in others():
            if all(map(space.holds, premises)):
                assert space.holds(conclusion), (args, space.values)
                met += 1
    assert met >= 2


@pytest.mark.parametrize("place", range(len(OTHER_TWINS)))
def test_false_twins_of_the_other_distributions_are_no_instances(place: int) -> None:
    premises, conclusion = OTHER_TWINS[place]
    assert any(all(map(s.holds, premises)) and not s.holds(conclusion) for s in others())
    for name, cases in OTHERS.items():
        for args in cases:
            assert instance(name, args)[1] != conclusion or set(instance(name, args)[0]) != set(premises)


def test_an_exponential_moment_needs_a_slower_rate() -> None:
    """E[e^(t X)] of an exponential quantity with the rate r is r/(r - t) for t < r alone."""
    premises, _ = instance("exponential_moment", (T, rate, 0, t))
    assert k.lt(t, rate) in premises
    premises, _ = instance("exponential_integrable", (T, rate, 0, t))
    assert k.lt(t, rate) in premises


# -- conditional means: on six outcomes, and a coin beside them

G, H, N, Q, R, W = map(comp, "GHNQRW")


class Finite(Space):
    """Y has one value on two outcomes, and one on three; G and H are the means of X and Q given Y."""

    def __init__(self, seed: int) -> None:
        chosen = np.random.default_rng(seed)
        self.values = {a: 1.5}
        self.groups = np.repeat([0, 0, 1, 1, 1, 2], 2).reshape(6, 2)
        self.weights = np.outer(chosen.dirichlet(np.ones(6)), [0.25, 0.75])
        x, q0 = (np.outer(chosen.integers(-3, 4, 6), [1.0, 1.0]) for _ in "XQ")
        y = np.array([1.0, -2.0, 0.5])[self.groups]
        coin = np.outer(np.ones(6), [3.0, -1.0])
        self.random = {X: x, Q: q0, Y: y, W: coin, G: self.given(x), H: self.given(q0), N: y + coin}

    def given(self, x: Any) -> Any:
        """The mean over each group."""
        found = np.zeros((6, 2))
        for group in range(3):
            here = self.groups == group
            found[here] = (x * self.weights)[here].sum() / self.weights[here].sum()
        return found

    def said(self, name: str, terms: tuple[Term, ...]) -> bool:
        if name != "conditional":
            return super().said(name, terms)
        m, x, *ys = (np.broadcast_to(self.value(s), (6, 2)) for s in terms)
        assert terms[2:] == (Y,)
        return len(ys) == 1 and bool(np.allclose(m, self.given(x)))


OF_X, OF_Q = k.law("conditional", G, X, Y), k.law("conditional", H, Q, Y)
CONDITIONAL: dict[str, list[tuple[Any, ...]]] = {
    "conditional_exists": [(G, X, (Y,))],
    "conditional_mean": [(G, X, (Y,), f) for f in (ONE, Y, G, k.mul(exp(Y), k.power(G, 2)))],
    "conditional_integrable": [(G, X, (Y,), Y)],
    "conditional_power": [(G, X, (Y,), 2), (G, X, (Y,), 1)],
    "conditional_known": [(k.power(Y, 3), (Y,)), (a, (Y,))],
    "conditional_independent": [(W, (Y,)), (k.power(W, 2), (Y,))],
    "conditional_add": [(G, X, H, Q, (Y,)), (G, X, G, X, (Y,))],
    "conditional_factor": [(Y, G, X, (Y,)), (a, G, X, (Y,))],
    "conditional_same": [(G, X, k.add(G, ZERO), k.mul(ONE, X), (Y,)), (G, X, H, Q, (Y,))],
}

CONDITIONAL_TWINS: list[tuple[tuple[Term, ...], Term]] = [
    ((OF_X,), k.eq(mean(Term("mul", Q, X)), mean(Term("mul", Q, G)))),
    ((OF_X,), k.eq(mean(k.power(X, 2)), mean(k.power(G, 2)))),
    ((OF_X,), k.law("conditional", k.power(G, 2), k.power(X, 2), Y)),
    ((OF_X,), k.law("conditional", Term("mul", Q, G), Term("mul", Q, X), Y)),
    ((), k.law("conditional", X, X, Y)),
    ((), k.law("conditional", mean(X), X, Y)),
    ((), k.law("conditional", N, N, Y)),
]


@pytest.mark.parametrize("name", CONDITIONAL)
def test_laws_of_conditional_means_hold(name: str) -> None:
    met = 0
    for args in CONDITIONAL[name]:
        premises, conclusion = instance(name, args)
        for space in map(Finite, range(4)):
            if all(map(space.holds, premises)):
                assert space.holds(conclusion), args
                met += 1
    assert met >= 4


@pytest.mark.parametrize("place", range(len(CONDITIONAL_TWINS)))
def test_what_conditional_means_are_not(place: int) -> None:
    premises, conclusion = CONDITIONAL_TWINS[place]
    assert any(all(map(s.holds, premises)) and not s.holds(conclusion) for s in map(Finite, range(4)))


# -- what is integrable: U^-c is, of a uniform U, where c < 1


Tails = frozenset[tuple[float, float]]  # exponents of U1 and U2 in the terms of a sum
NONE: Tails = frozenset({(0.0, 0.0)})


def tails(s: Term, at: dict[Term, Tails]) -> Tails:
    """How a term of positive quantities grows."""
    if s in at:
        return at[s]
    match s.op:
        case "add":
            return frozenset().union(*(tails(r, at) for r in s.args)) or NONE
        case "mul":
            found = NONE
            for r in s.args:
                found = frozenset((c + e, d + f) for c, d in found for e, f in tails(r, at))
            return found
        case "pow":
            order = int(s.args[1].args[0])
            return tails(Term("mul", *[s.args[0]] * order), at)
        case "sum":  # of two summands
            return tails(k.open_(s, ONE), at) | tails(k.open_(s, TWO), at)
    return NONE


def is_true(f: Term, at: dict[Term, Tails]) -> bool:
    if f.op == "all":
        return all(is_true(k.open_(f, number), at) for number in (ONE, TWO))
    if f.op == "law" and f.args[0] == "integrable":
        return all(c < 1 and d < 1 for c, d in tails(f.args[1][0], at))
    if f.op == "law":  # different quantities are independent where they grow with different ones
        grown = [tails(s, at) for s in f.args[1]]
        return not any(all(any(e[c] for e in one) for one in grown) for c in (0, 1))
    order = [max(max(e) for e in tails(s, at)) for s in f.args[0].args]  # a sure relation: by growth
    return (
        tails(f.args[0].args[0], at) == tails(f.args[0].args[1], at)
        if f.args[0].op == "eq"
        else order[0] <= order[1]
    )


S1, S2 = comp("S", ONE), comp("S", TWO)
SUM = Term("sum", Hint("i"), ONE, n, k.close(comp("S", i), i))
INTEGRABLE: dict[str, list[tuple[Any, ...]]] = {
    "integrable_add": [(X, Y), (X, k.mul(X, Y))],
    "integrable_factor": [(a, X)],
    "integrable_sum": [(i, ONE, n, comp("S", i))],
    "integrable_between": [(X, Y, B)],
    "integrable_product": [(X, Y)],
    "integrable_bounded": [(ONE, X, Y)],
    "integrable_add_power": [(2, X, Y), (3, X, Y)],
    "integrable_sum_power": [(2, i, ONE, n, comp("S", i))],
    "integrable_lower": [(X, 3, 2), (X, 2, 1), (X, 2, 2)],
    "integrable_same": [(X, Y)],
    "independent_integrable": [(X, Y), (k.power(X, 2), Y)],
}


def growths() -> Iterator[dict[Term, Tails]]:
    sizes = (0.0, 0.3, 0.6, 0.95)
    for first, second, third in product(sizes, repeat=3):
        for place in (0, 1):
            put = (second, 0.0) if place == 0 else (0.0, second)
            yield {
                X: frozenset({(first, 0.0)}),
                Y: frozenset({put}),
                B: frozenset({(third, 0.0)}),
                S1: frozenset({(first, 0.0)}),
                S2: frozenset({put}),
            }
    yield dict.fromkeys((X, Y, B, S1, S2), frozenset({(1.2, 0.0)}))
    yield {X: frozenset({(1.2, 0.0)}), **dict.fromkeys((Y, B, S1), NONE), S2: frozenset({(1.2, 0.0)})}
    yield {Y: frozenset({(1.2, 0.0)}), **dict.fromkeys((X, B, S1, S2), NONE)}
    yield {B: frozenset({(1.2, 0.0)}), Y: frozenset({(1.2, 0.0)}), **dict.fromkeys((X, S1, S2), NONE)}


NEEDLESS = {
    ("integrable_between", 0),
    ("integrable_between", 2),
    ("integrable_bounded", 1),
}  # of what is positive


@pytest.mark.parametrize("name", INTEGRABLE)
def test_what_is_integrable(name: str) -> None:
    """Every instance holds, and none without one of its premises."""
    instances = [instance(name, args) for args in INTEGRABLE[name]]
    for premises, conclusion in instances:
        for at in growths():
            assert is_true(conclusion, at) or not all(is_true(f, at) for f in premises), (premises, at)
    premises, conclusion = instances[0]
    for place in range(len(premises)):
        rest = premises[:place] + premises[place + 1 :]
        fails = any(all(is_true(f, at) for f in rest) and not is_true(conclusion, at) for at in growths())
        assert fails != ((name, place) in NEEDLESS), (name, place)


def test_all_laws_are_tried() -> None:
    assert {*CASES, *INTEGRABLE, *OTHERS, *CONDITIONAL, "integrable_fixed", "integrable_random"} == {*LAWS}
    for law in LAWS.values():
        assert "|-" in law.figure
        assert law.source


def test_quantities_without_a_law_have_means_by_the_axiom() -> None:
    plain = comp("R", sort="random")
    thm = infer.law("integrable_random", (k.power(plain, 4),))
    assert thm.axioms == {"linearity of expectation"}
    assert not infer.law("integrable_fixed", (mean(X),)).axioms


REFUSED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "what is drawn has no mean by the axiom": ("integrable_random", (X,)),
    "what is random is not fixed": ("integrable_fixed", (X,)),
    "a random factor": ("integrable_factor", (Y, X)),
    "a random length": ("integrable_sum", (i, ONE, k.fn("floor", X), Y)),
    "a random slope": ("normal_affine", (X, mu, v, Y, b)),
    "a random shift": ("normal_affine", (X, mu, v, a, Y)),
    "a random rate": ("normal_moment", (X, mu, v, 1, Y)),
    "a random parameter": ("normal_moment", (X, Y, v, 1, None)),
    "a complex rate": ("normal_moment", (X, mu, v, 0, k.I)),
    "an order below 0": ("normal_moment", (X, mu, v, -1, None)),
    "an order that is no number": ("normal_moment", (X, mu, v, True, None)),
    "too high an order": ("normal_moment", (X, mu, v, MAX_MOMENT + 1, None)),
    "a function of something else": ("bernoulli_mean", (B, p, x, k.add(x, X))),
    "an integer put for a bit": ("bernoulli_mean", (B, p, n, n)),
    "a function that need not be measurable": (
        "integrable_between",
        (ZERO, k.call("L", (), i, ONE, k.mul(X, i)), ONE),
    ),
    "a place that there is not": ("independent_functions", ((X, Y), ((0,), (2,)), (X, Y))),
    "a place counted from the end": ("independent_functions", ((X, Y), ((0,), (-1,)), (X, Y))),
    "what is not known": ("conditional_known", (X, (Y,))),
    "what is not known does not come out": ("conditional_factor", (Q, G, X, (Y,))),
    "another factor": ("conditional_mean", (G, X, (Y,), Q)),
    "a random scale": ("exponential_scaled", (T, rate, K)),
    "a law that there is not": ("law_same", ("integrable", (X,), (Y,))),
    "a higher order from a lower one": ("integrable_lower", (X, 2, 3)),
    "a power of order 0": ("integrable_add_power", (0, X, Y)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_looks_like_an_instance_is_refused(name: str) -> None:
    law, args = REFUSED[name]
    with pytest.raises(KernelError):
        LAWS[law].instance(*args)


def test_order_is_kept_by_means_that_exist_only() -> None:
    """e^(X^2) is at least 1 + X^2, and need not have a mean."""
    large = exp(k.power(X, 2))
    order = infer.assume(surely(k.le(ONE, large)))
    at = infer.at_outcome(order)
    with pytest.raises(KernelError):
        infer.under_mean(infer.law("ind_lower", (k.lt(ZERO, X),)))
    with pytest.raises(KernelError, match="nothing random"):
        infer.under_mean(infer.assume(at.conclusion))
    found = infer.under_mean(at, infer.assume(integrable(large)))
    assert found.conclusion == k.le(mean(ONE), mean(large))
    assert integrable(large) in found.hypotheses
    with pytest.raises(KernelError):
        infer.under_mean(at, infer.assume(integrable(X)))


def test_a_distribution_has_parameters_that_are_not_random() -> None:
    for bad in (
        k.law("normal", X, Y, v),
        k.law("normal", X, mu),
        k.law("cauchy", X, mu),
        k.law("normal", k.I, mu, v),
        k.law("integrable", X, Y),
        k.law("conditional", X, Y),
    ):
        with pytest.raises(KernelError):
            k.checked(bad)
    assert monomial(X, 0) == ONE
