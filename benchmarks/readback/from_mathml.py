"""Presentation MathML as tokens."""

from __future__ import annotations

import unicodedata
from typing import Final
from xml.etree import ElementTree as ET

from readback.layout import ReadError, Token, Tokens, name, sign

_INVISIBLE: Final = {"\u2061": "", "\u2062": "·", "\u2063": ",", "∼": "~"}
_SIGNS: Final = frozenset("⊥⊤∞ℤℝℂ")


def tokens(s: str) -> Tokens:
    """The formula, token by token."""
    return _row(ET.fromstring(s))  # noqa: S314 - the printer's own output


def _row(e: ET.Element) -> Tokens:
    """The children's tokens; a table takes the brace before it."""
    found: list[Token] = []
    for child in e:
        new = _element(child)
        if new and new[0].kind == "cases" and found and found[-1] == sign("{"):
            found.pop()
        found += new
    return tuple(found)


def _element(e: ET.Element) -> Tokens:
    tag = e.tag.rpartition("}")[2]
    text = e.text or ""
    match tag:
        case "mi":
            return (sign(text) if text in _SIGNS else name(_letter(text)),)
        case "mn":
            return (sign(text) if text == "𝟙" else Token("num", text),)
        case "mo":
            text = _INVISIBLE.get(text, text)
            return (name(text) if text == "lim" else sign(text),) if text else ()
        case "mtext":
            return (
                tuple(map(name, text.split("\u00a0")[1:-1]))
                if text[0] == "\u00a0" and " " not in text
                else _words(text)
            )
        case "mspace":
            return ()
        case "mtable":
            return (Token("cases", parts=tuple(p for row in e for p in _cells(row))),)
    return _built(tag, e)


def _words(text: str) -> Tokens:
    return tuple(map(name, text.split())) if text[0] == "\u00a0" else (name(f"tt:{text}"),)


def _letter(text: str) -> str:
    """A letter of the script alphabet by its name; any other as it is."""
    words = unicodedata.name(text, "").split() if len(text) == 1 else []
    return f"cal:{words[-1]}" if "SCRIPT" in words and "CAPITAL" in words else text


def _cells(row: ET.Element) -> tuple[Tokens, Tokens]:
    value, condition = map(_row, row)
    return value, () if condition == (name("otherwise"),) else condition[1:]


def _built(tag: str, e: ET.Element) -> Tokens:
    if tag in ("mrow", "math"):
        return _row(e)
    if tag == "msqrt":
        return (Token("root", "2", (_row(e),)),)
    base, *others = map(_element, e)
    match tag, others:
        case "mfrac", [under]:
            return (Token("frac", parts=(base, under)),)
        case "mroot", [degree]:
            return (Token("root", degree[0].text, (base,)),)
        case "mover", [accent]:
            if accent == (sign("‾"),):
                return (Token("over", parts=(base,)),)
            return (name(f"{base[0].text}{accent[0].text}"),)
        case (("msub" | "munder"), [low]):
            return (*base, Token("low", parts=(low,)))
        case "msup", [high]:
            return _raised(base, (), high)
        case (("msubsup" | "munderover"), [low, high]):
            return _raised(base, (Token("low", parts=(low,)),), high)
    raise ReadError(f"the element {tag} with {len(others) + 1} parts")


def _raised(base: Tokens, low: Tokens, high: Tokens) -> Tokens:
    """Primes belong to the letter; the rest stands above it."""
    if high[0].kind == "sign" and high[0].text[0] == "′":
        base, high = (*base[:-1], name(base[-1].text + high[0].text)), high[1:]
    return (*base, *low, Token("high", parts=(high,))) if high else (*base, *low)
