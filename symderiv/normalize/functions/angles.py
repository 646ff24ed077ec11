"""Angles that are equal up to a period: bounds of real and imaginary parts, by form and by what is given."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, PI, ZERO, I, KernelError, Term, fn
from symderiv.normalize.equalities import MINUS, applied, combined, moved
from symderiv.normalize.functions.engine import Functions
from symderiv.normalize.functions.steps import HALF, conjugate_parts, law, positive
from symderiv.normalize.parts import opaque


class Angles:
    """Bounds of the real and imaginary parts of a term, by its form and by what is given."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        self.equations: dict[Term, Theorem] = {}  # of the functions met

    def parts(self, t: Term, *, imaginary: bool) -> list[tuple[Fraction, Term]]:
        """im t (or re t) as a sum of c A."""
        if imaginary and k.sort_of(t) != "complex":
            return []
        if t.op == "add":
            return [p for a in t.args for p in self.parts(a, imaginary=imaginary)]
        if t.op == "mul":
            return self._product(t, imaginary=imaginary)
        if t.op == "fn" and t.args[0] == "conj":
            inner = self.parts(t.args[1][0], imaginary=imaginary)
            return [(-c, a) for c, a in inner] if imaginary else inner
        if t.op == "num":
            raise KernelError(f"expected a multiple of pi, met {t}")
        if t.op == "fn" and t.args[0] in ("acot", "asec", "acsc", "acoth", "asech", "acsch", "arg"):
            thm = self.functions.instance("definition", t.args[0], *t.args[1])
            self.equations[t] = thm
            return self.parts(thm.conclusion.args[1], imaginary=imaginary)
        if t.op == "fn" and t.args[0] in ("re", "im"):
            return self.parts(t.args[1][0], imaginary=t.args[0] == "im")
        if k.sort_of(t) != "complex":
            return [(Fraction(1), t)]
        return [(Fraction(1), fn("im" if imaginary else "re", t))]

    def _product(self, t: Term, *, imaginary: bool) -> list[tuple[Fraction, Term]]:
        scale, rest, turned = Fraction(1), list[Term](), imaginary
        for a in t.args:
            if a.op == "num":
                scale *= a.args[0]
            elif a.op == "pow" and a.args[0].op == "num" and a.args[1] == MINUS and a.args[0] != ZERO:
                scale /= a.args[0].args[0]
            elif a == I:  # im(i x) = re x, re(i x) = -im x
                scale *= 1 if turned else -1
                turned = not turned
            else:
                rest.append(a)
        if len(rest) != 1:
            raise KernelError(f"expected a multiple of an angle, met {t}")
        return [(scale * c, a) for c, a in self.parts(rest[0], imaginary=turned)]

    def total(self, t: Term, parts: list[tuple[Fraction, Term]]) -> Theorem:
        """|- im t = the sum of its parts."""
        equations = dict(self.equations)

        def mirror(s: Term) -> None:
            for atom in conjugate_parts(s, equations):
                if atom.op == "fn" and atom.args[0] == "conj":
                    equations[fn("conj", atom)] = law("conj_conj", atom.args[1][0])
                    mirror(atom.args[1][0])
                elif atom in self.equations:
                    value = self.equations[atom]
                    equations[fn("conj", atom)] = applied(lambda v: fn("conj", v), value)
                    mirror(value.conclusion.args[1])

        for e in list(self.equations.values()):
            visit_parts(e.conclusion.args[1], equations)
        im = fn("im", t)
        goal = k.eq(im, k.add(*(k.mul(k.num(c), a) for c, a in parts)))
        for s in (t, *(a for _, a in parts)):
            visit_parts(s, equations)
        equations[im] = law("definition", "im", t)
        for part in list(equations):
            if part.op == "fn" and part.args[0] in ("re", "im"):
                mirror(part.args[1][0])
        equations[I] = self.functions.i_square
        return infer.ring(goal, tuple(equations.values()))

    def bounds(self, a: Term) -> list[tuple[Theorem, Fraction, bool]]:
        """Theorems c pi <= A (or <), and A <= c pi (or <): the theorem, c, and whether A stands right."""
        facts: list[Theorem] = []
        f = self.functions
        if a == PI:
            exact = positive(k.le(PI, PI))
            return [(exact, Fraction(1), True), (exact, Fraction(1), False)]
        names = {a}
        inner = a.args[1][0] if a.op == "fn" and a.args[0] in ("re", "im") else a
        if inner.op == "fn":
            name = inner.args[0]
            (z, *_) = inner.args[1] or (ZERO,)
            if name == "log" and a != inner and a.args[0] == "im":
                facts += self._half_planes(z)
                names.add(fn("arg", z))
            if name in ("log", "asin", "acos", "atan", "asinh", "acosh", "atanh"):
                both = f.instance("angle_bounds", name, z)
                facts += [self.as_named(a, infer.and_elim(both, place)) for place in (0, 1)]
        found = []
        for thm in (*facts, *f.known.values()):
            if thm.conclusion.op not in ("le", "lt"):
                continue
            left, right = thm.conclusion.args
            if right in names and (c := turns(left)) is not None:
                found.append((self.as_named(a, thm), c, True))
            if left in names and (c := turns(right)) is not None:
                found.append((self.as_named(a, thm), c, False))
        return found

    def as_named(self, a: Term, thm: Theorem) -> Theorem:
        """The theorem, about A instead of another name of it."""
        left, right = thm.conclusion.args
        relation = thm.conclusion.op
        for place, side in enumerate((left, right)):
            other = (left, right)[1 - place]
            if side == a or turns(other) is None or turns(side) is not None:
                continue
            if side.op == "fn" and side.args[0] in ("arg", "re", "im"):
                if side.args[0] == "arg":
                    equation = self.functions.instance("definition", "arg", *side.args[1])
                else:
                    real = side.args[1][0]
                    mirror = law("conj_real", real)
                    equation = combined(side, real, (ONE, law("definition", "re", real)), (HALF, mirror))
                return moved(partial(sided, relation, other, place), equation, thm)
        return thm

    def _half_planes(self, z: Term) -> Iterator[Theorem]:
        for name, relation in (
            ("re > 0", k.lt(ZERO, fn("re", z))),
            ("re >= 0", k.le(ZERO, fn("re", z))),
            ("im > 0", k.lt(ZERO, fn("im", z))),
            ("im >= 0", k.le(ZERO, fn("im", z))),
            ("im < 0", k.lt(fn("im", z), ZERO)),
        ):
            if relation in self.functions.known or relation in self.functions.allowed:
                both = self.functions.instance("argument_bounds", name, z)
                yield infer.and_elim(both, 0)
                yield infer.and_elim(both, 1)

    def within(self, t: Term) -> tuple[Theorem, Theorem]:
        """|- -2 pi < im t and im t < 2 pi."""
        if not k.free_vars(t):
            try:
                return self._enclosed(t)
            except KernelError:
                pass  # where nothing is enclosed the form may tell
        merged: dict[Term, Fraction] = {}
        for c, a in self.parts(t, imaginary=True):
            merged[a] = merged.get(a, Fraction(0)) + c
        parts = [(c, a) for a, c in merged.items() if c]
        total = self.total(t, parts)
        im = fn("im", t)
        turn = k.mul(k.num(2), PI)
        return (
            self._within(k.lt(k.neg(turn), im), -1, total, parts),
            self._within(k.lt(im, turn), 1, total, parts),
        )

    def _enclosed(self, t: Term) -> tuple[Theorem, Theorem]:
        """The same for a constant, by its value; 6 < 2 pi."""
        bound = k.num(6)
        both = law("enclosure", t, "im", k.neg(bound), bound)
        above = infer.and_elim(law("pi_bounds"), 0)
        im, turn = fn("im", t), k.mul(k.num(2), PI)
        low, high = (infer.and_elim(both, place) for place in (0, 1))
        return (
            positive(k.lt(k.neg(turn), im), (1, (low,), ()), (2, (above,), ())),
            positive(k.lt(im, turn), (1, (high,), ()), (2, (above,), ())),
        )

    def _within(self, goal: Term, sign: int, total: Theorem, parts: list[tuple[Fraction, Term]]) -> Theorem:
        products: list[tuple[Fraction, tuple[Theorem, ...], tuple[Term, ...]]] = []
        rest, strict = Fraction(2), False
        for c, a in parts:
            upper = sign * c > 0  # whether an upper bound of A is wanted
            fits = [
                (e if upper else -e, thm.conclusion.op == "le", thm, e)
                for thm, e, right in self.bounds(a)
                if right != upper
            ]
            if not fits:
                raise KernelError(f"expected bounds of {a}")
            _, _, thm, end = min(fits, key=lambda b: b[:2])
            products.append((abs(c), (thm,), ()))
            rest -= sign * c * end
            strict |= thm.conclusion.op == "lt"
        if rest < 0 or (rest == 0 and not strict):
            raise KernelError(f"expected an angle within two turns, met {goal}")
        if rest:
            products.append((rest, (self.functions.logarithms.pi_positive(),), ()))
        return positive(goal, *products, combination=((k.num(-sign), total),))


def sided(relation: str, other: Term, place: int, t: Term) -> Term:
    """The relation with t on the left (0) or on the right (1)."""
    return Term(relation, other, t) if place else Term(relation, t, other)


def visit_parts(t: Term, equations: dict[Term, Theorem]) -> None:
    """Definitions of the real and imaginary parts in t."""
    for s in opaque(t):
        if s.op == "fn" and s.args[0] in ("re", "im") and s not in equations:
            equations[s] = law("definition", s.args[0], *s.args[1])


def turns(t: Term) -> Fraction | None:
    """c where t is c pi."""
    if t == ZERO:
        return Fraction(0)
    c, pis = Fraction(1), 0
    for a in t.args if t.op == "mul" else (t,):
        if a.op == "num":
            c *= a.args[0]
        elif a.op == "pow" and a.args[0].op == "num" and a.args[1] == MINUS and a.args[0] != ZERO:
            c /= a.args[0].args[0]
        elif a == PI:
            pis += 1
        else:
            return None
    return c if pis == 1 else None


def by_period(functions: Functions, goal: Term, factor: Term) -> Theorem:
    """|- a = b, as exp(factor (a - b)) = 1 and the imaginary part of factor (a - b) is within two turns."""
    a, b = goal.args
    t = k.mul(factor, k.sub(a, b))
    low, high = Angles(functions).within(t)
    one = functions.solve(k.eq(Term("exp", t), ONE))
    zero = law("exp_one", t, given=[one, low, high])
    back = k.neg(I) if factor == I else ONE
    return infer.ring(goal, (functions.i_square,), (), ((back, zero),))
