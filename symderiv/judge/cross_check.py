"""The cross-check in floating point: SymPy's statement in NumPy, against the evaluator's exact values.

Points lie along the last axis of every array.  Derivatives take a second route, the complex step.  This
is the one place where 1-based components meet 0-based arrays.
"""

from __future__ import annotations

import builtins
import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sympy as sp
from flint import acb, fmpq
from sympy.core.function import AppliedUndef
from sympy.printing.numpy import NumPyPrinter

from symderiv.core.terms import Term, free_vars, subterms
from symderiv.evaluate.evaluator import evaluate
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Gaussian, Undecided, Undefined, is_zero
from symderiv.judge.values import FUNCTIONS, power
from symderiv.language import notation as nt
from symderiv.language.verdict import Numeric

STEP = 1e-30  # of the complex step: far below rounding, for nothing is subtracted
VISIBLE = 1e-12  # an imaginary part that is no matter of steps
RUNS = (
    64  # with other roundings, where a side disagrees: at a cut or a jump each of them falls on either side
)
MARGIN = 100  # a side that differs by a hundredth of its error when it is rounded otherwise is all rounding
JUMP = 1e-4  # a change that is due to a branch cut, or to a pole nearby
TINY, HUGE = np.finfo(np.float64).tiny, np.finfo(np.float64).max
NEARBY = 1 + 1e-9 + 1e-9j  # how complex numbers are moved to see that
TOLERANCE = 1e-7  # relative: sums of some dozen terms of size 1, half of the digits of a double


class _Printer(NumPyPrinter):
    """Prints components as 1-based look-ups, derivatives as complex steps."""

    def _print_Component(self, e: Any) -> str:
        return f"at(_{_safe(e.args[0].name)}, {', '.join(map(self._print, e.args[1:]))})"

    def _print_Indexed(self, e: Any) -> str:
        return f"at(_{_safe(str(e.base.label))}, {', '.join(map(self._print, e.indices))})"

    def _print_Function(self, e: Any) -> str:
        if not isinstance(e, AppliedUndef):
            name = type(e).__name__
            if name not in FUNCTIONS:
                raise NotImplementedError(f"{name} in floating point")
            return f"{name}({', '.join(map(self._print, e.args))})"
        return f"at(_{_safe(e.func.__name__)}, {', '.join(map(self._print, e.args))})"

    def _print_Quantity(self, e: Any) -> str:
        return f"s_{_safe(e.name)}"

    _print_Symbol = _print_Quantity

    def _print_Dummy(self, e: Any) -> str:
        return f"d_{_safe(e.name)}_{e.dummy_index}"

    def _print_Diff(self, e: Any) -> str:
        body, x = e.args
        if body.has(nt.Diff, sp.Derivative):
            raise NotImplementedError("a second derivative by the complex step")
        if isinstance(x, sp.Indexed):
            name, index = f"_{_safe(str(x.base.label))}", ", ".join(map(self._print, x.indices))
        elif isinstance(x, nt.Component):
            name, index = f"_{_safe(x.args[0].name)}", ", ".join(map(self._print, x.args[1:]))
        else:
            name, index = self._print(x), ""
        return f"slope(lambda {name}: {self._print(body)}, {name}, ({index}{',' if index else ''}))"

    def _print_Derivative(self, e: Any) -> str:
        if sum(count for _, count in e.variable_count) != 1:
            raise NotImplementedError("a second derivative by the complex step")
        return self._print_Diff(nt.Diff(e.expr, e.variables[0]))

    def _print_Loss(self, e: Any) -> str:
        _, gradient, v, length, body, at = e.args
        return str(self._print(sp.Sum(gradient[(*at, v)] * body, (v, 1, length))))

    def _print_KroneckerDelta(self, e: Any) -> str:
        a, b = map(self._print, e.args)
        return f"(1.0 * (({a}) == ({b})))"

    def _print_Add(self, e: Any) -> str:
        return f"({' + '.join(map(self._print, e.args))})"

    def _print_Mul(self, e: Any) -> str:
        return f"({' * '.join(map(self._print, e.args))})"

    def _print_Integer(self, e: Any) -> str:
        return f"({e})" if e < 0 else str(e)

    def _print_Pow(self, e: Any, rational: bool = False, sqrt: str = "numpy.sqrt") -> str:
        base, exponent = e.args
        if exponent == sp.Rational(1, 2):
            return f"sqrt({self._print(base)})"
        if exponent.is_Integer:
            whole = self._print(base) if exponent >= 0 else f"number({self._print(base)})"
            return f"power({whole}, {self._print(exponent)})"
        return f"power({self._print(base)}, {self._print(exponent)})"

    def _print_Rational(self, e: Any) -> str:
        if abs(e.p / e.q) < TINY:
            raise NotImplementedError("a number that is smaller than those of floating point")
        return f"number({e.p} / {e.q})"

    _print_Half = _print_Rational


class _Jittered(_Printer):
    """Prints ``jittered`` around each operation whose value is no integer, and ``either`` around comparisons
    and signs of what is computed."""

    around = "jittered"

    def _print_Relational(self, e: Any) -> str:
        return self._either(str(super()._print_Relational(e)), e.lhs, e.rhs)

    def _print_KroneckerDelta(self, e: Any) -> str:
        i, j = e.args
        return f"(1.0 * {self._either(f'(({self._print(i)}) == ({self._print(j)}))', i, j)})"

    def _print_sign(self, e: Any) -> str:
        return self._either(f"sign({self._print(e.args[0])})", e.args[0], sp.S.Zero)

    def _either(self, answer: str, a: Any, b: Any) -> str:
        computed = any(_is_computed(t) for t in (a, b))
        return f"either({answer}, {self._print(a)}, {self._print(b)})" if computed else answer

    def _print(self, expr: Any, **settings: Any) -> str:
        text = str(super()._print(expr, **settings))
        rounds = isinstance(expr, sp.Expr) and expr.args and not expr.is_integer
        return f"{self.around}({text})" if rounds else text


def _is_computed(t: Any) -> bool:
    """Whether a value is rounded: that of no number, symbol or component, and no integer."""
    return not (t.is_Atom or t.is_integer or isinstance(t, (nt.Component, sp.Indexed)))


class _Unsettled(_Jittered):
    """Prints ``unsettled`` there."""

    around = "unsettled"


for _name in (*FUNCTIONS, "erf", "erfc", "gamma", "factorial"):  # by these principal values, or not at all
    setattr(_Printer, f"_print_{_name}", vars(_Printer)["_print_Function"])


def _safe(name: str) -> str:
    """An identifier of ASCII letters, a different one for each name: Python takes ϕ and φ for the same."""
    return "".join(c if c.isascii() and c.isalnum() else f"_{ord(c)}_" for c in name)


def _float(value: Any) -> Any:
    """An exact value in floating point; OverflowError where that would be 0, and the value is not."""
    if isinstance(value, Gaussian):
        return complex(_float(value.re), _float(value.im))
    if isinstance(value, acb):
        return complex(_float(value.real), _float(value.imag))
    x = int(value.p) / int(value.q) if isinstance(value, fmpq) else float(value)
    if abs(x) < TINY and is_zero(value) is False:
        raise OverflowError("a value that is smaller than those of floating point")
    return x


@dataclass(frozen=True)
class Grid:
    """The components of a family: an array whose last axis runs over the points, and its least index.

    ``lacking`` takes the indices that were asked for and are outside.
    """

    array: Any
    least: tuple[int, ...] | None  # None where no component is known
    lacking: list[tuple[Any, ...]] = field(default_factory=list, compare=False)

    def place(self, index: tuple[Any, ...]) -> tuple[int, ...] | None:
        """Where the component with this index stands; None outside the grid."""
        if any(np.ndim(i) for i in index):
            raise NotImplementedError("an index that differs from point to point")
        if self.least is None:
            return None
        place = tuple(int(i) - low for i, low in zip(index, self.least, strict=True))
        inside = all(0 <= p < n for p, n in zip(place, self.array.shape, strict=False))
        return place if inside else None

    @classmethod
    def of(cls, points: Sequence[dict[tuple[int, ...], Any]]) -> Grid:
        """From the components that are known at each point; nan where one is not."""
        known = [index for point in points for index in point]
        if not known:
            return cls(np.full((1, len(points)), np.nan), None)
        least = tuple(map(min, zip(*known, strict=True)))
        shape = [top - low + 1 for top, low in zip(map(max, zip(*known, strict=True)), least, strict=True)]
        grid = cls(np.full((*shape, len(points)), np.nan), least)
        for p, point in enumerate(points):
            for index, value in point.items():
                grid.array[(*(i - low for i, low in zip(index, least, strict=True)), p)] = _float(value)
        return grid


def at(grid: Grid, *index: Any) -> Any:
    """The component with this index, or nan outside the grid."""
    place = grid.place(index)
    if place is not None:
        return grid.array[place]
    grid.lacking.append(index)
    return np.full(grid.array.shape[-1], np.nan)


def slope(f: Callable[[Any], Any], x: Any, index: tuple[Any, ...]) -> Any:
    """The derivative of f at x (by one component of it) by the complex step, where f is real.

    A component outside the grid is one that nothing reads, f neither.
    """
    with _stepping():
        if np.any(np.imag(f(x)) != 0):
            raise NotImplementedError("the complex step of a function that is not real")
        if not isinstance(x, Grid):
            return np.imag(f(x + 1j * STEP)) / STEP
        moved = x.array.astype(np.result_type(x.array, np.complex64))
        place = x.place(index)
        if place is not None:
            moved[place] += 1j * STEP
        return np.imag(f(replace(x, array=moved))) / STEP


_steps: list[bool] = []  # the complex steps that are being taken


@contextmanager
def _stepping() -> Iterator[None]:
    """Within the block an imaginary part is a step, which no error of rounding may hide."""
    _steps.append(True)
    try:
        yield
    finally:
        _steps.pop()


def _where_real(f: Callable[[Any], Any], stepped: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """f, which has no complex derivative; below a complex step what it is of real numbers, continued."""

    def apply(x: Any) -> Any:
        if not _steps:
            return f(x)
        if np.any(np.abs(np.imag(x)) > VISIBLE):
            raise NotImplementedError("the complex step of a function of complex numbers")
        return stepped(x)

    return apply


REAL_ONLY = {
    "Abs": lambda x: x * np.sign(np.real(x)),
    "sign": lambda x: np.sign(np.real(x)),
    "conjugate": lambda x: x,
    "re": lambda x: x,
    "im": lambda x: 0 * np.real(x),
}


_RANDOM = np.random.default_rng(0)


def number(x: Any) -> Any:
    """A number of Python's as one of NumPy's, which tells what underflows."""
    return np.float64(x) if isinstance(x, (int, float)) else x


def _beyond(x: Any) -> Any:
    """x where it is in the range of floating point; else one of the numbers below, or above."""
    if np.iscomplexobj(x):
        return _beyond(x.real) + 1j * _beyond(x.imag)
    x = np.where(np.abs(x) < TINY, TINY * _RANDOM.uniform(-1, 1, x.shape), x)
    return np.where(np.isinf(x), np.sign(x) * HUGE * _RANDOM.uniform(0, 1, x.shape), x)


def jittered(x: Any) -> Any:
    """x with a random error of one or two roundings; Python's own integers stay exact.

    A complex number has it in every direction: which side of a cut it is on is a matter of rounding, too.
    """
    if isinstance(x, int):
        return x
    x = np.asarray(x)
    error: Any = _RANDOM.uniform(-1, 1, x.shape)
    if np.iscomplexobj(x) and not _steps:
        error = error + 1j * _RANDOM.uniform(-1, 1, x.shape)
    return x * (1 + np.finfo(np.float64).eps * error)


def either(answer: Any, a: Any, b: Any) -> Any:
    """The answer to a comparison; where the two are the same up to rounding, that of numbers nearby."""
    a, b = np.broadcast_arrays(a, b)
    near = np.abs(a - b) <= TOLERANCE * (1 + np.abs(a) + np.abs(b))
    side: Any = _RANDOM.integers(-1, 2, near.shape)  # the sign of their difference
    yes_or_no = np.asarray(answer).dtype == bool
    return np.where(near, side == 0 if yes_or_no else side, answer)


def unsettled(x: Any) -> Any:
    """x with such an error; what underflows is some number near 0, and what overflows any great one."""
    return x if isinstance(x, int) else jittered(_beyond(np.asarray(x)))


NAMESPACE = {
    "builtins": builtins,
    "functools": functools,
    "at": at,
    "slope": slope,
    "either": either,
    "jittered": jittered,
    "number": number,
    "unsettled": unsettled,
    "numpy": np,
    "power": power,
    **FUNCTIONS,
    **{name: _where_real(FUNCTIONS[name], stepped) for name, stepped in REAL_ONLY.items()},
}


def compare(statement: Any, term: Term, models: Sequence[Model]) -> Numeric | None:
    """Both sides of a relation in floating point at the models (of equal sizes), against their exact values.

    None where the statement is beyond NumPy (a mean, an integer that no float holds) or no model gives it
    values.  A disagreement at a point counts only if it is no matter of rounding: where other roundings of
    each operation change a side by as much, cancellation has left nothing of it, or a condition is decided by
    numbers that no float holds.
    """
    if statement.has(nt.Mean):  # exact instances go through all outcomes
        return None
    try:
        return _compared(statement, term, models)
    except (NotImplementedError, OverflowError):
        return None


def _compared(statement: Any, term: Term, models: Sequence[Model]) -> Numeric | None:
    exact: list[tuple[complex, complex]] = []
    usable = []
    for model in models:
        try:
            exact.append(tuple(_rounded(evaluate(side, model)) for side in term.args[:2]))  # type: ignore[arg-type]
            usable.append(model)
        except (Undefined, Undecided):
            continue
    if not usable:
        return None
    arguments = _arguments(term, usable)
    sides = statement.args[:2]
    if isinstance(statement, (sp.Ge, sp.Gt)):
        sides = sides[::-1]
    function = _function(tuple(arguments), tuple(sides), _Printer)
    known = [np.array(k) for k in zip(*exact, strict=True)]
    lost: list[str] = []
    with np.errstate(all="ignore", under="call", over="call", call=lambda kind, _: lost.append(kind)):
        found = function(*arguments.values())
        near = function(*map(_moved, arguments.values()))
        usual = np.ones(len(usable), dtype=bool)
        for computed, moved in zip(found, near, strict=True):
            jump = np.abs(computed - moved) > JUMP * (1 + np.abs(computed))
            usual &= np.broadcast_to(~jump, usual.shape)
            if not any(
                a.lacking for a in arguments.values() if isinstance(a, Grid)
            ):  # what overflows is no value; a component that the points lack is a wrong one
                usual &= np.broadcast_to(np.isfinite(computed), usual.shape)
        errors = [_errors(c, k) for c, k in zip(found, known, strict=True)]
        if any(np.any(e[usual] > TOLERANCE) for e in errors):
            other = _function(tuple(arguments), tuple(sides), _Unsettled if lost else _Jittered)
            usual &= ~_of_rounding(other, arguments, found, known, [np.where(usual, e, 0) for e in errors])
    if not np.any(usual):
        return None
    worst = max(float(np.max(np.where(np.isnan(e), np.inf, e)[usual])) for e in errors)
    return Numeric(int(np.sum(usual)), worst)


@functools.lru_cache(maxsize=64)
def _function(
    arguments: tuple[str, ...], sides: tuple[Any, ...], printer: type[_Printer]
) -> Callable[..., Any]:
    """Both sides as a function of the arguments: what ``lambdify`` makes of this printer, without all that it
    looks up for others."""
    printed = (f"number({printer().doprint(side)})" for side in sides)
    text = f"lambda {', '.join(arguments)}: [{', '.join(printed)}]"
    made: Callable[..., Any] = eval(text, dict(NAMESPACE))  # noqa: S307 - it has just been printed
    return made


def _of_rounding(
    function: Callable[..., Any],
    arguments: dict[str, Any],
    found: Sequence[Any],
    known: Sequence[Any],
    errors: Sequence[Any],
) -> Any:
    """Where a side is wrong by no more than it differs when each operation is rounded otherwise."""
    scatter = [np.zeros(k.shape) for k in known]
    doubtful = np.zeros(known[0].shape, dtype=bool)
    wrong = functools.reduce(np.logical_or, [e > TOLERANCE for e in errors])
    for _ in range(RUNS):
        for at, side in enumerate(function(*map(_rounded_otherwise, arguments.values()))):
            apart = np.abs(np.broadcast_to(side - found[at], known[at].shape)) / (1 + np.abs(known[at]))
            scatter[at] = np.fmax(scatter[at], apart)  # nan says nothing
            doubtful |= (errors[at] > TOLERANCE) & (errors[at] < MARGIN * scatter[at])
        if np.all(doubtful[wrong]):
            break
    return doubtful


def _rounded_otherwise(argument: Any) -> Any:
    """An argument with another rounding; whole numbers stay as they are."""
    if isinstance(argument, Grid):
        return replace(argument, array=_rounded_otherwise(argument.array))
    if isinstance(argument, int):
        return argument
    return np.where(argument == np.round(argument), argument, jittered(argument))


def _errors(computed: Any, known: Any) -> Any:
    """Errors relative to the size of the exact values, or to 1 where these are smaller."""
    return np.abs(np.broadcast_to(computed, known.shape) - known) / (1 + np.abs(known))


def _rounded(value: Any) -> complex:
    """An exact value or a ball in double precision."""
    return complex(value) if isinstance(value, acb) else float(value)


def _moved(argument: Any) -> Any:
    """Complex numbers moved a little; what jumps there has a branch cut, and rounding decides its value."""
    return argument * NEARBY if np.iscomplexobj(argument) else argument


def _arguments(term: Term, models: Sequence[Model]) -> dict[str, Any]:
    """What the printed functions are called with, by printed name."""
    first = models[0]
    found: dict[str, Any] = {}
    integers = {v.args[0] for v in free_vars(term) if v.args[1] == "int"}
    for name, value in first.scalars.items():
        whole = name in integers and all(m.scalars[name] == value for m in models)
        found[f"s_{_safe(name)}"] = (
            int(value.p) if whole else np.array([_float(m.scalars[name]) for m in models])
        )
    for name in _families(term):
        found[f"_{_safe(name)}"] = Grid.of([m.families.get(name, {}) for m in models])
    return found


def _families(term: Term) -> set[str]:
    """The families of a relation, and those of its losses' gradients."""
    parts = list(subterms(term))
    own = {s.args[0] for s in parts if s.op == "comp"}
    return own | {s.args[1][0] for s in parts if s.op == "loss"}


def matched(statement: Any, term: Term) -> Iterator[tuple[Any, Term]]:
    """The relations of a statement that stand under no quantifier or condition, with their terms."""
    if isinstance(statement, nt.Conjunction) and term.op == "and" and len(statement.args) == len(term.args):
        for s, t in zip(statement.args, term.args, strict=True):
            yield from matched(s, t)
    elif isinstance(statement, (sp.Eq, sp.Le, sp.Lt, sp.Ge, sp.Gt)) and term.op in ("eq", "le", "lt"):
        yield statement, term
