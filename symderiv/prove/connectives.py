"""Goals by their outermost connective or quantifier; what differs, exists or is smooth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove import disequalities, divergence, elementary, equations, existence, induction, logarithms
from symderiv.prove.context import ANSWERS, Context, Unproved
from symderiv.prove.oracles import each
from symderiv.prove.signs import clash, nonzero_by_sign

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def assuming(prover: Prover, f: Term, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal in ctx with f assumed; where f says that something exists, it is named."""
    if f.op == "ex":
        v = k.fresh(str(f.args[0]), f.args[1], f, goal, *ctx.assumed)
        facts = (*k.bounds(v, f.args[2], f.args[3]), k.open_(f, v))
        inner = assuming(prover, k.and_(*facts), goal, ctx)
        thm = draft.cut(inner, draft.and_intro(*map(draft.assume, facts))) if len(facts) > 1 else inner
        return draft.ex_elim(draft.assume(f), v, thm)
    inside = ctx.assuming(f)
    for fact in inside.facts[len(ctx.facts) :]:
        if fact.conclusion.op == "ex":
            return draft.cut(assuming(prover, fact.conclusion, goal, inside), fact)
    return prover.prove(goal, inside)


def prove_disjunction(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of a disjunction: by one of its parts, or by one of them unless another holds."""
    for i, f in enumerate(goal.args):
        thm = prover.attempt(f, ctx)
        if thm is not None:
            return draft.or_intro(goal, i, thm)
    try:
        return _unless(prover, 0, goal, ctx)
    except Unproved:
        if len(goal.args) != 2:
            raise
        return _unless(prover, 1, goal, ctx)


def _unless(prover: Prover, i: int, goal: Term, ctx: Context) -> Draft:
    """A theorem of the disjunction goal: the others hold unless the i-th part does."""
    first = goal.args[i]
    others = [j for j in range(len(goal.args)) if j != i]
    rest = k.or_(*(goal.args[j] for j in others))
    with prover.deeper():
        other = prover.prove(rest, ctx.assuming(k.not_(first)))
    if len(others) > 1:
        cases = [draft.or_intro(goal, j, draft.assume(goal.args[j])) for j in others]
        other = draft.by_cases(other, *cases)
    else:
        other = draft.or_intro(goal, others[0], other)
    return draft.by_cases(draft.excluded_middle(first), draft.or_intro(goal, i, draft.assume(first)), other)


def prove_smooth(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem that a function is smooth, from what is known to be differentiable more often at the same
    point, or at all of a segment."""
    reals = sorted((v for v in k.free_vars(goal) if v.args[1] == "real"), key=lambda v: v.key)
    along = [t for t in ctx.of("all") if t.conclusion.args[1] == "real"]
    for thm in (*ctx.of("smooth"), *(draft.specialise(t, v) for t in along for v in reals)):
        f = thm.conclusion
        if f.op != "smooth":
            continue
        if f.args[1] >= goal.args[1] and (f.args[0], f.args[2:]) == (goal.args[0], goal.args[2:]):
            return draft.less_smooth(thm, goal.args[1])
    raise Unproved(f"nothing says that {prover.show(goal)}")


def prove_universal(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of all values of a variable: of one that nothing is known of, or by induction."""
    hint, sort, lo, hi, _ = goal.args
    v = k.fresh(str(hint), sort, goal, *ctx.assumed)
    bounds = k.bounds(v, lo, hi)
    inductive = sort == "int" and lo is not None and hi is None
    try:
        with prover.holding(*((v,) if inductive else ())):
            thm = prover.prove(k.open_(goal, v), ctx.assuming(*bounds))
        return draft.generalise(v, lo, hi, thm)
    except Unproved:
        if not inductive:
            raise
        return induction.over_bound(prover, goal, ctx)


def prove_negation(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of not f: by the opposite order, by another limit, or since f contradicts what is known."""
    f = goal.args[0]
    if f.op == "eq":
        return prove_difference(prover, goal, ctx)
    if f.op in ("le", "lt"):
        a, b = f.args
        thm = prover.prove(k.lt(b, a) if f.op == "le" else k.le(b, a), ctx)
        return draft.negate(f, clash(thm, draft.assume(f)))
    if f.op == "tends":
        return divergence.prove_otherwise(prover, f, ctx)
    if f == FALSE:
        return draft.negate(FALSE, draft.assume(FALSE))
    if f.op == "not":
        thm = prover.prove(f.args[0], ctx)
        return draft.negate(f, draft.contradict(thm, draft.assume(f)))
    return draft.negate(f, assuming(prover, f, FALSE, ctx))


def prove_difference(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """a != b: by factors that are not 0, by order, or because a = b contradicts what is known."""
    a, b = goal.args[0].args
    found = elementary.by_inverse(goal) or disequalities.by_factors(prover, goal, ctx)
    found = found or disequalities.of_power(prover, goal, ctx)
    if found is not None and found.hypotheses <= ctx.assumed:
        return found
    real = "complex" not in (k.sort_of(a), k.sort_of(b))
    thm = _by_order(prover, goal, ctx) if real else None
    thm = thm or found  # what this one rests on has to be proved
    if thm is None and not real:
        thm = logarithms.prove_differing(prover, goal, ctx)
    if thm is not None:
        return thm
    if not prover.quick:
        thm = _rewritten_difference(prover, goal, ctx) or _positive_root(prover, goal, ctx)
        if thm is not None:
            return thm
    return draft.negate(goal.args[0], disequalities.contradiction(prover, ctx.assuming(goal.args[0])))


def _positive_root(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A root is not 0, since it is positive."""
    a, b = goal.args[0].args
    if a.op != "root" or b != ZERO or prover.depth <= 0:
        return None
    try:
        with prover.deeper():
            return nonzero_by_sign(prover.prove(k.lt(ZERO, a), ctx))
    except Unproved:
        return None


def _by_order(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a != b, since one of the two is less."""
    a, b = goal.args[0].args
    for less in (k.lt(b, a), k.lt(a, b)):
        thm = prover.attempt(less, ctx)
        if thm is not None:
            equal = draft.assume(goal.args[0])
            return draft.negate(equal.conclusion, disequalities.clash_equal(thm, equal))
    return None


def _rewritten_difference(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a != b, where the facts rewrite a - b to something that is known not to be 0."""
    same = equations.rewritten(prover, ctx, k.sub(*goal.args[0].args))
    if same is None:
        return None
    value = same.conclusion.args[1]
    nonzero = prover.attempt(k.ne(value, ZERO), ctx)
    if nonzero is None:
        return None
    equal = draft.assume(goal.args[0])
    zero = draft.linear(k.eq(value, ZERO), (k.num(-1), same), (ONE, equal))
    return draft.negate(equal.conclusion, draft.contradict(zero, nonzero))


def prove_existence(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem that something exists, by exact instances: each variable solved for in the equations, else 0
    or 1, or a constant that is made of those that exist."""
    fact = next(ctx.of("ex"), None)
    if fact is not None:
        left = Context(ctx.assumed, tuple(t for t in ctx.facts if t is not fact), ctx.names)
        return draft.cut(assuming(prover, fact.conclusion, goal, left), fact)
    for values in each("existence", existence.instances(prover, goal, ctx), passing=ANSWERS):
        try:
            return _by_instance(prover, goal, values, ctx)
        except Unproved:
            continue
    thm = _else_equal_throughout(prover, goal, ctx)
    if thm is not None:
        return thm
    raise Unproved(f"no instance was found for {prover.show(goal)}")


def _else_equal_throughout(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """That a and b differ somewhere, since two others do that would be equal if a and b were everywhere."""
    hint, sort, lo, hi, _ = goal.args
    v = k.fresh(str(hint), sort, goal, *ctx.assumed)
    differ = k.open_(goal, v)
    others = [t for t in ctx.of("not") if t.conclusion.args[0].op == "eq"]
    if prover.quick or prover.depth <= 0 or not others or differ.op != "not" or differ.args[0].op != "eq":
        return None
    same, nowhere = differ.args[0], draft.assume(k.not_(goal))
    some = draft.ex_intro(goal, v, draft.assume(differ))
    apart = draft.ex_falso(same, draft.contradict(some, nowhere))
    everywhere = draft.by_cases(draft.excluded_middle(same), draft.assume(same), apart)
    general = draft.generalise(v, lo, hi, everywhere)
    inside = Context(ctx.assumed, ctx.facts, ctx.names).assuming(k.not_(goal)).knowing(general)
    for fact in others:
        try:
            with prover.deeper():
                equal = prover.prove(fact.conclusion.args[0], inside)
        except Unproved:
            continue
        wrong = draft.ex_falso(goal, draft.contradict(equal, fact))
        return draft.by_cases(draft.excluded_middle(goal), draft.assume(goal), wrong)
    return None


def _by_instance(prover: Prover, goal: Term, values: list[Term], ctx: Context) -> Draft:
    """A theorem that something exists, by these values of its variables."""
    if not values or goal.op != "ex":
        return prover.prove(goal, ctx)
    inner = _by_instance(prover, k.open_(goal, values[0]), values[1:], ctx)
    return prover.settle(draft.ex_intro(goal, values[0], inner), ctx)
