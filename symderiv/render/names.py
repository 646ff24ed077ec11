r"""How names are spelled: ``g_tilde`` is g̃, ``lambda'`` is λ′, ``N_s`` is Nₛ, in text and in LaTeX.

A name is split at its underscores.  The first word is the letter, the others stand below it; a word
that names an accent marks the word before it, and apostrophes at the end are primes.

>>> [DEFAULT.symbol(name, TEXT).written for name in ("theta", "g_tilde", "mu'", "N_s", "eta0", "x_star")]
['θ', 'g̃', 'μ′', 'Nₛ', 'η₀', 'x*']
>>> DEFAULT.symbol("sigma_mu_hat", LATEX)
Symbol(base='\\sigma', below='\\hat{\\mu}', above='')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

GREEK: Final[Mapping[str, str]] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "nabla": "∇",
}  # fmt: skip
ALIASES: Final[Mapping[str, str]] = {"lam": "lambda", "eps": "epsilon"}
MACROS: Final[Mapping[str, str]] = {letter: f"\\{name}" for name, letter in GREEK.items()} | {
    "ε": r"\varepsilon",
    "ϵ": r"\epsilon",
    "φ": r"\varphi",
    "ϕ": r"\phi",
}
COMBINING: Final[Mapping[str, str]] = {"tilde": "\u0303", "hat": "\u0302", "bar": "\u0304", "dot": "\u0307"}
BELOW: Final[Mapping[str, str]] = dict(
    zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
ABOVE: Final[Mapping[str, str]] = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿ",
        strict=True,
    )
)


def lowered(s: str) -> str | None:
    """The subscript of s in Unicode, or None where a character has none.

    >>> lowered("i+2"), lowered("b")
    ('ᵢ₊₂', None)
    """
    return _shifted(s, BELOW)


def raised(s: str) -> str | None:
    """The superscript of s in Unicode, or None where a character has none.

    >>> raised("t+1"), raised("α")
    ('ᵗ⁺¹', None)
    """
    return _shifted(s, ABOVE)


def _shifted(s: str, table: Mapping[str, str]) -> str | None:
    return "".join(table[c] for c in s) if all(c in table for c in s) else None


class Symbol(NamedTuple):
    """A spelled name: the letter with its accents and primes, and what stands below and above it."""

    base: str
    below: str = ""
    above: str = ""

    @property
    def written(self) -> str:
        """The symbol in one line of Unicode."""
        below = self.below and (lowered(self.below) or f"_{self.below}")
        return f"{self.base}{below}{self.above}"


class Medium(NamedTuple):
    """What differs between the two alphabets."""

    column: int
    letter: Callable[[str], str]
    accent: Callable[[str, str], str]
    prime: str


def _text_letter(word: str) -> str:
    return GREEK.get(word, word)


def _text_accent(accent: str, word: str) -> str:
    return word + COMBINING[accent]


def _latex_letter(word: str) -> str:
    letter = GREEK.get(word, word)
    if letter in MACROS:
        return MACROS[letter]
    if word.isdecimal() or (len(word) == 1 and word.isalnum()):
        return word
    if word[0] == "Δ":
        return rf"\Delta {_latex_letter(word[1:])}"
    head, dot, tail = word.partition(".")
    if dot and tail:
        return rf"{_latex_letter(head)}.\mathrm{{{tail}}}"
    escaped = re.sub(r"([_#%&$])", r"\\\1", word)
    return rf"\mathrm{{{escaped}}}"


def _latex_accent(accent: str, word: str) -> str:
    return rf"\{accent}{{{word}}}"


TEXT: Final = Medium(0, _text_letter, _text_accent, "′")
LATEX: Final = Medium(1, _latex_letter, _latex_accent, "'")


@dataclass(frozen=True)
class Spelling:
    r"""What a page declares about its notation.

    ``names`` gives a name's text and LaTeX where the rules of this module do not serve.  ``places``
    says where the indices of a family stand, one character for each: ``^`` above, ``_`` below,
    ``[`` in brackets.

    >>> Spelling(names={"E": ("𝔼", r"\mathbb{E}")}).symbol("E", LATEX).base
    '\\mathbb{E}'
    """

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def symbol(self, name: str, medium: Medium) -> Symbol:
        """The name as it is written in a medium."""
        if name in self.names:
            return Symbol(self.names[name][medium.column])
        stem = name.rstrip("'′")
        primes = medium.prime * (len(name) - len(stem))
        if stem in self.names:
            return Symbol(self.names[stem][medium.column] + primes)
        symbol = _spelled(stem, medium)
        return symbol._replace(base=symbol.base + primes)


DEFAULT: Final = Spelling()


def _spelled(name: str, medium: Medium) -> Symbol:
    words = [w for w in name.split("_") if w] or [name]
    if match := re.fullmatch(r"([^\W\d_]|[A-Za-z]+)(\d+)", words[0]):
        head, digits = match.groups()
        if len(head) == 1 or ALIASES.get(head, head) in GREEK:
            words[:1] = [head, digits]
    done: list[str] = []
    primes = above = ""
    for word in words:
        if stem := word.rstrip("'′"):  # a prime before an underscore
            primes += medium.prime * (len(word) - len(stem))
            word = stem  # noqa: PLW2901
        if done and word in COMBINING:
            done[-1] = medium.accent(word, done[-1])
        elif done and word == "star":
            above += "*"
        elif done and word == "prime":
            primes += medium.prime
        else:
            done.append(medium.letter(ALIASES.get(word, word)))
    return Symbol(done[0] + primes, ",".join(done[1:]), above)
