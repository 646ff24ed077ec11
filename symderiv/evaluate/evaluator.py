"""Exact values of terms in a model: rationals, and flint's rigorous balls where values are irrational.

Derivatives are computed with nested dual numbers, which shares nothing with the table of derivatives.  A
truth value is True, False, or None where the balls do not decide or a quantifier has no finite range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations_with_replacement
from math import prod
from typing import Any

from flint import acb, arb, fmpq, fmpz

from symderiv.core import terms as k
from symderiv.core.functions import definition, domain
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.dual import Dual, Value, is_constant, lifted, plain_number, power_of
from symderiv.evaluate.numbers import (
    ONE,
    ZERO,
    Gaussian,
    Number,
    OutOfRange,
    Undecided,
    Undefined,
    difference,
    exact_root,
    integer,
    is_zero,
    order_of,
    precisely,
    sign_of,
)
from symderiv.evaluate.rationals import rational
from symderiv.evaluate.special import SERIES, VALUES, exponential, function_value, lifted_by_series

ENDS = 2**20  # bounds of constants are rational numbers with this denominator
SHARED_BITS = 96  # two values that agree in so many are taken for equal where nothing is claimed
MAX_ARGUMENTS = 6
DEGREE = 4  # of the polynomials that functions stand for
MAX_SPAN = 64
MAX_EXPONENT = 10_000
MAX_COINS = 8
WINDOW = 3  # with up to four quantifiers, every pattern of equal indices occurs among so many more values


class Toss(Exception):
    """A coin that decides a random component has not been tossed yet."""


@dataclass(frozen=True)
class Recurrence:
    """family[v + shift] = body for every v >= start, a defining equation."""

    fact: Term
    v: Term
    start: int
    shift: int
    body: Term

    @cached_property
    def closed(self) -> Term:
        """The body with v bound, and nothing around it."""
        return k.close(self.body, self.v)

    def reaches(self, index: tuple[int, ...]) -> bool:
        """Whether the law, and not a free choice, decides the component with this index."""
        return len(index) == 1 and index[0] - self.shift >= self.start


@dataclass
class Model:
    """Values for free variables, and for components by family; sequences may be given by recurrences.

    A random component X[b, ...] is centre[...] + spread[...] * (plus or minus 1), one fair and independent
    coin for each family and each value of its first index: components with different first indices are
    independent and identically distributed. Where ``shared`` is set, the coins do not depend on the family.

    ``steady`` families are chosen once for all values t of their first index (under the index 0), and divided
    by t so many times, or multiplied where that is negative. What is free is looked up in ``drawn``, and else
    asked of ``draw``; ``terms`` has the closed terms that scalars with irrational values stand for, and
    ``proofs`` what was proved of the values.
    """

    scalars: dict[str, Number] = field(default_factory=dict)
    families: dict[str, dict[tuple[int, ...], Number]] = field(default_factory=dict)
    recurrences: dict[str, Recurrence] = field(default_factory=dict)
    draw: Callable[[str, tuple[int, ...]], Number] | None = None
    shared: bool = False
    steady: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, dict[tuple[int, ...], Number]] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    proofs: dict[Term, Any] = field(default_factory=dict)

    def chosen(self, name: str, index: tuple[int, ...]) -> Number:
        """The value of what is free."""
        known = self.drawn.setdefault(name, {})
        if index not in known:
            if self.draw is None:
                raise Undecided(f"the model has no value for {name}{index}")
            known[index] = self.draw(name, index)
        return known[index]

    def forget(self) -> None:
        """Let values be asked for anew."""
        self.families.clear()
        self.drawn.clear()

    def spread(self, name: str, index: tuple[int, ...]) -> tuple[Number, Number]:
        """Centre and spread of a random component."""
        rest = index[1:]
        return self.chosen(centres(name), rest), self.chosen(spreads(name), rest)

    def polynomial(self, name: str, arguments: int) -> Iterator[tuple[tuple[int, ...], Number]]:
        """The monomials of the polynomial that a function stands for: the arguments multiplied, and how much.

        A coefficient is the component, of a family called after the function, that has these indices.
        """
        for degree in range(DEGREE + 1):
            for factors in combinations_with_replacement(range(1, arguments + 1), degree):
                yield factors, self.component(coefficients(name), (arguments, *factors))

    def component(self, name: str, index: tuple[int, ...]) -> Number:
        """The value of a component: by its law, by its first value, or as it was chosen."""
        known = self.families.setdefault(name, {})
        if index not in known:
            law = self.recurrences.get(name)
            if law is not None and law.reaches(index):
                known[index] = evaluate(law.closed, self, (index[0] - law.shift,))
            elif name in self.steady:
                fall, time = self.steady[name], fmpq(index[0])
                if time == 0 and fall > 0:
                    raise Undefined(f"{name} at the time 0")
                first = self.chosen(name, (0, *index[1:]))
                known[index] = first / time**fall if fall > 0 else first * time**-fall
            else:
                known[index] = self.chosen(name, index)
        return known[index]

    def term(self, name: str) -> Term | None:
        """The closed term of a scalar's value; None where that is known as a ball only."""
        value = self.scalars.get(name)
        if isinstance(value, Gaussian):
            return k.add(k.num(value.re), k.mul(k.num(value.im), k.I))
        return k.num(value) if isinstance(value, fmpq) else self.terms.get(name)


def centres(name: str) -> str:
    """The family of the centres of the components of a random family."""
    return f"centre of {name}"


def spreads(name: str) -> str:
    """The family of their spreads."""
    return f"spread of {name}"


def coefficients(name: str) -> str:
    """The family of the coefficients of the polynomial that a function stands for in a model."""
    return f"coefficient of {name}"


def derived(factors: Iterable[int], by: Iterable[int]) -> tuple[int, list[int]]:
    """The partial derivative of a monomial, given by its factors: a whole number, and the factors left."""
    weight, left = 1, list(factors)
    for i in by:
        weight *= left.count(i)
        if weight == 0:
            return 0, []
        left.remove(i)
    return weight, left


def defining(f: Term) -> tuple[str, Recurrence] | None:
    """(family, recurrence) where f reads: for all v >= start, family[v + shift] = body; else None.

    The family has to be able to take the values of the body: those of a law that it cannot obey
    would make a model of hypotheses that contradict each other.
    """
    fact, f = f, f.args[0] if f.op == "surely" else f
    if f.op != "all" or f.args[1] != "int" or f.args[3] is not None or f.args[2] is None:
        return None
    v = k.fresh(f"{f.args[0]}°", "int", f)
    body = k.open_(f, v)
    if body.op != "eq" or body.args[0].op != "comp" or len(body.args[0].args[3]) != 1:
        return None
    family, sort = body.args[0].args[:2]
    if k.is_random(body.args[1]) and sort != "random":
        return None
    if k.SORTS.index(k.sort_of(body.args[1])) > k.SORTS.index(k.sort_of(body.args[0])):
        return None
    shift = _lead(body.args[0], v)
    try:
        start = integer(evaluate(f.args[2], Model()))
    except (Undefined, Undecided):
        return None
    return None if shift is None else (family, Recurrence(fact, v, start, shift, body.args[1]))


def well_founded(laws: dict[str, Recurrence]) -> bool:
    """Whether the laws together define their families: no value depends on itself or on later ones.

    A law's body may use its own and other families at earlier times, and at the same time those
    families whose laws do not lead back.
    """
    same_time: dict[str, set[str]] = {name: set() for name in laws}
    for name, law in laws.items():
        for c in k.subterms(law.body):
            if c.op != "comp" or c.args[0] not in laws:
                continue
            lead = _lead(c, law.v)
            if lead is None or lead > law.shift:
                return False
            if lead == law.shift:
                same_time[name].add(c.args[0])
    done: set[str] = set()
    while len(done) < len(laws):
        ready = [n for n in laws if n not in done and same_time[n] <= done]
        if not ready:
            return False
        done.update(ready)
    return True


def _lead(c: Term, v: Term) -> int | None:
    """How far the time of c is ahead of v, where it is written as v plus integers."""
    if len(c.args[3]) != 1:
        return None
    (index,) = c.args[3]
    terms = index.args if index.op == "add" else (index,)
    numbers = [rational(s) for s in terms if s.op == "num"]
    if [s for s in terms if s.op != "num"] != [v] or any(n.q != 1 for n in numbers):
        return None
    return int(sum(numbers, ZERO).p)


def _exchangeable(f: Term, model: Model) -> bool:
    """Whether the truth of f depends only on which of its quantified integers are equal.

    It does if they start from the same value, and occur as first indices of random components without
    laws, which are identically distributed and independent, and otherwise only in equations between each
    other. No other random component may occur: one of the indices may happen to be its own.
    """
    indices: list[Term] = []
    start = f.args[2]
    while f.op == "all" and f.args[1] == "int" and f.args[3] is None and f.args[2] is not None:
        if f.args[2] != start or k.is_random(start) or len(indices) > WINDOW:
            return False
        indices.append(k.fresh(f"{f.args[0]}°", "int", f, *indices))
        f = k.open_(f, indices[-1])

    def fits(t: Term) -> bool:
        if t.op in ("all", "ex") and None in t.args[2:4]:
            return False
        if t.op == "eq" and set(t.args) <= set(indices):
            return True
        if t.op == "comp" and t.args[1] == "random":
            if t.args[0] in model.recurrences or not set(t.args[3][:1]) <= set(indices):
                return False
            around = Term("comp", *t.args[:3], t.args[3][1:])
            return all(map(fits, k.parts(around)))
        if t.op == "comp" and not k.free_vars(t).isdisjoint(indices):
            return False
        return t not in indices and all(map(fits, k.parts(t)))

    return bool(indices) and fits(f)


def resting(model: Model) -> bool:
    """Whether every sequence with a law keeps its first value for ever.

    It does if the laws speak only of such sequences, one step back, and all hold at one time with equal
    values before and after: then the next step repeats the last.
    """
    at = _late(model)
    for law in model.recurrences.values():
        if not _through_laws(law.body, law.v, model, law.shift - 1):
            return False
    try:
        return all(
            sign_of(model.component(name, (at,)) - model.component(name, (at - 1,))) == 0
            for name in model.recurrences
        )
    except (Undefined, Undecided):
        return False


def _late(model: Model) -> int:
    """The first time at which all laws hold."""
    return max((law.start + law.shift for law in model.recurrences.values()), default=1)


def _through_laws(t: Term, v: Term, model: Model, lead: int | None) -> bool:
    """Whether t depends on the time v only through sequences with laws (at v + lead, if that is given)."""
    if v not in k.free_vars(t):
        return True
    if t.op == "comp":
        ahead = _lead(t, v)
        return t.args[0] in model.recurrences and ahead is not None and lead in (None, ahead)
    return t != v and all(_through_laws(p, v, model, lead) for p in k.parts(t))


def evaluate(t: Term, model: Model, env: tuple[int, ...] = ()) -> Number:
    """The exact value of a term, its loose variables bound to the integers of env, innermost first.

    Undefined where it has none, Undecided where the model does not tell.
    """
    with precisely():
        try:
            return Evaluation(model).value(t, env)
        except Toss:
            raise Undecided("the value depends on the outcome") from None


def holds(f: Term, model: Model) -> bool | None:
    """Whether a formula holds in the model; None where that is not decided. Undefined parts raise."""
    with precisely():
        try:
            return Evaluation(model).truth(f, ())
        except Toss:
            return None


def seems(f: Term, model: Model) -> bool | None:
    """Whether a formula holds; an equation also where its sides agree in all the digits that are computed."""
    if f.op != "eq":
        return holds(f, model)
    with precisely():
        try:
            evaluation = Evaluation(model)
            a, b = (evaluation.value(side, ()) for side in f.args)
            gap = a - b
        except Toss:
            return None
        zero = is_zero(gap)
        bound = (1 + abs(acb(a))) * arb(fmpq(1, 2**SHARED_BITS))
        return True if zero is None and abs(acb(gap)) < bound else zero


def excludes_zero(t: Term) -> bool:
    """Whether a constant has a value, which is certainly not 0."""
    try:
        return is_zero(evaluate(t, Model())) is False
    except (Undefined, Undecided):
        return False


def enclosed(t: Term, *, imaginary: bool) -> tuple[fmpq, fmpq] | None:
    """Bounds of the real or imaginary part of a constant, in multiples of pi; None where it has no value."""
    try:
        value = acb(evaluate(t, Model()))
    except (Undefined, Undecided):
        return None
    with precisely():
        turns = (value.imag if imaginary else value.real) / arb.pi() * ENDS
        low, high = turns.lower().floor().unique_fmpz(), turns.upper().ceil().unique_fmpz()
        return None if low is None or high is None else (fmpq(low, ENDS), fmpq(high, ENDS))


class Evaluation:
    """One run through a term or formula: the targets of derivatives, the outcome so far."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.targets: list[tuple[Any, ...]] = []  # of the derivatives that we stand below, the outer first
        self.coins: dict[tuple[Any, ...], int] = {}
        self.window = False  # whether a few values stand for all of an endless range

    def value(self, t: Term, env: tuple[int, ...]) -> Value:
        match t.op:
            case "num":
                return rational(t)
            case "var":
                if t.args[0] not in self.model.scalars:
                    raise Undecided(f"the model has no value for {t.args[0]}")
                known = self.model.scalars[t.args[0]]
                value = acb(arb(known.re), arb(known.im)) if isinstance(known, Gaussian) else known
                return self._leaf(self._sorted(t, value), "var", *t.args)
            case "bound":
                return fmpq(env[t.args[0]])
            case "comp":
                name, sort, _, _ = t.args
                index = self._index(t, env)
                if sort == "random":
                    return self._random(name, index)
                value = self._sorted(t, self.model.component(name, index))
                return self._leaf(value, "comp", name, index) if sort == "real" else value
            case "add":
                return sum([self.value(a, env) for a in t.args], ZERO)
            case "mul":
                return prod([self.value(a, env) for a in t.args], start=ONE)
            case "pow":
                return self._power(t, env)
            case "root":
                return self._root(t, self.value(t.args[0], env))
            case "exp":
                return lifted(self.value(t.args[0], env), exponential, lambda _, e: e)
            case "fn":
                return self._function(t, env)
            case "sum":
                each = self._range(t.args[1], t.args[2], env)
                return sum((self.value(t.args[3], (i, *env)) for i in each), ZERO)
            case "ind":
                return fmpq(int(self._decided(t.args[0], env)))
            case "if":
                return self.value(t.args[1 if self._decided(t.args[0], env) else 2], env)
            case "diff":
                return self._derivative(t, env)
            case "loss":  # the linear loss with this gradient: one of those that the statement is about
                name, ranges, *fixed = t.args[1]
                result = ZERO
                for i in self._range(k.ONE, t.args[3], env):
                    g = Term("comp", name, "value", ranges, (*fixed, k.num(i)))
                    result += self.value(g, env) * self.value(t.args[4], (i, *env))
                return result
            case "call":
                return self._called(t, env)
            case "mean":
                return self._mean(lambda: self.value(t.args[0], env))
        raise KernelError(f"expected a term, met {t}")

    def _called(self, t: Term, env: tuple[int, ...]) -> Value:
        """A partial derivative of the model's polynomial."""
        name, indices, _, length, body = t.args
        point = [self.value(body, (i, *env)) for i in self._range(k.ONE, length, env)]
        by = [integer(plain_number(self.value(i, env))) for i in indices]
        if not all(1 <= i <= len(point) for i in by):
            raise OutOfRange(f"a derivative of {name} by its argument {by}, of {len(point)}")
        if len(point) > MAX_ARGUMENTS:
            raise Undecided(f"{name} has {len(point)} arguments")
        result = ZERO
        for factors, c in self.model.polynomial(name, len(point)):
            weight, left = derived(factors, by)
            if weight and c != 0:
                result += prod((point[i - 1] for i in left), start=c * weight)
        return result

    @staticmethod
    def _sorted(t: Term, value: Number) -> Number:
        if isinstance(value, acb) and t.args[1] != "complex":
            if value.imag.is_zero():
                return value.real
            raise Undecided(f"the model's value {value} for {t} is not known to be real")
        if t.args[1] == "int" and (not isinstance(value, (fmpq, fmpz, int)) or fmpq(value).q != 1):
            raise Undecided(f"the model's value {value} for {t} is not known to be an integer")
        return value

    def _random(self, name: str, index: tuple[int, ...]) -> Number:
        law = self.model.recurrences.get(name)
        if law is not None:
            if not law.reaches(index):
                return self.model.component(name, index)
            now = (index[0] - law.shift,)
            targets, self.targets = self.targets, []  # the sequence stays fixed where something else moves
            try:
                return self.value(law.closed, now)
            finally:
                self.targets = targets
        coin = ("" if self.model.shared else name, *index[:1])
        if coin not in self.coins:
            raise Toss(coin)
        centre, spread = self.model.spread(name, index)
        return centre + spread * self.coins[coin]

    def _outcomes(self, work: Callable[[], Any]) -> Iterator[tuple[fmpq, Any]]:
        """What work gives for each outcome of the coins it asks for, with the outcome's probability."""
        todo: list[dict[tuple[Any, ...], int]] = [{}]
        before = self.coins
        try:
            while todo:
                self.coins = todo.pop()
                if len(self.coins) > MAX_COINS:
                    raise Undecided("too many independent random quantities")
                try:
                    yield fmpq(1, 2 ** len(self.coins)), work()
                except Toss as toss:
                    todo += [{**self.coins, toss.args[0]: side} for side in (1, -1)]
        finally:
            self.coins = before

    def _mean(self, work: Callable[[], Value]) -> Value:
        return sum((p * x for p, x in self._outcomes(work)), ZERO)

    def _leaf(self, value: Value, *name: Any) -> Value:
        for target in self.targets:
            value = Dual(value, fmpq(int(name == target)))
        return value

    def _index(self, t: Term, env: tuple[int, ...]) -> tuple[int, ...]:
        index = tuple([self._whole(i, env) for i in t.args[3]])
        for i, (lo, hi) in zip(index, t.args[2], strict=True):
            low = None if lo is None else self._whole(lo, env)
            high = None if hi is None else self._whole(hi, env)
            if (low is not None and i < low) or (high is not None and i > high):
                place = ", ".join(map(str, index))
                raise OutOfRange(
                    f"{t.args[0]}[{place}] is outside its range {low}..{'' if high is None else high}"
                )
        return index

    def _whole(self, t: Term, env: tuple[int, ...]) -> int:
        if t.op == "bound":
            return env[int(t.args[0])]
        return integer(rational(t) if t.op == "num" else plain_number(self.value(t, env)))

    def _range(self, lo: Term, hi: Term, env: tuple[int, ...]) -> range:
        first, last = self._whole(lo, env), self._whole(hi, env)
        if last - first > MAX_SPAN:
            raise Undecided(f"{first}..{last} is too long a range to go through")
        return range(first, last + 1)

    def _power(self, t: Term, env: tuple[int, ...]) -> Value:
        base, e = self.value(t.args[0], env), self.value(t.args[1], env)
        if k.sort_of(t.args[1]) != "int" and t.args[1].op != "num":
            return self._general_power(t, base, e)
        exponent = plain_number(e)
        if isinstance(exponent, (arb, acb)) or fmpq(exponent).q != 1 or not is_constant(e):
            raise Undecided(f"a power with the exponent {exponent}")
        return self._whole_power(base, int(fmpq(exponent).p))

    def _whole_power(self, base: Value, n: int) -> Value:
        if abs(n) > MAX_EXPONENT:
            raise Undecided(f"a power with the exponent {n}")
        return power_of(self._inverse(base), -n) if n < 0 else power_of(base, n)

    def _general_power(self, t: Term, base: Value, e: Value) -> Value:
        """exp(e log base), for an exponent that need not be an integer."""
        x, exponent = plain_number(base), plain_number(e)
        if k.sort_of(k.mul(*t.args)) != "complex":
            sign = sign_of(x)
            if sign is None:
                raise Undecided("a base that may not be positive")
            if sign < 1:
                raise Undefined(
                    "a power of a number that is not positive, with an exponent that is no integer"
                )
        zero = is_zero(x)
        if zero is not False:
            raise Undecided("a base that may be 0") if zero is None else Undefined("a power of 0")
        whole = isinstance(exponent, fmpq) and exponent.q == 1
        if whole and is_constant(e):
            return self._whole_power(base, int(exponent.p))
        if not (is_constant(base) and is_constant(e)):
            raise Undecided(f"the slope of a power with the exponent {exponent}")
        value = acb(x).pow(acb(exponent))
        return value if k.sort_of(t) == "complex" else value.real

    def _function(self, t: Term, env: tuple[int, ...]) -> Value:
        name = t.args[0]
        args = [self.value(a, env) for a in t.args[1]]
        for f in domain(t):
            answer = self.truth(f, env)
            if answer is None:
                raise Undecided(f"whether {name} is defined")
            if not answer:
                raise Undefined(f"{name} is not defined there")
        if name not in VALUES:
            stands_for = definition(t)
            if stands_for is None:
                raise Undecided(f"the value of {name}")
            return self.value(stands_for, env)
        if all(map(is_constant, args)):
            return function_value(t, [plain_number(a) for a in args])
        if k.sort_of(t.args[1][0]) == "complex":
            raise Undecided(f"the slope of {name} at a complex number")
        if name in SERIES:
            return lifted_by_series(name, args[0], 0)
        stands_for = definition(t)
        if stands_for is None:
            raise Undecided(f"the slope of {name}")
        return self.value(stands_for, env)

    def _inverse(self, x: Value) -> Value:
        zero = is_zero(plain_number(x))
        if zero is None:
            raise Undecided("a denominator that may be 0")
        if zero:
            raise Undefined("a denominator is 0")
        return lifted(x, lambda y: 1 / y, lambda _, y: -1 * (y * y))

    def _root(self, t: Term, x: Value) -> Value:
        if k.sort_of(t.args[0]) == "complex":
            return self._complex_root(x, t.args[1])
        sign, degree = sign_of(plain_number(x)), t.args[1]
        if sign is None:
            raise Undecided("a radicand that may be negative")
        if sign < 0:
            raise Undefined("a radicand is negative")
        if sign == 0 and self._moves(t.args[0]):
            raise Undefined("a root is differentiated at 0")

        def plain(y: Number) -> Number:
            exact = ZERO if sign == 0 else exact_root(y, degree)  # a ball has no cube root of 0
            return arb(y).root(degree) if exact is None else exact

        if sign == 0 or is_constant(x):
            return plain(plain_number(x))
        return lifted(x, plain, lambda y, r: fmpq(1, degree) * r * self._inverse(y))

    @staticmethod
    def _complex_root(x: Value, degree: int) -> Value:
        y = plain_number(x)
        if not is_constant(x):
            raise Undecided("the slope of a root of a complex number")
        exact = exact_root(y, degree) if isinstance(y, fmpq) and y >= 0 else None
        if exact is not None:
            return exact
        return ZERO if is_zero(y) else acb(y).pow(acb(fmpq(1, degree)))

    def _derivative(self, t: Term, env: tuple[int, ...]) -> Value:
        x = t.args[1]
        self.targets.append(("var", *x.args) if x.op == "var" else ("comp", x.args[0], self._index(x, env)))
        try:
            value = self.value(t.args[0], env)
        finally:
            self.targets.pop()
        return value.slope if isinstance(value, Dual) else ZERO

    def _moves(self, f: Term) -> bool:
        """Whether the target of the derivative occurs in f, as far as names tell."""
        return any(s.op == x[0] and s.args[0] == x[1] for x in self.targets for s in k.subterms(f))

    # -- formulas

    def _decided(self, f: Term, env: tuple[int, ...]) -> bool:
        answer = self.truth(f, env)
        if answer is None:
            raise Undecided("a condition")
        return answer

    def truth(self, f: Term, env: tuple[int, ...]) -> bool | None:
        match f.op:
            case "eq" | "le" | "lt":
                a, b = (plain_number(self.value(s, env)) for s in f.args)
                sign = difference(a, b) if f.op == "eq" else order_of(a, b)
                if sign is None:
                    return None
                if sign == 0 and self._moves(f):
                    raise Undefined("a condition changes at the point of a derivative")
                return {"eq": sign == 0, "le": sign <= 0, "lt": sign < 0}[f.op]
            case "false":
                return False
            case "not":
                inner = self.truth(f.args[0], env)
                return None if inner is None else not inner
            case "and":
                return _all(self.truth(g, env) for g in f.args)
            case "or":
                return _not(_all(_not(self.truth(g, env)) for g in f.args))
            case "implies":
                premise = self.truth(f.args[0], env)
                if premise is False:
                    return True
                conclusion = self.truth(f.args[1], env)
                return conclusion if premise or conclusion else None
            case "all" | "ex":
                return self._quantified(f, env)
            case "surely" if any(law.fact == f for law in self.model.recurrences.values()):
                return True if well_founded(self.model.recurrences) else None
            case "surely":
                return _all(x for _, x in self._outcomes(lambda: self.truth(f.args[0], env)))
            case "tends":
                return self._tends(f, env)
            case "smooth":  # as all polynomials are; the point has to be one
                self.value(Term("call", f.args[0], (), *f.args[2:]), env)
                return True
        raise KernelError(f"expected a formula, met {f}")

    def _tends(self, f: Term, env: tuple[int, ...]) -> bool | None:
        """Decided only where all sequences stand still from the first step on."""
        if env or k.is_open(f) or not resting(self.model):
            return None
        v = k.fresh(str(f.args[0]), "int", f)
        body = k.open_(f, v)
        if not _through_laws(body, v, self.model, None):
            return None
        behind = [-(_lead(c, v) or 0) for c in k.subterms(body) if c.op == "comp"]
        late = _late(self.model) + max([0, *behind])
        return self.truth(k.eq(k.substitute(body, {v: k.num(late)}), f.args[1]), ())

    def _quantified(self, f: Term, env: tuple[int, ...]) -> bool | None:
        _, sort, lo, hi, _ = f.args
        if f.op == "all" and any(law.fact == f for law in self.model.recurrences.values()):
            return True if well_founded(self.model.recurrences) else None
        if sort != "int" or lo is None:
            return None
        if hi is None:
            if f.op != "all" or not (self.window or (not env and _exchangeable(f, self.model))):
                return None
            hi = k.add(lo, k.num(WINDOW))
        before, self.window = self.window, f.args[3] is None
        try:
            return self._each(f, lo, hi, env)
        finally:
            self.window = before

    def _each(self, f: Term, lo: Term, hi: Term, env: tuple[int, ...]) -> bool | None:
        values = (self.truth(f.args[-1], (i, *env)) for i in self._range(lo, hi, env))
        return _all(values) if f.op == "all" else _not(_all(_not(v) for v in values))


def _not(v: bool | None) -> bool | None:
    return None if v is None else not v


def _all(values: Iterator[bool | None]) -> bool | None:
    answer: bool | None = True
    for v in values:
        if v is False:
            return False
        if v is None:
            answer = None
    return answer
