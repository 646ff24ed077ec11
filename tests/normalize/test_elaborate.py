"""Elaboration: what was made once is used again only where it says the same under no more."""

import pytest

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO
from symderiv.normalize import draft
from symderiv.normalize.conversion import Unelaborated
from symderiv.normalize.elaborate import Elaborator

x = k.var("x")
GOAL = k.eq(k.mul(x, k.power(x, -1)), ONE)


def test_a_theorem_serves_all_drafts_of_what_it_says() -> None:
    elaborator = Elaborator()
    first, again = draft.linear(GOAL), draft.linear(GOAL)
    assert elaborator.theorem(first) is elaborator.theorem(again)


def test_a_theorem_under_further_hypotheses_serves_none_that_lacks_them() -> None:
    elaborator = Elaborator()
    under = draft.linear(GOAL)
    assert under.hypotheses == {k.ne(x, ZERO)}
    assumed = draft.assume(GOAL)
    assert elaborator.theorem(under).hypotheses == {k.ne(x, ZERO)}
    assert elaborator.theorem(assumed).hypotheses == {GOAL}
    more = draft.Draft(frozenset(), GOAL, frozenset(), ("linear", (GOAL,)))  # more than can be shown
    with pytest.raises(Unelaborated, match="further hypotheses"):
        elaborator.theorem(more)


def test_what_was_made_under_less_serves_a_part_of_it() -> None:
    elaborator = Elaborator()
    both = draft.and_intro(draft.assume(k.le(x, ONE)), draft.assume(k.le(ZERO, x)))
    assert elaborator.theorem(both).hypotheses == {k.le(x, ONE), k.le(ZERO, x)}
    assert elaborator.theorem(draft.and_elim(both, 0)).hypotheses == {k.le(x, ONE)}
