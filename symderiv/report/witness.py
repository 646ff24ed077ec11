"""The values of a witness in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symderiv.core.terms import ONE, Term, fresh, num, subterms, var
from symderiv.language.verdict import Formulas
from symderiv.refute.search import TOGETHER
from symderiv.render import Spelling, latex


def families_of(f: Formulas | None) -> dict[str, Term]:
    """A component of each family that a claim speaks of, by the family's name."""
    terms: Iterable[Term] = [] if f is None else [t for t, _ in (*f.lines, *f.given)]
    found = {}
    for s in (s for t in terms for s in subterms(t)):
        if s.op == "comp":
            found[s.args[0]] = s
        elif s.op == "loss":
            name, ranges, *_ = s.args[1]
            found.setdefault(name, Term("comp", name, "value", ranges, (ONE,) * len(ranges)))
    return found


def equation(name: str, value: str, families: dict[str, Term], spelling: Spelling) -> str:
    """name = value, in LaTeX; of a random quantity, its values."""
    known = re.fullmatch(r"(.*) (\(probability 1/\d+ each\))", value)
    if known is None and value == TOGETHER:
        return rf"{named(name, families, spelling)} \text{{ {value}}}"
    if known is None:
        return f"{named(name, families, spelling)} = {value}"
    values = known[1].replace(" or ", r" \text{ or } ")
    return rf"{named(name, families, spelling)} = {values} \text{{ {known[2]}}}"


def named(name: str, families: dict[str, Term], spelling: Spelling) -> str:
    """A name of the witness, such as ``alpha``, ``w[1, 2]`` or ``(X[·, 1], X[·, 2])``."""
    if several := re.fullmatch(r"\((.*)\)", name):
        parts = re.split(r", (?![^[]*])", several[1])
        return f"({', '.join(named(part, families, spelling) for part in parts)})"
    m = re.fullmatch(r"(.+)\[(.*)\]", name)
    if m is None or m[1] not in families:
        return latex(var(name), spelling)
    _, sort, ranges, _ = families[m[1]].args
    indices = (fresh("b", "int") if i == "·" else num(int(i)) for i in m[2].split(", "))
    return latex(Term("comp", m[1], sort, ranges, tuple(indices)), spelling)
