"""Values of functions along segments: Taylor's theorem with Lagrange's remainder, where facts bound it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove.context import Context, Unproved
from symderiv.prove.equations import coefficient

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def by_taylor(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """The inequality, with the values of functions in it expanded about the points of the segments that the
    facts speak of; None where there is nothing to expand, or that does not show it."""
    if prover.quick or not any(t.conclusion.args[1] == "real" for t in ctx.of("all")):
        return None
    values = sorted(_values(goal), key=lambda s: s.key)
    known = {s for t in ctx.of("le", "lt") for s in _values(t.conclusion)}
    found = [t for value in values if (t := _expansion(prover, value, ctx)) is not None]
    for expansions in (
        ([], found) if known.intersection(values) else (found,)
    ):  # by what has been shown of them
        try:
            return _chosen(prover, goal, expansions, [], ctx) if found else None
        except (Unproved, KernelError):
            continue
    return None


def _chosen(
    prover: Prover, goal: Term, expansions: Sequence[Draft], equal: list[Draft], ctx: Context
) -> Draft:
    """A theorem of goal, with a variable for the point of each expansion, and with the facts about all points
    of the segment said of it."""
    if not expansions:
        return prover.settle(_expanded(prover, goal, equal, ctx), ctx)
    first, *rest = expansions
    f = first.conclusion
    s = k.fresh(str(f.args[0]), "real", f, goal, *ctx.assumed)
    equation = k.open_(f, s)
    inside = ctx.assuming(*k.bounds(s, *f.args[2:4]), equation)
    inside = inside.knowing(*_there(s, f, inside))
    return draft.ex_elim(first, s, _chosen(prover, goal, rest, [*equal, draft.assume(equation)], inside))


def _expanded(prover: Prover, goal: Term, equal: list[Draft], ctx: Context) -> Draft:
    """goal by equations for the values in it; the search sees sums, values and derivatives as letters."""
    facts = list(ctx.of("le", "lt"))

    def work(ring: Normal) -> tuple[list[Term], list[Term], Term]:
        def gap(f: Term) -> fmpq_mpoly:
            return ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0]))

        aim, multipliers = gap(goal), []
        for t in equal:
            value = ring.index_of(ring.poly(t.conclusion.args[0]))
            weight = ring.zero if value is None else coefficient(ring, aim, value, 1)
            aim = ring.reduce(aim + weight * gap(t.conclusion))
            multipliers.append(ring.term(weight))
        return (
            multipliers,
            [Term(t.conclusion.op, ZERO, ring.term(gap(t.conclusion))) for t in facts],
            Term(goal.op, ZERO, _factored(ring, aim)),
        )

    multipliers, forms, aim = in_ring(work)
    opaque = {s for f in (*forms, aim) for s in _opaque(f)}
    letters = {s: k.var(f"·{n}", "real") for n, s in enumerate(sorted(opaque, key=lambda s: s.key))}
    plain = Context().assuming(*(_lettered(f, letters) for f in forms))
    found = prover.prove(_lettered(aim, letters), plain)
    thm = draft.remade(_spelt_out(draft.written(found), {letter: s for s, letter in letters.items()}))
    for t, f in zip(facts, forms, strict=True):
        if f in thm.hypotheses:
            thm = draft.cut(thm, draft.positive(f, ((fmpq(1), (t,), ()),)))
    return draft.positive(goal, ((fmpq(1), (thm,), ()),), tuple(zip(multipliers, equal, strict=True)))


def _spelt_out(steps: Any, letters: dict[Term, Term]) -> Any:
    """The steps of a proof with terms for its letters, so that its words show these terms."""
    if not isinstance(steps, list):
        return steps
    known = letters.get(k.var(*steps[1:])) if steps[:1] == ["var"] and len(steps) == 3 else None
    return [_spelt_out(s, letters) for s in steps] if known is None else k.encode(known)


def _factored(ring: Normal, p: fmpq_mpoly) -> Term:
    c, factors = p.factor()
    return k.mul(k.num(c), *(k.power(ring.term(f), int(e)) if e > 1 else ring.term(f) for f, e in factors))


def _opaque(t: Term) -> Iterator[Term]:
    """The sums and the values and derivatives of functions in t."""
    if t.op in ("sum", "call"):
        yield t
    else:
        for part in k.parts(t):
            yield from _opaque(part)


def _lettered(t: Term, letters: dict[Term, Term]) -> Term:
    return letters[t] if t in letters else k.map_parts(lambda p, _: _lettered(p, letters), t)


def _there(s: Term, f: Term, ctx: Context) -> Iterator[Draft]:
    """The facts about all points of the segment of f, said of the point at s."""
    for t in ctx.of("all"):
        if t.conclusion.args[1:4] == f.args[1:4]:
            yield draft.specialise(t, s)


def _expansion(prover: Prover, value: Term, ctx: Context) -> Draft | None:
    """Taylor's theorem for L(w + e u), where L is known to be smooth at w + s u for all s of a range."""
    for t in ctx.of("all"):
        _, sort, lo, hi, there = t.conclusion.args
        if sort != "real" or there.op != "smooth" or there.args[0] != value.args[0] or None in (lo, hi):
            continue
        s = k.fresh("s", "real", t.conclusion, value)
        i = k.fresh("i", "int", t.conclusion, value)
        there = k.open_(t.conclusion, s)
        place = k.open_(there, i)
        if place.op != "add" or place.args[-1].op != "mul" or place.args[-1].args[0] != s:
            continue
        point, u = k.add(*place.args[:-1]), k.mul(*place.args[-1].args[1:])
        away = k.sub(k.open_(value, i), point)
        e = _ratio(away, u)
        if e is None or e == ZERO:
            continue
        smooth = k.smooth(there.args[0], there.args[1], i, there.args[3], point)
        try:
            return prover.settle(
                draft.axiom("Taylor with Lagrange's remainder", smooth, i, u, lo, hi, e), ctx
            )
        except (Unproved, KernelError):
            continue
    return None


def _ratio(a: Term, b: Term) -> Term | None:
    """a / b in normal form, where b divides a."""

    def work(ring: Normal) -> Term | None:
        p, q = (ring.reduce(ring.poly(t)) for t in (a, b))
        quotient, rest = divmod(p, q) if q != 0 else (q, p)
        return ring.term(quotient) if rest == 0 else None

    return in_ring(work)


def _values(goal: Term) -> set[Term]:
    """The values of functions in the goal, none of them below a binder."""
    return {t for t in k.subterms(goal) if t.op == "call" and not t.args[1] and not k.is_open(t)}
