"""Refutation of one claim: at a point that was found or solved for, or by a theorem of the negation.

What finds points may be wrong. ``refuted`` is said in one place, :func:`refuted`, of data alone that the
counterexample checker has accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice

from symderiv.core import terms as k
from symderiv.core.certificate import certificate
from symderiv.core.inference import Theorem
from symderiv.core.terms import FALSE, KernelError, Term
from symderiv.evaluate.counterexample import Counterexample, Finding, check, followed
from symderiv.evaluate.instance import instance, is_closed, with_scalars
from symderiv.evaluate.model import Model
from symderiv.judge.decision import Decision, Grounds, place, unknown
from symderiv.judge.derivatives import necessary
from symderiv.judge.prepare import Problem
from symderiv.language.strict import strict
from symderiv.language.verdict import Evidence, Kind, Status
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, Unproved
from symderiv.prove.eventually import from_first, is_eventual
from symderiv.prove.oracles import ask
from symderiv.prove.prover import Prover
from symderiv.refute.freeze import accepting, certified, counterexample, established, proves
from symderiv.refute.models import ModelFinder
from symderiv.refute.negation import contraries, promising
from symderiv.refute.sampling import elementary as elementary_points
from symderiv.refute.search import (
    Attack,
    at_a_few,
    corners,
    outcome,
    search_counterexample,
    sides,
    undefined_part,
    values,
)
from symderiv.refute.split_goal import Piece, split_goal
from symderiv.render import text
from symderiv.render.tidy import condition

SOLVED = 3  # exact points that are solved for
NEARBY, NEGATIONS = 48, 6  # exact points at which a negation may be tried, and is
DRAWN = 192  # models among which these are looked for: many of the simplest ones are alike


def refute(problem: Problem, *further: Term) -> Decision | None:
    """A refutation at a point at which the hypotheses and what is named further hold; no proof is tried."""
    return ask("refutation", lambda: _refuted(Setting(problem, further)), None)


def _refuted(setting: Setting) -> Decision | None:
    found = setting.attack()
    if found.model is None:
        return None
    if found.counterexample is not None:
        return refuted(setting, found.counterexample)
    return by_range(setting) or by_solving(setting) or by_negation(setting, found)


class Setting:
    """A problem in its strict reading, as the search for a counterexample has it.

    A model is to satisfy ``searched`` and not ``core``, the statement without its guards. Of the guards
    ``ranges`` say that indices are within their ranges, ``guards`` are the others, and ``necessary`` those of
    these without which the statement is certainly not defined.
    """

    def __init__(self, problem: Problem, further: Iterable[Term] = ()) -> None:
        self.problem = problem
        self.goal = strict(problem.goal)
        self.readings = problem.readings
        self.core = k.and_(*(r.core for r in self.readings))
        told = dict.fromkeys(g for r in self.readings for g in r.guards)
        self.ranges = [g.formula for g in told if g.ranged]
        self.guards = [g.formula for g in told if not g.ranged]
        self.necessary = necessary(problem.goal, self.guards)
        self._told = [g.formula for g in told]
        self._further = tuple(further)
        self._proofs: dict[Term, Draft | None] = {}
        self._prover, self._ctx = Prover(problem.shown), Context().assuming(*problem.facts)

    def asked(self, statement: Term) -> list[Term]:
        """The guards that have to hold where this fails. Whether a mean exists is not asked where an index in
        it is outside its range: guards come after those of inner parts."""
        if statement not in self.ranges:
            return self.guards
        late = set(self._told[self._told.index(statement) :])
        return [g for g in self.guards if g not in late or not _is_of_means(g)]

    @cached_property
    def facts(self) -> list[Term]:
        """The facts of the hypotheses; those that evaluation cannot tell and others imply come last."""
        plain, endless = self._parted
        return [*plain, *endless]

    @cached_property
    def searched(self) -> list[Term]:
        """The formulas that a model has to satisfy."""
        return [*self._parted[0], *self._further]

    @cached_property
    def _parted(self) -> tuple[list[Term], list[Term]]:
        return self._without_endless(self.problem.facts)

    def follows(self, f: Term) -> Draft | None:
        """A theorem of f from the hypotheses, where that is quickly seen."""
        if f not in self._proofs:
            self._proofs[f] = self._prover.attempt(f, self._ctx)
        return self._proofs[f]

    def attack(self, enough: int | None = None) -> Attack:
        """The search for a counterexample to the statement."""
        limit = {} if enough is None else {"enough": enough}
        return search_counterexample(
            self.core, self.searched, self.accepted, memory=self.problem.searches, **limit
        )

    def corners(self, conditions: Sequence[Term]) -> Attack:
        """The search at every corner: integers at their least values and the next two."""
        return corners(self.core, [*self.searched, *conditions], self.accepted)

    def accepted(self, model: Model, piece: Piece) -> Counterexample | None:
        """The model as data, if the checker accepts that a piece of the statement fails there, and that what
        may become a condition holds."""
        return accepting(self.goal, [*self.facts, *self.guards], self.follows)(model, piece)

    def _without_endless(self, facts: list[Term]) -> tuple[list[Term], list[Term]]:
        """The facts without those that no evaluation can tell and that follow from the others; and those."""
        prover, left, endless = Prover(self.problem.shown), list(facts), list[Term]()
        for f in facts:
            if f not in self.problem.hypotheses and _endless(f):
                others = [g for g in left if g != f]
                lasting = (g for g in others if not is_eventual(g))
                thm = prover.attempt(f, Context().assuming(*lasting))
                if thm is not None:
                    left, endless = others, [f, *endless]
                    self._proofs[f] = thm
        return left, endless

    def context(self) -> Context:
        """The hypotheses as they are used in a proof: what holds from some time on is left out where it is
        seen to follow from the rest, for then it does at all times."""
        ctx = Context(names=dict(self.problem.hypotheses)).assuming(*self.problem.assumed)
        needless = set(self.facts).difference(self.searched)
        late = [t for t in ctx.facts if is_eventual(t.conclusion) and t.conclusion in needless]
        facts = tuple(t for t in ctx.facts if t not in late)
        ctx = Context(ctx.assumed, facts, ctx.names)
        always = (self._prover.attempt(from_first(t.conclusion), ctx) for t in late)
        return ctx.knowing(*filter(None, always))


def _is_of_means(f: Term) -> bool:
    """Whether f says that a mean exists."""
    return any(s.op == "law" and s.args[0] == "integrable" for s in k.subterms(f))


def _endless(f: Term) -> bool:
    """Whether a quantifier in f has no finite range."""
    return any(s.op in ("all", "ex") and (s.args[1] != "int" or None in s.args[2:4]) for s in k.subterms(f))


def refuted(
    setting: Setting,
    data: Counterexample,
    statement: Term | None = None,
    contradiction: Draft | Theorem | None = None,
) -> Decision | None:
    """The only place where a claim is called refuted: the checker has accepted the data.

    The statement is false where the hypotheses hold, and what may become a condition of a theorem. It may be
    replaced by something that it says: that an index is within its range; for a definition, that all its
    parts are defined; and, given a contradiction between them and the hypotheses, one of its conditions.
    """
    problem, goal = setting.problem, strict(setting.problem.goal)
    statement = goal if statement is None else statement
    conditions, said = list(setting.asked(statement)), {goal, *setting.ranges}
    if problem.kind is Kind.DEFINITION and setting.necessary == setting.guards:
        conditions, said = [], said | {k.and_(*setting.ranges, *setting.guards)}
    if contradiction is not None and _contradict(contradiction, [*problem.facts, *setting.necessary]):
        conditions, said = [], said | set(setting.necessary)
    if statement not in said:
        raise KernelError(f"the claim does not say that {statement}")
    finding = check(data, [*problem.facts, *conditions], statement, proves)
    if not finding.refutes:
        return None
    thm = None if contradiction is None else certified(contradiction)
    decision = _told(setting, data, finding, statement, nowhere=thm is not None)
    return replace(decision, vacuous=thm is not None, grounds=Grounds(statement=statement, contradiction=thm))


def _contradict(thm: Draft | Theorem, formulas: Iterable[Term]) -> bool:
    """Whether this is a theorem that the formulas contradict each other."""
    needed = proves(thm, FALSE)
    return needed is not None and needed <= set(formulas)


def _told(
    setting: Setting, data: Counterexample, finding: Finding, statement: Term, *, nowhere: bool
) -> Decision:
    """The refutation in words, all of them from the checked data."""
    problem, model = setting.problem, finding.model
    failing = followed(setting.core, data.place)[1] if statement == setting.goal else finding.failing
    reason = None
    if nowhere:
        reason = f"not defined under the hypotheses: it needs {condition(failing, problem.spelling)}"
    elif problem.kind is Kind.DEFINITION:
        reason = f"not defined there: it needs {condition(failing, problem.spelling)}"
    elif statement in setting.ranges:
        reason = "an index is outside its range"
    both = sides(failing, model)  # which looks at what the guards keep evaluation from
    if reason is not None:  # they are those of a guard
        both = None
    proofs = {f: thm for f in finding.used if (thm := certified(data.proofs[f])) is not None}
    axioms = sorted(frozenset[str]().union(*(thm.axioms for thm in proofs.values())))
    found = replace(unknown(problem), witness=model).saying(
        status=Status.REFUTED,
        evidence=Evidence.AXIOMS if axioms else Evidence.WITNESS,
        axioms=tuple(axioms),
        witness=values(model, [failing, *problem.facts], partial(text, spelling=problem.spelling)),
        counterexample=replace(data, proofs={f: certificate(thm) for f, thm in proofs.items()}),
    )
    if finding.negation is not None:
        plain = followed(problem.goal, data.place)[1] if statement == setting.goal else failing
        negation = k.not_(instance(plain, model))
        return replace(found, theorems=(data.proofs[finding.negation],)).saying(
            method="theorem of the negation at exact values",
            certificate=certificate(proofs[finding.negation]),
            message=f"there the negation is a theorem: {text(negation, problem.spelling)}",
        )
    line = problem.lines[int(data.place[0])] if len(problem.lines) > 1 and data.place else None
    where = place(problem, line if statement == setting.goal else None)
    fails = (
        f"{where}fails there: {problem.shown(failing)}" if len(problem.lines) > 1 or both is None else None
    )
    undefined = reason or undefined_part(failing, model)
    return replace(found, failing=failing).saying(
        method="exact values", sides=both, message=undefined or fails, ill_formed=undefined
    )


def by_range(setting: Setting) -> Decision | None:
    """A refutation at a point at which an index is outside its range."""
    for f in setting.ranges:
        if setting.follows(f) is None:
            accepts = accepting(f, [*setting.facts, *setting.asked(f)], setting.follows)
            data = at_a_few(f, setting.searched, accepts)
            if data is not None:
                return refuted(setting, data, f)
    return None


def nowhere_defined(setting: Setting, model: Model | None) -> Decision | None:
    """A refutation where the hypotheses, which hold at the model, disprove what the statement needs."""
    conditions = [f for f in setting.necessary if setting.follows(f) is None]
    failing = next((f for f in conditions if model is not None and outcome(f, model) is False), None)
    if model is None or failing is None:
        return None
    try:
        contradiction = Prover(setting.problem.shown).prove(
            FALSE, Context().assuming(*setting.problem.facts, *conditions)
        )
    except Unproved:
        return None
    data = counterexample(model, setting.facts, failing, (), setting.follows)
    return None if data is None else refuted(setting, data, failing, contradiction)


def by_solving(setting: Setting) -> Decision | None:
    """A refutation at a point that was solved for: one at which the contrary of a piece of the statement
    holds, as its premises do."""
    hypotheses = setting.searched
    for piece in split_goal(setting.core, avoid=hypotheses):
        for contrary in contraries(piece.statement):
            within = [*hypotheses, *piece.premises, contrary]
            if elementary_points([*within, piece.statement]):
                continue
            finder = ModelFinder(within, [piece.statement], memory=setting.problem.searches)
            for model in islice(_established(finder, finder.simplest()), SOLVED):
                seems = outcome(piece.statement, model)
                data = setting.accepted(model, piece) if seems is False else None
                if data is not None:
                    return refuted(setting, data)
    return None


def by_negation(setting: Setting, found: Attack) -> Decision | None:
    """For what no point can refute, a theorem of its negation at exact values: of a piece of the statement
    that was decided at none, at a point at which its premises hold."""
    decided = {piece for piece, _, _ in found.agreeing}
    for piece in split_goal(setting.core, avoid=setting.searched):
        if piece.statement not in decided and any(s.op in _BEYOND for s in k.subterms(piece.statement)):
            hypotheses = [*setting.searched, *piece.premises]
            finder = ModelFinder(hypotheses, [piece.statement], memory=setting.problem.searches)
            nearby = islice(_different(piece.statement, islice(finder.simplest(), DRAWN)), NEARBY)
            models = promising(piece.statement, _established(finder, nearby))
            for model in islice(models, NEGATIONS):
                data = setting.accepted(model, piece)
                if data is not None:
                    return refuted(setting, data)
    return None


def _different(f: Term, models: Iterable[Model]) -> Iterator[Model]:
    """The models without those at which a formula of scalars says what it said at one before."""
    seen = set[Term]()
    for model in models:
        at_model = with_scalars(f, model)
        if not is_closed(at_model) or at_model not in seen:
            seen.add(at_model)
            yield model


def _established(finder: ModelFinder, models: Iterable[Model]) -> Iterator[Model]:
    """Those of the models at which all hypotheses hold, by evaluation or by proofs."""
    for model in models:
        if ask("model", partial(established, model, finder.hypotheses), False):
            yield model


_BEYOND = ("tends", "all", "ex")  # what evaluation may not be able to tell
