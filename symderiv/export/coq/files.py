"""The files of a run for Coq: the prelude, one file a page, and what stands in which of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from symderiv.export.coq.library import LIBRARY, PRELUDE, prelude
from symderiv.export.coq.page import Page, Statement
from symderiv.export.latex import replaced, sound
from symderiv.language.errors import UsageError
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
    """A page's text, and what became of each of its claims that is proved."""
    page, claims = Page(), []
    for result in run.results:
        if result.verdict.status is not Status.PROVED:
            continue
        statement = stated(result)
        found = page.add(statement, result.verdict.certificate)
        claims.append(
            {
                "id": result.claim.id,
                "digest": digest(result.verdict),
                "theorem": found.theorem,
                "reason": found.reason,
                "steps": found.steps,
            }
        )
    return page.text(), claims


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
        if claim["theorem"]:
            yield name, claim["file"], claim["theorem"]
