"""Dual numbers, nested for derivatives of derivatives; they share nothing with the table of derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import acb, arb

from symderiv.evaluate.numbers import ONE, Number, sign_of

Value = Any  # a Number, or below a derivative a Dual


@dataclass(slots=True)
class Dual:
    """real + slope e with e^2 = 0; both parts are dual themselves below an outer derivative."""

    real: Value
    slope: Value

    def __add__(self, other: Value) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.real + other.real, self.slope + other.slope)
        return Dual(self.real + other, self.slope)

    def __mul__(self, other: Value) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.real * other.real, self.slope * other.real + self.real * other.slope)
        return Dual(self.real * other, self.slope * other)

    __radd__, __rmul__ = __add__, __mul__


def lifted(x: Value, f: Callable[[Number], Number], slope: Callable[[Value, Value], Value]) -> Value:
    """f(x), where f has the slope slope(x, f(x))."""
    if not isinstance(x, Dual):
        return f(x)
    inner = lifted(x.real, f, slope)
    return Dual(inner, slope(x.real, inner) * x.slope)


def plain_number(x: Value) -> Number:
    """The value without its slopes."""
    while isinstance(x, Dual):
        x = x.real
    return x


def is_constant(x: Value) -> bool:
    """Whether all slopes are 0."""
    return not isinstance(x, Dual) or (
        is_constant(x.real) and is_constant(x.slope) and sign_of(plain_number(x.slope)) == 0
    )


def power_of(x: Value, n: int) -> Value:
    """x^n for a natural number n."""
    if n == 0:
        return ONE
    if isinstance(x, (arb, acb)):  # by products: flint's powers of a ball around 0 are no numbers
        half = power_of(x, n // 2)
        return half * half * x if n % 2 else half * half
    if not isinstance(x, Dual):
        return x**n
    return Dual(power_of(x.real, n), n * power_of(x.real, n - 1) * x.slope)
