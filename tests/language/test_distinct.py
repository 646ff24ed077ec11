"""One spelling, one thing: what a statement speaks of is told apart in every notation, or refused."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
import sympy as sp

from symderiv import check
from symderiv.core.terms import Term, eq, fn, mul, num, power, sum_, var
from symderiv.language.distinct import MEDIA, told_apart
from symderiv.language.errors import StatementError
from symderiv.language.notation import (
    Mean,
    components,
    exists,
    function,
    index,
    random,
    scalars,
    sequence,
    sizes,
    surely,
)
from symderiv.language.notation import eq as equal
from symderiv.language.translate import Translator
from symderiv.render.latex import latex
from symderiv.render.mathml import mathml
from symderiv.render.names import Spelling
from symderiv.render.text import text
from symderiv.render.writer import Writer

n = sizes("n")
i = index("i", n)
x, x2 = components("x", n), components("x", n, n)
PRINTERS = (text, latex, mathml)


def symbols(names: str) -> list[Any]:
    return [sp.Symbol(name, real=True) for name in names.split()]


GROUPS = {
    "digits": symbols("x1 x_1 x__1 _x_1"),
    "aliases": symbols("lam lambda λ"),
    "letters": symbols("alpha α"),
    "primes": symbols("x' x′ x_prime x'_prime"),
    "accents": symbols("ĝ g_hat"),
    "member and scalar": [x[1], *symbols("x1 x_1")],
    "index and scalar": [x[i], *symbols("x_i")],
    "two indices": [x2[1, 2], *symbols("x_1_2")],
    "families": [components("x_1", n)[1], x2[1, 2 - 1]],
    "sequence": [sequence("lam")[n], *symbols("lambda")],
    "constant": [sp.pi, *symbols("pi")],
    "golden": [sp.GoldenRatio, *symbols("phi")],
    "base of exp": [sp.exp(2), *symbols("e")],
    "imaginary unit": [sp.I, *symbols("i")],
    "expectation": [Mean(random("X")), *symbols("E")],
    "zeta": [sp.zeta(scalars("y")), function("zeta", n)(x)],
    "declared": [scalars("q", latex="x_{1}"), *symbols("x1 x_1")],
}


@pytest.mark.parametrize("group", GROUPS)
def test_things_are_told_apart_in_every_notation(group: str) -> None:
    terms = [Translator().term(q) for q in GROUPS[group]]
    latexes = {"q": "x_{1}"} if group == "declared" else {}
    spelling = told_apart(terms, Spelling(latexes))
    for printed in PRINTERS:
        for a, b in combinations([printed(t, spelling) for t in terms], 2):
            assert a != b
        for a, b in combinations([printed(power(t, 2), spelling) for t in terms], 2):
            assert a != b


REFUSED = {
    "G": sp.Catalan,
    "γ": sp.EulerGamma,
    "π": sp.pi,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_apart_is_refused_by_name(name: str) -> None:
    with sp.evaluate(False):
        statement = sp.Eq(sp.Symbol(name, real=True), REFUSED[name])
    assert f"{name} is printed {name}, and so is" in str(check(statement).message)


def test_functions_of_one_letter_are_refused_beside_those_of_the_table() -> None:
    w = components("w", n)
    message = str(check(equal(function("P", n)(w), sp.legendre(n, scalars("y")))).message)
    assert "P is printed P, and so is the function legendre" in message


def test_hypotheses_are_told_apart_with_the_statement() -> None:
    x1, x_1 = symbols("x1 x_1")
    verdict = check(equal(x1, 0), [equal(x1, 0), equal(x_1, 1)])
    assert (verdict.statement, verdict.given) == ("x1 = 0", ("x1 = 0", "x_1 = 1"))


def test_names_alone_are_printed_as_ever() -> None:
    f = eq(mul(var("x1"), var("lambda")), var("x_max"))
    for formula in (f, eq(Translator().term(x[i]), var("x_max"))):
        spelling = told_apart([formula])
        assert not spelling.verbatim | spelling.plain


@pytest.mark.parametrize("hint", ["lam", "x1", "e", "π", "i", "E", "j_1"])
def test_a_bound_variable_looks_like_nothing_else(hint: str) -> None:
    k = var(hint, "int")
    j_1 = var("j_1", "int")
    free = [
        var("lambda"),
        Translator().term(x[i]),
        fn("pi"),
        fn("I"),
        Term("exp", num(2)),
        Term("mean", var("Y")),
        j_1,
    ]
    total = sum_(k, num(1), num(5), power(var("q"), k))
    f = mul(*free, total)
    for kind in MEDIA:
        writer = Writer(f, kind())
        letters = set(writer.letters.taken)
        with writer.binding(hint, "int") as v:
            assert writer.write(v).text not in letters


def test_the_scope_of_surely_is_printed() -> None:
    X, y = random("X"), scalars("y")
    inside, outside = surely(exists(y, equal(X, y))), exists(y, surely(equal(X, y)))
    prints = [[printed(Translator().formula(f)) for printed in PRINTERS] for f in (inside, outside)]
    assert prints[0][0] == "(∃ y ∈ ℝ: X = y) surely"
    assert prints[1][0] == "∃ y ∈ ℝ: X = y surely"
    assert all(a != b for a, b in zip(*prints, strict=True))


def test_the_magnitude_of_a_complex_number_is_no_case_distinction() -> None:
    z = var("z", "complex")
    cases = Term("if", Term("le", num(0), z), z, mul(num(-1), z))
    for printed in PRINTERS:
        assert printed(cases) != printed(fn("abs", z))


def test_the_spelling_is_refused_where_nothing_helps() -> None:
    with pytest.raises(StatementError, match="G is printed G, and so is Catalan's constant"):
        told_apart([eq(var("G"), fn("catalan"))])


@pytest.mark.parametrize("printed", PRINTERS)
def test_no_quantity_is_printed_as_the_number_pi(printed) -> None:
    """Alone in its statement, too; what only has the letter in its name, or is a family, is none."""
    number = printed(eq(fn("pi"), num(3)))
    assert printed(eq(var("pi"), num(3)), told_apart([eq(var("pi"), num(3))])) != number
    assert printed(eq(var("pi", "int"), num(3)), told_apart([eq(var("pi", "int"), num(3))])) != number
    for kept in (var("pi_1"), var("pi'"), Term("comp", "pi", "real", ((None, None),), (num(1),))):
        f = eq(kept, num(3))
        assert printed(f, told_apart([f])) == printed(f)
