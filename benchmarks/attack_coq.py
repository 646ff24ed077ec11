"""An attack on the second opinion: certificates that an unsound core accepts, written for Coq.

A core that refuses nothing (its rules and laws expect no more) takes corrupted certificates and concludes
from them what it likes, so that each is consistent in itself.  Their conclusions are written as claims.  coqc
has to reject each; where it accepts one, the theorem is evaluated at random exact points and has to hold.
What is undefined has the value 0 there, as in Coq (1/0, roots of negative numbers): a law may be wrong for
other values, which no statement of a page can tell.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from unittest import mock

from attack import own_seeds
from corruption import CORRUPTIONS, Corpus, copied
from flat import replay
from points import judged, statement_of

from symderiv.core import elementary_laws, inference, laws, schema
from symderiv.core.inference import Theorem
from symderiv.core.terms import KernelError
from symderiv.evaluate.numbers import ZERO
from symderiv.export.coq import accept, library
from symderiv.export.coq.page import HEADER, Page, Statement

GRANTED = "rejected"  # the axiom by which a step that coqc rejects is taken for granted
PATIENCE = 5000  # tries for one certificate that only the unsound core accepts
BATCH = 40
LARGEST = 5000  # whole number in a certificate: an instance with as many summands has to end


@contextmanager
def unsound() -> Iterator[None]:
    """A core that expects nothing."""
    with ExitStack() as stack:
        for module in (inference, laws, elementary_laws, schema):
            stack.enter_context(mock.patch.object(module, "expect", return_value=None))
        yield


def spoilt(corpus: Corpus, random: Random) -> tuple[str, Theorem] | None:
    """A theorem that only the unsound core makes, and how its certificate was spoilt."""
    for _ in range(PATIENCE):
        steps = copied(random.choice(corpus.certificates))
        kind = random.choice(sorted(CORRUPTIONS))
        if not CORRUPTIONS[kind](steps, random, corpus) or max(wholes(steps), default=0) > LARGEST:
            continue
        if accepted(steps):
            continue
        with unsound():
            try:
                return kind, replay(steps)
            except (KernelError, AssertionError):
                continue
    return None


def wholes(data: object) -> Iterator[int]:
    """The sizes of the whole numbers in a certificate, however deep it has become."""
    todo = [data]
    while todo:
        part = todo.pop()
        if type(part) is int:
            yield abs(part)
        elif isinstance(part, list):
            todo.extend(part)


def accepted(steps: list) -> bool:
    """Whether the core itself accepts a certificate."""
    try:
        replay(steps)
    except KernelError:
        return False
    return True


def lenient(page: Page) -> str:
    """A page's text in which a step that is rejected is taken for granted, and is seen to be."""
    text = re.sub(r"exact_no_check ", "exact ", page.body())
    return re.sub(
        r"exact (.*)\. Qed\.", rf"first [exact \1 | intros; exact (False_ind _ {GRANTED})]. Qed.", text
    )


def asked(folder: Path, pages: list[Page]) -> list[bool]:
    """Of each page whether coqc accepts its claim, all of them in one file."""
    name = "batch.v"
    modules = [f"Module M{i}.\n{lenient(page)}\nEnd M{i}.\n" for i, page in enumerate(pages)]
    kept = set(range(len(pages)))
    while True:
        text = [
            f"{HEADER}\nAxiom {GRANTED} : False.\n",
            *(m if i in kept else "" for i, m in enumerate(modules)),
        ]
        (folder / name).write_text("".join(text))
        run = subprocess.run(
            ["coqc", "-q", "-noglob", "-w", "none", "-Q", library.LIBRARY, library.LIBRARY, name],  # noqa: S607
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not run.returncode:
            break
        place = re.search(r"line (\d+),", run.stderr)
        assert place is not None, run.stderr
        before = "".join(text).splitlines()[: int(place[1])]
        kept.discard(max(int(m[1]) for line in before if (m := re.fullmatch(r"Module M(\d+)\.", line))))
    blocks = re.split(r"^(?:Closed under the global context|Axioms:)\s*$", run.stdout, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(kept)
    sound = dict(zip(sorted(kept), (f"{GRANTED} :" not in b for b in blocks), strict=True))
    return [sound.get(i, False) for i in range(len(pages))]


def attacked(wanted: int, seed: int, folder: Path) -> Counter[str]:
    """What became of so many corrupted certificates that have a text."""
    corpus, random, outcomes = Corpus(own_seeds()), Random(seed), Counter[str]()
    written: list[tuple[str, Theorem, Page]] = []
    while len(written) < wanted:
        found = spoilt(corpus, random)
        if found is None:
            break
        kind, thm = found
        page = Page()
        claim = page.prove(
            Statement("it", thm.conclusion, tuple(sorted(thm.hypotheses, key=lambda f: f.key))), thm
        )
        if not claim.theorem:
            outcomes["no text"] += 1
            continue
        written.append((kind, thm, page))
    for start in range(0, len(written), BATCH):
        batch = written[start : start + BATCH]
        for (kind, thm, _), yes in zip(batch, asked(folder, [p for *_, p in batch]), strict=True):
            outcome = "rejected" if not yes else f"accepted, {judged(statement_of(thm), undefined=ZERO).kind}"
            outcomes[outcome] += 1
            if outcome in ("accepted, false", "accepted, never judged"):
                print(f"{outcome} ({kind}): {thm}")
    return outcomes


def main(arguments: list[str] | None = None) -> int:
    """0 if nothing that is accepted is false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, help="one coqc runs at a time")
    called = parser.parse_args(arguments)
    if accept.version() is None:
        print("coqc is not installed: nothing was tried")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(folder)
        outcomes = attacked(max(1, round(called.number * called.scale)), called.seed, folder)
    for outcome, count in outcomes.most_common():
        print(f"{count:6}  {outcome}")
    return int(outcomes["accepted, false"] > 0)


def prepared(folder: Path) -> None:
    """The prelude in a folder, compiled."""
    (folder / library.LIBRARY).mkdir()
    for part in library.PRELUDE:
        (folder / library.LIBRARY / f"{part}.v").write_text(library.prelude(part))
    fault = accept.compile_prelude(folder)
    assert not fault, fault


if __name__ == "__main__":
    sys.exit(main())
