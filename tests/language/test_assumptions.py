"""Assumptions of SymPy's symbols, families and functions: said as they are, or refused by name."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from sympy import Eq, Function, Ge, Gt, Idx, IndexedBase, Ne, Sum, Symbol, evaluate, oo, sin

from symderiv import Status, check, eq, exists, forall, index, lt, ne, scalars, sequence, sizes, tends
from symderiv.core import terms as k
from symderiv.evaluate.evaluator import holds
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Gaussian
from symderiv.language.assumptions import domain_of
from symderiv.language.errors import StatementError
from symderiv.language.notation import ForAll
from symderiv.language.translate import Translator

x = Symbol("x", real=True)
m, n = Symbol("m", integer=True), Symbol("n", integer=True, positive=True)
half = sp.Rational(1, 2)

NAMES = [
    "commutative", "complex", "real", "rational", "integer", "even", "odd", "prime", "composite", "zero",
    "nonzero", "positive", "negative", "nonnegative", "nonpositive", "imaginary", "irrational", "algebraic",
    "transcendental", "hermitian", "antihermitian", "noninteger", "finite", "infinite", "extended_real",
    "extended_nonzero", "extended_positive", "extended_negative", "extended_nonnegative",
    "extended_nonpositive",
]  # fmt: skip
SAMPLES = [0, 1, -1, 2, -3, 4, half, -half, sp.I, -2 * sp.I, 1 + sp.I, half - 2 * sp.I]


def _inside(value: Any, assumptions: dict[str, bool]) -> bool:
    """Whether SymPy says that a number has all the properties."""
    return all(getattr(value, f"is_{a}") is v for a, v in assumptions.items())


def _satisfies(value: Any, sort: str, relations: Any) -> bool:
    """Whether a number has the sort and satisfies the relations of a domain."""
    re, im = (fmpq(int(part.p), int(part.q)) for part in sp.sympify(value).as_real_imag())
    if (sort != "complex" and im != 0) or (sort == "int" and re.q != 1):
        return False
    v = k.var("v", sort)
    model = Model({"v": re if im == 0 else Gaussian(re, im)})
    return all(holds(relation(v), model) is True for relation in relations)


def _few() -> list[dict[str, bool]]:
    single = [{a: v} for a in NAMES for v in (True, False)]
    return single + [one | other for one, other in combinations(single, 2) if one.keys() != other.keys()]


def test_a_domain_has_just_the_numbers_that_sympy_assumes() -> None:
    read = 0
    for assumptions in _few():
        try:
            symbol = Symbol("s", **assumptions)
            domain = domain_of("s", symbol.assumptions0)
        except (sp.core.facts.InconsistentAssumptions, StatementError):
            continue
        read += 1
        for value in map(sp.sympify, SAMPLES):
            assert _satisfies(value, *domain) is _inside(value, assumptions), (assumptions, value)
    assert read > 200


MAKERS = {
    "symbol": lambda **a: Symbol("r", **a),
    "family": lambda **a: IndexedBase("r", **a)[m],
    "family of a symbol": lambda **a: IndexedBase(Symbol("r", **a))[m],
    "family with a shape": lambda **a: IndexedBase("r", shape=(n,), **a)[m],
    "function": lambda **a: Function("r", **a)(m),
    "function of a symbol": lambda **a: Function(Symbol("r", **a))(m),
}
REFUSED = [
    *({a: True} for a in (
        "rational", "irrational", "even", "odd", "prime", "composite", "imaginary", "algebraic",
        "transcendental", "hermitian", "antihermitian", "infinite", "extended_real", "extended_positive",
        "noninteger", "extended_nonzero",
    )),
    {"commutative": False},
    {"real": False},
    {"positive": False},
    {"nonnegative": False},
    {"real": True, "rational": False},
]  # fmt: skip


@pytest.mark.parametrize("assumptions", REFUSED, ids=str)
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_what_the_terms_cannot_say_is_refused_by_name(make: Any, assumptions: dict[str, bool]) -> None:
    with evaluate(False):
        e = make(**assumptions)
        verdict = check(Eq(e, e + 0 * x))
    assert verdict.status is Status.ERROR
    assert verdict.message is not None
    assert any(a[:8] in verdict.message for a in [*assumptions, "irrational"])
    assert "of r is not supported" in verdict.message


@pytest.mark.parametrize("bind", [forall, exists])
def test_a_bound_variable_is_refused_like_a_free_one(bind: Any) -> None:
    r = Symbol("r", rational=True)
    verdict = check(bind(r, eq(r, sp.sqrt(2))))
    assert (verdict.status, verdict.message) == (
        Status.ERROR,
        "the assumption rational=True of r is not supported",
    )
    even = Symbol("k", even=True)
    for statement in (Eq(Sum((-1) ** m, (m, 1, n)), Sum(1, (even, 1, n))), tends(even, 1 / even, 0)):
        assert check(statement).message == "the assumption even=True of k is not supported"


def _facts(*statements: Any) -> tuple[k.Term, ...]:
    translator = Translator()
    for s in statements:
        translator.formula(s)
    return tuple(translator.facts)


def _member(name: str, i: k.Term, sort: str = "real") -> k.Term:
    return k.Term("comp", name, sort, ((None, None),), (i,))


def test_a_family_is_as_its_members_are() -> None:
    M = k.var("m", "int")
    for make in (IndexedBase, Function):
        e = make("X", positive=True)
        member = e[m] if make is IndexedBase else e(m)
        assert _facts(Eq(member, 1)) == (k.lt(k.ZERO, _member("X", M)),)
        whole = make("X", integer=True)
        member = whole[m] if make is IndexedBase else whole(m)
        assert _facts(Eq(member, 1)) == ()
        assert Translator().term(member) == _member("X", M, "int")


def test_what_is_bound_in_an_index_is_quantified_over_its_range() -> None:
    P = IndexedBase("P", positive=True)
    v, size = k.var("v", "int"), k.var("n", "int")
    positive = k.lt(k.ZERO, size)
    fact = k.quantified("all", v, k.ONE, size, k.lt(k.ZERO, _member("P", v)))
    assert set(_facts(Eq(Sum(P[m], (m, 1, n)), 1))) == {positive, fact}
    assert set(_facts(forall(index("t"), eq(P[index("t")], 1)))) == {
        k.quantified("all", v, k.ONE, None, k.lt(k.ZERO, _member("P", v)))
    }


def test_a_family_with_a_shape_is_as_assumed_within_it_and_no_index_is_said_to_lie_there() -> None:
    P = IndexedBase("P", shape=(n,), positive=True)
    (fact,) = (f for f in _facts(Eq(P[m], 1)) if f.op == "all")
    assert fact.args[2:4] == (k.ZERO, k.add(k.var("n", "int"), k.num(-1)))
    verdict = check(Gt(P[m], 0, evaluate=False))
    assert verdict.status is Status.REFUTED
    assert "outside its range" in str(verdict.message)


def test_an_index_that_may_have_no_value_is_not_said_to_have_one() -> None:
    P = IndexedBase("P", positive=True)
    fact = k.quantified("all", k.var("i", "int"), None, None, k.lt(k.ZERO, _member("P", k.var("i", "int"))))
    assert _facts(Eq(P[sp.floor(1 / x)], 1)) == (fact,)
    (above,) = _facts(Eq(Sum(P[m], (m, 1, sp.floor(1 / x))), 1))
    assert above.args[2:] == (k.ONE, None, fact.args[-1])


X = IndexedBase("X", integer=True)
P = IndexedBase("P", positive=True)
Q = IndexedBase("Q", nonnegative=True)
F = Function("F", negative=True)
Z = IndexedBase("Z", zero=False)


@pytest.mark.parametrize(
    ("statement", "truth"),
    [
        (lambda: Eq(sin(sp.pi * X[m]), 0), True),
        (lambda: Eq(sin(sp.pi * X[m] / 2), 0), False),
        (lambda: Eq((-1) ** (2 * X[m]), 1), True),
        (lambda: Eq(X[m], 1), False),
        (lambda: Ne(2 * X[m], 1), None),
        (lambda: Ne(IndexedBase("X", nonzero=True)[m], 0), True),
        (lambda: Ne(IndexedBase("X", real=True)[m], 0), False),
        (lambda: Ne(Z[m], 0), True),
        (lambda: Gt(P[m] * P[m + 1], 0), True),
        (lambda: Gt(P[m], 1), False),
        (lambda: Ge(Sum(Q[m], (m, 1, n)), 0), True),
        (lambda: Ge(Sum(Q[m], (m, 1, n)), 1), False),
        (lambda: Gt(F(m) * F(m + 1), 0), True),
        (lambda: Gt(F(m), -1), False),
        (lambda: Gt(F(m) * Function("G", real=True)(m), 0), False),
    ],
)
def test_claims_about_families_by_what_is_assumed_of_them(statement: Any, truth: bool | None) -> None:
    with evaluate(False):
        verdict = check(statement())
    expected = {True: (Status.PROVED,), False: (Status.REFUTED,), None: (Status.PROVED, Status.UNDECIDED)}
    assert verdict.status in expected[truth], verdict


def test_a_hypothesis_of_whole_numbers_is_solved_by_whole_numbers() -> None:
    with evaluate(False):
        assert check(Eq(X[1] ** 2, 49), [Eq(X[1], 7)]).status is Status.PROVED
        verdict = check(Eq(X[1], 1), [lt(0, X[1]), lt(X[1], 4)])
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert verdict.witness["X[1]"] in ("2", "3")


def test_what_is_assumed_is_shown_among_what_is_given() -> None:
    with evaluate(False):
        (shown,) = check(Ne(IndexedBase("X", nonzero=True)[m], 0)).given
        assert "≠ 0" in shown
        verdict = check(Gt(P[m] * P[m + 1], 0))
    assert len(verdict.given) == 2
    assert all(g.startswith("0 < P") for g in verdict.given)


# -- ends of ranges, numbers, other kinds of symbols ---------------------------------------------------


@pytest.mark.parametrize(
    ("make", "end"),
    [
        (lambda: scalars("s", between=(oo, None)), "lower bound of s is oo"),
        (lambda: scalars("s", between=(None, -oo)), "upper bound of s is -oo"),
        (lambda: index("s", -oo), "upper bound of s is -oo"),
        (lambda: index("s", n, start=oo), "lower bound of s is oo"),
        (lambda: sequence("u", -oo)[1, 1], "upper bound of u is -oo"),
        (lambda: Idx("s", (oo, oo)), "lower bound of s is oo"),
        (lambda: scalars("s", between=(sp.zoo, None)), "ComplexInfinity"),
        (lambda: scalars("s", between=(None, sp.nan)), "NaN"),
        (lambda: scalars("s", between=(0, 0.5)), "Float"),
        (lambda: sizes("s", least=1.5), "Float"),
        (lambda: x + 0.5, "Float"),
        (lambda: x**0.5, "Float"),
        (lambda: sp.Mul(2.0, x, evaluate=False), "Float"),
        (lambda: sp.Piecewise((1.5, x > 0), (x, True)), "Float"),
    ],
)
def test_a_wrong_infinity_and_a_float_are_refused(make: Any, end: str) -> None:
    assert all(end.lower() in message.lower() for message in _messages(make))


def _messages(make: Any) -> list[str]:
    """What is said where the quantity is declared, or of statements about it."""
    try:
        e = make()
    except StatementError as error:
        return [str(error)]
    statements = [Eq(e, 1, evaluate=False)] + ([forall(e, eq(e, 1))] if isinstance(e, Symbol) else [])
    verdicts = [check(s) for s in statements]
    assert all(v.status is Status.ERROR for v in verdicts)
    return [str(v.message) for v in verdicts]


def test_a_right_infinity_is_no_bound() -> None:
    for s in (scalars("s", between=(-oo, oo)), index("s", oo, start=-oo)):
        assert _facts(Eq(s, 1)) == ()


@pytest.mark.parametrize(
    "pair",
    [
        (Symbol("a", real=True), Symbol("a", positive=True)),
        (Symbol("a", real=True), sp.Dummy("a", real=True)),
        (sp.Dummy("a", real=True), sp.Dummy("a", real=True)),
        (Idx("a", 3), Idx("a", 4)),
        (IndexedBase("a", real=True)[1], IndexedBase("a", positive=True)[1]),
        (IndexedBase("a", real=True)[1], Function("a", real=True)(1)),
        (Function("a", real=True)(1), Function("a", integer=True)(1)),
        (IndexedBase("a", shape=(2,), real=True)[1], IndexedBase("a", real=True)[1]),
        (Symbol("a", real=True), Function("a", real=True)(1)),
        (scalars("a", between=(0, 1)), scalars("a")),
    ],
    ids=str,
)
def test_one_name_for_two_quantities_is_refused(pair: tuple[Any, Any]) -> None:
    for one, other in (pair, pair[::-1]):
        verdict = check(Eq(one, other, evaluate=False))
        assert verdict.status is Status.ERROR
        assert "another name" in str(verdict.message)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Eq(sp.Wild("a"), 1), "pattern"),
        (lambda: Eq(sp.MatrixSymbol("A", 2, 2)[0, 0], 1), "MatrixElement is not a head"),
        (lambda: Eq(sp.Determinant(sp.MatrixSymbol("A", 2, 2)), 1), "Determinant is not a head"),
        (lambda: ForAll(P[1], None, None, eq(P[1], 1)), "what is bound is a symbol"),
        (lambda: Eq(Sum(P[1], (P[1], 1, n)), 1), "what is bound is a symbol"),
        (lambda: exists(sp.Wild("a"), ne(sp.Wild("a"), 1)), "what is bound is a symbol"),
        (lambda: tends(index("t", n), 1 / index("t", n), 0), "declared with a bound"),
        (lambda: tends(Symbol("t", integer=True, negative=True), x, 0), "declared with a bound"),
    ],
)
def test_what_is_no_quantity_is_refused(make: Any, message: str) -> None:
    verdict = check(make())
    assert verdict.status is Status.ERROR
    assert message in str(verdict.message)


def test_an_index_that_is_a_number_is_that_number() -> None:
    assert Translator().term(P[Idx(5)]) == Translator().term(P[5])


@pytest.mark.parametrize(("positive", "integer"), [*product((True, None), repeat=2)])
def test_a_dummy_is_as_a_symbol_is(positive: bool | None, integer: bool | None) -> None:
    kind = {"real": True, "positive": positive, "integer": integer}
    a, b = sp.Dummy("s", **kind), Symbol("s", **kind)
    assert _facts(Eq(a, 1)) == _facts(Eq(b, 1))
    assert Translator().term(a) == Translator().term(b)


@pytest.mark.parametrize("digits", [3000, 5000])
def test_a_number_is_printed_or_refused(digits: int) -> None:
    for number in (sp.Integer(10) ** digits, 1 / sp.Integer(10) ** digits):
        verdict = check(Eq(x + number, x + number + 1, evaluate=False))
        if digits > 3010:
            assert "binary digits" in str(verdict.message)
        assert verdict.status is (Status.ERROR if digits > 3010 else Status.REFUTED)
