"""Factorials and binomials of integers: values, and how those that differ by steps hang together.

A factorial is Gamma of the next integer.  By induction 1/Gamma is positive at 1, 2, ..., as (1/Gamma)(v) is
v (1/Gamma)(v + 1); so Gamma is defined and positive there, and Gamma(n + 1) = n Gamma(n).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term, fn
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import in_ring
from symderiv.prove.signs import nonzero_by_sign
from symderiv.prove.sums import difference

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

MAX_STEPS = 12  # between two factorials or binomials, or from 0
_N = k.var("n" + k.MARK, "int")


def _rgamma(t: Term) -> Term:
    return fn("rgamma", t)


# -- factorials ----------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _rgamma_positive() -> Draft:
    """|- for all v >= 1: 0 < (1/Gamma)(v)"""
    goal = k.lt(ZERO, _rgamma(_N))
    base = draft.positive(k.substitute(goal, {_N: ONE}), (), ((ONE, draft.law("rgamma_one", ())),))
    after = k.substitute(goal, {_N: k.add(_N, ONE)})
    law = draft.law("rgamma_step", (_N,))
    step = _positive_factor(after, draft.assume(goal), draft.assume(k.le(ONE, _N)), law)
    return draft.induct(_N, ONE, goal, base, step)


def _positive_factor(goal: Term, product: Draft, other: Draft, law: Draft) -> Draft:
    """0 < p, c <= a (or <) for a number c >= 0, p = a b  to  0 < b."""
    b = goal.args[1]
    three = draft.trichotomy(ZERO, b)
    branches = []
    for case in three.conclusion.args:
        fact = draft.assume(case)
        if case == goal:
            branches.append(fact)
            continue
        least = other.conclusion.args[0]
        below = ((fmpq(1), (other, fact), ()), (least.args[0], (fact,), ())) if case.op == "lt" else ()
        factor = other.conclusion.args[1]
        equal = ((k.num(-1), law), *(((factor, fact),) if case.op == "eq" else ()))
        wrong = draft.positive(k.lt(ZERO, ZERO), ((fmpq(1), (product,), ()), *below), equal)
        branches.append(draft.ex_falso(goal, draft.absurd(wrong)))
    return draft.by_cases(three, *branches)


@lru_cache(maxsize=1)
def _at_positive_integer() -> tuple[Draft, Draft]:
    """1 <= n |- 0 < (1/Gamma)(n), and Gamma(n) (1/Gamma)(n) = 1"""
    positive = draft.specialise(_rgamma_positive(), _N)
    return positive, draft.law("gamma_inverse", (_N,), nonzero_by_sign(positive))


@lru_cache(maxsize=1)
def _gamma_positive() -> Draft:
    """1 <= n |- 0 < Gamma(n)"""
    other, inverse = _at_positive_integer()
    one = draft.positive(k.lt(ZERO, ONE), ())
    law = draft.linear(k.eq(ONE, k.mul(_rgamma(_N), fn("gamma", _N))), (k.num(-1), inverse))
    return _positive_factor(k.lt(ZERO, fn("gamma", _N)), one, other, law)


def _stepped(m: Term, here: Draft, later: Draft) -> Draft:
    """1/Gamma is not 0 at m and at m + 1 |- Gamma(m + 1) = m Gamma(m), as both are Gamma(m + 1) Gamma(m)
    (1/Gamma)(m)."""
    next_ = k.add(m, ONE)
    inverse, inverse_next = (
        draft.law("gamma_inverse", (t,), apart) for t, apart in ((m, here), (next_, later))
    )
    one, other = fn("gamma", m), fn("gamma", next_)
    return draft.linear(
        k.eq(other, k.mul(m, one)),
        (k.neg(other), inverse),
        (k.mul(one, other), draft.law("rgamma_step", (m,))),
        (k.mul(m, one), inverse_next),
    )


@lru_cache(maxsize=1)
def _gamma_step() -> Draft:
    """1 <= n |- Gamma(n + 1) = n Gamma(n)"""
    next_ = k.add(_N, ONE)
    above = draft.positive(k.le(ONE, next_), ((fmpq(1), (draft.assume(k.le(ONE, _N)),), ()),))
    here = nonzero_by_sign(draft.specialise(_rgamma_positive(), _N))
    return _stepped(_N, here, draft.cut(draft.instantiate(here, _N, next_), above))


@lru_cache(maxsize=1)
def _gamma_one() -> Draft:
    """|- Gamma(1) = 1"""
    inverse = draft.cut(
        draft.instantiate(_at_positive_integer()[1], _N, ONE), draft.positive(k.le(ONE, ONE), ())
    )
    one = fn("gamma", ONE)
    return draft.linear(k.eq(one, ONE), (ONE, inverse), (k.neg(one), draft.law("rgamma_one", ())))


def positive_value(prover: Prover, t: Term, ctx: Context) -> Draft | None:
    """0 < Gamma(e) or 0 < (1/Gamma)(e), for an integer e >= 1."""
    (e,) = t.args[1]
    above = prover.attempt(k.le(ONE, e), ctx) if k.sort_of(e) == "int" else None
    general = _gamma_positive() if t.args[0] == "gamma" else draft.specialise(_rgamma_positive(), _N)
    return above and draft.cut(draft.instantiate(general, _N, e), above)


# -- equations between them ----------------------------------------------------------------------------


def concerns(goal: Term) -> bool:
    """Whether factorials or binomials occur in a goal."""
    return any(s.op == "fn" and s.args[0] in ("factorial", "gamma", "binomial") for s in k.subterms(goal))


def related(prover: Prover, ctx: Context, atoms: Iterable[Term]) -> list[Draft]:
    """Equations between factorials among the atoms, and between binomials, that differ by few steps."""
    counted = [t for t in atoms if t.op == "fn" and not k.is_open(t)]
    gammas = [t.args[1][0] for t in counted if t.args[0] == "gamma"]
    binomials = [t for t in counted if t.args[0] == "binomial"]
    return [*_gammas(prover, ctx, gammas), *_binomials(binomials)]


def _gammas(prover: Prover, ctx: Context, integers: list[Term]) -> Iterator[Draft]:
    """The steps from the least of each family of integers that differ by numbers, or from 1, upwards."""
    if any(difference(e, ONE) is not None for e in integers):
        yield _gamma_one()
        integers = [ONE, *integers]
    done = set[Term]()
    for e in integers:
        below = [c for other in integers if (c := difference(e, other)) is not None and c > 0]
        for c in range(1, min(max(below, default=0), MAX_STEPS) + 1):
            yield from _step_to(prover, ctx, e, c, done)


def _step_to(prover: Prover, ctx: Context, e: Term, back: int, done: set[Term]) -> Iterator[Draft]:
    """Gamma(m + 1) = m Gamma(m) for m = e - back, an integer from 1 on, or where 1/Gamma is not 0."""
    m = in_ring(lambda ring: ring.term(ring.poly(k.sub(e, k.num(back)))))
    if m in done:
        return
    done.add(m)
    if k.sort_of(m) == "int":
        above = prover.attempt(k.le(ONE, m), ctx)
        yield from () if above is None else (draft.cut(draft.instantiate(_gamma_step(), _N, m), above),)
        return
    here, later = (prover.attempt(k.ne(_rgamma(t), ZERO), ctx) for t in (m, k.add(m, ONE)))
    if here is not None and later is not None:
        yield _stepped(m, here, later)


def _binomials(atoms: list[Term]) -> Iterator[Draft]:
    """Their values for small numbers of chosen ones, and sums of those with one less to choose from."""
    for t in atoms:
        x, n = t.args[1]
        least = difference(n, ZERO)
        if least is not None and least <= MAX_STEPS:
            yield from _value(x, n, least)
            continue
        lower = [s.args[1] for s in atoms if difference(x, s.args[1][0]) == 1]
        if any(difference(n, below) == 1 for _, below in lower):
            yield draft.law("binomial_absorption", (x, n))
        others = (s.args[1][0] for s in atoms if difference(s.args[1][1], n) is not None)
        steps = max((c for y in others if (c := difference(x, y)) is not None), default=0)
        if 0 < steps <= MAX_STEPS:
            yield from _additions(x, n, steps)


def _value(x: Term, n: Term, least: int) -> Iterator[Draft]:
    """binomial(x, n) = x (x - 1) ... (x - n + 1)/n!, for a number n; 0 if it is negative."""
    if least < 0:
        yield draft.law("binomial_negative", (x, n), draft.positive(k.lt(n, ZERO), ()))
        return
    thm = draft.law("binomial_zero", (k.sub(x, k.num(least)),))
    for i in range(1, least + 1):
        top = k.sub(x, k.num(least - i))
        share = k.mul(k.num(Fraction(1, i)), top)
        goal = k.eq(fn("binomial", top, k.num(i)), k.mul(share, thm.conclusion.args[1]))
        law = draft.law("binomial_absorption", (top, k.num(i)))
        thm = draft.linear(goal, (k.num(Fraction(1, i)), law), (share, thm))
    yield thm


def _additions(x: Term, n: Term, steps: int) -> Iterator[Draft]:
    """binomial(y + 1, m) = binomial(y, m) + binomial(y, m - 1), for so many steps down from x and n."""
    for i in range(1, steps + 1):
        for j in range(i):
            yield draft.law("binomial_addition", (k.sub(x, k.num(i)), k.sub(n, k.num(j))))
