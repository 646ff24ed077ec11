"""Statements about quantities: relations and chains, connectives, quantifiers, limits, and what is random.

They are SymPy objects and inert: relations and quantifiers stay as they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Self

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean

from symderiv.language.arrays import Array, as_square, identity, placed
from symderiv.language.errors import StatementError
from symderiv.language.expressions import Call, mean
from symderiv.language.operands import (
    as_expression,
    as_rule,
    as_sides,
    as_statement,
    as_variable,
    as_variables,
)
from symderiv.language.quantities import Family, OwnVariable, Quantity, packed, pair, quantities_in


class Smooth(Boolean):
    """A function is so many times differentiable at a point: its value there, and how often."""


class Surely(Boolean):
    """A statement that holds whatever the outcome of the random quantities in it."""


class Tends(Boolean):
    """An expression in an integer that tends to a limit as the integer grows: v, expression, limit."""


class _Quantified(Boolean):
    """A quantifier over one variable: v, lo, hi (``None`` where open), body."""

    def __new__(cls, v: Any, lo: Any, hi: Any, body: Any) -> Self:
        made: Self = sp.Basic.__new__(cls, v, *packed((lo, hi)), body)
        return made

    @property
    def bounds(self) -> tuple[Any, Any]:
        return pair(sp.Tuple(*self.args[1:3]))


class ForAll(_Quantified):
    """body for every v between lo and hi."""


class Exists(_Quantified):
    """body for some v between lo and hi."""


class Conjunction(Boolean):
    """All of the parts hold; unlike SymPy's And it keeps their order, and equal ones."""


class Iff(Boolean):
    """Both parts hold, or neither; unlike SymPy's Equivalent it keeps their order."""


def _related(word: str, kind: type[Relational], links: Sequence[Any]) -> Any:
    if any(isinstance(side, Array) for side in links):
        return _entrywise(word, kind, links)
    return all_of(*(kind(a, b, evaluate=False) for a, b in pairwise(as_sides(word, links))))


def _entrywise(word: str, kind: type[Relational], sides: Sequence[Any]) -> Any:
    """Arrays are equal where all their entries are, and differ where one does; they have no order."""
    if kind not in (sp.Eq, sp.Ne) or len(sides) < 2:
        raise StatementError(
            f"{word} relates numbers, or two sides at least: arrays are equal or not, and an order of all "
            "entries is written forall(i, ...)"
        )
    indices, entries = placed([*sides])
    links = all_of(*(kind(a, b, evaluate=False) for a, b in pairwise(entries)))
    return (forall if kind is sp.Eq else exists)(indices, links)


def all_of(*statements: Any) -> Any:
    """All of the statements, in the order in which they are written."""
    if not statements:
        raise StatementError("all_of takes one statement at least; none was given")
    parts = [as_statement(s) for s in statements]
    return parts[0] if len(parts) == 1 else Conjunction(*parts)


def eq(*sides: Any) -> Any:
    """a = b, or a chain a = b = c as the conjunction of its links.

    >>> from symderiv import scalars
    >>> x = scalars("x")
    >>> eq(x - x, 0)
    Eq(0, 0)

    Arrays are equal where all their entries are; ``0`` is the array of their shape whose entries are 0.
    """
    return _related("eq", sp.Eq, sides)


def ne(a: Any, b: Any) -> Any:
    """a differs from b."""
    return _related("ne", sp.Ne, (a, b))


def le(*sides: Any) -> Any:
    """a <= b, or a chain."""
    return _related("le", sp.Le, sides)


def lt(*sides: Any) -> Any:
    """a < b, or a chain."""
    return _related("lt", sp.Lt, sides)


def implies(a: Any, b: Any) -> Any:
    """b wherever a holds."""
    return sp.Implies(as_statement(a), as_statement(b), evaluate=False)


def iff(a: Any, b: Any) -> Any:
    """a exactly where b holds."""
    return Iff(as_statement(a), as_statement(b))


def differentiable(at: Call, times: int = 1) -> Smooth:
    """The function in ``at``, such as ``L(w)``, is so many times differentiable at w: once less in a
    neighbourhood of w, where its derivatives of that lower order are differentiable at w."""
    whole = isinstance(times, int) and times >= 1
    if not whole or not isinstance(at, Call) or at.args[1].args:
        raise StatementError(
            "a function is differentiable once or more, at a point such as in L(w); "
            f"not {times} times in {at}"
        )
    return Smooth(at, sp.Integer(times))


def _bounds(v: Any) -> tuple[Any, Any]:
    return v.bounds if isinstance(v, Quantity) else (None, None)


def _in_order(vs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Variables that are bound together, if no range depends on one that is bound after it."""
    for place, u in enumerate(vs):
        if any(map(_mentions(vs[place:]), _bounds(u))):
            raise StatementError(f"the range of {u} depends on a variable that is not bound before it")
    return vs


def forall(v: Any, body: Any) -> Any:
    """body for every value of v (or of each of several) within the bounds v was declared with."""
    body = as_statement(body)
    for u in reversed(_in_order(as_variables(v))):
        body = ForAll(u, *_bounds(u), body)
    return body


def exists(v: Any, body: Any) -> Any:
    """body for some value of v (or of each of several) within the bounds v was declared with."""
    body = as_statement(body)
    for u in reversed(_in_order(as_variables(v))):
        body = Exists(u, *_bounds(u), body)
    return body


def _renamed(v: Any, name: str, values: dict[Any, Any]) -> Any:
    """A variable like v of another name, with these values for what v's bounds depend on."""
    assumptions = v.__getnewargs_ex__()[1]
    if not isinstance(v, Quantity):
        return sp.Symbol(name, **assumptions)
    lo, hi = (None if b is None else b.xreplace(values) for b in v.bounds)
    return v.func(name, lo, hi, v.latex and f"{{{v.latex}}}^{{*}}", **assumptions)


def _names(parts: Iterable[Any]) -> Iterator[str]:
    """The names of all quantities in these expressions and statements, and in their bounds."""
    for part in parts:
        for node in sp.preorder_traversal(part) if isinstance(part, sp.Basic) else ():
            if isinstance(node, (sp.Symbol, Str)):
                yield node.name
            elif isinstance(node, AppliedUndef):
                yield node.func.__name__
            if isinstance(node, Quantity):
                yield from _names(node.bounds)


def _unused(name: str, taken: Collection[str]) -> str:
    """The name, starred until it is not among those that are taken."""
    while name in taken:
        name += "_star"
    return name


def exists_unique(v: Any, body: Any) -> Any:
    """body for exactly one value of v (or of each of several, whose ranges may depend on those before).

    >>> from symderiv import scalars
    >>> x, y = scalars("x y")
    >>> exists_unique(x, eq(2*x, y)).args[1].args[3].args[3]
    Implies(Conjunction(Eq(2*x, y), Eq(2*x_star, y)), Eq(x, x_star))
    """
    vs, body = as_variables(v), as_statement(body)
    taken = {*_names((*vs, body))}
    others: dict[Any, Any] = {}
    for u in vs:
        name = _unused(u.name, taken)
        others[u] = _renamed(u, name, others)
        taken.add(name)
    again = _replaced(body, others)
    same = all_of(*map(eq, others, others.values()))
    only = forall((*others, *others.values()), implies(all_of(body, again), same))
    return all_of(exists(vs, body), only)


def _replaced(body: Any, values: dict[Any, Any]) -> Any:
    """body with other variables, in the bounds that quantities within it were declared with, too."""
    inner = {
        q: _renamed(q, q.name, values)
        for q in {*quantities_in([body])}
        if isinstance(q, Quantity) and q not in values and any(map(_mentions(values), q.bounds))
    }
    with sp.evaluate(False):  # else x = x settles itself
        return body.xreplace({**values, **inner})


def _mentions(variables: Collection[Any]) -> Callable[[Any], bool]:
    return lambda e: e is not None and not e.free_symbols.isdisjoint(variables)


def surely(statement: Any) -> Surely:
    """The statement, whatever the outcome of the random quantities in it."""
    return Surely(as_statement(statement))


def tends(v: Any, expression: Any, limit: Any) -> Tends:
    """expression tends to limit as the integer v grows without bound."""
    return Tends(as_variable(v), as_expression(expression), as_expression(limit))


def little_o(v: Any, small: Any, scale: Any) -> Tends:
    """small = o(scale) as the integer v grows: their quotient tends to 0."""
    return Tends(as_variable(v), as_expression(small) / as_expression(scale), sp.Integer(0))


def big_o(v: Any, bounded: Any, scale: Any) -> Any:
    """bounded = O(scale): |bounded| <= C scale for one number C and all values of the index v; scale >= 0."""
    taken = {*_names(map(as_expression, (bounded, scale)))}
    constant = Quantity(_unused("C", taken), real=True)
    return exists(constant, forall(v, le(-constant * scale, bounded, constant * scale)))


def iid(family: Family, *, average: Callable[..., Any], covariance: Callable[..., Any]) -> Any:
    """The members of a random family, one for each first index, have one mean and one covariance, and
    different ones are uncorrelated: all that independence says of first and second moments.

    ``average`` takes the other indices, ``covariance`` two lots of them.
    """
    if not isinstance(family, Family) or not family.ranges:
        raise StatementError(f"iid is said of a random family such as random('X', n), not of {family}")
    average, covariance = as_rule("iid", average), as_rule("iid", covariance)
    (lo, hi), *rest = family.ranges
    a, b = (OwnVariable(name, lo, hi, integer=True) for name in ("a", "b"))
    numbers = [""] if len(rest) == 1 else [str(n) for n in range(len(rest))]
    named = list(zip(numbers, rest, strict=True))
    i, j = (tuple(OwnVariable(name + n, *r, integer=True) for n, r in named) for name in "ij")
    first, second = average(*i), average(*j)
    same = sp.KroneckerDelta(a, b) if a != b else sp.Integer(1)
    products = eq(mean(family[(a, *i)] * family[(b, *j)]), first * second + same * covariance(*i, *j))
    facts = [forall((a, *i), eq(mean(family[(a, *i)]), first)), forall((a, b, *i, *j), products)]
    if rest:
        facts.append(forall((*i, *j), eq(covariance(*i, *j), covariance(*j, *i))))
    return all_of(*facts)


def cases(value: Any, *branches: tuple[Any, Any]) -> Any:
    """Printed cases: value = v wherever c holds, for each branch (v, c). Never first-match."""
    for branch in branches:
        if not isinstance(branch, (tuple, list, sp.Tuple)) or len(branch) != 2:
            raise StatementError(f"cases takes pairs of a value and a condition; it was given {branch}")
    return all_of(*(implies(c, eq(value, v)) for v, c in branches))


def symmetric(a: Any) -> Any:
    """A square matrix equals its transpose."""
    return eq(as_square("symmetric", a).T, a)


def orthogonal(a: Any) -> Any:
    """The transpose of a square matrix is its inverse."""
    q = as_square("orthogonal", a)
    n = identity(q.shape[0])
    return all_of(eq(q.T @ q, n), eq(q @ q.T, n))
