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


class Certified(NamedTuple):
    """What a theorem rests on, and its steps; no steps where those of the draft are not elaborated yet."""

    evidence: Evidence
    axioms: tuple[str, ...]
    steps: dict[str, Any] | None


def certified(draft: Draft, goal: Term, hypotheses: AbstractSet[Term]) -> Certified:
    """A theorem of exactly this goal under some of these hypotheses, by the core.

    Only identities of elementary functions may stand on the normal forms alone.
    """
    try:
        thm = Elaborator().theorem(draft)
    except (Unelaborated, KernelError) as error:
        if not is_elementary(goal):
            raise Unproved(f"a proof was found, but not accepted: {error}") from error
        return Certified(Evidence.KERNEL, tuple(sorted(draft.axioms)), None)
    if thm.conclusion != goal or not thm.hypotheses <= hypotheses:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    evidence = Evidence.AXIOMS if thm.axioms else Evidence.CERTIFICATE
    return Certified(evidence, tuple(sorted(thm.axioms)), certificate(thm))


def is_elementary(f: Term) -> bool:
    """Whether a statement is about exponentials, roots or functions of the table."""
    return any(s.op in _FUNCTIONS or (s.op == "pow" and k.sort_of(s.args[1]) != "int") for s in k.subterms(f))
