"""Where derivatives exist that the table of derivatives knows nothing of.

What the table asks for is enough for a derivative to exist, and not always needed: |x|·x has one at 0, and
the rule for products does not say so.  Where a statement says that its parts are defined, it may be proved
where the table knows that they are.  Below a disjunction, an existence, a negation, an equivalence, in a
premise and in a hypothesis that does not do: what is strictly false where the table knows nothing may be true
there.  So what the table asks for has to follow there, unless the derivative's own parts are not defined
without it.  Likewise a function may have a partial derivative where it is not differentiable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.definedness import is_atom, side_conditions
from symderiv.core.terms import Term
from symderiv.judge.strictness import is_equivalence, read
from symderiv.language.strict import Formulas, conjuncts, strict


class Tie(NamedTuple):
    """A derivative, and what is assumed by which something that it keeps fixed moves with its target."""

    slope: Term
    assumed: Term


class Doubt(NamedTuple):
    """A relation that may hold where a condition does not, given what is known there, strictly read;
    ``throughout`` is the condition for all that the statement binds there."""

    relation: Term
    condition: Term
    known: Formulas
    throughout: Term


def necessary(f: Term, guards: list[Term]) -> list[Term]:
    """Those guards of a statement without which it is certainly not defined."""
    if not _has_derivative(f):
        return guards
    needed = {g.formula for g in read(_plain(f)).guards}
    return [g for g in guards if _plain(g) in needed]


def doubts(f: Term, known: Formulas = (), *, asserted: bool) -> Iterator[Doubt]:
    """What the table asks for of derivatives in f; if f is ``asserted``, where f does not itself say so.

    >>> x = k.var("x")
    >>> slope = Term("diff", k.mul(k.absolute(x), x), x)
    >>> list(doubts(k.eq(slope, k.ZERO), asserted=True))
    []
    >>> (doubt,) = doubts(k.not_(k.and_(k.eq(slope, k.ZERO), k.eq(x, k.ZERO))), asserted=True)
    >>> doubt.condition == k.ne(k.ZERO, x)
    True
    """
    if not _has_derivative(f):
        return
    if is_atom(f):
        yield from () if asserted else _of_relation(f, f, known)
    elif f.op == "and":
        asserted = asserted and not is_equivalence(f)
        for g in f.args:
            others = (part for other in f.args if other is not g for part in conjuncts(other))
            yield from doubts(g, (*known, *others), asserted=asserted)
    elif f.op == "implies":
        premise, conclusion = f.args
        yield from doubts(premise, known, asserted=False)
        yield from doubts(conclusion, (*known, *conjuncts(premise)), asserted=asserted)
    elif f.op == "surely":
        for doubt in doubts(f.args[0], tuple(g for g in known if not k.is_random(g)), asserted=asserted):
            random = k.is_random(doubt.throughout)
            yield doubt._replace(throughout=Term("surely", doubt.throughout)) if random else doubt
    elif f.op in ("all", "ex"):
        yield from _of_quantifier(f, known, asserted=asserted and f.op == "all")
    else:
        for g in k.parts(f):
            yield from doubts(g, known, asserted=False)


def ties(goal: Term, hypotheses: Iterable[Term]) -> Iterator[Tie]:
    """Derivatives that keep something fixed of which an equation that is assumed says otherwise: given
    y = x^2, the partial derivative of y by x is 0, and who reads it takes it for 2 x.

    >>> x, y = k.var("x"), k.var("y")
    >>> slope = Term("diff", y, x)
    >>> [tie.assumed for tie in ties(k.eq(slope, k.ZERO), [k.eq(y, k.power(x, 2))])]
    [eq(var(y,real),pow(var(x,real),num(2)))]
    >>> list(ties(k.eq(slope, k.ZERO), [k.eq(x, y)]))
    []
    """
    assumed = [*hypotheses]
    said = [(f, e) for f in assumed for e in _equations(_opened(f))]
    said += [(goal, e) for f in _premises(_opened(goal)) for e in _equations(f)]
    slopes = (s for f in (goal, *assumed) for s in k.subterms(_opened(f)) if s.op == "diff")
    for slope in dict.fromkeys(slopes):
        fixed, target = slope.args
        reached = [*dict.fromkeys(_name(s) for s in _quantities(fixed) if s != target)]
        for name in reached:
            for f, e in said:
                if _name(e.args[0]) == name:
                    moved = dict.fromkeys(map(_name, _quantities(e.args[1])))
                    if _name(target) in moved:
                        yield Tie(slope, f)
                    reached += [m for m in moved if m not in reached]


def _opened(f: Term) -> Term:
    """f with free variables in place of those that its quantifiers bind."""
    if f.op in ("all", "ex"):
        return _opened(k.open_(f, k.fresh(str(f.args[0]), f.args[1], f)))
    return k.map_parts(lambda g, _: _opened(g), f) if f.op in _CONNECTIVES else f


_CONNECTIVES: Final = frozenset({"and", "or", "not", "implies", "surely"})


def _quantities(t: Term) -> Iterator[Term]:
    return (s for s in k.subterms(t) if s.op in ("var", "comp"))


def _name(t: Term) -> tuple[str, str]:
    """What all members of a family have in common."""
    return t.op, str(t.args[0])


def _premises(f: Term) -> Iterator[Term]:
    if f.op == "implies":
        yield f.args[0]
    if f.op in k.FORMULAS:
        for g in k.parts(f):
            yield from _premises(g)


_MOVING: Final = frozenset({*k.DISTRIBUTIONS, "conditional"})  # the first moves with the others


def _equations(f: Term) -> Iterator[Term]:
    """The equations that f says of a quantity, with it on the left."""
    if f.op == "eq":
        left, right = f.args
        if left.op in ("var", "comp"):
            yield f
        elif right.op in ("var", "comp") and not _has_derivative(left):
            yield k.eq(right, left)
    elif f.op == "law" and f.args[0] in _MOVING:
        member, *parameters = f.args[1]
        yield from _equations(k.eq(member, k.add(*parameters)))
    elif f.op in ("and", "surely"):
        for g in k.parts(f):
            yield from _equations(g)


def _of_quantifier(f: Term, known: Formulas, *, asserted: bool) -> Iterator[Doubt]:
    hint, sort, lo, hi, _ = f.args
    for end in (lo, hi):
        if end is not None:
            yield from _of_relation(f, k.eq(end, end), known)
    v = k.fresh(str(hint), sort, f, *known)
    for doubt in doubts(k.open_(f, v), (*known, *k.bounds(v, lo, hi)), asserted=asserted):
        yield doubt._replace(throughout=k.quantified("all", v, lo, hi, doubt.throughout))


def _of_relation(shown: Term, f: Term, known: Formulas) -> Iterator[Doubt]:
    needed = {g for _, g in side_conditions(_plain(f))}
    asked = dict.fromkeys(g for _, g in side_conditions(f))
    certain = [g for g in asked if _plain(g) in needed]
    # a formula with a derivative says less than its strict reading, which has the table's conditions
    sure = tuple(strict(g) for g in (*known, *certain) if not _has_derivative(g))
    yield from (Doubt(shown, g, sure, g) for g in asked if g not in certain)


def _has_derivative(t: Term) -> bool:
    return any(s.op == "diff" or _is_partial(s) for s in k.subterms(t))


def _is_partial(t: Term) -> bool:
    """Whether t is a partial derivative of a function."""
    return t.op == "call" and t.args[1] != ()


def _plain(t: Term) -> Term:
    """t with something made up in place of each derivative, which is defined where its parts are."""
    if not _has_derivative(t):
        return t
    if _is_partial(t):
        name, indices, hint, length, body = t.args
        ranges = ((k.ONE, length),) * len(indices)
        return _plain(
            k.mul(Term("call", name, (), hint, length, body), Term("comp", "", "real", ranges, indices))
        )
    if t.op in k.BINDERS:
        sort = t.args[1] if t.op in ("all", "ex") else "int"
        v = k.fresh(str(next(a for a in t.args if isinstance(a, k.Hint))), sort, t)
        body = k.close(_plain(k.open_(t, v)), v)
        return Term(t.op, *k.map_parts(lambda p, deep: p if deep else _plain(p), t).args[:-1], body)
    inner = k.map_parts(lambda p, _: _plain(p), t)
    if t.op != "diff":
        return inner
    sort = "complex" if k.sort_of(t) == "complex" else "real"
    return Term("comp", k.MARK, sort, ((None, None),) * 2, inner.args)
