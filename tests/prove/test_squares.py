"""Sums of squares: what is found adds up to the polynomial, and where there are none, none are."""

from __future__ import annotations

from itertools import product

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import symbols

from symderiv import Status, check, le
from symderiv.prove.sums_of_squares import decomposed, monomials

x, y, z = symbols("x y z", real=True)
BASIS = [(0, 0), (1, 0), (0, 1)]
WEIGHTS = st.lists(st.integers(-4, 4), min_size=3, max_size=3)


def times(p, q):
    found = {}
    for (a, c), (b, d) in product(p.items(), q.items()):
        e = tuple(m + n for m, n in zip(a, b, strict=True))
        found[e] = found.get(e, fmpq(0)) + c * d
    return found


def added(squares):
    total = {}
    for c, p in squares:
        for e, d in times(p, p).items():
            total[e] = total.get(e, fmpq(0)) + c * d
    return {e: c for e, c in total.items() if c != 0}


@settings(max_examples=30, deadline=None)
@given(st.lists(WEIGHTS, min_size=1, max_size=3))
def test_what_is_found_adds_up(rows):
    """Squares of linear forms, and the sum of all squares, so that there is room on all sides."""
    forms = [dict(zip(BASIS, map(fmpq, row), strict=True)) for row in rows]
    aim = added([(fmpq(1), p) for p in (*forms, *({e: fmpq(4)} for e in BASIS))])
    squares = decomposed(aim, monomials(aim, lambda _: True))
    assert squares is not None
    assert all(c > 0 for c, _ in squares)
    assert added(squares) == aim


@pytest.mark.parametrize(
    "aim",
    [
        {(2, 0): fmpq(1), (1, 1): fmpq(3), (0, 2): fmpq(1)},
        {(2, 0): fmpq(1), (0, 0): fmpq(-1)},
        {(3, 0): fmpq(1)},
        {
            (4, 2): fmpq(1),
            (2, 4): fmpq(1),
            (2, 2): fmpq(-3),
            (0, 0): fmpq(1),
        },  # Motzkin's: positive, yet none
        {},
    ],
)
def test_where_there_are_none_no_squares_are_found(aim):
    assert decomposed(aim, monomials(aim, lambda _: True)) is None


@pytest.mark.parametrize(
    "statement",
    [
        le(3 * x**2 * y**2, 2 * x**4 + 2 * x**3 * y + y**4),
        le(3 * x * y * z, x**3 + y**3 + z**3),
        le(x**3, x**2),
        le(4 * x * (1 - x), 1 - x**2),
    ],
)
def test_what_is_not_so_is_refuted(statement):
    assert check(statement).status is Status.REFUTED
