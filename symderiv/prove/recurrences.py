"""Closed forms of first-order linear recurrences with constant coefficients, proved by induction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import ONE, KernelError, Term
from symderiv.evaluate.evaluator import defining
from symderiv.evaluate.model import Recurrence
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove.context import Context, Unproved
from symderiv.prove.equations import coefficient

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def closed_form(prover: Prover, sequence: Term, ctx: Context) -> Draft | None:
    """|- for all t: u_t = a + q^(t - s) (u_s - a), where u_(t+1) = q u_t + c, and a = c / (1 - q)."""
    for thm in ctx.of("all"):
        found = defining(thm.conclusion)
        if found is None or found[0] != sequence.args[0]:
            continue
        goal = in_ring(lambda ring: _stated(ring, sequence, found[1]))  # noqa: B023 (called at once)
        if goal is not None:
            try:
                with prover.deeper():
                    return prover.prove(goal, ctx)
            except (Unproved, KernelError):
                continue
    return None


def _stated(ring: Normal, sequence: Term, law: Recurrence) -> Term | None:
    """The closed form of a law, if it is of the first order with constant coefficients."""

    def at(time: Term) -> Term:
        return Term("comp", *sequence.args[:3], (time,))

    body = ring.reduce(ring.poly(law.body))
    before = at(k.add(law.v, k.num(law.shift - 1)))
    ring.poly(before)
    place = ring.index[in_ring(lambda other: other.term(other.poly(before)))]
    if body.degrees()[place] != 1:
        return None
    q, c = (ring.term(coefficient(ring, body, place, e)) for e in (1, 0))
    if law.v in k.free_vars(q) | k.free_vars(c):
        return None
    first = k.num(law.start + law.shift - 1)
    t = k.fresh("t", "int", law.body, sequence)
    limit = k.mul(c, k.power(k.sub(ONE, q), -1))
    power = k.power(q, k.sub(t, first) if first != k.ZERO else t)
    return k.quantified(
        "all", t, first, None, k.eq(at(t), k.add(limit, k.mul(power, k.sub(at(first), limit))))
    )
