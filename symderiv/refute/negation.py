"""Models at which the negation of a statement may be provable, where no evaluation can refute it.

Nothing is decided here. Sequences are looked at early and late, so that no proof is tried of what is not so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from flint import arb, fmpq

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined

EARLY: Final = (16, 17)
LATE: Final = (60, 61)  # no law has to be followed further, and no sum to be longer
NEARER: Final = 0.75  # how much nearer to its limit a sequence is late than early, at most
NEAR: Final = 1e-12
STEPS: Final = 3  # values of an integer without a bound
SHARES: Final = tuple(
    fmpq(p, q) for p, q in ((0, 1), (1, 9), (1, 4), (1, 2), (3, 4), (8, 9), (1, 1))
)  # of a way
AT_ONCE: Final = 8  # models among which the most promising come first


def promising(goal: Term, models: Iterable[Model]) -> Iterator[Model]:
    """The models at which the goal does not seem to be true, those first at which it seems to be false; of
    every few the simplest first."""
    models = iter(models)
    while group := list(islice(models, AT_ONCE)):
        rated = [(seeming(goal, m), _length(m), i) for i, m in enumerate(group)]
        for _, _, i in sorted((answer is None, n, i) for answer, n, i in rated if answer is not True):
            yield group[i]


def contraries(f: Term) -> Iterator[Term]:
    """Formulas each of which makes a relation false, likely ones first; a search solves them for points."""
    match f.op:
        case "lt":
            yield k.eq(*f.args)
            yield k.lt(*reversed(f.args))
        case "le":
            yield k.lt(*reversed(f.args))
        case "eq":
            yield k.not_(f)
        case "not" if f.args[0].op in ("eq", "le", "lt"):
            yield f.args[0]
        case "or":
            yield k.and_(*map(k.not_, f.args))


def _length(model: Model) -> int:
    """The length of the model as text, which measures how simple it is."""
    numbers = [*model.scalars.values(), *(x for known in model.families.values() for x in known.values())]
    return sum(len(str(x)) for x in numbers if x != 0)


def seeming(f: Term, model: Model) -> bool | None:
    """Whether f seems to hold at the model; None where that cannot be said."""
    try:
        return _seeming(f, model)
    except (Undefined, Undecided, KernelError, RecursionError):
        return None


def _seeming(f: Term, model: Model) -> bool | None:
    match f.op:
        case "and":
            return _all(seeming(g, model) for g in f.args)
        case "or":
            return _not(_all(_not(seeming(g, model)) for g in f.args))
        case "not":
            return _not(seeming(f.args[0], model))
        case "implies":
            a, b = f.args
            return _not(_all((seeming(a, model), _not(seeming(b, model)))))
        case "tends":
            return _tends(f, model, evaluate(f.args[1], model))
        case "ex" if (
            f.args[1] == "real" and f.args[4].op == "tends" and f.args[4].args[1] == Term("bound", 0)
        ):
            inner = k.open_(f, k.var("limit°", "real"))
            return _tends(inner, model, evaluate(k.open_(inner, k.num(2 * LATE[-1])), model))
        case "all" | "ex" if f.args[1] == "int" and f.args[2] is not None:
            return _each(f, model)
        case "all" if f.args[1] == "real":
            return _along(f, model)
    return holds(f, model)


def _along(f: Term, model: Model) -> bool | None:
    """False where what is said of all reals seems false at one of a few between the bounds, or between 0 and
    1."""
    answer = holds(f, model)
    lo, hi = (
        default if end is None else end for end, default in zip(f.args[2:4], (k.ZERO, k.ONE), strict=True)
    )
    if answer is None:
        places = (k.add(lo, k.mul(k.num(share), k.sub(hi, lo))) for share in SHARES)
        return False if any(seeming(k.open_(f, t), model) is False for t in places) else None
    return answer


def _each(f: Term, model: Model) -> bool | None:
    """The apparent truth of a quantifier over integers: for all of a range, or the first few of an infinite
    one."""
    first = int(_exact(evaluate(f.args[2], model)).p)
    last = first + STEPS - 1
    if f.args[3] is not None:
        last = int(_exact(evaluate(f.args[3], model)).p)
        if last - first > LATE[-1]:
            return None
    answers = [seeming(k.open_(f, k.num(i)), model) for i in range(first, last + 1)]
    if f.op == "all":
        return _all(answers)
    found = _not(_all(map(_not, answers)))
    return found if found or f.args[3] is not None else None


def _tends(f: Term, model: Model, limit: Any) -> bool | None:
    """Whether late members are near the limit, or much nearer than early ones."""
    early, late = (
        max(_distance(evaluate(k.open_(f, k.num(t)), model), limit) for t in times) for times in (EARLY, LATE)
    )
    return late <= NEAR or late <= NEARER * early


def _distance(x: Any, limit: Any) -> float:
    return abs(_float(x) - _float(limit))


def _float(x: Any) -> float:
    if isinstance(x, fmpq):
        return int(x.p) / int(x.q)
    if isinstance(x, arb):
        return float(x)
    raise Undecided("a number that is not real")


def _exact(x: Any) -> fmpq:
    if not isinstance(x, fmpq):
        raise Undecided("a bound that is not known exactly")
    return x


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _all(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    return False if False in found else None if None in found else True
