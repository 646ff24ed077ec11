"""Exponentials of polynomials, by the laws of exp and log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, PI, ZERO, KernelError, Term, fn
from symderiv.normalize import cyclotomic, elementary
from symderiv.normalize.equalities import MINUS, applied, chain, combined, moved, same
from symderiv.normalize.functions.steps import complexified, law, nonzero, number, principal

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Exponentials:
    """Exponentials of polynomials, by the laws of exp and log."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def exp_value(self, p: fmpq_mpoly) -> Theorem:
        """|- exp p = the draft's exponential of p."""
        return self.f.remembered(
            ("exp", self.f.term(p), frozenset(self.f.ring.unfolding)), lambda: self._exp_value(p)
        )

    def _exp_value(self, p: fmpq_mpoly) -> Theorem:
        ring = self.f.ring
        if p == 0:
            return law("exp_sum")
        pieces: list[tuple[Term, Theorem]] = []
        monomials, logs = elementary.without_logs(ring, p)
        for c, factors in monomials:
            thm = self._exp_monomial(c, factors)
            pieces.append((thm.conclusion.args[0].args[0], thm))
        for base, (c, d) in logs.items():
            thm = self._exp_of_log(base, c, d)
            pieces.append((thm.conclusion.args[0].args[0], thm))
        t = self.f.term(p)
        total = k.add(*(w for w, _ in pieces))
        split = law("exp_sum", *(w for w, _ in pieces))
        turned = applied(lambda a: Term("exp", a), self.f.plain(t, total))
        product = k.mul(*(thm.conclusion.args[1] for _, thm in pieces))
        whole = chain(turned, split) if len(pieces) > 1 else turned
        values = infer.ring(
            k.eq(whole.conclusion.args[1], product),
            tuple(thm for _, thm in pieces if thm.conclusion.args[0] != thm.conclusion.args[1]),
        )
        result = self.f.term(elementary.exponential(ring, p))
        end = self.f.solve(k.eq(product, result))
        return chain(whole, values, end)

    def _exp_monomial(self, c: fmpq, factors: Any) -> Theorem:
        ring = self.f.ring
        m = ring.ctx.constant(1)
        for i, e in factors:
            m *= ring.gens[i] ** e
        w = self.f.term(m * c)
        left = dict(factors)
        quarter = left.pop(ring.index.get(ring.zeta_atom(), -1), 0) == ring.granularity.order // 4
        turns = quarter and left.pop(ring.index.get(PI, -1), 0) == 1
        if turns and not left:
            return self._exp_angle(w, c)
        parts = ring.granularity.refine(ring.term(m), int(c.q))
        fine = m / parts
        atom = Term("exp", ring.term(fine))
        ring.gen(atom)
        n = int((c * parts).p)
        value = elementary.exp_of_monomial(ring, c, factors)
        base = principal(atom)
        power = law("exp_power", base.args[0], k.num(n))
        turned = applied(lambda a: Term("exp", a), self.f.plain(w, power.conclusion.args[1].args[0]))
        raised = combined(Term("exp", w), k.power(base, n), (ONE, turned), (MINUS, power))
        result = self.f.term(value)
        return chain(raised, self.f.solve(k.eq(k.power(base, n), result)))

    def _exp_angle(self, w: Term, c: fmpq) -> Theorem:
        """|- exp(c pi i) = a power of the root of unity."""
        ring = self.f.ring
        order = ring.granularity.order
        value = self.f.term(cyclotomic.unity(ring, c))
        j = int((c * order / 2).p)
        u = self.f.relations.unity_argument()
        power = law("exp_power", u, k.num(j))
        turned = applied(lambda a: Term("exp", a), self.f.plain(w, power.conclusion.args[1].args[0]))
        raised = combined(Term("exp", w), k.power(Term("exp", u), j), (ONE, turned), (MINUS, power))
        apart = (law("exp_nonzero", u),)
        z = Term("exp", u)
        if order == 4:
            equations: tuple[Theorem, ...] = (law("exp_quarter"), self.f.i_square)
        else:
            ring.zeta()
            equations = (self.f.relations.cyclotomic(),)
        return chain(raised, infer.ring(k.eq(k.power(z, j), value), equations, apart))

    def log_atom(self, i: int) -> tuple[Term, fmpq_mpoly, Theorem]:
        """A logarithm, its argument, and that this is not 0."""
        ring = self.f.ring
        f = ring.log_of[i]
        apart = self.f.facts.try_nonzero(self.f.term(f))
        if apart is None:
            raise KernelError(f"expected to know that {self.f.term(f)} is not 0")
        return self.f.atom(i), f, apart

    def _exp_of_log(self, base: int, c: fmpq, d: fmpq) -> Theorem:
        """|- exp(c log f + d conj(log f)) = the draft's power of f."""
        ring = self.f.ring
        log, f, apart = self.log_atom(base)
        if d == 0:
            return self._power_value(log, f, apart, c)
        result = self.f.term(elementary.exp_of_log(ring, base, c, d))
        mirror = fn("conj", log)
        w = k.add(k.mul(number(c), log), k.mul(number(d), mirror))
        turns = c - d
        plain = d.q == 1 or (len(f) == 1 and f.total_degree() == 1) or base in ring.unfolding
        if turns.q == 1 and not plain:
            n = int(turns.p)
            size = ring.reduce(f * elementary.conjugate(ring, f))
            sum_of_logs = self._log_of_pair(log, f, apart, size)
            with ring.unfolded(base):
                half = self.exp_value(ring.reduce(elementary.logarithm(ring, size, None) * d))
            first = self._power_value(log, f, apart, fmpq(n))
            parts = (first.conclusion.args[0].args[0], half.conclusion.args[0].args[0])
            split = law("exp_sum", *parts)
            turned = applied(
                lambda a: Term("exp", a),
                combined(w, split.conclusion.args[0].args[0], (number(d), sum_of_logs)),
            )
            whole = chain(turned, split)
            return chain(whole, self.f.solve(k.eq(whole.conclusion.args[1], result), first, half))
        first = self._power_value(log, f, apart, c) if c else law("exp_sum")
        inner = self._power_value(log, f, apart, d)
        exponent = inner.conclusion.args[0].args[0]
        mirrored_exponent = (
            combined(
                fn("conj", exponent),
                k.mul(number(d), mirror),
                (ONE, law("conj_product", number(d), log)),
                (mirror, law("conj_real", number(d))),
            )
            if exponent.op == "mul"
            else same(mirror, mirror)
        )
        conj_exp = law("conj_exp", exponent)
        second = combined(
            Term("exp", k.mul(number(d), mirror)),
            fn("conj", inner.conclusion.args[1]),
            (MINUS, applied(lambda a: Term("exp", a), mirrored_exponent)),
            (MINUS, conj_exp),
            (ONE, applied(lambda a: fn("conj", a), inner)),
        )
        parts = (first.conclusion.args[0].args[0], second.conclusion.args[0].args[0])
        split = law("exp_sum", *parts)
        turned = applied(lambda a: Term("exp", a), same(w, split.conclusion.args[0].args[0]))
        whole = chain(turned, split)
        return chain(whole, self.f.solve(k.eq(whole.conclusion.args[1], result), first, second))

    def _log_of_pair(self, log: Term, f: fmpq_mpoly, apart: Theorem, size: fmpq_mpoly) -> Theorem:
        """|- log f + conj(log f) = the logarithm of f conj f."""
        t = self.f.term(size)
        mirror = fn("conj", log)
        w = k.add(log, mirror)
        exp_log = law("exp_log", log.args[1][0], given=[apart])
        second = combined(
            Term("exp", mirror),
            fn("conj", log.args[1][0]),
            (MINUS, law("conj_exp", log)),
            (ONE, applied(lambda a: fn("conj", a), exp_log)),
        )
        split = law("exp_sum", log, mirror)
        product = chain(split, self.f.solve(k.eq(split.conclusion.args[1], t), exp_log, second))
        unique = law("log_unique", t, w, given=[product, *self.f.logarithms.bounded(w)])
        size_apart = self._pair_apart(f, apart, t)
        value = self.f.logarithms.log_value(size, size_apart)
        return combined(w, value.conclusion.args[1], (MINUS, unique), (ONE, value))

    def _pair_apart(self, f: fmpq_mpoly, apart: Theorem, t: Term) -> Theorem:
        """f != 0 to f conj f != 0."""
        known = self.f.facts.try_nonzero(t)
        if known is not None:
            return known
        s = self.f.term(f)
        mirror = self.f.conjugates.conj_value(f)
        mate = mirror.conclusion.args[1]
        mate_apart = moved(nonzero, mirror, self.f.facts.need(nonzero(fn("conj", s))))
        equal = k.eq(t, ZERO)
        inverse = k.mul(k.power(s, -1), k.power(mate, -1))
        found, others = self.f.known_of([t, inverse], {})
        one = infer.ring(
            k.eq(ONE, ZERO),
            found,
            tuple(dict.fromkeys((apart, mate_apart, *others))),
            ((inverse, infer.assume(equal)),),
        )
        return infer.negate(equal, infer.absurd(one))

    def _power_value(self, log: Term, f: fmpq_mpoly, apart: Theorem, c: fmpq) -> Theorem:
        """|- exp(c log f) = f^c."""
        ring = self.f.ring
        (t,) = log.args[1]
        w = k.mul(number(c), log)
        result = self.f.term(elementary.power(ring, f, c, None))
        p, q = int(c.p), int(c.q)
        exp_log = law("exp_log", t, given=[apart])
        if q == 1:
            power = law("exp_power", log, k.num(p))
            turned = applied(lambda a: Term("exp", a), same(w, power.conclusion.args[1].args[0]))
            raised = combined(Term("exp", w), k.power(Term("exp", log), p), (ONE, turned), (MINUS, power))
            apart_too = (law("exp_nonzero", log), apart) if p < 0 else ()
            put = infer.ring(k.eq(k.power(Term("exp", log), p), k.power(t, p)), (exp_log,), apart_too)
            return chain(raised, put, self.f.solve(k.eq(k.power(t, p), result)))
        ct = complexified(t)
        as_exp = chain(exp_log, same(t, ct, self.f.i_square))
        root = law("root_exp", ct, q, log, given=[as_exp, *self.f.logarithms.log_bounds(t, apart)])
        value = self.f.roots.radical_value(f, q)  # root_q(ct) = r
        fine = root.conclusion.args[1]
        power = law("exp_power", fine.args[0], k.num(p))
        turned = applied(lambda a: Term("exp", a), same(w, power.conclusion.args[1].args[0]))
        raised = combined(Term("exp", w), k.power(fine, p), (ONE, turned), (MINUS, power))
        of_root = combined(fine, value.conclusion.args[1], (MINUS, root), (ONE, value))
        if p > 0:
            put = infer.ring(k.eq(k.power(fine, p), k.power(value.conclusion.args[1], p)), (of_root,))
        else:
            r = value.conclusion.args[1]
            fine_apart = law("exp_nonzero", fine.args[0])
            r_apart = moved(nonzero, of_root, fine_apart)
            self.f.apart.setdefault(r, r_apart)
            put = infer.ring(k.eq(k.power(fine, p), k.power(r, p)), (of_root,), (fine_apart, r_apart))
        return chain(raised, put, self.f.solve(k.eq(k.power(value.conclusion.args[1], p), result)))
