"""What a medium makes of pieces: letters and signs, fractions and powers, parentheses where they are needed.

A :class:`Typesetter` knows glyphs and a claim's spelling, and nothing of terms.  A piece carries its level,
so a parenthesis is set in one place, :meth:`Typesetter.at`, and nowhere else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

from symderiv.render.names import DEFAULT, Medium, Spelling, Symbol

# the names of distributions in print
DISTRIBUTIONS: Final = {
    name: name.capitalize() for name in ("normal", "bernoulli", "exponential", "poisson", "uniform")
}


class Level(IntEnum):
    """How tightly a piece holds together; a weaker one is put in parentheses where it must."""

    BINDER = 0
    IMPLICATION = 1
    CONNECTIVE = 2
    RELATION = 3
    SUM = 4
    NEGATIVE = 5
    OPEN = 6  # takes in whatever follows, like a ∑
    QUOTIENT = 7
    PRODUCT = 8
    POWER = 9  # bears a superscript already
    ATOM = 10


class Piece(NamedTuple):
    """Something printed, and how tightly it holds together."""

    text: str
    level: Level


class Glyphs(NamedTuple):
    """The words and signs of a medium, with the spaces that belong to them."""

    plus: str
    minus: str
    relations: dict[str, str]
    conjunction: str
    disjunction: str
    negation: str
    implication: str
    equivalence: str
    falsity: str
    truth: str
    quantifiers: dict[str, str]
    surely: str
    distributed: str
    given: str
    distributions: dict[str, str]
    member: str
    at_least: str
    sets: dict[str, str]
    infinity: str
    colon: str
    differential: str


class Typesetter(ABC):
    """A medium; a subclass supplies its glyphs."""

    medium: ClassVar[Medium]
    turned: ClassVar[str]  # the sign of a transpose
    glyphs: ClassVar[Glyphs]
    constants: ClassVar[dict[str, str]]  # letters of constants, and of exp, E and o
    plain: ClassVar[dict[str, str]]  # those of them that can be told from a quantity's letter

    def __init__(self, spelling: Spelling = DEFAULT) -> None:
        self.spelling = spelling

    # -- what a medium supplies

    @abstractmethod
    def group(self, s: str) -> str:
        """Parentheses around s."""

    @abstractmethod
    def letter(self, symbol: Symbol) -> Piece:
        """A name without indices."""

    @abstractmethod
    def indexed(self, symbol: Symbol, above: list[str], below: list[str], brackets: list[str]) -> Piece:
        """A component, its indices printed already."""

    @abstractmethod
    def between(self, left: str, right: str) -> str:
        """What stands between two factors."""

    @abstractmethod
    def fraction(self, over: list[Piece], under: list[Piece]) -> Piece:
        """A quotient of two products; nothing over the bar is 1."""

    @abstractmethod
    def superscript(self, base: str, exponent: str) -> str:
        """A power; the base is in parentheses already where it needs them."""

    @abstractmethod
    def radical(self, radicand: str, degree: int) -> Piece:
        """A root."""

    @abstractmethod
    def norm(self, inner: str) -> str:
        """A Euclidean norm."""

    @abstractmethod
    def inner(self, a: str, b: str) -> str:
        """An inner product."""

    @abstractmethod
    def transposed(self, s: str) -> str:
        """An array on its side; it is in parentheses already where it needs them."""

    def turns(self, s: str) -> int:
        """How many arrays in s are on their side."""
        return s.count(self.turned)

    @abstractmethod
    def juxtaposed(self, left: str, right: str) -> str:
        """The product of two arrays."""

    @abstractmethod
    def entrywise(self) -> str:
        """The sign of the product of two arrays entry by entry."""

    @abstractmethod
    def bold(self, letter: str) -> str:
        """The identity matrix ``I``, or the vector of ones ``1``."""

    @abstractmethod
    def operator(self, name: str, inner: str) -> str:
        """``tr`` or ``diag`` of an array."""

    @abstractmethod
    def nabla(self, order: int) -> str:
        """The sign of a gradient, or of the matrix of second derivatives."""

    @abstractmethod
    def total(self, index: str, lo: str, hi: str) -> str:
        """The sign of a sum with its range, and the space after it."""

    @abstractmethod
    def indicator(self, condition: str) -> str:
        """1 where a condition holds, else 0."""

    @abstractmethod
    def cases(self, rows: list[tuple[str, str | None]]) -> Piece:
        """Values with their conditions; no condition is otherwise."""

    @abstractmethod
    def absolute(self, inner: str) -> str:
        """An absolute value."""

    @abstractmethod
    def function(self, name: str, arguments: list[str]) -> str:
        """A function of the core's table, applied."""

    @abstractmethod
    def floor(self, inner: str) -> str:
        """The greatest whole number below."""

    @abstractmethod
    def conjugate(self, inner: Piece) -> str:
        """The complex conjugate."""

    @abstractmethod
    def mean(self, inner: str) -> str:
        """An expectation."""

    @abstractmethod
    def limit(self, index: str) -> str:
        """The sign of a limit as the index grows."""

    @abstractmethod
    def growing(self, index: str) -> str:
        """That a statement is about an index that grows."""

    @abstractmethod
    def extreme(self, name: str, arguments: list[str]) -> str:
        """``min`` or ``max`` of its arguments."""

    @abstractmethod
    def partial(self, body: str, target: str, *, short: bool) -> Piece:
        """A partial derivative; a short body stands over the bar."""

    @abstractmethod
    def prose(self, words: str) -> str:
        """Words among formulas, with the spaces around them."""

    @abstractmethod
    def integers(self, lo: str, hi: str) -> str:
        """The integers of a closed range."""

    # -- names

    def symbol(self, name: str) -> Symbol:
        """A name as it is spelled."""
        return self.spelling.symbol(name, self.medium)

    def head(self, name: str) -> Symbol:
        """The symbol of a loss or function, which may have an alphabet of its own."""
        return self.symbol(name)

    def loss(self, name: str) -> Piece:
        """A loss, by its name."""
        return self.letter(self.head(name))

    def constant(self, name: str) -> str:
        """A constant of the core's table of functions, or a letter that is an operator."""
        if (self.medium.title, name) in self.spelling.plain:
            return self.plain[name]
        return self.constants[name]

    def placed(self, name: str, indices: list[str], *, sequence: bool) -> Piece:
        """A member of a family, its indices printed already, where they are declared to stand."""
        places = self.spelling.places(name, len(indices)) or ("^" if sequence else "_" * len(indices))
        by_place: dict[str, list[str]] = {"^": [], "_": [], "[": []}
        for place, i in zip(places, indices, strict=False):
            by_place[place].append(i)
        return self.indexed(self.symbol(name), by_place["^"], by_place["_"], by_place["["])

    def fixed(self, name: str, indices: list[str]) -> Piece:
        """One of several losses."""
        return self.indexed(self.symbol(name), [], indices, [])

    # -- pieces

    def at(self, piece: Piece, level: Level) -> Piece:
        """The piece, in parentheses if it holds less tightly than its place asks for."""
        return piece if piece.level >= level else Piece(self.group(piece.text), Level.ATOM)

    def beside(self, left: str, right: str) -> str:
        """What stands between an operator and what it is applied to."""
        return self.between(left, right).strip("·")

    def squeezed(self, s: str) -> str:
        """No spaces around the signs in s."""
        for sign in (self.glyphs.plus, self.glyphs.minus, self.glyphs.relations["eq"].strip()):
            s = s.replace(f" {sign} ", sign)
        return s

    def product(self, pieces: Sequence[Piece], last: Level = Level.OPEN) -> Piece:
        """Pieces multiplied; the last of them must hold at least as tightly as told."""
        if len(pieces) < 2:
            return pieces[0] if pieces else Piece("1", Level.ATOM)
        *front, end = pieces
        held = [*(self.at(p, Level.PRODUCT) for p in front), self.at(end, last)]
        s = held[0].text
        for left, right in pairwise(held):
            s += self.between(left.text, right.text) + right.text
        return Piece(s, min(Level.PRODUCT, held[-1].level))

    def combination(self, terms: Iterable[tuple[bool, Piece]]) -> Piece:
        """Terms with their signs, one after another."""
        s, count, level = "", 0, Level.ATOM
        for negative, piece in terms:
            sign = self.glyphs.minus if negative else self.glyphs.plus
            s += f" {sign} {piece.text}" if count else f"{self.glyphs.minus * negative}{piece.text}"
            count, level = count + 1, Level.NEGATIVE if negative else piece.level
        return Piece(s or "0", Level.SUM if count > 1 else level)
