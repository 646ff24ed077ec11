"""Many generated claims: throughput against processes, and the memory of the parent.

A run of ``symderiv verify --json-lines`` over pages of a hundred claims each, of which nothing is kept from
before, in turn with every number of processes; the parent's memory is looked at as the lines come.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
EACH = 100  # claims on a page
MIB = 1 << 20

HEAD = """\
from symderiv import Page, Source, eq, le, scalars

page = Page("{name}", title="Generated claims", source=Source("none"))
a, b, c = scalars("a b c")
"""
CLAIM = """

@page.claim("{n}", given=[{given}])
def claim_{n}():
    return {statement}
"""
STATEMENTS = [
    ("eq((a + {n}*b)**2, a**2 + {m}*a*b + {q}*b**2)", ""),
    ("le({m}*a*b, {n}*(a**2 + b**2))", ""),
    ("eq(a**2 - {q}*b**2, 0)", "lambda: eq(a, {n}*b)"),
    ("eq((a**2 - {q})/(a - {n}), a + {n})", ""),
    ("le({n}*a + b, {n}*c + b)", "lambda: le(a, c)"),
]


@dataclass(frozen=True)
class Measured:
    """One run: wall time, computing time of all its processes, and the parent's MiB as claims came in."""

    wall: float
    computed: float
    memory: list[float]


def page(name: str, numbers: Sequence[int]) -> str:
    """The text of a page with these claims, no two of which are the same."""
    return HEAD.format(name=name) + "".join(map(claim, numbers))


def claim(n: int) -> str:
    statement, given = STATEMENTS[n % len(STATEMENTS)]
    values = {"n": n + 1, "m": 2 * (n + 1), "q": (n + 1) ** 2}
    return CLAIM.format(n=n, statement=statement.format(**values), given=given.format(**values))


def generated(number: int, folder: Path) -> None:
    folder.mkdir()
    for start in range(0, number, EACH):
        name = f"generated_{start // EACH}"
        text = page(name, range(start, min(start + EACH, number)))
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


def measured(number: int, jobs: int, above: Path) -> Measured:
    """A run of all claims, each of which has to be proved."""
    command = [sys.executable, "-m", "symderiv", "verify", "--json-lines", "--jobs", str(jobs)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    shutil.rmtree(above / "derivations" / ".symderiv", ignore_errors=True)
    before, start = _computed(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=above, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        memory, summary = [], {}
        for line in process.stdout:
            told = json.loads(line)
            memory += [_resident(process.pid)] * ("claim" in told)
            summary = told.get("summary", summary)
    assert process.returncode == 0, summary
    assert (summary["claims"], summary["proved"]) == (number, number)
    return Measured(time.perf_counter() - start, _computed() - before, memory)


def _computed() -> float:
    """The computing time of all children that have ended, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / MIB


def told(number: int, runs: dict[int, list[Measured]]) -> Iterator[str]:
    yield f"{number:,} generated claims, median of {len(next(iter(runs.values())))}, in turn\n"
    yield "  jobs      wall   claims/s   x 1 job   computing   MiB of the parent at 10 %, 50 %, 100 %"
    walls = {jobs: statistics.median(m.wall for m in found) for jobs, found in runs.items()}
    for jobs, found in runs.items():
        wall, computed = walls[jobs], statistics.median(m.computed for m in found)
        at = [found[-1].memory[round(share * (number - 1))] for share in (0.1, 0.5, 1)]
        ratio = next(iter(walls.values())) / wall
        shown = "  ".join(f"{mib:.0f}" for mib in at)
        yield f"  {jobs:4}  {wall:6.1f} s  {number / wall:9.1f}  {ratio:8.2f}  {computed:8.1f} s   {shown}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure runs of many generated claims.")
    parser.add_argument("--number", type=int, default=1000, help="claims (default: 1000)")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="processes (default: 1 2)")
    parser.add_argument("--rounds", type=int, default=1, help="runs of each (default: 1)")
    options = parser.parse_args(arguments)
    runs: dict[int, list[Measured]] = {jobs: [] for jobs in options.jobs}
    with tempfile.TemporaryDirectory() as name:
        generated(options.number, Path(name, "derivations"))
        for _ in range(options.rounds):
            for jobs, found in runs.items():
                found.append(measured(options.number, jobs, Path(name)))
    print("\n".join(told(options.number, runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
