"""The judge: attacks a claim, proves it, and says what it found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.definedness import strict
from symderiv.core.terms import Term
from symderiv.evaluate.evaluator import Model
from symderiv.explain.summary import Story, condition, told
from symderiv.judge import cross_check as numeric
from symderiv.judge.decision import Decision, formulas, place, unknown
from symderiv.judge.prepare import Line, Problem, prepare
from symderiv.judge.refutation import (
    Setting,
    by_negation,
    by_range,
    by_solving,
    by_witness,
    nowhere_defined,
)
from symderiv.judge.strictness import facts_of
from symderiv.language.page import Claim
from symderiv.language.verdict import Evidence, Kind, Numeric, Status, Verdict
from symderiv.normalize import draft as rule
from symderiv.normalize.draft import Theorem, certificate
from symderiv.prove import elementary
from symderiv.prove.context import Context, Unproved
from symderiv.prove.eventually import is_eventual
from symderiv.prove.prover import Prover
from symderiv.refute.search import MANY, Attack, attack, outcome, searching, values
from symderiv.render import LATEX, spelled, text

POINTS, MOST_POINTS = 2, 6  # points that the search for a proof is told of: for a piece, and in all
CHECKED_POINTS = 8  # points of the cross-check in floating point, all of the same sizes


def judge(claim: Claim) -> Verdict:
    """Decide a claim of a page. What the page itself raises is left to the runner, which knows its place."""
    start = time.perf_counter()
    return replace(decide(prepare(claim)).verdict, seconds=time.perf_counter() - start)


def decide(problem: Problem) -> Decision:
    """Attack, then prove, then compare; what is shown is printed from the kernel's terms."""
    with spelled(problem.spelling):
        setting = Setting(problem)
        if problem.kind is Kind.DEFINITION:
            return _definition(setting)
        return _decided(setting)


def _decided(setting: Setting) -> Decision:
    problem = setting.problem
    found = attack(setting.core, setting.searched, admits=setting.admits)
    if found.witness is not None:
        return by_witness(setting, found)
    if found.model is None and (decision := _contradictory(problem)) is not None:
        return decision
    if not found.points and (refuted := by_range(setting)) is not None:
        return refuted
    try:
        proof = _proof(setting, _points(found))
    except Unproved as error:
        return _refuted(setting, found) or unknown(problem).saying(message=str(error))
    model = _model(setting, proof.conditions, found)
    if model is None:
        return _without_model(setting, proof.conditions, found)
    story, lines = _story(problem, proof)
    decision = _proved(problem, proof)
    shown = decision.verdict.formulas
    assert shown is not None  # noqa: S101 - for the type checker
    return _compared(
        decision.saying(
            model=values(model, [setting.core, *setting.searched, *proof.conditions]),
            formulas=replace(shown, proof=lines),
            names=story.names,
            proof=story.lines,
            method=story.method,
            numeric=_cross_check(problem, found),
        )
    )


def _refuted(setting: Setting, found: Attack) -> Decision | None:
    """What a harder search finds, once no proof was found."""
    harder = attack(setting.core, setting.searched, MANY, setting.admits)
    if harder.witness is not None:
        return by_witness(setting, harder)
    return by_range(setting) or by_solving(setting) or by_negation(setting, found)


def _proved(problem: Problem, proof: _Proof) -> Decision:
    """The verdict that a theorem of the whole statement gives."""
    thm = proof.whole
    found = replace(
        unknown(problem),
        theorems=proof.steps,
        defined=proof.defined,
        conditions=proof.conditions,
    )
    return found.saying(
        status=Status.PROVED,
        evidence=Evidence.AXIOMS if thm.axioms else Evidence.CERTIFICATE,
        axioms=tuple(sorted(thm.axioms)),
        conditions=tuple(map(condition, proof.conditions)),
        formulas=formulas(problem, proof.conditions),
        certificate=certificate(thm),
    )


def _model(setting: Setting, conditions: Sequence[Term], found: Attack) -> Model | None:
    """A point at which the hypotheses and the conditions hold."""
    if found.model is None:
        return None
    for model in (found.model, *(model for _, _, model in found.agreeing)):
        if all(outcome(f, model)[0] for f in conditions):
            return model
    return next(searching([*setting.searched, *conditions], [setting.core]).models(), None)


class _Proof(NamedTuple):
    """A theorem of the statement and of its being defined, the theorems it consists of, the conditions."""

    whole: Theorem
    steps: tuple[Theorem, ...]
    defined: tuple[Theorem, ...]
    conditions: tuple[Term, ...]


def _proof(setting: Setting, points: Sequence[Model] = ()) -> _Proof:
    """Line by line: a part is defined by what the lines before its own have shown."""
    problem = setting.problem
    prover, ctx = Prover(text, problem.assumed, points), setting.context()
    conditions: list[Term] = []
    guards: dict[Term, Theorem] = {}
    steps: list[Theorem] = []
    whole: list[Theorem] = []
    numbers = elementary.concerns(problem.goal)
    for line, reading in zip(problem.lines, problem.readings, strict=True):
        for f, ranged in reading.guards:
            if f in guards:
                continue
            try:
                guards[f] = (
                    prover.defined(f, ctx) if numbers else prover.attempt(f, ctx) or prover.prove(f, ctx)
                )
            except Unproved:
                if ranged:
                    raise
                conditions.append(f)
                guards[f] = rule.assume(f)
                ctx = ctx.assuming(f)
            else:  # what follows so is seen again where it is needed, and then for all times
                ctx = ctx if is_eventual(f) else ctx.knowing(guards[f])
        try:
            thm = prover.prove(reading.core, ctx)
        except Unproved as error:
            raise Unproved(f"{place(problem, line)}{error}") from error
        ctx = ctx.knowing(thm)
        steps.append(thm)
        whole.append(reading.joined(thm, guards))
    thm = whole[0] if len(whole) == 1 else rule.both(*whole)
    if thm.conclusion != strict(problem.goal) or not thm.hypotheses <= {*problem.assumed, *conditions}:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    defined = [g for g in guards.values() if g.conclusion not in conditions]
    return _Proof(thm, tuple(steps), tuple(defined), tuple(conditions))


def _story(problem: Problem, proof: _Proof) -> tuple[Story, tuple[str, ...]]:
    """The proof in words, and its lines once more with their formulas in LaTeX."""
    steps = [(thm, line.reason) for thm, line in zip(proof.steps, problem.lines, strict=True)]
    with spelled(problem.spelling, LATEX):
        lines = told(steps, problem.hypotheses).lines
    return told(steps, problem.hypotheses), lines


def _points(found: Attack) -> list[Model]:
    """Points at which the hypotheses hold, a few for each piece of the statement."""
    few: dict[Term, list[Model]] = {}
    for piece, _, model in found.agreeing:
        few.setdefault(piece, []).append(model)
    return list({id(m): m for models in few.values() for m in models[-POINTS:]}.values())[:MOST_POINTS]


def _definition(setting: Setting) -> Decision:
    """Well-formed: every part is defined, given the hypotheses, and something satisfies the definition."""
    problem = setting.problem
    facts = [*setting.searched, *facts_of(problem.goal)]
    found = attack(k.TRUE, facts)
    if found.model is None and (decision := _contradictory(problem, problem.goal)) is not None:
        return decision
    guards = Problem([Line(None, k.and_(*setting.ranges, *setting.guards))], problem.hypotheses)
    attacked = attack(guards.goal, setting.searched)
    if attacked.witness is not None:
        return by_witness(setting, attacked)
    try:
        proof = _proof(Setting(guards))
    except Unproved as error:
        return unknown(problem).saying(message=str(error))
    if found.model is None:
        return _without_model(setting, proof.conditions, found)
    well_formed = proof._replace(steps=(), defined=(*proof.defined, *proof.steps))
    return _proved(problem, well_formed).saying(
        method="well-formed",
        proof=("every part is defined",),
        model=values(found.model, facts),
    )


def _contradictory(problem: Problem, *further: Term) -> Decision | None:
    """A claim under hypotheses that contradict each other certifies nothing."""
    ctx = Context().assuming(*problem.assumed, *map(strict, further))
    try:
        Prover(text).prove(k.FALSE, ctx)
    except Unproved:
        return None
    why = "the hypotheses contradict each other"
    return replace(unknown(problem), vacuous=True).saying(status=Status.ERROR, message=why)


def _without_model(setting: Setting, conditions: Sequence[Term], found: Attack) -> Decision:
    """What is proved, where no point is known at which the hypotheses and the conditions hold."""
    if (
        found.model is not None
        and (decision := nowhere_defined(setting, conditions, found.model)) is not None
    ):
        return replace(decision, vacuous=True)
    why = "proved, but no point satisfying the hypotheses is known; give one with example={...}"
    if conditions:
        why += f" (every part is defined if {'; '.join(map(condition, conditions))})"
    return replace(unknown(setting.problem), vacuous=bool(conditions)).saying(message=why)


def _cross_check(problem: Problem, found: Attack) -> Numeric | None:
    """Each relation that NumPy can evaluate, at points of the greatest sizes that were tried."""
    points, worst = 0, 0.0
    for line in problem.lines:
        for statement, term in numeric.matched(line.statement, line.formula):
            agreeing = [(s, m) for piece, s, m in found.agreeing if piece == term]
            if not agreeing:
                continue
            search, model = agreeing[-1]
            integers = {v.args[0]: model.scalars[v.args[0]] for v in search.integers}
            outcome = numeric.compare(statement, term, search.at(integers, CHECKED_POINTS))
            if outcome is not None:
                points += outcome.points
                worst = max(worst, outcome.max_relative_error)
    return Numeric(points, worst) if points else None


def _compared(decision: Decision) -> Decision:
    """A proof with which floating point disagrees is a conflict."""
    measured = decision.verdict.numeric
    if measured is None or measured.max_relative_error <= numeric.TOLERANCE:
        return decision
    return decision.saying(
        status=Status.CONFLICT,
        evidence=None,
        message=f"proved, yet floating point disagrees by {measured.max_relative_error:.1e}",
    )
