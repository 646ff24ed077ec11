"""Truth values in models: none is given that could be wrong."""

from __future__ import annotations

import pytest
from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term, add, eq, le, mul, num, power, sub
from symderiv.evaluate import evaluator as ev

x = k.var("x")
i, j, t = (k.var(name, "int") for name in "ijt")


def seq(name, index, sort="real"):
    return Term("comp", name, sort, ((None, None),), (index,))


def law(name, body, start=1, sort="real"):
    return k.quantified("all", t, num(start), None, eq(seq(name, add(t, ONE), sort), body))


def mean(body):
    return Term("mean", body)


def every(*quantified, start=ONE):
    *vs, body = quantified
    for v in reversed(vs):
        body = k.quantified("all", v, start, None, body)
    return body


def iid(**scalars):
    return ev.Model({name: fmpq(v) for name, v in scalars.items()}, draw=lambda *_: fmpq(1))


def with_laws(facts, values, rest=0):
    laws = dict(ev.defining(f) for f in facts)
    families = {name: {(at,): fmpq(v) for at, v in known.items()} for name, known in values.items()}
    return ev.Model({}, families, laws, lambda *_: fmpq(rest))


X, Y = (lambda v: seq("X", v, "random")), (lambda v: seq("Y", v, "random"))
UNCORRELATED = eq(mean(mul(X(i), X(j))), ONE)


# -- laws ----------------------------------------------------------------------------------------------


def test_a_law_defines_the_values_from_its_start_on():
    model = with_laws([law("s", mul(num(2), seq("s", t)))], {"s": {1: 3}})
    assert ev.evaluate(seq("s", num(4)), model) == 24
    assert ev.holds(law("s", mul(num(2), seq("s", t))), model) is True


@pytest.mark.parametrize("index", [power(t, 2), mul(t, t), mul(num(-1), t), num(1)], ids=str)
def test_a_time_that_is_not_written_as_now_plus_a_number_is_none(index):
    assert ev.defining(every(t, eq(seq("s", index), ONE))) is None


@pytest.mark.parametrize("index", [power(t, 2), add(power(t, 3), ONE), add(t, ONE), add(t, num(2))], ids=str)
def test_a_law_that_looks_ahead_defines_nothing(index):
    fact = law("s", seq("s", index))
    assert ev.well_founded(dict([ev.defining(fact)])) is False
    assert ev.holds(fact, with_laws([fact], {})) is None


def test_two_laws_that_need_each_other_at_one_time_define_nothing():
    facts = [law("s", seq("u", add(t, ONE))), law("u", seq("s", add(t, ONE)))]
    assert ev.well_founded(dict(map(ev.defining, facts))) is False
    assert ev.well_founded(dict(map(ev.defining, [facts[0], law("u", seq("s", t))]))) is True


@pytest.mark.parametrize(
    "fact",
    [
        Term("surely", law("s", add(seq("s", t), X(t)))),
        law("s", mul(num(fmpq(1, 2)), seq("s", t, "int")), sort="int"),
        law("s", mul(k.var("c", "complex"), seq("s", t))),
    ],
    ids=["random", "fraction", "complex"],
)
def test_a_law_whose_values_the_family_cannot_take_is_not_judged_to_hold(fact):
    assert ev.defining(fact) is None


def test_a_law_of_one_index_does_not_govern_a_family_of_two():
    fact = law("s", add(seq("s", t), ONE))
    two = Term("comp", "s", "real", ((None, None),) * 2, (num(3), num(3)))
    none = Term("comp", "s", "real", (), ())
    model = with_laws([fact], {"s": {1: 5}}, rest=9)
    assert [ev.evaluate(c, model) for c in (two, none)] == [9, 9]


@pytest.mark.parametrize("value", [k.var("q", "int"), seq("q", ONE, "int")], ids=["variable", "component"])
def test_an_integer_is_no_fraction(value):
    model = ev.Model({"q": fmpq(1, 2)}, {"q": {(1,): fmpq(1, 2)}})
    with pytest.raises((ev.Undecided, ev.Undefined)):
        ev.holds(eq(mul(num(2), value), ONE), model)


# -- limits --------------------------------------------------------------------------------------------


def test_a_sequence_at_rest_tends_to_its_value():
    model = with_laws([law("s", mul(seq("s", t), seq("s", t)))], {"s": {1: 1}})
    assert ev.holds(k.tends(t, seq("s", t), ONE), model) is True
    assert ev.holds(k.tends(t, seq("s", t), ZERO), model) is False


def test_a_sequence_that_rests_only_before_another_starts_has_no_decided_limit():
    facts = [law("A", add(seq("A", t), seq("B", t))), law("B", seq("B", t), start=5)]
    model = with_laws(facts, {"A": {1: 0}, "B": {1: 0, 2: 0, 3: 7, 4: 7, 5: 7}})
    assert ev.resting(model) is False
    assert ev.holds(k.tends(t, seq("A", t), ev_number(model, "A", 8)), model) is None


def ev_number(model, name, at):
    return Term("num", ev.evaluate(seq(name, num(at)), model))


@pytest.mark.parametrize("index", [mul(num(-1), t), sub(num(20), t), mul(num(2), t), power(t, 2)], ids=str)
def test_a_limit_is_read_off_only_at_times_that_run_with_the_index(index):
    model = with_laws([law("s", seq("s", t))], {}, rest=3)
    assert ev.holds(k.tends(t, seq("s", index), num(3)), model) is None


def test_a_limit_is_read_off_after_the_beginning_even_far_behind():
    model = with_laws([law("s", seq("s", t))], {"s": {at: at for at in range(-40, 2)}})
    assert ev.holds(k.tends(t, seq("s", sub(t, num(20))), ONE), model) is True


def test_a_limit_of_the_index_itself_is_not_decided():
    assert ev.holds(k.tends(t, t, num(3)), with_laws([law("s", seq("s", t))], {})) is None


# -- all of infinitely many ----------------------------------------------------------------------------


def test_independent_quantities_are_judged_by_a_few_of_them():
    assert ev.holds(every(i, eq(mean(X(i)), ONE)), iid()) is True
    assert ev.holds(every(i, j, k.implies(k.ne(i, j), UNCORRELATED)), iid()) is True
    assert ev.holds(every(i, j, UNCORRELATED), iid()) is False


@pytest.mark.parametrize(
    "other", [X(num(9)), X(k.var("n", "int")), k.sum_(j, num(9), num(9), X(j))], ids=["9", "n", "sum"]
)
def test_one_of_them_that_is_meant_alone_is_not_passed_over(other):
    f = every(i, eq(mean(mul(X(i), other)), mul(mean(X(i)), mean(other))))
    assert ev.holds(f, iid(n=9)) is None


def test_a_sequence_that_depends_on_all_of_them_is_not_passed_over():
    fact = Term("surely", law("W", X(t), sort="random"))
    model = with_laws([fact], {}, rest=1)
    w = seq("W", num(9), "random")
    assert ev.holds(every(i, eq(mean(mul(X(i), w)), mul(mean(X(i)), mean(w)))), model) is None


def test_indices_that_start_apart_meet_later():
    f = k.quantified("all", i, ONE, None, k.quantified("all", j, num(9), None, UNCORRELATED))
    assert ev.holds(f, iid()) is None


@pytest.mark.parametrize(
    "shape", [k.and_, lambda a, b: eq(Term("ind", k.and_(a, b)), ONE)], ids=["and", "ind"]
)
def test_a_second_statement_about_all_numbers_is_not_judged_by_a_few(shape):
    f = every(i, shape(eq(mean(X(i)), ONE), every(j, le(j, num(5)))))
    try:
        assert ev.holds(f, iid()) is None
    except ev.Undecided:
        return


def test_an_index_that_is_used_as_a_number_is_not_judged_by_a_few():
    assert ev.holds(every(i, le(i, num(5))), iid()) is None
    assert ev.holds(every(i, eq(mean(mul(i, X(i))), mean(mul(i, X(i))))), iid()) is None


# -- outcomes ------------------------------------------------------------------------------------------


def test_a_mean_within_a_mean_is_a_number():
    assert ev.evaluate(mean(mul(X(ONE), mean(X(ONE)))), iid()) == 1
    assert ev.evaluate(mean(mul(X(ONE), X(ONE))), iid()) == 2
    assert ev.evaluate(mean(mul(X(ONE), Y(ONE))), iid()) == 1


def test_families_of_shared_coins_are_not_independent():
    model = ev.Model({}, draw=lambda *_: fmpq(1), shared=True)
    assert ev.evaluate(mean(mul(X(ONE), Y(ONE))), model) == 2


def test_a_statement_about_the_outcome_is_undecided_and_a_sure_one_is_not():
    f = eq(X(ONE), num(2))
    assert ev.holds(f, iid()) is None
    assert ev.holds(Term("surely", f), iid()) is False
    assert ev.holds(Term("surely", le(X(ONE), num(2))), iid()) is True


# -- derivatives ---------------------------------------------------------------------------------------


def test_a_root_has_no_derivative_at_zero():
    with pytest.raises((ev.Undefined, ev.Undecided)):
        ev.evaluate(Term("diff", k.root(power(x, 2)), x), ev.Model({"x": fmpq(0)}))


def test_a_random_sequence_stays_fixed_when_a_variable_moves():
    fact = Term("surely", law("W", mul(x, X(t)), sort="random"))
    model = with_laws([fact], {}, rest=1)
    model.scalars["x"] = fmpq(3)
    assert ev.evaluate(mean(Term("diff", mul(x, seq("W", num(3), "random")), x)), model) == 3


def test_a_power_of_what_may_be_zero_is_not_decided():
    zero = sub(mul(k.root(num(2)), x), k.root(num(18)))  # 0 at x = 3, as a ball around it
    with pytest.raises((ev.Undefined, ev.Undecided)):
        ev.holds(eq(power(zero, k.var("e")), ONE), ev.Model({"x": fmpq(3), "e": fmpq(2)}))


@pytest.mark.parametrize("index", [ZERO, num(2), k.var("n", "int")], ids=str)
def test_a_derivative_by_an_argument_that_there_is_not_has_no_value(index):
    model = ev.Model({"n": fmpq(3)}, draw=lambda *_: fmpq(1))
    with pytest.raises(ev.OutOfRange):
        ev.evaluate(k.call("L", (index,), i, ONE, ONE), model)


def test_a_function_of_two_lengths_is_two_functions():
    model = ev.Model({}, draw=lambda _, index: fmpq(index[0]))
    values = [ev.evaluate(k.call("L", (), i, num(n), ZERO), model) for n in (0, 1, 2)]
    assert values == [0, 1, 2]


def test_second_derivatives_of_a_function_agree_with_its_own():
    """d^2/dx^2 L(x, x^2) by nested dual numbers, and by the chain rule."""
    model = ev.Model({"x": fmpq(2)}, draw=lambda _, index: fmpq(1 + sum(index)))

    def at(*by):
        return k.call("L", tuple(map(num, by)), i, num(2), power(x, i))

    twice = ev.evaluate(Term("diff", Term("diff", at(), x), x), model)
    v = {by: ev.evaluate(at(*by), model) for by in ((2,), (1, 1), (1, 2), (2, 2))}
    slope = 4  # of x^2 at 2
    assert twice == v[1, 1] + 2 * slope * v[1, 2] + slope**2 * v[2, 2] + 2 * v[2,]
