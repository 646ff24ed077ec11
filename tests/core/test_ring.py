"""Polynomial identities: what is equal as polynomials over opaque atoms is proved, and nothing else is."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.ring import Monomial, quotient, times
from symderiv.core.terms import ONE, ZERO, KernelError, Term, add, eq, mul, ne, num, power

x, y, z, c = k.var("x"), k.var("y"), k.var("z"), k.var("c", "complex")
ATOMS = (x, y, c, Term("exp", x), power(x, -1), k.root(y), num(Fraction(-3, 2)), num(2))


def proved(goal: Term, *equations: Term, nonzero: tuple[Term, ...] = ()) -> bool:
    """Whether an equation follows from equations, applied from left to right, and from what is not 0."""
    given: tuple[Theorem, ...] = tuple(map(infer.assume, equations))
    try:
        infer.ring(goal, given, tuple(infer.assume(ne(b, ZERO)) for b in nonzero))
    except KernelError:
        return False
    return True


# -- monomials ---------------------------------------------------------------------------------------


def monomial(rng: Random) -> Monomial:
    atoms = sorted(rng.sample(range(5), rng.randint(0, 4)))
    return tuple((i, rng.randint(1, 4)) for i in atoms)


def exponents(m: Monomial) -> list[int]:
    return [dict(m).get(i, 0) for i in range(5)]


@pytest.mark.parametrize("seed", range(40))
def test_monomials_multiply_and_divide_by_their_exponents(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - only has to vary
    m, n = monomial(rng), monomial(rng)
    both = times(m, n)
    assert exponents(both) == [a + b for a, b in zip(exponents(m), exponents(n), strict=True)]
    assert list(both) == sorted(both)
    assert quotient(both, n) == m
    divides = all(a >= b for a, b in zip(exponents(m), exponents(n), strict=True))
    rest = quotient(m, n)
    assert (rest is not None) is divides
    assert rest is None or times(rest, n) == m


# -- identities at random ----------------------------------------------------------------------------


def drawn(rng: Random, depth: int) -> Term:
    if depth == 0:
        return rng.choice(ATOMS)
    kind = rng.choice(("add", "mul", "pow"))
    if kind == "pow":
        return Term("pow", drawn(rng, depth - 1), num(rng.choice((0, 1, 2, 3))))
    return Term(kind, *(drawn(rng, depth - 1) for _ in range(rng.choice((2, 3)))))


def rewritten(rng: Random, t: Term) -> Term:
    """An equal term: powers are written out, factors and summands moved, products of a sum distributed."""
    if t in ATOMS or t.op not in ("add", "mul", "pow"):
        return t
    if t.op == "pow":
        return Term("mul", ONE, *[rewritten(rng, t.args[0])] * int(t.args[1].args[0]))
    parts = [rewritten(rng, a) for a in t.args]
    rng.shuffle(parts)
    if t.op == "mul" and parts[0].op == "add":
        return Term("add", *(Term("mul", a, *parts[1:]) for a in parts[0].args))
    return Term(t.op, *parts)


@pytest.mark.parametrize("seed", range(40))
def test_equal_polynomials_are_proved_equal_and_others_are_not(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - only has to vary
    t = drawn(rng, 3)
    same = rewritten(rng, t)
    assert proved(eq(t, same))
    other = Term("mul", num(rng.choice((1, -1, 2))), *rng.choices(ATOMS, k=rng.choice((1, 2, 3))))
    assert not proved(eq(t, add(same, other)))
    assert not proved(eq(add(t, ONE), same))


# -- equations that are applied ----------------------------------------------------------------------

APPLIED: dict[str, tuple[bool, Term, tuple[Term, ...]]] = {
    "with a coefficient": (True, eq(mul(num(4), x, y), mul(num(2), z)), (eq(mul(num(2), x, y), z),)),
    "as if it had none": (False, eq(mul(x, y), z), (eq(mul(num(2), x, y), z),)),
    "with its coefficient twice": (False, eq(mul(x, y), mul(num(2), z)), (eq(mul(num(2), x, y), z),)),
    "to a multiple": (True, eq(power(x, 3), mul(x, y)), (eq(power(x, 2), y),)),
    "to a divisor": (False, eq(x, y), (eq(power(x, 2), y),)),
    "to another exponent": (False, eq(power(x, 3), y), (eq(power(x, 2), y),)),
    "to what lacks a factor": (False, eq(mul(x, z), z), (eq(mul(x, y), ONE),)),
    "from right to left, of an atom": (True, eq(z, x), (eq(x, z),)),
    "to another atom": (False, eq(y, z), (eq(x, z),)),
}


@pytest.mark.parametrize("name", APPLIED)
def test_an_equation_is_applied_to_what_its_left_side_divides(name: str) -> None:
    truth, goal, equations = APPLIED[name]
    assert proved(goal, *equations) is truth


def test_a_sum_is_not_a_monomial_that_an_equation_is_applied_to() -> None:
    for left in (add(x, y), ZERO, num(2)):
        with pytest.raises(KernelError):
            infer.ring(eq(z, z), (infer.assume(eq(left, z)),))


# -- inverses ----------------------------------------------------------------------------------------

X = power(x, -1)
INVERSES: dict[str, tuple[bool, Term, tuple[Term, ...]]] = {
    "of what is not 0": (True, eq(mul(x, X), ONE), (x,)),
    "of what may be 0": (False, eq(mul(x, X), ONE), ()),
    "of another one": (False, eq(mul(x, X), ONE), (y,)),
    "twice": (True, eq(mul(power(x, 2), power(x, -3)), X), (x,)),
    "once for twice": (False, eq(mul(x, power(x, -2)), ONE), (x,)),
    "a sum of two powers": (True, eq(add(mul(x, X), mul(x, x, power(x, -2))), num(2)), (x,)),
    "a power for its inverse": (False, eq(power(x, -2), power(x, 2)), (x,)),
    "of a number": (True, eq(power(num(2), -1), num(Fraction(1, 2))), ()),
    "of 0, as 0": (False, eq(power(ZERO, -1), ZERO), ()),
    "of 0, as 1": (False, eq(power(ZERO, -1), ONE), ()),
    "of 0, as an infinite number": (False, eq(mul(ZERO, power(ZERO, -1)), ONE), ()),
}


@pytest.mark.parametrize("name", INVERSES)
def test_an_inverse_is_an_atom_until_its_base_is_known_not_to_be_zero(name: str) -> None:
    truth, goal, nonzero = INVERSES[name]
    assert proved(goal, nonzero=nonzero) is truth
