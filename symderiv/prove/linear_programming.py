"""Exact linear programming: a non-negative solution of a system of equations over the rationals."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from flint import fmpq

Column = Mapping[Hashable, fmpq]


def feasible(columns: Sequence[Column], b: Column) -> list[fmpq] | None:
    """Some x >= 0 with sum of x[j] * columns[j] = b, else None; columns and b by the names of the rows.

    Phase one of the simplex method with Bland's rule, after what is 0 at a glance was left out.

    >>> feasible([{"r": fmpq(1)}, {"r": fmpq(-1)}], {"r": fmpq(3)})
    [3, 0]
    >>> feasible([{"r": fmpq(1)}, {"r": fmpq(1)}], {"r": fmpq(-1)}) is None
    True
    """
    left = _left(columns, b)
    names = {name: i for i, name in enumerate({n: None for j in left for n in columns[j]})}
    if not b.keys() <= names.keys():
        return None if any(b.values()) else [fmpq(0)] * len(columns)
    rows = [[fmpq(0)] * (len(left) + 1) for _ in names]
    for place, column in enumerate((*(columns[j] for j in left), b)):
        for name, c in column.items():
            rows[names[name]][place] = c
    found = _phase_one([row if row[-1] >= 0 else [-c for c in row] for row in rows])
    if found is None:
        return None
    x = [fmpq(0)] * len(columns)
    for j, value in zip(left, found, strict=True):
        x[j] = value
    return x


def _left(columns: Sequence[Column], b: Column) -> list[int]:
    """The columns that a solution may use: not those that would add up to more than 0 where b is 0."""
    members: dict[Hashable, set[int]] = {}
    for j, column in enumerate(columns):
        for name in column:
            members.setdefault(name, set()).add(j)
    dropped: set[int] = set()
    todo = [name for name in members if name not in b]
    while todo:
        name = todo.pop()
        signs = {columns[j][name] > 0 for j in members[name]}
        if len(signs) == 1:
            gone = list(members[name])
            dropped.update(gone)
            for j in gone:
                for other in columns[j]:
                    members[other].discard(j)
                    if other != name and other not in b:
                        todo.append(other)
    return [j for j in range(len(columns)) if j not in dropped]


def _phase_one(rows: list[list[fmpq]]) -> list[fmpq] | None:
    """The simplex method on rows with their non-negative right sides in the last place."""
    if not rows:
        return []
    n = len(rows[0]) - 1
    basis: list[int | None] = [None] * len(rows)  # None: an artificial variable
    costs = [sum(column, fmpq(0)) for column in zip(*rows, strict=True)]
    while True:
        enter = next((j for j in range(n) if costs[j] > 0), None)
        if enter is None:
            break
        ratios = [
            (r[n] / r[enter], -1 if v is None else v, i)
            for i, (r, v) in enumerate(zip(rows, basis, strict=True))
            if r[enter] > 0
        ]
        if not ratios:
            break
        leave = min(ratios)[2]
        pivot = rows[leave][enter]
        rows[leave] = [c / pivot if c != 0 else c for c in rows[leave]]
        used = [(j, c) for j, c in enumerate(rows[leave]) if c != 0]
        for i, r in enumerate((*rows, costs)):
            if i != leave and r[enter] != 0:
                factor = r[enter]
                for j, c in used:
                    r[j] -= factor * c
        basis[leave] = enter
    if any(v is None and r[n] != 0 for r, v in zip(rows, basis, strict=True)):
        return None
    x = [fmpq(0)] * n
    for r, v in zip(rows, basis, strict=True):
        if v is not None:
            x[v] = r[n]
    return x
