"""The files of a run for Coq: the prelude, one file a page, and what stands in which of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from symderiv.core.terms import Term
from symderiv.export.coq.library import LIBRARY, PRELUDE, prelude
from symderiv.export.coq.page import Page, Statement, Written
from symderiv.export.latex import replaced, sound
from symderiv.language.errors import UsageError
from symderiv.language.strict import strict
from symderiv.language.verdict import Kind, Status
from symderiv.report.digest import digest
from symderiv.report.document import kind_of
from symderiv.run.results import PageRun, Result, Run

CONTENTS: Final = "contents.json"
FORMAT: Final = "symderiv-coq/1"


def write(run: Run, folder: Path) -> list[Path]:
    """All of the files, in a folder that is made where there is none."""
    texts = {f"{LIBRARY}/{name}.v": prelude(name) for name in PRELUDE}
    texts["_CoqProject"] = f"-Q {LIBRARY} {LIBRARY}\n-arg -w -arg none\n"
    contents: dict[str, Any] = {"format": FORMAT, "claims": {}}
    for page in sound(run):
        name = f"{re.sub(r'[^A-Za-z0-9_]', '_', page.outline.name)}.v"
        text, claims = written(page)
        texts[name] = text
        contents["claims"] |= {c["id"]: {"file": name, **c} for c in claims}
    texts[CONTENTS] = json.dumps(contents, indent=1) + "\n"
    try:
        (folder / LIBRARY).mkdir(parents=True, exist_ok=True)
        return [replaced(folder / name, text.encode()) for name, text in texts.items()]
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}") from error


def written(run: PageRun) -> tuple[str, list[dict[str, Any]]]:
    """A page's text, and what became of each of its claims that is proved or refuted."""
    page = Page()
    told = {Status.PROVED: _proved, Status.REFUTED: _refuted}
    judged = [(r, told[r.verdict.status]) for r in run.results if r.verdict.status in told]
    claims = [{"id": r.claim.id, "digest": digest(r.verdict), **tell(page, r)} for r, tell in judged]
    return page.text(), claims


def _proved(page: Page, result: Result) -> dict[str, Any]:
    statement, data = stated(result), result.verdict.example
    found = page.add(statement, result.verdict.certificate)
    model = None if data is None else _found(page.point(statement.consistent(*_defining(result)), data))
    return {"verdict": str(Status.PROVED), **_found(found), "steps": found.steps, "model": model}


def _defining(result: Result) -> list[Term]:
    """The lines of a definition, which hold at its model."""
    f = result.verdict.formulas
    lines = () if f is None or kind_of(result) is not Kind.DEFINITION else f.lines
    return [strict(line) for line, _ in lines]


def _refuted(page: Page, result: Result) -> dict[str, Any]:
    f, data = result.verdict.formulas, result.verdict.counterexample
    assert f is not None  # noqa: S101 - what is refuted was translated
    assert data is not None  # noqa: S101 - by data
    lines, given = (line for line, _ in f.lines), (h for h, _ in f.given)
    found = page.point(Statement.under_conditions(result.claim.label, lines, given), data)
    return {"verdict": str(Status.REFUTED), **_found(found), "steps": 0}


def _found(part: Written) -> dict[str, str]:
    return {"theorem": part.theorem, "reason": part.reason}


def stated(result: Result) -> Statement:
    """What a claim says, from its lines as they were translated."""
    f = result.verdict.formulas
    assert f is not None  # noqa: S101 - what is proved was translated
    make = Statement.of_definition if kind_of(result) is Kind.DEFINITION else Statement.of
    lines, given = (line for line, _ in f.lines), (h for h, _ in f.given)
    return make(result.claim.label, lines, given, f.conditions)


def theorems(contents: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The claims that have a theorem: their ids, files and theorems' names."""
    for name, claim in contents["claims"].items():
        for part in filter(None, (claim, claim.get("model"))):
            if part["theorem"]:
                yield name, claim["file"], part["theorem"]
