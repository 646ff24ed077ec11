"""Searches made elsewhere: what returns is checked here, and believed by nobody."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from support import Command, Write, environment

from symderiv.cli import main
from symderiv.judge import records
from symderiv.language.verdict import Found, Status, Verdict, Words
from symderiv.run import outside
from symderiv.run.executor import Elsewhere
from symderiv.run.finder import targets
from symderiv.run.jobs import Job
from symderiv.run.options import Options
from symderiv.run.outside import searched
from symderiv.run.runner import run

PAGE = """
@page.claim("square")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)


@page.claim("false")
def false():
    return eq((a + b)**2, a**2 + b**2)


@page.claim("other", given=[lambda: eq(a, 2*b)])
def other():
    return eq(a**2, 4*b**2)


@page.claim("rests", given=["square"])
def rests():
    return eq((a + b)**2 - b**2, a**2 + 2*a*b)


@page.claim("open")
def open_():
    return le(0, 1 + a**2*b**4 + a**4*b**2 - 3*a**2*b**2)
"""
OPEN = "from symderiv import le\n"
EXPECTED = {
    "square": Status.PROVED,
    "false": Status.REFUTED,
    "other": Status.PROVED,
    "rests": Status.PROVED,
    "open": Status.UNDECIDED,
}
Change = Callable[[dict[str, Any]], Any]


class Workers(Executor):
    """Searches at once, and changes what was found before it is returned."""

    def __init__(self, change: Change = json.dumps) -> None:
        self.change = change
        self.jobs: list[str] = []

    def submit(self, work: Any, /, job: Job) -> Future[Any]:  # type: ignore[override]
        future: Future[Any] = Future()
        self.jobs.append(job.path.stem)
        try:
            future.set_result(self.change(json.loads(searched(job, work.keywords["words"]))))
        except ZeroDivisionError as error:
            future.set_exception(error)
        return future


@pytest.fixture(autouse=True)
def page(write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("page", OPEN + PAGE)
    monkeypatch.chdir(folder.parent)


def verdicts(executor: Executor, **options: Any) -> dict[str, Verdict]:
    """What a run with the executor says, by label; nothing is remembered from other runs."""
    found = run(targets([]), Options(jobs=1, elsewhere=lambda: opened(executor), **options))
    return {r.claim.label: r.verdict for r in found.results}


@contextmanager
def opened(executor: Executor) -> Iterator[Elsewhere]:
    yield Elsewhere(executor, lambda: 2)


def told(v: Verdict) -> tuple[Any, ...]:
    return v.status, v.statement, v.given, v.conditions, v.evidence, v.axioms, v.witness, v.sides, v.message


def test_the_verdicts_are_those_of_a_search_here() -> None:
    workers = Workers()
    found = verdicts(workers, update=True)
    here = {r.claim.label: r.verdict for r in run(targets([]), Options(fresh=True)).results}
    assert {label: told(v) for label, v in found.items()} == {label: told(v) for label, v in here.items()}
    assert {label: v.status for label, v in found.items()} == EXPECTED
    assert {v.found for v in found.values()} == {Found.SEARCHED}
    assert {v.stale for v in found.values()} == {None}
    assert len(workers.jobs) == 5


def test_what_is_decided_is_kept_and_not_asked_for_again() -> None:
    first, second, third = Workers(), Workers(), Workers()
    assert {label: v.status for label, v in verdicts(first).items()} == EXPECTED
    found = verdicts(second)
    assert {label: v.status for label, v in found.items()} == EXPECTED
    assert {label for label, v in found.items() if v.found is Found.CHECKED} == {*EXPECTED} - {"open"}
    assert {label: v.status for label, v in verdicts(third, fresh=True).items()} == EXPECTED
    assert [len(workers.jobs) for workers in (first, second, third)] == [5, 1, 5]


# -- what returns is changed on the way --------------------------------------------------------------


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    """A record with the digest that it would have."""
    return records._sealed({name: part for name, part in record.items() if name != "digest"})


def changed(place: str, value: Any) -> Change:
    """The record of what was found with a part exchanged, and its digest made to fit."""

    def change(found: dict[str, Any]) -> str:
        if found["record"] is not None and place in found["record"]:
            found["record"] = sealed({**found["record"], place: value(found["record"][place])})
        return json.dumps(found)

    return change


def a_proof(statement: str = "square") -> dict[str, Any]:
    job = Job(0, targets([])[0].path, [*EXPECTED].index(statement))
    return json.loads(searched(job, Words.LATEX))["record"]


def always(record: Callable[[], Any], verdict: str = "proved") -> Change:
    def change(found: dict[str, Any]) -> str:
        return json.dumps({**found, "verdict": verdict, "record": record()})

    return change


def without_last_step(certificate: dict[str, Any]) -> dict[str, Any]:
    return {**certificate, "steps": certificate["steps"][:-1]}


LIES: dict[str, Change] = {
    "the proof of another claim": always(a_proof),
    "a counterexample of another claim": always(lambda: a_proof("false"), "refuted"),
    "a proof of what is false, called so": always(lambda: sealed({**a_proof("other"), "verdict": "proved"})),
    "a step less": changed("certificate", without_last_step),
    "no steps": changed("certificate", lambda c: {**c, "steps": []}),
    "a condition that nothing needs": changed("conditions", lambda _: [["eq", ["var", "a"], ["num", "0"]]]),
    "a counterexample without values": changed("counterexample", lambda _: {}),
    "damage without a digest": lambda found: json.dumps({**found, "record": {"verdict": "proved"}}),
    "a record that is a number": always(lambda: 3),
    "an error": lambda found: json.dumps({**found, "verdict": "error", "record": None}),
    "a proof without any record": lambda found: json.dumps({**found, "verdict": "proved", "record": None}),
    "no JSON": lambda _: "proved",
    "no text": lambda _: None,
    "a verdict": lambda _: Verdict(Status.PROVED),
    "another format": lambda found: json.dumps({**found, "format": "symderiv-found/9"}),
    "a list": lambda _: "[]",
    "nested too deeply": lambda _: "[" * 100_000,
    "an exception": lambda _: 1 / 0,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_worker_that_lies_changes_no_verdict(lie: str) -> None:
    found = verdicts(Workers(LIES[lie]))
    assert {label: v.status for label, v in found.items() if label != "open"} == {
        label: status for label, status in EXPECTED.items() if label != "open"
    }
    assert found["open"].status is Status.UNDECIDED
    assert any(v.stale for v in found.values())


def test_what_cannot_be_checked_is_said_and_searched_here() -> None:
    found = verdicts(Workers(lambda _: 1 / 0))
    assert found["square"].stale == "elsewhere: error: ZeroDivisionError: division by zero"
    assert found["square"].found is Found.SEARCHED
    assert verdicts(Workers(lambda _: "[]"), fresh=True)["square"].stale == "what was returned cannot be read"


@pytest.mark.parametrize("word", ["undecided", "timeout"])
def test_that_nothing_was_found_is_taken_over(word: str) -> None:
    def change(found: dict[str, Any]) -> str:
        return json.dumps({**found, "verdict": word, "message": "too hard for me", "record": None})

    found = verdicts(Workers(change))["square"]
    assert (str(found.status), found.message) == (word, "too hard for me")
    assert found.statement == "(a + b)² = a² + 2a·b + b²"


def test_what_a_claim_does_to_its_process_is_held_there(write: Write) -> None:
    """With threads as workers: a claim is searched in a process of its own all the same."""
    write("page", "import os\n" + PAGE.partition("\n\n\n")[0] + KILLER)
    with ThreadPoolExecutor(2) as threads:
        found = verdicts(threads, timeout=20.0)
    assert found["square"].status is Status.PROVED
    assert found["killer"].message == "its process ended with exit code 9"
    assert found["killer"].status is Status.ERROR


KILLER = """

@page.claim("killer")
def killer():
    os._exit(9)
"""


# -- Dask --------------------------------------------------------------------------------------------

NEEDS_DASK = pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed")
SLOW = """
import os, time


def note():
    if name := os.environ.get("WORKER_NAME"):
        with open(os.environ["NOTES"], "a") as file:
            file.write(f"{name}\\n")
        time.sleep(0.4)

"""
EACH = """
@page.claim("{n}")
def claim():
    note()
    return eq((a + {n}*b)**2, a**2 + {n}*2*a*b + {n}**2*b**2)

"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler on loopback, and three workers of one thread each."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    commands = [["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]]
    worker = ["distributed.cli.dask_worker", f"tcp://{address}", "--no-nanny", "--nthreads", "1"]
    commands += [[*worker, "--name", name] for name in "xyz"]
    started = [_started(command, tmp_path) for command in commands]
    yield address, started[1:]
    for process in reversed(started):
        process.terminate()
        process.wait(20)


def _started(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    environ = environment(WORKER_NAME=command[-1], NOTES=str(folder / "notes"))
    with (folder / "cluster.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *command, "--no-dashboard"],
            cwd=folder,
            env=environ,
            stdout=log,
            stderr=log,
        )


@NEEDS_DASK
def test_a_cluster_of_which_a_worker_is_killed_on_the_way(
    write: Write, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    write("page", SLOW + "".join(EACH.format(n=n) for n in range(2, 22)) + FALSE)
    address, workers = cluster
    process = subprocess.Popen(
        [sys.executable, "-m", "symderiv", "verify", "--json", "--executor", f"dask://{address}"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    notes = tmp_path / "notes"
    deadline = time.monotonic() + 60
    while not notes.exists() or {*notes.read_text().split()} != {*"xyz"}:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, (tmp_path / "cluster.log").read_text()
        time.sleep(0.05)
    os.kill(workers[1].pid, signal.SIGKILL)
    output, errors = process.communicate(timeout=90)
    claims = json.loads(output)["derivations"][0]["claims"]
    assert {c["label"]: c["verdict"] for c in claims} == {
        **{str(n): "proved" for n in range(2, 22)}, "false": "refuted",
    }, errors  # fmt: skip
    assert {c["found"] for c in claims} == {"searched"}
    assert {c["stale"] for c in claims} == {None}
    assert process.returncode == 1  # for what is false
    assert workers[1].wait(10) == -signal.SIGKILL
    assert len(notes.read_text().split()) >= 20


FALSE = """
@page.claim("false")
def false():
    return eq((a + b)**2, a**2 + b**2)
"""


@NEEDS_DASK
def test_a_cluster_that_is_not_there_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outside, "PATIENCE", 1)
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["verify", "--executor", f"dask://{address}"]) == 2
    assert f"no scheduler of Dask answers at {address}" in capsys.readouterr().err


def test_without_dask_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["verify", "--executor", "dask://127.0.0.1:1"]) == 2
    assert "pip install 'symderiv[dask]'" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["dask://", "dask://host", "tcp://host:1", "host:1", "dask://host:port", ""])
def test_an_executor_that_is_none_is_a_wrong_call(text: str, symderiv: Command) -> None:
    done = symderiv("verify", "--executor", text)
    assert done.returncode == 2
    assert f"dask://HOST:PORT is expected, not {text!r}" in done.stderr
