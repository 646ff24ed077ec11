r"""The LaTeX that quantities are declared with, as MathML: the small part of LaTeX that a spelling needs.

>>> read(r"\sigma_{\hat\mu,\infty}^2")[:31]
'<msubsup><mi>σ</mi><mrow><mover'
>>> read("y_1"), read(r"\frac12") is None
('<msub><mi>y</mi><mn>1</mn></msub>', True)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Final

from symderiv.render.names import GREEK, MACROS

ACCENTS: Final[Mapping[str, str]] = {
    "tilde": "~", "hat": "^", "bar": "¯", "dot": "˙",
    "widetilde": "~", "widehat": "^", "overline": "¯",
}  # fmt: skip
_LETTERS: Final = dict(GREEK) | {macro[1:]: letter for letter, macro in MACROS.items()} | {"infty": "∞"}
_SIGNS: Final[Mapping[str, str]] = {"star": "*", "ast": "*", "prime": "′", "partial": "∂", "cdot": "·"}
_SPACES: Final = frozenset({"\\,", "\\;", "\\:", "\\!"})
_FONTS: Final[Mapping[str, str]] = {"mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT"}
_UPRIGHT: Final = frozenset({"mathrm", "text", "operatorname"})
_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|\d+|'+|\S")


class _Unread(Exception):
    """Something that this reader does not know."""


def read(latex: str, slots: Mapping[str, str] | None = None) -> str | None:
    """The spelling as elements of MathML, the characters that are slots replaced by what they stand for; None
    where something in it is not among what is read here: letters, numbers, Greek, accents, roman and script
    letters, indices above and below."""
    reader = _Reader(_TOKEN.findall(latex), slots or {})
    try:
        return "".join(reader.row(None))
    except _Unread:
        return None


class _Reader:
    def __init__(self, tokens: list[str], slots: Mapping[str, str]) -> None:
        self.tokens, self.slots = tokens[::-1], slots

    def row(self, end: str | None) -> list[str]:
        """Elements up to the closing brace, or to the end."""
        elements: list[str] = []
        while self.tokens:
            piece = self.tokens.pop()
            if piece == end:
                return elements
            if piece not in _SPACES:
                elements.append(self.scripts(self.atom(piece)))
        if end is not None:
            raise _Unread
        return elements

    def scripts(self, base: str) -> str:
        """What stands above and below, each at most once."""
        low = high = ""
        if self.tokens and self.tokens[-1][0] == "'":
            high = f"<mo>{'′' * len(self.tokens.pop())}</mo>"
        while self.tokens and self.tokens[-1] in ("_", "^"):
            below = self.tokens.pop() == "_"
            if low if below else high:
                raise _Unread
            if below:
                low = self.argument()
            else:
                high = self.argument()
        if low and high:
            return f"<msubsup>{base}{low}{high}</msubsup>"
        if low or high:
            name = "msub" if low else "msup"
            return f"<{name}>{base}{low or high}</{name}>"
        return base

    def argument(self) -> str:
        if not self.tokens:
            raise _Unread
        return self.atom(self.tokens.pop())

    def atom(self, piece: str) -> str:
        """One element."""
        if piece in self.slots:
            return self.slots[piece]
        if piece == "{":
            return _together(self.row("}"))
        if piece[0] == "\\" and piece[1:].isalpha():
            return self.macro(piece[1:])
        if piece.isdecimal():
            return f"<mn>{piece}</mn>"
        if piece.isalpha():
            return f"<mi>{piece}</mi>"
        if piece in "+-*/=()[],.;:|!":
            return f"<mo>{escape(piece.replace('-', '−'), quote=False)}</mo>"
        raise _Unread

    def macro(self, name: str) -> str:
        if name in ACCENTS:
            return f'<mover accent="true">{self.argument()}<mo>{ACCENTS[name]}</mo></mover>'
        if name in _UPRIGHT:
            return f"<mtext>{escape(self.word(), quote=False)}</mtext>"
        if name in _FONTS:
            return f"<mi>{''.join(_in_font(_FONTS[name], c) for c in self.word())}</mi>"
        if name in _LETTERS:
            return f"<mi>{_LETTERS[name]}</mi>"
        if name in _SIGNS:
            return f"<mo>{_SIGNS[name]}</mo>"
        raise _Unread

    def word(self) -> str:
        """Plain characters in braces, or one."""
        if not self.tokens:
            raise _Unread
        piece = self.tokens.pop()
        plain = [] if piece == "{" else [piece]
        while piece == "{" and self.tokens and self.tokens[-1] != "}":
            plain.append(self.tokens.pop())
        if piece == "{":
            if not self.tokens:
                raise _Unread
            self.tokens.pop()
        plain = [p[1:] if p in ("\\_", "\\#", "\\%", "\\&", "\\$") else p for p in plain]
        if not plain or any(p in "{}^\\" or p[0] == "\\" for p in plain):
            raise _Unread
        return "".join(plain)


def _together(elements: list[str]) -> str:
    """One element."""
    return elements[0] if len(elements) == 1 else f"<mrow>{''.join(elements)}</mrow>"


def _in_font(font: str, letter: str) -> str:
    """A letter as a character of a font of its own.

    >>> _in_font("SCRIPT", "L"), _in_font("DOUBLE-STRUCK", "E")
    ('ℒ', '𝔼')
    """
    for prefix in ("", "MATHEMATICAL "):
        try:
            return unicodedata.lookup(f"{prefix}{font} {'CAPITAL' if letter.isupper() else 'SMALL'} {letter}")
        except KeyError:
            continue
    raise _Unread
