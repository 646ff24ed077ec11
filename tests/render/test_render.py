"""Printed formulas: exact strings for the notation of the sources, and values that survive printing."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from math import prod
from unicodedata import normalize

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symderiv.core.terms import (
    FALSE,
    FORMULAS,
    ONE,
    TRUE,
    ZERO,
    Hint,
    Term,
    add,
    and_,
    close,
    eq,
    fn,
    implies,
    le,
    lt,
    mul,
    ne,
    neg,
    not_,
    num,
    or_,
    power,
    quantified,
    root,
    sub,
    sum_,
    var,
)
from symderiv.render import Spelling, latex, multiplier_line, text
from symderiv.render.inline import Inline
from symderiv.render.latex import sides
from symderiv.render.mathml import mathml

a, b, c, x, y, z = map(var, ("a", "b", "c", "x", "y", "z"))
mu, alpha, lam, q = var("mu"), var("alpha"), var("lambda"), var("q")
i, j, k, t, m, n, N = (var(name, "int") for name in "ijktmnN")
half = num(fmpq(1, 2))


def over(p, r):
    return mul(p, power(r, -1))


def sequence(name):
    return lambda time: Term("comp", name, "real", ((ZERO, None),), (time,))


def family(name, *ends, sort="real"):
    return lambda *indices: Term("comp", name, sort, tuple((ONE, e) for e in ends), indices)


def ind(condition):
    return Term("ind", condition)


def if_(condition, p, r):
    return Term("if", condition, p, r)


def d(body, target):
    return Term("diff", body, target)


theta, g_tilde, v = sequence("theta"), sequence("g_tilde"), sequence("v")
w, xs, bias = family("w", m, n), family("x", n), family("b", m)
g = family("g", m, sort="value")
before, after = sub(t, ONE), add(t, ONE)


def norm(row):
    return root(sum_(k, ONE, n, power(w(row, k), 2)))


def weighted(row):
    return add(sum_(k, ONE, n, mul(w(row, k), xs(k))), bias(row))


def out(row):
    return over(weighted(row), norm(row))


L = Term("loss", "L", ("g", ((ONE, m),)), Hint("i"), m, close(out(i), i))

WRITTEN = [
    # Assignment 1: differences of a loss
    pytest.param(
        le(over(if_(le(ZERO, x), x, neg(x)), var("epsilon")), var("eta")),
        "|x|/ε ≤ η",
        r"\frac{\lvert x \rvert}{\varepsilon} \leq \eta",
        id="1",
    ),
    pytest.param(
        eq(var("ΔL"), mul(half, sub(a, b))),
        "ΔL = (1/2)·(a − b)",
        r"\Delta L = \frac{1}{2} (a - b)",
        id="8",
    ),
    # Assignment 2: weight normalisation
    pytest.param(
        out(i),
        "(∑ₖ₌₁ⁿ wᵢₖ·xₖ + bᵢ)/‖wᵢ‖",
        r"\frac{\sum_{k=1}^{n} w_{ik} x_{k} + b_{i}}{\lVert w_{i} \rVert}",
        id="y",
    ),
    pytest.param(
        eq(d(L, bias(i)), over(g(i), norm(i))),
        "∂L/∂bᵢ = gᵢ/‖wᵢ‖",
        r"\frac{\partial \mathcal{L}}{\partial b_{i}} = \frac{g_{i}}{\lVert w_{i} \rVert}",
        id="13",
    ),
    pytest.param(
        eq(d(L, xs(j)), sum_(i, ONE, m, mul(g(i), over(w(i, j), norm(i))))),
        "∂L/∂xⱼ = ∑ᵢ₌₁ᵐ gᵢ·wᵢⱼ/‖wᵢ‖",
        r"\frac{\partial \mathcal{L}}{\partial x_{j}} = "
        r"\sum_{i=1}^{m} g_{i} \frac{w_{ij}}{\lVert w_{i} \rVert}",
        id="14",
    ),
    pytest.param(
        mul(g(i), add(over(xs(j), norm(i)), mul(weighted(i), mul(neg(w(i, j)), power(norm(i), -3))))),
        "gᵢ·(xⱼ/‖wᵢ‖ + (∑ₖ₌₁ⁿ wᵢₖ·xₖ + bᵢ)·(−wᵢⱼ/‖wᵢ‖³))",
        r"g_{i} \Bigl(\frac{x_{j}}{\lVert w_{i} \rVert} + "
        r"\left(\sum_{k=1}^{n} w_{ik} x_{k} + b_{i}\right) "
        r"\left(-\frac{w_{ij}}{\lVert w_{i} \rVert^{3}}\right)\Bigr)",
        id="15",
    ),
    # Assignment 3: a layer with a shift
    pytest.param(
        eq(d(L, a), sum_(i, ONE, sub(N, num(2)), mul(g(i), add(xs(i), xs(add(i, num(2))))))),
        "∂L/∂a = ∑ᵢ₌₁ᴺ⁻² gᵢ·(xᵢ + xᵢ₊₂)",
        r"\frac{\partial \mathcal{L}}{\partial a} = \sum_{i=1}^{N-2} g_{i} (x_{i} + x_{i+2})",
        id="18",
    ),
    pytest.param(
        mul(g(i), a, add(ind(eq(j, i)), ind(eq(j, add(i, num(2)))))),
        "gᵢ·a·(𝟙[j = i] + 𝟙[j = i + 2])",
        r"g_{i} a (\mathbf{1}_{[j=i]} + \mathbf{1}_{[j=i+2]})",
        id="19-middle",
    ),
    pytest.param(
        and_(
            implies(le(j, num(2)), eq(d(L, xs(j)), mul(a, g(j)))),
            implies(
                and_(le(num(2), j), le(j, sub(N, num(2)))),
                eq(d(L, xs(j)), mul(a, add(g(j), g(sub(j, num(2)))))),
            ),
        ),
        "∂L/∂xⱼ = {a·gⱼ if j ≤ 2; a·(gⱼ + gⱼ₋₂) if 2 ≤ j ≤ N − 2}",
        r"\frac{\partial \mathcal{L}}{\partial x_{j}} = \begin{cases} a g_{j} & \text{if } j \leq 2, \\ "
        r"a (g_{j} + g_{j-2}) & \text{if } 2 \leq j \leq N - 2 \end{cases}",
        id="19",
    ),
    # Assignment 4: quantisation
    pytest.param(
        quantified("all", i, ONE, n, and_(le(ZERO, over(sub(g(i), b), a)), le(over(sub(g(i), b), a), ONE))),
        "∀ i ∈ 1..n: 0 ≤ (gᵢ − b)/a ≤ 1",
        r"\forall i \in \{1, \dots, n\}\colon\ 0 \leq \frac{g_{i} - b}{a} \leq 1",
        id="21",
    ),
    pytest.param(
        eq(
            mul(power(a, 2), over(sub(g(i), b), a), sub(ONE, over(sub(g(i), b), a))),
            mul(sub(g(i), b), sub(add(a, b), g(i))),
        ),
        "a²·((gᵢ − b)/a)·(1 − (gᵢ − b)/a) = (gᵢ − b)·(a + b − gᵢ)",
        r"a^{2} \frac{g_{i} - b}{a} \left(1 - \frac{g_{i} - b}{a}\right) = (g_{i} - b) (a + b - g_{i})",
        id="23",
    ),
    # Assignment 5: two forms of momentum
    pytest.param(
        eq(v(t), add(mul(mu, v(before)), g_tilde(t))),
        "vᵗ = μ·vᵗ⁻¹ + g̃ᵗ",
        r"v^{t} = \mu v^{t-1} + \tilde{g}^{t}",
        id="25a",
    ),
    pytest.param(
        eq(sequence("v'")(t), mul(var("mu'"), sequence("v'")(before))),
        "v′ᵗ = μ′·v′ᵗ⁻¹",
        r"v'^{\,t} = \mu' v'^{\,t-1}",
        id="26a",
    ),
    pytest.param(
        eq(
            theta(after),
            add(
                mul(add(ONE, mu, neg(mul(alpha, lam))), theta(t)),
                neg(mul(mu, sub(ONE, mul(alpha, lam)), theta(before))),
                neg(mul(alpha, g_tilde(t))),
            ),
        ),
        "θᵗ⁺¹ = (1 + μ − α·λ)·θᵗ − μ·(1 − α·λ)·θᵗ⁻¹ − α·g̃ᵗ",
        r"\theta^{t+1} = (1 + \mu - \alpha \lambda) \theta^{t} - "
        r"\mu (1 - \alpha \lambda) \theta^{t-1} - \alpha \tilde{g}^{t}",
        id="29",
    ),
    pytest.param(
        eq(var("lambda'"), over(add(sub(var("mu'"), mu), mul(alpha, lam)), var("alpha'"))),
        "λ′ = (μ′ − μ + α·λ)/α′",
        r"\lambda' = \frac{\mu' - \mu + \alpha \lambda}{\alpha'}",
        id="34",
    ),
    # the second source: running averages
    pytest.param(
        mul(sub(ONE, over(ONE, N)), mul(power(N, -1), x)),
        "(1 − 1/N)·(1/N)·x",
        r"\left(1 - \frac{1}{N}\right) \frac{1}{N} x",
        id="average",
    ),
    pytest.param(
        mul(add(over(num(-2), N), power(N, -2)), power(var("sigma_x"), 2)),
        "(−2/N + 1/N²)·σₓ²",
        r"\left(-\frac{2}{N} + \frac{1}{N^{2}}\right) \sigma_{x}^{2}",
        id="variance",
    ),
    pytest.param(
        over(ONE, if_(le(t, N), t, N)),
        "1/min(t, N)",
        r"\frac{1}{\min(t, N)}",
        id="bias-correction",
    ),
    pytest.param(
        mul(power(var("B"), -1), sum_(var("b", "int"), ONE, var("B", "int"), x)),
        "(1/B)·∑(b=1..B) x",
        r"\frac{1}{B} \sum_{b=1}^{B} x",
        id="batch",
    ),
]


@pytest.mark.parametrize(("term", "plain", "tex"), WRITTEN)
def test_formulas_of_the_sources(term, plain, tex):
    assert text(term) == plain
    assert latex(term) == tex


@pytest.mark.parametrize(
    ("term", "plain", "tex"),
    [
        (sub(a, add(b, c)), "a − (b + c)", "a - (b + c)"),
        (sub(sub(a, b), c), "a − b − c", "a - b - c"),
        (add(a, sub(b, c)), "a + b − c", "a + b - c"),
        (add(a, neg(neg(b))), "a − (−b)", "a - (-b)"),
        (add(neg(a), num(-3)), "−a − 3", "-a - 3"),
        (neg(mul(num(2), a)), "−2a", "-2 a"),
        (neg(add(a, b)), "−(a + b)", "-(a + b)"),
        (mul(a, neg(b)), "a·(−b)", "a (-b)"),
        (mul(a, num(-2)), "a·(−2)", "a (-2)"),
        (mul(a, num(2), b), "a·2b", r"a \cdot 2 b"),
        (mul(num(2), num(3)), "2·3", r"2 \cdot 3"),
        (mul(num(2), half), "2/2", r"\frac{2}{2}"),
        (mul(num(2), mul(half, a)), "2·(1/2)·a", r"2 \cdot \frac{1}{2} a"),
        (mul(num(2), power(num(3), 2)), "2·3²", r"2 \cdot 3^{2}"),
        (mul(num(2), add(a, b)), "2·(a + b)", "2 (a + b)"),
        (Term("mul", ONE, a), "1·a", "1 a"),
        (neg(power(x, 2)), "−x²", "-x^{2}"),
        (power(neg(x), 2), "(−x)²", "(-x)^{2}"),
        (power(num(-1), n), "(−1)ⁿ", "(-1)^{n}"),
        (power(half, n), "(1/2)ⁿ", r"\left(\frac{1}{2}\right)^{n}"),
        (power(power(x, 2), 3), "(x²)³", "(x^{2})^{3}"),
        (power(theta(t), 2), "(θᵗ)²", r"(\theta^{t})^{2}"),
        (power(x, add(t, ONE)), "xᵗ⁺¹", "x^{t+1}"),
        (power(x, neg(t)), "x⁻ᵗ", "x^{-t}"),
        (power(x, mul(num(2), t)), "x²ᵗ", "x^{2 t}"),
        (power(x, mul(t, k)), "x^(t·k)", "x^{t k}"),
        (power(x, half), "x^(1/2)", r"x^{\frac{1}{2}}"),
        (power(x, power(t, 2)), "x^(t²)", "x^{t^{2}}"),
        (over(over(a, b), c), "(a/b)/c", r"\frac{\frac{a}{b}}{c}"),
        (over(a, over(b, c)), "a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
        (over(a, mul(b, c)), "a/(b·c)", r"\frac{a}{b c}"),
        (mul(a, power(b, -1), power(c, -2)), "a/(b·c²)", r"\frac{a}{b c^{2}}"),
        (mul(a, power(b, -1), c), "(a/b)·c", r"\frac{a}{b} c"),
        (
            mul(over(lam, num(2)), power(norm(i), 2)),
            "(λ/2)·‖wᵢ‖²",
            r"\frac{\lambda}{2} \lVert w_{i} \rVert^{2}",
        ),
        (power(over(a, b), 2), "(a/b)²", r"\left(\frac{a}{b}\right)^{2}"),
        (over(power(x, 2), mul(num(2), y)), "x²/(2y)", r"\frac{x^{2}}{2 y}"),
        (add(x, num(fmpq(-3, 4))), "x − 3/4", r"x - \frac{3}{4}"),
        (mul(num(fmpq(-3, 4)), x), "−(3/4)·x", r"-\frac{3}{4} x"),
        (root(add(x, y)), "√(x + y)", r"\sqrt{x + y}"),
        (root(x, 3), "∛(x)", r"\sqrt[3]{x}"),
        (power(root(x, 5), 2), "⁵√(x)²", r"\sqrt[5]{x}^{2}"),
        (mul(var("var"), x), "var·x", r"\mathrm{var} \cdot x"),
        (d(mul(a, x), x), "∂/∂x (a·x)", r"\frac{\partial}{\partial x} (a x)"),
        (mul(d(a, x), c), "(∂a/∂x)·c", r"\frac{\partial a}{\partial x} c"),
        (Term("add"), "0", "0"),
        (Term("mul"), "1", "1"),
        (Term("bound", 0), "?0", "?0"),
    ],
)
def test_parentheses_and_signs(term, plain, tex):
    assert text(term) == plain
    assert latex(term) == tex


@pytest.mark.parametrize(
    ("term", "plain", "tex"),
    [
        (TRUE, "⊤", r"\top"),
        (FALSE, "⊥", r"\bot"),
        (ne(x, y), "x ≠ y", r"x \neq y"),
        (not_(lt(x, y)), "¬(x < y)", r"\lnot (x < y)"),
        (and_(lt(x, y), le(z, x)), "x < y ∧ z ≤ x", r"x < y \;\land\; z \leq x"),
        (and_(eq(x, y), eq(y, z)), "x = y = z", "x = y = z"),
        (
            or_(and_(lt(x, y), ne(z, x)), eq(x, ZERO)),
            "(x < y ∧ z ≠ x) ∨ x = 0",
            r"(x < y \;\land\; z \neq x) \;\lor\; x = 0",
        ),
        (implies(lt(x, y), or_(eq(x, y), eq(x, z))), "x < y ⇒ x = y ∨ x = z", None),
        (implies(lt(x, y), implies(eq(x, y), FALSE)), "x < y ⇒ (x = y ⇒ ⊥)", None),
        (
            and_(implies(lt(x, y), eq(x, z)), implies(eq(x, z), lt(x, y))),
            "x < y ⇔ x = z",
            r"x < y \;\Leftrightarrow\; x = z",
        ),
        (
            quantified("all", t, ONE, None, eq(theta(t), x)),
            "∀ t ≥ 1: θᵗ = x",
            r"\forall t \geq 1\colon\ \theta^{t} = x",
        ),
        (
            quantified("all", x, None, None, quantified("ex", y, ZERO, ONE, le(x, y))),
            "∀ x ∈ ℝ: ∃ y ∈ [0, 1]: x ≤ y",
            r"\forall x \in \mathbb{R}\colon\ \exists y \in [0, 1]\colon\ x \leq y",
        ),
        (
            quantified("all", i, ONE, m, quantified("all", j, ONE, sub(i, ONE), eq(w(i, j), ZERO))),
            "∀ i ∈ 1..m, j ∈ 1..i−1: wᵢⱼ = 0",
            r"\forall i \in \{1, \dots, m\}, j \in \{1, \dots, i-1\}\colon\ w_{ij} = 0",
        ),
        (
            implies(quantified("all", x, ZERO, None, le(x, y)), FALSE),
            "(∀ x ∈ [0, ∞): x ≤ y) ⇒ ⊥",
            r"(\forall x \in [0, \infty)\colon\ x \leq y) \;\Rightarrow\; \bot",
        ),
        (
            quantified(
                "all", i, ONE, m, quantified("all", j, ONE, m, quantified("all", x, None, None, TRUE))
            ),
            "∀ i, j ∈ 1..m, x ∈ ℝ: ⊤",
            r"\forall i, j \in \{1, \dots, m\}, x \in \mathbb{R}\colon\ \top",
        ),
        (quantified("ex", k, None, num(5), eq(k, t)), "∃ k ≤ 5: k = t", r"\exists k \leq 5\colon\ k = t"),
    ],
)
def test_formulas(term, plain, tex):
    assert text(term) == plain
    assert tex is None or latex(term) == tex


def test_cases():
    branches = if_(le(i, ONE), x, if_(and_(lt(ONE, i), le(i, num(3))), over(x, y), neg(x)))
    assert text(branches) == "{x if i ≤ 1; x/y if 1 < i ≤ 3; −x otherwise}"
    assert latex(branches) == (
        r"\begin{cases} x & \text{if } i \leq 1, \\ \frac{x}{y} & \text{if } 1 < i \leq 3, \\ "
        r"-x & \text{otherwise} \end{cases}"
    )
    assert latex(mul(branches, x)).startswith(r"\left(\begin{cases}")


def test_implications_about_different_terms_are_no_cases():
    both = and_(implies(le(i, ONE), eq(x, y)), implies(le(ONE, i), eq(z, y)))
    assert text(both) == "(i ≤ 1 ⇒ x = y) ∧ (1 ≤ i ⇒ z = y)"


def test_absolute_values_and_extremes_are_read_off_their_definition():
    assert text(mul(if_(le(ZERO, x), x, neg(x)), y)) == "|x|·y"
    assert latex(if_(le(ZERO, over(x, y)), over(x, y), neg(over(x, y)))) == (
        r"\left\lvert \frac{x}{y} \right\rvert"
    )
    assert text(if_(le(y, x), x, y)) == "max(x, y)"
    assert text(if_(lt(ZERO, x), x, neg(x))) == "{x if 0 < x; −x otherwise}"


@pytest.mark.parametrize(
    "radicand",
    [
        sum_(k, ONE, m, power(w(i, k), 2)),
        sum_(k, ZERO, n, power(w(i, k), 2)),
        sum_(k, ONE, n, power(w(k, k), 2)),
        sum_(k, ONE, n, power(w(k, i), 2)),
        sum_(k, ONE, n, power(w(i, k), 4)),
        sum_(k, ONE, n, power(w(i, j), 2)),
    ],
)
def test_a_norm_runs_over_the_whole_last_index(radicand):
    assert "‖" not in text(root(radicand))
    assert r"\lVert" not in latex(root(radicand))


def test_norms():
    assert text(root(sum_(k, ONE, n, power(xs(k), 2)))) == "‖x‖"
    assert latex(root(sum_(k, ONE, n, power(xs(k), 2)))) == r"\lVert x \rVert"
    assert text(norm(add(i, ONE))) == "‖wᵢ₊₁‖"
    assert text(quantified("all", i, ONE, m, lt(ZERO, norm(i)))) == "∀ i ∈ 1..m: 0 < ‖wᵢ‖"


# -- names and indices -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "plain", "tex"),
    [
        ("theta", "θ", r"\theta"),
        ("lam", "λ", r"\lambda"),
        ("Sigma", "Σ", r"\Sigma"),
        ("θ", "θ", r"\theta"),
        ("g_tilde", "g̃", r"\tilde{g}"),
        ("mu_hat", "μ̂", r"\hat{\mu}"),
        ("x_bar'", "x̄′", r"\bar{x}'"),
        ("lambda''", "λ′′", r"\lambda''"),
        ("mu_prime", "μ′", r"\mu'"),
        ("x_star", "x*", "x^{*}"),
        ("N_s", "Nₛ", "N_{s}"),
        ("g_b", "g_b", "g_{b}"),
        ("sigma_mu_hat", "σ_μ̂", r"\sigma_{\hat{\mu}}"),
        ("g_hat_i", "ĝᵢ", r"\hat{g}_{i}"),
        ("eta0", "η₀", r"\eta_{0}"),
        ("w12", "w₁₂", "w_{12}"),
        ("var", "var", r"\mathrm{var}"),
        ("E_grad", "E_grad", r"E_{\mathrm{grad}}"),
        ("grad2", "grad2", r"\mathrm{grad2}"),
        ("W.grad", "W.grad", r"W.\mathrm{grad}"),
        ("Δw", "Δw", r"\Delta w"),
        ("a&b", "a&b", r"\mathrm{a\&b}"),
        ("_", "_", r"\mathrm{\_}"),
    ],
)
def test_names(name, plain, tex):
    assert normalize("NFC", text(var(name))) == normalize("NFC", plain)  # however an editor saved this file
    assert latex(var(name)) == tex


def test_names_with_superscripts_are_held_together():
    assert text(power(var("x_star"), 2)) == "(x*)²"
    assert latex(power(var("x_star"), 2)) == "(x^{*})^{2}"
    assert latex(power(var("lambda'"), 2)) == r"\lambda'^{2}"


@pytest.mark.parametrize(
    ("term", "plain", "tex"),
    [
        (w(i, j), "wᵢⱼ", "w_{ij}"),
        (w(add(i, ONE), j), "w[i+1, j]", "w_{i+1,j}"),
        (w(ONE, num(2)), "w[1, 2]", "w_{1,2}"),
        (w(var("b", "int"), j), "w[b, j]", "w_{bj}"),
        (xs(add(i, num(2))), "xᵢ₊₂", "x_{i+2}"),
        (xs(ONE), "x₁", "x_{1}"),
        (family("g_r", n)(i), "gᵣ[i]", "g_{r,i}"),
        (theta(ZERO), "θ⁽⁰⁾", r"\theta^{(0)}"),
        (theta(mul(k, t)), "θ[k·t]", r"\theta^{k t}"),
        (sequence("theta_star")(t), "θ*ᵗ", r"\theta^{*,t}"),
        (Term("comp", "x", "real", ((None, None),), (i,)), "xᵢ", "x_{i}"),
        (Term("comp", "W", "real", ((None, None),) * 2, (t, i)), "Wₜᵢ", "W_{ti}"),
    ],
)
def test_indices(term, plain, tex):
    assert text(term) == plain
    assert latex(term) == tex


def test_a_page_declares_its_spelling_once():
    spelling = Spelling(
        {
            "E": r"\mathbb{E}",
            "L": r"\mathscr{L}",
            "s2": r"\sigma^{2}",
            "y": "#0_{#1}",
            "s": "s_{#1}[#2]",
            "Phi": "#0(#1)",
            "W": r"W.\mathrm{grad}[#1,#2]",
            "w": "w_{#1#2}",
            "eta0": "#0'",
        }
    )
    rank2 = Term("comp", "s", "real", ((ZERO, None), (ONE, n)), (after, i))
    W = family("W", m, n)
    assert text(sequence("y")(before), spelling) == "yₜ₋₁"
    assert latex(sequence("y")(before), spelling) == "y_{t-1}"
    assert latex(sequence("y")(ONE), spelling) == "y_{1}"
    assert text(rank2, spelling) == "sₜ₊₁[i]"
    assert latex(rank2, spelling) == "s_{t+1}[i]"
    assert text(sequence("Phi")(after), spelling) == "Φ[t+1]"
    assert latex(sequence("Phi")(after), spelling) == r"\Phi(t+1)"
    assert latex(mul(var("E"), var("E'")), spelling) == r"\mathbb{E} \mathbb{E}'"
    assert latex(d(L, x), spelling) == r"\frac{\partial \mathscr{L}}{\partial x}"
    assert latex(power(var("s2"), 2), spelling) == r"(\sigma^{2})^{2}"
    assert latex(W(i, j), spelling) == r"W.\mathrm{grad}[i,j]"
    assert text(W(i, j), spelling) == "W[i, j]"
    assert latex(w(i, j), spelling) == "w_{ij}"
    assert latex(w(after, num(2)), spelling) == "w_{t+1,2}"
    assert latex(var("eta0"), spelling) == r"{\eta_{0}}'"


def test_an_index_that_is_left_out_leaves_no_trace():
    for pattern, row, whole in [
        ("w_{#1#2}", "w_{i}", "x"),
        ("w_{#1,#2}", "w_{i}", "x"),
        (r"W.\mathrm{grad}[#1,#2]", r"W.\mathrm{grad}[i]", "x"),
        ("#0^{#1}_{#2}", "w^{i}", "x"),
    ]:
        assert latex(norm(i), Spelling({"w": pattern})) == rf"\lVert {row} \rVert"
        vector = root(sum_(k, ONE, n, power(xs(k), 2)))
        assert latex(vector, Spelling({"x": "x_{#1}"})) == rf"\lVert {whole} \rVert"


def test_a_spelling_is_that_of_what_is_printed_with_it_and_of_nothing_else():
    spelling = Spelling({"theta": r"\vartheta_{#1}"})
    assert latex(theta(after), spelling) == r"\vartheta_{t+1}"
    assert text(theta(after), spelling) == "θₜ₊₁"
    assert multiplier_line([(theta(t), "1")], spelling) == "θₜ·(1)"
    assert Inline(spelling, typeset=True).math(theta(t)) == r"\(\vartheta_{t}\)"
    assert latex(theta(after)) == r"\theta^{t+1}"


def test_inner_products():
    product = sum_(k, ONE, n, mul(w(i, k), xs(k)))
    inner = Spelling(inner=True)
    assert latex(product, inner) == r"\langle w_{i}, x \rangle"
    assert text(product, inner) == "⟨wᵢ, x⟩"
    assert text(product) == "∑ₖ₌₁ⁿ wᵢₖ·xₖ"
    slope = sum_(k, ONE, n, mul(w(i, k), d(L, w(i, k))))
    assert text(slope, inner) == "⟨wᵢ, ∂L/∂wᵢ⟩"
    assert latex(slope, inner) == (
        r"\left\langle w_{i}, \frac{\partial \mathcal{L}}{\partial w_{i}} \right\rangle"
    )


@pytest.mark.parametrize(
    "total",
    [
        sum_(k, ONE, m, mul(w(i, k), xs(k))),
        sum_(k, ZERO, n, mul(w(i, k), xs(k))),
        sum_(k, ONE, n, mul(w(k, k), xs(k))),
        sum_(k, ONE, n, mul(w(i, k), xs(j))),
        sum_(k, ONE, n, mul(w(i, k), xs(k), a)),
        sum_(k, ONE, n, mul(w(i, k), d(mul(xs(k), k), xs(k)))),
    ],
)
def test_an_inner_product_runs_over_the_whole_last_index_of_both(total):
    assert r"\sum" in latex(total, Spelling(inner=True))


@pytest.mark.parametrize("formula", [term for term, _, _ in (p.values for p in WRITTEN)])
def test_the_sides_make_up_the_formula(formula):
    formula = formula if formula.op in FORMULAS else eq(formula, x)
    for f in (formula, quantified("all", t, ONE, None, implies(lt(x, y), formula)), and_(formula, formula)):
        assert sides(f).whole == latex(f)


def test_sides():
    chain = and_(lt(x, y), le(y, z))
    assert sides(chain)[2:] == ("x", ((" < ", "y"), (r" \leq ", "z")))
    assert sides(quantified("ex", x, None, None, chain)).links == ()
    assert sides(and_(lt(x, y), lt(z, y))).links == ()
    assert sides(ne(x, y))[2:] == ("x", ((r" \neq ", "y"),))
    nested = quantified("all", t, ONE, None, implies(lt(x, y), quantified("all", k, ONE, None, chain)))
    assert sides(nested).whole == latex(nested)


# -- bound variables ---------------------------------------------------------------------------------


def raw_sum(hint, hi, body):
    return Term("sum", Hint(hint), ONE, hi, body)


BOUND = Term("bound", 0)


@pytest.mark.parametrize(
    ("term", "plain", "tex"),
    [
        (raw_sum("k", n, mul(xs(BOUND), k)), "∑ₗ₌₁ⁿ xₗ·k", r"\sum_{l=1}^{n} x_{l} k"),
        (add(raw_sum("i", n, xs(BOUND)), i), "∑ⱼ₌₁ⁿ xⱼ + i", r"\sum_{j=1}^{n} x_{j} + i"),
        (raw_sum("t", n, mul(BOUND, t)), "∑ₛ₌₁ⁿ s·t", r"\sum_{s=1}^{n} s t"),
        (raw_sum("x", n, xs(BOUND)), "∑(x′=1..n) x[x′]", r"\sum_{x'=1}^{n} x_{x'}"),
        (
            raw_sum("i", m, raw_sum("i", n, w(Term("bound", 1), BOUND))),
            "∑ᵢ₌₁ᵐ ∑ⱼ₌₁ⁿ wᵢⱼ",
            r"\sum_{i=1}^{m} \sum_{j=1}^{n} w_{ij}",
        ),
        (
            mul(sum_(k, ONE, n, xs(k)), sum_(k, ONE, n, xs(k))),
            "(∑ₖ₌₁ⁿ xₖ)·∑ₖ₌₁ⁿ xₖ",
            r"\left(\sum_{k=1}^{n} x_{k}\right) \sum_{k=1}^{n} x_{k}",
        ),
        (
            raw_sum("θ", n, mul(BOUND, var("theta"))),
            "∑(θ′=1..n) θ′·θ",
            r"\sum_{\theta'=1}^{n} \theta' \theta",
        ),
    ],
)
def test_bound_variables_clash_with_nothing(term, plain, tex):
    assert text(term) == plain
    assert latex(term) == tex


@pytest.mark.parametrize(
    ("term", "plain"),
    [
        (sum_(k, ONE, n, add(xs(k), a)), "∑ₖ₌₁ⁿ (xₖ + a)"),
        (sum_(k, ONE, n, neg(xs(k))), "∑ₖ₌₁ⁿ (−xₖ)"),
        (mul(a, sum_(k, ONE, n, xs(k))), "a·∑ₖ₌₁ⁿ xₖ"),
        (over(sum_(k, ONE, n, xs(k)), n), "(∑ₖ₌₁ⁿ xₖ)/n"),
        (mul(mul(a, sum_(k, ONE, n, xs(k))), b), "(a·∑ₖ₌₁ⁿ xₖ)·b"),
        (power(sum_(k, ONE, n, xs(k)), 2), "(∑ₖ₌₁ⁿ xₖ)²"),
        (neg(sum_(k, ONE, n, xs(k))), "−∑ₖ₌₁ⁿ xₖ"),
        (sum_(k, num(-1), mul(num(2), n), xs(k)), "∑ₖ₌₋₁²ⁿ xₖ"),
        (sum_(k, ONE, mul(m, n), xs(k)), "∑(k=1..m·n) xₖ"),
    ],
)
def test_sums(term, plain):
    assert text(term) == plain


# -- multipliers -------------------------------------------------------------------------------------


def test_multiplier_line():
    assert multiplier_line([(ONE, "25b at t"), (neg(mu), "25b at t−1"), (neg(alpha), "25a at t")]) == (
        "(25b at t) − μ·(25b at t−1) − α·(25a at t)"
    )
    assert multiplier_line(
        [(num(-1), "1"), (sub(mu, ONE), "2"), (neg(over(mu, alpha)), "3"), (num(2), "4")]
    ) == ("−(1) + (μ − 1)·(2) − (μ/α)·(3) + 2·(4)")
    assert multiplier_line([]) == "0"


# -- a printed term means what it meant --------------------------------------------------------------

VALUES = {"a": Fraction(2, 3), "b": Fraction(-5, 7), "x": Fraction(3), "y": Fraction(-11, 2)}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def arithmetic():
    numbers = st.builds(lambda p, r: num(fmpq(p, r)), st.integers(-4, 4), st.integers(1, 3))
    leaves = numbers | st.sampled_from([var(name) for name in VALUES])

    def extend(inner):
        several = st.lists(inner, min_size=1, max_size=3)
        return (
            st.builds(lambda parts: Term("add", *parts), several)
            | st.builds(lambda parts: Term("mul", *parts), several)
            | st.builds(lambda base, e: Term("pow", base, num(e)), inner, st.integers(-2, 3))
            | st.builds(neg, inner)
        )

    return st.recursive(leaves, extend, max_leaves=8)


def value(term):
    match term.op:
        case "num":
            return Fraction(int(term.args[0].p), int(term.args[0].q))
        case "var":
            return VALUES[term.args[0]]
        case "add":
            return sum(map(value, term.args), Fraction(0))
        case "mul":
            return prod(map(value, term.args), start=Fraction(1))
    return value(term.args[0]) ** int(term.args[1].args[0])


def evaluate(python):
    numbers = re.sub(r"\d+", r"Fraction(\g<0>)", python)
    frac = {"frac": lambda p, r: p / r, "Fraction": Fraction, **VALUES}
    return eval(compile(ast.parse(numbers, mode="eval"), "<printed>", "eval"), frac)  # noqa: S307 - our own text


def python_of_text(s):
    s = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"**({m[0].translate(RAISED)})", s)
    s = re.sub(r"(?<=\d)(?=[a-z])", "*", s)
    return s.replace("·", "*").replace("−", "-")


def python_of_latex(s):
    sizes = ((size, "") for size in (r"\left", r"\right", r"\Bigl", r"\Bigr"))
    signs = (*sizes, (r" \cdot ", "*"), (" + ", "+"), (" - ", "-"), (" ", "*"))
    braces = ((r"\frac{", "frac("), ("}{", ","), ("^{", "**("), ("}", ")"))
    for old, new in signs + braces:
        s = s.replace(old, new)
    return s


@settings(max_examples=400)
@given(arithmetic())
def test_printed_arithmetic_has_the_value_of_the_term(term):
    try:
        expected = value(term)
    except ZeroDivisionError:
        return
    assert evaluate(python_of_text(text(term))) == expected
    assert evaluate(python_of_latex(latex(term))) == expected


@given(arithmetic())
def test_no_parentheses_around_parentheses(term):
    for s in (text(term), latex(term).replace(r"\left", "").replace(r"\right", "")):
        opened, pairs = [], set()
        for position, character in enumerate(s):
            if character == "(":
                opened.append(position)
            elif character == ")":
                pairs.add((opened.pop(), position))
        assert not opened
        assert not any((start + 1, end - 1) in pairs for start, end in pairs)


@given(arithmetic())
def test_latex_has_no_double_superscript(term):
    assert not re.search(r"\^\{[^{}]*\}\^", latex(term))


def member(name, *indices):
    return Term("comp", name, "real", ((ONE, n),) * len(indices), indices)


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (eq(member("g_hat", i, c), member("g_hat", i, j)), "ĝ[i, c] = ĝ[i, j]"),
        (eq(member("g_hat", i, j), member("g_hat", i, c)), "ĝ[i, j] = ĝ[i, c]"),
        (eq(member("w", i, j), member("g_hat", i, c)), "wᵢⱼ = ĝ[i, c]"),
        (eq(member("x", i), member("x", b)), "x[i] = x[b]"),
        (sum_(i, ONE, n, mul(member("w", i), member("w", add(i, j), j))), "∑ᵢ₌₁ⁿ w[i]·w[i+j, j]"),
        (eq(member("w", i, j), member("w_star", i, c)), "wᵢⱼ = w*[i, c]"),
    ],
)
def test_a_family_has_its_indices_in_one_place_throughout_a_statement(term, shown):
    assert normalize("NFC", text(term)) == normalize("NFC", shown)


def test_a_factorial_of_a_factorial_is_no_double_factorial():
    twice = fn("factorial", fn("factorial", i))
    assert text(twice) == latex(twice) == "(i!)!"
    assert text(fn("factorial", twice)) == "((i!)!)!"
    assert "<mo>)</mo>" in mathml(twice)
    assert text(power(fn("factorial", i), 2)) == "i!²"


def test_bars_within_bars_say_where_they_end():
    inside = fn("abs", mul(x, fn("abs", y), z))
    outside = mul(fn("abs", x), y, fn("abs", z))
    assert latex(inside) == r"\lvert (x \lvert y \rvert z) \rvert"
    assert latex(outside) == r"\lvert x \rvert y \lvert z \rvert"
    assert (text(inside), text(outside)) == ("|x·|y|·z|", "|x|·y·|z|")
    bare = [re.sub("<[^>]*>|\u2062", "", mathml(t)) for t in (inside, outside)]
    assert bare == ["|(x|y|z)|", "|x|y|z|"]
