"""Elementary functions: generators of the normal form, signs, periods, values; the project's identities."""

import json
from collections import Counter

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import acb, fmpq
from identities import CONDITIONAL, FALSE, TRUE, families, own

from symderiv import check
from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.derivative import derivative
from symderiv.core.terms import ONE, ZERO, I, KernelError, Term, fn
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Gaussian, Undecided, Undefined
from symderiv.judge.values import FUNCTIONS, power
from symderiv.language.verdict import Status
from symderiv.normalize import draft
from symderiv.normalize.draft import remade, written
from symderiv.render import latex, text
from symderiv.render.mathml import mathml

z, u, v = (k.var(name, "complex") for name in "zuv")
x, y, a, b = (k.var(name) for name in "xyab")
n, m = (k.var(name, "int") for name in "nm")
HALF_PI = k.mul(k.num(fmpq(1, 2)), k.PI)

PROVED_AT_LEAST = 0.9  # of the true identities of a family


def exp(t):
    return Term("exp", t)


def root(t, degree=2):
    return k.root(t, degree)


def proves(a, b, *signs):
    return draft.linear(k.eq(a, b), *((ZERO, draft.assume(f)) for f in signs))


@pytest.mark.parametrize("family", families())
def test_identities_of_a_family(family):
    """Nothing false or conditional is proved, nothing true refuted, and most are decided."""
    found = Counter()
    for item in own([family]):
        with sp.evaluate(False):
            statement = sp.Eq(item.lhs, item.rhs, evaluate=False)
        verdict = check(statement, list(item.given))
        found[item.truth, verdict.status] += 1
        wrong = Status.REFUTED if item.truth == TRUE else Status.PROVED
        assert verdict.status is not wrong, (item.id, verdict.statement, verdict.witness)
        assert verdict.status is not Status.CONFLICT, (item.id, verdict.message)
    true, false = (
        sum(c for (t, _), c in found.items() if t in truths) for truths in ({TRUE}, {FALSE, CONDITIONAL})
    )
    assert found[TRUE, Status.PROVED] >= PROVED_AT_LEAST * true - 8
    assert sum(found[t, Status.REFUTED] for t in (FALSE, CONDITIONAL)) >= 0.95 * false


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (fn("sin", k.mul(k.num(2), z)), k.mul(k.num(2), fn("sin", z), fn("cos", z))),
        (exp(k.add(u, v)), k.mul(exp(u), exp(v))),
        (exp(fn("log", a)), a),
        (exp(k.mul(k.num(2), k.PI, I, n)), ONE),
        (fn("cos", k.mul(k.PI, n)), k.power(k.num(-1), n)),
        (root(k.power(x, 2)), k.absolute(x)),
        (root(fn("abs", z)), fn("abs", root(z))),
        (root(k.num(12)), k.mul(k.num(2), root(k.num(3)))),
        (root(root(z, 3)), root(z, 6)),
        (fn("log", k.num(12)), k.add(k.mul(k.num(2), fn("log", k.num(2))), fn("log", k.num(3)))),
        (fn("cos", k.mul(k.PI, k.num(fmpq(1, 4)))), k.mul(k.num(fmpq(1, 2)), root(k.num(2)))),
        (
            k.mul(k.num(4), fn("cos", k.mul(k.PI, k.num(fmpq(1, 5))))),
            k.add(ONE, root(k.num(5))),
        ),
        (fn("conj", fn("conj", z)), z),
        (fn("conj", exp(k.mul(I, x))), exp(k.neg(k.mul(I, x)))),
        (k.power(k.power(z, n), m), k.power(z, k.mul(n, m))),
        (fn("cos", fn("asin", x)), root(k.sub(ONE, k.power(x, 2)))),
    ],
)
def test_normal_forms_meet(left, right):
    thm = proves(left, right)
    again = remade(json.loads(json.dumps(written(thm))))
    assert (again.conclusion, again.hypotheses) == (thm.conclusion, thm.hypotheses)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (fn("log", k.mul(u, v)), k.add(fn("log", u), fn("log", v))),
        (root(k.mul(u, v)), k.mul(root(u), root(v))),
        (root(k.mul(x, y)), k.mul(root(x), root(y))),
        (root(k.power(z, 2)), z),
        (fn("log", exp(z)), z),
        (root(exp(z)), exp(k.mul(k.num(fmpq(1, 2)), z))),
        (root(exp(k.mul(k.num(2), z))), exp(z)),
        (fn("log", k.power(z, -1)), k.neg(fn("log", z))),
        (root(k.power(z, -1)), k.power(root(z), -1)),
        (fn("conj", fn("log", z)), fn("log", fn("conj", z))),
        (fn("conj", root(z)), root(fn("conj", z))),
        (k.power(k.power(z, u), v), k.power(z, k.mul(u, v))),
        (exp(k.mul(k.num(2), k.PI, I, x)), ONE),
        (fn("asin", fn("sin", x)), x),
        (fn("acosh", z), fn("log", k.add(z, root(k.sub(k.power(z, 2), ONE))))),
        (root(k.power(a, 2)), a),
        (fn("log", k.power(x, 2)), k.mul(k.num(2), fn("log", x))),
    ],
)
def test_normal_forms_do_not_meet(left, right):
    with pytest.raises(KernelError, match="leave 0"):
        proves(left, right)


def test_a_sign_that_is_given_is_a_hypothesis():
    thm = proves(root(k.mul(k.power(a, 2), z)), k.mul(a, root(z)), k.lt(ZERO, a))
    assert k.lt(ZERO, a) in thm.hypotheses
    thm = proves(fn("log", k.mul(a, z)), k.add(fn("log", a), fn("log", z)), k.lt(ZERO, a))
    assert k.lt(ZERO, a) in thm.hypotheses
    with pytest.raises(KernelError, match="no multiplier"):
        draft.linear(k.eq(a, a), (ONE, draft.assume(k.lt(ZERO, a))))


def test_a_sign_of_something_else_does_not_help():
    with pytest.raises(KernelError, match="leave 0"):
        proves(root(k.power(a, 2)), a, k.lt(ZERO, b))
    with pytest.raises(KernelError, match="leave 0"):
        proves(root(k.power(a, 2)), a, k.lt(a, ZERO))


@pytest.mark.parametrize(
    ("t", "strict"),
    [
        (fn("cosh", x), True),
        (k.add(ONE, k.power(x, 2)), True),
        (exp(x), True),
        (fn("abs", z), False),
        (k.power(fn("sin", x), 2), False),
    ],
)
def test_signs_that_are_evident(t, strict):
    assert draft.evident(k.le(ZERO, t)).conclusion == k.le(ZERO, t)
    if strict:
        assert not draft.evident(k.lt(ZERO, t)).hypotheses
    else:
        with pytest.raises(KernelError):
            draft.evident(k.lt(ZERO, t))


@pytest.mark.parametrize("t", [x, fn("sinh", x), k.sub(k.power(x, 2), ONE), k.neg(ONE), fn("sin", x)])
def test_signs_that_are_not(t):
    with pytest.raises(KernelError):
        draft.evident(k.le(ZERO, t))


def test_a_difference_that_may_be_zero_is_not_positive():
    below = (ZERO, draft.assume(k.le(a, ONE)))
    assert draft.evident(k.le(ZERO, k.sub(ONE, a)), below).conclusion == k.le(ZERO, k.sub(ONE, a))
    with pytest.raises(KernelError):
        draft.evident(k.lt(ZERO, k.sub(ONE, a)), below)


def test_angles_up_to_a_period():
    machin = k.sub(
        k.mul(k.num(16), fn("atan", k.num(fmpq(1, 5)))), k.mul(k.num(4), fn("atan", k.num(fmpq(1, 239))))
    )
    assert draft.period(k.eq(k.PI, machin), I).conclusion == k.eq(k.PI, machin)
    with pytest.raises(KernelError, match="2 pi"):
        draft.period(k.eq(k.add(machin, k.mul(k.num(2), k.PI)), k.PI), I)
    with pytest.raises(KernelError, match="equal"):
        draft.period(k.eq(machin, k.num(3)), I)
    total = k.add(fn("atan", x), fn("atan", y))
    joined = fn("arg", k.add(k.sub(ONE, k.mul(x, y)), k.mul(I, k.add(x, y))))
    assert draft.period(k.eq(total, joined), I).conclusion == k.eq(total, joined)
    thrice = k.add(fn("atan", x), fn("atan", y), fn("atan", a))
    with pytest.raises(KernelError):
        draft.period(k.eq(thrice, joined), I)


def test_a_logarithm_inverts_where_the_hypotheses_say_so():
    within = [k.lt(k.neg(k.PI), fn("im", z)), k.lt(fn("im", z), k.PI)]
    signs = [(ZERO, draft.assume(f)) for f in within]
    goal = k.eq(fn("log", exp(z)), z)
    assert draft.period(goal, ONE, *signs).hypotheses >= set(within)
    with pytest.raises(KernelError, match="2 pi"):
        draft.period(goal, ONE, *signs[:1])


POINTS = (0.5, -0.75, 2.5, -3.0, 2j, -1.5j, 0.5 + 1.25j, -0.5 + 0.25j, 1.5 - 2j, -1.25 - 0.5j)
NAMES = sorted(set(k.FUNCTIONS) & set(FUNCTIONS) - {"floor", "atan2"} | {"re", "im", "arg", "conj"})


@pytest.mark.parametrize("name", NAMES)
def test_values_by_three_routes(name):
    """The evaluator's balls, NumPy and mpmath agree wherever the evaluator has a value."""
    theirs = {"abs": abs, "arg": mpmath.arg, "conj": mpmath.conj, "re": mpmath.re, "im": mpmath.im}
    numpy = FUNCTIONS.get({"abs": "Abs", "conj": "conjugate"}.get(name, name))
    judged = 0
    for point in POINTS:
        re, im = fmpq(int(point.real * 4), 4), fmpq(int(complex(point).imag * 4), 4)
        argument = k.var("w", "complex") if im else k.num(re)
        try:
            value = complex(acb(evaluate(fn(name, argument), Model({"w": Gaussian(re, im)}))))
        except (Undefined, Undecided):
            continue
        expected = complex(theirs.get(name, getattr(mpmath, name, None))(mpmath.mpmathify(point)))
        assert abs(value - expected) <= 1e-12 * (1 + abs(expected))
        assert abs(complex(numpy(point)) - expected) <= 1e-12 * (1 + abs(expected))
        judged += 1
    assert judged >= 2


def test_powers_in_numpy():
    assert complex(power(np.array([-8.0]), 1 / 3)[0]) == pytest.approx(2 * np.exp(1j * np.pi / 3))
    assert power(np.array([2.0, 3.0]), np.array([-1, 2])).tolist() == [0.5, 9.0]
    assert complex(power(np.array([-1.0 - 0.0j]), 0.5)[0]) == pytest.approx(1j)


@pytest.mark.parametrize(
    ("t", "at"),
    [
        (fn("log", ZERO), {}),
        (fn("atanh", ONE), {}),
        (fn("atan", z), {"z": Gaussian(fmpq(0), fmpq(1))}),
        (fn("arg", ZERO), {}),
        (fn("gamma", k.num(-1)), {}),
        (fn("zeta", ONE), {}),
        (k.power(x, y), {"x": fmpq(-1), "y": fmpq(1, 2)}),
        (k.power(z, u), {"z": fmpq(0), "u": fmpq(1, 2)}),
    ],
)
def test_undefined_values(t, at):
    with pytest.raises((Undefined, Undecided)):
        evaluate(t, Model(dict(at)))
    obligations = [f for _, f in side_conditions(t)]
    assert any(holds(f, Model(dict(at))) is not True for f in obligations)


@pytest.mark.parametrize("name", ["sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "atan", "erf"])
def test_slopes_by_two_routes(name):
    """The table of derivatives against flint's power series."""
    table = derivative(fn(name, x), x)
    for at in (fmpq(1, 3), fmpq(7, 5)):
        by_series = evaluate(Term("diff", fn(name, x), x), Model({"x": at}))
        by_table = evaluate(table.term, Model({"x": at}))
        assert complex(acb(by_series)) == pytest.approx(complex(acb(by_table)), rel=1e-14)  # as doubles


def test_a_function_of_a_complex_number_is_not_differentiated():
    with pytest.raises(KernelError, match="real arguments"):
        derivative(fn("log", k.add(x, I)), x)


def test_complex_witnesses_are_exact():
    w = sp.Symbol("w", complex=True)
    verdict = check(sp.Eq(sp.log(w**2), 2 * sp.log(w), evaluate=False))
    assert verdict.status is Status.REFUTED
    value = sp.sympify(verdict.witness["w"])
    assert abs(sp.log(value**2).evalf() - 2 * sp.log(value).evalf()) > 1


def test_conditions_of_definedness_are_shown():
    w = sp.Symbol("w", complex=True)
    verdict = check(sp.Eq(sp.tan(w) * sp.cot(w), 1, evaluate=False))
    assert verdict.status is Status.PROVED
    assert sorted(verdict.conditions) == ["cos(w) ≠ 0", "sin(w) ≠ 0"]
    assert verdict.numeric.points > 0


def test_a_root_of_a_real_number_is_real_and_of_a_complex_one_principal():
    r, w = sp.Symbol("r", real=True), sp.Symbol("w", complex=True)
    with sp.evaluate(False):
        real, principal = sp.Eq(sp.sqrt(r) ** 2, r), sp.Eq(sp.sqrt(w) ** 2, w)
    assert check(real).conditions == ("0 ≤ r",)
    assert check(principal).conditions == ()


def test_functions_are_printed_by_their_names():
    t = k.mul(fn("asin", x), fn("conj", z), fn("log", k.PI), I)
    assert text(t) == "asin(x)·conj(z)·log(π)·i"
    assert latex(t) == r"\arcsin(x) \overline{z} \log(\pi) i"
    assert "<mi>asin</mi>" in mathml(t)


def test_what_is_no_function_of_the_table_is_refused():
    with pytest.raises(KernelError, match="no function"):
        k.decode(["fn", "sin", [""]])
    with pytest.raises(KernelError, match="no function"):
        k.decode(["fn", "sine", ["", ["num", ["q", "1"]]]])
