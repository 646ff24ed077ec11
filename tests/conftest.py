"""Fixtures: temporary pages, and the command in a process of its own."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from commands import Server
from support import FIRST, HEADER, SHARED, Command, Write, environment

# A shell that starts the tests in the background has SIGINT ignored in all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionfinish() -> None:
    """What was made once is removed by the process that outlives the workers."""
    if FIRST:
        shutil.rmtree(SHARED, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_process_is_kept() -> Iterator[None]:
    """A process that a test has left to the next would be taken for one of that."""
    yield
    if (kept := sys.modules.get("symderiv.run.kept")) is not None:
        kept.KEPT.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first, so that nobody waits for it in the end: what Coq compiles."""
    items.sort(key=lambda item: "prelude" not in getattr(item, "fixturenames", ()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty ./derivations of a directory to work in."""
    made = tmp_path / "derivations"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    """write(name, text) makes a page of the header and the text; header=False leaves the text alone."""

    def write(name: str, text: str, *, header: bool = True) -> Path:
        path = folder / f"{name}.py"
        path.write_text(
            (HEADER.format(name=name) if header else "") + textwrap.dedent(text), encoding="utf-8"
        )
        return path

    return write


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """What runs the command."""
    made = Server(environment())
    yield made
    made.close()


@pytest.fixture
def symderiv(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, server: Server) -> Command:
    """The command, run in the directory above the folder."""
    files = tmp_path_factory.mktemp("said")

    def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        if any(name.startswith("PYTHON") for name in environ):  # which an interpreter reads when it starts
            return _from_its_beginning(arguments, tmp_path, environ)
        return server.run(arguments, files, cwd=tmp_path, environ=environment(**environ))

    return run


def _from_its_beginning(
    arguments: Sequence[str], cwd: Path, environ: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "symderiv", *arguments],
        cwd=cwd,
        env=environment(**environ),
        capture_output=True,
        input="typed\n",
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
