"""Exact points that satisfy hypotheses: small sizes one after the other, small rationals at random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from itertools import count, islice
from random import Random
from typing import Any

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.evaluate.counterexample import number_of
from symderiv.evaluate.evaluator import defining, distributed, evaluate, holds
from symderiv.evaluate.model import Model, Recurrence, coefficients, spreads, well_founded
from symderiv.evaluate.numbers import Number, Undecided, Undefined, precisely
from symderiv.evaluate.outcomes import Toss
from symderiv.prove.oracles import ask
from symderiv.refute import implicit
from symderiv.refute.collect_constraints import ConstraintCollector
from symderiv.refute.constants import irrational_constants
from symderiv.refute.constraints import (
    EXTREME,
    FAR,
    OTHERS,
    POSITIVE,
    USUAL,
    VALUES,
    WHOLE,
    Dead,
    Manner,
    Open,
    System,
)
from symderiv.refute.negation import seeming

SPREAD = 4  # how far beyond its least value a size is tried
NEAR = 1  # the same where values of functions are bounded on segments: their sums are long
SPARSE = 0.6  # how many of the coefficients of a function are 0
SHRINKING = 0.7  # how often vectors in time tend to 0 where something else does
POWERS = range(1, 5)  # the remainders that are tried are c/t^k
GROWTH = range(3)  # what is compared with the time is tried as c t^k
SWAPPED = 0.4  # how often such a matrix swaps neighbours
SIGNED = 0.5  # how often matrices of which something is the identity are drawn as swaps and changes of sign
SHARED = 0.3  # how often random families are made to depend on each other
MAX_INTEGERS = 60  # assignments of the integers that are tried
MAX_SIMPLEST = 12  # the same where many models of the least are looked for
PATIENCE = 40  # the same where no model was found with fewer
MANY_DRAWS = 100  # where there are no integers, and either no model was found or a proof has failed
CERTAIN = 0.5  # how often a random sequence of which something is surely true for all times is no random one
DRAWS = 6  # draws of the reals for one assignment of the integers
CORNERS, MAX_CORNERS = 3, 300  # values of each integer that make up the corners, and assignments in all


class Impossible(Exception):
    """No model has these integers."""


class Kept:
    """An iterator's items, kept so that they can be gone through again."""

    def __init__(self, items: Iterator[Model]) -> None:
        self.items, self.kept = items, list[Model]()

    def __iter__(self) -> Iterator[Model]:
        for i in count():
            if i == len(self.kept):
                item = next(self.items, None)
                if item is None:
                    return
                self.kept.append(item)
            yield self.kept[i]


Memory = dict[tuple[Any, ...], Kept]  # searches made before, for many statements under the same hypotheses


class ModelFinder:
    """Looks for models of hypotheses; the vocabulary includes that of ``about``."""

    def __init__(
        self,
        hypotheses: Sequence[Term],
        about: Iterable[Term],
        seed: int = 0,
        *,
        thorough: bool = False,
        memory: Memory | None = None,
    ) -> None:
        self.memory = {} if memory is None else memory
        self.thorough = thorough
        self.hypotheses = list(dict.fromkeys(hypotheses))
        formulas = [*self.hypotheses, *about]
        variables = frozenset[Term]().union(*map(k.free_vars, formulas))
        self.vocabulary = variables
        ordered = sorted(variables, key=lambda v: v.key)
        self.integers = [v for v in ordered if v.args[1] == "int"]
        self.constants = irrational_constants(self.hypotheses)
        self.reals = [v for v in ordered if v.args[1] != "int" and v not in self.constants[0]]
        self.laws = _laws(self.hypotheses)
        self.distributions = dict(filter(None, map(distributed, reversed(self.hypotheses))))
        vectors = _vectors_in_time(formulas)
        self.vanishing = {
            n for f in self.hypotheses for n in _vanishing_sequence(f, self.hypotheses, vectors)
        }
        self.vanishing -= self.laws.keys()
        small = {n for f in self.hypotheses for n in _remainders(f)}
        self.remainders = small - self.vanishing - self.laws.keys()
        rest = [f for f in self.hypotheses if all(law.fact != f for law in self.laws.values())]
        started = _started(rest)
        free = vectors | _sequences_for_ever(rest) | {n for f in formulas for n in _with_a_limit(f)}
        self.steady = (self.vanishing | free | self.remainders) - self.laws.keys()
        for f in self.hypotheses:
            if f.op == "tends":
                taken = self.laws.keys() | self.steady
                self.laws.update(_constant_sequences(f, taken))
        self.timed = ({n for f in rest for n in _beside_the_time(f)} | started) & self.steady
        self.shrinking = bool(self.vanishing) or any(_families(f) & vectors for f in rest if _vanishes(f))
        called = {s.args[0] for f in formulas for s in k.subterms(f) if s.op == "call"}
        self.polynomials = set(map(coefficients, called))
        components = (s for f in formulas for s in k.subterms(f) if s.op == "comp")
        self.whole = {c.args[0] for c in components if c.args[1] == "int"}
        self.endless = {n for f in rest for n in _surely_for_ever(f)}
        self.squares = {n for f in self.hypotheses for n in _beside_the_identity(f)}
        self.rest = sorted(rest, key=_first_to_see)
        self.chancy = (
            self.shrinking or bool(self.remainders or self.timed) or any(map(_speaks_of_chance, formulas))
        )
        self.reach = NEAR if any(map(_along_a_segment, self.hypotheses)) else SPREAD
        self.seed = seed

    def models(self) -> Iterator[Model]:
        """Models, those with the least sizes first; their number is bounded."""
        return iter(self.memory.setdefault(self._key(), Kept(self._models())))

    def _key(self) -> tuple[Any, ...]:
        """A key of all that the search depends on."""
        sets = (self.vanishing, self.remainders, self.steady, self.timed, self.polynomials)
        return (
            tuple(self.hypotheses), self.vocabulary, tuple(self.laws.items()), *map(frozenset, sets),
            frozenset(self.whole), self.shrinking, self.chancy, self.thorough, self.seed,
        )  # fmt: skip

    def _models(self) -> Iterator[Model]:
        found = False
        draws = DRAWS if self.integers else MANY_DRAWS if self.thorough else 5 * DRAWS
        possible = []
        if self.thorough and not self.integers:
            yield from self._extreme()
        for n, integers in enumerate(islice(self.assignments(), MAX_INTEGERS)):
            try:
                for model in self._drawn(n, integers, range(draws)):
                    found = True
                    yield model
                    if self.integers:
                        break
            except Impossible:
                continue
            possible.append((n, integers))
        if found and self.integers and self.thorough:
            for n, integers in possible:
                yield from self._drawn(n, integers, range(draws, 2 * draws))
        if not found:  # more draws for fewer sizes, where the hypotheses are hard to meet
            patience = range(draws, PATIENCE if self.integers else MANY_DRAWS)
            for n, integers in possible[: MAX_INTEGERS // 2]:
                yield from islice(self._drawn(n, integers, patience), 1)

    def _drawn(self, n: int, integers: dict[str, Number], draws: Iterable[int]) -> Iterator[Model]:
        """The models that these draws for the n-th assignment of the integers lead to."""
        for draw in draws:
            manner = FAR if self.thorough and draw % 4 == 3 else USUAL
            model = self._asked(integers, f"{self.seed} {n} {draw}", manner)
            if model is not None:
                yield model

    def _extreme(self) -> Iterator[Model]:
        """Models at the ends of bounds, with all values alike, or with most of them 0; none twice."""
        seen = set[str]()
        with suppress(Impossible):
            for n, manner in enumerate(EXTREME):
                model = self._asked({}, f"extreme {self.seed} {n}", manner)
                if model is not None and (said := str((model.scalars, model.families))) not in seen:
                    seen.add(said)
                    yield model

    def _asked(self, integers: dict[str, Number], seed: str, manner: Manner = USUAL) -> Model | None:
        work = partial(self.model, integers, Random(seed), manner)
        return ask("model finder", work, None, passing=(Impossible,))

    def at(self, integers: dict[str, Number], count: int) -> list[Model]:
        """Several models with the same integers."""
        found = (self._asked(integers, f"at {self.seed} {n}") for n in range(4 * count))
        try:
            return list(islice((m for m in found if m is not None), count))
        except Impossible:
            return []

    def assignments(self, reach: int | None = None) -> Iterator[dict[str, Number]]:
        """Values of the integers within their bounds, and at most so far from the least; the least first."""
        reach = self.reach if reach is None else reach
        return (
            a
            for total in range(reach * max(1, len(self.integers)) + 1)
            for a in self._assign({}, total, reach)
        )

    def corners(self) -> Iterator[Model]:
        """A few models for each assignment of the integers by their least values and the next two."""
        draws, each = (DRAWS, 3) if self.integers else (MANY_DRAWS, 5 * DRAWS)
        for n, integers in enumerate(islice(self.assignments(CORNERS - 1), MAX_CORNERS)):
            try:
                yield from islice(self._drawn(n, integers, range(draws)), each)
            except Impossible:
                continue

    def simplest(self) -> Iterator[Model]:
        """As many models of the least sizes as there are draws, before there are any of others."""
        return iter(self.memory.setdefault((*self._key(), "simplest"), Kept(self._simplest())))

    def _simplest(self) -> Iterator[Model]:
        draws = 2 * DRAWS if self.integers else MANY_DRAWS
        for n, integers in enumerate(islice(self.assignments(), MAX_SIMPLEST)):
            with suppress(Impossible):
                yield from self._drawn(n, integers, range(draws))

    def _assign(self, done: dict[str, Number], total: int, reach: int) -> Iterator[dict[str, Number]]:
        """Extensions of done by integers whose distances from their least values add up to total."""
        left = [v for v in self.integers if v.args[0] not in done]
        if not left:
            if total == 0:
                yield done
            return
        ranges = [(v, self._range(v, done)) for v in left]
        ready = ((v, r) for v, r in ranges if r is not None)
        v, (lo, hi) = next(ready, (left[0], (1, None)))
        for step in range(min(total, reach) + 1):
            if hi is None or lo + step <= hi:
                yield from self._assign({**done, v.args[0]: fmpq(lo + step)}, total - step, reach)

    def _range(self, v: Term, done: dict[str, Number]) -> tuple[int, int | None] | None:
        """The bounds of v as far as the hypotheses give them; None while an upper one is not known yet."""
        lows, highs = [], []
        for f in self.hypotheses:
            if f.op in ("le", "lt") and v in f.args:
                other = f.args[1] if f.args[0] == v else f.args[0]
                try:
                    value = evaluate(other, Model(dict(done)))
                except (Undecided, Undefined):
                    if f.args[0] == v:
                        return None
                    continue
                if not isinstance(value, fmpq):
                    continue
                if f.args[1] == v:
                    lows.append(int(value.ceil() if f.op == "le" else value.floor() + 1))
                else:
                    highs.append(int(value.floor() if f.op == "le" else value.ceil() - 1))
        hi = min(highs) if highs else None
        return (max(lows) if lows else (-1 if hi is None else min(hi, 1) - 2)), hi

    def model(self, integers: dict[str, Number], random: Random, manner: Manner = USUAL) -> Model | None:
        """One model with these integers, or None where this draw does not lead to one; Impossible where
        no other would."""
        shared = random.random() < SHARED
        shrinking = self.shrinking and random.random() < SHRINKING
        steady = {name: int(shrinking or name in self.vanishing) for name in sorted(self.steady)}
        steady |= {name: -random.choice(GROWTH) for name in sorted(self.timed)}
        steady |= {name: random.choice(POWERS) for name in sorted(self.remainders)}
        terms = {v.args[0]: t for v, t in random.choice(self.constants).items()}
        signed = self._signed(random) if self.squares and random.random() < SIGNED else {}
        certain = {spreads(n) for n in sorted(self.endless) if random.random() < CERTAIN}

        def start(name: Any) -> fmpq:
            return fmpq(0) if name[0] in certain else self._start(random, manner, signed, name)

        try:
            known = integers | {name: number_of(t) for name, t in terms.items()}
            system = System(random, start, manner)
            values = self._solved(known, system, self._empty(shared, steady))
            scalars = dict(known)
            for v in self.reals:
                name = v.args[0]
                scalars[name] = values[name, None]

            def draw(name: str, index: tuple[int, ...]) -> Number:
                key = name, index
                if key not in values:
                    values[key] = start(key)
                return values[key]

            model = self._empty(shared, steady)
            model.scalars, model.draw, model.terms = scalars, draw, terms
            return model if self._satisfied(model) else None
        except (Undefined, Undecided, Dead):
            return None

    def _empty(self, shared: bool, steady: dict[str, int]) -> Model:
        """A model without values."""
        declared = dict(self.distributions)
        return Model({}, {}, self.laws, shared=shared, steady=steady, distributions=declared)

    def _satisfied(self, model: Model) -> bool:
        """Whether all hypotheses hold as far as evaluation tells; what it cannot tell is proved where a model
        is made use of."""
        return all(_may_hold(f, model) for f in self.hypotheses)

    def _solved(self, known: dict[str, Number], system: System, model: Model) -> dict[Any, Number]:
        """Values for the unknowns in the hypotheses, so that their equations and bounds hold with what is
        known."""
        model.draw = lambda *name: system.value(name)
        try:
            for f in self.rest:
                system.guessed |= self.chancy and not _about_integers(f)
                self._asserted(f, model, known, system)
            for v in self.reals:
                system.value((v.args[0], None))
            return system.complete()
        except Dead:
            if not system.guessed:
                raise Impossible from None
            raise

    def _signed(self, random: Random) -> dict[str, tuple[bool, int]]:
        """For each matrix whether it swaps neighbours, and the signs that it changes, as bits of a number."""
        return {name: (random.random() < SWAPPED, random.getrandbits(8)) for name in sorted(self.squares)}

    def _start(self, random: Random, manner: Manner, signed: dict[str, tuple[bool, int]], name: Any) -> fmpq:
        """A value for a quantity that nothing is known of: scalars are as often positive as not."""
        if name[0] in signed and name[1] is not None:
            swaps, signs = signed[name[0]]
            i, j = (int(x) for x in name[1])
            there = i + 1 if swaps and i % 2 else i - 1 if swaps else i
            return fmpq(0) if j != there else fmpq(-1 if signs >> (i % 8) & 1 else 1)
        if name[0] in self.polynomials and random.random() < SPARSE:
            return fmpq(0)
        if name[0] in self.whole and name[1] is not None:
            return random.choice(WHOLE)
        if manner.values is not None:
            return random.choice(manner.values)
        if name[1] is not None:
            return random.choice(VALUES)
        value = random.choice(random.choice((POSITIVE, OTHERS)))
        return value * random.choice(manner.factors) if manner.factors else value

    def _asserted(self, f: Term, model: Model, known: dict[str, Number], system: System) -> None:
        """Assert f to the system; where it needs numbers, values are chosen for the unknowns first."""
        while True:
            model.forget()
            unknown = {v.args[0]: system.value((v.args[0], None)) for v in self.reals}
            model.scalars = {**known, **unknown}
            try:
                with precisely():
                    ConstraintCollector(model, system).truth(f, ())
            except Open as open_:
                system.settle(open_.forms)
            except (Undecided, Toss):
                return  # nothing is asserted; whether f holds is checked in the end
            else:
                return


def _laws(hypotheses: Sequence[Term]) -> dict[str, Recurrence]:
    """Hypotheses that together define sequences: a closed form rather than a recurrence, what is solved for
    rather than what can be, and none that leads from later values to earlier ones."""
    laws: dict[str, Recurrence] = {}
    found = filter(None, map(defining, hypotheses))
    for name, law in sorted(found, key=lambda pair: any(s.op == "comp" for s in k.subterms(pair[1].body))):
        if name not in laws and well_founded({**laws, name: law}):
            laws[name] = law
    explicit = {law.fact for law in laws.values()}
    for f in hypotheses:
        implied = implicit.solved(f) if f not in explicit and defining(f) is None else ()
        for name, law in implied:
            if name not in laws and well_founded({**laws, name: law}):
                laws[name] = law
                break
    return laws


def _first_to_see(f: Term) -> tuple[bool, int]:
    """A key for the order of hypotheses: first those that soonest rule a model out."""
    return not _about_integers(f), len(f.key)


def _along_a_segment(f: Term) -> bool:
    """Whether f is about a function at all points of a segment."""
    return f.op == "all" and f.args[1] == "real" and any(s.op == "call" for s in k.subterms(f))


def _about_integers(f: Term) -> bool:
    return all(s.op != "comp" and (s.op != "var" or s.args[1] == "int") for s in k.subterms(f))


def _speaks_of_chance(f: Term) -> bool:
    return any(s.op == "comp" and s.args[1] in k.CHANCE for s in k.subterms(f))


def _vanishing_sequence(f: Term, hypotheses: Iterable[Term], vectors: set[str]) -> Iterator[str]:
    """The sequence that f says tends to 0, where it, or a vector in time, is said not to be 0."""
    if f.op != "tends" or f.args[1] != ZERO or f.args[2].op != "comp" or len(f.args[2].args[3]) != 1:
        return
    name, sort, ranges, index = f.args[2].args
    strict = [s for h in hypotheses for s in k.subterms(h) if s.op in ("lt", "not")]
    differs = any(p.op == "comp" and p.args[0] in {name, *vectors} for s in strict for p in k.subterms(s))
    if differs and sort == "real" and ranges[0][1] is None and index[0].op == "bound":
        yield name


def _constant_sequences(f: Term, laws: AbstractSet[str]) -> Iterator[tuple[str, Recurrence]]:
    """Laws u[v + 1] = u[v] for the sequences in a limit that have none: constant ones have a limit."""
    v = k.fresh("v", "int", f)
    for c in k.subterms(f):
        plain = c.op == "comp" and c.args[1] == "real" and len(c.args[3]) == 1
        if plain and c.args[0] not in laws and c.args[2][0][1] is None and c.args[2][0][0] is not None:
            start = int(evaluate(c.args[2][0][0], Model()).p)
            now, after = (Term("comp", *c.args[:3], (i,)) for i in (v, k.add(v, ONE)))
            fact = k.quantified("all", v, k.num(start), None, k.eq(after, now))
            yield from filter(None, (defining(fact),))


def _vanishes(f: Term) -> bool:
    return f.op == "tends" and bool(f.args[1] == ZERO)


def _families(f: Term) -> set[str]:
    return {s.args[0] for s in k.subterms(f) if s.op == "comp"}


def _is_sequence(c: Term) -> bool:
    return c.op == "comp" and c.args[1] == "real" and len(c.args[3]) == 1 and c.args[2][0][1] is None


def _remainders(f: Term) -> set[str]:
    """The sequences that f says are small compared to others, or to functions of the time itself."""
    if not _vanishes(f) or f.args[2].op == "comp":
        return set()
    v = k.fresh("v", "int", f)
    body = k.open_(f, v)
    below = {c.args[0] for s in k.subterms(body) if _is_inverse(s) for c in _sequences(s, v)}
    return {c.args[0] for c in _sequences(body, v)} - below if below or _depends(body, v) else set()


def _beside_the_identity(f: Term) -> Iterator[str]:
    """The families with two indices in a formula for all indices that has an indicator of equal ones."""
    parts = list(k.subterms(f)) if f.op == "all" else []
    if any(s.op == "ind" and s.args[0].op == "eq" for s in parts):
        yield from (s.args[0] for s in parts if s.op == "comp" and len(s.args[3]) == 2)


def _beside_the_time(f: Term) -> set[str]:
    """The sequences in a statement about all times that speaks of the time itself."""
    f = _below_existence(f)
    if f.op != "all" or f.args[1] != "int" or f.args[3] is not None:
        return set()
    v = k.fresh("v", "int", f)
    body = k.open_(f, v)
    return {c.args[0] for c in _sequences(body, v)} if _depends(body, v) else set()


def _started(hypotheses: Iterable[Term]) -> set[str]:
    """The sequences of which one value is said to be 0."""
    equations = (f for f in hypotheses if f.op == "eq" and ZERO in f.args)
    return {c.args[0] for f in equations for c in f.args if c.op == "comp" and _is_sequence(c)}


def _is_inverse(t: Term) -> bool:
    return t.op == "pow" and t.args[1].op == "num" and bool(t.args[1].args[0] < 0)


def _sequences(t: Term, v: Term) -> Iterator[Term]:
    return (c for c in k.subterms(t) if _is_sequence(c) and v in k.free_vars(c))


def _depends(t: Term, v: Term) -> bool:
    """Whether v occurs in t other than as the index of a component."""
    return t == v or (t.op != "comp" and any(_depends(p, v) for p in k.parts(t)))


def _sequences_for_ever(hypotheses: Iterable[Term]) -> set[str]:
    """The sequences of which something is said for all times."""
    endless = (f for f in map(_below_existence, hypotheses) if f.op == "all" and f.args[1] == "int")
    return {
        c.args[0]
        for f in endless
        for c in k.subterms(f)
        if f.args[3] is None and _is_sequence(c) and k.is_open(c)
    }


def _surely_for_ever(f: Term) -> set[str]:
    """The random sequences that a statement of what is surely true at all times speaks of."""
    parts = list(k.subterms(f))
    if not any(s.op == "surely" for s in parts) or not any(
        s.op == "all" and s.args[3] is None for s in parts
    ):
        return set()
    return {c.args[0] for c in parts if c.op == "comp" and c.args[1] == "random"}


def _with_a_limit(f: Term) -> set[str]:
    """The sequences that a limit is said of."""
    bodies = (k.open_(f, v) for v in [k.fresh("v", "int", f)] if f.op == "tends")
    return {c.args[0] for body in bodies for c in _sequences(body, k.fresh("v", "int", f))}


def _below_existence(f: Term) -> Term:
    """What is said of something that exists."""
    while f.op == "ex":
        f = k.open_(f, k.fresh(str(f.args[0]), f.args[1], f))
    return f


def _vectors_in_time(formulas: Iterable[Term]) -> set[str]:
    """Families of vectors in time: they are tried as c and as c/t."""
    families = (s for f in formulas for s in k.subterms(f) if s.op == "comp" and s.args[1] == "real")
    return {c.args[0] for c in families if len(c.args[3]) > 1 and c.args[2][0][1] is None}


def _may_hold(f: Term, model: Model) -> bool:
    """Whether f holds at the model; where it has no end, whether it seems to, early and late."""
    answer = holds(f, model)
    if answer is None:
        unlikely = seeming(f, model) is False or any(holds(g, model) is False for g in _first_instances(f))
        return well_founded(model.recurrences) and not unlikely
    return answer


def _first_instances(f: Term) -> Iterator[Term]:
    """f at the first few values of the integers that it quantifies without end."""
    if f.op == "all" and f.args[1] == "int" and f.args[2] is not None and f.args[3] is None:
        for step in range(2):
            g = k.open_(f, k.add(f.args[2], k.num(step)))
            yield from _first_instances(g) if g.op == "all" else (g,)
