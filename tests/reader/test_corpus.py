"""The corpus: nothing is settled that has two readings, and nothing is decided wrongly."""

from __future__ import annotations

from pathlib import Path

import corpus
import pytest
import sympy as sp

from symderiv.judge.decide import decide
from symderiv.judge.prepare import prepare_statement
from symderiv.reader.pages import for_all_times
from symderiv.reader.steps import Outcome, Step


def decided(step: Step) -> str:
    """The verdict on a step, as it stands or for all times."""
    with sp.evaluate(False):
        word = str(decide(prepare_statement(step.statement, step.given)).verdict.status)
        if word == "undecided":
            later = for_all_times(step).values()
            words = {str(decide(prepare_statement(s, step.given)).verdict.status) for s in later}
            return "proved" if "proved" in words else word
    return word


@pytest.mark.parametrize("path", corpus.papers(), ids=lambda p: p.name)
def test_steps_come_out_as_they_are_true(path: Path) -> None:
    undecided, found = 0, corpus.read(path)
    for step, truth in found:
        where = f"{path.name}:{step.place[0]}:{step.place[1]} {step.reading or step.source}"
        if step.outcome is not Outcome.CLAIM:
            assert step.outcome.value == truth, f"{where}: {step.message}"
            continue
        word = decided(step)
        undecided += word == "undecided"
        assert word in (truth, "undecided"), where
        assert truth in ("proved", "refuted"), where
    assert undecided <= max(1, len(found) // 10)


def test_a_third_of_the_claims_are_false() -> None:
    truths = [truth for path in corpus.papers() for _, truth in corpus.read(path)]
    claims = [t for t in truths if t in ("proved", "refuted")]
    assert len(truths) > 400
    assert claims.count("refuted") / len(claims) > 0.32
