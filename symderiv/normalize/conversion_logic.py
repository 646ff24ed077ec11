"""Conversions of indicators, cases and derivatives."""

from __future__ import annotations

from fractions import Fraction

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.inference import Theorem
from symderiv.core.ring import Polynomial, add, constant
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize.conversion import Conversion, Converted, converter
from symderiv.normalize.equalities import MINUS, chain, cut


@converter("ind")
def indicator(c: Conversion, t: Term) -> Converted:
    """[f]: connectives by arithmetic, relations in canonical form."""
    c.tell()
    f = t.args[0]
    match f.op:
        case "false":
            return {}, infer.law("ind_false", ())
        case "not":
            thm = infer.law("ind_not", (f.args[0],))
        case "and":
            thm = infer.law("ind_and", f.args)
        case "or":
            thm = infer.law("ind_or", f.args)
        case "implies":
            thm = infer.law("ind_implies", f.args)
        case "eq" | "le" | "lt":
            return relation(c, f)
        case _:
            return c.gen(t), None
    value = c.poly(thm.conclusion.args[1])
    return value, c.prove(t, c.term(value), (), [thm])


def relation(c: Conversion, f: Term) -> Converted:
    """[a = b] as [0 = p], [a <= b] as [0 <= p]; 1 or 0 where p is a number."""
    a, b = f.args
    t = Term("ind", f)
    if f.op != "eq" and "complex" in (k.sort_of(a), k.sort_of(b)):
        return c.gen(t), None
    p, op = add(c.poly(b), c.poly(a), -1), f.op
    if op == "lt" and k.sort_of(a) == k.sort_of(b) == "int":
        p, op = add(p, constant(-1)), "le"
    number = c.value_of(p)
    if number is not None:
        holds = {"eq": number == 0, "le": number >= 0, "lt": number > 0}[op]
        return constant(int(holds)), decided(c, f, holds=holds)
    if op == "eq" and c.sign(p) < 0:
        p = {m: -x for m, x in p.items()}
    g = Term(op, ZERO, c.term(p))
    if g == f:
        return c.gen(t), None
    there, back = weaker(c, f, g), weaker(c, g, f)
    thm = infer.law("ind_same", (f, g), infer.discharge(f, there), infer.discharge(g, back))
    value = c.gen(Term("ind", g))
    if c.term(value) != Term("ind", g):
        thm = c.prove(t, c.term(value), (), [thm])
    return value, thm


def weaker(c: Conversion, f: Term, g: Term) -> Theorem:
    """f |- g, for relations whose differences agree but for a sign, or 1 between integers."""
    given = infer.assume(f)
    if f.op == "eq":
        scale = ONE if _same(c, f, g, 1) else MINUS
        return c.prove(g.args[0], g.args[1], ((scale, given),))
    if f.op == "lt" and g.op == "le":
        given = infer.integer(given)
    return ordered(c, given, g)


def _same(c: Conversion, f: Term, g: Term, sign: int) -> bool:
    p = add(c.poly(f.args[0]), c.poly(f.args[1]), -1)
    q = add(c.poly(g.args[0]), c.poly(g.args[1]), -1)
    return c.is_zero(add(p, q, -sign))


def ordered(c: Conversion, given: Theorem, g: Term) -> Theorem:
    """H |- a <= b (or <), from a relation that differs from it by a number."""
    left, right = given.conclusion.args
    a, b = g.args
    rest = add(add(c.poly(b), c.poly(a), -1), add(c.poly(right), c.poly(left), -1), -1)
    extra = c.value_of(c.clear(rest)[0]) or Fraction(0)
    same = c.prove(k.sub(b, a), k.add(k.sub(right, left), k.num(extra)))
    return infer.positive(g, ((k.Rational(1), (given,), ()),), ((ONE, same),))


def decided(c: Conversion, f: Term, *, holds: bool) -> Theorem:
    """[f] = 1 or 0, for a relation whose sides differ by a number."""
    a, b = f.args
    if holds:
        if f.op == "eq":
            return cut(infer.indicator(f, True), c.prove(a, b))
        same = c.prove(k.sub(b, a), difference_of(c, f))
        return cut(infer.indicator(f, True), infer.positive(f, (), ((ONE, same),)))
    return cut(infer.indicator(f, False), impossible(c, f))


def difference_of(c: Conversion, f: Term) -> Term:
    """The number by which the right side of a relation is greater than the left one."""
    return k.num(c.value_of(add(c.poly(f.args[1]), c.poly(f.args[0]), -1)) or 0)


def impossible(c: Conversion, f: Term) -> Theorem:
    """|- not f, for a relation whose sides differ by a number."""
    a, b = f.args
    given = infer.assume(f)
    n = difference_of(c, f)
    if f.op == "eq":
        return infer.negate(f, infer.absurd(c.prove(ZERO, n, ((ONE, given),))))
    same = c.prove(k.sub(b, a), n)
    goal = Term(f.op, ZERO, n)
    wrong = infer.positive(goal, ((k.Rational(1), (given,), ()),), ((MINUS, same),))
    return infer.negate(f, infer.absurd(wrong))


@converter("if")
def cases(c: Conversion, t: Term) -> Converted:
    """(a if f else b) = [f] a + (1 - [f]) b, each branch under its own guard."""
    f, a, b = t.args
    if t == k.absolute(a) and k.sort_of(a) != "complex":
        return c.function(t)
    chosen = c.poly(Term("ind", f))
    value: Polynomial = {}
    combination = []
    others = {m: -x for m, x in chosen.items()}
    for guard, branch, weight in ((f, a, chosen), (k.not_(f), b, add(others, constant(1)))):
        with c.below(guard):
            n, thm = c.equal(branch)
        combination.append((ONE, infer.under_guard(guard, thm)))
        value = add(value, c.multiply(weight, c.read(n)))
    laws = [infer.law("cases", (t,)), infer.law("ind_not", (f,))]
    return value, c.prove(t, c.term(value), tuple(combination), laws)


@converter("diff")
def difference(c: Conversion, t: Term) -> Converted:
    """A derivative, by the table."""
    found = derivative(*t.args)
    thm = infer.law("derivative", t.args, *map(c.need, found.conditions))
    value = c.poly(found.term)
    return value, c.prove(t, c.term(value), (), [thm])


@converter("call")
def call(c: Conversion, t: Term) -> Converted:
    """A function of a vector, with its vector, its length and the indices in normal form."""
    places = [(1, n) for n in range(len(t.args[1]))]
    outer = c.parts_equal(t, *places, (3,))
    now = t if outer is None else outer.conclusion.args[1]
    v = k.fresh(f"·{c.binders}", "int", now)
    with c.below((v, ONE, now.args[3])):
        n, thm = c.equal(k.open_(now, v))
    if n == k.open_(now, v):
        return c.same(t, outer)
    inner = infer.under_call(now, v, thm)
    return c.same(t, inner if outer is None else chain(outer, inner))
