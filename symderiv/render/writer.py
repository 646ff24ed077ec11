"""Terms as pieces, whatever the medium: precedence, signs, and the opening of binders.

Terms are printed as they stand: nothing is simplified, and the order is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager

from symderiv.core.terms import ONE, Term, open_, subterms
from symderiv.render import shapes
from symderiv.render.arrays import ArrayWriter
from symderiv.render.formulas import FormulaWriter, domain
from symderiv.render.letters import Letters
from symderiv.render.names import Symbol
from symderiv.render.typesetter import Level, Piece, Typesetter


class Writer:
    """A printer of one term, or of one formula, in a medium."""

    def __init__(self, t: Term, setter: Typesetter) -> None:
        self.setter = setter
        self.letters = Letters(t, setter)
        self.arrays = ArrayWriter(setter, self)
        self.formulas = FormulaWriter(setter, self, self.arrays)

    def binding(self, hint: str, sort: str) -> AbstractContextManager[Term]:
        """A variable for a binder, spelled like nothing else in the whole term."""
        return self.letters.binding(hint, sort)

    def fit(self, t: Term, level: Level) -> str:
        return self.setter.at(self.write(t), level).text

    def tight(self, t: Term) -> str:
        """An index or the end of a range: no spaces around its signs."""
        return self.setter.squeezed(self.write(t).text)

    def write(self, t: Term) -> Piece:
        """A term or formula with its level."""
        match t.op:
            case "num" | "mul":
                return self._signed_product(t)
            case "var" | "bound" | "loss":
                return self._name(t)
            case "comp":
                return self._component(t)
            case "add":
                return self._sum(t)
            case "pow":
                return self._power(t)
            case "root":
                return self._root(t)
            case "sum":
                return self._total(t)
            case "ind":
                return Piece(self.setter.indicator(self.write(t.args[0]).text), Level.ATOM)
            case "if":
                return self._if(t)
            case "diff":
                return self._partial(*t.args)
            case "mean":
                return Piece(self.setter.mean(self.write(t.args[0]).text), Level.ATOM)
            case "call":
                return self._call(t)
            case "exp":
                e, exponent = self.setter.constant("exp"), self.write(t.args[0]).text
                return Piece(self.setter.superscript(e, exponent), Level.POWER)
            case "fn":
                return self._function(*t.args)
            case _:
                return self.formulas.write(t)

    def _function(self, name: str, args: tuple[Term, ...]) -> Piece:
        if not args:
            return Piece(self.setter.constant(name), Level.ATOM)
        written = [self.write(a).text for a in args]
        match name:
            case "abs":
                return Piece(self.setter.absolute(*written), Level.ATOM)
            case "floor":
                return Piece(self.setter.floor(*written), Level.ATOM)
            case "conj":
                return Piece(self.setter.conjugate(self.write(args[0])), Level.ATOM)
            case "factorial":
                twice = args[0].op == "fn" and args[0].args[0] == "factorial"  # n!! is another function
                return Piece(
                    (self.setter.group(*written) if twice else self.fit(args[0], Level.ATOM)) + "!",
                    Level.ATOM,
                )
        return Piece(self.setter.function(name, written), Level.ATOM)

    def _name(self, t: Term) -> Piece:
        if t.op == "bound":  # its binder is not part of what is printed
            return Piece(f"?{t.args[0]}", Level.ATOM)
        if t.op == "loss" and (fixed := t.args[1][2:]):
            return self.setter.fixed(t.args[0], [self.tight(i) for i in fixed])
        return self.setter.loss(t.args[0]) if t.op == "loss" else self.setter.letter(self.letters.symbol(t))

    def _component(self, t: Term) -> Piece:
        name, _, ranges, indices = t.args
        sequence = len(ranges) == 1 and ranges[0][0] is not None and ranges[0][1] is None
        return self.setter.placed(name, [self.tight(i) for i in indices], sequence=sequence)

    def _signed_product(self, t: Term) -> Piece:
        negative, size = shapes.signed(t)
        if negative:
            return Piece(self.setter.glyphs.minus + self.fit(size, Level.OPEN), Level.NEGATIVE)
        factors = t.args if t.op == "mul" else (t,)
        pieces: list[Piece] = []
        for over, under in shapes.quotients(factors):
            written = [self._factor(f) for f in over]
            pieces += [self.setter.fraction(written, [self._factor(f) for f in under])] if under else written
        return self.setter.product(pieces)

    def _factor(self, t: Term) -> Piece:
        whole = t.op == "num" and t.args[0].q == 1 and t.args[0] >= 0
        return Piece(str(t.args[0]), Level.ATOM) if whole else self.write(t)

    def _sum(self, t: Term) -> Piece:
        return self.setter.combination(
            (n, self.setter.at(self.write(a), Level.OPEN)) for n, a in shapes.addends(t)
        )

    def multiplied(self, pairs: Iterable[tuple[Term, str]]) -> Piece:
        """A combination of things that have their names printed already."""

        def terms() -> Iterator[tuple[bool, Piece]]:
            for multiplier, name in pairs:
                negative, size = shapes.signed(multiplier)
                coefficient = [] if size == ONE else [self.write(size)]
                yield negative, self.setter.product([*coefficient, Piece(name, Level.ATOM)])

        return self.setter.combination(terms())

    def _power(self, t: Term) -> Piece:
        base, exponent = t.args
        if not shapes.over_under(t)[0]:
            return self._signed_product(Term("mul", t))
        held = self.fit(base, Level.ATOM)
        return Piece(self.setter.superscript(held, self.tight(exponent)), Level.POWER)

    def _root(self, t: Term) -> Piece:
        radicand, degree = t.args
        if (whole := self.arrays.norm(t)) is not None:
            return whole
        if radicand.op == "sum":
            with self.letters.binding(radicand.args[0], "int") as v:
                family = shapes.norm_of(t, v)
            if family is not None:
                return Piece(self.setter.norm(self._component(family).text), Level.ATOM)
        return self.setter.radical(self.write(radicand).text, degree)

    def _total(self, t: Term) -> Piece:
        hint, lo, hi, _ = t.args
        if (number := self.arrays.number(t)) is not None:
            return number
        if self.setter.spelling.inner:
            with self.letters.binding(hint, "int") as v:
                vectors = shapes.inner_of(t, v)
            if vectors is not None:
                first, second = (self.write(u).text for u in vectors)
                return Piece(self.setter.inner(first, second), Level.ATOM)
        low, high = self.tight(lo), self.tight(hi)
        with self.letters.binding(hint, "int") as v:
            sign = self.setter.total(self.write(v).text, low, high)
            return Piece(sign + self.fit(open_(t, v), Level.OPEN), Level.OPEN)

    def _if(self, t: Term) -> Piece:
        if (inner := shapes.magnitude(t)) is not None:
            return Piece(self.setter.absolute(self.write(inner).text), Level.ATOM)
        if (found := shapes.extreme(t)) is not None:
            name, *arguments = found
            return Piece(self.setter.extreme(name, [self.write(a).text for a in arguments]), Level.ATOM)
        return self.cases(shapes.rows_of_if(t))

    def cases(self, rows: list[shapes.Row]) -> Piece:
        """Values with their conditions."""
        conditions = (None if c is None else self.write(c).text for _, c in rows)
        return self.setter.cases(list(zip((self.write(v).text for v, _ in rows), conditions, strict=True)))

    def _partial(self, body: Term, target: Term) -> Piece:
        short = body.op in ("var", "comp", "loss")
        return self.setter.partial(self.write(body).text, self.write(target).text, short=short)

    def _call(self, t: Term) -> Piece:
        name, indices, *_ = t.args
        value = self.setter.loss(name).text + self.setter.group(self.vector(t))
        if not indices:
            return Piece(value, Level.ATOM)
        partial = Symbol(self.setter.glyphs.differential)
        sign = self.setter.indexed(partial, [], [self.tight(i) for i in indices], [])
        return Piece(sign.text + self.setter.beside(sign.text, value) + value, Level.PRODUCT)

    def vector(self, t: Term) -> str:
        """The vector that a binder describes by its components; without the index where that is plain."""
        *_, hint, length, _ = t.args
        with self.letters.binding(hint, "int") as v:
            body = open_(t, v)
            described = v in subterms(body) or length == ONE  # a number is the vector of one component only
            whole = shapes.without_index(body, v, length) if described else None
            if whole is not None:
                return self.write(whole).text
            through = self.write(v).text + domain(self.setter, "int", "1", self.tight(length))
            return self.write(body).text + self.setter.prose("for") + through
