"""The command ``symderiv``. What does the work is imported by the verb that needs it."""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import symderiv
from symderiv.export import FORMATS, Format
from symderiv.language.errors import UsageError

if TYPE_CHECKING:
    from symderiv.language.verdict import Words
    from symderiv.report.table import Style
    from symderiv.run.finder import Target
    from symderiv.run.judges import Judge
    from symderiv.run.options import Options
    from symderiv.run.results import Run

OK: Final = 0
NOT_AS_EXPECTED: Final = 1
WRONG_CALL: Final = 2
INTERRUPTED: Final = 130


_EPILOG = """\
A page is a file of the folder ./derivations, or else of the installed package of that name.
exit codes: 0 all as expected, 1 something is not, 2 the call was wrong, 130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code; nothing that goes wrong shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Unicode shows question marks
    try:
        return _dispatch(_parser().parse_args(arguments))
    except UsageError as error:
        _complain(str(error))
        return WRONG_CALL
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except Exception as error:
        if os.environ.get("SYMDERIV_DEBUG"):
            raise
        _complain(f"internal error: {_said(error)} (SYMDERIV_DEBUG=1 shows where)")
        return NOT_AS_EXPECTED


def entry() -> None:
    """The console script: ``main``, then out at once; to take SymPy apart in good order costs 0.1 s."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


def _dispatch(called: argparse.Namespace) -> int:
    verb: Callable[[argparse.Namespace], int] = called.verb
    return verb(called)


def _complain(message: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"symderiv: {message}\n")


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


# -- the arguments -----------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="symderiv",
        description="Checks derivations: every line is proved, or refuted with an exact counterexample.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"symderiv {symderiv.__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _add_verify(verbs)
    _add_show(verbs)
    _add_explain(verbs)
    _add_errata(verbs)
    _add_mutate(verbs)
    _add_trust(verbs)
    _add_export(verbs)
    _add_new(verbs)
    return parser


def _add_verb(verbs: Any, name: str, verb: Callable[[argparse.Namespace], int], text: str) -> Any:
    parser = verbs.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(verb=verb)
    return parser


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=_count, metavar="N", help="processes at a time (default: the cores)")
    parser.add_argument(
        "--timeout", type=_seconds, metavar="S", default=60.0, help="seconds a claim may take (default: 60)"
    )


def _add_verify(verbs: Any) -> None:
    parser = _add_verb(verbs, "verify", _verify, "run pages, and say what is proved and what is refuted")
    parser.add_argument(
        "pages", nargs="*", metavar="NAME|PATH", help="pages, files or folders (default: all)"
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON, alone on standard output")
    parser.add_argument(
        "-k", dest="word", metavar="WORD", default="", help="only claims whose id contains WORD"
    )
    parser.add_argument("--fresh", action="store_true", help="search for everything anew")
    parser.add_argument(
        "--update", action="store_true", help="keep what is found with the pages, in the folder proofs"
    )
    parser.add_argument(
        "--locked", action="store_true", help="fail where what is kept with the pages is missing or of no use"
    )
    _add_limits(parser)


def _add_show(verbs: Any) -> None:
    parser = _add_verb(verbs, "show", _show, "show claims in full: hypotheses, conditions, proof, evidence")
    parser.add_argument("page", metavar="NAME[:LABEL]", help="a page, or one claim of it")
    _add_limits(parser)


def _add_explain(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "explain", _explain, "tell proofs and refutations step by step, as a person would write them"
    )
    parser.add_argument("page", metavar="NAME[:LABEL]", help="a page, or one claim of it")
    parser.add_argument("--format", choices=("text", "latex"), default="text", help="default: text")
    _add_output(parser)
    _add_limits(parser)


def _add_errata(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "errata", _errata, "list what the sources print and does not hold, and what holds instead"
    )
    parser.add_argument("pages", nargs="*", metavar="NAME|PATH", help="pages, files, folders or NAME:LABEL")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument(
        "--format", choices=("text", "latex"), default="text", help="latex: a document for the authors"
    )
    _add_output(parser)
    _add_limits(parser)


def _add_mutate(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "mutate", _mutate, "plant errors in what is proved, and say which of them go unnoticed"
    )
    parser.add_argument("pages", nargs="*", metavar="NAME|PATH", help="pages, files, folders or NAME:LABEL")
    parser.add_argument("--json", action="store_true", help="the report as JSON, alone on standard output")
    parser.add_argument(
        "-k", dest="word", metavar="WORD", default="", help="only claims whose id contains WORD"
    )
    parser.add_argument(
        "--most", type=_count, metavar="N", default=20, help="errors planted in a claim (default: 20)"
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help="processes at a time (default: the cores)")
    parser.add_argument(
        "--timeout",
        type=_seconds,
        metavar="S",
        default=5.0,
        help="seconds of computing for an error (default: 5)",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", dest="output", metavar="FILE", help="write to FILE, and not to standard output")


def _add_trust(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "trust", _trust, "count what is trusted, and list the axioms and who rests on them"
    )
    parser.add_argument("--rules", action="store_true", help="list the rules of inference instead")
    _add_limits(parser)


def _add_export(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "export", _export, "run pages, and write what was found for papers and programs"
    )
    parser.add_argument(
        "pages", nargs="*", metavar="NAME|PATH", help="pages, files or folders (default: all)"
    )
    parser.add_argument("--format", choices=FORMATS, default=next(iter(FORMATS)), help="what to write")
    parser.add_argument(
        "-o",
        dest="output",
        metavar="PATH",
        help="where to write: a folder for latex, html and coq, a file for json",
    )
    parser.add_argument(
        "--pin",
        nargs="+",
        metavar="FILE.tex",
        type=Path,
        default=[],
        help="write into papers the digests of what they cite",
    )
    parser.add_argument(
        "--check",
        nargs="+",
        metavar="FILE.tex",
        type=Path,
        default=[],
        help="fail where what papers cite is gone, has changed since it was pinned, or does not hold",
    )
    _add_limits(parser)


def _add_new(verbs: Any) -> None:
    parser = _add_verb(verbs, "new", _new, "write a page that runs as it stands")
    parser.add_argument("name", metavar="NAME", help="the new page's name")


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"a number, 1 or more, is expected, not {text!r}")
    return number


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"a number of seconds above 0 is expected, not {text!r}")
    return number


# -- the verbs ---------------------------------------------------------------------------------------


def _verify(called: argparse.Namespace) -> int:
    call = _repeatable(called)
    if call is not None:
        from symderiv.run.unchanged import recall

        told = recall(call)
        if told is not None:
            _emit(
                f"{told.text}nothing has changed since {told.time}, when this was reported; "
                "--fresh searches anew\n"
            )
            return told.code
    from dataclasses import replace

    from symderiv.language.verdict import Words

    words = Words.LATEX if called.update else Words.TEXT if called.json else Words.NONE
    options = replace(
        _options(called, word=called.word, words=words),
        fresh=called.fresh,
        update=called.update,
        locked=called.locked,
    )
    run = _run(called.pages, options, plain=sys.stderr if called.json else sys.stdout)
    for problem in run.unkept:
        _complain(problem)
    if called.json:
        from symderiv.report.document import as_json

        _emit(as_json(run))
    else:
        from symderiv.report.table import report, style_for

        text = report(run, style_for(sys.stdout))
        _emit(text)
        if call is not None and run.all_as_expected and not run.interrupted:
            from symderiv.run.unchanged import remember

            paths = {p.path for p in run.pages}
            files = paths.union(*(p.outline.files for p in run.pages))
            searched = {Path.cwd(), Path.cwd() / "derivations", *(path.parent for path in paths)}
            remember(call, text, OK, files, searched)
    return max(_code(run), _locked(run)) if called.locked else _code(run)


def _repeatable(called: argparse.Namespace) -> list[str] | None:
    """What the report for a person depends on, besides files; None where programs read it, or a run is asked
    for."""
    asked = called.json or called.fresh or called.update or called.locked
    if asked or os.environ.get("CI") or sys.stdout is None or not sys.stdout.isatty():
        return None
    terminal = [str(shutil.get_terminal_size((100, 24)).columns)]
    terminal += [os.environ.get(name, "") for name in ("TERM", "NO_COLOR", "SYMDERIV_DEBUG")]
    return ["verify", *called.pages, "-k", called.word, str(called.timeout), *terminal]


def _locked(run: Run) -> int:
    """Whether what is kept with the pages gives all verdicts; where it does not is said."""
    stale = [r for r in run.results if r.verdict.stale is not None]
    for r in stale:
        _complain(f"what is kept of {r.claim.id} is of no use: {r.verdict.stale}")
    if stale:
        _complain("symderiv verify --update keeps what was found")
    return NOT_AS_EXPECTED if stale else OK


def _show(called: argparse.Namespace) -> int:
    from symderiv.language.verdict import Words

    run = _run([called.page], _options(called, words=Words.TEXT))
    from symderiv.report.show import details
    from symderiv.report.table import style_for

    _emit(details(run, style_for(sys.stdout)))
    return _code(run)


def _explain(called: argparse.Namespace) -> int:
    _writable(called.output)
    from symderiv.run.judges import explaining

    run = _run([called.page], _options(called, judge=explaining()))
    from symderiv.report.explained import explained, explained_latex

    latex = called.format == "latex"
    _write(called.output, explained_latex(run) if latex else explained(run, _style(called.output)))
    return _code(run)


def _errata(called: argparse.Namespace) -> int:
    _writable(called.output)
    from symderiv.report.errata import collected, whole
    from symderiv.run.judges import explaining

    wanted, asked = whole(called.pages)
    run = _run(wanted, _options(called, judge=explaining()))
    found = collected(run, asked)
    if called.json:
        from symderiv.report.errata import as_json

        _write(called.output, as_json(found, run))
    else:
        from symderiv.report.errata_text import errata, errata_latex

        latex = called.format == "latex"
        _write(called.output, errata_latex(found) if latex else errata(found, run, _style(called.output)))
    for line in found.complaints:
        _complain(line)
    if run.interrupted:
        return INTERRUPTED
    return NOT_AS_EXPECTED if found.complaints else OK


def _mutate(called: argparse.Namespace) -> int:
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
    run = _run(called.pages, options, plain=sys.stderr if called.json else sys.stdout)
    if called.json:
        from symderiv.report.document import as_json

        _emit(as_json(run))
    else:
        from symderiv.report.mutants import each, overview
        from symderiv.report.table import style_for

        single = any(":" in argument for argument in called.pages)
        _emit((each if single else overview)(run, style_for(sys.stdout)))
    return _code(run)


def _style(output: str | None) -> Style:
    """Plain and of a fixed width where it goes into a file."""
    from symderiv.report.table import Style, style_for

    return style_for(sys.stdout) if output is None else Style(colour=False, columns=100)


def _writable(output: str | None) -> None:
    """Refuse a file that cannot be written before the work is done, and not after."""
    if output is None:
        return
    path = Path(output)
    if path.is_dir() or not path.parent.is_dir():
        what = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise UsageError(f"cannot write {output}: {what}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"cannot write {output}: permission denied")


def _write(output: str | None, text: str) -> None:
    if output is None:
        _emit(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error


def _trust(called: argparse.Namespace) -> int:
    from symderiv.report import trust
    from symderiv.report.table import style_for

    style = style_for(sys.stdout)
    if called.rules:
        _emit(trust.rules(style))
        return OK
    from symderiv.language.verdict import Words

    run = _run([], _options(called, words=Words.NONE))
    from symderiv.export.coq.trust import told

    _emit(f"{trust.lines(style)}\n{trust.axioms(run, style)}\n{told()}")
    return _code(run)


def _export(called: argparse.Namespace) -> int:
    papers: list[Path] = [*called.pin, *called.check]
    form = FORMATS[called.format]
    writes = called.output is not None or (form.document and not papers)
    if not writes and not papers:
        raise UsageError("nothing to do: expected -o DIR, --pin FILE.tex or --check FILE.tex")
    if form.document:
        _writable(called.output)
    pages = called.pages or ([] if writes else _cited_pages(papers))
    from dataclasses import replace

    judge = None if form.judge is None else form.judge()
    options = replace(_options(called), judge=judge, pictures=form.pictures, certificates=form.certificates)
    run = _run(pages, options, plain=sys.stderr if form.document else None)
    for page in run.pages:
        for problem in page.problems:
            _complain(str(problem))
    if run.interrupted:
        return INTERRUPTED
    code = OK
    if writes:
        _exported(run, form, called.output)
        code = max(_code(run), NOT_AS_EXPECTED if _not_drawn(run) else OK)
    return max(code, _papers(called, run)) if papers else code


def _exported(run: Run, form: Format, output: str | None) -> None:
    module = import_module(form.module)
    if form.document:
        _write(output, module.document(run))
        return
    for path in module.write(run, Path(str(output))):
        _emit(f"wrote {path}\n")
    for result in run.results:
        if not result.as_expected:
            _complain(f"{result.claim.id}: {result.message or result.verdict.status}")
    for message in _not_drawn(run):
        _complain(f"a picture could not be drawn: {message}")


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
        _emit(
            "".join(f"{line}\n" for line in changed) if changed or faults else f"{path}: nothing to change\n"
        )
    for path in called.check:
        found = citations(read(path))
        faults = problems(path, found, known) if found else [f"{path} cites no claim: nothing was checked"]
        loose = sum(c.digest is None for c in found)
        state = f"{len(faults)} wrong" if found and faults else "all stand" if found else "nothing to check"
        _emit(f"{path}: {len(found)} citations, {loose} not pinned; {state}\n")
        wrong += faults
    for line in wrong:
        _complain(line)
    return NOT_AS_EXPECTED if wrong else OK


def _new(called: argparse.Namespace) -> int:
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
    _emit(f"wrote {path}; check it with: symderiv verify {path}\n")
    return OK


def _options(
    called: argparse.Namespace,
    *,
    word: str = "",
    judge: Judge | None = None,
    words: Words | None = None,
) -> Options:
    from symderiv.run.options import Options

    return Options(
        word=word,
        jobs=called.jobs,
        timeout=called.timeout,
        judge=judge,
        settings={} if words is None else {"words": words},
        experiments=judge is None,
    )


def _run(arguments: Sequence[str | Target], options: Options, *, plain: TextIO | None = None) -> Run:
    """Run what the arguments ask for; progress is live where standard error is a terminal, or else plain."""
    from symderiv.run.finder import targets

    names = [a for a in arguments if isinstance(a, str)]
    wanted = [a for a in arguments if not isinstance(a, str)] or targets(names)
    _say_if_installed(wanted)
    from symderiv.report.table import Progress, is_live
    from symderiv.run.runner import run

    stream = sys.stderr if is_live(sys.stderr) else plain
    if stream is None:
        return run(wanted, options)
    with Progress(stream) as progress:
        return run(wanted, options, progress)


def _say_if_installed(wanted: Sequence[Target]) -> None:
    """Whoever has no folder of pages here may think that it was theirs that were checked."""
    from symderiv.run.finder import FOLDER, installed

    folder = installed(wanted)
    if folder is not None:
        _complain(f"no folder ./{FOLDER} here; these are the installed pages, in {folder}")


def _emit(text: str) -> None:
    """Write to standard output; a reader that stops reading is left alone."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _code(run: Run) -> int:
    if run.interrupted:
        return INTERRUPTED
    return OK if run.all_as_expected else NOT_AS_EXPECTED
