"""Claims that cite others in a run: who is run, in which order, what is told of them, and what passes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from support import Command, Write

WORDS = """
from sympy import Abs
from symderiv import le, lt, ne
c = scalars("c")
"""
OPEN_PREMISE = """
@page.claim("premise", given=[le(0, a)])
def premise():
    return eq(Abs(a), a)


@page.claim("loses", given=["premise"])
def loses():
    return le(0, a)
"""
CIRCLE = """
@page.claim("apart")
def apart():
    return eq(a + b, b + a)


@page.claim("a", given=["b"])
def first():
    return eq(a, 5)


@page.claim("b", given=["a"])
def second():
    return eq(a, 5)


@page.claim("on it", given=["apart", "a"])
def on_it():
    return eq(a + 1, 6)
"""
ERRATUM = """
@page.erratum("e", given=[lt(0, a)])
def erratum():
    return eq(a**2, a)


@page.claim("e-corrected")
def corrected():
    return eq(a**2, a*a)


@page.claim("1", given=["e"])
def one():
    return eq(a**3, a)


@page.claim("2", given=["1"])
def two():
    return eq(a**3 + 1, a + 1)
"""
CONDITION = """
@page.claim("quotient")
def quotient():
    return eq(a * b / b, a)


@page.claim("user", given=["quotient"])
def user():
    return eq(a * b / b + c, a + c)


@page.claim("further", given=["user"])
def further():
    return eq(a * b / b + c + 1, a + c + 1)
"""


def claims(symderiv: Command, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    done = symderiv("verify", "--json", *arguments)
    found = [c for d in json.loads(done.stdout)["derivations"] for c in d["claims"]]
    return done.returncode, {c["label"]: c for c in found}


def test_an_open_premise_is_given_through_the_claim_cited(write: Write, symderiv: Command) -> None:
    write("page", WORDS + OPEN_PREMISE)
    code, found = claims(symderiv)
    loses = found["loses"]
    assert (code, loses["verdict"], loses["given"]) == (0, "proved", ["|a| = a", "0 ≤ a"])
    assert loses["given_from"] == [
        {"label": "premise", "through": None},
        {"label": None, "through": "premise"},
    ]
    assert [(s["label"], s["verdict"]) for s in loses["rests_on"]] == [("premise", "proved")]
    assert re.search(r"through \(premise\):\n\s+0 ≤ a", symderiv("show", "page:loses").stdout)
    assert "through (premise): 0 ≤ a" in symderiv("explain", "page:loses").stdout
    assert "through (premise): $0 \\leq a$" in symderiv("explain", "page:loses", "--format", "latex").stdout


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_circle_is_an_error_of_its_page_and_of_all_that_rests_on_it(
    jobs: str, write: Write, symderiv: Command
) -> None:
    path = write("page", WORDS + CIRCLE)
    done = symderiv("verify", "--json", "--jobs", jobs)
    page = json.loads(done.stdout)["derivations"][0]
    line = next(i for i, s in enumerate(path.read_text().splitlines(), 1) if '"a"' in s)
    assert done.returncode == 1
    assert (page["error"]["file"], page["error"]["line"]) == ("derivations/page.py", line)
    assert "a → b → a" in page["error"]["message"]
    verdicts = {c["label"]: c["verdict"] for c in page["claims"]}
    assert verdicts == {"apart": "proved", "a": "error", "b": "error", "on it": "error"}
    assert symderiv("verify", "page:apart").returncode == 1  # the page is in error


def test_what_rests_on_an_erratum_says_so_wherever_it_is_shown(
    write: Write, symderiv: Command, tmp_path: Any
) -> None:
    write("page", WORDS + ERRATUM)
    code, found = claims(symderiv)
    assert code == 0
    assert [c["as_expected"] for c in found.values()] == [True] * 4
    for label in "12":
        support = next(s for s in found[label]["rests_on"] if s["label"] == "e")
        assert (support["verdict"], support["erratum"]) == ("refuted", True)
    assert found["2"]["given"] == ["a³ = a", "a² = a", "0 < a"]
    says = "rests on the erratum (e), which is refuted"
    assert symderiv("verify").stdout.count(says) == 2
    assert re.search(r"rests on\s+the erratum \(e\), which is refuted", symderiv("show", "page:2").stdout)
    assert "the erratum (e), which is refuted" in symderiv("explain", "page:2").stdout
    assert symderiv("export", "-o", "tex").returncode == 0
    data = (tmp_path / "tex" / "verified.tex").read_text()
    assert r"\symderivput{page:2}{rests}{, resting on the erratum (e), which is refuted}" in data
    assert r"\symderivput{page:e}{rests}{}" in data
    assert re.search(r"\\symderivput\{page:2\}\{lines\}.*rests on the erratum \(e\)", data)
    assert r"\derivedfact{through (e): }{0 < a}" in data
    assert r"\derivedfact{through (1): }{a^{2} = a}\derivedfact{}{0 < a}" in data, "said once for both"
    assert symderiv("export", "--format", "html", "-o", "html").returncode == 0
    assert (tmp_path / "html" / "index.html").read_text().count(says) == 2


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return eq(a, b)", "refuted"),
        ("return le(0, 1 + a**2*b**4 + a**4*b**2 - 3*a**2*b**2)", "undecided"),
        ("raise ValueError('no')", "error"),
    ],
)
def test_what_rests_on_a_claim_that_is_not_proved_does_not_pass(
    body: str, verdict: str, write: Write, symderiv: Command
) -> None:
    text = f"""
@page.claim("open")
def opened():
    {body}


@page.claim("1", given=["open"])
def one():
    return eq(a + b, b + a)


@page.claim("2", given=["1"])
def two():
    return eq(a + b + 1, b + a + 1)
"""
    write("page", WORDS + text)
    code, found = claims(symderiv)
    assert (code, found["open"]["verdict"]) == (1, verdict)
    assert [found[label]["as_expected"] for label in found] == [False] * 3
    if verdict != "error":  # the statement can be read, so that the others are proved under it
        assert [s["verdict"] for s in found["2"]["rests_on"] if s["label"] == "open"] == [verdict]
        assert found["2"]["message"] == f"proved, but it rests on (open), which is {verdict}"


def test_a_timeout_of_a_claim_is_told_to_those_that_cite_it(write: Write, symderiv: Command) -> None:
    text = """
import os
@page.claim("slow")
def slow():
    while os.getenv("SLOW"):
        pass
    return eq(a, a)


@page.claim("1", given=["slow"])
def one():
    del os.environ["SLOW"]
    return eq(a + b, b + a)
"""
    write("page", WORDS + text)
    done = symderiv("verify", "--json", "--timeout", "2", SLOW="1")
    found = {c["label"]: c for d in json.loads(done.stdout)["derivations"] for c in d["claims"]}
    assert done.returncode == 1
    assert found["slow"]["verdict"] == "timeout"
    assert (found["1"]["verdict"], found["1"]["as_expected"]) == ("proved", False)
    assert found["1"]["message"] == "proved, but it rests on (slow), which ran out of time"


def test_an_erratum_whose_correction_rests_on_what_is_open_does_not_pass(
    write: Write, symderiv: Command
) -> None:
    text = """
@page.claim("open")
def opened():
    return eq(a, b)


@page.erratum("e")
def erratum():
    return eq(a + 1, a)


@page.claim("e-corrected", given=["open"])
def corrected():
    return eq(a, b)
"""
    write("page", WORDS + text)
    code, found = claims(symderiv, "page:e")
    assert code == 1
    assert {label: c["as_expected"] for label, c in found.items()} == {
        "open": False, "e": False, "e-corrected": False,
    }  # fmt: skip
    assert "its correction 'e-corrected' rests on (open), which is refuted" in found["e"]["message"]


@pytest.mark.parametrize("arguments", [("-k", "further"), ("page:further",)])
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_what_is_cited_is_run_though_it_was_not_asked_for(
    arguments: tuple[str, ...], jobs: str, write: Write, symderiv: Command
) -> None:
    write("page", WORDS + CONDITION + ERRATUM)
    code, found = claims(symderiv, *arguments, "--jobs", jobs)
    assert code == 0
    assert {label: c["asked"] for label, c in found.items()} == {
        "quotient": False, "user": False, "further": True,
    }  # fmt: skip
    assert found["quotient"]["conditions"] == ["b ≠ 0"]
    assert found["further"]["conditions"] == []
    assert found["further"]["given"] == ["a·b/b + c = a + c", "b ≠ 0"]
    assert "run because cited: quotient, user" in symderiv("verify", *arguments).stdout


def test_an_erratum_that_is_cited_brings_its_correction(write: Write, symderiv: Command) -> None:
    write("page", WORDS + ERRATUM)
    code, found = claims(symderiv, "page:2")
    assert (code, sorted(found)) == (0, ["1", "2", "e", "e-corrected"])
    text = symderiv("verify", "page:2").stdout
    assert "run because cited: e, 1" in text
    assert "run as corrections: e-corrected" in text


def test_nothing_is_run_twice_and_the_order_of_the_page_does_not_matter(
    write: Write, symderiv: Command
) -> None:
    """What is cited may stand below; each claim is judged in a job of its own, once."""
    text = """
def judged(label):
    open(f"judged-{label}", "a").write("x")

@page.claim("3", given=["2", "1"])
def three():
    judged("3")
    return eq(a + b + 2, b + a + 2)


@page.claim("2", given=["1"])
def two():
    return eq(a + b + 1, b + a + 1)


@page.claim("1")
def one():
    return eq(a + b, b + a)
"""
    path = write("page", WORDS + text)
    code, found = claims(symderiv)
    assert code == 0
    assert [s["label"] for s in found["3"]["rests_on"]] == ["2", "1"]
    assert list(found) == ["3", "2", "1"]
    assert len((path.parent.parent / "judged-3").read_text()) == 1


OPEN = """
@page.claim("open")
def opened():
    return eq(a, b)


@page.claim("1", given=["open"])
def one():
    return eq(a + c, b + c)


@page.erratum("e", given=["open"])
def erratum():
    return eq(a + b, a)


@page.claim("e-corrected")
def corrected():
    return eq(a + b, b + a)
"""


def test_a_paper_that_cites_what_rests_on_an_open_claim_is_told(
    write: Write, symderiv: Command, tmp_path: Any
) -> None:
    write("page", WORDS + OPEN)
    paper = tmp_path / "paper.tex"
    paper.write_text(r"\derived{page:1} \derivedrefuted{page:e} \derived{page:e-corrected}")
    done = symderiv("export", "--check", "paper.tex")
    assert done.returncode == 1
    assert "page:1 rests on (open), which is refuted" in done.stderr
    assert "page:e rests on (open), which is refuted" in done.stderr
    assert "page:e-corrected" not in done.stderr


def test_an_erratum_that_rests_on_an_open_claim_is_not_settled(write: Write, symderiv: Command) -> None:
    write("page", WORDS + OPEN)
    done = symderiv("errata", "--json")
    (erratum,) = json.loads(done.stdout)["sources"][0]["errata"]
    assert (done.returncode, erratum["settled"]) == (1, False)
    assert erratum["complaint"] == "page:e rests on (open), which is refuted"
    assert erratum["printed"]["given"] == ["a = b"]
