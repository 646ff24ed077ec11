"""Roots, by factors that are not negative, and by towers of roots."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, PI, ZERO, I, KernelError, Term, fn
from symderiv.normalize import cyclotomic, elementary
from symderiv.normalize.equalities import MINUS, applied, chain, combined, mirrored, moved, same
from symderiv.normalize.functions.steps import (
    complexified,
    geometric,
    law,
    nonnegative,
    number,
    positive,
    primes,
)

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Roots:
    """Roots, by factors that are not negative, and by towers of roots."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def value(self, t: Term) -> Theorem:
        """|- a root = its polynomial."""
        radicand, d = t.args
        ring = self.f.ring
        p = self.f.poly(radicand)
        if p == 0:
            return self._root_of_zero(t)
        if (
            self.f.is_generator(t)
            and p == ring.radicand.get(self.f.generators()[t])
            and ring.related[self.f.generators()[t]][0] == d
        ):
            return same(t, t)
        inner = self.f.normal(radicand)
        below = inner.conclusion.args[1]
        if k.sort_of(radicand) == "complex":
            first = applied(lambda a: k.root(a, d), inner) if k.sort_of(below) == "complex" else None
            if first is None:
                cb = complexified(below)
                first = applied(lambda a: k.root(a, d), chain(inner, same(below, cb, self.f.i_square)))
        else:
            known = self.f.facts.need(nonnegative(radicand))
            cb = complexified(below)
            to_cb = chain(inner, same(below, cb, self.f.i_square)) if cb != below else inner
            sign = law("root_sign", cb, d, given=[moved(nonnegative, to_cb, known)])
            square = combined(
                k.power(k.root(cb, d), d), radicand, (ONE, law("root_power", cb, d)), (MINUS, to_cb)
            )
            first = law("root_unique", radicand, d, k.root(cb, d), given=[sign, square])
        return chain(first, self.root_value(p, d))

    def _root_of_zero(self, t: Term) -> Theorem:
        radicand, d = t.args
        zero = self.f.normal(radicand)
        square = combined(k.power(ZERO, d), radicand, (MINUS, zero))
        return law("root_unique", radicand, d, ZERO, given=[positive(nonnegative(ZERO)), square])

    def root_value(self, p: fmpq_mpoly, d: int) -> Theorem:
        """|- the principal root of p = the draft's root of p."""
        return self.f.remembered(("root", self.f.term(p), d), lambda: self._root_value(p, d))

    def _root_value(self, p: fmpq_mpoly, d: int) -> Theorem:
        ring = self.f.ring
        t = complexified(self.f.term(p))
        result = elementary.root(ring, p, d)
        content, positives, pairs, rest = elementary.taken_apart(ring, p)
        factors: list[tuple[Term, Theorem, Theorem]] = []  # g, 0 <= g, root g = value
        sizes = [law("abs_square", self.f.term(f)) for f, _ in pairs]
        if content != 1:
            c = number(content)
            factors.append((c, positive(nonnegative(c)), self.rational_root(content, d)))
        for f, e in positives:
            factors.append(self._natural_root(f, e, d))
        for f, e in pairs:
            factors.append(self._pair_root(f, e, d))
        last = complexified(self.f.term(rest))
        values = [self._rest_root(rest, d)]
        whole = last
        steps: list[Theorem] = []
        for g, sign, value in reversed(factors):
            steps.append(law("root_product", g, whole, d, given=[sign]))
            whole = Term("mul", g, whole)
            values.append(value)
        first = (
            applied(lambda a: k.root(a, d), self.f.solve(k.eq(t, whole), *sizes))
            if whole != t
            else same(k.root(t, d), k.root(t, d))
        )
        end = k.eq(k.root(whole, d), self.f.term(result))
        own = {
            s.conclusion.args[0]: s for s in (*steps, *values) if s.conclusion.args[0] != s.conclusion.args[1]
        }
        return chain(first, self.f.solve(end, *own.values()))

    def rational_root(self, c: fmpq, d: int) -> Theorem:
        """|- the real root of a positive rational number = the draft's form of it."""
        return self.f.remembered(("rational", str(c), d), lambda: self._rational_root(c, d))

    def _rational_root(self, c: fmpq, d: int) -> Theorem:
        ring = self.f.ring
        t = number(c)
        factors: list[Term] = []
        facts: list[Theorem] = []
        equations: list[Theorem] = []
        for n, sign in ((int(c.p), 1), (int(c.q), -1)):
            for prime, e in primes(n):
                r = k.root(k.num(prime), d)
                thm = law("root_sign", k.num(prime), d, given=[positive(nonnegative(k.num(prime)))])
                power = law("root_power", k.num(prime), d, given=[positive(nonnegative(k.num(prime)))])
                equations.append(power)
                whole, part = divmod(e, d)
                factors.append(k.num(Fraction(prime) ** (whole * sign)))
                if part:
                    if sign > 0:
                        facts += [thm] * part
                        factors.append(k.power(r, part))
                    else:  # 1/r = r^(d - 1)/p
                        facts += [thm] * ((d - 1) * part)
                        factors += [k.power(r, (d - 1) * part), k.num(Fraction(1, prime**part))]
        s = k.mul(*factors)
        scale = Fraction(1)
        for f in factors:
            if f.op == "num":
                scale *= f.args[0]
        above = positive(nonnegative(s), (scale, tuple(facts), ()))
        square = infer.ring(k.eq(k.power(s, d), t), tuple(dict.fromkeys(equations)))
        unique = law("root_unique", t, d, s, given=[above, square])
        own = []
        for n in (int(c.p), int(c.q)):
            for prime, e in primes(n):
                if e % d:
                    own.append(self._prime_root(prime, d))
        result = self.f.term(elementary.root_of_rational(ring, c, d))
        return chain(unique, self.f.solve(k.eq(s, result), *own))

    def _prime_root(self, prime: int, d: int) -> Theorem:
        """|- the real root of a prime = the draft's radical."""
        ct = complexified(k.num(prime))
        real = k.root(k.num(prime), d)
        below = positive(nonnegative(k.num(prime)))
        sign = law("root_sign", k.num(prime), d, given=[below])
        square = chain(
            law("root_power", k.num(prime), d, given=[below]), same(k.num(prime), ct, self.f.i_square)
        )
        unique = law("root_unique", ct, d, real, given=[sign, square])
        value = self.radical_value(self.f.ring.ctx.constant(fmpq(prime)), d)
        return combined(real, value.conclusion.args[1], (MINUS, unique), (ONE, value))

    def _natural_root(self, f: fmpq_mpoly, e: int, d: int) -> tuple[Term, Theorem, Theorem]:
        """g = f^e, 0 <= g, and root g = its form, for f >= 0."""
        ring = self.f.ring
        value = elementary.fractional(ring, f, fmpq(e, d))
        s = self.f.term(value)
        g, above = self.f.signs.factor_sign(f, e, strict=False)
        sign = self.f.signs.fractional_sign(value)
        square = self.f.solve(k.eq(k.power(s, d), g), *self._real_equations(f, g))
        return g, above, law("root_unique", g, d, s, given=[sign, square])

    def _real_equations(self, f: fmpq_mpoly, g: Term) -> tuple[Theorem, ...]:
        """|- re f = f, if f is written as re f in g."""
        t = self.f.term(f)
        found = [s for s in k.subterms(g) if s == fn("re", t)]
        if not found:
            return ()
        return (mirrored(self.f.signs.real_form(f)),)

    def _pair_root(self, f: fmpq_mpoly, e: int, d: int) -> tuple[Term, Theorem, Theorem]:
        """g = (f conj f)^e, 0 <= g, and root g = its form."""
        ring = self.f.ring
        part = elementary.fractional(ring, f, fmpq(e, d))
        mirror = elementary.conjugate(ring, part)
        size, inner = fn("abs", self.f.term(f)), fn("abs", self.f.term(part))
        g = k.power(size, 2 * e)
        if e > 0:
            above = positive(nonnegative(g), (1, (), (k.power(size, e),)))
        else:
            above = positive(nonnegative(g), (1, (), (k.power(size, e),)))
        s = self.f.term(ring.reduce(part * mirror))
        square = law("abs_square", self.f.term(part))
        mirrored_thm = self.f.conjugates.conj_value(part)
        as_size = combined(
            k.power(inner, 2),
            k.mul(self.f.term(part), self.f.term(mirror)),
            (ONE, square),
            (self.f.term(part), mirrored_thm),
        )
        as_size = chain(as_size, self.f.solve(k.eq(as_size.conclusion.args[1], s)))
        sign = moved(nonnegative, as_size, positive(nonnegative(k.power(inner, 2)), (1, (), (inner,))))
        raised = self.f.solve(k.eq(k.power(s, d), g), law("abs_square", self.f.term(f)))
        return g, above, law("root_unique", g, d, s, given=[sign, raised])

    def _rest_root(self, rest: fmpq_mpoly, d: int) -> Theorem:
        """|- the principal root of what cannot be taken apart."""
        ring = self.f.ring
        t = complexified(self.f.term(rest))
        if rest == 1:
            one = same(k.power(ONE, d), t, self.f.i_square)
            return law("root_unique", t, d, ONE, given=[positive(nonnegative(ONE)), one])
        turned = elementary.one_angle(ring, rest)
        if turned is None:
            return self.radical_value(rest, d)
        f, c, e = turned
        value = ring.reduce(
            elementary.fractional(ring, f, c / d)
            * elementary.conjugate(ring, elementary.fractional(ring, f, e / d))
        )
        if c >= 0 and e >= 0:
            return self._tower(rest, d, f, c, e, value)
        apart = self.f.facts.try_nonzero(self.f.term(f))
        if apart is None:
            raise KernelError(f"expected to know that {self.f.term(f)} is not 0")
        log = elementary.log_atom(ring, f, None)
        w = ring.reduce(log * c + elementary.conjugate(ring, log) * e)
        exp = self.f.exponentials.exp_value(w)
        as_rest = chain(exp, self.f.solve(k.eq(exp.conclusion.args[1], t)))
        root = law(
            "root_exp", t, d, self.f.term(w), given=[as_rest, *self.f.logarithms.bounded(self.f.term(w))]
        )
        fine = self.f.exponentials.exp_value(ring.reduce(w / d))
        inner = applied(
            lambda a: Term("exp", a),
            self.f.solve(k.eq(root.conclusion.args[1].args[0], fine.conclusion.args[0].args[0])),
        )
        end = self.f.solve(k.eq(fine.conclusion.args[1], self.f.term(value)))
        return chain(root, inner, fine, end)

    def _tower(self, rest: fmpq_mpoly, d: int, f: fmpq_mpoly, c: fmpq, e: fmpq, value: fmpq_mpoly) -> Theorem:
        """Roots of roots: root(w^p conj(w)^q), w a root of f."""
        t = complexified(self.f.term(rest))
        base = complexified(self.f.term(f))
        depth = lcm(int(c.q), int(e.q))
        p, q = int((c * depth).p), int((e * depth).p)
        thm = law("root_of_root", base, depth, d, p, q)
        left, right = thm.conclusion.args
        w = k.root(base, depth) if depth > 1 else base
        v = k.root(base, depth * d)
        own = [self.radical_value(f, depth * d)]
        if depth > 1:
            own.append(self.radical_value(f, depth))
        for s in (w, v):
            thm_s = {o.conclusion.args[0]: o for o in own}.get(s)
            if thm_s is not None:
                own.append(
                    chain(
                        applied(lambda a: fn("conj", a), thm_s),
                        self.f.conjugates.normal_conj(thm_s.conclusion.args[1]),
                    )
                )
            else:
                own.append(
                    chain(
                        applied(lambda a: fn("conj", a), same(s, self.f.term(f), self.f.i_square)),
                        self.f.conjugates.conj_value(f),
                    )
                )
        own = [o for o in own if o.conclusion.args[0] != o.conclusion.args[1]]
        first = (
            applied(lambda a: k.root(a, d), self.f.solve(k.eq(t, left.args[0]), *own))
            if t != left.args[0]
            else same(left, left)
        )
        return chain(first, thm, self.f.solve(k.eq(right, self.f.term(value)), *own))

    def radical_value(self, f: fmpq_mpoly, d: int) -> Theorem:
        """|- the principal root of f, which cannot be taken apart = the draft's radical."""
        return self.f.remembered(("radical", self.f.term(f), d), lambda: self._radical_value(f, d))

    def _radical_value(self, f: fmpq_mpoly, d: int) -> Theorem:
        ring = self.f.ring
        t = complexified(self.f.term(f))
        value = self.f.term(elementary.radical(ring, f, d))
        turn = cyclotomic.angle_of(ring, f)
        if turn is not None and turn[1] != 0:
            return self._turned_root(t, d, turn, value)
        finest = ring.granularity.refine(ring.term(f), d)
        r = k.root(t, finest)
        if finest == d:
            return self.f.solve(k.eq(r, value)) if r != value else same(r, r)
        m = finest // d
        thm = law("root_of_root", t, d, m, 1, 0)
        w = k.root(t, d)
        plain = applied(lambda a: k.root(a, m), same(thm.conclusion.args[0].args[0], w))
        tower = combined(k.root(w, m), r, (MINUS, plain), (ONE, thm))
        raised = law("root_power", w, m)
        power = combined(w, k.power(r, m), (MINUS, raised), (geometric(k.root(w, m), r, m), tower))
        return chain(power, self.f.solve(k.eq(k.power(r, m), value)))

    def _turned_root(self, t: Term, d: int, turn: tuple[fmpq, fmpq], value: Term) -> Theorem:
        """The root of c exp(pi i a), c > 0."""
        ring = self.f.ring
        c, a = turn
        w = k.mul(number(a), PI, I)
        exp = self.f.normal(Term("exp", w))
        unit = complexified(self.f.term(cyclotomic.unity(ring, a)))
        as_unit = chain(exp, self.f.solve(k.eq(exp.conclusion.args[1], unit)))
        root = law("root_exp", unit, d, w, given=[as_unit, *self.f.logarithms.bounded(w)])
        of_unit = chain(root, self.f.normal(root.conclusion.args[1]))
        if c == 1 and unit == t:
            return chain(of_unit, self.f.solve(k.eq(of_unit.conclusion.args[1], value)))
        cn = number(c)
        product = law("root_product", cn, unit, d, given=[positive(nonnegative(cn))])
        first = applied(lambda s: k.root(s, d), self.f.solve(k.eq(t, Term("mul", cn, unit))))
        whole = chain(first, product)
        own = [of_unit] if c == 1 else [of_unit, self.rational_root(c, d)]
        if c == 1:
            own.append(
                law(
                    "root_unique", ONE, d, ONE, given=[positive(nonnegative(ONE)), same(k.power(ONE, d), ONE)]
                )
            )
        return chain(whole, self.f.solve(k.eq(whole.conclusion.args[1], value), *own))
