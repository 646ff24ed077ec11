"""Planted errors for a person: counts for each claim and what went unnoticed, or each error in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from symderiv.language.verdict import Kind, Mutant, MutantOutcome, Mutants, Status
from symderiv.report.table import Style, counted, counterexample, duration, facts, fitted, width
from symderiv.run.results import PageRun, Result, Run

_LISTED: Final = {
    MutantOutcome.EQUIVALENT: "Equivalent: proved as well, and exact values agree",
    MutantOutcome.NOT_NEEDED: "Not needed: proved without this hypothesis, or with less of it",
    MutantOutcome.SURVIVED: "Survivors: neither refuted nor proved",
}
_OUTCOMES: Final = (
    MutantOutcome.KILLED,
    MutantOutcome.EQUIVALENT,
    MutantOutcome.NOT_NEEDED,
    MutantOutcome.SURVIVED,
)


def overview(run: Run, style: Style) -> str:
    """Counts for each claim, then what was not refuted, then what certifies nothing."""
    labels = max((width(r.claim.label) for r in run.results), default=0)
    blocks = [
        [style(p.outline.name, "bold"), *(_row(r, labels, style) for r in _asked(p))]
        for p in run.pages
        if p.parts
    ]
    blocks += [_list(run, outcome, title, style) for outcome, title in _LISTED.items()]
    blocks += [_wrong(run, style), [_summary(run, style)]]
    return "\n\n".join("\n".join(b) for b in blocks if b) + "\n"


def each(run: Run, style: Style) -> str:
    """Each planted error of the claims that were asked for, with its witness."""
    blocks = ["\n".join(_claim(r, style)) for p in run.pages for r in _asked(p)]
    wrong = "\n".join(_wrong(run, style))
    return "\n\n".join([*blocks, *([wrong] if wrong else []), _summary(run, style)]) + "\n"


def _asked(page: PageRun) -> Iterator[Result]:
    asked = {page.outline.claims[i].id for i in page.asked}
    return (r for r in page.results if r.claim.id in asked)


def _row(result: Result, labels: int, style: Style) -> str:
    label = fitted(result.claim.label, labels)
    found = result.verdict.mutants
    if found is None:
        return f"  {label}  {style(_why_none(result), 'dim' if result.as_expected else 'loud')}"
    loud = () if result.as_expected else ("loud",)
    return f"  {label}  {style(_counts(found), *loud)}".rstrip()


def _why_none(result: Result) -> str:
    """Why no errors were planted."""
    if result.verdict.status is not result.claim.expected:
        return f"none: it is {result.verdict.status}"
    if result.claim.expected is Status.REFUTED:
        return "none: an erratum is an error already"
    if result.claim.kind is Kind.DEFINITION:
        return "none: a definition claims nothing that could be false"
    return "none"


def _counts(found: Mutants) -> str:
    """The outcomes of the errors that were planted, of how many there could be, and how many were none."""
    outcomes = Counter(m.outcome for m in found.tried)
    said = [f"{outcomes[MutantOutcome.KILLED]} of {len(found.tried)} refuted"]
    said += [f"{outcomes[outcome]} {outcome}" for outcome in _OUTCOMES[1:] if outcomes[outcome]]
    said += [f"{found.dropped} dropped"] if found.dropped else []
    return ", ".join(said)


def _list(run: Run, outcome: MutantOutcome, title: str, style: Style) -> list[str]:
    lines = []
    for page in run.pages:
        for result in _asked(page):
            mutants = result.verdict.mutants
            for m in () if mutants is None else mutants.of(outcome):
                first, *rest = _said(m, style.columns - 4)
                lines += ["", f"  {style(result.claim.id, 'cyan')}  {first}", *rest]
    return [style(title, "bold"), *lines] if lines else []


def _said(m: Mutant, columns: int) -> Iterator[str]:
    """An error in one line, and below it what there is to say of it."""
    yield ", ".join(filter(None, (m.kind, m.place)))
    for text in (_change(m), m.reason):
        yield f"    {fitted(text, columns).rstrip()}"


def _change(m: Mutant) -> str:
    return f"{m.before}  ⟶  {m.after}" if m.after else f"without {m.before}"


def _claim(result: Result, style: Style) -> Iterator[str]:
    found = result.verdict.mutants
    yield style(result.claim.id, "bold")
    if found is None:
        yield f"  {_why_none(result)}"
        return
    yield f"  {result.verdict.statement}"
    yield f"  {_counts(found)}; {counted(found.possible, 'error')} could be planted"
    for m in found.tried:
        yield ""
        head = ", ".join(filter(None, (m.kind, m.place)))
        name = "refuted" if m.outcome is MutantOutcome.KILLED else str(m.outcome)
        colour = "loud" if m.outcome is MutantOutcome.SURVIVED else "cyan"
        yield f"  {style(head, 'bold')}  {style(name, colour)}"
        yield from facts(_facts(m), style)


def _facts(m: Mutant) -> Iterator[tuple[str, str]]:
    yield "change", _change(m)
    yield "reads", m.verdict.statement
    if m.outcome is MutantOutcome.KILLED:
        yield from counterexample(m.verdict)
        if m.verdict.message and not m.verdict.sides:
            yield "because", m.verdict.message
    else:
        yield "because", m.reason


def _wrong(run: Run, style: Style) -> list[str]:
    lines: list[str] = []
    for page in run.pages:
        named = [(page.outline.name, str(p)) for p in page.problems]
        named += [(r.claim.id, r.message or str(r.verdict.status)) for r in page.results if not r.as_expected]
        for name, message in named:
            lines += ["", f"  {style(name, 'loud')}", *facts([("because", message)], style)]
    return [style("Not as expected", "loud"), *lines] if lines else []


def _summary(run: Run, style: Style) -> str:
    found = [r.verdict.mutants for p in run.pages for r in _asked(p) if r.verdict.mutants is not None]
    outcomes = Counter(m.outcome for mutants in found for m in mutants.tried)
    tried, killed = sum(outcomes.values()), outcomes[MutantOutcome.KILLED]
    text = f"{counted(tried, 'error')} planted in {counted(len(found), 'claim')}: {killed} refuted"
    text += "".join(f", {outcomes[f]} {f}" for f in _OUTCOMES[1:] if outcomes[f])
    dropped = sum(m.dropped for m in found)
    text += f", {dropped} more dropped" if dropped else ""
    good = run.all_as_expected and not run.interrupted
    text += "; all as expected" if good else "; interrupted" if run.interrupted else "; not all as expected"
    return f"{style(text, 'green' if good else 'loud')}  {style(duration(run.seconds), 'dim')}"
