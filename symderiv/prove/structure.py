"""Signs of sums, products, powers and roots, as they are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.combinations import gap, written
from symderiv.prove.context import Context, Unproved
from symderiv.prove.signs import inverse_sign, square_positive

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def as_square(goal: Term) -> tuple[fmpq, Term] | None:
    """(c, s) where goal is 0 <= c s^2 (or <), with a number c > 0."""
    monomials = list(gap(goal).items())
    if len(monomials) != 1 or monomials[0][1] <= 0:
        return None
    factors, c = monomials[0]
    if any(e % 2 or k.sort_of(atom) == "complex" for atom, e in factors):
        return None
    return c, written((atom, e // 2) for atom, e in factors)


def by_structure(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= t (or <) where t is a sum or product, as written, of what is not negative (or positive)."""
    t = goal.args[1]
    if goal.args[0] != ZERO or t.op not in ("add", "mul", "pow", "sum", "root", "exp"):
        return None
    return _signed(prover, t, ctx, strict=goal.op == "lt", whole=True)


def _signed(prover: Prover, t: Term, ctx: Context, *, strict: bool, whole: bool = False) -> Draft | None:
    """0 < t where ``strict``, else 0 <= t, by the structure of t; None if that does not show it.

    A part that is a sum may have its sign by other means; t itself, if it is the ``whole``, has been tried.
    """
    goal = k.lt(ZERO, t) if strict else k.le(ZERO, t)
    known = next((f for f in ctx.of("lt", "le") if f.conclusion in (goal, k.lt(ZERO, t))), None)
    if known is not None:
        return draft.positive(goal, ((fmpq(1), (known,), ()),))
    if t.op == "num":
        return draft.positive(goal, ()) if t.args[0] > 0 or (t.args[0] == 0 and not strict) else None
    if t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].q == 1:
        base, n = t.args[0], int(t.args[1].args[0].p)
        if n % 2 == 0 and not strict:
            return draft.positive(goal, ((fmpq(1), (), (k.power(base, n // 2),)),))
        if n % 2 == 0 and (nonzero := prover.attempt(k.ne(base, ZERO), ctx)) is not None:
            square = square_positive(nonzero)
            if n < 0:
                square = inverse_sign(square, k.power(k.power(base, 2), -1))
            return draft.positive(goal, ((fmpq(1), (square,) * (abs(n) // 2), ()),))
        below = _signed(prover, base, ctx, strict=strict or n < 0)
        if below is not None and n < 0:
            below = inverse_sign(below, k.power(base, -1))
        return None if below is None else draft.positive(goal, ((fmpq(1), (below,) * abs(n), ()),))
    if t.op == "root" and k.sort_of(t) != "complex":
        below = _signed(prover, t.args[0], ctx, strict=strict)
        return below and draft.cut(draft.root_sign(*t.args, strict), below)
    if t.op == "mul":
        signs = _each(_signed(prover, f, ctx, strict=strict) for f in t.args)
        return None if signs is None else draft.positive(goal, ((fmpq(1), tuple(signs), ()),))
    if t.op == "add":
        terms = _each(_signed_term(prover, f, ctx, strict=strict) for f in t.args)
        if terms is not None and (not strict or any(s.conclusion.op == "lt" for s in terms)):
            return draft.positive(goal, tuple((fmpq(1), (s,), ()) for s in terms))
    if t.op == "sum":
        thm = (
            _sum_of_positive(prover, goal, ctx)
            if strict
            else _sum_of_squares(goal) or _sum_of_signed(prover, goal, ctx)
        )
        if thm is not None:
            return thm
    if t == k.PI:
        below = draft.and_elim(draft.law("pi_bounds", ()), 0)
        return draft.positive(goal, ((fmpq(1), (below,), ()),))
    if t.op == "exp":
        return draft.positive(goal, ((fmpq(1), (draft.exp_positive(t.args[0]),), ()),))
    return None if t.op == "pow" or whole else prover.attempt(goal, ctx)


def _signed_term(prover: Prover, t: Term, ctx: Context, *, strict: bool) -> Draft | None:
    """0 < t if ``strict`` is asked for and it holds, else 0 <= t."""
    sharp = _signed(prover, t, ctx, strict=True) if strict else None
    return _signed(prover, t, ctx, strict=False) if sharp is None else sharp


def _each(found: Iterable[Draft | None]) -> list[Draft] | None:
    """All of them; None as soon as one is missing."""
    theorems = []
    for thm in found:
        if thm is None:
            return None
        theorems.append(thm)
    return theorems


def _sum_of_signed(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= a sum of what is not negative, as written."""
    t = goal.args[1]
    v = k.fresh("k", "int", t, *ctx.assumed)
    inner = _throughout(prover, t, v, ctx, strict=False)
    if inner is None:
        return None
    return draft.positive(goal, ((fmpq(1), (draft.under_sum(v, *t.args[1:3], inner),), ()),))


def _throughout(prover: Prover, t: Term, v: Term, ctx: Context, *, strict: bool) -> Draft | None:
    """The sign of the body of a sum for each v in its range."""
    inside = ctx.assuming(*k.bounds(v, *t.args[1:3]))
    signed = _signed(prover, k.open_(t, v), inside, strict=strict)
    try:
        return signed and prover.settle(signed, inside)
    except Unproved:
        return None


def _sum_of_positive(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 < a sum of what is positive, from lo to hi, where lo <= hi: the first summand is, and no other is
    negative."""
    t = goal.args[1]
    lo, hi = t.args[1:3]
    some = prover.attempt(k.le(lo, hi), ctx)
    if some is None or prover.depth <= 0:
        return None
    v = k.fresh("k", "int", t, *ctx.assumed)
    with prover.deeper():
        inner = _throughout(prover, t, v, ctx, strict=True)
    if inner is None or not inner.hypotheses <= ctx.assumed.union(k.bounds(v, lo, hi)):
        return None
    return draft.cut(sum_positive(goal, v, inner), some)


def sum_positive(goal: Term, v: Term, inner: Draft) -> Draft:
    """lo <= hi, and what holds throughout, |- 0 < the sum."""
    t = goal.args[1]
    lo, hi = t.args[1:3]
    apart = draft.split(t, lo)
    second = k.add(lo, ONE)
    apart = draft.cut(apart, draft.positive(k.le(lo, second), ()))
    low = k.le(lo, v)
    first = draft.instantiate(inner, v, lo)
    first = draft.cut(first, draft.positive(k.le(lo, lo), ()))
    weak = draft.positive(k.le(*inner.conclusion.args), ((fmpq(1), (inner,), ()),))
    above = draft.positive(low, ((fmpq(1), (draft.assume(k.le(second, v)),), ()),))
    rest = draft.under_sum(v, second, hi, draft.cut(weak, above))
    one = draft.law("sum_unroll", (v, lo, lo, 1, k.open_(t, v)), draft.linear(k.eq(lo, k.add(lo, ZERO))))
    products = ((fmpq(1), (first,), ()), (fmpq(1), (rest,), ()))
    return draft.positive(goal, products, ((ONE, apart), (ONE, one)))


def _sum_of_squares(goal: Term) -> Draft | None:
    """0 <= a sum of c s^2."""
    t = goal.args[1]
    v = k.fresh("k", "int", t)
    inner = k.le(ZERO, k.open_(t, v))
    square = as_square(inner)
    if square is None:
        return None
    c, s = square
    total = draft.under_sum(v, *t.args[1:3], draft.positive(inner, ((c, (), (s,)),)))
    return draft.positive(goal, ((fmpq(1), (total,), ()),))


def by_square(prover: Prover, goal: Term, c: fmpq, s: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, 0 <= c s^2, or 0 < c s^2 where s is not 0."""
    if goal.op == "le":
        return draft.positive(goal, ((c, (), (s,)),))
    nonzero = prover.attempt(k.ne(s, ZERO), ctx)
    return None if nonzero is None else draft.positive(goal, ((c, (square_positive(nonzero),), ()),))
