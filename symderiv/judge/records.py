"""Records of verdicts: what a search has found, as JSON, and the same verdict from it without a search.

Nothing in a record is believed.  A certificate is replayed by the core, and its theorem compared with the
statement as it is translated now; a counterexample or a model is evaluated afresh; the cross-check is made
again at its points.  Words (how the proof goes) are neither evidence nor checked, and shown as such: the
digest of the record tells damage from what was written, and no more.  What goes into papers is told anew.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from symderiv.core import terms as k
from symderiv.core.certificate import certificate, replay
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.counterexample import Counterexample, decoded, satisfies
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.judge import cross_check as numeric
from symderiv.judge.certify import Certified, accepted_as
from symderiv.judge.decide import (
    as_definition,
    cross_checked,
    decide,
    proved,
    relations,
    well_formedness,
    without_example,
)
from symderiv.judge.decision import Decision
from symderiv.judge.prepare import Problem, prepare, vet
from symderiv.judge.refutation import Setting, refuted
from symderiv.judge.strictness import facts_of
from symderiv.judge.summary import is_method, names_of
from symderiv.language.errors import StatementError
from symderiv.language.page import Claim
from symderiv.language.verdict import Found, Kind, Status, Verdict, Words
from symderiv.prove.context import Unproved
from symderiv.prove.oracles import counted
from symderiv.refute.freeze import certified, proves
from symderiv.render.inline import Inline

Record = dict[str, Any]

_MALFORMED: Final = (
    TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError, Undecided, Undefined
)  # fmt: skip


class StaleError(Exception):
    """A record that does not give the claim's verdict; the message says why."""


def judge(
    claim: Claim, *, words: Words = Words.LATEX, records: Sequence[Any] = (), fresh: bool = False
) -> Verdict:
    """The verdict on a claim from the first of its records that gives one, or else by a search, which leaves
    a record behind.  ``fresh`` searches in any case, and notes where the records say something else.

    What the page itself raises is left to the runner, which knows its place.
    """
    start = time.perf_counter()
    _, decision = decided(claim, words=words, records=records, fresh=fresh)
    return replace(decision.verdict, seconds=time.perf_counter() - start)


def decided(
    claim: Claim, *, words: Words, records: Sequence[Any] = (), fresh: bool = False
) -> tuple[Problem, Decision]:
    """The claim as a problem, and the decision that its verdict is of; one from a record has no drafts."""
    problem = prepare(claim)
    known, stale = (None, []) if fresh else _known(problem, records, words)
    if known is not None:
        told = _told_anew(known.verdict, problem) if words is Words.LATEX else known.verdict
        return problem, replace(known, verdict=replace(told, found=Found.CHECKED))
    decision = decide(problem, words=words)
    made = record(decision, words)
    if fresh and records and not _is_again(records[0], made):
        known, stale = _known(problem, records, words)
        if known is not None and _told(known.verdict) != _told(decision.verdict):
            found, said = decision.verdict.status, known.verdict.status
            stale.append(f"a search finds something else: {found}, where it says {said}")
    return problem, decision.saying(stale=stale[0] if stale else None, record=made)


def _told_anew(known: Verdict, problem: Problem) -> Verdict:
    """The verdict with the words of a proof that is found now, if these are the reason of its only line: a
    paper prints that without a word on where it is from."""
    if not known.retold or len(problem.lines) > 1 or problem.lines[0].reason:
        return known
    again = decide(problem, words=Words.LATEX).verdict
    if again.status is not Status.PROVED or again.conditions != known.conditions:
        return replace(known, proof=(), method="", retold=False)
    return replace(known, proof=again.proof, method=again.method, formulas=again.formulas, retold=False)


def _known(problem: Problem, records: Sequence[Any], words: Words) -> tuple[Decision | None, list[str]]:
    """The decision of the first record that gives one, and why those before it give none."""
    stale: list[str] = []
    for data in records:
        try:
            return recalled(problem, data, words), stale
        except StaleError as error:
            stale.append(str(error))
    return None, stale


def _is_again(data: Any, made: Record | None) -> bool:
    """Whether a record is whole, and says what a search has made again: another proof of the same is no other
    verdict, and its words are those of the search."""
    try:
        whole = data["digest"] == _digest(_without(data, "digest"))
    except _MALFORMED:
        return False
    aside = ("digest", "certificate", "words")
    return whole and made is not None and _digest(_without(data, *aside)) == _digest(_without(made, *aside))


def _told(v: Verdict) -> tuple[Any, ...]:
    """The parts of a verdict that are the same, whether it was searched or checked."""
    return v.status, v.evidence, v.axioms, v.conditions, v.witness, v.sides, v.model, v.message


# -- writing -----------------------------------------------------------------------------------------


def record(decision: Decision, words: Words) -> Record | None:
    """The record of a decision; None where it is neither a proof nor a refutation, or where the search had a
    fault."""
    verdict, grounds = decision.verdict, decision.grounds
    if grounds is None or verdict.faults:
        return None
    if verdict.status is Status.PROVED and grounds.model is not None:
        found = {
            "certificate": verdict.certificate,
            "conditions": [k.encode(f) for f in decision.conditions],
            "model": _written(grounds.model),
            "compared": {str(n): [p.encoded() for p in points] for n, points in grounds.compared.items()},
            "words": _worded(verdict, words),
        }
    elif verdict.status is Status.REFUTED and verdict.counterexample is not None:
        found = {
            "counterexample": _written(verdict.counterexample),
            "statement": k.encode(grounds.statement),
            "contradiction": None if grounds.contradiction is None else certificate(grounds.contradiction),
        }
    else:
        return None
    return _sealed({"verdict": str(verdict.status), **found})


def _written(data: Counterexample) -> Record:
    """A point with its proofs as JSON; each proof is a certificate, which tells its conclusion."""
    proofs = (p if isinstance(p, dict) else _certificate(p) for p in data.proofs.values())
    return {**data.encoded(), "proofs": [p for p in proofs if p is not None]}


def _certificate(proof: Any) -> Record | None:
    thm = certified(proof)
    return None if thm is None else certificate(thm)


def _worded(verdict: Verdict, words: Words) -> Record | None:
    if words is Words.NONE:
        return None
    return {"proof": list(verdict.proof), "method": verdict.method}


def _sealed(found: Record) -> Record:
    return {"digest": _digest(found), **found}


def _without(data: Mapping[str, Any], *names: str) -> Record:
    return {name: part for name, part in data.items() if name not in names}


def _digest(found: Mapping[str, Any]) -> str:
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


# -- checking ----------------------------------------------------------------------------------------


def recalled(problem: Problem, data: Any, words: Words) -> Decision:
    """The decision that a record gives of a problem; StaleError where it gives none."""
    try:
        if data["digest"] != _digest(_without(data, "digest")):
            raise StaleError("it is damaged")
        with counted() as faults:
            problem = vet(problem)
            again, setting = {"proved": _proved, "refuted": _refuted}[data["verdict"]], Setting(problem)
            decision = without_example(setting) or again(setting, data, words)
            return decision.saying(faults=faults.listed())
    except StatementError as error:
        raise StaleError(f"the statement has no reading: {error}") from error
    except _MALFORMED as error:
        raise StaleError("it is malformed") from error
    except KernelError as error:
        raise StaleError(f"the core does not accept it: {error}") from error


def _proved(setting: Setting, data: Record, words: Words) -> Decision:
    problem, told = setting.problem, data["words"]
    definition = problem.kind is Kind.DEFINITION
    if not definition and words is not Words.NONE and told is None:
        raise StaleError("it does not have the proof in words")
    subject = Setting(well_formedness(setting)) if definition else setting
    conditions = tuple(k.checked(k.decode(f)) for f in data["conditions"])
    if not set(conditions) <= {*subject.guards, *problem.doubted}:
        raise StaleError("it has a condition that the statement does not need")
    found = _certified(subject, data["certificate"], conditions)
    model = _read(data["model"])
    said = facts_of(problem.goal) if definition else []
    if not satisfies(model.model(), model, [*problem.facts, *said, *conditions], proves)[0]:
        raise StaleError("at its model a hypothesis does not hold")
    decision = proved(setting, conditions, found, model)
    if definition:
        return as_definition(decision)
    points = {int(n): tuple(map(decoded, ps)) for n, ps in data["compared"].items()}
    _expect_points(problem, points, model)
    decision = decision if told is None else _telling(problem, decision, told)
    return cross_checked(problem, decision, points)


def _certified(subject: Setting, steps: Record, conditions: Sequence[Term]) -> Certified:
    """The theorem that the record has, which is of the statement under its hypotheses and the conditions."""
    try:
        return accepted_as(replay(steps), subject.goal, {*subject.problem.assumed, *conditions}, steps)
    except Unproved as error:
        raise StaleError("it is about another statement, or other hypotheses") from error


def _expect_points(
    problem: Problem, points: Mapping[int, Sequence[Counterexample]], model: Counterexample
) -> None:
    """Each relation that NumPy can evaluate at the model has its points."""
    for n, (statement, term) in enumerate(relations(problem)):
        missing = not points.get(n)
        if missing and numeric.compare(statement, term, [model.model()]) is not None:
            raise StaleError("the points of a cross-check are missing")


def _telling(problem: Problem, decision: Decision, told: Record) -> Decision:
    """The decision with the words of its proof, if they are such as a proof is told in."""
    proof, method = told["proof"], told["method"]
    if not all(isinstance(text, str) and text.isprintable() for text in (*proof, method)):
        raise StaleError("its words cannot be printed")
    if not is_method(method):
        raise StaleError("it has a method that there is not")
    names = names_of(problem.hypotheses, Inline(problem.spelling))
    return decision.saying(names=names, proof=tuple(proof), method=method, retold=True)


def _refuted(setting: Setting, data: Record, _: Words) -> Decision:
    statement = k.checked(k.decode(data["statement"]))
    contradiction = None if data["contradiction"] is None else replay(data["contradiction"])
    decision = refuted(setting, _read(data["counterexample"]), statement, contradiction)
    if decision is None:
        raise StaleError("its point is no counterexample")
    return decision


def _read(data: Record) -> Counterexample:
    """A point with its proofs replayed; one that does not hold is none."""
    proofs = {}
    for steps in data["proofs"]:
        with suppress(KernelError):
            thm = replay(steps)
            proofs[thm.conclusion] = thm
    return replace(decoded(data), proofs=proofs)
