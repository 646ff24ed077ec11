"""What is said of distributions, decided in a model: exactly for finitely many outcomes, else by moments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from math import prod
from typing import Any

from flint import fmpq

from symderiv.evaluate.chance import Chance, all_moments, moments, noises
from symderiv.evaluate.dual import Value
from symderiv.evaluate.numbers import ONE, ZERO, NotIntegrableError, Number, Undecided, is_zero, sign_of

Outcomes = list[tuple[fmpq, tuple[Value, ...]]]  # each with its probability, and the values that are asked of
MOMENTS = 4


def integrable(outcomes: Outcomes) -> bool:
    """Whether a value has a mean: it does wherever that can be computed."""
    try:
        all_moments(outcomes, lambda values: values[0])
    except NotIntegrableError:
        return False
    return True


def is_bernoulli(outcomes: Outcomes, p: Number) -> bool | None:
    """Whether X is 0 or 1, and is 1 with probability p."""
    total = ZERO
    for weight, (x,) in outcomes:
        if isinstance(x, Chance):
            raise Undecided("whether a value that depends on noise is 0 or 1")
        zero, one = is_zero(x), is_zero(x - 1)
        if zero is None or one is None:
            return None
        if not zero and not one:
            return False
        total += weight * int(one)
    return is_zero(total - p)


def exists(kind: str, parameters: Sequence[Number]) -> bool | None:
    """Whether there is a distribution with these parameters."""
    match kind:
        case "bernoulli":
            (p,) = parameters
            low, high = sign_of(p), sign_of(1 - p)
            return None if low is None or high is None else low >= 0 and high >= 0
        case "exponential":
            sign = sign_of(parameters[0])
            return None if sign is None else sign > 0
    size = {"normal": lambda: parameters[1], "poisson": lambda: parameters[0]}
    sign = sign_of(size.get(kind, lambda: parameters[1] - parameters[0])())
    return None if sign is None else sign >= 0


def has_law(kind: str, outcomes: Outcomes, parameters: Sequence[Number]) -> bool | None:
    """Whether X has a distribution: by its first moments, which decide where X is a number, linear in what is
    normal, or drawn from this very law."""
    possible = exists(kind, parameters)
    if not possible:
        return possible
    expected = moments(kind, parameters, MOMENTS)
    same: list[bool | None] = []
    for n in range(1, MOMENTS + 1):
        moment = all_moments(outcomes, lambda values, n=n: values[0] ** n)  # type: ignore[misc]
        same.append(is_zero(moment - expected[n]))
    if False in same:
        return False
    if None in same:
        return None
    x = outcomes[0][1][0]
    if is_zero(
        expected[2] - expected[1] ** 2
    ):  # what has variance 0 is a number, but where its probability is 0
        return True
    if len(outcomes) == 1 and isinstance(x, Chance) and (x.is_image(kind) or (kind == "normal" and x.normal)):
        return True
    raise Undecided("whether a value has a law that has such moments")


def are_independent(outcomes: Outcomes, depends: Sequence[set[Any]]) -> bool | None:
    """Whether several values are independent; ``depends`` has the coins that each of them depends on."""
    size = len(depends)
    used = [set(coins) for coins in depends]
    for _, values in outcomes:
        for place, found in enumerate(noises(values)):
            used[place] |= found
    if all(a.isdisjoint(b) for a, b in combinations(used, 2)):
        return True
    if not any(isinstance(x, Chance) for _, values in outcomes for x in values):
        return _factors(outcomes, size)
    uncorrelated = _uncorrelated(outcomes, size)
    if uncorrelated is not True:
        return uncorrelated
    if len(outcomes) == 1 and all(not isinstance(x, Chance) or x.normal for x in outcomes[0][1]):
        return True  # together they are normal
    raise Undecided("whether values are independent that are not correlated")


def _factors(outcomes: Outcomes, size: int) -> bool | None:
    """Whether P(X1 = x1, ..., Xn = xn) = P(X1 = x1) ... P(Xn = xn) for all values that are taken."""
    if not all(isinstance(x, fmpq) for _, values in outcomes for x in values):
        raise Undecided("independence of values that are not rational")
    taken: list[dict[Any, fmpq]] = [{} for _ in range(size)]
    joint: dict[tuple[Any, ...], fmpq] = {}
    for p, values in outcomes:
        joint[values] = joint.get(values, ZERO) + p
        for marginal, x in zip(taken, values, strict=True):
            marginal[x] = marginal.get(x, ZERO) + p
    return all(
        joint.get(values, ZERO) == prod((m[x] for m, x in zip(taken, values, strict=True)), start=ONE)
        for values in product(*taken)
    )


def _uncorrelated(outcomes: Outcomes, size: int) -> bool | None:
    """Whether E[X^a Y^b] = E[X^a] E[Y^b] for each two of the values, and a, b = 1, 2."""
    answer: bool | None = True
    for i, j in combinations(range(size), 2):
        for a, b in product((1, 2), repeat=2):
            both = all_moments(outcomes, lambda x, i=i, j=j, a=a, b=b: x[i] ** a * x[j] ** b)  # type: ignore[misc]
            first = all_moments(outcomes, lambda x, i=i, a=a: x[i] ** a)  # type: ignore[misc]
            second = all_moments(outcomes, lambda x, j=j, b=b: x[j] ** b)  # type: ignore[misc]
            zero = is_zero(both - first * second)
            if zero is False:
                return False
            answer = None if zero is None else answer
    return answer


def conditional(here: Sequence[Value], outcomes: Outcomes) -> Value:
    """E[X | Y] where the Y have these values; of the outcomes, X and the Y."""
    kept: set[Any] = set().union(*noises(tuple(here)))
    for y in here:
        if isinstance(y, Chance) and not (y.linear and len(y.noises) == 1):
            raise Undecided("what is known of noises by a value that is not linear in one of them")
    total, weight = ZERO, ZERO
    for p, (x, *ys) in outcomes:
        same = [_is_same(y, h) for y, h in zip(ys, here, strict=True)]
        if None in same:
            raise Undecided("whether values are equal")
        if all(same):
            weight += p
            total = total + p * (x.mean_over(kept) if isinstance(x, Chance) else x)
    return total * (1 / weight)


def _is_same(a: Value, b: Value) -> bool | None:
    """Whether two values are, that depend on one outcome: certainly so, or certainly not."""
    gap = a - b
    if isinstance(gap, Chance):
        raise Undecided("whether values are equal that depend on noises")
    return is_zero(gap)


def is_conditional(outcomes: Outcomes) -> bool | None:
    """Whether m = E[X | Y]; of the outcomes, m, X and the Y."""
    answer: bool | None = True
    for _, (m, _, *here) in outcomes:
        gap = m - conditional(here, [(q, tuple(values[1:])) for q, values in outcomes])
        if isinstance(gap, Chance):
            return False
        zero = is_zero(gap)
        if zero is False:
            return False
        answer = None if zero is None else answer
    return answer
