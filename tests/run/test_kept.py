"""The process that is kept for statements under a limit of time: it decides what was asked, no more."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import sympy as sp

from symderiv import check
from symderiv.language.verdict import Status, Verdict
from symderiv.run.kept import Kept, _packed

x, y = sp.symbols("x y", real=True)


def at(**arguments: Any) -> Verdict:
    """A verdict that says in which process it was reached, and under which of SymPy's flags."""
    time.sleep(arguments.get("given") or 0)
    flag = sp.core.parameters.global_parameters.evaluate
    return Verdict(Status.PROVED, message=str(os.getpid()), method=str(flag))


@pytest.fixture
def kept() -> Iterator[Kept]:
    kept = Kept()
    yield kept
    kept.close()


def test_one_process_decides_one_statement_after_another(kept: Kept) -> None:
    found = [kept.limited(at, {"statement": x}, 10).message for _ in range(3)]
    assert len(set(found)) == 1
    assert found[0] != str(os.getpid())


def test_a_process_that_was_stopped_or_has_died_is_replaced(kept: Kept) -> None:
    first = kept.limited(at, {"statement": x}, 10).message
    assert kept.limited(at, {"statement": x, "given": 60}, 0.3).status is Status.TIMEOUT
    second = kept.limited(at, {"statement": x}, 10).message
    os.kill(int(second or 0), signal.SIGKILL)
    os.waitid(os.P_PID, int(second or 0), os.WEXITED | os.WNOWAIT)
    third = kept.limited(at, {"statement": x}, 10)
    assert third.status is Status.PROVED
    assert len({first, second, third.message}) == 3


def test_a_fork_of_the_caller_has_a_process_of_its_own(kept: Kept) -> None:
    mine = kept.limited(at, {"statement": x}, 10).message
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(theirs, str(kept.limited(at, {"statement": x}, 10).message).encode())
        kept.close()
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(ours, 20).decode() not in {mine, ""}
    assert kept.limited(at, {"statement": x}, 10).message == mine


def test_threads_do_not_wait_for_each_other(kept: Kept) -> None:
    found: list[str | None] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(kept.limited(at, {"statement": x, "given": 1}, 10).message)
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 2
    assert None not in found


@pytest.mark.parametrize("flag", [True, False])
def test_a_statement_is_decided_under_the_callers_flag(kept: Kept, flag: bool) -> None:
    kept.limited(at, {"statement": x}, 10)
    with sp.evaluate(flag):
        assert kept.limited(at, {"statement": x}, 10).method == str(flag)


def test_a_statement_arrives_as_it_was_written() -> None:
    with sp.evaluate(False):
        statement = sp.Eq(x - x + sp.Integer(2) * 3, 6)
    assert _packed(check, {"statement": statement}) is not None
    plain, limited = check(statement), check(statement, timeout=30)
    assert plain.statement == limited.statement == "x − x + 2·3 = 6"
    assert plain.status is limited.status is Status.PROVED


def test_what_is_not_sympys_own_is_decided_in_a_fork() -> None:

    class Late(sp.Function):  # the process, where there is one, does not know of it
        pass

    check(sp.Eq(x, x, evaluate=False), timeout=30)
    assert _packed(check, {"statement": sp.Eq(Late(x), Late(x), evaluate=False)}) is None
    assert check(sp.Eq(Late(x), 1), timeout=30).status is check(sp.Eq(Late(x), 1)).status


def test_an_answer_within_the_limit_is_that_without_one() -> None:
    statements = [sp.Eq((x + y) ** 2, x**2 + y**2), sp.Eq((x**2 - 1) / (x - 1), x + 1), sp.Le(0, x**2)]
    for statement in statements:
        plain, limited = check(statement), check(statement, timeout=30)
        assert (plain.status, plain.conditions, plain.witness) == (
            limited.status,
            limited.conditions,
            limited.witness,
        )


def test_a_function_without_a_module_of_its_own_is_decided_in_time() -> None:
    value = sp.Function("f")(sp.Integer(1))
    assert check(sp.Eq(value + x, 0), timeout=30).status is Status.REFUTED
