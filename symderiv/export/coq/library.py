"""The prelude: the files of theorems that ship with the package, and the names that they take."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final

LIBRARY: Final = "Symderiv"
REAL: Final = (
    "Identities",
    "Sums",
    "Analysis",
    "Points",
    "Forms",
    "Polynomials",
)  # in the order in which they are compiled
COMPLEX: Final = (
    "Elementary",
    "Complex",
    "Means",
    "Functions",
    "Special",
    "Angles",
    "Slopes",
    "Unity",
    "Intervals",
    "Enclosures",
)
PRELUDE: Final = (*REAL, *COMPLEX)


@cache
def prelude(name: str) -> str:
    """The text of a file of the prelude."""
    return resources.files(__package__).joinpath("prelude", f"{name}.v").read_text(encoding="utf-8")


@cache
def names() -> frozenset[str]:
    """What the prelude defines and proves, which no quantity may hide."""
    kinds = r"^\s*(?:Definition|Fixpoint|Lemma|Theorem|Ltac) ([\w']+)"
    return frozenset(name for file in PRELUDE for name in re.findall(kinds, prelude(file), re.MULTILINE))
