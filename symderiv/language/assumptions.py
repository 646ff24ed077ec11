"""SymPy's assumptions on a quantity: the sort of its values and relations that they satisfy, or a refusal.

A quantity of the checker has finite complex, real or integer values; what else SymPy may assume of one has to
be a sign, or that it is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import sympy as sp

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, Term
from symderiv.language.errors import StatementError

Assumption = tuple[str, bool]
Relation = Callable[[Term], Term]


class Domain(NamedTuple):
    """The sort of a quantity's values, and what they satisfy."""

    sort: str
    relations: tuple[Relation, ...]


_SORTS: Final = {"integer": "int", "real": "real"}
_FINITE: Final = ("complex", "finite")  # which all values are
_SIGNS: Final[dict[Assumption, Relation]] = {
    ("zero", True): lambda x: k.eq(x, ZERO),
    ("positive", True): lambda x: k.lt(ZERO, x),
    ("negative", True): lambda x: k.lt(x, ZERO),
    ("nonnegative", True): lambda x: k.le(ZERO, x),
    ("nonpositive", True): lambda x: k.le(x, ZERO),
    ("zero", False): lambda x: k.ne(x, ZERO),
}


def domain_of(name: str, assumptions: Mapping[str, bool | None]) -> Domain:
    """What the assumptions say of a quantity of this name; a StatementError names one that cannot be said.

    >>> domain_of("p", sp.Symbol("p", positive=True).assumptions0).sort
    'real'
    >>> domain_of("q", sp.Symbol("q", rational=True).assumptions0)
    Traceback (most recent call last):
    symderiv.language.errors.StatementError: the assumption rational=True of q is not supported
    """
    known = frozenset((a, bool(v)) for a, v in assumptions.items() if v is not None)
    domain, unsaid = _read(known)
    if unsaid is not None:
        raise StatementError("the assumption {}={} of {} is not supported".format(*unsaid, name))
    return domain


def domain_of_symbol(s: Any) -> Domain:
    """The domain of a SymPy symbol, by its assumptions."""
    return domain_of(str(s), s.assumptions0)


@lru_cache(maxsize=256)
def _read(known: frozenset[Assumption]) -> tuple[Domain, Assumption | None]:
    """The domain, and an assumption that it leaves out, if there is one."""
    said = known & {(a, True) for a in (*_FINITE, *_SORTS)}
    signs = []
    for sign, relation in _SIGNS.items():
        if sign in known and sign not in _implied(said):
            said |= {sign}
            signs.append(relation)
    sort = next((s for a, s in _SORTS.items() if (a, True) in known), "complex")
    return Domain(sort, tuple(signs)), _strongest(known, said)


def _strongest(known: frozenset[Assumption], said: frozenset[Assumption]) -> Assumption | None:
    """An assumption that does not follow from what is said; one that the others like it follow from."""
    unsaid = sorted(known - _implied(said), key=lambda a: (not a[1], a[0] not in _SORTS, a[0]))
    covering = (a for a in unsaid if known <= _implied(said | {a}))
    return next(covering, unsaid[0]) if unsaid else None


@lru_cache(maxsize=1024)
def _implied(assumptions: frozenset[Assumption]) -> frozenset[Assumption]:
    """All that follows from the assumptions by SymPy's own rules."""
    return frozenset(sp.Dummy(**dict(assumptions)).assumptions0.items())
