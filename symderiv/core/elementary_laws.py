"""Laws of elementary functions.

Values are principal: log z has its imaginary part, the argument of z, in (-pi, pi]; the root of a term of
sort complex is exp(log(z)/d), and 0 for 0; that of a real term is real, and undefined where it is negative.
DLMF is the NIST Digital Library of Mathematical Functions.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symderiv.core import functions
from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.enclosures import enclosed
from symderiv.core.schema import Instance, Laws, expect, of_sort
from symderiv.core.terms import ONE, PI, ZERO, I, Term, fn

LAWS: Final = Laws()
_law = LAWS.law
MAX_ORDER: Final = 400  # of a root of unity
KNUTH: Final = "R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., section 5.1"


def _whole(n: int, least: int = 0, most: int | None = None) -> None:
    fits = type(n) is int and least <= n and (most is None or n <= most)
    expect(fits, "a whole number from {} to {}, not {!r}", least, most, n)


def _is_real(t: Term) -> bool:
    return k.sort_of(t) != "complex"


def _ratio(p: int, q: int) -> Term:
    return k.num(Fraction(p, q))


def _exp(t: Term) -> Term:
    return Term("exp", t)


def _log(t: Term) -> Term:
    return fn("log", t)


def _conj(t: Term) -> Term:
    return fn("conj", t)


def _nonzero(t: Term) -> Term:
    return k.ne(t, ZERO)


def _unity(order: int) -> Term:
    """exp(2 pi i / order)."""
    return _exp(k.mul(_ratio(2, order), PI, I))


def _argument(z: Term) -> Term:
    return fn("im", _log(z))


def _principal(angle: Term) -> tuple[Term, Term]:
    """-pi < angle and angle <= pi."""
    return k.lt(k.neg(PI), angle), k.le(angle, PI)


# -- constants and exponentials ----------------------------------------------------------------------


@_law("DLMF 1.9.1")
def i_square() -> Instance:
    """|- i^2 = -1"""
    return (), k.eq(k.power(I, 2), k.num(-1))


@_law("DLMF 3.12.1")
def pi_bounds() -> Instance:
    """|- 333/106 < pi and pi < 355/113"""
    return (), k.and_(k.lt(_ratio(333, 106), PI), k.lt(PI, _ratio(355, 113)))


@_law("DLMF 4.2.25")
def exp_sum(*terms: Term) -> Instance:
    """|- exp(z1 + ... + zn) = exp z1 ... exp zn; so exp 0 = 1"""
    return (), k.eq(_exp(k.add(*terms)), k.mul(*map(_exp, terms)))


@_law("DLMF 4.2.36")
def exp_power(z: Term, n: Term) -> Instance:
    """|- exp(z)^n = exp(n z), n whole"""
    of_sort("int", n)
    return (), k.eq(k.power(_exp(z), n), _exp(k.mul(n, z)))


@_law("DLMF 4.2.25")
def exp_nonzero(z: Term) -> Instance:
    """|- exp z != 0"""
    return (), _nonzero(_exp(z))


@_law("W. Rudin, Principles of Mathematical Analysis, 8.6")
def exp_positive(x: Term) -> Instance:
    """|- 0 < exp x, x real"""
    of_sort("real", x)
    return (), k.lt(ZERO, _exp(x))


@_law("DLMF 4.5.1")
def exp_lower(x: Term) -> Instance:
    """|- 1 + x <= exp x, x real"""
    of_sort("real", x)
    return (), k.le(k.add(ONE, x), _exp(x))


@_law("DLMF 4.2.26")
def exp_period(n: Term) -> Instance:
    """|- exp(2 n pi i) = 1, n whole"""
    of_sort("int", n)
    return (), k.eq(_exp(k.mul(k.num(2), n, PI, I)), ONE)


@_law("DLMF 4.2.26")
def exp_one(z: Term) -> Instance:
    """exp z = 1, -2 pi < im z, im z < 2 pi |- z = 0"""
    turn = k.mul(k.num(2), PI)
    within = k.lt(k.neg(turn), fn("im", z)), k.lt(fn("im", z), turn)
    return (k.eq(_exp(z), ONE), *within), k.eq(z, ZERO)


@_law("DLMF 4.2.26")
def exp_quarter() -> Instance:
    """|- exp(pi i/2) = i"""
    return (), k.eq(_unity(4), I)


def _cyclotomic(order: int) -> list[int]:
    """The coefficients of x^order - 1 divided by the cyclotomic polynomials of the smaller divisors."""
    p = [-1, *[0] * (order - 1), 1]
    for d in (d for d in range(1, order) if order % d == 0):
        divisor = _cyclotomic(d)
        quotient = [0] * (len(p) - len(divisor) + 1)
        for place in reversed(range(len(quotient))):
            c = quotient[place] = p[place + len(divisor) - 1]
            for j, b in enumerate(divisor):
                p[place + j] -= c * b
        expect(not any(p), "a polynomial that is divided without remainder")
        p = quotient
    return p


@_law("S. Lang, Algebra, 3rd ed., VI.3")
def cyclotomic(order: int) -> Instance:
    """|- Phi_N(exp(2 pi i/N)) = 0, with the cyclotomic polynomial Phi_N"""
    _whole(order, 1, MAX_ORDER)
    powers = (k.mul(k.num(c), k.power(_unity(order), e)) for e, c in enumerate(_cyclotomic(order)) if c)
    return (), k.eq(k.add(*powers), ZERO)


@_law("K. Ireland, M. Rosen, A Classical Introduction to Modern Number Theory, 2nd ed., 6.4.1; DLMF 4.17.1")
def gauss_sum(p: int) -> Instance:
    """|- (1 or i) sqrt p = sum over j < p of exp(2 pi i/p)^(j^2), p prime and 1 or 3 modulo 4;
    |- sqrt 2 = exp(pi i/4) + exp(pi i/4)^7"""
    _whole(p, 2, MAX_ORDER)
    expect(all(p % d for d in range(2, p)), "a prime, not {}", p)
    if p == 2:
        return (), k.eq(k.root(k.num(2)), k.add(_unity(8), k.power(_unity(8), 7)))
    total = k.add(*(k.power(_unity(p), j * j % p) for j in range(p)))
    return (), k.eq(k.mul(I if p % 4 == 3 else ONE, k.root(k.num(p))), total)


# -- functions in terms of exp and log ---------------------------------------------------------------


def _needed(t: Term) -> tuple[Term, ...]:
    """What t needs to be defined, but for relations of numbers that hold."""
    evident = {"le": lambda p, q: p <= q, "lt": lambda p, q: p < q}

    def holds(f: Term) -> bool:
        numbers = f.op in evident and all(side.op == "num" for side in f.args)
        return numbers and evident[f.op](*(side.args[0] for side in f.args))

    return tuple(dict.fromkeys(f for _, f in side_conditions(t) if not holds(f)))


@_law("DLMF 4.14, 4.28, 4.23.7-9, 4.37.7-9, 1.9.3-5, 3.12, 7.2.2, 5.4.1, 5.12.1, 26.11.7")
def definition(name: str, *args: Term) -> Instance:
    """what is needed for t to be defined |- f(z) = t, where the table of definitions says f(z) := t;
    z whole where the table says so"""
    expect(name in functions.DEFINITIONS, "a function that is defined by others, not {!r}", name)
    expect(len(args) == k.FUNCTIONS[name][0], "the arguments of {}, not {}", name, args)
    if name in functions.OF_WHOLE:
        of_sort("int", *args)
    letters = tuple(k.var(f"z{place}", k.sort_of(a)) for place, a in enumerate(args))
    formula, at = functions.DEFINITIONS[name](*letters), dict(zip(letters, args, strict=True))
    premises = tuple(k.substitute(f, at) for f in _needed(formula))
    return premises, k.eq(fn(name, *args), k.substitute(formula, at))


@_law("as SymPy has it; DLMF 4.23.9 and 4.37.9 leave 0 out")
def value_at_zero(name: str) -> Instance:
    """|- f(0) = c, where the table of values at 0 says f(0) := c"""
    expect(name in functions.AT_ZERO, "one of {}, not {!r}", ", ".join(functions.AT_ZERO), name)
    return (), k.eq(fn(name, ZERO), functions.AT_ZERO[name])


def _domain(name: str, z: Term) -> tuple[Term, ...]:
    return functions.DOMAINS[name](z) if name in functions.DOMAINS else ()


@_law("DLMF 4.23.19-26, 4.37.16-24, and on the cuts too as SymPy and Arb have it")
def inverse_function(name: str, z: Term) -> Instance:
    """f is defined at z |- f(z) = its expression by logarithms and principal roots; f one of six"""
    expect(name in functions.BY_LOGARITHMS, "one of {}, not {!r}", ", ".join(functions.BY_LOGARITHMS), name)
    return _domain(name, z), k.eq(fn(name, z), functions.BY_LOGARITHMS[name](z))


# the part that is bounded, and its bounds in halves of pi
_RANGES: Final = {
    "log": ("im", -2, 2), "asin": ("re", -1, 1), "acos": ("re", 0, 2), "atan": ("re", -1, 1),
    "asinh": ("im", -1, 1), "acosh": ("im", -2, 2), "atanh": ("im", -1, 1),
}  # fmt: skip
_OPEN_BELOW: Final = frozenset({"log", "acosh"})


@_law("DLMF 4.2.5, 4.23, 4.37")
def angle_bounds(name: str, z: Term) -> Instance:
    """f is defined at z |- lo <= (or <) re f(z) (or im) and re f(z) <= (or <) hi; f one of seven"""
    expect(name in _RANGES, "one of {}, not {!r}", ", ".join(_RANGES), name)
    part, lo, hi = _RANGES[name]
    angle, low, high = fn(part, fn(name, z)), k.mul(_ratio(lo, 2), PI), k.mul(_ratio(hi, 2), PI)
    arctangent = name == "atan" and _is_real(z)
    below = k.lt if arctangent or name in _OPEN_BELOW else k.le
    above = k.lt if arctangent else k.le
    return _domain(name, z), k.and_(below(low, angle), above(angle, high))


# -- logarithms --------------------------------------------------------------------------------------


@_law("DLMF 4.2.3")
def exp_log(z: Term) -> Instance:
    """z != 0 |- exp(log z) = z"""
    return (_nonzero(z),), k.eq(_exp(_log(z)), z)


@_law("DLMF 4.2.5")
def log_unique(z: Term, w: Term) -> Instance:
    """exp w = z, -pi < im w, im w <= pi |- log z = w"""
    return (k.eq(_exp(w), z), *_principal(fn("im", w))), k.eq(_log(z), w)


@_law("DLMF 4.2.2")
def log_real(z: Term) -> Instance:
    """0 < z |- conj(log z) = log z"""
    return (k.lt(ZERO, z),), k.eq(_conj(_log(z)), _log(z))


_HALF_PLANES: Final[dict[str, tuple[Callable[[Term], Term], int, int]]] = {
    "re >= 0": (lambda z: k.le(ZERO, fn("re", z)), -1, 1),
    "re > 0": (lambda z: k.lt(ZERO, fn("re", z)), -1, 1),
    "im >= 0": (lambda z: k.le(ZERO, fn("im", z)), 0, 2),
    "im > 0": (lambda z: k.lt(ZERO, fn("im", z)), 0, 2),
    "im < 0": (lambda z: k.lt(fn("im", z), ZERO), -2, 0),
}  # fmt: skip


@_law("DLMF 1.9.8")
def argument_bounds(half_plane: str, z: Term) -> Instance:
    """z != 0 in a half plane |- lo <= arg z and arg z <= hi (< and < if its edge is left out)"""
    expect(half_plane in _HALF_PLANES, "one of {}, not {!r}", ", ".join(_HALF_PLANES), half_plane)
    inside, lo, hi = _HALF_PLANES[half_plane]
    below = k.le if "=" in half_plane else k.lt
    low, high = k.mul(_ratio(lo, 2), PI), k.mul(_ratio(hi, 2), PI)
    bounds = k.and_(below(low, _argument(z)), below(_argument(z), high))
    return (inside(z),) if below is k.lt else (inside(z), _nonzero(z)), bounds


# -- roots -------------------------------------------------------------------------------------------


@_law("DLMF 4.2.28, and 0 for 0; N. Bourbaki, General Topology, IV.3.3, for real ones")
def root_power(r: Term, d: int) -> Instance:
    """[0 <= r if r is real] |- root_d(r)^d = r"""
    _whole(d, 2)
    return (k.le(ZERO, r),) if _is_real(r) else (), k.eq(k.power(k.root(r, d), d), r)


@_law("as above")
def root_sign(r: Term, d: int) -> Instance:
    """0 <= r |- 0 <= root_d(r)"""
    _whole(d, 2)
    return (k.le(ZERO, r),), k.le(ZERO, k.root(r, d))


@_law("as above")
def root_unique(r: Term, d: int, s: Term) -> Instance:
    """0 <= s, s^d = r |- root_d(r) = s"""
    _whole(d, 2)
    return (k.le(ZERO, s), k.eq(k.power(s, d), r)), k.eq(k.root(r, d), s)


@_law("DLMF 4.2.28")
def root_exp(r: Term, d: int, w: Term) -> Instance:
    """exp w = r, -pi < im w, im w <= pi |- root_d(r) = exp(w/d), r of sort complex"""
    _whole(d, 2)
    expect(not _is_real(r), "a radicand of sort complex, not {}", r)
    return (k.eq(_exp(w), r), *_principal(fn("im", w))), k.eq(k.root(r, d), _exp(k.mul(_ratio(1, d), w)))


@_law("DLMF 4.2.28")
def root_product(f: Term, g: Term, d: int) -> Instance:
    """0 <= f |- root_d(f g) = root_d(f) root_d(g), g of sort complex"""
    _whole(d, 2)
    expect(not _is_real(g), "a factor of sort complex, not {}", g)
    return (k.le(ZERO, f),), k.eq(Term("root", Term("mul", f, g), d), k.mul(k.root(f, d), k.root(g, d)))


@_law("DLMF 4.2.28")
def root_of_root(z: Term, d: int, e: int, p: int, q: int) -> Instance:
    """|- root_e(w^p conj(w)^q) = v^p conj(v)^q, where w = root_d(z), v = root_de(z), z of sort complex;
    -d < p - q <= d; root_1(z) is z"""
    for n, least in ((d, 1), (e, 2), (p, 0), (q, 0)):
        _whole(n, least)
    expect(not _is_real(z), "a radicand of sort complex, not {}", z)
    expect(-d < p - q <= d, "an angle of at most half a turn, not {}/{} of that", p - q, d)
    w, v = (k.root(z, d) if d > 1 else z), k.root(z, d * e)
    inner, outer = (k.mul(k.power(t, p), k.power(_conj(t), q)) for t in (w, v))
    return (), k.eq(k.root(inner, e), outer)


# -- conjugates and absolute values ------------------------------------------------------------------


@_law("DLMF 1.9.13")
def conj_sum(*terms: Term) -> Instance:
    """|- conj(z1 + ... + zn) = conj z1 + ... + conj zn"""
    return (), k.eq(_conj(k.add(*terms)), k.add(*map(_conj, terms)))


@_law("DLMF 1.9.14")
def conj_product(*terms: Term) -> Instance:
    """|- conj(z1 ... zn) = conj z1 ... conj zn"""
    return (), k.eq(_conj(k.mul(*terms)), k.mul(*map(_conj, terms)))


@_law("DLMF 1.9.11")
def conj_conj(z: Term) -> Instance:
    """|- conj(conj z) = z"""
    return (), k.eq(_conj(_conj(z)), z)


@_law("DLMF 1.9.11")
def conj_real(z: Term) -> Instance:
    """[0 <= z if z is of sort complex] |- conj z = z"""
    return () if _is_real(z) else (k.le(ZERO, z),), k.eq(_conj(z), z)


@_law("DLMF 1.9.11")
def conj_i() -> Instance:
    """|- conj i = -i"""
    return (), k.eq(_conj(I), k.neg(I))


@_law("DLMF 4.2.19")
def conj_exp(z: Term) -> Instance:
    """|- conj(exp z) = exp(conj z)"""
    return (), k.eq(_conj(_exp(z)), _exp(_conj(z)))


@_law("DLMF 1.9.14")
def conj_power(z: Term, n: Term) -> Instance:
    """0 <= n or z != 0 |- conj(z^n) = conj(z)^n, n whole"""
    of_sort("int", n)
    return (k.or_(k.le(ZERO, n), _nonzero(z)),), k.eq(_conj(k.power(z, n)), k.power(_conj(z), n))


@_law("DLMF 1.9.12")
def abs_square(z: Term) -> Instance:
    """|- |z|^2 = z conj z"""
    return (), k.eq(k.power(fn("abs", z), 2), k.mul(z, _conj(z)))


@_law("DLMF 1.9.7")
def abs_sign(z: Term) -> Instance:
    """|- 0 <= |z|"""
    return (), k.le(ZERO, fn("abs", z))


# -- powers ------------------------------------------------------------------------------------------


@_law("DLMF 4.2.26")
def power_exp(b: Term, e: Term) -> Instance:
    """0 < b |- b^e = exp(e log b); enough is b != 0, if e is whole, or b or e of sort complex"""
    enough = k.sort_of(e) == "int" or not (_is_real(b) and _is_real(e))
    return (_nonzero(b) if enough else k.lt(ZERO, b),), k.eq(k.power(b, e), _exp(k.mul(e, _log(b))))


# -- whole parts -------------------------------------------------------------------------------------


@_law("DLMF, Common Notations and Definitions")
def floor_bounds(x: Term) -> Instance:
    """|- floor x <= x and x < floor x + 1, x real"""
    of_sort("real", x)
    whole = fn("floor", x)
    return (), k.and_(k.le(whole, x), k.lt(x, k.add(whole, ONE)))


# -- factorials and binomials ------------------------------------------------------------------------


@_law("DLMF 5.5.1")
def rgamma_step(z: Term) -> Instance:
    """|- (1/Gamma)(z) = z (1/Gamma)(z + 1)"""
    return (), k.eq(fn("rgamma", z), k.mul(z, fn("rgamma", k.add(z, ONE))))


@_law("DLMF 5.4.1")
def rgamma_one() -> Instance:
    """|- (1/Gamma)(1) = 1"""
    return (), k.eq(fn("rgamma", ONE), ONE)


@_law("DLMF 5.2.1")
def gamma_inverse(z: Term) -> Instance:
    """(1/Gamma)(z) != 0 |- Gamma(z) (1/Gamma)(z) = 1"""
    return (_nonzero(fn("rgamma", z)),), k.eq(k.mul(fn("gamma", z), fn("rgamma", z)), ONE)


@_law(KNUTH)
def binomial_zero(x: Term) -> Instance:
    """|- binomial(x, 0) = 1"""
    return (), k.eq(fn("binomial", x, ZERO), ONE)


@_law(KNUTH)
def binomial_negative(x: Term, n: Term) -> Instance:
    """n < 0 |- binomial(x, n) = 0, n whole"""
    of_sort("int", n)
    return (k.lt(n, ZERO),), k.eq(fn("binomial", x, n), ZERO)


@_law(KNUTH)
def binomial_absorption(x: Term, n: Term) -> Instance:
    """|- n binomial(x, n) = x binomial(x - 1, n - 1), n whole"""
    of_sort("int", n)
    lower = fn("binomial", k.sub(x, ONE), k.sub(n, ONE))
    return (), k.eq(k.mul(n, fn("binomial", x, n)), k.mul(x, lower))


@_law(KNUTH)
def binomial_addition(x: Term, n: Term) -> Instance:
    """|- binomial(x + 1, n) = binomial(x, n) + binomial(x, n - 1), n whole"""
    of_sort("int", n)
    lower = fn("binomial", x, k.sub(n, ONE))
    return (), k.eq(fn("binomial", k.add(x, ONE), n), k.add(fn("binomial", x, n), lower))


# -- numbers -----------------------------------------------------------------------------------------


@_law("W. Tucker, Validated Numerics, chapter 2")
def enclosure(t: Term, part: str, lo: Term, hi: Term) -> Instance:
    """|- lo < re t and re t < hi (or im), for a constant t that a ball of rational numbers encloses"""
    expect(lo.op == hi.op == "num" and part in ("re", "im"), "bounds that are numbers, not {}, {}", lo, hi)
    ball = enclosed(t)
    value = ball.re if part == "re" else ball.im
    within = lo.args[0] < value - ball.error and value + ball.error < hi.args[0]
    expect(within, "bounds of {} that its enclosure tells", t)
    return (), k.and_(k.lt(lo, fn(part, t)), k.lt(fn(part, t), hi))
