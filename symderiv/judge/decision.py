"""What was found of one claim, as a value: the verdict, and the terms and theorems that it was told from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symderiv.core.inference import Theorem
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import Counterexample
from symderiv.evaluate.model import Model
from symderiv.judge.prepare import Line, Problem
from symderiv.language.verdict import Formulas, Kind, Origin, Status, Verdict
from symderiv.normalize.draft import Draft
from symderiv.render.shapes import little_o


@dataclass(frozen=True)
class Grounds:
    """What a verdict can be checked from once more, besides its certificate or counterexample.

    Of what is proved, ``model`` is where hypotheses and conditions hold, and ``compared`` has the points of
    the cross-check by the number of the relation.  Of what is refuted, ``statement`` is what fails, and
    ``contradiction`` the theorem, where there is one, that the hypotheses contradict it.
    """

    model: Counterexample | None = None
    compared: Mapping[int, tuple[Counterexample, ...]] = field(default_factory=dict)
    statement: Term | None = None
    contradiction: Theorem | None = None


@dataclass(frozen=True)
class Decision:
    """A verdict, and what it was told from.

    ``theorems`` has one for each line, or the one of the negation; ``defined`` those that say that parts are
    defined, and ``conditions`` what was added for that; at ``witness`` the piece ``failing`` is false.
    ``vacuous`` are a claim whose hypotheses contradict each other and one that is nowhere defined.
    """

    verdict: Verdict
    theorems: tuple[Draft, ...] = ()
    defined: tuple[Draft, ...] = ()
    conditions: tuple[Term, ...] = ()
    witness: Model | None = None
    failing: Term | None = None
    vacuous: bool = False
    grounds: Grounds | None = None

    def saying(self, **changes: Any) -> Decision:
        """The decision with its verdict changed."""
        return replace(self, verdict=replace(self.verdict, **changes))


def unknown(problem: Problem) -> Decision:
    """The decision on a problem before anything is found."""
    verdict = Verdict(
        Status.UNDECIDED,
        **problem.printed._asdict(),
        origins=tuple(Origin(label, problem.through.get(h, "")) for h, label in problem.hypotheses.items()),
        rests_on=problem.rests_on,
        kind=_kind(problem.goal) if problem.kind is None else problem.kind,
        formulas=formulas(problem),
    )
    return Decision(verdict)


def formulas(problem: Problem, conditions: Sequence[Term] = ()) -> Formulas:
    """The terms that a report prints."""
    lines = tuple((line.formula, line.reason) for line in problem.lines)
    given = tuple(problem.hypotheses.items())
    return Formulas(lines, given, tuple(conditions), problem.spelling, problem.losses)


def place(problem: Problem, line: Line | None) -> str:
    """The line of the file, where a claim has several."""
    return f"line {line.at}: " if line is not None and len(problem.lines) > 1 and line.at else ""


def _kind(goal: Term) -> Kind:
    while goal.op in ("all", "and"):
        goal = goal.args[-1] if goal.op == "all" else goal.args[0]
    if goal.op == "tends" and little_o(goal) is not None:
        return Kind.ORDER
    kinds = {"eq": Kind.EQUATION, "le": Kind.INEQUALITY, "lt": Kind.INEQUALITY, "tends": Kind.LIMIT}
    return kinds.get(goal.op, Kind.LOGIC)
