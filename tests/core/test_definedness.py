"""Where terms have values: every condition that a term needs is asked for, and none that it does not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.core import terms as k
from symderiv.core.definedness import NOWHERE, side_conditions
from symderiv.core.terms import ONE, ZERO, Hint, I, Term, add, eq, fn, implies, le, lt, mul, ne, num, power

x, y, c = k.var("x"), k.var("y"), k.var("c", "complex")
n, m, i = (k.var(name, "int") for name in "nmi")
X = Term("comp", "X", "random", (), ())
OVER_X = power(x, -1)
NOT_ZERO = (False, ne(x, ZERO))


def comp(name: str, *indices: Term, hi: Term | None = None) -> Term:
    return Term("comp", name, "real", ((ONE, hi),) * len(indices), indices)


def every(sort: str, lo: Term | None, hi: Term | None, v: Term, f: Term) -> Term:
    assert v.args[1] == sort
    return k.quantified("all", v, lo, hi, f)


BODY = power(add(x, i), -1)
POINT = comp("w", i)
WITHIN = [(True, le(ONE, m)), (True, le(m, n))]
AT_EACH = (True, every("int", ONE, n, i, le(ONE, i)))

NEEDS: dict[str, tuple[Term, list[tuple[bool, Term]]]] = {
    "a number": (num(Fraction(-2, 3)), []),
    "a polynomial": (add(mul(x, power(y, 3)), c), []),
    "an inverse": (OVER_X, [NOT_ZERO]),
    "an inverse square": (power(x, -2), [NOT_ZERO]),
    "0 to the 0": (power(x, 0), []),
    "a whole power that may be negative": (power(x, n), [(False, k.or_(le(ZERO, n), ne(x, ZERO)))]),
    "a power of a real number": (power(x, y), [(False, lt(ZERO, x))]),
    "a broken power of a real number": (Term("pow", x, num(Fraction(1, 2))), [(False, lt(ZERO, x))]),
    "a power of a complex number": (power(c, y), [(False, ne(c, ZERO))]),
    "a power with a complex exponent": (power(x, c), [NOT_ZERO]),
    "a root": (k.root(x), [(False, le(ZERO, x))]),
    "a cube root": (k.root(x, 3), [(False, le(ZERO, x))]),
    "a principal root": (k.root(c), []),
    "an order of real numbers": (lt(x, y), []),
    "an order of a complex number": (lt(c, x), [(False, eq(fn("im", c), ZERO))]),
    "an order beside a complex number": (le(x, c), [(False, eq(fn("im", c), ZERO))]),
    "an order of two": (le(c, mul(I, x)), [(False, eq(fn("im", t), ZERO)) for t in (c, mul(I, x))]),
    "an equation of complex numbers": (eq(c, x), []),
    "a logarithm": (fn("log", x), [NOT_ZERO]),
    "a tangent": (fn("tan", x), [(False, ne(fn("cos", x), ZERO))]),
    "an arcsine": (fn("asin", x), []),
    "a part below a function": (fn("sin", OVER_X), [NOT_ZERO]),
    "the inner part first": (fn("log", OVER_X), [NOT_ZERO, (False, ne(OVER_X, ZERO))]),
    "a component": (comp("w", m, hi=n), WITHIN),
    "a component without an end": (comp("w", m), WITHIN[:1]),
    "a component at a component": (comp("w", k.fn("floor", OVER_X)), [
        NOT_ZERO, (True, le(ONE, k.fn("floor", OVER_X))),
    ]),
    "two indices": (comp("w", n, m), [(True, le(ONE, n)), (True, le(ONE, m))]),
    "a branch": (Term("if", lt(ZERO, x), OVER_X, y), [(False, implies(lt(ZERO, x), ne(x, ZERO)))]),
    "the other branch": (Term("if", lt(ZERO, x), y, OVER_X), [
        (False, implies(k.not_(lt(ZERO, x)), ne(x, ZERO))),
    ]),
    "cases of which one holds": (Term("if", lt(ZERO, x), y, NOWHERE), [(False, lt(ZERO, x))]),
    "the condition of cases": (Term("if", lt(OVER_X, y), y, ZERO), [NOT_ZERO]),
    "a premise": (implies(eq(OVER_X, y), eq(x, y)), [NOT_ZERO]),
    "what is concluded": (implies(lt(ZERO, x), eq(OVER_X, y)), [(False, implies(lt(ZERO, x), ne(x, ZERO)))]),
    "a sum": (k.sum_(i, ONE, n, BODY), [(False, every("int", ONE, n, i, ne(add(x, i), ZERO)))]),
    "an end of a sum": (k.sum_(i, ONE, k.fn("floor", OVER_X), i), [NOT_ZERO]),
    "the start of a sum": (k.sum_(i, k.fn("floor", OVER_X), n, i), [NOT_ZERO]),
    "a statement of all": (every("int", None, None, i, eq(power(i, -1), x)), [
        (False, every("int", None, None, i, ne(i, ZERO))),
    ]),
    "a statement of some real numbers": (k.quantified("ex", y, ZERO, None, eq(power(y, -1), x)), [
        (False, every("real", ZERO, None, y, ne(y, ZERO))),
    ]),
    "a mean": (Term("mean", power(X, -1)), [(False, Term("surely", ne(X, ZERO)))]),
    "a mean of what is not random": (Term("mean", OVER_X), [NOT_ZERO]),
    "a sure statement": (Term("surely", lt(ZERO, k.root(X))), [(False, Term("surely", le(ZERO, X)))]),
    "a derivative": (Term("diff", power(x, 2), x), []),
    "a derivative of a root": (Term("diff", k.root(x), x), [(False, le(ZERO, x)), (False, lt(ZERO, x))]),
    "a loss": (
        Term("loss", "L", ("g", ((ONE, n), (ONE, None)), m), Hint("v"), n, k.close(POINT, i)),
        [*WITHIN, AT_EACH],
    ),
    "a function": (k.call("L", (), i, n, POINT), [AT_EACH]),
    "a partial derivative": (
        k.call("L", (m,), i, n, POINT), [*WITHIN, AT_EACH, (False, k.smooth("L", 1, i, n, POINT))],
    ),
    "a smooth function": (k.smooth("L", 1, i, n, power(POINT, -1)), [
        AT_EACH, (False, every("int", ONE, n, i, ne(POINT, ZERO))),
    ]),
    "a limit": (k.tends(n, OVER_X, ZERO), [NOT_ZERO]),
    "the value of a limit": (k.tends(n, x, OVER_X), [NOT_ZERO]),
    "a sequence, in the end": (k.tends(n, power(n, -1), ZERO), [
        (False, k.quantified("ex", m, None, None, every("int", m, None, n, ne(n, ZERO)))),
    ]),
    "a denial": (k.not_(eq(OVER_X, y)), [NOT_ZERO]),
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDS)
def test_a_term_needs_just_these_conditions(name: str) -> None:
    t, needed = NEEDS[name]
    assert list(side_conditions(t)) == needed


def test_every_head_that_has_conditions_of_its_own_is_among_them() -> None:
    heads = {s.op for t, _ in NEEDS.values() for s in k.subterms(t)}
    assert heads >= {"comp", "implies", "if", "mean", "surely", "sum", "all", "ex", "loss", "call", "smooth"}
    assert heads >= {"tends", "pow", "root", "le", "lt", "fn", "diff"}
