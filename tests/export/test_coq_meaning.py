"""The final theorems of all pages mean what their claims say: at random points the text, evaluated by Coq's
definitions, has the values that the evaluator gives the translated claim."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, islice
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pytest
from coq_meaning import REALS, TIMES, WHOLES, Outcome, meaning
from flint import fmpq
from points import UNJUDGED, Point, Total
from support import ROOT

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate import evaluator as ev
from symderiv.evaluate.model import centres, derived, spreads
from symderiv.evaluate.numbers import ZERO
from symderiv.evaluate.outcomes import HALF
from symderiv.export.coq.names import Names, Quantity
from symderiv.export.coq.page import Statement
from symderiv.export.coq.printer import Printer
from symderiv.export.coq.section import Section
from symderiv.judge.prepare import read
from symderiv.run.finder import load

PAGES = sorted((ROOT / "derivations").glob("[a-z]*.py"))
VALUES = [Fraction(*v) for v in ((1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (2, 3), (-1, 1), (-1, 2))]
SIZES = [Fraction(n) for n in (1, 2, 3)]
TRIED = 4  # claims whose text a bug changes
POINTS = 3  # that are tried for one of these
DEGREE = 3  # of the functions that calls and losses are of


class Place:
    """One random point, for both readings."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def draw(self, what: str, index: tuple[int, ...] = (), sort: str = "real") -> Fraction:
        values = SIZES if sort == "int" else VALUES
        return Random(f"{self.seed} {what} {index}").choice(values)  # noqa: S311 - points, no secrets

    def side(self, coin: tuple[Any, ...]) -> int:
        return Random(f"{self.seed} {coin}").choice((1, -1))  # noqa: S311 - as above

    # -- for the text

    def environment(self, known: dict[str, Quantity]) -> dict[str, Any]:
        outcome = Outcome({}, self.side)
        return {"w": outcome, "outcome": outcome, **{name: self._denoted(q) for name, q in known.items()}}

    def _denoted(self, q: Quantity) -> Any:
        if q.kind == "var":
            return self.draw(q.name, sort=q.sort)
        if q.kind in ("call", "loss"):
            return Function(q.name, self)
        if q.sort == "random":
            return lambda *at: self._random(q.name, tuple(map(int, at[:-1])), at[-1])
        if not q.indices:
            return self.draw(q.name, (), q.sort)
        return lambda *at: self.draw(q.name, tuple(map(int, at)), q.sort)

    def _random(self, name: str, index: tuple[int, ...], outcome: Outcome) -> Fraction:
        centre, spread = (self.draw(of(name), index[1:]) for of in (centres, spreads))
        return centre + spread * outcome.side((name, *index[:1]))


class Function:
    """A polynomial of a vector, of any length."""

    def __init__(self, name: str, place: Place) -> None:
        self.name, self.place = name, place

    def monomials(self, length: int) -> Iterator[tuple[tuple[int, ...], Fraction]]:
        for degree in range(DEGREE + 1):
            for factors in combinations_with_replacement(range(1, length + 1), degree):
                yield factors, self.place.draw(f"coefficient of {self.name}", (length, *factors))

    def derived(self, indices: list[Fraction], point: list[Any]) -> Any:
        total: Any = Fraction(0)
        for factors, c in self.monomials(len(point)):
            weight, left = derived(factors, map(int, indices))
            total += weight * c * prod(point[i - 1] for i in left)
        return total

    def __call__(self, point: list[Any]) -> Any:
        return self.derived([], point)


class Run(Total):
    """The evaluator, where what is undefined is 0, functions are those polynomials, and coins have fallen."""

    def value(self, t: Term, env: tuple[int, ...]) -> Any:
        if t.op == "loss":
            point = [self.value(t.args[4], (i, *env)) for i in self._range(k.ONE, t.args[3], env)]
            return self._of(str(t.args[0]), (), point)
        return super().value(t, env)

    def called(self, t: Term, env: tuple[int, ...]) -> Any:
        name, indices, _, length, body = t.args
        point = [self.value(body, (i, *env)) for i in self._range(k.ONE, length, env)]
        return self._of(str(name), tuple(self.whole(i, env) for i in indices), point)

    def _of(self, name: str, by: tuple[int, ...], point: list[Any]) -> Any:
        total: Any = ZERO
        for factors, c in Function(name, self.point.place).monomials(len(point)):
            weight, left = derived(factors, by)
            total += prod((point[i - 1] for i in left), start=exact(weight * c))
        return total


def exact(c: Fraction) -> fmpq:
    return fmpq(c.numerator, c.denominator)


class Claimed:
    """The meaning of a translated claim at a place, in the form in which the text has it."""

    def __init__(self, place: Place, sorts: dict[str, str]) -> None:
        draw = lambda name, index: exact(place.draw(name, index, sorts.get(name, "real")))  # noqa: E731 - short
        names = [name for name in sorts if name.startswith("var ")]
        scalars = {n[4:]: exact(place.draw(n[4:], sort=sorts[n])) for n in names}
        self.point = Point(ev.Model(scalars, draw=draw), Random(0), ZERO)  # noqa: S311 - as above
        self.point.place = place
        self.place = place

    def number(self, t: Term) -> Any:
        with ev.precisely():
            run = Run(self.point)
            while True:
                try:
                    return ev.plain_number(run.value(t, ()))
                except ev.Toss as toss:
                    coin = toss.args[0]
                    low = self.place.side(coin) > 0
                    run.outcomes.coins[coin] = (ZERO, HALF) if low else (HALF, fmpq(1))
                except UNJUDGED:
                    return None

    def told(self, f: Term) -> Iterator[Any]:
        match f.op:
            case "eq" | "le" | "lt":
                yield {"eq": "=", "le": "<=", "lt": "<"}[f.op]
                yield from map(self.number, f.args)
            case "not" if f.args[0].op == "eq":
                yield "<>"
                yield from map(self.number, f.args[0].args)
            case "not":
                yield "~"
                yield from self.told(f.args[0])
            case "and" | "or":
                for part in f.args[:-1]:
                    yield "/\\" if f.op == "and" else "\\/"
                    yield from self.told(part)
                yield from self.told(f.args[-1])
            case "implies":
                yield "->"
                yield from self.told(f.args[0])
                yield from self.told(f.args[1])
            case "false":
                yield "False"
            case "surely":
                yield "surely"
                yield from self.told(f.args[0])
            case "all" | "ex":
                yield "forall" if f.op == "all" else "exists"
                for x in WHOLES if f.args[1] == "int" else REALS:
                    value = k.num(x)
                    for bound in k.bounds(value, *f.args[2:4]):
                        yield "->" if f.op == "all" else "/\\"
                        yield from self.told(bound)
                    yield from self.told(k.open_(f, value))
            case "tends":
                yield "tends"
                yield from (self.number(k.open_(f, k.num(t))) for t in TIMES)
                yield self.number(f.args[1])
            case "smooth":
                yield from ("smooth", str(f.args[0]), f.args[1], *self.vector(f))
            case "gradient":
                loss = f.args[0]
                name, ranges, *fixed = loss.args[1]
                length = range(1, int(self.number(loss.args[3])) + 1)
                yield from ("gradient", str(loss.args[0]))
                for i in length:
                    yield self.number(unranged(Term("comp", name, "value", ranges, (*fixed, k.num(i)))))
                yield from self.vector(loss)
            case _:
                raise AssertionError(f)

    def vector(self, t: Term) -> list[Any]:
        length = int(self.number(t.args[-2]))
        return [self.number(k.open_(t, k.num(i))) for i in range(1, length + 1)]


def unranged(t: Term) -> Term:
    """Without the declared ranges of families, which Coq's functions do not have."""
    t = k.map_parts(lambda p, _: unranged(p), t)
    if t.op == "comp":
        return Term("comp", *t.args[:2], tuple((None, None) for _ in t.args[2]), t.args[3])
    return t


def sorts_of(formulas: list[Term]) -> dict[str, str]:
    parts = [s for f in formulas for s in k.subterms(f)]
    named = {(f"var {s.args[0]}" if s.op == "var" else s.args[0]): s.args[1]
             for s in parts if s.op in ("var", "comp")}  # fmt: skip
    return {name: "int" if sort == "int" else "real" for name, sort in named.items()}


def alike(a: Any, b: Any) -> bool | None:
    """Whether two numbers agree; None where one is not known."""
    if a is None or b is None:
        return None
    a, b = (float(x.mid()) if hasattr(x, "mid") else float(fmpq(x).p) / float(fmpq(x).q)
            if not isinstance(x, float | Fraction) else float(x) for x in (a, b))  # fmt: skip
    return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6)  # derivatives are taken by differences


def compared(statement: Statement, seed: str, printer: Any = Printer) -> tuple[int, list[str]]:
    """At how many numbers the text and the claim were compared, and where they differ."""
    section = Section(Names(), printer)
    stated = section.statement(statement.goal, statement.given)
    place = Place(seed)
    known = {name: q for q, name in section.names.known.items()}
    said = [x for part in meaning(stated.closed, place.environment(known)) for x in part]
    formulas = list(map(unranged, (*stated.given, statement.goal)))
    claimed = Claimed(place, sorts_of(formulas))
    wanted = [x for f in formulas for x in claimed.told(f)]
    if len(said) != len(wanted):
        return 0, ["another form"]
    count, faults = 0, []
    for a, b in zip(said, wanted, strict=True):
        same = a == b if isinstance(a, str) or isinstance(b, str) else alike(a, b)
        count += same is not None and not isinstance(a, str)
        faults += [f"{a} is not {b}"] if same is False else []
    return count, faults


@cache
def statements(path: Path) -> list[Statement]:
    problems = [(claim.label, read(claim)) for claim in load(path).claims]
    return [Statement.of(name, (x.formula for x in p.lines), p.hypotheses, ()) for name, p in problems]


def spoilt(method: str, change: Callable[[str], str], at: str = "") -> type[Printer]:
    """A printer with a bug: what a method of it says is changed, of terms of one kind or of all."""

    def printed(self: Printer, t: Term, *rest: Any) -> Any:
        text = getattr(Printer, method)(self, t, *rest)
        return change(text) if not at or t.op == at else text

    return type("Spoilt", (Printer,), {method: printed})


BUGS = {
    "a strict order that is not": spoilt("_proposition", lambda s: s.replace(" < ", " <= "), "lt"),
    "an equation for its negation": spoilt("_differ", lambda s: s.replace("<>", "=")),
    "a product for a sum": spoilt("_printed", lambda s: s.replace(" + ", " * ", 1), "add"),
    "a sign that is lost": spoilt("_printed", lambda s: s.replace("(-", "("), "num"),
    "a fraction upside down": spoilt(
        "_printed", lambda s: re.sub(r"\((\d+) / (\d+)\)", r"(\2 / \1)", s), "num"
    ),
    "an exponent that is lost": spoilt("_printed", lambda s: s.replace("2%Z", "1%Z"), "pow"),
    "a square root for a cube root": spoilt("_printed", lambda s: s.replace("root 2", "root 3"), "root"),
    "a sum from 0": spoilt("_printed", lambda s: s.replace("sum 1%Z", "sum 0%Z"), "sum"),
    "indices that are swapped": spoilt(
        "applied", lambda s: re.sub(r"\((\w+) ([\w']+) ([\w']+)\)", r"(\1 \3 \2)", s)
    ),
    "and for or": spoilt("_proposition", lambda s: s.replace("\\/", "/\\"), "or"),
    "a premise that is a conjunct": spoilt("_proposition", lambda s: s.replace("->", "/\\"), "implies"),
    "some for all": spoilt("_quantified", lambda s: s.replace("forall", "exists", 1), "all"),
    "another function": spoilt("_printed", lambda s: s.replace("exp", "sin"), "exp"),
    "another limit": spoilt("_proposition", lambda s: re.sub(r"0\)$", "1)", s), "tends"),
    "cases the wrong way": spoilt("_printed", lambda s: s.replace("<=", "<>", 1), "if"),
    "a mean that is none": spoilt(
        "_printed", lambda s: s.replace("(E (fun w : Omega => ", "((")[:-1], "mean"
    ),
}


@pytest.mark.parametrize("name", BUGS)
def test_bugs_of_the_printer_are_seen(name: str) -> None:
    """At one of the first claims of the pages whose text one changes."""
    changed = (s for path in PAGES for s in statements(path) if text(s) != text(s, BUGS[name]))
    tried = [*islice(changed, TRIED)]
    assert tried
    assert any(differs(s, name, BUGS[name]) for s in tried)


def text(statement: Statement, printer: type[Printer] = Printer) -> str:
    return Section(Names(), printer).statement(statement.goal, statement.given).closed


def differs(statement: Statement, seed: str, printer: type[Printer]) -> bool:
    """Whether a text is another than the claim at one of a few points, or is no text at all."""
    try:
        return any(compared(statement, f"{seed} {n}", printer)[1] for n in range(POINTS))
    except (AssertionError, TypeError, KeyError, ValueError, IndexError, ZeroDivisionError):
        return True


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_theorems_mean_what_their_claims_say(path: Path) -> None:
    for statement in statements(path):
        count, faults = compared(statement, f"{path.stem} {statement.name}")
        assert not faults, (statement.name, faults)
        assert count > 0, statement.name
