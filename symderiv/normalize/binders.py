"""The order of nested sums: the same for sums that differ in the names and places of their binders alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, permutations
from itertools import product as cartesian
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import Term

ALL_ORDERS: Final = 4  # of so many binders all orders are compared
MOST_ORDERS: Final = 720

Binders = Sequence[tuple[Term, Term]]  # variables, each with the last value that it takes; the first is 1


def orders(binders: Binders, product: Sequence[Term]) -> list[tuple[int, ...]]:
    """The orders of binders that are compared, in each of which no bound depends on a later variable: all of
    a few, else those that differ in what is alike; none where bounds depend on each other in a circle."""
    found = [order for order in _orders(binders, product) if _in_order(binders, order)]
    written = tuple(range(len(binders)))
    return found or [order for order in (written,) if _in_order(binders, order)]


def _in_order(binders: Binders, order: tuple[int, ...]) -> bool:
    chosen = [binders[b] for b in order]
    return not any(v in k.free_vars(h) for n, (_, h) in enumerate(chosen) for v, _ in chosen[n:])


def _orders(binders: Binders, product: Sequence[Term]) -> Iterator[tuple[int, ...]]:
    if len(binders) <= ALL_ORDERS:
        return permutations(range(len(binders)))
    groups: dict[int, list[int]] = {}
    for b, rank in enumerate(_ranks(binders, product)):
        groups.setdefault(rank, []).append(b)
    alike = [permutations(groups[rank]) for rank in sorted(groups)]
    every = (tuple(chain.from_iterable(parts)) for parts in cartesian(*alike))
    return islice(every, MOST_ORDERS)


def _ranks(binders: Binders, product: Sequence[Term]) -> list[int]:
    """For each binder how it stands among the others, by where it occurs and beside which: the same for two
    only if nothing tells them apart so."""
    inside = [[f for f in product if v in k.free_vars(f)] for v, _ in binders]
    ranks = [0] * len(binders)
    for _ in binders:
        seen = [
            (ranks[b], h.key, sorted(_seen_from(v, f, binders, ranks) for f in inside[b]))
            for b, (v, h) in enumerate(binders)
        ]
        order = {sign: rank for rank, sign in enumerate(sorted(map(repr, seen)))}
        ranks = [order[repr(sign)] for sign in seen]
    return ranks


def _seen_from(v: Term, f: Term, binders: Binders, ranks: list[int]) -> str:
    """A factor in which v is marked, and the other binders are by their ranks."""
    marks = {u: k.var(f"·{ranks[b]}", "int") for b, (u, _) in enumerate(binders)} | {v: k.var("·v", "int")}
    return str(by_keys(k.substitute(f, marks)).key)


def by_keys(t: Term) -> Term:
    """t with the terms of sums and products in the order of their keys, all the way down."""
    t = k.map_parts(lambda p, _: by_keys(p), t)
    return Term(t.op, *sorted(t.args, key=lambda a: a.key)) if t.op in ("add", "mul") else t
