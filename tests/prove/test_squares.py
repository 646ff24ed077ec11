"""Sums of squares: what is found adds up to the polynomial, and where there are none, none are."""

from __future__ import annotations

from itertools import product

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import symbols

from symderiv import Status, check, le
from symderiv.core.certificate import replay
from symderiv.prove.sums_of_squares import blocks, decomposed, decomposed_by_parts, dominated, monomials

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


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-3, 3)), min_size=1, max_size=5))
def test_what_is_mixed_goes_with_what_outweighs_it(pairs):
    """Squares of a + b and a - b, among four letters; whatever is found of less than their sum is of that."""
    letters = [tuple(int(i == j) for j in range(4)) for i in range(4)]
    rows = [(fmpq(abs(c)), {letters[i]: fmpq(1), letters[j]: fmpq(1 if c > 0 else -1)}) for i, j, c in pairs]
    aim = added([(c, p) for c, p in rows if c != 0 and len(p) == 2])
    squares = decomposed_by_parts(aim, lambda _: True) or []
    assert all(c > 0 for c, _ in squares)
    assert added(squares) == aim
    less = aim | {m: c - fmpq(1, 100) for m, c in aim.items() if 2 in m}
    found = dominated(less, letters)
    assert found is None or added(found) == less
    assert dominated(aim | {(2, 0, 0, 0): fmpq(-1)}, letters) is None


def test_a_square_that_is_a_product_of_others_stays_one():
    x4, x2y2, y4 = (4, 0), (2, 2), (0, 4)
    aim = {x4: fmpq(1), x2y2: fmpq(1), y4: fmpq(1)}
    ((part, basis),) = blocks(aim, lambda _: True)
    assert part == aim
    assert added(dominated(aim, basis)) == aim


def sides_of_cauchy_and_schwarz(n):
    xs, ys = symbols(f"x1:{n + 1}", real=True), symbols(f"y1:{n + 1}", real=True)
    product_ = sum(a * b for a, b in zip(xs, ys, strict=True)) ** 2
    return product_, sum(a**2 for a in xs) * sum(b**2 for b in ys)


@pytest.mark.parametrize("n", [3, 5, 9])
def test_cauchy_and_schwarz_written_out(n):
    low, high = sides_of_cauchy_and_schwarz(n)
    verdict = check(le(low, high))
    assert verdict.status is Status.PROVED
    replay(verdict.certificate)
    assert check(le(low + symbols("x1", real=True) ** 2 / 9, high)).status is Status.REFUTED


def test_variances_written_out():
    xs = symbols("x1:13", real=True)
    assert check(le(sum(xs) ** 2, 12 * sum(a**2 for a in xs))).status is Status.PROVED
    assert check(le(sum(xs) ** 2, 11 * sum(a**2 for a in xs))).status is Status.REFUTED
