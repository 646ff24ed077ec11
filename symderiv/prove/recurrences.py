"""Laws of sequences: what they are put for, and closed forms of linear recurrences of the first order."""

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


def definitions(ctx: Context) -> dict[str, Term]:
    """The laws by which the facts define sequences at all times, not by their other members; by name."""
    facts = (t.conclusion for t in ctx.of("all") if t.conclusion.args[1] == "int")
    return {name: law for law in facts if (name := _defined(law)) is not None}


def by_laws(f: Term, ctx: Context) -> Term:
    """f with the members of sequences in it replaced by what the facts define them as at all times;
    recurrences define nothing here."""
    laws = definitions(ctx)

    def put(t: Term) -> Term:
        if t.op == "sum":
            hint, lo, hi, _ = t.args
            v = k.fresh(str(hint), "int", t, f)
            return k.sum_(v, put(lo), put(hi), put(k.open_(t, v)))
        if t.op in k.BINDERS:
            return t
        if t.op == "comp" and t.args[0] in laws and k.free_vars(t.args[3][0]):
            value: Term = k.open_(laws[t.args[0]], put(t.args[3][0])).args[1]
            return value
        return k.map_parts(lambda p, _: put(p), t)

    return put(f) if laws else f


def _defined(law: Term) -> str | None:
    """The sequence that a law for all times defines by what has no member of it that moves."""
    v = k.fresh("v", "int", law)
    said = k.open_(law, v)
    if said.op != "eq" or said.args[0].op != "comp" or said.args[0].args[3] != (v,):
        return None
    name = said.args[0].args[0]
    recurs = any(
        s.op == "comp" and s.args[0] == name and v in k.free_vars(s) for s in k.subterms(said.args[1])
    )
    return None if recurs else str(name)


def closed_form(prover: Prover, sequence: Term, ctx: Context) -> Draft | None:
    """|- for all t: u_t = a + q^(t - s) (u_s - a), where u_(t+1) = q u_t + c, and a = c / (1 - q).

    Where c moves, u_t = q^(t - s) u_s + the sum of q^(t - j) c_(j - 1) over j = s + 1..t."""
    for thm in ctx.of("all"):
        found = defining(thm.conclusion)
        if found is None or found[0] != sequence.args[0]:
            continue
        goal = in_ring(lambda ring: _stated(ring, sequence, found[1], ctx))  # noqa: B023 (called at once)
        if goal is not None:
            try:
                with prover.deeper():
                    return prover.prove(goal, ctx)
            except (Unproved, KernelError):
                continue
    return None


def _stated(ring: Normal, sequence: Term, law: Recurrence, ctx: Context) -> Term | None:
    """The closed form of a law, if it is of the first order with a constant factor."""

    def at(time: Term) -> Term:
        return Term("comp", *sequence.args[:3], (time,))

    body = ring.reduce(ring.poly(by_laws(law.body, ctx)))
    before = at(k.add(law.v, k.num(law.shift - 1)))
    ring.poly(before)
    place = ring.index[in_ring(lambda other: other.term(other.poly(before)))]
    if body.degrees()[place] != 1:
        return None
    q, c = (ring.term(coefficient(ring, body, place, e)) for e in (1, 0))
    if law.v in k.free_vars(q):
        return None
    first = k.num(law.start + law.shift - 1)
    t, j = (k.fresh(name, "int", law.body, sequence) for name in ("t", "j"))
    power = k.power(q, k.sub(t, first) if first != k.ZERO else t)
    if law.v in k.free_vars(c):
        moved = k.substitute(c, {law.v: k.sub(j, k.num(law.shift))})
        driven = k.sum_(j, k.add(first, ONE), t, k.mul(k.power(q, k.sub(t, j)), moved))
        value = k.add(k.mul(power, at(first)), driven)
    else:
        limit = k.mul(c, k.power(k.sub(ONE, q), -1))
        value = k.add(limit, k.mul(power, k.sub(at(first), limit)))
    return k.quantified("all", t, first, None, k.eq(at(t), value))
