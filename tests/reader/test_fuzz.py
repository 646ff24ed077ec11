"""Text that looks like a paper never breaks the reader, and nothing is settled that it did not read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symderiv.reader.documents import contents
from symderiv.reader.steps import Outcome, of_contents
from symderiv.reader.tokens import Source

SIGNS = r"""
x y a b i j n t T f g E d w_{ij} x_i v_t v^t \theta \lambda' \hat{x} \mathbf{x} \mathcal{L} x^\top x^T 1 2 12
0.5 + - = = \le \ge < \ne \approx := \cdot / \times ( ) [ ] \{ \} | \| \langle \rangle , ; : ' ! & \\ _ ^ { }
\frac{a}{b} \frac{d}{dx} \frac{\partial f}{\partial x} \sqrt{x} \sum_i \sum_{i=1}^n \sum_{i\ne j} \prod \int
\log \exp \sin^2 \max \lim_{t\to\infty} \mathbb{E} \operatorname{Var} \mathbb{1}_{[i=j]} \nabla_x \partial_x
\dots \binom{n}{k} \text{if} \text{for} \text{hence} \quad \left( \right) \left| \right| \begin{cases}
\end{cases} \Rightarrow \wedge \forall \in \to \infty \pm \top \tag{1} \label{a} e^{x} \delta_{ij}
\begin{aligned} \end{aligned}
"""
SAID = r"""
size n, T/index i = 1..n; j = 1..n/time t >= 1/real x, y, a, b > 0, w_{ij}, x_i/vector x = (x_i)/define y/let
sequence v_t from 0/sequence v^t from 0/function f(x), g(x)/let y = a + b/given a = b/assume a > 0 for all i
random X iid mean 0/loss \mathcal{L}(y_i) gradient g_i/skip/expect refuted/forget x/same a = b/real/vector x
let (1)/given (2)/matrix W = (w_{ij})/random x ~ normal(0, 1)/real x with/assume/;/size/define/with x > 0
one \hat{x}/index i
"""
WORDS, DIRECTIVES = SIGNS.split(), SAID.strip().replace("\n", "/").split("/")
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
