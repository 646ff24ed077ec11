"""Derivatives of derivatives: of what the inner one is all around the point, where its conditions last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from symderiv.core import terms as k
from symderiv.core.derivative import derivative as differentiated
from symderiv.core.terms import Term
from symderiv.export.coq.names import NotExportedError

if TYPE_CHECKING:
    from symderiv.export.coq.derivatives import Found, Premise, Table

ORDER: Final = ("le", "lt")


def row(table: Table, t: Term, premise: Premise) -> Found:
    """The row of the table for a derivative."""
    if any(s.op == "loss" for s in k.subterms(t)):
        raise NotExportedError("derivatives of a loss' gradient")
    inner = differentiated(*t.args)
    said = [*map(table.print.said, inner.conditions), table.print.said(k.eq(t, inner.term))]
    implied = [table.print.around(" -> ".join(said[i:]), table.x) for i in range(len(said))]
    near = Near(table, premise)
    same = f"(near_always {implied[0]} {table.at} {_generic(table, t, inner.term, inner.conditions)})"
    for c, after in zip(inner.conditions, implied[1:], strict=True):
        lasting = near.lasting(c)
        if lasting is None:
            raise NotExportedError(f"derivatives of derivatives under conditions of the kind {c.op}")
        same = f"(near_step {near.said(c)} {after} {table.at} {near.proof(c, premise(lasting))} {same})"
    proof, found = table.d(inner.term, premise)
    functions = f"{table.function(t)} {table.function(inner.term)} {table.at} {table.print.real(found)}"
    return f"(row_diff {functions} {same} {proof})", found


def _generic(table: Table, t: Term, value: Term, conditions: Sequence[Term]) -> str:
    """That the inner derivative is this wherever its conditions hold."""
    body, y = t.args
    names = {c: f"c_{i}" for i, c in enumerate(conditions)}
    of = type(table)(table.prover, y, table.context)
    proof, found = of.d(body, names.__getitem__)
    if found != value:
        raise NotExportedError("a derivative in another form than the table's")
    forms = f"{of.print.moved(body, y)} {of.at} {of.print.real(value)}"
    return table.print.around(
        "".join(f"fun {c} => " for c in names.values()) + f"derivative {forms} {proof}", table.x
    )


class Near:
    """Proofs that conditions hold all around the point, from what makes them last."""

    def __init__(self, table: Table, premise: Premise) -> None:
        self.table = table
        self.premise = premise

    def said(self, c: Term) -> str:
        """A condition as one about the target."""
        return self.table.print.around(self.table.print.said(c), self.table.x)

    def lasting(self, c: Term) -> Term | None:
        """The formula that makes a condition last, as the core's table has it; None where it has none."""
        if self.table.constant(c):
            return c
        match c.op:
            case "and" | "or":
                parts = [*filter(None, map(self.lasting, c.args))]
                if c.op == "and":
                    return k.and_(*parts) if len(parts) == len(c.args) else None
                return k.or_(*parts) if parts else None
            case "le" | "lt":
                return k.lt(*c.args)
            case "not" if c.args[0].op == "eq":
                return c
            case "smooth":
                return Term("smooth", c.args[0], c.args[1] + 1, *c.args[2:])
        return None

    def proof(self, c: Term, given: str) -> str:
        """That a condition holds all around, where what makes it last is given."""
        if self.table.constant(c):
            return f"(near_always {self.said(c)} {self.table.at} (fun _ => {given}))"
        match c.op:
            case "and":
                return self._both(c.args, given)
            case "or":
                kept = [(i, part) for i, part in enumerate(c.args) if self.lasting(part) is not None]
                return self._either(c, kept, given, 0)
            case "smooth":
                return self._smooth(c, given)
        return self._relation(c, given)

    def _both(self, parts: Sequence[Term], given: str) -> str:
        if len(parts) == 1:
            return self.proof(parts[0], given)
        first, rest = self.said(parts[0]), self.said(k.and_(*parts[1:]))
        proofs = f"{self.proof(parts[0], f'(proj1 {given})')} {self._both(parts[1:], f'(proj2 {given})')}"
        return f"(near_both {first} {rest} {self.table.at} {proofs})"

    def _either(self, c: Term, kept: Sequence[tuple[int, Term]], given: str, depth: int) -> str:
        place, part = kept[0]
        if len(kept) == 1:
            return self._at(c.args, place, self.proof(part, given))
        name = f"e_{depth}"
        left = self._at(c.args, place, self.proof(part, name))
        right = self._either(c, kept[1:], name, depth + 1)
        return f"(match {given} with or_introl {name} => {left} | or_intror {name} => {right} end)"

    def _at(self, parts: Sequence[Term], place: int, proof: str) -> str:
        """From the part of an alternative to all of it."""
        if len(parts) == 1:
            return proof
        sides = f"{self.said(parts[0])} {self.said(k.or_(*parts[1:]))} {self.table.at}"
        if place == 0:
            return f"(near_left {sides} {proof})"
        return f"(near_right {sides} {self._at(parts[1:], place - 1, proof)})"

    def _relation(self, c: Term, given: str) -> str:
        """Sides that have derivatives are continuous."""
        table, sides = self.table, (c if c.op in ORDER else c.args[0]).args
        found = [table.d(side, self.premise) for side in sides]
        functions = " ".join(map(table.function, sides))
        values = " ".join(map(table.print.real, (*(f for _, f in found), *sides)))
        real = "".join(map(table.throughout, sides)) if c.op in ORDER else ""
        here, proofs = " ".join(map(table.here, sides)), " ".join(proof for proof, _ in found)
        name = c.op if c.op in ORDER else "ne"
        return f"(near_{name} {functions} {table.at} {values}{real} {here} {proofs} {given})"

    def _smooth(self, c: Term, given: str) -> str:
        table, length = self.table, c.args[3]
        v, pointwise, inner = table.total(c, self.premise)
        point, here = table.point(c, v)
        vectors = f"{table.function(k.open_(c, v), v)} {table.prover.function(v, inner)} {table.at}"
        size = f"{table.print.whole(length)} {table.print.real(length)}"
        facts = f"{here} {table.prover.cast(length)} {given} {pointwise}"
        of = f"{table.print.function_of(c)} {c.args[1] - 1}%nat"
        return f"(near_smooth {of} {size} {point} {vectors} {facts})"
