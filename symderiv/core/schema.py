"""Tables of laws: schemas whose instances are theorems.

A law's function takes terms (and whole numbers) and returns the premises and the conclusion of one instance,
and the axioms that it rests on, if any; its docstring is its figure.  Each instance is true in every
valuation, whatever values the terms have that are undefined there: so a premise says of everything that the
conclusion rests on that it is defined.  That arguments are terms or formulas where these belong is seen to by
the rule ``law``, which checks what it concludes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term

Instance = tuple[Any, ...]  # premises, conclusion[, axioms]
Enter = Callable[[Callable[..., Instance]], Callable[..., Instance]]


class Law(NamedTuple):
    """A schema: name, figure, source, and its instances by their arguments."""

    name: str
    figure: str
    source: str
    instance: Callable[..., Instance]


class Laws(dict[str, Law]):
    """Laws by their names."""

    def law(self, source: str) -> Enter:
        """Enter a function into the table, by its name."""

        def enter(instance: Callable[..., Instance]) -> Callable[..., Instance]:
            name, figure = instance.__name__, instance.__doc__ or ""
            self[name] = Law(name, figure, source, instance)
            return instance

        return enter


def expect(holds: bool, what: str, *met: object) -> None:
    """Refuse what does not hold; the message, with what was met in its places, is made only then."""
    if not holds:
        raise KernelError(f"expected {what.format(*met)}")


def of_sort(sort: str, *ts: Term) -> None:
    """Refuse terms that their form does not guarantee to be of this sort."""
    for t in ts:
        expect(type(t) is Term and t.op not in k.FORMULAS, "a term, not {!r}", t)
        expect(k.SORTS.index(k.sort_of(t)) <= k.SORTS.index(sort), "a term of sort {}, not {}", sort, t)


def variable(v: Term, *sorts: str) -> None:
    """Refuse what is no variable, of one of these sorts if there are any."""
    expect(
        v.op == "var" and (not sorts or v.args[1] in sorts), "a variable {}, not {}", " or ".join(sorts), v
    )


def not_free(v: Term, *ts: Term | None) -> None:
    """Refuse terms and formulas in which the variable v occurs."""
    variable(v)
    for t in ts:
        expect(t is None or v not in k.free_vars(t), "{} not to occur in {}", v, t)
