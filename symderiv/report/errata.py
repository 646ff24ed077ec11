"""What the sources print and does not hold: each erratum with its refutation, its correction, its use.

The verdicts are those of a run; what a page expects is believed nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from symderiv.explain.exposition import Explained, Exposition
from symderiv.language.errors import UsageError
from symderiv.language.page import Source
from symderiv.language.verdict import Status
from symderiv.report.document import versions
from symderiv.run.finder import Target, did_you_mean, targets
from symderiv.run.results import PageRun, Result, Run

FORMAT: Final = "symderiv-errata/1"


@dataclass(frozen=True, slots=True)
class Use:
    """A line that rests on an erratum: on the line as printed or on its correction, and through which others
    (none where it rests on it directly)."""

    label: str
    on: str
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erratum:
    """One printed statement that is said not to hold, as it came out."""

    page: PageRun
    result: Result
    uses: tuple[Use, ...]

    @property
    def complaint(self) -> str | None:
        """Why the erratum is not settled; None where it is refuted and its correction is proved."""
        r = self.result
        if r.verdict.status is not Status.REFUTED:
            because = f": {r.message}" if r.message else ""
            return f"{r.claim.id} did not come out refuted, but {r.verdict.status}{because}"
        if r.correction is None or r.correction.verdict.status is not Status.PROVED:
            found = "is missing" if r.correction is None else f"is {r.correction.verdict.status}"
            return f"{r.claim.id} is refuted, but its correction {r.claim.correction!r} {found}"
        for result in (r, r.correction):
            if result.verdict.rests_on_open:
                return f"{result.claim.id} rests on {result.verdict.rests_on_open}"
        return None


@dataclass(slots=True)
class Errata:
    """The errata of a run by source document, and what is not as it has to be."""

    sources: dict[str, list[Erratum]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Erratum]:
        return (e for found in self.sources.values() for e in found)


def whole(arguments: Sequence[str]) -> tuple[list[Target], dict[str, tuple[str, ...]]]:
    """The pages asked for, each with all its claims since any may rest on an erratum; and the labels asked
    for by file."""
    wanted = targets(arguments)
    return [Target(t.path) for t in wanted], {str(t.path): t.labels for t in wanted if t.labels}


def collected(run: Run, asked: dict[str, tuple[str, ...]]) -> Errata:
    """The errata of a run; only those with the labels asked for, where there are some of their file."""
    found = Errata()
    for page in sorted(run.pages, key=lambda p: _natural(p.outline.source)):
        labels = asked.get(str(page.path), ())
        known = {c.label: c for c in page.outline.claims if c.correction is not None}
        for label in labels:
            if label not in known and page.outline.claims:
                raise UsageError(f"{page.outline.name} has no erratum {label!r}{did_you_mean(label, known)}")
        found.complaints += map(str, page.problems)
        listed = [
            Erratum(page, r, tuple(uses(page, r)))
            for r in page.results
            if r.claim.correction is not None and (not labels or r.claim.label in labels)
        ]
        if listed:
            found.sources.setdefault(page.outline.source.document, []).extend(listed)
        missing = known.keys() - {r.claim.label for r in page.results}
        found.complaints += [f"{page.outline.name}:{label} has no verdict" for label in sorted(missing)]
    found.complaints += [c for e in found if (c := e.complaint) is not None]
    return found


def _natural(source: Source) -> tuple[str, list[tuple[int, str]]]:
    """The order of places in the documents: Problem 10 comes after Problem 9."""
    return source.document, [(int(n or 0), word) for word, n in re.findall(r"(\D+)(\d*)", source.place)]


def uses(page: PageRun, erratum: Result) -> Iterator[Use]:
    """The other lines of the page that rest on an erratum or on its correction, directly or through others;
    corrections of others are no lines of the source, and are left out.

    A line rests on the labels that it is given, on those that its source derives it from, and on those that
    one of its own lines names as its reason.
    """
    label, correction = erratum.claim.label, erratum.claim.correction or ""
    rests: dict[str, list[str]] = {c.label: list(c.rests_on) for c in page.outline.claims}
    for r in page.results:
        if isinstance(r.verdict, Explained):
            rests[r.claim.label] += [reason for reason in r.verdict.reasons if reason in rests]
    reached: dict[str, Use] = {}
    todo: list[tuple[str, str, tuple[str, ...]]] = [(label, "printed", ()), (correction, "correction", ())]
    while todo:
        source, on, through = todo.pop(0)
        for other, known in rests.items():
            if source in known and other not in (label, correction) and other not in reached:
                reached[other] = Use(other, on, through)
                todo.append((other, on, (*through, other)))
    corrections = {c.correction for c in page.outline.claims}
    return (reached[label] for label in rests if label in reached and label not in corrections)


# -- JSON --------------------------------------------------------------------------------------------


def as_json(found: Errata, run: Run) -> str:
    """One object in the format ``symderiv-errata/1``, as text that ends in a newline."""
    listed = {
        "format": FORMAT,
        "versions": versions(),
        "interrupted": run.interrupted,
        "summary": {"errata": len(list(found)), "settled": sum(e.complaint is None for e in found)},
        "complaints": found.complaints,
        "sources": [
            {"document": document, "errata": [_erratum(e) for e in errata]}
            for document, errata in found.sources.items()
        ],
    }
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _erratum(e: Erratum) -> dict[str, Any]:
    r, outline = e.result, e.page.outline
    plain = said(r)[0]
    return {
        "id": r.claim.id,
        "place": place(outline.source),
        "label": r.claim.label,
        "says": r.claim.text,
        "printed": _statement(r),
        "verdict": str(r.verdict.status),
        "ill_formed": r.claim.ill_formed,
        "witness": r.verdict.witness,
        "sides": r.verdict.sides,
        "fails": plain.fails or None,
        "negation": plain.negation or None,
        "message": r.message,
        "instead": None if r.correction is None else _correction(r.correction),
        "used_by": [{"label": u.label, "on": u.on, "through": list(u.through)} for u in e.uses],
        "settled": e.complaint is None,
        "complaint": e.complaint,
        "file": r.claim.file,
        "line": r.claim.line,
    }


def _statement(r: Result) -> dict[str, Any]:
    plain, typeset = said(r)
    return {
        "text": r.verdict.statement,
        "latex": r.verdict.latex,
        "given": _formulas(plain),
        "given_latex": [f.strip("$") for f in _formulas(typeset)],
        "rests_on": [{"label": s.label, "verdict": str(s.status)} for s in r.verdict.rests_on],
    }


def _formulas(said: Exposition) -> list[str]:
    return [*(f for _, f in said.given), *(f for _, _, f in said.brought)]


def _correction(r: Result) -> dict[str, Any]:
    return {
        "label": r.claim.label,
        **_statement(r),
        "verdict": str(r.verdict.status),
        "conditions": list(r.verdict.conditions),
        "axioms": list(r.verdict.axioms),
    }


def said(r: Result) -> tuple[Exposition, Exposition]:
    """What there is to say of a claim, in plain text and typeset; empty where its process was lost."""
    v = r.verdict
    return (v.plain, v.typeset) if isinstance(v, Explained) else (Exposition(), Exposition())


def place(source: Source) -> str:
    """Where in the document; the document's name alone stands for the whole of it."""
    return source.place or "the document"


def used(uses: Iterable[Use]) -> str:
    """Uses in words: what rests on the printed line, on its correction, and on these in their turn.

    >>> used([Use("31", "correction", ()), Use("32", "correction", ("31",))])
    '(31) as corrected; through it (32)'
    """
    found: dict[str, list[str]] = {"as printed": [], "as corrected": [], "": []}
    for use in uses:
        kind = "" if use.through else "as printed" if use.on == "printed" else "as corrected"
        found[kind].append(f"({use.label})")
    direct = sum(len(labels) for kind, labels in found.items() if kind)
    through = f"through {'it' if direct == 1 else 'these'} "
    listed = {kind: ", ".join(labels) for kind, labels in found.items() if labels}
    return "; ".join(f"{labels} {kind}" if kind else through + labels for kind, labels in listed.items())
