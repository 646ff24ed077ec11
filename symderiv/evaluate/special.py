"""Values of elementary and special functions in exact numbers or balls, and their power series."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import factorial, prod

from flint import acb, acb_series, arb, fmpq, fmpz

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.dual import Dual, Value
from symderiv.evaluate.numbers import ONE, ZERO, Number, Undecided, Undefined, integer, is_zero

MOST_FACTORS = 10_000


def exponential(x: Number) -> Number:
    """e^x, exactly at 0."""
    if is_zero(x):
        return ONE
    return x.exp() if isinstance(x, acb) else arb(x).exp()


def function_value(t: Term, args: list[Number]) -> Number:
    """The value of a function whose arguments are in its domain."""
    value = VALUES[t.args[0]](*args)
    if isinstance(value, acb) and k.sort_of(t) != "complex":
        value = value.real
    if isinstance(value, (arb, acb)) and not value.is_finite():
        raise Undecided(f"the value of {t.args[0]}")
    return value


def _by_ball(name: str) -> Callable[[Number], Number]:
    return lambda x: getattr(acb(x), name)()


def _part(
    of_ball: Callable[[acb], Number], of_real: Callable[[Number], Number]
) -> Callable[[Number], Number]:
    return lambda x: of_ball(x) if isinstance(x, acb) else of_real(x)


def _product(factors: Iterable[Number]) -> Number:
    return prod(factors, start=ONE)


def _steps(x: Number, n: Number, step: int) -> Number:
    """x (x + step) (x + 2 step) ..., n factors; for a negative n, 1 by those that go on the other way."""
    count = integer(n)
    if abs(count) > MOST_FACTORS:
        raise Undecided(f"a product of {count} factors")
    if count < 0:
        return 1 / _product(x - step * i for i in range(1, 1 - count))
    return _product(x + step * i for i in range(count))


def _binomial(x: Number, n: Number) -> Number:
    return ZERO if integer(n) < 0 else _steps(x, n, -1) / _steps(ONE, n, 1)


def _legendre(n: Number, x: Number) -> Number:
    """DLMF 14.9.5 for a negative n."""
    whole = integer(n)
    return acb(x).legendre_p(acb(max(whole, -1 - whole)))


def _polynomial(name: str) -> Callable[[Number, Number], Number]:
    """A family of polynomials, by its whole number and the argument."""
    return lambda n, x: getattr(acb(x), name)(acb(integer(n)))


def _of_inverse(name: str, at_zero: Callable[[], Number]) -> Callable[[Number], Number]:
    """The function of 1/x with this name, and a value at 0; a ball around 0 has none."""
    return lambda x: at_zero() if is_zero(x) else getattr(1 / acb(x), name)()


def _bessel(name: str) -> Callable[[Number, Number], Number]:
    return lambda order, x: getattr(acb(x), name)(acb(order))


def _fibonacci(n: Number) -> Number:
    count = integer(n)
    sign = -1 if count < 0 and count % 2 == 0 else 1
    return fmpq(sign * fmpz.fib_ui(abs(count)))


def _floor(x: Number) -> Number:
    if isinstance(x, acb):
        raise Undecided("the floor of a complex number")
    if isinstance(x, arb):
        whole = x.floor().unique_fmpz()
        if whole is None:
            raise Undecided("the floor of a number that may be whole")
        return fmpq(whole)
    return fmpq(fmpq(x).floor())


_BALLS = (
    *("log", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"),
    *("asin", "acos", "atan", "asinh", "acosh", "atanh", "erf", "erfc", "erfi", "gamma", "rgamma", "zeta"),
)
VALUES: dict[str, Callable[..., Number]] = {
    **{name: _by_ball(name) for name in _BALLS},
    "I": lambda: acb(0, 1),
    "pi": arb.pi,
    "catalan": arb.const_catalan,
    "euler": arb.const_euler,
    "conj": _part(acb.conjugate, lambda x: x),
    "re": _part(lambda z: z.real, lambda x: x),
    "im": _part(lambda z: z.imag, lambda _: ZERO),
    "abs": _part(abs, abs),
    "arg": lambda x: acb(x).arg(),
    "floor": _floor,
    "fibonacci": _fibonacci,
    "factorial": lambda n: acb(n + 1).gamma(),
    "hurwitz": lambda s, a: acb(s).zeta(acb(a)),
    "rising": lambda x, n: _steps(x, n, 1),
    "falling": lambda x, n: _steps(x, n, -1),
    "binomial": _binomial,
    "legendre": _legendre,
    "acot": _of_inverse("atan", lambda: arb.pi() / 2),
    "acoth": _of_inverse("atanh", lambda: acb(0, arb.pi() / 2)),
    "chebyshev_t": _polynomial("chebyshev_t"),
    "chebyshev_u": _polynomial("chebyshev_u"),
    **{f"bessel_{x}": _bessel(f"bessel_{x}") for x in "jyik"},
}

SERIES = frozenset({"sin", "cos", "tan", "log", "atan", "erf"})


def lifted_by_series(name: str, x: Value, order: int) -> Value:
    """The derivative of this order of a function of a real number, by flint's power series."""
    if isinstance(x, Dual):
        slope = lifted_by_series(name, x.real, order + 1)
        return Dual(lifted_by_series(name, x.real, order), slope * x.slope)
    series = getattr(acb_series([acb(x), acb(1)], order + 1), name)()
    value = series[order] * factorial(order)
    if not value.is_finite():
        raise Undefined(f"the slope of {name}")
    return value.real if value.imag.is_zero() else value
