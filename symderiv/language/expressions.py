"""Expressions of quantities: sums and products of vectors, derivatives, losses, functions, expectations.

Nothing is carried out: a derivative or an expectation stays as it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from sympy.core.symbol import Str

from symderiv.language.errors import StatementError
from symderiv.language.operands import as_expression, as_rule, as_text
from symderiv.language.quantities import Family, set_in_latex


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

    def __call__(self, vector: Family | Callable[[Any], Any]) -> Call:
        """The value at a vector: a family with one index, or a function that gives the components."""
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
    name: str, vector: Callable[[Any], Any], length: Any, *, gradient: Family, at: tuple[Any, ...] = ()
) -> Loss:
    """A loss L(y) that is differentiable at y = (vector(1), ..., vector(length)), gradient[i] = dL/dy_i.

    One of several losses, such as that of the b-th example, is told by ``at=(b,)``: then gradient[b, i]
    is dL_b/dy_i.
    """
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
    summand, start, end = as_expression(as_rule("total", body)(k)), as_expression(start), as_expression(end)
    with sp.evaluate(True):  # else SymPy puts a factor 1 before the summand, which is left alone
        return sp.Sum(summand, (k, start, end))


def norm(entries: Callable[[Any], Any], end: Any) -> Any:
    """The Euclidean norm of the vector entries(1), ..., entries(end)."""
    entry = as_rule("norm", entries)
    return sp.sqrt(total(end, lambda k: as_expression(entry(k)) ** 2))


class Inner(sp.Sum):
    """A sum of products that is printed as an inner product."""


def inner(first: Callable[[Any], Any], second: Callable[[Any], Any], end: Any) -> Inner:
    """The inner product of two vectors: the sum of first(k) second(k) for k from 1 to ``end``.

    >>> from symderiv import components, sizes
    >>> n = sizes("n"); x, y = components("x y", n)
    >>> inner(lambda k: x[k], lambda k: y[k], n)
    Sum(x[_k]*y[_k], (_k, 1, n))
    """
    k = sp.Dummy("k", integer=True)
    a, b = (as_expression(as_rule("inner", entries)(k)) for entries in (first, second))
    return Inner(a * b, (k, 1, as_expression(end)))


def d(expression: Any, target: Any) -> Diff:
    """The partial derivative of expression by target, a scalar or a component.

    >>> from symderiv import scalars
    >>> x = scalars("x")
    >>> d(x**2, x)
    d(x**2, x)
    """
    return Diff(as_expression(expression), as_expression(target))


def mean(expression: Any) -> Mean:
    """The expectation of an expression."""
    return Mean(as_expression(expression))


def covariance(x: Any, y: Any) -> Any:
    """E[x y] - E[x] E[y]."""
    return mean(as_expression(x) * as_expression(y)) - mean(x) * mean(y)


def variance(x: Any) -> Any:
    """E[x^2] - E[x]^2."""
    return mean(as_expression(x) ** 2) - mean(x) ** 2
