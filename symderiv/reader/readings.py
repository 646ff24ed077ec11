"""How a statement was read: printed from the core's term, with the ranges of the indices free in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sympy as sp

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.language.distinct import told_apart
from symderiv.language.errors import StatementError, readable
from symderiv.language.notation import Inner, Quantity, spellings
from symderiv.language.translate import Translator
from symderiv.render import Spelling, text


def terms(statement: Any, given: Sequence[Any] = ()) -> tuple[Term, tuple[Term, ...]]:
    """The core's formulas of a statement and its hypotheses."""
    translator = Translator()
    with readable():
        try:
            return translator.formula(statement), tuple(map(translator.formula, given))
        except KernelError as error:
            raise StatementError(str(error)) from error


def reading(statement: Any, given: Sequence[Any] = (), indices: Collection[str] = ()) -> str:
    """The statement as it was read; ``indices`` are names whose ranges are told.

    >>> from symderiv.language.notation import components, eq, index, sizes
    >>> n = sizes("n"); i = index("i", n); x = components("x", n)
    >>> reading(eq(x[i], 1), (), {"i"})
    'xᵢ = 1, i ∈ 1..n'
    """
    formula, hypotheses = terms(statement, given)
    with readable():
        inner = any(isinstance(s, sp.Basic) and s.has(Inner) for s in (statement, *given))
        spelling = told_apart([formula, *hypotheses], Spelling(spellings(statement, *given), inner=inner))
        return text(formula, spelling) + "".join(_ranges(statement, formula, spelling, indices))


def _ranges(statement: Any, formula: Term, spelling: Spelling, indices: Collection[str]) -> list[str]:
    """The ranges of the indices that stand free."""
    free = {v.args[0] for v in k.free_vars(formula)}
    found: list[str] = []
    for q in dict.fromkeys(p for p in sp.preorder_traversal(statement) if isinstance(p, Quantity)):
        if q.is_integer and q.name in free and q.name in indices:
            ends = map(Translator().bound, q.bounds)
            lo, hi = (None if end is None else text(end, spelling) for end in ends)
            name = text(k.var(q.name, "int"), spelling)
            found.append(f", {name} ∈ {lo}..{hi}" if hi is not None else f", {name} ≥ {lo}")
    return found
