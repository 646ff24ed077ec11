"""Errors planted in oracles: they lose an answer, never the claim; they are counted, and never shown raw."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Eq, KroneckerDelta, Symbol, cos, exp, log, sin, sqrt

from symderiv import (
    Status,
    check,
    components,
    d,
    eq,
    exists,
    forall,
    index,
    lt,
    mean,
    random,
    scalars,
    sequence,
    sizes,
    tends,
    total,
)  # fmt: skip
from symderiv.language.verdict import Fault, Verdict
from symderiv.prove.oracles import Faults, ask, counted, each, note

n = sizes("n")
i, j = index("i j", n)
t = index("t", start=0)
x, y = scalars("x y")
p = Symbol("p", positive=True)
z, w = sp.symbols("z w")
u = components("u", n)
theta = sequence("theta")
X = random("X")

LAW = forall(t, eq(theta[t + 1], 2 * theta[t]))

HALVED = forall(t, eq(theta[t + 1], theta[t] / 2))

CLAIMS: dict[str, tuple[Callable[[], Any], list[Any], bool]] = {
    "algebra": (lambda: eq((x + y) ** 2, x**2 + 2 * x * y + y**2), [], True),
    "algebra, false": (lambda: eq((x + y) ** 2, x**2 + y**2), [], False),
    "with a condition": (lambda: eq((x**2 - 1) / (x - 1), x + 1), [], True),
    "an inequality": (lambda: lt(-1, x**2), [], True),
    "an inequality, false": (lambda: lt(1, x**2), [], False),
    "a derivative": (lambda: eq(d(u[i], u[j]), KroneckerDelta(i, j)), [], True),
    "a derivative, false": (lambda: eq(d(u[i] ** 2, u[j]), 2 * u[i]), [], False),
    "a sum": (lambda: eq(total(n, lambda k: 2 * u[k]), 2 * total(n, lambda k: u[k])), [], True),
    "functions": (lambda: Eq(sin(z) ** 2, 1 - cos(z) ** 2, evaluate=False), [], True),
    "functions, false": (lambda: Eq(exp(z + 1), exp(z), evaluate=False), [], False),
    "roots": (lambda: Eq(sqrt(p) ** 2, p, evaluate=False), [], True),
    "cases": (lambda: eq(Abs(x * y), Abs(x) * Abs(y)), [], True),
    "existence": (lambda: exists(y, eq(2 * y, x)), [], True),
    "existence, false": (lambda: exists(y, eq(y + 1, y)), [], False),
    "a mean": (lambda: eq(mean(2 * X + 1), 2 * mean(X) + 1), [], True),
    "a mean, false": (lambda: eq(mean(X**2), mean(X) ** 2), [], False),
    "induction": (lambda: forall(t, lt(0, theta[t])), [eq(theta[0], 1), LAW], True),
    "induction, false": (lambda: eq(theta[t], t + 1), [eq(theta[0], 1), LAW], False),
    "a limit": (lambda: tends(t, 1 / (t + 1), 0), [], True),
    "a limit, false": (lambda: tends(t, 1 / (t + 1), 1), [], False),
    "logarithms": (lambda: Eq(log(p**2), 2 * log(p), evaluate=False), [], True),
    "functions of what is equal": (lambda: Eq(sin(z), sin(w), evaluate=False), [eq(z, w)], True),
    "functions of what is equal, false": (lambda: Eq(sin(z), cos(w), evaluate=False), [eq(z, w)], False),
    "the limit of a law": (lambda: eq(y, 0), [HALVED, tends(t, theta[t], y)], True),
    "with hypotheses": (lambda: eq(x**3, y**3), [eq(x, y)], True),
    "with hypotheses, false": (lambda: eq(x, y), [eq(x**2, y**2)], False),
}


ORACLES = [
    "prove.equations.prove_equation",
    "prove.inequalities.prove_order",
    "prove.limits.prove_limit",
    "prove.limits.fixed_points",
    "prove.limits.signs",
    "prove.taylor.by_taylor",
    "prove.elementary.prove_identity",
    "prove.elementary.prove_defined",
    "prove.elementary.concerns",
    "prove.disequalities.contradiction",
    "prove.disequalities.by_factors",
    "prove.existence.instances",
    "prove.prover.instances",
    "prove.prover.Prover.attempt",
    "prove.prover.Prover.settle",
    "prove.connectives.prove_universal",
    "prove.prover.exact.holds",
    "normalize.polynomials.Normal.poly",
    "normalize.polynomials.Normal.reduce",
    "normalize.draft.has_sign",
    "refute.search.seems",
    "refute.search.outcome",
    "refute.models.ModelFinder.model",
    "refute.models.ModelFinder.models",
    "refute.models.ModelFinder.simplest",
    "refute.models.evaluate",
    "refute.models.holds",
    "refute.sampling.Points.models",
    "refute.sampling.evaluate",
    "refute.sampling.seems",
    "refute.collect_constraints.ConstraintCollector.truth",
    "refute.constraints.System.complete",
    "refute.constraints.System.equate",
    "judge.refutation.Setting.attack",
    "judge.decide.certified",
    "judge.decide.accepted",
    "judge.decide.refuted",
    "judge.decide.by_range",
    "judge.decide.by_solving",
    "judge.decide.by_negation",
    "judge.decide._model",
    "judge.decide.summarize",
    "judge.cross_check.compare",
    "judge.cross_check._compared",
    "judge.summary.Summarizer.proof",
]
RIGHT = {True: (Status.PROVED, Status.UNDECIDED), False: (Status.REFUTED, Status.UNDECIDED)}


def _found(path: str) -> tuple[Any, str]:
    """The object and the attribute that a dotted path names, in the package."""
    *parts, name = path.split(".")
    for split in range(len(parts), 0, -1):
        try:
            holder: Any = importlib.import_module(".".join(["symderiv", *parts[:split]]))
        except ModuleNotFoundError:
            continue
        for part in parts[split:]:
            holder = getattr(holder, part)
        return holder, name
    raise AssertionError(path)


def _plant(
    patch: pytest.MonkeyPatch, path: str, error: type[BaseException], when: Callable[[int], bool]
) -> list[int]:
    """Let calls of what the path names fail; the number of failures, as it grows."""
    holder, name = _found(path)
    original = getattr(holder, name)
    calls, failures = [0], [0]

    def faulty(*args: Any, **keywords: Any) -> Any:
        calls[0] += 1
        if when(calls[0]):
            failures[0] += 1
            raise error("planted")
        return original(*args, **keywords)

    patch.setattr(holder, name, faulty)
    return failures


@pytest.mark.parametrize("path", ORACLES)
def test_an_oracle_that_always_fails_loses_answers_and_no_claim(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYMDERIV_DEBUG", raising=False)
    failures = _plant(monkeypatch, path, ZeroDivisionError, lambda _: True)
    for name, (statement, given, truth) in CLAIMS.items():
        before = failures[0]
        verdict = check(statement(), given)
        assert verdict.status in RIGHT[truth], (name, verdict.status, verdict.message)
        assert "planted" not in str(verdict)
        assert "ZeroDivision" not in str(verdict.message)
        if failures[0] > before:
            assert any(f.error == "ZeroDivisionError" for f in verdict.faults), name
    assert failures[0]


ERRORS = [RecursionError, TypeError, KeyError, AssertionError, StopIteration, AttributeError, OverflowError]


@pytest.mark.parametrize("path", ORACLES[::5])
@pytest.mark.parametrize("error", ERRORS[:4])
def test_an_oracle_that_fails_now_and_then_loses_answers_and_no_claim(
    path: str, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYMDERIV_DEBUG", raising=False)
    _plant(monkeypatch, path, error, lambda call: call % 3 == ORACLES.index(path) % 3)
    for name, (statement, given, truth) in list(CLAIMS.items())[ERRORS.index(error) :: 4]:
        verdict = check(statement(), given)
        assert verdict.status in RIGHT[truth], (name, verdict.status, verdict.message)
        assert "planted" not in str(verdict)


def test_without_a_plant_nothing_is_counted_and_all_is_decided() -> None:
    for name, (statement, given, truth) in CLAIMS.items():
        verdict = check(statement(), given)
        assert verdict.status is RIGHT[truth][0], (name, verdict.status, verdict.message)
        assert verdict.faults == (), name


def _planted(monkeypatch: pytest.MonkeyPatch) -> Verdict:
    _plant(monkeypatch, "judge.decide.summarize", ZeroDivisionError, lambda _: True)
    statement, given, _ = CLAIMS["algebra"]
    return check(statement(), given)


def test_a_proof_that_cannot_be_told_is_proved_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYMDERIV_DEBUG", raising=False)
    verdict = _planted(monkeypatch)
    assert verdict.status is Status.PROVED
    (fault,) = verdict.faults
    assert (fault.oracle, fault.error, fault.times) == ("summary", "ZeroDivisionError", 1)
    assert fault.place.startswith("judge/decide.py:")


def test_a_developer_asks_for_faults_to_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMDERIV_DEBUG", "1")
    with pytest.raises(ZeroDivisionError, match="planted"):
        _planted(monkeypatch)


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_an_interrupt_and_exhausted_memory_are_no_faults_of_an_oracle(
    error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    _plant(monkeypatch, "judge.refutation.Setting.attack", error, lambda _: True)
    statement, given, _ = CLAIMS["algebra"]
    with pytest.raises(error):
        check(statement(), given)


def test_asking() -> None:
    def items() -> Any:
        yield 1
        yield 1 // 0
        yield 2

    with counted() as outer:
        assert ask("a", lambda: 1 // 0, None) is None
        assert list(each("b", items())) == [1]
        with counted() as inner:
            note("c", KeyError("k"))
        with pytest.raises(ZeroDivisionError):
            ask("a", lambda: 1 // 0, None, passing=(ZeroDivisionError,))
        assert ask("a", lambda: 1 // 0, None) is None
    assert [(f.oracle, f.error, f.times) for f in outer.listed()] == [
        ("a", "ZeroDivisionError", 2),
        ("b", "ZeroDivisionError", 1),
    ]
    assert inner.listed() == (Fault("c", "KeyError", "", 1),)
    assert Faults().listed() == ()


def _nested(f: Callable[[Any], Any], depth: int) -> Any:
    e: Any = x
    with sp.evaluate(False):
        for _ in range(depth):
            e = f(e)
        return Eq(e, sp.Add(e, 1))


@pytest.mark.parametrize("depth", [50, 150, 400, 10_000])
@pytest.mark.parametrize(
    "f", [lambda e: 2 * e + 1, lambda e: sqrt(1 + e**2), lambda e: sp.Piecewise((e, x > 0), (1, True))]
)
def test_what_is_nested_deeply_has_a_verdict_or_one_clear_message(f: Any, depth: int) -> None:
    try:
        statement = _nested(f, depth)
    except RecursionError:  # of SymPy, before there is a statement
        return
    verdict = check(statement, timeout=20)
    if verdict.status is Status.ERROR:
        assert verdict.message == "the statement is nested too deeply"
    else:
        assert verdict.status in (Status.REFUTED, Status.UNDECIDED, Status.TIMEOUT)
