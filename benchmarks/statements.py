"""Statements at random, with hypotheses, as a user could type them: each from its seed and number alone.

Some are true by construction (an identity, an inequality, wherever its parts are defined), some are one
slip away from that, most are whatever comes: what they are worth at a point is for ``strict`` to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

import sympy as sp

from symderiv.language import notation as nt

R = sp.Rational


@dataclass(frozen=True)
class Question:
    """A statement, its hypotheses, whether it is true by construction, and the kind it is of."""

    statement: Any
    given: tuple[Any, ...] = ()
    true: bool = False
    kind: str = ""


ASSUMPTIONS: Final[list[dict[str, bool]]] = [
    *[{"real": True}] * 8,
    *[{"positive": True}] * 2,
    *[{"integer": True}] * 2,
    {},
    {},
    {"nonnegative": True},
    {"negative": True},
    {"nonzero": True, "real": True},
    {"nonpositive": True},
]
STRANGE: Final[list[dict[str, bool]]] = [
    {"rational": True},
    {"irrational": True},
    {"prime": True},
    {"even": True},
    {"odd": True},
    {"imaginary": True},
    {"zero": True},
    {"nonzero": True},
    {"noninteger": True},
    {"real": False, "complex": True},
    {"integer": True, "nonnegative": True},
    {"extended_real": True},
    {"algebraic": True},
    {"composite": True},
]
REAL_FUNCTIONS: Final = [
    sp.sin, sp.cos, sp.tan, sp.exp, sp.atan, sp.sinh, sp.cosh, sp.tanh, sp.Abs, sp.sign, sp.asinh, sp.erf,
]  # fmt: skip
FUNCTIONS: Final = [
    *REAL_FUNCTIONS, sp.log, sp.cot, sp.sec, sp.csc, sp.coth, sp.sech, sp.csch, sp.asin, sp.acos, sp.acot,
    sp.asec, sp.acsc, sp.acosh, sp.atanh, sp.acoth, sp.asech, sp.acsch, sp.re, sp.im, sp.arg, sp.conjugate,
    sp.sinc, sp.floor, sp.erfc, sp.erfi, sp.gamma, sp.factorial, sp.zeta,
]  # fmt: skip
OF_TWO: Final = [sp.beta, sp.atan2, sp.Max, sp.Min, sp.besselj, sp.bessely, sp.besseli, sp.besselk, sp.zeta]
CONSTANTS: Final = [sp.pi, sp.E, sp.I, sp.GoldenRatio, sp.Catalan, sp.EulerGamma]
NUMBERS: Final = [R(n) for n in (-2, -1, 0, 1, 1, 2, 2, 3)] + [R(1, 2), R(-1, 2), R(1, 3), R(5, 2)]
NAMES: Final = ["x", "y", "z", "a", "b", "t", "x1", "x_1", "lam", "theta", "mu'", "p", "g_hat", "k", "N", "e"]


class Words:
    """The letters of one statement, and terms and formulas in them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        names = rng.sample(NAMES, 3)
        pool = STRANGE if rng.random() < 0.04 else ASSUMPTIONS
        self.scalars = [self.scalar(name, rng.choice(pool)) for name in names]
        self.reals = [sp.Symbol(name, real=True) for name in ("r", "s")]
        least = rng.choice((1, 1, 1, 0, 2))
        self.n = nt.sizes("n", least=least)
        self.m = sp.Symbol("m", integer=True)
        self.i, self.j = nt.index("i j", self.n)
        self.u, self.v = nt.components("u v", self.n)
        self.w = nt.components("w", self.n, self.n)
        self.A = sp.IndexedBase("A", **rng.choice(({"real": True}, {}, {"real": True, "shape": (self.n,)})))
        self.f = sp.Function("f", **rng.choice(({"real": True}, {})))
        self.X, self.Y = nt.random("X Y")
        self.Z = nt.random("Z", self.n)
        self.L = nt.function("L", self.n)
        self.q = nt.sequence("q")

    def scalar(self, name: str, assumptions: dict[str, bool]) -> Any:
        if self.rng.random() < 0.1 and assumptions == {"real": True}:
            return nt.scalars(
                name, between=self.rng.choice(((0, 1), (-1, 1), (0, None), (None, 2), (1, sp.pi)))
            )
        return sp.Symbol(name, **assumptions)

    def pick(self, options: Sequence[Any]) -> Any:
        return self.rng.choice(options)

    # -- terms

    def leaf(self, *, real: bool = False) -> Any:
        roll = self.rng.random()
        if roll < 0.55:
            x = self.pick(self.scalars)
            return x if x.is_real or not real else self.pick(self.reals)
        if roll < 0.8:
            return self.pick(NUMBERS)
        if roll < 0.86:
            c = self.pick(CONSTANTS)
            return sp.pi if real and c == sp.I else c
        return self.member(real=real)

    def member(self, *, real: bool = False) -> Any:
        """A component, in range or beside it, a value of a sequence, of SymPy's families."""
        i = self.whole()
        options = [self.u[i], self.v[i], self.w[i, self.j], self.q[i]]
        if not real:
            options += [self.A[i], self.f(i), self.X, self.Z[i]]
        return self.pick(options)

    def whole(self, depth: int = 1) -> Any:
        """A term that is declared to be whole."""
        i = self.pick([self.i, self.i, self.j, self.n, self.m, sp.Integer(1), sp.Integer(2)])
        roll = self.rng.random()
        if roll < 0.5 or not depth:
            return i
        other = self.whole(depth - 1)
        return self.pick([i + 1, i - 1, i + other, i - other, 2 * i, i * other, sp.floor(self.real(1))])

    def real(self, depth: int = 2) -> Any:
        """A term whose form says that it is real."""
        if depth <= 0 or self.rng.random() < 0.2:
            return self.leaf(real=True)
        a, b = self.real(depth - 1), self.real(depth - 1)
        return self.pick(
            [
                lambda: a + b,
                lambda: a - b,
                lambda: a * b,
                lambda: a * b,
                lambda: a / b,
                lambda: a ** self.pick([2, 3, -1, -2, 0]),
                lambda: sp.sqrt(a),
                lambda: sp.sqrt(a**2 + b**2),
                lambda: self.pick(REAL_FUNCTIONS)(a),
                lambda: sp.Max(a, b),
                lambda: sp.Min(a, b),
                lambda: sp.floor(a),
                lambda: sp.Piecewise((a, self.atom(1)), (b, True)),
                lambda: self.sum(depth - 1),
                lambda: sp.KroneckerDelta(self.whole(), self.whole()) * a,
            ]
        )()

    def term(self, depth: int = 2) -> Any:
        """Any term: every head of SymPy's that has a translation may occur."""
        if depth <= 0 or self.rng.random() < 0.15:
            return self.leaf()
        if self.rng.random() < 0.4:
            return self.real(depth)
        a, b = self.term(depth - 1), self.term(depth - 1)
        return self.pick(
            [
                lambda: a + b,
                lambda: a * b,
                lambda: a / b,
                lambda: a**b,
                lambda: a ** self.whole(0),
                lambda: a ** self.pick([R(1, 2), R(1, 3), R(-1, 2), R(3, 2)]),
                lambda: self.pick(FUNCTIONS)(a),
                lambda: self.pick(FUNCTIONS)(a),
                lambda: self.pick(FUNCTIONS)(a),
                lambda: self.pick(OF_TWO)(a, b),
                lambda: self.of_whole(a),
                lambda: sp.Piecewise((a, self.atom(1)), (b, self.atom(1))),
                lambda: self.word(depth - 1),
            ]
        )()

    def of_whole(self, a: Any) -> Any:
        n = self.pick([self.m, sp.Integer(3), sp.Integer(0), self.n, self.whole()])
        return self.pick(
            [
                lambda: sp.binomial(a, n),
                lambda: sp.RisingFactorial(a, n),
                lambda: sp.FallingFactorial(a, n),
                lambda: sp.legendre(n, a),
                lambda: sp.chebyshevt(n, a),
                lambda: sp.chebyshevu(n, a),
                lambda: sp.fibonacci(n),
                lambda: sp.factorial(n),
            ]
        )()

    def word(self, depth: int) -> Any:
        """What has a word of the checker's own: derivatives, means, unknown functions, losses."""
        x = self.pick([*self.reals, self.u[self.i], self.u[self.j]])
        body = self.real(depth) * x
        return self.pick(
            [
                lambda: nt.d(body, x),
                lambda: sp.Derivative(body + self.reals[0] ** 2, self.reals[0]),
                lambda: nt.mean(self.X * self.real(depth) + self.Y),
                lambda: self.L(self.u),
                lambda: self.L.partial(self.i)(self.u),
                lambda: nt.loss(
                    "M", lambda k: self.u[k] * self.reals[0], self.n, gradient=nt.gradient("g", self.n)
                ),
                lambda: sp.Sum(self.A[sp.Idx("l", (0, 2))], (sp.Idx("l", (0, 2)), 0, 2)),
                lambda: self.A[sp.Idx("l", (0, 2))],
            ]
        )()

    def sum(self, depth: int) -> Any:
        ends = self.pick(
            [(1, self.n), (1, self.m), (self.i, self.n), (1, self.n - 1), (0, self.n), (2, self.m + 1)]
        )
        return nt.total(ends[1], lambda k: self.summand(k, depth), start=ends[0])

    def summand(self, k: Any, depth: int) -> Any:
        a = self.real(depth - 1)
        options = [
            self.u[k],
            self.u[k] * a,
            k * a,
            a,
            self.u[k] * self.v[k],
            sp.KroneckerDelta(k, self.i) * self.u[k],
        ]
        return self.pick([*options, a**k, self.v[k + 1], k**2, 1 / k])

    # -- formulas

    def atom(self, depth: int = 2, *, simple: bool = False) -> Any:
        """A relation; a simple one is between a letter and something small."""
        kind = self.pick([sp.Eq, sp.Eq, sp.Ne, sp.Le, sp.Lt, sp.Ge, sp.Gt])
        ordered = kind not in (sp.Eq, sp.Ne)
        if simple:
            a = self.small(real=ordered)
            b = self.pick([*NUMBERS, *NUMBERS, self.leaf(real=ordered)])
        else:
            term = self.real if ordered and self.rng.random() < 0.9 else self.term
            a, b = term(depth), term(depth - 1)
        return kind(a, b, evaluate=False)

    def small(self, *, real: bool = False) -> Any:
        """A letter, or a partial term of one: a quotient, a root, a logarithm."""
        x = self.leaf(real=real)
        return self.pick(
            [
                lambda: x,
                lambda: x,
                lambda: 1 / x,
                lambda: sp.sqrt(x),
                lambda: sp.log(x) if not real or x.is_positive else sp.Abs(x),
                lambda: x**2,
                lambda: x * self.leaf(real=real),
                lambda: sp.Abs(x),
                lambda: sp.floor(x) if x.is_real else sp.re(x),
                lambda: self.u[self.whole()],
                lambda: sp.asin(x) if not real else sp.atan(x),
            ]
        )()

    def formula(self, depth: int = 1, *, simple: bool = True) -> Any:
        """Relations under connectives."""
        if depth <= 0 or self.rng.random() < 0.35:
            return self.atom(1, simple=simple)
        a, b = self.formula(depth - 1, simple=simple), self.formula(depth - 1, simple=simple)
        return self.pick(
            [
                lambda: sp.Or(a, b, evaluate=False),
                lambda: sp.Or(a, b, evaluate=False),
                lambda: sp.And(a, b, evaluate=False),
                lambda: nt.all_of(a, b),
                lambda: nt.implies(a, b),
                lambda: sp.Not(sp.And(a, b, evaluate=False), evaluate=False),
                lambda: sp.Not(a, evaluate=False),
                lambda: sp.Equivalent(a, b, evaluate=False),
                lambda: nt.iff(a, b),
                lambda: self.quantified(a),
            ]
        )()

    def quantified(self, body: Any) -> Any:
        v = self.pick([self.i, self.j, nt.scalars("r"), nt.scalars("s", between=(0, 1)), *self.scalars])
        return self.pick([nt.forall, nt.exists])(v, body)


# -- kinds -------------------------------------------------------------------------------------------

MAKERS: Final[dict[str, Callable[[Words], Question]]] = {}


def maker(f: Callable[[Words], Question]) -> Callable[[Words], Question]:
    MAKERS[f.__name__] = f
    return f


# Each is equal wherever both sides are defined: of real a and b, of whole k.
REAL_IDENTITIES: Final[list[Callable[[Any, Any, Any], tuple[Any, Any]]]] = [
    lambda a, b, k: (sp.sqrt(a**2), sp.Abs(a)),
    lambda a, b, k: (sp.sqrt(a) ** 2, a),
    lambda a, b, k: (sp.Abs(a) ** 2, a**2),
    lambda a, b, k: (sp.sign(a) * sp.Abs(a), a),
    lambda a, b, k: (sp.Max(a, b) + sp.Min(a, b), a + b),
    lambda a, b, k: (sp.Max(a, b) - sp.Min(a, b), sp.Abs(a - b)),
    lambda a, b, k: (sp.log(sp.exp(a)), a),
    lambda a, b, k: (sp.sqrt(a) * sp.sqrt(b), sp.sqrt(a * b) * sp.sign(sp.Abs(a) + 1)),
    lambda a, b, k: (sp.floor(a + k), sp.floor(a) + k),
    lambda a, b, k: (sp.conjugate(a), a),
    lambda a, b, k: (sp.re(a + sp.I * b), a),
    lambda a, b, k: (sp.im(a + sp.I * b), b),
    lambda a, b, k: (sp.atan2(0 * a, sp.exp(b)), sp.Integer(0)),
    lambda a, b, k: (sp.Piecewise((a, a >= 0), (-a, True)), sp.Abs(a)),
    lambda a, b, k: (sp.Piecewise((a, a > b), (b, True)), sp.Max(a, b)),
    lambda a, b, k: (sp.sinc(a) * a, sp.sin(a)),
    lambda a, b, k: (sp.tan(sp.atan(a)), a),
    lambda a, b, k: (sp.sinh(sp.asinh(a)), a),
    lambda a, b, k: (sp.sin(a + 2 * sp.pi * k), sp.sin(a)),
    lambda a, b, k: (sp.cos(sp.pi * k), (-1) ** k),
]
IDENTITIES: Final[list[Callable[[Any, Any, Any], tuple[Any, Any]]]] = [
    lambda a, b, k: ((a + b) ** 2, a**2 + 2 * a * b + b**2),
    lambda a, b, k: ((a + b) * (a - b), a**2 - b**2),
    lambda a, b, k: ((a**2 - b**2) / (a - b), a + b),
    lambda a, b, k: (a / b + b / a, (a**2 + b**2) / (a * b)),
    lambda a, b, k: (sp.exp(a) * sp.exp(b), sp.exp(a + b)),
    lambda a, b, k: (sp.exp(sp.log(a)), a),
    lambda a, b, k: (sp.sin(a) ** 2 + sp.cos(a) ** 2, sp.Integer(1)),
    lambda a, b, k: (sp.sin(a + b), sp.sin(a) * sp.cos(b) + sp.cos(a) * sp.sin(b)),
    lambda a, b, k: (sp.cosh(a) ** 2 - sp.sinh(a) ** 2, sp.Integer(1)),
    lambda a, b, k: (sp.tan(a) * sp.cos(a), sp.sin(a)),
    lambda a, b, k: (sp.cot(a) * sp.tan(a), sp.Integer(1)),
    lambda a, b, k: (sp.sec(a) * sp.cos(a) + sp.csc(b) * sp.sin(b), sp.Integer(2)),
    lambda a, b, k: (sp.coth(a) * sp.sech(a), sp.csch(a)),
    lambda a, b, k: (sp.asin(a) + sp.acos(a), sp.pi / 2),
    lambda a, b, k: (sp.acot(a), sp.atan(1 / a)),
    lambda a, b, k: (sp.asec(a), sp.acos(1 / a)),
    lambda a, b, k: (sp.acsc(a), sp.asin(1 / a)),
    lambda a, b, k: (sp.acoth(a), sp.atanh(1 / a)),
    lambda a, b, k: (sp.asech(a), sp.acosh(1 / a)),
    lambda a, b, k: (sp.acsch(a), sp.asinh(1 / a)),
    lambda a, b, k: (sp.cosh(sp.acosh(a)), a),
    lambda a, b, k: (sp.tanh(sp.atanh(a)), a),
    lambda a, b, k: (a * sp.conjugate(a), sp.Abs(a) ** 2),
    lambda a, b, k: (sp.re(a) + sp.I * sp.im(a), a),
    lambda a, b, k: (sp.arg(a), sp.im(sp.log(a))),
    lambda a, b, k: (sp.Abs(a * b), sp.Abs(a) * sp.Abs(b)),
    lambda a, b, k: (sp.erf(a) + sp.erfc(a), sp.Integer(1)),
    lambda a, b, k: (sp.erfi(a), -sp.I * sp.erf(sp.I * a)),
    lambda a, b, k: (sp.gamma(a + 1), a * sp.gamma(a)),
    lambda a, b, k: (sp.factorial(a + 1), (a + 1) * sp.factorial(a)),
    lambda a, b, k: (sp.beta(a, b), sp.gamma(a) * sp.gamma(b) / sp.gamma(a + b)),
    lambda a, b, k: (sp.binomial(a, 2), a * (a - 1) / 2),
    lambda a, b, k: (sp.RisingFactorial(a, 2), a * (a + 1)),
    lambda a, b, k: (sp.FallingFactorial(a, 2), a * (a - 1)),
    lambda a, b, k: (sp.legendre(2, a), (3 * a**2 - 1) / 2),
    lambda a, b, k: (sp.chebyshevt(2, a), 2 * a**2 - 1),
    lambda a, b, k: (sp.chebyshevu(2, a), 4 * a**2 - 1),
    lambda a, b, k: (sp.fibonacci(k + 2), sp.fibonacci(k + 1) + sp.fibonacci(k)),
    lambda a, b, k: (a ** (k + 1), a * a**k),
    lambda a, b, k: (a**k * b**k, (a * b) ** k),
    lambda a, b, k: (sp.log(a) - sp.log(a), a - a),
    lambda a, b, k: (sp.besselj(1, a) + sp.besseli(0, b), sp.besseli(0, b) + sp.besselj(1, a)),
    lambda a, b, k: (sp.bessely(0, a) * sp.besselk(1, b), sp.besselk(1, b) * sp.bessely(0, a)),
    lambda a, b, k: (sp.zeta(a) * sp.zeta(2, b), sp.zeta(2, b) * sp.zeta(a)),
]
# Each looks like an identity, and is none.
TRAPS: Final[list[Callable[[Any, Any, Any], tuple[Any, Any]]]] = [
    lambda a, b, k: (sp.sqrt(a**2), a),
    lambda a, b, k: (sp.log(a * b), sp.log(a) + sp.log(b)),
    lambda a, b, k: (sp.log(a**2), 2 * sp.log(a)),
    lambda a, b, k: (sp.log(1 / a), -sp.log(a)),
    lambda a, b, k: (sp.asin(sp.sin(a)), a),
    lambda a, b, k: (sp.atan(sp.tan(a)), a),
    lambda a, b, k: (sp.log(sp.exp(a)), a),
    lambda a, b, k: (sp.sqrt(a) * sp.sqrt(b), sp.sqrt(a * b)),
    lambda a, b, k: (sp.sqrt(1 / a), 1 / sp.sqrt(a)),
    lambda a, b, k: (sp.atan(a) + sp.atan(1 / a), sp.pi / 2),
    lambda a, b, k: (sp.floor(-a), -sp.floor(a)),
    lambda a, b, k: (sp.floor(2 * a), 2 * sp.floor(a)),
    lambda a, b, k: (sp.Abs(a + b), sp.Abs(a) + sp.Abs(b)),
    lambda a, b, k: (sp.Max(a, b), a),
    lambda a, b, k: (sp.sign(a) ** 2, sp.Integer(1)),
    lambda a, b, k: (a**k * a ** (-k), sp.Integer(1)),
    lambda a, b, k: (sp.sin(a + sp.pi * k), sp.sin(a)),
    lambda a, b, k: (sp.sin(sp.pi * a), sp.Integer(0)),
    lambda a, b, k: (sp.factorial(a), a * sp.factorial(a - 1)),
    lambda a, b, k: (sp.conjugate(a), a),
    lambda a, b, k: (sp.re(a * b), sp.re(a) * sp.re(b)),
    lambda a, b, k: (sp.conjugate(sp.log(a)), sp.log(sp.conjugate(a))),
    lambda a, b, k: (sp.conjugate(sp.sqrt(a)), sp.sqrt(sp.conjugate(a))),
    lambda a, b, k: (sp.acosh(sp.cosh(a)), a),
    lambda a, b, k: (sp.Abs(a) ** 3, a**3),
    lambda a, b, k: ((a**2) ** R(1, 4), sp.sqrt(a)),
    lambda a, b, k: (sp.exp(a) ** b, sp.exp(a * b)),
    lambda a, b, k: ((a * b) ** R(1, 3), a ** R(1, 3) * b ** R(1, 3)),
    lambda a, b, k: (0**k, sp.Integer(0)),
    lambda a, b, k: (sp.atan2(a, b), sp.atan(a / b)),
    lambda a, b, k: (sp.binomial(a, k), sp.binomial(a, a - k) if a.is_integer else a),
    lambda a, b, k: (sp.arg(a * b), sp.arg(a) + sp.arg(b)),
]


def _operands(words: Words, *, real: bool) -> tuple[Any, Any, Any]:
    make = words.real if real else words.term
    depth = words.pick([0, 0, 0, 1, 1, 2])
    return make(depth), make(words.pick([0, 0, 1])), words.pick([words.m, words.n, words.whole()])


def _wrapped(words: Words, sides: tuple[Any, Any]) -> tuple[Any, Any]:
    """Both sides in the same place of a term."""
    roll = words.rng.random()
    if roll < 0.5:
        return sides
    other = words.term(1)
    around = words.pick(
        [
            lambda t: t + other,
            lambda t: t * other,
            lambda t: other - t,
            lambda t: t**2,
            sp.exp,
            sp.sin,
            sp.Abs,
            lambda t: other / t,
            lambda t: nt.total(words.n, lambda k: t * words.u[k]),
            lambda t: sp.Piecewise((t, words.atom(1, simple=True)), (other, True)),
        ]
    )
    return around(sides[0]), around(sides[1])


@maker
def identity(words: Words) -> Question:
    real = words.rng.random() < 0.5
    law = words.pick(REAL_IDENTITIES if real else IDENTITIES)
    a, b = _wrapped(words, law(*_operands(words, real=real)))
    return Question(sp.Eq(a, b, evaluate=False), true=real is False or law is not REAL_IDENTITIES[7])


@maker
def by_head(words: Words) -> Question:
    """One function: is it even, odd, real, of period 2 pi; what is it of small numbers."""
    a, b = words.term(words.pick([0, 0, 1])), words.leaf()
    f = words.pick(
        [
            *[lambda t, f=f: f(t) for f in FUNCTIONS],
            *[lambda t, f=f: f(t, b) for f in OF_TWO],
            *[lambda t, f=f: f(b, t) for f in OF_TWO],
            *[words.of_whole] * 8,
        ]
    )
    sides = words.pick(
        [
            lambda: (f(-a), f(a)),
            lambda: (f(-a), -f(a)),
            lambda: (f(sp.conjugate(a)), sp.conjugate(f(a))),
            lambda: (f(a + 2 * sp.pi), f(a)),
            lambda: (f(1 / a), 1 / f(a)),
            lambda: (f(a) * b, b * f(a)),
            lambda: (f(words.pick(NUMBERS)), words.pick(NUMBERS)),
            lambda: (f(a + b) - f(a), f(b)),
            lambda: (f(f(a)), a),
        ]
    )()
    kind = words.pick([sp.Eq, sp.Eq, sp.Eq, sp.Ne, sp.Le])
    return Question(kind(*sides, evaluate=False), _hypotheses(words, words.pick([0, 0, 0, 1])))


@maker
def trap(words: Words) -> Question:
    law = words.pick(TRAPS)
    sides = law(*_operands(words, real=words.rng.random() < 0.5))
    a, b = _wrapped(words, sides) if words.rng.random() < 0.3 else sides
    return Question(sp.Eq(a, b, evaluate=False), _hypotheses(words, words.pick([0, 0, 1, 2])))


@maker
def slip(words: Words) -> Question:
    """An identity, and one number too many."""
    law = words.pick(REAL_IDENTITIES)
    a, b = law(*_operands(words, real=True))
    change = words.pick(
        [lambda t: t + R(1, 7), lambda t: 2 * t, lambda t: -t, lambda t: t + words.leaf(), lambda t: t**2]
    )
    return Question(sp.Eq(a, change(b), evaluate=False))


@maker
def wild(words: Words) -> Question:
    return Question(words.formula(1, simple=False), _hypotheses(words, words.pick([0, 0, 1, 2])))


@maker
def consequence(words: Words) -> Question:
    """A small statement under hypotheses with partial parts, about the same few letters."""
    words.scalars = words.scalars[: words.pick([1, 1, 2])]
    return Question(words.formula(words.pick([0, 0, 1])), _hypotheses(words, words.pick([1, 2, 2, 3])))


@maker
def propositional(words: Words) -> Question:
    """A tautology of classical logic over strict atoms: true whatever is defined, if its atoms stand in no
    place where a condition is asked for."""
    a, b, c = (words.atom(1, simple=True) for _ in range(3))
    p, q = sp.Or(a, b, evaluate=False), nt.implies(b, c)
    forms = [
        (p, [p]),
        (c, [b, q]),
        (b, [p, _contrary(a)]),
        (sp.Or(b, c, evaluate=False), [sp.Or(b, c, a, evaluate=False), nt.implies(a, b)]),
        (nt.implies(a, c), [nt.implies(a, b), q]),
        (nt.all_of(a, b), [b, a]),
        (nt.iff(a, b), [nt.implies(a, b), nt.implies(b, a)]),
        (sp.Or(a, sp.Not(p, evaluate=False), b, evaluate=False), []),
        (c, [sp.Or(a, b, evaluate=False), nt.implies(a, c), nt.implies(b, c)]),
        (sp.Or(a, _negated(a), evaluate=False), []),
        (a, [sp.Not(_negated(a), evaluate=False)]),
        (sp.Or(_negated(b), c, evaluate=False), [q]),
    ]
    statement, given = words.pick(forms)
    return Question(statement, tuple(given))


def _contrary(f: Any) -> Any:
    return sp.Not(nt.all_of(f, f), evaluate=False)


def _negated(f: Any) -> Any:
    """What SymPy makes of "not": an atom of its own."""
    return f.negated


@maker
def cases_of_definedness(words: Words) -> Question:
    """What holds where a part of a hypothesis is undefined is not to be forgotten."""
    x = words.pick([s for s in words.scalars if s.is_real] or words.reals)
    c = words.pick(NUMBERS)
    partial = words.pick(
        [1 / x, sp.sqrt(x), 1 / (x - c), sp.sqrt(c - x), 1 / sp.sqrt(x), 1 / (x**2 - 1), 1 / sp.floor(x)]
    )
    atom = words.pick([sp.Eq, sp.Ne, sp.Ge, sp.Lt])(
        partial, words.pick([partial, c, partial + 1 - 1]), evaluate=False
    )
    other = words.pick([sp.Eq, sp.Lt, sp.Gt, sp.Ne])(x, words.pick(NUMBERS), evaluate=False)
    hypothesis = words.pick(
        [
            sp.Or(atom, other, evaluate=False),
            nt.implies(atom, other),
            nt.implies(other, atom),
            sp.Not(atom, evaluate=False),
            sp.Not(nt.all_of(atom, other), evaluate=False),
            sp.Equivalent(atom, other, evaluate=False),
            nt.iff(other, atom),
            nt.exists(words.reals[1], nt.all_of(atom, sp.Eq(words.reals[1], x))),
            nt.implies(nt.implies(atom, other), other),
        ]
    )
    claim = words.pick(
        [
            sp.Eq(x, words.pick(NUMBERS)),
            sp.Ne(x, words.pick(NUMBERS)),
            sp.Ge(x, words.pick(NUMBERS)),
            sp.Lt(x, words.pick(NUMBERS)),
            atom,
            other,
            sp.Or(other, sp.Ge(x, 0), evaluate=False),
        ]
    )
    if words.rng.random() < 0.2:
        return Question(nt.implies(hypothesis, claim))
    return Question(claim, (hypothesis,))


@maker
def order(words: Words) -> Question:
    """An inequality that holds of real terms, or a neighbour of it."""
    a, b, c = (words.real(words.pick([0, 0, 1])) for _ in range(3))
    lower, upper = words.pick(
        [
            (2 * a * b, a**2 + b**2),
            (a * b + b * c + a * c, a**2 + b**2 + c**2),
            (sp.Abs(a + b), sp.Abs(a) + sp.Abs(b)),
            (sp.Min(a, b), sp.Max(a, b)),
            (sp.floor(a), a),
            (a, sp.Abs(a)),
            (1 + a, sp.exp(a)),
            (sp.sin(a), sp.Integer(1)),
            (-(a**2), b**2),
            (a - 1, sp.floor(a)),
            (sp.Integer(0), sp.sqrt(a)),
            (sp.tanh(a), sp.cosh(b)),
            (sp.Abs(sp.sin(a)), sp.Abs(a) + b**2),
        ]
    )
    slack = words.pick([0, 0, 0, a**2, -1, R(1, 100), b])
    strict = words.rng.random() < 0.3
    made = (
        sp.Lt(lower, upper + slack, evaluate=False) if strict else sp.Le(lower, upper + slack, evaluate=False)
    )
    return Question(
        made, _hypotheses(words, words.pick([0, 1])), true=slack in (0, a**2, R(1, 100)) and not strict
    )


@maker
def sums(words: Words) -> Question:
    n, i, u, v, m = words.n, words.i, words.u, words.v, words.m
    a = words.pick([words.real(0), words.real(1)])
    lo, hi = words.pick([(1, n), (2, n), (1, n - 1), (0, m), (1, m), (i, n), (i + 1, n), (m, n)])

    def over(body: Callable[[Any], Any], first: Any = lo, last: Any = hi) -> Any:
        return nt.total(last, body, start=first)

    shift = words.pick([1, 1, 2, -1])
    sides = words.pick(
        [
            lambda: (over(lambda k: a * u[k]), a * over(lambda k: u[k])),
            lambda: (over(lambda k: u[k] + v[k]), over(lambda k: u[k]) + over(lambda k: v[k])),
            lambda: (over(lambda k: k), hi * (hi + 1) / 2 - lo * (lo - 1) / 2),
            lambda: (over(lambda k: a), (hi - lo + 1) * a),
            lambda: (over(lambda k: sp.Integer(1)), hi - lo + 1),
            lambda: (over(lambda k: u[k]), over(lambda k: u[k + shift], lo - shift, hi - shift)),
            lambda: (over(lambda k: k**2), over(lambda k: (k + shift) ** 2, lo - shift, hi - shift)),
            lambda: (over(lambda k: u[k]), u[hi] + over(lambda k: u[k], lo, hi - 1)),
            lambda: (over(lambda k: u[k]), u[lo] + over(lambda k: u[k], lo + 1, hi)),
            lambda: (over(lambda k: u[k], 1, i) + over(lambda k: u[k], i + 1, n), over(lambda k: u[k], 1, n)),
            lambda: (over(lambda k: sp.KroneckerDelta(k, i) * u[k]), u[i]),
            lambda: (over(lambda k: sp.KroneckerDelta(k, i) * v[k], 1, n), v[i]),
            lambda: (over(lambda k: sp.KroneckerDelta(k, m)), sp.Integer(1)),
            lambda: (
                over(lambda k: over(lambda t: words.w[k, t], 1, n), 1, n),
                over(lambda t: over(lambda k: words.w[k, t], 1, n), 1, n),
            ),
            lambda: (over(lambda k: a**k, 0, m) * (1 - a), 1 - a ** (m + 1)),
            lambda: (over(lambda k: k**0 * a), over(lambda k: a)),
            lambda: (over(lambda k: 1 / k), over(lambda k: 1 / (k + 1), lo - 1, hi - 1)),
            lambda: (over(lambda k: sp.Max(u[k], 0)), over(lambda k: (u[k] + sp.Abs(u[k])) / 2)),
        ]
    )()
    given = words.pick(
        [(), (), (sp.Ge(m, 0),), (sp.Ge(m, 1),), (sp.Le(lo, hi, evaluate=False),), (nt.lt(i, n),)]
    )
    return Question(sp.Eq(*sides, evaluate=False), given)


@maker
def shifted(words: Words) -> Question:
    """Components at indices beside the declared range."""
    i, j, n, u, x = words.i, words.j, words.n, words.u, words.pick(words.scalars)
    at = words.pick([i + 1, i - 1, i + j, n + 1, n, n - i, 2 * i, i - j, words.m, n - i + 1])
    atom = words.pick(
        [sp.Eq(u[at], u[at], evaluate=False), nt.eq(u[at], 0), nt.le(0, u[at] ** 2), nt.eq(u[at] - u[at], 0)]
    )
    within = words.pick(
        [
            (),
            (nt.lt(i, n),),
            (nt.le(1, at, n),),
            (sp.Or(atom, nt.eq(x, 0), evaluate=False),),
            (nt.implies(nt.lt(i, n), atom),),
            (nt.forall(j, nt.eq(u[j], 0)),),
            (nt.eq(u[at], 0),),
            (sp.Not(atom, evaluate=False),),
        ]
    )
    claim = words.pick(
        [
            atom,
            sp.Or(atom, nt.ne(x, x), evaluate=False),
            nt.le(at, n),
            nt.le(1, at),
            nt.lt(i, n),
            nt.implies(nt.le(1, at, n), atom),
            nt.eq(x, 0),
            nt.forall(i, atom),
            nt.exists(i, atom),
            nt.eq(u[i] * 0 + 1, 1),
        ]
    )
    return Question(claim, within)


@maker
def derivatives(words: Words) -> Question:
    x, y = words.reals
    i, j, n, u, v = words.i, words.j, words.n, words.u, words.v
    f, slope = words.pick(
        [
            (x**3, 3 * x**2),
            (sp.sin(x), sp.cos(x)),
            (sp.exp(y * x), y * sp.exp(y * x)),
            (sp.log(x), 1 / x),
            (sp.sqrt(x), 1 / (2 * sp.sqrt(x))),
            (1 / x, -1 / x**2),
            (sp.atan(x), 1 / (1 + x**2)),
            (sp.tanh(x), 1 - sp.tanh(x) ** 2),
            (sp.Abs(x), sp.sign(x)),
            (x * sp.Abs(x), 2 * sp.Abs(x)),
            (sp.Max(x, 0), sp.Piecewise((1, x > 0), (0, True))),
            (sp.asin(x), 1 / sp.sqrt(1 - x**2)),
            (sp.erf(x), 2 * sp.exp(-(x**2)) / sp.sqrt(sp.pi)),
            (sp.Abs(x) ** 2, 2 * x),
            (sp.floor(x), 0 * x),
            (sp.sqrt(x**2), x / sp.Abs(x)),
            (x**y, y * x ** (y - 1)),
            (sp.Piecewise((x, x > 1), (x**2, True)), sp.Piecewise((1, x > 1), (2 * x, True))),
        ]
    )
    made = words.pick(
        [
            lambda: (nt.d(f, x), slope),
            lambda: (sp.Derivative(f, x), slope),
            lambda: (nt.d(f * y, x), slope * y),
            lambda: (nt.d(f.subs(x, x**2 + 1), x), 2 * x * slope.subs(x, x**2 + 1)),
            lambda: (nt.d(nt.total(n, lambda k: f.subs(x, u[k])), u[i]), slope.subs(x, u[i])),
            lambda: (nt.d(nt.total(n, lambda k: u[k] * v[k]), u[i]), v[i]),
            lambda: (nt.d(u[i], u[j]), sp.KroneckerDelta(i, j)),
            lambda: (nt.d(u[i] * u[j], u[j]), u[i]),
            lambda: (nt.d(nt.total(n, lambda k: u[k] ** 2), u[i]), 2 * u[j]),
            lambda: (nt.d(nt.d(f, x), x), nt.d(slope, x)),
            lambda: (nt.d(words.L(u), u[i]), words.L.partial(i)(u)),
        ]
    )()
    given = words.pick(
        [(), (), (sp.Gt(x, 0),), (sp.Ne(x, 0),), (nt.lt(i, j),), (nt.differentiable(words.L(u)),)]
    )
    return Question(sp.Eq(*made, evaluate=False), given)


@maker
def means(words: Words) -> Question:
    X, Y, Z, i, a = words.X, words.Y, words.Z, words.i, words.real(0)
    E = nt.mean
    made = words.pick(
        [
            lambda: nt.eq(E(a * X + Y), a * E(X) + E(Y)),
            lambda: nt.eq(E(X * Y), E(X) * E(Y)),
            lambda: nt.eq(nt.variance(a * X), a**2 * nt.variance(X)),
            lambda: nt.eq(nt.variance(X + Y), nt.variance(X) + nt.variance(Y)),
            lambda: nt.eq(nt.variance(X), E((X - E(X)) ** 2)),
            lambda: nt.le(E(X) ** 2, E(X**2)),
            lambda: nt.eq(E(1 / X), 1 / E(X)),
            lambda: nt.eq(E(a + 0 * X), a),
            lambda: nt.le(E(X), E(sp.Abs(X))),
            lambda: nt.eq(E(nt.total(words.n, lambda k: Z[k])), nt.total(words.n, lambda k: E(Z[k]))),
            lambda: nt.eq(nt.covariance(X, Y), nt.covariance(Y, X)),
            lambda: nt.eq(E(sp.Max(X, 0)), sp.Max(E(X), 0)),
            lambda: nt.eq(E(X / X), 1),
            lambda: nt.eq(E(sp.sqrt(X) ** 2), E(X)),
            lambda: nt.eq(E(E(X) * Y), E(X) * E(Y)),
            lambda: nt.eq(E(Z[i + 1] * 0), 0),
            lambda: nt.surely(nt.le(0, X**2)),
            lambda: nt.implies(nt.surely(nt.eq(X, a)), nt.eq(E(X), a)),
            lambda: nt.implies(nt.surely(nt.le(0, X)), nt.le(0, E(X))),
            lambda: nt.implies(nt.eq(E(X), a), nt.surely(nt.eq(X, a))),
            lambda: nt.eq(sp.im(E(sp.I * X)), E(X)),
        ]
    )()
    given = words.pick(
        [
            (), (), (nt.surely(nt.lt(0, X)),), (nt.eq(E(X * Y), E(X) * E(Y)),), (nt.eq(E(X), 0),),
            (nt.surely(sp.Or(nt.eq(1 / X, 1), nt.eq(X, 0), evaluate=False)),),
        ]
    )  # fmt: skip
    return Question(made, given)


@maker
def limits(words: Words) -> Question:
    t = nt.index("t")
    c, q = words.pick(NUMBERS), words.q
    a = words.pick([sp.Symbol("c", real=True), sp.Symbol("c", positive=True), R(2), R(-1)])
    made, true = words.pick(
        [
            lambda: (nt.tends(t, a / t, 0), True),
            lambda: (nt.tends(t, a / t, a), False),
            lambda: (nt.tends(t, (a + c / t) ** 2, a**2), True),
            lambda: (nt.tends(t, R(1, 2) ** t, 0), True),
            lambda: (nt.tends(t, (-1) ** t, c), False),
            lambda: (nt.tends(t, t, c), False),
            lambda: (nt.tends(t, a * R(1, 3) ** t + c, c), True),
            lambda: (nt.little_o(t, 1 / t**2, 1 / t), True),
            lambda: (nt.little_o(t, 1 / t, 1 / t**2), False),
            lambda: (nt.big_o(t, 1 / t**2, 1 / t), True),
            lambda: (nt.implies(nt.tends(t, q[t], a), nt.tends(t, q[t] ** 2, a**2)), True),
            lambda: (nt.implies(nt.tends(t, q[t] ** 2, a**2), nt.tends(t, q[t], a)), False),
            lambda: (nt.tends(t, q[t], c), False),
            lambda: (nt.tends(t, 1 / (t - 3), 0), True),
        ]
    )()
    return Question(made, true=true)


@maker
def quantified(words: Words) -> Question:
    i, j, n, u = words.i, words.j, words.n, words.u
    r, s = nt.scalars("r"), nt.scalars("s", between=(0, 1))
    a = words.real(0)
    made = words.pick(
        [
            lambda: nt.forall(r, nt.le(0, r**2)),
            lambda: nt.forall(s, nt.le(s**2, s)),
            lambda: nt.exists(r, nt.eq(r**2, a)),
            lambda: nt.exists(r, nt.eq(1 / r, a)),
            lambda: nt.exists(r, nt.eq(r, a)),
            lambda: nt.exists(s, nt.eq(s, a)),
            lambda: nt.exists_unique(r, nt.eq(2 * r, a)),
            lambda: nt.exists_unique(r, nt.eq(r**2, a)),
            lambda: nt.exists(i, nt.eq(i, n)),
            lambda: nt.exists(i, nt.lt(i, n)),
            lambda: nt.forall(i, nt.exists(j, nt.eq(i, j))),
            lambda: nt.exists(i, nt.forall(j, nt.le(i, j))),
            lambda: nt.forall(i, nt.lt(u[i], u[i] + 1)),
            lambda: nt.implies(nt.forall(i, nt.le(0, u[i])), nt.le(0, nt.total(n, lambda k: u[k]))),
            lambda: nt.implies(nt.le(0, nt.total(n, lambda k: u[k])), nt.forall(i, nt.le(0, u[i]))),
            lambda: nt.exists(r, nt.forall(i, nt.le(u[i], r))),
            lambda: nt.forall(r, words.formula(1)),
            lambda: nt.exists(r, words.formula(1)),
            lambda: nt.forall((i, j), nt.eq(words.w[i, j], words.w[j, i])),
            lambda: nt.forall(r, nt.implies(nt.eq(1 / r, 1 / r), nt.ne(r, 0))),
            lambda: nt.forall(r, sp.Or(nt.eq(1 / r, 1), nt.ne(r, 1), evaluate=False)),
        ]
    )()
    return Question(made, _hypotheses(words, words.pick([0, 0, 1])))


@maker
def chains(words: Words) -> Question:
    a = words.real(1)
    b = words.pick([lambda: a + 0, lambda: sp.expand(a), lambda: a])()
    made = words.pick(
        [
            lambda: nt.eq(a, b, a),
            lambda: nt.le(a, b, a + 1),
            lambda: nt.lt(a, a + 1, a + 2),
            lambda: nt.cases(sp.Abs(a), (a, nt.le(0, a)), (-a, nt.lt(a, 0))),
            lambda: nt.cases(sp.Abs(a), (a, nt.le(0, a)), (-a, nt.lt(a, 1))),
            lambda: nt.iff(nt.eq(a, 0), nt.eq(a**2, 0)),
            lambda: nt.iff(nt.eq(1 / a, 0), nt.ne(a, a)),
            lambda: nt.iff(nt.lt(a, b), nt.lt(a**3, b**3)),
            lambda: sp.Equivalent(nt.le(0, a), nt.eq(sp.Abs(a), a), evaluate=False),
        ]
    )()
    return Question(made, _hypotheses(words, words.pick([0, 0, 1])))


@maker
def constants(words: Words) -> Question:
    """Numbers that are near one another, or the same in two ways."""
    a = words.pick(
        [
            sp.sqrt(2) + sp.sqrt(3),
            sp.pi,
            sp.E,
            sp.GoldenRatio,
            sp.log(2),
            sp.sqrt(5 + 2 * sp.sqrt(6)),
            sp.exp(1),
        ]
    )
    b = words.pick(
        [
            sp.sqrt(5 + 2 * sp.sqrt(6)), R(22, 7), R(355, 113), R(193, 71), (1 + sp.sqrt(5)) / 2, R(9, 13),
            a + R(1, 10**30), a + sp.exp(-300), 4 * sp.atan(R(1, 2)) + 4 * sp.atan(R(1, 3)),
            sp.cosh(1) + sp.sinh(1),
        ]
    )  # fmt: skip
    kind = words.pick([sp.Eq, sp.Eq, sp.Ne, sp.Lt, sp.Le])
    return Question(kind(a, b, evaluate=False), _hypotheses(words, words.pick([0, 0, 0, 1])))


@maker
def periods(words: Words) -> Question:
    x = words.pick(words.reals)
    k = words.pick([words.m, sp.floor(x), words.n, sp.floor(words.real(1))])
    f = words.pick(
        [sp.sin, sp.cos, sp.tan, lambda t: sp.exp(sp.I * t), lambda t: sp.log(sp.exp(sp.I * t)), sp.atan]
    )
    turn = words.pick([2 * sp.pi * k, sp.pi * k, 2 * sp.pi * k * R(1, 2), 4 * sp.pi * k, 2 * sp.pi])
    return Question(sp.Eq(f(x + turn), f(x), evaluate=False), _hypotheses(words, words.pick([0, 0, 1])))


@maker
def tiny(words: Words) -> Question:
    """Hypotheses that hold to many digits in many places, and exactly in few."""
    x = words.pick(words.reals)
    small = words.pick([sp.exp(-1000), R(1, 10**40), sp.exp(-500), R(1, 2**200)])
    c = words.pick(NUMBERS)
    given = words.pick(
        [
            sp.Eq(1 + small * (x - c), 1, evaluate=False),
            sp.Eq(sp.pi + small * (x - c), sp.pi, evaluate=False),
            sp.Le(small * (x - c) ** 2, 0, evaluate=False),
            sp.Eq(sp.cos(small * (x - c)), 1, evaluate=False),
        ]
    )
    claim = words.pick(
        [
            sp.Eq(x, c, evaluate=False),
            sp.Eq(x, c + 1, evaluate=False),
            sp.Ge(x, c, evaluate=False),
            sp.Lt(x, c),
        ]
    )
    return Question(claim, (given,))


def _hypotheses(words: Words, number: int) -> tuple[Any, ...]:
    return tuple(words.formula(words.pick([0, 0, 1, 1, 2])) for _ in range(number))


# -- changes to whatever was made --------------------------------------------------------------------


def _weaker(q: Question, words: Words) -> Question:
    """One hypothesis made weaker, or left out."""
    if not q.given:
        return replace(
            q, statement=sp.Or(q.statement, words.atom(1, simple=True), evaluate=False), true=False
        )
    at = words.rng.randrange(len(q.given))
    other = words.atom(1, simple=True)
    weak = words.pick([[], [sp.Or(q.given[at], other, evaluate=False)], [nt.implies(other, q.given[at])]])
    return replace(q, given=(*q.given[:at], *weak, *q.given[at + 1 :]), true=False)


def _stronger(q: Question, words: Words) -> Question:
    """One hypothesis more."""
    return replace(q, given=(*q.given, *_hypotheses(words, 1)))


def _substituted(q: Question, words: Words) -> Question:
    """A real letter stands for something real, everywhere."""
    letters = sorted(
        (
            s
            for s in q.statement.free_symbols
            if type(s) is sp.Symbol and s.is_real and s._assumptions_orig == {"real": True}
        ),
        key=str,
    )
    if not letters or q.statement.has(nt.Diff, sp.Derivative, nt.ForAll, nt.Exists):
        return q
    x, new = words.pick(letters), words.real(1)
    with sp.evaluate(False):
        return replace(
            q, statement=q.statement.xreplace({x: new}), given=tuple(g.xreplace({x: new}) for g in q.given)
        )


def _nested(q: Question, words: Words) -> Question:
    other = words.atom(1, simple=True)
    made = words.pick(
        [
            lambda: nt.implies(other, q.statement),
            lambda: sp.Or(other, q.statement, evaluate=False),
            lambda: sp.Not(sp.Not(q.statement, evaluate=False), evaluate=False),
            lambda: nt.all_of(q.statement, other),
        ]
    )()
    return replace(q, statement=made, true=False)


def _exchanged(q: Question, words: Words) -> Question:
    """A number is another one, somewhere."""
    numbers = sorted((n for n in q.statement.atoms(sp.Rational) if abs(n) < 100), key=str)
    if not numbers:
        return q
    old = words.pick(numbers)
    try:
        with sp.evaluate(False):
            return replace(q, statement=q.statement.xreplace({old: words.pick(NUMBERS)}), true=False)
    except (TypeError, ValueError):
        return q


CHANGES: Final = [_weaker, _stronger, _substituted, _nested, _exchanged]
WEIGHTS: Final[dict[str, int]] = {
    "identity": 4,
    "trap": 4,
    "consequence": 5,
    "cases_of_definedness": 4,
    "wild": 3,
    "by_head": 4,
}


def question(seed: int, number: int) -> Question:
    """The statement of a number; the same one each time."""
    rng = Random(f"{seed} {number}")
    names = [name for name in MAKERS for _ in range(WEIGHTS.get(name, 2))]
    while True:
        words, name = Words(rng), rng.choice(names)
        try:
            with sp.evaluate(rng.random() < 0.5):
                made = replace(MAKERS[name](words), kind=name)
                for change in rng.choices(CHANGES, k=rng.choice((0, 0, 0, 1, 1, 2))):
                    made = replace(change(made, words), kind=made.kind)
        except Exception:  # noqa: BLE001, S112 - SymPy has no such term, and many ways to say so
            continue
        if _speakable(made):
            return made


def _speakable(q: Question) -> bool:
    """Whether SymPy has left a statement, without infinities, and of a size that one would type."""
    for part in (q.statement, *q.given):
        if not isinstance(part, sp.Basic) or part.has(sp.nan, sp.zoo, sp.oo, -sp.oo) or len(str(part)) > 400:
            return False
    return True
