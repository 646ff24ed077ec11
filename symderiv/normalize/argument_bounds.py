"""Where angles can lie: the real or imaginary part of a term between two multiples of pi, by its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import PI, ZERO, Term, fn
from symderiv.evaluate.evaluator import enclosed
from symderiv.evaluate.rationals import rational


class Interval(NamedTuple):
    """lo <= x <= hi in multiples of pi, or < where an end is open; an end that is None is infinite."""

    lo: fmpq | None = None
    hi: fmpq | None = None
    open_lo: bool = False
    open_hi: bool = False

    def __neg__(self) -> Interval:
        return Interval(_negated(self.hi), _negated(self.lo), self.open_hi, self.open_lo)

    def __add__(self, other: object) -> Interval:
        if not isinstance(other, Interval):
            return NotImplemented
        return Interval(
            _sum(self.lo, other.lo),
            _sum(self.hi, other.hi),
            self.open_lo or other.open_lo,
            self.open_hi or other.open_hi,
        )

    def scaled(self, c: fmpq) -> Interval:
        """Where c x lies; a multiple of what is unbounded is bounded only if it is 0."""
        if c < 0:
            return (-self).scaled(-c)
        if c == 0:
            return POINT
        lo, hi = (None if end is None else end * c for end in self[:2])
        return Interval(lo, hi, self.open_lo, self.open_hi)

    def also(self, lo: fmpq | None, hi: fmpq | None, *, strict: bool) -> Interval:
        """The intersection with the numbers from lo to hi, or strictly between them."""
        result = self
        if lo is not None and (self.lo is None or lo > self.lo or (lo == self.lo and strict)):
            result = result._replace(lo=lo, open_lo=strict)
        if hi is not None and (self.hi is None or hi < self.hi or (hi == self.hi and strict)):
            result = result._replace(hi=hi, open_hi=strict)
        return result

    def within(self, bound: fmpq) -> bool:
        """Whether all of it lies strictly between -bound and bound."""
        if self.lo is None or self.hi is None:
            return False
        above = self.lo > -bound or (self.lo == -bound and self.open_lo)
        return above and (self.hi < bound or (self.hi == bound and self.open_hi))


def _negated(end: fmpq | None) -> fmpq | None:
    return None if end is None else -end


def _sum(a: fmpq | None, b: fmpq | None) -> fmpq | None:
    return None if a is None or b is None else a + b


def _symmetric(p: int, q: int) -> Interval:
    return Interval(fmpq(-p, q), fmpq(p, q))


POINT: Final = Interval(fmpq(0), fmpq(0))
UNBOUNDED: Final = Interval()
_TURN: Final = Interval(fmpq(-1), fmpq(1), open_lo=True)
_HALF: Final = _symmetric(1, 2)
_UPPER: Final = Interval(fmpq(0), fmpq(1))

# the real parts of principal values (DLMF 4.23), and the imaginary ones (DLMF 4.2, 4.37)
_REAL: Final = {
    **dict.fromkeys(("asin", "atan", "acot", "acsc"), _HALF),
    **dict.fromkeys(("acos", "asec"), _UPPER),
    "arg": _TURN,
    "pi": Interval(fmpq(1), fmpq(1)),
}
_IMAGINARY: Final = {
    **dict.fromkeys(("asinh", "atanh", "acoth", "acsch"), _HALF),
    **dict.fromkeys(("log", "acosh", "asech"), _TURN),
}


def within_period(t: Term, given: Sequence[Term]) -> bool:
    """Whether the imaginary part of t is within (-2 pi, 2 pi), certainly where the relations given hold."""
    return Bounds(given).part(t, imaginary=True).within(fmpq(2))


class Bounds:
    """Bounds of real and imaginary parts that follow from the form of a term and the relations given."""

    def __init__(self, given: Sequence[Term]) -> None:
        self.given = given

    def part(self, t: Term, *, imaginary: bool) -> Interval:
        """Where the real or the imaginary part of t lies."""
        if imaginary and k.sort_of(t) != "complex":
            return POINT
        ends = None if k.free_vars(t) else enclosed(t, imaginary=imaginary)
        if ends is not None:
            return Interval(*ends)
        interval = self._by_form(t, imaginary=imaginary)
        named = fn("im" if imaginary else "re", t)
        return self._bounded(interval, {named} if k.sort_of(t) == "complex" else {named, t})

    def _by_form(self, t: Term, *, imaginary: bool) -> Interval:
        if t.op == "add":
            return sum((self.part(a, imaginary=imaginary) for a in t.args), POINT)
        if t.op == "mul":
            return self._product(t, imaginary=imaginary)
        if t.op == "fn" and t.args[0] == "conj":
            inner = self.part(t.args[1][0], imaginary=imaginary)
            return -inner if imaginary else inner
        if t.op == "fn":
            return self._function(t, imaginary=imaginary)
        return UNBOUNDED

    def _product(self, t: Term, *, imaginary: bool) -> Interval:
        scale, rest, turned = fmpq(1), list[Term](), imaginary
        for a in t.args:
            c = _rational(a)
            if c is not None:
                scale *= c
            elif a == k.I:  # Im(i x) = Re x, Re(i x) = -Im x
                scale *= 1 if turned else -1
                turned = not turned
            else:
                rest.append(a)
        if len(rest) != 1:
            return UNBOUNDED
        return self.part(rest[0], imaginary=turned).scaled(scale)

    def _function(self, t: Term, *, imaginary: bool) -> Interval:
        name, args = t.args
        interval = (_IMAGINARY if imaginary else _REAL).get(name)
        if interval is None:
            return UNBOUNDED
        if name == "atan" and k.sort_of(args[0]) != "complex":
            return interval._replace(open_lo=True, open_hi=True)
        return self._argument(args[0], interval) if name in ("log", "arg") else interval

    def _argument(self, z: Term, interval: Interval) -> Interval:
        """The interval of arg z, cut down by the half-plane that z is known to lie in, and by bounds of arg
        z."""
        interval = self._bounded(interval, {fn("arg", z), fn("im", fn("log", z))})
        quarter = fmpq(1, 2)
        for relation in self.given:
            a, b = relation.args
            strict = relation.op == "lt"
            if (a, b) == (ZERO, fn("re", z)):
                interval = interval.also(-quarter, quarter, strict=strict)
            elif (a, b) == (ZERO, fn("im", z)):
                interval = interval.also(fmpq(0), fmpq(1), strict=strict)
            elif (a, b) == (fn("im", z), ZERO) and strict:
                interval = interval.also(fmpq(-1), fmpq(0), strict=True)
        return interval

    def _bounded(self, interval: Interval, names: set[Term]) -> Interval:
        for relation in self.given:
            a, b = relation.args
            strict = relation.op == "lt"
            if b in names and (lo := _turns(a)) is not None:
                interval = interval.also(lo, None, strict=strict)
            if a in names and (hi := _turns(b)) is not None:
                interval = interval.also(None, hi, strict=strict)
        return interval


def _rational(t: Term) -> fmpq | None:
    if t.op == "num":
        return rational(t)
    inverse = t.op == "pow" and t.args[0].op == "num" and t.args[1] == k.num(-1) and t.args[0] != ZERO
    return 1 / rational(t.args[0]) if inverse else None


def _turns(t: Term) -> fmpq | None:
    """c where t is c pi."""
    if t == ZERO:
        return fmpq(0)
    factors = t.args if t.op == "mul" else (t,)
    if [a for a in factors if _rational(a) is None] != [PI]:
        return None
    c = fmpq(1)
    for a in factors:
        c *= 1 if a == PI else _rational(a)
    return c
