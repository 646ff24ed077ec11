"""A cited claim brings what it rests on: hypotheses and conditions, and what these rest on in their turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from symderiv import (
    Page,
    Source,
    Status,
    Verdict,
    check,
    eq,
    forall,
    index,
    le,
    lt,
    ne,
    scalars,
    sequence,
    sizes,
)
from symderiv.core.certificate import replay
from symderiv.language.errors import StatementError
from symderiv.language.verdict import Origin, Support

x, y, z = scalars("x y z")


def fresh() -> Page:
    return Page("p", title="T", source=Source("notes.txt"))


def add(page: Page, label: str, statement: Any, *given: Any, word: str = "claim") -> None:
    getattr(page, word)(label, given=given)(statement if callable(statement) else lambda: statement)


def brought(verdict: Verdict) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for h, origin in zip(verdict.given, verdict.origins, strict=True):
        if origin.through:
            found.setdefault(origin.through, []).append(h)
    return found


def test_a_hypothesis_comes_along_and_is_shown() -> None:
    page = fresh()
    add(page, "premise", eq(sp.Abs(x), x), le(0, x))
    add(page, "loses", le(0, x), "premise")
    verdict = check(page["loses"])
    assert verdict.status is Status.PROVED
    assert verdict.given == ("|x| = x", "0 ≤ x")
    assert verdict.origins == (Origin("premise"), Origin("", "premise"))
    assert verdict.rests_on == (Support("premise", Status.PROVED),)


def test_a_statement_cited_does_not_prove_what_it_holds_under() -> None:
    """|x| = x gives 0 ≤ x; but it holds only where 0 ≤ x, which therefore stays a hypothesis."""
    page = fresh()
    add(page, "premise", eq(sp.Abs(x), x), le(0, x))
    add(page, "user", eq(sp.Abs(x) + 1, x + 1), "premise")
    assert brought(check(page["user"])) == {"premise": ["0 ≤ x"]}


@pytest.mark.parametrize("own", [le(0, x), lt(0, x), le(1, x), eq(x, 3)])
def test_what_the_citing_claim_has_or_proves_itself_does_not_come_along(own: Any) -> None:
    page = fresh()
    add(page, "premise", eq(sp.Abs(x), x), le(0, x))
    add(page, "user", eq(sp.Abs(x) + 1, x + 1), "premise", own)
    verdict = check(page["user"])
    assert (verdict.status, brought(verdict)) == (Status.PROVED, {})
    replay(verdict.certificate)


def test_what_is_not_implied_comes_along() -> None:
    page = fresh()
    add(page, "premise", eq(sp.Abs(x), x), le(1, x))
    add(page, "user", eq(sp.Abs(x) + 1, x + 1), "premise", le(0, x))
    assert brought(check(page["user"])) == {"premise": ["1 ≤ x"]}


def test_conditions_travel() -> None:
    page = fresh()
    add(page, "quotient", lambda: eq(x * z / z, x))
    add(page, "user", lambda: eq(x * z / z + y, x + y), "quotient")
    assert check(page["quotient"]).conditions == ("z ≠ 0",)
    verdict = check(page["user"])
    assert (verdict.status, verdict.conditions) == (Status.PROVED, ())
    assert brought(verdict) == {"quotient": ["z ≠ 0"]}
    add(page, "further", lambda: eq(x * z / z + y + 1, x + y + 1), "user")
    assert brought(check(page["further"])) == {"user": ["z ≠ 0"]}


def test_premises_come_along_through_others_each_once() -> None:
    page = fresh()
    add(page, "1", eq(sp.Abs(x), x), le(0, x))
    add(page, "2", eq(sp.Abs(y), y), le(0, y), le(0, x))
    add(page, "3", eq(sp.Abs(x) + sp.Abs(y), x + y), "1", "2")
    add(page, "4", eq(sp.Abs(x) + sp.Abs(y) + 1, x + y + 1), "3")
    add(page, "5", eq(1 + sp.Abs(x) + sp.Abs(y), 1 + x + y), "4", "1")
    assert brought(check(page["3"])) == {"1": ["0 ≤ x"], "2": ["0 ≤ y"]}
    assert brought(check(page["4"])) == {"3": ["0 ≤ x", "0 ≤ y"]} or brought(check(page["4"])) == {
        "3": ["0 ≤ y", "0 ≤ x"]
    }
    assert brought(check(page["5"])) == {"4": ["0 ≤ y", "0 ≤ x"]}
    assert [s.label for s in check(page["5"]).rests_on] == ["4", "1", "3", "2"]


def test_statements_that_are_proved_do_not_come_along_and_definitions_do() -> None:
    page = fresh()
    add(page, "def", eq(y, 1 / x), ne(x, 0), word="definition")
    add(page, "1", eq(x * y, 1), "def")
    add(page, "2", eq(x * y * z, z), "1")
    verdict = check(page["2"])
    assert brought(verdict) == {"1": ["y = 1/x", "x ≠ 0"]}
    assert Origin("def", "1") in verdict.origins
    assert Support("def", Status.PROVED, definition=True, through="1") in verdict.rests_on


def test_quantified_premises_and_the_ranges_of_symbols_come_along() -> None:
    page, n, u, t = fresh(), sizes("n"), sequence("u"), index("t")
    add(page, "rule", eq(u[1], u[0] + n), lambda: forall(t, eq(u[t], u[t - 1] + n)))
    add(page, "user", eq(u[1] - u[0], n), "rule")
    found = brought(check(page["user"]))
    assert found == {"rule": ["∀ t ≥ 1: uᵗ = uᵗ⁻¹ + n"]}
    assert "1 ≤ n" in check(page["user"]).given


def test_contradictory_premises_certify_nothing() -> None:
    page = fresh()
    add(page, "negative", eq(sp.Abs(x), -x), lt(x, 0))
    add(page, "user", eq(x, y), "negative", lt(0, x))
    verdict = check(page["user"])
    assert verdict.status is not Status.PROVED


def test_a_counterexample_satisfies_what_came_along() -> None:
    page = fresh()
    add(page, "premise", eq(sp.Abs(x), x), le(2, x))
    add(page, "false", lt(3, x), "premise")
    verdict = check(page["false"])
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert 2 <= sp.Rational(verdict.witness["x"]) <= 3


def test_one_name_for_two_quantities_is_refused_across_a_citation() -> None:
    page, real = fresh(), scalars("n")
    add(page, "real", eq(real + x, x + real), lt(0, real))
    add(page, "user", eq(sizes("n") + y, y + sizes("n")), "real")
    verdict = check(page["user"])
    assert verdict.status is Status.ERROR
    assert "two different symbols are called n" in str(verdict.message)


@pytest.mark.parametrize("cited", [{"a": "b", "b": "a"}, {"a": "a"}, {"a": "b", "b": "b"}])
def test_whatever_rests_on_a_circle_is_an_error(cited: dict[str, str]) -> None:
    page = fresh()
    for label, other in cited.items():
        add(page, label, eq(x, 5), other)
    for label in cited:
        verdict = check(page[label])
        assert verdict.status is Status.ERROR
        assert "a circle" in str(verdict.message)


def test_a_circle_of_true_statements_is_an_error_too() -> None:
    page = fresh()
    add(page, "a", eq(x, x), "b")
    add(page, "b", eq(y, y), "a")
    assert check(page["a"]).status is Status.ERROR


def test_what_is_not_proved_is_an_open_premise_for_all_that_rests_on_it() -> None:
    page = fresh()
    add(page, "open", eq(x, y))
    add(page, "1", eq(x + z, y + z), "open")
    add(page, "2", eq(x + z + 1, y + z + 1), "1")
    verdict = check(page["2"])
    assert verdict.status is Status.PROVED
    assert brought(verdict) == {"1": ["x = y"]}
    assert Support("open", Status.REFUTED, through="1") in verdict.rests_on
    assert [s.label for s in verdict.rests_on if not s.stands] == ["open"]


def test_an_erratum_is_an_open_premise_too() -> None:
    page = fresh()
    add(page, "e", eq(x**2, x), lt(0, x), word="erratum")
    add(page, "e-corrected", eq(x**2, x * x))
    add(page, "1", eq(x**3, x), "e")
    add(page, "2", eq(x**3 + 1, x + 1), "1")
    verdict = check(page["2"])
    assert brought(verdict) == {"1": ["x² = x", "0 < x"]}
    assert Support("e", Status.REFUTED, erratum=True, through="1") in verdict.rests_on
    assert all(s.stands for s in verdict.rests_on)


@pytest.mark.parametrize(
    "ask",
    [lambda c: c.latex(), lambda c: c.lhs, lambda c: c.to_numpy(checked=False)],
    ids=["latex", "lhs", "to_numpy"],
)
def test_what_needs_no_verdict_decides_nothing(ask: Callable[[Any], Any]) -> None:
    page = fresh()
    add(page, "1", eq(x + y, y + x))
    add(page, "2", eq(x + y + 1, y + x + 1), "1")
    ask(page["2"])
    assert not page["1"].known
    assert "standing" not in vars(page["1"])


def test_a_cited_claim_is_decided_once() -> None:
    page, calls = fresh(), []

    def first() -> Any:
        calls.append(1)
        return eq(x + y, y + x)

    page.claim("1")(first)
    for label in "234":
        add(page, label, eq(x + y + 1, y + x + 1), "1")
        assert page[label].verdict.status is Status.PROVED
    assert len(calls) == 1 + 3  # decided once, read by each that cites it


def test_no_function_is_made_of_what_rests_on_an_open_claim() -> None:
    page = fresh()
    add(page, "open", eq(x, y))
    add(page, "1", eq(x + z, y + z), "open")
    with pytest.raises(StatementError, match=r"p:1 is proved but rests on \(open\), which is refuted"):
        page["1"].to_numpy()
    assert page["1"].to_numpy(checked=False)(y=1, z=2) == 3
