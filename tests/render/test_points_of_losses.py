"""Losses are printed by their names; where each is taken is printed beside the statement, and reads back."""

from __future__ import annotations

import pytest
from readback.readers import disagreements

from symderiv import Status, check, components, d, eq, gradient, index, loss, scalars, sizes, total
from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.language.distinct import told_apart
from symderiv.language.translate import Translator
from symderiv.render.latex import loss_at as in_latex
from symderiv.render.losses import losses
from symderiv.render.mathml import loss_at as in_mathml
from symderiv.render.text import loss_at as in_text
from symderiv.render.text import text

n, m = sizes("n m")
x, y = scalars("x y")
u, w = components("u", n), components("w", m, n)
g, G = gradient("g", n), gradient("G", m, n)
b = index("b", m)
PRINTERS = (in_text, in_latex, in_mathml)
POINTS = {
    "linear": lambda: loss("L", lambda i: x * u[i], n, gradient=g),
    "affine": lambda: loss("L", lambda i: 5 * x * u[i] + 1, n, gradient=g),
    "constant": lambda: loss("L", lambda _: x, n, gradient=g),
    "other": lambda: loss("L", lambda i: x * y + u[i], n, gradient=g),
    "one of several": lambda: loss("L", lambda i: x * w[b, i], n, gradient=G, at=(b,)),
    "the first": lambda: loss("L", lambda i: x * w[1, i], n, gradient=G, at=(1,)),
}


def _terms(*statements: object) -> list[Term]:
    return [Translator().formula(s) for s in statements]


@pytest.mark.parametrize("printed", PRINTERS)
def test_losses_at_different_points_are_printed_differently(printed) -> None:
    told = [printed(*losses(_terms(eq(d(make(), x), 0)))) for make in POINTS.values()]
    assert len(set(told)) == len(POINTS)


def test_a_verdict_says_where_its_losses_are_taken() -> None:
    verdict = check(eq(d(POINTS["affine"](), x), total(n, lambda k: g[k] * u[k])))
    assert verdict.status is not Status.PROVED
    assert verdict.losses == ("L with the gradient g at 1 + 5uᵢ·x for i ∈ 1..n",)
    verdict = check(eq(d(POINTS["linear"](), x), total(n, lambda k: g[k] * u[k])))
    assert verdict.status is Status.PROVED
    assert verdict.losses == ("L with the gradient g at u·x",)
    assert check(eq(x, x)).losses == ()


def test_a_loss_below_a_sum_is_told_for_all_its_indices() -> None:
    every = total(m, lambda c: loss("L", lambda i: x * w[c, i], n, gradient=G, at=(c,)))
    verdict = check(eq(d(every, x), total(m, lambda c: total(n, lambda i: G[c, i] * w[c, i]))), timeout=20)
    (told,) = verdict.losses
    assert told.startswith("∀ ")
    assert " with the gradient " in told


@pytest.mark.parametrize("name", POINTS)
def test_the_point_reads_back(name: str) -> None:
    """It is printed as the argument of a function is; readers of their own read that."""
    (said,) = losses(_terms(eq(d(POINTS[name](), x), 0)))
    loss_name, _, hint, length, body = said.args[0].args
    called = k.eq(Term("call", loss_name, (), hint, length, body), k.ZERO)
    assert not list(disagreements([called], told_apart([called])))
    argument = text(called).removeprefix("L(").removesuffix(") = 0")
    assert in_text(said).endswith(f" at {argument}")
