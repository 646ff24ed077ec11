"""Refutation: an exact point at which every hypothesis holds and the statement does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, NamedTuple

from flint import acb, arb, fmpq

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import Counterexample
from symderiv.evaluate.evaluator import component, drawn_from, evaluate, seems
from symderiv.evaluate.model import Model, coefficients, spreads
from symderiv.evaluate.numbers import Number, OutOfRange, Undecided, Undefined
from symderiv.prove.oracles import ask
from symderiv.refute.freeze import Accepts
from symderiv.refute.models import Kept, Memory, ModelFinder
from symderiv.refute.sampling import Points, elementary
from symderiv.refute.split_goal import Piece, split_goal

FEW, MANY = 8, 60  # agreeing points that end a search: before, and after a failed proof
_NO_VALUE = (Undefined, Undecided)
UNTOLD = 20  # points that end it where none of them tells anything
_ANY: Final = k.fresh("b", "int")  # a first index of a random family, whichever it is
DOUBTFUL = 6  # and where the checker accepts none of so many


@dataclass
class Attack:
    """The outcome: a model of the hypotheses if one was found, and a counterexample that was accepted."""

    model: Model | None = None
    points: int = 0
    counterexample: Counterexample | None = None
    agreeing: list[tuple[Term, ModelFinder | Points, Model]] = field(default_factory=list)


def searching(
    hypotheses: Sequence[Term],
    about: Sequence[Term],
    *,
    thorough: bool = False,
    memory: Memory | None = None,
) -> ModelFinder | Points:
    """The search for models of hypotheses that suits what they are about."""
    if elementary([*hypotheses, *about]):
        return Points(hypotheses, about, thorough=thorough)
    return ModelFinder(hypotheses, about, thorough=thorough, memory=memory)


def search_counterexample(
    goal: Term,
    hypotheses: Sequence[Term],
    accepts: Accepts,
    enough: int = FEW,
    memory: Memory | None = None,
) -> Attack:
    """Try the statement at exact points that satisfy the hypotheses, the smallest sizes first."""
    result = Attack()
    thorough = enough > FEW
    plain = searching(hypotheses, [goal], thorough=thorough, memory=memory)
    shared = Kept(plain.models())
    result.model = next(iter(shared), None)
    if result.model is None:
        return result
    for piece in split_goal(goal, contrary=thorough, avoid=hypotheses if thorough else ()):
        search = (
            plain
            if not piece.premises and k.free_vars(piece.statement) <= plain.vocabulary
            else searching(
                [*hypotheses, *piece.premises], [piece.statement], thorough=thorough, memory=memory
            )
        )
        models = shared if search is plain else search.models()
        if _tried(piece, search, models, accepts, enough, result):
            break
    return result


def _tried(
    piece: Piece,
    search: ModelFinder | Points,
    models: Iterable[Model],
    accepts: Accepts,
    enough: int,
    result: Attack,
) -> bool:
    """Whether one of the models refutes the piece; those at which it holds are noted."""
    tried = untold = doubtful = 0
    for model in models:
        answer = outcome(piece.statement, model)
        if answer is False:
            result.counterexample = accepts(model, piece)
            if result.counterexample is not None:
                return True
            doubtful += 1
        elif answer is True:
            tried += 1
            result.points += 1
            result.agreeing.append((piece.statement, search, model))
        untold += answer is not True
        if tried >= enough or doubtful >= DOUBTFUL or (not tried and untold >= UNTOLD):
            break
    return False


def at_a_few(goal: Term, hypotheses: Sequence[Term], accepts: Accepts) -> Counterexample | None:
    """A counterexample among the first models of each piece."""
    for piece in split_goal(goal, avoid=hypotheses):
        search = ModelFinder([*hypotheses, *piece.premises], [piece.statement])
        for model in islice(search.models(), FEW):
            data = accepts(model, piece) if outcome(piece.statement, model) is False else None
            if data is not None:
                return data
    return None


def corners(goal: Term, hypotheses: Sequence[Term], accepts: Accepts) -> Attack:
    """Try the statement at every corner: all integers at their least values and the next two."""
    result = Attack()
    for piece in split_goal(goal, avoid=hypotheses):
        search = ModelFinder([*hypotheses, *piece.premises], [piece.statement])
        for model in search.corners():
            answer = outcome(piece.statement, model)
            result.points += answer is True
            result.counterexample = accepts(model, piece) if answer is False else None
            if result.counterexample is not None:
                return result
    return result


def outcome(statement: Term, model: Model) -> bool | None:
    """Whether the statement seems to hold at the model; a component outside its range makes it false.

    Sides that agree in all computed digits count as equal.
    """
    try:
        return ask("evaluation", lambda: seems(statement, model), None, passing=_NO_VALUE)
    except OutOfRange:
        return False
    except _NO_VALUE:
        return None


def undefined_part(statement: Term, model: Model) -> str | None:
    """A component of the statement whose index is outside its range at the model; None if there is none."""
    try:
        seems(statement, model)
    except OutOfRange as error:
        return str(error)
    except (Undefined, Undecided):
        return None
    return None


def values(model: Model, formulas: Sequence[Term], show: Callable[[Term], str] = str) -> dict[str, str]:
    """The model as text: free variables of the formulas, the components that were looked at, those that
    go on without end once more at the next time, and the outcomes of random quantities."""
    _go_on(model)
    names = {v.args[0] for f in formulas for v in k.free_vars(f)}
    families = {s.args[0] for f in formulas for s in k.subterms(f) if s.op == "comp"}
    families |= {s.args[1][0] for f in formulas for s in k.subterms(f) if s.op == "loss"}
    functions = {s.args[0] for f in formulas for s in k.subterms(f) if s.op == "call"}
    scalars = [name for name in sorted(names) if name in model.scalars]
    told = _without_marks(scalars, names | families | functions)
    found = {told[name]: _scalar(name, model, show) for name in scalars}
    for name in sorted(families):
        for index, value in sorted(model.families.get(name, {}).items()):
            found[f"{name}[{', '.join(map(str, index))}]"] = str(value)
    found |= {d.name: d.text for d in distributions(model, formulas)}
    found |= _drawn_together(model, formulas)
    return found | {name: _polynomial(name, model) for name in sorted(functions)}


TOGETHER: Final = "from one draw"


def _drawn_together(model: Model, formulas: Sequence[Term]) -> dict[str, str]:
    """The quantities with a declared law that are functions of one draw."""
    parts = (s for f in formulas for s in k.subterms(f) if s.op == "comp")
    lawful = {name for name, d in model.distributions.items() if d.kind != "conditional"}
    found = {s.args[0]: len(s.args[3]) for s in parts if s.args[0] in lawful}
    together: dict[Any, list[str]] = {}
    for name, size in sorted(found.items()):
        told = f"{name}[{', '.join('·' * size)}]" if size else name
        for draw in drawn_from(model, name, (1,) * size) if model.shared else ():
            together.setdefault(draw, []).append(told)
    alike = (names for names in together.values() if len(names) > 1 or names[0].endswith("]"))
    return {_tuple(names): TOGETHER for names in alike}


def _without_marks(names: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """Names as a witness has them: generated ones without their mark, primed where they would be
    another's."""
    taken = {name for name in others if not name.endswith(k.MARK)}
    told = {}
    for name in names:
        told[name] = name.rstrip(k.MARK)
        while name.endswith(k.MARK) and told[name] in taken:
            told[name] += "'"
        taken.add(told[name])
    return told


def _go_on(model: Model) -> None:
    """Evaluate each steady sequence at a second time, so that a witness shows how it goes on."""
    for name in model.steady:
        known = [index for index in model.families.get(name, {}) if index[0] > 0]
        first = min(known, default=())
        if len(first) == 1 == len(known):
            component(model, name, (first[0] + 1,))


class Distribution(NamedTuple):
    """Random components that depend on one another, and the values that they take together, each of these
    with the same probability; for each first index anew, where that is left open, and independently."""

    components: tuple[Term, ...]
    values: tuple[tuple[Number, ...], ...]

    @property
    def name(self) -> str:
        """Such as X, X[·], or (X[·, 1], X[·, 2])."""
        return _tuple(_member(c) for c in self.components)

    @property
    def text(self) -> str:
        """Such as -1 or 2 (probability 1/2 each)."""
        told = " or ".join(_tuple(map(str, values)) for values in self.values)
        return told if len(self.values) == 1 else f"{told} (probability 1/{len(self.values)} each)"


def _tuple(parts: Iterable[str]) -> str:
    found = list(parts)
    return found[0] if len(found) == 1 else f"({', '.join(found)})"


def _member(c: Term) -> str:
    name, _, _, indices = c.args
    places = ", ".join("·" if i == _ANY else str(i.args[0]) for i in indices)
    return f"{name}[{places}]" if indices else str(name)


def distributions(model: Model, formulas: Sequence[Term]) -> list[Distribution]:
    """The finite outcome space of the random quantities in the formulas, as far as it was looked at."""
    coins: dict[tuple[Any, ...], list[tuple[Term, Number, Number]]] = {}
    for t, centre, spread in _tossed(model, formulas):
        name, *_, indices = t.args
        alone = spread == 0  # and no coin decides it
        coin = (t,) if alone else ("" if model.shared else name, *indices[:1])
        coins.setdefault(coin, []).append((t, centre, spread))
    return [
        Distribution(
            tuple(c for c, _, _ in tossed), tuple(tuple(m + side * d for _, m, d in tossed) for side in sides)
        )
        for tossed in coins.values()
        for sides in [_sides(tossed[0][2])]
    ]


def _sides(spread: Number) -> tuple[int, ...]:
    """The sides of a coin, the lesser value first."""
    if spread == 0:
        return (0,)
    return (1, -1) if isinstance(spread, fmpq) and spread < 0 else (-1, 1)


def _tossed(model: Model, formulas: Sequence[Term]) -> Iterator[tuple[Term, Number, Number]]:
    """The random components that were looked at, each with its centre and spread."""
    parts = (s for f in formulas for s in k.subterms(f) if s.op == "comp" and s.args[1] in k.CHANCE)
    shapes = {s.args[0]: s.args for s in sorted(parts, key=lambda s: s.key)}
    for name, (_, sort, ranges, _) in sorted(shapes.items()):
        for rest in sorted(model.drawn.get(spreads(name), {})):
            indices = (*((_ANY,) if ranges else ()), *map(k.num, rest))
            yield Term("comp", name, sort, ranges, indices), *model.spread(name, (0, *rest))


def _scalar(name: str, model: Model, show: Callable[[Term], str]) -> str:
    """The value of a scalar: a number, or the constant that it is."""
    value = model.scalars[name]
    return show(model.terms[name]) if isinstance(value, (arb, acb)) and name in model.terms else str(value)


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
