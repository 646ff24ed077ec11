"""Certificates: what is written is read back, what is spoilt is refused or true, any file gets an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support import environment
from valuations import Valuation, is_false_at

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.certificate import certificate, replay
from symderiv.core.examples import EXAMPLES
from symderiv.core.inference import Theorem
from symderiv.core.laws import LAWS as ALL
from symderiv.core.random_laws import LAWS as RANDOM
from symderiv.core.terms import ONE, ZERO, KernelError, Term

x, y = k.var("x"), k.var("y")
n, m, v = (k.var(name, "int") for name in "nmv")
X = Term("comp", "X", "random", ((ONE, None),), (ONE,))

LAWS = {name: law for name, law in ALL.items() if name not in RANDOM}  # those have tests of their own
SPOILT = 120  # changes to each certificate
POINTS = 6  # at which what is still accepted has to be true


def example(name: str) -> Theorem:
    """A law's example, under its premises."""
    law = LAWS[name]
    premises, *_ = law.instance(*EXAMPLES[name].args)
    return infer.law(name, EXAMPLES[name].args, *map(infer.assume, premises))


def sum_of_integers() -> Theorem:
    """|- for all n >= 0: 2 (1 + ... + n) = n (n + 1)"""
    two = k.num(2)

    def total(hi: Term) -> Term:
        return Term("sum", k.Hint("v"), ONE, hi, Term("bound", 0))

    def claim(t: Term) -> Term:
        return k.eq(k.mul(two, total(t)), Term("mul", t, Term("add", t, ONE)))

    empty = infer.law("sum_empty", (v, ONE, ZERO, v), infer.positive(k.lt(ZERO, ONE), ()))
    base = infer.ring(claim(ZERO), (), (), ((two, empty),))
    known, after = infer.assume(k.le(ZERO, n)), k.add(n, ONE)
    late = infer.positive(k.le(ONE, after), ((k.Rational(1), (known,), ()),))
    last = infer.positive(k.le(n, after), ())
    halves = infer.cut(infer.cut(infer.split(total(after), n), late), last)
    alone = infer.law("sum_unroll", (v, after, after, 1, v), infer.ring(k.eq(after, k.add(after, k.num(0)))))
    step = infer.ring(claim(after), (), (), ((two, halves), (two, alone), (ONE, infer.assume(claim(n)))))
    return infer.induct(n, ZERO, claim(n), base, step)


def variance() -> Theorem:
    """|- E[(X - E[X])^2] = E[X^2] - E[X]^2"""
    mean, square = Term("mean", X), k.power(X, 2)
    parts = square, k.mul(k.num(-2), mean, X), k.power(mean, 2)
    same = infer.under_mean(infer.ring(k.eq(k.power(k.sub(X, mean), 2), Term("add", *parts))))
    whole = infer.law("mean_add", parts)
    taken = infer.law("mean_factor", (k.mul(k.num(-2), mean), X))
    inner = infer.under_mean(infer.ring(k.eq(parts[1], k.mul(k.mul(k.num(-2), mean), X))))
    fixed = infer.law("mean_constant", (parts[2],))
    goal = k.eq(same.conclusion.args[0], k.sub(Term("mean", square), k.power(mean, 2)))
    return infer.ring(goal, (), (), tuple((ONE, thm) for thm in (same, whole, inner, taken, fixed)))


def share() -> Theorem:
    """0 < x |- 0 < x/x"""
    positive = infer.assume(k.lt(ZERO, x))
    zero = infer.assume(k.eq(x, ZERO))
    no = infer.absurd(
        infer.positive(k.lt(ZERO, ZERO), ((k.Rational(1), (positive,), ()),), ((k.num(-1), zero),))
    )
    one = infer.ring(k.eq(k.mul(x, k.power(x, -1)), ONE), (), (infer.negate(zero.conclusion, no),))
    return infer.rewrite(
        y,
        k.lt(ZERO, y),
        infer.ring(k.eq(ONE, k.mul(x, k.power(x, -1))), (), (), ((k.num(-1), one),)),
        infer.positive(k.lt(ZERO, ONE), ()),
    )


MADE: dict[str, Callable[[], Theorem]] = {
    "a sum of integers": sum_of_integers,
    "a variance": variance,
    "a share": share,
    **{name: lambda name=name: example(name) for name in LAWS},  # type: ignore[misc]
}


def sent(thm: Theorem) -> Any:
    return json.loads(json.dumps(certificate(thm)))


@pytest.mark.parametrize("name", MADE)
def test_what_is_written_is_read_back(name: str) -> None:
    thm = MADE[name]()
    again = replay(sent(thm))
    assert (again.hypotheses, again.conclusion, again.axioms) == (thm.hypotheses, thm.conclusion, thm.axioms)
    assert sent(again) == sent(thm)


# -- spoilt certificates -------------------------------------------------------------------------------


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every place of the terms and the steps, as a list and an index, or a dict and a key."""
    found: list[tuple[Any, Any]] = []
    todo = [data["terms"], data["steps"]]
    for holder in todo:
        keys = holder if isinstance(holder, dict) else range(len(holder))
        found += [(holder, key) for key in keys]
        todo += [holder[key] for key in keys if isinstance(holder[key], (list, dict))]
    return found


def spoilt(data: Any, random: Random) -> Any:
    """The certificate with one thing changed: another of the same kind, a number or a word."""
    data = json.loads(json.dumps(data))
    all_places = places(data)
    holder, key = random.choice(all_places)
    old = holder[key]
    like = [h[i] for h, i in all_places if type(h[i]) is type(old) and h[i] != old]
    match old:
        case int():
            new = random.choice([old + 1, old - 1, -old, 0, True])
        case str() if old.lstrip("-").replace("/", "").isdigit():
            new = random.choice(["0", "1", "-1", "2", f"-{old}", f"{old}/2"])
        case _:
            new = random.choice([*like, None, {"t": 0}, {"s": 0}, ["q", "1"]])
    holder[key] = new
    return data


@pytest.mark.parametrize("name", MADE)
def test_a_spoilt_certificate_is_refused_or_proves_something_true(name: str) -> None:
    random = Random(name)  # noqa: S311 - changes, no secrets
    data, refused = sent(MADE[name]()), 0
    for _ in range(SPOILT):
        try:
            thm = replay(spoilt(data, random))
        except KernelError:
            refused += 1
            continue
        for seed in range(POINTS):
            point = Valuation({}, seed)
            assert not is_false_at(point, thm.hypotheses, thm.conclusion), (thm, point.values)
    assert refused


# -- the program ---------------------------------------------------------------------------------------


def run(path: Path, *, code: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "symderiv.core"]
    return subprocess.run(
        [sys.executable, *start, str(path)],
        env=environment(**environ),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
    )


def written(path: Path, content: Any) -> Path:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_program_prints_the_theorem(tmp_path: Path) -> None:
    thm = share()
    done = run(written(tmp_path / "c.json", certificate(thm)))
    (hypothesis,) = thm.hypotheses
    assert done.returncode == 0
    assert done.stdout.splitlines() == [f"statement   {thm.conclusion}", f"hypothesis  {hypothesis}"]
    assert not done.stderr
    done = run(written(tmp_path / "c.json", certificate(variance())))
    assert done.stdout.splitlines()[1:] == ["axiom       linearity of expectation"]


def steps(*rows: Any, terms: Any = ()) -> Any:
    return {"format": "symderiv-certificate/1", "terms": list(terms), "steps": list(rows)}


def nested(depth: int) -> Any:
    """Negations of negations, each a term of the table, and each assumed, so that the last is deep."""
    chain = [["false"], *(["not", {"t": i}] for i in range(depth))]
    return steps(*(["assume", {"t": i}] for i in range(0, depth, 100)), terms=chain)


UNTRUE = ["eq", ["num", ["q", "0"]], ["num", ["q", "1"]]]
NOT_READ = {
    "nothing": b"",
    "binary": bytes(range(256)) * 100,
    "cut off": json.dumps(steps(["assume", UNTRUE]))[:-5],
    "nested 100,000 times": "[" * 100_000,
    "closed 100,000 times": "[" * 100_000 + "]" * 100_000,
    "a number of 10,000 digits": "9" * 10_000,
}
NOT_ACCEPTED = {
    "no certificate": "[]",
    "null": "null",
    "another format": {"format": "symderiv-certificate/2", "terms": [], "steps": []},
    "no steps": steps(),
    "no list of steps": {**steps(), "steps": 5},
    "a step that is no list": steps(5),
    "an empty step": steps([]),
    "no such rule": steps(["trust", UNTRUE]),
    "a rule that is no name": steps([["ring"], UNTRUE]),
    "false": steps(["ring", UNTRUE]),
    "a later step": steps(["and_intro", {"s": 0}]),
    "a negative step": steps(["assume", UNTRUE], ["and_intro", {"s": -1}]),
    "a step that is true": steps(["assume", UNTRUE], ["assume", UNTRUE], ["and_intro", {"s": True}]),
    "an infinite number": '{"format": "symderiv-certificate/1", "terms": [["num", Infinity]], "steps": []}',
    "a name that is a number": steps(["assume", ["eq", ["var", 1, "real"], ["var", 1, "real"]]]),
    "50 MB": steps(["ring", ["eq", ["var", "x" * 50_000_000, "real"], ["num", ["q", "1"]]]]),
}
ACCEPTED = {
    "a name with lines": steps(
        ["assume", ["eq", ["var", "x\nstatement   false()", "real"], ["num", ["q", "1"]]]]
    ),
    "a name that is half a character": steps(
        ["assume", ["eq", ["var", "\ud800", "real"], ["num", ["q", "1"]]]]
    ),
    "a name that is not ASCII": steps(["assume", ["eq", ["var", "θ", "real"], ["num", ["q", "1"]]]]),
}


def answers(path: Path, code: int, **environ: str) -> str:
    done = run(path, **environ)
    assert done.returncode == code, (done.stdout, done.stderr[:500])
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 5_000
    assert bool(done.stdout) == (code == 0)
    assert bool(done.stderr) == (code != 0)
    return done.stdout


@pytest.mark.parametrize("name", NOT_READ)
def test_what_cannot_be_read_is_no_certificate(tmp_path: Path, name: str) -> None:
    answers(written(tmp_path / "c.json", NOT_READ[name]), 2)


def test_no_file_is_no_certificate(tmp_path: Path) -> None:
    answers(tmp_path / "none.json", 2)
    answers(tmp_path, 2)


@pytest.mark.parametrize("name", NOT_ACCEPTED)
def test_what_is_no_proof_is_not_accepted(tmp_path: Path, name: str) -> None:
    answers(written(tmp_path / "c.json", NOT_ACCEPTED[name]), 1)


@pytest.mark.parametrize("name", ACCEPTED)
def test_no_name_makes_a_line_of_its_own(tmp_path: Path, name: str) -> None:
    (statement, _) = answers(written(tmp_path / "c.json", ACCEPTED[name]), 0).splitlines()
    assert statement.startswith("statement   eq(var(")


def test_a_theorem_that_cannot_be_printed_is_told_of(tmp_path: Path) -> None:
    path = written(tmp_path / "c.json", nested(30_000))
    answers(path, 1)
    answers(written(path, ACCEPTED["a name that is not ASCII"]), 1, PYTHONIOENCODING="ascii")


def test_the_program_imports_the_standard_library_and_itself_only(tmp_path: Path) -> None:
    code = (
        "import runpy, sys\nbefore = set(sys.modules)\n"
        "try:\n    runpy.run_module('symderiv.core', run_name='__main__', alter_sys=True)\n"
        "except SystemExit as done:\n    assert done.code == 0\n"
        "new = {m for m in set(sys.modules) - before if not m.startswith('symderiv.core')}\n"
        "print(*sorted(m for m in new if m.partition('.')[0] not in sys.stdlib_module_names))\n"
    )
    done = run(written(tmp_path / "c.json", certificate(variance())), code=code)
    assert done.stdout.splitlines()[-1] == "symderiv"
