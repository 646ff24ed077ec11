"""Refutation of one claim: at a point that was found or solved for, or by a theorem of the negation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.instance import instance
from symderiv.judge.decision import Decision, place, unknown
from symderiv.judge.prepare import Problem
from symderiv.language.verdict import Evidence, Status
from symderiv.normalize.draft import certificate
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover
from symderiv.refute.models import Search, pieces
from symderiv.refute.negation import contraries, promising
from symderiv.refute.sampling import elementary as elementary_points
from symderiv.refute.search import Attack, attack, outcome, sides, values
from symderiv.render import spelled, text

SOLVED = 3  # exact points that are solved for
NEARBY, NEGATIONS = 48, 6  # exact points at which a negation may be tried, and is


def refute(problem: Problem, *further: Term) -> Decision | None:
    """A refutation at a point at which the hypotheses and what is named further hold; no proof is tried."""
    with spelled(problem.spelling):
        searched = [*meaningful(problem.hypotheses), *further]
        found = attack(problem.goal, searched)
        if found.model is None:
            return None
        if found.witness is not None:
            return by_witness(problem, searched, found)
        return by_solving(problem, searched) or by_negation(problem, searched, found)


def with_definedness(formulas: Iterable[Term]) -> tuple[list[Term], list[Term]]:
    """The hypotheses with that they are meaningful, which is part of their being true; and those of them
    that a model has to be searched for (not what no evaluation can tell, if it follows from the rest)."""
    found = list(formulas)
    needed = list(dict.fromkeys(f for h in found for _, f in k.obligations(h) if not _plain(f)))
    prover, ctx = Prover(text), Context().assuming(*found)
    endless = {f for f in needed if _endless(f) and prover.attempt(f, ctx) is not None}
    return found + needed, found + [f for f in needed if f not in endless]


def meaningful(formulas: Iterable[Term]) -> list[Term]:
    """Hypotheses, and that they are meaningful as far as a model has to be searched for it."""
    return with_definedness(formulas)[1]


def _plain(f: Term) -> bool:
    """Whether f only says that a quantified index lies within its own range."""
    ranges: list[Term] = []
    while f.op == "all":
        v = k.fresh(str(f.args[0]), f.args[1], f, *ranges)
        ranges += k.bounds(v, f.args[2], f.args[3])
        f = k.open_(f, v)
    return f in ranges


def _endless(f: Term) -> bool:
    """Whether a quantifier in f has no finite range."""
    return any(s.op in ("all", "ex") and (s.args[1] != "int" or None in s.args[2:4]) for s in k.subterms(f))


def by_witness(problem: Problem, hypotheses: list[Term], found: Attack) -> Decision:
    """The witness with both sides; a proof of the same statement would be a conflict."""
    assert found.witness is not None  # noqa: S101 - for the type checker, as the next
    assert found.failing is not None  # noqa: S101
    both = sides(found.failing, found.witness)
    among = (line for line in problem.lines if any(f == found.failing for _, f in pieces(line.formula)))
    where = place(problem, next(among, None))
    return replace(unknown(problem), witness=found.witness, failing=found.failing).saying(
        status=Status.REFUTED,
        evidence=Evidence.WITNESS,
        method="exact values",
        witness=values(found.witness, [found.failing, *hypotheses]),
        sides=both,
        message=found.reason
        or (f"{where}fails there: {text(found.failing)}" if len(problem.lines) > 1 or both is None else None),
    )


def by_solving(problem: Problem, hypotheses: list[Term]) -> Decision | None:
    """A refutation at a point that was solved for: one at which the contrary of a piece of the statement
    holds, as its premises do."""
    for extra, statement in pieces(problem.goal, avoid=hypotheses):
        for contrary in contraries(statement):
            within = [*hypotheses, *extra, contrary]
            if elementary_points([*within, statement]):
                continue
            for model in islice(Search(within, [statement]).simplest(), SOLVED):
                answer, reason = outcome(statement, model)
                if answer is False:
                    found = Attack(model, witness=model, failing=statement, reason=reason)
                    return by_witness(problem, hypotheses, found)
    return None


def by_negation(problem: Problem, hypotheses: list[Term], found: Attack) -> Decision | None:
    """For what no point can refute, a theorem of its negation at exact values: of a piece of the statement
    that was decided at none, at a point at which its premises hold."""
    decided = {piece for piece, _, _ in found.agreeing}
    for extra, statement in pieces(problem.goal, avoid=hypotheses):
        if statement not in decided and any(s.op in _BEYOND for s in k.subterms(statement)):
            decision = _negated(problem, [*hypotheses, *extra], statement)
            if decision is not None:
                return decision
    return None


_BEYOND = ("tends", "all", "ex")  # what evaluation may not be able to tell


def _negated(problem: Problem, hypotheses: list[Term], statement: Term) -> Decision | None:
    """A theorem of the negation of the statement at one of the first points at which it seems false."""
    models = islice(Search(hypotheses, [statement]).simplest(), NEARBY)
    for model in islice(promising(statement, models), NEGATIONS):
        try:
            closed = instance(statement, model)
        except KernelError:  # a value cannot be put in there, as in the body of a loss
            return None
        if any(s.op == "comp" for s in k.subterms(closed)):
            return None
        prover, ctx = Prover(text), Context()
        for _, f in k.obligations(closed):
            lemma = prover.attempt(f, ctx)
            ctx = ctx if lemma is None else ctx.knowing(lemma)
        try:
            thm = prover.prove(k.not_(closed), ctx)
        except Unproved:
            continue
        return replace(unknown(problem), witness=model, theorems=(thm,)).saying(
            status=Status.REFUTED,
            evidence=Evidence.AXIOMS if thm.axioms else Evidence.WITNESS,
            axioms=tuple(sorted(thm.axioms)),
            method="theorem of the negation at exact values",
            witness=values(model, [statement, *hypotheses]),
            certificate=certificate(thm),
            message=f"there the negation is a theorem: {text(k.not_(closed))}",
        )
    return None
