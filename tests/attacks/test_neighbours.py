"""Neighbours of statements that were once answered wrongly, of each kind: what is true, and what is false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import sympy as sp
from sympy import Eq, Ge, Gt, Implies, Le, Lt, Ne, Or, Rational, Symbol

from symderiv import (
    Status,
    check,
    components,
    d,
    eq,
    exists,
    forall,
    index,
    le,
    lt,
    mean,
    random,
    scalars,
    sizes,
    surely,
)

x, y = sp.symbols("x y", real=True)
p = Symbol("p", positive=True)
z, w = sp.symbols("z w")
k = Symbol("k", integer=True)
n = sizes("n")
i, j = index("i j", n)
u = components("u", n)
X, Y = random("X Y")


class Neighbour(NamedTuple):
    """A statement, its hypotheses, and whether it is true; None where it has no reading.

    One that is ``guarded`` is true under conditions, and one that is ``hard`` may be left undecided.
    """

    statement: Any
    given: tuple[Any, ...]
    truth: bool | None
    guarded: bool = False
    hard: bool = False


def periods() -> Iterator[Neighbour]:
    """An angle that is not known to lie anywhere is no finite interval."""
    turns = (sp.floor(p / 6), k, sp.floor(p), 2 * k + 1, k**2)
    for m in turns:
        for size in (1, 10**6, 10**30):
            turn = 2 * sp.pi * m
            scaled = (size + turn / size) ** 2 / 4 - (size - turn / size) ** 2 / 4  # the turn
            moved = Eq(sp.atan(y) + scaled, sp.atan(y), evaluate=False)
            yield Neighbour(moved, (), False, hard=size > 10**6)
            yield Neighbour(Eq(sp.sin(y + scaled), sp.sin(y), evaluate=False), (), True)


def disjuncts() -> Iterator[Neighbour]:
    """What a part of a hypothesis needs in order to be defined is not assumed."""
    partial = ((1 / x, 0), (sp.sqrt(x), -1), (1 / (x - 2), 2), (1 / sp.sqrt(x), 0), (sp.sqrt(x - 3), 2))
    for part, at in partial:
        beside = Or(Eq(part, 1, evaluate=False), Eq(x, at), evaluate=False)
        yield Neighbour(Ne(x, at), (beside,), False)
        yield Neighbour(Eq(part, part, evaluate=False), (beside,), True, guarded=True)
        yield Neighbour(Or(Eq(part, 1, evaluate=False), Eq(x, at), Eq(y, 7), evaluate=False), (beside,), True)
        yield Neighbour(Ne(x, at), (Eq(part, 1, evaluate=False),), True)
        yield Neighbour(Ne(x, at), (Implies(Eq(part, 5, evaluate=False), Eq(y, 1)),), False)


def ranges() -> Iterator[Neighbour]:
    """A component outside its range is undefined: false in a hypothesis, and no hypothesis of its own."""
    for at in (i + 1, i - 1, i + j, 2 * i, n - i, i + 2):
        within = le(1, at, n)
        yield Neighbour(within, (Or(eq(u[at], 0), eq(y, 0), evaluate=False),), False)
        yield Neighbour(within, (eq(u[at], 0),), True)
        yield Neighbour(eq(u[at], u[at]), (), False)
        yield Neighbour(eq(u[at] * 0, 0), (within,), True)


def digits() -> Iterator[Neighbour]:
    """A hypothesis that holds to many digits does not hold."""
    for tiny in (sp.exp(-1000), Rational(1, 10**80), Rational(1, 2**300), sp.exp(-sp.pi * 200)):
        for c in (0, Rational(3, 2)):
            yield Neighbour(Eq(x, c), (Eq(1 + tiny * (x - c), 1, evaluate=False),), True)
            yield Neighbour(Eq(x, c + 1), (Eq(1 + tiny * (x - c), 1, evaluate=False),), False)
        yield Neighbour(Eq(x, y), (Eq(sp.pi + tiny * (x - y), sp.pi, evaluate=False),), True)
        yield Neighbour(Eq(y, 5), (Eq(x, 1), Eq(x, 1 + tiny)), None)
        yield Neighbour(Ne(1 + tiny, 1, evaluate=False), (), True)


def assumptions() -> Iterator[Neighbour]:
    """What symbols and families assume is said, or refused by name; it is not dropped."""
    r, q = Symbol("r", rational=True), Symbol("q", prime=True)
    F, G = sp.Function("f", commutative=False), sp.Function("g", commutative=False)
    with sp.evaluate(False):
        yield Neighbour(exists(r, eq(r, sp.sqrt(2))), (), None)
        yield Neighbour(Gt(q, 1), (), None)
        yield Neighbour(Eq(F(k) * G(k), G(k) * F(k)), (), None)
    for f in (sp.IndexedBase("A", integer=True)[k], sp.Function("h", integer=True)(k)):
        yield Neighbour(Eq(sp.sin(sp.pi * f), 0, evaluate=False), (), True)
        yield Neighbour(Eq(sp.sin(sp.pi * f / 2), 0, evaluate=False), (), False)
    for f in (sp.IndexedBase("A", positive=True)[k], sp.Function("h", positive=True)(k)):
        yield Neighbour(Gt(f, 0, evaluate=False), (), True)
        yield Neighbour(Gt(f, 1, evaluate=False), (), False)


def scopes() -> Iterator[Neighbour]:
    """What is printed alike is the same."""
    x1, x_1 = sp.symbols("x1 x_1", real=True)
    s = scalars("s")
    yield Neighbour(eq(d(x1 * x_1, x1), x_1), (), True)
    yield Neighbour(eq(d(x1 * x_1, x1), x1), (), False)
    yield Neighbour(eq(x1, x_1), (), False)
    yield Neighbour(surely(exists(s, eq(X, s))), (), True)
    yield Neighbour(exists(s, surely(eq(X, s))), (), False, hard=True)
    yield Neighbour(forall(s, surely(eq(X, X + s - s))), (), True)
    with sp.evaluate(False):
        magnitude = sp.Piecewise((z, z >= 0), (-z, True))
        yield Neighbour(Eq(magnitude * magnitude, z * z), (), None)


def conflicts() -> Iterator[Neighbour]:
    """The cross-check reads what there is, and the checker's own faults are none of the statement."""
    delta = sp.KroneckerDelta(i, j)
    yield Neighbour(eq(d(u[i], u[j]), delta), (), True)
    yield Neighbour(eq(d(u[i] ** 3, u[j]), 3 * u[i] ** 2 * delta), (), True)
    yield Neighbour(eq(d(u[i] ** 3, u[j]), 3 * u[i] ** 2), (), False)
    for order in (lt(i, j), lt(j, i)):
        yield Neighbour(eq(d(u[i], u[j]), 0), (order,), True)
        yield Neighbour(eq(d(u[i] * u[j], u[j]), u[i]), (order,), True)
        yield Neighbour(eq(d(u[i], u[j]), 1), (order,), False)
    for f in (sp.asinh, sp.atan, sp.sin):
        for outer in (sp.exp, sp.conjugate):
            inner = outer(sp.conjugate(f(w)))
            yield Neighbour(Eq(inner, inner, evaluate=False), (), True, guarded=f is sp.atan)


def means() -> Iterator[Neighbour]:
    """The mean of what is complex is not taken for real."""
    yield Neighbour(eq(sp.im(mean(sp.I * X)), 0), (), False)
    yield Neighbour(eq(sp.im(mean(sp.I * X)), mean(X)), (), True, hard=True)
    yield Neighbour(eq(sp.re(mean(sp.I * X)), 0), (), True, hard=True)
    yield Neighbour(eq(sp.im(mean(X)), 0), (), True)
    yield Neighbour(eq(sp.re(mean(X + sp.I * Y)), mean(Y)), (), False)


def orders() -> Iterator[Neighbour]:
    """Roots and logarithms in premises: false where they are undefined."""
    for f, at in ((sp.sqrt(x), -1), (sp.log(x), -1), (1 / sp.sqrt(x + 1), -2)):
        yield Neighbour(Ge(x, at + 1), (Or(Ge(f, 0, evaluate=False), Le(x, at), evaluate=False),), False)
        yield Neighbour(Gt(x, at), (Gt(f, 0, evaluate=False),), True, hard=f.has(sp.log))
        premise = Implies(Ge(f, 0, evaluate=False), Lt(x, 0))
        yield Neighbour(Lt(x, 0), (premise,), not f.has(sp.log), hard=True)


KINDS = (periods, disjuncts, ranges, digits, assumptions, scopes, conflicts, means, orders)
NEIGHBOURS = [pytest.param(m, id=f"{kind.__name__} {at}") for kind in KINDS for at, m in enumerate(kind())]
EXPECTED = {True: Status.PROVED, False: Status.REFUTED, None: Status.ERROR}


def test_each_kind_has_neighbours_that_are_true_and_others() -> None:
    assert len(NEIGHBOURS) >= 60
    for kind in KINDS:
        assert {True, False} <= {m.truth for m in kind() if not m.hard}


@pytest.mark.parametrize("m", NEIGHBOURS)
def test_neighbours_are_answered_rightly(m: Neighbour) -> None:
    verdict = check(m.statement, list(m.given))
    allowed = {EXPECTED[m.truth], *([Status.UNDECIDED] if m.hard else [])}
    assert verdict.status in allowed, (verdict.status, verdict.message)
    assert bool(verdict.conditions) is m.guarded
