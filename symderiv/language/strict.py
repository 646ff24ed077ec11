"""The strict reading of a statement: what it says where a part of it has no value.

Atoms are strict (Farmer, "A partial functions version of Church's simple theory of types", 1990): a relation
is true only where each part of it is defined, and false elsewhere.  :func:`strict` writes that out as an
ordinary formula, each atom with its side conditions in front; connectives and quantifiers are classical
over that.  It is a function of the statement alone, so that printers show the plain statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from symderiv.core import terms as k
from symderiv.core.definedness import Condition, is_atom, side_conditions
from symderiv.core.terms import Term

Formulas = tuple[Term, ...]

NOTHING: Final = Fraction(0)


@k.once
def strict(f: Term) -> Term:
    """The strict reading of a formula: every atom together with its side conditions.

    What needs no condition stays as it is.

    >>> x, one = k.var("x"), k.num(1)
    >>> strict(k.eq(x, one)) == k.eq(x, one)
    True
    >>> strict(k.eq(k.power(x, -1), one)).args[0] == k.ne(x, k.num(0))
    True
    """
    return _strict(f, ())


def conjuncts(f: Term) -> Iterator[Term]:
    """The parts of a conjunction, within its parts too."""
    if f.op != "and":
        yield f
        return
    for g in f.args:
        yield from conjuncts(g)


def _strict(f: Term, known: Formulas) -> Term:
    """The strict reading of f where the formulas ``known`` hold."""
    if is_atom(f):
        return k.and_(*_needed(side_conditions(f), known), f)
    match f.op:
        case "and":
            return _strict_parts(f, known)
        case "implies":
            premise = _strict(f.args[0], known)
            return k.implies(premise, _strict(f.args[1], (*known, *conjuncts(premise))))
        case "surely":
            return Term("surely", _strict(f.args[0], tuple(g for g in known if not k.is_random(g))))
        case "all" | "ex":
            return _strict_quantifier(f, known)
    return k.map_parts(lambda g, _: _strict(g, known), f)


def _strict_parts(f: Term, known: Formulas) -> Term:
    """A conjunction: what is said first need not be said again."""
    parts: list[Term] = []
    for g in f.args:
        parts.append(_strict(g, known))
        known = (*known, *conjuncts(parts[-1]))
    return Term("and", *parts)


def _strict_quantifier(f: Term, known: Formulas) -> Term:
    """The bounds of a variable are relations, too: if one is undefined, there are no values."""
    hint, sort, lo, hi, _ = f.args
    v = k.fresh(str(hint), sort, f, *known)
    ends = (c for end in (lo, hi) if end is not None for c in side_conditions(end))
    needed = _needed(ends, known)
    inside = _strict(k.open_(f, v), (*known, *needed, *k.bounds(v, lo, hi)))
    if needed:
        joined = k.and_(*needed)
        inside = k.implies(joined, inside) if f.op == "all" else k.and_(joined, inside)
    return Term(f.op, hint, sort, lo, hi, k.close(inside, v))


def _needed(conditions: Iterable[Condition], known: Formulas) -> list[Term]:
    """Those conditions that do not follow at once from what is known, and from those before them."""
    found: list[Term] = []
    for _, g in conditions:
        if not is_evident(g, (*known, *found)):
            found.append(g)
    return found


# -- conditions that hold at once --------------------------------------------------------------------


def is_evident(f: Term, known: Formulas = ()) -> bool:
    """Whether f is one of the formulas ``known``, or follows from one of them by adding a number.

    >>> t = k.var("t", "int")
    >>> is_evident(k.le(k.num(0), k.add(t, k.num(1))), (k.le(k.num(0), t),))
    True
    """
    if f in known:
        return True
    match f.op:
        case "le" | "lt":
            return _is_evident_order(f, known)
        case "not" if f.args[0].op == "eq":
            rest, number = _difference(*f.args[0].args)
            return not rest and number != 0
        case "eq":
            return bool(f.args[0] == f.args[1])
        case "or":
            return any(is_evident(g, known) for g in f.args)
        case "and":
            return all(is_evident(g, known) for g in f.args)
        case "implies":
            return is_evident(f.args[1], (*known, *conjuncts(f.args[0])))
        case "surely":
            return is_evident(f.args[0], tuple(g for g in known if not k.is_random(g)))
        case "all":
            v = k.fresh(str(f.args[0]), f.args[1], f, *known)
            return is_evident(k.open_(f, v), (*known, *k.bounds(v, f.args[2], f.args[3])))
        case "ex":
            return _is_evident_eventually(f, known)
    return False


def _is_evident_order(f: Term, known: Formulas) -> bool:
    """a <= b or a < b, where b - a is a number, or exceeds a known difference by one."""
    a, b = f.args
    if "complex" in (k.sort_of(a), k.sort_of(b)):
        return False
    gaps: list[_Linear] = [({}, NOTHING), *(_gap(g) for g in known if g.op in ("le", "lt"))]
    rest, number = _difference(a, b)
    if f.op == "lt" and k.sort_of(a) == k.sort_of(b) == "int":
        return any(rest == r and number >= n + 1 for r, n in gaps)
    return any(rest == r and (number >= n if f.op == "le" else number > n) for r, n in gaps)


_Linear = tuple[dict[Term, Fraction], Fraction]  # coefficients of terms, and a number


def _gap(known: Term) -> _Linear:
    """A difference that is not negative, by what is known: of integers a < b says that 1 <= b - a."""
    a, b = known.args
    rest, number = _difference(a, b)
    whole = known.op == "lt" and k.sort_of(a) == k.sort_of(b) == "int"
    return rest, number - 1 if whole else number


def _difference(a: Term, b: Term) -> _Linear:
    """b - a: the coefficients of the terms that are added, and the number among them."""
    rest: dict[Term, Fraction] = {}
    number = NOTHING
    for side, sign in ((b, 1), (a, -1)):
        for t in side.args if side.op == "add" else (side,):
            c, core = _scaled(t)
            if core is None:
                number += sign * c
            else:
                rest[core] = rest.get(core, NOTHING) + sign * c
    return {t: c for t, c in rest.items() if c != 0}, number


def _scaled(t: Term) -> tuple[Fraction, Term | None]:
    """(c, rest) for c·rest; a number has no rest."""
    if t.op == "num":
        return t.args[0], None
    if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "num":
        return t.args[0].args[0], t.args[1]
    return Fraction(1), t


def _is_evident_eventually(f: Term, known: Formulas) -> bool:
    """Some T with f for all v from T on: a relation between linear terms, in which v has the greater say."""
    inner = f.args[-1]
    if f.args[1:4] != ("int", None, None) or inner.op != "all" or inner.args[2] != Term("bound", 0):
        return False
    if inner.args[1] != "int" or inner.args[3] is not None:
        return False
    start = k.fresh(str(f.args[0]), "int", f, *known)
    inner = k.open_(f, start)
    v = k.fresh(str(inner.args[0]), "int", inner, *known)
    body = k.open_(inner, v)
    return start not in k.free_vars(body) and _grows_true(body, v, known)


def _grows_true(f: Term, v: Term, known: Formulas) -> bool:
    """Whether f holds for all great v."""
    match f.op:
        case "or":
            return any(_grows_true(g, v, known) for g in f.args)
        case "and":
            return all(_grows_true(g, v, known) for g in f.args)
        case "implies":
            return _grows_true(f.args[1], v, known)
        case "all" if not k.is_open(f.args[-1]):  # a statement that says nothing of its variable
            return _grows_true(f.args[-1], v, known)
        case "le" | "lt":
            return _slope(f, v) > 0
        case "not" if f.args[0].op == "eq":
            return _slope(f.args[0], v) != 0
    return v not in k.free_vars(f) and is_evident(f, known)


def _slope(relation: Term, v: Term) -> Fraction:
    """The coefficient of v in the right side less the left, where v occurs nowhere else in it; else 0."""
    rest, _ = _difference(*relation.args)
    slope = rest.pop(v, NOTHING)
    bounded = all(v not in k.free_vars(t) and k.sort_of(t) != "complex" for t in rest)
    return slope if bounded else NOTHING
