"""Planted errors: one claim with small changes, each of which its check has to see.

A mutant is judged as a claim is: attacked first, and proved where no witness is found. One that is proved
has to agree with exact evaluation at all corner sizes, too. Nothing is trusted here that was not before.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from random import Random
from types import FrameType
from typing import Any, Final

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.counterexample import followed
from symderiv.evaluate.instance import with_scalars
from symderiv.evaluate.model import Model
from symderiv.judge.decide import decide
from symderiv.judge.decision import Decision
from symderiv.judge.prepare import Line, Problem, prepare
from symderiv.judge.refutation import NEARBY, Setting, refute, refuted
from symderiv.language.page import Claim
from symderiv.language.strict import conjuncts
from symderiv.language.verdict import Kind, Mutant, MutantOutcome, Mutants, Status, Verdict, Words
from symderiv.mutation.plant import DROPPED, WEAKENED, Mutation, mutations, weakenings
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover
from symderiv.refute.freeze import negation
from symderiv.refute.models import Memory, ModelFinder
from symderiv.refute.negation import promising
from symderiv.refute.search import Attack, values
from symderiv.refute.split_goal import Piece, split_goal
from symderiv.render import text

MOST: Final = 20  # mutants of one claim
SECONDS: Final = 5.0  # for one mutant
AGAIN: Final = 0.1  # seconds until it is told once more that its time is over
NEGATIONS: Final = 4  # exact values at which a negation is tried once more


def judge(claim: Claim, *, most: int = MOST, seconds: float = SECONDS) -> Verdict:
    """Decide a claim of a page and, if it is to be proved and is, at most so many of its mutants.

    A definition says nothing that could be false, and an erratum is an error already: neither has any.
    """
    start = time.perf_counter()
    problem = prepare(claim)
    verdict = decide(problem, words=Words.TEXT).verdict
    claims = claim.expected is Status.PROVED and claim.kind is not Kind.DEFINITION
    if claims and verdict.status is Status.PROVED:
        trial = _Trial(problem, claim.id, verdict.conditions, most, seconds)
        verdict = replace(verdict, mutants=trial.mutants())
    return replace(verdict, seconds=time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A change, and the line (one link of a chain) or the hypothesis that it is made in."""

    mutation: Mutation
    line: int | None = None
    hypothesis: Term | None = None


class _Trial:
    """The mutants of one claim, which was proved under these conditions."""

    def __init__(
        self, problem: Problem, name: str, conditions: Sequence[str], most: int, seconds: float
    ) -> None:
        self.problem = problem
        self.random = Random(name)  # noqa: S311 - no secret; by its name, so that runs are repeatable
        self.conditions = conditions
        self.most = most
        self.seconds = seconds
        self.hypotheses = [h for h in problem.hypotheses if h not in problem.through]
        self.lines = [(n, f) for n, line in enumerate(problem.lines, 1) for f in conjuncts(line.formula)]
        self.needless: set[Term] = set()
        self.memory: Memory = {}  # all mutants but those of hypotheses have the same

    def mutants(self) -> Mutants:
        """Those that were tried, and what is to be said of the claim if no error in its statement fails."""
        planned = list(self._planned())
        found: list[tuple[_Planned, Mutant]] = []
        dropped = 0
        for plan in self._spread(planned):
            if len(found) == self.most:
                break
            if plan.mutation.kind == WEAKENED and plan.hypothesis in self.needless:
                continue  # a hypothesis that is not needed at all
            mutant = self._judged(plan)
            if mutant is None:
                dropped += 1
            else:
                found.append((plan, mutant))
        complaint = _complaint([m for plan, m in found if plan.hypothesis is None], found)
        return Mutants(tuple(m for _, m in found), len(planned), dropped, complaint)

    def _planned(self) -> Iterator[_Planned]:
        for i, (_, formula) in enumerate(self.lines):
            for mutation in mutations(formula, self.hypotheses):
                yield _Planned(mutation, line=i)
        for h in self.hypotheses:
            for mutation in weakenings(h):
                yield _Planned(mutation, hypothesis=h)

    def _spread(self, planned: Iterable[_Planned]) -> Iterator[_Planned]:
        """One of each kind, and so on; a hypothesis is dropped before it is weakened."""
        kinds: dict[str, list[_Planned | None]] = {}
        for plan in planned:
            kinds.setdefault(plan.mutation.kind, []).append(plan)
        for group in kinds.values():
            self.random.shuffle(group)
        order = [p.hypothesis for p in kinds.get(DROPPED, ()) if p is not None]
        weakened: list[_Planned | None] = []
        for plan in sorted(filter(None, kinds.pop(WEAKENED, ())), key=lambda p: order.index(p.hypothesis)):
            late = order.index(plan.hypothesis) - len(weakened)
            weakened += [None] * max(0, late) + [plan]
        for turn in zip_longest(*kinds.values(), weakened):
            yield from filter(None, turn)

    def _judged(self, plan: _Planned) -> Mutant | None:
        """The mutant with its outcome; None if it is none."""
        mutation = plan.mutation
        agreed = Attack()
        try:
            with _limit(self.seconds):
                decision, agreed = self._decided(plan)
        except _TooLongError:
            decision = Decision(Verdict(Status.TIMEOUT, message=f"stopped after {self.seconds:g} s"))
        except (MemoryError, RecursionError) as error:
            decision = Decision(Verdict(Status.ERROR, message=type(error).__name__))
        except KernelError:
            return None
        if decision.vacuous:
            return None
        verdict = replace(_believed(decision.verdict, agreed), formulas=None, certificate=None)
        outcome, reason = self._outcome(plan, verdict, agreed)
        spelling = self.problem.spelling
        after = "" if mutation.after is None else text(mutation.after, spelling)
        return Mutant(
            mutation.kind, self._place(plan), text(mutation.before, spelling), after, outcome, verdict, reason
        )

    def _place(self, plan: _Planned) -> str:
        if plan.hypothesis is not None:
            return f"given {_bracketed(self.problem.hypotheses[plan.hypothesis])}".strip()
        return (
            f"line {self.lines[plan.line][0]}"
            if plan.line is not None and len(self.problem.lines) > 1
            else ""
        )

    def _decided(self, plan: _Planned) -> tuple[Decision, Attack]:
        """The decision on a mutant and, if it is proved, how it fares at the corners."""
        problems = list(self._problems(plan))
        early = list(_violations(plan))  # what refutes a claim without a hypothesis does not satisfy it
        for further in early:
            refutation = refute(problems[0], further)
            if refutation is not None:
                return refutation, Attack()
        if any(s.op == "tends" for s in k.subterms(problems[0].lines[-1].formula)):  # which is slow to prove
            refutation = refute(problems[0])
            if refutation is not None:
                return refutation, Attack()
        decision = Decision(Verdict(Status.UNDECIDED))
        for problem in problems:
            decision = decide(problem, words=Words.NONE)
            if decision.verdict.status is Status.PROVED:
                return decision, Setting(problem).corners(decision.conditions)
            if decision.verdict.status is not Status.UNDECIDED:
                return decision, Attack()
        return self._refuted_in_part(problems[0]) or self._by_negation(
            problems[-1], early
        ) or decision, Attack()

    def _problems(self, plan: _Planned) -> Iterator[Problem]:
        """The line alone, and with those before it, which may help to prove it; or all under other
        hypotheses."""
        lines = [Line(None, f) for _, f in self.lines]
        given = self.problem.hypotheses
        if plan.line is None:
            given = {}
            for h, label in self.problem.hypotheses.items():
                kept = plan.mutation.formula if h == plan.hypothesis else h
                if kept is not None:
                    given[kept] = label
            yield self._problem(lines, given)
            return
        mutated = [Line(None, f) for f in (plan.mutation.formula,) if f is not None]
        yield self._problem(mutated, given)
        if plan.line:
            yield self._problem([*lines[: plan.line], *mutated], given)

    def _refuted_in_part(self, problem: Problem) -> Decision | None:
        """The refutation of a piece: of one conjunct, or of a conclusion where the premise holds."""
        parts = list(split_goal(problem.goal, avoid=list(problem.hypotheses)))
        for piece in parts if len(parts) > 1 or parts[0].premises else ():
            further = {h: "" for h in piece.premises if h not in problem.hypotheses}
            instance = self._problem([Line(None, piece.statement)], {**problem.hypotheses, **further})
            decision = decide(instance, words=Words.NONE)
            if decision.verdict.status is Status.REFUTED:
                return decision
        return None

    def _by_negation(self, problem: Problem, violations: Sequence[Term]) -> Decision | None:
        """A theorem of the negation of the last line at exact values of its variables, from the hypotheses
        and those lines before it that they show there."""
        *before, goal = (line.formula for line in problem.lines)
        setting = Setting(problem)
        piece = Piece((), goal, (len(before),) if before else ())
        given = setting.searched
        searches = [
            ModelFinder([*given, *also], [goal], memory=self.memory)
            for also in [[f] for f in violations] or [[]]
        ]
        models = chain.from_iterable(search.simplest() for search in searches)
        for model in islice(promising(goal, islice(models, NEARBY)), NEGATIONS):
            try:
                facts = [*(with_scalars(f, model) for f in given), *_first_members(model, [goal, *given])]
                statement = with_scalars(followed(setting.goal, piece.place)[1], model)
                thm = _negation(statement, [with_scalars(f, model) for f in before], facts)
            except KernelError:  # a value cannot be put in there
                return None
            except Unproved:
                continue
            model.proofs[thm.conclusion] = thm
            data = setting.accepted(model, piece)
            decision = None if data is None else refuted(setting, data)
            if decision is not None:
                return decision
        return None

    def _problem(self, lines: list[Line], given: dict[Term, str]) -> Problem:
        return Problem(lines, dict(given), spelling=self.problem.spelling, searches=self.memory)

    def _outcome(self, plan: _Planned, verdict: Verdict, agreed: Attack) -> tuple[MutantOutcome, str]:
        if verdict.status is Status.REFUTED:
            return MutantOutcome.KILLED, ""
        if verdict.status is not Status.PROVED:
            return MutantOutcome.SURVIVED, f"{verdict.status}: {verdict.message}"
        added = [c for c in verdict.conditions if c not in self.conditions]
        points = f"{agreed.points} point{'s' * (agreed.points > 1)}"
        reason = f"exact values agree at {points}" if agreed.points else "no exact values decide it"
        if plan.hypothesis is None or added:
            return MutantOutcome.EQUIVALENT, f"if {'; '.join(added)}; {reason}" if added else reason
        if plan.mutation.kind == DROPPED:
            self.needless.add(plan.hypothesis)
        return MutantOutcome.NOT_NEEDED, reason


def _believed(verdict: Verdict, agreed: Attack) -> Verdict:
    """The verdict on a mutant; a proof of what is false at exact values is a conflict."""
    if agreed.counterexample is None:
        return verdict
    return replace(verdict, status=Status.CONFLICT, message=f"proved, yet false at {_listed(agreed)}")


def _complaint(of_statement: Sequence[Mutant], everything: Sequence[tuple[_Planned, Mutant]]) -> str | None:
    """What is wrong with a claim whose statement no error makes false, or with the checker."""
    conflict = next((m.reason for _, m in everything if m.verdict.status is Status.CONFLICT), None)
    if conflict is not None:
        return f"of a mutant: {conflict}"
    if any(m.outcome is MutantOutcome.KILLED for m in of_statement):
        return None
    open_ = sum(m.outcome is MutantOutcome.SURVIVED for m in of_statement)
    if not open_:
        return "certifies nothing: no error planted in the statement makes it false"
    return (
        f"certifies nothing that was found: no error planted in the statement was refuted, {open_} undecided"
    )


def _violations(plan: _Planned) -> Iterator[Term]:
    """Formulas each of which says that the mutated hypothesis does not hold, and where; none are tried where
    that is about limits or derivatives, of which no model is found so."""
    f = plan.hypothesis
    if f is not None and not any(s.op in ("tends", "smooth", "ex") for s in k.subterms(f)):
        yield from _negations(f)


def _negations(f: Term) -> Iterator[Term]:
    """What contradicts f: of something said of all integers in a range, its negation at either end."""
    match f.op:
        case "and":
            for g in f.args:
                yield from _negations(g)
        case "surely":
            yield from _negations(f.args[0])
        case "all" if f.args[1] == "int":
            for end in f.args[2:4]:
                if end is not None:
                    inside = k.bounds(end, *f.args[2:4])
                    yield from (k.and_(*inside, g) for g in _negations(k.open_(f, end)))
        case _:
            yield k.not_(f)


def _negation(goal: Term, before: Sequence[Term], facts: Sequence[Term]) -> Draft:
    """A theorem of the negation of the goal from the facts, and from those lines before it that they show."""
    prover, ctx, denied = Prover(text), Context().assuming(*facts), k.not_(goal)
    for f in before:
        try:
            ctx = ctx.knowing(prover.prove(f, ctx))
        except Unproved:
            continue
    for _, f in side_conditions(goal):
        ctx = ctx.knowing(prover.attempt(f, ctx) or prover.prove(f, ctx))
    thm = negation(goal, lambda f: prover.prove(f, ctx))
    if thm.conclusion != denied or not thm.hypotheses <= set(facts):
        raise Unproved("the theorem that was found is not the negation that was asked for")
    return thm


def _first_members(model: Model, formulas: Sequence[Term]) -> Iterator[Term]:
    """What the model says of the members of sequences that their laws say nothing of."""
    families = {s.args[:3] for f in formulas for s in k.subterms(f) if s.op == "comp" and s.args[1] == "real"}
    for name, sort, ranges in sorted(families, key=lambda family: str(family[0])):
        law = model.recurrences.get(name)
        if law is not None and not any(
            k.is_open(b) or k.free_vars(b) for r in ranges for b in r if b is not None
        ):
            for index, value in sorted(model.families.get(name, {}).items()):
                if not law.reaches(index) and isinstance(value, fmpq):
                    member = Term("comp", name, sort, ranges, tuple(map(k.num, index)))
                    yield k.eq(member, k.num(value))


def _bracketed(label: str) -> str:
    return f"({label})" if label else ""


def _listed(found: Attack) -> str:
    if found.counterexample is None:
        return ""
    model = found.counterexample.model()
    formulas = [k.var(name, "complex") for name in found.counterexample.scalars]
    return ", ".join(f"{name} = {value}" for name, value in values(model, formulas).items())


class _TooLongError(BaseException):
    """Raised wherever the work stands; no ``except Exception`` on the way takes it for its own."""


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise _TooLongError in the block after so many seconds of computing, which other work on the machine
    does not prolong; only the main thread can be stopped so.

    What is raised while memory is being freed is lost, so it is raised until it arrives.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    def unheard(lost: Any) -> None:
        if not isinstance(lost.exc_value, _TooLongError):
            sys.__unraisablehook__(lost)

    before = signal.signal(signal.SIGPROF, stop)
    hook, sys.unraisablehook = sys.unraisablehook, unheard
    try:
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    finally:  # once more: the time may have run out on the line before
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        sys.unraisablehook = hook
