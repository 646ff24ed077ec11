"""What another checker has said of claims, as it was written down when it was asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from symderiv.language.verdict import Status, Verdict
from symderiv.report.digest import digest

RESULTS: Final = Path("build/coq/results.json")


class Opinions(NamedTuple):
    """The checker with its version, and the digests of what it has accepted, by the claims' ids."""

    tool: str = ""
    accepted: dict[str, str] = {}  # noqa: RUF012 - nothing is written to it

    def of(self, claim: str, verdict: Verdict) -> str | None:
        """The checker, if it has accepted exactly this claim: one that says something else by now is new."""
        said = self.accepted.get(claim)
        decided = verdict.status in (Status.PROVED, Status.REFUTED)
        return self.tool if decided and said is not None and said == digest(verdict) else None


def opinions(path: Path = RESULTS) -> Opinions:
    """Those in a file of results; none where there is no such file, or one that cannot be read."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        accepted = {
            str(name): str(c["digest"]) for name, c in data["claims"].items() if c["result"] == "accepted"
        }
        return Opinions(str(data["tool"]), accepted)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Opinions()
