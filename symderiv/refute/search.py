"""Refutation: an exact point at which every hypothesis holds and the statement does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.evaluator import Model, coefficients, evaluate, seems
from symderiv.evaluate.numbers import OutOfRange, Undecided, Undefined
from symderiv.prove.oracles import ask
from symderiv.refute.models import Kept, Search, pieces
from symderiv.refute.sampling import Points, elementary

FEW, MANY = 8, 60  # agreeing points that end the search for a witness: before, and after a failed proof
_NO_VALUE = (Undefined, Undecided)
UNTOLD = 20  # points that end it where none of them tells anything


@dataclass
class Attack:
    """The outcome: a model of the hypotheses if one was found, and a witness against the statement."""

    model: Model | None = None
    points: int = 0
    witness: Model | None = None
    failing: Term | None = None  # the piece of the statement that fails at the witness
    reason: str | None = None  # what is undefined there, where that is what fails
    agreeing: list[tuple[Term, Search | Points, Model]] = field(default_factory=list)


def searching(
    hypotheses: Sequence[Term], about: Sequence[Term], *, thorough: bool = False
) -> Search | Points:
    """The search for models of hypotheses that suits what they are about."""
    kind = Points if elementary([*hypotheses, *about]) else Search
    return kind(hypotheses, about, thorough=thorough)


def attack(
    goal: Term,
    hypotheses: Sequence[Term],
    enough: int = FEW,
    admits: Callable[[Model], bool] = lambda _: True,
) -> Attack:
    """Try the statement at exact points that satisfy the hypotheses, the smallest sizes first.

    A witness is a point that ``admits`` allows, too.
    """
    result = Attack()
    plain = searching(hypotheses, [goal], thorough=enough > FEW)
    shared = Kept(plain.models())
    result.model = next(iter(shared), None)
    if result.model is None:
        return result
    for extra, statement in pieces(goal, contrary=enough > FEW, avoid=hypotheses if enough > FEW else ()):
        search = (
            plain
            if not extra and k.free_vars(statement) <= plain.vocabulary
            else searching([*hypotheses, *extra], [statement], thorough=enough > FEW)
        )
        tried = untold = 0
        for model in shared if search is plain else search.models():
            answer, reason = outcome(statement, model)
            if answer is False and admits(model):
                result.witness, result.failing, result.reason = model, statement, reason
                return result
            if answer is True:
                tried += 1
                result.points += 1
                result.agreeing.append((statement, search, model))
            untold += answer is not True
            if tried >= enough or (not tried and untold >= UNTOLD):
                break
    return result


def out_of_range(
    conditions: Iterable[Term], hypotheses: Sequence[Term], admits: Callable[[Model], bool]
) -> Attack | None:
    """A point at which one of these conditions, that an index is within its range, does not hold."""
    for f in conditions:
        for extra, statement in pieces(f, avoid=hypotheses):
            for model in islice(Search([*hypotheses, *extra], [statement]).models(), FEW):
                if outcome(statement, model)[0] is False and admits(model):
                    reason = "an index is outside its range"
                    return Attack(model, witness=model, failing=statement, reason=reason)
    return None


def corners(goal: Term, hypotheses: Sequence[Term]) -> Attack:
    """Try the statement at every corner: all integers at their least values and the next two."""
    result = Attack()
    for extra, statement in pieces(goal, avoid=hypotheses):
        search = Search([*hypotheses, *extra], [statement])
        for model in search.corners():
            answer, reason = outcome(statement, model)
            if answer is False:
                result.witness, result.failing, result.reason = model, statement, reason
                return result
            if answer is True:
                result.points += 1
    return result


def outcome(statement: Term, model: Model) -> tuple[bool | None, str | None]:
    """Whether the statement holds at the model; a component outside its range makes it false.

    It holds as far as can be told where both sides have the same value in all the digits that are computed.
    """
    try:
        return ask("evaluation", lambda: seems(statement, model), None, passing=_NO_VALUE), None
    except OutOfRange as error:
        return False, str(error)
    except _NO_VALUE:
        return None, None


def values(model: Model, formulas: Sequence[Term]) -> dict[str, str]:
    """The model as text: free variables of the formulas, and the components that were looked at."""
    names = {v.args[0] for f in formulas for v in k.free_vars(f)}
    families = {s.args[0] for f in formulas for s in k.subterms(f) if s.op == "comp"}
    families |= {s.args[1][0] for f in formulas for s in k.subterms(f) if s.op == "loss"}
    functions = {s.args[0] for f in formulas for s in k.subterms(f) if s.op == "call"}
    found = {name: str(model.scalars[name]) for name in sorted(names) if name in model.scalars}
    for name in sorted(families):
        for index, value in sorted(model.families.get(name, {}).items()):
            found[f"{name}[{', '.join(map(str, index))}]"] = str(value)
    return found | {name: _polynomial(name, model) for name in sorted(functions)}


def _polynomial(name: str, model: Model) -> str:
    """The polynomial that a function stands for, in its arguments x1, x2, ..."""
    known = sorted(model.families.get(coefficients(name), {}).items())
    letters = "x" if all(index[0] == 1 for index, _ in known) else "x1 x2 x3 x4 x5 x6"
    names = letters.split()
    return (
        " + ".join("*".join([str(c), *(names[i - 1] for i in index[1:])]) for index, c in known if c != 0)
        or "0"
    )


def sides(statement: Term, model: Model) -> dict[str, str] | None:
    """The values of both sides of a relation."""
    inner = statement.args[0] if statement.op == "not" else statement
    if inner.op not in ("eq", "le", "lt"):
        return None
    found = {}
    for name, side in zip(("lhs", "rhs"), inner.args, strict=True):
        try:
            found[name] = str(evaluate(side, model))
        except (Undefined, Undecided) as error:
            found[name] = f"undefined: {error}"
    return found
