"""What is declared at a place of a paper: each quantity with its form, and what is assumed of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from symderiv.reader.forms import Form, Place
from symderiv.reader.problems import Unread
from symderiv.reader.tokens import Token

if TYPE_CHECKING:
    from symderiv.reader.grammar import Tree
    from symderiv.reader.resolver import Resolver

Make = Callable[["Resolver", tuple[Any, ...], Token], Any]


class Role(Enum):
    """What a declared letter is."""

    SIZE = "size"
    INDEX = "index"
    NUMBER = "number"
    VECTOR = "vector"
    MATRIX = "matrix"
    FUNCTION = "function"
    LOSS = "loss"
    DEFINED = "defined"


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A declared quantity: its form, its role, what it is for given indices, and what it was made of.

    ``ranges`` are those of the slots of the form, by their letters; ``random`` says that it is, ``limited``
    that only its first two moments are known; ``body`` is what a definition says, of the slots of the form,
    and ``equation`` the same of a letter that was declared before, and may stand in what was assumed then.
    """

    form: Form
    role: Role
    make: Make
    ranges: tuple[tuple[str, Any, Any], ...] = ()
    random: bool = False
    limited: bool = False
    source: Any = None
    body: Tree | None = None
    vector_of: str = ""
    equation: Callable[[Resolver], Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DefinedFunction:
    """A function that is defined by a formula in its arguments."""

    parameters: tuple[str, ...]
    body: Tree
    scope: Scope

    @property
    def length(self) -> int:
        return len(self.parameters)


@dataclass(frozen=True, slots=True, eq=False)
class Assumption:
    """A hypothesis: what states it; ``every`` is None where an index that stands free in it may be that of
    the step; ``key`` is the letter that it was said of, with which it is forgotten, and ``defines`` the name
    of a quantity that it does no more than define."""

    state: Callable[[Resolver], Any]
    every: tuple[Any, ...] | None = ()
    key: str = ""
    at: Token | None = None
    defines: str = ""


@dataclass
class Scope:
    """The declarations that hold at a place; a copy is handed to each display."""

    known: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    assumed: tuple[Assumption, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    one: tuple[tuple[str, ...], ...] = ()

    def copy(self) -> Scope:
        return Scope(dict(self.known), self.assumed, dict(self.names), dict(self.same), self.one)

    def all(self, key: str) -> tuple[Known, ...]:
        """What is declared under a letter."""
        return self.known.get(self.same.get(key, key), ())

    def index(self, key: str) -> Any | None:
        """The symbol of an index or a size that is declared under a letter alone."""
        for known in self.all(key):
            if known.role in (Role.INDEX, Role.SIZE) and known.form == Form(known.form.key):
                return known.source
        return None

    def range(self, key: str) -> tuple[Any, Any]:
        """The ends of the range of an index that is declared."""
        symbol = self.index(key)
        if symbol is None:
            raise Unread(f"{key} has no range", help=f"index {key} = 1..n", reason="undeclared")
        lo, hi = symbol.bounds
        return lo, hi

    def is_index(self, key: str) -> bool:
        return any(k.role is Role.INDEX and k.form == Form(k.form.key) for k in self.all(key))

    def add(self, known: Known) -> None:
        """Declare a quantity; what was declared in the same form is declared anew."""
        key = known.form.key
        others = tuple(k for k in self.known.get(key, ()) if not alike(k.form, known.form))
        self.known[key] = (*others, known)

    def forget(self, key: str, form: Form | None = None) -> bool:
        """Drop what is declared under a letter, and what is assumed of it; whether there was something."""
        key = self.same.pop(key, key)
        if key not in self.known:
            return False
        kept = () if form is None else tuple(k for k in self.known[key] if not alike(k.form, form))
        self.known[key] = kept
        if not kept:
            del self.known[key]
        self.assumed = tuple(a for a in self.assumed if a.key != key)
        return True

    def name(self, form: Form) -> str:
        """A name for a quantity, which no other has."""
        spelled = form.fixed.spelled
        wanted = form.name or "x"
        if not (wanted[0].isalpha() or wanted[0] == "∇"):
            wanted = f"x{wanted}"
        name, n = wanted, 2
        while self.names.get(name, spelled) != spelled:
            name, n = f"{wanted}_{n}", n + 1
        self.names[name] = spelled
        return name


def alike(a: Form, b: Form) -> bool:
    """Whether two forms are of one quantity: with slots at the same places, and the same else."""
    return a.key == b.key and all(
        _alike(p, q) for p, q in ((a.below, b.below), (a.above, b.above), (a.behind, b.behind))
    )


def _alike(p: Place | None, q: Place | None) -> bool:
    if p is None or q is None:
        return p is q
    if not p.slots or not q.slots:
        return p.slots == q.slots and p.spelled == q.spelled
    return len(p.parts) == len(q.parts) and all(
        a == b if isinstance(a, str) or isinstance(b, str) else True
        for a, b in zip(p.parts, q.parts, strict=True)
    )
