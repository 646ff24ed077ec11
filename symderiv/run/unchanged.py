"""The report of a run of which nothing has changed, for a person at a terminal; without SymPy, in no time.

It lies in the user's cache, and holds as long as its pages, what they import from beside them, the folders in
which pages and modules are looked for, the package, the versions of what it rests on, and the call are the
same: as they were when the run began, and as each file was when it was loaded.  What else a page reads (a
table of numbers, the clock) is not known here; ``--fresh`` asks for a run in any case.
"""

from __future__ import annotations

import hashlib
import json
import os
import site
import sys
import sysconfig
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

FORMAT: Final = "symderiv-run/2"
TICK: Final = 20_000_000  # nanoseconds by which the clock of a file system may be late
_CODE: Final = (".py", ".pyc", ".so")
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


@dataclass(frozen=True, slots=True)
class Before:
    """What a report depends on besides what its pages load, as it was when the run began."""

    call: tuple[str, ...]
    file: Path
    package: str
    folders: dict[str, list[str] | None]


def before(call: Sequence[str], pages: Iterable[Path]) -> Before:
    """That of a run that is to begin: the folders are those of its pages, and where else names of pages and
    modules are looked for."""
    searched = (Path(place).absolute() for place in sys.path)
    folders = {Path.cwd(), Path.cwd() / "derivations", *(p.absolute().parent for p in pages)}
    folders |= {folder for folder in searched if not _is_installed(folder / "any.py")}
    listed = {str(folder): _listing(folder) for folder in sorted(folders)}
    return Before(tuple(call), _file(call), _package(), listed)


def remember(known: Before, text: str, code: int, files: Mapping[str, str | None]) -> None:
    """Keep the report of a run, if nothing has changed while it went on; where it cannot be kept nothing is
    lost.  ``files`` has the digests that :func:`loaded` has given."""
    with suppress(OSError):
        if any(d is None or _digest(Path(name)) != d for name, d in files.items()) or _now(known) != known:
            return
        data = {
            "format": FORMAT,
            "package": known.package,
            "files": dict(files),
            "folders": known.folders | {name: _listing(Path(name)) for name in _beside(files, known)},
            "text": text,
            "code": code,
            "when": time.time(),
        }
        known.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        other = known.file.with_name(f"{known.file.name}.{os.getpid()}")
        other.write_text(json.dumps(data), encoding="utf-8")
        other.replace(known.file)


def _beside(files: Iterable[str], known: Before) -> set[str]:
    """The folders of what was loaded, in which a module may appear that comes before it."""
    return {str(Path(name).parent) for name in files} - known.folders.keys()


def _now(known: Before) -> Before:
    folders = {name: _listing(Path(name)) for name in known.folders}
    return Before(known.call, _file(known.call), _package(), folders)


def loaded(names: Mapping[str, Any], since: int, seen: set[str]) -> dict[str, str | None]:
    """The files of modules that are neither Python's, nor this package's, nor installed, and not ``seen``
    before, with digests of what was loaded; None where a file has changed ``since``, when that began."""
    new = names.keys() - seen
    seen |= new
    found = (getattr(names.get(name), "__file__", None) for name in new)
    paths = {Path(name).resolve() for name in found if isinstance(name, str)}
    return {str(p): _digest_since(p, since) for p in sorted(paths) if not _is_installed(p) and p.is_file()}


def _digest_since(path: Path, since: int) -> str | None:
    """The digest of a file that has not been written to since then."""
    digest = _digest(path)
    with suppress(OSError):
        found = path.stat()
        return digest if max(found.st_ctime_ns, found.st_mtime_ns) < since - TICK else None
    return None


def _is_installed(path: Path) -> bool:
    """Whether a file is Python's, this package's, or among what is installed; a project may lie anywhere
    else, below the prefix of an interpreter, too."""
    resolved = path.resolve()
    return any(resolved.is_relative_to(place) for place in _places())


@cache
def _places() -> tuple[Path, ...]:
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    found = [*map(sysconfig.get_path, kinds), *site.getsitepackages(), site.getusersitepackages()]
    return (Path(__file__).resolve().parent.parent, *(Path(place).resolve() for place in found))


def _file(call: Sequence[str]) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(json.dumps([str(Path.cwd()), sys.path, *call]).encode()).hexdigest()
    return Path(home) / "symderiv" / "runs" / f"{name}.json"


def _digest(path: Path) -> str | None:
    """What a file says; None where it is gone."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _listing(folder: Path) -> list[str] | None:
    """Where a folder is, and where each folder and file of Python's in it is, links followed; None where it
    is gone."""
    try:
        inside = [p for p in folder.iterdir() if p.suffix in _CODE or _may_be_package(p)]
        return [str(folder.resolve()), *sorted(f"{p.name} {p.resolve()}" for p in inside)]
    except OSError:
        return None


def _may_be_package(path: Path) -> bool:
    return not path.name.startswith((".", "__")) and any(path.glob("*.py"))


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
