"""Papers written in tests."""

from __future__ import annotations

from pathlib import Path

import sympy as sp

from symderiv.judge.decide import decide
from symderiv.judge.prepare import prepare_statement
from symderiv.language.verdict import Verdict
from symderiv.reader.documents import contents
from symderiv.reader.steps import Paper, Step, of_contents
from symderiv.reader.tokens import Source


def paper(text: str, *, markdown: bool = False) -> Paper:
    """A paper, read; nothing may be wrong with its directives."""
    found = of_contents(Path("paper.tex"), contents(Source("paper.tex", text), markdown=markdown))
    assert not found.problems, found.problems
    return found


def steps(text: str, *, markdown: bool = False) -> list[Step]:
    """The steps of a paper."""
    return [*paper(text, markdown=markdown).steps]


def of(step: Step) -> str:
    """What reading made of a step."""
    return step.outcome.value


def verdict(step: Step) -> Verdict:
    """The verdict on a step that is a claim."""
    assert of(step) == "claim", step.message
    with sp.evaluate(False):
        problem = prepare_statement(step.statement, step.given)
    return decide(problem).verdict


def verdicts(text: str) -> list[str]:
    """The words for the steps of a paper."""
    return [str(verdict(s).status) if of(s) == "claim" else of(s) for s in steps(text)]
