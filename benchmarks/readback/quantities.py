"""Names in a formula: quantities with their indices, vectors, functions and constants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from readback.cursor import Cursor, Declared
from readback.layout import ReadError, Tokens, name, sign, split
from readback.template import match, without
from symderiv.core import terms as k
from symderiv.core.terms import FUNCTIONS, ONE, Term

HEADS: Final = {
    "Re": "re", "Im": "im", "Γ": "gamma", r"\Gamma": "gamma", "1/Γ": "rgamma", "(1/Γ)": "rgamma",
    "B": "beta", "rm:B": "beta",
    "ζ": "zeta", r"\zeta": "zeta", "J": "bessel_j", "Y": "bessel_y", "I": "bessel_i", "K": "bessel_k",
    "P": "legendre", "T": "chebyshev_t", "U": "chebyshev_u", "F": "fibonacci", r"\arg": "arg",
    r"\arcsin": "asin", r"\arccos": "acos", r"\arctan": "atan",
    **{f"\\{f}": f for f in ("log", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")},
    r"\coth": "coth",
    **{f: f for f, (arity, _) in FUNCTIONS.items() if arity},
}  # fmt: skip
CONSTANTS: Final = {
    "i": "I", "ⅈ": "I", "rm:i": "I", "π": "pi", r"\pi": "pi", "φ": "golden", r"\varphi": "golden",
    "G": "catalan", "γ": "euler", r"\gamma": "euler",
}  # fmt: skip
MEANS: Final = frozenset({"E", "𝔼", "bb:E"})
BASES_OF_EXP: Final = frozenset({"e", "ⅇ", "rm:e"})
EXTREMES: Final = {"min": "min", "max": "max", r"\min": "min", r"\max": "max"}


@dataclass
class Scripts:
    """What stands around a letter, not read yet: parts below and above it, and where tokens go on."""

    low: list[Tokens] = field(default_factory=list)
    high: list[Tokens] = field(default_factory=list)


class QuantityReader(Cursor):
    """A reader of what has a name."""

    def function(self) -> Declared:
        for d in self.declared:
            if d.kind == "call" and self.tokens[self.at : self.at + len(d.letter)] == d.letter:
                self.at += len(d.letter)
                return d
        raise ReadError(f"no function is called {self.peek().text}")

    def rest_as_vector(self) -> Callable[[Term], Term]:
        """What follows, up to where a vector ends, as a function of an index."""
        start = self.at
        listed = self.attempt(lambda: self.listed(start))
        if listed is not None:
            return lambda v: k.open_(listed, v)
        v = k.var(f"entry {len(self.declared)}", "int")
        before, self.vector = self.vector, v
        try:
            body = self.sum()
        finally:
            self.vector = before
        return lambda u: k.substitute(body, {v: u})

    def listed(self, start: int) -> Term:
        """``entry for i ∈ 1..n``: the letter is known only at the end."""
        ends = [i for i in range(start, len(self.tokens)) if self.tokens[i] == name("for")]
        for end in ends:
            at = self.at = end + 1
            letter = self.letter()
            after = self.at
            del at
            self.at = start
            with self.binding(letter, "int") as v:
                body = self.attempt(self.sum)
            if body is not None and self.at == end:
                self.at = after
                self.domain()
                return Term("sum", k.Hint("v"), ONE, ONE, k.close(body, v))
            self.at = start
        raise ReadError("no entries are listed")

    def named(self) -> Term:
        start = self.at
        applied = self.dotted and self.peek(1) == sign("(")
        if applied and self.peek().text in (*HEADS, *EXTREMES):
            self.at += 1
            return self.function_of_table(self.tokens[start].text)
        for d in sorted(self.candidates(), key=lambda d: -len(d.letter)):
            self.at = start
            if (t := self.attempt(partial(self.quantity, d))) is not None:
                return t
        self.at = start + 1
        head = self.tokens[start].text
        if head in MEANS:
            self.expect("[")
            return Term("mean", self.closed("]"))
        if head in BASES_OF_EXP and self.peek().kind == "high":
            self.at += 1
            return Term("exp", self.part(self.tokens[self.at - 1].parts[0]))
        if head in BASES_OF_EXP and self.take("^"):
            return Term("exp", self.held())
        if head in CONSTANTS and head not in (
            *HEADS,
            *EXTREMES,
        ):  # what is in parentheses behind it is a factor
            return k.fn(CONSTANTS[head])
        if self.peek() == sign("("):
            return self.function_of_table(head)
        raise ReadError(f"nothing is called {head} here: {self.tokens}")

    def candidates(self) -> list[Declared]:
        """The quantities with this letter; one that is bound hides others of just its print."""
        found: list[Declared] = []
        for d in self.declared:
            head = d.template[:1] or d.head
            if head == self.tokens[self.at : self.at + len(head)] and all(
                d.letter != e.letter for e in found
            ):
                found.append(d)
        return found

    def function_of_table(self, head: str) -> Term:
        if head not in HEADS and head not in EXTREMES:
            raise ReadError(f"no function is called {head}")
        self.expect("(")
        args = [self.sum()]
        while self.take(","):
            args.append(self.sum())
        self.expect(")")
        if head in EXTREMES:
            a, b = args
            return Term("if", k.le(a, b) if EXTREMES[head] == "min" else k.le(b, a), a, b)
        function = HEADS[head]
        return k.fn("hurwitz" if function == "zeta" and len(args) == 2 else function, *args)

    def quantity(self, d: Declared) -> Term:
        if d.template:
            return self.member(d)
        self.at += len(d.head)
        scripts = self.scripts(d)
        if d.kind == "call":
            return self.call_of(d, scripts)
        low, high, bracket = self.indices(d, scripts)
        if self.peek() == sign("["):
            raise ReadError(f"{d.head} has no index in brackets")
        by_place = {"_": low, "^": high, "[": bracket}
        indices = [self.part(by_place[p].pop(0)) if by_place[p] else None for p in d.places]
        missing = [i for i, t in enumerate(indices) if t is None]
        if missing:
            if self.vector is None or missing != [len(indices) - 1]:
                raise ReadError(f"{d.head} lacks an index")
            self.used = True
            indices[-1] = self.vector
        t = d.make(*(i for i in indices if i is not None))
        for exponent in scripts.high:
            t = Term("pow", t, self.part(exponent))
        return t

    def member(self, d: Declared) -> Term:
        """A member of a family whose print is declared."""
        template = d.template
        for left_out in (0, len(d.places)):
            template = without(d.template, left_out) if left_out else d.template
            try:
                length, slots = match(template, self.tokens[self.at :], whole=False)
            except ReadError:
                if left_out or self.vector is None:
                    raise
                continue
            self.at += length
            indices = [self.part(_plain(slots[n])) for n in sorted(slots)]
            return d.make(*indices, self.vector) if left_out else d.make(*indices)
        raise ReadError(f"this is not {d.head}")

    def applied(self, function: Callable[[], Declared], parts: list[Tokens]) -> Term:
        indices = tuple(self.part(p) for p in parts)
        d = function()
        self.expect("(")
        vector = self.rest_as_vector()
        self.expect(")")
        return d.make("call", indices, vector)

    def letters_apart(self, parts: list[Tokens], wanted: int | None = None) -> list[Tokens]:
        """Single letters side by side are indices of their own, where so many are wanted."""
        if len(parts) == 1 and wanted != 1:
            units = self.units(parts[0])
            if units is not None and (wanted is None or len(units) == wanted):
                return units
        return parts

    def units(self, tokens: Tokens) -> list[Tokens] | None:
        """Names next to each other; in text they are one word of letters."""
        if self.dotted and len(tokens) == 1 and tokens[0].text.isalpha():
            return [(name(c),) for c in tokens[0].text]
        return [(t,) for t in tokens] if all(t.kind == "name" for t in tokens) else None

    def call_of(self, d: Declared, scripts: Scripts) -> Term:
        if scripts.low or scripts.high:
            raise ReadError("a function has no indices here")
        return self.applied(lambda: d, [])

    def scripts(self, d: Declared) -> Scripts:
        """What stands below and above the letter, without what belongs to it."""
        found = Scripts()
        while self.peek().kind in ("low", "high"):
            kind, parts = self.peek().kind, split(self.peek().parts[0])
            (found.low if kind == "low" else found.high).extend(parts)
            self.at += 1
        for parts, own in ((found.low, d.own("low")), (found.high, d.own("high"))):
            if parts[: len(own)] != own:
                raise ReadError(f"this is not {d.head}")
            del parts[: len(own)]
        return found

    def indices(self, d: Declared, scripts: Scripts) -> tuple[list[Tokens], list[Tokens], list[Tokens]]:
        """Parts below, above and in brackets; what text has no small letters for stands in brackets."""
        low, high = d.places.count("_"), d.places.count("^")
        below = (
            self.letters_apart(scripts.low, low if len(scripts.low) == 1 and low > 1 else None)
            if low > 1
            else scripts.low
        )
        if len(below) > low:
            raise ReadError(f"{d.head} has fewer indices below")
        above = [_plain(p) for p in scripts.high[:high]]
        del scripts.high[:high]
        if low and not below and self.peek() == sign("["):
            below = self.brackets()
        bracket: list[Tokens] = []
        if (d.places.count("[") or (high and not above)) and self.peek() == sign("["):
            bracket = self.brackets()
        if high and not above:
            above, bracket = bracket[:high], bracket[high:]
        return list(below), above, bracket


def _plain(part: Tokens) -> Tokens:
    """A time that is a number stands in parentheses, so that it is no power."""
    if len(part) == 3 and part[0] == sign("(") and part[1].kind == "num":
        return part[1:2]
    return part
