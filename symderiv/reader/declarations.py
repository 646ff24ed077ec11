r"""Directives to declared quantities: the one table of what a paper can declare.

Each word has a function of the declarer; what it makes is added to the scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import sympy as sp
from sympy.core.symbol import Str

from symderiv.language.distributions import independent
from symderiv.language.errors import StatementError
from symderiv.language.notation import (
    Component,
    Conjunction,
    Family,
    Mean,
    Quantity,
    all_of,
    eq,
    forall,
    function,
    iid,
    implies,
    loss,
    mean,
    ne,
    surely,
    variance,
)
from symderiv.language.quantities import OwnVariable
from symderiv.reader import grammar as g
from symderiv.reader.brackets import RELATIONS, SPACE, Item, cleaned, is_relation, is_sign, nested
from symderiv.reader.conditions import condition, statement
from symderiv.reader.directives import Clause, clauses
from symderiv.reader.documents import Directive
from symderiv.reader.forms import Form, Place, Slot, form_of, items_of, letter_of
from symderiv.reader.macros import Macros
from symderiv.reader.problems import FAULTS, Unread, fault
from symderiv.reader.resolver import Resolver
from symderiv.reader.scope import Assumption, DefinedFunction, Known, Role, Scope, alike
from symderiv.reader.tokens import Source, Token, tokens, written
from symderiv.reader.values import Matrix, Value, Vector, number

Ranges = tuple[tuple[str, Any, Any], ...]
_BOUNDS: Final = ("<", "<=", ">", ">=", "!=")
_LABEL: Final = re.compile(r"\(([^()\\]+)\)|\\(?:eq)?ref\{([^{}]+)\}")


@dataclass
class Pending:
    """What directives have said of the display that comes next, and letters that it is to define."""

    skip: str | None = None
    expect: tuple[int, ...] | None = None
    let: list[Clause] = field(default_factory=list)
    given: list[tuple[Clause, Scope, Directive]] = field(default_factory=list)
    define: list[tuple[Form, Clause]] = field(default_factory=list)


Cited = Callable[
    [str, int], Callable[[Resolver], Any]
]  # the statement of a display that is cited by its label


class Declarer:
    """Takes directives into a scope. ``cited`` finds what a label stands for."""

    def __init__(self, scope: Scope, cited: Cited) -> None:
        self.scope = scope
        self.cited = cited
        self.pending = Pending()
        self.spoilt: set[str] = set()

    def declare(self, directive: Directive) -> None:
        """Take in a directive; Unread says what is wrong with it. A clause that is not read declares nothing,
        and of the letters in it nothing is settled any more: what it says of them is not known."""
        failed: Exception | None = None
        for clause in clauses(directive.text):
            before = self.scope.copy()
            try:
                self.clause(clause, directive)
                for assumption in self.scope.assumed[len(before.assumed) :]:
                    assumption.state(Resolver(self.scope.copy()))
            except (Unread, StatementError, *FAULTS) as error:
                known = isinstance(error, (Unread, StatementError))
                failed = failed or (error if known else fault(error, None))
                self.scope = before
                self.spoilt |= self.letters(clause.text)
        if failed is not None:
            raise failed

    def letters(self, text: str) -> set[str]:
        """The letters in a text that are no indices and no sizes."""
        found = {t.text for t in tokens(Source("", text)) if t.is_letter or t.text in g.GREEK}
        return {x for x in found if self.scope.index(x) is None}

    def clause(self, clause: Clause, directive: Directive) -> None:
        table: dict[str, Callable[[Clause, Directive], None]] = {
            "size": self.size, "index": self.index, "time": self.index, "real": self.real,
            "vector": self.vector, "matrix": self.matrix, "sequence": self.sequence,
            "function": self.function, "loss": self.loss, "random": self.random, "define": self.define,
            "let": self.let, "assume": self.assume, "given": self.given, "same": self.same,
            "one": self.one, "forget": self.forget, "skip": self.skip, "expect": self.expect,
        }  # fmt: skip
        if clause.word not in table:
            word = clause.text.split()[0] if clause.text.split() else ""
            raise Unread(f"a directive begins with a word such as real; {word!r} is none", reason="directive")
        table[clause.word](clause, directive)

    # -- text to trees

    def items(self, text: str, directive: Directive, start: int = 0) -> list[Item]:
        """The items of a part of a directive, macros expanded and letters joined."""
        source = Source(directive.source.name, directive.source.text)
        at = directive.start + start
        if source.text[at : at + len(text)] != text:
            found = tokens(Source(directive.source.name, text))
        else:
            found = tokens(directive.source, at, at + len(text))
        made = self.nested(found, directive.macros)
        if not made:
            raise Unread("something is missing in a directive", reason="directive")
        return made

    def nested(self, found: Sequence[Token], macros: Macros) -> list[Item]:
        return [
            i
            for i in nested(joined(cleaned(macros.expanded(found)), self.scope.one))
            if not is_sign(i, SPACE)
        ]

    # -- sizes and indices

    def size(self, clause: Clause, directive: Directive) -> None:
        """``m, n >= 1``: the bound holds for all."""
        text = _ascii(clause.text)
        m = re.fullmatch(r"(.*?)(?:>=|\\geq?(?![A-Za-z])|>)\s*(\d+)", text, re.DOTALL)
        least = 1
        if m:
            least = int(m[2]) + (">" in text and ">=" not in text)
            text = m[1]
        for part in g.listed(self.items(text, directive)):
            form = self.plain(part)
            symbol = Quantity(self.scope.name(form), least, None, integer=True)
            self.scope.add(Known(form, Role.SIZE, _constant(symbol), source=symbol))
        self.with_conditions(clause, directive, "")

    def plain(self, part: list[Item]) -> Form:
        """The form of a letter that has no index."""
        return form_of(g.parse(part), None, lambda _: False)

    def index(self, clause: Clause, directive: Directive) -> None:
        """``i = 1..m``, ``i, j = 1..n``, ``t >= 1``."""
        for name, lo, hi in self.ranges(clause.text, directive):
            form = self.plain(self.items(name, directive))
            symbol = Quantity(self.scope.name(form), lo, hi, integer=True)
            self.scope.add(Known(form, Role.INDEX, _constant(symbol), source=symbol))
        self.with_conditions(clause, directive, "")

    def ranges(self, text: str, directive: Directive) -> list[tuple[str, Any, Any]]:
        """Letters with the ends of their ranges; several letters may share one."""
        found: list[tuple[str, Any, Any]] = []
        names: list[str] = []
        for part in _commas(_ascii(text)):
            m = re.fullmatch(
                r"(.+?)\s*(=|>=|\\geq?(?![A-Za-z])|>|\\in(?![A-Za-z]))\s*(.+)", part.strip(), re.DOTALL
            )
            if m is None:
                names.append(part.strip())
                continue
            names.append(m[1].strip())
            lo, hi = self.ends(m[2], m[3], directive)
            found += [(name, lo, hi) for name in names]
            names = []
        if names:
            raise Unread(
                f"an index has a range: {', '.join(names)}",
                help=f"index {names[0]} = 1..n",
                reason="directive",
            )
        return found

    def ends(self, sign: str, text: str, directive: Directive) -> tuple[Any, Any]:
        if sign in (">=", ">") or sign.startswith(r"\ge"):
            lo = self.number(text, directive)
            return (lo + 1 if sign == ">" else lo), None
        inside = re.sub(r"^\\?\{|\\?\}$", "", text.strip())
        m = re.fullmatch(
            r"(.+?)\s*,?\s*(?:\.\.\.?|\\l?dots|\\cdots|\\ldots|,\s*\\l?dots\s*,)\s*,?\s*(.*)",
            inside,
            re.DOTALL,
        )
        if m is None:
            raise Unread(f"a range is written 1..n, not {text}", reason="directive")
        hi = None if m[2].strip() in ("", r"\infty") else self.number(m[2], directive)
        return self.number(m[1], directive), hi

    def number(self, text: str, directive: Directive) -> Any:
        return Resolver(self.scope).number(g.parse(self.items(text, directive)))

    # -- numbers

    def real(self, clause: Clause, directive: Directive) -> None:
        r"""``a, w_{ij}, \\lambda > 0``: a bound is a hypothesis on the last letter before it."""
        ranges = self.own_ranges(clause, directive)
        last = Form("")
        for part in g.listed(self.items(_ascii(clause.text), directive, clause.start)):
            sides, relations = g.split(part)
            place = next((n for n, s in enumerate(sides) if not _is_constant(s)), 0)
            form = self.formed(sides[place], ranges)
            self.scope.add(self.made(form, ranges, "real"))
            last = form
            if [r.text for r in relations] == [r"\in"] and written(g.tokens_of(sides[1])) in (
                r"\mathbb{R}",
                r"\R",
            ):
                continue
            if relations:
                self.assume_items(part, form, (), form.key)
        self.with_conditions(clause, directive, last.key, last)

    def own_ranges(self, clause: Clause, directive: Directive) -> Ranges:
        """The ranges behind ``for``, where a declaration has its own."""
        return tuple(self.ranges(clause.ranges, directive)) if clause.ranges is not None else ()

    def formed(self, items: list[Item], ranges: Ranges = (), also: Sequence[str] = ()) -> Form:
        """The form of what is declared by example."""
        tree = g.parse(items)
        behind = None
        if isinstance(tree, g.Product) and len(tree.factors) == 2:
            group = tree.factors[1][1]
            if isinstance(group, g.Group) and group.opening in ("[", "("):
                tree, behind = tree.factors[0][1], group
        own = {name for name, _, _ in ranges}
        return form_of(tree, behind, lambda key: self.scope.is_index(key) or key in own or key in also)

    def made(
        self, form: Form, ranges: Ranges, kind: str, times: Sequence[tuple[str, Any, Any]] = ()
    ) -> Known:
        """A quantity with the indices of a form: a number, or a family."""
        known = self.slot_ranges(form, (*ranges, *times))
        name = self.scope.name(form)
        is_random = kind == "random"
        if not known:
            if kind == "real":
                symbol: Any = Quantity(name, None, None, form.latex(()), real=True)
            else:
                symbol = Family(name, kind, (), form.latex(()))[()]
            return Known(form, Role.NUMBER, _constant(symbol), source=symbol, random=is_random)
        order = sorted(range(len(known)), key=lambda n: known[n][2] is not None)  # time comes first
        places = [0] * len(order)
        for n, slot in enumerate(order):
            places[slot] = n + 1
        family = Family(name, kind, [known[n][1:] for n in order], form.latex(places))

        def make(_: Resolver, indices: tuple[Any, ...], at: Token) -> Any:
            for i in indices:
                if not i.is_integer:
                    raise Unread(f"an index of {form.spelled} is no integer", at, reason="index")
            return family[tuple(indices[n] for n in order)]

        return Known(form, Role.NUMBER, make, known, source=family, random=is_random)

    def slot_ranges(self, form: Form, ranges: Ranges) -> Ranges:
        own = {name: (lo, hi) for name, lo, hi in ranges}
        found: list[tuple[str, Any, Any]] = []
        for letter in form.slots:
            if letter in own:
                found.append((letter, *own[letter]))
                continue
            found.append((letter, *self.scope.range(letter)))
        return tuple(found)

    # -- hypotheses

    def assume_items(
        self,
        items: list[Item],
        form: Form | None,
        every: tuple[Any, ...] | None,
        key: str,
        ranges: Ranges = (),
    ) -> None:
        """Assume a relation; of a form with indices, for all of these."""
        at = g.tokens_of(items)[0]
        scope = self.scope.copy()
        letters = () if form is None else form.slots
        bound = (
            {name: (lo, hi) for name, lo, hi in (*self.slot_ranges(form, ranges), *ranges)} if form else {}
        )

        def state(resolver: Resolver) -> Any:
            env = {x: Quantity(index_name(x), *bound[x], integer=True) for x in letters}
            inner = resolver.inside(scope, env)
            made = statement(inner, items, at)
            made = surely(made) if is_random(made) else made
            return forall(tuple(env.values()), made) if env else made

        self.scope.assumed = (*self.scope.assumed, Assumption(state, every, key, at))

    def with_conditions(
        self, clause: Clause, directive: Directive, key: str, form: Form | None = None
    ) -> None:
        """The hypotheses behind ``with``: of the letter's indices for all of these."""
        if clause.conditions is None:
            return
        items = self.items(_ascii(clause.conditions), directive)
        ranges = self.own_ranges(clause, directive)
        self.assume_items(items, form, () if form is not None else None, key, ranges)

    def assume(self, clause: Clause, directive: Directive) -> None:
        """A hypothesis from here on; labels stand for what is displayed there."""
        self.scope.assumed = (*self.scope.assumed, *self.assumptions(clause, directive))

    def assumptions(self, clause: Clause, directive: Directive) -> list[Assumption]:
        labels, rest = _labels(clause.text)
        found = [self.of_label(label, clause.relation) for label in labels]
        text = ", ".join(t for t in (rest, clause.conditions or "") if t)
        if text:
            found.append(self.assumption(text, clause, directive))
        if not found:
            raise Unread(f"{clause.word} says nothing", reason="directive")
        return found

    def assumption(self, text: str, clause: Clause, directive: Directive) -> Assumption:
        items = self.items(_ascii(text), directive)
        scope = self.scope.copy()
        at = g.tokens_of(items)[0]
        ranges = self.every(clause, directive)

        def state(resolver: Resolver) -> Any:
            env = {name: Quantity(index_name(name), lo, hi, integer=True) for name, lo, hi in ranges}
            inner = resolver.inside(scope, env)
            made = condition(inner, items, at)
            resolver.free.update({k: t for k, t in inner.free.items() if k not in env})
            parts = made.args if isinstance(made, Conjunction) else (made,)
            return all_of(*(_for_all(tuple(env.values()), part) for part in parts))

        return Assumption(state, () if ranges else None, "", at)

    def every(self, clause: Clause, directive: Directive) -> Ranges:
        """The letters behind ``for all`` and ``for``, with their ranges."""
        found: list[tuple[str, Any, Any]] = []
        for part in _grouped(clause.every or ""):
            if re.search(r"=|>|\\ge|\\in", _ascii(part)):
                found += self.ranges(part, directive)
                continue
            for name in _commas(part):
                form = self.plain(self.items(name, directive))
                symbol = self.scope.index(form.key)
                if symbol is None or not self.scope.is_index(form.key):
                    raise Unread(
                        f"{name.strip()} has no range",
                        help=f"index {name.strip()} = 1..n",
                        reason="directive",
                    )
                found.append((form.key, *symbol.bounds))
        return (*found, *self.own_ranges(clause, directive))

    def of_label(self, label: str, relation: int) -> Assumption:
        return Assumption(self.cited(label, relation), (), "")

    # -- vectors and matrices

    def vector(self, clause: Clause, directive: Directive) -> None:
        r"""``w_i = (w_{ij})_j``, ``x = (x_j)``, or ``x^*, g in n``."""
        text = _ascii(clause.text)
        m = re.fullmatch(r"(.*?)(?:\s+in\s+|\\in\s*)(.+)", text, re.DOTALL)
        if m and "=" not in m[1]:
            size = re.sub(r"\\mathbb\s*\{?R\}?\s*\^", "", m[2]).strip()
            self.vectors_of(m[1], size, clause, directive)
            return
        for part in g.listed(self.items(text, directive, clause.start)):
            self.vector_by_components(part)
        self.with_conditions(clause, directive, "")

    def vectors_of(self, text: str, size: str, clause: Clause, directive: Directive) -> None:
        n = self.number(size, directive)
        ranges = self.own_ranges(clause, directive)
        for part in g.listed(self.items(text, directive)):
            form = self.formed(part, ranges)
            self.scope.add(self.components(form, n, ranges, "random" if "random" in clause.kinds else "real"))
        self.with_conditions(clause, directive, "")

    def components(self, form: Form, n: Any, ranges: Ranges, kind: str) -> Known:
        """A vector with n components, each below its letter; they are declared along with it."""
        letter = self.letter_for(n, form)
        below = form.below
        if below is None or not below.slots:
            inner = (
                Place((Slot(letter),), letter)
                if below is None
                else replace(below, parts=(below.spelled, Slot(letter)), spelled=f"{below.spelled},{letter}")
            )
        else:
            inner = replace(
                below, parts=(*below.parts, Slot(letter)), spelled=f"{below.spelled},{letter}", close=False
            )
        member = replace(form, below=inner)
        known = self.made(member, (*ranges, (letter, sp.Integer(1), n)), kind)
        self.scope.add(known)
        at = len(form.below.parts) if form.below is not None and form.below.slots else 0
        return self.vector_of(form, known, at, letter, (sp.Integer(1), n))

    def letter_for(self, n: Any, form: Form) -> str:
        """The letter of an index of this size that is declared, or one that is not in the form."""
        for keys in self.scope.known.values():
            for k in keys:
                if k.role is Role.INDEX and k.source.bounds == (1, n) and k.form.key not in form.slots:
                    return k.form.key
        return next(c for c in "ijklrs" if c not in form.slots)

    def vector_of(self, form: Form, known: Known, at: int, letter: str, ends: tuple[Any, Any]) -> Known:
        """A vector whose components are a known quantity with its index at one place of several."""

        def make(resolver: Resolver, indices: tuple[Any, ...], token: Token) -> Vector:
            still = resolver.still()

            def entry(i: Any) -> Any:
                return known.make(still, (*indices[:at], i, *indices[at:]), token)

            return Vector(*ends, entry, letter)

        others = tuple(r for n, r in enumerate(known.ranges) if n != at)
        return Known(form, Role.VECTOR, make, others, known.random, known.limited, known.source)

    def vector_by_components(self, part: list[Item]) -> None:
        sides, relations = g.split(part)
        if len(relations) != 1 or relations[0].text != "=":
            raise Unread(
                "a vector is declared by its components, or in a size",
                help="vector x in n",
                reason="directive",
            )
        tree = g.parse(sides[1])
        letter = ""
        if isinstance(tree, g.Scripted) and tree.below is not None:
            letter, tree = written(tree.below), tree.base
        if not isinstance(tree, g.Group) or tree.opening not in ("(", "[") or len(tree.items) != 1:
            raise Unread(
                "the components of a vector stand in brackets", help="vector x = (x_j)", reason="directive"
            )
        self.with_components(self.formed(sides[0]), tree.items[0], letter)

    def with_components(self, form: Form, member: g.Tree, letter: str) -> None:
        """A vector with declared components, of which one index is not the vector's own."""
        known = self.declared(member)
        if known is None:
            raise Unread("the components of a vector are declared first", member.at, reason="directive")
        inner = _slots_in(member, known)
        letter = letter or next((x for x in inner if x not in form.slots), "")
        if letter not in inner or sorted([*form.slots, letter]) != sorted(inner):
            raise Unread(
                "it is not said which index runs through the components", member.at, reason="directive"
            )
        place = inner.index(letter)
        _, lo, hi = known.ranges[place]
        if hi is None:
            raise Unread(
                "a vector has as many components as an index with an end", member.at, reason="directive"
            )
        outer = [x for x in inner if x != letter]
        order = [form.slots.index(x) for x in outer]
        base = self.vector_of(form, known, place, letter, (lo, hi))

        def make(r: Resolver, indices: tuple[Any, ...], token: Token) -> Value:
            return base.make(r, tuple(indices[n] for n in order), token)

        self.scope.add(replace(base, make=make))

    def declared(self, member: g.Tree) -> Known | None:
        """What a vector or matrix is made of: declared before, or real numbers that it declares by example;
        None of what has no index."""
        known = Resolver(self.scope).found(member)
        if known is not None:
            return known
        form = form_of(member, None, self.scope.is_index)
        if not form.slots:
            return None
        self.scope.add(self.made(form, (), "real"))
        return Resolver(self.scope).found(member)

    def matrix(self, clause: Clause, directive: Directive) -> None:
        r"""``W = (w_{ij})``, or ``A in m, n``."""
        text = _ascii(clause.text)
        m = re.fullmatch(r"(.*?)(?:\s+in\s+|\\in\s*)(.+)", text, re.DOTALL)
        if m and "=" not in m[1]:
            self.matrices_of(m[1], m[2], directive)
            return
        for part in g.listed(self.items(text, directive, clause.start)):
            sides, relations = g.split(part)
            tree = g.parse(sides[1]) if len(relations) == 1 else None
            if isinstance(tree, g.Scripted) and tree.above is None:
                tree = tree.base
            if not isinstance(tree, g.Group) or len(tree.items) != 1 or relations[0].text != "=":
                raise Unread(
                    "a matrix is declared by its entries", help="matrix W = (w_{ij})", reason="directive"
                )
            self.with_entries(self.formed(sides[0]), tree.items[0])

    def with_entries(self, form: Form, member: g.Tree) -> None:
        known = self.declared(member)
        if known is None or len(known.ranges) != 2 or form.slots:
            raise Unread(
                "the entries of a matrix are declared first, with two indices", member.at, reason="directive"
            )
        inner = _slots_in(member, known)
        self.scope.add(_matrix(form, known, inner))

    def matrices_of(self, text: str, sizes: str, directive: Directive) -> None:
        parts = re.split(
            r"\s*(?:,|\\times|\bx\b|\s+by\s+)\s*", re.sub(r"\\mathbb\s*\{?R\}?\s*\^\s*\{?|\}\s*$", "", sizes)
        )
        if len(parts) != 2:
            raise Unread("a matrix has rows and columns", help="matrix A in m, n", reason="directive")
        m, n = (self.number(p, directive) for p in parts)
        for part in g.listed(self.items(text, directive)):
            form = self.formed(part)
            i = self.letter_for(m, form)
            j = next(c for c in (self.letter_for(n, form), *"jklrs") if c != i)
            member = replace(form, below=Place((Slot(i), Slot(j)), f"{i}{j}", close=True))
            known = self.made(member, ((i, sp.Integer(1), m), (j, sp.Integer(1), n)), "real")
            self.scope.add(known)
            self.scope.add(_matrix(form, known, [i, j]))

    # -- sequences, functions, losses

    def sequence(self, clause: Clause, directive: Directive) -> None:
        r"""``v_t from 0``, ``x_t in n from 0`` of vectors; ``m_t from 0, g_t from 1``."""
        several = _by_starts(clause.text)
        if len(several) > 1:
            *front, last = several
            for text in front:
                self.sequence(replace(clause, text=text, conditions=None), directive)
            self.sequence(replace(clause, text=last), directive)
            return
        m = re.fullmatch(
            r"(.*?)\s+from\s+(.+?)(\s+(?:iid|independent|mean|variance)\b.*)?", clause.text, re.DOTALL
        )
        said, start = (m[1], self.number(m[2], directive)) if m else (clause.text, sp.Integer(0))
        text, size = _ascii(said), None
        if "vector" in clause.kinds and (
            v := re.fullmatch(r"(.*?)(?:\s+in\s+|\\in\s*)(.+)", text, re.DOTALL)
        ):
            text, size = v[1], self.number(re.sub(r"\\mathbb\s*\{?R\}?\s*\^", "", v[2]), directive)
        kind = "random" if "random" in clause.kinds else "real"
        names = []
        for part in g.listed(self.items(text, directive)):
            time = self.time(part)
            form = self.formed(part, (), [time])
            times = ((time, start, None),)
            if size is not None:
                self.scope.add(self.components(form, size, times, kind))
            else:
                known = self.made(form, self.own_ranges(clause, directive), kind, times)
                self.scope.add(known)
                names.append(known)
        if m and m[3] and names:
            self.laws(names, m[3].strip(), directive)
        self.with_conditions(
            clause, directive, names[-1].form.key if names else "", names[-1].form if names else None
        )

    def time(self, part: list[Item]) -> str:
        """The letter of time in an example: an index without end, or else the only letter that may be one."""
        tree = g.parse(part)
        group = None
        if isinstance(tree, g.Product) and len(tree.factors) == 2:
            group = tree.factors[1][1]
        _, below, above, _ = letter_of(head_of(tree))
        letters = [
            i.text
            for found in (below, above)
            for i in items_of(found or ())
            if isinstance(i, Token) and i.text.isalpha()
        ]
        for found in (below, above):
            for i in items_of(found or ()):
                letters += [t.text for t in g.tokens_of([i]) if t.is_letter and t.text not in letters]
        if isinstance(group, g.Group):
            letters += [i.key for i in group.items if isinstance(i, g.Letter)]
        endless = [
            x
            for x in letters
            if (s := self.scope.index(x)) is not None and s.bounds[1] is None and self.scope.is_index(x)
        ]
        unknown = [x for x in letters if self.scope.index(x) is None]
        for left in (endless, unknown, letters):
            if len(left) == 1:
                return left[0]
        raise Unread(
            "it is not said which letter is time",
            g.tokens_of(part)[0],
            help="sequence v_t from 0",
            reason="directive",
        )

    def function(self, clause: Clause, directive: Directive) -> None:
        """``f(x)``, of a number or of a declared vector; ``f(x, y)``, of several."""
        for part in g.listed(self.items(_ascii(clause.text), directive, clause.start)):
            tree = g.parse(part)
            if (
                not isinstance(tree, g.Product)
                or len(tree.factors) != 2
                or not isinstance(tree.factors[1][1], g.Group)
            ):
                raise Unread(
                    "a function is declared with what it takes", help="function f(x)", reason="directive"
                )
            group = tree.factors[1][1]
            form = form_of(tree.factors[0][1], None, lambda _: False)
            name = self.scope.name(form)
            made = function(name, self.arity(group.items))
            of = group.items[0].key if len(group.items) == 1 and isinstance(group.items[0], g.Letter) else ""
            self.scope.add(Known(form, Role.FUNCTION, _no_number(form), source=made, vector_of=of))
        self.with_conditions(clause, directive, "")

    def arity(self, items: Sequence[g.Tree]) -> Any:
        """How many numbers a function takes."""
        if len(items) != 1:
            return sp.Integer(len(items))
        known = Resolver(self.scope).found(items[0])
        if known is None or known.role is not Role.VECTOR:
            return sp.Integer(1)
        value = Resolver(self.scope).value(items[0])
        return value.hi

    def loss(self, clause: Clause, directive: Directive) -> None:
        r"""``\mathcal{L}(y_i) gradient g_i``"""
        m = re.fullmatch(r"(.*?)\s+gradient\s+(.+)", clause.text, re.DOTALL)
        if m is None:
            raise Unread(
                "a loss is declared with its gradient", help=r"loss L(y_i) gradient g_i", reason="directive"
            )
        tree = g.parse(self.items(_ascii(m[1]), directive))
        if (
            not isinstance(tree, g.Product)
            or len(tree.factors) != 2
            or not isinstance(tree.factors[1][1], g.Group)
        ):
            raise Unread(
                "a loss is declared with what it takes", help=r"loss L(y_i) gradient g_i", reason="directive"
            )
        ranges = self.own_ranges(clause, directive)
        form = form_of(tree.factors[0][1], None, self.scope.is_index)
        gradient = self.formed(self.items(_ascii(m[2]), directive), ranges)
        member = tree.factors[1][1].items[0]
        self.scope.add(self.loss_of(form, member, gradient, ranges))

    def loss_of(self, form: Form, member: g.Tree, gradient: Form, ranges: Ranges) -> Known:
        """A loss of the vector whose members are given by example, and its gradient."""
        letters = [x for x in gradient.slots if x not in form.slots]
        if len(letters) != 1 or any(x not in gradient.slots for x in form.slots):
            raise Unread(
                "the gradient of a loss has one index more than the loss", member.at, reason="directive"
            )
        order = [*form.slots, letters[0]]
        known = {x: (lo, hi) for x, lo, hi in self.slot_ranges(gradient, ranges)}
        places = [order.index(x) + 1 for x in gradient.slots]
        family = Family(self.scope.name(gradient), "value", [known[x] for x in order], gradient.latex(places))

        def component(_: Resolver, indices: tuple[Any, ...], __: Token) -> Any:
            given = dict(zip(gradient.slots, indices, strict=True))
            return family[tuple(given[x] for x in order)]

        own = tuple((x, *known[x]) for x in gradient.slots)
        self.scope.add(Known(gradient, Role.NUMBER, component, own, source=family))
        scope, name = self.scope.copy(), self.scope.name(form)
        length = known[letters[0]][1]

        def make(resolver: Resolver, indices: tuple[Any, ...], at: Token) -> Any:
            env = dict(zip(form.slots, indices, strict=True))

            def vector(i: Any) -> Any:
                return number(resolver.inside(scope, {**env, letters[0]: i}).value(member), at)

            return loss(name, vector, length, gradient=family, at=indices)

        of = letter_of(head_of(member))[0].key
        return Known(form, Role.LOSS, make, source=family, vector_of=of)

    # -- what is random

    def random(self, clause: Clause, directive: Directive) -> None:
        r"""``X_i iid mean \mu variance \sigma^2``, ``X, Y independent, mean 0 variance 1``."""
        if "sequence" in clause.kinds:
            self.sequence(clause, directive)
            return
        text = clause.text
        m = re.search(r"~|\\sim(?![A-Za-z])", text)
        if m is not None:
            self.drawn(text[: m.start()], text[m.end() :], clause, directive)
            return
        m = re.search(r"[\s,](iid|i\.i\.d\.|independent|mean|variance)(?![A-Za-z])", text)
        said, laws = (text[: m.start()], text[m.start() :].strip(" ,")) if m else (text, "")
        if "vector" in clause.kinds:
            v = re.fullmatch(r"(.*?)(?:\s+in\s+|\\in\s*)(.+)", said, re.DOTALL)
            if v is None or laws:
                raise Unread(
                    "a random vector is declared in a size, and without a law",
                    help="random vector X in n",
                    reason="law",
                )
            self.vectors_of(v[1], v[2], clause, directive)
            return
        ranges = self.own_ranges(clause, directive)
        names = []
        for part in g.listed(self.items(_ascii(said), directive)):
            known = self.made(self.formed(part, ranges), ranges, "random")
            self.scope.add(known)
            names.append(known)
        if laws:
            self.laws(names, laws, directive)
        self.with_conditions(clause, directive, names[-1].form.key if names else "")

    def drawn(self, said: str, law: str, clause: Clause, directive: Directive) -> None:
        r"""``\epsilon ~ normal(0, 1)``, whose second parameter is the variance; ``iid`` may follow."""
        m = re.fullmatch(
            r"\s*(normal|bernoulli)\s*\((.*)\)\s*,?\s*(iid|i\.i\.d\.|independent)?\s*", law, re.DOTALL
        )
        if m is None:
            raise Unread(
                f"the law {law.strip()} is no word of a page",
                help="random X ~ normal(0, 1)",
                reason="law",
            )
        texts = _commas(_ascii(m[2]))
        if len(texts) != {"normal": 2, "bernoulli": 1}[m[1]]:
            raise Unread(f"{m[1]} has another number of parameters than {len(texts)}", reason="law")
        trees = [g.parse(self.items(t, directive)) for t in texts]
        ranges = self.own_ranges(clause, directive)
        names = [
            self.with_law(self.formed(part, ranges), ranges, m[1], trees)
            for part in g.listed(self.items(_ascii(said), directive))
        ]
        for known in names:
            self.scope.add(known)
        if m[3]:
            sources = [k.source for k in names]
            self.scope.assumed = (
                *self.scope.assumed,
                Assumption(lambda _: independent(*sources), (), names[0].form.key),
            )
        self.with_conditions(clause, directive, names[-1].form.key)

    def with_law(self, form: Form, ranges: Ranges, word: str, trees: list[g.Tree]) -> Known:
        """A quantity, or a family of them, drawn from a law whose parameters may depend on its indices."""
        plain = self.made(form, ranges, "drawn")
        family: Family = plain.source if isinstance(plain.source, Family) else plain.source.args[0]
        variables = [
            OwnVariable(letter, lo, hi, integer=True)
            for letter, (lo, hi) in zip("ijkl", family.ranges, strict=False)
        ]
        slots = dict(zip((x for x, _, _ in plain.ranges), variables, strict=False))
        resolver = Resolver(self.scope, slots)
        values = [resolver.number(t) for t in trees]
        law = Str(word), sp.Tuple(*variables), sp.Tuple(*values)
        drawn = Family(family.name, "drawn", family.ranges, family.latex, law)
        if not family.ranges:
            symbol = drawn[()]
            return replace(plain, make=_constant(symbol), source=symbol, random=True)

        def make(_: Resolver, indices: tuple[Any, ...], __: Token) -> Any:
            return drawn[indices]

        return replace(plain, make=make, source=drawn, random=True)

    def laws(self, names: list[Known], text: str, directive: Directive) -> None:
        """What is said of the first two moments: independence says that different ones are uncorrelated."""
        words = re.split(
            r"[\s,]*(?<![A-Za-z\\])(iid|i\.i\.d\.|independent|mean|variance)(?![A-Za-z])[\s,]*", text
        )
        if words[0].strip(" ,"):
            raise Unread(
                f"what is said of a random quantity is not read: {words[0].strip()}", reason="directive"
            )
        said = dict(zip(words[1::2], words[2::2], strict=True))
        independent = any(w in said for w in ("iid", "i.i.d.", "independent"))
        same = any(w in said for w in ("iid", "i.i.d."))
        moments = [self.moment(said.get(w), directive) for w in ("mean", "variance")]
        for known in names:
            limited = replace(known, limited=independent)
            self.scope.add(limited)
            for state in _moments(known, moments[0], moments[1], independent=independent, same=same):
                self.scope.assumed = (*self.scope.assumed, Assumption(state, (), known.form.key))
        if independent and len(names) > 1:
            self.scope.assumed = (
                *self.scope.assumed,
                Assumption(_uncorrelated(names), (), names[0].form.key),
            )

    def moment(
        self, text: str | None, directive: Directive
    ) -> Callable[[Resolver, dict[str, Any]], Any] | None:
        if text is None:
            return None
        items, scope = self.items(_ascii(text), directive), self.scope.copy()
        tree = g.parse(items)
        return lambda resolver, env: resolver.inside(scope, env).number(tree)

    # -- definitions

    def define(self, clause: Clause, directive: Directive) -> None:
        """``p_i``: the next ``p_i = …`` defines."""
        for part in g.listed(self.items(clause.text, directive)):
            self.pending.define.append((self.formed(part, self.own_ranges(clause, directive)), clause))

    def let(self, clause: Clause, directive: Directive) -> None:
        """A formula, or displays by their labels, as given from here on; alone, the next display."""
        labels, rest = _labels(clause.text)
        if not labels and not rest:
            self.pending.let.append(clause)
            return
        for label in labels:
            self.scope.assumed = (*self.scope.assumed, self.of_label(label, clause.relation))
        if rest:
            for part in _equations(self.items(_ascii(rest), directive)):
                self.let_items(part, clause, directive)

    def let_items(self, items: list[Item], clause: Clause, directive: Directive) -> None:
        """Take an equation as a definition where its left side is a fresh letter, or else as given."""
        sides, relations = g.split(items)
        ranges = (*self.own_ranges(clause, directive), *self.every(replace(clause, ranges=None), directive))
        at = g.tokens_of(items)[0]
        if len(relations) == 1 and RELATIONS[relations[0].text] in ("=", ":="):
            defined = self.definition(sides[0], sides[1], at, ranges)
            if defined is not None:
                self.defined(defined)
                self.with_conditions(clause, directive, "")
                return
        if any(RELATIONS[r.text] == ":=" for r in relations):
            raise Unread(
                "what is defined is a letter that is fresh, and absent on the right", at, reason="definition"
            )
        self.scope.assumed = (*self.scope.assumed, self.held(items, ranges))

    def held(self, items: list[Item], ranges: Ranges) -> Assumption:
        """An equation as given: for all values of the indices that stand free in it."""
        at, scope = g.tokens_of(items)[0], self.scope.copy()
        own = {name: (lo, hi) for name, lo, hi in ranges}
        return Assumption(
            lambda resolver: everywhere(resolver, scope, lambda r: statement(r, items, at), own), (), "", at
        )

    def defined(self, known: Known) -> None:
        """Take in a definition; where the letter was declared before, it is known to be what it is defined to
        be in all that was assumed of it."""
        self.scope.add(known)
        if known.equation is not None:
            name = known.source.name
            added = Assumption(known.equation, (), known.form.key, None, name)
            self.scope.assumed = (*self.scope.assumed, added)

    def definition(self, left: list[Item], right: list[Item], at: Token, ranges: Ranges = ()) -> Known | None:
        """The definition of a letter; None where it is not fresh, or stands on the right, too."""
        made = self.defined_function(left, right, at)
        if made is not None:
            return made
        try:
            form = self.formed(left, ranges)
        except Unread:
            return None
        others = [k for k in self.scope.all(form.key) if alike(k.form, form)]
        if any(k.role != Role.NUMBER or k.random or _has_bounds(k) for k in others):
            return None
        if others and any(slot_end is None for _, _, slot_end in others[0].ranges):
            return None  # a sequence is given by its equations
        tree = g.parse(right, at)
        if form.key in _letters_of(right):
            return None
        if isinstance(tree, g.Cases):
            return None
        known = self.slot_ranges(form, ranges)
        scope = self.scope.copy()

        def make(resolver: Resolver, indices: tuple[Any, ...], token: Token) -> Value:
            if form.key in resolver.opened | resolver.always:
                return opened(resolver, indices, token)
            env = dict(zip(form.slots, indices, strict=True))
            return resolver.inside(scope, env).value(tree)

        letter = self.made(form, ranges, "real")

        def opened(resolver: Resolver, indices: tuple[Any, ...], token: Token) -> Value:
            """The letter itself, which is known to be what it is defined to be."""
            resolver.given.append((form.key, equation(resolver)))
            return letter.make(resolver, indices, token)

        def equation(resolver: Resolver) -> Any:
            env = {x: Quantity(index_name(x), lo, hi, integer=True) for x, lo, hi in known}
            inner = resolver.inside(scope, env)
            inner.opened = inner.always = frozenset()
            made = eq(letter.make(inner, tuple(env.values()), at), number(inner.value(tree), at))
            return forall(tuple(env.values()), made) if env else made

        said = equation if others else None
        return Known(form, Role.DEFINED, make, known, source=letter.source, body=tree, equation=said)

    def defined_function(self, left: list[Item], right: list[Item], at: Token) -> Known | None:
        """The definition of a function, as in ``f(x) = x^2``; None of something else."""
        tree = g.parse(left, at)
        if not isinstance(tree, g.Product) or len(tree.factors) != 2 or tree.factors[1][0] != "":
            return None
        group = tree.factors[1][1]
        if not isinstance(group, g.Group) or group.opening != "(":
            return None
        keys = tuple(i.key if isinstance(i, g.Letter) else "" for i in group.items)
        if not all(keys) or any(self.scope.is_index(k) for k in keys) or len(set(keys)) < len(keys):
            return None
        form = form_of(tree.factors[0][1], None, lambda _: False)
        known = [k for k in self.scope.all(form.key) if alike(k.form, form)]
        if any(k.role is not Role.FUNCTION or isinstance(k.source, DefinedFunction) for k in known):
            return None
        if form.key in _letters_of(right) or form != Form(form.key):
            return None
        self.scope.name(form)
        body = g.parse(right, at)
        source = DefinedFunction(keys, body, self.scope.copy())
        env = {
            key: Resolver(self.scope).value(item) if self.scope.all(key) else _a_number(key)
            for key, item in zip(keys, group.items, strict=True)
        }
        Resolver(self.scope).inside(source.scope, env).value(body)
        return Known(form, Role.FUNCTION, _no_number(form), source=source, body=body)

    def given(self, clause: Clause, directive: Directive) -> None:
        """Hypotheses of the next display alone."""
        self.pending.given.append((clause, self.scope.copy(), directive))

    # -- spelling and scope

    def same(self, clause: Clause, directive: Directive) -> None:
        r"""``L = \mathcal{L}``: another spelling of what is declared."""
        sides = clause.text.split("=")
        if len(sides) != 2:
            raise Unread("same has two spellings", help=r"same L = \mathcal{L}", reason="directive")
        forms = [self.formed(self.items(s, directive)) for s in sides]
        keys = [f.key for f in forms]
        new, old = keys if self.scope.all(keys[1]) else keys[::-1]
        if not self.scope.all(old):
            raise Unread(f"neither {keys[0]} nor {keys[1]} is declared", reason="directive")
        if new != old and self.scope.all(new):
            raise Unread(f"{new} is declared already", help=f"forget {new}", reason="directive")
        self.scope.same[new] = self.scope.same.get(old, old)

    def one(self, clause: Clause, directive: Directive) -> None:
        r"""``\Delta w``: several tokens are one letter."""
        for part in _commas(clause.text):
            found = cleaned(directive.macros.expanded(tokens(Source("", part))))
            if len(found) < 2:
                raise Unread("one joins several letters", help=r"one \Delta w", reason="directive")
            self.scope.one = (*self.scope.one, tuple(t.text for t in found))

    def forget(self, clause: Clause, directive: Directive) -> None:
        for part in g.listed(self.items(clause.text, directive)):
            form = self.formed(part)
            own = None if form == Form(form.key) else form
            names = {_name_of(k) for k in self.scope.all(form.key) if own is None or alike(k.form, own)}
            self.spoilt -= self.letters(form.spelled)
            if not self.scope.forget(form.key, own):
                raise Unread(f"{form.spelled} is not declared", reason="directive")
            self.scope.assumed = tuple(a for a in self.scope.assumed if names.isdisjoint(self.said(a)))

    def said(self, assumption: Assumption) -> set[str]:
        """The names in a hypothesis."""
        made = assumption.state(Resolver(self.scope))
        return {p.name for p in sp.preorder_traversal(made) if isinstance(p, (Family, Quantity))}

    # -- the next display

    def skip(self, clause: Clause, _: Directive) -> None:
        self.pending.skip = clause.text or "no reason is given"

    def expect(self, clause: Clause, _: Directive) -> None:
        if clause.text.strip() not in ("refuted", "erratum"):
            raise Unread("what is expected is: refuted", help="expect refuted", reason="directive")
        self.pending.expect = (*(self.pending.expect or ()), clause.relation)


def everywhere(
    resolver: Resolver,
    scope: Scope,
    state: Callable[[Resolver], Any],
    own: Mapping[str, tuple[Any, Any]],
    wrapped: Callable[[Resolver, Any], Any] = lambda _, made: made,
) -> Any:
    """A statement for all values of the indices that stand free in it; ``own`` has ranges that are not those
    of their declarations."""
    probe = resolver.inside(scope, {})
    state(probe)
    letters = [x for x in probe.free if scope.is_index(x)]
    env = {x: Quantity(index_name(x), *(own.get(x) or scope.range(x)), integer=True) for x in letters}
    inner = resolver.inside(scope, env)
    made = state(inner)
    made = wrapped(inner, surely(made) if is_random(made) else made)
    return forall(tuple(env.values()), made) if env else made


# -- parts of directives


def joined(found: Sequence[Token], one: Sequence[tuple[str, ...]]) -> list[Token]:
    """The tokens with those joined that are one letter."""
    if not one:
        return list(found)
    done: list[Token] = []
    n = 0
    while n < len(found):
        for texts in sorted(one, key=len, reverse=True):
            part = found[n : n + len(texts)]
            if tuple(t.text for t in part) == texts:
                done += _as_letter(part)
                n += len(texts)
                break
        else:
            done.append(found[n])
            n += 1
    return done


def _as_letter(part: Sequence[Token]) -> Iterator[Token]:
    """Tokens that the grammar takes for one letter: a font that changes nothing, around them."""
    head = part[0]
    yield head._replace(text=r"\mathnormal")
    yield head._replace(text="{")
    yield Token(written(part), head.source, head.start, part[-1].end)
    yield head._replace(text="}")


def _ascii(text: str) -> str:
    """Signs as people type them in a directive: >= for ≥."""
    for sign, command in ((">=", r"\ge "), ("<=", r"\le "), ("!=", r"\ne ")):
        text = text.replace(sign, command)
    return text


def _commas(text: str) -> list[str]:
    """The parts of a text between commas that stand in no bracket."""
    found, depth, start = [], 0, 0
    for n, c in enumerate(text):
        depth += (c in "{([") - (c in "})]")
        if (
            c == ","
            and not depth
            and not re.match(r",\s*(?:\.\.|\\[lc]?dots)", text[n:])
            and not re.search(r"(?:\.\.\.?|\\[lc]?dots)\s*$", text[:n])
        ):
            found.append(text[start:n])
            start = n + 1
    return [p for p in (*found, text[start:]) if p.strip()]


def _for_all(letters: tuple[Quantity, ...], part: Any) -> Any:
    """A hypothesis for all values of these letters; what does not mention a time is said once."""
    part = surely(part) if is_random(part) else part
    ends = [b for v in letters for b in v.bounds if b is not None]
    needed = {v for v in letters if v in part.free_symbols or any(v in b.free_symbols for b in ends)}
    bound = tuple(v for v in letters if v in needed or v.bounds[1] is not None)
    return forall(bound, part) if bound else part


def _by_starts(text: str) -> list[str]:
    """The parts of a list of sequences, each of which ends in where it starts."""
    found, open_ = list[str](), list[str]()
    for part in _commas(text):
        open_.append(part)
        if re.search(r"\sfrom\s", part):
            found.append(",".join(open_))
            open_ = []
    if open_ and len(found) < 2:
        return [text]
    return [*found, ",".join(open_)] if open_ else found


def _grouped(text: str) -> list[str]:
    return [text] if text.strip() else []


def _labels(text: str) -> tuple[list[str], str]:
    """Labels that stand alone between commas, and what else there is."""
    labels, rest = [], []
    for part in _commas(text):
        m = _LABEL.fullmatch(part.strip())
        if m:
            labels.append(m[1] or m[2])
        else:
            rest.append(part.strip())
    return labels, ", ".join(rest)


def _equations(items: list[Item]) -> list[list[Item]]:
    """Equations between commas."""
    parts: list[list[Item]] = []
    for part in g.listed(items):
        if parts and not any(is_relation(i) for i in part):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def _is_constant(side: list[Item]) -> bool:
    return all(isinstance(i, Token) and (i.is_digit or i.text in "+-./") for i in side)


def _constant(symbol: Any) -> Callable[[Resolver, tuple[Any, ...], Token], Any]:
    return lambda _resolver, _indices, _at: symbol


def _a_number(key: str) -> Any:
    """A number for an argument that is not declared otherwise."""
    return Quantity(index_name(key), real=True)


def _no_number(form: Form) -> Callable[[Resolver, tuple[Any, ...], Token], Any]:
    def make(_resolver: Resolver, _indices: tuple[Any, ...], at: Token) -> Any:
        raise Unread(f"{form.spelled} is a function, and no number", at, reason="argument")

    return make


def index_name(letter: str) -> str:
    """A name for a bound index: the letter without its backslash."""
    return letter.strip("\\") or "i"


def head_of(tree: g.Tree) -> g.Tree:
    """The letter in front of brackets."""
    return tree.factors[0][1] if isinstance(tree, g.Product) else tree


def _name_of(known: Known) -> str:
    """The name of a declared quantity."""
    source = known.source.args[0] if isinstance(known.source, Component) else known.source
    return str(getattr(source, "name", ""))


def _slots_in(member: g.Tree, known: Known) -> list[str]:
    """The letters that an example has at the slots of a quantity."""
    _, below, above, _ = letter_of(member)
    letters = [t.text for found in (below, above) for t in found or () if t.is_letter or t.text in g.GREEK]
    return letters[: len(known.ranges)]


def _has_bounds(known: Known) -> bool:
    bounds = getattr(known.source, "bounds", (None, None))
    return any(b is not None for b in bounds)


def _letters_of(items: list[Item]) -> set[str]:
    return {t.text for t in g.tokens_of(items)}


def is_random(made: Any) -> bool:
    """Whether a statement speaks of what is random outside of means."""
    todo = [made]
    while todo:
        part = todo.pop()
        if isinstance(part, Mean):
            continue
        if isinstance(part, Component) and part.args[0].kind in ("random", "drawn"):
            return True
        todo += [a for a in getattr(part, "args", ()) if isinstance(a, sp.Basic)]
    return False


def _matrix(form: Form, known: Known, inner: list[str]) -> Known:
    (_, *rows), (_, *columns) = known.ranges

    def make(resolver: Resolver, _: tuple[Any, ...], at: Token) -> Matrix:
        still = resolver.still()
        return Matrix(
            (rows[0], rows[1]),
            (columns[0], columns[1]),
            lambda i, j: known.make(still, (i, j), at),
            (inner[0], inner[1]),
        )

    return Known(form, Role.MATRIX, make, source=known.source)


# -- moments


def _env(known: Known, suffix: str = "") -> dict[str, Any]:
    return {
        letter: Quantity(index_name(letter) + suffix, lo, hi, integer=True) for letter, lo, hi in known.ranges
    }


def _moments(
    known: Known, average: Any, spread: Any, *, independent: bool, same: bool
) -> Iterator[Callable[[Resolver], Any]]:
    """What is known of the moments of one random quantity, or of the members of a family."""
    token = Token("", Source("", ""), 0, 0)

    def member(resolver: Resolver, env: dict[str, Any]) -> Any:
        return known.make(resolver, tuple(env.values()), token)

    def means(resolver: Resolver) -> Any:
        env = _env(known)
        made = eq(mean(member(resolver, env)), average(resolver, env))
        return forall(tuple(env.values()), made) if env else made

    def spreads(resolver: Resolver) -> Any:
        env = _env(known)
        x = member(resolver, env)
        value = spread(resolver, env)
        made = (
            eq(mean(x**2), average(resolver, env) ** 2 + value)
            if average is not None
            else eq(variance(x), value)
        )
        return forall(tuple(env.values()), made) if env else made

    def apart(resolver: Resolver) -> Any:
        first = _env(known)
        second = _env(known, "'")
        x, y = member(resolver, first), member(resolver, second)
        different = [ne(a, b) for a, b in zip(first.values(), second.values(), strict=True)]
        distinct = different[0] if len(different) == 1 else sp.Or(*different, evaluate=False)
        made = implies(distinct, eq(mean(x * y), mean(x) * mean(y)))
        return forall((*first.values(), *second.values()), made)

    def alike(resolver: Resolver) -> Any:
        first = _env(known)
        second = _env(known, "'")
        x, y = member(resolver, first), member(resolver, second)
        made = all_of(
            *([eq(mean(x), mean(y))] if average is None else []),
            *([eq(variance(x), variance(y))] if spread is None else []),
        )
        return forall((*first.values(), *second.values()), made)

    if average is not None and spread is not None and independent and len(known.ranges) == 1:
        yield _identically(known, average, spread)
        return
    if average is not None:
        yield means
    if spread is not None:
        yield spreads
    if independent and known.ranges:
        yield apart
    if same and known.ranges and (average is None or spread is None):
        yield alike


def _identically(known: Known, average: Any, spread: Any) -> Callable[[Resolver], Any]:
    """Members with one index that are uncorrelated, in the words of a page where mean and variance are the
    same for all."""

    def state(resolver: Resolver) -> Any:
        (letter, lo, hi), *_ = known.ranges
        i = Quantity(index_name(letter), lo, hi, integer=True)
        first, second = average(resolver, {letter: i}), spread(resolver, {letter: i})
        if i in first.free_symbols | second.free_symbols:
            j = Quantity(index_name(letter) + "'", lo, hi, integer=True)
            x, y = (known.source[v] for v in (i, j))
            own = forall(i, all_of(eq(mean(x), first), eq(mean(x**2), first**2 + second)))
            return all_of(own, forall((i, j), implies(ne(i, j), eq(mean(x * y), mean(x) * mean(y)))))
        return iid(known.source, average=lambda: first, covariance=lambda: second)

    return state


def _uncorrelated(names: list[Known]) -> Callable[[Resolver], Any]:
    """Different quantities that are independent have uncorrelated members."""
    token = Token("", Source("", ""), 0, 0)

    def state(resolver: Resolver) -> Any:
        facts = []
        for n, a in enumerate(names):
            for b in names[n + 1 :]:
                first, second = _env(a), _env(b, "'")
                x, y = (k.make(resolver, tuple(e.values()), token) for k, e in ((a, first), (b, second)))
                made = eq(mean(x * y), mean(x) * mean(y))
                every = (*first.values(), *second.values())
                facts.append(forall(every, made) if every else made)
        return all_of(*facts)

    return state
