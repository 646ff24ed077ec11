"""The binomial theorem, proved by induction, and the sums in a statement that are its instances."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term, fn
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import normal_form
from symderiv.prove import sums

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

_A, _B = k.var("a" + k.MARK), k.var("b" + k.MARK)
_M, _V = k.var("m" + k.MARK, "int"), k.var("v" + k.MARK, "int")
_NEXT = k.add(_M, ONE)


def _choose(n: Term, v: Term) -> Term:
    return fn("binomial", n, v)


def _same_exponent(base: Term, one: Term, other: Term) -> Draft:
    """|- b^e = b^f, where e = f as polynomials"""
    y = k.fresh("y", "int", base, one, other)
    return draft.rewrite(
        y,
        k.eq(k.power(base, one), k.power(base, y)),
        draft.ring(k.eq(one, other)),
        sums.reflexive(k.power(base, one)),
    )


def _raised(base: Term, e: Term, above: Draft, later: Term) -> Draft:
    """H |- 0 <= e  to  H |- b^later = b b^e, where later = e + 1"""
    step = sums.power_law(base, e, above)
    return sums.chained(_same_exponent(base, later, k.add(e, ONE)), step)


# -- the theorem ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _beyond() -> Draft:
    """|- for all m >= 0: binomial(m, m + 1) = 0

    As (m + 2) binomial(m + 1, m + 2) = (m + 1) binomial(m, m + 1).
    """
    goal = k.eq(_choose(_M, _NEXT), ZERO)
    first = k.substitute(goal, {_M: ZERO})
    base = draft.ring(first, (), (), ((ONE, draft.law("binomial_absorption", first.args[0].args[1])),))
    after = k.substitute(goal, {_M: _NEXT})
    top, chosen = after.args[0].args[1]
    law = draft.law("binomial_absorption", (top, chosen))
    product = draft.linear(k.eq(k.mul(chosen, after.args[0]), ZERO), (ONE, law), (_NEXT, draft.assume(goal)))
    cases = draft.zero_product(product)
    above = draft.positive(k.lt(ZERO, chosen), ((fmpq(1), (draft.assume(k.le(ZERO, _M)),), ()),))
    wrong = draft.positive(
        k.lt(ZERO, ZERO), ((fmpq(1), (above,), ()),), ((k.num(-1), draft.assume(k.eq(chosen, ZERO))),)
    )
    step = draft.by_cases(cases, draft.ex_falso(after, draft.absurd(wrong)), draft.assume(after))
    return draft.induct(_M, ZERO, goal, base, step)


def _term(n: Term, v: Term) -> Term:
    return k.mul(_choose(n, v), k.power(_A, v), k.power(_B, k.sub(n, v)))


@lru_cache(maxsize=1)
def _theorem() -> Draft:
    """|- for all m >= 0: sum of binomial(m, v) a^v b^(m - v) over 0..m = (a + b)^m"""
    goal = k.eq(k.sum_(_V, ZERO, _M, _term(_M, _V)), k.power(k.add(_A, _B), _M))
    first = k.substitute(goal, {_M: ZERO})
    base = draft.linear(first, (ONE, draft.law("binomial_zero", (ZERO,))))
    after = k.substitute(goal, {_M: _NEXT})
    whole = k.sum_(_V, ZERO, _NEXT, _term(_NEXT, _V))
    raised = [k.power(_A, _V), k.power(_B, k.sub(_NEXT, _V))]
    here, before = (k.mul(_choose(_M, i), *raised) for i in (_V, k.sub(_V, ONE)))
    law = draft.law("binomial_addition", (_M, _V))
    summand = draft.ring(k.eq(_term(_NEXT, _V), k.add(here, before)), (), (), ((k.mul(*raised), law),))
    parts = draft.law("sum_add", (_V, ZERO, _NEXT, here, before))
    apart = sums.chained(draft.under_sum(_V, ZERO, _NEXT, summand), parts)
    one, other = _with_b(here), _with_a(before)
    power = sums.power_law(k.add(_A, _B), _M, draft.assume(k.le(ZERO, _M)))
    step = draft.ring(
        k.eq(whole, after.args[1]),
        (),
        (),
        (
            (ONE, apart),
            (ONE, one),
            (ONE, other),
            (k.add(_A, _B), draft.assume(goal)),
            (k.num(-1), power),
        ),
    )
    return draft.induct(_M, ZERO, goal, base, step)


def _with_b(here: Term) -> Draft:
    """0 <= m |- sum of binomial(m, v) a^v b^(m + 1 - v), which is ``here``, over 0..m + 1 = b times the
    sum that the theorem is about"""
    natural = draft.assume(k.le(ZERO, _M))
    split = draft.split(k.sum_(_V, ZERO, _NEXT, here), _M)
    split = draft.cut(split, draft.positive(k.le(ZERO, _NEXT), ((fmpq(1), (natural,), ()),)))
    split = draft.cut(split, draft.positive(k.le(_M, _NEXT), ()))
    last = draft.law("sum_unroll", (_V, _NEXT, _NEXT, 1, here), draft.ring(k.eq(_NEXT, k.add(_NEXT, ZERO))))
    gone = draft.specialise(_beyond(), _M)
    at_end = k.substitute(here, {_V: k.add(_NEXT, ZERO)})
    y = k.fresh("y", "int", here)
    moved = draft.rewrite(y, k.eq(_choose(_M, y), ZERO), draft.ring(k.eq(_NEXT, k.add(_NEXT, ZERO))), gone)
    nothing = draft.ring(k.eq(at_end, ZERO), (), (), ((k.mul(*at_end.args[1:]), moved),))
    below = draft.positive(k.le(ZERO, k.sub(_M, _V)), ((fmpq(1), (draft.assume(k.le(_V, _M)),), ()),))
    raised = _raised(_B, k.sub(_M, _V), below, k.sub(_NEXT, _V))
    factor = draft.law("sum_factor", (_V, ZERO, _M, _B, _term(_M, _V)))
    body = k.open_(factor.conclusion.args[0], _V)
    same = draft.ring(k.eq(here, body), (), (), ((k.mul(*here.args[:-1]), raised),))
    total = sums.chained(draft.under_sum(_V, ZERO, _M, same), factor)
    return draft.ring(
        k.eq(split.conclusion.args[0], total.conclusion.args[1]),
        (),
        (),
        ((ONE, split), (ONE, total), (ONE, last), (ONE, nothing)),
    )


def _with_a(before: Term) -> Draft:
    """0 <= m |- sum of binomial(m, v - 1) a^v b^(m + 1 - v), which is ``before``, over 0..m + 1 = a times the
    sum that the theorem is about"""
    natural = draft.assume(k.le(ZERO, _M))
    split = draft.split(k.sum_(_V, ZERO, _NEXT, before), ZERO)
    split = draft.cut(split, draft.positive(k.le(ZERO, k.add(ZERO, ONE)), ()))
    split = draft.cut(split, draft.positive(k.le(ZERO, _NEXT), ((fmpq(1), (natural,), ()),)))
    first = draft.law("sum_unroll", (_V, ZERO, ZERO, 1, before), draft.ring(k.eq(ZERO, k.add(ZERO, ZERO))))
    at_start = k.substitute(before, {_V: k.add(ZERO, ZERO)})
    chosen = at_start.args[0].args[1][1]
    none = draft.law("binomial_negative", (_M, chosen), draft.positive(k.lt(chosen, ZERO), ()))
    nothing = draft.ring(k.eq(at_start, ZERO), (), (), ((k.mul(*at_start.args[1:]), none),))
    factor = draft.law("sum_factor", (_V, ZERO, _M, _A, _term(_M, _V)))
    shifted = draft.law("sum_shift", (_V, ZERO, _M, ONE, k.open_(factor.conclusion.args[0], _V)))
    lo, hi = shifted.conclusion.args[1].args[1:3]
    lower = k.sub(_V, ONE)
    above = draft.positive(k.le(ZERO, lower), ((fmpq(1), (draft.assume(k.le(lo, _V)),), ()),))
    raised = _raised(_A, lower, above, _V)
    exponent = _same_exponent(_B, k.sub(_NEXT, _V), k.sub(_M, lower))
    rest = k.mul(*before.args[:1])
    body = k.open_(shifted.conclusion.args[1], _V)
    same = draft.ring(
        k.eq(before, body),
        (),
        (),
        (
            (k.mul(rest, k.power(_B, k.sub(_NEXT, _V))), raised),
            (k.mul(rest, _A, k.power(_A, lower)), exponent),
        ),
    )
    total = sums.chained(draft.under_sum(_V, lo, hi, same), sums.symmetric(shifted), factor)
    return draft.ring(
        k.eq(split.conclusion.args[0], total.conclusion.args[1]),
        (),
        (),
        ((ONE, split), (ONE, total), (ONE, first), (ONE, nothing)),
    )


@lru_cache(maxsize=1)
def _mean() -> Draft:
    """|- for all m >= 0: sum of v binomial(m + 1, v) a^v b^(m + 1 - v) over 0..m + 1 = (m + 1) a (a + b)^m"""
    before = k.mul(_choose(_M, k.sub(_V, ONE)), k.power(_A, _V), k.power(_B, k.sub(_NEXT, _V)))
    body = k.mul(_V, _term(_NEXT, _V))
    law = draft.law("binomial_absorption", (_NEXT, _V))
    y = k.fresh("y", "int", body)
    lower = law.conclusion.args[1].args[1].args[1]
    shape = k.eq(law.conclusion.args[0], k.mul(_NEXT, _choose(y, lower[1])))
    law = draft.rewrite(y, shape, draft.ring(k.eq(lower[0], _M)), law)
    factor = draft.law("sum_factor", (_V, ZERO, _NEXT, _NEXT, before))
    now = k.open_(factor.conclusion.args[0], _V)
    same = draft.ring(k.eq(body, now), (), (), ((k.mul(*before.args[1:]), law),))
    whole = k.sum_(_V, ZERO, _NEXT, body)
    value = k.mul(_NEXT, _A, k.power(k.add(_A, _B), _M))
    thm = draft.ring(
        k.eq(whole, value),
        (),
        (),
        (
            (ONE, draft.under_sum(_V, ZERO, _NEXT, same)),
            (ONE, factor),
            (_NEXT, _with_a(before)),
            (k.mul(_NEXT, _A), draft.specialise(_theorem(), _M)),
        ),
    )
    return draft.generalise(_M, ZERO, None, thm)


# -- its instances -------------------------------------------------------------------------------------


class _Instance(NamedTuple):
    """A sum of c v^d binomial(n, v) a^v b^(n - v)."""

    n: Term
    a: Term
    b: Term
    degree: int
    rest: Term


def put_in(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of a relation, with values put for the sums in it that are instances of the theorem; None
    where there are none."""
    if prover.depth <= 1 or not _concerns(goal):
        return None
    back, now = list[tuple[Term, Term, Draft]](), goal
    for s in dict.fromkeys(t for t in k.subterms(goal) if t.op == "sum" and not k.is_open(t)):
        thm = _value(prover, s, ctx)
        if thm is None:
            continue
        new = thm.conclusion.args[1]
        y = k.fresh("y", "real", now, new)
        pattern = replaced(now, s, y)
        back.append((y, pattern, sums.symmetric(thm)))
        now = k.substitute(pattern, {y: new})
    if not back:
        return None
    with prover.deeper():
        thm = prover.prove(now, ctx)
    for y, pattern, same in reversed(back):
        thm = draft.rewrite(y, pattern, same, thm)
    return thm


@lru_cache(maxsize=4096)
def _concerns(f: Term) -> bool:
    return any(
        s.op == "sum" and any(t.op == "fn" and t.args[0] == "binomial" for t in k.subterms(s.args[3]))
        for s in k.subterms(f)
    )


def _value(prover: Prover, s: Term, ctx: Context) -> Draft | None:
    """H |- a sum = its value, by the theorem; None where it is no instance."""
    v = sums.variable_of(s)
    found = _read(s, v)
    try:
        thm = None if found is None else _of(prover, found, s, v, ctx)
    except KernelError:
        return None
    return thm and prover.settle_quickly(thm, ctx)


def _read(s: Term, v: Term) -> _Instance | None:
    """A sum from 0 or 1 to n as such a sum."""
    _, lo, hi, _ = s.args
    factors = _factors(k.open_(s, v))
    chosen = [t.args[1] for t in factors if t.op == "fn" and t.args[0] == "binomial"]
    if lo not in (ZERO, ONE) or len(chosen) != 1 or v in k.free_vars(chosen[0][0]):
        return None
    n, which = chosen[0]
    if sums.difference(which, v) != 0 or sums.difference(hi, n) != 0 or k.sort_of(n) != "int":
        return None
    rising, falling, degree, rest = list[Term](), list[Term](), 0, list[Term]()
    for t in factors:
        base, e = t.args if t.op == "pow" and v not in k.free_vars(t.args[0]) else (t, ZERO)
        if t == v:
            degree += 1
        elif t.op == "pow" and sums.difference(e, v) == 0:
            rising.append(base)
        elif t.op == "pow" and sums.difference(e, k.sub(n, v)) == 0:
            falling.append(base)
        elif v not in k.free_vars(t):
            rest.append(t)
        elif t.op != "fn" or t.args[1] != chosen[0]:
            return None
    if degree > 1 or len(rising) > 1 or len(falling) > 1:
        return None
    a, b = (x[0] if x else ONE for x in (rising, falling))
    return _Instance(n, a, b, degree, k.mul(*rest))


def _factors(t: Term) -> list[Term]:
    return [f for a in t.args for f in _factors(a)] if t.op == "mul" else [t]


def _of(prover: Prover, found: _Instance, s: Term, v: Term, ctx: Context) -> Draft | None:
    n, a, b, degree, rest = found
    letters = {_A: a, _B: b}
    thm = draft.specialise(_mean(), k.sub(n, ONE)) if degree else draft.specialise(_theorem(), n)
    for letter, x in letters.items():
        thm = draft.instantiate(thm, letter, x)
    if degree:
        raised = k.substitute(_NEXT, {_M: k.sub(n, ONE)})
        y = k.fresh("y", "int", thm.conclusion)
        thm = draft.rewrite(y, replaced(thm.conclusion, raised, y), draft.ring(k.eq(raised, n)), thm)
    whole, value = thm.conclusion.args
    body, lo, hi = k.open_(s, v), *s.args[1:3]
    if lo == ONE:
        thm = _from_one(whole, v, thm)
        whole, value = thm.conclusion.args
    if hi != whole.args[2]:
        y = k.fresh("y", "int", thm.conclusion, s)
        pattern = k.eq(k.sum_(v, lo, y, k.open_(whole, v)), value)
        thm = draft.rewrite(y, pattern, draft.ring(k.eq(whole.args[2], hi)), thm)
        whole = thm.conclusion.args[0]
    factor = draft.law("sum_factor", (v, lo, hi, rest, k.open_(whole, v)))
    same = _same_body(body, k.open_(factor.conclusion.args[0], v), v, found)
    first = draft.under_sum(v, lo, hi, same)
    result = draft.ring(k.eq(s, k.mul(rest, value)), (), (), ((ONE, first), (ONE, factor), (rest, thm)))
    return _without_zero(prover, result, k.add(a, b), k.sub(n, ONE) if degree else n, ctx)


def _from_one(whole: Term, v: Term, thm: Draft) -> Draft:
    """|- sum over 0..n = value  to  0 <= n |- sum over 1..n = value - the first summand"""
    split = draft.split(whole, ZERO)
    split = draft.cut(split, draft.positive(k.le(ZERO, ONE), ()))
    body = k.open_(whole, v)
    first = draft.law("sum_unroll", (v, ZERO, ZERO, 1, body), draft.ring(k.eq(ZERO, ZERO)))
    rest = split.conclusion.args[1].args[1]
    value = k.sub(thm.conclusion.args[1], first.conclusion.args[1])
    return draft.ring(k.eq(rest, value), (), (), ((ONE, thm), (k.num(-1), split), (k.num(-1), first)))


def _same_body(body: Term, now: Term, v: Term, found: _Instance) -> Draft:
    """|- the summand as it stands = the theorem's summand"""
    n, a, b, *_ = found
    equations = []
    for base, e in ((a, v), (b, k.sub(n, v))):
        target = k.power(base, e)
        if base == ONE:
            equations.append(draft.law("power_one", (e,)))
            continue
        equations += [
            _same_exponent(base, t.args[1], e)
            for t in _factors(body)
            if t.op == "pow" and t.args[0] == base and t != target and sums.difference(t.args[1], e) == 0
        ]
    return draft.ring(k.eq(body, now), tuple(equations))


def _without_zero(prover: Prover, thm: Draft, base: Term, e: Term, ctx: Context) -> Draft:
    """The theorem with 0 for base^e where the base is 0, and e > 0."""
    lower = k.sub(e, ONE)
    above = prover.attempt(k.le(ZERO, lower), ctx) if normal_form(base) == ZERO else None
    if above is None:
        return thm
    raised = _raised(base, lower, above, e)
    zero = draft.ring(k.eq(k.power(base, e), ZERO), (), (), ((ONE, raised),))
    y = k.fresh("y", "real", thm.conclusion)
    return draft.rewrite(y, replaced(thm.conclusion, k.power(base, e), y), zero, thm)
