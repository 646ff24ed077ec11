"""Laws of sums, indicators, whole powers, means and derivatives.

``v`` and ``w`` are integer variables that a sum binds.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from symderiv.core import terms as k
from symderiv.core.derivative import derivative as differentiated
from symderiv.core.elementary_laws import LAWS as ELEMENTARY
from symderiv.core.random_laws import LAWS as RANDOM
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


# -- sums --------------------------------------------------------------------------------------------


@_table.law(KNUTH)
def sum_add(v: Term, lo: Term, hi: Term, *parts: Term) -> Instance:
    """|- sum of (a1 + ... + an) = sum of a1 + ... + sum of an"""
    return (), k.eq(_sum(v, lo, hi, _plus(*parts)), _plus(*(_sum(v, lo, hi, t) for t in parts)))


@_table.law(KNUTH)
def sum_factor(v: Term, lo: Term, hi: Term, c: Term, body: Term) -> Instance:
    """|- sum of c a = c sum of a, v not in c"""
    not_free(v, c)
    return (), k.eq(_sum(v, lo, hi, _times(c, body)), _times(c, _sum(v, lo, hi, body)))


@_table.law(KNUTH)
def sum_shift(v: Term, lo: Term, hi: Term, step: Term, body: Term) -> Instance:
    """|- sum of a(v), v in lo..hi = sum of a(v - s), v in lo + s..hi + s, v not in s"""
    of_sort("int", step)
    not_free(v, step)
    moved = _sum(v, k.add(lo, step), k.add(hi, step), k.substitute(body, {v: k.sub(v, step)}))
    return (), k.eq(_sum(v, lo, hi, body), moved)


@_table.law(KNUTH)
def sum_empty(v: Term, lo: Term, hi: Term, body: Term) -> Instance:
    """hi < lo |- sum over lo..hi = 0"""
    return (k.lt(hi, lo),), k.eq(_sum(v, lo, hi, body), ZERO)


@_table.law(KNUTH)
def sum_unroll(v: Term, lo: Term, hi: Term, n: int, body: Term) -> Instance:
    """hi = lo + n - 1 |- sum of a(v) over lo..hi = a(lo) + ... + a(lo + n - 1)"""
    expect(type(n) is int and 0 <= n <= MAX_UNROLL, "a number of summands up to {}, not {}", MAX_UNROLL, n)
    written = _plus(*(k.substitute(body, {v: k.add(lo, k.num(i))}) for i in range(n)))
    return (k.eq(hi, k.add(lo, k.num(n - 1))),), k.eq(_sum(v, lo, hi, body), written)


@_table.law(KNUTH)
def sum_swap(v: Term, lo: Term, hi: Term, w: Term, first: Term, last: Term, body: Term) -> Instance:
    """|- sum over v of sum over w of a = sum over w of sum over v of a, v and w not in the bounds"""
    not_free(v, first, last, w)
    not_free(w, lo, hi)
    return (), k.eq(_sum(v, lo, hi, _sum(w, first, last, body)), _sum(w, first, last, _sum(v, lo, hi, body)))


@_table.law(KNUTH)
def sum_delta(v: Term, lo: Term, hi: Term, e: Term, body: Term) -> Instance:
    """|- sum of [v = e] a(v) over lo..hi = [lo <= e] [e <= hi] a(e), e an integer, v not in e"""
    of_sort("int", e)
    not_free(v, e)
    total = _sum(v, lo, hi, _times(_ind(k.eq(v, e)), body))
    return (), k.eq(total, _times(_ind(k.le(lo, e)), _ind(k.le(e, hi)), k.substitute(body, {v: e})))


@_table.law(KNUTH)
def sum_ones(v: Term, lo: Term, hi: Term) -> Instance:
    """lo <= hi + 1 |- sum of 1 over lo..hi = hi - lo + 1"""
    return (k.le(lo, k.add(hi, ONE)),), k.eq(_sum(v, lo, hi, ONE), k.add(k.sub(hi, lo), ONE))


# -- indicators and cases ----------------------------------------------------------------------------


@_table.law(KNUTH)
def ind_not(f: Term) -> Instance:
    """|- [not f] = 1 - [f]"""
    return (), k.eq(_ind(k.not_(f)), k.sub(ONE, _ind(f)))


@_table.law(KNUTH)
def ind_and(*fs: Term) -> Instance:
    """|- [f1 and ... and fn] = [f1] ... [fn]"""
    return (), k.eq(_ind(Term("and", *fs)), _times(*map(_ind, fs)))


@_table.law(KNUTH)
def ind_or(*fs: Term) -> Instance:
    """|- [f1 or ... or fn] = 1 - (1 - [f1]) ... (1 - [fn])"""
    return (), k.eq(_ind(Term("or", *fs)), k.sub(ONE, _times(*(k.sub(ONE, _ind(f)) for f in fs))))


@_table.law(KNUTH)
def ind_implies(f: Term, g: Term) -> Instance:
    """|- [f implies g] = 1 - [f] (1 - [g])"""
    return (), k.eq(_ind(k.implies(f, g)), k.sub(ONE, k.mul(_ind(f), k.sub(ONE, _ind(g)))))


@_table.law(KNUTH)
def ind_false() -> Instance:
    """|- [false] = 0"""
    return (), k.eq(_ind(k.FALSE), ZERO)


@_table.law(KNUTH)
def ind_square(f: Term) -> Instance:
    """|- [f]^2 = [f]"""
    return (), k.eq(k.power(_ind(f), 2), _ind(f))


@_table.law(KNUTH)
def ind_same(f: Term, g: Term) -> Instance:
    """f implies g, g implies f |- [f] = [g]"""
    return (k.implies(f, g), k.implies(g, f)), k.eq(_ind(f), _ind(g))


@_table.law(KNUTH)
def ind_lower(f: Term) -> Instance:
    """|- 0 <= [f]"""
    return (), k.le(ZERO, _ind(f))


@_table.law(KNUTH)
def ind_upper(f: Term) -> Instance:
    """|- [f] <= 1"""
    return (), k.le(_ind(f), ONE)


@_table.law(KNUTH)
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


@_table.law(SPIVAK)
def power_add(b: Term, m: Term, n: Term) -> Instance:
    """b != 0 or (0 <= m and 0 <= n) |- b^(m + n) = b^m b^n, m and n integers"""
    return (_regular(b, m, n),), k.eq(k.power(b, _plus(m, n)), _times(k.power(b, m), k.power(b, n)))


@_table.law(SPIVAK)
def power_power(b: Term, m: Term, n: Term) -> Instance:
    """b != 0 or (0 <= m and 0 <= n) |- (b^m)^n = b^(m n), m and n integers"""
    return (_regular(b, m, n),), k.eq(k.power(k.power(b, m), n), k.power(b, _times(m, n)))


@_table.law(SPIVAK)
def power_product(a: Term, b: Term, n: Term) -> Instance:
    """a b != 0 or 0 <= n |- (a b)^n = a^n b^n, n an integer"""
    product = _times(a, b)
    return (_regular(product, n),), k.eq(k.power(product, n), _times(k.power(a, n), k.power(b, n)))


@_table.law(SPIVAK)
def power_one(n: Term) -> Instance:
    """|- 1^n = 1, n an integer"""
    of_sort("int", n)
    return (), k.eq(k.power(ONE, n), ONE)


# -- means -------------------------------------------------------------------------------------------


def _fixed(*ts: Term) -> None:
    for t in ts:
        expect(not k.is_random(t), "nothing random in {}", t)


@_table.law(BILLINGSLEY)
def mean_add(*parts: Term) -> Instance:
    """|- E[X1 + ... + Xn] = E[X1] + ... + E[Xn]"""
    return (), k.eq(_mean(_plus(*parts)), _plus(*map(_mean, parts))), LINEARITY


@_table.law(BILLINGSLEY)
def mean_factor(c: Term, body: Term) -> Instance:
    """|- E[c X] = c E[X], c not random"""
    _fixed(c)
    return (), k.eq(_mean(_times(c, body)), _times(c, _mean(body))), LINEARITY


@_table.law(BILLINGSLEY)
def mean_constant(c: Term) -> Instance:
    """|- E[c] = c, c not random"""
    _fixed(c)
    return (), k.eq(_mean(c), c), LINEARITY


@_table.law(BILLINGSLEY)
def mean_sum(v: Term, lo: Term, hi: Term, body: Term) -> Instance:
    """|- E[sum of X over lo..hi] = sum of E[X] over lo..hi, lo and hi not random"""
    _fixed(lo, hi)
    return (), k.eq(_mean(_sum(v, lo, hi, body)), _sum(v, lo, hi, _mean(body))), LINEARITY


# -- derivatives -------------------------------------------------------------------------------------


@_table.law(RUDIN)
def derivative(t: Term, x: Term) -> Instance:
    """conditions |- d t/dx = its derivative by the table of derivatives, under its conditions"""
    found = differentiated(t, x)
    return found.conditions, k.eq(Term("diff", t, x), found.term), found.axioms


LAWS: Final = MappingProxyType({**_table, **RANDOM, **ELEMENTARY})
