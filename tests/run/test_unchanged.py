"""A report is told again where nothing has changed, and is not where anything has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import Command, Write, on_terminal

from symderiv.cli.arguments import parser
from symderiv.cli.verbs import _repeatable
from symderiv.run import unchanged

PAGE = """
from shared_numbers import TWO

@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + TWO*a*b + b**2)
"""
AGAIN = "nothing has changed since"
CALL = ["verify", "good"]


def test_the_command_tells_a_report_again(
    write: Write, folder: Path, tmp_path: Path, symderiv: Command
) -> None:
    (folder / "shared_numbers.py").write_text("TWO = 2\n", encoding="utf-8")
    write("good", PAGE)
    (code, first), (again, second) = (
        on_terminal("verify", "good", cwd=tmp_path, TERM="dumb") for _ in range(2)
    )
    assert code == again == 0
    assert AGAIN not in first
    assert AGAIN in second
    assert second.startswith(first[first.index("good  A test page") :])
    assert AGAIN not in symderiv("verify", "good").stdout, "a program gets a run"
    (folder / "shared_numbers.py").write_text("TWO = 3\n", encoding="utf-8")
    code, third = on_terminal("verify", "good", cwd=tmp_path, TERM="dumb")
    assert (code, "Not as expected" in third) == (1, True)
    assert AGAIN not in on_terminal("verify", "good", cwd=tmp_path, TERM="dumb")[1]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a page whose report is kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.py").write_text("1", encoding="utf-8")
    unchanged.remember(CALL, "a report\n", 0, [pages / "good.py"], [pages])
    return pages


def test_what_is_kept_is_told(kept: Path) -> None:
    told = unchanged.recall(CALL)
    assert told is not None
    assert (told.text, told.code) == ("a report\n", 0)
    assert kept.is_dir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page that says something else": lambda pages: (pages / "good.py").write_text("2"),
    "a page that is gone": lambda pages: (pages / "good.py").unlink(),
    "another page": lambda pages: (pages / "other.py").write_text(""),
    "another folder of pages": lambda pages: pages.rename(pages.with_name("others")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_run(change: str, kept: Path) -> None:
    CHANGES[change](kept)
    assert unchanged.recall(CALL) is None


def test_another_call_or_another_place_is_run(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unchanged.recall([*CALL, "more"]) is None
    monkeypatch.chdir(kept)
    assert unchanged.recall(CALL) is None


@pytest.mark.usefixtures("kept")
def test_another_version_of_anything_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = SimpleNamespace(origin=__file__)
    for name in unchanged.RESTS_ON:
        with monkeypatch.context() as patch:
            patch.setattr(unchanged, "find_spec", lambda n, name=name: elsewhere if n == name else _spec(n))
            assert unchanged.recall(CALL) is None, name
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version", "3.99")
        assert unchanged.recall(CALL) is None
    assert unchanged.recall(CALL) is not None


_spec = unchanged.find_spec


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": "symderiv-run/1"}', "null"])
def test_a_damaged_report_is_none(text: str, tmp_path: Path) -> None:
    (file,) = (tmp_path / "cache/symderiv/runs").iterdir()
    file.write_text(text, encoding="utf-8")
    assert unchanged.recall(CALL) is None


@pytest.mark.usefixtures("kept")
def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    unchanged.remember(CALL, "", 0, [], [])
    assert unchanged.recall(CALL) is None


@pytest.mark.parametrize("option", ["--fresh", "--update", "--locked", "--json", None])
def test_who_asks_for_a_run_gets_one(option: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    called = parser().parse_args(["verify", *([option] if option else [])])
    assert (_repeatable(called) is None) == (option is not None)
    monkeypatch.setenv("CI", "true")
    assert _repeatable(called) is None
