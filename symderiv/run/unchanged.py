"""The report of a run of which nothing has changed, for a person at a terminal; without SymPy, in no time.

It lies in the user's cache, and holds as long as its pages, what they import from beside them, the folders in
which pages were looked for, the package, the versions of what it rests on, and the call are the same.  What
else a page reads (a table of numbers, the clock) is not known here; ``--fresh`` asks for a run in any case.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

FORMAT: Final = "symderiv-run/1"
RESTS_ON: Final = ("sympy", "mpmath", "numpy", "flint")


@dataclass(frozen=True, slots=True)
class Told:
    """A report, the exit code of its run, and when that was, in seconds since the epoch."""

    text: str
    code: int
    when: float

    @property
    def time(self) -> str:
        """When it was: the time of a day, with its date if that is not today."""
        then = time.localtime(self.when)
        today = time.localtime()[:3] == then[:3]
        return time.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M:%S", then)


def recall(call: Sequence[str]) -> Told | None:
    """The report of a run for this call, if nothing has changed since."""
    try:
        data = json.loads(_file(call).read_text(encoding="utf-8"))
        same = data["format"] == FORMAT and data["package"] == _package()
        same = same and all(_digest(Path(name)) == digest for name, digest in data["files"].items())
        same = same and all(_listing(Path(name)) == names for name, names in data["folders"].items())
        return Told(str(data["text"]), int(data["code"]), float(data["when"])) if same else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None


def remember(
    call: Sequence[str], text: str, code: int, files: Iterable[Path], folders: Iterable[Path]
) -> None:
    """Keep the report of a run; where that cannot be done nothing is lost."""
    with suppress(OSError):
        data = {
            "format": FORMAT,
            "package": _package(),
            "files": {str(path): _digest(path) for path in files},
            "folders": {str(path): _listing(path) for path in folders},
            "text": text,
            "code": code,
            "when": time.time(),
        }
        file = _file(call)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        other = file.with_name(f"{file.name}.{os.getpid()}")
        other.write_text(json.dumps(data), encoding="utf-8")
        other.replace(file)


def imported(names: Mapping[str, Any]) -> list[Path]:
    """The files of modules that are neither Python's, nor this package's, nor installed."""
    ours = Path(__file__).parent.parent
    places = (ours, *(Path(p).resolve() for p in {sys.prefix, sys.base_prefix}))
    found = (getattr(module, "__file__", None) for module in list(names.values()))
    paths = {Path(name).resolve() for name in found if name}
    return sorted(p for p in paths if not any(p.is_relative_to(place) for place in places) and p.is_file())


def _file(call: Sequence[str]) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(json.dumps([str(Path.cwd()), *call]).encode()).hexdigest()
    return Path(home) / "symderiv" / "runs" / f"{name}.json"


def _digest(path: Path) -> str | None:
    """What a file says; None where it is gone."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _listing(folder: Path) -> list[str] | None:
    """The names of Python's files in a folder; None where it is gone."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".py")
    except OSError:
        return None


def _package() -> str:
    """What stands for this package's code and for the versions of what it rests on."""
    own = Path(__file__).parent.parent
    files = sorted(str(p) for p in own.rglob("*.py"))
    state = [sys.version, *map(_state, files)]
    for name in RESTS_ON:
        spec = find_spec(name)
        state.append(_state(spec.origin) if spec is not None and spec.origin is not None else name)
    return hashlib.sha256("\n".join(state).encode()).hexdigest()


def _state(name: str) -> str:
    found = Path(name).stat()
    return f"{name} {found.st_size} {found.st_mtime_ns}"
