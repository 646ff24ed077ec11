"""Unknown numbers: polynomials in them as values for the evaluator, and a system of constraints."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from flint import Ordering, acb, arb, fmpq, fmpq_mpoly_ctx, fmpz

from symderiv.evaluate.numbers import Number

Monomial = tuple[int, ...]  # unknowns by their numbers, in ascending order, a power as a repetition
ONE: Monomial = ()
LONGEST = 400  # of the polynomials that come of values put in
MAX_TERMS = 80  # a longer polynomial is not multiplied: values are chosen first
TRIES = 6  # values that are tried for an unknown

VALUES = [
    fmpq(p, q) for p, q in ((1, 1), (2, 1), (-1, 1), (1, 2), (3, 1), (-2, 1), (2, 3), (-1, 2), (0, 1), (5, 3))
]
POSITIVE = [v for v in VALUES if v > 0]
WHOLE = [fmpq(n) for n in (1, 2, -1, 3, 0, -2, 5)]
OTHERS = [v for v in VALUES if v <= 0]
DIRECTIONS = [((1,), 1), ((3, 4), 5), ((1, 2, 2), 3), ((2, 3, 6), 7)]  # vectors of rational length
SHARES = [fmpq(1, 2), fmpq(1, 3), fmpq(3, 4), fmpq(0), fmpq(1)]  # between two bounds
AT_BOUND = 0.15  # how often a bound is taken where there is no other


class Manner(NamedTuple):
    """How values are chosen: which shares of the way between two bounds, how often a bound that is the only
    one, of which values what has none (None: of those that are usual), and how much larger scalars are."""

    shares: Sequence[fmpq] = SHARES
    at_bound: float = AT_BOUND
    values: Sequence[fmpq] | None = None
    factors: Sequence[fmpq] = ()


USUAL = Manner()
FAR = Manner(factors=(fmpq(3), fmpq(7), fmpq(100)))
EXTREME = (  # what is usual meets none of these where there are many unknowns
    Manner([fmpq(1)], 1.0, [fmpq(1)]),
    Manner([fmpq(0)], 1.0, [fmpq(0)]),
    *[Manner([fmpq(0), fmpq(1)], 0.5, [fmpq(1), fmpq(-1)])] * 8,
    *[Manner([fmpq(0), fmpq(1), fmpq(1, 2)], 0.8, [*[fmpq(0)] * 4, fmpq(1), fmpq(2)])] * 20,
)


class Open(Exception):
    """A number was needed where unknowns stand."""

    def __init__(self, *forms: Form) -> None:
        super().__init__()
        self.forms = forms


class Dead(Exception):
    """The equations and bounds contradict each other, given the choices made so far."""


class Form:
    """A polynomial in unknowns that is no number; where a number is needed, it raises Open."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Monomial, fmpq]) -> None:
        self.terms = terms

    @property
    def unknowns(self) -> set[int]:
        return {u for m in self.terms for u in m}

    @property
    def key(self) -> frozenset[tuple[Monomial, str]]:
        """Equal for equal forms."""
        return frozenset((m, str(c)) for m, c in self.terms.items())

    def __add__(self, other: Number) -> Number:
        if not isinstance(other, NUMBERS):
            return NotImplemented  # a dual number knows how to add it
        total = dict(self.terms)
        for m, c in self._terms(other):
            s = total[m] + c if m in total else c
            if s == 0:
                del total[m]
            else:
                total[m] = s
        return _formed(total)

    def __mul__(self, other: Number) -> Number:
        if not isinstance(other, NUMBERS):
            return NotImplemented
        if not isinstance(other, Form):
            ((_, c),) = self._terms(other) or ((ONE, 0),)
            return Form({m: c * b for m, b in self.terms.items()}) if c != 0 else fmpq(0)
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise Open(self, other)
        total: dict[Monomial, fmpq] = {}
        for m, b in self.terms.items():
            for n, c in other.terms.items():
                key = tuple(sorted(m + n)) if m and n else m or n
                s = total[key] + b * c if key in total else b * c
                if s == 0:
                    del total[key]
                else:
                    total[key] = s
        return _formed(total)

    def _terms(self, other: Number) -> Iterable[tuple[Monomial, fmpq]]:
        if isinstance(other, Form):
            return other.terms.items()
        if isinstance(other, (arb, acb)):
            raise Open(self)
        return ((ONE, fmpq(other)),) if other != 0 else ()

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Number:
        return self * -1

    def __sub__(self, other: Number) -> Number:
        return self + other * -1

    def __rsub__(self, other: Number) -> Number:
        return self * -1 + other

    def __pow__(self, n: int) -> Number:
        result: Number = fmpq(1)
        for _ in range(n):
            result = self * result
        return result

    def __truediv__(self, other: Number) -> Number:
        if isinstance(other, Form):
            raise Open(other)
        return self * (1 / other)

    def _unknown(self, *_: object) -> Any:
        raise Open(self)

    __rtruediv__ = __lt__ = __gt__ = __le__ = __ge__ = _unknown


NUMBERS = (Form, fmpq, fmpz, arb, acb, int)


def _formed(terms: dict[Monomial, fmpq]) -> Number:
    if not terms:
        return fmpq(0)
    return terms[ONE] if len(terms) == 1 and ONE in terms else Form(terms)


class System:
    """Unknowns, with the equations and bounds that they obey; equations are solved as they come.

    ``start`` draws a value for an unknown that nothing is said about.
    """

    def __init__(self, random: Random, start: Callable[[Hashable], fmpq], manner: Manner = USUAL) -> None:
        self.random = random
        self.start = start
        self.manner = manner
        self.number: dict[Hashable, int] = {}
        self.name: list[Hashable] = []
        self.solved: dict[int, Number] = {}  # by forms in what is not solved
        self.pending: list[Form] = []  # equations that are linear in nothing yet
        self.bounds: dict[tuple[str, frozenset[tuple[Monomial, str]]], Form] = {}
        self.lengths: set[int] = set()  # unknowns that are not negative, roots of sums of squares
        self.choices: dict[Hashable, Any] = {}
        self.guessed = False  # whether something was chosen that could be chosen otherwise

    def value(self, name: Hashable) -> Number:
        """The unknown of this name, as far as it is known."""
        if name not in self.number:
            self.number[name] = len(self.name)
            self.name.append(name)
        u = self.number[name]
        return self.solved[u] if u in self.solved else Form({(u,): fmpq(1)})

    def chosen(self, key: Hashable, options: Callable[[], Any]) -> Any:
        """The choice under this key, made now or earlier."""
        if key not in self.choices:
            self.guessed = True
            self.choices[key] = options()
        return self.choices[key]

    def reduced(self, x: Number) -> Number:
        """x in terms of what is not solved."""
        if not isinstance(x, Form) or self.solved.keys().isdisjoint(x.unknowns):
            return x
        total: dict[Monomial, fmpq] = {}
        balls: Number = fmpq(0)
        for m, c in x.terms.items():
            left = tuple(u for u in m if u not in self.solved)
            term: Number = Form({left: c}) if left else c
            for u in m:
                if u in self.solved:
                    term = self.solved[u] * term
            if isinstance(term, (arb, acb)):
                balls = term + balls
                continue
            for n, d in term.terms.items() if isinstance(term, Form) else ((ONE, fmpq(term)),):
                total[n] = total.get(n, fmpq(0)) + d
            if len(total) > LONGEST:  # another draw may do with less
                self.guessed = True
                raise Dead
        return _formed({m: c for m, c in total.items() if c != 0}) + balls

    # -- what is known

    def equate(self, x: Number, likely: Number = None) -> None:
        """Let x be 0; ``likely`` is what the equation defines, if anything."""
        todo = [x]
        while todo:
            x = self.reduced(todo.pop())
            if not isinstance(x, Form):
                if x != 0 and not (isinstance(x, (arb, acb)) and x.contains(0)):
                    raise Dead
                continue
            u = self.linear(x, likely)
            if u is None:
                self.pending.append(x)
            else:
                todo += self._put(u, x * (-1 / x.terms[u,]) + Form({(u,): fmpq(1)}))

    def bound(self, kind: str, x: Number) -> None:
        """Let x be not 0 (``ne``), not negative (``le``), or positive (``lt``)."""
        x = self.reduced(x)
        if not isinstance(x, Form):
            if not _holds(kind, x):
                raise Dead
        else:
            self.bounds[kind, x.key] = x

    def linear(self, x: Form, likely: Number = None) -> int | None:
        """An unknown that x is linear in, with a number as coefficient."""
        rest = {u for m in x.terms if len(m) > 1 for u in m}
        found = [m[0] for m in x.terms if len(m) == 1 and m[0] not in rest]
        if isinstance(likely, Form) and len(likely.terms) == 1:
            ((defined, *_),) = likely.terms
            if defined in found:
                return defined
        return self.random.choice(found) if found else None

    def _put(self, u: int, x: Number) -> list[Form]:
        """Solve u by x; the pending equations that u occurs in are taken out, to be looked at again."""
        self.solved[u] = x
        for v, y in self.solved.items():
            if v != u and isinstance(y, Form) and u in y.unknowns:
                self.solved[v] = self.reduced(y)
        for key, y in list(self.bounds.items()):
            if u in y.unknowns:
                del self.bounds[key]
                self.bound(key[0], y)
        moved = [y for y in self.pending if u in y.unknowns]
        if moved:
            self.pending = [y for y in self.pending if u not in y.unknowns]
        return moved

    # -- choices

    def settle(self, forms: Iterable[Form]) -> None:
        """Choose values so that these become numbers."""
        for form in forms:
            while isinstance(x := self.reduced(form), Form):
                self._choose(self.random.choice(sorted(x.unknowns)))

    def length(self, x: Form) -> Form | None:
        """The root of x, where x is a sum of squares of unknowns; their direction is chosen for that."""
        unknowns = sorted(x.unknowns)
        if x.terms != {(u, u): 1 for u in unknowns} or not self.solved.keys().isdisjoint(unknowns):
            return None
        if unknowns[0] in self.lengths:
            return Form({(unknowns[0],): fmpq(1)}) if len(unknowns) == 1 else None
        self.guessed = True
        legs, size = self.random.choice([d for d in DIRECTIONS if len(d[0]) <= len(unknowns)])
        r = self.value(("length", *unknowns))
        self.lengths.add(self.number["length", *unknowns])
        self.bound("le", r)
        self.random.shuffle(unknowns)
        for place, u in enumerate(unknowns):
            leg = fmpq(legs[place], size) * self.random.choice((1, -1)) if place < len(legs) else fmpq(0)
            self.equate(Form({(u,): fmpq(1)}) - r * leg, Form({(u,): fmpq(1)}))
        return self.reduced(r)  # type: ignore[no-any-return]

    def complete(self) -> dict[Hashable, Number]:
        """Values for all unknowns, by their names."""
        try:
            return self._completed()
        except Open:  # what was put in grew too long; another draw may do with less
            self.guessed = True
            raise Dead from None

    def _completed(self) -> dict[Hashable, Number]:
        while self.pending:
            self._advance()
        while free := [u for u in range(len(self.name)) if u not in self.solved]:
            bounded = {m[0] for y in self.bounds.values() for m in [*y.terms] if len(y.unknowns) == 1 and m}
            self._choose(self.random.choice([u for u in free if u in bounded] or free))
        return {name: self.solved[u] for u, name in enumerate(self.name)}

    def _advance(self) -> None:
        """Take one factor of an equation to be 0, or choose a value that makes one linear."""
        self.guessed = True
        x = min(self.pending, key=lambda y: len(y.unknowns))
        self.pending.remove(x)
        factors = _factors(x)
        self.random.shuffle(factors)
        strict = [y for (kind, _), y in self.bounds.items() if kind != "le"] if len(factors) > 1 else []
        f = next((f for f in factors if not any(_divides(f, y) for y in strict)), factors[0])
        if self.linear(f) is not None:
            self.equate(f)
            return
        self.pending.append(f)
        unknowns = sorted(f.unknowns)
        once = [u for u in unknowns if all(m.count(u) < 2 for m in f.terms)]
        if not once and len(unknowns) == 1:
            raise Dead
        if once:
            u = self.random.choice(once)
            beside = sorted({v for m in f.terms if u in m for v in m if v != u})
            unknowns = beside or unknowns
        self._choose(self.random.choice(unknowns))

    def _choose(self, u: int) -> None:
        """A value for u within what is known of it."""
        self.guessed = True
        lows, highs = list[tuple[fmpq, bool]](), list[tuple[fmpq, bool]]()
        for (kind, _), y in self.bounds.items():
            if kind != "ne" and (u,) in y.terms and set(y.terms) <= {ONE, (u,)}:
                c = y.terms[u,]
                (lows if c > 0 else highs).append((-y.terms.get(ONE, fmpq(0)) / c, kind == "lt"))
        about = [(kind, y) for (kind, _), y in self.bounds.items() if u in y.unknowns]
        tried = (self._within(u, lows, highs) for _ in range(TRIES))
        value = next((x for x in tried if all(_possible(kind, y, x) for kind, y in about)), None)
        if value is None:
            raise Dead
        for y in self._put(u, value):
            self.equate(y)

    def _within(self, u: int, lows: list[tuple[fmpq, bool]], highs: list[tuple[fmpq, bool]]) -> fmpq:
        random = self.random
        if lows and highs:
            (lo, open_lo), (hi, open_hi) = max(lows), min(highs, key=lambda h: (h[0], not h[1]))
            share = random.choice(self.manner.shares)
            if (share == 0 and open_lo) or (share == 1 and open_hi):
                share = fmpq(1, 2)
            return lo + (hi - lo) * share
        if lows or highs:
            end, strict = max(lows) if lows else min(highs)
            step = random.choice(POSITIVE)
            if not strict and random.random() < self.manner.at_bound:
                step = fmpq(0)
            return end + step if lows else end - step
        return self.start(self.name[u])


def _holds(kind: str, x: Number) -> bool:
    """Whether the number x may be as a bound of this kind says."""
    if isinstance(x, acb):
        return kind == "ne" or bool(x.imag.contains(0))
    if isinstance(x, arb):
        return True
    return bool(x != 0 if kind == "ne" else x >= 0 if kind == "le" else x > 0)


def _possible(kind: str, y: Form, value: fmpq) -> bool:
    """Whether a bound on y allows this value of its unknown; True if y has several."""
    if len(y.unknowns) > 1:
        return True
    return _holds(kind, sum((c * value ** len(m) for m, c in y.terms.items()), fmpq(0)))


def _factors(x: Form) -> list[Form]:
    """The irreducible factors of x."""
    unknowns = sorted(x.unknowns)
    place = {u: i for i, u in enumerate(unknowns)}
    ring = fmpq_mpoly_ctx.get((("x", len(unknowns)),), Ordering.degrevlex)
    terms = {}
    for m, c in x.terms.items():
        exponents = [0] * len(unknowns)
        for u in m:
            exponents[place[u]] += 1
        terms[tuple(exponents)] = c

    def back(p: Any) -> Iterator[tuple[Monomial, fmpq]]:
        for exponents, c in p.to_dict().items():
            yield tuple(u for u, e in zip(unknowns, exponents, strict=True) for _ in range(int(e))), c

    return [Form(dict(back(f))) for f, _ in ring.from_dict(terms).factor()[1]]


def _divides(f: Form, y: Form) -> bool:
    """Whether y is a multiple of f, so that it is 0 where f is."""
    return f.unknowns <= y.unknowns and any(g.terms == f.terms for g in _factors(y))
