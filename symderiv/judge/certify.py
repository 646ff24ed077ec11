"""From the draft that a search has found to a theorem that the core has accepted."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from symderiv.core import terms as k
from symderiv.core.certificate import certificate
from symderiv.core.terms import KernelError, Term
from symderiv.language.verdict import Evidence
from symderiv.normalize.conversion import Unelaborated
from symderiv.normalize.draft import Draft
from symderiv.normalize.elaborate import Elaborator
from symderiv.prove.context import Unproved

_FUNCTIONS = frozenset({"exp", "root", "fn"})
# what the core's rules look at as a whole: that a gradient is taken at one point, that outcomes are bound
_BEYOND = frozenset({"loss", "call", "smooth", "mean", "surely", "tends"})


class Certified(NamedTuple):
    """What a theorem rests on, and its steps; no steps where those of the draft are not elaborated yet."""

    evidence: Evidence
    axioms: tuple[str, ...]
    steps: dict[str, Any] | None


def certified(draft: Draft, goal: Term, hypotheses: AbstractSet[Term]) -> Certified:
    """A theorem of exactly this goal under some of these hypotheses, by the core.

    Only what is about elementary functions and nothing else, the hypotheses that are used included, may stand
    on the normal forms alone.
    """
    try:
        thm = Elaborator().theorem(draft)
    except (Unelaborated, KernelError) as error:
        if not is_elementary(goal, *draft.hypotheses):
            raise Unproved(f"a proof was found, but not accepted: {error}") from error
        return Certified(Evidence.KERNEL, tuple(sorted(draft.axioms)), None)
    if thm.conclusion != goal or not thm.hypotheses <= hypotheses:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    evidence = Evidence.AXIOMS if thm.axioms else Evidence.CERTIFICATE
    return Certified(evidence, tuple(sorted(thm.axioms)), certificate(thm))


def is_elementary(goal: Term, *hypotheses: Term) -> bool:
    """Whether a statement is about exponentials, roots or functions of the table, and neither it nor what it
    rests on about losses, unknown functions, chance or limits."""
    parts = [s for f in (goal, *hypotheses) for s in k.subterms(f)]
    return any(map(_is_function, k.subterms(goal))) and not any(s.op in _BEYOND for s in parts)


def _is_function(t: Term) -> bool:
    return t.op in _FUNCTIONS or (t.op == "pow" and k.sort_of(t.args[1]) != "int")
