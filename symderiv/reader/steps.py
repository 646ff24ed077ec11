r"""A paper as displays of steps: each relation is one, read or not, with the hypotheses it stands under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Final

import sympy as sp

from symderiv.language.errors import StatementError
from symderiv.language.notation import (
    Call,
    Component,
    Family,
    ForAll,
    Loss,
    Mean,
    Quantity,
    all_of,
    eq,
    forall,
    implies,
    surely,
)
from symderiv.reader import grammar as g
from symderiv.reader.brackets import (
    CONNECTIVES,
    RELATIONS,
    Item,
    cleaned,
    first,
    is_relation,
    is_sign,
)
from symderiv.reader.conditions import (
    INEXACT,
    condition,
    directed,
    link,
    order_of,
    ordered,
    span_of,
    statement,
)
from symderiv.reader.declarations import Declarer, Pending, everywhere, index_name, is_random
from symderiv.reader.documents import Contents, Directive, Display, paper
from symderiv.reader.forms import Form
from symderiv.reader.problems import FAULTS, Unread, ambiguous, fault
from symderiv.reader.readings import reading
from symderiv.reader.resolver import Resolver
from symderiv.reader.rows import Row, rows
from symderiv.reader.scope import Assumption, DefinedFunction, Known, Role, Scope
from symderiv.reader.tokens import Source, Token, without_comments, written
from symderiv.reader.values import Matrix, Vector

_LOGIC: Final = (r"\forall", r"\exists")


class Outcome(Enum):
    """What reading has made of a step."""

    CLAIM = "claim"
    NOT_READ = "not_read"
    NO_CLAIM = "no_claim"
    DEFINITION = "definition"
    SKIPPED = "skipped"


@dataclass(eq=False)
class Step:
    """One relation of a display: its place, its label, the LaTeX around it, what reading made of it.

    ``build`` gives its statement, and ``hypotheses`` what it stands under, once all labels are known;
    ``statement`` and ``given`` are these, and ``reading`` says the statement as it was read; ``indices`` are
    the names of those that are declared, ``letters`` those that stand free and that are bound in it."""

    at: Token
    label: str
    source: str
    outcome: Outcome = Outcome.CLAIM
    message: str = ""
    reason: str = ""
    expects_refuted: bool = False
    build: Callable[[], Any] | None = None
    hypotheses: Callable[[], tuple[Any, ...]] = tuple
    define: Callable[[Resolver], Any] | None = None
    indices: frozenset[str] = frozenset()
    chain: int = 0
    letters: tuple[dict[str, Token], dict[str, Token]] = field(default_factory=lambda: ({}, {}))
    statement: Any = None
    given: tuple[Any, ...] = ()
    reading: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """Line and column of the sign, from 1."""
        return self.at.place

    @property
    def file(self) -> str:
        return self.at.source.name


@dataclass(eq=False)
class DisplaySteps:
    """A display with its steps and its label."""

    display: Display
    label: str = ""
    steps: list[Step] = field(default_factory=list)
    expect: tuple[int, ...] | None = None


@dataclass
class Paper:
    """What was read of a paper: its displays, and what is wrong with directives (file, line, what)."""

    path: Path
    displays: list[DisplaySteps] = field(default_factory=list)
    problems: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def steps(self) -> Iterator[Step]:
        for display in self.displays:
            yield from display.steps


def read_paper(path: Path, declarations: Path | None = None) -> Paper:
    """A paper, read; UsageError where its file is none."""
    return of_contents(path, paper(path, declarations))


def of_contents(path: Path, contents: Contents) -> Paper:
    """The displays of a paper's contents, read."""
    with sp.evaluate(False):
        return _PaperReader(path, contents).read()


class _PaperReader:
    def __init__(self, path: Path, contents: Contents) -> None:
        self.paper = Paper(path, problems=[(s.name, line, what) for s, line, what in contents.problems])
        self.contents = contents
        self.labels: dict[str, list[tuple[DisplaySteps, Step]]] = {}
        self.declarer = Declarer(Scope(), self.cited)
        self.later: dict[str, list[Directive]] = {}

    def read(self) -> Paper:
        for item in self.contents.items:
            if isinstance(item, Directive) and item.before:
                self.later.setdefault(item.before, []).append(item)
            elif isinstance(item, Directive):
                self.directive(item)
            else:
                self.display(item)
        self.finish()
        return self.paper

    def directive(self, item: Directive) -> None:
        try:
            self.declarer.declare(item)
        except (Unread, StatementError) as error:
            if isinstance(error, Unread):
                error.at = None  # the directive's own line is told
            told = error.told if isinstance(error, Unread) else str(error)
            self.paper.problems.append((item.source.name, item.place[0], f"declaration: {told}"))

    # -- displays

    def display(self, item: Display) -> None:
        found = DisplaySteps(item)
        try:
            made = rows(item, self.declarer.scope.one)
        except (Unread, *FAULTS) as error:
            self.unread(found, item, error if isinstance(error, Unread) else fault(error, None))
            self.declarer.pending = Pending(define=self.declarer.pending.define)
            self.paper.displays.append(found)
            return
        labels = [label for row in made for label in row.labels]
        found.label = labels[0] if labels else ""
        for label in labels:
            for directive in self.later.pop(label.strip("()"), self.later.pop(label, [])):
                self.directive(directive)
        pending = self.declarer.pending
        self.declarer.pending = Pending(define=pending.define)
        found.expect = pending.expect
        reader = _DisplayReader(self.declarer, pending, found, labels)
        try:
            reader.read(made)
        except FAULTS as error:
            found.steps.clear()
            self.unread(found, item, fault(error, None))
        self.paper.displays.append(found)
        for step in found.steps:
            for label in {step.label, found.label} - {""}:
                self.labels.setdefault(label.strip("()"), []).append((found, step))

    def unread(self, found: DisplaySteps, item: Display, error: Unread) -> None:
        """A step that is not read for each relation outside of braces."""
        depth = 0
        for t in _safe(item):
            depth += (t.text in ("{", r"\begin")) - (t.text in ("}", r"\end"))
            if t.text in RELATIONS and depth <= 0:
                found.steps.append(Step(t, found.label, "", Outcome.NOT_READ, error.told, error.reason))

    def cited(self, label: str, relation: int) -> Callable[[Resolver], Any]:
        """What states the display with a label, or one step of it."""

        def state(resolver: Resolver) -> Any:
            key = label.strip("() ")
            found = self.labels.get(key) or self.labels.get(f"({key})")
            if not found:
                raise Unread(f"there is no display with the label ({key})", reason="label")
            steps = [step for _, step in found]
            if relation:
                if not -len(steps) <= relation <= len(steps):
                    raise Unread(f"({key}) has {len(steps)} relations", reason="label")
                steps = [steps[relation - 1 if relation > 0 else relation]]
            facts = [s.define(resolver) for s in steps if s.define is not None]
            if not facts:
                raise Unread(f"({key}) is not read", reason="label")
            return all_of(*facts)

        return state

    def finish(self) -> None:
        """Read the steps, now that all labels are known."""
        for form, _ in self.declarer.pending.define:
            self.paper.problems.append((str(self.paper.path), 1, f"no display defines {form.spelled}"))
        for label in self.later:
            self.paper.problems.append((str(self.paper.path), 1, f"no display has the label ({label})"))
        for display in self.paper.displays:
            for step in display.steps:
                if step.outcome in (Outcome.CLAIM, Outcome.DEFINITION) and step.build is not None:
                    _read(step)
            _strictly(display.steps)


def _read(step: Step) -> None:
    """State a step, and its hypotheses."""
    assert step.build is not None  # noqa: S101 - it is asked before
    try:
        step.statement = step.build()
        step.given = step.hypotheses()
        step.reading = "" if step.statement is None else reading(step.statement, step.given, step.indices)
    except Unread as error:
        _spoil(step, error)
    except StatementError as error:
        step.outcome, step.message, step.reason = Outcome.NOT_READ, str(error), "language"
    except RecursionError:
        step.outcome, step.message, step.reason = (
            Outcome.NOT_READ,
            "the formula is nested too deeply",
            "depth",
        )
    except FAULTS as error:
        _spoil(step, fault(error, step.at))


def _strictly(steps: list[Step]) -> None:
    """Refuse the steps of a chain that bind a letter which stands free elsewhere in it."""
    for chain in {s.chain for s in steps if s.chain}:
        members = [s for s in steps if s.chain == chain]
        free = set().union(*(s.letters[0] for s in members))
        for s in members:
            for key, at in s.letters[1].items():
                if key in free and s.outcome is Outcome.CLAIM:
                    _spoil(s, _free_and_bound(key, at))


def _free_and_bound(key: str, at: Token) -> Unread:
    return ambiguous(
        f"{key}, which is free and bound in one formula,",
        at,
        f"the same {key} throughout",
        "another one in the sum",
    )


def _safe(item: Display) -> list[Token]:
    try:
        return cleaned(item.tokens)
    except Unread:
        return item.tokens


def _spoil(step: Step, error: Unread) -> None:
    step.outcome = Outcome.NO_CLAIM if error.reason == "inexact" else Outcome.NOT_READ
    step.message, step.reason = error.told, error.reason


@dataclass(eq=False)
class _Link:
    """One relation between two sides in a row."""

    relation: Token
    left: list[Item]
    right: list[Item]
    row: Row


class _DisplayReader:
    """Reads the rows of one display as steps."""

    def __init__(
        self, declarer: Declarer, pending: Pending, found: DisplaySteps, labels: Sequence[str]
    ) -> None:
        self.declarer = declarer
        self.pending = pending
        self.found = found
        self.labels = labels
        self.side: list[Item] = []  # the last right side
        self.chains: list[list[_Link]] = []
        self.given = pending.given
        self.number = 0  # of the chain that is being read

    def read(self, made: list[Row]) -> None:
        for row in self.merged(made):
            if row.amiss is not None or not row.items:
                self.amiss(row)
            elif any(is_sign(i, *CONNECTIVES, *_LOGIC) for i in row.items):
                self.logic(row)
            else:
                self.row(row)
        for number, chain in enumerate(self.chains, 1):
            self.number = number
            self.chain(chain)
        self.found.steps.sort(key=lambda s: s.place)

    def merged(self, made: list[Row]) -> list[Row]:
        """Rows that go on with the last one's formula, by a sign of operation, joined to it."""
        done: list[Row] = []
        inline = self.found.display.environment.startswith("multline")
        for row in made:
            goes_on = bool(row.items) and is_sign(row.items[0], "+", "-", r"\cdot", r"\times", "/")
            related = any(map(is_relation, row.items))
            if done and done[-1].items and goes_on and (row.aligned or inline or not related):
                last = done[-1]
                last.items = [*last.items, *row.items]
                last.conditions += row.conditions
                last.labels += row.labels
                last.amiss = last.amiss or row.amiss
            elif done and done[-1].items and is_relation(done[-1].items[-1]) and not related:
                done[-1].items = [*done[-1].items, *row.items]
                done[-1].conditions += row.conditions
                done[-1].labels += row.labels
            else:
                done.append(row)
        return done

    def label(self, row: Row) -> str:
        if row.labels:
            return row.labels[0]
        return self.labels[0] if len(self.labels) == 1 else ""

    # -- rows

    def amiss(self, row: Row) -> None:
        """A row that is not read: nor is what continues it."""
        error = row.amiss
        for t in (i for i in row.items if isinstance(i, Token) and i.text in RELATIONS):
            assert error is not None  # noqa: S101 - a row without items has no relation
            self.add(t, row, row.items, error=error)
        if row.items:
            self.side = []

    def row(self, row: Row) -> None:
        sides, relations = g.split(row.items)
        if not relations:
            self.side = sides[0]
            return
        if sides[0]:
            self.chains.append([])
        else:
            sides[0] = self.side
        if not self.chains:
            self.chains.append([])
        for n, relation in enumerate(relations):
            self.chains[-1].append(_Link(relation, sides[n], sides[n + 1], row))
        self.side = sides[-1]

    def logic(self, row: Row) -> None:
        """A statement with connectives is one step, at the sign of the outermost."""
        items = row.items
        if is_sign(items[0], r"\Rightarrow", r"\Leftrightarrow", r"\Leftarrow"):
            error = Unread(
                "an arrow at the beginning of a row is not read", first(items[0]), reason="connective"
            )
            self.add(first(items[0]), row, items, error=error)
            return
        at = next((i for i in items if is_sign(i, r"\Leftrightarrow")), None)
        at = at or next((i for i in items if is_sign(i, r"\Rightarrow")), None)
        at = at or next((i for i in items if is_relation(i)), None)
        at = at or next((t for t in g.tokens_of(items) if t.text in RELATIONS), None)
        token = first(at if at is not None else items[0])
        self.side = []

        def state(resolver: Resolver) -> Any:
            return statement(resolver, items, token)

        self.step(token, row, items, state, [row])

    def chain(self, chain: list[_Link]) -> None:
        """The steps of a chain of relations."""
        turned: Unread | None = None
        try:
            directed([RELATIONS[c.relation.text] for c in chain], [c.relation for c in chain])
        except Unread as error:
            turned = error
        around = list({id(c.row): c.row for c in chain}.values())
        for n, c in enumerate(chain):
            kind = RELATIONS[c.relation.text]
            is_order = kind in ("<", "<=", ">", ">=")
            items = [*c.left, c.relation, *c.right]
            if turned is not None and is_order:
                self.add(c.relation, c.row, items, error=turned)
            elif not c.left or not c.right:
                self.add(c.relation, c.row, items, error=Unread("a side is missing", c.relation))
            elif kind in INEXACT:
                self.add(
                    c.relation,
                    c.row,
                    items,
                    error=Unread(f"{c.relation.text} claims nothing exact", c.relation, reason="inexact"),
                )
            elif n == 0 and self.defines(c, kind):
                continue
            elif kind == ":=":
                self.assigned(c, items, around)
            else:
                self.step(c.relation, c.row, items, self.linked(c), around)
        for row in around:
            self.unsure(row)

    def unsure(self, row: Row) -> None:
        """The relations of a row that may be claims of their own, or conditions of it: not read as claims."""
        for items in row.conditions:
            if first(items[0]).words != "?" or span_of(items) is not None:
                continue
            made = [i for i in items if isinstance(i, Token) and i.text in RELATIONS]
            letter = first(items[1])
            if not (len(made) == 1 and is_relation(items[2]) and self.declarer.scope.index(letter.text)):
                for t in made:
                    self.add(t, row, items[1:], error=_condition_or_claim(t))

    def linked(self, c: _Link) -> Callable[[Resolver], Any]:
        def state(resolver: Resolver) -> Any:
            left, right = g.parse(c.left, c.relation), g.parse(c.right, c.relation)
            resolver.claims = resolver.depth == 0
            resolver.outside = outer_letters(left) | outer_letters(right)
            if c.row.grows and RELATIONS[c.relation.text] == "=" and (order := order_of(right)) is not None:
                return ordered(resolver, left, *order, c.row.grows, c.relation)
            if c.row.grows:
                raise Unread("what grows is read with o, O and lim", c.relation, reason="limit")
            return link(resolver, left, right, c.relation)

        return state

    # -- definitions

    def defines(self, c: _Link, kind: str) -> bool:
        """Whether the first relation of a chain defines its left side, which is then noted."""
        if kind not in ("=", ":="):
            return False
        let = self.pending.let[0] if self.pending.let else None
        wanted = let is not None or kind == ":=" or self.is_awaited(c.left)
        if not wanted:
            return False
        try:
            ranges = self.ranges(c.row)
            known = self.declarer.definition(c.left, c.right, c.relation, ranges)
        except Unread as error:
            self.add(c.relation, c.row, [*c.left, c.relation, *c.right], error=error)
            return True
        if known is None and let is None and kind == "=":
            self.add(c.relation, c.row, [*c.left, c.relation, *c.right], error=_not_fresh(c.relation))
            return True
        if known is None:
            return False
        scope = self.declarer.scope.copy()
        self.declarer.defined(known)
        self.add(c.relation, c.row, [*c.left, c.relation, *c.right], outcome=Outcome.DEFINITION)
        step = self.found.steps[-1]

        step.build = lambda: _definition(scope, known, c)
        try:
            step.build()
        except (Unread, StatementError) as error:
            told = error if isinstance(error, Unread) else Unread(str(error), c.relation, reason="language")
            _spoil(step, told)
            step.build = None
        return True

    def ranges(self, row: Row) -> tuple[tuple[str, Any, Any], ...]:
        r"""The ranges that a row gives its letters, as in ``for i = 1, \\dots, n``."""
        found: list[tuple[str, Any, Any]] = []
        for items in row.conditions:
            span = span_of(items)
            if span is not None:
                key, lo, hi = span
                resolver = Resolver(self.declarer.scope)
                found.append(
                    (key, resolver.number(g.parse(lo)), None if hi is None else resolver.number(g.parse(hi)))
                )
        return tuple(found)

    def is_awaited(self, left: list[Item]) -> bool:
        text = written(g.tokens_of(left))
        for n, (form, _) in enumerate(self.pending.define):
            try:
                if (
                    self.declarer.formed(left).fixed == form.fixed
                    and self.declarer.formed(left).key == form.key
                ):
                    del self.pending.define[n]
                    return True
            except Unread:
                if text == form.spelled:
                    return True
        return False

    def assigned(self, c: _Link, items: list[Item], around: list[Row]) -> None:
        """``:=`` that defines nothing fresh: a second definition is a claim."""
        known = Resolver(self.declarer.scope).found(g.parse(c.left, c.relation))
        if known is not None and (known.role is Role.DEFINED or isinstance(known.source, DefinedFunction)):
            self.step(c.relation, c.row, items, self.linked(replace_relation(c)), around)
            return
        error = Unread(
            "what is defined is a letter that is fresh, and absent on the right",
            c.relation, help="let, which takes the display as given", reason="definition",
        )  # fmt: skip
        self.add(c.relation, c.row, items, error=error)

    # -- steps

    def add(
        self,
        at: Token,
        row: Row,
        items: Sequence[Item],
        *,
        error: Unread | None = None,
        outcome: Outcome = Outcome.CLAIM,
    ) -> Step:
        step = Step(at, self.label(row), as_written(items, at), outcome)
        unknown = {t.text for t in g.tokens_of(items)} & self.declarer.spoilt
        if error is None and unknown and outcome is Outcome.CLAIM:
            error = Unread(f"what is said of {min(unknown)} before is not read", at, reason="hypothesis")
        if error is not None:
            _spoil(step, error)
        if self.pending.let and step.outcome is Outcome.NOT_READ:
            self.declarer.spoilt |= self.declarer.letters(step.source)
        if self.pending.skip is not None:
            step.outcome, step.message = Outcome.SKIPPED, self.pending.skip
        step.indices = frozenset(
            str(k.source.name)
            for known in self.declarer.scope.known.values()
            for k in known
            if k.role is Role.INDEX
        )
        step.chain = self.number
        self.found.steps.append(step)
        return step

    def step(
        self, at: Token, row: Row, items: Sequence[Item], state: Callable[[Resolver], Any], around: list[Row]
    ) -> None:
        """A claim, or what is given from here on."""
        step = self.add(at, row, items)
        scope = self.declarer.scope.copy()
        problem = next((r.amiss for r in around if r.amiss is not None), None)
        if problem is not None and step.outcome is Outcome.CLAIM:
            _spoil(step, problem)
            return
        conditions = [c for r in around for c in r.conditions]
        step.define = lambda resolver: held(resolver, scope, state, conditions, at)
        if self.pending.let and step.outcome is Outcome.CLAIM:
            self.let(step, scope, state, conditions, at)
            return
        try:
            given = tuple(self.own_given())
        except (Unread, StatementError) as error:
            told = error if isinstance(error, Unread) else Unread(str(error), at, reason="language")
            _spoil(step, told)
            return
        claim = _Claim(scope, state, conditions, given, at, step.letters)
        step.build, step.hypotheses = claim.statement, claim.hypotheses

    def let(
        self,
        step: Step,
        scope: Scope,
        state: Callable[[Resolver], Any],
        conditions: list[list[Item]],
        at: Token,
    ) -> None:
        """A display that is given from here on."""
        step.outcome = Outcome.DEFINITION
        assumption = Assumption(lambda r: held(r, scope, state, conditions, at), (), "", at)
        step.build = lambda: assumption.state(Resolver(scope))
        try:
            step.build()
        except (Unread, StatementError) as error:
            told = error if isinstance(error, Unread) else Unread(str(error), at, reason="language")
            _spoil(step, told)
            return
        self.declarer.scope.assumed = (*self.declarer.scope.assumed, assumption)

    def own_given(self) -> Iterator[Assumption]:
        """What is given of this display alone."""
        for clause, _, directive in self.given:
            yield from self.declarer.assumptions(clause, directive)


def _condition_or_claim(at: Token) -> Unread:
    return Unread(
        "a relation behind a comma may be a condition or a claim of its own",
        at,
        readings=("a condition", "another claim"),
        reason="ambiguous",
    )


def as_written(items: Sequence[Item], at: Token) -> str:
    """The text of a step: its left side, its sign and its right side, wherever each stands."""
    cut = next((n for n, i in enumerate(items) if i is at), None)
    parts = [items] if cut is None else [items[:cut], items[cut : cut + 1], items[cut + 1 :]]
    return " ".join(text for part in parts if (text := _text_of(g.tokens_of(part))))


def _text_of(found: Sequence[Token]) -> str:
    """The text between the first and the last of these tokens, and the braces that close behind it."""
    if not found or any(t.source is not found[0].source for t in found):
        return written(found)
    text = found[0].source.text
    start, end = min(t.start for t in found), max(t.end for t in found)
    while text.count("{", start, end) > text.count("}", start, end) and end < len(text):
        end += 1
    return " ".join(without_comments(text[start:end]).strip(" &").split())


def _not_fresh(at: Token) -> Unread:
    return Unread(
        "what is defined is a letter that is fresh, and absent on the right",
        at,
        help="let, which takes the display as given",
        reason="definition",
    )


def replace_relation(c: _Link) -> _Link:
    """The same link with a sign of equality."""
    return _Link(c.relation._replace(text="="), c.left, c.right, c.row)


def _definition(scope: Scope, known: Known, c: _Link) -> Any:
    """The equation that a definition says, for its reading; None where it is one of vectors or functions."""
    if isinstance(known.source, DefinedFunction):
        return None
    env: dict[str, Any] = {}
    resolver = Resolver(scope, env)
    for letter, lo, hi in known.ranges:
        env[letter] = Quantity(index_name(letter), lo, hi, integer=True)
    inner = resolver.inside(scope, env)
    value = inner.value(g.parse(c.right, c.relation))
    _once(inner)
    if isinstance(value, (Vector, Matrix)):
        return None
    resolver.opened = frozenset({known.form.key})
    letter = known.source
    left = letter[tuple(env.values())] if isinstance(letter, Family) and letter.ranges else letter
    return eq(left, value) if isinstance(left, sp.Expr) else None


def held(
    resolver: Resolver,
    scope: Scope,
    state: Callable[[Resolver], Any],
    conditions: list[list[Item]],
    at: Token,
) -> Any:
    """What a display says, for all values of the indices that stand free in it; behind conditions of its row
    that are no ranges, where these hold."""
    own: dict[str, tuple[Any, Any]] = {}
    left: list[list[Item]] = []
    ends = Resolver(scope)
    for items in conditions:
        span = span_of(items)
        if span is not None and scope.is_index(span[0]):
            key, lo, hi = span
            own[key] = ends.number(g.parse(lo)), None if hi is None else ends.number(g.parse(hi))
        elif not _mere(items):
            left.append(items)

    def wrapped(inner: Resolver, made: Any) -> Any:
        return implies(all_of(*(condition(inner, c, at) for c in left)), made) if left else made

    def once(r: Resolver) -> Any:
        made = state(r)
        _once(r)
        return made

    return everywhere(resolver, scope, once, own, wrapped)


def _mere(items: list[Item]) -> bool:
    r"""Whether a condition is ``\forall i`` alone."""
    return is_sign(items[0], r"\forall") and len(items) == 2


def _once(resolver: Resolver) -> None:
    """Refuse a letter that is both free and bound."""
    for key, at in resolver.bound.items():
        if key in resolver.free:
            raise _free_and_bound(key, at)


def outer_letters(tree: g.Tree) -> frozenset[str]:
    """The letters outside of sums."""
    found: set[str] = set()
    todo: list[Any] = [tree]
    while todo:
        part = todo.pop()
        match part:
            case g.Big():
                continue
            case g.Letter():
                found.add(part.key)
            case g.Scripted():
                found |= {t.text for t in (*(part.below or ()), *(part.above or ()))}
                todo.append(part.base)
            case g.Added():
                todo += [t for _, t in part.terms]
            case g.Product():
                todo += [t for _, t in part.factors]
            case g.Quotient():
                todo += [part.over, part.under]
            case g.Group():
                todo += part.items
            case g.Chain():
                todo += part.sides
            case g.Root():
                todo.append(part.radicand)
            case g.Factorial():
                todo.append(part.of)
            case g.Choice():
                todo += [part.n, part.k]
            case g.Cases():
                todo += [v for v, _ in part.rows]
                found |= {t.text for _, c in part.rows for t in g.tokens_of(c or ())}
            case g.Function():
                found |= {t.text for t in (*(part.below or ()), *(part.above or ()))}
    return frozenset(found)


# -- claims


@dataclass(frozen=True, eq=False, slots=True)
class _Claim:
    """What a step claims, and under which hypotheses: those that speak of what it speaks of."""

    scope: Scope
    state: Callable[[Resolver], Any]
    conditions: list[list[Item]]
    given: tuple[Assumption, ...]
    at: Token
    letters: tuple[dict[str, Token], dict[str, Token]]

    def resolved(self) -> tuple[Any, Resolver, list[Any]]:
        """The statement, the resolver that has met its letters, and what the row has as conditions."""
        resolver = Resolver(self.scope)
        made = self.state(resolver)
        if resolver.given:  # letters by which something is differentiated stand for themselves elsewhere, too
            opened = frozenset(key for key, _ in resolver.given)
            resolver = Resolver(self.scope)
            resolver.always = opened
            made = self.state(resolver)
        self.letters[0].update(resolver.free)
        self.letters[1].update(resolver.bound)
        _once(resolver)
        _moments(made, resolver)
        own: list[Any] = []
        for items in self.conditions:
            own += self.own(resolver, items)
        return made, resolver, own

    def own(self, resolver: Resolver, items: list[Item]) -> list[Any]:
        """What a condition of the row adds."""
        if _mere(items):
            return []
        span = span_of(items)
        if span is not None and self.scope.index(span[0]) is not None:
            key, lo, hi = span
            symbol = self.scope.index(key)
            resolver.free.setdefault(key, self.at)
            ends = Resolver(self.scope)
            found = [sp.Le(ends.number(g.parse(lo)), symbol, evaluate=False)]
            if hi is not None:
                found.append(sp.Le(symbol, ends.number(g.parse(hi)), evaluate=False))
            return [f for f in found if not _known_bound(f, symbol)]
        unsure = isinstance(items[0], Token) and items[0].words == "?"
        left = items[1:] if unsure or is_sign(items[0], r"\forall") else items
        made = condition(resolver, left, self.at)
        if unsure and not (_about_indices(made) and self.is_bound(left)):
            raise _condition_or_claim(first(items[1]))
        return [made]

    def is_bound(self, items: list[Item]) -> bool:
        """Whether a relation says how far an index goes, and no more."""
        return (
            isinstance(items[0], Token)
            and is_relation(items[1])
            and self.scope.index(items[0].text) is not None
        )

    def statement(self) -> Any:
        made, _, _ = self.resolved()
        return surely(made) if is_random(made) else made

    def hypotheses(self) -> tuple[Any, ...]:
        made, resolver, own = self.resolved()
        stated = [(stated_for(a, resolver, self.scope), a.defines, False) for a in self.scope.assumed]
        stated += [(stated_for(a, resolver, self.scope), "", True) for a in self.given]
        own = [surely(o) if is_random(o) else o for o in own]
        given = [fact for _, fact in resolver.given]
        return tuple(_relevant([made, *own, *given], stated, [*own, *given]))


def stated_for(assumption: Assumption, resolver: Resolver, scope: Scope) -> Any | None:
    """An assumption as a hypothesis of a step: an index that stands free in both is the same one, and another
    that stands free in it may be any; None where it only speaks of indices that the step does not have."""
    if assumption.every is not None:
        return assumption.state(Resolver(scope))
    probe = Resolver(scope)
    made = assumption.state(probe)
    loose = [x for x in probe.free if scope.is_index(x) and x not in resolver.free]
    if not loose:
        return made
    if _about_indices(made):
        return None
    return forall(tuple(scope.index(x) for x in loose), made)


def _known_bound(relation: Any, symbol: Any) -> bool:
    """Whether an index is declared with this bound."""
    a, b = relation.args
    lo, hi = symbol.bounds
    return bool((b == symbol and a == lo) or (a == symbol and b == hi))


def _about_indices(made: Any) -> bool:
    """Whether a statement speaks of integers alone."""
    return not any(
        isinstance(p, (Component, Loss, Call, Mean, Family)) or (isinstance(p, Quantity) and not p.is_integer)
        for p in sp.preorder_traversal(made)
    )


def _names(made: Any) -> set[str]:
    """The names of the quantities in a statement that are no indices; of all, where there are no others."""
    found: set[str] = set()
    indices: set[str] = set()
    for p in sp.preorder_traversal(made):
        if isinstance(p, Family):
            found.add(p.name)
        elif isinstance(p, (Loss, Call)):
            found.add(str(p.args[0]))
        elif isinstance(p, Quantity):
            (indices if p.is_integer else found).add(p.name)
    return found or indices


def _relevant(
    about: Sequence[Any], stated: Iterable[tuple[Any | None, str, bool]], own: Sequence[Any]
) -> list[Any]:
    """The hypotheses that speak of what a step speaks of, or of what those do; all that are its own.

    An equation that says what the terms of a sequence are, or what a letter is, is of interest where these
    occur: whatever else is, there is such a sequence."""
    left = [(s, _names(s), said or _sequence_of(s), always) for s, said, always in stated if s is not None]
    names = set().union(*map(_names, about))
    for made in about:
        names |= {p.name for p in sp.preorder_traversal(made) if isinstance(p, Quantity)}
    kept: set[int] = {n for n, (_, _, _, always) in enumerate(left) if always}
    names |= set().union(*(left[n][1] for n in kept))

    def speaks(n: int) -> bool:
        _, said, defines, _ = left[n]
        return defines in names if defines else bool(said & names)

    while more := [n for n in range(len(left)) if n not in kept and speaks(n)]:
        kept |= {*more}
        names |= set().union(*(left[n][1] for n in more))
    found = [s for n, (s, *_) in enumerate(left) if n in kept]
    return list(dict.fromkeys([*found, *own]))


def _sequence_of(made: Any) -> str:
    """The sequence whose terms a hypothesis defines, by an equation with one of them on its left; "" of
    another hypothesis."""
    while isinstance(made, ForAll):
        made = made.args[3]
    left = made.args[0] if isinstance(made, sp.Eq) else None
    if not isinstance(left, Component) or left.args[0].kind != "real":
        return ""
    return str(left.args[0].name) if any(hi is None for _, hi in left.args[0].ranges) else ""


def _moments(made: Any, resolver: Resolver) -> None:
    """Refuse moments beyond the second of what is said to be independent: only the first two are known."""
    limited = {k.source.name if isinstance(k.source, Family) else k.source.args[0].name: k
               for k in resolver.met.values() if k.limited}  # fmt: skip
    if not limited:
        return
    for part in sp.preorder_traversal(made):
        if isinstance(part, Mean) and _degree(part.args[0], set(limited)) > 2:
            raise Unread(
                "what is independent is known here by its first two moments, and this mean is of more",
                reason="moments",
            )


def _degree(e: Any, names: set[str]) -> int:
    """The degree in random quantities; a large number of what is no polynomial in them."""
    if isinstance(e, Component):
        return int(e.args[0].name in names)
    if not any(isinstance(p, Family) and p.name in names for p in sp.preorder_traversal(e)):
        return 0
    if isinstance(e, sp.Add):
        return max(_degree(a, names) for a in e.args)
    if isinstance(e, sp.Mul):
        return sum(_degree(a, names) for a in e.args)
    if isinstance(e, sp.Pow) and e.exp.is_Integer and e.exp > 0:
        return int(e.exp) * _degree(e.base, names)
    if isinstance(e, sp.Sum):
        return _degree(e.args[0], names)
    if isinstance(e, Mean):
        return 0 if _degree(e.args[0], names) <= 2 else 9
    return 9


__all__ = ["DisplaySteps", "Form", "Outcome", "Paper", "Source", "Step", "of_contents", "read_paper"]
