"""Labels that cite each other: circles are found wherever they are, and an order where there is none."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symderiv import Page, Source, eq, scalars
from symderiv.language.citations import circle_from, circles, cited_by, entangled

LABELS = "abcdefg"
graphs = st.fixed_dictionaries({label: st.lists(st.sampled_from(LABELS), max_size=3) for label in LABELS})
Graph = dict[str, list[str]]


def reached(graph: Graph, label: str) -> set[str]:
    """What can be reached in one step or more, by closing the relation step by step."""
    found = set(graph[label])
    while (more := found | {other for at in found for other in graph[at]}) != found:
        found = more
    return found


@given(graphs)
def test_a_circle_is_found_from_exactly_those_labels_that_reach_one(graph: Graph) -> None:
    on_circles = {label for label in LABELS if label in reached(graph, label)}
    for label in LABELS:
        found = circle_from(label, graph.__getitem__)
        assert bool(found) == bool((reached(graph, label) | {label}) & on_circles)
        assert all(b in graph[a] for a, b in pairwise(found))
        assert not found or (found[0] == found[-1] and len(set(found)) == len(found) - 1)
    assert entangled(LABELS, graph.__getitem__) == {
        label for label in LABELS if (reached(graph, label) | {label}) & on_circles
    }


@given(graphs)
def test_each_label_on_a_circle_is_on_one_of_those_that_are_told(graph: Graph) -> None:
    told = list(circles(LABELS, graph.__getitem__))
    assert {label for c in told for label in c} >= {l for l in LABELS if l in reached(graph, l)}
    for c in told:
        assert c[0] == c[-1]
        assert all(b in graph[a] for a, b in pairwise(c))


@given(graphs)
def test_what_is_cited_stands_after_what_it_cites_itself(graph: Graph) -> None:
    below = {a: [b for b in cited if b < a] for a, cited in graph.items()}  # without circles
    for label in LABELS:
        order = cited_by(label, below.__getitem__)
        assert sorted(order) == sorted(reached(below, label))
        assert all(order.index(b) < order.index(a) for a in order for b in below[a])


def test_long_chains_are_no_matter_of_recursion_or_of_minutes() -> None:
    n = 5000
    chain = {str(i): [str(i - 1)] if i else [] for i in range(n)}
    started = time.perf_counter()
    assert len(cited_by(str(n - 1), chain.__getitem__)) == n - 1
    assert circle_from(str(n - 1), chain.__getitem__) == ()
    assert list(circles(list(chain), chain.__getitem__)) == []
    assert len(circle_from("0", {**chain, "0": [str(n - 1)]}.__getitem__)) == n + 1
    assert time.perf_counter() - started < 5  # quadratic work would take minutes


def page(**given_: list[str]) -> Page:
    made = Page("p", title="T", source=Source("notes.txt"))
    x = scalars("x")
    for label, cited in given_.items():
        made.claim(label, given=cited)(lambda: eq(x, x))
    return made


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        ({"a": ["b"], "b": ["a"]}, ["a → b → a"]),
        ({"a": ["a"]}, ["a → a"]),
        ({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}, ["a → b → c → a"]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, ["a → b → a", "c → d → c"]),
        ({"a": [], "b": ["a"], "c": ["a", "b"]}, []),
    ],
)
def test_a_circle_is_a_problem_of_the_page_that_names_it(
    cited: dict[str, list[str]], told: list[str]
) -> None:
    problems = [message for _, message in page(**cited).problems()]
    assert len(problems) == len(told)
    for message, way in zip(problems, told, strict=True):
        assert way in message
        assert "labels cited form no circle" in message
