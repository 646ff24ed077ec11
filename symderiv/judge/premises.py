"""What a cited claim brings along: the hypotheses and conditions under which its statement holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from symderiv.core.terms import Term
from symderiv.language.citations import circle_from, cited_by, drawn
from symderiv.language.errors import PageError
from symderiv.language.page import Claim
from symderiv.language.strict import strict
from symderiv.language.verdict import Kind, Support
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context
from symderiv.prove.oracles import ask
from symderiv.prove.prover import Prover
from symderiv.render import text

RELATIONS: Final = ("eq", "le", "lt", "not")  # what is tried to be seen to hold anyway


def supports(claim: Claim) -> tuple[Support, ...]:
    """The claims that a claim rests on, each behind the one that cites it; they are decided here unless they
    are already, those that rest on others after these. PageError where they form a circle."""
    page = claim.page
    circle = circle_from(claim.label, page.cites)
    if circle:
        raise PageError(f"it rests on labels that form a circle: {drawn(circle)}")
    for label in cited_by(claim.label, page.cites):
        _ = page.require(label).standing
    found: dict[str, Support] = {}
    for support in _supports(claim):
        found.setdefault(support.label, support)
    return tuple(found.values())


def _supports(claim: Claim) -> Iterator[Support]:
    for label in claim.cited:
        yield _support(claim, label)
    for label in claim.cited:
        for further in reversed(cited_by(label, claim.page.cites)):
            if further not in claim.cited:
                yield _support(claim, further, through=label)


def _support(claim: Claim, label: str, through: str = "") -> Support:
    cited = claim.page.require(label)
    erratum, definition = cited.correction is not None, cited.kind is Kind.DEFINITION
    return Support(label, cited.standing.status, erratum, definition, through)


def implied(hypotheses: Mapping[Term, str], through: Mapping[Term, str]) -> Iterator[tuple[Term, Draft]]:
    """(hypothesis, theorem) for the relations that cited claims bring and that follow from the claim's own
    hypotheses, or from these and others that were brought before.

    No statement of a claim cited is used: it holds only under what would be proved from it.
    """
    own = [strict(h) for h, label in hypotheses.items() if not label and h not in through]
    prover, ctx = Prover(text), Context().assuming(*own)
    for h in through:
        attempt = partial(prover.attempt, strict(h), ctx)
        found = ask("premises", attempt, None) if h.op in RELATIONS else None
        if found is not None:
            yield h, found
        elif not hypotheses[h]:
            ctx = ctx.assuming(strict(h))
