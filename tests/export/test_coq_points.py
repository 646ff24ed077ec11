"""Refutations, and models of hypotheses, as theorems for Coq: what is written, and what coqc says of it."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from coq_reader import Reader, shared
from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, Term, add, eq, le, lt, mul, num, power, var
from symderiv.evaluate.counterexample import Counterexample
from symderiv.export.coq import accept, library
from symderiv.export.coq.page import HEADER, Page, Statement
from symderiv.export.coq.points import exact_root

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

X, Y, N, M = var("x"), var("y"), var("n", "int"), var("m", "int")
SIZED = ((ONE, N),)
ENDLESS = ((ZERO, None),)


def u(i: Term) -> Term:
    return Term("comp", "u", "real", SIZED, (i,))


def s(i: Term, name: str = "s") -> Term:
    return Term("comp", name, "real", ENDLESS, (i,))


def coin(i: Term) -> Term:
    return Term("comp", "c", "random", SIZED, (i,))


def total(body: Term) -> Term:
    return k.sum_(M, ONE, N, body)


def mean(body: Term) -> Term:
    return Term("mean", body)


def data(
    scalars: dict[str, object], tables: dict | None = None, laws: tuple[Term, ...] = ()
) -> Counterexample:
    return Counterexample(
        {name: num(c) for name, c in scalars.items()},
        {
            name: {i: fmpq(*Fraction(c).as_integer_ratio()) for i, c in t.items()}
            for name, t in (tables or {}).items()
        },
        laws,
        shared=True,
    )


def asked(goal: Term, given: tuple[Term, ...], at: Counterexample) -> tuple[Page, str]:
    page = Page()
    written = page.point(Statement("it", goal, given), at)
    return page, written.theorem or written.reason


def some(quantifier: str, f: Term) -> Term:
    return k.quantified(quantifier, Y, None, None, f)


HALVED = k.quantified("all", M, ZERO, None, eq(s(add(M, ONE)), mul(num(Fraction(1, 2)), s(M))))
OTHER = k.quantified(
    "all", M, ZERO, None, eq(s(add(M, ONE), "r"), add(s(M, "r"), mul(num(2), s(add(M, ONE)))))
)
TRUE_AT = {
    "a number": (lt(mul(X, Y), power(X, 2)), data({"x": 3, "y": Fraction(-1, 2)})),
    "an inverse": (eq(mul(X, power(Y, -2)), num(12)), data({"x": 3, "y": Fraction(1, 2)})),
    "a root": (eq(k.root(X), num(Fraction(3, 2))), data({"x": Fraction(9, 4)})),
    "a sum": (eq(total(mul(M, u(M))), num(8)), data({"n": 2}, {"u": {(1,): 2, (2,): 3}})),
    "an empty sum": (eq(total(u(M)), ZERO), data({"n": 0}, {"u": {}})),
    "an indicator": (
        eq(total(mul(Term("ind", eq(M, num(2))), u(M))), num(3)),
        data({"n": 2}, {"u": {(1,): 2, (2,): 3}}),
    ),
    "cases": (eq(Term("if", le(X, ZERO), X, mul(num(-1), X)), num(-2)), data({"x": 2})),
    "all of a range": (
        k.quantified("all", M, ONE, N, lt(ZERO, u(M))),
        data({"n": 2}, {"u": {(1,): 2, (2,): 3}}),
    ),
    "one of a range": (
        k.quantified("ex", M, ONE, N, eq(u(M), num(3))),
        data({"n": 2}, {"u": {(1,): 2, (2,): 3}}),
    ),
    "none of a range": (
        k.not_(k.quantified("ex", M, ONE, N, eq(u(M), num(4)))),
        data({"n": 2}, {"u": {(1,): 2, (2,): 3}}),
    ),
    "all numbers": (
        k.quantified("all", Y, None, None, eq(mul(X, Y), add(Y, Y))),
        data({"x": 2}),
    ),
    "connectives": (
        k.and_(k.or_(lt(X, ZERO), lt(ZERO, X)), k.implies(lt(X, ZERO), FALSE), k.not_(eq(X, ONE))),
        data({"x": 2}),
    ),
    "a mean": (
        k.and_(eq(mean(coin(ONE)), num(2)), eq(mean(mul(coin(ONE), coin(num(2)))), num(4)),
               eq(mean(power(coin(ONE), 2)), num(5))),
        data({"n": 2}, {"centre of c": {(): 2}, "spread of c": {(): 1}}),
    ),
    "surely": (
        Term("surely", eq(power(add(coin(ONE), num(-2)), 2), ONE)),
        data({"n": 2}, {"centre of c": {(): 2}, "spread of c": {(): 1}}),
    ),
    "a derivative": (
        eq(Term("diff", total(power(u(M), 3)), u(num(2))), num(27)),
        data({"n": 2}, {"u": {(1,): 2, (2,): 3}}),
    ),
    "a sequence": (
        k.and_(HALVED, eq(s(num(3)), ONE), eq(s(ZERO), num(8))),
        data({}, {"s": {(0,): 8}}, (HALVED,)),
    ),
    "two sequences": (
        k.and_(HALVED, OTHER, eq(s(num(2), "r"), num(13))),
        data({}, {"s": {(0,): 8}, "r": {(0,): 1}}, (OTHER, HALVED)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE_AT)
def test_what_holds_at_a_point_is_no_refutation(name: str) -> None:
    formula, at = TRUE_AT[name]
    assert asked(FALSE, (formula,), at)[1] == "At_it.not_it"
    assert asked(formula, (), at)[1] == "a point at which Coq's functions have other values"
    assert asked(k.not_(formula), (), at)[1] == "At_it.not_it"
    assert asked(FALSE, (k.not_(formula),), at)[1] == "a point at which Coq's functions have other values"


@pytest.mark.parametrize(
    ("goal", "at", "reason"),
    [
        (eq(k.root(X), Y), data({"x": 2, "y": 1}), "an irrational value at a point"),
        (eq(Term("exp", X), Y), data({"x": 2, "y": 1}), "a value of the kind exp at a point"),
        (eq(power(X, -1), Y), data({"x": 0, "y": 1}), "a power at a point, of 0 or with a large exponent"),
        (eq(X, Y), data({"x": 2}), "a point without a rational value of y"),
        (some("all", le(Y, X)), data({"x": 2}), "a value that depends on a bound variable"),
        (some("ex", eq(Y, X)), data({"x": 2}), "a number at a point that is said to exist"),
        (eq(total(u(M)), X), data({"x": 0, "n": 99}), "a long range at a point"),
        (Term("tends", k.Hint("t"), ZERO, ZERO), data({}), "a formula of the kind tends at a point"),
    ],
)  # fmt: skip
def test_what_has_no_rational_value_is_refused(goal: Term, at: Counterexample, reason: str) -> None:
    assert asked(goal, (), at)[1] == reason


def test_the_theorem_says_that_the_claim_is_false_under_its_hypotheses() -> None:
    goal, given = eq(total(u(M)), mul(N, X)), (le(ONE, N), lt(ZERO, X))
    page, theorem = asked(goal, given, data({"n": 1, "x": 1}, {"u": {(1,): 2}}))
    found = re.search(r"Theorem not_it : ~ \((forall .*?)\)\.\nProof", page.text(), re.DOTALL)
    assert theorem == "At_it.not_it"
    assert found is not None
    known = {name: q for q, name in page.names.known.items()}
    read, said = Reader(found[1], known).theorem()
    assert ([shared(f) for f in read], shared(said)) == ([shared(f) for f in given], shared(goal))


@pytest.mark.parametrize(
    ("c", "degree", "root"),
    [(Fraction(9, 4), 2, Fraction(3, 2)), (Fraction(8), 3, 2), (Fraction(2), 2, None),
     (Fraction(-8), 3, None), (Fraction(0), 2, 0),
     (Fraction(10**40), 2, 10**20), (Fraction(10**40 + 1), 2, None)],
)  # fmt: skip
def test_exact_roots(c: Fraction, degree: int, root: object) -> None:
    assert exact_root(c, degree) == root


@needs_coq
def test_coqc_accepts_what_holds_at_points(prelude: Path) -> None:
    bodies = []
    for i, (formula, at) in enumerate(TRUE_AT.values()):
        for j, (goal, given) in enumerate([(FALSE, (formula,)), (k.not_(formula), ())]):
            page, theorem = asked(goal, given, at)
            assert theorem
            bodies.append(f"Module M{i}_{j}.\n{page.body()}\nEnd M{i}_{j}.\n")
    (prelude.parent / "all.v").write_text(HEADER + "".join(bodies))
    said, error = accept._coqc(prelude.parent, "all.v")
    assert not error
    axioms = accept._assumptions(said, [str(i) for i in range(len(bodies))])
    assert axioms
    assert frozenset().union(*axioms.values()) <= accept.AXIOMS


@needs_coq
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("([2]%Z, 3)", "([2]%Z, 4)"),  # the value of a component
        ("Definition n : Z := 2%Z", "Definition n : Z := 3%Z"),
        ("= number (8 # 1)%Q", "= number (9 # 1)%Q"),
        ("] (8 # 1)%Q eq_refl", "] (7 # 1)%Q eq_refl"),  # what the summands add up to
    ],
)
def test_coqc_rejects_another_point(prelude: Path, before: str, after: str) -> None:
    formula, at = TRUE_AT["a sum"]
    text = asked(k.not_(formula), (), at)[0].text()
    assert before in text
    (prelude.parent / "spoilt.v").write_text(text.replace(before, after))
    assert "Error" in accept._coqc(prelude.parent, "spoilt.v")[1]


PAGE = """
from symderiv import le

@page.claim("square", given=[le(1, a)])
def square():
    return le(2*a*b, a**2 + b**2)

@page.erratum("squared", corrected="square", given=[le(1, a)])
def squared():
    return eq((a + b)**2, a**2 + b**2)
"""


@needs_coq
def test_each_claim_is_told_with_its_model(write, symderiv, tmp_path: Path, prelude: Path) -> None:
    write("squares", PAGE)
    run = symderiv("export", "--format", "coq", "-o", "out")
    assert run.returncode == 0, run.stderr
    shutil.copytree(prelude, tmp_path / "out" / library.LIBRARY, dirs_exist_ok=True)
    claims = json.loads((tmp_path / "out" / "contents.json").read_text())["claims"]
    assert {name: c["verdict"] for name, c in claims.items()} == {
        "squares:square": "proved", "squares:squared": "refuted",
    }  # fmt: skip
    results = accept.accepted(tmp_path / "out", 1)
    assert [part["result"] for _, _, part in accept.parts(results)] == ["accepted"] * 3
    assert "refuted claims: 1 accepted, 0 not exported, 0 rejected" in list(accept.told(results))
