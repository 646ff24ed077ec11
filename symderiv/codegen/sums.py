"""Sums over indices: contractions, sums over one axis, masks for ends that move, and counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from symderiv.codegen.axes import Axes, Axis
from symderiv.codegen.source import Body, Code, Expressions, Guard, Names, added
from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.render import shapes

UNDEFINED: Final = k.power(ZERO, -1)  # the value where no branch of a case distinction applies

Factor = tuple[Code, Term]  # a factor as code, and the term that it is


class Sums:
    """The sums of a function as operations of ``module``.

    The axes of ``outputs`` are summed over nowhere; ``whole`` is an integer as code.
    """

    def __init__(
        self,
        names: Names,
        axes: Axes,
        body: Body,
        expressions: Expressions,
        outputs: Collection[Term],
        whole: Callable[[Term], str],
        module: str,
    ) -> None:
        self.names = names
        self.axes = axes
        self.body = body
        self.expressions = expressions
        self.outputs = outputs
        self.whole = whole
        self.np = module

    def total(self, t: Term, guard: Guard) -> Code:
        """A sum; factors without its index stand before it."""
        hint, lo, hi, _ = t.args
        v, name = self._index(t, str(hint), lo, hi)
        opened = k.open_(t, v)
        mask = self._mask(v, lo, hi)
        if mask is not None:
            guard = (*guard, k.le(lo, v), k.le(v, hi))
        negative, flat = factors(opened)
        codes = [(self.expressions.value(f, guard), f) for f in flat]
        inside = [pair for pair in codes if name in pair[0].axes]
        outside = [pair for pair in codes if name not in pair[0].axes]
        if mask is not None:
            summed = self._masked(name, mask, inside, guard)
        else:
            summed = self._contracted(name, inside, guard) if inside else self._count(lo, hi)
        over, under = self._over_under(outside, guard)
        result = self.axes.product([*over, summed], under)
        return result.negated() if negative else result

    # -- the index

    def _index(self, t: Term, hint: str, lo: Term, hi: Term) -> tuple[Term, str]:
        """The variable and the axis of a sum: that of another sum through the same range, if it is free."""
        apart = {self.names.of[v] for v in (*k.free_vars(t), *self.outputs) if v in self.names.of}
        shared = self.axes.sharing((lo, hi), apart)
        if shared is not None:
            return shared, self.names.of[shared]
        name = self.names.new(hint)
        v = k.fresh(hint, "int", t, *self.names.of)
        self.names.of[v] = name
        self.axes.ranges[v] = (lo, hi)
        self.axes.order.append(name)
        ends = [self.expressions.value(b) for b in (lo, hi)]
        if any(c.axes for c in ends):
            self.axes.by_name[name] = Axis(name)
            self._run(name, ends)
        else:
            self.axes.by_name[name] = Axis(name, self.whole(lo), self.whole(hi))
        return v, name

    def _run(self, name: str, ends: Sequence[Code]) -> None:
        """An axis whose ends move with other indices: it runs as far as for any of them."""
        low, high = (
            f"{f}({c.text})" if c.axes else c.text for f, c in zip(("np.min", "np.max"), ends, strict=True)
        )
        self.body.add(f"{name} = np.arange({low}, {added(high, 1)})")

    def _mask(self, v: Term, lo: Term, hi: Term) -> Code | None:
        """The mask of a sum whose ends depend on other indices."""
        ends = [self.expressions.value(b) for b in (lo, hi)]
        bounds = zip((k.le(lo, v), k.le(v, hi)), ends, strict=True)
        masks = [self.expressions.truth(f) for f, c in bounds if c.axes]
        if len(masks) < 2:
            return masks[0] if masks else None
        both, axes = self.axes.listed(masks)
        return Code(f"np.logical_and({both})", axes)

    # -- the summands

    def _masked(self, name: str, mask: Code, inside: Sequence[Factor], guard: Guard) -> Code:
        """The sum over one axis of a product where a mask holds; elsewhere it need not be defined."""
        product = self.axes.product(*self._over_under(inside, guard))
        two, axes = self.axes.listed([mask, product])
        return self._over_axis(name, Code(f"{self.np}.where({two}, 0)", axes))

    def _contracted(self, name: str, inside: Sequence[Factor], guard: Guard) -> Code:
        """The sum over one axis of a product; factors with the same axes are multiplied first."""
        groups: dict[tuple[str, ...], list[Factor]] = {}
        for pair in inside:
            groups.setdefault(pair[0].axes, []).append(pair)
        products = [
            self.axes.product(*self._over_under(group, guard), axes) for axes, group in groups.items()
        ]
        if len(products) == 1:
            return self._over_axis(name, products[0])
        axes = tuple(a for a in self.axes.joint(products) if a != name)
        letters = self.axes.letters()
        spelled = ",".join("".join(letters[a] for a in c.axes) for c in products)
        out = "".join(letters[a] for a in axes)
        return Code(f'{self.np}.einsum("{spelled}->{out}", {", ".join(c.text for c in products)})', axes)

    def _over_axis(self, name: str, c: Code) -> Code:
        """The sum of a value over one of its axes."""
        kept = tuple(a for a in c.axes if a != name)
        return Code(f"{self.np}.sum({c.text}, axis={c.axes.index(name)})", kept)

    def _over_under(self, pairs: Sequence[Factor], guard: Guard) -> tuple[list[Code], list[Code]]:
        """Factors over and under the bar."""
        over: list[Code] = []
        under: list[Code] = []
        for code, f in pairs:
            below = shapes.over_under(f)[1] if f.op == "pow" and f != UNDEFINED else []
            if below:
                under += [self.expressions.value(b, guard) for b in below]
            else:
                over.append(code)
        return over, under

    def _count(self, lo: Term, hi: Term) -> Code:
        """How many terms a sum has whose terms are all alike."""
        length = self.expressions.value(hi if lo == ONE else k.add(hi, ONE, k.neg(lo)))
        return Code(f"np.maximum({length.text}, 0)", length.axes)


def factors(t: Term) -> tuple[bool, list[Term]]:
    """The factors of a product, of those within it as well, and whether a minus sign stands before them.

    >>> x, y = k.var("x"), k.var("y")
    >>> factors(k.mul(x, k.mul(k.num(-1), y))) == (True, [x, y])
    True
    """
    if t.op != "mul":
        return (True, [k.num(-t.args[0])]) if t.op == "num" and t.args[0] < 0 else (False, [t])
    parts = [factors(a) for a in t.args]
    flat = [f for _, own in parts for f in own if f != ONE]
    return sum(negative for negative, _ in parts) % 2 == 1, flat or [ONE]
