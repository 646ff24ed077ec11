r"""How names are spelled: ``g_tilde`` is g̃, ``lambda'`` is λ′, ``N_s`` is Nₛ, in text and in LaTeX.

A name is split at its underscores.  The first word is the letter, the others stand below it; a word
that names an accent marks the word before it, apostrophes at the end are primes, and stars stand above.

>>> [DEFAULT.symbol(name, TEXT).written for name in ("theta", "g_tilde", "mu'", "N_s", "eta0", "x*")]
['θ', 'g̃', 'μ′', 'Nₛ', 'η₀', 'x*']
>>> DEFAULT.symbol("sigma_mu_hat", LATEX)
Symbol(base='\\sigma', below='\\hat{\\mu}', above='')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from symderiv.core.terms import MARK

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
        below = self.below and (lowered(self.below) or f"_{self.below.replace(',', '_')}")
        return f"{self.base}{below}{self.above}"


class Medium(NamedTuple):
    """What differs between the alphabets; ``verbatim`` is a name as it was given, for where the rules would
    make one thing of two names."""

    title: str
    letter: Callable[[str], str]
    accent: Callable[[str, str], str]
    prime: str
    verbatim: Callable[[str], str]


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


def _typewriter(name: str) -> str:
    letters = (MACROS.get(c) or (r"\_" if c == "_" else c) for c in name)
    return rf"\mathtt{{{''.join(letters)}}}"


TEXT: Final = Medium("text", _text_letter, _text_accent, "′", str)
LATEX: Final = Medium("latex", _latex_letter, _latex_accent, "'", _typewriter)


@dataclass(frozen=True)
class Spelling:
    r"""What a page declares about its notation, beside what the rules of this module make of names.

    ``latex`` gives a quantity's LaTeX; ``#1``, ``#2``, ... are its indices, ``#0`` is what the rules make
    of its name.  Where it puts its indices they stand in text too.  ``inner`` says that sums of products
    through a whole range are printed as inner products.  ``letters`` are names in text and in LaTeX that
    someone chose for this printing.  ``verbatim`` are pairs of a medium's title and a name that the rules
    would print like another, and ``plain`` such pairs of a sign, such as the ``exp`` of eˣ, whose letter is
    a quantity's.  ``names`` are those of a whole claim: no variable made up for a proof is printed like one.
    ``arrays`` are the names of vectors and matrices as such, whose letters stand for the whole.

    >>> spelling = Spelling({"x": "x_{#1}", "E": r"\mathbb{E}", "W": r"W.\mathrm{grad}[#1#2]"})
    >>> spelling.filled("x", ["t+1"]), spelling.symbol("E", LATEX).base, spelling.filled("W", ["j", "1"])
    ('x_{t+1}', '\\mathbb{E}', 'W.\\mathrm{grad}[j,1]')
    >>> spelling.places("W", 2), spelling.filled("W", ["j"]), spelling.filled("W", [])
    ('[[', 'W.\\mathrm{grad}[j]', 'W.\\mathrm{grad}')
    """

    latex: Mapping[str, str] = field(default_factory=dict)
    inner: bool = False
    letters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    verbatim: frozenset[tuple[str, str]] = frozenset()
    plain: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()

    def __hash__(self) -> int:  # that of the two mappings, too
        latex, letters = frozenset(self.latex.items()), frozenset(self.letters.items())
        return hash((latex, letters, self.inner, self.verbatim, self.plain, self.names))

    def symbol(self, name: str, medium: Medium) -> Symbol:
        """The name as it is written in a medium, without indices."""
        if name in self.letters:
            return Symbol(self.letters[name][medium is LATEX])
        if self.is_verbatim(name, medium):
            return Symbol(medium.verbatim(name))
        given = name.rstrip(MARK) or "v"
        stem = given.rstrip("'′")
        primes = medium.prime * (len(given) - len(stem))
        if medium is LATEX and name in self.latex:
            return Symbol(self._put(name, []))
        if medium is LATEX and stem in self.latex:
            return Symbol(self._put(stem, []) + primes)
        symbol = _spelled(stem, medium)
        return symbol._replace(base=symbol.base + primes)

    def is_verbatim(self, name: str, medium: Medium) -> bool:
        """Whether the name is printed as it was given."""
        return (medium.title, name) in self.verbatim

    def places(self, name: str, indices: int) -> str:
        """Where the indices of a family stand, one character for each: ``^`` above, ``_`` below, ``[`` in
        brackets; "" where nothing was declared.
        """
        pattern = self.latex.get(name, "")
        if "#1" not in pattern:
            return ""
        return "".join(_place(pattern[: pattern.index(f"#{n}")]) for n in range(1, indices + 1))

    def filled(self, name: str, indices: Sequence[str]) -> str | None:
        """The declared LaTeX of a member; None where nothing is declared of the indices."""
        return self._put(name, indices) if "#1" in self.latex.get(name, "") else None

    def _put(self, name: str, indices: Sequence[str]) -> str:
        pattern = self.latex[name]
        if not all(len(i) == 1 and i.isalpha() for i in indices):
            pattern = re.sub(r"(#\d)(?=#\d)", r"\1,", pattern)
        above = self.places(name, len(indices))

        def slot(m: re.Match[str]) -> str:
            n = int(m[1])
            if n == 0:
                return _joined(DEFAULT.symbol(name, LATEX))
            if n > len(indices):
                return ""
            i = indices[n - 1]
            return f"({i})" if above[n - 1] == "^" and i.isdecimal() else i  # not to be read as a power

        s = re.sub(r"#(\d)", slot, pattern)
        if "#1" in pattern and len(indices) < int(max(re.findall(r"#(\d)", pattern))):
            s = re.sub(r",+(?=[\]}])|(?<=[\[{]),+", "", s)  # an index was left out, as in the norm of a row
            s = re.sub(r"[_^]\{\}|\[\]", "", s)
        return s


def _place(before: str) -> str:
    """What the index after this much of a pattern stands in."""
    closed = 0
    for n in range(len(before) - 1, -1, -1):
        closed += (before[n] in "}])") - (before[n] in "{[(")
        if closed < 0:
            return before[n - 1] if before[n] == "{" and n and before[n - 1] in "^_" else "["
    return "^" if before.endswith("^") else "_"


def _joined(symbol: Symbol) -> str:
    """A spelled name as LaTeX; in braces where it bears an index already, since TeX refuses a second."""
    above, below = (f"^{{{symbol.above}}}" * bool(symbol.above), f"_{{{symbol.below}}}" * bool(symbol.below))
    return f"{{{symbol.base}{below}{above}}}" if above or below else symbol.base


DEFAULT: Final = Spelling()


@lru_cache(maxsize=4096)
def _spelled(name: str, medium: Medium) -> Symbol:
    plain = name.rstrip("*")
    words = [w for w in plain.split("_") if w] or [plain]
    if match := re.fullmatch(r"([^\W\d_]|[A-Za-z]+)(\d+)", words[0]):
        head, digits = match.groups()
        if len(head) == 1 or ALIASES.get(head, head) in GREEK:
            words[:1] = [head, digits]
    done: list[str] = []
    primes, above = "", "*" * (len(name) - len(plain))
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
