"""Sums of functions that are defined by exponentials: their derivatives, with certificates of the core."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import cos, cosh, coth, exp, log, sin, sinh, tan, tanh

from symderiv import Evidence, Status, check, components, d, eq, index, sizes, total

n = sizes("n")

SLOPES = [
    (sinh, cosh), (cosh, sinh), (sin, cos), (cos, lambda v: -sin(v)), (tanh, lambda v: 1 - tanh(v) ** 2),
    (lambda v: log(cosh(v)), tanh), (tan, lambda v: 1 + tan(v) ** 2), (coth, lambda v: 1 - coth(v) ** 2),
    (lambda v: exp(2 * v) * sin(v), lambda v: exp(2 * v) * (2 * sin(v) + cos(v))),
]  # fmt: skip


@pytest.mark.parametrize(("f", "slope"), SLOPES)
def test_the_derivative_of_a_sum_of_functions(f: Any, slope: Any) -> None:
    x, i = components("x", n), index("i", n)
    whole = d(total(n, lambda k: f(x[k])), x[i])
    assert check(eq(whole, slope(x[i])), timeout=60).evidence is Evidence.CERTIFICATE
    assert check(eq(whole, 2 * slope(x[i])), timeout=60).status is Status.REFUTED
