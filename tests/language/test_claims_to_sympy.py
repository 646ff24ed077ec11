"""What our SymPy classes say of themselves holds always: SymPy simplifies by it when a statement is made."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Eq, I, Symbol, arg, conjugate, im, re, sign, sqrt

from symderiv import (
    Status,
    check,
    components,
    d,
    eq,
    function,
    gradient,
    index,
    loss,
    mean,
    random,
    scalars,
    sequence,
    sizes,
    surely,
)  # fmt: skip

n = sizes("n")
i = index("i", n)
x, y = scalars("x y")
z = Symbol("z")
w, g = components("w", n), gradient("g", n)
X, Y = random("X Y")
theta = sequence("theta")
L = function("L", n)

COMPLEX = {
    "the mean of an imaginary number": mean(I * X),
    "the mean of a complex number": mean(X + I * Y),
    "the mean of a complex constant": mean(z),
    "the mean of a root": mean(sqrt(X)),
    "a derivative of a complex number": d(I * x, x),
    "a derivative of a root": d(sqrt(x), x),
}
REAL = {
    "a component": w[i],
    "a component of a sequence": theta[3],
    "a component of a gradient": g[i],
    "a random number": X,
    "a mean": mean(X * Y),
    "the mean of a mean": mean(X * mean(Y)),
    "the value of a function": L(w),
    "a loss": loss("M", lambda k: w[k], n, gradient=g),
}
NOT_SIGNED = ("positive", "negative", "zero", "nonzero", "nonnegative", "nonpositive", "integer", "rational")


@pytest.mark.parametrize("e", COMPLEX.values(), ids=COMPLEX.keys())
def test_what_may_be_complex_is_not_said_to_be_real(e: Any) -> None:
    for claim in ("real", "extended_real", "imaginary", "hermitian", "antihermitian", "nonzero", "zero"):
        assert getattr(e, f"is_{claim}") is None, claim
    for part in (re, im, conjugate, Abs, arg, sign):
        assert part(e).has(part)


@pytest.mark.parametrize("e", REAL.values(), ids=REAL.keys())
def test_what_is_real_is_said_to_be_no_more_than_that(e: Any) -> None:
    assert e.is_real is True
    assert im(e) == 0
    for claim in NOT_SIGNED:
        assert getattr(e, f"is_{claim}") is None, claim


@pytest.mark.parametrize(
    ("statement", "given", "status"),
    [
        (lambda: eq(im(mean(I * X)), 0), [], Status.REFUTED),
        (lambda: eq(im(mean(I * X)), mean(X)), [], Status.PROVED),
        (lambda: eq(re(mean(I * X)), 0), [], Status.PROVED),
        (lambda: eq(conjugate(mean(I * X)), mean(I * X)), [], Status.REFUTED),
        (lambda: eq(conjugate(mean(X)), mean(X)), [], Status.PROVED),
        (lambda: eq(im(d(I * x**2, x)), 0), [], Status.REFUTED),
        (lambda: eq(im(mean(X + I * Y)), 0), [eq(mean(Y), 0)], Status.PROVED),
        (lambda: eq(im(mean(X + I * Y)), 0), [surely(eq(Y, 1))], Status.REFUTED),
    ],
)
def test_parts_of_means_and_derivatives(statement: Any, given: Any, status: Status) -> None:
    verdict = check(statement(), given)
    wrong = {Status.PROVED: Status.REFUTED, Status.REFUTED: Status.PROVED}[status]
    assert verdict.status in (status, Status.UNDECIDED), (verdict.status, wrong, verdict.message)


def test_the_imaginary_part_of_a_mean_is_refuted_at_a_distribution() -> None:
    assert check(eq(im(mean(I * X)), 0)).status is Status.REFUTED


def test_a_loss_and_a_function_take_real_vectors() -> None:
    for e in (loss("M", lambda k: I * w[k], n, gradient=g), L(lambda k: I * w[k])):
        verdict = check(Eq(e, 1, evaluate=False))
        assert verdict.status is Status.ERROR
        assert "takes real arguments" in str(verdict.message)


def test_names_of_families_are_no_symbols() -> None:
    """What SymPy replaces or looks for by symbol is no name, kind or missing bound of ours."""
    for e in (w[1], theta[3], X, L(w), loss("M", lambda k: w[k], n, gradient=g)):
        names = {s.name for s in e.free_symbols}
        assert names <= {"n", "i"}
    none = Symbol("None", real=True)
    bounded = scalars("s", between=(none, None))
    assert bounded.bounds == (none, None)
    assert components("v", Symbol("None")).ranges == ((1, Symbol("None")),)
    assert sp.Symbol("real") not in w[1].atoms(sp.Symbol)
