"""Pages under pytest: with ``--symderiv`` every claim, and every experiment, is a test.

Without the option nothing of symderiv but this file is imported. Pages are loaded and claims judged in
processes of their own, under the limits that ``symderiv verify`` has.
"""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from symderiv.run.finder import PageOutline
    from symderiv.run.results import Run

COLUMNS: Final = 100


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option, and what pyproject.toml or pytest.ini may say of it."""
    group = parser.getgroup("symderiv", "derivations")
    group.addoption("--symderiv", action="store_true", help="collect the claims of pages as tests")
    parser.addini(
        "symderiv_files", "patterns of the files that are pages", type="args", default=["derivations/*.py"]
    )
    parser.addini("symderiv_timeout", "seconds a claim may take (default: 60)", default="60")


def pytest_configure(config: pytest.Config) -> None:
    """Take part only where that is asked for."""
    if config.getoption("symderiv"):
        config.addinivalue_line("markers", "symderiv: a claim or an experiment of a page")
        config.pluginmanager.register(_Pages(config), "symderiv-pages")


class _Pages:
    """Finds the pages."""

    def __init__(self, config: pytest.Config) -> None:
        self._patterns: list[str] = config.getini("symderiv_files")
        self._tests: list[str] = config.getini("python_files")
        if not self._patterns:
            raise pytest.UsageError("symderiv_files is empty: it names the files that are pages")
        _seconds(config)
        if config.args_source is pytest.Config.ArgsSource.TESTPATHS:  # which are not about pages
            config.args += [str(path) for path in self._found(config.rootpath)]

    def _found(self, root: Path) -> list[Path]:
        return sorted(
            {path for pattern in self._patterns for path in root.glob(pattern) if self._is_page(path)}
        )

    def _is_page(self, path: Path) -> bool:
        named = any(path.match(pattern) for pattern in self._patterns)
        return named and path.suffix == ".py" and not path.name.startswith("_") and path.name != "conftest.py"

    def _is_asked(self, path: Path, parent: pytest.Collector) -> bool:
        """Whether the file stands on the command line, and is no file of tests."""
        test = path.name == "conftest.py" or any(path.match(pattern) for pattern in self._tests)
        return path.suffix == ".py" and not test and parent.session.isinitpath(path)

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[Any], list[Any]]:
        """A page in place of a module of tests."""
        found = yield
        if not self._is_page(file_path) and not self._is_asked(file_path, parent):
            return found
        others = [node for node in found if type(node) is not pytest.Module]
        return [PageFile.from_parent(parent, path=file_path), *others]


class PageFile(pytest.File):
    """A page; what is wrong with it is an error of collection."""

    def collect(self) -> Iterator[pytest.Item]:
        outline = self._outline()
        if outline.problems:
            raise self.CollectError("\n".join(map(str, outline.problems)))
        for claim in outline.claims:
            yield PageItem.from_parent(self, name=claim.label, claim=claim.id, line=claim.line)
        if (experiment := outline.experiment) is not None:
            label = experiment.id.rpartition(":")[2]
            yield PageItem.from_parent(self, name=label, claim=experiment.id, line=experiment.line)

    def _outline(self) -> PageOutline:
        from symderiv.run.finder import BrokenPageError, PageOutline, load, outline
        from symderiv.run.workers import Lost, isolated

        def work() -> PageOutline:
            try:
                return outline(self.path, load(self.path))
            except BrokenPageError as error:
                return PageOutline(self.path.stem, problems=(error.problem,))

        with _undisturbed():
            answer = isolated(work, _seconds(self.config))
        if isinstance(answer, Lost):
            raise self.CollectError(f"{self.path}: loading the page: {answer.message}")
        return answer  # type: ignore[no-any-return]


class PageItem(pytest.Item):
    """A claim or an experiment; it fails unless it is what its page expects."""

    def __init__(self, *, claim: str, line: int, **more: Any) -> None:
        super().__init__(**more)
        self.claim = claim
        self.line = line
        self.add_marker("symderiv")

    def runtest(self) -> None:
        run = self._run()
        if run.interrupted:
            raise KeyboardInterrupt
        if not run.all_as_expected or not (run.results or run.trials):
            raise Unexpected(self._told(run))

    def _run(self) -> Run:
        from symderiv.language.errors import UsageError
        from symderiv.run.finder import Target
        from symderiv.run.options import Options
        from symderiv.run.runner import run

        with _undisturbed():
            try:
                return run([Target(self.path, (self.name,))], Options(jobs=1, timeout=_seconds(self.config)))
            except UsageError as error:  # the page has changed since it was collected
                raise Unexpected(f"{self.path}:{self.line}: {error}") from None

    def _told(self, run: Run) -> str:
        from symderiv.report.show import details
        from symderiv.report.table import Style
        from symderiv.run.finder import shown

        said = [str(problem) for page in run.pages for problem in page.problems]
        said += [
            f"{r.claim.file}:{r.claim.line}: {r.claim.id} is {r.verdict.status}, expected {r.claim.expected}"
            for r in run.results
            if r.claim.id == self.claim
        ]
        said += [f"{t.experiment.file}:{t.experiment.line}: {t.experiment.id} {t.word}" for t in run.trials]
        head = "\n".join(said) or f"{shown(self.path)}:{self.line}: nothing was found of {self.claim}"
        return f"{head}\n\n{details(run, Style(colour=False, columns=COLUMNS))}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Unexpected):
            return str(excinfo.value).rstrip()
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, self.claim


class Unexpected(Exception):
    """A claim that is not what its page expects; the message is all there is to say."""


def _seconds(config: pytest.Config) -> float:
    text = str(config.getini("symderiv_timeout"))
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise pytest.UsageError(f"symderiv_timeout is a number of seconds above 0, not {text!r}")
    return seconds


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave the environment and the garbage collector to the tests beside the pages as they were."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        gc.unfreeze()
