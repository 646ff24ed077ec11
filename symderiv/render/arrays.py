"""Vectors and matrices as such, printed as a person writes them: W x, Xᵀ G, ‖A x − b‖, and never their sums.

Statements about them are statements about entries.  What is looked for here is the array that has an entry
like that; where there is none in this notation, nothing is found and the entries are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from symderiv.core.terms import ONE, ZERO, Term, fresh, num, open_, subterms
from symderiv.render import shapes
from symderiv.render.typesetter import Level, Piece, Typesetter

_TWO = num(2)


class Axis(NamedTuple):
    """An index of an array: the variable, and how far it goes from 1 on."""

    v: Term
    size: Term


class Numbers(NamedTuple):
    """The factors of a sum that no index of the arrays in it touches: in front of them, and among them."""

    before: list[Term]
    within: list[Term]


class Printer(Protocol):
    """What prints the scalars within arrays."""

    def write(self, t: Term) -> Piece: ...

    def tight(self, t: Term) -> str: ...


class ArrayWriter:
    """A printer of the arrays of one term.

    What is looked for is told by axes: both for a matrix, the first for a vector, the second for a row,
    none for a number.
    """

    def __init__(self, setter: Typesetter, terms: Printer) -> None:
        self.setter = setter
        self.terms = terms
        self.names = setter.spelling.arrays

    # -- what is asked for

    def number(self, t: Term) -> Piece | None:
        """A sum that is an inner product, a quadratic form, a trace or a squared norm of arrays."""
        if not self.names or t.op != "sum":
            return None
        return self._contraction(t, None, None)

    def norm(self, t: Term) -> Piece | None:
        """The root of a sum of squares, if they are those of an array's entries."""
        radicand, degree = t.args
        if not self.names or degree != 2 or radicand.op != "sum":
            return None
        return self._length(radicand)

    def relation(self, t: Term) -> list[tuple[str, Piece]] | None:
        """The sides of a statement about all entries, each with the relation in front of it."""
        if not self.names or t.op not in ("all", "ex"):
            return None
        for count in (2, 1):
            axes, body = self._axes(t, count)
            if len(axes) == count and (found := self._related(t.op, body, axes)) is not None:
                return found
        return None

    # -- statements

    def _axes(self, t: Term, count: int) -> tuple[list[Axis], Term]:
        axes: list[Axis] = []
        op = t.op
        while len(axes) < count and t.op == op:
            hint, sort, lo, hi, _ = t.args
            if sort != "int" or lo != ONE or hi is None:
                break
            v = fresh(str(hint), "int", t)
            axes, t = [*axes, Axis(v, hi)], open_(t, v)
        return axes, t

    def _related(self, op: str, body: Term, axes: list[Axis]) -> list[tuple[str, Piece]] | None:
        links = list(shapes.conjuncts(body)) if body.op == "and" else [body]
        sign = "eq"
        if op == "ex":
            if body.op != "not":
                return None
            links, sign = [body.args[0]], "ne"
        if any(r.op != "eq" for r in links) or len(shapes.chains(links)) != 1:
            return None
        sides = [links[0].args[0], *(r.args[1] for r in links)]
        row, column = axes[0], (axes[1] if len(axes) > 1 else None)
        if not any(_depends(s, a) for s in sides for a in axes):
            return None
        found = [self.array(s, row, column) for s in sides]
        pieces = [p for p in found if p is not None]
        return [(sign, p) for p in pieces] if len(pieces) == len(found) else None

    # -- arrays

    def array(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        """The array with this entry at these axes."""
        axes = [a for a in (row, column) if a is not None]
        if not any(_depends(t, a) for a in axes):
            return self._constant(t, row, column)
        match t.op:
            case "comp":
                return self._family(t, row, column)
            case "add":
                return self._added(t, row, column)
            case "mul":
                return self._multiplied(t.args, row, column)
            case "sum":
                return self._contraction(t, row, column)
            case "ind":
                alike = row and column and {*t.args[0].args} == {row.v, column.v} and t.args[0].op == "eq"
                same = alike and row is not None and column is not None and row.size == column.size
                return Piece(self.setter.bold("I"), Level.ATOM) if same else None
            case "diff":
                return self._derivative(t, row, column)
            case "call":
                return self._gradient(t, row, column)
            case "mean":
                inner = self.array(t.args[0], row, column)
                return None if inner is None else Piece(self.setter.mean(inner.text), Level.ATOM)
        return None

    def _constant(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        if t == ZERO:
            return Piece("0", Level.ATOM)
        if t.op != "num" or (column is not None and row is not None):
            return None
        whole = Piece(self.setter.bold("1"), Level.ATOM)
        whole = whole if column is None else self._transposed(whole)
        return whole if t == ONE else self.setter.product([self.terms.write(t), whole])

    def _family(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        """A declared array, its transpose, or one of its rows or columns."""
        name, _, ranges, indices = t.args
        if name not in self.names:
            return None
        found: list[Axis | None] = []
        for (lo, hi), i in zip(ranges, indices, strict=True):
            axis = next((a for a in (row, column) if a is not None and a.v == i), None)
            if axis is not None and (lo, hi) != (ONE, axis.size):
                return None
            if axis is None and any(_depends(i, a) for a in (row, column) if a is not None):
                return None
            found.append(axis)
        here = [a for a in found if a is not None]
        if len(here) != sum(a is not None for a in (row, column)) or len({a.v for a in here}) != len(here):
            return None
        if len(here) == len(found):
            plain = self.setter.letter(self.setter.symbol(name))
        else:
            part = [
                ":" if a is not None else self.terms.tight(i) for a, i in zip(found, indices, strict=True)
            ]
            plain = self.setter.placed(name, part, sequence=False)
        turned = here[0] is column
        return self._transposed(plain) if turned else plain

    def _added(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        signed = [(negative, self.array(a, row, column)) for negative, a in shapes.addends(t)]
        pieces = [(negative, self.setter.at(p, Level.OPEN)) for negative, p in signed if p is not None]
        return self.setter.combination(pieces) if len(pieces) == len(signed) else None

    def _multiplied(self, factors: Sequence[Term], row: Axis | None, column: Axis | None) -> Piece | None:
        """A number times an array: an entry, an outer product, a product of entries, a diagonal matrix."""
        scalars, rest = self._parted(factors, row, column)
        both = [f for f in rest if row and column and _depends(f, row) and _depends(f, column)]
        if row is None or column is None or len(both) == len(rest):
            return self._scaled(scalars, self._hadamard(rest, row, column))
        below, beside = ([f for f in rest if f not in both and _depends(f, a)] for a in (row, column))
        if not both and below and beside:
            u, v = self._hadamard(below, row, None), self._hadamard(beside, column, None)
            return self._scaled(
                scalars, None if u is None or v is None else self._beside(u, self._transposed(v))
            )
        if len(both) == 1 and both[0].op == "ind" and bool(below) != bool(beside):
            inner = self._hadamard(below, row, None) if below else self._hadamard(beside, column, None)
            if inner is not None and self.array(both[0], row, column) is not None:
                return self._scaled(scalars, Piece(self.setter.operator("diag", inner.text), Level.ATOM))
        return None

    def _parted(self, factors: Iterable[Term], *axes: Axis | None) -> tuple[list[Term], list[Term]]:
        """The factors that depend on none of the axes, and the others."""
        scalars: list[Term] = []
        rest: list[Term] = []
        for f in factors:
            (rest if any(a is not None and _depends(f, a) for a in axes) else scalars).append(f)
        return scalars, rest

    def _scaled(self, scalars: Sequence[Term], piece: Piece | None) -> Piece | None:
        if piece is None or not scalars:
            return piece
        number = Term("mul", *scalars) if len(scalars) > 1 else scalars[0]
        negative, size = shapes.signed(number)
        held = piece if size == ONE else self.setter.product([self.terms.write(size), piece], Level.PRODUCT)
        if not negative:
            return held
        return Piece(self.setter.glyphs.minus + self.setter.at(held, Level.OPEN).text, Level.NEGATIVE)

    def _hadamard(self, factors: Sequence[Term], row: Axis | None, column: Axis | None) -> Piece | None:
        pieces = [p for f in factors if (p := self.array(f, row, column)) is not None]
        if not factors or len(pieces) != len(factors):
            return None
        if len(pieces) == 1:
            return pieces[0]
        held = (self.setter.at(p, Level.POWER).text for p in pieces)
        return Piece(self.setter.entrywise().join(held), Level.QUOTIENT)

    def _derivative(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        """The derivative of an array by a number, of a number by an array, of a vector by a vector."""
        body, target = t.args
        by = [a if a is not None and _depends(target, a) else None for a in (row, column)]
        of = [a if a is not None and _depends(body, a) else None for a in (row, column)]
        if any(a is not None and b is not None for a, b in zip(by, of, strict=True)):
            return None
        above = self.terms.write(body) if of == [None, None] else self.array(body, of[0], of[1])
        under = self.terms.write(target) if by == [None, None] else self.array(target, by[0], by[1])
        if above is None or under is None:
            return None
        short = body.op in ("var", "comp", "loss")
        piece = self.setter.partial(above.text, under.text, short=short)
        return piece if short else Piece(piece.text, min(piece.level, Level.QUOTIENT))

    def _gradient(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        """The gradient or the matrix of second derivatives of an unknown function."""
        name, by, _, _, body = t.args
        axes = [a.v for a in (row, column) if a is not None]
        if list(by) != axes or row is None or any(_depends(body, a) for a in (row, column) if a is not None):
            return None
        value = self.terms.write(Term("call", name, (), *t.args[2:]))
        sign = self.setter.nabla(len(axes))
        return Piece(sign + value.text, Level.PRODUCT)

    # -- sums

    def _contraction(self, t: Term, row: Axis | None, column: Axis | None) -> Piece | None:
        """A sum over an inner index: a product of arrays, or a number made of them."""
        hint, lo, hi, _ = t.args
        if lo != ONE or any(a is not None and _depends(hi, a) for a in (row, column)):
            return None
        k = Axis(fresh(str(hint), "int", t, *(a.v for a in (row, column) if a is not None)), hi)
        body = open_(t, k.v)
        if row is None and column is None and (length := self._length(t)) is not None:
            return Piece(self.setter.superscript(length.text, "2"), Level.POWER)
        factors = list(body.args) if body.op == "mul" else [body]
        _, rest = self._parted(factors, row, column, k)
        if any(not _depends(f, k) for f in rest):
            return None
        first = factors.index(rest[0]) if rest else 0
        before, within = list(factors[:first]), [f for f in factors[first:] if f not in rest]
        return self._chain(rest, row, column, k, Numbers(before, within))

    def _chain(
        self, factors: list[Term], row: Axis | None, column: Axis | None, k: Axis, numbers: Numbers
    ) -> Piece | None:
        left = [f for f in factors if row is not None and _depends(f, row)]
        right = [f for f in factors if column is not None and _depends(f, column)]
        inner = [f for f in factors if f not in left and f not in right]
        if row is None and column is None:
            return self._pairing(inner, k, numbers)
        if row is None:
            left, inner = inner, []
        elif column is None:
            right, inner = inner, []
        if inner or not left or not right or any(f in right for f in left):
            return None
        first = self._row(left, k) if row is None else self._hadamard(left, row, k)
        second = self._hadamard(right, k, column)
        return self._multiplied_by(numbers, first, second)

    def _multiplied_by(self, numbers: Numbers, first: Piece | None, second: Piece | None) -> Piece | None:
        """The product of two arrays, each with the numbers that are written beside it."""
        left, right = self._scaled(numbers.before, first), self._scaled(numbers.within, second)
        return None if left is None or right is None else self._beside(left, right)

    def _pairing(self, factors: list[Term], k: Axis, numbers: Numbers) -> Piece | None:
        """A number: an inner product of two vectors, or a trace."""
        if len(factors) == 2:
            first, second = self._row([factors[0]], k), self.array(factors[1], k, None)
            return self._multiplied_by(numbers, first, second)
        if len(factors) != 1 or numbers != ([], []):
            return None
        pairing, inside = self._frobenius(factors[0], k), self._diagonal(factors[0], k)
        found = [pairing] if pairing is not None else []
        if inside is not None:
            found.append(Piece(self.setter.operator("tr", inside.text), Level.ATOM))
        return min(found, key=lambda piece: self.setter.turns(piece.text), default=None)

    def _row(self, factors: list[Term], k: Axis) -> Piece | None:
        """A vector on its side, as it is written: x'A where that is a product, (A x)' else."""
        if len(factors) == 1 and factors[0].op == "sum":
            t = factors[0]
            v = fresh(str(t.args[0]), "int", t, k.v)
            body = open_(t, v)
            first = next((f for f in (body.args if body.op == "mul" else ()) if v in subterms(f)), None)
            if first is not None and k.v not in subterms(first):
                return self.array(t, None, k)
        upright = self._hadamard(factors, k, None)
        return None if upright is None else self._transposed(upright)

    def _frobenius(self, t: Term, k: Axis) -> Piece | None:
        """The inner product of two matrices, of which t is the part of one row."""
        if t.op != "sum" or t.args[1] != ONE or _depends(t.args[2], k):
            return None
        other = Axis(fresh(str(t.args[0]), "int", t, k.v), t.args[2])
        body = open_(t, other.v)
        if body.op != "mul" or len(body.args) != 2:
            return None
        pieces = [self.array(f, k, other) for f in body.args]
        if any(
            p is None or not (_depends(f, k) and _depends(f, other))
            for p, f in zip(pieces, body.args, strict=True)
        ):
            return None
        first, second = (p.text for p in pieces if p is not None)
        return Piece(self.setter.inner(first, second), Level.ATOM)

    def _diagonal(self, t: Term, k: Axis) -> Piece | None:
        """The matrix with this entry in row and column k."""
        if not _depends(t, k):
            return None
        match t.op:
            case "comp":
                name, _, ranges, indices = t.args
                square = indices == (k.v, k.v) and all(r == (ONE, k.size) for r in ranges)
                return self.setter.letter(self.setter.symbol(name)) if square and name in self.names else None
            case "add":
                signed = [(negative, self._diagonal(a, k)) for negative, a in shapes.addends(t)]
                pieces = [
                    (negative, self.setter.at(p, Level.OPEN)) for negative, p in signed if p is not None
                ]
                return self.setter.combination(pieces) if len(pieces) == len(signed) else None
            case "mul":
                scalars, rest = self._parted(t.args, k)
                if len(rest) == 1:
                    return self._scaled(scalars, self._diagonal(rest[0], k))
                if len(rest) == 2:
                    u, v = (self.array(f, k, None) for f in rest)
                    return None if u is None or v is None else self._beside(u, self._transposed(v))
            case "sum":
                return self._diagonal_product(t, k)
        return None

    def _diagonal_product(self, t: Term, k: Axis) -> Piece | None:
        if t.args[1] != ONE or _depends(t.args[2], k):
            return None
        inner = Axis(fresh(str(t.args[0]), "int", t, k.v), t.args[2])
        body = open_(t, inner.v)
        scalars, rest = self._parted(body.args if body.op == "mul" else [body], k, inner)
        if len(rest) != 2 or scalars:
            return None
        first, second = self.array(rest[0], k, inner), self.array(rest[1], inner, k)
        both = all(_depends(f, a) for f in rest for a in (k, inner))
        return self._beside(first, second) if first and second and both else None

    def _length(self, t: Term) -> Piece | None:
        """The norm whose square is this sum of squares."""
        k = Axis(fresh(str(t.args[0]), "int", t), t.args[2])
        if t.args[1] != ONE:
            return None
        body, other = open_(t, k.v), None
        if body.op == "sum" and body.args[1] == ONE and not _depends(body.args[2], k):
            other = Axis(fresh(str(body.args[0]), "int", body, k.v), body.args[2])
            body = open_(body, other.v)
        if body.op != "pow" or body.args[1] != _TWO or not _depends(body, k):
            return None
        if other is not None and not _depends(body, other):
            return None
        inner = self.array(body.args[0], k, other)
        return None if inner is None else Piece(self.setter.norm(inner.text), Level.ATOM)

    # -- pieces

    def _transposed(self, piece: Piece) -> Piece:
        return Piece(self.setter.transposed(self.setter.at(piece, Level.ATOM).text), Level.POWER)

    def _beside(self, first: Piece, second: Piece) -> Piece:
        left = self.setter.at(first, Level.PRODUCT).text
        return Piece(self.setter.juxtaposed(left, self.setter.at(second, Level.POWER).text), Level.PRODUCT)


def _depends(t: Term, axis: Axis) -> bool:
    return axis.v in subterms(t)
