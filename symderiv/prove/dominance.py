"""Quotients of sums of v^m q^v as v grows: each summand over the one below that outgrows the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, normal_form
from symderiv.prove.context import Context, Unproved
from symderiv.prove.eventually import late, start_of

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

Sides = tuple[fmpq_mpoly, fmpq_mpoly]
Letter = tuple[Term, Draft]
_U = k.var("·u", "real")  # 1/v


class Growth(NamedTuple):
    """v^degree times the product of q^(power v) over some bases q, and powers of what grows slower than v."""

    degree: int
    powers: tuple[int, ...]
    slow: tuple[int, ...]


def base_of(t: Term, v: Term) -> Term | None:
    """q where t is q^v, or e^(c v) with q = e^c; else None."""
    if t.op == "pow":
        return t.args[0] if t.args[1] == v and v not in k.free_vars(t.args[0]) else None
    if t.op != "exp" or k.sort_of(t) == "complex":
        return None
    c = normal_form(k.substitute(t.args[0], {v: ONE}))
    return Term("exp", c) if normal_form(k.sub(t.args[0], k.mul(c, v))) == ZERO else None


def is_slow(t: Term, v: Term) -> bool:
    """Whether t is the square root of something that grows by steps of the same size: t/v -> 0."""
    if t.op != "root" or t.args[1] != 2 or k.sort_of(t) == "complex":
        return False
    step = normal_form(k.sub(k.substitute(t.args[0], {v: k.add(v, ONE)}), t.args[0]))
    return v not in k.free_vars(step) and step != ZERO


def needs_no_limit(t: Term, v: Term) -> bool:
    """Whether it is known how t grows, where it has no limit."""
    return base_of(t, v) is not None or is_slow(t, v)


def geometric(prover: Prover, q: Term, degree: int, ctx: Context) -> Draft:
    """|- v^m q^v -> 0"""
    grown = (degree,) if degree else ()
    return prover.settle(draft.axiom("geometric sequence", q, *grown), ctx)


def quotient(
    prover: Prover, ring: Normal, sides: Sides, v: Term, ctx: Context
) -> tuple[tuple[Term, Term], list[Letter]]:
    """The sides of a quotient, both divided by the same, in letters for sequences that tend to 0, and limits.

    Where no summand below outgrows the others, they are divided by the highest power of v in either.
    """
    failure = None
    view = _View(prover, ring, v, ctx)
    for lead in view.leads(sides):
        try:
            return view.divided(sides, lead), list(view.letters.values())
        except Unproved as error:
            failure = failure or error
    raise failure or Unproved("no limit is known")


class _View:
    """Polynomials in v and powers q^v, by how their monomials grow."""

    def __init__(self, prover: Prover, ring: Normal, v: Term, ctx: Context) -> None:
        self.prover, self.ring, self.v, self.ctx = prover, ring, v, ctx
        self.place = ring.index.get(v)
        moving = [(i, t) for i, t in enumerate(ring.atoms) if v in k.free_vars(t)]
        bases = {i: base_of(t, v) for i, t in moving}
        self.bases = {i: q for i, q in bases.items() if q is not None}
        self.slow = [i for i, t in moving if is_slow(t, v)]
        self.letters: dict[object, Letter] = {}

    def growth(self, monomial: tuple[int, ...]) -> Growth:
        degree = 0 if self.place is None else int(monomial[self.place])
        powers, slow = (tuple(int(monomial[i]) for i in places) for places in (self.bases, self.slow))
        return Growth(degree, powers, slow)

    def leads(self, sides: Sides) -> Iterator[Growth]:
        """What may outgrow the rest below: plain powers of v first, and the highest of either side last."""
        below, every = ({self.growth(x) for p in ps for x in p.to_dict()} for ps in (sides[1:], sides))
        yield from sorted(below, key=lambda g: (any(g.powers), any(g.slow), -g.degree, g))
        degree = max((g.degree for g in every if not any(g.powers)), default=0)
        yield Growth(degree, (0,) * len(self.bases), (0,) * len(self.slow))

    def divided(self, sides: Sides, lead: Growth) -> tuple[Term, Term]:
        above, below = (self._over(p, lead) for p in sides)
        return above, below

    def _over(self, p: fmpq_mpoly, lead: Growth) -> Term:
        parts: dict[Growth, dict[tuple[int, ...], fmpq]] = {}
        for x, c in p.to_dict().items():
            rest = tuple(0 if i in (self.place, *self.bases, *self.slow) else e for i, e in enumerate(x))
            parts.setdefault(self.growth(x), {})[rest] = c
        return k.add(
            *(
                k.mul(self.ring.term(self.ring.ctx.from_dict(part)), *self._ratio(growth, lead))
                for growth, part in sorted(parts.items())
            )
        )

    def _ratio(self, growth: Growth, lead: Growth) -> Iterator[Term]:
        """The quotient of two growths, in letters."""
        degree = growth.degree - lead.degree
        powers = (a - b for a, b in zip(growth.powers, lead.powers, strict=True))
        factors = [(q, e) for q, e in zip(self.bases.values(), powers, strict=True) if e]
        slow = [(i, a - b) for i, a, b in zip(self.slow, growth.slow, lead.slow, strict=True) if a != b]
        for i, e in slow:
            if e < 0:
                raise Unproved("a root grows without bound")
            yield k.power(self._root(i), e)
            degree += e
        if factors:
            grown = max(degree, 0)
            yield from self._falling(factors, grown)
            degree -= grown
        if degree > 0:
            raise Unproved("a power of the time grows without bound")
        if degree < 0:
            self.letters[ONE] = _U, draft.axiom("reciprocals")
            yield k.power(_U, -degree)

    def _falling(self, factors: list[tuple[Term, int]], degree: int) -> Iterator[Term]:
        """v^degree times the powers of bases: as powers of each for itself, or else of one base."""
        letters: list[tuple[Term, int]] = []
        if all(e > 0 for _, e in factors):
            with suppress(Unproved):
                letters = self._each(factors, degree)
        if not letters:
            whole = normal_form(k.mul(*(k.power(q, e) for q, e in factors)))
            letters = [(self._letter(whole, degree), 1)]
        yield from (k.power(y, e) for y, e in letters if e)

    def _each(self, factors: list[tuple[Term, int]], degree: int) -> list[tuple[Term, int]]:
        if not degree:
            return [(self._letter(q, 0), e) for q, e in factors]
        (first, e), *others = factors
        grown = [(self._letter(first, degree), 1), (self._letter(first, 0), e - 1)]
        return grown + [(self._letter(q, 0), e) for q, e in others]

    def _root(self, i: int) -> Term:
        """A letter for a root over v: its square is a quotient that tends to 0."""
        if i not in self.letters:
            root, start = self.ring.atoms[i], start_of(self.ctx)
            f = k.mul(root, k.power(self.v, -1))
            square = k.mul(root.args[0], k.power(self.v, -2))
            small = self.prover.prove(k.tends(self.v, square, ZERO), self.ctx)
            inside = late(self.ctx, start, self.v)
            order = self.prover.prove(k.le(k.power(f, 2), square), inside)
            thm = draft.limit_squeeze(self.v, start, f, small, order)
            self.letters[i] = k.var(f"·q{len(self.letters)}", "real"), self.prover.settle(thm, self.ctx)
        return self.letters[i][0]

    def _letter(self, q: Term, degree: int) -> Term:
        if (q, degree) not in self.letters:
            thm = geometric(self.prover, q, degree, self.ctx)
            self.letters[q, degree] = k.var(f"·q{len(self.letters)}", "real"), thm
        return self.letters[q, degree][0]
