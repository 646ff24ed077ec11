"""The words that the families are written in: symbols with their domains, and kinds of identities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from identities import CONDITIONAL, FALSE, TRUE, Identity

u, v, w, z = sp.symbols("u v w z", complex=True)
g, h = sp.symbols("g h", complex=True, zero=False)
a, b, c, d, s, t, x, y = sp.symbols("a b c d s t x y", real=True)
e, f = sp.symbols("e f", real=True, zero=False)
p, q, r = sp.symbols("p q r", positive=True)
k, m, n = sp.symbols("k m n", integer=True)
j = sp.Symbol("j", integer=True, positive=True)

Items = list[Identity]


def same(name: str, lhs: Any, rhs: Any, given: Sequence[Any] = (), **wrong: Any) -> Items:
    """A true identity; each keyword names a change and gives the right side that is false for it."""
    lhs, rhs, given = sp.sympify(lhs), sp.sympify(rhs), tuple(given)
    planted = [
        Identity(f"{name}/{changed}", lhs, sp.sympify(other), FALSE, given, changed)
        for changed, other in wrong.items()
    ]
    return [Identity(name, lhs, rhs, TRUE, given), *planted]


def partly(
    name: str,
    lhs: Any,
    rhs: Any,
    given: Sequence[Any] = (),
    where: Mapping[Any, Any] | None = None,
    **wrong: Any,
) -> Items:
    """An identity that fails on part of its domain, and holds for ``given``, or with the symbols of ``where``
    (which have a smaller domain) in place of its own.
    """
    where = dict(where or {})
    under = [*map(str, given), *(f"{old} {_domain(new)}" for old, new in where.items())]
    narrowed = [sp.sympify(side).xreplace(where) for side in (lhs, rhs)]
    wrong = {changed: sp.sympify(other).xreplace(where) for changed, other in wrong.items()}
    general = Identity(name, sp.sympify(lhs), sp.sympify(rhs), CONDITIONAL, under=", ".join(under))
    return [general, *same(f"{name}/given", *narrowed, given, **wrong)]


def derivative(name: str, of: Any, is_: Any, given: Sequence[Any] = (), **wrong: Any) -> Items:
    """The derivative of an expression by x, unsimplified, against its known form."""
    return same(name, _derived(of), is_, given, **wrong)


def _derived(e: Any) -> Any:
    """Sums and products are left as they come; SymPy differentiates the rest."""
    if e.is_Add:
        return sp.Add(*(_derived(term) for term in e.args if term.has(x)))
    if e.is_Mul:
        varying = [i for i, part in enumerate(e.args) if part.has(x)]
        return sp.Add(*(sp.Mul(*e.args[:i], _derived(e.args[i]), *e.args[i + 1 :]) for i in varying))
    with sp.evaluate(True):
        return sp.diff(e, x)


def _domain(symbol: Any) -> str:
    return next(word for word in ("positive", "integer", "real") if getattr(symbol, f"is_{word}"))
