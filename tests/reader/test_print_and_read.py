"""What the printer writes in LaTeX is read back as what was printed: every statement of every page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
import sympy as sp

import derivations
from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.judge.prepare import Problem, read
from symderiv.language.expressions import Call, Function, Loss
from symderiv.language.page import Claim
from symderiv.language.quantities import Family, Quantity, quantities_in
from symderiv.language.translate import Translator
from symderiv.reader import grammar as g
from symderiv.reader.brackets import SPACE, cleaned, is_sign, nested
from symderiv.reader.conditions import statement
from symderiv.reader.declarations import joined
from symderiv.reader.forms import Form, Place, Slot, form_of
from symderiv.reader.resolver import Resolver
from symderiv.reader.scope import Known, Role, Scope
from symderiv.reader.tokens import Source, tokens
from symderiv.reader.values import Vector
from symderiv.render import Spelling, latex

LETTERS = "ijklrs"
UNREAD = (
    "shifted_sum:first-match",  # the first branch that matches, while printed cases assert each branch
    "shifted_sum:first-match-least",
    "control_variates:antithetic",  # a law, whose sign claims nothing exact in a paper
    "reparametrization:law",
)


def claims() -> Iterator[Claim]:
    for module in walk_packages(derivations.__path__, "derivations."):
        if not module.ispkg and not module.name.rpartition(".")[2].startswith("_"):
            yield from (c for c in import_module(module.name).page if c.id not in UNREAD)


class Printed:
    """A scope with the quantities of a claim, in the forms in which the printer writes them."""

    def __init__(self, problem: Problem) -> None:
        self.spelling = by_entries(problem)
        self.scope = Scope()
        self.one: list[tuple[str, ...]] = []
        written = [line.statement for line in problem.lines]
        for q in dict.fromkeys(quantities_in(written)):
            self.quantity(q)
        for e in dict.fromkeys(p for s in written for p in sp.preorder_traversal(s)):
            if isinstance(e, Loss):
                self.loss(e)
            elif isinstance(e, Call):
                self.function(e)

    def items(self, text: str) -> list[Any]:
        found = joined(cleaned(tokens(Source("", text))), self.one)
        return [i for i in nested(found) if not is_sign(i, SPACE)]

    def form(self, text: str, letters: str = "") -> Form:
        if "." in text:  # a word such as y.grad is one letter
            head = text.split("[", maxsplit=1)[0]
            self.one.append(tuple(t.text for t in cleaned(tokens(Source("", head)))))
        if text.startswith(r"\Delta "):
            self.one.append(tuple(t.text for t in tokens(Source("", text))[:2]))
        tree = g.parse(self.items(text))
        behind = None
        if isinstance(tree, g.Product):
            (_, tree), (_, behind) = tree.factors
        return form_of(tree, behind, lambda key: key in letters)

    def quantity(self, q: Any) -> None:
        if isinstance(q, Quantity):
            form = self.form(latex(Translator().symbol(q), self.spelling))
            role = Role.INDEX if q.is_integer else Role.NUMBER
            self.scope.add(Known(form, role, lambda *_: q, source=q))
            return
        assert isinstance(q, Family)
        letters = [sp.Symbol(x, integer=True) for x in LETTERS[: len(q.ranges)]]
        member = Translator().term(q[tuple(letters)])
        form = self.form(latex(member, self.spelling), LETTERS[: len(letters)])
        order = [form.slots.index(str(x)) for x in letters]

        def make(_: Resolver, indices: tuple[Any, ...], __: Any) -> Any:
            return q[tuple(indices[n] for n in order)]

        ranges = tuple((x, *q.ranges[LETTERS.index(x)]) for x in form.slots)
        self.scope.add(Known(form, Role.NUMBER, make, ranges, source=q))
        if q.ranges and q.ranges[-1][1] is not None:
            self.vector(q, form, order)

    def vector(self, q: Family, form: Form, order: list[int]) -> None:
        """The whole of a family, without its last index, as norms and functions have it."""
        last = order[-1]
        kept = [x for n, x in enumerate(form.slots) if n != last]
        text = without(form, form.slots[last])
        lo, hi = q.ranges[-1]

        def make(_: Resolver, indices: tuple[Any, ...], __: Any) -> Vector:
            given = dict(zip(kept, indices, strict=True))

            def entry(i: Any) -> Any:
                values = [given.get(x, i) for x in form.slots]
                return q[tuple(values[n] for n in order)]

            return Vector(lo, hi, entry, "k")

        self.scope.add(Known(text, Role.VECTOR, make, source=q))

    def loss(self, e: Loss) -> None:
        name, family, *_ = e.args
        at = [sp.Symbol(x, integer=True) for x in LETTERS[: len(e.args[5])]]
        like = e.func(*e.args[:5], sp.Tuple(*at))
        form = self.form(latex(Translator().term(like), self.spelling), LETTERS[: len(at)])

        def make(_: Resolver, indices: tuple[Any, ...], __: Any) -> Any:
            return e.xreplace(dict(zip(e.args[5], indices, strict=True)))

        self.scope.add(Known(form, Role.LOSS, make, source=family))
        assert str(name)

    def function(self, e: Call) -> None:
        name = str(e.args[0])
        form = self.form(self.spelling.latex.get(name, r"\mathcal{L}" if name == "L" else name))
        made = Function(name, e.args[3])
        self.scope.add(Known(form, Role.FUNCTION, lambda *_: None, source=made))


def without(form: Form, letter: str) -> Form:
    """A form without one of its slots."""

    def left(place: Place | None) -> Place | None:
        if place is None or Slot(letter) not in place.parts:
            return place
        parts = tuple(p for p in place.parts if p != Slot(letter))
        return Place(parts, "", place.round, place.close) if parts else None

    return Form(
        form.key,
        left(form.below),
        left(form.above),
        left(form.behind),
        form.bracket if left(form.behind) else "",
    )


def by_entries(problem: Problem) -> Spelling:
    """The claim's spelling, in which arrays are printed by their entries; as such they are held by
    tests/render/test_arrays_printed.py."""
    return replace(problem.spelling, arrays=frozenset())


def read_back(problem: Problem, spelling: Spelling) -> Term:
    """The formula that the printed LaTeX of a claim is read as."""
    printed = Printed(problem)
    items = printed.items(latex(problem.goal, spelling))
    with sp.evaluate(False):
        made = statement(
            Resolver(printed.scope), items, items[0] if not hasattr(items[0], "first") else items[0].first
        )
        return Translator().formula(made)


@pytest.mark.parametrize("claim", list(claims()), ids=lambda c: c.id)
def test_a_statement_reads_back_as_itself(claim: Claim) -> None:
    problem = read(claim)
    assert flat(read_back(problem, by_entries(problem))) == flat(problem.goal)


def flat(f: Term) -> Term:
    """A formula up to the order and the brackets of sums, products and conjunctions, and of numbers in them,
    which the print does not tell."""
    if f.op == "pow" and f.args[1] == k.num(2) and f.args[0].op == "root" and f.args[0].args[1] == 2:
        return flat(f.args[0].args[0])  # the square of a norm is a sum of squares
    if f.op in ("add", "mul", "and"):
        parts = [p for a in map(flat, k.parts(f)) for p in (a.args if a.op == f.op else [a])]
        if f.op != "and":
            parts = folded(f.op, parts)
        return parts[0] if len(parts) == 1 else Term(f.op, *sorted(parts, key=repr))
    return k.map_parts(lambda part, _: flat(part), f)


def folded(op: str, parts: list[Term]) -> list[Term]:
    """Numbers of a product as one."""
    numbers = [p.args[0] for p in parts if p.op == "num"]
    if op == "add" or not numbers:
        return parts
    value = k.num(math.prod(numbers[1:], start=numbers[0]))
    others = [p for p in parts if p.op != "num"]
    return others if value == k.ONE and others else [value, *others]
