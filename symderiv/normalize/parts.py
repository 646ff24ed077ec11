"""Parts of terms: what a ring step does not look into, and terms put in the place of others."""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term


def is_inverse(t: Term) -> bool:
    """Whether t is written as 1/b."""
    return t.op == "pow" and t.args[1] == k.num(-1)


def opaque(t: Term) -> Iterator[Term]:
    """The parts of t that are opaque to a ring step."""
    if t.op in ("add", "mul"):
        for a in t.args:
            yield from opaque(a)
    elif t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].q == 1:
        if t.args[1].args[0] >= 0:
            yield from opaque(t.args[0])
        elif t.args[0].op != "num" or t.args[0] == ZERO:
            yield k.power(t.args[0], -1)
            yield from opaque(t.args[0])
    elif t.op != "num":
        yield t


def replaced(t: Term, old: Term, new: Term) -> Term:
    """t with a term in it, wherever it stands, replaced by another."""
    return new if t == old else k.map_parts(lambda p, _: replaced(p, old, new), t)


def part_at(t: Term, place: tuple[int, ...]) -> Term:
    """The part of t at a place: an argument, or one within it."""
    part: Term = t.args[place[0]] if len(place) == 1 else t.args[place[0]][place[1]]
    return part


def put(t: Term, place: tuple[int, ...], part: Term) -> Term:
    """t with another part at a place: of an argument, or within one."""
    args = list(t.args)
    if len(place) == 1:
        args[place[0]] = part
    else:
        inner = list(args[place[0]])
        inner[place[1]] = part
        args[place[0]] = tuple(inner)
    return Term(t.op, *args)
