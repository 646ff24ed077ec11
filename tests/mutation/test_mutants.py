"""Planted errors: each is one change; a false one is refuted, a true one never; a hollow claim is told."""

from __future__ import annotations

import json

import jsonschema
import pytest
from support import ROOT, Command, Write
from sympy import symbols

from symderiv import (
    Page,
    Source,
    check,
    components,
    d,
    eq,
    exists,
    forall,
    implies,
    index,
    le,
    lt,
    ne,
    scalars,
    sequence,
    sizes,
    total,
)
from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term, add, mul, num, power, var
from symderiv.core.terms import eq as equal
from symderiv.judge.decision import Decision
from symderiv.judge.prepare import prepare
from symderiv.language.translate import Translator
from symderiv.language.verdict import MutantOutcome, Status, Verdict
from symderiv.mutation import mutate
from symderiv.mutation import plant as planted
from symderiv.mutation.mutate import judge
from symderiv.prove.context import Context, Unproved
from symderiv.prove.prover import Prover
from symderiv.refute.freeze import accepting
from symderiv.refute.search import corners
from symderiv.render import text
from symderiv.report import schema
from symderiv.run.finder import load

a, b, c = scalars("a b c")
N = sizes("N")
i = index("i", N)
v, w = components("v w", N)
u = sequence("u")
t = index("t", start=0)
x, y, z = map(var, "xyz")
p, q = (var(s, "int") for s in "pq")


def claim(statement, given=()):
    page = Page("planted", title="", source=Source("notes.txt", ""))
    page.claim("1", given=[(lambda g=g: g()) for g in given])(statement)
    return page["1"]


def changed(formula, *also):
    return {(s.kind, s.formula) for s in planted.mutations(formula, also)}


# -- the changes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "kind", "mutant"),
    [
        (equal(x, add(y, z)), planted.SIGN, equal(x, add(y, mul(num(-1), z)))),
        (equal(x, add(y, z)), planted.COEFFICIENT, equal(x, add(mul(num(2), y), z))),
        (equal(x, add(y, z)), planted.TERM, equal(x, y)),
        (equal(x, add(y, z)), planted.SYMBOL, equal(y, add(y, z))),
        (equal(x, mul(y, z)), planted.TERM, equal(x, z)),
        (equal(x, mul(y, z)), planted.EXPONENT, equal(x, mul(power(y, 2), z))),
        (equal(x, power(y, 2)), planted.EXPONENT, equal(x, power(y, 3))),
        (equal(x, power(y, -1)), planted.EXPONENT, equal(x, power(y, -2))),
        (k.le(x, y), planted.BOUND, k.lt(x, y)),
        (k.le(x, y), planted.SIGN, k.le(y, x)),
        (k.implies(k.lt(x, y), k.lt(y, z)), planted.DROPPED, k.lt(y, z)),
        (k.implies(k.lt(x, y), k.lt(y, z)), planted.BOUND, k.implies(k.le(x, y), k.lt(y, z))),
        (
            equal(x, k.sum_(p, ONE, q, power(x, p))),
            planted.BOUND,
            equal(x, k.sum_(p, num(2), q, power(x, p))),
        ),
    ],
)
def test_a_change_of_each_kind_is_made(formula: Term, kind: str, mutant: Term) -> None:
    assert (kind, mutant) in changed(formula)


def test_an_index_is_shifted_and_taken_for_another() -> None:
    (line,) = (Translator().formula(eq(v[i], 1)),)
    indices = {
        s.formula.args[0].args[3][0]
        for s in planted.mutations(line, [equal(p, q)])
        if s.kind == planted.SHIFT
    }
    (at,) = line.args[0].args[3]
    assert indices == {add(at, ONE), add(at, num(-1))}


@pytest.mark.parametrize(
    "weaker",
    [
        (k.lt(x, y), k.le(x, y)),
        (k.implies(k.le(x, y), k.lt(y, z)), k.implies(k.lt(x, y), k.lt(y, z))),
        (k.quantified("all", p, ONE, num(3), k.lt(x, p)), k.quantified("all", p, num(2), num(3), k.lt(x, p))),
    ],
)
def test_a_statement_is_not_made_weaker(weaker: tuple[Term, Term]) -> None:
    statement, less = weaker
    assert less not in {f for _, f in changed(statement)}


def test_every_change_is_closed_another_formula_and_made_once() -> None:
    line = Translator().formula(forall(i, eq(v[i], total(N, lambda l: w[l] * v[i]))))
    found = [s.formula for s in planted.mutations(line)]
    assert len(found) > 10
    assert len(set(found)) == len(found)
    assert line not in found
    assert not any(map(k.is_open, found))
    assert all(k.decode(k.encode(f)) == f for f in found), "the core reads them as well-formed"


def test_an_error_on_both_sides_of_a_relation_is_none() -> None:
    assert list(planted.mutations(equal(add(x, y), add(x, y)))) == []


def test_hypotheses_are_dropped_and_weakened() -> None:
    found = [s.formula for s in planted.weakenings(k.and_(k.lt(x, y), k.lt(y, z)))]
    assert found == [None, k.lt(y, z), k.lt(x, y)]


# -- their fates -------------------------------------------------------------------------------------


def test_the_errors_in_an_identity_are_refuted_at_exact_values() -> None:
    verdict = judge(claim(lambda: eq((a + b) ** 2, a**2 + 2 * a * b + b**2)))
    assert verdict.status is Status.PROVED
    assert verdict.mutants.complaint is None
    killed = verdict.mutants.of(MutantOutcome.KILLED)
    assert len(killed) >= 10
    for m in killed:
        assert m.verdict.witness, m
        assert m.verdict.sides["lhs"] != m.verdict.sides["rhs"], m


def test_a_hypothesis_that_is_not_needed_is_listed_and_one_that_is_is_not() -> None:
    given = [lambda: lt(0, a), lambda: eq(b, 1)]
    verdict = judge(claim(lambda: eq(a * b, a), given))
    needless = {m.before for m in verdict.mutants.of(MutantOutcome.NOT_NEEDED)}
    assert needless == {"0 < a"}
    assert {m.kind for m in verdict.mutants.of(MutantOutcome.NOT_NEEDED)} == {planted.DROPPED}, (
        "nor is it weakened"
    )
    assert any(m.before == "b = 1" and m.outcome is MutantOutcome.KILLED for m in verdict.mutants.tried)


def test_a_hypothesis_that_comes_back_as_a_condition_is_needed() -> None:
    verdict = judge(claim(lambda: eq(a / a, 1), [lambda: ne(a, 0)]))
    (m,) = [m for m in verdict.mutants.tried if m.kind == planted.DROPPED]
    assert m.outcome is MutantOutcome.EQUIVALENT
    assert "if a ≠ 0" in m.reason


def test_a_range_that_is_left_is_a_refutation() -> None:
    verdict = judge(claim(lambda: eq(v[i] + w[i], w[i] + v[i])), most=100)
    dropped = [
        m for m in verdict.mutants.tried if m.kind == planted.DROPPED and m.before in ("1 ≤ i", "i ≤ N")
    ]
    assert [m.outcome for m in dropped] == [MutantOutcome.KILLED, MutantOutcome.KILLED]
    assert all("outside its range" in m.verdict.message for m in dropped)


def test_each_line_is_mutated() -> None:
    def lines():
        yield eq(a * (a + b), a**2 + a * b)
        yield eq(b * (a + b), a * b + b**2)

    verdict = judge(claim(lines), most=40)
    assert {m.place for m in verdict.mutants.of(MutantOutcome.KILLED)} == {"line 1", "line 2"}


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (lambda: eq(d(total(N, lambda l: v[l] ** 2) + b, v[i]), 2 * v[i]), []),
        (lambda: le(0, a**2 + b**2), []),
        (lambda: implies(eq(a, b), eq(a**2, b**2)), []),
        (lambda: forall(t, eq(u[t], c)), [lambda: forall(t, eq(u[t + 1], u[t])), lambda: eq(u[0], c)]),
    ],
)
def test_a_true_mutant_is_not_refuted(statement, given) -> None:
    """What was refuted cannot be proved, the core says, unless it was left undefined."""
    made = claim(statement, given)
    mutants, case = judge(made, most=60).mutants, prepare(made)
    assert mutants.of(MutantOutcome.EQUIVALENT)
    false = {
        m.verdict.statement
        for m in mutants.of(MutantOutcome.KILLED)
        if not m.place and "outside" not in (m.verdict.message or "")
    }
    assert false
    (line,) = case.lines
    for formula in (s.formula for s in planted.mutations(line.formula, case.hypotheses)):
        if text(formula, case.spelling) in false:
            with pytest.raises(Unproved):
                Prover(text).prove(formula, Context().assuming(*case.hypotheses))


def test_runs_are_repeatable_and_the_number_is_capped() -> None:
    made = claim(lambda: eq((a + b) ** 2, a**2 + 2 * a * b + b**2))
    first, second = (judge(made, most=7).mutants.tried for _ in range(2))
    assert len(first) == 7
    assert [(m.kind, m.before, m.after) for m in first] == [(m.kind, m.before, m.after) for m in second]


def test_one_that_takes_too_long_is_stopped_and_survives(monkeypatch) -> None:
    honest, seen = mutate.decide, []

    def endless(case, **how):
        seen.append(case)
        while len(seen) == 2:
            pass
        return honest(case, **how)

    monkeypatch.setattr(mutate, "decide", endless)
    made = claim(lambda: eq((a + b) ** 2, a**2 + 2 * a * b + b**2))
    first, second = judge(made, most=2, seconds=0.3).mutants.tried
    assert first.outcome is MutantOutcome.SURVIVED
    assert first.reason == "timeout: stopped after 0.3 s"
    assert second.outcome is MutantOutcome.KILLED, "and the limit is not there any more"


# -- what certifies nothing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(lambda: eq(a + b, a + b), id="both sides are one term"),
        pytest.param(lambda: eq(v[i], v[i]), id="though its range is needed"),
        pytest.param(lambda: exists(c, eq(c, a + b)), id="whatever stands there"),
    ],
)
def test_a_claim_that_no_error_makes_false_is_told(statement) -> None:
    verdict = judge(claim(statement))
    assert verdict.status is Status.PROVED
    assert verdict.mutants.complaint is not None
    assert verdict.mutants.complaint.startswith("certifies nothing")


def test_neither_errata_nor_definitions_nor_what_is_false_have_mutants() -> None:
    page = Page("planted", title="", source=Source("notes.txt", ""))
    page.definition("d")(lambda: eq(c, a + b))
    page.erratum("e")(lambda: eq(a, b))
    page.claim("f")(lambda: eq(a, b))
    for label, status in {"d": Status.PROVED, "e": Status.REFUTED, "f": Status.REFUTED}.items():
        verdict = judge(page[label])
        assert verdict.status is status
        assert verdict.mutants is None


def test_a_proof_that_exact_values_contradict_is_a_conflict(monkeypatch) -> None:
    """An unsound prover: what it says of a false mutant is not believed."""
    honest = mutate.decide
    made = claim(lambda: eq(a * b, b * a))
    seen = []

    def credulous(case, **how):
        seen.append(case)
        return honest(case, **how) if len(seen) == 1 else Decision(Verdict(Status.PROVED))

    monkeypatch.setattr(mutate, "decide", credulous)
    verdict = judge(made, most=3)
    assert {m.outcome for m in verdict.mutants.tried} == {MutantOutcome.SURVIVED}
    assert "conflict" in verdict.mutants.complaint


def test_corners_are_the_least_sizes_and_the_next_two() -> None:
    n = var("n", "int")
    one_to_three = k.or_(*(equal(n, num(s)) for s in (1, 2, 3)))
    found, other = (
        corners(f, [k.le(ONE, n)], accepting(f, [k.le(ONE, n)]))
        for f in (one_to_three, k.not_(equal(n, num(3))))
    )
    assert (found.counterexample, found.points) == (None, 9), "three draws each"
    assert other.counterexample.scalars == {"n": num(3)}


def test_an_index_outside_its_range_below_a_derivative_refutes() -> None:
    l = symbols("l", integer=True)
    assert check(eq(d(total(N, lambda r: v[r] ** 2), v[l]), 2 * v[l])).status is Status.REFUTED


# -- the command -------------------------------------------------------------------------------------

PAGE = """
from symderiv import lt

@page.claim("1", given=[lambda: lt(0, a)])
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)

@page.definition("2")
def second():
    return eq(b, a)

@page.erratum("3")
def printed():
    return eq(a*(a + b), a**2 + b)

@page.claim("3-corrected")
def corrected():
    return eq(a*(a + b), a**2 + a*b)
"""
HOLLOW = """
@page.claim("1")
def same():
    return eq(a + b, a + b)
"""


def test_the_report_follows_its_schema_with_mutants_in_it(write: Write, symderiv: Command) -> None:
    write("good", PAGE)
    done = symderiv("mutate", "--json", "--most", "12")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema()).validate(found)
    claims = {c["label"]: c["mutants"] for c in found["derivations"][0]["claims"]}
    assert claims["2"] is None
    assert claims["3"] is None
    for label in ("1", "3-corrected"):
        m = claims[label]
        assert m["tried"] == 12
        assert m["tried"] == m["killed"] + sum(len(m[s]) for s in ("equivalent", "not_needed", "survivors"))
    assert [m["before"] for m in claims["1"]["not_needed"]] == ["0 < a"]
    claims["1"].pop("killed")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(found)


def test_a_page_is_shown_with_counts_and_a_claim_with_witnesses(write: Write, symderiv: Command) -> None:
    write("good", PAGE)
    whole = symderiv("mutate", "good")
    assert whole.returncode == 0
    assert "an erratum is an error already" in whole.stdout
    assert "a definition claims nothing" in whole.stdout
    assert "Not needed" in whole.stdout
    assert "without 0 < a" in whole.stdout
    one = symderiv("mutate", "good:3-corrected", "--most", "5")
    assert "5 errors planted in 1 claim: 5 refuted; all as expected" in one.stdout
    assert one.stdout.count("    at  ") == 5
    assert one.stdout.count("    reads  ") == 5


def test_a_hollow_claim_makes_the_exit_code_1(write: Write, symderiv: Command) -> None:
    write("hollow", HOLLOW)
    assert symderiv("verify").returncode == 0
    done = symderiv("mutate")
    assert done.returncode == 1
    assert "certifies nothing" in done.stdout
    found = json.loads(symderiv("mutate", "--json").stdout)
    (c,) = found["derivations"][0]["claims"]
    assert (c["verdict"], c["as_expected"]) == ("proved", False)
    assert c["message"].startswith("certifies nothing")


def test_a_wrong_call_is_told(write: Write, symderiv: Command) -> None:
    write("good", PAGE)
    assert symderiv("mutate", "good:9").returncode == 2
    assert symderiv("mutate", "--most", "0").returncode == 2


@pytest.mark.parametrize("name", ["shifted_sum", "sgd_l2_momentum"])
def test_no_error_in_these_pages_goes_unnoticed(name) -> None:
    """Of three for each claim."""
    page = load(ROOT / "derivations" / f"{name}.py")
    for made in page.claims:
        mutants = judge(made, most=3).mutants
        for m in () if mutants is None else mutants.tried:
            assert m.outcome is not MutantOutcome.SURVIVED, (made.id, m)
