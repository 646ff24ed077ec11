"""Calculations that an explanation carries out before the reader: expanded terms, and sums that contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symderiv.core import terms as k
from symderiv.core.terms import ONE, KernelError, Term
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.render.tidy import has, tidy


def fraction(ring: Normal, t: Term) -> Term:
    """t expanded, over one denominator."""
    over, under = ring.clear(ring.poly(t))
    common = over.gcd(under)
    return tidy(k.mul(ring.term(over / common), k.power(ring.term(under / common), -1)))


def differentiated(t: Term) -> Term | None:
    """t with its derivatives carried out, if it has any."""
    if not has(t, "diff"):
        return None
    try:
        return in_ring(lambda ring: fraction(ring, t))
    except KernelError:
        return None


def sums_that_contract(t: Term) -> Iterator[Term]:
    """The outermost sums of derivatives or indicators in t."""
    if t.op == "sum" and not k.is_open(t) and (has(t, "diff") or has(t, "ind")):
        yield t
        return
    for p in k.parts(t):
        yield from sums_that_contract(p)


def contributing(s: Term) -> tuple[Term, list[Term]] | None:
    """The index of a sum and the values at which a summand is not 0, where they are that few."""
    v = k.fresh(str(s.args[0]), "int", s)

    def work(ring: Normal) -> list[Term] | None:
        p = ring.reduce(ring.poly(k.open_(s, v)))
        found: dict[Term, None] = {}
        for exponents in p.monoms():
            at = [_solved(ring, ring.atoms[i], v) for i, e in enumerate(exponents) if e > 0]
            place = next((a for a in at if a is not None), None)
            if place is None:
                return None
            found[place] = None
        return list(found)

    try:
        places = in_ring(work)
    except KernelError:
        return None
    return (v, places) if places else None


def _solved(ring: Normal, atom: Term, v: Term) -> Term | None:
    """The value of v at which the indicator of an equation is 1."""
    if atom.op != "ind" or atom.args[0].op != "eq" or v not in k.free_vars(atom):
        return None
    p = ring.poly(atom.args[0].args[0]) - ring.poly(atom.args[0].args[1])
    for sign in (1, -1):
        value = ring.term(ring.gen(v) - sign * p)
        if v not in k.free_vars(value):
            return value
    return None


def within(t: Term, known: Sequence[Term]) -> Term:
    """t without the indicators of what is known, or of what the range of a sum says."""
    if t.op == "sum" and not k.is_open(t):
        hint, lo, hi, _ = t.args
        v = k.fresh(str(hint), "int", t, *known)
        body = within(k.open_(t, v), [*known, *k.bounds(v, lo, hi)])
        return Term("sum", hint, lo, hi, k.close(body, v))
    if t.op == "ind" and not k.is_open(t) and any(_same_bound(t.args[0], f) for f in known):
        return ONE
    return k.map_parts(lambda p, _: within(p, known), t)


def _same_bound(f: Term, g: Term) -> bool:
    """Whether two bounds say the same, as 0 <= v - 1 and 1 <= v do."""
    if f.op != "le" or g.op != "le":
        return False

    def work(ring: Normal) -> bool:
        sides = [ring.poly(h.args[1]) - ring.poly(h.args[0]) for h in (f, g)]
        return bool(sides[0] == sides[1])

    return in_ring(work)
