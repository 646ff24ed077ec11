"""A place among tokens, and the quantities that are in scope there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

from readback.layout import ReadError, Token, Tokens, sign, split
from symderiv.core import terms as k
from symderiv.core.terms import Term


@dataclass(frozen=True)
class Declared:
    """A quantity: how its letter is printed, where its indices stand, and what makes a term of them."""

    kind: str
    letter: Tokens
    make: Callable[..., Term]
    places: str = ""
    template: Tokens = ()

    @property
    def head(self) -> Tokens:
        """The letter without what stands above and below it."""
        return tuple(takewhile(lambda t: t.kind not in ("low", "high"), self.letter))

    def own(self, kind: str) -> list[Tokens]:
        """What stands above or below the letter itself."""
        return [p for t in self.letter[len(self.head) :] if t.kind == kind for p in split(t.parts[0])]


class Cursor(ABC):
    """A reader of one formula, without its grammar."""

    def __init__(
        self, tokens: Tokens, declared: list[Declared], vector: Term | None = None, *, dotted: bool = False
    ) -> None:
        self.tokens, self.at = tokens, 0
        self.dotted = dotted  # whether factors stand side by side only after a number
        self.declared, self.vector = declared, vector
        self.used = False  # whether something was the vector itself

    @abstractmethod
    def sum(self) -> Term:
        """The term that comes next."""

    @abstractmethod
    def formula(self) -> Term:
        """The formula that comes next."""

    def peek(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else Token("end")

    def take(self, *signs: str) -> str | None:
        """One of the signs or words, if it comes next."""
        t = self.peek()
        if t.kind in ("sign", "name") and t.text in signs:
            self.at += 1
            return t.text
        return None

    def expect(self, *signs: str) -> str:
        met = self.take(*signs)
        if met is None:
            raise ReadError(f"expected {' or '.join(signs)}, met {self.peek()} in {self.tokens}")
        return met

    def inside(self, tokens: Tokens) -> Self:
        return type(self)(tokens, self.declared, self.vector, dotted=self.dotted)

    def whole(self, read: Callable[[Self], Term]) -> Term:
        """What ``read`` makes of all tokens."""
        found = read(self)
        if self.at != len(self.tokens):
            raise ReadError(f"left over: {self.tokens[self.at :]}")
        return found

    def part(self, tokens: Tokens) -> Term:
        """A term that is a part of its own, such as an exponent."""
        reader = self.inside(tokens)
        t = reader.whole(lambda r: r.sum())
        self.used |= reader.used
        return t

    def attempt(self, read: Callable[[], Term]) -> Term | None:
        """What ``read`` makes of what follows; back to here where that is nothing."""
        at, used, declared = self.at, self.used, self.declared
        try:
            return read()
        except ReadError:
            self.at, self.used, self.declared = at, used, declared
            return None

    @contextmanager
    def binding(self, letter: Tokens, sort: str) -> Iterator[Term]:
        """A new variable for the letter."""
        v = k.var(f"bound {len(self.declared)}", sort)
        before = self.declared
        self.declared = [Declared("var", letter, lambda: v), *before]
        try:
            yield v
        finally:
            self.declared = before

    # -- what stands in brackets, below, and behind a quantifier

    def letter(self) -> Tokens:
        """The letter of a bound variable."""
        start = self.at
        self.at += 1
        while self.peek().kind in ("low", "high"):
            self.at += 1
        return self.tokens[start : self.at]

    def domain(self) -> tuple[str, Term | None, Term | None]:
        if self.take("≥"):
            return "int", self.sum(), None
        if self.take("≤"):
            return "int", None, self.sum()
        self.expect("∈")
        if s := self.take("ℤ", "ℝ", "ℂ"):
            return {"ℤ": "int", "ℝ": "real", "ℂ": "complex"}[s], None, None
        if s := self.take("[", "("):
            lo = None if self.infinite() else self.sum()
            self.expect(",")
            hi = None if self.infinite() else self.sum()
            self.expect("]", ")")
            return "real", lo, hi
        braces = self.take("{")
        lo = self.sum()
        if braces:
            for s in (",", "…", ","):
                self.expect(s)
        else:
            self.expect("..")
        hi = self.sum()
        if braces:
            self.expect("}")
        return "int", lo, hi

    def infinite(self) -> bool:
        at = self.at
        self.take("−")
        if self.take("∞"):
            return True
        self.at = at
        return False

    def next_low(self) -> Tokens:
        self.at += 1
        return self.tokens[self.at - 1].parts[0]

    def parenthesised(self) -> Tokens:
        """The tokens between the parentheses that open here."""
        self.expect("(")
        start, depth = self.at, 1
        while depth:
            t = self.peek()
            if t.kind == "end":
                raise ReadError("a parenthesis is not closed")
            depth += (t == sign("(")) - (t == sign(")"))
            self.at += 1
        return self.tokens[start : self.at - 1]

    def brackets(self) -> list[Tokens]:
        """The parts in the brackets that open here."""
        self.expect("[")
        start, depth = self.at, 1
        while depth:
            t = self.peek()
            if t.kind == "end":
                raise ReadError("a bracket is not closed")
            depth += (t == sign("[")) - (t == sign("]"))
            self.at += 1
        return split(self.tokens[start : self.at - 1])

    def closed(self, *ends: str) -> Term:
        t = self.sum()
        self.expect(*ends)
        return t

    def held(self) -> Term:
        self.expect("(")
        t = self.sum()
        self.expect(")")
        return t
