"""Derivatives of complex numbers that depend on a real one: the rows of functions, roots and powers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from symderiv.core import terms as k
from symderiv.core.functions import SLOPES
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.export.coq.derivatives import ROWS, Found, Premise, Row, Table
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.printer import is_whole

if TYPE_CHECKING:
    from symderiv.export.coq.complex_proofs import ComplexProver

AT_REAL: Final = frozenset(
    {"log", "asin", "acos", "atan", "asinh", "atanh", "erf"}
)  # whose row is of real numbers
EVERYWHERE: Final = frozenset(
    {"sin", "cos", "sinh", "cosh", "tan", "cot", "sec", "csc", "tanh", "coth", "sech", "csch"}
)


class ComplexTable(Table):
    """Proofs of ``has_slope``, which says so of the real and of the imaginary part."""

    prover: ComplexProver

    @property
    def rows(self) -> Mapping[str, Row]:
        return COMPLEX_ROWS

    def real(self, t: Term) -> str:
        """That a term is real throughout."""
        if k.sort_of(t) == "complex":
            raise NotExportedError("derivatives at complex arguments of what has none but at real ones")
        return self.prover.real_throughout(t, self.x)

    def throughout(self, t: Term) -> str:
        return f" {self.real(t)}"

    def of(self, t: Term, premise: Premise) -> tuple[str, str, Term]:
        """What a row has to know of the term that a function is taken of, and the derivative of that."""
        proof, found = self.d(t, premise)
        values = " ".join(map(self.print.real, (found, t)))
        return f"{self.function(t)} {self.at} {values}", proof, found

    def root(self, t: Term, premise: Premise) -> Found:
        base, degree = t.args
        values, proof, inner = self.of(base, premise)
        facts = f"{self.real(base)} {self.here(base)} eq_refl {proof} {premise(k.lt(ZERO, base))}"
        part = k.num(Fraction(1, degree)), t, k.power(base, -1), inner
        return self.equal(t, f"(row_root {values} {degree} {facts})", Term("mul", *part), k.mul(*part))

    def power(self, t: Term, premise: Premise) -> Found:
        base, e = t.args
        if is_whole(e) or not self.constant(e):
            return super().power(t, premise)
        lower = k.num(e.args[0] - 1) if e.op == "num" else k.sub(e, ONE)
        values, proof, inner = self.of(base, premise)
        less = self.prover.identity(lower, Term("add", e, k.num(-1)))
        real = f"{self.real(base)} {self.here(base)} {self.prover.is_real(e)}"
        facts = f"{real} {less} {proof} {premise(k.lt(ZERO, base))}"
        part = e, k.power(base, lower), inner
        text = f"(row_power {values} {self.print.real(e)} {self.print.real(lower)} {facts})"
        return self.equal(t, text, Term("mul", *part), k.mul(*part))

    def call_of(self, t: Term, premise: Premise) -> Found:
        """A function that has a derivative in the core's table."""
        name, (z,) = t.args
        if name not in AT_REAL | EVERYWHERE:
            raise NotExportedError(f"derivatives of {name}")
        slope, regular = SLOPES[name]
        values, proof, inner = self.of(z, premise)
        facts = [self.real(z)] if name in AT_REAL else []
        facts += [self.here(z), proof, *(premise(c) for c in (regular(z) if regular else ()))]
        part = slope(z), inner
        return self.equal(t, f"(row_{name} {values} {' '.join(facts)})", Term("mul", *part), k.mul(*part))


COMPLEX_ROWS: Final[Mapping[str, Row]] = {
    **ROWS,
    "root": ComplexTable.root,
    "pow": ComplexTable.power,
    "fn": ComplexTable.call_of,
}
