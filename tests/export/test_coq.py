"""The export for Coq: what is written, what coqc says of it, and what the report tells of that."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from attack_coq import asked, attacked, wholes
from seeds import seeds

import symderiv as sd
from symderiv.core import terms as k
from symderiv.core.certificate import certificate
from symderiv.core.inference import RULES
from symderiv.core.laws import LAWS as CORE_LAWS
from symderiv.core.terms import ONE, ZERO, Term, add, eq, le, mul, num, power, var
from symderiv.export.coq import accept, files, library
from symderiv.export.coq.complex_laws import LAWS as COMPLEX_LAWS
from symderiv.export.coq.identities import Equation, Ledger
from symderiv.export.coq.laws import LAWS
from symderiv.export.coq.page import Page, Statement, in_order
from symderiv.export.coq.trust import PREMISES, told, without_text
from symderiv.language.verdict import Status, Verdict
from symderiv.report.second_opinion import opinions

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

PAGE = """
from symderiv import le

@page.claim("square", given=[le(0, a)])
def square():
    return le(2*a*b, a**2 + b**2)

@page.claim("expanded")
def expanded():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)
"""
X, Y, N = var("x"), var("y"), var("n", "int")


def statement(goal: Term, *given: Term, name: str = "it") -> Statement:
    return Statement(name, goal, given)


def proved(goal: Term, *given: Term) -> tuple[Page, str]:
    """The page with a claim that the ring rule proves at once."""
    page = Page()
    written = page.add(statement(goal, *given), certificate(RULES["ring"](goal)))
    return page, written.theorem or written.reason


def test_a_step_is_a_lemma_and_a_claim_a_theorem() -> None:
    goal = eq(power(add(X, ONE), 2), add(power(X, 2), mul(num(2), X), ONE))
    page, theorem = proved(goal)
    text = page.text()
    assert theorem == "claim_it"
    said = "((powZ (x + 1) 2%Z) = ((powZ x 2%Z) + (2 * x) + 1))"
    assert f"Theorem claim_it : forall (x : R),\n  {said}." in text
    assert f"Lemma s0 (x : R) : {said}." in text
    assert "Definition all_claims := (conj claim_it I).\nPrint Assumptions all_claims." in text


def test_the_theorem_is_the_claims_and_not_the_certificates() -> None:
    page = Page()
    other = certificate(RULES["ring"](eq(X, X)))
    written = page.add(statement(eq(Y, Y)), other)
    assert not written.theorem
    assert "another statement" in written.reason
    assert "Theorem" not in page.text()


def test_hypotheses_that_a_certificate_adds_are_not_the_claims() -> None:
    page = Page()
    written = page.add(statement(le(ZERO, X)), certificate(RULES["assume"](le(ZERO, X))))
    assert "another statement" in written.reason


def test_a_family_with_two_ranges_is_none_of_coqs_functions() -> None:
    one, other = (Term("comp", "w", "real", ((num(lo), N),), (ONE,)) for lo in (1, 2))
    assert proved(eq(one, one))[1] == "claim_it"
    page, reason = Page(), "a statement in which w has two ranges"
    goal = eq(add(one, other), add(other, one))
    assert page.add(statement(goal), certificate(RULES["ring"](goal))).reason == reason


def test_names_are_told_apart() -> None:
    v, w = var("x+"), var("x*")
    page, _ = proved(eq(add(v, w, X), add(X, v, w)))
    found = re.search(r"forall \((\w+) : R\) \((\w+) : R\) \((\w+) : R\),", page.text())
    assert found is not None
    assert len({found[1], found[2], found[3]}) == 3


def test_what_has_no_text_is_told_by_its_name() -> None:
    _, reason = proved(eq(k.fn("zeta", X), k.fn("zeta", X)))
    assert reason == "the function zeta"


@pytest.mark.parametrize(
    ("equations", "left", "right"),
    [
        (
            [],
            power(add(X, Y), 3),
            add(power(X, 3), mul(num(3), power(X, 2), Y), mul(num(3), X, power(Y, 2)), power(Y, 3)),
        ),
        ([(X, add(Y, ONE))], power(X, 2), add(power(Y, 2), mul(num(2), Y), ONE)),
        ([(power(k.root(X), 2), X)], power(k.root(X), 5), mul(power(X, 2), k.root(X))),
        ([(X, Y), (power(Y, 2), N)], mul(X, X, X), mul(N, X)),
        ([(X, Y), (Y, X)], mul(X, X), mul(Y, Y)),
        ([], mul(power(num(2), -1), X, num(4)), mul(num(2), X)),
    ],
)
def test_multipliers_make_an_identity_of_plain_polynomials(equations, left, right) -> None:
    RULES["ring"](eq(left, right), tuple(RULES["assume"](eq(*e)) for e in equations))
    ledger = Ledger(Equation(*e, "") for e in equations)
    p = ledger.add(ledger.reduced(left), ledger.reduced(right), -1)
    assert p.low == {}
    plain = Ledger()
    plain.atoms = ledger.atoms
    total = dict(p.raw)
    for i, m in p.by.items():
        e = ledger.listed[i]
        sides = [_plain(plain, t) for t in (e.left, e.right)]
        for side, sign in zip(sides, (-1, 1), strict=True):
            for n, c in _product(m, side).items():
                total[n] = total.get(n, 0) + sign * c
    assert not any(total.values())


def _plain(ledger: Ledger, t: Term) -> dict:
    return ledger.reduced(t).raw


def _product(p: dict, q: dict) -> dict:
    result: dict = {}
    for m, c in p.items():
        for n, d in q.items():
            exponents = dict(m)
            for i, e in n:
                exponents[i] = exponents.get(i, 0) + e
            key = tuple(sorted(exponents.items()))
            result[key] = result.get(key, 0) + c * d
    return result


def test_each_theorem_of_a_law_is_in_the_prelude() -> None:
    text = "".join(map(library.prelude, library.PRELUDE))
    known = set(re.findall(r"(?:Theorem|Lemma) (\w+)", text))
    called = {"ind_and": "ind_all", "ind_or": "ind_any"}
    for name in {*LAWS, *COMPLEX_LAWS}:
        assert called.get(name, name) in known or any(k.startswith(f"{name}_") for k in known), name
    assert not re.search(r"\b(Axiom|Admitted|admit|Parameter|Conjecture)\b", text)


def test_each_premise_has_an_instance_that_is_a_theorem() -> None:
    text = "".join(map(library.prelude, library.PRELUDE))
    for name, premise in PREMISES.items():
        assert re.search(rf"Definition {name}\b", text)
        assert re.search(rf"Lemma {premise.instance} : [^.]*{name}", text)
        assert name in told()


@pytest.fixture
def exported(write, symderiv, tmp_path: Path) -> Path:
    write("square", PAGE)
    run = symderiv("export", "--format", "coq", "-o", "out")
    assert run.returncode == 0, run.stderr
    return tmp_path / "out"


def test_the_command_writes_prelude_pages_and_contents(exported: Path) -> None:
    written = {p.relative_to(exported).as_posix() for p in exported.rglob("*") if p.is_file()}
    assert written == {
        *(f"Symderiv/{name}.v" for name in library.PRELUDE), "_CoqProject", "square.v", "contents.json",
    }  # fmt: skip
    claims = json.loads((exported / "contents.json").read_text())["claims"]
    assert {name: c["theorem"] for name, c in claims.items()} == {
        "square:square": "claim_square", "square:expanded": "claim_expanded",
    }  # fmt: skip
    assert (
        "(0 <= a) ->\n  (((2 * a) * b) <= ((powZ a 2%Z) + (powZ b 2%Z)))."
        in (exported / "square.v").read_text()
    )


def test_the_report_tells_who_else_accepts_it_as_long_as_it_says_the_same(tmp_path: Path) -> None:
    x, _ = sd.scalars("x y")
    verdict = sd.check(sd.eq(x + x, 2 * x))
    claims = {
        "p:1": {"result": "accepted", "digest": files.digest(verdict)},
        "p:2": {"result": "rejected", "digest": ""},
    }
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"tool": "coq 8.16.1", "claims": claims}))
    assert opinions(path).of("p:1", verdict) == "coq 8.16.1"
    assert opinions(path).of("p:2", verdict) is None
    assert opinions(path).of("p:1", sd.check(sd.eq(x + x, 3 * x))) is None
    assert opinions(path).of("p:1", Verdict(Status.PROVED)) is None
    assert opinions(tmp_path / "none.json").of("p:1", verdict) is None
    path.write_text("[]")
    assert opinions(path).of("p:1", verdict) is None


def test_papers_and_the_page_can_say_who_else_accepts_a_claim(
    exported: Path, symderiv, tmp_path: Path
) -> None:
    claims = json.loads((exported / "contents.json").read_text())["claims"]
    outcomes = {name: {"result": "accepted", "digest": c["digest"]} for name, c in claims.items()}
    outcomes["square:expanded"]["digest"] = "of something else"
    results = tmp_path / "build" / "coq" / "results.json"
    results.parent.mkdir(parents=True)
    results.write_text(json.dumps({"tool": "coq 8.16.1", "claims": outcomes}))
    for form in ("latex", "html"):
        run = symderiv("export", "--format", form, "-o", form)
        assert run.returncode == 0, run.stderr
    told = r"\symderivput{square:square}{independent}{, accepted by coq 8.16.1}"
    assert (tmp_path / "latex" / "verified.tex").read_text().count("{independent}") == 1
    assert told in (tmp_path / "latex" / "verified.tex").read_text()
    page = "".join(p.read_text() for p in (tmp_path / "html").glob("*.html"))
    assert page.count("<dt>Accepted by</dt><dd>coq 8.16.1</dd>") == 1


@needs_coq
def test_coqc_accepts_what_is_true_and_names_the_step_that_is_not(exported: Path, prelude: Path) -> None:
    shutil.copytree(prelude, exported / "Symderiv", dirs_exist_ok=True)
    results = accept.accepted(exported, 1)
    assert {c["result"] for c in results["claims"].values()} == {"accepted"}
    page = exported / "square.v"
    text = page.read_text()
    assert "(powZ b 2%Z)" in text
    page.write_text(
        text.replace(
            "(((2 * a) * b) <= ((powZ a 2%Z) + (powZ b 2%Z)))",
            "(((3 * a) * b) <= ((powZ a 2%Z) + (powZ b 2%Z)))",
        )
    )
    results = accept.accepted(exported, 1)
    spoilt, other = results["claims"]["square:square"], results["claims"]["square:expanded"]
    assert spoilt["result"] == "rejected"
    assert re.match(r"s\d+: Error", spoilt["reason"])
    assert other["result"] == "accepted"


def test_each_rejected_step_of_a_page_is_taken_for_granted() -> None:
    """More than one for each of the sections, too."""
    steps = [(f"Lemma s{i} : 0 = {i}.", "Proof. exact eq_refl. Qed.") for i in range(1, 5)]
    lines = ["Section Steps.", *(line for step in steps for line in step), "End Steps."]
    for i in range(1, 5):
        assert accept._granted(lines, 2 * i + 1) == f"s{i}"
    assert lines[0] == "".join(f"Axiom rejected_s{i} : False. " for i in range(4, 0, -1)) + "Section Steps."
    assert all(f"rejected_s{i}" in lines[2 * i] for i in range(1, 5))
    assert accept._granted(lines, 3) is None


def test_the_attack_sees_every_whole_number_of_a_certificate() -> None:
    deep: list = ["law", -7]
    for _ in range(5000):
        deep = [deep, True, "12"]
    assert sorted(wholes([deep, [3, [40]]])) == [3, 7, 40]


@needs_coq
def test_something_by_every_rule_and_an_instance_of_every_law(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    pages, names = [], ["assume", "law"]
    for thm in seeds():
        page = Page()
        given = tuple(sorted(thm.hypotheses, key=lambda f: f.key))
        page.prove(Statement("it", thm.conclusion, given), thm)
        if page.claims[0].theorem:
            names += [s.step[1][0] if s.step[0] == "law" else s.step[0] for s in in_order(thm)]
            pages.append(page)
    assert all(asked(tmp_path, pages))
    left = without_text()
    assert {*RULES, *CORE_LAWS} - {*left["rules"], *left["laws"]} <= set(names)


@needs_coq
def test_what_an_unsound_core_makes_is_rejected_or_true(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    outcomes = attacked(12, 1, tmp_path)
    assert outcomes["rejected"] >= 6
    assert sum(outcomes.values()) - outcomes["no text"] == 12
    assert outcomes["accepted, false"] == 0
