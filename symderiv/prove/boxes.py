"""Signs of polynomials between bounds of their variables, by Bernstein's form.

Of degree d in an x with l <= x <= u, a polynomial is the sum of b_i times (x - l)^i (u - x)^(d - i), for i
from 0 to d, where x does not occur in b_i; it is not negative if all b_i are not, which is asked of them in
turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import comb, prod
from typing import Final, NamedTuple

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal
from symderiv.prove.combinations import combined, gap, in_real_ring

MAX_DEGREE: Final = 8  # in one variable
MAX_CORNERS: Final = 4096  # numbers of which the least is taken
MAX_STEPS: Final = 400  # polynomials of which the sign is looked for

Side = tuple[fmpq, fmpq, Draft]  # l, c > 0 and a fact that says 0 <= c (x - l); or u, and 0 <= c (u - x)


class _Box(NamedTuple):
    """The bounds of a variable."""

    low: Side
    high: Side


def by_boxes(goal: Term, facts: list[Draft]) -> Draft | None:
    """A theorem of goal, a <= b (or <) for polynomials a and b, by bounds of variables that are numbers."""
    boxes = _boxes(facts)
    if not boxes or not any(atom in boxes for m in gap(goal) for atom, _ in m):
        return None
    return in_real_ring(lambda ring: _Search(ring, facts, boxes).proved(goal))


def _boxes(facts: Iterable[Draft]) -> dict[Term, _Box]:
    """The closest bounds of real variables that are numbers, on both sides."""
    lows: dict[Term, Side] = {}
    highs: dict[Term, Side] = {}
    for fact in facts:
        bound = _bound(fact.conclusion)
        if bound is None:
            continue
        x, slope, end = bound
        if slope > 0 and (x not in lows or end > lows[x][0]):
            lows[x] = end, slope, fact
        if slope < 0 and (x not in highs or end < highs[x][0]):
            highs[x] = end, -slope, fact
    return {x: _Box(low, highs[x]) for x, low in lows.items() if x in highs and low[0] < highs[x][0]}


def _bound(f: Term) -> tuple[Term, fmpq, fmpq] | None:
    """(x, c, e) where f says 0 <= c (x - e), or <; else None."""
    p = gap(f)
    if len(p) > 2:
        return None
    named = [m for m in p if m]
    if len(named) != 1 or len(named[0]) != 1:
        return None
    ((x, power),) = named[0]
    c = p[named[0]]
    return (x, c, -p.get(frozenset(), fmpq(0)) / c) if power == 1 and k.sort_of(x) != "complex" else None


class _Search:
    """What is known of signs in one ring."""

    def __init__(self, ring: Normal, facts: list[Draft], boxes: Mapping[Term, _Box]) -> None:
        self._ring = ring
        self._facts = facts
        self._boxes = boxes
        self._known: dict[Term, Draft | None] = {}

    def proved(self, goal: Term) -> Draft | None:
        ring = self._ring
        p = ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))
        least = fmpq(0) if goal.op == "le" else self._least(p)
        thm = None if least is None else self._sign(p - least)
        return thm and draft.positive(goal, ((fmpq(1), (thm,), ()),))

    def _sign(self, p: fmpq_mpoly) -> Draft | None:
        """0 <= p, or None."""
        goal = k.le(ZERO, self._ring.term(p))
        if goal not in self._known:
            self._known[goal] = None
            self._known[goal] = self._found(goal, p) if len(self._known) <= MAX_STEPS else None
        return self._known[goal]

    def _found(self, goal: Term, p: fmpq_mpoly) -> Draft | None:
        if p.is_constant():
            return draft.positive(goal, ()) if p.leading_coefficient() >= 0 else None
        if (thm := combined(goal, self._facts, [], degree=1)) is not None:
            return thm
        place = self._variable(p)
        if place is None:  # of what is left, squares may tell the sign
            return combined(goal, self._facts, [], degree=2)
        low, high = self._boxes[self._ring.atoms[place]]
        products = []
        parts = _bernstein(p, place, low[0], high[0])
        d = len(parts) - 1
        for i, b in sorted(enumerate(parts), key=lambda part: len(part[1])):
            if b == 0:
                continue
            sign = self._sign(b)
            if sign is None:
                return None
            scale = (high[0] - low[0]) ** d * low[1] ** i * high[1] ** (d - i)
            weight = fmpq(comb(d, i)) / scale
            products.append((weight, (*[low[2]] * i, *[high[2]] * (d - i), sign), ()))
        return draft.positive(goal, tuple(products))

    def _variable(self, p: fmpq_mpoly) -> int | None:
        """That of the variables with bounds which occurs in most monomials."""
        counts = [0] * len(self._ring.gens)
        for m in p.monoms():
            for i, e in enumerate(m):
                counts[i] += e > 0
        degrees = p.degrees()
        open_ = [i for i in self._places(p) if degrees[i] <= MAX_DEGREE]
        return max(open_, key=lambda i: counts[i], default=None)

    def _places(self, p: fmpq_mpoly) -> list[int]:
        """Those of the variables of p that have bounds, and occur in nothing else of p."""
        ring = self._ring
        used = [i for i, e in enumerate(p.degrees()) if e > 0]
        found = [
            i
            for i in used
            if i < len(ring.atoms) and i not in ring.inverse_of and ring.atoms[i] in self._boxes
        ]
        inverted = {
            j for i in used if i in ring.inverse_of for j, e in enumerate(ring.inverse_of[i].degrees()) if e
        }
        return [i for i in found if i not in inverted]

    def _least(self, p: fmpq_mpoly) -> fmpq | None:
        """The least of all coefficients in Bernstein's form, if that is a positive number; else None."""
        places, degrees = self._places(p), p.degrees()
        if len(places) < sum(e > 0 for e in degrees) or prod(degrees[i] + 1 for i in places) > MAX_CORNERS:
            return None
        found = [p]
        for i in places:
            low, high = self._boxes[self._ring.atoms[i]]
            found = list(chain.from_iterable(_bernstein(q, i, low[0], high[0]) for q in found))
        least = min((q.leading_coefficient() if q != 0 else fmpq(0) for q in found), default=fmpq(0))
        return least if least > 0 else None


def _bernstein(p: fmpq_mpoly, place: int, low: fmpq, high: fmpq) -> Sequence[fmpq_mpoly]:
    """The coefficients b_i: p is the sum of binomial(d, i) b_i s^i (1 - s)^(d - i), where x is low at s = 0,
    and high at s = 1."""
    context = p.context()
    x = context.gens()[place]
    moved = p.compose(*(low + (high - low) * x if i == place else g for i, g in enumerate(context.gens())))
    powers: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for m, c in moved.to_dict().items():
        rest = tuple(0 if i == place else int(e) for i, e in enumerate(m))
        powers.setdefault(int(m[place]), {})[rest] = c
    d = max(powers, default=0)
    zero = context.from_dict({})
    a = [context.from_dict(powers[i]) if i in powers else zero for i in range(d + 1)]
    return [sum((fmpq(comb(i, j), comb(d, j)) * a[j] for j in range(i + 1)), zero) for i in range(d + 1)]
