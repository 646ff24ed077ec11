"""Fixtures: temporary pages, and the command in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from support import HEADER, Command, Write, environment

# A shell that starts the tests in the background has SIGINT ignored in all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture
def symderiv(tmp_path: Path) -> Command:
    """The command, run in the directory above the folder."""

    def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "symderiv", *arguments],
            cwd=tmp_path,
            env=environment(**environ),
            capture_output=True,
            input="typed\n",
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
