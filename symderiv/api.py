"""What the package does when it is called: ``check`` decides a statement or a claim of a page."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from numbers import Real
from typing import Any, Final

from symderiv.judge.decide import decide, judge
from symderiv.judge.example import Given
from symderiv.judge.prepare import prepare_statement
from symderiv.language.errors import SymderivError
from symderiv.language.page import Claim
from symderiv.language.verdict import Status, Verdict

ENDLESS: Final = 10**9  # seconds, some thirty years
COLLECTED: Final = 50_000  # objects more than before, after which there may be garbage


def check(
    statement: Any, given: Sequence[Any] = (), *, timeout: float | None = None, example: Given | None = None
) -> Verdict:
    """Decide a statement under hypotheses, all of them SymPy relations or this package's own; or a claim
    of a page, which brings its own hypotheses.

    The verdict's status is one of proved, refuted, undecided, conflict, error, timeout. With ``timeout``
    (seconds) the work is done in a process of its own, which is ended when the time is over, and else kept
    for the next statement. ``example`` has values at which the hypotheses hold, for where none are found:
    what nothing satisfies proves nothing.

    >>> from sympy import Eq, symbols
    >>> x, y = symbols("x y", real=True)
    >>> check(Eq((x + y)**2, x**2 + 2*x*y + y**2)).status
    <Status.PROVED: 'proved'>
    >>> verdict = check(Eq((x**2 - 1)/(x - 1), x + 1))
    >>> verdict.status, verdict.conditions
    (<Status.PROVED: 'proved'>, ('x ≠ 1',))
    >>> verdict = check(Eq((x + y)**2, x**2 + y**2))
    >>> verdict.status, sorted(verdict.witness)
    (<Status.REFUTED: 'refuted'>, ['x', 'y'])
    """
    if timeout is not None:
        timeout = _seconds(timeout)
    if timeout is not None:
        from symderiv.run.kept import KEPT  # noqa: PLC0415 - processes are for those who ask for a limit

        arguments = {"statement": statement, "given": given, "example": example}
        return KEPT.limited(check, arguments, timeout)
    with _collecting_seldom():
        try:
            if isinstance(statement, Claim):
                return judge(statement)
            return decide(prepare_statement(statement, given, example)).verdict
        except SymderivError as error:
            return Verdict(Status.ERROR, message=str(error))


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Within the block garbage is collected seldom: terms have no circles, and what SymPy keeps, which is
    much, would be looked through for each few statements."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], COLLECTED) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _seconds(timeout: Any) -> float | None:
    """The seconds of a time limit; None for one that is never over."""
    is_number = isinstance(timeout, Real) and not isinstance(timeout, bool)
    if not is_number:
        raise TypeError(f"the timeout is a number of seconds, not {timeout!r}")
    if not timeout > 0:  # nan is not
        raise ValueError(f"the timeout is in seconds, and positive; {timeout} was given")
    return float(timeout) if timeout < ENDLESS else None
