"""What several test files share."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pickle
import pty
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from symderiv import check
from symderiv.core.certificate import replay
from symderiv.language.verdict import Status

ROOT = Path(__file__).parent.parent

HEADER = """\
from symderiv import Page, Source, eq, scalars

page = Page("{name}", title="A test page", source=Source("notes.txt", "p. 1"))
a, b = scalars("a b")

"""

_SHARED = "SYMDERIV_TESTS"  # set by the first process of a session, from which its workers have it
FIRST = _SHARED not in os.environ
SHARED = Path(tempfile.mkdtemp(prefix="symderiv-tests-") if FIRST else os.environ[_SHARED])
os.environ[_SHARED] = str(SHARED)

Write = Callable[..., Path]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def once(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` returns, made once a session: by the worker that asks first, and read by the others."""
    with (SHARED / hashlib.sha256(name.encode()).hexdigest()).open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if written := file.read():
            return pickle.loads(written)  # noqa: S301 - written by this session, in a folder of its own
        made = make()
        file.write(pickle.dumps(made))
    return made


def on_terminal(*arguments: str, cwd: Path, **environ: str) -> tuple[int, str]:
    """The exit code of the command, and what it writes on a terminal."""
    ours, theirs = pty.openpty()
    home = {"XDG_CACHE_HOME": str(cwd / ".cache"), "CI": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "symderiv", *arguments],
        cwd=cwd,
        env=environment(**{**home, **environ}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while piece := os.read(ours, 65536):
            written += piece
    process.wait(timeout=60)
    os.close(ours)
    return process.returncode, written.decode()


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would colour or widen the output."""
    kept = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR", "TERM", "FORCE_COLOR"}}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1", **more}


def assert_proved(goal: Any, given: Sequence[Any] = ()) -> None:
    """That the statement is proved without conditions, by a certificate that the core accepts."""
    verdict = check(goal, given=list(given), timeout=120)
    assert verdict.status is Status.PROVED, verdict.message
    assert verdict.conditions == ()
    replay(verdict.certificate)


def assert_refuted(goal: Any, given: Sequence[Any] = ()) -> None:
    """That the statement is refuted."""
    assert check(goal, given=list(given), timeout=120).status is Status.REFUTED
