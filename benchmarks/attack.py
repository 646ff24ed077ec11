"""An attack on the core: corrupted certificates and random statements; what is accepted is evaluated.

Plain seeded random numbers, not hypothesis or atheris: what hypothesis adds, small examples, is done here on
certificates, and its price for a try is more than a replay's.

A try takes a certificate that the core accepts (of a page; a slice of one, whose far premises become
assumptions; a small one for each rule and each law) or a random statement, and spoils it as JSON.  Every
theorem that a rule makes on the way is compared with those that were there before, and what is new is
evaluated at random exact points.  Terms are total: where a part is undefined at a point it has an arbitrary
value, and a theorem has to survive that too.  A point at which all hypotheses hold and the conclusion does
not is a bug, as is any exception but KernelError.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import RawArray
from random import Random
from typing import Any, NoReturn

from corruption import (
    CORRUPTIONS,
    Corpus,
    Grower,
    Json,
    Steps,
    copied,
    is_formula,
    is_term,
    lists,
    needed,
    spots,
)
from flat import flat, replay, steps_of
from points import UNJUDGED, Judgement, Point, Statement, judged, statement_of
from seeds import seeds

from symderiv.core import terms as k
from symderiv.core.inference import RULES, Theorem
from symderiv.core.terms import KernelError
from symderiv.language.verdict import Status
from symderiv.run.workers import Lost, Pool, isolated

LIMIT = 0.5  # seconds of one processor for one try
BATCH = 250  # tries that a process is given at once
PATIENCE = 60.0  # seconds for one batch, where it is deaf to the limit for one try
MEMORY = 1 << 30
TIME_TO_SHRINK = 30.0  # seconds
KEPT = 5_000  # judgements that are remembered
TOP = 12  # reasons that are listed


# -- one try -----------------------------------------------------------------------------------------


class Slow(BaseException):
    """A try has used up its time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        raise Slow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)  # again, should a finaliser swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class Finding:
    """A theorem that is false at a point, or an exception that is no KernelError."""

    number: int
    what: str
    steps: Steps


@dataclass
class Tally:
    """What came of some tries; tallies are added."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)  # new theorems of a rule that hold at some point
    odd: Counter[str] = field(default_factory=Counter)  # what the evaluator raised, against its rules
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("counts", "reasons", "reached", "accepted", "changes", "judged", "odd"):
            getattr(self, name).update(getattr(other, name))
        self.findings.extend(other.findings)


class Attacker:
    """Makes the tries of a seed, each by its number alone."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus = corpus
        self.seed = seed
        self.known: dict[Statement, Judgement] = {}
        self.mark: Callable[[int, bool], None] = lambda _number, _replaying: None

    def attempt(self, number: int) -> tuple[Steps, set[Statement], list[str]]:
        """A certificate, the theorems that were there before it was spoilt, and the changes to it."""
        random = Random(f"{self.seed} {number}")
        if random.random() < 0.25:
            steps, changes = Grower(random, self.corpus).statement(), ["a statement"]
            if random.random() < 0.5:
                return steps, set(), changes
        else:
            steps, changes = self.corpus.slice(random), []
        made: list[Theorem] = []
        with suppress(Exception):  # what it raises, it raises again
            replay(steps, made)
        before = set() if changes else set(map(statement_of, made))
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            name = random.choice(list(CORRUPTIONS))
            try:
                if CORRUPTIONS[name](steps, random, self.corpus):
                    changes.append(name)
            except (TypeError, IndexError, KeyError, ValueError, AttributeError):
                continue  # an earlier change has left no certificate for this one to spoil
        return steps, before, changes

    def run(self, number: int, tally: Tally) -> None:
        tally.counts["tried"] += 1
        self.mark(number, False)
        try:
            with within(LIMIT):
                steps, before, changes = self.attempt(number)
                tally.changes.update(changes)
                self._replayed(number, steps, before, tally)
        except (Slow, MemoryError, RecursionError):
            tally.counts["over the limits"] += 1

    def _replayed(self, number: int, steps: Steps, before: set[Statement], tally: Tally) -> None:
        final: Theorem | None = None
        made: list[Theorem] = []
        self.mark(number, True)
        try:
            final = replay(steps, made, tally.reached, tally.accepted)
        except KernelError as error:
            tally.counts["refused"] += 1
            tally.reasons[reason(error)] += 1
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            tally.counts["refused"] += 1
            tally.findings.append(Finding(number, f"{type(error).__name__}: {error}"[:300], steps))
        self.mark(number, False)
        if final is not None:
            tally.counts["accepted"] += 1
            tally.counts["accepted unchanged" if statement_of(final) in before else "accepted changed"] += 1
        for at, thm in enumerate(made):
            if statement_of(thm) in before or thm.step[0] == "assume":
                continue
            before.add(statement_of(thm))
            if self._compared(thm, tally) == "false":
                tally.findings.append(Finding(number, "false", needed(steps, at)))
                break  # what follows from it may be false too, and is not to blame

    def _compared(self, thm: Theorem, tally: Tally) -> str:
        statement = statement_of(thm)
        found = self.known.get(statement)
        if found is None:
            if len(self.known) > KEPT:
                self.known.clear()
            try:
                found = judged(statement)
            except (TypeError, ValueError, IndexError, AttributeError, ArithmeticError) as error:
                found = Judgement("never judged")
                tally.odd[f"{type(error).__name__}: {error}"[:70]] += 1
            self.known[statement] = found
        tally.counts["new theorems"] += 1
        tally.counts[found.kind] += 1
        tally.counts["points"] += found.points
        if found.kind == "true":
            tally.judged[thm.step[0]] += 1
        return found.kind


def reason(error: KernelError) -> str:
    """What a refusal says, without the terms it met."""
    text = re.sub(r"step \d+ of the certificate", "the certificate", str(error)[:1000])
    text = re.split(r", (?:met|not) |: ", text, maxsplit=1)[0]
    while (shorter := re.sub(r"(?:\w|['·°])+\([^()]*\)", "...", text)) != text:
        text = shorter
    return re.sub(r"(?:\w|['·°])+\(.*|-?\d+|'.*'", "...", text)[:70]


# -- shrinking ---------------------------------------------------------------------------------------


def false_at(steps: Steps) -> tuple[Theorem, Point] | None:
    """The theorem of a certificate and a point at which it is false."""
    try:
        thm = replay(steps)
        found = judged(statement_of(thm), points=60, enough=60)
    except UNJUDGED:
        return None
    return (thm, found.witness) if found.witness is not None else None


def shrunk(steps: Steps) -> Steps:
    """A smaller certificate of something false: premises are assumed, terms give way to parts of theirs."""
    best, again, end = steps, True, time.monotonic() + TIME_TO_SHRINK
    while again:
        again = False
        for smaller in _smaller(best):
            if time.monotonic() > end:
                return best
            with suppress(Slow), within(LIMIT):
                if false_at(smaller):
                    best, again = smaller, True
                    break
    return best


def _smaller(steps: Steps) -> Iterator[Steps]:
    size = len(json.dumps(steps))
    made: list[Theorem] = []
    replay(steps, made)
    for at in range(len(steps)):
        if steps[at][0] != "assume":
            assumed = copied(steps)
            assumed[at] = ["assume", k.encode(made[at].conclusion)]
            yield needed(assumed, len(steps) - 1)
    for at, d in enumerate(lists(steps)):
        for place in range(1, len(d)):
            shorter = copied(steps)
            del lists(shorter)[at][place]
            yield shorter
    for holder, place in spots(steps, is_term):
        old = holder[place]
        leaves = [["false"]] if is_formula(old) else [["num", ["q", "0"]], ["num", ["q", "1"]]]
        for new in [*leaves, *(p for p in old[1:] if is_term(p))]:
            changed = [everywhere(s, old, new) for s in steps]
            if len(json.dumps(changed)) < size:
                yield changed


def everywhere(data: Json, old: Json, new: Json) -> Json:
    if data == old:
        return copied(new)
    return [everywhere(d, old, new) for d in data] if isinstance(data, list) else data


# -- the run -----------------------------------------------------------------------------------------


def own_seeds() -> list[Steps]:
    """Something by every rule and every law, and a few theorems that say more."""
    return [steps_of(thm) for thm in seeds()]


def of_pages(names: Sequence[str], jobs: int) -> list[Steps]:
    """The certificates of the claims of these pages, or of all."""
    from symderiv.run.finder import load, targets  # noqa: PLC0415 - SymPy is for pages only
    from symderiv.run.judges import deciding  # noqa: PLC0415 - as above

    judge = deciding()
    claims = [claim for target in targets(names) for claim in load(target.path)]
    left = iter(range(len(claims)))
    found: dict[int, Steps] = {}
    with Pool(lambda at: judge(claims[at]).certificate, jobs=jobs, timeout=PATIENCE, memory=MEMORY) as pool:
        for event in pool.results(lambda _: next((("", at) for at in left), None)):
            if event and isinstance(event[1], dict):
                found[event[0]] = flat(event[1])
    return [found[at] for at in sorted(found)]


def attacked(corpus: Corpus, options: argparse.Namespace) -> Tally:
    """All tries, in processes that the parent ends where they hang."""
    sys.unraisablehook = lambda _: None  # the end of a try's time, met in a finaliser
    attacker, total = Attacker(corpus, options.seed), Tally()
    todo = [(at, min(at + BATCH, options.number)) for at in range(0, options.number, BATCH)][::-1]
    progress = RawArray("l", 2 * len(todo) + 2)  # of each batch: the try, and whether it is in the core
    end = time.monotonic() + options.seconds

    def work(job: tuple[int, int]) -> Tally:
        def mark(number: int, replaying: bool) -> None:
            progress[place : place + 2] = [number, replaying]

        tally, place = Tally(), 2 * (job[0] // BATCH)
        attacker.mark = mark
        for number in range(*job):
            attacker.run(number, tally)
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
            at, replaying = progress[2 * (start // BATCH)], progress[2 * (start // BATCH) + 1]
            todo += [job for job in ((at + 1, stop), (start, at)) if job[0] < job[1]]
            total.add(_ended(attacker, at, answer, bool(replaying)))
    return total


def _ended(attacker: Attacker, number: int, how: Lost, replaying: bool) -> Tally:
    """A try that took its process with it: over the limits, or a crash of the core or of the evaluator."""
    tally = Tally(Counter({"tried": 1}))
    if how.status is Status.TIMEOUT or "memory" in how.message:
        tally.counts["over the limits"] += 1
    elif replaying:
        tally.findings.append(Finding(number, how.message, attacker.attempt(number)[0]))
    else:
        tally.odd[how.message] += 1
    return tally


# -- what is said ------------------------------------------------------------------------------------


def told(total: Tally, seconds: float) -> Iterator[str]:
    """The summary, line by line."""
    counts = total.counts
    yield f"{counts['tried']:>9,}  tried, in {seconds:.0f} s ({counts['tried'] / max(seconds, 1e-9):,.0f}/s)"
    for name in ("refused", "accepted", "over the limits"):
        yield f"{counts[name]:>9,}  {name}"
    yield f"{counts['accepted changed']:>9,}  accepted, and another theorem than before"
    yield f"{counts['new theorems']:>9,}  theorems that were not there before, steps of refused ones too:"
    yield f"{counts['true']:>9,}    true wherever judged ({counts['points']:,} points)"
    yield f"{counts['trivial']:>9,}    trivial: the conclusion is a hypothesis, or false is"
    yield f"{counts['never judged']:>9,}    never judged: no point met the hypotheses, or no telling"
    yield f"{counts['false']:>9,}    false"
    yield ""
    yield from _table("refused because", total.reasons.most_common(TOP))
    yield ""
    if total.odd:
        yield from _table(
            "raised by the evaluator, of theorems that are never judged", total.odd.most_common(TOP)
        )
        yield ""
    yield from _table("changes made", total.changes.most_common())
    yield ""
    yield f"{'reached':>9} {'accepted':>9} {'judged':>9}  rule"
    for name in sorted(total.reached, key=lambda n: -total.reached[n]):
        yield f"{total.reached[name]:>9,} {total.accepted[name]:>9,} {total.judged[name]:>9,}  {name}"


def _table(title: str, rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    yield title
    for name, n in rows:
        yield f"{n:>9,}  {name}"


def told_of(finding: Finding) -> Iterator[str]:
    """A finding with the smallest certificate that shows it."""
    yield f"\nFINDING in try {finding.number}: {finding.what}"
    steps, shown = finding.steps, None
    if finding.what == "false":
        steps = shrunk(steps)
        shown = false_at(steps)
    if shown is not None:
        thm, point = shown
        yield f"  theorem  {thm}"
        families = {name: dict(values) for name, values in point.model.families.items() if values}
        yield f"  where    {point.model.scalars} {families or ''}"
    yield f"  replay   {_written(steps)}"


def _written(steps: Steps) -> str:
    try:
        return json.dumps(steps)
    except RecursionError:
        return "(nested too deeply to be shown)"


def scaled(parser: argparse.ArgumentParser, *, number: int, what: str, seconds: float) -> None:
    """The options of how much an attack tries: so much times the scale, unless a number is given."""
    parser.set_defaults(usual=(number, seconds))
    parser.add_argument("--number", type=int, help=f"{what}, instead of {number:,} times the scale")
    parser.add_argument(
        "--seconds", type=float, help=f"no new ones after these, not {seconds:.0f} times the scale"
    )
    parser.add_argument("--scale", type=float, default=1.0)


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options, with the number and the seconds that come of the scale."""
    options = parser.parse_args(arguments)
    number, seconds = options.usual
    if options.number is None:
        options.number = max(1, round(number * options.scale))
    if options.seconds is None:
        options.seconds = seconds * max(1.0, options.scale)
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Attack the core with corrupted certificates.")
    parser.add_argument("--seed", type=int, default=0)
    scaled(parser, number=100_000, what="tries", seconds=900)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--pages", nargs="*", default=[], help="names of pages; all unless some are named")
    parser.add_argument("--only", type=int, metavar="N", help="show the certificate of the N-th try")
    options = parsed(parser, arguments)
    began = time.monotonic()
    corpus = Corpus(own_seeds(), of_pages(options.pages, options.jobs))
    steps = sum(map(len, corpus.certificates))
    missing = ", ".join(sorted(set(RULES) - set(corpus.rules))) or "none"
    spent = time.monotonic() - began
    print(f"{len(corpus.certificates)} certificates of {steps:,} steps, recorded in {spent:.0f} s")
    print(f"rules that occur in none of them: {missing}")
    print(f"seed {options.seed}\n", flush=True)
    if options.only is not None:
        print(_written(Attacker(corpus, options.seed).attempt(options.only)[0]))
        return 0
    began = time.monotonic()
    total = attacked(corpus, options)
    print("\n".join(told(total, time.monotonic() - began)))
    for finding in distinct(total.findings):
        lines = isolated(lambda finding=finding: list(told_of(finding)), 2 * TIME_TO_SHRINK, MEMORY)
        print(f"\nFINDING {finding}" if isinstance(lines, Lost) else "\n".join(lines))
    count = len(total.findings)
    print(f"\n{count} finding{'' if count == 1 else 's'}")
    return 1 if total.findings else 0


def distinct(findings: Sequence[Finding]) -> list[Finding]:
    """The shortest of each rule and exception, so that one bug does not fill the screen."""
    best: dict[Any, Finding] = {}
    for f in sorted(findings, key=lambda f: (len(_written(f.steps)), f.number)):
        last = f.steps[-1][0] if f.what == "false" else None
        best.setdefault((f.what, str(last)), f)
    return list(best.values())


if __name__ == "__main__":
    sys.exit(main())
