"""A paper as a page: each step that was read is a claim, and goes the way of every claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from symderiv.language.page import Claim, Page, Source
from symderiv.language.verdict import Status
from symderiv.reader.steps import Outcome, Paper, Step, read_paper

AFTER: Final = " after the steps before it"


def page_of(path: Path) -> Page:
    """The page that a paper's steps make."""
    return as_page(read_paper(path))


def as_page(paper: Paper) -> Page:
    """Each step a claim, labelled by its place; once more where there are steps before it in its display,
    which are then among its hypotheses."""
    page = Page(name_of(paper.path), str(paper.path), Source(str(paper.path)))
    for display in paper.displays:
        before: list[str] = []
        for step in display.steps:
            if step.outcome is not Outcome.CLAIM:
                continue
            label = label_of(paper, step)
            page.claims.append(_claim(page, step, label, step.given))
            if before:
                page.claims.append(_claim(page, step, label + AFTER, (*before, *step.given)))
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


def _claim(page: Page, step: Step, label: str, given: tuple[Any, ...]) -> Claim:
    build: Callable[[], Any] = lambda: step.statement  # noqa: E731 - it is what a page has for a claim
    expected = Status.REFUTED if step.expects_refuted else Status.PROVED
    return Claim(page, label, build, given, (), None, expected, None, None, step.file, step.place[0])
