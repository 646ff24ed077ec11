"""Identities of polynomials with rational coefficients over opaque atoms.

A term is a polynomial in those of its parts that are no sums, products and whole powers; these atoms are
compared as they stand.  b^-n is written for (b^-1)^n, and b^-1 is an atom, whatever b is, but for a number.
What is known of atoms comes from equations: one whose left side is a monomial is applied from left to right,
and b^-1 is cleared where b is known not to be 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term

Monomial = tuple[tuple[int, int], ...]  # (atom, exponent) in the order of the atoms, exponents positive
Polynomial = dict[Monomial, Fraction]

MAX_TERMS: Final = 100_000
MAX_STEPS: Final = 1_000_000
MAX_EXPONENT: Final = 4096
ONE: Final[Monomial] = ()


def constant(c: Fraction | int) -> Polynomial:
    """The number c as a polynomial."""
    return {ONE: Fraction(c)} if c else {}


def add(p: Polynomial, q: Mapping[Monomial, Fraction], scale: Fraction | int = 1) -> Polynomial:
    """p + scale q; p itself is not changed."""
    result = dict(p)
    for m, c in q.items():
        _put(result, m, c * scale)
    return result


def times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials."""
    if not m or not n:
        return m or n
    exponents = dict(m)
    for i, e in n:
        exponents[i] = exponents.get(i, 0) + e
    return tuple(sorted(exponents.items()))


def quotient(m: Monomial, n: Monomial) -> Monomial | None:
    """m/n where n divides m, else None."""
    exponents = dict(m)
    for i, e in n:
        left = exponents.get(i, 0) - e
        if left < 0:
            return None
        exponents[i] = left
    return tuple((i, e) for i, e in exponents.items() if e)


class Ring:
    """Polynomials over the atoms of terms, reduced by the equations given: pairs (l, r) with l a monomial,
    of which it is known that l = r."""

    def __init__(self, equations: Iterable[tuple[Term, Term]] = ()) -> None:
        self.index: dict[Term, int] = {}
        self.known: dict[Term, Polynomial] = {}
        self.value: dict[int, Term | Polynomial] = {}  # an atom that an equation is solved for
        self.rules: list[tuple[Monomial, Polynomial]] = []
        self.steps = 0
        later = []
        for left, right in equations:
            p = self._written(left)
            if len(p) != 1 or ONE in p:
                raise KernelError(f"an equation is applied to a monomial, not to {left}")
            ((m, c),) = p.items()
            if len(m) == 1 and m[0][1] == 1 and c == 1 and m[0][0] not in self.value:
                self.value[m[0][0]] = right
            else:
                later.append((m, c, right))
        self.known.clear()
        for m, c, right in later:
            self.rules.append((m, add({}, self.poly(right), 1 / c)))
        self.known.clear()

    def _written(self, t: Term) -> Polynomial:
        """t before any equation is applied."""
        value, rules = self.value, self.rules
        self.value, self.rules = {}, []
        self.known.clear()
        p = self.poly(t)
        self.value, self.rules = value, rules
        return p

    def poly(self, t: Term) -> Polynomial:
        """t as a reduced polynomial."""
        found = self.known.get(t)
        if found is None:
            found = self.known[t] = self._poly(t)
        return found

    def _poly(self, t: Term) -> Polynomial:
        if t.op == "num":
            return constant(t.args[0])
        if t.op == "add":
            total: Polynomial = {}
            for a in t.args:
                for m, c in self.poly(a).items():
                    _put(total, m, c)
            return total
        if t.op == "mul":
            product: Polynomial | None = None
            for a in t.args:
                product = self.poly(a) if product is None else self.multiply(product, self.poly(a))
            return constant(1) if product is None else product
        if t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].denominator == 1:
            return self._power(t.args[0], t.args[1].args[0].numerator)
        return self._atom(t)

    def _power(self, base: Term, n: int) -> Polynomial:
        if n < 0 and base.op == "num" and base.args[0]:
            p = constant(1 / Fraction(base.args[0]))
        else:
            p = self.poly(base) if n >= 0 else self._atom(Term("pow", base, k.num(-1)))
        plain = len(p) == 1 and ONE not in p and set(p.values()) <= {1, -1}
        if abs(n) > MAX_EXPONENT and not plain:
            raise KernelError(f"an exponent of {n} is more than the {MAX_EXPONENT} that is written out")
        result: Polynomial | None = None
        n = abs(n)
        while n:
            if n & 1:
                result = p if result is None else self.multiply(result, p)
            n >>= 1
            p = self.multiply(p, p) if n else p
        return constant(1) if result is None else result

    def _atom(self, t: Term) -> Polynomial:
        i = self.index.setdefault(t, len(self.index))
        value = self.value.pop(i, None)
        if isinstance(value, Term):  # while its value is worked out the atom stands for itself
            value = self.poly(value)
        if value is None:
            return self.reduce({((i, 1),): Fraction(1)})
        self.value[i] = value
        return value

    def multiply(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """The product, reduced."""
        if len(p) > len(q):
            p, q = q, p
        result: Polynomial = {}
        for m, c in p.items():
            for n, d in q.items():
                key = times(m, n)
                result[key] = result.get(key, 0) + c * d
            if len(result) > MAX_TERMS:
                raise KernelError(f"a polynomial of more than {MAX_TERMS} terms")
        return self.reduce({m: c for m, c in result.items() if c})

    def reduce(self, p: Polynomial) -> Polynomial:
        """p with the equations applied as long as one applies."""
        if not self.rules:
            return p
        result: Polynomial = {}
        todo = list(p.items())
        while todo:
            m, c = todo.pop()
            for left, right in self.rules:
                rest = quotient(m, left)
                if rest is not None:
                    self.steps += 1
                    if self.steps > MAX_STEPS:
                        raise KernelError(f"equations were applied more than {MAX_STEPS} times")
                    todo.extend((times(rest, n), c * d) for n, d in right.items())
                    break
            else:
                _put(result, m, c)
        return result

    def cleared(self, p: Polynomial, base: Term) -> Polynomial:
        """p times a power of base, so that no base^-1 is left in it; base is not 0."""
        u = self.index.get(Term("pow", base, k.num(-1)))
        top = max((e for m in p for i, e in m if i == u), default=0)
        if not top:
            return p
        b = self.poly(base)
        by_power: list[Polynomial] = [{} for _ in range(top + 1)]
        for m, c in p.items():
            e = dict(m).get(u, 0) if u is not None else 0
            by_power[e][tuple(f for f in m if f[0] != u)] = c
        result: Polynomial = {}  # Horner's scheme, from the highest power of base
        for q in by_power:
            result = add(self.multiply(result, b), q)
        return self.reduce(result)


def _put(p: Polynomial, m: Monomial, c: Fraction) -> None:
    """Add c m to p, in place."""
    total = p.get(m, 0) + c
    if total:
        p[m] = total
    else:
        p.pop(m, None)
