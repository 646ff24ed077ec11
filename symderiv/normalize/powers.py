"""Powers and roots: whole exponents are written out, others are exponentials, b^(m + n) is b^m b^n."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flint import fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import elementary
from symderiv.normalize.granularity import CeilingError
from symderiv.normalize.scopes import Scope

if TYPE_CHECKING:
    from symderiv.normalize.polynomials import Normal

MAX_POWER: Final = 256
MAX_PLAIN_POWER: Final = 2**30  # of a product of atoms


def power(ring: Normal, base: Term, exponent: Term) -> fmpq_mpoly:
    """base^exponent, with the condition that it has a value."""
    p = ring.poly(base)
    scope: Scope | None = None
    if exponent.op == "num" and exponent.args[0].q == 1:
        n = int(exponent.args[0].p)
        plain = len(p) == 1 and not p.is_constant() and abs(p.leading_coefficient()) == 1
        if abs(n) > (MAX_PLAIN_POWER if plain else MAX_POWER):
            raise CeilingError(f"an exponent of {n} is more than the {MAX_POWER} that is written out")
        if n >= 0:
            return p**n
        if not ring.dropping and not (p.is_constant() and p != 0):
            scope = ring.position.add_condition(k.ne(base, ZERO))
        return ring.invert(p, scope) ** -n
    p, e = ring.reduce(p), ring.reduce(ring.poly(exponent))
    if p == 1 or e == 0:
        return ring.one
    if k.sort_of(exponent) != "int":
        real = k.sort_of(k.mul(base, exponent)) != "complex"
        scope = ring.position.add_condition(k.lt(ZERO, base) if real else k.ne(base, ZERO))
        log = elementary.logarithm(ring, p, scope)
        return elementary.exponential(ring, ring.reduce(e * log))
    if len(p) == 1 and ring.index_of(p) is None:
        ring.position.add_condition(k.or_(k.le(ZERO, exponent), k.ne(base, ZERO)))
    return whole_power(ring, p, e, base)


def whole_power(ring: Normal, p: fmpq_mpoly, e: fmpq_mpoly, base: Term | None = None) -> fmpq_mpoly:
    """p^e for a whole number e, which is not negative where p is 0; base is the term of p."""
    angle = elementary.turned(ring, p)
    if angle is not None:
        return elementary.exponential(ring, ring.reduce(e * angle))
    i = ring.index_of(p)
    if len(p) == 1 and i is None:
        ((c, factors),) = ring.monomials(p)
        result = whole_power(ring, ring.ctx.constant(c), e) if factors else _split_power(ring, p, e, base)
        for j, n in factors:
            result *= whole_power(ring, ring.gens[j], e * n)
        return result
    if i in ring.inverse_of:
        return whole_power(ring, ring.inverse_of[i], -e)
    if i is not None and ring.atoms[i].op == "pow":
        inner, m = map(ring.poly, ring.atoms[i].args)
        return whole_power(ring, inner, ring.reduce(m * e))
    return _split_power(ring, p, e, base)


def _split_power(ring: Normal, p: fmpq_mpoly, e: fmpq_mpoly, base: Term | None) -> fmpq_mpoly:
    """b^(m + n) = b^m b^n."""
    if p == 1:
        return ring.one
    name = ring.term(p)
    base = name if base is None else base
    scope: Scope | None = None
    split = [(c, ring.term(ring.ctx.from_dict({x: 1}))) for x, c in e.to_dict().items()]
    unsplit = any(c.q != 1 or abs(c) > MAX_POWER or k.sort_of(m) != "int" for c, m in split)
    if unsplit or (any(c < 0 for c, m in split if m == ONE) and not p.is_constant()):
        return ring.gen(k.power(name, ring.term(e)))
    if len(split) > 1 or split[0][0] != 1:
        nonnegative = k.and_(*(k.le(ZERO, m) for c, m in split))
        falling = any(c < 0 for c, m in split)
        nonzero = k.ne(base, ZERO)
        scope = ring.position.add_condition(nonzero if falling else k.or_(nonzero, nonnegative))
    result = ring.one
    for c, m in split:
        factor = p if m == ONE else ring.gen(k.power(name, m))
        result *= (ring.invert(factor, scope) if c < 0 else factor) ** abs(int(c.p))
    return result


def root(ring: Normal, radicand: Term, degree: int) -> fmpq_mpoly:
    """A root, with the condition that it has a value."""
    p = ring.reduce(ring.poly(radicand))
    evident = p.is_constant() and (p == 0 or p.leading_coefficient() > 0)
    scope: Scope | None = None
    if not ring.dropping and not evident and k.sort_of(radicand) != "complex":
        scope = ring.position.add_condition(k.le(ZERO, radicand))
    return elementary.root(ring, p, degree, scope)
