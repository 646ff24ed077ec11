"""Names from outside, vetted once where they come in.

A name is printed in three notations and stands beside names that the checker makes up itself. So it is
made of letters, digits, underscores, dots within it and primes, with stars at its end (x* is the best of
all x, and no product is written so), and of nothing else that is a sign of the notation, a command of LaTeX
or of a terminal, or one of the marks that are kept for made-up names.

>>> vetted("theta_hat'")
"theta_hat'"
>>> vetted("x + 1")
Traceback (most recent call last):
symderiv.language.errors.StatementError: the name 'x + 1' contains ' ': a name is made of letters, digits, \
underscores, dots and primes, and may end in stars
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from symderiv.language.errors import StatementError

MARKS: Final = "·°#"  # one of them is in every name that the checker makes up, none in a name from outside
WORDS: Final = frozenset({"if", "otherwise", "for", "lim", "surely", "differentiable"})
PRIMES: Final = "'′"

STAR: Final = "*"

_SIGNS: Final = "_.∇" + PRIMES + STAR  # beside letters and digits
_VARIANTS: Final = "ℓϕϵϑϱϖ"  # letters of their own in mathematics, which Unicode folds into others
_SCRIPTS: Final = (("A", "ſ"), ("Ά", "ϯ"), ("Ѐ", "ӿ"), ("一", "鿿"))  # Latin, Greek, Cyrillic, Chinese
_ACCENTS: Final = ("\u0300", "\u034e")
_LIKE_LATIN: Final = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοаеорсухіјѕһАВЕЗКМНОРСТУХІЈЅµ",
        "ABEZHIKMNOPTYXoaeopcyxijshABE3KMHOPCTYXIJSμ",
        strict=True,
    )
)


def vetted(name: str) -> str:
    """The name, or a StatementError that says what in it is no part of a name."""
    if not name:
        raise StatementError("a name has at least one character")
    for c in name:
        _vet_character(name, c)
    if unicodedata.normalize("NFC", name) != name:
        raise StatementError(f"the name {name!r} is {unicodedata.normalize('NFC', name)!r} in pieces")
    if name in WORDS:
        raise StatementError(f"the name {name!r} is a word of the notation; give the quantity another")
    if not re.match(r"_*[^\W\d_]|_*∇|_+\d+$", name):
        raise StatementError(f"the name {name!r} does not begin with a letter")
    if re.search(r"^\.|\.\.|\.$|['′]\w", name.replace("'_", "").replace("′_", "")):
        raise StatementError(f"the name {name!r} has a dot or a prime out of its place")
    if STAR in name.rstrip(STAR):
        raise StatementError(f"the name {name!r} has a star that is not at its end")
    return name


def _vet_character(name: str, c: str) -> None:
    if c in MARKS:
        raise StatementError(f"the name {name!r} contains {c}, which is kept for bound variables")
    if not (_is_letter(c) or c in "0123456789" + _SIGNS or _ACCENTS[0] <= c <= _ACCENTS[1]):
        met = repr(c) if c.isprintable() else unicodedata.name(c, f"the control character {ord(c):#x}")
        raise StatementError(
            f"the name {name!r} contains {met}: a name is made of "
            "letters, digits, underscores, dots and primes, and may end in stars"
        )
    if c in _LIKE_LATIN:
        raise StatementError(
            f"the name {name!r} contains {unicodedata.name(c)}, which looks like {_LIKE_LATIN[c]}"
        )


def _is_letter(c: str) -> bool:
    return c.isalpha() and (c in _VARIANTS or any(first <= c <= last for first, last in _SCRIPTS))
