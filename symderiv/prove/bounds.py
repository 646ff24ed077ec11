"""Bounds of exponentials and logarithms that a goal asks for: 1 + x <= e^x, and what follows from it.

For x > 0 it gives log x <= x - 1, with x = e^(log x); that gives 1 - 1/x <= log x, with 1/x for x. A
difference of logarithms is the logarithm of a quotient, and so is bounded; where one number is at most
another, so are their logarithms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache, partial
from itertools import permutations, product
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import Normal, in_ring, is_real_log
from symderiv.prove.context import Context, Unproved
from symderiv.prove.logarithms import of_product, power_as_exp, power_positive, real_log
from symderiv.prove.signs import inverse_sign, nonzero_by_sign

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_PAIRS = 4  # exponentials that are compared with each other
MAX_LOGS = 6  # logarithms that are drawn together in one

_in_ring = partial(in_ring, real_logs=True)


def concerns(goal: Term) -> bool:
    """Whether exponentials or logarithms of real numbers occur in a relation."""
    return any(s.op == "exp" or is_real_log(s) for s in k.subterms(goal))


# -- laws --------------------------------------------------------------------------------------------


def exp_lower(w: Term) -> Draft:
    """|- 1 + w <= e^w"""
    return draft.law("exp_lower", (w,))


_X = k.var("x" + k.MARK)


@lru_cache(maxsize=16)
def log_upper(x: Term) -> Draft:
    """0 < x |- log x <= x - 1"""
    below = exp_lower(real_log(x))
    sign = draft.assume(k.lt(ZERO, x))
    same = draft.linear(k.eq(Term("exp", real_log(x)), x), (ZERO, sign))
    return draft.positive(k.le(real_log(x), k.sub(x, ONE)), ((fmpq(1), (below,), ()),), ((k.num(-1), same),))


class Logarithm(NamedTuple):
    """c log f, of something positive."""

    c: Fraction
    f: Term


def log_lower(logs: tuple[Logarithm, ...], positive: dict[Term, Draft], scale: int) -> Draft:
    """|- (1 - product of f^(-s c))/s <= sum of c log f, for a whole scale s that makes s c whole."""
    exponents = [(x.f, int(-scale * x.c)) for x in logs]
    letters = {k.fresh(f"x{n}", "real", *(f for f, _ in exponents)): f for n, (f, _) in enumerate(exponents)}
    thm = _in_letters(tuple((v, e) for v, (_, e) in zip(letters, exponents, strict=True)), scale)
    for v, f in letters.items():
        thm = draft.instantiate(thm, v, f)
    for f in letters.values():
        thm = draft.cut(thm, positive[f])
    return thm


@lru_cache(maxsize=256)
def _in_letters(powers: tuple[tuple[Term, int], ...], scale: int) -> Draft:
    letters = tuple(v for v, _ in powers)
    product = k.mul(*(k.power(v, e) for v, e in powers))
    x = k.fresh("x", "real", *letters)
    above = draft.instantiate(log_upper(x), x, product)
    above = draft.cut(above, _product_positive(powers))
    total = k.add(*(k.mul(k.num(e), real_log(v)) for v, e in powers))
    same = _real_parts(of_product(product, total, letters))
    goal = k.le(
        k.mul(k.num(Fraction(1, scale)), k.sub(ONE, product)),
        k.add(*(k.mul(k.num(Fraction(-e, scale)), real_log(v)) for v, e in powers)),
    )
    return _settled(
        draft.positive(goal, ((fmpq(1, scale), (above,), ()),), ((k.num(Fraction(1, scale)), same),))
    )


def _real_parts(same: Draft) -> Draft:
    """|- log u = t to |- re(log u) = t, for a real t."""
    log, t = same.conclusion.args
    x, y = k.fresh("x", "real", log, t), k.fresh("y", "complex", log, t)
    real = draft.instantiate(draft.linear(k.eq(k.fn("re", x), x)), x, t)
    back = draft.rewrite(y, k.eq(y, log), same, draft.ring(k.eq(log, log)))
    return draft.rewrite(y, k.eq(k.fn("re", y), t), back, real)


def _product_positive(powers: tuple[tuple[Term, int], ...]) -> Draft:
    facts: list[Draft] = []
    for v, e in powers:
        sign = draft.assume(k.lt(ZERO, v))
        facts += [sign if e > 0 else _inverse_positive(v)] * abs(e)
    product = k.mul(*(k.power(v, e) for v, e in powers))
    return draft.positive(k.lt(ZERO, product), ((fmpq(1), tuple(facts), ()),))


def _inverse_positive(v: Term) -> Draft:
    return inverse_sign(draft.assume(k.lt(ZERO, v)), k.power(v, -1))


def _settled(thm: Draft) -> Draft:
    """thm with its conditions that letters are not 0 proved from the letters being positive."""
    for f in thm.hypotheses:
        if f.op == "not":
            thm = draft.cut(thm, nonzero_by_sign(draft.assume(k.lt(ZERO, f.args[0].args[0]))))
    return thm


def of_power(prover: Prover, t: Term, ctx: Context) -> Iterator[Draft]:
    """0 < b^e for a positive b; for a positive e also b^e < 1 where b < 1, and 1 < b^e where 1 < b."""
    b, e = t.args
    positive = prover.attempt(k.lt(ZERO, b), ctx)
    if positive is None:
        return
    yield draft.cut(power_positive(t, draft.assume(positive.conclusion)), positive)
    side = prover.attempt(k.lt(b, ONE), ctx) or prover.attempt(k.lt(ONE, b), ctx)
    sign = side and prover.attempt(k.lt(ZERO, e), ctx)
    if side is None or sign is None:
        return
    yield draft.cut(_beside_one(t, side, sign), positive)


def _beside_one(t: Term, side: Draft, sign: Draft) -> Draft:
    """0 < b, and b < 1 or 1 < b, and 0 < e, |- b^e < 1 or 1 < b^e, by e^w (1 - w) <= 1 for w = e log b."""
    b = t.args[0]
    below = side.conclusion.args[0] == b
    same = power_as_exp(t, draft.assume(k.lt(ZERO, b)))
    w = same.conclusion.args[1].args[0]
    up = draft.law("exp_lower", (w,))
    if not below:
        log = log_lower((Logarithm(Fraction(1), b),), {b: draft.assume(k.lt(ZERO, b))}, 1)
        inverse = inverse_sign(draft.assume(k.lt(ZERO, b)), k.power(b, -1))
        rising = _settled_by(
            draft.positive(k.lt(ZERO, real_log(b)), ((fmpq(1), (log,), ()), (fmpq(1), (side, inverse), ()))),
            b,
        )
        products = ((fmpq(1), (up,), ()), (fmpq(1), (rising, sign), ()))
        return draft.positive(k.lt(ONE, t), products, ((ONE, same),))
    log = draft.instantiate(log_upper(_X), _X, b)
    falling = draft.positive(k.lt(real_log(b), ZERO), ((fmpq(1), (log,), ()), (fmpq(1), (side,), ())))
    down = draft.law("exp_lower", (k.neg(w),))
    whole = draft.exp_positive(w)
    negative = ((fmpq(1), (down, whole), ()), (fmpq(1), (falling, sign, whole), ()))
    return draft.positive(k.lt(t, ONE), negative, ((k.num(-1), same),))


def _settled_by(thm: Draft, b: Term) -> Draft:
    """thm under 0 < b in place of b != 0."""
    nonzero = k.ne(b, ZERO)
    return draft.cut(thm, nonzero_by_sign(draft.assume(k.lt(ZERO, b)))) if nonzero in thm.hypotheses else thm


# -- what a goal asks for ----------------------------------------------------------------------------


def exponential_facts(goal: Term) -> Iterator[Draft]:
    """1 + w <= e^w for the exponentials e^w and e^-w of the goal; e^v (1 + u - v) <= e^u for two of them."""
    found = dict.fromkeys(exponents(goal))
    for w in found:
        minus = k.neg(w)
        down = exp_lower(minus)
        yield exp_lower(w)
        yield down
        yield draft.positive(
            k.le(k.mul(Term("exp", w), k.sub(ONE, w)), ONE),
            ((fmpq(1), (down, draft.exp_positive(w)), ()),),
        )
    for u, v in permutations(list(found)[:MAX_PAIRS], 2):
        yield tangent(u, v)


def tangent(u: Term, v: Term) -> Draft:
    """|- e^v (1 + u - v) <= e^u"""
    line = k.mul(Term("exp", v), k.add(ONE, k.sub(u, v)))
    products = ((fmpq(1), (exp_lower(k.sub(u, v)), draft.exp_positive(v)), ()),)
    return draft.positive(k.le(line, Term("exp", u)), products)


def exp_monotone(u: Term, v: Term, less: Draft) -> Draft:
    """H |- u <= v (or <)  to  H |- e^u <= e^v"""
    products = ((fmpq(1), (tangent(v, u),), ()), (fmpq(1), (less, draft.exp_positive(u)), ()))
    return draft.positive(k.le(Term("exp", u), Term("exp", v)), products)


def in_order(goal: Term, facts: Iterable[Draft]) -> Iterator[Draft]:
    """e^u <= e^v for the exponents u and v of the goal, where u <= v (or <) is a fact."""
    found = set(exponents(goal))
    for less in facts:
        u, v = less.conclusion.args
        if u != v and u in found and v in found:
            yield exp_monotone(u, v, less)


def exponents(goal: Term) -> Iterator[Term]:
    """The real exponents in a goal: as they are written, and those of the exponentials in its normal form."""
    for s in k.subterms(goal):
        if s.op == "exp" and k.sort_of(s) != "complex" and not k.is_open(s):
            yield s.args[0]

    def factors(ring: Normal) -> list[Term]:
        for side in goal.args:
            ring.reduce(ring.poly(side))
        return [ring.term(w) for w in ring.exponent.values()]

    yield from (w for w in _in_ring(factors) if k.sort_of(w) != "complex" and not k.is_open(w))


class _Group(NamedTuple):
    """m times a sum of logarithms, in a goal."""

    cofactor: Term
    logs: tuple[Logarithm, ...]


def _groups(ring: Normal, a: Term, b: Term) -> tuple[list[_Group], Term]:
    """The logarithms in b - a, each with what it is multiplied by, and what has none; only where none is
    multiplied by another."""
    found: dict[Term, list[Logarithm]] = {}
    rest = ring.zero
    for c, factors in ring.monomials(ring.reduce(ring.poly(b) - ring.poly(a))):
        logs = [(i, e) for i, e in factors if is_real_log(ring.atoms[i])]
        if not logs:
            m = ring.ctx.constant(c)
            for i, e in factors:
                m *= ring.gens[i] ** e
            rest += m
        elif len(logs) == 1 and logs[0][1] == 1:
            others = k.mul(*(ring.power_of(i, e) for i, e in factors if i != logs[0][0]))
            f = ring.atoms[logs[0][0]].args[1][0].args[1][0]
            found.setdefault(others, []).append(Logarithm(Fraction(int(c.p), int(c.q)), f))
    return _drawn_together(found), ring.term(rest)


def _drawn_together(found: dict[Term, list[Logarithm]]) -> list[_Group]:
    """Groups in which each sum of logarithms occurs once, with all that it is multiplied by."""
    cofactors: dict[tuple[Logarithm, ...], list[Term]] = {}
    for m, logs in found.items():
        ordered = sorted(logs, key=lambda x: x.f.key)
        c = ordered[0].c
        sums = tuple(Logarithm(x.c / c, x.f) for x in ordered)
        cofactors.setdefault(sums, []).append(k.mul(k.num(c), m))
    return [_Group(k.add(*parts), logs) for logs, parts in cofactors.items()]


def _known_positive(prover: Prover, logs: tuple[Logarithm, ...], ctx: Context) -> dict[Term, Draft] | None:
    found = {}
    for x in logs:
        thm = prover.attempt(k.lt(ZERO, x.f), ctx)
        if thm is None:
            return None
        found[x.f] = thm
    return found


def _scales(logs: tuple[Logarithm, ...]) -> Iterator[int]:
    """Whole numbers s for which s c is whole for each coefficient c: the least, and twice that."""
    least = lcm(*(x.c.denominator for x in logs))
    yield least
    yield 2 * least


def logarithm_facts(
    prover: Prover, goal: Term, ctx: Context, exponents: tuple[Term, ...] = ()
) -> Iterator[Draft]:
    """Lower bounds of the sums of logarithms in b - a, times their cofactors, where these have a sign; with
    ``exponents``, of these sums and w or -w, which is the logarithm of e^w."""
    groups, _ = _in_ring(lambda ring: _groups(ring, *goal.args))
    for group in groups:
        if not exponents:
            yield from _group_bounds(prover, group, ctx)
        for w, c in product(exponents, (1, -1)):
            more = Logarithm(Fraction(c), Term("exp", w))
            yield from _group_bounds(prover, group._replace(logs=(*group.logs, more)), ctx)


def _group_bounds(prover: Prover, group: _Group, ctx: Context) -> Iterator[Draft]:
    if len(group.logs) > MAX_LOGS:
        return
    positive = _known_positive(prover, group.logs, ctx)
    sign = None if positive is None else _sign(prover, group.cofactor, ctx)
    if sign is None or positive is None:
        return
    minus = sign.conclusion.args[1] == ZERO
    logs = tuple(Logarithm(-x.c if minus else x.c, x.f) for x in group.logs)
    for s in _scales(logs):
        bound = log_lower(logs, positive, s)
        low, high = bound.conclusion.args
        m = k.neg(group.cofactor) if minus else group.cofactor
        thm = draft.positive(k.le(k.mul(m, low), k.mul(m, high)), ((fmpq(1), (sign, bound), ()),))
        for w in (x.f.args[0] for x in logs if x.f.op == "exp"):
            thm = _with_exponent(thm, w)
        yield thm


def _with_exponent(thm: Draft, w: Term) -> Draft:
    """The theorem with w in place of the logarithm of e^w."""
    log, y = real_log(Term("exp", w)), k.fresh("y", "real", w, thm.conclusion)
    same = draft.linear(k.eq(log, w))
    for condition in same.hypotheses:
        same = draft.cut(same, nonzero_by_sign(draft.exp_positive(condition.args[0].args[0].args[0])))
    return draft.rewrite(y, replaced(thm.conclusion, log, y), same, thm)


def _sign(prover: Prover, t: Term, ctx: Context) -> Draft | None:
    """A theorem of 0 <= t or of t <= 0, if one of them is quickly seen."""
    if t == ONE:
        return draft.positive(k.le(ZERO, ONE), ())
    return prover.attempt(k.le(ZERO, t), ctx) or prover.attempt(k.le(t, ZERO), ctx)


# -- monotony ----------------------------------------------------------------------------------------


def by_monotony(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A relation of logarithms with numbers for coefficients, by that of the products of their arguments."""
    groups, rest = _in_ring(lambda ring: _groups(ring, *goal.args))
    if len(groups) != 1 or groups[0].cofactor.op != "num" or any(map(is_real_log, k.subterms(rest))):
        return None
    c = Fraction(groups[0].cofactor.args[0])
    logs = tuple(Logarithm(c * x.c, x.f) for x in groups[0].logs)
    positive = _known_positive(prover, logs, ctx)
    if positive is None:
        return None
    scale = lcm(*(x.c.denominator for x in logs))
    above = [(x.f, int(scale * x.c)) for x in logs if x.c > 0]
    below = [(x.f, int(-scale * x.c)) for x in logs if x.c < 0]
    exponent = k.mul(k.num(-scale), rest)
    return _compared(prover, goal, ctx, _Sides(above, below, exponent, scale), positive)


class _Sides(NamedTuple):
    """e^w times powers on the left of a relation, and powers on its right."""

    above: list[tuple[Term, int]]
    below: list[tuple[Term, int]]
    exponent: Term
    scale: int


def _compared(
    prover: Prover, goal: Term, ctx: Context, sides: _Sides, positive: dict[Term, Draft]
) -> Draft | None:
    """From e^w U <= V, both positive: 0 <= log V - log U - w."""
    w = sides.exponent
    left = k.mul(*(k.power(f, e) for f, e in sides.below), *((Term("exp", w),) if w != ZERO else ()))
    right = k.mul(*(k.power(f, e) for f, e in sides.above))
    try:
        with prover.deeper():
            less = prover.prove(Term(goal.op, left, right), ctx)
    except Unproved:
        return None
    signs = {
        **positive,
        left: _product(sides.below, positive, w),
        right: _product(sides.above, positive, ZERO),
    }
    bound = log_lower((Logarithm(Fraction(1), right), Logarithm(Fraction(-1), left)), signs, 1)
    return _finished(goal, sides, bound, (less, signs, left, right), positive)


def _product(powers: list[tuple[Term, int]], positive: dict[Term, Draft], w: Term) -> Draft:
    facts = tuple(positive[f] for f, e in powers for _ in range(e))
    whole = k.mul(*(k.power(f, e) for f, e in powers), *((Term("exp", w),) if w != ZERO else ()))
    if w != ZERO:
        facts = (*facts, draft.exp_positive(w))
    return draft.positive(k.lt(ZERO, whole), ((fmpq(1), facts, ()),))


def _finished(
    goal: Term,
    sides: _Sides,
    bound: Draft,
    compared: tuple[Draft, dict[Term, Draft], Term, Term],
    positive: dict[Term, Draft],
) -> Draft | None:
    less, signs, left, right = compared
    inverse = inverse_sign(signs[right], k.power(right, -1))
    equal = [
        _expanded(right, sides.above, ZERO, positive),
        _expanded(left, sides.below, sides.exponent, positive),
    ]
    scale = fmpq(1, sides.scale)
    combination = ((k.num(-Fraction(1, sides.scale)), equal[0]), (k.num(Fraction(1, sides.scale)), equal[1]))
    products = ((scale, (bound,), ()), (scale, (less, inverse), ()))
    thm = draft.positive(goal, products, combination)
    if k.ne(right, ZERO) in thm.hypotheses:
        thm = draft.cut(thm, nonzero_by_sign(signs[right]))
    return thm


def _expanded(whole: Term, powers: list[tuple[Term, int]], w: Term, positive: dict[Term, Draft]) -> Draft:
    """|- re log of e^w and powers = w + the sum of the logarithms."""
    letters = {k.fresh(f"y{n}", "real", whole): f for n, (f, _) in enumerate(powers)}
    factors = [(v, e) for v, (_, e) in zip(letters, powers, strict=True)]
    y = k.fresh("w", "real", whole, *letters)
    pattern = k.mul(*(k.power(v, e) for v, e in factors), *((Term("exp", y),) if w != ZERO else ()))
    total = k.add(*(k.mul(k.num(e), real_log(v)) for v, e in factors), *((y,) if w != ZERO else ()))
    thm = _real_parts(of_product(pattern, total, tuple(letters)))
    for v, f in letters.items():
        thm = draft.instantiate(thm, v, f)
    if w != ZERO:
        thm = draft.instantiate(thm, y, w)
    for f in letters.values():
        thm = draft.cut(thm, positive[f])
    return thm
