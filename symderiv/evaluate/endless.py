"""What a few values tell of an endless range: indices that may be exchanged, sequences that stand still."""

from __future__ import annotations

from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.model import Model, lead

WINDOW: Final = (
    3  # with up to four quantifiers, every pattern of equal indices occurs among so many more values
)


def exchangeable(f: Term, model: Model) -> bool:
    """Whether the truth of f depends only on which of its quantified integers are equal.

    It does if they start from the same value, and occur as first indices of random components without
    laws, which are identically distributed and independent, and otherwise only in equations between each
    other. No other random component may occur: one of the indices may happen to be its own.
    """
    indices: list[Term] = []
    start = f.args[2]
    while f.op == "all" and f.args[1] == "int" and f.args[3] is None and f.args[2] is not None:
        if f.args[2] != start or k.is_random(start) or len(indices) > WINDOW:
            return False
        indices.append(k.fresh(f"{f.args[0]}°", "int", f, *indices))
        f = k.open_(f, indices[-1])

    def fits(t: Term) -> bool:
        if t.op in ("all", "ex") and None in t.args[2:4]:
            return False
        if t.op == "eq" and set(t.args) <= set(indices):
            return True
        if t.op == "comp" and t.args[1] in k.CHANCE:
            lawful = t.args[0] in model.recurrences or t.args[0] in model.distributions
            if lawful or not set(t.args[3][:1]) <= set(indices):
                return False
            around = Term("comp", *t.args[:3], t.args[3][1:])
            return all(map(fits, k.parts(around)))
        if t.op == "comp" and not k.free_vars(t).isdisjoint(indices):
            return False
        return t not in indices and all(map(fits, k.parts(t)))

    return bool(indices) and fits(f)


def late(model: Model) -> int:
    """The first time at which all laws hold."""
    return max((law.start + law.shift for law in model.recurrences.values()), default=1)


def through_laws(t: Term, v: Term, model: Model, ahead: int | None) -> bool:
    """Whether t depends on the time v only through sequences with laws (at v + ahead, if that is given)."""
    if v not in k.free_vars(t):
        return True
    if t.op == "comp":
        found = lead(t, v)
        return t.args[0] in model.recurrences and found is not None and ahead in (None, found)
    return t != v and all(through_laws(p, v, model, ahead) for p in k.parts(t))
