"""Papers that were checked, told: for a person, and as JSON in the format ``symderiv-paper/1``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from symderiv.report.table import Style, wrapped
from symderiv.run.papers import PaperRun, StepResult, counts

FORMAT: Final = "symderiv-paper/1"
_COLOURS: Final = {
    "proved": "green", "refuted": "red", "undecided": "yellow", "not_read": "yellow", "conflict": "loud",
    "error": "red", "timeout": "yellow", "no_claim": "dim", "definition": "cyan", "skipped": "dim",
}  # fmt: skip
_WORDS: Final = {"not_read": "not read", "no_claim": "claims nothing exact"}


def as_json(runs: Sequence[PaperRun]) -> str:
    """What came of papers, as text that ends in a newline."""
    return json.dumps(as_dict(runs), ensure_ascii=False, indent=2) + "\n"


def as_dict(runs: Sequence[PaperRun]) -> dict[str, Any]:
    """What came of papers, as plain data: keys may be added, these keep their meaning."""
    return {"format": FORMAT, "files": [_file(run) for run in runs]}


def _file(run: PaperRun) -> dict[str, Any]:
    displays = [
        {
            "line": d.display.place[0],
            "label": d.label,
            "steps": [_step(r) for r in run.results(d)],
        }
        for d in run.paper.displays
    ]
    problems = [{"file": file, "line": line, "message": what} for file, line, what in run.paper.problems]
    return {"file": str(run.paper.path), "displays": displays, "problems": problems}


def _step(r: StepResult) -> dict[str, Any]:
    line, column = r.step.place
    v = r.verdict
    return {
        "line": line,
        "column": column,
        "label": r.step.label,
        "source": r.step.source,
        "reading": r.step.reading,
        "verdict": r.word,
        "expected": r.expected,
        "message": r.message,
        "witness": {} if v is None or v.witness is None else dict(v.witness),
        "given": [] if v is None else list(v.given),
        "conditions": [] if v is None else list(v.conditions),
        "file": r.step.file,
        "reason": r.step.reason,
    }


def told(runs: Sequence[PaperRun], style: Style) -> str:
    """What came of papers, for a person: errata first, then the displays in order, then a summary."""
    lines = [line for run in runs for line in _told(run, style)]
    return "\n".join([*lines, summary(runs)]) + "\n"


def summary(runs: Sequence[PaperRun]) -> str:
    """One line of counts."""
    found = counts(runs)
    displays = sum(len(run.paper.displays) for run in runs)
    words = ["proved", "refuted", "undecided", "not_read", "no_claim"]
    words += [w for w in ("definition", "skipped", "timeout", "error", "conflict") if found[w]]
    names = {"no_claim": "claim nothing exact", "not_read": "not read"}
    parts = ", ".join(f"{found[w]} {names.get(w, w)}" for w in words)
    return f"{displays} displays, {sum(found.values())} steps: {parts}"


def _told(run: PaperRun, style: Style) -> Iterator[str]:
    for file, line, what in run.paper.problems:
        yield f"{file}:{line}: {what}"
    for display in run.paper.displays:
        for n, r in enumerate(run.results(display), 1):
            yield from _lines(r, n, style)


def _lines(r: StepResult, n: int, style: Style) -> Iterator[str]:
    """The lines of a step: where it is, how it was read, its verdict, and what there is to say of it."""
    line, column = r.step.place
    label = f" ({r.step.label.strip('()')})" if r.step.label else ""
    word = _WORDS.get(r.word, r.word)
    head = f"{r.step.file}:{line}:{column}{label} step {n}"
    said = r.step.reading or r.step.source
    first, *more = wrapped(said, max(style.columns - 4, 40)) or [""]
    mark = (
        ""
        if r.settled or r.word == "not_read"
        else "  (not as expected)"
        if r.word in ("proved", "refuted")
        else ""
    )
    yield f"{head}  {style(word, _COLOURS.get(r.word, 'bold'))}{mark}"
    for text in (first, *more):
        yield f"    {text}"
    yield from (f"      {text}" for text in _remarks(r, style.columns - 6))


def _remarks(r: StepResult, columns: int) -> Iterator[str]:
    v = r.verdict
    if v is not None and v.conditions:
        yield from wrapped(f"if {', '.join(v.conditions)}", columns)
    if v is not None and v.witness:
        at = ", ".join(f"{name} = {value}" for name, value in v.witness.items())
        yield from wrapped(f"false at {at}", columns)
    if r.message:
        yield from wrapped(r.message, columns)
