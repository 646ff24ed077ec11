"""The table of systems: right answers are told from wrong ones, and what hangs is ended."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import peers
import pytest
import sympy as sp
from identities import CONDITIONAL, FALSE, TRUE, Identity
from identities.words import p, partly, q, same, x, y, z
from peers import FAILED, NOT_ASKED, TIMEOUT, Outcome, run, tables
from systems import (
    PROVED,
    REFUTED,
    SYSTEMS,
    UNKNOWN,
    Z3,
    Alkahest,
    Answer,
    Equals,
    Fricas,
    Maxima,
    Program,
    Simplify,
    Symderiv,
    System,
    UnsaidError,
)

with sp.evaluate(False):
    SQUARE = same("square", (x + y) ** 2, x**2 + 2 * x * y + y**2, sign=x**2 - 2 * x * y + y**2)
    ROOT = partly("root", sp.sqrt(x**2), x, [x >= 0], sign=-x)
    SINE = same("sine", sp.sin(2 * z), 2 * sp.sin(z) * sp.cos(z), coefficient=sp.sin(z) * sp.cos(z))
    LOG = same("log", sp.log(p * q), sp.log(p) + sp.log(q), sign=sp.log(p) - sp.log(q))

SCRIPT = "read line; case $line in (ask) echo 'Is n zero?'; sleep 60;; esac; echo ANSWER $line"


class Scripted(System):
    """A system that does as the item's name says."""

    name = "scripted"

    def version(self) -> str | None:
        return "1"

    def decide(self, item: Identity) -> Answer:
        if item.id == "hang":
            time.sleep(60)
        if item.id == "die":
            os._exit(3)
        if item.id == "raise":
            raise ValueError("no")
        if item.id == "silent":
            raise UnsaidError("no words")
        return Answer(item.id.split("-")[0])


def answers(system: System, items: list[Identity], seconds: float = 20.0) -> list[str]:
    if system.version() is None:
        pytest.skip(f"{system.name} is not installed")
    return [o.answer for o in run(system, items, seconds)]


def outcome(answer: str, truth: str, number: int = 0, seconds: float = 0.1) -> Outcome:
    return Outcome("scripted", f"{truth}-{number}", "some", truth, answer, seconds)


# -- the systems -------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [Symderiv, Z3])
def test_systems_that_take_hypotheses(make: type[System]) -> None:
    assert answers(make(), SQUARE) == [PROVED, REFUTED]
    assert answers(make(), ROOT) == [REFUTED, PROVED, REFUTED]


def test_symderiv_brings_certificates_and_witnesses() -> None:
    true, false = run(Symderiv(), SQUARE, 20.0)
    assert (true.certificate, true.witness) == (True, False)
    assert (false.certificate, false.witness) == (False, True)


def test_simplify_proves() -> None:
    assert answers(Simplify(), [*SQUARE, *SINE]) == [PROVED, UNKNOWN, PROVED, UNKNOWN]
    assert answers(Simplify(), ROOT) == [UNKNOWN, NOT_ASKED, NOT_ASKED]


def test_equals_refutes_too() -> None:
    assert answers(Equals(), [*SQUARE, *SINE]) == [PROVED, REFUTED, PROVED, REFUTED]


def test_alkahest() -> None:
    assert answers(Alkahest(), [*SQUARE, *LOG]) == [PROVED, UNKNOWN, PROVED, UNKNOWN]


def test_maxima() -> None:
    assert answers(Maxima(), [*SINE, *LOG, ROOT[1]]) == [PROVED, UNKNOWN, PROVED, UNKNOWN, PROVED]


def test_fricas_keeps_nothing_from_one_item_to_the_next() -> None:
    with sp.evaluate(False):
        undefined = Identity("undefined", 1 / (x - x), x, FALSE)
    assert answers(Fricas(), [*SINE, undefined, *LOG]) == [PROVED, UNKNOWN, UNKNOWN, PROVED, UNKNOWN]


def test_z3_is_asked_about_the_reals_only() -> None:
    with sp.evaluate(False):
        power = same("power", p**x, p * p ** (x - 1))
        same_argument = same("congruence", sp.sin(x + y), sp.sin(y + x), sign=-sp.sin(x + y))
    assert answers(Z3(), [*SINE, *power]) == [NOT_ASKED] * 3
    assert answers(Z3(), same_argument) == [PROVED, UNKNOWN]


def test_a_program_that_asks_back_has_said_nothing_and_is_started_again() -> None:
    class Asks(Program):
        name = "asks"
        command: ClassVar = ["sh", "-c", SCRIPT]

        def version(self) -> str | None:
            return "1"

        def decide(self, item: Identity) -> Answer:
            return self.answer(f"{item.id}\n")

    items = [replace(SQUARE[0], id=name) for name in ("ask", "proved")]
    assert answers(Asks(), items) == [UNKNOWN, PROVED]


def test_each_system_has_a_name_and_says_whether_it_is_there() -> None:
    assert SYSTEMS["symderiv"]().version()
    assert all(name == make().name for name, make in SYSTEMS.items())


# -- the run -----------------------------------------------------------------------------------------


def test_an_item_that_hangs_is_ended_and_the_rest_goes_on() -> None:
    items = [replace(SQUARE[0], id=name) for name in ("hang", "proved", "hang", "refuted")]
    started = time.monotonic()
    assert answers(Scripted(), items, 0.5) == [TIMEOUT, PROVED, TIMEOUT, REFUTED]
    assert time.monotonic() - started < 10
    assert run(Scripted(), items[:1], 0.5)[0].seconds == 0.5


def test_an_item_that_kills_its_process_has_failed() -> None:
    items = [replace(SQUARE[0], id=name) for name in ("die", "raise", "silent", "unknown")]
    outcomes = run(Scripted(), items, 5.0)
    assert [o.answer for o in outcomes] == [FAILED, FAILED, NOT_ASKED, UNKNOWN]
    assert outcomes[0].note == "its process ended with exit code 3"


@pytest.mark.parametrize(
    ("answer", "truth", "wrong"),
    [
        (PROVED, TRUE, False),
        (REFUTED, TRUE, True),
        (PROVED, FALSE, True),
        (REFUTED, FALSE, False),
        (PROVED, CONDITIONAL, True),
        (TIMEOUT, TRUE, False),
    ],
)
def test_a_wrong_answer_is_counted_as_such(answer: str, truth: str, wrong: bool) -> None:
    told = "\n".join(tables([outcome(answer, truth)]))
    assert outcome(answer, truth).wrong == wrong
    assert (f"{truth}-0 ({truth}, {answer})" in told) == wrong
    (row,) = [line.split() for line in told.splitlines() if line.startswith("  scripted ") and " ms" in line]
    assert int(row[6]) == wrong


def test_the_table_counts_true_and_false_items_apart() -> None:
    said = [outcome(PROVED, TRUE), outcome(UNKNOWN, TRUE, 1, 0.3), outcome(TIMEOUT, TRUE, 2, 0.8)]
    said += [outcome(REFUTED, FALSE), outcome(NOT_ASKED, FALSE, 1, 0.0)]
    rows = [line.split() for line in tables(said) if line.startswith("  scripted ") and " ms" in line]
    assert rows[0] == "scripted 3 1 33.3 % - 0 1 1 1.2 s 300.0 ms".split()  # noqa: SIM905
    assert rows[1] == "scripted 1 1 50.0 % - 0 0 0 0.1 s 100.0 ms".split()  # noqa: SIM905


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tmp_path / "outcomes.json"
    arguments = ["--only", "symderiv,equals", "--family", "algebraic", "--json", str(found)]
    assert peers.main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("The set: the project's own; ")
    assert "True items (" in printed
    record = json.loads(found.read_text(encoding="utf-8"))
    assert {o["system"] for o in record["outcomes"]} == {"symderiv", "equals"}
    assert record["versions"]["equals"] == f"sympy {sp.__version__}"


def test_the_command_takes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "some.jsonl"
    half, one = ["Rational", 1, 2], ["Integer", 1]
    record = {
        "id": "a",
        "set": "some",
        "truth": "true",
        "how": "true",
        "lhs": ["Add", half, half],
        "rhs": one,
    }
    path.write_text(json.dumps(record), encoding="utf-8")
    assert peers.main(["--only", "simplify", "--identities", str(path)]) == 0
    assert "The set: some.jsonl; 1 true, 0 false, 0 conditional" in capsys.readouterr().out
    assert peers.main(["--identities", str(tmp_path / "none.jsonl")]) == 2


def test_the_command_says_what_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Simplify, "version", lambda _: None)
    assert peers.main(["--only", "simplify", "--family", "algebraic"]) == 0
    assert "simplify   is not installed, and left out" in capsys.readouterr().out
