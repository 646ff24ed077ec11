"""The Python of README and docs runs as it is printed, and their commands print what they say.

Not compared are timings, the lines of a page, and which exact values a search came upon first.

``python tests/test_readme.py`` shows each command's real output beside what they have.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, environment

import symderiv
from symderiv.language.verdict import Evidence, Status

DOCUMENTS = {
    p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8")
    for p in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
README = DOCUMENTS["README.md"]
SAID = "\n".join(DOCUMENTS.values())
ELLIPSIS = "..."
MAKE = shutil.which("make") or "make"
COUNTED = re.compile(r"^ +(\d+)  (symderiv/.*|in all)$")


def blocks(language: str, text: str = SAID) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def sessions() -> list[tuple[str, list[str]]]:
    """(command, printed lines) of each console block."""
    found = []
    for block in blocks("console"):
        first, *lines = block.splitlines()
        assert first.startswith("$ "), f"a console block begins with its command, not {first!r}"
        found.append((first[2:], lines))
    return found


def pages() -> Iterator[tuple[str, str]]:
    """(path, text) of the files that are written out, named in their first line."""
    for block in blocks("python"):
        if match := re.match(r"# (derivations/\w+\.py)\n", block):
            yield match[1], block[match.end() :]


def essence(line: str) -> str:
    """The line without what may differ from run to run, or with a harmless edit elsewhere.

    Where a statement is cut depends on the longest label of all pages.
    """
    line = re.sub(r"\d+(\.\d+)? m?s\b", "TIME", line)
    line = re.sub(r"\b(searched|checked)\b", "FOUND", line)  # which of them depends on what was run before
    line = re.sub(r"\d+ points (.*) error \S+", r"N points \1 error E", line)
    line = re.sub(r"\.py:\d+", ".py:LINE", line)
    line = re.sub(r"\d\d+ (claims|proved|refuted)\b", r"N \1", line)  # of all pages: there will be more
    if re.match(r" +(at|where) ", line):
        line = re.sub(r"= [-−]?[\d/]+", "= VALUE", line)
    return re.sub(r"^(.{24}).*…", r"\1…", " ".join(line.split()))


def same(expected: str, actual: str) -> bool:
    """Equal in essence; a count of trusted lines may have moved by a fifth."""
    counts = COUNTED.match(expected), COUNTED.match(actual)
    if counts[0] and counts[1]:
        (m, name), (n, other) = counts[0].groups(), counts[1].groups()
        return name == other and abs(int(m) - int(n)) <= int(n) / 5
    return essence(expected) == essence(actual)


def missing(expected: list[str], actual: list[str]) -> str | None:
    """The first expected line that is not where it has to be; ``...`` stands for any lines."""
    at, anywhere = 0, False
    for line in expected:
        if line == ELLIPSIS:
            anywhere = True
            continue
        places = range(at, len(actual)) if anywhere else range(at, min(at + 1, len(actual)))
        at = next((n + 1 for n in places if same(line, actual[n])), 0)
        if not at:
            return line
        anywhere = False
    if not anywhere and at < len(actual):
        return f"(nothing more, but there is {actual[at]!r})"
    return None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the shipped pages and those that are written out, and papers."""
    made = tmp_path_factory.mktemp("readme")
    shutil.copytree(
        ROOT / "derivations", made / "derivations", ignore=shutil.ignore_patterns("__pycache__", ".symderiv")
    )
    shutil.copytree(ROOT / "examples" / "reading", made / "examples" / "reading")
    return made


def printed(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command run at 100 columns; a page that is written out is there only for those that name it."""
    for name, text in pages():
        (folder / name).unlink(missing_ok=True)
        if Path(name).stem in command:
            (folder / name).write_text(text, encoding="utf-8")
    program, *arguments = command.split()
    if program == "make":
        arguments = {"verify": ["verify"]}[arguments[0]]
    return subprocess.run(
        [sys.executable, "-m", "symderiv", *arguments],
        cwd=folder,
        env=environment(COLUMNS="100"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def snippets(text: str) -> list[str]:
    return [b for b in blocks("python", text) if ">>>" in b]


@pytest.mark.parametrize("name", [name for name, text in DOCUMENTS.items() if snippets(text)])
def test_the_python_runs_as_printed(name: str) -> None:
    test = doctest.DocTestParser().get_doctest("\n".join(snippets(DOCUMENTS[name])), {}, name, name, 0)
    assert test.examples
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize(("command", "lines"), sessions(), ids=[c for c, _ in sessions()])
def test_a_command_prints_what_is_said(command: str, lines: list[str], folder: Path) -> None:
    done = printed(command, folder)
    assert done.returncode == 0, done.stderr
    wrong = missing(lines, done.stdout.splitlines())
    assert wrong is None, f"expected {wrong!r}; `{command}` prints\n{done.stdout}"


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (["a", "c"], "c"),
        (["...", "b", "a"], "a"),
        (["a", "..."], None),
        (["...", "x  2.5 s"], None),
        (["...", "y  13 ms"], "y  13 ms"),
        (["a"], "(nothing more, but there is 'b')"),
        (["...", "   100  in all", "..."], "   100  in all"),
        (["...", "   420  in all", "..."], None),
    ],
)
def test_the_comparison_can_fail(expected: list[str], found: str | None) -> None:
    assert missing(expected, ["a", "b", "   500  in all", "x  13 ms"]) == found


def test_make_runs_what_readme_says() -> None:
    for target, command in {"verify": "symderiv verify", "test": "pytest", "check": "mypy"}.items():
        shown = subprocess.run(
            [MAKE, "-n", target], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert command in shown
        assert f"`make {target}`" in README


def test_every_public_name_is_explained() -> None:
    said = set(re.findall(r"\w+", SAID))
    assert sorted(set(symderiv.__all__) - said - {"Claim", "Kind", "Verdict"}) == []


def test_every_verdict_and_every_evidence_is_explained() -> None:
    for word in [*Status, *Evidence]:
        assert f"`{word}`" in SAID


def test_every_key_of_a_claim_is_named(folder: Path) -> None:
    report = json.loads(printed("symderiv verify spread -k 3 --json", folder).stdout)
    claim = report["derivations"][0]["claims"][0]
    unnamed = [
        k for k in [*claim, *report["derivations"][0]] if f"`{k}`" not in SAID and f'"{k}"' not in SAID
    ]
    assert unnamed == []


def test_the_files_that_are_named_exist() -> None:
    named = re.findall(r"`((?:symderiv|tests|docs|derivations)/[\w/]*(?:\.py|\.md)?)`", SAID)
    assert named
    written = {name for name, _ in pages()}
    for name in named:
        assert name in written or (ROOT / name).exists(), name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_linked_is_there(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", DOCUMENTS[name]):
        path, _, anchor = target.partition("#")
        linked = (ROOT / name).parent / path if path else ROOT / name
        assert linked.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles}, target


def test_the_pictures_that_are_shown_are_there_and_small() -> None:
    shown = [
        (name, p) for name, text in DOCUMENTS.items() for p in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)
    ]
    assert shown
    for name, target in shown:
        picture = (ROOT / name).parent / target
        assert picture.read_bytes().startswith(b"\x89PNG"), target
        assert picture.stat().st_size < 150_000, target


def test_readme_is_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 130


def test_make_adds_nothing_to_the_json(tmp_path: Path) -> None:
    command = tmp_path / "symderiv"
    command.write_text('#!/bin/sh\necho "{}"\n', encoding="utf-8")
    command.chmod(0o755)
    outside = {
        k: v for k, v in os.environ.items() if not k.startswith("MAKE")
    }  # the tests may be run by make
    written = subprocess.run(
        [MAKE, "-o", ".venv/run.stamp", "verify", f"BIN={tmp_path}", "ARGS=--json"],
        cwd=ROOT, capture_output=True, text=True, check=True, env=outside,
    )  # fmt: skip
    assert written.stdout == "{}\n"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(ROOT / "derivations", Path(name, "derivations"))
        for command, lines in sessions():
            output = printed(command, Path(name)).stdout
            wrong = missing(lines, output.splitlines())
            print(f"$ {command}\n{output}expected {wrong!r}\n" if wrong else f"$ {command}\nas it is said\n")
    os._exit(0)
