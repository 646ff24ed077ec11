"""Order relations between terms whose sort is complex: where these are real, they are their real parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, I, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def is_complex(f: Term) -> bool:
    """Whether f is an order relation with a side that need not be real."""
    return f.op in ("le", "lt") and any(k.sort_of(side) == "complex" for side in f.args)


def by_real_parts(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal from that of its sides' real parts; the facts are rewritten likewise."""
    given = [_in_real_parts(prover, t, ctx) for t in ctx.of("le", "lt") if is_complex(t.conclusion)]
    richer = ctx.knowing(*filter(None, given))
    equal = [_real_part(prover, side, ctx) for side in goal.args]
    thm = prover.prove(Term(goal.op, *(t.conclusion.args[0] for t in equal)), richer)
    return rewritten(thm, equal)


def _in_real_parts(prover: Prover, thm: Draft, ctx: Context) -> Draft | None:
    try:
        equal = [_real_part(prover, side, ctx) for side in thm.conclusion.args]
        return rewritten(thm, [backwards(t) for t in equal])
    except (KernelError, Unproved):
        return None


def rewritten(thm: Draft, equal: Sequence[Draft | None]) -> Draft:
    """The relation with its sides replaced by what they are equal to; None leaves a side as it is."""
    for place, equation in enumerate(equal):
        if equation is None:
            continue
        sides = list(thm.conclusion.args)
        sort = max((k.sort_of(t) for t in equation.conclusion.args), key=k.SORTS.index)
        y = k.fresh("y", sort, thm.conclusion, equation.conclusion)
        sides[place] = y
        thm = draft.rewrite(y, Term(thm.conclusion.op, *sides), equation, thm)
    return thm


def _real_part(prover: Prover, t: Term, ctx: Context) -> Draft:
    """|- re t = t, where t is real; t itself if its sort says so."""
    if k.sort_of(t) != "complex":
        return draft.linear(k.eq(t, t))
    real = k.eq(k.fn("im", t), ZERO)
    fact = prover.attempt(real, ctx) or prover.prove(real, ctx)
    return draft.linear(k.eq(k.fn("re", t), t), (k.neg(I), fact))


def backwards(thm: Draft) -> Draft:
    """|- a = b to |- b = a."""
    a, b = thm.conclusion.args
    return draft.linear(k.eq(b, a), (k.num(-1), thm))
