"""Signs of what is nested deeply: a fraction of positive numbers is positive, however deep."""

from __future__ import annotations

import pytest
import sympy as sp

from symderiv import Status, check
from symderiv.core.certificate import replay

x = sp.Symbol("x", positive=True)


def nested(depth, innermost):
    """1 + 1/(1 + 1/(1 + ... innermost))"""
    with sp.evaluate(False):
        e = innermost
        for _ in range(depth):
            e = sp.Add(1, sp.Pow(e, -1))
    return e


def as_one_fraction(depth, innermost):
    p, q = innermost, sp.Integer(1)
    for _ in range(depth):
        p, q = sp.expand(p + q), p
    return p / q


@pytest.mark.parametrize("depth", [3, 8, 14])
def test_fractions_of_what_is_positive_need_no_conditions(depth):
    verdict = check(sp.Eq(nested(depth, x), as_one_fraction(depth, x), evaluate=False))
    assert verdict.status is Status.PROVED
    assert verdict.conditions == ()
    replay(verdict.certificate)
    false = check(sp.Eq(nested(depth, x), as_one_fraction(depth, x) + sp.Rational(1, 10**6), evaluate=False))
    assert false.status is Status.REFUTED


def test_of_any_sign_they_have_conditions():
    """Where x may be any number, each denominator that may be 0 is told."""
    y = sp.Symbol("y", real=True)
    verdict = check(sp.Eq(nested(3, y), as_one_fraction(3, y), evaluate=False))
    assert verdict.status is Status.PROVED
    assert len(verdict.conditions) == 3
    assert check(sp.Gt(nested(3, y), 0)).status is not Status.PROVED


@pytest.mark.parametrize("depth", [3, 8])
def test_they_are_positive(depth):
    assert check(sp.Gt(nested(depth, x), 1, evaluate=False)).status is Status.PROVED
    assert check(sp.Gt(nested(depth, x), 2, evaluate=False)).status is Status.REFUTED
