"""Generated claims are different, true, and proved; the table says how many a second."""

from __future__ import annotations

from pathlib import Path

import many
import pytest


def test_all_are_different_and_proved(tmp_path: Path) -> None:
    many.generated(15, tmp_path / "derivations")
    text = (tmp_path / "derivations" / "generated_0.py").read_text(encoding="utf-8")
    statements = [line for line in text.splitlines() if "return" in line]
    assert len(set(statements)) == 15
    found = many.measured(15, 2, tmp_path)
    assert len(found.memory) == 15
    assert min(found.wall, found.computed, *found.memory) > 0


def test_pages_have_a_hundred_claims_each(tmp_path: Path) -> None:
    many.generated(250, tmp_path / "derivations")
    sizes = [p.read_text(encoding="utf-8").count("@page.claim") for p in tmp_path.glob("derivations/*.py")]
    assert sorted(sizes) == [50, 100, 100]


def test_what_is_not_proved_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "STATEMENTS", [("eq(a, {n})", "")])
    many.generated(2, tmp_path / "derivations")
    with pytest.raises(AssertionError):
        many.measured(2, 1, tmp_path)


def test_the_table_has_ratios() -> None:
    runs = {1: [many.Measured(10.0, 9.0, [90.0] * 100)], 2: [many.Measured(5.0, 9.5, [91.0] * 100)]}
    _, head, one, two = many.told(100, runs)
    assert head.split()[:2] == ["jobs", "wall"]
    assert one.split() == ["1", "10.0", "s", "10.0", "1.00", "9.0", "s", "90", "90", "90"]
    assert two.split()[3:5] == ["20.0", "2.00"]
