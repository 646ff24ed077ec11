"""Explanations: numbered sentences that name what they rest on, and nothing of the core's own names."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from support import ROOT, Command, Write, once

from symderiv.core import terms as k
from symderiv.explain.exposition import Explained
from symderiv.explain.narrative import judge
from symderiv.judge.records import judge as recorded
from symderiv.language.page import Claim
from symderiv.language.verdict import Found, Status, Words
from symderiv.normalize.draft import RULES
from symderiv.render.sentences import PLAIN, TYPESET
from symderiv.render.text import text
from symderiv.render.tidy import tidy

PAGES = sorted(p.stem for p in (ROOT / "derivations").glob("[a-z]*.py"))
CLAIMS = [c for name in PAGES for c in import_module(f"derivations.{name}").page]
EACH_CLAIM = pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)


@cache
def explained(name: str, label: str) -> Explained:
    page = import_module(f"derivations.{name}").page
    return once(f"explained {name}:{label}", lambda: judge(page[label]))


def story(name: str, label: str) -> str:
    """The steps, one a line."""
    return "\n".join(f"{step.number} {step.words}" for step in explained(name, label).plain.steps)


@EACH_CLAIM
def test_what_is_decided_has_steps_and_they_are_in_order(claim: Claim) -> None:
    found = explained(claim.page.name, claim.label)
    numbers = [tuple(map(int, step.number.split("."))) for step in found.plain.steps]
    assert bool(numbers) == (found.status in (Status.PROVED, Status.REFUTED))
    assert numbers == sorted(set(numbers))
    for number in numbers:
        assert number[-1] == 1 or (*number[:-1], number[-1] - 1) in numbers
        assert len(number) == 1 or number[:-1] in numbers


@EACH_CLAIM
def test_nothing_internal_is_said(claim: Claim) -> None:
    found = explained(claim.page.name, claim.label)
    for step in found.plain.steps:
        assert not re.search(r"'(?!s )", step.words)
        assert not re.search(r"[⊥·]{2}|(?<![\w)′])·u\b|by definition", step.words)
        assert not re.search("·′|_star|[°#]", step.words)
        for rule in RULES:
            assert "_" not in rule or rule not in step.words
    for step in found.typeset.steps:
        assert step.words.count("$") % 2 == 0


@EACH_CLAIM
def test_steps_that_are_named_come_before(claim: Claim) -> None:
    seen: set[str] = set()
    for step in explained(claim.page.name, claim.label).plain.steps:
        for named in re.findall(r"\bstep (\d+(?:\.\d+)*)", step.words):
            assert named in seen
        seen.add(step.number)


@EACH_CLAIM
def test_a_refutation_gives_values_and_both_sides_or_the_negation(claim: Claim) -> None:
    found = explained(claim.page.name, claim.label)
    for said in (found.plain, found.typeset):
        if found.status is Status.REFUTED:
            assert said.values
            assert len(said.sides) == 2 or said.negation or "would have to hold" in said.steps[0].words
        else:
            assert not said.values


@pytest.mark.parametrize(
    ("name", "label", "said"),
    [
        ("sgd_l2_momentum", "28", r"\(27a\) − μ·\(27b\) − α·\(25a at t\).* reads vᵗ = μ·vᵗ⁻¹ \+ g̃ᵗ"),
        ("sgd_l2_momentum", "34", r"The right side is \(μ \+ 1\)·λ = \(.*\)·.* = "),
        ("sgd_l2_momentum", "33-unique", r"Take α′ = α, μ′ = μ − α·λ·μ and λ′ = λ − λ·μ\."),
        ("bias_correction", "3", r"(?s)induction on t.*Base, t = 1\..*Case N ≤ 1.*from t to t \+ 1: suppose"),
        ("bias_correction", "3", r"Case N ≤ t \+ 1\. .*\(\(N − 1\)/N\)·\(h2\) \+ \(h1 at t\+1\)"),
        ("bias_correction", "3-average", r"N = 1: N ≤ 1 and 1 ≤ N leave nothing else"),
        ("bias_correction", "3-convex", r"suppose, to reach a contradiction, .*That is false"),
        ("shifted_sum", "19-sum", r"only i = j and i = j − 2 contribute\."),
        ("weight_norm", "15-corrected", r"only [a-z] = i contributes\..*total derivative"),
        ("gradient_quantization", "24", r"at least \(m − b\)·\(M − gᵢ\) \+ \(a \+ b − M\)·\(gᵢ − b\)"),
        ("gradient_quantization", "popoviciu", r"at least \(1/4\)·\((2gᵢ − M − m|M \+ m − 2gᵢ)\)², a square"),
        ("ema_variance", "1a", r"algebra of limits, with lim\(t→∞\) \(1 − 1/N\)ᵗ = 0 \(as −1 < 1 − 1/N"),
        ("ema_variance", "1b", r"summand by summand, for 1 ≤ k ≤ N"),
        ("momentum_average", "2a", r"a sequence has one limit only, by step \d and step \d"),
        ("batch_gradients", "4d-decreasing", r"0 < σ² \(because of σ ≠ 0\)"),
    ],
)  # fmt: skip
def test_the_idea_of_a_proof_is_told(name: str, label: str, said: str) -> None:
    assert re.search(said, story(name, label)), story(name, label)


def test_a_letter_is_found_for_what_the_search_made_up() -> None:
    said = story("weighted_updates", "6-corrected")
    assert "′" not in said
    assert "∑ₖ₌₁ᴺ ∑ₗ₌₁ᴺ" in said


@pytest.mark.parametrize(
    ("label", "named"), [("28", "25a at $t-1$"), ("28", r"\text{(27a)} - \mu \text{(27b)}")]
)
def test_names_stand_within_formulas_in_latex(label: str, named: str) -> None:
    words = " ".join(s.words for s in explained("sgd_l2_momentum", label).typeset.steps)
    assert named.replace("t-1", "t") in words


# -- terms written by hand ---------------------------------------------------------------------------

x, y, n = k.var("x"), k.var("y"), k.var("n", "int")


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (k.mul(k.num(2), x, k.num(3)), "6x"),
        (k.mul(k.add(k.ONE, k.neg(x)), k.num(-1)), "x − 1"),
        (k.mul(k.num(-1), k.add(x, y)), "−(x + y)"),
        (k.mul(k.power(x, -1), y, x), "y"),
        (k.mul(x, x, y), "x²·y"),
        (k.mul(k.power(x, n), x), "x·xⁿ"),
        (k.mul(k.ZERO, x), "0"),
        (k.add(k.neg(x), k.ONE, k.num(2), y), "y + 3 − x"),
        (k.add(n, k.ONE, k.num(-1)), "n"),
        (k.power(k.num(2), -2), "1/4"),
        (k.power(k.ZERO, -1), "1/0"),
        (k.absolute(k.num(-2)), "2"),
        (k.absolute(k.add(k.num(-1), x)), "|x − 1|"),
        (k.sum_(n, k.num(3), k.num(3), k.power(x, n)), "x³"),
        (k.Term("ind", k.le(k.ZERO, k.add(k.num(-1), n))), "𝟙[1 ≤ n]"),
    ],
)
def test_a_term_is_written_as_by_hand(term: k.Term, shown: str) -> None:
    assert text(tidy(term)) == shown


def test_voices_set_the_same_formula() -> None:
    pairs = [(k.ONE, "a_1"), (k.neg(x), "b")]
    assert PLAIN.of_names(pairs) == "(a_1) − x·(b)"
    assert TYPESET.of_names([(k.ONE, TYPESET.words("a_1"))]) == r"$\text{(a\_1)}$"


# -- the command -------------------------------------------------------------------------------------

PAGE = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)


@page.claim("2")
def wrong():
    return eq(a + b, a - b)
"""


def test_the_command_tells_one_claim_or_all(write: Write, symderiv: Command, tmp_path: Path) -> None:
    write("good", PAGE)
    done = symderiv("explain", "good:1")
    assert done.returncode == 0
    assert "1. Expand both sides, and they are the same." in done.stdout
    assert "good:2" not in done.stdout
    done = symderiv("explain", "good")
    assert done.returncode == 1, "the second claim is false"
    assert re.search(r"1\. The left side is a \+ b = \S+ [+−] \S+ = ", done.stdout)
    assert "3. These are not equal." in done.stdout
    done = symderiv("explain", "good:1", "--format", "latex", "-o", "x.tex")
    assert (done.returncode, done.stdout.startswith("\\")) == (0, False)
    assert r"\end{document}" in (tmp_path / "x.tex").read_text(encoding="utf-8")


def test_wrong_calls(write: Write, symderiv: Command) -> None:
    write("good", PAGE)
    for arguments in (["good:9"], ["nothing"], [], ["good", "--format", "html"]):
        done = symderiv("explain", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr


def test_what_is_not_decided_says_why(write: Write, symderiv: Command) -> None:
    write("bad", "\n@page.claim('1', given=[lambda: a > 0, lambda: -a > 0])\ndef f():\n    return eq(b, 1)\n")
    done = symderiv("explain", "bad")
    assert done.returncode == 1
    assert "the hypotheses contradict each other" in done.stdout


def test_an_induction_that_nobody_asked_for_is_told(write: Write, symderiv: Command) -> None:
    body = "return eq(total(n, lambda k: k), n * (n + 1) / 2)"
    write(
        "sums",
        f"\nfrom symderiv import sizes, total\nn = sizes('n')\n@page.claim('1')\ndef f():\n    {body}\n",
    )
    done = symderiv("explain", "sums")
    assert done.returncode == 0
    assert "y induction on" in done.stdout
    assert "assumed" not in done.stdout


REFUTED = [c for c in CLAIMS if c.expected is Status.REFUTED][::5]


@pytest.mark.parametrize("claim", REFUTED, ids=lambda c: c.id)
def test_a_refutation_is_explained_from_a_record_as_from_a_search(claim: Claim) -> None:
    found = judge(claim)
    again = judge(claim, records=[found.record])
    assert (found.found, again.found) == (Found.SEARCHED, Found.CHECKED)
    assert found.plain.steps
    assert (again.plain, again.typeset) == (found.plain, found.typeset)


def test_a_proof_that_a_record_gives_is_told_in_no_steps() -> None:
    claim = next(c for c in CLAIMS if c.expected is Status.PROVED)
    kept = recorded(claim, words=Words.TEXT).record
    found = judge(claim, records=[kept])
    assert (found.status, found.found, found.plain.steps) == (Status.PROVED, Found.CHECKED, ())
    assert found.plain.statement == judge(claim).plain.statement
