"""The axioms: what cannot be lowered to the rules. One table; a theorem lists those it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from symderiv.kernel import terms as k
from symderiv.kernel.terms import KernelError, Term


class Axiom(NamedTuple):
    """A named statement that the kernel takes on trust."""

    statement: str
    domain: str
    source: str
    instance: Callable[..., Any]


def _elsewhere(*_: Any) -> Any:
    raise KernelError("this axiom is used by the kernel's own rules and tables, not by name")


def _geometric(q: Term) -> Any:
    t = k.fresh("t", "int", q)
    return {k.lt(k.num(-1), q), k.lt(q, k.ONE)}, k.tends(t, k.power(q, t), k.ZERO)


def _reciprocal() -> Any:
    t = k.var("t", "int")
    return (), k.tends(t, k.power(t, -1), k.ZERO)


AXIOMS: Final[dict[str, Axiom]] = {
    "total derivative": Axiom(
        "d L(y_1, ..., y_m) / dx = sum over i of g_i dy_i/dx, with g_i = dL/dy_i at the point",
        "L differentiable at y, and each y_i differentiable in x",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 9.15",
        _elsewhere,
    ),
    "linearity of expectation": Axiom(
        "E[c X + d Y] = c E[X] + d E[Y], E[c] = c, and E[X] <= E[Y] where X <= Y surely",
        "c, d not random, and all expectations that occur finite",
        "P. Billingsley, Probability and Measure, 3rd ed., theorem 16.1",
        _elsewhere,
    ),
    "algebra of limits": Axiom(
        "limits are unique, keep <=, do not depend on finitely many terms, and commute with rational "
        "operations that are defined at the limits",
        "sequences of real numbers",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorems 3.2, 3.3, 3.19",
        _elsewhere,
    ),
    "geometric sequence": Axiom(
        "q^t -> 0",
        "-1 < q < 1",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 3.20",
        _geometric,
    ),
    "reciprocals": Axiom(
        "1/t -> 0", "t through the positive integers", "W. Rudin, as above, theorem 3.20", _reciprocal
    ),
}
