"""Elementary and special functions: what they are in terms of exp and log, and where they are defined.

Values are principal: log z has its imaginary part in (-pi, pi], and all others follow it (DLMF 4.23.19-26
and 4.37.16-24, on the branch cuts too, as in flint and in SymPy).  Where a definition leaves a point out that
SymPy gives a value (acot, acoth and Bessel's functions at 0, products of a negative number of factors), the
function has that value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import ONE, PI, ZERO, I, Term, fn

Formulas = tuple[Term, ...]

HALF: Final = k.num(Fraction(1, 2))


def over(a: Term, b: Term) -> Term:
    """The quotient a/b."""
    return k.mul(a, k.power(b, -1))


def _exps(z: Term, sign: int) -> Term:
    """exp(z) + sign exp(-z), halved."""
    return k.mul(HALF, k.add(Term("exp", z), k.mul(k.num(sign), Term("exp", k.neg(z)))))


def _golden() -> Term:
    return k.mul(HALF, k.add(ONE, k.root(k.num(5))))


def _fibonacci(n: Term) -> Term:
    powers = k.sub(k.power(_golden(), n), k.power(k.neg(_golden()), k.neg(n)))
    return over(powers, k.root(k.num(5)))


DEFINITIONS: Final[dict[str, Callable[..., Term]]] = {
    "sin": lambda z: k.mul(k.neg(I), _exps(k.mul(I, z), -1)),
    "cos": lambda z: _exps(k.mul(I, z), 1),
    "tan": lambda z: over(fn("sin", z), fn("cos", z)),
    "cot": lambda z: over(fn("cos", z), fn("sin", z)),
    "sec": lambda z: over(ONE, fn("cos", z)),
    "csc": lambda z: over(ONE, fn("sin", z)),
    "sinh": lambda z: _exps(z, -1),
    "cosh": lambda z: _exps(z, 1),
    "tanh": lambda z: over(fn("sinh", z), fn("cosh", z)),
    "coth": lambda z: over(fn("cosh", z), fn("sinh", z)),
    "sech": lambda z: over(ONE, fn("cosh", z)),
    "csch": lambda z: over(ONE, fn("sinh", z)),
    "acot": lambda z: fn("atan", over(ONE, z)),
    "asec": lambda z: fn("acos", over(ONE, z)),
    "acsc": lambda z: fn("asin", over(ONE, z)),
    "acoth": lambda z: fn("atanh", over(ONE, z)),
    "asech": lambda z: fn("acosh", over(ONE, z)),
    "acsch": lambda z: fn("asinh", over(ONE, z)),
    "re": lambda z: k.mul(HALF, k.add(z, fn("conj", z))),
    "im": lambda z: k.mul(k.neg(HALF), I, k.sub(z, fn("conj", z))),
    "arg": lambda z: fn("im", fn("log", z)),
    "golden": _golden,
    "fibonacci": _fibonacci,
    "erfc": lambda z: k.sub(ONE, fn("erf", z)),
    "erfi": lambda z: k.mul(k.neg(I), fn("erf", k.mul(I, z))),
    "factorial": lambda n: fn("gamma", k.add(n, ONE)),
    "beta": lambda a, b: over(k.mul(fn("gamma", a), fn("gamma", b)), fn("gamma", k.add(a, b))),
}  # fmt: skip


def _root(t: Term, degree: int) -> Term:
    """The principal root, of a real term too: -i i t has the value of t, and its sort is complex."""
    return k.root(k.mul(k.num(-1), I, I, t) if k.sort_of(t) != "complex" else t, degree)


def _ln(z: Term) -> Term:
    return fn("log", z)


def _arctangent(z: Term) -> Term:
    plus, minus = (k.add(ONE, k.mul(k.num(sign), I, z)) for sign in (1, -1))
    if k.sort_of(z) != "complex":  # the argument of 1 + i z
        square = k.mul(HALF, _ln(k.add(ONE, k.power(z, 2))))
        return k.mul(k.neg(I), k.sub(_ln(plus), square))
    return k.mul(HALF, I, k.sub(_ln(minus), _ln(plus)))


BY_LOGARITHMS: Final[dict[str, Callable[[Term], Term]]] = {
    "asin": lambda z: k.mul(k.neg(I), _ln(k.add(k.mul(I, z), _root(k.sub(ONE, k.power(z, 2)), 2)))),
    "acos": lambda z: k.sub(k.mul(HALF, PI), fn("asin", z)),
    "atan": _arctangent,
    "asinh": lambda z: _ln(k.add(z, _root(k.add(k.power(z, 2), ONE), 2))),
    "acosh": lambda z: _ln(k.add(z, k.mul(_root(k.add(z, ONE), 2), _root(k.sub(z, ONE), 2)))),
    "atanh": lambda z: k.mul(HALF, k.sub(_ln(k.add(ONE, z)), _ln(k.sub(ONE, z)))),
}


def _no_pole(z: Term) -> Formulas:
    return (k.ne(fn("rgamma", z), ZERO),)


def _apart_from(value: Term) -> Callable[..., Formulas]:
    return lambda *args: (k.ne(args[-1], value),)


def _but_at_0(order: Term, z: Term) -> Formulas:
    """J and I of z, by their order: at 0 where that is whole or not negative."""
    if k.sort_of(order) == "int" or (order.op == "num" and order.args[0] > 0):
        return ()
    apart = k.ne(z, ZERO)
    return (
        (apart,) if k.sort_of(order) == "complex" or order.op == "num" else (k.or_(apart, k.le(ZERO, order)),)
    )


def _factors(below: str, shift: int) -> Callable[[Term, Term], Formulas]:
    """A product of n factors; that of -n is the inverse of the n factors that go on the other way."""

    def conditions(z: Term, n: Term) -> Formulas:
        if n.op == "num" and n.args[0] >= 0:
            return ()
        apart = k.ne(fn(below, k.add(z, k.num(shift)), k.neg(n)), ZERO)
        return (apart,) if n.op == "num" else (k.or_(k.le(ZERO, n), apart),)

    return conditions


DOMAINS: Final[dict[str, Callable[..., Formulas]]] = {
    "log": _apart_from(ZERO),
    "atan": lambda z: (k.ne(k.power(z, 2), k.num(-1)),) if k.sort_of(z) == "complex" else (),
    "atanh": lambda z: (k.ne(k.power(z, 2), ONE),),
    "floor": lambda z: (k.eq(fn("im", z), ZERO),) if k.sort_of(z) == "complex" else (),
    "gamma": _no_pole,
    "zeta": _apart_from(ONE),
    "hurwitz": lambda s, a: (k.ne(s, ONE), *_no_pole(a)),
    "acot": lambda z: (k.ne(k.power(z, 2), k.num(-1)),) if k.sort_of(z) == "complex" else (),
    "acoth": lambda z: (k.ne(k.power(z, 2), ONE),),
    "bessel_j": _but_at_0,
    "bessel_y": _apart_from(ZERO),
    "bessel_i": _but_at_0,
    "bessel_k": _apart_from(ZERO),
    "rising": _factors("falling", -1),
    "falling": _factors("rising", 1),
}  # fmt: skip


OF_WHOLE: Final = frozenset({"fibonacci"})  # else its powers are complex, and it is real where z is

TOTAL: Final = frozenset({"sin", "cos", "sinh", "cosh", "re", "im", "golden", "fibonacci", "erfc", "erfi"})


Slope = tuple[Callable[[Term], Term], Callable[[Term], Formulas] | None]


def _square(z: Term) -> Term:
    return k.power(z, 2)


def _where_defined(name: str) -> Callable[[Term], Formulas]:
    return lambda z: domain(fn(name, z))


def _inside(x: Term) -> Formulas:
    return k.lt(k.num(-1), x), k.lt(x, ONE)


# the derivative by the argument; and where it is taken: None for a function that is entire, else what has to
# hold of a real argument
SLOPES: Final[dict[str, Slope]] = {
    "sin": (lambda z: fn("cos", z), None),
    "cos": (lambda z: k.neg(fn("sin", z)), None),
    "sinh": (lambda z: fn("cosh", z), None),
    "cosh": (lambda z: fn("sinh", z), None),
    "erf": (
        lambda z: over(k.mul(k.num(2), Term("exp", k.neg(_square(z)))), k.root(PI)),
        None,
    ),
    "tan": (lambda z: k.add(ONE, _square(fn("tan", z))), _where_defined("tan")),
    "cot": (lambda z: k.neg(k.add(ONE, _square(fn("cot", z)))), _where_defined("cot")),
    "sec": (lambda z: k.mul(fn("sec", z), fn("tan", z)), _where_defined("sec")),
    "csc": (lambda z: k.neg(k.mul(fn("csc", z), fn("cot", z))), _where_defined("csc")),
    "tanh": (lambda z: k.sub(ONE, _square(fn("tanh", z))), _where_defined("tanh")),
    "coth": (lambda z: k.sub(ONE, _square(fn("coth", z))), _where_defined("coth")),
    "sech": (lambda z: k.neg(k.mul(fn("sech", z), fn("tanh", z))), _where_defined("sech")),
    "csch": (lambda z: k.neg(k.mul(fn("csch", z), fn("coth", z))), _where_defined("csch")),
    "log": (lambda z: k.power(z, -1), _where_defined("log")),
    "atan": (lambda z: over(ONE, k.add(ONE, _square(z))), _where_defined("atan")),
    "asin": (lambda z: over(ONE, k.root(k.sub(ONE, _square(z)))), _inside),
    "acos": (lambda z: k.neg(over(ONE, k.root(k.sub(ONE, _square(z))))), _inside),
    "asinh": (lambda z: over(ONE, k.root(k.add(ONE, _square(z)))), _where_defined("asinh")),
    "atanh": (lambda z: over(ONE, k.sub(ONE, _square(z))), _inside),
}


# those of the table that have their derivative at complex arguments too, wherever they are defined
MEROMORPHIC: Final = frozenset({"tan", "cot", "sec", "csc", "tanh", "coth", "sech", "csch"})


def definition(t: Term) -> Term | None:
    """The term that a function stands for, or None where it is one of those that others are made of."""
    name, args = t.args
    return DEFINITIONS[name](*args) if name in DEFINITIONS else None


AT_ZERO: Final[dict[str, Term]] = {"acot": k.mul(HALF, PI), "acoth": k.mul(HALF, PI, I)}


def domain(t: Term) -> Formulas:
    """What has to hold for a function to be defined, besides that its arguments are."""
    name, args = t.args
    if name in DOMAINS:
        return DOMAINS[name](*args)
    stands_for = None if name in TOTAL else definition(t)
    if stands_for is None:
        return ()
    own = {f for a in args for _, f in side_conditions(a)}
    return tuple(f for _, f in side_conditions(stands_for) if f not in own)


def by_logarithms(t: Term) -> Term | None:
    """What an inverse function is in terms of logarithms and principal roots, where it is defined."""
    name, args = t.args
    return BY_LOGARITHMS[name](*args) if name in BY_LOGARITHMS else None
