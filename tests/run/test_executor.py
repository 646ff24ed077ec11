"""The executor of processes: limits, what is lost and what is not, and that nothing is left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed, wait
from pathlib import Path
from typing import Any

import pytest

from symderiv.language.verdict import Status
from symderiv.run.executor import Limits, LostError, Processes

LIMITS = Limits(jobs=2, timeout=10, memory=1 << 30)


def processes(work: Any = pow, **options: Any) -> Processes:
    return Processes(work, LIMITS._replace(**options))


def lost(future: Future[Any]) -> str:
    with pytest.raises(LostError) as caught:
        future.result()
    return caught.value.lost.message


def children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pid: int) -> bool:
    """Whether a process ends within seconds."""
    deadline = time.monotonic() + 10
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(pid)


def test_it_is_an_executor_of_the_standard_library() -> None:
    with processes() as pool:
        assert isinstance(pool, Executor)
        assert list(pool.map(pow, [2, 3], [5, 2])) == [32, 9]
        futures = [pool.submit(pow, 2, n) for n in range(20)]
        assert {f.result() for f in as_completed(futures)} == {2**n for n in range(20)}
        assert wait(futures).not_done == set()
        assert pool.submit(int, "11", base=2).result() == 3
    assert not children()


def test_what_it_is_made_for_need_not_be_sent() -> None:
    told = [1]

    def work(n: int) -> tuple[int, list[int]]:
        return n, told

    with processes(work) as pool:
        assert pool.submit(work, 2).result() == (2, [1])
        with pytest.raises(AttributeError):
            pool.submit(lambda: 1)
        assert pool.submit(work, 3).result() == (3, [1])


@pytest.mark.parametrize(
    ("work", "arguments", "message"),
    [
        (os._exit, (7,), "its process ended with exit code 7"),
        (os.kill, (0, signal.SIGKILL), "its process was ended by SIGKILL"),
        (time.sleep, (60,), "stopped after 1 s"),
        (bytearray, (1 << 40,), "memory exhausted"),
        (divmod, (1, 0), "ZeroDivisionError: integer division or modulo by zero"),
        (sys._getframe, (), "its result cannot be sent: cannot pickle 'frame' object"),
    ],
)
def test_a_job_that_is_lost_says_why_and_loses_no_other(work: Any, arguments: Any, message: str) -> None:
    with processes(timeout=1) as pool:
        before, bad = pool.submit(pow, 2, 3), pool.submit(work, *arguments)
        after = [pool.submit(pow, 2, n) for n in range(10)]
        assert lost(bad) == message
        assert [before.result(), *(f.result() for f in after)] == [8, *(2**n for n in range(10))]
    assert not children()


def test_a_timeout_is_told_from_an_error() -> None:
    with processes(timeout=0.2) as pool, pytest.raises(LostError) as caught:
        pool.submit(time.sleep, 60).result()
    assert caught.value.lost.status is Status.TIMEOUT


def test_a_future_tells_whether_it_is_running_and_can_be_cancelled_before() -> None:
    with processes(jobs=1) as pool:
        first, second, third = (pool.submit(time.sleep, 0.5) for _ in range(3))
        deadline = time.monotonic() + 10
        while not first.running() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (first.running(), second.running()) == (True, False)
        assert not first.cancel()
        assert third.cancel()
        assert first.result() is second.result() is None
        assert third.cancelled()


def test_jobs_of_one_key_go_where_one_has_been() -> None:
    with Processes(_clock, LIMITS._replace(jobs=1), lambda key: key) as pool:
        futures = [(key, pool.submit(_clock, key)) for key in "xyxyxy"]
        order = sorted((f.result(), key) for key, f in futures)
    assert [key for _, key in order] == list("xxxyyy")


def _clock(_: str) -> float:
    time.sleep(0.2)  # for the others to arrive
    return time.monotonic()


def test_without_waiting_all_that_was_started_ends() -> None:
    pool = processes(jobs=1)
    pid = pool.submit(os.getpid).result()
    hanging, queued = pool.submit(time.sleep, 60), pool.submit(pow, 2, 3)
    pool.shutdown(wait=False)
    assert lost(hanging) == lost(queued) == "the pool of processes has ended"
    assert gone(pid)
    with pytest.raises(BrokenExecutor):
        pool.submit(pow, 2, 3)
    pool.shutdown()
    assert not children()


def test_an_error_in_its_block_ends_it_at_once() -> None:
    start = time.monotonic()
    with pytest.raises(ZeroDivisionError), processes() as pool:
        divmod(1, 0 * pool.submit(time.sleep, 60).done())
    assert time.monotonic() - start < 30
    assert not children()


def test_a_pool_that_is_killed_loses_its_jobs_and_leaves_no_worker() -> None:
    with processes(jobs=1) as pool:
        worker = pool.submit(os.getpid).result()
        hanging = pool.submit(time.sleep, 60)
        os.kill(pool._pid, signal.SIGKILL)
        assert lost(hanging) == "the pool of processes has ended"
        if sys.platform == "linux":
            assert gone(worker)
        with pytest.raises(BrokenExecutor):
            pool.submit(pow, 2, 3)
    assert not children()


def test_one_may_be_started_anew_where_there_are_threads() -> None:
    with Processes(pow, LIMITS, fork=False) as pool:
        assert pool.submit(pow, 2, 5).result() == 32
        assert lost(pool.submit(os._exit, 3)) == "its process ended with exit code 3"
        pid = pool.submit(os.getpid).result()
    assert gone(pid)
    assert not children()
