"""Inverse functions by logarithms, whose arguments are not 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, ZERO, I, KernelError, Term
from symderiv.normalize.equalities import MINUS, chain, moved
from symderiv.normalize.functions.steps import complexified, nonzero, positive, refuted

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Inverses:
    """Inverse functions by logarithms, whose arguments are not 0."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def value(self, t: Term) -> Theorem:
        name, (z,) = t.args
        thm = self.f.instance("inverse_function", name, z)
        self._inverse_arguments(name, z)
        return chain(thm, self.f.normal(thm.conclusion.args[1]))

    def _inverse_arguments(self, name: str, z: Term) -> None:
        """That the arguments of the logarithms are not 0."""
        iz = k.mul(I, z)
        one_minus = k.sub(ONE, k.power(z, 2))
        match name:
            case "asin" | "acos":
                r = k.root(complexified(one_minus), 2)
                self._unit_factor(k.add(iz, r), k.sub(r, iz), self.f.relations.root_power(r))
            case "asinh":
                r = k.root(complexified(k.add(k.power(z, 2), ONE)), 2)
                self._unit_factor(k.add(z, r), k.sub(r, z), self.f.relations.root_power(r))
            case "acosh":
                r = k.root(complexified(k.add(z, ONE)), 2)
                s = k.root(complexified(k.sub(z, ONE)), 2)
                product = k.mul(r, s)
                self._unit_factor(
                    k.add(z, product),
                    k.sub(z, product),
                    self.f.relations.root_power(r),
                    self.f.relations.root_power(s),
                )
            case "atanh":
                self._cut_factor(k.add(ONE, z), k.sub(ONE, z), k.power(z, 2), ONE)
            case "atan" if k.sort_of(z) == "complex":
                self._cut_factor(k.add(ONE, k.mul(ONE, I, z)), k.sub(ONE, iz), k.power(z, 2), MINUS)
                plus, minus = (k.add(ONE, k.mul(k.num(sign), I, z)) for sign in (1, -1))
                self._cut_factor(plus, minus, k.power(z, 2), MINUS)
            case "atan":
                plus = k.add(ONE, k.mul(ONE, I, z))
                minus = k.sub(ONE, iz)
                square = k.add(ONE, k.power(z, 2))
                above = positive(k.lt(ZERO, square), (1, (), (z,)))
                apart = self.f.facts.from_strict(square, above)
                self._keep_apart(square, apart)
                assumed = infer.assume(k.eq(plus, ZERO))
                zero = infer.ring(k.eq(square, ZERO), (self.f.i_square,), (), ((minus, assumed),))
                self._keep_apart(plus, infer.negate(k.eq(plus, ZERO), infer.contradict(zero, apart)))

    def _unit_factor(self, a: Term, b: Term, *equations: Theorem) -> None:
        """a != 0, as a b = 1."""
        equal = k.eq(a, ZERO)
        one = infer.ring(k.eq(ONE, ZERO), (*equations, self.f.i_square), (), ((b, infer.assume(equal)),))
        self._keep_apart(a, refuted(equal, one))

    def _keep_apart(self, t: Term, thm: Theorem) -> None:
        """Remember t != 0, of the polynomial that t is too."""
        self.f.apart[t] = thm
        inner = self.f.normal(t)
        self.f.apart[inner.conclusion.args[1]] = moved(nonzero, inner, thm)

    def _cut_factor(self, a: Term, b: Term, square: Term, value: Term) -> None:
        """a != 0 and b != 0, as (a b = 0) says that a square has a value that it has not."""
        apart = self.f.facts.need(k.ne(square, value))
        for one, other in ((a, b), (b, a)):
            equal = k.eq(one, ZERO)
            for sign in (1, -1):
                try:
                    zero = infer.ring(
                        k.eq(square, value),
                        (self.f.i_square,),
                        (),
                        ((k.mul(k.num(sign), other), infer.assume(equal)),),
                    )
                except KernelError:
                    continue
                self._keep_apart(one, infer.negate(equal, infer.contradict(zero, apart)))
