"""What a search on another machine returns, as text, and what is made of it here.

Nothing in it is believed.  A record is checked as one from a file is, by the core and the evaluator, against
the statement as it is translated here.  That nothing was found is taken over, for it vouches for nothing; of
whatever else is said (an error, a conflict) nothing is.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Final

from symderiv.language.verdict import Fault, Status, Verdict
from symderiv.run.workers import Lost

FORMAT: Final = "symderiv-found/1"
NOTHING: Final = (Status.UNDECIDED, Status.TIMEOUT)


@dataclass(frozen=True, slots=True)
class Returned:
    """A record, or that nothing was found; ``problem`` is why neither is there."""

    record: Any = None
    nothing: Status | None = None
    message: str | None = None
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0
    problem: str | None = None


def written(found: Verdict | Lost) -> str:
    """What was found, as text."""
    told: dict[str, Any] = {"format": FORMAT, "verdict": str(found.status), "message": found.message}
    if isinstance(found, Verdict):
        told |= {"record": found.record, "seconds": found.seconds, "faults": list(map(asdict, found.faults))}
    return json.dumps(told)


def read(text: Any) -> Returned:
    """What was returned, if it has the form of that."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            return Returned(problem="what was returned has another format")
        nothing = next((status for status in NOTHING if data["verdict"] == str(status)), None)
        message = None if data["message"] is None else str(data["message"])
        if nothing is None and data.get("record") is None:
            return Returned(problem=f"elsewhere: {data['verdict']}: {message}")
        faults = tuple(map(_fault, data.get("faults", ())))
        return Returned(data.get("record"), nothing, message, faults, _seconds(data.get("seconds", 0.0)))
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError, RecursionError):
        return Returned(problem="what was returned cannot be read")


def _fault(told: Any) -> Fault:
    return Fault(str(told["oracle"]), str(told["error"]), str(told["place"]), int(told["times"]))


def _seconds(told: Any) -> float:
    seconds = float(told)
    if not 0 <= seconds < math.inf:
        raise ValueError(told)
    return seconds
