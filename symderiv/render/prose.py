r"""Sentences with mathematics in Unicode as LaTeX in ASCII, for whatever encoding and engine reads it.

>>> print(prose("by (27a), since θᵗ⁺¹ ≠ 0 & μ̂′ₖ² < 1"))
by (27a), since $\theta^{t+1}$ $\neq$ 0 \& $\hat{\mu}'_{k}^{2}$ $<$ 1
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from unicodedata import normalize

from symderiv.render.names import ABOVE, BELOW, COMBINING, MACROS

SIGNS: Final[Mapping[str, str]] = {
    "−": "-", "·": r"\cdot", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "∑": r"\sum", "∏": r"\prod",
    "∇": r"\nabla", "←": r"\leftarrow",
    "∂": r"\partial", "√": r"\surd", "∞": r"\infty", "∈": r"\in", "∀": r"\forall", "∃": r"\exists",
    "∧": r"\land", "∨": r"\lor", "¬": r"\lnot", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow",
    "→": r"\to", "⊤": r"\top", "⊥": r"\bot", "‖": r"\Vert", "⟨": r"\langle", "⟩": r"\rangle",
    "𝟙": r"\mathbf{1}", "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℂ": r"\mathbb{C}", "×": r"\times",
    "±": r"\pm", "≈": r"\approx", "…": r"\dots", "<": "<", ">": ">", "|": "|", "≪": r"\ll", "°": r"^{\circ}",
}  # fmt: skip
ESCAPED: Final[Mapping[str, str]] = {
    **{c: f"\\{c}" for c in "#$%&_{}"}, "\\": r"\textbackslash{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---",
    "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}",
    "Œ": r"\OE{}", "ł": r"\l{}", "Ł": r"\L{}", "§": r"\S{}", "\u00a0": "~", "\t": " ", "\n": " ", "\r": " ",
}  # fmt: skip
ACCENTS: Final[Mapping[str, str]] = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u",
    "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d",
    "\u0327": "c", "\u0328": "k",
}  # fmt: skip
HATS: Final[Mapping[str, str]] = {sign: name for name, sign in COMBINING.items()}
LOW: Final[Mapping[str, str]] = {sign: "-" if c == "−" else c for c, sign in BELOW.items()}
HIGH: Final[Mapping[str, str]] = {sign: "-" if c == "−" else c for c, sign in ABOVE.items()}
LETTERS: Final[Mapping[str, str]] = {**MACROS, **SIGNS}

_SHIFTED: Final = f"[{re.escape(''.join(LOW))}]+|[{re.escape(''.join(HIGH))}]+"
_SYMBOL: Final = re.compile(rf"(\w|[^\w\s])([{''.join(HATS)}]*)(′*)((?:{_SHIFTED})*)")


def prose(s: str) -> str:
    """A sentence; letters and signs of the mathematics are set as such, what LaTeX reads is escaped."""
    s = normalize("NFC", s)
    out, at = "", 0
    while at < len(s):
        m = _SYMBOL.match(s, at)
        if m and (m[1] in LETTERS or m[3] or m[4] or (m[2] and m[1].isalpha())):
            out, at = f"{out}${_symbol(m)}$", m.end()
        else:
            out, at = out + _character(s[at]), at + 1
    return out


def sentence(s: str) -> str:
    r"""A sentence that has LaTeX between ``\(`` and ``\)`` already; only what stands outside is changed.

    >>> print(sentence(r"left − right = \(\text{(1 at \(t-1\))}\)·2"))
    left $-$ right = \(\text{(1 at \(t-1\))}\)$\cdot$2
    """
    out, depth = "", 0
    for piece in re.split(r"(\\[()])", s):
        depth += (piece == r"\(") - (piece == r"\)")
        out += piece if depth or piece == r"\)" else prose(piece)
    return out


def _symbol(m: re.Match[str]) -> str:
    plain = m[1].isascii() and (m[1].isalnum() or m[1] in "()[]")
    base = LETTERS.get(m[1]) or (m[1] if plain else rf"\text{{{_character(m[1])}}}")
    for hat in m[2]:
        base = rf"\{HATS[hat]}{{{base}}}"
    low = high = ""
    for run in re.findall(_SHIFTED, m[4]):
        if run[0] in LOW:
            low += "".join(map(_shifted, (LOW[c] for c in run)))
        else:
            high += "".join(map(_shifted, (HIGH[c] for c in run)))
    return base + "'" * len(m[3]) + (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")


def _shifted(c: str) -> str:
    return f"{MACROS[c]} " if c in MACROS else c


def _character(c: str) -> str:
    """One character of a text; what has no name in ASCII is left to the engine."""
    if c in ESCAPED:
        return ESCAPED[c]
    if c.isascii():
        return c if c.isprintable() else " "
    base, accents = normalize("NFD", c)[0], normalize("NFD", c)[1:]
    if base.isascii() and base.isalpha() and accents in ACCENTS:
        return rf"\{ACCENTS[accents]}{{{base}}}"
    return rf"\derivedchar{{{ord(c):X}}}"
