"""The errata of the pages: what is said of them, by a real run, and in which form."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from support import Command, Write

from symderiv.language.page import Page, Source
from symderiv.language.verdict import Status, Verdict
from symderiv.report.errata import FORMAT, Use, uses
from symderiv.run.finder import outline
from symderiv.run.results import PageRun, Result

CHAIN = """
@page.erratum("1")
def printed():
    \"\"\"A sign is lost.\"\"\"
    return eq((a - b)**2, a**2 - b**2)


@page.claim("1-corrected")
def corrected():
    return eq((a - b)**2, a**2 - 2*a*b + b**2)


@page.claim("2", given=["1-corrected"])
def doubled():
    return eq(2*(a - b)**2, 2*a**2 - 4*a*b + 2*b**2)


@page.erratum("3", corrected="2", derived_from=["1"])
def carried_on():
    return eq(2*(a - b)**2, 2*a**2 - 2*b**2)


@page.claim("4")
def by_reason():
    yield eq(3*(a - b)**2, 3*a**2 - 6*a*b + 3*b**2), corrected


@page.claim("5", derived_from=["4"])
def after():
    return eq(a + b, b + a)


@page.claim("6")
def apart():
    return eq(a*b, b*a)
"""


def errata(done: subprocess.CompletedProcess[str]) -> dict[str, dict]:
    found = json.loads(done.stdout)
    return {e["id"]: e for source in found["sources"] for e in source["errata"]}


# -- JSON --------------------------------------------------------------------------------------------


def test_an_erratum_says_what_is_printed_why_it_is_false_and_what_is_true(
    write: Write, symderiv: Command
) -> None:
    write("good", CHAIN)
    done = symderiv("errata", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["format"], report["summary"], report["complaints"]) == (
        FORMAT,
        {"errata": 2, "settled": 2},
        [],
    )
    assert [s["document"] for s in report["sources"]] == ["notes.txt"]
    found = errata(done)["good:1"]
    assert found["printed"]["text"] == "(a − b)² = a² − b²"
    assert found["printed"]["latex"] == "(a - b)^{2} = a^{2} - b^{2}"
    assert (found["verdict"], found["settled"], found["place"], found["says"]) == (
        "refuted", True, "p. 1", "A sign is lost.",
    )  # fmt: skip
    assert set(found["witness"]) == {"a", "b"}
    assert found["sides"]["lhs"] != found["sides"]["rhs"]
    assert found["instead"]["label"] == "1-corrected"
    assert found["instead"]["verdict"] == "proved"


def test_uses_are_read_off_hypotheses_derivations_and_reasons(write: Write, symderiv: Command) -> None:
    write("good", CHAIN)
    found = errata(symderiv("errata", "--json"))
    assert found["good:1"]["used_by"] == [
        {"label": "3", "on": "printed", "through": []},
        {"label": "4", "on": "correction", "through": []},
        {"label": "5", "on": "correction", "through": ["4"]},
    ], "2 is itself a correction"
    assert found["good:3"]["used_by"] == []


def outlined(**rests_on: tuple[str, ...]) -> tuple[PageRun, Result]:
    """A page whose claims rest on others as told, with an erratum e; and that erratum."""
    page = Page("p", title="", source=Source("s"))
    page.erratum("e")(lambda: None)
    page.claim("e-corrected")(lambda: None)
    for label, labels in rests_on.items():
        page.claim(label, derived_from=labels)(lambda: None)
    found = outline(Path("p.py"), page)
    return PageRun(Path("p.py"), found), Result(found.claims[0], Verdict(Status.REFUTED))


@pytest.mark.parametrize(
    ("rests_on", "expected"),
    [
        ({"a": ("b",), "b": ()}, []),
        ({"a": ("b",), "b": ("e",)}, [Use("a", "printed", ("b",)), Use("b", "printed", ())]),
        ({"a": ("e", "b"), "b": ("a",)}, [Use("a", "printed", ()), Use("b", "printed", ("a",))]),
        ({"a": ("e-corrected",), "b": ("a", "e")}, [Use("a", "correction", ()), Use("b", "printed", ())]),
        (
            {"a": ("e",), "b": ("a",), "c": ("b",)},
            [Use("a", "printed", ()), Use("b", "printed", ("a",)), Use("c", "printed", ("a", "b"))],
        ),
    ],
)
def test_uses_are_followed_through_and_end(rests_on: dict[str, tuple[str, ...]], expected: list[Use]) -> None:
    assert list(uses(*outlined(**rests_on))) == expected


def test_what_a_line_is_derived_from_has_to_exist(write: Write, symderiv: Command) -> None:
    write("bad", CHAIN.replace('derived_from=["4"]', 'derived_from=["44"]'))
    done = symderiv("errata")
    assert done.returncode == 1
    assert "'5' is said to be derived from '44', which is no claim of this page" in done.stdout
    assert "derivations/bad.py" in done.stderr
    itself = Page("p", title="", source=Source("s"))
    itself.claim("1", derived_from=["1"])(lambda: None)
    assert [message for _, message in itself.problems()] == ["'1' is said to be derived from itself"]


# -- what is not settled is loud ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("a**2 - b**2)", "a**2 - 2*a*b + b**2)"), "good:1 did not come out refuted, but proved"),
        (("a**2 - 2*a*b + b**2)", "a**2)"), "good:1 is refuted, but its correction '1-corrected' is refuted"),
        (("eq((a - b)**2, a**2 - b**2)", "1/0"), "good:1 did not come out refuted, but error"),
        (('"1-corrected")', '"1-other")'), "its correction '1-corrected' is missing"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [(), ("--json",), ("--format", "latex")])
def test_what_did_not_come_out_is_said(
    write: Write, symderiv: Command, change: tuple[str, str], complaint: str, form: tuple[str, ...]
) -> None:
    assert change[0] in CHAIN
    write("good", CHAIN.replace(*change, 1))
    done = symderiv("errata", *form)
    assert done.returncode == 1
    assert complaint in done.stderr
    if form == ("--json",):
        report = json.loads(done.stdout)
        assert any(complaint in c for c in report["complaints"])
        assert not errata(done)["good:1"]["settled"]
    else:
        assert "Not settled" in done.stdout
        assert complaint in done.stdout.replace("\n                ", " ")


def test_what_takes_too_long_is_said(write: Write, symderiv: Command) -> None:
    write("slow", CHAIN.replace("    return eq((a - b)**2, a**2 - b**2)", "    while True:\n        pass"))
    for form in ("text", "latex"):
        done = symderiv("errata", "--timeout", "2", "--format", form)
        assert done.returncode == 1
        assert "slow:1 did not come out refuted, but timeout: stopped after 2 s" in done.stderr


def test_without_a_page_that_loads_it_is_not_said_that_there_are_none(
    write: Write, symderiv: Command
) -> None:
    write("broken", "x = (1,\n", header=False)
    assert "no errata could be listed" in symderiv("errata").stdout
    assert "No errata could be listed" in symderiv("errata", "--format", "latex").stdout


def test_a_page_that_cannot_be_loaded_is_said(write: Write, symderiv: Command) -> None:
    write("good", CHAIN)
    write("broken", "x = (1,\n", header=False)
    done = symderiv("errata")
    assert done.returncode == 1
    assert "derivations/broken.py:1: syntax error" in done.stderr
    assert "(a − b)² = a² − b²" in done.stdout


# -- text and choice ---------------------------------------------------------------------------------


def test_the_text_names_place_values_correction_and_uses(write: Write, symderiv: Command) -> None:
    write("good", CHAIN)
    done = symderiv("errata", "good:1", COLUMNS="100")
    assert done.returncode == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "Errata of notes.txt" in lines
    assert any(line.startswith("p. 1, (1) good:1, derivations/good.py:") for line in lines)
    assert "printed (a − b)² = a² − b²" in lines
    assert any(line.startswith("false at a = ") for line in lines)
    assert any(line.startswith("where left side = ") for line in lines)
    assert "instead (a − b)² = a² − 2a·b + b² (1-corrected, proved)" in lines
    assert "used by (3) as printed; (4) as corrected; through these (5)" in lines
    assert "good:3" not in done.stdout
    assert "1 erratum, all settled" in done.stdout


@pytest.mark.parametrize("label", ["2", "9"])
def test_a_label_that_is_no_erratum_is_a_wrong_call(write: Write, symderiv: Command, label: str) -> None:
    write("good", CHAIN)
    done = symderiv("errata", f"good:{label}")
    assert done.returncode == 2
    assert f"good has no erratum {label!r}" in done.stderr
    assert not done.stdout


def test_a_page_without_errata_has_none(write: Write, symderiv: Command) -> None:
    write("good", "\n@page.claim('1')\ndef one():\n    return eq(a + b, b + a)\n")
    done = symderiv("errata")
    assert (done.returncode, done.stdout.split("  ")[0]) == (0, "no errata")
    assert json.loads(symderiv("errata", "--json").stdout)["sources"] == []
    assert "No errata." in symderiv("errata", "--format", "latex").stdout


def test_output_goes_into_a_file(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", CHAIN)
    done = symderiv("errata", "--json", "-o", "errata.json")
    assert done.returncode == 0
    assert json.loads((tmp_path / "errata.json").read_text(encoding="utf-8"))["format"] == FORMAT
    assert not done.stdout.startswith("{")


@pytest.mark.parametrize(
    ("output", "why"), [("derivations", "it is a folder"), ("nowhere/x.tex", "there is no folder nowhere")]
)
def test_a_file_that_cannot_be_written_is_a_wrong_call(
    write: Write, symderiv: Command, output: str, why: str
) -> None:
    write("good", CHAIN)
    for verb in (["errata"], ["explain", "good"]):
        done = symderiv(*verb, "-o", output)
        assert (done.returncode, done.stdout) == (2, "")
        assert why in done.stderr


# -- LaTeX -------------------------------------------------------------------------------------------


def test_the_document_is_whole_and_escapes_words(write: Write, symderiv: Command, tmp_path: Path) -> None:
    text = CHAIN.replace("A sign is lost.", "100% of α_i & {x} ≤ y² — 数")
    write("good", text)
    done = symderiv("errata", "--format", "latex", "-o", "errata.tex")
    assert done.returncode == 0, done.stderr
    tex = (tmp_path / "errata.tex").read_text(encoding="utf-8")
    assert tex.startswith(r"\documentclass")
    assert tex.rstrip().endswith(r"\end{document}")
    assert r"100\% of $\alpha$\_i \& \{x\} $\leq$ $y^{2}$ --- \derivedchar{6570}" in tex
    assert r"$\displaystyle (a - b)^{2} = a^{2} - b^{2}$" in tex
    assert r"\textbf{Used by} (3) as printed; (4) as corrected; through these (5).\par" in tex
    if program := shutil.which("pdflatex"):
        built = subprocess.run(
            [program, "-interaction=nonstopmode", "-halt-on-error", "errata.tex"],
            cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=120, check=False,
        )  # fmt: skip
        assert built.returncode == 0, built.stdout[-2000:]
