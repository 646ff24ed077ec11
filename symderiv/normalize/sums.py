"""Sums and means: linear, nested ones from 1 and in one order, contracted against deltas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from flint import fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize.binders import by_keys, orders
from symderiv.normalize.indicators import relation, relation_atom
from symderiv.normalize.scopes import OUTCOME

if TYPE_CHECKING:
    from symderiv.normalize.polynomials import Factors, Normal

UNROLL: Final = 64  # a sum of known length up to this is written out


def total(ring: Normal, t: Term) -> fmpq_mpoly:
    """A sum: written out if it is short, linear, contracted against deltas."""
    hint, lo, hi, _ = t.args
    if not k.sort_of(lo) == k.sort_of(hi) == "int":
        raise KernelError(f"the bounds of a sum are integers; met {lo} and {hi}")
    first = ring.reduce(ring.poly(lo))
    length = ring.reduce(ring.poly(hi)) - first + 1
    if length.is_constant():
        n = 0 if length == 0 else int(length.leading_coefficient().p)
        if n <= UNROLL:
            return sum((ring.poly(k.open_(t, k.add(lo, k.num(i)))) for i in range(n)), ring.zero)
    v = k.fresh(f"·{ring.position.depth}", "int", t)
    h = ring.term(length)
    body = k.open_(t, ring.term(ring.gen(v) + first - 1))
    p = ring.below((v, ONE, h), body)
    inside = {relation_atom(ring, k.le(ONE, v)), relation_atom(ring, k.le(v, h))}
    result = ring.zero
    for c, factors in ring.monomials(p):
        outer, inner = ring.ctx.constant(c), []
        for i, e in factors:
            if v not in k.free_vars(ring.atoms[i]):
                outer *= ring.gens[i] ** e
            elif i not in inside:
                inner.append((i, e))
        result += outer * _contracted(ring, v, h, str(hint), inner)
    return result


def _contracted(ring: Normal, v: Term, h: Term, hint: str, factors: Factors) -> fmpq_mpoly:
    """The sum over 1 <= v <= h of a product of powers of atoms, each of which contains v."""
    if not factors:
        ring.position.add_condition(k.le(ZERO, h))
        return ring.poly(h)
    for i, _ in factors:
        value = _solved(ring, ring.atoms[i], v)
        if value is not None:
            rest = k.mul(*(ring.power_of(j, e) for j, e in factors if j != i))
            result = relation(ring, k.le(ONE, value)) * relation(ring, k.le(value, h))
            dropping, ring.dropping = ring.dropping, True  # quotients and roots as they stood in the body
            inside = k.and_(k.le(ONE, value), k.le(value, h))
            result *= ring.below(inside, k.substitute(rest, {v: value}))
            ring.dropping = dropping
            return result
    binders, product = [(v, h)], list[Term]()
    for i, e in factors:
        for _ in range(e):
            product.extend(_flattened(ring.atoms[i], binders, ring.atoms))
    return ring.gen(_canonical_sum(binders, product, hint))


def _solved(ring: Normal, atom: Term, v: Term) -> Term | None:
    """The integer e where the atom is [v = e], else None."""
    if atom.op != "ind" or atom.args[0].op != "eq":
        return None
    p = ring.poly(atom.args[0].args[1])
    x = ring.gen(v)
    slope = p - p.subs({f"x{ring.index[v]}": 0})
    for sign in (1, -1):
        value = ring.term(x - sign * p)
        if slope == sign * x and v not in k.free_vars(value) and k.sort_of(value) == "int":
            return value
    return None


def _flattened(atom: Term, binders: list[tuple[Term, Term]], avoid: list[Term]) -> Iterator[Term]:
    """The factors of an atom; where it is a sum, its binder joins the others."""
    while atom.op == "sum":
        w = k.fresh("·w", "int", atom, *avoid, *(b for b, _ in binders))
        binders.append((w, atom.args[2]))
        atom = k.open_(atom, w)
    yield from atom.args if atom.op == "mul" else (atom,)


def mean(ring: Normal, body: Term) -> fmpq_mpoly:
    """The mean of a polynomial: linear, with the random factors of each product under one mean."""
    result = ring.zero
    for c, factors in ring.monomials(ring.below(OUTCOME, body)):
        fixed, random = ring.ctx.constant(c), list[tuple[int, int]]()
        for i, e in factors:
            if k.is_random(ring.atoms[i]):
                random.append((i, e))
            else:
                fixed *= ring.gens[i] ** e
        if random:
            ring.axioms.add("linearity of expectation")
            fixed *= _mean_of(ring, random)
        result += fixed
    return result


def _mean_of(ring: Normal, factors: Factors) -> fmpq_mpoly:
    """The mean of a product of random atoms, as a sum of means where sums are among them."""
    binders, product = list[tuple[Term, Term]](), list[Term]()
    for i, e in factors:
        if ring.atoms[i].op == "sum":
            for _ in range(e):
                product.extend(_flattened(ring.atoms[i], binders, ring.atoms))
        else:
            product.append(ring.power_of(i, e))
    if any(k.is_random(h) for _, h in binders):
        raise KernelError("the number of summands below a mean is random")
    random = sorted(filter(k.is_random, product), key=lambda f: f.key)
    mean = Term("mean", k.mul(*random))
    if not binders:
        return ring.gen(mean)
    t = k.mul(*(f for f in product if not k.is_random(f)), mean)
    for v, h in reversed(binders):
        t = Term("sum", k.Hint("k"), ONE, h, k.close(t, v))
    return ring.poly(t)


def _canonical_sum(binders: list[tuple[Term, Term]], product: list[Term], hint: str) -> Term:
    """The nested sum from 1 of a product, the same whichever way its binders are ordered or named."""
    best: Term | None = None
    mark, taken = "·", {u.args[0] for t in (*product, *(h for _, h in binders)) for u in k.free_vars(t)}
    while any(f"{mark}{place}:" in taken for place in range(len(binders))):
        mark += "·"
    for order in orders(binders, product):
        names = {binders[b][0]: k.var(f"{mark}{place}:", "int") for place, b in enumerate(order)}
        lengths = [k.substitute(binders[b][1], names) for b in order]
        factors = sorted((by_keys(k.substitute(f, names)) for f in product), key=lambda f: f.key)
        t = k.mul(*factors)
        for b, h in zip(reversed(order), reversed(lengths), strict=True):
            t = k.sum_(names[binders[b][0]], ONE, h, t)
        if best is None or t.key < best.key:
            best = t
    if best is None:
        raise KernelError("the bounds of nested sums depend on each other in a circle")
    return _named(best, hint.rstrip(k.MARK))


def _named(t: Term, hint: str) -> Term:
    """A sum whose bound variables print as hint, hint', ..."""
    if t.op != "sum":
        return t
    return Term("sum", k.Hint(hint), *t.args[1:3], _named(t.args[3], hint + "'"))
