"""What is told of papers: text, JSON, SARIF, HTML, marks in the margin, drafts of declarations."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from support import Command

TEXT = r"""\documentclass{article}
\begin{document}
% symderiv: real a, b
\begin{align} \label{eq:square}
  (a + b)^2 &= a^2 + 2 a b + b^2 \\
            &= a^2 + b^2
\end{align}
\[ a \approx b \]
% symderiv: skip of no interest
\[ \int a = b \tag{7} \]
\[ c = a \]
\end{document}
"""
WORDS = ["proved", "refuted", "no_claim", "skipped", "not_read"]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.tex"
    path.write_text(TEXT)
    return path


def steps(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for f in document["files"] for d in f["displays"] for s in d["steps"]]


def test_json_has_the_steps_at_their_signs(paper: Path, symderiv: Command) -> None:
    done = symderiv("check", str(paper), "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["format"]) == (1, "symderiv-paper/1")
    found = steps(document)
    assert [s["verdict"] for s in found] == WORDS
    lines = TEXT.split("\n")
    for s in found:
        assert re.match(r"=|\\approx", lines[s["line"] - 1][s["column"] - 1 :])
    assert [s["label"] for s in found] == ["eq:square", "eq:square", "", "7", ""]
    assert found[0]["source"] == "(a + b)^2 = a^2 + 2 a b + b^2"
    assert found[0]["reading"] == "(a + b)² = a² + 2a·b + b²"
    assert set(found[1]["witness"]) == {"a", "b"}
    assert found[3]["message"] == "of no interest"
    keys = [
        "line",
        "column",
        "label",
        "source",
        "reading",
        "verdict",
        "expected",
        "message",
        "witness",
        "given",
        "conditions",
    ]
    assert all(set(keys) <= s.keys() for s in found)


def test_text_has_a_line_for_each_step_and_a_summary(paper: Path, symderiv: Command) -> None:
    done = symderiv("check", str(paper))
    assert f"{paper}:5:14 (eq:square) step 1  proved" in done.stdout
    counts = "1 proved, 1 refuted, 0 undecided, 1 not read, 1 claim nothing exact, 1 skipped"
    assert done.stdout.endswith(f"4 displays, 5 steps: {counts}\n")


@pytest.mark.parametrize(
    ("formula", "code"),
    [("a = a", 0), ("a = b", 1), ("a \\approx b", 0), ("x = a", 1), ("a", 2), ("a \\ne a + 1", 0)],
)
def test_exit_codes(tmp_path: Path, symderiv: Command, formula: str, code: int) -> None:
    path = tmp_path / "p.tex"
    path.write_text(f"% symderiv: real a, b\n\\[ {formula} \\]\n")
    assert symderiv("check", str(path)).returncode == code


def test_an_erratum_that_is_expected_passes(tmp_path: Path, symderiv: Command) -> None:
    path = tmp_path / "p.md"
    path.write_text("<!-- symderiv: real a; expect refuted -->\n$$ a = a + 1 $$\n")
    done = symderiv("check", str(path), "--json")
    (step,) = steps(json.loads(done.stdout))
    assert (done.returncode, step["verdict"], step["expected"]) == (0, "refuted", "refuted")


def test_a_directive_that_is_not_read_is_told(tmp_path: Path, symderiv: Command) -> None:
    path = tmp_path / "p.tex"
    path.write_text("% symderiv: reel a\n\\[ 1 = 1 \\]\n")
    done = symderiv("check", str(path))
    assert done.returncode == 1
    assert "p.tex:1: declaration: a directive begins with a word such as real" in done.stdout


def test_sarif_has_a_result_for_each_step(paper: Path, symderiv: Command) -> None:
    log = json.loads(symderiv("check", str(paper), "--sarif").stdout)
    (run,) = log["runs"]
    assert [r["ruleId"] for r in run["results"]] == WORDS
    assert [r["level"] for r in run["results"]] == ["none", "error", "none", "none", "warning"]
    region = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 6, "startColumn": 14}
    assert {r["ruleId"] for r in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}


class Badges(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.badges: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "span" and ("class", "badge") in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.badges.append(data)
            self.inside = False


def test_html_has_errata_first(paper: Path, tmp_path: Path, symderiv: Command) -> None:
    out = tmp_path / "out.html"
    symderiv("check", str(paper), "--format", "html", "-o", str(out))
    parser = Badges()
    parser.feed(out.read_text())
    assert parser.badges == ["refuted", *(w.replace("_", " ") for w in WORDS)]


def test_the_annotated_paper_is_the_paper_with_marks(paper: Path, tmp_path: Path, symderiv: Command) -> None:
    out = tmp_path / "out.tex"
    symderiv("check", str(paper), "--annotate", str(out))
    text = out.read_text()
    marks = re.findall(r"\\symderivmark\{([^}]*)\}\{([^}]*)\}\{([\d:]+)\}", text)
    assert [place for _, _, place in marks] == ["5:14", "6:14", "8:6", "10:11", "11:6"]
    assert [colour for colour, _, _ in marks][:2] == ["green!50!black", "red"]
    bare = re.sub(r"\\marginpar\{\\raggedright .*\}%\n|\\usepackage\{amssymb\}.*\n", "", text)
    assert bare == TEXT


def test_drafts_of_declarations_declare_what_they_are_of(tmp_path: Path, symderiv: Command) -> None:
    path = tmp_path / "p.tex"
    path.write_text("\\[ \\sum_{i=1}^n x_i = a \\]\n")
    drafts = symderiv("check", str(path), "--suggest").stdout
    assert "% symderiv: index i = 1..n" in drafts
    path.write_text(drafts + path.read_text())
    found = steps(json.loads(symderiv("check", str(path), "--json").stdout))
    assert [s["verdict"] for s in found] == ["refuted"]
