"""Certificates: a theorem's steps over a table of shared terms, as JSON.

    {"format": "symderiv-certificate/1", "terms": [...], "steps": [[rule, argument, ...], ...]}

A term is [op, argument, ...], where {"t": i} is an earlier term of the table and {"s": i} an earlier step;
a tuple is ["", ...], a rational number ["q", "p/q"], a bound variable's printed name ["h", name].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from symderiv.core import terms as k
from symderiv.core.inference import RULES, Theorem
from symderiv.core.terms import KernelError, Term

FORMAT: Final = "symderiv-certificate/1"
_MALFORMED: Final = (TypeError, ValueError, AttributeError, IndexError, KeyError, ArithmeticError)


class _Writer:
    def __init__(self) -> None:
        self.terms: list[Any] = []
        self.places: dict[Term, int] = {}
        self.steps: list[Any] = []
        self.made: dict[int, int] = {}

    def write(self, a: Any) -> Any:
        if isinstance(a, Theorem):
            return {"s": self.made[id(a)]}
        if isinstance(a, Term):
            return {"t": self.place(a)}
        return ["", *map(self.write, a)] if isinstance(a, tuple) else k.encode(a)

    def place(self, t: Term) -> int:
        if t not in self.places:
            written = [t.op, *map(self.write, t.args)]
            self.places[t] = len(self.terms)
            self.terms.append(written)
        return self.places[t]

    def step(self, thm: Theorem) -> None:
        name, args = thm.step
        written = [name, *map(self.write, args)]
        self.made[id(thm)] = len(self.steps)
        self.steps.append(written)


def certificate(thm: Theorem) -> dict[str, Any]:
    """The steps that made a theorem."""
    writer, todo = _Writer(), [thm]
    while todo:
        t = todo[-1]
        before = [a for a in _premises(t.step[1]) if id(a) not in writer.made]
        if id(t) in writer.made or not before:
            todo.pop()
            if id(t) not in writer.made:
                writer.step(t)
        todo.extend(reversed(before))
    return {"format": FORMAT, "terms": writer.terms, "steps": writer.steps}


def _premises(args: Any) -> Iterator[Theorem]:
    for a in args:
        if isinstance(a, Theorem):
            yield a
        elif isinstance(a, tuple):
            yield from _premises(a)


def _rule(name: Any) -> Callable[..., Theorem]:
    if name not in RULES:
        raise KernelError(f"expected a rule's name, not {name!r}")
    return RULES[name]


def replay(data: Any) -> Theorem:
    """The theorem that a certificate proves, every step checked afresh; KernelError if one fails."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise KernelError(f"expected a certificate of the format {FORMAT}")
    terms: list[Term] = []
    made: list[Theorem] = []

    def earlier(known: list[Any], i: Any) -> Any:
        if type(i) is not int or not 0 <= i < len(known):
            raise KernelError(f"expected something earlier, not number {i!r} of {len(known)}")
        return known[i]

    def read(a: Any) -> Any:
        match a:
            case {"t": i}:
                return earlier(terms, i)
            case {"s": i}:
                return earlier(made, i)
            case ["", *rest]:
                return tuple(map(read, rest))
        return k.decode(a)

    place = "a term"
    try:
        for i, (op, *args) in enumerate(data["terms"]):
            place = f"term {i}"
            terms.append(k.checked(Term(op, *map(read, args))))
        for i, (name, *args) in enumerate(data["steps"]):
            place = f"step {i}"
            made.append(_rule(name)(*map(read, args)))
        return made[-1]
    except KernelError as error:
        raise KernelError(f"{place} of the certificate: {error}") from error
    except _MALFORMED as error:
        raise KernelError(f"{place} of the certificate is malformed: {error}") from error
    except RecursionError as error:
        raise KernelError(f"{place} of the certificate is nested too deeply") from error
