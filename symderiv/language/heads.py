"""The heads of SymPy that are read, each with the term or formula of the core that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any, Final

import sympy as sp
from flint import fmpq
from sympy.core.assumptions import _assume_defined
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.language import notation as nt
from symderiv.language.assumptions import Domain, domain_of, domain_of_symbol
from symderiv.language.errors import StatementError

if TYPE_CHECKING:
    from symderiv.language.translate import Translator

_EVENTUAL: Final = ("lt", "le", "not")  # relations that grow true, where their right side is the index

MOST_BITS: Final = 10_000  # of a number that is read: Python prints no more than 4,300 decimal digits

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


def short(e: Any) -> str:
    """An expression as text, for a message."""
    text = str(e)
    return text if len(text) <= 80 else text[:79] + "…"


def _power(tr: Translator, e: Any) -> Term:
    base, exponent = e.args
    if exponent.is_Rational and exponent.q != 1:
        r = k.root(tr.term(base), int(exponent.q))
        return r if exponent.p == 1 else k.power(r, int(exponent.p))
    return k.power(tr.term(base), tr.term(exponent))


def _total(tr: Translator, e: Any) -> Term:
    body, *limits = e.args

    def nest(limits: list[Any]) -> Term:
        if not limits:
            return tr.term(body)
        if len(limits[-1]) != 3:
            raise StatementError(f"a sum needs both bounds: {short(e)}")
        v, lo, hi = limits[-1]
        v = v.label if isinstance(v, sp.Idx) else v
        ends = [tr.integer(b, "a sum's bound") for b in (lo, hi)]
        return tr.bind(v, "int", lambda x: _sum(v, x, ends, nest(limits[:-1])), *ends)

    return nest(limits)


def _branches(tr: Translator, pairs: list[Any]) -> Term:
    """First match; where no condition holds the value is undefined."""
    if not pairs:
        return k.power(ZERO, -1)
    value, condition = pairs[0]
    if condition == sp.true:
        return tr.term(value)
    holds = tr.formula(condition)
    for r in (s for s in k.subterms(holds) if s.op in ("le", "lt")):
        _comparable(*r.args)
    return Term("if", holds, tr.term(value), _branches(tr, pairs[1:]))


def _extreme(tr: Translator, e: Any, below: bool) -> Term:
    result, *others = map(tr.term, e.args)
    for t in others:
        _comparable(result, t)
        result = Term("if", k.le(result, t) if below else k.le(t, result), result, t)
    return result


def _absolute(tr: Translator, e: Any) -> Term:
    t = tr.term(e.args[0])
    return k.fn("abs", t) if k.sort_of(t) == "complex" else k.absolute(t)


def _function(tr: Translator, name: str, e: Any) -> Term:
    """A function of the core's table; what has to be a whole number in it is one."""
    if len(e.args) != k.FUNCTIONS[name][0]:
        raise StatementError(f"{type(e).__name__} with {len(e.args)} arguments is not known: {short(e)}")
    whole = _WHOLE.get(name)
    return k.fn(
        name,
        *(
            tr.integer(a, f"argument {place + 1} of {type(e).__name__}") if place == whole else tr.term(a)
            for place, a in enumerate(e.args)
        ),
    )


def _sign(tr: Translator, e: Any) -> Term:
    """-1, 0 or 1 for what is real, z/|z| or 0 for what is not."""
    t = tr.term(e.args[0])
    if k.sort_of(t) == "complex":
        return Term("if", k.eq(t, ZERO), ZERO, k.mul(t, k.power(k.fn("abs", t), -1)))
    return Term("if", k.lt(ZERO, t), k.ONE, Term("if", k.lt(t, ZERO), k.num(-1), ZERO))


def _sinc(tr: Translator, e: Any) -> Term:
    t = tr.term(e.args[0])
    return Term("if", k.eq(t, ZERO), k.ONE, k.mul(k.fn("sin", t), k.power(t, -1)))


def _angle(tr: Translator, e: Any) -> Term:
    """The argument of x + i y, for atan2(y, x)."""
    y, x = map(tr.term, e.args)
    if "complex" in (k.sort_of(y), k.sort_of(x)):
        raise StatementError(f"atan2 takes real arguments: {short(e)}")
    return k.fn("arg", k.add(x, k.mul(k.I, y)))


def _derivative(tr: Translator, e: Any) -> Term:
    result, targets = tr.term(e.args[0]), e.args[1:]
    if isinstance(e, sp.Derivative):
        if not all(count.is_Integer for _, count in e.variable_count):
            raise StatementError(f"the order of a derivative has to be a number: {short(e)}")
        targets = [v for v, count in e.variable_count for _ in range(int(count))]
    for x in targets:
        target = tr.term(x)
        if target.op not in ("var", "comp") or target.args[1] != "real":
            raise StatementError(f"a derivative is taken by a real symbol or component, not by {x}")
        result = Term("diff", result, target)
    return result


def _loss(tr: Translator, e: Any) -> Term:
    name, family, v, length, body, fixed = e.args
    tr.introduce(family.name, (Domain(family.kind, ()), family.ranges, ""))
    tr.introduce(str(name), ("loss", family.name))
    at = [tr.integer(i, f"an index of {family.name}") for i in fixed]
    pairs = tuple(tr.bounds(r, family.name) for r in family.ranges)
    length = tr.integer(length, f"the length of {name}'s argument")

    def build(x: Term) -> Term:
        inner = tr.real(body, f"{name} takes real arguments")
        return Term("loss", str(name), (family.name, pairs, *at), k.Hint(v.name), length, k.close(inner, x))

    t = tr.bind(v, "int", build, k.ONE, length)
    if k.is_random(t):
        raise StatementError(
            f"the loss {name} is taken at a point that depends on chance, and has one gradient: "
            f"function({str(name)!r}) has derivatives everywhere"
        )
    _at_one_point(tr, str(name), t, at)
    sizes = k.free_vars(length).union(*(k.free_vars(e) for r in pairs for e in r if e is not None))
    which = (str(name), *(None if i.op == "var" and i not in sizes else i for i in at))
    if tr.points.setdefault(which, k.point_of(t)) != k.point_of(t):
        raise StatementError(f"the loss {name} is taken at two different points; give one another name")
    return t


def _at_one_point(tr: Translator, name: str, t: Term, at: Sequence[Term]) -> None:
    """Refuse a loss whose point depends on what is bound here: its gradient belongs to one point."""
    for binder in tr.binders:
        if binder.v in k.free_vars(t) and binder.v not in at:
            raise StatementError(
                f"the loss {name} is taken at points that depend on {binder.name}, and has one gradient: "
                f"one of several losses is told by at=({binder.name},)"
            )


def _call(tr: Translator, e: Any) -> Term:
    name, indices, v, length, body = e.args
    n = tr.integer(length, f"the number of arguments of {name}")
    tr.introduce(str(name), ("function", n))
    by = tuple(tr.integer(i, f"the index of a derivative of {name}") for i in indices)

    def build(x: Term) -> Term:
        inner = tr.real(body, f"{name} takes real arguments")
        return Term("call", str(name), by, k.Hint(v.name), n, k.close(inner, x))

    return tr.bind(v, "int", build, k.ONE, n)


def _related(tr: Translator, e: Any, op: str, flip: bool = False) -> Term:
    a, b = e.args
    if any(isinstance(s, (sp.logic.boolalg.Boolean, BooleanAtom)) and not s.is_Symbol for s in (a, b)):
        raise StatementError(f"a relation stands between terms, not statements: {short(e)}")
    left, right = tr.term(a), tr.term(b)
    return Term(op, right, left) if flip else Term(op, left, right)


def _limit(tr: Translator, e: Any) -> Term:
    v, body, value = e.args
    if not v.is_Symbol or not v.is_integer:
        raise StatementError(f"a limit is taken as an integer grows; {short(v)} is not declared as one")
    bound = tr.term(value)

    def build(x: Term) -> Term:
        for fact in tr.domain(v, x):
            if fact.op not in _EVENTUAL or fact.args[-1] != (k.eq(x, ZERO) if fact.op == "not" else x):
                raise StatementError(f"{v.name} does not grow without bound: it is declared with a bound")
        return Term("tends", k.Hint(v.name), bound, k.close(tr.term(body), x))

    return tr.bind(v, "int", build, k.ONE)


def _equation(tr: Translator, e: Any) -> Term:
    """An equation; that an infinite sum is a number says that its partial sums tend to it."""
    for whole, value in (e.args, e.args[::-1]):
        if isinstance(whole, sp.Sum) and len(whole.limits) == 1 and whole.limits[0][2] is sp.oo:
            j, lo, _ = whole.limits[0]
            taken = {s.name for s in e.atoms(sp.Symbol)}
            names = (f"N{n or ''}" for n in count())
            last = sp.Symbol(next(name for name in names if name not in taken), integer=True)
            return _limit(tr, nt.Tends(last, sp.Sum(whole.function, (j, lo, last)), value))
    return _related(tr, e, "eq")


def _smooth(tr: Translator, e: Any) -> Term:
    at, order = e.args
    if not isinstance(at, nt.Call) or at.args[1] or not order.is_Integer or order < 1:
        raise StatementError(f"a function itself is differentiable a whole number of times: {short(e)}")
    name, _, *point = _call(tr, at).args
    return Term("smooth", name, int(order), *point)


def _quantified(tr: Translator, e: Any) -> Term:
    op = "all" if isinstance(e, nt.ForAll) else "ex"
    v, body = e.args[0], e.args[3]
    lo, hi = tr.bounds(e.bounds, v)
    sort = domain_of_symbol(v).sort

    def build(x: Term) -> Term:
        inside = tr.formula(body)
        guards = [relation(x) for relation in domain_of_symbol(v).relations]
        if guards and op == "all":
            inside = k.implies(k.and_(*guards), inside)
        if guards and op == "ex":
            inside = k.and_(*guards, inside)
        return Term(op, k.Hint(v.name), sort, lo, hi, k.close(inside, x))

    return tr.bind(v, sort, build, lo, hi)


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
        raise StatementError(f"a Kronecker delta with a range of its own is not supported: {short(e)}")
    return Term("ind", k.eq(tr.term(e.args[0]), tr.term(e.args[1])))


def _indexed(tr: Translator, e: Any) -> Term:
    """SymPy's own Indexed: 0-based where its base has a shape, else unbounded."""
    if not isinstance(e.base, sp.IndexedBase):
        raise StatementError(f"what has indices is an IndexedBase, not {short(e.base)}")
    shape, name = e.base.shape, str(e.base.label)
    ranges = tuple((sp.Integer(0), n - 1) for n in shape) if shape else ((None, None),) * len(e.indices)
    return tr.family(name, domain_of(name, e.base.assumptions0), ranges, e.indices)


def _applied(tr: Translator, e: Any) -> Term:
    """SymPy's own undefined function, at integers."""
    name = e.func.__name__
    assumptions = {a: v for a, v in e.func._kwargs.items() if a in _assume_defined}  # noqa: SLF001 - no other way
    domain = domain_of(name, assumptions)
    return tr.family(name, domain, ((None, None),) * len(e.args), e.args, head="function")


def _component(tr: Translator, family: nt.Family, indices: tuple[Any, ...]) -> Term:
    """A member of a family; a declared law is a fact of all its members."""
    t = tr.family(family.name, Domain(family.kind, ()), family.ranges, indices)
    if family.law:
        tr.introduce_law(family.name, family.law)
        for bound in (p.free_symbols & tr.scope.keys() for p in family.law[2]):
            for v in bound:
                raise StatementError(f"the law of {family.name} depends on {v}, which is bound here")
        if family.name not in tr.lawful:
            tr.lawful.add(family.name)
            tr.facts[_declared(tr, family, t)] = None
    return t


def _declared(tr: Translator, family: nt.Family, t: Term) -> Term:
    """What a declaration says: each member has the law, with the parameters for its indices."""
    kind, indices, parameters = family.law

    def everywhere(left: list[Any], taken: tuple[Term, ...]) -> Term:
        if left:
            v = left[0]
            lo, hi = tr.bounds(v.bounds, family.name)
            return tr.bind(
                v,
                "int",
                lambda x: Term(
                    "all", k.Hint(v.name), "int", lo, hi, k.close(everywhere(left[1:], (*taken, x)), x)
                ),
                lo,
                hi,
            )
        values = [tr.real(p, f"the parameters of {family.name} are real") for p in parameters]
        return _said(str(kind), Term("comp", *t.args[:3], taken), *values)

    return everywhere(list(indices), ())


def _said(name: str, *terms: Term) -> Term:
    """What is said of a distribution, if it can be."""
    if name in k.DISTRIBUTIONS and any(map(k.is_random, terms[1:])):
        raise StatementError(f"the parameters of a {name} distribution are not random")
    return k.checked(k.law(name, *terms))


def _named(name: str) -> Callable[[Translator, Any], Term]:
    return lambda tr, e: _function(tr, name, e)


def _constant(t: Term) -> Callable[[Translator, Any], Term]:
    return lambda _tr, _e: t


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


TERMS: Final[dict[type, Callable[[Translator, Any], Term]]] = {
    sp.Symbol: lambda tr, s: tr.symbol(s),
    sp.Idx: _index,
    sp.Rational: _rational,
    sp.Add: lambda tr, e: k.add(*map(tr.term, e.args)),
    sp.Mul: lambda tr, e: Term("mul", *ts) if ZERO in (ts := [tr.term(a) for a in e.args]) else k.mul(*ts),
    sp.Pow: _power,
    sp.Sum: _total,
    sp.KroneckerDelta: _delta,
    sp.Piecewise: lambda tr, e: _branches(tr, list(e.args)),
    sp.Max: lambda tr, e: _extreme(tr, e, below=False),
    sp.Min: lambda tr, e: _extreme(tr, e, below=True),
    sp.Abs: _absolute,
    sp.Derivative: _derivative,
    sp.Indexed: _indexed,
    AppliedUndef: _applied,
    nt.Diff: _derivative,
    nt.Loss: _loss,
    sp.exp: lambda tr, e: Term("exp", tr.term(e.args[0])),
    **{head: _named(name) for head, name in _FUNCTIONS.items()},
    sp.zeta: lambda tr, e: _function(tr, "zeta" if len(e.args) == 1 else "hurwitz", e),
    sp.sign: _sign,
    sp.sinc: _sinc,
    sp.atan2: _angle,
    type(sp.I): _constant(k.I),
    type(sp.pi): _constant(k.PI),
    type(sp.E): _constant(Term("exp", k.ONE)),
    type(sp.GoldenRatio): _constant(k.fn("golden")),
    type(sp.Catalan): _constant(k.fn("catalan")),
    type(sp.EulerGamma): _constant(k.fn("euler")),
    nt.Call: _call,
    nt.Mean: lambda tr, e: Term("mean", tr.term(e.args[0])),
    nt.Indicator: lambda tr, e: Term("ind", tr.formula(e.args[0])),
    nt.Component: lambda tr, e: _component(tr, e.args[0], e.args[1:]),
}


FORMULAS: Final[dict[type, Callable[[Translator, Any], Term]]] = {
    sp.Eq: _equation,
    sp.Ne: lambda tr, e: k.not_(_related(tr, e, "eq")),
    sp.Le: lambda tr, e: _related(tr, e, "le"),
    sp.Lt: lambda tr, e: _related(tr, e, "lt"),
    sp.Ge: lambda tr, e: _related(tr, e, "le", flip=True),
    sp.Gt: lambda tr, e: _related(tr, e, "lt", flip=True),
    sp.And: lambda tr, e: k.and_(*map(tr.formula, e.args)),
    nt.Conjunction: lambda tr, e: k.and_(*map(tr.formula, e.args)),
    sp.Or: lambda tr, e: k.or_(*map(tr.formula, e.args)),
    sp.Not: lambda tr, e: k.not_(tr.formula(e.args[0])) if (r := _denied(e)) is None else tr.formula(r),
    sp.Implies: lambda tr, e: k.implies(tr.formula(e.args[0]), tr.formula(e.args[1])),
    sp.Equivalent: lambda tr, e: _equivalent([tr.formula(a) for a in e.args]),
    nt.Iff: lambda tr, e: _equivalent([tr.formula(a) for a in e.args]),
    nt.Surely: lambda tr, e: Term("surely", tr.formula(e.args[0])),
    nt.Distributed: lambda tr, e: _said(
        str(e.args[0]), *(tr.real(a, "a distribution is one of real numbers") for a in e.args[1:])
    ),
    nt.Conditional: lambda tr, e: _said(
        "conditional", *(tr.real(a, "a conditional mean is one of real numbers") for a in e.args)
    ),
    nt.Independent: lambda tr, e: _said(
        "independent", *(tr.real(a, "what is independent is real") for a in e.args)
    ),
    nt.Tends: _limit,
    nt.Smooth: _smooth,
    nt.ForAll: _quantified,
    nt.Exists: _quantified,
}
