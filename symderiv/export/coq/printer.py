"""From the core's terms to Coq's: the one reading that a theorem's statement rests on.

Every term is printed as a real number, an integer variable ``n`` as ``IZR n``; where an integer is asked for
(an index, the bounds of a sum, a whole exponent) a term of sort int is printed once more, over Z.  Relations
are of real numbers.  Terms that have no value in the core have the one that Coq's total function gives them.
A bound variable is called by its hint and the height of its binder, so that none captures another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from symderiv.core import terms as k
from symderiv.core.terms import Hint, Term
from symderiv.export.coq.names import BOUND, TYPES, Names, NotExportedError, Quantity, quantity

Forms = tuple[str, str]  # an integer variable's text over Z, and over R

RELATIONS = {"eq": "=", "le": "<=", "lt": "<"}
CONNECTIVES = {"and": "/\\", "or": "\\/"}
REAL_FUNCTIONS = {"pi": "PI", "sin": "sin", "cos": "cos", "abs": "Rabs"}


def number(c: Fraction) -> str:
    """A rational number as Coq reads it over R."""
    if c.denominator == 1:
        return str(c.numerator) if c >= 0 else f"({c.numerator})"
    return f"({c.numerator} / {c.denominator})"


def rational(c: Fraction) -> str:
    """A rational number as a term of Q."""
    return f"({c.numerator} # {c.denominator})%Q"


def is_whole(t: Term) -> bool:
    """Whether the form of a term says that it is an integer."""
    return k.sort_of(t) == "int"


class Printer:
    """Prints terms with the names of a page; ``forms`` are texts for variables that are bound by what is
    printed around."""

    number_type = "R"  # of the value of every term

    def __init__(self, names: Names, forms: Mapping[Term, Forms] | None = None) -> None:
        self.names = names
        self.forms = dict(forms or {})
        self._real: dict[Term, str] = {}
        self._whole: dict[Term, str] = {}
        self._said: dict[Term, str] = {}
        self._heights: dict[Term, int] = {}

    def within(self, forms: Mapping[Term, Forms]) -> Printer:
        """A printer that knows these texts."""
        return Printer(self.names, {**self.forms, **forms})

    # -- variables --------------------------------------------------------------------------------------

    def variable(self, v: Term) -> str:
        """The identifier of a variable, whatever its sort."""
        if v in self.forms:
            return self.forms[v][0]
        found = quantity(v)
        if found is None:
            raise NotExportedError(f"{v} in place of a variable")
        if found.name.startswith(BOUND):
            return found.name[len(BOUND) :]
        return self.names.of(found)

    def height(self, t: Term) -> int:
        """How many binders lie inside one another in a term."""
        found = self._heights.get(t)
        if found is None:
            own = int(t.op in k.BINDERS)
            found = self._heights[t] = own + max(map(self.height, k.parts(t)), default=0)
        return found

    def opened(self, t: Term, sort: str = "int") -> tuple[str, Term]:
        """The identifier of what a binder binds, and the body with a variable of that name."""
        hints = [str(a) for a in t.args if isinstance(a, Hint)]
        letter = next((c for c in "".join(hints) if c.isascii() and c.isalpha()), "i")
        v = k.var(f"{BOUND}{letter}'{self.height(t)}", sort)
        return self.variable(v), k.open_(t, v)

    # -- terms ------------------------------------------------------------------------------------------

    def real(self, t: Term) -> str:
        """A term as a real number."""
        found = self._real.get(t)
        if found is None:
            found = self._real[t] = self._printed(t)
        return found

    def _printed(self, t: Term) -> str:
        match t.op:
            case "num":
                return number(t.args[0])
            case "var":
                if t in self.forms:
                    return self.forms[t][1]
                self._real_only(t, "a variable")
                name = self.variable(t)
                return f"(IZR {name})" if t.args[1] == "int" else name
            case "comp":
                self._real_only(t, "a component")
                return f"(IZR {self.applied(t)})" if t.args[1] == "int" else self.applied(t)
            case "add" | "mul":
                return self._chain(t, self.real)
            case "pow":
                base, e = t.args
                if not is_whole(e):
                    raise NotExportedError("powers whose exponents are not whole")
                return f"(powZ {self.real(base)} {self.whole(e)})"
            case "root":
                self._real_only(t.args[0], "root")
                return f"(root {t.args[1]} {self.real(t.args[0])})"
            case "sum":
                lo, hi = map(self.whole, t.args[1:3])
                v, body = self.opened(t)
                return f"(sum {lo} {hi} (fun {v} : Z => {self.real(body)}))"
            case "ind":
                return f"(ind {self.said(t.args[0])})"
            case "if":
                f, a, b = t.args
                return f"(choice {self.said(f)} {self.real(a)} {self.real(b)})"
            case "mean":
                return f"(E (fun w : Omega => {self.real(t.args[0])}))"
            case "exp":
                self._real_only(t.args[0], "exp")
                return f"(exp {self.real(t.args[0])})"
            case "loss":
                return f"({self.function_of(t)} {self.vector(t)})"
            case "call":
                indices = "; ".join(map(self.whole, t.args[1]))
                return f"(partial {self.function_of(t)} [{indices}]%Z {self.vector(t)})"
            case "diff":
                return self._derivative(t)
            case "fn":
                for a in t.args[1]:
                    self._real_only(a, t.args[0])
                return f"({' '.join([self.function(t.args[0]), *map(self.real, t.args[1])])})"
        raise NotExportedError(f"terms of the kind {t.op}")

    def function(self, name: str) -> str:
        """What a function of the core is called."""
        if name not in REAL_FUNCTIONS:
            raise NotExportedError(f"the function {name}")
        return REAL_FUNCTIONS[name]

    def _chain(self, t: Term, part: object) -> str:
        printed = [part(a) for a in t.args]  # type: ignore[operator]
        if not printed:
            return "0" if t.op == "add" else "1"
        sign = " + " if t.op == "add" else " * "
        return f"({sign.join(printed)})" if len(printed) > 1 else str(printed[0])

    def _real_only(self, t: Term, what: str) -> None:
        if k.sort_of(t) == "complex":
            raise NotExportedError(f"{what} of complex terms")

    def applied(self, t: Term) -> str:
        """A component, over Z where it is whole."""
        found = quantity(t)
        assert found is not None  # noqa: S101 - for the type checker
        applied = " ".join([self.names.of(found), *map(self.whole, t.args[3])])
        if t.args[1] == "random":
            applied += " w"
        return f"({applied})" if " " in applied else applied

    def function_of(self, t: Term) -> str:
        """The function of a vector that a loss, a call or a statement of smoothness is about."""
        found = quantity(t)
        assert found is not None  # noqa: S101 - for the type checker
        return self.names.of(found)

    def vector(self, t: Term) -> str:
        """The point at which a function of a vector is taken."""
        self._real_only(t.args[-1], t.op)
        v, body = self.opened(t)
        return f"(vec {self.whole(t.args[-2])} (fun {v} : Z => {self.real(body)}))"

    def moved(self, t: Term, target: Term, further: Sequence[Term] = ()) -> str:
        """A term as a function of what a derivative is taken by, and of further integers."""
        return self.around("".join(f"fun {self.variable(v)} : Z => " for v in further) + self.real(t), target)

    def around(self, inner: str, target: Term) -> str:
        """A text about a quantity as a function of it."""
        if target.op == "var" and target.args[1] == "real":
            return f"(fun {self.variable(target)} : R => {inner})"
        if target.op != "comp" or target.args[1] != "real" or not target.args[3]:
            raise NotExportedError(f"derivatives by {target.op}")
        found = quantity(target)
        assert found is not None  # noqa: S101 - for the type checker
        name, indices = self.names.of(found), " ".join(map(self.whole, target.args[3]))
        changed = f"(upd{found.indices} {name} {indices} r_)"
        return f"(fun r_ : R => (fun {name} : {found.type} => {inner}) {changed})"

    def _derivative(self, t: Term) -> str:
        body, target = t.args
        return f"(Derive {self.moved(body, target)} {self.place(target)})"

    def place(self, target: Term) -> str:
        """The real number at which a derivative is taken."""
        return self.real(target)

    def whole(self, t: Term) -> str:
        """A term of sort int as an integer."""
        found = self._whole.get(t)
        if found is None:
            found = self._whole[t] = self._as_integer(t)
        return found

    def _as_integer(self, t: Term) -> str:
        match t.op:
            case "num" if t.args[0].denominator == 1:
                n = t.args[0].numerator
                return f"{n}%Z" if n >= 0 else f"({n})%Z"
            case "var" if t.args[1] == "int":
                return self.variable(t)
            case "comp" if t.args[1] == "int":
                return self.applied(t)
            case "add" | "mul" if is_whole(t):
                text = self._chain(t, self.whole)
                return text if len(t.args) == 1 else f"{text}%Z"
            case "pow" if is_whole(t):
                return f"({self.whole(t.args[0])} ^ {self.whole(t.args[1])})%Z"
            case "ind":
                return f"(indZ {self.said(t.args[0])})"
            case "if" if is_whole(t):
                f, a, b = t.args
                return f"(choiceZ {self.said(f)} {self.whole(a)} {self.whole(b)})"
        raise NotExportedError(f"an index or a bound of the kind {t.op}")

    # -- formulas ---------------------------------------------------------------------------------------

    def said(self, f: Term) -> str:
        """A formula as a proposition."""
        found = self._said.get(f)
        if found is None:
            found = self._said[f] = self._proposition(f)
        return found

    def _proposition(self, f: Term) -> str:
        match f.op:
            case "eq" | "le" | "lt":
                for side in f.args:
                    self._real_only(side, "a relation")
                a, b = map(self.real, f.args)
                return f"({a} {RELATIONS[f.op]} {b})"
            case "not" if f.args[0].op == "eq":
                return self._differ(*f.args[0].args)
            case "not":
                return f"(~ {self.said(f.args[0])})"
            case "and" | "or" if len(f.args) > 1:
                *first, last = map(self.said, f.args)
                sign = CONNECTIVES[f.op]
                return "".join(f"({a} {sign} " for a in first) + last + ")" * len(first)
            case "implies":
                return f"({self.said(f.args[0])} -> {self.said(f.args[1])})"
            case "false":
                return "False"
            case "all" | "ex":
                return self._quantified(f)
            case "surely":
                return f"(forall w : Omega, {self.said(f.args[0])})"
            case "tends":
                self._real_only(f.args[2], "a limit")
                v, body = self.opened(f)
                return f"(tends (fun {v} : Z => {self.real(body)}) {self.real(f.args[1])})"
            case "gradient":
                return self._gradient(f.args[0])
            case "taylor":
                function = self.names.of(Quantity("call", str(f.args[0]), "real"))
                return f"(Taylor_{f.args[1]} {function})"
            case "smooth":
                return f"(smooth {self.function_of(f)} {f.args[1]} {self.vector(f)})"
        raise NotExportedError(f"formulas of the kind {f.op}")

    def _gradient(self, loss: Term) -> str:
        """The components of a loss' gradient are its derivatives at its point."""
        name, ranges, *fixed = loss.args[1]
        v = k.var(f"{BOUND}v'0", "int")
        component = self.real(Term("comp", name, "value", ranges, (*fixed, v)))
        weights = f"(vec {self.whole(loss.args[3])} (fun {self.variable(v)} : Z => {component}))"
        return f"(has_gradient {self.function_of(loss)} {weights} {self.vector(loss)})"

    def _differ(self, a: Term, b: Term) -> str:
        self._real_only(a, "a relation")
        self._real_only(b, "a relation")
        return f"({self.real(a)} <> {self.real(b)})"

    def _quantified(self, f: Term) -> str:
        sort = f.args[1]
        if sort == "complex" and self.number_type == "R":
            raise NotExportedError(f"quantifiers over the sort {sort}")
        v, body = self.opened(f, sort)
        at = self.real(k.var(f"{BOUND}{v}", sort))
        lo, hi = f.args[2:4]
        bounds = [] if lo is None else [f"({self.real(lo)} <= {at})"]
        bounds += [] if hi is None else [f"({at} <= {self.real(hi)})"]
        inner = self.said(body)
        if f.op == "all":
            return f"(forall {v} : {TYPES[sort]}, {''.join(f'{b} -> ' for b in bounds)}{inner})"
        within = "".join(f"({b} /\\ " for b in bounds)
        return f"(exists {v} : {TYPES[sort]}, {within}{inner}{')' * len(bounds)})"
