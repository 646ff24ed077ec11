"""What has more than one reading is refused, and both are named; what is like it and has one is read."""

from __future__ import annotations

import pytest
from reading import of, steps

DECLARED = r"""
% symderiv: size n, T; index i = 1..n; j = 1..n; k = 1..n; index t >= 1
% symderiv: real a, b, c, x, y, q; real u_i, v_i, w_{ij}
% symderiv: vector v = (v_i), u = (u_i)
% symderiv: function f(x)
% symderiv: random X mean 0 variance 1; random Y mean 0 variance 1
"""

REFUSED = {
    "a letter before a bracket": r"g (a + b) = a",
    "an undeclared letter": r"x + z = a",
    "an undeclared prime": r"\lambda' + a = b",
    "a superscript letter on an undeclared base": r"z^t = a",
    "a slash before a product": r"1/2x = a",
    "two slashes": r"a/b/c = a",
    "a logarithm of several letters": r"\log x y = a",
    "a logarithm before a bracket that may be its own": r"\log x (a + b) = a",
    "bars beside or within bars": r"|a|b|c| = a",
    "a mean before two brackets": r"\mathbb{E} (X)(Y) = a",
    "two digits below": r"u_{12} = a",
    "a product or two indices below": r"u_{ij} = a",
    "a transposition or a power": r"u^T v = a",
    "a transposition or a power of a number": r"x^T = a",
    "a power of a function": r"f^2(x) = a",
    "an inverse of a function": r"\sin^{-1} x = a",
    "a power behind a function": r"\log(x)^2 = a",
    "indices that differ, both free": r"w_{ij} = \sum_{i \ne j} w_{ij}",
    "indices that differ, none free": r"a = \sum_{i \ne j} w_{ij}",
    "an index free and bound": r"u_i = \sum_i u_i",
    "d as a differential or a quantity": r"a\, dx = b",
    "how far a derivative reaches": r"\frac{d}{dx} f(x) x = a",
    "digits that no braces hold": r"x^12 = a",
    "a bracket above": r"x^{(i)} = a",
    "a mean of one letter or of two": r"\mathbb{E} X Y = a",
    "a power of a mean": r"\mathbb{E}(X)^2 = a",
    "a condition or a claim": r"x = 1, \quad y = 2",
}


@pytest.mark.parametrize("formula", REFUSED.values(), ids=REFUSED)
def test_what_has_two_readings_is_refused(formula: str) -> None:
    (step, *_) = steps(DECLARED + f"$${formula}$$")
    assert of(step) == "not_read"
    assert step.message
    assert step.statement is None or step.reason == "ambiguous"


READ = {
    r"a (b + c) = a b + a c": "a·(b + c) = a·b + a·c",
    r"f(x) = f(x)": "f(x) = f(x)",
    r"x^n = x x^{n-1}": "xⁿ = x·xⁿ⁻¹",
    r"1/(2x) = a": "1/(2x) = a",
    r"x/2 + a = b": "x/2 + a = b",
    r"\sin x \cos y = a": "sin(x)·cos(y) = a",
    r"\log(x) y = a": "log(x)·y = a",
    r"\sin^2 x = a": "sin(x)² = a",
    r"|a| + |b| = |c|": "|a| + |b| = |c|",
    r"|a - |b|| = c": "|a − |b|| = c",
    r"\mathbb{E}[X Y] = a": "E[X·Y] = a",
    r"w_{12} = a": "w[1, 2] = a",
    r"u^\top v = a": "⟨u, v⟩ = a",
    r"f(x)^2 = a": "f(x)² = a",
    r"w_{ij} = \sum_{k \ne j} w_{ik}": "wᵢⱼ = ∑ₖ₌₁ⁿ (1 − 𝟙[k = j])·wᵢₖ",
    r"u_i = \sum_j w_{ij} v_j": "uᵢ = ∑ⱼ₌₁ⁿ wᵢⱼ·vⱼ",
    r"\sum_i u_i v_i + a = b": "∑ᵢ₌₁ⁿ uᵢ·vᵢ + a = b",
    r"\frac{d}{dx} (a x) = a": "∂/∂x (a·x) = a",
    r"\mathbb{E}[X]^2 = a": "E[X]² = a",
    r"e^{x} = \exp(x)": "eˣ = eˣ",
    r"\log x + y = a": "log(x) + y = a",
}


@pytest.mark.parametrize(("formula", "reading"), READ.items(), ids=READ)
def test_what_has_one_reading_is_read(formula: str, reading: str) -> None:
    (step,) = steps(DECLARED + f"$${formula}$$")
    assert of(step) == "claim", step.message
    assert step.reading.split(", i ∈")[0].split(", j ∈")[0] == reading


@pytest.mark.parametrize("chain", [r"a \le b \ge c", r"a < b = c > x"])
def test_a_chain_that_turns_around_is_refused(chain: str) -> None:
    found = steps(DECLARED + f"$${chain}$$")
    assert {of(s) for s in found if s.at.text != "="} == {"not_read"}


@pytest.mark.parametrize("sign", [r"\approx", r"\propto", r"\sim"])
def test_what_claims_nothing_exact_is_named_so(sign: str) -> None:
    (step,) = steps(DECLARED + f"$$a {sign} b$$")
    assert of(step) == "no_claim"


@pytest.mark.parametrize("text", ["almost surely", "const", "hence", "where"])
def test_other_text_in_a_row_leaves_it_not_read(text: str) -> None:
    (step,) = steps(DECLARED + rf"$$a = b \quad \text{{{text}}}$$")
    assert of(step) == "not_read"
    assert step.reason == "text"


def test_what_is_refused_says_what_would_help() -> None:
    (step,) = steps("$$x = 1$$")
    assert "x is not declared" in step.message
    assert "declare: real x" in step.message
