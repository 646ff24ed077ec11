"""Translation: the evaluator's value of a term is SymPy's value of the expression; nothing else passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Add,
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Idx,
    Implies,
    IndexedBase,
    KroneckerDelta,
    Le,
    Lt,
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
)  # fmt: skip

from symderiv import components, d, eq, exists, forall, index, sequence, sizes, total
from symderiv.core import terms as k
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undefined
from symderiv.language import notation as nt
from symderiv.language.errors import StatementError
from symderiv.language.translate import Translator

x, y, z = REALS = sp.symbols("x y z", real=True)
m, n = SIZES = sp.symbols("m n", integer=True)
c, e = BOUND = sp.symbols("c e", integer=True)
X, W = IndexedBase("X", real=True), IndexedBase("W", real=True)

RATIONALS = st.builds(Rational, st.integers(-4, 4), st.integers(1, 3))
EXPONENTS = st.integers(-2, 3).map(sp.Integer)
POINTS = st.fixed_dictionaries(
    {**dict.fromkeys(REALS, RATIONALS), **dict.fromkeys(SIZES, st.integers(0, 3).map(sp.Integer))}
)


def component(name: str, index: tuple[int, ...]) -> Rational:
    """A value for each component, all of them different."""
    return Rational(3 + sum((5 + 2 * p) * i for p, i in enumerate(index)), 7 if name == "X" else 11)


def sympys_value(expression: Any, at: dict[Any, Any]) -> Any:
    """What SymPy makes of the expression when its parts have their values; sums are written out."""
    if isinstance(expression, sp.Indexed):
        indices = (int(sympys_value(i, at)) for i in expression.indices)
        return component(str(expression.base.label), tuple(indices))
    if isinstance(expression, Sum):
        body, *inner, (v, *ends) = expression.args
        start, end = (int(sympys_value(b, at)) for b in ends)
        body = Sum(body, *inner) if inner else body
        return Add(*(sympys_value(body, {**at, v: sp.Integer(i)}) for i in range(start, end + 1)))
    if not expression.args:
        return at.get(expression, expression)
    parts = [sympys_value(part, at) for part in expression.args]
    try:
        return expression.func(*parts)
    except (TypeError, ValueError):  # nothing compares with 1/0
        return sp.nan


def model(at: dict[Any, Any]) -> Model:
    def draw(name: str, index: tuple[int, ...]) -> fmpq:
        value = component(name, index)
        return fmpq(int(value.p), int(value.q))

    return Model({s.name: fmpq(int(v.p), int(v.q)) for s, v in at.items()}, draw=draw)


def value(expression: Any, at: dict[Any, Any]) -> Any:
    """The evaluator's value of the translated expression; None where it is undefined."""
    try:
        return evaluate(Translator().term(expression), model(at))
    except Undefined:
        return None


def unevaluated(make: Callable[..., Any], *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """make(parts) as it is written: SymPy simplifies nothing."""

    def built(*args: Any) -> Any:
        with sp.evaluate(False):
            try:
                return make(*args)
            except (TypeError, ValueError):  # SymPy does compare a little
                return sp.nan

    return st.builds(built, *parts).filter(lambda e: not e.has(sp.nan))


def relations(terms: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    kinds = st.sampled_from([Eq, Ne, Lt, Le, Gt, Ge])
    return unevaluated(lambda kind, a, b: kind(a, b, evaluate=False), kinds, terms, terms)


INTEGERS = [*SIZES, sp.Integer(0), sp.Integer(1), sp.Integer(2), n + 1, n - m]


def terms(*bound: Any) -> st.SearchStrategy[Any]:
    """Expressions with deltas, components, cases and powers, over sizes and bound indices."""
    indices = st.sampled_from([*INTEGERS, *bound * 3])
    leaves = st.one_of(
        RATIONALS,
        st.sampled_from(REALS),
        indices,
        unevaluated(KroneckerDelta, indices, indices),
        unevaluated(lambda i: X[i], indices),
        unevaluated(lambda i, j: W[i, j], indices, indices),
    )

    bases = st.one_of(leaves, unevaluated(Add, leaves, leaves), unevaluated(Mul, leaves, leaves))

    def grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(
            unevaluated(Add, parts, parts),
            unevaluated(Mul, parts, parts),
            unevaluated(Pow, bases, EXPONENTS),
            unevaluated(Abs, parts),
            unevaluated(Max, parts, parts),
            unevaluated(Min, parts, parts),
            unevaluated(lambda a, f, b: Piecewise((a, f), (b, True)), parts, relations(leaves), parts),
            unevaluated(lambda a, f: Piecewise((a, f)), parts, relations(leaves)),
        )

    return st.recursive(leaves, grown, max_leaves=4)


def sums(bodies: st.SearchStrategy[Any], v: Any) -> st.SearchStrategy[Any]:
    """Sums over v from 0 or 1 to an end at most one short of it, so that SymPy reads none backwards."""
    starts, ends = st.integers(0, 1), st.sampled_from([n, m, n + 1, m + 2])
    return unevaluated(lambda body, start, end: Sum(body, (v, start, end)), bodies, starts, ends)


SUMS = sums(terms(c), c)
EXPRESSIONS = st.one_of(
    terms(), SUMS, sums(sums(terms(c, e), e), c), *(unevaluated(f, SUMS, terms()) for f in (Add, Mul))
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(EXPRESSIONS, POINTS)
def test_the_term_has_the_value_of_the_expression(expression: Any, at: dict[Any, Any]) -> None:
    found = value(expression, at)
    if found is None:
        return  # SymPy goes on from 1/0, and 1/(1/0) is 0 to it
    expected = sympys_value(expression, at)
    assert expected.is_Rational, f"the evaluator says {found}, SymPy {expected}"
    assert found == fmpq(int(expected.p), int(expected.q))


CONNECTIVES = (And, Or, Implies, Equivalent)


def settled(statement: Any) -> bool:
    """Whether SymPy decided a part of the statement."""
    connected = isinstance(statement, (Not, *CONNECTIVES))
    return statement in (sp.true, sp.false) or (connected and any(map(settled, statement.args)))


PLAIN = relations(st.one_of(RATIONALS, st.sampled_from(REALS), st.sampled_from(SIZES)))
CONNECTED = st.recursive(
    PLAIN,
    lambda fs: st.one_of(
        unevaluated(lambda f: Not(f, evaluate=False), fs),
        *(unevaluated(lambda f, g, c=c: c(f, g, evaluate=False), fs, fs) for c in CONNECTIVES),
    ),
    max_leaves=4,
)
STATEMENTS = st.one_of(relations(terms()), CONNECTED).filter(lambda f: not settled(f))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(STATEMENTS, POINTS)
def test_the_formula_has_the_truth_value_of_the_statement(statement: Any, at: dict[Any, Any]) -> None:
    try:
        value = holds(Translator().formula(statement), model(at))
    except Undefined:
        return
    expected = truth(statement, at)
    assert expected is None or value is expected


def truth(statement: Any, at: dict[Any, Any]) -> bool | None:
    """By SymPy's values of the sides; None where a side has none."""
    match statement:
        case Not():
            inner = truth(statement.args[0], at)
            return None if inner is None else not inner
        case And() | Or() | Implies() | Equivalent():
            parts = [truth(f, at) for f in statement.args]
            if None in parts:
                return None
            return bool(statement.func(*map(sp.sympify, parts)))
    left, right = (sympys_value(side, at) for side in statement.args)
    if not (left.is_Rational and right.is_Rational):
        return None
    return bool(statement.func(left, right))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(PLAIN, st.integers(1, 4))
def test_a_relation_that_is_denied_is_a_relation(statement: Any, times: int) -> None:
    denied, opposite = statement, statement
    for _ in range(times):
        denied, opposite = Not(denied, evaluate=False), opposite.negated
    assert Translator().formula(denied) == Translator().formula(opposite)


def test_a_compound_statement_that_is_denied_twice_is_so_by_logic() -> None:
    with sp.evaluate(False):
        both = And(sp.Le(1 / x, 1), sp.Eq(x, 0))
    twice = Not(Not(both, evaluate=False), evaluate=False)
    assert Translator().formula(twice) == k.not_(k.not_(Translator().formula(both)))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SUMS, POINTS)
def test_a_bound_name_changes_nothing(total: Any, at: dict[Any, Any]) -> None:
    body, (v, start, end) = total.args
    for other in (e, Symbol("x", integer=True)):
        with sp.evaluate(False):
            renamed = Sum(body.xreplace({v: other}), (other, start, end))
        assert value(renamed, at) == value(total, at)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 12), st.integers(1, 5), st.integers(-4, 4), st.integers(2, 5))
def test_fractional_powers_are_roots(p: int, q: int, numerator: int, degree: int) -> None:
    exponent = Rational(numerator, degree)
    term = Translator().term(Pow(x, exponent, evaluate=False))
    value = Model({"x": fmpq(p, q)})
    if p == 0 and numerator < 0:
        with pytest.raises(Undefined):
            evaluate(term, value)
        return
    found = evaluate(term, value)
    expected = Pow(Rational(p, q), exponent).evalf(50)
    assert str(found) == str(fmpq(p, q)) if exponent == 1 else abs(float(found) - float(expected)) < 1e-12


NUMBERS = st.one_of(RATIONALS, st.sampled_from(REALS))
POWERS = unevaluated(Pow, st.one_of(NUMBERS, unevaluated(Add, NUMBERS, NUMBERS)), EXPONENTS)


def combined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(unevaluated(Add, parts, parts), unevaluated(Mul, parts, parts))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.recursive(st.one_of(NUMBERS, POWERS), combined, max_leaves=6), POINTS)
def test_a_derivative_has_the_value_of_sympys(expression: Any, at: dict[Any, Any]) -> None:
    found = value(d(expression, x), at)
    if found is not None:
        expected = sympys_value(expression.diff(x), at)
        assert expected is sp.nan or found == fmpq(int(expected.p), int(expected.q))


# -- by hand -----------------------------------------------------------------------------------------

N, M = sizes("N M")
I, J = index("I", N), index("J", M)
v, w = components("v", N), components("w", M, N)


def at_sizes(**values: int) -> Model:
    return Model({name: fmpq(value) for name, value in values.items()}, draw=model({}).draw)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param(Sum(1, (c, 1, -2)), 0, id="an empty sum"),
        pytest.param(Sum(c, (c, 3, 2)), 0, id="an empty sum of an index"),
        pytest.param(Pow(sp.Integer(0), sp.Integer(0), evaluate=False), 1, id="0 to the 0"),
        pytest.param(Sum(n, (n, 1, 3)) + n, 8, id="a bound name that is free as well"),
        pytest.param(Sum(Sum(c, (c, 1, c)), (c, 1, 3)), 10, id="a bound name bound again"),
        pytest.param(Sum(c, (c, 1, e), (e, 1, 3)), 10, id="an inner bound that is an outer index"),
        pytest.param(Piecewise((1, n > 1), (2, n > 0), (3, True)), 1, id="the first of the cases that hold"),
        pytest.param(Mul(0, n, evaluate=False), 0, id="a product with 0"),
        pytest.param(Max(n, 1, m), 3, id="the greatest of three"),
        pytest.param(Min(n, 5, m), 2, id="the least of three"),
        pytest.param(Sum(KroneckerDelta(c, n), (c, 0, 5)), 1, id="a delta that is met"),
        pytest.param(Sum(KroneckerDelta(c, n), (c, 3, 5)), 0, id="a delta that is missed"),
    ],
)
def test_the_value_at_n_2_and_m_3(expression: Any, value: int) -> None:
    assert evaluate(Translator().term(expression), at_sizes(n=2, m=3)) == value


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(Piecewise((1, n > 5)), id="no case holds"),
        pytest.param(Mul(0, Pow(n - 2, -1), evaluate=False), id="0 times 1/0"),
        pytest.param(Pow(Pow(n - 2, -1), -1, evaluate=False), id="1/(1/0)"),
        pytest.param(sp.sqrt(1 - n), id="the root of a negative number"),
        pytest.param(components("f", 1)[n], id="a component beyond its range"),
        pytest.param(components("f", 1)[n - 2], id="a component before its range"),
        pytest.param(IndexedBase("f", shape=(2,))[n], id="a shaped family ends before its size"),
        pytest.param(sequence("f")[n - 3], id="a sequence before its start"),
    ],
)
def test_undefined_at_n_2(expression: Any) -> None:
    with pytest.raises(Undefined):
        evaluate(Translator().term(expression), at_sizes(n=2))


def test_a_shaped_family_begins_at_0() -> None:
    assert evaluate(Translator().term(IndexedBase("X", shape=(2,))[0]), at_sizes()) == fmpq(3, 7)


def test_components_are_1_based_and_keep_their_ranges() -> None:
    term = Translator().term(w[J, I])
    assert term.args[2] == tuple((k.ONE, k.var(name, "int")) for name in ("M", "N"))


def test_a_free_ranged_index_is_the_integer_that_it_names() -> None:
    assert Translator().term(X[Idx("c")]) == Translator().term(X[c])


def test_the_derivative_by_a_component_keeps_the_bound_index_apart() -> None:
    slope = Translator().term(d(total(N, lambda i: w[J, i] * v[i]), w[J, I]))
    for j in (1, 2):
        assert evaluate(slope, at_sizes(N=2, M=1, J=1, I=j)) == fmpq(3 + 5 * j, 11)


def test_a_quantifier_carries_the_assumptions_of_its_variable() -> None:
    positive = Symbol("x", positive=True)
    premise = k.lt(k.ZERO, k.var("x"))
    every = Translator().formula(forall(positive, eq(positive, y)))
    some = Translator().formula(exists(positive, eq(positive, y)))
    assert k.open_(every, k.var("x")) == k.implies(premise, k.eq(k.var("x"), k.var("y")))
    assert k.open_(some, k.var("x")) == k.and_(premise, k.eq(k.var("x"), k.var("y")))


def test_a_quantified_name_leaves_the_free_one_alone() -> None:
    translator = Translator()
    f = translator.formula(And(forall(x, eq(x, x + 0 * y)), Eq(x, y, evaluate=False), evaluate=False))
    assert k.free_vars(f) == {k.var("x"), k.var("y")}


@pytest.mark.parametrize(
    ("assumptions", "fact"),
    [
        ({"positive": True}, k.lt(k.ZERO, k.var("s"))),
        ({"negative": True}, k.lt(k.var("s"), k.ZERO)),
        ({"nonnegative": True}, k.le(k.ZERO, k.var("s"))),
        ({"nonpositive": True}, k.le(k.var("s"), k.ZERO)),
        ({"nonzero": True, "real": True}, k.ne(k.var("s"), k.ZERO)),
        ({"positive": False, "real": True}, k.le(k.var("s"), k.ZERO)),
        ({"zero": False}, k.ne(k.var("s", "complex"), k.ZERO)),
        ({"positive": True, "integer": True}, k.lt(k.ZERO, k.var("s", "int"))),
    ],
    ids=str,
)
def test_an_assumption_is_a_fact(assumptions: dict[str, bool], fact: k.Term) -> None:
    translator = Translator()
    translator.term(Symbol("s", **assumptions))
    assert list(translator.facts) == [fact]


@pytest.mark.parametrize(
    ("assumptions", "sort"), [({}, "complex"), ({"real": True}, "real"), ({"integer": True}, "int")], ids=str
)
def test_a_symbol_without_a_sign_has_a_sort_and_no_fact(assumptions: dict[str, bool], sort: str) -> None:
    translator = Translator()
    assert translator.term(Symbol("s", **assumptions)) == k.var("s", sort)
    assert not translator.facts


# -- what does not pass ------------------------------------------------------------------------------

A = sp.MatrixSymbol("A", 2, 2)


@pytest.mark.parametrize(
    ("expression", "head"),
    [
        (sp.LambertW(x), "LambertW"),
        (sp.Ei(x), "Ei"),
        (sp.Float(0.5), "Float"),
        (x + sp.Float(0.5), "Float"),
        (sp.oo, "Infinity"),
        (sp.nan, "NaN"),
        (sp.zoo, "ComplexInfinity"),
        (sp.ceiling(x), "ceiling"),
        (sp.subfactorial(n), "subfactorial"),
        (sp.Heaviside(x), "Heaviside"),
        (sp.Integral(x, (x, 0, 1)), "Integral"),
        (sp.Product(c, (c, 1, n)), "Product"),
        (sp.Limit(x, x, 0), "Limit"),
        (sp.Matrix([[x]]).as_immutable(), "ImmutableDenseMatrix"),
        (A, "MatrixSymbol"),
        (A * A, "MatPow"),
        (A + 2 * A, "MatrixSymbol"),
        (A.T, "Transpose"),
        (A[0, 1], "MatrixElement"),
        (sp.Tuple(x), "Tuple"),
        (sp.Lambda(x, x + 1), "Lambda"),
        (sp.Subs(x, x, 1), "Subs"),
        (sp.Order(x), "Order"),
        (Sum(X[c], (c, 1, sp.oo)), "Infinity"),
        (Sum(sp.Si(c), (c, 1, n)), "Si"),
    ],
    ids=str,
)
def test_a_head_that_is_not_on_the_list_is_an_error_that_names_it(expression: Any, head: str) -> None:
    with pytest.raises(StatementError, match=rf"^{head} is not a head that the checker knows"):
        Translator().term(expression)


@pytest.mark.parametrize("statement", [sp.Xor(x > 0, y > 0), sp.Contains(n, sp.Range(m)), x, sp.Q.real(x)])
def test_what_is_no_statement_is_an_error_that_names_its_head(statement: Any) -> None:
    with pytest.raises(StatementError, match=rf"met {type(statement).__name__}: "):
        Translator().formula(statement)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (Sum(X[c], (c, 1, x)), "a sum's bound has to be an integer; x is not declared as one"),
        (X[x], "an index of X has to be an integer; x is not declared as one"),
        (X[n / 2], "an index of X has to be an integer; n/2 is not declared as one"),
        (sp.Derivative(n**2, n), "a derivative is taken by a real symbol or component, not by n"),
        (sp.atan2(Symbol("u"), 1), "real arguments"),
        (sp.fibonacci(x), "has to be an integer"),
    ],
    ids=str,
)
def test_a_part_of_the_wrong_sort_is_an_error_that_shows_it(expression: Any, message: str) -> None:
    with pytest.raises(StatementError) as caught:
        Translator().term(expression)
    assert message in str(caught.value)


def test_a_relation_between_statements_is_an_error() -> None:
    with pytest.raises(StatementError, match="between terms, not statements"):
        Translator().formula(Eq(x > 0, y > 0, evaluate=False))


def test_a_name_means_one_thing_throughout_a_claim() -> None:
    translator = Translator()
    translator.term(x)
    for other in (Symbol("x"), Symbol("x", positive=True), IndexedBase("x")[1]):
        with pytest.raises(StatementError, match="called x"):
            translator.term(other)


def test_a_family_has_one_number_of_indices() -> None:
    translator = Translator()
    translator.term(X[1])
    with pytest.raises(StatementError, match="called X"):
        translator.term(X[1, 2])
    with pytest.raises(StatementError, match="v takes 1 indices, not 2"):
        v[1, 2]


def test_a_partial_derivative_is_not_said_to_be_a_differentiable_function_by_another_name():
    w, L = nt.components("w", n), nt.function("L", n)
    for at, order in ((L.partial(1)(w), 1), (L(w), 0), (L(w), sp.Rational(3, 2)), (L(w), n), (x, 1)):
        with pytest.raises(StatementError, match="whole number of times"):
            Translator().formula(nt.Smooth(at, sp.sympify(order)))
    assert Translator().formula(nt.differentiable(L(w), 2)).args[:2] == ("L", 2)
