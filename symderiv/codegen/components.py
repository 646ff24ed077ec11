"""Components of arrays: whole arrays, slices, and places that are looked up one by one."""

from __future__ import annotations

from collections.abc import Mapping

from symderiv.codegen.arguments import Family
from symderiv.codegen.axes import Axes
from symderiv.codegen.linear import linear, minus
from symderiv.codegen.source import Body, Code, Expressions, Guard, Level, signed_number, whole_number
from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term


class Components:
    """The components of array arguments as code.

    ``checked`` says that every index is proved to be in its range under the hypotheses.
    """

    def __init__(
        self,
        families: Mapping[str, Family],
        axes: Axes,
        body: Body,
        expressions: Expressions,
        *,
        checked: bool,
    ) -> None:
        self.families = families
        self.axes = axes
        self.body = body
        self.expressions = expressions
        self.checked = checked

    def component(self, t: Term, guard: Guard) -> Code:
        """A component: the array itself, a slice of it, or places in it."""
        family = self.families[t.args[0]]
        if not family.ranges:
            return Code(family.name)
        through = [self.axes.through(i, r) for i, r in zip(t.args[3], family.ranges, strict=True)]
        if None not in through and len(set(through)) == len(through):
            return Code(family.name, tuple(a for a in through if a is not None))
        loose = {d: self._place(t, d, guard) for d, axis in enumerate(through) if axis is None}
        beside = {a for c in loose.values() for a in c.axes}
        fixed = [a for a in through if a is not None]
        apart = len({*fixed} | beside) == len(fixed) + len(beside)
        if apart and (not beside or len(loose) == 1 == len(beside)):
            kept = [loose[d].text if d in loose else ":" for d in range(len(through))]
            axes = [axis for d, a in enumerate(through) for axis in (loose[d].axes if a is None else (a,))]
            return Code(f"{family.name}[{', '.join(kept)}]", tuple(axes))
        places, joint = self.axes.listed([self._place(t, d, guard) for d in range(len(through))])
        return Code(f"{family.name}[{places}]", joint)

    def _place(self, t: Term, d: int, guard: Guard) -> Code:
        """A 0-based index, kept in its range where its value is not used, else checked where unclear."""
        family, index, r = self.families[t.args[0]], t.args[3][d], t.args[2][d]
        place = self._offset(index, r[0])
        if self.axes.stays_within(index, r):
            return place
        length = f"{family.name}.shape[{d}]"
        if not guard:
            return Code(f'inside("{family.name}", {place.text}, {length})', place.axes)
        if r[1] is None or not self.checked:
            self._check(family.name, place, length, guard, open_ended=r[1] is None)
        return Code(f"np.clip({place.text}, 0, {length} - 1)", place.axes)

    def _check(self, name: str, place: Code, length: str, guard: Guard, *, open_ended: bool) -> None:
        """Have the function check a place where its conditions hold, as far as indices alone tell."""
        where = [self.expressions.truth(f) for f in guard if not any(map(_is_real, k.subterms(f)))]
        if not open_ended and len(where) < len(guard):
            return
        joint = self.axes.joint((place, *where))
        masks = "".join(f", {self.axes.aligned(m, joint)}" for m in where)
        self.body.add(f'inside("{name}", {self.axes.aligned(place, joint)}, {length}{masks})')

    def _offset(self, index: Term, lo: Term | None) -> Code:
        """An index less the first of its range, as code."""
        form, start = linear(index), linear(ZERO if lo is None else lo)
        if form is None or start is None:
            return self.expressions.value(k.add(index, k.neg(lo)) if lo is not None else index)
        left = minus(form, start)
        constant = left.pop(ONE, 0)
        codes = [self.expressions.value(v if c == 1 else k.mul(k.num(c), v)) for v, c in left.items()]
        if not codes:
            return whole_number(constant)
        axes = self.axes.joint(codes)
        out = " + ".join(self.axes.aligned(c, axes, Level.SUM) for c in codes)
        several = constant or len(codes) > 1
        return Code(out + signed_number(constant), axes, Level.SUM if several else codes[0].level)


def _is_real(t: Term) -> bool:
    return t.op in ("comp", "var") and t.args[1] != "int"
