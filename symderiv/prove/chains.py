"""Inequalities by way of others: what a fact bounds is put into the goal, one after the other.

With a fact c m <= u, where c is a positive number and m a monomial, 0 <= p - a m follows from
0 <= p - a u / c and 0 <= a: what an induction's step asks for, of what the recurrence and the assumption
at the integer before say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove import sum_bounds, sums
from symderiv.prove.combinations import Polynomial, gap, product_of, written
from symderiv.prove.context import Context, Unproved
from symderiv.prove.reals import is_complex

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_LINKS = 3  # facts that are put in one after the other
MAX_TRIES = 12
MAX_SUMS = 4
Monomial = frozenset[tuple[Term, int]]


class _Link(NamedTuple):
    """A goal with a bound put in: the goal's difference is this one's and the weight times the bound's."""

    goal: Term
    weight: Term  # not negative, if the bound is no equation
    bound: Draft


class _Search(ABC):
    """A search for a chain, which ends where too much was tried."""

    width = 1  # so many of the atoms are tried

    def __init__(self, prover: Prover, ctx: Context) -> None:
        self.prover, self.ctx = prover, ctx
        self.left = MAX_TRIES

    @abstractmethod
    def tops(self, goal: Term) -> list[Term]:
        """The atoms of the goal for which bounds are put in, the first of these first."""

    @abstractmethod
    def bounds(self, goal: Term) -> list[Draft]:
        """The facts that the goal asks for."""

    @abstractmethod
    def settled(self, goal: Term) -> Draft | None:
        """A theorem of goal without further bounds put in, where it is quick to see."""

    @abstractmethod
    def settled_at_length(self, goal: Term) -> Draft | None:
        """A theorem of goal without further bounds put in, after these were tried."""

    def proved(self, goal: Term, links: int = MAX_LINKS, gone: frozenset[Term] = frozenset()) -> Draft | None:
        """A theorem of goal, with bounds put in; None where no chain of so many gives it."""
        tops = [t for t in self.tops(goal) if t not in gone][: self.width if links else 0]
        known = self.bounds(goal) if tops else []
        for top, link in ((t, link) for t in tops for link in _links(goal, t, known)):
            if self.left <= 0:
                return None
            self.left -= 1
            sign = self._sign(link)
            if sign is None or self.prover.fails_somewhere(link.goal, self.ctx):
                continue
            rest = (
                self.settled(link.goal)
                or self.proved(link.goal, links - 1, gone | {top})
                or self.settled_at_length(link.goal)
            )
            if rest is not None:
                return _joined(goal, link, sign, rest)
        return None

    def _sign(self, link: _Link) -> tuple[Draft, ...] | None:
        """That the weight of a bound is not negative; nothing, where the bound is an equation."""
        if link.bound.conclusion.op == "eq":
            return ()
        sign = k.le(ZERO, link.weight)
        thm = self.prover.attempt(sign, self.ctx) or self.settled_at_length(sign)
        return None if thm is None else (thm,)


class _Step(_Search):
    """In the step of an induction over v, where the recurrence and the assumption bound components."""

    def __init__(self, prover: Prover, ctx: Context, v: Term) -> None:
        super().__init__(prover, ctx)
        self.v = v

    def tops(self, goal: Term) -> list[Term]:
        """The components with indices that are v and a number, the greatest of these first."""
        found: dict[Term, int] = {}
        for t in (t for m in gap(goal) for t, _ in m if t.op == "comp" and not k.is_open(t)):
            ahead = [a for i in t.args[3] if (a := sums.difference(i, self.v)) is not None]
            if ahead:
                found[t] = max(ahead)
        return sorted(found, key=lambda t: (-found[t], t.key))

    def bounds(self, goal: Term) -> list[Draft]:
        """The facts and instances, equations first."""
        known = (*self.ctx.facts, *self.prover.instances(self.ctx, goal))
        orders = [t for t in known if t.conclusion.op in ("eq", "le", "lt") and not is_complex(t.conclusion)]
        return sorted(orders, key=lambda t: t.conclusion.op != "eq")

    def settled(self, goal: Term) -> Draft | None:
        """A quick proof."""
        return self.prover.attempt(goal, self.ctx)

    def settled_at_length(self, goal: Term) -> Draft | None:
        """Any proof."""
        if self.prover.fails_somewhere(goal, self.ctx):
            return None
        try:
            with self.prover.deeper():
                return self.prover.prove(goal, self.ctx)
        except Unproved:
            return None


class _Sums(_Search):
    """Where bounds of sums are put in for sums."""

    width = MAX_SUMS

    def __init__(self, prover: Prover, ctx: Context, settle: Callable[[Term], Draft | None]) -> None:
        super().__init__(prover, ctx)
        self.settle = settle

    def tops(self, goal: Term) -> list[Term]:
        """The sums."""
        found = {t for m in gap(goal) for t, _ in m if t.op == "sum" and not k.is_open(t)}
        return sorted(found, key=lambda t: t.key)

    def bounds(self, goal: Term) -> list[Draft]:
        """What holds of the summands, for the sums."""
        known = sum_bounds.facts(self.prover, goal, self.ctx)
        return [t for t in known if len(gap(t.conclusion)) > 1]  # signs are known anyway

    def settled(self, goal: Term) -> Draft | None:
        """A combination of what is known."""
        return self.settle(goal)

    def settled_at_length(self, goal: Term) -> Draft | None:
        """Nothing more is tried."""


def by_bounds(prover: Prover, goal: Term, ctx: Context, v: Term) -> Draft | None:
    """A theorem of an order by bounds of the components in it that depend on v; None where none is found."""
    if goal.op not in ("le", "lt") or is_complex(goal) or prover.depth <= 1:
        return None
    with prover.deeper():
        thm = _Step(prover, ctx, v).proved(goal)
        return thm and prover.settle(thm, ctx)


def by_sums(prover: Prover, goal: Term, ctx: Context, settle: Callable[[Term], Draft | None]) -> Draft | None:
    """A theorem of an order by bounds of the sums in it, and of those in the bounds; None where none is
    found."""
    if prover.depth <= 1:
        return None
    with prover.deeper():
        thm = _Sums(prover, ctx, settle).proved(goal)
        return thm and prover.settle_quickly(thm, ctx)


def _links(goal: Term, x: Term, known: list[Draft]) -> Iterator[_Link]:
    """The goal with bounds put in for monomials in x."""
    for thm in known:
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
