"""Claims searched by processes that are not ours, such as those of a Dask cluster on other machines."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Final

from symderiv.language.errors import UsageError
from symderiv.language.page import Claim
from symderiv.language.verdict import Verdict, Words
from symderiv.run.executor import Elsewhere, Limits, LostError, Processes
from symderiv.run.handler import JobHandler
from symderiv.run.jobs import Job
from symderiv.run.judges import deciding
from symderiv.run.options import Options
from symderiv.run.returned import written

PATIENCE: Final = 30  # seconds for a cluster to be reached, and for its first worker
ASKED: Final = 2.0  # seconds between questions to the scheduler


@contextmanager
def dask(address: str) -> Iterator[Elsewhere]:
    """The workers of a Dask cluster, by the address of its scheduler, HOST:PORT."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, which may not be there
    except ImportError as error:
        raise UsageError("Dask is not installed: pip install 'symderiv[dask]'") from error
    try:
        client = Client(f"tcp://{address}", timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler of Dask answers at {address}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise UsageError(f"the scheduler of Dask at {address} has no worker") from error
        executor = client.get_executor(pure=False)
        try:
            yield Elsewhere(executor, _Threads(client.nthreads))
        finally:
            executor.shutdown(wait=False)


class _Threads:
    """How many threads the workers have, which may come and go; asked now and then, and 1 at least."""

    def __init__(self, ask: Callable[[], Mapping[str, int]]) -> None:
        self._ask = ask
        self._known = 1
        self._next = 0.0

    def __call__(self) -> int:
        if time.monotonic() >= self._next:
            with suppress(OSError):  # without a scheduler futures tell that
                self._known = max(1, sum(self._ask().values()))
            self._next = time.monotonic() + ASKED
        return self._known


# -- there -------------------------------------------------------------------------------------------


def search(job: Job, words: Words, limits: Limits) -> str:
    """What a search finds of a claim, as text; it is made in a process under limits, whatever this one is."""
    try:
        return _pool(limits).submit(searched, job, words).result()
    except LostError as error:
        return written(error.lost)


_pools: Final[dict[Limits, Processes]] = {}
_starting: Final = Lock()


def _pool(limits: Limits) -> Processes:
    """Processes that live as long as this one, which may have threads, so that it must not be forked."""
    limits = limits._replace(jobs=os.cpu_count() or 1)
    with _starting:
        if limits not in _pools:
            _pools[limits] = Processes(searched, limits, lambda job, _: job.page, fork=False)
        return _pools[limits]


def close() -> None:
    """End what searches have started, where these were made by threads of this process."""
    with _starting:
        while _pools:
            _pools.popitem()[1].shutdown(wait=False)


def searched(job: Job, words: Words) -> str:
    """The same without limits."""
    verdict = _handler(words).answer(job)
    assert isinstance(verdict, Verdict)  # noqa: S101 - for the type checker
    return written(verdict)


class _Searcher(JobHandler):
    """Judges by searches alone, whose records go along with the verdicts."""

    def _decided(self, path: Path, claim: Claim) -> Verdict:  # noqa: ARG002 - no file beside the page is read
        return self._judge(claim)


@cache
def _handler(words: Words) -> JobHandler:
    judge = deciding()
    return _Searcher(partial(judge, words=words), Options(judge=judge))
