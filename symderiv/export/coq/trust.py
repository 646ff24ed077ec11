"""What the second opinion rests on: premises that are no theorems there, and laws that have no text."""

from __future__ import annotations

from typing import Final, NamedTuple

from symderiv.core.inference import RULES
from symderiv.core.laws import LAWS
from symderiv.core.random_laws import LAWS as RANDOM
from symderiv.export.coq import complex_laws, laws
from symderiv.export.coq.laws import LawProver

EXPORTED: Final = frozenset({*laws.LAWS, *complex_laws.LAWS})


class Premise(NamedTuple):
    """What a claim's theorem has as a premise: which claims, and the theorem that it holds of something."""

    statement: str
    of: str
    instance: str


PREMISES: Final[dict[str, Premise]] = {
    "expectation": Premise(
        "E is additive, homogeneous and monotone on the functions of an outcome, and E 1 = 1",
        "claims with means",
        "expectation_of_two",
    ),
    "has_gradient": Premise(
        "the components of a loss' gradient are its derivatives at its point",
        "claims with losses",
        "has_gradient_of_zero",
    ),
    "Taylor_Peano": Premise(
        "Taylor's theorem with Peano's remainder, for one function",
        "claims that rest on that axiom",
        "Taylor_Peano_of_constant",
    ),
    "Taylor_Lagrange": Premise(
        "Taylor's theorem with Lagrange's remainder, for one function",
        "claims that rest on that axiom",
        "Taylor_Lagrange_of_constant",
    ),
}


def without_text() -> dict[str, list[str]]:
    """The rules and laws of the core that no step for Coq is written of."""
    rules = [name for name in RULES if not hasattr(LawProver, f"_{name}")]
    return {"rules": rules, "laws": sorted(LAWS.keys() - EXPORTED)}


def told() -> str:
    """Figures, and the premises with their instances."""
    left = without_text()
    rules = len(RULES) - len(left["rules"])
    plain = [name for name in left["laws"] if name not in RANDOM]
    lines = [
        f"Second opinion, by Coq: {len(EXPORTED)} of {len(LAWS)} laws and {rules} of {len(RULES)} rules have",
        f"theorems there{_but(left['rules'] + plain)};",
        f"{len(RANDOM)} laws of distributions have none, since E is total there, and means need not exist;",
        f"{len(PREMISES)} premises have none, each with an instance that has:",
    ]
    for name, p in PREMISES.items():
        lines.append(f"  {name}: {p.statement}; {p.of}; {p.instance} holds")
    return "\n".join(lines) + "\n"


def _but(names: list[str]) -> str:
    """What no step is written of."""
    return f" (a claim that needs {', '.join(names)} is not exported)" if names else ""
