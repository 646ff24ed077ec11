"""Pieces of Python source: expressions with the axes of their values, names, and sums of integers."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import Final, NamedTuple, Protocol

from symderiv.codegen.linear import Linear
from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term

Guard = tuple[Term, ...]  # the conditions under which a value is used at all

WORDS: Final = {*keyword.kwlist, *dir(builtins)}
HELPERS: Final = ("array", "number", "integer", "integers", "same_shape", "holds", "inside", "without")


class Level(IntEnum):
    """How tightly a piece of Python holds together."""

    RELATION = 0
    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


class Code(NamedTuple):
    """A Python expression, the axes of its value in their order, and how tightly it holds."""

    text: str
    axes: tuple[str, ...] = ()
    level: Level = Level.ATOM

    def held(self, level: Level) -> str:
        """The text, in parentheses where its place asks for a tighter one."""
        return self.text if self.level >= level else f"({self.text})"

    def negated(self) -> Code:
        return Code(f"-{self.held(Level.PRODUCT)}", self.axes, Level.SUM)


def whole_number(n: int) -> Code:
    """An integer."""
    return Code(str(n), (), Level.ATOM if n >= 0 else Level.SUM)


class Expressions(Protocol):
    """What makes code of terms; under a condition (``guard``) an index may leave its range."""

    def value(self, t: Term, guard: Guard = ()) -> Code: ...

    def truth(self, f: Term, guard: Guard = ()) -> Code: ...


@dataclass
class Body:
    """The lines of a function in their order, before its result."""

    lines: list[str] = field(default_factory=list)
    quiet: bool = False  # whether something is computed that is not used, and may be undefined

    def add(self, line: str) -> None:
        self.lines.append(line)


class Names:
    """The Python names in a function: of arguments, of variables, and of what is computed on the way."""

    def __init__(self) -> None:
        self.taken = {*HELPERS, "np", "xp"}
        self.of: dict[Term, str] = {}

    def new(self, name: str) -> str:
        """A Python identifier for a name of the page, like no other one."""
        plain = name.rstrip(k.MARK).replace("'", "_prime").replace("′", "_prime")
        plain = "".join(c if c.isalnum() or c == "_" else "_" for c in plain).lstrip("_") or "x"
        plain = plain if plain.isidentifier() else f"x_{plain}"
        found = f"{plain}_" if plain in WORDS else plain
        for n in count(2):
            if found not in self.taken:
                break
            found = f"{plain}_{n}"
        self.taken.add(found)
        return found

    def declare(self, v: Term) -> str:
        """The name of a variable, from now on."""
        name = self.of[v] = self.new(v.args[0])
        return name

    def combination(self, form: Linear | None) -> str | None:
        """A linear form of variables that have names, as code; None for one that is a number or has none."""
        if form is None or not form.keys() - {ONE} or any(v not in self.of for v in form if v != ONE):
            return None
        signed = [
            (c, f"{'' if abs(c) == 1 else f'{abs(c)} * '}{self.of[v]}") for v, c in form.items() if v != ONE
        ]
        first, *rest = sorted(signed, key=lambda pair: pair[0] < 0)
        others = "".join(f" {'-' if c < 0 else '+'} {name}" for c, name in rest)
        return "-" * (first[0] < 0) + first[1] + others + signed_number(form.get(ONE, 0))


def signed_number(c: int) -> str:
    """A number as a summand that follows others; nothing for 0."""
    return f" + {c}" if c > 0 else f" - {-c}" if c else ""


def added(code: str, c: int) -> str:
    """code + c, with numbers added up.

    >>> added("4", 1), added("n - 1", 1), added("n", 2)
    ('5', 'n', 'n + 2')
    """
    head, sign, tail = code.rpartition(" ")
    if is_number(code):
        return str(int(code) + c)
    if sign and tail.isdecimal() and head.endswith((" +", " -")):
        return head[:-2] + signed_number((1 if head.endswith("+") else -1) * int(tail) + c)
    return code + signed_number(c)


def extreme(name: str, codes: Sequence[str]) -> str:
    """The greatest or least of several; numbers are compared at once.

    >>> extreme("max", ["1", "n", "2"])
    'max(2, n)'
    """
    choose = max if name == "max" else min
    numbers = {int(c) for c in codes if is_number(c)}
    known = [str(choose(numbers))] if numbers else []
    kept = list(dict.fromkeys([*known, *(c for c in codes if not is_number(c))]))
    return kept[0] if len(kept) == 1 else f"{name}({', '.join(kept)})" if kept else "0"


def is_number(code: str) -> bool:
    """Whether a piece of Python is a whole number."""
    return code.lstrip("-").isdecimal()
