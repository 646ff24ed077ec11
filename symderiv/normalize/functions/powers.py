"""Powers by exponents that are no numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, Term
from symderiv.normalize import elementary
from symderiv.normalize.equalities import MINUS, applied, chain, combined, mirrored, same
from symderiv.normalize.functions.steps import law, nonzero

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Powers:
    """Powers by exponents that are no numbers."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def value(self, t: Term) -> Theorem | None:
        base, exponent = t.args
        if exponent.op == "num" and exponent.args[0].q == 1:
            return None
        if k.sort_of(exponent) != "int":
            thm = self.f.instance("power_exp", base, exponent)
            self.f.facts.need(nonzero(base))
            return chain(thm, self.f.normal(thm.conclusion.args[1]))
        return self.whole_power(t)

    def whole_power(self, t: Term) -> Theorem | None:
        """|- b^n = its polynomial, n whole."""
        ring = self.f.ring
        base, exponent = t.args
        p = self.f.poly(base)
        first = applied(lambda b: k.power(b, exponent), self.f.normal(base))
        first = chain(
            first, applied(lambda n: k.power(first.conclusion.args[1].args[0], n), self.f.normal(exponent))
        )
        b, n = first.conclusion.args[1].args
        result = self.f.term(self.f.poly(t))
        if first.conclusion.args[1] == result:
            return first if t != result else None
        if p == 1:
            return chain(first, law("power_one", n))
        angle = elementary.turned(ring, p)
        if angle is not None:
            exp = self.f.exponentials.exp_value(angle)
            as_base = combined(
                b,
                Term("exp", self.f.term(angle)),
                (MINUS, exp),
                (MINUS, self.f.solve(k.eq(exp.conclusion.args[1], b))),
            )
            turned = applied(lambda v: k.power(v, n), as_base)
            power = law("exp_power", self.f.term(angle), n)
            end = self.f.normal(power.conclusion.args[1])
            return chain(first, turned, power, end, self.f.plain(end.conclusion.args[1], result))
        value = self._power_parts(b, n)
        return chain(first, value, self.f.plain(value.conclusion.args[1], result))

    def _power_parts(self, b: Term, n: Term) -> Theorem:
        """|- b^n = a product of powers of generators by products of generators."""
        t = k.power(b, n)
        if b == ONE:
            return law("power_one", n)
        if b.op == "mul":
            first, rest = b.args[0], k.mul(*b.args[1:])
            again = applied(lambda v: k.power(v, n), same(b, Term("mul", first, rest)))
            thm = self.f.instance("power_product", first, rest, n)
            return chain(
                again, thm, _multiplied(thm, self._power_parts(first, n), self._power_parts(rest, n))
            )
        if b.op == "pow":
            thm = self.f.instance("power_power", *b.args, n)
            inner = applied(lambda v: k.power(b.args[0], v), self.f.normal(thm.conclusion.args[1].args[1]))
            return chain(thm, inner, self._power_parts(b.args[0], inner.conclusion.args[1].args[1]))
        if b.op == "exp" or elementary.turned(self.f.ring, self.f.poly(b)) is not None:
            return self.f.normal(t)
        if n.op == "add":
            return self._power_sum(b, n)
        if n.op == "mul" and n.args[0].op == "num":
            c, rest = n.args[0], k.mul(*n.args[1:])
            again = applied(lambda v: k.power(b, v), same(n, Term("mul", rest, c)))
            thm = self.f.instance("power_power", b, rest, c)
            return chain(again, mirrored(thm))
        return same(t, t)

    def _power_sum(self, b: Term, n: Term) -> Theorem:
        """|- b^(m + ... + n) = b^m ... b^n."""
        first, rest = n.args[0], k.add(*n.args[1:])
        again = applied(lambda v: k.power(b, v), same(n, Term("add", first, rest)))
        thm = self.f.instance("power_add", b, first, rest)
        return chain(again, thm, _multiplied(thm, self._power_parts(b, first), self._power_parts(b, rest)))


def _multiplied(thm: Theorem, one: Theorem, other: Theorem) -> Theorem:
    """|- the right side of thm, a product of powers, = the product of what these are equal to.

    Powers by numbers are worked out by the ring, and no atoms of it.
    """
    product = k.mul(one.conclusion.args[1], other.conclusion.args[1])
    values = [e for e in (one, other) if e.conclusion.args[0] != e.conclusion.args[1]]
    values = [e for e in values if e.conclusion.args[0].args[1].op != "num"]
    return same(thm.conclusion.args[1], product, *values)
