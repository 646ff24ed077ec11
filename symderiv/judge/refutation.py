"""Refutation of one claim: at a point that was found or solved for, or by a theorem of the negation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.evaluator import Model
from symderiv.evaluate.instance import instance
from symderiv.explain.summary import condition
from symderiv.judge.decision import Decision, place, unknown
from symderiv.judge.prepare import Problem
from symderiv.language.verdict import Evidence, Status
from symderiv.normalize.draft import certificate
from symderiv.prove.context import Context, Unproved
from symderiv.prove.eventually import is_eventual
from symderiv.prove.oracles import ask
from symderiv.prove.prover import Prover
from symderiv.refute.models import Search, pieces
from symderiv.refute.negation import contraries, promising
from symderiv.refute.sampling import elementary as elementary_points
from symderiv.refute.search import Attack, attack, out_of_range, outcome, sides, values
from symderiv.render import spelled, text

SOLVED = 3  # exact points that are solved for
NEARBY, NEGATIONS = 48, 6  # exact points at which a negation may be tried, and is


def refute(problem: Problem, *further: Term) -> Decision | None:
    """A refutation at a point at which the hypotheses and what is named further hold; no proof is tried."""
    with spelled(problem.spelling):
        return ask("refutation", lambda: _refuted(Setting(problem, further)), None)


def _refuted(setting: Setting) -> Decision | None:
    found = attack(setting.core, setting.searched, admits=setting.admits)
    if found.model is None:
        return None
    if found.witness is not None:
        return by_witness(setting, found)
    return by_range(setting) or by_solving(setting) or by_negation(setting, found)


class Setting:
    """A problem read strictly: what is to hold at a point that refutes it, and what is to fail there.

    ``searched`` is what a model is looked for that satisfies; ``core`` is the statement without its guards,
    of which ``ranges`` say that indices are within their ranges, and ``guards`` the rest.
    """

    def __init__(self, problem: Problem, further: Iterable[Term] = ()) -> None:
        self.problem = problem
        self.readings = problem.readings
        self.core = k.and_(*(r.core for r in self.readings))
        told = dict.fromkeys(g for r in self.readings for g in r.guards)
        self.ranges = [g.formula for g in told if g.ranged]
        self.guards = [g.formula for g in told if not g.ranged]
        self.facts = [*problem.facts, *further]
        self._prover, self._ctx = Prover(text), Context().assuming(*problem.assumed, *further)
        self.searched = self._without_endless(self.facts)

    def follows(self, f: Term) -> bool:
        """Whether f is quickly seen to follow from the hypotheses."""
        return self._prover.attempt(f, self._ctx) is not None

    def admits(self, model: Model) -> bool:
        """Whether the guards hold at a point: what may become a condition of a theorem holds where its
        statement is refuted."""
        for f in self.guards:
            answer, _ = outcome(f, model)
            if answer is False or (answer is None and not self.follows(f)):
                return False
        return True

    def _without_endless(self, facts: list[Term]) -> list[Term]:
        """The facts without those that no evaluation can tell and that follow from the others."""
        prover, left = Prover(text), list(facts)
        for f in facts:
            if f not in self.problem.hypotheses and _endless(f):
                others = [g for g in left if g != f]
                lasting = (g for g in others if not is_eventual(g))
                if prover.attempt(f, Context().assuming(*lasting)) is not None:
                    left = others
        return left

    def context(self) -> Context:
        """The hypotheses as they are used in a proof: what holds from some time on is left out where it is
        seen to follow from the rest, for then it does at all times."""
        ctx = Context(names=dict(self.problem.hypotheses)).assuming(*self.problem.assumed)
        needless = set(self.facts).difference(self.searched)
        facts = (t for t in ctx.facts if not (is_eventual(t.conclusion) and t.conclusion in needless))
        return Context(ctx.assumed, tuple(facts), ctx.names)


def _endless(f: Term) -> bool:
    """Whether a quantifier in f has no finite range."""
    return any(s.op in ("all", "ex") and (s.args[1] != "int" or None in s.args[2:4]) for s in k.subterms(f))


def by_witness(setting: Setting, found: Attack) -> Decision:
    """The witness with both sides; what is not defined there makes the statement ill-formed."""
    assert found.witness is not None  # noqa: S101 - for the type checker, as the next
    assert found.failing is not None  # noqa: S101
    problem = setting.problem
    both = sides(found.failing, found.witness)
    among = (
        line
        for line, r in zip(problem.lines, setting.readings, strict=True)
        if any(f == found.failing for _, f in pieces(r.core))
    )
    where = place(problem, next(among, None))
    return replace(unknown(problem), witness=found.witness, failing=found.failing).saying(
        status=Status.REFUTED,
        evidence=Evidence.WITNESS,
        method="exact values",
        witness=values(found.witness, [found.failing, *setting.searched]),
        sides=both,
        message=found.reason
        or (f"{where}fails there: {text(found.failing)}" if len(problem.lines) > 1 or both is None else None),
        ill_formed=found.reason,
    )


def by_range(setting: Setting) -> Decision | None:
    """A refutation at a point at which an index is outside its range."""
    doubtful = [f for f in setting.ranges if not setting.follows(f)]
    found = out_of_range(doubtful, setting.searched, setting.admits)
    return None if found is None else by_witness(setting, found)


def nowhere_defined(setting: Setting, conditions: Sequence[Term], model: Model) -> Decision | None:
    """A refutation where the hypotheses, which hold at the model, disprove what the statement needs."""
    ctx = Context().assuming(*setting.problem.assumed)
    if Prover(text).attempt(k.FALSE, ctx.assuming(*conditions)) is None:
        return None
    failing = next((f for f in conditions if outcome(f, model)[0] is False), None)
    if failing is None:
        return None
    reason = f"by the hypotheses a part of it is not defined, which needs {condition(failing)}"
    return by_witness(setting, Attack(model, witness=model, failing=failing, reason=reason))


def by_solving(setting: Setting) -> Decision | None:
    """A refutation at a point that was solved for: one at which the contrary of a piece of the statement
    holds, as its premises do."""
    hypotheses = setting.searched
    for extra, statement in pieces(setting.core, avoid=hypotheses):
        for contrary in contraries(statement):
            within = [*hypotheses, *extra, contrary]
            if elementary_points([*within, statement]):
                continue
            for model in islice(Search(within, [statement]).simplest(), SOLVED):
                answer, reason = outcome(statement, model)
                if answer is False and setting.admits(model):
                    found = Attack(model, witness=model, failing=statement, reason=reason)
                    return by_witness(setting, found)
    return None


def by_negation(setting: Setting, found: Attack) -> Decision | None:
    """For what no point can refute, a theorem of its negation at exact values: of a piece of the statement
    that was decided at none, at a point at which its premises hold."""
    decided = {piece for piece, _, _ in found.agreeing}
    for extra, statement in pieces(setting.core, avoid=setting.searched):
        if statement not in decided and any(s.op in _BEYOND for s in k.subterms(statement)):
            decision = _negated(setting, [*setting.searched, *extra], statement)
            if decision is not None:
                return decision
    return None


_BEYOND = ("tends", "all", "ex")  # what evaluation may not be able to tell


def _negated(setting: Setting, hypotheses: list[Term], statement: Term) -> Decision | None:
    """A theorem of the negation of the statement at one of the first points at which it seems false."""
    models = islice(Search(hypotheses, [statement]).simplest(), NEARBY)
    for model in islice(filter(setting.admits, promising(statement, models)), NEGATIONS):
        try:
            closed = instance(statement, model)
        except KernelError:  # a value cannot be put in there, as in the body of a loss
            return None
        if any(s.op == "comp" for s in k.subterms(closed)):
            return None
        prover, ctx = Prover(text), Context()
        for _, f in side_conditions(closed):
            lemma = prover.attempt(f, ctx)
            ctx = ctx if lemma is None else ctx.knowing(lemma)
        try:
            thm = prover.prove(k.not_(closed), ctx)
        except Unproved:
            continue
        return replace(unknown(setting.problem), witness=model, theorems=(thm,)).saying(
            status=Status.REFUTED,
            evidence=Evidence.AXIOMS if thm.axioms else Evidence.WITNESS,
            axioms=tuple(sorted(thm.axioms)),
            method="theorem of the negation at exact values",
            witness=values(model, [statement, *hypotheses]),
            certificate=certificate(thm),
            message=f"there the negation is a theorem: {text(k.not_(closed))}",
        )
    return None
