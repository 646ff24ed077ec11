"""What a verdict says in words: of names, of what is not defined, of what was asked for amiss."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from sympy import Eq, I, Pow, Rational, Sum, symbols

from symderiv import (
    Page,
    Source,
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
    mean,
    random,
    sequence,
    sizes,
    surely,
)
from symderiv.core.terms import MARK

x, y = symbols("x y", real=True)
z = symbols("z")
p, q = symbols("p q", integer=True)
n = sizes("n")
i = index("i", n)
t = index("t", start=0)
u, a = components("u", n), sequence("a")
R = random("R")

UNPROVED = [
    lambda: Eq(Pow(Pow(x, p, evaluate=False), q, evaluate=False), x ** (p * q), evaluate=False),
    lambda: eq(mean(sp.sqrt(R**2)), mean(sp.Abs(R))),
    lambda: exists(x, surely(eq(R, x))),
    lambda: eq(sp.exp(z) + sp.sin(sp.exp(z)), sp.cos(sp.exp(z))),
]


@pytest.mark.parametrize("statement", UNPROVED)
def test_a_message_is_in_the_notation_of_the_page(statement: Any) -> None:
    """The core writes operators as functions, eq(var(x,real),num(0)), and marks what it makes up."""
    message = check(statement()).message or ""
    assert not any(
        f"{word}(" in message for word in ("eq", "var", "num", "fn", "comp", "bound", "mul", "add")
    )
    assert MARK not in message


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        (lambda: forall(t, eq(a[t], 2**t)), {"t"}),
        (lambda: all_of(forall(t, eq(a[t], 2**t)), eq(t, t)), {"t", "t'"}),
        (lambda: exists_unique(i, eq(i, i)), {"i", "i_star", "n"}),
    ],
)
def test_made_up_names_of_a_witness_have_no_mark(statement: Any, names: set[str]) -> None:
    verdict = check(statement())
    assert verdict.status is Status.REFUTED
    assert {name for name in verdict.witness if "[" not in name} == names


def test_a_condition_of_numbers_is_said_as_it_is() -> None:
    verdict = check(Eq(Pow(-1, Rational(1, 3), evaluate=False), -1, evaluate=False))
    assert verdict.ill_formed == "not defined under the hypotheses: it needs 0 ≤ −1"
    assert verdict.sides is None


def test_a_definition_with_a_part_that_is_not_defined_says_so() -> None:
    page = Page("words", "Words", source=Source("no paper"))

    @page.definition("inverse")
    def _() -> Any:
        return eq(y, 1 / x)

    verdict = check(page["inverse"])
    assert verdict.status is Status.REFUTED
    assert verdict.ill_formed == "not defined there: it needs x ≠ 0"
    assert verdict.sides is None


@pytest.mark.parametrize("base", [sp.Array([1, 2, 3]), sp.Tuple(1, 2, 3)])
def test_what_has_indices_is_named_where_it_is_no_family(base: Any) -> None:
    verdict = check(Eq(sp.Indexed(base, p), x))
    assert verdict.status is Status.ERROR
    assert verdict.message.startswith("what has indices is an IndexedBase, not")


@pytest.mark.parametrize("timeout", ["5", True, [1]])
def test_a_timeout_is_a_number(timeout: Any) -> None:
    with pytest.raises(TypeError, match="the timeout is a number of seconds, not"):
        check(eq(x, x), timeout=timeout)


@pytest.mark.parametrize("timeout", [0, -1.5, math.nan, -math.inf])
def test_a_timeout_is_positive(timeout: float) -> None:
    with pytest.raises(ValueError, match="the timeout is in seconds, and positive"):
        check(eq(x, x), timeout=timeout)


@pytest.mark.parametrize("timeout", [math.inf, 10**30, Fraction(60), 60])
def test_a_timeout_may_be_as_long_as_one_likes(timeout: Any) -> None:
    assert check(eq(x, x), timeout=timeout).status is Status.PROVED


EXAMPLES = [
    ({x: I}, "gives x, which is real, the value i"),
    ({n: Fraction(1, 2)}, "gives n, which is an integer, the value 1/2"),
    ({n: sp.sqrt(2)}, "gives n, which is an integer, the value √(2)"),
    ({x: [1, 2]}, "gives several values to x, which has one"),
    ({"u": 2}, "gives one value to u, which has components"),
    ({u[0]: 2}, "gives a value to u[0], which is outside its range"),
    ({n: 2, u: [1, 2, 3]}, "gives a value to u[3], which is outside its range"),
    ({x: Sum(1, (p, 1, 10**9))}, "the value of x in the example is not known: "),
    (lambda: {x: 1 / 0}, "the example raises ZeroDivisionError: "),
    ({u: ["12"]}, "an example has exact numbers; u has the value '12'"),
]


@pytest.mark.parametrize(("example", "why"), EXAMPLES)
def test_an_example_of_another_kind_is_refused_by_name(example: Any, why: str) -> None:
    verdict = check(eq(x + u[i], u[i] + x), example=example)
    assert verdict.status is Status.ERROR
    assert why in verdict.message


@pytest.mark.parametrize("example", [{x: sp.sqrt(2)}, {n: 2, u: [1, 2]}, {u[1]: 3}, {n: 3, i: 2}])
def test_other_examples_are_taken(example: Any) -> None:
    verdict = check(eq(x + u[i], u[i] + x), [le(2, n)] if n in example else [], example=example)
    assert verdict.status is Status.PROVED, verdict.message
