"""The values of a witness in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symderiv.core.terms import ONE, Term, num, subterms, var
from symderiv.language.verdict import Formulas
from symderiv.render.latex import latex


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


def named(name: str, families: dict[str, Term]) -> str:
    """A name of the witness, such as ``alpha`` or ``w[1, 2]``."""
    m = re.fullmatch(r"(.+)\[(.*)\]", name)
    if m is None or m[1] not in families:
        return latex(var(name))
    _, sort, ranges, _ = families[m[1]].args
    return latex(Term("comp", m[1], sort, ranges, tuple(num(int(i)) for i in m[2].split(","))))
