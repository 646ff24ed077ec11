"""False statements that the kernel must refuse; each test's name says the trap."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flint import fmpq

from symderiv.kernel import evaluate as ev
from symderiv.kernel import terms as k
from symderiv.kernel import theorem as th
from symderiv.kernel.normal import derivative
from symderiv.kernel.terms import (
    FALSE,
    ONE,
    ZERO,
    KernelError,
    Term,
    add,
    eq,
    le,
    lt,
    mul,
    ne,
    num,
    power,
    sub,
)

x, y, z, c = k.var("x"), k.var("y"), k.var("z"), k.var("c", "complex")
n, m, i, j, p, q = (k.var(name, "int") for name in "nmijpq")


def comp(name, *indices, sort="real"):
    return Term("comp", name, sort, ((ONE, None),) * len(indices), indices)


def inverse(t):
    return power(t, -1)


def when(guard, a, b=ZERO):
    return Term("if", guard, a, b)


def ind(f):
    return Term("ind", f)


def diff(body, target):
    return Term("diff", body, target)


def mean(body):
    return Term("mean", body)


def loss(body, name="L"):
    return Term("loss", name, ("g", ((ONE, ONE),)), k.Hint("i"), ONE, body)


X, Y = comp("X", ONE, sort="random"), comp("Y", ONE, sort="random")


def Z(index):
    return comp("Z", index, sort="random")


def same(t):
    return th.linear(eq(t, t))


def refuses(rule, *args):
    with pytest.raises(KernelError):
        rule(*args)


def unconditional(rule, *args):
    """The rule's theorem if it has hypotheses; a theorem without any would be false, and fails the test."""
    try:
        thm = rule(*args)
    except KernelError:
        return None
    assert thm.hypotheses, f"proved without conditions: {thm}"
    return thm


def never_at(model, goal):
    """No theorem of goal holds its hypotheses in a model in which goal is false."""
    assert ev.holds(goal, model) is False
    try:
        thm = th.linear(goal)
    except KernelError:
        return
    assert any(ev.holds(h, model) is False for h in thm.hypotheses), f"false in the model: {thm}"


def model(families=None, **scalars):
    return ev.Model({name: fmpq(v) for name, v in scalars.items()}, families or {})


# -- forging, and terms of the wrong kind --------------------------------------------------------------


def test_an_object_that_looks_like_a_theorem_is_refused():
    refuses(th.both, SimpleNamespace(hypotheses=frozenset(), conclusion=FALSE))


def test_a_forged_theorem_inside_a_list_is_refused():
    forged = SimpleNamespace(hypotheses=frozenset(), conclusion=eq(ZERO, ONE), axioms=frozenset())
    refuses(th.linear, eq(ZERO, ONE), [ONE, forged])


def test_a_formula_is_not_a_value_of_a_variable():
    refuses(th.instantiate, same(n), n, FALSE)


def test_only_a_variable_is_generalised():
    every = th.generalise(i, None, None, same(x))
    refuses(th.generalise, every.conclusion, None, None, every)


def test_a_component_is_not_generalised():
    refuses(th.generalise, comp("x", ONE), None, None, th.assume(eq(comp("x", ONE), ONE)))


def test_false_is_not_reached_by_specialising_to_a_formula():
    steps = [
        ["linear", k.encode(eq(x, x))],
        ["generalise", k.encode(i), None, None, ["#", 0]],
        ["generalise", k.encode(k.quantified("all", i, None, None, eq(x, x))), None, None, ["#", 1]],
        ["specialise", ["#", 2], k.encode(FALSE)],
    ]
    refuses(th.replay, steps)


@pytest.mark.parametrize("kind", ["var", "comp"])
def test_a_name_is_a_plain_string_that_tells_terms_apart(kind):
    rest = ["real"] if kind == "var" else ["real", [""], [""]]
    refuses(k.decode, [kind, ["h", "x"], *rest])


@pytest.mark.parametrize("data", [["q", "x"], ["q", "1/0"], ["q", ""]])
def test_a_malformed_number_is_a_kernel_error(data):
    refuses(k.decode, data)


# -- substitution below a derivative -------------------------------------------------------------------


def test_the_variable_of_a_derivative_is_not_instantiated():
    refuses(th.instantiate, th.linear(eq(diff(mul(x, y), x), y)), x, y)


def test_a_term_with_the_target_is_not_put_below_a_derivative():
    refuses(th.instantiate, th.linear(eq(diff(mul(x, y), x), y)), y, x)


def test_a_component_of_the_target_s_family_is_not_put_below_a_derivative():
    w = comp("w", i)
    refuses(th.instantiate, th.linear(eq(diff(mul(w, y), w), y)), y, comp("w", j))


def test_an_equation_at_the_point_does_not_rewrite_below_a_derivative():
    at_one = th.linear(eq(ONE, x), (num(-1), th.assume(eq(x, ONE))))
    f = eq(diff(mul(z, x), x), ONE)
    thm = th.linear(eq(diff(mul(k.var("a"), x), x), k.var("a")))
    refuses(th.rewrite, z, f, at_one, th.instantiate(thm, k.var("a"), ONE))


def test_a_universal_statement_about_a_derivative_is_not_specialised_to_its_target():
    every = th.generalise(y, None, None, th.linear(eq(diff(mul(x, y), x), y)))
    refuses(th.specialise, every, x)


def test_a_renamed_index_of_a_derivative_is_still_allowed():
    thm = th.linear(eq(diff(mul(comp("w", i), y), comp("w", j)), mul(ind(eq(i, j)), y)))
    assert th.instantiate(thm, j, i).conclusion.args[0] == diff(mul(comp("w", i), y), comp("w", i))


# -- outcomes are bound by mean and surely -------------------------------------------------------------


def test_a_random_term_is_not_instantiated_below_a_mean():
    refuses(th.instantiate, th.linear(eq(mean(mul(x, X)), mul(x, mean(X)))), x, Y)


def test_a_random_term_is_not_specialised_below_a_mean():
    every = th.generalise(x, None, None, th.linear(eq(mean(mul(x, X)), mul(x, mean(X)))))
    refuses(th.specialise, every, Y)


def test_an_equation_at_one_outcome_does_not_rewrite_below_a_mean():
    refuses(th.rewrite, x, eq(mean(X), mean(x)), th.assume(eq(X, num(2))), same(mean(X)))


def test_an_equation_at_one_outcome_does_not_rewrite_below_surely():
    refuses(th.rewrite, x, Term("surely", eq(X, x)), th.assume(eq(X, num(2))), th.surely(same(X)))


def test_a_random_number_of_summands_does_not_leave_the_mean():
    h = mul(num(2), ind(lt(ZERO, X)))
    refuses(th.linear, eq(mean(k.sum_(i, ONE, h, Z(i))), k.sum_(i, ONE, h, mean(Z(i)))))


def test_a_random_bound_does_not_enter_a_mean():
    h = add(ONE, ind(lt(ZERO, X)))
    refuses(th.linear, eq(k.sum_(i, h, h, mean(Z(i))), mean(Z(h))))


def test_a_random_delta_does_not_enter_a_mean():
    h = add(ONE, ind(lt(ZERO, X)))
    total = k.sum_(i, ONE, n, mul(ind(eq(i, h)), mean(Z(i))))
    refuses(th.linear, eq(total, mul(ind(le(ONE, h)), ind(le(h, n)), mean(Z(h)))))


# -- what is real by its form --------------------------------------------------------------------------


@pytest.mark.parametrize("t", [mean(mul(c, X)), diff(loss(mul(c, x)), x)], ids=["mean", "loss"])
def test_a_complex_body_has_no_real_square(t):
    refuses(th.positive, le(ZERO, power(t, 2)), ((fmpq(1), (), (t,)),))


def test_a_root_that_is_real_at_one_point_only_is_not_differentiated():
    refuses(derivative, k.root(add(ONE, mul(c, sub(x, ONE)))), x)


# -- sums ----------------------------------------------------------------------------------------------


def test_a_mean_of_nothing_is_not_one():
    share = mul(comp("y", i), inverse(mul(n, comp("y", i))))
    never_at(model(n=0), eq(k.sum_(i, ONE, n, share), ONE))


def test_a_delta_does_not_carry_a_guarded_quotient_to_its_pole():
    body = mul(when(ne(i, q), mul(sub(i, q), inverse(sub(i, q)))), ind(eq(i, p)))
    inside = mul(ind(le(ONE, p)), ind(le(p, n)))
    never_at(model(n=1, p=1, q=1), eq(k.sum_(i, ONE, n, body), inside))


def test_a_delta_does_not_hide_the_length_of_an_inner_sum():
    inner = k.sum_(j, ONE, m, ind(eq(ZERO, mul(sub(i, num(2)), j))))
    total = k.sum_(i, ONE, n, mul(ind(eq(i, num(2))), inner))
    never_at(model(n=2, m=-1), eq(total, mul(ind(le(num(2), n)), m)))


def test_a_delta_does_not_split_a_power_of_zero():
    a, b = comp("u", ONE, sort="int"), comp("u", num(2), sort="int")
    total = k.sum_(i, ONE, n, mul(ind(eq(i, num(2))), power(z, k.sum_(j, ONE, i, comp("u", j, sort="int")))))
    thm = unconditional(th.linear, eq(total, mul(ind(le(num(2), n)), power(z, a), power(z, b))))
    at_zero = model({"u": {(1,): fmpq(1), (2,): fmpq(-1)}}, n=2, z=0)
    assert thm is None or any(ev.holds(h, at_zero) is False for h in thm.hypotheses)


@pytest.mark.parametrize("name", ["·0:", "·1:", "·0", "·w"])
def test_no_name_of_a_variable_is_captured_by_a_sum(name):
    w = k.var(name, "int")
    left = mul(k.sum_(j, ONE, m, comp("a", i, j)), comp("f", i, w))
    values = {"a": {(1, l): fmpq(1) for l in (1, 2)}, "f": {(1, l): fmpq(l) for l in (1, 2, 3)}}
    here = model(values, n=1, m=2, **{name: 3})
    for other in (i, j):
        captured = k.sum_(j, ONE, m, mul(comp("a", i, j), comp("f", i, other)))
        never_at(here, eq(k.sum_(i, ONE, n, left), k.sum_(i, ONE, n, captured)))


# -- denominators under guards -------------------------------------------------------------------------


def test_a_guarded_denominator_that_divides_zero_is_not_multiplied_away():
    r = k.root(power(x, 2))
    base = add(r, x)
    nothing = when(lt(ZERO, x), sub(inverse(base), mul(inverse(base), inverse(base), base)))
    never_at(model(x=-1), eq(add(r, nothing), x))


# -- losses, powers, limits ----------------------------------------------------------------------------


def test_one_loss_does_not_have_one_gradient_at_two_points():
    refuses(th.linear, eq(diff(loss(x), x), diff(loss(y), y)))


def test_a_loss_whose_length_moves_with_the_target_is_not_differentiated():
    t = Term("loss", "L", ("g", ((ONE, None),)), k.Hint("i"), ind(lt(ZERO, x)), x)
    refuses(derivative, t, x)


def test_a_power_with_an_exponent_that_cancels_is_one():
    assert th.linear(eq(power(x, sub(m, m)), ONE)).conclusion == eq(power(x, sub(m, m)), ONE)


def test_a_limit_is_not_shifted_by_half_a_step():
    refuses(th.limit_shift, th.axiom("reciprocals"), fmpq(1, 2))


# -- the evaluator -------------------------------------------------------------------------------------


def test_a_law_for_the_squares_does_not_define_a_sequence():
    s = Term("comp", "s", "real", ((None, None),), (power(i, 2),))
    assert ev.defining(k.quantified("all", i, num(2), None, eq(s, i))) is None


def test_a_kink_has_no_derivative():
    with pytest.raises((ev.Undefined, ev.Undecided)):
        ev.evaluate(diff(when(lt(ZERO, x), x), x), model(x=0))


def test_a_derivative_tells_variables_of_one_name_and_two_sorts_apart():
    with_integer = diff(mul(x, k.var("x", "int")), x)
    try:
        value = ev.evaluate(with_integer, model(x=3))
    except (ev.Undefined, ev.Undecided, KernelError):
        return
    assert value == 3
