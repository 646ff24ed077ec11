"""The same reading where complex numbers occur: every term is a complex number, a real variable ``x`` is
``RtoC x``, and an order relation says that both sides are real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.printer import REAL_FUNCTIONS, Forms, Printer, is_whole, number

CONSTANTS: Final = {"I": "Ci", "pi": "PI", "golden": "c_golden"}
ALWAYS_REAL: Final = frozenset({"re", "im", "abs", "arg", "floor", "fibonacci"})
REAL_AT_REAL: Final = frozenset(
    (  # noqa: SIM905 - a list of words
        "conj sin cos tan cot sec csc sinh cosh tanh coth sech csch atan acot asinh acsch "
        "erf erfc erfi gamma rgamma factorial beta binomial"
    ).split()
)
FUNCTIONS: Final = (
    ALWAYS_REAL | REAL_AT_REAL | {"log", "asin", "acos", "acosh", "atanh", "acoth", "asec", "acsc", "asech"}
)
OF_WHOLE: Final = frozenset({"fibonacci", "binomial"})  # the last argument of them
ABSENT: Final = frozenset({"loss", "call", "tends", "smooth", "gradient", "taylor"})


@cache
def is_complex(t: Term) -> bool:
    """Whether a term or formula needs complex numbers to be read."""
    return any(map(_asks, k.subterms(t)))


def _asks(t: Term) -> bool:
    match t.op:
        case "var" | "comp" | "all" | "ex":
            return bool(t.args[1] == "complex")
        case "fn":
            return t.args[0] not in REAL_FUNCTIONS
        case "pow":
            return not is_whole(t.args[1])
    return False


class ComplexPrinter(Printer):
    """Prints terms as complex numbers; what it shares with the other has the same names."""

    number_type = "C"

    def within(self, forms: Mapping[Term, Forms]) -> Printer:
        return ComplexPrinter(self.names, {**self.forms, **forms})

    def _printed(self, t: Term) -> str:
        if t.op in ABSENT:
            raise NotExportedError(f"terms of the kind {t.op} beside complex ones")
        match t.op:
            case "num":
                return f"(RtoC {number(t.args[0])})"
            case "var" | "comp" if t not in self.forms and t.args[1] != "int":
                name = self.variable(t) if t.op == "var" else self.applied(t)
                return name if t.args[1] == "complex" else f"(RtoC {name})"
            case "add" | "mul" if not t.args:
                return f"(RtoC {int(t.op == 'mul')})"
            case "pow" if not is_whole(t.args[1]):
                name = "power" if k.sort_of(t) != "complex" else "principal_power"
                return f"({name} {' '.join(map(self.real, t.args))})"
            case "root":
                name = "root" if k.sort_of(t.args[0]) != "complex" else "principal_root"
                return f"({name} {t.args[1]} {self.real(t.args[0])})"
            case "mean":
                return f"(mean_of Omega E (fun w : Omega => {self.real(t.args[0])}))"
            case "fn" if t.args[0] in CONSTANTS:
                return CONSTANTS[t.args[0]]
            case "fn" if t.args[0] in OF_WHOLE and not is_whole(t.args[1][-1]):
                raise NotExportedError(f"{t.args[0]} of what is not whole")
        return super()._printed(t)

    def moved(self, t: Term, target: Term, further: Sequence[Term] = ()) -> str:
        if target not in self.forms:
            return super().moved(t, target, further)
        at = self.forms[target][0]  # what is bound, and the complex number that it is
        within = ComplexPrinter(self.names, {**self.forms, target: (at, f"(RtoC {at})")})
        return Printer.moved(within, t, target, further)

    def place(self, target: Term) -> str:
        return self.variable(target) if target.op == "var" else self.applied(target)

    def function(self, name: str) -> str:
        if name not in FUNCTIONS:
            raise NotExportedError(f"the function {name}")
        return f"c_{name}"

    def _as_integer(self, t: Term) -> str:
        if t.op == "fn" and t.args[0] == "floor":
            return f"(floorZ {self.real(t.args[1][0])})"
        return super()._as_integer(t)

    def _real_only(self, t: Term, what: str) -> None:
        """Nothing is asked for: what is real is said of complex numbers."""

    def _proposition(self, f: Term) -> str:
        if f.op in ABSENT:
            raise NotExportedError(f"formulas of the kind {f.op} beside complex terms")
        return super()._proposition(f)
