"""Where records of verdicts are kept: one file a page, beside the pages.

``proofs/`` in a folder of pages belongs to them, as a lock file does: it is read where it is there, and
written by ``symderiv verify --update`` alone.  ``.symderiv/`` is written whenever something had to be
searched, and keeps itself out of git.  A file has one line for each claim; what stands in it is handed on as
it is, for ``judge.records`` believes none of it.
"""

from __future__ import annotations

import json
import os
import re
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
    """The records of one file by the labels of claims; ``problem`` says why none is of use (None where there
    is no file)."""

    records: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None


def shipped(page: Path) -> Path:
    """The file of what belongs to a page."""
    return page.parent / SHIPPED / f"{page.stem}.json"


def own(page: Path) -> Path:
    """The file of what was searched here."""
    return page.parent / OWN / f"{page.stem}.json"


def read(file: Path) -> Stored:
    """What a file has; a file that is damaged, foreign, or of another version has nothing."""
    try:
        data = json.loads(_expanded(file.read_text(encoding="utf-8")))
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
    known = {label: record for label, record in before.records.items() if label not in gone} | dict(found)
    kept = {label: known[label] for label in dict.fromkeys(labels) if label in known}
    if before.problem is not None or kept != before.records:
        _write(file, kept)


def _write(file: Path, records: Mapping[str, Any]) -> None:
    """Write a file at once, or not at all."""
    file.parent.mkdir(exist_ok=True)
    ignore = file.parent / ".gitignore"
    if file.parent.name == OWN and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    head = f'{{"format": {_text(FORMAT)}, "version": {_text(symderiv.__version__)}, "claims": {{'
    texts = {label: _shortened(_text(record)) for label, record in records.items()}
    lines = ",\n".join(f"{_text(label)}: {text}" for label, text in texts.items() if text is not None)
    other = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        other.write_text(f"{head}\n{lines}\n}}}}\n", encoding="utf-8")
        other.replace(file)
    finally:
        other.unlink(missing_ok=True)


def _text(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


# a certificate is mostly references, {"t":12} and {"s":12}, which are written "#12" and "!12"
_PLAIN: Final = re.compile(r'\{"([ts])":(\d+)\}')
_SHORT: Final = re.compile(r'"([#!])(\d+)"')
_SIGNS: Final = {"t": "#", "s": "!", "#": "t", "!": "s"}


def _shortened(text: str) -> str | None:
    """JSON with short references; None where it has a text already that would be taken for one."""
    if _SHORT.search(text):
        return None
    return _PLAIN.sub(lambda m: f'"{_SIGNS[m[1]]}{m[2]}"', text)


def _expanded(text: str) -> str:
    return _SHORT.sub(lambda m: f'{{"{_SIGNS[m[1]]}":{m[2]}}}', text)
