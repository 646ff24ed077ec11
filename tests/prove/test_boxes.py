"""Polynomials between bounds of their variables, and what is false between them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Ge, Le, Rational, prod, symbols

from symderiv import Status, check, le, lt
from symderiv.core.certificate import replay

x, y, z, w = symbols("x y z w", real=True)


def between(low, high, *variables):
    return [bound for v in variables for bound in (Ge(v, low), Le(v, high))]


UNIT = between(0, 1, x, y, z)


@pytest.mark.parametrize("n", [3, 4, 6])
@pytest.mark.parametrize(("low", "high", "most"), [(0, 1, 1), (-1, 1, 1), (1, 2, 2), (Rational(1, 3), 3, 3)])
def test_products_are_at_most_the_product_of_the_bounds(n, low, high, most):
    xs = symbols(f"x1:{n + 1}", real=True)
    verdict = check(le(prod(xs), most**n), between(low, high, *xs))
    assert verdict.status is Status.PROVED
    assert not verdict.conditions
    replay(verdict.certificate)
    false = check(le(prod(xs), most**n - Rational(1, 50)), between(low, high, *xs))
    assert false.status is Status.REFUTED


@pytest.mark.parametrize(
    ("statement", "false"),
    [
        (le(1 - x - y - z, (1 - x) * (1 - y) * (1 - z)), le(1 - x - y, (1 - x) * (1 - y) * (1 - z))),
        (le(x + y + z - x * y - y * z - z * x, 1), le(x + y + z - x * y - y * z - z * x, Rational(9, 10))),
        (le(x**3 * y, 1), le(x**3 * y, Rational(1, 2))),
        (lt(x * y * z, Rational(9, 8)), lt(x * y * z, 1)),
        (lt(x * y**2 * z, 2), lt(2, x * y**2 * z)),
        (le(x * y * z, 1 + w**2), le(x * y * z + w**2, 1)),
        (le(w**2 * x * y * z, w**2), le(w * x * y * z, w)),
    ],
    ids=str,
)
def test_between_zero_and_one(statement, false):
    assert check(statement, UNIT).status is Status.PROVED
    assert check(false, UNIT).status is Status.REFUTED


def test_both_bounds_are_needed():
    assert check(le(x * y * z, 1), UNIT[:-1]).status is Status.REFUTED
    assert check(le(0, x * y * z), UNIT[1:]).status is Status.REFUTED


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=8, max_size=8))
def test_of_the_first_degree_the_corners_decide(coefficients):
    """A polynomial of the first degree in each variable has its least value at a corner."""
    monomials = [x**a * y**b * z**c for a, b, c in product((0, 1), repeat=3)]
    p = sum(c * m for c, m in zip(coefficients, monomials, strict=True))
    corners = (dict(zip((x, y, z), corner, strict=True)) for corner in product((0, 1), repeat=3))
    least = min((p + w).subs(corner).subs(w, 0) for corner in corners)
    assert check(le(least, p + 0 * w), UNIT).status is Status.PROVED
    assert check(le(least + Rational(1, 7), p + 0 * w), UNIT).status is Status.REFUTED
