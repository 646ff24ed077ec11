"""The judge: attacks a claim, proves it, and says what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import Counterexample
from symderiv.evaluate.model import Model
from symderiv.judge import cross_check as numeric
from symderiv.judge.certify import Certified, certified
from symderiv.judge.decision import Decision, Grounds, formulas, place, unknown
from symderiv.judge.prepare import Line, Problem, prepare, vet
from symderiv.judge.refutation import Setting, by_negation, by_range, by_solving, nowhere_defined, refuted
from symderiv.judge.strictness import facts_of
from symderiv.judge.summary import ProofSummary, summarize, untold
from symderiv.language.errors import readable
from symderiv.language.page import Claim
from symderiv.language.strict import strict
from symderiv.language.verdict import Kind, Numeric, Status, Verdict, Words
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove import chance, elementary
from symderiv.prove.context import Context, Unproved
from symderiv.prove.contradiction import contradiction
from symderiv.prove.eventually import from_first, is_eventual
from symderiv.prove.oracles import ask, counted, each
from symderiv.prove.prover import Prover
from symderiv.refute.freeze import accepted, accepting, frozen
from symderiv.refute.models import ModelFinder
from symderiv.refute.sampling import Points
from symderiv.refute.search import FEW, MANY, Attack, outcome, search_counterexample, searching, values
from symderiv.render.inline import Inline
from symderiv.render.tidy import condition

POINTS, MOST_POINTS = 2, 6  # points that the search for a proof is told of: for a piece, and in all
MAX_DOUBTS = 12  # models of which a proof is missing, before no more are tried
MODELS = 40  # further models that are tried for what has been proved
CHECKED_POINTS = 8  # points of the cross-check in floating point, all of the same sizes


def judge(claim: Claim, *, words: Words = Words.LATEX) -> Verdict:
    """Decide a claim of a page. What the page itself raises is left to the runner, which knows its place."""
    start = time.perf_counter()
    return replace(decide(prepare(claim), words=words).verdict, seconds=time.perf_counter() - start)


def decide(problem: Problem, *, words: Words = Words.LATEX) -> Decision:
    """Attack, then prove, then compare; what is shown is printed from the core's terms."""
    with counted() as faults:
        with readable():  # what cannot be printed cannot be told
            nothing = unknown(problem).saying(message="the search has a fault, and found nothing")
            problem = vet(problem)
        decision = ask("judge", lambda: _found(problem, words), nothing)
    return decision.saying(faults=faults.listed())


def _found(problem: Problem, words: Words) -> Decision:
    setting = Setting(problem)
    if (decision := without_example(setting)) is not None:
        return decision
    if problem.kind is Kind.DEFINITION:
        return _definition(setting)
    return _decided(setting, words)


def _decided(setting: Setting, words: Words) -> Decision:
    problem = setting.problem
    found = _attacked(setting, FEW)
    if found.counterexample is not None and (decision := refuted(setting, found.counterexample)) is not None:
        return decision
    if found.model is None and (decision := _contradictory(problem)) is not None:
        return decision
    decision = None if found.points else ask("definedness", lambda: _ill_formed(setting, found), None)
    if decision is not None:
        return decision
    try:
        proof = _proof_of_all(setting, _points(found))
        certificate = _certified(problem, proof)
    except Unproved as error:
        return _refuted(setting, found) or _open(setting, found, _said(error))
    data = _model(setting, proof.conditions, found)
    if data is None:
        return _without_model(setting, proof.conditions, found)
    summary, lines = ask("summary", lambda: _summary(problem, proof, words), _no_summary(problem))
    decision = proved(setting, proof.conditions, certificate, data)
    terms = decision.verdict.formulas
    assert terms is not None  # noqa: S101 - for the type checker
    told = replace(decision, theorems=proof.steps, defined=proof.defined).saying(
        formulas=replace(terms, proof=lines), names=summary.names, proof=summary.lines, method=summary.method
    )
    return cross_checked(problem, told, _points_of_relations(problem, found, data))


def _ill_formed(setting: Setting, found: Attack) -> Decision | None:
    """What is undefined somewhere, by an index, or everywhere, by the hypotheses."""
    return by_range(setting) or nowhere_defined(setting, found.model)


def _refuted(setting: Setting, found: Attack) -> Decision | None:
    """What a harder search finds, once no proof was found."""
    harder = _attacked(setting, MANY)
    decision = None if harder.counterexample is None else refuted(setting, harder.counterexample)
    return (
        decision
        or ask("by_range", lambda: by_range(setting), None)
        or ask("by_solving", lambda: by_solving(setting), None)
        or ask("by_negation", lambda: by_negation(setting, found), None)
    )


def _attacked(setting: Setting, enough: int) -> Attack:
    return ask("counterexample search", lambda: setting.attack(enough), Attack())


def _said(error: Unproved) -> str:
    """The message of a failed proof; its text is made only when it is wanted."""
    return ask("message", lambda: str(error), "no proof was found")


def _certified(problem: Problem, proof: _Proof) -> Certified:
    """The core's theorem of the strict statement under its hypotheses and the conditions."""
    given = {*problem.assumed, *proof.conditions}
    made = ask(
        "elaboration",
        lambda: certified(proof.whole, strict(problem.goal), given),
        None,
        passing=(Unproved,),
    )
    if made is None:
        raise Unproved("a proof was found that the core has not accepted")
    return made


def proved(
    setting: Setting, conditions: tuple[Term, ...], certificate: Certified, data: Counterexample
) -> Decision:
    """The verdict that a theorem of the whole statement gives, with a point at which its hypotheses and
    conditions hold; what is doubted of the hypotheses' derivatives is a condition, too."""
    problem = setting.problem
    conditions = tuple(dict.fromkeys((*problem.doubted, *conditions)))
    found = replace(unknown(problem), conditions=conditions, grounds=Grounds(model=data))
    told: dict[str, str] = ask("values", lambda: _values(setting, conditions, data), {})
    return found.saying(
        status=Status.PROVED,
        evidence=certificate.evidence,
        axioms=certificate.axioms,
        conditions=tuple(condition(f, problem.spelling) for f in conditions),
        formulas=formulas(problem, conditions),
        certificate=certificate.steps,
        model=told,
        example=replace(data, proofs={}),
    )


def _values(setting: Setting, conditions: Sequence[Term], data: Counterexample) -> dict[str, str]:
    """The point in words: with the values that hypotheses, conditions and the statement ask for there."""
    model, asked = data.model(), [*setting.problem.facts, *conditions, setting.core]
    for f in asked:
        outcome(f, model)
    return values(model, asked, setting.problem.shown)


def _model(setting: Setting, further: Sequence[Term], found: Attack) -> Counterexample | None:
    """A point at which the checker accepts that the hypotheses hold, and conditions or a definition: the
    author's example, one that is known, or another that is found."""
    formulas, doubts = [*setting.facts, *further], list[Model]()
    known = [*_examples(setting, further), *filter(None, [found.model]), *(m for _, _, m in found.agreeing)]
    for model in chain(known, _found_models(setting, further) if found.model is not None else ()):
        data = ask("model", partial(accepted, model, formulas, setting.follows, doubts), None)
        if data is not None:
            return data
        if len(doubts) >= MAX_DOUBTS:
            break
    return None


def _found_models(setting: Setting, further: Sequence[Term]) -> Iterator[Model]:
    """Further models; and such as are found with the help of what has been proved, which holds at each."""
    hypotheses = [*setting.searched, *further]
    for helped in (hypotheses, [*hypotheses, setting.core]):
        searched = searching(helped, [setting.core]).models()
        yield from islice(each("model search", searched), MODELS)


def _examples(setting: Setting, further: Sequence[Term] = ()) -> Iterator[Model]:
    """The author's example, where there is one; sequences go on by the laws that are given."""
    if setting.problem.example is not None:
        laws = ModelFinder([*setting.searched, *further], [setting.core]).laws
        yield setting.problem.example.model(laws)


def without_example(setting: Setting) -> Decision | None:
    """The decision on a claim whose example contradicts a hypothesis or is of something else; else None."""
    problem, example = setting.problem, setting.problem.example
    if example is None:
        return None
    formulas = (problem.goal, *problem.hypotheses)
    amiss = list(example.objections(formulas, problem.spelling))
    if not amiss:
        models = list(_examples(setting))
        amiss = [stray for model in models for stray in example.strays(formulas, model)]
        false = (f for f in setting.facts for model in models if outcome(f, model) is False)
        amiss += [f"does not satisfy the hypothesis {problem.shown(f)}" for f in false]
    return unknown(problem).saying(status=Status.ERROR, message=f"the example {amiss[0]}") if amiss else None


class _Proof(NamedTuple):
    """A theorem of the statement and of its being defined, the theorems it consists of, the conditions."""

    whole: Draft
    steps: tuple[Draft, ...]
    defined: tuple[Draft, ...]
    conditions: tuple[Term, ...]


def _proof_of_all(setting: Setting, points: Sequence[Model]) -> _Proof:
    """A proof from the claim's own hypotheses, as its reader would look for it; or else from these and all
    that the claims cited bring."""
    alone = setting.problem.alone
    if len(alone.hypotheses) < len(setting.problem.hypotheses):
        proof = ask("proof without what came along", lambda: _attempted(alone, points), None)
        if proof is not None and not proof.conditions:
            return proof
    return _proof(setting, points)


def _attempted(problem: Problem, points: Sequence[Model]) -> _Proof | None:
    try:
        return _proof(Setting(problem), points)
    except Unproved:
        return None


def _proof(setting: Setting, points: Sequence[Model] = ()) -> _Proof:
    """A proof of the statement, line by line; that parts of a line are defined may rest on the lines before
    it."""
    problem = setting.problem
    prover, ctx = Prover(problem.shown, problem.assumed, points), setting.context()
    none: list[Draft] = []
    ctx = ctx.knowing(*ask("laws", partial(chance.consequences, prover, ctx), none))
    conditions: list[Term] = []
    guards: dict[Term, Draft] = {}
    steps: list[Draft] = []
    whole: list[Draft] = []
    numbers = elementary.concerns(problem.goal)
    for line, reading in zip(problem.lines, problem.readings, strict=True):
        for f, ranged in reading.guards:
            if f in guards:
                continue
            try:
                guards[f], lemma = _guarded(prover, f, ctx, numbers=numbers)
            except Unproved:
                if ranged:
                    raise
                conditions.append(f)
                guards[f] = draft.assume(f)
                ctx = ctx.assuming(f)
            else:
                ctx = ctx.knowing(lemma)
        try:
            thm = prover.prove(reading.core, ctx)
        except Unproved as error:
            raise Unproved(f"{place(problem, line)}{error}") from error
        ctx = ctx.knowing(thm)
        steps.append(thm)
        whole.append(reading.joined(thm, guards))
    thm = whole[0] if len(whole) == 1 else draft.and_intro(*whole)
    if problem.implied:  # what came along and is no hypothesis is proved as well
        thm = draft.and_elim(draft.and_intro(*problem.implied, thm), len(problem.implied))
    for f in conditions[:-1]:  # what a later one implies was not known when it was met
        others = [c for c in conditions if c != f]
        with suppress(Unproved):
            guards[f] = Prover(problem.shown).prove(f, setting.context().assuming(*others))
            conditions, thm = others, draft.cut(thm, guards[f])
    if thm.conclusion != strict(problem.goal) or not thm.hypotheses <= {*problem.assumed, *conditions}:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    defined = [g for g in guards.values() if g.conclusion not in conditions]
    return _Proof(thm, tuple(steps), tuple(defined), tuple(conditions))


def _guarded(prover: Prover, f: Term, ctx: Context, *, numbers: bool) -> tuple[Draft, Draft]:
    """A theorem of a guard, and one to go on with, which may be stronger: from 1 on, not from some time
    on."""
    if is_eventual(f) and (always := prover.attempt(from_first(f), ctx)) is not None:
        return draft.ex_intro(f, k.ONE, always), always
    thm = prover.defined(f, ctx) if numbers else prover.attempt(f, ctx) or prover.prove(f, ctx)
    return thm, thm


def _summary(problem: Problem, proof: _Proof, words: Words) -> tuple[ProofSummary, tuple[str, ...]]:
    """The proof in words, and its lines once more with formulas in LaTeX, as far as it is to be told."""
    if words is Words.NONE:
        return untold(proof.steps, problem.hypotheses), ()
    steps = [(thm, line.reason) for thm, line in zip(proof.steps, problem.lines, strict=True)]
    lines: tuple[str, ...] = ()
    if words is Words.LATEX:
        lines = summarize(steps, problem.hypotheses, Inline(problem.spelling, typeset=True)).lines
    return summarize(steps, problem.hypotheses, Inline(problem.spelling)), lines


def _no_summary(problem: Problem) -> tuple[ProofSummary, tuple[str, ...]]:
    """A proof without words: what was proved does not depend on them."""
    return ProofSummary(("",) * len(problem.hypotheses), (), ""), ()


def _points(found: Attack) -> list[Model]:
    """Points at which the hypotheses hold, a few for each piece of the statement."""
    few: dict[Term, list[Model]] = {}
    for piece, _, model in found.agreeing:
        few.setdefault(piece, []).append(model)
    return list({id(m): m for models in few.values() for m in models[-POINTS:]}.values())[:MOST_POINTS]


def _definition(setting: Setting) -> Decision:
    """Well-formed: every part is defined, given the hypotheses, and something satisfies the definition."""
    problem = setting.problem
    said = facts_of(problem.goal)
    finder = searching([*setting.searched, *said], [])
    found = ask("model search", lambda: Attack(next(finder.models(), None)), Attack())
    if found.model is None and (decision := _contradictory(problem, problem.goal)) is not None:
        return decision
    guards = well_formedness(setting)
    accepts = accepting(guards.goal, setting.facts, setting.follows)
    attacked, exact = Attack(), setting.necessary == setting.guards
    if exact:  # else it may be defined where they do not hold
        search = partial(search_counterexample, guards.goal, setting.searched, accepts)
        attacked = ask("counterexample search", search, attacked)
    if attacked.counterexample is not None:
        decision = refuted(setting, attacked.counterexample, guards.goal)
        if decision is not None:
            return decision
    try:
        proof = _proof(Setting(guards))
        certificate = _certified(guards, proof)
    except Unproved as error:
        solved = ask("by_solving", lambda: by_solving(Setting(guards)), None) if exact else None
        data = None if solved is None else solved.verdict.counterexample
        decision = None if data is None else refuted(setting, data, guards.goal)
        return decision or unknown(problem).saying(message=_said(error))
    data = _model(setting, [*said, *proof.conditions], found)
    if data is None:
        return _without_model(setting, proof.conditions, found)
    decision = proved(setting, proof.conditions, certificate, data)
    return as_definition(replace(decision, defined=(*proof.defined, *proof.steps)))


def well_formedness(setting: Setting) -> Problem:
    """What is to be proved of a definition: that every part of it is defined."""
    parts = Line(None, k.and_(*setting.ranges, *setting.guards))
    problem = setting.problem
    return Problem([parts], problem.hypotheses, spelling=problem.spelling, implied=problem.implied)


def as_definition(decision: Decision) -> Decision:
    """The verdict on a definition: well-formed, where its parts were proved to be defined."""
    return decision.saying(method="well-formed", proof=("every part is defined",))


def _contradictory(problem: Problem, *further: Term) -> Decision | None:
    """The decision on a claim whose hypotheses contradict each other, by a theorem of the core; else None."""
    hypotheses = [*problem.assumed, *map(strict, further)]
    thm = ask("contradiction", lambda: contradiction(Prover(problem.shown), hypotheses), None)
    try:
        if thm is None or not certified(thm, k.FALSE, set(hypotheses)):
            return None
    except Unproved:
        return None
    if problem.doubted:  # they may hold elsewhere
        needed = " and ".join(condition(f, problem.spelling) for f in problem.doubted)
        elsewhere = "nothing tells whether their derivatives exist elsewhere"
        why = f"the hypotheses hold nowhere where {needed}, and {elsewhere}"
        return unknown(problem).saying(status=Status.ERROR, message=why)
    why = "the hypotheses contradict each other"
    return replace(unknown(problem), vacuous=True).saying(status=Status.ERROR, message=why)


def _open(setting: Setting, found: Attack, message: str) -> Decision:
    """The decision where nothing was proved or refuted; a contradiction between the hypotheses is told."""
    seen = found.model is not None and _model(setting, (), found) is None
    decision = _contradictory(setting.problem) if seen else None
    return decision or unknown(setting.problem).saying(message=message)


def _without_model(setting: Setting, conditions: Sequence[Term], found: Attack) -> Decision:
    """The decision on what is proved, where no point is known at which hypotheses and conditions hold."""
    decision = ask("definedness", lambda: nowhere_defined(setting, found.model), None)
    if decision is None and found.model is not None:
        decision = _contradictory(setting.problem)
    if decision is not None:
        return decision
    why = "proved, but no point satisfying the hypotheses is known; give one with example={...}"
    if conditions:
        spelled = (condition(f, setting.problem.spelling) for f in conditions)
        why += f" (every part is defined if {'; '.join(spelled)})"
    return replace(unknown(setting.problem), vacuous=bool(conditions)).saying(message=why)


def relations(problem: Problem) -> list[tuple[Any, Term]]:
    """The relations that the cross-check looks at: SymPy's statements, and the terms."""
    return [pair for line in problem.lines for pair in numeric.matched(line.statement, line.formula)]


def _points_of_relations(
    problem: Problem, found: Attack, model: Counterexample
) -> dict[int, tuple[Counterexample, ...]]:
    """Points at which relations are compared, by their numbers: of the greatest sizes that were tried."""
    chosen: dict[int, tuple[Counterexample, ...]] = {}
    for n, (statement, term) in enumerate(relations(problem)):
        agreeing = [(search, at) for piece, search, at in found.agreeing if piece == term]
        work = partial(_chosen, statement, term, agreeing or [(None, model.model())])
        points: tuple[Counterexample, ...] = ask("cross-check", work, ())
        if points:
            chosen[n] = points
    return chosen


def _chosen(
    statement: Any, term: Term, agreeing: Sequence[tuple[ModelFinder | Points | None, Model]]
) -> tuple[Counterexample, ...]:
    """A point that is known and others of its sizes, as many as are known, and further ones; none, where the
    relation cannot be evaluated there."""
    search, model = agreeing[-1]
    if numeric.compare(statement, term, [model]) is None:
        return ()
    if search is None:
        return (frozen(model),)
    integers = {v.args[0]: model.scalars[v.args[0]] for v in search.integers}
    others = [m for _, m in agreeing[:-1] if all(m.scalars[n] == size for n, size in integers.items())]
    others = others[1 - CHECKED_POINTS :]
    further = (
        search.at(integers, CHECKED_POINTS - 1 - len(others)) if len(others) < CHECKED_POINTS - 1 else []
    )
    for other in further:
        outcome(term, other)  # which asks for all values that are needed
    return tuple(map(frozen, (model, *others, *further)))


def cross_checked(
    problem: Problem, decision: Decision, points: Mapping[int, tuple[Counterexample, ...]]
) -> Decision:
    """A proof, compared at these points; one with which floating point disagrees is a conflict."""
    measured = ask("cross-check", lambda: _measured(problem, points), None)
    grounds = None if decision.grounds is None else replace(decision.grounds, compared=points)
    decision = replace(decision, grounds=grounds).saying(numeric=measured)
    if measured is None or measured.max_relative_error <= numeric.TOLERANCE:
        return decision
    return decision.saying(
        status=Status.CONFLICT,
        evidence=None,
        message=f"proved, yet floating point disagrees by {measured.max_relative_error:.1e}",
    )


def _measured(problem: Problem, points: Mapping[int, tuple[Counterexample, ...]]) -> Numeric | None:
    """Each relation that NumPy can evaluate, at its points."""
    count, worst = 0, 0.0
    for n, (statement, term) in enumerate(relations(problem)):
        models = [p.model() for p in points.get(n, ())]
        compared = partial(numeric.compare, statement, term, models)
        measured = ask("cross-check", compared, None) if models else None
        if measured is not None:
            count += measured.points
            worst = max(worst, measured.max_relative_error)
    return Numeric(count, worst) if count else None
