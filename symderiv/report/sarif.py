"""Papers that were checked, as SARIF 2.1.0, so that editors and code hosts show verdicts at their lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import symderiv
from symderiv.run.papers import PaperRun, StepResult

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES: Final = {
    "proved": "The step is proved.",
    "refuted": "The step is false: there is an exact counterexample.",
    "undecided": "The step is neither proved nor refuted.",
    "not_read": "The step is not read: it has more than one reading, or none.",
    "no_claim": "The step claims nothing exact.",
    "definition": "The step defines, or is given.",
    "skipped": "The step is left out by its author.",
    "error": "The step has no reading that the checker can use.",
    "timeout": "The step ran out of time.",
    "conflict": "Two routes of the checker disagree.",
    "declaration": "A declaration is not read.",
}


def as_sarif(runs: Sequence[PaperRun]) -> str:
    """The log as text that ends in a newline."""
    rules = [{"id": name, "shortDescription": {"text": text}} for name, text in _RULES.items()]
    driver = {"name": "symderiv", "version": symderiv.__version__, "rules": rules}
    results = [_result(r) for run in runs for r in run.all]
    results += [
        _located("declaration", "error", "fail", what, file, (line, 1))
        for run in runs
        for file, line, what in run.paper.problems
    ]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(r: StepResult) -> dict[str, Any]:
    false = r.word in ("refuted", "conflict", "error", "proved")
    level = "none" if r.settled else "error" if false else "warning"
    settled = "pass" if r.word in ("proved", "refuted") else "informational"
    kind = settled if r.settled else "fail"
    return _located(r.word, level, kind, told(r), r.step.file, r.step.place)


def told(r: StepResult) -> str:
    """A step and what came of it, in one line."""
    said = f"{r.word.replace('_', ' ')}: {r.step.reading or r.step.source}"
    if r.verdict is not None and r.verdict.witness:
        said += f"; false at {', '.join(f'{name} = {value}' for name, value in r.verdict.witness.items())}"
    if r.verdict is not None and r.verdict.conditions:
        said += f"; if {', '.join(r.verdict.conditions)}"
    return f"{said}; {r.message}" if r.message else said


def _located(
    rule: str, level: str, kind: str, text: str, file: str, place: tuple[int, int]
) -> dict[str, Any]:
    region = {"startLine": place[0], "startColumn": place[1]}
    location = {"physicalLocation": {"artifactLocation": {"uri": file}, "region": region}}
    return {"ruleId": rule, "level": level, "kind": kind, "message": {"text": text}, "locations": [location]}
