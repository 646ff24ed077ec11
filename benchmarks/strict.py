"""What a statement says at a point, read from SymPy as the documentation defines it, without the checker.

Atoms are strict: a relation is true only where each part of it is defined, else it is false; connectives
and quantifiers over atoms are classical.  Values are exact (rationals, Gaussian rationals) as far as they go,
else floating point of mpmath, made more precise until a sign is certain.  What cannot be told raises
:class:`UnknownError`, and a formula then has the truth value None.

Each atom is evaluated twice, every operation in floating point with a rounding error at random: a number
differs from 0 only where it is much larger than what separates the two, so that no cancellation is taken
for a value.  (Digits alone do not tell: with e^400 in a sum, a difference quotient of 80 digits is 0.)

A point draws a value for what it is asked: symbols by their assumptions and declared bounds, components of
families one by one, random ones for each outcome of a finite space, unknown functions as polynomials.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any, Final

import sympy as sp
from mpmath import mp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from symderiv.language import notation as nt

LEVELS: Final = (30, 150, 1300)  # decimal digits
SURE: Final = 0.6  # of them, a value that is not 0 has to show up in so many
MOST_TERMS: Final = 60  # of a sum, values of a quantified index
GREATEST: Final = 2000  # argument of a factorial, exponent of an exact power
LOOSE: Final = mp.mpf(10) ** -9  # error of a difference quotient
CLEAR: Final = 1000  # by how much a number is larger than its error, where it is told from 0


class UndefinedError(Exception):
    """A part has no value."""


class OutOfRangeError(UndefinedError):
    """An index lies outside its declared range, for which there are no conditions."""


class UnknownError(Exception):
    """It cannot be told."""


class CloseError(UnknownError):
    """It cannot be told with so many digits."""


# -- numbers -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gauss:
    """A Gaussian rational that is not real."""

    re: Fraction
    im: Fraction


Number = Any  # Fraction, Gauss, mpf, mpc
Unary = Callable[[Number], Number]


def gauss(re: Fraction, im: Fraction) -> Number:
    return Gauss(re, im) if im else re


def exact(v: Number) -> bool:
    return isinstance(v, (Fraction, Gauss))


def parts(v: Number) -> tuple[Any, Any]:
    """Real and imaginary part."""
    if isinstance(v, Fraction):
        return v, Fraction(0)
    if isinstance(v, Gauss):
        return v.re, v.im
    return (v.real, v.imag) if isinstance(v, mp.mpc) else (v, Fraction(0))


def approx(v: Number) -> Any:
    """The value in floating point, with the digits of the day."""
    if isinstance(v, Fraction):
        return mp.mpf(v.numerator) / v.denominator
    if isinstance(v, Gauss):
        return mp.mpc(approx(v.re), approx(v.im))
    return v


class Rounding:
    """Errors at random for operations in floating point, and the numbers that were told from 0 on the way."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.told: list[Any] = []

    def error(self, size: Any) -> Any:
        return mp.mpf(self.rng.uniform(-4, 4)) * mp.mpf(10) ** -mp.dps * size

    def confirms(self, other: Rounding) -> bool:
        """Whether what was told from 0 is so, whatever the errors are."""
        pairs = zip(self.told, other.told, strict=False)
        return len(self.told) == len(other.told) and all(CLEAR * abs(a - b) < abs(a) for a, b in pairs)


_ROUNDING: list[Rounding] = []  # the last one is that of the atom which is being evaluated


@contextmanager
def rounding(seed: int) -> Iterator[Rounding]:
    _ROUNDING.append(Rounding(seed))
    try:
        yield _ROUNDING[-1]
    finally:
        _ROUNDING.pop()


def rounded(v: Number) -> Number:
    """The result of an operation, with an error at random if it is not exact; a part that is 0 stays so."""
    if exact(v) or not _ROUNDING or not mp.isfinite(v):
        return v
    error, size = _ROUNDING[-1].error, abs(v)
    if isinstance(v, mp.mpc):
        return mp.mpc(*(part + error(size) if part else part for part in (v.real, v.imag)))
    return v + error(size)


def told(v: Any) -> None:
    """Note that a number is taken for another one than 0."""
    if _ROUNDING:
        _ROUNDING[-1].told.append(v)


def plus(a: Number, b: Number) -> Number:
    if exact(a) and exact(b):
        (p, q), (r, s) = parts(a), parts(b)
        return gauss(p + r, q + s)
    return rounded(approx(a) + approx(b))


def times(a: Number, b: Number) -> Number:
    if exact(a) and exact(b):
        (p, q), (r, s) = parts(a), parts(b)
        return gauss(p * r - q * s, p * s + q * r)
    return rounded(approx(a) * approx(b))


def minus(a: Number, b: Number) -> Number:
    return plus(a, times(Fraction(-1), b))


def is_zero(v: Number) -> bool:
    """Whether v is 0; CloseError where its digits do not tell."""
    if exact(v):
        return v == 0
    if not mp.isfinite(v):
        raise UnknownError
    if abs(v) > mp.mpf(10) ** (-SURE * mp.dps):
        told(v)
        return False
    raise CloseError


def inverse(v: Number) -> Number:
    if is_zero(v):
        raise UndefinedError
    if exact(v):
        p, q = parts(v)
        size = p * p + q * q
        return gauss(p / size, -q / size)
    return rounded(1 / approx(v))


def real(v: Number) -> Number:
    """v, where a real number is asked for."""
    re, im = parts(v)
    if not is_zero(im):
        raise UndefinedError
    return re


def sign(v: Number) -> int:
    """-1, 0 or 1 of a real number."""
    v = real(v)
    return 0 if is_zero(v) else 1 if v > 0 else -1


def whole(v: Number) -> int:
    v = real(v)
    if not isinstance(v, Fraction):
        raise UnknownError
    if v.denominator != 1:
        raise UndefinedError
    return v.numerator


def raised(v: Number, n: int) -> Number:
    """v^n for a whole number n; v^0 is 1."""
    if n < 0:
        return inverse(raised(v, -n)) if not is_zero(v) else _undefined()
    if n > GREATEST:
        raise UnknownError
    if exact(v):
        result: Number = Fraction(1)
        for _ in range(n):
            result = times(result, v)
        return result
    return approx(v) ** n


def _undefined() -> Number:
    raise UndefinedError


def rooted(v: Number, k: int) -> Number:
    """The principal k-th root."""
    if isinstance(v, Fraction) and v >= 0:
        p, q = (_whole_root(n, k) for n in (v.numerator, v.denominator))
        if p is not None and q is not None:
            return Fraction(p, q)
    re, im = parts(v)
    if re < 0 and not exact(im):
        is_zero(im)  # which side of the cut
    return mp.root(approx(v), k) if k > 1 else v


def _whole_root(n: int, k: int) -> int | None:
    r = round(n ** (1 / k)) if n < 10**12 else int(mp.nint(mp.root(n, k)))
    return r if r**k == n else None


# -- functions ---------------------------------------------------------------------------------------


def floor(v: Number) -> Number:
    v = real(v)
    if isinstance(v, Fraction):
        return Fraction(math.floor(v))
    below = mp.floor(v)
    for distance in (v - below, below + 1 - v):
        if distance < mp.mpf(10) ** (-SURE * mp.dps):
            raise CloseError
        told(distance)
    return Fraction(int(below))


def magnitude(v: Number) -> Number:
    if isinstance(v, Fraction):
        return abs(v)
    re, im = parts(v)
    if isinstance(v, Gauss):
        return rooted(re * re + im * im, 2)
    return abs(v)


def log(v: Number) -> Number:
    if is_zero(v):
        raise UndefinedError
    if v == 1:
        return Fraction(0)
    re, im = parts(v)
    if re < 0 and not exact(im):
        is_zero(im)  # which side of the cut
    return mp.log(approx(v))


def angle(v: Number) -> Number:
    return Fraction(0) if isinstance(v, Fraction) and v > 0 else mp.mpf(approx(parts(approx(log(v)))[1]))


def _at(value: Fraction, result: int, f: Callable[[Any], Any]) -> Callable[[Number], Number]:
    """f, which is exact at one value."""
    return lambda v: Fraction(result) if v == value else f(approx(v))


ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
I: Final = Gauss(ZERO, ONE)


def quotient(a: Number, b: Number) -> Number:
    return times(a, inverse(b))


def _by_logs(
    f: Callable[[Number], Number], low: int, high: int | None, name: str
) -> Callable[[Number], Number]:
    """The real function between low and high, elsewhere by principal logarithms."""

    def apply(v: Number) -> Number:
        if v == 0 and name in ("asin", "atanh"):
            return ZERO
        if isinstance(v, Gauss | mp.mpc) or sign(minus(v, Fraction(low))) < 0:
            return f(v)
        inside = high is None or sign(minus(Fraction(high), v)) >= 0
        return getattr(mp, name)(approx(v)) if inside else f(v)

    return apply


def _asin(v: Number) -> Number:
    inside = plus(times(I, v), rooted(minus(ONE, times(v, v)), 2))
    return times(Gauss(ZERO, -ONE), log(inside))


def _acos(v: Number) -> Number:
    return minus(mp.pi / 2, _asin(v))


def _acosh(v: Number) -> Number:
    if isinstance(v, Fraction):  # on the cut, too
        return mp.acosh(approx(v))
    return log(plus(v, times(rooted(plus(v, ONE), 2), rooted(minus(v, ONE), 2))))


def _atanh(v: Number) -> Number:
    return times(HALF, minus(log(plus(ONE, v)), log(minus(ONE, v))))


def _atan(v: Number) -> Number:
    if not isinstance(v, Gauss | mp.mpc):
        return ZERO if v == 0 else mp.atan(approx(v))
    iv = times(I, v)
    return times(Gauss(ZERO, HALF), minus(log(minus(ONE, iv)), log(plus(ONE, iv))))


def _asinh(v: Number) -> Number:
    if not isinstance(v, Gauss | mp.mpc):
        return ZERO if v == 0 else mp.asinh(approx(v))
    return log(plus(v, rooted(plus(times(v, v), ONE), 2)))


asin = _by_logs(_asin, -1, 1, "asin")
acos = _by_logs(_acos, -1, 1, "acos")
acosh = _by_logs(_acosh, 1, None, "acosh")


def atanh(v: Number) -> Number:
    if v in (ONE, -ONE):
        raise UndefinedError
    if v == 0:
        return ZERO
    inside = not isinstance(v, Gauss | mp.mpc) and sign(minus(ONE, magnitude(v))) > 0
    return mp.atanh(approx(v)) if inside else _atanh(v)


def _of_inverse(f: Callable[[Number], Number], *, known: bool) -> Callable[[Number], Number]:
    """f(1/z); where 1/z is not defined conventions differ, unless the value there is known to be infinite."""

    def apply(v: Number) -> Number:
        if is_zero(v):
            raise UndefinedError if known else UnknownError
        return f(inverse(v))

    return apply


def gamma(v: Number) -> Number:
    if isinstance(v, Fraction) and v.denominator == 1:
        if v <= 0:
            raise UndefinedError
        if v > GREATEST:
            raise UnknownError
        return Fraction(math.factorial(int(v) - 1))
    re, im = parts(approx(v))
    if not exact(v) and re < 0.5 and abs(im) < 1e-6 and abs(re - mp.nint(re)) < 1e-6:
        raise CloseError
    if magnitude(v) > GREATEST:
        raise UnknownError
    return mp.gamma(approx(v))


def _beta(a: Number, b: Number) -> Number:
    return quotient(times(gamma(a), gamma(b)), gamma(plus(a, b)))


def _natural(v: Number) -> int:
    """A whole number from 0 on; of negative ones conventions differ."""
    n = whole(v)
    if not 0 <= n <= GREATEST:
        raise UnknownError
    return n


def rising(a: Number, n: Number) -> Number:
    result: Number = ONE
    for step in range(_natural(n)):
        result = times(result, plus(a, Fraction(step)))
    return result


def falling(a: Number, n: Number) -> Number:
    result: Number = ONE
    for step in range(_natural(n)):
        result = times(result, minus(a, Fraction(step)))
    return result


def binomial(a: Number, n: Number) -> Number:
    return quotient(falling(a, n), Fraction(math.factorial(_natural(n))))


def fibonacci(v: Number) -> Number:
    n = whole(v)
    if abs(n) > GREATEST:
        raise UnknownError
    a, b = 0, 1
    for _ in range(abs(n)):
        a, b = b, a + b
    return Fraction(a if n >= 0 or n % 2 else -a)


def _recurrence(n: int, before: Number, now: Number, step: Callable[[int, Number, Number], Number]) -> Number:
    for at in range(n):
        before, now = now, step(at + 1, before, now)
    return before


def legendre(n: Number, x: Number) -> Number:
    def step(at: int, before: Number, now: Number) -> Number:
        high = times(times(Fraction(2 * at + 1), x), now)
        return times(minus(high, times(Fraction(at), before)), Fraction(1, at + 1))

    return _recurrence(_natural(n), ONE, x, step)


def _chebyshev(n: Number, x: Number, second: int) -> Number:
    doubled = times(Fraction(2), x)
    first = times(Fraction(second), x)
    return _recurrence(_natural(n), ONE, first, lambda _, before, now: minus(times(doubled, now), before))


def _hurwitz(s: Number, a: Number) -> Number:
    if s == 1:
        raise UndefinedError
    if parts(a)[0] <= 0:
        raise UnknownError
    return mp.zeta(approx(s), approx(a))


def _zeta(s: Number, a: Number | None = None) -> Number:
    if a is not None:
        return _hurwitz(s, a)
    if s == 1:
        raise UndefinedError
    return mp.zeta(approx(s))


def _bessel(name: str) -> Callable[[Number, Number], Number]:
    def apply(order: Number, z: Number) -> Number:
        if is_zero(z) or magnitude(order) > 50:
            raise UnknownError  # conventions differ at 0
        re, im = parts(approx(z))
        if re < 0 and abs(im) < 1e-6:
            raise UnknownError  # the cut
        return getattr(mp, name)(approx(order), approx(z))

    return apply


def sgn(v: Number) -> Number:
    if isinstance(v, Gauss | mp.mpc):
        return ZERO if is_zero(v) else quotient(v, magnitude(v))
    return Fraction(sign(v))


def _atan2(y: Number, x: Number) -> Number:
    y, x = real(y), real(x)
    if is_zero(y) and is_zero(x):
        raise UndefinedError
    return ZERO if y == 0 and sign(x) > 0 else mp.atan2(approx(y), approx(x))


def conjugate(v: Number) -> Number:
    re, im = parts(v)
    return gauss(re, -im) if exact(v) else mp.conj(v)


def exp(v: Number) -> Number:
    if v == 0:
        return ONE
    if parts(approx(v))[0] > 10**6:
        raise UnknownError
    return mp.exp(approx(v))


def _hyperbolic(f: Callable[[Any], Any], at_zero: int) -> Callable[[Number], Number]:
    def apply(v: Number) -> Number:
        if magnitude(v) > 10**5:
            raise UnknownError
        return Fraction(at_zero) if v == 0 else f(approx(v))

    return apply


sin, cos = _hyperbolic(mp.sin, 0), _hyperbolic(mp.cos, 1)
sinh, cosh = _hyperbolic(mp.sinh, 0), _hyperbolic(mp.cosh, 1)

FUNCTIONS: Final[dict[Any, Callable[..., Number]]] = {
    sp.exp: exp,
    sp.log: log,
    sp.sin: sin,
    sp.cos: cos,
    sp.tan: lambda v: quotient(sin(v), cos(v)),
    sp.cot: lambda v: quotient(cos(v), sin(v)),
    sp.sec: lambda v: inverse(cos(v)),
    sp.csc: lambda v: inverse(sin(v)),
    sp.sinh: sinh,
    sp.cosh: cosh,
    sp.tanh: lambda v: quotient(sinh(v), cosh(v)),
    sp.coth: lambda v: quotient(cosh(v), sinh(v)),
    sp.sech: lambda v: inverse(cosh(v)),
    sp.csch: lambda v: inverse(sinh(v)),
    sp.asin: asin,
    sp.acos: acos,
    sp.atan: _atan,
    sp.acot: _of_inverse(_atan, known=False),
    sp.asec: _of_inverse(acos, known=True),
    sp.acsc: _of_inverse(asin, known=True),
    sp.asinh: _asinh,
    sp.acosh: acosh,
    sp.atanh: atanh,
    sp.acoth: _of_inverse(atanh, known=False),
    sp.asech: _of_inverse(acosh, known=True),
    sp.acsch: _of_inverse(_asinh, known=True),
    sp.re: lambda v: parts(v)[0],
    sp.im: lambda v: parts(v)[1],
    sp.arg: angle,
    sp.conjugate: conjugate,
    sp.Abs: magnitude,
    sp.sign: sgn,
    sp.sinc: lambda v: ONE if is_zero(v) else quotient(sin(v), v),
    sp.atan2: _atan2,
    sp.floor: floor,
    sp.erf: _at(ZERO, 0, mp.erf),
    sp.erfc: _at(ZERO, 1, mp.erfc),
    sp.erfi: _at(ZERO, 0, mp.erfi),
    sp.gamma: gamma,
    sp.beta: _beta,
    sp.factorial: lambda v: gamma(plus(v, ONE)),
    sp.binomial: binomial,
    sp.RisingFactorial: rising,
    sp.FallingFactorial: falling,
    sp.fibonacci: fibonacci,
    sp.legendre: legendre,
    sp.chebyshevt: lambda n, x: _chebyshev(n, x, 1),
    sp.chebyshevu: lambda n, x: _chebyshev(n, x, 2),
    sp.besselj: _bessel("besselj"),
    sp.bessely: _bessel("bessely"),
    sp.besseli: _bessel("besseli"),
    sp.besselk: _bessel("besselk"),
    sp.zeta: _zeta,
}

CONSTANTS: Final[dict[Any, Callable[[], Number]]] = {
    sp.I: lambda: I,
    sp.pi: lambda: +mp.pi,
    sp.E: lambda: +mp.e,
    sp.GoldenRatio: lambda: +mp.phi,
    sp.Catalan: lambda: +mp.catalan,
    sp.EulerGamma: lambda: +mp.euler,
}

# -- sorts -------------------------------------------------------------------------------------------

COMPLEX_VALUED: Final = (
    sp.log, sp.asin, sp.acos, sp.asec, sp.acsc, sp.acosh, sp.asech, sp.atanh, sp.acoth,
    sp.besselj, sp.bessely, sp.besseli, sp.besselk,
)  # fmt: skip
MAYBE_COMPLEX: Final = (sp.atan, sp.acot, sp.asinh, sp.acsch, sp.zeta)
ALWAYS_REAL: Final = (sp.Abs, sp.re, sp.im, sp.arg, sp.atan2, nt.Component, nt.Loss, nt.Call)
ORDER: Final = ("int", "int?", "real", "?", "complex")


def sort(e: Any) -> str:
    """What the form of an expression says of its values; ``?`` where the documentation leaves it open."""
    if e.is_Symbol or isinstance(e, (sp.Indexed, AppliedUndef, sp.Idx)):
        plain = e.is_Symbol or isinstance(e, sp.Idx)
        return ("int" if plain else "int?") if e.is_integer else "real" if e.is_real else "complex"
    if e.is_Rational:
        return "int" if e.q == 1 else "real"
    if e == sp.I or isinstance(e, COMPLEX_VALUED):
        return "complex"
    if isinstance(e, ALWAYS_REAL) or not e.args:
        return "real"
    if isinstance(e, (sp.KroneckerDelta, sp.floor)):
        return "int"
    inside = [a.args[0] if isinstance(e, sp.Piecewise) else a for a in _terms(e)]
    worst = max((sort(a) for a in inside), key=ORDER.index, default="int")
    if isinstance(e, (sp.Add, sp.Mul)):
        return worst
    if e.is_Pow:
        natural = e.exp.is_Integer and e.exp >= 0
        return worst if natural else max(worst, "real", key=ORDER.index)
    if isinstance(e, MAYBE_COMPLEX):
        return max(worst, "?", key=ORDER.index)
    if isinstance(e, (sp.Sum, sp.Piecewise, sp.Max, sp.Min)):
        return max(worst, "int?", key=ORDER.index)
    return max(worst, "real", key=ORDER.index)


def _terms(e: Any) -> Sequence[Any]:
    if isinstance(e, (sp.Sum, sp.Derivative, nt.Diff, nt.Mean)):
        return e.args[:1]
    return e.args


# -- points ------------------------------------------------------------------------------------------

SMALL: Final = [Fraction(n) for n in (0, 1, -1, 2, -2, 3, -3, 4)]
BROKEN: Final = [Fraction(p, q) for p, q in ((1, 2), (-1, 2), (3, 2), (1, 3), (-7, 3), (5, 2), (1, 10))]
FAR: Final = [Fraction(n) for n in (7, 12, -25, 100)]
PREDICATES: Final[dict[str, Callable[[Number], bool]]] = {
    "real": lambda v: isinstance(v, Fraction),
    "extended_real": lambda v: isinstance(v, Fraction),
    "rational": lambda v: isinstance(v, Fraction),
    "irrational": lambda v: not exact(v),
    "integer": lambda v: isinstance(v, Fraction) and v.denominator == 1,
    "noninteger": lambda v: isinstance(v, Fraction) and v.denominator > 1,
    "even": lambda v: isinstance(v, Fraction) and v.denominator == 1 and v % 2 == 0,
    "odd": lambda v: isinstance(v, Fraction) and v.denominator == 1 and v % 2 == 1,
    "prime": lambda v: isinstance(v, Fraction) and v.denominator == 1 and sp.isprime(int(v)),
    "composite": lambda v: v in (4, 12, 100),
    "zero": lambda v: v == 0,
    "nonzero": lambda v: isinstance(v, Fraction) and v != 0,  # in SymPy's words, real and not 0
    "positive": lambda v: isinstance(v, Fraction) and v > 0,
    "negative": lambda v: isinstance(v, Fraction) and v < 0,
    "nonnegative": lambda v: isinstance(v, Fraction) and v >= 0,
    "nonpositive": lambda v: isinstance(v, Fraction) and v <= 0,
    "imaginary": lambda v: isinstance(v, Gauss) and v.re == 0,
    **dict.fromkeys(("commutative", "complex", "finite", "infinite", "algebraic"), lambda _: True),
}
MENTION: Final = sp.Symbol("None")


def number(e: Any) -> Number:
    """The exact value of a SymPy number, or UnknownError."""
    re, im = e.as_real_imag()
    if not (re.is_Rational and im.is_Rational):
        raise UnknownError
    return gauss(Fraction(int(re.p), int(re.q)), Fraction(int(im.p), int(im.q)))


def meets(v: Number, assumptions: dict[str, Any]) -> bool:
    """Whether a number is as a symbol with these assumptions has to be."""
    return all(PREDICATES[name](v) is value for name, value in assumptions.items() if name in PREDICATES)


@dataclass
class Point:
    """Values for what a statement speaks of, drawn when they are first asked for; or only those given."""

    rng: Random | None = None
    scalars: dict[str, Number] = field(default_factory=dict)
    families: dict[tuple[Any, ...], Number] = field(default_factory=dict)
    functions: dict[str, dict[tuple[int, ...], Number]] = field(default_factory=dict)
    outcomes: int = 1
    chances: list[Fraction] = field(default_factory=lambda: [ONE])
    near: list[Fraction] = field(default_factory=list)  # numbers that the statement has

    @classmethod
    def drawn(cls, seed: str, near: Iterable[Fraction] = ()) -> Point:
        rng = Random(seed)
        outcomes = rng.choice((1, 2, 2, 3))
        weights = [rng.randint(1, 3) for _ in range(outcomes)]
        chances = [Fraction(w, sum(weights)) for w in weights]
        return cls(rng, outcomes=outcomes, chances=chances, near=list(near))

    def draw(self, assumptions: dict[str, Any]) -> Number:
        """A number that meets the assumptions of a symbol."""
        if self.rng is None:
            raise UnknownError
        for _ in range(200):
            v = self._any(assumptions)
            if meets(v, assumptions):
                return v
        raise UnknownError

    def _any(self, assumptions: dict[str, Any]) -> Number:
        assert self.rng is not None
        pool = self.rng.choice((SMALL, SMALL, BROKEN, BROKEN, self.near or FAR, FAR))
        v = self.rng.choice(pool)
        told_real = {"real", "integer", "positive", "negative", "nonnegative", "nonpositive", "prime", "even"}
        told_real |= {"odd", "zero", "rational", "extended_real", "noninteger", "nonzero"}
        if told_real & assumptions.keys():
            return v
        return gauss(v, self.rng.choice(SMALL + BROKEN)) if self.rng.random() < 0.6 else v

    def function(self, name: str, length: int) -> dict[tuple[int, ...], Number]:
        """An unknown function of so many variables: a polynomial, by the sorted indices of its factors."""
        if name not in self.functions:
            if self.rng is None:
                raise UnknownError
            found = {(): self.rng.choice(BROKEN)}
            for i in range(1, length + 1):
                found |= {(i,): self.rng.choice(SMALL), (i, i): self.rng.choice(SMALL)}
                found |= {(i, i, i): self.rng.choice(BROKEN)}
                found |= {(i, j): self.rng.choice(SMALL) for j in range(i + 1, length + 1)}
            self.functions[name] = found
        return self.functions[name]


def polynomial(p: dict[tuple[int, ...], Number], at: Callable[[int], Number]) -> Number:
    result: Number = ZERO
    for factors, c in p.items():
        term = c
        for i in factors:
            term = times(term, at(i))
        result = plus(result, term)
    return result


def slope(p: dict[tuple[int, ...], Number], i: int) -> dict[tuple[int, ...], Number]:
    """The partial derivative of a polynomial."""
    found: dict[tuple[int, ...], Number] = {}
    for factors, c in p.items():
        if i in factors:
            at = factors.index(i)
            rest = factors[:at] + factors[at + 1 :]
            found[rest] = plus(found.get(rest, ZERO), times(Fraction(factors.count(i)), c))
    return found


# -- evaluation --------------------------------------------------------------------------------------


class Reading:
    """Statements at one point."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self.bound: dict[Any, Number] = {}
        self.moved: dict[Any, Number] = {}
        self.outcome = 0
        self.loose = False

    # -- formulas

    def holds(self, f: Any) -> bool | None:
        """Whether a formula is true; None where it cannot be told."""
        try:
            return self._holds(f)
        except UnknownError:
            return None

    def _holds(self, f: Any) -> bool | None:
        f = atom(f)
        if isinstance(f, (bool, BooleanAtom)):
            return bool(f)
        if isinstance(f, Relational):
            return self._certain(lambda: self.relation(f))
        if isinstance(f, (sp.And, nt.Conjunction)):
            return _all(self.holds(a) for a in f.args)
        if isinstance(f, sp.Or):
            return _not(_all(_not(self.holds(a)) for a in f.args))
        if isinstance(f, sp.Not):
            return _not(self.holds(f.args[0]))
        if isinstance(f, sp.Implies):
            return _not(_all(v for v in (self.holds(f.args[0]), _not(self.holds(f.args[1])))))
        if isinstance(f, (sp.Equivalent, nt.Iff)):
            values = [self.holds(a) for a in f.args]
            return _all(None if None in (a, b) else a == b for a, b in pairwise(values))
        if isinstance(f, nt.Surely):
            return _all([self._under(lambda: self.holds(f.args[0]), w) for w in range(self.point.outcomes)])
        if isinstance(f, (nt.ForAll, nt.Exists)):
            return self.quantified(f)
        if isinstance(f, nt.Smooth):
            return True
        raise UnknownError

    def _under(self, work: Callable[[], Any], outcome: int) -> Any:
        before, self.outcome = self.outcome, outcome
        try:
            return work()
        finally:
            self.outcome = before

    def _certain(self, work: Callable[[], bool]) -> bool | None:
        """An atom's truth, with as many digits as it takes; equal in all of them is taken for equal."""
        for digits in LEVELS if mp.dps <= LEVELS[0] else (mp.dps,):
            with mp.workdps(digits), suppress(CloseError):
                with rounding(1) as first:
                    truth = _strictly(work)
                if first.told:
                    with rounding(2) as second:
                        again = _strictly(work)
                    if again is not truth or not first.confirms(second):
                        raise CloseError
                return truth
        raise CloseError

    def relation(self, f: Any) -> bool:
        a, b = (self.value(e) for e in f.args)
        if not isinstance(f, (sp.Eq, sp.Ne)):
            a, b = real(a), real(b)
        order = self.compared(a, b)
        return {
            sp.Eq: order == 0,
            sp.Ne: order != 0,
            sp.Lt: order < 0,
            sp.Le: order <= 0,
            sp.Gt: order > 0,
            sp.Ge: order >= 0,
        }[f.func]

    def compared(self, a: Number, b: Number) -> int:
        """The sign of a - b; 2 where they differ and are not real; 0 too where all digits are equal."""
        difference = minus(a, b)
        if exact(difference):
            return (
                0 if difference == 0 else 2 if isinstance(difference, Gauss) else 1 if difference > 0 else -1
            )
        if not mp.isfinite(difference):
            raise UnknownError
        scale = 1 + abs(approx(a)) + abs(approx(b))
        error = LOOSE if self.loose else mp.mpf(10) ** (-SURE * mp.dps)
        if abs(difference) > error * scale:
            told(difference)
            return 2 if isinstance(difference, mp.mpc) else 1 if difference > 0 else -1
        if self.loose or mp.dps >= LEVELS[-1]:
            return 0
        raise CloseError

    def quantified(self, f: Any) -> bool | None:
        v, body, every = f.args[0], f.args[3], isinstance(f, nt.ForAll)
        found: list[bool | None] = []
        values, complete = self.range(v, *f.bounds)
        for value in values:
            with self._bound(v, value):
                found.append(self.holds(body))
            if found[-1] is not every and found[-1] is not None:
                return not every
        return every if complete and None not in found else None

    def range(self, v: Any, lo: Any, hi: Any) -> tuple[list[Number], bool]:
        """Values of a quantified variable, and whether they are all."""
        try:
            ends = [None if b is None or b in (sp.oo, -sp.oo) else real(self.value(b)) for b in (lo, hi)]
        except UndefinedError as error:
            raise UnknownError from error
        wanted = {name: value for name, value in v._assumptions_orig.items() if name in PREDICATES}
        if v.is_integer and None not in ends:
            first, last = math.ceil(ends[0]), math.floor(ends[1])
            every = list(map(Fraction, range(first, min(last, first + MOST_TERMS) + 1)))
            fit = [x for x in every if meets(x, wanted)]
            return fit, last <= first + MOST_TERMS
        draw = Point(Random(f"{v}"), {}).draw
        drawn = [draw(wanted) for _ in range(12)]
        within = [
            x
            for x in drawn
            if all(e is None or sign(minus(x, e)) * s >= 0 for e, s in zip(ends, (1, -1), strict=True))
        ]
        return within, False

    @contextmanager
    def _bound(self, v: Any, value: Number) -> Iterator[None]:
        before = self.bound
        self.bound = {**before, v: value}
        try:
            yield
        finally:
            self.bound = before

    # -- where a claim's conditions may stand

    def guarded(self, f: Any) -> bool | None:
        """Whether each atom that a condition may guard is defined: reached by "and", "for all" and the
        right side of "implies"."""
        try:
            return self._guarded(f)
        except UnknownError:
            return None

    def _guarded(self, f: Any) -> bool | None:
        f = atom(f)
        if isinstance(f, Relational):
            return self._certain(lambda: self.defined(f))
        if isinstance(f, (sp.And, nt.Conjunction)):
            return _all(self.guarded(a) for a in f.args)
        if isinstance(f, sp.Implies):
            premise = self.holds(f.args[0])
            return True if premise is False else self.guarded(f.args[1]) if premise else None
        if isinstance(f, nt.Surely):
            return _all([self._under(lambda: self.guarded(f.args[0]), w) for w in range(self.point.outcomes)])
        if isinstance(f, nt.ForAll):
            values, complete = self.range(f.args[0], *f.bounds)
            found = []
            for value in values:
                with self._bound(f.args[0], value):
                    found.append(self.guarded(f.args[3]))
            return False if False in found else True if complete and None not in found else None
        return True

    def defined(self, f: Any, *, ranges: bool = False) -> bool:
        """Whether the sides of a relation have values, or, without ``ranges``, only an index is amiss."""
        try:
            for e in f.args:
                v = self.value(e)
                if not isinstance(f, (sp.Eq, sp.Ne)):
                    real(v)
        except OutOfRangeError:
            return not ranges
        return True

    # -- terms

    def value(self, e: Any) -> Number:
        if e in self.bound:
            return self.bound[e]
        if e.is_Rational:
            return Fraction(int(e.p), int(e.q))
        if e in CONSTANTS:
            return rounded(CONSTANTS[e]())
        for kind in type(e).__mro__:
            if kind in _VALUES:
                return rounded(_VALUES[kind](self, e))
            if kind in FUNCTIONS:
                return rounded(FUNCTIONS[kind](*map(self.value, e.args)))
        raise UnknownError

    def symbol(self, s: Any) -> Number:
        if ("scalar", s.name) in self.moved:
            return self.moved["scalar", s.name]
        if s.name not in self.point.scalars:
            self.point.scalars[s.name] = self._drawn(s)
        return self.point.scalars[s.name]

    def _drawn(self, s: Any) -> Number:
        lo, hi = s.bounds if isinstance(s, nt.Quantity) else (None, None)
        assumptions = dict(s._assumptions_orig)
        if lo is None and hi is None:
            return self.point.draw(assumptions)
        return self.between(lo, hi, whole=bool(s.is_integer))

    def between(self, lo: Any, hi: Any, *, whole: bool) -> Number:
        """A number within declared bounds; UnknownError where there is none."""
        rng = self.point.rng
        if rng is None:
            raise UnknownError
        low, high = (None if b is None or b in (sp.oo, -sp.oo) else real(self.value(b)) for b in (lo, hi))
        if low is None or high is None:
            step = Fraction(rng.choice((0, 0, 1, 1, 2, 3))) if whole else rng.choice(SMALL + BROKEN)
            return plus(low, abs(step)) if low is not None else minus(high, abs(step))
        if sign(minus(high, low)) < 0:
            raise UnknownError
        if whole:
            return Fraction(rng.randint(math.ceil(low), math.floor(high)))
        return plus(low, times(minus(high, low), rng.choice((ZERO, ONE, HALF, Fraction(1, 3)))))

    def member(
        self, name: str, indices: tuple[int, ...], assumptions: dict[str, Any], kind: str = ""
    ) -> Number:
        key = (name, indices, self.outcome if kind == "random" else None)
        if key in self.moved:
            return self.moved[key]
        if key not in self.point.families:
            self.point.families[key] = self.point.draw(assumptions)
        return self.point.families[key]

    def component(self, e: Any) -> Number:
        family, *indices = e.args
        return self.member(family.name, self.indices(family, indices), {"real": True}, family.kind)

    def indices(self, family: Any, indices: Iterable[Any]) -> tuple[int, ...]:
        """The indices as numbers, each within its declared range."""
        found = []
        for (lo, hi), i in zip(family.ranges, indices, strict=False):
            at = whole(self.value(i))
            for end, side in ((lo, 1), (hi, -1)):
                outside = (
                    end not in (None, sp.oo, -sp.oo) and sign(minus(Fraction(at), self.value(end))) * side
                )
                if outside < 0:
                    raise OutOfRangeError
            found.append(at)
        return tuple(found)

    def indexed(self, e: Any) -> Number:
        at = tuple(whole(self.value(i)) for i in e.indices)
        for i, n in zip(at, e.base.shape or (), strict=False):
            if not 0 <= i < whole(self.value(n)):
                raise OutOfRangeError
        return self.member(str(e.base.label), at, dict(e.base.label._assumptions_orig))

    def applied(self, e: Any) -> Number:
        at = tuple(whole(self.value(a)) for a in e.args)
        told = getattr(e.func, "_kwargs", {})
        return self.member(e.func.__name__, at, dict(told))

    def index(self, e: Any) -> Number:
        if e.label in self.bound:
            return self.bound[e.label]
        name = e.label.name
        if name not in self.point.scalars:
            self.point.scalars[name] = self.between(e.lower, e.upper, whole=True)
        return self.point.scalars[name]

    def add(self, e: Any) -> Number:
        result: Number = ZERO
        for a in e.args:
            result = plus(result, self.value(a))
        return result

    def mul(self, e: Any) -> Number:
        result: Number = ONE
        for a in e.args:
            result = times(result, self.value(a))
        return result

    def power(self, e: Any) -> Number:
        base = self.value(e.base)
        if e.exp.is_Integer:
            return raised(base, int(e.exp))
        of_base = sort(e.base)
        if e.exp.is_Rational:
            if of_base == "complex" or sign(base) >= 0:
                return raised(rooted(base, int(e.exp.q)), int(e.exp.p))
            raise UnknownError if of_base == "?" else UndefinedError
        exponent, of_exponent = self.value(e.exp), sort(e.exp)
        if of_exponent == "int":
            return raised(base, whole(exponent))
        if "complex" in (of_base, of_exponent):
            if is_zero(base):
                raise UnknownError
            return exp(times(exponent, log(base)))
        if sign(base) > 0:
            return ONE if exponent == 0 else exp(times(exponent, log(base)))
        doubtful = is_zero(base) or "?" in (of_base, of_exponent) or of_exponent == "int?"
        raise UnknownError if doubtful else UndefinedError

    def total(self, e: Any) -> Number:
        body, *limits = e.args
        return self._total(body, limits)

    def _total(self, body: Any, limits: list[Any]) -> Number:
        if not limits:
            return self.value(body)
        v, lo, hi = limits[-1]
        v = v.label if isinstance(v, sp.Idx) else v
        first, last = whole(self.value(lo)), whole(self.value(hi))
        if last - first > MOST_TERMS:
            raise UnknownError
        result: Number = ZERO
        for at in range(first, last + 1):
            with self._bound(v, Fraction(at)):
                result = plus(result, self._total(body, limits[:-1]))
        return result

    def delta(self, e: Any) -> Number:
        a, b = map(self.value, e.args[:2])
        return Fraction(int(is_zero(minus(a, b))))

    def branches(self, e: Any) -> Number:
        for value, condition in e.args:
            if condition == sp.true:
                return self.value(value)
            self.meaningful(condition)
            held = self.holds(condition)
            if held is None:
                raise UnknownError
            if held:
                return self.value(value)
        raise UndefinedError

    def meaningful(self, f: Any) -> None:
        """UndefinedError where an atom of a condition is not defined."""
        if f.atoms(nt.ForAll, nt.Exists, nt.Surely, nt.Tends):
            raise UnknownError
        for part in f.atoms(Relational):
            if not self._certain(lambda a=part: self.defined(a)):
                raise UndefinedError
            if not self._certain(lambda a=part: self.defined(a, ranges=True)):
                raise OutOfRangeError

    def extreme(self, e: Any) -> Number:
        best, *others = (real(self.value(a)) for a in e.args)
        for v in others:
            order = sign(minus(v, best))
            best = v if order * (1 if isinstance(e, sp.Max) else -1) > 0 else best
        return best

    def mean(self, e: Any) -> Number:
        result: Number = ZERO
        for w, chance in enumerate(self.point.chances):
            result = plus(result, times(chance, self._under(lambda: self.value(e.args[0]), w)))
        return result

    # -- derivatives, losses, functions

    def derivative(self, e: Any) -> Number:
        targets = e.args[1:]
        if isinstance(e, sp.Derivative):
            targets = [v for v, count in e.variable_count for _ in range(int(count))]
        self.loose = True
        return self._derived(e.args[0], list(targets))

    def _derived(self, body: Any, targets: list[Any]) -> Number:
        """Difference quotients, of both sides and the middle, which have to agree."""
        if not targets:
            return self.value(body)
        target, key = targets[-1], self.key(targets[-1])
        with mp.workdps(max(mp.dps, 60) + 20):
            h = mp.mpf(10) ** -(12 if len(targets) > 1 else 22)
            at = approx(self.value(target))
            try:
                left, middle, right = (self._with(key, at + s * h, body, targets[:-1]) for s in (-1, 0, 1))
            except UndefinedError as error:
                self.value(body)
                raise UnknownError from error
            before, after = (middle - left) / h, (right - middle) / h
            if abs(after - before) > mp.mpf(10) ** -8 * (1 + abs(before)):
                raise CloseError  # a kink, or cancellation
            return (right - left) / (2 * h)

    def _with(self, key: Any, value: Any, body: Any, targets: list[Any]) -> Any:
        before = self.moved
        self.moved = {**before, key: value}
        try:
            return approx(self._derived(body, targets))
        finally:
            self.moved = before

    def key(self, target: Any) -> Any:
        """What is moved when a derivative is taken by a symbol or a component."""
        if isinstance(target, nt.Component):
            family, *indices = target.args
            if family.kind != "real":
                raise UnknownError
            return (family.name, self.indices(family, indices), None)
        if isinstance(target, sp.Indexed):
            return (str(target.base.label), tuple(whole(self.value(i)) for i in target.indices), None)
        if isinstance(target, AppliedUndef):
            return (target.func.__name__, tuple(whole(self.value(i)) for i in target.args), None)
        return ("scalar", target.name)

    def entries(self, v: Any, length: Any, body: Any) -> list[Number]:
        n = whole(self.value(length))
        found = []
        for at in range(1, n + 1):
            with self._bound(v, Fraction(at)):
                found.append(real(self.value(body)))
        return found

    def call(self, e: Any) -> Number:
        name, indices, v, length, body = e.args
        vector = self.entries(v, length, body)
        p = self.point.function(str(name), len(vector))
        for i in indices:
            at = whole(self.value(i))
            if not 1 <= at <= len(vector):
                raise UndefinedError
            p = slope(p, at)
        return polynomial(p, lambda i: vector[i - 1])

    def loss(self, e: Any) -> Number:
        name, family, v, length, body, fixed = e.args
        vector = self.entries(v, length, body)
        at = tuple(whole(self.value(i)) for i in fixed)
        known = f"{name} {at}" in self.point.functions
        p = self.point.function(f"{name} {at}", len(vector))
        if not known:  # its gradient is that of the point itself
            for i in range(1, len(vector) + 1):
                key = (family.name, (*at, i), None)
                if key in self.point.families:
                    raise UnknownError
                self.point.families[key] = polynomial(slope(p, i), lambda i: vector[i - 1])
        return polynomial(p, lambda i: vector[i - 1])


def atom(f: Any) -> Any:
    """The opposite relation for a denied one, which is no denial by logic; other formulas as they stand."""
    if isinstance(f, sp.Not):
        inner = atom(f.args[0])
        return inner.negated if isinstance(inner, Relational) else f
    return f


def _strictly(work: Callable[[], bool]) -> bool:
    """An atom's truth, with the digits of the day; it is false where a part is undefined."""
    try:
        return work()
    except UndefinedError:
        return False
    except (ValueError, ZeroDivisionError, OverflowError, mp.NoConvergence) as error:
        raise UnknownError from error


def _not(v: bool | None) -> bool | None:
    return None if v is None else not v


def _all(values: Iterable[bool | None]) -> bool | None:
    unknown = False
    for v in values:
        if v is False:
            return False
        unknown = unknown or v is None
    return None if unknown else True


_VALUES: Final[dict[type, Callable[[Reading, Any], Number]]] = {
    sp.Symbol: Reading.symbol,
    sp.Idx: Reading.index,
    sp.Add: Reading.add,
    sp.Mul: Reading.mul,
    sp.Pow: Reading.power,
    sp.Sum: Reading.total,
    sp.KroneckerDelta: Reading.delta,
    sp.Piecewise: Reading.branches,
    sp.Max: Reading.extreme,
    sp.Min: Reading.extreme,
    sp.Derivative: Reading.derivative,
    sp.Indexed: Reading.indexed,
    AppliedUndef: Reading.applied,
    nt.Diff: Reading.derivative,
    nt.Loss: Reading.loss,
    nt.Call: Reading.call,
    nt.Mean: Reading.mean,
    nt.Component: Reading.component,
}
