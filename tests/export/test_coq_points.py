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
    scalars: dict[str, object],
    tables: dict | None = None,
    laws: tuple[Term, ...] = (),
    powers: dict[str, int] | None = None,
) -> Counterexample:
    return Counterexample(
        {name: num(c) for name, c in scalars.items()},
        {
            name: {i: fmpq(*Fraction(c).as_integer_ratio()) for i, c in t.items()}
            for name, t in (tables or {}).items()
        },
        laws,
        powers or {},
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
MIXED = k.quantified("all", M, ONE, None, eq(s(M), add(mul(num(Fraction(-1, 2)), s(add(M, num(-1)))), X)))
CLOSED = k.quantified(
    "all", M, ZERO, None, eq(s(M), mul(X, add(ONE, mul(num(-1), power(Y, mul(num(2), M))))))
)
CHANCE = Term("surely", k.quantified("all", M, ZERO, None, eq(
    Term("comp", "p", "random", ENDLESS, (add(M, ONE),)),
    add(mul(num(Fraction(1, 2)), Term("comp", "p", "random", ENDLESS, (M,))), coin(ONE)))))  # fmt: skip
SOON = k.quantified("all", M, ONE, None, eq(s(M), add(mul(ZERO, s(add(M, num(-1)))), X)))


def always(body: Term, lo: Term = ONE) -> Term:
    return k.quantified("all", M, lo, None, body)


def tends(body: Term, limit: Term) -> Term:
    return k.tends(M, body, limit)


def h(i: Term, name: str = "h") -> Term:
    return Term("comp", name, "real", ((ONE, None),), (i,))


def one(name: str) -> Term:
    """A random quantity that has no index."""
    return Term("comp", name, "random", (), ())


def endless_coin(i: Term) -> Term:
    return Term("comp", "c", "random", ((ONE, None),), (i,))


def poly(*by: int, at: Term = ZERO) -> Term:
    j = k.var("j", "int")
    return k.call("L", tuple(map(num, by)), j, N, add(u(j), at))


CUBIC = {(2, 1, 1, 1): 1, (2, 1, 2): Fraction(-1, 2), (2,): 4}  # x^3 - xy/2 + 4
AT = {"u": {(1,): 2, (2,): 3}, "coefficient of L": CUBIC}
J = k.var("j", "int")
TRUE_AT = {
    "a polynomial": (
        k.and_(eq(poly(), num(9)), eq(poly(1), num(Fraction(21, 2))), eq(poly(1, 2), num(Fraction(-1, 2))),
               eq(poly(1, 1, 1), num(6)), eq(poly(2, 2), ZERO)),
        data({"n": 2}, AT),
    ),
    "smooth": (
        k.and_(k.smooth("L", 1, J, N, u(J)), k.smooth("L", 3, J, N, u(J))),
        data({"n": 2}, AT),
    ),
    "a polynomial in a range": (
        k.quantified("all", X, num(-1), ONE, k.and_(le(ZERO, poly(1, 1, at=X)), lt(poly(1, at=X), num(30)))),
        data({"n": 2}, AT),
    ),
    "a polynomial that approaches": (
        k.and_(tends(poly(at=h(M)), num(9)),
               tends(mul(add(poly(at=h(M)), num(-9)), power(h(M), -1)), num(Fraction(19, 2)))),
        data({"n": 2}, {**AT, "h": {(0,): 5}}, powers={"h": 1}),
    ),
    "falling": (
        k.and_(always(lt(ZERO, h(M))), tends(h(M), ZERO), always(eq(k.root(power(h(M), 2)), h(M))),
               tends(add(X, mul(num(-3), power(h(M), 3))), X), always(eq(mul(M, h(M)), X)),
               always(k.ne(add(ONE, h(M)), ZERO))),
        data({"x": 2}, {"h": {(0,): 2}}, powers={"h": 1}),
    ),
    "growing": (
        k.and_(always(le(M, h(M))), always(le(ZERO, mul(num(2), M)), ZERO),
               always(lt(ZERO, add(M, ONE)), ZERO)),
        data({}, {"h": {(0,): 2}}, powers={"h": -1}),
    ),
    "at rest": (
        k.and_(MIXED, tends(s(M), num(2)), tends(mul(s(M), s(add(M, num(3)))), num(4))),
        data({"x": 3}, {"s": {(0,): 2}}, (MIXED,)),
    ),
    "at rest soon": (k.and_(SOON, tends(s(M), num(3))), data({"x": 3}, {"s": {(0,): 2}}, (SOON,))),
    "in closed form": (
        k.and_(CLOSED, eq(s(ZERO), ZERO), tends(s(M), X),
               always(eq(add(s(M), mul(num(-1), power(Y, 2), s(add(M, num(-1))))),
                         mul(X, add(ONE, mul(num(-1), power(Y, 2))))))),
        data({"x": 3, "y": Fraction(-2, 3)}, {}, (CLOSED,)),
    ),
    "the less of two": (
        always(k.and_(k.ne(Term("if", le(X, M), X, M), ZERO), lt(ZERO, Term("if", le(X, M), X, M)))),
        data({"x": 4}),
    ),
    "eventually": (
        k.quantified("ex", N, None, None, k.quantified("all", M, N, None, k.ne(M, ZERO))),
        data({}),
    ),
    "no number": (
        k.not_(some("ex", k.and_(le(ZERO, Y), eq(add(mul(add(ONE, mul(num(-1), Y)), X), mul(Y, X)), ONE)))),
        data({"x": 2}),
    ),
    "one of no index": (
        k.and_(eq(mean(mul(one("c"), one("d"))), mul(mean(one("c")), mean(one("d")))),
               eq(mean(power(one("c"), 2)), num(5))),
        data({}, {"centre of c": {(): 2}, "spread of c": {(): 1},
                  "centre of d": {(): 3}, "spread of d": {(): 0}}),
    ),
    "a random sequence": (
        k.and_(CHANCE, eq(mean(Term("comp", "p", "random", ENDLESS, (num(2),))), num(5)),
               Term("surely", le(Term("comp", "p", "random", ENDLESS, (ONE,)), num(7)))),
        data({"n": 1}, {"p": {(0,): 8}, "centre of c": {(): 2}, "spread of c": {(): 1}}, (CHANCE,)),
    ),
    "without chance": (
        k.quantified("all", N, ONE, None, always(eq(
            mean(mul(endless_coin(M), endless_coin(N))), add(mul(Term("ind", eq(M, N)), X), num(4))))),
        data({"x": 0}, {"centre of c": {(): 2}, "spread of c": {(): 0}}),
    ),
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
        (some("all", le(Y, X)), data({"x": 2}), "a relation whose sign is not the same at all times"),
        (some("ex", eq(Y, X)), data({"x": 2}), "a number at a point that is said to exist"),
        (eq(total(u(M)), X), data({"x": 0, "n": 99}), "a long range at a point"),
        (tends(power(add(M, ONE), -1), ZERO), data({}), "a negative power of a sum at all times"),
        (tends(power(M, -1), ONE), data({}), "a limit at a point that is not seen"),
        (tends(power(num(-1), M), ZERO), data({}), "a limit at a point that is not seen"),
        (tends(M, ZERO), data({}), "a limit at a point that is not seen"),
        (tends(s(M), ZERO), data({"x": 3}, {"s": {(0,): 1}}, (MIXED,)),
         "a sequence at all times that is not known in closed form"),
        (always(lt(num(2), M)), data({}), "a relation whose sign is not the same at all times"),
        (always(eq(endless_coin(M), X)), data({"x": 2}, {"centre of c": {(): 2}, "spread of c": {(): 1}}),
         "a point with values of c without end, which are random"),
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
    ("name", "before", "after"),
    [
        ("a polynomial", "((1 # 1)%Q, [1; 1; 1]%Z)", "((2 # 1)%Q, [1; 1; 1]%Z)"),
        ("a polynomial that approaches", "[1; 1; 1]%Z", "[1; 1]%Z"),
        ("a polynomial in a range", "there_between (1 # 1)%Q", "there_between (1 # 2)%Q"),
        ("falling", "(-1)%Z, (1 # 1)%Q)]", "(-2)%Z, (1 # 1)%Q)]"),
        ("at rest", "Definition x : R := 3", "Definition x : R := 4"),
        ("in closed form", "Definition y : R := (-2 / 3)", "Definition y : R := (-3 / 2)"),
        ("the less of two", "Definition x : R := 4", "Definition x : R := 0"),
        ("no number", "Definition x : R := 2", "Definition x : R := 1"),
    ],
)
def test_coqc_rejects_what_is_not_so_at_all_times(prelude: Path, name: str, before: str, after: str) -> None:
    formula, at = TRUE_AT[name]
    text = asked(k.not_(formula), (), at)[0].text()
    assert before in text
    (prelude.parent / "late.v").write_text(text.replace(before, after))
    assert "Error" in accept._coqc(prelude.parent, "late.v")[1]


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
