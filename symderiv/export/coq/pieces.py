"""Sums of c x^k q^t with rational c and q: what the prelude's ``Forms`` computes, computed here as well.

A form has the coefficient c under (k, q); one of 0 is left out.  Where x is, is told as in the prelude:
``None`` where nothing is known, ``LATE`` if x is at least 1, else a bound of its absolute value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from symderiv.export.coq.printer import rational

Exponents = tuple[int, Fraction]  # k, and q
Pieces = Mapping[Exponents, Fraction]
Whereabouts = Fraction | str | None

LATE: Final = "Late"
ONE: Final = Fraction(1)
CONSTANT: Final[Exponents] = (0, ONE)


def constant(c: Fraction) -> Pieces:
    """A number."""
    return {CONSTANT: c} if c else {}


def total(forms: Iterable[Pieces]) -> Pieces:
    """The sum."""
    found: dict[Exponents, Fraction] = {}
    for form in forms:
        for at, c in form.items():
            found[at] = found.get(at, Fraction(0)) + c
    return {at: c for at, c in found.items() if c}


def scaled(form: Pieces, c: Fraction) -> Pieces:
    """The form times a number."""
    return {at: c * d for at, d in form.items()} if c else {}


def difference(a: Pieces, b: Pieces) -> Pieces:
    """a - b."""
    return total((a, scaled(b, Fraction(-1))))


def product(a: Pieces, b: Pieces) -> Pieces:
    """The product."""
    return total({(k + l, q * r): c * d} for (k, q), c in a.items() for (l, r), d in b.items())


def power(a: Pieces, n: int) -> Pieces | None:
    """A whole power; None of a sum, to a negative one."""
    if n < 0:
        if len(a) != 1:
            return None
        (((k, q), c),) = a.items()
        a, n = {(-k, 1 / q): 1 / c}, -n
    found = constant(ONE)
    for _ in range(n):
        found = product(found, a)
    return found


def lowest(form: Pieces, where: Whereabouts) -> Fraction | None:
    """A lower bound, where one is seen."""
    found = [_lowest(at, c, where) for at, c in form.items()]
    return None if None in found else sum(filter(None, found), Fraction(0))


def _lowest(at: Exponents, c: Fraction, where: Whereabouts) -> Fraction | None:
    (k, q), unit = at, at[1] == 1
    if at == CONSTANT:
        return c
    if isinstance(where, Fraction):
        return -abs(c) * where**k if unit and k >= 0 else None
    if where != LATE:
        return None
    if c >= 0 and q > 0:
        return c if unit and k >= 0 else Fraction(0)
    return -abs(c) if unit and k <= 0 else None


def is_above(form: Pieces, where: Whereabouts) -> bool:
    """Whether it is seen that the form is not negative."""
    low = lowest(form, where)
    return low is not None and low >= 0


def is_strictly_above(form: Pieces, where: Whereabouts) -> bool:
    """Whether it is seen that the form is positive."""
    low = lowest(form, where)
    if low is None:
        return False
    positive = bool(form) and all(c > 0 and q > 0 for (_, q), c in form.items())
    return low > 0 or (where == LATE and low == 0 and positive)


def limit(form: Pieces) -> Fraction | None:
    """The limit at late times, where one is seen."""
    found = Fraction(0)
    for (k, q), c in form.items():
        if (k, q) == CONSTANT:
            found += c
        elif not (q == 1 and k < 0) and not (-1 < q < 1 and k >= 0):
            return None
    return found


def text(form: Pieces) -> str:
    """The form in Coq."""
    parts = (f"({rational(c)}, ({k})%Z, {rational(q)})" for (k, q), c in sorted(form.items()))
    return f"[{'; '.join(parts)}]"
