"""How the formulas of an explanation are set: as they were printed, or else as a person writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.explain.calculations import within
from symderiv.normalize.draft import Draft, drafts
from symderiv.render.sentences import Sentences
from symderiv.render.tidy import tidy

_LETTERS: Final = {"i": "jklpqrs", "j": "klpqrs", "k": "lpqrs", "t": "sru", "s": "ru", "r": "suv"}
_BINDING: Final = frozenset({"generalise", "induct", "under_sum", "limit_of", "limit_order", "limit_squeeze"})


class Formulas:
    """Sets formulas within sentences; it knows which are printed elsewhere, and the ranges of variables."""

    def __init__(self, sentences: Sentences, printed: Iterable[Term], ranges: Iterable[Term]) -> None:
        self.sentences = sentences
        self.printed = {s for f in printed for s in k.subterms(f)}
        self.ranges = list(ranges)

    def math(self, t: Term) -> str:
        """A formula within a sentence."""
        return self.sentences.math(t if t in self.printed else tidy(t))

    def stated(self, t: Term) -> str:
        """A formula within a sentence, without what the ranges say anyway."""
        return self.sentences.math(self.readable(t))

    def readable(self, t: Term) -> Term:
        """t without the indicators that say no more than the range of a sum."""
        if t in self.printed:
            return t
        found = tidy(within(t, self.ranges))
        return t if found.op == "eq" and found.args[0] == found.args[1] else found

    @contextmanager
    def knowing(self, *bounds: Term) -> Iterator[None]:
        """Within the block, these bounds of variables are known."""
        self.ranges += bounds
        try:
            yield
        finally:
            del self.ranges[len(self.ranges) - len(bounds) :]


def letters(formulas: Sequence[Term], proofs: Iterable[Draft]) -> dict[str, str]:
    """Letters without primes for the variables that the search made up; words are spelled as any name is."""
    used = {s.args[0] for f in formulas for s in k.subterms(f) if s.op in ("var", "comp", "loss")}
    found: dict[str, str] = {}
    seen: set[int] = set()
    todo = list(proofs)
    while todo:
        thm = todo.pop()
        if id(thm) in seen:
            continue
        seen.add(id(thm))
        name, args = thm.step
        if name in _BINDING and args[0].args[0] not in used | found.keys():
            stem = args[0].args[0].rstrip("'" + k.MARK)
            own = (stem, *_LETTERS.get(stem, "")) if len(stem) == 1 else ()
            free = (c for c in own if c not in used and c not in found.values())
            found[args[0].args[0]] = next(free, args[0].args[0])
        todo += drafts(args)
    return {name: letter for name, letter in found.items() if name != letter}


def inequations(f: Term) -> Iterator[Term]:
    """The inequations that a condition of definedness comes down to."""
    while f.op in ("all", "implies"):
        f = k.open_(f, k.fresh(str(f.args[0]), f.args[1], f)) if f.op == "all" else f.args[1]
    if f.op == "and":
        for part in f.args:
            yield from inequations(part)
    elif f.op == "not" and k.free_vars(f):
        yield f


def listed(items: Iterable[str]) -> str:
    """a, b and c"""
    found = list(items)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
