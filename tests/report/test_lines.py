"""The report as lines: each claim as soon as it is judged, told as in the report that is one object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import Command, Write

from symderiv.report import schema
from symderiv.report.document import as_dict
from symderiv.report.lines import Lines
from symderiv.run.finder import targets
from symderiv.run.options import Options
from symderiv.run.results import Run
from symderiv.run.runner import run
from symderiv.run.watcher import Several, Silent

PAGE = """
@page.erratum("1")
def printed():
    return eq(a*(a + b), a**2 + b)


@page.claim("1-corrected")
def corrected():
    return eq(a*(a + b), a**2 + a*b)


@page.erratum("2")
def printed_worse():
    return eq((a + b)**2, a**2 + b**2)


@page.claim("2-corrected")
def corrected_badly():
    return eq((a + b)**2, a**2 + b**2 + 3*a*b)


@page.claim("3", given=["1-corrected"])
def step():
    return eq(a*(a + b) - a**2, a*b)


@page.experiment(seed=1)
def measured(rng):
    from symderiv import Measurement, Outcome
    return Outcome([Measurement.within("m", 1, expected=1, tolerance=0, reason="exact")])
"""
BROKEN = "x = 1\n"


@pytest.fixture(autouse=True)
def pages(write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("page", PAGE)
    write("broken", BROKEN, header=False)
    monkeypatch.chdir(folder.parent)


def as_lines(**options: Any) -> tuple[list[dict[str, Any]], Run]:
    written: list[str] = []
    lines = Lines(written.append)
    found = run(targets([]), Options(brief=True, **options), lines)
    lines.end(found)
    assert all(line.endswith("\n") and "\n" not in line[:-1] for line in written)
    return [json.loads(line) for line in written], found


def timeless(data: Any) -> Any:
    """The same without what differs from run to run."""
    if isinstance(data, dict):
        return {
            key: timeless(part) for key, part in data.items() if key not in ("seconds", "found", "checked")
        }
    return [timeless(part) for part in data] if isinstance(data, list) else data


@pytest.mark.parametrize("jobs", [1, 3])
def test_lines_tell_what_the_object_tells(jobs: int) -> None:
    lines, _ = as_lines(jobs=jobs)
    whole = as_dict(run(targets([]), Options(jobs=jobs)))
    head, *middle, last = timeless(lines)
    assert head == {"format": "symderiv-lines/1", "versions": whole["versions"]}
    assert last == timeless({"summary": whole["summary"], "interrupted": False})
    told: dict[str, list[Any]] = {"claim": [], "experiment": [], "derivation": []}
    for line in middle:
        ((name, data),) = line.items()
        told[name].append(data)
    pages = timeless(whole["derivations"])
    claims = [claim for page in pages for claim in page.pop("claims")]
    trials = [trial for page in pages if (trial := page.pop("experiment")) is not None]
    assert sorted(told["claim"], key=lambda c: c["id"]) == sorted(claims, key=lambda c: c["id"])
    assert (told["experiment"], told["derivation"]) == (trials, pages)
    assert len(claims) == 5


def test_a_claim_follows_the_schema_of_the_report() -> None:
    claim_schema = {**schema(), "$ref": "#/$defs/claim"}
    for name in ("type", "properties", "required", "additionalProperties"):
        claim_schema.pop(name, None)
    lines, _ = as_lines()
    claims = [line["claim"] for line in lines if "claim" in line]
    for claim in claims:
        jsonschema.validate(claim, claim_schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**claims[0], "verdict": "perhaps"}, claim_schema)


def test_an_erratum_is_told_once_its_correction_is_known() -> None:
    events: list[tuple[str, str]] = []

    class Noting(Silent):
        def finished(self, _page: object, claim: Any, _verdict: object) -> None:
            events.append(("judged", claim.label))

    def write(line: str) -> None:
        if (claim := json.loads(line).get("claim")) is not None:
            events.append(("told", claim["label"]))
            told[claim["label"]] = claim

    told: dict[str, dict[str, Any]] = {}
    found = run(targets(["page"]), Options(brief=True, jobs=1), Several(Noting(), Lines(write)))
    assert (
        events.index(("judged", "1")) < events.index(("judged", "1-corrected")) < events.index(("told", "1"))
    )
    assert events.index(("told", "1")) < events.index(("judged", "2-corrected")), "while the run goes on"
    assert told["1"]["as_expected"]
    assert "its correction '2-corrected' is refuted" in told["2"]["message"]
    assert not found.all_as_expected


def test_what_was_told_is_not_kept_but_for_what_counts() -> None:
    _, found = as_lines()
    verdicts = {c.claim.label: c.verdict for c in found.results}
    assert {v.statement for v in verdicts.values()} == {""}
    assert {v.certificate for v in verdicts.values()} == {None}
    assert [label for label, v in verdicts.items() if v.formulas is not None] == [
        "1-corrected"
    ]  # it is cited


@pytest.mark.parametrize("locked", [True, False])
def test_records_are_not_kept_in_memory(locked: bool) -> None:
    _, found = as_lines(locked=locked)
    assert [page.records for page in found.pages] == [{}, {}]
    assert Path("derivations/.symderiv").exists() is not locked


def test_what_was_searched_is_kept_in_files_all_the_same() -> None:
    as_lines()
    lines, _ = as_lines()
    assert {line["claim"]["found"] for line in lines if "claim" in line} == {"checked"}


def test_an_interrupted_run_tells_what_it_has(write: Write) -> None:
    slow = "def corrected():\n    import time; time.sleep(60)"
    write("page", PAGE.replace("def corrected():", slow))
    written: list[str] = []
    lines = Lines(written.append)

    class Impatient(Silent):
        def finished(self, _page: object, claim: Any, _verdict: object) -> None:
            if claim.label == "1":
                raise KeyboardInterrupt

    found = run(targets(["page"]), Options(brief=True, jobs=1), Several(lines, Impatient()))
    lines.end(found)
    told = [json.loads(line) for line in written]
    assert told[-1]["interrupted"]
    (claim,) = [line["claim"] for line in told if "claim" in line]
    assert (claim["label"], claim["message"]) == ("1", "refuted, but there is no verdict on '1-corrected'")


def test_the_command_writes_them_alone_on_standard_output(symderiv: Command) -> None:
    done = symderiv("verify", "--json-lines")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, told[-1]["summary"]["claims"]) == (1, 5)
    assert "page: 3 of 5 as expected" in done.stderr
    assert symderiv("verify", "--json", "--json-lines").returncode == 2
