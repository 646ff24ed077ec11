"""Definedness: where a term has a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term

Condition = tuple[bool, Term]  # whether it says that an index is within its range, and what it says

RELATIONS: Final = frozenset({"eq", "le", "lt"})
NOWHERE: Final = k.power(ZERO, -1)  # the value of cases of which none holds


def side_conditions(t: Term) -> Iterator[Condition]:
    """What must hold for a term, or for each part of a formula, to be defined: inner parts come first, so
    that each condition is itself defined where those before it hold.

    Those of the body of a sum or quantifier hold throughout its range, those of a branch under its
    condition, those of a sequence that tends to a limit from some time on.
    """
    if t.op in _READERS:
        yield from _READERS[t.op](t)
        return
    for p in k.parts(t):
        yield from side_conditions(p)
    if t.op in _OWN:
        yield from ((False, f) for f in _OWN[t.op](t))


def _component(t: Term) -> Iterator[Condition]:
    for (lo, hi), i in zip(t.args[2], t.args[3], strict=True):
        yield from _index(i, lo, hi)


def _index(i: Term, lo: Term | None, hi: Term | None) -> Iterator[Condition]:
    for part in (lo, hi, i):
        if part is not None:
            yield from side_conditions(part)
    yield from ((True, f) for f in k.bounds(i, lo, hi))


def _choice(t: Term) -> Iterator[Condition]:
    """A conditional term or an implication: the condition, and each branch under it; the last of the cases
    has to hold where there is no value for what is left.
    """
    yield from side_conditions(t.args[0])
    for guard, branch in zip((t.args[0], k.not_(t.args[0])), t.args[1:], strict=False):
        if branch == NOWHERE:
            yield False, t.args[0]
        else:
            yield from ((ranged, k.implies(guard, f)) for ranged, f in side_conditions(branch))


def _outcomes(t: Term) -> Iterator[Condition]:
    """A mean, a sure statement, or one about a distribution: whatever the outcome. What has a declared law
    need not have a mean."""
    for p in k.parts(t):
        for ranged, f in side_conditions(p):
            yield ranged, Term("surely", f) if k.is_random(f) else f
    if t.op == "mean" and k.is_drawn(t.args[0]):
        yield False, k.law("integrable", t.args[0])


def _throughout(
    t: Term, hint: str, lo: Term | None, hi: Term | None, sort: str = "int"
) -> Iterator[Condition]:
    """Both ends of a range, and the body for each value in it."""
    for end in (lo, hi):
        if end is not None:
            yield from side_conditions(end)
    v = k.fresh(hint, sort, t)
    for ranged, f in side_conditions(k.open_(t, v)):
        yield ranged, k.quantified("all", v, lo, hi, f)


def _sum(t: Term) -> Iterator[Condition]:
    return _throughout(t, str(t.args[0]), t.args[1], t.args[2])


def _quantifier(t: Term) -> Iterator[Condition]:
    hint, sort, lo, hi, _ = t.args
    return _throughout(t, str(hint), lo, hi, sort)


def _vector(t: Term) -> Iterator[Condition]:
    """A function of a vector whose components are numbered from 1."""
    return _throughout(t, str(t.args[2]), ONE, t.args[3])


def _loss(t: Term) -> Iterator[Condition]:
    _, ranges, *fixed = t.args[1]
    for (lo, hi), i in zip(ranges, fixed, strict=False):
        yield from _index(i, lo, hi)
    yield from _vector(t)


def _call(t: Term) -> Iterator[Condition]:
    name, indices, *point = t.args
    for i in indices:
        yield from _index(i, ONE, t.args[3])
    yield from _vector(t)
    if indices:
        yield False, Term("smooth", name, len(indices), *point)


def _limit(t: Term) -> Iterator[Condition]:
    """The limit, and the sequence from some time on."""
    yield from side_conditions(t.args[1])
    v = k.fresh(str(t.args[0]), "int", t)
    for ranged, f in side_conditions(k.open_(t, v)):
        yield ranged, eventually(v, f)


def eventually(v: Term, f: Term) -> Term:
    """f for every integer v from some number on.

    >>> eventually(k.var("t", "int"), k.lt(ZERO, k.var("x")))
    lt(num(0),var(x,real))
    """
    if v not in k.free_vars(f):
        return f
    start = k.fresh("T", "int", f)
    return k.quantified("ex", start, None, None, k.quantified("all", v, start, None, f))


_READERS: Final[dict[str, Callable[[Term], Iterator[Condition]]]] = {
    "comp": _component, "implies": _choice, "if": _choice, "mean": _outcomes, "surely": _outcomes,
    "law": _outcomes,
    "sum": _sum, "all": _quantifier, "ex": _quantifier, "loss": _loss, "call": _call, "smooth": _vector,
    "tends": _limit,
}  # fmt: skip


def _power(t: Term) -> Iterator[Term]:
    """A whole power of 0 is not negative; other powers are of positive numbers, or of complex ones not 0."""
    base, exponent = t.args
    if exponent.op == "num" and exponent.args[0].denominator == 1:
        if exponent.args[0] < 0:
            yield k.ne(base, ZERO)
    elif k.sort_of(exponent) == "int":
        yield k.or_(k.le(ZERO, exponent), k.ne(base, ZERO))
    else:
        yield k.ne(base, ZERO) if k.sort_of(k.mul(base, exponent)) == "complex" else k.lt(ZERO, base)


def _root(t: Term) -> Iterator[Term]:
    if k.sort_of(t.args[0]) != "complex":
        yield k.le(ZERO, t.args[0])


def _real_sides(t: Term) -> Iterator[Term]:
    """Only real numbers are greater or less."""
    for side in t.args:
        if k.sort_of(side) == "complex":
            yield k.eq(k.fn("im", side), ZERO)


def _function(t: Term) -> Iterable[Term]:
    from symderiv.core.functions import domain  # noqa: PLC0415 - its table speaks of side conditions, too

    return domain(t)


def _derivative(t: Term) -> Iterable[Term]:
    from symderiv.core.derivative import derivative  # noqa: PLC0415 - its table speaks of domains

    return derivative(*t.args).conditions


_OWN: Final[dict[str, Callable[[Term], Iterable[Term]]]] = {
    "pow": _power, "root": _root, "le": _real_sides, "lt": _real_sides, "fn": _function, "diff": _derivative,
}  # fmt: skip


def is_atom(f: Term) -> bool:
    """Whether f is a relation between terms; that two terms differ is one."""
    return f.op in RELATIONS or f.op in ("tends", "smooth", "law") or (f.op == "not" and f.args[0].op == "eq")
