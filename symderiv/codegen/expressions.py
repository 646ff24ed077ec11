"""Terms and conditions as expressions of arrays, each with the axes of its value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symderiv.codegen.arguments import Arguments
from symderiv.codegen.axes import Axes
from symderiv.codegen.components import Components
from symderiv.codegen.linear import linear
from symderiv.codegen.source import Body, Code, Guard, Level, Names, whole_number
from symderiv.codegen.sums import UNDEFINED, Sums, factors
from symderiv.core import terms as k
from symderiv.core.functions import definition
from symderiv.core.terms import ONE, Term
from symderiv.language.errors import StatementError
from symderiv.render import shapes, text

_CONSTANTS: Final = {"pi": "{np}.pi", "I": "1j"}
_FUNCTIONS: Final = {
    **{name: name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "conj", "abs", "floor")},
    **{f"a{name}": f"arc{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "re": "real", "im": "imag",
}  # fmt: skip
_RELATIONS: Final = {"eq": "==", "le": "<=", "lt": "<"}


class ArrayExpressions:
    """The terms of a function as code; sums and roots are computed once, in lines of their own."""

    def __init__(
        self, arguments: Arguments, names: Names, axes: Axes, body: Body, *, module: str, checked: bool
    ) -> None:
        self.arguments = arguments
        self.names = names
        self.axes = axes
        self.body = body
        self.np = module
        self.components = Components(arguments.families, axes, body, self, checked=checked)
        self.sums = Sums(names, axes, body, self, arguments.outputs, self.whole, module)
        self.known: dict[tuple[Term, Guard], Code] = {}

    def whole(self, t: Term) -> str:
        """An integer of sizes and numbers, as code."""
        return self.names.combination(linear(t)) or self.value(t).text

    # -- values

    def value(self, t: Term, guard: Guard = ()) -> Code:
        """The code of a term; under a condition (``guard``) an index may leave its range."""
        match t.op:
            case "num":
                return _number(t)
            case "var":
                return self.axes.variable(t)
            case "comp":
                return self.components.component(t, guard)
            case "add":
                return self._sum(t, guard)
            case "mul":
                return self._product(t.args, guard)
            case "pow":
                return self._power(t, guard)
            case "root" | "sum":
                if (t, guard) not in self.known:
                    self.known[t, guard] = self._kept(t, guard)
                return self.known[t, guard]
            case "ind":
                mask = self.truth(t.args[0], guard)
                return Code(f"1.0 * {mask.held(Level.ATOM)}", mask.axes, Level.PRODUCT)
            case "if":
                return self._if(t, guard)
            case "exp":
                return self._applied("exp", t.args[0], guard)
            case "fn":
                return self._function(t, guard)
        raise StatementError(_refusal(t))

    def _applied(self, name: str, argument: Term, guard: Guard) -> Code:
        c = self.value(argument, guard)
        return Code(f"{self.np}.{name}({c.text})", c.axes)

    def _function(self, t: Term, guard: Guard) -> Code:
        """A function that the module has, or what it stands for."""
        name, args = t.args
        if name in _CONSTANTS:
            return Code(_CONSTANTS[name].format(np=self.np))
        if name in _FUNCTIONS:
            return self._applied(_FUNCTIONS[name], args[0], guard)
        stands_for = definition(t)
        if stands_for is None:
            raise StatementError(_refusal(t))
        return self.value(stands_for, guard)

    def _sum(self, t: Term, guard: Guard) -> Code:
        addends = [(negative, self.value(a, guard)) for negative, a in shapes.addends(t)]
        axes = self.axes.joint(c for _, c in addends)
        out = ""
        for negative, c in addends:
            piece = self.axes.aligned(c, axes, Level.PRODUCT)
            out += f" {'-' if negative else '+'} {piece}" if out else f"{'-' * negative}{piece}"
        return Code(out or "0", axes, Level.SUM)

    def _product(self, args: Sequence[Term], guard: Guard) -> Code:
        negative, flat = factors(Term("mul", *args))
        over, under = [], []
        for f in flat:
            above, below = shapes.over_under(f) if f != UNDEFINED else ([f], [])
            over += [self.value(a, guard) for a in above]
            under += [self.value(b, guard) for b in below]
        self.body.quiet |= bool(under and guard)
        result = self.axes.product(over, under)
        return result.negated() if negative else result

    def _power(self, t: Term, guard: Guard) -> Code:
        base, exponent = t.args
        if t == UNDEFINED:
            return Code("np.nan")
        if not shapes.over_under(t)[0]:
            return self._product([t], guard)
        if exponent == ONE:
            return self.value(base, guard)
        self.body.quiet |= bool(guard) and exponent.op != "num"
        a, b = (self.value(s, guard) for s in t.args)
        if base.op == "num":
            a = Code(f"{float(base.args[0])}", (), Level.ATOM if base.args[0] >= 0 else Level.SUM)
        axes = self.axes.joint((a, b))
        left, right = (self.axes.aligned(c, axes, Level.ATOM) for c in (a, b))
        return Code(f"{left} ** {right}", axes, Level.POWER)

    def _kept(self, t: Term, guard: Guard) -> Code:
        """A sum or a root, computed once and given a name."""
        found = self._root(t, guard) if t.op == "root" else self.sums.total(t, guard)
        if t == self.arguments.term:
            return found
        name = self.names.new(self._hint(t))
        self.body.add(f"{name} = {found.text}")
        return Code(name, found.axes)

    def _hint(self, t: Term) -> str:
        if t.op == "sum":
            return "total"
        family = shapes.norm_of(t, k.fresh("k", "int", t)) if t.args[0].op == "sum" else None
        return "root" if family is None else f"norm_{self.arguments.families[family.args[0]].name}"

    def _root(self, t: Term, guard: Guard) -> Code:
        radicand, degree = t.args
        self.body.quiet |= bool(guard)
        inner = self.sums.total(radicand, guard) if radicand.op == "sum" else self.value(radicand, guard)
        if degree == 2:
            return Code(f"{self.np}.sqrt({inner.text})", inner.axes)
        return Code(f"{inner.held(Level.ATOM)} ** (1 / {degree})", inner.axes, Level.POWER)

    def _if(self, t: Term, guard: Guard) -> Code:
        if (inner := shapes.magnitude(t)) is not None:
            return self._applied("abs", inner, guard)
        if (found := shapes.extreme(t)) is not None:
            name, *sides = found
            both, axes = self.axes.listed([self.value(s, guard) for s in sides])
            return Code(f"{self.np}.{name}imum({both})", axes)
        condition = self.truth(t.args[0], guard)
        yes, no = (*guard, t.args[0]), (*guard, k.not_(t.args[0]))
        branches = [self.value(branch, g) for branch, g in zip(t.args[1:], (yes, no), strict=True)]
        three, axes = self.axes.listed([condition, *branches])
        return Code(f"{self.np}.where({three})", axes)

    # -- conditions

    def truth(self, f: Term, guard: Guard = ()) -> Code:
        """A condition as a mask."""
        match f.op:
            case "eq" | "le" | "lt":
                a, b = (self.value(s, guard) for s in f.args)
                axes = self.axes.joint((a, b))
                left, right = (self.axes.aligned(c, axes, Level.SUM) for c in (a, b))
                return Code(f"{left} {_RELATIONS[f.op]} {right}", axes, Level.RELATION)
            case "and" | "or":
                parts = [self.truth(p, guard) for p in f.args]
                axes = self.axes.joint(parts)
                first, *rest = (self.axes.aligned(p, axes) for p in parts)
                for p in rest:
                    first = f"np.logical_{f.op}({first}, {p})"
                return Code(first, axes)
            case "not":
                inner = self.truth(f.args[0], guard)
                return Code(f"np.logical_not({inner.text})", inner.axes)
            case "implies":
                return self.truth(k.or_(k.not_(f.args[0]), f.args[1]), guard)
            case "false":
                return Code("False")
        raise StatementError(f"this condition is no array operation: {text(f)}")


def _number(t: Term) -> Code:
    p, q = int(t.args[0].p), int(t.args[0].q)
    return whole_number(p) if q == 1 else Code(f"{p} / {q}", (), Level.PRODUCT)


def _refusal(t: Term) -> str:
    """Why there is no array operation for a term."""
    match t.op:
        case "call":
            return f"{text(t)} is a value of a function that only its name is known of"
        case "mean":
            return f"an expectation is no array operation: {text(t)}"
        case "loss":
            return f"the loss {text(t)} is known by its gradient only, and has no values here"
    return f"this is no array operation: {text(t)}"
