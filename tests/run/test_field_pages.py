"""The pages of derivations/field: every claim is decided as expected, and assumes what is shown alone."""

from __future__ import annotations

from importlib import import_module

import pytest
from support import ROOT

from symderiv.core.certificate import replay
from symderiv.judge.decide import judge
from symderiv.language.page import Claim
from symderiv.language.verdict import Status

PAGES = sorted(path.stem for path in (ROOT / "derivations" / "field").glob("[!_]*.py"))


def claims() -> list[Claim]:
    return [claim for page in PAGES for claim in import_module(f"derivations.field.{page}").page.claims]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_every_claim_is_decided_as_expected(claim: Claim) -> None:
    verdict = judge(claim)
    assert verdict.status is claim.expected, verdict.message
    assert not verdict.conditions
    if verdict.status is Status.PROVED:
        assert replay(verdict.certificate).axioms <= {"linearity of expectation", "total derivative"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_source_and_a_usual_error(page: str) -> None:
    known = import_module(f"derivations.field.{page}").page
    assert known.source.document
    assert any(claim.expected is Status.REFUTED for claim in known.claims)
