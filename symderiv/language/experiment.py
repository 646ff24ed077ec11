"""What an experiment measures. It accompanies a derivation, can contradict it, and proves nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured number, what it has to be, and how far off it may be for which reason.

    ``standard_error`` and ``allowed`` (standard errors) are None where nothing is random.
    A value that is not finite never passes.

    >>> Measurement.within("order", 2.01, expected=2, tolerance=0.05, reason="the next term").passed
    True
    >>> m = Measurement.sampled("mean", 0.5, expected=0, standard_error=0.1, allowed=4)
    >>> m.passed, f"{m.false_alarm:.1e}"
    (False, '6.3e-05')
    """

    name: str
    value: float
    expected: float
    margin: float
    reason: str
    standard_error: float | None = None
    allowed: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.expected) and math.isfinite(self.margin) and self.margin >= 0):
            met = f"{self.expected!r} and {self.margin!r}"
            raise ValueError(f"{self.name}: an expected number and a margin from 0 on are needed; met {met}")

    @classmethod
    def within(
        cls, name: str, value: float, *, expected: float, tolerance: float, reason: str
    ) -> Measurement:
        """A deterministic number, off by at most ``tolerance`` for the reason given."""
        return cls(name, float(value), float(expected), float(tolerance), reason)

    @classmethod
    def sampled(
        cls,
        name: str,
        value: float,
        *,
        expected: float,
        standard_error: float,
        allowed: float,
        reason: str = "sampling",
    ) -> Measurement:
        """An average over samples, off by at most ``allowed`` of its standard errors."""
        if not (0 < standard_error < math.inf and 0 < allowed < math.inf):
            met = f"{standard_error!r} and {allowed!r}"
            raise ValueError(
                f"{name}: a standard error and a number of them, both above 0, are needed; met {met}"
            )
        error, number = float(standard_error), float(allowed)
        return cls(name, float(value), float(expected), number * error, reason, error, number)

    @property
    def passed(self) -> bool:
        return abs(self.value - self.expected) <= self.margin

    @property
    def false_alarm(self) -> float:
        """The chance that a right value fails by bad luck: two-sided, by the normal law; 0 if not random."""
        return 0.0 if self.allowed is None else math.erfc(self.allowed / math.sqrt(2))


def allowed_errors(chance: float, number: int) -> float:
    """The standard errors to allow each of ``number`` measurements, so that the chance of any false alarm
    is at most ``chance`` (Bonferroni: no independence is needed).

    >>> round(allowed_errors(0.0027, 1), 2), round(allowed_errors(1e-6, 15), 2)
    (3.0, 5.4)
    """
    return -NormalDist().inv_cdf(chance / (2 * number))


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that an experiment measured, and series of numbers that show more of it than the verdict."""

    measurements: Sequence[Measurement]
    series: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.measurements:
            raise ValueError("an outcome has one measurement at least")
        plain = {name: [float(x) for x in numbers] for name, numbers in self.series.items()}
        object.__setattr__(self, "measurements", tuple(self.measurements))
        object.__setattr__(self, "series", plain)

    @property
    def passed(self) -> bool:
        return all(m.passed for m in self.measurements)

    @property
    def false_alarm(self) -> float:
        """A bound on the chance that any right value fails by bad luck, dependent or not."""
        return min(1.0, sum(m.false_alarm for m in self.measurements))
