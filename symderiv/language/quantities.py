"""Quantities: each declared once, with its domain, size, 1-based index range and spelling.

They are SymPy objects and inert; hypotheses about a quantity follow from how it was declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

import sympy as sp
from sympy.core.symbol import Str

from symderiv.language.errors import StatementError
from symderiv.language.operands import as_expression, as_text


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


class OwnVariable(Quantity):
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


def _read_as_one(latex: str) -> str:
    """The declared spelling, which has to read as one thing; looked at where statements are read, since pages
    do without what knows of LaTeX."""
    from symderiv.render.atoms import signs  # noqa: PLC0415 - see above

    try:
        signs(latex)
    except ValueError as error:
        raise StatementError(
            f"latex={latex!r} does not read as one thing: {error}; it has letters, words in roman, fonts, "
            "accents, primes, and indices"
        ) from error
    return latex


def _term(bound: Any) -> Any:
    return None if bound is None else as_expression(bound)


class Family(sp.Basic):
    """A family of real numbers: a name, a kind, the 1-based range (lo, hi) of each index, its LaTeX; of what
    is random the law that it was declared with: its name, variables for the indices, parameters."""

    __iter__ = None  # looked up by index only

    def __new__(cls, name: Any, kind: Any, ranges: Any, latex: Any = "", law: Any = ()) -> Self:
        pairs = sp.Tuple(*(packed(map(_term, r)) for r in ranges))
        spelled = Str(_pattern(str(latex) if isinstance(latex, Str) else latex, len(pairs)))
        said = law if isinstance(law, sp.Tuple) else sp.Tuple(*law)
        made: Self = sp.Basic.__new__(cls, Str(str(name)), Str(str(kind)), pairs, spelled, said)
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
        return tuple(map(pair, self.args[2].args))

    @property
    def latex(self) -> str:
        return str(self.args[3])

    @property
    def law(self) -> tuple[Any, ...]:
        """The name of the declared law, the variables in it, its parameters; () where there is none."""
        return tuple(self.args[4].args)

    def __getitem__(self, indices: Any) -> Component:
        indices = indices if isinstance(indices, tuple) else (indices,)
        if len(indices) != len(self.ranges):
            raise StatementError(f"{self.name} takes {len(self.ranges)} indices, not {len(indices)}")
        return Component(self, *map(as_expression, indices))


class ArrayFamily(Family):
    """A family whose members are the entries of a vector or a matrix as such."""


class _Open(sp.Basic):
    """Stands where a range has no bound; no symbol of a user is like it."""


def packed(pair: Iterable[Any]) -> Any:
    """The ends of a range as SymPy's; None, where it is open, has a stand-in."""
    return sp.Tuple(*(_Open() if b is None else b for b in pair))


def pair(r: Any) -> tuple[Any, Any]:
    """The ends of a packed range."""
    lo, hi = (None if isinstance(b, _Open) else b for b in r.args)
    return lo, hi


def set_in_latex(self: Any, _: Any) -> str:
    """LaTeX for SymPy's own printer, as a notebook asks for it."""
    from symderiv.language.translate import Translator  # noqa: PLC0415 - which imports this module
    from symderiv.render import Spelling, latex  # noqa: PLC0415 - which pages do without

    return latex(Translator().term(self), Spelling(spellings(self)))


class Component(sp.Expr):
    """One component of a family, as ``w[i, j]`` makes it."""

    is_commutative = True
    _latex = set_in_latex
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}[{printer.stringify(self.args[1:], ', ')}]"


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


def declared(names: str, kind: str, parameters: tuple[Any, ...], ends: Iterable[Any], latex: str) -> Any:
    """Random quantities with a law: numbers, or families with indices from 1 to each of ``ends``, of which
    the parameters may be functions."""
    ranges = _to(ends)
    indices = tuple(OwnVariable(letter, *r, integer=True) for letter, r in zip("ijkl", ranges, strict=False))
    values = [p(*indices) if callable(p) and not isinstance(p, sp.Basic) else p for p in parameters]
    law = Str(kind), sp.Tuple(*indices), sp.Tuple(*map(as_expression, values))
    made = _several(names, lambda name: Family(name, "drawn", ranges, latex, law))
    if ranges:
        return made
    return tuple(q[()] for q in made) if isinstance(made, tuple) else made[()]


def gradient(name: str, *ends: Any, latex: str = "") -> Family:
    """The components of a gradient at the point: like :func:`components`, but no coordinates."""
    return Family(name, "value", _to(ends), latex)


def spellings(*parts: Any) -> dict[str, str]:
    """The LaTeX that the quantities in these expressions and statements were declared with, by name.

    >>> x = sequence("x", latex="x_{#1}")
    >>> spellings(x[1] + scalars("a"))
    {'x': 'x_{#1}'}
    """
    found: dict[str, str] = {}
    for q in quantities_in(parts):
        if found.setdefault(q.name, q.latex) != q.latex:
            raise StatementError(
                f"{q.name} is declared with the LaTeX {found[q.name]!r} and with {q.latex!r}; one is enough"
            )
    return {name: _read_as_one(latex) for name, latex in found.items() if latex}


def arrays_in(*parts: Any) -> frozenset[str]:
    """The names of the vectors and matrices as such in these expressions and statements."""
    return frozenset(q.name for q in quantities_in(parts) if isinstance(q, ArrayFamily))


def quantities_in(parts: Iterable[Any]) -> Iterator[Any]:
    """The quantities and families in expressions and statements, and in the bounds of those."""
    for part in parts:
        for node in sp.preorder_traversal(part) if isinstance(part, sp.Basic) else ():
            if isinstance(node, Family):
                yield node
            elif isinstance(node, Quantity) and not isinstance(node, OwnVariable):
                yield node
                yield from quantities_in(node.bounds)
