"""Sums of squares: monomials whose differences may be squared, and Gram matrices made exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

MAX_MONOMIALS = 15
MAX_CHOICES = 1 << 10
MAX_HALVES = 400  # monomials whose squares occur, where there are too many others that might be squared
ROUNDS = 400  # of projections in floating point, for each distance from the boundary that is tried
FLOORS = (0.1, 0.01, 0.001)  # such distances, in units of the largest coefficient
DENOMINATORS = (1, 4, 64, 4096)  # of the entries before they are made to fit, from the simplest on

Monomial = tuple[int, ...]
Polynomial = Mapping[Monomial, fmpq]
Square = tuple[fmpq, dict[Monomial, fmpq]]  # c and p, for c p^2


def monomials(aim: Polynomial, real: Callable[[int], bool]) -> list[Monomial]:
    """Those that may occur in squares that add up to ``aim``; none where there are too many.

    >>> monomials({(4, 0): fmpq(1), (3, 1): fmpq(1), (0, 4): fmpq(1)}, lambda i: True)
    [(0, 2), (1, 1), (2, 0)]
    """
    found = multipliers(aim, {(0,) * len(next(iter(aim), ())): fmpq(1)}, real)
    while True:  # a square that nothing cancels has to be there
        mixed = {_times(a, b) for a, b in combinations(found, 2)}
        kept = [e for e in found if _times(e, e) in aim or _times(e, e) in mixed]
        if kept == found:
            return kept if len(kept) <= MAX_MONOMIALS else []
        found = kept


def blocks(aim: Polynomial, real: Callable[[int], bool]) -> list[tuple[Polynomial, list[Monomial]]] | None:
    """``aim`` in parts with no monomial in common, and for each those that may be squared to make it.

    Of all that may, those whose squares occur are taken; two of them are in one part where the monomial that
    their product is occurs, or is made by them in several ways. None where the parts do not make ``aim``.

    >>> one, minus = fmpq(1), fmpq(-2)
    >>> xu, yv = {(2, 0, 0, 0): one, (1, 1, 0, 0): minus, (0, 2, 0, 0): one}, {(0, 0, 2, 0): one}
    >>> [basis for _, basis in blocks(xu | yv, lambda i: True)]
    [[(1, 0, 0, 0), (0, 1, 0, 0)], [(0, 0, 1, 0)]]
    """
    basis = [tuple(n // 2 for n in e) for e, c in aim.items() if c > 0 and all(n % 2 == 0 for n in e)]
    basis = [e for e in basis if all(real(i) for i, n in enumerate(e) if n)]
    if len(basis) > MAX_HALVES:
        return None
    block = {e: e for e in basis}

    def first(e: Monomial) -> Monomial:
        while block[e] != e:
            block[e] = e = block[block[e]]
        return e

    made = {_times(e, e): e for e in basis}
    for a, b in combinations(basis, 2):
        m = _times(a, b)
        if m in aim:
            block[first(a)] = first(b)
            block[first(made.setdefault(m, a))] = first(a)
    if not aim.keys() <= made.keys():
        return None
    members: dict[Monomial, list[Monomial]] = {}
    for e in basis:
        members.setdefault(first(e), []).append(e)
    parts: dict[Monomial, dict[Monomial, fmpq]] = {e: {} for e in members}
    for m, c in aim.items():
        parts[first(made[m])][m] = c
    return [(parts[e], found) for e, found in members.items()]


def multipliers(aim: Polynomial, factor: Polynomial, real: Callable[[int], bool]) -> list[Monomial]:
    """Those that may occur in squares by which ``factor`` is multiplied in a sum that is ``aim``.

    >>> multipliers({(3, 0): fmpq(1), (0, 3): fmpq(1)}, {(1, 0): fmpq(1)}, lambda i: True)
    [(0, 1), (1, 0)]
    """
    if not aim or not factor:
        return []
    choices = [range(max(e) // 2 + 1 if real(i) else 1) for i, e in enumerate(zip(*aim, strict=True))]
    if prod(map(len, choices)) > MAX_CHOICES:
        return []
    least, most = (end(map(sum, aim)) - end(map(sum, factor)) for end in (min, max))
    return [e for e in product(*choices) if least <= 2 * sum(e) <= most]


def differences(basis: Sequence[Monomial]) -> Iterator[dict[Monomial, fmpq]]:
    """The monomials, and the sums and differences of two."""
    for e in basis:
        yield {e: fmpq(1)}
    for a, b in combinations(basis, 2):
        yield {a: fmpq(1), b: fmpq(-1)}
        yield {a: fmpq(1), b: fmpq(1)}


def decomposed_by_parts(aim: Polynomial, real: Callable[[int], bool]) -> list[Square] | None:
    """aim as a sum of squares, each of what is in one of its parts; None where a part is none."""
    squares: list[Square] = []
    for part, basis in blocks(aim, real) or ():
        found = dominated(part, basis)
        if found is None and len(basis) <= MAX_MONOMIALS:
            found = decomposed(part, basis)
        if found is None:
            return None
        squares += found
    return squares or None


def dominated(aim: Polynomial, basis: Sequence[Monomial]) -> list[Square] | None:
    """aim as a sum of squares of two monomials, where what is mixed does not outweigh the squares.

    >>> len(dominated({(2, 0): fmpq(3), (1, 1): fmpq(-4), (0, 2): fmpq(2)}, [(1, 0), (0, 1)]))
    2
    >>> dominated({(2, 0): fmpq(1), (1, 1): fmpq(-4), (0, 2): fmpq(2)}, [(1, 0), (0, 1)]) is None
    True
    """
    left = dict(aim)
    squares: list[Square] = []
    alone = {_times(e, e): e for e in basis}
    for a, b in combinations(basis, 2):
        m = _times(a, b)
        mixed = None if m in alone else left.pop(m, None)
        if mixed is not None:
            half, sign = abs(mixed) / 2, fmpq(1 if mixed > 0 else -1)
            squares.append((half, {a: fmpq(1), b: sign}))
            for e in (a, b):
                left[_times(e, e)] -= half
    if not left.keys() <= alone.keys() or any(c < 0 for c in left.values()):
        return None
    return squares + [(c, {alone[m]: fmpq(1)}) for m, c in left.items() if c > 0]


def decomposed(aim: Polynomial, basis: list[Monomial]) -> list[Square] | None:
    """aim as a sum of squares, if a Gram matrix is found that has room on all sides; else None."""
    pairs: dict[Monomial, list[tuple[int, int]]] = {}
    for i, a in enumerate(basis):
        for j, b in enumerate(basis):
            pairs.setdefault(_times(a, b), []).append((i, j))
    if not aim or not aim.keys() <= pairs.keys():
        return None
    wanted = {e: aim.get(e, fmpq(0)) for e in pairs}
    floats = np.array([float(c.p) / float(c.q) for c in wanted.values()])
    kinds = np.zeros((len(basis), len(basis)), dtype=int)
    for kind, places in enumerate(pairs.values()):
        kinds[tuple(zip(*places, strict=True))] = kind
    counts = np.bincount(kinds.ravel())
    for floor in FLOORS:
        gram = np.zeros(kinds.shape)
        for _ in range(ROUNDS):
            values, vectors = np.linalg.eigh(gram)
            gram = (vectors * np.maximum(values, floor * abs(floats).max())) @ vectors.T
            gram += ((floats - np.bincount(kinds.ravel(), gram.ravel())) / counts)[kinds]
        for denominator in DENOMINATORS:
            squares = _squares(_fitted(gram, denominator, wanted, pairs), basis)
            if squares is not None:
                return squares
    return None


def _times(a: Monomial, b: Monomial) -> Monomial:
    return tuple(m + n for m, n in zip(a, b, strict=True))


def _fitted(
    gram: Any, denominator: int, wanted: Polynomial, pairs: Mapping[Monomial, list[tuple[int, int]]]
) -> fmpq_mat:
    """The matrix in rationals, with exactly the coefficients that are wanted."""
    n = len(gram)
    exact = fmpq_mat(n, n)
    for e, places in pairs.items():
        for i, j in places:
            exact[i, j] = fmpq(round((gram[i, j] + gram[j, i]) / 2 * denominator), denominator)
        off = (wanted[e] - sum((exact[p] for p in places), fmpq(0))) / len(places)
        for p in places:
            exact[p] = exact[p] + off
    return exact


def _squares(gram: fmpq_mat, basis: list[Monomial]) -> list[Square] | None:
    """c p^2 that add up to z^T G z, by elimination; None where a pivot is not positive."""
    n, left, squares = len(basis), fmpq_mat(gram), []
    for i in range(n):
        pivot = left[i, i]
        if pivot <= 0:
            return None
        row = [left[i, j] / pivot for j in range(n)]
        squares.append((pivot, {basis[j]: c for j, c in enumerate(row) if c != 0}))
        for j, k in product(range(i, n), repeat=2):
            left[j, k] = left[j, k] - pivot * row[j] * row[k]
    return squares
