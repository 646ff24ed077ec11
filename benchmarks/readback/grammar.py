"""The printed grammar: tokens to terms, given what quantities there are.

Weakest first: a quantifier takes all that follows; ⇒ and ⇔; ∧ and ∨, and ``surely`` after one relation;
relations in chains; + and −; products, in which ∑ takes all that follows in the product; and scripts.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from readback.cursor import Declared
from readback.layout import ReadError, Tokens, sign, split
from readback.terms import TermReader
from symderiv.core import terms as k
from symderiv.core.terms import TRUE, ZERO, Term

RELATIONS: Final = {"=": "eq", "≤": "le", "<": "lt", "≠": "ne"}
DISTRIBUTIONS: Final = {
    "Normal": "normal", "Bernoulli": "bernoulli", "Exponential": "exponential", "Poisson": "poisson",
    "Uniform": "uniform",
}  # fmt: skip
LIMITS: Final = frozenset({"lim", r"\lim"})


class Reader(TermReader):
    """A reader of formulas."""

    def formula(self) -> Term:
        if q := self.take("∀", "∃"):
            return self.quantified("all" if q == "∀" else "ex", [])
        left = self.connective()
        if arrow := self.take("⇒", "⇔"):
            right = self.connective()
            one = k.implies(left, right)
            return one if arrow == "⇒" else k.and_(one, k.implies(right, left))
        return left

    def quantified(self, op: str, waiting: list[Tokens]) -> Term:
        """Letters in front of a domain share it; domains are separated by commas."""
        waiting = [*waiting, self.letter()]
        if self.take(","):
            return self.quantified(op, waiting)
        sort, lo, hi = self.domain()
        return self.over(op, waiting, sort, lo, hi)

    def over(self, op: str, letters: list[Tokens], sort: str, lo: Term | None, hi: Term | None) -> Term:
        first, *others = letters
        with self.binding(first, sort) as v:
            if others:
                body = self.over(op, others, sort, lo, hi)
            elif self.take(","):
                body = self.quantified(op, [])
            else:
                self.expect(":")
                body = self.formula()
        return Term(op, k.Hint("v"), sort, lo, hi, k.close(body, v))

    def connective(self) -> Term:
        parts = [self.relation()]
        if self.take("surely"):
            return Term("surely", parts[0])
        if s := self.take("∧", "∨"):
            parts.append(self.relation())
            while self.take(s):
                parts.append(self.relation())
            return Term("and" if s == "∧" else "or", *parts)
        return parts[0]

    def relation(self) -> Term:
        if self.take("¬"):
            return k.not_(self.held_formula())
        for read in (self.limit, self.smooth, self.law, self.chain):
            if (found := self.attempt(read)) is not None:
                return found
        return self.held_formula()

    def held_formula(self) -> Term:
        if self.take("⊥"):
            return k.FALSE
        if self.take("⊤"):
            return TRUE
        self.expect("(")
        f = self.formula()
        self.expect(")")
        return f

    def chain(self) -> Term:
        if (order := self.attempt(self.little_o)) is not None:
            return order
        links: list[Term] = []
        left = self.sum()
        while s := self.take(*RELATIONS):
            if s == "=" and (rows := self.conditioned_rows()) is not None:
                return k.and_(*links, *(k.implies(c, k.eq(left, v)) for v, c in rows))
            right = self.sum()
            links.append(k.ne(left, right) if s == "≠" else Term(RELATIONS[s], left, right))
            left = right
        if not links:
            raise ReadError(f"expected a relation, met {self.peek()}")
        return k.and_(*links)

    def conditioned_rows(self) -> list[tuple[Term, Term]] | None:
        """Cases each of which has its condition: no term, but what is said of the other side."""
        at = self.at
        held = self.take("(")
        rows = self.rows()
        if rows is None or any(c is None for _, c in rows) or (held and not self.take(")")):
            self.at = at
            return None
        return [(v, c) for v, c in rows if c is not None]

    def limit(self) -> Term:
        self.expect(*LIMITS)
        low = self.next_low() if self.peek().kind == "low" else self.parenthesised()
        letter = split(low, "→")[0]
        with self.binding(letter, "int") as v:
            body = self.product()
        self.expect("=")
        return Term("tends", k.Hint("v"), self.sum(), k.close(body, v))

    def little_o(self) -> Term:
        """f = o(g) (n→∞): the index stands at the end."""
        ends = [i for i, t in enumerate(self.tokens[self.at :], self.at) if t == sign("→")]
        for end in ends:
            if (found := self.attempt(partial(self.order_up_to, end))) is not None:
                return found
        raise ReadError("no index grows here")

    def order_up_to(self, end: int) -> Term:
        starts = [i for i in range(self.at, end) if self.tokens[i] == sign("(")]
        if not starts:
            raise ReadError("no index grows here")
        with self.binding(self.tokens[starts[-1] + 1 : end], "int") as v:
            small = self.sum()
            self.expect("=")
            self.expect("o")
            self.expect("(")
            scale = self.sum()
            self.expect(")")
            if self.at != starts[-1]:
                raise ReadError("the index grows elsewhere")
            self.at = end
            self.expect("→"), self.expect("∞"), self.expect(")")
        return Term("tends", k.Hint("v"), ZERO, k.close(k.mul(small, k.power(scale, -1)), v))

    def law(self) -> Term:
        """X ~ Normal(μ, v); or what several are together."""
        terms = [self.sum()]
        while self.take(","):
            terms.append(self.sum())
        if len(terms) == 1 and self.take("="):
            return self.conditional(terms[0])
        if len(terms) == 1 and self.take("~"):
            title = self.expect(*DISTRIBUTIONS)
            self.expect("(")
            terms.append(self.sum())
            while self.take(","):
                terms.append(self.sum())
            self.expect(")")
            return k.law(DISTRIBUTIONS[title], *terms)
        self.expect("is" if len(terms) == 1 else "are")
        return k.law(self.expect("independent", "integrable"), *terms)

    def conditional(self, m: Term) -> Term:
        """m = E[X ∣ Y, ...]."""
        self.expect("E", "𝔼", "bb:E")
        self.expect("[")
        terms = [m, self.sum()]
        self.expect("∣")
        terms.append(self.sum())
        while self.take(","):
            terms.append(self.sum())
        self.expect("]")
        return k.law("conditional", *terms)

    def smooth(self) -> Term:
        d = self.function()
        self.expect("is")
        order = 1
        if self.take("twice"):
            order = 2
        elif self.peek().text.isdecimal():
            order = int(self.peek().text)
            self.at += 1
            self.expect("times")
        self.expect("differentiable")
        self.expect("at")
        return d.make("smooth", order, self.rest_as_vector())


def read(tokens: Tokens, declared: list[Declared], *, dotted: bool = False) -> Term:
    """The formula or term that the tokens are."""
    reader = Reader(tokens, declared, dotted=dotted)
    try:
        return reader.whole(Reader.formula)
    except ReadError as first:
        reader = Reader(tokens, declared, dotted=dotted)
        try:
            return reader.whole(Reader.sum)
        except ReadError as second:
            raise ReadError(f"{first}; as a term: {second}") from second
