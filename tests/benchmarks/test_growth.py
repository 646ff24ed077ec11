"""What is measured as it grows is true at each size, and the curves are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sympy as sp
from growth import GROWING, Curve, Plot, Point, draw, pages, table
from identities import Identity
from identities.oracle import compared

from symderiv import Status, check


@pytest.mark.parametrize("make", [make for _, make, _, _ in GROWING])
def test_what_grows_is_true_at_each_size(make: Callable[[int], Identity]) -> None:
    for size in (1, 3):
        item = make(size)
        if item.relation is sp.Eq:
            assert compared(item, 5) == (5, 0)
        verdict = check(item.relation(item.lhs, item.rhs, evaluate=False), item.given)
        assert verdict.status is Status.PROVED


def test_pages_are_copied_and_verified() -> None:
    (point,) = pages([2]).points
    assert point.seconds is not None


def test_curves_are_told_with_their_slopes(tmp_path: Path) -> None:
    slow = Curve("simplify", (Point(1, 0.01), Point(2, 0.04), Point(4, None)))
    plot = Plot("terms", "a statement", (Curve("symderiv", (Point(1, 0.01), Point(2, 0.02))), slow))
    rows = [line.split() for line in table(plot)]
    assert rows[2:6] == [
        ["1", "10.0", "ms", "10.0", "ms"],
        ["2", "20.0", "ms", "40.0", "ms"],
        ["4", "no", "proof"],
        ["as", "n^", "1.0", "2.0"],
    ]
    pytest.importorskip("matplotlib")
    draw([plot, plot], tmp_path / "drawn.svg")
    assert "<svg" in (tmp_path / "drawn.svg").read_text(encoding="utf-8")
