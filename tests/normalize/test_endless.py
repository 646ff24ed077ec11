"""Normal forms end: no logarithm, root or conjugate is taken apart into itself for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import I, acosh, acoth, acsch, asin, asinh, atan, atanh, conjugate, exp, log, sqrt

from symderiv import Status, check
from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.normalize import draft

w, z = sp.symbols("w z")
x = sp.Symbol("x", real=True)

LOGARITHMS: dict[str, tuple[Any, Any]] = {
    "asinh": (asinh(w), w + sqrt(w**2 + 1)),
    "acosh": (acosh(w), w + sqrt(w + 1) * sqrt(w - 1)),
    "a sum": (log(w + z), w + z),
    "a sum with a root": (log(w + sqrt(z)), w + sqrt(z)),
    "a product": (log(w * z + 1), w * z + 1),
    "a quotient": (log((w + 1) / (z + 1)), (w + 1) / (z + 1)),
    "a nest": (log(1 + conjugate(log(w + 2))), 1 + conjugate(log(w + 2))),
}
POWERS = [1, 2, -1, sp.Rational(1, 2), sp.Rational(3, 2), sp.Rational(-1, 3)]


@pytest.mark.parametrize("c", POWERS)
@pytest.mark.parametrize(("f", "value"), LOGARITHMS.values(), ids=LOGARITHMS.keys())
def test_the_exponential_of_a_conjugate_of_a_logarithm(f: Any, value: Any, c: Any) -> None:
    with sp.evaluate(False):
        e = exp(conjugate(f) * c)
        same = sp.Eq(e, exp(conjugate(f) * c) + 0 * w)
        other = sp.Eq(e, 2 * exp(conjugate(f) * c))
        known = sp.Eq(e, conjugate(value) ** c)
    assert check(same).status is Status.PROVED
    assert check(other).status is Status.REFUTED
    if c in (1, 2, -1):
        assert check(known).status is Status.PROVED


@pytest.mark.parametrize(("f", "value"), LOGARITHMS.values(), ids=LOGARITHMS.keys())
def test_the_exponential_of_the_logarithm_of_a_size(f: Any, value: Any) -> None:
    """exp((log v + conj log v)/2) is |v|, and exp(log v - conj log v) is v over its conjugate."""
    with sp.evaluate(False):
        size = exp((f + conjugate(f)) / 2)
        assert check(sp.Eq(size**2, value * conjugate(value))).status is Status.PROVED
        assert check(sp.Eq(exp(f - conjugate(f)) * conjugate(value), value)).status is Status.PROVED
        assert check(sp.Eq(exp(f - conjugate(f)), value)).status is Status.REFUTED


@pytest.mark.parametrize("inner", [asin, atan, asinh, atanh, acosh, acoth, acsch, log, sqrt])
@pytest.mark.parametrize("outer", [sp.exp, sp.cosh, sp.sin, sqrt, log, sp.Abs, sp.re, sp.arg])
def test_a_function_of_a_conjugate_of_an_inverse_function(inner: Any, outer: Any) -> None:
    with sp.evaluate(False):
        e = outer(conjugate(inner(w + I * x)))
        assert check(sp.Eq(e, e + 0 * x)).status is Status.PROVED


NAMES = [
    "asin", "acos", "atan", "asinh", "acosh", "atanh", "acot", "asec", "acsc", "acoth", "asech", "acsch",
    "log", "sin", "cosh", "tan", "conj", "re", "im", "abs", "arg",
]  # fmt: skip
LEAVES = [k.var("x"), k.var("z", "complex"), k.var("w", "complex"), k.num(2), k.num(fmpq(-1, 2)), k.I, k.PI]
Build = Callable[..., Term]


def _grown(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.builds(k.fn, st.sampled_from(NAMES), parts),
        parts.map(lambda t: Term("exp", t)),
        st.builds(k.root, parts, st.integers(2, 3)),
        st.builds(k.power, parts, st.sampled_from([-2, -1, 2])),
        st.builds(k.add, parts, parts),
        st.builds(k.mul, parts, parts),
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.recursive(st.sampled_from(LEAVES), _grown, max_leaves=6))
def test_a_term_at_random_has_a_normal_form_or_a_reason(t: Term) -> None:
    try:
        thm = draft.linear(k.eq(t, t))
    except KernelError:
        return
    assert thm.conclusion == k.eq(t, t)
