"""The axioms: what cannot be lowered to the rules. One table; a theorem lists those it rests on."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial
from typing import Any, Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term


class Axiom(NamedTuple):
    """A named statement that the kernel takes on trust."""

    statement: str
    domain: str
    source: str
    instance: Callable[..., Any]


def _elsewhere(*_: Any) -> Any:
    raise KernelError("this axiom is used by the kernel's own rules and tables, not by name")


def _geometric(q: Term, degree: int = 0) -> Any:
    if type(degree) is not int or degree < 0:
        raise KernelError(f"a power of the time with a whole exponent, 0 or more, not {degree!r}")
    t = k.fresh("t", "int", q)
    grown = (k.power(t, degree),) if degree else ()
    return {k.lt(k.num(-1), q), k.lt(q, k.ONE)}, k.tends(t, k.mul(*grown, k.power(q, t)), k.ZERO)


def _reciprocal() -> Any:
    t = k.var("t", "int")
    return (), k.tends(t, k.power(t, -1), k.ZERO)


def taylor(smooth: Term, order: int, step: Callable[[Term], Term]) -> Term:
    """The Taylor polynomial of a smooth function about its point: the terms of degree at most order."""
    return k.add(*(_of_degree(degree, smooth, step) for degree in range(order + 1)))


def _of_degree(degree: int, smooth: Term, step: Callable[[Term], Term]) -> Term:
    """D^k L(w)[h, ..., h] / k!"""
    *_, hint, length, _ = smooth.args
    taken = {v.args[0] for v in k.free_vars(smooth) | k.free_vars(step(k.ONE))}
    names = [n for n in (f"{hint}{'·' * p}" for p in range(degree + len(taken))) if n not in taken]
    indices = [k.var(n, "int") for n in names[:degree]]
    t = k.mul(_derivative(smooth, tuple(indices)), *map(step, indices))
    for i in reversed(indices):
        t = k.sum_(i, k.ONE, length, t)
    return k.mul(k.num(Fraction(1, factorial(degree))), t)


def _derivative(smooth: Term, indices: tuple[Term, ...]) -> Term:
    return Term("call", smooth.args[0], indices, *smooth.args[2:])


def _steps(smooth: Term, i: Term, step: Term, *numbers: Term) -> None:
    """Refuse what is no real point, step with components i, and real numbers."""
    if smooth.op != "smooth" or i.op != "var" or i.args[1] != "int":
        raise KernelError(
            f"Taylor's theorem is about a smooth function and steps with an integer index, not {i}"
        )
    if any(t.op in k.FORMULAS or k.sort_of(t) == "complex" for t in (smooth.args[-1], step, *numbers)):
        raise KernelError(f"the point and the steps are real vectors, as {step} has to be; met {numbers}")
    if any(i in k.free_vars(t) for t in (smooth, *numbers)):
        raise KernelError(f"the point and the length of a step do not move with {i}; met {numbers}")
    if k.sort_of(smooth.args[3]) != "int":
        raise KernelError(f"a vector has a whole number of components, not {smooth.args[3]}")


def _peano(smooth: Term, t: Term, i: Term, step: Term, length: Term) -> Any:
    """Hypotheses and conclusion for the steps step[t], with components i, of the given lengths."""
    _steps(smooth, i, step, length)
    if t.op != "var" or t.args[1] != "int" or t == i or t in k.free_vars(smooth):
        raise KernelError(
            f"the steps have an integer index of their own, which does not move the point; met {t}"
        )
    name, order, _, n, _ = smooth.args
    moved = k.add(k.open_(smooth, i), step)
    remainder = k.sub(
        k.call(name, (), i, n, moved), taylor(smooth, order, lambda j: k.substitute(step, {i: j}))
    )
    squares = k.sum_(i, k.ONE, n, k.power(step, 2))
    return {
        smooth,
        k.quantified("all", t, k.ONE, None, k.lt(k.ZERO, length)),
        k.quantified("all", t, k.ONE, None, k.eq(squares, k.power(length, 2))),
        k.tends(t, length, k.ZERO),
    }, k.tends(t, k.mul(remainder, k.power(length, -order)), k.ZERO)


def _lagrange(smooth: Term, i: Term, u: Term, lo: Term, hi: Term, e: Term) -> Any:
    """Hypotheses and conclusion for the step e u, where the function is smooth at w + s u, lo <= s <= hi."""
    _steps(smooth, i, u, lo, hi, e)
    name, order, _, n, _ = smooth.args
    s = k.fresh("s", "real", smooth, i, u, lo, hi, e)
    there = k.smooth(name, order, i, n, k.add(k.open_(smooth, i), k.mul(s, u)))
    value = k.call(name, (), i, n, k.add(k.open_(smooth, i), k.mul(e, u)))

    def step(j: Term) -> Term:
        return k.mul(e, k.substitute(u, {i: j}))

    expansion = k.add(taylor(smooth, order - 1, step), _of_degree(order, there, step))
    return {
        k.quantified("all", s, lo, hi, there),
        *(f for at in (k.ZERO, e) for f in k.bounds(at, lo, hi)),
    }, k.quantified("ex", s, lo, hi, k.eq(value, expansion))


AXIOMS: Final[dict[str, Axiom]] = {
    "total derivative": Axiom(
        "d L(y_1, ..., y_m) / dx = sum over i of g_i dy_i/dx, with g_i = dL/dy_i at the point",
        "L differentiable at y, and each y_i differentiable in x",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 9.15",
        _elsewhere,
    ),
    "Taylor with Peano's remainder": Axiom(
        "L(w + h) = the sum over k <= n of D^k L(w)[h, ..., h] / k!, + o(|h|^n): along any steps h -> 0",
        "L differentiable n - 1 times near w and n times at w, h != 0; n = 1 is the definition",
        "H. Cartan, Differential Calculus, theorem 5.6.3",
        _peano,
    ),
    "Taylor with Lagrange's remainder": Axiom(
        "L(w + e u) = the sum over k < n of e^k D^k L(w)[u, ..., u] / k! "
        "+ e^n D^n L(w + s u)[u, ..., u] / n! for some s, lo <= s <= hi",
        "L differentiable n times at each w + s u, lo <= s <= hi; 0 and e between lo and hi",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 5.15, for L(w + s u) in s",
        _lagrange,
    ),
    "linearity of expectation": Axiom(
        "E[c X + d Y] = c E[X] + d E[Y], E[c] = c, and E[X] <= E[Y] where X <= Y surely",
        "c, d not random, and all expectations that occur finite",
        "P. Billingsley, Probability and Measure, 3rd ed., theorem 16.1",
        _elsewhere,
    ),
    "algebra of limits": Axiom(
        "limits are unique, keep <=, do not depend on finitely many terms, and commute with absolute "
        "values, exponentials, finite sums and rational operations that are defined at the limits; what is "
        "at most the root of a sequence that tends to 0 does so too",
        "sequences of real numbers",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorems 3.2, 3.3, 3.19",
        _elsewhere,
    ),
    "geometric sequence": Axiom(
        "t^m q^t -> 0",
        "-1 < q < 1, and m = 0, 1, 2, ...",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 3.20",
        _geometric,
    ),
    "reciprocals": Axiom(
        "1/t -> 0", "t through the positive integers", "W. Rudin, as above, theorem 3.20", _reciprocal
    ),
}
