"""Integer terms as linear forms, by which ranges and indices of arrays are compared."""

from __future__ import annotations

from collections.abc import Mapping

from symderiv.core.terms import ONE, Term

Range = tuple[Term | None, Term | None]
Linear = dict[Term, int]  # integer coefficients of variables, and the constant as that of 1


def linear(t: Term | None) -> Linear | None:
    """An integer term as a linear form, if it is one.

    >>> from symderiv.core.terms import add, num, var
    >>> n = var("n", "int")
    >>> linear(add(n, n, num(3))) == {n: 2, ONE: 3}
    True
    """
    if t is None:
        return None
    if t.op == "var":
        return {t: 1}
    if t.op == "num":
        return {ONE: int(t.args[0].p)} if t.args[0].q == 1 else None
    if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "num" and t.args[0].args[0].q == 1:
        inner = linear(t.args[1])
        return None if inner is None else scaled(inner, int(t.args[0].args[0].p))
    if t.op == "add":
        parts = [linear(a) for a in t.args]
        if None not in parts:
            return plus(*(p for p in parts if p is not None))
    return None


def plus(*forms: Linear) -> Linear:
    """The sum of linear forms."""
    result: Linear = {}
    for form in forms:
        for v, c in form.items():
            result[v] = result.get(v, 0) + c
    return {v: c for v, c in result.items() if c}


def scaled(form: Linear, by: int) -> Linear:
    """A linear form times an integer."""
    return {v: c * by for v, c in form.items()}


def minus(a: Linear, b: Linear) -> Linear:
    """The difference of two linear forms."""
    return plus(a, scaled(b, -1))


def constant(form: Linear | None) -> int | None:
    """The integer that a linear form is, if it has no variables."""
    return form.get(ONE, 0) if form is not None and not form.keys() - {ONE} else None


def shifted(form: Linear | None) -> tuple[Term, int] | None:
    """(v, c) where the form is v + c."""
    others = () if form is None else form.keys() - {ONE}
    if form is None or [form[v] for v in others] != [1]:
        return None
    return next(iter(others)), form.get(ONE, 0)


def length(r: Range) -> tuple[Term, int] | None:
    """(v, c) where a closed range has v + c members."""
    lo, hi = map(linear, r)
    return None if lo is None or hi is None else shifted(plus(minus(hi, lo), {ONE: 1}))


def same_range(a: Range, b: Range) -> bool:
    """Whether two closed ranges are the same; what is not linear is never so."""
    ends = [(linear(x), linear(y)) for x, y in zip(a, b, strict=True)]
    return all(x is not None and x == y for x, y in ends)


def end(index: Term, ranges: Mapping[Term, Range], *, top: bool) -> Linear | None:
    """The greatest or the least value of an index whose variables go through these ranges."""
    form = linear(index)
    while form is not None and (v := next((v for v in form if v in ranges), None)) is not None:
        c = form.pop(v)
        limit = linear(ranges[v][int((c > 0) == top)])
        form = None if limit is None else plus(form, scaled(limit, c))
    return form
