"""Timings, side by side in one run: ``make bench``. Medians of five, and ratios."""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import sympy as sp

from symderiv import check
from symderiv.language import notation as nt
from symderiv.language.page import Claim
from symderiv.language.verdict import Kind, Status
from symderiv.run.finder import load, targets
from symderiv.run.judges import deciding
from symderiv.run.workers import Lost, Pool

ROOT = Path(__file__).parent.parent
ROUNDS = 5
STATEMENTS = 1000
LIMIT = 5.0  # seconds for one simplification
SIZE = 3  # every symbolic size, where SymPy gets its turn
MEMORY = 4 << 30


def main() -> None:
    """All tables, or those that are named: ``cold``, ``statements``, ``identities``."""
    for table in (cold, statements, identities):
        if table.__name__ in (sys.argv[1:] or [table.__name__]):
            table()


# -- (a) the whole command against the floor ---------------------------------------------------------

SEARCH = """
from symderiv.language.verdict import Words
from symderiv.run.finder import targets
from symderiv.run.options import Options
from symderiv.run.runner import run

options = Options(fresh=True, locked=True, experiments=False, settings={"words": Words.NONE})
assert run(targets([]), options).all_as_expected
"""
COMMANDS = {  # with how many times the floor they may take
    "floor: imports only": (["-c", "import sympy, numpy, flint"], None),
    "a fresh search, experiments apart": (["-c", SEARCH], 8),
    "the shipped proofs, checked": (["-m", "symderiv", "verify", "--locked"], 3),
    "nothing has changed": (["-m", "symderiv", "verify"], 0.15),
}


class Cost(NamedTuple):
    """Wall time, and computing time of a process and all that it has started."""

    wall: float
    computed: float


def cold() -> None:
    """All pages, searched, checked, and told again, against a process that only imports the libraries."""
    spent: dict[str, list[Cost]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as cache:
        for round_ in range(-1, ROUNDS):  # the first is not measured: bytecode, disk caches, a stored report
            for name, (command, _) in COMMANDS.items():
                cost = _on_terminal(command, cache)
                spent[name] += [cost] if round_ >= 0 else []
    print(f"(a) all pages; medians of {ROUNDS}, in turn\n")
    print(f"  {'':<34} {'wall':>10} {'x floor':>8} {'aim':>6}   computing  x floor")
    floor = _median(spent["floor: imports only"])
    for name, costs in spent.items():
        median, aim = _median(costs), COMMANDS[name][1]
        wall = f"{median.wall:8.3f} s {median.wall / floor.wall:8.2f} {'' if aim is None else aim:>6}"
        print(f"  {name:<34} {wall}  {median.computed:8.3f} s {median.computed / floor.computed:8.2f}")


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def _on_terminal(command: list[str], cache: str) -> Cost:
    """What a command costs at a terminal, where reports are told again."""
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(cache, "bytecode"))}
    environ = {**os.environ, **kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache, "CI": ""}
    ours, theirs = pty.openpty()
    before, started = os.times(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environ, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    with suppress(OSError):  # how Linux says that the other end is closed
        while os.read(ours, 65536):
            pass
    code = process.wait()
    wall, after = time.perf_counter() - started, os.times()
    os.close(ours)
    if code:
        print(f"  beware: {' '.join(command[:3])} ended with exit code {code}")
    computed = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, computed)


# -- (b) small statements -----------------------------------------------------------------------------


def statements() -> None:
    """So many different trivial statements, each cross-checked, as they are and under a limit of time."""
    x, y = sp.symbols("x y", real=True)
    print(f"\n(b) {STATEMENTS} statements (x + n)(y - n) = xy - nx + ny - n^2, n = 1, 2, ...; one run each\n")
    for name, limits in (("check", {}), ("check(timeout=10)", {"timeout": 10})):
        check(sp.Eq(x, x, evaluate=False), **limits)  # what is imported, or started, once
        started, checked = time.perf_counter(), 0
        for n in range(1, STATEMENTS + 1):
            verdict = check(sp.Eq((x + n) * (y - n), x * y - n * x + n * y - n**2, evaluate=False), **limits)
            checked += verdict.status is Status.PROVED and verdict.numeric is not None
        spent = time.perf_counter() - started
        print(f"  {name:<22} {spent:7.3f} s   {checked} proved and cross-checked")


# -- (c) each identity against SymPy's simplify ------------------------------------------------------


@dataclass(frozen=True)
class Timing:
    """A median and what came out; ``seconds`` is None at the limit, 0 where there is nothing to time."""

    seconds: float | None
    outcome: str

    def __str__(self) -> str:
        if self.seconds is None:
            return f"> {LIMIT:g} s"
        return f"{self.seconds * 1000:.1f} ms" if self.seconds else "-"


def identities() -> None:
    """Each shipped equation: decided by symderiv for all sizes, and simplified by SymPy at one size."""
    judge = deciding()
    print(f"\n(c) identities; symderiv for every size, sympy.simplify(lhs - rhs) at size {SIZE}; medians\n")
    print("  simplify is told no hypotheses: where a claim rests on some, 'not 0' is no fault of SymPy's\n")
    print(f"  {'claim':<36} {'symderiv':>10}  {'':<9} {'sympy':>10}  {'':<22} {'ratio':>7}")
    for claim in _equations():
        ours = _timed(lambda claim=claim: str(judge(claim).status))
        theirs = _timed(lambda claim=claim: _simplified(claim))
        ratio = f"{theirs.seconds / ours.seconds:.1f}" if ours.seconds and theirs.seconds else "-"
        ours_said = f"{ours!s:>10}  {ours.outcome:<9}"
        print(f"  {claim.id:<36} {ours_said} {theirs!s:>10}  {theirs.outcome:<22} {ratio:>7}")


def _equations() -> Iterator[Claim]:
    for target in targets([]):
        for claim in load(target.path):
            if claim.expected is Status.PROVED and claim.kind in (None, Kind.EQUATION) and _sides(claim):
                yield claim


def _timed(work: Callable[[], str]) -> Timing:
    """The median of fresh processes, which share no caches; what takes long is not repeated."""
    seconds: list[float] = []
    outcome = ""
    for _ in range(ROUNDS):
        jobs = iter([("", "go")])
        with Pool(lambda _: _clocked(work), jobs=1, timeout=LIMIT, memory=MEMORY) as pool:
            ((_, answer),) = pool.results(lambda _, jobs=jobs: next(jobs, None))
        if isinstance(answer, Lost):
            return Timing(None, "") if answer.status is Status.TIMEOUT else Timing(0.0, answer.message)
        spent, outcome = answer
        seconds.append(spent)
        if spent > 1:
            break
    return Timing(statistics.median(seconds), outcome)


def _clocked(work: Callable[[], str]) -> tuple[float, str]:
    started = time.perf_counter()
    outcome = work()
    return time.perf_counter() - started, outcome


def _simplified(claim: Claim) -> str:
    """What SymPy makes of the residuals: all 0, or how it fails."""
    try:
        left = [r for r in (sp.simplify(_at_size(a - b)) for a, b in _sides(claim)) if r != 0]
    except Exception as error:  # noqa: BLE001 - that it raises is the result
        return f"raises {type(error).__name__}"
    return "not 0" if left else "0"


def _sides(claim: Claim) -> list[tuple[Any, Any]]:
    """Both sides of each equation of a claim; none where it states anything else too."""
    built = claim.build()
    lines = [built] if isinstance(built, sp.Basic) else list(built)
    statements = [line[0] if isinstance(line, tuple) else line for line in lines]
    links = [link for s in statements for link in (s.args if isinstance(s, nt.Conjunction) else (s,))]
    return [link.args for link in links] if all(isinstance(link, sp.Eq) for link in links) else []


def _at_size(e: Any) -> Any:
    """The expression with every size set, sums written out, and components as symbols of their own."""
    e = sp.sympify(e)
    sizes = {s: sp.Integer(SIZE) for s in _sizes(e)}
    indices = sorted((s for s in e.free_symbols if _is_index(s)), key=str)
    places = {s: sp.Integer(1 + i % SIZE) for i, s in enumerate(indices)}
    return _written_out(e.xreplace({**sizes, **places}).xreplace(sizes))


def _is_index(s: Any) -> bool:
    return isinstance(s, nt.Quantity) and s.bounds[1] is not None


def _sizes(e: Any) -> set[Any]:
    """The symbols that bound a sum, a family or an index."""
    found: set[Any] = set()
    for part in sp.preorder_traversal(e):
        if isinstance(part, sp.Sum):
            found |= {s for _, _, hi in part.limits for s in hi.free_symbols}
        elif isinstance(part, nt.Family):
            found |= {s for _, hi in part.ranges if hi is not None for s in hi.free_symbols}
        elif isinstance(part, nt.Loss):
            found |= part.args[3].free_symbols
        elif _is_index(part):
            found |= part.bounds[1].free_symbols
    return {s for s in found if s.is_Symbol and not _is_index(s) and isinstance(s, nt.Quantity)}


def _written_out(e: Any) -> Any:
    if isinstance(e, nt.Diff):
        return _derived(*e.args)
    if isinstance(e, nt.Component):
        family, *indices = e.args
        return sp.Symbol(f"{family.name}[{', '.join(str(sp.expand(i)) for i in indices)}]", real=True)
    if isinstance(e, sp.Sum) and len(e.limits) == 1 and (e.limits[0][2] - e.limits[0][1]).is_Integer:
        k, lo, hi = e.limits[0]
        return sp.Add(*(_written_out(e.function.xreplace({k: v})) for v in _range(lo, hi)))
    return e.func(*map(_written_out, e.args)) if e.args and not isinstance(e, nt.Loss) else e


def _derived(e: Any, x: Any) -> Any:
    if not isinstance(e, nt.Loss):
        return sp.diff(_written_out(e), _written_out(x))
    _, gradient, v, length, body = e.args
    terms = (gradient[i] * nt.Diff(body.xreplace({v: i}), x) for i in _range(sp.Integer(1), length))
    return sp.Add(*map(_written_out, terms))


def _range(lo: Any, hi: Any) -> Iterator[Any]:
    return (lo + i for i in range(int(hi - lo) + 1))


if __name__ == "__main__":
    main()
