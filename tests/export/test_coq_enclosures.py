"""Bounds of constants for Coq: its boxes hold what the core's enclosures say, and no wrong bounds pass."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from attack_coq import asked

from symderiv.core import terms as k
from symderiv.core.enclosures import enclosed
from symderiv.core.inference import RULES
from symderiv.core.terms import PI, I, Term, fn, num
from symderiv.export.coq.page import Page, Statement

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

HALF, TWO = num(Fraction(1, 2)), num(2)
Z = k.add(num(Fraction(1, 3)), k.mul(TWO, I))
CONSTANTS = [
    (k.root(TWO), "re"),
    (PI, "re"),
    (Term("exp", k.mul(I, num(20))), "im"),
    (k.root(Z, 3), "re"),
    (k.power(Z, -3), "im"),
    (fn("log", num(-3)), "im"),
    (fn("abs", Z), "re"),
    (fn("arg", k.neg(Z)), "re"),
    (fn("tan", num(Fraction(7, 3))), "re"),
    (fn("asin", num(-2)), "re"),
    (fn("acosh", HALF), "im"),
    (fn("acot", HALF), "re"),
    (fn("golden"), "re"),
    (k.mul(fn("log", fn("log", num(7))), fn("conj", Z)), "im"),
]
ROOM = Fraction(1, 10**9)


def bounded(t: Term, part: str, below: Fraction = ROOM, above: Fraction = ROOM) -> Page:
    """The page with bounds of a constant so far below and above its value."""
    ball = enclosed(t)
    value = ball.re if part == "re" else ball.im
    low, high = (Fraction(round(v * 10**12), 10**12) for v in (value - below, value + above))
    thm = RULES["law"]("enclosure", (t, part, num(low), num(high)))
    page = Page()
    page.prove(Statement("it", thm.conclusion, ()), thm)
    return page


@pytest.mark.parametrize(("t", "part"), CONSTANTS)
def test_bounds_have_a_text_without_premises(t: Term, part: str) -> None:
    page = bounded(t, part)
    theorem = re.search(r"Theorem claim_it : (.*?)\.\nProof", page.text(), re.DOTALL)
    assert theorem is not None
    assert "->" not in theorem[1]


def test_bounds_that_are_too_sharp_are_refused() -> None:
    page = bounded(k.root(TWO), "re", Fraction(1, 10**12), Fraction(1, 10**12))
    assert "sharper" in page.claims[0].reason


@pytest.mark.parametrize("t", [k.power(TWO, 100), Term("exp", k.mul(I, num(2000)))])
def test_what_is_not_computed_is_refused(t: Term) -> None:
    assert bounded(t, "im").claims[0].reason.startswith("bounds of")


@needs_coq
def test_coqc_computes_the_bounds(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    assert asked(tmp_path, [bounded(*c) for c in CONSTANTS]) == [True] * len(CONSTANTS)


@needs_coq
def test_coqc_rejects_bounds_that_are_wrong(prelude: Path, tmp_path: Path, monkeypatch) -> None:
    """Whatever the core says: a value that lies beyond the bounds does not pass."""
    shutil.copytree(prelude, tmp_path / "Symderiv")
    from symderiv.core import elementary_laws  # noqa: PLC0415 - what is spoilt here
    from symderiv.export.coq import enclosures  # noqa: PLC0415 - as above

    def moved(t: Term):
        ball = enclosed(t)
        return ball._replace(re=ball.re + 1, im=ball.im + 1)

    monkeypatch.setattr(elementary_laws, "enclosed", moved)
    pages = []
    for t, part in CONSTANTS[:5]:
        ball = moved(t)
        value = ball.re if part == "re" else ball.im
        thm = RULES["law"]("enclosure", (t, part, num(Fraction(round(value * 100) - 1, 100)), num(10**3)))
        monkeypatch.setattr(enclosures, "MARGIN", Fraction(-(10**6)))
        page = Page()
        page.prove(Statement("it", thm.conclusion, ()), thm)
        assert page.claims[0].theorem
        pages.append(page)
    assert asked(tmp_path, pages) == [False] * len(pages)
