"""Values at data: each figure of the evaluator at a point where a slip of it shows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flint import fmpq

from symderiv import evaluate as room
from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term, add, eq, le, lt, mul, num, power, root, sub
from symderiv.evaluate.counterexample import Counterexample, check
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.instance import instance, is_closed, with_scalars
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined

x, y, z = k.var("x"), k.var("y"), k.var("z", "complex")
i, n, t = (k.var(name, "int") for name in "int")


def seq(name, *index, sort="real", ranges=None):
    return Term("comp", name, sort, ranges or ((None, None),) * len(index), index)


def refutes(goal, *given, laws=(), place=(), tables=None, powers=None, **scalars):
    data = Counterexample(
        {name: num(fmpq(v)) for name, v in scalars.items()}, tables or {}, laws, powers or {}, place=place
    )
    return check(data, given, goal, lambda *_: None).refutes


def test_the_room_imports_the_core_and_flint_alone():
    allowed = ("symderiv.core", "symderiv.evaluate", "flint")
    for path in Path(room.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        named += [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
        assert [m for m in named if m.split(".")[0] in ("symderiv", "sympy", "numpy")] == [
            m for m in named if m.startswith(allowed[:2])
        ], path.name


# -- numbers


def test_orders_are_of_real_numbers():
    model = Model({"z": k_i(), "x": fmpq(1)})
    for f in (lt(z, x), le(x, z)):
        with pytest.raises((Undefined, Undecided)):
            holds(f, model)


def k_i():
    return evaluate(k.I, Model())


def test_a_root_of_what_is_negative_is_none():
    with pytest.raises(Undefined):
        evaluate(root(x), Model({"x": fmpq(-4)}))
    assert evaluate(root(x), Model({"x": fmpq(9, 4)})) == fmpq(3, 2)


@pytest.mark.parametrize(("at", "value"), [(2, 2), (-3, 3), (0, 0)])
def test_a_case_is_the_one_that_holds(at, value):
    assert evaluate(k.absolute(x), Model({"x": fmpq(at)})) == value


@pytest.mark.parametrize(("last", "value"), [(3, 6), (1, 1), (0, 0), (-2, 0)])
def test_a_sum_has_the_summands_of_its_range(last, value):
    assert evaluate(k.sum_(i, ONE, n, i), Model({"n": fmpq(last)})) == value


def test_slopes_are_by_one_variable():
    model = Model({"x": fmpq(3), "y": fmpq(5)})
    assert evaluate(Term("diff", mul(x, y), x), model) == 5
    assert evaluate(Term("diff", mul(x, power(x, 2)), x), model) == 27
    assert evaluate(Term("diff", power(y, 2), x), model) == 0


# -- formulas


def test_what_is_not_decided_is_not_false():
    endless = k.quantified("all", t, ONE, None, lt(ZERO, mul(x, t)))
    model = Model({"x": fmpq(1)})
    assert holds(endless, model) is None
    assert holds(k.implies(endless, k.FALSE), model) is None
    assert holds(k.implies(endless, lt(ZERO, x)), model) is True


def test_quantifiers_are_told_apart():
    model = Model({"n": fmpq(3)})
    for op, body, answer in (
        ("ex", eq(i, num(2)), True),
        ("all", eq(i, num(2)), False),
        ("ex", lt(n, i), False),
        ("all", le(i, n), True),
    ):
        assert holds(k.quantified(op, i, ONE, n, body), model) is answer


# -- outcomes


def drawn():
    return Model(draw=lambda name, _: fmpq(0) if name.startswith("centre") else fmpq(1))


def X(index):
    return seq("X", index, sort="random")


def test_means_weigh_outcomes_and_first_indices_are_independent():
    model = drawn()
    assert evaluate(Term("mean", ONE), model) == 1
    assert evaluate(Term("mean", X(ONE)), model) == 0
    assert evaluate(Term("mean", power(X(ONE), 2)), model) == 1
    assert evaluate(Term("mean", mul(X(ONE), X(num(2)))), model) == 0
    assert evaluate(Term("mean", add(num(3), mul(X(ONE), X(ONE)))), model) == 4


# -- laws, and limits of what rests


def law(body, start=ONE):
    s = seq("s", add(t, ONE), ranges=((ONE, None),))
    return k.quantified("all", t, start, None, eq(s, body))


def s(index):
    return seq("s", index, ranges=((ONE, None),))


def test_a_law_that_needs_later_values_is_none():
    fact = law(s(add(t, num(2))))
    assert not refutes(eq(x, ZERO), fact, laws=(fact,), x=1)
    assert refutes(eq(x, ZERO), law(s(t)), laws=(law(s(t)),), x=1)


def test_what_moves_has_no_limit_by_its_first_values():
    doubled, kept = law(mul(num(2), s(t))), law(s(t))
    start = {"s": {(1,): fmpq(1)}}
    limit = k.tends(t, s(t), num(2))
    assert not refutes(limit, doubled, laws=(doubled,), tables=start)
    assert not refutes(eq(x, ZERO), k.tends(t, s(t), num(2)), laws=(doubled,), tables=start, x=1)
    assert refutes(limit, kept, laws=(kept,), tables=start)
    assert not refutes(k.tends(t, s(t), ONE), kept, laws=(kept,), tables=start)


# -- instances


def test_scalars_are_put_in_where_they_are_free():
    f = k.quantified("ex", x, None, None, eq(x, y))
    assert with_scalars(f, Model({"x": fmpq(1), "y": fmpq(2)})) == k.quantified(
        "ex", x, None, None, eq(x, num(2))
    )


def test_a_sequence_is_what_its_law_says_at_each_time():
    squares = law(power(t, 2))  # s[t + 1] = t^2, so that s[t] = (t - 1)^2
    model = Counterexample(laws=(squares,), tables={"s": {(1,): fmpq(7)}}).model()
    for f in (eq(s(t), ZERO), eq(s(add(t, num(3))), ZERO)):
        everywhere = k.quantified("all", t, num(2), None, f)
        closed = instance(everywhere, model)
        if is_closed(closed):
            for at in (2, 3, 5):
                said, meant = (k.open_(g, num(at)).args[0] for g in (closed, everywhere))
                assert evaluate(said, Model()) == evaluate(meant, model)


def test_a_law_from_the_first_index_on_is_put_in_with_its_shift():
    u = seq("u", add(t, ONE), ranges=((num(2), None),))
    fact = k.quantified("all", t, ONE, None, eq(u, power(t, 2)))
    model = Counterexample(laws=(fact,)).model()
    everywhere = k.quantified("all", t, num(2), None, lt(ZERO, seq("u", t, ranges=((num(2), None),))))
    closed = instance(everywhere, model)
    assert is_closed(closed)
    assert [evaluate(k.open_(closed, num(at)).args[1], model) for at in (2, 5)] == [1, 16]


def test_powers_of_time_and_tables_keep_their_values():
    w = seq("w", t, i, ranges=((ONE, None), (ONE, n)))
    f = k.quantified("all", t, ONE, None, k.quantified("all", i, ONE, n, le(w, w)))
    model = Counterexample({"n": num(2)}, {"w": {(0, 1): fmpq(3), (0, 2): fmpq(5)}}, powers={"w": 2}).model()
    closed = instance(f, model)
    assert is_closed(closed)
    for at in (1, 2, 4):
        for index, first in ((1, 3), (2, 5)):
            body = k.open_(k.open_(closed, num(at)), num(index))
            assert evaluate(body.args[0], Model()) == fmpq(first, at**2)


def test_a_function_is_its_polynomial_below_a_quantifier():
    point = k.call("L", (), i, ONE, mul(x, t))
    f = k.quantified("all", t, ONE, None, lt(ZERO, point))
    table = {(1, *(1,) * degree): fmpq(degree + 1) for degree in range(5)}
    model = Counterexample({"x": num(2)}, {"coefficient of L": table}).model()
    closed = instance(f, model)
    assert is_closed(closed)
    at_three = evaluate(k.open_(closed, num(3)).args[1], Model())
    assert at_three == sum((d + 1) * 6**d for d in range(5))


def test_what_has_no_exact_value_stays():
    f = k.quantified("all", t, ONE, None, lt(seq("v", t), x))
    assert not is_closed(instance(f, Model({"x": fmpq(1)})))
    assert instance(sub(x, y), Model({"x": fmpq(1)})) == sub(ONE, y)
