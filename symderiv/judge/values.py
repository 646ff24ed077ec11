"""Elementary functions of NumPy arrays by principal values: real arrays become complex where they have to.

The upper side of a branch cut counts as the cut: an imaginary part of -0 is one of 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np


def _principal(f: Callable[[Any], Any], low: float, high: float) -> Callable[[Any], Any]:
    """f, which is real between low and high, for any argument."""

    def apply(x: Any) -> Any:
        x = np.asarray(x)
        if np.iscomplexobj(x):
            return f(x + 0)
        if not np.any((x < low) | (x > high)):  # what is unknown is nan
            return f(x)
        return f(x.astype(np.result_type(x, np.complex64)) + 0)

    return apply


LOG: Final = _principal(np.log, 0, np.inf)
SQRT: Final = _principal(np.sqrt, 0, np.inf)
EXP: Final = np.exp


def power(base: Any, exponent: Any) -> Any:
    """base^exponent; by the logarithm where the exponent is not whole."""
    if isinstance(exponent, int):
        if isinstance(base, int) and exponent >= 0:  # which NumPy's own integers need not hold
            return base**exponent
        x = np.asarray(base)
        if np.iscomplexobj(x):
            return _multiplied(x, exponent)
        return x**exponent if exponent >= 0 else x.astype(np.result_type(x, np.float64)) ** exponent
    e = np.asarray(exponent)
    whole = not np.iscomplexobj(e) and np.all(e == np.round(e))
    x = np.asarray(base)
    if whole and np.iscomplexobj(x):
        return _multiplied(x, e)
    if whole:
        return x.astype(np.result_type(x, np.float64)) ** e
    return np.exp(e * LOG(base))


def _multiplied(x: Any, e: Any) -> Any:
    """A power of complex numbers whose exponent is whole; by logarithms, as NumPy has it from 100 on, a small
    imaginary part would be lost."""
    left = np.abs(np.asarray(e)).astype(np.int64)
    result = np.ones(np.broadcast_shapes(np.shape(x), np.shape(left)), dtype=x.dtype)
    while np.any(left):
        result = np.where(left & 1, result * x, result)
        left >>= 1
        x = x * x if np.any(left) else x
    return np.where(np.asarray(e) < 0, 1 / np.where(np.asarray(e) < 0, result, 1), result)


def sign(x: Any) -> Any:
    """x/|x|, or 0."""
    size = np.abs(x)
    return np.where(size == 0, 0, x / np.where(size == 0, 1, size))


def _sinc(x: Any) -> Any:
    return np.where(x == 0, 1, np.sin(x) / np.where(x == 0, 1, x))


def _on_cut(
    f: Callable[[Any], Any], by_logarithms: Callable[[Any], Any], *, imaginary: bool
) -> Callable[[Any], Any]:
    """f, but by logarithms on its cuts, on an axis beyond 1: NumPy asks for the sign of a zero there."""

    def apply(x: Any) -> Any:
        z = np.asarray(x)
        z = z.astype(np.result_type(z, np.complex64)) + 0
        along, across = (z.imag, z.real) if imaginary else (z.real, z.imag)
        cut = (across == 0) & (np.abs(along) > 1)
        return np.where(cut, by_logarithms(z), f(z)) if np.any(cut) else f(x)

    return apply


def _asin(z: Any) -> Any:
    return -1j * LOG(1j * z + SQRT(1 - z * z))


_ASIN = _on_cut(np.arcsin, _asin, imaginary=False)
_ACOS = _on_cut(np.arccos, lambda z: np.pi / 2 - _asin(z), imaginary=False)
_ATANH = _on_cut(np.arctanh, lambda z: (LOG(1 + z) - LOG(1 - z)) / 2, imaginary=False)
_ATAN = _on_cut(np.arctan, lambda z: 1j * (LOG(1 - 1j * z) - LOG(1 + 1j * z)) / 2, imaginary=True)
_ASINH = _on_cut(np.arcsinh, lambda z: LOG(z + SQRT(z * z + 1)), imaginary=True)
_ACOSH = _principal(np.arccosh, 1, np.inf)

FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "log": LOG, "exp": EXP, "sqrt": SQRT, "sign": sign, "sinc": _sinc, "Abs": np.abs, "conjugate": np.conj,
    "re": np.real, "im": np.imag, "arg": lambda x: np.imag(LOG(x)), "floor": np.floor,
    "atan2": np.arctan2,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "cot": lambda x: 1 / np.tan(x), "sec": lambda x: 1 / np.cos(x), "csc": lambda x: 1 / np.sin(x),
    "coth": lambda x: 1 / np.tanh(x), "sech": lambda x: 1 / np.cosh(x), "csch": lambda x: 1 / np.sinh(x),
    "asin": _ASIN, "acos": _ACOS, "atan": _ATAN, "asinh": _ASINH, "acosh": _ACOSH, "atanh": _ATANH,
    "acot": lambda x: _ATAN(1 / x), "asec": lambda x: _ACOS(1 / x), "acsc": lambda x: _ASIN(1 / x),
    "acoth": lambda x: _ATANH(1 / x), "asech": lambda x: _ACOSH(1 / x), "acsch": lambda x: _ASINH(1 / x),
}  # fmt: skip
