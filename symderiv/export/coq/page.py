"""A page's Coq file: what its claims say, and the two sections with their proofs, without and with complex
numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symderiv.core import terms as k
from symderiv.core.certificate import replay
from symderiv.core.inference import Theorem
from symderiv.core.terms import FALSE, KernelError, Term
from symderiv.evaluate.counterexample import Counterexample
from symderiv.export.coq import library
from symderiv.export.coq.complex_printer import ComplexPrinter, is_complex
from symderiv.export.coq.complex_proofs import ComplexProver
from symderiv.export.coq.laws import LAWS
from symderiv.export.coq.names import Names, NotExportedError
from symderiv.export.coq.section import Section, premises, terms_of
from symderiv.judge.prepare import Line, Problem
from symderiv.language.strict import strict

HEADER = f"""\
From Coq Require Import Reals ZArith QArith List Lra Lia Classical Ring_polynom.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import {" ".join(library.REAL)}.
From Symderiv Require {" ".join(library.COMPLEX)}.
Import ListNotations.
Open Scope R_scope.
"""
TOGETHER = "all_claims"  # of a file, in one conjunction
WITH_COMPLEX = f"""\
Import {" ".join(f"{library.LIBRARY}.{name}" for name in library.COMPLEX)}.
Open Scope C_scope.
"""


@dataclass(frozen=True)
class Statement:
    """What a claim says, in the core's terms: that the goal holds, read strictly, under these hypotheses."""

    name: str
    goal: Term
    given: tuple[Term, ...]

    @classmethod
    def of_definition(
        cls, name: str, lines: Iterable[Term], given: Iterable[Term], conditions: Iterable[Term]
    ) -> Statement:
        """Of a definition: that every part of it is defined."""
        problem = Problem([Line(None, f) for f in lines], dict.fromkeys(given, ""))
        told = dict.fromkeys(g for r in problem.readings for g in r.guards)
        guards = (g.formula for ranged in (True, False) for g in told if g.ranged is ranged)
        return cls.of(name, guards, problem.hypotheses, conditions)

    @classmethod
    def of(
        cls, name: str, lines: Iterable[Term], given: Iterable[Term], conditions: Iterable[Term]
    ) -> Statement:
        """From a claim's lines, hypotheses and conditions as they were translated."""
        read = dict.fromkeys((*map(strict, given), *conditions))
        return cls(name, strict(k.and_(*lines)), tuple(read))

    def consistent(self, *lines: Term) -> Statement:
        """That what is given, and these lines, do not contradict each other: as the statement that fails."""
        return Statement(self.name, FALSE, tuple(dict.fromkeys((*self.given, *lines))))

    @classmethod
    def under_conditions(cls, name: str, lines: Iterable[Term], given: Iterable[Term]) -> Statement:
        """A claim that may be refuted: with all that may become a condition."""
        lines = list(lines)
        problem = Problem([Line(None, f) for f in lines], dict.fromkeys(given, ""))
        guards = dict.fromkeys(g.formula for r in problem.readings for g in r.guards if not g.ranged)
        return cls.of(name, lines, problem.hypotheses, guards)


@dataclass
class Written:
    """A claim's part of a page: its theorem's name, or why there is none."""

    name: str
    theorem: str = ""
    reason: str = ""
    steps: int = 0


@dataclass
class Page:
    """The text of a page's file, as claims are added."""

    names: Names = field(default_factory=Names)
    claims: list[Written] = field(default_factory=list)
    points: list[Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.real = Section(self.names)
        self.complex = Section(self.names, ComplexPrinter, ComplexProver)

    def add(self, statement: Statement, certificate: object) -> Written:
        """Write a claim's steps and theorem; a step that cannot be written keeps the claim out."""
        try:
            thm = replay(certificate)
        except KernelError as error:
            self.claims.append(Written(statement.name, reason=str(error)))
            return self.claims[-1]
        return self.prove(statement, thm)

    def prove(self, statement: Statement, thm: Theorem) -> Written:
        """The same from a theorem that was made."""
        written = Written(statement.name)
        self.claims.append(written)
        try:
            steps = in_order(thm)
            section = self.complex if _needs_complex(statement, steps) else self.real
            for step in steps:
                section.step(step)
                written.steps += 1
            _of_this(statement, thm)
            written.theorem = section.theorem(statement.name, statement.goal, statement.given, thm)
        except (NotExportedError, KernelError) as error:
            written.reason = str(error)
        return written

    def point(self, statement: Statement, data: Counterexample) -> Written:
        """Write that a statement fails at a point at which what is given holds; given all and to prove
        *false*, that there is a point at which all holds."""
        written = Written(statement.name)
        self.points.append(written)
        if any(map(is_complex, (statement.goal, *statement.given))):
            written.reason = "a point of complex numbers"
            return written
        try:
            written.theorem = self.real.point(statement.name, statement.goal, statement.given, data)
        except (NotExportedError, KernelError) as error:
            written.reason = str(error)
        return written

    def text(self) -> str:
        """The whole file."""
        return f"{HEADER}\n{self.body()}"

    def body(self) -> str:
        """The file without its header."""
        complex_part = f"\n{WITH_COMPLEX}\n{self.complex.text()}" if self.complex.inner else ""
        told = (*self.claims, *self.points)
        return f"{self.real.text()}{complex_part}\n{assumptions(c.theorem for c in told if c.theorem)}"


def assumptions(theorems: Iterable[str]) -> str:
    """The question what all of these theorems rest on."""
    listed = list(theorems)
    together = "".join(f"(conj {t} " for t in listed) + "I" + ")" * len(listed)
    return f"Definition {TOGETHER} := {together}.\nPrint Assumptions {TOGETHER}.\n"


def _of_this(statement: Statement, thm: Theorem) -> None:
    """Refuse a theorem of something else than the statement, or with further hypotheses."""
    if thm.conclusion != statement.goal or not thm.hypotheses <= set(statement.given):
        raise NotExportedError("the certificate is one of another statement")


def _needs_complex(statement: Statement, steps: Sequence[Theorem]) -> bool:
    """Whether there are complex numbers in a claim's text, or steps that are theorems about them."""
    laws = {step.step[1][0] for step in steps if step.step[0] == "law"}
    return not laws <= LAWS.keys() or any(map(is_complex, _met(statement, steps)))


def _met(statement: Statement, steps: Iterable[Theorem]) -> Iterator[Term]:
    """All terms and formulas that a claim's text is made of."""
    yield from (statement.goal, *statement.given)
    for step in steps:
        yield from (*step.hypotheses, step.conclusion, *terms_of(step.step[1]))


def in_order(thm: Theorem) -> list[Theorem]:
    """A theorem's steps but for assumptions, premises first."""
    done: set[int] = set()
    order: list[Theorem] = []
    todo = [(thm, False)]
    while todo:
        t, ready = todo.pop()
        if id(t) in done:
            continue
        if ready:
            done.add(id(t))
            if t.step[0] != "assume":
                order.append(t)
        else:
            todo.append((t, True))
            todo.extend((p, False) for p in premises(t.step[1]) if id(p) not in done)
    return order
