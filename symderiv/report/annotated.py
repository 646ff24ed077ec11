r"""A paper with coloured marks in its margin: one for each step, beside the display that it is in."""

from __future__ import annotations

from typing import Final

from symderiv.run.papers import PaperRun, StepResult

_COLOURS: Final = {
    "proved": "green!50!black", "refuted": "red", "definition": "blue", "no_claim": "gray", "skipped": "gray",
}  # fmt: skip
_SIGNS: Final = {
    "proved": r"\checkmark", "refuted": r"\times", "definition": ":=", "no_claim": r"\approx", "skipped": "-",
}  # fmt: skip
PREAMBLE: Final = (
    r"\usepackage{amssymb}\usepackage[dvipsnames]{xcolor}"
    r"\providecommand{\symderivmark}[3]{\textcolor{#1}{\scriptsize$#2$~#3}\\}"
)


def annotated(run: PaperRun) -> str:
    """The text of the paper, with marks; displays of files that it includes have none."""
    displays = [d for d in run.paper.displays if d.display.source.name == str(run.paper.path)]
    text = displays[0].display.source.text if displays else run.paper.path.read_text(encoding="utf-8")
    for d in sorted(displays, key=lambda d: d.display.start, reverse=True):
        marks = "".join(map(_mark, run.results(d)))
        if marks:
            text = (
                f"{text[: d.display.start]}\\marginpar{{\\raggedright {marks}}}%\n{text[d.display.start :]}"
            )
    return _with_preamble(text)


def _mark(r: StepResult) -> str:
    line, column = r.step.place
    colour = "orange" if not r.settled and r.word != "refuted" else _COLOURS.get(r.word, "orange")
    return rf"\symderivmark{{{colour}}}{{{_SIGNS.get(r.word, '?')}}}{{{line}:{column}}}"


def _with_preamble(text: str) -> str:
    """The text with what the marks need, in front of the document."""
    at = text.find(r"\begin{document}")
    return text if at < 0 else f"{text[:at]}{PREAMBLE}\n{text[at:]}"
