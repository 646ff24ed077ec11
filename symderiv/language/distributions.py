"""Distributions: quantities declared with their law, what is said of an expression's law, independence.

Normal laws take a variance. A declaration is a hypothesis of every claim in which the quantity occurs;
members of a family have the law each, and nothing is said of them together.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import sympy as sp
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean

from symderiv.language.errors import StatementError
from symderiv.language.expressions import mean, total
from symderiv.language.operands import as_expression, as_rule, as_statement
from symderiv.language.quantities import Family, OwnVariable, declared
from symderiv.language.statements import all_of, forall, implies, ne


class Distributed(Boolean):
    """An expression has a distribution: the name of that, the expression, the parameters."""


class Indicator(sp.Expr):
    """1 where a statement holds, else 0."""

    is_commutative = True
    is_real = True


class Conditional(Boolean):
    """A quantity is the mean of an expression, given others: the quantity, the expression, the others."""


class Independent(Boolean):
    """Random expressions are independent, all of them together."""


def _law(kind: str, what: Any, parameters: tuple[Any, ...], ends: tuple[Any, ...], latex: str) -> Any:
    if isinstance(what, str):
        return declared(what, kind, parameters, ends, latex)
    if ends or latex:
        raise StatementError(f"sizes and LaTeX belong to a declaration, such as {kind}('X', ...); met {what}")
    if isinstance(what, Family):
        raise StatementError(f"{kind} is said of one quantity, such as {what.name}[i], not of a family")
    return Distributed(Str(kind), as_expression(what), *map(as_expression, parameters))


def normal(what: Any, mean: Any, variance: Any, *ends: Any, latex: str = "") -> Any:
    """Normal quantities, declared by their names; or that an expression is normal.

    The second parameter is the variance, which may be 0. With ``ends`` the names are families', and the
    parameters may be functions of the indices.

    >>> from symderiv import scalars, sizes
    >>> mu, sigma = scalars("mu sigma"); n = sizes("n")
    >>> X = normal("X", mu, sigma**2)
    >>> normal(2*X + 1, 2*mu + 1, 4*sigma**2)
    Distributed(normal, 2*X[] + 1, 2*mu + 1, 4*sigma**2)
    >>> normal("Z", 0, 1, n)[1]
    Z[1]
    """
    return _law("normal", what, (mean, variance), ends, latex)


def bernoulli(what: Any, probability: Any, *ends: Any, latex: str = "") -> Any:
    """Quantities that are 1 with this probability, and else 0, declared by their names; or that an expression
    is one.

    >>> from symderiv import scalars
    >>> B = bernoulli("B", scalars("p"))
    >>> bernoulli(1 - B, 1 - scalars("p"))
    Distributed(bernoulli, 1 - B[], 1 - p)
    """
    return _law("bernoulli", what, (probability,), ends, latex)


def exponential(what: Any, rate: Any, *ends: Any, latex: str = "") -> Any:
    """Exponential quantities with this rate, the inverse of their mean; or that an expression is one.

    >>> from symderiv import scalars
    >>> T = exponential("T", scalars("lam"))
    >>> exponential(2*T, scalars("lam")/2)
    Distributed(exponential, 2*T[], lam/2)
    """
    return _law("exponential", what, (rate,), ends, latex)


def poisson(what: Any, rate: Any, *ends: Any, latex: str = "") -> Any:
    """Quantities with Poisson's law, whose mean and variance are the rate, which may be 0; or that an
    expression is one.

    >>> from symderiv import scalars
    >>> a, b = scalars("a b")
    >>> poisson(poisson("K", a) + poisson("M", b), a + b)
    Distributed(poisson, K[] + M[], a + b)
    """
    return _law("poisson", what, (rate,), ends, latex)


def uniform(what: Any, low: Any, high: Any, *ends: Any, latex: str = "") -> Any:
    """Quantities that are uniform between two numbers, which may be equal; or that an expression is one.

    >>> from symderiv import scalars
    >>> a, b = scalars("a b")
    >>> uniform(2*uniform("U", 0, 1), 0, 2)
    Distributed(uniform, 2*U[], 0, 2)
    """
    return _law("uniform", what, (low, high), ends, latex)


def probability(event: Any) -> Any:
    """The probability of an event, a statement about random quantities: the mean of its indicator.

    >>> from symderiv import le, random
    >>> probability(le(2, random("X")))
    Mean(Indicator(2 <= X[]))
    """
    return mean(Indicator(as_statement(event)))


def conditional_mean(m: Any, expression: Any, *, given: Any) -> Any:
    """m is the mean of an expression given one random quantity, or several: it depends on these alone.

    >>> from symderiv import random
    >>> m, X, Y = random("m X Y")
    >>> conditional_mean(m, X, given=Y)
    Conditional(m[], X[], Y[])
    """
    known = given if isinstance(given, (tuple, list, sp.Tuple)) else (given,)
    if not known:
        raise StatementError("a conditional mean is given one quantity at least: given=Y")
    return Conditional(*map(as_expression, (m, expression, *known)))


def _times_log(p: Any, q: Any) -> Any:
    """p log q, which is 0 where p is, whatever q."""
    with sp.evaluate(False):
        zero = sp.Eq(p, 0, evaluate=False)
        return sp.Piecewise((sp.Integer(0), zero), (p * sp.log(q), sp.true), evaluate=False)


def _weights(p: Any) -> Callable[[Any], Any]:
    return p.__getitem__ if isinstance(p, Family) else as_rule("a discrete law", p)


def entropy(p: Any, size: Any) -> Any:
    """The entropy of a law on 1, ..., size, with 0 log 0 = 0; p is a family or a function of the index.

    >>> from sympy import Piecewise, log
    >>> from symderiv import components, sizes
    >>> n = sizes("n"); p = components("p", n)
    >>> entropy(p, n).has(Piecewise, log)
    True
    """
    return cross_entropy(p, p, size)


def cross_entropy(p: Any, q: Any, size: Any) -> Any:
    """The sum of -p log q over 1, ..., size, where 0 log q is 0 even for q = 0."""
    first, second = _weights(p), _weights(q)
    return -total(size, lambda k: _times_log(first(k), second(k)))


def divergence(p: Any, q: Any, size: Any) -> Any:
    """Kullback and Leibler's divergence of a law p on 1, ..., size from q: the sum of p log(p/q)."""
    first, second = _weights(p), _weights(q)

    def ratio(k: Any) -> Any:
        with sp.evaluate(False):  # else 0/0 is settled before it is seen that nothing asks for it
            return first(k) / second(k)

    return total(size, lambda k: _times_log(first(k), ratio(k)))


def independent(*quantities: Any) -> Any:
    """Random quantities are independent: expressions all together; of families each two members, with
    different first indices if they are of one.

    >>> from symderiv import random, sizes
    >>> X, Y = random("X Y")
    >>> independent(X, Y)
    Independent(X[], Y[])
    >>> independent(random("Z", sizes("n"))).args[3].args[3]
    Implies(Ne(a, b), Independent(Z[a], Z[b]))
    """
    families = [q for q in quantities if isinstance(q, Family)]
    if not quantities or (not families and len(quantities) < 2):
        raise StatementError("independent takes two random quantities, or a family of them")
    if not families:
        return Independent(*map(as_expression, quantities))
    within = [_members(q) for q in families]
    return all_of(*within, *(_apart(a, b) for a, b in combinations(quantities, 2)))


def _indices(q: Any, first: str, letter: str) -> tuple[OwnVariable, ...]:
    """Variables for the indices of a family: one name for the first, numbered ones for the rest."""
    ranges = q.ranges if isinstance(q, Family) else ()
    names = [first, *(f"{letter}{n}" if len(ranges) > 2 else letter for n in range(len(ranges) - 1))]
    return tuple(OwnVariable(name, *r, integer=True) for name, r in zip(names, ranges, strict=False))


def _members(family: Family) -> Any:
    """Two members with different first indices are independent."""
    a, b = _indices(family, "a", "i"), _indices(family, "b", "j")
    if not a:
        raise StatementError(f"{family.name} has no index, and no members")
    apart = implies(ne(a[0], b[0]), Independent(family[a], family[b]))
    return forall((a[0], b[0], *a[1:], *b[1:]), apart)


def _apart(p: Any, q: Any) -> Any:
    """A member of one family, or a quantity, and one of another are independent."""
    a, b = _indices(p, "a", "i"), _indices(q, "b", "j")
    pair = (x[v] if isinstance(x, Family) else as_expression(x) for x, v in ((p, a), (q, b)))
    said = Independent(*pair)
    return forall((*a, *b), said) if a or b else said


__all__ = [
    "Conditional",
    "Distributed",
    "Independent",
    "Indicator",
    "bernoulli",
    "conditional_mean",
    "cross_entropy",
    "divergence",
    "entropy",
    "exponential",
    "independent",
    "normal",
    "poisson",
    "probability",
    "uniform",
]
