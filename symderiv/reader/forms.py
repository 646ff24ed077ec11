r"""How a declared quantity is spelled: its letter, and where its indices stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from symderiv.reader.brackets import Bracket, Item, cleaned, nested
from symderiv.reader.grammar import Group, Letter, Scripted, Tree, listed, parse, tokens_of
from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Token, written
from symderiv.render.atoms import signs

_ACCENTS: Final = {
    "hat": "hat", "tilde": "tilde", "bar": "bar", "dot": "dot", "overline": "bar", "vec": "vec",
    "underline": "under", "check": "check", "breve": "breve", "ddot": "ddot", "mathring": "ring",
}  # fmt: skip
_LETTERS: Final = {"epsilon": "ϵ", "varepsilon": "epsilon", "phi": "ϕ", "varphi": "phi", "vartheta": "ϑ",
                   "varrho": "rho_var", "varsigma": "sigma_var", "varpi": "ϖ"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """An index stands here: the letter it was declared with."""

    letter: str


@dataclass(frozen=True, slots=True)
class Place:
    """What stands below, above or in brackets: slots and fixed parts; ``spelled`` is the whole if it has no
    slot. ``round`` says that it stands in parentheses, ``close`` that nothing parts the slots."""

    parts: tuple[Slot | str, ...]
    spelled: str
    round: bool = False
    close: bool = False

    @property
    def slots(self) -> int:
        return sum(isinstance(p, Slot) for p in self.parts)

    def latex(self, first: int) -> str:
        """With ``#n`` for the slots."""
        if not self.slots:
            return self.spelled
        n = iter(range(first, first + self.slots))
        text = ("" if self.close else ",").join(
            f"#{next(n)}" if isinstance(p, Slot) else p for p in self.parts
        )
        return f"({text})" if self.round else text


@dataclass(frozen=True, slots=True)
class Form:
    """A letter, and what stands below it, above it, and behind it in brackets."""

    key: str
    below: Place | None = None
    above: Place | None = None
    behind: Place | None = None
    bracket: str = ""

    @property
    def slots(self) -> tuple[str, ...]:
        """The letters of the indices, in the order below, above, behind."""
        places = [p for p in (self.below, self.above, self.behind) if p is not None]
        return tuple(part.letter for p in places for part in p.parts if isinstance(part, Slot))

    @property
    def spelled(self) -> str:
        """The form as the author wrote it."""
        text = self.key
        text += f"_{{{self.below.spelled}}}" if self.below else ""
        text += f"^{{{self.above.spelled}}}" if self.above else ""
        closing = {"[": "]", "(": ")"}
        return text + (f"{self.bracket}{self.behind.spelled}{closing[self.bracket]}" if self.behind else "")

    @property
    def fixed(self) -> Form:
        """The form without its slots: what tells one quantity from another."""
        below, above = (p if p and not p.slots else None for p in (self.below, self.above))
        return Form(self.key, below, above)

    def latex(self, order: Sequence[int]) -> str:
        """The spelling for printers, whose ``#n`` are the indices in the order of the quantity; "" where it
        does not read as one thing."""
        text, n = self.key, 1
        for mark, place in (("_", self.below), ("^", self.above)):
            if place is not None:
                text += f"{mark}{{{place.latex(n)}}}"
                n += place.slots
        if self.behind is not None:
            text += f"[{self.behind.latex(n)}]"
        text = re.sub(r"#(\d)", lambda m: f"#{order[int(m[1]) - 1]}", text)
        try:
            signs(text)
        except ValueError:
            return ""
        return text

    @property
    def name(self) -> str:
        """A name for the quantity, by the rules that names are printed by."""
        words = [_named(self.key)]
        for place in (self.below, self.above):
            if place is not None and not place.slots:
                words.append(_suffix(place.spelled))
            elif place is not None:
                words += [_suffix(p) for p in place.parts if isinstance(p, str)]
        text = "_".join(w for w in words if w)
        primes = re.findall(r"'+", self.key)
        return (
            text.replace("'", "")
            + "".join(primes)
            + ("*" if self.above and self.above.spelled in ("*", r"\star", r"\ast") else "")
        )


def _named(key: str) -> str:
    r"""The name of a letter: ``\hat{\mu}`` is mu_hat.

    >>> _named(r"\hat{\mu}"), _named(r"\mathcal{L}"), _named(r"\Delta w"), _named(r"\lambda'")
    ('mu_hat', 'L', 'Δw', 'lambda')
    """
    key = key.rstrip("'")
    if m := re.fullmatch(r"\\([A-Za-z]+)\{(.*)\}", key):
        inner = _named(m[2])
        return f"{inner}_{_ACCENTS[m[1]]}" if m[1] in _ACCENTS else inner
    if m := re.fullmatch(r"\\Delta\s*(\\?[A-Za-z]+)", key):
        return f"Δ{_named(m[1])}"
    if m := re.fullmatch(r"\\([A-Za-z]+)", key):
        return _LETTERS.get(m[1], m[1])
    return _plain(key)


def _plain(text: str) -> str:
    r"""Letters and digits of a spelling: ``W.\mathrm{grad}`` is W_grad."""
    words = re.findall(
        r"[^\W_]+", re.sub(r"\\(math\w+|operatorname|text|boldsymbol|bm)(?![A-Za-z])", " ", text)
    )
    return "_".join(words)


def _suffix(text: str) -> str:
    """What stands below or above a letter, as part of a name."""
    if text in ("*", r"\star", r"\ast"):
        return ""
    words = {
        "+": "plus",
        "-": "minus",
        r"\infty": "inf",
        r"\dagger": "dagger",
        r"\top": "top",
        r"\bot": "bot",
    }
    return "_".join(words.get(part) or _named(part) for part in text.split(",") if part)


def items_of(found: Sequence[Token]) -> list[Item]:
    """Tokens of a script as items."""
    return nested(cleaned(found))


def form_of(tree: Tree, behind: Group | None, is_index: Callable[[str], bool]) -> Form:
    """The form of what is declared by example."""
    letter, below, above, primes = letter_of(tree)
    key = letter.key + "'" * primes
    form = Form(key, _place(below, is_index), _place(above, is_index))
    if behind is not None:
        inside = [letter_of(i)[0].key if isinstance(i, Letter) else "" for i in behind.items]
        if not all(map(is_index, inside)):
            raise Unread(f"what stands in brackets behind {key} is no index that is declared", behind.at)
        place = Place(tuple(map(Slot, inside)), ",".join(inside))
        form = replace(form, behind=place, bracket=behind.opening)
    return form


def letter_of(tree: Tree) -> tuple[Letter, tuple[Token, ...] | None, tuple[Token, ...] | None, int]:
    """A letter with what stands below and above it, and its primes."""
    if isinstance(tree, Letter):
        return tree, None, None, 0
    if isinstance(tree, Scripted) and isinstance(tree.base, Letter):
        return tree.base, tree.below, tree.above, tree.primes
    if isinstance(tree, Group) and tree.opening == "{" and len(tree.items) == 1:
        return letter_of(tree.items[0])
    raise Unread("a letter is declared, with its indices", tree.at)


def _place(found: tuple[Token, ...] | None, is_index: Callable[[str], bool]) -> Place | None:
    if found is None:
        return None
    items, spelled = items_of(found), written(found)
    is_round = len(items) == 1 and isinstance(items[0], Bracket) and items[0].opening == "("
    if is_round and isinstance(items[0], Bracket):
        items = list(items[0].inside)
    parts = listed(items)
    close = len(parts) == 1 and len(items) > 1
    if close and all(isinstance(i, Token) and is_index(i.text) for i in items):
        return Place(
            tuple(Slot(i.text) for i in items if isinstance(i, Token)), spelled, is_round, close=True
        )
    made = tuple(_part(p, is_index) for p in parts)
    if not any(isinstance(p, Slot) for p in made):
        return Place((), spelled, is_round)
    return Place(made, spelled, is_round)


def _part(part: list[Item], is_index: Callable[[str], bool]) -> Slot | str:
    try:
        tree = parse(part)
    except Unread:
        return written(tokens_of(part))
    if isinstance(tree, Letter) and is_index(tree.key):
        return Slot(tree.key)
    return written(tokens_of(part))


def filled(place: Place | None, found: tuple[Token, ...] | None) -> list[Tree] | None:
    """The trees of the indices that stand in a place; None where this is not how it is filled."""
    if place is None or found is None:
        return [] if place is None and found is None else None
    if not place.slots:
        return [] if written(found) == place.spelled else None
    items = items_of(found)
    is_round = len(items) == 1 and isinstance(items[0], Bracket) and items[0].opening == "("
    inside = list(items[0].inside) if is_round and isinstance(items[0], Bracket) else items
    if place.round != is_round and not (is_round and written(tokens_of(inside)).isdecimal()):
        return None
    items = inside
    parts = listed(items)
    if len(parts) == 1 and len(place.parts) > 1:
        parts = _one_by_one(items)
    if len(parts) != len(place.parts):
        return None
    trees: list[Tree] = []
    for part, wanted in zip(parts, place.parts, strict=True):
        if isinstance(wanted, str):
            if written(tokens_of(part)) != wanted:
                return None
        else:
            trees.append(parse(part, found[0]))
    return trees


def _one_by_one(items: list[Item]) -> list[list[Item]]:
    """Indices that nothing parts: each a letter with its primes, or a digit."""
    found: list[list[Item]] = []
    for item in items:
        if isinstance(item, Token) and item.text == "'" and found:
            found[-1].append(item)
        elif isinstance(item, Token) and (item.is_digit or item.is_letter or item.is_command):
            found.append([item])
        else:
            return []
    return found
