"""What may stand in a statement: text is never evaluated, floats and truth values are refused by name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

import symderiv as s
from symderiv.language import notation as nt
from symderiv.language.errors import StatementError
from symderiv.language.operands import as_expression, as_statement, as_variables

x, y = s.scalars("x y")
n = s.sizes("n")
i = s.index("i", n)
w = s.components("w", n)
L = s.function("L", n)
gradient = s.gradient("g", n)
holds = s.eq(x, y)

PLACES: dict[str, Callable[[Any], Any]] = {
    "eq, left": lambda bad: s.eq(bad, x),
    "eq, right": lambda bad: s.eq(x, bad),
    "eq, in a chain": lambda bad: s.eq(x, y, bad),
    "ne": lambda bad: s.ne(x, bad),
    "le": lambda bad: s.le(bad, x),
    "lt": lambda bad: s.lt(x, bad),
    "cases, value": lambda bad: s.cases(bad, (x, holds)),
    "cases, branch": lambda bad: s.cases(x, (bad, holds)),
    "d": lambda bad: s.d(bad, x),
    "d, by": lambda bad: s.d(x, bad),
    "mean": s.mean,
    "tends": lambda bad: s.tends(i, bad, x),
    "tends, limit": lambda bad: s.tends(i, x, bad),
    "little_o": lambda bad: s.little_o(i, bad, x),
    "little_o, scale": lambda bad: s.little_o(i, x, bad),
    "big_o": lambda bad: s.big_o(i, bad, x),
    "big_o, scale": lambda bad: s.big_o(i, x, bad),
    "total, end": lambda bad: s.total(bad, lambda k: w[k]),
    "total, start": lambda bad: s.total(n, lambda k: w[k], start=bad),
    "total, body": lambda bad: s.total(n, lambda _: bad),
    "norm, end": lambda bad: s.norm(lambda k: w[k], bad),
    "inner, end": lambda bad: s.inner(lambda k: w[k], lambda k: w[k], bad),
    "an index": lambda bad: w[bad],
    "index, end": lambda bad: s.index("k", bad),
    "index, start": lambda bad: s.index("k", start=bad),
    "sizes, least": lambda bad: s.sizes("k", least=bad),
    "scalars, between": lambda bad: s.scalars("k", between=(bad, x)),
    "components": lambda bad: s.components("v", bad),
    "sequence": lambda bad: s.sequence("v", bad),
    "sequence, start": lambda bad: s.sequence("v", start=bad),
    "random": lambda bad: s.random("v", bad),
    "random_sequence, start": lambda bad: s.random_sequence("v", start=bad),
    "gradient": lambda bad: s.gradient("v", bad),
    "function, length": lambda bad: s.function("F", bad)(w),
    "function, value": lambda bad: L(lambda _: bad),
    "function, derivative": lambda bad: L.partial(bad)(w),
    "loss, vector": lambda bad: s.loss("l", lambda _: bad, n, gradient=gradient),
    "a family of its own": lambda bad: nt.Family("v", "real", [(1, bad)]),
}
STATEMENTS: dict[str, Callable[[Any], Any]] = {
    "all_of": s.all_of,
    "all_of, second": lambda bad: s.all_of(holds, bad),
    "implies, premise": lambda bad: s.implies(bad, holds),
    "implies": lambda bad: s.implies(holds, bad),
    "iff": lambda bad: s.iff(bad, holds),
    "forall": lambda bad: s.forall(x, bad),
    "exists": lambda bad: s.exists(x, bad),
    "exists_unique": lambda bad: s.exists_unique(x, bad),
    "surely": s.surely,
    "cases, condition": lambda bad: s.cases(x, (y, bad)),
}


@pytest.mark.parametrize("place", [*PLACES, *STATEMENTS])
def test_a_string_is_refused_and_never_evaluated(place: str, tmp_path: Path) -> None:
    """What SymPy's reader would run leaves a trace; the file is not there afterwards."""
    trace = tmp_path / "ran"
    with pytest.raises(StatementError, match="is a string, which is never evaluated"):
        {**PLACES, **STATEMENTS}[place](f"open({str(trace)!r}, 'w').close() or x")
    assert not trace.exists()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("bad", "named"), [(0.5, "0.5 is a float"), (np.float64(0.5), "float"), (True, "True")]
)
def test_floats_and_truth_values_are_no_terms(place: str, bad: object, named: str) -> None:
    with pytest.raises(StatementError, match=named):
        PLACES[place](bad)


@pytest.mark.parametrize("place", STATEMENTS)
@pytest.mark.parametrize("bad", [x + 1, 1, None, 0.5])
def test_a_term_is_no_statement(place: str, bad: object) -> None:
    with pytest.raises(StatementError, match="a statement is expected"):
        STATEMENTS[place](bad)


@pytest.mark.parametrize("bad", [b"x", None, Decimal("0.1"), 1j, [x], np.float32(0.5), object()])
def test_what_else_is_no_term(bad: object) -> None:
    with pytest.raises(StatementError):
        as_expression(bad)


def test_sympys_objects_integers_and_fractions_are_terms() -> None:
    assert as_expression(x) is x
    assert as_expression(np.int64(3)) == sp.Integer(3)
    assert as_expression(-2) == sp.Integer(-2)
    assert as_expression(Fraction(2, 6)) == sp.Rational(1, 3)
    assert s.check(s.eq(x * Fraction(1, 2), x / 2)).status is s.Status.PROVED


@pytest.mark.parametrize("relation", [s.eq, s.le, s.lt])
@pytest.mark.parametrize("sides", [(), (x,)])
def test_a_relation_has_two_sides_at_least(relation: Callable[..., Any], sides: tuple[Any, ...]) -> None:
    with pytest.raises(StatementError, match="relates two sides or more"):
        relation(*sides)


@pytest.mark.parametrize("statement", [s.all_of, s.ne])
def test_nothing_at_all_is_no_statement(statement: Callable[..., Any]) -> None:
    with pytest.raises((StatementError, TypeError)):
        statement()


@pytest.mark.parametrize("quantifier", [s.forall, s.exists, s.exists_unique])
@pytest.mark.parametrize("bound", [(), w[1], 1, "x", x + 1, (x, x), (x, 1)])
def test_a_quantifier_binds_variables_each_once(quantifier: Callable[..., Any], bound: object) -> None:
    with pytest.raises(StatementError):
        quantifier(bound, holds)


def test_several_variables_may_stand_in_a_list() -> None:
    assert as_variables([x, y]) == (x, y)
    assert s.forall([x, y], holds) == s.forall((x, y), holds)


def test_what_python_settled_is_left_for_the_translator_to_name() -> None:
    assert as_statement(True) is sp.true
    verdict = s.check(s.implies(x > 0, n.bounds[0] < 2))
    assert verdict.status is s.Status.ERROR
    assert "settled itself to True" in str(verdict.message)


X = s.random("X", n)
RULES: dict[str, Callable[[Any], Any]] = {
    "total": lambda bad: s.total(n, bad),
    "norm": lambda bad: s.norm(bad, n),
    "inner, first": lambda bad: s.inner(bad, lambda k: w[k], n),
    "inner, second": lambda bad: s.inner(lambda k: w[k], bad, n),
    "loss": lambda bad: s.loss("L", bad, n, gradient=gradient),
    "loss, gradient": lambda bad: s.loss("L", lambda k: w[k], n, gradient=bad),
    "loss, at": lambda bad: s.loss("L", lambda k: w[k], n, gradient=gradient, at=bad),
    "iid": lambda bad: s.iid(bad, average=lambda: x, covariance=lambda: y),
    "iid, average": lambda bad: s.iid(X, average=bad, covariance=lambda: y),
    "iid, covariance": lambda bad: s.iid(X, average=lambda: x, covariance=bad),
    "cases": lambda bad: s.cases(x, bad),
    "names": s.scalars,
    "names of components": lambda bad: s.components(bad, n),
    "name of a function": lambda bad: s.function(bad, n),
    "latex": lambda bad: s.scalars("q", latex=bad),
    "latex of components": lambda bad: s.components("q", n, latex=bad),
}


@pytest.mark.parametrize("place", RULES)
@pytest.mark.parametrize("bad", [5, None, sp.Integer(2), x, 1.5])
def test_operands_of_another_kind_are_refused_by_name(place: str, bad: Any) -> None:
    with pytest.raises(StatementError, match=r"\b(not|given)\b"):
        RULES[place](bad)


@pytest.mark.parametrize("bad", ["x", 1.5, None, True])
def test_moments_are_of_expressions(bad: Any) -> None:
    for word in (s.variance, lambda v: s.covariance(v, x), lambda v: s.covariance(x, v)):
        with pytest.raises(StatementError):
            word(bad)


def test_a_single_random_quantity_is_no_family() -> None:
    with pytest.raises(StatementError, match="iid is said of a random family such as random"):
        s.iid(s.random("R"), average=lambda: x, covariance=lambda: y)
