"""The arguments of the command: a parser for each verb."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import symderiv
from symderiv.cli.checking import check
from symderiv.cli.verbs import errata, explain, export, mutate, new, show, trust, verify
from symderiv.export import FORMATS

_EPILOG = """\
A page is a file of the folder ./derivations, or else of the installed package of that name.
exit codes: 0 all as expected, 1 something is not, 2 the call was wrong, 130 interrupted"""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command; what it parses has the function of its verb as ``verb``."""
    whole = argparse.ArgumentParser(
        prog="symderiv",
        description="Checks derivations: every line is proved, or refuted with an exact counterexample.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"symderiv {symderiv.__version__}")
    verbs = whole.add_subparsers(metavar="VERB", required=True)
    _add_verify(verbs)
    _add_check(verbs)
    _add_show(verbs)
    _add_explain(verbs)
    _add_errata(verbs)
    _add_mutate(verbs)
    _add_trust(verbs)
    _add_export(verbs)
    _add_new(verbs)
    return whole


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
    parser = _add_verb(verbs, "verify", verify, "run pages, and say what is proved and what is refuted")
    parser.add_argument(
        "pages", nargs="*", metavar="NAME|PATH", help="pages, files or folders (default: all)"
    )
    _add_selection(parser, lines=True)
    parser.add_argument("--fresh", action="store_true", help="search for everything anew")
    parser.add_argument(
        "--update", action="store_true", help="keep what is found with the pages, in the folder proofs"
    )
    parser.add_argument(
        "--locked", action="store_true", help="fail where what is kept with the pages is missing or of no use"
    )
    parser.add_argument(
        "--executor",
        type=_address,
        metavar="dask://HOST:PORT",
        help="search on the workers of a Dask cluster, and check here what they return",
    )
    _add_limits(parser)


def _add_check(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "check", check, "check the displays of papers, in LaTeX or Markdown, step by step"
    )
    parser.add_argument("papers", nargs="+", metavar="FILE", type=Path, help="papers: .tex, .md")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object, alone on standard output")
    form.add_argument("--sarif", action="store_true", help="SARIF, for editors and code hosts")
    form.add_argument("--format", choices=("text", "html"), default="text", help="default: text")
    form.add_argument(
        "--suggest",
        action="store_true",
        help="draft declarations for what is not declared, and check nothing",
    )
    parser.add_argument(
        "--annotate", metavar="OUT.tex", help="write the paper once more, with a mark beside each step"
    )
    parser.add_argument(
        "--declarations",
        metavar="FILE",
        type=Path,
        help="directives for a paper that is not edited (default: FILE.symderiv beside it)",
    )
    _add_output(parser)
    _add_limits(parser)


def _add_show(verbs: Any) -> None:
    parser = _add_verb(verbs, "show", show, "show claims in full: hypotheses, conditions, proof, evidence")
    _add_page(parser)
    _add_limits(parser)


def _add_explain(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "explain", explain, "tell proofs and refutations step by step, as a person would write them"
    )
    _add_page(parser)
    parser.add_argument("--format", choices=("text", "latex"), default="text", help="default: text")
    _add_output(parser)
    _add_limits(parser)


def _add_errata(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "errata", errata, "list what the sources print and does not hold, and what holds instead"
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
        verbs, "mutate", mutate, "plant errors in what is proved, and say which of them go unnoticed"
    )
    parser.add_argument("pages", nargs="*", metavar="NAME|PATH", help="pages, files, folders or NAME:LABEL")
    _add_selection(parser)
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


def _add_page(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", metavar="NAME[:LABEL]", help="a page, or one claim of it")


def _add_selection(parser: argparse.ArgumentParser, *, lines: bool = False) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the report as JSON, alone on standard output")
    if lines:
        form.add_argument(
            "--json-lines", action="store_true", help="a line of JSON for each claim, as soon as it is judged"
        )
    parser.add_argument(
        "-k", dest="word", metavar="WORD", default="", help="only claims whose id contains WORD"
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", dest="output", metavar="FILE", help="write to FILE, and not to standard output")


def _add_trust(verbs: Any) -> None:
    parser = _add_verb(
        verbs, "trust", trust, "count what is trusted, and list the axioms and who rests on them"
    )
    parser.add_argument("--rules", action="store_true", help="list the rules of inference instead")
    _add_limits(parser)


def _add_export(verbs: Any) -> None:
    parser = _add_verb(verbs, "export", export, "run pages, and write what was found for papers and programs")
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
    parser = _add_verb(verbs, "new", new, "write a page that runs as it stands")
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


def _address(text: str) -> str:
    """The address of a scheduler."""
    scheme, _, address = text.partition("://")
    host, _, port = address.rpartition(":")
    if scheme != "dask" or not host or not port.isdecimal():
        raise argparse.ArgumentTypeError(f"dask://HOST:PORT is expected, not {text!r}")
    return address
