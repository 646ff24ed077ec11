"""Small derivations of the core: equations, what is moved along them, signs, terms of the draft engine."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from flint import fmpq, fmpq_mpoly

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ZERO, I, KernelError, Rational, Term, fn
from symderiv.normalize.equalities import MINUS

HALF: Final = k.num(Fraction(1, 2))


class Circle(KernelError):
    """A theorem is wanted for its own proof."""


def law(name: str, *args: Any, given: Sequence[Theorem] = ()) -> Theorem:
    """An instance of a law of the table."""
    return infer.law(name, args, *given)


def nonnegative(t: Term) -> Term:
    """0 <= t"""
    return k.le(ZERO, t)


def nonzero(t: Term) -> Term:
    """t != 0"""
    return k.ne(t, ZERO)


def positive(
    goal: Term,
    *products: tuple[Fraction | int, tuple[Theorem, ...], tuple[Term, ...]],
    combination: Sequence[tuple[Term, Theorem]] = (),
) -> Theorem:
    """An inequality as a sum of products of inequalities and squares."""
    made = tuple((Rational(c), facts, squares) for c, facts, squares in products if c)
    return infer.positive(goal, made, tuple(combination))


def refuted(assumed: Term, one: Theorem) -> Theorem:
    """assumed |- 1 = 0 to |- not assumed."""
    return infer.negate(assumed, infer.absurd(one))


def conjugate_parts(t: Term, equations: dict[Term, Theorem]) -> list[Term]:
    """Put |- conj s = ... into ``equations`` for sums and products s in t, for what is real, and for i;
    returned are the other parts that sums and products consist of."""
    c = fn("conj", t)
    if c in equations:
        return []
    if t.op in ("add", "mul") and k.sort_of(t) == "complex":
        equations[c] = law("conj_sum" if t.op == "add" else "conj_product", *t.args)
        return [atom for a in t.args for atom in conjugate_parts(a, equations)]
    if t != I and k.sort_of(t) == "complex":
        return [t]
    equations[c] = law("conj_i") if t == I else law("conj_real", t)
    return []


def complexified(t: Term) -> Term:
    """t, whose roots are principal ones."""
    return k.mul(MINUS, I, I, t) if k.sort_of(t) != "complex" else t


def principal(t: Term) -> Term:
    """A term of the draft's, where all roots are principal ones."""
    t = k.map_parts(lambda p, _: principal(p), t)
    return k.root(complexified(t.args[0]), t.args[1]) if t.op == "root" else t


def number(c: fmpq) -> Term:
    """A rational number of flint's as a term."""
    return k.num(Fraction(int(c.p), int(c.q)))


def fraction(c: fmpq) -> Fraction:
    """A rational number of flint's as a fraction."""
    return Fraction(int(c.p), int(c.q)) if isinstance(c, fmpq) else Fraction(c)


def value_of(p: fmpq_mpoly) -> fmpq:
    """The number that a constant polynomial is."""
    return p.leading_coefficient()


def linear_coefficient(p: fmpq_mpoly, q: fmpq_mpoly) -> fmpq:
    """The c with which the leading monomial of q stands in p."""
    if p == 0:
        return fmpq(0)
    (exponents, c), *_ = q.to_dict().items()
    return p.to_dict().get(exponents, fmpq(0)) / c


def geometric(a: Term, b: Term, n: int) -> Term:
    """(a^n - b^n)/(a - b)."""
    return k.add(*(k.mul(k.power(a, j), k.power(b, n - 1 - j)) for j in range(n)))


def primes(n: int) -> list[tuple[int, int]]:
    """The primes of a number with their exponents."""
    found, p = [], 2
    while n > 1:
        if p * p > n:
            p = n
        e = 0
        while n % p == 0:
            n //= p
            e += 1
        if e:
            found.append((p, e))
        p += 1
    return found


def without_leading(t: Term, top: int) -> Term:
    """Minus a cyclotomic polynomial but for its leading power."""
    rest = []
    for a in t.args if t.op == "add" else (t,):
        factors = a.args if a.op == "mul" else (a,)
        power = next((f for f in factors if f.op == "pow"), None)
        exponent = power.args[1].args[0] if power is not None else 0
        if exponent != top:
            rest.append(k.neg(a))
    return k.add(*rest)
