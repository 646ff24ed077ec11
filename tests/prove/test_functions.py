"""Functions of vectors: derivatives by the chain rule, what they need, polynomials against what is false."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from sympy import KroneckerDelta, exp, sqrt

from symderiv import (  # fmt: skip
    Status,
    Verdict,
    check,
    components,
    d,
    differentiable,
    eq,
    function,
    index,
    le,
    lt,
    scalars,
    sequence,
    sizes,
    total,
)
from symderiv.language.errors import StatementError

n = sizes("n")
i, j = index("i j", n)
x, y, z, a = scalars("x y z a")
L, w = function("L", n), components("w", n)
f, g = function("f", 1), function("g", 2)

Built = Callable[[], Any]


def of(value: Any) -> Any:
    """f of one number."""
    return f(lambda _: value)


def slope(value: Any) -> Any:
    return f.partial(1)(lambda _: value)


def second(value: Any) -> Any:
    return f.partial(1, 1)(lambda _: value)


def pair(first: Any, other: Any) -> Any:
    """The vector of two numbers."""
    return lambda c: KroneckerDelta(c, 1) * first + KroneckerDelta(c, 2) * other


def shifted(c: Any) -> Any:
    return w[c] + x * z


def smooth(value: Any, times: int = 1) -> list[Any]:
    return [differentiable(of(value), times)]


def case(name: str, *parts: Any) -> Any:
    return pytest.param(*parts, id=name)


def decided(statement: Built, given: Built) -> Verdict:
    """The verdict on what is written, before SymPy reorders any of it."""
    with sp.evaluate(False):
        built, hypotheses = statement(), given()
    return check(built, hypotheses)


@pytest.mark.parametrize(("statement", "given"), [
    case("the derivative by its name", lambda: eq(d(of(x), x), slope(x)), lambda: smooth(x)),
    case("a chain", lambda: eq(d(of(x**2), x), 2 * x * slope(x**2)), lambda: smooth(x**2)),
    case("a second derivative", lambda: eq(d(d(of(x), x), x), second(x)), lambda: smooth(x, 2)),
    case("a second derivative along a chain",
         lambda: eq(d(d(of(x**2), x), x), 2 * slope(x**2) + 4 * x**2 * second(x**2)),
         lambda: smooth(x**2, 2)),
    case("another variable", lambda: eq(d(of(y), x), 0), lambda: smooth(y)),
    case("a component of the gradient",
         lambda: eq(d(L(w), w[i]), L.partial(i)(w)), lambda: [differentiable(L(w))]),
    case("an entry of the Hessian",
         lambda: eq(d(d(L(w), w[i]), w[j]), L.partial(i, j)(w)), lambda: [differentiable(L(w), 2)]),
    case("along a line",
         lambda: eq(d(L(shifted), x), total(n, lambda c: z * L.partial(c)(shifted))),
         lambda: [differentiable(L(shifted))]),
    case("two arguments", lambda: eq(d(g(pair(x, y)), x), g.partial(1)(pair(x, y))),
         lambda: [differentiable(g(pair(x, y)))]),
    case("both arguments at once",
         lambda: eq(d(g(lambda _: x), x), g.partial(1)(lambda _: x) + g.partial(2)(lambda _: x)),
         lambda: [differentiable(g(lambda _: x))]),
    case("equal arguments", lambda: eq(of((x + y) ** 2), of(x**2 + 2 * x * y + y**2)), list),
    case("an exponential", lambda: eq(d(exp(x**2), x), 2 * x * exp(x**2)), list),
    case("an exponential twice", lambda: eq(d(d(exp(a * x), x), x), a**2 * exp(a * x)), list),
    case("an exponential of a function",
         lambda: eq(d(exp(-of(x)), x), -slope(x) * exp(-of(x))), lambda: smooth(x)),
    case("an exponential is above 0", lambda: lt(0, exp(x)), list),
    case("what is above 0 with a square", lambda: lt(0, 2 * exp(x) * exp(y) + z**2), list),
])  # fmt: skip
def test_is_proved_without_conditions(statement: Built, given: Built) -> None:
    verdict = decided(statement, given)
    assert (verdict.status, verdict.message, verdict.conditions) == (Status.PROVED, None, ())


@pytest.mark.parametrize(("statement", "given", "conditions"), [
    case("a derivative", lambda: eq(d(of(x), x), slope(x)), list, {"f is differentiable at x"}),
    case("a chain", lambda: eq(d(of(x**2), x), 2 * x * slope(x**2)), list, {"f is differentiable at x²"}),
    case("smooth at another point", lambda: eq(d(of(x**2), x), 2 * x * slope(x**2)), lambda: smooth(x),
         {"f is differentiable at x²"}),
    case("along a line",
         lambda: eq(d(L(shifted), x), total(n, lambda c: z * L.partial(c)(shifted))), list,
         {"L is differentiable at wᵢ + x·z for i ∈ 1..n"}),
    case("a quotient", lambda: eq(d(1 / of(x), x), -slope(x) / of(x) ** 2), lambda: smooth(x), {"f(x) ≠ 0"}),
    case("a root", lambda: eq(d(sqrt(of(x)), x), slope(x) / (2 * sqrt(of(x)))), lambda: smooth(x),
         {"0 < f(x)"}),
])  # fmt: skip
def test_what_a_derivative_needs_is_a_condition(statement: Built, given: Built, conditions: set[str]) -> None:
    verdict = decided(statement, given)
    assert (verdict.status, set(verdict.conditions)) == (Status.PROVED, conditions)


def test_a_second_derivative_of_what_is_smooth_once_needs_more() -> None:
    verdict = check(eq(d(d(of(x), x), x), second(x)), smooth(x))
    assert verdict.status is Status.PROVED
    assert "f is twice differentiable at x" in verdict.conditions


@pytest.mark.parametrize(("statement", "given", "name"), [
    case("without the inner derivative", lambda: eq(d(of(x**2), x), slope(x**2)), lambda: smooth(x**2), "f"),
    case("at another point", lambda: eq(d(of(x**2), x), 2 * x * slope(x)), list, "f"),
    case("a second derivative without the first",
         lambda: eq(d(d(of(x**2), x), x), 4 * x**2 * second(x**2)), lambda: smooth(x**2, 2), "f"),
    case("a second derivative for a first", lambda: eq(d(of(x), x), second(x)), lambda: smooth(x, 2), "f"),
    case("a function is constant", lambda: eq(d(of(x), x), 0), lambda: smooth(x), "f"),
    case("by another component", lambda: eq(d(L(w), w[i]), L.partial(j)(w)), list, "L"),
    case("along a line without its direction",
         lambda: eq(d(L(shifted), x), total(n, lambda c: L.partial(c)(shifted))), list, "L"),
    case("by the other argument", lambda: eq(d(g(pair(x, y)), x), g.partial(2)(pair(x, y))), list, "g"),
    case("by one argument of two equal ones",
         lambda: eq(d(g(lambda _: x), x), g.partial(1)(lambda _: x)), list, "g"),
    case("a function is linear", lambda: eq(of(x + y), of(x) + of(y)), list, "f"),
    case("a function has a sign", lambda: le(0, of(x)), list, "f"),
    case("a function takes a value once", lambda: eq(x, y), lambda: [eq(of(x), of(y))], "f"),
])  # fmt: skip
def test_a_false_derivative_is_refuted_by_a_polynomial(statement: Built, given: Built, name: str) -> None:
    verdict = decided(statement, given)
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    letters = {s.name for s in sp.sympify(verdict.witness[name]).free_symbols}
    assert letters <= {"x", "x1", "x2", "x3", "x4", "x5", "x6"}
    assert sp.sympify(verdict.witness[name]).is_polynomial()


def test_the_sides_are_the_values_of_the_polynomial_in_the_witness() -> None:
    verdict = check(eq(of(x + 1), of(x)))
    assert verdict.witness is not None
    assert verdict.sides is not None
    polynomial, at = sp.sympify(verdict.witness["f"]), sp.Rational(verdict.witness["x"])
    letter = sp.Symbol("x")
    values = {side: str(polynomial.subs(letter, at + more)) for side, more in (("lhs", 1), ("rhs", 0))}
    assert verdict.sides == values


@pytest.mark.parametrize("statement", [
    case("an exponential without the inner derivative", lambda: eq(d(exp(x**2), x), exp(x**2))),
    case("an exponential of a sum", lambda: eq(exp(x) + exp(y), exp(x + y))),
    case("an exponential below 0", lambda: lt(exp(x), 0)),
    case("an exponential above 1", lambda: le(1, exp(x))),
])  # fmt: skip
def test_is_refuted(statement: Built) -> None:
    assert check(statement()).status is Status.REFUTED


@pytest.mark.parametrize(("statement", "reason"), [
    case("an argument too many", lambda: eq(g.partial(3)(pair(x, y)), 0),
         "a derivative of g by its argument [3], of 2"),
    case("the argument after the last", lambda: eq(L.partial(n + 1)(w), 0),
         "a derivative of L by its argument [2], of 1"),
    case("a vector that is too short", lambda: eq(function("M", n + 1)(w), 0),
         "w[2] is outside its range 1..1"),
    case("a vector in time that is too short", lambda: eq(sequence("h", n)[i, n + 1], 0),
         "h[1, 2] is outside its range 1..1"),
])  # fmt: skip
def test_what_is_outside_its_range_is_named(statement: Built, reason: str) -> None:
    verdict = check(statement())
    assert (verdict.status, verdict.message) == (Status.REFUTED, reason)


# -- what is no statement ----------------------------------------------------------------------------

ELSEWHERE = "two different quantities are called f; give one of them another name"
u = sp.Symbol("u")


@pytest.mark.parametrize(("statement", "message"), [
    case("a symbol, then the function", lambda: eq(scalars("f"), of(x)), ELSEWHERE),
    case("the function, then a symbol", lambda: eq(of(x), scalars("f")),
         "f is a scalar here and a family or function there; give one another name"),
    case("a family, then the function", lambda: eq(components("f", n)[1], of(x)), ELSEWHERE),
    case("the function, then a family", lambda: eq(of(x), components("f", n)[1]), ELSEWHERE),
    case("one function of one and of two numbers", lambda: eq(of(x), function("f", 2)(w)), ELSEWHERE),
    case("a complex argument", lambda: eq(of(u), 0), "f takes real arguments, and u is not known to be real"),
    case("a real number of arguments", lambda: eq(function("f", x)(w), 0),
         "the number of arguments of f has to be an integer; x is not declared as one"),
    case("half an argument", lambda: eq(function("f", sp.Rational(1, 2))(w), 0),
         "the number of arguments of f has to be an integer; 1/2 is not declared as one"),
    case("a derivative by a real number", lambda: eq(f.partial(x)(w), 0),
         "the index of a derivative of f has to be an integer; x is not declared as one"),
    case("a derivative by a value", lambda: eq(d(of(x), of(x)), 1),
         "a derivative is taken by a real symbol or component, not by f(x)"),
    case("a function that is not known", lambda: eq(sp.LambertW(x), 0),
         "LambertW is not a head that the checker knows: LambertW(x)"),
    case("a name that is kept", lambda: eq(function("f#", 1)(w), 0),
         "the name 'f#' contains #, which is kept for bound variables"),
    case("no name", lambda: eq(function("", 1)(w), 0), "a name has at least one character"),
])  # fmt: skip
def test_what_cannot_be_read_is_an_error_that_says_why(statement: Built, message: str) -> None:
    verdict = check(statement())
    assert (verdict.status, verdict.message) == (Status.ERROR, message)


@pytest.mark.parametrize(("build", "message"), [
    case("of a derivative", lambda: differentiable(slope(x)), "in f_1"),
    case("of an expression", lambda: differentiable(x**2), r"in x\*\*2"),
    case("of a sum of values", lambda: differentiable(of(x) + 1), "such as in L"),
    case("no times", lambda: differentiable(of(x), 0), "not 0 times"),
    case("less than no times", lambda: differentiable(of(x), -1), "not -1 times"),
    case("one and a half times", lambda: differentiable(of(x), 1.5), "not 1.5 times"),
    case("a symbol's times", lambda: differentiable(of(x), n), "not n times"),
    case("a function of a number", lambda: f(3), "f takes a vector: .* not 3"),
    case("a function of a scalar", lambda: f(x), "f takes a vector: .* not x"),
    case("a function of a component", lambda: L(w[1]), r"L takes a vector: .* not w\[1\]"),
    case("a function of a matrix", lambda: L(components("W", n, n)), "W takes 2 indices, not 1"),
    case("a vector in time without its component", lambda: sequence("h", n)[i], "h takes 2 indices, not 1"),
])  # fmt: skip
def test_what_cannot_be_written_is_an_error_that_says_why(build: Built, message: str) -> None:
    with pytest.raises(StatementError, match=message):
        build()
