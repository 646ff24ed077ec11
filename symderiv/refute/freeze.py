"""Models that a search has found, frozen into data that the counterexample checker reads."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from flint import fmpq

from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import Counterexample, check, examine, satisfies
from symderiv.evaluate.evaluator import Model
from symderiv.evaluate.instance import is_closed
from symderiv.normalize.draft import Theorem, is_genuine
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover


def proved_at(formula: Term, known: Context) -> Theorem | None:
    """A certificate of a closed formula, which may use what is known; None where none is found."""
    prover = Prover()
    try:
        return prover.prove(formula, known)
    except Unproved:
        return None


def proves(certificate: Any, formula: Term) -> AbstractSet[Term] | None:
    """The hypotheses under which this is a certificate of exactly this formula; None if it is not."""
    genuine = is_genuine(certificate) and certificate.conclusion == formula
    return certificate.hypotheses if genuine else None


def frozen(model: Model, place: Sequence[int | str] = ()) -> Counterexample:
    """The model as data: its exact values, and no others."""
    terms = {name: model.term(name) for name in model.scalars}
    tables = {
        name: {index: c for index, c in known.items() if isinstance(c, fmpq)}
        for name, known in model.drawn.items()
    }
    return Counterexample(
        {name: t for name, t in terms.items() if t is not None},
        tables,
        tuple(law.fact for law in model.recurrences.values()),
        dict(model.steady),
        model.shared,
        tuple(place),
        dict(model.proofs),
    )


def counterexample(
    model: Model, hypotheses: Sequence[Term], goal: Term, place: Sequence[int | str]
) -> Counterexample | None:
    """The model with proofs of what no evaluation tells, if the checker accepts it as a counterexample."""
    finding = examine(model, frozen(model, place), hypotheses, goal, proves)
    if not finding.refutes and not (finding.lacking and _complete(model, finding.lacking)):
        return None
    data = frozen(model, place)
    return data if check(data, hypotheses, goal, proves).refutes else None


def accepted(model: Model, formulas: Sequence[Term]) -> Counterexample | None:
    """The model as data, with proofs, if the checker accepts that all the formulas hold there."""
    holds, lacking = satisfies(model, frozen(model), formulas, proves)
    if not holds and not (lacking and _complete(model, lacking)):
        return None
    data = frozen(model)
    return data if satisfies(data.model(), data, formulas, proves)[0] else None


def _complete(model: Model, lacking: Sequence[Term]) -> bool:
    """Whether proofs were found of all that is lacking; the model remembers them."""
    known = Context()
    for thm in model.proofs.values():
        known = known.knowing(thm)
    for f in sorted(lacking, key=lambda f: len(f.key)):  # what is short may help with the others
        thm = proved_at(f, known) if is_closed(f) else None
        if thm is None:
            return False
        known = known.knowing(thm)
        model.proofs[f] = thm
    return True
