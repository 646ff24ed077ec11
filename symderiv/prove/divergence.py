"""Negations of limits: a sequence tends to another limit, grows without bound, or spreads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.prove.closed_forms import from_least, in_closed_form, powers_in, solved_laws
from symderiv.prove.context import Context, Unproved
from symderiv.prove.eventually import late, start_of
from symderiv.prove.limits import Unbounded, found_limit
from symderiv.prove.recurrences import by_laws
from symderiv.prove.sequences import at_letters

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def prove_otherwise(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of not goal: the sequence tends to something else, or to nothing."""
    try:
        thm = found_limit(prover, goal, ctx)
    except Unbounded as error:
        return _unbounded(prover, goal, ctx, error)
    except Unproved:
        if prover.quick:
            raise
        return _spreading(prover, goal, ctx)
    same = draft.limit_unique(draft.assume(goal), thm)
    differ = prover.prove(k.not_(same.conclusion), prover.granted(thm, ctx))
    return draft.negate(goal, draft.contradict(same, differ))


def _spreading(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of not goal, where the sequence is a + b q^v with |q| >= 1: if it had a limit, so had q^v,
    which would be 0, as it is q times itself, and not 0."""
    v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
    f, start, ctx = k.open_(goal, v), start_of(ctx), ctx.assuming(goal)
    ctx = solved_laws(prover, f, v, ctx) or ctx
    inside = late(ctx, start, v)
    closed = in_closed_form(prover, f, v, ctx)
    g = by_laws(f if closed is None else closed.conclusion.args[1], ctx)
    inside = inside if closed is None else inside.knowing(closed)
    y = k.fresh("y", "real", goal, g)
    for q, spread in powers_in(g, v):
        rest = replaced(g, spread, y)
        if abs(q) < 1 or q == 1 or v in k.free_vars(rest):
            continue
        a, b = (k.substitute(rest, {y: k.num(n)}) for n in (0, 1))
        alone = k.mul(k.sub(y, a), k.power(k.sub(b, a), -1))

        def limit(thm: Draft, sequence: Term, expression: Term) -> Draft:
            same = prover.prove(
                k.eq(sequence, k.substitute(expression, {y: k.open_(thm.conclusion, v)})), inside
            )
            return prover.settle(draft.limit_of(v, start, expression, (y,), (thm,), same), ctx)

        power = limit(draft.assume(goal), spread, alone)
        later = k.substitute(spread, {v: k.add(v, ONE)})
        same = draft.limit_unique(draft.limit_shift(power, 1), limit(power, later, k.mul(k.num(q), y)))
        square = limit(power, k.mul(spread, spread), k.mul(y, y))
        least = k.le(ONE, k.mul(spread, spread))
        large = from_least(prover, least, v, ctx)
        one = draft.limit_of(v, start, ONE, (), (), draft.linear(k.eq(ONE, ONE)))
        order = draft.limit_order(v, start, one, square, large)
        return draft.negate(goal, prover.prove(FALSE, ctx.knowing(same, order)))
    raise Unproved("nothing says that it has no limit")


def _unbounded(prover: Prover, goal: Term, ctx: Context, found: Unbounded) -> Draft:
    """A theorem of not goal: if a/b had a limit, with b -> 0, then a -> 0."""
    v, start = found.v, start_of(ctx)
    inside = late(ctx, start, v)
    top, bottom = (at_letters(v, side, found.letters, found.known) for side in found.sides)
    y = k.fresh("y", "real", goal, top, bottom, *found.letters)

    def limit(expression: Term, letters: list[Term], known: list[Draft], value: Term) -> Draft:
        same = prover.prove(k.eq(top, value), inside)
        needed = [(z, t) for z, t in zip(letters, known, strict=True) if z in k.free_vars(expression)]
        return draft.limit_of(
            v, start, expression, tuple(z for z, _ in needed), tuple(t for _, t in needed), same
        )

    a, b = found.sides
    upper = limit(a, found.letters, found.known, top)
    lower = limit(
        k.mul(y, b), [y, *found.letters], [draft.assume(goal), *found.known], k.mul(k.open_(goal, v), bottom)
    )
    equal = draft.limit_unique(upper, lower)
    differ = prover.prove(k.not_(equal.conclusion), ctx)
    return draft.negate(goal, draft.contradict(equal, differ))
