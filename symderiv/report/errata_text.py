"""Errata for a person: at a terminal, and as a document that can be sent to the authors of the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symderiv.language.supports import doubtful, status_of
from symderiv.language.verdict import Evidence, Status
from symderiv.render.prose import prose
from symderiv.report.errata import Errata, Erratum, place, said, used
from symderiv.report.explained import PREAMBLE, display
from symderiv.report.table import Style, counted, duration, facts, headline, where
from symderiv.run.results import Result, Run

# -- text --------------------------------------------------------------------------------------------


def errata(found: Errata, run: Run, style: Style) -> str:
    """The errata by source, and whether all are settled."""
    blocks = []
    for document, listed in found.sources.items():
        blocks.append(style(f"Errata of {document}", "bold"))
        blocks += ["\n".join(_erratum(e, style)) for e in listed]
    if found.complaints:
        loud = [style("Not settled", "loud"), *(f"  {style(c, 'loud')}" for c in found.complaints)]
        blocks.append("\n".join(loud))
    blocks.append(f"{_summary(found, style)}  {style(duration(run.seconds), 'dim')}")
    return "\n\n".join(blocks) + "\n"


def _summary(found: Errata, style: Style) -> str:
    errata = list(found)
    settled = sum(e.complaint is None for e in errata)
    share = "all" if settled == len(errata) else settled
    text = f"{counted(len(errata), 'erratum', 'errata')}, {share} settled" if errata else nothing(found)
    return style(text, "loud" if found.complaints else "green")


def nothing(found: Errata) -> str:
    """What to say where nothing is listed."""
    return "no errata could be listed" if found.complaints else "no errata"


def _erratum(e: Erratum, style: Style) -> Iterator[str]:
    r = e.result
    head = f"{place(e.page.outline.source)}, ({r.claim.label})"
    yield f"  {style(head, 'cyan')}  {style(f'{r.claim.id}, {where(r)}', 'dim')}"
    yield from facts(_facts(e), style)


def _facts(e: Erratum) -> Iterator[tuple[str, str]]:
    r = e.result
    plain, _ = said(r)
    yield from _lines("printed", plain.statement or (headline(r),))
    yield from _listed("given", plain.under())
    if r.claim.text:
        yield "remark", r.claim.text
    if r.claim.ill_formed:
        yield "ill-formed", r.claim.ill_formed
    yield from _listed("rests on", doubtful(r.verdict))
    if e.complaint:
        yield "UNSETTLED", e.complaint
    yield from _listed("false at", [f"{name} = {value}" for name, value in plain.values])
    if len(plain.sides) == 2:
        if plain.fails:
            yield "fails", plain.fails
        yield "where", f"left side = {plain.sides[0]}, right side = {plain.sides[1]}"
    elif plain.negation:
        yield "because", f"there the negation is a theorem: {plain.negation}"
    elif r.verdict.status is Status.REFUTED and r.message:
        yield "because", r.message
    if r.correction is not None:
        yield from _instead(r.correction)
    if e.uses:
        yield "used by", used(e.uses)


def _instead(correction: Result) -> Iterator[tuple[str, str]]:
    plain, _ = said(correction)
    lines = plain.statement or (headline(correction),)
    verdict = f"({correction.claim.label}, {status_of(correction.verdict)})"
    yield from _lines("instead", (*lines[:-1], f"{lines[-1]}   {verdict}"))
    yield from _listed("given", plain.under())
    yield from _listed("provided", list(plain.conditions))
    yield from _listed("axioms", list(correction.verdict.axioms))


def _lines(name: str, lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for n, line in enumerate(lines):
        yield "" if n else name, line


def _listed(name: str, items: list[str]) -> Iterator[tuple[str, str]]:
    if items:
        yield name, "; ".join(items) if name == "given" else ", ".join(items)


# -- LaTeX -------------------------------------------------------------------------------------------

_LETTER = r"""
Thank you for making this text available. While working through it line by line we met {number} that we
could not confirm as printed. Each is listed below: the statement as we read it, exact values at which it
fails, a statement that does hold, and the lines that rest on it. The values can be put in by hand.{proved}

We may well have misread a line, or the transcription that we worked from may differ from the original; if so,
we would be glad to be told.
"""


_PROVED = """ Every
corrected statement was proved for all the sizes and times that it speaks of, under the hypotheses given with
it; the proofs were checked by machine."""


def errata_latex(found: Errata) -> str:
    """A document of its own, one section for each source and one entry for each erratum."""
    lines = [PREAMBLE, r"\begin{document}"]
    for n, (document, listed) in enumerate(found.sources.items()):
        lines += [r"\newpage"] if n else []
        number = counted(len(listed), "statement")
        lines += [
            rf"\section*{{Notes on \texttt{{{prose(document)}}}}}",
            _LETTER.format(number=number, proved="" if found.complaints else _PROVED).strip(),
        ]
        for e in listed:
            lines += _entry(e)
    if not found.sources:
        lines.append(f"{nothing(found).capitalize()}.")
    if found.complaints:
        lines.append(r"\section*{Not settled: not to be sent as it is}")
        lines += [rf"\step{{0em}}{{1em}}{{--}}{{{prose(c)}}}" for c in found.complaints]
    lines += [r"\end{document}", ""]
    return "\n".join(lines)


def _entry(e: Erratum) -> Iterator[str]:
    r = e.result
    _, typeset = said(r)
    yield ""
    yield rf"\subsection*{{{prose(place(e.page.outline.source))}, ({prose(r.claim.label)})}}"
    if e.complaint:
        yield rf"\textbf{{Not settled.}} {prose(e.complaint)}.\par"
    yield r"\textbf{Printed, as we read it.}\par" if typeset.statement else ""
    yield from _displayed(typeset.statement)
    yield from _under(typeset.under())
    yield from _doubts(r)
    if r.claim.ill_formed:
        yield rf"\textbf{{Reading.}} Strictly read, since {prose(r.claim.ill_formed)}.\par"
    if r.claim.text:
        yield rf"\textbf{{Remark.}} {prose(r.claim.text)}\par"
    if r.verdict.status is Status.REFUTED:
        yield from _why(r)
    if r.correction is not None:
        yield from _correction(r.correction)
    if e.uses:
        yield rf"\textbf{{Used by}} {prose(used(e.uses))}.\par"


def _why(r: Result) -> Iterator[str]:
    _, typeset = said(r)
    values = ", ".join(joined(name, value) for name, value in typeset.values)
    yield rf"\textbf{{It fails}} at {values}." if values else r"\textbf{It fails.}"
    if len(typeset.sides) == 2:
        left, right = typeset.sides
        of = f" of {typeset.fails}" if typeset.fails else ""
        yield rf"There the left side{of} is {left}, and the right side is {right}."
    elif typeset.negation:
        yield rf"There the contrary can be proved: {typeset.negation}."
    else:
        yield from (f"{step.words}" for step in typeset.steps)
    yield r"\par"


def _correction(r: Result) -> Iterator[str]:
    _, typeset = said(r)
    proved = r.verdict.status is Status.PROVED
    yield rf"\textbf{{What holds instead{'' if proved else f' (not confirmed: {r.verdict.status})'}.}}\par"
    yield from _displayed(typeset.statement)
    yield from _under(typeset.under())
    yield from _doubts(r)
    if typeset.conditions:
        yield rf"This needs {', '.join(typeset.conditions)}.\par"
    if r.verdict.evidence is Evidence.AXIOMS:
        yield rf"The proof uses {prose(', '.join(r.verdict.axioms))}.\par"


def joined(name: str, value: str) -> str:
    """name = value, as one formula where both are formulas."""
    return (
        f"{name[:-1]} = {value[1:]}" if name.endswith("$") and value.startswith("$") else f"{name} = {value}"
    )


def _displayed(lines: tuple[str, ...]) -> Iterator[str]:
    yield from (rf"\step{{1em}}{{1em}}{{}}{{{display(s)}}}" for s in lines)


def _under(given: list[str]) -> Iterator[str]:
    if given:
        yield rf"\textbf{{Given}} {re.sub(r'[.]$', '', '; '.join(given))}.\par"


def _doubts(r: Result) -> Iterator[str]:
    if doubtful(r.verdict):
        yield rf"This rests on {prose('; '.join(doubtful(r.verdict)))}.\par"
