"""Irrational values of variables, from equations that have one variable left, solved one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.functions import over
from symderiv.core.terms import ZERO, Term, fn
from symderiv.evaluate.counterexample import number_of
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.instance import is_closed
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined

Assignment = dict[Term, Term]  # variables, and closed terms

MOST = 4  # assignments that are followed
CHECKED = (2, 3, -2)  # where a polynomial of degree two is seen to be one
INVERSES = {"log": lambda t: Term("exp", t), "sin": lambda t: fn("asin", t), "tan": lambda t: fn("atan", t)}


def irrational_constants(formulas: Iterable[Term]) -> list[Assignment]:
    """Assignments of closed terms to variables that solve equations, one of them irrational; they obey the
    order relations of these variables alone."""
    formulas = list(formulas)
    equations = [f for f in formulas if f.op == "eq"]
    defined = {v: t for v, t in definitions(equations).items() if v.args[1] != "int"}
    found: list[Assignment] = [{}]
    for _ in equations:
        further = [b for a in found for b in _further(equations, defined, a)]
        if not further:
            break
        found = further[:MOST]
    made = (a | _defined(defined, a) for a in found)
    return [a for a in made if _is_irrational(a) and _obeys(formulas, a)] or [{}]


def definitions(formulas: Iterable[Term]) -> dict[Term, Term]:
    """Variables that equations define, each by variables that no equation defines."""
    found: dict[Term, Term] = {}
    for f in formulas:
        for v, value in (f.args, f.args[::-1]) if f.op == "eq" else ():
            others = k.free_vars(value)
            known = v in found or v in others or not others.isdisjoint(found)
            if v.op == "var" and not known and all(v not in k.free_vars(t) for t in found.values()):
                found[v] = value
                break
    return found


def _further(equations: Sequence[Term], defined: Assignment, known: Assignment) -> Iterator[Assignment]:
    """Assignments with one variable more: each solution of the first equation that has one variable left."""
    for f in equations:
        with suppress(k.KernelError):
            g = k.substitute(k.substitute(f, defined), known)
            match list(k.free_vars(g)):
                case [v] if v.args[1] == "real" and not k.is_open(g) and not _speaks_of_more(g):
                    values = [t for t in solutions(g.args[0], g.args[1], v) if is_closed(t)]
                    if values:
                        yield from ({**known, v: t} for t in values)
                        return


def _speaks_of_more(f: Term) -> bool:
    return any(s.op in ("comp", "call", "loss", "mean", "diff", "sum") for s in k.subterms(f))


def _defined(defined: Assignment, known: Assignment) -> Assignment:
    """Values of the defined variables whose definitions are closed terms under the known values."""
    values: Assignment = {}
    for v, t in defined.items():
        with suppress(k.KernelError):
            value = k.substitute(t, known)
            if is_closed(value):
                values[v] = value
    return values


def solutions(left: Term, right: Term, v: Term) -> list[Term]:
    """Candidates for v in left = right, by inverting functions and solving quadratics; some may be no
    solutions."""
    if v in k.free_vars(right):
        left, right = (right, left) if v not in k.free_vars(left) else (k.sub(left, right), ZERO)
    return [right] if left == v else _inverted(left, right, v) or _quadratic(left, right, v)


def _inverted(left: Term, right: Term, v: Term) -> list[Term]:
    """Solutions by undoing the outermost operation, if v stands in one of its parts."""
    parts = [p for p in k.parts(left) if v in k.free_vars(p)]
    if len(parts) != 1:
        return []
    (inner,) = parts
    match left.op:
        case "add":
            return solutions(inner, k.sub(right, k.add(*(p for p in left.args if p is not inner))), v)
        case "mul":
            return solutions(inner, over(right, k.mul(*(p for p in left.args if p is not inner))), v)
        case "exp":
            return solutions(inner, fn("re", fn("log", right)), v)  # of sort real
        case "root":
            return solutions(inner, k.power(right, left.args[1]), v)
        case "fn" if left.args[0] in INVERSES:
            return solutions(inner, INVERSES[left.args[0]](right), v)
        case "pow" if left.args[0] is inner and left.args[1].op == "num" and left.args[1].args[0].q == 1:
            n = left.args[1].args[0].p
            size = k.root(right if n > 0 else k.power(right, -1), abs(n)) if abs(n) > 1 else k.power(right, n)
            roots = [size, k.neg(size)] if n % 2 == 0 else [size]
            return [t for r in roots for t in solutions(inner, r, v)]
    return []


def _quadratic(left: Term, right: Term, v: Term) -> list[Term]:
    """The roots of a polynomial of degree two with rational coefficients."""
    try:
        at = {x: _value(k.substitute(k.sub(left, right), {v: k.num(x)})) for x in (0, 1, -1, *CHECKED)}
    except (Undefined, Undecided, k.KernelError):
        return []
    c, b = at[0], (at[1] - at[-1]) / 2
    a = at[1] - b - c
    if a == 0 or b * b < 4 * a * c or any(at[x] != a * x * x + b * x + c for x in CHECKED):
        return []
    size = k.root(k.num((b * b - 4 * a * c) / (4 * a * a)))
    middle = k.num(-b / (2 * a))
    return [k.add(middle, size), k.add(middle, k.neg(size))]


def _value(t: Term) -> fmpq:
    value = evaluate(t, Model())
    if not isinstance(value, fmpq):
        raise Undecided("a coefficient that is not rational")
    return value


def _is_irrational(values: Assignment) -> bool:
    """Whether a value is no rational number, and all have one."""
    try:
        return any(not isinstance(number_of(t), fmpq) for t in values.values())
    except (Undefined, Undecided):
        return False


def _obeys(formulas: Iterable[Term], values: Assignment) -> bool:
    """Whether none of the formulas that speak of these variables alone is seen to be false."""
    model = Model(
        {v.args[0]: number_of(t) for v, t in values.items()}, terms={v.args[0]: t for v, t in values.items()}
    )
    for f in formulas:
        if k.free_vars(f) <= values.keys() and not _speaks_of_more(f):
            try:
                if holds(f, model) is False:
                    return False
            except (Undefined, Undecided):
                return False
    return True
