"""A claim made ready: its lines and its hypotheses, translated, with how their quantities are written."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symderiv.core import terms as k
from symderiv.core.definedness import strict
from symderiv.core.terms import Term
from symderiv.judge.strictness import Reading, facts_of, read_as
from symderiv.language.errors import StatementError, readable
from symderiv.language.notation import Inner, spellings
from symderiv.language.page import Claim
from symderiv.language.translate import Translator
from symderiv.language.verdict import Kind
from symderiv.refute.models import Memory
from symderiv.render import DEFAULT, Spelling
from symderiv.render.distinct import told_apart


@dataclass
class Line:
    """One line of a claim: SymPy's statement, the kernel's formula, the reason, the line it stands on."""

    statement: Any
    formula: Term
    reason: str = ""
    at: int = 0


@dataclass
class Problem:
    """What is to be decided: lines to prove one after the other, hypotheses with their names, spelling; and
    the searches for models that were made before."""

    lines: list[Line]
    hypotheses: dict[Term, str] = field(default_factory=dict)
    kind: Kind | None = None
    spelling: Spelling = DEFAULT
    searches: Memory = field(default_factory=dict, repr=False, compare=False)

    @property
    def goal(self) -> Term:
        """The statement: the lines together."""
        return k.and_(*(line.formula for line in self.lines))

    @property
    def assumed(self) -> tuple[Term, ...]:
        """The hypotheses, read strictly: a theorem of the problem has these, and its conditions."""
        return tuple(map(strict, self.hypotheses))

    @property
    def facts(self) -> list[Term]:
        """What the hypotheses say, each thing by itself: that their parts are defined, too."""
        return list(dict.fromkeys(f for h in self.hypotheses for f in facts_of(h)))

    @property
    def readings(self) -> list[Reading]:
        """The lines, read strictly as one statement."""
        goal = strict(self.goal)
        parts = goal.args if len(self.lines) > 1 else (goal,)
        return [read_as(line.formula, part) for line, part in zip(self.lines, parts, strict=True)]


def prepare_statement(statement: Any, given: Sequence[Any]) -> Problem:
    """A statement under hypotheses that stands on no page."""
    translator = Translator()
    line = Line(statement, _read(translator, statement))
    listed = given if isinstance(given, (list, tuple)) else [given]
    hypotheses = {_read(translator, g): "" for g in listed}
    hypotheses |= dict.fromkeys(translator.facts, "")
    spelling = _spelling([statement, *listed], [line.formula, *hypotheses])
    return Problem([line], hypotheses, spelling=spelling)


def prepare(claim: Claim) -> Problem:
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
                hypotheses[_read(translator, written[-1])] = ""
    hypotheses |= {f: "" for f in translator.facts if f not in hypotheses}
    formulas = [*(line.formula for line in lines), *hypotheses]
    return Problem(lines, hypotheses, claim.kind, _spelling(written, formulas))


def _read(translator: Translator, statement: Any) -> Term:
    with readable():
        return translator.formula(statement)


def _spelling(statements: Sequence[Any], formulas: Iterable[Term]) -> Spelling:
    """How the quantities in these statements were declared to be written, and are told apart."""
    with readable():
        inner = any(isinstance(s, sp.Basic) and s.has(Inner) for s in statements)
        return told_apart(formulas, Spelling(spellings(*statements), inner=inner))


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
