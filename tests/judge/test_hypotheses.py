"""A theorem has exactly the hypotheses that its verdict shows, for identities of many kinds."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from identities import CONDITIONAL, TRUE, own

from symderiv import check
from symderiv.core.certificate import replay
from symderiv.judge.prepare import prepare_statement
from symderiv.language.strict import strict
from symderiv.language.verdict import Status
from symderiv.render import text

SAMPLE = [item for item in own() if item.truth in (TRUE, CONDITIONAL)][::9]


@pytest.mark.parametrize("item", SAMPLE, ids=lambda item: item.id)
def test_an_identity_is_proved_under_what_is_given_and_the_conditions_shown(item: Any) -> None:
    statement, given = sp.Eq(item.lhs, item.rhs, evaluate=False), list(item.given)
    verdict = check(statement, given)
    if verdict.status is not Status.PROVED:
        assert verdict.certificate is None or verdict.status is Status.REFUTED
        return
    problem = prepare_statement(statement, given)
    assert verdict.formulas is not None
    assert verdict.conditions == () or len(verdict.conditions) == len(verdict.formulas.conditions)
    assert list(verdict.given) == [text(h, problem.spelling) for h in problem.hypotheses]
    thm = replay(verdict.certificate)
    assert thm.conclusion == strict(problem.goal)
    assert thm.hypotheses <= {*map(strict, problem.hypotheses), *verdict.formulas.conditions}
