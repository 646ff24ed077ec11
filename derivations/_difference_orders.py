"""The experiment of gradient_check: the errors of the two differences, from large steps down to rounding.

Each loss is L(w) = sum over m of f(z_m) with z = X w, in N variables. Along a direction u of length 1 it has
a Taylor series, L(w + s u) = sum a_k s^k, so that with dw = eps u

    forward   L(w + dw) - L(w) - <J, dw>               = a_2 eps^2 + a_3 eps^3 + a_4 eps^4 + ...
    central   (L(w + dw) - L(w - dw)) / 2 - <J, dw>    =             a_3 eps^3             + a_5 eps^5 + ...

The errors are measured with the gradient as it is written in LOSSES. The a_k say where to look and how
closely the slope has to agree; they come from values alone, by Cauchy's formula on a circle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log2, nan

import numpy as np

from symderiv import Measurement, Outcome

N, EXAMPLES, DIRECTIONS = 5, 7, 64
UNIT = 2.0**-53  # the relative error of one rounding
OPERATIONS = 8  # roundings in a value of f at most; a function of NumPy has an error of some units
STEPS = 2.0 ** -np.arange(2, 48)  # powers of two: multiplying by them rounds nothing
SMALL = 1 / 16  # what is left out of a slope, or of a floor, relative to what is in
RADIUS, NODES, TERMS = 1.0, 64, 24  # of Cauchy's circle; a_k eps^k is no more than rounding from there on


@dataclass(frozen=True)
class Loss:
    """f and its derivative; ``at`` scales w (0 is a point of symmetry); the orders that theory gives the
    errors, None where an error is nothing but rounding."""

    name: str
    f: Callable
    slope: Callable
    at: float
    forward: int | None
    central: int | None


def softplus(z):
    return np.log1p(np.exp(z))


LOSSES = (
    Loss("softplus", softplus, lambda z: 1 / (1 + np.exp(-z)), 1, 2, 3),
    Loss("exponential", np.exp, np.exp, 1, 2, 3),
    Loss("quartic", lambda z: z**4 + z**2 + 1, lambda z: 4 * z**3 + 2 * z, 1, 2, 3),
    Loss("quadratic", lambda z: z**2 + 1, lambda z: 2 * z, 1, 2, None),
    Loss("sine where H = 0", lambda z: 1 + np.sin(z), np.cos, 0, 3, 3),
    Loss("quintic where D³L = 0", lambda z: 1 + z + z**2 + z**5, lambda z: 1 + 2 * z + 5 * z**4, 0, 2, 5),
)


@dataclass(frozen=True)
class Curve:
    """Of one loss and one difference, over all directions: at each step the largest error that was measured
    and bounds of its parts (the leading term, the other terms, rounding); ``order`` is the leading one."""

    measured: np.ndarray
    leading: np.ndarray
    others: np.ndarray
    rounding: np.ndarray
    order: float


def outcome(rng):
    measurements, series = [], {"step": STEPS}
    for loss in LOSSES:
        rows = rng.standard_normal((EXAMPLES, N))
        x = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        w = loss.at * rng.standard_normal(N)
        u = rng.standard_normal((DIRECTIONS, N))
        u /= np.linalg.norm(u, axis=1, keepdims=True)
        size = abs(value(loss, x, w))
        drift = np.abs(u @ gradient(loss, x, w)).max()
        for name, curve in curves(loss, x, w, u).items():
            title = f"{loss.name}, {name}"
            measurements += measured(title, curve, getattr(loss, name), size, drift)
            series[title] = curve.measured
    return Outcome(measurements, series)


def value(loss, x, w):
    return loss.f(w @ x.T).sum(axis=-1)


def gradient(loss, x, w):
    return loss.slope(w @ x.T) @ x


def coefficients(loss, x, w, u):
    """a_k for k < TERMS, of shape (directions, TERMS): the mean of L(w + s u)/s^k over a circle of s.

    With rows of X of length 1, every f here is analytic for |s| < pi, beyond the circle, and
    the mean over equidistant nodes has an error of rounding only.
    """
    s = RADIUS * np.exp(2j * np.pi * np.arange(NODES) / NODES)
    around = value(loss, x, w + s[:, None, None] * u)
    return (np.fft.fft(around, axis=0)[:TERMS] / NODES).real.T / RADIUS ** np.arange(TERMS)


def rounding_bound(loss, x, w):
    """A bound of the error of a computed value, to first order in the unit roundoff: the arguments and the
    products and sums of z, moved by f'; then f itself, and the sum of its values."""
    z = w @ x.T
    moved = np.abs(loss.slope(z)) * (np.abs(w) @ np.abs(x).T) * (N + 1)
    return UNIT * (moved + np.abs(loss.f(z)) * (OPERATIONS + EXAMPLES - 1)).sum(axis=-1)


def curves(loss, x, w, u):
    """The curve of each difference. What J's own rounding adds is smaller by the factor eps, and left out."""
    steps = STEPS[:, None]
    ahead, behind = (w + sign * STEPS[:, None, None] * u for sign in (1, -1))
    linear = steps * (u @ gradient(loss, x, w))
    forward = value(loss, x, ahead) - value(loss, x, w) - linear
    central = (value(loss, x, ahead) - value(loss, x, behind)) / 2 - linear
    here, there, back = (rounding_bound(loss, x, p).max(axis=-1) for p in (w[None], ahead, behind))
    a = coefficients(loss, x, w, u)
    return {
        "forward": curve(forward, a, range(2, TERMS), there + here),
        "central": curve(central, a, range(3, TERMS, 2), (there + back) / 2),
    }


def curve(errors, a, orders, rounding):
    """The leading order is the first whose coefficients are more than the rounding of their mean."""
    noise = NODES * UNIT * np.abs(a).max()
    order = next((k for k in orders if np.abs(a[:, k]).max() > noise), inf)
    powers = np.abs(a[:, None, :]) * STEPS[:, None] ** np.arange(TERMS)  # directions, steps, orders
    leading = powers[..., order].max(axis=0) if order < inf else np.zeros_like(STEPS)
    others = powers[..., [k for k in orders if k != order]].sum(axis=-1).max(axis=0)
    return Curve(np.abs(errors).max(axis=1), leading, others, rounding, order)


def measured(title, curve, order, size, drift):
    """The slope, or that there is nothing but rounding, and the floor beside u|L|."""
    first = only_rounding(title, curve) if order is None else slope(title, curve, order)
    return [first, floor(title, curve, size, drift)]


def slope(title, curve, order):
    """The slope of log error over log step by least squares, over all steps at which the bounds of the rest
    (other terms, rounding) are at most SMALL of the leading term.

    There the error is the leading term but for a factor between 1 - r and 1 + r, r = rest / leading term,
    whose logarithm is at most t = -log(1 - r). So the slope is off by at most sum |x - mean x| t over
    sum (x - mean x)^2, which is the margin.
    """
    rest = curve.others + curve.rounding
    fit = rest <= SMALL * curve.leading
    found, tolerance, reason = nan, 0.0, "no two steps at which the rest is so small"
    if fit.sum() > 1:
        x = np.log(STEPS[fit]) - np.log(STEPS[fit]).mean()
        found = x @ np.log(curve.measured[fit]) / (x @ x)
        tolerance = np.abs(x) @ -np.log1p(-rest[fit] / curve.leading[fit]) / (x @ x)
        reason = f"other terms and rounding, at most {SMALL:g} of the leading term at each step of the fit"
    return Measurement.within(f"{title} slope", found, expected=order, tolerance=tolerance, reason=reason)


def only_rounding(title, curve):
    share = (curve.measured / curve.rounding).max()
    reason = "no term is left, and every operation rounds by one unit at most"
    name = f"{title} error/rounding bound"
    return Measurement.within(name, share, expected=0, tolerance=1, reason=reason)


def floor(title, curve, size, drift):
    """The largest error where all terms are below SMALL u|L|, as a power of 2 times u|L|.

    It is one rounding of u|L| for each operation at most. And where <J, dw> passes over many of the numbers
    that a value near L can take, whose distance is between u|L| and 2u|L|, it is somewhere a half of that
    distance away from every difference of them (a quarter, if the difference is halved): two powers of 2
    below u|L| at most.
    """
    unit = UNIT * size
    flat = (curve.leading + curve.others <= SMALL * unit) & (STEPS * drift >= 2 * unit / SMALL)
    found = log2(curve.measured[flat].max() / unit) if flat.any() and curve.measured[flat].any() else -inf
    tolerance = max(log2(curve.rounding[flat].max() / unit), 2) if flat.any() else 0
    reason = "at most one rounding for each operation, at least half the distance of the numbers near L"
    name = f"{title} log₂(floor/u|L|)"
    return Measurement.within(name, found, expected=0, tolerance=tolerance, reason=reason)
