"""Experiments: how they are run and reported, what the shipped ones measure, and that each can fail."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT, Command, Write, environment
from sympy import MatrixSymbol, eye, symbols, zeros

from derivations import _difference_orders as differences
from derivations import _langevin_simulation as langevin
from symderiv import Measurement, Outcome, Page, Source, allowed_errors
from symderiv.language.errors import PageError
from symderiv.language.experiment import Measurement as Defined
from symderiv.report.show import details
from symderiv.report.table import Style, report, width
from symderiv.run.finder import outline, targets
from symderiv.run.options import Options
from symderiv.run.runner import run
from symderiv.run.watcher import Silent

HEADER = """
from symderiv import Measurement, Outcome

"""
GOOD = """
@page.experiment(seed=7)
def thrown(rng):
    \"\"\"The average of many throws.

    And more of it.\"\"\"
    throws = rng.integers(1, 7, size=10_000)
    error = throws.std() / 100
    average = Measurement.sampled(
        "average", throws.mean(), expected=3.5, standard_error=error, allowed=5, reason="many throws"
    )
    return Outcome([average], {"first": throws[:3]})
"""
CLAIM = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)
"""


def experiment(body: str) -> str:
    return f"{HEADER}\n@page.experiment(seed=0)\ndef measure(rng):\n    {body}\n"


def found(done: subprocess.CompletedProcess[str]) -> dict:
    """The experiment of the only page of a JSON report."""
    (page,) = json.loads(done.stdout)["derivations"]
    return page["experiment"]


# -- measurements ------------------------------------------------------------------------------------


def test_a_measurement_passes_within_its_margin_only() -> None:
    for value, passed in [(1.9, True), (2.1, True), (1.89, False), (2.11, False), (math.nan, False)]:
        m = Measurement.within("m", value, expected=2, tolerance=0.1 + 1e-12, reason="r")
        assert m.passed is passed
        assert m.false_alarm == 0
    assert not Measurement.within("m", math.inf, expected=2, tolerance=1, reason="r").passed


@given(st.floats(1e-12, 0.5), st.integers(1, 1000))
def test_the_allowed_errors_have_the_chance_they_were_asked_for(chance: float, number: int) -> None:
    allowed = allowed_errors(chance, number)
    one = Measurement.sampled("m", 0, expected=0, standard_error=2, allowed=allowed)
    assert one.margin == 2 * allowed
    assert Outcome([one] * number).false_alarm == pytest.approx(chance, rel=1e-6)


def test_the_chance_of_a_false_alarm_is_a_chance() -> None:
    weak = Measurement.sampled("m", 0, expected=0, standard_error=1, allowed=0.1)
    assert weak.false_alarm == pytest.approx(0.92034, rel=1e-4)
    assert Outcome([weak, weak]).false_alarm == 1


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_what_cannot_be_a_standard_error_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="m: a standard error"):
        Measurement.sampled("m", 0, expected=0, standard_error=bad, allowed=1)
    with pytest.raises(ValueError, match="m: a standard error"):
        Measurement.sampled("m", 0, expected=0, standard_error=1, allowed=bad)


@pytest.mark.parametrize(("expected", "tolerance"), [(math.nan, 1), (math.inf, 1), (0, -1), (0, math.nan)])
def test_what_cannot_be_expected_is_refused(expected: float, tolerance: float) -> None:
    with pytest.raises(ValueError, match="m: an expected number"):
        Measurement.within("m", 0, expected=expected, tolerance=tolerance, reason="r")


def test_an_outcome_measures_something_and_holds_plain_numbers() -> None:
    with pytest.raises(ValueError, match="one measurement at least"):
        Outcome([])
    m = Measurement.within("m", np.float32(1), expected=1, tolerance=0, reason="r")
    outcome = Outcome([m, replace(m, value=2.0)], {"s": np.arange(2)})
    assert type(m.value) is float
    assert (outcome.series, outcome.passed) == ({"s": [0.0, 1.0]}, False)
    assert Defined is Measurement


# -- on a page ---------------------------------------------------------------------------------------


def page() -> Page:
    return Page("p", title="", source=Source(""))


def test_registering_an_experiment_runs_nothing() -> None:
    made = page()

    @made.experiment(seed=3)
    def measure(_rng: object) -> None:
        """What it says."""
        raise AssertionError

    assert made.experiments == [measure]
    assert (measure.id, measure.text, measure.seed) == ("p:experiment", "What it says.", 3)
    assert list(made.problems()) == []
    with pytest.raises(AssertionError):
        measure.run()


@pytest.mark.parametrize("seed", [-1, 1.5, True, None, "1"])
def test_a_seed_is_a_natural_number(seed: object) -> None:
    with pytest.raises(PageError, match="the seed of an experiment"):
        page().experiment(seed=seed)


def test_a_seed_gives_the_same_numbers_again() -> None:
    made = page()

    @made.experiment(seed=3)
    def measure(rng: np.random.Generator) -> Outcome:
        return Outcome([Measurement.within("m", rng.random(), expected=0, tolerance=1, reason="r")])

    assert measure.run() == measure.run()


def test_a_second_experiment_and_a_claim_of_that_label_are_problems() -> None:
    made = page()
    made.experiment(seed=0)(lambda _: None)
    made.experiment(seed=1)(lambda _: None)
    made.claim("experiment")(lambda: None)
    messages = [message for _, message in made.problems()]
    assert len(messages) == 2
    assert "one experiment at most" in messages[0]
    assert "'experiment' is the name of the page's experiment" in messages[1]
    assert outline(ROOT / "p.py", made).experiment.seed == 0


# -- run and reported --------------------------------------------------------------------------------


def test_a_page_of_an_experiment_alone(write: Write, symderiv: Command) -> None:
    write("dice", HEADER + GOOD)
    done = symderiv("verify")
    assert done.returncode == 0
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("  experiment")]
    assert "The average of many throws." in row
    assert "And more" not in row
    assert "passed    ✓  1 of 1" in row
    assert "dice: experiment passed" in done.stdout
    assert "0 claims; 1 experiment, 1 passed; all as expected" in done.stdout


def test_an_experiment_in_json(write: Write, symderiv: Command) -> None:
    write("dice", CLAIM + HEADER + GOOD)
    done = symderiv("verify", "--json")
    assert done.returncode == 0
    got = found(done)
    assert (got["id"], got["seed"], got["status"], got["passed"]) == ("dice:experiment", 7, "passed", True)
    assert got["message"] is None
    assert got["file"] == "derivations/dice.py"
    (m,) = got["measurements"]
    assert (m["name"], m["expected"], m["allowed"], m["passed"]) == ("average", 3.5, 5, True)
    assert m["reason"] == "many throws"
    assert m["margin"] == 5 * m["standard_error"]
    assert got["false_alarm"] == m["false_alarm"] == pytest.approx(5.733e-7, rel=1e-3)
    assert len(got["series"]["first"]) == 3
    summary = json.loads(done.stdout)["summary"]
    assert (summary["claims"], summary["experiments"], summary["experiments_passed"]) == (1, 1, 1)


def test_a_failing_experiment_fails_the_run(write: Write, symderiv: Command) -> None:
    path = write("dice", CLAIM + HEADER + GOOD.replace("expected=3.5", "expected=4"))
    done = symderiv("verify")
    assert done.returncode == 1
    assert "failed    ✗  0 of 1" in done.stdout
    assert "1 claim: 1 proved; 1 experiment, 0 passed; 1 experiment not passed" in " ".join(
        done.stdout.split()
    )
    line = path.read_text(encoding="utf-8").splitlines().index("@page.experiment(seed=7)") + 1
    assert f"dice:experiment  derivations/dice.py:{line}" in done.stdout
    assert "expected 4.000 ± 0.0" in done.stdout
    assert "5 standard errors, many throws" in " ".join(done.stdout.split())
    assert found(symderiv("verify", "--json"))["status"] == "failed"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("1 / 0", "error", "ZeroDivisionError: division by zero"),
        ("return 3", "error", "an experiment returns an Outcome; met int"),
        ("return Outcome([])", "error", "one measurement at least"),
        ("raise SystemExit(0)", "error", "SystemExit: 0"),
        ("bytearray(1 << 40)", "error", "memory exhausted"),
        ("import os; os._exit(0)", "error", "its process ended with exit code 0"),
        ("return Outcome([Measurement('m', 0, 0, 0, lambda: 0)])", "error", "cannot be sent"),
        ("while True: pass", "timeout", "stopped after 2 s"),
        ("no_such_name", "error", "NameError"),
    ],
)
def test_an_experiment_without_an_outcome(
    body: str, status: str, message: str, write: Write, symderiv: Command
) -> None:
    write("dice", CLAIM + experiment(body))
    done = symderiv("verify", "--json", "--timeout", "2")
    got = found(done)
    assert done.returncode == 1
    assert (got["status"], got["passed"], got["measurements"]) == (status, False, [])
    assert message in got["message"]
    assert json.loads(done.stdout)["derivations"][0]["claims"][0]["verdict"] == "proved"
    assert "Traceback" not in done.stderr


def test_the_line_that_raised_is_named(write: Write, symderiv: Command) -> None:
    path = write("dice", experiment("x = 1\n    return x / 0"))
    line = path.read_text(encoding="utf-8").splitlines().index("    return x / 0") + 1
    done = symderiv("verify")
    assert done.returncode == 1
    assert f"derivations/dice.py:{line}: ZeroDivisionError" in done.stdout


def test_numbers_that_json_has_not(write: Write, symderiv: Command) -> None:
    bad = "Measurement.within('m', float('nan'), expected=0, tolerance=0, reason='r')"
    write("dice", experiment(f"return Outcome([{bad}], {{'s': [float('inf'), 1]}})"))
    done = symderiv("verify", "--json")
    assert done.returncode == 1
    assert "NaN" not in done.stdout
    assert "Infinity" not in done.stdout
    assert found(done)["measurements"][0]["value"] is None
    assert found(done)["series"] == {"s": [None, 1.0]}
    assert "m: nan, expected 0.000 ± 0.000 (r)" in symderiv("verify").stdout


def test_an_experiment_is_selected_by_its_label(write: Write, symderiv: Command) -> None:
    write("dice", CLAIM + HEADER + GOOD)
    write("other", CLAIM)
    for arguments, claims, experiments in [
        ([], 2, 1),
        (["dice:experiment"], 0, 1),
        (["dice:1"], 1, 0),
        (["dice:1", "dice:experiment"], 1, 1),
        (["-k", "EXPERIMENT"], 0, 1),
        (["-k", "dice"], 1, 1),
        (["other"], 1, 0),
    ]:
        done = symderiv("verify", "--json", *arguments)
        summary = json.loads(done.stdout)["summary"]
        assert (done.returncode, summary["claims"], summary["experiments"]) == (0, claims, experiments)
    missing = symderiv("verify", "dice:experimnt")
    assert missing.returncode == 2
    assert "did you mean experiment?" in missing.stderr
    none = symderiv("verify", "other:experiment")
    assert none.returncode == 2
    assert "other has no claim 'experiment'" in none.stderr


def test_show_tells_all_of_it(write: Write, symderiv: Command) -> None:
    write("dice", CLAIM + HEADER + GOOD)
    shown = symderiv("show", "dice")
    assert shown.returncode == 0
    text = " ".join(shown.stdout.split())
    for part in (
        "dice:1 equation",
        "dice:experiment experiment, derivations/dice.py:",
        "The average of many throws. And more of it.",
        "verdict passed ✓",
        "seed 7",
        "measured ✓ average: 3.",
        "expected 3.500 ± 0.085",
        "margins 5 standard errors, many throws",
        "fails in at most 6e-07 of all runs",
    ):
        assert part in text
    assert "dice:1" not in symderiv("show", "dice:experiment").stdout
    assert "dice:experiment" not in symderiv("show", "dice:1").stdout


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_too_wide(
    columns: int, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = (
        "Measurement.within('a name of some length', 2, expected=1, tolerance=1e-9, reason='a reason ' * 9)"
    )
    write("dice", experiment(f"'{'What is measured. ' * 9}'\n    return Outcome([{long}] * 2)"))
    monkeypatch.chdir(folder.parent)
    done = run(targets([]))
    assert done.trials[0].word == "failed"
    style = Style(colour=False, columns=columns)
    for text in (report(done, style), details(done, style)):
        assert max(map(width, text.splitlines())) <= columns


def test_an_interrupted_experiment_is_not_finished(
    write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(Silent):
        def tick(self, running: object) -> None:
            if list(running) == ["dice:experiment"]:
                os.kill(os.getpid(), signal.SIGINT)

    write("dice", experiment("import time; time.sleep(60)"))
    monkeypatch.chdir(folder.parent)
    done = run(targets([]), Options(jobs=1), Impatient())
    assert done.interrupted
    assert done.trials == []
    text = report(done, Style(colour=False, columns=80))
    assert "0 claims; interrupted; 1 not finished" in text
    assert "all as expected" not in text


def test_the_experiment_that_the_docs_write_out_passes() -> None:
    blocks = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8").split("```python\n")
    (block,) = (b.partition("```")[0] for b in blocks if b.startswith("@page.experiment"))
    made = page()
    exec(block, {"page": made, "Outcome": Outcome, "Measurement": Measurement})  # noqa: S102 - it is ours
    assert made.experiments[0].run().passed


# -- the shipped ones --------------------------------------------------------------------------------

SHIPPED = {"gradient_check": differences, "langevin_batch": langevin}


@pytest.mark.parametrize("name", SHIPPED)
def test_importing_a_page_does_not_import_its_experiment(name: str) -> None:
    code = f"import sys, derivations.{name}; print('numpy' in sys.modules, *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("False")
    assert SHIPPED[name].__name__ not in done.stdout


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("seed", range(3))
def test_a_shipped_experiment_passes_whatever_its_seed(name: str, seed: int) -> None:
    outcome = SHIPPED[name].outcome(np.random.default_rng(seed))
    assert [m.name for m in outcome.measurements if not m.passed] == []
    assert outcome.false_alarm < 1e-5


def failures(module: object) -> Iterator[str]:
    """The names of what fails, at a seed."""
    outcome = module.outcome(np.random.default_rng(11))
    return (m.name for m in outcome.measurements if not m.passed)


def planted(monkeypatch: pytest.MonkeyPatch, name: str, **wrong: object) -> list[str]:
    """What fails once a loss has been changed."""
    losses = tuple(replace(f, **wrong) if f.name == name else f for f in differences.LOSSES)
    monkeypatch.setattr(differences, "LOSSES", losses)
    return list(failures(differences))


# -- orders of differences


@pytest.mark.parametrize("loss", differences.LOSSES, ids=lambda f: f.name)
@pytest.mark.parametrize("side", ["forward", "central"])
@pytest.mark.parametrize("change", [-1, 1])
def test_a_wrong_order_fails(
    loss: differences.Loss, side: str, change: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = getattr(loss, side)
    wrong = 3 if order is None else order + change
    assert planted(monkeypatch, loss.name, **{side: wrong}) == [f"{loss.name}, {side} slope"]


def test_an_order_that_is_said_to_be_none_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = planted(monkeypatch, "quartic", central=None)
    assert wrong == ["quartic, central error/rounding bound"]


@pytest.mark.parametrize("loss", differences.LOSSES, ids=lambda f: f.name)
def test_a_wrong_gradient_fails(loss: differences.Loss, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = planted(monkeypatch, loss.name, slope=lambda z: 1.0001 * loss.slope(z))
    assert f"{loss.name}, forward slope" in wrong
    assert len([w for w in wrong if "central" in w]) >= 1


def test_values_in_single_precision_have_another_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    def single(z: np.ndarray) -> np.ndarray:
        found = np.exp(z)
        return found if np.iscomplexobj(z) else found.astype(np.float32).astype(np.float64)

    wrong = planted(monkeypatch, "exponential", f=single)
    assert {f"exponential, {side} log₂(floor/u|L|)" for side in ("forward", "central")} <= set(wrong)


def test_the_margins_of_the_slopes_tell_one_order_from_the_next() -> None:
    outcome = differences.outcome(np.random.default_rng(0))
    margins = [m.margin for m in outcome.measurements if m.name.endswith("slope")]
    assert len(margins) == 2 * len(differences.LOSSES) - 1
    assert max(margins) < 0.01
    assert all(m.margin < 8 for m in outcome.measurements)


@pytest.mark.parametrize("loss", differences.LOSSES, ids=lambda f: f.name)
def test_the_coefficients_are_those_of_the_gradient_and_of_a_sum(loss: differences.Loss) -> None:
    rng = np.random.default_rng(0)
    x = np.eye(differences.N)
    w, u = loss.at * rng.standard_normal(differences.N), np.eye(differences.N)
    a = differences.coefficients(loss, x, w, u)
    assert np.allclose(a[:, 0], differences.value(loss, x, w), rtol=0, atol=1e-12)
    assert np.allclose(a[:, 1], differences.gradient(loss, x, w), rtol=0, atol=1e-12)
    assert np.allclose(a.sum(axis=1), [differences.value(loss, x, w + v) for v in u], rtol=0, atol=1e-7)


# -- the Langevin update


def test_the_covariance_after_an_update_is_what_the_equation_says() -> None:
    # E of Phi' Phi'^T, term by term, for any H, S, Q of size 2: nothing is assumed of S.
    dt = symbols("dt", positive=True)
    h, s, q = (MatrixSymbol(name, 2, 2).as_explicit() for name in "HSQ")
    h = h.subs(h[1, 0], h[0, 1])
    pull = eye(2) - dt * h
    change = pull * s * pull.T + dt * q - s
    assert (change - dt * (q - h * s - s * h + dt * h * s * h)).expand() == zeros(2)


@given(st.floats(0.05, 0.6), st.floats(-0.4, 0.4))
def test_the_solution_is_left_as_it_is_by_an_update(dt: float, off: float) -> None:
    h = np.array([[1.5, off], [off, 0.7]])
    s = langevin.stationary(h, langevin.SIGMA, dt)
    pull = np.eye(2) - dt * h
    assert np.allclose(pull @ s @ pull.T + dt * langevin.SIGMA, s, rtol=1e-12, atol=0)
    assert np.allclose(s, s.T, rtol=1e-12, atol=0)


def test_in_one_dimension_the_solution_is_the_known_one() -> None:
    s = langevin.stationary(np.array([[2.0]]), np.array([[3.0]]), 0.25)
    assert s == pytest.approx(3 / (2 * 2 - 0.25 * 4))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda h, q, _dt: langevin_stationary(h, q, 0.0),
        lambda h, q, dt: langevin_stationary(h, q, -dt),
        lambda h, q, dt: langevin_stationary(h, q, dt / 2),
        lambda h, q, dt: langevin_stationary(h, q, dt) * 1.05,
        lambda h, q, dt: langevin_stationary(h, q, dt) * np.array([[1, -1], [-1, 1]]),
    ],
    ids=["no term in dt", "its sign", "half of it", "five percent", "the sign beside the diagonal"],
)
def test_a_wrong_equation_fails(wrong: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(langevin, "stationary", wrong)
    assert list(failures(langevin))


langevin_stationary = langevin.stationary


def test_a_learning_rate_that_does_not_grow_with_the_batch_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(langevin.Setting, "eta", langevin.ETA_0)
    monkeypatch.setattr(langevin, "expected", wrong_but_the_same(langevin.expected))
    wrong = list(failures(langevin))
    assert any("B = 4 less B = 1, Δt = 0.25" in name for name in wrong)


def wrong_but_the_same(expected: object) -> object:
    """The right S for a batch of one, said of every batch."""
    return lambda setting, dt: expected(replace(setting, batch=1), dt)


def test_a_simulation_that_starts_too_late_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chains that are read after one update are far from stationary."""
    monkeypatch.setattr(langevin, "ceil", lambda _: 1)
    assert len(list(failures(langevin))) >= len(langevin.ENTRIES)


def test_the_standard_errors_are_those_of_repeated_runs() -> None:
    setting = langevin.Setting(1, 0.25)
    runs = [
        langevin.entries(langevin.simulate(np.random.default_rng(seed), setting, chains=400))
        for seed in range(400)
    ]
    spread = np.std([averages for averages, _ in runs], axis=0, ddof=1)
    said = np.mean([errors for _, errors in runs], axis=0)
    # A spread of 400 normal numbers is off by 1/sqrt(800) of itself, the bursts of a square by little more.
    assert np.all(np.abs(spread / said - 1) < 5 / math.sqrt(800))
