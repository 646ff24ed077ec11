"""What a function of arrays takes: arrays, numbers and sizes, and the indices that are axes of its value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from symderiv.codegen.linear import Range, length
from symderiv.codegen.source import Names, signed_number
from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term


@dataclass
class Use:
    """A component or variable as it occurs: the ranges of the sums around it, and whether a condition is."""

    term: Term
    ranges: dict[Term, Range] = field(default_factory=dict)
    guarded: bool = False


def uses(t: Term, scope: dict[Term, Range], *, guarded: bool = False) -> Iterator[Use]:
    """Components and variables in the order of the term, each with the ranges of the sums around it."""
    if t.op in ("comp", "var"):
        yield Use(t, scope, guarded)
        inner: Iterable[Term] = t.args[3] if t.op == "comp" else ()
    elif t.op == "sum":
        v = k.fresh(f"{t.args[0]}#", "int", t, *scope)
        for bound in t.args[1:3]:
            yield from uses(bound, scope, guarded=guarded)
        yield from uses(k.open_(t, v), {**scope, v: (t.args[1], t.args[2])}, guarded=guarded)
        return
    elif t.op == "if":
        yield from uses(t.args[0], scope, guarded=guarded)
        for branch in t.args[1:]:
            yield from uses(branch, scope, guarded=True)
        return
    elif t.op in ("loss", "call", "smooth", "tends", "all", "ex"):
        return
    else:
        inner = k.parts(t)
    for p in inner:
        yield from uses(p, scope, guarded=guarded)


@dataclass
class Family:
    """An array argument: its Python name, and the range of each of its indices."""

    name: str
    ranges: tuple[Range, ...]


@dataclass
class Arguments:
    """The arguments of a function.

    ``outputs`` are the free integers that are indices of ``term``, in the order of the statement; ``sizes``
    has the code that reads each size off an array, or "" for one that is an argument; ``lower`` and ``upper``
    are the bounds that integers were declared with.
    """

    term: Term
    lower: dict[Term, Term]
    upper: dict[Term, Term]
    uses: list[Use]
    families: dict[str, Family] = field(default_factory=dict)
    scalars: list[Term] = field(default_factory=list)
    sizes: dict[Term, str] = field(default_factory=dict)
    outputs: list[Term] = field(default_factory=list)

    @property
    def components(self) -> list[Use]:
        """The components that occur."""
        return [use for use in self.uses if use.term.op == "comp"]

    def read(self, v: Term) -> str:
        """The size v off the shape of an array, one that has it as its length if there is one."""
        found: list[tuple[int, str]] = []
        for family in self.families.values():
            for d, r in enumerate(family.ranges):
                known = length(r)
                if known is not None and known[0] == v:
                    found.append((abs(known[1]), f"{family.name}.shape[{d}]{signed_number(-known[1])}"))
        return min(found, key=lambda pair: pair[0])[1] if found else ""


def arguments(
    term: Term, statement: Sequence[Term], declared: Mapping[Term, Range], names: Names
) -> Arguments:
    """The arguments of ``term`` as a function, named; the free indices of ``statement`` are its axes."""
    found = Arguments(
        term,
        {v: lo for v, (lo, _) in declared.items() if lo is not None},
        {v: hi for v, (_, hi) in declared.items() if hi is not None},
        list(uses(term, {})),
    )
    _indices(found, [use for side in statement for use in uses(side, {})])
    for t in (use.term for use in found.uses):
        if t.op == "comp" and t.args[0] not in found.families:
            found.families[t.args[0]] = Family(names.new(t.args[0]), t.args[2])
        elif t.op == "var" and t.args[1] != "int" and t not in names.of:
            names.declare(t)
            found.scalars.append(t)
    for v in (*found.sizes, *found.outputs):
        names.declare(v)
    for v in found.sizes:
        found.sizes[v] = found.read(v)
    return found


def _indices(found: Arguments, stated: Sequence[Use]) -> None:
    """Tell the free integers of a statement apart: sizes, indices, and numbers."""
    components = [use.term for use in (*stated, *found.uses) if use.term.op == "comp"]
    ends = _ends(r for t in components for r in t.args[2])
    ends += [b for v, b in (*found.lower.items(), *found.upper.items()) if v in found.upper]
    sizes = _variables(ends)
    free = [u.term for u in stated if u.term.op == "var" and u.term not in u.ranges]
    used = {u.term for u in found.uses if u.term.op == "var"}
    needed = used | _needed(found, free, sizes)
    found.sizes = dict.fromkeys(sorted(sizes & needed, key=lambda v: str(v.args[0])), "")
    integers = [v for v in dict.fromkeys(free) if v.args[1] == "int" and v not in sizes]
    indexing = _variables(i for u in stated if u.term.op == "comp" for i in u.term.args[3])
    found.outputs = [v for v in integers if v in found.upper or v in indexing or v in used]


def _needed(found: Arguments, free: Iterable[Term], sizes: frozenset[Term]) -> frozenset[Term]:
    """The sizes that the ranges of the free indices, and of the arrays, speak of."""
    indices = [v for v in free if v in found.upper and v not in sizes]
    ends = [b for v in indices for b in (found.lower.get(v, ONE), found.upper[v])]
    return _variables([*ends, *_ends(r for use in found.components for r in use.term.args[2])])


def _ends(ranges: Iterable[Range]) -> list[Term]:
    return [b for r in ranges for b in r if b is not None]


def _variables(terms: Iterable[Term]) -> frozenset[Term]:
    return frozenset[Term]().union(*map(k.free_vars, terms))
