"""How steps that consist of others are told, one function for each kind: what is supposed, shown, concluded.

Each takes the narrator, the draft, and whether its conclusion was said already, and returns the number of the
step that concludes it.
"""

from __future__ import annotations

from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, Term
from symderiv.explain.formulas import listed
from symderiv.explain.narrator import Narrator, Telling, antisymmetry, is_split
from symderiv.judge.citations import FACTS, combined, peeled
from symderiv.normalize.draft import Draft
from symderiv.render.tidy import plain, tidy

# -- logic


def _parts(told: Narrator, core: Draft, stated: bool) -> str:
    number = ""
    alone = len(core.step[1]) == 1
    for n, part in enumerate(core.step[1]):
        number = told.proof_of(part, stated=stated and n == 0 and not told.outline.lead and alone)
    return number


def _inner(told: Narrator, core: Draft, stated: bool) -> str:
    return told.proof_of(core.step[1][-1], stated=stated)


def _let(told: Narrator, core: Draft, stated: bool) -> str:
    free: list[str] = []
    said: list[str] = []
    limits: list[Term] = []
    thm = core
    while thm.step[0] == "generalise":
        v, lo, hi, inner = thm.step[1]
        bounds = k.bounds(v, lo, hi)
        limits += bounds
        (said if bounds else free).append(told.formulas.math(k.and_(*bounds) if bounds else v))
        thm = peeled(inner)[0]
    said += [f"{listed(free)} be {'any numbers' if len(free) > 1 else 'any number'}"] if free else []
    told.outline.lead += f"Let {', and let '.join(said)}. "
    with told.formulas.knowing(*limits):
        return told.proof_of(inner, stated=stated and core.conclusion == inner.conclusion)


def _supposed(told: Narrator, core: Draft, _stated: bool) -> str:
    f, thm = core.step[1]
    lead, told.outline.lead = told.outline.lead, ""
    return told.block(f"{lead}Suppose {told.citations.suppose(f)}.", thm)


def _refuted(told: Narrator, core: Draft, stated: bool) -> str:
    f, thm = core.step[1]
    told.outline.lead += "" if stated else f"{told.formulas.math(plain(core.conclusion))}: "
    told.outline.lead += f"suppose, to reach a contradiction, {told.citations.suppose(f)}. "
    return told.proof_of(thm)


def _clash(told: Narrator, core: Draft, _stated: bool) -> str:
    thm, negation = core.step[1]
    denied = told.formulas.math(plain(negation.conclusion))
    if peeled(thm)[0].step[0] in FACTS:
        return told.outline.say(f"{told.reasons.cited(thm)} is impossible, since {denied}.")
    number = told.proof_of(thm)
    told.outline.add(f"This contradicts {denied}{told.reasons.sources(negation)}.")
    return number


def _false(told: Narrator, core: Draft, _stated: bool) -> str:
    thm = peeled(core.step[1][0])[0]
    if thm.step[0] != "positive":
        number = told.proof_of(core.step[1][0])
        told.outline.add("That is false.")
        return number
    told.premises(thm)
    _, products, *equations = thm.step[1]
    facts = dict.fromkeys(told.reasons.cited(t) for _, factors, _ in products for t in factors)
    equal = [f"({told.citations.cite(t)})" for _, t in combined(*equations)] if equations else []
    return told.outline.say(f"{listed([*facts, *equal])} cannot hold together.")


def _cases(told: Narrator, core: Draft, stated: bool) -> str:
    thm, *branches = core.step[1]
    between = antisymmetry(core)
    if between is not None:
        facts = listed(f"{told.reasons.cited(t)}{told.reasons.sources(t)}" for t in between)
        return told.outline.say(f"{told.formulas.math(plain(core.conclusion))}: {facts} leave nothing else.")
    if not is_split(thm):
        with told.outline.aside():
            told.named_proof_of(thm)
    known = told.citations.names
    why = f" by ({known[thm.conclusion]})" if thm.conclusion in known else ""
    number = told.outline.say(f"{told.claim(core, stated=stated)}there are {len(branches)} cases{why}.")
    with told.outline.below():
        for f, branch in zip(thm.conclusion.args, branches, strict=True):
            with told.case(f) as said:
                told.block(f"Case {said}.", branch, stated=branch.conclusion != FALSE)
    return number


def _factors(told: Narrator, core: Draft, _stated: bool) -> str:
    number = told.proof_of(core.step[1][0])
    told.outline.add("So one of the factors is 0.")
    return number


def _implied(told: Narrator, core: Draft, stated: bool) -> str:
    implication, thm = core.step[1]
    if peeled(implication)[0].step[0] == "induct":
        told.citations.name(implication.conclusion, f"step {told.proof_of(implication)}")
    if peeled(thm)[0].step[0] in FACTS:
        by = listed([told.reasons.cited(implication), told.reasons.cited(thm)])
        return told.outline.say(f"{told.claim(core, stated=stated)}this follows from {by}.")
    told.proof_of(thm)
    told.outline.add(f"So {told.formulas.math(core.conclusion)}, by {told.reasons.cited(implication)}.")
    return told.outline.number


# -- induction and existence


def _induction(told: Narrator, core: Draft, stated: bool) -> str:
    v, lo, f, base, step = core.step[1]
    now, after = (told.formulas.math(t) for t in (v, k.add(v, ONE)))
    start = told.formulas.math(k.eq(v, lo))
    claim = told.claim(core, stated=stated)
    number = told.outline.say(f"{claim}by induction on {now}, from {start} on.")
    with told.outline.below():
        told.block(f"Base, {start}.", base)
        with told.formulas.knowing(k.le(lo, v)):
            told.block(f"Step from {now} to {after}: suppose {told.citations.suppose(f)}.", step)
    return number


def _instances(told: Narrator, core: Draft, _stated: bool) -> str:
    taken: list[str] = []
    f, value, thm = core.step[1]
    while True:
        taken.append(told.formulas.math(k.eq(k.var(str(f.args[0]), f.args[1]), tidy(value))))
        inner = peeled(thm)[0]
        if inner.step[0] != "ex_intro":
            break
        f, value, thm = inner.step[1]
    told.outline.lead += f"Take {listed(taken)}. "
    return told.proof_of(thm)


def _choice(told: Narrator, core: Draft, _stated: bool) -> str:
    existence, v, thm = core.step[1]
    with_ = told.citations.suppose(k.open_(existence.conclusion, v))
    told.outline.lead += f"Choose {told.formulas.math(v)} with {with_}. "
    return told.proof_of(thm)


# -- sums, means and limits


def _summands(told: Narrator, core: Draft, stated: bool) -> str:
    v, lo, hi, thm = core.step[1]
    bounds = k.bounds(v, lo, hi)
    where = told.formulas.math(k.and_(*bounds))
    number = told.outline.say(f"{told.claim(core, stated=stated)}summand by summand, for {where}.")
    with told.outline.below(), told.formulas.knowing(*bounds):
        told.proof_of(thm)
    return number


def _means(told: Narrator, core: Draft, stated: bool) -> str:
    claim = told.claim(core, stated=stated)
    number = told.outline.say(f"{claim}take the mean of both sides of what follows.")
    with told.outline.below():
        told.proof_of(core.step[1][0])
    return number


def _rewritten(told: Narrator, core: Draft, stated: bool) -> str:
    _, _, equation, thm = core.step[1]
    a, b = (tidy(side) for side in equation.conclusion.args)
    if a == b:
        return told.proof_of(thm, stated=stated)
    if core.conclusion.op == "tends":
        number = told.proof_of(thm)
        told.outline.add(f"Here {told.formulas.math(k.eq(a, b))}{told.reasons.sources(equation)}.")
        return number
    told.outline.lead += f"Here {told.formulas.math(k.eq(b, a))}. "
    return told.proof_of(thm)


def _limit(told: Narrator, core: Draft, _stated: bool) -> str:
    v, lo, _, _, limits, same = core.step[1]
    rewritten = ""
    if same.conclusion.args[0] != same.conclusion.args[1]:
        with told.outline.aside(), told.formulas.knowing(k.le(lo, v)):
            rewritten = f"By step {told.proof_of(same)}, and "
    known = listed(f"{told.formulas.math(t.conclusion)}{told.reasons.of_limit(t)}" for t in limits)
    value = tidy(core.conclusion.args[1])
    conclusion = told.formulas.math(k.tends(v, k.open_(core.conclusion, v), value))
    by = f"by the algebra of limits, with {known}" if known else "as a constant"
    return told.outline.say(f"{rewritten}{by}, {conclusion}.")


def _one_limit(told: Narrator, core: Draft, _stated: bool) -> str:
    new = (t for t in core.step[1] if isinstance(t, Draft) and peeled(t)[0].step[0] not in FACTS)
    steps = [f"step {told.proof_of(t)}" for t in new]
    because = f", by {listed(steps)}" if steps else ""
    what = "a sequence has one limit only" if core.step[0] == "limit_unique" else "limits keep the order"
    return told.outline.say(f"{told.claim(core, stated=False)}{what}{because}.")


def _squeezed(told: Narrator, core: Draft, _stated: bool) -> str:
    v, lo, _, small, order = core.step[1]
    with told.outline.aside(), told.formulas.knowing(k.le(lo, v)):
        below = told.proof_of(order)
    bound = told.formulas.math(k.tends(v, k.open_(small.conclusion, v), ZERO))
    why = "" if peeled(small)[0].step[0] in FACTS else f" by step {told.proof_of(small)}"
    conclusion = told.formulas.math(k.tends(v, k.open_(core.conclusion, v), ZERO))
    return told.outline.say(f"By step {below}, and {bound}{why}, {conclusion}.")


TELLINGS: Final[dict[str, Telling]] = {
    "and_intro": _parts,
    "generalise": _let,
    "or_intro": _inner,
    "ex_falso": _inner,
    "surely": _inner,
    "at_outcome": _inner,
    "discharge": _supposed,
    "negate": _refuted,
    "contradict": _clash,
    "absurd": _false,
    "by_cases": _cases,
    "zero_product": _factors,
    "induct": _induction,
    "ex_intro": _instances,
    "ex_elim": _choice,
    "under_sum": _summands,
    "under_mean": _means,
    "rewrite": _rewritten,
    "limit_of": _limit,
    "limit_unique": _one_limit,
    "limit_order": _one_limit,
    "limit_squeeze": _squeezed,
    "modus_ponens": _implied,
}
