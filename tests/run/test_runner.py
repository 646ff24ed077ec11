"""The runner with a judge of the tests' own: limits, order, and what is left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import Write

from symderiv.language.errors import UsageError
from symderiv.language.page import Claim
from symderiv.language.verdict import Evidence, Status, Verdict
from symderiv.report.document import as_dict
from symderiv.report.table import Style, duration, fitted, report, width, wrapped
from symderiv.run.finder import targets
from symderiv.run.options import Options
from symderiv.run.results import PageRun, Run
from symderiv.run.runner import run
from symderiv.run.watcher import Silent
from symderiv.run.workers import Lost, Pool, limited

PLAIN = """\
import faulthandler, os, signal, subprocess, time
from symderiv.language.page import Page, Source

page = Page("plain", title="", source=Source(""))


@page.claim("a")
def a(): return "a"
"""
MIB = 1 << 20


def judge(claim: Claim, *, records: Sequence[Any] = (), fresh: bool = False) -> Verdict:  # noqa: ARG001
    """Proves what the claim returns; a verdict, or what only looks like one, is passed on."""
    found = claim.build()
    if isinstance(found, str):
        return Verdict(Status.PROVED, Evidence.CERTIFICATE, statement=found, certificate=[["assume"]])
    return found


@pytest.fixture(autouse=True)
def workplace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The directory above the folder, the judge above, and no child left at the end."""
    module = ModuleType("symderiv.judge.records")
    module.judge = judge
    monkeypatch.setitem(sys.modules, "symderiv.judge.records", module)
    monkeypatch.chdir(folder.parent)
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def judged(write: Write) -> Callable[..., dict[str, Verdict]]:
    """Runs one page of these claims."""

    def judged(text: str, **options: object) -> dict[str, Verdict]:
        write("plain", PLAIN + text, header=False)
        return {r.claim.label: r.verdict for r in run(targets([]), Options(**options)).results}

    return judged


Judged = Callable[..., dict[str, Verdict]]


def claim(label: str, body: str) -> str:
    return f"\n@page.claim({label!r})\ndef f():\n    {body}\n"


# -- limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("faulthandler.disable(); os.kill(os.getpid(), signal.SIGSEGV)", "its process was ended by SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "its process was ended by SIGKILL"),
        ("os._exit(7)", "its process ended with exit code 7"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("os.read(0, 1) or 1 / 0", "ZeroDivisionError"),
        ("f()", "RecursionError"),
        ("return bytearray(1 << 40)", "memory exhausted"),
        (
            "from symderiv import Verdict, Status\n    return Verdict(Status.PROVED, kind=lambda: 0)",
            "cannot be sent",
        ),
    ],
)
def test_what_a_claim_does_to_its_process_is_an_error(body: str, message: str, judged: Judged) -> None:
    body = body.replace("f()", "g = lambda: g()\n    g()")
    verdicts = judged(claim("bad", body) + claim("last", "return 'b'"), jobs=1)
    assert verdicts["bad"].status is Status.ERROR
    assert message in verdicts["bad"].message
    assert verdicts["a"].status is verdicts["last"].status is Status.PROVED


def test_memory_is_limited_by_the_option(judged: Judged) -> None:
    body = f"return len(bytearray({200 * MIB})) and 'enough'"
    assert judged(claim("big", body), memory=100 * MIB)["big"].status is Status.ERROR
    assert judged(claim("big", body), memory=400 * MIB)["big"].status is Status.PROVED


def test_a_timeout_ends_what_the_claim_has_started(judged: Judged, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    body = f"p = subprocess.Popen(['sleep', '60']); open({str(note)!r}, 'w').write(str(p.pid)); p.wait()"
    verdicts = judged(claim("slow", body), timeout=1.0)
    assert verdicts["slow"].status is Status.TIMEOUT
    assert verdicts["slow"].seconds == 1.0
    assert verdicts["slow"].message == "stopped after 1 s"
    deadline = time.monotonic() + 10
    while _lives(int(note.read_text())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _lives(int(note.read_text()))


def _lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_what_a_claim_starts_can_be_stopped_by_it(judged: Judged) -> None:
    body = "p = subprocess.Popen(['sleep', '60']); p.terminate(); return str(p.wait(20))"
    assert judged(claim("starts", body))["starts"].statement == str(-signal.SIGTERM)


def test_a_claim_that_is_deaf_to_signals_is_stopped(judged: Judged) -> None:
    body = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    while True: pass"
    assert judged(claim("deaf", body), timeout=1.5)["deaf"].status is Status.TIMEOUT


# -- order, and who is told --------------------------------------------------------------------------


def test_results_stand_in_the_order_of_the_page(judged: Judged) -> None:
    later = "".join(claim(f"c{i}", f"time.sleep({0.2 if i == 0 else 0}); return 'c'") for i in range(6))
    assert list(judged(later, jobs=3)) == ["a", *(f"c{i}" for i in range(6))]


def test_the_watcher_is_told_of_everything_once(write: Write) -> None:
    class Listener(Silent):
        def __init__(self) -> None:
            self.pages: list[str] = []
            self.claims: list[str] = []

        def found(self, page: PageRun) -> None:
            self.pages.append(page.outline.name)

        def finished(self, _page: PageRun, claim: object, _verdict: Verdict) -> None:
            self.claims.append(claim.id)

    for name in ("one", "two", "three"):
        write(name, PLAIN.replace("plain", name) + claim("b", "return 'b'"), header=False)
    listener = Listener()
    run(targets([]), Options(jobs=2), listener)
    assert sorted(listener.pages) == ["one", "three", "two"]
    assert sorted(listener.claims) == [f"{n}:{c}" for n in ("one", "three", "two") for c in "ab"]


def test_a_watcher_that_raises_leaves_no_child(write: Write) -> None:
    class Broken(Silent):
        def finished(self, *_: object) -> None:
            raise ZeroDivisionError

    write("plain", PLAIN + claim("slow", "time.sleep(60)"), header=False)
    with pytest.raises(ZeroDivisionError):
        run(targets([]), Options(jobs=2), Broken())


def test_an_interrupt_keeps_what_was_finished(write: Write) -> None:
    class Impatient(Silent):
        def tick(self, running: object) -> None:
            if list(running) == ["plain:slow"]:
                os.kill(os.getpid(), signal.SIGINT)

    write("plain", PLAIN + claim("slow", "time.sleep(60)"), header=False)
    done = run(targets([]), Options(jobs=1), Impatient())
    assert done.interrupted
    assert [r.claim.label for r in done.results] == ["a"]


def test_what_was_finished_but_not_looked_at_is_kept_too(write: Write) -> None:
    class Slow(Silent):
        def finished(self, _page: PageRun, claim: object, _verdict: Verdict) -> None:
            if claim.label == "a":
                time.sleep(1)  # in which the next is finished
                raise KeyboardInterrupt

    write("plain", PLAIN + claim("b", "return 'b'") + claim("slow", "time.sleep(60)"), header=False)
    done = run(targets([]), Options(jobs=1), Slow())
    assert done.interrupted
    assert [r.claim.label for r in done.results] == ["a", "b"]


def test_certificates_stay_at_home_unless_asked_for(judged: Judged) -> None:
    assert judged("")["a"].certificate is None
    assert judged("", certificates=True)["a"].certificate == [["assume"]]


# -- loading -----------------------------------------------------------------------------------------


def test_an_edit_that_the_clock_does_not_show_is_seen(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for word in ("x", "y"):
        path = write("plain", PLAIN + claim("b", f"return {word!r}"), header=False)
        os.utime(path, (0, 0))
        assert run(targets([])).results[1].verdict.statement == word


def test_a_page_of_a_package_imports_its_neighbours(folder: Path, judged: Judged) -> None:
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "_shared.py").write_text("word = 'shared'\n", encoding="utf-8")
    text = "\nfrom derivations._shared import word as w1\nfrom ._shared import word as w2\n"
    assert judged(text + claim("b", "return w1 + w2"))["b"].statement == "sharedshared"


def test_a_loose_page_does_not_hide_the_standard_library(folder: Path, judged: Judged) -> None:
    (folder / "wave.py").write_text(PLAIN.replace("plain", "wave"), encoding="utf-8")
    assert judged(claim("b", "import wave; return wave.open.__name__"))["b"].statement == "open"


def test_labels_of_one_page_add_up(write: Write) -> None:
    path = write("plain", PLAIN, header=False)
    assert [t.labels for t in targets(["plain:a", "plain:b"])] == [("a", "b")]
    assert [t.labels for t in targets(["plain:a", str(path)])] == [()]
    assert [t.labels for t in targets([str(path), "plain:a"])] == [()]


@pytest.mark.usefixtures("write")
def test_a_folder_without_pages_is_refused(folder: Path) -> None:
    (folder / "_only.py").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="underscore"):
        targets([])


# -- the pool alone ----------------------------------------------------------------------------------


def test_the_pool_gives_a_worker_what_it_has_seen() -> None:
    asked: list[set[object]] = []
    jobs = iter([("x", 1), ("y", 2), ("z", 3)])

    def pick(seen: set[object]) -> tuple[object, int] | None:
        asked.append(set(seen))
        return next(jobs, None)

    with Pool(lambda job: job * 10, jobs=1, timeout=10, memory=1 << 32) as pool:
        assert [event for event in pool.results(pick) if event] == [(1, 10), (2, 20), (3, 30)]
    assert asked[:3] == [set(), {"x"}, {"x", "y"}]


def test_the_pool_ticks_while_it_waits() -> None:
    jobs = iter([("x", 0.5)])
    with Pool(time.sleep, jobs=1, timeout=10, memory=1 << 32) as pool:
        events = list(pool.results(lambda _: next(jobs, None), tick=0.1))
    assert events[-1] == (0.5, None)
    assert events.count(None) >= 2


def test_an_idle_worker_that_died_is_replaced() -> None:
    jobs = iter([("x", 1), ("x", 2)])
    with Pool(lambda job: (job, os.getpid()), jobs=1, timeout=10, memory=1 << 32) as pool:
        events = pool.results(lambda _: next(jobs, None))
        _, (first, pid) = next(events)
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        (_, answer), *_ = (event for event in events if event)
    assert first == 1
    assert answer[0] == 2
    assert answer[1] != pid


def test_a_worker_that_ran_out_of_memory_is_not_used_again() -> None:
    def handle(job: int) -> int:
        return os.getpid() if job else len(bytearray(1 << 40))

    jobs = iter([("x", 1), ("x", 0), ("x", 1)])
    with Pool(handle, jobs=1, timeout=10, memory=1 << 32) as pool:
        (_, before), (_, lost), (_, after) = pool.results(lambda _: next(jobs, None))
    assert lost == Lost(Status.ERROR, "memory exhausted")
    assert before != after


def test_lost_says_why() -> None:
    with Pool(lambda _: os.kill(os.getpid(), signal.SIGKILL), jobs=1, timeout=10, memory=1 << 32) as pool:
        jobs = iter([("x", 1)])
        assert list(pool.results(lambda _: next(jobs, None))) == [
            (1, Lost(Status.ERROR, "its process was ended by SIGKILL"))
        ]


def test_one_piece_of_work_under_limits() -> None:
    good = Verdict(Status.PROVED, statement="a")
    assert limited(lambda: good, 10) == good
    assert limited(lambda: time.sleep(60), 0.2).status is Status.TIMEOUT
    assert limited(lambda: bytearray(1 << 40), 10).message == "memory exhausted"


# -- what is printed ---------------------------------------------------------------------------------

UNICODE = st.text(st.characters(exclude_categories=["C"]), max_size=60)


@given(UNICODE, st.integers(1, 50))
def test_a_fitted_text_has_the_width_asked_for(text: str, columns: int) -> None:
    assert width(fitted(text, columns)) == columns


@given(UNICODE, st.integers(1, 50))
def test_wrapping_loses_no_word(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert " ".join(lines).split() == text.split()
    assert all(width(line) <= columns or " " not in line for line in lines)


@given(st.floats(0, 99_000))
def test_a_duration_takes_seven_columns_at_most(seconds: float) -> None:
    assert len(duration(seconds)) <= 7


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_of_the_report_is_too_wide(columns: int, write: Write) -> None:
    write(
        "plain",
        PLAIN.replace('title=""', 'title="A title that is rather long for a narrow terminal"').replace(
            'Source("")', 'Source("a_document_with_a_name.txt", "Assignment 5")'
        )
        + "\nfrom symderiv.language.verdict import *\n"
        + claim("a-long-label-for-a-claim", "return '∑ₖ₌₁ⁿ ' + 'aₖ + ' * 40")
        + claim("wrong", "return Verdict(Status.REFUTED, statement='x = ' * 30, witness={'x': '1'})"),
        header=False,
    )
    text = report(run(targets([])), Style(colour=False, columns=columns))
    assert max(map(width, text.splitlines())) <= columns


def test_the_summary_counts_what_the_table_shows(write: Write) -> None:
    write("plain", PLAIN + claim("b", "return 1/0"), header=False)
    done = run(targets([]))
    counts = as_dict(done)["summary"]
    assert (counts["claims"], counts["proved"], counts["error"], counts["as_expected"]) == (2, 1, 1, 1)
    text = report(done, Style(colour=False, columns=100))
    assert "2 claims: 1 proved, 1 error; 1 not as expected" in text
    assert text.count("✓") == 1
    assert text.count("✗") == 1


def test_an_interrupted_run_is_never_called_good() -> None:
    style = Style(colour=False, columns=80)
    assert report(Run(), style).startswith("0 claims; nothing was checked")
    assert report(Run(interrupted=True), style).startswith("0 claims; interrupted")


def test_a_job_that_raises_is_lost_and_says_so() -> None:
    jobs = iter([("x", 0), ("x", 2)])
    with Pool(lambda job: 1 / job, jobs=1, timeout=10, memory=1 << 32) as pool:
        lost, found = list(pool.results(lambda _: next(jobs, None)))
    assert lost == (0, Lost(Status.ERROR, "ZeroDivisionError: division by zero"))
    assert found == (2, 0.5)
