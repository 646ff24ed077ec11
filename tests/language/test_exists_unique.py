"""Unique existence, of one or several: that there is one, and that any two are equal."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from sympy import Symbol

from symderiv import (
    Status,
    all_of,
    check,
    components,
    eq,
    exists,
    exists_unique,
    forall,
    index,
    le,
    lt,
    scalars,
    sequence,
    sizes,
    total,
)  # fmt: skip
from symderiv.core import terms as k
from symderiv.evaluate.evaluator import holds
from symderiv.evaluate.model import Model
from symderiv.language.errors import StatementError
from symderiv.language.translate import Translator

N = 3
a, b = Symbol("a", integer=True), Symbol("b", integer=True)
x = index("x", N)
y = index("y", x, start=0)
z = index("z", x + y)

Condition = Callable[[int, int, int], bool]
CONDITIONS: list[tuple[Any, Condition]] = [
    (eq(x + y, a), lambda x, y, _: x + y == A),
    (eq(x * y, a), lambda x, y, _: x * y == A),
    (eq(2 * x + y, a), lambda x, y, _: 2 * x + y == A),
    (all_of(eq(x, a), eq(y, b)), lambda x, y, _: x == A and y == B),
    (lt(a, x * y), lambda x, y, _: x * y > A),
]
A = B = 0


def _holds(statement: Any, **values: int) -> bool | None:
    scalars = {name: fmpq(value) for name, value in values.items()}
    return holds(Translator().formula(statement), Model(scalars))


@pytest.mark.parametrize("place", range(len(CONDITIONS)))
def test_over_ranges_that_depend_on_one_another_it_counts_the_solutions(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement, condition = CONDITIONS[place]
    answers = set()
    for value, other in itertools.product(range(-1, 9), range(2)):
        monkeypatch.setitem(globals(), "A", value)
        monkeypatch.setitem(globals(), "B", other)
        found = [(u, v) for u in range(1, N + 1) for v in range(u + 1) if condition(u, v, 0)]
        assert _holds(exists_unique((x, y), statement), a=value, b=other) is (len(found) == 1)
        answers.add(len(found) == 1)
    assert answers == {True, False}


def test_over_three_ranges() -> None:
    for value in range(-1, 14):
        found = [
            (u, v, w)
            for u in range(1, N + 1)
            for v in range(u + 1)
            for w in range(1, u + v + 1)
            if u + v * w == value
        ]
        assert _holds(exists_unique((x, y, z), eq(x + y * z, a)), a=value) is (len(found) == 1)


def test_the_range_of_a_quantity_within_the_body_follows_its_variable() -> None:
    """All c from 1 to x are at most 1 for one x alone: each x has a range of its own for c."""
    c = index("c", x)
    assert _holds(exists_unique(x, forall(c, le(c, a))), a=1) is True
    assert _holds(exists_unique(x, forall(c, le(c, a))), a=2) is False
    assert _holds(exists_unique(x, eq(total(x, lambda m: m, name="m"), a)), a=6) is True
    assert _holds(exists_unique(x, eq(sp.Sum(c, (c, 1, x)), a)), a=5) is False


def _variables(f: k.Term) -> set[str]:
    return {str(s.args[0]) for s in k.subterms(f) if s.op in ("all", "ex")}


@pytest.mark.parametrize(
    "taken",
    [
        lambda s: eq(s, Symbol("x_star", real=True)),
        lambda s: eq(s, components("x_star", 3)[1]),
        lambda s: eq(s, sp.Function("x_star", real=True)(1)),
        lambda s: forall(Symbol("x_star", real=True), eq(s, Symbol("x_star", real=True))),
        lambda s: eq(s, scalars("u", between=(Symbol("x_star", real=True), None))),
    ],
)
def test_no_name_that_is_taken_is_given_to_the_other(taken: Any) -> None:
    s = Symbol("x", real=True)
    f = Translator().formula(exists_unique(s, taken(s)))
    assert "x_star_star" in _variables(f)


def test_names_of_several_are_different() -> None:
    one, other = scalars("x"), scalars("x_star")
    f = Translator().formula(exists_unique((one, other), eq(one + other, 1)))
    assert len(_variables(f)) == 4


@pytest.mark.parametrize(
    "symbol",
    [
        Symbol("x", real=True),
        Symbol("x", positive=True),
        Symbol("x", integer=True),
        sp.Dummy("x", real=True),
        scalars("x", between=(0, None), latex=r"\xi"),
        sizes("x"),
    ],
    ids=str,
)
def test_the_other_is_of_the_same_kind(symbol: Any) -> None:
    statement = exists_unique(symbol, eq(2 * symbol, 6))
    assert check(statement).status is Status.PROVED
    assert check(exists_unique(symbol, eq(symbol, symbol))).status in (Status.REFUTED, Status.UNDECIDED)
    first, second = (s for s in sp.preorder_traversal(statement) if s.func.__name__ == "ForAll")
    (v,), (w,) = ([s.args[0]] for s in (first, second))
    assert v.assumptions0 == w.assumptions0


def test_a_square_root_is_unique_among_the_positive() -> None:
    p, q = Symbol("p", positive=True), Symbol("q", real=True)
    assert check(exists_unique(p, eq(p**2, 4))).status in (Status.PROVED, Status.UNDECIDED)
    assert check(exists_unique(q, eq(q**2, 4))).status in (Status.REFUTED, Status.UNDECIDED)


@pytest.mark.parametrize("quantifier", [exists, forall, exists_unique])
def test_a_range_that_depends_on_a_later_variable_is_refused(quantifier: Any) -> None:
    with pytest.raises(StatementError, match="range of y depends on a variable that is not bound before it"):
        quantifier((y, x), eq(x, y))


def test_a_free_quantity_does_not_range_over_what_is_bound() -> None:
    verdict = check(forall(x, eq(y, x)))
    assert verdict.status is Status.ERROR
    assert "the range of y depends on x, which is bound here" in str(verdict.message)
    u = sequence("u")
    assert check(forall(x, forall(y, eq(u[y] - u[y], 0)))).status is Status.PROVED
