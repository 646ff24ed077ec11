"""The axioms: what cannot be lowered to the rules. One table; a theorem lists those it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from symderiv.kernel.terms import KernelError


class Axiom(NamedTuple):
    """A named statement that the kernel takes on trust."""

    statement: str
    domain: str
    source: str
    instance: Callable[..., Any]


def _in_the_table_of_derivatives(*_: Any) -> Any:
    raise KernelError("this axiom is used by the table of derivatives only")


AXIOMS: Final[dict[str, Axiom]] = {
    "total derivative": Axiom(
        "d L(y_1, ..., y_m) / dx = sum over i of g_i dy_i/dx, with g_i = dL/dy_i at the point",
        "L differentiable at y, and each y_i differentiable in x",
        "W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 9.15",
        _in_the_table_of_derivatives,
    ),
}
