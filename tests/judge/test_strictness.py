"""The strict reading at work: conditions, ill-formed claims, and the hypotheses of theorems."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import And, Eq, Ge, Gt, Implies, Le, Lt, Ne, Not, Or, Piecewise, cos, exp, log, sin, sqrt, symbols

from symderiv import check, components, eq, exists, forall, iff, index, le, lt, ne, sizes, tends, total
from symderiv.core.certificate import replay
from symderiv.judge.prepare import prepare_statement
from symderiv.judge.strictness import read
from symderiv.language.strict import strict
from symderiv.language.verdict import Status

x, y = symbols("x y", real=True)
t = sp.Symbol("t", integer=True)
n = sizes("n")
i, j = index("i j", n)
u = components("u", n)

PROVED, REFUTED, ERROR = Status.PROVED, Status.REFUTED, Status.ERROR


def case(name: str, statement: Any, given: list[Any], status: Status, *conditions: str) -> Any:
    return pytest.param(statement, given, status, conditions, id=name)


with sp.evaluate(False):
    CASES = [
        # what a hypothesis needs is assumed where it is an atom of it, and nowhere else
        case("a disjunct", Eq(x, 1), [Or(Eq(1 / x, 1), Eq(x, 0))], REFUTED),
        case("a disjunct, a root", Ge(x, 0), [Or(Ge(sqrt(x), 0), Lt(x, 0))], REFUTED),
        case("a disjunct, an index", le(i + 1, n), [Or(eq(u[i + 1], 0), eq(y, 0))], REFUTED),
        case("a premise", Ge(x, 0), [Implies(Eq(sqrt(x), 5), Eq(y, 1))], REFUTED),
        case("below not", Ne(x, 0), [Not(Or(Eq(1 / x, 2), Eq(y, 2)))], REFUTED),
        case("below iff", Ne(x, 0), [iff(eq(1 / x, 2), eq(y, 2))], REFUTED),
        case("an equation", Ne(x, 0), [Eq(1 / x, y)], PROVED),
        case("an inequation", Ne(x, 0), [Ne(1 / x, y)], PROVED),
        case("a conjunct", Ne(x, 0), [And(Eq(y, 1), Lt(1 / x, y))], PROVED),
        case("for all", ne(x, 0), [forall(i, eq(u[i], 1 / x)), le(1, n)], PROVED),
        case(
            "a conclusion whose premise holds", Ne(x, 0), [Implies(Eq(y, 1), Eq(1 / x, 2)), Eq(y, 1)], PROVED
        ),
        # what a claim needs becomes a condition where its atom has to hold
        case("a denominator", Eq(x / x, 1), [], PROVED, "x ≠ 0"),
        case("under a premise", Implies(Eq(y, 1), Eq(x / x, 1)), [], PROVED, "y = 1 ⇒ x ≠ 0"),
        case("for each index", eq(total(n, lambda l: u[l] / u[l]), n), [], PROVED, "∀ k ∈ 1..n: uₖ ≠ 0"),
        case("the last case", Eq(Piecewise((1, x > 0)), 1), [], PROVED, "0 < x"),
        case("not in a disjunction", Or(Eq(y, y + 1), Eq(x / x, 1)), [], REFUTED),
        case("not in a disjunction that holds", Or(Eq(x, 0), Eq(x / x, 1)), [], PROVED),
        case("not in a premise", Implies(Eq(1 / x, 1), Eq(x, 1)), [], PROVED),
        case("not in an equivalence", iff(eq(x / x, 1), ne(x, 0)), [], PROVED),
        case("not in a false equivalence", iff(eq(x / x, 1), eq(y, y)), [], REFUTED),
        case("not in what exists", exists(x, eq(1 / x, 2)), [], PROVED),
        case("nothing is 1/0", exists(x, eq(1 / x, 0)), [], REFUTED),
        case("not below not", Not(Or(Eq(1 / x, 1), Eq(x, 5))), [Eq(x, 0)], PROVED),
        # what holds anyway is proved, and not listed
        case("a sum of squares", Eq((x**2 + 1) / (x**2 + 1), 1), [], PROVED),
        case("a given bound", Eq(x / x, 1), [Gt(x, 3)], PROVED),
        case("1/t from some time on", tends(t, 1 / t, 0), [], PROVED),
        # an index outside its range
        case("an index", eq(u[i + 1], u[i + 1]), [], REFUTED),
        case("an index that is within", eq(u[i + 1], u[i + 1]), [lt(i, n)], PROVED),
        case("an index in a disjunction", Or(eq(u[i + 1], u[i + 1]), eq(i, n)), [], PROVED),
        case("an index beyond the end is false as a hypothesis", eq(y, 5), [eq(u[n + 1], 0)], ERROR),
        case("and so is 1/0", Eq(y, 5), [Eq(1 / x, y), Eq(x, 0)], ERROR),
        # a condition that the hypotheses disprove
        case("1/0 = 1/0", Eq(1 / x, 1 / x), [Eq(x, 0)], REFUTED),
        case("1/0 differs from 1", Ne(1 / x, 1), [Eq(x, 0)], REFUTED),
        case("the negation of an order is one", Not(Le(1 / x, 1)), [Eq(x, 0)], REFUTED),
        # conditions hold where a claim is refuted
        case("another line fails", And(Eq(x, 0), Eq(x / x, 1)), [], REFUTED),
    ]


@pytest.mark.parametrize(("statement", "given", "status", "conditions"), CASES)
def test_what_is_undefined_is_false(
    statement: Any, given: list[Any], status: Status, conditions: tuple[str, ...]
) -> None:
    verdict = check(statement, given)
    assert (verdict.status, verdict.conditions) == (status, conditions), verdict.message
    if status is PROVED:
        assert verdict.certificate is not None
        problem = prepare_statement(statement, given)
        assert verdict.formulas is not None
        thm = replay(verdict.certificate)
        assert thm.conclusion == strict(problem.goal)
        assert thm.hypotheses <= {*map(strict, problem.hypotheses), *verdict.formulas.conditions}


@pytest.mark.parametrize(
    ("statement", "given", "reason"),
    [
        (lambda: eq(u[i + 1], u[i + 1]), list, "outside its range"),
        (lambda: Eq(1 / x, 1 / x), lambda: [Eq(x, 0)], "it needs x ≠ 0"),
        (lambda: Le(sqrt(x), sqrt(x)), lambda: [Lt(x, -1)], "it needs 0 ≤ x"),
    ],
)
def test_a_refuted_claim_that_is_ill_formed_says_so(statement: Any, given: Any, reason: str) -> None:
    with sp.evaluate(False):
        verdict = check(statement(), given())
    assert verdict.status is REFUTED
    assert verdict.ill_formed is not None
    assert reason in verdict.ill_formed


def test_conditions_hold_at_a_refuting_point() -> None:
    with sp.evaluate(False):
        verdict = check(And(Le(x, 0), Eq(x / x, 1)))
    assert verdict.witness is not None
    assert sp.Rational(verdict.witness["x"]) > 0, "and not 0, where the second line has no value"


@pytest.mark.parametrize(
    "f", [sin(x) ** 2 + cos(x) ** 2 - 1, (x**2 - y**2) / (x - y) - x - y, exp(log(x)) - x]
)
def test_guards_and_core_make_up_the_strict_reading(f: Any) -> None:
    statement = forall(y, Implies(Ne(y, 7), And(eq(f, 0), eq(x, x))))
    reading = read(prepare_statement(statement, []).goal)
    assert reading.core == reading.plain
    assert {g.formula.op for g in reading.guards} <= {"all"}
