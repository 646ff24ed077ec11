"""Runs for the verbs: options from the arguments, progress at a terminal, which pages are meant."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from symderiv.cli.output import complain

if TYPE_CHECKING:
    from symderiv.language.verdict import Words
    from symderiv.run.finder import Target
    from symderiv.run.judges import Judge
    from symderiv.run.options import Options
    from symderiv.run.results import Run
    from symderiv.run.watcher import Watcher


def options_of(
    called: argparse.Namespace,
    *,
    word: str = "",
    judge: Judge | None = None,
    words: Words | None = None,
) -> Options:
    """The options of a run that the arguments ask for."""
    from symderiv.run.options import Options

    return Options(
        word=word,
        jobs=called.jobs,
        timeout=called.timeout,
        judge=judge,
        settings={} if words is None else {"words": words},
        experiments=judge is None,
    )


def run_pages(
    arguments: Sequence[str | Target],
    options: Options,
    *,
    plain: TextIO | None = None,
    watcher: Watcher | None = None,
) -> Run:
    """Run what the arguments ask for; progress is live where standard error is a terminal, or else plain, and
    the watcher is told of it, too."""
    from symderiv.run.finder import targets

    names = [a for a in arguments if isinstance(a, str)]
    wanted = [a for a in arguments if not isinstance(a, str)] or targets(names)
    _say_if_installed(wanted)
    from symderiv.report.table import Progress, is_live
    from symderiv.run.runner import run
    from symderiv.run.watcher import Several

    stream = sys.stderr if is_live(sys.stderr) else plain
    if stream is None:
        return run(wanted, options, watcher)
    with Progress(stream) as progress:
        return run(wanted, options, progress if watcher is None else Several(progress, watcher))


def _say_if_installed(wanted: Sequence[Target]) -> None:
    """Whoever has no folder of pages here may think that it was theirs that were checked."""
    from symderiv.run.finder import FOLDER, installed

    folder = installed(wanted)
    if folder is not None:
        complain(f"no folder ./{FOLDER} here; these are the installed pages, in {folder}")
