"""SymPy to the core's terms, structurally and by whitelist: any other head is an error.

This file is trusted.  It evaluates nothing; what it emits is printed back from the core's term, and a
symbol's assumptions and declared bounds become listed hypotheses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import sympy as sp
from flint import fmpq
from sympy.core.assumptions import _assume_defined
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import ZERO, Term
from symderiv.language import notation as nt
from symderiv.language.assumptions import Domain, domain_of
from symderiv.language.errors import StatementError
from symderiv.language.names import vetted

_EVENTUAL: Final = ("lt", "le", "not")  # relations that grow true, where their right side is the index


MOST_BITS: Final = 10_000  # of a number that is read: Python prints no more than 4,300 decimal digits


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
        v = k.var(s.name, _domain(s).sort)
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
        for relation in _domain(s).relations:
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
            raise StatementError(f"what is bound is a symbol, not {_short(s)}")
        _domain(s)
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
            raise StatementError(f"{why}, and {_short(e)} is not known to be real")
        return t

    # -- terms

    def term(self, e: Any) -> Term:
        """The core's term of a SymPy expression."""
        for kind in type(e).__mro__:
            if kind in _TERMS:
                return _TERMS[kind](self, e)
        raise StatementError(f"{type(e).__name__} is not a head that the checker knows: {_short(e)}")

    def power(self, e: Any) -> Term:
        base, exponent = e.args
        if exponent.is_Rational and exponent.q != 1:
            r = k.root(self.term(base), int(exponent.q))
            return r if exponent.p == 1 else k.power(r, int(exponent.p))
        return k.power(self.term(base), self.term(exponent))

    def total(self, e: Any) -> Term:
        body, *limits = e.args

        def nest(limits: list[Any]) -> Term:
            if not limits:
                return self.term(body)
            if len(limits[-1]) != 3:
                raise StatementError(f"a sum needs both bounds: {_short(e)}")
            v, lo, hi = limits[-1]
            v = v.label if isinstance(v, sp.Idx) else v
            ends = [self.integer(b, "a sum's bound") for b in (lo, hi)]
            return self.bind(v, "int", lambda x: _sum(v, x, ends, nest(limits[:-1])), *ends)

        return nest(limits)

    def branches(self, pairs: list[Any]) -> Term:
        """First match; where no condition holds the value is undefined."""
        if not pairs:
            return k.power(ZERO, -1)
        value, condition = pairs[0]
        if condition == sp.true:
            return self.term(value)
        holds = self.formula(condition)
        for r in (s for s in k.subterms(holds) if s.op in ("le", "lt")):
            _comparable(*r.args)
        return Term("if", holds, self.term(value), self.branches(pairs[1:]))

    def extreme(self, e: Any, below: bool) -> Term:
        result, *others = map(self.term, e.args)
        for t in others:
            _comparable(result, t)
            result = Term("if", k.le(result, t) if below else k.le(t, result), result, t)
        return result

    def absolute(self, e: Any) -> Term:
        t = self.term(e.args[0])
        return k.fn("abs", t) if k.sort_of(t) == "complex" else k.absolute(t)

    def function(self, name: str, e: Any) -> Term:
        """A function of the core's table; what has to be a whole number in it is one."""
        if len(e.args) != k.FUNCTIONS[name][0]:
            raise StatementError(f"{type(e).__name__} with {len(e.args)} arguments is not known: {_short(e)}")
        whole = _WHOLE.get(name)
        return k.fn(
            name,
            *(
                self.integer(a, f"argument {place + 1} of {type(e).__name__}")
                if place == whole
                else self.term(a)
                for place, a in enumerate(e.args)
            ),
        )

    def sign(self, e: Any) -> Term:
        """-1, 0 or 1 for what is real, z/|z| or 0 for what is not."""
        t = self.term(e.args[0])
        if k.sort_of(t) == "complex":
            return Term("if", k.eq(t, ZERO), ZERO, k.mul(t, k.power(k.fn("abs", t), -1)))
        return Term("if", k.lt(ZERO, t), k.ONE, Term("if", k.lt(t, ZERO), k.num(-1), ZERO))

    def sinc(self, e: Any) -> Term:
        t = self.term(e.args[0])
        return Term("if", k.eq(t, ZERO), k.ONE, k.mul(k.fn("sin", t), k.power(t, -1)))

    def angle(self, e: Any) -> Term:
        """The argument of x + i y, for atan2(y, x)."""
        y, x = map(self.term, e.args)
        if "complex" in (k.sort_of(y), k.sort_of(x)):
            raise StatementError(f"atan2 takes real arguments: {_short(e)}")
        return k.fn("arg", k.add(x, k.mul(k.I, y)))

    def derivative(self, e: Any) -> Term:
        result, targets = self.term(e.args[0]), e.args[1:]
        if isinstance(e, sp.Derivative):
            if not all(count.is_Integer for _, count in e.variable_count):
                raise StatementError(f"the order of a derivative has to be a number: {_short(e)}")
            targets = [v for v, count in e.variable_count for _ in range(int(count))]
        for x in targets:
            target = self.term(x)
            if target.op not in ("var", "comp") or target.args[1] != "real":
                raise StatementError(f"a derivative is taken by a real symbol or component, not by {x}")
            result = Term("diff", result, target)
        return result

    def loss(self, e: Any) -> Term:
        name, family, v, length, body, fixed = e.args
        self.introduce(family.name, (Domain(family.kind, ()), family.ranges, ""))
        self.introduce(str(name), ("loss", family.name))
        at = [self.integer(i, f"an index of {family.name}") for i in fixed]
        pairs = tuple(self.bounds(r, family.name) for r in family.ranges)
        length = self.integer(length, f"the length of {name}'s argument")

        def build(x: Term) -> Term:
            inner = self.real(body, f"{name} takes real arguments")
            return Term(
                "loss", str(name), (family.name, pairs, *at), k.Hint(v.name), length, k.close(inner, x)
            )

        t = self.bind(v, "int", build, k.ONE, length)
        if k.is_random(t):
            raise StatementError(
                f"the loss {name} is taken at a point that depends on chance, and has one gradient: "
                f"function({str(name)!r}) has derivatives everywhere"
            )
        self.at_one_point(str(name), t, at)
        sizes = k.free_vars(length).union(*(k.free_vars(e) for r in pairs for e in r if e is not None))
        which = (str(name), *(None if i.op == "var" and i not in sizes else i for i in at))
        if self.points.setdefault(which, k.point_of(t)) != k.point_of(t):
            raise StatementError(f"the loss {name} is taken at two different points; give one another name")
        return t

    def at_one_point(self, name: str, t: Term, at: Sequence[Term]) -> None:
        """Refuse a loss whose point depends on what is bound here: its gradient belongs to one point."""
        for binder in self.binders:
            if binder.v in k.free_vars(t) and binder.v not in at:
                raise StatementError(
                    f"the loss {name} is taken at points that depend on {binder.name}, and has one gradient: "
                    f"one of several losses is told by at=({binder.name},)"
                )

    def call(self, e: Any) -> Term:
        name, indices, v, length, body = e.args
        n = self.integer(length, f"the number of arguments of {name}")
        self.introduce(str(name), ("function", n))
        by = tuple(self.integer(i, f"the index of a derivative of {name}") for i in indices)

        def build(x: Term) -> Term:
            inner = self.real(body, f"{name} takes real arguments")
            return Term("call", str(name), by, k.Hint(v.name), n, k.close(inner, x))

        return self.bind(v, "int", build, k.ONE, n)

    # -- formulas

    def formula(self, e: Any) -> Term:
        """The core's formula of a SymPy relation or logical combination."""
        if isinstance(e, (bool, BooleanAtom)):
            raise StatementError(
                f"a relation settled itself to {e} before the checker saw it; "
                "write it with symderiv.eq, or with Eq(a, b, evaluate=False)"
            )
        for kind in type(e).__mro__:
            if kind in _FORMULAS:
                return _FORMULAS[kind](self, e)
        raise StatementError(f"expected a statement such as Eq(a, b), met {type(e).__name__}: {_short(e)}")

    def related(self, e: Any, op: str, flip: bool = False) -> Term:
        a, b = e.args
        if any(isinstance(s, (sp.logic.boolalg.Boolean, BooleanAtom)) and not s.is_Symbol for s in (a, b)):
            raise StatementError(f"a relation stands between terms, not statements: {_short(e)}")
        left, right = self.term(a), self.term(b)
        return Term(op, right, left) if flip else Term(op, left, right)

    def limit(self, e: Any) -> Term:
        v, body, value = e.args
        if not v.is_Symbol or not v.is_integer:
            raise StatementError(f"a limit is taken as an integer grows; {_short(v)} is not declared as one")
        bound = self.term(value)

        def build(x: Term) -> Term:
            for fact in self.domain(v, x):
                if fact.op not in _EVENTUAL or fact.args[-1] != (k.eq(x, ZERO) if fact.op == "not" else x):
                    raise StatementError(f"{v.name} does not grow without bound: it is declared with a bound")
            return Term("tends", k.Hint(v.name), bound, k.close(self.term(body), x))

        return self.bind(v, "int", build, k.ONE)

    def smooth(self, e: Any) -> Term:
        at, order = e.args
        if not isinstance(at, nt.Call) or at.args[1] or not order.is_Integer or order < 1:
            raise StatementError(f"a function itself is differentiable a whole number of times: {_short(e)}")
        name, _, *point = self.call(at).args
        return Term("smooth", name, int(order), *point)

    def quantified(self, e: Any) -> Term:
        op = "all" if isinstance(e, nt.ForAll) else "ex"
        v, body = e.args[0], e.args[3]
        lo, hi = self.bounds(e.bounds, v)
        sort = _domain(v).sort

        def build(x: Term) -> Term:
            inside = self.formula(body)
            guards = [relation(x) for relation in _domain(v).relations]
            if guards and op == "all":
                inside = k.implies(k.and_(*guards), inside)
            if guards and op == "ex":
                inside = k.and_(*guards, inside)
            return Term(op, k.Hint(v.name), sort, lo, hi, k.close(inside, x))

        return self.bind(v, sort, build, lo, hi)


def _domain(s: Any) -> Domain:
    return domain_of(str(s), s.assumptions0)


def _sum(s: Any, v: Term, ends: list[Term], body: Term) -> Term:
    return Term("sum", k.Hint(s.name), *ends, k.close(body, v))


def _comparable(*sides: Term) -> None:
    """Refuse cases by an order that is none: without a real number there is no first or second case."""
    for side in sides:
        free = (s for s in k.subterms(side) if s.op in ("var", "comp") and s.args[1] == "complex")
        if k.sort_of(side) == "complex" and (z := next(free, None)) is not None:
            raise StatementError(
                f"{z.args[0].partition('#')[0]} is not declared real, so an order tells no cases apart: "
                "declare it real"
            )


def _index(tr: Translator, e: Any) -> Term:
    """SymPy's Idx: its label, with the range it was declared with."""
    if not isinstance(e.label, sp.Symbol):
        return tr.integer(e.label, f"the label of {e}")
    v = tr.symbol(e.label)
    if e.label not in tr.scope:
        if tr.ranges.setdefault(e.label.name, e.args[1:]) != e.args[1:]:
            raise StatementError(f"two different indices are called {e.label}; give one of them another name")
        tr.outside(e.label, (e.lower, e.upper))
        for fact in k.bounds(v, *tr.bounds((e.lower, e.upper), e.label)):
            tr.facts[fact] = None
    return v


def _rational(_: Translator, e: Any) -> Term:
    if max(int(e.p).bit_length(), int(e.q).bit_length()) > MOST_BITS:
        raise StatementError(f"a number with more than {MOST_BITS} binary digits is not written out")
    return k.num(fmpq(int(e.p), int(e.q)))


def _delta(tr: Translator, e: Any) -> Term:
    if len(e.args) != 2:
        raise StatementError(f"a Kronecker delta with a range of its own is not supported: {_short(e)}")
    return Term("ind", k.eq(tr.term(e.args[0]), tr.term(e.args[1])))


def _short(e: Any) -> str:
    text = str(e)
    return text if len(text) <= 80 else text[:79] + "…"


def _indexed(tr: Translator, e: Any) -> Term:
    """SymPy's own Indexed: 0-based where its base has a shape, else unbounded."""
    if not isinstance(e.base, sp.IndexedBase):
        raise StatementError(f"what has indices is an IndexedBase, not {_short(e.base)}")
    shape, name = e.base.shape, str(e.base.label)
    ranges = tuple((sp.Integer(0), n - 1) for n in shape) if shape else ((None, None),) * len(e.indices)
    return tr.family(name, domain_of(name, e.base.assumptions0), ranges, e.indices)


def _applied(tr: Translator, e: Any) -> Term:
    """SymPy's own undefined function, at integers."""
    name = e.func.__name__
    assumptions = {a: v for a, v in e.func._kwargs.items() if a in _assume_defined}  # noqa: SLF001 - no other way
    domain = domain_of(name, assumptions)
    return tr.family(name, domain, ((None, None),) * len(e.args), e.args, head="function")


_WHOLE: Final = {
    **dict.fromkeys(("legendre", "chebyshev_t", "chebyshev_u", "fibonacci"), 0),
    **dict.fromkeys(("binomial", "rising", "falling"), 1),
}  # the argument of these functions that is a whole number

_FUNCTIONS: Final = {
    sp.conjugate: "conj", sp.chebyshevt: "chebyshev_t", sp.chebyshevu: "chebyshev_u",
    sp.RisingFactorial: "rising", sp.FallingFactorial: "falling", sp.besselj: "bessel_j",
    sp.bessely: "bessel_y", sp.besseli: "bessel_i", sp.besselk: "bessel_k",
    **{getattr(sp, name): name for name in (
        "log", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
        "asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "acoth", "asech", "acsch",
        "re", "im", "arg", "floor", "erf", "erfc", "erfi", "gamma", "beta", "factorial", "binomial",
        "fibonacci", "legendre",
    )},
}  # fmt: skip


def _named(name: str) -> Callable[[Translator, Any], Term]:
    return lambda tr, e: tr.function(name, e)


def _constant(t: Term) -> Callable[[Translator, Any], Term]:
    return lambda _tr, _e: t


_TERMS: Final[dict[type, Callable[[Translator, Any], Term]]] = {
    sp.Symbol: Translator.symbol,
    sp.Idx: _index,
    sp.Rational: _rational,
    sp.Add: lambda tr, e: k.add(*map(tr.term, e.args)),
    sp.Mul: lambda tr, e: Term("mul", *ts) if ZERO in (ts := [tr.term(a) for a in e.args]) else k.mul(*ts),
    sp.Pow: Translator.power,
    sp.Sum: Translator.total,
    sp.KroneckerDelta: _delta,
    sp.Piecewise: lambda tr, e: tr.branches(list(e.args)),
    sp.Max: lambda tr, e: tr.extreme(e, below=False),
    sp.Min: lambda tr, e: tr.extreme(e, below=True),
    sp.Abs: Translator.absolute,
    sp.Derivative: Translator.derivative,
    sp.Indexed: _indexed,
    AppliedUndef: _applied,
    nt.Diff: Translator.derivative,
    nt.Loss: Translator.loss,
    sp.exp: lambda tr, e: Term("exp", tr.term(e.args[0])),
    **{head: _named(name) for head, name in _FUNCTIONS.items()},
    sp.zeta: lambda tr, e: tr.function("zeta" if len(e.args) == 1 else "hurwitz", e),
    sp.sign: Translator.sign,
    sp.sinc: Translator.sinc,
    sp.atan2: Translator.angle,
    type(sp.I): _constant(k.I),
    type(sp.pi): _constant(k.PI),
    type(sp.E): _constant(Term("exp", k.ONE)),
    type(sp.GoldenRatio): _constant(k.fn("golden")),
    type(sp.Catalan): _constant(k.fn("catalan")),
    type(sp.EulerGamma): _constant(k.fn("euler")),
    nt.Call: Translator.call,
    nt.Mean: lambda tr, e: Term("mean", tr.term(e.args[0])),
    nt.Component: lambda tr, e: tr.family(
        e.args[0].name, Domain(e.args[0].kind, ()), e.args[0].ranges, e.args[1:]
    ),
}

_FORMULAS: Final[dict[type, Callable[[Translator, Any], Term]]] = {
    sp.Eq: lambda tr, e: tr.related(e, "eq"),
    sp.Ne: lambda tr, e: k.not_(tr.related(e, "eq")),
    sp.Le: lambda tr, e: tr.related(e, "le"),
    sp.Lt: lambda tr, e: tr.related(e, "lt"),
    sp.Ge: lambda tr, e: tr.related(e, "le", flip=True),
    sp.Gt: lambda tr, e: tr.related(e, "lt", flip=True),
    sp.And: lambda tr, e: k.and_(*map(tr.formula, e.args)),
    nt.Conjunction: lambda tr, e: k.and_(*map(tr.formula, e.args)),
    sp.Or: lambda tr, e: k.or_(*map(tr.formula, e.args)),
    sp.Not: lambda tr, e: k.not_(tr.formula(e.args[0])) if (r := _denied(e)) is None else tr.formula(r),
    sp.Implies: lambda tr, e: k.implies(tr.formula(e.args[0]), tr.formula(e.args[1])),
    sp.Equivalent: lambda tr, e: _equivalent([tr.formula(a) for a in e.args]),
    nt.Iff: lambda tr, e: _equivalent([tr.formula(a) for a in e.args]),
    nt.Surely: lambda tr, e: Term("surely", tr.formula(e.args[0])),
    nt.Tends: Translator.limit,
    nt.Smooth: Translator.smooth,
    nt.ForAll: Translator.quantified,
    nt.Exists: Translator.quantified,
}


def _denied(e: Any) -> Any:
    """The relation that denials of a relation come to, however many; None of compound statements,
    whose negation is one of logic.
    """
    if not isinstance(e, sp.Not):
        return e if isinstance(e, Relational) else None
    inner = _denied(e.args[0])
    return None if inner is None else inner.negated


def _equivalent(fs: list[Term]) -> Term:
    links = [(k.implies(a, b), k.implies(b, a)) for a, b in pairwise(fs)]
    return k.and_(*(f for pair in links for f in pair))
