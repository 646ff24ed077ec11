"""Names from outside: what is no name is refused with the reason, wherever a name comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from symderiv import Status, check
from symderiv.language.errors import StatementError
from symderiv.language.names import MARKS, WORDS, vetted
from symderiv.language.notation import (
    components,
    eq,
    exists,
    function,
    gradient,
    iid,
    index,
    loss,
    mean,
    random,
    scalars,
    sizes,
    total,
)

n = sizes("n")
x = scalars("x")

REFUSED = {
    "": "at least one character",
    "x + 1": "contains ' '",
    "x+1": r"contains '\+'",
    "x^2": r"contains '\^'",
    "a b": "contains ' '",
    "x=1": "contains '='",
    "\x1b[31mx": "control character 0x1b",
    "x\n": "control character 0xa",
    "x\u200b": "ZERO WIDTH SPACE",
    "\u202ex": "RIGHT-TO-LEFT OVERRIDE",
    "\u3164": "contains 'ㅤ'",
    r"\alpha": r"contains '\\\\'",
    "x}": "contains '}'",
    "$x$": r"contains '\$'",
    "x%": "contains '%'",
    "<b>": "contains '<'",
    "g\u0302": "in pieces",
    "x₁": "contains '₁'",
    "x²": "contains '²'",
    "𝑥": "contains '𝑥'",
    "о": "CYRILLIC SMALL LETTER O, which looks like o",
    "Α": "GREEK CAPITAL LETTER ALPHA, which looks like A",
    "1x": "does not begin with a letter",
    "'": "does not begin with a letter",
    "x'y": "out of its place",
    "a.": "out of its place",
    "x*y": "a star that is not at its end",
    "x*'": "a star that is not at its end",
    "*x": "does not begin with a letter",
    "*": "does not begin with a letter",
    **dict.fromkeys(WORDS, "a word of the notation"),
    **{f"{mark}0": "kept for bound variables" for mark in MARKS},
    **{f"x{mark}": "kept for bound variables" for mark in MARKS},
}
PLACES: dict[str, Callable[[str], Any]] = {
    "symbol": lambda name: eq(sp.Symbol(name, real=True), 0),
    "function of SymPy": lambda name: eq(sp.Function(name, real=True)(n), 0),
    "family of SymPy": lambda name: eq(sp.IndexedBase(name, real=True)[n], 0),
    "family": lambda name: eq(components([name], n)[1], 0),
    "summation index": lambda name: eq(total(n, lambda k: k, name=name), 0),
    "quantified": lambda name: exists(sp.Symbol(name, real=True), eq(x, 0)),
    "function": lambda name: eq(function(name, n)(components("w", n)), 0),
    "loss": lambda name: eq(loss(name, components("w", n).__getitem__, n, gradient=gradient("g", n)), 0),
}
PLACES["family"] = lambda name: eq(type(components("w", n))(name, "real", [(1, n)])[1], 0)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_name_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(StatementError, match=REFUSED[name]):
        vetted(name)


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "theta",
        "mu'",
        "mu'_k",
        "g_tilde",
        "N_s",
        "eta0",
        "x_star",
        "Δw",
        "y.grad",
        "∇",
        "ĝ",
        "_0",
        "_Dummy_3",
        "ℓ",
    ],
)
def test_names_that_pages_have_are_taken(name: str) -> None:
    assert vetted(name) == name


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["x + 1", "x\x1b[31m", r"\alpha", "z#1", "·0"])
def test_every_way_in_vets_its_name(place: str, name: str) -> None:
    verdict = check(PLACES[place](name))
    assert verdict.status is Status.ERROR
    assert verdict.message is not None
    assert repr(name) in verdict.message


def test_the_names_are_the_reason() -> None:
    """With names that are names the same statements are read."""
    for place, make in PLACES.items():
        assert check(make("v")).status is not Status.ERROR, place


def test_what_a_word_binds_is_no_index_of_the_page() -> None:
    """The page's own i in the mean stays free below the quantifiers that ``iid`` makes."""
    members, m, cov = sizes("N"), components("m", n), components("V", n, n)
    i, X = index("i", n), random("X", members, n)
    law = iid(X, average=lambda j: m[j] + i, covariance=lambda j, k: cov[j, k])
    assert check(eq(mean(X[1, 1]), m[1] + i), [law]).status is Status.PROVED
    assert check(eq(mean(X[1, 1]), m[1] + 1), [law]).status is Status.REFUTED


def test_a_loss_is_taken_at_one_point_only() -> None:
    w, y, g = components("w", n), components("y", n), gradient("g", n)
    one, other = (loss("L", v.__getitem__, n, gradient=g) for v in (w, y))
    assert "two different points" in str(check(eq(one, other)).message)
    assert check(eq(one, one)).status is Status.PROVED


def test_a_loss_has_its_name_for_itself() -> None:
    w, g = components("w", n), gradient("g", n)
    named = loss("L", w.__getitem__, n, gradient=g)
    assert "two different quantities are called L" in str(check(eq(named, random("L"))).message)


@pytest.mark.parametrize(
    "make", [lambda z: sp.Piecewise((z, z >= 0), (-z, True)), lambda z: sp.Max(z + 1, 0)]
)
def test_cases_are_not_told_apart_by_an_order_of_complex_numbers(make: Callable[[Any], Any]) -> None:
    with sp.evaluate(False):
        statement = sp.Eq(make(sp.Symbol("z")), 0)
        real = sp.Eq(make(sp.Symbol("z", real=True)), 0)
    assert "z is not declared real" in str(check(statement).message)
    assert check(real).status is Status.REFUTED


def test_a_starred_name_is_no_product_and_no_other_name() -> None:
    best, star, plain = scalars("theta* theta_star theta")
    assert check(eq(best * plain, 2)).statement == "θ·θ* = 2"
    assert check(eq(best, plain)).status is Status.REFUTED
    both = check(eq(best, star))
    assert both.status is Status.REFUTED
    assert both.statement == "theta* = theta_star"
