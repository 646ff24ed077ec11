"""Laws of sums, indicators, whole powers, means and derivatives.

``v`` and ``w`` are integer variables that a sum binds.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from symderiv.core import terms as k
from symderiv.core.derivative import derivative as differentiated
from symderiv.core.elementary_laws import LAWS as ELEMENTARY
from symderiv.core.schema import Instance, Laws, expect, not_free, of_sort, variable
from symderiv.core.terms import ONE, ZERO, Term

LINEARITY: Final = frozenset({"linearity of expectation"})
MAX_UNROLL: Final = 4096
SPIVAK: Final = "M. Spivak, Calculus, 3rd ed., chapter 2"
RUDIN: Final = "W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 5"
KNUTH: Final = "R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., sections 2.1 to 2.4"
BILLINGSLEY: Final = "P. Billingsley, Probability and Measure, 3rd ed., theorem 16.1"

_table: Final = Laws()


def _sum(v: Term, lo: Term, hi: Term, body: Term) -> Term:
    variable(v, "int")
    of_sort("int", lo, hi)
    return Term("sum", k.Hint(v.args[0]), lo, hi, k.close(body, v))


def _plus(*ts: Term) -> Term:
    return Term("add", *ts)


def _times(*ts: Term) -> Term:
    return Term("mul", *ts)


def _ind(f: Term) -> Term:
    return Term("ind", f)


def _mean(body: Term) -> Term:
    return Term("mean", body)


def _component(family: str, *indices: Term, sort: str = "real") -> Term:
    return Term("comp", family, sort, ((None, None),) * len(indices), indices)


# what the examples and the false twins of the laws are about
_V, _W, _N, _M = (k.var(name, "int") for name in "vwnm")
_X, _Y = k.var("x"), k.var("y")
_A, _B, _C = _component("a", _V), _component("b", _V), _component("c", _V, _W)
_F, _G = k.lt(_X, ZERO), k.lt(_Y, ZERO)
_R, _S = (_component(family, ONE, sort="random") for family in "XY")
_TWO, _LESS = k.num(2), k.num(-1)

# -- sums --------------------------------------------------------------------------------------------


@_table.law(
    KNUTH,
    (_V, ONE, _N, _A, _B),
    (
        (_V, ONE, _N, _A, _B),
        (),
        k.eq(_sum(_V, ONE, _N, _times(_A, _B)), _times(_sum(_V, ONE, _N, _A), _sum(_V, ONE, _N, _B))),
    ),
)
def sum_add(v: Term, lo: Term, hi: Term, *parts: Term) -> Instance:
    """|- sum of (a1 + ... + an) = sum of a1 + ... + sum of an"""
    return (), k.eq(_sum(v, lo, hi, _plus(*parts)), _plus(*(_sum(v, lo, hi, t) for t in parts)))


@_table.law(
    KNUTH,
    (_V, ONE, _N, _X, _A),
    ((_V, ONE, _N, _V, _A), (), k.eq(_sum(_V, ONE, _N, _times(_V, _A)), _times(_V, _sum(_V, ONE, _N, _A)))),
)
def sum_factor(v: Term, lo: Term, hi: Term, c: Term, body: Term) -> Instance:
    """|- sum of c a = c sum of a, v not in c"""
    not_free(v, c)
    return (), k.eq(_sum(v, lo, hi, _times(c, body)), _times(c, _sum(v, lo, hi, body)))


@_table.law(
    KNUTH,
    (_V, ONE, _N, _M, _A),
    ((_V, ONE, _N, ONE, _A), (), k.eq(_sum(_V, ONE, _N, _A), _sum(_V, _TWO, k.add(_N, ONE), _A))),
    (
        (_V, ONE, _N, _X, _V),
        (),
        k.eq(
            _sum(_V, ONE, _N, _V), Term("sum", k.Hint("v"), k.add(ONE, _X), k.add(_N, _X), Term("bound", 0))
        ),
    ),
)
def sum_shift(v: Term, lo: Term, hi: Term, step: Term, body: Term) -> Instance:
    """|- sum of a(v), v in lo..hi = sum of a(v - s), v in lo + s..hi + s, v not in s"""
    of_sort("int", step)
    not_free(v, step)
    moved = _sum(v, k.add(lo, step), k.add(hi, step), k.substitute(body, {v: k.sub(v, step)}))
    return (), k.eq(_sum(v, lo, hi, body), moved)


@_table.law(
    KNUTH,
    (_V, ONE, _N, _A),
    ((_V, ONE, _N, _A), (k.le(_N, ONE),), k.eq(_sum(_V, ONE, _N, _A), ZERO)),
)
def sum_empty(v: Term, lo: Term, hi: Term, body: Term) -> Instance:
    """hi < lo |- sum over lo..hi = 0"""
    return (k.lt(hi, lo),), k.eq(_sum(v, lo, hi, body), ZERO)


@_table.law(
    KNUTH,
    (_V, ONE, _N, 2, _A),
    ((_V, ONE, _N, 1, _V), (k.le(_N, ONE),), k.eq(_sum(_V, ONE, _N, _V), _plus(ONE))),
    ((_V, ONE, _N, 1, _V), (k.eq(_N, _TWO),), k.eq(_sum(_V, ONE, _N, _V), _plus(ONE))),
)
def sum_unroll(v: Term, lo: Term, hi: Term, n: int, body: Term) -> Instance:
    """hi = lo + n - 1 |- sum of a(v) over lo..hi = a(lo) + ... + a(lo + n - 1)"""
    expect(type(n) is int and 0 <= n <= MAX_UNROLL, "a number of summands up to {}, not {}", MAX_UNROLL, n)
    written = _plus(*(k.substitute(body, {v: k.add(lo, k.num(i))}) for i in range(n)))
    return (k.eq(hi, k.add(lo, k.num(n - 1))),), k.eq(_sum(v, lo, hi, body), written)


@_table.law(
    KNUTH,
    (_V, ONE, _N, _W, ONE, _M, _C),
    (
        (_V, ONE, _N, _W, ONE, _V, ONE),
        (),
        k.eq(_sum(_V, ONE, _N, _sum(_W, ONE, _V, ONE)), _sum(_W, ONE, _V, _sum(_V, ONE, _N, ONE))),
    ),
)
def sum_swap(v: Term, lo: Term, hi: Term, w: Term, first: Term, last: Term, body: Term) -> Instance:
    """|- sum over v of sum over w of a = sum over w of sum over v of a, v and w not in the bounds"""
    not_free(v, first, last, w)
    not_free(w, lo, hi)
    return (), k.eq(_sum(v, lo, hi, _sum(w, first, last, body)), _sum(w, first, last, _sum(v, lo, hi, body)))


@_table.law(
    KNUTH,
    (_V, ONE, _N, _M, _A),
    (
        (_V, ONE, _N, _M, _A),
        (),
        k.eq(
            _sum(_V, ONE, _N, _times(_ind(k.eq(_V, _M)), _A)),
            _times(_ind(k.le(_M, _N)), _component("a", _M)),
        ),
    ),
    (
        (_V, ONE, _N, _X, ONE),
        (),
        k.eq(
            _sum(_V, ONE, _N, _times(_ind(k.eq(_V, _X)), ONE)),
            _times(_ind(k.le(ONE, _X)), _ind(k.le(_X, _N)), ONE),
        ),
    ),
)
def sum_delta(v: Term, lo: Term, hi: Term, e: Term, body: Term) -> Instance:
    """|- sum of [v = e] a(v) over lo..hi = [lo <= e] [e <= hi] a(e), e an integer, v not in e"""
    of_sort("int", e)
    not_free(v, e)
    total = _sum(v, lo, hi, _times(_ind(k.eq(v, e)), body))
    return (), k.eq(total, _times(_ind(k.le(lo, e)), _ind(k.le(e, hi)), k.substitute(body, {v: e})))


@_table.law(KNUTH, (_V, ONE, _N), ((_V, ONE, _N), (), k.eq(_sum(_V, ONE, _N, ONE), _N)))
def sum_ones(v: Term, lo: Term, hi: Term) -> Instance:
    """lo <= hi + 1 |- sum of 1 over lo..hi = hi - lo + 1"""
    return (k.le(lo, k.add(hi, ONE)),), k.eq(_sum(v, lo, hi, ONE), k.add(k.sub(hi, lo), ONE))


# -- indicators and cases ----------------------------------------------------------------------------


@_table.law(KNUTH, (_F,), ((_F,), (), k.eq(_ind(k.not_(_F)), k.neg(_ind(_F)))))
def ind_not(f: Term) -> Instance:
    """|- [not f] = 1 - [f]"""
    return (), k.eq(_ind(k.not_(f)), k.sub(ONE, _ind(f)))


@_table.law(KNUTH, (_F, _G), ((_F, _G), (), k.eq(_ind(k.and_(_F, _G)), _plus(_ind(_F), _ind(_G)))))
def ind_and(*fs: Term) -> Instance:
    """|- [f1 and ... and fn] = [f1] ... [fn]"""
    return (), k.eq(_ind(Term("and", *fs)), _times(*map(_ind, fs)))


@_table.law(KNUTH, (_F, _G), ((_F, _G), (), k.eq(_ind(k.or_(_F, _G)), _plus(_ind(_F), _ind(_G)))))
def ind_or(*fs: Term) -> Instance:
    """|- [f1 or ... or fn] = 1 - (1 - [f1]) ... (1 - [fn])"""
    return (), k.eq(_ind(Term("or", *fs)), k.sub(ONE, _times(*(k.sub(ONE, _ind(f)) for f in fs))))


@_table.law(KNUTH, (_F, _G), ((_F, _G), (), k.eq(_ind(k.implies(_F, _G)), _times(_ind(_F), _ind(_G)))))
def ind_implies(f: Term, g: Term) -> Instance:
    """|- [f implies g] = 1 - [f] (1 - [g])"""
    return (), k.eq(_ind(k.implies(f, g)), k.sub(ONE, k.mul(_ind(f), k.sub(ONE, _ind(g)))))


@_table.law(KNUTH, (), ((), (), k.eq(_ind(k.FALSE), ONE)))
def ind_false() -> Instance:
    """|- [false] = 0"""
    return (), k.eq(_ind(k.FALSE), ZERO)


@_table.law(KNUTH, (_F,), ((_F,), (), k.eq(k.power(_ind(_F), 2), k.mul(_TWO, _ind(_F)))))
def ind_square(f: Term) -> Instance:
    """|- [f]^2 = [f]"""
    return (), k.eq(k.power(_ind(f), 2), _ind(f))


@_table.law(KNUTH, (_F, _G), ((_F, _G), (k.implies(_F, _G),), k.eq(_ind(_F), _ind(_G))))
def ind_same(f: Term, g: Term) -> Instance:
    """f implies g, g implies f |- [f] = [g]"""
    return (k.implies(f, g), k.implies(g, f)), k.eq(_ind(f), _ind(g))


@_table.law(KNUTH, (_F,), ((_F,), (), k.lt(ZERO, _ind(_F))))
def ind_lower(f: Term) -> Instance:
    """|- 0 <= [f]"""
    return (), k.le(ZERO, _ind(f))


@_table.law(KNUTH, (_F,), ((_F,), (), k.lt(_ind(_F), ONE)))
def ind_upper(f: Term) -> Instance:
    """|- [f] <= 1"""
    return (), k.le(_ind(f), ONE)


@_table.law(
    KNUTH,
    (Term("if", _F, _X, _Y),),
    (
        (Term("if", _F, _X, _Y),),
        (),
        k.eq(Term("if", _F, _X, _Y), _plus(_times(_ind(_F), _X), _times(_ind(_F), _Y))),
    ),
)
def cases(t: Term) -> Instance:
    """|- (a if f else b) = [f] a + (1 - [f]) b"""
    expect(t.op == "if", "a conditional term, met {}", t)
    f, a, b = t.args
    return (), k.eq(t, _plus(_times(_ind(f), a), _times(k.sub(ONE, _ind(f)), b)))


# -- whole powers ------------------------------------------------------------------------------------


def _regular(base: Term, *exponents: Term) -> Term:
    """base^m b^n ... can be taken together: base is not 0, or no exponent is negative."""
    of_sort("int", *exponents)
    return k.or_(k.ne(base, ZERO), k.and_(*(k.le(ZERO, e) for e in exponents)))


@_table.law(
    SPIVAK,
    (_X, _N, _M),
    ((_X, _N, _M), (), k.eq(k.power(_X, k.add(_N, _M)), k.mul(k.power(_X, _N), k.power(_X, _M)))),
    (
        (_X, _Y, _M),
        (k.ne(_X, ZERO),),
        k.eq(k.power(_X, k.add(_Y, _M)), k.mul(k.power(_X, _Y), k.power(_X, _M))),
    ),
)
def power_add(b: Term, m: Term, n: Term) -> Instance:
    """b != 0 or (0 <= m and 0 <= n) |- b^(m + n) = b^m b^n, m and n integers"""
    return (_regular(b, m, n),), k.eq(k.power(b, _plus(m, n)), _times(k.power(b, m), k.power(b, n)))


@_table.law(
    SPIVAK,
    (_X, _N, _M),
    ((_X, _N, _M), (), k.eq(k.power(k.power(_X, _N), _M), k.power(_X, k.mul(_N, _M)))),
    ((_X, _TWO, _Y), (k.ne(_X, ZERO),), k.eq(k.power(k.power(_X, _TWO), _Y), k.power(_X, k.mul(_TWO, _Y)))),
)
def power_power(b: Term, m: Term, n: Term) -> Instance:
    """b != 0 or (0 <= m and 0 <= n) |- (b^m)^n = b^(m n), m and n integers"""
    return (_regular(b, m, n),), k.eq(k.power(k.power(b, m), n), k.power(b, _times(m, n)))


@_table.law(
    SPIVAK,
    (_X, _Y, _N),
    ((_X, _Y, _N), (), k.eq(k.power(k.mul(_X, _Y), _N), k.mul(k.power(_X, _N), k.power(_Y, _N)))),
    (
        (_LESS, _LESS, _X),
        (),
        k.eq(k.power(_times(_LESS, _LESS), _X), _times(k.power(_LESS, _X), k.power(_LESS, _X))),
    ),
)
def power_product(a: Term, b: Term, n: Term) -> Instance:
    """a b != 0 or 0 <= n |- (a b)^n = a^n b^n, n an integer"""
    product = _times(a, b)
    return (_regular(product, n),), k.eq(k.power(product, n), _times(k.power(a, n), k.power(b, n)))


@_table.law(SPIVAK, (_N,), ((_N,), (), k.eq(k.power(ONE, _N), _N)))
def power_one(n: Term) -> Instance:
    """|- 1^n = 1, n an integer"""
    of_sort("int", n)
    return (), k.eq(k.power(ONE, n), ONE)


# -- means -------------------------------------------------------------------------------------------


def _fixed(*ts: Term) -> None:
    for t in ts:
        expect(not k.is_random(t), "nothing random in {}", t)


@_table.law(BILLINGSLEY, (_R, _S), ((_R, _S), (), k.eq(_mean(_times(_R, _S)), _times(_mean(_R), _mean(_S)))))
def mean_add(*parts: Term) -> Instance:
    """|- E[X1 + ... + Xn] = E[X1] + ... + E[Xn]"""
    return (), k.eq(_mean(_plus(*parts)), _plus(*map(_mean, parts))), LINEARITY


@_table.law(BILLINGSLEY, (_X, _R), ((_S, _R), (), k.eq(_mean(_times(_S, _R)), _times(_S, _mean(_R)))))
def mean_factor(c: Term, body: Term) -> Instance:
    """|- E[c X] = c E[X], c not random"""
    _fixed(c)
    return (), k.eq(_mean(_times(c, body)), _times(c, _mean(body))), LINEARITY


@_table.law(BILLINGSLEY, (_X,), ((_R,), (), k.eq(_mean(_R), _R)))
def mean_constant(c: Term) -> Instance:
    """|- E[c] = c, c not random"""
    _fixed(c)
    return (), k.eq(_mean(c), c), LINEARITY


@_table.law(
    BILLINGSLEY,
    (_V, ONE, _N, _component("X", _V, sort="random")),
    (
        (_V, ONE, _ind(_R), _R),
        (),
        k.eq(_mean(_sum(_V, ONE, _ind(k.lt(ZERO, _R)), _R)), _sum(_V, ONE, _ind(k.lt(ZERO, _R)), _mean(_R))),
    ),
)
def mean_sum(v: Term, lo: Term, hi: Term, body: Term) -> Instance:
    """|- E[sum of X over lo..hi] = sum of E[X] over lo..hi, lo and hi not random"""
    _fixed(lo, hi)
    return (), k.eq(_mean(_sum(v, lo, hi, body)), _sum(v, lo, hi, _mean(body))), LINEARITY


# -- derivatives -------------------------------------------------------------------------------------


@_table.law(
    RUDIN,
    (k.power(_X, -1), _X),
    (
        (k.power(_X, -1), _X),
        (),
        k.eq(Term("diff", k.power(_X, -1), _X), k.neg(k.power(_X, -2))),
    ),
    (
        (k.absolute(_X), _X),
        (),
        k.eq(Term("diff", k.absolute(_X), _X), Term("if", k.le(ZERO, _X), ONE, _LESS)),
    ),
    ((k.mul(_X, _Y), _X), (), k.eq(Term("diff", k.mul(_X, _Y), _X), ONE)),
)
def derivative(t: Term, x: Term) -> Instance:
    """conditions |- d t/dx = its derivative by the table of derivatives, under its conditions"""
    found = differentiated(t, x)
    return found.conditions, k.eq(Term("diff", t, x), found.term), found.axioms


LAWS: Final = MappingProxyType({**_table, **ELEMENTARY})
