"""Bugs planted in the checker's own code, one at a time: ``make attack``.

``mutations/ROOM.toml`` lists them: a file, a text in it that occurs once, what stands there instead.  The
battery is asked of a copy of the package with the bug.  What searches, rewrites and judges may be wrong, and
loses proofs then; it must never make a wrong verdict.  In the rooms that are trusted, ``core``,
``evaluate`` and ``language``, each bug has to be seen by the tests of its room, which pass without one.  A
bug whose text is not in the code any more is stale, and fails the run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from attack import parsed, scaled

ROOT = Path(__file__).resolve().parent.parent
LISTS = Path(__file__).parent / "mutations"
TRUSTED = ("core", "evaluate", "language")
COPIED = ("symderiv", "derivations", "tests", "pyproject.toml", "README.md")
SECONDS = 300.0  # for one battery, or for the tests of one room
WRONG, SEEN, UNSEEN, BROKEN, STALE = "wrong", "seen", "unseen", "broken", "stale"


@dataclass(frozen=True)
class Patch:
    """A bug: the room whose list it is from, what it is, and the text that it changes."""

    room: str
    name: str
    file: str
    old: str
    new: str

    def amiss(self) -> str:
        """Why it cannot be planted; "" where it can."""
        path = ROOT / self.file
        if not path.exists():
            return "there is no such file"
        count = path.read_text(encoding="utf-8").count(self.old)
        return "" if count == 1 else f"its text occurs {count} times"

    def plant(self, root: Path) -> None:
        path = root / self.file
        text = path.read_text(encoding="utf-8").replace(self.old, self.new)
        path.write_text(text, encoding="utf-8")


@dataclass
class Result:
    """What became of a bug: how the battery took it, or the tests of its room."""

    patch: Patch
    kind: str
    wrong: dict[str, str] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)  # verdicts that are other ones
    failed: str = ""  # what the tests say, where they fail
    seconds: float = 0.0

    @property
    def escaped(self) -> bool:
        """Whether it is a finding: of an oracle that makes a wrong verdict, or one in what is trusted that
        nobody has seen."""
        if self.patch.room in TRUSTED:
            return self.kind == UNSEEN
        return self.kind == WRONG


def patches(rooms: Sequence[str] = ()) -> list[Patch]:
    """The bugs of these rooms, or of all."""
    found = []
    for path in sorted(LISTS.glob("*.toml")):
        if rooms and path.stem not in rooms:
            continue
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["patch"]
        found += [
            Patch(path.stem, r["name"], r["file"], r["old"].strip("\n"), r["new"].strip("\n")) for r in rows
        ]
    return found


# -- one bug -----------------------------------------------------------------------------------------


def tried(patch: Patch, sound: dict[str, dict[str, str]], most: int | None = None) -> Result:
    """Plant one bug in a copy, and ask."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="planted-") as name:
        root = Path(name)
        copied(root)
        patch.plant(root)
        if patch.room in TRUSTED:
            failed = tested(root, patch.room)
            kind = SEEN if failed else UNSEEN
            return Result(patch, kind, failed=failed, seconds=time.monotonic() - began)
        told = asked(root, stop=True, known=list(sound["wrong"]), most=most)
    return replaced(patch, told, sound, time.monotonic() - began)


def replaced(
    patch: Patch, told: dict[str, dict[str, str]], sound: dict[str, dict[str, str]], seconds: float
) -> Result:
    """What the answers of the battery say, beside those without a bug."""
    if "verdicts" not in told:
        return Result(patch, BROKEN, failed="".join(told), seconds=seconds)
    wrong = {n: w for n, w in told["wrong"].items() if n not in sound["wrong"]}
    others = [(sound["verdicts"].get(n), v) for n, v in told["verdicts"].items()]
    changed = Counter(f"{before} -> {after}" for before, after in others if before != after)
    kind = WRONG if wrong else SEEN if changed else UNSEEN
    return Result(patch, kind, wrong, dict(changed), seconds=seconds)


def copied(root: Path) -> None:
    """The package, its pages and its tests, with the bytecode that belongs to them."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        else:
            shutil.copy2(source, root / name)


def asked(
    root: Path, *, stop: bool, known: Sequence[str] = (), most: int | None = None
) -> dict[str, dict[str, str]]:
    """The battery's answers; where it cannot be asked at all, what it said."""
    command = [sys.executable, str(ROOT / "benchmarks" / "battery.py"), "--known", json.dumps(list(known))]
    command += [] if most is None else ["--most", str(most)]
    try:
        done = _run([*command, *["--stop"] * stop], root)
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    except subprocess.TimeoutExpired:
        return {"it took too long": {}}
    except json.JSONDecodeError:
        return {(done.stderr.strip().splitlines() or ["no answer"])[-1]: {}}


def tested(root: Path, room: str) -> str:
    """The last line of what the tests of a room say; "" where they pass."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        f"tests/{room}",
    ]
    try:
        done = _run(command, root)
    except subprocess.TimeoutExpired:
        return "they took too long"
    return "" if done.returncode == 0 else (done.stdout.strip().splitlines() or ["no answer"])[-1]


def failing(rooms: Sequence[str]) -> dict[str, str]:
    """The rooms whose tests fail in a copy without a bug, where they could see none, and what they say."""
    with tempfile.TemporaryDirectory(prefix="unplanted-") as name:
        copied(Path(name))
        return {room: said for room in rooms if (said := tested(Path(name), room))}


def _run(command: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        command, cwd=root, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )


# -- the run -----------------------------------------------------------------------------------------


def line(result: Result) -> str:
    changed = ", ".join(f"{n} {what}" for what, n in sorted(result.changed.items(), key=lambda c: -c[1])[:4])
    wrong = "; ".join(f"{name}: {what}" for name, what in list(result.wrong.items())[:3])
    said = result.failed or wrong or changed
    return f"{result.kind:>7}  {result.patch.room:9}  {result.patch.name}  [{said}]"


def report(results: Sequence[Result]) -> Iterator[str]:
    """How many bugs of each room met with what."""
    kinds = (WRONG, SEEN, UNSEEN, BROKEN, STALE)
    yield " ".join(f"{name:>10}" for name in ("room", "bugs", *kinds))
    for room in sorted({r.patch.room for r in results}):
        found = Counter(r.kind for r in results if r.patch.room == room)
        yield " ".join([f"{room:>10}", f"{found.total():>10}", *(f"{found[kind]:>10}" for kind in kinds)])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Plant bugs in the checker, and ask what it says then.")
    parser.add_argument("rooms", nargs="*", help="lists in mutations/; all unless some are named")
    parser.add_argument("--only", metavar="WORDS", default="", help="bugs whose names match this pattern")
    parser.add_argument("--most", type=int, help="statements of the battery; all unless it is given")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=0, help="of which bugs, where it is not all of them")
    scaled(parser, number=len(patches()), what="bugs", seconds=7200)
    options = parsed(parser, arguments)
    chosen = [p for p in patches(options.rooms) if re.search(options.only, p.name)]
    chosen = Random(options.seed).sample(chosen, min(options.number, len(chosen)))
    stale = [(p, why) for p in chosen if (why := p.amiss())]
    for patch, why in stale:
        print(f"{STALE:>7}  {patch.room:9}  {patch.name}  [{patch.file}: {why}]", flush=True)
    rooms = sorted({p.room for p in chosen})
    if broken := failing([room for room in rooms if room in TRUSTED]):
        print(*(f"the tests of {room} fail without a bug: {said}" for room, said in broken.items()), sep="\n")
        return 1
    sound: dict[str, dict[str, str]] = {"verdicts": {}, "wrong": {}}
    if not set(rooms) <= set(TRUSTED):
        sound = asked(ROOT, stop=False, most=options.most)
    if "verdicts" not in sound:
        print(f"the battery fails without a bug: {''.join(sound)}")
        return 1
    for name, what in sound["wrong"].items():
        print(f"without a bug: {name} is {what}", flush=True)
    results = [Result(p, STALE) for p, _ in stale]
    end = time.monotonic() + options.seconds
    with ThreadPoolExecutor(options.jobs) as pool:
        todo = [p for p in chosen if not p.amiss()]
        late = [
            pool.submit(lambda p=p: tried(p, sound, options.most) if time.monotonic() < end else None)
            for p in todo
        ]
        for done in as_completed(late):
            if (result := done.result()) is not None:
                results.append(result)
                print(line(result), flush=True)
    print("\n".join(report(results)))
    escaped = [r for r in results if r.escaped]
    print(f"\n{len(results)} bugs of {len(chosen)}: {len(escaped)} escaped, {len(stale)} stale")
    print(f"{len(sound['wrong'])} wrong verdicts without a bug")
    return 1 if escaped or stale or sound["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
