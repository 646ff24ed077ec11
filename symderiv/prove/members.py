"""What is given of all members of a family, put in wherever it stands: below sums, and in the facts too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.prove import sums
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_DEFINITIONS = 4
_RELATIONS = ("eq", "le", "lt")


def put_in(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of a relation by the one with values put in for members, and for sums that are members; None
    where no fact gives any."""
    definitions = ctx.remembered("definitions", lambda: list(_definitions(ctx))[:MAX_DEFINITIONS])
    if prover.depth <= 1 or prover.summing or not definitions:
        return None
    with prover.deeper():
        now, back = _Putting(prover, ctx, definitions).equation(goal, goal) or (goal, [])
        richer = ctx.remembered("put in", lambda: _with_facts(prover, ctx, definitions))
        if now == goal and richer is ctx:
            return None
        try:
            proved = prover.prove(now, richer)
        except Unproved:
            return None
        for y, pattern, same in reversed(back):
            proved = draft.rewrite(y, pattern, same, proved)
    return proved


def _definitions(ctx: Context) -> Iterator[Draft]:
    """The facts that say for all integers what a component is, or a sum."""
    for thm in ctx.of("all"):
        f, depth = thm.conclusion, 0
        while f.op == "all" and f.args[1] == "int":
            f, depth = k.open_(f, k.fresh(f"i{depth}", "int", f)), depth + 1
        if f.op == "eq" and _defines(*f.args):
            yield thm


def _defines(left: Term, right: Term) -> bool:
    """Whether a = b may be put in: a component of a family that b has not, or a sum that it has not."""
    if left.op == "sum":
        return left not in k.subterms(right)
    families = {s.args[0] for s in k.subterms(right) if s.op == "comp"}
    return left.op == "comp" and left.args[0] not in families


def _with_facts(prover: Prover, ctx: Context, definitions: list[Draft]) -> Context:
    """ctx with its facts, as far as that changes them, with these values put in; ctx if it changes none."""
    said, known = {t.conclusion for t in definitions}, {t.conclusion for t in ctx.facts}
    others = [t for t in ctx.facts if t.conclusion not in said]
    found = [thm for t in others if (thm := _changed(prover, t, ctx, definitions)) is not None]
    new = [thm for thm in found if thm.conclusion not in known]
    return ctx.knowing(*new) if new else ctx


def _changed(prover: Prover, thm: Draft, ctx: Context, definitions: list[Draft]) -> Draft | None:
    """A fact with values put in; None where it has nothing of the kind."""
    f = thm.conclusion
    if f.op == "all" and f.args[1] == "int":
        v = k.fresh(str(f.args[0]), "int", f, *ctx.assumed)
        inside = ctx.assuming(*k.bounds(v, *f.args[2:4]))
        inner = _changed(prover, draft.specialise(thm, v), inside, definitions)
        return None if inner is None else draft.generalise(v, *f.args[2:4], inner)
    found = _Putting(prover, ctx, definitions).equation(f, f) if f.op in _RELATIONS else None
    if found is None:
        return None
    for y, pattern, back in found[1]:
        thm = draft.rewrite(y, pattern, sums.symmetric(back), thm)
    return thm


_Rewriting = tuple[Term, Term, Draft]  # a letter, the formula with it, and |- new = old


class _Putting:
    """Puts values in, in a context."""

    def __init__(self, prover: Prover, ctx: Context, definitions: list[Draft]) -> None:
        self.prover, self.ctx, self.definitions = prover, ctx, definitions

    def equation(self, goal: Term, now: Term) -> tuple[Term, list[_Rewriting]] | None:
        """A formula with values put in, and the rewritings back; None where there are none."""
        back: list[_Rewriting] = []
        for old in dict.fromkeys(s for s in k.subterms(goal) if s.op in ("comp", "sum") and not k.is_open(s)):
            thm = self._value(old) or (self._below(old) if old.op == "sum" else None)
            if thm is None:
                continue
            new = thm.conclusion.args[1]
            y = k.fresh("y", max(map(k.sort_of, (old, new)), key=k.SORTS.index), now, new)
            try:
                pattern = replaced(now, old, y)
                after = k.substitute(pattern, {y: new})
            except KernelError:
                continue
            if after != now:
                back.append((y, pattern, sums.symmetric(thm)))
                now = after
        return (now, back) if back else None

    def _value(self, t: Term) -> Draft | None:
        """H |- t = what a definition says of it."""
        for general in self.definitions:
            thm = self._instance(general, t)
            if thm is not None:
                return thm
        return None

    def _instance(self, general: Draft, t: Term) -> Draft | None:
        """The instance of a general fact whose left side is t."""
        f, letters = general.conclusion, list[Term]()
        while f.op == "all":
            letters.append(k.fresh(f"i{len(letters)}", "int", f, t, *letters))
            f = k.open_(f, letters[-1])
        values = dict[Term, Term]()
        if not _matches(f.args[0], t, set(letters), values) or values.keys() != set(letters):
            return None
        thm = general
        for v in letters:
            thm = draft.specialise(thm, values[v])
        return self.prover.settle_quickly(thm, self.ctx)

    def _below(self, s: Term) -> Draft | None:
        """H |- a sum = the sum with values put in for what its summand has; None where it has none."""
        v = k.fresh(str(s.args[0]), "int", s, *self.ctx.assumed)
        body = k.open_(s, v)
        inside = _Putting(self.prover, self.ctx.assuming(*k.bounds(v, *s.args[1:3])), self.definitions)
        found = inside.equation(body, body)
        if found is None:
            return None
        thm = sums.reflexive(found[0])
        for y, pattern, back in reversed(found[1]):
            thm = draft.rewrite(y, k.eq(pattern, found[0]), back, thm)
        return draft.under_sum(v, *s.args[1:3], thm)


def _matches(pattern: object, t: object, letters: set[Term], values: dict[Term, Term]) -> bool:
    """Whether t is the pattern with values for letters, which are put into ``values``."""
    if pattern in letters:
        fits = isinstance(t, Term) and not k.is_open(t) and k.sort_of(t) == "int"
        return fits and values.setdefault(pattern, t) == t  # type: ignore[arg-type]
    if isinstance(pattern, Term) and isinstance(t, Term):
        return pattern.op == t.op and _matches(pattern.args, t.args, letters, values)
    if isinstance(pattern, tuple) and isinstance(t, tuple):
        alike = len(pattern) == len(t)
        return alike and all(_matches(p, q, letters, values) for p, q in zip(pattern, t, strict=True))
    return pattern == t
