"""The laws of roots of unity: what Coq computes with polynomials over Z, and how a certificate writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from symderiv.core import terms as k
from symderiv.core.elementary_laws import LAWS as CORE
from symderiv.core.terms import ONE, PI, I, Term
from symderiv.export.coq.identities import Written
from symderiv.export.coq.laws import Instance

if TYPE_CHECKING:
    from symderiv.export.coq.complex_proofs import ComplexProver
    from symderiv.export.coq.proofs import Context

Whole = list[int]  # the coefficients of a polynomial, from the lowest on

LAWS: Final[dict[str, Instance]] = {}


def law(instance: Instance) -> Instance:
    """Enter what proves a law's instances under the law's name."""
    LAWS[instance.__name__] = instance
    return instance


def product(p: Whole, q: Whole) -> Whole:
    """The product of two polynomials."""
    result = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            result[i + j] += a * b
    return result


def quotient(p: Whole, q: Whole) -> Whole:
    """p divided by q, which has 1 as its highest coefficient and divides it."""
    rest, result = list(p), [0] * (len(p) - len(q) + 1)
    for place in reversed(range(len(result))):
        c = result[place] = rest[place + len(q) - 1]
        for j, b in enumerate(q):
            rest[place + j] -= c * b
    return result


def _turn(n: int) -> Whole:
    """x^n - 1."""
    return [-1, *[0] * (n - 1), 1]


def _divisors(n: int) -> list[int]:
    return [d for d in range(1, n) if n % d == 0]


def cyclotomic_polynomial(n: int) -> Whole:
    """x^n - 1 divided by the cyclotomic polynomials of the smaller divisors."""
    p = _turn(n)
    for d in _divisors(n):
        p = quotient(p, cyclotomic_polynomial(d))
    return p


def _coefficients(p: Whole) -> str:
    return f"[{'; '.join(map(str, p))}]%Z"


def _numbers(ns: Iterable[int]) -> str:
    return f"[{'; '.join(map(str, ns))}]%nat"


def _root(n: int) -> str:
    """The rational number q for which exp(q pi i) is the n-th root of unity."""
    q = k.Rational(2) / n
    return f"({q.numerator} # {q.denominator})%Q"


def _horner(written: Written, p: Whole, root: Term) -> str:
    """A polynomial's value as an expression of Coq's normaliser."""
    text = "(PEc (0 # 1)%Q)"
    for c in reversed(p):
        text = f"(PEadd (PEc ({c} # 1)%Q) (PEmul {written.atom(root)} {text}))"
    return text


def _unity(n: int) -> Term:
    exponent = k.mul(k.num(k.Rational(2) / n), PI, I)
    return Term("exp", exponent)


@law
def cyclotomic(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    (n,) = args
    root, divisors = _unity(n), _divisors(n)
    polynomial = cyclotomic_polynomial(n)
    others = quotient(_turn(n), polynomial)
    turns = [1]
    for d in divisors:
        turns = product(turns, _turn(d))
    lists = " ".join(map(_coefficients, (polynomial, others, quotient(turns, others))))
    of = f"{n} {_root(n)} {lists} {_numbers(divisors)}"
    proof = f"(cyclotomic {of} (@eq_refl bool true <: cyclotomic_check {of} = true))"
    if n == 2:  # where 2/n is no factor of what is written
        same = p.identity(k.mul(PI, I), Term("mul", ONE, PI, I))
        proof = f"(eq_trans (f_equal (at_ {_coefficients(polynomial)}) (f_equal exp {same})) {proof})"
    goal, _ = CORE["cyclotomic"].instance(n)[1].args
    written = Written()
    left, value = written.term(goal), _horner(written, polynomial, root)
    return (
        f"(ring_step {p.atoms(written)} {left} (PEc (0 # 1)%Q) "
        f"[((PEc (1 # 1)%Q), {value}, (PEc (0 # 1)%Q))] (conj {proof} I) eq_refl)"
    )


@law
def gauss_sum(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    (n,) = args
    if n == 2:
        return "gauss_sum_of_2"
    proof = f"(gauss_sum_written {n} {_root(n)} (@eq_refl bool true <: gauss_check {n} {_root(n)} = true))"
    left, right = CORE["gauss_sum"].instance(n)[1].args
    written, root = Written(), _unity(n)
    sides = written.term(left), written.term(right)
    total = "(PEc (0 # 1)%Q)"
    for j in reversed(range(n)):
        total = f"(PEadd (PEpow {written.atom(root)} {j * j % n}) {total})"
    direction = written.term(I if n % 4 == 3 else ONE)
    value = f"(PEmul {direction} {written.term(k.root(k.num(n)))})"
    return (
        f"(ring_step {p.atoms(written)} {sides[0]} {sides[1]} "
        f"[((PEc (-1 # 1)%Q), {total}, {value})] (conj {proof} I) eq_refl)"
    )
