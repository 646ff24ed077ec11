"""Conversions of sums and means: by monomials, contracted against deltas, binders in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.ring import Polynomial, add, constant
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize.binders import Binders, orders
from symderiv.normalize.conversion import OUTCOME, UNROLL, Conversion, Converted, converter
from symderiv.normalize.conversion_inverses import cancelling
from symderiv.normalize.equalities import MINUS, applied, chain, combined, cut, refl
from symderiv.normalize.parts import is_inverse, put

Factors = list[tuple[int, int]]


def total(v: Term, hi: Term, body: Term) -> Term:
    """The sum of body for v from 1 to hi, as it is written."""
    return Term("sum", k.Hint(v.args[0]), ONE, hi, k.close(body, v))


@converter("sum")
def summed(c: Conversion, t: Term) -> Converted:
    """A sum of known length is written out; any other starts at 1, and is split by the monomials of its
    body."""
    _, lo, hi, _ = t.args
    if not k.sort_of(lo) == k.sort_of(hi) == "int":
        raise KernelError(f"the bounds of a sum are integers; met {lo} and {hi}")
    length = add(add(c.poly(hi), c.poly(lo), -1), constant(1))
    number = c.value_of(length)
    v = k.fresh(f"·{c.binders}", "int", t)
    if number is not None and number <= UNROLL:
        n = max(0, int(number))
        body = k.open_(t, v)
        if number < 0:
            thm = infer.law("sum_empty", (v, lo, hi, body), _negative(c, hi, lo))
            return {}, thm
        last = c.prove(hi, k.add(lo, k.num(n - 1)))
        thm = infer.law("sum_unroll", (v, lo, hi, n, body), last)
        value = c.poly(thm.conclusion.args[1])
        return value, c.prove(t, c.term(value), (), [thm])
    moved = shifted(c, t, v, c.term(length))
    now = moved.conclusion.args[1]
    value, thm = by_monomials(c, now, v)
    return value, (c.prove(t, c.term(value), (), [moved, thm]) if now != t else thm)


def _negative(c: Conversion, a: Term, b: Term) -> Theorem:
    """|- a < b, where the difference is a positive number."""
    n = k.num(c.value_of(add(c.poly(b), c.poly(a), -1)) or 0)
    return infer.positive(k.lt(a, b), (), ((ONE, c.prove(k.sub(b, a), n)),))


def shifted(c: Conversion, t: Term, v: Term, length: Term) -> Theorem:
    """t = the sum from 1 to its length."""
    _, lo, hi, _ = t.args
    thms = [refl(t)]
    if lo != ONE:
        step = k.sub(ONE, lo)
        thms = [infer.law("sum_shift", (v, lo, hi, step, k.open_(t, v)))]
    for place, bound in ((1, ONE), (2, length)):
        now = thms[-1].conclusion.args[1]
        if now.args[place] != bound:
            same = c.prove(now.args[place], bound)
            thms.append(applied(partial(put, now, (place,)), same))
    return chain(*thms)


def by_monomials(c: Conversion, t: Term, v: Term) -> tuple[Polynomial, Theorem]:
    """The sum t over v from 1 on, by the monomials of its body; factors without v come out of their sums."""
    h, body = t.args[2], k.open_(t, v)
    inverses: dict[Term, Theorem] = {}
    with c.below((v, ONE, h)):
        p = c.poly(body)
        pieces = []
        for m, x in p.items():
            outer = [(i, e) for i, e in m if v not in k.free_vars(c.atoms[i])]
            inner = [(i, e) for i, e in m if v in k.free_vars(c.atoms[i])]
            pieces.append((c.term({tuple(outer): x}), inner))
            inverses |= _inverses(c, (c.atoms[i] for i, _ in outer), v)
        written = [k.mul(*_powers(c, inner)) for _, inner in pieces]
        parts = [Term("mul", front, back) for (front, _), back in zip(pieces, written, strict=True)]
        shaped = parts[0] if len(parts) == 1 else Term("add", *parts)
        thms = [infer.under_sum(v, ONE, h, c.prove(body, shaped))]
        sums = [contracted(c, v, h, inner, back) for (_, inner), back in zip(pieces, written, strict=True)]
    for base, nonzero in inverses.items():
        cancelling(c, base, nonzero)
    if len(parts) > 1:
        thms.append(infer.law("sum_add", (v, ONE, h, *parts)))
    elif not parts:
        return {}, _no_summands(t, v, h, thms[0])
    value: Polynomial = {}
    for (front, _), back, thm in zip(pieces, written, sums, strict=True):
        thms.append(infer.law("sum_factor", (v, ONE, h, front, back)))
        if thm is not None:
            thms.append(thm)
        inner_value = c.gen(total(v, h, back)) if thm is None else c.read(thm.conclusion.args[1])
        value = add(value, c.multiply(c.read(front), inner_value))
    return value, _by_equations(c, t, c.term(value), thms)


def _inverses(c: Conversion, atoms: Iterable[Term], v: Term) -> dict[Term, Theorem]:
    """Theorems, outside the sum over v, that the bases are not 0 of those inverses that do not depend on
    v."""
    bases = [a.args[0] for a in atoms if is_inverse(a)]
    found = {b: c.scope.facts.get(k.ne(b, ZERO)) for b in bases}
    return {
        b: thm
        for b, thm in found.items()
        if thm is not None and not any(v in k.free_vars(h) for h in thm.hypotheses)
    }


def _no_summands(t: Term, v: Term, h: Term, zero: Theorem) -> Theorem:
    """t = 0, for a sum whose body is the empty sum."""
    nothing = infer.law("sum_factor", (v, ONE, h, ZERO, ONE))
    same = infer.under_sum(v, ONE, h, infer.ring(k.eq(Term("add"), Term("mul", ZERO, ONE))))
    return infer.ring(k.eq(t, ZERO), (zero, same, nothing))


def _by_equations(c: Conversion, t: Term, n: Term, thms: Sequence[Theorem]) -> Theorem:
    """t = n by equations of sums, each of them solved for its left side."""
    return c.prove(t, n, (), [thm for thm in thms if thm.conclusion.args[0] != thm.conclusion.args[1]])


def _powers(c: Conversion, factors: Factors) -> list[Term]:
    return sorted((c.power_of(i, e) for i, e in factors), key=lambda f: f.key)


def contracted(c: Conversion, v: Term, h: Term, factors: Factors, written: Term) -> Theorem | None:
    """An equation that rewrites the sum over v of a product of atoms in which v occurs; None if none does.

    It is asked for below the binder of v, and holds outside.
    """
    if not factors:
        return _ones(c, v, h)
    for i, e in factors:
        solved = _solved(c, c.atoms[i], v) if e == 1 else None
        if solved is not None:
            rest = k.mul(*_powers(c, [(j, n) for j, n in factors if j != i]))
            return _delta(c, v, h, c.atoms[i], solved, rest, written)
    if any(c.atoms[i].op == "sum" for i, _ in factors):
        return nested(c, v, h, written)
    return None


def _ones(c: Conversion, v: Term, h: Term) -> Theorem:
    """0 <= h |- sum of 1 = h"""
    outside = _outside(c, k.le(ZERO, h))
    same = infer.ring(k.eq(k.sub(k.add(h, ONE), ONE), k.sub(h, ZERO)))
    enough = infer.positive(k.le(ONE, k.add(h, ONE)), ((k.Rational(1), (outside,), ()),), ((ONE, same),))
    counted = infer.law("sum_ones", (v, ONE, h), enough)
    return chain(counted, infer.ring(k.eq(counted.conclusion.args[1], h)))


def _outside(c: Conversion, condition: Term) -> Theorem:
    """A theorem of a condition at the position outside the innermost binder."""
    with c.above():
        return c.need(condition)


def _solved(c: Conversion, atom: Term, v: Term) -> Term | None:
    """The integer e where the atom is [v = e], else None."""
    if atom.op != "ind" or atom.args[0].op != "eq":
        return None
    p = add(c.poly(atom.args[0].args[1]), c.poly(atom.args[0].args[0]), -1)
    x = c.gen(v)
    ((m, _),) = x.items()
    sign = p.get(m)
    if sign not in (1, -1):
        return None
    value = c.term(add(x, p, -sign))
    return value if v not in k.free_vars(value) and k.sort_of(value) == "int" else None


def _delta(c: Conversion, v: Term, h: Term, atom: Term, e: Term, rest: Term, written: Term) -> Theorem:
    """The sum of [v = e] rest(v) = [1 <= e] [e <= h] rest(e)."""
    from symderiv.normalize.conversion_logic import weaker  # noqa: PLC0415 - conversions need each other

    f, g = atom.args[0], k.eq(v, e)
    there, back = weaker(c, f, g), weaker(c, g, f)
    solved = infer.law("ind_same", (f, g), infer.discharge(f, there), infer.discharge(g, back))
    shaped = Term("mul", Term("ind", g), rest)
    same = infer.under_sum(v, ONE, h, infer.ring(k.eq(written, shaped), (solved,)))
    law = infer.law("sum_delta", (v, ONE, h, e, rest))
    facts = [infer.instantiate(thm, v, e) for f, thm in c.scope.facts.items() if v in k.free_vars(f)]
    low, high = k.le(ONE, e), k.le(e, h)
    guard = k.and_(low, high)
    with c.above():
        at = k.substitute(rest, {v: e})
        with c.below(guard):
            inside = infer.assume(guard)
            bounds = [infer.and_elim(inside, n) for n in range(2)]
            for thm in facts:
                c.scope.facts.setdefault(thm.conclusion, cut(thm, *bounds))
            n, thm = c.equal(at)
        under = infer.under_guard(guard, thm)
        value = c.multiply(c.poly(Term("ind", low)), c.poly(Term("ind", high)))
        value = c.multiply(value, c.read(n))
        both = infer.law("ind_and", (low, high))
        done = c.prove(law.conclusion.args[1], c.term(value), ((ONE, under),), [both])
    return chain(same, law, done)


# -- nested sums -------------------------------------------------------------------------------------


def nested(c: Conversion, v: Term, h: Term, written: Term) -> Theorem | None:
    """A sum of a product that has sums among its factors, as sums of one product in canonical order."""
    start = total(v, h, written)
    flat, thm = flattened(v, h, written, [])
    binders, product = flat
    best = canonical(binders, product)
    if best is None:
        raise KernelError("the bounds of nested sums depend on each other in a circle")
    ordered = reordered(binders, product, best)
    thms = [thm, *ordered]
    end = thms[-1].conclusion.args[1] if ordered else thm.conclusion.args[1]
    last = sorted_theorem(end)
    if last is not None:
        thms.append(last)
    thms = [s for s in thms if s.conclusion.args[0] != s.conclusion.args[1]]
    if not thms:
        return None
    whole = chain(*thms)
    c.gen(whole.conclusion.args[1])
    return None if whole.conclusion.args[1] == start else whole


def flattened(
    v: Term, h: Term, body: Term, taken: list[Term]
) -> tuple[tuple[list[tuple[Term, Term]], list[Term]], Theorem]:
    """The binders and factors of a sum over v and of the sums among its factors; and the equation with their
    sum."""
    factors = list(_factors(body))
    place = next((n for n, f in enumerate(factors) if f.op == "sum"), None)
    if place is None:
        plain = k.mul(*factors)
        thm = (
            refl(total(v, h, body))
            if plain == body
            else infer.under_sum(v, ONE, h, infer.ring(k.eq(body, plain)))
        )
        return ([(v, h)], factors), thm
    inner = factors[place]
    rest = k.mul(*factors[:place], *factors[place + 1 :])
    w = k.fresh("·w", "int", body, v, h, *taken)
    pulled = infer.law("sum_factor", (w, ONE, inner.args[2], rest, k.open_(inner, w)))
    together = k.mul(rest, k.open_(inner, w))
    same = infer.under_sum(
        w, ONE, inner.args[2], infer.ring(k.eq(Term("mul", rest, k.open_(inner, w)), together))
    )
    new = total(w, inner.args[2], together)
    first = combined(body, new, (MINUS, pulled), (ONE, same))
    (binders, product), deeper = flattened(w, inner.args[2], together, [*taken, v, w])
    whole = infer.under_sum(v, ONE, h, chain(first, deeper))
    return ([(v, h), *binders], product), whole


def _factors(t: Term) -> Iterator[Term]:
    """The factors of a product; a power of a sum as so many sums."""
    if t.op == "mul":
        for a in t.args:
            yield from _factors(a)
    elif t.op == "pow" and t.args[0].op == "sum" and t.args[1].op == "num" and t.args[1].args[0] > 0:
        for _ in range(int(t.args[1].args[0].p)):
            yield t.args[0]
    else:
        yield t


def written_sum(binders: Binders, product: Sequence[Term]) -> Term:
    """The nested sum of a product."""
    t = k.mul(*product)
    for v, h in reversed(binders):
        t = total(v, h, t)
    return t


def canonical(binders: Binders, product: Sequence[Term]) -> tuple[int, ...] | None:
    """The order of the binders for which the nested sum comes first, its variables named by their places."""
    best: tuple[str, tuple[int, ...]] | None = None
    for order in orders(binders, product):
        chosen = [binders[b] for b in order]
        key = arranged(written_sum(chosen, product)).key
        if best is None or key < best[0]:
            best = key, order
    return None if best is None else best[1]


def reordered(binders: Binders, product: Sequence[Term], order: tuple[int, ...]) -> list[Theorem]:
    """Equations from the nested sum to that with its binders in this order, by swaps of neighbours."""
    now, thms = list(range(len(binders))), list[Theorem]()
    for place, wanted in enumerate(order):
        at = now.index(wanted)
        for n in range(at - 1, place - 1, -1):
            chosen = [binders[b] for b in now]
            (v, h), (w, last) = chosen[n], chosen[n + 1]
            inner = written_sum(chosen[n + 2 :], product)
            thm = infer.law("sum_swap", (v, ONE, h, w, ONE, last, inner))
            for u, top in reversed(chosen[:n]):
                thm = infer.under_sum(u, ONE, top, thm)
            thms.append(thm)
            now[n], now[n + 1] = now[n + 1], now[n]
    return thms


def arranged(t: Term) -> Term:
    """t with sums and products in one order, the variables of nested sums named by their depth."""
    return _arranged(t, 0)


def _arranged(t: Term, depth: int) -> Term:
    if t.op == "sum":
        v = k.fresh(f"·{depth}:", "int", t)
        body = _arranged(k.open_(t, v), depth + 1)
        return Term("sum", t.args[0], *(_arranged(b, depth) for b in t.args[1:3]), k.close(body, v))
    t = k.map_parts(lambda p, deep: p if deep else _arranged(p, depth), t)
    return Term(t.op, *sorted(t.args, key=lambda a: a.key)) if t.op in ("add", "mul") else t


def sorted_theorem(t: Term, depth: int = 0) -> Theorem | None:
    """t = arranged(t); None where it is t."""
    goal = _arranged(t, depth)
    if goal == t:
        return None
    if t.op in ("add", "mul") or (t.op == "pow" and t.args[1].op == "num"):
        pieces = [thm for a in t.args if (thm := sorted_theorem(a, depth)) is not None]
        steps = [s for thm in pieces for s in _as_atoms(thm)]
        return infer.ring(k.eq(t, goal), tuple(steps))
    thms: list[Theorem] = []
    now = t
    if t.op == "sum":
        v = k.fresh(f"·{depth}:", "int", t)
        inner = sorted_theorem(k.open_(t, v), depth + 1)
        if inner is not None:
            thms.append(infer.under_sum(v, *t.args[1:3], inner))
            now = thms[-1].conclusion.args[1]
    if t.op == "mean":
        inner = sorted_theorem(t.args[0], depth)
        if inner is not None:
            thms.append(infer.under_mean(inner))
    else:
        thms.extend(_sorted_parts(now, depth))
    whole = chain(*thms)
    if whole.conclusion.args[1] != goal:
        raise KernelError(f"{t} cannot be put in order")
    return whole


def _as_atoms(thm: Theorem) -> list[Theorem]:
    """Equations of atoms that make up an equation of polynomials."""
    if thm.conclusion.args[0].op not in ("add", "mul", "pow", "num"):
        return [thm]
    name, args = thm.step
    return list(args[1]) if name == "ring" else [thm]


def _sorted_parts(t: Term, depth: int) -> Iterator[Theorem]:
    """Equations that put the parts of an atom in order, one after the other."""
    now = t
    while True:
        found = next(_unsorted(now, depth), None)
        if found is None:
            return
        build, part = found
        thm = sorted_theorem(part, depth)
        if thm is None:
            return
        step = applied(build, thm)
        yield step
        now = step.conclusion.args[1]


def _unsorted(t: Term, depth: int) -> Iterator[tuple[Callable[[Term], Term], Term]]:
    """The unordered terms among the parts of t, each with the function that puts another in its place."""
    last = len(t.args) - 1 if t.op in k.BINDERS else len(t.args)
    for n, a in enumerate(t.args[:last]):
        if isinstance(a, tuple) and t.op != "loss":
            places: list[tuple[tuple[int, ...], Term]] = [
                ((n, m), b) for m, b in enumerate(a) if isinstance(b, Term)
            ]
        else:
            places = [((n,), a)] if isinstance(a, Term) else []
        for place, b in places:
            if b.op in k.FORMULAS:
                yield from (
                    (partial(_put_within, t, place, build), part) for build, part in _unsorted(b, depth)
                )
            elif _arranged(b, depth) != b:
                yield partial(put, t, place), b


def _put_within(t: Term, place: tuple[int, ...], build: Callable[[Term], Term], part: Term) -> Term:
    return put(t, place, build(part))


# -- means -------------------------------------------------------------------------------------------


@converter("mean")
def mean(c: Conversion, t: Term) -> Converted:
    """Linear: what is not random comes out, and sums do."""
    body = t.args[0]
    with c.below(OUTCOME):
        p = c.poly(body)
        pieces = []
        for m, x in p.items():
            fixed = [(i, e) for i, e in m if not k.is_random(c.atoms[i])]
            random = [(i, e) for i, e in m if k.is_random(c.atoms[i])]
            pieces.append((c.term({tuple(fixed): x}), k.mul(*_powers(c, random))))
        parts = [Term("mul", front, back) for front, back in pieces]
        plain = len(parts) == 1 and parts[0] == Term("mul", ONE, body)
        if plain and body != ONE and not _has_sum(body):
            return c.gen(t), None
        shaped = parts[0] if len(parts) == 1 else Term("add", *parts)
        same = c.prove(body, shaped)
    thms = [infer.under_mean(same)]
    if len(parts) > 1:
        thms.append(infer.law("mean_add", tuple(parts)))
    value: Polynomial = {}
    if not parts:
        zero = infer.law("mean_constant", (Term("add"),))
        return {}, infer.ring(k.eq(t, ZERO), (thms[0], zero))
    for front, back in pieces:
        thms.append(infer.law("mean_factor", (front, back)))
        if back == ONE:
            thms.append(infer.law("mean_constant", (ONE,)))
            inner = constant(1)
        else:
            thm = mean_of(back)
            if thm is not None:
                thms.append(thm)
            inner = c.gen(Term("mean", back)) if thm is None else c.poly(thm.conclusion.args[1])
        value = add(value, c.multiply(c.read(front), inner))
    return value, _by_equations(c, t, c.term(value), thms)


def _has_sum(body: Term) -> bool:
    return any(f.op == "sum" for f in _factors(body))


def mean_of(product: Term) -> Theorem | None:
    """The mean of a product of random atoms; sums among them come out."""
    factors = list(_factors(product))
    place = next((n for n, f in enumerate(factors) if f.op == "sum"), None)
    if place is None:
        return None
    inner = factors[place]
    rest = k.mul(*factors[:place], *factors[place + 1 :])
    w = k.fresh("·w", "int", product)
    pulled = infer.law("sum_factor", (w, ONE, inner.args[2], rest, k.open_(inner, w)))
    new = pulled.conclusion.args[0]
    first = infer.under_mean(combined(product, new, (MINUS, pulled)))
    out = infer.law("mean_sum", (w, ONE, inner.args[2], Term("mul", rest, k.open_(inner, w))))
    return chain(first, out)
