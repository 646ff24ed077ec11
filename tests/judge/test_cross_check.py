"""The cross-check in floating point: what it cannot read it does not judge, and it reads nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import fmpq
from sympy import Eq, IndexedBase, KroneckerDelta, Symbol, exp

from symderiv import (
    Status,
    check,
    components,
    d,
    eq,
    index,
    le,
    lt,
    ne,
    scalars,
    sequence,
    sizes,
    total,
)  # fmt: skip
from symderiv.evaluate.model import Model
from symderiv.judge import cross_check as numeric
from symderiv.judge.values import power
from symderiv.language.translate import Translator

n = sizes("n")
i, j = index("i j", n)
k = Symbol("k", integer=True)
u, w = components("u", n), components("w", n, n)
theta = sequence("theta")
t = index("t")
X = IndexedBase("X", real=True)


@pytest.mark.parametrize(
    ("statement", "given", "status"),
    [
        (lambda: eq(d(u[i], u[j]), KroneckerDelta(i, j)), [], Status.PROVED),
        (lambda: eq(d(u[i], u[j]), 0), [lt(i, j)], Status.PROVED),
        (lambda: eq(d(u[i], u[j]), 0), [lt(j, i)], Status.PROVED),
        (lambda: eq(d(u[i], u[j]), 0), [], Status.REFUTED),
        (lambda: eq(d(u[i], u[j]), 1), [], Status.REFUTED),
        (lambda: eq(d(u[i] ** 2, u[j]), 2 * u[i] * KroneckerDelta(i, j)), [], Status.PROVED),
        (lambda: eq(d(w[i, j], w[j, i]), KroneckerDelta(i, j)), [], Status.PROVED),
        (lambda: eq(d(w[i, i], w[j, j]), 0), [ne(i, j)], Status.PROVED),
        (lambda: eq(d(theta[t], theta[t + 1]), 0), [], Status.PROVED),
        (lambda: eq(d(theta[t + 3] * theta[t], theta[t + 3]), theta[t]), [], Status.PROVED),
        (lambda: eq(d(X[k], X[k - 5]), 0), [], Status.PROVED),
        (lambda: eq(d(X[-1], X[1]), 0), [], Status.PROVED),
        (lambda: eq(d(total(n, lambda a: u[a]), u[j]), 1), [], Status.PROVED),
        (lambda: eq(d(total(i, lambda a: u[a]), u[j]), 0), [lt(i, j)], Status.PROVED),
        (lambda: eq(d(total(i, lambda a: u[a]), u[j]), 1), [le(j, i)], Status.PROVED),
    ],
)
def test_derivatives_by_components_that_a_statement_may_not_read(
    statement: Any, given: Any, status: Status
) -> None:
    verdict = check(statement(), given)
    assert verdict.status is status, verdict.message


@pytest.mark.parametrize("place", [(-1,), (0,), (3,), (4,), (10**9,)])
def test_no_index_wraps_round(place: tuple[int, ...]) -> None:
    grid = numeric.Grid.of([{(1,): fmpq(3), (2,): fmpq(5)}])
    assert np.isnan(numeric.at(grid, *place)[0])
    slope = numeric.slope(lambda g: 7 * numeric.at(g, 1) + numeric.at(g, 2), grid, place)
    assert slope[0] == 0
    for inside, expected in (((1,), 7), ((2,), 1)):
        slope = numeric.slope(lambda g: 7 * numeric.at(g, 1) + numeric.at(g, 2), grid, inside)
        assert slope[0] == pytest.approx(expected)


def _compared(statement: Any, models: list[Model]) -> Any:
    return numeric.compare(statement, Translator().formula(statement), models)


def test_a_component_that_the_points_lack_is_a_disagreement() -> None:
    """The place where 1-based and 0-based components would be mistaken for each other."""
    known = {"X": {(1,): fmpq(1), (2,): fmpq(3)}}
    agreed = Eq(X[1] + X[2], 4, evaluate=False)
    mistaken = Eq(X[0] + X[1], 4, evaluate=False)
    term = Translator().formula(agreed)
    assert numeric.compare(agreed, term, [Model({}, known)]).max_relative_error == 0
    assert numeric.compare(mistaken, term, [Model({}, known)]).max_relative_error == np.inf


x = Symbol("x", real=True)


@pytest.mark.parametrize("size", [1, 100, 1000, 20_000])
def test_what_overflows_is_no_disagreement(size: int) -> None:
    with sp.evaluate(False):
        statement = Eq(exp(size * x) * exp(-size * x), 1)
    found = _compared(statement, [Model({"x": fmpq(value)}) for value in (1, 2, -1)])
    assert found is None or found.max_relative_error <= numeric.TOLERANCE
    assert check(statement).status is Status.PROVED


size = Symbol("size", integer=True, positive=True)
SMALLEST = sp.Rational(1, 10**400)
DECIDED_BEYOND_FLOATS = [
    lambda: Eq(sp.Piecewise((1, exp(1000 * x) > 0), (0, True)), 1),
    lambda: Eq(sp.Piecewise((x, exp(-1000) > 0), (0, True)), x),
    lambda: Eq(sp.Piecewise((x, Eq(exp(-1000), 0)), (0, True)), 0),
    lambda: Eq(sp.Piecewise((x, exp(1000) < exp(2000)), (0, True)), x),
    lambda: Eq(sp.Piecewise((1, exp(1000 * x) < 2 * exp(1000 * x)), (0, True)), 1),
    lambda: Eq(sp.sign(exp(1000) - exp(2000)) * x, -x),
    lambda: Eq(sp.sign(SMALLEST) * x, x),
    lambda: Eq(sp.sign(exp(-1000 * x**2 - 1000)), 1),
    lambda: Eq(sp.sign(x * exp(-400) * exp(-400)), sp.sign(x)),
    lambda: Eq(sp.sign(sp.Pow(10, -400)) * x, x),
    lambda: Eq(sp.sign(sp.Pow(sp.Rational(1, 10), 400)) * x, x),
    lambda: Eq(sp.sign(sp.Pow(sp.pi, -1000)) * x, x),
    lambda: Eq(sp.sign(sp.Pow(size + 10, -400)) * x, x),
    lambda: Eq(sp.sign(sp.Pow(exp(-1000), sp.Rational(1, 3))) * x, x),
    lambda: Eq(sp.floor(1 - exp(-1000)) * x, 0),
    lambda: Eq(sp.floor(-exp(-1000)) * x, -x),
    lambda: Eq(sp.sign(sp.tanh(exp(-1000))) * x, x),
    lambda: Eq(sp.sign(2**size) * x, x),
]


@pytest.mark.parametrize("statement", DECIDED_BEYOND_FLOATS)
def test_what_no_float_holds_decides_nothing(statement: Any) -> None:
    with sp.evaluate(False):
        made, wrong = statement(), Eq(x + exp(-1000), x)
        meant = Translator().formula(Eq(x + exp(-1000) + 1, x))
    models = [Model({"x": fmpq(value, 3), "size": fmpq(100)}) for value in (-9, -1, 2, 5)]
    found = _compared(made, models)
    assert found is None or found.max_relative_error <= numeric.TOLERANCE
    assert check(made).status is not Status.CONFLICT
    found = numeric.compare(wrong, meant, models)
    assert found.max_relative_error > numeric.TOLERANCE, (
        "what underflows hides nothing that it does not decide"
    )


@pytest.mark.parametrize("value", [fmpq(1, 10**400), fmpq(-1, 10**320), fmpq(10**400)])
def test_a_value_that_no_float_holds_is_not_compared(value: fmpq) -> None:
    with sp.evaluate(False):
        statement = Eq(sp.sign(x), 1 if value > 0 else -1)
    assert _compared(statement, [Model({"x": value})]) is None
    assert check(statement, [eq(x, sp.Rational(int(value.p), int(value.q)))]).status is Status.PROVED


def test_a_power_of_integers_does_not_wrap_round() -> None:
    with sp.evaluate(False):
        statement = Eq(2 ** (size + 1), 2 * 2**size)
    assert _compared(statement, [Model({"size": fmpq(100)})]).max_relative_error == 0
    assert check(statement, [eq(size, 100)], example={size: 100}).status is Status.PROVED


GREAT_EXPONENTS = [
    lambda: eq(d(x**100, x), 100 * x**99),
    lambda: eq(d(x**101, x), 101 * x**100),
    lambda: eq(d(x**-100, x), -100 / x**101),
    lambda: eq(d((1 + x) ** 120, x), 120 * (1 + x) ** 119),
    lambda: eq(d(sp.sin(x) ** 100, x), 100 * sp.sin(x) ** 99 * sp.cos(x)),
    lambda: eq(d(total(n, lambda a: u[a] ** 120), u[i]), 120 * u[i] ** 119),
    lambda: eq(d(x ** (size + 200), x), (size + 200) * x ** (size + 199)),
    lambda: eq(d(x ** (100 * size), x), 100 * size * x ** (100 * size - 1)),
]


@pytest.mark.parametrize("statement", GREAT_EXPONENTS)
def test_powers_are_differentiated_by_the_complex_step(statement: Any) -> None:
    verdict = check(statement())
    assert verdict.status is not Status.CONFLICT, verdict.message


@pytest.mark.parametrize("exponent", [0, 1, 2, 99, 100, 257, -1, -100])
def test_a_power_of_complex_numbers_is_a_product(exponent: int) -> None:
    z = np.array([0.5 + 0.25j, -1.01 + 1e-30j, 0.75 - 0.5j])
    found = power(z, exponent)
    assert found == pytest.approx(np.prod([z] * abs(exponent), axis=0) ** (1 if exponent >= 0 else -1))
    assert found[1].imag == pytest.approx(exponent * 1e-30 * (-1.01) ** (exponent - 1), rel=1e-9)
    assert power(z, np.full(3, float(exponent))) == pytest.approx(found)
    assert power(z, np.array([2.0, 3.0, 0.0])) == pytest.approx(np.array([z[0] ** 2, z[1] ** 3, 1]))


@pytest.mark.parametrize("factor", [1, exp(-1000)])
def test_a_wrong_case_is_a_disagreement_where_it_can_be_told(factor: Any) -> None:
    with sp.evaluate(False):
        said = Eq(sp.Piecewise((1, factor * x > 0), (0, True)), 1)
        meant = Eq(sp.Piecewise((0, factor * x > 0), (1, True)), 1)
    found = numeric.compare(said, Translator().formula(meant), [Model({"x": fmpq(v)}) for v in (1, -2)])
    assert (found is not None and found.max_relative_error > numeric.TOLERANCE) == (factor == 1)


def test_letters_that_python_takes_for_the_same_are_different_quantities() -> None:
    one, other = scalars("φ"), scalars("ϕ")
    with sp.evaluate(False):
        statement = Eq(one + other * 2, one + other + other)
    found = _compared(statement, [Model({"φ": fmpq(1), "ϕ": fmpq(5)})])
    assert found.max_relative_error == 0
    with sp.evaluate(False):
        statement = Eq(one - other, -4)
    assert _compared(statement, [Model({"φ": fmpq(1), "ϕ": fmpq(5)})]).max_relative_error == 0


y = Symbol("y", real=True)
ILL_CONDITIONED = [
    (lambda: Eq(sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1), 60),
    (lambda: Eq(sp.Abs(sp.sinh(x) ** 2 - sp.cosh(x) ** 2), 1), 60),
    (lambda: Eq(sp.cosh(x) - sp.sinh(x), exp(-x)), 300),
    (lambda: Eq(exp(x) * (sp.cosh(x) - sp.sinh(x)), 1), 300),
    (lambda: Eq(10**20 * sp.log(1 + x / 10**20) - 10**20 * sp.log(1 + x / 10**20) + x * x, x * x), 3),
    (lambda: Eq((10**20 + x) - 10**20, x), 3),
    (lambda: Eq(exp((10**18 + x / 3) - 10**18), exp(x / 3)), 2),
]


@pytest.mark.parametrize(("statement", "value"), ILL_CONDITIONED)
def test_cancellation_is_no_disagreement(statement: Any, value: int) -> None:
    with sp.evaluate(False):
        made = statement()
    found = _compared(made, [Model({"x": fmpq(value, 7) + value})])
    assert found is None or found.max_relative_error <= numeric.TOLERANCE


@pytest.mark.parametrize(("statement", "value"), ILL_CONDITIONED[:5])  # elsewhere, the others cancel too
def test_cancellation_hides_no_disagreement_elsewhere(statement: Any, value: int) -> None:
    """A side of another value stays a disagreement, at the points at which it can be told."""
    with sp.evaluate(False):
        made, mistaken = statement(), Eq(x + 1, y)
        term = Translator().formula(Eq(x, y))
    found = numeric.compare(mistaken, term, [Model({"x": fmpq(value), "y": fmpq(1, 3)})])
    assert found.max_relative_error > numeric.TOLERANCE
    term = Translator().formula(made)
    with sp.evaluate(False):
        wrong = made.func(made.lhs, made.rhs + 1)
    found = numeric.compare(wrong, term, [Model({"x": fmpq(1, 7)}), Model({"x": fmpq(value, 7) + value})])
    assert found.max_relative_error > numeric.TOLERANCE


@pytest.mark.parametrize("points", [1, 8])
def test_a_side_that_rounds_well_disagrees_at_any_point(points: int) -> None:
    with sp.evaluate(False):
        said, meant = Eq(sp.sin(x) ** 2 * exp(x), x), Eq(sp.sin(x) ** 3 * exp(x), x)
    found = numeric.compare(
        said, Translator().formula(meant), [Model({"x": fmpq(at + 1, 3)}) for at in range(points)]
    )
    assert found.points == points
    assert found.max_relative_error > 1e-3


def test_a_proof_that_cancels_in_floating_point_is_proved() -> None:
    with sp.evaluate(False):
        statement = Eq(sp.Abs(sp.sinh(x**2) ** 2 - sp.cosh(x**2) ** 2), 1)
    assert check(statement).status is Status.PROVED


m = Symbol("m", integer=True)
ON_A_CUT = [
    lambda: Eq(sp.log(exp(sp.acosh(x))), sp.acosh(x)),
    lambda: Eq(sp.sqrt(sp.log(exp(sp.acosh(x)))), sp.sqrt(sp.acosh(x))),
    lambda: Eq(sp.log(exp(sp.log(-x))), sp.log(-x)),
    lambda: Eq(sp.log(exp(m * sp.log(-1))), sp.log((-1) ** m)),
    lambda: Eq(sp.sqrt(sp.I ** (m + k)), sp.sqrt(sp.I**m * sp.I**k)),
    lambda: Eq(sp.arg(exp(sp.I * sp.pi * m)), sp.arg((-1) ** m)),
]


@pytest.mark.parametrize("statement", ON_A_CUT)
def test_the_side_of_a_cut_is_a_matter_of_rounding(statement: Any) -> None:
    with sp.evaluate(False):
        made = statement()
    for point in range(1, 9):
        model = Model({"x": fmpq(-7 - point, 5), "m": fmpq(point), "k": fmpq(1)})
        found = _compared(made, [model])
        assert found is None or found.max_relative_error <= numeric.TOLERANCE
    assert check(made).status is not Status.CONFLICT


@pytest.mark.parametrize(("statement", "side"), [(ON_A_CUT[0], 1), (ON_A_CUT[1], 1), (ON_A_CUT[2], -1)])
def test_off_its_cut_a_side_of_another_value_disagrees(statement: Any, side: int) -> None:
    with sp.evaluate(False):
        made = statement()
        wrong = Eq(made.lhs, made.rhs + sp.Rational(1, 3))
    models = [Model({"x": side * fmpq(7 + at, 5)}) for at in (1, -40)]
    found = numeric.compare(wrong, Translator().formula(made), models)
    assert found.max_relative_error > numeric.TOLERANCE


def test_tiny_differences_are_below_what_floats_tell() -> None:
    tiny = sp.Rational(1, 10**30)
    for statement in (
        lambda: Eq(KroneckerDelta(x + tiny, x), 0),
        lambda: Eq(sp.sign(x + tiny - x), 1),
        lambda: Eq(sp.floor(x + tiny - x), 0),
        lambda: Eq(x + 10**20 - 10**20, x),
    ):
        with sp.evaluate(False):
            made = statement()
        assert check(made).status is not Status.CONFLICT


@pytest.mark.parametrize(
    "statement",
    [
        lambda x, y: eq(sp.KroneckerDelta((x + y) ** 4, sp.expand((x + y) ** 4)), 1),
        lambda x, y: eq(
            sp.Piecewise((y, sp.Ne((x + y / 3) ** 4, sp.expand((x + y / 3) ** 4))), (x, True)), x
        ),
        lambda x, y: eq(sp.sign((x + y / 3) ** 4 - sp.expand((x + y / 3) ** 4)), 0),
    ],
)
def test_what_is_equal_identically_is_no_disagreement(statement: Any) -> None:
    x, y = scalars("x y")
    for _ in range(3):  # the errors are drawn anew each time
        assert check(statement(x, y)).status is Status.PROVED
