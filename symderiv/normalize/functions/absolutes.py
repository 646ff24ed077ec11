"""Absolute values of complex and of real terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, ZERO, Term, fn
from symderiv.normalize import elementary
from symderiv.normalize.equalities import MINUS, applied, chain, combined, moved, same
from symderiv.normalize.functions.steps import complexified, law, nonnegative, positive

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Absolutes:
    """Absolute values of complex and of real terms."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def complex_value(self, t: Term) -> Theorem:
        """|- |z| = the draft's root of z conj z."""
        (z,) = t.args[1]
        square = complexified(k.mul(z, fn("conj", z)))
        raised = chain(law("abs_square", z), same(k.mul(z, fn("conj", z)), square, self.f.i_square))
        unique = law("root_unique", square, 2, t, given=[law("abs_sign", z), raised])
        p = self.f.ring.reduce(self.f.poly(z) * elementary.conjugate(self.f.ring, self.f.poly(z)))
        below = complexified(self.f.term(p))
        inner = applied(lambda a: k.root(a, 2), self.f.solve(k.eq(square, below)))
        value = self.f.roots.root_value(p, 2) if p != 0 else self._root_of_zero_term(below, 2)
        return combined(t, value.conclusion.args[1], (MINUS, unique), (ONE, inner), (ONE, value))

    def _root_of_zero_term(self, t: Term, d: int) -> Theorem:
        square = same(k.power(ZERO, d), t, self.f.i_square)
        return law("root_unique", t, d, ZERO, given=[positive(nonnegative(ZERO)), square])

    def real_value(self, t: Term) -> Theorem | None:
        """|- |a| = the draft's root of a^2, for a real a."""
        _, a, _ = t.args
        if t != k.absolute(a) or k.sort_of(a) == "complex":
            return None
        sign, square = self._absolute_facts(t, a)
        p = self.f.ring.reduce(self.f.poly(a) ** 2)
        below = complexified(self.f.term(p))
        value = self.f.roots.root_value(p, 2) if p != 0 else self._root_of_zero_term(below, 2)
        raised = chain(square, self.f.solve(k.eq(k.power(a, 2), below)))
        unique = law("root_unique", below, 2, t, given=[sign, raised])
        return combined(t, value.conclusion.args[1], (MINUS, unique), (ONE, value))

    def _absolute_facts(self, t: Term, a: Term) -> tuple[Theorem, Theorem]:
        """|- 0 <= |a| and |- |a|^2 = a^2."""
        cases = infer.excluded_middle(nonnegative(a))
        up, down = infer.select(t, True), infer.select(t, False)
        below = self._not_nonnegative(a)
        signs = (
            moved(nonnegative, up, infer.assume(nonnegative(a))),
            moved(nonnegative, down, below),
        )
        squares = tuple(
            combined(k.power(t, 2), k.power(a, 2), (k.neg(k.add(t, thm.conclusion.args[0])), thm))
            for thm in (up, down)
        )
        return infer.by_cases(cases, *signs), infer.by_cases(cases, *squares)

    def _not_nonnegative(self, a: Term) -> Theorem:
        """not 0 <= a |- 0 <= -a."""
        goal = nonnegative(k.neg(a))
        cases = infer.trichotomy(a, ZERO)
        less, equal, more = map(infer.assume, cases.conclusion.args)
        denied = infer.assume(k.not_(nonnegative(a)))
        first = positive(goal, (1, (less,), ()))
        second = positive(goal, combination=((MINUS, equal),))
        weak = positive(nonnegative(a), (1, (more,), ()))
        third = infer.ex_falso(goal, infer.contradict(weak, denied))
        return infer.by_cases(cases, first, second, third)
