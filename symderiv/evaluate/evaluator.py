"""Exact values of terms in a model: rationals, and flint's rigorous balls where values are irrational.

Derivatives are computed with nested dual numbers, which shares nothing with the table of derivatives.  A
truth value is True, False, or None where the balls do not decide or a quantifier has no finite range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement
from math import prod
from typing import Any

from flint import acb, arb, fmpq, fmpz

from symderiv.core import terms as k
from symderiv.core.functions import definition, domain
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate import distributions
from symderiv.evaluate.chance import Chance, Noise, exponential_of, mean_of, number, standard
from symderiv.evaluate.dual import Dual, Value, is_constant, lifted, plain_number
from symderiv.evaluate.endless import WINDOW, exchangeable, late, through_laws
from symderiv.evaluate.model import Distribution, Model, Recurrence, coefficients, derived, lead, well_founded
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
from symderiv.evaluate.outcomes import Outcomes, Toss
from symderiv.evaluate.powers import general_power, root, whole_power
from symderiv.evaluate.rationals import rational
from symderiv.evaluate.special import SERIES, VALUES, function_value, lifted_by_series

ENDS = 2**20  # bounds of constants are rational numbers with this denominator
SHARED_BITS = 96  # two values that agree in so many are taken for equal where nothing is claimed
MAX_ARGUMENTS = 6
DEGREE = 4  # of the polynomials that functions stand for
MAX_SPAN = 64


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
    if k.is_random(body.args[1]) and sort not in k.CHANCE:
        return None
    if k.SORTS.index(k.sort_of(body.args[1])) > k.SORTS.index(k.sort_of(body.args[0])):
        return None
    shift = lead(body.args[0], v)
    try:
        start = integer(evaluate(f.args[2], Model()))
    except (Undefined, Undecided):
        return None
    return None if shift is None else (family, Recurrence(fact, v, start, shift, body.args[1]))


def distributed(f: Term) -> tuple[str, Distribution] | None:
    """(family, distribution) where f says of each member of a family, or of one quantity, what its law is."""
    fact, indices, ranges = f, list[Term](), list[tuple[Term | None, Term | None]]()
    while f.op == "all" and f.args[1] == "int":
        ranges.append(f.args[2:4])
        indices.append(k.fresh(f"{f.args[0]}°", "int", f, *indices))
        f = k.open_(f, indices[-1])
    if f.op != "law" or f.args[0] not in (*k.DISTRIBUTIONS, "conditional"):
        return None
    member, *parameters = f.args[1]
    if any(s.op == "comp" and s.args[0] == member.args[0] for t in parameters for s in k.subterms(t)):
        return None
    if member.op != "comp" or member.args[1] not in k.CHANCE or member.args[3] != tuple(indices):
        return None
    return member.args[0], Distribution(fact, f.args[0], tuple(indices), tuple(parameters), tuple(ranges))


def component(model: Model, name: str, index: tuple[int, ...]) -> Number:
    """The value of a component: by its law, by its first value, or as it was chosen."""
    known = model.families.setdefault(name, {})
    if index not in known:
        law = model.recurrences.get(name)
        if law is not None and law.reaches(index):
            known[index] = evaluate(law.closed, model, (index[0] - law.shift,))
        elif name in model.steady:
            fall, time = model.steady[name], fmpq(index[0])
            if time == 0 and fall > 0:
                raise Undefined(f"{name} at the time 0")
            first = model.chosen(name, (0, *index[1:]))
            known[index] = first / time**fall if fall > 0 else first * time**-fall
        else:
            known[index] = model.chosen(name, index)
    return known[index]


def polynomial(model: Model, name: str, arguments: int) -> Iterator[tuple[tuple[int, ...], Number]]:
    """The monomials of the polynomial that a function stands for: the arguments multiplied, and how much.

    A coefficient is the component, of a family called after the function, that has these indices.
    """
    for degree in range(DEGREE + 1):
        for factors in combinations_with_replacement(range(1, arguments + 1), degree):
            yield factors, component(model, coefficients(name), (arguments, *factors))


def resting(model: Model) -> bool:
    """Whether every sequence with a law keeps its first value for ever.

    It does if the laws speak only of such sequences, one step back, and all hold at one time with equal
    values before and after: then the next step repeats the last.
    """
    at = late(model)
    for law in model.recurrences.values():
        if not through_laws(law.body, law.v, model, law.shift - 1):
            return False
    try:
        return all(
            sign_of(component(model, name, (at,)) - component(model, name, (at - 1,))) == 0
            for name in model.recurrences
        )
    except (Undefined, Undecided):
        return False


def evaluate(t: Term, model: Model, env: tuple[int, ...] = ()) -> Number:
    """The exact value of a term, its loose variables bound to the integers of env, innermost first.

    Undefined where it has none, Undecided where the model does not tell.
    """
    with precisely():
        try:
            return Evaluation(model).value(t, env)
        except Toss:
            raise Undecided("the value depends on the outcome") from None


def drawn_from(model: Model, name: str, index: tuple[int, ...]) -> set[Any]:
    """The coins and noises that a quantity with a declared law depends on, where it can be told."""
    run = Evaluation(model)
    try:
        found = [x for _, x in run.outcomes.each(lambda: run.draw(model.distributions[name], name, index))]
    except (Undefined, Undecided):
        return set()
    return run.outcomes.used.union(*(w for x in found if isinstance(x, Chance) for w in [x.noises]))


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
    """One run through a term or formula: the targets of derivatives, the outcome so far.

    A subclass may take values that are no numbers, and decide conditions otherwise: by the methods without an
    underscore.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.targets: list[tuple[Any, ...]] = []  # of the derivatives that we stand below, the outer first
        self.outcomes = Outcomes()
        self.given: set[tuple[str, tuple[int, ...]]] = set()  # the conditional means that are being computed
        self.window = False  # whether a few values stand for all of an endless range

    def value(self, t: Term, env: tuple[int, ...]) -> Value:
        match t.op:
            case "num":
                return rational(t)
            case "var":
                if t.args[0] not in self.model.scalars:
                    raise Undecided(f"the model has no value for {t.args[0]}")
                return self._leaf(self.as_sort(t, self.model.scalars[t.args[0]]), "var", *t.args)
            case "bound":
                return fmpq(env[t.args[0]])
            case "comp":
                name, sort, _, _ = t.args
                index = self._index(t, env)
                if sort in k.CHANCE:
                    return self._random(name, index)
                value = self.as_sort(t, component(self.model, name, index))
                return self._leaf(value, "comp", name, index) if sort == "real" else value
            case "add":
                return sum([self.value(a, env) for a in t.args], ZERO)
            case "mul":
                return prod([self.value(a, env) for a in t.args], start=ONE)
            case "pow":
                return self.power(t, env)
            case "root":
                return self.root(t, self.value(t.args[0], env))
            case "exp":
                return lifted(self.value(t.args[0], env), exponential_of, lambda _, e: e)
            case "fn":
                return self._function(t, env)
            case "sum":
                each = self._range(t.args[1], t.args[2], env)
                return sum((self.value(t.args[3], (i, *env)) for i in each), ZERO)
            case "ind":
                return fmpq(int(self.decided(t.args[0], env)))
            case "if":
                return self.value(t.args[1 if self.decided(t.args[0], env) else 2], env)
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
                return self.called(t, env)
            case "mean":
                return self._mean(lambda: self.value(t.args[0], env))
        raise KernelError(f"expected a term, met {t}")

    def called(self, t: Term, env: tuple[int, ...]) -> Value:
        """A partial derivative of the model's polynomial."""
        name, indices, _, length, body = t.args
        point = [self.value(body, (i, *env)) for i in self._range(k.ONE, length, env)]
        by = [integer(plain_number(self.value(i, env))) for i in indices]
        if not all(1 <= i <= len(point) for i in by):
            raise OutOfRange(f"a derivative of {name} by its argument {by}, of {len(point)}")
        if len(point) > MAX_ARGUMENTS:
            raise Undecided(f"{name} has {len(point)} arguments")
        result = ZERO
        for factors, c in polynomial(self.model, name, len(point)):
            weight, left = derived(factors, by)
            if weight and c != 0:
                result += prod((point[i - 1] for i in left), start=c * weight)
        return result

    @staticmethod
    def as_sort(t: Term, value: Number) -> Number:
        """The value of a variable or a component, if it is certainly of its sort."""
        if isinstance(value, Gaussian):
            value = acb(arb(value.re), arb(value.im))
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
                return component(self.model, name, index)
            now = (index[0] - law.shift,)
            targets, self.targets = self.targets, []  # the sequence stays fixed where something else moves
            try:
                return self.value(law.closed, now)
            finally:
                self.targets = targets
        declared = self.model.distributions.get(name)
        if declared is not None and all(self.decided(f, ()) for f in declared.bounds(index)):
            return self.draw(declared, name, index)
        coin = ("" if self.model.shared else name, *index[:1])
        side = self.outcomes.side(coin)
        centre, spread = self.model.spread(name, index)
        return centre + spread * side

    def draw(self, declared: Distribution, name: str, index: tuple[int, ...]) -> Value:
        """The value of a quantity with a declared law, as its coin fell, or with the noise that it has."""
        targets, self.targets = self.targets, []  # what is drawn does not move with a parameter
        if declared.kind == "conditional":
            if (name, index) in self.given:
                raise Undecided(f"{name} is a conditional mean of itself")
            self.given.add((name, index))
            try:
                return self._given(*declared.at(index))
            finally:
                self.targets = targets
                self.given.discard((name, index))
        try:
            parameters = [plain_number(self.value(t, ())) for t in declared.at(index)]
        finally:
            self.targets = targets
        draw = ("drawn",) if self.model.shared else ("drawn", name, *index)
        if declared.kind == "bernoulli":
            (p,) = parameters
            if not isinstance(p, fmpq) or not 0 <= p <= 1:
                raise Undecided(f"a probability {p}")
            return fmpq(int(self.outcomes.below(draw, p)))
        if not distributions.exists(declared.kind, parameters):
            raise Undecided(f"a distribution with the parameters {parameters}")
        if declared.kind != "normal":
            shift, scale, noise = standard(
                declared.kind, parameters, self._named(draw, declared.kind, parameters)
            )
            return shift + Chance({(((noise, 1),), ()): scale}) if is_zero(scale) is not True else shift
        mu, v = parameters
        if sign_of(v) == 0:
            return mu
        spread = exact_root(v, 2) if self.model.shared else None
        if spread is None:
            return mu + Chance({(((Noise(self._named(draw, "normal", [v]), v), 1),), ()): ONE})
        mixed = any(d.kind == "bernoulli" for d in self.model.distributions.values())
        noise = Noise(draw, ONE, "absolute" if mixed else "normal")
        side = self.outcomes.side(draw) if mixed else 1  # on which side of its mean it is, a coin decides
        return mu + Chance({(((noise, 1),), ()): spread * side})

    def _given(self, x: Term, *ys: Term) -> Value:
        """E[X | Y] at this outcome: the mean of X where the Y are what they are here."""
        here = [plain_number(self.value(y, ())) for y in ys]
        return distributions.conditional(here, self._outcomes((x, *ys), ()))

    def _named(self, draw: tuple[Any, ...], kind: str, parameters: list[Number]) -> tuple[Any, ...]:
        """A name for a noise; one that is shared is so by those that have the same law, but for scale."""
        scaled = kind in ("uniform", "exponential")
        return (*draw, kind, *(() if scaled else map(str, parameters))) if self.model.shared else draw

    def _mean(self, work: Callable[[], Value]) -> Value:
        return sum((p * mean_of(x) for p, x in self.outcomes.each(work)), ZERO)

    def _leaf(self, value: Value, *name: Any) -> Value:
        for target in self.targets:
            value = Dual(value, fmpq(int(name == target)))
        return value

    def _index(self, t: Term, env: tuple[int, ...]) -> tuple[int, ...]:
        index = tuple([self.whole(i, env) for i in t.args[3]])
        for i, (lo, hi) in zip(index, t.args[2], strict=True):
            low = None if lo is None else self.whole(lo, env)
            high = None if hi is None else self.whole(hi, env)
            if (low is not None and i < low) or (high is not None and i > high):
                place = ", ".join(map(str, index))
                raise OutOfRange(
                    f"{t.args[0]}[{place}] is outside its range {low}..{'' if high is None else high}"
                )
        return index

    def whole(self, t: Term, env: tuple[int, ...]) -> int:
        if t.op == "bound":
            return env[int(t.args[0])]
        return integer(rational(t) if t.op == "num" else number(plain_number(self.value(t, env))))

    def _range(self, lo: Term, hi: Term, env: tuple[int, ...]) -> range:
        first, last = self.whole(lo, env), self.whole(hi, env)
        if last - first > MAX_SPAN:
            raise Undecided(f"{first}..{last} is too long a range to go through")
        return range(first, last + 1)

    def general_power(self, t: Term, base: Value, e: Value) -> Value:
        """base^e, for an exponent that need not be an integer."""
        return general_power(t, base, e)

    def root(self, t: Term, x: Value) -> Value:
        """The root t of a radicand whose value is x."""
        if self.targets and k.sort_of(t.args[0]) != "complex" and sign_of(plain_number(x)) == 0:
            self._stays(t.args[0], "a root is differentiated at 0")
        return root(t, x)

    def power(self, t: Term, env: tuple[int, ...]) -> Value:
        """A power."""
        base, e = self.value(t.args[0], env), self.value(t.args[1], env)
        if k.sort_of(t.args[1]) != "int" and t.args[1].op != "num":
            number(plain_number(e))
            return self.general_power(t, base, e)
        exponent = number(plain_number(e))
        if isinstance(exponent, (arb, acb)) or fmpq(exponent).q != 1 or not is_constant(e):
            raise Undecided(f"a power with the exponent {exponent}")
        return whole_power(base, int(fmpq(exponent).p))

    def _function(self, t: Term, env: tuple[int, ...]) -> Value:
        name = t.args[0]
        args = [self.value(a, env) for a in t.args[1]]
        for a in args:
            number(plain_number(a))
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

    def _derivative(self, t: Term, env: tuple[int, ...]) -> Value:
        x = t.args[1]
        self.targets.append(("var", *x.args) if x.op == "var" else ("comp", x.args[0], self._index(x, env)))
        try:
            value = self.value(t.args[0], env)
        finally:
            self.targets.pop()
        return value.slope if isinstance(value, Dual) else ZERO

    def _stays(self, f: Term, otherwise: str) -> None:
        """Undefined, if a target of derivatives occurs in f, as far as names tell."""
        if any(s.op == x[0] and s.args[0] == x[1] for x in self.targets for s in k.subterms(f)):
            raise Undefined(otherwise)

    # -- formulas

    def decided(self, f: Term, env: tuple[int, ...]) -> bool:
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
                if sign == 0:
                    self._stays(f, "a condition changes at the point of a derivative")
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
                return _all(x for _, x in self.outcomes.each(lambda: self.truth(f.args[0], env)))
            case "law":
                return self.chances(f, env)
            case "tends":
                return self._tends(f, env)
            case "smooth":  # as all polynomials are; the point has to be one
                self.value(Term("call", f.args[0], (), *f.args[2:]), env)
                return True
        raise KernelError(f"expected a formula, met {f}")

    def chances(self, f: Term, env: tuple[int, ...]) -> bool | None:
        """What is said of a distribution."""
        name, terms = f.args
        if name == "independent":
            return distributions.are_independent(self._outcomes(terms, env), self._coins(terms, env))
        if name == "conditional":
            return distributions.is_conditional(self._outcomes(terms, env))
        parameters = [number(plain_number(self.value(t, env))) for t in terms[1:]]
        if any(d.fact == f for d in self.model.distributions.values()):
            return distributions.exists(name, parameters)
        found = self._outcomes(terms[:1], env)
        if name == "integrable":
            return distributions.integrable(found)
        if name == "bernoulli":
            return distributions.is_bernoulli(found, *parameters)
        return distributions.has_law(name, found, parameters)

    def _outcomes(self, terms: tuple[Term, ...], env: tuple[int, ...]) -> distributions.Outcomes:
        """The values of terms at each outcome, with their probabilities."""
        return list(self.outcomes.each(lambda: tuple(plain_number(self.value(t, env)) for t in terms)))

    def _coins(self, terms: tuple[Term, ...], env: tuple[int, ...]) -> list[set[Any]]:
        """The coins that each of the terms depends on."""
        found = []
        before = self.outcomes
        for t in terms:
            self.outcomes = Outcomes()
            list(self.outcomes.each(lambda: self.value(t, env)))  # noqa: B023 (called at once)
            found.append(self.outcomes.used)
        self.outcomes = before
        return found

    def _tends(self, f: Term, env: tuple[int, ...]) -> bool | None:
        """Decided only where all sequences stand still from the first step on."""
        if env or k.is_open(f) or not resting(self.model):
            return None
        v = k.fresh(str(f.args[0]), "int", f)
        body = k.open_(f, v)
        if not through_laws(body, v, self.model, None):
            return None
        behind = [-(lead(c, v) or 0) for c in k.subterms(body) if c.op == "comp"]
        at = late(self.model) + max([0, *behind])
        return self.truth(k.eq(k.substitute(body, {v: k.num(at)}), f.args[1]), ())

    def _quantified(self, f: Term, env: tuple[int, ...]) -> bool | None:
        _, sort, lo, hi, _ = f.args
        if f.op == "all" and any(law.fact == f for law in self.model.recurrences.values()):
            return True if well_founded(self.model.recurrences) else None
        if sort != "int" or lo is None:
            return None
        if hi is None:
            if f.op != "all" or not (self.window or (not env and exchangeable(f, self.model))):
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
