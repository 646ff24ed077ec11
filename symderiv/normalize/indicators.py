"""Indicators: 1 - [f] for a negation, a product for a conjunction, canonical relations below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term

if TYPE_CHECKING:
    from symderiv.normalize.polynomials import Normal


def indicator(ring: Normal, f: Term) -> fmpq_mpoly:
    """1 where f holds, else 0."""
    match f.op:
        case "false":
            return ring.zero
        case "not":
            return 1 - indicator(ring, f.args[0])
        case "and":
            result = ring.one
            for g in f.args:
                result *= indicator(ring, g)
            return result
        case "or":
            return indicator(ring, k.not_(k.and_(*map(k.not_, f.args))))
        case "implies":
            return indicator(ring, k.or_(k.not_(f.args[0]), f.args[1]))
        case "eq" | "le" | "lt":
            return relation(ring, f)
    return ring.gen(Term("ind", f))


def relation(ring: Normal, f: Term) -> fmpq_mpoly:
    """The indicator of a relation: a generator for one that is written in one way, or a number."""
    a, b = f.args
    if f.op != "eq" and "complex" in (k.sort_of(a), k.sort_of(b)):
        return ring.gen(Term("ind", f))
    integral = k.sort_of(a) == k.sort_of(b) == "int"
    p = ring.reduce(ring.poly(b) - ring.poly(a))
    op = f.op
    if integral and op == "lt":
        p, op = p - 1, "le"
    if p.is_constant():
        value = fmpq(0) if p == 0 else p.leading_coefficient()
        return ring.one if {"eq": value == 0, "le": value >= 0, "lt": value > 0}[op] else ring.zero
    if op == "eq" and ring.sign(p) < 0:
        p = -p
    return ring.gen(Term("ind", Term(op, ZERO, ring.term(p))))


def relation_atom(ring: Normal, f: Term) -> int:
    """The atom of a relation's indicator."""
    return next((i for _, ((i, _), *_) in ring.monomials(relation(ring, f))), -1)
