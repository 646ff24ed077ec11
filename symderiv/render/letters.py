"""Which letters a term uses, and those that its bound and made-up variables get: like nothing else in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from symderiv.core.terms import MARK, Term, free_vars, subterms, var
from symderiv.render.names import Symbol
from symderiv.render.typesetter import Typesetter

OPERATORS: Final = {"exp": "exp", "mean": "mean", "tends": "o"}  # whose sign is a letter
RENAMED: Final = {
    "i": "j",
    "j": "k",
    "k": "l",
    "t": "s",
    "s": "r",
}  # an index that clashes takes the next letter


class Letters:
    """The letters of one term in a medium."""

    def __init__(self, t: Term, setter: Typesetter) -> None:
        self.setter = setter
        self.taken: set[str] = set()
        self.bases: dict[str, int] = {}  # letters that bear indices, and how many
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
            symbol = self.setter.symbol(s.args[0])
            self.taken |= {self.setter.letter(symbol).text, self.setter.loss(s.args[0]).text}
            if s.op in ("comp", "loss"):
                self.bases[symbol.base] = len(s.args[3] if s.op == "comp" else s.args[1])
        elif (sign := s.args[0] if s.op == "fn" else OPERATORS.get(s.op)) in self.setter.constants:
            self.taken.add(self.setter.constant(sign))

    def _letter(self, name: str) -> str:
        return self.setter.letter(self.setter.symbol(name)).text

    def is_taken(self, name: str) -> bool:
        """Whether a bound variable of this name would look like something else in the term."""
        symbol = self.setter.symbol(name)
        return self.setter.letter(symbol).text in self.taken or self._like_member(symbol)

    @staticmethod
    def _unlike(hint: str, sort: str, is_taken: Callable[[str], bool]) -> str:
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
        if name not in self.setter.spelling.letters:
            outside = set(map(self._letter, self.setter.spelling.names))
            self.chosen[name] = self._unlike(
                name, sort, lambda n: self.is_taken(n) or self._letter(n) in outside
            )
        self.taken.add(self.setter.letter(self.symbol(v)).text)

    def _like_member(self, symbol: Symbol) -> bool:
        """Whether what stands below the letter may be read as indices of a family."""
        words = symbol.below.split(",") if symbol.below and symbol.base in self.bases else ["none"]
        bare = [re.sub(r"<[^>]*>|\\[a-z]+", lambda m: "" if m[0][0] == "<" else "x", w) for w in words]
        return all(w.isdecimal() or len(w) in (1, self.bases.get(symbol.base, 1)) for w in bare)

    def symbol(self, v: Term) -> Symbol:
        """How a variable is spelled."""
        return self.setter.symbol(self.chosen.get(v.args[0], v.args[0]))

    @contextmanager
    def binding(self, hint: str, sort: str) -> Iterator[Term]:
        """A variable for a binder, spelled like nothing else in the whole term."""
        name = self._unlike(str(hint), sort, self.is_taken)
        letter = self._letter(name)
        self.taken.add(letter)
        try:
            yield var(name, sort)
        finally:
            self.taken.remove(letter)
