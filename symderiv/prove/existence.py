"""Instances for statements of existence: the variables solved for in the equations of the body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations_with_replacement
from math import prod
from typing import TYPE_CHECKING

from flint import fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove import limits, quadratics
from symderiv.prove.context import Context, taken_apart
from symderiv.prove.equations import Row, _substitute, coefficient, row_of

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_CONSTANTS = 4  # of which sums and products are tried
LARGE = 100  # among numbers, more than what small models need


def instances(prover: Prover, goal: Term, ctx: Context) -> Iterator[list[Term]]:
    """Values for the leading existential variables of goal, likely ones first."""
    variables: list[Term] = []
    body = goal
    while body.op == "ex":
        v = k.fresh(str(body.args[0]), body.args[1], body, *ctx.assumed, *variables)
        variables.append(v)
        body = k.open_(body, v)
    if body.op == "tends" and body.args[1] in variables:
        yield [limits.found_limit(prover, body, ctx).conclusion.args[1] for _ in variables]
        return
    solved = in_ring(lambda ring: _solved(ring, prover, variables, body, ctx))
    yield [solved.get(v, ZERO) for v in variables]
    yield [solved.get(v, ONE) for v in variables]
    if len(variables) == 1:
        yield from ([r] for r in in_ring(lambda ring: _quadratic(ring, variables[0], body)))
    if len(variables) == 1 and body.op == "all":
        yield from ([c] for c in _constants(ctx))
    for bound in k.subterms(goal):
        if bound.op == "ex":
            for end in bound.args[2:4]:
                if end is not None and not k.is_open(end):
                    yield [end for _ in variables]


def _constants(ctx: Context) -> Iterator[Term]:
    """Constants to try as instances: the real variables in general facts, their sums, multiples and
    products."""
    general = (v for t in ctx.of("all") for v in k.free_vars(t.conclusion) if v.args[1] == "real")
    known = sorted(set(general), key=lambda v: v.key)[:MAX_CONSTANTS]
    yield from known
    for a, b in combinations_with_replacement(known, 2):
        yield k.add(a, b)
        yield k.mul(a, b)
    yield k.add(*known)
    yield k.num(LARGE)


def _solved(
    ring: Normal, prover: Prover, variables: list[Term], body: Term, ctx: Context
) -> dict[Term, Term]:
    """Values for those of the variables that the equations of body determine, one after another."""
    universal, inner = _throughout(body, ctx, variables)
    facts = [t for t in taken_apart(draft.assume(inner)) if t.conclusion.op == "eq"]
    rows = [row_of(ring, i, t) for i, t in enumerate(facts)]
    rows = [part for row in rows for part in _by_coefficients(ring, row, universal)]
    unknown = {ring.index[v]: v for v in variables if v in ring.index}
    nonzero = prover.nonzero_test(ring, ctx)
    done: dict[int, Row] = {}
    while (choice := _choice(ring, rows, unknown.keys() - done.keys(), nonzero)) is not None:
        row, u = choice
        rows.remove(row)
        c = coefficient(ring, row.poly, u, 1)
        for other in [*rows, *done.values()]:
            _substitute(ring, other, row, u, c, is_target=False)
        rows = [r for r in rows if r.poly != 0]
        done[u] = row
    return {unknown[u]: _value(ring, row, u, unknown.keys() - {u}) for u, row in done.items()}


def _quadratic(ring: Normal, v: Term, body: Term) -> list[Term]:
    """The solutions of the equations of body that are quadratic in v."""
    found = []
    for thm in taken_apart(draft.assume(body)):
        row = row_of(ring, 0, thm) if thm.conclusion.op == "eq" else None
        u = ring.index.get(v)
        if row is not None and u is not None and row.poly.degrees()[u] == 2:
            found += quadratics.roots(*(ring.term(coefficient(ring, row.poly, u, e)) for e in (2, 1, 0)))
    return found


def _throughout(body: Term, ctx: Context, variables: list[Term]) -> tuple[set[Term], Term]:
    """What is to hold for all values of variables, with these, and without what it is to hold under."""
    universal: list[Term] = []
    while body.op in ("all", "implies"):
        if body.op == "all":
            v = k.fresh(str(body.args[0]), body.args[1], body, *ctx.assumed, *variables, *universal)
            universal.append(v)
            body = k.open_(body, v)
        else:
            body = body.args[1]
    return set(universal), body


def _by_coefficients(ring: Normal, row: Row, universal: set[Term]) -> Iterator[Row]:
    """The coefficients of a polynomial in what varies, all of which vanish where it does throughout."""
    varying = {i for i, atom in enumerate(ring.atoms) if universal & k.free_vars(atom)}
    parts: dict[tuple[tuple[int, int], ...], fmpq_mpoly] = {}
    for c, factors in ring.monomials(row.poly):
        key = tuple((i, e) for i, e in factors if i in varying)
        rest = prod((ring.gens[i] ** e for i, e in factors if i not in varying), start=ring.ctx.constant(c))
        parts[key] = parts.get(key, ring.zero) + rest
    yield from (Row(p, {}, ring.one) for p in parts.values())


def _choice(
    ring: Normal, rows: list[Row], unknown: AbstractSet[int], nonzero: Callable[[fmpq_mpoly], bool]
) -> tuple[Row, int] | None:
    """A row that is linear in an unknown whose coefficient is not 0; a number is the better coefficient."""
    options = []
    for n, row in enumerate(rows):
        for u in unknown:
            if row.poly.degrees()[u] == 1:
                c = coefficient(ring, row.poly, u, 1)
                options.append((not c.is_constant(), n, u, c))
    for unsure, n, u, c in sorted(options, key=lambda o: o[:3]):
        if not unsure or nonzero(c):
            return rows[n], u
    return None


def _value(ring: Normal, row: Row, u: int, others: AbstractSet[int]) -> Term:
    """The unknown u, solved from its row with 0 for other unknowns."""
    c = coefficient(ring, row.poly, u, 1)
    rest = coefficient(ring, row.poly, u, 0)
    for other in others:
        rest = coefficient(ring, rest, other, 0)
    return ring.term(ring.reduce(-rest * ring.invert(c)))
