"""Enclosures of constants: complex balls with rational midpoints, all errors counted.

``enclosed(t)`` is a ball that certainly contains the value of a term without variables, which is defined; a
KernelError says that nothing was found, be it that t is undefined, near a cut, or of another kind.
"""

from __future__ import annotations

import cmath
from fractions import Fraction
from typing import Final, NamedTuple

from symderiv.core import functions
from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term

BITS: Final = 96
UNIT: Final = Fraction(1, 1 << BITS)
SERIES: Final = 32  # summands of a series in what is at most 1/2
CLOSE: Final = 8  # the same, for what is as small as the error of a float
LARGE: Final = 1 << 12  # arguments of exp are below this


class Ball(NamedTuple):
    """The complex numbers at most ``error`` from re + i im."""

    re: Fraction
    im: Fraction
    error: Fraction

    def size(self) -> Fraction:
        """An upper bound of the absolute values."""
        return abs(self.re) + abs(self.im) + self.error

    def least(self) -> Fraction:
        """A lower bound of the absolute values, if positive."""
        return max(abs(self.re), abs(self.im)) - self.error


def _ball(re: Fraction, im: Fraction, error: Fraction) -> Ball:
    """A ball, its numbers rounded to BITS bits behind the point; exact where they are."""
    (a, da), (b, db) = map(_rounded, (re, im))
    return Ball(a, b, Fraction(-(-(error + da + db) // UNIT)) * UNIT)


def _rounded(x: Fraction) -> tuple[Fraction, Fraction]:
    near = Fraction(round(x / UNIT)) * UNIT
    return near, abs(x - near)


ZERO: Final = Ball(Fraction(0), Fraction(0), Fraction(0))
ONE: Final = Ball(Fraction(1), Fraction(0), Fraction(0))


def _add(a: Ball, b: Ball) -> Ball:
    return _ball(a.re + b.re, a.im + b.im, a.error + b.error)


def _mul(a: Ball, b: Ball) -> Ball:
    error = a.error * b.size() + b.error * a.size()
    return _ball(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re, error)


def _scaled(a: Ball, c: Fraction) -> Ball:
    return _ball(a.re * c, a.im * c, a.error * abs(c))


def _inverse(a: Ball) -> Ball:
    """|1/z - 1/m| = |z - m|/|z m| for the midpoint m."""
    if a.least() <= 0:
        raise KernelError("expected a constant that is not 0")
    norm = a.re**2 + a.im**2
    return _ball(a.re / norm, -a.im / norm, a.error / a.least() ** 2)


def _power(a: Ball, n: int) -> Ball:
    if abs(n) > LARGE:
        raise KernelError(f"expected an exponent of at most {LARGE}")
    if n < 0:
        return _inverse(_power(a, -n))
    result = ONE
    for bit in f"{n:b}":
        result = _mul(result, result)
        result = _mul(result, a) if bit == "1" else result
    return result


def _exp(a: Ball) -> Ball:
    """Taylor's series at a/2^n, squared n times; the rest is less than the last summand."""
    if a.size() > LARGE:
        raise KernelError("expected an argument of exp that is not that large")
    halvings = max(0, int(a.size()).bit_length() + 1)
    z, total, summand = _scaled(a, Fraction(1, 1 << halvings)), ONE, ONE
    for n in range(1, SERIES):
        summand = _scaled(_mul(summand, z), Fraction(1, n))
        total = _add(total, summand)
    total = _ball(total.re, total.im, total.error + summand.size())
    for _ in range(halvings):
        total = _mul(total, total)
    return total


def _pi() -> Ball:
    """16 atan(1/5) - 4 atan(1/239) by alternating series (DLMF 4.24.3 and 4.24.15)."""
    total, error = Fraction(0), Fraction(0)
    for c, x in ((16, Fraction(1, 5)), (-4, Fraction(1, 239))):
        total += c * sum(((-1) ** n * x ** (2 * n + 1) / (2 * n + 1) for n in range(SERIES)), Fraction(0))
        error += abs(c) * x ** (2 * SERIES + 1)
    return _ball(total, Fraction(0), error)


PI: Final = _pi()


def _log(a: Ball) -> Ball:
    """log z = w + log(1 + d) for any w, with d = z exp(-w) - 1, where that lies within (-pi, pi)."""
    if a.least() <= 0:
        raise KernelError("expected a constant that is not 0")
    if a.im == a.error == 0 > a.re:
        return _real_log(a)
    try:
        guess = cmath.log(complex(float(a.re), float(a.im)))
    except (OverflowError, ValueError) as error:
        raise KernelError("expected a constant of another size") from error
    w = _ball(Fraction(guess.real), Fraction(guess.imag), Fraction(0))
    d = _add(_mul(a, _exp(_scaled(w, Fraction(-1)))), Ball(Fraction(-1), Fraction(0), Fraction(0)))
    if d.size() > Fraction(1, 2):
        raise KernelError("expected a constant that is known better")
    total, power = w, ONE
    for n in range(1, CLOSE):
        power = _mul(power, d)
        total = _add(total, _scaled(power, Fraction((-1) ** (n + 1), n)))
    total = _ball(total.re, total.im, total.error + 2 * power.size() * d.size())
    if abs(total.im) + total.error >= PI.re - PI.error:
        raise KernelError("expected a constant that is not next to the cut of the logarithm")
    return total


def _real_log(a: Ball) -> Ball:
    """The principal logarithm of a real number, which may be negative."""
    if a.re > 0:
        return _log(a)
    return _add(_log(_scaled(a, Fraction(-1))), Ball(Fraction(0), PI.re, PI.error))


@k.once
def enclosed(t: Term) -> Ball:
    """A ball that contains the value of a constant, which is defined."""
    value = _enclosed(t)
    return value if k.sort_of(t) == "complex" else Ball(value.re, Fraction(0), value.error)


def _enclosed(t: Term) -> Ball:
    parts = [enclosed(p) for p in k.parts(t)] if t.op in ("add", "mul", "exp", "root") else []
    match t.op:
        case "num":
            return _ball(Fraction(t.args[0]), Fraction(0), Fraction(0))
        case "add":
            total = ZERO
            for p in parts:
                total = _add(total, p)
            return total
        case "mul":
            total = ONE
            for p in parts:
                total = _mul(total, p)
            return total
        case "exp":
            return _exp(parts[0])
        case "pow" if t.args[1].op == "num" and t.args[1].args[0].denominator == 1:
            return _power(enclosed(t.args[0]), t.args[1].args[0].numerator)
        case "root":
            return _root(parts[0], t.args[1], real=k.sort_of(t.args[0]) != "complex")
        case "fn":
            return _function(t)
    raise KernelError(f"expected a constant, met {t}")


def _root(a: Ball, degree: int, *, real: bool) -> Ball:
    if a == ZERO:
        return ZERO
    if real and a.re < 0:
        raise KernelError("expected a real radicand that is not negative")
    return _exp(_scaled(_log(a), Fraction(1, degree)))


def _function(t: Term) -> Ball:
    name, args = t.args
    if name == "I":
        return Ball(Fraction(0), Fraction(1), Fraction(0))
    if name == "pi":
        return PI
    meaning = functions.definition(t) or functions.by_logarithms(t)
    if meaning is not None:
        return enclosed(meaning)
    if name in ("log", "conj", "abs"):
        a = enclosed(*args)
        if name == "log":
            return _log(a) if k.sort_of(args[0]) == "complex" else _real_log(a)
        return (
            Ball(a.re, -a.im, a.error)
            if name == "conj"
            else _root(_mul(a, a._replace(im=-a.im)), 2, real=True)
        )
    raise KernelError(f"expected a constant that is made of exp and log, met {t}")
