r"""A spelling that is declared reads as one thing, in its place, beside all else in a claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Symbol, exp, pi

from symderiv import Status, check, components, eq, exists, forall, index, ne, scalars, sequence, sizes
from symderiv.language.errors import StatementError
from symderiv.render.atoms import signs

b, c, x = scalars("b c x")
sigma = scalars("sigma")
n = sizes("n")
i = index("i", n)
t = index("t")

ONE_THING = [
    r"\mathcal{L}",
    r"\hat{y}",
    r"\hat y",
    r"\sigma^2",
    r"\sigma_\infty^2",
    r"\sigma_{\hat\mu,\infty}^2",
    "w^{(1)}",
    "x'",
    r"y_\infty",
    r"b_{\mathrm c}",
    r"\mathbf{w}",
    r"\boldsymbol\theta",
    r"\mathrm{loss}",
    r"\Delta x",
    "x^*",
    r"x^\star",
    r"\widehat{\mathrm{bias}}",
    r"\lambda_{\max}",
    r"x_{i+1}",
    r"\tilde{x}_0",
    "α",
    "x^{(t+1)}",
    r"\varepsilon",
    r"y.\mathrm{grad}",
]
OTHERS = [
    "b+1",
    "-b",
    "b - c",
    "b=c",
    "b<c",
    r"b \leq c",
    r"b \cdot c",
    r"b \Rightarrow c",
    "b/c",
    r"\frac{b}{c}",
    "b^",
    r"\frac12",
    "2b",
    "b!",
    "|b|",
    r"\lvert b \rvert",
    "(b+1)",
    "b(c+1)",
    r"\sqrt{b}",
    r"\bar{b+c}",
    r"\hat",
    "b[",
    r"\mathbf{b+c}",
    "{b+1}",
    r"\log(b)",
    r"\infty",
    r"\sum b",
    r"\text{ and }",
    r"\text{if}",
    r"\mathrm{b or c}",
    r"\mathbf{1}",
    "b,c",
    "b;c",
    "^2",
    "_1",
    "'",
    "(b)",
    r"\left(b\right)",
    r"\neg b",
    r"b\\c",
    r"\\",
    "b:c",
    "b(",
    r"\mathbb{1}_{[b<c]}",
    r"\exists b",
    "b_",
    "b]",
    r"\mathrm",
    r"b\ne c",
    r"{b}{+}{c}",
    r"\mathrm{}",
    "b#0+1",
    r"b\operatorname{+}c",
    r"\int b",
]


@pytest.mark.parametrize("latex", ONE_THING)
def test_what_reads_as_one_thing_is_taken(latex: str) -> None:
    (q,) = (scalars("q", latex=latex),)
    assert check(eq(q + x, x + q)).status is Status.PROVED
    assert latex in check(eq(q + x, x)).latex


@pytest.mark.parametrize("latex", OTHERS)
@pytest.mark.parametrize("declare", [scalars, sequence, lambda name, latex: components(name, n, latex=latex)])
def test_what_reads_as_a_formula_is_refused(declare: Any, latex: str) -> None:
    assert refused(lambda: declare("q", latex=latex))


def refused(declare: Callable[[], Any]) -> bool:
    """Whether a spelling is refused: where it is declared, or where a statement is read."""
    try:
        q = declare()
    except StatementError as error:
        return "latex=" in str(error)
    members = q if isinstance(q, Symbol) else q[1]
    verdict = check(eq(members, 1))
    return verdict.status is Status.ERROR and "latex=" in (verdict.message or "")


@pytest.mark.parametrize(
    "latex", ["#0_{#1}", "q[#1]", "#0^{#1}", r"\hat{q}^{#1}", "q(#1)", r"q_{\mathrm{t},#1}^2"]
)
def test_members_of_families_have_such_spellings(latex: str) -> None:
    assert check(eq(sequence("q", latex=latex)[t], 1)).status is Status.REFUTED


@pytest.mark.parametrize("latex", ["#1", "q+#1", "q(#1+1)", "q(#1=1)", "q{#1}"])
def test_an_index_is_no_part_of_a_product(latex: str) -> None:
    assert refused(lambda: sequence("q", latex=latex))


COMPOUNDS = [
    ("b^{2}", lambda q: ne(q, b**2)),
    ("b^2", lambda q: eq(q, b)),
    ("{b^2}", lambda q: eq(q, b)),
    (r"\sigma^2", lambda q: eq(q, sigma**2)),
    (r"\sigma^2", lambda q: exists(sigma, eq(q, sigma**2))),
    (r"b c", lambda q: eq(q, b * c)),
    (r"bc", lambda q: eq(q, b * c)),
    (r"cb", lambda q: forall(b, eq(q, b * c))),
    (r"b c^2", lambda q: eq(q, c / b)),
    ("b^{-c}", lambda q: eq(q, b)),
    ("e^{x}", lambda q: eq(q, exp(x))),
    (r"\pi^2", lambda q: eq(q, pi**2)),
    (r"\pi b", lambda q: eq(q, pi * b)),
    ("i^2", lambda q: eq(q, -1)),
]


@pytest.mark.parametrize(("latex", "statement"), COMPOUNDS)
def test_what_reads_as_a_power_or_a_product_gives_way_to_the_name(latex: str, statement: Any) -> None:
    printed = check(statement(scalars("q", latex=latex))).latex
    assert r"\mathtt{q}" in printed
    assert (
        r"\mathtt{q}" in check(exists(scalars("q", latex=latex), statement(scalars("q", latex=latex)))).latex
    )


@pytest.mark.parametrize(
    "latex",
    [r"\sigma^2", r"\hat{b}", "b'", r"b_{\mathrm c}", "b_1^2", r"\mathbf{b}", r"\Delta b", "b^*", "b^{(2)}"],
)
def test_what_reads_as_neither_stays_as_it_is_declared(latex: str) -> None:
    assert latex in check(eq(scalars("q", latex=latex) * b, b**2)).latex


def test_members_of_families_are_told_from_powers_too() -> None:
    variance, deviation = sequence("V", latex=r"\sigma_{#1}^2"), sequence("sigma", latex="#0_{#1}")
    assert r"\sigma_{t}^2" in check(eq(variance[t], 1)).latex
    assert r"\mathtt{V}" in check(eq(variance[t], deviation[t] ** 2)).latex
    first, u = scalars("S", latex="u_1^2"), components("u", n)
    assert r"\mathtt{S}" in check(eq(first, u[1] ** 2)).latex


def test_signs_are_what_they_are_in_latex() -> None:
    assert [s.text for s in signs(r"\Delta\hat{x}_i^{2}'")] == [r"\Delta", r"\hat{x}_{i}'^{2}"]
    assert [(s.base, s.above) for s in signs("x[1]^2")] == [("x[1]", "2")]
