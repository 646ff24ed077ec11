"""Search: models are models, witnesses separate, and a planted error of the checker's own is loud."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    Eq,
    Function,
    IndexedBase,
    KroneckerDelta,
    Max,
    Min,
    Or,
    Piecewise,
    Sum,
    sqrt,
)  # fmt: skip

from symderiv import (  # fmt: skip
    Status,
    all_of,
    check,
    components,
    d,
    eq,
    exists,
    forall,
    gradient,
    implies,
    index,
    le,
    loss,
    lt,
    ne,
    norm,
    sequence,
    sizes,
    total,
)
from symderiv.core import laws
from symderiv.core import terms as k
from symderiv.evaluate import evaluator as evaluation
from symderiv.evaluate.evaluator import defining, evaluate, holds
from symderiv.evaluate.model import Model, well_founded
from symderiv.judge import cross_check as numeric
from symderiv.language import heads
from symderiv.language.assumptions import Domain
from symderiv.language.translate import Translator
from symderiv.normalize import conversion_logic
from symderiv.normalize import polynomials as normal
from symderiv.refute.freeze import accepting
from symderiv.refute.models import ModelFinder
from symderiv.refute.search import Attack, search_counterexample
from symderiv.refute.split_goal import split_goal

x, y, z = sp.symbols("x y z", real=True)
i, l, n = sp.symbols("i l n", integer=True)
X = IndexedBase("X", real=True)
N, M = sizes("N M")
I, J, L = index("I", N), index("J", N), index("L", M)
v, w, G = components("v", N), components("w", M, N), gradient("G", N)
s, g = sequence("s g")
t = index("t", start=0)
u = index("t")


def equation(left: Any, right: Any) -> Any:
    return Eq(left, right, evaluate=False)


def translated(*statements: Any) -> list[k.Term]:
    """The formulas of the statements, and what the declarations say of their symbols."""
    translator = Translator()
    return [*map(translator.formula, statements), *translator.facts]


# -- models ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hypotheses",
    [
        pytest.param(lambda: [x > 0, y < 0, x + y > 0], id="signs"),
        pytest.param(lambda: [equation(x + y, 3), x > y], id="a line"),
        pytest.param(lambda: [equation(x * y, z), ne(x, 0)], id="a product"),
        pytest.param(lambda: [And(x > 1, Or(y < 0, equation(y, 5)))], id="connectives"),
        pytest.param(lambda: [n > 2, i <= n, i >= n], id="integers that meet"),
        pytest.param(lambda: [eq(v[J] + v[1], 5)], id="components"),
        pytest.param(lambda: [lt(0, norm(lambda c: v[c], N))], id="a norm above 0"),
        pytest.param(lambda: [forall(I, lt(0, v[I]))], id="every component above 0"),
        pytest.param(lambda: [forall(L, lt(0, norm(lambda c: w[L, c], N)))], id="every row's norm above 0"),
        pytest.param(lambda: [eq(total(N, lambda c: v[c]), 1)], id="weights that add up to 1"),
        pytest.param(lambda: [forall(I, eq(v[I], x * I))], id="a family by a formula"),
        pytest.param(lambda: [forall(t, eq(s[t + 1], s[t] + x)), eq(s[0], 2)], id="a law and its start"),
        pytest.param(
            lambda: [forall(t, eq(s[t + 1], g[t])), forall(t, eq(g[t + 1], s[t] + g[t]))], id="two laws"
        ),
        pytest.param(
            lambda: [forall(u, eq(g[u], g[u - 1] + 1)), forall(t, eq(s[t + 1], s[t] + g[t]))],
            id="laws with different starts",
        ),
        pytest.param(lambda: [forall(t, eq(s[t + 1], 2 * s[t])), eq(s[3], 8)], id="a law pinned later on"),
        pytest.param(lambda: [forall(x, eq(y * x, z * x))], id="for all numbers"),
        pytest.param(lambda: [equation(x + y, 3), equation(x - y, 1)], id="two lines that meet"),
        pytest.param(
            lambda: [equation(x + y, 3), equation(y + z, 5), equation(x + z, 4)], id="three planes that meet"
        ),
        pytest.param(lambda: [equation(x * y, x * z), ne(y, z)], id="a factor that has to be 0"),
        pytest.param(lambda: [equation(sqrt(x), y), y > 1], id="a root that is rational"),
        pytest.param(
            lambda: [equation(norm(lambda c: v[c], N), x), Eq(N, 3), x > 2], id="a norm that is given"
        ),
        pytest.param(
            lambda: [forall(I, And(x <= v[I], v[I] <= y)), equation(v[J], x), x < y], id="between bounds"
        ),
    ],
)
def test_each_model_that_is_found_satisfies_the_hypotheses(hypotheses: Callable[[], list[Any]]) -> None:
    formulas = translated(*hypotheses())
    models = list(islice(ModelFinder(formulas, []).models(), 5))
    assert models
    for model in models:
        finite = [f for f in formulas if f.op != "all" or f.args[1] == "int"]
        assert all(holds(f, model) for f in finite)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda kind, p, q, r, at: kind(k.add(*(k.mul(k.num(c), s) for c, s in zip(
                (p, q, r), map(k.var, "xyz"), strict=True))), k.num(at)),
            st.sampled_from([k.eq, k.le, k.lt, k.ne]), *[st.integers(-2, 2)] * 4,
        ),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_linear_hypotheses_hold_in_each_model_that_is_found(formulas: list[k.Term]) -> None:
    for model in islice(ModelFinder(formulas, []).models(), 3):
        assert all(holds(f, model) for f in formulas)


def test_later_times_of_a_law_follow_from_earlier_ones() -> None:
    formulas = translated(forall(t, eq(s[t + 1], s[t] + s[t])), equation(s[0], 3))
    model = next(ModelFinder(formulas, []).models())
    terms = [Translator().term(s[time]) for time in range(4)]
    assert [evaluate(term, model) for term in terms] == [3, 6, 12, 24]


@pytest.mark.parametrize(
    "laws",
    [
        pytest.param(lambda: [forall(t, eq(s[t], s[t] + 1))], id="a value by itself"),
        pytest.param(lambda: [forall(t, eq(s[t], s[t + 1] + 1))], id="a value by the next"),
        pytest.param(
            lambda: [forall(t, eq(s[t], g[t])), forall(t, eq(g[t], s[t] + 1))], id="a circle of two"
        ),
        pytest.param(
            lambda: [forall(t, eq(s[t + 1], g[t + 2])), forall(t, eq(g[t + 1], s[t]))], id="ahead of time"
        ),
        pytest.param(lambda: [forall(t, eq(s[t + 1], s[2 * t]))], id="at a time that runs away"),
        pytest.param(lambda: [forall(t, eq(s[t + 1], total(5, lambda c: s[c])))], id="at times of a sum"),
    ],
)
def test_circular_laws_are_not_well_founded_and_define_nothing(laws: Callable[[], list[Any]]) -> None:
    formulas = translated(*laws())
    found = dict(filter(None, map(defining, formulas)))
    assert found
    assert not well_founded(found)
    for model in ModelFinder(formulas, []).models():  # constant sequences may satisfy them
        assert well_founded(model.recurrences)
        assert all(holds(f, model) is not False for f in formulas)


@pytest.mark.parametrize(
    "laws",
    [
        pytest.param(lambda: [forall(t, eq(s[t + 1], s[t] + 1))], id="one step"),
        pytest.param(lambda: [forall(t, eq(s[t + 2], s[t + 1] + s[t]))], id="two steps"),
        pytest.param(
            lambda: [forall(t, eq(s[t + 1], g[t + 1])), forall(t, eq(g[t + 1], s[t]))], id="one after one"
        ),
    ],
)
def test_laws_that_look_back_are_well_founded(laws: Callable[[], list[Any]]) -> None:
    assert well_founded(dict(filter(None, map(defining, translated(*laws())))))


# -- witnesses ---------------------------------------------------------------------------------------

PLANTED = [
    pytest.param(lambda: eq((x + y) ** 2, x**2 + y**2), list, id="an equation"),
    pytest.param(lambda: eq(x, y), lambda: [equation(2 * x, 3 * y)], id="an equation under another"),
    pytest.param(lambda: eq(sqrt(2) * x, x), list, id="an irrational side"),
    pytest.param(lambda: le(x, x**2), list, id="an inequality"),
    pytest.param(lambda: lt(0, x**2), list, id="a strict inequality at its bound"),
    pytest.param(lambda: implies(x > y, le(y + 1, x)), list, id="an implication"),
    pytest.param(lambda: forall(J, lt(J, N)), list, id="for every index"),
    pytest.param(lambda: all_of(eq(x + y, y + x), eq(x - y, y - x)), list, id="the second of two"),
    pytest.param(lambda: eq(total(N, lambda c: v[c]), v[1]), list, id="a sum"),
    pytest.param(lambda: eq(KroneckerDelta(I, J) * v[I], v[J]), list, id="a delta"),
    pytest.param(lambda: equation(Abs(x), x), list, id="an absolute value"),
    pytest.param(lambda: equation(Piecewise((1, x > 0), (0, True)), 1), list, id="a case"),
    pytest.param(lambda: eq(d(x**3, x), 3 * x), list, id="a derivative"),
    pytest.param(lambda: eq(d(norm(lambda c: v[c], N), v[J]), v[J]), lambda: [ne(v[J], 0)], id="a norm's"),
    pytest.param(
        lambda: eq(d(loss("C", lambda c: v[c] ** 2, N, gradient=G), v[J]), 2 * v[J]), list, id="a loss's"
    ),
    pytest.param(
        lambda: eq(s[t + 2], s[t] + x), lambda: [forall(t, eq(s[t + 1], s[t] + x))], id="a recurrence"
    ),
]


def attack(goal: k.Term, hypotheses: list[k.Term], enough: int = 8) -> Attack:
    return search_counterexample(goal, hypotheses, accepting(goal, hypotheses), enough)


@pytest.mark.parametrize(("statement", "given"), PLANTED)
def test_a_planted_error_has_a_witness_that_separates_exactly(
    statement: Callable[[], Any], given: Callable[[], list[Any]]
) -> None:
    translator = Translator()
    goal = translator.formula(statement())
    hypotheses = [*map(translator.formula, given()), *translator.facts]
    found = attack(goal, hypotheses, enough=30)
    assert found.counterexample is not None
    witness = found.counterexample.model()
    assert all(holds(h, witness) for h in hypotheses)
    (failing,) = (p for p in split_goal(goal) if p.place == found.counterexample.place)
    assert holds(failing.statement, witness) is False


def test_a_true_statement_has_agreeing_points_and_no_witness() -> None:
    found = attack(*_goal_and_facts(eq(total(N, lambda c: 2 * v[c]), 2 * total(N, lambda c: v[c]))))
    assert found.counterexample is None
    assert found.points >= 3
    assert len({m.scalars["N"] for _, _, m in found.agreeing}) >= 3, "several sizes are tried"
    assert min(m.scalars["N"] for _, _, m in found.agreeing) == 1, "the least among them"


def _goal_and_facts(statement: Any) -> tuple[k.Term, list[k.Term]]:
    goal, *facts = translated(statement)
    return goal, facts


def test_nothing_is_attacked_without_a_model_of_the_hypotheses() -> None:
    goal, *hypotheses = translated(eq(x, y), x > 0, x < 0)
    found = attack(goal, hypotheses)
    assert (found.model, found.counterexample, found.points) == (None, None, 0)


def test_an_existence_is_not_refuted_by_points() -> None:
    found = attack(*_goal_and_facts(exists(x, eq(2 * x, y))))
    assert (found.counterexample, found.points) == (None, 0)


# -- floating point ----------------------------------------------------------------------------------

AGREEING = [
    pytest.param(lambda: eq((x + y) ** 2, x**2 + 2 * x * y + y**2), id="numbers"),
    pytest.param(lambda: eq(total(N, lambda c: 2 * v[c]), 2 * total(N, lambda c: v[c])), id="1-based sums"),
    pytest.param(
        lambda: equation(Sum(X[l], (l, 0, n)), Sum(X[l - 1], (l, 1, n + 1))), id="0-based components"
    ),
    pytest.param(lambda: equation(Function("F")(n) * 2, Function("F")(n) + Function("F")(n)), id="sequences"),
    pytest.param(lambda: equation(Piecewise((x, x >= 0), (-x, True)), Abs(x)), id="cases"),
    pytest.param(lambda: equation(Max(x, y), (x + y + Abs(x - y)) / 2), id="extremes"),
    pytest.param(lambda: eq(d(x / (x**2 + 1), x), (1 - x**2) / (x**2 + 1) ** 2), id="a derivative"),
    pytest.param(lambda: eq(d(norm(lambda c: v[c], N), v[J]) * norm(lambda c: v[c], N), v[J]), id="a norm's"),
    pytest.param(lambda: eq(total(N, lambda c: KroneckerDelta(c, J) * v[c]), v[J]), id="deltas"),
    pytest.param(lambda: le(2 * x * y, x**2 + y**2), id="an inequality"),
    pytest.param(
        lambda: eq(d(loss("C", lambda c: v[c] ** 2, N, gradient=G), v[J]), 2 * G[J] * v[J]), id="a loss's"
    ),
]


@pytest.mark.parametrize("statement", AGREEING)
def test_floating_point_agrees_with_a_proof_at_several_points(statement: Callable[[], Any]) -> None:
    verdict = check(statement())
    assert verdict.status is Status.PROVED
    assert verdict.numeric is not None
    assert verdict.numeric.points >= 2
    assert verdict.numeric.max_relative_error < 1e-12  # a few roundings of doubles


def compared(statement: Any, term: k.Term) -> float:
    """The disagreement of SymPy's statement with a term that is said to be its translation."""
    _, *facts = translated(statement)
    search = ModelFinder(facts, [term])
    model = next(m for m in search.models() if m.scalars.get("N", 2) == 2)
    integers = {s.args[0]: model.scalars[s.args[0]] for s in search.integers}
    found = numeric.compare(statement, term, search.at(integers, 4))
    assert found is not None
    return found.max_relative_error


@pytest.mark.parametrize(
    ("statement", "planted"),
    [
        pytest.param(lambda: eq(x + y, y), lambda: eq(x - y, y), id="a sign"),
        pytest.param(lambda: eq(x**2, y), lambda: eq(x**3, y), id="an exponent"),
        pytest.param(
            lambda: eq(total(N, lambda c: v[c]), x), lambda: eq(total(N - 1, lambda c: v[c]), x), id="a bound"
        ),
        pytest.param(lambda: eq(v[1], x), lambda: eq(v[2], x), id="an index"),
        pytest.param(lambda: eq(d(x**3, x), y), lambda: eq(3 * x, y), id="a derivative by a number"),
        pytest.param(
            lambda: eq(d(total(N, lambda c: v[c] ** 2), v[J]), x), lambda: eq(v[J], x),
            id="a derivative by a component",
        ),
        pytest.param(
            lambda: eq(d(norm(lambda c: v[c], N), v[J]), x), lambda: eq(v[J], x), id="a derivative of a root"
        ),
    ],
)  # fmt: skip
def test_floating_point_notices_a_wrong_term(
    statement: Callable[[], Any], planted: Callable[[], Any]
) -> None:
    assert compared(statement(), translated(statement())[0]) < numeric.TOLERANCE
    assert compared(statement(), translated(planted())[0]) > numeric.TOLERANCE


def test_a_derivative_that_is_wrong_everywhere_in_the_kernel_is_a_conflict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table and the dual numbers agree on a wrong slope; the complex step shares nothing with them."""
    table, dual = normal.derivative, evaluation.Evaluation._derivative

    def doubled_table(body: k.Term, by: k.Term) -> Any:
        found = table(body, by)
        return found._replace(term=k.mul(k.num(2), found.term))

    def doubled_dual(self: Any, *args: Any) -> Any:
        return 2 * dual(self, *args)

    assert check(eq(d(x**3, x), 6 * x**2)).status is Status.REFUTED
    for module in (normal, conversion_logic):
        monkeypatch.setattr(module, "derivative", doubled_table)
    monkeypatch.setattr(laws, "differentiated", doubled_table)  # by which the core's law decides
    monkeypatch.setattr(evaluation.Evaluation, "_derivative", doubled_dual)
    verdict = check(eq(d(x**3, x), 6 * x**2))
    assert (verdict.status, verdict.evidence) == (Status.CONFLICT, None)
    assert verdict.message is not None
    assert "floating point disagrees" in verdict.message


def test_a_derivative_that_is_wrong_in_the_table_alone_is_refuted_by_dual_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = normal.derivative
    monkeypatch.setattr(
        normal, "derivative", lambda *at: table(*at)._replace(term=k.mul(k.num(2), table(*at).term))
    )
    assert check(eq(d(x**3, x), 6 * x**2)).status is Status.REFUTED


REAL = Domain("real", ())


def longer(e: Any) -> Any:
    """A sum with one summand more."""
    v, lo, hi = e.args[1]
    return sp.Sum(e.args[0], (v, lo, hi + 1))


@pytest.mark.parametrize(
    ("head", "wrong", "statement"),
    [
        pytest.param(sp.Max, lambda tr, e: heads._extreme(tr, e, below=True),
                     lambda: equation(Max(x, y), Min(x, y)),
                     id="the greater read as the lesser"),
        pytest.param(sp.Abs, lambda tr, e: tr.term(e.args[0]), lambda: equation(Abs(x), x),
                     id="a sign lost"),
        pytest.param(sp.KroneckerDelta, lambda *_: k.ONE,
                     lambda: equation(KroneckerDelta(i, l) + i + l, 1 + i + l), id="a delta read as 1"),
        pytest.param(sp.Sum, lambda tr, e: heads._total(tr, longer(e)),
                     lambda: equation(Sum(X[l], (l, 1, 2)), X[1] + X[2] + X[3]), id="a bound off by one"),
        pytest.param(sp.Indexed, lambda tr, _: tr.family("X", REAL, ((None, None),), (sp.Integer(1),)),
                     lambda: equation(X[1], X[2]), id="an index that is lost"),
    ],
)  # fmt: skip
def test_a_translation_that_is_subtly_wrong_is_a_conflict(
    head: type, wrong: Any, statement: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check(statement()).status is Status.REFUTED
    monkeypatch.setitem(heads.TERMS, head, wrong)
    verdict = check(statement())
    assert (verdict.status, verdict.evidence) == (Status.CONFLICT, None)


def test_a_component_beyond_the_grid_is_not_a_number() -> None:
    grid = numeric.Grid.of([{(1,): fmpq(3), (2,): fmpq(5)}])
    assert numeric.at(grid, 1) == 3
    assert numeric.at(grid, 2) == 5
    assert str(numeric.at(grid, 0)[0]) == str(numeric.at(grid, 3)[0]) == "nan"


def test_a_model_holds_the_components_that_were_looked_at() -> None:
    model = Model({"N": fmpq(2)}, draw=lambda _, index: fmpq(index[0]))
    (term,) = translated(eq(total(N, lambda c: v[c]), 3))[:1]
    assert holds(term, model) is True
    assert model.families == {"v": {(1,): 1, (2,): 2}}
