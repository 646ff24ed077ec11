"""Coq's statements are read back, and say what the claims say."""

from __future__ import annotations

from pathlib import Path

import pytest
from coq_reader import ComplexReader, Reader, shared
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from seeds import seeds
from strategies import numbers, terms
from support import ROOT

from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term
from symderiv.export.coq.complex_printer import ComplexPrinter
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


# -- complex ones

Z, W = k.var("z", "complex"), k.var("w", "complex")
OF_ONE = (
    "conj",
    "re",
    "im",
    "abs",
    "log",
    "sin",
    "tanh",
    "acos",
    "atan",
    "asech",
    "sqrt",
    "cube",
    "exp",
    "whole",
    "gamma",
    "chosen",
)


def applied(name: str, t: Term) -> Term:
    match name:
        case "sqrt" | "cube":
            return k.root(t, 2 if name == "sqrt" else 3)
        case "exp":
            return Term("exp", t)
        case "whole":
            return k.add(k.fn("floor", k.fn("re", t)), M)
        case "chosen":
            return k.fn("binomial", t, M)
    return k.fn(name, t)


complex_terms = st.recursive(
    st.one_of(numbers, st.sampled_from([X, Y, Z, W, M, N, k.I, k.PI, k.fn("golden")])),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda ts: k.add(*ts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda ts: k.mul(*ts)),
        st.builds(k.power, inner, st.integers(-2, 3)),
        st.builds(k.power, inner, inner),
        st.builds(applied, st.sampled_from(OF_ONE), inner),
        st.builds(lambda a, b: k.sum_(N, k.ONE, M, k.mul(a, b)), inner, inner),
        st.builds(lambda a, b: Term("if", k.eq(a, b), a, b), inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(complex_terms, complex_terms, st.sampled_from(["eq", "le", "lt"]))
def test_random_complex_statements_read_back(a: Term, b: Term, relation: str) -> None:
    f = k.quantified("all", W, None, None, k.implies(Term(relation, a, b), k.ne(a, b)))
    names = Names()
    try:
        text = ComplexPrinter(names).said(f)
    except NotExportedError:
        assume(False)
        return
    known = {name: q for q, name in names.known.items()}
    assert shared(ComplexReader(text, known).theorem()[1]) == shared(f)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (k.eq(k.fn("log", Z), W), k.eq(k.fn("arg", Z), W)),
        (k.eq(k.power(Z, W), ONE), k.eq(k.power(W, Z), ONE)),
        (k.eq(k.root(Z, 2), W), k.eq(k.root(Z, 3), W)),
        (k.eq(k.mul(k.I, Z), W), k.eq(k.mul(k.PI, Z), W)),
        (k.quantified("all", W, None, None, k.eq(Z, W)), k.quantified("ex", W, None, None, k.eq(Z, W))),
    ],
)
def test_complex_statements_that_differ_read_back_so(one: Term, other: Term) -> None:
    names = Names()
    texts = [ComplexPrinter(names).said(f) for f in (one, other)]
    known = {name: q for q, name in names.known.items()}
    read = [shared(ComplexReader(text, known).theorem()[1]) for text in texts]
    assert read == [shared(one), shared(other)]
    assert read[0] != read[1]


def test_the_final_theorems_read_back() -> None:
    """Of something by every rule and every law, complex ones among them: what stands in the file says what
    was proved."""
    counted = {Reader: 0, ComplexReader: 0}
    for thm in seeds():
        page, given = Page(), tuple(sorted(thm.hypotheses, key=lambda f: f.key))
        written = page.prove(Statement("it", thm.conclusion, given), thm)
        if not written.theorem:
            continue
        text = page.text().split(f"Theorem {written.theorem} : ")[1].split(".\nProof.")[0]
        reader = ComplexReader if page.complex.outer else Reader
        known = {name: q for q, name in page.names.known.items()}
        hypotheses, goal = reader(text, known).theorem()
        plain = [f for f in hypotheses if f.op not in ("gradient", "taylor") and not _is_premise(f)]
        assert (plain, shared(goal)) == ([shared(f) for f in given], shared(thm.conclusion))
        counted[reader] += 1
    assert counted[Reader] > 70
    assert counted[ComplexReader] > 30


def _is_premise(f: Term) -> bool:
    """Whether it says of a loss, at all values of its fixed indices, that it has its gradient."""
    return (
        f.op == "all"
        and f.args[4].op in ("gradient", "all")
        and any(s.op == "gradient" for s in k.subterms(f))
    )
