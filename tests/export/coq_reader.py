"""A reader of Coq's text of its own: from a theorem's statement back to the core's terms.

What two terms share in Coq they share here: a conjunction of three is one of two, the bounds of an
existential quantifier are conjuncts, and the declared ranges of families, which Coq's functions do not have,
are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from symderiv.core import terms as k
from symderiv.core.terms import Hint, Term

TOKEN = re.compile(r"\s*(/\\|\\/|->|=>|<=|<>|:=|%Z|%Q|[A-Za-z_][\w']*|\d+|[-()\[\],:;=<+*/^~])")
INFIX = {"+": "add", "*": "mul", "=": "eq", "<=": "le", "<": "lt", "/\\": "and", "\\/": "or", "->": "implies"}


class Reader:
    """Reads one statement; ``known`` says which quantity each identifier is."""

    sorts: Mapping[str, str] = {"Z": "int", "R": "real"}

    def __init__(self, text: str, known: Mapping[str, Any]) -> None:
        self.heads = HEADS
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == "".join(text.split()), "a text of known tokens"
        self.place = 0
        self.known = dict(known)
        self.bound: dict[str, Term] = {}
        self.count = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self, *expected: str) -> str:
        word = self.peek()
        assert not expected or word in expected, (word, expected)
        self.place += 1
        return word

    # -- the statement as a whole

    def theorem(self) -> tuple[list[Term], Term]:
        """Hypotheses and conclusion of ``forall binders, H -> ... -> goal``."""
        if self.peek() == "forall":
            self.next()
            while self.peek() == "(":
                self.skip()
            self.next(",")
        said = [self.atom()]
        while self.peek() == "->":
            self.next()
            said.append(self.atom())
        assert not self.peek(), "nothing behind the statement"
        return said[:-1], said[-1]

    def skip(self) -> None:
        """A binder, whose type the quantities have."""
        depth = 0
        while True:
            word = self.next()
            depth += (word == "(") - (word == ")")
            if not depth:
                return

    # -- expressions

    def atom(self) -> Any:
        word = self.next()
        if word == "(":
            found = self.inside()
            self.next(")")
        elif word == "[":
            found = self.listed()
        elif word.isdigit():
            found = k.num(int(word))
        else:
            found = self.named(word)
        while self.peek() in ("%Z", "%Q"):
            self.next()
        return found

    def listed(self) -> list[Term]:
        found = []
        while self.peek() != "]":
            found.append(self.atom())
            if self.peek() == ";":
                self.next()
        self.next("]")
        return found

    def inside(self) -> Any:
        match self.peek():
            case "forall" | "exists":
                return self.quantified()
            case "fun":
                return self.function()
            case "~":
                self.next()
                return k.not_(self.atom())
            case "-":
                self.next()
                first = k.num(-int(self.next()))
            case _:
                first = self.application()
        parts, sign = [first], ""
        while self.peek() in (*INFIX, "<>", "/", "^"):
            assert sign in ("", self.peek()), "one kind of operators between two parentheses"
            sign = self.next()
            parts.append(self.application())
        return self.joined(sign, parts)

    def joined(self, sign: str, parts: list[Any]) -> Any:
        if not sign:
            return parts[0]
        if sign == "<>":
            return k.ne(*parts)
        if sign == "/":
            return k.num(Fraction(parts[0].args[0]) / Fraction(parts[1].args[0]))
        if sign == "^":
            return Term("pow", *parts)
        return Term(INFIX[sign], *parts)

    def new(self, name: str, sort: str) -> Term:
        self.count += 1
        self.bound[name] = k.var(f"?{self.count}", sort)
        return self.bound[name]

    def quantified(self) -> Term:
        op = "all" if self.next() == "forall" else "ex"
        name = self.next()
        self.next(":")
        kind = self.next()
        self.next(",")
        if kind == "Omega":
            return Term("surely", self.atom())
        before = self.bound.get(name)
        v = self.new(name, self.sorts[kind])
        parts = [self.atom()]
        while self.peek() == "->":
            self.next()
            parts.append(self.atom())
        lo = hi = None
        for f in parts[:-1]:
            assert f.op == "le"
            lo, hi = (f.args[0], hi) if f.args[1] == v else (lo, f.args[1])
        self.bound |= {} if before is None else {name: before}
        return k.quantified(op, v, lo, hi, parts[-1])

    def function(self) -> Callable[..., Any]:
        """The variable and the body of ``fun v : T => body``."""
        self.next("fun")
        name = self.next()
        self.next(":")
        kind = ""
        while self.peek() != "=>":
            kind += self.next()
        self.next()
        if kind == "Omega":
            return (None, self.application())
        if kind in self.sorts:
            before = self.bound.get(name)
            v = self.new(name, self.sorts[kind])
            body = self.application()
            self.bound.pop(name)
            self.bound |= {} if before is None else {name: before}
            return (v, body)
        return (name, self.application())

    def application(self) -> Any:
        head = self.peek()
        if head in self.heads and head not in self.bound:
            self.next()
            return self.heads[head](self)
        if head in self.known and self.known[head].kind == "comp" and self.known[head].indices:
            return self.component(self.next())
        if head in self.known and self.known[head].kind == "comp" and self.known[head].sort == "random":
            return self.component(self.next())
        if head in self.known and self.known[head].kind == "loss":
            name = self.known[self.next()].name
            return Term("loss", name, (), *self.vector())
        return self.atom()

    def component(self, name: str) -> Term:
        q = self.known[name]
        indices = tuple(self.atom() for _ in range(q.indices))
        if q.sort == "random":
            self.next("w")
        return Term("comp", q.name, q.sort, indices)

    def named(self, word: str) -> Any:
        if word in self.bound:
            return self.bound[word]
        if word == "False":
            return k.FALSE
        if word == "PI":
            return k.PI
        q = self.known[word]
        if q.kind == "var":
            return k.var(q.name, q.sort)
        return q if q.kind in ("call", "loss") else Term("comp", q.name, q.sort, ())

    def vector(self) -> tuple[Hint, Term, Term]:
        self.next("(")
        self.next("vec")
        length = self.atom()
        v, body = self.atom()
        self.next(")")
        return Hint(""), length, k.close(body, v)

    # -- heads

    def _sum(self) -> Term:
        lo, hi, (v, body) = self.atom(), self.atom(), self.atom()
        return Term("sum", Hint(""), lo, hi, k.close(body, v))

    def _tends(self) -> Term:
        v, body = self.atom()
        return Term("tends", Hint(""), self.atom(), k.close(body, v))

    def _derive(self) -> Term:
        """By a variable, whose name the function has, or by a component that the family has changed."""
        self.next("(")
        self.next("fun")
        name = self.next()
        self.next(":")
        self.next("R")
        self.next("=>")
        if name != "r_":
            body = self.application()
            self.next(")")
            target = self.atom()
            assert target == self.named(name)
            return Term("diff", body, target)
        self.next("(")
        family, body = self.function()
        self.next(")")
        self.next("(")
        assert re.fullmatch(r"upd[12]", self.next())
        assert self.next() == family
        indices = tuple(self.atom() for _ in range(self.known[family].indices))
        self.next("r_")
        self.next(")")
        self.next(")")
        target = self.atom()
        assert target.args[-1] == indices
        return Term("diff", body, target)

    def _partial(self) -> Term:
        q, indices = self.atom(), self.atom()
        return Term("call", q.name, tuple(indices), *self.vector())

    def _smooth(self) -> Term:
        q, order = self.atom(), self.atom()
        return Term("smooth", q.name, int(order.args[0]), *self.vector())

    def _gradient(self) -> Term:
        q = self.atom()
        return Term("gradient", q.name, *self.vector()[1:], *self.vector()[1:])

    def _taylor(self) -> Term:
        return Term("taylor", self.atom().name)


HEADS: dict[str, Callable[[Reader], Term]] = {
    "IZR": lambda r: r.atom(),
    "powZ": lambda r: Term("pow", r.atom(), r.atom()),
    "root": lambda r: Term("root", *reversed((int(r.atom().args[0]), r.atom()))),
    "sum": Reader._sum,
    "ind": lambda r: Term("ind", r.atom()),
    "choice": lambda r: Term("if", r.atom(), r.atom(), r.atom()),
    "indZ": lambda r: Term("ind", r.atom()),
    "choiceZ": lambda r: Term("if", r.atom(), r.atom(), r.atom()),
    "E": lambda r: Term("mean", r.atom()[1]),
    "exp": lambda r: Term("exp", r.atom()),
    "sin": lambda r: k.fn("sin", r.atom()),
    "cos": lambda r: k.fn("cos", r.atom()),
    "Rabs": lambda r: k.fn("abs", r.atom()),
    "tends": Reader._tends,
    "Derive": Reader._derive,
    "partial": Reader._partial,
    "smooth": Reader._smooth,
    "has_gradient": Reader._gradient,
    "Taylor_Peano": Reader._taylor,
    "Taylor_Lagrange": Reader._taylor,
}


class ComplexReader(Reader):
    """Reads a statement in which every term is a complex number."""

    sorts: Mapping[str, str] = {"Z": "int", "R": "real", "C": "complex"}

    def __init__(self, text: str, known: Mapping[str, Any]) -> None:
        super().__init__(text, known)
        self.heads = COMPLEX_HEADS

    def named(self, word: str) -> Any:
        return CONSTANTS[word] if word in CONSTANTS else super().named(word)

    def _mean(self) -> Term:
        self.next("Omega")
        self.next("E")
        return Term("mean", self.atom()[1])

    def _root(self) -> Term:
        degree = self.atom()
        return Term("root", self.atom(), int(degree.args[0]))


FUNCTIONS = (  # noqa: SIM905 - a list of words
    "re im abs arg floor fibonacci conj sin cos tan cot sec csc sinh cosh tanh coth sech csch "
    "atan acot asinh acsch log asin acos acosh atanh acoth asec acsc asech "
    "erf erfc erfi gamma rgamma factorial"
).split()
CONSTANTS = {"Ci": k.I, "PI": k.PI, "c_golden": k.fn("golden")}
COMPLEX_HEADS: dict[str, Callable[[Any], Term]] = {
    **{name: HEADS[name] for name in ("IZR", "powZ", "sum", "ind", "choice", "indZ", "choiceZ", "exp")},
    "RtoC": lambda r: r.application() if r.peek() in r.known else r.atom(),
    "power": lambda r: Term("pow", r.atom(), r.atom()),
    "Derive": Reader._derive,
    "mean_of": ComplexReader._mean,
    "principal_power": lambda r: Term("pow", r.atom(), r.atom()),
    "root": ComplexReader._root,
    "principal_root": ComplexReader._root,
    "floorZ": lambda r: k.fn("floor", r.atom()),
    **{f"c_{name}": lambda r, name=name: k.fn(name, r.atom()) for name in FUNCTIONS},
    **{f"c_{name}": lambda r, name=name: k.fn(name, r.atom(), r.atom()) for name in ("beta", "binomial")},
}


def shared(t: Term) -> Term:
    """A term as Coq has it: what two terms share there is the same term."""
    if t.op == "comp":
        return Term("comp", t.args[0], t.args[1], tuple(map(shared, t.args[-1])))
    if t.op == "loss":
        return Term("loss", str(t.args[0]), (), *map(_shared, t.args[2:]))
    if t.op == "ex":
        bound = Term("bound", 0)
        lo, hi = (e if e is None else shared(_lifted(e)) for e in t.args[2:4])
        ends = k.bounds(bound, lo, hi)
        return Term("ex", t.args[0], t.args[1], None, None, _nested("and", [*ends, shared(t.args[4])]))
    if t.op in ("and", "or"):
        return _nested(t.op, [shared(a) for a in t.args])
    if t.op in ("add", "mul") and len(t.args) == 1:
        return shared(t.args[0])
    return Term(t.op, *map(_shared, t.args))


def _lifted(t: Term, depth: int = 0) -> Term:
    """A term below one more binder."""
    if t.op == "bound":
        return Term("bound", t.args[0] + 1) if t.args[0] >= depth else t
    return k.map_parts(lambda p, deep: _lifted(p, depth + deep), t)


def _shared(a: Any) -> Any:
    if isinstance(a, Term):
        return shared(a)
    return tuple(map(_shared, a)) if type(a) is tuple else a


def _nested(op: str, parts: list[Term]) -> Term:
    *first, last = parts
    for a in reversed(first):
        last = Term(op, a, last)
    return last
