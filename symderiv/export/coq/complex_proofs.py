"""The core's steps where complex numbers occur: the same terms, and proofs of what has to be real."""

from __future__ import annotations

from typing import Any

from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import Term
from symderiv.export.coq import complex_laws
from symderiv.export.coq.complex_printer import ALWAYS_REAL, REAL_AT_REAL
from symderiv.export.coq.laws import LawProver
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.printer import is_whole
from symderiv.export.coq.proofs import Carried, Context, all_of


class ComplexProver(LawProver):
    """Writes steps about complex numbers."""

    laws = complex_laws.LAWS

    # -- what is real

    def is_real(self, t: Term) -> str:
        """That a term is real, whose form says so."""
        if k.sort_of(t) == "complex":
            raise NotExportedError(f"a step that takes {t} for real")
        match t.op:
            case "num" | "var" | "comp":
                return f"(eq_refl : is_real {self.print.real(t)})"
            case "add" | "mul":
                return self._all_real(t)
            case "pow" if is_whole(t.args[1]):
                return f"(real_power _ {self.print.whole(t.args[1])} {self.is_real(t.args[0])})"
            case "pow" | "root" | "ind":
                return f"(eq_refl : is_real {self.print.real(t)})"
            case "exp":
                return f"(real_exp _ {self.is_real(t.args[0])})"
            case "if":
                f, a, b = t.args
                return f"(real_choice {self.print.said(f)} _ _ {self.is_real(a)} {self.is_real(b)})"
            case "sum":
                return self._real_sum(t)
            case "fn":
                return self._real_value(*t.args)
            case "mean":
                return self._real_mean(t.args[0])
            case "diff":
                return self._real_derivative(*t.args)
        raise NotExportedError(f"a step that takes terms of the kind {t.op} for real")

    def _all_real(self, t: Term) -> str:
        if not t.args:
            return f"(eq_refl : is_real {self.print.real(t)})"
        name = "real_plus" if t.op == "add" else "real_mult"
        proof = self.is_real(t.args[0])
        for a in t.args[1:]:
            proof = f"({name} _ _ {proof} {self.is_real(a)})"
        return proof

    def _real_sum(self, t: Term) -> str:
        _hint, lo, hi, _body = t.args
        v = k.fresh("v", "int", t)
        body = k.open_(t, v)
        pointwise = f"(fun {self.print.variable(v)} : Z => {self.is_real(body)})"
        return (
            f"(real_sum {self.print.whole(lo)} {self.print.whole(hi)} {self.function(v, body)} {pointwise})"
        )

    def _real_mean(self, body: Term) -> str:
        outcomes = f"(fun w : Omega => {self.print.real(body)})"
        return f"(real_mean Omega E mean {outcomes} (fun w : Omega => {self.is_real(body)}))"

    def _real_derivative(self, body: Term, x: Term) -> str:
        return (
            f"(real_Derive {self.print.moved(body, x)} {self.print.place(x)} {self.real_throughout(body, x)})"
        )

    def real_throughout(self, t: Term, x: Term) -> str:
        """That a term is real whatever the real number by which it is differentiated."""
        return self.print.around(self.is_real(t), x)

    def _real_value(self, name: str, args: tuple[Term, ...]) -> str:
        if name in ("pi", "golden"):
            return f"real_{name}"
        if name in ALWAYS_REAL:
            return f"(real_{name} {self.print.real(args[0])})"
        if name in REAL_AT_REAL:
            return f"(real_{name} {' '.join(['_'] * len(args))} {' '.join(map(self.is_real, args))})"
        raise NotExportedError(f"a step that takes {name} for real")

    def held(self, facts: list[str], squares: tuple[Term, ...]) -> str:
        return f"(conj {all_of(facts)} {all_of(map(self.is_real, squares))})"

    def real_ones(self, *ts: Term) -> str:
        return "".join(f" {self.is_real(t)}" for t in ts)

    # -- two forms of a real variable's value

    def carried(self, v: Term, t: Term) -> Carried | None:
        if v.args[1] != "real" or t.op in ("num", "var", "comp"):
            return super().carried(v, t)
        return Carried("carry_real", f"{self.at(t, 'real')} {self.print.real(t)} {self.real_form(t)}")

    def real_form(self, t: Term) -> str:
        """That the real part of a real term is the term."""
        return f"(as_real {self.print.real(t)} {self.is_real(t)})"

    def at(self, t: Term, sort: str) -> str:
        return f"(Re {self.print.real(t)})" if sort == "real" else super().at(t, sort)

    def equal_at(self, v: Term, f: Term, a: Term, b: Term, proofs: str) -> str:
        if v.args[1] != "real":
            return super().equal_at(v, f, a, b, proofs)
        motive = self.motive(v, f, lambda p: p.said)
        forms = [self.at(a, "real"), self.at(b, "real"), self.print.real(a), self.print.real(b)]
        return (
            f"(carry_real_equal {motive} {' '.join(forms)} {self.real_form(a)} {self.real_form(b)} {proofs})"
        )

    # -- rules

    def _trichotomy(self, _at: Context, _: Theorem, a: Term, b: Term) -> str:
        sides = f"{self.print.real(a)} {self.print.real(b)}"
        return f"(trichotomy {sides} {self.is_real(a)} {self.is_real(b)})"

    def _root_sign(self, at: Context, _: Theorem, radicand: Term, degree: int, strict: bool) -> str:
        h = self.fact((k.lt if strict else k.le)(k.ZERO, radicand), at)
        principal = "principal_" if k.sort_of(radicand) == "complex" else ""
        name = f"{principal}root_{'positive' if strict else 'sign'}"
        return f"({name} {degree} {self.print.real(radicand)} {h})"

    def _axiom(self, _at: Context, _: Theorem, name: str, *_args: Any) -> str:
        raise NotExportedError(f"the axiom {name} beside complex terms")
