"""What searches have found is kept in files, read back, and believed in nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import Command, Write

from symderiv.run import store

TWO = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)


@page.erratum("2")
def difference():
    return eq((a - b)**2, a**2 - b**2)


@page.claim("2-corrected")
def corrected():
    return eq((a - b)**2, a**2 - 2*a*b + b**2)
"""
OWN = "derivations/.symderiv/good.json"
SHIPPED = "derivations/proofs/good.json"


def found(symderiv: Command, *arguments: str) -> dict[str, tuple[str, str, str | None]]:
    done = symderiv("verify", "--json", *arguments)
    claims = [c for d in json.loads(done.stdout)["derivations"] for c in d["claims"]]
    return {c["label"]: (c["verdict"], c["found"], c["stale"]) for c in claims}


def searched(stale: str | None = None) -> dict[str, tuple[str, str, str | None]]:
    return {label: (verdict, "searched", stale) for label, verdict in VERDICTS.items()}


VERDICTS = {"1": "proved", "2": "refuted", "2-corrected": "proved"}
CHECKED = {label: (verdict, "checked", None) for label, verdict in VERDICTS.items()}


def edit(file: Path, change: Any) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data), encoding="utf-8")


def test_what_was_searched_is_checked_the_next_time(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", TWO)
    assert found(symderiv) == searched()
    assert (tmp_path / "derivations/.symderiv/.gitignore").read_text() == "*\n"
    before = (tmp_path / OWN).read_bytes()
    assert found(symderiv) == CHECKED
    assert (tmp_path / OWN).read_bytes() == before
    done = symderiv("verify")
    assert "checked in" in done.stdout.splitlines()[-1]
    assert found(symderiv, "--fresh") == searched()
    assert "checked in" in symderiv("show", "good:1").stdout


def test_only_what_was_edited_is_searched_again(write: Write, symderiv: Command) -> None:
    write("good", TWO)
    found(symderiv)
    write("good", TWO.replace("a**2 + 2*a*b + b**2", "b**2 + a**2 + 2*b*a"))
    answers = found(symderiv)
    assert answers["1"][:2] == ("proved", "searched")
    assert answers["2"] == CHECKED["2"]
    assert "another statement" in str(answers["1"][2])
    write("good", TWO.replace("a**2 + 2*a*b + b**2", "a**2 + b**2"))
    assert found(symderiv)["1"][:2] == ("refuted", "searched")
    assert found(symderiv)["1"] == ("refuted", "checked", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be read"),
        ("[]", "is no file of the format"),
        ('{"format": "symderiv-proofs/9", "claims": {}}', "is no file of the format"),
        ('{"format": "symderiv-proofs/1", "claims": 3}', "is no file of the format"),
        ('{"format": "symderiv-proofs/1", "version": "0.0", "claims": {}}', "was written by symderiv 0.0"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_file_of_no_use_is_said_and_written_anew(
    text: str, says: str, write: Write, symderiv: Command, tmp_path: Path
) -> None:
    write("good", TWO)
    file = tmp_path / OWN
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    answers = found(symderiv)
    assert {label: a[:2] for label, a in answers.items()} == {label: a[:2] for label, a in searched().items()}
    assert all(says in str(a[2]) for a in answers.values())
    assert found(symderiv) == CHECKED


def test_claims_that_change_places_are_noticed(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", TWO)
    found(symderiv)

    def swap(data: Any) -> None:
        claims = data["claims"]
        claims["1"], claims["2"] = claims["2"], claims["1"]

    edit(tmp_path / OWN, swap)
    answers = found(symderiv)
    assert (answers["1"][0], answers["2"][0]) == ("proved", "refuted")
    assert answers["1"][1] == answers["2"][1] == "searched"


def test_proofs_go_with_the_pages_where_that_is_asked(
    write: Write, symderiv: Command, tmp_path: Path
) -> None:
    write("good", TWO)
    done = symderiv("verify", "--locked")
    assert done.returncode == 1
    assert "good:1 is of no use: there is nothing" in done.stderr
    assert not (tmp_path / OWN).exists()
    assert symderiv("verify", "--update").returncode == 0
    assert (tmp_path / SHIPPED).exists()
    assert not (tmp_path / OWN).exists()
    assert symderiv("verify", "--locked").returncode == 0
    assert symderiv("verify", "--locked", "--fresh").returncode == 0
    assert found(symderiv) == CHECKED
    write("good", TWO.replace("a**2 + 2*a*b + b**2", "b**2 + a**2 + 2*b*a"))
    done = symderiv("verify", "--locked")
    assert done.returncode == 1
    assert "good:1 is of no use: it is about another statement" in done.stderr
    assert "--update" in done.stderr
    before = (tmp_path / SHIPPED).read_bytes()
    assert symderiv("verify").returncode == 0
    assert (tmp_path / SHIPPED).read_bytes() == before, "written with --update alone"
    symderiv("verify", "--update")
    assert symderiv("verify", "--locked").returncode == 0


def test_claims_that_are_gone_are_dropped(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", TWO)
    symderiv("verify", "--update")
    write("good", TWO[: TWO.index("@page.erratum")])
    symderiv("verify", "--update")
    assert list(json.loads((tmp_path / SHIPPED).read_text())["claims"]) == ["1"]


def test_what_is_not_decided_is_tried_again(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", "@page.claim('1', given=[lambda: a > 0, lambda: -a > 0])\ndef f():\n    return eq(b, 1)\n")
    assert found(symderiv) == {"1": ("error", "searched", None)}
    assert not (tmp_path / OWN).exists()


def test_a_folder_that_cannot_be_written_is_said(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", TWO)
    (tmp_path / "derivations/.symderiv").write_text("a file, and no folder")
    done = symderiv("verify")
    assert done.returncode == 0
    assert "derivations/.symderiv/good.json cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        [{"t": 3}, {"s": 0}, {"s": 0, "x": 1}, {"t": [{"s": 12}]}, {"t": -1}, {"t": "4"}, {"u": 4}],
        ["#", "!x", "# 1", '"#1"', '{"t":1}', "", None, True, -3, 0.5],
        {"t": {"t": 1}},
    ],
)
def test_what_is_written_is_read_back(data: Any, tmp_path: Path) -> None:
    file = tmp_path / store.OWN / "a.json"
    store.update(file, {"1": data}, ["1"])
    assert store.read(file).records == {"1": data}


@pytest.mark.parametrize("data", ["#1", ["!22"], {"a": "#0"}, {"#1": 0}])
def test_what_could_be_taken_for_something_else_is_not_kept(data: Any, tmp_path: Path) -> None:
    file = tmp_path / store.OWN / "a.json"
    store.update(file, {"1": data, "2": "kept"}, ["1", "2"])
    assert store.read(file).records == {"2": "kept"}
