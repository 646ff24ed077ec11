"""Sides of claims as functions of arrays: sums become array operations, free indices become output axes.

A term is compiled into the source of a straight-line function.  Every index, free or summed over, is an
axis; values are aligned by their axes, a sum of products is one ``einsum``, and deltas, indicators and case
distinctions are masks.  Nothing loops over components.  Sizes are read from the shapes of the arguments.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from string import ascii_letters
from typing import Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.functions import definition
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.language.errors import StatementError
from symderiv.render import shapes, text
from symderiv.render.names import DEFAULT, TEXT

RELATION, SUM, PRODUCT, POWER, ATOM = range(5)  # how tightly a piece of Python holds together
UNDEFINED: Final = k.power(ZERO, -1)  # the value where no branch of a case distinction applies
_CONSTANTS: Final = {"pi": "{np}.pi", "I": "1j"}
_FUNCTIONS: Final = {
    **{name: name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "conj", "abs", "floor")},
    **{f"a{name}": f"arc{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "re": "real", "im": "imag",
}  # fmt: skip

Guard = tuple[Term, ...]  # the conditions under which a value is used at all
Range = tuple[Term | None, Term | None]
Linear = dict[Term, int]  # integer coefficients of variables, and the constant as that of 1


class Code(NamedTuple):
    """A Python expression, the axes of its value in their order, and how tightly it holds."""

    text: str
    axes: tuple[str, ...] = ()
    level: int = ATOM


@dataclass
class Axis:
    """An index that runs through a range; one that is ``given`` takes its values from an argument."""

    name: str
    first: str = ""
    last: str = ""
    given: bool = False
    used: bool = False


@dataclass
class Family:
    """An array argument: its Python name, and the range of each of its indices."""

    name: str
    ranges: tuple[Range, ...]


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
        return _Compiler(_carried_out(term), statement, declared, hypotheses, module, checked).function(name)
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


def _linear(t: Term | None) -> Linear | None:
    """An integer term as a linear form, if it is one."""
    if t is None:
        return None
    if t.op == "var":
        return {t: 1}
    if t.op == "num":
        return {ONE: int(t.args[0].p)} if t.args[0].q == 1 else None
    if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "num" and t.args[0].args[0].q == 1:
        inner = _linear(t.args[1])
        return None if inner is None else _scaled(inner, int(t.args[0].args[0].p))
    if t.op == "add":
        parts = [_linear(a) for a in t.args]
        if None not in parts:
            return _plus(*(p for p in parts if p is not None))
    return None


def _plus(*forms: Linear) -> Linear:
    result: Linear = {}
    for form in forms:
        for v, c in form.items():
            result[v] = result.get(v, 0) + c
    return {v: c for v, c in result.items() if c}


def _scaled(form: Linear, by: int) -> Linear:
    return {v: c * by for v, c in form.items()}


def _same_range(a: Range, b: Range) -> bool:
    """Whether two closed ranges are the same; what is not linear is never so."""
    ends = [(_linear(x), _linear(y)) for x, y in zip(a, b, strict=True)]
    return all(x is not None and x == y for x, y in ends)


def _constant(form: Linear | None) -> int | None:
    return form.get(ONE, 0) if form is not None and not form.keys() - {ONE} else None


def _shifted(form: Linear) -> tuple[Term, int] | None:
    """(v, c) where the form is v + c."""
    others = form.keys() - {ONE}
    return (next(iter(others)), form.get(ONE, 0)) if [form[v] for v in others] == [1] else None


@dataclass
class _Use:
    """A component as it occurs: how its indices depend on the free ones."""

    term: Term
    ranges: dict[Term, tuple[Term, Term]] = field(default_factory=dict)
    guarded: bool = False


def _uses(t: Term, scope: dict[Term, tuple[Term, Term]], guarded: bool = False) -> Iterator[_Use]:
    """Components and variables in the order of the term, each with the ranges of the sums around it."""
    if t.op in ("comp", "var"):
        yield _Use(t, scope, guarded)
        inner: Iterable[Term] = t.args[3] if t.op == "comp" else ()
    elif t.op == "sum":
        v = k.fresh(f"{t.args[0]}#", "int", t, *scope)
        for bound in t.args[1:3]:
            yield from _uses(bound, scope, guarded)
        yield from _uses(k.open_(t, v), {**scope, v: (t.args[1], t.args[2])}, guarded)
        return
    elif t.op == "if":
        yield from _uses(t.args[0], scope, guarded)
        for branch in t.args[1:]:
            yield from _uses(branch, scope, guarded=True)
        return
    elif t.op in ("loss", "call", "smooth", "tends", "all", "ex"):
        return
    else:
        inner = k.parts(t)
    for p in inner:
        yield from _uses(p, scope, guarded)


WORDS: Final = {*keyword.kwlist, *dir(builtins)}
HELPERS: Final = ("array", "number", "integer", "integers", "same_shape", "holds", "inside", "without")


class _Compiler:
    def __init__(
        self,
        term: Term,
        statement: Sequence[Term],
        declared: Mapping[Term, Range],
        hypotheses: Iterable[Term],
        module: str,
        checked: bool,
    ) -> None:
        self.hypotheses = list(dict.fromkeys(hypotheses))
        self.checked = checked
        self.quiet = False  # whether something is computed that is not used, and may be undefined
        self.term = term
        self.np = module
        self.taken = {*HELPERS, "np", "xp"}
        self.families: dict[str, Family] = {}
        self.names: dict[Term, str] = {}  # of free variables, and of the indices of sums
        self.axes: dict[str, Axis] = {}
        self.ranges: dict[Term, Range] = {}
        self.order: list[str] = []
        self.lines: list[str] = []
        self.known: dict[tuple[Term, Guard], Code] = {}
        self.lower = {v: lo for v, (lo, _) in declared.items() if lo is not None}
        self.upper = {v: hi for v, (_, hi) in declared.items() if hi is not None}
        self.uses = list(_uses(term, {}))
        self.scalars: list[Term] = []
        self.sizes: dict[Term, str] = {}  # each with the code that reads it, or "" if it is an argument
        self.outputs = self._outputs(statement)
        self._arguments()

    # -- what the arguments are ----------------------------------------------------------------------

    def named(self, name: str) -> str:
        """A Python identifier for a name of the page, like no other one."""
        plain = name.rstrip(k.MARK).replace("'", "_prime").replace("′", "_prime")
        plain = "".join(c if c.isalnum() or c == "_" else "_" for c in plain).lstrip("_") or "x"
        plain = plain if plain.isidentifier() else f"x_{plain}"
        found = f"{plain}_" if plain in WORDS else plain
        for n in count(2):
            if found not in self.taken:
                break
            found = f"{plain}_{n}"
        self.taken.add(found)
        return found

    def _outputs(self, statement: Sequence[Term]) -> list[Term]:
        """The free integers that are indices, in the order of the statement; the others are numbers."""
        uses = [use for side in statement for use in _uses(side, {})]
        ranges = [r for use in (*uses, *self.uses) if use.term.op == "comp" for r in use.term.args[2]]
        ends = [b for r in ranges for b in r if b is not None]
        ends += [b for v, b in (*self.lower.items(), *self.upper.items()) if v in self.upper]
        sizes = frozenset[Term]().union(*map(k.free_vars, ends))
        free = [u.term for u in uses if u.term.op == "var" and u.term not in u.ranges]
        used = {u.term for u in self.uses if u.term.op == "var"}
        needed = used | self._needed(free, sizes)
        self.sizes = dict.fromkeys(sorted(sizes & needed, key=lambda v: str(v.args[0])), "")
        integers = [v for v in dict.fromkeys(free) if v.args[1] == "int" and v not in sizes]
        indexing = frozenset[Term]().union(
            *(k.free_vars(i) for u in uses if u.term.op == "comp" for i in u.term.args[3])
        )
        return [v for v in integers if v in self.upper or v in indexing or v in used]

    def _needed(self, free: Iterable[Term], sizes: frozenset[Term]) -> frozenset[Term]:
        """The sizes that the ranges of the free indices, and of the arrays, speak of."""
        ends = [
            b
            for v in free
            if v in self.upper and v not in sizes
            for b in (self.lower.get(v, ONE), self.upper[v])
        ]
        own = [
            b for u in self.uses if u.term.op == "comp" for r in u.term.args[2] for b in r if b is not None
        ]
        return frozenset[Term]().union(*map(k.free_vars, (*ends, *own)))

    def _arguments(self) -> None:
        for use in self.uses:
            t = use.term
            if t.op == "comp" and t.args[0] not in self.families:
                self.families[t.args[0]] = Family(self.named(t.args[0]), t.args[2])
            elif t.op == "var" and t.args[1] != "int" and t not in self.names:
                self.names[t] = self.named(t.args[0])
                self.scalars.append(t)
        for v in (*self.sizes, *self.outputs):
            self.names[v] = self.named(v.args[0])
        for v in self.sizes:
            self.sizes[v] = self._read(v)
        for v in self.outputs:
            self._output(v)
        self.order = [self.names[v] for v in self.outputs]

    def _read(self, v: Term) -> str:
        """The size v from the shape of an array, one that has it as its length if there is one."""
        found: list[tuple[int, str]] = []
        for family in self.families.values():
            for d, (lo, hi) in enumerate(family.ranges):
                ends = _linear(lo), _linear(hi)
                if ends[0] is None or ends[1] is None:
                    continue
                length = _plus(ends[1], _scaled(ends[0], -1), {ONE: 1})
                if (shifted := _shifted(length)) is not None and shifted[0] == v:
                    found.append((abs(shifted[1]), f"{family.name}.shape[{d}]{_sign(-shifted[1])}"))
        return min(found, key=lambda pair: pair[0])[1] if found else ""

    def _output(self, v: Term) -> None:
        name = self.names[v]
        if v in self.upper:
            self.ranges[v] = self.lower.get(v, ONE), self.upper[v]
            first, last = (self._whole(b) for b in self.ranges[v] if b is not None)
            self.axes[name] = Axis(name, first, last)
            return
        firsts, lasts, derivable = self._reach(v)
        if not lasts or not derivable:
            self.axes[name] = Axis(name, given=True, used=True)
            return
        if v in self.lower:
            firsts.insert(0, self._whole(self.lower[v]))
        self.axes[name] = Axis(name, _extreme("max", firsts), _extreme("min", lasts))

    def _reach(self, v: Term) -> tuple[list[str], list[str], bool]:
        """The least and greatest v for which its components are there, and whether that is clear."""
        firsts: list[str] = []
        lasts: dict[str, int] = {}
        for use in (u for u in self.uses if u.term.op == "comp" and not u.guarded):
            family = self.families[use.term.args[0]]
            for d, ((lo, hi), index) in enumerate(zip(family.ranges, use.term.args[3], strict=True)):
                ends = self._end(index, use.ranges, top=False), self._end(index, use.ranges, top=True)
                if not any(e is not None and v in e for e in ends) and v not in k.free_vars(index):
                    continue
                least, greatest = (_shifted(e) if e is not None else None for e in ends)
                if greatest is None or greatest[0] != v:
                    return [], [], False
                start = "0" if lo is None else self._whole(lo)
                if hi is None and not _is_number(start):
                    return [], [], False
                end = f"{family.name}.shape[{d}]" if hi is None else self._whole(hi)
                past = int(start) - 1 if hi is None else 0
                lasts[end] = min(past - greatest[1], lasts.get(end, past - greatest[1]))
                if least is not None and least[0] == v:
                    firsts.append(_added(start, -least[1]))
        return firsts, [_added(end, c) for end, c in lasts.items()], True

    @staticmethod
    def _end(index: Term, ranges: dict[Term, tuple[Term, Term]], top: bool) -> Linear | None:
        """The greatest or the least value of an index, once the indices of sums have gone through theirs."""
        form = _linear(index)
        while form is not None and (bound := next((v for v in form if v in ranges), None)) is not None:
            c = form[bound]
            end = _linear(ranges[bound][int((c > 0) == top)])
            form = (
                None if end is None else _plus({v: n for v, n in form.items() if v != bound}, _scaled(end, c))
            )
        return form

    def _whole(self, t: Term) -> str:
        """An integer of sizes and numbers, as code."""
        form = _linear(t)
        if form is None or not form.keys() - {ONE} or any(v not in self.names for v in form if v != ONE):
            return self.value(t).text
        signed = [
            (c, f"{'' if abs(c) == 1 else f'{abs(c)} * '}{self.names[v]}")
            for v, c in form.items()
            if v != ONE
        ]
        first, *rest = sorted(signed, key=lambda pair: pair[0] < 0)
        out = (
            "-" * (first[0] < 0) + first[1] + "".join(f" {'-' if c < 0 else '+'} {name}" for c, name in rest)
        )
        return out + _sign(form.get(ONE, 0))

    # -- the function --------------------------------------------------------------------------------

    def function(self, name: str) -> Compiled:
        """The whole function."""
        result = self.value(self.term)
        known = [self.names[v] for v in self.outputs]
        final = self.aligned(result, known)
        if set(known) - set(result.axes):
            lengths = ", ".join(self._length(a) for a in known)
            final = f"{self.np}.broadcast_to({final}, ({lengths}{',' * (len(known) == 1)}))"
        given = [(i, a) for i, a in enumerate(known) if self.axes[a].given]
        if given:
            final = f"without({final}, {', '.join(f'({i}, {self._raw(a)})' for i, a in given)})"
        arguments = self._described()
        work = [*self.lines, f"return {final}"]
        if self.quiet:
            work = [
                'with np.errstate(all="ignore"):  # of values that are not used',
                *(f"    {s}" for s in work),
            ]
        lines = [*self._prologue(), *work]
        source = f"def {name}({', '.join(a for a, _ in arguments)}):\n" + "".join(f"    {s}\n" for s in lines)
        return Compiled(source, arguments, tuple(v.args[0] for v in self.outputs), self._returns())

    def _length(self, axis: str) -> str:
        self.axes[axis].used = True
        return f"len({axis})"

    @staticmethod
    def _raw(axis: str) -> str:
        return f"{axis}_given"

    def _prologue(self) -> Iterator[str]:
        """Arguments as arrays, sizes from their shapes, and the values of the indices that need them."""
        for family in self.families.values():
            if family.ranges:
                yield f'{family.name} = array("{family.name}", {family.name}, {len(family.ranges)})'
            else:
                yield f'{family.name} = number("{family.name}", {family.name})'
        for v in self.scalars:
            yield f'{self.names[v]} = number("{self.names[v]}", {self.names[v]})'
        for v, code in self.sizes.items():
            name = self.names[v]
            yield f"{name} = {code}" if code else f'{name} = integer("{name}", {name})'
        yield from self._checks()
        for f in self.hypotheses:
            if (
                k.free_vars(f)
                and k.free_vars(f) <= self.sizes.keys()
                and not any(map(_is_endless, k.subterms(f)))
            ):
                yield f'holds("{text(f)}", {self.truth(f).text})'
        for axis in self.axes.values():
            if axis.given:
                yield f"{self._raw(axis.name)} = {axis.name}"
                yield f'{axis.name} = integers("{axis.name}", {axis.name})'
            elif axis.used and axis.first:
                yield f"{axis.name} = np.arange({axis.first}, {_added(axis.last, 1)})"

    def _checks(self) -> Iterator[str]:
        for family in self.families.values():
            if all(hi is None for _, hi in family.ranges):
                continue
            lengths = [self._extent(family, d) for d in range(len(family.ranges))]
            read = [f"{family.name}.shape[{d}]" for d in range(len(lengths))]
            sizes = [
                self.sizes.get(shifted[0]) if shifted else None for shifted in map(self._size, family.ranges)
            ]
            if read == sizes:
                continue  # this is where they were read
            wanted = ", ".join(lengths)
            yield f'same_shape("{family.name}", {family.name}, "{wanted}", [{wanted}])'

    @staticmethod
    def _size(r: Range) -> tuple[Term, int] | None:
        ends = _linear(r[0]), _linear(r[1])
        if ends[0] is None or ends[1] is None:
            return None
        shifted = _shifted(_plus(ends[1], _scaled(ends[0], -1), {ONE: 1}))
        return shifted if shifted is not None and shifted[1] == 0 else None

    def _extent(self, family: Family, d: int) -> str:
        """The length of one axis of an array; None where any will do."""
        lo, hi = family.ranges[d]
        if hi is None:
            return "None"
        if _constant(_linear(lo)) == 1:
            return self._whole(hi)
        return self._whole(k.add(hi, ONE) if lo is None or lo == ZERO else k.add(hi, ONE, k.neg(lo)))

    def _described(self) -> list[tuple[str, str]]:
        """The arguments, each with what it is."""
        found: list[tuple[str, str, str]] = []
        for name, family in self.families.items():
            letter = DEFAULT.symbol(name, TEXT).written
            lengths = [self._extent(family, d).replace("None", "any") for d in range(len(family.ranges))]
            first = ", ".join("0" if lo is None else text(lo) for lo, _ in family.ranges)
            shape = f"({', '.join(lengths)}{',' * (len(lengths) == 1)})"
            what = f"an array of shape {shape}; its first entry has the index {first}"
            found.append((family.name, letter, what if family.ranges else "a number"))
        found += [(self.names[v], text(v), "a number") for v in self.scalars]
        for v in self.outputs:
            if self.axes[self.names[v]].given:
                found.append((self.names[v], text(v), "an integer or a one-dimensional array of integers"))
        found += [(self.names[v], text(v), "an integer") for v, code in self.sizes.items() if not code]
        return [(name, what if name == letter else f"{letter}, {what}") for name, letter, what in found]

    def _returns(self) -> str:
        if not self.outputs:
            return "a number"
        axes = [self._range(v) for v in self.outputs]
        return f"an array with {len(axes)} {'axis' if len(axes) == 1 else 'axes'}: {'; '.join(axes)}"

    def _range(self, v: Term) -> str:
        axis = self.axes[self.names[v]]
        if axis.given:
            return f"{text(v)} as given (no axis where it is one integer)"
        if v in self.upper:
            first, last = (text(b) for b in self.ranges[v] if b is not None)
            return f"{text(v)} = {first}..{last}"
        return f"{text(v)} from {axis.first} to {axis.last}"

    # -- values --------------------------------------------------------------------------------------

    def value(self, t: Term, guard: Guard = ()) -> Code:
        """The code of a term; under a condition (``guarded``) an index may leave its range."""
        match t.op:
            case "num":
                return self._number(t)
            case "var":
                return self._variable(t)
            case "comp":
                return self._component(t, guard)
            case "add":
                return self._sum(t, guard)
            case "mul":
                return self._product(t.args, guard)
            case "pow":
                return self._power(t, guard)
            case "root" | "sum":
                if (t, guard) not in self.known:
                    self.known[t, guard] = self._kept(t, guard)
                return self.known[t, guard]
            case "ind":
                mask = self.truth(t.args[0], guard)
                return Code(f"1.0 * {self._held(mask, ATOM)}", mask.axes, PRODUCT)
            case "if":
                return self._if(t, guard)
            case "exp":
                exponent = self.value(t.args[0], guard)
                return Code(f"{self.np}.exp({exponent.text})", exponent.axes)
            case "fn":
                return self._function(t, guard)
            case "call":
                raise StatementError(f"{text(t)} is a value of a function that only its name is known of")
            case "mean":
                raise StatementError(f"an expectation is no array operation: {text(t)}")
            case "loss":
                raise StatementError(
                    f"the loss {text(t)} is known by its gradient only, and has no values here"
                )
        raise StatementError(f"this is no array operation: {text(t)}")

    def _function(self, t: Term, guard: Guard) -> Code:
        """A function that the module has, or what it stands for."""
        name, args = t.args
        if name in _CONSTANTS:
            return Code(_CONSTANTS[name].format(np=self.np), (), ATOM)
        if name in _FUNCTIONS:
            argument = self.value(args[0], guard)
            return Code(f"{self.np}.{_FUNCTIONS[name]}({argument.text})", argument.axes)
        stands_for = definition(t)
        if stands_for is None:
            raise StatementError(f"this is no array operation: {text(t)}")
        return self.value(stands_for, guard)

    @staticmethod
    def _number(t: Term) -> Code:
        p, q = int(t.args[0].p), int(t.args[0].q)
        return Code(str(p), (), ATOM if p >= 0 else SUM) if q == 1 else Code(f"{p} / {q}", (), PRODUCT)

    def _variable(self, t: Term) -> Code:
        if t not in self.names:
            raise StatementError(f"{text(t)} has no value here")
        name = self.names[t]
        if name not in self.axes:
            return Code(name)
        self.axes[name].used = True
        return Code(name, (name,))

    def _atom(self, c: Code) -> str:
        return c.text if c.level == ATOM else f"({c.text})"

    def _held(self, c: Code, level: int) -> str:
        return c.text if c.level >= level else f"({c.text})"

    def joint(self, codes: Iterable[Code]) -> tuple[str, ...]:
        """All axes of these values, in the order that is the same everywhere."""
        found = {a for c in codes for a in c.axes}
        return tuple(a for a in self.order if a in found)

    def aligned(self, c: Code, axes: Sequence[str], level: int = RELATION) -> str:
        """The value with these axes, of length 1 where it has none of its own (left out at the front)."""
        mine = [a for a in axes if a in c.axes]
        if [*c.axes] != mine:
            turned = (
                ".T" if len(mine) == 2 else f".transpose({', '.join(str(c.axes.index(a)) for a in mine)})"
            )
            c = Code(self._atom(c) + turned, tuple(mine))
        if not mine:
            return self._held(c, level)
        places = [":" if a in mine else "None" for a in axes]
        places = places[places.index(":") :]
        return f"{self._atom(c)}[{', '.join(places)}]" if "None" in places else self._held(c, level)

    def _sum(self, t: Term, guard: Guard) -> Code:
        addends = [(negative, self.value(a, guard)) for negative, a in shapes.addends(t)]
        axes = self.joint(c for _, c in addends)
        out = ""
        for negative, c in addends:
            piece = self.aligned(c, axes, PRODUCT)
            out += f" {'-' if negative else '+'} {piece}" if out else f"{'-' * negative}{piece}"
        return Code(out or "0", axes, SUM)

    def _product(self, factors: Sequence[Term], guard: Guard) -> Code:
        negative, flat = _factors(Term("mul", *factors))
        over, under = [], []
        for f in flat:
            above, below = shapes.over_under(f) if f != UNDEFINED else ([f], [])
            over += [self.value(a, guard) for a in above]
            under += [self.value(b, guard) for b in below]
        self.quiet |= bool(under and guard)
        result = self._times(over, under)
        return Code(f"-{self._held(result, PRODUCT)}", result.axes, SUM) if negative else result

    def _times(
        self, over: Sequence[Code], under: Sequence[Code] = (), axes: tuple[str, ...] | None = None
    ) -> Code:
        over = [c for c in over if c.text != "1"] or [Code("1")]
        if len(over) == 1 and not under:
            return over[0]
        axes = self.joint((*over, *under)) if axes is None else axes
        out = " * ".join(self.aligned(c, axes, POWER if i else PRODUCT) for i, c in enumerate(over))
        out += "".join(f" / {self.aligned(c, axes, POWER)}" for c in under)
        return Code(out, axes, PRODUCT)

    def _power(self, t: Term, guard: Guard) -> Code:
        if t == UNDEFINED:
            return Code("np.nan")
        if not shapes.over_under(t)[0]:
            return self._product([t], guard)
        if t.args[1] == ONE:
            return self.value(t.args[0], guard)
        self.quiet |= bool(guard) and t.args[1].op != "num"
        base, exponent = (self.value(a, guard) for a in t.args)
        if t.args[0].op == "num":
            base = Code(f"{float(t.args[0].args[0])}", (), ATOM if t.args[0].args[0] >= 0 else SUM)
        axes = self.joint((base, exponent))
        return Code(f"{self.aligned(base, axes, ATOM)} ** {self.aligned(exponent, axes, ATOM)}", axes, POWER)

    def _kept(self, t: Term, guard: Guard) -> Code:
        """A sum or a root, computed once and given a name."""
        found = self._root(t, guard) if t.op == "root" else self._total(t, guard)
        if t == self.term:
            return found
        name = self.named(self._hint(t))
        self.lines.append(f"{name} = {found.text}")
        return Code(name, found.axes)

    def _hint(self, t: Term) -> str:
        if t.op == "sum":
            return "total"
        v = k.fresh("k", "int", t)
        family = shapes.norm_of(t, v) if t.args[0].op == "sum" else None
        return "root" if family is None else f"norm_{self.families[family.args[0]].name}"

    def _root(self, t: Term, guard: Guard) -> Code:
        radicand, degree = t.args
        self.quiet |= bool(guard)
        inner = self._total(radicand, guard) if radicand.op == "sum" else self.value(radicand, guard)
        if degree == 2:
            return Code(f"{self.np}.sqrt({inner.text})", inner.axes)
        return Code(f"{self._atom(inner)} ** (1 / {degree})", inner.axes, POWER)

    def _if(self, t: Term, guard: Guard) -> Code:
        if (inner := shapes.magnitude(t)) is not None:
            c = self.value(inner, guard)
            return Code(f"{self.np}.abs({c.text})", c.axes)
        if (found := shapes.extreme(t)) is not None:
            name, *sides = found
            a, b = (self.value(s, guard) for s in sides)
            axes = self.joint((a, b))
            both = f"{self.aligned(a, axes)}, {self.aligned(b, axes)}"
            return Code(f"{self.np}.{name}imum({both})", axes)
        condition = self.truth(t.args[0], guard)
        yes, no = (*guard, t.args[0]), (*guard, k.not_(t.args[0]))
        a, b = (self.value(branch, g) for branch, g in zip(t.args[1:], (yes, no), strict=True))
        axes = self.joint((condition, a, b))
        three = ", ".join(self.aligned(c, axes) for c in (condition, a, b))
        return Code(f"{self.np}.where({three})", axes)

    # -- components ----------------------------------------------------------------------------------

    def _component(self, t: Term, guard: Guard) -> Code:
        family = self.families[t.args[0]]
        if not family.ranges:
            return Code(family.name)
        plain = [self._plain(i, r) for i, r in zip(t.args[3], family.ranges, strict=True)]
        if None not in plain and len(set(plain)) == len(plain):
            return Code(family.name, tuple(a for a in plain if a is not None))
        loose = {d: self._place(t, d, guard) for d, axis in enumerate(plain) if axis is None}
        beside = {a for c in loose.values() for a in c.axes}
        fixed = [a for a in plain if a is not None]
        if len({*fixed} | beside) == len(fixed) + len(beside) and (
            not beside or len(loose) == 1 == len(beside)
        ):
            kept = [loose[d].text if d in loose else ":" for d in range(len(plain))]
            axes = [axis for d, a in enumerate(plain) for axis in (loose[d].axes if a is None else (a,))]
            return Code(f"{family.name}[{', '.join(kept)}]", tuple(axes))
        places = [self._place(t, d, guard) for d in range(len(plain))]
        joint = self.joint(places)
        return Code(f"{family.name}[{', '.join(self.aligned(c, joint) for c in places)}]", joint)

    def _plain(self, index: Term, r: Range) -> str | None:
        """The axis that runs through the whole of a range, if that is what the index does."""
        name = self.names.get(index) if index.op == "var" else None
        axis = self.axes.get(name) if name else None
        whole = self.ranges.get(index, (None, None))
        return axis.name if axis and _same_range(whole, r) else None

    def _place(self, t: Term, d: int, guard: Guard) -> Code:
        """A 0-based index, kept in its range where its value is not used, else checked where unclear."""
        family, index, (lo, hi) = self.families[t.args[0]], t.args[3][d], t.args[2][d]
        place = self._offset(index, lo)
        if self._certain(index, lo, hi):
            return place
        length = f"{family.name}.shape[{d}]"
        if not guard:
            return Code(f'inside("{family.name}", {place.text}, {length})', place.axes)
        if hi is None or not self.checked:
            where = [self.truth(f) for f in guard if not any(map(_is_real, k.subterms(f)))]
            joint = self.joint((place, *where))
            masks = "".join(f", {self.aligned(m, joint)}" for m in where)
            if hi is None or len(where) == len(guard):
                self.lines.append(f'inside("{family.name}", {self.aligned(place, joint)}, {length}{masks})')
        return Code(f"np.clip({place.text}, 0, {length} - 1)", place.axes)

    def _offset(self, index: Term, lo: Term | None) -> Code:
        form, start = _linear(index), _linear(ZERO if lo is None else lo)
        if form is None or start is None:
            return self.value(k.add(index, k.neg(lo)) if lo is not None else index)
        left = _plus(form, _scaled(start, -1))
        constant = left.pop(ONE, 0)
        codes = [self.value(v if c == 1 else k.mul(k.num(c), v)) for v, c in left.items()]
        if not codes:
            return Code(str(constant), (), ATOM if constant >= 0 else SUM)
        axes = self.joint(codes)
        out = " + ".join(self.aligned(c, axes, SUM) for c in codes)
        return Code(out + _sign(constant), axes, SUM if constant or len(codes) > 1 else codes[0].level)

    def _certain(self, index: Term, lo: Term | None, hi: Term | None) -> bool:
        """Whether an index stays in its range, as the ranges of what it is made of tell."""
        ranges = {v: r for v, r in self.ranges.items() if None not in r}
        for bound, top in ((lo, False), (hi, True)):
            end = self._end(index, ranges, top=top)  # type: ignore[arg-type]
            if end is None:
                return False
            shifted = _shifted(end)
            derived = shifted is not None and self._derived(shifted[0])
            limit = _linear(bound if bound is not None or top else ZERO)
            if limit is None:
                if not derived and not (_constant(end) is not None and not top):
                    return False
                continue
            slack = _constant(_plus(limit, _scaled(end, -1)))
            if not derived and (slack is None or (slack < 0 if top else slack > 0)):
                return False
        return True

    def _derived(self, v: Term) -> bool:
        """Whether v runs just as far as its components are there."""
        axis = self.axes.get(self.names.get(v, ""))
        return axis is not None and v not in self.ranges and not axis.given

    # -- sums ----------------------------------------------------------------------------------------

    def _total(self, t: Term, guard: Guard) -> Code:
        hint, lo, hi, _ = t.args
        v, name = self._bound(t, str(hint), lo, hi)
        opened = k.open_(t, v)
        ragged = self._ragged(v, lo, hi)
        if ragged is not None:
            guard = (*guard, k.le(lo, v), k.le(v, hi))
        negative, factors = _factors(opened)
        codes = [(self._product([f], guard) if f.op == "pow" else self.value(f, guard), f) for f in factors]
        inside = [pair for pair in codes if name in pair[0].axes]
        outside = [pair for pair in codes if name not in pair[0].axes]
        if ragged is not None:
            summed = self._masked(name, ragged, inside, guard)
        else:
            summed = self._contracted(name, inside, guard) if inside else self._counted(lo, hi)
        over, under = self._split(outside, guard)
        result = self._times([*over, summed], under)
        return Code(f"-{self._held(result, PRODUCT)}", result.axes, SUM) if negative else result

    def _bound(self, t: Term, hint: str, lo: Term, hi: Term) -> tuple[Term, str]:
        """The variable and the axis of a sum: that of another sum through the same range, if it is free."""
        around = {self.names[v] for v in k.free_vars(t) if v in self.names}
        for v, r in self.ranges.items():
            name = self.names[v]
            if v not in self.outputs and name not in around and _same_range(r, (lo, hi)):
                return v, name
        name = self.named(hint)
        v = k.fresh(hint, "int", t, *self.names)
        self.names[v] = name
        self.ranges[v] = (lo, hi)
        self.order.append(name)
        ends = [self.value(b) for b in (lo, hi)]
        self.axes[name] = Axis(name, self._whole(lo), self._whole(hi))
        if any(c.axes for c in ends):  # the ends move with other indices: run as far as any of them
            low, high = (
                f"{f}({c.text})" if c.axes else c.text
                for f, c in zip(("np.min", "np.max"), ends, strict=True)
            )
            self.axes[name] = Axis(name)
            self.lines.append(f"{name} = np.arange({low}, {_added(high, 1)})")
        return v, name

    def _ragged(self, v: Term, lo: Term, hi: Term) -> Code | None:
        """The mask of a sum whose ends depend on other indices."""
        ends = [self.value(b) for b in (lo, hi)]
        if not any(c.axes for c in ends):
            return None
        masks = [self.truth(f) for f, c in zip((k.le(lo, v), k.le(v, hi)), ends, strict=True) if c.axes]
        axes = self.joint(masks)
        if len(masks) == 1:
            return masks[0]
        return Code(f"np.logical_and({', '.join(self.aligned(m, axes) for m in masks)})", axes)

    def _masked(self, name: str, mask: Code, pairs: Sequence[tuple[Code, Term]], guard: Guard) -> Code:
        """The sum over one axis of a product where a mask holds; elsewhere it need not be defined."""
        product = self._times(*self._split(pairs, guard))
        axes = self.joint((mask, product))
        chosen = f"{self.np}.where({self.aligned(mask, axes)}, {self.aligned(product, axes)}, 0)"
        kept = tuple(a for a in axes if a != name)
        return Code(f"{self.np}.sum({chosen}, axis={axes.index(name)})", kept)

    def _split(self, pairs: Sequence[tuple[Code, Term]], guard: Guard) -> tuple[list[Code], list[Code]]:
        """Factors over and under the bar."""
        over: list[Code] = []
        under: list[Code] = []
        for code, f in pairs:
            below = shapes.over_under(f)[1] if f != UNDEFINED else []
            if below and f.op == "pow":
                under += [self.value(b, guard) for b in below]
            else:
                over.append(code)
        return over, under

    def _contracted(self, name: str, pairs: Sequence[tuple[Code, Term]], guard: Guard) -> Code:
        """The sum over one axis of a product; factors with the same axes are multiplied first."""
        groups: dict[tuple[str, ...], list[tuple[Code, Term]]] = {}
        for pair in pairs:
            groups.setdefault(pair[0].axes, []).append(pair)
        factors = [self._times(*self._split(group, guard), axes) for axes, group in groups.items()]
        axes = tuple(a for a in self.joint(factors) if a != name)
        if len(factors) == 1:
            (c,) = factors
            kept = tuple(a for a in c.axes if a != name)
            return Code(f"{self.np}.sum({c.text}, axis={c.axes.index(name)})", kept)
        letters = self._letters()
        spelled = ",".join("".join(letters[a] for a in c.axes) for c in factors)
        out = "".join(letters[a] for a in axes)
        return Code(f'{self.np}.einsum("{spelled}->{out}", {", ".join(c.text for c in factors)})', axes)

    def _letters(self) -> dict[str, str]:
        own = {a: a for a in self.order if len(a) == 1 and a in ascii_letters}
        spare = iter(c for c in ascii_letters if c not in own.values())
        return {a: own.get(a) or next(spare) for a in self.order}

    def _counted(self, lo: Term, hi: Term) -> Code:
        """How many terms a sum has whose terms are all alike."""
        length = self.value(hi if lo == ONE else k.add(hi, ONE, k.neg(lo)))
        return Code(f"np.maximum({length.text}, 0)", length.axes)

    # -- conditions ----------------------------------------------------------------------------------

    def truth(self, f: Term, guard: Guard = ()) -> Code:
        """A condition as a mask."""
        match f.op:
            case "eq" | "le" | "lt":
                a, b = (self.value(s, guard) for s in f.args)
                axes = self.joint((a, b))
                sign = {"eq": "==", "le": "<=", "lt": "<"}[f.op]
                return Code(
                    f"{self.aligned(a, axes, SUM)} {sign} {self.aligned(b, axes, SUM)}", axes, RELATION
                )
            case "and" | "or":
                parts = [self.truth(p, guard) for p in f.args]
                axes = self.joint(parts)
                result = self.aligned(parts[0], axes)
                for p in parts[1:]:
                    result = f"np.logical_{f.op}({result}, {self.aligned(p, axes)})"
                return Code(result, axes)
            case "not":
                inner = self.truth(f.args[0], guard)
                return Code(f"np.logical_not({inner.text})", inner.axes)
            case "implies":
                return self.truth(k.or_(k.not_(f.args[0]), f.args[1]), guard)
            case "false":
                return Code("False")
        raise StatementError(f"this condition is no array operation: {text(f)}")


def _factors(t: Term) -> tuple[bool, list[Term]]:
    """The factors of a product, of those within it as well, and whether a minus sign stands before them."""
    if t.op != "mul":
        return (True, [k.num(-t.args[0])]) if t.op == "num" and t.args[0] < 0 else (False, [t])
    parts = [_factors(a) for a in t.args]
    return sum(negative for negative, _ in parts) % 2 == 1, [
        f for _, own in parts for f in own if f != ONE
    ] or [ONE]


def _is_endless(t: Term) -> bool:
    """Whether a formula or a term is more than a comparison of numbers."""
    return t.op in ("comp", "sum", "all", "ex", "surely", "tends", "mean", "loss", "diff", "root")


def _is_real(t: Term) -> bool:
    return t.op in ("comp", "var") and t.args[1] != "int"


def _sign(c: int) -> str:
    return f" + {c}" if c > 0 else f" - {-c}" if c else ""


def _added(code: str, c: int) -> str:
    """code + c, with numbers added up."""
    head, sign, tail = code.rpartition(" ")
    if _is_number(code):
        return str(int(code) + c)
    if sign and tail.isdecimal() and head.endswith((" +", " -")):
        return head[:-2] + _sign((1 if head.endswith("+") else -1) * int(tail) + c)
    return code + _sign(c)


def _extreme(name: str, codes: Sequence[str]) -> str:
    """The greatest or least of several; numbers are compared at once."""
    choose = max if name == "max" else min
    numbers = {int(c) for c in codes if _is_number(c)}
    known = [str(choose(numbers))] if numbers else []
    kept = list(dict.fromkeys([*known, *(c for c in codes if not _is_number(c))]))
    return kept[0] if len(kept) == 1 else f"{name}({', '.join(kept)})" if kept else "0"


def _is_number(code: str) -> bool:
    return code.lstrip("-").isdecimal()
