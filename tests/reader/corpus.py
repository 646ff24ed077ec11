"""The corpus: papers of our own with the truth of each step written behind its display."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from symderiv.reader.steps import Paper, Step, read_paper

FOLDER = Path(__file__).parent / "corpus"
TRUTH = re.compile(r"truth:([a-z_ ]+)")


def papers() -> list[Path]:
    """The files of the corpus."""
    return sorted(p for p in FOLDER.iterdir() if p.suffix in (".tex", ".md"))


def truths(paper: Paper) -> Iterator[tuple[Step, str]]:
    """Each step with the word that is true of it."""
    text = paper.path.read_text(encoding="utf-8")
    said = [(text.count("\n", 0, m.start()) + 1, m[1].split()) for m in TRUTH.finditer(text)]
    steps = sorted(paper.steps, key=lambda s: s.place)
    start = 0
    for line, words in said:
        here = [s for s in steps if start < s.place[0] < line]
        if len(here) != len(words):
            places = ", ".join(f"{s.place[0]}:{s.place[1]}" for s in here)
            raise AssertionError(f"{paper.path.name}:{line}: {len(words)} words for the steps at {places}")
        yield from zip(here, words, strict=True)
        start = line


def read(path: Path) -> list[tuple[Step, str]]:
    """The steps of a paper of the corpus, with the truth of each."""
    paper = read_paper(path)
    if paper.problems:
        raise AssertionError(f"{path.name}: {paper.problems}")
    return list(truths(paper))
