r"""The text of directives, in clauses: a word, what it is said of, and what the clause ends in.

>>> [(c.word, c.text, c.every) for c in clauses("index i = 1..m; j = 1..n; assume a_t > 0 for all t")]
[('index', 'i = 1..m', None), ('index', 'j = 1..n', None), ('assume', 'a_t > 0', 't')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

WORDS: Final = (
    "size", "index", "time", "real", "vector", "matrix", "sequence", "function", "loss", "random", "define",
    "let", "assume", "given", "same", "one", "forget", "skip", "expect",
)  # fmt: skip
_MIXED: Final = frozenset({"vector", "matrix", "random", "sequence"})
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_BRACE: Final = re.compile(r"\\.|[{}()\[\];]", re.DOTALL)
_ENDING: Final = re.compile(
    r"\s(?:(?P<with>with)|(?P<all>for\s+all)|for\s+its\s+(?P<nth>first|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|ninth|last)\s+relation|(?P<for>for))(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One declaration: its words (two where they are combined), what it says, and the offset of that in the
    directive; ``conditions`` behind ``with``, ``ranges`` behind ``for``, ``every`` behind ``for all``, and
    the relation that it is said of, from 1 (-1 for the last)."""

    word: str
    text: str
    start: int
    conditions: str | None = None
    ranges: str | None = None
    every: str | None = None
    relation: int = 0
    kinds: tuple[str, ...] = ()


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a directive; one that begins without a word goes on with the last one."""
    last: tuple[str, tuple[str, ...]] = ("", ())
    for start, part in _parted(text):
        word, kinds, said = _word(part)
        if word == "skip":
            yield Clause(word, part[said:].strip(" :"), start + said)
            last = (word, kinds)
            continue
        if not word:
            word, kinds = last
            said = len(part) - len(part.lstrip())
        yield _ended(Clause(word, part[said:], start + said, kinds=kinds))
        last = (word, kinds)


def _parted(text: str) -> Iterator[tuple[int, str]]:
    start = depth = 0
    for m in _BRACE.finditer(text):
        depth += (m[0] in "{([") - (m[0] in "})]")
        if m[0] == ";" and depth <= 0:
            if text[start : m.start()].strip():
                yield start, text[start : m.start()]
            start = m.end()
    if text[start:].strip():
        yield start, text[start:]


def _word(part: str) -> tuple[str, tuple[str, ...], int]:
    """The word that a clause begins with, others that it is combined with, and the offset behind them."""
    kinds: list[str] = []
    at = 0
    while m := re.compile(r"\s*([a-z]+)(?![A-Za-z_^'({\[])\s*").match(part, at):
        if m[1] not in WORDS or (kinds and not (m[1] in _MIXED and kinds[-1] in _MIXED)):
            break
        kinds.append(m[1])
        at = m.end()
    if not kinds:
        return "", (), at
    word = next((w for w in ("random", "sequence", "matrix", "vector") if w in kinds), kinds[0])
    return word, tuple(kinds), at


def _ended(clause: Clause) -> Clause:
    """The clause with its endings taken off."""
    cuts = [m for m in _ENDING.finditer(clause.text) if _depth(clause.text[: m.start()]) == 0]
    if not cuts:
        return Clause(
            clause.word, clause.text.strip(), clause.start + _blanks(clause.text), kinds=clause.kinds
        )
    ends = [*(m.start() for m in cuts[1:]), len(clause.text)]
    found: dict[str, str | None] = {"with": None, "for": None, "all": None}
    relation = 0
    for m, end in zip(cuts, ends, strict=True):
        said = clause.text[m.end() : end].strip()
        if m["nth"]:
            relation = -1 if m["nth"] == "last" else _ORDINALS.index(m["nth"]) + 1
            continue
        kind = "with" if m["with"] else "all" if m["all"] else "for"
        found[kind] = said if found[kind] is None else f"{found[kind]}, {said}"
    text = clause.text[: cuts[0].start()]
    start = clause.start + _blanks(text)
    return Clause(
        clause.word, text.strip(), start, found["with"], found["for"], found["all"], relation, clause.kinds
    )


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _depth(text: str) -> int:
    return sum((m[0] == "{") - (m[0] == "}") for m in _BRACE.finditer(text))
