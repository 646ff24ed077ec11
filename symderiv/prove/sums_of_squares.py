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
