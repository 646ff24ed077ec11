"""Signs of polynomials by those of their factors."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal
from symderiv.prove.combinations import in_real_ring
from symderiv.prove.context import Unproved
from symderiv.prove.signs import square_positive

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

MAX_TERMS = 60  # of a polynomial that is factored


class _Factored(NamedTuple):
    """c times powers of factors."""

    c: fmpq
    factors: tuple[tuple[Term, int], ...]


def by_factors(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= p or 0 < p, for the difference p of the goal's sides as a product of what has a sign."""
    found = in_real_ring(lambda ring: _factored(ring, goal))
    if found is None:
        return None
    negative, facts, squares = found.c < 0, list[Draft](), list[Term]()
    for f, e in found.factors:
        if e % 2:
            sign = _sign(prover, f, ctx, strict=goal.op == "lt")
            if sign is None:
                return None
            negative ^= sign.conclusion.args[1] == ZERO
            facts.append(sign)
        if e > 1 and goal.op == "le":
            squares.append(k.power(f, e // 2))
        elif e > 1:
            nonzero = prover.attempt(k.ne(f, ZERO), ctx)
            if nonzero is None:
                return None
            facts += [square_positive(nonzero)] * (e // 2)
    if negative:
        return None
    return draft.positive(goal, ((abs(found.c), tuple(facts), tuple(squares)),))


def _factored(ring: Normal, goal: Term) -> _Factored | None:
    """The difference of the goal's sides in factors; None where it has but one, or one that is not real."""
    p = ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))
    if not 1 < len(p) <= MAX_TERMS or any(
        e > 0 and (i in ring.inverse_of or k.sort_of(ring.atoms[i]) == "complex")
        for i, e in enumerate(p.degrees())
    ):
        return None
    c, factors = p.factor()
    if sum(e for _, e in factors) < 2:
        return None
    return _Factored(c, tuple((ring.term(f), int(e)) for f, e in factors))


def _sign(prover: Prover, f: Term, ctx: Context, *, strict: bool) -> Draft | None:
    """The sign of a factor, as it is quick to see, or by what else proves it."""
    relation = k.lt if strict else k.le
    signs = relation(ZERO, f), relation(f, ZERO)
    quick = prover.attempt(signs[0], ctx) or prover.attempt(signs[1], ctx)
    if quick is not None or prover.quick:
        return quick
    for sign in signs:
        if not prover.fails_somewhere(sign, ctx):
            with suppress(Unproved), prover.deeper():
                return prover.prove(sign, ctx)
    return None
