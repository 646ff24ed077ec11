"""Signs by the form of a term."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, ZERO, KernelError, Term, fn
from symderiv.normalize import cyclotomic, elementary
from symderiv.normalize.equalities import MINUS, applied, chain, combined, mirrored, moved, same
from symderiv.normalize.functions.steps import Circle, fraction, law, nonnegative, nonzero, number, positive

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Signs:
    """Signs by the form of a term."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def strict(self, t: Term, thm: Theorem) -> Theorem:
        """|- 0 <= t and t != 0 to |- 0 < t."""
        if thm.conclusion.op == "lt":
            return thm
        apart = self.f.facts.need(nonzero(t))
        if k.sort_of(t) == "complex":
            real = self.f.conjugates.as_real(t, law("conj_real", t, given=[thm]))
            r = real.conclusion.args[1]
            above = self._strict_real(r, moved(nonnegative, real, thm), moved(nonzero, real, apart))
            return moved(lambda v: k.lt(ZERO, v), mirrored(real), above)
        return self._strict_real(t, thm, apart)

    def _strict_real(self, t: Term, thm: Theorem, apart: Theorem) -> Theorem:
        goal = k.lt(ZERO, t)
        cases = infer.trichotomy(ZERO, t)
        less, equal, more = cases.conclusion.args
        first = infer.assume(less)
        zero = combined(t, ZERO, (MINUS, infer.assume(equal)))
        second = infer.ex_falso(goal, infer.contradict(zero, apart))
        clash = positive(k.lt(ZERO, ZERO), (1, (infer.assume(more),), ()), (1, (thm,), ()))
        third = infer.ex_falso(goal, infer.absurd(clash))
        return infer.by_cases(cases, first, second, third)

    def sign(self, t: Term, *, strict: bool) -> Theorem:
        """|- 0 <= t (or <), by the form of t."""
        ring = self.f.ring
        p = self.f.poly(t)
        c, positives, pairs, rest = elementary.taken_apart(ring, p)
        if p == 0 and not strict:
            return moved(nonnegative, mirrored(self.f.normal(t)), positive(nonnegative(ZERO)))
        if rest != 1 or p == 0:
            raise KernelError(f"expected factors that are not negative, met {t}")
        facts: list[Theorem] = []
        factors: list[Term] = []
        equations: list[Theorem] = []
        for f, e in positives:
            value, thm = self.factor_sign(f, e, strict=strict)
            factors.append(value)
            facts.append(thm)
        for f, e in pairs:
            size = fn("abs", self.f.term(f))
            thm = law("abs_sign", self.f.term(f))
            if strict:
                thm = self.strict(size, thm)
            facts.extend([thm, thm] if e > 0 else [])
            if e < 0:
                inverse = self._inverse_sign(size, thm)
                facts.extend([inverse, inverse] * -e)
                factors.append(k.power(size, 2 * e))
            else:
                facts.extend([thm, thm] * (e - 1))
                factors.append(k.power(size, 2 * e))
            equations.append(law("abs_square", self.f.term(f)))
        product = k.mul(number(c), *factors)
        relation = k.lt if strict else k.le
        above = positive(relation(ZERO, product), (fraction(c), tuple(facts), ()))
        back = self.f.solve(k.eq(product, t), *equations)
        return moved(lambda v: relation(ZERO, v), back, above)

    def _inverse_sign(self, t: Term, thm: Theorem) -> Theorem:
        """|- 0 <= t (or <) to |- 0 <= 1/t (or <), for a real t that is not 0."""
        u = k.power(t, -1)
        apart = self.f.facts.need(nonzero(t))
        one = infer.ring(k.eq(k.mul(t, u), ONE), (), (apart,))
        weak = positive(nonnegative(u), (1, (thm,), (u,)), combination=((k.neg(u), one),))
        if thm.conclusion.op == "le":
            return weak
        self.f.apart.setdefault(u, self.f.facts.need(nonzero(u)))
        return self.strict(u, weak)

    def factor_sign(self, f: fmpq_mpoly, e: int, *, strict: bool) -> tuple[Term, Theorem]:
        """A real term that is f^e, and that it is not negative (or positive)."""
        try:
            return self._nonnegative_factor(f, e, strict=strict)
        except Circle:
            raise
        except KernelError:
            if e % 2:
                raise
        real = self.real_form(f)
        r = real.conclusion.args[1]
        power = k.power(r, e)
        above = positive(nonnegative(power), (1, (), (k.power(r, e // 2),)))
        if strict or e < 0:
            self.f.apart.setdefault(r, moved(nonzero, real, self.f.facts.need(nonzero(self.f.term(f)))))
        return power, self.strict(power, above) if strict else above

    def _nonnegative_factor(self, f: fmpq_mpoly, e: int, *, strict: bool) -> tuple[Term, Theorem]:
        """The same, for f that is not negative itself."""
        relation = k.lt if strict else k.le
        t = self.f.term(f)
        thm = self.not_negative(f, strict=strict)
        if k.sort_of(t) == "complex":
            real = self.f.conjugates.as_real(t, law("conj_real", t, given=[self.not_negative(f)]))
            thm = moved(lambda v: relation(ZERO, v), real, thm)
            if e < 0:
                self.f.apart.setdefault(
                    real.conclusion.args[1], moved(nonzero, real, self.f.facts.need(nonzero(t)))
                )
            t = real.conclusion.args[1]
        u = t
        if e < 0:
            thm = self._inverse_sign(t, thm)
            u = k.power(t, -1)
        if abs(e) == 1:
            return u, thm
        above = positive(relation(ZERO, k.power(u, abs(e))), (1, (thm,) * abs(e), ()))
        if e > 0:
            return k.power(t, e), above
        back = same(k.power(u, abs(e)), k.power(t, e))
        return k.power(t, e), moved(lambda v: relation(ZERO, v), back, above)

    def not_negative(self, f: fmpq_mpoly, *, strict: bool = False) -> Theorem:
        """|- 0 <= f (or strict: <), where the draft knows that."""
        return self.f.remembered(
            ("not negative", self.f.term(f), strict), lambda: self._not_negative(f, strict=strict)
        )

    def _not_negative(self, f: fmpq_mpoly, *, strict: bool) -> Theorem:
        ring = self.f.ring
        t = self.f.term(f)
        relation = k.lt if strict else k.le
        i = ring.index_of(f)
        if i is not None and i in ring.exponent:
            return self._exp_sign(t, strict=strict)
        given = self._given_sign(f, t)
        if given is not None and (given.conclusion.op == "lt" or not strict):
            return given if given.conclusion.op == relation(ZERO, t).op else self.weakened(t, given)
        if i is not None and i in ring.radicand and not strict:
            return self.sign_of_atom(i)
        try:
            return self._sum_sign(f, t, strict=strict)
        except Circle:
            raise
        except KernelError:
            if strict:
                return self.strict(t, self.not_negative(f))
            return self._square_sign(f, t)

    def _sum_sign(self, f: fmpq_mpoly, t: Term, *, strict: bool) -> Theorem:
        """|- 0 <= f (or <), a sum of products of what is not negative."""
        ring = self.f.ring
        relation = k.lt if strict else k.le
        if any(c < 0 for c, _ in ring.monomials(f)):
            raise KernelError(f"expected products that are not negative, met {t}")
        replaced: dict[Term, Theorem] = {}
        pairs: dict[Term, Theorem] = {}
        products = []
        total: list[Term] = []
        for c, factors in ring.monomials(f):
            facts: list[Theorem] = []
            squares: list[Term] = []
            product: list[Term] = [number(c)]
            exponents = dict(factors)
            for j, e in factors:
                if j in ring.conjugates:
                    if self.f.ring.atoms[j].op == "fn" and self.f.ring.atoms[j].args[0] == "conj":
                        continue
                    if exponents.get(ring.conjugates[j]) != e:
                        raise KernelError(f"expected a pair of conjugates in {t}")
                    z = self.f.atom(j)
                    pairs[z] = self._pair(j)
                    squares.append(k.power(fn("abs", z), e))
                    product.append(k.power(fn("abs", z), 2 * e))
                    continue
                value, equation = self._real_form(j)
                if equation is not None:
                    replaced[self.f.atom(j)] = equation
                product.append(k.power(value, e))
                if strict and elementary.positive_atom(ring, j):
                    facts += [self._real_sign(j, value, equation, strict=True)] * e
                elif e % 2 == 0:
                    squares.append(k.power(value, e // 2))
                else:
                    if e > 1:
                        squares.append(k.power(value, e // 2))
                    facts.append(self._real_sign(j, value, equation))
            products.append((fraction(c), tuple(facts), tuple(squares)))
            total.append(k.mul(*product))
        form = k.add(*total)
        above = positive(relation(ZERO, form), *products)
        back = self._back(t, form, replaced, pairs)
        return moved(lambda v: relation(ZERO, v), back, above)

    def _back(
        self, t: Term, form: Term, replaced: dict[Term, Theorem], pairs: dict[Term, Theorem]
    ) -> Theorem:
        """|- form = t, from |- z = re z and |- z conj z = |z|^2."""
        equations = [*replaced.values(), *pairs.values()]
        return infer.ring(k.eq(form, t), tuple(equations), ())

    def _pair(self, j: int) -> Theorem:
        z = self.f.atom(j)
        mate = self.f.atom(self.f.ring.conjugates[j])
        return combined(k.mul(z, mate), k.power(fn("abs", z), 2), (MINUS, law("abs_square", z)))

    def _square_sign(self, f: fmpq_mpoly, t: Term) -> Theorem:
        """|- 0 <= f, the square of what is real, or minus the square of what is imaginary."""
        ring = self.f.ring
        numerator, denominator = ring.clear(f)
        above, below = numerator.factor(), denominator.factor()
        content = above[0] / below[0]
        g = ring.one
        for h, e in above[1]:
            g *= h ** (int(e) // 2)
        for h, e in below[1]:
            g *= ring.invert(h ** (int(e) // 2))
        g = ring.reduce(g)
        for sign in (1, -1):
            if content * sign > 0 and ring.is_zero(f - g * g * content):
                root = g if sign > 0 else ring.reduce(g * cyclotomic.unity(ring, fmpq(1, 2)))
                real = self.real_form(root)
                r = real.conclusion.args[1]
                form = k.mul(number(content * sign), k.power(r, 2))
                square = positive(nonnegative(form), (fraction(content * sign), (), (r,)))
                cofactor = k.neg(k.mul(number(content * sign), k.add(r, real.conclusion.args[0])))
                back = self.f.solve(k.eq(form, t), combination=((cofactor, real),))
                return moved(nonnegative, back, square)
        raise KernelError(f"expected something that is not negative, met {t}")

    def real_form(self, g: fmpq_mpoly) -> Theorem:
        """|- g = a real term."""
        t = self.f.term(g)
        if k.sort_of(t) != "complex":
            return same(t, t)
        mirrored_thm = self.f.conjugates.conj_value(g)
        back = chain(mirrored_thm, self.f.solve(k.eq(mirrored_thm.conclusion.args[1], t)))
        return self.f.conjugates.as_real(t, back)

    def _real_form(self, j: int) -> tuple[Term, Theorem | None]:
        t = self.f.atom(j)
        if k.sort_of(t) != "complex":
            return t, None
        equation = self.f.conjugates.as_real(t, self.real_mirror(j))
        return equation.conclusion.args[1], equation

    def real_mirror(self, j: int) -> Theorem:
        """|- conj t = t for a real generator of any kind."""
        t = self.f.atom(j)
        if j in self.f.ring.radicand and not elementary.is_real_atom(self.f.ring, j):
            return law("conj_real", t, given=[self.sign_of_atom(j)])
        thm = self.f.conjugates.conj_atom(t)
        return (
            thm if thm.conclusion.args[1] == t else chain(thm, self.f.solve(k.eq(thm.conclusion.args[1], t)))
        )

    def _real_sign(self, j: int, value: Term, equation: Theorem | None, *, strict: bool = False) -> Theorem:
        """|- 0 <= r (or <), r the real form of a generator."""
        thm = self.sign_of_atom(j, strict=strict)
        if equation is not None:
            thm = moved(lambda v: k.lt(ZERO, v) if strict else nonnegative(v), equation, thm)
        if thm.conclusion != (k.lt if strict else k.le)(ZERO, value):
            raise KernelError(f"expected a sign of {value}, met {thm.conclusion}")
        return thm

    def _given_sign(self, f: fmpq_mpoly, t: Term) -> Theorem | None:
        ring = self.f.ring
        if f == 0 or not ring.given_signs:
            return None
        for g, relation in ring.given_signs:
            c, d = f.leading_coefficient(), g.leading_coefficient()
            if c * d > 0 and f * d == g * c and relation in self.f.known:
                fact = self.f.known[relation]
                left, right = relation.args
                ratio = c / d
                form = k.mul(number(ratio), k.sub(right, left))
                goal = Term(relation.op, ZERO, form)
                above = positive(goal, (fraction(ratio), (fact,), ()))
                try:
                    back = self.f.solve(k.eq(form, t))
                except KernelError:  # where that they are equal is what the sign is wanted for
                    continue
                return moved(partial(Term, relation.op, ZERO), back, above)
        return None

    def _exp_sign(self, t: Term, *, strict: bool) -> Theorem:
        relation = k.lt if strict else k.le
        w = t.args[0]
        real = None
        if k.sort_of(w) == "complex":
            mirror = self.f.normal(fn("conj", w))
            real = self.f.conjugates.as_real(
                w, chain(mirror, self.f.solve(k.eq(mirror.conclusion.args[1], w)))
            )
            w = real.conclusion.args[1]
        thm = law("exp_positive", w)
        if not strict:
            thm = self.weakened(Term("exp", w), thm)
        if real is None:
            return thm
        back = applied(lambda a: Term("exp", a), mirrored(real))
        return moved(lambda v: relation(ZERO, v), back, thm)

    def sign_of_atom(self, i: int, *, strict: bool = False) -> Theorem:
        """|- 0 <= t (or strict: <) for a generator."""
        ring = self.f.ring
        t = self.f.atom(i)
        if i in ring.exponent:
            return self._exp_sign(t, strict=strict)
        if strict:
            given = self._given_sign(ring.gens[i], t)
            if given is not None and given.conclusion.op == "lt":
                return given
            return self.strict(t, self.sign_of_atom(i))
        if i in ring.radicand:
            radicand, d = t.args
            f = ring.radicand[i]
            thm = self._known_radicand(f)
            thm = moved(nonnegative, self.f.plain(self.f.term(f), radicand), thm)
            return law("root_sign", radicand, d, given=[thm])
        if i in ring.inverse_of:
            g = ring.inverse_of[i]
            base = t.args[0]
            thm = moved(nonnegative, self.f.plain(self.f.term(g), base), self.not_negative(g))
            if k.sort_of(base) == "complex":
                return self._complex_inverse_sign(base, thm)
            return self._inverse_sign(base, thm)
        given = self._given_sign(ring.gens[i], t)
        if given is not None:
            return given if given.conclusion.op == "le" else self.weakened(t, given)
        if t.op == "ind":
            return law("ind_lower", t.args[0])
        raise KernelError(f"expected something that is not negative, met {t}")

    def _complex_inverse_sign(self, base: Term, thm: Theorem) -> Theorem:
        """|- 0 <= b to |- 0 <= 1/b, for b of sort complex."""
        real = self.f.conjugates.as_real(base, law("conj_real", base, given=[thm]))
        r = real.conclusion.args[1]
        self.f.apart.setdefault(r, moved(nonzero, real, self.f.facts.need(nonzero(base))))
        sign = self._inverse_sign(r, moved(nonnegative, real, thm))
        return moved(nonnegative, applied(lambda v: k.power(v, -1), mirrored(real)), sign)

    def weakened(self, t: Term, thm: Theorem) -> Theorem:
        """|- 0 < t to |- 0 <= t, for a real t."""
        return positive(nonnegative(t), (1, (thm,), ()))

    def _known_radicand(self, f: fmpq_mpoly) -> Theorem:
        """|- 0 <= f, for a radicand: by its form, or by a condition."""
        try:
            return self.not_negative(f)
        except Circle:
            raise
        except KernelError:
            return self.radicand_sign(f)

    def radicand_sign(self, f: fmpq_mpoly) -> Theorem:
        """|- 0 <= f, for a radicand that a condition says so of."""
        t = self.f.term(f)
        for g in (*self.f.allowed, *self.f.known):
            if g.op in ("le", "lt") and g.args[0] == ZERO:
                q = self.f.poly(g.args[1])
                content, positives, pairs, rest = elementary.taken_apart(self.f.ring, q)
                if rest == f and not pairs and content == 1 and not positives:
                    thm = self.f.facts.need(g)
                    back = self.f.solve(k.eq(g.args[1], t))
                    return moved(partial(Term, g.op, ZERO), back, thm)
                if rest == f and not pairs:
                    divided = self._divided(g, content, positives, t)
                    if divided is not None:
                        return divided
        raise KernelError(f"expected to know that {t} is not negative")

    def _divided(self, g: Term, content: fmpq, positives: Any, t: Term) -> Theorem | None:
        """0 <= c a b and 0 < a to 0 <= b."""
        if k.sort_of(t) == "complex" or k.sort_of(g.args[1]) == "complex":
            return None
        facts = [self.f.facts.need(g)]
        form: list[Term] = [number(1 / content), g.args[1]]
        for f, e in positives:
            value, thm = self.factor_sign(f, -e, strict=True)
            facts.append(thm)
            form.append(value)
        product = k.mul(*form)
        above = positive(nonnegative(product), (fraction(1 / content), tuple(facts), ()))
        return moved(nonnegative, self.f.solve(k.eq(product, t)), above)

    def fractional_sign(self, value: fmpq_mpoly) -> Theorem:
        """|- 0 <= a power of what is not negative, whose form is ``value``."""
        t = self.f.term(value)
        if value == 1:
            return positive(nonnegative(ONE))
        if elementary.is_nonnegative(self.f.ring, value):
            return self.not_negative(value)
        found = list(self.f.ring.monomials(value))
        by_inverse = self._given_inverse(value, t)
        if by_inverse is not None:
            return by_inverse
        if len(found) == 1 and found[0][0] > 0:
            facts: list[Theorem] = []
            form: list[Term] = [number(found[0][0])]
            equations: list[Theorem] = []
            for i, e in found[0][1]:
                r, equation = self._real_form(i)
                thm = self._real_sign(i, r, equation)
                facts += [thm] * e
                form.append(k.power(r, e))
                if equation is not None:
                    equations.append(equation)
            product = k.mul(*form)
            above = positive(nonnegative(product), (fraction(found[0][0]), tuple(facts), ()))
            return moved(nonnegative, infer.ring(k.eq(product, t), tuple(equations)), above)
        return self.not_negative(value)

    def _given_inverse(self, value: fmpq_mpoly, t: Term) -> Theorem | None:
        """|- 0 <= f, where 1/f is given to be positive, up to a positive factor."""
        ring = self.f.ring
        for g, relation in ring.given_signs:
            if relation.op == "lt" and relation in self.f.known and ring.is_positive_constant(value * g):
                left, right = relation.args
                difference = k.sub(right, left)
                above = positive(k.lt(ZERO, difference), (1, (self.f.known[relation],), ()))
                self.f.apart.setdefault(difference, self.f.facts.from_strict(difference, above))
                inverse = self._inverse_sign(difference, above)
                numerator, denominator = ring.clear(value * g)
                ratio = (numerator / denominator).leading_coefficient()
                form = k.mul(number(ratio), k.power(difference, -1))
                scaled = positive(nonnegative(form), (fraction(ratio), (inverse,), ()))
                return moved(nonnegative, self.f.solve(k.eq(form, t)), scaled)
        return None
