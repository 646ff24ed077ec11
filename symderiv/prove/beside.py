"""Orders that follow from a fact and one without what both have in common, such as the sum in a step."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.normalize import draft
from symderiv.prove import bounds
from symderiv.prove.combinations import Polynomial, gap, written
from symderiv.prove.context import Context, Unproved
from symderiv.prove.reals import is_complex

if TYPE_CHECKING:
    from symderiv.normalize.draft import Draft
    from symderiv.prove.prover import Prover

MAX_FACTS = 3


def without_sums(prover: Prover, goal: Term, ctx: Context, facts: list[Draft]) -> Draft | None:
    """a <= b by a fact c <= d, and by c - a <= d - b (which has bounds) where that has fewer sums or other
    values in common with the fact."""
    if prover.depth <= 1 or not bounds.concerns(goal):
        return None
    aim, tried = gap(goal), 0
    for fact in (t for t in facts if not is_complex(t.conclusion)):
        rest = _less(aim, gap(fact.conclusion))
        if tried == MAX_FACTS or not _opaque(rest) < _opaque(aim):
            continue
        tried += 1
        op = "lt" if goal.op == "lt" and fact.conclusion.op == "le" else "le"
        left = k.add(ZERO, *(k.mul(k.num(c), written(m)) for m, c in rest.items()))
        with suppress(Unproved), prover.deeper():
            thm = prover.prove(Term(op, ZERO, left), ctx)
            return draft.positive(goal, ((fmpq(1), (fact,), ()), (fmpq(1), (thm,), ())))
    return None


def _less(p: Polynomial, q: Polynomial) -> Polynomial:
    """p - q."""
    difference = {m: p.get(m, fmpq(0)) - q.get(m, fmpq(0)) for m in (*p, *q)}
    return {m: c for m, c in difference.items() if c != 0}


def _opaque(p: Polynomial) -> frozenset[Term]:
    """The sums and the values of sequences in a polynomial."""
    return frozenset(t for m in p for t, _ in m if t.op in ("sum", "comp"))
