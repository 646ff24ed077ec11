"""Laws of sums, indicators, powers, means and derivatives: schemas whose instances are theorems.

A law's instance has premises and a conclusion; it holds in every valuation, whatever partial terms are given
for a value outside their domains.  ``v`` is an integer variable that the sum binds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.elementary_laws import LAWS as ELEMENTARY
from symderiv.core.terms import ONE, ZERO, KernelError, Term

LINEARITY: Final = frozenset({"linearity of expectation"})
MAX_UNROLL: Final = 4096


class Law(NamedTuple):
    """A schema: its figure, where it is proved, and what makes an instance of it from its arguments."""

    figure: str
    source: str
    instance: Callable[..., Any]


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise KernelError(f"expected {what}")


def _is_integer(*ts: Term) -> None:
    for t in ts:
        _expect(_is_term(t) and k.sort_of(t) == "int", f"an integer, not {t}")


def _is_term(t: Any) -> bool:
    return type(t) is Term and t.op not in k.FORMULAS


def _terms(*ts: Any) -> None:
    for t in ts:
        _expect(_is_term(t), f"a term, not {t}")


def _formulas(*fs: Any) -> None:
    for f in fs:
        _expect(type(f) is Term and f.op in k.FORMULAS, f"a formula, not {f}")


def _sum(v: Term, lo: Term, hi: Term, body: Term) -> Term:
    _expect(v.op == "var" and v.args[1] == "int", f"an integer variable, not {v}")
    _is_integer(lo, hi)
    _terms(body)
    return Term("sum", k.Hint(v.args[0]), lo, hi, k.close(body, v))


def _without(v: Term, *ts: Term) -> None:
    for t in ts:
        _expect(v not in k.free_vars(t), f"{v} not to occur in {t}")


# -- sums --------------------------------------------------------------------------------------------


def _sum_add(v: Term, lo: Term, hi: Term, *parts: Term) -> Any:
    whole = _sum(v, lo, hi, Term("add", *parts))
    return (), k.eq(whole, Term("add", *(_sum(v, lo, hi, t) for t in parts)))


def _sum_factor(v: Term, lo: Term, hi: Term, c: Term, body: Term) -> Any:
    _terms(c)
    _without(v, c)
    whole = _sum(v, lo, hi, Term("mul", c, body))
    return (), k.eq(whole, Term("mul", c, _sum(v, lo, hi, body)))


def _sum_shift(v: Term, lo: Term, hi: Term, step: Term, body: Term) -> Any:
    _is_integer(step)
    _without(v, step)
    moved = _sum(v, k.add(lo, step), k.add(hi, step), k.substitute(body, {v: k.sub(v, step)}))
    return (), k.eq(_sum(v, lo, hi, body), moved)


def _sum_empty(v: Term, lo: Term, hi: Term, body: Term) -> Any:
    return (k.lt(hi, lo),), k.eq(_sum(v, lo, hi, body), ZERO)


def _sum_unroll(v: Term, lo: Term, hi: Term, n: int, body: Term) -> Any:
    _expect(type(n) is int and 0 <= n <= MAX_UNROLL, f"a number of summands up to {MAX_UNROLL}, not {n}")
    written = Term("add", *(k.substitute(body, {v: k.add(lo, k.num(i))}) for i in range(n)))
    return (k.eq(hi, k.add(lo, k.num(n - 1))),), k.eq(_sum(v, lo, hi, body), written)


def _sum_swap(v: Term, lo: Term, hi: Term, w: Term, first: Term, last: Term, body: Term) -> Any:
    _without(v, first, last)
    _without(w, lo, hi)
    _expect(v != w, "two variables")
    return (), k.eq(_sum(v, lo, hi, _sum(w, first, last, body)), _sum(w, first, last, _sum(v, lo, hi, body)))


def _sum_delta(v: Term, lo: Term, hi: Term, e: Term, body: Term) -> Any:
    _is_integer(e)
    _without(v, e)
    total = _sum(v, lo, hi, Term("mul", Term("ind", k.eq(v, e)), body))
    inside = (Term("ind", k.le(lo, e)), Term("ind", k.le(e, hi)))
    return (), k.eq(total, Term("mul", *inside, k.substitute(body, {v: e})))


def _sum_ones(v: Term, lo: Term, hi: Term) -> Any:
    return (k.le(lo, k.add(hi, ONE)),), k.eq(_sum(v, lo, hi, ONE), k.add(k.sub(hi, lo), ONE))


# -- indicators and cases ----------------------------------------------------------------------------


def _ind(f: Term) -> Term:
    _formulas(f)
    return Term("ind", f)


def _ind_and(*fs: Term) -> Any:
    return (), k.eq(_ind(Term("and", *fs)), Term("mul", *map(_ind, fs)))


def _ind_or(*fs: Term) -> Any:
    apart = Term("mul", *(k.sub(ONE, _ind(f)) for f in fs))
    return (), k.eq(_ind(Term("or", *fs)), k.sub(ONE, apart))


def _ind_implies(f: Term, g: Term) -> Any:
    return (), k.eq(_ind(k.implies(f, g)), k.sub(ONE, k.mul(_ind(f), k.sub(ONE, _ind(g)))))


def _cases(t: Term) -> Any:
    _expect(_is_term(t) and t.op == "if", f"a conditional term, met {t}")
    f, a, b = t.args
    return (), k.eq(t, Term("add", Term("mul", _ind(f), a), Term("mul", k.sub(ONE, _ind(f)), b)))


# -- whole powers ------------------------------------------------------------------------------------


def _regular(base: Term, *exponents: Term) -> Term:
    """base^m b^n ... can be taken together: base is not 0, or no exponent is negative."""
    _terms(base)
    _is_integer(*exponents)
    return k.or_(k.ne(base, ZERO), k.and_(*(k.le(ZERO, e) for e in exponents)))


def _power_add(base: Term, m: Term, n: Term) -> Any:
    together = k.power(base, Term("add", m, n))
    return (_regular(base, m, n),), k.eq(together, Term("mul", k.power(base, m), k.power(base, n)))


def _power_power(base: Term, m: Term, n: Term) -> Any:
    together = k.power(base, Term("mul", m, n))
    return (_regular(base, m, n),), k.eq(k.power(k.power(base, m), n), together)


def _power_product(a: Term, b: Term, n: Term) -> Any:
    product = Term("mul", a, b)
    return (_regular(product, n),), k.eq(k.power(product, n), Term("mul", k.power(a, n), k.power(b, n)))


def _power_one(n: Term) -> Any:
    _is_integer(n)
    return (), k.eq(k.power(ONE, n), ONE)


# -- means -------------------------------------------------------------------------------------------


def _fixed(*ts: Term) -> None:
    for t in ts:
        _expect(not k.is_random(t), f"nothing random in {t}")


def _mean(body: Term) -> Term:
    _terms(body)
    return Term("mean", body)


def _mean_add(*parts: Term) -> Any:
    return (), k.eq(_mean(Term("add", *parts)), Term("add", *map(_mean, parts))), LINEARITY


def _mean_factor(c: Term, body: Term) -> Any:
    _terms(c)
    _fixed(c)
    return (), k.eq(_mean(Term("mul", c, body)), Term("mul", c, _mean(body))), LINEARITY


def _mean_constant(c: Term) -> Any:
    _fixed(c)
    return (), k.eq(_mean(c), c), LINEARITY


def _mean_sum(v: Term, lo: Term, hi: Term, body: Term) -> Any:
    _fixed(lo, hi)
    return (), k.eq(_mean(_sum(v, lo, hi, body)), _sum(v, lo, hi, _mean(body))), LINEARITY


# -- derivatives -------------------------------------------------------------------------------------


def _derivative(t: Term, x: Term) -> Any:
    found = derivative(t, x)
    return found.conditions, k.eq(Term("diff", t, x), found.term), found.axioms


SPIVAK = "M. Spivak, Calculus, 3rd ed., chapter 2"
RUDIN = "W. Rudin, Principles of Mathematical Analysis, 3rd ed."
KNUTH = "R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, 2nd ed., section 2.3"
BILLINGSLEY = "P. Billingsley, Probability and Measure, 3rd ed., theorem 16.1"

LAWS: Final[dict[str, Law]] = {
    "sum_add": Law("sum of (a + b) = sum of a + sum of b", KNUTH, _sum_add),
    "sum_factor": Law("sum of c a = c sum of a, v not in c", KNUTH, _sum_factor),
    "sum_shift": Law("sum of a(v), v in lo..hi = sum of a(v - s), v in lo+s..hi+s", KNUTH, _sum_shift),
    "sum_empty": Law("hi < lo |- sum over lo..hi = 0", KNUTH, _sum_empty),
    "sum_unroll": Law("hi = lo + n - 1 |- sum of a(v) = a(lo) + ... + a(lo + n - 1)", KNUTH, _sum_unroll),
    "sum_swap": Law("sum over v of sum over w = sum over w of sum over v, bounds fixed", KNUTH, _sum_swap),
    "sum_delta": Law("sum of [v = e] a(v) over lo..hi = [lo <= e] [e <= hi] a(e)", KNUTH, _sum_delta),
    "sum_ones": Law("lo <= hi + 1 |- sum of 1 over lo..hi = hi - lo + 1", KNUTH, _sum_ones),
    "ind_not": Law("[not f] = 1 - [f]", KNUTH, lambda f: ((), k.eq(_ind(k.not_(f)), k.sub(ONE, _ind(f))))),
    "ind_and": Law("[f and g] = [f] [g]", KNUTH, _ind_and),
    "ind_or": Law("[f or g] = 1 - (1 - [f]) (1 - [g])", KNUTH, _ind_or),
    "ind_implies": Law("[f implies g] = 1 - [f] (1 - [g])", KNUTH, _ind_implies),
    "ind_false": Law("[false] = 0", KNUTH, lambda: ((), k.eq(_ind(k.FALSE), ZERO))),
    "ind_square": Law("[f]^2 = [f]", KNUTH, lambda f: ((), k.eq(k.power(_ind(f), 2), _ind(f)))),
    "ind_same": Law(
        "f implies g, g implies f |- [f] = [g]",
        KNUTH,
        lambda f, g: ((k.implies(f, g), k.implies(g, f)), k.eq(_ind(f), _ind(g))),
    ),
    "ind_lower": Law("0 <= [f]", KNUTH, lambda f: ((), k.le(ZERO, _ind(f)))),
    "ind_upper": Law("[f] <= 1", KNUTH, lambda f: ((), k.le(_ind(f), ONE))),
    "cases": Law("(a if f else b) = [f] a + (1 - [f]) b", KNUTH, _cases),
    "power_add": Law("b != 0 or (0 <= m and 0 <= n) |- b^(m + n) = b^m b^n", SPIVAK, _power_add),
    "power_power": Law("b != 0 or (0 <= m and 0 <= n) |- (b^m)^n = b^(m n)", SPIVAK, _power_power),
    "power_product": Law("a b != 0 or 0 <= n |- (a b)^n = a^n b^n", SPIVAK, _power_product),
    "power_one": Law("1^n = 1", SPIVAK, _power_one),
    "mean_add": Law("E[X + Y] = E[X] + E[Y]", BILLINGSLEY, _mean_add),
    "mean_factor": Law("E[c X] = c E[X], c not random", BILLINGSLEY, _mean_factor),
    "mean_constant": Law("E[c] = c, c not random", BILLINGSLEY, _mean_constant),
    "mean_sum": Law("E[sum of X] = sum of E[X], bounds not random", BILLINGSLEY, _mean_sum),
    "derivative": Law("conditions |- d t/dx = its derivative by the table", RUDIN, _derivative),
    **{name: Law(law.figure, law.source, law.instance) for name, law in ELEMENTARY.items()},
}
