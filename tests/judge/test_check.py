"""check() as a stranger uses it: true statements, false ones, traps, and what it says of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from sympy import (
    Abs,
    And,
    Derivative,
    Eq,
    Equivalent,
    Function,
    Implies,
    IndexedBase,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    sqrt,
)  # fmt: skip

from symderiv import (  # fmt: skip
    Evidence,
    Kind,
    Status,
    Verdict,
    all_of,
    cases,
    check,
    components,
    d,
    eq,
    exists,
    exists_unique,
    forall,
    gradient,
    implies,
    index,
    le,
    loss,
    lt,
    ne,
    norm,
    scalars,
    sequence,
    sizes,
    total,
)
from symderiv.core import terms as k
from symderiv.core.certificate import replay
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.model import Model
from symderiv.language.translate import Translator

x, y, z, a, b = sp.symbols("x y z a b", real=True)
i, j, l, m, n = sp.symbols("i j l m n", integer=True)
u = Symbol("u")
p, q, r = Symbol("p", positive=True), Symbol("q", nonnegative=True), Symbol("r", nonzero=True, real=True)
X, W = IndexedBase("X", real=True), IndexedBase("W", real=True)
F = Function("F", real=True)
shaped = IndexedBase("V", shape=(n,), real=True)
N, M = sizes("N M")
I, J, L = index("I", N), index("J", N), index("L", M)
v = components("v", N)
w = components("w", M, N)
s, g = sequence("s g")
t = index("t", start=0)

Case = tuple[Callable[[], Any], Callable[[], list[Any]]]


def case(name: str, statement: Callable[[], Any], *given: Callable[[], Any]) -> Any:
    """A parameter: built when the test runs, so that a relation that settles itself fails its own test."""
    return pytest.param(statement, lambda: [h() for h in given], id=name)


def equation(left: Any, right: Any) -> Any:
    return Eq(left, right, evaluate=False)


def over(numerator: Any, denominator: Any) -> Any:
    """A quotient that SymPy does not cancel."""
    return Mul(numerator, Pow(denominator, -1, evaluate=False), evaluate=False)


def root(radicand: Any) -> Any:
    """A square root that SymPy does not rewrite."""
    return Pow(radicand, Rational(1, 2), evaluate=False)


def row_norm() -> Any:
    return norm(lambda c: v[c], N)


TRUE = [
    case("a square expands", lambda: eq((x + y) ** 2, x**2 + 2 * x * y + y**2)),
    case("products commute for complex symbols", lambda: eq(u * (u + x), u**2 + x * u)),
    case("a fraction is added", lambda: eq(1 / x + 1 / y, (x + y) / (x * y))),
    case("hypotheses are multiplied", lambda: eq(x * z, y * z + z), lambda: equation(x, y + 1)),
    case("a conjunction as hypothesis", lambda: eq(x, y + 1),
         lambda: And(equation(x, z + 1), equation(z, y))),
    case("both cases of a disjunction", lambda: eq(x**2, 1), lambda: Or(equation(x, 1), equation(x, -1))),
    case("a root squared is its radicand", lambda: eq(sqrt(p) ** 2, p)),
    case("the golden ratio", lambda: eq(((1 + sqrt(5)) / 2) ** 2, (1 + sqrt(5)) / 2 + 1)),
    # sums
    case("an empty sum of literals is 0", lambda: equation(Sum(1, (l, 1, -2)), 0)),
    case("ones are counted", lambda: equation(Sum(1, (l, 1, n)), n), lambda: n >= 0),
    case("a sum is linear", lambda: equation(
        Sum(a * X[l] + b, (l, 1, n)), a * Sum(X[l], (l, 1, n)) + n * b), lambda: n >= 0),
    case("the bound name is immaterial", lambda: equation(Sum(X[l], (l, 1, n)), Sum(X[j], (j, 1, n)))),
    case("an index is shifted", lambda: equation(Sum(X[l], (l, 1, n)), Sum(X[l + 1], (l, 0, n - 1)))),
    case("a last term is split off", lambda: equation(
        Sum(X[l], (l, 1, n + 1)), Sum(X[l], (l, 1, n)) + X[n + 1]), lambda: n >= 0),
    case("the order of summation is immaterial", lambda: equation(
        Sum(W[i, j], (i, 1, n), (j, 1, m)), Sum(W[i, j], (j, 1, m), (i, 1, n)))),
    case("a product of sums is a double sum", lambda: equation(
        Sum(X[i], (i, 1, n)) ** 2, Sum(X[i] * X[j], (i, 1, n), (j, 1, n)))),
    case("a triangle may be named either way", lambda: equation(
        Sum(i * j, (j, 1, i), (i, 1, n)), Sum(i * j, (i, 1, j), (j, 1, n)))),
    case("a bound name shadows a free one", lambda: equation(Sum(n, (n, 1, 3)) + n, 6 + n)),
    case("a sum of a shaped family begins at 0", lambda: equation(
        Sum(shaped[l], (l, 0, n - 1)), Sum(shaped[l - 1], (l, 1, n)))),
    # indicators, cases, extremes
    case("a delta contracts", lambda: equation(
        Sum(KroneckerDelta(i, l) * X[l], (l, 1, n)), X[i]), lambda: i >= 1, lambda: i <= n),
    case("a delta beyond the range gives 0", lambda: equation(
        Sum(KroneckerDelta(i, l) * X[l], (l, 1, n)), 0), lambda: i > n),
    case("a delta is idempotent", lambda: equation(KroneckerDelta(i, j) ** 2, KroneckerDelta(i, j))),
    case("deltas compose", lambda: equation(
        Sum(KroneckerDelta(i, l) * KroneckerDelta(l, j), (l, 1, n)), KroneckerDelta(i, j)),
        lambda: i >= 1, lambda: i <= n),
    case("a delta of reals says that they are equal", lambda: equation(
        KroneckerDelta(x, y) * x, KroneckerDelta(x, y) * y)),
    case("Piecewise takes the first match", lambda: equation(
        Piecewise((1, x >= 0), (2, x <= 1), (3, True)), 1), lambda: x > 0),
    case("Piecewise by sign is the absolute value", lambda: equation(
        Piecewise((x, x >= 0), (-x, True)), Abs(x))),
    case("an absolute value squared", lambda: equation(Abs(x) ** 2, x**2)),
    case("the greater of two by their distance", lambda: equation(Max(x, y), (x + y + Abs(x - y)) / 2)),
    case("the lesser of two where the order is known", lambda: equation(Min(x, y), x), lambda: x <= y),
    # derivatives
    case("a quotient rule", lambda: eq(d(x / (x**2 + 1), x), (1 - x**2) / (x**2 + 1) ** 2)),
    case("a second derivative", lambda: equation(Derivative(x**3, (x, 2)), 6 * x)),
    case("mixed derivatives agree", lambda: eq(d(d(x**2 * y**3, x), y), d(d(x**2 * y**3, y), x))),
    case("a derivative by a component meets one summand", lambda: eq(
        d(total(N, lambda c: v[c] ** 2), v[J]), 2 * v[J])),
    case("the row of the weight is kept apart from the bound index", lambda: eq(
        d(total(N, lambda c: w[L, c] * v[c]), w[L, J]), v[J])),
    case("a norm's gradient", lambda: eq(d(row_norm(), v[J]) * row_norm(), v[J])),
    # logic
    case("a zero product", lambda: Equivalent(equation(x * y, 0), Or(equation(x, 0), equation(y, 0)))),
    case("no number is above and below another", lambda: Not(And(x > y, y > x), evaluate=False)),
    case("any two numbers compare", lambda: Or(x <= y, y <= x, evaluate=False)),
    case("no integer lies between 0 and 1", lambda: Not(And(n > 0, n < 1), evaluate=False)),
    case("integers differ by at least 1", lambda: Implies(n > m, n >= m + 1)),
    case("a general inequality at the integers of the goal", lambda: ne(q**N, 1),
         lambda: forall(I, lt(q**I, 1))),
    case("factors above 1", lambda: Implies(And(x > 1, y > 1), x * y > 1)),
    case("a square is not negative", lambda: le(2 * x * y, x**2 + y**2)),
    case("a square of a difference of squares", lambda: le(2 * x**2 * y**2, x**4 + y**4)),
    case("a square of what has a number in it", lambda: le(4 * x * (1 - x), 1)),
    case("a power of a power", lambda: le(4 * x**3 + 4 * x, x**4 + 6 * x**2 + 1)),
    case("a quartic form by squares of monomials' differences", lambda: le(x**3 * y + x * y**3, x**4 + y**4)),
    case("a quartic form by a Gram matrix", lambda: le(x**2 * y**2, 2 * x**4 + 2 * x**3 * y + 5 * y**4)),
    case("a polynomial that is positive", lambda: lt(x, x**4 + 1)),
    case("Cauchy's inequality in the plane",
         lambda: le((x * a + y * b) ** 2, (x**2 + y**2) * (a**2 + b**2))),
    case("three means", lambda: le(3 * x * y * z, x**3 + y**3 + z**3),
         lambda: x > 0, lambda: y > 0, lambda: z > 0),
    case("a cube below a square", lambda: le(x**3, x**2), lambda: x <= 1),
    case("Bernoulli's inequality for the exponent 2", lambda: le(1 + 2 * x, (1 + x) ** 2)),
    case("a sum of squares is not negative", lambda: le(0, Sum(X[l] ** 2, (l, 1, n)))),
    case("the inverse of a positive number is positive", lambda: lt(0, 1 / p)),
    case("positive plus nonnegative is positive", lambda: lt(0, p * (q + 1))),
    case("a sum of products of what is positive", lambda: lt(0, x**2 * y + 3 * x * y**3),
         lambda: x > 0, lambda: y > 0),
    case("a quotient of what is positive", lambda: lt(0, x / (y + z)),
         lambda: x > 0, lambda: y > 0, lambda: z > 0),
    case("one positive summand is enough", lambda: lt(0, x + y**2), lambda: x > 0),
    case("a product of what is negative", lambda: le(0, x * y), lambda: x <= 0, lambda: y <= 0),
    case("an odd power keeps the sign", lambda: le(0, x**3), lambda: x >= 0),
    case("an even power of what is not 0", lambda: lt(0, x**4), lambda: Ne(x, 0, evaluate=False)),
    case("squared distances add up to no less than 0",
         lambda: le(0, total(N, lambda c: 3 * (v[c] - a) ** 2))),
    case("powers of different kinds under one sum",
         lambda: le(0, total(N, lambda c: v[c] ** 2 + (v[c] - a) ** 4))),
    case("a sum of products of what is not negative", lambda: le(0, total(N, lambda c: a * v[c] ** 2)),
         lambda: a >= 0),
    case("a square root of a square, by its sign", lambda: equation(root(x**2), -x), lambda: x <= 0),
    case("a square root of a square is the absolute value", lambda: equation(root(x**2), Abs(x))),
    case("roots multiply", lambda: equation(sqrt(x) * sqrt(y), root(x * y)), lambda: x >= 0, lambda: y >= 0),
    case("roots divide", lambda: equation(sqrt(x) / sqrt(y), root(x / y)), lambda: x > 0, lambda: y > 0),
    case("cube roots multiply", lambda: equation(x ** Rational(1, 3) * y ** Rational(1, 3),
         Pow(x * y, Rational(1, 3), evaluate=False)), lambda: x >= 0, lambda: y >= 0),
    case("a root of a root",
         lambda: equation(Pow(sqrt(x), Rational(1, 2), evaluate=False), x ** Rational(1, 4)),
         lambda: x >= 0),
    case("roots keep the order", lambda: le(sqrt(x), sqrt(y)), lambda: x >= 0, lambda: x <= y),
    case("a norm scales", lambda: eq(norm(lambda c: a * v[c], N), a * row_norm()), lambda: a >= 0),
    case("a norm scales by the absolute value", lambda: eq(norm(lambda c: a * v[c], N), Abs(a) * row_norm())),
    case("a product that is 0 has a factor that is", lambda: eq(x, 0),
         lambda: equation(x * y, 0), lambda: Ne(y, 0, evaluate=False)),
    case("cases of a product that is 0", lambda: equation(Abs(x), x), lambda: equation(x * (x - 1), 0)),
    case("the greatest of three roots", lambda: le(x, 2), lambda: equation(x * (x - 1) * (x - 2), 0)),
    case("a square that is 0", lambda: eq(x, y), lambda: equation((x - y) ** 2, 0)),
    case("a nonzero symbol cancels", lambda: eq(over(r, r), 1)),
    case("something solves a linear equation", lambda: exists(x, eq(2 * x, y))),
    case("only one thing solves a linear equation", lambda: exists_unique(
        scalars("x"), eq(2 * scalars("x"), a))),
    case("every square is at least 0", lambda: forall(x, le(0, x**2))),
    # recurrences
    case("two steps of a recurrence", lambda: eq(s[t + 2], s[t] + 2 * x),
         lambda: forall(t, eq(s[t + 1], s[t] + x))),
    case("powers of 2 by induction", lambda: forall(t, eq(s[t], 2**t * s[0])),
         lambda: forall(t, eq(s[t + 1], 2 * s[t]))),
    case("what starts constant stays constant", lambda: forall(t, eq(s[t], 7)),
         lambda: forall(t, eq(s[t + 1], s[t])), lambda: eq(s[0], 7)),
    case("an elimination of a second sequence", lambda: eq(s[t + 2], 3 * s[t + 1] - 2 * s[t]),
         lambda: forall(t, eq(s[t + 1], s[t] + g[t])), lambda: forall(t, eq(g[t + 1], 2 * g[t]))),
    case("a component within its range", lambda: implies(J < N, eq(v[J + 1] - v[J + 1] + 1, 1))),
    case("the least size is used", lambda: eq(v[1] + v[1], 2 * v[1])),
]  # fmt: skip

FALSE = [
    case("a square without its middle term", lambda: eq((x + y) ** 2, x**2 + y**2)),
    case("a wrong multiplier", lambda: eq(x, y), lambda: equation(2 * x, 3 * y)),
    case("fractions added like integers", lambda: eq(1 / x + 1 / y, 2 / (x + y))),
    case("the root of a square is the number, for reals", lambda: equation(root(x**2), x)),
    case("the root of a square is the number, for undeclared symbols", lambda: equation(sqrt(u**2), u)),
    case("roots add", lambda: eq(sqrt(2) + sqrt(3), sqrt(5))),
    case("the root of a square, where it is positive only", lambda: equation(root(x**2), x), lambda: x <= 1),
    case("roots of sums add",
         lambda: equation(root(x + y), sqrt(x) + sqrt(y)), lambda: x >= 0, lambda: y >= 0),
    case("roots divide the other way", lambda: equation(sqrt(x) / sqrt(y), root(y / x)),
         lambda: x > 0, lambda: y > 0),
    case("a norm scales with its sign", lambda: eq(norm(lambda c: a * v[c], N), a * row_norm())),
    # signs
    case("a sum of what is only not negative", lambda: lt(0, x + y**2), lambda: x >= 0),
    case("a difference of what is positive", lambda: lt(0, x**2 - y), lambda: x > 0, lambda: y > 0),
    case("a product with a factor of any sign", lambda: le(0, x * y), lambda: x >= 0),
    case("an odd power has no sign of its own", lambda: le(0, x**3)),
    case("an even power is not always positive", lambda: lt(0, x**4)),
    case("the inverse of an odd power", lambda: lt(0, x**-3)),
    case("a sum of cubes", lambda: le(0, total(N, lambda c: v[c] ** 3))),
    case("a sum of squares with a sign", lambda: le(0, total(N, lambda c: a * v[c] ** 2))),
    case("the first factor of a product that is 0", lambda: eq(x, 0), lambda: equation(x * y, 0)),
    case("strictly below the greater root", lambda: lt(x, 1), lambda: equation(x * (x - 1), 0)),
    case("the sign in both cases", lambda: equation(Abs(x), x), lambda: equation(x * (x + 1), 0)),
    # sums
    case("a literal sum counted backwards", lambda: equation(Sum(1, (l, 1, -2)), -2)),
    case("ones are counted below 0", lambda: equation(Sum(1, (l, 1, n)), n)),
    case("ones are counted for n up to 0", lambda: equation(Sum(1, (l, 1, n)), n), lambda: n <= 0),
    case("a last term of an empty sum", lambda: equation(
        Sum(X[l], (l, 1, n)), Sum(X[l], (l, 1, n - 1)) + X[n]), lambda: n >= 0),
    case("a shift that loses a term", lambda: equation(Sum(X[l], (l, 1, n)), Sum(X[l + 1], (l, 1, n - 1)))),
    case("a swap of indices instead of sums", lambda: equation(
        Sum(W[i, j], (i, 1, n), (j, 1, m)), Sum(W[j, i], (i, 1, n), (j, 1, m)))),
    case("a summand taken out that is bound", lambda: equation(
        Sum(l * X[l], (l, 1, n)), l * Sum(X[l], (l, 1, n)))),
    case("a shaped family read as 1-based", lambda: equation(
        Sum(shaped[l], (l, 1, n)), Sum(shaped[l], (l, 0, n - 1))), lambda: n >= 1),
    case("only the least size tells", lambda: eq(total(N, lambda c: v[c] * KroneckerDelta(N, 1)), 0)),
    # indicators, cases, extremes
    case("a delta without its upper bound", lambda: equation(
        Sum(KroneckerDelta(i, l) * X[l], (l, 1, n)), X[i]), lambda: i >= 1),
    case("a delta without its lower bound", lambda: equation(
        Sum(KroneckerDelta(i, l) * X[l], (l, 1, n)), X[i]), lambda: i <= n),
    case("Piecewise takes the last match", lambda: equation(
        Piecewise((1, x >= 0), (2, x <= 0), (3, True)), 2), lambda: x <= 0),
    case("printed cases that overlap", lambda: cases(x, (x, x >= 0), (1, x <= 0))),
    case("an absolute value without its sign", lambda: equation(Abs(x), x)),
    case("the greater is the first", lambda: equation(Max(x, y), x)),
    # derivatives
    case("a wrong sign in a quotient rule", lambda: eq(d(x / (x**2 + 1), x), (1 + x**2) / (x**2 + 1) ** 2)),
    case("a wrong exponent in a derivative", lambda: equation(Derivative(x**3, x), 2 * x**2)),
    case("a bound index captured by the derivative", lambda: eq(
        d(total(N, lambda c: w[L, c] * v[c]), w[L, J]), total(N, lambda c: v[c]))),
    case("a derivative by a component beyond the sum", lambda: equation(
        Derivative(Sum(X[l] ** 2, (l, 0, n - 1)), X[j]), 2 * X[j]), lambda: j >= 0, lambda: n >= 1),
    # logic
    case("reals differ by at least 1", lambda: Implies(x > y, x >= y + 1)),
    case("positive exactly where another is", lambda: Equivalent(x > 0, y > 0)),
    case("two things solve two equations at once", lambda: exists(x, all_of(eq(x, 1), eq(x, 2)))),
    case("an inverse is 0 somewhere", lambda: exists(x, eq(1 / x, 0))),
    case("only one thing has a given square", lambda: exists_unique(
        scalars("x"), eq(scalars("x") ** 2, a)), lambda: a > 0),
    case("every integer in a range is below the next but one", lambda: forall(J, lt(J + 1, N))),
    # recurrences
    case("a closed form with a drift", lambda: forall(t, eq(s[t], 2**t * s[0] + t)),
         lambda: forall(t, eq(s[t + 1], 2 * s[t]))),
    case("a recurrence off by one step", lambda: eq(s[t + 2], s[t] + x),
         lambda: forall(t, eq(s[t + 1], s[t] + x))),
    # strict ranges
    case("a component beyond the last", lambda: eq(v[J + 1], v[J + 1])),
    case("a component before the first", lambda: eq(v[J - 1], v[J - 1])),
    case("a second component at the least size", lambda: eq(total(N, lambda c: v[c]), v[1] + v[2])),
]  # fmt: skip


def sound(verdict: Verdict) -> None:
    """What a proof has to come with: a certificate whose replay says nothing else."""
    thm = replay(verdict.certificate)
    assert thm.axioms == set(verdict.axioms)
    assert verdict.evidence is (Evidence.AXIOMS if verdict.axioms else Evidence.CERTIFICATE)
    assert verdict.witness is None


@pytest.mark.parametrize(("statement", "given"), TRUE)
def test_is_proved(statement: Callable[[], Any], given: Callable[[], list[Any]]) -> None:
    verdict = check(statement(), given())
    assert (verdict.status, verdict.message) == (Status.PROVED, None)
    sound(verdict)


@pytest.mark.parametrize(("statement", "given"), FALSE)
def test_is_refuted(statement: Callable[[], Any], given: Callable[[], list[Any]]) -> None:
    verdict = check(statement(), given())
    assert verdict.status is Status.REFUTED
    assert verdict.evidence is Evidence.WITNESS
    assert verdict.witness is not None
    for value in verdict.witness.values():
        parts = sp.sympify(value).as_real_imag()
        assert all(part.is_Rational for part in parts), "a witness has exact values"


@pytest.mark.parametrize(("statement", "given"), TRUE)
def test_the_negation_of_a_theorem_is_not_proved(
    statement: Callable[[], Any], given: Callable[[], list[Any]]
) -> None:
    assert check(Not(statement(), evaluate=False), given()).status not in (Status.PROVED, Status.CONFLICT)


# -- conditions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "conditions"),
    [
        pytest.param(lambda: eq(over(x, x), 1), {"x ≠ 0"}, id="x/x = 1"),
        pytest.param(lambda: eq(over(x * y, x * y), 1), {"x·y ≠ 0"}, id="xy/(xy) = 1"),
        pytest.param(lambda: eq(1 / x + 1 / y, (x + y) / (x * y)), {"x ≠ 0", "y ≠ 0"}, id="1/x + 1/y"),
        pytest.param(lambda: eq((x**2 - 1) / (x - 1), x + 1), {"x ≠ 1"}, id="a removable singularity"),
        pytest.param(lambda: eq(Pow(root(x), 2, evaluate=False), x), {"0 ≤ x"}, id="sqrt(x)^2 = x"),
        pytest.param(
            lambda: equation(root(x) * root(y), root(x * y)),
            {"0 ≤ x", "0 ≤ y"}, id="sqrt(x) sqrt(y) = sqrt(x y)",
        ),
        pytest.param(lambda: lt(0, Pow(x, -2)), {"x ≠ 0"}, id="0 < 1/x^2"),
        pytest.param(lambda: eq(over(p, p), 1), set(), id="p/p = 1 for positive p"),
        pytest.param(lambda: eq(over(r, r), 1), set(), id="r/r = 1 for nonzero r"),
        pytest.param(lambda: implies(ne(x, 0), eq(over(x, x), 1)), set(), id="x/x = 1 behind a premise"),
        pytest.param(
            lambda: equation(Sum(over(X[l], X[l]), (l, 1, 3)), 3),
            {"∀ l ∈ 1..3: X_l ≠ 0"}, id="a denominator for every summand",
        ),
    ],
)  # fmt: skip
def test_conditions_are_derived_and_shown(statement: Callable[[], Any], conditions: set[str]) -> None:
    verdict = check(statement())
    assert verdict.status is Status.PROVED
    assert {c.replace("Xₗ", "X_l") for c in verdict.conditions} == conditions


def test_a_condition_that_the_hypotheses_imply_is_not_shown() -> None:
    verdict = check(eq(over(x, x), 1), [x > 2])
    assert (verdict.status, verdict.conditions) == (Status.PROVED, ())


def test_conditions_are_hypotheses_of_the_theorem() -> None:
    verdict = check(eq(over(x, x), 1))
    nonzero = k.ne(k.var("x"), k.ZERO)
    assert nonzero in replay(verdict.certificate).hypotheses


# -- the certificate ---------------------------------------------------------------------------------


def test_a_certificate_replays_to_the_statement_under_its_hypotheses() -> None:
    statement, hypothesis = eq(x * z, y * z + z), equation(x, y + 1)
    translator = Translator()
    goal, given = translator.formula(statement), translator.formula(hypothesis)
    thm = replay(check(statement, [hypothesis]).certificate)
    assert (thm.conclusion, thm.hypotheses) == (goal, {given})


def test_the_certificate_of_another_statement_is_not_this_one_s() -> None:
    steps = check(eq((x + y) ** 2, x**2 + 2 * x * y + y**2)).certificate
    assert replay(steps).conclusion != Translator().formula(eq((x + y) ** 2, x**2 + y**2))


def test_assumptions_of_symbols_are_listed_as_hypotheses() -> None:
    assert check(lt(0, p * (q + 1))).given == ("0 < p", "0 ≤ q")


def test_bounds_of_quantities_are_listed_as_hypotheses() -> None:
    given = check(eq(v[J], v[J])).given
    assert {"1 ≤ N", "1 ≤ J", "J ≤ N"} <= set(given)


def test_only_the_chain_rule_of_a_loss_is_an_axiom() -> None:
    G = gradient("G", N)
    loss_of_v = loss("C", lambda c: v[c] ** 2, N, gradient=G)
    verdict = check(eq(d(loss_of_v, v[J]), 2 * G[J] * v[J]))
    assert (verdict.status, verdict.evidence) == (Status.PROVED, Evidence.AXIOMS)
    assert verdict.axioms == ("total derivative",)


# -- witnesses ---------------------------------------------------------------------------------------


def test_a_witness_is_exact_satisfies_the_hypotheses_and_separates_the_sides() -> None:
    verdict = check(eq(x, y), [equation(2 * x, 3 * y), y > 0])
    assert verdict.witness is not None
    at = {name: Rational(value) for name, value in verdict.witness.items()}
    assert 2 * at["x"] == 3 * at["y"]
    assert at["y"] > 0
    assert verdict.sides == {"lhs": verdict.witness["x"], "rhs": verdict.witness["y"]}
    assert at["x"] != at["y"]


def test_a_witness_names_the_component_beyond_the_range() -> None:
    verdict = check(eq(v[J + 1], v[J + 1]))
    assert verdict.witness == {"J": "1", "N": "1"}
    assert verdict.message == "v[2] is outside its range 1..1"


def test_the_witness_against_an_existence_is_a_theorem_of_its_negation() -> None:
    verdict = check(exists(x, eq(x * y, z)), [ne(z, 0)])
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert verdict.witness["y"] == "0"
    assert replay(verdict.certificate).conclusion.op == "not"


# -- hypotheses that nothing satisfies ---------------------------------------------------------------


SIDES = pytest.mark.parametrize("statement", [lambda: eq(x, x + 1), lambda: eq(x, x)], ids=["false", "true"])


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: [x > 0, x < 0], id="a number above and below 0"),
        pytest.param(lambda: [x > 0, -x > 0], id="a number and its negative above 0"),
        pytest.param(lambda: [equation(x, 1), equation(x, 2)], id="a number that is 1 and 2"),
        pytest.param(lambda: [And(x > 0, y < -1, x + y < -1, x + y > 0)], id="inside a conjunction"),
        pytest.param(lambda: [equation(sqrt(x), -1)], id="a negative root"),
        pytest.param(lambda: [n > 0, n < 1], id="an integer between 0 and 1"),
        pytest.param(lambda: [Eq(p + q, -1, evaluate=False)], id="against the assumptions of symbols"),
    ],
)
@SIDES
def test_hypotheses_that_contradict_each_other_are_an_error(
    statement: Callable[[], Any], given: Callable[[], list[Any]]
) -> None:
    with sp.evaluate(False):
        verdict = check(statement(), given())
    assert verdict.status is Status.ERROR
    assert verdict.message == "the hypotheses contradict each other"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: [equation(x**2, -1)], id="a negative square"),
        pytest.param(lambda: [forall(y, y > x)], id="a least real number"),
        pytest.param(lambda: [forall(t, eq(s[t], s[t] + 1))], id="a law that contradicts itself"),
        pytest.param(
            lambda: [forall(t, eq(s[t + 1], s[t] + 1)), forall(t, eq(s[t], 5))],
            id="two laws that contradict each other",
        ),
    ],
)
@SIDES
def test_hypotheses_that_nothing_is_known_to_satisfy_prove_nothing(
    statement: Callable[[], Any], given: Callable[[], list[Any]]
) -> None:
    """That they contradict each other is not always seen; no point is found in any case."""
    with sp.evaluate(False):
        verdict = check(statement(), given())
    assert (verdict.status, verdict.message) == (Status.ERROR, "the hypotheses contradict each other") or (
        verdict.status is Status.UNDECIDED and verdict.model is None
    )


# -- what is no statement ----------------------------------------------------------------------------


@pytest.mark.parametrize("settled", [True, False, sp.true, sp.false, Eq(x, x), Ne(x, x)])
@pytest.mark.parametrize("place", ["statement", "given"])
def test_a_relation_that_settled_itself_names_the_unevaluated_constructor(settled: Any, place: str) -> None:
    verdict = check(settled) if place == "statement" else check(eq(x, y), [settled])
    assert verdict.status is Status.ERROR
    assert verdict.message is not None
    assert f"settled itself to {settled}" in verdict.message
    assert "symderiv.eq" in verdict.message
    assert "evaluate=False" in verdict.message


@pytest.mark.parametrize("what", ["x = 1", None, 1, x, Symbol("b"), sp.Xor(x > 0, y > 0)])
def test_what_is_no_statement_is_an_error_that_shows_it(what: Any) -> None:
    verdict = check(what)
    assert verdict.status is Status.ERROR
    assert verdict.message is not None
    assert type(what).__name__ in verdict.message


@pytest.mark.parametrize("assumption", ["even", "odd", "prime", "imaginary", "irrational", "infinite"])
def test_an_assumption_that_the_checker_cannot_use_is_an_error_that_names_it(assumption: str) -> None:
    verdict = check(equation(Symbol("e", **{assumption: True}), y))
    assert verdict.status is Status.ERROR
    assert verdict.message == f"the assumption {assumption}=True of e is not supported"


def test_one_name_with_two_meanings_is_an_error_that_names_it() -> None:
    for one, other in ((x, Symbol("x")), (Symbol("X", real=True), X[1]), (F(1), IndexedBase("F")[1, 2])):
        verdict = check(equation(one, other))
        assert verdict.status is Status.ERROR
        assert verdict.message is not None
        assert "called" in verdict.message or "family" in verdict.message


def test_an_index_that_is_no_integer_is_an_error_that_shows_it() -> None:
    verdict = check(equation(F(x), y))
    assert (verdict.status, verdict.message) == (
        Status.ERROR,
        "an index of F has to be an integer; x is not declared as one",
    )


# -- undeclared, and complex -------------------------------------------------------------------------


def test_an_undeclared_symbol_is_complex_and_has_no_sign() -> None:
    assert check(le(0, u**2)).status is Status.REFUTED
    assert check(le(0, x**2)).status is Status.PROVED


def test_the_absolute_value_of_an_undeclared_symbol_is_that_of_a_complex_number() -> None:
    assert check(equation(Abs(u), u)).status is Status.REFUTED
    assert check(equation(Abs(u) ** 2, u**2)).status is Status.REFUTED
    assert check(equation(Abs(u) ** 2, u * sp.conjugate(u))).status is Status.PROVED


# -- undefined places --------------------------------------------------------------------------------


def test_a_piecewise_without_a_last_case_is_undefined_there_and_not_any_value() -> None:
    for value in (0, 1, 2):
        verdict = check(equation(Piecewise((1, x > 0)), value), [x < 0])
        assert verdict.status is not Status.PROVED


def test_the_root_of_a_square_needs_its_sign() -> None:
    assert check(equation(root(x**2), x), [x <= 0]).status is Status.REFUTED
    assert check(equation(root(x**2), -x), [x >= 1]).status is Status.REFUTED


# -- the verdict itself ------------------------------------------------------------------------------


def test_a_status_is_no_truth_value() -> None:
    verdict = check(eq(x, y))
    with pytest.raises(TypeError, match="compare it"):
        bool(verdict.status)


def test_the_kind_follows_the_form_of_the_statement() -> None:
    kinds = {
        Kind.EQUATION: eq(x, y),
        Kind.INEQUALITY: forall(x, lt(x, y)),
        Kind.LOGIC: exists(x, eq(x, y)),
    }
    for kind, statement in kinds.items():
        assert check(statement).kind is kind


def test_the_statement_shown_is_printed_from_what_was_translated() -> None:
    with sp.evaluate(False):
        verdict = check(eq(x - x, 0))
    assert verdict.statement == "x − x = 0"


def test_a_check_that_takes_too_long_is_a_timeout_and_says_when_it_was_stopped() -> None:
    many = sp.Add(*sp.symbols("h0:6", real=True))
    verdict = check(eq(many**60, many**59 * many), timeout=0.5)
    assert (verdict.status, verdict.message) == (Status.TIMEOUT, "stopped after 0.5 s")


def test_a_check_within_its_time_has_its_own_verdict() -> None:
    plain, limited = check(eq(x, y)), check(eq(x, y), timeout=30)
    assert (plain.status, plain.witness) == (limited.status, limited.witness)


def test_the_value_of_the_evaluator_at_a_witness_is_what_the_verdict_says() -> None:
    translator = Translator()
    f = translator.formula(eq((x + y) ** 2, x**2 + y**2))
    verdict = check(eq((x + y) ** 2, x**2 + y**2))
    assert verdict.witness is not None
    at = Model({name: fmpq(*map(int, value.split("/"))) for name, value in verdict.witness.items()})
    assert holds(f, at) is False
    assert {"lhs": str(evaluate(f.args[0], at)), "rhs": str(evaluate(f.args[1], at))} == verdict.sides
