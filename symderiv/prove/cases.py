"""Goals that contain cases: by the case that holds, or one case after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.terms import Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.prove import equations
from symderiv.prove.context import Context

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def by_derivative(prover: Prover, goal: Term, t: Term, ctx: Context) -> Draft:
    """goal, which contains the derivative t of cases, with the derivative of the case that holds."""
    value = _value(t)
    y = k.fresh("y", k.sort_of(t), goal, t)
    hole = replaced(goal, t, y)
    thm = prover.in_context(k.substitute(hole, {y: value}), ctx)
    return draft.rewrite(y, hole, draft.linear(k.eq(value, t)), thm)


def by_condition(prover: Prover, goal: Term, t: Term, ctx: Context) -> Draft:
    """goal, which contains the conditional term t, with the value that its condition selects."""
    condition = t.args[0]
    for f, holds in ((condition, True), (k.not_(condition), False)):
        known = prover.attempt(f, ctx)
        if known is not None:
            return draft.cut(branch(prover, goal, t, ctx.knowing(known), holds=holds), known)
    with prover.deeper():
        branches = [
            branch(prover, goal, t, equations.sharpened(prover, ctx.assuming(f), f), holds=holds)
            for f, holds in ((condition, True), (k.not_(condition), False))
        ]
    return draft.by_cases(draft.excluded_middle(condition), *branches)


def branch(prover: Prover, goal: Term, t: Term, ctx: Context, *, holds: bool) -> Draft:
    """goal, which contains the conditional term t, with its first value where the condition holds, or with
    its second."""
    value = t.args[1 if holds else 2]
    equal = draft.select(t, holds)
    y = k.fresh("y", k.sort_of(t), goal, t)
    hole = replaced(goal, t, y)
    thm = prover.in_context(k.substitute(hole, {y: value}), ctx)
    return draft.rewrite(y, hole, equal, thm)


def derivative_of_cases(t: Term) -> Term | None:
    """An outermost derivative in t, without loose bound variables, of a term with cases or of one whose sort
    does not say that it is real, as that of a logarithm's does not."""
    if t.op == "diff":
        wanted = any(p.op == "if" or (p.op == "diff" and k.sort_of(p) == "complex") for p in k.subterms(t))
        return t if wanted and not k.is_open(t) else None
    return next(filter(None, map(derivative_of_cases, k.parts(t))), None)


def _value(t: Term) -> Term:
    """The value of a derivative, and of those in it, by the table."""
    t = k.map_parts(lambda p, _: _value(p), t)
    return derivative(*t.args).term if t.op == "diff" and not k.is_open(t) else t


def first_if(t: Term) -> Term | None:
    """An innermost conditional term in t without loose bound variables."""
    return _innermost(t, lambda s: s.op == "if")


def _innermost(t: Term, wanted: Callable[[Term], bool]) -> Term | None:
    for p in k.parts(t):
        found = _innermost(p, wanted)
        if found is not None:
            return found
    return t if wanted(t) and not k.is_open(t) else None


def are_known(goal: Term, ctx: Context) -> bool:
    """Whether the facts speak of all conditional terms of a relation, and nothing is known of such a
    condition: then they may be left as they are."""
    there = [s for t in ctx.facts for s in k.subterms(t.conclusion) if s.op == "if"]
    here = [s for s in k.subterms(goal) if s.op == "if" and not k.is_open(s)]
    if not there or not here or not set(map(_shape, here)) <= set(map(_shape, there)):
        return False
    conditions = {_shape(s.args[0]) for s in here}
    told = (t.conclusion for t in ctx.facts)
    return conditions.isdisjoint(_shape(f.args[0] if f.op == "not" else f) for f in told)


def _shape(t: Term) -> Term:
    """t with one integer for all indices of components."""
    if t.op == "comp":
        return Term("comp", *t.args[:3], (k.ZERO,) * len(t.args[3]))
    return k.map_parts(lambda p, _: _shape(p), t)
