"""The instance of a formula at a model's exact values: a closed formula, for what evaluation cannot tell.

Free variables become numbers or constants, components tables, c/t^m or what their law says, and functions
polynomials.  What the model has no exact value for stays as it is, so that no theorem can close it.
"""

from __future__ import annotations

from itertools import product

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term
from symderiv.evaluate.evaluator import MAX_SPAN, evaluate, polynomial
from symderiv.evaluate.model import Model, derived
from symderiv.evaluate.numbers import Number, Undecided, Undefined, integer

Entries = list[tuple[tuple[Term, ...], Term]]


def instance(f: Term, model: Model) -> Term:
    """f with the model's values; KernelError where a value cannot be put in, as in the body of a loss."""
    return _closed(with_scalars(f, model), model)


def with_scalars(f: Term, model: Model) -> Term:
    """f with the values of its free variables alone."""
    known = {v: model.term(v.args[0]) for v in k.free_vars(f)}
    return k.substitute(f, {v: t for v, t in known.items() if t is not None})


def is_closed(f: Term) -> bool:
    """Whether f speaks of numbers alone."""
    return not k.free_vars(f) and all(s.op not in ("comp", "call", "loss", "smooth") for s in k.subterms(f))


def _closed(t: Term, model: Model) -> Term:
    match t.op:
        case "call":
            return _called(t, model)
        case "smooth":  # as all polynomials are
            return k.TRUE
        case op if op in k.BINDERS and op != "loss":
            v = k.fresh(f"{t.args[0]}°", t.args[1] if op in ("all", "ex") else "int", t)
            inner = k.close(_closed(k.open_(t, v), model), v)
            outer = k.map_parts(lambda p, deep: p if deep else _closed(p, model), t)
            return Term(op, *outer.args[:-1], inner)
    t = k.map_parts(lambda p, _: _closed(p, model), t)
    if t.op == "comp" and t.args[1] == "random":
        return _without_chance(t, model)
    return _component(t, model) if t.op == "comp" and t.args[1] in ("real", "int") else t


def _without_chance(t: Term, model: Model) -> Term:
    """The centre of a random quantity, or of a member of a sequence of such, that has the spread 0: no
    outcome changes it."""
    name, _, ranges, indices = t.args
    if name in model.recurrences or len(indices) > 1 or not all(map(_is_within, ranges, indices)):
        return t
    try:
        centre, spread = model.spread(name, (1,) * len(indices))
    except (Undefined, Undecided):
        return t
    return k.num(centre) if spread == 0 and isinstance(centre, fmpq) else t


def _is_within(ends: tuple[Term | None, Term | None], index: Term) -> bool:
    """Whether an index is not known to be out of a range: it has no value yet, or one from a number on."""
    lo, hi = ends
    i = _settled(index)
    return i.op != "num" or (lo is not None and hi is None and lo.op == "num" and lo.args[0] <= i.args[0])


def _component(t: Term, model: Model) -> Term:
    name, sort, ranges, indices = t.args
    indices = tuple(map(_settled, indices))
    said = _by_law(t, model) if k.free_vars(t) else None
    if said is not None:
        return said
    if name in model.steady and name not in model.recurrences and indices[0] != ONE:
        first = _component(Term("comp", name, sort, ranges, (ONE, *indices[1:])), model)
        fall = model.steady[name]
        return k.mul(first, k.power(indices[0], -fall)) if fall else first
    try:
        spans = [_span(lo, hi, i) for (lo, hi), i in zip(ranges, indices, strict=True)]
        return _table(indices, [(at, _value(Term("comp", *t.args[:3], at), model)) for at in product(*spans)])
    except (Undefined, Undecided):
        return t


def _by_law(t: Term, model: Model) -> Term | None:
    """What the law says of a component, where it says so in numbers and for every index there is."""
    law = model.recurrences.get(t.args[0])
    lo = t.args[2][0][0]
    if law is None or lo is None or lo.op != "num" or lo.args[0] < law.start + law.shift:
        return None
    if any(s.op == "comp" and s.args[0] in model.recurrences for s in k.subterms(law.body)):
        return None
    known = {u: model.term(u.args[0]) for u in k.free_vars(law.body) - {law.v}}
    if None in known.values():
        return None
    at = k.sub(t.args[3][0], k.num(law.shift)) if law.shift else t.args[3][0]
    said = k.substitute(law.body, {law.v: at} | {u: s for u, s in known.items() if s is not None})
    return _closed(said, model)


def _called(t: Term, model: Model) -> Term:
    """The polynomial that a function stands for, or a partial derivative of it."""
    name, indices, _, length, _ = t.args
    try:
        n = integer(evaluate(length, Model()))
        monomials = [(factors, c) for factors, c in polynomial(model, name, n) if c != 0]
    except (Undefined, Undecided):
        return t
    point = [_closed(k.open_(t, k.num(i)), model) for i in range(1, n + 1)]
    entries: Entries = []
    for by in product(range(1, n + 1), repeat=len(indices)):
        value = k.ZERO
        for factors, c in monomials:
            weight, left = derived(factors, by)
            value = k.add(value, k.mul(k.num(c * weight), *(point[i - 1] for i in left)))
        entries.append((tuple(map(k.num, by)), value))
    return _table(tuple(_closed(i, model) for i in indices), entries)


def _table(indices: tuple[Term, ...], entries: Entries) -> Term:
    """The entry whose place the indices are; 0 if they are none's."""
    return k.add(
        *(
            k.mul(value, *(Term("ind", k.eq(i, j)) for i, j in zip(indices, at, strict=True) if i != j))
            for at, value in entries
            if all(i == j or {i.op, j.op} != {"num"} for i, j in zip(indices, at, strict=True))
        )
    )


def _span(lo: Term | None, hi: Term | None, index: Term) -> list[Term]:
    """The values that an index takes."""
    if not k.free_vars(index) and not k.is_open(index):
        return [index]
    if lo is None or hi is None:
        raise Undecided("an index without bounds")
    first, last = (integer(evaluate(b, Model())) for b in (lo, hi))
    if last - first > MAX_SPAN:
        raise Undecided("a long range")
    return [k.num(i) for i in range(first, last + 1)]


def _settled(index: Term) -> Term:
    """An index as a number, where it is one."""
    if k.free_vars(index) or k.is_open(index):
        return index
    try:
        return k.num(integer(evaluate(index, Model())))
    except (Undefined, Undecided):
        return index


def _value(t: Term, model: Model) -> Term:
    value: Number = evaluate(t, model)
    if not isinstance(value, fmpq):
        raise Undecided("a value that is not rational")
    return k.num(value)
