"""The report as a page of HTML: what is in it, that nothing hostile gets out of it, and in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import browser as chromium
import numpy as np
import pytest
from support import ROOT, Command, Write

from symderiv.explain.narrative import judge
from symderiv.export.html import FILE, document
from symderiv.export.html import write as written
from symderiv.language.errors import PageError, UsageError
from symderiv.language.page import Page, Source
from symderiv.run.finder import targets
from symderiv.run.options import Options
from symderiv.run.picture import inert
from symderiv.run.results import Run
from symderiv.run.runner import run

SHIPPED = ("shifted_sum", "sgd_l2_momentum", "weight_norm")
BAD = "</script><script>alert(1)</script><img src=http://x.invalid onerror=alert(1)> \" ' & \u202e \x01"
HOSTILE = f"""
BAD = {BAD!r}
FAIR = "".join(filter(str.isprintable, BAD))  # what is not printable is refused in names
page.title = FAIR
page.source = Source(FAIR, FAIR)


@page.claim(FAIR)
def bad():
    return eq(a, a)


bad.build.__doc__ = BAD


@page.claim("raises")
def raises():
    raise ValueError(BAD)


@page.claim("reasons")
def reasons():
    yield eq(a + b, b + a), BAD
    yield eq(a, a)


@page.picture(FAIR)
def picture():
    raise ValueError(BAD)
"""


def judged(*names: str, pictures: bool = False) -> Run:
    paths = [str(ROOT / "derivations" / f"{name}.py") for name in names]
    options = Options(judge=judge, pictures=pictures, jobs=2)
    return run(targets(paths), options)


@pytest.fixture(scope="module")
def shipped() -> Run:
    return judged(*SHIPPED)


def tree(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - it is our own


def words(e: ET.Element) -> str:
    return " ".join("".join(e.itertext()).split())


def of_class(e: ET.Element, name: str) -> list[ET.Element]:
    return [x for x in e.iter() if name in x.get("class", "").split()]


def test_all_claims_are_there_and_errata_come_first(shipped):
    root = tree(document(shipped))
    ids = {e.get("id") for e in of_class(root, "claim")}
    assert len(ids) == len(shipped.results) == len(of_class(root, "claim"))
    errata = [r for r in shipped.results if r.claim.correction is not None]
    assert len(of_class(root, "erratum")) == len(errata) > 3
    assert [words(h) for h in root.iter("h2")] == ["Errata", "Derivations"]
    certificates = sum(str(r.verdict.evidence) in {"certificate", "axioms"} for r in shipped.results)
    assert words(next(root.iter("h1"))) == f"{certificates} of {len(ids)} claims are certified"


def test_a_claim_has_lines_reasons_conditions_evidence_witness_and_timing(shipped):
    root = tree(document(shipped))
    by_id = {e.get("id"): e for e in of_class(root, "claim")}
    for r in shipped.results:
        page, label = r.claim.id.split(":")
        e = by_id[f"claim:{page}:{label}"]
        assert len(list(e.iter("math"))) >= len(r.verdict.formulas.lines) + len(r.verdict.formulas.conditions)
        assert all(reason in words(e) for _, reason in r.verdict.formulas.lines)
        assert str(r.verdict.evidence) in words(e)
        assert len(of_class(e, "time")) == 1
        assert bool(of_class(e, "witness")) == (str(r.verdict.status) == "refuted")
        assert bool(of_class(e, "conditions")) == bool(r.verdict.conditions)


def test_nothing_is_fetched(shipped):
    text = document(shipped)
    assert "http:" not in text
    assert "https:" not in text
    assert not re.search(r"\bsrc=|@import|url\((?!#)", text)
    root = tree(text)
    assert not [e.tag for e in root.iter() if e.tag in {"link", "img", "iframe", "object", "base"}]
    assert all(e.get("href").startswith("#") for e in root.iter() if e.get("href"))


def test_identifiers_are_unique_and_links_arrive(shipped):
    root = tree(document(shipped))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    named = [e.get(a) for e in root.iter() for a in ("href", "aria-labelledby") if e.get(a)]
    assert named
    assert {n.removeprefix("#") for n in named} <= set(ids)


def test_a_hostile_page_stays_text(write: Write):
    text = document(
        run(
            targets([str(write("hostile", HOSTILE))]),
            Options(judge=judge, pictures=True),
        )
    )
    root = tree(text)
    assert len(list(root.iter("script"))) == 1
    assert not list(root.iter("img"))
    assert not [a for e in root.iter() for a in e.attrib if a.startswith("on")]
    assert "\u202e" not in text
    assert "<script>alert(1)" in words(next(root.iter("h3")))
    assert "Not drawn" in words(next(root.iter("figure")))


def test_a_title_that_is_no_text_is_told_as_text(write: Write):
    path = write("hostile", f"page.title = {BAD!r}\n")
    text = document(run(targets([str(path)]), Options(judge=judge)))
    root = tree(text)
    assert len(list(root.iter("script"))) == 1
    assert "\u202e" not in text
    assert "the title of a page has a character that cannot be printed" in words(root)


def test_an_empty_run_and_a_broken_page(write: Write):
    assert "0 of 0 claims are certified" in document(Run())
    path = write("broken", "1/0", header=False)
    assert "ZeroDivisionError" in document(run(targets([str(path)]), Options(judge=judge)))
    assert "interrupted" in document(Run(interrupted=True))


def test_the_command_writes_one_file(symderiv: Command, write: Write, tmp_path: Path):
    write("good", '@page.claim("1")\ndef one():\n    return eq(a + b, b + a)\n')
    done = symderiv("export", "--format", "html", "-o", "report/")
    assert (done.returncode, done.stdout) == (0, f"wrote report/{FILE}\n")
    assert [p.name for p in (tmp_path / "report").iterdir()] == [FILE]
    assert symderiv("export", "--format", "html").returncode == 2
    (tmp_path / "file").write_text("")
    assert symderiv("export", "--format", "html", "-o", "file").returncode == 2


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        written(Run(), tmp_path / "file" / "below")


# -- pictures ----------------------------------------------------------------------------------------

PICTURE = """
@page.claim("1")
def one():
    return eq(a + b, b + a)


@page.picture("What was computed.")
def line():
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([1, 2])
    return figure
"""


def test_a_caption_is_needed():
    with pytest.raises(PageError, match="caption"):
        Page("p", "t", Source("s")).picture(" ")


def test_what_is_drawn_is_inert():
    assert inert('<svg xmlns:xlink="urn:x"><use xlink:href="#a"/></svg>') == '<svg><use href="#a"/></svg>'


def test_pictures_stand_within_the_page_each_with_names_of_its_own(write: Write):
    pytest.importorskip("matplotlib", reason="the extra symderiv[report] is not installed")
    write("first", PICTURE)
    path = write("second", PICTURE)
    root = tree(document(run(targets([str(path.parent)]), Options(judge=judge, pictures=True))))
    assert len(list(root.iter("svg"))) == 2
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(e.get("href")[1:] in ids for e in root.iter("use"))


def test_without_matplotlib_the_report_says_so(symderiv: Command, write: Write, tmp_path: Path):
    write("drawn", PICTURE)
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    text = "raise ModuleNotFoundError(\"No module named 'matplotlib'\", name='matplotlib')\n"
    (blocked / "matplotlib.py").write_text(text)
    path = f"{blocked}:{ROOT}"
    done = symderiv("export", "--format", "html", "-o", "out", PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    assert "symderiv[report]" in (tmp_path / "out" / FILE).read_text()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("1/0", "ZeroDivisionError"),
        ("return 3", "met int"),
        ("while True: pass", "bad.py:6: stopped after 4 s"),
    ],
)
def test_a_picture_that_fails_is_told(symderiv: Command, write: Write, body: str, message: str):
    pytest.importorskip("matplotlib", reason="the extra symderiv[report] is not installed")
    write(
        "bad",
        f'@page.picture("No picture.")\ndef bad():\n    {body}\n'
        '@page.claim("1")\ndef one():\n    return eq(a, a)\n',
    )
    done = symderiv("export", "--format", "html", "-o", "out", "--timeout", "4")
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_corrected_strength_keeps_the_runs_together_and_the_printed_one_does_not():
    pytest.importorskip("matplotlib", reason="the extra symderiv[report] is not installed")
    p = import_module("derivations._pictures")

    noise = np.random.default_rng(1).standard_normal(50)
    first = p.first_run(noise, 1)
    assert np.allclose(p.second_run(noise, 1, (1 - p.MU) * p.LAM), first, rtol=0, atol=1e-12)
    assert abs(p.second_run(noise, 1, (1 + p.MU) * p.LAM) - first).max() > 0.1


# -- in a browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tab(shipped: Run, tmp_path_factory) -> Iterator[chromium.Browser]:
    if chromium.PROGRAM is None:
        pytest.skip("there is no Chromium; on Debian: apt-get install chromium")
    made = tmp_path_factory.mktemp("html")
    path = written(shipped, made)[0]
    with chromium.Browser(made / "profile") as found:
        found.open(path)
        yield found


SHOWN = "document.querySelectorAll('.claim:not([hidden])').length"


def chosen(tab: chromium.Browser, key: str, value: str) -> None:
    told = "dispatchEvent(new Event('input', {bubbles: true}))"
    tab.run(f"(e => {{ e.value = '{value}'; e.{told} }})(document.getElementById('{key}'))")


def test_the_page_loads_without_complaint_and_without_a_request(tab):
    methods = {e["method"] for e in tab.events}
    assert not methods & {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}
    sent = [e["params"]["request"]["url"] for e in tab.events if e["method"] == "Network.requestWillBeSent"]
    assert sent
    assert all(url.startswith("file:") and url.endswith(FILE) for url in sent)


def test_filters_work(tab, shipped):
    total = len(shipped.results)
    refuted = sum(str(r.verdict.status) == "refuted" for r in shipped.results)
    assert tab.run(SHOWN) == total
    chosen(tab, "verdict", "refuted")
    assert tab.run(SHOWN) == refuted
    assert tab.run("document.getElementById('count').textContent") == f"{refuted} of {total} claims shown"
    chosen(tab, "page", "weight_norm")
    assert 0 < tab.run(SHOWN) < refuted
    chosen(tab, "text", "no such words")
    assert tab.run(SHOWN) == 0
    tab.run("document.querySelector('[type=reset]').click()")
    assert tab.run(f"new Promise(done => setTimeout(() => done({SHOWN}), 50))") == total
    chosen(tab, "text", "SGD_l2_momentum:")
    assert tab.run(SHOWN) == sum(r.claim.id.startswith("sgd_l2_momentum:") for r in shipped.results)
    chosen(tab, "text", "")


def test_formulas_are_laid_out(tab):
    fraction = "document.querySelector('mfrac')"
    over, under = (tab.run(f"{fraction}.children[{i}].getBoundingClientRect().top") for i in (0, 1))
    assert under > over + 5
    assert tab.run(
        "[...document.querySelectorAll('.erratum math')].every(m => m.getBoundingClientRect().height > 5)"
    )


def test_both_themes_and_a_phone(tab):
    paper = "getComputedStyle(document.body).backgroundColor"
    tab.look()
    light = tab.run(paper)
    tab.look(dark=True)
    assert tab.run(paper) != light
    tab.look(dark=True, print_=True)
    assert tab.run(paper) == light
    assert tab.run("getComputedStyle(document.getElementById('filter')).display") == "none"
    for width in (320, 390, 1100):
        tab.look(width=width)
        assert tab.run("document.documentElement.scrollWidth") <= width
    tab.look()


def test_by_keyboard_and_to_a_screen_reader(tab):
    tab.run("scrollTo(0, 0); document.activeElement.blur()")
    tab.press("Tab", 9)
    assert tab.run("document.activeElement.className") == "skip"
    tab.run("document.querySelector('.claim summary').focus()")
    tab.press("Enter", 13, "\r")
    assert tab.run("document.querySelector('.claim details').open")
    nodes = tab.call("Accessibility.getFullAXTree")["nodes"]
    roles = [
        (n.get("role", {}).get("value"), n.get("name", {}).get("value")) for n in nodes if not n["ignored"]
    ]
    assert {"main", "search", "status", "article"} <= {role for role, _ in roles}
    unnamed = [
        r for r in roles if r[0] in {"combobox", "searchbox", "button", "article", "link"} and not r[1]
    ]
    assert not unnamed
