"""Trees to expressions of the language, by what is declared. What has two readings is refused with both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import sympy as sp

from symderiv.language.notation import Component, Family, Quantity, covariance, d, mean, total, variance
from symderiv.reader import grammar as g
from symderiv.reader.binders import Binding, binding
from symderiv.reader.brackets import Bracket, Item
from symderiv.reader.conditions import condition, equal_indices, spelled
from symderiv.reader.dots import progression
from symderiv.reader.forms import filled, items_of
from symderiv.reader.grammar import Tree
from symderiv.reader.problems import Unread, ambiguous
from symderiv.reader.scope import DefinedFunction, Known, Role, Scope
from symderiv.reader.tokens import Token, written
from symderiv.reader.values import (
    Matrix,
    Value,
    Vector,
    added,
    dot,
    is_number,
    number,
    root,
    squares,
    summed,
    times,
)

MEANS: Final = frozenset({r"\mathbb{E}", r"\mathrm{E}", r"\mathbf{E}", r"\mathsf{E}", "E"})
VARIANCES: Final = frozenset(
    {r"\mathrm{Var}", r"\mathrm{var}", r"\mathbb{V}", r"\mathbf{Var}", r"\mathsf{Var}"}
)
COVARIANCES: Final = frozenset({r"\mathrm{Cov}", r"\mathrm{cov}", r"\mathbf{Cov}", r"\mathsf{Cov}"})
PROBABILITIES: Final = frozenset({r"\mathbb{P}", r"\mathrm{P}", r"\mathbb{Q}"})
ONES: Final = frozenset({r"\mathbb{1}", r"\mathbf{1}", r"\mathrm{1}", r"\mathbb{I}", r"\mathbf{I}"})
TRANSPOSED: Final = frozenset({r"\top", "T", r"\mathsf{T}", r"\mathrm{T}", r"\mathbf{T}", r"\mathit{T}"})
DIFFERENTIALS: Final = frozenset({r"\partial", "d", r"\mathrm{d}"})
NAMES: Final = {
    r"\log": sp.log, r"\ln": sp.log, r"\exp": sp.exp, r"\sin": sp.sin, r"\cos": sp.cos, r"\tan": sp.tan,
    r"\cot": sp.cot, r"\sec": sp.sec, r"\csc": sp.csc, r"\sinh": sp.sinh, r"\cosh": sp.cosh,
    r"\tanh": sp.tanh, r"\coth": sp.coth, r"\arcsin": sp.asin, r"\arccos": sp.acos, r"\arctan": sp.atan,
    r"\sgn": sp.sign, r"\sign": sp.sign, r"\erf": sp.erf,
}  # fmt: skip
DEEPEST: Final = 40  # definitions within definitions

Factors = Sequence[tuple[str, Tree]]


class Resolver:
    """Resolves the trees of one step; ``env`` has what letters stand for that are bound here.

    ``free`` and ``bound`` are the letters met as such, ``met`` the quantities met, ``opened`` defined letters
    that stand for themselves here, and ``given`` what is known of these.
    """

    def __init__(self, scope: Scope, env: dict[str, Any] | None = None, depth: int = 0) -> None:
        self.scope = scope
        self.env = env or {}
        self.depth = depth
        self.parameters: frozenset[str] = frozenset(self.env)
        self.free: dict[str, Token] = {}
        self.bound: dict[str, Token] = {}
        self.met: dict[str, Known] = {}
        self.opened: frozenset[str] = frozenset()
        self.always: frozenset[str] = (
            frozenset()
        )  # defined letters that stand for themselves in the whole step
        self.given: list[Any] = []
        self.outside: frozenset[str] = frozenset()
        self.claims = False  # whether what is resolved is a claim, of which any component may be taken

    def inside(self, scope: Scope, env: dict[str, Any]) -> Resolver:
        """A resolver for what a definition says."""
        if self.depth > DEEPEST:
            raise Unread("definitions go round in a circle, or too deep", None, reason="depth")
        inner = Resolver(scope, env, self.depth + 1)
        inner.met, inner.opened, inner.given = self.met, self.opened, self.given
        inner.always = self.always
        return inner

    def still(self) -> Resolver:
        """The resolver as it is now, for components that are asked for later."""
        copy = Resolver(self.scope, self.env, self.depth)
        copy.parameters, copy.opened, copy.outside = self.parameters, self.opened, self.outside
        copy.always = self.always
        copy.free, copy.bound, copy.met, copy.given = self.free, self.bound, self.met, self.given
        return copy

    def binding(self, key: str, value: Any, at: Token, then: Callable[[], Any]) -> Any:
        """What comes of ``then`` where a letter is bound to a value."""
        before, parameters = self.env, self.parameters
        self.env = {**before, key: value}
        self.parameters = parameters - {key}
        self.bound.setdefault(key, at)
        try:
            return then()
        finally:
            self.env, self.parameters = before, parameters

    # -- expressions

    def number(self, tree: Tree) -> Any:
        return number(self.value(tree), tree.at)

    def value(self, tree: Tree) -> Value:
        """What a tree stands for."""
        match tree:
            case g.Number():
                return sp.Rational(tree.digits)
            case g.Letter() | g.Scripted() | g.Function() | g.Big():
                value, _ = self.applied([("", tree)], 0)
                return value
            case g.Added():
                return self.sum(tree)
            case g.Product():
                return self.product(tree.factors)
            case g.Quotient():
                return self.quotient(tree)
            case g.Group():
                return self.group(tree)
            case g.Root():
                return self.root(tree)
            case g.Factorial():
                return sp.factorial(self.number(tree.of))
            case g.Choice():
                return sp.binomial(self.number(tree.n), self.number(tree.k))
            case g.Cases():
                return self.cases(tree)
            case g.Dots():
                raise Unread(
                    "dots stand where no terms around them say how they go on", tree.at, reason="dots"
                )
            case g.Table():
                raise Unread("a matrix that is written out is not read", tree.at, reason="matrix")
        raise Unread("a relation stands where a term is expected", tree.at)

    def sum(self, tree: g.Added) -> Value:
        if any(_is_dots(term) for _, term in tree.terms):
            return progression(self, tree.terms, tree.at)
        made: Value = None
        for sign, term in tree.terms:
            value = self.value(term)
            value = (
                value
                if sign == "+"
                else times(sp.Integer(-1), value, term.at)
                if not is_number(value)
                else -value
            )
            made = value if made is None else added(made, value, term.at)
        return made

    # -- products

    def product(self, factors: Factors) -> Value:
        """Factors one after the other; what stands behind a slash beside another has two readings."""
        if any(_is_dots(f) for _, f in factors):
            raise Unread("dots between factors are not read", factors[0][1].at, reason="dots")
        inline = self.inline_derivative(factors)
        if inline is not None:
            return inline
        made: Value = None
        n = 0
        while n < len(factors):
            op, tree = factors[n]
            value, after = self.applied(factors, n)
            if op in ("/", r"\div"):
                self.slash(factors, after)
                made = (
                    times(made, number(value, tree.at) ** -1, tree.at)
                    if not is_number(made)
                    else made / number(value, tree.at)
                )
            elif op == r"\odot":
                made = self.entrywise(made, value, tree.at)
            elif op == r"\cdot" and isinstance(made, Vector) and isinstance(value, Vector):
                made = dot(made, value, tree.at) if made.row == value.row else times(made, value, tree.at)
            elif op == r"\times" and not (is_number(made) and is_number(value)):
                raise Unread("× between vectors is not read", tree.at, reason="operation")
            else:
                made = value if made is None else times(made, value, tree.at)
            n = after
        return made

    def slash(self, factors: Factors, after: int) -> None:
        if after < len(factors) and factors[after][0] in ("", "/"):
            at = factors[after][1].at
            if factors[after][0] == "/":
                raise ambiguous("a/b/c", at, "(a/b)/c", "a/(b/c)")
            raise ambiguous("a factor behind a slash, as in 1/2x,", at, "(1/2)x", "1/(2x)")

    def entrywise(self, a: Value, b: Value, at: Token) -> Value:
        if isinstance(a, Vector) and isinstance(b, Vector) and (a.lo, a.hi) == (b.lo, b.hi):
            return replace(a, entry=lambda i: a.entry(i) * b.entry(i))
        raise Unread("⊙ stands between two vectors of one length", at, reason="shape")

    def applied(self, factors: Factors, n: int) -> tuple[Value, int]:
        """The value of what begins at a factor, and where what follows begins."""
        tree = factors[n][1]
        if isinstance(tree, g.Function):
            return self.function(tree, factors, n)
        if isinstance(tree, g.Big):
            return self.big(tree), n + 1
        if isinstance(tree, g.Quotient) and self.is_operator(tree):
            return self.operator(tree, factors, n)
        if isinstance(tree, (g.Letter, g.Scripted)):
            return self.lettered(tree, factors, n)
        return self.value(tree), n + 1

    def rest(self, factors: Factors, n: int, what: str, at: Token) -> Tree:
        """The product of the factors from one on."""
        if n >= len(factors):
            raise Unread(f"{what} is followed by nothing", at)
        if factors[n][0] not in ("", r"\cdot"):
            raise Unread(f"{what} is followed by {factors[n][0]}", at)
        left = list(factors[n:])
        left[0] = ("", left[0][1])
        return left[0][1] if len(left) == 1 else g.Product(left[0][1].at, tuple(left))

    # -- functions

    def function(self, tree: g.Function, factors: Factors, n: int) -> tuple[Value, int]:
        """A known function of what follows; an argument without brackets ends with the next letter."""
        if tree.name in (r"\max", r"\min"):
            return self.extreme(tree, factors, n)
        if tree.name == r"\Pr":
            raise Unread("probabilities are no word of a page", tree.at, reason="probability")
        if tree.name not in NAMES:
            raise Unread(f"the function {tree.name} is not read", tree.at, reason="function")
        arguments, after, _ = self.argument(tree.name, tree.at, factors, n + 1)
        if len(arguments) != 1:
            raise Unread(f"{tree.name} takes one argument", tree.at)
        value = number(arguments[0], tree.at)
        made = NAMES[tree.name](value)
        if tree.below is not None:
            if tree.name != r"\log":
                raise Unread(f"what stands below {tree.name} is not read", tree.at)
            made = made / sp.log(self.number(g.parse(items_of(tree.below), tree.at)))
        if tree.above is not None:
            power = written(tree.above)
            if not power.isdecimal() or int(power) < 2 or tree.name == r"\exp":
                raise ambiguous(
                    f"{tree.name}^{{{power}}}", tree.at, "a power of its value", "another function"
                )
            made = made ** sp.Integer(int(power))
        return made, after

    def argument(self, name: str, at: Token, factors: Factors, n: int) -> tuple[list[Value], int, str]:
        """The arguments of a function, where what follows begins, and in which brackets they stood."""
        if n >= len(factors) or factors[n][0] != "":
            raise Unread(f"{name} is followed by nothing that it could take", at)
        tree = factors[n][1]
        group = _bracketed(tree)
        if group is not None and group.opening in ("(", "[", r"\{"):
            if isinstance(tree, g.Scripted):
                raise ambiguous(
                    f"{name}(…) with something above the bracket",
                    tree.at,
                    "a power of its value",
                    "a power of what it takes",
                )
            return [self.value(i) for i in group.items], n + 1, group.opening
        start = n
        while (
            n < len(factors) and isinstance(factors[n][1], g.Number) and (n == start or factors[n][0] == "")
        ):
            n += 1
        if n < len(factors) and factors[n][0] == "" and _is_one(factors[n][1]):
            _, end = self.applied(factors, n)
        elif n > start:
            end = n
        else:
            raise Unread(f"what {name} takes is not told by brackets", at, reason="argument")
        self.goes_on(name, factors, start, end)
        return [self.product(factors[start:end])], end, ""

    def goes_on(self, name: str, factors: Factors, start: int, end: int) -> None:
        """Refuse an argument without brackets that may go on; another function begins a new factor."""
        if end >= len(factors) or (
            factors[end][0] in ("", r"\cdot") and isinstance(factors[end][1], g.Function)
        ):
            return
        first, then = (written(_tokens(t)) for t in (factors[start][1], factors[end][1]))
        raise ambiguous(
            f"what {name} takes",
            factors[end][1].at,
            f"{name}({first}) and a factor {then}",
            f"{name} of a product with {then}",
        )

    def extreme(self, tree: g.Function, factors: Factors, n: int) -> tuple[Value, int]:
        kind = sp.Max if tree.name == r"\max" else sp.Min
        if tree.below is not None or tree.above is not None:
            raise Unread(f"{tree.name} over an index is no word of a page", tree.at, reason="extreme")
        arguments, after, bracket = self.argument(tree.name, tree.at, factors, n + 1)
        if len(arguments) < 2 or not bracket:
            raise Unread(f"{tree.name} takes two numbers in brackets", tree.at)
        return kind(*(number(a, tree.at) for a in arguments)), after

    # -- letters

    def lettered(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        """A letter, and what is applied by it to what follows."""
        base = tree if isinstance(tree, g.Letter) else tree.base
        if not isinstance(base, g.Letter):
            return self.powered(tree), n + 1
        key = base.key
        whole = spelled(tree)
        if whole != key and whole in self.env:
            if whole not in self.parameters:
                self.bound.setdefault(whole, base.at)
            return self.env[whole], n + 1
        declared = bool(self.scope.all(key)) or key in self.env
        if not declared:
            for keys, word in (
                (MEANS, self.mean),
                (VARIANCES, self.variance),
                (COVARIANCES, self.covariance),
            ):
                if key in keys:
                    return word(tree, factors, n)
            if key in PROBABILITIES:
                raise Unread("probabilities are no word of a page", base.at, reason="probability")
            if key in ONES:
                return self.indicator(tree, factors, n)
            if key == r"\partial":
                return self.partial(tree, factors, n)
            if key == r"\nabla":
                return self.gradient(tree, factors, n)
            if key in ("d", r"\mathrm{d}"):
                raise ambiguous("d", base.at, "a differential", "a quantity that is not declared")
        known = self.known(tree, base, _bracket_behind(factors, n))
        if known is None:
            return self.named(tree, base, factors, n)
        return _use(self, tree, base, factors, n, known)

    def known(
        self, tree: g.Letter | g.Scripted, base: g.Letter, behind: str = ""
    ) -> tuple[Known, list[Tree], tuple[Token, ...] | None] | None:
        """The declared quantity that a letter with its scripts is, its indices, and what is left above it;
        ``behind`` is the bracket that stands behind it."""
        below, above, primes = _scripts(tree)
        refused: Unread | None = None
        for primed in range(primes, -1, -1):
            found = []
            for k in self.scope.all(base.key + "'" * primed):
                if (primed < primes and k.role is not Role.FUNCTION) or k.form.bracket not in ("", behind):
                    continue
                try:
                    low = _filled(k.form.below, below, base.at)
                except Unread as error:
                    refused = refused or error
                    continue
                high = [] if k.form.above is None else filled(k.form.above, above)
                if low is not None and high is not None:
                    found.append((k, [*low, *high], above if k.form.above is None else None))
            found = [f for f in found if f[0].form.bracket] or found
            exact = [f for f in found if not f[0].form.slots] or found
            if exact:
                return min(exact, key=lambda f: f[2] is not None)
        if refused is not None:
            raise refused
        return None

    def named(
        self, tree: g.Letter | g.Scripted, base: g.Letter, factors: Factors, n: int
    ) -> tuple[Value, int]:
        """A letter that is bound here, or a constant; Unread of one that is not declared."""
        below, above, primes = _scripts(tree)
        key = base.key
        if key in self.env and not primes and below is None:
            if key not in self.parameters:
                self.bound.setdefault(key, base.at)
            return self.raised(self.env[key], above, base.at), n + 1
        full = key + "'" * primes
        if not self.scope.all(key) and not primes:
            if key in ("e", r"\mathrm{e}") and above is not None and below is None:
                return sp.exp(self.number(g.parse(items_of(above), base.at))), n + 1
            if key == r"\pi" and below is None and not _follows(factors, n, "("):
                return self.raised(sp.pi, above, base.at), n + 1
            if key == r"\delta" and below is not None and above is None:
                delta = self.delta(below, base.at)
                if delta is not None:
                    return delta, n + 1
        raise self.undeclared(full, base, below, above, factors, n)

    def undeclared(
        self,
        spelled: str,
        base: g.Letter,
        below: tuple[Token, ...] | None,
        above: tuple[Token, ...] | None,
        factors: Factors,
        n: int,
    ) -> Unread:
        """What is wrong with a letter that no declaration covers."""
        full = spelled + (f"_{{{written(below)}}}" if below else "")
        if self.scope.all(spelled):
            forms = ", ".join(k.form.spelled for k in self.scope.all(spelled))
            shown = full + (f"^{{{written(above)}}}" if above else "")
            return Unread(
                f"{shown} is not among what is declared of {spelled}: {forms}",
                base.at,
                help=f"real {full}",
                reason="form",
            )
        if _follows(factors, n, "(", "["):
            return Unread(
                f"{full} stands before a bracket and is declared neither function nor number",
                base.at,
                readings=(f"the function {full} of what is in the bracket", f"{full} times the bracket"),
                help=f"function {full}(x), or real {full}",
                reason="undeclared",
            )
        if above is not None and not written(above).isdecimal():
            return Unread(
                f"{full} is not declared, and bears {written(above)} above",
                base.at,
                readings=("a power", "an index"),
                help=f"real {full}, or sequence {full}^{{{written(above)}}} from 0",
                reason="undeclared",
            )
        return Unread(f"{full} is not declared", base.at, help=f"real {full}", reason="undeclared")

    def raised(self, value: Value, above: tuple[Token, ...] | None, at: Token) -> Value:
        """A value with something above it: a power, or a transposition."""
        if above is None:
            return value
        text = written(above)
        if not is_number(value):
            return self.transposed(value, text, at)
        tree = g.parse(items_of(above), at)
        if isinstance(tree, g.Group):
            raise ambiguous(f"what stands above in brackets, {text},", at, "an index", "a power")
        if text == "T" and any(k.role is Role.SIZE for k in self.scope.all(text)) and text not in self.env:
            raise ambiguous("T above a letter, where T is a size,", at, "transposed", "a power")
        if text in TRANSPOSED and not self.scope.all(text) and text not in self.env:
            raise Unread(f"{text} stands above a number and is not declared", at, reason="undeclared")
        return value ** self.number(tree)

    def transposed(self, value: Vector | Matrix, text: str, at: Token) -> Value:
        if text in TRANSPOSED:
            if self.scope.all(text) or text in self.env:
                raise ambiguous(
                    f"{text} above a vector, which is declared,", at, "transposed", "a power or an index"
                )
            return value.transposed if isinstance(value, Matrix) else replace(value, row=not value.row)
        if isinstance(value, Matrix) and text == "2":
            return times(value, value, at)
        raise Unread(f"{text} above a vector or a matrix is not read", at, reason="shape")

    def delta(self, below: tuple[Token, ...], at: Token) -> Any | None:
        """Kronecker's delta of two indices; None where that is not what stands below."""
        items = items_of(below)
        parts = g.listed(items)
        pairs = parts if len(parts) == 2 else [[i] for i in items] if len(items) == 2 else []
        if len(pairs) != 2:
            return None
        a, b = (self.number(g.parse(p, at)) for p in pairs)
        return sp.KroneckerDelta(a, b) if a.is_integer and b.is_integer else None

    def powered(self, tree: g.Letter | g.Scripted) -> Value:
        """Something in brackets, a number, ... with something above it."""
        assert isinstance(tree, g.Scripted)  # noqa: S101 - a letter alone is no such thing
        base = tree.base
        if isinstance(base, g.Group) and base.opening == r"\|":
            return self.norm(base, tree.below, tree.above, tree.at)
        if tree.primes or tree.below is not None:
            raise Unread("what stands below or beside this bracket is not read", tree.at)
        if isinstance(base, (g.Quotient, g.Choice)):
            raise Unread("a power of a fraction without brackets is not read", tree.at)
        return self.raised(self.value(base), tree.above, tree.at)

    # -- brackets

    def group(self, tree: g.Group) -> Value:
        if tree.opening == r"\langle":
            if len(tree.items) != 2:
                raise Unread("angle brackets enclose two vectors", tree.at, reason="bracket")
            return dot(self.value(tree.items[0]), self.value(tree.items[1]), tree.at)
        if len(tree.items) != 1:
            raise Unread("a list in brackets is no term", tree.at, reason="bracket")
        if tree.opening == r"\|":
            return self.norm(tree, None, None, tree.at)
        value = self.value(tree.items[0])
        match tree.opening:
            case "|":
                return sp.Abs(number(value, tree.at))
            case r"\lfloor":
                return sp.floor(number(value, tree.at))
            case r"\lceil":
                return -sp.floor(-number(value, tree.at))
        return value

    def norm(
        self, tree: g.Group, below: tuple[Token, ...] | None, above: tuple[Token, ...] | None, at: Token
    ) -> Any:
        """A norm; an even power of one is a power of the sum of squares."""
        if len(tree.items) != 1:
            raise Unread("a norm is taken of one vector", at, reason="bracket")
        value, kind = self.value(tree.items[0]), written(below or ())
        if is_number(value):
            raise Unread("a norm is taken of a vector, and this is a number", at, reason="shape")
        if kind == "1" and isinstance(value, Vector):
            return self.raised(summed(value, lambda k: sp.Abs(value.entry(k))), above, at)
        if kind not in ("", "2") and not (kind in ("F", r"\mathrm{F}") and isinstance(value, Matrix)):
            raise Unread(f"the norm with {kind} below is not read", at, reason="norm")
        if kind in ("", "2") and isinstance(value, Matrix):
            raise ambiguous("the norm of a matrix", at, "Frobenius's", "the largest singular value")
        power = written(above or ())
        if power.isdecimal() and int(power) % 2 == 0 and int(power):
            half = sp.Integer(int(power) // 2)
            return squares(value, at) ** half if half != 1 else squares(value, at)
        return self.raised(root(squares(value, at), 2), above, at)

    def root(self, tree: g.Root) -> Any:
        degree = 2
        if tree.degree is not None:
            if not isinstance(tree.degree, g.Number) or not tree.degree.digits.isdecimal():
                raise Unread("the degree of a root is a number", tree.at)
            degree = int(tree.degree.digits)
        return root(self.number(tree.radicand), degree)

    def cases(self, tree: g.Cases) -> Any:
        """Cases within a formula: those that end with otherwise, of two rows, so that their order is none."""
        (value, when), (other, _) = (*tree.rows, *tree.rows)[:2]
        if len(tree.rows) != 2 or tree.rows[1][1] is not None or when is None:
            raise Unread(
                "cases within a formula have two rows, and end with otherwise", tree.at, reason="cases"
            )
        holds = condition(self, when, tree.at)
        return sp.Piecewise((self.number(value), holds), (self.number(other), True), evaluate=False)

    def quotient(self, tree: g.Quotient) -> Value:
        if self.is_derivative(tree):
            return self.derivative(tree, None)
        over, under = self.value(tree.over), self.number(tree.under)
        if is_number(over):
            if isinstance(over, sp.Integer) and isinstance(under, sp.Integer) and under:
                return sp.Rational(over, under)
            return over / under
        return over.mapped(lambda e: e / under)

    # -- sums

    def big(self, tree: g.Big) -> Value:
        if tree.name != r"\sum":
            raise Unread(f"{tree.name} is no word of a page here", tree.at, reason=tree.name[1:])
        return self.bind(binding(self, tree), tree.body, tree.at)

    def bind(self, bound: Sequence[Binding], body: Tree, at: Token) -> Value:
        """The sum of a body over indices, the first of which is the outermost."""
        if not bound:
            return self.value(body)
        b, *others = bound
        still = self.still()

        def inside(value: Any) -> Any:
            here = still.still()

            def then() -> Any:
                inner = here.bind(others, body, at)
                weight = None if b.weight is None else b.weight(here)
                return inner if weight is None else times(weight, inner, at)

            return here.binding(b.key, value, at, then)

        return self.summed(b.hi(self), b.lo(self), b.key, inside)

    def summed(self, hi: Any, lo: Any, key: str, body: Callable[[Any], Value]) -> Value:
        """The sum of numbers, or of vectors by their components."""
        name = key.strip("\\") if key.strip("\\").isalpha() else "k"
        shape = body(sp.Dummy(name, integer=True))
        if isinstance(shape, Vector):
            return replace(shape, entry=lambda i: total(hi, lambda k: body(k).entry(i), start=lo, name=name))
        if isinstance(shape, Matrix):
            return replace(
                shape, entry=lambda i, j: total(hi, lambda k: body(k).entry(i, j), start=lo, name=name)
            )
        return total(hi, body, start=lo, name=name)

    # -- what is random

    def mean(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        arguments, after = self.moment("E", tree, factors, n)
        if len(arguments) != 1:
            raise Unread("a mean is taken of one thing", tree.at)
        value = arguments[0]
        made = value.mapped(mean) if not is_number(value) else mean(value)
        behind = factors[n + 1][1]
        if isinstance(behind, g.Scripted) and _bracketed(behind) is not None:
            made = self.raised(made, behind.above, tree.at)
        return made, after

    def variance(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        arguments, after = self.moment("Var", tree, factors, n)
        if len(arguments) != 1:
            raise Unread("a variance is taken of one number", tree.at)
        return variance(number(arguments[0], tree.at)), after

    def covariance(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        arguments, after = self.moment("Cov", tree, factors, n)
        if len(arguments) != 2:
            raise Unread("a covariance is taken of two numbers", tree.at)
        x, y = (number(a, tree.at) for a in arguments)
        return covariance(x, y), after

    def moment(
        self, name: str, tree: g.Letter | g.Scripted, factors: Factors, n: int
    ) -> tuple[list[Value], int]:
        """What a mean, a variance or a covariance is taken of."""
        if isinstance(tree, g.Scripted):
            self.subscripted(name, tree)
        if n + 1 >= len(factors) or factors[n + 1][0] != "":
            raise Unread(f"{name} is followed by nothing", tree.at)
        argument = factors[n + 1][1]
        group = _bracketed(argument)
        if group is None:
            if not _is_one(argument) or n + 2 < len(factors):
                raise ambiguous(
                    f"what {name} takes", argument.at, "the next letter", "the product that follows"
                )
            return [self.value(argument)], n + 2
        if isinstance(argument, g.Scripted) and (name != "E" or group.opening != "["):
            raise ambiguous(
                f"a power behind {name}(…)", argument.at, "of the moment", "of what is in the bracket"
            )
        if group.opening == "(" and _follows(factors, n + 1, "(", "[", r"\{"):
            raise ambiguous(f"{name} (a)(b)", argument.at, f"{name}[a] b", f"{name}[a b]")
        if group.opening not in ("(", "[", r"\{"):
            raise Unread(f"{name} takes what is in brackets", argument.at)
        return [self.value(i) for i in group.items], n + 2

    def subscripted(self, name: str, tree: g.Scripted) -> None:
        if tree.below is not None and tree.above is None and not tree.primes:
            below = written(tree.below)
            if r"\sim" in below:
                raise Unread(f"{name} over a law needs a declaration of that law", tree.at, reason="law")
            raise Unread(
                f"{name} with {below} below is read only where nothing else is random", tree.at, reason="law"
            )
        raise ambiguous(f"{name} with something above it", tree.at, "a power of the moment", "another thing")

    def indicator(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        """1 where a condition holds, and else 0."""
        inside: Sequence[Item] | None = None
        after = n + 1
        if isinstance(tree, g.Scripted) and tree.below is not None and tree.above is None:
            inside = _unwrapped(items_of(tree.below))
        elif isinstance(tree, g.Letter) and n + 1 < len(factors):
            group = factors[n + 1][1]
            if factors[n + 1][0] == "" and isinstance(group, g.Group) and len(group.items) == 1:
                chain = group.items[0]
                if isinstance(chain, g.Chain):
                    after = n + 2
                    pair = equal_indices(self, chain)
                    if pair is not None:
                        return sp.KroneckerDelta(*pair), after
                    return self.chosen(condition(self, chain, tree.at)), after
        if inside is None:
            raise Unread(
                "an indicator has its condition below it or in brackets", tree.at, reason="indicator"
            )
        chain = g.parse_chain(inside, tree.at)
        if not isinstance(chain, g.Chain):
            raise Unread("an indicator has a condition", tree.at, reason="indicator")
        pair = equal_indices(self, chain)
        made = sp.KroneckerDelta(*pair) if pair is not None else self.chosen(condition(self, chain, tree.at))
        return made, after

    def chosen(self, holds: Any) -> Any:
        return sp.Piecewise((sp.Integer(1), holds), (sp.Integer(0), True), evaluate=False)

    # -- derivatives

    def is_derivative(self, tree: g.Quotient) -> bool:
        return _differential(tree.over) is not None and _differential(tree.under) is not None

    def is_operator(self, tree: g.Quotient) -> bool:
        """Whether this is the operator d/dx, which takes what follows."""
        found = _differential(tree.over)
        return found is not None and not found[1] and _differential(tree.under) is not None

    def operator(self, tree: g.Quotient, factors: Factors, n: int) -> tuple[Value, int]:
        body = self.rest(factors, n + 1, "a derivative", tree.at)
        return self.derivative(tree, body), len(factors)

    def inline_derivative(self, factors: Factors) -> Value | None:
        r"""``\partial L / \partial w`` in one line."""
        slashes = [n for n, (op, _) in enumerate(factors) if op == "/"]
        if len(slashes) != 1 or _letter(factors[0][1]) not in DIFFERENTIALS:
            return None
        cut = slashes[0]
        if _letter(factors[cut][1]) not in DIFFERENTIALS:
            return None
        left, right = (
            g.Product(part[0][1].at, tuple(("" if not k else op, t) for k, (op, t) in enumerate(part)))
            for part in (factors[:cut], factors[cut:])
        )
        tree = g.Quotient(left.at, left, right)
        if len(right.factors) != 2:
            raise ambiguous("what stands behind ∂x", right.at, "a factor", "a part of the denominator")
        return self.derivative(tree, None) if self.is_derivative(tree) else None

    def derivative(self, tree: g.Quotient, body: Tree | None) -> Value:
        over, under = _differential(tree.over), _differential(tree.under)
        assert over is not None and under is not None  # noqa: PT018, S101 - it is a derivative
        sign, inside, order = over
        if (sign == "d" or under[0] == "d") and self.scope.all("d"):
            raise ambiguous("d, which is declared,", tree.at, "a differential", "the quantity d")
        targets = _targets(tree.under)
        if sum(times for _, times in targets) != order:
            raise Unread("the orders of a derivative above and below differ", tree.at)
        if body is None:
            body = inside[0][1] if len(inside) == 1 else g.Product(inside[0][1].at, tuple(inside))
        elif isinstance(body, g.Product):
            self.one_body(body, targets)
        for target, count in reversed(targets):
            if count > 1 and _is_vectorial(self, target):
                raise Unread("a derivative of a vector by a vector is not read", tree.at, reason="shape")
        return self.differentiated(body, [t for t, count in targets for _ in range(count)], tree.at)

    def one_body(self, body: g.Product, targets: Sequence[tuple[Tree, int]]) -> None:
        """Refuse d/dx f(x) g(x), where what is differentiated is not told by brackets."""
        values: list[tuple[Tree, Any]] = []
        n = 0
        while n < len(body.factors):
            value, after = self.applied(body.factors, n)
            values.append((body.factors[n][1], value))
            n = after
        for target, _ in targets:
            quantity = self.value(target)
            depends = [_depends(v, quantity) for _, v in values]
            if depends[0] and any(depends[1:]):
                at = values[depends.index(True, 1)][0].at
                raise ambiguous(
                    "how far a derivative reaches", at, "to the next factor", "to the whole product"
                )

    def differentiated(self, body: Tree, targets: list[Tree], at: Token) -> Value:
        """The derivative of a body by targets, the last of which is the first to be taken."""
        if len(targets) == 1 and (made := self.of_loss(body, targets[0])) is not None:
            return made
        body = self.at_its_argument(body, targets)
        opened = [k.form.key for t in targets if (k := self.defined(t)) is not None]
        before, self.opened = self.opened, self.opened | {*opened}
        always, self.always = self.always, frozenset()
        try:
            value = self.value(body)
            for target in reversed(targets):
                value = self.by(value, self.value(target), at)
            return value
        finally:
            self.opened, self.always = before, always

    def at_its_argument(self, body: Tree, targets: list[Tree]) -> Tree:
        """A declared function without brackets, which is differentiated by what it is declared to take."""
        known = self.found(body)
        if known is None or known.role is not Role.FUNCTION or not known.vector_of:
            return body
        if any(_letter(t) != known.vector_of or isinstance(t, g.Scripted) for t in targets):
            return body
        point = g.Group(body.at, "(", (targets[0],))
        return g.Product(body.at, (("", body), ("", point)))

    def of_loss(self, body: Tree, target: Tree) -> Any | None:
        """The derivative of a loss by what it is a loss of: its gradient; None for others."""
        loss = self.found(body)
        if loss is None or loss.role is not Role.LOSS:
            return None
        known = self.found(target)
        if known is None or known.form.key != loss.vector_of or known.role is not Role.DEFINED:
            return None
        assert isinstance(target, (g.Letter, g.Scripted))  # noqa: S101 - it has been found
        base = target if isinstance(target, g.Letter) else target.base
        assert isinstance(base, g.Letter)  # noqa: S101 - as above
        found = self.known(target, base)
        assert found is not None  # noqa: S101 - as above
        indices = [self.number(t) for t in found[1]]
        family: Family = loss.source
        return family[tuple(indices)] if indices else None

    def found(self, tree: Tree) -> Known | None:
        """The declared quantity that a tree is, where it is one alone."""
        if isinstance(tree, g.Group) and tree.opening == "{" and len(tree.items) == 1:
            return self.found(tree.items[0])
        base = tree.base if isinstance(tree, g.Scripted) else tree
        if (
            not isinstance(tree, (g.Letter, g.Scripted))
            or not isinstance(base, g.Letter)
            or base.key in self.env
        ):
            return None
        found = self.known(tree, base)
        return None if found is None else found[0]

    def defined(self, tree: Tree) -> Known | None:
        known = self.found(tree)
        return known if known is not None and known.role is Role.DEFINED else None

    def by(self, value: Value, target: Value, at: Token) -> Value:
        """The derivative of a value by a quantity, or by each component of a vector."""
        if isinstance(target, Vector):
            y = number(value, at)
            return Vector(target.lo, target.hi, lambda i: self.by(y, target.entry(i), at), target.letter)
        if isinstance(target, Matrix):
            y = number(value, at)
            return target.mapped(lambda e: self.by(y, e, at))
        if not isinstance(target, (Component, Quantity)) or not target.is_real or target.is_integer:
            raise Unread("a derivative is taken by a declared real quantity", at, reason="derivative")
        return value.mapped(lambda e: d(e, target)) if not is_number(value) else d(value, target)

    def partial(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        r"""``\partial_x f``: the derivative of the product that follows; ``\partial_i f(w)``: by the i-th."""
        if not isinstance(tree, g.Scripted) or tree.below is None or tree.above is not None:
            raise Unread("∂ without what it is taken by is not read", tree.at, reason="derivative")
        body = self.rest(factors, n + 1, "∂", tree.at)
        head = body.factors[0][1] if isinstance(body, g.Product) else body
        known = self.found(head)
        items = items_of(tree.below)
        if known is not None and known.role is Role.FUNCTION and all(self.is_place(i) for i in items):
            function = known.source
            by = [self.number(g.parse([i], tree.at)) for i in items]
            return self.call(
                replace(known, source=replace(function, indices=(*function.indices, *by))), factors, n + 1
            )
        target = g.parse(items, tree.at)
        if isinstance(body, g.Product):
            self.one_body(body, [(target, 1)])
        return self.differentiated(body, [target], tree.at), len(factors)

    def is_place(self, item: Item) -> bool:
        """Whether a sign below ∂ says which argument it is taken by."""
        if not isinstance(item, Token):
            return False
        return item.is_digit or item.text in self.env or self.scope.index(item.text) is not None

    def gradient(self, tree: g.Letter | g.Scripted, factors: Factors, n: int) -> tuple[Value, int]:
        r"""``\nabla_x f``, or ``\nabla f(x)`` of a declared function."""
        body = self.rest(factors, n + 1, "∇", tree.at)
        if isinstance(tree, g.Scripted):
            if tree.below is None or tree.above is not None or tree.primes:
                raise Unread("what stands above ∇ is not read", tree.at, reason="derivative")
            target = g.parse(items_of(tree.below), tree.at)
            if isinstance(body, g.Product):
                self.one_body(body, [(target, 1)])
            made = self.differentiated(body, [target], tree.at)
            if is_number(made):
                raise Unread("∇ is taken by a vector", tree.at, reason="shape")
            return made, len(factors)
        head = body.factors[0][1] if isinstance(body, g.Product) else body
        known = self.found(head)
        if known is None or known.role is not Role.FUNCTION:
            raise Unread(
                "∇ without what it is taken by is read of a declared function", tree.at, reason="derivative"
            )
        function = known.source

        def entry(i: Any) -> Any:
            part = replace(known, source=replace(function, indices=(*function.indices, i)))
            return self.call(part, factors, n + 1)[0]

        _, after = self.call(known, factors, n + 1)
        return Vector(sp.Integer(1), function.length, entry), after

    # -- declared functions

    def call(self, known: Known, factors: Factors, n: int) -> tuple[Value, int]:
        """A declared function of what stands in brackets behind it."""
        tree = factors[n][1]
        function = known.source
        primes = tree.primes if isinstance(tree, g.Scripted) else 0
        primes -= known.form.key.count("'")
        if isinstance(tree, g.Scripted) and tree.above is not None:
            above = written(tree.above)
            raise ambiguous(
                f"{known.form.key}^{{{above}}}(x)",
                tree.at,
                f"({known.form.key}(x))^{above}",
                "the function again and again",
            )
        group = _bracketed(factors[n + 1][1]) if n + 1 < len(factors) and factors[n + 1][0] == "" else None
        if group is None or group.opening not in ("(", "["):
            raise Unread(
                f"{known.form.key} is a function, and takes what is in brackets", tree.at, reason="argument"
            )
        if isinstance(function, DefinedFunction):
            return self.defined_call(known, group, primes, factors[n + 1][1]), n + 2
        vector = self.point(known, group)
        if primes:
            if function.length != 1:
                raise Unread("a prime is read at a function of one number", tree.at)
            function = replace(function, indices=(*function.indices, *[sp.Integer(1)] * primes))
        value = function(vector)
        after = factors[n + 1][1]
        return (self.raised(value, after.above, tree.at) if isinstance(after, g.Scripted) else value), n + 2

    def defined_call(self, known: Known, group: g.Group, primes: int, behind: Tree) -> Value:
        """A function that is defined, or its derivative at a declared number, at what stands in brackets."""
        function: DefinedFunction = known.source
        values = [self.value(i) for i in group.items]
        if len(values) != function.length:
            raise Unread(f"{known.form.key} takes {function.length} arguments", group.at, reason="argument")
        env = dict(zip(function.parameters, values, strict=True))
        value = self.inside(function.scope, env).value(function.body)
        for _ in range(primes):
            if len(values) != 1:
                raise Unread("a prime is read at a function of one number", group.at)
            value = self.by(value, values[0], group.at)
        return self.raised(value, behind.above, group.at) if isinstance(behind, g.Scripted) else value

    def point(self, known: Known, group: g.Group) -> Callable[[Any], Any]:
        """The components of what a declared function is taken at."""
        values = [self.value(i) for i in group.items]
        length = known.source.length
        if len(values) == 1 and isinstance(values[0], Vector):
            vector = values[0]
            if vector.lo != 1 or vector.hi != length or vector.row:
                raise Unread(f"{known.form.key} takes a vector of length {length}", group.at, reason="shape")
            return vector.entry
        numbers = [number(v, group.at) for v in values]
        if len(numbers) != length:
            raise Unread(
                f"{known.form.key} takes {length} numbers, not {len(numbers)}", group.at, reason="argument"
            )
        if len(numbers) == 1:
            return lambda _: numbers[0]
        return lambda i: sp.Add(*(sp.KroneckerDelta(i, k) * v for k, v in enumerate(numbers, 1)))


def _use(
    resolver: Resolver,
    tree: g.Letter | g.Scripted,
    base: g.Letter,
    factors: Factors,
    n: int,
    found: tuple[Known, list[Tree], tuple[Token, ...] | None],
) -> tuple[Value, int]:
    """A declared quantity at its indices; the factor behind it where that is in its form."""
    known, trees, above = found
    key = base.key
    if key in resolver.env and not trees:
        return resolver.named(tree, base, factors, n)
    if known.role is Role.FUNCTION:
        return resolver.call(known, factors, n)
    after = n + 1
    if known.form.behind is not None:
        group = _bracketed(factors[n + 1][1]) if n + 1 < len(factors) and factors[n + 1][0] == "" else None
        if (
            group is None
            or group.opening != known.form.bracket
            or len(group.items) != known.form.behind.slots
        ):
            raise Unread(f"{known.form.spelled} has indices in brackets", base.at, reason="form")
        trees, after = [*trees, *group.items], n + 2
        if isinstance(factors[n + 1][1], g.Scripted):
            above = factors[n + 1][1].above  # type: ignore[attr-defined]
    if known.role in (Role.INDEX, Role.SIZE):
        resolver.free.setdefault(key, base.at)
    if known.role is Role.LOSS and after < len(factors) and factors[after][0] == "":
        after = _skip_point(known, factors, after)
    indices = tuple(resolver.number(t) for t in trees)
    resolver.met.setdefault(known.form.key, known)
    value = known.make(resolver, indices, base.at)
    return resolver.raised(value, above, base.at), after


def _skip_point(known: Known, factors: Factors, n: int) -> int:
    """Behind the brackets in which the point of a loss is repeated."""
    group = factors[n][1]
    if isinstance(group, g.Group) and group.opening == "(" and len(group.items) == 1:
        if _letter(group.items[0]) == known.vector_of:
            return n + 1
        raise Unread(
            f"{known.form.key} is a loss of {known.vector_of}, and of nothing else", group.at, reason="loss"
        )
    return n


def _filled(place: Any, found: tuple[Token, ...] | None, at: Token) -> list[Tree] | None:
    """The indices below; several digits for one index may be two."""
    if place is not None and place.slots == 1 and len(place.parts) == 1 and found is not None:
        text = written(found)
        if len(text) > 1 and text.isdecimal():
            raise ambiguous(f"{text} below", at, f"the index {text}", "several indices")
        items = items_of(found)
        signs = [i for i in items if isinstance(i, Token) and (i.is_letter or i.is_digit)]
        if len(signs) == len(items) > 1 and not all(i.is_digit for i in signs[:-1]):
            raise ambiguous(f"{text} below", at, "a product as one index", "several indices")
    return filled(place, found)


def _bracket_behind(factors: Factors, n: int) -> str:
    """The bracket that stands directly behind a factor; "" where none does."""
    if n + 1 >= len(factors) or factors[n + 1][0] != "":
        return ""
    group = _bracketed(factors[n + 1][1])
    return "" if group is None else group.opening


def _scripts(tree: g.Letter | g.Scripted) -> tuple[tuple[Token, ...] | None, tuple[Token, ...] | None, int]:
    """What stands below and above a letter, and its primes."""
    return (tree.below, tree.above, tree.primes) if isinstance(tree, g.Scripted) else (None, None, 0)


def _bracketed(tree: Tree) -> g.Group | None:
    """The brackets that a tree is, perhaps with something above them; invisible ones are looked through."""
    if isinstance(tree, g.Scripted):
        tree = tree.base
    if isinstance(tree, g.Group) and tree.opening == "{" and len(tree.items) == 1:
        inner = tree.items[0]
        return inner if isinstance(inner, g.Group) and inner.opening != "{" else None
    return tree if isinstance(tree, g.Group) and tree.opening in ("(", "[", r"\{") else None


def _follows(factors: Factors, n: int, *openings: str) -> bool:
    """Whether brackets stand directly behind a factor."""
    if n + 1 >= len(factors) or factors[n + 1][0] != "":
        return False
    group = _bracketed(factors[n + 1][1])
    return group is not None and group.opening in openings


def _is_one(tree: Tree) -> bool:
    """Whether a tree is one thing to the eye, that a function may take without brackets."""
    return not isinstance(tree, (g.Number, g.Dots, g.Cases, g.Table))


def _is_dots(tree: Tree) -> bool:
    return isinstance(tree, g.Dots)


def _letter(tree: Tree) -> str:
    """The letter of a tree that is one, with whatever stands at it."""
    base = tree.base if isinstance(tree, g.Scripted) else tree
    return base.key if isinstance(base, g.Letter) else ""


def _tokens(tree: Tree) -> list[Token]:
    return [tree.at]


def _unwrapped(items: Sequence[Item]) -> Sequence[Item]:
    if len(items) == 1 and isinstance(items[0], Bracket) and items[0].opening in ("[", r"\{", "("):
        return items[0].inside
    return items


def _differential(tree: Tree) -> tuple[str, tuple[tuple[str, Tree], ...], int] | None:
    """The sign of a differential, what stands behind it, and its order; None where there is none."""
    factors: Factors = tree.factors if isinstance(tree, g.Product) else (("", tree),)
    head = factors[0][1]
    key = _letter(head)
    if key not in DIFFERENTIALS or any(op != "" for op, _ in factors):
        return None
    order = 1
    if isinstance(head, g.Scripted):
        text = written(head.above or ())
        if head.below is not None or head.primes or not text.isdecimal():
            return None
        order = int(text)
    return key, tuple(factors[1:]), order


def _targets(tree: Tree) -> list[tuple[Tree, int]]:
    """What a derivative is taken by, and how often."""
    factors: Factors = tree.factors if isinstance(tree, g.Product) else (("", tree),)
    found: list[tuple[Tree, int]] = []
    n = 0
    while n < len(factors):
        sign = factors[n][1]
        if _letter(sign) not in DIFFERENTIALS or isinstance(sign, g.Scripted) or n + 1 >= len(factors):
            raise Unread("what a derivative is taken by is not read", sign.at, reason="derivative")
        target = factors[n + 1][1]
        count = 1
        after = factors[n + 2] if n + 2 < len(factors) else None
        if after is not None and after[0] == "" and isinstance(after[1], g.Group) and after[1].opening == "[":
            target = g.Product(target.at, (("", target), after))
            n += 1
        if isinstance(target, g.Scripted) and (text := written(target.above or ())).isdecimal():
            count = int(text)
            target = replace(target, above=None) if target.below or target.primes else target.base
        if not 1 <= count <= 9:
            raise Unread("the order of a derivative is a small number", sign.at)
        found.append((target, count))
        n += 2
    return found


def _depends(value: Value, quantity: Value) -> bool:
    """Whether a value speaks of a quantity; of a part of it, where that is a vector."""
    if isinstance(quantity, Vector):
        quantity = quantity.entry(sp.Dummy("i", integer=True))
    if isinstance(quantity, Matrix):
        quantity = quantity.entry(*(sp.Dummy(c, integer=True) for c in "ij"))
    if isinstance(value, Vector):
        value = value.entry(sp.Dummy("i", integer=True))
    if isinstance(value, Matrix):
        value = value.entry(*(sp.Dummy(c, integer=True) for c in "ij"))
    family = quantity.args[0] if isinstance(quantity, Component) else None
    for part in sp.preorder_traversal(value):
        if part == quantity or (family is not None and part == family):
            return True
    return False


def _is_vectorial(resolver: Resolver, target: Tree) -> bool:
    return not is_number(resolver.value(target))
