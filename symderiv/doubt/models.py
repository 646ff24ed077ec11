"""Exact points that satisfy hypotheses: small sizes one after the other, small rationals at random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice, product
from random import Random

from flint import fmpq

from symderiv.kernel import terms as k
from symderiv.kernel.evaluate import (
    MAX_SPAN,
    Model,
    Number,
    Recurrence,
    Undecided,
    Undefined,
    coefficients,
    defining,
    evaluate,
    holds,
)
from symderiv.kernel.terms import ONE, ZERO, Term
from symderiv.rules.context import Context, Unproved
from symderiv.rules.prover import Prover

VALUES = [
    fmpq(p, q) for p, q in ((1, 1), (2, 1), (-1, 1), (1, 2), (3, 1), (-2, 1), (2, 3), (-1, 2), (0, 1), (5, 3))
]
POSITIVE = [v for v in VALUES if v > 0]
OTHERS = [v for v in VALUES if v <= 0]
SPREAD = 4  # how far beyond its least value a size is tried
SPARSE = 0.6  # how many of the coefficients of a function are 0
SHRINKING = 0.7  # how often vectors in time tend to 0 where something else does
SHARED = 0.3  # how often random families are made to depend on each other
MAX_INTEGERS = 60  # assignments of the integers that are tried
PATIENCE = 40  # the same where no model was found with fewer
MANY_DRAWS = 100  # where there are no integers, and either no model was found or a proof has failed
DRAWS = 6  # draws of the reals for one assignment of the integers


class Search:
    """Looks for models of hypotheses; the vocabulary includes that of ``about``."""

    def __init__(
        self, hypotheses: Sequence[Term], about: Iterable[Term], seed: int = 0, *, thorough: bool = False
    ) -> None:
        self.thorough = thorough
        self.hypotheses = list(dict.fromkeys(hypotheses))
        about = list(about)
        variables = frozenset[Term]().union(*(k.free_vars(f) for f in (*self.hypotheses, *about)))
        self.vocabulary = variables
        ordered = sorted(variables, key=lambda v: v.key)
        self.integers = [v for v in ordered if v.args[1] == "int"]
        self.reals = [v for v in ordered if v.args[1] != "int"]
        self.laws: dict[str, Recurrence] = {}
        for f in self.hypotheses:
            law = defining(f)
            if law is not None and law[0] not in self.laws:
                self.laws[law[0]] = law[1]
        vectors = _vectors_in_time([*self.hypotheses, *about])
        self.vanishing = {n for f in self.hypotheses for n in _vanishing_sequence(f, self.hypotheses, vectors)}
        self.vanishing -= self.laws.keys()
        for f in self.hypotheses:
            if f.op == "tends":
                self.laws.update(_constant_sequences(f, self.laws.keys() | self.vanishing))
        self.polynomials = {
            coefficients(s.args[0]) for f in (*self.hypotheses, *about) for s in k.subterms(f) if s.op == "call"
        }
        self.steady = self.vanishing | (vectors - self.laws.keys())
        self.rest = [f for f in self.hypotheses if all(law.fact != f for law in self.laws.values())]
        self.seed = seed

    def models(self) -> Iterator[Model]:
        """Models, those with the least sizes first; their number is bounded."""
        found = False
        draws = DRAWS if self.integers else MANY_DRAWS if self.thorough else 5 * DRAWS
        for n, integers in enumerate(islice(self.assignments(), MAX_INTEGERS)):
            for draw in range(draws):
                model = self.model(integers, Random(f"{self.seed} {n} {draw}"))
                if model is not None:
                    found = True
                    yield model
                    if self.integers:
                        break
        if not found:
            yield from self._patiently(draws)

    def _patiently(self, draws: int) -> Iterator[Model]:
        """More draws for fewer sizes, where the hypotheses are hard to meet."""
        for n, integers in enumerate(islice(self.assignments(), MAX_INTEGERS // 2)):
            for draw in range(draws, PATIENCE if self.integers else MANY_DRAWS):
                model = self.model(integers, Random(f"{self.seed} {n} {draw}"))
                if model is not None:
                    yield model
                    break

    def at(self, integers: dict[str, Number], count: int) -> list[Model]:
        """Several models with the same integers."""
        found = (self.model(integers, Random(f"at {self.seed} {n}")) for n in range(4 * count))
        return list(islice((m for m in found if m is not None), count))

    def assignments(self) -> Iterator[dict[str, Number]]:
        """Values of the integers within their bounds, the least first."""
        return (
            a for total in range(SPREAD * max(1, len(self.integers)) + 1) for a in self._assign({}, total)
        )

    def _assign(self, done: dict[str, Number], total: int) -> Iterator[dict[str, Number]]:
        """Extensions of done by integers whose distances from their least values add up to total."""
        left = [v for v in self.integers if v.args[0] not in done]
        if not left:
            if total == 0:
                yield done
            return
        ranges = [(v, self._range(v, done)) for v in left]
        ready = ((v, r) for v, r in ranges if r is not None)
        v, (lo, hi) = next(ready, (left[0], (1, None)))
        for step in range(min(total, SPREAD) + 1):
            if hi is None or lo + step <= hi:
                yield from self._assign({**done, v.args[0]: fmpq(lo + step)}, total - step)

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

    def model(self, integers: dict[str, Number], random: Random) -> Model | None:
        """One model with these integers, or None where this draw does not lead to one."""
        drawn: dict[tuple[str, tuple[int, ...]], Number] = {}

        def draw(name: str, index: tuple[int, ...]) -> Number:
            if (name, index) not in drawn:
                sparse = name in self.polynomials and random.random() < SPARSE
                drawn[name, index] = fmpq(0) if sparse else random.choice(VALUES)
            return drawn[name, index]

        scalars = dict(integers)
        for v in self.reals:
            scalars[v.args[0]] = self._drawn(v, scalars, random)
        model = Model(scalars, {}, self.laws, draw, shared=random.random() < SHARED)
        shrinking = self.vanishing and random.random() < SHRINKING
        model.steady = {name: int(shrinking or name in self.vanishing) for name in self.steady}
        try:
            if not self._solve(model, drawn, random):
                return None
            return model if all(_satisfied(f, model) for f in self.hypotheses) else None
        except (Undefined, Undecided):
            return None

    def _drawn(self, v: Term, known: dict[str, Number], random: Random) -> Number:
        """A value for a real variable, within the bounds that the hypotheses give it by known quantities."""
        lows, highs = list[tuple[fmpq, bool]](), list[tuple[fmpq, bool]]()
        for f in self.hypotheses:
            if f.op in ("le", "lt") and v in f.args:
                other = f.args[1] if f.args[0] == v else f.args[0]
                try:
                    value = evaluate(other, Model(dict(known)))
                except (Undecided, Undefined):
                    continue
                if isinstance(value, fmpq):
                    (lows if f.args[1] == v else highs).append((value, f.op == "lt"))
        step = random.choice(POSITIVE)
        if lows and highs:
            (lo, open_lo), (hi, open_hi) = max(lows), min(highs, key=lambda h: (h[0], not h[1]))
            share = random.choice([fmpq(1, 2), fmpq(1, 3), fmpq(3, 4), fmpq(0), fmpq(1)])
            if (share == 0 and open_lo) or (share == 1 and open_hi):
                share = fmpq(1, 2)
            return lo + (hi - lo) * share
        if lows or highs:
            end, strict = max(lows) if lows else min(highs)
            step = step if strict or random.random() < SHARED else step * random.choice([fmpq(0), fmpq(1)])
            return end + step if lows else end - step
        return random.choice(random.choice((POSITIVE, OTHERS)))

    # -- equations among the hypotheses

    def _solve(self, model: Model, drawn: dict[tuple[str, tuple[int, ...]], Number], random: Random) -> bool:
        """Choose values so that the equations hold, each solved for something it is linear in."""
        pinned: set[tuple[str, tuple[int, ...] | None]] = set()
        equations = sorted(
            self._equations(self.rest, model, random), key=lambda f: f.args[0].op not in ("var", "comp")
        )
        for equation in equations:
            if self._residual(equation, model) == 0:
                continue
            unknowns = list(dict.fromkeys(self._unknowns(equation, model)))
            likely = unknowns[:1] if equation.args[0].op in ("var", "comp") else []
            random.shuffle(unknowns)
            if not any(self._pin(u, equation, model, drawn, pinned) for u in (*likely, *unknowns)):
                return False
        return True

    def _equations(self, formulas: Iterable[Term], model: Model, random: Random) -> Iterator[Term]:
        """The equations that the formulas assert, those under finite quantifiers one by one."""
        for f in formulas:
            if f.op == "eq" and f.args[0] == k.ZERO and f.args[1].op == "mul":
                yield k.eq(k.ZERO, random.choice(f.args[1].args))
            elif f.op == "eq":
                yield f
            elif f.op == "surely":
                yield from self._equations([f.args[0]], model, random)
            elif f.op == "or":
                yield from self._equations([random.choice(f.args)], model, random)
            elif f.op == "tends" and self._may_rest(f):  # try sequences at their limit from the start
                first, second = (k.open_(f, k.num(t)) for t in (0, 1))
                yield from (k.eq(second, first), k.eq(second, f.args[1]))
            elif f.op == "and":
                yield from self._equations(f.args, model, random)
            elif f.op == "all" and f.args[1] == "int" and None not in f.args[2:4]:
                lo, hi = (int(evaluate(b, model).p) for b in f.args[2:4])
                yield from self._equations(
                    (k.open_(f, k.num(i)) for i in range(lo, min(hi, lo + MAX_SPAN) + 1)), model, random
                )
            elif f.op == "all" and f.args[2] is not None and f.args[3] is None and self._is_steady(f):
                yield from self._equations([k.open_(f, ONE)], model, random)
            elif f.op == "all" and f.args[1] != "int":
                yield from self._equations(_unit_instances(f), model, random)

    def _is_steady(self, f: Term) -> bool:
        """Whether steady families occur in f."""
        return any(s.op == "comp" and s.args[0] in self.steady for s in k.subterms(f))

    def _may_rest(self, f: Term) -> bool:
        """Whether all sequences in a limit have laws."""
        return all(s.args[0] in self.laws for s in k.subterms(f) if s.op == "comp" and k.is_open(s))

    def _unknowns(self, equation: Term, model: Model) -> Iterator[tuple[str, tuple[int, ...] | None]]:
        for s in k.subterms(equation):
            if s.op == "var" and s.args[1] != "int":
                yield s.args[0], None
            elif s.op == "comp" and not k.is_open(s) and s.args[0] not in self.laws:
                index = tuple(int(evaluate(i, model).p) for i in s.args[3])
                yield s.args[0], (0, *index[1:]) if s.args[0] in self.steady else index
        for name, law in self.laws.items():
            yield name, (law.start + law.shift - 1,)

    def _residual(self, equation: Term, model: Model) -> Number:
        return evaluate(equation.args[0], model) - evaluate(equation.args[1], model)

    def _pin(
        self,
        unknown: tuple[str, tuple[int, ...] | None],
        equation: Term,
        model: Model,
        drawn: dict[tuple[str, tuple[int, ...]], Number],
        pinned: set[tuple[str, tuple[int, ...] | None]],
    ) -> bool:
        """Set the unknown so that the equation holds, if it is linear in it and still free."""
        if unknown in pinned:
            return False
        name, index = unknown

        def put(value: Number) -> Number:
            if index is None:
                model.scalars[name] = value
            else:
                drawn[name, index] = value
            model.families.clear()
            return self._residual(equation, model)

        before = model.scalars[name] if index is None else drawn.get((name, index), fmpq(0))
        try:
            at0, at1 = put(fmpq(0)), put(fmpq(1))
            if isinstance(at0, fmpq) and isinstance(at1, fmpq) and at0 != at1 and put(at0 / (at0 - at1)) == 0:
                pinned.add(unknown)
                return True
        except (Undefined, Undecided):
            pass
        if index is None:
            model.scalars[name] = before
        else:
            drawn[name, index] = before
        model.families.clear()
        return False


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
            yield c.args[0], Recurrence(k.TRUE, v, start, 1, Term("comp", *c.args[:3], (v,)))


def _vectors_in_time(formulas: Iterable[Term]) -> set[str]:
    """Families of vectors in time: they are tried as c and as c/t."""
    families = (s for f in formulas for s in k.subterms(f) if s.op == "comp" and s.args[1] == "real")
    return {c.args[0] for c in families if len(c.args[3]) > 1 and c.args[2][0][1] is None}


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


def at_values(f: Term, model: Model) -> Term:
    """f with the model's rational values for its free variables, its components and its functions."""
    known = {v: model.scalars.get(v.args[0]) for v in k.free_vars(f)}
    closed = k.substitute(f, {v: k.num(value) for v, value in known.items() if isinstance(value, fmpq)})
    return _Closing(model).close(closed)


class _Closing:
    """Puts closed forms for what stands below binders: tables, 1/v, polynomials."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def close(self, t: Term) -> Term:
        if t.op in k.BINDERS and t.op != "loss":
            sort = t.args[1] if t.op in ("all", "ex") else "int"
            v = k.fresh(f"{t.args[0]}°", sort, t)
            if t.op == "call":
                return self._called(t)
            if t.op == "smooth":  # as all polynomials are
                return k.TRUE
            inner = k.close(self.close(k.open_(t, v)), v)
            outer = k.map_parts(lambda p, deep: p if deep else self.close(p), t)
            return Term(t.op, *outer.args[:-1], inner)
        t = k.map_parts(lambda p, _: self.close(p), t)
        return self._component(t) if t.op == "comp" and t.args[1] in ("real", "int") else t

    def _component(self, t: Term) -> Term:
        name, _, ranges, indices = t.args
        if name in self.model.steady and indices[0] != ONE:
            first = self._component(Term("comp", name, t.args[1], ranges, (ONE, *indices[1:])))
            return k.mul(first, k.power(indices[0], -1)) if self.model.steady[name] else first
        try:
            if not k.free_vars(t):
                return _rational(evaluate(t, self.model), t)
            spans = [_span(*r, i) for r, i in zip(ranges, t.args[3], strict=True)]
            entries = [
                (at, _rational(evaluate(Term("comp", *t.args[:3], at), self.model), t))
                for at in product(*spans)
            ]
        except (Undefined, Undecided):
            return t
        return _table(t.args[3], entries)

    def _called(self, t: Term) -> Term:
        """The polynomial that a function stands for, or a partial derivative of it."""
        name, indices, _, length, _ = t.args
        n = int(evaluate(length, Model()).p)
        point = [self.close(k.open_(t, k.num(i))) for i in range(1, n + 1)]
        monomials = [(f, c) for f, c in self.model.polynomial(name, n) if c != 0]
        entries = []
        for by in product(range(1, n + 1), repeat=len(indices)):
            value = k.ZERO
            for factors, c in monomials:
                left = list(factors)
                for i in by:
                    c *= left.count(i)
                    if c != 0:
                        left.remove(i)
                value = k.add(value, k.mul(k.num(c), *(point[i - 1] for i in left)))
            entries.append((tuple(map(k.num, by)), value))
        return _table(tuple(map(self.close, indices)), entries)


def _table(indices: tuple[Term, ...], entries: list[tuple[tuple[Term, ...], Term]]) -> Term:
    """The entry whose place the indices are."""
    return k.add(
        *(
            k.mul(value, *(Term("ind", k.eq(i, j)) for i, j in zip(indices, at, strict=True) if i != j))
            for at, value in entries
            if all(i == j or {i.op, j.op} != {"num"} for i, j in zip(indices, at, strict=True))
        )
    )


def _span(lo: Term | None, hi: Term | None, index: Term) -> list[Term]:
    """The values that an index takes."""
    if index.op == "num":
        return [index]
    if lo is None or hi is None:
        raise Undecided("an index without bounds")
    first, last = (int(evaluate(b, Model()).p) for b in (lo, hi))
    if last - first > MAX_SPAN:
        raise Undecided("a long range")
    return [k.num(i) for i in range(first, last + 1)]


def _rational(value: Number, t: Term) -> Term:
    return k.num(value) if isinstance(value, fmpq) else t


def _satisfied(f: Term, model: Model) -> bool:
    """Whether f holds; where evaluation cannot tell (what has no end), by a proof."""
    answer = holds(f, model)
    if answer is not None:
        return answer
    if any(holds(g, model) is False for g in _first_instances(f)):
        return False
    closed = at_values(f, model)
    if closed.op not in ("all", "tends") or k.free_vars(closed) or any(s.op == "comp" for s in k.subterms(closed)):
        return False
    try:
        Prover().prove(closed, Context())
    except Unproved:
        return False
    return True


def _first_instances(f: Term) -> Iterator[Term]:
    """f at the first few values of the integers that it quantifies without end."""
    if f.op == "all" and f.args[1] == "int" and f.args[2] is not None and f.args[3] is None:
        for step in range(2):
            g = k.open_(f, k.add(f.args[2], k.num(step)))
            yield from _first_instances(g) if g.op == "all" else (g,)


def pieces(
    goal: Term, hypotheses: tuple[Term, ...] = (), *, contrary: bool = False
) -> Iterator[tuple[tuple[Term, ...], Term]]:
    """The goal as conditional statements without outer quantifiers: (hypotheses, statement).

    With ``contrary`` a negation is also put under the hypothesis of what it denies, so that points are
    looked for that satisfy it.
    """
    if goal.op == "and":
        for g in goal.args:
            yield from pieces(g, hypotheses, contrary=contrary)
    elif goal.op == "implies":
        yield from pieces(goal.args[1], (*hypotheses, *parts_of(goal.args[0])), contrary=contrary)
    elif goal.op == "all":
        v = k.fresh(str(goal.args[0]), goal.args[1], goal, *hypotheses)
        bounds = k.bounds(v, goal.args[2], goal.args[3])
        yield from pieces(k.open_(goal, v), (*hypotheses, *bounds), contrary=contrary)
    else:
        yield hypotheses, goal
        if contrary and goal.op == "not":
            yield (*hypotheses, *parts_of(goal.args[0])), goal


def parts_of(f: Term) -> Iterator[Term]:
    """The conjuncts of a formula."""
    if f.op == "and":
        for g in f.args:
            yield from parts_of(g)
    else:
        yield f
