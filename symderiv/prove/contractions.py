"""Equations of products of arrays, below sums, from such equations: A R = I, multiplied and summed.

A polynomial in components is read as a combination of networks: numbers, factors with indices, and the
indices that are summed over.  Where a fact's network is found within another, the fact is multiplied by the
rest of it and summed over what is summed there; of the equations that this gives, linear algebra picks those
that the goal is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, permutations, product
from math import factorial, prod
from typing import TYPE_CHECKING, Final, NamedTuple

from flint import fmpq, fmpq_mat

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_FACTS: Final = 12
MAX_ROWS: Final = 250
MAX_FACTORS: Final = 8
MAX_NETWORKS: Final = 64  # of one polynomial
MAX_ORDERS: Final = 720
LONGER: Final = 3  # factors that a product on the way may have more than those of the goal

Bounds = tuple[Term, Term]
Key = tuple[object, ...]


class _Unreadable(Exception):
    """A term is no combination of networks."""


class Network(NamedTuple):
    """A product: numbers with exponents, factors with indices, and the ranges of what is summed over."""

    numbers: dict[Term, int]
    factors: tuple[Term, ...]
    bound: dict[Term, Bounds]

    def times(self, other: Network) -> Network:
        """The product; what is summed over has different names."""
        numbers = dict(self.numbers)
        for base, e in other.numbers.items():
            numbers[base] = numbers.get(base, 0) + e
        kept = {base: e for base, e in numbers.items() if e}
        return Network(kept, self.factors + other.factors, self.bound | other.bound)


_ONE: Final = Network({}, (), {})
Combined = list[tuple[fmpq, Network]]
Products = list[tuple[Term, Draft]]


class Fact(NamedTuple):
    """An equation for all values of some indices, with left less right as networks."""

    thm: Draft
    indices: dict[Term, tuple[Term | None, Term | None]]
    parts: Combined


class Row(NamedTuple):
    """A fact at some indices, times a network."""

    fact: Fact
    at: dict[Term, Term]
    rest: Network


def products_of(prover: Prover, goal: Term, ctx: Context) -> Products:
    """Facts multiplied and summed, with numbers by which they add up to goal, an equation, but for indicators
    that the ranges of its indices decide; none where there are none."""
    if prover.depth <= 0 or not _has_indices(goal):
        return []
    facts = ctx.remembered("networks", lambda: list(islice(_facts(ctx), MAX_FACTS)))
    if not any(len(f.indices) > 1 or (f.indices and any(n.bound for _, n in f.parts)) for f in facts):
        return []
    try:
        return _Search(prover, goal, ctx, facts).products()
    except (_Unreadable, KernelError, Unproved):
        return []


def _has_indices(t: Term) -> bool:
    return any(s.op == "comp" and s.args[3] for s in k.subterms(t))


def _facts(ctx: Context) -> Iterator[Fact]:
    for thm in (*ctx.of("all"), *ctx.of("eq")):
        f = thm.conclusion
        indices: dict[Term, tuple[Term | None, Term | None]] = {}
        while f.op == "all" and f.args[1] == "int":
            v = k.fresh(f"x{len(indices)}", "int", f, *ctx.assumed)
            indices[v] = f.args[2], f.args[3]
            f = k.open_(f, v)
        if f.op != "eq" or not _has_indices(f):
            continue
        try:
            parts = Reader().difference(f)
        except _Unreadable:
            continue
        yield Fact(thm, indices, parts)


class Reader:
    """Reads terms as combinations of networks; each sum has a variable of its own."""

    def __init__(self) -> None:
        self.names = count(1)

    def variable(self) -> Term:
        return k.var(f"s{next(self.names)}{k.MARK}", "int")

    def difference(self, f: Term) -> Combined:
        """The left side of an equation less the right one."""
        left, right = f.args
        return [*self.read(left), *((-c, n) for c, n in self.read(right))]

    def read(self, t: Term) -> Combined:
        """The networks of a term, with indicators of equal indices carried out."""
        found = [(c, contracted(n)) for c, n in self._read(t)]
        if len(found) > MAX_NETWORKS or any(len(n.factors) > MAX_FACTORS for _, n in found):
            raise _Unreadable
        return found

    def _read(self, t: Term) -> Combined:
        match t.op:
            case "num":
                return [(fmpq(int(t.args[0].p), int(t.args[0].q)), _ONE)] if t != ZERO else []
            case "add":
                return [part for a in t.args for part in self._read(a)]
            case "mul":
                return self._product([self._read(a) for a in t.args])
            case "pow" if t.args[1].op == "num":
                return self._power(t)
            case "sum":
                return self._sum(t)
            case "comp" if t.args[3]:
                return [(fmpq(1), Network({}, (t,), {}))]
            case "ind" if t.args[0].op == "eq" and all(i.op == "var" for i in t.args[0].args):
                return [(fmpq(1), Network({}, (t,), {}))]
        return [(fmpq(1), Network({t: 1}, (), {}))]

    def _product(self, several: list[Combined]) -> Combined:
        if prod(len(c) for c in several) > MAX_NETWORKS:
            raise _Unreadable
        found: Combined = []
        for chosen in product(*several):
            coefficient, network = fmpq(1), _ONE
            for c, n in chosen:
                coefficient, network = coefficient * c, network.times(n)
            found.append((coefficient, network))
        return found

    def _power(self, t: Term) -> Combined:
        base, exponent = t.args
        e = exponent.args[0]
        if base.op == "num" and e == -1 and base != ZERO:
            return [(1 / fmpq(int(base.args[0].p), int(base.args[0].q)), _ONE)]
        if base.op == "root" and e.q == 1 and e > 0 and e % base.args[1] == 0:
            return self._read(k.power(base.args[0], int(e) // base.args[1]))
        if e.q == 1 and 1 <= e <= 4 and _has_indices(base):
            return self._product([self._read(base) for _ in range(int(e))])
        if e.q != 1:
            raise _Unreadable
        return [(fmpq(1), Network({base: int(e)}, (), {}))]

    def _sum(self, t: Term) -> Combined:
        v = self.variable()
        lo, hi = t.args[1:3]
        inside = self._read(k.open_(t, v))
        if any(v in k.free_vars(base) for _, n in inside for base in n.numbers):
            raise _Unreadable
        return [(c, n._replace(bound={**n.bound, v: (lo, hi)})) for c, n in inside]


def contracted(n: Network) -> Network:
    """The network with indicators of equal indices carried out, where one of them is summed over."""
    for f in n.factors:
        if f.op != "ind":
            continue
        for kept, gone in (f.args[0].args, reversed(f.args[0].args)):
            if gone in n.bound and gone != kept and n.bound.get(kept, n.bound[gone]) == n.bound[gone]:
                others = [g for g in n.factors if g is not f]
                bound = {v: r for v, r in n.bound.items() if v != gone}
                factors = tuple(k.substitute(g, {gone: kept}) for g in others)
                return contracted(Network(n.numbers, factors, bound))
    return n


def key_of(n: Network) -> Key:
    """What two networks have in common that differ in the order of factors and in names alone."""
    groups: dict[tuple[object, ...], list[Term]] = {}
    for f in n.factors:
        groups.setdefault(_kind(f, n), []).append(f)
    kinds = sorted(groups, key=repr)
    orders = prod(factorial(len(groups[kind])) for kind in kinds)
    every = product(*(permutations(groups[kind]) for kind in kinds))
    best = min(
        (
            _labelled([f for group in order for f in group], n)
            for order in islice(every, min(orders, MAX_ORDERS))
        ),
        key=repr,
        default=(),
    )
    return (frozenset(n.numbers.items()), best, len(n.bound))


def _kind(f: Term, n: Network) -> tuple[object, ...]:
    indices = _indices(f)
    free = tuple("" if i in n.bound else i.key for i in indices)
    return (f.op, f.args[0] if f.op == "comp" else "", free)


def _indices(f: Term) -> tuple[Term, ...]:
    return tuple(f.args[3] if f.op == "comp" else f.args[0].args)


def _labelled(factors: Sequence[Term], n: Network) -> tuple[object, ...]:
    labels: dict[Term, int] = {}
    found: list[object] = []
    for f in factors:
        indices = _indices(f)
        if f.op == "ind":
            indices = tuple(sorted(indices, key=lambda i: (labels.get(i, len(labels)), i.key)))
        for i in indices:
            if i in n.bound:
                labels.setdefault(i, len(labels))
        found.append(
            (f.op, f.args[0] if f.op == "comp" else "", tuple(labels.get(i, i.key) for i in indices))
        )
    ranges = tuple((lo.key, hi.key) for v in labels for lo, hi in (n.bound[v],))
    return (*found, ranges)


class _Search:
    """Looks for a combination of facts times networks."""

    def __init__(self, prover: Prover, goal: Term, ctx: Context, facts: list[Fact]) -> None:
        self.prover, self.goal, self.ctx, self.facts = prover, goal, ctx, facts
        self.reader = Reader()
        self.aim = self.reader.difference(goal)
        self.longest = max((len(n.factors) for _, n in self.aim), default=0) + LONGER

    def products(self) -> Products:
        """The goal as a combination of rows."""
        aim = _collected(self.aim)
        if not aim:
            return []
        rows: list[Row] = []
        columns: list[dict[Key, fmpq]] = []
        seen: set[Key] = set()
        said: set[frozenset[tuple[Key, str]]] = set()
        new = [n for _, n in self.aim]
        while new and len(rows) < MAX_ROWS:
            todo, new = new, []
            for network in todo:
                if (key := key_of(network)) in seen:
                    continue
                seen.add(key)
                for row in self._rows(network):
                    parts = self._expanded(row)
                    if any(len(n.factors) > self.longest for _, n in parts):
                        continue
                    column = _collected(parts)
                    mark = frozenset((x, str(c)) for x, c in column.items())
                    if not column or mark in said:
                        continue
                    said.add(mark)
                    rows.append(row)
                    columns.append(column)
                    new += (n for _, n in parts)
            combination = solved(aim, columns)
            if combination is not None:
                return self._combined([(c, rows[j]) for j, c in combination.items()])
        return []

    def _rows(self, network: Network) -> Iterator[Row]:
        for fact in self.facts:
            for _, part in fact.parts:
                if any(f.op == "comp" for f in part.factors):
                    yield from _found_within(fact, part, network)
                elif len(part.factors) == 1:
                    yield from self._beside(fact, part.factors[0], network)

    def _beside(self, fact: Fact, indicator: Term, network: Network) -> Iterator[Row]:
        """The fact put in at each index of the network, where it says that something is the identity."""
        first, second = indicator.args[0].args
        if {first, second} != fact.indices.keys():
            return
        for place, f in enumerate(network.factors):
            if f.op != "comp":
                continue
            for slot, i in enumerate(f.args[3]):
                lo, hi = fact.indices[first]
                if lo is None or hi is None or network.bound.get(i, f.args[2][slot]) != (lo, hi):
                    continue
                v = self.reader.variable()
                moved = Term("comp", *f.args[:3], (*f.args[3][:slot], v, *f.args[3][slot + 1 :]))
                factors = (*network.factors[:place], moved, *network.factors[place + 1 :])
                rest = Network(network.numbers, factors, {**network.bound, v: (lo, hi)})
                yield Row(fact, {first: i, second: v}, rest)
                yield Row(fact, {first: v, second: i}, rest)

    def _expanded(self, row: Row) -> Combined:
        """A row as networks."""
        found = []
        for c, part in row.fact.parts:
            fresh = {v: self.reader.variable() for v in part.bound}
            renamed = {**row.at, **fresh}
            factors = tuple(k.substitute(f, renamed) for f in part.factors)
            here = Network(part.numbers, factors, {fresh[v]: r for v, r in part.bound.items()})
            found.append((c, contracted(row.rest.times(here))))
        return found

    def _combined(self, chosen: list[tuple[fmpq, Row]]) -> Products:
        return [(k.num(c), self._summed(row)) for c, row in chosen]

    def _summed(self, row: Row) -> Draft:
        """The fact at its indices, multiplied by the rest, and summed over what is summed there."""
        thm = row.fact.thm
        for v in row.fact.indices:
            thm = draft.specialise(thm, row.at[v])
        a, b = thm.conclusion.args
        numbers = [base if e == 1 else k.power(base, e) for base, e in row.rest.numbers.items()]
        rest = k.mul(*numbers, *row.rest.factors)
        thm = draft.linear(k.eq(k.mul(rest, a), k.mul(rest, b)), (rest, thm))
        inside = self.ctx
        for v, (lo, hi) in row.rest.bound.items():
            inside = inside.assuming(*k.bounds(v, lo, hi))
        thm = self.prover.settle(thm, inside)
        for v, (lo, hi) in row.rest.bound.items():
            thm = draft.under_sum(v, lo, hi, thm)
        return thm


def _collected(parts: Iterable[tuple[fmpq, Network]]) -> dict[Key, fmpq]:
    found: dict[Key, fmpq] = {}
    for c, n in parts:
        key = key_of(n)
        found[key] = found.get(key, fmpq(0)) + c
    return {key: c for key, c in found.items() if c != 0}


def _found_within(fact: Fact, part: Network, network: Network) -> Iterator[Row]:
    """The places where a part of a fact is found among the factors of a network."""
    for chosen, at in _matches(part.factors, network.factors, {}, (), part, fact, network):
        others = tuple(f for place, f in enumerate(network.factors) if place not in chosen)
        inner = {at[v] for v in part.bound}
        if len(inner) != len(part.bound) or any(i in inner for f in others for i in _indices(f)):
            continue
        if at.keys() != {*part.bound, *fact.indices} or any(at[v] in inner for v in fact.indices):
            continue
        bound = {v: r for v, r in network.bound.items() if v not in inner}
        numbers = dict(network.numbers)
        for base, e in part.numbers.items():
            numbers[base] = numbers.get(base, 0) - e
        rest = Network({base: e for base, e in numbers.items() if e}, others, bound)
        if all(e > 0 or base in network.numbers for base, e in rest.numbers.items()):
            yield Row(fact, {v: at[v] for v in fact.indices}, rest)


def _matches(
    wanted: tuple[Term, ...], given: tuple[Term, ...], at: dict[Term, Term], chosen: tuple[int, ...],
    part: Network, fact: Fact, network: Network,
) -> Iterator[tuple[tuple[int, ...], dict[Term, Term]]]:  # fmt: skip
    if not wanted:
        yield chosen, at
        return
    first, *rest = wanted
    for place, f in enumerate(given):
        if place in chosen or f.op != first.op or (f.op == "comp" and f.args[0] != first.args[0]):
            continue
        extended = _unified(_indices(first), _indices(f), at, part, fact, network)
        if extended is not None:
            yield from _matches(tuple(rest), given, extended, (*chosen, place), part, fact, network)


def _unified(
    wanted: tuple[Term, ...], given: tuple[Term, ...], at: dict[Term, Term],
    part: Network, fact: Fact, network: Network,
) -> dict[Term, Term] | None:  # fmt: skip
    """What the variables of a fact stand for, so that these indices are the same."""
    at = dict(at)
    for w, g in zip(wanted, given, strict=True):
        if w in part.bound:
            if network.bound.get(g) != part.bound[w] or at.setdefault(w, g) != g:
                return None
        elif w in fact.indices:
            if g in network.bound and network.bound[g] != fact.indices[w]:
                return None
            if at.setdefault(w, g) != g:
                return None
        elif w != g:
            return None
    return at


def solved(aim: dict[Key, fmpq], columns: list[dict[Key, fmpq]]) -> dict[int, fmpq] | None:
    """Numbers c with aim = sum of c_j column_j; None where there are none."""
    useful = _useful(aim, columns)
    places: dict[Key, int] = {}
    for column in (aim, *(columns[j] for j in useful)):
        for key in column:
            places.setdefault(key, len(places))
    if not useful or not aim.keys() <= {key for j in useful for key in columns[j]}:
        return None
    table = fmpq_mat(len(places), len(useful) + 1)
    for place, column in enumerate((*(columns[j] for j in useful), aim)):
        for key, c in column.items():
            table[places[key], place] = c
    echelon, rank = table.rref()
    found: dict[int, fmpq] = {}
    for r in range(rank):
        lead = next(j for j in range(len(useful) + 1) if echelon[r, j] != 0)
        if lead == len(useful):
            return None
        if (c := echelon[r, len(useful)]) != 0:
            found[useful[lead]] = c
    return found


def _useful(aim: dict[Key, fmpq], columns: list[dict[Key, fmpq]]) -> list[int]:
    """The columns without those of which some part is wanted nowhere else."""
    left = set(range(len(columns)))
    while True:
        often: dict[Key, int] = {}
        for j in left:
            for key in columns[j]:
                often[key] = often.get(key, 0) + 1
        lone = {j for j in left if any(often[key] == 1 and key not in aim for key in columns[j])}
        if not lone:
            return sorted(left)
        left -= lone
