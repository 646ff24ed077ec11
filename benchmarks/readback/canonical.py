"""One form for terms that are printed alike because they are the same thing.

Each rule keeps the value, and where there is one, in every valuation: sums, products and conjunctions of
more than two parts need no parentheses; a minus sign is a factor −1, a quotient a factor to the power −1
(of a product: of each factor); |x| of a real x is a case distinction; f = o(g) says that f/g tends to 0,
whatever the order of its factors.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term

_NUMBERS: Final = count()


def canonical(t: Term) -> Term:
    """The form of t."""
    if t.op in k.BINDERS:
        v = k.var(f"the bound variable {next(_NUMBERS)}", t.args[1] if t.op in ("all", "ex") else "int")
        body = canonical(k.open_(t, v))
        *front, _ = k.map_parts(lambda p, deep: p if deep else canonical(p), t).args
        return Term(
            t.op, *front, k.close(_ordered(body) if t.op == "tends" and front[-1] == ZERO else body, v)
        )
    return _form(k.map_parts(lambda p, _: canonical(p), t))


def _form(t: Term) -> Term:
    match t.op:
        case "if" if _is_magnitude(*t.args):
            return k.fn("abs", t.args[1])
        case "add":
            return _flat("add", t.args, ZERO)
        case "and":
            return _flat("and", t.args, k.TRUE)
        case "or":
            return t.args[0] if len(t.args) == 1 else t if t.args else k.FALSE
        case "mul" | "pow":
            return _product(_factors(t))
    return t


def _is_magnitude(condition: Term, value: Term, other: Term) -> bool:
    opposite = _form(Term("mul", k.num(-1), value))
    return condition == k.le(ZERO, value) and other == opposite and k.sort_of(value) != "complex"


def _flat(op: str, args: tuple[Term, ...], none: Term) -> Term:
    parts = [p for a in args for p in (a.args if a.op == op else (a,))]
    return parts[0] if len(parts) == 1 else Term(op, *parts) if parts else none


def _factors(t: Term) -> list[Term]:
    if t.op == "mul":
        return [f for a in t.args for f in _factors(a)]
    if t.op == "pow" and t.args[1] == k.num(-1):
        return [g for f in _factors(t.args[0]) for g in _inverse(f)]
    return [t]


def _inverse(f: Term) -> list[Term]:
    if f.op == "num" and f != ZERO:
        return [k.num(1 / f.args[0])]
    if f.op == "pow" and f.args[1].op == "num" and f.args[1].args[0] > 0:
        return [k.power(f.args[0], k.num(-f.args[1].args[0]))]
    return [Term("pow", f, k.num(-1))]


def _product(factors: list[Term]) -> Term:
    """Numbers next to each other are one; a factor 1 is none."""
    found: list[Term] = []
    for f in factors:
        if f.op == "num" and found and found[-1].op == "num":
            found[-1] = k.num(found[-1].args[0] * f.args[0])
        else:
            found.append(f)
    found = [f for f in found if f != ONE]
    return found[0] if len(found) == 1 else Term("mul", *found) if found else ONE


def _ordered(body: Term) -> Term:
    """The factors in one order."""
    factors = sorted(_factors(body), key=lambda f: (f.op != "num", f.key))
    return _product(factors)
