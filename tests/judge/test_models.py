"""A model as part of proved: searched, by laws, or given as an example; without one nothing is certified."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from sympy import Eq, Gt, Rational, sqrt, symbols

from symderiv import Page, Source, check, components, eq, forall, index, le, lt, sequence, sizes
from symderiv.judge.example import read_example
from symderiv.language.errors import StatementError
from symderiv.language.verdict import Status

x, y = symbols("x y", real=True)
n = sizes("n")
t = index("t", start=0)
u, s = components("u", n), sequence("s")
CIRCLE = Eq(x**2 + y**2, 3)  # no two rational numbers satisfy it


def test_what_is_proved_without_a_known_point_is_undecided() -> None:
    verdict = check(eq(x, x), [CIRCLE])
    assert verdict.status is Status.UNDECIDED
    assert verdict.message == (
        "proved, but no point satisfying the hypotheses is known; give one with example={...}"
    )


@pytest.mark.parametrize(
    ("given", "example", "model"),
    [
        ([CIRCLE], {x: 1, y: sqrt(2)}, {"x": "1", "y": "√(2)"}),
        ([CIRCLE], lambda: {"x": 1, "y": -sqrt(2)}, {"x": "1", "y": "−√(2)"}),
        (
            [eq(u[1] ** 3 + u[2], Rational(35, 8)), eq(n, 3), lt(u[3], u[1])],
            {n: 3, u: [Fraction(3, 2), 1, 0]},
            {"n": "3", "u[1]": "3/2", "u[2]": "1", "u[3]": "0"},
        ),
        ([forall(t, eq(s[t + 1], 2 * s[t])), eq(s[0] ** 3, 125)], {s[0]: 5}, {"s[0]": "5"}),
        ([forall(t, eq(s[t] ** 2, Rational(289, 169)))], {s: Rational(17, 13)}, {}),
    ],
)
def test_an_example_is_a_point_at_which_the_hypotheses_hold(
    given: list[Any], example: Any, model: dict[str, str]
) -> None:
    verdict = check(eq(x, x), given, example=example)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.model is not None
    assert model.items() <= verdict.model.items()


@pytest.mark.parametrize(
    ("given", "example", "why"),
    [
        ([CIRCLE], {x: 1, y: 1}, "does not satisfy the hypothesis x² + y² = 3"),
        ([Gt(x, 0)], {x: -1}, "does not satisfy the hypothesis 0 < x"),
        ([Gt(x, 0)], {sp.Symbol("q"): 1}, "a value to q, which the claim does not speak of"),
        ([eq(u[n], 1)], {n: 2, u: [1, 3]}, "does not satisfy the hypothesis uₙ = 1"),
        (
            [forall(t, eq(s[t + 1], 2 * s[t])), eq(s[1], 4)],
            {s[0]: 5},
            "does not satisfy the hypothesis s⁽¹⁾ = 4",
        ),
        ([CIRCLE], {x: 1.5}, "exact numbers"),
        ([CIRCLE], {x: y}, "exact numbers"),
        ([CIRCLE], {x + 1: 2}, "gives values to symbols"),
        ([CIRCLE], [1, 2], "an example is a dict"),
    ],
)
def test_an_example_that_is_none_is_an_error(given: list[Any], example: Any, why: str) -> None:
    verdict = check(eq(x, x), given, example=example)
    assert verdict.status is Status.ERROR
    assert verdict.message is not None
    assert why in verdict.message


def test_an_example_does_not_make_hypotheses_hold_that_contradict_each_other() -> None:
    for example in ({x: 1}, {x: 2}):
        verdict = check(eq(x, x + 1), [Eq(x, 1, evaluate=False), Eq(x, 2, evaluate=False)], example=example)
        assert verdict.status is Status.ERROR


def test_conditions_hold_at_the_model_too() -> None:
    with sp.evaluate(False):
        statement = Eq(x / (x - 1), x / (x - 1))
    assert check(statement, [CIRCLE], example={x: 1, y: sqrt(2)}).status is Status.UNDECIDED
    assert check(statement, [CIRCLE], example={x: sqrt(2), y: 1}).status is Status.PROVED


def test_a_claim_of_a_page_has_an_example() -> None:
    page = Page("demo", title="Demo", source=Source("notes.txt"))

    @page.claim("1", given=[lambda: CIRCLE], example=lambda: {x: sqrt(3), y: 0})
    def same() -> Any:
        return le(0, x**2)

    @page.claim("2", given=[lambda: CIRCLE])
    def unknown() -> Any:
        return le(0, x**2)

    assert same.verdict.status is Status.PROVED
    assert same.verdict.model == {"x": "√(3)", "y": "0"}
    assert unknown.verdict.status is Status.UNDECIDED


def test_a_definition_is_proved_with_a_model_of_it() -> None:
    page = Page("demo", title="Demo", source=Source("notes.txt"))

    @page.definition("1", given=[lambda: Gt(x, 2)])
    def half() -> Any:
        return eq(y, 1 / x)

    @page.definition("2")
    def nowhere() -> Any:
        return eq(y, 1 / (x - x))

    model = half.verdict.model
    assert model is not None
    assert Rational(model["x"]) * Rational(model["y"]) == 1
    assert nowhere.verdict.status is not Status.PROVED


def test_an_example_is_read() -> None:
    two = components("M", 2, 2)
    found = read_example({two: [[1, 2], [3, 4]], u[2]: 7, s: 3})
    assert found is not None
    assert found.tables == {"M": {(1, 1): 1, (1, 2): 2, (2, 1): 3, (2, 2): 4}, "u": {(2,): 7}, "s": {(0,): 3}}
    assert found.constant == {"s"}
    assert read_example(None) is None
    with pytest.raises(StatementError, match="one component"):
        read_example({u[n]: 1})
