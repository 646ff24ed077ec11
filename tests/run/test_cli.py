"""The command in a real process: what it prints, where, and with which exit code."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import HEADER, Command, Write, environment, on_terminal

import symderiv as package

TRUE = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)
"""
FALSE = """
@page.claim("2")
def difference():
    return eq((a - b)**2, a**2 - b**2)
"""
ERRATUM = """
@page.erratum("3")
def printed():
    return eq(a*(a + b), a**2 + b)


@page.claim("3-corrected")
def corrected():
    return eq(a*(a + b), a**2 + a*b)
"""
LOOP = """
@page.claim("loop")
def loop():
    while True:
        pass
"""


def line_of(path: Path, text: str) -> int:
    """The number of the first line that contains the text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


def report(done: subprocess.CompletedProcess[str]) -> dict:
    """The JSON that stands alone on standard output."""
    return json.loads(done.stdout)


def claims(done: subprocess.CompletedProcess[str]) -> dict[str, dict]:
    return {c["id"]: c for d in report(done)["derivations"] for c in d["claims"]}


# -- verify ------------------------------------------------------------------------------------------


def test_true_claims_and_errata_pass(write: Write, symderiv: Command) -> None:
    write("good", TRUE + ERRATUM)
    done = symderiv("verify")
    assert done.returncode == 0
    assert "3 claims: 2 proved, 1 refuted; all as expected" in done.stdout
    assert "good: 3 of 3 as expected" in done.stdout, "progress, a plain line a page"
    assert "Errata" in done.stdout
    assert "instead" in done.stdout
    assert "Not as expected" not in done.stdout
    assert not done.stderr


def test_a_false_claim_fails_with_its_witness(write: Write, symderiv: Command) -> None:
    path = write("bad", FALSE)
    done = symderiv("verify")
    assert done.returncode == 1
    assert f"derivations/bad.py:{line_of(path, 'page.claim')}" in done.stdout
    assert "1 not as expected" in done.stdout
    found = claims(symderiv("verify", "--json"))["bad:2"]
    assert found["verdict"] == "refuted"
    assert set(found["witness"]) == {"a", "b"}
    assert found["sides"]["lhs"] != found["sides"]["rhs"]
    for value in (*found["witness"].values(), *found["sides"].values()):
        assert value in done.stdout


def test_a_true_claim_expected_refuted_fails(write: Write, symderiv: Command) -> None:
    write("bad", ERRATUM.replace("a**2 + b)", "a**2 + a*b)"))
    done = symderiv("verify")
    assert done.returncode == 1
    assert "the page expects this to be refuted, and it is proved" in done.stdout


def test_an_erratum_rests_on_its_correction(write: Write, symderiv: Command) -> None:
    write("bad", ERRATUM.replace("a**2 + a*b)", "a**2 - a*b)"))
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    found = claims(done)
    assert found["bad:3"]["verdict"] == "refuted"
    assert "its correction '3-corrected' is refuted" in found["bad:3"]["message"]
    assert report(done)["summary"]["as_expected"] == 0


def test_json_is_alone_on_standard_output(write: Write, symderiv: Command) -> None:
    write("good", "print('a page that prints')\n" + TRUE + ERRATUM)
    done = symderiv("verify", "--json")
    found = report(done)
    assert done.returncode == 0
    assert "good: 3 of 3" in done.stderr, "progress goes to standard error"
    assert found["format"] == "symderiv-report/1"
    assert set(found["versions"]) == {"symderiv", "python", "sympy", "numpy", "flint"}
    counts = {k: v for k, v in found["summary"].items() if k != "seconds"}
    assert counts == {
        "claims": 3, "proved": 2, "refuted": 1, "undecided": 0, "conflict": 0, "error": 0, "timeout": 0,
        "errata": 1, "as_expected": 3, "broken_pages": 0, "experiments": 0,
        "experiments_passed": 0, "checked": 0, "faults": 0,
    }  # fmt: skip
    (page,) = found["derivations"]
    assert page["source"] == {"document": "notes.txt", "place": "p. 1"}
    assert page["error"] is None
    assert page["experiment"] is None
    assert [c["label"] for c in page["claims"]] == ["1", "3", "3-corrected"]
    assert page["claims"][1]["correction"] == "good:3-corrected"
    assert page["claims"][1]["expected"] == "refuted"
    assert page["claims"][0]["file"] == "derivations/good.py"
    assert page["claims"][0]["kind"] == "equation"
    assert page["claims"][0]["evidence"] == "certificate"


def test_a_syntax_error_is_placed_and_the_others_run(write: Write, symderiv: Command) -> None:
    path = write("broken", "x = (1,\ny = 2\n", header=False)
    write("good", TRUE)
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    broken, good = report(done)["derivations"]
    assert broken["name"] == path.stem
    assert broken["error"]["file"] == "derivations/broken.py"
    assert broken["error"]["line"] == 1
    assert "syntax error" in broken["error"]["message"]
    assert [c["verdict"] for c in good["claims"]] == ["proved"]
    text = symderiv("verify")
    assert text.returncode == 1
    assert "derivations/broken.py:1" in text.stdout
    assert "1 page in error" in text.stdout
    assert "Traceback" not in text.stdout + text.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("raise ValueError('no such thing')", "ValueError: no such thing"),
        ("import no_such_module", "no_such_module"),
        ("raise SystemExit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import os; os._exit(0)", "ended with exit code 0"),
        ("page = 3", "met int"),
        ("del page", "a page defines `page = Page(...)`"),
        ("x = bytearray(1 << 40)", "memory exhausted"),
    ],
)
def test_a_page_that_cannot_be_loaded(line: str, message: str, write: Write, symderiv: Command) -> None:
    write("broken", line + "\n")
    write("good", TRUE)
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    broken, good = report(done)["derivations"]
    assert message in broken["error"]["message"]
    assert good["claims"][0]["verdict"] == "proved"
    assert "Traceback" not in done.stderr


def test_a_page_that_hangs_when_loaded(write: Write, symderiv: Command) -> None:
    write("hanging", "while True:\n    pass\n")
    write("good", TRUE)
    done = symderiv("verify", "--json", "--timeout", "2")
    assert done.returncode == 1
    good, hanging = report(done)["derivations"]
    assert "stopped after 2 s" in hanging["error"]["message"]
    assert good["claims"][0]["verdict"] == "proved"


def test_a_raise_in_a_claim_is_placed(write: Write, symderiv: Command) -> None:
    path = write("raising", TRUE + "\n@page.claim('zero')\ndef zero():\n    return 1/0\n")
    done = symderiv("verify", "--json")
    found = claims(done)
    assert done.returncode == 1
    assert found["raising:zero"]["verdict"] == "error"
    assert f"raising.py:{line_of(path, '1/0')}" in found["raising:zero"]["message"]
    assert "ZeroDivisionError" in found["raising:zero"]["message"]
    assert found["raising:1"]["verdict"] == "proved"


def test_an_infinite_loop_is_a_timeout(write: Write, symderiv: Command) -> None:
    write("looping", LOOP + TRUE)
    done = symderiv("verify", "--json", "--timeout", "2")
    found = claims(done)
    assert done.returncode == 1
    assert found["looping:loop"]["verdict"] == "timeout"
    assert found["looping:loop"]["seconds"] == 2
    assert found["looping:1"]["verdict"] == "proved"


def test_a_hog_is_an_error(write: Write, symderiv: Command) -> None:
    hog = "\n@page.claim('hog')\ndef hog():\n    return eq(a, len(bytearray(1 << 40)))\n"
    write("eating", hog + TRUE)
    done = symderiv("verify", "--json", "--jobs", "1")
    found = claims(done)
    assert done.returncode == 1
    assert found["eating:hog"]["verdict"] == "error"
    assert "memory exhausted" in found["eating:hog"]["message"]
    assert found["eating:1"]["verdict"] == "proved"


def test_a_claim_has_nothing_to_read(write: Write, symderiv: Command) -> None:
    write("asking", "\n@page.claim('ask')\ndef ask():\n    return eq(a, len(input()))\n")
    found = claims(symderiv("verify", "--json", "--timeout", "10"))
    assert found["asking:ask"]["verdict"] == "error"
    assert "EOFError" in found["asking:ask"]["message"]


def test_a_label_twice(write: Write, symderiv: Command) -> None:
    path = write("twice", TRUE + TRUE.replace("square", "again"))
    done = symderiv("verify", "--json")
    page = report(done)["derivations"][0]
    assert done.returncode == 1
    assert "'1' is used twice" in page["error"]["message"]
    assert page["error"]["line"] > line_of(path, "page.claim")
    assert [c["verdict"] for c in page["claims"]] == ["proved", "proved"], "its claims still run"


def test_a_correction_of_nothing(write: Write, symderiv: Command) -> None:
    path = write("nothing", TRUE.replace('"1"', '"1-corrected"'))
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    error = report(done)["derivations"][0]["error"]
    assert error["line"] == line_of(path, "1-corrected")
    assert "correction of nothing" in error["message"]


def test_an_erratum_without_its_correction(write: Write, symderiv: Command) -> None:
    write("lone", ERRATUM.partition("\n\n")[0])
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    assert "'3-corrected', which is no claim" in report(done)["derivations"][0]["error"]["message"]


def test_an_undeclared_symbol_is_named(write: Write, symderiv: Command) -> None:
    path = write("undeclared", "\n@page.claim('1')\ndef one():\n    return eq(a, omega)\n")
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    message = claims(done)["undeclared:1"]["message"]
    assert "omega" in message
    assert f"undeclared.py:{line_of(path, 'omega')}" in message


def test_two_pages_of_one_name(write: Write, symderiv: Command) -> None:
    write("first", TRUE)
    write("second", HEADER.format(name="first") + TRUE, header=False)
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    assert [d["error"] is None for d in report(done)["derivations"]] == [True, False]
    assert "a second page named 'first'" in report(done)["derivations"][1]["error"]["message"]


# -- what to run -------------------------------------------------------------------------------------


def test_names_paths_folders_and_words(write: Write, symderiv: Command, tmp_path: Path) -> None:
    good = write("good", TRUE + ERRATUM)
    write("other", TRUE)
    for arguments, expected in [
        (["good"], {"good:1", "good:3", "good:3-corrected"}),
        (["other", "derivations/other.py", str(good)], {"other:1", "good:1", "good:3", "good:3-corrected"}),
        (["derivations"], {"good:1", "good:3", "good:3-corrected", "other:1"}),
        ([str(tmp_path / "derivations"), "-k", "OTHER"], {"other:1"}),
        (["good:1"], {"good:1"}),
        (["-k", "good:3"], {"good:3", "good:3-corrected"}),
    ]:
        done = symderiv("verify", "--json", *arguments)
        assert done.returncode == 0
        assert set(claims(done)) == expected


@pytest.mark.parametrize("verb", ["verify", "show"])
def test_no_such_page_names_the_nearest(verb: str, write: Write, symderiv: Command) -> None:
    write("weight_norm", TRUE)
    write("momentum", TRUE)
    done = symderiv(verb, "weigth_norm")
    assert done.returncode == 2
    assert not done.stdout
    assert "no page 'weigth_norm'" in done.stderr
    assert "did you mean weight_norm?" in done.stderr


def test_no_such_label_names_the_nearest(write: Write, symderiv: Command) -> None:
    write("good", TRUE + ERRATUM)
    done = symderiv("show", "good:3-corected")
    assert done.returncode == 2
    assert not done.stdout
    assert "good has no claim '3-corected'; did you mean 3-corrected" in done.stderr


def test_no_such_file_and_no_such_word(write: Write, symderiv: Command) -> None:
    write("good", TRUE)
    missing = symderiv("verify", "derivations/god.py")
    assert missing.returncode == 2
    assert "no such file or folder: derivations/god.py; did you mean derivations/good.py?" in missing.stderr
    word = symderiv("verify", "-k", "nowhere")
    assert word.returncode == 2
    assert "no claim's id contains 'nowhere'" in word.stderr


@pytest.mark.usefixtures("folder")
def test_an_empty_folder(symderiv: Command, tmp_path: Path) -> None:
    done = symderiv("verify")
    assert done.returncode == 2
    assert str(tmp_path / "derivations") in done.stderr
    assert "*.py" in done.stderr


def test_a_missing_folder(tmp_path: Path) -> None:
    # An installed `derivations` would be found: -S and a copy of the path without it make sure there is none.
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "symderiv").symlink_to(Path(package.__file__).parent)
    done = subprocess.run(
        [sys.executable, "-S", "-m", "symderiv", "verify"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "packages")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert str(tmp_path / "derivations") in done.stderr
    assert "installed package 'derivations'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["prove"],
        ["verify", "--timeout", "0"],
        ["verify", "--timeout", "nan"],
        ["verify", "--jobs", "0"],
        ["verify", "--jobs", "many"],
        ["verify", "--jso"],
        ["show"],
        ["new", "two words"],
        ["new", "_hidden"],
        ["new", "class"],
        ["new", "../up"],
    ],
)
def test_wrong_calls(arguments: list[str], symderiv: Command, tmp_path: Path) -> None:
    done = symderiv(*arguments)
    assert done.returncode == 2
    assert not done.stdout
    assert "symderiv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


# -- the other verbs ---------------------------------------------------------------------------------


def test_show_one_claim(write: Write, symderiv: Command) -> None:
    path = write("good", TRUE + ERRATUM)
    done = symderiv("show", "good:3")
    assert done.returncode == 0
    assert f"derivations/good.py:{line_of(path, 'erratum')}" in done.stdout
    for name in ("source", "printed", "verdict", "evidence", "at", "instead"):
        assert f"\n  {name:<10}  " in done.stdout
    assert "good:1" not in done.stdout
    assert not done.stderr


def test_show_a_page(write: Write, symderiv: Command) -> None:
    write("good", TRUE + ERRATUM)
    done = symderiv("show", "good")
    assert done.returncode == 0
    headings = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("good:")]
    assert headings == ["good:1", "good:3", "good:3-corrected"]


def test_trust_counts_lines_and_lists_axioms(write: Write, symderiv: Command) -> None:
    write("good", TRUE)
    done = symderiv("trust")
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    counts = [int(row[0]) for row in rows if len(row) == 2 and row[1].startswith("symderiv/")]
    assert [row[1] for row in rows if row[1:] and row[1].endswith(("inference.py", "translate.py"))] == [
        "symderiv/core/inference.py",
        "symderiv/language/translate.py",
    ]
    assert sum(int(row[0]) for row in rows if row[1:] == ["in", "all"]) == sum(counts)
    assert "total derivative" in done.stdout
    assert "1 of 1 claims rest on no axiom" in done.stdout


def test_trust_lists_the_rules(symderiv: Command) -> None:
    done = symderiv("trust", "--rules")
    assert done.returncode == 0
    assert "  assume\n    -------\n    f |- f" in done.stdout


def test_a_new_page_verifies_as_it_is(symderiv: Command, tmp_path: Path) -> None:
    done = symderiv("new", "fresh")
    assert done.returncode == 0
    assert (tmp_path / "fresh.py").is_file()
    assert symderiv("verify", "fresh.py").returncode == 0
    assert symderiv("verify", "fresh").returncode == 0


def test_new_prefers_the_folder_and_overwrites_nothing(
    folder: Path, symderiv: Command, tmp_path: Path
) -> None:
    assert symderiv("new", "fresh").returncode == 0
    assert not (tmp_path / "fresh.py").exists()
    (folder / "fresh.py").write_text("mine", encoding="utf-8")
    again = symderiv("new", "fresh")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert (folder / "fresh.py").read_text(encoding="utf-8") == "mine"


def test_version_and_help(symderiv: Command) -> None:
    assert symderiv("--version").stdout == f"symderiv {package.__version__}\n"
    done = symderiv("--help")
    assert done.returncode == 0
    for verb in ("verify", "show", "trust", "new"):
        assert f"\n    {verb} " in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--help"], ["verify", "--help"], ["new", "fresh"]])
def test_what_does_not_import_sympy(arguments: list[str], tmp_path: Path) -> None:
    program = f"""
import contextlib, sys
import symderiv
from symderiv.cli import main
with contextlib.suppress(SystemExit):
    {arguments} and main({arguments})
print({{"sympy", "numpy", "flint"}} & set(sys.modules) or "none")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "none"


# -- terminals, pipes, signals -----------------------------------------------------------------------


def test_a_pipe_gets_no_escape_codes(write: Write, symderiv: Command) -> None:
    write("good", TRUE + FALSE + ERRATUM)
    done = symderiv("verify", TERM="xterm-256color")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr


def in_terminal(folder: Path, **environ: str) -> str:
    """What `symderiv verify` writes to a terminal."""
    return on_terminal("verify", cwd=folder.parent, **environ)[1]


def test_a_terminal_gets_a_live_line_and_colours(folder: Path, write: Write) -> None:
    write("good", TRUE)
    written = in_terminal(folder, TERM="xterm")
    live, _, table = written.rpartition("\r\x1b[K")
    assert "good:1" in live
    assert "\x1b[32mproved" in table


def test_no_color_is_honoured(folder: Path, write: Write) -> None:
    write("good", TRUE + FALSE)
    written = in_terminal(folder, TERM="xterm", NO_COLOR="1")
    codes = set(re.findall(r"\x1b\[[0-9;]*(.)", written))
    assert codes == {"K"}, "the live line is erased, and nothing is coloured"


def test_a_dumb_terminal_gets_plain_lines(folder: Path, write: Write) -> None:
    write("good", TRUE)
    written = in_terminal(folder, TERM="dumb")
    assert "\x1b" not in written
    assert "good: 1 of 1 as expected" in written


def test_a_reader_that_stops_reading(write: Write, tmp_path: Path) -> None:
    write("good", "".join(TRUE.replace('"1"', f'"{i}"') for i in range(30)))
    process = subprocess.Popen(
        [sys.executable, "-m", "symderiv", "verify"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_a_terminal_without_unicode(write: Write, symderiv: Command) -> None:
    write("good", TRUE)
    done = symderiv("verify", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert not done.stderr


def children_of(pid: int) -> set[int]:
    """The processes whose parent this is."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.add(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see the children")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_reports_what_was_finished(number: signal.Signals, write: Write, tmp_path: Path) -> None:
    marker = tmp_path / "looping"
    write("slow", TRUE + LOOP.replace("while", f"open({str(marker)!r}, 'w').close()\n    while"))
    process = subprocess.Popen(
        [sys.executable, "-m", "symderiv", "verify", "--jobs", "1", "--json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    children = children_of(process.pid)
    assert children, "the loop runs in a process of its own"
    process.send_signal(number)
    written, complaints = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in complaints
    found = json.loads(written)
    assert found["interrupted"] is True
    assert [c["id"] for c in found["derivations"][0]["claims"]] == ["slow:1"]
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
