"""Nothing comes out green that was not checked: exit codes and messages of the command in a process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import HEADER, Command, Write, environment

from symderiv.run.results import Run

TRUE = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)
"""
FALSE = """
{decorator}
def wrong():
    return eq(a, 5)
"""


def lines_of(path: Path, text: str) -> int:
    return next(i for i, line in enumerate(path.read_text().splitlines(keepends=True), 1) if text in line)


@pytest.mark.parametrize("word", ["claim", "erratum", "definition"])
def test_a_decorator_without_parentheses_fails_the_page_at_its_line(
    word: str, write: Write, symderiv: Command
) -> None:
    path = write("page", TRUE + FALSE.format(decorator=f"@page.{word}"))
    write("good", TRUE)
    at = lines_of(path, f"@page.{word}\n")
    done = symderiv("verify")
    assert done.returncode == 1
    assert f"derivations/page.py:{at}:" in done.stdout
    assert "good" in done.stdout


def test_a_forgotten_at_sign_fails_the_page_at_its_line(write: Write, symderiv: Command) -> None:
    path = write("page", TRUE + FALSE.format(decorator='page.claim("2")'))
    done = symderiv("verify")
    assert done.returncode == 1
    at = lines_of(path, 'page.claim("2")')
    assert f"derivations/page.py:{at}" in done.stdout
    assert "stands above no function" in done.stdout


def test_a_page_without_a_claim_fails_and_says_so(write: Write, symderiv: Command) -> None:
    write("empty", "")
    done = symderiv("verify")
    assert done.returncode == 1
    assert "the page has no claim" in done.stdout
    assert "all as expected" not in done.stdout


@pytest.mark.parametrize("verb", ["verify", "mutate"])
def test_a_word_that_selects_nothing_is_a_wrong_call(verb: str, write: Write, symderiv: Command) -> None:
    write("good", TRUE)
    done = symderiv(verb, "-k", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'nowhere'" in done.stderr


def test_a_label_that_a_verb_has_no_use_for_is_a_wrong_call(write: Write, symderiv: Command) -> None:
    measured = """
    @page.experiment(seed=1)
    def measured(rng):
        from symderiv import Measurement, Outcome
        return Outcome([Measurement.within("m", 1, expected=1, tolerance=0, reason="exact")])
    """
    write("good", measured)
    assert symderiv("verify").returncode == 0
    done = symderiv("mutate", "good:experiment")
    assert (done.returncode, "nothing to run" in done.stderr) == (2, True)


def test_a_run_of_nothing_is_not_as_expected() -> None:
    assert not Run([]).all_as_expected


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('Page(5, title="T", source=Source("n"))', "the name of a page"),
        ('Page("bad", title=None, source=Source("n"))', "the title of a page"),
        ('Page("bad", title="T", source="n")', "the source of a page"),
        ('Page("bad", title="T", source=Source(5))', "a source's document"),
        ('Page("bad", titel="T", source=Source("n"))', "titel"),
        ('Page("bad")', "title"),
    ],
)
def test_a_wrong_head_is_the_error_of_its_page_alone(
    head: str, message: str, write: Write, symderiv: Command
) -> None:
    write("good", TRUE)
    write("bad", f"from symderiv import Page, Source\n\npage = {head}\n", header=False)
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    pages = {d["name"]: d for d in json.loads(done.stdout)["derivations"]}
    assert [c["verdict"] for c in pages["good"]["claims"]] == ["proved"]
    error = pages["bad"]["error"]
    assert (error["file"], error["line"]) == ("derivations/bad.py", 3)
    assert message in error["message"]


@pytest.mark.parametrize(
    "change", ["page.name = 5", "page.title = None", 'page.source = "n"', 'page.claims.append("1")']
)
def test_a_page_that_is_spoilt_after_its_head_is_its_error_alone(
    change: str, write: Write, symderiv: Command
) -> None:
    write("good", TRUE)
    write("bad", f"{TRUE}\n{change}\n")
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    pages = {d["name"]: d for d in json.loads(done.stdout)["derivations"]}
    assert [c["verdict"] for c in pages["good"]["claims"]] == ["proved"]
    assert pages["bad"]["error"]["file"] == "derivations/bad.py"


@pytest.mark.parametrize("statement", ['eq("a", 1)', "eq(a)", "eq()", "eq(a, 0.5)"])
@pytest.mark.parametrize("place", ["claim", "hypothesis", "module"])
def test_a_statement_that_states_nothing_fails_at_its_line(
    statement: str, place: str, write: Write, symderiv: Command
) -> None:
    text = {
        "claim": f'@page.claim("1")\ndef one():\n    return {statement}\n',
        "hypothesis": f'@page.claim("1", given=[lambda: {statement}])\ndef one():\n    return eq(a, a)\n',
        "module": f"H = {statement}\n{TRUE}",
    }[place]
    path = write("page", text)
    done = symderiv("verify")
    assert done.returncode == 1
    assert f"derivations/page.py:{lines_of(path, statement)}" in done.stdout


def test_without_the_folder_it_is_said_whose_pages_run(tmp_path: Path) -> None:
    """An installed package of pages, and a directory without a folder of its own."""
    installed = tmp_path / "site" / "derivations"
    installed.mkdir(parents=True)
    (installed / "__init__.py").touch()
    (installed / "good.py").write_text(HEADER.format(name="good") + TRUE)
    here = tmp_path / "here"
    here.mkdir()

    def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
        path = environment()["PYTHONPATH"]
        package = tmp_path / "only"
        package.mkdir(exist_ok=True)
        if not (package / "symderiv").exists():
            (package / "symderiv").symlink_to(Path(path.split(":")[0]) / "symderiv")
        return subprocess.run(
            [sys.executable, "-m", "symderiv", *arguments],
            cwd=here, env=environment() | {"PYTHONPATH": f"{installed.parent}:{package}"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    for arguments in (["verify"], ["verify", "good"], ["verify", "--json"], ["show", "good:1"]):
        done = verify(*arguments)
        assert done.returncode == 0
        assert f"no folder ./derivations here; these are the installed pages, in {installed}" in done.stderr
    (here / "good.py").write_text(
        HEADER.format(name="good") + TRUE + FALSE.format(decorator='@page.claim("2")')
    )
    assert verify("verify", "good").returncode == 1  # the file beside is meant, not the installed page
    shutil.copytree(installed, here / "derivations")
    done = verify("verify")
    assert (done.returncode, "installed" in done.stderr) == (0, False)
