"""Negations: where they are tried, powers that have no limit, and hypotheses that have to fail."""

from __future__ import annotations

import pytest
from flint import fmpq
from sympy import Or

from symderiv import (  # fmt: skip
    Page,
    Source,
    check,
    eq,
    forall,
    index,
    lt,
    mean,
    ne,
    random,
    scalars,
    sequence,
    sizes,
    surely,
    tends,
    total,
)
from symderiv import le as le_
from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term, add, le, mul, not_, num, power, sub, var
from symderiv.evaluate.model import Model
from symderiv.language.verdict import MutantOutcome, Status
from symderiv.mutation.mutate import judge
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover
from symderiv.refute.models import ModelFinder
from symderiv.refute.negation import contraries, promising, seeming

a, c, N = scalars("a c N")
y = sequence("y", start=0)
t, s = index("t", start=0), index("s", start=1)
v, j, q, x = var("v", "int"), var("j", "int"), var("q"), var("x")
HALF = num(fmpq(1, 2))


def proved(goal: Term, *given: Term) -> bool:
    try:
        thm = Prover().prove(goal, Context().assuming(*given))
    except Unproved:
        return False
    assert thm.conclusion == goal
    assert thm.hypotheses <= set(given)
    return True


# -- what seems to be so


@pytest.mark.parametrize(
    ("f", "answer"),
    [
        (k.tends(v, power(v, -1), ZERO), True),
        (k.tends(v, power(v, -1), ONE), False),
        (k.tends(v, power(num(-1), v), ONE), False),
        (k.tends(v, power(num(fmpq(-2, 3)), v), ZERO), True),
        (k.implies(le(ONE, x), k.tends(v, power(HALF, v), ONE)), False),
        (k.quantified("ex", x, None, None, k.tends(v, power(HALF, v), x)), True),
        (k.quantified("ex", x, None, None, k.tends(v, power(num(2), v), x)), False),
        (k.quantified("all", v, ONE, None, le(ONE, v)), True),
        (k.quantified("all", v, ONE, None, le(num(2), v)), False),
        (k.tends(v, power(sub(x, num(3)), -1), ZERO), None),
    ],
)
def test_sequences_are_looked_at_early_and_late(f: Term, answer: bool | None) -> None:
    assert seeming(f, Model({"x": fmpq(3)})) is answer


def test_models_come_first_at_which_the_statement_seems_false() -> None:
    goal = k.tends(v, power(q, v), ZERO)
    models = [Model({"q": fmpq(n, 6)}) for n in (1, 3, 12, -6, 5)]
    assert [m.scalars["q"] for m in promising(goal, models)] == [2, -1]


def test_the_least_sizes_come_first() -> None:
    n = var("n", "int")
    found = [m.scalars["n"] for m in ModelFinder([le(ONE, n)], [le(x, x)]).simplest()]
    assert found == sorted(found)
    assert found.count(1) > 1


# -- limits


@pytest.mark.parametrize("base", [num(-1), num(2), num(-3), num(fmpq(5, 3)), sub(ONE, power(HALF, -1))])
def test_powers_that_do_not_get_small_have_no_limit(base: Term) -> None:
    for limit in (ZERO, ONE, num(3), num(fmpq(-1, 2))):
        assert proved(not_(k.tends(v, add(num(3), mul(num(2), power(base, v))), limit)))


def test_what_has_a_limit_is_not_said_to_have_none() -> None:
    for base in (ONE, HALF, num(fmpq(-1, 2)), ZERO):
        value = add(num(3), mul(num(2), ONE if base == ONE else ZERO))
        f = add(num(3), mul(num(2), power(base, v)))
        assert not proved(not_(k.tends(v, f, value)))
        assert proved(not_(k.tends(v, f, ONE)))
    cancelled = sub(power(num(2), v), power(num(2), v))
    assert not proved(not_(k.tends(v, cancelled, ZERO)))


@pytest.mark.parametrize("exponent", [sub(v, ONE), sub(v, num(3)), sub(mul(num(2), v), num(5))])
def test_a_power_with_an_exponent_that_starts_late_has_its_limit(exponent: Term) -> None:
    assert proved(k.tends(v, power(HALF, exponent), ZERO))
    assert proved(k.tends(v, power(q, exponent), ZERO), k.lt(num(-1), q), k.lt(q, ONE)), "0 among them"
    assert not proved(k.tends(v, power(q, exponent), ZERO), k.lt(num(-1), q), le(q, ONE))


def test_a_geometric_sum_has_the_limit_of_its_closed_form() -> None:
    powers = k.sum_(j, ONE, sub(v, ONE), mul(num(3), power(HALF, j)))
    assert proved(k.tends(v, powers, num(3)))
    assert proved(not_(k.tends(v, powers, num(6))))
    growing = k.sum_(j, ZERO, sub(v, ONE), power(num(-1), j))
    assert proved(not_(k.tends(v, growing, HALF)))


# -- hypotheses


def test_what_is_said_of_all_times_alike_is_known() -> None:
    always = k.quantified("all", v, ONE, None, k.ne(x, ZERO))
    assert proved(k.ne(x, ZERO), always)
    nested = k.quantified("all", v, ONE, None, k.quantified("all", j, ONE, num(3), k.ne(x, ZERO)))
    assert proved(k.ne(x, ZERO), nested)
    empty = k.quantified("all", v, ONE, ZERO, k.ne(x, ZERO))
    assert not proved(k.ne(x, ZERO), empty)


def mutants(statement, *given):
    page = Page("planted", title="", source=Source("notes.txt", ""))
    page.claim("1", given=[(lambda g=g: g()) for g in given])(statement)
    verdict = judge(page["1"])
    assert verdict.status is Status.PROVED
    return {m.before: m for m in verdict.mutants.tried if m.kind == "dropped hypothesis"}


def test_a_claim_fails_where_a_hypothesis_that_it_needs_does() -> None:
    def law():
        return forall(t, eq(y[t + 1], (1 - 1 / N) * y[t] + c))

    dropped = mutants(lambda: tends(t, y[t], N * c), law, lambda: lt(1, 2 * N))
    m = dropped["1 < 2N"]
    assert m.outcome is MutantOutcome.KILLED, m
    assert "the negation is a theorem" in m.verdict.message
    assert fmpq(*map(int, m.verdict.witness["N"].split("/"))) <= fmpq(1, 2)


def test_a_hypothesis_that_another_contains_is_not_needed() -> None:
    def law():
        return forall(s, eq(y[s], y[s - 1] / N))

    dropped = mutants(lambda: forall(t, eq(y[t], y[0] / N**t)), law, lambda: ne(N, 0))
    assert dropped["N ≠ 0"].outcome is MutantOutcome.NOT_NEEDED


def test_a_sum_that_does_not_settle_is_refuted_at_exact_values() -> None:
    def statement():
        return tends(s, total(s - 1, lambda i: a**i, start=0), 1 / (1 - a))

    refuted = check(statement(), [lt(a, 1)])
    assert refuted.status is Status.REFUTED
    assert "the negation is a theorem" in refuted.message
    assert check(statement(), [lt(-1, a), lt(a, 1)]).status is Status.PROVED


def test_a_counterexample_is_solved_for() -> None:
    """Random values rarely attain three bounds at once."""
    e, f, g, bound = scalars("e f g bound")
    within = [lambda x=x: le_(-bound, x, bound) for x in (e, f, g)]
    verdict = check(lt(e + f + g, 3 * bound), [w() for w in within] + [lt(0, bound)])
    assert verdict.status is Status.REFUTED
    assert check(le_(e + f + g, 3 * bound), [w() for w in within]).status is Status.PROVED


def test_contraries_make_a_relation_false() -> None:
    assert list(contraries(le(x, q))) == [k.lt(q, x)]
    assert list(contraries(k.lt(x, q))) == [k.eq(x, q), k.lt(q, x)]
    assert list(contraries(not_(k.eq(x, q)))) == [k.eq(x, q)]
    assert list(contraries(k.tends(v, x, q))) == []


# -- facts that were out of reach


def test_a_product_that_is_zero_makes_zero_what_its_factors_do() -> None:
    z = var("z")
    assert proved(k.eq(mul(x, q), ZERO), k.eq(mul(z, x, power(q, 2)), ZERO), k.ne(z, ZERO))
    assert proved(k.eq(mul(x, q), ZERO), k.eq(mul(power(x, 3), q), ZERO))
    assert not proved(k.eq(mul(x, q), ZERO), k.eq(mul(z, x, power(q, 2)), ZERO))
    assert not proved(k.eq(x, ZERO), k.eq(mul(x, q), ZERO))


def test_a_bound_that_is_not_attained_is_strict() -> None:
    assert proved(k.lt(x, q), le(x, q), k.ne(x, q))
    assert proved(k.lt(x, q), le(x, q), k.ne(q, x))
    assert not proved(k.lt(x, q), le(x, q), k.ne(x, ZERO))


def test_each_outcome_has_a_case_of_its_own() -> None:
    """Something random that is 0 or 1 need not be always the same."""
    b = random("b", sizes("n"))
    statement = eq(mean(b[1] ** 2), mean(b[1]) ** 2)
    values = surely(Or(eq(b[1], 0), eq(b[1], 1)))
    assert check(statement, [values]).status is Status.REFUTED
