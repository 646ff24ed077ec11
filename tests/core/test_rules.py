"""Every rule of the core: what it proves, a false statement that it refuses, and its certificates."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import pytest
from rule_cases import (
    EVERY,
    FORGED,
    OTHER,
    SEQUENCE,
    SMALL,
    SOME,
    SQUARES,
    W,
    X,
    Y,
    c,
    comp,
    i,
    ind,
    j,
    m,
    n,
    proofs,
    refusals,
    smooth,
    x,
    y,
    z,
)

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.axioms import AXIOMS
from symderiv.core.certificate import certificate, replay
from symderiv.core.inference import Theorem
from symderiv.core.terms import (
    FALSE,
    ONE,
    ZERO,
    KernelError,
    Rational,
    Term,
    add,
    eq,
    le,
    lt,
    mul,
    ne,
    num,
    power,
)


def given(f: Term) -> Theorem:
    return infer.assume(f)


def same(t: Term) -> Theorem:
    return infer.ring(eq(t, t))


SUCC = infer.positive(lt(n, add(n, ONE)), ())
CALL = k.call("L", (), i, n, W)

PROVES: dict[str, tuple[Callable[[], Theorem], set[Term], Term]] = {
    **proofs(infer, same),
    "ring": (lambda: infer.ring(eq(x, z), (), (), ((ONE, given(eq(x, y))), (ONE, given(eq(y, z))))),
             {eq(x, y), eq(y, z)}, eq(x, z)),
    "law": (lambda: infer.law("sum_ones", (i, ONE, n), given(le(ONE, add(n, ONE)))), {le(ONE, add(n, ONE))},
            eq(Term("sum", k.Hint("i"), ONE, n, ONE), add(k.sub(n, ONE), ONE))),
    "under_guard": (lambda: infer.under_guard(eq(x, y), given(eq(x, y))), set(),
                    eq(mul(ind(eq(x, y)), x), mul(ind(eq(x, y)), y))),
    "under_call": (lambda: infer.under_call(CALL, i, infer.specialise(given(EVERY), i)), {EVERY},
                   eq(CALL, k.call("L", (), i, n, ZERO))),
    "positive": (lambda: infer.positive(lt(ZERO, add(power(x, 2), ONE)), ((Rational(1), (), (x,)),)), set(),
                 lt(ZERO, add(power(x, 2), ONE))),
}  # fmt: skip

REFUSES: dict[str, Callable[[], Theorem]] = {
    **refusals(infer, same),
    "assume": lambda: infer.assume(x),
    "cut": lambda: infer.cut(given(FALSE), FORGED),
    "instantiate": lambda: infer.instantiate(SUCC, n, Term("num", Rational(1, 2))),
    "and_intro": lambda: infer.and_intro(same(x), FORGED),
    "discharge": lambda: infer.discharge(eq(x, x), FORGED),
    "ring": lambda: infer.ring(eq(mul(x, power(x, -1)), ONE)),
    "law": lambda: infer.law("sum_ones", (i, ONE, n)),
    "under_guard": lambda: infer.under_guard(eq(x, y), given(lt(x, y))),
    "under_call": lambda: infer.under_call(CALL, i, given(eq(W, ZERO))),
    "positive": lambda: infer.positive(lt(ZERO, power(x, 2)), ((Rational(1), (), (x,)),)),
}  # fmt: skip


def test_every_rule_is_tried_on_a_true_and_on_a_false_statement() -> None:
    assert set(PROVES) == set(REFUSES) == set(infer.RULES)


@pytest.mark.parametrize("name", PROVES)
def test_a_rule_proves_what_its_figure_says(name: str) -> None:
    make, hypotheses, conclusion = PROVES[name]
    thm = make()
    assert thm.step[0] == name
    assert thm.conclusion == conclusion
    assert thm.hypotheses == hypotheses


@pytest.mark.parametrize("name", REFUSES)
def test_a_rule_refuses_a_false_statement(name: str) -> None:
    with pytest.raises(KernelError):
        REFUSES[name]()


@pytest.mark.parametrize("name", PROVES)
def test_a_certificate_is_replayed_to_the_same_theorem(name: str) -> None:
    thm = PROVES[name][0]()
    again = replay(json.loads(json.dumps(certificate(thm))))
    assert (again.hypotheses, again.conclusion, again.axioms) == (thm.hypotheses, thm.conclusion, thm.axioms)


# -- axioms --------------------------------------------------------------------------------------------

PEANO = "Taylor with Peano's remainder"
LAGRANGE = "Taylor with Lagrange's remainder"
LOSS = Term("loss", "L", ("g", ((ONE, ONE),)), k.Hint("i"), ONE, mul(x, x))


def slope_of_a_loss() -> Theorem:
    """That a derivative of L(x^2) is the gradient itself, without the inner derivative."""
    chain = infer.law("derivative", (LOSS, x))
    return infer.ring(eq(Term("diff", LOSS, x), comp("g", ONE, sort="value")), (), (), ((ONE, chain),))


FALSE_AXIOMS: dict[str, Callable[[], Theorem]] = {
    "total derivative": slope_of_a_loss,
    "linearity of expectation": lambda: infer.law("mean_factor", (X, Y)),
    "algebra of limits": REFUSES["limit_of"],
    "geometric sequence": lambda: infer.cut(
        infer.axiom("geometric sequence", ONE), infer.positive(lt(ONE, ONE), ())
    ),
    "reciprocals": lambda: infer.axiom("reciprocals", ONE),
    PEANO: lambda: infer.axiom(  # at a point that moves with the steps
        PEANO, k.smooth("L", 1, i, n, comp("w", m)), m, i, comp("h", m, i), comp("s", m)
    ),
    LAGRANGE: lambda: infer.cut(  # beyond the segment
        infer.axiom(LAGRANGE, smooth(1), i, comp("u", i), ZERO, ONE, num(2)),
        infer.positive(le(num(2), ONE), ()),
    ),
}


def test_every_axiom_has_a_false_twin() -> None:
    assert set(FALSE_AXIOMS) == set(AXIOMS)


@pytest.mark.parametrize("name", FALSE_AXIOMS)
def test_the_false_twin_of_an_axiom_is_refused(name: str) -> None:
    with pytest.raises((KernelError, TypeError)):
        FALSE_AXIOMS[name]()


def test_the_geometric_sequence_of_one_needs_a_false_hypothesis() -> None:
    assert lt(ONE, ONE) in infer.axiom("geometric sequence", ONE).hypotheses


P, Q, R = (lt(t, num(5)) for t in (x, y, z))
RECIPROCAL = eq(mul(x, power(x, -1)), ONE)


def under(f: Term, *hypotheses: Term) -> Theorem:
    """The theorem that f follows from f and from these."""
    thm = given(f)
    for h in hypotheses:
        both = infer.and_intro(thm, given(h))
        thm = infer.and_elim(both, 0)
    return thm


KEEPS: dict[str, tuple[Callable[[], Theorem], set[Term]]] = {
    "cut, of the theorem": (lambda: infer.cut(under(P, Q), same(x)), {P, Q}),
    "cut, of the lemma": (lambda: infer.cut(given(P), given(P)), {P}),
    "cut, of a lemma from elsewhere": (lambda: infer.cut(under(P, Q), under(P, R)), {P, Q, R}),
    "ring, of an equation": (lambda: infer.ring(eq(x, y), (under(eq(x, y), P),)), {eq(x, y), P}),
    "ring, of a base": (lambda: infer.ring(RECIPROCAL, (), (under(ne(x, ZERO), P),)), {ne(x, ZERO), P}),
    "ring, of a multiple": (lambda: infer.ring(eq(x, y), (), (), ((ONE, under(eq(x, y), P)),)),
                            {eq(x, y), P}),
    "and_intro": (lambda: infer.and_intro(under(P, Q), given(R)), {P, Q, R}),
    "rewrite, of the equation": (lambda: infer.rewrite(z, lt(z, num(5)), under(eq(x, y), Q), given(P)),
                                 {eq(x, y), Q, P}),
}  # fmt: skip


@pytest.mark.parametrize("name", KEEPS)
def test_no_rule_drops_a_hypothesis_of_a_premise(name: str) -> None:
    make, hypotheses = KEEPS[name]
    assert make().hypotheses == hypotheses


NO_BASES: dict[str, Term] = {
    "different numbers": ne(x, y),
    "one that may be 0": k.not_(lt(x, ZERO)),
    "at least 0": k.not_(le(x, k.neg(ONE))),
    "0": eq(x, ZERO),
    "positive, not denied": lt(ZERO, x),
    "another one": ne(y, ZERO),
    "not both": k.not_(k.and_(eq(x, ZERO), eq(y, ZERO))),
    "0 is not it": ne(ZERO, x),
}


@pytest.mark.parametrize("name", NO_BASES)
def test_only_what_is_not_zero_clears_a_denominator(name: str) -> None:
    assert infer.ring(RECIPROCAL, (), (given(ne(x, ZERO)),)).conclusion == RECIPROCAL
    with pytest.raises(KernelError):
        infer.ring(RECIPROCAL, (), (given(NO_BASES[name]),))


COMPLEX_ORDERS: list[tuple[Term, Term]] = [(c, ZERO), (x, c), (k.I, ONE), (mul(k.I, x), y), (add(x, k.I), c)]


@pytest.mark.parametrize(("a", "b"), COMPLEX_ORDERS)
def test_complex_numbers_are_not_less_equal_or_greater(a: Term, b: Term) -> None:
    with pytest.raises(KernelError):
        infer.trichotomy(a, b)
    assert infer.trichotomy(x, y).hypotheses == set()


def never(v: Term) -> Theorem:
    """v + 1 <= v |- false"""
    return infer.absurd(infer.positive(le(ONE, ZERO), ((Rational(1), (given(le(add(v, ONE), v)),), ()),)))


NO_INDUCTIONS: dict[str, Callable[[], Theorem]] = {
    "the step supposes it of the index": lambda: infer.induct(
        n, ZERO, le(n, m), given(le(ZERO, m)), given(le(add(n, ONE), m))
    ),
    "the step supposes more of the index": lambda: infer.induct(
        n, ZERO, le(n, m), given(le(ZERO, m)), infer.integer(given(lt(n, m)))
    ),
    "it starts beyond its index": lambda: infer.induct(
        n, add(n, ONE), le(n, m), given(le(add(n, ONE), m)), infer.ex_falso(le(add(n, ONE), m), never(n))
    ),
    "over real numbers": lambda: infer.induct(x, ZERO, eq(x, x), same(ZERO), same(add(x, ONE))),
    "from a number that is not whole": lambda: infer.induct(n, y, eq(n, n), same(y), same(add(n, ONE))),
    "without its start": lambda: infer.induct(n, ZERO, eq(n, n), same(ONE), same(add(n, ONE))),
}


@pytest.mark.parametrize("name", NO_INDUCTIONS)
def test_induction_supposes_nothing_of_its_index(name: str) -> None:
    with pytest.raises(KernelError):
        NO_INDUCTIONS[name]()


def products(goal: Term, *summands: tuple[int, tuple[Term, ...], tuple[Term, ...]]) -> Theorem:
    """An inequality by summands: a coefficient, facts that are assumed, and squares."""
    made = [
        (Rational(coefficient), tuple(map(given, facts)), roots) for coefficient, facts, roots in summands
    ]
    return infer.positive(goal, tuple(made))


POSITIVE, NOT_NEGATIVE = lt(ZERO, x), le(ZERO, y)
UPWARD = le(c, add(c, x))  # between complex numbers
NO_INEQUALITIES: dict[str, Callable[[], Theorem]] = {
    "a negative multiple": lambda: products(le(x, y), (-1, (le(y, x),), ())),
    "a negative square": lambda: products(le(power(x, 2), ZERO), (-1, (), (x,))),
    "facts about complex numbers": lambda: products(le(ZERO, x), (1, (UPWARD,), ())),
    "a square of a complex number": lambda: infer.positive(
        le(ZERO, x), ((Rational(1), (), (c,)),), ((ONE, given(eq(x, power(c, 2)))),)
    ),
    "between complex numbers": lambda: products(le(ZERO, power(c, 2)), (1, (), (c,))),
    "strict by one of two factors": lambda: products(lt(ZERO, mul(x, y)), (1, (POSITIVE, NOT_NEGATIVE), ())),
    "strict by the other of two": lambda: products(lt(ZERO, mul(x, y)), (1, (NOT_NEGATIVE, POSITIVE), ())),
    "strict with a square": lambda: products(lt(ZERO, mul(x, power(y, 2))), (1, (POSITIVE,), (y,))),
    "strict by 0 times a fact": lambda: products(lt(ZERO, ZERO), (0, (POSITIVE,), ())),
    "a remainder below 0": lambda: products(le(ONE, x), (1, (POSITIVE,), ())),
}


@pytest.mark.parametrize("name", NO_INEQUALITIES)
def test_only_sums_of_products_of_facts_are_positive(name: str) -> None:
    assert products(lt(ZERO, mul(x, z)), (1, (POSITIVE, lt(ZERO, z)), ())).hypotheses == {
        POSITIVE,
        lt(ZERO, z),
    }
    assert products(le(ZERO, mul(x, y)), (1, (POSITIVE, NOT_NEGATIVE), ())).conclusion.op == "le"
    with pytest.raises(KernelError):
        NO_INEQUALITIES[name]()


u, r = k.var("u", "complex"), k.var("r")
ROOTS = eq(k.root(x), k.root(r))
WAVE = Term("comp", "s", "complex", ((ONE, None),), (n,))  # may tend to 1, and never be real
HALF_OF_ONE = k.quantified("ex", m, None, None, eq(mul(num(2), m), ONE))
BETWEEN = k.quantified("ex", r, None, None, k.and_(lt(ZERO, r), lt(r, ONE)))
LESS_THAN_ITSELF = k.quantified("all", i, ONE, n, lt(W, W))


def below(a: Term, b: Term) -> Theorem:
    """a < b |- false, of equal a and b"""
    return infer.absurd(infer.positive(lt(ZERO, ZERO), ((Rational(1), (given(lt(a, b)),), ()),)))


def nothing_between(v: Term) -> Theorem:
    """0 < v and v < 1 |- false, of a whole number v"""
    both = given(k.and_(lt(ZERO, v), lt(v, ONE)))
    at_least_one, less = infer.integer(infer.and_elim(both, 0)), infer.and_elim(both, 1)
    return infer.absurd(
        infer.positive(lt(ZERO, ZERO), ((Rational(1), (at_least_one,), ()), (Rational(1), (less,), ())))
    )


FALSE_STEPS: dict[str, Callable[[], Theorem]] = {
    "a complex number for a real one below a root": lambda: infer.rewrite(
        r, ROOTS, given(eq(x, c)), same(k.root(x))
    ),
    "a real number for a complex one below a root": lambda: infer.rewrite(
        u, eq(k.root(c), k.root(u)), given(eq(c, x)), same(k.root(c))
    ),
    "an equation below what is no variable": lambda: infer.rewrite(
        W, lt(W, ONE), given(eq(W, x)), given(lt(W, ONE))
    ),
    "an instance of what is no variable": lambda: infer.instantiate(given(eq(W, x)), W, y),
    "one is an instance of some": lambda: infer.specialise(given(SOME), ONE),
    "a whole number is one half": lambda: infer.ex_intro(
        HALF_OF_ONE, power(num(2), -1), infer.ring(eq(mul(num(2), power(num(2), -1)), ONE))
    ),
    "what holds of all of none holds of some": lambda: infer.ex_elim(given(LESS_THAN_ITSELF), i, below(W, W)),
    "what there is, is whole": lambda: infer.ex_elim(given(BETWEEN), m, nothing_between(m)),
    "equal numbers are less": lambda: infer.ring(lt(x, x)),
    "equal numbers are at most": lambda: infer.ring(le(c, c)),
    "a positive number is 0": lambda: infer.positive(eq(ZERO, ONE), ()),
    "complex numbers in order": lambda: infer.positive(le(c, add(c, ONE)), ()),
    "variables are numbers by their names": lambda: infer.absurd(given(eq(x, y))),
    "a variable before another": lambda: infer.absurd(given(lt(y, x))),
    "a sum over real numbers": lambda: infer.under_sum(x, ONE, n, same(x)),
    "a sum up to a real number": lambda: infer.under_sum(i, ONE, y, same(i)),
    "a sum from a real number": lambda: infer.under_sum(i, y, n, same(i)),
    "a function of complex numbers": lambda: infer.under_call(
        k.call("L", (), i, n, x), i, given(eq(x, c))
    ),
    "a function of a component that is real": lambda: infer.under_call(
        k.call("L", (), i, n, ZERO), x, same(ZERO)
    ),
    "a function at another point": lambda: infer.under_call(CALL, i, given(eq(x, y))),
    "the parts of a sum up to a real number": lambda: infer.split(k.sum_(i, ONE, n, W), y),
    "at an outcome, what is not sure": lambda: infer.at_outcome(given(k.not_(FALSE))),
    "the limit of what is summed": lambda: infer.limit_shift(given(eq(x, y)), 1),
    "the limit of another expression": lambda: infer.limit_of(
        m, ONE, power(z, 2), (z,), (given(SEQUENCE),), same(comp("s", m))
    ),
    "one member for the sequence": lambda: infer.limit_of(
        m, ONE, z, (z,), (given(SEQUENCE),), given(eq(y, comp("s", m)))
    ),
    "a member from a time on that never comes": lambda: infer.limit_of(
        m, add(m, ONE), z, (z,), (given(SEQUENCE),), infer.ex_falso(eq(y, comp("s", m)), never(m))
    ),
    "a limit that moves with the index": lambda: infer.limit_of(
        m, ONE, mul(z, m), (z,), (given(SEQUENCE),), same(mul(comp("s", m), m))
    ),
    "a sequence that moves with the index": lambda: infer.limit_of(
        m, ONE, z, (z,), (given(k.tends(n, mul(comp("s", n), m), x)),), same(mul(comp("s", m), m))
    ),
    "an absolute value of what is complex": lambda: infer.limit_of(
        m, ONE, k.absolute(z), (z,), (given(k.tends(n, WAVE, ONE)),),
        same(k.substitute(k.absolute(z), {z: k.substitute(WAVE, {n: m})})),
    ),
    "a step beside something smooth": lambda: infer.limit_of(
        m, ONE, add(z, ind(lt(ZERO, z))), (z,), (infer.axiom("reciprocals"),),
        same(add(power(m, -1), ind(lt(ZERO, power(m, -1))))),
    ),
    "a limit over real numbers": lambda: infer.limit_of(x, ONE, z, (z,), (given(SEQUENCE),), same(x)),
    "a limit from a real number on": lambda: infer.limit_of(
        m, y, z, (z,), (given(SEQUENCE),), same(comp("s", m))
    ),
    "a letter that is none": lambda: infer.limit_of(m, ONE, W, (W,), (given(SEQUENCE),), same(comp("s", m))),
    "an order of other sequences": lambda: infer.limit_order(
        m, ONE, given(SEQUENCE), given(OTHER), infer.positive(le(ZERO, ONE), ())
    ),
    "an order the other way round": lambda: infer.limit_order(
        m, ONE, given(SEQUENCE), given(OTHER), infer.specialise(
            given(k.quantified("all", m, ONE, None, le(comp("u", m), comp("s", m)))), m
        )
    ),
    "an order of one member": lambda: infer.limit_order(
        m, ONE, given(SEQUENCE), given(OTHER), given(le(comp("s", m), comp("u", m)))
    ),
    "an order from a time on that never comes": lambda: infer.limit_order(
        m, add(m, ONE), given(SEQUENCE), given(OTHER),
        infer.ex_falso(le(comp("s", m), comp("u", m)), never(m)),
    ),
    "squares below what tends to another number": lambda: infer.limit_squeeze(
        m, ONE, comp("u", m), given(k.tends(n, comp("s", n), ONE)), infer.specialise(given(SQUARES), m)
    ),
    "what is squeezed from above alone": lambda: infer.limit_squeeze(
        m, ONE, comp("u", m), given(SMALL), given(le(comp("u", m), comp("s", m)))
    ),
    "one member squeezed": lambda: infer.limit_squeeze(
        m, ONE, comp("u", m), given(SMALL), given(le(power(comp("u", m), 2), comp("s", m)))
    ),
    "squeezed from a time on that never comes": lambda: infer.limit_squeeze(
        m, add(m, ONE), comp("u", m), given(SMALL),
        infer.ex_falso(le(power(comp("u", m), 2), comp("s", m)), never(m)),
    ),
    "the square of what is complex": lambda: infer.limit_squeeze(
        m, ONE, c, given(SMALL), given(le(power(c, 2), comp("s", m)))
    ),
    "an exponent that grows": lambda: infer.limit_of(  # (1 + 1/n)^n does not tend to 1
        m, ONE, power(add(ONE, z), m), (z,), (infer.axiom("reciprocals"),),
        same(power(add(ONE, power(m, -1)), m)),
    ),
    "a letter for an exponent": lambda: infer.limit_of(
        m, ONE, power(x, n), (n,), (given(k.tends(m, m, ZERO)),), same(power(x, m))
    ),
    "a letter for a bound": lambda: infer.limit_of(
        m, ONE, k.sum_(i, ONE, n, x), (n,), (given(k.tends(m, m, ZERO)),), same(k.sum_(i, ONE, m, x))
    ),
    "a sum that grows": lambda: infer.limit_of(  # the sum of 1/n over 1..n does not tend to 0
        m, ONE, k.sum_(i, ONE, m, z), (z,), (infer.axiom("reciprocals"),),
        same(k.sum_(i, ONE, m, power(m, -1))),
    ),
    "a fractional power": lambda: infer.limit_of(
        m, ONE, power(z, num(Fraction(1, 2))), (z,), (given(SEQUENCE),),
        same(power(comp("s", m), num(Fraction(1, 2)))),
    ),
    "a step below a sum": lambda: infer.limit_of(
        m, ONE, k.sum_(i, ONE, n, ind(lt(ZERO, mul(i, z)))), (z,), (infer.axiom("reciprocals"),),
        same(k.sum_(i, ONE, n, ind(lt(ZERO, mul(i, power(m, -1)))))),
    ),
    "t^m q^t for a negative m": lambda: infer.axiom("geometric sequence", x, -1),
    "t^m q^t for an m that grows": lambda: infer.axiom("geometric sequence", x, n),
    "the order of what is not smooth": lambda: infer.less_smooth(given(k.not_(smooth(2))), 1),
    "a sum for a function": lambda: infer.under_call(k.sum_(i, ONE, n, W), i, same(W)),
}  # fmt: skip


CONTINUOUS = {
    "an exponential": (Term("exp", z), Term("exp", x), set()),
    "a power by a whole variable": (
        power(z, i), power(x, i), {k.or_(le(ZERO, i), k.ne(x, ZERO))}
    ),
    "a finite sum": (
        k.sum_(j, ONE, n, power(z, j)), k.sum_(j, ONE, n, power(x, j)),
        {k.quantified("all", j, ONE, n, k.or_(le(ZERO, j), k.ne(x, ZERO)))},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTINUOUS)
def test_what_is_continuous_takes_limits_to_limits(name: str) -> None:
    expression, value, needed = CONTINUOUS[name]
    member = k.substitute(expression, {z: comp("s", m)})
    thm = infer.limit_of(m, ONE, expression, (z,), (given(SEQUENCE),), same(member))
    assert thm.conclusion == k.tends(m, member, value)
    assert thm.hypotheses == {SEQUENCE, *needed}


def test_powers_of_the_time_times_a_geometric_sequence() -> None:
    thm = infer.axiom("geometric sequence", x, 3)
    assert thm.conclusion == k.tends(n, mul(power(n, 3), power(x, n)), ZERO)
    assert thm.hypotheses == {lt(num(-1), x), lt(x, ONE)}


def test_whole_numbers_that_there_are_may_be_chosen() -> None:
    whole = k.quantified("ex", m, None, None, k.and_(lt(ZERO, m), lt(m, ONE)))
    assert infer.ex_elim(given(whole), m, nothing_between(m)).hypotheses == {whole}


@pytest.mark.parametrize("name", FALSE_STEPS)
def test_a_step_that_would_prove_something_false_is_refused(name: str) -> None:
    with pytest.raises(KernelError):
        FALSE_STEPS[name]()


EITHER = k.or_(P, Q)
NO_CASES: dict[str, Callable[[], Theorem]] = {
    "each with its own conclusion": lambda: infer.by_cases(given(EITHER), given(P), given(Q)),
    "the other way round": lambda: infer.by_cases(given(EITHER), given(Q), given(P)),
    "one that is false, and one that is not": lambda: infer.by_cases(given(EITHER), same(x), given(FALSE)),
    "one too few": lambda: infer.by_cases(given(EITHER), given(P)),
    "one too many": lambda: infer.by_cases(given(EITHER), given(P), under(P, Q), under(P, R)),
    "of no disjunction": lambda: infer.by_cases(given(P), given(P)),
}


@pytest.mark.parametrize("name", NO_CASES)
def test_cases_have_one_conclusion_and_are_all_there(name: str) -> None:
    with pytest.raises(KernelError):
        NO_CASES[name]()


def test_cases_keep_what_each_branch_rests_on() -> None:
    z_less = lt(z, num(4))
    branches = [infer.and_elim(infer.and_intro(under(R, z_less), given(f)), 0) for f in (P, Q)]
    thm = infer.by_cases(given(EITHER), *branches)
    assert thm.conclusion == R
    assert thm.hypotheses == {EITHER, R, z_less}
