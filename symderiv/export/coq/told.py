"""What is told at a point: numbers and truths with their proofs, and what both need to be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq.names import BOUND, NotExportedError

MAX_SPAN: Final = 16  # numbers that a bound variable takes
MAX_EXPONENT: Final = 64


class Value(NamedTuple):
    """The number that a term is, and the proof."""

    number: Fraction
    proof: str


class Truth(NamedTuple):
    """Whether a formula holds, and the proof of it or of its negation."""

    holds: bool
    proof: str


def exact_root(c: Fraction, degree: int) -> Fraction | None:
    """The root of a rational number, where it is one."""
    parts = [_whole_root(n, degree) for n in (c.numerator, c.denominator)] if c >= 0 else [None]
    return None if None in parts else Fraction(*parts)


def _whole_root(n: int, degree: int) -> int | None:
    near = round(n ** (1 / degree)) if n < 1 << 900 else 0
    return next((r for r in (near - 1, near, near + 1) if r >= 0 and r**degree == n), None)


def span(lo: int, hi: int) -> range:
    """The numbers of a range, which has to be short."""
    if hi - lo >= MAX_SPAN:
        raise NotExportedError("a long range at a point")
    return range(lo, hi + 1)


def variable(name: str, sort: str = "int") -> Term:
    """The variable that a printed body has."""
    return k.var(f"{BOUND}{name}", sort)


def pair(proofs: Sequence[str]) -> str:
    """The proof of a conjunction."""
    *first, last = proofs
    return "".join(f"(conj {p} " for p in first) + last + ")" * len(first)


def each(proofs: Iterable[str]) -> str:
    """The proof of a conjunction that ends in True."""
    return pair([*proofs, "I"])
