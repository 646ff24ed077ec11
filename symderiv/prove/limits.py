"""Limits of sequences, as rational expressions in sequences whose limits are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove import squeeze
from symderiv.prove.closed_forms import from_least, in_closed_form, solved_laws
from symderiv.prove.context import Context, Unproved
from symderiv.prove.equations import row_of
from symderiv.prove.eventually import late, start_of
from symderiv.prove.recurrences import by_laws
from symderiv.prove.sequences import UnknownLimit, in_letters, remainders_by_order

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


class Unbounded(Unproved):
    """A sequence top/bottom, in letters, whose bottom tends to 0."""

    def __init__(self, v: Term, letters: list[Term], known: list[Draft], sides: tuple[Term, Term]) -> None:
        super().__init__("it is a quotient whose denominator tends to 0")
        self.v, self.letters, self.known, self.sides = v, letters, known, sides


def prove_limit(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal: the sequence tends to the limit."""
    thm = found_limit(prover, goal, ctx)
    if thm.conclusion == goal:
        return thm
    value, found = goal.args[1], thm.conclusion.args[1]
    sort = "complex" if "complex" in (k.sort_of(found), k.sort_of(value)) else "real"
    y = k.fresh("y", sort, goal, found)
    v = k.fresh(str(goal.args[0]), "int", goal, y)
    equal = prover.prove(k.eq(found, value), prover.granted(thm, ctx))
    return draft.rewrite(y, k.tends(v, k.open_(goal, v), y), equal, thm)


def found_limit(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem that the sequence of goal tends to some limit."""
    try:
        return _by_algebra(prover, goal, ctx)
    except UnknownLimit as error:
        v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
        thm = None if prover.quick else squeeze.of_atom(prover, error.atom, v, ctx, found_limit)
        if thm is None or thm.conclusion in {t.conclusion for t in ctx.of("tends")}:
            raise
        return found_limit(prover, goal, ctx.knowing(thm))
    except Unbounded:
        if prover.quick:
            raise
        v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
        f = k.open_(goal, v)
        equal = squeeze.first_order(prover, f, v, ctx)
        if equal is None:
            raise
        return _by_equal(prover, f, v, equal, ctx)


def _by_algebra(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """As :func:`found_limit`, from limits of sequences that are known."""
    v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
    f = k.open_(goal, v)
    start = start_of(ctx)
    inside = late(ctx, start, v)
    for _, need in side_conditions(f):  # before cases are distinguished, some of them impossible
        lemma = prover.attempt(need, inside)
        inside = inside if lemma is None else inside.knowing(lemma)
    failure = Unproved("no limit is known")
    for remainders in remainders_by_order(prover, f, v, ctx):
        try:
            expression, letters, known, same = in_letters(prover, f, v, inside, remainders)
            quotient = _vanishing_denominator(expression, letters, known)
            if quotient is not None:
                raise Unbounded(v, letters, known, quotient)
            return draft.limit_of(v, start, expression, tuple(letters), tuple(known), same)
        except Unproved as error:
            failure = error
    with_closed_forms = solved_laws(prover, f, v, ctx)
    if with_closed_forms is not None:
        return found_limit(prover, goal, with_closed_forms)
    if prover.quick:
        raise failure
    plain = by_laws(f, ctx)
    closed = from_least(prover, k.eq(f, plain), v, ctx) if plain != f else in_closed_form(prover, f, v, ctx)
    if closed is None:
        raise failure
    return _by_equal(prover, f, v, closed, ctx)


def _by_equal(prover: Prover, f: Term, v: Term, equal: Draft, ctx: Context) -> Draft:
    """The limit of f from that of g, where f = g from the start on."""
    found = found_limit(prover, k.tends(v, equal.conclusion.args[1], ZERO), ctx)
    start, y = start_of(ctx), k.fresh("y", "real", f, found.conclusion)
    goal = k.eq(f, k.substitute(y, {y: k.open_(found.conclusion, v)}))
    same = prover.prove(goal, late(ctx, start, v).knowing(equal))
    return prover.settle(draft.limit_of(v, start, y, (y,), (found,), same), ctx)


def _vanishing_denominator(
    expression: Term, letters: list[Term], known: list[Draft]
) -> tuple[Term, Term] | None:
    """(a, b) where the expression is a/b, and b is 0 at the limits."""
    *front, last = expression.args if expression.op == "mul" else (expression,)
    if last.op != "pow" or last.args[1] != k.num(-1):
        return None
    at_limit = {y: t.conclusion.args[1] for y, t in zip(letters, known, strict=True)}
    zero = k.eq(k.substitute(last.args[0], at_limit), ZERO)
    return (
        (k.mul(*front), last.args[0]) if in_ring(lambda ring: ring.is_zero(ring.poly(zero.args[0]))) else None
    )


def fixed_points(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """a = e(a) where a is the limit of a sequence whose next member is e of the present one."""
    for thm in ctx.of("tends"):
        later = draft.limit_shift(thm, 1)
        try:
            found = found_limit(prover, later.conclusion, ctx)
            equal = prover.settle(draft.limit_unique(later, found), ctx)
            yield equal
            yield prover.settle(_cleared(equal), ctx)
        except (Unproved, KernelError):
            continue


def _cleared(thm: Draft) -> Draft:
    """|- a = b  to  |- p = 0, without denominators."""

    def work(ring: Normal) -> Draft:
        row = row_of(ring, 0, thm)
        return draft.linear(k.eq(ring.term(row.poly), ZERO), (ring.term(row.combo[0]), thm))

    return in_ring(work)


def signs(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """0 <= a where a is the limit of a sequence that is not negative."""
    for thm in ctx.of("tends"):
        v = k.fresh("v", "int", thm.conclusion, *ctx.assumed)
        start, f = start_of(ctx), k.open_(thm.conclusion, v)
        inside = late(ctx, start, v)
        nonnegative = prover.attempt(k.le(ZERO, f), inside) if f.op == "comp" else None
        if nonnegative is not None:
            zero = draft.limit_of(v, start, ZERO, (), (), draft.linear(k.eq(ZERO, ZERO)))
            yield prover.settle(draft.limit_order(v, start, zero, thm, nonnegative), ctx)
