"""Orders that imply others and may go by induction where those do not: without a factor, with less room."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.evaluate.model import lead
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.combinations import Polynomial, gap, product_of, written
from symderiv.prove.context import Unproved
from symderiv.prove.reals import is_complex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover


class Order(NamedTuple):
    """What is to be proved instead of one time, and the way back from a theorem of it for all times."""

    aim: Term
    back: Callable[[Draft], Draft]


def _is_order(f: Term) -> bool:
    return f.op in ("le", "lt") and not is_complex(f)


def without_factor(prover: Prover, f: Term, v: Term, ctx: Context) -> Order | None:
    """a <= b for c a <= c b, where c does not depend on v and is not negative (or, for <, is positive)."""
    p = gap(f) if _is_order(f) else {}
    common = _common(p, v)
    if not common or len(p) == 1:
        return None
    factor = written(frozenset(common.items()))
    sign = prover.attempt(Term(f.op, ZERO, factor), ctx)
    rest = {product_of(m, [(t, -e) for t, e in common.items()]): c for m, c in p.items()}
    if sign is None:
        return None

    def back(general: Draft) -> Draft:
        return draft.positive(f, ((fmpq(1), (sign, draft.specialise(general, v)), ()),))

    return Order(_sides(f.op, rest), back)


def _common(p: Polynomial, v: Term) -> dict[Term, int]:
    """The powers that all monomials have in common, of what does not depend on v."""
    powers = [dict(m) for m in p]
    first = powers[0] if powers else {}
    shared = {t: min(m.get(t, 0) for m in powers) for t in first if v not in k.free_vars(t)}
    return {t: e for t, e in shared.items() if e > 0}


def _sides(op: str, p: Polynomial) -> Term:
    """a <= b (or <) for b - a, with what is negative on the left."""
    left, right = (
        k.add(ZERO, *(k.mul(k.num(abs(c)), written(m)) for m, c in p.items() if (c > 0) is positive))
        for positive in (False, True)
    )
    return Term(op, left, right)


def with_less_room(prover: Prover, f: Term, v: Term, lo: Term, ctx: Context) -> Order | None:
    """sum + c/v <= b for sum <= b (or <), where c is all the room there is at the start."""
    if not _is_order(f):
        return None
    a, b = f.args
    growing = [t for m in gap(f) for t, _ in m if v in k.free_vars(t)]
    if not growing or any(t.op != "sum" or t.args[2] != v for t in growing) or lo not in (ZERO, ONE):
        return None
    room = gap(k.substitute(f, {v: lo}))
    constant = room.get(frozenset(), fmpq(0))
    if set(room) - {frozenset()} or constant <= 0:
        return None
    least = v if lo == ONE else k.add(v, ONE)
    part = k.mul(k.num(constant), k.power(least, -1))
    above = prover.attempt(k.lt(ZERO, part), ctx)
    return None if above is None else Order(k.le(k.add(a, part), b), partial(_roomier, f, v, above))


def _roomier(f: Term, v: Term, above: Draft, general: Draft) -> Draft:
    return draft.positive(f, ((fmpq(1), (above,), ()), (fmpq(1), (draft.specialise(general, v),), ())))


def by_signs(prover: Prover, f: Term, v: Term, ctx: Context) -> Iterator[Order]:
    """0 < x_v for a relation that follows from it, where x is any sequence in it that goes on by a law;
    else 0 <= x_v."""
    relation = f.args[0] if f.op == "not" else f
    if relation.op not in ("eq", "le", "lt"):
        return
    going = _with_a_law(v, ctx)
    members = [c for c in k.subterms(f) if c.op == "comp" and c.args[:2] in going and v in k.free_vars(c)]
    now = dict.fromkeys(Term("comp", *c.args[:3], (v,)) for c in members)
    for op in ("lt", "le") if now else ():
        aim = k.and_(*(Term(op, ZERO, c) for c in now))
        thm = _thought_of(prover, f, ctx.assuming(*(Term(op, ZERO, c) for c in members)))
        if thm is not None and f != aim:
            yield Order(aim, partial(_with_signs, thm, list(now), members))


def _thought_of(prover: Prover, f: Term, ctx: Context) -> Draft | None:
    """A theorem of f, quick but where it is an equation; None where none is found."""
    if f.op != "eq" or prover.quick:
        return prover.attempt(f, ctx)
    try:
        with prover.deeper():
            return prover.prove(f, ctx)
    except Unproved:
        return None


def _with_signs(thm: Draft, now: list[Term], members: list[Term], general: Draft) -> Draft:
    """thm without the signs of the members of sequences that it rests on: they are signs for all times."""
    for c in members:
        all_signs = draft.specialise(general, c.args[3][0])
        place = [s.args[:3] for s in now].index(c.args[:3])
        thm = draft.cut(thm, draft.and_elim(all_signs, place) if len(now) > 1 else all_signs)
    return thm


def _with_a_law(v: Term, ctx: Context) -> set[tuple[object, ...]]:
    """The real sequences whose next value an equation gives for all times."""
    bodies = (k.open_(t.conclusion, v) for t in ctx.of("all") if t.conclusion.args[1] == "int")
    parts = chain.from_iterable(k.subterms(f) for f in bodies if f.op == "eq")
    return {c.args[:2] for c in parts if c.op == "comp" and c.args[1] == "real" and lead(c, v) == 1}
