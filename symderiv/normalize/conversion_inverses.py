"""Conversions of inverses: 1/b by the irreducible factors of b, which cancel with their own."""

from __future__ import annotations

from fractions import Fraction

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.ring import Polynomial, constant
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize.conversion import Conversion, Converted
from symderiv.normalize.equalities import applied


def inverse(c: Conversion, t: Term) -> Converted:
    """1/base, by the irreducible factors of base."""
    base = t.args[0]
    p = c.poly(base)
    number = c.value_of(p)
    if number is not None and number != 0:
        n = k.num(number)
        thm = applied(lambda s: k.power(s, -1), c.prove(base, n))
        return constant(1 / number), c.prove(t, k.num(1 / number), (), [thm])
    if number == 0:
        return c.gen(t), None
    known = c.need(k.ne(base, ZERO))
    q, powers = c.clear(p)
    content, factors = c.factors(q)
    value = constant(1 / content)
    for b, e in powers:
        value = c.multiply(value, c.raised(c.poly(b), e))
    inverses = []
    for f, e in factors:
        s = c.term(f)
        _apart(c, s, base, known, content, [(c.term(g), n - (g is f)) for g, n in factors], powers)
        if s.op == "root" and k.sort_of(s) != "complex":
            inverses.append((_root_inverse(c, s, f), e))
            continue
        atom = k.power(s, -1)
        u = c.gen(atom)
        _cancel(c, s, f, atom)
        inverses.append((u, e))
    for u, e in inverses:
        value = c.multiply(value, c.raised(u, e))
    if c.term(value) == t:
        return value, None
    c.scope.facts.setdefault(k.ne(base, ZERO), known)
    return value, c.prove_inverse(t, value)


def _root_inverse(c: Conversion, s: Term, f: Polynomial) -> Polynomial:
    """1/root_d(r) = root_d(r)^(d - 1) / r, where r is not 0 as its root is not."""
    radicand, degree = s.args
    zero = k.eq(radicand, ZERO)
    power = infer.ring(k.eq(k.power(ZERO, degree), radicand), (), (), ((k.num(-1), infer.assume(zero)),))
    gone = infer.law("root_unique", (radicand, degree, ZERO), infer.positive(k.le(ZERO, ZERO), ()), power)
    known = infer.negate(zero, infer.contradict(gone, c.scope.facts[k.ne(s, ZERO)]))
    c.scope.facts.setdefault(k.ne(radicand, ZERO), known)
    return c.multiply(c.raised(f, degree - 1), c.poly(k.power(radicand, -1)))


def _cancel(c: Conversion, s: Term, f: Polynomial, atom: Term) -> None:
    """Reduce by x (1/x) = 1 from now on, where x is an atom."""
    j, u = c.index_of(f), c.index[atom]
    if j is None:
        return
    left = tuple(sorted([(j, 1), (u, 1)]))
    if all(m != left for m, _, _ in c.scope.reductions):
        thm = infer.ring(k.eq(Term("mul", s, atom), ONE), (), (c.scope.facts[k.ne(s, ZERO)],))
        c.reduce_by(thm, left, constant(1))


def cancelling(c: Conversion, base: Term, nonzero: Theorem) -> None:
    """Record that a base in normal form is not 0, so that it cancels with its inverse."""
    c.scope.facts.setdefault(nonzero.conclusion, nonzero)
    _cancel(c, base, c.read(base), k.power(base, -1))


def _apart(
    c: Conversion,
    s: Term,
    base: Term,
    known: Theorem,
    content: Fraction,
    others: list[tuple[Term, int]],
    powers: list[tuple[Term, int]],
) -> None:
    """Record that a factor s of base is not 0, since base is not."""
    f = k.ne(s, ZERO)
    if f in c.scope.facts:
        return
    if s == base:
        c.scope.facts[f] = known
        return
    rest = k.mul(
        k.num(content), *(k.power(g, n) for g, n in others if n), *(k.power(b, -e) for b, e in powers)
    )
    zero = c.prove(base, ZERO, ((rest, infer.assume(k.eq(s, ZERO))),))
    c.scope.facts[f] = infer.negate(k.eq(s, ZERO), infer.contradict(zero, known))
