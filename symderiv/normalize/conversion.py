"""Normal forms with proofs: each rewriting of a term is a theorem of the core.

A :class:`Conversion` finds the polynomial of a term over atoms in normal form, as ``polynomials.Normal``
does, and notes for each atom that it rewrites a theorem ``atom = polynomial``. It is not trusted: what
it makes are steps of the core. It is slower than ``Normal``, and meant for proofs that have been found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from typing import Final

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.ring import ONE as UNIT
from symderiv.core.ring import Monomial, Polynomial, Ring, constant
from symderiv.core.terms import ONE, ZERO, I, KernelError, Term
from symderiv.normalize.equalities import applied, chain, cut, refl
from symderiv.normalize.parts import is_inverse, opaque, part_at, put

OUTCOME: Final = "outcome"  # stands in a context for the outcome that a mean binds
UNROLL: Final = 64
MAX_POWER: Final = 256
Entry = Term | tuple[Term, Term, Term] | str  # a guard, a binder (v, lo, hi), or the outcome
Combination = tuple[tuple[Term, Theorem], ...]


class Unelaborated(Exception):
    """A step of which no steps of the core are known; the message says which."""


class Scope:
    """The theorems that hold at a position in a term: facts by what they conclude, equations of atoms, and
    equations that reduce monomials.

    The indicator of an ``untold`` fact was not yet set to 1, since no indicator was met at all.
    """

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.facts: dict[Term, Theorem] = dict(outer.facts) if outer else {}
        self.equations: dict[Term, Theorem] = dict(outer.equations) if outer else {}
        self.reductions: list[tuple[Monomial, Polynomial, Theorem]] = list(outer.reductions) if outer else []
        self.untold: list[Theorem] = list(outer.untold) if outer else []


class Conversion(Ring):
    """Normal forms of terms, with theorems. A side condition becomes a hypothesis of the theorem; ``assumed``
    are hypotheses that the statement has, and ``facts`` theorems that are given.

    ``thorough`` takes roots apart into those of factors whose signs are assumed or given, and functions into
    what they are defined by.
    """

    def __init__(
        self, assumed: Iterable[Term] = (), facts: Iterable[Theorem] = (), *, thorough: bool = False
    ) -> None:
        super().__init__()
        self.assumed = frozenset(assumed)
        self.thorough = thorough
        self.signs: dict[frozenset[tuple[Monomial, Fraction]], Term] | None = None
        self.atoms: list[Term] = []
        self.scope = Scope()
        self.context: list[Entry] = []
        self.reading = False
        self.read_before: dict[Term, Polynomial] = {}
        for thm in facts:
            self.scope.facts.setdefault(thm.conclusion, thm)

    # -- polynomials and their terms

    def gen(self, atom: Term) -> Polynomial:
        """The polynomial of an atom in normal form, reduced."""
        if atom.op == "ind":
            self.tell()
        i = self.index.get(atom)
        if i is None:
            i = self.index[atom] = len(self.atoms)
            self.atoms.append(atom)
        if (atom.op == "ind" or atom == I) and all(m != ((i, 2),) for m, _, _ in self.scope.reductions):
            if atom == I:
                self.reduce_by(infer.law("i_square", ()), ((i, 2),), constant(-1))
            else:
                self.reduce_by(infer.law("ind_square", (atom.args[0],)), ((i, 2),), {((i, 1),): Fraction(1)})
        return self.reduce({((i, 1),): Fraction(1)})

    def reduce_by(self, thm: Theorem, left: Monomial, right: Polynomial) -> None:
        """Apply an equation of a monomial from now on."""
        self.scope.reductions.append((left, right, thm))
        self.rules = [(m, p) for m, p, _ in self.scope.reductions]
        self.known, self.read_before = {}, {}

    def index_of(self, p: Polynomial) -> int | None:
        """The atom that p is, or None."""
        if len(p) != 1:
            return None
        ((m, c),) = p.items()
        return m[0][0] if len(m) == 1 and m[0][1] == 1 and c == 1 else None

    def value_of(self, p: Polynomial) -> Fraction | None:
        """The number that p is, or None."""
        if not p:
            return Fraction(0)
        return p[UNIT] if len(p) == 1 and UNIT in p else None

    def term(self, p: Polynomial) -> Term:
        """p as a term, in an order that depends on the atoms alone."""
        summands = []
        for m, c in p.items():
            powers = sorted((self.power_of(i, e) for i, e in m), key=lambda t: t.key)
            summands.append((k.mul(*powers), c))
        summands.sort(key=lambda s: s[0].key)
        return k.add(*(k.mul(k.num(c), t) if c != 1 else t for t, c in summands))

    def power_of(self, i: int, e: int) -> Term:
        """The e-th power of an atom."""
        atom = self.atoms[i]
        if is_inverse(atom):
            return k.power(atom.args[0], -e)
        return atom if e == 1 else k.power(atom, e)

    def read(self, n: Term) -> Polynomial:
        """The polynomial of a term that is in normal form already; no side condition comes of it."""
        known, reading = self.known, self.reading
        self.known, self.reading = self.read_before, True
        p = self.poly(n)
        self.known, self.reading = known, reading
        return p

    def _atom(self, t: Term) -> Polynomial:
        """The value of a part that is no sum, product or whole power."""
        if t in self.index and (self.reading or not self._is_news(t)):
            return self.gen(t)
        value, thm = self.converted(t)
        if thm is not None:
            self.scope.equations[t] = thm
        return value

    def _is_news(self, t: Term) -> bool:
        """Whether an atom in normal form, met here, has something to record: that a base is not 0, that it
        cancels, or the power of a root."""
        if is_inverse(t):
            return self._asks(k.ne(t.args[0], ZERO)) or self._may_cancel(t)
        if t.op != "root" or any(m == ((self.index[t], t.args[1]),) for m, _, _ in self.scope.reductions):
            return False
        nonnegative = k.le(ZERO, t.args[0])
        return nonnegative in self.scope.facts or self.closed(nonnegative) in self.assumed

    def _may_cancel(self, t: Term) -> bool:
        """Whether x is an atom that is known not to be 0 here, and x (1/x) = 1 is not recorded yet."""
        j = self.index.get(t.args[0])
        if j is None or self.differs(t.args[0]) is None:
            return False
        left = tuple(sorted([(j, 1), (self.index[t], 1)]))
        return all(m != left for m, _, _ in self.scope.reductions)

    def _power(self, base: Term, n: int) -> Polynomial:
        if n >= 0 or (base.op == "num" and base != ZERO):
            return super()._power(base, n)
        return self.raised(self._atom(k.power(base, -1)), -n)

    def raised(self, p: Polynomial, n: int) -> Polynomial:
        """p^n, for n >= 0."""
        result = constant(1)
        while n:
            result = self.multiply(result, p) if n & 1 else result
            n >>= 1
            p = self.multiply(p, p) if n else p
        return result

    # -- equations

    def prove(
        self, a: Term, b: Term, combination: Combination = (), extra: Iterable[Theorem] = ()
    ) -> Theorem:
        """H |- a = b, where their polynomials agree modulo the combination."""
        sides = [a, b, *(t for m, thm in combination for t in (m, *thm.conclusion.args))]
        goal = k.eq(a, b)
        equations, present = dict[Term, Theorem](), set[int]()
        raw = list(extra)
        for e in raw:
            equations[e.conclusion.args[0]] = e
            sides.append(e.conclusion.args[1])
        for t in sides:
            self._collect(t, equations, present)
        nonzero = self._nonzero(present)
        reductions = self._reductions(present)
        return infer.ring(goal, (*equations.values(), *reductions), tuple(nonzero), combination)

    def prove_inverse(self, t: Term, value: Polynomial) -> Theorem:
        """t = value, for an inverse t of what is known not to be 0."""
        n = self.term(value)
        equations, present = dict[Term, Theorem](), set[int]()
        for s in (t.args[0], n):
            self._collect(s, equations, present)
        equations.pop(t, None)
        first = self.scope.facts[k.ne(t.args[0], ZERO)]
        nonzero = [first, *(thm for thm in self._nonzero(present) if thm.conclusion != first.conclusion)]
        return infer.ring(k.eq(t, n), (*equations.values(), *self._reductions(present)), tuple(nonzero))

    def _collect(self, t: Term, equations: dict[Term, Theorem], present: set[int]) -> None:
        """Put the equations of the atoms of t into ``equations``, and the atoms in normal form into
        ``present``."""
        for atom in opaque(t):
            if atom in equations:
                continue
            known = self.scope.equations.get(atom)
            p = self.known.get(atom)
            if known is None and p is None:
                try:
                    p = self._atom(atom)
                except KernelError:
                    continue
                known = self.scope.equations.get(atom)
            if known is not None:
                equations[atom] = known
                p = self.read(known.conclusion.args[1])
                self._collect(known.conclusion.args[1], equations, present)
            if atom in self.index:
                present.add(self.index[atom])
            present.update(i for m in (p or {}) for i, _ in m)

    def _reductions(self, present: set[int]) -> list[Theorem]:
        """The reductions that concern the atoms that are present, and those that these bring in."""
        chosen: dict[int, Theorem] = {}
        changed = True
        while changed:
            changed = False
            for n, (left, right, thm) in enumerate(self.scope.reductions):
                if n not in chosen and all(i in present for i, _ in left):
                    chosen[n] = thm
                    new = {i for m in right for i, _ in m}
                    changed = True
                    present |= new
        return [chosen[n] for n in sorted(chosen)]

    def _nonzero(self, present: set[int]) -> list[Theorem]:
        """Theorems of the bases of inverses that are present, the outermost first."""
        todo, found = list(present), dict[Term, Theorem]()
        while todo:
            atom = self.atoms[todo.pop()]
            if not is_inverse(atom) or atom.args[0] in found:
                continue
            thm = self.differs(atom.args[0])
            if thm is not None:
                found[atom.args[0]] = thm
                inner = {i for m in self.read(atom.args[0]) for i, _ in m}
                present |= inner
                todo.extend(inner)
        return [found[b] for b in sorted(found, key=lambda b: (-len(b.key), b.key))]

    def equal(self, t: Term) -> tuple[Term, Theorem]:
        """t in normal form n, and t = n."""
        n = self.term(self.poly(t))
        return n, (refl(t) if n == t else self.prove(t, n))

    def is_zero(self, p: Polynomial) -> bool:
        return not self.clear(p)[0]

    def clear(self, p: Polynomial) -> tuple[Polynomial, list[tuple[Term, int]]]:
        """(q, powers): q = p times these powers of bases, which are not 0; no inverse of one is left in q."""
        powers: list[tuple[Term, int]] = []
        while True:
            present = {i for m in p for i, _ in m}
            inverses = [
                self.atoms[i]
                for i in present
                if is_inverse(self.atoms[i]) and self.differs(self.atoms[i].args[0]) is not None
            ]
            if not inverses:
                return p, powers
            u = max(inverses, key=lambda a: (len(a.key), a.key))
            top = max(e for m in p for i, e in m if self.atoms[i] == u)
            p = self.cleared(p, u.args[0])
            powers.append((u.args[0], top))

    # -- what has to hold

    def differs(self, t: Term) -> Theorem | None:
        """A theorem that t is not 0, if that is a fact here; an exponential never is 0."""
        f = k.ne(t, ZERO)
        if t.op == "exp":
            self.scope.facts.setdefault(f, infer.law("exp_nonzero", (t.args[0],)))
        return self.scope.facts.get(f)

    def need(self, condition: Term) -> Theorem:
        """A theorem of a condition at this position: a fact, or an instance of a hypothesis that says it for
        all that is bound above."""
        known = self.scope.facts.get(condition)
        if condition.op == "not" and condition.args[0].op == "eq" and condition.args[0].args[1] == ZERO:
            known = self.differs(condition.args[0].args[0])
        if known is not None:
            return known
        closed, used = self._closed(condition)
        thm = infer.assume(closed)
        for entry in reversed(used):
            if entry == OUTCOME:
                thm = infer.at_outcome(thm)
            elif isinstance(entry, Term):
                thm = infer.modus_ponens(thm, infer.assume(entry))
            else:
                thm = infer.specialise(thm, entry[0])
        self.scope.facts[condition] = thm
        return thm

    def _asks(self, condition: Term) -> bool:
        """Whether a condition is no fact here yet, and among the statement's hypotheses."""
        return condition not in self.scope.facts and self.closed(condition) in self.assumed

    def closed(self, condition: Term) -> Term:
        """The condition, quantified over the binders and under the guards above this position."""
        return self._closed(condition)[0]

    def _closed(self, condition: Term) -> tuple[Term, list[Entry]]:
        closed, used = condition, list[Entry]()
        for entry in reversed(self.context):
            if entry == OUTCOME:
                if k.is_random(closed):
                    closed = Term("surely", closed)
                    used.append(entry)
            elif isinstance(entry, Term):
                closed = k.implies(entry, closed)
                used.append(entry)
            elif isinstance(entry, tuple) and entry[0] in k.free_vars(closed):
                closed = k.quantified("all", *entry, closed)
                used.append(entry)
        return closed, used

    @property
    def binders(self) -> int:
        """How many binders there are above this position."""
        return sum(isinstance(entry, tuple) for entry in self.context)

    def function(self, t: Term) -> Converted:
        """Exponentials, roots, real powers, absolute values and functions."""
        work = CONVERTERS.get("function")
        if work is None:
            raise Unelaborated(f"no laws are applied to {t.op}")
        return work(self, t)

    @contextmanager
    def below(self, *entries: Entry) -> Iterator[None]:
        """Stand under binders, guards and the outcome; what is found there is forgotten afterwards."""
        before, known, rules, read = self.scope, self.known, self.rules, self.read_before
        self.scope, self.known, self.read_before = Scope(before), {}, {}
        self.context.extend(entries)
        try:
            for entry in entries:
                self._enter(entry)
            yield
        finally:
            del self.context[len(self.context) - len(entries) :]
            self.scope, self.known, self.rules, self.read_before = before, known, rules, read

    @contextmanager
    def above(self) -> Iterator[None]:
        """Stand outside the innermost binder for a while."""
        inner = self.context, self.scope, self.known, self.rules, self.read_before
        if self.scope.outer is None:
            raise Unelaborated("there is no binder to leave")
        self.context, self.scope = self.context[:-1], self.scope.outer
        self.known, self.read_before = {}, {}
        self.rules = [(m, p) for m, p, _ in self.scope.reductions]
        try:
            yield
        finally:
            self.context, self.scope, self.known, self.rules, self.read_before = inner

    def _enter(self, entry: Entry) -> None:
        if isinstance(entry, tuple):
            for f in k.bounds(*entry):
                self.know(infer.assume(f))
        elif isinstance(entry, Term):
            self.know(infer.assume(entry))

    def know(self, thm: Theorem) -> None:
        """Record a fact and the parts of a conjunction; a relation's indicator is set to 1 once one is
        met."""
        f = thm.conclusion
        self.scope.facts.setdefault(f, thm)
        if f.op == "and":
            for i in range(len(f.args)):
                self.know(infer.and_elim(thm, i))
        elif f.op in ("eq", "le", "lt"):
            self.scope.untold.append(thm)

    def tell(self) -> None:
        """Set the indicators of the facts here to 1, as an indicator is met."""
        untold, self.scope.untold = self.scope.untold, []
        for thm in untold:
            self._holds(thm)

    def _holds(self, thm: Theorem) -> None:
        """Reduce the indicator of a fact by [f] = 1 from now on."""
        f = thm.conclusion
        p = self.poly(Term("ind", f))
        i = self.index_of(p)
        if i is None:
            return
        one = cut(infer.indicator(f, True), thm)
        here = self.prove(self.atoms[i], ONE, ((ONE, one),))
        self.reduce_by(here, ((i, 1),), constant(1))
        self.known.clear()

    # -- atoms by their operator

    def converted(self, t: Term) -> tuple[Polynomial, Theorem | None]:
        """The value of an atom, and a theorem that it has it; None where the atom is in normal form."""
        work = CONVERTERS.get(t.op)
        return (self.gen(t), None) if work is None else work(self, t)

    def same(self, t: Term, thm: Theorem | None) -> tuple[Polynomial, Theorem | None]:
        """The value of t by the theorem t = s: that of s; None where s is t itself."""
        if thm is None or thm.conclusion.args[1] == t:
            return self.gen(t), None
        s = thm.conclusion.args[1]
        value = self.read(s) if s.op in _RINGLIKE else self.gen(s)
        return value, thm

    def parts_equal(self, t: Term, *places: tuple[int, ...]) -> Theorem | None:
        """t with the terms at these places in normal form; None if they are."""
        thms, current = list[Theorem](), t
        for place in places:
            part = part_at(current, place)
            n, thm = self.equal(part)
            if n != part:
                thms.append(applied(partial(put, current, place), thm))
                current = put(current, place, n)
        return chain(*thms) if thms else None

    def factors(self, p: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        """A number, and irreducible factors of p with exponents; their signs depend on the atoms alone."""
        present = sorted({i for m in p for i, _ in m})
        place = {i: n for n, i in enumerate(present)}
        ctx = fmpq_mpoly_ctx.get((("x", max(1, len(present)))), Ordering.degrevlex)
        data = {}
        for m, c in p.items():
            exponents = [0] * max(1, len(present))
            for i, e in m:
                exponents[place[i]] = e
            data[tuple(exponents)] = fmpq(c.numerator, c.denominator)
        c, found = ctx.from_dict(data).factor()
        content = Fraction(int(c.p), int(c.q))
        result = []
        for f, e in found:
            q = {
                tuple((present[n], int(x)) for n, x in enumerate(exponents) if x): Fraction(
                    int(a.p), int(a.q)
                )
                for exponents, a in f.to_dict().items()
            }
            lead = self.sign(q)
            content *= lead ** int(e)
            result.append(({m: a / lead for m, a in q.items()}, int(e)))
        return content, result

    def sign(self, p: Polynomial) -> Fraction:
        """The sign of the coefficient that stands first in the order of the atoms."""
        first = min(p, key=lambda m: sorted((self.atoms[i].key, e) for i, e in m)[::-1])
        return Fraction(1 if p[first] > 0 else -1)


Converted = tuple[Polynomial, Theorem | None]
CONVERTERS: Final[dict[str, Callable[[Conversion, Term], Converted]]] = {}  # by a term's operator


def converter(
    *ops: str,
) -> Callable[[Callable[[Conversion, Term], Converted]], Callable[[Conversion, Term], Converted]]:
    """Enter a function as the way in which terms with these operators are converted."""

    def enter(f: Callable[[Conversion, Term], Converted]) -> Callable[[Conversion, Term], Converted]:
        CONVERTERS.update(dict.fromkeys(ops, f))
        return f

    return enter


@converter("comp")
def component(c: Conversion, t: Term) -> Converted:
    """A component, with its indices in normal form."""
    return c.same(t, c.parts_equal(t, *((3, n) for n in range(len(t.args[3])))))


_RINGLIKE: Final = frozenset({"num", "add", "mul", "pow"})
