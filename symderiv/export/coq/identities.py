"""The multipliers of an identity: what the core's ring reduces by its equations, written out as one sum.

The core applies equations to monomials and clears inverses.  Here each polynomial carries along what it was
before, and how often each equation was used on the way, so that in the end

    a - b  =  m_1 (l_1 - r_1) + ... + m_n (l_n - r_n)

is an identity of plain polynomials, which Coq expands and does not search for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from symderiv.core import ring
from symderiv.core import terms as k
from symderiv.core.ring import ONE, Monomial, Polynomial
from symderiv.core.terms import Term
from symderiv.export.coq.names import NotExportedError

Cofactors = dict[int, Polynomial]
MAX_SIZE = 20_000  # monomials of a product


class Reduced(NamedTuple):
    """raw = low + the sum of cofactor_i (l_i - r_i), with the equations l_i = r_i of a ledger."""

    raw: Polynomial
    low: Polynomial
    by: Cofactors


class Equation(NamedTuple):
    """left = right, and its proof in Coq."""

    left: Term
    right: Term
    proof: str


def product(p: Polynomial, q: Polynomial) -> Polynomial:
    """The product of plain polynomials."""
    if len(p) * len(q) > MAX_SIZE * 10:
        raise NotExportedError("an identity whose multipliers are too large")
    result: Polynomial = {}
    for m, c in p.items():
        for n, d in q.items():
            key = ring.times(m, n)
            result[key] = result.get(key, Fraction(0)) + c * d
    return {m: c for m, c in result.items() if c}


def _plus(a: Cofactors, b: Cofactors, factor: Polynomial | None = None) -> Cofactors:
    """a + factor b."""
    result = dict(a)
    for i, p in b.items():
        scaled = p if factor is None else product(factor, p)
        result[i] = ring.add(result.get(i, {}), scaled)
    return {i: p for i, p in result.items() if p}


class Ledger:
    """The core's ring with its books kept; ``equations`` are applied from left to right."""

    def __init__(self, equations: Iterable[Equation] = ()) -> None:
        self.atoms: dict[Term, int] = {}
        self.listed: list[Equation] = list(equations)
        self.values: dict[int, tuple[int, Term]] = {}  # an atom that an equation is solved for
        self.rules: list[tuple[Monomial, int, Reduced, Fraction]] = []
        self.known: dict[Term, Reduced] = {}
        self._inverses: dict[Fraction, int] = {}
        self._applied()

    def _applied(self) -> None:
        later = []
        for i, (left, right, _) in enumerate(self.listed):
            written = self.reduced(left).raw
            self.known.clear()
            if len(written) != 1 or ONE in written:
                raise NotExportedError(
                    "an equation that is applied to what is written with inverses of numbers"
                )
            ((m, c),) = written.items()
            if len(m) == 1 and m[0][1] == 1 and c == 1 and m[0][0] not in self.values:
                self.values[m[0][0]] = (i, right)
            else:
                later.append((i, m, c, right))
        for i, m, c, right in later:
            self.known.clear()
            self.rules.append((m, i, self.reduced(right), c))
        self.known.clear()

    def reduced(self, t: Term) -> Reduced:
        """A term as a polynomial, before and after."""
        found = self.known.get(t)
        if found is None:
            found = self.known[t] = self._reduced(t)
        return found

    def _reduced(self, t: Term) -> Reduced:
        match t.op:
            case "num":
                return plain(ring.constant(Fraction(t.args[0])))
            case "add":
                total = plain({})
                for a in t.args:
                    total = self.add(total, self.reduced(a))
                return total
            case "mul":
                result = plain(ring.constant(1))
                for a in t.args:
                    result = self.multiply(result, self.reduced(a))
                return result
            case "pow" if whole_exponent(t) is not None:
                return self._power(t.args[0], whole_exponent(t) or 0)
        return self._atom(t)

    def _power(self, base: Term, n: int) -> Reduced:
        if n >= 0:
            p = self.reduced(base)
        elif base.op == "num" and base.args[0]:
            p = self._inverse(Fraction(base.args[0]))
        else:
            p = self._atom(inverse_of(base))
        result, n = plain(ring.constant(1)), abs(n)
        while n:
            if n & 1:
                result = self.multiply(result, p)
            n >>= 1
            p = self.multiply(p, p) if n else p
        return result

    def _inverse(self, c: Fraction) -> Reduced:
        """c^-1 of a number, by c c^-1 = 1."""
        u = inverse_of(k.num(c))
        if c not in self._inverses:
            self._inverses[c] = len(self.listed)
            fact = f"(inverse_number ({c.numerator} # {c.denominator})%Q eq_refl)"
            self.listed.append(Equation(Term("mul", k.num(c), u), k.ONE, fact))
        i, atom = self._inverses[c], self.atoms.setdefault(u, len(self.atoms))
        return Reduced({((atom, 1),): Fraction(1)}, ring.constant(1 / c), {i: ring.constant(1 / c)})

    def _atom(self, t: Term) -> Reduced:
        i = self.atoms.setdefault(t, len(self.atoms))
        raw: Polynomial = {((i, 1),): Fraction(1)}
        value = self.values.pop(i, None)
        if value is None:
            low, by = self.reduce(raw)
            return Reduced(raw, low, by)
        number, right = value
        inner = self.reduced(right)  # while its value is worked out the atom stands for itself
        self.values[i] = value
        return Reduced(raw, inner.low, _plus(inner.by, {number: ring.constant(1)}))

    def add(self, a: Reduced, b: Reduced, scale: int = 1) -> Reduced:
        """a + scale b."""
        return Reduced(
            ring.add(a.raw, b.raw, scale),
            ring.add(a.low, b.low, scale),
            _plus(a.by, b.by, ring.constant(scale)) if b.by else a.by,
        )

    def multiply(self, a: Reduced, b: Reduced) -> Reduced:
        """The product, reduced."""
        low, by = self.reduce(product(a.low, b.low))
        raw = low if not (a.by or b.by or by) else product(a.raw, b.raw)
        by = _plus(_plus(by, a.by, b.raw), b.by, a.low)
        return Reduced(raw, low, by)

    def reduce(self, p: Polynomial) -> tuple[Polynomial, Cofactors]:
        """p with the equations applied as long as one applies, and how."""
        if not self.rules:
            return p, {}
        result: Polynomial = {}
        by: Cofactors = {}
        todo, steps = list(p.items()), 0
        while todo:
            m, c = todo.pop()
            for left, i, right, scale in self.rules:
                rest = ring.quotient(m, left)
                if rest is not None:
                    steps += 1
                    if steps > ring.MAX_STEPS:
                        raise NotExportedError("an identity whose equations are applied too often")
                    factor = {rest: c / scale}
                    todo.extend((ring.times(rest, n), d * c / scale) for n, d in right.low.items())
                    by = _plus(_plus(by, {i: factor}), right.by, factor)
                    break
            else:
                result = ring.add(result, {m: c})
        return result, by

    def cleared(self, weight: Polynomial, p: Reduced, base: Term, proof: str) -> tuple[Polynomial, Reduced]:
        """raw = weight low + ...: low times a power of base, so that no base^-1 is left in it."""
        u = self.atoms.get(inverse_of(base))
        top = max((dict(m).get(u, 0) for m in p.low), default=0) if u is not None else 0
        if not top or u is None:
            return weight, p
        b = self.reduced(base)
        by_power: list[Polynomial] = [{} for _ in range(top + 1)]
        for m, c in p.low.items():
            by_power[dict(m).get(u, 0)][tuple(f for f in m if f[0] != u)] = c
        one = ring.constant(1)
        inverse: Polynomial = {((u, 1),): Fraction(1)}
        ub = product(inverse, b.low)
        high = plain({})  # Horner's scheme, from the highest power of base
        for q in by_power:
            high = self.add(self.multiply(high, plain(b.low)), plain(q))
        d: Polynomial = {}
        for e, q in enumerate(by_power):
            powers = one
            sums: Polynomial = {}
            for _ in range(top - e):
                sums = ring.add(sums, powers)
                powers = product(powers, ub)
            d = ring.add(d, product(product(q, {((u, e),): Fraction(1)} if e else one), sums), -1)
        number = len(self.listed)
        self.listed.append(Equation(Term("mul", base, inverse_of(base)), k.ONE, proof))
        by = _plus({number: d}, b.by, ring.add({}, product(d, inverse), -1))
        high_power: Polynomial = {((u, top),): Fraction(1)}
        raised = product(weight, high_power)
        low, more = self.reduce(high.low)
        by = _plus(_plus(p.by, by, weight), _plus(high.by, more), raised)
        return raised, Reduced(p.raw, low, by)


def plain(p: Polynomial) -> Reduced:
    """A polynomial to which no equation has been applied."""
    return Reduced(p, p, {})


def whole_exponent(t: Term) -> int | None:
    """n of a power b^n that is written out, else None."""
    e = t.args[1]
    return int(e.args[0]) if t.op == "pow" and e.op == "num" and e.args[0].denominator == 1 else None


def inverse_of(base: Term) -> Term:
    """base^-1."""
    return Term("pow", base, k.num(-1))


class Written:
    """Expressions of Coq's normaliser over a list of atoms, which grows as they are written."""

    def __init__(self) -> None:
        self.atoms: dict[Term, int] = {}

    def atom(self, t: Term) -> str:
        return f"(PEX Q {self.atoms.setdefault(t, len(self.atoms)) + 1})"

    def term(self, t: Term) -> str:
        """A term, so that its value is what the printer prints."""
        match t.op:
            case "num":
                return constant(t.args[0])
            case "add" | "mul" if not t.args:
                return constant(Fraction(t.op == "mul"))
            case "add" | "mul":
                return _joined("PEadd" if t.op == "add" else "PEmul", list(map(self.term, t.args)))
            case "pow" if whole_exponent(t) is not None:
                n, base = whole_exponent(t) or 0, t.args[0]
                return f"(PEpow {self.term(base) if n >= 0 else self.atom(inverse_of(base))} {abs(n)})"
        return self.atom(t)

    def polynomial(self, p: Polynomial, atoms: Sequence[Term]) -> str:
        """A polynomial over numbered atoms."""
        if not p:
            return constant(Fraction(0))
        return _joined("PEadd", [self._monomial(m, c, atoms) for m, c in p.items()])

    def _monomial(self, m: Monomial, c: Fraction, atoms: Sequence[Term]) -> str:
        factors = [constant(c)] if c != 1 or m == ONE else []
        for i, e in m:
            factors.append(self.atom(atoms[i]) if e == 1 else f"(PEpow {self.atom(atoms[i])} {e})")
        return _joined("PEmul", factors)


def constant(c: Fraction) -> str:
    """A number as an expression."""
    return f"(PEc ({c.numerator} # {c.denominator})%Q)"


def _joined(op: str, parts: Sequence[str]) -> str:
    first, *rest = parts
    for p in rest:
        first = f"({op} {first} {p})"
    return first
