"""Elementary functions in steps of the core: what the draft engine proves is elaborated and replayed."""

from __future__ import annotations

import json

import pytest
import sympy as sp
from identities import FALSE, TRUE, families, own

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.certificate import certificate, replay
from symderiv.core.terms import ONE, ZERO, I, KernelError, Term, fn
from symderiv.language.translate import Translator
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.elaborate import Elaborator
from symderiv.normalize.functions import elaborated

z, u = k.var("z", "complex"), k.var("u", "complex")
x, y = k.var("x"), k.var("y")
n = k.var("n", "int")


def elaborated_and_replayed(thm: Draft) -> None:
    """The core's theorem says what the draft says, under no more; its certificate is accepted anew."""
    made = Elaborator().theorem(thm)
    again = replay(json.loads(json.dumps(certificate(made))))
    assert again.conclusion == thm.conclusion == made.conclusion
    assert again.hypotheses == made.hypotheses <= thm.hypotheses


def drafted(item: object) -> Draft | None:
    """What the normal form alone says of an identity."""
    translator = Translator()
    with sp.evaluate(False):
        goal = translator.formula(sp.Eq(item.lhs, item.rhs, evaluate=False))  # type: ignore[attr-defined]
    try:
        return draft.linear(goal)
    except KernelError:
        return None


# (g^m)^n = g^(m n): at g = 0 it rests on m = 0 where n is negative, which no law of powers tells
LEFT = {"powers:integer-tower"}


@pytest.mark.parametrize("family", families())
def test_identities_by_normal_form(family: str) -> None:
    drafts = {
        item.id: thm
        for item in own([family])
        if item.truth == TRUE and not item.given and (thm := drafted(item)) is not None
    }
    for name, thm in drafts.items():
        if name not in LEFT:
            elaborated_and_replayed(thm)
    assert len(drafts) >= 15


@pytest.mark.parametrize(
    ("goal", "signs"),
    [
        (k.eq(k.root(k.mul(k.power(x, 2), z)), k.mul(x, k.root(z))), [k.lt(ZERO, x)]),
        (k.eq(fn("log", k.mul(x, z)), k.add(fn("log", x), fn("log", z))), [k.lt(ZERO, x)]),
        (k.eq(k.root(k.power(x, 2)), k.neg(x)), [k.le(x, ZERO)]),
        (k.eq(k.absolute(x), k.root(k.power(x, 2))), []),
        (k.eq(k.root(fn("abs", z)), fn("abs", k.root(z))), []),
        (k.eq(fn("conj", Term("exp", k.mul(I, x))), Term("exp", k.neg(k.mul(I, x)))), []),
        (k.eq(k.power(k.power(z, n), 2), k.power(z, k.mul(k.num(2), n))), []),
    ],
)
def test_equations_under_signs(goal: Term, signs: list[Term]) -> None:
    elaborated_and_replayed(draft.linear(goal, *((ZERO, draft.assume(f)) for f in signs)))


@pytest.mark.parametrize(
    ("t", "strict"),
    [
        (fn("cosh", x), True),
        (k.add(ONE, k.power(x, 2)), True),
        (Term("exp", x), True),
        (fn("abs", z), False),
        (k.power(fn("sin", x), 2), False),
        (k.add(k.root(k.add(ONE, k.power(y, 2))), Term("exp", x)), True),
    ],
)
def test_signs(t: Term, strict: bool) -> None:
    elaborated_and_replayed(draft.evident(k.le(ZERO, t)))
    if strict:
        elaborated_and_replayed(draft.evident(k.lt(ZERO, t)))


def test_angles_up_to_a_period() -> None:
    total = k.add(fn("atan", x), fn("atan", y))
    joined = fn("arg", k.add(k.sub(ONE, k.mul(x, y)), k.mul(I, k.add(x, y))))
    elaborated_and_replayed(draft.period(k.eq(total, joined), I))
    within = [k.lt(k.neg(k.PI), fn("im", z)), k.lt(fn("im", z), k.PI)]
    signs = [(ZERO, draft.assume(f)) for f in within]
    elaborated_and_replayed(draft.period(k.eq(fn("log", Term("exp", z)), z), ONE, *signs))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (fn("log", k.mul(z, u)), k.add(fn("log", z), fn("log", u))),
        (k.root(k.power(z, 2)), z),
        (fn("log", Term("exp", z)), z),
        (k.root(k.mul(x, y)), k.mul(k.root(x), k.root(y))),
        (fn("conj", fn("log", z)), fn("log", fn("conj", z))),
    ],
)
def test_nothing_false_is_elaborated(left: Term, right: Term) -> None:
    with pytest.raises(KernelError):
        elaborated.linear(k.eq(left, right), ())


def test_a_period_too_many_is_not_elaborated() -> None:
    turn = k.mul(k.num(2), k.PI)
    goal = k.eq(k.add(fn("atan", x), turn), fn("atan", x))
    with pytest.raises(KernelError):
        elaborated.period(goal, I, ())


def test_powers_of_constants_that_are_apart() -> None:
    root = k.root(k.num(2))
    nested = k.root(k.add(k.num(3), k.mul(k.num(2), root)))
    goal = k.eq(nested, k.add(ONE, root))
    elaborated_and_replayed(draft.same_power(goal, 2))
    with pytest.raises(KernelError):
        elaborated.same_power(k.eq(root, k.neg(root)), 2)


def test_an_order_of_constants() -> None:
    elaborated_and_replayed(draft.apart(k.lt(k.num(3), k.PI)))
    elaborated_and_replayed(draft.apart(k.lt(k.neg(k.root(k.num(2))), k.neg(ONE))))
    for false in (k.lt(k.PI, k.num(3)), k.lt(k.PI, k.PI)):
        with pytest.raises(KernelError):
            elaborated.apart(false)


def test_false_identities_have_no_draft_to_elaborate() -> None:
    assert all(drafted(i) is None for i in own(["exponential"]) if i.truth == FALSE and not i.given)


def test_the_rule_for_enclosures_needs_no_hypotheses() -> None:
    thm = infer.law("enclosure", (k.root(k.num(2)), "re", ONE, k.num(2)))
    assert not thm.hypotheses
