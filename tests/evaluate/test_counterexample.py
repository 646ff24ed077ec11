"""The checker of counterexamples accepts what refutes, and nothing that nearly does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, PI, ZERO, KernelError, Term, add, eq, le, lt, mul, ne, num, power, root
from symderiv.evaluate.counterexample import Counterexample, check, decoded, satisfies

x, y, z = k.var("x"), k.var("y"), k.var("z", "complex")
n, i, t = (k.var(name, "int") for name in "nit")
SMALL = Term("exp", num(-1000))


def nothing(certificate, formula):
    """No certificate proves anything."""


def sure(certificate, formula):
    """A certificate is the pair of its hypotheses and its conclusion."""
    hypotheses, conclusion = certificate
    return hypotheses if conclusion == formula else None


def at(*place, laws=(), tables=None, proofs=None, **scalars):
    terms = {name: v if isinstance(v, Term) else num(fmpq(v)) for name, v in scalars.items()}
    return Counterexample(terms, tables or {}, tuple(laws), place=place, proofs=proofs or {})


def refutes(data, hypotheses, goal, proves=nothing):
    return check(data, hypotheses, goal, proves).refutes


def seq(name, index, sort="real", lo=None, hi=None):
    return Term("comp", name, sort, ((lo, hi),), (index,))


def every(v, lo, hi, body):
    return k.quantified("all", v, lo, hi, body)


# -- hypotheses hold, exactly


def test_a_false_statement_is_refuted_where_its_hypotheses_hold():
    assert refutes(at(x=1, y=2), [lt(ZERO, x)], eq(x, y))
    assert not refutes(at(x=-1, y=2), [lt(ZERO, x)], eq(x, y)), "the hypothesis fails"
    assert not refutes(at(x=1, y=1), [lt(ZERO, x)], eq(x, y)), "the statement holds"
    assert not refutes(at(x=1), [], eq(x, y)), "a value is missing"


def twice_the_root(m):
    """The square root of m, as the sum of two roots of m/4."""
    return add(root(num(fmpq(m, 4))), root(num(fmpq(m, 4))))


@pytest.mark.parametrize(
    "hypothesis",
    [
        eq(add(ONE, mul(SMALL, x)), ONE),
        eq(add(PI, mul(Term("exp", num(-500)), x)), PI),
        eq(k.fn("cosh", mul(SMALL, x)), ONE),
        eq(k.fn("log", add(ONE, mul(SMALL, x))), ZERO),
        eq(x, add(num(1), Term("exp", num(-(10**4))))),
        le(add(ONE, SMALL), ONE),
        eq(add(root(num(2)), mul(SMALL, x)), twice_the_root(2)),
    ],
    ids=str,
)
def test_what_holds_to_hundreds_of_digits_does_not_hold(hypothesis):
    assert not refutes(at(x=1), [hypothesis], eq(x, ZERO))


def test_balls_that_overlap_are_not_equal_whatever_the_precision():
    tiny = Term("exp", k.neg(Term("exp", num(20))))  # below every precision that is tried
    assert not refutes(at(x=1), [eq(add(ONE, mul(tiny, x)), ONE)], eq(x, ZERO))
    assert not refutes(at(x=1), [], eq(add(ONE, mul(tiny, x)), ONE)), "nor are they different"


def test_equal_terms_are_equal_where_they_have_a_value():
    irrational = add(ONE, root(num(2)))
    assert refutes(at(x=irrational), [eq(x, irrational)], eq(x, ONE))
    assert not refutes(at(x=ZERO), [eq(power(x, -1), power(x, -1))], eq(x, ONE))
    assert not refutes(at(x=ZERO), [eq(k.fn("log", x), k.fn("log", x))], eq(x, ONE))


def test_a_difference_far_below_the_first_digits_is_seen():
    assert refutes(at(x=add(ONE, Term("exp", num(-1000)))), [lt(ONE, x)], eq(x, ONE))
    assert refutes(at(x=1), [], eq(add(ONE, mul(Term("exp", num(-10_000)), x)), ONE))


@pytest.mark.parametrize(
    ("v", "value"), [(n, fmpq(1, 2)), (x, k.I), (x, add(ONE, k.I)), (n, root(num(2)))], ids=str
)
def test_values_are_of_the_sort_of_their_variables(v, value):
    assert not refutes(at(**{v.args[0]: value}), [], eq(v, num(7)))


def test_values_of_integer_families_are_integers():
    X = seq("X", ONE, "int")
    goal = eq(k.fn("sin", mul(PI, X)), ZERO)
    assert not refutes(at(tables={"X": {(1,): fmpq(1, 2)}}), [], goal)


def test_complex_values_have_no_order():
    assert not refutes(at(z=k.I), [], le(z, ZERO))


# -- the whole statement, strictly


def test_the_place_leads_through_premises_and_bounds():
    goal = k.and_(eq(x, x), k.implies(lt(ZERO, x), every(i, ONE, n, lt(i, n))))
    assert refutes(at(1, "i", x=1, n=2, i=2), [], goal)
    assert not refutes(at(1, "i", x=1, n=2, i=1), [], goal), "no counterexample"
    assert not refutes(at(1, "i", x=1, n=2, i=3), [], goal), "beyond the range"
    assert not refutes(at(1, "i", x=-1, n=2, i=2), [], goal), "the premise fails"
    assert not refutes(at(0, x=1, n=2), [], goal), "another part holds"
    assert refutes(at(x=1, n=2), [], goal), "all of it is evaluated"


@pytest.mark.parametrize("place", [(3,), ("i",), (0, 0), (-3,)])
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises((KernelError, IndexError)):
        check(at(*place, x=1), [], k.and_(eq(x, x), eq(x, ZERO)), nothing)


def test_a_component_out_of_range_makes_its_relation_false_and_no_more():
    u = seq("u", add(i, ONE), lo=ONE, hi=num(2))
    here = {"i": 2, "tables": {"u": {(1,): fmpq(0), (2,): fmpq(0)}}}
    assert check(at(**here), [], eq(u, ZERO), nothing).undefined == "u[3] is outside its range 1..2"
    assert refutes(at(**here), [], ne(u, ZERO)), "its denial is a relation, too"
    assert not refutes(at(**here), [], k.or_(eq(u, ZERO), eq(i, num(2)))), "the other part holds"
    assert not refutes(at(**here), [], k.or_(eq(i, num(2)), eq(u, ZERO)))
    assert not refutes(at(**here), [eq(u, ZERO)], eq(i, ONE)), "no hypothesis"
    assert not refutes(at(**here), [ne(u, ZERO)], eq(i, ONE))


def test_what_is_undefined_neither_refutes_nor_satisfies():
    inverse = eq(mul(x, power(x, -1)), ONE)
    assert not refutes(at(x=0), [], inverse)
    assert not refutes(at(x=0), [k.or_(inverse, lt(x, ZERO))], eq(x, ONE))


# -- sequences, and what needs a proof


def test_a_law_holds_by_construction_and_its_values_follow():
    s = [seq("s", add(t, num(ahead)), lo=ONE) for ahead in (0, 1)]
    law = every(t, ONE, None, eq(s[1], mul(num(2), s[0])))
    data = at(laws=[law], tables={"s": {(1,): fmpq(3), (2,): fmpq(100)}})
    assert refutes(data, [law], eq(seq("s", num(3), lo=ONE), num(11)))
    assert not refutes(data, [law], eq(seq("s", num(3), lo=ONE), num(12))), "a table does not overrule it"
    other = every(t, ONE, None, eq(s[1], mul(num(3), s[0])))
    assert not refutes(data, [other], eq(seq("s", num(3), lo=ONE), num(11)))


def test_what_has_no_end_needs_a_proof_of_exactly_its_instance():
    endless = every(t, ONE, None, lt(ZERO, mul(x, power(t, 2))))
    instance = every(t, ONE, None, lt(ZERO, mul(num(2), power(t, 2))))
    assert not refutes(at(x=2), [endless], eq(x, ONE), sure)
    assert check(at(x=2), [endless], eq(x, ONE), sure).lacking == {instance: endless}
    proof = {instance: (frozenset(), instance)}
    assert refutes(at(x=2, proofs=proof), [endless], eq(x, ONE), sure)
    assert not refutes(at(x=2, proofs=proof), [endless], eq(x, ONE), nothing)
    assert not refutes(at(x=3, proofs=proof), [endless], eq(x, ONE), sure), "an instance at other values"
    forged = {instance: (frozenset(), k.TRUE)}
    assert not refutes(at(x=2, proofs=forged), [endless], eq(x, ONE), sure)


def test_a_proof_may_rest_on_what_holds_there_and_on_nothing_else():
    goal = every(t, ONE, None, lt(x, t))
    denial = k.not_(k.substitute(goal, {x: num(5)}))
    for hypothesis, holds in ((lt(ZERO, x), True), (lt(ONE, num(2)), True), (lt(x, ZERO), False)):
        data = at(x=5, proofs={denial: (frozenset({hypothesis}), denial)})
        finding = check(data, [], goal, sure)
        assert finding.refutes == holds
        assert finding.negation == (denial if holds else None)


def test_the_data_are_plain_and_come_back():
    law = every(t, ONE, None, eq(seq("s", add(t, ONE), lo=ONE), seq("s", t, lo=ONE)))
    data = Counterexample(
        {"x": num(fmpq(-2, 3)), "z": add(ONE, mul(num(2), k.I)), "y": root(num(2))},
        {"s": {(1,): fmpq(1, 2)}, "w": {(0, 1): fmpq(-3)}, "centre of X": {(): fmpq(1)}},
        (law,), {"w": 2}, shared=True, place=(0, "i"),
    )  # fmt: skip
    assert decoded(json.loads(json.dumps(data.encoded()))) == data


# -- values are of the sorts of what they are put in for

# i/e^1000, of which no ball tells that it is not real
HARDLY_IMAGINARY = mul(k.I, SMALL)
NEARLY = add(
    HARDLY_IMAGINARY, mul(k.I, add(k.fn("log", num(6)), *(mul(num(-1), k.fn("log", num(m))) for m in (2, 3))))
)


def proofs_of(*formulas):
    """Proofs of whatever is said of numbers, true or not: only what is asked of a model is in question."""
    return {f: (frozenset(), f) for f in formulas}


@pytest.mark.parametrize("value", [k.I, add(ONE, k.I), HARDLY_IMAGINARY, NEARLY, num(fmpq(1, 2)), PI])
@pytest.mark.parametrize("sort", ["int", "real", "complex"])
def test_a_theorem_about_a_value_of_another_sort_is_none_about_the_variable(sort, value):
    v = k.var("v", sort)
    square, endless = eq(power(v, 2), power(value, 2)), every(t, ONE, None, eq(mul(t, v), mul(t, value)))
    fits = sort == "complex" or (sort == "real" and value in (num(fmpq(1, 2)), PI))
    for hypothesis in (square, endless):
        data = at(v=value, proofs=proofs_of(k.substitute(hypothesis, {v: value})))
        assert satisfies(data.model(), data, [hypothesis], sure)[0] == fits
        assert refutes(data, [hypothesis], k.FALSE, sure) == fits
        denial = k.not_(k.substitute(endless, {v: value}))
        assert refutes(at(v=value, proofs=proofs_of(denial)), [], endless, sure) == fits


@pytest.mark.parametrize("elsewhere", ["int", "real"])
def test_a_value_is_of_the_sort_of_every_variable_of_its_name(elsewhere):
    data = at(x=num(fmpq(1, 2)))
    said = eq(k.var("x", elsewhere), k.var("x", elsewhere))
    hypotheses = [k.or_(eq(ONE, ONE), said)]
    assert refutes(data, hypotheses, eq(x, ONE)) == (elsewhere == "real")
    assert refutes(data, [], k.and_(eq(ZERO, ONE), *hypotheses)) == (elsewhere == "real")


@pytest.mark.parametrize("value", [num(2), num(fmpq(1, 2)), k.I])
def test_a_quantified_variable_takes_a_value_of_its_sort(value):
    for sort, values in (("int", [num(2)]), ("real", [num(2), num(fmpq(1, 2))])):
        v = k.var("v", sort)
        goal = every(v, None, None, every(t, ONE, None, eq(mul(t, v), t)))
        denial = k.not_(every(t, ONE, None, eq(mul(t, value), t)))
        data = at("v", v=value, proofs=proofs_of(denial))
        assert refutes(data, [], goal, sure) == (value in values)


def test_components_of_integers_are_integers():
    for sort in ("int", "real"):
        s = seq("s", t, sort, ONE)
        small = every(t, ONE, None, le(s, ONE))
        tables = {"s": {(0,): fmpq(1)}}
        for power_, takes in ((0, True), (-1, True), (1, sort == "real")):
            data = replace(at(tables=tables), powers={"s": power_})
            instance = every(t, ONE, None, le(power(t, -power_) if power_ else ONE, ONE))
            proved = replace(data, proofs=proofs_of(instance))
            assert refutes(proved, [small], k.FALSE, sure) == takes
        first = seq("s", ONE, sort, ONE)
        half = at(tables={"s": {(1,): fmpq(1, 2)}})
        assert refutes(half, [k.or_(eq(ONE, ONE), eq(first, ONE))], k.FALSE) == (sort == "real")


def test_what_a_law_says_is_of_its_sort_too():
    later, law = (seq("s", at, lo=num(2)) for at in (t, add(t, ONE)))
    law = every(t, ONE, None, eq(law, x))
    square = every(t, num(2), None, eq(power(later, 2), num(-1)))
    data = at(laws=[law], x=k.I, proofs=proofs_of(every(t, num(2), None, eq(power(k.I, 2), num(-1)))))
    assert not refutes(data, [square], k.FALSE, sure)
    positive = every(t, num(2), None, lt(ZERO, later))
    data = at(laws=[law], x=2, proofs=proofs_of(every(t, num(2), None, lt(ZERO, num(2)))))
    assert refutes(data, [positive], k.FALSE, sure)
