"""What formulas stand for: numbers, vectors by their components, matrices by their entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import sympy as sp

from symderiv.language.notation import inner as inner_product
from symderiv.language.notation import total
from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Token

Entry: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector: the first and last index, its components, the letter of its index; a row where transposed."""

    lo: Any
    hi: Any
    entry: Entry
    letter: str = "i"
    row: bool = False

    def mapped(self, change: Callable[[Any], Any]) -> Vector:
        """The vector with each component changed."""
        return replace(self, entry=lambda i: change(self.entry(i)))


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix: the ranges of its rows and columns, its entries, the letters of its indices."""

    rows: tuple[Any, Any]
    columns: tuple[Any, Any]
    entry: Callable[[Any, Any], Any]
    letters: tuple[str, str] = ("i", "j")

    @property
    def transposed(self) -> Matrix:
        return Matrix(self.columns, self.rows, lambda i, j: self.entry(j, i), self.letters[::-1])

    def mapped(self, change: Callable[[Any], Any]) -> Matrix:
        """The matrix with each entry changed."""
        return replace(self, entry=lambda i, j: change(self.entry(i, j)))


Value: TypeAlias = Any  # an expression of SymPy, a Vector, or a Matrix


def is_number(value: Value) -> bool:
    """Whether a value is an expression, and no vector or matrix."""
    return not isinstance(value, (Vector, Matrix))


def number(value: Value, at: Token) -> Any:
    """The value, which has to be a number."""
    if is_number(value):
        return value
    what = "vector" if isinstance(value, Vector) else "matrix"
    raise Unread(f"a {what} stands where a number is expected", at, reason="shape")


def added(a: Value, b: Value, at: Token) -> Value:
    """a + b, of one shape."""
    if isinstance(a, Vector) and isinstance(b, Vector) and a.row == b.row and _same(a, b):
        return replace(a, entry=lambda i: a.entry(i) + b.entry(i))
    if isinstance(a, Matrix) and isinstance(b, Matrix) and (a.rows, a.columns) == (b.rows, b.columns):
        return replace(a, entry=lambda i, j: a.entry(i, j) + b.entry(i, j))
    if is_number(a) and is_number(b):
        return a + b
    raise Unread("what is added has different shapes", at, reason="shape")


def _same(a: Vector, b: Vector) -> bool:
    return bool((a.lo, a.hi) == (b.lo, b.hi))


def times(a: Value, b: Value, at: Token) -> Value:
    """The product of what stands beside each other."""
    if is_number(a):
        return a * b if is_number(b) else b.mapped(lambda e: a * e)
    if is_number(b):
        return a.mapped(lambda e: e * b)
    if isinstance(a, Vector) and isinstance(b, Vector):
        if a.row and not b.row:
            return dot(a, b, at)
        if b.row and not a.row:
            return Matrix(
                (a.lo, a.hi), (b.lo, b.hi), lambda i, j: a.entry(i) * b.entry(j), (a.letter, b.letter)
            )
        raise Unread(
            "two vectors beside each other are no product; one of them is transposed", at, reason="shape"
        )
    if isinstance(a, Matrix) and isinstance(b, Vector) and not b.row and a.columns == (b.lo, b.hi):
        return Vector(*a.rows, lambda i: summed(b, lambda k: a.entry(i, k) * b.entry(k)), a.letters[0])
    if isinstance(a, Vector) and isinstance(b, Matrix) and a.row and b.rows == (a.lo, a.hi):
        return Vector(
            *b.columns, lambda j: summed(a, lambda k: a.entry(k) * b.entry(k, j)), b.letters[1], row=True
        )
    if isinstance(a, Matrix) and isinstance(b, Matrix) and a.columns == b.rows:
        lo, hi = a.columns
        return Matrix(
            a.rows,
            b.columns,
            lambda i, j: total(hi, lambda k: a.entry(i, k) * b.entry(k, j), start=lo, name=a.letters[1]),
            (a.letters[0], b.letters[1]),
        )
    raise Unread("the shapes of these factors do not fit", at, reason="shape")


def summed(vector: Vector, body: Entry) -> Any:
    """The sum of body over the indices of a vector."""
    return total(vector.hi, body, start=vector.lo, name=vector.letter)


def dot(a: Value, b: Value, at: Token) -> Any:
    """The inner product of two vectors."""
    if not (isinstance(a, Vector) and isinstance(b, Vector) and _same(a, b)):
        raise Unread("an inner product takes two vectors of one length", at, reason="shape")
    if a.lo == 1:
        return inner_product(a.entry, b.entry, a.hi)
    return summed(a, lambda k: a.entry(k) * b.entry(k))


def squares(value: Value, at: Token) -> Any:
    """The sum of the squares of components or entries."""
    if isinstance(value, Vector):
        return summed(value, lambda k: value.entry(k) ** 2)
    if isinstance(value, Matrix):
        (r, s), (c, d) = value.rows, value.columns
        i, j = value.letters
        return total(
            s, lambda k: total(d, lambda l: value.entry(k, l) ** 2, start=c, name=j), start=r, name=i
        )
    raise Unread("a norm is taken of a vector", at, reason="shape")


def root(value: Any, degree: int) -> Any:
    """The root of a number."""
    return sp.Pow(value, sp.Rational(1, degree), evaluate=False)
