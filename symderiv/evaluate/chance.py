"""Values that depend on independent normal quantities: polynomials and exponentials, with exact means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import comb, factorial
from typing import Any

from flint import acb, arb, fmpq, fmpz

from symderiv.evaluate.dual import Dual, Value
from symderiv.evaluate.numbers import ONE, ZERO, NotIntegrableError, Number, Undecided, Varying, sign_of
from symderiv.evaluate.special import exponential

MAX_TERMS = 2_000
_NUMBERS = (fmpq, fmpz, arb, acb, int)


@dataclass(frozen=True)
class Noise:
    """A random quantity by its name, as that of a coin, and its kind: ``normal`` with mean 0 and a variance,
    the ``absolute`` value of such, ``exponential`` or ``poisson`` with a rate, ``uniform`` from 0 to 1."""

    name: tuple[Any, ...]
    parameter: Number = field(compare=False)
    kind: str = "normal"


Monomial = tuple[tuple[tuple[Noise, int], ...], tuple[tuple[Noise, fmpq], ...]]  # powers, and rates of exp
CONSTANT: Monomial = ((), ())


class Chance(Varying):
    """The sum of c W1^n1 W2^n2 ... e^(r1 W1 + r2 W2 + ...) over monomials, of independent noises W."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Monomial, Number]) -> None:
        if len(terms) > MAX_TERMS:
            raise Undecided("a polynomial with too many terms in random quantities")
        self.terms = terms

    def __add__(self, other: Any) -> Any:
        if isinstance(other, _NUMBERS):
            other = Chance({CONSTANT: other})
        if not isinstance(other, Chance):
            return NotImplemented
        found = dict(self.terms)
        for m, c in other.terms.items():
            found[m] = found.get(m, ZERO) + c
        return _plain(found)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, _NUMBERS):
            return _plain({m: c * other for m, c in self.terms.items()})
        if not isinstance(other, Chance):
            return NotImplemented
        found: dict[Monomial, Number] = {}
        for m, c in self.terms.items():
            for n, d in other.terms.items():
                key = _joined(m[0], n[0]), _joined(m[1], n[1])
                found[key] = found.get(key, ZERO) + c * d
        return _plain(found)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Any:
        return self * -1

    def __sub__(self, other: Any) -> Any:
        return self + -1 * other

    def __rsub__(self, other: Any) -> Any:
        return other + self * -1

    def __pow__(self, n: int) -> Any:
        result: Any = ONE
        for _ in range(n):
            result = result * self
        return result

    @property
    def noises(self) -> set[Noise]:
        """Those that the value depends on."""
        return {w for powers, rates in self.terms for w, _ in (*powers, *rates)}

    @property
    def linear(self) -> bool:
        """Whether it is a number and multiples of noises, added."""
        return all(not rates and sum(n for _, n in powers) <= 1 for powers, rates in self.terms)

    @property
    def normal(self) -> bool:
        """Whether it is a number and multiples of normal noises, added: several such are so together."""
        return self.linear and all(w.kind == "normal" for w in self.noises)

    def is_image(self, kind: str) -> bool:
        """Whether it is a number and a multiple of one noise of this kind, not a negative one, added; of
        Poisson's the noise itself."""
        if not self.linear or len(self.noises) != 1:
            return False
        (noise,), (scale,) = self.noises, (c for m, c in self.terms.items() if m != CONSTANT)
        alone = kind == "uniform" or CONSTANT not in self.terms
        return noise.kind == kind and sign_of(scale) == 1 and alone and (kind != "poisson" or scale == 1)

    def exponential(self) -> Any:
        """e to the power of this, which is to be linear in the noises."""
        rates = {m: c for m, c in self.terms.items() if m != CONSTANT}
        if not self.linear or not all(isinstance(c, fmpq) for c in rates.values()):
            raise Undecided("an exponential of what is random and not linear")
        found = tuple((powers[0][0], c) for (powers, _), c in rates.items())
        return Chance({((), _joined((), found)): exponential(self.terms.get(CONSTANT, ZERO))})

    def mean_over(self, kept: set[Noise]) -> Any:
        """The expectation over all noises but these."""
        found: dict[Monomial, Number] = {}
        for (powers, rates), c in self.terms.items():
            inside = tuple(p for p in powers if p[0] not in kept), tuple(r for r in rates if r[0] not in kept)
            left = tuple(p for p in powers if p[0] in kept), tuple(r for r in rates if r[0] in kept)
            found[left] = found.get(left, ZERO) + c * _mean(*inside)
        return _plain(found)

    def mean(self) -> Number:
        """The expectation."""
        return sum((c * _mean(*m) for m, c in self.terms.items()), ZERO)


def _plain(terms: dict[Monomial, Number]) -> Any:
    """The value, as a number where no noise is left in it."""
    kept = {m: c for m, c in terms.items() if not (isinstance(c, (fmpq, fmpz, int)) and c == 0)}
    return kept.get(CONSTANT, ZERO) if kept.keys() <= {CONSTANT} else Chance(kept)


def _joined(a: tuple[Any, ...], b: tuple[Any, ...]) -> tuple[Any, ...]:
    """Exponents added, noise by noise."""
    found: dict[Noise, Any] = {}
    for w, n in (*a, *b):
        found[w] = found.get(w, 0) + n
    return tuple(sorted(((w, n) for w, n in found.items() if n != 0), key=lambda pair: repr(pair[0].name)))


def _mean(powers: tuple[tuple[Noise, int], ...], rates: tuple[tuple[Noise, fmpq], ...]) -> Number:
    """The product of E[W^n e^(r W)] over the noises."""
    orders, slopes = dict(powers), dict(rates)
    result: Number = ONE
    for w in {**orders, **slopes}:
        result = result * _moment(w, orders.get(w, 0), slopes.get(w, ZERO))
    return result


def _moment(w: Noise, n: int, r: fmpq) -> Number:
    """E[W^n e^(r W)]."""
    match w.kind:
        case "exponential":
            left = w.parameter - r
            if sign_of(left) != 1:
                raise NotIntegrableError(f"an exponential with the rate {r} of what falls no faster")
            return factorial(n) * w.parameter / left ** (n + 1)
        case "poisson":
            tilted = w.parameter * exponential(r)
            return exponential(tilted - w.parameter) * _of_poisson(tilted, n)
        case "uniform":
            return _of_uniform(n, r)
    return _of_normal(w, n, r)


def _of_poisson(rate: Number, n: int) -> Number:
    """E[W^n]: r times the mean of (W + 1)^(n - 1)."""
    found: list[Number] = [ONE]
    for order in range(n):
        found.append(rate * sum((comb(order, j) * found[j] for j in range(order + 1)), ZERO))
    return found[n]


def _of_uniform(n: int, r: fmpq) -> Number:
    """The integral of u^n e^(r u) from 0 to 1, by parts."""
    if r == 0:
        return fmpq(1, n + 1)
    end = exponential(r)
    found = (end - 1) / r
    for order in range(1, n + 1):
        found = (end - order * found) / r
    return found


def _of_normal(w: Noise, n: int, r: fmpq) -> Number:
    """By parts, E[W f(W)] = v E[f'(W)], and v f(0) times twice the density at 0 of what is not negative."""
    v, edge = w.parameter, ZERO
    found: list[Number] = [exponential(r * r * v / 2)]
    if w.kind == "absolute":
        edge = (2 * arb(v) / arb.pi()).sqrt()
        found[0] = found[0] * (1 + (arb(r) * (arb(v) / 2).sqrt()).erf()) if r != 0 else ONE
    for order in range(n):
        before = found[order - 1] * order * v if order else edge
        found.append(r * v * found[order] + before)
    return found[n]


def mean_of(x: Value) -> Value:
    """The expectation of a value over its noises; slopes have expectations of their own."""
    if isinstance(x, Dual):
        return Dual(mean_of(x.real), mean_of(x.slope))
    return x.mean() if isinstance(x, Chance) else x


def exponential_of(x: Value) -> Value:
    """e^x, of a number or of what is random."""
    return x.exponential() if isinstance(x, Chance) else exponential(x)


def number(x: Value) -> Number:
    """x, where it depends on no noise."""
    if isinstance(x, Chance):
        raise Undecided("a value that depends on the outcome of normal quantities")
    return x


def standard(
    kind: str, parameters: Sequence[Number], name: tuple[Any, ...] = ()
) -> tuple[Number, Number, Noise]:
    """A distribution as that of shift + scale W, of a noise W with this name."""
    match kind:
        case "normal":
            return parameters[0], ONE, Noise(name, parameters[1])
        case "uniform":
            low, high = parameters
            return low, high - low, Noise(name, ONE, "uniform")
        case "exponential":
            return ZERO, 1 / parameters[0], Noise(name, ONE, "exponential")
    return ZERO, ONE, Noise(name, parameters[0], kind)


def moments(kind: str, parameters: Sequence[Number], upto: int) -> list[Number]:
    """E[X^n] of a distribution, for n = 0, 1, ..., upto."""
    shift, scale, noise = standard(kind, parameters)
    raw = [_moment(noise, n, ZERO) * scale**n for n in range(upto + 1)]
    return [
        sum((comb(n, j) * raw[j] * shift ** (n - j) for j in range(n + 1)), ZERO) for n in range(upto + 1)
    ]


def all_moments(
    outcomes: list[tuple[fmpq, tuple[Value, ...]]], of: Callable[[tuple[Value, ...]], Value]
) -> Number:
    """The expectation of a function of several values, over finitely many outcomes and the noises."""
    return sum((p * mean_of(of(values)) for p, values in outcomes), ZERO)


def noises(values: tuple[Value, ...]) -> Iterator[set[Noise]]:
    """Those that each of the values depends on."""
    return (x.noises if isinstance(x, Chance) else set[Noise]() for x in values)
