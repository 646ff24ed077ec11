"""Where records of verdicts are kept: one file a page, beside the pages.

``proofs/`` in a folder of pages belongs to them, as a lock file does: it is read where it is there, and
written by ``symderiv verify --update`` alone.  ``.symderiv/`` is written whenever something had to be
searched, and keeps itself out of git.  A file has one line for each claim; what stands in it is handed on as
it is, for ``judge.records`` believes none of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import symderiv

FORMAT: Final = "symderiv-proofs/1"
SHIPPED: Final = "proofs"
OWN: Final = ".symderiv"


@dataclass(frozen=True, slots=True)
class Stored:
    """The records of one file by the labels of claims, as they are written there; ``problem`` says why none
    is of use (None where there is no file)."""

    written: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None

    def of(self, label: str) -> Any:
        """The record of a claim, or None."""
        return _unpacked(self.written.get(label))


def shipped(page: Path) -> Path:
    """The file of what belongs to a page."""
    return page.parent / SHIPPED / f"{page.stem}.json"


def own(page: Path) -> Path:
    """The file of what was searched here."""
    return page.parent / OWN / f"{page.stem}.json"


def read(file: Path) -> Stored:
    """What a file has; a file that is damaged, foreign, or of another version has nothing."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Stored()
    except (OSError, ValueError, RecursionError) as error:
        return Stored(problem=f"{file.name} cannot be read: {' '.join(str(error).split())}")
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("claims"), dict):
        return Stored(problem=f"{file.name} is no file of the format {FORMAT}")
    if data.get("version") != symderiv.__version__:
        return Stored(problem=f"{file.name} was written by symderiv {data.get('version')}")
    return Stored(data["claims"])


def update(
    file: Path, found: Mapping[str, Any], labels: Iterable[str], gone: Container[str] = frozenset()
) -> None:
    """Put what was found into a file, which keeps what else it has of these labels, but for those that are
    gone; OSError where that cannot be done."""
    before = read(file)
    known = {label: record for label, record in before.written.items() if label not in gone}
    known |= {label: _packed(record) for label, record in found.items()}
    kept = {label: known[label] for label in dict.fromkeys(labels) if label in known}
    if before.problem is not None or kept != before.written:
        _write(file, kept)


def _write(file: Path, records: Mapping[str, Any]) -> None:
    """Write a file at once, or not at all."""
    file.parent.mkdir(exist_ok=True)
    ignore = file.parent / ".gitignore"
    if file.parent.name == OWN and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    head = f'{{"format": {_text(FORMAT)}, "version": {_text(symderiv.__version__)}, "claims": {{'
    lines = ",\n".join(f"{_text(label)}: {_text(record)}" for label, record in records.items())
    other = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        other.write_text(f"{head}\n{lines}\n}}}}\n", encoding="utf-8")
        other.replace(file)
    finally:
        other.unlink(missing_ok=True)


def _text(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


# a certificate is mostly references, {"t": 12} and {"s": 12}, which are written "#12" and "!12"
_MARKS: Final = {"t": "#", "s": "!"}
_NAMES: Final = {mark: name for name, mark in _MARKS.items()}
_QUOTE: Final = "'"  # before a text that could be taken for a reference


def _packed(data: Any) -> Any:
    match data:
        case {"t": int(i)} | {"s": int(i)} if len(data) == 1 and type(i) is int:
            return f"{_MARKS[next(iter(data))]}{i}"
        case dict():
            return {name: _packed(part) for name, part in data.items()}
        case list():
            return [_packed(part) for part in data]
        case str() if data[:1] in (*_NAMES, _QUOTE):
            return f"{_QUOTE}{data}"
    return data


def _unpacked(data: Any) -> Any:
    match data:
        case dict():
            return {name: _unpacked(part) for name, part in data.items()}
        case list():
            return [_unpacked(part) for part in data]
        case str() if data[:1] in _NAMES and data[1:].isdecimal():
            return {_NAMES[data[0]]: int(data[1:])}
        case str() if data[:1] == _QUOTE:
            return data[1:]
    return data
