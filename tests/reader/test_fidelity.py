"""The formulas of the sources, read from their own LaTeX, are the claims of the pages, or the difference is
said here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import sympy as sp
from support import ROOT
from test_print_and_read import flat

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.judge.prepare import read
from symderiv.reader.readings import terms
from symderiv.reader.steps import DisplaySteps, Outcome, read_paper

FOLDER = ROOT / "examples" / "reading"

ASSIGNMENTS, PROBLEMS = "assignments.md", "problems.md"

SAME = {
    (ASSIGNMENTS, 16): "weight_norm:13",
    (ASSIGNMENTS, 18): "weight_norm:14",
    (ASSIGNMENTS, 29): "shifted_sum:16",
    (ASSIGNMENTS, 35): "shifted_sum:18",
    (ASSIGNMENTS, 63): "sgd_l2_momentum:25a",
    (ASSIGNMENTS, 68): "sgd_l2_momentum:25b",
    (ASSIGNMENTS, 70): "sgd_l2_momentum:27a",
    (ASSIGNMENTS, 72): "sgd_l2_momentum:27b",
    (ASSIGNMENTS, 74): "sgd_l2_momentum:28",
    (ASSIGNMENTS, 76): "sgd_l2_momentum:29",
    (ASSIGNMENTS, 81): "sgd_l2_momentum:26a",
    (ASSIGNMENTS, 86): "sgd_l2_momentum:26b",
    (ASSIGNMENTS, 90): "sgd_l2_momentum:30a",
    (ASSIGNMENTS, 92): "sgd_l2_momentum:30b",
    (ASSIGNMENTS, 94): "sgd_l2_momentum:31",
    (ASSIGNMENTS, 96): "sgd_l2_momentum:32",
    (ASSIGNMENTS, 100): "sgd_l2_momentum:33a",
    (ASSIGNMENTS, 104): "sgd_l2_momentum:33b",
    (ASSIGNMENTS, 108): "sgd_l2_momentum:33c",
    (PROBLEMS, 11): "ema_variance:1a-fixed",
    (PROBLEMS, 25): "momentum_average:2b",
    (PROBLEMS, 31): "momentum_average:2c",
}
LETTERS = {"sigma_mu_hat_inf_2": "V_inf"}  # what the pages call them

DIFFERENT = {
    (ASSIGNMENTS, 46): ("gradient_quantization:20", "the page says when it holds, as an equivalence"),
    (ASSIGNMENTS, 50): ("gradient_quantization:21", "as above"),
    (ASSIGNMENTS, 54): ("gradient_quantization:22", "as above"),
    (PROBLEMS, 20): ("momentum_average:2a", "the page goes on with what follows"),
    (ASSIGNMENTS, 33): ("shifted_sum:17", "the source has a third relation, between a sum and itself"),
    (ASSIGNMENTS, 39): (
        "shifted_sum:19-sum",
        "the source goes on with cases, which are a claim of their own",
    ),
    (ASSIGNMENTS, 56): ("gradient_quantization:23", "the page begins with the variance"),
    (PROBLEMS, 13): (
        "ema_variance:1a-1",
        "the page has a claim for each row",
    ),
}


def display(file: str, line: int) -> DisplaySteps:
    paper = read_paper(FOLDER / file)
    assert not paper.problems
    return next(d for d in paper.displays if d.display.place[0] == line)


def links(f: Term) -> Iterator[Term]:
    """The relations in a formula, wherever they stand; over what they are quantified is left aside."""
    if f.op in ("eq", "le", "lt"):
        yield flat(f)
    elif f.op in ("all", "ex"):
        yield from links(k.open_(f, k.var(str(f.args[0]), f.args[1])))
    elif f.op in ("and", "or", "not", "implies"):
        yield from (link for part in f.args for link in links(part))


def read_links(file: str, line: int) -> set[Term]:
    with sp.evaluate(False):
        found = [
            terms(s.statement)[0] for s in display(file, line).steps if s.outcome is not Outcome.NOT_READ
        ]
    letters = {k.var(mine): k.var(theirs) for mine, theirs in LETTERS.items()}
    return {link for f in found for link in links(k.substitute(f, letters))}


def page_links(name: str) -> set[Term]:
    page, label = name.split(":")
    return set(links(read(import_module(f"derivations.{page}").page[label]).goal))


@pytest.mark.parametrize(("place", "name"), SAME.items(), ids=str)
def test_a_formula_of_the_source_is_the_claim_of_the_page(place: tuple[str, int], name: str) -> None:
    assert read_links(*place) == page_links(name)


@pytest.mark.parametrize(("place", "told"), DIFFERENT.items(), ids=lambda v: str(v)[:40])
def test_a_difference_that_is_said_is_there(place: tuple[str, int], told: tuple[str, str]) -> None:
    read, page = read_links(*place), page_links(told[0])
    assert read != page
    assert read & page, (read, page)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda p: p.name)
def test_declarations_of_the_examples_are_read(path: Path) -> None:
    assert not read_paper(path).problems
