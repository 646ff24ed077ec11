"""Points that the structure of the hypotheses gives: laws of sequences, and what is proved from these."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq
from sympy import Rational, cos, exp, log, sin, sqrt

from symderiv import Status, check, eq, forall, index, le, lt, random_sequence, scalars, sequence, surely
from symderiv.core import terms as k
from symderiv.evaluate.counterexample import Counterexample, satisfies

a, b, g, q = scalars("a b gamma q")
V, r = sequence("V"), sequence("r")
u = sequence("u", start=1)
f = random_sequence("f")
t, s = index("t", start=0), index("s", start=1)

SATISFIABLE: dict[str, tuple[list[Any], Any]] = {
    "a value by the next one": (
        [forall(t, eq(V[t], r[t] + g * V[t + 1]))],
        forall(t, eq(V[t] - r[t], g * V[t + 1])),
    ),
    "the same with bounds": (
        [forall(t, le(0, r[t])), forall(t, eq(V[t], r[t] + g * V[t + 1])), le(0, g), lt(g, 1)],
        forall(t, eq(V[t] - g * V[t + 1], r[t])),
    ),
    "a recurrence beside its closed form": (
        [eq(V[0], a), forall(t, eq(V[t + 1], b * V[t])), forall(t, eq(V[t], a * b**t))],
        forall(t, eq(V[t + 1], a * b ** (t + 1))),
    ),
    "an affine one": (
        [
            eq(V[0], 0),
            forall(t, eq(V[t + 1], b * V[t] + (1 - b) * g)),
            forall(t, eq(V[t], g * (1 - b**t))),
        ],
        eq(V[5], g * (1 - b**5)),
    ),
    "a recurrence beside its bound": (
        [eq(V[0], 0), forall(t, eq(V[t + 1], V[t] / 2 + 1)), forall(t, le(V[t], 2))],
        forall(t, le(V[t + 1], 2)),
    ),
    "a rational recurrence beside a sign": (
        [eq(V[0], 1), forall(t, eq(V[t + 1], V[t] / (1 + V[t]))), forall(t, lt(0, V[t]))],
        forall(t, eq(1 / V[t + 1], 1 / V[t] + 1)),
    ),
    "a second order": (
        [eq(V[0], 0), eq(V[1], 1), forall(t, eq(V[t + 2], V[t + 1] + V[t]))],
        eq(V[4], 3),
    ),
    "no less than the time": ([forall(t, le(t, V[t]))], forall(t, le(0, V[t]))),
    "the same of partial sums": (
        [forall(t, le(t, V[t])), forall(t, eq(V[t + 1], V[t] + r[t])), forall(t, le(1, r[t]))],
        forall(t, le(0, V[t])),
    ),
    "monotone and bounded": (
        [forall(t, le(V[t], V[t + 1])), forall(t, le(V[t], 1))],
        forall(t, le(V[t], V[t + 2])),
    ),
    "a contraction": (
        [forall(t, le(V[t + 1], q * V[t])), lt(0, q), lt(q, 1), forall(t, le(0, V[t]))],
        forall(t, le(V[t + 1], V[t])),
    ),
    "an explicit form with a root": ([forall(s, eq(u[s], a / sqrt(s)))], forall(s, eq(u[s] * sqrt(s), a))),
    "an equation of differences": (
        [forall(t, eq(V[t + 1] - V[t], -g * r[t])), forall(t, le(V[t], V[t + 1]))],
        forall(t, le(g * r[t], 0)),
    ),
    "a recurrence without a quotient": (
        [forall(t, eq(V[t + 1] * (1 + V[t]), V[t])), forall(t, lt(0, V[t]))],
        forall(t, lt(V[t + 1], V[t])),
    ),
    "what adds up to squares": (
        [
            eq(V[0], 0),
            eq(r[0], 0),
            forall(s, lt(0, V[s])),
            forall(s, eq(V[s] ** 2, V[s - 1] ** 2 + u[s])),
            forall(s, eq(r[s], r[s - 1] + u[s] / V[s])),
        ],
        forall(s, eq((r[s] - r[s - 1]) * V[s], V[s] ** 2 - V[s - 1] ** 2)),
    ),
    "a fall, surely and for all times": (
        [surely(forall(t, le(f[t + 1], f[t])))],
        forall(t, surely(le(f[t + 1], f[t]))),
    ),
    "an explicit form with exponentials": (
        [forall(s, eq(u[s], exp(r[s]) / (1 + exp(r[s]))))],
        forall(s, lt(u[s], 1)),
    ),
}
x, y = scalars("x y")
SATISFIABLE |= {
    "a square that is not one of a rational number": ([eq(x**2, 2), lt(0, x)], eq(x, sqrt(2))),
    "two equations, of which one defines": ([eq(x**2 + y**2, 1), eq(x, y)], eq(2 * x**2, 1)),
    "a quadratic": ([eq(x**2 - 2 * x - 1, 0), eq(x + y, 2)], eq(x * y, -1)),
    "an exponential": ([eq(exp(x), 2)], eq(exp(2 * x), 4)),
    "a sine": ([eq(sin(x), Rational(1, 3))], eq(sin(x) ** 2 + cos(x) ** 2, 1)),
}
CONTRADICTORY: dict[str, list[Any]] = {
    "a bound that the recurrence passes": [
        eq(V[0], 0),
        forall(t, eq(V[t + 1], V[t] / 2 + 1)),
        forall(t, le(V[t], Rational(9, 5))),
    ],
    "another closed form": [
        eq(V[0], 1),
        forall(t, eq(V[t + 1], 2 * V[t])),
        forall(t, eq(V[t], 3**t)),
    ],
    "differences that pass a bound": [
        forall(t, eq(V[t + 1] - V[t], 1)),
        forall(t, le(V[t], 100)),
    ],
    "squares that only grow": [
        eq(V[0], 3),
        forall(s, lt(0, V[s])),
        forall(s, eq(V[s] ** 2, V[s - 1] ** 2 + u[s])),
        forall(s, lt(0, u[s])),
        forall(s, lt(V[s], 3)),
    ],
    "a reciprocal that becomes 0": [
        eq(V[0], 1),
        forall(t, eq(1 / V[t + 1], 1 / V[t] - 1)),
        forall(t, lt(0, V[t])),
    ],
    "a strict fall of what is distributed alike": [surely(forall(t, lt(f[t + 1], f[t]))), eq(f[0], f[1])],
    "two laws": [forall(t, eq(V[t + 1], V[t] + 1)), forall(t, eq(V[t + 1], V[t] + 2))],
    "less than the time and bounded": [forall(t, le(t, V[t])), forall(t, le(V[t], 100))],
    "a value by the next one, and apart": [
        forall(t, eq(V[t], 1 + V[t + 1])),
        forall(t, eq(V[t], V[t + 1])),
    ],
    "a root on the other side": [eq(x**2, 2), lt(2, x)],
    "an exponential of something real": [eq(exp(x), -2)],
    "a sign that is lost late": [
        eq(V[0], 30),
        forall(t, eq(V[t + 1], V[t] - 1)),
        forall(t, le(0, V[t])),
    ],
}


@pytest.mark.parametrize("name", SATISFIABLE)
def test_a_point_is_known_by_construction(name: str) -> None:
    given, statement = SATISFIABLE[name]
    verdict = check(statement, given=given)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.model is not None


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_no_point_satisfies_what_contradicts_itself(name: str) -> None:
    verdict = check(eq(a, a + 0 * b), given=CONTRADICTORY[name], timeout=30)
    assert verdict.status in (Status.UNDECIDED, Status.ERROR), verdict.model


@pytest.mark.parametrize(
    ("given", "statement"),
    [
        ([eq(x**2, 2)], eq(x, sqrt(2))),
        ([eq(x**2, 2)], eq(x, -sqrt(2))),
        ([eq(x**2, 2)], lt(1, x)),
        ([eq(exp(x), 2)], eq(x, log(3))),
        ([eq(x**2 + y**2, 1), eq(x, y)], eq(x + y, sqrt(2))),
    ],
)
def test_both_roots_are_tried(given: list[Any], statement: Any) -> None:
    verdict = check(statement, given=given)
    assert verdict.status is Status.REFUTED, verdict.message


def test_two_hypotheses_do_not_hold_because_of_each_other() -> None:
    v = k.var("t", "int")
    now = k.Term("comp", "W", "real", ((k.ZERO, None),), (v,))
    one, other = (k.quantified("all", v, k.ZERO, None, f) for f in (k.le(now, k.ONE), k.lt(now, k.num(2))))
    by = {one: frozenset({other}), other: frozenset({one})}
    data = Counterexample({}, {"W": {(0,): fmpq(5)}}, proofs={one: one, other: other})
    assert not satisfies(data.model(), data, [one, other], lambda proof, f: by[f] if proof == f else None)[0]
    by[one] = frozenset()
    assert satisfies(data.model(), data, [other, one], lambda proof, f: by[f] if proof == f else None)[0]
