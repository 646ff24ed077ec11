"""The words a page is written in: quantities, declared once, and statements about them.

A quantity carries its domain, size and 1-based index range; hypotheses about it follow from there.
Everything here is a SymPy object and inert: derivatives, quantifiers and relations stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean

from symderiv.language.errors import StatementError
from symderiv.language.operands import (
    as_expression,
    as_rule,
    as_sides,
    as_statement,
    as_text,
    as_variable,
    as_variables,
)

__all__ = [
    "Call",
    "Component",
    "Conjunction",
    "Diff",
    "Exists",
    "Family",
    "ForAll",
    "Function",
    "Iff",
    "Inner",
    "Loss",
    "Mean",
    "Quantity",
    "Smooth",
    "Surely",
    "Tends",
    "all_of",
    "big_o",
    "cases",
    "components",
    "covariance",
    "d",
    "differentiable",
    "eq",
    "exists",
    "exists_unique",
    "forall",
    "function",
    "gradient",
    "iff",
    "iid",
    "implies",
    "index",
    "inner",
    "le",
    "little_o",
    "loss",
    "lt",
    "mean",
    "ne",
    "norm",
    "random",
    "random_sequence",
    "scalars",
    "sequence",
    "sizes",
    "spellings",
    "surely",
    "tends",
    "total",
    "variance",
]  # fmt: skip


class Quantity(sp.Symbol):
    """A real or integer symbol with the bounds that it was declared with (each a term or None), and its
    LaTeX ("" where the rules for names serve)."""

    __slots__ = ("bounds", "latex")
    bounds: tuple[Any, Any]
    latex: str

    def __new__(cls, name: str, lo: Any = None, hi: Any = None, latex: str = "", **assumptions: bool) -> Self:
        obj: Self = sp.Symbol.__xnew__(cls, name, **assumptions)
        obj.bounds = _term(lo), _term(hi)
        obj.latex = _pattern(latex, 0)
        return obj

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.bounds, self.latex)

    def __getnewargs_ex__(self) -> Any:
        return (self.name, *self.bounds, self.latex), dict(self._assumptions_orig)


class _Own(Quantity):
    """A variable that a word binds itself: no quantity of the same name is this one."""

    __slots__ = ()


def _pattern(latex: str, indices: int) -> str:
    """The spelling of a quantity with so many indices, or a StatementError that says what is amiss."""
    slots = {int(n) for n in re.findall(r"#(\d)", as_text("latex", latex))} - {0}
    if slots and slots != set(range(1, indices + 1)):
        wanted = ", ".join(f"#{n}" for n in range(1, indices + 1)) or "no slot"
        raise StatementError(f"latex={latex!r} of a quantity with {indices} indices: expected {wanted}")
    bare = re.sub(r"\\.", "", latex, flags=re.DOTALL)
    if bare.count("{") != bare.count("}") or re.search(r"[%$&~\n]|#(?!\d)", bare):
        raise StatementError(f"latex={latex!r} is no formula: braces in pairs, and no % $ & ~ or line's end")
    return latex


def _term(bound: Any) -> Any:
    return None if bound is None else as_expression(bound)


class Family(sp.Basic):
    """A family of real numbers: a name, a kind, the 1-based range (lo, hi) of each index, its LaTeX."""

    __iter__ = None  # looked up by index only

    def __new__(cls, name: Any, kind: Any, ranges: Any, latex: Any = "") -> Self:
        pairs = sp.Tuple(*(_packed(map(_term, r)) for r in ranges))
        spelled = Str(_pattern(str(latex) if isinstance(latex, Str) else latex, len(pairs)))
        made: Self = sp.Basic.__new__(cls, Str(str(name)), Str(str(kind)), pairs, spelled)
        return made

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def kind(self) -> str:
        """``real``, or ``value`` for a gradient at the point, which is no coordinate."""
        return str(self.args[1])

    @property
    def ranges(self) -> tuple[tuple[Any, Any], ...]:
        return tuple(map(_pair, self.args[2].args))

    @property
    def latex(self) -> str:
        return str(self.args[3])

    def __getitem__(self, indices: Any) -> Component:
        indices = indices if isinstance(indices, tuple) else (indices,)
        if len(indices) != len(self.ranges):
            raise StatementError(f"{self.name} takes {len(self.ranges)} indices, not {len(indices)}")
        return Component(self, *map(as_expression, indices))


class _Open(sp.Basic):
    """Stands where a range has no bound; no symbol of a user is like it."""


def _packed(pair: Iterable[Any]) -> Any:
    return sp.Tuple(*(_Open() if b is None else b for b in pair))


def _pair(r: Any) -> tuple[Any, Any]:
    lo, hi = (None if isinstance(b, _Open) else b for b in r.args)
    return lo, hi


def _latex(self: Any, _: Any) -> str:
    """LaTeX for SymPy's own printer, as a notebook asks for it."""
    from symderiv.language.translate import Translator  # noqa: PLC0415 - which imports this module
    from symderiv.render import Spelling, latex  # noqa: PLC0415 - which pages do without

    return latex(Translator().term(self), Spelling(spellings(self)))


class Component(sp.Expr):
    """One component of a family, as ``w[i, j]`` makes it."""

    is_commutative = True
    _latex = _latex
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}[{printer.stringify(self.args[1:], ', ')}]"


class Diff(sp.Expr):
    """The partial derivative of an expression by a symbol or a component, not carried out."""

    is_commutative = True
    _latex = _latex

    def _sympystr(self, printer: Any) -> str:
        return f"d({printer.stringify(self.args, ', ')})"


class Loss(sp.Expr):
    """A differentiable function of the vector (body for v in 1..length): name, gradient, v, length, body,
    and the gradient's indices that say which of several it is."""

    is_commutative = True
    _latex = _latex
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        at = self.args[5]
        return f"{self.args[0]}[{printer.stringify(at, ', ')}]" if at else str(self.args[0])


class Call(sp.Expr):
    """A function's partial derivative at (body for v in 1..length): name, indices, v, length, body."""

    is_commutative = True
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        indices = "".join(f"_{printer.doprint(i)}" for i in self.args[1])
        return f"{self.args[0]}{indices}({printer.doprint(self.args[4])})"


class Smooth(Boolean):
    """A function is so many times differentiable at a point: its value there, and how often."""


class Mean(sp.Expr):
    """The expectation of an expression over all random quantities in it; real where that is."""

    is_commutative = True
    _latex = _latex

    def _eval_is_real(self) -> bool | None:
        return True if self.args[0].is_real else None


class Surely(Boolean):
    """A statement that holds whatever the outcome of the random quantities in it."""


class Tends(Boolean):
    """An expression in an integer that tends to a limit as the integer grows: v, expression, limit."""


class _Quantified(Boolean):
    """A quantifier over one variable: v, lo, hi (``None`` where open), body."""

    def __new__(cls, v: Any, lo: Any, hi: Any, body: Any) -> Self:
        made: Self = sp.Basic.__new__(cls, v, *_packed((lo, hi)), body)
        return made

    @property
    def bounds(self) -> tuple[Any, Any]:
        return _pair(sp.Tuple(*self.args[1:3]))


class ForAll(_Quantified):
    """body for every v between lo and hi."""


class Exists(_Quantified):
    """body for some v between lo and hi."""


# -- quantities --------------------------------------------------------------------------------------


def _several(names: str, make: Callable[[str], Any]) -> Any:
    made = [make(name) for name in as_text("what is declared by its name", names).replace(",", " ").split()]
    return made[0] if len(made) == 1 else tuple(made)


def sizes(names: str, *, least: int = 1, latex: str = "") -> Any:
    """Symbolic sizes: integers that are at least ``least``.

    >>> m, n = sizes("m n")
    >>> n.is_integer, n.bounds
    (True, (1, None))
    """
    return _several(names, lambda name: Quantity(name, least, None, latex, integer=True))


def index(names: str, hi: Any = None, *, start: Any = 1, latex: str = "") -> Any:
    """Indices from ``start`` to ``hi`` (both included), or times from ``start`` on where hi is None.

    >>> i = index("i", sizes("m"))
    >>> i.bounds
    (1, m)
    """
    return _several(names, lambda name: Quantity(name, start, hi, latex, integer=True))


def scalars(names: str, *, between: tuple[Any, Any] = (None, None), latex: str = "") -> Any:
    """Real numbers. Names may be Greek (``theta``), primed (``mu'``), or carry an accent (``g_hat``).

    >>> scalars("s", between=(0, scalars("epsilon"))).bounds
    (0, epsilon)
    """
    return _several(names, lambda name: Quantity(name, *between, latex, real=True))


def _family(names: str, kind: str, ranges: Iterable[Any], latex: str) -> Any:
    pairs = list(ranges)
    return _several(names, lambda name: Family(name, kind, pairs, latex))


def _to(ends: Iterable[Any]) -> list[Any]:
    return [(sp.Integer(1), as_expression(e)) for e in ends]


def components(names: str, *ends: Any, latex: str = "") -> Any:
    r"""Families of real numbers with one index from 1 to each of ``ends``: a vector, a matrix.

    ``latex``, here and in the other declarations, is how a member is set where the rules for names do not
    serve: ``#1``, ``#2``, ... are its indices, ``#0`` is what the rules make of the name.

    >>> m, n = sizes("m n")
    >>> w = components("w", m, n)
    >>> w[1, 2]
    w[1, 2]
    >>> components("W_grad", m, n, latex=r"W.\mathrm{grad}[#1,#2]").latex
    'W.\\mathrm{grad}[#1,#2]'
    """
    return _family(names, "real", _to(ends), latex)


def sequence(names: str, *ends: Any, start: int = 0, latex: str = "") -> Any:
    """Real sequences in time, defined from ``start`` on: ``theta[t + 1]``, which is set as a superscript
    unless ``latex`` says otherwise: ``sequence("x y", latex="#0_{#1}")``; with ``ends``, sequences of vectors
    or matrices: ``u[t, i]``.
    """
    ranges = [(as_expression(start), None), *_to(ends)]
    return _family(names, "real", ranges, latex)


def random(names: str, *ends: Any, latex: str = "") -> Any:
    """Random quantities: one number, or a family with indices from 1 to each of ``ends``.

    Nothing is assumed of them but what a claim is given (see :func:`iid`); all means that occur are finite.
    """
    if not ends:
        return _several(names, lambda name: Family(name, "random", (), latex)[()])
    return _family(names, "random", _to(ends), latex)


def random_sequence(names: str, *, start: int = 0, latex: str = "") -> Any:
    """Random sequences in time, defined from ``start`` on."""
    return _family(names, "random", [(as_expression(start), None)], latex)


def gradient(name: str, *ends: Any, latex: str = "") -> Family:
    """The components of a gradient at the point: like :func:`components`, but no coordinates."""
    return Family(name, "value", _to(ends), latex)


@dataclass(frozen=True)
class Function:
    """A real function of ``length`` real variables, or its partial derivative by those with ``indices``."""

    name: str
    length: Any
    indices: tuple[Any, ...] = ()

    def __call__(self, vector: Family | Callable[[Any], Any]) -> Call:
        """The value at a vector: a family with one index, or a function that gives the components."""
        if not isinstance(vector, Family) and not callable(vector):
            raise StatementError(
                f"{self.name} takes a vector: a family, or a function that gives its components; not {vector}"
            )
        v = sp.Dummy("i", integer=True)
        entry = vector[v] if isinstance(vector, Family) else vector(v)
        indices = sp.Tuple(*map(as_expression, self.indices))
        return Call(Str(self.name), indices, v, as_expression(self.length), as_expression(entry))

    def partial(self, *indices: Any) -> Function:
        """The partial derivative by the variables with these indices, one after the other."""
        return replace(self, indices=self.indices + indices)


def function(name: str, length: Any) -> Function:
    """A real function of a vector with so many components; nothing more is assumed of it.

    >>> n = sizes("n")
    >>> w, L = components("w", n), function("L", n)
    >>> L(w).is_real, L.partial(1)(w).is_real
    (True, True)
    """
    return Function(as_text("the name of a function", name), length)


def differentiable(at: Call, times: int = 1) -> Smooth:
    """The function in ``at``, such as ``L(w)``, is so many times differentiable at w: once less in a
    neighbourhood of w, where its derivatives of that lower order are differentiable at w."""
    whole = isinstance(times, int) and times >= 1
    if not whole or not isinstance(at, Call) or at.args[1].args:
        raise StatementError(
            "a function is differentiable once or more, at a point such as in L(w); "
            f"not {times} times in {at}"
        )
    return Smooth(at, sp.Integer(times))


def loss(
    name: str, vector: Callable[[Any], Any], length: Any, *, gradient: Family, at: tuple[Any, ...] = ()
) -> Loss:
    """A loss L(y) that is differentiable at y = (vector(1), ..., vector(length)), gradient[i] = dL/dy_i.

    One of several losses, such as that of the b-th example, is told by ``at=(b,)``: then gradient[b, i]
    is dL_b/dy_i.
    """
    if not isinstance(gradient, Family):
        raise StatementError(f"the gradient of {name} is a family such as gradient('g', n), not {gradient}")
    if not isinstance(at, (tuple, list, sp.Tuple)):
        raise StatementError(
            f"one of several losses is told by a tuple of indices, such as at=(b,), not {at}"
        )
    if len(gradient.ranges) != len(at) + 1 or gradient.ranges[-1][1] != length:
        indices = f"{len(at) + 1} indices, the last" if at else "one index,"
        raise StatementError(f"the gradient {gradient.name} of {name} has {indices} from 1 to {length}")
    v = sp.Dummy("i", integer=True)
    fixed = sp.Tuple(*map(as_expression, at))
    entry = as_expression(as_rule("loss", vector)(v))
    return Loss(Str(as_text("the name of a loss", name)), gradient, v, as_expression(length), entry, fixed)


def spellings(*parts: Any) -> dict[str, str]:
    """The LaTeX that the quantities in these expressions and statements were declared with, by name.

    >>> x = sequence("x", latex="x_{#1}")
    >>> spellings(eq(x[1], scalars("a")))
    {'x': 'x_{#1}'}
    """
    found: dict[str, str] = {}
    for q in _quantities(parts):
        if found.setdefault(q.name, q.latex) != q.latex:
            raise StatementError(
                f"{q.name} is declared with the LaTeX {found[q.name]!r} and with {q.latex!r}; one is enough"
            )
    return {name: latex for name, latex in found.items() if latex}


def _quantities(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        for node in sp.preorder_traversal(part) if isinstance(part, sp.Basic) else ():
            if isinstance(node, Family):
                yield node
            elif isinstance(node, Quantity) and not isinstance(node, _Own):
                yield node
                yield from _quantities(node.bounds)


# -- expressions -------------------------------------------------------------------------------------


def total(end: Any, body: Callable[[Any], Any], *, start: Any = 1, name: str = "k") -> sp.Sum:
    """The sum of body(k) for k from ``start`` to ``end``; k is a new variable each time.

    >>> n = sizes("n"); x = components("x", n)
    >>> total(n, lambda k: x[k]**2)
    Sum(x[_k]**2, (_k, 1, n))
    """
    k = sp.Dummy(name, integer=True)
    summand, start, end = as_expression(as_rule("total", body)(k)), as_expression(start), as_expression(end)
    with sp.evaluate(True):  # else SymPy puts a factor 1 before the summand, which is left alone
        return sp.Sum(summand, (k, start, end))


def norm(entries: Callable[[Any], Any], end: Any) -> Any:
    """The Euclidean norm of the vector entries(1), ..., entries(end)."""
    entry = as_rule("norm", entries)
    return sp.sqrt(total(end, lambda k: as_expression(entry(k)) ** 2))


class Inner(sp.Sum):
    """A sum of products that is printed as an inner product."""


def inner(first: Callable[[Any], Any], second: Callable[[Any], Any], end: Any) -> Inner:
    """The inner product of two vectors: the sum of first(k) second(k) for k from 1 to ``end``.

    >>> n = sizes("n"); x, y = components("x y", n)
    >>> inner(lambda k: x[k], lambda k: y[k], n)
    Sum(x[_k]*y[_k], (_k, 1, n))
    """
    k = sp.Dummy("k", integer=True)
    a, b = (as_expression(as_rule("inner", entries)(k)) for entries in (first, second))
    return Inner(a * b, (k, 1, as_expression(end)))


def d(expression: Any, target: Any) -> Diff:
    """The partial derivative of expression by target, a scalar or a component.

    >>> x = scalars("x")
    >>> d(x**2, x)
    d(x**2, x)
    """
    return Diff(as_expression(expression), as_expression(target))


def mean(expression: Any) -> Mean:
    """The expectation of an expression."""
    return Mean(as_expression(expression))


def covariance(x: Any, y: Any) -> Any:
    """E[x y] - E[x] E[y]."""
    return mean(as_expression(x) * as_expression(y)) - mean(x) * mean(y)


def variance(x: Any) -> Any:
    """E[x^2] - E[x]^2."""
    return mean(as_expression(x) ** 2) - mean(x) ** 2


# -- statements --------------------------------------------------------------------------------------


def _related(word: str, kind: type[Relational], links: Sequence[Any]) -> Any:
    return all_of(*(kind(a, b, evaluate=False) for a, b in pairwise(as_sides(word, links))))


class Conjunction(Boolean):
    """All of the parts hold; unlike SymPy's And it keeps their order, and equal ones."""


class Iff(Boolean):
    """Both parts hold, or neither; unlike SymPy's Equivalent it keeps their order."""


def all_of(*statements: Any) -> Any:
    """All of the statements, in the order in which they are written."""
    if not statements:
        raise StatementError("all_of takes one statement at least; none was given")
    parts = [as_statement(s) for s in statements]
    return parts[0] if len(parts) == 1 else Conjunction(*parts)


def eq(*sides: Any) -> Any:
    """a = b, or a chain a = b = c as the conjunction of its links.

    >>> x = scalars("x")
    >>> eq(x - x, 0)
    Eq(0, 0)
    """
    return _related("eq", sp.Eq, sides)


def ne(a: Any, b: Any) -> Any:
    """a differs from b."""
    return _related("ne", sp.Ne, (a, b))


def le(*sides: Any) -> Any:
    """a <= b, or a chain."""
    return _related("le", sp.Le, sides)


def lt(*sides: Any) -> Any:
    """a < b, or a chain."""
    return _related("lt", sp.Lt, sides)


def implies(a: Any, b: Any) -> Any:
    """b wherever a holds."""
    return sp.Implies(as_statement(a), as_statement(b), evaluate=False)


def iff(a: Any, b: Any) -> Any:
    """a exactly where b holds."""
    return Iff(as_statement(a), as_statement(b))


def _bounds(v: Any) -> tuple[Any, Any]:
    return v.bounds if isinstance(v, Quantity) else (None, None)


def _in_order(vs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Variables that are bound together, if no range depends on one that is bound after it."""
    for place, u in enumerate(vs):
        if any(map(_mentions(vs[place:]), _bounds(u))):
            raise StatementError(f"the range of {u} depends on a variable that is not bound before it")
    return vs


def forall(v: Any, body: Any) -> Any:
    """body for every value of v (or of each of several) within the bounds v was declared with."""
    body = as_statement(body)
    for u in reversed(_in_order(as_variables(v))):
        body = ForAll(u, *_bounds(u), body)
    return body


def exists(v: Any, body: Any) -> Any:
    """body for some value of v (or of each of several) within the bounds v was declared with."""
    body = as_statement(body)
    for u in reversed(_in_order(as_variables(v))):
        body = Exists(u, *_bounds(u), body)
    return body


def _renamed(v: Any, name: str, values: dict[Any, Any]) -> Any:
    """A variable like v of another name, with these values for what v's bounds depend on."""
    assumptions = v.__getnewargs_ex__()[1]
    if not isinstance(v, Quantity):
        return sp.Symbol(name, **assumptions)
    lo, hi = (None if b is None else b.xreplace(values) for b in v.bounds)
    return v.func(name, lo, hi, v.latex and f"{{{v.latex}}}^{{*}}", **assumptions)


def _names(parts: Iterable[Any]) -> Iterator[str]:
    """The names of all quantities in these expressions and statements, and in their bounds."""
    for part in parts:
        for node in sp.preorder_traversal(part) if isinstance(part, sp.Basic) else ():
            if isinstance(node, (sp.Symbol, Str)):
                yield node.name
            elif isinstance(node, AppliedUndef):
                yield node.func.__name__
            if isinstance(node, Quantity):
                yield from _names(node.bounds)


def _unused(name: str, taken: Collection[str]) -> str:
    """The name, starred until it is not among those that are taken."""
    while name in taken:
        name += "_star"
    return name


def exists_unique(v: Any, body: Any) -> Any:
    """body for exactly one value of v (or of each of several, whose ranges may depend on those before).

    >>> x, y = scalars("x y")
    >>> exists_unique(x, eq(2*x, y)).args[1].args[3].args[3]
    Implies(Conjunction(Eq(2*x, y), Eq(2*x_star, y)), Eq(x, x_star))
    """
    vs, body = as_variables(v), as_statement(body)
    taken = {*_names((*vs, body))}
    others: dict[Any, Any] = {}
    for u in vs:
        name = _unused(u.name, taken)
        others[u] = _renamed(u, name, others)
        taken.add(name)
    again = _replaced(body, others)
    same = all_of(*map(eq, others, others.values()))
    only = forall((*others, *others.values()), implies(all_of(body, again), same))
    return all_of(exists(vs, body), only)


def _replaced(body: Any, values: dict[Any, Any]) -> Any:
    """body with other variables, in the bounds that quantities within it were declared with, too."""
    inner = {
        q: _renamed(q, q.name, values)
        for q in {*_quantities([body])}
        if isinstance(q, Quantity) and q not in values and any(map(_mentions(values), q.bounds))
    }
    with sp.evaluate(False):  # else x = x settles itself
        return body.xreplace({**values, **inner})


def _mentions(variables: Collection[Any]) -> Callable[[Any], bool]:
    return lambda e: e is not None and not e.free_symbols.isdisjoint(variables)


def surely(statement: Any) -> Surely:
    """The statement, whatever the outcome of the random quantities in it."""
    return Surely(as_statement(statement))


def tends(v: Any, expression: Any, limit: Any) -> Tends:
    """expression tends to limit as the integer v grows without bound."""
    return Tends(as_variable(v), as_expression(expression), as_expression(limit))


def little_o(v: Any, small: Any, scale: Any) -> Tends:
    """small = o(scale) as the integer v grows: their quotient tends to 0."""
    return Tends(as_variable(v), as_expression(small) / as_expression(scale), sp.Integer(0))


def big_o(v: Any, bounded: Any, scale: Any) -> Any:
    """bounded = O(scale): |bounded| <= C scale for one number C and all values of the index v; scale >= 0."""
    taken = {*_names(map(as_expression, (bounded, scale)))}
    constant = Quantity(_unused("C", taken), real=True)
    return exists(constant, forall(v, le(-constant * scale, bounded, constant * scale)))


def iid(family: Family, *, average: Callable[..., Any], covariance: Callable[..., Any]) -> Any:
    """The members of a random family, one for each first index, have one mean and one covariance, and
    different ones are uncorrelated: all that independence says of first and second moments.

    ``average`` takes the other indices, ``covariance`` two lots of them.
    """
    if not isinstance(family, Family) or not family.ranges:
        raise StatementError(f"iid is said of a random family such as random('X', n), not of {family}")
    average, covariance = as_rule("iid", average), as_rule("iid", covariance)
    (lo, hi), *rest = family.ranges
    a, b = (_Own(name, lo, hi, integer=True) for name in ("a", "b"))
    numbers = [""] if len(rest) == 1 else [str(n) for n in range(len(rest))]
    i, j = (
        tuple(_Own(name + n, *r, integer=True) for n, r in zip(numbers, rest, strict=True)) for name in "ij"
    )
    first, second = average(*i), average(*j)
    same = sp.KroneckerDelta(a, b) if a != b else sp.Integer(1)
    products = eq(mean(family[(a, *i)] * family[(b, *j)]), first * second + same * covariance(*i, *j))
    facts = [forall((a, *i), eq(mean(family[(a, *i)]), first)), forall((a, b, *i, *j), products)]
    if rest:
        facts.append(forall((*i, *j), eq(covariance(*i, *j), covariance(*j, *i))))
    return all_of(*facts)


def cases(value: Any, *branches: tuple[Any, Any]) -> Any:
    """Printed cases: value = v wherever c holds, for each branch (v, c). Never first-match."""
    for branch in branches:
        if not isinstance(branch, (tuple, list, sp.Tuple)) or len(branch) != 2:
            raise StatementError(f"cases takes pairs of a value and a condition; it was given {branch}")
    return all_of(*(implies(c, eq(value, v)) for v, c in branches))
