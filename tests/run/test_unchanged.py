"""A report is told again where nothing has changed, and is not where anything has."""

from __future__ import annotations

import os
import sys
import sysconfig
import time
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
    keep(pages)
    return pages


def digests(*files: Path) -> dict[str, str | None]:
    """Those of files that were loaded a while ago."""
    modules = {str(n): SimpleNamespace(__file__=str(file)) for n, file in enumerate(files)}
    return unchanged.loaded(modules, time.time_ns() + 10**9, set())


def keep(pages: Path, meanwhile: Callable[[Path], object] = lambda _: None) -> None:
    """What a run does whose page is loaded, while something else happens."""
    known = unchanged.before(CALL, [pages / "good.py"])
    files = digests(pages / "good.py")
    meanwhile(pages)
    unchanged.remember(known, "a report\n", 0, files)


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


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_while_it_is_run_is_not_kept(change: str, kept: Path) -> None:
    (forget,) = (kept.parent / "cache/symderiv/runs").iterdir()
    forget.unlink()
    keep(kept, CHANGES[change])
    assert list(forget.parent.iterdir()) == []


def test_a_file_that_changes_while_it_is_loaded_has_no_digest(tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text("1", encoding="utf-8")
    modules = {"page": SimpleNamespace(__file__=str(file))}
    began = file.stat().st_ctime_ns
    assert unchanged.loaded(modules, began + 10**9, set())[str(file)] is not None
    assert unchanged.loaded(modules, began - 10**6, set())[str(file)] is None
    os.utime(file, ns=(0, 0))  # which makes it look old
    assert unchanged.loaded(modules, began - 10**6, set())[str(file)] is None


def test_a_module_is_told_of_once(tmp_path: Path) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    first.write_text("1", encoding="utf-8")
    second.write_text("2", encoding="utf-8")
    modules, seen, later = {"one": SimpleNamespace(__file__=str(first))}, set[str](), time.time_ns() + 10**9
    assert [*unchanged.loaded(modules, later, seen)] == [str(first)]
    modules["two"] = SimpleNamespace(__file__=str(second))
    assert [*unchanged.loaded(modules, later, seen)] == [str(second)]
    assert unchanged.loaded(modules, later, seen) == {}


def test_a_project_may_lie_below_the_prefix_of_its_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tmp_path / "src" / "app" / "helper.py"
    app.parent.mkdir(parents=True)
    app.write_text("1", encoding="utf-8")
    for name in ("prefix", "base_prefix", "exec_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, str(tmp_path))
    assert [*digests(app, Path(sysconfig.get_path("stdlib")) / "abc.py", Path(pytest.__file__))] == [str(app)]


def test_where_modules_are_looked_for_is_part_of_the_call(
    kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path.with_name(f"{tmp_path.name}-other")  # not where pages are looked for
    other.mkdir()
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(other))
        assert unchanged.recall(CALL) is None
        keep(kept)
        assert unchanged.recall(CALL) is not None
        (other / "good.py").write_text("", encoding="utf-8")
        assert unchanged.recall(CALL) is None, "a module that may hide another"
    assert unchanged.recall(CALL) is not None


LAZY = """
@page.claim("1")
def square():
    from late_numbers import TWO
    return eq((a + b)**2, a**2 + TWO*a*b + b**2)
"""


def test_what_a_claim_imports_when_it_is_called_is_watched(
    write: Write, folder: Path, tmp_path: Path
) -> None:
    late = folder / "late_numbers.py"
    late.write_text("TWO = 2\n", encoding="utf-8")
    write("good", LAZY)
    time.sleep(0.1)
    first, second = (on_terminal("verify", "good", cwd=tmp_path, TERM="dumb") for _ in range(2))
    assert (first[0], second[0], AGAIN in second[1]) == (0, 0, True)
    late.write_text("TWO = 3\n", encoding="utf-8")
    code, third = on_terminal("verify", "good", cwd=tmp_path, TERM="dumb")
    assert (code, "Not as expected" in third) == (1, True)


SLOW = """
import time
from pathlib import Path

@page.claim("1")
def square():
    time.sleep(1)
    file = Path(__file__)
    file.write_text(file.read_text().replace("a**2 + 2*a*b", "a**2 + 3*a*b"))
    return eq((a + b)**2, a**2 + 2*a*b + b**2)
"""


def test_a_page_that_is_saved_while_it_is_run_is_run_again(write: Write, tmp_path: Path) -> None:
    write("good", SLOW)
    (code, first), (again, second) = (
        on_terminal("verify", "good", cwd=tmp_path, TERM="dumb") for _ in range(2)
    )
    assert (code, again) == (0, 1)
    assert AGAIN not in first + second


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
@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": "symderiv-run/2"}', "null"])
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
    unchanged.remember(unchanged.before(CALL, []), "", 0, {})
    assert unchanged.recall(CALL) is None


@pytest.mark.parametrize("option", ["--fresh", "--update", "--locked", "--json", None])
def test_who_asks_for_a_run_gets_one(option: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    called = parser().parse_args(["verify", *([option] if option else [])])
    assert (_repeatable(called) is None) == (option is not None)
    monkeypatch.setenv("CI", "true")
    assert _repeatable(called) is None


@pytest.mark.parametrize("link", ["folder", "file"])
def test_what_a_link_leads_to_is_watched(link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for version in ("v1", "v2"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "good.py").write_text(version, encoding="utf-8")
    pages = tmp_path / "pages"
    place = pages if link == "folder" else pages / "good.py"
    below = "" if link == "folder" else "good.py"
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(tmp_path / "v1" / below)
    keep(pages)
    assert unchanged.recall(CALL) is not None
    place.unlink()
    place.symlink_to(tmp_path / "v2" / below)
    assert unchanged.recall(CALL) is None


def test_a_module_that_appears_beside_what_was_loaded_is_noticed(kept: Path) -> None:
    helpers = kept / "helpers"
    helpers.mkdir()
    (helpers / "base.py").write_text("2", encoding="utf-8")
    known = unchanged.before(CALL, [kept / "good.py"])
    unchanged.remember(known, "a report\n", 0, digests(kept / "good.py", helpers / "base.py"))
    assert unchanged.recall(CALL) is not None
    (helpers / "extra.py").write_text("3", encoding="utf-8")
    assert unchanged.recall(CALL) is None
