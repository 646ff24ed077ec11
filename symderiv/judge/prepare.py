"""A claim made ready: its lines and its hypotheses, translated, with how their quantities are written."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

import sympy as sp

from symderiv.core import terms as k
from symderiv.core.definedness import is_atom
from symderiv.core.terms import KernelError, Term
from symderiv.judge.certify import certified
from symderiv.judge.derivatives import Doubt, doubts, ties
from symderiv.judge.example import Example, read_example
from symderiv.judge.example import Given as ExampleValues
from symderiv.judge.premises import implied, supports
from symderiv.judge.strictness import Reading, facts_of, read_as
from symderiv.language.distinct import told_apart
from symderiv.language.errors import StatementError, readable
from symderiv.language.notation import Inner, arrays_in, spellings
from symderiv.language.page import Claim
from symderiv.language.strict import conjuncts, is_evident, strict
from symderiv.language.translate import Translator
from symderiv.language.verdict import Kind, Status, Support
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, Unproved
from symderiv.prove.oracles import ask
from symderiv.prove.prover import Prover
from symderiv.refute.models import Memory
from symderiv.render import DEFAULT, Spelling, text
from symderiv.render.guards import unguarded
from symderiv.render.losses import losses
from symderiv.render.text import loss_at
from symderiv.render.tidy import condition

BOUNDS: Final = ("le", "lt", "not")


@dataclass
class Line:
    """One line of a claim: SymPy's statement, the core's formula, the reason, the line it stands on."""

    statement: Any
    formula: Term
    reason: str = ""
    at: int = 0


class Printed(NamedTuple):
    """A problem in its page's spelling: the statement, the hypotheses, and at which points losses are
    taken."""

    statement: str
    given: tuple[str, ...]
    losses: tuple[str, ...]


@dataclass
class Problem:
    """A claim, translated: lines to prove one after the other, hypotheses with the labels of the claims whose
    statements they are, spelling.

    ``through`` has the claim cited by which a hypothesis came along, ``implied`` theorems of those that came
    along and follow from the rest, which are no hypotheses; ``rests_on`` all claims cited; ``searches`` are
    those for models that were made before; ``example`` has values at which the hypotheses are said to hold;
    ``doubted`` is what the hypotheses' derivatives need in the table of derivatives, and may exist without.
    """

    lines: list[Line]
    hypotheses: dict[Term, str] = field(default_factory=dict)
    kind: Kind | None = None
    spelling: Spelling = DEFAULT
    searches: Memory = field(default_factory=dict, repr=False, compare=False)
    through: dict[Term, str] = field(default_factory=dict)
    implied: tuple[Draft, ...] = ()
    rests_on: tuple[Support, ...] = ()
    example: Example | None = None
    doubted: tuple[Term, ...] = ()

    @property
    def goal(self) -> Term:
        """The statement: the lines together."""
        return k.and_(*(line.formula for line in self.lines))

    def shown(self, f: Term) -> str:
        """The text of a formula without guards, in the page's spelling."""
        return text(unguarded(f), self.spelling)

    @cached_property
    def printed(self) -> Printed:
        """What a verdict shows of the problem."""
        return Printed(
            text(self.goal, self.spelling),
            tuple(text(h, self.spelling) for h in self.hypotheses),
            tuple(loss_at(t, self.spelling) for t in self.losses),
        )

    @property
    def losses(self) -> tuple[Term, ...]:
        """The losses that the statement and the hypotheses speak of."""
        return losses([self.goal, *self.hypotheses])

    @property
    def alone(self) -> Problem:
        """The problem without what came along, except bounds, which keep parts defined and hardly lead a
        proof elsewhere."""
        kept = {h: label for h, label in self.hypotheses.items() if h not in self.through or h.op in BOUNDS}
        return replace(self, hypotheses=kept, searches={})

    @property
    def assumed(self) -> tuple[Term, ...]:
        """The hypotheses, read strictly: a theorem of the problem has these, and its conditions."""
        return tuple(map(strict, self.hypotheses))

    @property
    def facts(self) -> list[Term]:
        """The conjuncts of the hypotheses in their strict reading: that parts are defined, and what is said
        of them."""
        return list(dict.fromkeys(f for h in self.hypotheses for f in facts_of(h)))

    @property
    def readings(self) -> list[Reading]:
        """The lines, read strictly as one statement."""
        goal = strict(self.goal)
        parts = goal.args if len(self.lines) > 1 else (goal,)
        return [read_as(line.formula, part) for line, part in zip(self.lines, parts, strict=True)]


def prepare_statement(statement: Any, given: Sequence[Any], example: ExampleValues | None = None) -> Problem:
    """A statement under hypotheses that stands on no page."""
    translator = Translator()
    line = Line(statement, _read(translator, statement))
    listed = given if isinstance(given, (list, tuple)) else [given]
    hypotheses = {_read(translator, g): "" for g in listed}
    hypotheses |= dict.fromkeys(translator.facts, "")
    [line], hypotheses = _with_means_in_doubt([line], hypotheses)
    spelling = _spelling([statement, *listed], [line.formula, *hypotheses])
    return Problem([line], hypotheses, spelling=spelling, example=read_example(example))


def read(claim: Claim) -> Problem:
    """The claim translated as its page has it: lines, and hypotheses with the labels they come from."""
    with sp.evaluate(False):
        return _Reader(claim).problem()


def prepare(claim: Claim) -> Problem:
    """The claim translated, with what the claims that it cites bring along; these are decided first."""
    rests_on = supports(claim)
    with sp.evaluate(False):
        reader = _Reader(claim)
        for label in claim.cited:
            for support in rests_on:
                if label in {support.label, support.through}:
                    reader.bring(support, label)
    problem = reader.problem()
    follows = dict(implied(problem.hypotheses, problem.through))
    kept = {h: label for h, label in problem.hypotheses.items() if h not in follows}
    return replace(problem, hypotheses=kept, implied=tuple(follows.values()), rests_on=rests_on)


def vet(problem: Problem) -> Problem:
    """The problem with what is doubted of its hypotheses' derivatives.

    What has no strict reading is refused: nothing says what a derivative needs that no rule is known for, or
    where else one exists in the claim than where the rules know it to.
    """
    for f in (problem.goal, *problem.hypotheses):
        try:
            strict(f)
        except KernelError:
            part = text(f, problem.spelling)
            raise StatementError(f"the table of derivatives has no rule for a part of {part}") from None
    tie = next(ties(problem.goal, problem.hypotheses), None)
    if tie is not None:
        slope, assumed = (text(t, problem.spelling) for t in tie)
        raise StatementError(
            f"{slope} is a partial derivative, for which all other quantities stand still, and {assumed} "
            "speaks of one that does not: put the right side of the equation in its place"
        )
    doubted: list[Term] = []
    for assumed_so, doubt in _doubts(problem):
        if _follows(doubt):
            continue
        if not assumed_so:
            relation = text(doubt.relation, problem.spelling)
            needed = condition(doubt.throughout, problem.spelling)
            raise StatementError(
                f"{relation} stands where its derivatives are not claimed to exist, and nothing tells "
                f"everywhere whether they do; say there, too, that {needed}"
            )
        doubted.append(_once(doubt.throughout))
    return replace(problem, doubted=tuple(dict.fromkeys(doubted))) if doubted else problem


def _doubts(problem: Problem) -> Iterator[tuple[bool, Doubt]]:
    """Where a derivative may exist that no rule knows of, and that makes a difference; each with whether it
    is in what is assumed as it stands, so that the claim can be made under the condition that a rule does."""
    said = {h: tuple(conjuncts(h)) for h in problem.hypotheses}
    for h in said:
        others = (g for other, parts in said.items() if other != h for g in parts)
        yield from ((_is_plain(h), doubt) for doubt in doubts(h, tuple(others), asserted=False))
    known = tuple(g for parts in said.values() for g in parts)
    yield from ((False, doubt) for doubt in doubts(problem.goal, known, asserted=True))


def _is_plain(h: Term) -> bool:
    """Whether a hypothesis says relations, or that they hold throughout, and nothing else."""
    return is_atom(h) or (
        h.op in ("and", "all", "surely") and all(_is_plain(g) for g in k.parts(h) if g.op in k.FORMULAS)
    )


def _once(f: Term) -> Term:
    """A condition without quantifiers over what it does not mention."""
    if f.op != "all":
        return f
    v = k.fresh(str(f.args[0]), f.args[1], f)
    inside = _once(k.open_(f, v))
    return k.quantified("all", v, f.args[2], f.args[3], inside) if v in k.free_vars(inside) else inside


def _follows(doubt: Doubt) -> bool:
    """Whether the condition follows from what is known, by the core."""
    if is_evident(doubt.condition, doubt.known):
        return True
    ctx = Context().assuming(*doubt.known)
    draft = ask("derivatives", lambda: Prover().attempt(doubt.condition, ctx), None)
    try:
        return draft is not None and bool(certified(draft, doubt.condition, set(doubt.known)))
    except Unproved:
        return False


@k.once
def in_doubt(f: Term) -> Term:
    """f with means that may not exist: nothing random in it is assumed to have them.

    >>> X = Term("comp", "X", "random", (), ())
    >>> in_doubt(Term("mean", X)).args[0].args[1]
    'drawn'
    """
    f = k.map_parts(lambda p, _: in_doubt(p), f)
    return Term("comp", f.args[0], "drawn", *f.args[2:]) if f.op == "comp" and f.args[1] == "random" else f


def _with_means_in_doubt(
    lines: list[Line], hypotheses: dict[Term, str]
) -> tuple[list[Line], dict[Term, str]]:
    """The same, where something is said of a distribution: what that is related to may have no mean."""
    formulas = (*(line.formula for line in lines), *hypotheses)
    said = (s.op == "law" and s.args[0] in k.DISTRIBUTIONS for f in formulas for s in k.subterms(f))
    if not any(said):
        return lines, hypotheses
    found = [replace(line, formula=in_doubt(line.formula)) for line in lines]
    return found, {in_doubt(f): label for f, label in hypotheses.items()}


class _Reader:
    """Reads a claim: statements are translated as they come, and the domains of symbols noted with them."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.translator = Translator()
        self.lines = list(_lines(claim, self.translator))
        if not self.lines:
            raise StatementError("a claim without a line states nothing", claim.line)
        self.written = [line.statement for line in self.lines]
        self.hypotheses: dict[Term, str] = {}
        self.through: dict[Term, str] = {}
        for given in claim.given:
            if isinstance(given, str):
                for line in self.lines_of(claim.page.require(given)):
                    self.hypotheses[line.formula] = given
            else:
                self.hypotheses[self.formula(given)] = ""
        self.hypotheses |= {f: "" for f in self.translator.facts if f not in self.hypotheses}

    def lines_of(self, claim: Claim) -> list[Line]:
        """Those of a claim that is cited; its verdict, where there is one, has to be about them."""
        lines = list(_lines(claim, self.translator))
        decided = vars(claim).get("standing")
        written = [tuple(line.formula for line in lines), tuple(in_doubt(line.formula) for line in lines)]
        if decided is not None and decided.lines not in (None, *written):
            raise StatementError(
                f"the claim {claim.label!r} states something else each time it is built", claim.line
            )
        self.written += [line.statement for line in lines]
        return lines

    def formula(self, given: Any) -> Term:
        """A hypothesis, which may be written as a function."""
        self.written.append(given() if callable(given) else given)
        return _read(self.translator, self.written[-1])

    def bring(self, support: Support, through: str) -> None:
        """Add the hypotheses and conditions of a cited claim; and its statement, if that is assumed and not
        proved."""
        cited = self.claim.page.require(support.label)
        assumed = support.definition or support.status is not Status.PROVED
        conditions = cited.standing.conditions
        lines = self.lines_of(cited) if assumed or conditions else []  # for the symbols in them, too
        found = {line.formula: support.label for line in lines if assumed}
        found |= {self.formula(g): "" for g in cited.given if not isinstance(g, str)}
        found |= dict.fromkeys([*conditions, *self.translator.facts], "")
        for f, label in found.items():
            if f not in self.hypotheses:
                self.hypotheses[f], self.through[f] = label, through

    def problem(self) -> Problem:
        """All that was read."""
        self.lines, self.hypotheses = _with_means_in_doubt(self.lines, self.hypotheses)
        self.through = {in_doubt(f) if f not in self.hypotheses else f: c for f, c in self.through.items()}
        spelling = _spelling(self.written, [*(line.formula for line in self.lines), *self.hypotheses])
        example = read_example(self.claim.example)
        return Problem(
            self.lines, self.hypotheses, self.claim.kind, spelling, through=self.through, example=example
        )


def _read(translator: Translator, statement: Any) -> Term:
    with readable():
        try:
            return translator.formula(statement)
        except KernelError as error:
            raise StatementError(str(error)) from error


def _spelling(statements: Sequence[Any], formulas: Iterable[Term]) -> Spelling:
    """How the quantities in these statements were declared to be written, and are told apart."""
    with readable():
        inner = any(isinstance(s, sp.Basic) and s.has(Inner) for s in statements)
        arrays = arrays_in(*statements)
        return told_apart(formulas, Spelling(spellings(*statements), inner=inner, arrays=arrays))


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
        return Line(statement, _read(translator, statement), reason, at)
    except StatementError as error:
        raise StatementError(str(error), at) from None
