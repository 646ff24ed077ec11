"""Coq's statements are read back, and say what the claims say."""

from __future__ import annotations

from pathlib import Path

import pytest
from coq_reader import Reader, shared
from hypothesis import assume, given, settings
from strategies import terms
from support import ROOT

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq.names import Names, NotExportedError
from symderiv.export.coq.page import Page, Statement
from symderiv.export.coq.printer import Printer
from symderiv.judge.prepare import read
from symderiv.run.finder import load

PAGES = sorted((ROOT / "derivations").glob("[a-z]*.py"))
X, Y = k.var("x"), k.var("y")
M, N = k.var("m", "int"), k.var("n", "int")


def printed(f: Term) -> tuple[str, dict]:
    names = Names()
    text = Printer(names).said(f)
    return text, {name: q for q, name in names.known.items()}


def again(f: Term) -> Term:
    """A formula printed and read."""
    _, goal = Reader(*printed(f)).theorem()
    return goal


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_what_pages_claim_reads_back(path: Path) -> None:
    count = 0
    for claim in load(path).claims:
        problem = read(claim)
        statement = Statement.of(claim.label, (x.formula for x in problem.lines), problem.hypotheses, ())
        for f in (statement.goal, *statement.given):
            assert shared(again(f)) == shared(f)
            count += 1
    assert count


@settings(max_examples=150, deadline=None)
@given(terms, terms)
def test_random_statements_read_back(a: Term, b: Term) -> None:
    f = k.implies(k.le(a, X), k.ne(a, b))
    try:
        text, known = printed(f)
    except NotExportedError:
        assume(False)
        return
    assert shared(Reader(text, known).theorem()[1]) == shared(f)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (k.eq(k.mul(X, k.add(Y, k.ONE)), Y), k.eq(k.add(k.mul(X, Y), k.ONE), Y)),
        (k.eq(k.power(X, -1), Y), k.eq(k.power(X, 1), Y)),
        (k.eq(k.sum_(M, k.ONE, N, M), X), k.eq(k.sum_(M, k.ZERO, N, M), X)),
        (k.implies(k.le(X, Y), k.le(Y, X)), k.and_(k.le(X, Y), k.le(Y, X))),
        (k.quantified("all", M, k.ONE, N, k.le(M, N)), k.quantified("all", M, k.ONE, None, k.le(M, N))),
        (k.eq(k.var("x1"), X), k.eq(k.var("x_1"), X)),
        (k.lt(X, Y), k.le(X, Y)),
    ],
)
def test_statements_that_differ_read_back_so(one: Term, other: Term) -> None:
    assert shared(again(one)) == shared(one) != shared(again(other))


def test_the_theorem_of_a_claim_has_its_hypotheses_in_order() -> None:
    from symderiv.core.certificate import certificate  # noqa: PLC0415 - the one test with a certificate
    from symderiv.core.inference import RULES  # noqa: PLC0415 - as above

    goal, given = k.eq(k.add(X, X), k.mul(k.num(2), X)), (k.lt(k.ZERO, X), k.le(X, Y))
    page = Page()
    page.add(Statement("it", goal, given), certificate(RULES["ring"](goal)))
    text = page.text().split("Theorem claim_it : ")[1].split(".\nProof.")[0]
    known = {name: q for q, name in page.names.known.items()}
    assert Reader(text, known).theorem() == ([*given], goal)
