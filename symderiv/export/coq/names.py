"""Coq's identifiers for the quantities of a page: each quantity has one, and no two have the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq import library

BOUND: Final = "#"  # in front of the name of a variable that stands for a bound one while its body is printed

TYPES: Final = {"int": "Z", "real": "R", "complex": "C"}
FAMILIES: Final = {"int": "Z", "real": "R", "complex": "C", "value": "R", "random": "Omega -> R"}

_RESERVED: Final = frozenset(
    (  # noqa: SIM905 - a list of words
        "a_ all_claims and as at average Axiom b_ bool C cases choice Ci classic cofix conj constant "
        "cos Definition Derive E else end eq eq_refl equations exists exists2 exp facts False family "
        "fix Fixpoint for forall fun h Hypothesis I IF if in induct integer IZR left Lemma let list "
        "map match mean mod N next_ nil not Notation number O Omega or others outcome pair Parameter "
        "partial PI powZ products proj1 proj2 Proof Prop Q q_ Qed R r_ Re return right root RtoC S "
        "Section seq Set sin smooth split SProp sqrt sum tends then Theorem total trichotomy True tt "
        "Type unit up using value Variable vec w where with Z z_"
    ).split()
)


class NotExportedError(Exception):
    """What has no Coq text: a law, a head of terms, a sort; the message names it."""


@dataclass(frozen=True, order=True)
class Quantity:
    """A family, a function or a scalar: what it is, its name, its sort, and how many indices it has."""

    kind: str
    name: str
    sort: str
    indices: int = 0

    @property
    def type(self) -> str:
        """Its type in Coq."""
        if self.kind in ("call", "loss"):
            return "list R -> R"
        if self.kind == "var":
            return TYPES[self.sort]
        return " -> ".join(["Z"] * self.indices + [FAMILIES[self.sort]])


def quantity(t: Term) -> Quantity | None:
    """What a variable, a component, a loss or a call is a value of; None for another term."""
    match t.op:
        case "var":
            found = Quantity("var", t.args[0], t.args[1])
        case "comp":
            found = Quantity("comp", t.args[0], t.args[1], len(t.args[3]))
        case "loss" | "call" | "smooth":
            found = Quantity("loss" if t.op == "loss" else "call", str(t.args[0]), "real")
        case _:
            return None
    known = TYPES if found.kind == "var" else FAMILIES
    if found.sort not in known:
        raise NotExportedError(f"the sort {found.sort} of {found.name}")
    return found


def quantities(t: Term) -> Iterator[Quantity]:
    """Those that occur in a term, the components of a loss' gradient among them only where they occur."""
    for s in k.subterms(t):
        if s.op == "taylor":
            yield Quantity("call", str(s.args[0]), "real")
        if s.op == "gradient":
            name, _ranges, *fixed = s.args[0].args[1]
            yield Quantity("comp", name, "value", len(fixed) + 1)
        found = quantity(s)
        if found is not None:
            yield found


@dataclass
class Names:
    """The identifiers of one page, given out as quantities come."""

    known: dict[Quantity, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    steps: int = 0

    def step(self) -> str:
        """The name of the next step's lemma."""
        self.steps += 1
        return f"s{self.steps - 1}"

    def of(self, found: Quantity) -> str:
        """The identifier of a quantity."""
        if found not in self.known:
            self.known[found] = self.new(found.name)
        return self.known[found]

    def new(self, name: str) -> str:
        """An identifier that is like this name, and is nothing else's."""
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_") or "x"
        plain = plain if plain[0].isalpha() else f"x{plain}"
        if plain in _RESERVED | library.names() or re.fullmatch(r"[hs]\d+", plain):
            plain += "_"
        chosen, n = plain, 2
        while chosen in self.taken:
            chosen, n = f"{plain}_{n}", n + 1
        self.taken.add(chosen)
        return chosen
