"""Sides of claims as functions of arrays: sums become array operations, free indices become output axes.

A term is compiled into the source of a straight-line function.  Every index, free or summed over, is an
axis; values are aligned by their axes, a sum of products is one ``einsum``, and deltas, indicators and case
distinctions are masks.  Nothing loops over components.  Sizes are read from the shapes of the arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from symderiv.codegen.arguments import Arguments, Family, arguments
from symderiv.codegen.axes import Axes, declare_outputs
from symderiv.codegen.expressions import ArrayExpressions
from symderiv.codegen.linear import Range, constant, length, linear
from symderiv.codegen.source import Body, Names, added
from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.language.errors import StatementError
from symderiv.render import text
from symderiv.render.names import DEFAULT, TEXT


@dataclass
class Compiled:
    """A function in source, and what its docstring says of arguments and result."""

    source: str
    arguments: list[tuple[str, str]]
    axes: tuple[str, ...]
    returns: str


def compiled(
    name: str,
    term: Term,
    statement: Sequence[Term],
    declared: Mapping[Term, Range],
    hypotheses: Iterable[Term],
    *,
    module: str = "np",
    checked: bool = True,
) -> Compiled:
    """The term as a function called ``name``; the free indices of ``statement`` are the axes of its value.

    ``declared`` has the ranges of integers. What the hypotheses say of sizes alone is checked by
    the function. ``checked`` says that under them every index is proved to be in its range; else the function
    checks that as well.
    """
    try:
        names = Names()
        found = arguments(_carried_out(term), statement, declared, names)
        function = _Function(found, names, module, checked=checked)
        return function.compiled(name, dict.fromkeys(hypotheses))
    except KernelError as error:
        raise StatementError(str(error)) from error


def _carried_out(t: Term) -> Term:
    """The term without derivatives: the core's table says what they are."""
    if t.op == "diff":
        return _carried_out(derivative(*t.args).term)
    if t.op == "sum":
        v = k.fresh(str(t.args[0]), "int", t)
        _, lo, hi, _ = t.args
        return k.sum_(v, lo, hi, _carried_out(k.open_(t, v)))
    return k.map_parts(lambda p, _: _carried_out(p), t)


class _Function:
    """A function put together: checks of its arguments, the values of indices, its body and its result."""

    def __init__(self, found: Arguments, names: Names, module: str, *, checked: bool) -> None:
        self.arguments = found
        self.names = names
        self.np = module
        self.body = Body()
        self.axes = Axes(names)
        self.expressions = ArrayExpressions(
            found, names, self.axes, self.body, module=module, checked=checked
        )
        self.whole = self.expressions.whole
        declare_outputs(self.axes, found, self.whole)

    def compiled(self, name: str, hypotheses: Iterable[Term]) -> Compiled:
        """The function, which checks the hypotheses that are about sizes alone."""
        result = self._result()
        described = self._described()
        work = self._work(result)
        lines = [*self._read(), *self._checks(hypotheses), *self._indices(), *work]
        head = f"def {name}({', '.join(a for a, _ in described)}):\n"
        source = head + "".join(f"    {line}\n" for line in lines)
        axes = tuple(v.args[0] for v in self.arguments.outputs)
        return Compiled(source, described, axes, self._returns())

    def _result(self) -> str:
        """What is returned: the term, with the axes of the outputs."""
        result = self.expressions.value(self.arguments.term)
        known = self.axes.order[: len(self.arguments.outputs)]
        final = self.axes.aligned(result, known)
        if set(known) - set(result.axes):
            lengths = ", ".join(map(self.axes.length, known))
            final = f"{self.np}.broadcast_to({final}, ({lengths}{',' * (len(known) == 1)}))"
        given = [(i, a) for i, a in enumerate(known) if self.axes.by_name[a].given]
        return f"without({final}, {', '.join(f'({i}, {_raw(a)})' for i, a in given)})" if given else final

    def _work(self, result: str) -> list[str]:
        """The lines that compute the result, and return it."""
        work = [*self.body.lines, f"return {result}"]
        if not self.body.quiet:
            return work
        quiet = 'with np.errstate(all="ignore"):  # of values that are not used'
        return [quiet, *(f"    {line}" for line in work)]

    # -- the lines before

    def _read(self) -> Iterator[str]:
        """Arguments as arrays and numbers, and sizes from their shapes."""
        for family in self.arguments.families.values():
            if family.ranges:
                yield f'{family.name} = array("{family.name}", {family.name}, {len(family.ranges)})'
            else:
                yield f'{family.name} = number("{family.name}", {family.name})'
        for v in self.arguments.scalars:
            yield f'{self.names.of[v]} = number("{self.names.of[v]}", {self.names.of[v]})'
        for v, code in self.arguments.sizes.items():
            name = self.names.of[v]
            yield f"{name} = {code}" if code else f'{name} = integer("{name}", {name})'

    def _checks(self, hypotheses: Iterable[Term]) -> Iterator[str]:
        """That the shapes fit together, and what is assumed of the sizes."""
        for family in self.arguments.families.values():
            sizes = [self._size(r) for r in family.ranges]
            read = [f"{family.name}.shape[{d}]" for d in range(len(sizes))]
            if any(hi is not None for _, hi in family.ranges) and read != sizes:
                wanted = ", ".join(self._extents(family))
                yield f'same_shape("{family.name}", {family.name}, "{wanted}", [{wanted}])'
        for f in hypotheses:
            about = k.free_vars(f)
            if about and about <= self.arguments.sizes.keys() and not any(map(_is_endless, k.subterms(f))):
                yield f'holds("{text(f)}", {self.expressions.truth(f).text})'

    def _indices(self) -> Iterator[str]:
        """The values of the indices that need them."""
        for axis in self.axes.by_name.values():
            if axis.given:
                yield f"{_raw(axis.name)} = {axis.name}"
                yield f'{axis.name} = integers("{axis.name}", {axis.name})'
            elif axis.used and axis.first:
                yield f"{axis.name} = np.arange({axis.first}, {added(axis.last, 1)})"

    def _size(self, r: Range) -> str | None:
        """Where the size that is the length of a range was read."""
        known = length(r)
        return self.arguments.sizes.get(known[0]) if known is not None and known[1] == 0 else None

    def _extents(self, family: Family) -> list[str]:
        """The lengths of an array; None where any will do."""
        return [self._extent(r) for r in family.ranges]

    def _extent(self, r: Range) -> str:
        lo, hi = r
        if hi is None:
            return "None"
        if constant(linear(lo)) == 1:
            return self.whole(hi)
        return self.whole(k.add(hi, ONE) if lo is None or lo == ZERO else k.add(hi, ONE, k.neg(lo)))

    # -- what the docstring says

    def _described(self) -> list[tuple[str, str]]:
        """The arguments, each with what it is."""
        found = [self._array(name, family) for name, family in self.arguments.families.items()]
        numbers = dict.fromkeys(self.arguments.scalars, "a number")
        for v in self.arguments.outputs:
            if self.axes.by_name[self.names.of[v]].given:
                numbers[v] = "an integer or a one-dimensional array of integers"
        numbers |= {v: "an integer" for v, code in self.arguments.sizes.items() if not code}
        found += [(self.names.of[v], text(v), what) for v, what in numbers.items()]
        return [(name, what if name == letter else f"{letter}, {what}") for name, letter, what in found]

    def _array(self, name: str, family: Family) -> tuple[str, str, str]:
        letter = DEFAULT.symbol(name, TEXT).written
        if not family.ranges:
            return family.name, letter, "a number"
        lengths = ["any" if n == "None" else n for n in self._extents(family)]
        first = ", ".join("0" if lo is None else text(lo) for lo, _ in family.ranges)
        shape = f"({', '.join(lengths)}{',' * (len(lengths) == 1)})"
        return family.name, letter, f"an array of shape {shape}; its first entry has the index {first}"

    def _returns(self) -> str:
        axes = [self._range(v) for v in self.arguments.outputs]
        if not axes:
            return "a number"
        return f"an array with {len(axes)} {'axis' if len(axes) == 1 else 'axes'}: {'; '.join(axes)}"

    def _range(self, v: Term) -> str:
        axis = self.axes.by_name[self.names.of[v]]
        if axis.given:
            return f"{text(v)} as given (no axis where it is one integer)"
        if v in self.arguments.upper:
            first, last = (text(b) for b in self.axes.ranges[v] if b is not None)
            return f"{text(v)} = {first}..{last}"
        return f"{text(v)} from {axis.first} to {axis.last}"


def _raw(axis: str) -> str:
    """The argument that an index was given by."""
    return f"{axis}_given"


def _is_endless(t: Term) -> bool:
    """Whether a formula or a term is more than a comparison of numbers."""
    return t.op in ("comp", "sum", "all", "ex", "surely", "tends", "mean", "loss", "diff", "root")
