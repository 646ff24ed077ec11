"""What Coq's text means, at points: an evaluator of its own, by the definitions of the prelude and no core.

A formula's meaning at a point is a list: its connectives and relations in their order, and the numbers that
both sides of each relation are.  What a quantifier binds is tried at a few numbers, a limit's sequence at
three times.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

TOKEN = re.compile(r"\s*(/\\|\\/|->|=>|<=|<>|%Z|%Q|[A-Za-z_][\w']*|\d+|[-()\[\],:;=<+*/^~])")
INFIX = ("+", "*", "/", "^", "=", "<=", "<", "<>", "/\\", "\\/", "->")
RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b, "<>": lambda a, b: a != b,
}  # fmt: skip
WHOLES = (-1, 0, 1, 2, 3)  # that are tried for a variable
REALS = (Fraction(-1, 2), Fraction(1), Fraction(3, 2))
TIMES = (1, 2, 3)

Env = dict[str, Any]
Reading = Callable[[Env], Any]


class Told(tuple[list[Any], bool]):
    """A formula's meaning, and whether it holds (of quantifiers: at what was tried)."""

    __slots__ = ()


def told(parts: Iterable[Any], *, holds: bool) -> Told:
    return Told(([*parts], holds))


class Coin(Exception):
    """A coin whose side is not known yet."""


class Outcome:
    """The sides on which coins have fallen; of others, what ``otherwise`` says."""

    def __init__(self, sides: Mapping[Any, int], otherwise: Callable[[Any], int]) -> None:
        self.sides, self.otherwise = sides, otherwise

    def side(self, coin: Any) -> int:
        return self.sides[coin] if coin in self.sides else self.otherwise(coin)


def meaning(text: str, env: Env) -> list[Any]:
    """That of a theorem's statement: of its hypotheses and its goal, one after the other."""
    return [part(env)[0] for part in Parser(text).statement()]


class Parser:
    """From text to functions of an environment."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == "".join(text.split()), "a text of known tokens"
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self, *expected: str) -> str:
        word = self.peek()
        assert not expected or word in expected, (word, expected)
        self.place += 1
        return word

    def statement(self) -> list[Reading]:
        if self.peek() == "forall":
            depth = 0
            while (word := self.next()) != "," or depth:
                depth += (word == "(") - (word == ")")
        parts = [self.application()]
        while self.peek() == "->":
            self.next()
            parts.append(self.application())
        assert not self.peek(), "nothing behind the statement"
        return parts

    def atom(self) -> Reading:
        word = self.next()
        if word == "(":
            found = self.inside()
            self.next(")")
        elif word == "[":
            listed = []
            while self.peek() != "]":
                listed.append(self.application())
                if self.peek() == ";":
                    self.next()
            self.next("]")
            found = lambda env: [x(env) for x in listed]  # noqa: E731 - a reading like the others
        elif word.isdigit():
            found = lambda _env: Fraction(int(word))  # noqa: E731 - as above
        elif word == "False":
            found = lambda _env: told(["False"], holds=False)  # noqa: E731 - as above
        else:
            found = lambda env: HEADS[word] if word in HEADS else env[word]  # noqa: E731 - as above
        while self.peek() in ("%Z", "%Q"):
            self.next()
        return found

    def application(self) -> Reading:
        head = self.atom()
        arguments = []
        while self.peek() in ("(", "[") or re.match(r"[A-Za-z_\d]", self.peek()):
            arguments.append(self.atom())
        return (lambda env: head(env)(*(a(env) for a in arguments))) if arguments else head

    def inside(self) -> Reading:
        match self.peek():
            case "forall" | "exists":
                return self.quantified()
            case "fun":
                return self.function()
            case "~":
                self.next()
                inner = self.atom()
                return lambda env: told(["~", *inner(env)[0]], holds=not inner(env)[1])
            case "-":
                self.next()
                first = self.atom()
                parts: list[Reading] = [lambda env: -first(env)]
            case _:
                parts = [self.application()]
        signs = []
        while self.peek() in INFIX:
            signs.append(self.next())
            parts.append(self.application())
        return combined(parts, signs)

    def quantified(self) -> Reading:
        op, name = self.next(), self.next()
        self.next(":")
        kind = self.next()
        self.next(",")
        parts = [self.application()]
        while self.peek() == "->":
            self.next()
            parts.append(self.application())
        inner = combined(parts, ["->"] * (len(parts) - 1))
        if kind == "Omega":
            return lambda env: told(["surely", *inner(env)[0]], holds=inner(env)[1])
        values = WHOLES if kind == "Z" else REALS

        def reading(env: Env) -> Told:
            found = [inner({**env, name: Fraction(x)}) for x in values]
            holds = (all if op == "forall" else any)(f[1] for f in found)
            return told([op, *(x for f in found for x in f[0])], holds=holds)

        return reading

    def function(self) -> Reading:
        self.next("fun")
        name = self.next()
        while self.next() != "=>":
            pass
        body = self.application()
        return lambda env: lambda x: body({**env, name: x})


def combined(parts: list[Reading], signs: list[str]) -> Reading:
    """Several readings with operators in between, which are alike, or one."""
    if not signs:
        return parts[0]
    assert len(set(signs)) == 1, "one kind of operators between two parentheses"
    (sign,) = set(signs)
    if sign in ("+", "*"):
        one = (lambda a, b: a + b) if sign == "+" else (lambda a, b: a * b)
        return lambda env: _folded(one, [p(env) for p in parts])
    first, *rest = parts
    second = combined(rest, signs[1:])
    if sign == "/":
        return lambda env: first(env) / second(env)
    if sign == "^":
        return lambda env: first(env) ** int(second(env))
    if sign in RELATIONS:
        return lambda env: _related(sign, first(env), second(env))
    return lambda env: _connected(sign, first(env), second(env))


def _folded(one: Callable[[Any, Any], Any], values: list[Any]) -> Any:
    result = values[0]
    for x in values[1:]:
        result = one(result, x)
    return result


def _related(sign: str, a: Any, b: Any) -> Told:
    return told([sign, a, b], holds=RELATIONS[sign](a, b))


def _connected(sign: str, a: Told, b: Told) -> Told:
    holds = {"/\\": a[1] and b[1], "\\/": a[1] or b[1], "->": not a[1] or b[1]}[sign]
    return told([sign, *a[0], *b[0]], holds=holds)


# -- the prelude


def _power(x: Any, n: Any) -> Any:
    """Of 0 to a negative exponent 0, as 1/0 is."""
    return x ** int(n) if n >= 0 or x else Fraction(0)


def _root(degree: Any, x: Any) -> Any:
    """Of what is not positive 0."""
    if x <= 0:
        return Fraction(0)
    near = round(float(x) ** (1 / int(degree)) * 5040)
    exact = Fraction(near, 5040)
    return exact if exact ** int(degree) == x else float(x) ** (1 / int(degree))


def _mean(f: Callable[[Outcome], Any]) -> Any:
    """Over all sides of the coins that are asked for."""
    met: list[Any] = []
    while True:
        outcomes = [dict(zip(met, sides, strict=True)) for sides in product((1, -1), repeat=len(met))]
        try:
            return sum(f(Outcome(sides, _unknown)) for sides in outcomes) / len(outcomes)
        except Coin as coin:
            met.append(coin.args[0])


def _unknown(coin: Any) -> int:
    raise Coin(coin)


def _derivative(f: Callable[[Any], Any], x: Any) -> Any:
    """By differences, from which the first errors are taken away."""
    steps = [Fraction(1, 2**n) for n in (6, 7, 8, 9)]
    row = [(f(x + h) - f(x - h)) / (2 * h) for h in steps]
    for order in range(1, len(row)):
        row = [(4**order * b - a) / (4**order - 1) for a, b in pairwise(row)]
    return row[0]


def _one_changed(family: Callable[..., Any], *change: Any) -> Callable[..., Any]:
    *index, value = change
    return lambda *at: value if [*at] == index else family(*at)


def _sequence(f: Callable[[Any], Any], limit: Any) -> Told:
    return told(["tends", *(f(Fraction(t)) for t in TIMES), limit], holds=True)


def _choice(condition: Told, a: Any, b: Any) -> Any:
    return a if condition[1] else b


def _sum(lo: Any, hi: Any, f: Callable[[Any], Any]) -> Any:
    return sum((f(Fraction(i)) for i in range(int(lo), int(hi) + 1)), Fraction(0))


HEADS: dict[str, Any] = {
    "IZR": lambda n: n, "powZ": _power, "root": _root, "sum": _sum, "E": _mean, "Derive": _derivative,
    "ind": lambda f: Fraction(f[1]), "indZ": lambda f: Fraction(f[1]), "choice": _choice, "choiceZ": _choice,
    "exp": math.exp, "sin": math.sin, "cos": math.cos, "Rabs": abs, "PI": math.pi,
    "upd1": _one_changed, "upd2": _one_changed, "tends": _sequence,
    "vec": lambda n, f: [f(Fraction(i)) for i in range(1, int(n) + 1)],
    "partial": lambda function, indices, point: function.derived(indices, point),
    "smooth": lambda function, n, point: told(["smooth", function.name, n, *point], holds=True),
    "has_gradient": lambda function, g, y: told(["gradient", function.name, *g, *y], holds=True),
}  # fmt: skip
