"""Hypotheses that are shown to contradict each other, by a theorem of the core, and others that are not."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Eq, Gt, Lt, exp, sqrt, symbols

from symderiv import check, components, eq, forall, index, sequence, sizes
from symderiv.core import terms as k
from symderiv.core.terms import FALSE
from symderiv.language.verdict import Status
from symderiv.prove.contradiction import contradiction
from symderiv.prove.prover import Prover

x, y = symbols("x y", real=True)
n = sizes("n")
t = index("t", start=0)
m = sp.Symbol("m", integer=True)
u, s = components("u", n), sequence("s")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: [Eq(x, 1), Eq(x, 1 + exp(-1000))], id="equal to more digits than are computed"),
        pytest.param(lambda: [Eq(exp(-300), 0)], id="a positive number that is tiny"),
        pytest.param(lambda: [Eq(x, 0), Eq(x, sqrt(2))], id="two values of one number"),
        pytest.param(lambda: [Eq(x**2, -1)], id="a negative square"),
        pytest.param(lambda: [forall(y, y > x)], id="a least real number"),
        pytest.param(lambda: [forall(t, eq(s[t], s[t] + 1))], id="a law that contradicts itself"),
        pytest.param(
            lambda: [forall(t, eq(s[t + 1], s[t] + 1)), forall(t, eq(s[t], 5))], id="two laws that disagree"
        ),
        pytest.param(lambda: [forall(m, eq(s[m], 5))], id="a sequence before its start"),
        pytest.param(lambda: [eq(u[n + 1], 0)], id="a component beyond the end"),
        pytest.param(lambda: [Eq(1 / x, y), Eq(x, 0)], id="a number divided by 0"),
    ],
)
@pytest.mark.parametrize("statement", [eq(y, 5), eq(y, y)], ids=["open", "true"])
def test_a_claim_under_them_is_an_error(statement: Any, given: Any) -> None:
    with sp.evaluate(False):
        verdict = check(statement, given())
    assert (verdict.status, verdict.message) == (Status.ERROR, "the hypotheses contradict each other")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: [Eq(x, 1), Eq(x + exp(-1000) * y, 1)], id="y may be 0"),
        pytest.param(lambda: [Eq(x**2, y), Lt(y, 1)], id="a small square"),
        pytest.param(lambda: [forall(t, eq(s[t + 1], s[t])), eq(s[0], 5)], id="a law and its start"),
        pytest.param(lambda: [Gt(x, 0), Lt(x, exp(-1000))], id="between 0 and what is tiny"),
    ],
)
def test_no_contradiction_is_found_where_there_is_none(given: Any) -> None:
    with sp.evaluate(False):
        verdict = check(eq(y, y), given())
    assert verdict.status in (Status.PROVED, Status.UNDECIDED)


def test_a_contradiction_rests_on_the_hypotheses_alone() -> None:
    v = k.var("x")
    hypotheses = [k.eq(v, k.ONE), k.eq(v, k.add(k.ONE, k.Term("exp", k.num(-1000))))]
    thm = contradiction(Prover(), hypotheses)
    assert thm is not None
    assert thm.conclusion == FALSE
    assert thm.hypotheses <= set(hypotheses)
    assert contradiction(Prover(), hypotheses[:1]) is None
