"""Where in a term a normal form is taken: below which guards and binders, and under which conditions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from symderiv.core import terms as k
from symderiv.core.terms import Term

Entry = Term | tuple[Term, Term, Term]  # a guard, or a binder (v, lo, hi)
Scope = frozenset[Any]  # entries of a context, each with the outcome that it speaks of

OUTCOME: Final = k.var("outcome·")  # marks, in a context, that an outcome is bound; as a term it is no guard


class Position:
    """A position in a term: the guards and binders above it, and the side conditions that were met so far.

    A condition speaks of the whole term: it is quantified over the binders of its variables.
    """

    def __init__(self) -> None:
        self.context: list[Entry] = []
        self.conditions: dict[Term, None] = {}
        self.scope = self._scope()

    @contextmanager
    def below(self, entry: Entry) -> Iterator[None]:
        """Within the block the position is below a further guard or binder."""
        self.context.append(entry)
        outside, self.scope = self.scope, self._scope()
        yield
        self.scope = outside
        self.context.pop()

    @property
    def depth(self) -> int:
        """How many binders there are above the position."""
        return sum(isinstance(entry, tuple) for entry in self.context)

    def binds(self, t: Term) -> bool:
        """Whether a variable of t, or the outcome that it depends on, is bound above the position."""
        return any(_binds(entry, t) for entry in self.context)

    def add_condition(self, condition: Term) -> Scope:
        """Record a condition, quantified over binders and under guards above; returned is the scope of
        these."""
        used: list[Any] = [OUTCOME] if k.is_random(condition) else []
        for entry in reversed(self.context):
            if entry is OUTCOME:
                condition = Term("surely", condition) if k.is_random(condition) else condition
            elif isinstance(entry, Term):
                condition = k.implies(entry, condition)
                used.append(entry)
            elif entry[0] in k.free_vars(condition):
                used.append(entry)
                condition = k.quantified("all", *entry, condition)
        self.conditions[condition] = None
        return frozenset(e for e in self.scope if e[0] in used)

    def _scope(self) -> Scope:
        """The entries above the position, random ones with the number of the outcome that they speak of, and
        the number of the innermost outcome."""
        outcome, found = 0, set[Any]()
        for entry in self.context:
            if entry is OUTCOME:
                outcome += 1
            else:
                random = k.is_random(entry[2] if isinstance(entry, tuple) else entry)
                found.add((entry, outcome if random else 0))
        return frozenset(found | {(OUTCOME, outcome)})

    def holds_here(self, atom: Term, scopes: set[Scope] | None) -> bool:
        """Whether what is known of an atom in one of these scopes may be used at this position.

        The binders of its variables, and the outcome of a random one, have to be the same here as there.
        """
        if not scopes:
            return False
        own = {e for e in self.scope if _binds(e[0], atom)}
        return any(own <= scope <= self.scope for scope in scopes)


def _binds(entry: Any, atom: Term) -> bool:
    """Whether an entry of a context binds something in the atom."""
    if isinstance(entry, tuple):
        return entry[0] in k.free_vars(atom)
    return entry is OUTCOME and k.is_random(atom)
