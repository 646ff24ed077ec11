"""The attack on pages tells a report that is right from one that loses something, by the graph alone."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import attack_pages
import pytest
from attack_pages import Graph, Node

PAGE = Graph(
    "page",
    {
        "first": Node("first", 0, "claim", shared=True),
        "printed": Node("printed", 1, "erratum"),
        "second": Node("second", 2, "claim", ["first"], own=False, subject=0, bound=2),
        "third": Node("third", 3, "claim", ["printed", "second"]),
    },
)


def support(label, verdict="proved", *, erratum=False):
    return {"label": label, "verdict": verdict, "erratum": erratum}


def told(label, given, rests_on=(), verdict="proved", statement=""):
    return {
        "label": label, "verdict": verdict, "as_expected": True, "statement": statement or label,
        "given": given, "conditions": [], "rests_on": list(rests_on), "message": None,
    }  # fmt: skip


def report():
    """What a run has to say of the page."""
    rests = [support("printed", "refuted", erratum=True), support("second"), support("first")]
    claims = [
        told("first", ["0 < h₀", "0 < s"]),
        told("printed", ["0 < h₁"], verdict="refuted"),
        told("printed-corrected", []),
        told("second", ["first", "0 < h₀", "0 < s"], [support("first")]),
        told("third", ["printed", "second", "0 < h₃", "0 < h₁", "0 < h₀", "0 < s"], rests),
    ]
    return {"claims": claims, "error": None}


def faults(page, code=0, graph=PAGE):
    return list(attack_pages.faults(graph, page, code))


def test_a_right_report_has_no_faults():
    assert faults(report()) == []


@pytest.mark.parametrize("lost", ["printed", "second", "0 < h₃", "0 < h₁", "0 < h₀", "0 < s"])
def test_what_is_lost_is_seen(lost):
    page = report()
    page["claims"][4]["given"].remove(lost)
    assert faults(page) == [f"'third' loses {lost!r}: given is {page['claims'][4]['given']}"]


def test_what_is_given_twice_is_seen():
    page = report()
    page["claims"][4]["given"].append("0 < s")
    assert "twice" in faults(page)[0]


def test_an_erratum_that_nobody_speaks_of_is_seen():
    page = report()
    page["claims"][4]["rests_on"][0]["erratum"] = False
    assert faults(page) == ["'third' does not say that 'printed' is an erratum"]
    page["claims"][4]["rests_on"] = []
    assert len(faults(page)) == 3


def test_a_circle_that_passes_is_seen():
    graph = replace(PAGE, nodes=deepcopy(PAGE.nodes))
    graph.nodes["first"].cites = ["second"]
    found = faults(report(), graph=graph)
    assert any("a circle, and the page's error is None" in f for f in found)
    assert any("'third' rests on a circle, and is proved" in f for f in found)
    assert any("do not pass, and the exit code is 0" in f for f in found)
    assert not any("'printed'" in f for f in found)


def test_what_rests_on_something_unproved_does_not_pass():
    graph = replace(PAGE, nodes=deepcopy(PAGE.nodes))
    graph.nodes["first"].kind = "open"
    found = faults(report(), graph=graph)
    assert sum("passes, and rests on what is not proved" in f for f in found) == 3


def test_a_label_alone_is_told_as_in_full():
    whole, part = report(), report()
    assert list(attack_pages.of_filtered(PAGE, "third", whole, part)) == []
    part["claims"][4]["given"] = ["printed", "second"]
    assert "'third' alone has given" in next(attack_pages.of_filtered(PAGE, "third", whole, part))


def test_pages_have_circles_and_every_kind_of_line():
    graphs = [attack_pages.graph(0, number) for number in range(60)]
    assert {n.kind for g in graphs for n in g.nodes.values()} == set(attack_pages.KINDS)
    assert 5 < sum(any(map(g.entangled, g.nodes)) for g in graphs) < 40
    compile(graphs[0].written(), "page", "exec")
