"""Terms as a person writes them: products and sums put in order, relations without minus signs."""

from __future__ import annotations

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.evaluate.rationals import rational
from symderiv.render.names import DEFAULT, Spelling
from symderiv.render.shapes import magnitude, signed
from symderiv.render.text import text


def has(t: Term, op: str) -> bool:
    """Whether an operator occurs in t."""
    return any(s.op == op for s in k.subterms(t))


def tight(s: str) -> str:
    """No spaces around the signs in s."""
    return s.replace(" + ", "+").replace(" − ", "−")


def tidy(t: Term) -> Term:
    """t as it is written by hand: numbers and equal factors of a product taken together, what is added
    before what is subtracted, no 0 in a sum, no 1 in a product, conditions of indicators without minus signs.

    >>> a, x = k.var("a"), k.var("x")
    >>> text(tidy(k.mul(k.add(k.ONE, k.neg(x)), k.num(-1), k.power(a, -1), a, a)))
    '(x − 1)·a'
    """
    inner = magnitude(t) if t.op == "if" else None
    if inner is not None:
        inner = tidy(inner)
        return k.num(abs(inner.args[0])) if inner.op == "num" else k.absolute(inner)
    t = k.map_parts(lambda p, _: tidy(p), t)
    match t.op:
        case "add":
            return _tidy_sum(t)
        case "mul":
            return _tidy_product(t)
        case "pow" if ONE in t.args:
            base: Term = t.args[0]
            return base
        case "pow" if (
            t.args[0].op == t.args[1].op == "num" and t.args[0] != ZERO and t.args[1].args[0].q == 1
        ):
            return k.num(t.args[0].args[0] ** int(t.args[1].args[0].p))
        case "sum" if t.args[1] == t.args[2] and not k.is_open(t):
            return tidy(k.open_(t, t.args[1]))
        case "ind" if t.args[0].op in ("eq", "le", "lt"):
            return Term("ind", balanced(t.args[0], holds=True))
    return t


def _tidy_sum(t: Term) -> Term:
    flat = [b for a in t.args for b in (a.args if a.op == "add" else (a,))]
    number = sum((rational(b) for b in flat if b.op == "num"), fmpq(0))
    rest = [b for b in flat if b.op != "num"]
    terms = sorted(
        [*rest, *([k.num(number)] if number != 0 else [])], key=lambda a: (signed(a)[0], a.op == "num")
    )
    return terms[0] if len(terms) == 1 else Term("add", *terms) if terms else ZERO


def _tidy_product(t: Term) -> Term:
    """Only whole powers of one base are taken together: what stands under a bar is not 0."""
    c, exponents, rest = fmpq(1), dict[Term, fmpq](), list[Term]()
    for f in (g for a in t.args for g in (a.args if a.op == "mul" else (a,))):
        base, e = f.args if f.op == "pow" else (f, ONE)
        if f.op == "num":
            c *= rational(f)
        elif e.op == "num" and e.args[0].q == 1 and e != ZERO:
            exponents[base] = exponents.get(base, fmpq(0)) + rational(e)
        else:
            rest.append(f)
    if c == 0:
        return ZERO
    if c == -1 and (
        turned := next((b for b, e in exponents.items() if e == 1 and _mostly_negative(b)), None)
    ):
        c = fmpq(1)
        exponents = {_turned(b) if b == turned else b: e for b, e in exponents.items()}
    factors = [b if e == 1 else k.power(b, k.num(e)) for b, e in exponents.items() if e != 0] + rest
    factors = [*([k.num(c)] if c != 1 or not factors else []), *factors]
    return factors[0] if len(factors) == 1 else Term("mul", *factors)


def _mostly_negative(t: Term) -> bool:
    return t.op == "add" and sum(1 if signed(a)[0] else -1 for a in t.args) >= 0


def _turned(t: Term) -> Term:
    """−t, for a sum."""
    turned = (signed(a)[1] if signed(a)[0] else tidy(k.mul(k.num(-1), a)) for a in t.args)
    return _tidy_sum(Term("add", *turned))


def condition(f: Term, spelling: Spelling = DEFAULT) -> str:
    """A condition in words: what SymPy's order made ``-1 + x != 0`` is ``x ≠ 1``.

    >>> condition(k.ne(k.add(k.num(-1), k.var("x")), ZERO))
    'x ≠ 1'
    """
    return text(plain(f), spelling)


def plain(f: Term) -> Term:
    """f, where it is a relation or the negation of one, without minus signs."""
    return balanced(f.args[0], holds=False) if f.op == "not" else balanced(f, holds=True)


def balanced(f: Term, *, holds: bool) -> Term:
    """f or its negation; a relation to 0 without minus signs. One between numbers stays what it is."""
    numbers = not any(s.op in ("var", "comp", "bound", "call", "loss") for s in k.subterms(f))
    if f.op not in ("eq", "le", "lt") or numbers:
        return f if holds else k.not_(f)
    sides: tuple[list[Term], list[Term]] = ([], [])
    for place, side in enumerate(f.args[:2]):
        for a in side.args if side.op == "add" else (side,):
            negative, size = signed(a)
            sides[(1 - place) if negative else place].append(size)
    a, b = (k.add(*sorted(side, key=lambda t: t.op == "num")) if side else ZERO for side in sides)
    if holds:
        return Term(f.op, a, b)
    return {"eq": k.ne(a, b), "le": k.lt(b, a), "lt": k.le(b, a)}[f.op]
