"""From the draft that a search has found to a theorem that the core has accepted."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from symderiv.core.certificate import certificate
from symderiv.core.inference import Theorem, is_genuine
from symderiv.core.terms import KernelError, Term
from symderiv.language.verdict import Evidence
from symderiv.normalize.conversion import Unelaborated
from symderiv.normalize.draft import Draft
from symderiv.normalize.elaborate import Elaborator
from symderiv.prove.context import Unproved


class Certified(NamedTuple):
    """What a theorem rests on, and its steps."""

    evidence: Evidence
    axioms: tuple[str, ...]
    steps: dict[str, Any]


def certified(draft: Draft, goal: Term, hypotheses: AbstractSet[Term]) -> Certified:
    """A theorem of exactly this goal under some of these hypotheses, by the core."""
    try:
        thm = Elaborator().theorem(draft)
    except (Unelaborated, KernelError) as error:
        raise Unproved("a proof was found that the core has not accepted") from error
    return accepted_as(thm, goal, hypotheses)


def accepted_as(
    thm: Theorem, goal: Term, hypotheses: AbstractSet[Term], steps: dict[str, Any] | None = None
) -> Certified:
    """A theorem as the evidence for exactly this goal under some of these hypotheses; ``steps`` are those
    that it was replayed from."""
    if not is_genuine(thm) or thm.conclusion != goal or not thm.hypotheses <= hypotheses:
        raise Unproved("the theorem that was found is not the statement that was asked for")
    evidence = Evidence.AXIOMS if thm.axioms else Evidence.CERTIFICATE
    return Certified(evidence, tuple(sorted(thm.axioms)), certificate(thm) if steps is None else steps)
