"""The values that an author gives as an example: a point at which the hypotheses of a claim hold.

Nothing is believed of them: what they satisfy is for the counterexample checker to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import fmpq
from sympy.core.function import AppliedUndef, UndefinedFunction

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import number_of
from symderiv.evaluate.evaluator import Model, Recurrence
from symderiv.language import notation as nt
from symderiv.language.errors import StatementError
from symderiv.language.translate import Translator

Index = tuple[int, ...]
Given = Mapping[Any, Any] | Callable[[], Mapping[Any, Any]]


@dataclass(frozen=True)
class Example:
    """Closed terms for scalars; for families rational numbers by index, or one for all times (under 0)."""

    scalars: dict[str, Term] = field(default_factory=dict)
    tables: dict[str, dict[Index, fmpq]] = field(default_factory=dict)
    constant: frozenset[str] = frozenset()

    def model(self, laws: Mapping[str, Recurrence]) -> Model:
        """The example as a model, in which sequences go on by these laws."""
        numbers = {name: number_of(t) for name, t in self.scalars.items()}
        drawn: dict[str, dict[Index, Any]] = {name: dict(t) for name, t in self.tables.items()}
        known = {name: law for name, law in laws.items() if name not in self.constant}
        steady = dict.fromkeys(self.constant, 0)
        return Model(numbers, {}, known, steady=steady, drawn=drawn, terms=dict(self.scalars))


def read_example(given: Given | None) -> Example | None:
    """Symbols with exact numbers; components with rational ones; families with lists of them, from the
    lower end of the range on, or with one number for all indices that a sequence has.

    >>> x, u = sp.Symbol("x"), nt.components("u", 2)
    >>> read_example({x: sp.sqrt(2), u: [1, Fraction(1, 2)]}).tables
    {'u': {(1,): 1, (2,): 1/2}}
    """
    if given is None:
        return None
    values = given() if callable(given) else given
    if not isinstance(values, Mapping):
        raise StatementError(f"an example is a dict of values, not {values!r}")
    scalars: dict[str, Term] = {}
    tables: dict[str, dict[Index, fmpq]] = {}
    constant = set[str]()
    for key, value in values.items():
        name, index = _place(key)
        if index is not None:
            tables.setdefault(name, {})[index] = _rational(value, key)
        elif isinstance(key, (sp.Symbol, str)) and not isinstance(value, (list, tuple)):
            scalars[name] = _number(value, key)
        elif isinstance(value, (list, tuple)):
            tables.setdefault(name, {}).update(_entries(value, _starts(key), key))
        else:
            tables[name] = {(0,): _rational(value, key)}
            constant.add(name)
    return Example(scalars, tables, frozenset(constant))


def _place(key: Any) -> tuple[str, Index | None]:
    """The name of what gets a value and, for a component, its index."""
    match key:
        case str():
            return key, None
        case nt.Component():
            return key.args[0].name, tuple(_whole(i, key) for i in key.args[1:])
        case nt.Family() | sp.Symbol() | UndefinedFunction():
            return str(key.name), None
        case sp.Indexed():
            return str(key.base.label), tuple(_whole(i, key) for i in key.indices)
        case AppliedUndef():
            return str(key.func.__name__), tuple(_whole(i, key) for i in key.args)
        case sp.IndexedBase():
            return str(key.label), None
    raise StatementError(f"an example gives values to symbols, families and components, not to {key!r}")


def _whole(i: Any, key: Any) -> int:
    if not isinstance(i, sp.Integer):
        raise StatementError(f"an example gives a value to one component; {key} has the index {i}")
    return int(i)


def _starts(key: Any) -> list[int]:
    """Where the ranges of a family start: at its declared bounds, else at 0."""
    ranges = key.ranges if isinstance(key, nt.Family) else ()
    return [int(lo) if isinstance(lo, sp.Integer) else 0 for lo, _ in ranges]


def _entries(values: Any, starts: list[int], key: Any, index: Index = ()) -> Iterator[tuple[Index, fmpq]]:
    """The numbers in a list, or in a list of lists, with their indices."""
    if not isinstance(values, (list, tuple)):
        yield index, _rational(values, key)
        return
    first = starts[0] if starts else 0
    for n, value in enumerate(values, first):
        yield from _entries(value, starts[1:], key, (*index, n))


def _number(value: Any, key: Any) -> Term:
    """The closed term of an exact number."""
    if isinstance(value, Fraction):
        value = sp.Rational(value.numerator, value.denominator)
    if isinstance(value, bool) or not isinstance(value, (int, sp.Expr)):
        raise StatementError(f"an example has exact numbers; {key} has the value {value!r}")
    translator = Translator()
    t = translator.term(sp.sympify(value))
    if k.free_vars(t) or translator.families:
        raise StatementError(f"an example has exact numbers; {key} has the value {value}")
    return t


def _rational(value: Any, key: Any) -> fmpq:
    t = _number(value, key)
    number = number_of(t)
    if not isinstance(number, fmpq):
        raise StatementError(f"components have rational numbers in an example; {key} has the value {value}")
    return number
