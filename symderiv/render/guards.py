"""A strict reading as a person writes it: without the side conditions that stand in front of its atoms."""

from __future__ import annotations

from symderiv.core import terms as k
from symderiv.core.definedness import is_atom, side_conditions
from symderiv.core.terms import Term


def unguarded(f: Term) -> Term:
    """The formula f with the atoms alone, where it has them together with their side conditions.

    >>> x = k.var("x")
    >>> atom = k.eq(k.power(x, -1), k.ONE)
    >>> unguarded(k.or_(k.eq(x, k.ZERO), k.and_(k.ne(x, k.ZERO), atom))).args[1] == atom
    True
    """
    if is_atom(f) or f.op not in k.FORMULAS:
        return f
    if f.op == "and" and is_atom(f.args[-1]):
        needed = {g for _, g in side_conditions(f.args[-1])}
        if needed.issuperset(f.args[:-1]):
            return f.args[-1]  # type: ignore[no-any-return]
    if f.op in ("all", "ex"):
        hint, sort, lo, hi, _ = f.args
        v = k.fresh(str(hint), sort, f)
        return Term(f.op, hint, sort, lo, hi, k.close(unguarded(k.open_(f, v)), v))
    return k.map_parts(lambda g, _: unguarded(g), f)
