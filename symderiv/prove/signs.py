"""What the sign of a number says of its inverse, and that it is not 0."""

from __future__ import annotations

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft


def inverse_sign(signed: Draft, inverse: Term) -> Draft:
    """H |- 0 < q  to  H |- 0 < 1/q, and H |- q < 0  to  H |- 1/q < 0."""
    q = inverse.args[0]
    positive = signed.conclusion.args[0] == ZERO
    goal, against = k.lt(ZERO, inverse), k.lt(inverse, ZERO)
    if not positive:
        goal, against = against, goal
    three = draft.trichotomy(ZERO, inverse)
    zero = draft.absurd(draft.linear(k.eq(ONE, ZERO), (k.neg(q), draft.assume(k.eq(ZERO, inverse)))))
    product = ((fmpq(1), (signed, draft.assume(against)), ()),)
    minus_one = draft.absurd(draft.positive(k.lt(ZERO, k.num(-1)), product))
    branches = {goal: draft.assume(goal), against: draft.ex_falso(goal, minus_one)}
    middle = draft.ex_falso(goal, zero)
    thm = draft.by_cases(three, *(branches.get(f, middle) for f in three.conclusion.args))
    return draft.cut(thm, nonzero_by_sign(signed))


def nonzero_by_sign(signed: Draft) -> Draft:
    """H |- 0 < q or H |- q < 0  to  H |- q != 0."""
    a, b = signed.conclusion.args
    q, sign = (b, -1) if a == ZERO else (a, 1)
    zero = draft.assume(k.eq(q, ZERO))
    wrong = draft.positive(k.lt(ZERO, ZERO), ((fmpq(1), (signed,), ()),), ((k.num(sign), zero),))
    return draft.negate(zero.conclusion, draft.absurd(wrong))


def square_positive(nonzero: Draft) -> Draft:
    """H |- x != 0  to  H |- 0 < x^2."""
    x = nonzero.conclusion.args[0].args[0]
    goal = k.lt(ZERO, k.power(x, 2))
    zero = draft.ex_falso(goal, draft.contradict(draft.assume(k.eq(x, ZERO)), nonzero))
    signed = [
        draft.positive(goal, ((fmpq(1), (draft.assume(f), draft.assume(f)), ()),))
        for f in (k.lt(x, ZERO), k.lt(ZERO, x))
    ]
    return draft.by_cases(draft.trichotomy(x, ZERO), signed[0], zero, signed[1])


def clash(*thms: Draft) -> Draft:
    """H1 |- a < b, H2 |- b <= a, ...  to  H1, H2, ... |- false, where the inequalities add up to 0 < 0."""
    return draft.absurd(draft.positive(k.lt(ZERO, ZERO), tuple((fmpq(1), (t,), ()) for t in thms)))
