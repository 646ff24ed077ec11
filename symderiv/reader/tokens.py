r"""LaTeX as tokens that know where they stand.

>>> [t.text for t in tokens(Source("p.tex", r"\alpha x_{12} % no more"))]
['\\alpha', 'x', '_', '{', '1', '2', '}']
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

UNICODE: Final = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "·": r"\cdot", "×": r"\times", "−": "-", "…": r"\dots",
    "⋯": r"\cdots", "∑": r"\sum", "∂": r"\partial", "∇": r"\nabla", "∞": r"\infty", "≈": r"\approx",
    "∈": r"\in", "∀": r"\forall", "⟨": r"\langle", "⟩": r"\rangle", "‖": r"\|", "→": r"\to",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu",
    "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "ϕ": r"\phi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta",
    "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip

_TEXT: Final = (
    r"\\(?:text|mbox|textrm|textnormal|textit|textbf|textsf)\s*\{(?P<words>(?:[^{}]|\{[^{}]*\})*)\}"
)
_TOKEN: Final = re.compile(rf"{_TEXT}|\\(?:[A-Za-z@]+\*?|.)|#\d|\S", re.DOTALL)
_COMMENT: Final = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_STARRED: Final = frozenset({r"\operatorname*", r"\tag*", r"\hspace*", r"\vspace*"})


@dataclass(frozen=True, eq=False)
class Source:
    """A file's text, in which places are offsets."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def line_column(self, offset: int) -> tuple[int, int]:
        r"""Line and column of an offset, both from 1.

        >>> Source("p.tex", "ab\ncd").line_column(4)
        (2, 2)
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Token(NamedTuple):
    """A command with its backslash, or one character; ``end`` is the offset behind it."""

    text: str
    source: Source
    start: int
    end: int

    @property
    def is_command(self) -> bool:
        return self.text[0] == "\\" and len(self.text) > 1

    @property
    def words(self) -> str | None:
        """The words of a text; None where this is none."""
        return self.text[6:-1] if self.text.startswith(r"\text{") else None

    @property
    def is_letter(self) -> bool:
        return len(self.text) == 1 and self.text.isalpha()

    @property
    def is_digit(self) -> bool:
        return self.text.isdecimal() and self.text.isascii()

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.source.line_column(self.start)

    def moved(self, to: Token) -> Token:
        """The token as if it stood where another does: what a macro expands to stands where that is used."""
        return Token(self.text, to.source, to.start, to.end)


def tokens(source: Source, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens between two offsets; comments and blanks are none."""
    end = len(source.text) if end is None else end
    text = without_comments(source.text[start:end])
    return [*_tokens(source, text, start)]


def _tokens(source: Source, text: str, start: int) -> Iterator[Token]:
    for m in _TOKEN.finditer(text):
        word, at = m[0], m.start() + start
        if m["words"] is not None:
            yield Token(rf"\text{{{m['words']}}}", source, at, at + len(word))
        elif word[-1] == "*" and len(word) > 2 and word not in _STARRED:
            yield Token(word[:-1], source, at, at + len(word) - 1)
            yield Token("*", source, at + len(word) - 1, at + len(word))
        else:
            yield Token(UNICODE.get(word, word), source, at, at + len(word))


def without_comments(text: str) -> str:
    """The text with blanks for comments, so that all else stays where it is."""
    return _COMMENT.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), text)


def written(found: Iterable[Token]) -> str:
    r"""Tokens as LaTeX, for messages.

    >>> written(tokens(Source("p.tex", r"\alpha  x + {1}")))
    '\\alpha x+{1}'
    """
    text = ""
    for t in found:
        glued = t.text[0].isalnum() and re.search(r"\\[A-Za-z]+$", text)
        text += f" {t.text}" if glued else t.text
    return text
