"""A goal as several statements under premises, each with its place in the goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.language.strict import conjuncts


class Piece(NamedTuple):
    """A statement under premises; its place is the number of a conjunct, or the variable of a quantifier, for
    each on the way from the goal to it."""

    premises: tuple[Term, ...]
    statement: Term
    place: tuple[int | str, ...] = ()


def split_goal(
    goal: Term, *, contrary: bool = False, avoid: Sequence[Term] = (), before: Piece | None = None
) -> Iterator[Piece]:
    """The pieces of a goal, without its outer conjunctions, implications and universal quantifiers.

    With ``contrary`` a negation also comes under the premise that it denies, so that a search satisfies this
    first. Variables for quantifiers are not free in ``avoid``.
    """
    premises, _, place = before or Piece((), goal)
    if goal.op == "and":
        for n, g in enumerate(goal.args):
            yield from split_goal(g, contrary=contrary, avoid=avoid, before=Piece(premises, g, (*place, n)))
    elif goal.op == "implies":
        inner = Piece((*premises, *conjuncts(goal.args[0])), goal.args[1], place)
        yield from split_goal(inner.statement, contrary=contrary, avoid=avoid, before=inner)
    elif goal.op == "all":
        v = k.fresh(str(goal.args[0]), goal.args[1], goal, *premises, *avoid)
        bounds = k.bounds(v, goal.args[2], goal.args[3])
        inner = Piece((*premises, *bounds), k.open_(goal, v), (*place, str(v.args[0])))
        yield from split_goal(inner.statement, contrary=contrary, avoid=avoid, before=inner)
    else:
        yield Piece(premises, goal, place)
        if contrary and goal.op == "not":
            yield Piece((*premises, *conjuncts(goal.args[0])), goal, place)
