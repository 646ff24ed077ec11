"""Derivatives for Coq: each row of the core's table, in either section, and what is no derivative."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_coq import asked
from coq_reader import ComplexReader, shared

from symderiv.core import terms as k
from symderiv.core.functions import MEROMORPHIC, SLOPES
from symderiv.core.inference import RULES, Theorem
from symderiv.core.laws import LAWS
from symderiv.core.terms import ONE, PI, ZERO, I, Term, fn
from symderiv.export.coq.complex_derivatives import ComplexTable
from symderiv.export.coq.complex_printer import ComplexPrinter
from symderiv.export.coq.derivatives import Table
from symderiv.export.coq.names import Names, NotExportedError
from symderiv.export.coq.page import Page, Statement
from symderiv.export.coq.proofs import Context
from symderiv.export.coq.second_derivatives import Near

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

X, Y, N = k.var("x"), k.var("y"), k.var("n", "int")
W = Term("comp", "w", "real", ((ONE, N),), (k.var("i", "int"),))
DEEP = k.add(k.mul(k.num(2), X), k.power(X, 2))
ALL = ("sin", "cos", "sinh", "cosh", *sorted(MEROMORPHIC))


def made(thm: Theorem) -> tuple[Page, str]:
    page, given = Page(), tuple(sorted(thm.hypotheses, key=lambda f: f.key))
    written = page.prove(Statement("it", thm.conclusion, given), thm)
    return page, written.reason


def of_table(t: Term, x: Term) -> Theorem:
    """That its derivative is what the table says, under the table's conditions."""
    premises, *_ = LAWS["derivative"].instance(t, x)
    return RULES["law"]("derivative", (t, x), *map(RULES["assume"], premises))


def instances() -> Iterator[Theorem]:
    for name in SLOPES:
        yield of_table(fn(name, DEEP), X)
        yield of_table(fn(name, k.mul(Y, W)), W)
    for name in ALL:
        yield of_table(fn(name, k.mul(I, X)), X)
    v = k.var("v", "int")
    member = Term("comp", "w", "real", ((ONE, N),), (v,))
    yield of_table(fn("log", k.sum_(v, ONE, N, Term("exp", member))), W)
    yield of_table(k.mul(fn("tanh", X), k.power(k.add(X, I), -3), k.root(DEEP, 3)), X)
    yield of_table(k.power(fn("log", DEEP), 2), X)
    yield of_table(k.power(DEEP, k.mul(PI, Y)), X)
    yield of_table(k.power(fn("cosh", X), k.num(k.Rational(3) / 2)), X)
    yield of_table(Term("if", k.lt(Y, ZERO), fn("tanh", X), Term("exp", k.mul(I, X))), X)


@needs_coq
def test_the_rows_of_the_table_are_accepted(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    found = [made(thm) for thm in instances()]
    assert [reason for _, reason in found if reason] == []
    assert all(asked(tmp_path, [page for page, _ in found]))


def second() -> Iterator[Theorem]:
    def twice(t: Term, x: Term, y: Term) -> Theorem:
        return of_table(Term("diff", t, x), y)

    v = k.var("v", "int")
    other = Term("comp", "w", "real", ((ONE, N),), (v,))
    called = k.call("f", (), v, N, other)
    yield twice(k.power(X, 3), X, X)
    yield twice(k.power(X, -1), X, X)
    yield twice(k.power(DEEP, N), X, X)
    yield twice(k.root(DEEP, 2), X, Y)
    yield twice(k.root(k.mul(DEEP, Y), 2), X, Y)
    yield twice(fn("log", k.mul(X, Y)), X, Y)
    yield twice(fn("tanh", k.mul(I, X)), X, X)
    yield twice(fn("log", fn("cosh", X)), X, X)
    yield twice(k.power(X, k.mul(PI, Y)), X, X)
    yield twice(fn("asin", X), X, X)
    yield twice(k.sum_(v, ONE, N, k.power(other, 3)), W, W)
    yield twice(called, W, W)
    yield twice(Term("exp", k.mul(Y, called)), W, Y)
    yield twice(Term("diff", k.mul(fn("sin", X), Y), X), X, X)


@needs_coq
def test_derivatives_of_derivatives_are_accepted(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    found = [made(thm) for thm in second()]
    assert [reason for _, reason in found if reason] == []
    assert all(asked(tmp_path, [page for page, _ in found]))


def test_conditions_that_are_not_known_to_last_have_no_text() -> None:
    """As in the core's own table, without which no such step is made."""
    near = Near(Table(Page().real.prover, X, Context({})), lambda _: "I")
    assert near.lasting(k.eq(X, Y)) is None
    assert near.lasting(k.and_(k.eq(X, Y), k.lt(X, Y))) is None
    assert near.lasting(k.le(X, Y)) == k.lt(X, Y)
    assert near.lasting(k.or_(k.eq(X, Y), k.ne(X, ONE))) == k.ne(X, ONE)


@needs_coq
def test_means_of_complex_numbers(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    v = k.var("v", "int")
    of = Term("comp", "V", "random", ((ONE, N),), (v,))
    wave, law = Term("exp", k.mul(I, of)), RULES["law"]
    equal = RULES["ring"](k.eq(k.add(wave, wave), k.mul(k.num(2), wave)))
    size = fn("abs", wave)
    theorems = [
        law("mean_add", (wave, k.mul(X, of), fn("log", of))),
        law("mean_factor", (I, wave)),
        law("mean_constant", (fn("log", X),)),
        law("mean_sum", (v, ONE, N, wave)),
        RULES["under_mean"](equal),
        RULES["under_mean"](law("abs_sign", (wave,))),
        RULES["surely"](equal),
        RULES["trichotomy"](Term("mean", size), X),
    ]
    found = [made(thm) for thm in theorems]
    assert [reason for _, reason in found if reason] == []
    assert all(page.complex.inner for page, _ in found)
    assert all(asked(tmp_path, [page for page, _ in found]))
    text = ComplexPrinter(names := Names()).said(k.eq(Term("mean", wave), I))
    known = {name: q for q, name in names.known.items()}
    goal = ComplexReader(text, known).theorem()[1]
    assert goal == shared(k.eq(Term("mean", wave), I))


@needs_coq
def test_what_is_no_derivative_is_rejected(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    pages = []
    for name, wrong in (("tanh", "sinh"), ("log", "cos"), ("erf", "sin"), ("sin", "cos")):
        page, _ = made(of_table(fn(name, DEEP), X))
        section = page.complex if page.complex.inner else page.real
        called = [f"c_{n}" for n in (name, wrong)] if section is page.complex else [name, wrong]
        section.inner[:] = [text.replace(f"({called[0]} ", f"({called[1]} ", 1) for text in section.inner]
        section.outer[:] = [text.replace(f"({called[0]} ", f"({called[1]} ", 1) for text in section.outer]
        pages.append(page)
    assert not any(asked(tmp_path, pages))


def test_a_function_without_a_derivative_at_complex_numbers_has_no_text() -> None:
    """A text that is about one of real numbers only must not be taken for one of all."""
    table = ComplexTable(Page().complex.prover, X, Context({}))  # type: ignore[arg-type] # a section's prover
    with pytest.raises(NotExportedError, match="at complex arguments"):
        table.d(fn("log", k.mul(I, X)), lambda _: "I")


@pytest.mark.parametrize("t", [fn("log", X), k.mul(I, X), fn("tanh", k.mul(X, Y))])
def test_derivatives_of_complex_numbers_read_back(t: Term) -> None:
    f = k.eq(Term("diff", t, X), k.mul(I, Y))
    names = Names()
    text = ComplexPrinter(names).said(f)
    known = {name: q for q, name in names.known.items()}
    assert shared(ComplexReader(text, known).theorem()[1]) == shared(f)


def test_a_letter_for_the_place_of_a_derivative_is_bound_in_it() -> None:
    """Within a motive both forms of the letter are at hand: the derivative is by what it binds."""
    within = ComplexPrinter(Names(), {X: ("z_", "r_")})
    text = within.real(k.add(X, Term("diff", k.power(X, 2), X)))
    assert text == "(r_ + (Derive (fun z_ : R => (powZ (RtoC z_) 2%Z)) z_))"


@needs_coq
def test_taylors_theorem_at_a_whole_step(prelude: Path, tmp_path: Path) -> None:
    """Where the core puts w + e u together, so does the text."""
    shutil.copytree(prelude, tmp_path / "Symderiv")
    i, at, pages = k.var("i", "int"), [ZERO, ONE, Y], []
    for w in (ZERO, Term("comp", "w", "real", ((ONE, N),), (i,))):
        smooth = k.smooth("f", 2, i, N, w)
        for e in at:
            args = (smooth, i, Term("comp", "u", "real", ((ONE, N),), (i,)), ZERO, ONE, e)
            page, reason = made(RULES["axiom"]("Taylor with Lagrange's remainder", *args))
            assert reason == ("" if e != ZERO else "Taylor's theorem for a step that is a number")
            pages += [page] if e != ZERO else []
    assert all(asked(tmp_path, pages))
