"""LaTeX for math mode as tokens."""

from __future__ import annotations

import re
from typing import Final

from readback.layout import ReadError, Token, Tokens, name, sign

_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|\d+|'+|\S", re.DOTALL)
_SKIPPED: Final = {r"\left", r"\right", r"\Bigl", r"\Bigr", r"\quad", r"\,", r"\;", r"\:", r"\!", "\\ "}
_SIGNS: Final = {
    r"\neq": "≠", r"\leq": "≤", r"\geq": "≥", r"\land": "∧", r"\lor": "∨", r"\lnot": "¬",
    r"\Rightarrow": "⇒", r"\Leftrightarrow": "⇔", r"\bot": "⊥", r"\top": "⊤", r"\forall": "∀",
    r"\exists": "∃", r"\in": "∈", r"\infty": "∞", r"\colon": ":", r"\partial": "∂", r"\cdot": "·",
    r"\sum": "∑", r"\to": "→", r"\dots": "…", r"\{": "{", r"\}": "}", r"\lvert": "|<", r"\rvert": ">|",
    r"\lVert": "‖<", r"\rVert": ">‖", r"\langle": "⟨", r"\rangle": "⟩", r"\lfloor": "⌊", r"\rfloor": "⌋",
    "-": "−", r"\sim": "~", r"\mid": "∣",
}  # fmt: skip
_ACCENTS: Final = {r"\hat", r"\tilde", r"\bar", r"\dot"}
_FONTS: Final = {
    r"\mathrm": "rm", r"\mathtt": "tt", r"\mathcal": "cal", r"\mathbb": "bb", r"\mathbf": "bf",
    r"\operatorname": "",
}  # fmt: skip
_SETS: Final = {"bb:Z": sign("ℤ"), "bb:R": sign("ℝ"), "bb:C": sign("ℂ"), "bf:1": sign("𝟙")}


def tokens(s: str) -> Tokens:
    """The formula, token by token."""
    return _Lexer(_TOKEN.findall(s)).row()


class _Lexer:
    def __init__(self, pieces: list[str]) -> None:
        self.pieces, self.at = pieces, 0

    def next(self) -> str:
        if self.at >= len(self.pieces):
            raise ReadError("the formula ends too early")
        self.at += 1
        return self.pieces[self.at - 1]

    def row(self, *ends: str) -> Tokens:
        """Tokens up to one of the ends, which is left to be read, or to the end of all."""
        found: list[Token] = []
        while self.at < len(self.pieces) and self.pieces[self.at] not in ends:
            piece = self.next()
            if piece[0] == "'":
                found[-1] = name(found[-1].text + piece)
            elif piece not in _SKIPPED:
                found += self.token(piece)
                if [t.kind for t in found[-2:]] == ["high", "low"]:
                    found[-2:] = reversed(found[-2:])
        return tuple(found)

    def braces(self) -> Tokens:
        """What stands in braces; or one piece without."""
        piece = self.next()
        if piece != "{":
            return tuple(self.token(piece))
        inside = self.row("}")
        self.next()
        return inside

    def word(self) -> str:
        """What stands in braces, as it is written."""
        piece, depth, out = self.next(), 1, ""
        if piece != "{":
            return piece
        while depth:
            piece = self.next()
            depth += (piece == "{") - (piece == "}")
            out += piece if depth else ""
        return out

    def token(self, piece: str) -> list[Token]:
        if piece.isdecimal():
            return [Token("num", piece)]
        if piece in ("_", "^"):
            return [Token("low" if piece == "_" else "high", parts=(self.braces(),))]
        if piece == "{":
            self.at -= 1
            return list(self.braces())
        if piece in _SIGNS:
            return [sign(_SIGNS[piece])]
        if piece.isalpha():
            return [name(piece)]
        return self.command(piece) if piece[0] == "\\" else [sign(piece)]

    def command(self, piece: str) -> list[Token]:
        match piece:
            case r"\frac":
                return [Token("frac", parts=(self.braces(), self.braces()))]
            case r"\tfrac":
                return [name("1/Γ")] if (self.braces(), self.braces()) else []
            case r"\sqrt":
                return [self.root()]
            case r"\overline":
                return [Token("over", parts=(self.braces(),))]
            case r"\begin":
                self.word()
                return [self.cases()]
            case r"\text":
                return [
                    name(w)
                    for w in re.findall(
                        r"twice|differentiable|independent|integrable|otherwise|surely|times|for|are|is|if|at|\d+",
                        self.word(),
                    )
                ]
        if piece in _ACCENTS:
            return [name(f"{piece}({self.word()})")]
        if piece in _FONTS:
            s = f"{_FONTS[piece]}:{self.word()}".removeprefix(":").replace(r"\_", "_")
            return [_SETS.get(s, name(s))]
        return [name(piece)]

    def root(self) -> Token:
        degree = "2"
        if self.pieces[self.at] == "[":
            self.next()
            degree = "".join(t.text for t in self.row("]"))
            self.next()
        return Token("root", degree, (self.braces(),))

    def cases(self) -> Token:
        parts: list[Tokens] = []
        while True:
            value = self.row("&")
            self.next()
            condition = self.row(r"\\", r"\end")
            if condition and condition[-1] == sign(","):
                condition = condition[:-1]
            parts += [value, () if condition == (name("otherwise"),) else condition[1:]]
            if self.next() == r"\end":
                self.word()
                return Token("cases", parts=tuple(parts))
