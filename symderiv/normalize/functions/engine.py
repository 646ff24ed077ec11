"""Elementary functions in steps of the core: what the normal form says of them, from the table of laws.

The draft engine writes a term as a polynomial over generators: finest exponentials, roots, logarithms,
conjugates and one root of unity.  Each of these is a term; for every function in a statement,
:class:`Functions` proves that it is its polynomial, and the relations between generators, so that one ring
step closes the statement.  Nothing here is trusted: a wrong step is refused by the core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flint import fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.functions import AT_ZERO, DEFINITIONS
from symderiv.core.inference import Theorem
from symderiv.core.laws import LAWS
from symderiv.core.terms import I, Term, fn
from symderiv.normalize import inverse_functions
from symderiv.normalize.equalities import MINUS, applied, chain, moved, same
from symderiv.normalize.functions.absolutes import Absolutes
from symderiv.normalize.functions.conjugates import Conjugates
from symderiv.normalize.functions.exponentials import Exponentials
from symderiv.normalize.functions.facts import Facts
from symderiv.normalize.functions.inverses import Inverses
from symderiv.normalize.functions.logarithms import Logarithms
from symderiv.normalize.functions.powers import Powers
from symderiv.normalize.functions.relations import Relations
from symderiv.normalize.functions.roots import Roots
from symderiv.normalize.functions.signs import Signs
from symderiv.normalize.functions.steps import Circle, law, nonzero, principal
from symderiv.normalize.parts import opaque
from symderiv.normalize.polynomials import Normal


class Functions:
    """Theorems about the functions in a statement, from a ring of the draft's in which it was proved.

    ``conditions`` may be assumed; ``facts`` are theorems that the statement was given.
    """

    def __init__(self, ring: Normal, facts: Iterable[Theorem] = ()) -> None:
        self.ring = ring
        self.allowed = frozenset(ring.conditions)
        self.known = {t.conclusion: t for t in facts}
        self.equations: dict[Term, Theorem] = {}
        self.values: dict[Any, Theorem] = {}
        self.found_relations: dict[int, Theorem] = {}
        self.apart: dict[Term, Theorem] = {}
        self.working: set[Any] = set()
        self.sources: list[tuple[Theorem, fmpq_mpoly]] | None = None
        self.i_square = law("i_square")
        self.facts = Facts(self)
        self.relations = Relations(self)
        self.exponentials = Exponentials(self)
        self.logarithms = Logarithms(self)
        self.conjugates = Conjugates(self)
        self.signs = Signs(self)
        self.roots = Roots(self)
        self.absolutes = Absolutes(self)
        self.powers = Powers(self)
        self.inverses = Inverses(self)

    @contextmanager
    def supposing(self, thm: Theorem) -> Iterator[None]:
        """Make use of a further fact; what is found by it is forgotten afterwards."""
        before = self.known, self.apart, self.equations, self.values, self.found_relations, self.sources
        parts = range(len(thm.conclusion.args) if thm.conclusion.op == "and" else 0)
        facts = (thm, *(infer.and_elim(thm, i) for i in parts))
        self.known, self.apart = self.known | {t.conclusion: t for t in facts}, dict(self.apart)
        self.equations, self.values = dict(self.equations), dict(self.values)
        self.found_relations, self.sources = dict(self.found_relations), None
        try:
            yield
        finally:
            self.known, self.apart, self.equations, self.values, self.found_relations, self.sources = before

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
                raise Circle(f"expected no circle, met {key}")
            with self.working_at(key):
                found = self.values[key] = make()
        return found

    @contextmanager
    def working_at(self, key: Any) -> Iterator[None]:
        """Within the block a theorem is being made, and is not asked for."""
        self.working.add(key)
        try:
            yield
        finally:
            self.working.discard(key)

    def once(self, key: Any, make: Callable[[], Theorem | None]) -> Theorem | None:
        """What is made, if anything; nothing where it is wanted for its own proof."""
        if key in self.working:
            return None
        with self.working_at(key):
            return make()

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
        fixed = {t for left in own if left.op in ("mul", "pow") for t in opaque(left)}
        later: list[Term] = []  # inverses: what they need may be found on the way
        while todo or later:
            if not todo:
                base = later.pop(0)
                thm = self.facts.try_nonzero(base)
                if thm is not None:
                    inverses[base] = thm
                    todo.append(base)
                continue
            for t in opaque(todo.pop()):
                if t in seen:
                    continue
                seen.add(t)
                if t.op == "pow" and t.args[1] == MINUS:
                    later.append(t.args[0])
                    continue
                equation = own.get(t) or (None if t in fixed else self.equation(t))
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
        i = self.generators().get(t)
        if i is not None and t != I and (i in self.ring.related or i in self.ring.roots_of_unity):
            thm = self.relations.relation(i)
            if thm is not None:
                yield thm

    def normal(self, t: Term) -> Theorem:
        """|- t = its polynomial."""
        return self.remembered(("normal", t), lambda: self.solve(k.eq(t, self.term(self.poly(t)))))

    def equation(self, t: Term) -> Theorem | None:
        """|- t = its polynomial, for a function; None for a generator."""
        if t in self.equations:
            return self.equations[t]
        try:
            thm = self.once(("equation", t), lambda: self._equation(t))
        except Circle:
            return None
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
                return self._of_argument(
                    t, lambda a: Term("exp", a), lambda p, _: self.exponentials.exp_value(p)
                )
            case "root":
                return self.roots.value(t)
            case "if":
                return self.absolutes.real_value(t)
            case "pow":
                return self.powers.value(t)
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

    def _value_at_zero(self, name: str) -> Theorem:
        thm = self.instance("value_at_zero", name)
        return chain(thm, self.normal(thm.conclusion.args[1]))

    def _function(self, t: Term) -> Theorem | None:
        name, args = t.args
        if name == "I":
            return self.relations.unit()
        if name in AT_ZERO and self.poly(args[0]) == 0:
            return self._of_argument(t, lambda a: fn(name, a), lambda *_: self._value_at_zero(name))
        if name in DEFINITIONS:
            thm = self.instance("definition", name, *args)
            return chain(thm, self.normal(thm.conclusion.args[1]))
        if name == "conj":
            return self._of_argument(t, lambda a: fn("conj", a), lambda p, _: self.conjugates.conj_value(p))
        if name == "abs":
            return self.absolutes.complex_value(t)
        if name == "log":
            return self._of_argument(
                t,
                lambda a: fn("log", a),
                lambda p, inner: self.logarithms.log_value(
                    p, moved(nonzero, inner, self.facts.need(nonzero(args[0])))
                ),
            )
        if name in inverse_functions.INVERSES:
            return self.inverses.value(t)
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
        return law(name, *args, given=[self.facts.need(f) for f in premises])

    def plain(self, a: Term, b: Term) -> Theorem:
        """|- a = b, where only i may be written in two ways."""
        return same(a, b) if a == b else self.solve(k.eq(a, b))

    def _size_square(self, z: Term) -> Theorem:
        return law("abs_square", z)
