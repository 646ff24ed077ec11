"""Inverse functions by logarithms and roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core.terms import PI
from symderiv.normalize.cyclotomic import unity
from symderiv.normalize.elementary import logarithm, root

if TYPE_CHECKING:
    from symderiv.normalize.polynomials import Normal
    from symderiv.normalize.scopes import Scope

INVERSES = frozenset({"asin", "acos", "atan", "asinh", "acosh", "atanh"})


def inverse_function(ring: Normal, name: str, z: fmpq_mpoly, scope: Scope, *, real: bool) -> fmpq_mpoly:
    """An inverse function by logarithms, off its branch cuts, which are left out in a scope.

    DLMF 4.23.19-26, 4.37.16-24. None of the arguments of these logarithms is 0 there.
    """
    i = unity(ring, fmpq(1, 2))

    def log(p: fmpq_mpoly) -> fmpq_mpoly:
        return logarithm(ring, ring.reduce(p), scope)

    def square_root(p: fmpq_mpoly) -> fmpq_mpoly:
        return root(ring, ring.reduce(p), 2)

    match name:
        case "asin":
            result = -i * log(i * z + square_root(1 - z * z))
        case "acos":
            result = ring.gen(PI) / 2 + i * log(i * z + square_root(1 - z * z))
        case "atan" if real:
            result = -i * (log(1 + i * z) - log(1 + z * z) / 2)
        case "atan":
            result = i * (log(1 - i * z) - log(1 + i * z)) / 2
        case "asinh":
            result = log(z + square_root(z * z + 1))
        case "acosh":
            result = log(z + square_root(z + 1) * square_root(z - 1))
        case _:
            result = (log(1 + z) - log(1 - z)) / 2
    return ring.reduce(result)
