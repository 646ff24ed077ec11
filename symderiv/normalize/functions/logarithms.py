"""Principal logarithms, and the bounds of angles that they need."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import PI, ZERO, I, KernelError, Term, fn
from symderiv.normalize import cyclotomic, elementary
from symderiv.normalize.equalities import chain, same
from symderiv.normalize.functions.steps import fraction, law, linear_coefficient, number, positive

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Logarithms:
    """Principal logarithms, and the bounds of angles that they need."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def log_bounds(self, t: Term, apart: Theorem) -> tuple[Theorem, Theorem]:
        """|- -pi < im(log t) and im(log t) <= pi."""
        both = law("angle_bounds", "log", t, given=[apart])
        log = fn("im", fn("log", t))
        low = positive(k.lt(k.neg(PI), log), (1, (infer.and_elim(both, 0),), ()))
        high = positive(k.le(log, PI), (1, (infer.and_elim(both, 1),), ()))
        return low, high

    def pi_positive(self) -> Theorem:
        return self.f.remembered(
            "pi",
            lambda: positive(k.lt(ZERO, PI), (1, (infer.and_elim(law("pi_bounds"), 0),), ())),
        )

    def bounded(self, w: Term) -> tuple[Theorem, Theorem]:
        """|- -pi < im w and im w <= pi."""
        im = fn("im", w)
        total, angles = self.angle(w)
        low = self.linear_bound(k.lt(k.neg(PI), im), total, angles)
        high = self.linear_bound(k.le(im, PI), total, angles)
        return low, high

    def angle(self, w: Term) -> tuple[Theorem, list[tuple[fmpq, Term]]]:
        """|- im w = a pi + the sum of c A, with angles A; and the pairs (c, A), where A = pi has a for c."""
        ring = self.f.ring
        p = self.f.poly(w)
        mirrored_p = elementary.conjugate(ring, p)
        twice = ring.reduce(-cyclotomic.unity(ring, fmpq(1, 2)) * (p - mirrored_p))  # 2 im w
        rest = twice / 2
        result: list[tuple[fmpq, Term]] = []
        i_poly = ring.reduce(ring.poly(I))
        bases = {
            ring.logs[i][0]
            for i in range(len(ring.atoms))
            if i in ring.logs and (p.degrees()[i] or mirrored_p.degrees()[i])
        }
        for base in sorted(bases):
            gen = ring.gens[base]
            mate = elementary.conjugate(ring, gen)
            im_poly = ring.reduce(-i_poly * (gen - mate)) / 2
            if im_poly == 0:
                continue
            c = linear_coefficient(rest, im_poly)
            if c:
                result.append((c, fn("im", self.f.atom(base))))
                rest = ring.reduce(rest - im_poly * c)
        a = linear_coefficient(rest, ring.gen(PI))
        if a:
            result.append((a, PI))
            rest = rest - ring.gen(PI) * a
        if rest != 0:
            raise KernelError(f"expected an angle, met the rest {self.f.term(rest)}")
        total = k.add(*(k.mul(number(c), t) for c, t in result))
        im = fn("im", w)
        return self.f.solve(k.eq(im, total)), result

    def bounds_of(self, angle: Term) -> tuple[Theorem, Theorem]:
        """|- lo <= (or <) A and A <= (or <) hi, multiples of pi."""
        if angle.args[0] == "im" and angle.args[1][0].op == "fn" and angle.args[1][0].args[0] == "log":
            (t,) = angle.args[1][0].args[1]
            apart = self.f.facts.try_nonzero(t)
            if apart is None:
                raise KernelError(f"expected to know that {t} is not 0")
            both = law("angle_bounds", "log", t, given=[apart])
            return infer.and_elim(both, 0), infer.and_elim(both, 1)
        raise KernelError(f"expected an angle, not {angle}")

    def linear_bound(self, goal: Term, total: Theorem, angles: list[tuple[fmpq, Term]]) -> Theorem:
        """lo < im w, or im w <= hi, from the bounds of each angle."""
        upper = goal.args[0] == total.conclusion.args[0]
        sign = -1 if upper else 1
        products: list[tuple[Fraction, tuple[Theorem, ...], tuple[Term, ...]]] = []
        rest = self._pi_part(goal.args[1]) if upper else -self._pi_part(goal.args[0])
        for c, t in angles:
            if t == PI:
                rest += sign * c
                continue
            low, high = self.bounds_of(t)
            rate = sign * c
            fact = low if rate > 0 else high
            products.append((abs(fraction(rate)), (fact,), ()))
            end = fact.conclusion.args[0] if rate > 0 else fact.conclusion.args[1]
            rest += rate * self._pi_part(end)
        products.append((fraction(rest), (self.pi_positive(),), ()))
        if rest < 0:
            raise KernelError(f"expected bounds, met {goal}")
        return positive(goal, *products, combination=((k.num(sign), total),))

    def _pi_part(self, t: Term) -> fmpq:
        p = self.f.poly(t)
        return fmpq(0) if p == 0 else linear_coefficient(p, self.f.ring.gen(PI))

    def log_value(self, p: fmpq_mpoly, apart: Theorem) -> Theorem:
        """|- log p = the draft's logarithm of p, which is not 0."""
        return self.f.remembered(("log", self.f.term(p)), lambda: self._log_value(p, apart))

    def _log_value(self, p: fmpq_mpoly, apart: Theorem) -> Theorem:
        ring = self.f.ring
        t = self.f.term(p)
        self.f.apart.setdefault(t, apart)
        w = elementary.logarithm(ring, p, None)
        value = self.f.term(w)
        if value == fn("log", t):
            return same(value, value)
        self.f.facts.known_apart().insert(0, (apart, p))
        exp = self.f.exponentials.exp_value(w)
        back = chain(exp, self.f.solve(k.eq(exp.conclusion.args[1], t)))
        return law("log_unique", t, value, given=[back, *self.bounded(value)])
