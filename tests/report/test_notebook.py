"""Claims in a notebook: run by a real kernel, and looked at as a notebook looks."""

from __future__ import annotations

import html
import os
import re

import nbformat
import pytest
from nbclient import NotebookClient
from support import ROOT

from derivations import shifted_sum, weight_norm
from symderiv import Page, Source, eq, lt, scalars
from symderiv.core.certificate import replay
from symderiv.language.verdict import Status
from symderiv.render import latex

CELLS = (
    'from derivations import weight_norm\nc = weight_norm.page["14"]\nassert not c.known\nc',
    "assert c.known\nc.lhs",
    "c.rhs",
    "print(c.latex())",
    """\
import autograd.numpy as anp
import numpy as np
from autograd import elementwise_grad, grad

rng = np.random.default_rng(7)
w, x, b = rng.normal(size=(5, 8)), rng.normal(size=8), rng.normal(size=5)


def layer(w, x, b):
    return (anp.dot(w, x) + b) / anp.sqrt(anp.sum(w**2, axis=1))


def loss(y):
    return anp.sum(anp.tanh(y) * anp.arange(5))


g = elementwise_grad(loss)(layer(w, x, b))
wanted = [grad(lambda *p: loss(layer(*p)), k)(w, x, b) for k in range(3)]
page = weight_norm.page
found = [
    page["15-corrected"].to_numpy()(g=g, x=x, w=w, b=b),
    page["14"].to_numpy()(g=g, w=w),
    page["13"].to_numpy()(g=g, w=w),
]
print([f.shape for f in found], max(float(np.abs(f - v).max()) for f, v in zip(found, wanted)))""",
    "from symderiv.core.certificate import replay\nprint(replay(c.certificate).conclusion.op)",
    'weight_norm.page["15"]',
    "print(c.to_numpy().source)",
)


@pytest.fixture(scope="module")
def outputs():
    """The outputs of each cell."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), before)))
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    try:
        NotebookClient(book, timeout=120, kernel_name="python3").execute()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return [cell.outputs for cell in book.cells]


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the packages that run the notebook


def shown(output):
    """What a cell shows, without what is written to standard error."""
    kept = [o for o in output if o.get("name") != "stderr"]
    if all(o.output_type == "stream" for o in kept):
        return {"text": "".join(o.text for o in kept)}
    (only,) = kept
    return only.data


def test_a_claim_is_shown_with_statement_badge_and_conditions(outputs):
    data = shown(outputs[0])
    assert set(data) == {"text/plain", "text/html", "text/latex"}
    assert data["text/plain"].startswith("weight_norm:14  ∂L/∂xⱼ = ")
    assert "proved ✓" in data["text/plain"]
    assert data["text/latex"].startswith(r"$\displaystyle \frac{\partial \mathcal{L}}{\partial x_{j}} = ")
    page = data["text/html"]
    assert re.search(r'class="symderiv-badge"[^>]*>proved · axioms ✓<', page)
    assert r"$$\displaystyle \frac{\partial \mathcal{L}}{\partial x_{j}}" in page
    formulas = weight_norm.page["14"].verdict.formulas
    every = latex(formulas.given[0][0], formulas.spelling)
    assert every.startswith(r"\forall i")
    assert html.escape(f"${every}$") in page
    assert "total derivative" in page


def test_sides_are_shown_in_sympys_own_way(outputs):
    assert r"\frac{\partial \mathcal{L}}{\partial x_{j}}" in shown(outputs[1])["text/latex"]
    assert r"\sum_{i=1}^{m}" in shown(outputs[2])["text/latex"]
    assert "w_{ij}" in shown(outputs[2])["text/latex"]


def test_the_latex_is_that_of_the_term(outputs):
    assert shown(outputs[3])["text"].strip() == weight_norm.page["14"].latex()
    assert weight_norm.page["14"].latex() == weight_norm.page["14"].verdict.latex


def test_gradients_in_the_notebook_are_those_of_automatic_differentiation(outputs):
    printed = shown(outputs[4])["text"]
    assert printed.startswith("[(5, 8), (8,), (5,)] ")
    assert float(printed.split()[-1]) < 1e-12


def test_the_certificate_can_be_replayed_there(outputs):
    assert shown(outputs[5])["text"] == "and\n"


def test_an_erratum_shows_its_witness_and_what_is_true(outputs):
    page = shown(outputs[6])["text/html"]
    assert re.search(r'class="symderiv-badge"[^>]*>refuted · witness ✓<', page)
    assert "i is the row on the left, and bound by the sum on the right" in page
    assert "left side = " in page
    assert "15-corrected" in page
    assert re.search(r">at</th><td[^>]*>\$i = \d\$, .*\$w_\{1,1\} = -?[\d/]+\$", page)


def test_the_source_of_the_function_can_be_read(outputs):
    assert shown(outputs[7])["text"].startswith("def gradient_x(g, w):\n")


# -- without a notebook ------------------------------------------------------------------------------

a, b = scalars("a b")


def claim(build, **more):
    return Page("made", title="A page", source=Source("notes.txt")).claim("1", **more)(build)


def test_to_look_at_a_claim_proves_nothing():
    made = claim(lambda: eq(a, a))
    assert repr(made) == "<Claim made:1>"
    assert made._repr_latex_() == r"$\displaystyle a = a$"
    assert not made.known


def test_a_claim_is_judged_once():
    calls = []
    made = claim(lambda: calls.append(1) or eq(a + b, b + a))
    assert made.verdict is made.verdict
    assert made.verdict.status is Status.PROVED
    assert replay(made.certificate).conclusion.op == "eq"
    judged = len(calls)
    made._repr_mimebundle_(include=None, exclude=None)
    assert len(calls) == judged


def test_conditions_are_shown():
    page = claim(lambda: eq((a**2 - 1) / (a - 1), a + 1))._repr_mimebundle_()["text/html"]
    assert re.search(r">conditions</th><td[^>]*>\$a - 1 \\neq 0\$</td>", page)


def test_what_is_not_as_the_page_expects_alarms():
    made = claim(lambda: eq(a, b), given=[lt(0, a)])
    shown = made._repr_mimebundle_()
    assert re.search(r"background:#cf222e[^>]*>refuted · witness ✗<", shown["text/html"])
    assert "refuted ✗" in shown["text/plain"]
    assert made.certificate is None


def test_a_claim_without_a_reading_is_shown_as_an_error():
    shown = claim(lambda: True)._repr_mimebundle_()
    assert "text/latex" not in shown
    assert re.search(r"background:#cf222e[^>]*>error ✗<", shown["text/html"])
    assert "expected a statement" in shown["text/plain"] or "settled itself" in shown["text/plain"]


def test_signs_of_html_in_formulas_are_escaped():
    page = shifted_sum.page["19"]._repr_mimebundle_()["text/html"]
    assert "&amp; \\text{if }" in page
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", page)


def test_lines_stand_one_below_the_other():
    def lines():
        yield eq(a + b, b + a), "because <b> & all"
        yield eq(a * b, b * a)

    page = claim(lines)._repr_mimebundle_()["text/html"]
    assert page.count("$$") == 4
    assert "because &lt;b&gt; &amp; all" in page


def test_an_erratum_without_a_true_correction_does_not_pass():
    page = Page("made", title="A page", source=Source("notes.txt"))
    made = page.erratum("1")(lambda: eq(a, b))
    page.claim("1-corrected")(lambda: eq(a, b + 1))
    assert "refuted · witness ✗" in made._repr_mimebundle_()["text/html"]
