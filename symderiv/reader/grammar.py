r"""Formulas as trees whose meaning is open: what is a function, an index or a power, declarations will say.

>>> from symderiv.reader.tokens import Source, tokens
>>> tree = parse(nested(cleaned(tokens(Source("", r"a - \frac{x_i^2}{2} (b + c)")))))
>>> [(sign, type(term).__name__) for sign, term in tree.terms]
[('+', 'Letter'), ('-', 'Product')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from symderiv.reader.brackets import (
    CONNECTIVES,
    RELATIONS,
    SPACE,
    Bracket,
    Item,
    cleaned,
    first,
    is_sign,
    nested,
)
from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Token, written

__all__ = ["cleaned", "nested", "parse", "parse_chain"]

FONTS: Final = frozenset(
    [
        r"\mathbf",
        r"\mathcal",
        r"\mathbb",
        r"\mathsf",
        r"\mathfrak",
        r"\mathscr",
        r"\mathit",
        r"\mathtt",
        r"\mathrm",
        r"\boldsymbol",
        r"\bm",
        r"\operatorname",
        r"\operatorname*",
        r"\symbf",
        r"\bf",
        r"\cal",
        r"\mathnormal",
        r"\pmb",
    ]
)
ACCENTS: Final = frozenset(
    [
        r"\hat",
        r"\tilde",
        r"\bar",
        r"\dot",
        r"\ddot",
        r"\vec",
        r"\overline",
        r"\underline",
        r"\check",
        r"\breve",
        r"\acute",
        r"\grave",
        r"\mathring",
    ]
)
BIG: Final = frozenset(
    [
        r"\sum",
        r"\prod",
        r"\int",
        r"\iint",
        r"\iiint",
        r"\oint",
        r"\lim",
        r"\limsup",
        r"\liminf",
        r"\sup",
        r"\inf",
        r"\argmax",
        r"\argmin",
        r"\bigcup",
        r"\bigcap",
        r"\bigoplus",
        r"\bigotimes",
        r"\coprod",
    ]
)
FUNCTIONS: Final = frozenset(
    [
        r"\log",
        r"\ln",
        r"\exp",
        r"\sin",
        r"\cos",
        r"\tan",
        r"\cot",
        r"\sec",
        r"\csc",
        r"\sinh",
        r"\cosh",
        r"\tanh",
        r"\coth",
        r"\arcsin",
        r"\arccos",
        r"\arctan",
        r"\lg",
        r"\det",
        r"\tr",
        r"\Pr",
        r"\sgn",
        r"\sign",
        r"\erf",
        r"\deg",
        r"\dim",
        r"\ker",
        r"\gcd",
        r"\arg",
        r"\max",
        r"\min",
        r"\hom",
    ]
)
GREEK: Final = frozenset(
    [
        r"\alpha",
        r"\beta",
        r"\gamma",
        r"\delta",
        r"\epsilon",
        r"\varepsilon",
        r"\zeta",
        r"\eta",
        r"\theta",
        r"\vartheta",
        r"\iota",
        r"\kappa",
        r"\lambda",
        r"\mu",
        r"\nu",
        r"\xi",
        r"\pi",
        r"\varpi",
        r"\rho",
        r"\varrho",
        r"\sigma",
        r"\varsigma",
        r"\tau",
        r"\upsilon",
        r"\phi",
        r"\varphi",
        r"\chi",
        r"\psi",
        r"\omega",
        r"\Gamma",
        r"\Delta",
        r"\Theta",
        r"\Lambda",
        r"\Xi",
        r"\Pi",
        r"\Sigma",
        r"\Upsilon",
        r"\Phi",
        r"\Psi",
        r"\Omega",
        r"\ell",
        r"\partial",
        r"\nabla",
        r"\infty",
        r"\hbar",
        r"\imath",
        r"\jmath",
        r"\star",
        r"\ast",
        r"\top",
        r"\bot",
        r"\dagger",
        r"\Re",
        r"\Im",
        r"\emptyset",
        r"\varnothing",
    ]
)
_WORDS: Final = {name[1:]: name for name in FUNCTIONS | {r"\argmax", r"\argmin", r"\lim"}} | {
    "sigmoid": "", "arg max": r"\argmax", "arg min": r"\argmin", "trace": r"\tr", "Tr": r"\tr",
}  # fmt: skip
TABLES: Final = frozenset({"matrix", "pmatrix", "bmatrix", "vmatrix", "Bmatrix", "smallmatrix", "array"})
CASES: Final = frozenset({"cases", "dcases", "rcases", "cases*", "dcases*"})


@dataclass(frozen=True, eq=False, slots=True)
class Tree:
    """A part of a formula; ``at`` is its first token."""

    at: Token


@dataclass(frozen=True, eq=False, slots=True)
class Number(Tree):
    """A number in decimal digits."""

    digits: str


@dataclass(frozen=True, eq=False, slots=True)
class Letter(Tree):
    r"""A letter with font and accent, such as ``\hat{\mathbf{x}}``, or a word in roman."""

    key: str


@dataclass(frozen=True, eq=False, slots=True)
class Scripted(Tree):
    """What has something below or above it, or primes."""

    base: Tree
    below: tuple[Token, ...] | None = None
    above: tuple[Token, ...] | None = None
    primes: int = 0
    braced: bool = True  # whether what stands above is in braces


@dataclass(frozen=True, eq=False, slots=True)
class Quotient(Tree):
    """A fraction."""

    over: Tree
    under: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Root(Tree):
    """A root; ``degree`` is None for a square root."""

    degree: Tree | None
    radicand: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Added(Tree):
    """Terms with their signs."""

    terms: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Product(Tree):
    """Factors, each with the sign in front of it: "" where they stand beside each other."""

    factors: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Function(Tree):
    """The name of a known function, with what stands below and above it; its argument comes behind it."""

    name: str
    below: tuple[Token, ...] | None = None
    above: tuple[Token, ...] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Big(Tree):
    """A sum, product, limit or integral, with the product that follows."""

    name: str
    below: tuple[Token, ...] | None
    above: tuple[Token, ...] | None
    body: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Chain(Tree):
    """Sides with the relations between them."""

    sides: tuple[Tree, ...]
    relations: tuple[Token, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Group(Tree):
    """What stands between brackets: expressions or relations, parted by commas."""

    opening: str
    items: tuple[Tree, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Factorial(Tree):
    """n!"""

    of: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Choice(Tree):
    """n over k."""

    n: Tree
    k: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Cases(Tree):
    """Rows of a value and the condition under which it is that; None for otherwise."""

    rows: tuple[tuple[Tree, tuple[Item, ...] | None], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Table(Tree):
    """A matrix of entries."""

    rows: tuple[tuple[Tree, ...], ...]
    name: str = field(default="matrix")


@dataclass(frozen=True, eq=False, slots=True)
class Dots(Tree):
    """Three dots."""


Expression: TypeAlias = Tree


def parse(items: Sequence[Item], at: Token | None = None) -> Tree:
    """The tree of an expression."""
    kept = [i for i in items if not is_sign(i, SPACE)]
    if not kept:
        raise Unread("something is missing here", at)
    return _Parser(kept).whole()


def parse_chain(items: Sequence[Item], at: Token | None = None) -> Tree:
    """The tree of an expression, or of expressions related."""
    sides, relations = split(items)
    if not relations:
        return parse(sides[0], at)
    trees = [parse(side, r) for side, r in zip(sides, [relations[0], *relations], strict=True)]
    return Chain(trees[0].at, tuple(trees), tuple(relations))


def split(items: Sequence[Item]) -> tuple[list[list[Item]], list[Token]]:
    """What stands between relations, and these."""
    sides: list[list[Item]] = [[]]
    relations: list[Token] = []
    for item in items:
        if isinstance(item, Token) and item.text in RELATIONS:
            sides.append([])
            relations.append(item)
        else:
            sides[-1].append(item)
    return sides, relations


def listed(items: Sequence[Item], *separators: str) -> list[list[Item]]:
    """What stands between commas, or other signs."""
    found: list[list[Item]] = [[]]
    for item in items:
        if is_sign(item, *(separators or (",",))):
            found.append([])
        else:
            found[-1].append(item)
    return found


def tokens_of(items: Sequence[Item]) -> list[Token]:
    """The tokens that brackets were made of."""
    done: list[Token] = []
    todo: list[Item] = [*reversed(items)]
    while todo:
        item = todo.pop()
        if isinstance(item, Token):
            done.append(item)
            continue
        bar = {"|": (r"\lvert", r"\rvert"), r"\|": (r"\lVert", r"\rVert")}.get(item.opening)
        if bar is not None:
            begin, end = [item.first._replace(text=bar[0])], [item.last._replace(text=bar[1])]
        elif item.first.text == r"\begin":
            name = [item.first._replace(text=c) for c in ("{", *item.opening, "}")]
            begin, end = [item.first, *name], [item.last, *name]
        else:
            begin, end = [item.first], [item.last]
        done += begin
        todo += [*item.inside, *end][::-1]
    return done


class _Parser:
    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.n = 0

    # -- looking

    def peek(self) -> Item | None:
        return self.items[self.n] if self.n < len(self.items) else None

    def take(self) -> Item:
        if self.n >= len(self.items):
            raise Unread("something is missing at the end", first(self.items[-1]))
        self.n += 1
        return self.items[self.n - 1]

    def sees(self, *texts: str) -> bool:
        item = self.peek()
        return item is not None and is_sign(item, *texts)

    # -- sums

    def whole(self) -> Tree:
        tree = self.sum()
        rest = self.peek()
        if rest is not None:
            raise Unread(f"{written(tokens_of([rest])[:3])} is not read here", first(rest))
        return tree

    def sum(self) -> Tree:
        at = first(self.items[self.n])
        terms: list[tuple[str, Tree]] = []
        sign = "+"
        if self.sees("+", "-"):
            sign = first(self.take()).text
        terms.append((sign, self.product()))
        while self.sees("+", "-"):
            sign = first(self.take()).text
            terms.append((sign, self.product()))
        if self.sees(r"\pm", r"\mp"):
            raise Unread("± says two things at once", first(self.take()), reason="sign")
        return terms[0][1] if len(terms) == 1 and terms[0][0] == "+" else Added(at, tuple(terms))

    def product(self) -> Tree:
        item = self.peek()
        if item is None:
            raise Unread("something is missing at the end", first(self.items[-1]))
        at = first(item)
        factors: list[tuple[str, Tree]] = []
        op = ""
        while True:
            factors.append((op, self.factor()))
            op = ""
            if self.sees(r"\cdot", r"\times", "/", r"\odot", r"\div", r"\circ", r"\otimes", "*"):
                sign = first(self.take())
                if sign.text in ("*", r"\circ", r"\otimes"):
                    raise Unread(f"the operation {sign.text} is not read", sign, reason="operation")
                op = sign.text
            elif not self.goes_on():
                break
        return factors[0][1] if len(factors) == 1 else Product(at, tuple(factors))

    def goes_on(self) -> bool:
        """Whether another factor stands here."""
        item = self.peek()
        if item is None:
            return False
        if isinstance(item, Bracket):
            return True
        return not (item.text in RELATIONS or item.text in CONNECTIVES or item.text in _NO_FACTOR)

    # -- factors

    def factor(self) -> Tree:
        return self.postfixed(self.atom())

    def postfixed(self, tree: Tree) -> Tree:
        if not isinstance(tree, Big):
            tree = self.scripted(tree)
        while self.sees("!"):
            tree = Factorial(tree.at, tree)
            self.take()
            if self.sees("!"):
                raise Unread("a double factorial is not read", first(self.take()))
        return tree

    def scripts(self) -> tuple[tuple[Token, ...] | None, tuple[Token, ...] | None, int, bool]:
        """What stands below and above here, how many primes, and whether what is above is in braces."""
        below: tuple[Token, ...] | None = None
        above: tuple[Token, ...] | None = None
        primes, braced = 0, True
        while self.sees("_", "^", "'"):
            sign = first(self.take())
            if sign.text == "'":
                primes += 1
                continue
            item = self.take()
            inside = self.script(item, sign)
            if sign.text == "^" and inside and all(t.text == "'" for t in inside):
                primes += len(inside)
            elif sign.text == "^":
                if above is not None:
                    raise Unread("two things stand above here", sign)
                above, braced = inside, isinstance(item, Bracket)
            else:
                if below is not None:
                    raise Unread("two things stand below here", sign)
                below = inside
        return below, above, primes, braced

    def script(self, item: Item, sign: Token) -> tuple[Token, ...]:
        if isinstance(item, Bracket):
            if item.opening != "{":
                raise Unread(f"{sign.text}{item.opening} is not read: braces are missing", sign)
            return tuple(tokens_of(item.inside))
        if item.is_digit and self.peek() is not None and isinstance(self.peek(), Token):
            after = first(self.items[self.n])
            if after.is_digit and after.start == item.end:
                raise Unread(
                    f"{sign.text}{item.text}{after.text} without braces has more than one reading",
                    sign,
                    readings=(
                        f"{sign.text}{{{item.text}}} and a factor {after.text}",
                        f"{sign.text}{{{item.text}{after.text}}}",
                    ),
                    reason="ambiguous",
                )
        if item.text in FONTS | ACCENTS and self.n < len(self.items):
            return (item, *tokens_of([self.take()]))
        if item.text in (r"\frac", r"\sqrt"):
            raise Unread(f"{sign.text}{item.text} is not read: braces are missing", sign)
        return (item,)

    def scripted(self, tree: Tree) -> Tree:
        below, above, primes, braced = self.scripts()
        if below is None and above is None and not primes:
            return tree
        if isinstance(tree, Function):
            if primes:
                raise Unread("a primed name of a function is not read", tree.at)
            return Function(tree.at, tree.name, below, above)
        if isinstance(tree, Scripted) and tree.above is None and tree.below is None:
            return Scripted(tree.at, tree.base, below, above, tree.primes + primes, braced)
        return Scripted(tree.at, tree, below, above, primes, braced)

    def atom(self) -> Tree:
        item = self.take()
        if isinstance(item, Bracket):
            return self.bracket(item)
        if item.is_digit:
            return self.number(item)
        if item.is_letter or item.text in GREEK:
            return Letter(item, item.text)
        if item.text in FONTS or item.text in ACCENTS:
            return self.lettered(item)
        if item.text in FUNCTIONS:
            return Function(item, item.text)
        if item.text in BIG:
            return self.big(item)
        if item.text == r"\frac":
            return Quotient(item, self.argument(item), self.argument(item))
        if item.text == r"\binom":
            return Choice(item, self.argument(item), self.argument(item))
        if item.text == r"\sqrt":
            return self.root(item)
        if item.text == r"\dots":
            return Dots(item)
        return self.refused(item)

    def refused(self, item: Token) -> Tree:
        if item.words is not None:
            raise Unread(f"text in a formula is not read: {item.words.strip()!r}", item, reason="text")
        if item.is_command and item.text[1:].isalpha():
            raise Unread(f"the command {item.text} is not known", item, reason="command")
        raise Unread(f"{item.text} is not read here", item)

    def number(self, item: Token) -> Tree:
        digits = item.text
        while (t := self.peek()) is not None and isinstance(t, Token):
            if (t.is_digit and t.start == self._end) or (
                t.text == "." and "." not in digits and self._digit_after()
            ):
                digits += first(self.take()).text
            else:
                break
        return Number(item, digits)

    @property
    def _end(self) -> int:
        before = self.items[self.n - 1]
        return before.end if isinstance(before, Token) else -1

    def _digit_after(self) -> bool:
        after = self.items[self.n + 1] if self.n + 1 < len(self.items) else None
        return isinstance(after, Token) and after.is_digit

    def lettered(self, item: Token) -> Tree:
        r"""A letter in a font or under an accent; ``\hat{x_i}`` has its index outside."""
        inside = self.take()
        parts: list[Item] = list(inside.inside) if isinstance(inside, Bracket) else [inside]
        if isinstance(inside, Token) and inside.text in FONTS | ACCENTS:
            parts.append(self.take())
        if not parts:
            raise Unread(f"{item.text} is followed by nothing", item)
        name = {r"\operatorname*": r"\operatorname", r"\bf": r"\mathbf", r"\cal": r"\mathcal"}.get(
            item.text, item.text
        )
        if item.text in FONTS:
            return self.word(item, name, parts)
        tree = parse(parts, item)
        if isinstance(tree, Letter):
            return Letter(item, f"{name}{{{tree.key}}}")
        if isinstance(tree, Scripted) and isinstance(tree.base, Letter):
            return Scripted(
                item,
                Letter(item, f"{name}{{{tree.base.key}}}"),
                tree.below,
                tree.above,
                tree.primes,
                tree.braced,
            )
        return Letter(item, f"{name}{{{written(tokens_of(parts))}}}")

    def word(self, item: Token, font: str, parts: list[Item]) -> Tree:
        text = written(tokens_of(parts))
        if font in (r"\mathrm", r"\operatorname") and (known := _WORDS.get(text)):
            if known in BIG:
                return self.big(item._replace(text=known))
            return Function(item, known)
        if font == r"\operatorname":
            font = r"\mathrm"
        scripts = next((n for n, p in enumerate(parts) if is_sign(p, "_", "^", "'")), None)
        if scripts:
            tree = _Parser(parts[scripts:])
            below, above, primes, braced = tree.scripts()
            if tree.peek() is None:
                base = self.word(item, font, parts[:scripts])
                return Scripted(item, base, below, above, primes, braced)
        if font == r"\mathnormal" and len(parts) == 1:
            return Letter(item, text)
        return Letter(item, f"{font}{{{text}}}")

    def big(self, item: Token) -> Tree:
        below, above, _, _ = self.scripts()
        if self.peek() is None or not self.goes_on():
            if self.sees("-"):
                raise Unread(
                    f"a sign stands between {item.text} and what it takes: brackets are missing", item
                )
            raise Unread(f"{item.text} is followed by nothing", item)
        return Big(item, item.text, below, above, self.product())

    def argument(self, at: Token) -> Tree:
        """What a command takes: what is in braces, or a single sign."""
        item = self.take()
        if isinstance(item, Bracket) and item.opening == "{":
            return parse(item.inside, at)
        if isinstance(item, Bracket):
            raise Unread(f"{at.text}{item.opening} is not read: braces are missing", at)
        return _Parser([item]).whole()

    def root(self, at: Token) -> Tree:
        item = self.peek()
        degree = None
        if isinstance(item, Bracket) and item.opening == "[":
            degree = parse(item.inside, at)
            self.take()
        return Root(at, degree, self.argument(at))

    def bracket(self, item: Bracket) -> Tree:
        if item.opening in CASES:
            return Cases(item.first, tuple(map(self.case, _rows(item.inside))))
        if item.opening in TABLES:
            return self.table(item)
        if item.first.text == r"\begin":
            raise Unread(f"the environment {item.opening} is not read here", item.first, reason="environment")
        if item.opening == "{" and item.inside and is_sign(item.inside[0], *FONTS):
            return self.old_font(item)
        parts = listed(item.inside)
        if item.opening == "{" and len(parts) == 1:
            return Group(item.first, "{", (parse(parts[0], item.first),))
        trees = tuple(parse_chain(p, item.first) for p in parts)
        return Group(item.first, item.opening, trees)

    def old_font(self, item: Bracket) -> Tree:
        r"""``{\bf x}``, or braces around letters in a font."""
        font = first(item.inside[0]).text
        if font in (r"\bf", r"\cal", r"\mathrm") and not isinstance(item.inside[1], Bracket):
            return self.word(
                first(item.inside[0]),
                {r"\bf": r"\mathbf", r"\cal": r"\mathcal"}.get(font, font),
                [*item.inside[1:]],
            )
        return Group(item.first, "{", (parse(item.inside, item.first),))

    def case(self, row: list[Item]) -> tuple[Tree, tuple[Item, ...] | None]:
        cells = listed(row, "&")
        if len(cells) == 1:
            cells = _at_text(row)
        if len(cells) != 2:
            raise Unread("a row of cases has a value and a condition", first(row[0]), reason="cases")
        value, condition = cells
        while value and is_sign(value[-1], ",", ";", ".", SPACE):
            value = value[:-1]
        words = [i.words for i in condition if isinstance(i, Token) and i.words is not None]
        if [w.strip(" .,;") for w in words] in (["otherwise"], ["else"]) and all(
            is_sign(i, ".", ",", ";") or (isinstance(i, Token) and i.words) for i in condition
        ):
            return parse(value, first(row[0])), None
        return parse(value, first(row[0])), tuple(condition)

    def table(self, item: Bracket) -> Tree:
        inside = list(item.inside)
        if item.opening == "array" and inside and isinstance(inside[0], Bracket):
            inside = inside[1:]
        rows = tuple(tuple(parse(c, item.first) for c in listed(row, "&")) for row in _rows(inside))
        if len({len(row) for row in rows}) != 1:
            raise Unread("the rows of a matrix have different lengths", item.first)
        return Table(item.first, rows, item.opening)


_NO_FACTOR: Final = frozenset({
    "+", "-", r"\pm", r"\mp", ",", ";", ".", ":", "&", r"\\", ")", "]", SPACE, "_", "^", "'", "!", "|", r"\|",
    r"\forall", r"\exists", "?",
})  # fmt: skip


def _at_text(row: list[Item]) -> list[list[Item]]:
    """A row parted where its text begins."""
    n = next((n for n, i in enumerate(row) if isinstance(i, Token) and i.words is not None), None)
    return [row] if n is None else [row[:n], row[n:]]


def _rows(items: Sequence[Item]) -> list[list[Item]]:
    """Rows; that behind the last break may be missing."""
    rows = listed(items, r"\\")
    return [row for n, row in enumerate(rows) if row or n < len(rows) - 1] or [[]]
