"""Normal forms, derivatives and substitution keep values, at random terms and points."""

from __future__ import annotations

import pytest
from flint import arb, fmpq
from hypothesis import HealthCheck, assume, given, settings
from strategies import component, models, n, smooth, terms, x

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.terms import ONE, KernelError, Term, add, eq, num
from symderiv.evaluate import evaluator as ev
from symderiv.normalize.polynomials import in_ring

quick = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def value(t, model):
    """The value of t, and no example where it has none."""
    try:
        return ev.evaluate(t, model)
    except (ev.Undefined, ev.Undecided):
        assume(False)


def all_hold(formulas, model):
    try:
        return all(ev.holds(f, model) for f in formulas)
    except (ev.Undefined, ev.Undecided):
        return False


def normal_form(t):
    try:
        return in_ring(lambda ring: (ring.term(ring.reduce(ring.poly(t))), list(ring.conditions)))
    except KernelError:
        assume(False)


def same(a, b):
    difference = a - b
    return difference.contains(0) and difference.rad() < 1e-20 if isinstance(difference, arb) else a == b


@quick
@given(terms, models())
def test_a_normal_form_has_the_value_of_the_term_where_its_conditions_hold(t, model):
    before = value(t, model)
    form, conditions = normal_form(t)
    assume(all_hold(conditions, model))
    assert same(ev.evaluate(form, model), before)


@quick
@given(terms)
def test_a_normal_form_is_its_own_normal_form(t):
    form, _ = normal_form(t)
    assert normal_form(form)[0] == form


@quick
@given(smooth, models())
def test_the_table_of_derivatives_agrees_with_dual_numbers(t, model):
    by_table = derivative(t, x)
    assume(all_hold(by_table.conditions, model))
    assert same(value(Term("diff", t, x), model), value(by_table.term, model))


@quick
@given(smooth, models())
def test_the_derivative_by_a_component_agrees_with_dual_numbers(t, model):
    target = component(ONE)
    by_table = derivative(t, target)
    assume(all_hold(by_table.conditions, model))
    assert same(value(Term("diff", t, target), model), value(by_table.term, model))


@quick
@given(terms, terms, models())
def test_substitution_puts_a_value_for_a_variable(t, s, model):
    at = value(s, model)
    assume(isinstance(at, fmpq))
    there = ev.Model(model.scalars | {"x": at}, draw=model.draw)
    assert same(value(k.substitute(t, {x: s}), model), value(t, there))


@quick
@given(terms)
def test_opening_undoes_closing(t):
    binder = Term("sum", k.Hint("n"), ONE, ONE, k.close(t, n))
    assert n not in k.free_vars(binder)
    assert not k.is_open(binder)
    assert k.open_(binder, n) == t
    assert k.open_(binder, num(2)) == k.substitute(t, {n: num(2)})


@quick
@given(terms)
def test_a_term_is_decoded_from_what_it_is_encoded_to(t):
    assert k.decode(k.encode(t)) == t
    assert k.decode(k.encode(t)).key == t.key


@quick
@given(terms, terms)
def test_keys_tell_terms_apart(s, t):
    assert (s == t) == (s.key == t.key)


def test_terms_are_equal_up_to_the_names_of_bound_variables():
    a, b = (k.sum_(v, ONE, num(3), component(v)) for v in (n, k.var("other", "int")))
    assert a == b
    assert hash(a) == hash(b)


def test_a_term_is_not_rewritten_by_making_it_once_more():
    t = eq(x, x)
    t.__init__("false")
    assert t == eq(x, x)


def test_there_are_no_other_kinds_of_terms():
    with pytest.raises(KernelError):
        type("Other", (Term,), {})


def test_a_family_of_two_arities_is_not_differentiated():
    two = Term("comp", "a", "real", ((None, None),) * 2, (ONE, ONE))
    with pytest.raises(KernelError):
        derivative(two, component(ONE))


def test_the_normal_form_of_a_sum_of_sums_does_not_depend_on_their_order():
    other = k.var("m", "int")
    body = k.mul(component(n), component(add(other, n)))
    one = k.sum_(n, ONE, k.var("N", "int"), k.sum_(other, ONE, k.var("M", "int"), body))
    two = k.sum_(other, ONE, k.var("M", "int"), k.sum_(n, ONE, k.var("N", "int"), body))
    assert one != two
    assert normal_form(one)[0] == normal_form(two)[0]
