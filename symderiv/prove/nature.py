"""What holds of atoms by their nature: signs of roots, inverses and sums, and bounds of functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal
from symderiv.prove import bounds, chance, counting, powers
from symderiv.prove.combinations import in_real_ring
from symderiv.prove.context import Context, Unproved, taken_apart
from symderiv.prove.signs import inverse_sign

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def natural_facts(prover: Prover, formulas: Iterable[Term], ctx: Context) -> Iterator[Draft]:
    """What holds of the formulas' atoms by their nature: signs of roots, inverses, indicators and sums."""
    if prover.depth <= 0:
        return
    formulas, seen = tuple(formulas), set[Term]()
    about = frozenset().union(*map(k.free_vars, formulas))
    for t in atoms_of(*formulas):
        if t in seen or k.is_open(t) or not k.free_vars(t) <= about:  # one below a sum says nothing here
            continue
        if k.sort_of(t) == "complex":
            continue
        seen.add(t)
        with prover.deeper():
            try:
                yield from _sign(prover, ctx, t)
            except Unproved:
                continue


def inverses(formulas: Collection[Term]) -> list[Draft]:
    """q (1/q) = 1 for the denominators q in the formulas; that q is not 0 has to be shown later."""
    about = frozenset().union(*map(k.free_vars, formulas))
    return [
        draft.linear(k.eq(k.mul(t.args[0], t), ONE))
        for t in atoms_of(*formulas)
        if t.op == "pow" and t.args[1] == k.num(-1) and t.args[0] != ZERO and not k.is_open(t)
        if k.free_vars(t) <= about
    ]


@k.once
def atoms_of(*formulas: Term) -> tuple[Term, ...]:
    """The atoms that the sides of some relations have in normal form."""

    def atoms(ring: Normal) -> tuple[Term, ...]:
        for f in formulas:
            for side in f.args:
                ring.reduce(ring.poly(side))
        return tuple(ring.atoms)

    return in_real_ring(atoms)


def _sign(prover: Prover, ctx: Context, t: Term) -> Iterator[Draft]:
    if t.op == "root":
        for strict in (True, False):
            thm = draft.root_sign(*t.args, strict)
            (need,) = thm.hypotheses
            lemma = prover.attempt(need, ctx)
            if lemma is not None:
                yield draft.cut(thm, lemma)
                return
    elif t.op == "pow" and t.args[1] == k.num(-1):
        for f in (k.lt(ZERO, t.args[0]), k.lt(t.args[0], ZERO)):
            signed = prover.attempt(f, ctx)
            if signed is not None:
                yield inverse_sign(signed, t)
                return
    elif t.op == "pow" and t.args[1].op != "num" and "complex" not in map(k.sort_of, t.args):
        for bound in powers.bounds(prover, t, ctx) if k.sort_of(t.args[1]) == "int" else ():
            yield from taken_apart(bound)
        yield from bounds.of_power(prover, t, ctx)
    elif t.op == "mean":
        yield from _mean_bounds(prover, ctx, t.args[0])
    elif t.op == "ind":
        yield from indicator_bounds(t.args[0])
    elif t.op == "exp":
        yield draft.exp_positive(t.args[0])
    elif t == k.PI:
        bounds_of_pi = draft.law("pi_bounds", ())
        yield from (draft.and_elim(bounds_of_pi, i) for i in range(2))
    elif t.op == "fn" and t.args[0] == "floor" and k.sort_of(t.args[1][0]) != "complex":
        around = draft.law("floor_bounds", t.args[1])
        yield from (draft.and_elim(around, i) for i in range(2))
    elif t.op == "fn" and t.args[0] in ("gamma", "rgamma"):
        positive = counting.positive_value(prover, t, ctx)
        yield from () if positive is None else (positive,)
    elif t.op == "sum":
        v = k.fresh("k", "int", t, *ctx.assumed)
        lo, hi = t.args[1:3]
        inner = prover.summand(k.le(ZERO, k.open_(t, v)), ctx.assuming(*k.bounds(v, lo, hi)))
        total = draft.under_sum(v, lo, hi, inner)
        yield draft.positive(k.le(ZERO, t), ((fmpq(1), (total,), ()),))


def _mean_bounds(prover: Prover, ctx: Context, x: Term) -> Iterator[Draft]:
    """0 <= E[(X - E[X])^2] for a square, and E[a] <= E[b] for what is surely so of the same quantities."""
    if x.op == "pow" and x.args[1] == k.num(2):
        deviation = k.sub(x.args[0], Term("mean", x.args[0]))
        square = draft.positive(k.le(ZERO, k.power(deviation, 2)), ((fmpq(1), (), (deviation,)),))
        yield from _ordered(prover, square, ctx)
    if x.op == "exp" and k.sort_of(x) != "complex" and k.is_random(x):  # the tangent at the mean is below
        m = Term("mean", x.args[0])
        tangent = k.mul(Term("exp", m), k.add(k.ONE, x.args[0], k.neg(m)))
        with suppress(Unproved):
            yield from _ordered(prover, prover.prove(k.le(tangent, x), ctx), ctx)
    about = set(_random_parts(x))
    for thm in ctx.of("le", "lt"):
        sure = k.is_random(thm.conclusion) and not any(map(k.is_random, thm.hypotheses))
        if sure and not about.isdisjoint(_random_parts(thm.conclusion)):
            goal = k.le(*thm.conclusion.args)
            yield from _ordered(prover, draft.positive(goal, ((fmpq(1), (thm,), ()),)), ctx)


def _ordered(prover: Prover, thm: Draft, ctx: Context) -> Iterator[Draft]:
    """The means of both sides, if they are seen to exist."""
    with suppress(Unproved):
        yield chance.under_mean(prover, thm, ctx)


def _random_parts(t: Term) -> Iterator[Term]:
    return (s for s in k.subterms(t) if s.op == "comp" and s.args[1] in k.CHANCE)


def indicator_bounds(f: Term) -> Iterator[Draft]:
    """0 <= [f] and [f] <= 1."""
    bracket = Term("ind", f)
    for goal in (k.le(ZERO, bracket), k.le(bracket, ONE)):
        sign = k.num(1 if goal.args[0] == ZERO else -1)
        branches = [draft.positive(goal, (), ((sign, draft.indicator(f, holds)),)) for holds in (True, False)]
        yield draft.by_cases(draft.excluded_middle(f), *branches)
