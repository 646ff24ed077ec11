r"""Dots between terms, read where the terms around them determine how they go on.

``x_1 + \dots + x_n`` and ``1 + q + q^2 + \dots + q^n`` are sums; what two progressions would fit is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from symderiv.language.notation import total
from symderiv.reader.grammar import Dots, Tree
from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Token
from symderiv.reader.values import number

if TYPE_CHECKING:
    from symderiv.reader.resolver import Resolver


def progression(resolver: Resolver, terms: tuple[tuple[str, Tree], ...], at: Token) -> Any:
    """A sum with dots: the terms before them begin the progression, the one behind them ends it."""
    places = [n for n, (_, t) in enumerate(terms) if isinstance(t, Dots)]
    n = places[0]
    if len(places) != 1 or n == 0 or n + 1 >= len(terms) or {s for s, _ in terms[: n + 2]} != {"+"}:
        raise Unread("dots stand between terms that are added", at, reason="dots")
    before = [number(resolver.value(t), t.at) for _, t in terms[:n]]
    last = number(resolver.value(terms[n + 1][1]), terms[n + 1][1].at)
    made = _summed(before, last, at)
    for sign, tree in terms[n + 2 :]:
        value = number(resolver.value(tree), tree.at)
        made = made + value if sign == "+" else made - value
    return made


def _summed(before: list[Any], last: Any, at: Token) -> Any:
    k = sp.Dummy("k", integer=True)
    found = []
    for first in range(len(before)):
        made = _from(before[first:], last, k)
        if made is not None:
            found.append((first, made))
            break  # the longest progression; what stands before it is added as it is
    if not found or found[0][0] > 1:
        raise Unread("the terms around the dots do not say how they go on", at, reason="dots")
    first, (body, lo, hi) = found[0]
    whole = total(hi, lambda i: body.xreplace({k: i}), start=lo, name="k")
    return whole if not first else before[0] + whole


def _from(terms: list[Any], last: Any, k: Any) -> tuple[Any, Any, Any] | None:
    """The body in k and its range, of which the terms are the first ones, and the last is the last."""
    found = {}
    for lo in (0, 1, 2):
        body = _pattern(terms[0], last, sp.Integer(lo), k)
        if body is None:
            continue
        made, hi = body
        if all(_equal(made, k, lo + n, t) for n, t in enumerate(terms)) and _equal(made, k, hi, last):
            found[lo] = (made, sp.Integer(lo), hi)
    if len(terms) == 1 and len(found) > 1:
        return None
    return next(iter(found.values()), None)


def _equal(body: Any, k: Any, at: Any, term: Any) -> bool:
    with sp.evaluate(True):
        difference = sp.sympify(body).subs(k, at) - term
        return bool(sp.expand(difference.doit()) == 0)


def _pattern(first: Any, last: Any, lo: Any, k: Any) -> tuple[Any, Any] | None:
    """The last term with k in the places where the first has ``lo``, and what stands in these places."""
    ends: list[Any] = []

    def go(a: Any, b: Any) -> Any | None:
        if a == b:
            return b
        if a == lo and b.is_integer:
            ends.append(b)
            return k
        if a.func != b.func or len(a.args) != len(b.args) or not a.args:
            return None
        parts = [go(x, y) for x, y in zip(a.args, b.args, strict=True)]
        return None if any(p is None for p in parts) else a.func(*parts)

    body = go(first, last)
    if body is None:
        body = _power(first, last, lo, k, ends)
    if body is None or not ends or any(e != ends[0] for e in ends):
        return None
    return body, ends[0]


def _power(first: Any, last: Any, lo: Any, k: Any, ends: list[Any]) -> Any | None:
    """q^k, of which the first terms are 1 and q, or q and q²."""
    if not isinstance(last, sp.Pow) or not last.exp.is_integer:
        return None
    if (first == 1 and lo == 0) or (first == last.base and lo == 1):
        ends[:] = [last.exp]
        return last.base**k
    return None
