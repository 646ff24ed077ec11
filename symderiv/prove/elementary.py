"""Identities of elementary functions: by normal form, under the signs that are known, or up to a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import permutations
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.functions import AT_ZERO
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

ANGLES = frozenset(
    {"asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "acoth", "asech", "acsch"}
    | {"arg", "log"}
)


def concerns(goal: Term) -> bool:
    """Whether goal is about numbers alone (no families, sums or means), and has functions, roots or |x| in
    it."""
    if any(s.op in ("comp", "sum", "call", "mean", "diff", "loss", "bound") for s in k.subterms(goal)):
        return False
    return not algebraic(goal)


def algebraic(goal: Term) -> bool:
    """Whether goal is about real numbers and rational operations alone."""
    return not functions(goal) and not any(s.op in ("root", "if") for s in k.subterms(goal))


def functions(goal: Term) -> bool:
    """Whether goal is about more than roots of real numbers."""
    return any(
        s.op in ("fn", "exp")
        or (s.op == "var" and s.args[1] == "complex")
        or (s.op == "pow" and s.args[1].op != "num")
        for s in k.subterms(goal)
    )


def prove_identity(prover: Prover, goal: Term, ctx: Context, *, whole: bool = False) -> Draft | None:
    """A theorem of goal, an equation about numbers alone, or None; by its normal form only, if as a whole."""
    signs = tuple((ZERO, t) for t in _signs(ctx))
    thm = _opaque(goal, signs)
    if thm is not None:
        return thm
    try:
        return draft.linear(goal, *signs)
    except KernelError:
        pass
    if prover.quick or whole:
        return None
    found = put(prover, goal, ctx)
    if found is not None:
        return found
    return _by_period(goal, signs) or (None if k.free_vars(goal) else _by_power(goal))


def _opaque(goal: Term, signs: tuple[tuple[Term, Draft], ...]) -> Draft | None:
    """A theorem of goal that treats functions as opaque where their definitions divide by 0; None if none."""
    values = {
        s: k.ZERO for s in k.subterms(goal) if s.op == "fn" and s.args[0] in AT_ZERO and not k.is_open(s)
    }
    if not values:
        return None
    for s in values:
        values[s] = k.fresh("f", k.sort_of(s), goal, *values.values())
    try:
        thm = draft.linear(_with_values(goal, values), *signs)
        for s, v in values.items():
            thm = draft.instantiate(thm, v, s)
    except KernelError:
        return None
    return thm


def _with_values(t: Term, values: Mapping[Term, Term]) -> Term:
    return values[t] if t in values else k.map_parts(lambda p, _: _with_values(p, values), t)


def prove_defined(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, which says that something is defined, if that is evident; else None."""
    signs = tuple((ZERO, t) for t in _signs(ctx))
    for f in goal.args if goal.op == "or" else (goal,):
        thm = _evident(prover, f, signs, ctx)
        if thm is not None:
            return thm if goal.op != "or" else draft.or_intro(goal, goal.args.index(f), thm)
    return put(prover, goal, ctx) if goal.op == "not" and _is_settled(goal, ctx) else None


def _is_settled(goal: Term, ctx: Context) -> bool:
    """Whether the facts give each variable of goal a value that is a number."""
    values = {v for t in ctx.of("eq") for v, c in permutations(t.conclusion.args) if not k.free_vars(c)}
    return k.free_vars(goal) <= values


def _evident(prover: Prover, f: Term, signs: tuple[tuple[Term, Draft], ...], ctx: Context) -> Draft | None:
    """A theorem of 0 <= t, 0 < t or t != 0 by the normal form of t; None if that does not show it."""
    nonzero = f.op == "not" and f.args[0].op == "eq" and f.args[0].args[1] == ZERO
    inverted = by_inverse(f) if nonzero else None
    if inverted is not None:
        return inverted
    goal = k.lt(ZERO, f.args[0].args[0]) if nonzero else f
    if goal.op not in ("le", "lt") or goal.args[0] != ZERO or k.sort_of(goal.args[1]) == "complex":
        return None
    if prover.fails_somewhere(goal, ctx):
        return None
    thm = by_enclosure(goal) or (by_enclosure(k.lt(*reversed(goal.args))) if nonzero else None)
    if thm is None:
        try:
            thm = draft.evident(goal, *signs)
        except KernelError:
            return None
    return apart(f, thm) if nonzero else thm


def by_enclosure(goal: Term) -> Draft | None:
    """A theorem of an order of real constants that an enclosure tells apart; None for any other."""
    if k.free_vars(goal) or not concerns(goal) or any(k.sort_of(s) == "complex" for s in goal.args):
        return None
    try:
        thm = draft.apart(k.lt(*goal.args))
    except KernelError:
        return None
    return thm if goal.op == "lt" else draft.positive(goal, ((fmpq(1), (thm,), ()),))


def by_inverse(goal: Term) -> Draft | None:
    """a != 0, where a is made of numbers, i and exponentials, and so has an inverse.

    >>> by_inverse(k.ne(k.mul(k.I, Term("exp", k.var("z", "complex"))), ZERO)).conclusion
    not(eq(mul(fn(I,[]),exp(var(z,complex))),num(0)))
    """
    a, b = goal.args[0].args
    inverse = _inverse(a) if b == ZERO else None
    if inverse is None:
        return None
    try:
        wrong = draft.linear(k.eq(ONE, ZERO), (inverse, draft.assume(goal.args[0])))
    except KernelError:
        return None
    return draft.negate(goal.args[0], draft.absurd(wrong))


def _inverse(t: Term) -> Term | None:
    match t.op:
        case "num" if t != ZERO:
            return k.num(1 / t.args[0])
        case "fn" if t == k.I:
            return k.neg(k.I)
        case "exp":
            return Term("exp", k.neg(t.args[0]))
        case "mul":
            factors = [_inverse(f) for f in t.args]
            return None if None in factors else k.mul(*(f for f in factors if f is not None))
        case "pow" if k.sort_of(t.args[1]) == "int":
            base = _inverse(t.args[0])
            return None if base is None else k.power(base, t.args[1])
    return None


def apart(goal: Term, less: Draft) -> Draft:
    """a != b, from a < b or b < a."""
    equal = goal.args[0]
    sign = 1 if less.conclusion.args == equal.args else -1
    clash = draft.positive(k.lt(ZERO, ZERO), ((fmpq(1), (less,), ()),), ((k.num(sign), draft.assume(equal)),))
    return draft.negate(equal, draft.absurd(clash))


def _signs(ctx: Context) -> Iterator[Draft]:
    """The order relations between real numbers among the facts."""
    for t in ctx.of("lt", "le"):
        if all(k.sort_of(side) != "complex" for side in t.conclusion.args):
            yield t


def put(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal by that with a value put for a variable, where an equation among the facts gives
    one; numbers are tried first."""
    facts = [*ctx.of("eq")]
    facts += [raised for t in facts for raised in radicand_equations(t)]
    choices = [
        (fact, back) for fact in facts for back in (False, True) if _gives_value(fact, goal, back=back)
    ]
    for fact, back in sorted(choices, key=lambda c: bool(k.free_vars(_sides(c[0], back=c[1])[1]))):
        v, value = _sides(fact, back=back)
        reverse = fact if back else draft.linear(k.eq(value, v), (k.num(-1), fact))
        with suppress(Unproved, KernelError), prover.deeper():  # below a derivative nothing is put
            return draft.rewrite(v, goal, reverse, prover.prove(k.substitute(goal, {v: value}), ctx))
    return None


def _sides(fact: Draft, *, back: bool) -> tuple[Term, Term]:
    a, b = fact.conclusion.args
    return (b, a) if back else (a, b)


def _gives_value(fact: Draft, goal: Term, *, back: bool) -> bool:
    """Whether an equation, read from left to right or back, has a variable of the goal and a value for it."""
    v, value = _sides(fact, back=back)
    fits = v.op == "var" and v in k.free_vars(goal) and v not in k.free_vars(value)
    return fits and k.SORTS.index(k.sort_of(value)) <= k.SORTS.index(v.args[1])


def radicand_equations(thm: Draft) -> Iterator[Draft]:
    """|- r = e  to  |- radicand = e^n, where one side is the n-th root r."""
    for r, e, sign in ((*thm.conclusion.args, 1), (*reversed(thm.conclusion.args), -1)):
        if r.op == "root" and not k.is_open(r):
            radicand, n = r.args
            steps = [k.mul(k.power(r, i), k.power(e, n - 1 - i)) for i in range(n)]
            yield draft.linear(k.eq(radicand, k.power(e, n)), (k.mul(k.num(sign), k.add(*steps)), thm))


def _by_power(goal: Term) -> Draft | None:
    """Two constants that have the same square, or another power, and are near each other."""
    for n in (2, 3, 4):
        try:
            return draft.same_power(goal, n)
        except KernelError:
            continue
    return None


def _by_period(goal: Term, signs: tuple[tuple[Term, Draft], ...]) -> Draft | None:
    """Two angles that are equal up to a multiple of 2 pi, and too close to be different."""
    if not any(s.op == "fn" and s.args[0] in ANGLES for s in k.subterms(goal)):
        return None
    for factor in (k.I, ONE):
        try:
            return draft.period(goal, factor, *signs)
        except KernelError:
            continue
    return None
