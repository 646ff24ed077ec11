"""The verb that checks papers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from symderiv.cli.output import (
    INTERRUPTED,
    NOT_AS_EXPECTED,
    OK,
    WRONG_CALL,
    complain,
    emit,
    expect_writable,
    style_of,
    write,
)
from symderiv.cli.running import options_of, run_pages
from symderiv.language.errors import UsageError

if TYPE_CHECKING:
    from symderiv.run.finder import Target
    from symderiv.run.papers import PaperRun
    from symderiv.run.results import Run


def check(called: argparse.Namespace) -> int:
    """Read papers, have their steps judged, and tell what came of them."""
    expect_writable(called.output)
    expect_writable(called.annotate)
    if called.annotate is not None and len(called.papers) > 1:
        raise UsageError("--annotate writes one paper; several were given")
    if called.suggest:
        return _suggest(called)
    from symderiv.language.verdict import Words
    from symderiv.reader.steps import read_paper
    from symderiv.run.papers import check as checked

    papers = [read_paper(path, called.declarations) for path in called.papers]
    options = options_of(called, words=Words.TEXT)
    interrupted = []

    def run(targets: Sequence[Target]) -> Run:
        made = run_pages(targets, options, plain=None if called.json or called.sarif else sys.stderr)
        if made.interrupted:
            interrupted.append(made)
        return made

    found = checked(papers, run)
    _write(called, found)
    if called.annotate is not None:
        from symderiv.report.annotated import annotated

        write(called.annotate, annotated(found[0]))
    if interrupted:
        return INTERRUPTED
    return _code(found)


def _suggest(called: argparse.Namespace) -> int:
    """Drafts of declarations, for each paper."""
    from symderiv.reader.documents import paper
    from symderiv.reader.suggestions import suggested

    lines = [line for path in called.papers for line in suggested(paper(path, called.declarations))]
    write(called.output, "".join(f"{line}\n" for line in lines))
    return OK


def _write(called: argparse.Namespace, found: list[PaperRun]) -> None:
    from symderiv.report import papers as told

    if called.json:
        write(called.output, told.as_json(found))
    elif called.sarif:
        from symderiv.report.sarif import as_sarif

        write(called.output, as_sarif(found))
    elif called.format == "html":
        from symderiv.report.papers_html import as_html

        write(called.output, as_html(found))
    else:
        text = told.told(found, style_of(called.output))
        write(called.output, text) if called.output else emit(text)


def _code(found: list[PaperRun]) -> int:
    """0 where all is settled, 1 where something is not, 2 where there is no step at all."""
    results = [r for run in found for r in run.all]
    for run in found:
        if not any(True for _ in run.all):
            complain(f"{run.paper.path}: there is no step in it")
    if not results:
        return WRONG_CALL
    problems = any(run.paper.problems for run in found)
    return OK if all(r.settled for r in results) and not problems else NOT_AS_EXPECTED
