r"""A declared spelling as the signs that it consists of: it is set as one thing, so it has to read as one.

A sign is a letter, a word in roman, or one of them in another font or below an accent, with what stands
above and below it, and indices in brackets.  Operators and relations are none: ``b+1`` or ``-b`` in the place
of a letter would make another formula of what is around it.

>>> [sign.text for sign in signs(r"\Delta x_{i+1}^2")], signs(r"w^{(1)}")[0].base
(['\\Delta', 'x_{i+1}^{2}'], 'w')
>>> signs("b+1")
Traceback (most recent call last):
ValueError: + is no part of a name
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from symderiv.render.names import GREEK, MACROS

_FONTS: Final = frozenset({
    "mathbb", "mathcal", "mathbf", "mathsf", "mathfrak", "mathscr", "mathit", "mathtt", "boldsymbol", "bm",
    "tilde", "hat", "bar", "dot", "ddot", "vec", "widetilde", "widehat", "overline", "underline",
    "check", "breve", "acute", "grave", "mathring",
})  # fmt: skip
_WORDS: Final = frozenset({"mathrm", "text", "operatorname"})
_LETTERS: Final = (
    frozenset(macro.lstrip("\\") for macro in MACROS.values())
    | frozenset(GREEK)
    | {"ell", "hbar", "imath", "jmath", "nabla", "partial", "varepsilon", "varphi", "vartheta", "varrho"}
)
_READ: Final = frozenset({"if", "otherwise", "for", "and", "or", "surely", "differentiable", "lim"})
_SPACES: Final = frozenset({"\\,", "\\;", "\\:", "\\!", "\\ "})
_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|#\d|'+|\S")
_WORD: Final = re.compile(r"[^\W\d_]([\w.-]|\\_)*")
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}


@dataclass(frozen=True)
class Sign:
    """One of the signs of a spelling: what it is with primes and indices, what stands above it, and whether
    anything follows that."""

    base: str
    above: str = ""
    ended: bool = False

    @property
    def text(self) -> str:
        return self.base + (f"^{{{self.above}}}" if self.above else "")


def signs(latex: str) -> list[Sign]:
    """The signs that stand beside one another; ValueError names what is none."""
    if re.search(r"\\(mathrm|text|operatorname)\s*\{[^{}]*\s[^{}]*\}", latex):
        raise ValueError("a word has no spaces in it")
    return _Splitter(_TOKEN.findall(latex)).signs(None)


class _Splitter:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens[::-1]

    def signs(self, end: str | None) -> list[Sign]:
        """The signs up to the closing bracket, or to the end."""
        found: list[Sign] = []
        while self.tokens:
            piece = self.tokens.pop()
            if piece == end:
                return found
            if piece in _SPACES:
                continue
            if piece[0] in "'_^[(" or piece == ".":
                if not found:
                    raise ValueError(f"{piece} stands for nothing alone")
                found[-1] = self.followed(found[-1], piece)
            else:
                found += self.nucleus(piece)
        if end is not None:
            raise ValueError(f"{end} is missing")
        return found

    def followed(self, sign: Sign, piece: str) -> Sign:
        """A sign with what stands at it."""
        if piece == "^":
            above = self.argument()
            return Sign(sign.text, above) if sign.above or sign.ended else Sign(sign.base, above)
        if piece == "_":
            return Sign(f"{sign.base}_{{{self.argument()}}}", sign.above, sign.ended)
        if piece[0] == "'":
            return Sign(sign.base + piece, sign.above, sign.ended)
        if piece == ".":
            more = self.nucleus(self.tokens.pop() if self.tokens else "")
            return Sign(f"{sign.text}.{more[0].text}", "", ended=True)
        inside = self.inside(piece)
        for part in _TOKEN.findall(inside) if piece == "(" else ():
            if not (part[0] in "#," or part.isalnum() or part[1:] in _LETTERS):
                raise ValueError(f"{part} is no argument")
        return Sign(f"{sign.text}{piece}{inside}{_CLOSING[piece]}", "", ended=True)

    def nucleus(self, piece: str) -> list[Sign]:
        """The signs that a piece begins, which are several where it is a brace."""
        name = piece[1:] if piece[:1] == "\\" else ""
        if piece == "{":
            return self.signs("}")
        if name in _FONTS:
            inner = self.argument()
            signs(inner)
            return [Sign(f"{piece}{{{inner}}}")]
        if name in _WORDS:
            word = self.argument()
            if not _WORD.fullmatch(word) or word in _READ:
                raise ValueError(f"{piece}{{{word}}} is no word")
            return [Sign(f"{piece}{{{word}}}")]
        if piece == "#0" or name in _LETTERS or (len(piece) == 1 and piece.isalpha()):
            return [Sign(piece)]
        raise ValueError(f"{piece or 'the end'} is no part of a name")

    def argument(self) -> str:
        """What a command or an index is followed by, without its braces."""
        if not self.tokens:
            raise ValueError("something is missing at the end")
        piece = self.tokens.pop()
        if piece == "{":
            return self.inside(piece)
        return f"{piece} {self.argument()}" if piece[1:] in _FONTS | _WORDS else piece

    def inside(self, opening: str) -> str:
        """All up to the closing bracket."""
        found, depth = "", 1
        while self.tokens:
            piece = self.tokens.pop()
            depth += (piece == opening) - (piece == _CLOSING[opening])
            if not depth:
                return found.strip()
            letters = found[-1:].isalpha() and re.search(r"\\[A-Za-z]+$", found) and piece[:1].isalpha()
            found += f" {piece}" if letters else piece
        raise ValueError(f"{_CLOSING[opening]} is missing")
