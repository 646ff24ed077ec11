"""A run for a person at a terminal: a live line while it works, then tables, errata, and what is wrong."""

from __future__ import annotations

import math
import os
import shutil
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, TextIO

from symderiv.language.experiment import Measurement
from symderiv.language.page import EXPERIMENT
from symderiv.language.supports import doubtful, status_of
from symderiv.language.verdict import Found, Kind, Status, Verdict
from symderiv.report.document import summary
from symderiv.run.finder import ClaimOutline, ExperimentOutline
from symderiv.run.results import PageRun, Result, Run, Trial

_CODES: Final = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "loud": "1;31",
}
_ELLIPSIS: Final = "…"


# -- the terminal ------------------------------------------------------------------------------------


def is_live(stream: TextIO | None) -> bool:
    """Whether a line on the stream can be overwritten."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def style_for(stream: TextIO | None) -> Style:
    """Colours for a capable terminal, unless NO_COLOR (https://no-color.org) is set; the width it has."""
    columns = shutil.get_terminal_size((100, 24)).columns
    return Style(is_live(stream) and not os.environ.get("NO_COLOR"), max(columns, 40))


@dataclass(frozen=True, slots=True)
class Style:
    """Whether to colour, and how many columns there are."""

    colour: bool
    columns: int

    def __call__(self, text: str, *names: str) -> str:
        if not self.colour or not names or not text:
            return text
        return f"\x1b[{';'.join(_CODES[n] for n in names)}m{text}\x1b[0m"


def width(text: str) -> int:
    """The columns that a text takes: combining marks take none, East Asian wide characters two.

    >>> width("g̃ᵢ"), width("数")
    (2, 2)
    """
    return sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fitted(text: str, columns: int) -> str:
    """The text in one line of exactly so many columns, cut with an ellipsis or filled with blanks.

    >>> fitted("a + b = c", 6), fitted("x̄", 3)
    ('a + b…', 'x̄  ')
    """
    text = " ".join(text.split())
    if width(text) > columns:
        kept, used = "", 0
        for char in text:
            used += _width(char)
            if used > columns - 1:
                break
            kept += char
        text = kept + _ELLIPSIS
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken at blanks where there are any."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined) <= columns:
            lines[-1] = joined
        else:
            lines.extend([word] if lines[-1] else [])
            lines[-1] = lines[-1] or word
    return lines


def duration(seconds: float) -> str:
    """A time in at most six columns.

    >>> duration(0.0034), duration(0.25), duration(12.34), duration(600)
    ('3 ms', '250 ms', '12.3 s', '600 s')
    """
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 99.95 else f"{seconds:.0f} s"


# -- while it works ----------------------------------------------------------------------------------


class Progress:
    """Tells of the progress of a run: one live line on a terminal, or else a plain line a page."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = is_live(stream)
        self._style = style_for(stream)
        self._started = time.perf_counter()
        self._parts = self._done = self._unexpected = 0
        self._last = ""

    def __enter__(self) -> Self:
        if self._live:
            self._draw("loading")
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._write("\r\x1b[K")

    def found(self, page: PageRun) -> None:
        self._parts += page.parts
        if not self._live and page.problems and not page.parts:
            self._write(f"{page.problems[0]}\n")

    def finished(self, page: PageRun, claim: ClaimOutline, verdict: Verdict) -> None:
        self._count(page, claim.id, verdict.status is claim.expected)

    def measured(self, page: PageRun, trial: Trial) -> None:
        self._count(page, trial.experiment.id, trial.passed)

    def _count(self, page: PageRun, what: str, good: bool) -> None:
        self._done += 1
        self._unexpected += not good
        if self._live:
            self._draw(what)
        elif page.done:
            self._write(f"{_page_line(page)}\n")

    def tick(self, running: Sequence[str]) -> None:
        if self._live:
            self._draw(", ".join(running))

    def _draw(self, what: str) -> None:
        count = f"{self._done}/{self._parts}" if self._parts else ""
        wrong = f"{self._unexpected} not as expected" if self._unexpected else ""
        spent = f"{time.perf_counter() - self._started:.1f} s"
        line = fitted("  ".join(filter(None, (count, spent, wrong, what))), self._style.columns - 1).rstrip()
        if line != self._last:
            self._last = line
            self._write(f"\r{self._style(line, 'dim')}\x1b[K")

    def _write(self, text: str) -> None:
        """Progress is no reason to stop: a reader that has gone is left alone."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._stream = open(os.devnull, "w")  # noqa: SIM115, PTH123 - it lives as long as the process


def _page_line(page: PageRun) -> str:
    results = page.results
    good = sum(r.as_expected for r in results)
    spent = sum(r.verdict.seconds for r in results)
    counts = [f"{good} of {len(results)} as expected"] if results or page.trial is None else []
    if page.trial is not None:
        counts.append(f"experiment {page.trial.word}")
        spent += page.trial.seconds
    return f"{page.outline.name}: {', '.join([*counts, duration(spent)])}"


# -- the report --------------------------------------------------------------------------------------


def report(run: Run, style: Style) -> str:
    """The tables of all pages, the errata, what is not as expected, and one line for the whole."""
    blocks = [*_tables(run, style), _errata(run, style), _problems(run, style), [_summary(run, style)]]
    return "\n\n".join("\n".join(b) for b in blocks if b) + "\n"


def _tables(run: Run, style: Style) -> Iterator[list[str]]:
    names = [*(r.claim.label for r in run.results), *([EXPERIMENT] if run.trials else [])]
    labels = min(max(map(width, names), default=0), style.columns // 4)
    for page in run.pages:
        if page.parts:
            rows = [line for r in page.results for line in _rows(r, labels, style)]
            rows += _uncalled(page, style)
            if page.trial is not None:
                rows.append(_trial_row(page.trial, labels, style))
            yield [_heading(page, style), *rows]


def _heading(page: PageRun, style: Style) -> str:
    """The name and title, and at the right end as much of the source as there is room for."""
    name, title = page.outline.name, page.outline.title
    title = fitted(title, max(style.columns - width(name) - 2, 1)).rstrip()
    room = style.columns - width(name) - width(title) - 4
    source = page.outline.source
    full = ", ".join(filter(None, (source.document, source.place)))
    place = next((s for s in (full, source.place) if width(s) <= room), "")
    gap = " " * (room - width(place) + 2)
    return f"{style(name, 'bold')}  {title}{gap}{style(place, 'dim')}".rstrip()


def _rows(result: Result, labels: int, style: Style) -> Iterator[str]:
    v = result.verdict
    basis, how = evidence_of(v), str(v.found)
    if basis and v.kind is Kind.DEFINITION:  # of which no more was proved than that it is well-formed
        basis = "definition"
    cells = _cells(fitted(result.claim.label, labels), headline(result), basis, how, v.seconds, style)
    yield mark(result, style).join(cells)
    indent = labels + 6
    for doubt in doubtful(v):
        for line in wrapped(f"rests on {doubt}", style.columns - indent):
            yield " " * indent + style(line, "yellow")


def _uncalled(page: PageRun, style: Style) -> Iterator[str]:
    """What was run without being asked for: claims that are cited, and corrections of errata."""
    claims = page.outline.claims
    more = [claims[i] for i in page.selected if i not in page.asked]
    cited = {label for i in page.selected for label in claims[i].cited}
    for why, labels in (
        ("because cited", [c.label for c in more if c.label in cited]),
        ("as corrections", [c.label for c in more if c.label not in cited]),
    ):
        if labels:
            for line in wrapped(f"run {why}: {', '.join(labels)}", style.columns - 2):
                yield "  " + style(line, "dim")


def _trial_row(trial: Trial, labels: int, style: Style) -> str:
    text = title_of(trial.experiment)
    cells = _cells(fitted(EXPERIMENT, labels), text, agreement(trial), "", trial.seconds, style)
    return trial_mark(trial, style).join(cells)


def _cells(label: str, text: str, basis: str, how: str, seconds: float, style: Style) -> tuple[str, str]:
    """What stands before the verdict, and what after it: where there is room what it rests on, and whether
    it was searched or checked."""
    tail = 11 + 2 + 6
    end = ""
    for column, room, least in ((basis, 11, 72), (how, 8, 92)):
        if style.columns >= least:
            tail += room + 2
            end += f"{style(fitted(column, room), 'dim')}  "
    room = style.columns - 2 - width(label) - 2 - 2 - tail
    return f"  {label}  {fitted(text, room)}  ", f"  {end}{style(duration(seconds).rjust(6), 'dim')}"


def title_of(experiment: ExperimentOutline) -> str:
    """What is measured: the first paragraph of what its author says."""
    return " ".join(experiment.text.partition("\n\n")[0].split()) or "–"


def agreement(trial: Trial) -> str:
    """How many measurements are what they have to be."""
    if trial.outcome is None:
        return ""
    measured = trial.outcome.measurements
    return f"{sum(m.passed for m in measured)} of {len(measured)}"


def trial_mark(trial: Trial, style: Style) -> str:
    """As ``mark``, of an experiment."""
    return style(f"{trial.word:<9} {'✓' if trial.passed else '✗'}", "green" if trial.passed else "loud")


def comparison(m: Measurement) -> str:
    """What was measured beside what is expected, with as many digits as the margin is worth.

    >>> comparison(Measurement.within("order", 2.0123, expected=2, tolerance=0.05, reason="the next term"))
    '2.012, expected 2.000 ± 0.050'
    """
    digits = 3 if m.margin == 0 else min(max(1 - math.floor(math.log10(m.margin)), 0), 12)
    shown = (f"{x:z.{digits}f}".replace("-", "−") for x in (m.value, m.expected, m.margin))
    return "{}, expected {} ± {}".format(*shown)


def allowance(m: Measurement) -> str:
    """What the margin is made of.

    >>> allowance(Measurement.sampled("mean", 0, expected=0, standard_error=0.1, allowed=5))
    '5 standard errors, sampling'
    """
    return m.reason if m.allowed is None else f"{m.allowed:.3g} standard errors, {m.reason}"


def headline(result: Result) -> str:
    """The statement, or where there is none to show, what its author says of it."""
    return result.verdict.statement or result.claim.text or "–"


def evidence_of(v: Verdict) -> str:
    """What the verdict rests on, in one word."""
    return "" if v.evidence is None else str(v.evidence)


def told(v: Verdict) -> list[str]:
    """A proof in words; if they are another search's, behind that and the method it names."""
    if not v.retold:
        return list(v.proof)
    before = "as an earlier search told it, in words that are not checked"
    return [": ".join(filter(None, (before, v.method))), *v.proof]


def mark(result: Result, style: Style) -> str:
    """The verdict with a tick or a cross: calm when as expected, loud when not."""
    word = f"{result.verdict.status!s:<9}"
    if not result.as_expected:
        return style(f"{word} ✗", "loud")
    return style(f"{word} ✓", "cyan" if result.verdict.status is Status.REFUTED else "green")


def _errata(run: Run, style: Style) -> list[str]:
    errata = [r for r in run.results if r.claim.correction is not None and r.verdict.status is Status.REFUTED]
    lines = [style("Errata", "bold")] if errata else []
    for r in errata:
        lines += ["", f"  {style(r.claim.id, 'cyan')}  {style(where(r), 'dim')}"]
        lines += facts(_erratum(r), style)
    return lines


def _erratum(result: Result) -> Iterator[tuple[str, str]]:
    yield "printed", headline(result)
    if result.claim.ill_formed:
        yield "ill-formed", result.claim.ill_formed
    yield from counterexample(result.verdict)
    if result.message and not result.verdict.sides:
        yield "because", result.message
    if result.correction is not None:
        other = result.correction
        yield "instead", f"{headline(other)}   ({other.claim.label}, {status_of(other.verdict)})"


def counterexample(v: Verdict) -> Iterator[tuple[str, str]]:
    """The witness of a refutation, and what both sides are there."""
    if v.witness:
        yield "at", ", ".join(f"{name} = {value}" for name, value in v.witness.items())
    if v.sides:
        yield "where", ", ".join(f"{_SIDES.get(side, side)} = {value}" for side, value in v.sides.items())


_SIDES: Final = {"lhs": "left side", "rhs": "right side"}


def _problems(run: Run, style: Style) -> list[str]:
    lines: list[str] = []
    for page in run.pages:
        for p in page.problems:
            lines += ["", f"  {style(page.outline.name, 'loud')}  {style(p.place, 'dim')}"]
            lines += facts([("error", p.message)], style)
        for r in page.results:
            if not r.as_expected:
                lines += ["", f"  {style(r.claim.id, 'loud')}  {style(where(r), 'dim')}"]
                lines += facts(_wrong(r), style)
        if page.trial is not None and not page.trial.passed:
            e = page.trial.experiment
            lines += ["", f"  {style(e.id, 'loud')}  {style(f'{e.file}:{e.line}', 'dim')}"]
            lines += facts(_failed(page.trial), style)
    return [style("Not as expected", "loud"), *lines] if lines else []


def _wrong(result: Result) -> Iterator[tuple[str, str]]:
    status, statement = str(result.verdict.status), result.verdict.statement
    if statement:
        yield status, statement
    if result.message:
        yield ("because" if statement else status), result.message
    if result.claim.correction is None:
        yield from counterexample(result.verdict)


def _failed(trial: Trial) -> Iterator[tuple[str, str]]:
    yield trial.word, trial.message or title_of(trial.experiment)
    for m in () if trial.outcome is None else trial.outcome.measurements:
        if not m.passed:
            yield "measured", f"{m.name}: {comparison(m)} ({allowance(m)})"


def where(result: Result) -> str:
    """The file and line of a claim."""
    return f"{result.claim.file}:{result.claim.line}"


def facts(named: Iterable[tuple[str, str]], style: Style) -> Iterator[str]:
    """Named facts, wrapped beside their names."""
    for name, text in named:
        first, *rest = wrapped(text, style.columns - 16)
        yield f"    {style(f'{name:<10}', 'dim')}  {first}"
        yield from (" " * 16 + line for line in rest)


def _summary(run: Run, style: Style) -> str:
    """The counts and what is wrong, on one line where it fits."""
    text = "; ".join([_counts(run), *_wrongs(run)] if _wrongs(run) else [_counts(run), "all as expected"])
    names = ("loud",) if _wrongs(run) else ("green",)
    how = _how(run)
    shown = wrapped(text, style.columns)
    lines = [style(line, *names) for line in shown]
    if width(shown[-1]) + 2 + width(how) > style.columns:
        return "\n".join([*lines, style(how, "dim")])
    return "\n".join([*lines[:-1], f"{lines[-1]}  {style(how, 'dim')}"])


def _how(run: Run) -> str:
    """Whether verdicts were searched, or checked from what is kept of earlier ones; and the time it took."""
    decided = [r.verdict for r in run.results if r.verdict.status in (Status.PROVED, Status.REFUTED)]
    found = Counter(v.found for v in decided)
    parts = [f"{found[f]} {f}" if len(found) > 1 else str(f) for f in Found if found[f]]
    return " ".join([*([" and ".join(parts), "in"] if parts else []), duration(run.seconds)])


def _counts(run: Run) -> str:
    counts = summary(run)
    by_status = ", ".join(f"{counts[str(s)]} {s}" for s in Status if counts[str(s)])
    measured = counted(counts["experiments"], "experiment")
    more = f"; {measured}, {counts['experiments_passed']} passed" if run.trials else ""
    return f"{counted(counts['claims'], 'claim')}{': ' if by_status else ''}{by_status}{more}"


def _wrongs(run: Run) -> list[str]:
    counts = summary(run)
    unexpected, broken = counts["claims"] - counts["as_expected"], counts["broken_pages"]
    unfinished = sum(p.unfinished for p in run.pages)
    failed = counts["experiments"] - counts["experiments_passed"]
    return [
        *(["interrupted"] if run.interrupted else []),
        *([f"{unfinished} not finished"] if unfinished else []),
        *([] if run.results or run.trials or broken else ["nothing was checked"]),
        *([f"{unexpected} not as expected"] if unexpected else []),
        *([f"{counted(failed, 'experiment')} not passed"] if failed else []),
        *([f"{counted(broken, 'page')} in error"] if broken else []),
    ]


def counted(n: int, noun: str, several: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "erratum", "errata"), counted(2, "erratum", "errata"), counted(0, "page")
    ('1 erratum', '2 errata', '0 pages')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {several or noun + 's'}"
