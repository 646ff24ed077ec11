"""Random exact points, and whether a statement of the core's survives them.

A point has a value for what is undefined too, since the core's terms are total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from random import Random
from typing import Any, Final, NamedTuple

from flint import acb, fmpq, fmpq_poly

from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate import evaluator as ev
from symderiv.refute.models import ModelFinder

Statement = tuple[frozenset[Term], Term]  # hypotheses and conclusion

POINTS = 14  # points that are drawn for a theorem
ENOUGH = 6  # points at which a theorem has to be true
SEARCHED = 3  # points that are searched for where the hypotheses held at none of them
UNJUDGED = (ev.Undefined, ev.Undecided, KernelError, RecursionError)


# -- points ------------------------------------------------------------------------------------------

PALETTES: Final = [
    [fmpq(*v) for v in values]
    for values in (
        [(0, 1)],
        [(1, 1)],
        [(0, 1), (1, 1)],
        [(-1, 1), (0, 1), (1, 1)],
        [(1, 1), (2, 1), (3, 1), (1, 2)],
        [(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 2), (1, 3)],
    )
]
SIZES: Final = [fmpq(n) for n in (0, 1, 1, 2, 2, 3, 4, -1)]


@dataclass
class Point:
    """A model, one outcome of its random quantities, and a value for whatever is undefined, or None."""

    model: ev.Model
    random: Random
    arbitrary: fmpq | None = None
    moving: frozenset[str] | None = None  # the families that are a + b/t at the time t, their first index
    coins: dict[Any, int] = field(default_factory=dict)

    def holds(self, f: Term) -> bool | None:
        """Whether f holds; None where the evaluator cannot tell."""
        with ev.precisely():
            while True:
                run = Total(self)
                run.coins = dict(self.coins)
                try:
                    return run.truth(f, ())
                except ev.Toss as toss:
                    self.coins[toss.args[0]] = self.random.choice((1, -1))
                except UNJUDGED:
                    return None

    def fails(self, f: Term) -> bool | None:
        """Whether f is false here; what is said of an endless range is tried at a few places."""
        answer = self.holds(f)
        if answer is not None:
            return not answer
        try:
            return self._fails(f)
        except UNJUDGED:
            return None

    def _fails(self, f: Term) -> bool | None:
        match f.op:
            case "and":
                return _any(map(self.fails, f.args))
            case "implies" if self.holds(f.args[0]) is True:
                return self.fails(f.args[1])
            case "all":
                return _any(self.fails(g) for g in self._instances(f))
        return None

    def _instances(self, f: Term) -> Iterator[Term]:
        values = SIZES if f.args[1] == "int" else PALETTES[-1]
        for value in dict.fromkeys(map(k.num, values)):
            if all(self.holds(b) for b in k.bounds(value, f.args[2], f.args[3])):
                yield k.open_(f, value)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Of those that are known; None where none is."""
    known = [a for a in answers if a is not None]
    return any(known) if known else None


def _all(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    return False if False in known else None if None in known else True


class Total(ev.Evaluation):
    """The evaluator, with the point's value for what is undefined, and limits of rational sequences.

    That value depends on nothing but the operator, so that equal arguments have equal values. Below a
    derivative what is undefined stays so.
    """

    def __init__(self, point: Point) -> None:
        super().__init__(point.model)
        self.point = point
        self.least = 1  # the time from on which all components that were met are within their ranges

    def value(self, t: Term, env: tuple[int, ...]) -> Any:
        try:
            return super().value(t, env)
        except ev.Undefined as error:
            if self.targets or self.point.arbitrary is None:
                raise
            if t.op == "diff":  # by a component outside its range, or at a kink
                raise ev.Undecided from error
            return self._arbitrary(t, env)

    def _arbitrary(self, t: Term, env: tuple[int, ...]) -> Any:
        """The point's value, and powers with whole exponents as they are, in whatever form these come."""
        if t.op == "pow":
            base, e = (self.value(a, env) for a in t.args)
            if isinstance(e, fmpq) and e.q == 1 and (e >= 0 or base != 0):
                return base ** int(e.p)
            if isinstance(e, fmpq) and e.q == 1 and self.point.arbitrary is not None:  # 0^-n is (0^-1)^n
                return self.point.arbitrary ** -int(e.p)
        return self.point.arbitrary

    def truth(self, f: Term, env: tuple[int, ...]) -> bool | None:
        if f.op in ("le", "lt"):  # which say that both sides are real
            sides = (self.value(a, env) for a in f.args)
            if any(isinstance(side, acb) and not side.imag.contains(0) for side in sides):
                return False
        answer = super().truth(f, env)
        if answer is None and self.point.moving is not None and not k.is_open(f):
            if f.op == "tends":
                return self._tending(f)
            if f.op == "all" and f.args[1] == "int" and f.args[2] is not None and f.args[3] is None:
                return self._for_ever(f)
        return answer

    def _tending(self, f: Term) -> bool | None:
        v = k.fresh("t", "int", f)
        body, limit = k.open_(f, v), self.value(f.args[1], ())
        ratio = self._geometric(body, v) or self._along(body, v)
        if ratio is None or not isinstance(limit, fmpq):
            return None
        top, below = ratio
        if top.degree() < below.degree() or top == 0:
            return bool(limit == 0)
        if top.degree() > below.degree():
            return False
        return bool(top[top.degree()] / below[below.degree()] == limit)

    def _geometric(self, t: Term, v: Term) -> tuple[fmpq_poly, fmpq_poly] | None:
        """What tends to the same as q^(v + c)."""
        if t.op != "pow" or v in k.free_vars(t.args[0]) or v not in k.free_vars(t.args[1]):
            return None
        q, e = self.value(t.args[0], ()), self._along(t.args[1], v)
        if e is None or e[1].degree() > 0 or e[0].degree() != 1 or e[0][1] != e[1][0]:
            return None
        if not isinstance(q, fmpq) or abs(q) > 1 or q == -1:
            return None
        return fmpq_poly([int(q == 1)]), fmpq_poly([1])

    def _for_ever(self, f: Term) -> bool | None:
        """A relation for all integers from one on, both sides rational in it."""
        v = k.fresh("t", "int", f)
        relation, start = k.open_(f, v), self.whole(f.args[2], ())
        if relation.op not in ("eq", "le", "lt"):
            return None
        a, b = (self._along(s, v) for s in relation.args)
        if a is None or b is None:
            return None
        signs = (b[0] * a[1] - a[0] * b[1]) * a[1] * b[1]
        last = max(start, self.least, _beyond(signs))
        if last - start > ev.MAX_SPAN:
            return None
        later = fmpq(0) if signs == 0 else signs[signs.degree()]
        if not {"eq": later == 0, "le": later >= 0, "lt": later > 0}[relation.op]:
            return False
        return _all(self.truth(k.open_(f, k.num(n)), ()) for n in range(start, last + 1))

    def _along(self, t: Term, v: Term) -> tuple[fmpq_poly, fmpq_poly] | None:
        """t as a quotient of polynomials in v, from some v on."""
        if t == v:
            return fmpq_poly([0, 1]), fmpq_poly([1])
        if v not in k.free_vars(t):
            value = self.value(t, ())
            return (fmpq_poly([value]), fmpq_poly([1])) if isinstance(value, fmpq) else None
        if t.op == "comp" and t.args[0] in (self.point.moving or ()):
            time_, *rest = t.args[3]
            now = self._along(time_, v)
            inner = [r for r in rest if v in k.free_vars(r)] or t.args[2][0][1] is not None
            if now is None or now[1].degree() > 0 or now[0].degree() != 1 or now[0][1] != now[1][0] or inner:
                return None
            lo, moved = t.args[2][0][0], now[0] / now[1][0]
            first = 1 if lo is None else max(1, self.whole(lo, ()))
            self.least = max(self.least, first - int(moved[0]))
            a, b = parameters(self.model, t.args[0], tuple(self.whole(r, ()) for r in rest))
            return a * moved + b, moved
        if t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].q == 1:
            base, n = self._along(t.args[0], v), int(t.args[1].args[0].p)
            if base is None or abs(n) > 8 or (n < 0 and base[0] == 0):
                return None
            top, below = base if n >= 0 else base[::-1]
            return top ** abs(n), below ** abs(n)
        if t.op not in ("add", "mul"):
            return None
        top, below = fmpq_poly([int(t.op == "mul")]), fmpq_poly([1])
        for s in t.args:
            part = self._along(s, v)
            if part is None:
                return None
            top = top * part[0] if t.op == "mul" else top * part[1] + part[0] * below
            below *= part[1]
        return top, below


def _beyond(p: fmpq_poly) -> int:
    """A whole number from which on the polynomial keeps its sign (Cauchy's bound)."""
    n = p.degree()
    if n <= 0:
        return 0
    return int(max(abs(p[i] / p[n]) for i in range(n)).ceil()) + 2


def parameters(model: ev.Model, name: str, rest: tuple[int, ...]) -> tuple[fmpq, fmpq]:
    """Of a family that moves with its first index."""
    return model.draw(f"a of {name}", rest), model.draw(f"b of {name}", rest)


def drawn(seed: str, sorts: dict[tuple[str, str], str]) -> Point:
    """A point for variables and components of these sorts."""
    random = Random(seed)
    palette = random.choice(PALETTES)
    families = frozenset(name for (op, name), sort in sorts.items() if op == "comp" and sort == "real")
    moving = families if random.random() < 0.4 else None
    values: dict[Any, fmpq] = {}

    def draw(name: str, index: tuple[int, ...]) -> fmpq:
        key = name, index
        if key not in values:
            if moving and index and index[0] and name in moving:
                a, b = draw(f"a of {name}", index[1:]), draw(f"b of {name}", index[1:])
                values[key] = a + b / index[0]
            else:
                sort = sorts.get(("comp", name), "real")
                values[key] = Random(f"{seed} {key}").choice(_values(sort, palette))
        return values[key]

    variables = sorted((name, sort) for (op, name), sort in sorts.items() if op == "var")
    known = {name: random.choice(_values(sort, palette)) for name, sort in variables}
    model = ev.Model(known, draw=draw, shared=random.random() < 0.2)
    return Point(model, random, random.choice([fmpq(0), fmpq(1), fmpq(-1), fmpq(2)]), moving)


def _values(sort: str, palette: list[fmpq]) -> list[Any]:
    return SIZES if sort == "int" else [*palette, *_gaussian()] if sort == "complex" else palette


@cache
def _gaussian() -> list[acb]:
    """Complex values, if this evaluator takes any."""
    c = k.var("c", "complex")
    point = Point(ev.Model({"c": acb(0, 1)}), Random(0))
    try:
        if point.holds(k.eq(k.power(c, 2), k.num(-1))) and point.holds(k.eq(c, k.ONE)) is False:
            return [acb(0, 1), acb(0, -1), acb(1, 1), acb(-1, 2)]
    except (TypeError, ValueError, AttributeError):
        pass
    return []


def _vocabulary(statement: Statement) -> dict[tuple[str, str], str]:
    """The names in a statement, and their sorts: the narrowest, where one name has several."""
    sorts: dict[tuple[str, str], str] = {}
    for f in (*statement[0], statement[1]):
        for s in k.subterms(f):
            if s.op in ("var", "comp"):
                key, sort = (s.op, s.args[0]), s.args[1]
                both = {sorts.get(key, sort), sort}
                sorts[key] = next((r for r in ("int", "random", "real") if r in both), sort)
    return sorts


# -- judging -----------------------------------------------------------------------------------------


class Judgement(NamedTuple):
    """What evaluation says of a theorem: at how many points its hypotheses held and its conclusion could be
    judged, and one at which it is false."""

    kind: str  # "true", "never judged", "trivial" or "false"
    points: int = 0
    witness: Point | None = None


def statement_of(thm: Theorem) -> Statement:
    return thm.hypotheses, thm.conclusion


def judged(
    statement: Statement, *, points: int = POINTS, enough: int = ENOUGH, undefined: fmpq | None = None
) -> Judgement:
    """Compare a statement with the evaluator, at points that are drawn, or searched for where none fits.

    What is undefined has any value there, or the one that is named.
    """
    hypotheses, conclusion = statement
    if conclusion in hypotheses or k.FALSE in hypotheses:
        return Judgement("trivial")
    seed = " ".join(sorted(f.key for f in (*hypotheses, conclusion)))
    count, met, sorts = 0, False, _vocabulary(statement)
    ordered = sorted(hypotheses, key=lambda f: len(f.key))
    for at in range(points):
        point = drawn(f"{at} {seed}", sorts)
        if undefined is not None:
            point.arbitrary = undefined
        if not all(point.holds(h) for h in ordered):
            continue
        met = True
        answer = point.fails(conclusion)
        if answer:
            return Judgement("false", count, point)
        count += answer is False
        if count >= enough:
            break
    for point in [] if met else _searched(statement):
        answer = point.fails(conclusion)
        if answer and all(point.holds(h) for h in ordered):
            return Judgement("false", count, point)
        count += answer is False
    return Judgement("true" if count else "never judged", count)


def _searched(statement: Statement) -> Iterator[Point]:
    """Points from the search for models that stands before every proof."""
    try:
        for model in islice(ModelFinder(list(statement[0]), [statement[1]]).models(), SEARCHED):
            yield Point(model, Random(0))
    except UNJUDGED:
        return
