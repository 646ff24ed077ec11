"""One line of Unicode as tokens."""

from __future__ import annotations

import re
from typing import Final

from readback.layout import ReadError, Token, Tokens, name, sign

LOW: Final = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", "0123456789+−=()aehijklmnoprstuvxβγρφχ", strict=True)
)
HIGH: Final = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿ",
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθ",
        strict=True,
    )
)
_SHIFTED: Final = "".join(LOW) + "".join(HIGH)
_LETTER: Final = rf"(?:(?![{_SHIFTED}])[^\W\d_]|∇)"
_TOKEN: Final = re.compile(
    rf"(?P<low>[{''.join(LOW)}]+)|(?P<high>[{''.join(HIGH)}]+|\*)|(?P<num>[0-9]+)"
    rf"|(?P<name>(?:{_LETTER}|_)(?:{_LETTER}|[\d_\u0300-\u036f′']|\.(?={_LETTER}))*)"
    r"|(?P<sign>\.\.|[-+−·/=~∣^≠≤<≥>∈∀∃¬∧∨⇒⇔:,;!∑∂()\[\]{}|‖⟨⟩⌊⌋√∛∜→∞⊥⊤ℤℝℂ𝟙])|(?P<space>\s+)"
)
_ROOTS: Final = {"∛": "3", "∜": "4"}


def tokens(s: str) -> Tokens:
    """The line, token by token."""
    found: list[Token] = []
    at = 0
    while at < len(s):
        m = _TOKEN.match(s, at)
        if m is None:
            raise ReadError(f"{s[at]!r} at {at} of {s!r}")
        found += _token(str(m.lastgroup), m[0])
        at = m.end()
    return tuple(found)


def _token(kind: str, s: str) -> list[Token]:
    match kind:
        case "space":
            return []
        case "low":
            return [Token("low", parts=(tokens("".join(LOW[c] for c in s)),))]
        case "high" if s == "*":
            return [Token("high", parts=((sign("*"),),))]
        case "high":
            return [Token("high", parts=(tokens("".join(HIGH[c] for c in s)),))]
        case "sign" if s in "√∛∜":
            return [sign("√" + _ROOTS.get(s, ""))]
        case "sign":
            return [sign(s)]
        case "num":
            return [Token("num", s)]
    return [name(s)]
