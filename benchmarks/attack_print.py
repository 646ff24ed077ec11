"""Print and read back: random statements over every operator, and those of the attack on ``check``, in text,
LaTeX and MathML: ``make attack``.  What is read has to be what was printed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from attack import Slow, parsed, scaled, within
from readback.generate import random_statement
from readback.readers import disagreements
from statements import question

from symderiv.core.terms import KernelError
from symderiv.judge.prepare import prepare_statement
from symderiv.language.errors import SymderivError
from symderiv.run.workers import Lost, Pool

BATCH = 100
LIMIT = 5.0  # seconds of one processor for one statement
PATIENCE = 300.0
MEMORY = 2 << 30


def of_terms(seed: int, number: int) -> Iterator[str]:
    """Disagreements of a random statement over all operators of terms."""
    rng = Random(f"print {seed} {number}")
    yield from disagreements([random_statement(rng, rng.choice((2, 3, 3, 4)))])


def of_statement(seed: int, number: int) -> Iterator[str]:
    """Disagreements of a statement as it is typed, and of its hypotheses."""
    q = question(seed, number)
    try:
        problem = prepare_statement(q.statement, list(q.given))
    except (SymderivError, KernelError):
        return  # it has no reading
    yield from disagreements(list(dict.fromkeys([problem.goal, *problem.hypotheses])), problem.spelling)


SOURCES = {"terms": of_terms, "statements": of_statement}


def tried(seed: int, number: int) -> tuple[str, str]:
    """Where a statement comes from, and what was read otherwise; "" where nothing was."""
    name = list(SOURCES)[number % len(SOURCES)]
    try:
        with within(LIMIT):
            return name, next(SOURCES[name](seed, number), "")
    except Slow:
        return "over the limit", ""
    except Exception as error:  # noqa: BLE001 - a print that cannot be read is a finding
        return name, f"{type(error).__name__}: {error}"[:600]


def attacked(options: argparse.Namespace) -> tuple[Counter[str], list[tuple[int, str]]]:
    """How many of each were tried, and the findings by number."""
    counts: Counter[str] = Counter()
    findings: list[tuple[int, str]] = []
    todo = [(at, min(at + BATCH, options.number)) for at in range(0, options.number, BATCH)][::-1]
    end = time.monotonic() + options.seconds

    def work(job: tuple[int, int]) -> list[tuple[int, str, str]]:
        return [(number, *tried(options.seed, number)) for number in range(*job)]

    def pick(_: object) -> tuple[object, Any] | None:
        return ("", todo.pop()) if todo and time.monotonic() < end else None

    with Pool(work, jobs=options.jobs, timeout=PATIENCE, memory=MEMORY) as pool:
        for event in pool.results(pick):
            if event is None:
                continue
            if isinstance(event[1], Lost):
                counts["lost with their process"] += event[0][1] - event[0][0]
                continue
            for number, name, found in event[1]:
                counts[name] += 1
                if found:
                    findings.append((number, found))
    return counts, findings


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Print random statements, and read them back.")
    parser.add_argument("--seed", type=int, default=0)
    scaled(parser, number=10_000, what="statements", seconds=600)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = parsed(parser, arguments)
    counts, findings = attacked(options)
    for name, n in counts.most_common():
        print(f"{n:>8,}  {name}")
    for number, found in sorted(findings, key=lambda f: len(f[1]))[:10]:
        print(f"\nREAD OTHERWISE in try {number}: {found}")
    print(f"\n{len(findings)} read otherwise")
    return 1 if findings or counts["lost with their process"] else 0


if __name__ == "__main__":
    sys.exit(main())
