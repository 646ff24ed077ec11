"""What is called refuted is false: whatever is wrong with the search, the checker stands before the word."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sympy import Eq, Ge, Implies, Ne, Or, Rational, Symbol, cosh, exp, log, pi, sqrt, symbols

import symderiv
from symderiv import (
    all_of,
    check,
    components,
    eq,
    exists,
    forall,
    implies,
    index,
    le,
    lt,
    ne,
    sequence,
    sizes,
    tends,
    total,
)
from symderiv.core.certificate import replay
from symderiv.evaluate import counterexample
from symderiv.evaluate.counterexample import decoded
from symderiv.export import latex as latex_export
from symderiv.judge import refutation
from symderiv.judge.prepare import prepare_statement
from symderiv.judge.refutation import Setting, refuted
from symderiv.language.verdict import Status, Verdict
from symderiv.refute import freeze, models, sampling, search, split_goal

x, y = symbols("x y", real=True)
p = Symbol("p", positive=True)
n = sizes("n")
z = components("z", n)
i = index("i", n)
t = index("t", start=1)
s = sequence("s", start=1)

TRUE: dict[str, tuple[Callable[[], Any], Callable[[], list[Any]]]] = {
    "a sum of what is not negative": (
        lambda: le(0, total(n, lambda j: z[j])), lambda: [forall(i, le(0, z[i]))]
    ),
    "a premise": (lambda: implies(lt(0, x), lt(0, 2 * x)), list),
    "a bound": (lambda: forall(i, le(i, n)), list),
    "a hypothesis": (lambda: lt(0, x + 1), lambda: [lt(0, x)]),
    "a law": (lambda: eq(s[3], 4 * s[1]), lambda: [forall(t, eq(s[t + 1], 2 * s[t]))]),
    "an existence": (lambda: exists(y, eq(2 * y, x)), list),
    "a limit": (lambda: tends(t, s[t] + 1, 1), lambda: [tends(t, s[t], 0)]),
    "an exponential": (lambda: le(1 + x, exp(x)), lambda: [eq(x, 0)]),
    "a condition": (lambda: eq((x**2 - 1) / (x - 1), x + 1), list),
    "an index in range": (lambda: eq(z[i + 1], z[1 + i]), lambda: [lt(i, n)]),
}  # fmt: skip


def verdict_on(name: str) -> Verdict:
    statement, given = TRUE[name]
    return check(statement(), given())


# -- one place


def places() -> Iterator[tuple[str, str]]:
    """(file, function) wherever ``Status.REFUTED`` is handed to a call, or read from a word."""
    for path in sorted(Path(symderiv.__file__).parent.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                handed = [*call.args, *(keyword.value for keyword in call.keywords)]
                words = [ast.unparse(node) for node in handed]
                func = ast.unparse(call.func)
                if func == "Status" or ("Status.REFUTED" in words and func != "str"):
                    yield path.name, function.name


def test_a_claim_is_called_refuted_in_one_place() -> None:
    expects = ("page.py", "erratum")  # says what a page expects, and decides nothing
    assert [place for place in places() if place != expects] == [("refutation.py", "_told")]
    calls = [
        node.name
        for node in ast.walk(ast.parse(Path(refutation.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and "_told(" in ast.unparse(node) and node.name != "_told"
    ]
    assert calls == ["refuted"]


def test_nothing_is_refuted_that_the_checker_does_not_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(Eq(x, y)).status is Status.REFUTED

    def rejects(*args: Any) -> Any:
        finding = counterexample.check(*args)
        return counterexample.Finding(False, finding.model, finding.failing)

    monkeypatch.setattr(refutation, "check", rejects)
    assert check(Eq(x, y)).status is not Status.REFUTED


# -- bugs planted in what searches


def plant(name: str, at: pytest.MonkeyPatch) -> None:
    """A bug in the search for counterexamples."""
    split, instances, seems = split_goal.split_goal, freeze.proved_at, search.outcome
    match name:
        case "every draw satisfies the hypotheses":
            at.setattr(models.ModelFinder, "_satisfied", lambda *_: True)
            at.setattr(sampling.Points, "_satisfied", lambda *_: True)
        case "premises are lost":
            for module in (search, refutation):
                at.setattr(
                    module, "split_goal",
                    lambda *a, **b: (piece._replace(premises=()) for piece in split(*a, **b)),
                )  # fmt: skip
        case "hypotheses are lost":
            plain = models.ModelFinder.__init__
            at.setattr(
                models.ModelFinder,
                "__init__",
                lambda self, _, about, *a, **b: plain(self, [], about, *a, **b),
            )
            at.setattr(models.ModelFinder, "_satisfied", lambda *_: True)
        case "everything seems false":
            for module in (search, refutation):
                at.setattr(module, "outcome", lambda *_: False)
        case "places are wrong":
            for module in (search, refutation):
                at.setattr(
                    module, "split_goal", lambda *a, **b: (q._replace(place=()) for q in split(*a, **b))
                )
        case "proofs are of something else":
            at.setattr(freeze, "proved_at", lambda _, known: instances(symderiv.core.terms.TRUE, known))
            at.setattr(freeze, "_complete", lambda model, lacking, _: model.proofs.update(lacking) is None)
        case "values are forgotten":
            frozen = freeze.frozen
            at.setattr(freeze, "frozen", lambda *a: replace(frozen(*a), tables={}, proofs={}))
        case "values are others":
            at.setattr(models.ModelFinder, "_start", lambda *_: models.VALUES[2])
            at.setattr(models.ModelFinder, "_satisfied", lambda *_: True)
            at.setattr(search, "outcome", lambda f, model: not seems(f, model))


BUGS = [
    "every draw satisfies the hypotheses", "premises are lost", "hypotheses are lost",
    "everything seems false", "places are wrong", "proofs are of something else",
    "values are forgotten", "values are others",
]  # fmt: skip


@pytest.mark.parametrize("bug", BUGS)
@pytest.mark.parametrize("name", TRUE)
def test_no_bug_in_the_search_refutes_what_is_true(bug: str, name: str, monkeypatch: Any) -> None:
    plant(bug, monkeypatch)
    assert verdict_on(name).status is not Status.REFUTED


@pytest.mark.parametrize("name", TRUE)
def test_the_statements_are_not_refuted_without_bugs_either(name: str) -> None:
    assert verdict_on(name).status in (Status.PROVED, Status.UNDECIDED)


# -- hypotheses that hold to many digits

SMALL = exp(-1000)


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (lambda: Eq(x, 0), lambda: [Eq(1 + SMALL * x, 1)]),
        (lambda: Eq(x, y), lambda: [Eq(pi + exp(-500) * (x - y), pi)]),
        (lambda: Eq(x, 0), lambda: [Eq(cosh(SMALL * x), 1)]),
        (lambda: Eq(x, 0), lambda: [Eq(log(1 + SMALL * p * x), 0), Eq(p, 1)]),
        (lambda: Eq(y, 5), lambda: [Eq(x, 1), Eq(x, 1 + SMALL)]),
        (lambda: Eq(y, 5), lambda: [Eq(x, 1), Eq(x, 1 + exp(-(10**4)))]),
        (
            lambda: Eq(y, 5),
            lambda: [Eq(x, sqrt(2) + sqrt(3)), Eq(x, sqrt(2) + sqrt(3) + Rational(1, 10**220))],
        ),
        (lambda: Eq(y, 5), lambda: [Eq(sqrt(x) + sqrt(x + SMALL), 2 * sqrt(x)), Ge(x, 1)]),
    ],
    ids=range(8),
)
def test_hypotheses_that_nearly_hold_refute_nothing(statement: Any, given: Any) -> None:
    assert check(statement(), given()).status is not Status.REFUTED


def test_irrational_values_refute_where_the_hypotheses_are_known_to_hold() -> None:
    for given in ([Eq(x, sqrt(2))], [Eq(x, 1 + exp(1))], [Eq(x, log(2)), Eq(y, 1)]):
        verdict = check(Eq(x, y), given)
        assert verdict.status is Status.REFUTED, given
        assert decoded(json.loads(json.dumps(verdict.counterexample.encoded()))).scalars


def test_irrational_values_are_shown_as_what_they_are() -> None:
    verdict = check(Eq(x, y), [Eq(x, sqrt(2))])
    assert verdict.witness["x"] == "√(2)"
    assert latex_export._witness(verdict).startswith(r"at \(x = \sqrt{2}\), ")


# -- the data


def test_the_verdict_carries_what_was_checked() -> None:
    verdict = check(eq(z[i], 1), [forall(i, lt(0, z[i]))])
    assert verdict.status is Status.REFUTED
    data = verdict.counterexample
    assert set(data.scalars) == {"n", "i"}
    assert {
        f"z[{at[0]}]": str(value) for at, value in data.tables["z"].items()
    }.items() <= verdict.witness.items()


def test_a_theorem_of_the_negation_is_one_of_the_core() -> None:
    verdict = check(exists(y, all_of(eq(2 * y, x), eq(y, x + 1))))
    assert verdict.status is Status.REFUTED
    assert verdict.method == "theorem of the negation at exact values"
    thm = replay(verdict.certificate)
    assert not thm.hypotheses
    assert thm.conclusion.op == "not"
    assert list(verdict.counterexample.proofs) == [thm.conclusion]


def test_only_what_the_claim_says_is_refuted() -> None:
    setting = Setting(prepare_statement(Eq(x, y), []))
    data = check(Eq(x, y)).counterexample
    assert refuted(setting, data) is not None
    other = prepare_statement(eq(x, 1), []).goal
    with pytest.raises(Exception, match="does not say"):
        refuted(setting, data, other)


def test_a_disjunction_is_refuted_as_a_whole() -> None:
    verdict = check(Or(Eq(x, 0), Eq(1 / x, 1)), [Ne(x, 2)])
    assert verdict.status is Status.REFUTED
    assert verdict.witness["x"] not in ("0", "1", "2")
    assert check(Implies(Eq(x, 0), Or(Eq(x, 0), Eq(1 / x, 1)))).status is Status.PROVED


def test_an_index_that_leaves_its_range_refutes_at_one_place_only() -> None:
    verdict = check(eq(z[i + 1], z[i + 1]))
    assert (verdict.status, verdict.witness["i"] == verdict.witness["n"]) == (Status.REFUTED, True)
    assert check(ne(z[i + 1], z[i + 1] + 1)).status is Status.REFUTED
