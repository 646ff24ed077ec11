"""Explanations: claims with their proofs or refutations in numbered steps, as text and as LaTeX."""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.explain.exposition import Explained, Exposition, Step
from symderiv.language.supports import doubtful, status_of
from symderiv.language.verdict import Status
from symderiv.render.prose import prose
from symderiv.report.document import kind_of
from symderiv.report.table import Style, duration, mark, wrapped
from symderiv.run.results import PageRun, Result, Run

_HANG = 4


def explained(run: Run, style: Style) -> str:
    """Every claim that was asked for, one below the other."""
    blocks = [block for page in run.pages for block in _page(page, style)]
    return "\n\n".join(blocks) + "\n"


def asked(page: PageRun) -> list[Result]:
    """The results that were asked for, without the corrections that came with them."""
    ids = {page.outline.claims[i].id for i in page.asked}
    return [r for r in page.results if r.claim.id in ids]


def _page(page: PageRun, style: Style) -> Iterator[str]:
    if page.problems:
        yield "\n".join(f"{style(page.outline.name, 'loud')}  {p}" for p in page.problems)
    for result in asked(page):
        yield "\n".join(_claim(page, result, style))


def _claim(page: PageRun, result: Result, style: Style) -> Iterator[str]:
    v = result.verdict
    source = ", ".join(filter(None, (page.outline.source.document, page.outline.source.place)))
    role = "erratum" if result.claim.correction is not None else str(kind_of(result))
    yield f"{style(result.claim.id, 'bold')}  {style(f'{role}, {source}', 'dim')}"
    yield f"  {mark(result, style).strip()}  {style(duration(v.seconds), 'dim')}"
    said = v.plain if isinstance(v, Explained) else Exposition()
    for title, paragraphs in _sections(result, said):
        if paragraphs:
            yield ""
            yield f"  {style(title, 'dim')}"
            for indent, text in paragraphs:
                first, *rest = wrapped(text, style.columns - indent - _HANG)
                yield " " * indent + first
                yield from (" " * (indent + _HANG) + line for line in rest)


def _given(said: Exposition) -> list[str]:
    """Losses, the hypotheses with their names, and then what came along with the claims cited."""
    came = [f"through ({label}): {name or formula}" for label, name, formula in said.brought]
    return [*said.losses, *(f"({name}) {f}" if name else f for name, f in said.given), *came]


def _sections(result: Result, said: Exposition) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    refuted = result.verdict.status is Status.REFUTED
    yield "Printed" if result.claim.correction is not None else "Claim", [(4, s) for s in said.statement]
    yield "Given", [(4, s) for s in _given(said)]
    yield "Rests on", [(4, s) for s in doubtful(result.verdict)]
    yield "Provided that", [(4, f) for f in said.conditions]
    if result.claim.ill_formed:
        yield "Ill-formed", [(4, result.claim.ill_formed)]
    yield "Take", [(4, ", ".join(f"{name} = {value}" for name, value in said.values))] if said.values else []
    if said.negation:
        yield "Then this holds, and so the claim does not", [(4, said.negation)]
    yield (
        "Refutation" if refuted else "Proof",
        [(4 + 2 * step.depth, f"{step.number}. {step.words}") for step in said.steps],
    )
    yield "Axioms", [(4, f"{name}: {statement}") for name, statement in said.axioms]
    if result.message and (not refuted or not result.as_expected):
        yield "Because", [(4, result.message)]
    other = result.correction
    if other is not None and isinstance(other.verdict, Explained):
        label = f"({other.claim.label}, {status_of(other.verdict)})"
        yield "Instead", [(4, f"{label} {s}") for s in other.verdict.plain.statement]


# -- LaTeX -------------------------------------------------------------------------------------------

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\providecommand{\derivedchar}[1]{[U+#1]}
\setlength{\textwidth}{16cm}
\setlength{\oddsidemargin}{0cm}
\setlength{\evensidemargin}{0cm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\raggedright
\sloppy
\relpenalty=100
\binoppenalty=300
\newcommand{\step}[4]{\par\hangindent=\dimexpr#1+#2\relax\hangafter=1\hspace*{#1}\makebox[#2][l]{#3}#4\par}
"""


def explained_latex(run: Run) -> str:
    """A document of its own with every claim that was asked for."""
    lines = [PREAMBLE, r"\begin{document}"]
    for page in run.pages:
        lines += [rf"\section*{{{prose(page.outline.title or page.outline.name)}}}"]
        lines += [rf"\textbf{{Error}} {prose(str(p))}\par" for p in page.problems]
        for result in asked(page):
            lines += _typeset(result)
    return "\n".join([*lines, r"\end{document}", ""])


def _typeset(result: Result) -> Iterator[str]:
    c, v = result.claim, result.verdict
    said = v.typeset if isinstance(v, Explained) else Exposition()
    yield rf"\subsection*{{({prose(c.label)}) --- {v.status}}}"
    yield from (rf"\step{{1em}}{{1em}}{{}}{{{display(s)}}}" for s in said.statement)
    if _given(said):
        yield rf"\textbf{{Given}} {', '.join(_given(said))}.\par"
    if doubtful(v):
        yield rf"\textbf{{Rests on}} {prose('; '.join(doubtful(v)))}.\par"
    if said.conditions:
        yield rf"\textbf{{Provided that}} {', '.join(said.conditions)}.\par"
    if said.values:
        yield rf"\textbf{{Take}} {', '.join(f'{name} $=$ {value}' for name, value in said.values)}.\par"
    if said.negation:
        yield rf"\textbf{{Then}} {said.negation}.\par"
    yield rf"\textbf{{{'Refutation' if v.status is Status.REFUTED else 'Proof'}.}}\par" if said.steps else ""
    yield from (_step(step) for step in said.steps)
    if said.axioms:
        listed = "; ".join(f"{name}: {statement}" for name, statement in said.axioms)
        yield rf"\textbf{{Axioms}} {listed}.\par"
    if result.message and not result.as_expected:
        yield rf"\textbf{{Because}} {prose(result.message)}\par"


def _step(step: Step) -> str:
    wide = 1.2 + 0.5 * len(step.number)
    return rf"\step{{{1 + step.depth}em}}{{{wide:.1f}em}}{{{step.number}.}}{{{step.words}}}"


def display(formula: str) -> str:
    """A formula on lines of its own: in display style, and broken where it is too long for one."""
    return rf"$\displaystyle {formula.removeprefix('$').removesuffix('$')}$"
