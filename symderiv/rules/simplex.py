"""Exact linear programming: a non-negative solution of A x = b over the rationals."""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

Row = list[fmpq]


def feasible(a: Sequence[Row], b: Row) -> Row | None:
    """Some x >= 0 with A x = b, else None; phase one of the simplex method with Bland's rule.

    >>> feasible([[fmpq(1), fmpq(-1)]], [fmpq(3)])
    [3, 0]
    >>> feasible([[fmpq(1), fmpq(1)]], [fmpq(-1)]) is None
    True
    """
    n = len(a[0]) if a else 0
    rows = [[*row, rhs] if rhs >= 0 else [-c for c in (*row, rhs)] for row, rhs in zip(a, b, strict=True)]
    basis: list[int | None] = [None] * len(rows)  # None: an artificial variable
    while True:
        costs = [
            sum((r[j] for r, v in zip(rows, basis, strict=True) if v is None), fmpq(0)) for j in range(n)
        ]
        enter = next((j for j, c in enumerate(costs) if c > 0), None)
        if enter is None:
            break
        ratios = [
            (r[n] / r[enter], -1 if basis[i] is None else basis[i], i)
            for i, r in enumerate(rows)
            if r[enter] > 0
        ]
        if not ratios:
            break
        leave = min(ratios)[2]
        pivot = rows[leave][enter]
        rows[leave] = [c / pivot for c in rows[leave]]
        for i, r in enumerate(rows):
            if i != leave and r[enter] != 0:
                factor = r[enter]
                rows[i] = [c - factor * p if p != 0 else c for c, p in zip(r, rows[leave], strict=True)]
        basis[leave] = enter
    if any(v is None and r[n] != 0 for r, v in zip(rows, basis, strict=True)):
        return None
    x = [fmpq(0)] * n
    for r, v in zip(rows, basis, strict=True):
        if v is not None:
            x[v] = r[n]
    return x
