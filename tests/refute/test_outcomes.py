"""A witness shows outcomes of random quantities with their probabilities, and how a sequence goes on."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from flint import fmpq

from symderiv import (
    Status,
    check,
    eq,
    forall,
    index,
    le,
    little_o,
    lt,
    mean,
    random,
    sequence,
    sizes,
    tends,
)
from symderiv.core.terms import Term, num
from symderiv.evaluate.model import Model, centres, spreads
from symderiv.export import latex
from symderiv.refute.search import distributions, values
from symderiv.report.witness import equation, families_of

X, Y = random("X"), random("Y")
n = sizes("n")
i, j = index("i j", n)
t = index("t")
Z = random("Z", n, n)


def outcome_values(text: str) -> list[Fraction]:
    """The values of a quantity that takes two with the probability 1/2."""
    told, each = text.split(" (")
    assert each == "probability 1/2 each)"
    return [Fraction(value) for value in told.split(" or ")]


def test_the_outcomes_shown_give_the_sides_shown() -> None:
    verdict = check(eq(mean(X**2), mean(X) ** 2))
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert verdict.sides is not None
    low, high = outcome_values(verdict.witness["X"])
    assert low < high
    assert Fraction(verdict.sides["lhs"]) == (low**2 + high**2) / 2
    assert Fraction(verdict.sides["rhs"]) == ((low + high) / 2) ** 2


def test_independent_quantities_have_outcomes_of_their_own() -> None:
    verdict = check(le(mean(X * Y), mean(X**2)))
    assert verdict.witness is not None
    assert verdict.sides is not None
    if "X" in verdict.witness:  # independent ones
        x, y = (outcome_values(verdict.witness[name]) for name in "XY")
        assert Fraction(verdict.sides["lhs"]) == sum(x) * sum(y) / 4
    else:
        pairs = re.findall(r"\(([^,()]+), ([^,()]+)\)", verdict.witness["(X, Y)"])
        assert Fraction(verdict.sides["lhs"]) == sum(Fraction(x) * Fraction(y) for x, y in pairs) / 2


def test_what_depends_on_one_another_is_shown_together() -> None:
    verdict = check(eq(mean(X * Y), mean(X) * mean(Y)))
    assert verdict.witness is not None
    assert verdict.sides is not None
    told, each = verdict.witness["(X, Y)"].split(" (probability ")
    assert each == "1/2 each)"
    pairs = [tuple(map(Fraction, pair.strip("()").split(", "))) for pair in told.split(" or ")]
    assert Fraction(verdict.sides["lhs"]) == sum(x * y for x, y in pairs) / 2
    assert Fraction(verdict.sides["rhs"]) == sum(x for x, _ in pairs) * sum(y for _, y in pairs) / 4


def member(*indices: int) -> Term:
    ranges = ((num(1), None),) * 2
    return Term("comp", "Z", "random", ranges, tuple(map(num, indices)))


@pytest.mark.parametrize(("spread", "shown"), [(3, "(-1, 3) or (5, 5)"), (-3, "(-1, 5) or (5, 3)")])
def test_components_of_one_first_index_have_one_coin(spread: int, shown: str) -> None:
    drawn = {centres("Z"): {(1,): fmpq(2), (2,): fmpq(4)}, spreads("Z"): {(1,): fmpq(spread), (2,): fmpq(1)}}
    found = values(Model(drawn=drawn), [Term("mean", member(1, 1))])
    assert found == {"(Z[·, 1], Z[·, 2])": f"{shown} (probability 1/2 each)"}


def test_what_no_coin_decides_has_one_value() -> None:
    drawn = {centres("Z"): {(1,): fmpq(2)}, spreads("Z"): {(1,): fmpq(0)}}
    (only,) = distributions(Model(drawn=drawn), [Term("mean", member(1, 1))])
    assert (only.name, only.text) == ("Z[·, 1]", "2")


def test_outcomes_are_typeset() -> None:
    verdict = check(eq(mean(Z[i, j] ** 2), mean(Z[i, j]) ** 2))
    assert verdict.witness is not None
    assert verdict.formulas is not None
    (name,) = (name for name in verdict.witness if name.startswith("Z"))
    families, spelling = families_of(verdict.formulas), verdict.formulas.spelling
    shown = equation(name, verdict.witness[name], families, spelling)
    assert "Z" in shown
    assert r"\text{ or }" in shown
    assert shown.endswith(r"\text{ (probability 1/2 each)}")
    assert shown in latex._witness(verdict)


def test_a_sequence_without_a_law_is_shown_twice() -> None:
    e = sequence("epsilon", start=1)
    verdict = check(little_o(t, e[t], e[t]), [forall(t, lt(0, e[t])), tends(t, e[t], 0)])
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert Fraction(verdict.witness["epsilon[2]"]) == Fraction(verdict.witness["epsilon[1]"]) / 2
