"""Inequalities by way of others: what a fact bounds is put into the goal, one after the other.

With a fact c m <= u, where c is a positive number and m a monomial, 0 <= p - a m follows from
0 <= p - a u / c and 0 <= a: what an induction's step asks for, of what the recurrence and the assumption
at the integer before say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove import sums
from symderiv.prove.combinations import Polynomial, gap, product_of, written
from symderiv.prove.context import Context, Unproved
from symderiv.prove.reals import is_complex

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_LINKS = 3  # facts that are put in one after the other
MAX_TRIES = 12
Monomial = frozenset[tuple[Term, int]]


class _Link(NamedTuple):
    """A goal with a bound put in: the goal's difference is this one's and the weight times the bound's."""

    goal: Term
    weight: Term  # not negative, if the bound is no equation
    bound: Draft


class _Search:
    """A search for a chain, which ends where too much was tried."""

    def __init__(self, prover: Prover, ctx: Context, v: Term) -> None:
        self.prover, self.ctx, self.v = prover, ctx, v
        self.left = MAX_TRIES

    def proved(self, goal: Term, links: int, gone: frozenset[Term]) -> Draft | None:
        """A theorem of goal, with bounds put in; None where no chain of so many gives it."""
        top = _top(goal, self.v, gone)
        if top is None or links == 0:
            return None
        for link in _links(self.prover, goal, top, self.ctx):
            if self.left <= 0:
                return None
            self.left -= 1
            sign = self._sign(link)
            if sign is None or self.prover.fails_somewhere(link.goal, self.ctx):
                continue
            rest = (
                self.prover.attempt(link.goal, self.ctx)
                or self.proved(link.goal, links - 1, gone | {top})
                or self._by_all_means(link.goal)
            )
            if rest is not None:
                return _joined(goal, link, sign, rest)
        return None

    def _sign(self, link: _Link) -> tuple[Draft, ...] | None:
        """That the weight of a bound is not negative; nothing, where the bound is an equation."""
        if link.bound.conclusion.op == "eq":
            return ()
        sign = k.le(ZERO, link.weight)
        thm = self.prover.attempt(sign, self.ctx) or self._by_all_means(sign)
        return None if thm is None else (thm,)

    def _by_all_means(self, goal: Term) -> Draft | None:
        if self.prover.fails_somewhere(goal, self.ctx):
            return None
        try:
            with self.prover.deeper():
                return self.prover.prove(goal, self.ctx)
        except Unproved:
            return None


def by_bounds(prover: Prover, goal: Term, ctx: Context, v: Term) -> Draft | None:
    """A theorem of an order by bounds of the components in it that depend on v; None where none is found."""
    if goal.op not in ("le", "lt") or is_complex(goal) or prover.depth <= 1:
        return None
    with prover.deeper():
        thm = _Search(prover, ctx, v).proved(goal, MAX_LINKS, frozenset())
        return thm and prover.settle(thm, ctx)


def _top(goal: Term, v: Term, gone: frozenset[Term]) -> Term | None:
    """The component in the goal with the greatest index that depends on v, and is not yet gone."""
    found: dict[Term, int] = {}
    for m in gap(goal):
        for t, _ in m:
            if t.op == "comp" and not k.is_open(t) and t not in gone:
                ahead = max((a for i in t.args[3] if (a := sums.difference(i, v)) is not None), default=None)
                if ahead is not None:
                    found[t] = ahead
    return min(found, key=lambda t: (-found[t], t.key), default=None)


def _links(prover: Prover, goal: Term, x: Term, ctx: Context) -> Iterator[_Link]:
    """The goal with bounds put in for monomials in x, equations first."""
    known = [t for t in (*ctx.facts, *prover.instances(ctx, goal)) if t.conclusion.op in ("eq", "le", "lt")]
    for thm in sorted(known, key=lambda t: t.conclusion.op != "eq"):
        if is_complex(thm.conclusion):
            continue
        bounded = [m for m in gap(thm.conclusion) if x in dict(m)]
        link = _put(goal, bounded[0], thm) if len(bounded) == 1 else None
        if link is not None:
            yield link


def _put(goal: Term, m: Monomial, thm: Draft) -> _Link | None:
    """The goal with what a fact bounds m by; None where m is nowhere in it."""
    p, bound = gap(goal), gap(thm.conclusion)
    inverse = [(t, -e) for t, e in m]
    parts = {n: product_of(n, inverse) for n in p if _divides(m, n)}
    if not parts:
        return None
    weight = _polynomial({q: p[n] / bound[m] for n, q in parts.items()})
    rest = _polynomial({n: c for n, c in p.items() if n not in parts})
    others = _polynomial({n: c for n, c in bound.items() if n != m})
    return _Link(Term(goal.op, ZERO, k.sub(rest, k.mul(weight, others))), weight, thm)


def _divides(m: Monomial, n: Monomial) -> bool:
    powers = dict(n)
    return all(0 < e <= powers.get(t, 0) for t, e in m)


def _polynomial(p: Polynomial) -> Term:
    return k.add(ZERO, *(k.mul(k.num(c), written(m)) for m, c in p.items()))


def _joined(goal: Term, link: _Link, sign: tuple[Draft, ...], rest: Draft) -> Draft | None:
    """The goal from the one with the bound put in."""
    here = (fmpq(1), (rest,), ())
    try:
        if sign:
            return draft.positive(goal, (here, (fmpq(1), (*sign, link.bound), ())))
        return draft.positive(goal, (here,), ((k.neg(link.weight), link.bound),))
    except KernelError:
        return None
