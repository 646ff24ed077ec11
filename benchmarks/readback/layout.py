"""Printed formulas as tokens: what three notations have in common before their grammar is read."""

from __future__ import annotations

from typing import NamedTuple


class ReadError(Exception):
    """What is printed is no formula of the grammar; the message says where."""


class Token(NamedTuple):
    """A name, a number, a sign, or something made of parts: scripts, a fraction, a root, cases, a bar over.

    =========  ================================================
    ``name``   letters; ``num`` digits; ``sign`` any sign
    ``low``    one part: what stands below what came before
    ``high``   one part: what stands above it
    ``frac``   two parts
    ``root``   the radicand, and the degree in ``text``
    ``cases``  value and condition by turns; no token: otherwise
    ``over``   one part: what is below the bar
    =========  ================================================
    """

    kind: str
    text: str = ""
    parts: tuple[tuple[Token, ...], ...] = ()


Tokens = tuple[Token, ...]


def sign(text: str) -> Token:
    return Token("sign", text)


def name(text: str) -> Token:
    return Token("name", text)


def split(tokens: Tokens, comma: str = ",") -> list[Tokens]:
    """The parts between commas, as far as they stand outside brackets."""
    found: list[list[Token]] = [[]]
    depth = 0
    for t in tokens:
        if t.kind == "sign":
            depth += (t.text in "([{⟨⌊") - (t.text in ")]}⟩⌋")
        if depth == 0 and t == sign(comma):
            found.append([])
        else:
            found[-1].append(t)
    return [tuple(part) for part in found if part]
