"""The project's own identities, true, false and conditional: one module a family, found by its being there.

Principal values are meant, as in SymPy and mpmath; a root of a real expression is a real root. An equation
says nothing where one of its sides is undefined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import sympy as sp

TRUE, FALSE, CONDITIONAL = "true", "false", "conditional"
NO_FAMILIES = {"__init__", "words", "oracle", "trees"}


@dataclass(frozen=True)
class Identity:
    """lhs = rhs (or <=) under ``given``; ``changed`` says what is amiss with a false one, ``under`` where a
    conditional one holds.
    """

    id: str
    lhs: Any
    rhs: Any
    truth: str
    given: tuple[Any, ...] = ()
    changed: str = ""
    under: str = ""
    family: str = ""
    relation: Any = sp.Eq

    @property
    def variables(self) -> list[Any]:
        found = set().union(*(e.free_symbols for e in (self.lhs, self.rhs, *self.given)))
        return sorted(found, key=str)


def families() -> list[str]:
    return sorted({p.stem for p in Path(__file__).parent.glob("*.py")} - NO_FAMILIES)


def own(names: Iterable[str] = ()) -> list[Identity]:
    """All identities of the families that are named, or of all; built while SymPy's evaluation is off."""
    with sp.evaluate(False):
        return [i for name in names or families() for i in _family(name)]


def _family(name: str) -> Iterator[Identity]:
    for group in import_module(f"identities.{name}").items():
        for item in group:
            yield replace(item, id=f"{name}:{item.id}", family=name)
