r"""Sentences with formulas in them, for a terminal and for LaTeX.

>>> from symderiv.kernel.terms import var
>>> f"as {PLAIN.math(var('mu'))} is", f"as {TYPESET.math(var('mu'))} is"
('as μ is', 'as $\\mu$ is')
>>> print(TYPESET.words("100% of α_i ≤ x²"))
100\% of $\alpha$\_i $\le$ x$^{2}$
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from symderiv.kernel.terms import Term, add, mul, var
from symderiv.render.latex import latex
from symderiv.render.names import ABOVE, BELOW, COMBINING, DEFAULT, MACROS, Spelling
from symderiv.render.text import text


@dataclass(frozen=True)
class Voice:
    """How sentences are set: formulas within them, and the words of others that have to be escaped."""

    typeset: bool
    spelling: Spelling = field(default=DEFAULT)

    def respelled(self, names: dict[str, str]) -> Voice:
        """The same, with letters of one's own for some variables."""
        both = {name: (letter, letter) for name, letter in names.items()}
        return replace(self, spelling=Spelling({**self.spelling.names, **both}, self.spelling.places))

    def math(self, t: Term) -> str:
        """A formula within a sentence."""
        return f"${latex(t, self.spelling)}$" if self.typeset else text(t, self.spelling)

    def of_names(self, pairs: Iterable[tuple[Term, str]]) -> str:
        """A linear combination of named equations."""
        names: dict[str, tuple[str, str]] = {}
        terms: list[Term] = []
        for n, (multiplier, name) in enumerate(pairs):
            names[f"equation {n}"] = (f"({name})", rf"\text{{({name})}}")
            terms.append(mul(multiplier, var(f"equation {n}")))
        spelling = Spelling({**self.spelling.names, **names}, self.spelling.places)
        return replace(self, spelling=spelling).math(add(*terms))

    def words(self, s: str) -> str:
        """Words that were not written for this medium."""
        return escaped(s) if self.typeset else s

    @property
    def dash(self) -> str:
        """Between a name and what is said of it."""
        return "---" if self.typeset else "–"


_SPECIAL: Final = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$",
    "|": "$|$", '"': "''", "–": "--", "—": "---", "…": r"\dots{}", "’": "'", "‘": "`", "“": "``", "”": "''",
    **{c: f"\\{c}" for c in "_#%&${}"},
}  # fmt: skip
_SIGNS: Final = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "∀": r"\forall", "∃": r"\exists", "∈": r"\in", "∧": r"\land",
    "∨": r"\lor", "¬": r"\lnot", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "→": r"\to", "∞": r"\infty",
    "∑": r"\textstyle\sum", "∂": r"\partial", "√": r"\surd", "‖": r"\|", "·": r"\cdot", "−": "-", "′": "'",
    "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "𝟙": "1", "⊥": r"\bot", "⊤": r"\top", "×": r"\times",
    **{a: f"^{{{c.replace('−', '-')}}}" for c, a in ABOVE.items()},
    **{b: f"_{{{c.replace('−', '-')}}}" for c, b in BELOW.items()},
    **MACROS,
}  # fmt: skip
_ACCENTS: Final = {mark: f"\\{name}" for name, mark in COMBINING.items()}


def escaped(s: str) -> str:
    """Text for LaTeX; a sign that it has no macro for is named."""
    done: list[str] = []
    for c in unicodedata.normalize("NFC", s):
        if c in _SPECIAL:
            done.append(_SPECIAL[c])
        elif c in _SIGNS:
            done.append(f"${_macro(_SIGNS[c])}$")
        elif c in _ACCENTS and done:
            done[-1] = f"${_ACCENTS[c]}{{{done[-1].strip('$')}}}$"
        elif c.isascii() or (c.isalpha() and ord(c) < 0x180):
            done.append(c if c.isprintable() else " ")
        else:
            done.append(f"[U+{ord(c):04X}]")
    return "".join(done)


def _macro(sign: str) -> str:
    """A sign whose subscript is a Greek letter stands for that letter."""
    inner = sign[2:-1] if sign[:1] in "^_" else ""
    return f"{sign[:2]}{MACROS[inner]}}}" if inner in MACROS else sign


PLAIN: Final = Voice(typeset=False)
TYPESET: Final = Voice(typeset=True)
