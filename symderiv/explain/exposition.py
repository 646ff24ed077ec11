"""What there is to say of a claim: a verdict with its explanation, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from symderiv.language.verdict import Verdict


class Step(NamedTuple):
    """One step: its number, such as 2.1, and its sentences."""

    number: str
    words: str

    @property
    def depth(self) -> int:
        """How deep the step stands within others."""
        return self.number.count(".")


@dataclass(frozen=True, slots=True)
class Exposition:
    """All there is to say of a claim, in one medium; formulas stand within its strings.

    ``losses`` are the points at which losses are taken,
    ``given`` has the hypotheses' names ("" for none) and formulas, ``brought`` those that came along with
    the claims cited: the label cited, the name ("" for none) and the formula; ``values`` the witness, symbol
    by symbol, ``fails`` the part that fails there, if it is not all, and ``sides`` the two values;
    ``negation`` is the theorem of the negation, if that refutes.
    """

    statement: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    brought: tuple[tuple[str, str, str], ...] = ()
    conditions: tuple[str, ...] = ()
    axioms: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    fails: str = ""
    sides: tuple[str, ...] = ()
    negation: str = ""
    steps: tuple[Step, ...] = ()

    def under(self) -> list[str]:
        """Losses and all hypotheses, those that came along behind the claim cited by which they did."""
        came = [f"through ({label}): {name or formula}" for label, name, formula in self.brought]
        return [*self.losses, *(formula for _, formula in self.given), *came]


@dataclass(frozen=True, slots=True)
class Explained(Verdict):
    """A verdict with its explanation in both media, and what the page names as the lines' reasons."""

    plain: Exposition = field(default_factory=Exposition)
    typeset: Exposition = field(default_factory=Exposition)
    reasons: tuple[str, ...] = ()
