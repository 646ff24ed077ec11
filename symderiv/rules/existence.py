"""Instances for statements of existence: the variables solved for in the equations of the body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symderiv.kernel import terms as k
from symderiv.kernel import theorem as rule
from symderiv.kernel.normal import Normal, in_ring
from symderiv.kernel.terms import ONE, ZERO, Term
from symderiv.rules.algebra import Row, coefficient, row_of
from symderiv.rules.context import Context, taken_apart

if TYPE_CHECKING:
    from symderiv.rules.prover import Prover


def instances(prover: Prover, goal: Term, ctx: Context) -> Iterator[list[Term]]:
    """Values for the leading existential variables of goal, likely ones first."""
    variables: list[Term] = []
    body = goal
    while body.op == "ex":
        v = k.fresh(str(body.args[0]), body.args[1], body, *ctx.assumed, *variables)
        variables.append(v)
        body = k.open_(body, v)
    solved = in_ring(lambda ring: _solved(ring, prover, variables, body, ctx))
    yield [solved.get(v, ZERO) for v in variables]
    yield [solved.get(v, ONE) for v in variables]
    for bound in k.subterms(goal):
        if bound.op == "ex":
            for end in bound.args[2:4]:
                if end is not None and not k.is_open(end):
                    yield [end for _ in variables]


def _solved(
    ring: Normal, prover: Prover, variables: list[Term], body: Term, ctx: Context
) -> dict[Term, Term]:
    facts = [t for t in taken_apart(rule.assume(body)) if t.conclusion.op == "eq"]
    rows = [row_of(ring, i, t) for i, t in enumerate(facts)]
    unknown = {ring.index[v]: v for v in variables if v in ring.index}
    test = prover.nonzero_test(ring, ctx)
    done: list[tuple[int, Row]] = []
    while True:
        options = [
            (not coefficient(ring, r.poly, u, 1).is_constant(), n, u)
            for n, r in enumerate(rows)
            for u in unknown
            if r.poly.degrees()[u] == 1 and u not in {d for d, _ in done}
        ]
        choice = next(
            ((n, u) for _, n, u in sorted(options) if test_coefficient(ring, rows[n], u, test)), None
        )
        if choice is None:
            break
        row, u = rows.pop(choice[0]), choice[1]
        for other in [*rows, *(r for _, r in done)]:
            eliminate_one(ring, other, row, u)
        rows = [r for r in rows if r.poly != 0]
        done.append((u, row))
    values = {}
    for u, row in done:
        c = coefficient(ring, row.poly, u, 1)
        rest = coefficient(ring, row.poly, u, 0)
        for other, v in unknown.items():
            if other != u and rest.degrees()[other] > 0:
                rest = rest.subs({f"x{other}": 0})
        values[unknown[u]] = (
            k.mul(ring.term(-rest), k.power(ring.term(c), -1)) if c != 1 else ring.term(-rest)
        )
    return values


def test_coefficient(ring: Normal, row: Row, u: int, test) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001
    c = coefficient(ring, row.poly, u, 1)
    return c.is_constant() or test(c)


def eliminate_one(ring: Normal, other: Row, row: Row, u: int) -> None:
    from symderiv.rules.algebra import _substitute

    c = coefficient(ring, row.poly, u, 1)
    _substitute(ring, other, row, u, c, is_target=False)
