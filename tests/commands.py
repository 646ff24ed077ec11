"""The command, run many times: each time in a new process, which need not import SymPy anew.

A server that has imported the package, and no page, forks one process for each call, with the arguments, the
directory, the environment and the files of a command that is started from a shell.  How an interpreter starts
with it is tested by the commands of README, each of which is run from its beginning.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

PATIENCE = 120.0  # seconds for one call
FILES = ("input", "output", "errors")


class Server:
    """A process that runs the command in children of its own; started when it is first needed.

    It is no child of the tests, some of which see to it that no child is left.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._ends: Any = None

    def run(
        self, arguments: Sequence[str], folder: Path, cwd: Path, environ: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """What came of a call, whose output goes through files in the folder."""
        files = {name: str(folder / name) for name in FILES}
        Path(files["input"]).write_text("typed\n", encoding="utf-8")
        code = self._answer({"arguments": arguments, "cwd": str(cwd), "environ": dict(environ), **files})
        output, errors = (Path(files[name]).read_text(encoding="utf-8") for name in FILES[1:])
        return subprocess.CompletedProcess(["symderiv", *arguments], code, output, errors)

    def _answer(self, call: dict[str, Any]) -> int:
        if self._ends is None:
            self._start()
        calls, answers = self._ends
        print(json.dumps(call), file=calls, flush=True)
        if not select.select([answers], [], [], PATIENCE)[0]:
            self.close()
            raise subprocess.TimeoutExpired(call["arguments"], PATIENCE)
        return int(answers.readline())

    def _start(self) -> None:
        ends = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, __file__], text=True, env=self._environ, **ends)
        self._pid = int(process.stdout.readline())
        process.wait()  # for the one that has started it
        self._ends = process.stdin, process.stdout

    def close(self) -> None:
        """End the server, and with it a call that does not end."""
        if self._ends is not None:
            os.killpg(self._pid, signal.SIGKILL)
            for end in self._ends:
                end.close()
            self._ends = None


# -- in the server -----------------------------------------------------------------------------------


def main() -> None:
    """Import the package, then fork for each line of standard input; answers are exit codes, one a line."""
    if os.fork():
        os._exit(0)
    os.setsid()
    print(os.getpid(), flush=True)
    gc.disable()
    package = importlib.import_module("symderiv")
    for module in pkgutil.walk_packages(package.__path__, "symderiv."):
        if not module.name.endswith(("__main__", "pytest_plugin")):
            importlib.import_module(module.name)
    gc.freeze()
    gc.enable()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _run(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _run(call: Mapping[str, Any]) -> NoReturn:
    """Be the command."""
    code: Any = 70
    try:
        _be_called(call)
        importlib.import_module("symderiv.cli").entry()
    except SystemExit as error:  # how the parser of arguments ends
        code = error.code or 0
        sys.stdout.flush()
    finally:
        os._exit(code)


def _be_called(call: Mapping[str, Any]) -> None:
    """Take over arguments, directory, environment and files, as a shell sets them up."""
    os.environ.clear()
    os.environ.update(call["environ"])
    os.chdir(call["cwd"])
    sys.path[0] = call["cwd"]  # as python -m does
    sys.argv = ["symderiv", *call["arguments"]]
    for number, name in enumerate(FILES):
        flags = os.O_RDONLY if name == "input" else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(call[name], flags), number)


if __name__ == "__main__":
    main()
