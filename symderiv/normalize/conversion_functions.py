"""Conversions of real roots and absolute values, and of functions by what their arguments are equal to."""

from __future__ import annotations

from fractions import Fraction

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.functions import DEFINITIONS
from symderiv.core.inference import Theorem
from symderiv.core.laws import LAWS
from symderiv.core.ring import Monomial, Polynomial, constant
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize.conversion import Conversion, Converted, converter
from symderiv.normalize.equalities import MINUS, applied, chain, mirrored
from symderiv.normalize.parts import is_inverse


@converter("root")
def root(c: Conversion, t: Term) -> Converted:
    """A root of a radicand in normal form, whose power is the radicand."""
    radicand, degree = t.args
    if k.sort_of(radicand) == "complex":
        return c.same(t, c.parts_equal(t, (0,)))
    p = c.poly(radicand)
    number = c.value_of(p)
    if number is not None and number >= 0:
        return exact_root(c, t, number)
    if c.thorough and (pieces := _pieces(c, p)) is not None:
        return root_apart(c, t, *pieces)
    if degree == 2 and (even := _even(c, p)) is not None:
        return even_root(c, t, *even)
    known = c.need(k.le(ZERO, radicand))
    thm = c.parts_equal(t, (0,))
    atom = t if thm is None else thm.conclusion.args[1]
    n = atom.args[0]
    sign = (
        known
        if n == radicand
        else infer.positive(k.le(ZERO, n), ((k.Rational(1), (known,), ()),), ((ONE, c.prove(n, radicand)),))
    )
    value = c.gen(atom)
    c.scope.facts.setdefault(k.le(ZERO, n), sign)
    c.scope.facts.setdefault(k.le(ZERO, atom), infer.law("root_sign", (n, degree), sign))
    _lower(c, atom, degree, infer.law("root_power", (n, degree), sign), c.read(n))
    return value, thm


Piece = tuple[Term, int, Theorem]  # a factor, its exponent, and that the factor is not negative


def _pieces(c: Conversion, p: Polynomial) -> tuple[Fraction, list[Piece]] | None:
    """(c, factors) with p = c times powers of the factors: c > 0, and each factor is a square, or known not
    to be negative. None if p is no such product, or one such factor alone."""
    cleared, denominators = c.clear(p)
    content, factors = c.factors(cleared)
    pieces: list[Piece] = []
    for base, e in denominators:  # 1/b^e is (1/b)^2m, or b times that
        inverse = k.power(base, -1)
        pieces.append((k.power(inverse, 2), (e + 1) // 2, _square_sign(inverse)))
        factors = [*factors, (c.poly(base), 1)] if e % 2 else factors
    for factor, e in factors:
        q, sign = _known_sign(c, factor)
        content *= 1 if q == factor else (-1) ** e
        n = c.term(q)
        if sign is not None:
            pieces.append((n, e, sign))
        elif e % 2 == 0 and k.sort_of(n) != "complex":
            pieces.append((k.power(n, 2), e // 2, _square_sign(n)))
        else:
            return None
    alone = content == 1 and sum(e for _, e, _ in pieces) == 1
    return None if content <= 0 or alone else (content, pieces)


def _known_sign(c: Conversion, factor: Polynomial) -> tuple[Polynomial, Theorem | None]:
    """The factor or its negative, whichever is assumed or given not to be negative, and the theorem of
    that."""
    if c.signs is None:
        c.signs = {}  # none is known while the sides of the others are converted
        found = [f for f in (*c.scope.facts, *c.assumed) if f.op in ("le", "lt") and f.args[0] == ZERO]
        c.signs = {frozenset(c.poly(f.args[1]).items()): f for f in sorted(found, key=lambda f: f.key)}
    for q in (factor, {m: -x for m, x in factor.items()}):
        known = c.signs.get(frozenset(q.items()))
        if known is not None:
            n = c.term(q)
            same = c.prove(n, known.args[1])
            return q, infer.positive(k.le(ZERO, n), ((k.Rational(1), (c.need(known),), ()),), ((ONE, same),))
    return factor, None


def root_apart(c: Conversion, t: Term, content: Fraction, pieces: list[Piece]) -> Converted:
    """The root of a product of what is not negative is the product of the roots."""
    radicand, degree = t.args
    if content != 1:
        pieces = [(k.num(content), 1, infer.positive(k.le(ZERO, k.num(content)), ())), *pieces]
    factors, signs = [], list[Theorem]()
    for n, e, below in pieces:
        c.scope.facts.setdefault(below.conclusion, below)
        factors.append(k.power(k.root(n, degree), e))
        signs.extend([infer.law("root_sign", (n, degree), below)] * e)
    s = k.mul(*factors)
    sign = infer.positive(k.le(ZERO, s), ((k.Rational(1), tuple(signs), ()),))
    thm = infer.law("root_unique", (radicand, degree, s), sign, c.prove(k.power(s, degree), radicand))
    value = c.poly(s)
    return value, c.prove(t, c.term(value), (), [thm])


def _even(c: Conversion, p: Polynomial) -> tuple[Fraction, list[tuple[Term, int]]] | None:
    """(x, powers) where p is x^2 times even powers of real atoms; None if it is not, or the square of one
    atom."""
    if len(p) != 1:
        return None
    ((m, square),) = p.items()
    whole, part = _split(square, 2) if square > 0 else (Fraction(0), 0)
    powers = [(c.atoms[i], e // 2) for i, e in m]
    plain = part == 1 and all(e % 2 == 0 for _, e in m) and all(k.sort_of(a) != "complex" for a, _ in powers)
    alone = whole == 1 and len(powers) == 1 and powers[0][1] == 1 and not is_inverse(powers[0][0])
    return (whole, powers) if plain and not alone else None


def even_root(c: Conversion, t: Term, whole: Fraction, powers: list[tuple[Term, int]]) -> Converted:
    """The root of x^2 a^2m b^-2n ... is x root(a^2)^m root(b^2)^n b^-2n ..."""
    factors, signs, squares = [k.num(whole)], list[Theorem](), list[Term]()
    for atom, n in powers:
        base = atom.args[0] if is_inverse(atom) else atom
        below = _square_sign(base)
        square = below.conclusion.args[1]
        c.scope.facts.setdefault(below.conclusion, below)
        factors.extend([k.root(square)] * n)
        signs.extend([infer.law("root_sign", (square, 2), below)] * n)
        if is_inverse(atom):
            factors.append(k.power(atom, 2 * n))
            squares.extend([atom] * n)
    s = k.mul(*factors)
    sign = infer.positive(k.le(ZERO, s), ((k.Rational(whole), tuple(signs), tuple(squares)),))
    power = c.prove(k.power(s, 2), t.args[0])
    thm = infer.law("root_unique", (t.args[0], 2, s), sign, power)
    value = c.poly(s)
    return value, c.prove(t, c.term(value), (), [thm])


def _square_sign(base: Term) -> Theorem:
    """0 <= base^2"""
    return infer.positive(k.le(ZERO, k.power(base, 2)), ((k.Rational(1), (), (base,)),))


def _lower(c: Conversion, atom: Term, degree: int, thm: Theorem, value: Polynomial) -> None:
    """atom^degree = value, from now on."""
    left = ((c.index[atom], degree),)
    if all(m != left for m, _, _ in c.scope.reductions):
        c.reduce_by(thm, left, value)


def exact_root(c: Conversion, t: Term, number: Fraction) -> Converted:
    """The root of a rational number that is not negative: a number times the root of a whole one."""
    radicand, degree = t.args
    whole, part = _split(number, degree)
    rest = k.root(k.num(part), degree)
    value = k.num(whole) if part == 1 else k.mul(k.num(whole), rest)
    facts: tuple[Theorem, ...] = ()
    lowered: tuple[Theorem, ...] = ()
    if part != 1:
        below = infer.positive(k.le(ZERO, k.num(part)), ())
        facts = (infer.law("root_sign", (k.num(part), degree), below),)
        lowered = (infer.law("root_power", (k.num(part), degree), below),)
    sign = infer.positive(k.le(ZERO, value), ((k.Rational(whole), facts, ()),))
    power = infer.ring(k.eq(k.power(value, degree), k.num(number)), lowered)
    same = c.prove(radicand, k.num(number))
    thm = infer.law("root_unique", (radicand, degree, value), sign, chain(power, mirrored(same)))
    if part == 1:
        return c.poly(value), thm
    c.gen(rest)
    c.scope.facts.setdefault(k.le(ZERO, rest), facts[0])
    _lower(c, rest, degree, lowered[0], c.poly(k.num(part)))
    return c.read(value), None if value == t else thm


def _split(number: Fraction, degree: int) -> tuple[Fraction, int]:
    """(c, n) with number = c^degree n, for the least whole n that small primes give."""
    n = number.numerator * number.denominator ** (degree - 1)
    c = Fraction(1, number.denominator)
    p = 2
    while p**degree <= n and p < 1000:
        while n % p**degree == 0 and n:
            n //= p**degree
            c *= p
        p += 1
    return (c, n) if n else (Fraction(0), 1)


@converter("function", "exp", "fn")
def function(c: Conversion, t: Term) -> Converted:
    """A function with its arguments in normal form; |a| as the root of a^2."""
    if t.op == "if":
        return absolute(c, t)
    if t.op == "fn" and c.thorough and t.args[0] in DEFINITIONS:
        return defined(c, t)
    if t.op == "fn":
        return c.same(t, c.parts_equal(t, *((1, n) for n in range(len(t.args[1])))))
    if t.op == "exp":
        return exponential(c, t)
    return c.gen(t), None


def defined(c: Conversion, t: Term) -> Converted:
    """A function as what it stands for, where that is defined."""
    name, args = t.args
    premises, conclusion = LAWS["definition"].instance(name, *args)
    thm = infer.law("definition", (name, *args), *map(c.need, premises))
    value = c.poly(conclusion.args[1])
    return value, c.prove(t, c.term(value), (), [thm])


def exponential(c: Conversion, t: Term) -> Converted:
    """e^(n m + ...) = (e^m)^n ..., by the whole coefficients of the monomials of its exponent.

    Of m/q, where a coefficient is p/q, the exponential is one atom.  Those of complex exponents stay as they
    are where this is not thorough.
    """
    if k.sort_of(t) == "complex" and not c.thorough:
        return c.same(t, c.parts_equal(t, (0,)))
    parts = [
        (Fraction(x).numerator, _monomial(c, m, Fraction(x).denominator))
        for m, x in c.poly(t.args[0]).items()
    ]
    if [n for n, _ in parts] == [1]:
        return c.same(t, c.parts_equal(t, (0,)))
    parts.sort(key=lambda part: part[1].key)
    powers = [infer.law("exp_power", (m, k.num(n))) for n, m in parts]
    summands = [thm.conclusion.args[1].args[0] for thm in powers]
    whole = infer.law("exp_sum", tuple(summands))
    same = applied(lambda s: Term("exp", s), c.prove(t.args[0], k.add(*summands)))
    value = constant(1)
    for n, m in parts:
        atom = c.gen(Term("exp", m)) if n > 0 else c.poly(k.power(Term("exp", m), -1))
        value = c.multiply(value, c.raised(atom, abs(n)))
    product = k.mul(*(thm.conclusion.args[0] for thm in powers))
    equal = infer.ring(k.eq(t, product), tuple(map(mirrored, powers)), (), ((ONE, same), (ONE, whole)))
    return value, c.prove(t, c.term(value), (), [equal])


def _monomial(c: Conversion, m: Monomial, denominator: int) -> Term:
    powers = sorted((c.power_of(i, e) for i, e in m), key=lambda s: s.key)
    return k.mul(k.num(Fraction(1, denominator)), *powers)


def absolute(c: Conversion, t: Term) -> Converted:
    """|a| = sqrt(a^2), for a real a."""
    a = t.args[1]
    sign, power = absolute_value(t)
    square = k.power(a, 2)
    thm = infer.law("root_unique", (square, 2, t), sign, power)
    c.scope.facts.setdefault(
        k.le(ZERO, square), infer.positive(k.le(ZERO, square), ((k.Rational(1), (), (a,)),))
    )
    value = c.poly(k.root(square, 2))
    back = mirrored(thm)
    return value, c.prove(t, c.term(value), (), [back])


def absolute_value(t: Term) -> tuple[Theorem, Theorem]:
    """|- 0 <= |a|, and |- |a|^2 = a^2, for |a| written by cases."""
    a = t.args[1]
    above = k.le(ZERO, a)
    signs, powers = [], []
    for holds in (True, False):
        chosen = infer.select(t, holds)
        value = chosen.conclusion.args[0]
        sign = infer.assume(above) if holds else not_above(a)
        signs.append(infer.positive(k.le(ZERO, t), ((k.Rational(1), (sign,), ()),), ((MINUS, chosen),)))
        sides = k.power(t, 2), k.power(a, 2)
        powers.append(infer.ring(k.eq(*sides), (), (), ((k.neg(k.add(t, value)), chosen),)))
    middle = infer.excluded_middle(above)
    return infer.by_cases(middle, *signs), infer.by_cases(middle, *powers)


def not_above(a: Term) -> Theorem:
    """not 0 <= a |- 0 <= -a"""
    goal = k.le(ZERO, k.neg(a))
    above = k.le(ZERO, a)
    order = infer.trichotomy(a, ZERO)
    less, equal, more = map(infer.assume, order.conclusion.args)
    weak = infer.positive(above, ((k.Rational(1), (more,), ()),))
    return infer.by_cases(
        order,
        infer.positive(goal, ((k.Rational(1), (less,), ()),)),
        infer.positive(goal, (), ((MINUS, equal),)),
        infer.ex_falso(goal, infer.contradict(weak, infer.assume(k.not_(above)))),
    )
