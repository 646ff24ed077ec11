"""Bounds of exponentials and logarithms times weights, as convex functions have them.

e^u >= e^v (1 + u - v), and log f - log g >= 1 - g/f, are multiplied by what the facts say is not negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice, permutations
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring, is_real_log
from symderiv.prove.bounds import Logarithm, exp_monotone, exponents, log_lower, tangent
from symderiv.prove.context import Context, Unproved
from symderiv.prove.logarithms import real_log
from symderiv.prove.signs import clash, nonzero_by_sign

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_WEIGHTS = 6
MAX_EXPONENTS = 4
MAX_LOGS = 8
_ONCE = fmpq(1)
_in_ring = partial(in_ring, real_logs=True)


def weighted_tangents(goal: Term, facts: list[Draft]) -> Iterator[Draft]:
    """w e^v (1 + u - v) <= w e^u, for exponentials of the goal and what the facts say is not negative."""
    found = list(islice(dict.fromkeys(exponents(goal)), MAX_EXPONENTS))
    lines = [tangent(u, v) for u, v in permutations(found, 2)]
    for fact in islice((t for t in facts if _is_weight(t)), MAX_WEIGHTS):
        low, high = fact.conclusion.args
        weight = k.sub(high, low)
        for line in lines:
            a, b = line.conclusion.args
            yield draft.positive(k.le(k.mul(weight, a), k.mul(weight, b)), ((_ONCE, (fact, line), ()),))


def _is_weight(fact: Draft) -> bool:
    """Whether a fact says that something without exponentials and logarithms is not negative."""
    return not any(s.op in ("exp", "fn", "sum") for s in k.subterms(fact.conclusion))


def weighted_logarithms(prover: Prover, goal: Term, ctx: Context) -> Iterator[Draft]:
    """Bounds of c (log f - log g) in the difference of the goal's sides, for what logarithms are multiplied
    by: of those with opposite cofactors, and of one with a cofactor and one with a number."""
    cofactors = _in_ring(lambda ring: _cofactors(ring, *goal.args))
    if not 1 < len(cofactors) <= MAX_LOGS:
        return
    signs: dict[Term, Draft | None] = {}

    def positive(t: Term) -> Draft | None:
        if t not in signs:
            signs[t] = prover.attempt(k.lt(ZERO, t), ctx)
        return signs[t]

    for f, parts in cofactors.items():
        for part in parts:
            weight = _weight(prover, part, ctx)
            if weight is None:
                continue
            sign, size = weight
            for g, others in cofactors.items():
                pairs = [c for c in others if c == k.neg(part) or c.op == "num"]
                if g == f or not pairs or (up := positive(f)) is None or (down := positive(g)) is None:
                    continue
                c = Fraction(sign)
                d = Fraction(-sign) if pairs[0].op != "num" else Fraction(1 if pairs[0].args[0] > 0 else -1)
                bound = log_lower((Logarithm(c, f), Logarithm(d, g)), {f: up, g: down}, 1)
                low, high = bound.conclusion.args
                m = size.conclusion.args[1]
                goal = k.le(_shortened(k.mul(m, low)), k.mul(m, high))
                thm = draft.positive(goal, ((_ONCE, (size, bound), ()),))
                yield _with_nonzero(thm, up, down)


def _shortened(t: Term) -> Term:
    """t in normal form, without a denominator that is a factor of it."""

    def work(ring: Normal) -> Term:
        p, q = ring.clear(ring.poly(t))
        quotient, rest = divmod(p, q)
        return ring.term(quotient) if rest == 0 else t

    return _in_ring(work)


def _with_nonzero(thm: Draft, *positive: Draft) -> Draft:
    """thm with its conditions that something positive is not 0 met."""
    for sign in positive:
        condition = k.ne(sign.conclusion.args[1], ZERO)
        if condition in thm.hypotheses:
            thm = draft.cut(thm, nonzero_by_sign(sign))
    return thm


def _weight(prover: Prover, t: Term, ctx: Context) -> tuple[int, Draft] | None:
    """The sign of a cofactor that is no number, and that its absolute value is not negative."""
    if t.op == "num":
        return None
    for sign, size in ((1, t), (-1, k.neg(t))):
        thm = prover.attempt(k.le(ZERO, size), ctx)
        if thm is not None:
            return sign, thm
    return None


def _cofactors(ring: Normal, a: Term, b: Term) -> dict[Term, list[Term]]:
    """What each logarithm in b - a is multiplied by, by its argument: the whole cofactor, and the summands of
    one that has several, which may have signs where the whole has none."""
    found: dict[Term, fmpq_mpoly] = {}
    for c, factors in ring.monomials(ring.reduce(ring.poly(b) - ring.poly(a))):
        logs = [(i, e) for i, e in factors if is_real_log(ring.atoms[i])]
        if len(logs) != 1 or logs[0][1] != 1:
            continue
        m = ring.ctx.constant(c)
        for i, e in factors:
            m *= ring.gens[i] ** e if i != logs[0][0] else 1
        f = ring.atoms[logs[0][0]].args[1][0].args[1][0]
        found[f] = found.get(f, ring.zero) + m
    return {f: _split(ring, p) for f, p in found.items()}


def _split(ring: Normal, p: fmpq_mpoly) -> list[Term]:
    whole = ring.term(p)
    if len(p) == 1:
        return [whole]
    return [whole, *(ring.term(ring.ctx.from_dict({x: c})) for x, c in p.to_dict().items())]


def by_logarithm(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """e^w <= t (or <) by w <= log t, where there are sums or logarithms in w."""
    power, t = goal.args
    if power.op != "exp" or not any(s.op == "sum" or is_real_log(s) for s in k.subterms(power.args[0])):
        return None
    if any(k.sort_of(side) == "complex" for side in goal.args):
        return None
    w, sign = power.args[0], prover.attempt(k.lt(ZERO, t), ctx)
    if sign is None or prover.depth <= 0:
        return None
    try:
        with prover.deeper():
            less = prover.prove(Term(goal.op, w, real_log(t)), ctx)
    except Unproved:
        return None
    bound = exp_monotone(w, real_log(t), less)
    same = draft.linear(k.eq(Term("exp", real_log(t)), t), (ZERO, sign))
    return draft.positive(goal, ((_ONCE, (bound,), ()),), ((k.num(-1), same),))


def between_ends(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a < b, where b - a is a polynomial of the first degree in an x with 0 <= x <= 1, by a < b at both ends.

    It is x times the difference at 1, and 1 - x times that at 0: one of x and 1 - x is not 0.
    """
    if goal.op != "lt" or prover.depth <= 0:
        return None
    for low in (t for t in ctx.of("le") if t.conclusion.args[0] == ZERO and t.conclusion.args[1].op == "var"):
        x = low.conclusion.args[1]
        high = next((t for t in ctx.of("le") if t.conclusion == k.le(x, ONE)), None)
        if high is None or x not in k.free_vars(goal) or not in_ring(partial(_is_affine, goal=goal, x=x)):
            continue
        with prover.deeper():
            ends = [prover.attempt(k.substitute(goal, {x: end}), ctx) for end in (ZERO, ONE)]
        if ends[0] is not None and ends[1] is not None:
            return _joined(goal, x, (low, high), (ends[0], ends[1]))
    return None


def _is_affine(ring: Normal, goal: Term, x: Term) -> bool:
    p = ring.reduce(ring.poly(k.sub(*goal.args)))
    degrees, place = p.degrees(), ring.index.get(x)
    others = (ring.atoms[i] for i, e in enumerate(degrees) if e > 0 and i != place)
    return place is not None and degrees[place] == 1 and not any(x in k.free_vars(t) for t in others)


def _joined(goal: Term, x: Term, bounds: tuple[Draft, Draft], ends: tuple[Draft, Draft]) -> Draft:
    low, high = bounds
    first, last = ends
    rest = (_ONCE, (high, first), ())
    positive = draft.assume(k.lt(ZERO, x))
    inside = draft.positive(goal, ((_ONCE, (positive, last), ()), rest))
    three = draft.trichotomy(ZERO, x)
    branches = []
    for case in three.conclusion.args:
        if case == positive.conclusion:
            branches.append(inside)
        elif case.op == "lt":
            branches.append(draft.ex_falso(goal, clash(low, draft.assume(case))))
        else:
            zero = draft.assume(case)
            slope = k.sub(k.sub(*goal.args), k.sub(*first.conclusion.args))
            at_zero = _ratio(slope, x)
            sign = ONE if case.args[0] == ZERO else k.num(-1)
            branches.append(draft.positive(goal, ((_ONCE, (first,), ()),), ((k.mul(sign, at_zero), zero),)))
    return draft.by_cases(three, *branches)


def _ratio(t: Term, x: Term) -> Term:
    """t / x, where x is a factor of t."""
    return in_ring(lambda ring: ring.term(divmod(ring.reduce(ring.poly(t)), ring.poly(x))[0]))
