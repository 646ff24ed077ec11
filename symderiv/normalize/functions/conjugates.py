"""Conjugates of polynomials, and what is real."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flint import fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, ZERO, I, KernelError, Term, fn
from symderiv.normalize import elementary
from symderiv.normalize.equalities import MINUS, applied, chain, combined, moved, same
from symderiv.normalize.functions.steps import HALF, conjugate_parts, law, nonnegative, nonzero
from symderiv.normalize.parts import replaced

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Conjugates:
    """Conjugates of polynomials, and what is real."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def conj_value(self, p: fmpq_mpoly) -> Theorem:
        """|- conj p = the draft's conjugate of p."""
        return self.f.remembered(("conj", self.f.term(p)), lambda: self._conj_value(p))

    def _conj_value(self, p: fmpq_mpoly) -> Theorem:
        t = self.f.term(p)
        equations: dict[Term, Theorem] = {}
        self._conjugated(t, equations)
        result = self.f.term(elementary.conjugate(self.f.ring, p))
        goal = k.eq(fn("conj", t), result)
        if goal.args[0] == goal.args[1]:
            return same(*goal.args)
        return self.f.solve(goal, *equations.values())

    def _conjugated(self, t: Term, equations: dict[Term, Theorem]) -> None:
        """Equations for the conjugates of t and of its parts."""
        c = fn("conj", t)
        if c in equations:
            return
        if t.op == "num":
            equations[c] = law("conj_real", t)
        elif t.op in ("add", "mul"):
            equations[c] = law("conj_sum" if t.op == "add" else "conj_product", *t.args)
            for a in t.args:
                self._conjugated(a, equations)
        elif t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0] > 0:
            equations[c] = self.f.instance("conj_power", *t.args)
            self._conjugated(t.args[0], equations)
        elif t.op == "pow" and t.args[1].op == "num" and t.args[1] != MINUS:
            n = k.num(-t.args[1].args[0])
            inverse = k.power(t.args[0], -1)
            power = self.f.instance("conj_power", inverse, n)
            equations[c] = chain(applied(lambda a: fn("conj", a), same(t, k.power(inverse, n))), power)
            self._conjugated(inverse, equations)
        else:
            thm = self.conj_atom(t)
            if thm.conclusion.args[0] != thm.conclusion.args[1]:
                equations[c] = thm

    def conj_atom(self, t: Term) -> Theorem:
        """|- conj t = the draft's conjugate of a generator t."""
        return self.f.remembered(("conj atom", t), lambda: self._conj_atom(t))

    def _conj_atom(self, t: Term) -> Theorem:
        ring = self.f.ring
        c = fn("conj", t)
        if t == I:
            return law("conj_i")
        i = self.f.generators().get(t)
        if i is None:
            raise KernelError(f"expected a generator, met {t}")
        if i in ring.roots_of_unity:
            u = t.args[0]
            exp = law("conj_exp", u)
            inner = self.f.solve(k.eq(fn("conj", u), k.mul(MINUS, u)), *self._conj_equations(u))
            power = law("exp_power", u, MINUS)
            inverse = combined(
                c,
                k.power(t, -1),
                (ONE, exp),
                (ONE, applied(lambda a: Term("exp", a), inner)),
                (MINUS, power),
            )
            value = self.f.term(elementary.conjugate_atom(ring, i))
            relation = self.f.relations.cyclotomic()
            return chain(
                inverse,
                infer.ring(k.eq(k.power(t, -1), value), (relation,), (law("exp_nonzero", u),)),
            )
        if i in ring.inverse_of:
            base = t.args[0]
            apart = self.f.facts.try_nonzero(base)
            if apart is None:
                raise KernelError(f"expected to know that {base} is not 0")
            condition = k.or_(k.le(ZERO, MINUS), nonzero(base))
            power = law("conj_power", base, MINUS, given=[infer.or_intro(condition, 1, apart)])
            inner = self.conj_value(ring.inverse_of[i])
            inner = chain(
                applied(lambda a: fn("conj", a), self.f.plain(base, inner.conclusion.args[0].args[1][0])),
                inner,
            )
            mate = inner.conclusion.args[1]
            mate_apart = moved(nonzero, inner, self.f.facts.need(nonzero(fn("conj", base))))
            self.f.apart.setdefault(mate, mate_apart)
            turned = applied(lambda a: k.power(a, -1), inner)
            value = self.f.term(elementary.conjugate_atom(ring, i))
            return chain(power, turned, self.f.solve(k.eq(k.power(mate, -1), value)))
        if i in ring.exponent:
            exp = law("conj_exp", t.args[0])
            inner = applied(lambda a: fn("conj", a), self.f.plain(t.args[0], self.f.term(ring.exponent[i])))
            inner = chain(inner, self.conj_value(ring.exponent[i]))
            turned = applied(lambda a: Term("exp", a), inner)
            return chain(
                exp, turned, self.f.exponentials.exp_value(elementary.conjugate(ring, ring.exponent[i]))
            )
        if i in ring.conjugates and t.op == "fn" and t.args[0] == "conj":
            return law("conj_conj", t.args[1][0])
        if elementary.is_real_atom(ring, i):
            return self.real_atom(i)
        if t.op == "pow":
            base, n = t.args
            power = self.f.instance("conj_power", base, n)
            inner = self.f.normal(fn("conj", base))
            turned = applied(lambda a: k.power(a, n), inner)
            mate = turned.conclusion.args[1]
            return chain(
                power, turned, self.f.solve(k.eq(mate, self.f.term(elementary.conjugate_atom(ring, i))))
            )
        elementary.conjugate_atom(ring, i)
        return same(c, c)

    def _conj_equations(self, t: Term) -> tuple[Theorem, ...]:
        found: dict[Term, Theorem] = {}
        conjugate_parts(t, found)
        return tuple(found.values())

    def real_atom(self, i: int) -> Theorem:
        """|- conj t = t for a generator that is real."""
        t = self.f.atom(i)
        ring = self.f.ring
        if k.sort_of(t) != "complex":
            return law("conj_real", t)
        if i in ring.radicand:
            return law("conj_real", t, given=[self.f.signs.sign_of_atom(i)])
        if i in ring.log_of:
            f = ring.log_of[i]
            (argument,) = t.args[1]
            return law("log_real", argument, given=[self._log_sign(argument, f)])
        if k.sort_of(self.f.ring.atoms[i]) != "complex":  # a real function of real roots
            return self.real_function(t)
        raise KernelError(f"expected a real generator, met {t}")

    def _log_sign(self, argument: Term, f: fmpq_mpoly) -> Theorem:
        """|- 0 < f, the argument of a logarithm, where the draft knows that it is not negative."""
        return self.f.signs.strict(
            argument, moved(nonnegative, self.f.plain(self.f.term(f), argument), self.f.signs.not_negative(f))
        )

    def real_function(self, t: Term) -> Theorem:
        """|- conj t = t, where t has arguments of sort complex that are real."""
        as_reals: dict[Term, Theorem] = {}

        def visit(s: Term) -> None:
            if s.op == "root" and k.sort_of(s) == "complex":
                i = self.f.generators().get(s)
                if i is None:
                    raise KernelError(f"expected a generator, met {s}")
                as_reals[s] = self.as_real(s, self.real_atom(i))
                return
            for part in k.parts(s):
                visit(part)

        visit(t)
        thm = same(t, t)
        for s, equation in as_reals.items():
            now = thm.conclusion.args[1]
            thm = chain(thm, applied(partial(replaced, now, s), equation))
        real = thm.conclusion.args[1]
        if k.sort_of(real) == "complex":
            raise KernelError(f"expected a real term, met {real}")
        return combined(
            fn("conj", t),
            t,
            (ONE, applied(lambda a: fn("conj", a), thm)),
            (ONE, law("conj_real", real)),
            (MINUS, thm),
        )

    def as_real(self, t: Term, mirrored_thm: Theorem) -> Theorem:
        """|- conj t = t to |- t = re t."""
        return combined(t, fn("re", t), (MINUS, law("definition", "re", t)), (k.neg(HALF), mirrored_thm))

    def normal_conj(self, t: Term) -> Theorem:
        """|- conj t = its polynomial, for the term t of a polynomial."""
        equations: dict[Term, Theorem] = {}
        self._conjugated(t, equations)
        p = self.f.poly(fn("conj", self.unprincipal(t)))
        goal = k.eq(fn("conj", t), self.f.term(p))
        return same(*goal.args) if goal.args[0] == goal.args[1] else self.f.solve(goal, *equations.values())

    def unprincipal(self, t: Term) -> Term:
        """The draft's term that t is the principal form of."""
        i = self.f.generators().get(t)
        if i is not None:
            return self.f.ring.atoms[i]
        return k.map_parts(lambda p, _: self.unprincipal(p), t)
