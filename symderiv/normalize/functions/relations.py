"""The relations between generators: roots of unity, powers of roots, whole turns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, PI, ZERO, I, KernelError, Term, fn
from symderiv.normalize import cyclotomic
from symderiv.normalize.equalities import MINUS, applied, chain, combined, same
from symderiv.normalize.functions.steps import (
    HALF,
    geometric,
    law,
    nonnegative,
    nonzero,
    value_of,
    without_leading,
)

if TYPE_CHECKING:
    from symderiv.normalize.functions.engine import Functions


class Relations:
    """The relations between generators: roots of unity, powers of roots, whole turns."""

    def __init__(self, functions: Functions) -> None:
        self.f = functions

    def unity_argument(self) -> Term:
        """u where the ring's root of unity is exp(u)."""
        return k.mul(k.num(Fraction(2, self.f.ring.granularity.order)), PI, I)

    def unit(self) -> Theorem | None:
        """|- i = a power of the root of unity."""
        order = self.f.ring.granularity.order
        if order == 4:
            return None
        u = self.unity_argument()
        quarter = k.mul(HALF, PI, I)
        power = law("exp_power", u, k.num(order // 4))
        turned = applied(lambda a: Term("exp", a), same(power.conclusion.args[1].args[0], quarter))
        as_i = combined(
            I,
            k.power(Term("exp", u), order // 4),
            (MINUS, law("exp_quarter")),
            (MINUS, turned),
            (MINUS, power),
        )
        self.f.equations[I] = as_i
        value = self.f.term(self.f.ring.poly(I))
        return chain(as_i, self.f.solve(k.eq(as_i.conclusion.args[1], value)))

    def relation(self, i: int) -> Theorem | None:
        """The equation that the draft reduces powers of a generator by."""
        found = self.f.found_relations.get(i)
        if found is None:
            found = self.f.once(("relation", i), lambda: self._relation(i))
            if found is not None:
                self.f.found_relations[i] = found
        return found

    def cyclotomic(self) -> Theorem:
        """What lowers powers of the ring's root of unity."""
        found = self.relation(self.f.ring.index[self.f.ring.zeta_atom()])
        if found is None:
            raise KernelError("expected a root of unity")
        return found

    def _relation(self, i: int) -> Theorem | None:
        ring = self.f.ring
        atom = self.f.atom(i)
        if i in ring.roots_of_unity:
            order = ring.granularity.order
            top = cyclotomic.degree(order)
            phi = law("cyclotomic", order)
            lower = without_leading(phi.conclusion.args[0], top)
            return combined(k.power(atom, top), lower, (ONE, phi))
        degree, value = ring.related[i]
        if i in ring.radicand:
            return self._root_relation(i, degree, value)
        if i in ring.exponent:
            w = atom.args[0]
            power = law("exp_power", w, k.num(degree))
            count = self._turns(k.mul(k.num(degree), w))
            period = law("exp_period", count)
            turned = applied(
                lambda a: Term("exp", a),
                self.f.solve(k.eq(power.conclusion.args[1].args[0], period.conclusion.args[0].args[0])),
            )
            return chain(power, turned, period)
        if i in ring.conjugates:
            other = self.f.atom(ring.conjugates[i])
            inner = self.relation(ring.conjugates[i])
            if inner is None:
                return None
            left = law(
                "conj_power",
                other,
                k.num(degree),
                given=[self.f.facts.need(k.or_(k.le(ZERO, k.num(degree)), nonzero(other)))],
            )
            original = ring.related[ring.conjugates[i]][1]
            right = self.f.conjugates.conj_value(original)
            middle = applied(lambda a: fn("conj", a), inner)
            return combined(
                k.power(atom, degree),
                right.conclusion.args[1],
                (MINUS, left),
                (ONE, middle),
                (
                    ONE,
                    chain(
                        applied(
                            lambda a: fn("conj", a),
                            self.f.solve(k.eq(inner.conclusion.args[1], self.f.term(original))),
                        ),
                        right,
                    ),
                ),
            )
        return None

    def _turns(self, w: Term) -> Term:
        """n where w = 2 n pi i."""
        p = self.f.poly(w)
        q = self.f.poly(k.mul(k.num(2), PI, I))
        n, rest = divmod(p, q)
        if rest != 0:
            raise KernelError(f"expected a multiple of 2 pi i, not {w}")
        return self.f.term(n)

    def root_power(self, r: Term) -> Theorem:
        """|- r^d = its radicand."""
        radicand, d = r.args
        given = [] if k.sort_of(radicand) == "complex" else [self.f.facts.need(nonnegative(radicand))]
        return law("root_power", radicand, d, given=given)

    def _root_relation(self, i: int, degree: int, value: fmpq_mpoly) -> Theorem:
        atom = self.f.atom(i)
        radicand, finest = atom.args
        if degree == finest:
            power = self.root_power(atom)
            return chain(power, self.f.solve(k.eq(radicand, self.f.term(value))))
        # the square root of a prime lies in the cyclotomic field
        prime = int(value_of(self.f.ring.radicand[i]))
        half = self.half_root(radicand, prime)
        if finest == 2:
            return half
        m = finest // 2
        law_root = law("root_of_root", radicand, 2, m, 1, 0)
        left = law_root.conclusion.args[0]  # root_m(w^1 conj(w)^0) = v^1 conj(v)^0
        w = k.root(radicand, 2)
        plain = applied(lambda a: k.root(a, m), same(left.args[0], w))
        tower = combined(k.root(w, m), atom, (MINUS, plain), (ONE, law_root))
        raised = self.root_power(k.root(w, m))
        power = combined(k.power(atom, m), w, (ONE, raised), (k.neg(geometric(atom, k.root(w, m), m)), tower))
        return chain(power, half)

    def half_root(self, radicand: Term, prime: int) -> Theorem:
        """|- the principal square root of a prime is its Gauss sum."""
        real = k.root(k.num(prime))
        gauss = law("gauss_sum", prime)
        sign = self.need_sign_of_root(k.num(prime), 2)
        square = chain(self.root_power(real), same(k.num(prime), radicand, self.f.i_square))
        as_real = law("root_unique", radicand, 2, real, given=[sign, square])
        value = cyclotomic.square_root_of_prime(self.f.ring, prime)
        if value is None:
            raise KernelError(f"expected the root of {prime} among the roots of unity")
        goal = k.eq(real, self.f.term(value))
        multiplier = ONE if prime == 2 or prime % 4 == 1 else k.neg(I)
        found, apart = self.f.known_of([*goal.args, *gauss.conclusion.args, I], {real: same(real, real)})
        found = tuple(t for t in found if t.conclusion.args[0] != real)
        return chain(as_real, infer.ring(goal, self._unities(gauss, found), apart, ((multiplier, gauss),)))

    def _unities(self, gauss: Theorem, found: tuple[Theorem, ...]) -> tuple[Theorem, ...]:
        """The equations, and what other roots of unity are in terms of the ring's."""
        own = {t.conclusion.args[0] for t in found}
        extra = []
        for t in k.subterms(gauss.conclusion):
            if t.op == "exp" and t not in own and not self.f.is_generator(t):
                thm = self.f.exponentials.exp_value(self.f.poly(t.args[0]))
                inner = applied(lambda a: Term("exp", a), self.f.normal(t.args[0]))
                extra.append(chain(inner, thm))
                own.add(t)
        return (*found, *extra)

    def need_sign_of_root(self, radicand: Term, d: int) -> Theorem:
        return law("root_sign", radicand, d, given=[self.f.facts.need(nonnegative(radicand))])
