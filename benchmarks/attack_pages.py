"""Pages at random whose claims cite one another: ``make attack``.

Written are whole pages, with definitions, errata, claims that fail and some that nobody can decide, citing
one another as they come; run is the command, on all of a page and on one of its labels.  What must come out
is worked out here from the graph alone: no claim that reaches a circle passes, nor one that rests on what is
neither proved nor an erratum; each hypothesis and condition of everything that is cited is among what is
given, once; whoever rests on an erratum says so; and a label that is asked for alone is told as in full.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from attack import parsed, scaled

ROOT = Path(__file__).resolve().parent.parent
PAGES = 10  # in one run of the command
SECONDS = 300.0
SHOWN = 10
KINDS = ("claim",) * 9 + (
    "condition",
    "condition",
    "definition",
    "definition",
    "erratum",
    "erratum",
    "false",
    "open",
)
WORDS = ("", "lemma ", "step-", "A", "eq. ")
FAILING = ("false", "open")
HEADER = """from sympy import Abs
from symderiv import Page, Source, eq, exists, le, lt, scalars

page = Page("{name}", title="At random", source=Source("notes.txt", "p. 1"))
{letters} = scalars("{letters}")
r, s = scalars("r s")

"""


@dataclass
class Node:
    """One label: its number, what kind of line it is, what it cites, whether it has the hypothesis that its
    letter h is positive, and that the letter s is, which others may have, too."""

    label: str
    number: int
    kind: str
    cites: list[str] = field(default_factory=list)
    own: bool = True
    shared: bool = False
    subject: int = 0  # whose letter a claim is about, and by how much it is weaker than what is cited
    bound: int = 1

    @property
    def statement(self) -> str:
        h, g = f"h{self.number}", f"g{self.number}"
        return {
            "claim": f"le(-{self.bound}, h{self.subject})",
            "condition": f"eq({h}*{g}/{g}, {h})",
            "definition": f"eq({g}, {h} + 1)",
            "erratum": f"eq({h}**2, {h})",
            "false": f"eq({h}, 1)",
            "open": f"exists(r, eq(r**5 + r, {h}))",
        }[self.kind]

    @property
    def hypotheses(self) -> list[str]:
        """Its own, in the words of a page."""
        return [f"lt(0, h{self.number})"] * self.own + ["lt(0, s)"] * self.shared

    @property
    def brought(self) -> list[str]:
        """Its hypotheses and conditions as they are printed."""
        low = str(self.number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
        condition = [f"g{low} ≠ 0"] * (self.kind == "condition")
        return [f"0 < h{low}"] * self.own + ["0 < s"] * self.shared + condition

    def written(self) -> str:
        """The line of the page; an erratum together with its correction."""
        given = ", ".join([*self.hypotheses, *map(repr, self.cites)])
        verb = self.kind if self.kind in ("definition", "erratum") else "claim"
        head = f"@page.{verb}({self.label!r}, given=[{given}])\ndef f{self.number}():\n"
        text = f"{head}    return {self.statement}\n\n\n"
        if self.kind != "erratum":
            return text
        h = f"h{self.number}"
        corrected = f"@page.claim({self.label + '-corrected'!r})\ndef f{self.number}_corrected():\n"
        return f"{text}{corrected}    return eq({h}**2, {h}*{h})\n\n\n"


@dataclass
class Graph:
    """A page: its nodes, by label."""

    name: str
    nodes: dict[str, Node]

    @cached_property
    def below(self) -> dict[str, set[str]]:
        """All labels that each label rests on; itself, too, where it is on a circle."""
        found = {label: set(node.cites) for label, node in self.nodes.items()}
        while True:
            more = {label: on.union(*(found[at] for at in on)) for label, on in found.items()}
            if more == found:
                return found
            found = more

    def entangled(self, label: str) -> bool:
        """Whether a label is on a circle, or rests on one that is."""
        return any(at in self.below[at] for at in {label, *self.below[label]})

    def failing(self, label: str) -> bool:
        """Whether a label rests on something that is neither proved nor an erratum."""
        return any(self.nodes[at].kind in FAILING for at in self.below[label])

    def passes(self, label: str) -> bool:
        own = self.nodes[label].kind in FAILING
        return not (own or self.entangled(label) or self.failing(label))

    def written(self) -> str:
        letters = ", ".join(f"{x}{number}" for number in range(len(self.nodes)) for x in "hg")
        return HEADER.format(name=self.name, letters=letters) + "".join(
            n.written() for n in self.nodes.values()
        )


def graph(seed: int, number: int) -> Graph:
    """The page of a number: mostly citing what stands before, in some pages whatever there is."""
    rng = Random(f"pages {seed} {number}")
    size, free = rng.randint(2, 8), rng.random() < 0.35
    labels = [f"{rng.choice(WORDS)}{at}" for at in range(size)]
    nodes: dict[str, Node] = {}
    for at, label in enumerate(labels):
        node = Node(label, at, rng.choice(KINDS), subject=at, shared=rng.random() < 0.2)
        node.own = node.kind not in ("condition", "definition")
        options = labels if free and rng.random() < 0.4 else labels[:at]
        node.cites = sorted(rng.sample(options, min(len(options), rng.choice((0, 1, 1, 2, 3)))))
        earlier = [nodes[c] for c in node.cites if c in nodes and nodes[c].kind == "claim"]
        if node.kind == "claim" and earlier and rng.random() < 0.6:  # it is proved from what it cites
            source = rng.choice(earlier)
            node.own, node.subject, node.bound = False, source.subject, source.bound + 1
        nodes[label] = node
    return Graph(f"page_{number}", nodes)


# -- what is wrong -----------------------------------------------------------------------------------

Report = dict[str, Any]


def faults(found: Graph, page: Report, code: int) -> Iterator[str]:
    """What the report of a page, run by itself with this exit code, says otherwise than its graph."""
    claims = {c["label"]: c for c in page["claims"]}
    if missing := found.nodes.keys() - claims.keys():
        yield f"labels that are not told of: {sorted(missing)}"
        return
    circle = any(map(found.entangled, found.nodes))
    if circle != bool(page.get("error")):
        yield f"{'a' if circle else 'no'} circle, and the page's error is {page.get('error')}"
    passing = all(map(found.passes, found.nodes))
    if passing != (code == 0):
        yield f"all claims {'' if passing else 'do not '}pass, and the exit code is {code}"
    for label in found.nodes:
        yield from of_claim(found, label, claims)


def of_claim(found: Graph, label: str, claims: dict[str, Report]) -> Iterator[str]:
    node, told = found.nodes[label], claims[label]
    if found.entangled(label):
        if told["verdict"] == "proved" or told["as_expected"]:
            yield f"{label!r} rests on a circle, and is {told['verdict']}"
        return
    if told["as_expected"] and not found.passes(label):
        yield f"{label!r} passes, and rests on what is not proved"
    if found.passes(label) and not told["as_expected"]:
        yield f"{label!r} does not pass: {told['verdict']}, {told['message']}"
    given = told["given"]
    if len(set(given)) != len(given):
        yield f"{label!r} is given something twice: {given}"
    cited = [claims[at]["statement"] for at in node.cites]
    carried = [claims[at]["statement"] for at in found.below[label] if found.nodes[at].kind == "definition"]
    own = [text for text in node.brought if "≠" not in text]
    brought = [text for at in found.below[label] for text in found.nodes[at].brought]
    for text in {*cited, *carried, *own, *brought} - {*given, *told["conditions"]}:
        yield f"{label!r} loses {text!r}: given is {given}"
    rests = {s["label"]: s for s in told["rests_on"]}
    for at in found.below[label]:
        if at not in rests:
            yield f"{label!r} does not say that it rests on {at!r}"
        elif rests[at]["verdict"] != claims[at]["verdict"]:
            said = rests[at]["verdict"]
            yield f"{label!r} rests on {at!r}, said to be {said}; it is {claims[at]['verdict']}"
        elif (found.nodes[at].kind == "erratum") != bool(rests[at]["erratum"]):
            yield f"{label!r} does not say that {at!r} is an erratum"


def of_filtered(found: Graph, label: str, whole: Report, part: Report) -> Iterator[str]:
    """What a label that was asked for alone says otherwise than in the whole page."""
    claims, alone = ({c["label"]: c for c in page["claims"]} for page in (whole, part))
    if label not in alone:
        yield f"{label!r} was asked for alone, and is not told of"
        return
    for key in ("verdict", "as_expected", "given", "conditions", "rests_on"):
        if alone[label][key] != claims[label][key]:
            yield f"{label!r} alone has {key} {alone[label][key]}; in full it has {claims[label][key]}"
    if found.entangled(label) and alone[label]["verdict"] == "proved":
        yield f"{label!r} rests on a circle, and passes when it is asked for alone"


# -- runs --------------------------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> tuple[int, list[Report]]:
    """The exit code of the command, and its pages."""
    command = [sys.executable, "-m", "symderiv", "verify", "--json", "--jobs", "1", *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    try:
        return done.returncode, json.loads(done.stdout)["derivations"]
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise RuntimeError(f"the command printed no report: {last}") from None


def tried(seed: int, first: int, number: int) -> list[tuple[int, str]]:
    """The faults of so many pages: each alone, so that its exit code tells, and one label of each."""
    found: list[tuple[int, str]] = []
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        folder = Path(name)
        (folder / "derivations").mkdir()
        for at in range(first, first + number):
            made = graph(seed, at)
            path = folder / "derivations" / f"{made.name}.py"
            path.write_text(made.written(), encoding="utf-8")
            found += [(at, what) for what in of_page(made, folder, Random(f"label {seed} {at}"))]
    return found


def of_page(made: Graph, folder: Path, rng: Random) -> Iterator[str]:
    try:
        code, (page,) = run(folder, made.name)
        yield from faults(made, page, code)
        label = rng.choice(list(made.nodes))
        _, (part,) = run(folder, f"{made.name}:{label}")
        yield from of_filtered(made, label, page, part)
    except (RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
        yield f"{type(error).__name__}: {error}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run pages at random whose claims cite one another.")
    parser.add_argument("--seed", type=int, default=0)
    scaled(parser, number=200, what="pages", seconds=600)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument(
        "--only", type=int, metavar="N", help="print the N-th page, and what is wrong with it"
    )
    options = parsed(parser, arguments)
    if options.only is not None:
        print(graph(options.seed, options.only).written())
        print(*(what for _, what in tried(options.seed, options.only, 1)), sep="\n")
        return 0
    end = time.monotonic() + options.seconds
    done, findings = 0, list[tuple[int, str]]()
    starts = range(0, options.number, PAGES)

    def work(first: int) -> tuple[int, list[tuple[int, str]]]:
        size = min(PAGES, options.number - first)
        return (size, tried(options.seed, first, size)) if time.monotonic() < end else (0, [])

    with ThreadPoolExecutor(options.jobs) as pool:
        for size, found in pool.map(work, starts):
            done += size
            findings += found
    kinds = Counter(n.kind for at in range(done) for n in graph(options.seed, at).nodes.values())
    circles = sum(any(map(g.entangled, g.nodes)) for g in (graph(options.seed, at) for at in range(done)))
    print(f"{done:>8,}  pages, {circles} of them with a circle")
    for kind, n in kinds.most_common():
        print(f"{n:>8,}  {kind}")
    for at, what in findings[:SHOWN]:
        print(f"\nWRONG in page {at}: {what}")
    print(f"\n{len(findings)} wrong")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
