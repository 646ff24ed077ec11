"""Equations for all times, solved for a sequence in them: x[v + 1] (1 + x[v]) = x[v] gives x[v + 1]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.evaluate.evaluator import defining
from symderiv.evaluate.model import lead
from symderiv.prove.combinations import Polynomial, gap, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symderiv.evaluate.model import Recurrence


def solved(f: Term) -> Iterator[tuple[str, Recurrence]]:
    """The laws that the equation gives for the sequences in it, those for the latest values first."""
    if f.op != "all" or f.args[1] != "int" or f.args[2] is None or f.args[3] is not None:
        return
    v = k.fresh(str(f.args[0]), "int", f)
    body = k.open_(f, v)
    if body.op != "eq" or "complex" in map(k.sort_of, body.args) or k.is_random(body) or _has_vectors(body):
        return
    members = {c: lead(c, v) for c in k.subterms(body) if _is_member(c)}
    ordered = sorted(members, key=lambda c: (-(members[c] or 0), c.key))
    for c in ordered if None not in members.values() else ():
        value = _value(gap(body), c)
        law = value and defining(k.quantified("all", v, f.args[2], None, k.eq(c, value)))
        if law:
            yield law


def _has_vectors(f: Term) -> bool:
    """Whether more than sequences is spoken of: what is said of vectors is better solved for these."""
    return any(s.op == "sum" or (s.op == "comp" and len(s.args[3]) > 1) for s in k.subterms(f))


def _is_member(c: Term) -> bool:
    """Whether c is a value of a real sequence without end."""
    return c.op == "comp" and c.args[1] == "real" and len(c.args[3]) == 1 and c.args[2][0][1] is None


def _value(p: Polynomial, c: Term) -> Term | None:
    """What c is where p = 0, if it is in p to the first power, or to the power -1, and nowhere else."""
    powers = {e for m in p for t, e in m if t == c}
    if powers not in ({1}, {-1}) or any(t != c and _contains(t, c) for m in p for t, _ in m):
        return None
    (power,) = powers
    with_c = {m - {(c, power)}: x for m, x in p.items() if (c, power) in m}
    rest = {m: -x for m, x in p.items() if (c, power) not in m}
    top, bottom = (rest, with_c) if power == 1 else (with_c, rest)
    if set(bottom) == {frozenset()}:
        return _written({m: x / bottom[frozenset()] for m, x in top.items()})
    return k.mul(_written(top), k.power(_written(bottom), -1)) if bottom else None


def _contains(t: Term, c: Term) -> bool:
    return any(s == c for s in k.subterms(t))


def _written(p: Polynomial) -> Term:
    ordered = sorted(p.items(), key=lambda item: written(item[0]).key)
    return k.add(ZERO, *(k.mul(k.num(x), written(m)) for m, x in ordered))
