"""The attack on ``check`` reads as the documentation does, asks for all heads, and finds faults."""

from __future__ import annotations

from fractions import Fraction

import attack_check
import pytest
import strict
import sympy as sp
from statements import MAKERS, Question, question
from strict import FUNCTIONS, Gauss, Point, Reading, UnknownError

from symderiv import (
    check,
    components,
    eq,
    exists,
    forall,
    function,
    iff,
    implies,
    index,
    lt,
    mean,
    ne,
    random,
    sizes,
    surely,
)
from symderiv.core import terms as k
from symderiv.evaluate.counterexample import Counterexample
from symderiv.language.heads import FORMULAS, TERMS
from symderiv.language.notation import d
from symderiv.language.verdict import Status, Verdict

x, y = sp.symbols("x y", real=True)
z = sp.Symbol("z")
n = sizes("n")
i, j = index("i j", n)
u = components("u", n)
X = random("X")


def at(statement, *, functions=None, **scalars):
    """The truth of a statement at given values; of components by u1, u2."""
    families = {
        (name[0], (int(name[1:]),), None): Fraction(v) for name, v in scalars.items() if name[1:].isdigit()
    }
    plain = {
        name: v if isinstance(v, Gauss) else Fraction(v)
        for name, v in scalars.items()
        if not name[1:].isdigit()
    }
    return Reading(Point(None, plain, families, functions or {})).holds(statement)


def denied(statement, *, times):
    for _ in range(times):
        statement = sp.Not(statement, evaluate=False)
    return statement


# -- the reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "values", "truth"),
    [
        (eq(1 / x, 1 / x), {"x": 0}, False),
        (sp.Ne(1 / x, 1, evaluate=False), {"x": 0}, False),
        (sp.Or(eq(1 / x, 1), eq(x, 0), evaluate=False), {"x": 0}, True),
        (sp.Not(sp.And(eq(1 / x, 1), eq(x, 0), evaluate=False), evaluate=False), {"x": 0}, True),
        (sp.Not(sp.Ge(1 / x, 0), evaluate=False), {"x": 0}, False),
        (denied(sp.Ge(1 / x, 0), times=2), {"x": 0}, False),
        (denied(sp.Ne(1 / x, 0), times=3), {"x": 0}, False),
        (denied(sp.And(eq(1 / x, 1), eq(x, 0), evaluate=False), times=3), {"x": 0}, True),
        (implies(lt(1 / x, 0), eq(x, 5)), {"x": 0}, True),
        (iff(eq(1 / x, 1), eq(x, 1)), {"x": 0}, True),
        (sp.Ge(sp.sqrt(x), 0, evaluate=False), {"x": -1}, False),
        (eq(sp.sqrt(z) ** 2, z), {"z": -1}, True),
        (lt(sp.log(x), 4), {"x": -1}, False),
        (eq(sp.exp(sp.log(z)), z), {"z": Gauss(Fraction(1), Fraction(2))}, True),
        (eq(x**0, 1), {"x": 0}, True),
        (eq(sp.Sum(1, (i, 1, n)), 0), {"n": -3}, True),
        (eq(sp.Sum(1 / (i - 2), (i, 1, n)), -1), {"n": 1}, True),
        (eq(sp.Sum(1 / (i - 2), (i, 1, n)), 0), {"n": 3}, False),
        (eq(u[i + 1], u[i + 1]), {"i": 1, "n": 1, "u1": 2}, False),
        (sp.Or(eq(u[i + 1], 0), eq(i, n), evaluate=False), {"i": 1, "n": 1, "u1": 2}, True),
        (eq(sp.Piecewise((1 / x, x > 0), (x, True)), 0), {"x": 0}, True),
        (eq(sp.Piecewise((1, x > 0)), 1), {"x": 0}, False),
        (forall(i, lt(0, u[i])), {"n": 2, "u1": 1, "u2": 0}, False),
        (exists(i, eq(u[i], 0)), {"n": 2, "u1": 1, "u2": 0}, True),
        (eq(1 + sp.exp(-1000) * x, 1), {"x": 1}, False),
        (eq(d(x**3, x), 12), {"x": 2}, True),
        (eq(d(sp.Abs(x), x), 0), {"x": 0}, None),
        (eq(d(u[i] * u[j], u[j]), u[i]), {"i": 1, "j": 1, "n": 1, "u1": 3}, False),
    ],
)
def test_atoms_are_strict_and_connectives_classical(statement, values, truth):
    assert at(statement, **values) is truth


CANCELLED = [
    (eq(d(sp.exp(4 * x) + sp.exp(4 * y), x), 4), {"x": 0, "y": 100}, True),
    (eq(d(sp.exp(4 * x) + sp.exp(4 * y), x), 5), {"x": 0, "y": 100}, False),
    (eq(sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1), {"x": 500}, True),
    (eq(sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 2), {"x": 500}, False),
    (eq(sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1), {"x": 9000}, None),
    (lt(sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 2), {"x": 500}, True),
    (lt(sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 2), {"x": 9000}, None),
    (eq(sp.floor((sp.exp(x) + sp.pi) - sp.exp(x)), 3), {"x": 300}, True),
    (eq(1 / (sp.cosh(x) ** 2 - sp.sinh(x) ** 2 - 2), -1), {"x": 9000}, None),
    (eq(sp.sin(sp.asin(sp.sin(x))), sp.sin(x)), {"x": 7}, True),
    (eq(sp.sin(sp.exp(x) * sp.pi), 0), {"x": 4000}, None),
]


@pytest.mark.parametrize(("statement", "values", "truth"), CANCELLED)
def test_no_cancellation_is_taken_for_a_value(statement, values, truth):
    assert at(statement, **values) is truth


def test_an_expectation_is_over_all_outcomes_and_surely_is_of_all():
    point = Point(
        None,
        families={("X", (), 0): Fraction(0), ("X", (), 1): Fraction(2)},
        outcomes=2,
        chances=[Fraction(1, 2)] * 2,
    )
    assert Reading(point).holds(eq(mean(X**2), 2)) is True
    assert Reading(point).holds(surely(eq(X**2, 2 * X))) is True
    assert Reading(point).holds(surely(eq(1 / X, 1 / X))) is False
    assert Reading(point).holds(eq(mean(1 / X), mean(1 / X))) is False


def test_an_unknown_function_is_a_polynomial_and_its_derivative_a_slope():
    L = function("L", n)
    known = {"L": {(1, 1): Fraction(1), (2,): Fraction(3)}}
    assert at(eq(L(u), 10), functions=known, n=2, u1=2, u2=2) is True
    assert at(eq(L.partial(1)(u), 4), functions=known, n=2, u1=2, u2=2) is True
    assert at(eq(L.partial(3)(u), 4), functions=known, n=2, u1=2, u2=2) is False


def test_only_what_a_condition_could_guard_counts_as_guarded():
    reading = Reading(
        Point(None, {"x": Fraction(0), "i": Fraction(1), "n": Fraction(1)}, {("u", (1,), None): Fraction(1)})
    )
    assert reading.guarded(eq(1 / x, 1)) is False
    assert reading.guarded(implies(eq(x, 0), eq(1 / x, 1))) is False
    assert reading.guarded(implies(eq(x, 1), eq(1 / x, 1))) is True
    assert reading.guarded(sp.Or(eq(1 / x, 1), eq(x, 0), evaluate=False)) is True
    assert reading.guarded(eq(u[i + 1], 1)) is True


# -- the statements ----------------------------------------------------------------------------------


def test_a_statement_is_given_by_its_seed_and_number():
    assert [str(question(3, number)) for number in range(5)] == [
        str(question(3, number)) for number in range(5)
    ]
    assert question(3, 1) != question(4, 1)


ELSEWHERE = {
    "Distributed",
    "Independent",
    "Conditional",
    "Indicator",
}  # tests/core/test_random_laws.py has these


def test_every_head_of_the_translation_occurs_and_every_kind():
    found, kinds = set(ELSEWHERE), set()
    for number in range(6000):
        made = question(0, number)
        found |= attack_check.heads(made)
        kinds.add(made.kind)
        if kinds == set(MAKERS) and {head.__name__ for head in (*TERMS, *FORMULAS)} <= found:
            break
    assert {head.__name__ for head in (*TERMS, *FORMULAS)} - found == set()
    assert kinds == set(MAKERS)


# -- what is wrong -----------------------------------------------------------------------------------


def said(status, **more):
    return Verdict(Status(status), **more)


CONTRADICTION = "the hypotheses contradict each other"
WRONG = [
    (Question(eq(x, x + 1)), said("proved"), "proved and false"),
    (
        Question(eq(x, 1), (sp.Or(eq(1 / x, 1), eq(x, 0), evaluate=False),)),
        said("proved"),
        "proved and false",
    ),
    (Question(eq(1 / x, 1 / x)), said("proved"), "proved without a condition"),
    (Question(denied(eq(sp.sqrt(x), -1), times=1)), said("proved"), "proved without a condition"),
    (Question(sp.Ge(x**2, 0)), said("refuted", witness={"x": "1/2"}), "refuted where it holds"),
    (
        Question(lt(0, x), (lt(0, x),)),
        said("refuted", witness={"x": "-1/2"}),
        "refuted where a hypothesis fails",
    ),
    (Question(eq(1 / x, 1 / x)), said("refuted", witness={"x": "0"}), "refuted outside its conditions"),
    (Question(eq(z, z), true=True), said("refuted", witness={"z": "?"}), "refuted and true"),
    (
        Question(eq(1 / x, 1 / x)),
        said("refuted", witness={"x": "0"}, ill_formed="not defined under the hypotheses: it needs x != 0"),
        "refuted as undefined, and defined",
    ),
    (Question(eq(x, y)), said("conflict"), "conflict"),
    (Question(eq(x, y)), said("error", message="TypeError: unsupported operand"), "raw message"),
    (Question(eq(x, y), (lt(0, x),)), said("error", message=CONTRADICTION), "contradictory, and satisfied"),
]


@pytest.mark.parametrize(("asked", "verdict", "what"), WRONG)
def test_a_wrong_verdict_is_found(asked, verdict, what):
    assert attack_check.fault(asked, verdict, seed="0")[0] == what


RIGHT = [
    (Question(eq(1 / x, 1 / x)), said("proved", conditions=("x != 0",))),
    (Question(denied(eq(sp.sqrt(x), -1), times=1)), said("proved", conditions=("0 <= x",))),
    (Question(eq(x, x)), said("proved")),
    (Question(eq(x, 1)), said("refuted", witness={"x": "1/2"})),
    (Question(eq(u[i + 1], 0)), said("refuted", witness={"i": "1", "n": "1", "u[1]": "0"})),
    (Question(eq(x * y, y)), said("refuted", witness={"x": "2", "y": "1"})),
    (Question(implies(lt(0, y), eq(x, x + 1))), said("refuted", witness={})),
    (Question(lt(-(u[1] ** 2), 1), (lt(0, i),)), said("proved")),
    (
        Question(eq(1 / x, 1 / x), (eq(x, 0),)),
        said("refuted", witness={"x": "0"}, ill_formed="not defined under the hypotheses: it needs x != 0"),
    ),
    (Question(eq(x, y)), said("undecided", message="what is left over: x - y")),
    (Question(eq(x, y), (lt(0, x), lt(x, 0))), said("error", message=CONTRADICTION)),
]


@pytest.mark.parametrize(("asked", "verdict"), RIGHT)
def test_a_right_verdict_is_not(asked, verdict):
    assert attack_check.fault(asked, verdict, seed="0")[0] == ""


def test_witnesses_are_read_as_they_are_printed():
    L = function("L", n)
    verdict = check(eq(L(u), 0))
    point = attack_check.witnessed(verdict.witness)
    assert Reading(point).holds(eq(L(u), 0)) is False
    assert attack_check.exact_value("3/2 + 2*I") == Gauss(Fraction(3, 2), Fraction(2))
    assert attack_check.exact_value("-I") == Gauss(Fraction(0), Fraction(-1))
    assert attack_check.exact_value("1 − (3/2)·i") == Gauss(Fraction(1), Fraction(-3, 2))


def test_outcomes_of_a_witness_are_read_with_their_probabilities():
    both = {
        "(X, Z[1])": "(1, 10/3) or (-3/2, 0) (probability 1/2 each)",
        "Y": "0 or 1 (probability 1/2 each)",
    }
    reading = Reading(attack_check.witnessed({**both, "W": "7", "n": "1"}))
    X, Y, W = random("X Y W")
    Z = random("Z", n)
    mean_of = {X: -1 / 4, X * Z[1]: 5 / 3, X * Y: -1 / 8, W: 7}
    assert {body: float(reading.value(mean(body))) for body in mean_of} == pytest.approx(mean_of)
    with pytest.raises(UnknownError):
        attack_check.witnessed({"X[·]": "0 or 1 (probability 1/2 each)"})


def test_a_completed_counterexample_keeps_its_outcomes():
    asked = Question(implies(lt(0, y), ne(mean(X), 1)))
    found = Counterexample(scalars={"y": k.num(1)})
    verdict = said("refuted", witness=CHANCES, counterexample=found)
    assert attack_check.fault(asked, verdict, seed="0") == (
        "",
        "fails at the witness, whatever else there is",
    )
    for table in ("centre of X[]", "coefficient of L"):
        hidden = Counterexample(scalars={"y": k.num(1)}, tables={table: {(): k.num(1).args[0]}})
        verdict = said("refuted", witness={}, counterexample=hidden)
        assert attack_check.fault(asked, verdict, seed="0") == ("", "witness not judged")


CHANCES = {"X": "0 or 2 (probability 1/2 each)"}


@pytest.mark.parametrize(("body", "what"), [(X**3, ""), (X**2, "refuted where it holds")])
def test_a_refutation_by_outcomes_is_judged(body, what):
    asked = Question(eq(mean(body), 2 * mean(X)))
    assert attack_check.fault(asked, said("refuted", witness=CHANCES), seed="0")[0] == what


def test_a_finding_shrinks_to_its_kind(monkeypatch):
    def trusting(statement, _):
        return said("proved" if statement.has(sp.floor) else "undecided")

    monkeypatch.setattr(attack_check, "check", trusting)
    asked = Question(sp.Eq(sp.floor(x + 2) * 3 + y, x + y * 2, evaluate=False), (lt(0, y), lt(y, 5)))
    small = attack_check.shrunk(asked, "0", "proved and false")
    assert attack_check.size(small) < attack_check.size(asked) - 6
    assert small.given == ()


def test_statements_at_random_meet_with_no_wrong_proof():
    tally = attack_check.Tally()
    for number in range(60):
        attack_check.tried(11, number, tally)
    assert tally.counts["tried"] == 60
    assert sum(tally.judged.values()) + len(tally.findings) == 60


FUNCTIONS_OF_TWO = [
    (sp.legendre, 3, sp.Rational(1, 2)),
    (sp.chebyshevt, 4, sp.Rational(1, 3)),
    (sp.chebyshevu, 4, sp.Rational(1, 3)),
    (sp.binomial, sp.Rational(5, 2), 3),
    (sp.RisingFactorial, sp.Rational(-1, 2), 3),
    (sp.FallingFactorial, sp.Rational(-1, 2), 3),
    (sp.beta, sp.Rational(1, 2), 2),
    (sp.atan2, -1, -2),
    (sp.zeta, 3, sp.Rational(1, 2)),
    (sp.besselj, 1, 2 + sp.I),
    (sp.bessely, 1, 2),
    (sp.besseli, sp.Rational(1, 2), 2),
    (sp.besselk, 0, sp.I + 1),
]


@pytest.mark.parametrize(("head", "first", "second"), FUNCTIONS_OF_TWO)
def test_functions_have_the_values_that_sympy_finds(head, first, second):
    with sp.evaluate(False):
        written = head(sp.sympify(first), sp.sympify(second))
    value = complex(strict.approx(Reading(Point()).value(written)))
    assert value == pytest.approx(complex(head(first, second).evalf()))


OF_ONE = [
    head for head in FUNCTIONS if head not in {sp.floor, sp.fibonacci, *(h for h, _, _ in FUNCTIONS_OF_TWO)}
]


@pytest.mark.parametrize("head", OF_ONE, ids=lambda head: head.__name__)
@pytest.mark.parametrize("v", [sp.Rational(1, 2), sp.Integer(-2), sp.Rational(-3, 2), 2 - sp.I, -2 * sp.I])
def test_functions_of_one_argument_have_the_values_that_sympy_finds(head, v):
    with sp.evaluate(False):
        written = head(v)
    expected = head(v).evalf()
    try:
        value = complex(strict.approx(Reading(Point()).value(written)))
    except strict.UndefinedError:
        assert not expected.is_finite
    else:
        assert value == pytest.approx(complex(expected), abs=1e-12)


def test_points_that_are_solved_for_keep_to_what_a_symbol_assumes():
    positive = sp.Symbol("x", positive=True)
    asked = Question(lt(0, positive), (sp.Or(eq(positive, 0), lt(0, y), evaluate=False),))
    found = [point.scalars["x"] for point in attack_check.points(asked, "0") if "x" in point.scalars]
    assert all(v > 0 for v in found)
    assert attack_check.fault(asked, said("proved"), seed="0") == ("", "held at points")


@pytest.mark.parametrize(("value", "what"), [(1, ""), (-1, "refuted where it holds")])
def test_a_counterexample_has_more_values_than_a_witness_shows(value, what):
    asked = Question(implies(lt(0, y), eq(1, 2)))
    found = Counterexample(scalars={"y": k.num(value)})
    verdict = said("refuted", witness={}, counterexample=found)
    assert attack_check.fault(asked, verdict, seed="0")[0] == what
