"""A paper as a page: each step that was read is a claim, and goes the way of every claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import sympy as sp

from symderiv.core import terms as k
from symderiv.language.notation import Quantity, forall
from symderiv.language.page import Claim, Page, Source
from symderiv.language.verdict import Status
from symderiv.reader.readings import terms
from symderiv.reader.steps import Outcome, Paper, Step, read_paper

AFTER: Final = " after the steps before it"
ALWAYS: Final = (" for all times", " for all times, and the one before")


def page_of(path: Path) -> Page:
    """The page that a paper's steps make."""
    return as_page(read_paper(path))


def as_page(paper: Paper) -> Page:
    """Each step a claim, labelled by its place; once more where there are steps before it in its display,
    which are then among its hypotheses, and for all times where it speaks of any, as induction has it."""
    page = Page(name_of(paper.path), str(paper.path), Source(str(paper.path)))
    for display in paper.displays:
        before: list[str] = []
        for step in display.steps:
            if step.outcome is not Outcome.CLAIM:
                continue
            label = label_of(paper, step)
            page.claims.append(_claim(page, step, label, step.given, step.statement))
            for way, statement in for_all_times(step).items():
                page.claims.append(_claim(page, step, label + way, step.given, statement))
            if before:
                page.claims.append(_claim(page, step, label + AFTER, (*before, *step.given), step.statement))
            before.append(label)
    return page


def name_of(path: Path) -> str:
    """A name for the page of a paper, which another paper does not have."""
    name = re.sub(r"[^\w .+-]+", "-", str(path)).lstrip("-. +") or "paper"
    return name if re.match(r"\w", name) else f"paper{name}"


def label_of(paper: Paper, step: Step) -> str:
    """The label of the claim that a step is: its line and column, with its file where that is another."""
    line, column = step.place
    other = "" if step.file == str(paper.path) else f"{Path(step.file).name}:"
    return f"{other}{line}:{column}"


def for_all_times(step: Step) -> dict[str, Any]:
    """The statement of a step for all values of the indices without end that stand free in it, and in none of
    its hypotheses; and once more from one before the first, since induction may begin there."""
    formula, given = terms(step.statement, step.given)
    taken = {v.args[0] for f in given for v in k.free_vars(f)}
    names = {v.args[0] for v in k.free_vars(formula)} - taken
    free = [
        q
        for q in sorted(step.statement.free_symbols, key=str)
        if isinstance(q, Quantity) and q.name in step.indices & names and q.bounds[1] is None
    ]
    if not free:
        return {}
    before = {q: Quantity(q.name, q.bounds[0] - 1, None, integer=True) for q in free}
    with sp.evaluate(False):
        earlier = step.statement.xreplace(before)
    return dict(
        zip(ALWAYS, (forall(tuple(free), step.statement), forall((*before.values(),), earlier)), strict=True)
    )


def _claim(page: Page, step: Step, label: str, given: tuple[Any, ...], statement: Any) -> Claim:
    build: Callable[[], Any] = lambda: statement  # noqa: E731 - it is what a page has for a claim
    expected = Status.REFUTED if step.expects_refuted else Status.PROVED
    return Claim(page, label, build, given, (), None, expected, None, None, step.file, step.place[0])
