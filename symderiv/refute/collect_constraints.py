"""Hypotheses as constraints: an evaluator that asserts relations of unknowns where it could not decide
them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.dual import Dual
from symderiv.evaluate.evaluator import Evaluation
from symderiv.evaluate.model import Distribution, Model
from symderiv.evaluate.numbers import Undecided
from symderiv.refute.constraints import Dead, Form, Open, System

RATIONAL = 0.7  # how often roots are looked for that are rational
DENIED = {"eq": "ne", "le": "lt", "lt": "le"}


class ConstraintCollector(Evaluation):
    """Evaluates formulas in a model with unknowns, and asserts their relations to a system of constraints.

    Conditions inside terms have to be decided: where they depend on unknowns, Open is raised. The system
    remembers which of several cases was chosen, so that a formula can be evaluated again.
    """

    def __init__(self, model: Model, system: System) -> None:
        super().__init__(model)
        self.system = system
        self.asserting = True
        self.along = False  # whether a statement about all numbers has been met

    def truth(self, f: Term, env: tuple[int, ...]) -> bool | None:
        if not self.asserting:
            return super().truth(f, env)
        match f.op:
            case "eq" | "le" | "lt":
                self._assert(f.op, f, env)
                return True
            case "not":
                return self._denied(f.args[0], env)
            case "and":
                return self._all_of(f.args, env)
            case "or":
                return self._either(f, f.args, env)
            case "implies":
                premise, conclusion = f.args
                return self._either(f, (k.not_(premise), k.and_(premise, conclusion)), env)
            case "all" if f.args[1] != "int":
                self.along = True
                return self._all_of(_unit_instances(f), env)
            case "ex" if f.args[1] == "int" and None not in f.args[2:4]:
                values = self._range(f.args[2], f.args[3], env)
                if not values:
                    raise Dead
                i = self.system.chosen((f, env), lambda: self.system.random.choice(values))
                return self.truth(f.args[-1], (i, *env))
            case "all" if f.args[2] is not None and f.args[3] is None and self._steady(f):
                start = self.whole(f.args[2], env)  # the second time tells c from c/t
                for i in (start, start + 1):
                    self.truth(f.args[-1], (i, *env))
                return True
            case "law":
                return self._all_of(_ranges(f), env)
            case "tends":  # try sequences that are at their limit from the start
                if not self._at_rest(f):
                    return None
                at = self._late(f)
                first, second = (k.open_(f, k.num(t)) for t in (at, at + 1))
                return self._all_of((k.eq(second, first), k.eq(second, f.args[1])), env)
        return super().truth(f, env)

    def _steady(self, f: Term) -> bool:
        """Whether a family occurs in f whose first values determine it for all times."""
        return any(s.op == "comp" and s.args[0] in self.model.steady for s in k.subterms(f))

    def _at_rest(self, f: Term) -> bool:
        """Whether every sequence in a limit follows a recurrence, or is constant."""
        steady = {name for name, fall in self.model.steady.items() if fall == 0}
        return all(c.args[0] in self.model.recurrences or c.args[0] in steady for c in _in_time(f))

    def _late(self, f: Term) -> int:
        """A time from which on all recurrences hold, and all sequences in a limit are defined."""
        laws = [law.start + law.shift for law in self.model.recurrences.values()]
        starts = [c.args[2][0][0] for c in _in_time(f)]
        return max([0, *laws, *(int(s.args[0].p) + 1 for s in starts if s is not None and s.op == "num")])

    def _all_of(self, fs: Iterable[Term], env: tuple[int, ...]) -> bool | None:
        for g in fs:
            self.truth(g, env)
        return True

    def _assert(self, op: str, f: Term, env: tuple[int, ...]) -> None:
        a, b = (self.value(s, env) for s in f.args)
        if op == "eq":
            self.system.equate(a - b, a)
        else:
            self.system.bound(op, b - a)

    def _denied(self, f: Term, env: tuple[int, ...]) -> bool | None:
        match f.op:
            case "eq":
                self._assert("ne", f, env)
                return True
            case "le" | "lt":
                self._assert(DENIED[f.op], Term(f.op, *reversed(f.args)), env)
                return True
            case "not":
                return self.truth(f.args[0], env)
            case "and":
                return self._either(f, tuple(map(k.not_, f.args)), env)
            case "or":
                return self._all_of(map(k.not_, f.args), env)
            case "implies":
                return self._all_of((f.args[0], k.not_(f.args[1])), env)
        answer = self._as_ever(partial(self.truth, f, env))
        return None if answer is None else not answer

    def _either(self, key: Term, fs: Sequence[Term], env: tuple[int, ...]) -> bool | None:
        """Assert one of the formulas, at random among those that can hold, unless one of them holds
        already."""
        outcome = frozenset(self.outcomes.coins.items())  # another outcome may be another case
        g = self.system.chosen((key, env, outcome), lambda: self._possible(fs, env))
        return True if g is None else self.truth(g, env)

    def _possible(self, fs: Sequence[Term], env: tuple[int, ...]) -> Term | None:
        left = []
        for g in fs:
            try:
                answer = self._as_ever(partial(self.truth, g, env))
            except Open:
                answer = None
            if answer:
                return None
            if answer is None:
                left.append(g)
        if not left:
            raise Dead
        return self.system.random.choice(left)

    def _as_ever(self, work: Callable[[], Any]) -> Any:
        """The result of work in which relations are decided, and none is asserted."""
        before, self.asserting = self.asserting, False
        try:
            return work()
        finally:
            self.asserting = before

    def decided(self, f: Term, env: tuple[int, ...]) -> bool:
        return bool(self._as_ever(partial(super().decided, f, env)))

    def value(self, t: Term, env: tuple[int, ...]) -> Any:
        """The value of a term; elementary functions have no unknowns in their arguments: values are chosen
        first."""
        if t.op in ("fn", "exp"):
            args = t.args[1] if t.op == "fn" else t.args
            _known(*(self.value(a, env) for a in args))
        return super().value(t, env)

    def whole(self, t: Term, env: tuple[int, ...]) -> int:
        if t.op not in ("bound", "num"):
            _known(self.value(t, env))
        return super().whole(t, env)

    def power(self, t: Term, env: tuple[int, ...]) -> Any:
        _known(self.value(t.args[1], env))
        return super().power(t, env)

    def draw(self, declared: Distribution, name: str, index: tuple[int, ...]) -> Any:
        """What is drawn with unknown parameters has no value; what is said of it is checked in the end."""
        raise Undecided(f"a value of {name}{index}, which is {declared.kind}")

    def general_power(self, t: Term, base: Any, e: Any) -> Any:
        _known(base)
        return super().general_power(t, base, e)

    def called(self, t: Term, env: tuple[int, ...]) -> Any:
        """A function at a point of a segment is a long polynomial: the point is settled before its values."""
        if self.along:
            *_, length, body = t.args
            point = [self.value(body, (i, *env)) for i in self._range(k.ONE, length, env)]
            unknown = [x for x in point if isinstance(x, Form)]
            if unknown:
                raise Open(*unknown)
        return super().called(t, env)

    @staticmethod
    def as_sort(t: Term, value: Any) -> Any:
        """A value of a sort; an unknown integer may be anything here, and is checked once it is solved
        for."""
        return value if isinstance(value, Form) else Evaluation.as_sort(t, value)

    def root(self, t: Term, x: Any) -> Any:
        """The root of an unknown number is an unknown whose power that number is."""
        if not isinstance(x, Form) or self.targets:
            return super().root(t, x)
        system = self.system
        rational = system.chosen("rational roots", lambda: system.random.random() < RATIONAL)
        if rational and t.args[1] == 2:
            length = system.length(x)
            if length is not None:
                return length
        if not rational or system.linear(x) is None:
            raise Open(x)
        r = system.value(("root", t, x.key))
        system.bound("le", r)
        system.equate(r ** t.args[1] - x)
        return r


def _ranges(f: Term) -> Iterator[Term]:
    """What a distribution says of its parameters alone."""
    name, (_, *parameters) = f.args
    if name == "normal":
        yield k.le(k.ZERO, parameters[1])
    if name == "bernoulli":
        yield from (k.le(k.ZERO, parameters[0]), k.le(parameters[0], k.ONE))
    if name in ("exponential", "poisson"):
        yield Term("lt" if name == "exponential" else "le", k.ZERO, parameters[0])
    if name == "uniform":
        yield k.le(*parameters)


def _known(*values: Any) -> None:
    """Raise Open for the unknowns in these values, so that numbers are chosen for them."""
    unknown = [form for x in values for form in _forms(x)]
    if unknown:
        raise Open(*unknown)


def _forms(x: Any) -> Iterator[Form]:
    """The polynomials in unknowns that a value consists of: a dual number has two."""
    if isinstance(x, Dual):
        yield from _forms(x.real)
        yield from _forms(x.slope)
    elif isinstance(x, Form):
        yield x


def _in_time(f: Term) -> Iterator[Term]:
    """The components below a limit that depend on its index."""
    return (s for s in k.subterms(f) if s.op == "comp" and k.is_open(s))


def _unit_instances(f: Term) -> Iterator[Term]:
    """Instances of a statement about all numbers: all variables 0, and each of them 1 in turn."""
    depth, inner = 0, f
    while inner.op == "all" and inner.args[1] != "int":
        depth, inner = depth + 1, k.open_(inner, k.ZERO)
    for one in range(-1, depth):
        inner = f
        for place in range(depth):
            inner = k.open_(inner, k.num(int(place == one)))
        yield inner
