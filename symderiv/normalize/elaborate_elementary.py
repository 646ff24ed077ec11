"""Elementary functions in steps of the core: what the normal form says of them, proved from the table of laws.

The draft engine writes a term as a polynomial over generators: finest exponentials, roots, logarithms, conjugates
and one root of unity.  Each of these is a term; for every function in a statement :class:`Functions` proves that
it is the polynomial, and the relations between generators, so that one ring step closes the statement.  Nothing
here is trusted: a wrong step is refused by the core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq, fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.functions import DEFINITIONS
from symderiv.core.inference import Theorem
from symderiv.core.laws import LAWS
from symderiv.core.terms import ONE, PI, ZERO, I, KernelError, Rational, Term, fn
from symderiv.normalize import elementary as draft
from symderiv.normalize.polynomials import Normal

MINUS = k.num(-1)
HALF = k.num(Fraction(1, 2))
Equation = Theorem  # with an equation as its conclusion


# -- small derivations -------------------------------------------------------------------------------


def law(name: str, *args: Any, given: Sequence[Theorem] = ()) -> Theorem:
    """An instance of a law of the table."""
    return infer.law(name, args, *given)


def same(a: Term, b: Term, *equations: Theorem, nonzero: Sequence[Theorem] = ()) -> Theorem:
    """|- a = b as polynomials, with these equations."""
    return infer.ring(k.eq(a, b), equations, tuple(nonzero))


def combined(a: Term, b: Term, *parts: tuple[Term, Theorem], nonzero: Sequence[Theorem] = ()) -> Theorem:
    """|- a = b as a combination of equations."""
    return infer.ring(k.eq(a, b), (), tuple(nonzero), parts)


def chain(*thms: Theorem) -> Theorem:
    """|- a = b, |- b = c, ... to |- a = z."""
    first, last = thms[0].conclusion.args[0], thms[-1].conclusion.args[1]
    links = [t for t in thms if t.conclusion.args[0] != t.conclusion.args[1]]
    return links[0] if len(links) == 1 else combined(first, last, *((ONE, t) for t in links))


def mirrored(thm: Theorem) -> Theorem:
    """|- a = b to |- b = a."""
    a, b = thm.conclusion.args
    return combined(b, a, (MINUS, thm))


def _letter(*ts: Term) -> Term:
    sort = max((k.sort_of(t) for t in ts), key=k.SORTS.index)
    return k.var("·elaborated", sort)


def applied(f: Callable[[Term], Term], equation: Theorem) -> Theorem:
    """|- a = b to |- f(a) = f(b)."""
    a, b = equation.conclusion.args
    if a == b:
        return same(f(a), f(a))
    v = _letter(a, b)
    return infer.rewrite(v, k.eq(f(a), f(v)), equation, same(f(a), f(a)))


def moved(f: Callable[[Term], Term], equation: Theorem, thm: Theorem) -> Theorem:
    """|- a = b and |- f(a), a formula, to |- f(b)."""
    a, b = equation.conclusion.args
    return thm if a == b else infer.rewrite(_letter(a, b), f(_letter(a, b)), equation, thm)


def nonnegative(t: Term) -> Term:
    return k.le(ZERO, t)


def nonzero(t: Term) -> Term:
    return k.ne(t, ZERO)


def positive(
    goal: Term,
    *products: tuple[Fraction | int, tuple[Theorem, ...], tuple[Term, ...]],
    combination: Sequence[tuple[Term, Theorem]] = (),
) -> Theorem:
    """An inequality as a sum of products of inequalities and squares."""
    made = tuple((Rational(c), facts, squares) for c, facts, squares in products if c)
    return infer.positive(goal, made, tuple(combination))


def refuted(assumed: Term, one: Theorem) -> Theorem:
    """assumed |- 1 = 0 to |- not assumed."""
    return infer.negate(assumed, infer.absurd(one))


def complexified(t: Term) -> Term:
    """t, whose roots are principal ones."""
    return k.mul(MINUS, I, I, t) if k.sort_of(t) != "complex" else t


def principal(t: Term) -> Term:
    """A term of the draft's, where all roots are principal ones."""
    t = k.map_parts(lambda p, _: principal(p), t)
    return k.root(complexified(t.args[0]), t.args[1]) if t.op == "root" else t


def opaque(*ts: Term) -> Iterator[Term]:
    """The parts of terms that a ring does not look into."""
    for t in ts:
        if t.op in ("add", "mul"):
            yield from opaque(*t.args)
        elif t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].q == 1:
            if t.args[1].args[0] < 0 and t.args[0].op != "num":
                yield k.power(t.args[0], -1)
            yield from opaque(t.args[0])
        elif t.op != "num":
            yield t


def number(c: fmpq) -> Term:
    return k.num(Fraction(int(c.p), int(c.q)))


# -- functions ---------------------------------------------------------------------------------------


class Functions:
    """Theorems about the functions in a statement, from a ring of the draft's in which it was proved.

    ``conditions`` may be assumed; ``facts`` are theorems that the statement was given.
    """

    def __init__(self, ring: Normal, facts: Iterable[Theorem] = ()) -> None:
        self.ring = ring
        self.allowed = frozenset(ring.conditions)
        self.facts = {t.conclusion: t for t in facts}
        self.equations: dict[Term, Theorem] = {}
        self.values: dict[Any, Theorem] = {}
        self.relations: dict[int, Theorem] = {}
        self.apart: dict[Term, Theorem] = {}
        self.working: set[Any] = set()
        self.sources: list[tuple[Theorem, fmpq_mpoly]] | None = None
        self.i_square = law("i_square")

    # -- polynomials as terms

    def term(self, p: fmpq_mpoly) -> Term:
        """A polynomial of the draft's as a term of the core's."""
        return principal(self.ring.term(p))

    def atom(self, i: int) -> Term:
        return principal(self.ring.atoms[i])

    def poly(self, t: Term) -> fmpq_mpoly:
        return self.ring.reduce(self.ring.poly(t))

    def remembered(self, key: Any, make: Callable[[], Theorem]) -> Theorem:
        """A theorem that is made once."""
        found = self.values.get(key)
        if found is None:
            if key in self.working:
                raise KernelError(f"expected no circle, met {key}")
            self.working.add(key)
            try:
                found = self.values[key] = make()
            finally:
                self.working.discard(key)
        return found

    # -- ring steps that know of all generators

    def solve(
        self, goal: Term, *equations: Theorem, combination: Sequence[tuple[Term, Theorem]] = ()
    ) -> Theorem:
        """An equation, with what is known of the functions and generators in it."""
        terms = [*goal.args]
        for m, thm in combination:
            terms += [m, *thm.conclusion.args]
        own = {t.conclusion.args[0]: t for t in equations}
        found, apart = self.known_of(terms, own)
        return infer.ring(goal, found, apart, tuple(combination))

    def known_of(
        self, terms: list[Term], own: dict[Term, Theorem]
    ) -> tuple[tuple[Theorem, ...], tuple[Theorem, ...]]:
        """Equations for the parts that a ring does not look into, and what in them is known not to be 0."""
        equations: dict[Term, Theorem] = {}
        inverses: dict[Term, Theorem] = {}
        todo, seen = [*terms, *(t.conclusion.args[1] for t in own.values())], set[Term]()
        todo += [t.conclusion.args[0] for t in own.values() if t.conclusion.args[0].op in ("mul", "pow")]
        while todo:
            for t in opaque(todo.pop()):
                if t in seen:
                    continue
                seen.add(t)
                if t.op == "pow" and t.args[1] == MINUS:
                    thm = self.try_nonzero(t.args[0])
                    if thm is not None:
                        inverses[t.args[0]] = thm
                        todo.append(t.args[0])
                    continue
                equation = own.get(t) or self.equation(t)
                if equation is not None and equation.conclusion.args[1] != t:
                    equations[t] = equation
                    todo.append(equation.conclusion.args[1])
                for relation in self.relations_of(t):
                    equations[relation.conclusion.args[0]] = relation
                    todo.append(relation.conclusion.args[1])
        equations.update({left: thm for left, thm in own.items() if left not in equations})
        below = {b: self._inverses_below(b, equations) & inverses.keys() for b in inverses}
        order = sorted(inverses, key=lambda b: (-len(below[b]), -len(b.key)))
        return tuple(equations.values()), tuple(inverses[b] for b in order)

    @staticmethod
    def _inverses_below(base: Term, equations: dict[Term, Theorem]) -> set[Term]:
        """What is inverted in a term and in what its parts are equal to."""
        todo, seen, found = [base], set[Term](), set[Term]()
        while todo:
            for t in opaque(todo.pop()):
                if t not in seen:
                    seen.add(t)
                    if t.op == "pow" and t.args[1] == MINUS:
                        found.add(t.args[0])
                        todo.append(t.args[0])
                    elif t in equations:
                        todo.append(equations[t].conclusion.args[1])
        return found

    def relations_of(self, t: Term) -> Iterator[Theorem]:
        """The equation that lowers powers of a generator."""
        if t == I:
            yield self.i_square
        for i, atom in enumerate(self.ring.atoms):
            if i in self.ring.related or i in self.ring.roots_of_unity:
                if self.atom(i) == t and t != I:
                    thm = self.relation(i)
                    if thm is not None:
                        yield thm

    def normal(self, t: Term) -> Theorem:
        """|- t = its polynomial."""
        return self.remembered(("normal", t), lambda: self.solve(k.eq(t, self.term(self.poly(t)))))

    def equation(self, t: Term) -> Theorem | None:
        """|- t = its polynomial, for a function; None for a generator."""
        if t in self.equations:
            return self.equations[t]
        if ("equation", t) in self.working:
            return None
        self.working.add(("equation", t))
        try:
            thm = self._equation(t)
        finally:
            self.working.discard(("equation", t))
        if thm is not None:
            self.equations[t] = thm
        return thm

    def is_generator(self, t: Term) -> bool:
        index = self.generators()
        return t in index

    def generators(self) -> dict[Term, int]:
        atoms = self.ring.atoms
        if getattr(self, "_count", -1) != len(atoms):
            self._count = len(atoms)
            self._index = {self.atom(i): i for i in range(len(atoms))}
        return self._index

    def _equation(self, t: Term) -> Theorem | None:
        if t.op in ("var", "num") or (t.op == "fn" and not t.args[1] and t.args[0] not in ("I", "golden")):
            return None
        if t in self.generators() and t != I:
            return None
        match t.op:
            case "exp":
                return self._of_argument(t, lambda a: Term("exp", a), lambda p, _: self.exp_value(p))
            case "root":
                return self._root(t)
            case "if":
                return self._absolute_real(t)
            case "pow":
                return self._power(t)
            case "fn":
                return self._function(t)
        return None

    def _of_argument(
        self,
        t: Term,
        f: Callable[[Term], Term],
        value: Callable[[fmpq_mpoly, Theorem], Theorem],
    ) -> Theorem:
        """|- f(a) = f(its polynomial p) = value(p)."""
        (a,) = k.parts(t)
        inner = self.normal(a)
        return chain(applied(f, inner), value(self.poly(a), inner))

    def _function(self, t: Term) -> Theorem | None:
        name, args = t.args
        if name == "I":
            return self.unit()
        if name in DEFINITIONS:
            thm = self.instance("definition", name, *args)
            return chain(thm, self.normal(thm.conclusion.args[1]))
        if name == "conj":
            return self._of_argument(t, lambda a: fn("conj", a), lambda p, _: self.conj_value(p))
        if name == "abs":
            return self._absolute(t)
        if name == "log":
            return self._of_argument(
                t,
                lambda a: fn("log", a),
                lambda p, inner: self.log_value(p, moved(nonzero, inner, self.need(nonzero(args[0])))),
            )
        if name in draft.INVERSES:
            return self._inverse(t)
        thm = same(t, t)
        for place, a in enumerate(args):
            inner = self.normal(a)
            now = thm.conclusion.args[1].args[1]

            def put(v: Term, now: tuple[Term, ...] = now, place: int = place) -> Term:
                return fn(name, *now[:place], v, *now[place + 1 :])

            thm = chain(thm, applied(put, inner))
        return None if thm.conclusion.args[0] == thm.conclusion.args[1] else thm

    def instance(self, name: str, *args: Any) -> Theorem:
        """A law, with its premises from what is known."""
        premises, *_ = LAWS[name].instance(*args)
        return law(name, *args, given=[self.need(f) for f in premises])

    # -- what is known

    def need(self, f: Term) -> Theorem:
        """A theorem of a formula that is known, given or evident."""
        found = self.attempt(f)
        if found is None:
            raise KernelError(f"expected to know {f}")
        return found

    def attempt(self, f: Term) -> Theorem | None:
        if f in self.facts:
            return self.facts[f]
        if f in self.allowed:
            return infer.assume(f)
        if ("need", f) in self.working:
            return None
        self.working.add(("need", f))
        try:
            thm = self._derived(f)
        finally:
            self.working.discard(("need", f))
        if thm is not None:
            self.facts[f] = thm
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
        """A formula from each case of a disjunction that is known."""
        for g in (*self.allowed, *self.facts):
            if g.op != "or" or ("cases", g) in self.working:
                continue
            self.working.add(("cases", g))
            branches = [self._under(h, f) for h in g.args]
            self.working.discard(("cases", g))
            if None not in branches:
                return infer.by_cases(self.need(g), *branches)
        return None

    def _under(self, h: Term, f: Term) -> Theorem | None:
        """h |- f."""
        before, apart = dict(self.facts), dict(self.apart)
        self.facts[h] = infer.assume(h)
        self.working.discard(("need", f))
        thm = self.attempt(f)
        self.facts, self.apart = before, apart
        return thm

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
        if not strict and k.lt(a, b) in self.allowed | self.facts.keys():
            return positive(f, (1, (self.need(k.lt(a, b)),), ()))
        if a != ZERO or k.sort_of(b) == "complex":
            if "complex" in (k.sort_of(a), k.sort_of(b)):
                return None
            less = self.attempt(Term(f.op, ZERO, k.sub(b, a)))
            return None if less is None else positive(f, (1, (less,), ()))
        try:
            return self.sign(b, strict=strict)
        except KernelError:
            return None

    def try_nonzero(self, t: Term) -> Theorem | None:
        """|- t != 0, if that is known."""
        f = nonzero(t)
        if t in self.apart:
            return self.apart[t]
        if f in self.facts:
            return self.facts[f]
        if f in self.allowed:
            return infer.assume(f)
        if ("apart", t) in self.working:
            return None
        self.working.add(("apart", t))
        try:
            thm = self._nonzero(t)
        except KernelError:
            thm = None
        finally:
            self.working.discard(("apart", t))
        if thm is not None:
            self.apart[t] = thm
        return thm

    def _nonzero(self, t: Term) -> Theorem | None:
        f = nonzero(t)
        equal = k.eq(t, ZERO)
        if t.op == "num" and t != ZERO:
            one = infer.ring(k.eq(ONE, ZERO), (), (), ((k.num(1 / Fraction(t.args[0])), infer.assume(equal)),))
            return refuted(equal, one)
        if t.op == "exp":
            return law("exp_nonzero", t.args[0])
        for strict in (k.lt(ZERO, t), k.lt(t, ZERO)):
            if strict in self.facts or strict in self.allowed:
                return self._from_strict(t, self.need(strict))
        if t.op == "root" and (inner := self.try_nonzero(t.args[0])) is not None:
            zero = infer.ring(
                k.eq(t.args[0], ZERO),
                (),
                (),
                ((MINUS, self.root_power(t)), (k.power(t, t.args[1] - 1), infer.assume(equal))),
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
            zero = combined(
                z, ZERO, (MINUS, law("conj_conj", z)), (ONE, back), (ONE, law("conj_sum"))
            )
            return infer.negate(equal, infer.contradict(zero, inner))
        if t == PI:
            return self._from_strict(t, self.pi_positive())
        constant = draft.number(self.ring, self.poly(t))
        if constant is not None and constant != 0:
            inverse = self.term(draft.inverse_number(self.ring, constant))
            one = self.solve(k.eq(ONE, ZERO), combination=((inverse, infer.assume(equal)),))
            return refuted(equal, one)
        if t.op == "fn" and t.args[0] == "abs" and (inner := self.try_nonzero(t.args[1][0])) is not None:
            return self._abs_apart(t, inner)
        if k.sort_of(t) != "complex" and self.ring.index is not None:
            try:
                strict_thm = self.sign(t, strict=True)
            except KernelError:
                strict_thm = None
            if strict_thm is not None:
                return self._from_strict(t, strict_thm)
        return self._factor_apart(t, f)

    def _abs_apart(self, t: Term, inner: Theorem) -> Theorem:
        """z != 0 to |z| != 0."""
        (z,) = t.args[1]
        equal = k.eq(t, ZERO)
        mirror = fn("conj", z)
        product = combined(
            k.mul(z, mirror), ZERO, (MINUS, law("abs_square", z)), (t, infer.assume(equal))
        )
        branches = [
            infer.contradict(infer.assume(k.eq(s, ZERO)), self.need(nonzero(s))) for s in (z, mirror)
        ]
        del inner
        return infer.negate(equal, infer.by_cases(infer.zero_product(product), *branches))

    def _from_strict(self, t: Term, strict: Theorem) -> Theorem:
        equal = k.eq(t, ZERO)
        sign = -1 if strict.conclusion.args[0] == ZERO else 1
        if k.sort_of(t) == "complex":
            at = moved(lambda v: k.lt(ZERO, v) if sign < 0 else k.lt(v, ZERO), infer.assume(equal), strict)
            return infer.negate(equal, infer.absurd(at))
        clash = positive(k.lt(ZERO, ZERO), (1, (strict,), ()), combination=((k.num(sign), infer.assume(equal)),))
        return infer.negate(equal, infer.absurd(clash))

    def _factor_apart(self, t: Term, f: Term) -> Theorem | None:
        """t != 0, as a factor of something that is known not to be 0, or a product of such."""
        ring = self.ring
        p = self.poly(t)
        if p == 0:
            return None
        for thm, q in self.known_apart():
            numerator, multiplier = ring.clear(q)
            for whole in (q, numerator):
                try:
                    cofactor, rest = divmod(whole, p)
                except (ZeroDivisionError, ValueError):
                    continue
                if rest != 0:
                    continue
                b = thm.conclusion.args[0].args[0]
                c = self.term(cofactor) if whole is q else k.mul(self.term(cofactor), self.inverse_of(multiplier))
                assumed = infer.assume(k.eq(t, ZERO))
                try:
                    zero = self.solve(k.eq(b, ZERO), combination=((c, assumed),))
                except KernelError:
                    continue
                return infer.negate(k.eq(t, ZERO), infer.contradict(zero, thm))
        return self._product_apart(t, p)

    def inverse_of(self, multiplier: fmpq_mpoly) -> Term:
        c, factors = multiplier.factor()
        return k.mul(number(1 / c), *(k.power(self.term(f), -int(e)) for f, e in factors))

    def known_apart(self) -> list[tuple[Theorem, fmpq_mpoly]]:
        if self.sources is None:
            self.sources = []
            for f in self.allowed:
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
                    self.sources.append((thm, self.poly(t)))
            for f, thm in list(self.facts.items()):
                if f.op == "not" and f.args[0].op == "eq" and f.args[0].args[1] == ZERO:
                    self.sources.append((thm, self.poly(f.args[0].args[0])))
                elif f.op == "lt" and f.args[0] == ZERO and (apart := self.try_nonzero(f.args[1])) is not None:
                    self.sources.append((apart, self.poly(f.args[1])))
        return self.sources

    def _product_apart(self, t: Term, p: fmpq_mpoly) -> Theorem | None:
        """t != 0, as its factors are known not to be 0."""
        numerator, _ = self.ring.clear(p)
        c, factors = numerator.factor()
        if len(factors) == 1 and int(factors[0][1]) == 1 and self.term(factors[0][0]) == t:
            return None
        parts = []
        for f, _ in factors:
            thm = self.try_nonzero(self.term(f))
            if thm is None:
                return None
            parts.append(thm)
        _, multiplier = self.ring.clear(p)
        inverse = k.mul(
            number(1 / c),
            self.term(multiplier),
            *(k.power(self.term(f), -int(e)) for f, e in factors),
        )
        assumed = infer.assume(k.eq(t, ZERO))
        one = self.solve(k.eq(ONE, ZERO), combination=((inverse, assumed),))
        return refuted(k.eq(t, ZERO), one)

    # -- the root of unity

    def unity_argument(self) -> Term:
        """u where the ring's root of unity is exp(u)."""
        return k.mul(k.num(Fraction(2, self.ring.grains.order)), PI, I)

    def unit(self) -> Theorem | None:
        """|- i = a power of the root of unity."""
        order = self.ring.grains.order
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
        self.equations[I] = as_i
        value = self.term(self.ring.poly(I))
        return chain(as_i, self.solve(k.eq(as_i.conclusion.args[1], value)))

    def relation(self, i: int) -> Theorem | None:
        """The equation that the draft reduces powers of a generator by."""
        found = self.relations.get(i)
        if found is None:
            if ("relation", i) in self.working:
                return None
            self.working.add(("relation", i))
            try:
                found = self._relation(i)
            finally:
                self.working.discard(("relation", i))
            if found is not None:
                self.relations[i] = found
        return found

    def _relation(self, i: int) -> Theorem | None:
        ring = self.ring
        atom = self.atom(i)
        if i in ring.roots_of_unity:
            order = ring.grains.order
            top = draft.degree(order)
            phi = law("cyclotomic", order)
            rest = k.sub(k.power(atom, top), phi.conclusion.args[0])
            lower = self.term(-ring.ctx.constant(1) * 0) if False else _sum_without(phi.conclusion.args[0], top)
            del rest
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
                self.solve(k.eq(power.conclusion.args[1].args[0], period.conclusion.args[0].args[0])),
            )
            return chain(power, turned, period)
        if i in ring.conjugates:
            other = self.atom(ring.conjugates[i])
            inner = self.relation(ring.conjugates[i])
            if inner is None:
                return None
            left = law("conj_power", other, k.num(degree), given=[self.need(k.or_(k.le(ZERO, k.num(degree)), nonzero(other)))])
            original = ring.related[ring.conjugates[i]][1]
            right = self.conj_value(original)
            middle = applied(lambda a: fn("conj", a), inner)
            return combined(
                k.power(atom, degree),
                right.conclusion.args[1],
                (MINUS, left),
                (ONE, middle),
                (ONE, chain(applied(lambda a: fn("conj", a), self.solve(k.eq(inner.conclusion.args[1], self.term(original)))), right)),
            )
        return None

    def _turns(self, w: Term) -> Term:
        """n where w = 2 n pi i."""
        p = self.poly(w)
        q = self.poly(k.mul(k.num(2), PI, I))
        n, rest = divmod(p, q)
        if rest != 0:
            raise KernelError(f"expected a multiple of 2 pi i, not {w}")
        return self.term(n)

    def root_power(self, r: Term) -> Theorem:
        """|- r^d = its radicand."""
        radicand, d = r.args
        given = [] if k.sort_of(radicand) == "complex" else [self.need(nonnegative(radicand))]
        return law("root_power", radicand, d, given=given)

    def _root_relation(self, i: int, degree: int, value: fmpq_mpoly) -> Theorem:
        atom = self.atom(i)
        radicand, finest = atom.args
        if degree == finest:
            power = self.root_power(atom)
            return chain(power, self.solve(k.eq(radicand, self.term(value))))
        # the square root of a prime lies in the cyclotomic field
        prime = int(value_of(self.ring.radicand[i]))
        half = self.half_root(radicand, prime)
        if finest == 2:
            return half
        m = finest // 2
        law_root = law("root_of_root", radicand, 2, m, 1, 0)
        left, right = law_root.conclusion.args  # root_m(w^1 conj(w)^0) = v^1 conj(v)^0
        w = k.root(radicand, 2)
        plain = applied(lambda a: k.root(a, m), same(left.args[0], w))
        tower = combined(k.root(w, m), atom, (MINUS, plain), (ONE, law_root))
        raised = self.root_power(k.root(w, m))
        power = combined(k.power(atom, m), w, (ONE, raised), (k.neg(_geometric(atom, k.root(w, m), m)), tower))
        return chain(power, half)

    def half_root(self, radicand: Term, prime: int) -> Theorem:
        """|- the principal square root of a prime is its Gauss sum."""
        real = k.root(k.num(prime))
        gauss = law("gauss_sum", prime)
        sign = self.need_sign_of_root(k.num(prime), 2)
        square = chain(self.root_power(real), same(k.num(prime), radicand, self.i_square))
        as_real = law("root_unique", radicand, 2, real, given=[sign, square])
        value = draft._square_root(self.ring, prime)
        assert value is not None
        goal = k.eq(real, self.term(value))
        multiplier = ONE if prime == 2 or prime % 4 == 1 else k.neg(I)
        own = self.unit_equations()
        found, apart = self.known_of([*goal.args, *gauss.conclusion.args, I], {real: same(real, real)})
        found = tuple(t for t in found if t.conclusion.args[0] != real) + own
        return chain(as_real, infer.ring(goal, self._unities(gauss, found), apart, ((multiplier, gauss),)))

    def unit_equations(self) -> tuple[Theorem, ...]:
        return ()

    def _unities(self, gauss: Theorem, found: tuple[Theorem, ...]) -> tuple[Theorem, ...]:
        """The equations, and what other roots of unity are in terms of the ring's."""
        own = {t.conclusion.args[0] for t in found}
        extra = []
        for t in k.subterms(gauss.conclusion):
            if t.op == "exp" and t not in own and not self.is_generator(t):
                thm = self.exp_value(self.poly(t.args[0]))
                inner = applied(lambda a: Term("exp", a), self.normal(t.args[0]))
                extra.append(chain(inner, thm))
                own.add(t)
        return (*found, *extra)

    def need_sign_of_root(self, radicand: Term, d: int) -> Theorem:
        return law("root_sign", radicand, d, given=[self.need(nonnegative(radicand))])

    # -- exponentials

    def exp_value(self, p: fmpq_mpoly) -> Theorem:
        """|- exp p = the draft's exponential of p."""
        return self.remembered(("exp", self.term(p)), lambda: self._exp_value(p))

    def _exp_value(self, p: fmpq_mpoly) -> Theorem:
        ring = self.ring
        if p == 0:
            return law("exp_sum")
        pieces: list[tuple[Term, Theorem]] = []
        logs: dict[int, list[fmpq]] = {}
        for c, factors in ring.monomials(p):
            (i, e), *more = factors or [(-1, 0)]
            if i in ring.logs and e == 1 and not more:
                base, conjugated = ring.logs[i]
                logs.setdefault(base, [fmpq(0), fmpq(0)])[conjugated] += c
            else:
                thm = self._exp_monomial(c, factors)
                pieces.append((thm.conclusion.args[0].args[0], thm))
        for base, (c, d) in logs.items():
            thm = self._exp_of_log(base, c, d)
            pieces.append((thm.conclusion.args[0].args[0], thm))
        t = self.term(p)
        total = k.add(*(w for w, _ in pieces))
        split = law("exp_sum", *(w for w, _ in pieces))
        turned = applied(lambda a: Term("exp", a), self.plain(t, total))
        left = Term("exp", t)
        product = k.mul(*(thm.conclusion.args[1] for _, thm in pieces))
        whole = chain(turned, split) if len(pieces) > 1 else turned
        values = infer.ring(
            k.eq(whole.conclusion.args[1], product), tuple(thm for _, thm in pieces if thm.conclusion.args[0] != thm.conclusion.args[1])
        )
        result = self.term(draft.exponential(ring, p))
        end = self.solve(k.eq(product, result))
        del left
        return chain(whole, values, end)

    def plain(self, a: Term, b: Term) -> Theorem:
        """|- a = b, where only i may be written in two ways."""
        return same(a, b) if a == b else self.solve(k.eq(a, b))

    def _exp_monomial(self, c: fmpq, factors: Any) -> Theorem:
        ring = self.ring
        m = ring.ctx.constant(1)
        for i, e in factors:
            m *= ring.gens[i] ** e
        w = self.term(m * c)
        left = dict(factors)
        quarter = left.pop(ring.index.get(ring.zeta_atom(), -1), 0) == ring.grains.order // 4
        turns = quarter and left.pop(ring.index.get(PI, -1), 0) == 1
        if turns and not left:
            return self._exp_angle(w, c)
        parts = ring.grains.refine(ring.term(m), int(c.q))
        fine = m / parts
        atom = Term("exp", ring.term(fine))
        g = ring.gen(atom)
        n = int((c * parts).p)
        value = draft._exp_of_monomial(ring, c, factors)
        base = principal(atom)
        power = law("exp_power", base.args[0], k.num(n))
        turned = applied(lambda a: Term("exp", a), self.plain(w, power.conclusion.args[1].args[0]))
        raised = combined(Term("exp", w), k.power(base, n), (ONE, turned), (MINUS, power))
        result = self.term(value)
        del g
        return chain(raised, self.solve(k.eq(k.power(base, n), result)))

    def _exp_angle(self, w: Term, c: fmpq) -> Theorem:
        """|- exp(c pi i) = a power of the root of unity."""
        ring = self.ring
        order = ring.grains.order
        value = self.term(draft.unity(ring, c))
        j = int((c * order / 2).p)
        u = self.unity_argument()
        power = law("exp_power", u, k.num(j))
        turned = applied(lambda a: Term("exp", a), self.plain(w, power.conclusion.args[1].args[0]))
        raised = combined(Term("exp", w), k.power(Term("exp", u), j), (ONE, turned), (MINUS, power))
        apart = (law("exp_nonzero", u),)
        z = Term("exp", u)
        if order == 4:
            equations: tuple[Theorem, ...] = (law("exp_quarter"), self.i_square)
        else:
            ring.zeta()
            relation = self.relation(ring.index[ring.zeta_atom()])
            assert relation is not None
            equations = (relation,)
        return chain(raised, infer.ring(k.eq(k.power(z, j), value), equations, apart))

    def log_atom(self, i: int) -> tuple[Term, fmpq_mpoly, Theorem]:
        """A logarithm, its argument, and that this is not 0."""
        ring = self.ring
        f = ring.log_of[i]
        apart = self.try_nonzero(self.term(f))
        if apart is None:
            raise KernelError(f"expected to know that {self.term(f)} is not 0")
        return self.atom(i), f, apart

    def _exp_of_log(self, base: int, c: fmpq, d: fmpq) -> Theorem:
        """|- exp(c log f + d conj(log f)) = the draft's power of f."""
        ring = self.ring
        log, f, apart = self.log_atom(base)
        if d == 0:
            return self._power_value(log, f, apart, c)
        result = self.term(draft._exp_of_log(ring, base, c, d))
        mirror = fn("conj", log)
        w = k.add(k.mul(number(c), log), k.mul(number(d), mirror))
        turns = c - d
        if turns.q == 1 and not (len(f) == 1 and f.total_degree() == 1):
            n = int(turns.p)
            size = ring.reduce(f * draft.conjugate(ring, f))
            sum_of_logs = self._log_of_pair(log, f, apart, size)
            half = self.exp_value(ring.reduce(draft.logarithm(ring, size, None) * d))
            first = self._power_value(log, f, apart, fmpq(n))
            parts = (first.conclusion.args[0].args[0], half.conclusion.args[0].args[0])
            split = law("exp_sum", *parts)
            turned = applied(
                lambda a: Term("exp", a),
                combined(w, split.conclusion.args[0].args[0], (number(d), sum_of_logs)),
            )
            whole = chain(turned, split)
            return chain(whole, self.solve(k.eq(whole.conclusion.args[1], result), first, half))
        first = self._power_value(log, f, apart, c) if c else law("exp_sum")
        inner = self._power_value(log, f, apart, d)
        exponent = inner.conclusion.args[0].args[0]
        mirrored_exponent = combined(
            fn("conj", exponent),
            k.mul(number(d), mirror),
            (ONE, law("conj_product", number(d), log)),
            (mirror, law("conj_real", number(d))),
        ) if exponent.op == "mul" else same(mirror, mirror)
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
        return chain(whole, self.solve(k.eq(whole.conclusion.args[1], result), first, second))

    def _log_of_pair(self, log: Term, f: fmpq_mpoly, apart: Theorem, size: fmpq_mpoly) -> Theorem:
        """|- log f + conj(log f) = the logarithm of f conj f."""
        t = self.term(size)
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
        product = chain(split, self.solve(k.eq(split.conclusion.args[1], t), exp_log, second))
        unique = law("log_unique", t, w, given=[product, *self.bounded(w)])
        size_apart = self.try_nonzero(t)
        if size_apart is None:
            raise KernelError(f"expected to know that {t} is not 0")
        value = self.log_value(size, size_apart)
        return combined(w, value.conclusion.args[1], (MINUS, unique), (ONE, value))

    def _power_value(self, log: Term, f: fmpq_mpoly, apart: Theorem, c: fmpq) -> Theorem:
        """|- exp(c log f) = f^c."""
        ring = self.ring
        (t,) = log.args[1]
        w = k.mul(number(c), log)
        result = self.term(draft._power(ring, f, c, None))
        p, q = int(c.p), int(c.q)
        exp_log = law("exp_log", t, given=[apart])
        if q == 1:
            power = law("exp_power", log, k.num(p))
            turned = applied(lambda a: Term("exp", a), same(w, power.conclusion.args[1].args[0]))
            raised = combined(Term("exp", w), k.power(Term("exp", log), p), (ONE, turned), (MINUS, power))
            nothing = (law("exp_nonzero", log),) if p < 0 else ()
            put = infer.ring(k.eq(k.power(Term("exp", log), p), k.power(t, p)), (exp_log,), ()) if p > 0 else None
            if put is None:
                inverse = self.solve(k.eq(k.power(t, -1), k.power(t, -1)))
                del inverse
                put = infer.ring(
                    k.eq(k.power(Term("exp", log), p), k.power(t, p)), (exp_log,), (*nothing, apart)
                )
            return chain(raised, put, self.solve(k.eq(k.power(t, p), result)))
        ct = complexified(t)
        as_exp = chain(exp_log, same(t, ct, self.i_square))
        root = law("root_exp", ct, q, log, given=[as_exp, *self.log_bounds(t, apart)])
        value = self.radical_value(f, q)  # root_q(ct) = r
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
            self.apart.setdefault(r, r_apart)
            put = infer.ring(k.eq(k.power(fine, p), k.power(r, p)), (of_root,), (fine_apart, r_apart))
        return chain(raised, put, self.solve(k.eq(k.power(value.conclusion.args[1], p), result)))

    def log_bounds(self, t: Term, apart: Theorem) -> tuple[Theorem, Theorem]:
        """|- -pi < im(log t) and im(log t) <= pi."""
        both = law("angle_bounds", "log", t, given=[apart])
        log = fn("im", fn("log", t))
        low = positive(k.lt(k.neg(PI), log), (1, (infer.and_elim(both, 0),), ()))
        high = positive(k.le(log, PI), (1, (infer.and_elim(both, 1),), ()))
        return low, high

    # -- angles

    def pi_positive(self) -> Theorem:
        return self.remembered(
            "pi",
            lambda: positive(k.lt(ZERO, PI), (1, (infer.and_elim(law("pi_bounds"), 0),), ())),
        )

    def part_of(self, name: str, w: Term) -> Theorem:
        """|- im w (or re w) = its definition."""
        return law("definition", name, w)

    def bounded(self, w: Term) -> tuple[Theorem, Theorem]:
        """|- -pi < im w and im w <= pi."""
        im = fn("im", w)
        total, angles = self.angle(w)
        low = self.linear_bound(k.lt(k.neg(PI), im), total, angles)
        high = self.linear_bound(k.le(im, PI), total, angles)
        return low, high

    def angle(self, w: Term) -> tuple[Theorem, list[tuple[fmpq, Term]]]:
        """|- im w = a pi + the sum of c A, with angles A; and the pairs (c, A), where A = pi has a for c."""
        ring = self.ring
        p = self.poly(w)
        mirrored_p = draft.conjugate(ring, p)
        twice = ring.reduce(-draft.unity(ring, fmpq(1, 2)) * (p - mirrored_p))  # 2 im w
        angles: dict[int, fmpq] = {}
        rest = twice / 2
        result: list[tuple[fmpq, Term]] = []
        i_poly = ring.reduce(ring.poly(I))
        bases = {ring.logs[i][0] for i in range(len(ring.atoms)) if i in ring.logs and (p.degrees()[i] or mirrored_p.degrees()[i])}
        for base in sorted(bases):
            gen = ring.gens[base]
            mate = draft.conjugate(ring, gen)
            im_poly = ring.reduce(-i_poly * (gen - mate)) / 2
            if im_poly == 0:
                continue
            c = _linear_coefficient(rest, im_poly)
            if c:
                result.append((c, fn("im", self.atom(base))))
                rest = ring.reduce(rest - im_poly * c)
        del angles
        a = _linear_coefficient(rest, ring.gen(PI))
        if a:
            result.append((a, PI))
            rest = rest - ring.gen(PI) * a
        if rest != 0:
            raise KernelError(f"expected an angle, met the rest {self.term(rest)}")
        total = k.add(*(k.mul(number(c), t) for c, t in result))
        im = fn("im", w)
        return self.solve(k.eq(im, total)), result

    def bounds_of(self, angle: Term) -> tuple[Theorem, Theorem]:
        """|- lo <= (or <) A and A <= (or <) hi, multiples of pi."""
        if angle.args[0] == "im" and angle.args[1][0].op == "fn" and angle.args[1][0].args[0] == "log":
            (t,) = angle.args[1][0].args[1]
            apart = self.try_nonzero(t)
            if apart is None:
                raise KernelError(f"expected to know that {t} is not 0")
            both = law("angle_bounds", "log", t, given=[apart])
            return infer.and_elim(both, 0), infer.and_elim(both, 1)
        raise KernelError(f"expected an angle, not {angle}")

    def linear_bound(
        self, goal: Term, total: Theorem, angles: list[tuple[fmpq, Term]]
    ) -> Theorem:
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
            c = sign * c
            fact = low if c > 0 else high
            products.append((abs(_fraction(c)), (fact,), ()))
            end = fact.conclusion.args[0] if c > 0 else fact.conclusion.args[1]
            rest += c * self._pi_part(end)
        products.append((_fraction(rest), (self.pi_positive(),), ()))
        if rest < 0:
            raise KernelError(f"expected bounds, met {goal}")
        return positive(goal, *products, combination=((k.num(sign), total),))

    def _pi_part(self, t: Term) -> fmpq:
        p = self.poly(t)
        return fmpq(0) if p == 0 else _linear_coefficient(p, self.ring.gen(PI))

    # -- logarithms

    def log_value(self, p: fmpq_mpoly, apart: Theorem) -> Theorem:
        """|- log p = the draft's logarithm of p, which is not 0."""
        return self.remembered(("log", self.term(p)), lambda: self._log_value(p, apart))

    def _log_value(self, p: fmpq_mpoly, apart: Theorem) -> Theorem:
        ring = self.ring
        t = self.term(p)
        self.apart.setdefault(t, apart)
        w = draft.logarithm(ring, p, None)
        value = self.term(w)
        if value == fn("log", t):
            return same(value, value)
        self.known_apart().insert(0, (apart, p))
        exp = self.exp_value(w)
        back = chain(exp, self.solve(k.eq(exp.conclusion.args[1], t)))
        return law("log_unique", t, value, given=[back, *self.bounded(value)])

    # -- conjugates

    def conj_value(self, p: fmpq_mpoly) -> Theorem:
        """|- conj p = the draft's conjugate of p."""
        return self.remembered(("conj", self.term(p)), lambda: self._conj_value(p))

    def _conj_value(self, p: fmpq_mpoly) -> Theorem:
        t = self.term(p)
        equations: dict[Term, Theorem] = {}
        self._conjugated(t, equations)
        result = self.term(draft.conjugate(self.ring, p))
        goal = k.eq(fn("conj", t), result)
        if goal.args[0] == goal.args[1]:
            return same(*goal.args)
        return self.solve(goal, *equations.values())

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
            equations[c] = self.instance("conj_power", *t.args)
            self._conjugated(t.args[0], equations)
        elif t.op == "pow" and t.args[1].op == "num" and t.args[1] != MINUS:
            n = k.num(-t.args[1].args[0])
            inverse = k.power(t.args[0], -1)
            power = self.instance("conj_power", inverse, n)
            equations[c] = chain(applied(lambda a: fn("conj", a), same(t, k.power(inverse, n))), power)
            self._conjugated(inverse, equations)
        else:
            thm = self.conj_atom(t)
            if thm.conclusion.args[0] != thm.conclusion.args[1]:
                equations[c] = thm

    def conj_atom(self, t: Term) -> Theorem:
        """|- conj t = the draft's conjugate of a generator t."""
        return self.remembered(("conj atom", t), lambda: self._conj_atom(t))

    def _conj_atom(self, t: Term) -> Theorem:
        ring = self.ring
        c = fn("conj", t)
        if t == I:
            return law("conj_i")
        i = self.generators().get(t)
        if i is None:
            raise KernelError(f"expected a generator, met {t}")
        if i in ring.roots_of_unity:
            u = t.args[0]
            exp = law("conj_exp", u)
            inner = self.solve(k.eq(fn("conj", u), k.mul(MINUS, u)), *self._conj_equations(u))
            power = law("exp_power", u, MINUS)
            inverse = combined(
                c,
                k.power(t, -1),
                (ONE, exp),
                (ONE, applied(lambda a: Term("exp", a), inner)),
                (MINUS, power),
            )
            value = self.term(draft._conjugate_atom(ring, i))
            relation = self.relation(i)
            assert relation is not None
            return chain(
                inverse,
                infer.ring(k.eq(k.power(t, -1), value), (relation,), (law("exp_nonzero", u),)),
            )
        if i in ring.inverse_of:
            base = t.args[0]
            apart = self.try_nonzero(base)
            if apart is None:
                raise KernelError(f"expected to know that {base} is not 0")
            condition = k.or_(k.le(ZERO, MINUS), nonzero(base))
            power = law("conj_power", base, MINUS, given=[infer.or_intro(condition, 1, apart)])
            inner = self.conj_value(ring.inverse_of[i])
            inner = chain(
                applied(lambda a: fn("conj", a), self.plain(base, inner.conclusion.args[0].args[1][0])), inner
            )
            mate = inner.conclusion.args[1]
            mate_apart = moved(nonzero, inner, self.need(nonzero(fn("conj", base))))
            self.apart.setdefault(mate, mate_apart)
            turned = applied(lambda a: k.power(a, -1), inner)
            value = self.term(draft._conjugate_atom(ring, i))
            return chain(power, turned, self.solve(k.eq(k.power(mate, -1), value)))
        if i in ring.exponent:
            exp = law("conj_exp", t.args[0])
            inner = applied(lambda a: fn("conj", a), self.plain(t.args[0], self.term(ring.exponent[i])))
            inner = chain(inner, self.conj_value(ring.exponent[i]))
            turned = applied(lambda a: Term("exp", a), inner)
            return chain(exp, turned, self.exp_value(draft.conjugate(ring, ring.exponent[i])))
        if i in ring.conjugates and t.op == "fn" and t.args[0] == "conj":
            return law("conj_conj", t.args[1][0])
        if draft._is_real_atom(ring, i):
            return self.real_atom(i)
        if t.op == "pow":
            base, n = t.args
            power = self.instance("conj_power", base, n)
            inner = self.normal(fn("conj", base))
            turned = applied(lambda a: k.power(a, n), inner)
            mate = turned.conclusion.args[1]
            return chain(power, turned, self.solve(k.eq(mate, self.term(draft._conjugate_atom(ring, i)))))
        draft._conjugate_atom(ring, i)
        return same(c, c)

    def _conj_equations(self, t: Term) -> tuple[Theorem, ...]:
        found: dict[Term, Theorem] = {}

        def visit(s: Term) -> None:
            c = fn("conj", s)
            if s == I:
                found[c] = law("conj_i")
            elif s.op in ("num",) or k.sort_of(s) != "complex":
                found[c] = law("conj_real", s)
            elif s.op in ("add", "mul"):
                found[c] = law("conj_sum" if s.op == "add" else "conj_product", *s.args)
                for a in s.args:
                    visit(a)

        visit(t)
        return tuple(found.values())

    def real_atom(self, i: int) -> Theorem:
        """|- conj t = t for a generator that is real."""
        t = self.atom(i)
        ring = self.ring
        if k.sort_of(t) != "complex":
            return law("conj_real", t)
        if i in ring.radicand:
            return law("conj_real", t, given=[self.sign_of_atom(i)])
        if i in ring.log_of:
            f = ring.log_of[i]
            (argument,) = t.args[1]
            return law("log_real", argument, given=[self._log_sign(argument, f)])
        if k.sort_of(self.ring.atoms[i]) != "complex":  # a real function of real roots
            return self.real_function(t)
        raise KernelError(f"expected a real generator, met {t}")

    def _log_sign(self, argument: Term, f: fmpq_mpoly) -> Theorem:
        """|- 0 < f, the argument of a logarithm, where the draft knows that it is not negative."""
        return self.strict(argument, moved(nonnegative, self.plain(self.term(f), argument), self.natural(f)))

    def real_function(self, t: Term) -> Theorem:
        """|- conj t = t, where t has arguments of sort complex that are real."""
        replaced: dict[Term, Theorem] = {}

        def visit(s: Term) -> None:
            if s.op == "root" and k.sort_of(s) == "complex":
                i = self.generators().get(s)
                if i is None:
                    raise KernelError(f"expected a generator, met {s}")
                replaced[s] = self.as_real(s, self.real_atom(i))
                return
            for part in k.parts(s):
                visit(part)

        visit(t)
        thm = same(t, t)
        for s, equation in replaced.items():
            now = thm.conclusion.args[1]
            thm = chain(thm, applied(lambda v, s=s, now=now: _exchanged(now, s, v), equation))
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

    # -- signs

    def strict(self, t: Term, thm: Theorem) -> Theorem:
        """|- 0 <= t and t != 0 to |- 0 < t."""
        if thm.conclusion.op == "lt":
            return thm
        apart = self.need(nonzero(t))
        if k.sort_of(t) == "complex":
            real = self.as_real(t, law("conj_real", t, given=[thm]))
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
        ring = self.ring
        p = self.poly(t)
        c, positives, pairs, rest = draft._taken_apart(ring, p)
        if p == 0 and not strict:
            return moved(nonnegative, mirrored(self.normal(t)), positive(nonnegative(ZERO)))
        if rest != 1 or p == 0:
            raise KernelError(f"expected factors that are not negative, met {t}")
        facts: list[Theorem] = []
        factors: list[Term] = []
        equations: list[Theorem] = []
        for f, e in positives:
            value, thm = self._factor_sign(f, e, strict=strict)
            factors.append(value)
            facts.append(thm)
        for f, e in pairs:
            size = fn("abs", self.term(f))
            thm = law("abs_sign", self.term(f))
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
            equations.append(self._size_square(self.term(f)))
        product = k.mul(number(c), *factors)
        relation = k.lt if strict else k.le
        above = positive(relation(ZERO, product), (_fraction(c), tuple(facts), ()))
        back = self.solve(k.eq(product, t), *equations)
        return moved(lambda v: relation(ZERO, v), back, above)

    def _size_square(self, z: Term) -> Theorem:
        square = law("abs_square", z)
        return square

    def _inverse_sign(self, t: Term, thm: Theorem) -> Theorem:
        """|- 0 <= t (or <) to |- 0 <= 1/t (or <), for a real t that is not 0."""
        u = k.power(t, -1)
        apart = self.need(nonzero(t))
        one = infer.ring(k.eq(k.mul(t, u), ONE), (), (apart,))
        weak = positive(nonnegative(u), (1, (thm,), (u,)), combination=((k.neg(u), one),))
        if thm.conclusion.op == "le":
            return weak
        self.apart.setdefault(u, self.need(nonzero(u)))
        return self.strict(u, weak)

    def _factor_sign(self, f: fmpq_mpoly, e: int, *, strict: bool) -> tuple[Term, Theorem]:
        """A real term that is f^e, and that it is not negative (or positive)."""
        relation = k.lt if strict else k.le
        t = self.term(f)
        thm = self.natural(f, strict=strict)
        if k.sort_of(t) == "complex":
            real = self.as_real(t, law("conj_real", t, given=[self.natural(f)]))
            thm = moved(lambda v: relation(ZERO, v), real, thm)
            if e < 0:
                self.apart.setdefault(
                    real.conclusion.args[1], moved(nonzero, real, self.need(nonzero(t)))
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

    def natural(self, f: fmpq_mpoly, *, strict: bool = False) -> Theorem:
        """|- 0 <= f (or strict: <), where the draft knows that."""
        return self.remembered(("natural", self.term(f), strict), lambda: self._natural(f, strict=strict))

    def _natural(self, f: fmpq_mpoly, *, strict: bool) -> Theorem:
        ring = self.ring
        t = self.term(f)
        relation = k.lt if strict else k.le
        i = ring.index_of(f)
        if i is not None and i in ring.exponent:
            return self._exp_sign(t, strict=strict)
        given = self._given_sign(f, t)
        if given is not None and (given.conclusion.op == "lt" or not strict):
            return given if given.conclusion.op == relation(ZERO, t).op else self.weakened(t, given)
        if i is not None and i in ring.radicand and not strict:
            return self.sign_of_atom(i)
        if any(c < 0 for c, _ in ring.monomials(f)):
            if strict:
                return self.strict(t, self._square_sign(f, t))
            return self._square_sign(f, t)
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
                    if self.ring.atoms[j].op == "fn" and self.ring.atoms[j].args[0] == "conj":
                        continue
                    if exponents.get(ring.conjugates[j]) != e:
                        raise KernelError(f"expected a pair of conjugates in {t}")
                    z = self.atom(j)
                    pairs[z] = self._pair(j)
                    squares.append(k.power(fn("abs", z), e))
                    product.append(k.power(fn("abs", z), 2 * e))
                    continue
                value, equation = self._real_form(j)
                if equation is not None:
                    replaced[self.atom(j)] = equation
                product.append(k.power(value, e))
                if strict and draft._positive_atom(ring, j):
                    facts += [self._real_sign(j, value, equation, strict=True)] * e
                elif e % 2 == 0:
                    squares.append(k.power(value, e // 2))
                else:
                    if e > 1:
                        squares.append(k.power(value, e // 2))
                    facts.append(self._real_sign(j, value, equation))
            products.append((_fraction(c), tuple(facts), tuple(squares)))
            total.append(k.mul(*product))
        form = k.add(*total)
        try:
            above = positive(relation(ZERO, form), *products)
        except KernelError:
            if strict:
                return self.strict(t, self.natural(f))
            raise
        back = self._back(t, form, replaced, pairs)
        return moved(lambda v: relation(ZERO, v), back, above)

    def _back(self, t: Term, form: Term, replaced: dict[Term, Theorem], pairs: dict[Term, Theorem]) -> Theorem:
        """|- form = t, from |- z = re z and |- z conj z = |z|^2."""
        equations = [*replaced.values(), *pairs.values()]
        return infer.ring(k.eq(form, t), tuple(equations), ())

    def _pair(self, j: int) -> Theorem:
        z = self.atom(j)
        mate = self.atom(self.ring.conjugates[j])
        return combined(k.mul(z, mate), k.power(fn("abs", z), 2), (MINUS, law("abs_square", z)))

    def _square_sign(self, f: fmpq_mpoly, t: Term) -> Theorem:
        """A square of what is real, or a negative square."""
        content, factors = f.factor()
        if all(int(e) % 2 == 0 for _, e in factors) and content > 0:
            g = self.ring.one
            for h, e in factors:
                g *= h ** (int(e) // 2)
            real = self.real_form(g)
            r = real.conclusion.args[1]
            form = k.mul(number(content), k.power(r, 2))
            above = positive(nonnegative(form), (_fraction(content), (), (r,)))
            back = combined(
                form, t, (k.neg(k.mul(number(content), k.add(self.term(g), r))), real)
            )
            return moved(nonnegative, back, above)
        raise KernelError(f"expected something that is not negative, met {t}")

    def real_form(self, g: fmpq_mpoly) -> Theorem:
        """|- g = a real term."""
        t = self.term(g)
        if k.sort_of(t) != "complex":
            return same(t, t)
        mirrored_thm = self.conj_value(g)
        back = chain(mirrored_thm, self.solve(k.eq(mirrored_thm.conclusion.args[1], t)))
        return self.as_real(t, back)

    def _real_form(self, j: int) -> tuple[Term, Theorem | None]:
        t = self.atom(j)
        if k.sort_of(t) != "complex":
            return t, None
        equation = self.as_real(t, self.real_mirror(j))
        return equation.conclusion.args[1], equation

    def real_mirror(self, j: int) -> Theorem:
        """|- conj t = t for a real generator of any kind."""
        t = self.atom(j)
        thm = self.conj_atom(t)
        return thm if thm.conclusion.args[1] == t else chain(thm, self.solve(k.eq(thm.conclusion.args[1], t)))

    def _real_sign(
        self, j: int, value: Term, equation: Theorem | None, *, strict: bool = False
    ) -> Theorem:
        """|- 0 <= r (or <), r the real form of a generator."""
        thm = self.sign_of_atom(j, strict=strict)
        if equation is not None:
            thm = moved(lambda v: k.lt(ZERO, v) if strict else nonnegative(v), equation, thm)
        if thm.conclusion != (k.lt if strict else k.le)(ZERO, value):
            raise KernelError(f"expected a sign of {value}, met {thm.conclusion}")
        return thm

    def _given_sign(self, f: fmpq_mpoly, t: Term) -> Theorem | None:
        ring = self.ring
        if f == 0 or not ring.natural:
            return None
        for g, relation in ring.natural:
            c, d = f.leading_coefficient(), g.leading_coefficient()
            if c * d > 0 and f * d == g * c and relation in self.facts:
                fact = self.facts[relation]
                left, right = relation.args
                ratio = c / d
                form = k.mul(number(ratio), k.sub(right, left))
                goal = Term(relation.op, ZERO, form)
                above = positive(goal, (_fraction(ratio), (fact,), ()))
                back = self.solve(k.eq(form, t))
                return moved(lambda v, relation=relation: Term(relation.op, ZERO, v), back, above)
        return None

    def _exp_sign(self, t: Term, *, strict: bool) -> Theorem:
        relation = k.lt if strict else k.le
        w = t.args[0]
        real = None
        if k.sort_of(w) == "complex":
            mirror = self.normal(fn("conj", w))
            real = self.as_real(w, chain(mirror, self.solve(k.eq(mirror.conclusion.args[1], w))))
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
        ring = self.ring
        t = self.atom(i)
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
            thm = self.natural(f) if draft.natural(ring, f) else self.radicand_sign(f)
            thm = moved(nonnegative, self.plain(self.term(f), radicand), thm)
            return law("root_sign", radicand, d, given=[thm])
        if i in ring.inverse_of:
            g = ring.inverse_of[i]
            base = t.args[0]
            thm = moved(nonnegative, self.plain(self.term(g), base), self.natural(g))
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
        real = self.as_real(base, law("conj_real", base, given=[thm]))
        r = real.conclusion.args[1]
        self.apart.setdefault(r, moved(nonzero, real, self.need(nonzero(base))))
        sign = self._inverse_sign(r, moved(nonnegative, real, thm))
        return moved(nonnegative, applied(lambda v: k.power(v, -1), mirrored(real)), sign)

    def weakened(self, t: Term, thm: Theorem) -> Theorem:
        """|- 0 < t to |- 0 <= t, for a real t."""
        return positive(nonnegative(t), (1, (thm,), ()))

    def radicand_sign(self, f: fmpq_mpoly) -> Theorem:
        """|- 0 <= f, for a radicand that a condition says so of."""
        t = self.term(f)
        for g in (*self.allowed, *self.facts):
            if g.op in ("le", "lt") and g.args[0] == ZERO:
                q = self.poly(g.args[1])
                content, positives, pairs, rest = draft._taken_apart(self.ring, q)
                if rest == f and not pairs and content == 1 and not positives:
                    thm = self.need(g)
                    back = self.solve(k.eq(g.args[1], t))
                    return moved(lambda v, g=g: Term(g.op, ZERO, v), back, thm)
                if rest == f and not pairs:
                    thm = self._divided(g, content, positives, t)
                    if thm is not None:
                        return thm
        raise KernelError(f"expected to know that {t} is not negative")

    def _divided(self, g: Term, content: fmpq, positives: Any, t: Term) -> Theorem | None:
        """0 <= c a b and 0 < a to 0 <= b."""
        if k.sort_of(t) == "complex" or k.sort_of(g.args[1]) == "complex":
            return None
        facts = [self.need(g)]
        form: list[Term] = [number(1 / content), g.args[1]]
        for f, e in positives:
            value, thm = self._factor_sign(f, -e, strict=True)
            facts.append(thm)
            form.append(value)
        product = k.mul(*form)
        above = positive(nonnegative(product), (_fraction(1 / content), tuple(facts), ()))
        return moved(nonnegative, self.solve(k.eq(product, t)), above)

    # -- roots

    def _root(self, t: Term) -> Theorem:
        """|- a root = its polynomial."""
        radicand, d = t.args
        ring = self.ring
        p = self.poly(radicand)
        if p == 0:
            return self._root_of_zero(t)
        if self.is_generator(t) and p == ring.radicand.get(self.generators()[t]) and ring.related[self.generators()[t]][0] == d:
            return same(t, t)
        inner = self.normal(radicand)
        below = inner.conclusion.args[1]
        ct = complexified(radicand)
        if k.sort_of(radicand) == "complex":
            first = applied(lambda a: k.root(a, d), inner) if k.sort_of(below) == "complex" else None
            if first is None:
                cb = complexified(below)
                first = applied(lambda a: k.root(a, d), chain(inner, same(below, cb, self.i_square)))
        else:
            known = self.need(nonnegative(radicand))
            cb = complexified(below)
            to_cb = chain(inner, same(below, cb, self.i_square)) if cb != below else inner
            sign = law("root_sign", cb, d, given=[moved(nonnegative, to_cb, known)])
            square = combined(
                k.power(k.root(cb, d), d), radicand, (ONE, law("root_power", cb, d)), (MINUS, to_cb)
            )
            first = law("root_unique", radicand, d, k.root(cb, d), given=[sign, square])
        del ct
        scope = None
        real = k.sort_of(radicand) != "complex"
        return chain(first, self.root_value(p, d, real=real, scope=scope))

    def _root_of_zero(self, t: Term) -> Theorem:
        radicand, d = t.args
        zero = self.normal(radicand)
        square = combined(k.power(ZERO, d), radicand, (MINUS, zero))
        return law("root_unique", radicand, d, ZERO, given=[positive(nonnegative(ZERO)), square])

    def root_value(self, p: fmpq_mpoly, d: int, *, real: bool = False, scope: Any = None) -> Theorem:
        """|- the principal root of p = the draft's root of p."""
        return self.remembered(("root", self.term(p), d), lambda: self._root_value(p, d))

    def _root_value(self, p: fmpq_mpoly, d: int) -> Theorem:
        ring = self.ring
        t = complexified(self.term(p))
        result = draft.root(ring, p, d)
        content, positives, pairs, rest = draft._taken_apart(ring, p)
        factors: list[tuple[Term, Theorem, Theorem]] = []  # g, 0 <= g, root g = value
        sizes = [law("abs_square", self.term(f)) for f, _ in pairs]
        if content != 1:
            c = number(content)
            factors.append((c, positive(nonnegative(c)), self.rational_root(content, d)))
        for f, e in positives:
            factors.append(self._natural_root(f, e, d))
        for f, e in pairs:
            factors.append(self._pair_root(f, e, d))
        last = complexified(self.term(rest))
        values = [self._rest_root(rest, d)]
        whole = last
        steps: list[Theorem] = []
        for g, sign, value in reversed(factors):
            steps.append(law("root_product", g, whole, d, given=[sign]))
            whole = Term("mul", g, whole)
            values.append(value)
        first = applied(lambda a: k.root(a, d), self.solve(k.eq(t, whole), *sizes)) if whole != t else same(k.root(t, d), k.root(t, d))
        end = k.eq(k.root(whole, d), self.term(result))
        own = {s.conclusion.args[0]: s for s in (*steps, *values) if s.conclusion.args[0] != s.conclusion.args[1]}
        return chain(first, self.solve(end, *own.values()))

    def rational_root(self, c: fmpq, d: int) -> Theorem:
        """|- the real root of a positive rational number = the draft's form of it."""
        return self.remembered(("rational", str(c), d), lambda: self._rational_root(c, d))

    def _rational_root(self, c: fmpq, d: int) -> Theorem:
        ring = self.ring
        t = number(c)
        factors: list[Term] = []
        facts: list[Theorem] = []
        equations: list[Theorem] = []
        for n, sign in ((int(c.p), 1), (int(c.q), -1)):
            for prime, e in _primes(n):
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
            for prime, e in _primes(n):
                if e % d:
                    own.append(self._prime_root(prime, d))
        result = self.term(draft._root_of_rational(ring, c, d))
        return chain(unique, self.solve(k.eq(s, result), *own))

    def _prime_root(self, prime: int, d: int) -> Theorem:
        """|- the real root of a prime = the draft's radical."""
        ct = complexified(k.num(prime))
        real = k.root(k.num(prime), d)
        below = positive(nonnegative(k.num(prime)))
        sign = law("root_sign", k.num(prime), d, given=[below])
        square = chain(law("root_power", k.num(prime), d, given=[below]), same(k.num(prime), ct, self.i_square))
        unique = law("root_unique", ct, d, real, given=[sign, square])
        value = self.radical_value(self.ring.ctx.constant(fmpq(prime)), d)
        return combined(real, value.conclusion.args[1], (MINUS, unique), (ONE, value))

    def _natural_root(self, f: fmpq_mpoly, e: int, d: int) -> tuple[Term, Theorem, Theorem]:
        """g = f^e, 0 <= g, and root g = its form, for f >= 0."""
        ring = self.ring
        value = draft._fractional(ring, f, fmpq(e, d))
        s = self.term(value)
        below = self.natural(f)
        t = self.term(f)
        g, above = self._factor_sign(f, e, strict=False)
        sign = self._fractional_sign(f, fmpq(e, d), value)
        square = self.solve(k.eq(k.power(s, d), g), *self._real_equations(f, g))
        del below, t
        return g, above, law("root_unique", g, d, s, given=[sign, square])

    def _real_equations(self, f: fmpq_mpoly, g: Term) -> tuple[Theorem, ...]:
        """|- re f = f, if f is written as re f in g."""
        t = self.term(f)
        found = [s for s in k.subterms(g) if s == fn("re", t)]
        if not found:
            return ()
        return (mirrored(self.as_real(t, law("conj_real", t, given=[self.natural(f)]))),)

    def _fractional_sign(self, f: fmpq_mpoly, c: fmpq, value: fmpq_mpoly) -> Theorem:
        """|- 0 <= f^c, whose form is ``value``."""
        t = self.term(value)
        if value == 1:
            return positive(nonnegative(ONE))
        if draft.natural(self.ring, value):
            return self.natural(value)
        found = list(self.ring.monomials(value))
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
            above = positive(nonnegative(product), (_fraction(found[0][0]), tuple(facts), ()))
            return moved(nonnegative, infer.ring(k.eq(product, t), tuple(equations)), above)
        return self.natural(value)

    def _pair_root(self, f: fmpq_mpoly, e: int, d: int) -> tuple[Term, Theorem, Theorem]:
        """g = (f conj f)^e, 0 <= g, and root g = its form."""
        ring = self.ring
        part = draft._fractional(ring, f, fmpq(e, d))
        mirror = draft.conjugate(ring, part)
        size, inner = fn("abs", self.term(f)), fn("abs", self.term(part))
        g = k.power(size, 2 * e)
        if e > 0:
            above = positive(nonnegative(g), (1, (), (k.power(size, e),)))
        else:
            above = positive(nonnegative(g), (1, (), (k.power(size, e),)))
        s = self.term(ring.reduce(part * mirror))
        square = law("abs_square", self.term(part))
        mirrored_thm = self.conj_value(part)
        as_size = combined(
            k.power(inner, 2),
            k.mul(self.term(part), self.term(mirror)),
            (ONE, square),
            (self.term(part), mirrored_thm),
        )
        as_size = chain(as_size, self.solve(k.eq(as_size.conclusion.args[1], s)))
        sign = moved(nonnegative, as_size, positive(nonnegative(k.power(inner, 2)), (1, (), (inner,))))
        raised = self.solve(k.eq(k.power(s, d), g), law("abs_square", self.term(f)))
        return g, above, law("root_unique", g, d, s, given=[sign, raised])

    def _rest_root(self, rest: fmpq_mpoly, d: int) -> Theorem:
        """|- the principal root of what cannot be taken apart."""
        ring = self.ring
        t = complexified(self.term(rest))
        if rest == 1:
            one = same(k.power(ONE, d), t, self.i_square)
            return law("root_unique", t, d, ONE, given=[positive(nonnegative(ONE)), one])
        turned = draft._one_angle(ring, rest)
        if turned is None:
            return self.radical_value(rest, d)
        f, c, e = turned
        value = ring.reduce(
            draft._fractional(ring, f, c / d) * draft.conjugate(ring, draft._fractional(ring, f, e / d))
        )
        if c >= 0 and e >= 0:
            return self._tower(rest, d, f, c, e, value)
        apart = self.try_nonzero(self.term(f))
        if apart is None:
            raise KernelError(f"expected to know that {self.term(f)} is not 0")
        log = draft._log_atom(ring, f, None)
        w = ring.reduce(log * c + draft.conjugate(ring, log) * e)
        exp = self.exp_value(w)
        as_rest = chain(exp, self.solve(k.eq(exp.conclusion.args[1], t)))
        root = law("root_exp", t, d, self.term(w), given=[as_rest, *self.bounded(self.term(w))])
        fine = self.exp_value(ring.reduce(w / d))
        inner = applied(
            lambda a: Term("exp", a), self.solve(k.eq(root.conclusion.args[1].args[0], fine.conclusion.args[0].args[0]))
        )
        end = self.solve(k.eq(fine.conclusion.args[1], self.term(value)))
        return chain(root, inner, fine, end)

    def _tower(
        self, rest: fmpq_mpoly, d: int, f: fmpq_mpoly, c: fmpq, e: fmpq, value: fmpq_mpoly
    ) -> Theorem:
        """Roots of roots: root(w^p conj(w)^q), w a root of f."""
        t = complexified(self.term(rest))
        base = complexified(self.term(f))
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
            mirror = fn("conj", s)
            thm_s = {o.conclusion.args[0]: o for o in own}.get(s)
            if thm_s is not None:
                own.append(
                    chain(applied(lambda a: fn("conj", a), thm_s), self.normal_conj(thm_s.conclusion.args[1]))
                )
            else:
                own.append(chain(applied(lambda a: fn("conj", a), same(s, self.term(f), self.i_square)), self.conj_value(f)))
            del mirror
        own = [o for o in own if o.conclusion.args[0] != o.conclusion.args[1]]
        first = applied(lambda a: k.root(a, d), self.solve(k.eq(t, left.args[0]), *own)) if t != left.args[0] else same(left, left)
        return chain(first, thm, self.solve(k.eq(right, self.term(value)), *own))

    def normal_conj(self, t: Term) -> Theorem:
        """|- conj t = its polynomial, for the term t of a polynomial."""
        equations: dict[Term, Theorem] = {}
        self._conjugated(t, equations)
        p = self.poly(fn("conj", self.unprincipal(t)))
        goal = k.eq(fn("conj", t), self.term(p))
        return same(*goal.args) if goal.args[0] == goal.args[1] else self.solve(goal, *equations.values())

    def unprincipal(self, t: Term) -> Term:
        """The draft's term that t is the principal form of."""
        i = self.generators().get(t)
        if i is not None:
            return self.ring.atoms[i]
        return k.map_parts(lambda p, _: self.unprincipal(p), t)

    def radical_value(self, f: fmpq_mpoly, d: int) -> Theorem:
        """|- the principal root of f, which cannot be taken apart = the draft's radical."""
        return self.remembered(("radical", self.term(f), d), lambda: self._radical_value(f, d))

    def _radical_value(self, f: fmpq_mpoly, d: int) -> Theorem:
        ring = self.ring
        t = complexified(self.term(f))
        value = self.term(draft.radical(ring, f, d))
        turn = draft._angle(ring, f)
        if turn is not None and turn[1] != 0:
            return self._turned_root(t, d, turn, value)
        finest = ring.grains.refine(ring.term(f), d)
        r = k.root(t, finest)
        if finest == d:
            return self.solve(k.eq(r, value)) if r != value else same(r, r)
        m = finest // d
        thm = law("root_of_root", t, d, m, 1, 0)
        w = k.root(t, d)
        plain = applied(lambda a: k.root(a, m), same(thm.conclusion.args[0].args[0], w))
        tower = combined(k.root(w, m), r, (MINUS, plain), (ONE, thm))
        raised = law("root_power", w, m)
        power = combined(w, k.power(r, m), (MINUS, raised), (_geometric(k.root(w, m), r, m), tower))
        return chain(power, self.solve(k.eq(k.power(r, m), value)))

    def _turned_root(self, t: Term, d: int, turn: tuple[fmpq, fmpq], value: Term) -> Theorem:
        """The root of c exp(pi i a), c > 0."""
        ring = self.ring
        c, a = turn
        w = k.mul(number(a), PI, I)
        exp = self.normal(Term("exp", w))
        unit = complexified(self.term(draft.unity(ring, a)))
        as_unit = chain(exp, self.solve(k.eq(exp.conclusion.args[1], unit)))
        root = law("root_exp", unit, d, w, given=[as_unit, *self.bounded(w)])
        of_unit = chain(root, self.normal(root.conclusion.args[1]))
        if c == 1 and unit == t:
            return chain(of_unit, self.solve(k.eq(of_unit.conclusion.args[1], value)))
        cn = number(c)
        product = law("root_product", cn, unit, d, given=[positive(nonnegative(cn))])
        first = applied(lambda s: k.root(s, d), self.solve(k.eq(t, Term("mul", cn, unit))))
        whole = chain(first, product)
        own = [of_unit] if c == 1 else [of_unit, self.rational_root(c, d)]
        if c == 1:
            own.append(law("root_unique", ONE, d, ONE, given=[positive(nonnegative(ONE)), same(k.power(ONE, d), ONE)]))
        return chain(whole, self.solve(k.eq(whole.conclusion.args[1], value), *own))

    # -- absolute values

    def _absolute(self, t: Term) -> Theorem:
        """|- |z| = the draft's root of z conj z."""
        (z,) = t.args[1]
        square = complexified(k.mul(z, fn("conj", z)))
        raised = chain(law("abs_square", z), same(k.mul(z, fn("conj", z)), square, self.i_square))
        unique = law("root_unique", square, 2, t, given=[law("abs_sign", z), raised])
        p = self.ring.reduce(self.poly(z) * draft.conjugate(self.ring, self.poly(z)))
        below = complexified(self.term(p))
        inner = applied(lambda a: k.root(a, 2), self.solve(k.eq(square, below)))
        if p == 0:
            value = self._root_of_zero_term(below, 2)
        else:
            value = self.root_value(p, 2)
        return combined(t, value.conclusion.args[1], (MINUS, unique), (ONE, inner), (ONE, value))

    def _root_of_zero_term(self, t: Term, d: int) -> Theorem:
        square = same(k.power(ZERO, d), t, self.i_square)
        return law("root_unique", t, d, ZERO, given=[positive(nonnegative(ZERO)), square])

    def _absolute_real(self, t: Term) -> Theorem | None:
        """|- |a| = the draft's root of a^2, for a real a."""
        _, a, _ = t.args
        if t != k.absolute(a) or k.sort_of(a) == "complex":
            return None
        sign, square = self._absolute_facts(t, a)
        p = self.ring.reduce(self.poly(a) ** 2)
        below = complexified(self.term(p))
        if p == 0:
            value = self._root_of_zero_term(below, 2)
        else:
            value = self.root_value(p, 2)
        raised = chain(square, self.solve(k.eq(k.power(a, 2), below)))
        unique = law("root_unique", below, 2, t, given=[sign, raised])
        return combined(t, value.conclusion.args[1], (MINUS, unique), (ONE, value))

    def _absolute_facts(self, t: Term, a: Term) -> tuple[Theorem, Theorem]:
        """|- 0 <= |a| and |- |a|^2 = a^2."""
        cases = infer.excluded_middle(nonnegative(a))
        up, down = infer.select(t, True), infer.select(t, False)  # noqa: FBT003 - a rule's argument
        below = self._not_nonnegative(a)
        signs = (
            moved(nonnegative, up, infer.assume(nonnegative(a))),
            moved(nonnegative, down, below),
        )
        squares = tuple(
            combined(k.power(t, 2), k.power(a, 2), (k.neg(k.add(t, thm.conclusion.args[0])), thm)) for thm in (up, down)
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

    # -- powers

    def _power(self, t: Term) -> Theorem | None:
        base, exponent = t.args
        if exponent.op == "num" and exponent.args[0].q == 1:
            return None
        if k.sort_of(exponent) != "int":
            thm = self.instance("power_exp", base, exponent)
            self.need(nonzero(base))
            return chain(thm, self.normal(thm.conclusion.args[1]))
        return self.whole_power(t)

    def whole_power(self, t: Term) -> Theorem | None:
        """|- b^n = its polynomial, n whole."""
        ring = self.ring
        base, exponent = t.args
        p, e = self.poly(base), self.poly(exponent)
        first = applied(lambda b: k.power(b, exponent), self.normal(base))
        first = chain(first, applied(lambda n: k.power(first.conclusion.args[1].args[0], n), self.normal(exponent)))
        b, n = first.conclusion.args[1].args
        result = self.term(self.poly(t))
        if first.conclusion.args[1] == result:
            return first if t != result else None
        if p == 1:
            return chain(first, law("power_one", n))
        angle = draft.turned(ring, p)
        if angle is not None:
            exp = self.exp_value(angle)
            as_base = combined(b, Term("exp", self.term(angle)), (MINUS, exp), (MINUS, self.solve(k.eq(exp.conclusion.args[1], b))))
            turned = applied(lambda v: k.power(v, n), as_base)
            power = law("exp_power", self.term(angle), n)
            end = self.normal(power.conclusion.args[1])
            return chain(first, turned, power, end, self.plain(end.conclusion.args[1], result))
        value = self._power_parts(b, n)
        return chain(first, value, self.plain(value.conclusion.args[1], result))

    def _power_parts(self, b: Term, n: Term) -> Theorem:
        """|- b^n = a product of powers of generators by products of generators."""
        t = k.power(b, n)
        if b == ONE:
            return law("power_one", n)
        if b.op == "mul":
            first, rest = b.args[0], k.mul(*b.args[1:])
            again = applied(lambda v: k.power(v, n), same(b, Term("mul", first, rest)))
            thm = self.instance("power_product", first, rest, n)
            one, other = self._power_parts(first, n), self._power_parts(rest, n)
            product = k.mul(one.conclusion.args[1], other.conclusion.args[1])
            values = [e for e in (one, other) if e.conclusion.args[0] != e.conclusion.args[1]]
            return chain(again, thm, infer.ring(k.eq(thm.conclusion.args[1], product), tuple(values)))
        if b.op == "pow":
            thm = self.instance("power_power", *b.args, n)
            inner = applied(lambda v: k.power(b.args[0], v), self.normal(thm.conclusion.args[1].args[1]))
            return chain(thm, inner, self._power_parts(b.args[0], inner.conclusion.args[1].args[1]))
        if b.op == "exp" or draft.turned(self.ring, self.poly(b)) is not None:
            return self.normal(t)
        if n.op == "add":
            return self._power_sum(b, n)
        if n.op == "mul" and n.args[0].op == "num":
            c, rest = n.args[0], k.mul(*n.args[1:])
            again = applied(lambda v: k.power(b, v), same(n, Term("mul", rest, c)))
            thm = self.instance("power_power", b, rest, c)
            return chain(again, mirrored(thm))
        return same(t, t)

    def _power_sum(self, b: Term, n: Term) -> Theorem:
        """|- b^(m + ... + n) = b^m ... b^n."""
        first, rest = n.args[0], k.add(*n.args[1:])
        again = applied(lambda v: k.power(b, v), same(n, Term("add", first, rest)))
        thm = self.instance("power_add", b, first, rest)
        one, other = self._power_parts(b, first), self._power_parts(b, rest)
        product = k.mul(one.conclusion.args[1], other.conclusion.args[1])
        values = [e for e in (one, other) if e.conclusion.args[0] != e.conclusion.args[1]]
        values = [e for e in values if e.conclusion.args[0].args[1].op != "num"]
        return chain(again, thm, infer.ring(k.eq(thm.conclusion.args[1], product), tuple(values)))

    # -- inverse functions

    def _inverse(self, t: Term) -> Theorem:
        name, (z,) = t.args
        thm = self.instance("inverse_function", name, z)
        self._inverse_arguments(name, z)
        return chain(thm, self.normal(thm.conclusion.args[1]))

    def _inverse_arguments(self, name: str, z: Term) -> None:
        """That the arguments of the logarithms are not 0."""
        iz = k.mul(I, z)
        one_minus = k.sub(ONE, k.power(z, 2))
        match name:
            case "asin" | "acos":
                r = k.root(complexified(one_minus), 2)
                self._unit_factor(k.add(iz, r), k.sub(r, iz), self.root_power(r))
            case "asinh":
                r = k.root(complexified(k.add(k.power(z, 2), ONE)), 2)
                self._unit_factor(k.add(z, r), k.sub(r, z), self.root_power(r))
            case "acosh":
                r = k.root(complexified(k.add(z, ONE)), 2)
                s = k.root(complexified(k.sub(z, ONE)), 2)
                product = k.mul(r, s)
                self._unit_factor(k.add(z, product), k.sub(z, product), self.root_power(r), self.root_power(s))
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
                apart = self._from_strict(square, above)
                self._keep_apart(square, apart)
                assumed = infer.assume(k.eq(plus, ZERO))
                zero = infer.ring(k.eq(square, ZERO), (self.i_square,), (), ((minus, assumed),))
                self._keep_apart(plus, infer.negate(k.eq(plus, ZERO), infer.contradict(zero, apart)))

    def _unit_factor(self, a: Term, b: Term, *equations: Theorem) -> None:
        """a != 0, as a b = 1."""
        equal = k.eq(a, ZERO)
        one = infer.ring(
            k.eq(ONE, ZERO), (*equations, self.i_square), (), ((b, infer.assume(equal)),)
        )
        self._keep_apart(a, refuted(equal, one))

    def _keep_apart(self, t: Term, thm: Theorem) -> None:
        """Remember t != 0, of the polynomial that t is too."""
        self.apart[t] = thm
        inner = self.normal(t)
        self.apart[inner.conclusion.args[1]] = moved(nonzero, inner, thm)

    def _cut_factor(self, a: Term, b: Term, square: Term, value: Term) -> None:
        """a != 0 and b != 0, as (a b = 0) says that a square has a value that it has not."""
        apart = self.need(k.ne(square, value))
        for one, other in ((a, b), (b, a)):
            equal = k.eq(one, ZERO)
            for sign in (1, -1):
                try:
                    zero = infer.ring(
                        k.eq(square, value),
                        (self.i_square,),
                        (),
                        ((k.mul(k.num(sign), other), infer.assume(equal)),),
                    )
                except KernelError:
                    continue
                self._keep_apart(one, infer.negate(equal, infer.contradict(zero, apart)))


# -- equal up to a period ----------------------------------------------------------------------------


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
            c = fn("conj", s)
            if c in equations:
                return
            if s == I:
                equations[c] = law("conj_i")
            elif s.op == "num" or k.sort_of(s) != "complex":
                equations[c] = law("conj_real", s)
            elif s.op in ("add", "mul"):
                equations[c] = law("conj_sum" if s.op == "add" else "conj_product", *s.args)
                for a in s.args:
                    mirror(a)
            elif s.op == "fn" and s.args[0] == "conj":
                equations[c] = law("conj_conj", s.args[1][0])
                mirror(s.args[1][0])
            elif s in self.equations:
                value = self.equations[s]
                equations[c] = applied(lambda v: fn("conj", v), value)
                mirror(value.conclusion.args[1])

        for s in list(self.equations.values()):
            visit_parts(s.conclusion.args[1], equations)
        im = fn("im", t)
        goal = k.eq(im, k.add(*(k.mul(k.num(c), a) for c, a in parts)))
        for s in (t, *(a for _, a in parts)):
            visit_parts(s, equations)
        equations[im] = law("definition", "im", t)
        for e in list(equations):
            if e.op == "fn" and e.args[0] in ("re", "im"):
                mirror(e.args[1][0])
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
        for thm in (*facts, *f.facts.values()):
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
                    equation = combined(
                        side, real, (ONE, law("definition", "re", real)), (HALF, mirror)
                    )
                put = (lambda v: Term(relation, other, v)) if place else (lambda v: Term(relation, v, other))
                return moved(put, equation, thm)
        return thm

    def _half_planes(self, z: Term) -> Iterator[Theorem]:
        for name, relation in (
            ("re > 0", k.lt(ZERO, fn("re", z))),
            ("re >= 0", k.le(ZERO, fn("re", z))),
            ("im > 0", k.lt(ZERO, fn("im", z))),
            ("im >= 0", k.le(ZERO, fn("im", z))),
            ("im < 0", k.lt(fn("im", z), ZERO)),
        ):
            if relation in self.functions.facts or relation in self.functions.allowed:
                both = self.functions.instance("argument_bounds", name, z)
                yield infer.and_elim(both, 0)
                yield infer.and_elim(both, 1)

    def within(self, t: Term) -> tuple[Theorem, Theorem]:
        """|- -2 pi < im t and im t < 2 pi."""
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

    def _within(
        self, goal: Term, sign: int, total: Theorem, parts: list[tuple[Fraction, Term]]
    ) -> Theorem:
        products: list[tuple[Fraction, tuple[Theorem, ...], tuple[Term, ...]]] = []
        rest, strict = Fraction(2), False
        for c, a in parts:
            upper = sign * c > 0  # whether an upper bound of A is wanted
            fits = [(e if upper else -e, thm.conclusion.op == "le", thm, e) for thm, e, right in self.bounds(a) if right != upper]
            if not fits:
                raise KernelError(f"expected bounds of {a}")
            _, _, thm, end = min(fits, key=lambda b: b[:2])
            products.append((abs(c), (thm,), ()))
            rest -= sign * c * end
            strict |= thm.conclusion.op == "lt"
        if rest < 0 or (rest == 0 and not strict):
            raise KernelError(f"expected an angle within two turns, met {goal}")
        if rest:
            products.append((rest, (self.functions.pi_positive(),), ()))
        return positive(goal, *products, combination=((k.num(-sign), total),))


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


# -- numbers -----------------------------------------------------------------------------------------


def _fraction(c: fmpq) -> Fraction:
    return Fraction(int(c.p), int(c.q)) if isinstance(c, fmpq) else Fraction(c)


def value_of(p: fmpq_mpoly) -> fmpq:
    return p.leading_coefficient()


def _linear_coefficient(p: fmpq_mpoly, q: fmpq_mpoly) -> fmpq:
    """The c with which the leading monomial of q stands in p."""
    if p == 0:
        return fmpq(0)
    (exponents, c), *_ = q.to_dict().items()
    return p.to_dict().get(exponents, fmpq(0)) / c


def _geometric(a: Term, b: Term, n: int) -> Term:
    """(a^n - b^n)/(a - b)."""
    return k.add(*(k.mul(k.power(a, j), k.power(b, n - 1 - j)) for j in range(n)))


def _primes(n: int) -> list[tuple[int, int]]:
    found, p = [], 2
    while n > 1:
        if p * p > n:
            p = n
        e = 0
        while n % p == 0:
            n //= p
            e += 1
        if e:
            found.append((p, e))
        p += 1
    return found


def _sum_without(t: Term, top: int) -> Term:
    """Minus a cyclotomic polynomial but for its leading power."""
    rest = []
    for a in t.args if t.op == "add" else (t,):
        factors = a.args if a.op == "mul" else (a,)
        power = next((f for f in factors if f.op == "pow"), None)
        exponent = power.args[1].args[0] if power is not None else 0
        if exponent != top:
            rest.append(k.neg(a))
    return k.add(*rest)


def _exchanged(t: Term, old: Term, new: Term) -> Term:
    if t == old:
        return new
    return k.map_parts(lambda p, _: _exchanged(p, old, new), t)


