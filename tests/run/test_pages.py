"""The shipped pages: every label of the sources is there, and every claim is decided as expected."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from typing import Final

import pytest
from support import ROOT, environment, once

from symderiv.core import terms as k
from symderiv.core.certificate import replay
from symderiv.judge.decide import judge
from symderiv.judge.prepare import prepare
from symderiv.judge.strictness import read
from symderiv.language.page import Claim, Page
from symderiv.language.strict import strict
from symderiv.language.verdict import Evidence, Kind, Status, Verdict
from symderiv.render import text

LABELS: Final = {
    "gradient_check": (
        "1 2 3 4 5 6 7 8 9 10 11 order-forward order-central forward-error central-error best-step-forward "
        "best-step-central smaller-error"
    ),
    "sgd_l2_momentum": (
        "statement 25a 25b 26a 26b 27a 27b 28 29 30a 30b 31 32 33a 33b 33c 33-unique 34 34-1 34-2 34-3 34-4 "
        "conclusion start ewa"
    ),
    "weight_norm": "12 13 14 15 euler",
    "shifted_sum": "16 17 18 19-sum 19",
    "gradient_quantization": (
        "deterministic 20 21 22 nonunique 23 24-feasible 24 24-value popoviciu negative least-if-negative "
        "second-minimiser"
    ),
    "ema_variance": (
        "1-sum 1a-recurrence 1a-fixed 1a-1 1a-2 1a-3 1a-4 1a-closed 1a 1a-converges 1a-sanity 1b 1b-ratio"
    ),
    "momentum_average": "2a 2a-converges 2b 2c",
    "bias_correction": "3 3-convex 3-average 3-adam",
    "batch_gradients": "4 4b 4a 4c 4d-recurrence 4d 4d-decreasing 4d-limit 4d-fixed",
    "langevin_batch": "5-update 5-1 5-2 5-3 5-4 5-5 5-6 5 5-discrete 5-gibbs 5-quadratic",
    "weighted_updates": "6 6-when not-only-bits 6-momentum",
}
LIMITS: Final = {"algebra of limits", "geometric sequence", "reciprocals"}
RESTS_ON: Final = {
    "gradient_check": {
        "Taylor with Peano's remainder",
        "Taylor with Lagrange's remainder",
        "algebra of limits",
    },
    "gradient_quantization": {"linearity of expectation"},
    "ema_variance": {"linearity of expectation", *LIMITS},
    "momentum_average": LIMITS,
    "bias_correction": set[str](),
    "batch_gradients": {"total derivative", "linearity of expectation", *LIMITS},
    "langevin_batch": {"total derivative", "linearity of expectation", *LIMITS},
    "weighted_updates": {"linearity of expectation", *LIMITS},
}
EXPERIMENTS: Final = {"gradient_check", "langevin_batch"}
PAGES: Final[dict[str, Page]] = {name: import_module(f"derivations.{name}").page for name in LABELS}
CLAIMS: Final = [c for page in PAGES.values() for c in page]
EACH_CLAIM: Final = pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)


@cache
def verdict(name: str, label: str) -> Verdict:
    return once(f"verdict {name}:{label}", lambda: judge(PAGES[name][label]))


@pytest.mark.parametrize("name", LABELS)
def test_the_page_has_every_label_of_its_source_in_order(name: str) -> None:
    wanted = LABELS[name].split()
    assert [c.label for c in PAGES[name] if c.label in wanted] == wanted


@pytest.mark.parametrize("name", LABELS)
def test_the_page_is_whole(name: str) -> None:
    page = PAGES[name]
    assert (page.name, list(page.problems())) == (name, [])
    assert page.title
    assert page.source.document
    assert page.source.place


@pytest.mark.parametrize("name", LABELS)
def test_the_experiments_of_the_sources_are_there(name: str) -> None:
    assert bool(PAGES[name].experiments) == (name in EXPERIMENTS)


@EACH_CLAIM
def test_the_verdict_is_the_expected_one(claim: Claim) -> None:
    found = verdict(claim.page.name, claim.label)
    assert (found.status, found.evidence) == (
        (Status.REFUTED, Evidence.WITNESS)
        if claim.expected is Status.REFUTED
        else (Status.PROVED, Evidence.AXIOMS if found.axioms else Evidence.CERTIFICATE)
    )
    assert set(found.axioms) <= RESTS_ON.get(claim.page.name, {"total derivative"})


@EACH_CLAIM
def test_a_page_states_all_that_its_claims_need(claim: Claim) -> None:
    """What makes a part defined is among the hypotheses or follows from them: no claim has conditions."""
    assert verdict(claim.page.name, claim.label).conditions == ()


@EACH_CLAIM
def test_a_proof_replays_to_the_statement_and_a_refutation_has_values(claim: Claim) -> None:
    found = verdict(claim.page.name, claim.label)
    if found.status is Status.REFUTED:
        assert found.witness
        return
    thm = replay(found.certificate)
    problem = prepare(claim)
    goal = problem.goal
    if claim.kind is Kind.DEFINITION:
        goal = k.and_(*(g.formula for g in read(goal).guards))
    assert thm.conclusion == strict(goal)
    assert thm.hypotheses <= {*map(strict, problem.hypotheses), *found.formulas.conditions}
    assert [text(h, problem.spelling) for h in problem.hypotheses] == list(found.given)


@pytest.mark.parametrize(
    ("name", "label", "shown"),
    [
        ("sgd_l2_momentum", "34", "λ′ = (μ + 1)·λ"),
        ("sgd_l2_momentum", "34-corrected", "λ′ = (1 − μ)·λ"),
    ],
)
def test_the_statement_reads_as_the_source_prints_it(name: str, label: str, shown: str) -> None:
    assert verdict(name, label).statement == shown


@EACH_CLAIM
def test_what_is_said_of_a_claim_is_written_as_mathematics_is(claim: Claim) -> None:
    """Readers of the report meet these sentences beside formulas: θᵗ and ≤, not theta^t and <=."""
    typed = r"\w_[\w{]|\^|<=|>=|<-|->|~| - |\b(alpha|beta|delta|eta|lambda|mu|sigma|theta)\b"
    assert not re.findall(typed, f"{claim.text} {claim.ill_formed or ''}", re.IGNORECASE)


def test_a_correction_stands_for_every_erratum() -> None:
    for claim in CLAIMS:
        if claim.expected is Status.REFUTED:
            assert claim.correction is not None
            assert verdict(claim.page.name, claim.correction).status is Status.PROVED


def test_the_printed_strength_is_refuted_where_mu_lambda_is_not_0() -> None:
    witness = verdict("sgd_l2_momentum", "34").witness
    assert witness is not None
    assert "0" not in (witness["mu"], witness["lambda"])


IMPORTS: Final = """
import importlib, json, sys
loaded = {}
for name in sys.argv[1:]:
    importlib.import_module(f"derivations.{name}")
    loaded[name] = sorted(module for module in sys.modules if "symderiv" in module)
print(json.dumps(loaded))
"""


@cache
def imports() -> dict[str, list[str]]:
    """The package's modules that are loaded once a page is imported, after those before it."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, *LABELS],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", LABELS)
def test_importing_a_page_proves_nothing(name: str) -> None:
    loaded = once("imports", imports)[name]
    assert "symderiv.language.page" in loaded
    for part in ("judge", "core", "normalize", "prove", "refute", "language.translate"):
        assert not [module for module in loaded if module.startswith(f"symderiv.{part}")]
