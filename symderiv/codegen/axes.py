"""Indices as axes: what each of them runs through, and how values are aligned by them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from string import ascii_letters

from symderiv.codegen.arguments import Arguments, Family, Use
from symderiv.codegen.linear import Linear, Range, constant, end, linear, minus, same_range, shifted
from symderiv.codegen.source import Code, Level, Names, added, extreme, is_number
from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.language.errors import StatementError
from symderiv.render import text


@dataclass
class Axis:
    """An index that runs through a range; one that is ``given`` takes its values from an argument."""

    name: str
    first: str = ""
    last: str = ""
    given: bool = False
    used: bool = False


class Axes:
    """The axes of a function in one order, and the ranges of those indices that have one."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.by_name: dict[str, Axis] = {}
        self.ranges: dict[Term, Range] = {}
        self.order: list[str] = []

    def of(self, v: Term) -> Axis | None:
        """The axis of an index, if it is one."""
        return self.by_name.get(self.names.of.get(v, ""))

    def variable(self, v: Term) -> Code:
        """A variable as a value: a number, or an axis."""
        if v not in self.names.of:
            raise StatementError(f"{text(v)} has no value here")
        name, axis = self.names.of[v], self.of(v)
        if axis is None:
            return Code(name)
        axis.used = True
        return Code(name, (name,))

    def length(self, name: str) -> str:
        """How many values an axis has, as code."""
        self.by_name[name].used = True
        return f"len({name})"

    # -- values side by side

    def joint(self, codes: Iterable[Code]) -> tuple[str, ...]:
        """All axes of these values, in the order that is the same everywhere."""
        found = {a for c in codes for a in c.axes}
        return tuple(a for a in self.order if a in found)

    def aligned(self, c: Code, axes: Sequence[str], level: Level = Level.RELATION) -> str:
        """The value with these axes, of length 1 where it has none of its own (left out at the front)."""
        mine = [a for a in axes if a in c.axes]
        if [*c.axes] != mine:
            places = ", ".join(str(c.axes.index(a)) for a in mine)
            turned = ".T" if len(mine) == 2 else f".transpose({places})"
            c = Code(c.held(Level.ATOM) + turned, tuple(mine))
        if not mine:
            return c.held(level)
        slots = [":" if a in mine else "None" for a in axes]
        slots = slots[slots.index(":") :]
        return f"{c.held(Level.ATOM)}[{', '.join(slots)}]" if "None" in slots else c.held(level)

    def listed(self, codes: Sequence[Code]) -> tuple[str, tuple[str, ...]]:
        """Values aligned with each other, with commas between, and their axes."""
        axes = self.joint(codes)
        return ", ".join(self.aligned(c, axes) for c in codes), axes

    def product(
        self, over: Sequence[Code], under: Sequence[Code] = (), axes: tuple[str, ...] | None = None
    ) -> Code:
        """A quotient of products."""
        over = [c for c in over if c.text != "1"] or [Code("1")]
        if len(over) == 1 and not under:
            return over[0]
        axes = self.joint((*over, *under)) if axes is None else axes
        out = " * ".join(
            self.aligned(c, axes, Level.POWER if i else Level.PRODUCT) for i, c in enumerate(over)
        )
        out += "".join(f" / {self.aligned(c, axes, Level.POWER)}" for c in under)
        return Code(out, axes, Level.PRODUCT)

    def letters(self) -> dict[str, str]:
        """A letter for each axis: its own name, if that is one."""
        own = {a: a for a in self.order if len(a) == 1 and a in ascii_letters}
        spare = iter(c for c in ascii_letters if c not in own.values())
        return {a: own.get(a) or next(spare) for a in self.order}

    # -- indices and the ranges of arrays

    def sharing(self, r: Range, apart: Collection[str]) -> Term | None:
        """An index of a sum through the same range, whose axis is none of these."""
        for v, known in self.ranges.items():
            if self.names.of[v] not in apart and same_range(known, r):
                return v
        return None

    def through(self, index: Term, r: Range) -> str | None:
        """The axis that runs through the whole of a range, if that is what the index does."""
        axis = self.of(index) if index.op == "var" else None
        whole = self.ranges.get(index, (None, None))
        return axis.name if axis and same_range(whole, r) else None

    def stays_within(self, index: Term, r: Range) -> bool:
        """Whether an index stays in a range, as the ranges of what it is made of tell."""
        return self._reaches(index, r[0], top=False) and self._reaches(index, r[1], top=True)

    def _reaches(self, index: Term, bound: Term | None, *, top: bool) -> bool:
        """Whether an index stays on the right side of one end of a range."""
        farthest = end(index, {v: r for v, r in self.ranges.items() if None not in r}, top=top)
        if farthest is None:
            return False
        known = shifted(farthest)
        if known is not None and self._is_derived(known[0]):
            return True
        limit = linear(bound if bound is not None or top else ZERO)
        if limit is None:
            return constant(farthest) is not None and not top
        slack = constant(minus(limit, farthest))
        return slack is not None and (slack >= 0 if top else slack <= 0)

    def _is_derived(self, v: Term) -> bool:
        """Whether v runs just as far as its components are there."""
        axis = self.of(v)
        return axis is not None and v not in self.ranges and not axis.given


def declare_outputs(axes: Axes, arguments: Arguments, whole: Callable[[Term], str]) -> None:
    """Give the free indices their axes; ``whole`` is an integer as code."""
    for v in arguments.outputs:
        name = axes.names.of[v]
        if v in arguments.upper:
            lo, hi = axes.ranges[v] = arguments.lower.get(v, ONE), arguments.upper[v]
            axes.by_name[name] = Axis(name, whole(lo), whole(hi))
        else:
            axes.by_name[name] = _derived_axis(name, v, arguments, whole)
    axes.order = [axes.names.of[v] for v in arguments.outputs]


def _derived_axis(name: str, v: Term, arguments: Arguments, whole: Callable[[Term], str]) -> Axis:
    """The axis of an index as far as its components are there, or else as it is given."""
    reach = _reach(v, arguments, whole)
    if reach is None or not reach[1]:
        return Axis(name, given=True, used=True)
    firsts, lasts = reach
    if v in arguments.lower:
        firsts.insert(0, whole(arguments.lower[v]))
    return Axis(name, extreme("max", firsts), extreme("min", lasts))


def _reach(v: Term, arguments: Arguments, whole: Callable[[Term], str]) -> tuple[list[str], list[str]] | None:
    """The least and greatest v for which its components are there; None where that is not clear."""
    firsts: list[str] = []
    lasts: dict[str, int] = {}
    for use in arguments.components:
        family = arguments.families[use.term.args[0]]
        for d, index in enumerate(use.term.args[3]) if not use.guarded else ():
            ends = _ends_at(use, index, v)
            if ends is None:
                continue
            least, greatest = map(shifted, ends)
            if greatest is None or greatest[0] != v:
                return None
            places = _places(family, d, whole)
            if places is None:
                return None
            start, last, past = places
            lasts[last] = min(past - greatest[1], lasts.get(last, past - greatest[1]))
            if least is not None and least[0] == v:
                firsts.append(added(start, -least[1]))
    return firsts, [added(last, c) for last, c in lasts.items()]


def _ends_at(use: Use, index: Term, v: Term) -> tuple[Linear | None, Linear | None] | None:
    """The least and the greatest value of an index that depends on v; None for one that does not."""
    least, greatest = end(index, use.ranges, top=False), end(index, use.ranges, top=True)
    moved = any(e is not None and v in e for e in (least, greatest))
    return (least, greatest) if moved or v in k.free_vars(index) else None


def _places(family: Family, d: int, whole: Callable[[Term], str]) -> tuple[str, str, int] | None:
    """Where one axis of an array begins, where it ends, and what the end has to be increased by."""
    lo, hi = family.ranges[d]
    start = "0" if lo is None else whole(lo)
    if hi is not None:
        return start, whole(hi), 0
    return (start, f"{family.name}.shape[{d}]", int(start) - 1) if is_number(start) else None
