"""A run as JSON, in the format ``symderiv-report/1``: keys may be added, these keep their meaning."""

from __future__ import annotations

import json
import math
import platform
import sys
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from importlib import import_module
from typing import Any

import symderiv
from symderiv.language.experiment import Measurement
from symderiv.language.verdict import (
    Fault,
    Found,
    Kind,
    Mutant,
    MutantOutcome,
    Mutants,
    Status,
    Support,
    Verdict,
)  # fmt: skip
from symderiv.report.second_opinion import Opinions, opinions
from symderiv.run.finder import Problem
from symderiv.run.results import PageRun, Result, Run, Trial

FORMAT = "symderiv-report/1"


def as_json(run: Run, *, mathml: bool = False) -> str:
    """The report as text that ends in a newline."""
    return json.dumps(as_dict(run, mathml=mathml), ensure_ascii=False, indent=2) + "\n"


def document(run: Run) -> str:
    """The report with everything that other programs may want to show."""
    return as_json(run, mathml=True)


def as_dict(run: Run, *, mathml: bool = False) -> dict[str, Any]:
    """The report as plain dictionaries, lists, strings and numbers; ``mathml`` adds that of every formula."""
    known = opinions()
    return {
        "format": FORMAT,
        "versions": versions(),
        "summary": summary(run),
        "interrupted": run.interrupted,
        "derivations": [_page(p, known, mathml=mathml) for p in run.pages],
    }


def versions() -> dict[str, str]:
    """What the verdicts were reached with."""
    libraries = {name: _version(name) for name in ("sympy", "numpy", "flint")}
    return {"symderiv": symderiv.__version__, "python": platform.python_version(), **libraries}


def _version(name: str) -> str:
    module = sys.modules.get(name) or import_module(name)
    return str(module.__version__)


def summary(run: Run) -> dict[str, Any]:
    """Counts over the claims that were judged, and the experiments that were run."""
    results = run.results
    counts = Counter(r.verdict.status for r in results)
    return {
        "claims": len(results),
        **{str(s): counts[s] for s in Status},
        "errata": sum(r.claim.correction is not None for r in results),
        "as_expected": sum(r.as_expected for r in results),
        "broken_pages": sum(bool(p.problems) for p in run.pages),
        "experiments": len(run.trials),
        "experiments_passed": sum(t.passed for t in run.trials),
        "checked": sum(r.verdict.found is Found.CHECKED for r in results),
        "seconds": round(run.seconds, 6),
        "faults": sum(f.times for r in results for f in r.verdict.faults),
    }


def _page(page: PageRun, known: Opinions, *, mathml: bool) -> dict[str, Any]:
    asked = {page.outline.claims[i].id for i in page.asked}
    return {
        **derivation_of(page),
        "experiment": None if page.trial is None else trial_of(page.trial),
        "claims": [
            claim_of(page, r, asked, known) | ({"mathml": _mathml(r.verdict)} if mathml else {})
            for r in page.results
        ],
    }


def derivation_of(page: PageRun) -> dict[str, Any]:
    """What is told of a page itself."""
    problems = [_problem(p) for p in page.problems]
    source = page.outline.source
    return {
        "name": page.outline.name,
        "title": page.outline.title,
        "source": {"document": source.document, "place": source.place},
        "error": problems[0] if problems else None,
        "errors": problems,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "message": problem.message}


def trial_of(trial: Trial) -> dict[str, Any]:
    """What is told of an experiment that was run."""
    e, outcome = trial.experiment, trial.outcome
    return {
        "id": e.id,
        "text": e.text,
        "seed": e.seed,
        "status": trial.word,
        "passed": trial.passed,
        "message": trial.message,
        "false_alarm": None if outcome is None else outcome.false_alarm,
        "measurements": [] if outcome is None else [_measurement(m) for m in outcome.measurements],
        "series": {} if outcome is None else _numbers(outcome.series),
        "file": e.file,
        "line": e.line,
        "seconds": round(trial.seconds, 6),
    }


def _measurement(m: Measurement) -> dict[str, Any]:
    return {
        "name": m.name,
        "value": _number(m.value),
        "expected": m.expected,
        "margin": m.margin,
        "reason": m.reason,
        "standard_error": m.standard_error,
        "allowed": m.allowed,
        "false_alarm": m.false_alarm,
        "passed": m.passed,
    }


def _numbers(series: Mapping[str, Sequence[float]]) -> dict[str, list[float | None]]:
    return {name: [_number(x) for x in numbers] for name, numbers in series.items()}


def _number(x: float) -> float | None:
    """JSON has no infinity and no NaN."""
    return x if math.isfinite(x) else None


def _support(s: Support) -> dict[str, Any]:
    return {
        "label": s.label,
        "verdict": str(s.status),
        "erratum": s.erratum,
        "definition": s.definition,
        "through": s.through or None,
    }


def claim_of(page: PageRun, result: Result, asked: Container[str], known: Opinions) -> dict[str, Any]:
    """What is told of a claim that was judged."""
    c, v = result.claim, result.verdict
    return {
        "id": c.id,
        "label": c.label,
        "kind": str(kind_of(result)),
        "text": c.text,
        "statement": v.statement,
        "latex": v.latex,
        "losses": list(v.losses),
        "given": list(v.given),
        "names": list(v.names),
        "given_from": [{"label": o.label or None, "through": o.through or None} for o in v.origins],
        "rests_on": [_support(s) for s in v.rests_on],
        "conditions": list(v.conditions),
        "verdict": str(v.status),
        "expected": str(c.expected),
        "as_expected": result.as_expected,
        "asked": c.id in asked,
        "evidence": None if v.evidence is None else str(v.evidence),
        "axioms": list(v.axioms),
        "method": v.method,
        "proof": list(v.proof),
        "witness": v.witness,
        "sides": v.sides,
        "counterexample": None if v.counterexample is None else v.counterexample.encoded(),
        "ill_formed": c.ill_formed,
        "message": result.message,
        "file": c.file,
        "line": c.line,
        "correction": None if c.correction is None else f"{page.outline.name}:{c.correction}",
        "numeric": _numeric(v),
        "mutants": None if v.mutants is None else _mutants(v.mutants),
        "seconds": round(v.seconds, 6),
        "faults": [_fault(f) for f in v.faults],
        "found": str(v.found),
        "retold": v.retold,
        "stale": v.stale,
        "independent": known.of(c.id, v),
    }


def _fault(f: Fault) -> dict[str, Any]:
    return {"oracle": f.oracle, "error": f.error, "place": f.place, "times": f.times}


def _mutants(m: Mutants) -> dict[str, Any]:
    return {
        "tried": len(m.tried),
        "killed": len(m.of(MutantOutcome.KILLED)),
        "equivalent": [_mutant(x) for x in m.of(MutantOutcome.EQUIVALENT)],
        "not_needed": [_mutant(x) for x in m.of(MutantOutcome.NOT_NEEDED)],
        "survivors": [_mutant(x) for x in m.of(MutantOutcome.SURVIVED)],
        "dropped": m.dropped,
        "possible": m.possible,
        "complaint": m.complaint,
    }


def _mutant(m: Mutant) -> dict[str, str]:
    found = {"kind": m.kind, "place": m.place, "before": m.before, "after": m.after, "reason": m.reason}
    return {**found, "statement": m.verdict.statement}


def _mathml(v: Verdict) -> dict[str, Any] | None:
    """The formulas of a claim; None where it has no reading."""
    if v.formulas is None:
        return None
    from symderiv.core.terms import and_  # noqa: PLC0415 - most reports are without it
    from symderiv.render.mathml import loss_at, mathml  # noqa: PLC0415 - as above

    lines = [f for f, _ in v.formulas.lines]
    given = [h for h, _ in v.formulas.given]
    spelling = v.formulas.spelling
    return {
        "statement": mathml(and_(*lines), spelling),
        "lines": [mathml(f, spelling) for f in lines],
        "losses": [loss_at(t, spelling) for t in v.formulas.losses],
        "given": [mathml(h, spelling) for h in given],
        "conditions": [mathml(c, spelling) for c in v.formulas.conditions],
    }


def kind_of(result: Result) -> Kind:
    """The kind that the page declares, or else the one that the judge saw."""
    return result.verdict.kind if result.claim.kind is None else result.claim.kind


def _numeric(v: Verdict) -> dict[str, Any] | None:
    if v.numeric is None:
        return None
    return {"points": v.numeric.points, "max_relative_error": v.numeric.max_relative_error}
