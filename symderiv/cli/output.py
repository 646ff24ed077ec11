"""What the command writes, and where; its exit codes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from symderiv.language.errors import UsageError

if TYPE_CHECKING:
    from symderiv.report.table import Style
    from symderiv.run.results import Run


OK: Final = 0
NOT_AS_EXPECTED: Final = 1
WRONG_CALL: Final = 2
INTERRUPTED: Final = 130


def complain(message: str) -> None:
    """Write a line to standard error, if there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"symderiv: {message}\n")


def said(error: Exception) -> str:
    """An exception in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def style_of(output: str | None) -> Style:
    """How a report is set: plain and of a fixed width where it goes into a file."""
    from symderiv.report.table import Style, style_for

    return style_for(sys.stdout) if output is None else Style(colour=False, columns=100)


def expect_writable(output: str | None) -> None:
    """Refuse a file that cannot be written before the work is done, and not after."""
    if output is None:
        return
    path = Path(output)
    if path.is_dir() or not path.parent.is_dir():
        what = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise UsageError(f"cannot write {output}: {what}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"cannot write {output}: permission denied")


def write(output: str | None, text: str) -> None:
    """Write to a file, or to standard output."""
    if output is None:
        emit(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error


def emit(text: str) -> None:
    """Write to standard output; a reader that stops reading is left alone."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def code_of(run: Run) -> int:
    """The exit code that a run ends with."""
    if run.interrupted:
        return INTERRUPTED
    return OK if run.all_as_expected else NOT_AS_EXPECTED
