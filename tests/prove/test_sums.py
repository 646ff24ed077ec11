"""Sums by the laws of sums: ends taken off, read backwards, powers that move in; and no more than holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import KroneckerDelta

from symderiv import Status, check, components, eq, forall, index, le, scalars, sequence, sizes, total
from symderiv.core import terms as k
from symderiv.core.certificate import replay
from symderiv.core.terms import ONE, Term
from symderiv.normalize.elaborate import Elaborator
from symderiv.prove import sums

a, q = scalars("a q")
n, N = sizes("n N")
t, s = index("t"), index("s", start=0)
u, v, y = sequence("u v y")
r = sequence("r", start=1)
z = components("z", n)
Built = Callable[[], Any]
_n, _v, _x = k.var("n", "int"), k.var("v", "int"), k.var("x")


def _family(i: Term) -> Term:
    return Term("comp", "u", "real", ((None, None),), (i,))


def _sum(lo: Term, hi: Term, body: Term) -> Term:
    return k.sum_(_v, lo, hi, body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(_family(_v), id="values"),
        pytest.param(k.power(_x, k.sub(_n, _v)), id="powers that fall"),
        pytest.param(k.mul(_n, _v), id="the size in the terms"),
        pytest.param(k.power(k.sub(_v, _n), -1), id="terms that are undefined somewhere"),
    ],
)
def test_a_sum_backwards_is_a_theorem_without_conditions(body: Term) -> None:
    draft = sums.backwards(_sum(k.ZERO, _n, body))
    thm = Elaborator().theorem(draft)
    assert not thm.hypotheses
    assert thm.conclusion == k.eq(
        _sum(k.ZERO, _n, body), _sum(k.ZERO, _n, k.substitute(body, {_v: k.sub(k.add(k.ZERO, _n), _v)}))
    )


def test_a_sum_is_split_where_it_has_such_a_place_only() -> None:
    thm = Elaborator().theorem(sums.split_at(_sum(ONE, k.add(_n, ONE), _family(_v)), _n))
    assert thm.hypotheses == {k.le(ONE, k.add(_n, ONE)), k.le(_n, k.add(_n, ONE))}


@pytest.mark.parametrize(("last", "terms"), [(0, 0), (1, 1), (3, 3)])
def test_a_sum_of_known_length_is_written_out(last: int, terms: int) -> None:
    draft = sums.written_out(_sum(ONE, k.num(last), _family(_v)))
    assert draft is not None
    written = Elaborator().theorem(draft).conclusion.args[1]
    assert sum(part.op == "comp" for part in k.subterms(written)) == terms


@pytest.mark.parametrize("last", [k.num(-1), _n, k.num(100)])
def test_what_is_shorter_than_empty_or_long_is_not_written_out(last: Term) -> None:
    assert sums.written_out(_sum(ONE, last, _family(_v))) is None


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: eq(total(n, lambda k: u[k]), u[1] + total(n, lambda k: u[k], start=2)),
            (),
            id="the first term",
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: z[k]), total(n, lambda k: z[n + 1 - k])), (), id="backwards"
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: u[k] * v[n - k]), total(n, lambda k: u[n + 1 - k] * v[k - 1])),
            (),
            id="a convolution backwards",
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: u[n - k], start=0), total(n, lambda k: u[k], start=0)),
            (),
            id="backwards from 0",
        ),
        pytest.param(
            lambda: eq(a * total(n, lambda k: a ** (k - 1)), total(n, lambda k: a**k)),
            (),
            id="a power moves in",
        ),
        pytest.param(
            lambda: eq(a * total(n, lambda k: a ** (k - 1) * u[k]), total(n, lambda k: a**k * u[k])),
            (),
            id="a power moves in beside other factors",
        ),
        pytest.param(lambda: eq(a * a ** (t - 1), a**t), (), id="a power of a free time from 1"),
        pytest.param(lambda: eq(a * a ** (n - 1) * q**n, a**n * q * q ** (n - 1)), (), id="powers of a size"),
        pytest.param(
            lambda: forall(s, eq(a**s + (1 - a) * total(s, lambda k: a ** (s - k)), 1)),
            (),
            id="powers that fall",
        ),
        pytest.param(
            lambda: forall(t, eq(y[t], (1 - a) * total(t, lambda k: a ** (t - k) * r[k]))),
            (lambda: eq(y[0], 0), lambda: forall(t, eq(y[t], a * y[t - 1] + (1 - a) * r[t]))),
            id="weights that fall",
        ),
        pytest.param(
            lambda: forall(t, eq(y[t + 1], a * y[t] + r[t + 1])),
            (lambda: forall(t, eq(y[t], total(t, lambda k: a ** (t - k) * r[k]))),),
            id="a law from weights that fall",
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: q ** (n - k)) * (1 - q), 1 - q**n), (), id="geometric, falling"
        ),
    ],
)
def test_laws_of_sums(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = check(statement(), [g() for g in given])
    assert verdict.status is Status.PROVED, verdict.message
    assert not verdict.conditions
    replay(verdict.certificate)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        pytest.param(
            lambda: eq(total(s, lambda k: u[k]), u[1] + total(s, lambda k: u[k], start=2)),
            (),
            id="an empty sum has no first term",
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: u[k]), total(n, lambda k: u[n - k])), (), id="backwards, one off"
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: u[k] * v[k]), total(n, lambda k: u[n + 1 - k] * v[k])),
            (),
            id="backwards in one factor",
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: k * u[n - k], start=0), total(n, lambda k: k * u[k], start=0)),
            (),
            id="backwards, but not the weight",
        ),
        pytest.param(
            lambda: eq(a * total(n, lambda k: a**k), total(n, lambda k: a**k)), (), id="a power that stays"
        ),
        pytest.param(
            lambda: forall(s, eq(a**s + (1 - a) * total(s, lambda k: a ** (s - k + 1)), 1)),
            (),
            id="weights one step off",
        ),
        pytest.param(
            lambda: forall(
                s, eq(total(s, lambda k: a ** (s - k) * r[k]), total(s, lambda k: a ** (k - 1) * r[k]))
            ),
            (),
            id="the weights alone backwards",
        ),
        pytest.param(
            lambda: le(total(n, lambda k: u[k]), total(n + 1, lambda k: u[k])), (), id="a term without a sign"
        ),
    ],
)
def test_near_laws_are_refuted(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = check(statement(), [g() for g in given])
    assert verdict.status is Status.REFUTED, verdict.message


def test_a_power_before_the_first_is_undefined_at_0() -> None:
    """a a^(s - 1) = a^s holds at s = 0 where a is not 0 only: that is a condition, or refutes it."""
    verdict = check(eq(a * a ** (s - 1), a**s))
    assert verdict.status is not Status.PROVED or verdict.conditions


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        pytest.param(
            lambda: eq(total(n, lambda k: k**3), total(n, lambda k: k) ** 2), Status.PROVED, id="cubes"
        ),
        pytest.param(
            lambda: eq(q * total(n, lambda k: k), q * n * (n + 1) / 2), Status.PROVED, id="within a product"
        ),
        pytest.param(
            lambda: eq(
                total(n, lambda k: k * q**k) * (1 - q) ** 2, q * (1 - (n + 1) * q**n + n * q ** (n + 1))
            ),
            Status.PROVED,
            id="arithmetic and geometric",
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: k**3), total(n, lambda k: k) ** 3), Status.REFUTED, id="no cube"
        ),
        pytest.param(
            lambda: eq(total(n, lambda k: q**k) * (1 - q), 1 - q**n), Status.REFUTED, id="geometric, one off"
        ),
    ],
)
def test_closed_forms_are_found(statement: Built, status: Status) -> None:
    verdict = check(statement())
    assert (verdict.status, verdict.conditions) == (status, ())


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_one_of_few_terms_is_picked(size: int) -> None:
    at = index("l", size)
    assert check(eq(total(size, lambda k: KroneckerDelta(k, at) * u[k]), u[at])).status is Status.PROVED


def test_a_term_beyond_the_sum_is_not_picked() -> None:
    at = index("l", 3)
    assert check(eq(total(2, lambda k: KroneckerDelta(k, at) * u[k]), u[at])).status is Status.REFUTED
