"""SymPy to the core's terms, structurally: a head that is not in the tables of ``heads`` is an error.

Both files are trusted.  They evaluate nothing; what they emit is printed back from the core's term, and a
symbol's assumptions and declared bounds become listed hypotheses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import sympy as sp
from sympy.logic.boolalg import BooleanAtom

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import Term
from symderiv.language import notation as nt
from symderiv.language.assumptions import Domain, domain_of_symbol
from symderiv.language.errors import StatementError
from symderiv.language.heads import FORMULAS, TERMS, short
from symderiv.language.names import vetted


class _Binder(NamedTuple):
    """A binder that is being translated: its variable, as written and as a term, and its range."""

    name: str
    v: Term
    lo: Term | None
    hi: Term | None

    def everywhere(self, f: Term) -> Term:
        """f for all values of the variable; for all integers where the range may be undefined."""
        lo, hi = (None if b is None or any(side_conditions(b)) else b for b in (self.lo, self.hi))
        return Term("all", k.Hint(self.name), self.v.args[1], lo, hi, k.close(f, self.v))


class Translator:
    """Translates the statements of one claim; free symbols and families contribute to ``facts`` as they
    are met."""

    def __init__(self) -> None:
        self.facts: dict[Term, None] = {}
        self.symbols: dict[str, Any] = {}
        self.families: dict[str, Any] = {}
        self.laws: dict[str, Any] = {}
        self.lawful: set[str] = set()
        self.points: dict[tuple[Any, ...], Term] = {}
        self.ranges: dict[str, Any] = {}
        self.scope: dict[Any, Term] = {}
        self.binders: list[_Binder] = []
        self.depth = 0

    # -- symbols

    def symbol(self, s: Any) -> Term:
        """A symbol's variable; a free one is noted together with its declared domain."""
        if s in self.scope:
            return self.scope[s]
        if isinstance(s, sp.Wild):
            raise StatementError(f"{s.name} is a pattern for other expressions (Wild), not a quantity")
        vetted(s.name)
        known = self.symbols.setdefault(s.name, s)
        if known != s:
            raise StatementError(f"two different symbols are called {s.name}; give one of them another name")
        if s.name in self.families:
            raise StatementError(
                f"{s.name} is a scalar here and a family or function there; give one another name"
            )
        v = k.var(s.name, domain_of_symbol(s).sort)
        self.outside(s, s.bounds if isinstance(s, nt.Quantity) else ())
        for fact in self.domain(s, v):
            self.facts[fact] = None
        return v

    def outside(self, s: Any, bounds: Iterable[Any]) -> None:
        """Refuse bounds of a free symbol that depend on what is bound here."""
        inside = (b.free_symbols & self.scope.keys() for b in bounds if b is not None)
        for v in (v for names in inside for v in names):
            raise StatementError(f"the range of {s} depends on {v}, which is bound here, while {s} is not")

    def domain(self, s: Any, v: Term) -> Iterator[Term]:
        """What a symbol's assumptions and declared bounds say of its variable."""
        for relation in domain_of_symbol(s).relations:
            yield relation(v)
        if isinstance(s, nt.Quantity):
            yield from k.bounds(v, *self.bounds(s.bounds, s.name))

    def bounds(self, pair: tuple[Any, Any], name: Any) -> tuple[Term | None, Term | None]:
        """The terms of declared bounds, None for an infinite one."""
        for b, wrong in zip(pair, (sp.oo, -sp.oo), strict=True):
            if b is wrong:
                end = "lower" if b is sp.oo else "upper"
                raise StatementError(f"the {end} bound of {name} is {b}: nothing lies beyond it")
        lo, hi = map(self.bound, pair)
        return lo, hi

    def bound(self, b: Any) -> Term | None:
        """The term of a declared bound; SymPy has put the number of ``N - 2`` first, a person does not."""
        if b is None or b is sp.oo or b is -sp.oo:
            return None
        return k.add(*map(self.term, b.as_ordered_terms())) if isinstance(b, sp.Add) else self.term(b)

    def bind(
        self,
        s: Any,
        sort: str,
        build: Callable[[Term], Term],
        lo: Term | None = None,
        hi: Term | None = None,
    ) -> Term:
        """build(v) for a new variable v, from lo to hi, that stands for s inside; s may be free outside."""
        if not isinstance(s, sp.Symbol) or isinstance(s, sp.Wild):
            raise StatementError(f"what is bound is a symbol, not {short(s)}")
        domain_of_symbol(s)
        self.depth += 1
        v = k.var(f"{vetted(s.name)}#{self.depth}", sort)
        before = dict(self.scope)
        self.scope[s] = v
        self.binders.append(_Binder(s.name, v, lo, hi))
        try:
            return build(v)
        finally:
            self.scope = before
            self.binders.pop()

    def family(
        self, name: str, domain: Domain, ranges: tuple[Any, ...], indices: tuple[Any, ...], head: str = ""
    ) -> Term:
        """A component; ``head`` tells a function from a family of the same name."""
        self.introduce(name, (domain, ranges, head))
        pairs = tuple(self.bounds(r, name) for r in ranges)
        t = Term(
            "comp", name, domain.sort, pairs, tuple(self.integer(i, f"an index of {name}") for i in indices)
        )
        for relation in domain.relations:
            self.facts[self.everywhere(t, relation)] = None
        return t

    def introduce(self, name: str, kind: Any) -> None:
        """Note what kind of family or function has this name: there is one."""
        if self.families.setdefault(vetted(name), kind) != kind or name in self.symbols:
            raise StatementError(f"two different quantities are called {name}; give one of them another name")

    def introduce_law(self, name: str, law: Any) -> None:
        """Note the law that a family is declared with: there is one."""
        if self.laws.setdefault(name, law) != law:
            raise StatementError(f"{name} is declared with two different laws; give one another name")

    def everywhere(self, t: Term, relation: Callable[[Term], Term]) -> Term:
        """A relation that holds for all members of a family, as far as they matter: for those within its
        declared ranges, else for those that the component t stands for; for all where it may have no value.
        """
        name, sort, ranges, indices = t.args
        if any(r != (None, None) for r in ranges) or any(True for i in indices for _ in side_conditions(i)):
            taken = [k.fresh(letter, "int", t) for letter, _ in zip("ijkl", indices, strict=False)]
            fact = relation(Term("comp", name, sort, ranges, tuple(taken)))
            for v, (lo, hi) in reversed(list(zip(taken, ranges, strict=True))):
                fact = k.quantified("all", v, lo, hi, fact)
            return fact
        fact = relation(t)
        for binder in reversed(self.binders):
            if binder.v in k.free_vars(fact):
                fact = binder.everywhere(fact)
        return fact

    def integer(self, e: Any, what: str) -> Term:
        t = self.term(e)
        if k.sort_of(t) != "int":
            raise StatementError(f"{what} has to be an integer; {e} is not declared as one")
        return t

    def real(self, e: Any, why: str) -> Term:
        t = self.term(e)
        if k.sort_of(t) == "complex":
            raise StatementError(f"{why}, and {short(e)} is not known to be real")
        return t

    # -- terms

    def term(self, e: Any) -> Term:
        """The core's term of a SymPy expression."""
        for kind in type(e).__mro__:
            if kind in TERMS:
                return TERMS[kind](self, e)
        endless = "; of infinite sums only equations are read: tends(t, total(t, ...), value)"
        more = endless if e is sp.oo else ""
        raise StatementError(f"{type(e).__name__} is not a head that the checker knows: {short(e)}{more}")

    # -- formulas

    def formula(self, e: Any) -> Term:
        """The core's formula of a SymPy relation or logical combination."""
        if isinstance(e, (bool, BooleanAtom)):
            raise StatementError(
                f"a relation settled itself to {e} before the checker saw it; "
                "write it with symderiv.eq, or with Eq(a, b, evaluate=False)"
            )
        for kind in type(e).__mro__:
            if kind in FORMULAS:
                return FORMULAS[kind](self, e)
        raise StatementError(f"expected a statement such as Eq(a, b), met {type(e).__name__}: {short(e)}")
