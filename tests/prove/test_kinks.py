"""Derivatives of cases, of maxima, minima and absolute values: away from kinks, and where the cases agree."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Abs, Max, Min, Piecewise, Rational, exp, floor, log, sign, tanh

from symderiv import (
    Evidence,
    Status,
    check,
    components,
    d,
    eq,
    forall,
    gradient,
    index,
    le,
    loss,
    lt,
    mean,
    ne,
    random,
    scalars,
    sizes,
    total,
)  # fmt: skip
from symderiv.core import terms as k
from symderiv.core.derivative import derivative

x, y, c, delta, eps = scalars("x y c delta epsilon")
n = sizes("n")
i, j = index("i j", n)
z = components("z", n)
g = gradient("g", n)
Y, Z = random("Y Z")
HEAVISIDE = Piecewise((1, x > 0), (0, True))
HUBER = Piecewise((x**2 / 2, Abs(x) <= delta), (delta * (Abs(x) - delta / 2), True))
CLIPPED = Min(x * y, Min(1 + eps, Max(1 - eps, x)) * y)
ELU = Piecewise((x, x > 0), (y * (exp(x) - 1), True))
JUMP = Piecewise((x, x <= 1), (2, True))


@pytest.mark.parametrize(
    ("statement", "given", "conditions"),
    [
        (eq(d(Max(0, x), x), HEAVISIDE), [], ("x ≠ 0",)),
        (eq(d(Max(0, x), x), HEAVISIDE), [ne(x, 0)], ()),
        (eq(d(Max(0, x), x), 1), [lt(0, x)], ()),
        (eq(d(Max(0, x), x), 0), [le(x, 0)], ("x ≠ 0",)),
        (eq(d(Abs(x), x), x / Abs(x)), [], ("0 ≠ x",)),
        (eq(d(Abs(x), x), sign(x)), [lt(x, 0)], ()),
        (eq(d(ELU, x), ELU + y), [lt(x, 0)], ()),
        (eq(d(ELU, x), 1), [lt(0, x)], ()),
        (eq(d(HUBER, x), Piecewise((x, Abs(x) <= delta), (delta * sign(x), True))), [lt(0, delta)], ()),
        (eq(d(HUBER, x), delta), [lt(0, delta), lt(delta, x)], ()),
        (eq(d(CLIPPED, x), y), [lt(1 - eps, x), lt(x, 1 + eps), lt(0, eps)], ()),
        (eq(d(CLIPPED, x), 0), [lt(1 + eps, x), lt(0, eps), lt(0, y)], ()),
        (eq(d(JUMP, x), 1), [le(x, 1)], ("x ≠ 1",)),
        (eq(d(Max(x, y), x) + d(Max(x, y), y), 1), [], ("y ≠ x",)),
        (eq(d(tanh(log(1 + exp(x))), x), (1 - tanh(log(1 + exp(x))) ** 2) / (1 + exp(-x))), [], ()),
        (eq(d(mean((Y - c * (Z - x)) ** 2), c), -2 * mean((Y - c * (Z - x)) * (Z - x))), [], ()),
        (eq(d(mean((x + y * Z) ** 2), x), 2 * x + 2 * y * mean(Z)), [], ()),
    ],
)
def test_what_holds_is_proved(statement: Any, given: list[Any], conditions: tuple[str, ...]) -> None:
    verdict = check(statement, given, timeout=60)
    assert verdict.evidence in (Evidence.CERTIFICATE, Evidence.AXIOMS), verdict.message
    assert verdict.conditions == conditions


def test_a_layer_of_rectifiers() -> None:
    given = [forall(i, ne(z[i], 0))]
    L = loss("L", lambda k: Max(0, z[k]), n, gradient=g)
    slope = Piecewise((1, z[j] > 0), (0, True))
    assert check(eq(d(L, z[j]), g[j] * slope), given, timeout=60).status is Status.PROVED
    whole = total(n, lambda k: Max(0, z[k]))
    assert check(eq(d(whole, z[j]), slope), given, timeout=60).status is Status.PROVED


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (eq(d(Max(0, x), x), 1), []),
        (eq(d(Max(0, x), x), HEAVISIDE), [eq(x, 0)]),
        (eq(d(Max(0, x), x), 0), [eq(x, 0)]),
        (eq(d(Max(0, x), x), Rational(1, 2)), [eq(x, 0)]),
        (eq(d(Abs(x), x), 0), [eq(x, 0)]),
        (eq(d(Abs(x), x), 1), [le(0, x), le(x, 0)]),
        (eq(d(JUMP, x), 1), [eq(x, 1)]),
        (eq(d(JUMP, x), 1), []),
        (eq(d(HUBER, x), delta), [lt(0, delta)]),
        (eq(d(CLIPPED, x), y), [lt(0, eps)]),
        (eq(d(CLIPPED, x), 0), [eq(x, 1 + eps), lt(0, eps), lt(0, y)]),
        (eq(d(mean(Z * x**2), x), 2 * x), []),
        (eq(d(mean(1 / (x + Z**2)), x), mean(-1 / (x + Z**2) ** 2)), []),
        (eq(d(floor(x), x), 0), []),
        (eq(d(Piecewise((x, floor(x) > 0), (0, True)), x), 1), [eq(x, 1)]),
    ],
)
def test_what_does_not_hold_is_not(statement: Any, given: list[Any]) -> None:
    assert check(statement, given, timeout=60).status is not Status.PROVED


def test_a_kink_is_no_reason_to_refute() -> None:
    """|x| x has a derivative at 0, which the table does not know."""
    for value in (0, 1):
        assert check(eq(d(Abs(x) * x, x), value), [eq(x, 0)]).status is Status.UNDECIDED


V, W = k.var("x"), k.var("y")


def cases(f: k.Term, a: k.Term, b: k.Term) -> tuple[k.Term, ...]:
    return derivative(k.Term("if", f, a, b), V).conditions


def test_what_the_table_asks_of_cases() -> None:
    below, other, both = k.lt(V, k.ZERO), k.lt(W, k.ZERO), k.ne(V, k.ZERO)
    assert cases(below, V, k.ZERO) == (both,), "slopes that differ"
    assert cases(other, V, k.ZERO) == (), "a condition that does not move"
    assert cases(k.and_(below, other), V, k.ZERO) == (both,)
    (either,) = cases(below, k.mul(W, V), V)
    assert either.op == "or"
    assert either.args[0] == both
    assert either.args[1].args[0] == k.eq(k.mul(W, V), V), "one value where the cases meet, and one slope"
    assert cases(below, k.ONE, k.ZERO) == (both,), "values that differ, though the slopes do not"
    (either,) = cases(below, W, k.ZERO)
    assert either == k.or_(both, k.eq(W, k.ZERO)), "of slopes that are alike nothing is asked"
    for f in (k.quantified("all", k.var("t"), None, None, k.lt(k.var("t"), V)), k.lt(k.fn("log", V), W)):
        with pytest.raises(k.KernelError, match="no rule for cases"):
            cases(f, V, k.ZERO)


def test_a_case_that_is_no_contradiction_is_no_reason() -> None:
    """What is left over is told of the case in which the proof fails."""
    a, b = scalars("a b")
    n = sizes("n")
    u, v = components("u v", n)
    shares = total(n, lambda k: Abs(u[k]) ** a) ** (1 / a) * total(n, lambda k: Abs(v[k]) ** b) ** (1 / b)
    given = [lt(1, a), lt(1, b), eq(1 / a + 1 / b, 1)]
    verdict = check(le(Abs(total(n, lambda k: u[k] * v[k])), shares), given, timeout=60)
    assert verdict.status is Status.UNDECIDED
    assert "contradict" not in verdict.message
