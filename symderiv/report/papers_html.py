"""Papers that were checked, as one page of HTML: errata first, then each display with its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from symderiv.report.papers import summary
from symderiv.run.papers import PaperRun, StepResult

_STYLE: Final = """
body { font: 16px/1.5 Georgia, serif; max-width: 50em; margin: 2em auto; padding: 0 1em; }
code, .reading { font-family: ui-monospace, Menlo, monospace; font-size: 0.9em; }
.step { margin: 0.6em 0; padding-left: 0.8em; border-left: 3px solid #9a6700; }
.badge { font: bold 0.75em sans-serif; padding: 0.1em 0.5em; border-radius: 0.6em; color: #fff; }
.badge { background: #9a6700; }
.proved .badge { background: #2a7d2a; }
.refuted .badge { background: #b3261e; }
.definition .badge { background: #33589b; }
.no_claim .badge, .skipped .badge { background: #666; }
.proved { border-color: #2a7d2a; }
.refuted { border-color: #b3261e; }
pre { white-space: pre-wrap; background: #8881; padding: 0.5em; }
:root { color-scheme: light dark; }
"""


def as_html(runs: Sequence[PaperRun]) -> str:
    """The page; it needs nothing but itself."""
    body = "\n".join(part for run in runs for part in _paper(run))
    title = escape(", ".join(str(run.paper.path) for run in runs))
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<p>{escape(summary(runs))}</p>\n{body}\n</body>\n</html>\n"
    )


def _paper(run: PaperRun) -> Iterator[str]:
    yield f"<h1>{escape(str(run.paper.path))}</h1>"
    for file, line, what in run.paper.problems:
        yield f"<p>{escape(f'{file}:{line}: {what}')}</p>"
    wrong = [r for r in run.all if r.word == "refuted"]
    if wrong:
        yield "<h2>Errata</h2>"
        yield from map(_step, wrong)
    yield "<h2>Displays</h2>"
    for display in run.paper.displays:
        results = run.results(display)
        if results:
            label = f" ({display.label.strip('()')})" if display.label else ""
            start, end = display.display.body
            yield f"<h3>Line {display.display.place[0]}{escape(label)}</h3>"
            yield f"<pre>{escape(display.display.source.text[start:end].strip())}</pre>"
            yield from map(_step, results)


def _step(r: StepResult) -> str:
    line, column = r.step.place
    said = escape(r.step.reading or r.step.source)
    lines = [f'<span class="badge">{escape(r.word.replace("_", " "))}</span> {line}:{column}']
    lines.append(f'<div class="reading">{said}</div>')
    v = r.verdict
    if v is not None and v.witness:
        at = ", ".join(f"{name} = {value}" for name, value in v.witness.items())
        lines.append(f"<div>false at {escape(at)}</div>")
    if r.message:
        lines.append(f"<div>{escape(r.message)}</div>")
    if v is not None and (v.given or v.conditions or v.proof):
        given = [f"given {g}" for g in v.given]
        told = [*given, *(f"if {c}" for c in v.conditions), *map(str, v.proof)]
        inside = "".join(f"<li>{escape(t)}</li>" for t in told)
        lines.append(f"<details><summary>hypotheses and proof</summary><ul>{inside}</ul></details>")
    return f'<div class="step {escape(r.word)}">{"".join(lines)}</div>'
