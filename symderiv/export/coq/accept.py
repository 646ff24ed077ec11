"""``python -m symderiv.export.coq.accept FOLDER``: what coqc says of the files that were written there.

Each page is compiled by itself, several at a time.  A step that coqc rejects is taken for granted,
by an axiom of its name, so that the rest of the page is still seen: the claims that rest on it are told by
``Print Assumptions``, which has to show nothing but the axioms of Coq's real numbers, function extensionality
and excluded middle.  What came of it is written to ``results.json`` in the folder.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

from symderiv.export.coq.files import CONTENTS, theorems
from symderiv.export.coq.library import LIBRARY, PRELUDE
from symderiv.export.coq.page import TOGETHER

RESULTS: Final = "results.json"
FORMAT: Final = "symderiv-coq-results/1"
AXIOMS: Final = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "functional_extensionality_dep",
        "Classical_Prop.classic",
        "classic",
    }
)
KINDS: Final = {"proved": "proved claims", "refuted": "refuted claims", "model": "models of proved claims"}
TIMEOUT: Final = 600.0  # seconds for one run of coqc
REJECTIONS: Final = 25  # steps of one page that are taken for granted before it is given up
REJECTED: Final = "rejected_"  # in front of the names of their axioms
_PLACE: Final = re.compile(
    r'^File "[^"]*", line (\d+), characters \d+-\d+:\s*\n(Error.*)', re.MULTILINE | re.DOTALL
)
_LEMMA: Final = re.compile(r"(?:Lemma|Theorem) ([\w']+)")


class Compiled(NamedTuple):
    """What coqc said of a page: the axioms of each theorem, and the steps that it rejected, with messages."""

    axioms: dict[str, frozenset[str]]
    rejected: dict[str, str]
    seconds: float
    fault: str = ""


def version() -> str | None:
    """The version of the Coq that is installed, if there is one."""
    if shutil.which("coqc") is None:
        return None
    said = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    return said.split()[0] if said.split() else None


def _coqc(folder: Path, name: str) -> tuple[str, str]:
    """Standard output and error of coqc, for a file in the folder."""
    command = ["coqc", "-q", "-noglob", "-w", "none", "-Q", LIBRARY, LIBRARY, name]
    try:
        run = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {TIMEOUT:g} s"
    return run.stdout, run.stderr if run.returncode else ""


def compile_prelude(folder: Path) -> str:
    """Compile the prelude; what is wrong with it, if anything is."""
    fresh = True  # whether what a file rests on was compiled before
    for name in PRELUDE:
        source = folder / LIBRARY / f"{name}.v"
        compiled = source.with_suffix(".vo")
        if fresh and compiled.exists() and compiled.stat().st_mtime > source.stat().st_mtime:
            continue
        fresh = False
        _, error = _coqc(folder, f"{LIBRARY}/{name}.v")
        if error:
            return f"{name}: {error.strip()}"
    return ""


def compile_page(folder: Path, name: str, expected: Sequence[str]) -> Compiled:
    """Compile a page's file, steps that are rejected taken for granted one after the other."""
    started = time.perf_counter()
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    rejected: dict[str, str] = {}
    trial = folder / f"trial_{name}"
    try:
        while True:
            said, error = _coqc(folder, name if not rejected else trial.name)
            if not error:
                break
            place = _PLACE.search(error)
            step = None if place is None else _granted(lines, int(place[1]))
            if place is None or step is None or len(rejected) >= REJECTIONS:
                return Compiled({}, rejected, time.perf_counter() - started, error.strip()[-500:])
            rejected[step] = " ".join(place[2].split())[:500]
            trial.write_text("\n".join(lines) + "\n", encoding="utf-8")
        axioms = _assumptions(said, [TOGETHER]).get(TOGETHER)
        if axioms is not None and axioms <= AXIOMS:
            found = dict.fromkeys(expected, axioms)
        else:
            found = _one_by_one(folder, trial, lines, expected)
    finally:
        for left in folder.glob(f"trial_{Path(name).stem}.*"):
            left.unlink()
    return Compiled(found, rejected, time.perf_counter() - started)


def _one_by_one(
    folder: Path, trial: Path, lines: Sequence[str], expected: Sequence[str]
) -> dict[str, frozenset[str]]:
    """The axioms of each theorem, where those of all together are too many."""
    asked = (f"Print Assumptions {theorem}." for theorem in expected)
    kept = (line for line in lines if line != f"Print Assumptions {TOGETHER}.")
    trial.write_text("\n".join([*kept, *asked]) + "\n", encoding="utf-8")
    return _assumptions(_coqc(folder, trial.name)[0], expected)


def _granted(lines: list[str], number: int) -> str | None:
    """Take the lemma for granted that a line is in; its name, or None where its statement is at fault."""
    start = next((i for i in range(number - 1, -1, -1) if _LEMMA.match(lines[i])), None)
    if start is None:
        return None
    proof = next((i for i in range(start, len(lines)) if lines[i].startswith("Proof")), None)
    found = _LEMMA.match(lines[start])
    if proof is None or number - 1 < proof or REJECTED in lines[proof] or found is None:
        return None
    head = re.match(r"Proof[^.]*\.", lines[proof])
    lines[proof] = f"{head[0] if head else 'Proof.'} intros; exact (False_ind _ {REJECTED}{found[1]}). Qed."
    section = next(i for i, line in enumerate(lines) if line.endswith("Section Steps."))
    lines[section] = f"Axiom {REJECTED}{found[1]} : False. {lines[section]}"
    return found[1]


def _assumptions(said: str, expected: Sequence[str]) -> dict[str, frozenset[str]]:
    """The axioms that ``Print Assumptions`` shows of each theorem, in the order in which it was asked."""
    blocks = re.split(r"^(Closed under the global context|Axioms:)\s*$", said, flags=re.MULTILINE)[1:]
    found = [
        frozenset()
        if head.startswith("Closed")
        else frozenset(re.findall(r"^([\w.']+)\s*:", body, re.MULTILINE))
        for head, body in zip(blocks[::2], blocks[1::2], strict=True)
    ]
    return dict(zip(expected, found, strict=True)) if len(found) == len(expected) else {}


def accepted(folder: Path, jobs: int) -> dict[str, Any]:
    """What came of every claim in the folder."""
    contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    coq = version()
    fault = compile_prelude(folder)
    if fault:
        raise SystemExit(f"coqc does not accept the prelude: {fault}")
    files: dict[str, list[str]] = {}
    for _, file, theorem in theorems(contents):
        files.setdefault(file, []).append(theorem)
    by_size = sorted(files, key=lambda f: -(folder / f).stat().st_size)
    with ThreadPoolExecutor(jobs) as pool:
        found = dict(
            zip(by_size, pool.map(lambda f: compile_page(folder, f, files[f]), by_size), strict=True)
        )
    claims = {name: _outcome(claim, found) for name, claim in contents["claims"].items()}
    seconds = {f: round(c.seconds, 1) for f, c in found.items()}
    return {"format": FORMAT, "tool": f"coq {coq}", "claims": claims, "seconds": seconds}


def _outcome(claim: Mapping[str, Any], found: Mapping[str, Compiled]) -> dict[str, Any]:
    """What came of a claim, and of the model of its hypotheses."""
    page = found.get(claim["file"])
    kept = {name: claim[name] for name in ("verdict", "digest", "steps")}
    model = {"model": _result(claim["model"], page)} if claim.get("model") else {}
    return {**_result(claim, page), **kept, **model}


def _result(part: Mapping[str, str], page: Compiled | None) -> dict[str, Any]:
    """accepted, not exported, or rejected, and why."""
    if not part["theorem"] or page is None:
        return {"result": "not exported", "reason": part["reason"]}
    if page.fault:
        return {"result": "rejected", "reason": page.fault}
    axioms = page.axioms.get(part["theorem"])
    if axioms is None:
        return {"result": "rejected", "reason": "coqc did not tell its axioms"}
    more = axioms - AXIOMS
    names = sorted(name.removeprefix(REJECTED) for name in more)
    steps = [f"{name}: {page.rejected[name]}" for name in names if name in page.rejected]
    if steps or more:
        reason = "; ".join(steps) or f"it rests on {', '.join(sorted(more))}"
        return {"result": "rejected", "reason": reason}
    return {"result": "accepted", "axioms": sorted(axioms)}


def parts(results: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What was asked: claims that are proved, or refuted, and models, by their names."""
    for name, claim in results["claims"].items():
        yield claim["verdict"], name, claim
        if "model" in claim:
            yield "model", f"{name}, its model", claim["model"]


def told(results: Mapping[str, Any]) -> Iterator[str]:
    """A line for each claim that is not accepted, and last ones with the figures."""
    counts = {kind: Counter[str]() for kind in KINDS}
    for kind, name, part in parts(results):
        counts[kind][part["result"]] += 1
        if part["result"] != "accepted":
            yield f"{name:<44} {part['result']}: {part['reason']}"
    for kind, called in KINDS.items():
        figures = ", ".join(f"{counts[kind][r]} {r}" for r in ("accepted", "not exported", "rejected"))
        yield f"{called}: {figures}"
    yield f"{results['tool']}, {sum(results['seconds'].values()):.0f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if nothing is rejected, 1 if something is."""
    parser = argparse.ArgumentParser(prog="python -m symderiv.export.coq.accept", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    called = parser.parse_args(arguments)
    if version() is None:
        print("coqc is not installed; on Debian: apt-get install coq libcoq-coquelicot", file=sys.stderr)
        return 1
    results = accepted(called.folder, called.jobs)
    (called.folder / RESULTS).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    _say(told(results))
    return int(any(part["result"] == "rejected" for _, _, part in parts(results)))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
