"""A strict statement in two halves, which are proved apart: that its parts are defined, and what it says.

Where an atom is reached through conjunctions, universal quantifiers and conclusions, its side conditions can
be told from it: ``for all v: (g and a)`` says that ``for all v: g`` and ``for all v: a``. Those are the
guards of the statement; what is left is its core. Nothing is told apart below a disjunction, an existential
quantifier, a negation, an equivalence or in a premise: there the strict reading stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.definedness import is_atom, side_conditions
from symderiv.core.terms import KernelError, Term
from symderiv.language.strict import conjuncts, strict
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft


class Guard(NamedTuple):
    """A side condition of a statement, as a statement of its own; ``ranged`` if an index is in its range."""

    formula: Term
    ranged: bool


class Reading(NamedTuple):
    """A statement, its strict reading, and the two halves of that."""

    plain: Term
    strict: Term
    guards: tuple[Guard, ...]
    core: Term

    def joined(self, core: Draft, guards: Mapping[Term, Draft]) -> Draft:
        """The theorem of the strict reading, from theorems of the core and of each guard."""
        thm = _joined(self.plain, self.strict, core, lambda g: guards[g])
        if thm.conclusion != self.strict:
            raise KernelError(f"expected a theorem of {self.strict}, met {thm.conclusion}")
        return thm


@k.once
def read(f: Term) -> Reading:
    """The strict reading of f and its halves."""
    return read_as(f, strict(f))


def read_as(f: Term, reading: Term) -> Reading:
    """The halves of a strict reading of f that was made along with others."""
    return Reading(f, reading, tuple(dict.fromkeys(_guards(f, reading))), _core(f, reading))


def facts_of(f: Term) -> list[Term]:
    """Formulas that together say what the strict reading of f says: its guards, and the parts of its core."""
    reading = read(f)
    return [*(g.formula for g in reading.guards), *conjuncts(reading.core)]


def is_equivalence(f: Term) -> bool:
    """Whether f is a conjunction of implications, each in both directions."""
    links = {g.args for g in f.args if g.op == "implies"} if f.op == "and" else set()
    return bool(links) and len(links) == len(f.args) and all((b, a) in links for a, b in links)


def _guards(f: Term, s: Term) -> Iterator[Guard]:
    if f == s or is_equivalence(f):
        return
    if is_atom(f):
        ranges = {g: ranged for ranged, g in reversed(list(side_conditions(f)))}
        yield from (Guard(g, ranges[g]) for g in s.args[:-1])
    elif f.op == "and":
        for g, h in zip(f.args, s.args, strict=True):
            yield from _guards(g, h)
    elif f.op == "implies":
        for g in _guards(f.args[1], s.args[1]):
            yield Guard(k.implies(s.args[0], g.formula), g.ranged)
    elif f.op == "surely":
        for g in _guards(f.args[0], s.args[0]):
            yield Guard(Term("surely", g.formula) if k.is_random(g.formula) else g.formula, g.ranged)
    elif f.op == "all":
        _, inner, within, close = _opened(f, s)
        premise, body = _bounded(f, within)
        for g in _guards(inner, body):
            yield Guard(close(g.formula if premise is None else k.implies(premise, g.formula)), g.ranged)


def _core(f: Term, s: Term) -> Term:
    if f == s or is_equivalence(f):
        return s
    if is_atom(f):
        return f
    if f.op == "and":
        return Term("and", *(_core(g, h) for g, h in zip(f.args, s.args, strict=True)))
    if f.op == "implies":
        return k.implies(s.args[0], _core(f.args[1], s.args[1]))
    if f.op == "surely":
        return Term("surely", _core(f.args[0], s.args[0]))
    if f.op == "all":
        _, inner, within, close = _opened(f, s)
        premise, body = _bounded(f, within)
        core = _core(inner, body)
        return close(core if premise is None else k.implies(premise, core))
    return s


_Scope = Callable[[Term], Draft]  # a theorem of a guard, as far as it has been opened


def _joined(f: Term, s: Term, core: Draft, guard: _Scope) -> Draft:
    """core with its guards put back in front of each atom."""
    if core.conclusion == s:
        return core
    if is_atom(f):
        return draft.and_intro(*map(guard, s.args[:-1]), core)
    if f.op == "and":
        pairs = zip(f.args, s.args, strict=True)
        return draft.and_intro(
            *(_joined(g, h, draft.and_elim(core, i), guard) for i, (g, h) in enumerate(pairs))
        )
    if f.op == "implies":
        return _under(s.args[0], core, guard, lambda thm, scope: _joined(f.args[1], s.args[1], thm, scope))
    if f.op == "surely":

        def at_outcome(g: Term) -> Draft:
            return draft.at_outcome(guard(Term("surely", g))) if k.is_random(g) else guard(g)

        return draft.surely(_joined(f.args[0], s.args[0], draft.at_outcome(core), at_outcome))
    if f.op == "all":
        return _joined_for_all(f, s, core, guard)
    raise KernelError(f"nothing is told apart in {f}")


def _joined_for_all(f: Term, s: Term, core: Draft, guard: _Scope) -> Draft:
    v, inner, within, close = _opened(f, s)
    premise, body = _bounded(f, within)

    def here(g: Term) -> Draft:
        return draft.specialise(guard(close(g)), v)

    at_v = draft.specialise(core, v)
    if premise is None:
        thm = _joined(inner, body, at_v, here)
    else:
        thm = _under(premise, at_v, here, lambda thm, scope: _joined(inner, body, thm, scope))
    return draft.generalise(v, s.args[2], s.args[3], thm)


def _under(premise: Term, core: Draft, guard: _Scope, join: Callable[[Draft, _Scope], Draft]) -> Draft:
    """The same for an implication: its conclusion is put together where the premise is assumed."""
    assumed = draft.assume(premise)

    def here(g: Term) -> Draft:
        return draft.modus_ponens(guard(k.implies(premise, g)), assumed)

    return draft.discharge(premise, join(draft.modus_ponens(core, assumed), here))


def _opened(f: Term, s: Term) -> tuple[Term, Term, Term, Callable[[Term], Term]]:
    """A new variable for a quantifier, both bodies with it, and how to bind it again."""
    hint, sort, lo, hi, _ = s.args
    v = k.fresh(str(hint), sort, f, s)

    def close(g: Term) -> Term:
        return Term("all", hint, sort, lo, hi, k.close(g, v))

    return v, k.open_(f, v), k.open_(s, v), close


def _bounded(f: Term, body: Term) -> tuple[Term | None, Term]:
    """The premise that the bounds of a quantifier are defined, if there is one, and what stands under it."""
    ends = {g for end in f.args[2:4] if end is not None for _, g in side_conditions(end)}
    if not ends or body.op != "implies" or not ends.issuperset(conjuncts(body.args[0])):
        return None, body
    if f.args[-1].op == "implies" and body.args[1].op != "implies":
        return None, body
    return body.args[0], body.args[1]
