"""What may stand in a statement: SymPy's own objects, integers and fractions. Text is never evaluated.

SymPy's ``sympify`` reads a string as Python and takes a float for the number its digits round to; a page that
says ``eq("x", 0.1)`` would state what nobody wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from numbers import Integral
from typing import Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from symderiv.language.errors import StatementError


def as_expression(value: Any) -> Any:
    """A term as it is, an integer or a fraction in SymPy; StatementError for all else, by name.

    >>> from fractions import Fraction
    >>> as_expression(Fraction(1, 2)), as_expression(3)
    (1/2, 3)
    >>> as_expression("1")
    Traceback (most recent call last):
    symderiv.language.errors.StatementError: '1' is a string, which is never evaluated; write the expression
    """
    if isinstance(value, sp.Basic):
        return value
    if isinstance(value, Fraction):
        return sp.Rational(value.numerator, value.denominator)
    if isinstance(value, Integral) and not isinstance(value, bool):
        return sp.Integer(int(value))
    raise StatementError(_refusal(value))


def as_statement(value: Any) -> Any:
    """A statement as it is; what Python has settled to True or False is left for the translator to refuse."""
    if isinstance(value, bool):
        return sp.true if value else sp.false
    if isinstance(value, Boolean):
        return value
    if isinstance(value, sp.Basic):
        raise StatementError(f"a statement is expected, such as eq(a, b); met the term {_short(value)}")
    raise StatementError(f"a statement is expected, such as eq(a, b): {_refusal(value)}")


def as_variable(value: Any) -> Any:
    """A symbol, which a quantifier or a limit can bind."""
    if isinstance(value, sp.Symbol):
        return value
    met = _short(value) if isinstance(value, sp.Basic) else _refusal(value)
    raise StatementError(f"a variable is expected, such as index or scalars declares it; met {met}")


def as_variables(value: Any) -> tuple[Any, ...]:
    """One variable, or several in a tuple or list, none of them twice."""
    several = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if not several:
        raise StatementError("a quantifier binds one variable at least; none was given")
    if len(set(map(as_variable, several))) < len(several):
        raise StatementError(f"a quantifier binds each variable once; met {_short(sp.Tuple(*several))}")
    return several


def as_rule(word: str, value: Any) -> Callable[..., Any]:
    """A function that gives the part of a statement for each index, such as the summand of a sum."""
    if callable(value):
        return value  # type: ignore[no-any-return]
    raise StatementError(
        f"{word} takes a function of the index, such as lambda k: u[k]; it was given {_met(value)}"
    )


def as_text(word: str, value: Any) -> str:
    """Names, or LaTeX: what is no expression."""
    if isinstance(value, str):
        return value
    raise StatementError(f"{word} is text in quotes; it was given {_met(value)}")


def _met(value: Any) -> str:
    return _short(value) if isinstance(value, sp.Basic) else f"{_short(value)} ({type(value).__name__})"


def as_sides(word: str, values: Sequence[Any]) -> list[Any]:
    """The sides of a relation, of which there are two at least: one side alone states nothing."""
    if len(values) < 2:
        raise StatementError(f"{word} relates two sides or more; it was given {len(values) or 'none'}")
    return [as_expression(v) for v in values]


def _refusal(value: Any) -> str:
    """Why a value of Python is no part of a statement."""
    if isinstance(value, (str, bytes)):
        return f"{_short(value)} is a string, which is never evaluated; write the expression"
    if isinstance(value, float):
        return f"{_short(value)} is a float, which stands for no exact number: write a Rational"
    if value is None:
        return "None is no expression; is a return missing?"
    return f"{_short(value)} ({type(value).__name__}) is no expression of SymPy, no integer and no Fraction"


def _short(value: Any) -> str:
    text = str(value) if isinstance(value, sp.Basic) else repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
