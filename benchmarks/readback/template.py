"""Members of families whose LaTeX is declared: tokens with slots for the indices."""

from __future__ import annotations

import unicodedata
from typing import Final

from readback.layout import ReadError, Token, Tokens, sign, split

_ACCENTS: Final = {r"\hat": "^", r"\tilde": "~", r"\bar": "¯", r"\dot": "˙"}
_VARIANTS: Final = {r"\varepsilon": "ε", r"\epsilon": "ϵ", r"\varphi": "φ", r"\phi": "ϕ", r"\ell": "ℓ"}


def slot(n: int) -> Token:
    return Token("slot", str(n))


def without(template: Tokens, n: int) -> Tokens:
    """The template where an index is left out: what would be empty goes, and a comma before it."""
    found: list[Token] = []
    for t in template:
        parts = tuple(without(p, n) for p in t.parts)
        if t == slot(n):
            if found and found[-1] == sign(","):
                found.pop()
        elif not (t.kind in ("low", "high") and parts == ((),)):
            found.append(t._replace(parts=parts))
            if found[-2:] == [sign("["), sign("]")]:
                del found[-2:]
    return tuple(found)


def match(template: Tokens, tokens: Tokens, *, whole: bool = True) -> tuple[int, dict[int, Tokens]]:
    """How many tokens the template takes, and what is in its slots."""
    at, slots, rest = 0, dict[int, Tokens](), list(template)
    while rest:
        t = rest.pop(0)
        if t.kind == "slot":
            run = [t]
            while rest and rest[0].kind == "slot":
                run.append(rest.pop(0))
            end = _end(tokens, at, rest[0] if rest else None)
            for s, part in zip(run, _parts(tokens[at:end], len(run)), strict=True):
                slots[int(s.text)] = part
            at = end
            continue
        met = tokens[at] if at < len(tokens) else Token("end")
        if (met.kind, met.text, len(met.parts)) != (t.kind, t.text, len(t.parts)):
            raise ReadError(f"expected {t}, met {met}")
        for inner, part in zip(t.parts, met.parts, strict=True):
            slots |= match(inner, part)[1]
        at += 1
    if whole and at != len(tokens):
        raise ReadError(f"left over in a member: {tokens[at:]}")
    return at, slots


def _end(tokens: Tokens, at: int, following: Token | None) -> int:
    """Where an index ends: at the token after its slot, outside brackets of its own."""
    depth = 0
    for i in range(at, len(tokens)):
        t = tokens[i]
        if depth == 0 and t == following:
            return i
        if t.kind == "sign":
            depth += (t.text in "([{") - (t.text in ")]}")
    if following is None:
        return len(tokens)
    raise ReadError(f"no {following} after an index")


def _parts(tokens: Tokens, wanted: int) -> list[Tokens]:
    parts = split(tokens)
    if len(parts) == wanted:
        return parts
    if len(tokens) == wanted and all(t.kind == "name" for t in tokens):
        return [(t,) for t in tokens]
    raise ReadError(f"expected {wanted} indices, met {tokens}")


def in_mathml(template: Tokens) -> Tokens:
    """Tokens of LaTeX as those of MathML."""
    return tuple(
        t._replace(text=_letter(t.text) if t.kind == "name" else t.text, parts=tuple(map(in_mathml, t.parts)))
        for t in template
    )


def _letter(s: str) -> str:
    stem = s.rstrip("'")
    primes = "′" * (len(s) - len(stem))
    macro, _, inner = stem.partition("(")
    if macro in _ACCENTS:
        return _letter(inner[:-1]) + _ACCENTS[macro] + primes
    if stem[0] == "\\":
        return _VARIANTS.get(stem) or _greek(stem[1:]) + primes
    font, _, word = stem.rpartition(":")
    return {"rm": f"tt:{word}", "bb": "𝔼"}.get(font, stem) + primes


def _greek(word: str) -> str:
    case = "CAPITAL" if word[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {case} LETTER {'LAMDA' if word.lower() == 'lambda' else word.upper()}")
