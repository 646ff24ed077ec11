"""What leaves the project: the verdicts of a run, for papers and for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from symderiv.run.judges import Judge, explaining


class Format(NamedTuple):
    """A format's module: with ``document(run)``, which returns a text, or else with ``write(run, folder)``,
    which returns the files that it wrote; what judges its claims, if verdicts are not enough, and whether
    pictures are drawn and certificates kept for it."""

    module: str
    document: bool
    judge: Callable[[], Judge] | None = None
    pictures: bool = False
    certificates: bool = False


FORMATS: Final[dict[str, Format]] = {
    "latex": Format("symderiv.export.latex", document=False),
    "html": Format("symderiv.export.html", document=False, judge=explaining, pictures=True),
    "coq": Format("symderiv.export.coq.files", document=False, certificates=True),
    "json": Format("symderiv.report.document", document=True),
}
