"""Models as data: values for variables and components, laws of sequences, coins for what is random."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.numbers import ZERO, Gaussian, Number, Undecided
from symderiv.evaluate.rationals import rational


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


@dataclass(frozen=True)
class Distribution:
    """family[v1, v2, ...] has the distribution ``kind``, with these parameters: a declared law."""

    fact: Term
    kind: str
    indices: tuple[Term, ...]
    parameters: tuple[Term, ...]
    ranges: tuple[tuple[Term | None, Term | None], ...] = ()

    def at(self, index: tuple[int, ...]) -> tuple[Term, ...]:
        """The parameters for these values of the indices."""
        return self._with_values(index, self.parameters)

    def bounds(self, index: tuple[int, ...]) -> tuple[Term, ...]:
        """That the indices are within the ranges of which the law is said."""
        within = (
            b for v, (lo, hi) in zip(self.indices, self.ranges, strict=True) for b in k.bounds(v, lo, hi)
        )
        return self._with_values(index, within)

    def _with_values(self, index: tuple[int, ...], terms: Iterable[Term]) -> tuple[Term, ...]:
        values = dict(zip(self.indices, map(k.num, index), strict=True))
        return tuple(k.substitute(t, values) for t in terms)


@dataclass
class Model:
    """Values for free variables, and for components by family; sequences may be given by recurrences.

    A random component X[b, ...] is centre[...] + spread[...] * (plus or minus 1), one fair and independent
    coin for each family and each value of its first index: components with different first indices are
    independent and identically distributed. Where ``shared`` is set, the coins do not depend on the family.
    Components with a declared law, in ``distributions``, are independent of all others; where ``shared`` is
    set, those with one kind of law are functions of one draw.

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
    distributions: dict[str, Distribution] = field(default_factory=dict)

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
            ahead = lead(c, law.v)
            if ahead is None or ahead > law.shift:
                return False
            if ahead == law.shift:
                same_time[name].add(c.args[0])
    done: set[str] = set()
    while len(done) < len(laws):
        ready = [n for n in laws if n not in done and same_time[n] <= done]
        if not ready:
            return False
        done.update(ready)
    return True


def lead(c: Term, v: Term) -> int | None:
    """How far the time of c is ahead of v, where it is written as v plus integers."""
    if len(c.args[3]) != 1:
        return None
    (index,) = c.args[3]
    terms = index.args if index.op == "add" else (index,)
    numbers = [rational(s) for s in terms if s.op == "num"]
    if [s for s in terms if s.op != "num"] != [v] or any(n.q != 1 for n in numbers):
        return None
    return int(sum(numbers, ZERO).p)
