"""Formulas as pieces: relations and chains, connectives, quantifiers, limits, around the terms in them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import chain, groupby
from typing import Protocol, TypeVar

from symderiv.core.terms import TRUE, Term, open_, substitute
from symderiv.render import shapes
from symderiv.render.arrays import ArrayWriter
from symderiv.render.typesetter import Level, Piece, Typesetter

T = TypeVar("T")


class Terms(Protocol):
    """What prints the terms within a formula; formulas too, which may stand within each other."""

    def write(self, t: Term) -> Piece: ...

    def fit(self, t: Term, level: Level) -> str: ...

    def tight(self, t: Term) -> str: ...

    def cases(self, rows: list[shapes.Row]) -> Piece: ...

    def vector(self, t: Term) -> str: ...

    def binding(self, hint: str, sort: str) -> AbstractContextManager[Term]: ...


class FormulaWriter:
    """A printer of the formulas of one term."""

    def __init__(self, setter: Typesetter, terms: Terms, arrays: ArrayWriter) -> None:
        self.setter = setter
        self.arrays = arrays
        self.terms = terms

    def write(self, t: Term) -> Piece:
        """A formula with its level."""
        g = self.setter.glyphs
        match t.op:
            case "eq" | "le" | "lt":
                return self._chain([t])
            case "not":
                return self._not(t)
            case "false":
                return Piece(g.falsity, Level.ATOM)
            case "and":
                return self._and(t)
            case "or":
                return self._joined([self.terms.write(p) for p in t.args], g.disjunction, g.falsity)
            case "implies":
                return self._arrow(g.implication, *t.args)
            case "all" | "ex":
                return self._quantified(t)
            case "surely":
                return Piece(self.terms.fit(t.args[0], Level.RELATION) + g.surely, Level.CONNECTIVE)
            case "law":
                return self._law(*t.args)
            case "tends":
                return self.limit(t)
            case "smooth":
                return self._smooth(t)
        raise ValueError(f"expected a term of the core, met the operator {t.op!r}")

    def limit(self, t: Term) -> Piece:
        """A limit, or that something is of smaller order."""
        return Piece(self.setter.glyphs.relations["eq"].join(self.limit_sides(t)), Level.RELATION)

    def limit_sides(self, t: Term) -> tuple[str, str]:
        """Both sides of that."""
        if (order := shapes.little_o(t)) is not None:
            with self.terms.binding(t.args[0], "int") as v:
                small, scale = (self.terms.write(substitute(side, {order[0]: v})) for side in order[1:])
                right = self.setter.constant("o") + self.setter.group(scale.text)
                growing = self.setter.growing(self.terms.write(v).text)
                return self.setter.at(small, Level.SUM).text, right + growing
        with self.terms.binding(t.args[0], "int") as v:
            sign = self.setter.limit(self.terms.write(v).text)
            left = sign + self.terms.fit(open_(t, v), Level.OPEN)
        return left, self.terms.fit(t.args[1], Level.SUM)

    def _law(self, name: str, terms: tuple[Term, ...]) -> Piece:
        """What is said of a distribution."""
        written = [self.terms.fit(t, Level.SUM) for t in terms]
        if name in ("independent", "integrable"):
            is_so = self.setter.prose(f"{'is' if len(terms) == 1 else 'are'} {name}").rstrip()
            return Piece(", ".join(written) + is_so, Level.CONNECTIVE)
        g = self.setter.glyphs
        if name == "conditional":
            m, x, *known = written
            mean = self.setter.mean(f"{x}{g.given}{', '.join(known)}")
            return Piece(m + g.relations["eq"] + mean, Level.RELATION)
        of = g.distributions[name] + self.setter.group(", ".join(written[1:]))
        return Piece(written[0] + g.distributed + of, Level.RELATION)

    def _smooth(self, t: Term) -> Piece:
        often = {1: "", 2: "twice "}.get(t.args[1], f"{t.args[1]} times ")
        words = self.setter.prose(f"is {often}differentiable at")
        return Piece(self.setter.loss(t.args[0]).text + words + self.terms.vector(t), Level.RELATION)

    def loss_at(self, t: Term) -> Piece:
        """A loss with its gradient and the point to which this belongs, below the quantifiers around it."""
        if t.op != "all":
            return Piece(self._loss_at(t), Level.RELATION)
        prefix, body = self.below(t, self._loss_at)
        return Piece(prefix + self.setter.glyphs.colon + body, Level.BINDER)

    def _loss_at(self, t: Term) -> str:
        loss = t.args[0]
        name, ranges, *fixed = loss.args[1]
        gradient = self.setter.letter(self.setter.symbol(name))
        if fixed:
            gradient = self.terms.write(Term("comp", name, "value", ranges[: len(fixed)], tuple(fixed)))
        point = self.setter.prose("at") + self.terms.vector(loss)
        return self.terms.write(loss).text + self.setter.prose("with the gradient") + gradient.text + point

    def _chain(self, relations: list[Term]) -> Piece:
        s = self.terms.fit(relations[0].args[0], Level.SUM)
        for r in relations:
            s += self.setter.glyphs.relations[r.op] + self.terms.fit(r.args[1], Level.SUM)
        return Piece(s, Level.RELATION)

    def _not(self, t: Term) -> Piece:
        if t == TRUE:
            return Piece(self.setter.glyphs.truth, Level.ATOM)
        inner = t.args[0]
        if inner.op == "eq":
            a, b = (self.terms.fit(side, Level.SUM) for side in inner.args)
            return Piece(a + self.setter.glyphs.relations["ne"] + b, Level.RELATION)
        return Piece(self.setter.glyphs.negation + self.terms.fit(inner, Level.ATOM), Level.RELATION)

    def _and(self, t: Term) -> Piece:
        if sides := shapes.equivalence(t):
            return self._arrow(self.setter.glyphs.equivalence, *sides)
        if split := shapes.rows_of_and(t):
            left, rows = split
            cases = self.setter.at(self.terms.cases(rows), Level.SUM).text
            return Piece(
                self.terms.fit(left, Level.SUM) + self.setter.glyphs.relations["eq"] + cases, Level.RELATION
            )
        groups = shapes.chains(list(shapes.conjuncts(t)))
        linked = [self._chain(g) if len(g) > 1 else self.terms.write(g[0]) for g in groups]
        return self._joined(linked, self.setter.glyphs.conjunction, self.setter.glyphs.truth)

    def _joined(self, pieces: list[Piece], sign: str, none: str) -> Piece:
        if len(pieces) < 2:
            return pieces[0] if pieces else Piece(none, Level.ATOM)
        return Piece(sign.join(self.setter.at(p, Level.RELATION).text for p in pieces), Level.CONNECTIVE)

    def _arrow(self, sign: str, a: Term, b: Term) -> Piece:
        left, right = (self.terms.fit(side, Level.CONNECTIVE) for side in (a, b))
        return Piece(left + sign + right, Level.IMPLICATION)

    def of_arrays(self, t: Term) -> tuple[str, list[tuple[str, str]]] | None:
        """The first side of a statement about arrays as such, and the links after it."""
        sides = self.arrays.relation(t)
        if sides is None:
            return None
        (_, first), *rest = sides
        signs = self.setter.glyphs.relations
        links = [(signs[op], self.setter.at(p, Level.SUM).text) for op, p in rest]
        return self.setter.at(first, Level.SUM).text, links

    def _quantified(self, t: Term) -> Piece:
        if (found := self.of_arrays(t)) is not None:
            return Piece(found[0] + "".join(chain.from_iterable(found[1])), Level.RELATION)
        prefix, body = self.below(t, lambda body: self.terms.write(body).text)
        return Piece(prefix + self.setter.glyphs.colon + body, Level.BINDER)

    def below(self, t: Term, write: Callable[[Term], T]) -> tuple[str, T]:
        """The like quantifiers that t begins with, and what ``write`` makes of the body below them."""
        bound, body = self._prefix(t, t.op, write)
        grouped = groupby(bound, key=lambda pair: pair[1])
        domains = ", ".join(", ".join(v for v, _ in like) + domain for domain, like in grouped)
        return self.setter.glyphs.quantifiers[t.op] + domains, body

    def _prefix(self, t: Term, op: str, write: Callable[[Term], T]) -> tuple[list[tuple[str, str]], T]:
        """The variables of like quantifiers in a row, each with its domain, and the body below them."""
        if t.op != op:
            return [], write(t)
        hint, sort, lo, hi, _ = t.args
        low, high = (None if bound is None else self.terms.tight(bound) for bound in (lo, hi))
        with self.terms.binding(hint, sort) as v:
            bound, body = self._prefix(open_(t, v), op, write)
            return [(self.terms.write(v).text, domain(self.setter, sort, low, high)), *bound], body


def domain(setter: Typesetter, sort: str, lo: str | None, hi: str | None) -> str:
    """What a variable is a member of, its bounds printed already."""
    g = setter.glyphs
    if lo is None and hi is None:
        return g.member + g.sets[sort]
    if sort != "int":
        left = f"({g.minus}{g.infinity}" if lo is None else f"[{lo}"
        right = f"{g.infinity})" if hi is None else f"{hi}]"
        return f"{g.member}{left}, {right}"
    if lo is not None and hi is not None:
        return g.member + setter.integers(lo, hi)
    return f"{g.at_least}{lo}" if lo is not None else f"{g.relations['le']}{hi}"
