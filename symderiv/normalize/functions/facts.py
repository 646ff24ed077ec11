"""What is known: given, assumed as a condition, or derived from these."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, PI, ZERO, KernelError, Term, fn
from symderiv.normalize import cyclotomic
from symderiv.normalize.equalities import MINUS, applied, combined, moved
from symderiv.normalize.functions.steps import law, nonzero, number, positive, refuted

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions

NESTED = 2  # case distinctions within one another: each more multiplies the work by their number


class Facts:
    """What is known: given, assumed as a condition, or derived from these."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def need(self, f: Term) -> Theorem:
        """A theorem of a formula that is known, given or evident."""
        found = self.attempt(f)
        if found is None:
            raise KernelError(f"expected to know {f}")
        return found

    def attempt(self, f: Term) -> Theorem | None:
        if f in self.f.known:
            return self.f.known[f]
        if f in self.f.allowed:
            return infer.assume(f)
        thm = self.f.once(("need", f), lambda: self._derived(f))
        if thm is not None:
            self.f.known[f] = thm
        return thm

    def _derived(self, f: Term) -> Theorem | None:
        if f.op == "not" and f.args[0].op == "eq":
            return self._derived_apart(f)
        if f.op == "or":
            for place, g in enumerate(f.args):
                thm = self.attempt(g)
                if thm is not None:
                    return infer.or_intro(f, place, thm)
            return self._by_known_cases(f)
        if f.op == "and":
            parts = [self.attempt(g) for g in f.args]
            return None if None in parts else infer.and_intro(*parts)
        if f.op in ("le", "lt"):
            return self._derived_sign(f)
        return None

    def _by_known_cases(self, f: Term) -> Theorem | None:
        """A formula from each case of a disjunction that is known, within cases of another at most."""
        within = sum(key[0] == "cases" for key in self.f.working)
        for g in (*self.f.allowed, *self.f.known) if within < NESTED else ():
            if g.op != "or" or ("cases", g) in self.f.working:
                continue
            with self.f.working_at(("cases", g)):
                branches = [self._under(h, f) for h in g.args]
            if None not in branches:
                return infer.by_cases(self.need(g), *branches)
        return None

    def _under(self, h: Term, f: Term) -> Theorem | None:
        """h |- f."""
        with self.f.supposing(infer.assume(h)):
            self.f.working.discard(("need", f))
            return self.attempt(f)

    def _derived_apart(self, f: Term) -> Theorem | None:
        a, b = f.args[0].args
        if b == ZERO:
            return self.try_nonzero(a)
        apart = self.try_nonzero(k.sub(a, b))
        if apart is None:
            return None
        difference = k.eq(k.sub(a, b), ZERO)
        equal = combined(*difference.args, (ONE, infer.assume(k.eq(a, b))))
        return infer.negate(k.eq(a, b), infer.contradict(equal, apart))

    def _derived_sign(self, f: Term) -> Theorem | None:
        a, b = f.args
        strict = f.op == "lt"
        if not strict and k.lt(a, b) in self.f.allowed | self.f.known.keys():
            return positive(f, (1, (self.need(k.lt(a, b)),), ()))
        if a != ZERO or k.sort_of(b) == "complex":
            if "complex" in (k.sort_of(a), k.sort_of(b)):
                return None
            less = self.attempt(Term(f.op, ZERO, k.sub(b, a)))
            return None if less is None else positive(f, (1, (less,), ()))
        try:
            return self.f.signs.sign(b, strict=strict)
        except KernelError:
            return None

    def try_nonzero(self, t: Term) -> Theorem | None:
        """|- t != 0, if that is known."""
        f = nonzero(t)
        if t in self.f.apart:
            return self.f.apart[t]
        if f in self.f.known:
            return self.f.known[f]
        if f in self.f.allowed:
            return infer.assume(f)
        try:
            thm = self.f.once(("apart", t), lambda: self._nonzero(t))
        except KernelError:
            thm = None
        if thm is not None:
            self.f.apart[t] = thm
        return thm

    def _nonzero(self, t: Term) -> Theorem | None:
        equal = k.eq(t, ZERO)
        if t.op == "num" and t != ZERO:
            one = infer.ring(
                k.eq(ONE, ZERO), (), (), ((k.num(1 / Fraction(t.args[0])), infer.assume(equal)),)
            )
            return refuted(equal, one)
        if t.op == "exp":
            return law("exp_nonzero", t.args[0])
        for strict in (k.lt(ZERO, t), k.lt(t, ZERO)):
            if strict in self.f.known or strict in self.f.allowed:
                return self.from_strict(t, self.need(strict))
        if t.op == "root" and (inner := self.try_nonzero(t.args[0])) is not None:
            zero = infer.ring(
                k.eq(t.args[0], ZERO),
                (),
                (),
                ((MINUS, self.f.relations.root_power(t)), (k.power(t, t.args[1] - 1), infer.assume(equal))),
            )
            return infer.negate(equal, infer.contradict(zero, inner))
        if t.op == "pow" and t.args[1].op == "num" and (inner := self.try_nonzero(t.args[0])) is not None:
            n = t.args[1].args[0].numerator
            cofactor = k.power(t.args[0], -n)
            one = infer.ring(k.eq(ONE, ZERO), (), (inner,), ((cofactor, infer.assume(equal)),))
            return refuted(equal, one)
        if t.op == "fn" and t.args[0] == "conj" and (inner := self.try_nonzero(t.args[1][0])) is not None:
            (z,) = t.args[1]
            back = applied(lambda v: fn("conj", v), infer.assume(equal))
            zero = combined(z, ZERO, (MINUS, law("conj_conj", z)), (ONE, back), (ONE, law("conj_sum")))
            return infer.negate(equal, infer.contradict(zero, inner))
        if t == PI:
            return self.from_strict(t, self.f.logarithms.pi_positive())
        constant = cyclotomic.number(self.f.ring, self.f.poly(t))
        if constant is not None and constant != 0:
            inverse = self.f.term(cyclotomic.inverse_number(self.f.ring, constant))
            one = self.f.solve(k.eq(ONE, ZERO), combination=((inverse, infer.assume(equal)),))
            return refuted(equal, one)
        if t.op == "fn" and t.args[0] == "abs" and self.try_nonzero(t.args[1][0]) is not None:
            return self._abs_apart(t)
        if k.sort_of(t) != "complex" and self.f.ring.index is not None:
            try:
                strict_thm = self.f.signs.sign(t, strict=True)
            except KernelError:
                strict_thm = None
            if strict_thm is not None:
                return self.from_strict(t, strict_thm)
        return self._factor_apart(t)

    def _abs_apart(self, t: Term) -> Theorem:
        """z != 0 to |z| != 0."""
        (z,) = t.args[1]
        equal = k.eq(t, ZERO)
        mirror = fn("conj", z)
        product = combined(k.mul(z, mirror), ZERO, (MINUS, law("abs_square", z)), (t, infer.assume(equal)))
        branches = [infer.contradict(infer.assume(k.eq(s, ZERO)), self.need(nonzero(s))) for s in (z, mirror)]
        return infer.negate(equal, infer.by_cases(infer.zero_product(product), *branches))

    def from_strict(self, t: Term, strict: Theorem) -> Theorem:
        equal = k.eq(t, ZERO)
        sign = -1 if strict.conclusion.args[0] == ZERO else 1
        if k.sort_of(t) == "complex":
            at = moved(lambda v: k.lt(ZERO, v) if sign < 0 else k.lt(v, ZERO), infer.assume(equal), strict)
            return infer.negate(equal, infer.absurd(at))
        clash = positive(
            k.lt(ZERO, ZERO), (1, (strict,), ()), combination=((k.num(sign), infer.assume(equal)),)
        )
        return infer.negate(equal, infer.absurd(clash))

    def _factor_apart(self, t: Term) -> Theorem | None:
        """t != 0, as a factor of something that is known not to be 0, or a product of such."""
        ring = self.f.ring
        p = self.f.poly(t)
        if p == 0:
            return None
        for thm, q in (*self.known_apart(), *self._met_apart()):
            numerator, multiplier = ring.clear(q)
            for whole in (q, numerator):
                try:
                    cofactor, rest = divmod(whole, p)
                except (ZeroDivisionError, ValueError):
                    continue
                if rest != 0:
                    continue
                b = thm.conclusion.args[0].args[0]
                c = (
                    self.f.term(cofactor)
                    if whole is q
                    else k.mul(self.f.term(cofactor), self.inverse_of(multiplier))
                )
                assumed = infer.assume(k.eq(t, ZERO))
                try:
                    zero = self.f.solve(k.eq(b, ZERO), combination=((c, assumed),))
                except KernelError:
                    continue
                return infer.negate(k.eq(t, ZERO), infer.contradict(zero, thm))
        return self._square_apart(t, p) or self._product_apart(t, p)

    def _square_apart(self, t: Term, p: fmpq_mpoly) -> Theorem | None:
        """t != 0, as a factor of the square of a root that is known not to be 0."""
        ring = self.f.ring
        for thm, q in self.known_apart():
            if not any(q.degrees()[i] for i in ring.radicand):
                continue
            cofactor, rest = divmod(ring.reduce(q * q), p)
            if rest != 0:
                continue
            b = thm.conclusion.args[0].args[0]
            assumed = infer.assume(k.eq(t, ZERO))
            zero = self.f.solve(k.eq(k.mul(b, b), ZERO), combination=((self.f.term(cofactor), assumed),))
            clash = infer.contradict(infer.assume(k.eq(b, ZERO)), thm)
            return infer.negate(k.eq(t, ZERO), infer.by_cases(infer.zero_product(zero), clash, clash))
        return None

    def inverse_of(self, multiplier: fmpq_mpoly) -> Term:
        c, factors = multiplier.factor()
        return k.mul(number(1 / c), *(k.power(self.f.term(f), -int(e)) for f, e in factors))

    def known_apart(self) -> list[tuple[Theorem, fmpq_mpoly]]:
        if self.f.sources is None:
            self.f.sources = []
            for f in self.f.allowed:
                if f.op == "not" and f.args[0].op == "eq":
                    a, b = f.args[0].args
                    t = a if b == ZERO else k.sub(a, b)
                    thm = self.try_nonzero(t)
                elif f.op == "lt":
                    t = k.sub(f.args[1], f.args[0]) if f.args[0] != ZERO else f.args[1]
                    thm = self.try_nonzero(t) if f.args[0] == ZERO else None
                else:
                    continue
                if thm is not None:
                    self.f.sources.append((thm, self.f.poly(t)))
            for f, thm in list(self.f.known.items()):
                if f.op == "not" and f.args[0].op == "eq" and f.args[0].args[1] == ZERO:
                    self.f.sources.append((thm, self.f.poly(f.args[0].args[0])))
                elif (
                    f.op == "lt" and f.args[0] == ZERO and (apart := self.try_nonzero(f.args[1])) is not None
                ):
                    self.f.sources.append((apart, self.f.poly(f.args[1])))
        return self.f.sources

    def _met_apart(self) -> list[tuple[Theorem, fmpq_mpoly]]:
        """What was found not to be 0 on the way."""
        return [(thm, self.f.poly(t)) for t, thm in list(self.f.apart.items())]

    def _product_apart(self, t: Term, p: fmpq_mpoly) -> Theorem | None:
        """t != 0, as its factors are known not to be 0."""
        numerator, _ = self.f.ring.clear(p)
        c, factors = numerator.factor()
        if len(factors) == 1 and int(factors[0][1]) == 1 and self.f.term(factors[0][0]) == t:
            return None
        parts = []
        for f, _ in factors:
            thm = self.try_nonzero(self.f.term(f))
            if thm is None:
                return None
            parts.append(thm)
        _, multiplier = self.f.ring.clear(p)
        inverse = k.mul(
            number(1 / c),
            self.f.term(multiplier),
            *(k.power(self.f.term(f), -int(e)) for f, e in factors),
        )
        assumed = infer.assume(k.eq(t, ZERO))
        one = self.f.solve(k.eq(ONE, ZERO), combination=((inverse, assumed),))
        return refuted(k.eq(t, ZERO), one)
