"""What a reader sees in a term: signs, quotients, case distinctions, chains of relations, norms.

Functions of terms alone; none of them simplifies, each names a shape that the term already has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symderiv.core.terms import (
    FALSE,
    ONE,
    ZERO,
    Term,
    absolute,
    fresh,
    le,
    mul,
    num,
    open_,
    power,
    sort_of,
    subterms,
)


class Row(NamedTuple):
    """One line of a case distinction; the last may hold ``otherwise``."""

    value: Term
    condition: Term | None


def signed(t: Term) -> tuple[bool, Term]:
    """Whether t is printed with a minus sign, and what follows the sign.

    >>> from symderiv.core.terms import var
    >>> x = var("x")
    >>> signed(Term("mul", num(-2), x)) == (True, Term("mul", num(2), x)), signed(x) == (False, x)
    (True, True)
    """
    if t.op == "num" and t.args[0] < 0:
        return True, num(-t.args[0])
    if t.op == "mul" and t.args:
        negative, first = signed(t.args[0])
        if negative:
            factors = t.args[1:] if first == ONE and len(t.args) > 1 else (first, *t.args[1:])
            return True, factors[0] if len(factors) == 1 else Term("mul", *factors)
    return False, t


def addends(t: Term) -> Iterator[tuple[bool, Term]]:
    """The terms of a sum with their signs; a sum within the sum needs no parentheses of its own."""
    for a in t.args:
        if a.op == "add":
            yield from addends(a)
        else:
            yield signed(a)


def quotients(factors: Sequence[Term]) -> list[tuple[list[Term], list[Term]]]:
    """Factors in their order as groups (numerators, denominators); a group ends after denominators.

    >>> from symderiv.core.terms import var
    >>> a, b, c = map(var, "abc")
    >>> [(len(over), len(under)) for over, under in quotients([a, power(b, -1), c])]
    [(1, 1), (1, 0)]
    """
    groups: list[tuple[list[Term], list[Term]]] = [([], [])]
    for f in factors:
        over, under = over_under(f)
        if over and groups[-1][1]:
            groups.append(([], []))
        groups[-1][0].extend(over)
        groups[-1][1].extend(under)
    return groups


def over_under(f: Term) -> tuple[list[Term], list[Term]]:
    """What one factor of a product puts over and under the bar."""
    if f.op == "num" and f.args[0].q != 1:
        p, q = num(f.args[0].p), num(f.args[0].q)
        return [] if p == ONE else [p], [q]
    if f.op == "pow" and f.args[1].op == "num" and f.args[1].args[0] < 0:
        base, exponent = f.args[0], -f.args[1].args[0]
        return [], [base if exponent == 1 else power(base, num(exponent))]
    return [f], []


def rows_of_if(t: Term) -> list[Row]:
    """``if`` within the last branch of ``if`` continues the same list of cases."""
    condition, value, other = t.args
    rest = rows_of_if(other) if other.op == "if" else [Row(other, None)]
    return [Row(value, condition), *rest]


def magnitude(t: Term) -> Term | None:
    """What t is the absolute value of: ``if`` of a non-negative real term, it, else its negative."""
    inner: Term = t.args[1]
    return inner if t == absolute(inner) and sort_of(inner) != "complex" else None


def extreme(t: Term) -> tuple[str, Term, Term] | None:
    """``min`` or ``max`` with its two arguments: ``if`` of a comparison of its own branches."""
    condition, a, b = t.args
    name = {le(a, b): "min", le(b, a): "max"}.get(condition)
    return (name, a, b) if name else None


def rows_of_and(t: Term) -> tuple[Term, list[Row]] | None:
    """A printed case distinction: implications whose conclusions all say what one term equals."""
    if len(t.args) < 2 or any(p.op != "implies" or p.args[1].op != "eq" for p in t.args):
        return None
    left: Term = t.args[0].args[1].args[0]
    if any(p.args[1].args[0] != left for p in t.args):
        return None
    return left, [Row(p.args[1].args[1], p.args[0]) for p in t.args]


def equivalence(t: Term) -> tuple[Term, Term] | None:
    """The two sides, where t says that each implies the other."""
    if len(t.args) != 2 or any(p.op != "implies" for p in t.args):
        return None
    (a, b), (c, d) = t.args[0].args, t.args[1].args
    return (a, b) if (a, b) == (d, c) else None


def chains(formulas: Sequence[Term]) -> list[list[Term]]:
    """Neighbouring relations that share a side stand in one chain: a ≤ b and b < c is a ≤ b < c."""
    groups: list[list[Term]] = []
    for f in formulas:
        last = groups[-1][-1] if groups else FALSE
        related = f.op in ("eq", "le", "lt") and last.op in ("eq", "le", "lt")
        if related and last.args[1] == f.args[0]:
            groups[-1].append(f)
        else:
            groups.append([f])
    return groups


def conjuncts(t: Term) -> Iterator[Term]:
    """The parts of a conjunction; a conjunction within it is taken apart unless it reads as one thing."""
    for p in t.args:
        if p.op == "and" and equivalence(p) is None and rows_of_and(p) is None:
            yield from conjuncts(p)
        else:
            yield p


def norm_of(t: Term, v: Term) -> Term | None:
    """The family with its other indices, where t is the square root of its squares summed over its
    last index, v, through the whole declared range.
    """
    total, degree = t.args
    if degree != 2 or total.op != "sum":
        return None
    square = open_(total, v)
    if square.op != "pow" or square.args[1] != num(2):
        return None
    return _vector(square.args[0], v, total.args[1:3]) if square.args[0].op == "comp" else None


def inner_of(t: Term, v: Term) -> tuple[Term, Term] | None:
    """The two vectors, where t sums the products of their components over v, the last index of both,
    through the whole declared range.
    """
    product = open_(t, v)
    if product.op != "mul" or len(product.args) != 2:
        return None
    first, second = (_vector(factor, v, t.args[1:3]) for factor in product.args)
    return None if first is None or second is None else (first, second)


def _vector(t: Term, v: Term, bounds: tuple[Term, Term]) -> Term | None:
    """What t is a component of: a family whose last index is v within these bounds, its declared range,
    or the derivative by such a one.
    """
    if t.op == "diff" and v not in subterms(t.args[0]):
        target = _vector(t.args[1], v, bounds)
        return None if target is None else Term("diff", t.args[0], target)
    if t.op != "comp":
        return None
    name, sort, ranges, indices = t.args
    if not indices or indices[-1] != v or any(v in subterms(i) for i in indices[:-1]):
        return None
    if ranges[-1] != bounds or ranges[-1][0] != ONE:
        return None
    return Term("comp", name, sort, ranges[:-1], indices[:-1])


def little_o(t: Term) -> tuple[Term, Term, Term] | None:
    """(v, f, g), where a limit says that f/g tends to 0: f = o(g). Both depend on v, or g is 1."""
    v = fresh(str(t.args[0]), "int", t)
    body = open_(t, v)
    if t.args[1] != ZERO or body.op != "mul":
        return None
    *front, last = body.args
    if last.op == "pow" and last.args[1] == num(-1):  # f times 1/g as they were written, whatever they are
        small, scale = mul(*front), last.args[0]
        if v in subterms(small) and (v in subterms(scale) or scale == ONE):
            return v, small, scale
    over, under = list[Term](), list[Term]()
    for f in body.args:
        (under if over_under(f)[1] and v in subterms(f) else over).append(f)
    scale = mul(*(g for f in under for g in over_under(f)[1]))
    small = mul(*over)
    return (v, small, scale) if under and v in subterms(small) else None


def without_index(body: Term, v: Term, length: Term) -> Term | None:
    """The components of a vector, indexed by v from 1 to length, as the vector itself: w[v] + h[v] is w + h.

    Only where v is nothing but the last index of families with just that range; else None.
    """
    if body.op == "comp" and body.args[3][-1:] == (v,):
        name, sort, ranges, indices = body.args
        plain = ranges[-1] == (ONE, length) and all(v not in subterms(i) for i in indices[:-1])
        return Term("comp", name, sort, ranges[:-1], indices[:-1]) if plain else None
    if v not in subterms(body):
        return body
    if body.op not in ("add", "mul"):
        return None
    parts = [without_index(p, v, length) for p in body.args]
    vectors = sum(v in subterms(p) for p in body.args)
    if None in parts or vectors != (len(parts) if body.op == "add" else 1):
        return None
    return Term(body.op, *parts)
