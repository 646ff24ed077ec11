"""The values that an author gives as an example: a point at which the hypotheses of a claim hold.

Nothing is believed of them: what they satisfy is for the counterexample checker to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import fmpq
from sympy.core.function import AppliedUndef, UndefinedFunction

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import number_of
from symderiv.evaluate.evaluator import evaluate
from symderiv.evaluate.model import Model, Recurrence
from symderiv.evaluate.numbers import ZERO, Gaussian, Undecided, Undefined, is_zero
from symderiv.language import notation as nt
from symderiv.language.errors import StatementError
from symderiv.language.translate import Translator
from symderiv.render import Spelling, text

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

    def objections(self, formulas: Iterable[Term], spelling: Spelling) -> Iterator[str]:
        """Complaints about the example: names that do not occur in the formulas, and values of another kind
        than a name's."""
        parts = [s for f in formulas for s in k.subterms(f) if s.op in ("var", "comp")]
        known = {s.args[0]: s for s in parts}
        unknown = sorted({*self.scalars, *self.tables} - known.keys())
        if unknown:
            yield f"gives a value to {', '.join(unknown)}, which the claim does not speak of"
        for name, value in self.scalars.items():
            if name in known:
                yield from _of_scalar(known[name], value, spelling)
        for name, table in self.tables.items():
            if name in known:
                yield from _of_family(known[name], table, constant=name in self.constant)

    def strays(self, formulas: Iterable[Term], model: Model) -> Iterator[str]:
        """The components with an index that is outside its range at the model."""
        families = {s.args[0]: s for f in formulas for s in k.subterms(f) if s.op == "comp"}
        for name in self.tables.keys() - self.constant:
            for index in self.tables[name]:
                for (lo, hi), i in zip(families[name].args[2], index, strict=True):
                    if _exceeds(lo, i, model) or _exceeds(hi, i, model, above=True):
                        place = ", ".join(map(str, index))
                        yield f"gives a value to {name}[{place}], which is outside its range"


def _exceeds(end: Term | None, index: int, model: Model, *, above: bool = False) -> bool:
    """Whether an index is beyond the end of a range, where the model knows that."""
    try:
        last = None if end is None else evaluate(end, model)
    except (Undefined, Undecided):
        return False
    return isinstance(last, fmpq) and (index > last if above else index < last)


def _of_scalar(t: Term, value: Term, spelling: Spelling) -> Iterator[str]:
    name, sort, *_ = t.args
    number = number_of(value)
    if t.op == "comp":
        yield f"gives one value to {name}, which has components"
    elif sort == "int" and not (isinstance(number, fmpq) and number.q == 1):
        yield f"gives {name}, which is an integer, the value {text(value, spelling)}"
    elif sort == "real" and (
        isinstance(number, Gaussian) or is_zero(getattr(number, "imag", ZERO)) is not True
    ):
        yield f"gives {name}, which is real, the value {text(value, spelling)}"


def _of_family(t: Term, table: Mapping[Index, fmpq], *, constant: bool) -> Iterator[str]:
    name, sort, *rest = t.args
    if t.op == "var":
        yield f"gives several values to {name}, which has one"
        return
    if not constant and any(len(index) != len(rest[0]) for index in table):
        yield f"gives values to components of {name} with another number of indices"
    if sort == "int":
        fractions = (value for value in table.values() if value.q != 1)
        yield from (f"gives a component of {name}, which are integers, the value {v}" for v in fractions)


def read_example(given: Given | None) -> Example | None:
    """Symbols with exact numbers; components with rational ones; families with lists of them, from the
    lower end of the range on, or with one number for all indices that a sequence has.

    >>> x, u = sp.Symbol("x"), nt.components("u", 2)
    >>> read_example({x: sp.sqrt(2), u: [1, Fraction(1, 2)]}).tables
    {'u': {(1,): 1, (2,): 1/2}}
    """
    if given is None:
        return None
    values = _called(given) if callable(given) else given
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


def _called(given: Callable[[], Any]) -> Any:
    try:
        return given()
    except Exception as error:
        raise StatementError(f"the example raises {type(error).__name__}: {error}") from error


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
    key = _place(key)[0]
    if isinstance(value, Fraction):
        value = sp.Rational(value.numerator, value.denominator)
    if isinstance(value, bool) or not isinstance(value, (int, sp.Expr)):
        raise StatementError(f"an example has exact numbers; {key} has the value {value!r}")
    translator = Translator()
    t = translator.term(sp.sympify(value))
    if k.free_vars(t) or translator.families:
        raise StatementError(f"an example has exact numbers; {key} has the value {value}")
    try:
        number_of(t)
    except (Undefined, Undecided) as error:
        raise StatementError(f"the value of {key} in the example is not known: {error}") from error
    return t


def _rational(value: Any, key: Any) -> fmpq:
    t = _number(value, key)
    number = number_of(t)
    if not isinstance(number, fmpq):
        name = _place(key)[0]
        raise StatementError(f"components have rational numbers in an example; {name} has the value {value}")
    return number
