r"""Papers that cite claims: which ones, whether they stand, and the digests that pin them.

A paper is read as bytes and only the optional argument of a citation is ever written, so whatever else is
in it stays as it is.  Comments, verbatim text and what follows ``\end{document}`` cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from symderiv.export.latex import page_digest, replaced, sound, whole
from symderiv.language.errors import UsageError
from symderiv.language.verdict import Status
from symderiv.report.digest import digest
from symderiv.run.finder import did_you_mean, shown
from symderiv.run.results import Run

_PROVED: Final = (Status.PROVED,)
_REFUTED: Final = (Status.REFUTED,)
COMMANDS: Final[dict[str, tuple[Status, ...]]] = {
    "derived": _PROVED,
    "derivedlhs": _PROVED,
    "derivedrhs": _PROVED,
    "derivedgiven": _PROVED + _REFUTED,
    "derivedref": _PROVED + _REFUTED,
    "derivedrefuted": _REFUTED,
    "derivedwitness": _REFUTED,
}
CHAINS: Final[dict[str, tuple[Status, ...]]] = {"derivedchain": _PROVED, "derivedchain*": _PROVED + _REFUTED}

_GAP: Final = r"(?:\s|%[^\r\n]*(?:\r\n?|\n))*"
_ARGUMENTS: Final = rf"(?P<pin>{_GAP}\[(?P<digest>[^\]{{}}]*)\])?{_GAP}\{{(?P<key>[^{{}}]*)\}}"
_TOKEN: Final = re.compile(
    r"%[^\r\n]*"
    r"|\\begin\{(?P<raw>[vV]erbatim\*?|lstlisting|minted|comment|filecontents\*?)\}(?s:.*?)\\end\{(?P=raw)\}"
    r"|\\(?:verb|lstinline)(?![A-Za-z])\*?(?:\[[^\]]*\])?(?:\{[^}]*\}|(?P<mark>[^\sA-Za-z{])[^\r\n]*?(?P=mark))"
    r"|\\iffalse(?![A-Za-z])(?s:.*?)\\fi(?![A-Za-z])"
    r"|(?P<end>\\end\s*\{document\})"
    rf"|\\(?P<command>{'|'.join(COMMANDS)})(?![A-Za-z@])\*?(?P<at>){_ARGUMENTS}"
    rf"|\\begin\{{(?P<chain>derivedchain\*?)\}}(?P<after>)"
    rf"{_ARGUMENTS.replace('<', '<chain_')}(?P<body>(?s:.*?))\\end\{{(?P=chain)\}}"
    r"|\\(?s:[A-Za-z@]+|.)"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place where a paper cites a claim or the chain of a page.

    ``start`` and ``end`` are where its optional argument stands, or would stand, in the file.
    """

    command: str
    key: str
    digest: str | None
    line: int
    start: int
    end: int
    labels: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        return self.key.partition(":")[0]

    @property
    def is_chain(self) -> bool:
        return self.command in CHAINS


@dataclass(frozen=True, slots=True)
class Known:
    """What a run found: (verdict, digest) by claim, digest and labels by page, and for claims that rest on
    what is not proved, in words on what."""

    claims: dict[str, tuple[Status, str]]
    pages: dict[str, tuple[str, tuple[str, ...]]]
    open_: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, run: Run) -> Known:
        claims = {r.claim.id: (r.verdict.status, digest(r.verdict)) for p in sound(run) for r in p.results}
        pages = {
            p.outline.name: (page_digest(p), tuple(r.claim.label for r in p.results))
            for p in sound(run)
            if whole(p)
        }
        open_ = {r.claim.id: told for p in sound(run) for r in p.results if (told := r.verdict.rests_on_open)}
        return cls(claims, pages, open_)

    def digest(self, citation: Citation) -> str:
        """The digest by which a citation is pinned."""
        return self.pages[citation.key][0] if citation.is_chain else self.claims[citation.key][1]


def read(path: Path) -> bytes:
    """A paper, or a UsageError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error


def citations(paper: bytes) -> list[Citation]:
    r"""What a paper cites, in its order.

    >>> paper = b"\\derived{a:1} % \\derived{a:2}\n\\derivedref[0f]{a:3}"
    >>> [(c.key, c.digest, c.line) for c in citations(paper)]
    [('a:1', None, 1), ('a:3', '0f', 2)]
    """
    return list(_citations(paper.decode("latin-1")))  # a character a byte, whatever the encoding


def _citations(s: str) -> Iterator[Citation]:
    line, at = 1, 0
    for m in _TOKEN.finditer(s):
        line, at = line + len(re.findall(r"\r\n?|\n", s[at : m.start()])), m.start()
        if m["end"]:
            return
        command, prefix = (m["command"], "") if m["command"] else (m["chain"], "chain_")
        if not command or re.search(r"[#\\]", m[f"{prefix}key"]):
            continue  # a macro's parameter names no claim
        start = m.end("after" if prefix else "at")
        end = start if m[f"{prefix}pin"] is None else m.end(f"{prefix}pin")
        labels = _labels(m["body"]) if prefix else ()
        key = _typed(m[f"{prefix}key"])
        yield Citation(command, key, m[f"{prefix}digest"], line, start, end, labels)


def _labels(body: str) -> tuple[str, ...]:
    plain = re.sub(r"%[^\r\n]*|\s", "", body)
    return tuple(_typed(label) for label in plain.split(",") if label)


def _typed(s: str) -> str:
    return s.encode("latin-1").decode("utf-8", errors="replace")


# -- what is wrong, and what is pinned ---------------------------------------------------------------


def problems(path: Path, found: Sequence[Citation], known: Known) -> list[str]:
    """What does not stand of what a paper cites, with file and line."""
    return [f"{shown(path)}:{c.line}: {message}" for c in found for message in _problems(c, known)]


def _problems(c: Citation, known: Known) -> Iterator[str]:
    wrong = list(_unsettled(c, known))
    yield from wrong
    if not wrong and c.digest is not None and c.digest != known.digest(c):
        yield f"{c.key} has changed since it was pinned: {c.digest} there, {known.digest(c)} now"


def _unsettled(c: Citation, known: Known) -> Iterator[str]:
    if c.is_chain:
        yield from _unsettled_chain(c, known)
    elif c.key not in known.claims:
        yield f"there is no claim {c.key!r}{did_you_mean(c.key, known.claims)}"
    else:
        status, _ = known.claims[c.key]
        if status not in COMMANDS[c.command]:
            expected = " or ".join(map(str, COMMANDS[c.command]))
            yield rf"{c.key} is {status}, and \{c.command} is for what is {expected}"
        elif c.key in known.open_:
            yield f"{c.key} rests on {known.open_[c.key]}"


def _unsettled_chain(c: Citation, known: Known) -> Iterator[str]:
    if c.key not in known.pages:
        yield f"there is no page {c.key!r}{did_you_mean(c.key, known.pages)}"
        return
    _, labels = known.pages[c.key]
    for label in c.labels or labels:
        status, _ = known.claims.get(f"{c.key}:{label}", (None, ""))
        if status is None:
            yield f"there is no claim '{c.key}:{label}'{did_you_mean(label, labels)}"
        elif status not in CHAINS[c.command] and (c.labels or status is not Status.REFUTED):
            yield f"{c.key}:{label} is {status}, and {c.command} is for what is proved"
        elif status in CHAINS[c.command] and f"{c.key}:{label}" in known.open_:
            yield f"{c.key}:{label} rests on {known.open_[f'{c.key}:{label}']}"


def pinned(paper: bytes, found: Sequence[Citation], known: Known) -> bytes:
    """The paper with the digests of today in the optional arguments of its citations, and else as it was."""
    parts, at = [], 0
    for c in found:
        parts += [paper[at : c.start], f"[{known.digest(c)}]".encode()]
        at = c.end
    return b"".join([*parts, paper[at:]])


def pin(path: Path, known: Known) -> tuple[list[str], list[str]]:
    """Pin what a paper cites, unless something of it does not stand; (what is wrong, what was changed)."""
    paper = read(path)
    found = citations(paper)
    wrong = [f"{shown(path)}:{c.line}: {message}" for c in found for message in _unsettled(c, known)]
    if wrong:
        return wrong, []
    try:
        replaced(path, pinned(paper, found, known))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    new = [c for c in found if c.digest != known.digest(c)]
    return [], [
        f"{shown(path)}:{c.line}: {c.key} [{known.digest(c)}]{f', was [{c.digest}]' if c.digest else ''}"
        for c in new
    ]
