"""One spelling, one thing: quantities of a claim that the rules for names would print alike are told apart.

What the printers print for each quantity is compared, in each notation, so this cannot drift from them.
Where two prints are equal the names are printed as they were given (x₁ for both of ``x1`` and ``x_1``
becomes x1 and x_1); a sign of the notation, such as the e of eˣ, gives way to a letter of its own; and
where neither helps the claim is refused.

>>> from symderiv.core.terms import eq, mul, var
>>> from symderiv.render.text import text
>>> f = eq(mul(var("x1"), var("x_1")), var("y"))
>>> text(f), text(f, told_apart([f]))
('x₁·x₁ = y', 'x1·x_1 = y')
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from typing import Final
from unicodedata import normalize

from symderiv.core.terms import Hint, Term, subterms
from symderiv.language.errors import StatementError
from symderiv.render.atoms import signs
from symderiv.render.latex import LatexSetter
from symderiv.render.letters import OPERATORS
from symderiv.render.mathml import MathMLSetter
from symderiv.render.names import DEFAULT, Spelling
from symderiv.render.text import TextSetter
from symderiv.render.typesetter import Level, Piece, Typesetter

MEDIA: Final[tuple[type[Typesetter], ...]] = (TextSetter, LatexSetter, MathMLSetter)
_SAMPLE: Final = "j"
_NO_EXPONENT: Final = re.compile(r"\(.*\)|[*+-]+|\\(star|ast|prime|dagger|top|circ|pm|mp)")
_OF_ARRAYS: Final = re.compile(r"\\(top|mathbf|operatorname|nabla|partial|mathrm)(?![A-Za-z])|:")
_RAISED: Final = ("exp", "pi", "I")  # constants that powers and products are read of wherever they stand


@dataclass(frozen=True)
class Quantity:
    """Something with a name: a scalar, a component of a family, a loss, or a function with its argument."""

    name: str
    op: str
    indices: int = 0
    sequence: bool = False

    @property
    def is_applied(self) -> bool:
        """Whether an argument in parentheses stands after it."""
        return self.op == "call"


def _of(s: Term) -> Iterator[Quantity]:
    match s.op:
        case "var":
            yield Quantity(s.args[0], "var")
        case "comp":
            name, _, ranges, _ = s.args
            yield Quantity(
                name,
                "comp",
                len(ranges),
                len(ranges) == 1 and ranges[0][0] is not None and ranges[0][1] is None,
            )
        case "loss":
            yield Quantity(s.args[0], "loss", len(s.args[1]) - 2)
        case "call" | "smooth":
            yield Quantity(s.args[0], "call")


def told_apart(formulas: Iterable[Term], spelling: Spelling = DEFAULT) -> Spelling:
    """The spelling with what it takes so that no two things in the formulas are printed alike.

    StatementError where names differ and no print of them does.
    """
    things: dict[Quantity, None] = {}
    signs, indices, bound, seen = set[str](), set[str](), set[str](), set[int]()
    for s in (s for f in formulas for s in subterms(f)):
        if id(s) not in seen:  # equal ones may name bound variables otherwise
            seen.add(id(s))
            things.update(dict.fromkeys(_of(s)))
            signs.update(_sign(s))
            indices.update(map(str, _index_names(s)))
            bound.update(str(a) for a in s.args if isinstance(a, Hint))
    return _told_apart(tuple(things), frozenset(signs), frozenset(indices), frozenset(bound), spelling)


@lru_cache(maxsize=256)
def _told_apart(
    things: tuple[Quantity, ...],
    signs: frozenset[str],
    indices: frozenset[str],
    bound: frozenset[str],
    spelling: Spelling,
) -> Spelling:
    """The spelling of these things, which many statements have in common."""
    spelling = _without_signs_of_arrays(_without_compounds(bound, things, spelling))
    for kind in MEDIA:
        spelling = _apart(kind, things, signs, indices, spelling)
    return replace(spelling, names=frozenset(q.name for q in things))


def _without_compounds(bound: frozenset[str], things: Sequence[Quantity], spelling: Spelling) -> Spelling:
    """The spelling without declared ones that would read as powers of, or as products with, what else there
    is: those names are printed as they were given."""
    if not spelling.latex:
        return spelling
    known = [*things, *(Quantity(name, "var") for name in sorted(bound - {q.name for q in things}))]
    prints = Prints(LatexSetter, spelling, frozenset(q.name for q in known))
    compound = [q for q in known if q.name in spelling.latex and prints.is_compound(q, known)]
    titles = (LatexSetter.medium.title, MathMLSetter.medium.title)
    return replace(spelling, verbatim=spelling.verbatim.union(product(titles, (q.name for q in compound))))


def _without_signs_of_arrays(spelling: Spelling) -> Spelling:
    """The spelling without declared ones that would read as a transpose, a part, or a sign of arrays, where a
    claim has arrays: those names are printed as they were given."""
    if not spelling.arrays:
        return spelling
    alike = [name for name, latex in spelling.latex.items() if _OF_ARRAYS.search(latex)]
    titles = (LatexSetter.medium.title, MathMLSetter.medium.title)
    return replace(spelling, verbatim=spelling.verbatim.union(product(titles, alike)))


def _index_names(s: Term) -> Iterator[str]:
    """The variable that s is, or the one that it binds."""
    if s.op == "var":
        yield s.args[0]
    yield from (a for a in s.args if isinstance(a, Hint))


def _sign(s: Term) -> Iterator[str]:
    if s.op in OPERATORS:
        yield OPERATORS[s.op]
    elif s.op == "fn":
        yield s.args[0]


def _apart(
    kind: type[Typesetter],
    things: Sequence[Quantity],
    signs: frozenset[str],
    indices: frozenset[str],
    spelling: Spelling,
) -> Spelling:
    title = kind.medium.title
    for _ in range(2 * len(things) + len(signs) + 1):
        prints = Prints(kind, spelling, indices)
        pair = next((p for p in _near_alike(prints, things) if prints.alike(*p)), None)
        pair = pair or next(_made_of(prints, things, bars="conj" in signs), None)
        if pair is not None:
            spelling = _renamed(title, prints, pair, spelling)
            continue
        met = next(((q, s) for q in things for s in _near(q, signs) if prints.like_sign(q, s)), None)
        if met is None:
            return spelling
        spelling = _away_from_sign(kind, prints, *met, spelling)
    raise StatementError("the names of this statement cannot be told apart in print")


def _near_alike(prints: Prints, things: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The pairs that may be printed alike: what bears no indices has to have the other's letter."""
    by_letter: dict[str, list[int]] = {}
    for i, q in enumerate(things):
        by_letter.setdefault(prints.letter(q), []).append(i)
    indexed = [i for i, q in enumerate(things) if q.indices]
    for i, q in enumerate(things):
        others = range(len(things)) if q.indices else sorted({*indexed, *by_letter[prints.letter(q)]})
        yield from ((q, things[j]) for j in others if j > i)


def _made_of(
    prints: Prints, things: Sequence[Quantity], *, bars: bool
) -> Iterator[tuple[Quantity, Quantity]]:
    """The pairs of which the one is printed like something that is made of the other."""
    spaced = {prints.spaced(q) for q in things}
    for q in things:
        text = prints.spaced(q)
        if bars or any(text[:i] in spaced for i, c in enumerate(text) if c == " "):
            yield from ((q, b) for b in things if b != q and prints.made_of(q, b, bars))


def _near(q: Quantity, signs: frozenset[str]) -> list[str]:
    """The signs that a quantity has to be told from: those that occur, and π, which is read as the number
    wherever it stands alone."""
    return sorted(signs | {"pi"} if q.op == "var" else signs)


def _renamed(title: str, prints: Prints, pair: tuple[Quantity, Quantity], spelling: Spelling) -> Spelling:
    """Both names as they were given; of a family and what looks like its member, the latter alone, and of
    a letter and what looks like a product with it, too."""
    a, b = pair
    first = (
        [a]
        if prints.made_of(a, b, bars=True)
        else [q for q in pair if q.indices == min(a.indices, b.indices)]
    )
    first = list(pair) if prints.letter(a) == prints.letter(b) else first
    for chosen in (first, pair):
        if new := {(title, q.name) for q in chosen} - spelling.verbatim:
            return replace(spelling, verbatim=spelling.verbatim | new)
    raise StatementError(f"{a.name} and {b.name} are both printed {prints.letter(a)}; give one another name")


def _away_from_sign(
    kind: type[Typesetter], prints: Prints, q: Quantity, sign: str, spelling: Spelling
) -> Spelling:
    title = kind.medium.title
    if sign in kind.plain and (title, sign) not in spelling.plain:
        return replace(spelling, plain=spelling.plain | {(title, sign)})
    if (title, q.name) in spelling.verbatim:
        raise StatementError(
            f"{q.name} is printed {prints.letter(q)}, and so is {_SAID.get(sign, f'the function {sign}')}; "
            "give it another name"
        )
    return replace(spelling, verbatim=spelling.verbatim | {(title, q.name)})


_SAID: Final = {
    "I": "the imaginary unit", "exp": "the base of exp", "mean": "the expectation", "o": "little o",
    "pi": "the constant π", "golden": "the golden ratio", "catalan": "Catalan's constant",
    "euler": "Euler's constant",
}  # fmt: skip


class Prints:
    """What a printer makes of quantities, as strings to compare."""

    def __init__(self, kind: type[Typesetter], spelling: Spelling, indices: frozenset[str]) -> None:
        self.setter = kind(spelling)
        self.kind, self.indices = kind, indices
        self.letter = cache(lambda q: _bare(self.spaced(q)))
        self.spaced = cache(self._letter)
        self.members = cache(self._members)
        self.tokens = cache(self._tokens)
        self.conjugate = cache(self._conjugate)

    def _letter(self, q: Quantity) -> str:
        """The name without indices."""
        symbol = self.setter.symbol(q.name) if q.op in ("var", "comp") else self.setter.head(q.name)
        return self.setter.letter(symbol).text

    def _member(self, q: Quantity, indices: tuple[str, ...]) -> str:
        if q.op == "loss":
            return _bare(self.setter.fixed(q.name, list(indices)).text)
        return _bare(self.setter.placed(q.name, list(indices), sequence=q.sequence).text)

    def _members(self, q: Quantity, tokens: tuple[str, ...]) -> frozenset[str]:
        """The name without indices, as in a norm, and with all choices of indices out of the tokens."""
        found = {self.letter(q)}
        if q.indices and len(tokens) ** q.indices < 1000:
            found |= {self._member(q, chosen) for chosen in product(tokens, repeat=q.indices)}
        return frozenset(found | {_bare(self.setter.superscript(s, self._index(_SAMPLE))) for s in found})

    def _tokens(self, name: str) -> frozenset[str]:
        """The prints of what in a name may be read as an index, and that of an index which is none of it."""
        words = (w for w in _tokens(name) if len(w) == 1 or w.isdecimal() or w in self.indices)
        return frozenset(map(self._index, (_SAMPLE, *words)))

    def _index(self, token: str) -> str:
        return self.setter.letter(self.setter.symbol(token)).text

    def alike(self, a: Quantity, b: Quantity) -> bool:
        """Whether some print of the one is a print of the other."""
        if a.name == b.name:
            return False
        if self.letter(a) == self.letter(b):
            return True
        if not a.indices and not b.indices:
            return False
        tokens = tuple(sorted(self.tokens(a.name) | self.tokens(b.name)))
        return not self.members(a, tokens).isdisjoint(self.members(b, tokens))

    def made_of(self, a: Quantity, b: Quantity, bars: bool) -> bool:
        """Whether the one is printed like a product that begins with the other, as Δx may be; or, where
        bars are conjugates, like the conjugate of the other."""
        return self.spaced(a).startswith(f"{self.spaced(b)} ") or (bars and self.is_conjugate(a, b))

    def is_conjugate(self, a: Quantity, b: Quantity) -> bool:
        """Whether the one is printed like the conjugate of the other."""
        return self.letter(a) == self.conjugate(b)

    def _conjugate(self, q: Quantity) -> str:
        return _bare(self.setter.conjugate(Piece(self.spaced(q), Level.ATOM)))

    def is_compound(self, a: Quantity, known: Iterable[Quantity]) -> bool:
        """Whether the declared spelling of the one reads as a product of powers of others and constants."""
        spelling = self.setter.spelling
        words = re.findall(r"\d+|[A-Za-z]", re.sub(r"#\d|\\[A-Za-z]+", "", spelling.latex[a.name]))
        prints = {_bare(self.setter.constant(sign)) for sign in _RAISED}
        tokens = self.tokens(a.name) | frozenset(map(self._index, words))
        for b in known:
            if b.name != a.name:
                chosen = tuple(sorted(tokens | self.tokens(b.name)))
                prints |= self.members(b, chosen) if b.indices else {self.letter(b)}
        chosen = tuple(sorted(tokens))
        places = product(chosen, repeat=a.indices) if len(chosen) ** a.indices < 1000 else ()
        filled = (spelling.filled(a.name, indices) for indices in places)
        plain = spelling.symbol(a.name, self.setter.medium).base
        return any(_is_product(s or plain, prints) for s in filled)

    def like_sign(self, q: Quantity, sign: str) -> bool:
        """Whether a quantity's letter is that of a constant, or of the head of a function."""
        if sign in self.kind.constants:
            return not self._dotted(q, sign) and self.letter(q) == _bare(self.setter.constant(sign))
        applied = _bare(self.setter.function(sign, ["x"]))
        return not self._dotted(q, sign) and applied == self.letter(q) + _bare(self.setter.group("x"))

    def _dotted(self, q: Quantity, sign: str) -> bool:
        """Whether a product's dot tells the letter from a sign that takes an argument: f·(x) from f(x)."""
        takes = sign == "o" or sign not in self.kind.constants
        return takes and self.kind is TextSetter and not q.is_applied


def _is_product(latex: str, prints: Container[str]) -> bool:
    """Whether a spelling consists of these prints, several of them or with exponents."""
    try:
        parts = signs(latex)
    except ValueError:
        return False
    reached = {0}  # how many signs at the beginning are such a product
    for end in range(1, len(parts) + 1):
        for start in sorted(reached):
            *front, last = parts[start:end]
            head = "".join(sign.text for sign in front)
            power = bool(last.above) and not _NO_EXPONENT.fullmatch(last.above)
            whole = (start, end) != (0, len(parts)) and _bare(head + last.text) in prints
            if whole or (power and _bare(head + last.base) in prints):
                reached.add(end)
    return len(parts) in reached


def _tokens(name: str) -> list[str]:
    """What in a name may be read as an index: its words but the first, and the digits at its end."""
    words = re.findall(r"\d+|[^\W\d_]+", name)
    joined = "".join(words[1:])
    return [*words[1:], *(joined if joined.isalpha() and len(joined) <= 3 else "")]


def _bare(s: str) -> str:
    """A print without spaces and what only groups; bars are all of one length."""
    s = s.replace(r"\overline", r"\bar").replace("<mover>", '<mover accent="true">').replace("‾", "¯")
    s = re.sub(r"\\[,;:! ]|\s|</?mrow>|<mo>[\u2061-\u2064]</mo>", "", s)
    return normalize("NFC", re.sub(r"(?<![A-Za-z\\])\{([^{}\\]|\\[A-Za-z]+)\}", r"\1", s))
