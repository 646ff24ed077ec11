"""Roots of products, roots of roots, and norms that scale, with the false statements beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Pow, Rational, sqrt, symbols

from symderiv import Status, check, components, eq, lt, norm, sizes
from symderiv.core.certificate import replay
from symderiv.language.verdict import Evidence

x, y, a, b = symbols("x y a b", real=True)
N = sizes("N")
v, w = components("v w", N)
Built = Callable[[], Any]


def root(t: Any, degree: int) -> Any:
    return Pow(t, Rational(1, degree), evaluate=False)


def scaled(factor: Any) -> Any:
    """The norm of the vector with the components factor times v_k."""
    return norm(lambda k: factor * v[k], N)


def length() -> Any:
    return scaled(1)


@pytest.mark.parametrize(("statement", "given"), [
    pytest.param(lambda: eq(root(sqrt(x), 2), root(x, 4)), (x >= 0,), id="a root of a root"),
    pytest.param(lambda: eq(root(sqrt(x), 3), root(x, 6)), (x >= 0,), id="a cube root of a root"),
    pytest.param(lambda: eq(root(root(x, 3), 2), root(x, 6)), (x >= 0,), id="a root of a cube root"),
    pytest.param(lambda: eq(root(x, 4) ** 2, sqrt(x)), (x >= 0,), id="a fourth root squared"),
    pytest.param(lambda: eq(root(sqrt(x * y), 2), root(x, 4) * root(y, 4)), (x >= 0, y >= 0),
                 id="a root of a root of a product"),
    pytest.param(lambda: eq(scaled(a), a * length()), (a >= 0,), id="a norm scales"),
    pytest.param(lambda: eq(scaled(a), Abs(a) * length()), (), id="a norm scales by the absolute value"),
    pytest.param(lambda: eq(scaled(-1), length()), (), id="a norm of what is opposite"),
    pytest.param(lambda: eq(scaled(1 / a), length() / a), (a > 0,), id="a quotient"),
    pytest.param(lambda: eq(scaled(1 / a), length() / Abs(a)), (sp.Ne(a, 0),), id="a quotient of any sign"),
    pytest.param(lambda: eq(scaled(sqrt(a)), sqrt(a) * length()), (a >= 0,), id="scaled by a root"),
    pytest.param(lambda: eq(norm(lambda k: a * v[k] + a * w[k], N), Abs(a) * norm(lambda k: v[k] + w[k], N)),
                 (), id="a norm of a sum"),
    pytest.param(lambda: eq(scaled(1 / length()), 1), (lt(0, length()),), id="a unit vector"),
    pytest.param(lambda: eq(scaled(a / length()), a), (lt(0, length()), a >= 0), id="a vector of a length"),
])  # fmt: skip
def test_is_certified(statement: Built, given: tuple[Any, ...]) -> None:
    verdict = check(statement(), list(given))
    assert (verdict.status, verdict.evidence) == (Status.PROVED, Evidence.CERTIFICATE)
    assert not replay(verdict.certificate).axioms


@pytest.mark.parametrize(("statement", "given"), [
    pytest.param(lambda: eq(root(sqrt(x), 2), root(x, 3)), (x >= 0,), id="degrees are multiplied"),
    pytest.param(lambda: eq(root(x**2, 4) ** 2, x), (), id="a fourth root of a square"),
    pytest.param(lambda: eq(scaled(a), a * length()), (), id="scaled by what has no sign"),
    pytest.param(lambda: eq(scaled(a), a**2 * length()), (a >= 0,), id="scaled by the square"),
    pytest.param(lambda: eq(scaled(1 / a), length() / a), (sp.Ne(a, 0),), id="a quotient without a sign"),
    pytest.param(lambda: eq(scaled(a * b), a * b * length()), (a >= 0,), id="one factor has no sign"),
    pytest.param(lambda: eq(scaled(a / length()), a), (lt(0, length()),), id="a length without a sign"),
    pytest.param(lambda: eq(norm(lambda k: v[k] + w[k], N), length() + norm(lambda k: w[k], N)), (),
                 id="norms do not add"),
])  # fmt: skip
def test_is_refuted(statement: Built, given: tuple[Any, ...]) -> None:
    assert check(statement(), list(given)).status is Status.REFUTED
