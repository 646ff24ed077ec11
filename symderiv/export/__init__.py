"""What leaves the project: the verdicts of a run, for papers and for programs.

A format is a module with ``write(run, folder)``, which returns the files that it wrote.
"""

from __future__ import annotations

from typing import Final

FORMATS: Final[dict[str, str]] = {"latex": "symderiv.export.latex"}
