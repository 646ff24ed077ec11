"""Planted errors: a formula with one small thing changed, as by a slip of the pen.

Nothing is decided here. A change that can only make a statement weaker is not made, as it would be true;
neither is any in a relation whose sides are the same term, as an error in both would not be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ZERO, Term

SIGN: Final = "sign"
COEFFICIENT: Final = "coefficient"
EXPONENT: Final = "exponent"
SHIFT: Final = "index shift"
TERM: Final = "dropped term"
SYMBOL: Final = "swapped symbol"
BOUND: Final = "changed bound"
DROPPED: Final = "dropped hypothesis"
WEAKENED: Final = "weakened hypothesis"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: its kind, the part as it was and as it is (None: it is gone), and the formula with it
    (None where a hypothesis is gone)."""

    kind: str
    before: Term
    after: Term | None
    formula: Term | None


class _Part(NamedTuple):
    """A part of a term: how it is put back, itself, what binds around it, and what it is there for."""

    back: Callable[[Term], Term]
    term: Term
    scope: tuple[Term, ...]
    role: str


_VALUE, _INDEX, _INSIDE, _LOW, _HIGH = "value", "index", "inside an index", "low", "high"
_RELATIONS: Final = ("eq", "le", "lt")


def mutations(formula: Term, also: Iterable[Term] = ()) -> Iterator[Mutation]:
    """All changes of a statement; symbols are swapped for those of ``also``, too.

    >>> x, y = k.var("x"), k.var("y")
    >>> [(s.kind, s.after) for s in mutations(k.eq(k.add(x, y), k.ONE))][:3]
    [('sign', num(-1)), ('sign', mul(num(-1),var(x,real))), ('coefficient', mul(num(2),var(x,real)))]
    """
    seen = {formula}
    for mutation in _Mutations([formula, *also]).of(_Part(_same, formula, (), _VALUE), 1):
        if mutation.formula is not None and mutation.formula not in seen:
            seen.add(mutation.formula)
            yield mutation


def weakenings(hypothesis: Term) -> Iterator[Mutation]:
    """The hypothesis dropped, and then what is weaker than it."""
    yield Mutation(DROPPED, hypothesis, None, None)
    for weaker in _weaker(hypothesis):
        yield Mutation(WEAKENED, hypothesis, weaker, weaker)


def _weaker(f: Term) -> Iterator[Term]:
    match f.op:
        case "and":
            yield from (k.and_(*_without(f.args, i)) for i in range(len(f.args)))
        case "lt":
            yield k.le(*f.args)
        case "le":
            yield k.le(f.args[0], _plus(f.args[1], 1))
        case "all" if f.args[1] == "int":
            yield from (Term("all", *f.args[:2], *new, f.args[4]) for new in _ranges(f, inward=True))


def _ranges(f: Term, *, inward: bool) -> Iterator[tuple[Term | None, Term | None]]:
    """The range of a quantifier made smaller, or larger, by one at each end that it has."""
    lo, hi = f.args[2:4]
    step = 1 if inward else -1
    if lo is not None:
        yield _plus(lo, step), hi
    if hi is not None:
        yield lo, _plus(hi, -step)


def _same(t: Term) -> Term:
    return t


def _without(args: tuple[Term, ...], i: int) -> tuple[Term, ...]:
    return args[:i] + args[i + 1 :]


def _put(args: tuple[Term, ...], i: int, new: Term) -> tuple[Term, ...]:
    return (*args[:i], new, *args[i + 1 :])


def _plus(t: Term, n: int) -> Term:
    """t + n, in one number with one that stands in t already."""
    if t.op == "num":
        return k.num(t.args[0] + n)
    terms = t.args if t.op == "add" else (t,)
    number = sum(s.args[0] for s in terms if s.op == "num") + n
    return k.add(*(s for s in terms if s.op != "num"), k.num(number))


def _double(t: Term) -> Term:
    return k.mul(k.num(2), *(t.args if t.op == "mul" else (t,)))


def _numbered(t: Term) -> bool:
    """Whether a number stands in t as a factor, which is changed where it stands."""
    return t.op in ("num", "add") or (t.op == "mul" and any(s.op == "num" for s in t.args))


class _Mutations:
    """The changes of formulas with one vocabulary."""

    def __init__(self, formulas: Iterable[Term]) -> None:
        terms = [s for f in formulas for s in k.subterms(f)]
        self.variables = sorted({s for s in terms if s.op == "var"}, key=_key)
        families = {Term("comp", *s.args[:3], ()) for s in terms if s.op == "comp"}
        self.families = sorted((f for f in families if not k.is_open(f)), key=_key)
        indices = [i for s in terms if s.op in ("comp", "call") for i in s.args[3 if s.op == "comp" else 1]]
        used = {s for i in indices for s in k.subterms(i)}
        self.indices = [v for v in self.variables if v.args[1] == "int" and v in used]

    def of(self, part: _Part, polarity: int) -> Iterator[Mutation]:
        """The changes of a part and of all below it; polarity is 1 where the part has to be true for the
        whole to be, -1 where it has to be false, 0 where that cannot be said."""
        t, scope = part.term, part.scope
        if t.op in _RELATIONS and t.args[0] == t.args[1]:
            return
        for kind, before, after, whole in self._here(part, polarity):
            shown = None if after is None else _named(after, scope)
            yield Mutation(kind, _named(before, scope), shown, part.back(whole))
        for inner, sign in self._parts(part, polarity):
            yield from (
                replace(mutation, formula=part.back(mutation.formula))
                for mutation in self.of(inner, sign)
                if mutation.formula is not None
            )

    # -- what can be changed in a term itself: the kind, what is shown before and after, the new term

    def _here(self, part: _Part, polarity: int) -> Iterator[tuple[str, Term, Term | None, Term]]:
        t = part.term
        if part.role == _INDEX:
            yield from ((SHIFT, t, new, new) for new in (_plus(t, 1), _plus(t, -1)))
        elif part.role in (_LOW, _HIGH):
            yield from ((BOUND, t, new, new) for new in (_plus(t, 1), _plus(t, -1)))
        if t.op in ("var", "bound"):
            yield from ((SYMBOL, t, new, new) for new in self._others(part))
        if part.role != _VALUE:
            return
        if t.op in k.FORMULAS:
            yield from self._in_formula(part, polarity)
        else:
            yield from self._in_value(t)

    def _others(self, part: _Part) -> Iterator[Term]:
        """The symbols that could be meant instead: for an index all others, for a number the next."""
        t, around = part.term, len(part.scope)
        integers = [i for i in range(around) if part.scope[-1 - i].args[1] == "int"]
        if t.op == "bound" or (t.args[1] == "int" and part.role != _VALUE):
            if t.op == "bound" and t.args[0] not in integers:
                return
            yield from (Term("bound", i) for i in integers if t != Term("bound", i))
            yield from (v for v in self.indices if v != t)
            return
        alike = [v for v in self.variables if v.args[1] == t.args[1]]
        if len(alike) > 1:
            yield alike[(alike.index(t) + 1) % len(alike)]

    def _in_value(self, t: Term) -> Iterator[tuple[str, Term, Term | None, Term]]:
        match t.op:
            case "num":
                new = k.num(t.args[0] + (-1 if t.args[0] == -1 else 1))
                yield COEFFICIENT, t, new, new
            case "comp":
                for new in self._other_families(t):
                    yield SYMBOL, t, new, new
            case "add":
                for i, s in enumerate(t.args):
                    for kind, new in self._summand(s):
                        yield kind, s, new, Term("add", *_put(t.args, i, new))
                    yield TERM, s, None, k.add(*_without(t.args, i))
            case "mul":
                for i, s in enumerate(t.args):
                    if s.op in ("var", "comp"):
                        new = k.power(s, 2)
                        yield EXPONENT, s, new, Term("mul", *_put(t.args, i, new))
                    if s.op != "num":
                        yield TERM, s, None, k.mul(*_without(t.args, i))
            case "pow":
                e = t.args[1]
                new = k.power(t.args[0], _plus(e, -1 if e == k.num(-1) else 1))
                yield EXPONENT, t, new, new
            case "root":
                yield EXPONENT, t, t.args[0], t.args[0]

    def _other_families(self, t: Term) -> Iterator[Term]:
        alike = [f for f in self.families if f.args[1:3] == t.args[1:3]]
        names = [f.args[0] for f in alike]
        if len(alike) > 1 and t.args[0] in names:
            other = names[(names.index(t.args[0]) + 1) % len(names)]
            yield Term("comp", other, *t.args[1:])

    @staticmethod
    def _summand(s: Term) -> Iterator[tuple[str, Term]]:
        if s != ZERO:
            yield SIGN, _opposite(s)
        if not _numbered(s):
            yield COEFFICIENT, _double(s)

    def _in_formula(self, part: _Part, polarity: int) -> Iterator[tuple[str, Term, Term | None, Term]]:
        t = part.term
        match t.op:
            case "eq" | "le" | "lt":
                yield from self._in_relation(t, part.scope, polarity)
            case "tends":
                limit, body = t.args[1:]
                if limit != ZERO:
                    for kind, new in self._summand(limit):
                        yield kind, limit, new, Term("tends", t.args[0], new, body)
            case "not" if t.args[0] != FALSE:
                yield SIGN, t, t.args[0], t.args[0]
            case "implies" if polarity >= 0:
                premise, conclusion = t.args
                yield DROPPED, premise, None, conclusion
                if premise.op == "and":
                    for i, s in enumerate(premise.args):
                        rest = k.and_(*_without(premise.args, i))
                        yield DROPPED, s, None, k.implies(rest, conclusion)
            case "or" if polarity >= 0:
                for i, s in enumerate(t.args):
                    yield TERM, s, None, k.or_(*_without(t.args, i))
            case "all" | "ex" if t.args[1] == "int":
                outward = polarity if t.op == "all" else -polarity
                for inward in (False, True):
                    if outward == 0 or (outward < 0) == inward:
                        for lo, hi in _ranges(t, inward=inward):
                            new = Term(t.op, *t.args[:2], lo, hi, t.args[4])
                            yield BOUND, t, new, new

    def _in_relation(
        self, t: Term, scope: tuple[Term, ...], polarity: int
    ) -> Iterator[tuple[str, Term, Term | None, Term]]:
        a, b = t.args
        if t.op == "le" and polarity >= 0:
            yield BOUND, t, k.lt(a, b), k.lt(a, b)
        elif t.op == "lt" and polarity <= 0:
            yield BOUND, t, k.le(a, b), k.le(a, b)
        if t.op != "eq":
            yield SIGN, t, Term(t.op, b, a), Term(t.op, b, a)
        if _about_indices(t, scope):
            for step in (1, -1):
                if t.op == "eq" or polarity * step <= 0:  # the other makes the statement weaker
                    new = Term(t.op, a, _plus(b, step))
                    yield SHIFT if t.op == "eq" else BOUND, t, new, new
            return
        for i, (side, other) in enumerate(((a, b), (b, a))):
            if other != ZERO and side.op != "add":
                for kind, new in self._summand(side):
                    yield kind, side, new, Term(t.op, *_put(t.args, i, new))

    # -- the parts

    def _parts(self, part: _Part, polarity: int) -> Iterator[tuple[_Part, int]]:
        t, role = part.term, part.role
        if t.op == "if" and (whole := _extremum(t)) is not None:  # what is written once is changed as one
            for i, arg in enumerate(whole.args):
                yield _Part(lambda new, i=i: whole.put(i, new), arg, part.scope, role), 0  # type: ignore[misc]
            return
        if role != _VALUE or (t.op in _RELATIONS and _about_indices(t, part.scope)):
            role = _INSIDE
        signs = {"and": [polarity] * len(t.args), "or": [polarity] * len(t.args), "not": [-polarity]}
        signs |= {"implies": [-polarity, polarity], "surely": [polarity]}
        for i in _looked_at(t):
            sign = signs[t.op][i] if t.op in signs else polarity if t.op in ("all", "ex") else 0
            yield from ((p, sign) for p in self._at(part, i, role))

    def _at(self, part: _Part, i: int, role: str) -> Iterator[_Part]:
        """The parts that the i-th argument is, or that stand in it."""
        t, scope = part.term, part.scope
        arg = t.args[i]
        if isinstance(arg, tuple):
            for j, index in enumerate(arg):
                yield _Part(lambda new, j=j: _with(t, i, _put(arg, j, new)), index, scope, _INDEX)  # type: ignore[misc]
        elif isinstance(arg, Term):
            if t.op in k.BINDERS and i == len(t.args) - 1:
                sort = t.args[1] if t.op in ("all", "ex") else "int"
                hint = t.args[2] if t.op in ("call", "smooth") else t.args[0]
                scope = (*scope, k.var(str(hint), sort))
            elif t.op == "sum":
                role = _LOW if i == 1 else _HIGH
            yield _Part(lambda new: _with(t, i, new), arg, scope, role)


class _Extremum(NamedTuple):
    """|x|, or the least or greatest of two, whose parts stand in the term more than once."""

    args: tuple[Term, ...]
    least: bool

    def put(self, i: int, new: Term) -> Term:
        """The same with another argument."""
        args = _put(self.args, i, new)
        if len(args) == 1:
            return k.absolute(args[0])
        return Term("if", k.le(*args), *(args if self.least else reversed(args)))


def _extremum(t: Term) -> _Extremum | None:
    condition, a, b = t.args
    if t == k.absolute(a):
        return _Extremum((a,), least=False)
    if condition.op == "le" and condition.args in ((a, b), (b, a)):
        return _Extremum(condition.args, least=condition.args == (a, b))
    return None


def _key(t: Term) -> str:
    return t.key


def _with(t: Term, i: int, new: object) -> Term:
    return Term(t.op, *t.args[:i], new, *t.args[i + 1 :])


def _looked_at(t: Term) -> Iterable[int]:
    """The places of the arguments that are changed: what was declared (ranges, lengths, of what a loss is
    one) is not."""
    match t.op:
        case "num" | "var" | "bound" | "loss":
            return ()
        case "comp":
            return (3,)
        case "smooth" | "all" | "ex":  # the range of a quantifier is changed from outside
            return (4,)
        case "call":
            return (1, 4)
        case "pow":
            return (0,) if t.args[1].op == "num" else (0, 1)
    return range(len(t.args))


def _opposite(t: Term) -> Term:
    if t.op == "mul" and t.args[0] == k.num(-1):
        return k.mul(*t.args[1:])
    return k.neg(t)


def _about_indices(t: Term, scope: tuple[Term, ...]) -> bool:
    """Whether a relation is between integers that no component and no sum is part of."""
    simple = ("num", "var", "bound", "add", "mul")
    return all(
        k.sort_of(_named(s, scope)) == "int" and all(p.op in simple for p in k.subterms(s)) for s in t.args
    )


def _named(t: Term, scope: tuple[Term, ...]) -> Term:
    """t with names for its loose bound variables, to be shown."""

    def go(s: Term, depth: int) -> Term:
        if k.loose(s) <= depth:
            return s
        if s.op == "bound":
            return scope[depth - int(s.args[0]) - 1]
        return k.map_parts(lambda p, deep: go(p, depth + deep), s)

    return go(t, 0)
