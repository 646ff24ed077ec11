"""A short digest of what a claim says and whether it holds, by which a paper pins what it cites."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from symderiv.core.terms import Term, encode
from symderiv.language.verdict import Verdict

LENGTH: Final = 10
FORMAT: Final = "symderiv-digest/1"


def digest(verdict: Verdict) -> str:
    """The digest of statement, hypotheses, conditions and verdict; of ten hexadecimal digits.

    It is taken of the core's terms, not of what is printed: spelling, the names of bound variables, the
    order of hypotheses and the way the proof was found do not change it.

    >>> from symderiv import check, eq, scalars
    >>> x, y = scalars("x y")
    >>> digest(check(eq(x + y, y + x)))
    '2ef3cf364d'
    """
    f = verdict.formulas
    lines = [] if f is None else [_plain(encode(t)) for t, _ in f.lines]
    given = [] if f is None else _ordered(t for t, _ in f.given)
    conditions = [] if f is None else _ordered(f.conditions)
    return of([FORMAT, lines, given, conditions, str(verdict.status)])


def of(data: Any) -> str:
    """The digest of plain data."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:LENGTH]


def _ordered(terms: Iterable[Term]) -> list[str]:
    return sorted({json.dumps(_plain(encode(t))) for t in terms})


def _plain(data: Any) -> Any:
    """Encoded terms without the printed names of bound variables, by which no two terms differ."""
    if not isinstance(data, list):
        return data
    return ["h"] if data[:1] == ["h"] and len(data) == 2 else [_plain(part) for part in data]
