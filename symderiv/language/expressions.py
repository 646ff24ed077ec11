"""Expressions of quantities: sums and products of vectors, derivatives, losses, functions, expectations.

Nothing is carried out: a derivative or an expectation stays as it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from sympy.core.symbol import Str

from symderiv.language import quantities
from symderiv.language.arrays import Array, as_array, as_vector, euclidean, pairing
from symderiv.language.errors import StatementError
from symderiv.language.operands import as_expression, as_rule, as_text
from symderiv.language.quantities import ArrayFamily, Family, set_in_latex


class Diff(sp.Expr):
    """The partial derivative of an expression by a symbol or a component, not carried out."""

    is_commutative = True
    _latex = set_in_latex

    def _sympystr(self, printer: Any) -> str:
        return f"d({printer.stringify(self.args, ', ')})"


class Loss(sp.Expr):
    """A differentiable function of the vector (body for v in 1..length): name, gradient, v, length, body,
    and the gradient's indices that say which of several it is."""

    is_commutative = True
    _latex = set_in_latex
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        at = self.args[5]
        return f"{self.args[0]}[{printer.stringify(at, ', ')}]" if at else str(self.args[0])


class Call(sp.Expr):
    """A function's partial derivative at (body for v in 1..length): name, indices, v, length, body."""

    is_commutative = True
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        indices = "".join(f"_{printer.doprint(i)}" for i in self.args[1])
        return f"{self.args[0]}{indices}({printer.doprint(self.args[4])})"


class Mean(sp.Expr):
    """The expectation of an expression over all random quantities in it; real where that is."""

    is_commutative = True
    _latex = set_in_latex

    def _eval_is_real(self) -> bool | None:
        return True if self.args[0].is_real else None


@dataclass(frozen=True)
class Function:
    """A real function of ``length`` real variables, or its partial derivative by those with ``indices``."""

    name: str
    length: Any
    indices: tuple[Any, ...] = ()

    def __call__(self, vector: Array | Family | Callable[[Any], Any]) -> Call:
        """The value at a vector: a family with one index, or a function that gives the components."""
        if isinstance(vector, Array):
            vector = as_vector(self.name, vector).entry
        if not isinstance(vector, Family) and not callable(vector):
            raise StatementError(
                f"{self.name} takes a vector: a family, or a function that gives its components; not {vector}"
            )
        v = sp.Dummy("i", integer=True)
        entry = vector[v] if isinstance(vector, Family) else vector(v)
        indices = sp.Tuple(*map(as_expression, self.indices))
        return Call(Str(self.name), indices, v, as_expression(self.length), as_expression(entry))

    def partial(self, *indices: Any) -> Function:
        """The partial derivative by the variables with these indices, one after the other."""
        return replace(self, indices=self.indices + indices)

    def gradient(self, x: Array) -> Array:
        """The vector of the partial derivatives at a vector."""
        return Array(as_vector(self.name, x).shape, lambda i: self.partial(i)(x))

    def hessian(self, x: Array) -> Array:
        """The matrix of the second partial derivatives at a vector."""
        n = as_vector(self.name, x).shape[0]
        return Array((n, n), lambda i, j: self.partial(i, j)(x))


def function(name: str, length: Any) -> Function:
    """A real function of a vector with so many components; nothing more is assumed of it.

    >>> from symderiv import components, sizes
    >>> n = sizes("n")
    >>> w, L = components("w", n), function("L", n)
    >>> L(w).is_real, L.partial(1)(w).is_real
    (True, True)
    """
    return Function(as_text("the name of a function", name), length)


def loss(
    name: str,
    vector: Array | Callable[[Any], Any],
    length: Any = None,
    *,
    gradient: Family | Array,
    at: tuple[Any, ...] = (),
) -> Loss:
    """A loss L(y) that is differentiable at y = (vector(1), ..., vector(length)), gradient[i] = dL/dy_i;
    or at a vector y as such, with ``gradient("g", y)``.

    One of several losses, such as that of the b-th example, is told by ``at=(b,)``: then gradient[b, i]
    is dL_b/dy_i.
    """
    if isinstance(vector, Array):
        length, vector = as_vector(name, vector).shape[0], vector.entry
    if length is None:
        raise StatementError(
            f"the loss {name} takes a vector, or a function of the index and how many it has"
        )
    if isinstance(gradient, Array):
        gradient = gradient[(1,) * len(gradient.ends)].args[0]
    if not isinstance(gradient, Family):
        raise StatementError(f"the gradient of {name} is a family such as gradient('g', n), not {gradient}")
    if not isinstance(at, (tuple, list, sp.Tuple)):
        raise StatementError(
            f"one of several losses is told by a tuple of indices, such as at=(b,), not {at}"
        )
    if len(gradient.ranges) != len(at) + 1 or gradient.ranges[-1][1] != length:
        indices = f"{len(at) + 1} indices, the last" if at else "one index,"
        raise StatementError(f"the gradient {gradient.name} of {name} has {indices} from 1 to {length}")
    v = sp.Dummy("i", integer=True)
    fixed = sp.Tuple(*map(as_expression, at))
    entry = as_expression(as_rule("loss", vector)(v))
    return Loss(Str(as_text("the name of a loss", name)), gradient, v, as_expression(length), entry, fixed)


def total(end: Any, body: Callable[[Any], Any], *, start: Any = 1, name: str = "k") -> sp.Sum:
    """The sum of body(k) for k from ``start`` to ``end``; k is a new variable each time.

    >>> from symderiv import components, sizes
    >>> n = sizes("n"); x = components("x", n)
    >>> total(n, lambda k: x[k]**2)
    Sum(x[_k]**2, (_k, 1, n))
    """
    k = sp.Dummy(name, integer=True)
    summand, start, end = as_rule("total", body)(k), as_expression(start), as_expression(end)
    if isinstance(summand, Array):
        rule = as_rule("total", body)
        return Array(
            summand.shape,
            lambda *indices: total(end, lambda k: rule(k).entry(*indices), start=start, name=name),
        )
    summand = as_expression(summand)
    with sp.evaluate(True):  # else SymPy puts a factor 1 before the summand, which is left alone
        return sp.Sum(summand, (k, start, end))


def norm(entries: Array | Callable[[Any], Any], end: Any = None) -> Any:
    """The Euclidean norm of a vector, given as such or as entries(1), ..., entries(end); of a matrix that of
    Frobenius.

    >>> from symderiv import sizes, vector
    >>> norm(vector("x", sizes("n")))
    sqrt(Sum(x[_k]**2, (_k, 1, n)))
    """
    if isinstance(entries, Array):
        return euclidean(entries)
    entry = as_rule("norm", entries)
    return sp.sqrt(total(end, lambda k: as_expression(entry(k)) ** 2))


class Inner(sp.Sum):
    """A sum of products that is printed as an inner product."""


def inner(first: Array | Callable[[Any], Any], second: Array | Callable[[Any], Any], end: Any = None) -> Any:
    """The inner product of two vectors, given as such or as the sum of first(k) second(k) for k from 1 to
    ``end``; of two matrices that of Frobenius.

    >>> from symderiv import components, sizes
    >>> n = sizes("n"); x, y = components("x y", n)
    >>> inner(lambda k: x[k], lambda k: y[k], n)
    Sum(x[_k]*y[_k], (_k, 1, n))
    """
    if isinstance(first, Array) or isinstance(second, Array):
        return pairing(as_array("inner", first), as_array("inner", second))
    k = sp.Dummy("k", integer=True)
    a, b = (as_expression(as_rule("inner", entries)(k)) for entries in (first, second))
    return Inner(a * b, (k, 1, as_expression(end)))


def gradient(of: Any, *by: Any, latex: str = "") -> Any:
    """The gradient of an expression by a vector or a matrix, which has the shape of that; or, under a name,
    what the gradient of a loss is called: ``gradient("g", n)`` by components, ``gradient("g", y)`` in the
    shape of y.  What has such a name is no coordinate.

    >>> from symderiv import sizes, vector
    >>> x = vector("x", sizes("n"))
    >>> gradient(x.T @ x, x), gradient(norm(x)**2, x)[1]
    (<a vector of n>, d(Sum(x[_k]**2, (_k, 1, n)), x[1]))
    """
    if isinstance(of, str):
        if len(by) == 1 and isinstance(by[0], Array):
            pairs = [(sp.Integer(1), n) for n in by[0].ends]
            family = ArrayFamily(of, "value", pairs, latex)
            return Array(by[0].shape, lambda *indices: family[indices], of)
        return quantities.gradient(of, *by, latex=latex)
    if len(by) != 1:
        raise StatementError("the gradient of an expression is taken by one vector or matrix")
    x, f = as_array("gradient", by[0]), as_expression(of)
    return Array(x.shape, lambda *indices: d(f, x.entry(*indices)))


def jacobian(of: Array, by: Array) -> Any:
    """The matrix of the derivatives of a vector's components (rows) by those of another vector (columns)."""
    y, x = as_vector("jacobian", of), as_vector("jacobian", by)
    return Array((y.shape[0], x.shape[0]), lambda i, j: d(y.entry(i), x.entry(j)))


def hessian(of: Any, by: Array) -> Array:
    """The matrix of the second derivatives of an expression by the components of a vector."""
    x, f = as_vector("hessian", by), as_expression(of)
    n = x.shape[0]
    return Array((n, n), lambda i, j: d(d(f, x.entry(i)), x.entry(j)))


def d(expression: Any, target: Any) -> Any:
    """The partial derivative of an expression, or of all entries of an array, by target, a scalar or a
    component.

    >>> from symderiv import scalars
    >>> x = scalars("x")
    >>> d(x**2, x)
    d(x**2, x)
    """
    if isinstance(expression, Array):
        return expression.map(lambda e: d(e, target))
    if isinstance(target, Array):
        raise StatementError(f"d takes a scalar or a component; by {target.kind}, write gradient(f, x)")
    return Diff(as_expression(expression), as_expression(target))


def mean(expression: Any) -> Any:
    """The expectation of an expression, or of all entries of an array."""
    return expression.map(mean) if isinstance(expression, Array) else Mean(as_expression(expression))


def covariance(x: Any, y: Any) -> Any:
    """E[x y] - E[x] E[y]; of vectors the matrix E[x yᵀ] - E[x] E[y]ᵀ."""
    if isinstance(x, Array) or isinstance(y, Array):
        a, b = as_vector("covariance", x), as_vector("covariance", y)
        return mean(a @ b.T) - mean(a) @ mean(b).T
    return mean(as_expression(x) * as_expression(y)) - mean(x) * mean(y)


def variance(x: Any) -> Any:
    """E[x^2] - E[x]^2."""
    return mean(as_expression(x) ** 2) - mean(x) ** 2
