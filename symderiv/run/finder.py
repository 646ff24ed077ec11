"""Where pages are, and how one is loaded. What goes wrong in a page is data here, never an exception."""

from __future__ import annotations

import difflib
import importlib.util
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from symderiv.language.errors import StatementError, SymderivError, UsageError
from symderiv.language.page import Claim, Experiment, Page, Source
from symderiv.language.verdict import Kind, Status
from symderiv.reader.documents import is_paper

FOLDER = "derivations"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a page, and where."""

    file: str
    line: int | None
    message: str

    @property
    def place(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class ClaimOutline:
    """What is known of a claim before it is judged; unlike the claim itself it can travel."""

    id: str
    label: str
    text: str
    kind: Kind | None
    expected: Status
    correction: str | None
    ill_formed: str | None
    file: str
    line: int
    rests_on: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExperimentOutline:
    """What is known of an experiment before it is run."""

    id: str
    text: str
    seed: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class PictureOutline:
    """What is known of a picture before it is drawn."""

    caption: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class PageOutline:
    """What is known of a page before its claims are judged; ``kept`` are the labels of claims of which there
    are records."""

    name: str
    title: str = ""
    source: Source = field(default_factory=lambda: Source(""))
    claims: tuple[ClaimOutline, ...] = ()
    problems: tuple[Problem, ...] = ()
    experiment: ExperimentOutline | None = None
    pictures: tuple[PictureOutline, ...] = ()
    kept: frozenset[str] = frozenset()

    def places(self) -> dict[str, int]:
        """Where the claim with each label stands; the first, where a label is used twice."""
        found: dict[str, int] = {}
        for i, c in enumerate(self.claims):
            found.setdefault(c.label, i)
        return found


@dataclass(frozen=True, slots=True)
class Target:
    """A page's file, and the labels asked for; none means all."""

    path: Path
    labels: tuple[str, ...] = ()


# -- finding -----------------------------------------------------------------------------------------


def shown(path: str | Path) -> str:
    """A path as a person would write it: relative where it lies below the current directory."""
    absolute, here = Path(path).absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def pages_in(folder: Path) -> list[Path]:
    """The page files of a folder, by name; a leading underscore marks a file that is no page."""
    return sorted(p for p in folder.glob("*.py") if not p.name.startswith("_") and p.is_file())


def default_folder() -> Path:
    """./derivations, or else the installed package of that name."""
    here = Path.cwd() / FOLDER
    if here.is_dir():
        return here
    spec = importlib.util.find_spec(FOLDER)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if Path(place).is_dir():
            return Path(place)
    raise UsageError(
        f"no pages: looked for the folder {here}, and for an installed package {FOLDER!r}; found neither"
    )


def installed(wanted: Iterable[Target]) -> Path | None:
    """The folder of the installed pages, where some of these are from there for want of a ./derivations."""
    if _has_folder() or not _known():
        return None
    folder = default_folder()
    return folder if any(t.path.parent == folder for t in wanted) else None


def targets(arguments: Sequence[str]) -> list[Target]:
    """The pages that NAME, PATH, NAME:LABEL and PATH:LABEL ask for, each page once, in this order."""
    found: dict[Path, tuple[str, ...]] = {}
    for path, label in _all(arguments):
        if label is None or found.get(path) == ():
            found[path] = ()
        else:
            found[path] = (*found.get(path, ()), label)
    return [Target(path, labels) for path, labels in found.items()]


def _all(arguments: Sequence[str]) -> Iterator[tuple[Path, str | None]]:
    if not arguments:
        yield from ((p, None) for p in _folder(default_folder()))
    for argument in arguments:
        paths = _paths(argument)
        if paths is not None:
            yield from ((p, None) for p in paths)
            continue
        name, colon, label = argument.rpartition(":")
        paths = _paths(name) if colon else None
        if paths is None:
            raise UsageError(_missing(name if colon else argument))
        yield from ((p, label) for p in paths)


def _paths(argument: str) -> list[Path] | None:
    """The pages that one NAME or PATH stands for; None where there is no such thing."""
    path = Path(argument).absolute()
    if _is_name(argument):
        known = [p for p in _known() if p.stem == argument]
        beside = path.with_name(f"{argument}.py")
        if beside.is_file() and not (known and _has_folder()):  # an installed page does not hide it
            return [beside]
        if known:
            return known
    if path.is_dir():
        return _folder(path)
    return [path] if path.is_file() else None


def _has_folder() -> bool:
    return (Path.cwd() / FOLDER).is_dir()


def _is_name(argument: str) -> bool:
    return argument.isidentifier()


def _known() -> list[Path]:
    try:
        return pages_in(default_folder())
    except UsageError:
        return []


def _folder(folder: Path) -> list[Path]:
    pages = pages_in(folder)
    if not pages:
        raise UsageError(
            f"no pages in {folder}: looked for *.py whose name does not begin with an underscore"
        )
    return pages


def _missing(argument: str) -> str:
    if not _is_name(argument):
        path = Path(argument).absolute()
        near = [shown(p) for p in pages_in(path.parent)] if path.parent.is_dir() else []
        return f"no such file or folder: {argument}{did_you_mean(argument, near)}"
    names = [p.stem for p in _known()]
    where = shown(default_folder()) if names else f"./{FOLDER} or an installed package {FOLDER!r}"
    return f"no page {argument!r} in {where}{did_you_mean(argument, names)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message about a word that is not known: the nearest words, or all if none is near."""
    names = list(dict.fromkeys(known))
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; there are {', '.join(names[:12])}{', ...' if len(names) > 12 else ''}" if names else ""


# -- loading -----------------------------------------------------------------------------------------


class BrokenPageError(SymderivError):
    """A page that could not be loaded."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load(path: Path) -> Page:
    """The page that a file defines as ``page``; BrokenPageError says what is in the way.

    The file is compiled afresh: cached bytecode can be older than a quick edit.  A paper is read instead.
    """
    if is_paper(path):
        return _paper(path)
    module = _module(path)
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - a page is Python that its reader chose to run
    except MemoryError:
        raise
    except BaseException as error:  # a page may raise anything, SystemExit included
        sys.modules.pop(module.__name__, None)
        raise BrokenPageError(problem_of(error, path)) from error
    page = module.__dict__.get("page")
    if not isinstance(page, Page):
        met = f"; met {type(page).__name__}" if page is not None else ""
        raise BrokenPageError(Problem(shown(path), 1, f"a page defines `page = Page(...)`{met}"))
    return page


def _paper(path: Path) -> Page:
    """The page that the steps of a paper make."""
    from symderiv.reader.pages import page_of  # noqa: PLC0415 - pages of Python do without

    try:
        return page_of(path)
    except SymderivError as error:
        raise BrokenPageError(Problem(shown(path), None, said(error))) from error


def _module(path: Path) -> ModuleType:
    """An empty module for a page; inside a package under its full name, so that its imports work."""
    folder, name = path.parent, path.stem
    while (folder / "__init__.py").exists():
        folder, name = folder.parent, f"{folder.name}.{name}"
    if "." in name:
        _prefer(folder, name.partition(".")[0])
    elif str(folder) not in sys.path:
        sys.path.append(str(folder))  # last, so that loose files do not hide the standard library
    module = ModuleType(name if "." in name else f"page:{path}")
    module.__file__ = str(path)
    module.__package__ = name.rpartition(".")[0]
    sys.modules[module.__name__] = module
    return module


def _prefer(folder: Path, package: str) -> None:
    """Have imports of the package come from this folder, ahead of an installed one of the same name."""
    if sys.path[:1] != [str(folder)]:
        sys.path.insert(0, str(folder))
    loaded = sys.modules.get(package)
    if loaded is not None and str(folder / package) not in list(getattr(loaded, "__path__", ())):
        for name in [n for n in sys.modules if n.partition(".")[0] == package]:
            del sys.modules[name]


def problem_of(error: BaseException, path: Path, line: int | None = None) -> Problem:
    """An exception as a problem, placed at the innermost line of the page that it passed through, if any."""
    if isinstance(error, SyntaxError) and error.filename:
        return Problem(shown(error.filename), error.lineno or 1, f"syntax error: {error.msg}")
    if isinstance(error, StatementError) and error.line is not None:
        return Problem(shown(path), error.line, said(error))
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return Problem(shown(path), lines[-1] if lines else line, said(error))


def said(error: BaseException) -> str:
    """An exception in one line; our own need no type."""
    text = "nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
    if isinstance(error, SymderivError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def outline(path: Path, page: Page) -> PageOutline:
    """What can be said of a page without judging it; PageError where its head was spoilt meanwhile."""
    page.vet()
    problems = tuple(Problem(shown(path), line, message) for line, message in page.problems())
    experiment = next(map(experiment_outline, page.experiments), None)
    pictures = tuple(PictureOutline(p.caption, shown(p.file), p.line) for p in page.pictures)
    return PageOutline(
        str(page.name), page.title, page.source, tuple(map(_outline, page)), problems, experiment, pictures
    )


def experiment_outline(e: Experiment) -> ExperimentOutline:
    """What can be said of an experiment without running it."""
    return ExperimentOutline(e.id, e.text, e.seed, shown(e.file), e.line)


def _outline(c: Claim) -> ClaimOutline:
    return ClaimOutline(
        c.id, c.label, c.text, c.kind, c.expected, c.correction, c.ill_formed, shown(c.file), c.line,
        c.rests_on, c.cited,
    )  # fmt: skip
