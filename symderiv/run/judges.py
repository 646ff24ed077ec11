"""What may be done with a claim: it is decided, explained, or tried with errors planted in it.

Each function imports its judge when it is called, here and once, so that every worker has it from birth.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from symderiv.language.page import Claim
from symderiv.language.verdict import Fault, Status, Verdict

Judge = Callable[..., Verdict]  # of a claim; what else it is told are keywords


def deciding() -> Judge:
    """Verdicts alone, from records where there are some that give one."""
    with _imports():
        from symderiv.judge.records import judge
    return judge


def explaining() -> Judge:
    """Verdicts with their explanation."""
    with _imports():
        from symderiv.explain.narrative import judge
    return judge


def mutating() -> Judge:
    """Verdicts with what became of mutants."""
    with _imports():
        from symderiv.mutation.mutate import judge
    return judge


def nothing_found(claim: Claim, status: Status, message: str | None, faults: Sequence[Fault]) -> Verdict:
    """The verdict on a claim of which a search made elsewhere has found nothing."""
    with _imports():
        from symderiv.judge.decision import unknown
        from symderiv.judge.prepare import prepare
    return unknown(prepare(claim)).saying(status=status, message=message, faults=tuple(faults)).verdict


@contextmanager
def _imports() -> Iterator[None]:
    """Imports of what stays.

    Workers are many, so a BLAS with threads of its own in each would only be in the way. Collecting
    garbage among modules that stay is lost time, and after a fork it would copy their memory.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
    gc.freeze()
