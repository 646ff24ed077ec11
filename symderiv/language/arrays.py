"""Vectors and matrices as such: what is written of them is about all their entries.

An :class:`Array` has a shape and a rule for its entries, and is no object of SymPy: a statement about arrays
is one about components and sums from the moment it is written, and is printed as it was written.  Vectors
are columns; ``x.T`` is a row.  Nothing is broadcast, and a shape that does not fit is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sympy as sp

from symderiv.language.errors import StatementError
from symderiv.language.operands import as_expression, as_text
from symderiv.language.quantities import ArrayFamily, OwnVariable

Shape = tuple[Any, Any]  # how many rows and columns; None for the columns of a vector, and the rows of a row

_ZERO: Final = sp.Integer(0)


class Array:
    """A vector (shape (n, None)), a row (None, n) or a matrix (m, n), with ``entry`` of the row's and the
    column's index, those that there are."""

    __slots__ = ("entry", "shape", "text")
    __array_ufunc__ = None  # NumPy leaves operators to this class
    __iter__ = None  # looked up by index only

    def __init__(self, shape: Shape, entry: Callable[..., Any], text: str = "") -> None:
        self.shape = shape
        self.entry = entry
        self.text = text

    @property
    def ends(self) -> tuple[Any, ...]:
        """The sizes that there are."""
        return tuple(n for n in self.shape if n is not None)

    @property
    def is_vector(self) -> bool:
        return self.shape[1] is None

    @property
    def is_square(self) -> bool:
        return None not in self.shape and _same(*self.shape)

    @property
    def kind(self) -> str:
        """The array in words, for a message."""
        rows, columns = self.shape
        if columns is None:
            what = f"a vector of {rows}"
        elif rows is None:
            what = f"a row of {columns}"
        else:
            what = f"a matrix of {rows} by {columns}"
        return f"{self.text}, {what}" if self.text else what

    def __repr__(self) -> str:
        return f"<{self.kind}>"

    def __getitem__(self, indices: Any) -> Any:
        """An entry, or with ``:`` for an index a row or a column as a vector."""
        given = indices if isinstance(indices, tuple) else (indices,)
        if len(given) != len(self.ends):
            raise StatementError(f"{self.kind} takes {len(self.ends)} indices, not {len(given)}")
        whole = [n for n, i in enumerate(given) if isinstance(i, slice)]
        if any(given[n] != slice(None) for n in whole):
            raise StatementError(f"a part of {self.kind} is a whole row or column: write : for the index")
        fixed = [None if isinstance(i, slice) else as_expression(i) for i in given]
        match whole:
            case []:
                return self.entry(*fixed)
            case [n]:
                return Array(
                    (self.ends[n], None),
                    lambda i: self.entry(*(i if at == n else f for at, f in enumerate(fixed))),
                )
        return self

    def __bool__(self) -> bool:
        raise StatementError(f"{self.kind} is neither true nor false; write eq(a, b)")

    __hash__ = object.__hash__

    @property
    def T(self) -> Array:
        """The transpose."""
        rows, columns = self.shape
        if None in self.shape:
            return Array((columns, rows), self.entry)
        return Array((columns, rows), lambda i, j: self.entry(j, i))

    def __add__(self, other: Any) -> Array:
        return _entrywise("+", self, other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Array:
        return _entrywise("-", self, other, lambda a, b: a - b)

    def __radd__(self, other: Any) -> Array:
        return _entrywise("+", other, self, lambda a, b: a + b)

    def __rsub__(self, other: Any) -> Array:
        return _entrywise("-", other, self, lambda a, b: a - b)

    def __neg__(self) -> Array:
        return self.map(lambda a: -a)

    def __mul__(self, scalar: Any) -> Array:
        number = _scalar(scalar)
        return self.map(lambda a: number * a)

    __rmul__ = __mul__

    def __truediv__(self, scalar: Any) -> Array:
        number = _scalar(scalar)
        return self.map(lambda a: a / number)

    def __matmul__(self, other: Any) -> Any:
        if not isinstance(other, Array):
            raise StatementError(f"@ stands between arrays; met {self.kind} and {other}")
        (rows, inner), (again, columns) = self.shape, other.shape
        if inner is None and again is None:
            return Array((rows, columns), lambda i, j: self.entry(i) * other.entry(j))
        if inner is None or again is None or not _same(inner, again):
            hint = "; one of them transposed, as in x.T @ y?" if other.is_vector and self.is_vector else ""
            raise StatementError(f"the shapes do not fit in a product: {self.kind}, and {other.kind}{hint}")

        def entry(*indices: Any) -> Any:
            left, right = indices[: rows is not None], indices[rows is not None :]
            return summed(inner, lambda k: self.entry(*left, k) * other.entry(k, *right))

        return made((rows, columns), entry)

    def __rmatmul__(self, other: Any) -> Any:
        raise StatementError(f"@ stands between arrays; met {other} and {self.kind}")

    def __pow__(self, exponent: Any) -> Any:
        if not isinstance(exponent, int) or exponent < 1 or not self.is_square:
            raise StatementError(f"a power of {self.kind}: of a square matrix, by a whole number from 1 on")
        return self if exponent == 1 else self ** (exponent - 1) @ self

    def map(self, rule: Callable[[Any], Any]) -> Array:
        """The array of the same shape whose entries are ``rule`` of these."""
        return Array(self.shape, lambda *indices: rule(self.entry(*indices)))


def summed(end: Any, body: Callable[[Any], Any], name: str = "k") -> Any:
    """The sum of body(k) over k from 1 to ``end``."""
    k = sp.Dummy(name, integer=True)
    with sp.evaluate(False):  # the factors stay in their order, in which the arrays were written
        summand = body(k)
    with sp.evaluate(True):  # else SymPy puts a factor 1 before the summand, which is left alone
        return sp.Sum(summand, (k, 1, end))


def made(shape: Shape, entry: Callable[..., Any]) -> Any:
    """An array of that shape; the entry itself where there is but one."""
    return entry() if shape == (None, None) else Array(shape, entry)


def _same(a: Any, b: Any) -> bool:
    """Whether two sizes are one, or both are absent."""
    if a is None or b is None:
        return a is b
    with sp.evaluate(True):
        return bool(a == b or sp.expand(a - b) == 0)


def fits(a: Array, b: Array) -> bool:
    """Whether two arrays have the same shape."""
    return all(map(_same, a.shape, b.shape))


def _scalar(value: Any) -> Any:
    if isinstance(value, Array):
        raise StatementError(
            f"* stands between a number and an array; met {value.kind}: write @ for the product of matrices, "
            "hadamard(A, B) for that of entries"
        )
    return as_expression(value)


def _entrywise(word: str, a: Any, b: Any, rule: Callable[[Any, Any], Any]) -> Array:
    for side in (a, b):
        if not isinstance(side, Array):
            raise StatementError(
                f"{word} stands between arrays of one shape, nothing is broadcast; met {side}"
            )
    if not fits(a, b):
        raise StatementError(f"the shapes do not fit in {word}: {a.kind}, and {b.kind}")
    return Array(a.shape, lambda *indices: rule(a.entry(*indices), b.entry(*indices)))


def as_array(word: str, value: Any) -> Array:
    """An array, or a StatementError that says what ``word`` was given."""
    if isinstance(value, Array):
        return value
    raise StatementError(f"{word} takes a vector or a matrix; it was given {value}")


def as_square(word: str, value: Any) -> Array:
    """A square matrix."""
    a = as_array(word, value)
    if not a.is_square:
        raise StatementError(f"{word} takes a square matrix; it was given {a.kind}")
    return a


def as_vector(word: str, value: Any) -> Array:
    """A vector."""
    a = as_array(word, value)
    if not a.is_vector:
        raise StatementError(f"{word} takes a vector; it was given {a.kind}")
    return a


def placed(arrays: list[Any]) -> tuple[tuple[Any, ...], list[Any]]:
    """Arrays of one shape (0 is that whose entries are 0), as a tuple of fresh indices and the entries
    there."""
    first = next(a for a in arrays if isinstance(a, Array))
    indices = tuple(OwnVariable(name, 1, n, integer=True) for name, n in zip("ij", first.ends, strict=False))
    with sp.evaluate(False):
        return indices, [_entry(a, first, indices) for a in arrays]


def _entry(a: Any, like: Array, indices: tuple[Any, ...]) -> Any:
    if not isinstance(a, Array):
        if as_expression(a) == 0:
            return _ZERO
        raise StatementError(f"nothing is broadcast: {like.kind} is compared with {a}")
    if not fits(a, like):
        raise StatementError(f"the shapes do not fit in a statement: {like.kind}, and {a.kind}")
    return a.entry(*indices)


# -- words of a page


def _declared(names: str, ends: tuple[Any, ...], shape: Shape, latex: str, random: bool) -> Any:
    pairs = [(sp.Integer(1), n) for n in ends]
    kind = "random" if random else "real"
    found = []
    for name in as_text("what is declared by its name", names).replace(",", " ").split():
        family = ArrayFamily(name, kind, pairs, latex)
        found.append(Array(shape, lambda *indices, family=family: family[indices], name))
    return found[0] if len(found) == 1 else tuple(found)


def vector(names: str, n: Any, *, latex: str = "", random: bool = False) -> Any:
    """Real vectors of n components (columns): ``x[i]`` is a component, ``x.T`` the row.

    >>> from symderiv import sizes
    >>> x, y = vector("x y", sizes("n"))
    >>> x.T @ y
    Sum(x[_k]*y[_k], (_k, 1, n))
    """
    n = as_expression(n)
    return _declared(names, (n,), (n, None), latex, random)


def matrix(names: str, m: Any, n: Any, *, latex: str = "", random: bool = False) -> Any:
    """Real matrices of m rows and n columns: ``A[i, j]``, a row ``A[i, :]`` and a column ``A[:, j]`` (both
    are vectors), ``A.T``; products are written ``A @ x``.

    >>> from symderiv import sizes
    >>> m, n = sizes("m n")
    >>> A, x = matrix("A", m, n), vector("x", n)
    >>> A @ x, A.T[2, 1]
    (<a vector of m>, A[1, 2])
    >>> x @ x
    Traceback (most recent call last):
    symderiv.language.errors.StatementError: the shapes do not fit in a product: x, a vector of n, and x, a \
vector of n; one of them transposed, as in x.T @ y?
    """
    m, n = as_expression(m), as_expression(n)
    return _declared(names, (m, n), (m, n), latex, random)


def identity(n: Any) -> Array:
    """The identity matrix of n rows."""
    n = as_expression(n)
    return Array((n, n), sp.KroneckerDelta, "I")


def ones(*ends: Any) -> Array:
    """The vector of n ones, or the matrix of m by n ones."""
    return _constant("ones", ends, sp.Integer(1))


def zeros(*ends: Any) -> Array:
    """The vector of n zeros, or the matrix of m by n zeros."""
    return _constant("zeros", ends, _ZERO)


def _constant(word: str, ends: tuple[Any, ...], value: Any) -> Array:
    match tuple(map(as_expression, ends)):
        case (n,):
            return Array((n, None), lambda _: value)
        case (m, n):
            return Array((m, n), lambda _i, _j: value)
    raise StatementError(f"{word} takes one size or two; it was given {len(ends)}")


def diag(x: Any) -> Array:
    """The square matrix with the components of a vector on its diagonal."""
    v = as_vector("diag", x)
    n = v.shape[0]
    return Array((n, n), lambda i, j: sp.KroneckerDelta(i, j) * v.entry(i))


def hadamard(a: Any, b: Any) -> Array:
    """The product of two arrays of one shape, entry by entry."""
    return _entrywise("hadamard", as_array("hadamard", a), as_array("hadamard", b), lambda x, y: x * y)


def outer(x: Any, y: Any) -> Array:
    """The matrix x yᵀ of two vectors."""
    made_of: Array = as_vector("outer", x) @ as_vector("outer", y).T
    return made_of


def trace(a: Any) -> Any:
    """The sum of the diagonal of a square matrix."""
    square = as_square("trace", a)
    return summed(square.shape[0], lambda k: square.entry(k, k))


class Norm(sp.Pow):
    """The root of a sum of squares; its even powers are those of the sum, which have derivatives where it
    is 0, too."""

    def __new__(cls, squares: Any, exponent: Any = sp.S.Half, **_: Any) -> Any:
        if exponent != sp.S.Half:
            return sp.Pow(squares, exponent)
        return sp.Pow.__new__(cls, squares, exponent, evaluate=False)

    def __pow__(self, exponent: Any) -> Any:
        e = as_expression(exponent)
        half, odd = divmod(int(e), 2) if e.is_Integer else (0, 1)
        if half < 1 or odd:
            return super().__pow__(e)
        return self.args[0] if half == 1 else self.args[0] ** half


def euclidean(a: Array) -> Any:
    """The root of the sum of all squared entries: of a matrix the Frobenius norm."""

    def total_of(ends: tuple[Any, ...], indices: tuple[Any, ...]) -> Any:
        if not ends:
            return a.entry(*indices) ** 2
        return summed(ends[0], lambda k: total_of(ends[1:], (*indices, k)))

    return Norm(total_of(a.ends, ()))


def pairing(a: Array, b: Array) -> Any:
    """The inner product of two arrays of one shape: of matrices that of Frobenius."""
    if not fits(a, b):
        raise StatementError(f"the shapes do not fit in an inner product: {a.kind}, and {b.kind}")

    def total_of(ends: tuple[Any, ...], indices: tuple[Any, ...]) -> Any:
        if not ends:
            return a.entry(*indices) * b.entry(*indices)
        return summed(ends[0], lambda k: total_of(ends[1:], (*indices, k)))

    return total_of(a.ends, ())


def block(rows: Any) -> Array:
    """Blocks, row by row: ``block([[A, B], [C, D]])``; ``block([[A, B]])`` puts two side by side.

    Of a row all blocks have as many rows, of a column as many columns.
    """
    grid = [[as_array("block", a) for a in row] for row in rows]
    beside_each_other = [_joined(row, 1) for row in grid]
    return _joined(beside_each_other, 0)


def _joined(parts: list[Array], axis: int) -> Array:
    """Matrices below (axis 0) or beside (axis 1) each other."""
    if not parts:
        raise StatementError("block takes rows of one matrix at least; none was given")
    first, *rest = parts
    for second in rest:
        first = _two(first, second, axis)
    return first


def _two(a: Array, b: Array, axis: int) -> Array:
    if None in (a.shape[axis], b.shape[axis]) or not _same(a.shape[1 - axis], b.shape[1 - axis]):
        raise StatementError(f"the shapes do not fit in a block: {a.kind}, and {b.kind}")
    until = a.shape[axis]
    with sp.evaluate(True):
        whole = until + b.shape[axis]
    shape = (whole, a.shape[1]) if axis == 0 else (a.shape[0], whole)

    def entry(*indices: Any) -> Any:
        i = indices[axis]
        later = tuple(n - until if at == axis else n for at, n in enumerate(indices))
        return sp.Piecewise((a.entry(*indices), sp.Le(i, until)), (b.entry(*later), True))

    return Array(shape, entry)
