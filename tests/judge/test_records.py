"""Verdicts from records: the same as those that were searched, and nothing from a record that was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from sympy import Abs, I, exp, log, sqrt

from symderiv import (
    Page,
    Source,
    Status,
    check,
    components,
    d,
    eq,
    forall,
    index,
    le,
    lt,
    ne,
    scalars,
    sequence,
    sizes,
    tends,
    total,
)
from symderiv.core import inference as rules
from symderiv.core import terms as k
from symderiv.core.certificate import certificate
from symderiv.judge import records
from symderiv.judge.decide import decide
from symderiv.judge.decision import Decision
from symderiv.judge.prepare import Problem, prepare_statement
from symderiv.judge.records import StaleError, _sealed, judge, recalled, record
from symderiv.language.verdict import Found, Standing, Verdict, Words

x, y, z = scalars("x y z")
n = sizes("n")
i, j = index("i j", n)
u = components("u", n)

PROVED = [
    (lambda: eq((x + y) ** 2, x**2 + 2 * x * y + y**2), ()),
    (lambda: eq((x**2 - 1) / (x - 1), x + 1), ()),
    (lambda: le(2 * x * y, x**2 + y**2), ()),
    (lambda: lt(0, x * y), (lambda: lt(0, x), lambda: lt(0, y))),
    (lambda: eq(d(total(n, lambda k: u[k] ** 2), u[i]), 2 * u[i]), ()),
    (lambda: eq(exp(x + y), exp(x) * exp(y)), ()),
    (lambda: eq(sqrt(x**2), Abs(x)), ()),
]
REFUTED = [
    (lambda: eq((x + y) ** 2, x**2 + y**2), ()),
    (lambda: le(x, x**2), (lambda: lt(0, x),)),
    (lambda: eq(u[i + 1], u[i + 1]), ()),
    (lambda: eq(1 / x, 1 / x), (lambda: eq(x, 0),)),
    (lambda: eq(d(total(n, lambda k: u[k] ** 2), u[i]), u[i]), ()),
]
Built = Callable[[], Any]


def problem(statement: Built, given: tuple[Built, ...] = ()) -> Any:
    return prepare_statement(statement(), [g() for g in given])


def searched(statement: Built, given: tuple[Built, ...] = ()) -> tuple[Verdict, dict[str, Any]]:
    decision = decide(problem(statement, given), words=Words.TEXT)
    written = record(decision, Words.TEXT)
    assert written is not None
    return decision.verdict, json.loads(json.dumps(written))


def alike(one: Verdict, other: Verdict) -> None:
    for f in fields(Verdict):
        if f.name not in ("seconds", "record", "found", "retold"):
            assert getattr(one, f.name) == getattr(other, f.name), f.name


@pytest.mark.parametrize(("statement", "given"), [*PROVED, *REFUTED])
def test_a_record_gives_the_verdict_that_was_searched(statement: Built, given: tuple[Built, ...]) -> None:
    verdict, written = searched(statement, given)
    assert verdict.status in (Status.PROVED, Status.REFUTED)
    alike(recalled(problem(statement, given), written, Words.TEXT).verdict, verdict)


@pytest.mark.parametrize(("statement", "given"), PROVED)
def test_a_record_is_of_no_other_statement(statement: Built, given: tuple[Built, ...]) -> None:
    _, written = searched(statement, given)
    others = [(lambda: eq((x + y) ** 2, x**2 + y**2), ()), (lambda: lt(0, x * y), ()), *REFUTED]
    for other, hypotheses in others:
        with pytest.raises(StaleError):
            recalled(problem(other, hypotheses), written, Words.NONE)


def test_hypotheses_that_are_given_no_more_are_missed() -> None:
    statement, given = PROVED[3]
    _, written = searched(statement, given)
    with pytest.raises(StaleError, match="other hypotheses"):
        recalled(problem(statement, given[:1]), written, Words.NONE)


def changed(written: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """The record with other parts, sealed as if nothing had happened."""
    return _sealed({**{name: part for name, part in written.items() if name != "digest"}, **parts})


def test_a_record_that_is_damaged_says_so() -> None:
    statement, given = PROVED[1]
    _, written = searched(statement, given)
    for amiss in ({**written, "conditions": []}, {**written, "digest": "0"}, {}, None, [], "proved", 7):
        with pytest.raises(StaleError, match=r"damaged|malformed"):
            recalled(problem(statement, given), amiss, Words.NONE)


def encoded(statement: Built) -> Any:
    return k.encode(problem(statement).goal)


@pytest.mark.parametrize(
    "conditions",
    [
        lambda _: [],
        lambda own: [*own, k.encode(k.FALSE)],
        lambda own: [*own, encoded(lambda: eq(x, 5))],
        lambda _: [encoded(lambda: ne(x, 2))],
    ],
)
def test_conditions_are_those_of_the_statement(conditions: Callable[[Any], Any]) -> None:
    statement, given = PROVED[1]
    _, written = searched(statement, given)
    with pytest.raises(StaleError):
        recalled(
            problem(statement, given),
            changed(written, conditions=conditions(written["conditions"])),
            Words.NONE,
        )


def test_a_theorem_under_a_hypothesis_of_its_own_proves_nothing() -> None:
    false = PROVED[0][0], (lambda: eq(x, 0),)
    _, written = searched(lambda: eq((x + y) ** 2, y**2), (lambda: eq(x, 0),))
    with pytest.raises(StaleError, match="other hypotheses"):
        recalled(problem(lambda: eq((x + y) ** 2, y**2)), written, Words.NONE)
    added = changed(written, conditions=[encoded(lambda: eq(x, 0))])
    with pytest.raises(StaleError, match="condition"):
        recalled(problem(lambda: eq((x + y) ** 2, y**2)), added, Words.NONE)
    assert recalled(problem(*false), searched(*false)[1], Words.NONE).verdict.status is Status.PROVED


def test_a_model_satisfies_the_hypotheses() -> None:
    statement, given = PROVED[3]
    _, written = searched(statement, given)
    scalar = written["model"]["scalars"]
    for value in (k.num(-1), k.num(0)):
        model = {**written["model"], "scalars": {**scalar, "x": k.encode(value)}}
        with pytest.raises(StaleError, match="a hypothesis does not hold"):
            recalled(problem(statement, given), changed(written, model=model), Words.NONE)
    empty = {**written["model"], "scalars": {}}
    with pytest.raises(StaleError):
        recalled(problem(statement, given), changed(written, model=empty), Words.NONE)


def test_the_points_of_a_cross_check_are_not_left_out() -> None:
    statement, given = PROVED[0]
    _, written = searched(statement, given)
    assert written["compared"]
    for compared in ({}, {"0": []}, {"5": written["compared"]["0"]}):
        with pytest.raises(StaleError, match="cross-check"):
            recalled(problem(statement, given), changed(written, compared=compared), Words.NONE)


@pytest.mark.parametrize(("statement", "given"), REFUTED[:2])
def test_a_point_that_is_no_counterexample_refutes_nothing(
    statement: Built, given: tuple[Built, ...]
) -> None:
    _, written = searched(statement, given)
    data = written["counterexample"]
    ones = {name: k.encode(k.num(1)) for name in data["scalars"]}
    for other in ({**data, "scalars": ones}, {**data, "scalars": {}, "tables": {}}, {**data, "place": [3]}):
        if other["scalars"] == ones and statement is REFUTED[0][0]:
            continue  # which is one
        with pytest.raises(StaleError):
            recalled(problem(statement, given), changed(written, counterexample=other), Words.NONE)


def test_a_counterexample_to_something_else_refutes_nothing() -> None:
    _, written = searched(*REFUTED[0])
    truth = PROVED[0][0]
    for parts in ({}, {"statement": encoded(truth)}, {"statement": encoded(REFUTED[0][0])}):
        with pytest.raises(StaleError):
            recalled(problem(truth), changed(written, **parts), Words.NONE)


def test_a_record_without_words_serves_who_asks_for_none() -> None:
    statement, given = PROVED[3]
    decision = decide(problem(statement, given), words=Words.NONE)
    written = record(decision, Words.NONE)
    assert recalled(problem(statement, given), written, Words.NONE).verdict.status is Status.PROVED
    for words in (Words.TEXT, Words.LATEX):
        with pytest.raises(StaleError, match="words"):
            recalled(problem(statement, given), written, words)


WORDS = {
    "method": [
        "\x1b[31mEVIL\x1b[0m",
        "a linear combination\n  2  1 = 2   proved",
        "so 1 = 2",
        5,
        None,
        ["expansion"],
    ],
    "proof": [["so 1 = 2\x1b[2J"], ["\x07bell"], ["left\u202eright"], ["one\ntwo"], [7], None, [["nested"]]],
}


@pytest.mark.parametrize(("part", "value"), [(part, value) for part in WORDS for value in WORDS[part]])
def test_words_that_no_proof_is_told_in_are_of_no_use(part: str, value: Any) -> None:
    _, written = searched(*PROVED[3])
    with pytest.raises(StaleError):
        recalled(problem(*PROVED[3]), changed(written, words={**written["words"], part: value}), Words.TEXT)


@pytest.mark.parametrize("names", [[], ["a"], ["h1) x = 0, and (h2", ""], ["\x1b[2J", "", ""], None, 5])
def test_the_names_of_hypotheses_are_those_of_the_claim(names: Any) -> None:
    """What a record says of them is not read."""
    statement, given = (lambda: eq(x + y, 2)), (lambda: eq(x, 1), lambda: eq(y, 1), lambda: lt(0, z))
    verdict, written = searched(statement, given)
    other = changed(written, words={**written["words"], "names": names, "latex": ["so 1 = 2"]})
    again = recalled(problem(statement, given), other, Words.TEXT).verdict
    assert verdict.names == again.names == ("h1", "h2", "")
    assert again.retold
    assert not verdict.retold


def test_a_reason_in_latex_is_told_of_a_proof_that_is_found_now() -> None:
    page = a_page()
    claims = {claim.label: claim for claim in page.claims}
    for claim in claims.values():
        written = judge(claim).record
        assert written is not None
        if written["verdict"] == "proved":
            written = changed(
                written, words=written["words"] and {"method": "induction", "proof": ["so it is"]}
            )
        told, text = (judge(claim, records=[written], words=words) for words in (Words.LATEX, Words.TEXT))
        again = judge(claim)
        assert told.stale is text.stale is None
        assert told.found is text.found is Found.CHECKED
        if told.formulas is not None and told.formulas.proof:
            assert told.formulas.proof == again.formulas.proof
            assert (told.method, told.proof, told.retold) == (again.method, again.proof, False)


@pytest.mark.parametrize("name", ["\x1b[31mEVIL", "x", "z", "y = 7, z", "", "y·'"])
def test_a_variable_has_the_name_that_the_statement_gives_it(name: str) -> None:
    def statement() -> Any:
        return forall(y, le(y + 1, x))

    _, written = searched(statement)
    data = written["counterexample"]
    (old,) = data["place"]
    for value in (k.num(100), k.num(-100)):
        scalars = {"x": k.encode(k.num(0)), name: k.encode(value)}
        other = changed(written, counterexample={**data, "place": [name], "scalars": scalars})
        with pytest.raises(StaleError):
            recalled(problem(statement), other, Words.TEXT)
    assert old == "y·"
    assert recalled(problem(statement), written, Words.TEXT).verdict.witness is not None


def test_what_is_not_decided_leaves_no_record() -> None:
    open_question = decide(problem(lambda: lt(exp(x) ** 2, exp(y)), (lambda: lt(x**3, y**3 / 9),)))
    contradictory = decide(problem(lambda: eq(x, x), (lambda: lt(x, x),)))
    assert contradictory.verdict.status is Status.ERROR
    for decision in (open_question, contradictory):
        assert (record(decision, Words.NONE) is None) == (decision.verdict.status is not Status.REFUTED)


def a_page() -> Page:
    page = Page("sequences", title="Sequences", source=Source("a paper"))
    t, s = index("t"), sequence("s")

    @page.definition("s")
    def law() -> Any:
        return forall(t, eq(s[t], s[t - 1] / (1 + y**2) + 1))

    @page.claim("step", given=["s"])
    def step() -> Any:
        return eq((1 + y**2) * s[3], s[2] + 1 + y**2)

    @page.claim("limit", given=[lambda: tends(t, s[t], 1)])
    def of_limit() -> Any:
        return tends(t, 2 * s[t] + y, 2 + y)

    return page


def test_the_claims_of_a_page() -> None:
    page, again = a_page(), a_page()
    for claim in page:
        found = judge(claim)
        assert (found.status, found.found) == (Status.PROVED, Found.SEARCHED)
        claim.remember(Standing.of(found))
        other = judge(again[claim.label], records=[json.loads(json.dumps(found.record))])
        assert other.found is Found.CHECKED
        alike(replace(other, stale=None), replace(found, stale=None))
        again[claim.label].remember(Standing.of(other))


def test_what_a_record_does_not_give_is_searched_and_said() -> None:
    first = judge(a_page()["step"])
    assert first.record is not None
    damaged = {**first.record, "verdict": "refuted"}
    found = judge(a_page()["step"], records=[damaged, first.record])
    assert (found.found, found.stale) == (Found.CHECKED, None)
    found = judge(a_page()["step"], records=[damaged])
    assert (found.status, found.found, found.stale) == (Status.PROVED, Found.SEARCHED, "it is damaged")
    assert found.record == first.record


def test_a_fresh_search_does_not_check_what_it_has_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = judge(a_page()["step"]).record
    assert first is not None
    asked: list[Any] = []

    def noted(problem: Problem, data: Any, words: Words) -> Decision:
        asked.append(data)
        return recalled(problem, data, words)

    monkeypatch.setattr(records, "recalled", noted)
    for words in Words:
        assert judge(a_page()["step"], records=[first], words=words, fresh=True).stale is None
    assert not asked
    damaged = {**first, "model": None}
    found = judge(a_page()["step"], records=[damaged], fresh=True)
    assert asked == [damaged]
    assert (found.status, found.stale) == (Status.PROVED, "it is damaged")


def test_a_fresh_search_says_where_a_record_says_something_else() -> None:
    first = judge(a_page()["step"])
    found = judge(a_page()["step"], records=[first.record], fresh=True)
    assert (found.found, found.stale) == (Found.SEARCHED, None)
    assert first.record is not None
    scalars = {**first.record["model"]["scalars"], "y": k.encode(k.num(9))}
    other = changed(first.record, model={**first.record["model"], "scalars": scalars})
    found = judge(a_page()["step"], records=[other], fresh=True)
    assert found.stale is not None
    assert "something else" in found.stale


# -- a kept point has values of the sorts of its variables


def of_another_sort(**parts: Any) -> dict[str, Any]:
    """A point x = i, which is no value of a real number, with a proof of i^2 = -1 or of its like."""
    point = {"scalars": {"x": k.encode(k.I)}, "tables": {}, "laws": [], "powers": {}, "shared": False}
    return {**point, "place": [], **parts}


def test_what_only_another_sort_satisfies_is_not_satisfied() -> None:
    given = (lambda: eq(x**2, -1),)
    real = k.var("x", "real")
    square = rules.assume(k.eq(k.power(real, 2), k.num(-1)))
    false = rules.positive(k.le(k.num(1), k.num(0)), ((k.Rational(1), (), (real,)),), ((k.num(-1), square),))
    thm = rules.ex_falso(k.eq(k.num(1), k.num(2)), rules.absurd(false))
    written = {
        "verdict": "proved",
        "certificate": certificate(thm),
        "conditions": [],
        "model": of_another_sort(proofs=[certificate(rules.law("i_square", ()))]),
        "compared": {"0": [of_another_sort()]},
        "words": None,
    }
    with pytest.raises(StaleError, match="a hypothesis does not hold"):
        recalled(problem(lambda: eq(1, 2), given), _sealed(written), Words.NONE)


def test_what_only_another_sort_contradicts_is_not_refuted() -> None:
    truth = k.le(k.num(0), k.power(k.var("x", "real"), 2))
    at_i = k.substitute(truth, {k.var("x", "real"): k.I})
    v = k.var("v", "complex")
    square = rules.law("i_square", ())
    negative = rules.rewrite(v, k.le(k.num(0), v), square, rules.assume(at_i))
    denied = rules.negate(at_i, rules.absurd(negative))
    written = {
        "verdict": "refuted",
        "counterexample": of_another_sort(proofs=[certificate(denied)]),
        "statement": k.encode(truth),
        "contradiction": None,
    }
    with pytest.raises(StaleError, match="no counterexample"):
        recalled(problem(lambda: le(0, x**2)), _sealed(written), Words.NONE)


@pytest.mark.parametrize("statement", [lambda: eq(x**2, -exp(-2000)), lambda: eq(1, 2)])
def test_an_example_that_is_nearly_real_is_none(statement: Built) -> None:
    value = I * (log(6) - log(2) - log(3) + exp(-1000))
    verdict = check(statement(), [eq(x, I * exp(-1000))], example={x: value})
    assert verdict.status is Status.ERROR
    assert "gives x, which is real, the value" in verdict.message
