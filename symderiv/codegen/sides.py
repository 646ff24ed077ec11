"""What stands on the left and on the right of a claim: the first side of its chain, and the last.

    a = b, a = b = c       a, and b or c
    forall i: a = b        a and b, for the i of the quantifier
    a = v1 if c1; ...      a, and a ``Piecewise`` with these branches
    a = b; a = c           a and c: a further line for the same left side, or for the last right one

Anything else has no two sides, and is an error that names the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import sympy as sp

from symderiv.core.terms import Term
from symderiv.judge.prepare import read
from symderiv.language import notation as nt
from symderiv.language.errors import StatementError
from symderiv.language.page import Claim
from symderiv.language.translate import Translator

_SIGNS: Final[dict[type, str]] = {sp.Eq: "=", sp.Le: "<=", sp.Lt: "<", sp.Ge: ">=", sp.Gt: ">"}
_WAYS: Final = (["=", "<=", "<"], ["=", ">=", ">"])  # signs that may follow each other, the strictest last


class Sides(NamedTuple):
    """Two SymPy expressions and the sign between them."""

    lhs: Any
    sign: str
    rhs: Any
    over: tuple[Any, ...] = ()  # the variables of the quantifiers in front


def sides(claim: Claim) -> Sides:
    """The claim's sides as SymPy expressions; StatementError where it has none."""
    with sp.evaluate(False):
        lines = [line.statement for line in read(claim).lines]
        return _joined(claim, (link for line in lines for link in _links(claim, line)))


def _links(claim: Claim, statement: Any, over: tuple[Any, ...] = ()) -> Iterator[Sides]:
    while isinstance(statement, nt.ForAll):
        over, statement = (*over, statement.args[0]), statement.args[3]
    parts = statement.args if isinstance(statement, (nt.Conjunction, sp.And)) else (statement,)
    if (split := _cases(parts)) is not None:
        yield split._replace(over=over)
        return
    for part in parts:
        sign = _SIGNS.get(type(part))
        if sign is not None:
            yield Sides(part.args[0], sign, part.args[1], over)
        elif isinstance(part, (nt.Conjunction, sp.And)):
            yield from _links(claim, part, over)
        else:
            raise StatementError(
                f"{claim.id} has no left and right side: it is no chain of relations, but says {_short(part)}"
            )


def _cases(parts: Iterable[Any]) -> Sides | None:
    """Printed cases, value = v wherever c holds, as one link; it is undefined where no c holds."""
    branches = []
    for part in parts:
        if not isinstance(part, sp.Implies) or not isinstance(part.args[1], sp.Eq):
            return None
        condition, conclusion = part.args
        branches.append((*conclusion.args, condition))
    if len({_term(value) for value, _, _ in branches}) != 1:
        return None
    pieces = [
        (v, sp.And(*c.args, evaluate=False) if isinstance(c, nt.Conjunction) else c) for _, v, c in branches
    ]
    return Sides(branches[0][0], "=", sp.Piecewise(*pieces, evaluate=False))


def _joined(claim: Claim, links: Iterable[Sides]) -> Sides:
    """The links as one chain."""
    lhs, sign, rhs, over = None, "", None, ()
    for link in links:
        over = tuple(dict.fromkeys((*over, *link.over)))
        if not sign:
            lhs, sign, rhs, _ = link
            continue
        way = next((way for way in _WAYS if {sign, link.sign} <= {*way}), None)
        start = _term(link.lhs)
        if not (way and start == _term(rhs)) and not (sign == link.sign == "=" and start == _term(lhs)):
            raise StatementError(
                f"{claim.id} has no left and right side: its relations are no single chain; "
                f"{_short(link.lhs)} is neither the last right side nor the first left one"
            )
        sign, rhs = max(sign, link.sign, key=way.index) if way else sign, link.rhs
    return Sides(lhs, sign, rhs, over)


def _term(e: Any) -> Term:
    """For comparison: the index of a sum has another name each time that it is written."""
    return Translator().term(e)


def _short(e: Any) -> str:
    text = str(e)
    return text if len(text) <= 80 else text[:79] + "…"
