"""What is wrong with a page is an error of that page with its line, and never a claim that vanishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from symderiv import Kind, Page, Source, eq, scalars
from symderiv.language.errors import PageError

x = scalars("x")


def fresh() -> Page:
    return Page("p", title="T", source=Source("notes.txt"))


def line() -> Any:
    return eq(x, x)


@pytest.mark.parametrize("word", ["claim", "erratum", "definition"])
def test_a_decorator_without_parentheses_is_refused(word: str) -> None:
    page = fresh()
    with pytest.raises(PageError, match=rf'write @page\.{word}\("\.\.\."\) above the function \'line\''):
        getattr(page, word)(line)
    assert page.claims == []


@pytest.mark.parametrize("word", ["experiment", "picture"])
def test_so_are_those_of_experiments_and_pictures(word: str) -> None:
    with pytest.raises((PageError, TypeError)):
        getattr(fresh(), word)(line)


@pytest.mark.parametrize(
    "call",
    [
        lambda page: page.claim("1"),
        lambda page: page.erratum("1"),
        lambda page: page.definition("1"),
        lambda page: page.experiment(seed=1),
        lambda page: page.picture("what was computed"),
    ],
)
def test_a_decorator_above_no_function_is_a_problem_of_its_line(call: Callable[[Page], Any]) -> None:
    page = fresh()
    decorate = call(page)
    ((at, message),) = page.problems()
    assert (at, "stands above no function" in message) == (call.__code__.co_firstlineno, True)
    decorate(line)
    assert not any("above no function" in message for _, message in page.problems())


def test_a_page_without_a_claim_is_a_problem() -> None:
    page = fresh()
    assert [message for _, message in page.problems()] == [
        "the page has no claim, so that nothing was checked"
    ]
    page.claim("1")(line)
    assert list(page.problems()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": 5}, {"name": ""}, {"name": "a:b"}, {"name": "../a"}, {"name": "a\x1b[31m"}, {"name": "a\nb"},
        {"title": None}, {"title": "T\x1b[2J"}, {"source": "notes.txt"}, {"source": None},
    ],
)  # fmt: skip
def test_a_head_that_cannot_be_told_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(PageError):
        Page(**{"name": "p", "title": "T", "source": Source("notes.txt"), **arguments})


@pytest.mark.parametrize("source", [(5,), ("notes.txt", None), ("a\x07",), ("a", "b\x1b")])
def test_so_is_a_source(source: tuple[Any, ...]) -> None:
    with pytest.raises(PageError):
        Source(*source)


def test_a_head_that_was_spoilt_afterwards_is_seen_by_vet() -> None:
    page = fresh()
    page.title = None  # type: ignore[assignment]
    with pytest.raises(PageError, match="title"):
        page.vet()


@pytest.mark.parametrize(
    "arguments",
    [
        {"label": 1}, {"label": ""}, {"label": " "}, {"label": "a\x1b"}, {"label": None},
        {"given": "premise"}, {"given": eq(x, 1)}, {"given": lambda: eq(x, 1)}, {"given": None},
        {"derived_from": "28"}, {"derived_from": [28]}, {"kind": "equation"},
    ],
)  # fmt: skip
def test_an_argument_of_a_claim_that_means_nothing_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(PageError):
        fresh().claim(**{"label": "1", **arguments})


@pytest.mark.parametrize("arguments", [{"corrected": 5}, {"corrected": ""}, {"ill_formed": True}])
def test_so_is_one_of_an_erratum(arguments: dict[str, Any]) -> None:
    with pytest.raises(PageError):
        fresh().erratum("1", **arguments)


def test_a_claim_is_cited_by_its_label() -> None:
    page = fresh()
    first = page.claim("1")(line)
    with pytest.raises(PageError, match="by its label: write '1'"):
        page.claim("2", given=[first])


@pytest.mark.parametrize("build", [5, None, eq(x, x), print])
def test_a_claim_is_written_as_a_function(build: object) -> None:
    page = fresh()
    with pytest.raises(PageError, match="a claim is written as a function"):
        page.claim("1")(build)
    assert page.claims == []


def test_two_decorators_on_one_function_are_refused() -> None:
    page = fresh()
    with pytest.raises(PageError, match="a claim is written as a function"):
        page.claim("2")(page.claim("1")(line))


def test_a_claim_is_no_definition() -> None:
    """Of a definition only that it is well-formed is checked: x = 5 as a claim of that kind would pass."""
    page = fresh()
    with pytest.raises(PageError, match=r"is written with @page\.definition"):
        page.claim("1", kind=Kind.DEFINITION)
    page.definition("2")(line)
    assert page["2"].kind is Kind.DEFINITION
