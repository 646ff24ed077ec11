"""An attack on ``symderiv.check``, end to end: statements at random, and what is said of them held against
what they say at many points: ``make attack``.

Wrong is a statement that is proved and false at a point at which its hypotheses hold and its parts are
defined; proved without conditions where a part is undefined; refuted at a point at which a hypothesis fails,
the statement holds, or a part is undefined that a condition could have guarded; refuted although true by
construction; a conflict; an exception, or a message that has one of Python's in it.  The truth is told by
``strict``, which shares no code with the checker.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, product
from multiprocessing.sharedctypes import RawArray
from typing import Any

import sympy as sp
from attack import Slow, parsed, scaled, within
from statements import Question, question
from strict import Point, Reading, UndefinedError, UnknownError, gauss, meets, parts, plus, times

from symderiv import check
from symderiv.language import notation as nt
from symderiv.language.heads import FORMULAS, TERMS
from symderiv.language.verdict import Status, Verdict
from symderiv.run.workers import Lost, Pool

LIMIT = 3.0  # seconds of one processor for one statement
JUDGED = 1.5  # and for its points
POINTS, DRAWN = 40, 400  # at which a proved statement is looked at, and tried for them
COMPLETED = 8  # points that agree with a witness
BATCH = 40
PATIENCE = 150.0
MEMORY = 2 << 30
SHRUNK = 20.0
RAW = re.compile(
    r"\b\w+Error\b|Traceback|object has no attribute|unsupported operand|NoneType|division by zero|"
    r"recursion|list index|not iterable|unhashable|takes \d+ positional|_Dual|<class|<function|fmpq\b|"
    r"\bacb\b|comparing complex|cannot be converted|invalid literal|must be str|not supported between"
)


# -- what is wrong -----------------------------------------------------------------------------------


def fault(q: Question, verdict: Verdict, *, seed: str) -> tuple[str, str]:
    """What is wrong with a verdict, and where it shows; else "" and how it was judged."""
    if verdict.status is Status.CONFLICT:
        return "conflict", verdict.message or ""
    if found := RAW.search(verdict.message or ""):
        return "raw message", f"{found[0]!r} in {verdict.message!r}"
    if verdict.status is Status.PROVED:
        return _of_proved(q, verdict, seed)
    if verdict.status is Status.REFUTED:
        return _of_refuted(q, verdict, seed)
    if verdict.status is Status.ERROR and "contradict each other" in (verdict.message or ""):
        return _of_contradiction(q, seed)
    return "", "no claim"


def _of_proved(q: Question, verdict: Verdict, seed: str) -> tuple[str, str]:
    seen = 0
    for point in points(q, seed):
        reading = Reading(point)
        if not admissible(reading, q):
            continue
        seen += 1
        if reading.holds(q.statement) is False:
            guarded = reading.guarded(q.statement)
            if guarded is True:
                return "proved and false", told(point)
            if guarded is False and not verdict.conditions:
                return "proved without a condition", told(point)
        if seen >= POINTS:
            break
    return "", "held at points" if seen else "no point met the hypotheses"


def admissible(reading: Reading, q: Question) -> bool:
    """Whether all letters lie within their declared bounds at a point, and the hypotheses hold."""
    letters = set().union(*(part.free_symbols for part in (q.statement, *q.given)))
    try:
        for s in letters:
            if isinstance(s, nt.Quantity) and s.bounds != (None, None):
                reading.value(s)
    except (UnknownError, UndefinedError):
        return False
    return all(reading.holds(g) is True for g in q.given)


def _of_refuted(q: Question, verdict: Verdict, seed: str) -> tuple[str, str]:
    if (verdict.ill_formed or "").startswith("not defined under the hypotheses"):
        return _of_undefined(q, seed)
    try:
        point = witnessed(verdict.witness or {})
    except UnknownError:
        return _by_construction(q, verdict)
    reading = Reading(point)
    for g in q.given:
        if reading.holds(g) is False:
            return "refuted where a hypothesis fails", f"{g} at {told(point)}"
    held = reading.holds(q.statement)
    if held is True:
        return "refuted where it holds", told(point)
    if held is False:
        guarded = reading.guarded(q.statement)
        if guarded is False and not _ill_formed(verdict):
            return "refuted outside its conditions", told(point)
        return "", "fails at the witness"
    return _completed(q, verdict, point, seed) or _by_construction(q, verdict)


def _completed(q: Question, verdict: Verdict, witness: Point, seed: str) -> tuple[str, str] | None:
    """What is wrong with a counterexample, which has more values than are shown, where what it does not have
    is anything; None where that is not told."""
    found = verdict.counterexample
    if found is None or found.laws or found.powers or any(t.op != "num" for t in found.scalars.values()):
        return None
    names = (*found.scalars, *found.tables)
    if witness.outcomes == 1 and any("centre of " in name for name in names):
        return None  # random quantities have values that the witness does not show
    if any("coefficient of " in name for name in names):
        return None  # so have unknown functions
    failed = False
    witness.scalars.update({name: _fraction(t.args[0]) for name, t in found.scalars.items()})
    for name, table in found.tables.items():
        witness.families.update({(name, at, None): _fraction(value) for at, value in table.items()})
    for number in range(COMPLETED):
        point = Point.drawn(f"{seed} {number}", numbers(q))
        for name in ("scalars", "families", "functions"):
            getattr(point, name).update(getattr(witness, name))
        if witness.outcomes > 1:
            point.outcomes, point.chances = witness.outcomes, witness.chances
        reading = Reading(point)
        if not admissible(reading, q):
            continue
        held = reading.holds(q.statement)
        if held is True:
            return "refuted where it holds", told(point)
        failed |= held is False
    return ("", "fails at the witness, whatever else there is") if failed else None


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _of_undefined(q: Question, seed: str) -> tuple[str, str]:
    """What is refuted since a part is undefined wherever the hypotheses hold."""
    seen = 0
    for point in points(q, seed):
        reading = Reading(point)
        if not admissible(reading, q):
            continue
        seen += 1
        if reading.holds(q.statement) is True and reading.guarded(q.statement) is True:
            return "refuted as undefined, and defined", told(point)
        if seen >= POINTS:
            break
    return "", "is undefined at points" if seen else "no point met the hypotheses"


def _of_contradiction(q: Question, seed: str) -> tuple[str, str]:
    """What is wrong with hypotheses that are said to contradict each other: a point at which they hold."""
    for point in points(q, seed):
        if admissible(Reading(point), q):
            return "contradictory, and satisfied", told(point)
    return "", "contradictory at points"


def _ill_formed(verdict: Verdict) -> bool:
    return bool(getattr(verdict, "ill_formed", None)) or "defined" in (verdict.message or "")


def _by_construction(q: Question, verdict: Verdict) -> tuple[str, str]:
    if q.true and not q.statement.has(nt.Component, sp.Indexed):
        return "refuted and true", f"by construction; the witness is {verdict.witness}"
    return "", "witness not judged"


def points(q: Question, seed: str) -> Iterator[Point]:
    """Points to look at; every other one has its letters set as equations among the hypotheses ask for."""
    near = numbers(q)
    for number in range(DRAWN):
        point = Point.drawn(f"{seed} {number}", near)
        if number % 2:
            for g in q.given:
                _solve(g, point)
        yield point


def numbers(q: Question) -> list[Fraction]:
    """The numbers of a statement, and neighbours of theirs."""
    written = {r for part in (q.statement, *q.given) for r in part.atoms(sp.Rational) if abs(r) < 100}
    found = {Fraction(int(r.p), int(r.q)) for r in written}
    near = {s for r in found for s in (r, -r, r * r, r + 1, r - 1, *((1 / r,) if r else ()))}
    return sorted(near)


def _solve(f: Any, point: Point) -> None:
    assert point.rng is not None
    if isinstance(f, (sp.Or, sp.And, nt.Conjunction, sp.Equivalent, nt.Iff)):
        chosen = f.args if isinstance(f, (sp.And, nt.Conjunction)) else [point.rng.choice(f.args)]
        for a in chosen:
            _solve(a, point)
    elif isinstance(f, sp.Implies):
        _solve(f.args[1], point)
    elif isinstance(f, sp.Eq):
        for x, other in (f.args, f.args[::-1]):
            if x.is_Symbol and x.name not in point.scalars and not other.has(x):
                with suppress(UnknownError, UndefinedError, ValueError, ZeroDivisionError, OverflowError):
                    value = Reading(point).value(other)
                    if type(x) is sp.Symbol and meets(value, x._assumptions_orig):
                        point.scalars[x.name] = value
                return


def told(point: Point) -> str:
    """A point in writing."""
    shown = {name: _short(v) for name, v in point.scalars.items()}
    for (name, indices, outcome), v in point.families.items():
        at = "" if outcome is None else f" in outcome {outcome}"
        shown[f"{name}{list(indices)}{at}"] = _short(v)
    for name, p in point.functions.items():
        if name not in shown:
            shown[name] = " + ".join(f"{c}*x{list(factors)}" for factors, c in p.items())
    return ", ".join(f"{name} = {v}" for name, v in shown.items())


def _short(v: Any) -> str:
    re, im = parts(v)
    return f"{re} + {im} i" if im else str(re)


# -- witnesses ---------------------------------------------------------------------------------------


def witnessed(witness: dict[str, Any]) -> Point:
    """The point of a printed witness; UnknownError where a value is not understood."""
    point = Point()
    random = {name: str(text) for name, text in witness.items() if " or " in str(text)}
    for name, text in witness.items():
        if name in random:
            continue
        if found := re.fullmatch(r"(.+)\[([-\d, ]*)\]", name):
            indices = tuple(int(i) for i in found[2].split(",") if i.strip())
            point.families[found[1], indices, None] = exact_value(str(text))
        elif re.search(r"\bx\d?\b", str(text)):
            point.functions[name] = _polynomial(str(text))
        else:
            point.scalars[name] = exact_value(str(text))
            point.functions[name] = {(): point.scalars[name]}  # of an unknown function that is constant
    _tossed(point, random)
    return point


def _tossed(point: Point, random: dict[str, str]) -> None:
    """Random quantities, each name's or tuple's values equally probable, and independent of the others'."""
    spaces = []
    for names, text in random.items():
        found = re.fullmatch(r"(.*) \(probability 1/\d+ each\)", text)
        if found is None:
            raise UnknownError
        members = [_random_member(name) for name in re.split(r", (?![^[]*\])", names.strip("()"))]
        values = [[exact_value(v) for v in part.strip("()").split(", ")] for part in found[1].split(" or ")]
        spaces.append([list(zip(members, each, strict=True)) for each in values])
    outcomes = list(product(*spaces))
    point.outcomes, point.chances = len(outcomes), [Fraction(1, len(outcomes))] * len(outcomes)
    alone = {(name, ()): v for name, v in point.scalars.items()}  # what is random may have one value
    alone |= {(name, indices): v for (name, indices, _), v in point.families.items()}
    for at, outcome in enumerate(outcomes):
        for (name, indices), value in chain(alone.items(), *outcome):
            point.families[name, indices, at] = value


def _random_member(text: str) -> tuple[str, tuple[int, ...]]:
    """The name and the indices of X, or of X[2]; UnknownError where an index is any."""
    found = re.fullmatch(r"([^\[]+)(?:\[(-?\d+(?:, -?\d+)*)\])?", text)
    if found is None:
        raise UnknownError
    return found[1], tuple(map(int, found[2].split(","))) if found[2] else ()


def exact_value(text: str) -> Any:
    """A number as witnesses print them: rational, or Gaussian."""
    text = re.sub(r"\((\d+/\d+)\)", r"\1", text.translate(str.maketrans({"−": "-", "·": "*", "i": "I"})))
    number = r"[-+]?\s*\d+(?:/\d+)?"
    if re.fullmatch(number, text):
        return Fraction(text.replace(" ", ""))
    if found := re.fullmatch(rf"(?:({number})\s*(?=[-+]))?\s*([-+]?)\s*(\d+(?:/\d+)?)?\*?I", text):
        size = Fraction(found[3] or 1) * (-1 if found[2] == "-" else 1)
        return gauss(Fraction((found[1] or "0").replace(" ", "")), size)
    raise UnknownError


def _polynomial(text: str) -> dict[tuple[int, ...], Any]:
    found: dict[tuple[int, ...], Any] = {}
    for term in text.split(" + "):
        c: Any = Fraction(1)
        factors: list[int] = []
        for factor in term.split("*"):
            if letter := re.fullmatch(r"x(\d*)", factor.strip()):
                factors.append(int(letter[1] or 1))
            else:
                c = times(c, exact_value(factor.strip()))
        key = tuple(sorted(factors))
        found[key] = plus(found.get(key, Fraction(0)), c)
    return found


# -- one try -----------------------------------------------------------------------------------------


@dataclass
class Finding:
    """A verdict that is wrong."""

    number: int
    what: str
    where: str
    question: str
    verdict: str
    size: int


@dataclass
class Tally:
    """What came of some tries."""

    counts: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)
    heads: Counter[tuple[str, str]] = field(default_factory=Counter)  # with the verdict's word
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("counts", "verdicts", "judged", "heads"):
            getattr(self, name).update(getattr(other, name))
        self.findings += other.findings


def asked(q: Question, seed: str) -> tuple[str, str, str]:
    """The verdict's word, what is wrong with it, and where."""
    try:
        with within(LIMIT):
            verdict = check(q.statement, list(q.given))
    except Slow:
        return "over the limit", "", ""
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return "raised", f"raised {type(error).__name__}", f"{error}"[:300]
    try:
        with within(JUDGED):
            what, where = fault(q, verdict, seed=seed)
    except Slow:
        what, where = "", "not judged in time"
    return str(verdict.status), what, where


def tried(seed: int, number: int, tally: Tally) -> None:
    q = question(seed, number)
    word, what, where = asked(q, f"{seed} {number}")
    tally.counts["tried"] += 1
    tally.verdicts[q.kind, word] += 1
    tally.heads.update((head, word) for head in heads(q))
    if what:
        tally.findings.append(Finding(number, what, where, written(q), word, size(q)))
    else:
        tally.judged[word, where] += 1


def heads(q: Question) -> set[str]:
    """The names of the classes of everything in a statement and its hypotheses."""
    return {
        kind.__name__
        for part in (q.statement, *q.given)
        for node in sp.preorder_traversal(part)
        for kind in type(node).__mro__
    }


def written(q: Question) -> str:
    return _text(q.statement) + (f"   given  {';  '.join(map(_text, q.given))}" if q.given else "")


def _text(part: Any) -> str:
    """As SymPy prints it; where its printer evaluates what has no value, as it stores it."""
    try:
        return str(part)
    except Exception:  # noqa: BLE001 - SymPy's printer raises whatever its numbers do
        return str(sp.srepr(part))


def size(q: Question) -> int:
    return sum(1 for part in (q.statement, *q.given) for _ in sp.preorder_traversal(part))


# -- shrinking ---------------------------------------------------------------------------------------


def shrunk(q: Question, seed: str, what: str) -> Question:
    """A smaller statement with the same fault."""
    end, again = time.monotonic() + SHRUNK, True
    while again:
        again = False
        for smaller in _smaller(q):
            if time.monotonic() > end:
                return q
            if size(smaller) < size(q) and asked(smaller, seed)[1] == what:
                q, again = smaller, True
                break
    return q


def _smaller(q: Question) -> Iterator[Question]:
    for at in range(len(q.given)):
        yield replace(q, given=q.given[:at] + q.given[at + 1 :])
    for place, part in enumerate((q.statement, *q.given)):
        for new in _simpler(part):
            if place == 0:
                yield replace(q, statement=new)
            else:
                yield replace(q, given=(*q.given[: place - 1], new, *q.given[place:]))


def _simpler(part: Any) -> Iterator[Any]:
    """The same with one node replaced by a part of its own kind, or by a number."""
    walk = sp.preorder_traversal(part)
    for node in walk:
        if isinstance(node, (nt.Family, sp.Tuple)):
            walk.skip()
        if not node.args or isinstance(node, (nt.Family, sp.Tuple)):
            continue
        alike = sp.logic.boolalg.Boolean if isinstance(node, sp.logic.boolalg.Boolean) else sp.Expr
        options = [a for a in node.args if isinstance(a, alike)]
        if alike is sp.Expr:
            options += [sp.Integer(0), sp.Integer(1)]
        for new in options:
            with suppress(Exception), sp.evaluate(False):  # SymPy may have no such term
                changed = part.xreplace({node: new})
                if changed != part and _bound(changed):
                    yield changed


def _bound(part: Any) -> bool:
    """Whether no letter of a sum has come out of it."""
    return not any(isinstance(s, sp.Dummy) for s in part.free_symbols)


# -- the run -----------------------------------------------------------------------------------------


def attacked(options: argparse.Namespace) -> Tally:
    """All tries, in processes that the parent ends where they hang."""
    total = Tally()
    first, last = options.first, options.first + options.number
    todo = [(at, min(at + BATCH, last)) for at in range(first, last, BATCH)][::-1]
    progress = RawArray("l", len(todo) + 2)
    end = time.monotonic() + options.seconds

    def work(job: tuple[int, int]) -> Tally:
        tally = Tally()
        for number in range(*job):
            progress[(job[0] - first) // BATCH] = number
            tried(options.seed, number, tally)
        return tally

    def pick(_: object) -> tuple[object, Any] | None:
        return ("", todo.pop()) if todo and time.monotonic() < end else None

    with Pool(work, jobs=options.jobs, timeout=PATIENCE, memory=MEMORY) as pool:
        for event in pool.results(pick, tick=5):
            if sys.stderr.isatty():
                print(f"\r{total.counts['tried']:,} tried ", end="", file=sys.stderr)
            if event is None:
                continue
            (start, stop), answer = event
            if isinstance(answer, Tally):
                total.add(answer)
                continue
            at = progress[(start - first) // BATCH]
            todo += [job for job in ((at + 1, stop), (start, at)) if job[0] < job[1]]
            total.add(_ended(options.seed, at, answer))
    return total


def _ended(seed: int, number: int, how: Lost) -> Tally:
    """A try that took its process with it."""
    tally = Tally(Counter({"tried": 1}))
    if how.status is Status.TIMEOUT or "memory" in how.message:
        tally.verdicts["?", "over the limit"] += 1
    else:
        q = question(seed, number)
        tally.findings.append(Finding(number, "its process ended", how.message, written(q), "?", size(q)))
    return tally


def report(total: Tally, seconds: float) -> Iterator[str]:
    """The summary, line by line."""
    tries = total.counts["tried"]
    yield f"{tries:>8,}  tried, in {seconds:.0f} s ({tries / max(seconds, 1e-9):,.0f}/s)"
    sums: Counter[str] = Counter()
    for (_, word), n in total.verdicts.items():
        sums[word] += n
    words = [word for word, _ in sums.most_common()]
    yield ""
    yield " ".join(f"{word:>14}" for word in ["kind", *words])
    for kind in sorted({kind for kind, _ in total.verdicts}):
        yield " ".join([f"{kind[:14]:>14}", *(f"{total.verdicts[kind, word]:>14,}" for word in words)])
    yield " ".join([f"{'all':>14}", *(f"{sums[word]:>14,}" for word in words)])
    yield ""
    for (word, where), n in total.judged.most_common():
        yield f"{n:>8,}  {word}: {where}"
    yield ""
    yield from _of_heads(total.heads)
    for what, n in Counter(f.what for f in total.findings).most_common():
        yield f"{n:>8,}  WRONG: {what}"


def _of_heads(found: Counter[tuple[str, str]]) -> Iterator[str]:
    """How many heads of the translation occurred, and in how many statements of each kind the rarest did."""
    wanted = {head.__name__ for head in (*TERMS, *FORMULAS)}
    yield f"{len(wanted & {head for head, _ in found}):>8,}  heads of {len(wanted)} asked for"
    for word in ("proved", "refuted"):
        rarest = sorted((found[head, word], head) for head in wanted)[:8]
        yield f"          {word} least: " + ", ".join(f"{head} {n}" for n, head in rarest)


def smallest(findings: Sequence[Finding], most: int) -> list[Finding]:
    """The smallest of each fault, a few of each."""
    kept: Counter[str] = Counter()
    found = []
    for f in sorted(findings, key=lambda f: (f.what, f.size, f.number)):
        kept[f.what] += 1
        if kept[f.what] <= most:
            found.append(f)
    return found


def shown(f: Finding, seed: int) -> Iterator[str]:
    yield f"\nWRONG in try {f.number}: {f.what} ({f.verdict})"
    yield f"  {f.question}"
    yield f"  {f.where}"
    if f.what != "its process ended":
        small = shrunk(question(seed, f.number), f"{seed} {f.number}", f.what)
        yield f"  shrunk  {written(small)}"
        yield f"          {' | '.join(asked(small, f'{seed} {f.number}'))}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Attack check() with statements at random.")
    parser.add_argument("--seed", type=int, default=0)
    scaled(parser, number=20_000, what="statements", seconds=1800)
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument(
        "--only", type=int, metavar="N", help="show the N-th statement, and what is said of it"
    )
    parser.add_argument("--show", type=int, default=3, help="of each fault")
    options = parsed(parser, arguments)
    if options.only is not None:
        q = question(options.seed, options.only)
        print(q.kind, "true by construction" if q.true else "", written(q), sep="\n")
        print(*asked(q, f"{options.seed} {options.only}"), sep=" | ")
        print(check(q.statement, list(q.given)))
        return 0
    began = time.monotonic()
    print(f"seed {options.seed}\n", flush=True)
    total = attacked(options)
    print("\n".join(report(total, time.monotonic() - began)))
    for f in smallest(total.findings, options.show):
        for line in shown(f, options.seed):
            print(line, flush=True)
    print(f"\n{len(total.findings)} wrong")
    return 1 if total.findings else 0


if __name__ == "__main__":
    sys.exit(main())
