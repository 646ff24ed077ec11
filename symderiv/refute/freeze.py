"""Models that a search has found, as data that the counterexample checker reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial
from typing import Any

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.inference import Theorem, is_genuine
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.counterexample import Counterexample, check, examine, satisfies
from symderiv.evaluate.evaluator import holds
from symderiv.evaluate.instance import instance, is_closed, with_scalars
from symderiv.evaluate.model import Model
from symderiv.normalize import draft
from symderiv.normalize.conversion import Unelaborated
from symderiv.normalize.draft import Draft
from symderiv.normalize.elaborate import Elaborator
from symderiv.prove.context import Context, Unproved
from symderiv.prove.oracles import ask
from symderiv.prove.prover import Prover
from symderiv.refute.split_goal import Piece

Follows = Callable[[Term], Draft | None]  # a proof from the hypotheses
# what the checker accepts of a model at which a piece of a statement seems to fail
Accepts = Callable[[Model, Piece], Counterexample | None]


def proved_at(formula: Term, known: Context, *, quick: bool = False) -> Draft | None:
    """A certificate of a closed formula, which may use what is known; None where none is found."""
    prover = Prover()
    if quick:
        return prover.attempt(formula, known)
    try:
        if formula.op == "not":
            return negation(formula.args[0], lambda f: prover.prove(f, known))
        return prover.prove(formula, known)
    except Unproved:
        return None


def established(model: Model, hypotheses: Sequence[Term]) -> bool:
    """Whether the hypotheses that evaluation cannot decide, since they are infinite, are proved at the model.

    The model remembers the proofs.
    """
    left = [f for f in hypotheses if holds(f, model) is None]
    known, held = Context(), _held(model, hypotheses, left)
    for f in sorted(left, key=lambda f: len(f.key)):  # what is short may help with the others
        closed = instance(f, model)
        endless = closed.op in ("all", "ex", "tends")
        if is_closed(closed):
            thm = proved_at(closed, known, quick=not endless)
        else:
            thm = proved_at(with_scalars(f, model), held)
        if thm is None:
            return False
        known = known.knowing(thm)
        model.proofs[thm.conclusion] = thm
    return True


def _held(model: Model, formulas: Sequence[Term], without: Iterable[Term]) -> Context:
    """A context of the formulas at the model's scalars, ``without`` some, and of the first values of
    sequences that follow recurrences."""
    left = set(without)
    kinds = {c.args[0]: c.args[:3] for f in formulas for c in k.subterms(f) if c.op == "comp"}
    values = (
        k.eq(Term("comp", *kinds[name], tuple(map(k.num, index))), k.num(c))
        for name in model.recurrences.keys() & kinds.keys()
        for index, c in model.drawn.get(name, {}).items()
        if isinstance(c, fmpq)
    )
    laws = [law.fact for law in model.recurrences.values() if law.fact not in formulas]
    scalars = {v for f in laws for v in k.free_vars(f)}
    known = ((v, model.term(v.args[0])) for v in sorted(scalars, key=lambda v: v.key))
    numbers = (k.eq(v, t) for v, t in known if t is not None)
    told = (with_scalars(f, model) for f in formulas if f not in left)
    return Context().assuming(*told, *values, *laws, *numbers)


def negation(f: Term, prove: Callable[[Term], Draft]) -> Draft:
    """A theorem of the negation of f; of a strict atom, by the negation of the relation behind its guards."""
    if f.op != "and":
        return prove(k.not_(f))
    last = len(f.args) - 1
    return draft.negate(
        f, draft.contradict(draft.and_elim(draft.assume(f), last), prove(k.not_(f.args[last])))
    )


def certified(certificate: Draft | Theorem) -> Theorem | None:
    """The theorem of the core that a draft is elaborated into; None where it is not."""
    return certificate if isinstance(certificate, Theorem) else _elaborated(certificate)


@lru_cache(maxsize=4096)
def _elaborated(draft: Draft) -> Theorem | None:
    try:
        return Elaborator().theorem(draft)
    except (Unelaborated, KernelError):
        return None


def proves(certificate: Any, formula: Term) -> AbstractSet[Term] | None:
    """The hypotheses under which this is a certificate of exactly this formula; None if it is not."""
    thm = certified(certificate) if isinstance(certificate, (Draft, Theorem)) else None
    genuine = thm is not None and is_genuine(thm) and thm.conclusion == formula
    return thm.hypotheses if thm is not None and genuine else None


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
        tuple(law.fact for laws in (model.recurrences, model.distributions) for law in laws.values()),
        dict(model.steady),
        model.shared,
        tuple(place),
        dict(model.proofs),
    )


def counterexample(
    model: Model, hypotheses: Sequence[Term], goal: Term, place: Sequence[int | str], follows: Follows
) -> Counterexample | None:
    """The model with proofs of what no evaluation tells, if the checker accepts it as a counterexample."""
    finding = examine(model, frozen(model, place), hypotheses, goal, proves)
    if not finding.refutes and not (
        finding.lacking and _complete(model, hypotheses, finding.lacking, follows)
    ):
        return None
    data = frozen(model, place)
    return data if check(data, hypotheses, goal, proves).refutes else None


def accepting(goal: Term, hypotheses: Sequence[Term], follows: Follows = lambda _: None) -> Accepts:
    """What accepts counterexamples to the goal under these hypotheses."""

    def accepted(model: Model, piece: Piece) -> Counterexample | None:
        work = partial(counterexample, model, hypotheses, goal, piece.place, follows)
        return ask("counterexample", work, None)

    return accepted


def accepted(
    model: Model, formulas: Sequence[Term], follows: Follows, doubts: list[Model]
) -> Counterexample | None:
    """The model as data, with proofs, if the checker accepts that all the formulas hold there; where only
    proofs are missing, the model is put among the ``doubts``."""
    holds, lacking = satisfies(model, frozen(model), formulas, proves)
    if not holds and not (lacking and _complete(model, formulas, lacking, follows)):
        doubts += [model] if lacking else []
        return None
    data = frozen(model)
    return data if satisfies(data.model(), data, formulas, proves)[0] else None


def _complete(model: Model, formulas: Sequence[Term], lacking: Mapping[Term, Term], follows: Follows) -> bool:
    """Whether proofs were found of all that the checker lacks for the formulas; the model remembers them."""
    known, held = Context(), _held(model, formulas, lacking.values())
    for thm in model.proofs.values():
        known = known if thm.hypotheses else known.knowing(thm)
    left, before = sorted(lacking, key=lambda f: len(f.key)), -1  # what is short may help with the others
    while len(left) != before:
        before, todo, left = len(left), left, []
        for f in todo:
            thm = follows(lacking[f])
            if thm is None or lacking[f] in thm.hypotheses:  # which does not say that it holds here
                thm = proved_at(f, known if is_closed(f) else held)
            if thm is None or proves(thm, thm.conclusion) is None:
                left.append(f)
                continue
            known = known if thm.hypotheses else known.knowing(thm)
            held = held.assuming(with_scalars(lacking[f], model))
            model.proofs[thm.conclusion] = thm
    return not left
