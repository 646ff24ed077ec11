"""Numbers of a cyclotomic field: polynomials in a ring's root of unity, whose order its granularity tells."""

from __future__ import annotations

from functools import cache
from math import lcm
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly, fmpq_poly, fmpz_poly

from symderiv.core.terms import KernelError
from symderiv.normalize.granularity import NeedsRefinement

if TYPE_CHECKING:
    from symderiv.normalize.polynomials import Normal


MAX_ORDER = 240  # of a root of unity


@cache
def _cyclotomic(order: int) -> fmpq_poly:
    return fmpq_poly(fmpz_poly.cyclotomic(order))


def degree(order: int) -> int:
    """The degree of the primitive roots of unity of an order."""
    return int(_cyclotomic(order).degree())


def unity(ring: Normal, angle: fmpq) -> fmpq_mpoly:
    """exp(pi i angle), a power of the ring's root of unity."""
    power = angle * ring.granularity.order / 2
    if power.q != 1:
        order = lcm(ring.granularity.order, 2 * int(angle.q))
        if order > MAX_ORDER:
            raise KernelError(f"an angle of {angle} pi needs a root of unity of an order above {MAX_ORDER}")
        ring.granularity.order = order
        raise NeedsRefinement
    return in_zeta(ring, fmpq_poly([0] * (int(power.p) % ring.granularity.order) + [1]))


def in_zeta(ring: Normal, p: fmpq_poly) -> fmpq_mpoly:
    """A polynomial in the root of unity, reduced."""
    p %= _cyclotomic(ring.granularity.order)
    if p.degree() < 1:
        return ring.ctx.constant(p[0])
    z = ring.zeta()
    result = ring.zero
    for c in reversed(p.coeffs()):
        result = result * z + c
    return result


def number(ring: Normal, p: fmpq_mpoly) -> fmpq_poly | None:
    """p as a polynomial in the root of unity, if it is made of nothing else."""
    place = ring.index.get(ring.zeta_atom())
    coefficients: dict[int, fmpq] = {}
    for c, factors in ring.monomials(p):
        if any(i != place for i, _ in factors):
            return None
        coefficients[factors[0][1] if factors else 0] = c
    return fmpq_poly([coefficients.get(e, fmpq(0)) for e in range(max(coefficients, default=0) + 1)])


def inverse_number(ring: Normal, p: fmpq_poly) -> fmpq_mpoly:
    """1/p for a number p of the cyclotomic field that is not 0."""
    _, s, _ = p.xgcd(_cyclotomic(ring.granularity.order))
    return in_zeta(ring, s)


def angle_of(ring: Normal, p: fmpq_mpoly) -> tuple[fmpq, fmpq] | None:
    """(c, a) where p = c exp(pi i a), c > 0 and -1 < a <= 1, for a rational multiple of a root of unity."""
    value = number(ring, p)
    if value is None or value == 0:
        return None
    order = ring.granularity.order
    for j in range(order):
        quotient = value * fmpq_poly([0] * j + [1]) % _cyclotomic(order)
        if quotient.degree() == 0 and quotient[0] > 0:
            turn = fmpq(-2 * j, order)
            return quotient[0], turn if turn > -1 else turn + 2
    return None


def square_root_of_prime(ring: Normal, p: int) -> fmpq_mpoly | None:
    """The square root of a prime in the ring's cyclotomic field, by Gauss's sum, if it lies there."""
    order = ring.granularity.order
    if p == 2:
        return unity(ring, fmpq(1, 4)) + unity(ring, fmpq(-1, 4)) if order % 8 == 0 else None
    if order % p:
        return None
    total = sum((unity(ring, fmpq(2 * (j * j % p), p)) for j in range(p)), ring.zero)
    return total if p % 4 == 1 else ring.reduce(-unity(ring, fmpq(1, 2)) * total)
