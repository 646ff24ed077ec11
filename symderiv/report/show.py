"""Claims in full: what is claimed, under what, what was found, and what it rests on; and experiments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symderiv.language.experiment import Measurement, Outcome
from symderiv.language.supports import brought, doubtful, own, status_of
from symderiv.language.verdict import Verdict
from symderiv.report.document import kind_of
from symderiv.report.table import (
    Style,
    allowance,
    comparison,
    counterexample,
    duration,
    evidence_of,
    headline,
    mark,
    told,
    trial_mark,
    where,
    wrapped,
)
from symderiv.run.results import PageRun, Result, Run, Trial

_INDENT = 14


def details(run: Run, style: Style) -> str:
    """Every claim of the run, one below the other."""
    blocks = [block for page in run.pages for block in _page(page, style)]
    return "\n\n".join(blocks) + "\n"


def _page(page: PageRun, style: Style) -> Iterator[str]:
    if page.problems:
        yield "\n".join(f"{style(page.outline.name, 'loud')}  {p}" for p in page.problems)
    asked = {page.outline.claims[i].id for i in page.asked}
    for result in (r for r in page.results if r.claim.id in asked):
        yield "\n".join(_claim(page, result, style))
    if page.trial is not None:
        yield "\n".join(_experiment(page, page.trial, style))


def _claim(page: PageRun, result: Result, style: Style) -> Iterator[str]:
    role = "erratum" if result.claim.correction is not None else str(kind_of(result))
    yield f"{style(result.claim.id, 'bold')}  {style(f'{role}, {where(result)}', 'dim')}"
    for name, lines in _sections(page, result, style):
        yield from _labelled(name, lines, style)


def _labelled(name: str, lines: Sequence[str], style: Style) -> Iterator[str]:
    for i, line in enumerate(lines):
        label = style(f"{name:<10}", "dim") if i == 0 else " " * 10
        yield f"  {label}  {line}".rstrip()


def _experiment(page: PageRun, trial: Trial, style: Style) -> Iterator[str]:
    e = trial.experiment
    yield f"{style(e.id, 'bold')}  {style(f'experiment, {e.file}:{e.line}', 'dim')}"
    for name, value in _trial_facts(page, trial):
        hang = 4 if name in {"measured", "margins"} else 0
        lines = [part for line in value for part in _hanging(line, style.columns - _INDENT, hang)]
        yield from _labelled(name, lines if any(lines) else [], style)
        if name == "says":
            spent = style(duration(trial.seconds), "dim")
            yield from _labelled("verdict", [f"{trial_mark(trial, style)}  {spent}"], style)


def _trial_facts(page: PageRun, trial: Trial) -> Iterator[tuple[str, list[str]]]:
    yield "source", [_source(page)]
    yield "says", [" ".join(p.split()) for p in trial.experiment.text.split("\n\n")]
    yield "because", [trial.message or ""]
    yield "seed", [str(trial.experiment.seed)]
    if trial.outcome is not None:
        yield from _measured(trial.outcome)


def _measured(outcome: Outcome) -> Iterator[tuple[str, list[str]]]:
    """The measurements, and below them the reasons of their margins, by number where there are several."""
    found = outcome.measurements
    reasons = list(dict.fromkeys(map(allowance, found)))
    marks = {r: f"[{i}]" if len(reasons) > 1 else "" for i, r in enumerate(reasons, 1)}
    yield "measured", [f"{_tick(m)} {m.name}: {comparison(m)} {marks[allowance(m)]}".rstrip() for m in found]
    yield "margins", [f"{marks[r]} {r}".strip() for r in reasons]
    if outcome.false_alarm:
        yield (
            "by chance",
            [f"one of them fails in at most {outcome.false_alarm:.1g} of all runs (normal law)"],
        )


def _tick(m: Measurement) -> str:
    return "✓" if m.passed else "✗"


def _source(page: PageRun) -> str:
    source = page.outline.source
    return ", ".join(filter(None, (source.document, source.place)))


def _sections(page: PageRun, result: Result, style: Style) -> Iterator[tuple[str, list[str]]]:
    """Named sections, each in lines that fit."""
    for name, value in _facts(page, result):
        lines = [value] if isinstance(value, str) else value
        hang = 4 if name == "proof" else 0
        cut = [part for line in lines for part in _hanging(line, style.columns - _INDENT, hang)]
        if any(cut):
            yield name, cut
        if name == "conditions":
            spent = f"{result.verdict.found} in {duration(result.verdict.seconds)}"
            yield "verdict", [f"{mark(result, style)}  {style(spent, 'dim')}"]


def _hanging(line: str, columns: int, hang: int) -> list[str]:
    """The line wrapped within its own indentation; what continues it stands further in by hang."""
    indent = len(line) - len(line.lstrip())
    first, *rest = wrapped(line, columns - indent - hang)
    return [" " * indent + first, *(" " * (indent + hang) + more for more in rest)]


def _facts(page: PageRun, result: Result) -> Iterator[tuple[str, str | list[str]]]:
    c, v = result.claim, result.verdict
    yield "source", _source(page)
    yield "says", c.text if v.statement else ""
    yield ("printed" if c.correction is not None else "statement"), headline(result)
    yield "ill-formed", c.ill_formed or ""
    yield "losses", list(v.losses)
    yield "given", list(_given(v))
    yield "conditions", list(v.conditions)
    yield "because", result.message or ""
    yield "rests on", doubtful(v)
    yield "evidence", ": ".join(filter(None, (evidence_of(v), "" if v.retold else v.method)))
    yield "axioms", list(v.axioms)
    yield "proof", told(v)
    yield from counterexample(v)
    if v.numeric is not None:
        error = f"{v.numeric.max_relative_error:.1e}"
        yield "numeric", f"{v.numeric.points} points in floating point, largest relative error {error}"
    if result.correction is not None:
        other = result.correction
        yield "instead", f"{headline(other)}   ({other.claim.label}, {status_of(other.verdict)})"


def _given(v: Verdict) -> Iterator[str]:
    """The hypotheses, each behind the name that the proof has for it; those that came along stand below the
    claim by which they came."""
    names = v.names or ("",) * len(v.given)
    named = [f"({name}) {h}" if name else h for h, name in zip(v.given, names, strict=True)]
    yield from (named[i] for i in own(v))
    for label, found in brought(v).items():
        yield f"through ({label}):"
        yield from (f"  {name or named[place]}" for place, name in found)
