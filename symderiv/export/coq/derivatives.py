"""Derivatives by the core's table, as Coq's ``is_derive``: each row of it is a lemma of the prelude."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from symderiv.core import terms as k
from symderiv.core.functions import SLOPES
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.export.coq import second_derivatives
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.printer import is_whole
from symderiv.export.coq.proofs import Context, Prover

Premise = Callable[[Term], str]  # the proof of a condition
Found = tuple[str, Term]  # a proof of is_derive, and the derivative
Row = Callable[[Any, Term, Premise], Found]  # of a table


class Table:
    """Proofs for one target, in the order of the cases of the core's table."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """What proves a row, by the kind of the term."""
        return ROWS

    def __init__(self, prover: Prover, target: Term, context: Context) -> None:
        self.prover = prover
        self.print = prover.print
        self.x = target
        self.context = context
        self.at = self.print.place(target)

    def function(self, t: Term, *binders: Term) -> str:
        """A term as a function of the target, and of integers."""
        return self.print.moved(t, self.x, binders)

    def constant(self, t: Term) -> bool:
        """Whether no part of t can change with the target."""
        x = self.x
        return not any(
            s == x or (s.op == "comp" and (s.args[1] == "value" or s.args[0] == x.args[0]))
            for s in k.subterms(t)
        )

    def d(self, t: Term, premise: Premise) -> Found:
        """is_derive of t by the target, at the target."""
        if self.constant(t):
            return f"(d_const {self.print.real(t)} {self.at})", ZERO
        row = self.rows.get(t.op)
        if row is None:
            raise NotExportedError(f"derivatives of the kind {t.op}")
        return row(self, t, premise)

    def here(self, t: Term) -> str:
        """That the function of the target has the term's value at the target."""
        if self.x.op == "var" or self.constant(t):
            return "eq_refl"
        indices = self.x.args[3]
        family, *at = self.print.applied(self.x).strip("()").split(" ", 1)
        body = f"(fun {family} : {' -> '.join(['Z'] * len(indices))} -> R => {self.print.real(t)})"
        return f"(here{len(indices)} {body} {family} {' '.join(at)})"

    def equal(self, t: Term, proof: str, before: Term, after: Term) -> Found:
        """A derivative in another form."""
        if before == after:
            return proof, after
        forms = f"{self.print.real(before)} {self.print.real(after)}"
        same = self.prover.identity(before, after)
        return f"(d_equal {self.function(t)} {self.at} {forms} {same} {proof})", after

    def throughout(self, _t: Term) -> str:
        """What a lemma about real numbers has to be told of a term: nothing, where all are real."""
        return ""

    def variable(self, _t: Term, _premise: Premise) -> Found:
        return f"(d_id {self.at})", ONE

    def component(self, t: Term, _premise: Premise) -> Found:
        x, p = self.x, self.print
        if t.args[:2] != x.args[:2] or not all(map(self.constant, t.args[3])) or len(x.args[3]) > 2:
            raise NotExportedError("derivatives of components by others than their like")
        wholes = " ".join(map(p.whole, (*x.args[3], *t.args[3])))
        reals = " ".join(map(p.real, (*x.args[3], *t.args[3])))
        casts = " ".join(map(self.prover.cast, (*x.args[3], *t.args[3])))
        family = p.applied(x).strip("()").split(" ", 1)[0]
        pairs = zip(t.args[3], x.args[3], strict=True)
        found = k.mul(*(Term("ind", k.eq(i, j)) for i, j in pairs))
        return f"(d_upd{len(x.args[3])} {family} {wholes} {reals} {casts})", found

    def add(self, t: Term, premise: Premise) -> Found:
        proof, before = self.d(t.args[0], premise)
        total, found = t.args[0], [before]
        for a in t.args[1:]:
            one, da = self.d(a, premise)
            forms = f"{self.print.real(before)} {self.print.real(da)}"
            proof = f"(d_add {self.function(total)} {self.function(a)} {self.at} {forms} {proof} {one})"
            total, before = Term("add", total, a), Term("add", before, da)
            found.append(da)
        return self.equal(t, proof, before, k.add(*found))

    def mul(self, t: Term, premise: Premise) -> Found:
        proof, before = self.d(t.args[0], premise)
        total, found = t.args[0], [before]
        for a in t.args[1:]:
            one, da = self.d(a, premise)
            forms = f"{self.print.real(before)} {self.print.real(da)}"
            values = f"{self.print.real(total)} {self.print.real(a)} {self.here(total)} {self.here(a)}"
            functions = f"{self.function(total)} {self.function(a)} {self.at}"
            proof = f"(row_mul {functions} {forms} {values} {proof} {one})"
            before = Term("add", Term("mul", before, a), Term("mul", total, da))
            total = Term("mul", total, a)
            found.append(da)
        parts = (k.mul(*t.args[:i], da, *t.args[i + 1 :]) for i, da in enumerate(found))
        return self.equal(t, proof, before, k.add(*parts))

    def power(self, t: Term, premise: Premise) -> Found:
        base, e = t.args
        if not is_whole(e) or not self.constant(e):
            raise NotExportedError("derivatives of powers whose exponents are not whole")
        lower = k.num(e.args[0] - 1) if e.op == "num" else k.sub(e, ONE)
        if e.op == "num" and e.args[0] >= 0:
            condition = f"(or_introl (from_zero {self.print.whole(e)} eq_refl))"
        else:
            condition = premise(k.or_(k.le(ZERO, e), k.ne(base, ZERO)))
        proof, inner = self.d(base, premise)
        values = map(self.print.real, (inner, base))
        forms = " ".join([*values, *map(self.print.whole, (e, lower)), self.print.real(e)])
        facts = f"{self.here(base)} {self.prover.cast(e)} ltac:(lia) {proof} {condition}"
        proof = f"(row_pow {self.function(base)} {self.at} {forms} {facts})"
        before = Term("mul", e, k.power(base, lower), inner)
        return self.equal(t, proof, before, k.mul(e, k.power(base, lower), inner))

    def root(self, t: Term, premise: Premise) -> Found:
        base, degree = t.args
        positive = premise(k.lt(ZERO, base))
        proof, inner = self.d(base, premise)
        values = f"{self.print.real(inner)} {self.print.real(base)} {degree}"
        ends = f"{self.function(base)} {self.at} {values} {self.here(base)}"
        proof = f"(row_root {ends} eq_refl {proof} {positive})"
        part = k.num(Fraction(1, degree)), t, k.power(base, -1), inner
        return self.equal(t, proof, Term("mul", *part), k.mul(*part))

    def total(self, t: Term, premise: Premise) -> tuple[Term, str, Term]:
        """The body's derivative throughout its range: the variable, the proof, the derivative."""
        hint, lo, hi = t.args[:3] if t.op == "sum" else (t.args[2], ONE, t.args[3])
        v = k.fresh(str(hint), "int", t, self.x)
        some = lo.op == hi.op == "num" and lo.args[0] <= hi.args[0]
        name = self.print.variable(v)

        def within(c: Term) -> str:
            if some and v not in k.free_vars(c):
                return premise(c)
            return f"({premise(k.quantified('all', v, lo, hi, c))} {name} b_0 b_1)"

        proof, inner = self.d(k.open_(t, v), within)
        return v, f"(fun {name} b_0 b_1 => {proof})", inner

    def sum(self, t: Term, premise: Premise) -> Found:
        _hint, lo, hi, _body = t.args
        v, pointwise, inner = self.total(t, premise)
        body = self.function(k.open_(t, v), v)
        casts = f"{self.prover.cast(lo)} {self.prover.cast(hi)}"
        ends = f"{self.at} {self.prover.function(v, inner)} {self.prover.ends(lo, hi)} {casts}"
        proof = f"(d_sum {body} {ends} {pointwise})"
        found = k.sum_(v, lo, hi, inner)
        if found == ZERO:
            forms = f"(sum {self.print.whole(lo)} {self.print.whole(hi)} {self.prover.function(v, ZERO)}) 0"
            none = f"(sum_zero {self.print.whole(lo)} {self.print.whole(hi)})"
            proof = f"(d_equal {self.function(t)} {self.at} {forms} {none} {proof})"
        return proof, found

    def choice(self, t: Term, premise: Premise) -> Found:
        f, a, b = t.args
        if not self.constant(f):
            raise NotExportedError("derivatives of cases whose condition moves")
        results = [
            self.d(branch, lambda c, g=guard: f"({premise(k.implies(g, c))} q_)")  # type: ignore[misc]
            for guard, branch in ((f, a), (k.not_(f), b))
        ]
        functions = f"{self.function(a)} {self.function(b)} {self.at}"
        forms = " ".join(self.print.real(found) for _, found in results)
        proofs = " ".join(f"(fun q_ => {proof})" for proof, _ in results)
        proof = f"(d_choice {self.print.said(f)} {functions} {forms} {proofs})"
        return proof, Term("if", f, results[0][1], results[1][1])

    def exp(self, t: Term, premise: Premise) -> Found:
        proof, inner = self.d(t.args[0], premise)
        values = f"{self.print.real(inner)} {self.print.real(t.args[0])} {self.here(t.args[0])}"
        proof = f"(row_exp {self.function(t.args[0])} {self.at} {values} {proof})"
        return self.equal(t, proof, Term("mul", t, inner), k.mul(t, inner))

    def call_of(self, t: Term, premise: Premise) -> Found:
        """A sine or cosine."""
        name, (z,) = t.args
        if name not in ("sin", "cos"):
            raise NotExportedError(f"derivatives of {name}")
        slope = SLOPES[name][0](z)
        proof, inner = self.d(z, premise)
        values = f"{self.print.real(inner)} {self.print.real(z)} {self.here(z)}"
        proof = f"(row_{name} {self.function(z)} {self.at} {values} {proof})"
        return self.equal(t, proof, Term("mul", slope, inner), k.mul(slope, inner))

    def call(self, t: Term, premise: Premise) -> Found:
        name, indices, *vector = t.args
        smooth = premise(Term("smooth", name, len(indices) + 1, *vector))
        v, pointwise, inner = self.total(t, premise)
        size = f"{self.print.whole(t.args[3])} {self.print.real(t.args[3])}"
        listed = f"[{'; '.join(map(self.print.whole, indices))}]%Z"
        vectors = f"{self.function(k.open_(t, v), v)} {self.prover.function(v, inner)} {self.at}"
        point, here = self.point(t, v)
        facts = f"{here} {self.prover.cast(t.args[3])} {smooth} {pointwise}"
        proof = f"(row_call {self.print.function_of(t)} {listed} {size} {point} {vectors} {facts})"
        weight = Term("call", name, (*indices, v), *vector)
        return self._weighted(t, v, weight, inner, proof)

    def loss(self, t: Term, premise: Premise) -> Found:
        name, ranges, *fixed = t.args[1]
        v, pointwise, inner = self.total(t, premise)
        weight = Term("comp", name, "value", ranges, (*fixed, v))
        size = f"{self.print.whole(t.args[3])} {self.print.real(t.args[3])}"
        vectors = f"{self.function(k.open_(t, v), v)} {self.prover.function(v, inner)} {self.at}"
        point, here = self.point(t, v)
        facts = f"{here} {self.prover.cast(t.args[3])} {self.prover.gradient(t, self.context)} {pointwise}"
        gradient = f"{self.prover.function(v, weight)} {point}"
        proof = f"(row_loss {self.print.function_of(t)} {size} {gradient} {vectors} {facts})"
        return self._weighted(t, v, weight, inner, proof)

    def point(self, t: Term, v: Term) -> tuple[str, str]:
        """The vector as a function of its index, and that it is what it is at the target."""
        body = k.open_(t, v)
        return self.prover.function(v, body), f"(fun {self.print.variable(v)} => {self.here(body)})"

    def _weighted(self, t: Term, v: Term, weight: Term, inner: Term, proof: str) -> Found:
        """The sum of weight times inner as it is printed, and as the table writes it."""
        before, after = Term("mul", weight, inner), k.mul(weight, inner)
        lo, hi = ONE, t.args[3]
        found = k.sum_(v, lo, hi, after)
        if before == after:
            return proof, found
        ends, at_v = f"{self.print.whole(lo)} {self.print.whole(hi)}", self.print.variable(v)
        same = f"(sum_equal {ends} _ _ (fun {at_v} _ _ => {self.prover.identity(before, after)}))"
        if found == ZERO:
            same = f"(eq_trans {same} (sum_zero {ends}))"
        forms = f"(sum {ends} {self.prover.function(v, before)}) {self.print.real(found)}"
        return f"(d_equal {self.function(t)} {self.at} {forms} {same} {proof})", found


ROWS: Final[Mapping[str, Row]] = {
    "var": Table.variable, "comp": Table.component, "add": Table.add, "mul": Table.mul, "pow": Table.power,
    "root": Table.root, "sum": Table.sum, "if": Table.choice, "exp": Table.exp, "call": Table.call,
    "loss": Table.loss, "fn": Table.call_of, "diff": second_derivatives.row,
}  # fmt: skip
