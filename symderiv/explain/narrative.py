"""A claim explained as a person would write it down: numbered steps, each saying what it rests on.

What is told is read off the draft that became a theorem, or off the witness; nothing is proved here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from symderiv.core import terms as k
from symderiv.core.axioms import AXIOMS
from symderiv.core.terms import Term
from symderiv.explain.exposition import Explained, Exposition
from symderiv.explain.formulas import Formulas, inequations, letters, listed
from symderiv.explain.narrator import Narrator
from symderiv.explain.outline import Outline
from symderiv.explain.refutation import failure, value_of, values
from symderiv.explain.tellings import TELLINGS
from symderiv.judge.citations import Citations
from symderiv.judge.decision import Decision
from symderiv.judge.prepare import Problem
from symderiv.judge.records import decided
from symderiv.language.page import Claim
from symderiv.language.supports import brought
from symderiv.language.verdict import Found, Kind, Status, Verdict, Words
from symderiv.render.sentences import PLAIN, TYPESET, Sentences
from symderiv.render.tidy import plain


def judge(claim: Claim, *, records: Sequence[Any] = (), fresh: bool = False) -> Explained:
    """Decide a claim of a page, and explain what was found; a proof that a record gives is told in no
    steps."""
    problem, decision = decided(claim, words=Words.TEXT, records=records, fresh=fresh)
    known: dict[str, Any] = {f.name: getattr(decision.verdict, f.name) for f in fields(Verdict)}
    media = (sentences.of(problem.spelling) for sentences in (PLAIN, TYPESET))
    plain, typeset = (exposition(problem, decision, sentences) for sentences in media)
    reasons = tuple(line.reason for line in problem.lines)
    return Explained(**known, plain=plain, typeset=typeset, reasons=reasons)


def exposition(problem: Problem, decision: Decision, sentences: Sentences) -> Exposition:
    """What there is to say of a decided problem."""
    verdict = decision.verdict
    narrator = _narrator(problem, decision, sentences)
    said = Exposition(
        statement=tuple(sentences.math(line.formula) for line in problem.lines),
        losses=tuple(map(sentences.loss, verdict.formulas.losses)) if verdict.formulas else (),
        given=_hypotheses(problem, narrator),
        brought=_brought(verdict, narrator),
        conditions=tuple(sentences.math(plain(f)) for f in decision.conditions),
        axioms=tuple((name, sentences.words(_symbols(AXIOMS[name].statement))) for name in verdict.axioms),
    )
    if verdict.status is Status.PROVED:
        if verdict.found is Found.SEARCHED:  # a record has no draft to read it off
            _tell_proof(problem, decision, narrator)
        return replace(said, steps=tuple(narrator.outline.steps))
    if verdict.status is not Status.REFUTED or decision.witness is None:
        return said
    looked_at = [decision.failing or problem.goal, *problem.hypotheses]
    said = replace(
        said,
        values=values(decision.witness, looked_at, sentences),
        sides=tuple(value_of(s, sentences) for s in (verdict.sides or {}).values()),
    )
    if decision.theorems:
        return _with_negation(said, decision, sentences)
    if decision.failing is None:
        return said
    fails = "" if decision.failing == problem.goal else sentences.math(decision.failing)
    for words in failure(narrator.formulas, decision.failing, decision.witness, said.sides):
        narrator.outline.say(words)
    return replace(said, fails=fails, steps=tuple(narrator.outline.steps))


def _with_negation(said: Exposition, decision: Decision, sentences: Sentences) -> Exposition:
    """The same, with the proof of the negation at the values of the witness."""
    thm = decision.theorems[0]
    narrator = _narrator(Problem([]), Decision(decision.verdict), sentences)
    narrator.proof_of(thm)
    negation = sentences.math(thm.conclusion)
    return replace(said, negation=negation, steps=tuple(narrator.outline.steps))


def _narrator(problem: Problem, decision: Decision, sentences: Sentences) -> Narrator:
    """What tells a proof of this problem, with letters of its own for what the search made up."""
    stated = (*problem.hypotheses, *(line.formula for line in problem.lines))
    names = letters(stated, [*decision.theorems, *decision.defined])
    ranges = [f for f in problem.hypotheses if f.op == "le"]
    formulas = Formulas(sentences.respelled(names), stated, ranges)
    citations = Citations(problem.hypotheses, formulas.math, sentences.words)
    return Narrator(formulas, citations, Outline(), TELLINGS)


def _hypotheses(problem: Problem, narrator: Narrator) -> tuple[tuple[str, str], ...]:
    """Names and formulas; the two bounds of one variable stand as one."""
    found: dict[Term, str] = {}
    for f in (f for f in problem.hypotheses if f not in problem.through):
        below = next((g for g in found if _chained(g, f)), None)
        if below is None:
            found[f] = narrator.citations.names[f]
        else:
            found = {k.and_(g, f) if g == below else g: name for g, name in found.items()}
    return tuple((name, narrator.formulas.math(f)) for f, name in found.items())


def _brought(verdict: Verdict, narrator: Narrator) -> tuple[tuple[str, str, str], ...]:
    """What came along with the claims cited: by which, under which name, and the formula."""
    given, words = list(narrator.citations.order), narrator.formulas.sentences.words
    return tuple(
        (words(label), words(name), narrator.formulas.math(given[place]))
        for label, found in brought(verdict).items()
        for place, name in found
    )


def _tell_proof(problem: Problem, decision: Decision, narrator: Narrator) -> None:
    """The steps of a proof, line by line, and why every part is defined."""
    several = len(decision.theorems) > 1
    for line, thm in zip(problem.lines, decision.theorems, strict=False):
        if several:
            reason = f" ({narrator.formulas.sentences.words(line.reason)})" if line.reason else ""
            narrator.outline.lead = f"{narrator.formulas.math(thm.conclusion)}{reason}. "
        number = narrator.proof_of(thm, stated=True)
        narrator.citations.name(thm.conclusion, f"step {number}")
    needed = (f for t in decision.defined for f in inequations(t.conclusion))
    told = dict.fromkeys(narrator.formulas.math(plain(f)) for f in needed)
    if told:
        narrator.outline.say(f"Every part is defined, as {listed(told)}.")
    elif problem.kind is Kind.DEFINITION:
        narrator.outline.say("Every part is defined, whatever the values.")


def _chained(f: Term, g: Term) -> bool:
    """Whether f is a <= v, and g is v <= b."""
    return f.op == g.op == "le" and f.args[1] == g.args[0] and f.args[1].op == "var"


def _symbols(s: str) -> str:
    """The statement of an axiom with signs for what it types."""
    return s.replace("<=", "≤").replace("->", "→")
