"""Roots of quadratic equations: a = b + c r for a square root r, by the conjugate; and as instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.normalize.draft import Draft
    from symderiv.prove.prover import Prover


def by_conjugate(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a = b where a - b = c + d r for one square root r: as (c + d r) (c - d r) is 0, and c - d r is not."""
    roots = dict.fromkeys(s for s in k.subterms(goal) if _is_root(s))
    if len(roots) != 1 or prover.depth <= 1 or not any(True for _ in ctx.of("eq")):
        return None
    (root,) = roots
    parts = in_ring(lambda ring: _parts(ring, goal, root))
    if parts is None:
        return None
    c, d = parts
    whole, other = k.add(c, k.mul(d, root)), k.sub(c, k.mul(d, root))
    norm = k.eq(k.sub(k.power(c, 2), k.mul(k.power(d, 2), root.args[0])), ZERO)
    try:
        with prover.deeper():
            product = draft.linear(k.eq(k.mul(whole, other), ZERO), (ONE, prover.prove(norm, ctx)))
            apart = prover.prove(k.ne(other, ZERO), ctx)
    except Unproved:
        return None
    first, second = product.conclusion.args[0].args
    branches = [
        draft.linear(goal, (ONE, draft.assume(k.eq(first, ZERO)))),
        draft.ex_falso(goal, draft.contradict(draft.assume(k.eq(second, ZERO)), apart)),
    ]
    return draft.by_cases(draft.zero_product(product), *branches)


def _is_root(s: Term) -> bool:
    return s.op == "root" and s.args[1] == 2 and k.sort_of(s) != "complex" and not k.is_open(s)


def _parts(ring: Normal, goal: Term, root: Term) -> tuple[Term, Term] | None:
    """c and d where the difference of the sides is c + d r; None where d is 0 or the root is elsewhere."""
    p = ring.reduce(ring.poly(goal.args[0]) - ring.poly(goal.args[1]))
    r = ring.reduce(ring.poly(root))
    place = next((i for i, x in enumerate(ring.gens) if x == r), None)
    if place is None or p.degrees()[place] != 1:
        return None
    d = p.derivative(place)
    return ring.term(p - d * r), ring.term(d)


def roots(a: Term, b: Term, c: Term) -> list[Term]:
    """The solutions of a x^2 + b x + c = 0, if there are any."""
    r = Term("root", k.sub(k.power(b, 2), k.mul(k.num(4), a, c)), 2)
    return [k.mul(k.add(k.neg(b), t), k.power(k.mul(k.num(2), a), -1)) for t in (r, k.neg(r))]
