"""The judge: attacks a claim, proves it, and says what it found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.evaluator import Model
from symderiv.explain.summary import Story, condition, told
from symderiv.judge import cross_check as numeric
from symderiv.judge.decision import Decision, formulas, place, unknown
from symderiv.judge.prepare import Line, Problem, prepare
from symderiv.judge.refutation import by_negation, by_solving, by_witness, with_definedness
from symderiv.language.page import Claim
from symderiv.language.verdict import Evidence, Kind, Numeric, Status, Verdict
from symderiv.normalize import draft as rule
from symderiv.normalize.draft import Theorem, certificate
from symderiv.prove import elementary
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover
from symderiv.refute.search import MANY, Attack, attack, outcome, searching
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
        hypotheses, searched = with_definedness(problem.hypotheses)
        if problem.kind is Kind.DEFINITION:
            return _definition(problem, hypotheses, searched)
        return _decided(problem, hypotheses, searched)


def _decided(problem: Problem, hypotheses: list[Term], searched: list[Term]) -> Decision:
    goal = problem.goal
    found = attack(goal, searched)
    if found.model is None:
        return _without_model(problem, hypotheses)
    if found.witness is not None:
        return by_witness(problem, searched, found)
    try:
        proof = _proof(problem, hypotheses, _points(found))
    except Unproved as error:
        harder = attack(goal, searched, MANY)
        if harder.witness is not None:
            return by_witness(problem, searched, harder)
        refuted = by_solving(problem, searched) or by_negation(problem, searched, found)
        return refuted or unknown(problem).saying(message=str(error))
    if proof.conditions and not _possible(proof.conditions, found, searched, goal):
        listed = "; ".join(map(condition, proof.conditions))
        why = f"no point was found at which the hypotheses hold and every part is defined ({listed})"
        return unknown(problem).saying(status=Status.ERROR, message=why)
    story, lines = _story(problem, proof)
    decision = _proved(problem, proof)
    shown = decision.verdict.formulas
    assert shown is not None  # noqa: S101 - for the type checker
    return _compared(
        decision.saying(
            formulas=replace(shown, proof=lines),
            names=story.names,
            proof=story.lines,
            method=story.method,
            numeric=_cross_check(problem, found),
        )
    )


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


def _possible(conditions: Sequence[Term], found: Attack, searched: list[Term], goal: Term) -> bool:
    """Whether there is a point at which the hypotheses and the conditions hold."""
    if any(outcome(f, model)[0] is True for f in [k.and_(*conditions)] for _, _, model in found.agreeing):
        return True
    return next(searching([*searched, *conditions], [goal]).models(), None) is not None


class _Proof(NamedTuple):
    """A theorem of the statement and of its being defined, the theorems it consists of, the conditions."""

    whole: Theorem
    steps: tuple[Theorem, ...]
    defined: tuple[Theorem, ...]
    conditions: tuple[Term, ...]


def _proof(problem: Problem, hypotheses: list[Term], points: Sequence[Model] = ()) -> _Proof:
    """Line by line: a part is defined by what the lines before its own have shown."""
    prover = Prover(text, hypotheses, points)
    ctx = Context(names=dict(problem.hypotheses)).assuming(*hypotheses)
    conditions: list[Term] = []
    defined: list[Theorem] = []
    steps: list[Theorem] = []
    needed: set[Term] = set()
    numbers = elementary.concerns(problem.goal)
    for line in problem.lines:
        for strict, f in k.obligations(line.formula):
            if f in needed:
                continue
            needed.add(f)
            try:
                lemma = prover.defined(f, ctx) if numbers else prover.attempt(f, ctx) or prover.prove(f, ctx)
            except Unproved:
                if strict:
                    raise
                conditions.append(f)
                ctx = ctx.assuming(f)
            else:
                defined.append(lemma)
                ctx = ctx.knowing(lemma)
        try:
            thm = prover.prove(line.formula, ctx)
        except Unproved as error:
            raise Unproved(f"{place(problem, line)}{error}") from error
        ctx = ctx.knowing(thm)
        steps.append(thm)
    thm = steps[0] if len(steps) == 1 else rule.both(*steps)
    whole = rule.both(*defined, thm) if defined else thm
    expected = k.and_(*(d.conclusion for d in defined), problem.goal) if defined else problem.goal
    if whole.conclusion != expected or not whole.hypotheses <= {*hypotheses, *conditions}:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    return _Proof(whole, tuple(steps), tuple(defined), tuple(conditions))


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


def _definition(problem: Problem, hypotheses: list[Term], searched: list[Term]) -> Decision:
    """Well-formed: every part is defined, given the hypotheses, and something satisfies the definition."""
    goal = problem.goal
    found = attack(k.TRUE, [*searched, goal])
    if found.model is None:
        return _without_model(problem, [*hypotheses, goal])
    defined = k.and_(*dict.fromkeys(f for _, f in k.obligations(goal)))
    attacked = attack(defined, searched)
    if attacked.witness is not None:
        return by_witness(problem, searched, attacked)
    try:
        proof = _proof(Problem([Line(None, defined)], problem.hypotheses), hypotheses)
    except Unproved as error:
        return unknown(problem).saying(message=str(error))
    well_formed = proof._replace(steps=(), defined=(*proof.defined, *proof.steps))
    return _proved(problem, well_formed).saying(method="well-formed", proof=("every part is defined",))


def _without_model(problem: Problem, hypotheses: list[Term]) -> Decision:
    """A claim under hypotheses that nothing was found to satisfy certifies nothing."""
    prover = Prover(text)
    try:
        prover.prove(k.FALSE, Context().assuming(*hypotheses))
        why = "the hypotheses contradict each other"
    except Unproved:
        why = "no point satisfying the hypotheses was found"
    return unknown(problem).saying(status=Status.ERROR, message=why)


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
