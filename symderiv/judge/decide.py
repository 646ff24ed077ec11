"""The judge: translates a statement, attacks it, proves it, and says what it found."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import sympy as sp

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.evaluator import Model
from symderiv.explain.summary import Story, condition, told
from symderiv.judge import cross_check as numeric
from symderiv.language.errors import StatementError, SymderivError
from symderiv.language.notation import Inner, spellings
from symderiv.language.page import Claim
from symderiv.language.translate import Translator
from symderiv.language.verdict import Evidence, Formulas, Kind, Numeric, Status, Verdict
from symderiv.normalize import draft as rule
from symderiv.normalize.draft import Theorem, certificate
from symderiv.prove import elementary
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover
from symderiv.refute.models import Search, at_values, pieces
from symderiv.refute.negation import contraries, promising
from symderiv.refute.sampling import elementary as elementary_points
from symderiv.refute.search import MANY, Attack, attack, outcome, searching, sides, values
from symderiv.render import DEFAULT, LATEX, Spelling, latex, spelled, text
from symderiv.render.shapes import little_o

SOLVED = 3  # exact points that are solved for
NEARBY, NEGATIONS = 48, 6  # exact points at which a negation may be tried, and is
POINTS, MOST_POINTS = 2, 6  # points that the search for a proof is told of: for a piece, and in all
CHECKED_POINTS = 8  # points of the cross-check in floating point, all of the same sizes


@dataclass
class Line:
    """One line of a claim: SymPy's statement, the kernel's formula, the reason, the line it stands on."""

    statement: Any
    formula: Term
    reason: str = ""
    at: int = 0


@dataclass
class Case:
    """A claim made ready: lines to prove one after the other, hypotheses with their names, and spelling;
    and, once it is decided, what was found: a theorem for each line (or one of the negation), what was proved
    or added as a condition so that every part is defined, the witness and the piece that fails there."""

    lines: list[Line]
    hypotheses: dict[Term, str] = field(default_factory=dict)
    kind: Kind | None = None
    spelling: Spelling = DEFAULT
    theorems: list[Theorem] = field(default_factory=list)
    defined: list[Theorem] = field(default_factory=list)
    conditions: list[Term] = field(default_factory=list)
    witness: Model | None = None
    failing: Term | None = None

    @property
    def goal(self) -> Term:
        return k.and_(*(line.formula for line in self.lines))


def check(statement: Any, given: Sequence[Any] = (), *, timeout: float | None = None) -> Verdict:
    """Decide a statement under hypotheses, all of them SymPy relations or this package's own; or a claim
    of a page, which brings its own hypotheses.

    The verdict's status is one of proved, refuted, undecided, conflict, error, timeout. With ``timeout``
    (seconds) the work is done in a process of its own that is ended when the time is over.

    >>> from sympy import Eq, symbols
    >>> x, y = symbols("x y", real=True)
    >>> check(Eq((x + y)**2, x**2 + 2*x*y + y**2)).status
    <Status.PROVED: 'proved'>
    >>> verdict = check(Eq((x**2 - 1)/(x - 1), x + 1))
    >>> verdict.status, verdict.conditions
    (<Status.PROVED: 'proved'>, ('x ≠ 1',))
    >>> verdict = check(Eq((x + y)**2, x**2 + y**2))
    >>> verdict.status, sorted(verdict.witness)
    (<Status.REFUTED: 'refuted'>, ['x', 'y'])
    """
    if timeout is not None:
        if timeout <= 0:
            raise ValueError(f"the timeout is in seconds, and positive; {timeout} was given")
        from symderiv.run.workers import limited  # noqa: PLC0415 - processes are for those who ask for a limit

        return limited(lambda: check(statement, given), timeout)
    try:
        if isinstance(statement, Claim):
            return judge(statement)
        translator = Translator()
        line = Line(statement, translator.formula(statement))
        listed = given if isinstance(given, (list, tuple)) else [given]
        hypotheses = {translator.formula(g): "" for g in listed}
        hypotheses |= dict.fromkeys(translator.facts, "")
        return decide(Case([line], hypotheses, spelling=_spelling([statement, *listed])))
    except (SymderivError, KernelError) as error:
        return Verdict(Status.ERROR, message=str(error))
    except RecursionError:
        return Verdict(Status.ERROR, message="the statement is nested too deeply")


def judge(claim: Claim) -> Verdict:
    """Decide a claim of a page. What the page itself raises is left to the runner, which knows its place."""
    start = time.perf_counter()
    return replace(decide(prepared(claim)), seconds=time.perf_counter() - start)


# -- preparation -------------------------------------------------------------------------------------


def prepared(claim: Claim) -> Case:
    """The claim translated: its lines, and its hypotheses with the labels they come from."""
    translator = Translator()
    with sp.evaluate(False):
        lines = list(_lines(claim, translator))
        if not lines:
            raise StatementError("a claim without a line states nothing", claim.line)
        written = [line.statement for line in lines]
        hypotheses: dict[Term, str] = {}
        for given in claim.given:
            if isinstance(given, str):
                for line in _lines(claim.page.require(given), translator):
                    written.append(line.statement)
                    hypotheses[line.formula] = given
            else:
                written.append(given() if callable(given) else given)
                hypotheses[translator.formula(written[-1])] = ""
    hypotheses |= {f: "" for f in translator.facts if f not in hypotheses}
    return Case(lines, hypotheses, claim.kind, _spelling(written))


def _spelling(statements: Sequence[Any]) -> Spelling:
    """How the quantities in these statements were declared to be written."""
    inner = any(isinstance(s, sp.Basic) and s.has(Inner) for s in statements)
    return Spelling(spellings(*statements), inner=inner)


def _lines(claim: Claim, translator: Translator) -> Iterator[Line]:
    result = claim.build()
    if not inspect.isgenerator(result):
        yield _line(result, translator, claim.line)
        return
    while True:
        try:
            item = next(result)
        except StopIteration:
            return
        at = result.gi_frame.f_lineno if result.gi_frame is not None else claim.line
        yield _line(item, translator, at)


def _line(item: Any, translator: Translator, at: int) -> Line:
    statement, reason = item if isinstance(item, tuple) else (item, "")
    if statement is None:
        raise StatementError("no statement is returned here; a claim returns one, or yields its lines", at)
    reason = reason.label if isinstance(reason, Claim) else str(reason)
    try:
        return Line(statement, translator.formula(statement), reason, at)
    except StatementError as error:
        raise StatementError(str(error), at) from None


# -- decision ----------------------------------------------------------------------------------------


def decide(case: Case) -> Verdict:
    """Attack, then prove, then compare; what is shown is printed from the kernel's terms."""
    with spelled(case.spelling):
        return _decided(case)


def _decided(case: Case) -> Verdict:
    goal = case.goal
    hypotheses, searched = _with_definedness(case.hypotheses)
    shown = _shown(case)
    if case.kind is Kind.DEFINITION:
        return _definition(case, hypotheses, searched, shown)
    found = attack(goal, searched)
    if found.model is None:
        return _without_model(hypotheses, shown)
    if found.witness is not None:
        return _refuted(case, searched, found, shown)
    try:
        thm, conditions, (story, lines) = _proof(case, hypotheses, _points(found))
    except Unproved as error:
        harder = attack(goal, searched, MANY)
        if harder.witness is not None:
            return _refuted(case, searched, harder, shown)
        refuted = _contradicted(case, searched, shown) or _denied(case, searched, found, shown)
        return refuted or replace(shown, message=str(error))
    if conditions and not _possible(conditions, found, searched, goal):
        listed = "; ".join(map(condition, conditions))
        why = f"no point was found at which the hypotheses hold and every part is defined ({listed})"
        return replace(shown, status=Status.ERROR, message=why)
    verdict = replace(
        shown,
        status=Status.PROVED,
        evidence=Evidence.AXIOMS if thm.axioms else Evidence.CERTIFICATE,
        axioms=tuple(sorted(thm.axioms)),
        conditions=tuple(map(condition, conditions)),
        formulas=replace(_formulas(case, conditions), proof=lines),
        certificate=certificate(thm),
        names=story.names,
        proof=story.lines,
        method=story.method,
        numeric=_cross_check(case, found),
    )
    return _compared(verdict)


def _shown(case: Case) -> Verdict:
    """What is said of a case before anything is known."""
    return Verdict(
        Status.UNDECIDED,
        statement=text(case.goal),
        latex=latex(case.goal),
        given=tuple(text(h) for h in case.hypotheses),
        kind=_kind(case.goal) if case.kind is None else case.kind,
        formulas=_formulas(case),
    )


def refuted(case: Case, *further: Term) -> Verdict | None:
    """A refutation of the case at a point at which what is named further holds, too; no proof is tried."""
    with spelled(case.spelling):
        searched = [*meaningful(case.hypotheses), *further]
        found = attack(case.goal, searched)
        if found.model is None:
            return None
        if found.witness is not None:
            return _refuted(case, searched, found, _shown(case))
        shown = _shown(case)
        return _contradicted(case, searched, shown) or _denied(case, searched, found, shown)


def _possible(conditions: list[Term], found: Attack, searched: list[Term], goal: Term) -> bool:
    """Whether there is a point at which the hypotheses and the conditions hold."""
    if any(outcome(f, model)[0] is True for f in [k.and_(*conditions)] for _, _, model in found.agreeing):
        return True
    return next(searching([*searched, *conditions], [goal]).models(), None) is not None


def _formulas(case: Case, conditions: Sequence[Term] = ()) -> Formulas:
    lines = tuple((line.formula, line.reason) for line in case.lines)
    return Formulas(lines, tuple(case.hypotheses.items()), tuple(conditions), case.spelling)


def _with_definedness(formulas: Iterable[Term]) -> tuple[list[Term], list[Term]]:
    """The hypotheses with that they are meaningful, which is part of their being true; and those of them
    that a model has to be searched for (not what no evaluation can tell, if it follows from the rest)."""
    found = list(formulas)
    needed = list(dict.fromkeys(f for h in found for _, f in k.obligations(h) if not _plain(f)))
    prover, ctx = Prover(text), Context().assuming(*found)
    endless = {f for f in needed if _endless(f) and prover.attempt(f, ctx) is not None}
    return found + needed, found + [f for f in needed if f not in endless]


def meaningful(formulas: Iterable[Term]) -> list[Term]:
    """Hypotheses, and that they are meaningful as far as a model has to be searched for it."""
    return _with_definedness(formulas)[1]


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


_Told = tuple[Story, tuple[str, ...]]


def _proof(
    case: Case, hypotheses: list[Term], points: Sequence[Model] = ()
) -> tuple[Theorem, list[Term], _Told]:
    """A theorem of the statement and of its being defined, the conditions added, and the proof in words."""
    prover = Prover(text, hypotheses, points)
    ctx = Context(names=dict(case.hypotheses)).assuming(*hypotheses)
    conditions: list[Term] = []
    defined: list[Theorem] = []
    steps: list[Theorem] = []
    needed: set[Term] = set()
    numbers = elementary.concerns(case.goal)
    for line in case.lines:  # a part is defined by what the lines before its own have shown
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
            raise Unproved(f"{_place(case, line)}{error}") from error
        ctx = ctx.knowing(thm)
        steps.append(thm)
    thm = steps[0] if len(steps) == 1 else rule.both(*steps)
    whole = rule.both(*defined, thm) if defined else thm
    expected = k.and_(*(d.conclusion for d in defined), case.goal) if defined else case.goal
    if whole.conclusion != expected or not whole.hypotheses <= {*hypotheses, *conditions}:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    case.theorems, case.defined, case.conditions = steps, defined, conditions
    reasons = [line.reason for line in case.lines]
    return whole, conditions, _story(list(zip(steps, reasons, strict=True)), case)


def _story(steps: list[tuple[Theorem, str]], case: Case) -> _Told:
    """The proof in words, and its lines once more with their formulas in LaTeX."""
    with spelled(case.spelling, LATEX):
        lines = told(steps, case.hypotheses).lines
    return told(steps, case.hypotheses), lines


def _points(found: Attack) -> list[Model]:
    """Points at which the hypotheses hold, a few for each piece of the statement."""
    few: dict[Term, list[Model]] = {}
    for piece, _, model in found.agreeing:
        few.setdefault(piece, []).append(model)
    return list({id(m): m for models in few.values() for m in models[-POINTS:]}.values())[:MOST_POINTS]


def _kind(goal: Term) -> Kind:
    while goal.op in ("all", "and"):
        goal = goal.args[-1] if goal.op == "all" else goal.args[0]
    if goal.op == "tends" and little_o(goal) is not None:
        return Kind.ORDER
    kinds = {"eq": Kind.EQUATION, "le": Kind.INEQUALITY, "lt": Kind.INEQUALITY, "tends": Kind.LIMIT}
    return kinds.get(goal.op, Kind.LOGIC)


def _definition(case: Case, hypotheses: list[Term], searched: list[Term], shown: Verdict) -> Verdict:
    """Well-formed: every part is defined, given the hypotheses, and something satisfies the definition."""
    goal = case.goal
    found = attack(k.TRUE, [*searched, goal])
    if found.model is None:
        return _without_model([*hypotheses, goal], shown)
    defined = k.and_(*dict.fromkeys(f for _, f in k.obligations(goal)))
    attacked = attack(defined, searched)
    if attacked.witness is not None:
        return _refuted(case, searched, attacked, shown)
    well_formed = Case([Line(None, defined)], case.hypotheses)
    try:
        thm, conditions, _ = _proof(well_formed, hypotheses)
    except Unproved as error:
        return replace(shown, message=str(error))
    case.defined, case.conditions = [*well_formed.defined, *well_formed.theorems], conditions
    return replace(
        shown,
        status=Status.PROVED,
        evidence=Evidence.AXIOMS if thm.axioms else Evidence.CERTIFICATE,
        axioms=tuple(sorted(thm.axioms)),
        conditions=tuple(map(condition, conditions)),
        formulas=_formulas(case, conditions),
        certificate=certificate(thm),
        method="well-formed",
        proof=("every part is defined",),
    )


def _without_model(hypotheses: list[Term], shown: Verdict) -> Verdict:
    """A claim under hypotheses that nothing was found to satisfy certifies nothing."""
    prover = Prover(text)
    try:
        prover.prove(k.FALSE, Context().assuming(*hypotheses))
        why = "the hypotheses contradict each other"
    except Unproved:
        why = "no point satisfying the hypotheses was found"
    return replace(shown, status=Status.ERROR, message=why)


def _refuted(case: Case, hypotheses: list[Term], found: Attack, shown: Verdict) -> Verdict:
    """The witness with both sides; a proof of the same statement would be a conflict."""
    assert found.witness is not None  # noqa: S101 - for the type checker, as the next
    assert found.failing is not None  # noqa: S101
    case.witness, case.failing = found.witness, found.failing
    both = sides(found.failing, found.witness)
    among = (line for line in case.lines if any(f == found.failing for _, f in pieces(line.formula)))
    where = _place(case, next(among, None))
    return replace(
        shown,
        status=Status.REFUTED,
        evidence=Evidence.WITNESS,
        method="exact values",
        witness=values(found.witness, [found.failing, *hypotheses]),
        sides=both,
        message=found.reason
        or (f"{where}fails there: {text(found.failing)}" if len(case.lines) > 1 or both is None else None),
    )


def _place(case: Case, line: Line | None) -> str:
    """The line of the file, where a claim has several."""
    return f"line {line.at}: " if line is not None and len(case.lines) > 1 and line.at else ""


def _contradicted(case: Case, hypotheses: list[Term], shown: Verdict) -> Verdict | None:
    """A refutation at a point that was solved for: one at which the contrary of a piece of the statement
    holds, as its premises do."""
    for extra, statement in pieces(case.goal, avoid=hypotheses):
        for contrary in contraries(statement):
            within = [*hypotheses, *extra, contrary]
            if elementary_points([*within, statement]):
                continue
            for model in islice(Search(within, [statement]).simplest(), SOLVED):
                answer, reason = outcome(statement, model)
                if answer is False:
                    found = Attack(model, witness=model, failing=statement, reason=reason)
                    return _refuted(case, hypotheses, found, shown)
    return None


def _denied(case: Case, hypotheses: list[Term], found: Attack, shown: Verdict) -> Verdict | None:
    """For what no point can refute, a theorem of its negation at exact values: of a piece of the statement
    that was decided at none, at a point at which its premises hold."""
    decided = {piece for piece, _, _ in found.agreeing}
    for extra, statement in pieces(case.goal, avoid=hypotheses):
        if statement not in decided and any(s.op in _BEYOND for s in k.subterms(statement)):
            verdict = _negated(case, [*hypotheses, *extra], statement, shown)
            if verdict is not None:
                return verdict
    return None


_BEYOND = ("tends", "all", "ex")  # what evaluation may not be able to tell


def _negated(case: Case, hypotheses: list[Term], statement: Term, shown: Verdict) -> Verdict | None:
    """A theorem of the negation of the statement at one of the first points at which it seems false."""
    models = islice(Search(hypotheses, [statement]).simplest(), NEARBY)
    for model in islice(promising(statement, models), NEGATIONS):
        try:
            closed = at_values(statement, model)
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
        case.witness, case.theorems = model, [thm]
        return replace(
            shown,
            status=Status.REFUTED,
            evidence=Evidence.AXIOMS if thm.axioms else Evidence.WITNESS,
            axioms=tuple(sorted(thm.axioms)),
            method="theorem of the negation at exact values",
            witness=values(model, [statement, *hypotheses]),
            certificate=certificate(thm),
            message=f"there the negation is a theorem: {text(k.not_(closed))}",
        )
    return None


def _cross_check(case: Case, found: Attack) -> Numeric | None:
    """Each relation that NumPy can evaluate, at points of the greatest sizes that were tried."""
    points, worst = 0, 0.0
    for line in case.lines:
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


def _compared(verdict: Verdict) -> Verdict:
    if verdict.numeric is None or verdict.numeric.max_relative_error <= numeric.TOLERANCE:
        return verdict
    return replace(
        verdict,
        status=Status.CONFLICT,
        evidence=None,
        message=f"proved, yet floating point disagrees by {verdict.numeric.max_relative_error:.1e}",
    )
