"""Inequalities with roots, by those of powers of their sides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import comb
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Factors, Normal
from symderiv.prove.combinations import in_real_ring
from symderiv.prove.context import Context, Unproved, reversed_order

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_DEGREE = 4


class _Sides(NamedTuple):
    """An inequality of the same difference as another, whose sides are to be raised to a power."""

    left: Term
    right: Term
    degree: int


def by_powers(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, a <= b (or <), from 0 <= b and a^d <= b^d, where fewer roots are left."""
    for sides in in_real_ring(lambda ring: list(_arranged(ring, goal))):
        nonnegative = prover.attempt(k.le(ZERO, sides.right), ctx)
        raised = Term(goal.op, *(k.power(t, sides.degree) for t in (sides.left, sides.right)))
        if nonnegative is None or prover.fails_somewhere(raised, ctx):
            continue
        try:
            with prover.deeper():
                thm = _lowered(Term(goal.op, sides.left, sides.right), nonnegative, prover.prove(raised, ctx))
        except Unproved:
            continue
        return draft.positive(goal, ((fmpq(1), (thm,), ()),))
    return None


def _arranged(ring: Normal, goal: Term) -> Iterator[_Sides]:
    """The monomials with roots that have one sign on one side, all else on the other."""
    p = ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))
    rooted: dict[bool, list[tuple[Term, int]]] = {True: [], False: []}
    for c, factors in ring.monomials(p):
        degree = _degree(ring, factors)
        if degree > 1:
            term = k.mul(k.num(c), *(ring.power_of(i, e) for i, e in factors))
            rooted[c > 0].append((term, degree))
    for positive, found in rooted.items():
        degree = max((d for _, d in found), default=1)
        if 1 < degree <= MAX_DEGREE and (degree == 2 or len(found) == 1):
            one = k.add(*(t for t, _ in found))
            rest = ring.term(p - ring.poly(one))
            sides = (k.neg(rest), one) if positive else (k.neg(one), rest)
            if _count(ring, [k.power(t, degree) for t in sides]) < len(list(chain(*rooted.values()))):
                yield _Sides(*sides, degree)


def _degree(ring: Normal, factors: Factors) -> int:
    """The greatest degree of a real root among the factors; 1 if there is none."""
    return max((ring.atoms[i].args[1] for i, _ in factors if ring.atoms[i].op == "root"), default=1)


def _count(ring: Normal, sides: list[Term]) -> int:
    """How many monomials with roots the difference of two sides has."""
    p = ring.reduce(ring.poly(sides[1]) - ring.poly(sides[0]))
    return sum(_degree(ring, factors) > 1 for _, factors in ring.monomials(p))


def _lowered(goal: Term, nonnegative: Draft, raised: Draft) -> Draft:
    """0 <= b and a^d <= b^d to a <= b, and so with <; as a = b + h has a^d = sum of C(d, j) b^(d - j) h^j."""
    degree = int(raised.conclusion.args[0].args[1].args[0].p)
    against = reversed_order(draft.assume(k.not_(goal)))
    if against is None:
        raise Unproved("its sides are not known to be real")
    products = [
        (fmpq(comb(degree, j)), (*(nonnegative,) * (degree - j), *(against,) * j), ())
        for j in range(1, degree + 1)
    ]
    wrong = draft.absurd(draft.positive(k.lt(ZERO, ZERO), (*products, (fmpq(1), (raised,), ()))))
    return draft.by_cases(draft.excluded_middle(goal), draft.assume(goal), draft.ex_falso(goal, wrong))
