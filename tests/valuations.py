"""Valuations of the core's terms by mpmath, with an arbitrary value for whatever is undefined.

It shares no code with the evaluator of the package, and reads every term as a total function of the values of
its parts: equal arguments have equal values, defined or not.  A formula is true, false, or not to be told.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count, product
from typing import Any

import mpmath

from symderiv.core import terms as k
from symderiv.core.terms import ONE, PI, I, Term

CLOSE = mpmath.mpf(10) ** -25
POINTS = 80  # of some formulas' variables
SEEDS = 2  # for each, of what is undefined there
OUTCOMES = (0.5, 0.25, 0.25)  # and their probabilities
MAX_SUMMANDS = 40
LATE = 50  # from here on, families move along a + b/n

mp = mpmath.mp.clone()
mp.dps = 60
STEP = mp.mpf(10) ** -15  # of a difference quotient

_fresh = count()


class Undefined(Exception):
    """A term has no value at a point."""


class Untold(Exception):
    """A value or truth that is out of reach."""


def snapped(value: Any) -> Any:
    """A value, on the axis if it is next to one: cuts lie there."""
    value = mp.mpc(value)
    size = abs(value)
    re, im = (0 if abs(part) < CLOSE * size else part for part in (value.real, value.imag))
    return mp.mpc(re, im)


def near(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= CLOSE * (1 + abs(a) + abs(b)))


def whole(value: Any) -> int | None:
    """The integer that a value is, or None."""
    n = int(mp.nint(value.real))
    return n if near(value, n) else None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "asin": mp.asin, "acos": mp.acos, "asinh": mp.asinh, "acosh": mp.acosh,
    "sin": mp.sin, "cos": mp.cos, "sinh": mp.sinh, "cosh": mp.cosh, "erf": mp.erf, "erfc": mp.erfc,
    "erfi": mp.erfi, "rgamma": mp.rgamma, "re": mp.re, "im": mp.im, "abs": abs, "conj": mp.conj,
    "I": lambda: mp.mpc(0, 1), "pi": lambda: mp.pi, "golden": lambda: mp.phi,
}  # fmt: skip

# with the values that have to be finite and not 0
PARTIAL: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "log": (mp.log, lambda w: w),
    "arg": (mp.arg, lambda w: w),
    "tan": (mp.tan, mp.cos),
    "cot": (mp.cot, mp.sin),
    "sec": (mp.sec, mp.cos),
    "csc": (mp.csc, mp.sin),
    "tanh": (mp.tanh, mp.cosh),
    "coth": (mp.coth, mp.sinh),
    "sech": (mp.sech, mp.cosh),
    "csch": (mp.csch, mp.sinh),
    "atan": (mp.atan, lambda w: w * w + 1),
    "atanh": (mp.atanh, lambda w: w * w - 1),
    "acot": (lambda w: mp.atan(1 / w) if w else mp.pi / 2, lambda w: w * w + 1),  # at 0 as SymPy has it
    "asec": (lambda w: mp.acos(1 / w), lambda w: w),
    "acsc": (lambda w: mp.asin(1 / w), lambda w: w),
    "acoth": (lambda w: mp.atanh(1 / w) if w else mp.mpc(0, mp.pi / 2), lambda w: w * w - 1),
    "asech": (lambda w: mp.acosh(1 / w), lambda w: w),
    "acsch": (lambda w: mp.asinh(1 / w), lambda w: w),
    "gamma": (mp.gamma, mp.rgamma),
    "factorial": (mp.factorial, lambda w: mp.rgamma(w + 1)),
    "beta": (mp.beta, lambda a, b: mp.rgamma(a) * mp.rgamma(b) * mp.rgamma(a + b)),
    "floor": (lambda w: mp.floor(w.real), lambda w: int(w.imag == 0)),
}


class Valuation:
    """Values of variables and families, and of all that is undefined; one outcome of what is random."""

    def __init__(self, values: dict[Term, Any], seed: int) -> None:
        self.values = dict(values)
        self.seed = seed
        self.outcome = 0

    # -- what is drawn -----------------------------------------------------------------------------

    def drawn(self, sort: str, *what: Any) -> Any:
        """A value that its names and the seed decide."""
        chosen = random.Random(f"{self.seed} {what}")  # noqa: S311 - points, no secrets
        if sort == "int":
            return mp.mpc(chosen.choice([-2, -1, 0, 1, 2, 3, 4]))
        real = mp.mpf(chosen.choice([-4, -2, -1, 0, 1, 2, 3, 6])) / 2
        return mp.mpc(real, chosen.choice([-8, 0, 1, 5]) if sort == "complex" else 0)

    def arbitrary(self, sort: str, *what: Any) -> Any:
        """The value of something undefined: equal arguments have equal values, in whatever form they come."""
        return self.drawn(sort, *(a if isinstance(a, (str, int)) else mp.nstr(a, 20) for a in what))

    def component(self, t: Term) -> Any:
        name, sort, _, indices = t.args
        at = [self.value(i) for i in indices]
        family = (name, sort, self.outcome if sort == "random" else None)
        drawn_sort = sort if sort in k.SORTS else "real"
        first = whole(at[0]) if at else None
        rest = [mp.nstr(a, 12) for a in at[1:]]
        if first is not None and first > LATE and sort != "int":
            limit, move = (self.drawn(drawn_sort, *family, part, *rest) for part in ("limit", "move"))
            return limit + move / first
        return self.drawn(drawn_sort, *family, *(mp.nstr(a, 12) for a in at))

    # -- terms -------------------------------------------------------------------------------------

    def value(self, t: Term) -> Any:
        match t.op:
            case "var":
                if t not in self.values:
                    self.values[t] = self.drawn(t.args[1], t.args[0])
                return self.values[t]
            case "num":
                return mp.mpc(t.args[0].numerator) / t.args[0].denominator
            case "comp":
                return self.component(t)
            case "ind":
                return mp.mpc(self.told(t.args[0]))
            case "if":
                return self.value(t.args[1] if self.told(t.args[0]) else t.args[2])
            case "sum":
                return mp.fsum(self.items(t, t.args[0], t.args[1], t.args[2]))
            case "mean":
                return mp.fsum(p * self.value(t.args[0]) for p in self.outcomes())
            case "diff":
                return self.slope(t)
            case "loss":
                return self.loss(t)
            case "call":
                return self.called(t)
        args = [self.value(p) for p in k.parts(t)]
        try:
            return snapped(self.defined(t, args))
        except Undefined:
            return self.undefined(t, args)

    def undefined(self, t: Term, args: list[Any]) -> Any:
        real = all(a.imag == 0 for a in args)
        match t.op:
            case "pow" if whole(args[1]) is not None:  # 0^-n
                return self.arbitrary("real", "1/0") ** -whole(args[1])  # type: ignore[operator]
            case "pow" | "root":
                return self.arbitrary(k.sort_of(t), t.op, k.sort_of(t), *args, str(t.args[-1]))
        sort = k.FUNCTIONS[t.args[0]][1]
        return self.arbitrary(
            "real" if sort == "like" and real else "complex" if sort == "like" else sort, t.args[0], *args
        )

    def defined(self, t: Term, args: list[Any]) -> Any:
        match t.op:
            case "add":
                return mp.fsum(args)
            case "mul":
                return mp.fprod(args)
            case "exp":
                return mp.exp(args[0])
            case "root":
                return self.root(t, args[0])
            case "pow":
                return self.power(t, *args)
        return self.function(t.args[0], args)

    def root(self, t: Term, radicand: Any) -> Any:
        if k.sort_of(t.args[0]) != "complex" and radicand.real < 0:
            raise Undefined
        return mp.root(radicand, t.args[1]) if radicand else mp.mpf(0)

    def power(self, t: Term, base: Any, exponent: Any) -> Any:
        n = whole(exponent)
        if n is not None:
            if base == 0 and n < 0:
                raise Undefined
            return base**n
        real = "complex" not in map(k.sort_of, t.args)
        if base == 0 or (real and base.real < 0):
            raise Undefined
        return mp.exp(exponent * mp.log(base))

    def function(self, name: str, args: list[Any]) -> Any:
        if name == "fibonacci":
            n = whole(args[0])
            if n is None:
                raise Undefined
            return mp.mpf(mp.fib(n))
        if name == "binomial":
            n = whole(args[1])
            if n is None:
                raise Undefined
            falling = mp.fprod(args[0] - i for i in range(n))
            return falling / mp.factorial(n) if n >= 0 else mp.mpf(0)
        if name in FUNCTIONS:
            return FUNCTIONS[name](*args)
        if name not in PARTIAL:
            raise Untold(name)
        function, defined_where = PARTIAL[name]
        if abs(defined_where(*args)) < CLOSE:
            raise Undefined
        return function(*args)

    @contextmanager
    def opened(self, t: Term, sort: str = "int") -> Iterator[tuple[Term, Callable[[Any], None]]]:
        """The body of a binder, and what gives its variable a value."""
        v = k.var(f"bound {next(_fresh)}", sort)
        yield k.open_(t, v), lambda value: self.values.__setitem__(v, mp.mpc(value))
        self.values.pop(v, None)

    def items(self, t: Term, _: str, lo: Term, hi: Term) -> list[Any]:
        first, last = (self.value(end) for end in (lo, hi))
        if first.imag or last.imag:
            raise Untold("complex bounds")
        low, high = int(mp.ceil(first.real - CLOSE)), int(mp.floor(last.real + CLOSE))
        if high - low > MAX_SUMMANDS:
            raise Untold("a long sum")
        result = []
        with self.opened(t) as (body, put):
            for v in range(low, high + 1):
                put(v)
                result.append(self.value(body))
        return result

    def outcomes(self) -> Iterator[float]:
        before = self.outcome
        for self.outcome, p in enumerate(OUTCOMES):
            yield p
        self.outcome = before

    def slope(self, t: Term) -> Any:
        """A difference quotient where those from both sides agree."""
        body, target = t.args
        if target.op == "comp":
            v = k.var(f"target {next(_fresh)}", "real")
            at = [self.value(i) for i in target.args[3]]

            def moved(s: Term) -> Term:
                """s with the target's component taken out of its family, wherever an index says so."""
                s = k.map_parts(lambda p, _: moved(p), s)
                if s.op != "comp" or s.args[:2] != target.args[:2] or len(s.args[3]) != len(at):
                    return s
                here = [k.eq(i, j) for i, j in zip(s.args[3], target.args[3], strict=True)]
                return Term("if", k.and_(*here), v, s) if here else v

            start, body, target = self.value(target), moved(body), v
        else:
            start = self.value(target)
        values = {}
        for step in (0, -1, 1, -100, 100):
            self.values[target] = start + step * STEP
            values[step] = self.value(body)
        self.values[target] = start
        if t.args[1].op == "comp":
            del self.values[target]
        sides = [(values[n] - values[0]) / (n * STEP) for n in (-1, 1)]
        if abs(sides[0] - sides[1]) <= mp.mpf(10) ** -8 * (1 + abs(sides[0])):
            return (values[1] - values[-1]) / (2 * STEP)
        return self.arbitrary("real", "diff", *values.values())

    def loss(self, t: Term) -> Any:
        """Linear, with the gradient that it has."""
        (name, ranges, *fixed), _, length, _ = t.args[1:]
        with self.opened(t) as (body, put):
            n = whole(self.value(length))
            if n is None or n > MAX_SUMMANDS:
                raise Untold("a loss of many numbers")
            total = mp.mpc(0)
            for at in range(1, n + 1):
                put(at)
                slope = Term("comp", name, "value", ranges, (*fixed, k.num(at)))
                total += self.value(slope) * self.value(body)
        return mp.mpc(total.real)

    def called(self, t: Term) -> Any:
        """a.y + (b.y)^3 for a vector y, and its partial derivatives."""
        name, indices, hint, length, _ = t.args
        point = self.items(t, hint, ONE, length)
        if any(y.imag for y in point):
            return self.arbitrary("real", name, *point)
        a, b = ([self.drawn("int", name, part, n) for n in range(1, len(point) + 1)] for part in "ab")
        at = [whole(self.value(i)) for i in indices]
        if not all(n is not None and 1 <= n <= len(point) for n in at):
            return self.arbitrary("real", name, *point, *map(self.value, indices))
        s, d = mp.fdot(b, point), len(at)
        cubic = mp.fprod(b[n - 1] for n in at) * (0 if d > 3 else mp.ff(3, d) * s ** (3 - d))  # type: ignore[operator]
        return cubic + (mp.fdot(a, point) if d == 0 else a[at[0] - 1] if d == 1 else 0)  # type: ignore[operator]

    # -- formulas ----------------------------------------------------------------------------------

    def told(self, f: Term) -> bool:
        answer = self.holds(f)
        if answer is None:
            raise Untold(str(f))
        return answer

    def holds(self, f: Term) -> bool | None:
        match f.op:
            case "false":
                return False
            case "not":
                inner = self.holds(f.args[0])
                return None if inner is None else not inner
            case "and":
                return every(map(self.holds, f.args))
            case "or":
                return some(map(self.holds, f.args))
            case "implies":
                return some([self.holds(k.not_(f.args[0])), self.holds(f.args[1])])
            case "surely":
                return every(self.holds(f.args[0]) for _ in self.outcomes())
            case "all" | "ex":
                return self.quantified(f)
            case "smooth":
                return True
        try:
            return self.tends(f) if f.op == "tends" else self.related(f)
        except Untold:
            return None

    def related(self, f: Term) -> bool:
        a, b = map(self.value, f.args)
        if f.op == "eq":
            return near(a, b)
        real = a.imag == b.imag == 0
        return bool(
            real and (a.real < b.real or near(a, b) if f.op == "le" else a.real < b.real and not near(a, b))
        )

    def quantified(self, f: Term) -> bool | None:
        _, sort, lo, hi, _ = f.args
        try:
            ends = [None if end is None else self.value(end) for end in (lo, hi)]
        except Untold:
            return None
        some_value = f.op == "ex"
        if any(end is not None and end.imag for end in ends):
            return not some_value
        low, high = (None if end is None else end.real for end in ends)
        bounded = sort == "int" and low is not None and high is not None and high - low <= MAX_SUMMANDS
        tried = (
            [mp.mpc(n) for n in range(int(mp.ceil(low - CLOSE)), int(mp.floor(high + CLOSE)) + 1)]
            if bounded
            else self.samples(sort, low, high)
        )
        answers = []
        with self.opened(f, sort) as (body, put):
            for value in tried:
                put(value)
                answers.append(self.holds(body))
        if not bounded:
            answers.append(None)
        return some(answers) if some_value else every(answers)

    @staticmethod
    def samples(sort: str, low: Any, high: Any) -> list[Any]:
        """Some values of a range."""
        ends = [e for e in (low, high) if e is not None]
        tried = [mp.mpc(v) for v in (-2, -1, 0, 1, 2, 3, 10**6)] + [mp.mpc(e) for e in ends]
        if sort != "int":
            tried += [mp.mpc("0.5"), mp.mpc("-0.25")] + [mp.mpc(sum(ends) / len(ends)) for _ in ends[:1]]
        if sort == "complex" and not ends:
            tried += [mp.mpc(0, 1), mp.mpc(-1, -2)]
        return [
            v
            for v in tried
            if (low is None or v.real >= low - CLOSE) and (high is None or v.real <= high + CLOSE)
        ]

    def tends(self, f: Term) -> bool | None:
        """Told by the distance from the limit, far out."""
        limit = self.value(f.args[1])
        with self.opened(f) as (body, put):
            away = []
            for n in (10**6, 10**9, 10**12):
                put(n)
                away.append(abs(self.value(body) - limit))
        if away[2] < 1e-6 and away[2] <= away[1] <= away[0]:
            return True
        return False if away[2] > 1e-3 and away[1] > 1e-3 else None


def every(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    return False if False in known else None if None in known else True


def some(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    return True if True in known else None if None in known else False


# -- points --------------------------------------------------------------------------------------------

HALVES = [mp.mpf(p) / 2 for p in (0, 1, -1, 2, -2, 3, -4, 5)]
TURNS = [mp.pi * mp.mpf(p) / 4 for p in (-4, -2, -1, 1, 2, 3, 4, 8)]
VALUES = {
    "int": [mp.mpf(p) for p in range(-3, 5)],
    "real": HALVES + TURNS[:4] + [mp.mpf("0.3"), mp.mpf("-7.125")],
    "complex": [mp.mpc(a, b) for a, b in product(HALVES[:6], [0, *HALVES[3:6]])]
    + [mp.mpc(a, b) for a, b in product((0, 1), TURNS)]
    + [mp.pi / 2, mp.mpc("0.3", "-1.7"), mp.mpc("-2.5", "0.1"), mp.mpc("-1.25", "-0.0625")],
}


def valuations(*formulas: Term, most: int = POINTS) -> list[Valuation]:
    """Points of the variables of formulas: all combinations, or some at random."""
    variables = sorted(frozenset[Term]().union(*map(k.free_vars, formulas)), key=lambda v: v.key)
    pools = [[snapped(value) for value in VALUES[v.args[1]]] for v in variables]
    points = list(product(*pools))
    if len(points) > most:
        points = random.Random(7).sample(points, most)  # noqa: S311 - points, no secrets
    points += [(mp.mpc(0),) * len(variables)] * 4  # where most is undefined
    again = SEEDS if variables else 1
    return [
        Valuation(dict(zip(variables, point, strict=True)), seed)
        for seed, point in enumerate(p for p in points for _ in range(again))
    ]


def is_false_at(point: Valuation, premises: Iterable[Term], conclusion: Term) -> bool:
    """Whether the premises hold at some outcome of a point, and the conclusion does not."""
    premises = tuple(premises)
    for _ in point.outcomes():
        try:
            if every(map(point.holds, premises)) and point.holds(conclusion) is False:
                return True
        except Untold:
            continue
    return False


def near_cuts(z: Term, x: Term, y: Term) -> list[Term]:
    """Real and imaginary parts of a complex variable put together, so that cuts are met by real ones too."""
    return [z, x, k.mul(I, x), k.add(x, k.mul(I, y))]


def turns(x: Term) -> Term:
    return k.mul(PI, I, x)
