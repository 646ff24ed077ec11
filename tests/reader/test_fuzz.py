"""Text that looks like a paper never breaks the reader, and nothing is settled that it did not read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symderiv.reader.documents import contents
from symderiv.reader.steps import Outcome, of_contents
from symderiv.reader.tokens import Source

WORDS = [
    r"x",
    r"y",
    r"a",
    r"b",
    r"i",
    r"j",
    r"n",
    r"t",
    r"T",
    r"f",
    r"g",
    r"E",
    r"d",
    r"w_{ij}",
    r"x_i",
    r"v_t",
    r"v^t",
    r"\theta",
    r"\lambda'",
    r"\hat{x}",
    r"\mathbf{x}",
    r"\mathcal{L}",
    r"x^\top",
    r"x^T",
    r"1",
    r"2",
    r"12",
    r"0.5",
    r"+",
    r"-",
    r"=",
    r"=",
    r"\le",
    r"\ge",
    r"<",
    r"\ne",
    r"\approx",
    r":=",
    r"\cdot",
    r"/",
    r"\times",
    r"(",
    r")",
    r"[",
    r"]",
    r"\{",
    r"\}",
    r"|",
    r"\|",
    r"\langle",
    r"\rangle",
    r",",
    r";",
    r":",
    r"'",
    r"!",
    r"&",
    r"\\",
    r"_",
    r"^",
    r"{",
    r"}",
    r"\frac{a}{b}",
    r"\frac{d}{dx}",
    r"\frac{\partial",
    r"f}{\partial",
    r"x}",
    r"\sqrt{x}",
    r"\sum_i",
    r"\sum_{i=1}^n",
    r"\sum_{i\ne",
    r"j}",
    r"\prod",
    r"\int",
    r"\log",
    r"\exp",
    r"\sin^2",
    r"\max",
    r"\lim_{t\to\infty}",
    r"\mathbb{E}",
    r"\operatorname{Var}",
    r"\mathbb{1}_{[i=j]}",
    r"\nabla_x",
    r"\partial_x",
    r"\dots",
    r"\binom{n}{k}",
    r"\text{if}",
    r"\text{for}",
    r"\text{hence}",
    r"\quad",
    r"\left(",
    r"\right)",
    r"\left|",
    r"\right|",
    r"\begin{cases}",
    r"\end{cases}",
    r"\Rightarrow",
    r"\wedge",
    r"\forall",
    r"\in",
    r"\to",
    r"\infty",
    r"\pm",
    r"\top",
    r"\tag{1}",
    r"\label{a}",
    r"e^{x}",
    r"\delta_{ij}",
    r"\begin{aligned}",
    r"\end{aligned}",
]
DIRECTIVES = (
    "size n, T", "index i = 1..n; j = 1..n", "time t >= 1", "real x, y, a, b > 0, w_{ij}, x_i", "vector x = (x_i)",
    "sequence v_t from 0", "sequence v^t from 0", "function f(x), g(x)", "define y", "let", "let y = a + b",
    "given a = b", "assume a > 0 for all i", "random X iid mean 0", "loss \\mathcal{L}(y_i) gradient g_i", "skip",
    "expect refuted", "forget x", "same a = b", "one \\hat{x}", "real", "vector x", "index i", "let (1)", "given (2)",
    "matrix W = (w_{ij})", "random x ~ normal(0, 1)", "real x with", "assume", ";", "size", "define", "with x > 0",
)  # fmt: skip
DISPLAYS = (
    ("\\[", "\\]"),
    ("$$", "$$"),
    ("\\begin{align}", "\\end{align}"),
    ("\\begin{gather}", "\\end{gather}"),
)


@st.composite
def papers(draw: st.DrawFn) -> str:
    text = ""
    for _ in range(draw(st.integers(1, 4))):
        for said in draw(st.lists(st.sampled_from(DIRECTIVES), max_size=4)):
            text += f"% symderiv: {said}\n"
        left, right = draw(st.sampled_from(DISPLAYS))
        text += f"{left} {' '.join(draw(st.lists(st.sampled_from(WORDS), max_size=14)))} {right}\n"
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(papers())
def test_nothing_breaks_the_reader(text: str) -> None:
    paper = of_contents(Path("p.tex"), contents(Source("p.tex", text)))
    for step in paper.steps:
        line, column = step.place
        assert text.split("\n")[line - 1][column - 1 :]
        if step.outcome is Outcome.CLAIM:
            assert step.reading
            assert step.statement is not None
        elif step.outcome is Outcome.NOT_READ:
            assert step.message
            assert step.reason != "fault", step.message
    assert not any("fault" in what for _, _, what in paper.problems), paper.problems
