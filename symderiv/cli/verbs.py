"""What the verbs of the command do; each returns an exit code, and imports what it needs."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from symderiv.cli.output import (
    INTERRUPTED,
    NOT_AS_EXPECTED,
    OK,
    code_of,
    complain,
    emit,
    expect_writable,
    style_of,
    write,
)
from symderiv.cli.running import options_of, run_pages
from symderiv.export import FORMATS, Format
from symderiv.language.errors import UsageError

if TYPE_CHECKING:
    from symderiv.run.executor import Elsewhere
    from symderiv.run.options import Options
    from symderiv.run.results import Run
    from symderiv.run.unchanged import Before


def verify(called: argparse.Namespace) -> int:
    """Run pages and report what is proved and refuted, or report again what no file has changed of."""
    call = _repeatable(called)
    known: Before | None = None
    if call is not None:
        from symderiv.run.unchanged import before, recall

        told = recall(call)
        if told is not None:
            emit(
                f"{told.text}nothing has changed since {told.time}, when this was reported; "
                "--fresh searches anew\n"
            )
            return told.code
        from symderiv.run.finder import targets

        known = before(call, (target.path for target in targets(called.pages)))
    from dataclasses import replace

    from symderiv.language.verdict import Words

    if called.executor and called.fresh and called.locked:
        raise UsageError("--locked --fresh compares with searches that are made here: without --executor")
    in_words = called.update or called.json or called.json_lines
    words = Words.TEXT if in_words else Words.NONE
    options = replace(
        options_of(called, word=called.word, words=words),
        fresh=called.fresh,
        update=called.update,
        locked=called.locked,
        elsewhere=_elsewhere(called.executor),
    )
    run = _lines(called, options) if called.json_lines else _run(called, options)
    for problem in run.unkept:
        complain(problem)
    if called.json_lines:
        pass  # it is written already
    elif called.json:
        from symderiv.report.document import as_json

        emit(as_json(run))
    else:
        from symderiv.report.table import report, style_for

        text = report(run, style_for(sys.stdout))
        emit(text)
        if known is not None and run.all_as_expected and not run.interrupted:
            from symderiv.run.unchanged import remember

            remember(known, text, OK, run.files)
    return max(code_of(run), _locked(run)) if called.locked else code_of(run)


def _run(called: argparse.Namespace, options: Options) -> Run:
    """Run pages, with progress where it does not disturb the report."""
    return run_pages(called.pages, options, plain=sys.stderr if called.json else sys.stdout)


def _lines(called: argparse.Namespace, options: Options) -> Run:
    """Run pages, and write what comes of it line by line; little of it is kept."""
    from dataclasses import replace

    from symderiv.report.lines import Lines

    lines = Lines(emit)
    run = run_pages(called.pages, replace(options, brief=True), plain=sys.stderr, watcher=lines)
    lines.end(run)
    return run


def _elsewhere(address: str | None) -> Callable[[], AbstractContextManager[Elsewhere]] | None:
    """What opens the executor that makes the searches, where that is not this machine."""
    if address is None:
        return None
    from symderiv.run.outside import dask

    return partial(dask, address)


def _repeatable(called: argparse.Namespace) -> list[str] | None:
    """What the report for a person depends on, besides files; None where programs read it, or a run is asked
    for."""
    asked = called.json or called.json_lines or called.fresh or called.update or called.locked
    if asked or os.environ.get("CI") or sys.stdout is None or not sys.stdout.isatty():
        return None
    terminal = [str(shutil.get_terminal_size((100, 24)).columns)]
    terminal += [os.environ.get(name, "") for name in ("TERM", "NO_COLOR", "SYMDERIV_DEBUG")]
    return ["verify", *called.pages, "-k", called.word, str(called.timeout), *terminal]


def _locked(run: Run) -> int:
    """Whether what is kept with the pages gives all verdicts; where it does not is said."""
    stale = [r for r in run.results if r.verdict.stale is not None]
    for r in stale:
        complain(f"what is kept of {r.claim.id} is of no use: {r.verdict.stale}")
    if stale:
        complain("symderiv verify --update keeps what was found")
    return NOT_AS_EXPECTED if stale else OK


def show(called: argparse.Namespace) -> int:
    """Claims in full."""
    from symderiv.language.verdict import Words

    run = run_pages([called.page], options_of(called, words=Words.TEXT))
    from symderiv.report.show import details
    from symderiv.report.table import style_for

    emit(details(run, style_for(sys.stdout)))
    return code_of(run)


def explain(called: argparse.Namespace) -> int:
    """Proofs and refutations step by step."""
    expect_writable(called.output)
    from symderiv.run.judges import explaining

    run = run_pages([called.page], options_of(called, judge=explaining()))
    from symderiv.report.explained import explained, explained_latex

    latex = called.format == "latex"
    write(called.output, explained_latex(run) if latex else explained(run, style_of(called.output)))
    return code_of(run)


def errata(called: argparse.Namespace) -> int:
    """What sources print and does not hold, with what holds instead."""
    expect_writable(called.output)
    from dataclasses import replace

    from symderiv.report.errata import collected, whole
    from symderiv.run.judges import explaining

    wanted, asked = whole(called.pages)
    run = run_pages(wanted, replace(options_of(called, judge=explaining()), recorded=True))
    found = collected(run, asked)
    if called.json:
        from symderiv.report.errata import as_json

        write(called.output, as_json(found, run))
    else:
        from symderiv.report.errata_text import errata, errata_latex

        latex = called.format == "latex"
        write(called.output, errata_latex(found) if latex else errata(found, run, style_of(called.output)))
    for line in found.complaints:
        complain(line)
    if run.interrupted:
        return INTERRUPTED
    return NOT_AS_EXPECTED if found.complaints else OK


def mutate(called: argparse.Namespace) -> int:
    """Errors planted in what is proved, and which of them go unnoticed."""
    from symderiv.run.judges import mutating
    from symderiv.run.options import TIMEOUT, Options

    busy = 4  # times as long as it would take alone, on a machine that has other work
    options = Options(
        word=called.word,
        jobs=called.jobs,
        timeout=busy * (TIMEOUT + called.most * called.timeout),
        judge=mutating(),
        settings={"most": called.most, "seconds": called.timeout},
        experiments=False,
    )
    run = run_pages(called.pages, options, plain=sys.stderr if called.json else sys.stdout)
    if called.json:
        from symderiv.report.document import as_json

        emit(as_json(run))
    else:
        from symderiv.report.mutants import each, overview
        from symderiv.report.table import style_for

        single = any(":" in argument for argument in called.pages)
        emit((each if single else overview)(run, style_for(sys.stdout)))
    return code_of(run)


def trust(called: argparse.Namespace) -> int:
    """What is trusted, counted, with the axioms; or the rules of inference."""
    from symderiv.report import trust
    from symderiv.report.table import style_for

    style = style_for(sys.stdout)
    if called.rules:
        emit(trust.rules(style))
        return OK
    from symderiv.language.verdict import Words

    run = run_pages([], options_of(called, words=Words.NONE))
    from symderiv.export.coq.trust import told

    emit(f"{trust.lines(style)}\n{trust.axioms(run, style)}\n{told()}")
    return code_of(run)


def export(called: argparse.Namespace) -> int:
    """What was found, written for papers and programs; papers are pinned and checked."""
    papers: list[Path] = [*called.pin, *called.check]
    form = FORMATS[called.format]
    writes = called.output is not None or (form.document and not papers)
    if not writes and not papers:
        raise UsageError("nothing to do: expected -o DIR, --pin FILE.tex or --check FILE.tex")
    if form.document:
        expect_writable(called.output)
    pages = called.pages or ([] if writes else _cited_pages(papers))
    from dataclasses import replace

    judge = None if form.judge is None else form.judge()
    options = replace(options_of(called), judge=judge, pictures=form.pictures, certificates=form.certificates)
    run = run_pages(pages, options, plain=sys.stderr if form.document else None)
    for page in run.pages:
        for problem in page.problems:
            complain(str(problem))
    if run.interrupted:
        return INTERRUPTED
    code = OK
    if writes:
        _exported(run, form, called.output)
        code = max(code_of(run), NOT_AS_EXPECTED if _not_drawn(run) else OK)
    return max(code, _papers(called, run)) if papers else code


def _exported(run: Run, form: Format, output: str | None) -> None:
    module = import_module(form.module)
    if form.document:
        write(output, module.document(run))
        return
    for path in module.write(run, Path(str(output))):
        emit(f"wrote {path}\n")
    for result in run.results:
        if not result.as_expected:
            complain(f"{result.claim.id}: {result.message or result.verdict.status}")
    for message in _not_drawn(run):
        complain(f"a picture could not be drawn: {message}")


def _not_drawn(run: Run) -> list[str]:
    """What is wrong with pictures; that Matplotlib is not installed is not."""
    return [d.message for d in run.drawings if d.message and not d.missing]


def _cited_pages(papers: Sequence[Path]) -> list[str]:
    """The pages that papers cite; [], which means all, where one of them is not found by its name."""
    from symderiv.export.papers import citations, read
    from symderiv.run.finder import default_folder, pages_in

    cited = {c.page for paper in papers for c in citations(read(paper))}
    return sorted(cited) if cited <= {p.stem for p in pages_in(default_folder())} else []


def _papers(called: argparse.Namespace, run: Run) -> int:
    """Pin papers, check papers, and say what was found."""
    from symderiv.export.papers import Known, citations, pin, problems, read

    known = Known.of(run)
    wrong: list[str] = []
    for path in called.pin:
        faults, changed = pin(path, known)
        wrong += faults
        emit(
            "".join(f"{line}\n" for line in changed) if changed or faults else f"{path}: nothing to change\n"
        )
    for path in called.check:
        found = citations(read(path))
        faults = problems(path, found, known) if found else [f"{path} cites no claim: nothing was checked"]
        loose = sum(c.digest is None for c in found)
        state = f"{len(faults)} wrong" if found and faults else "all stand" if found else "nothing to check"
        emit(f"{path}: {len(found)} citations, {loose} not pinned; {state}\n")
        wrong += faults
    for line in wrong:
        complain(line)
    return NOT_AS_EXPECTED if wrong else OK


def new(called: argparse.Namespace) -> int:
    """A new page, which runs as it stands."""
    from symderiv.run.finder import FOLDER
    from symderiv.run.template import new_page

    text = new_page(called.name)
    folder = Path(FOLDER)
    path = (folder if folder.is_dir() else Path()) / f"{called.name}.py"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already, and is left as it is") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    emit(f"wrote {path}; check it with: symderiv verify {path}\n")
    return OK
