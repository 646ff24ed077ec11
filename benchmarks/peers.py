"""This checker and others on the same identities, in one run: ``make peers``.

The set is the project's own, or a file's (``--identities FILE``, see identities/trees.py). Each system works
in a process of its own, which is ended when an item takes too long; its preparation is not on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from identities import CONDITIONAL, FALSE, TRUE, Identity, families, own
from identities.trees import TreeError, read
from sympy import Eq
from sympy.core.cache import clear_cache
from systems import PROVED, REFUTED, SYSTEMS, UNKNOWN, Answer, System, UnsaidError

from symderiv.language.verdict import Status
from symderiv.run.workers import Lost, Pool

SECONDS = 10.0
MEMORY = 16 << 30  # of address space, of which the Lisps reserve much
NOT_ASKED, TIMEOUT, FAILED = "not asked", "timeout", "failed"
SHOWN = 12  # names of wrong answers
PREPARE = -1


@dataclass(frozen=True)
class Outcome:
    """What a system said of an item, and how long it took."""

    system: str
    id: str
    family: str
    truth: str
    answer: str
    seconds: float
    certificate: bool = False
    witness: bool = False
    note: str = ""

    @property
    def wrong(self) -> bool:
        return self.answer == (REFUTED if self.truth == TRUE else PROVED)


# -- running -----------------------------------------------------------------------------------------


def run(system: System, items: Sequence[Identity], seconds: float) -> list[Outcome]:
    """One system on all items, one after another."""
    outcomes: dict[int, Outcome] = {}
    queue = deque(range(len(items)))

    def pick(seen: set[object]) -> tuple[object, Any] | None:
        if not queue:
            return None
        return ("item", queue.popleft()) if "ready" in seen else ("ready", PREPARE)

    def handle(job: int) -> Outcome | None:
        system.prepare()
        return None if job == PREPARE else _asked(system, items[job])

    with Pool(handle, jobs=1, timeout=seconds, memory=MEMORY) as pool:
        for event in pool.results(pick):
            if event is not None and event[0] != PREPARE:
                job, answer = event
                lost = isinstance(answer, Lost)
                outcomes[job] = _lost(system, items[job], answer, seconds) if lost else answer
    return [outcomes[job] for job in sorted(outcomes)]


def _asked(system: System, item: Identity) -> Outcome:
    if item.given and not system.told:
        return _outcome(system, item, Answer(NOT_ASKED, note="it takes no hypotheses"), 0.0)
    if item.relation is not Eq and not system.ordered:
        return _outcome(system, item, Answer(NOT_ASKED, note="it is asked no inequalities"), 0.0)
    clear_cache()  # so that no item profits from the one before it
    started = time.perf_counter()
    try:
        answer = system.decide(item)
    except UnsaidError as error:
        answer, started = Answer(NOT_ASKED, note=str(error)), time.perf_counter()
    return _outcome(system, item, answer, time.perf_counter() - started)


def _outcome(system: System, item: Identity, answer: Answer, seconds: float) -> Outcome:
    found = (answer.word, seconds, answer.certificate, answer.witness, answer.note)
    return Outcome(system.name, item.id, item.family, item.truth, *found)


def _lost(system: System, item: Identity, lost: Lost, seconds: float) -> Outcome:
    """An item that brought its process to an end, or an exception."""
    late = lost.status is Status.TIMEOUT
    answer = Answer(TIMEOUT if late else FAILED, note=lost.message)
    return _outcome(system, item, answer, seconds if late else 0.0)


# -- telling -----------------------------------------------------------------------------------------

TRUE_HEAD = ("system", "asked", "proved", "", "certified", "refuted!", "left", "timeout", "total", "median")
FALSE_HEAD = ("system", "asked", "refuted", "", "witness", "proved!", "left", "timeout", "total", "median")


def tables(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Lines: true items, planted false ones, conditional ones without their hypotheses; then by family."""
    yield from _table("True items", TRUE_HEAD, [o for o in outcomes if o.truth == TRUE], PROVED)
    yield from _table("False items", FALSE_HEAD, [o for o in outcomes if o.truth == FALSE], REFUTED)
    conditional = [o for o in outcomes if o.truth == CONDITIONAL]
    yield from _table("Conditional items, without their hypotheses", FALSE_HEAD, conditional, REFUTED)
    yield from _by_family(outcomes)
    yield from _wrong(outcomes)


def _systems(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(o.system for o in outcomes))


def _table(title: str, head: Sequence[str], outcomes: Sequence[Outcome], right: str) -> Iterator[str]:
    if not outcomes:
        return
    count = len({o.id for o in outcomes})
    yield f"{title} ({count})"
    yield _row(head)
    for name in _systems(outcomes):
        yield _row(_cells(name, [o for o in outcomes if o.system == name], right))
    yield ""


def _cells(name: str, all_of_it: Sequence[Outcome], right: str) -> list[str]:
    asked = [o for o in all_of_it if o.answer != NOT_ASKED]
    counts = Counter(o.answer for o in asked)
    backed = sum(o.certificate if right == PROVED else o.witness for o in asked if o.answer == right)
    left = counts[UNKNOWN] + counts[FAILED]
    share = f"{100 * counts[right] / len(all_of_it):.1f} %"
    spent = [o.seconds for o in asked]
    return [
        name,
        *map(str, (len(asked), counts[right])),
        share,
        str(backed or "-"),
        str(sum(o.wrong for o in asked)),
        *map(str, (left, counts[TIMEOUT])),
        f"{sum(spent):.1f} s",
        f"{1000 * statistics.median(spent):.1f} ms" if spent else "-",
    ]


def _row(cells: Sequence[str]) -> str:
    widths = (10, 6, 8, 8, 10, 9, 6, 8, 9, 10)
    first, *others = cells
    return (
        "  " + first.ljust(widths[0]) + "".join(c.rjust(w) for c, w in zip(others, widths[1:], strict=True))
    )


def _by_family(outcomes: Sequence[Outcome]) -> Iterator[str]:
    names = _systems(outcomes)
    yield "By family: true ones proved, false and conditional ones refuted (wrong answers in brackets)"
    yield "  " + " " * 19 + "".join(f"{n:>13}" for n in ["items", *names])
    for family in dict.fromkeys(o.family for o in outcomes):
        of_it = [o for o in outcomes if o.family == family]
        items = {o.id: o.truth == TRUE for o in of_it}
        count = f"{sum(items.values())} + {len(items) - sum(items.values())}"
        cells = [_share([o for o in of_it if o.system == name]) for name in names]
        yield f"  {family:<19}" + "".join(f"{c:>13}" for c in [count, *cells])
    yield ""


def _share(outcomes: Sequence[Outcome]) -> str:
    right = Counter(o.truth == TRUE for o in outcomes if o.answer in {PROVED, REFUTED} and not o.wrong)
    wrong = sum(o.wrong for o in outcomes)
    return f"{right[True]} + {right[False]}" + (f" [{wrong}]" if wrong else "")


def _wrong(outcomes: Sequence[Outcome]) -> Iterator[str]:
    wrong = [o for o in outcomes if o.wrong]
    if wrong:
        yield "Wrong answers"
    for name in _systems(wrong):
        told = [f"{o.id} ({o.truth}, {o.answer})" for o in wrong if o.system == name]
        more = f", and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        yield f"  {name}: {', '.join(told[:SHOWN])}{more}"
    if wrong:
        yield ""


# -- the command -------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    try:
        items = own(options.family) if options.identities is None else read(options.identities)
    except (OSError, TreeError) as error:
        print(f"peers: {error}", file=sys.stderr)
        return 2
    if options.identities is not None and options.family:
        items = [i for i in items if i.family in options.family]
    which = "the project's own" if options.identities is None else options.identities.name
    systems = [SYSTEMS[name]() for name in options.only]
    versions = {system.name: system.version() for system in systems}
    _head(which, items, versions, options.seconds)
    before = os.getloadavg()
    outcomes: list[Outcome] = []
    for system in systems:
        if versions[system.name] is not None:
            print(f"running {system.name}", file=sys.stderr)
            outcomes += run(system, items, options.seconds)
            if options.json is not None:  # after each, as a run may take long
                _write(options.json, which, options.seconds, versions, outcomes)
    print("\n".join(tables(outcomes)))
    load = f"the load was {before[0]:.1f} before it, {os.getloadavg()[0]:.1f} after it"
    print(f"Times are of one run on {os.cpu_count()} cores; {load}.")
    print("Where others work beside it they are too long; ratios are less so.")
    return 0


def _write(
    path: Path, which: str, seconds: float, versions: dict[str, str | None], outcomes: Sequence[Outcome]
) -> None:
    record = {"set": which, "seconds": seconds, "versions": versions, "load": os.getloadavg()}
    record["outcomes"] = [asdict(o) for o in outcomes]
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _head(which: str, items: Sequence[Identity], versions: dict[str, str | None], seconds: float) -> None:
    counts = Counter(item.truth for item in items)
    print(
        f"The set: {which}; {counts[TRUE]} true, {counts[FALSE]} false, {counts[CONDITIONAL]} conditional;"
        f" at most {seconds:g} s an item"
    )
    print(f"Python {platform.python_version()}")
    for name, version in versions.items():
        print(f"  {name:<10} {version or 'is not installed, and left out'}")
    print(
        "\nAsked is what a system has words for; the shares are of all items. Proved is wrong for false and"
        "\nconditional items, refuted for true ones; a column with ! counts what is wrong.\n"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="peers", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--identities", type=Path, metavar="FILE", help="a set in a file, not the project's own"
    )
    parser.add_argument("--family", action="append", default=[], help=f"one of {', '.join(families())}")
    parser.add_argument("--only", type=_listed, default=list(SYSTEMS), metavar="A,B", help=", ".join(SYSTEMS))
    parser.add_argument("--seconds", type=_positive, default=SECONDS, help="for one item; 10 if not given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single outcome there")
    return parser.parse_args(arguments)


def _listed(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(SYSTEMS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


def _positive(text: str) -> float:
    if (seconds := float(text)) <= 0:
        raise argparse.ArgumentTypeError("seconds are positive")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
