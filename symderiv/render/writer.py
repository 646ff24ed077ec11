"""The walk that both printers share: precedence, signs, and the opening of binders.

A :class:`Writer` walks a term and hands finished pieces to its subclass, which only knows glyphs.  A
piece carries its level, so a parenthesis is set in one place, :meth:`Writer.at`, and nowhere else.
Terms are printed as they stand: nothing is simplified, and the order is kept.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from itertools import groupby, pairwise
from typing import ClassVar, Final, NamedTuple, TypeVar

from symderiv.core.terms import MARK, ONE, TRUE, Term, free_vars, open_, substitute, subterms, var
from symderiv.render import shapes
from symderiv.render.names import Medium, Spelling, Symbol, current

T = TypeVar("T")


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
    member: str
    at_least: str
    sets: dict[str, str]
    infinity: str
    colon: str
    differential: str


OPERATORS: Final = {"exp": "exp", "mean": "mean", "tends": "o"}  # whose sign is a letter
RENAMED: Final = {
    "i": "j",
    "j": "k",
    "k": "l",
    "t": "s",
    "s": "r",
}  # an index that clashes takes the next letter


class Writer(ABC):
    """A printer of one term; a subclass supplies the glyphs."""

    medium: ClassVar[Medium]
    glyphs: ClassVar[Glyphs]
    constants: ClassVar[dict[str, str]]  # letters of constants, and of exp, E and o
    plain: ClassVar[dict[str, str]]  # those of them that can be told from a quantity's letter

    def __init__(self, t: Term, spelling: Spelling | None = None) -> None:
        self.spelling = current() if spelling is None else spelling
        self.taken: set[str] = set()  # letters
        self.bases: dict[str, int] = {}  # those that bear indices, and how many
        self.chosen: dict[str, str] = {}  # what made-up variables are called
        for s in subterms(t):
            self._take(s)
        for s in sorted((v for v in free_vars(t) if v.args[0].endswith(MARK)), key=lambda v: v.key):
            self._choose(s)

    def _take(self, s: Term) -> None:
        """Note the letters that a bound variable cannot have."""
        if s.op == "var" and s.args[0].endswith(MARK):
            return
        if s.op in ("var", "comp", "loss", "call", "smooth"):
            symbol = self.symbol(s.args[0])
            self.taken |= {self.letter(symbol).text, self.letter(self.head(s.args[0])).text}
            if s.op in ("comp", "loss"):
                self.bases[symbol.base] = len(s.args[3] if s.op == "comp" else s.args[1])
        elif (sign := s.args[0] if s.op == "fn" else OPERATORS.get(s.op)) in self.constants:
            self.taken.add(self.constant(sign))

    def is_taken(self, name: str) -> bool:
        """Whether a bound variable of this name would look like something else in the term."""
        symbol = self.symbol(name)
        return self.letter(symbol).text in self.taken or self._like_member(symbol)

    def unlike(self, hint: str, sort: str, is_taken: Callable[[str], bool]) -> str:
        """A name like the hint that is not taken: the next letter, for an index, or one with a prime."""
        plain = hint.rstrip(MARK) or "v"
        name = plain.rstrip("'") if sort == "int" else plain
        while is_taken(name) and name in RENAMED:
            name = RENAMED[name]
        if is_taken(name):
            name = plain
        while is_taken(name):
            name += "'"
        return name

    def _choose(self, v: Term) -> None:
        """A name for a variable that was made up: like nothing in the term or elsewhere in the claim."""
        name, sort = v.args
        if name not in self.spelling.letters:
            outside = {self.letter(self.symbol(n)).text for n in self.spelling.names}
            self.chosen[name] = self.unlike(
                name, sort, lambda n: self.is_taken(n) or self.letter(self.symbol(n)).text in outside
            )
        self.taken.add(self.letter(self.symbol(name)).text)

    def _like_member(self, symbol: Symbol) -> bool:
        """Whether what stands below the letter may be read as indices of a family."""
        words = symbol.below.split(",") if symbol.below and symbol.base in self.bases else ["none"]
        bare = [re.sub(r"<[^>]*>|\\[a-z]+", lambda m: "" if m[0][0] == "<" else "x", w) for w in words]
        return all(w.isdecimal() or len(w) in (1, self.bases.get(symbol.base, 1)) for w in bare)

    # -- what a medium supplies ----------------------------------------------------------------------

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

    # -- the shared walk -----------------------------------------------------------------------------

    def symbol(self, name: str) -> Symbol:
        return self.spelling.symbol(self.chosen.get(name, name), self.medium)

    def beside(self, left: str, right: str) -> str:
        """What stands between an operator and what it is applied to."""
        return self.between(left, right).strip("·")

    def constant(self, name: str) -> str:
        """A constant of the core's table of functions, or a letter that is an operator."""
        if (self.medium.title, name) in self.spelling.plain:
            return self.plain[name]
        return self.constants[name]

    def head(self, name: str) -> Symbol:
        """The symbol of a loss or function, which may have an alphabet of its own."""
        return self.symbol(name)

    def loss(self, name: str) -> Piece:
        """A loss, by its name."""
        return self.letter(self.head(name))

    def at(self, piece: Piece, level: Level) -> Piece:
        """The piece, in parentheses if it holds less tightly than its place asks for."""
        return piece if piece.level >= level else Piece(self.group(piece.text), Level.ATOM)

    def fit(self, t: Term, level: Level) -> str:
        return self.at(self.write(t), level).text

    def tight(self, t: Term) -> str:
        """An index or the end of a range: no spaces around its signs."""
        return self.squeezed(self.write(t).text)

    def squeezed(self, s: str) -> str:
        """No spaces around the signs in s."""
        for sign in (self.glyphs.plus, self.glyphs.minus, self.glyphs.relations["eq"].strip()):
            s = s.replace(f" {sign} ", sign)
        return s

    def write(self, t: Term) -> Piece:
        """A term or formula with its level."""
        match t.op:
            case "num" | "mul":
                return self._signed_product(t)
            case "var" | "bound" | "loss":
                return self._name(t)
            case "comp":
                return self._component(t)
            case "add":
                return self._sum(t)
            case "pow":
                return self._power(t)
            case "root":
                return self._root(t)
            case "sum":
                return self._total(t)
            case "ind":
                return Piece(self.indicator(self.write(t.args[0]).text), Level.ATOM)
            case "if":
                return self._if(t)
            case "diff":
                return self._partial(*t.args)
            case "mean":
                return Piece(self.mean(self.write(t.args[0]).text), Level.ATOM)
            case "call":
                return self._call(t)
            case "exp":
                return Piece(self.superscript(self.constant("exp"), self.write(t.args[0]).text), Level.POWER)
            case "fn":
                return self._function(*t.args)
            case _:
                return self._formula(t)

    def _function(self, name: str, args: tuple[Term, ...]) -> Piece:
        if not args:
            return Piece(self.constant(name), Level.ATOM)
        written = [self.write(a).text for a in args]
        match name:
            case "abs":
                return Piece(self.absolute(*written), Level.ATOM)
            case "floor":
                return Piece(self.floor(*written), Level.ATOM)
            case "conj":
                return Piece(self.conjugate(self.write(args[0])), Level.ATOM)
            case "factorial":
                return Piece(self.fit(args[0], Level.ATOM) + "!", Level.ATOM)
        return Piece(self.function(name, written), Level.ATOM)

    def _name(self, t: Term) -> Piece:
        if t.op == "bound":  # its binder is not part of what is printed
            return Piece(f"?{t.args[0]}", Level.ATOM)
        if t.op == "loss" and (fixed := t.args[1][2:]):
            return self.fixed(t.args[0], [self.tight(i) for i in fixed])
        return self.loss(t.args[0]) if t.op == "loss" else self.letter(self.symbol(t.args[0]))

    def _component(self, t: Term) -> Piece:
        name, _, ranges, indices = t.args
        sequence = len(ranges) == 1 and ranges[0][0] is not None and ranges[0][1] is None
        return self.placed(name, [self.tight(i) for i in indices], sequence=sequence)

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

    def _signed_product(self, t: Term) -> Piece:
        negative, size = shapes.signed(t)
        if negative:
            return Piece(self.glyphs.minus + self.fit(size, Level.OPEN), Level.NEGATIVE)
        factors = t.args if t.op == "mul" else (t,)
        pieces: list[Piece] = []
        for over, under in shapes.quotients(factors):
            written = [self._factor(f) for f in over]
            pieces += [self.fraction(written, [self._factor(f) for f in under])] if under else written
        return self.product(pieces)

    def _factor(self, t: Term) -> Piece:
        whole = t.op == "num" and t.args[0].q == 1 and t.args[0] >= 0
        return Piece(str(t.args[0]), Level.ATOM) if whole else self.write(t)

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

    def _sum(self, t: Term) -> Piece:
        return self.combination((n, self.at(self.write(a), Level.OPEN)) for n, a in shapes.addends(t))

    def combination(self, terms: Iterator[tuple[bool, Piece]]) -> Piece:
        """Terms with their signs, one after another."""
        s, count, level = "", 0, Level.ATOM
        for negative, piece in terms:
            sign = self.glyphs.minus if negative else self.glyphs.plus
            s += f" {sign} {piece.text}" if count else f"{self.glyphs.minus * negative}{piece.text}"
            count, level = count + 1, Level.NEGATIVE if negative else piece.level
        return Piece(s or "0", Level.SUM if count > 1 else level)

    def multiplied(self, pairs: Iterable[tuple[Term, str]]) -> Piece:
        """A combination of things that have their names printed already."""

        def terms() -> Iterator[tuple[bool, Piece]]:
            for multiplier, name in pairs:
                negative, size = shapes.signed(multiplier)
                coefficient = [] if size == ONE else [self.write(size)]
                yield negative, self.product([*coefficient, Piece(name, Level.ATOM)])

        return self.combination(terms())

    def _power(self, t: Term) -> Piece:
        base, exponent = t.args
        if not shapes.over_under(t)[0]:
            return self._signed_product(Term("mul", t))
        held = self.fit(base, Level.ATOM)
        return Piece(self.superscript(held, self.tight(exponent)), Level.POWER)

    def _root(self, t: Term) -> Piece:
        radicand, degree = t.args
        if radicand.op == "sum":
            with self.binding(radicand.args[0], "int") as v:
                family = shapes.norm_of(t, v)
            if family is not None:
                return Piece(self.norm(self._component(family).text), Level.ATOM)
        return self.radical(self.write(radicand).text, degree)

    def _total(self, t: Term) -> Piece:
        hint, lo, hi, _ = t.args
        if self.spelling.inner:
            with self.binding(hint, "int") as v:
                vectors = shapes.inner_of(t, v)
            if vectors is not None:
                first, second = (self.write(u).text for u in vectors)
                return Piece(self.inner(first, second), Level.ATOM)
        low, high = self.tight(lo), self.tight(hi)
        with self.binding(hint, "int") as v:
            sign = self.total(self.write(v).text, low, high)
            return Piece(sign + self.fit(open_(t, v), Level.OPEN), Level.OPEN)

    def _if(self, t: Term) -> Piece:
        if (inner := shapes.magnitude(t)) is not None:
            return Piece(self.absolute(self.write(inner).text), Level.ATOM)
        if (found := shapes.extreme(t)) is not None:
            name, *arguments = found
            return Piece(self.extreme(name, [self.write(a).text for a in arguments]), Level.ATOM)
        return self._cases(shapes.rows_of_if(t))

    def _cases(self, rows: list[shapes.Row]) -> Piece:
        return self.cases([(self.write(v).text, None if c is None else self.write(c).text) for v, c in rows])

    def _partial(self, body: Term, target: Term) -> Piece:
        short = body.op in ("var", "comp", "loss")
        return self.partial(self.write(body).text, self.write(target).text, short=short)

    def _call(self, t: Term) -> Piece:
        name, indices, *_ = t.args
        value = self.loss(name).text + self.group(self._vector(t))
        if not indices:
            return Piece(value, Level.ATOM)
        sign = self.indexed(Symbol(self.glyphs.differential), [], [self.tight(i) for i in indices], [])
        return Piece(sign.text + self.beside(sign.text, value) + value, Level.PRODUCT)

    def _vector(self, t: Term) -> str:
        """The vector that a binder describes by its components; without the index where that is plain."""
        *_, hint, length, _ = t.args
        with self.binding(hint, "int") as v:
            body = open_(t, v)
            described = v in subterms(body) or length == ONE  # a number is the vector of one component only
            whole = shapes.without_index(body, v, length) if described else None
            if whole is not None:
                return self.write(whole).text
            return f"{self.write(body).text}{self.prose('for')}{self.write(v).text}" + self._domain(
                "int", "1", self.tight(length)
            )

    @contextmanager
    def binding(self, hint: str, sort: str) -> Iterator[Term]:
        """A variable for a binder, spelled like nothing else in the whole term."""
        name = self.unlike(str(hint), sort, self.is_taken)
        letter = self.letter(self.symbol(name)).text
        self.taken.add(letter)
        try:
            yield var(name, sort)
        finally:
            self.taken.remove(letter)

    # -- formulas ------------------------------------------------------------------------------------

    def _formula(self, t: Term) -> Piece:
        g = self.glyphs
        match t.op:
            case "eq" | "le" | "lt":
                return self._chain([t])
            case "not":
                return self._not(t)
            case "false":
                return Piece(g.falsity, Level.ATOM)
            case "and":
                return self._and(t)
            case "or":
                return self._joined([self.write(p) for p in t.args], g.disjunction, g.falsity)
            case "implies":
                return self._arrow(g.implication, *t.args)
            case "all" | "ex":
                return self._quantified(t)
            case "surely":
                return Piece(self.fit(t.args[0], Level.RELATION) + self.glyphs.surely, Level.CONNECTIVE)
            case "tends":
                return self._limit(t)
            case "smooth":
                return self._smooth(t)
        raise ValueError(f"expected a term of the core, met the operator {t.op!r}")

    def _limit(self, t: Term) -> Piece:
        if (order := shapes.little_o(t)) is not None:
            with self.binding(t.args[0], "int") as v:
                small, scale = (self.write(substitute(side, {order[0]: v})) for side in order[1:])
                left = self.at(small, Level.SUM).text + self.glyphs.relations["eq"]
                return Piece(
                    left + self.constant("o") + self.group(scale.text) + self.growing(self.write(v).text),
                    Level.RELATION,
                )
        with self.binding(t.args[0], "int") as v:
            sign = self.limit(self.write(v).text)
            left = sign + self.fit(open_(t, v), Level.OPEN)
        return Piece(left + self.glyphs.relations["eq"] + self.fit(t.args[1], Level.SUM), Level.RELATION)

    def _smooth(self, t: Term) -> Piece:
        often = {1: "", 2: "twice "}.get(t.args[1], f"{t.args[1]} times ")
        words = self.prose(f"is {often}differentiable at")
        return Piece(self.loss(t.args[0]).text + words + self._vector(t), Level.RELATION)

    def loss_at(self, t: Term) -> Piece:
        """A loss with its gradient and the point to which this belongs, below the quantifiers around it."""
        if t.op != "all":
            return Piece(self._loss_at(t), Level.RELATION)
        prefix, body = self.below(t, self._loss_at)
        return Piece(prefix + self.glyphs.colon + body, Level.BINDER)

    def _loss_at(self, t: Term) -> str:
        loss = t.args[0]
        name, ranges, *fixed = loss.args[1]
        gradient = self.letter(self.symbol(name))
        if fixed:
            gradient = self._component(Term("comp", name, "value", ranges[: len(fixed)], tuple(fixed)))
        point = self.prose("at") + self._vector(loss)
        return self._name(loss).text + self.prose("with the gradient") + gradient.text + point

    def _chain(self, relations: list[Term]) -> Piece:
        s = self.fit(relations[0].args[0], Level.SUM)
        for r in relations:
            s += self.glyphs.relations[r.op] + self.fit(r.args[1], Level.SUM)
        return Piece(s, Level.RELATION)

    def _not(self, t: Term) -> Piece:
        if t == TRUE:
            return Piece(self.glyphs.truth, Level.ATOM)
        inner = t.args[0]
        if inner.op == "eq":
            a, b = (self.fit(side, Level.SUM) for side in inner.args)
            return Piece(a + self.glyphs.relations["ne"] + b, Level.RELATION)
        return Piece(self.glyphs.negation + self.fit(inner, Level.ATOM), Level.RELATION)

    def _and(self, t: Term) -> Piece:
        if sides := shapes.equivalence(t):
            return self._arrow(self.glyphs.equivalence, *sides)
        if split := shapes.rows_of_and(t):
            left, rows = split
            cases = self.at(self._cases(rows), Level.SUM).text
            return Piece(self.fit(left, Level.SUM) + self.glyphs.relations["eq"] + cases, Level.RELATION)
        groups = shapes.chains(list(shapes.conjuncts(t)))
        linked = [self._chain(g) if len(g) > 1 else self.write(g[0]) for g in groups]
        return self._joined(linked, self.glyphs.conjunction, self.glyphs.truth)

    def _joined(self, pieces: list[Piece], sign: str, none: str) -> Piece:
        if len(pieces) < 2:
            return pieces[0] if pieces else Piece(none, Level.ATOM)
        return Piece(sign.join(self.at(p, Level.RELATION).text for p in pieces), Level.CONNECTIVE)

    def _arrow(self, sign: str, a: Term, b: Term) -> Piece:
        left, right = (self.fit(side, Level.CONNECTIVE) for side in (a, b))
        return Piece(left + sign + right, Level.IMPLICATION)

    def _quantified(self, t: Term) -> Piece:
        prefix, body = self.below(t, lambda body: self.write(body).text)
        return Piece(prefix + self.glyphs.colon + body, Level.BINDER)

    def below(self, t: Term, write: Callable[[Term], T]) -> tuple[str, T]:
        """The like quantifiers that t begins with, and what ``write`` makes of the body below them."""
        bound, body = self._prefix(t, t.op, write)
        grouped = groupby(bound, key=lambda pair: pair[1])
        domains = ", ".join(", ".join(v for v, _ in like) + domain for domain, like in grouped)
        return self.glyphs.quantifiers[t.op] + domains, body

    def _prefix(self, t: Term, op: str, write: Callable[[Term], T]) -> tuple[list[tuple[str, str]], T]:
        """The variables of like quantifiers in a row, each with its domain, and the body below them."""
        if t.op != op:
            return [], write(t)
        hint, sort, lo, hi, _ = t.args
        low, high = (None if bound is None else self.tight(bound) for bound in (lo, hi))
        with self.binding(hint, sort) as v:
            bound, body = self._prefix(open_(t, v), op, write)
            return [(self.write(v).text, self._domain(sort, low, high)), *bound], body

    def _domain(self, sort: str, lo: str | None, hi: str | None) -> str:
        g = self.glyphs
        if lo is None and hi is None:
            return g.member + g.sets[sort]
        if sort != "int":
            left = f"({g.minus}{g.infinity}" if lo is None else f"[{lo}"
            right = f"{g.infinity})" if hi is None else f"{hi}]"
            return f"{g.member}{left}, {right}"
        if lo is not None and hi is not None:
            return g.member + self.integers(lo, hi)
        return f"{g.at_least}{lo}" if lo is not None else f"{g.relations['le']}{hi}"
