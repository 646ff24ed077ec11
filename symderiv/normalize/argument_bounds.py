"""Where angles can lie: the real or imaginary part of a term between two multiples of pi, by its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import PI, ZERO, Term, fn
from symderiv.evaluate.evaluator import enclosed


class Span(NamedTuple):
    """lo <= x <= hi in multiples of pi, or < where an end is open."""

    lo: fmpq
    hi: fmpq
    open_lo: bool = False
    open_hi: bool = False

    def __neg__(self) -> Span:
        return Span(-self.hi, -self.lo, self.open_hi, self.open_lo)

    def __add__(self, other: object) -> Span:
        if not isinstance(other, Span):
            return NotImplemented
        return Span(
            self.lo + other.lo,
            self.hi + other.hi,
            self.open_lo or other.open_lo,
            self.open_hi or other.open_hi,
        )

    def scaled(self, c: fmpq) -> Span:
        if c < 0:
            return (-self).scaled(-c)
        return Span(self.lo * c, self.hi * c, self.open_lo and c > 0, self.open_hi and c > 0)

    def also(self, lo: fmpq | None, hi: fmpq | None, *, strict: bool) -> Span:
        """The part of it from lo to hi."""
        span = self
        if lo is not None and (lo > span.lo or (lo == span.lo and strict)):
            span = span._replace(lo=lo, open_lo=strict)
        if hi is not None and (hi < span.hi or (hi == span.hi and strict)):
            span = span._replace(hi=hi, open_hi=strict)
        return span


def _symmetric(p: int, q: int) -> Span:
    return Span(fmpq(-p, q), fmpq(p, q))


POINT: Final = Span(fmpq(0), fmpq(0))
_LINE: Final = _symmetric(10**6, 1)  # what is not known to lie within is not found to be small
_TURN: Final = Span(fmpq(-1), fmpq(1), open_lo=True)
_HALF: Final = _symmetric(1, 2)
_UPPER: Final = Span(fmpq(0), fmpq(1))

# the real parts of principal values (DLMF 4.23), and the imaginary ones (DLMF 4.2, 4.37)
_REAL: Final = {
    **dict.fromkeys(("asin", "atan", "acot", "acsc"), _HALF),
    **dict.fromkeys(("acos", "asec"), _UPPER),
    "arg": _TURN,
    "pi": Span(fmpq(1), fmpq(1)),
}
_IMAGINARY: Final = {
    **dict.fromkeys(("asinh", "atanh", "acoth", "acsch"), _HALF),
    **dict.fromkeys(("log", "acosh", "asech"), _TURN),
}


def within_period(t: Term, given: Sequence[Term]) -> bool:
    """Whether the imaginary part of t is within (-2 pi, 2 pi), certainly where the relations given hold."""
    span = _Spans(given).part(t, imaginary=True)
    return (span.lo > -2 or (span.lo == -2 and span.open_lo)) and (
        span.hi < 2 or (span.hi == 2 and span.open_hi)
    )


class _Spans:
    def __init__(self, given: Sequence[Term]) -> None:
        self.given = given

    def part(self, t: Term, *, imaginary: bool) -> Span:
        """Where the real or the imaginary part of t lies."""
        if imaginary and k.sort_of(t) != "complex":
            return POINT
        ends = None if k.free_vars(t) else enclosed(t, imaginary=imaginary)
        if ends is not None:
            return Span(*ends)
        span = self._by_form(t, imaginary=imaginary)
        named = fn("im" if imaginary else "re", t)
        return self._bounded(span, {named} if k.sort_of(t) == "complex" else {named, t})

    def _by_form(self, t: Term, *, imaginary: bool) -> Span:
        if t.op == "add":
            return sum((self.part(a, imaginary=imaginary) for a in t.args), POINT)
        if t.op == "mul":
            return self._product(t, imaginary=imaginary)
        if t.op == "fn" and t.args[0] == "conj":
            inner = self.part(t.args[1][0], imaginary=imaginary)
            return -inner if imaginary else inner
        if t.op == "fn":
            return self._function(t, imaginary=imaginary)
        return _LINE

    def _product(self, t: Term, *, imaginary: bool) -> Span:
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
            return _LINE
        return self.part(rest[0], imaginary=turned).scaled(scale)

    def _function(self, t: Term, *, imaginary: bool) -> Span:
        name, args = t.args
        span = (_IMAGINARY if imaginary else _REAL).get(name)
        if span is None:
            return _LINE
        if name == "atan" and k.sort_of(args[0]) != "complex":
            return span._replace(open_lo=True, open_hi=True)
        return self._argument(args[0], span) if name in ("log", "arg") else span

    def _argument(self, z: Term, span: Span) -> Span:
        """The argument of z, where something is known of its half-plane or of the argument itself."""
        span = self._bounded(span, {fn("arg", z), fn("im", fn("log", z))})
        quarter = fmpq(1, 2)
        for relation in self.given:
            a, b = relation.args
            strict = relation.op == "lt"
            if (a, b) == (ZERO, fn("re", z)):
                span = span.also(-quarter, quarter, strict=strict)
            elif (a, b) == (ZERO, fn("im", z)):
                span = span.also(fmpq(0), fmpq(1), strict=strict)
            elif (a, b) == (fn("im", z), ZERO) and strict:
                span = span.also(fmpq(-1), fmpq(0), strict=True)
        return span

    def _bounded(self, span: Span, names: set[Term]) -> Span:
        for relation in self.given:
            a, b = relation.args
            strict = relation.op == "lt"
            if b in names and (lo := _turns(a)) is not None:
                span = span.also(lo, None, strict=strict)
            if a in names and (hi := _turns(b)) is not None:
                span = span.also(None, hi, strict=strict)
        return span


def _rational(t: Term) -> fmpq | None:
    if t.op == "num":
        return t.args[0]
    inverse = t.op == "pow" and t.args[0].op == "num" and t.args[1] == k.num(-1) and t.args[0] != ZERO
    return 1 / t.args[0].args[0] if inverse else None


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
