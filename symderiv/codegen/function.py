"""A claim's side as a documented function of NumPy arrays, and the checks that its source calls."""

from __future__ import annotations

import linecache
import textwrap
from collections.abc import Callable
from itertools import count
from types import ModuleType
from typing import Any, Final, Literal

import numpy as np
import sympy as sp

from symderiv.codegen.compiler import Compiled, compiled
from symderiv.codegen.linear import Range
from symderiv.codegen.sides import Sides, sides
from symderiv.core.terms import Term
from symderiv.judge.prepare import read
from symderiv.language.errors import StatementError
from symderiv.language.notation import Quantity
from symderiv.language.page import Claim
from symderiv.language.supports import doubtful
from symderiv.language.translate import Translator
from symderiv.language.verdict import Status, Verdict

Side = Literal["left", "right"]

_NUMBERS: Final = count(1)  # each function has a file name of its own, so that tracebacks show its lines


def numpy_function(
    claim: Claim, *, side: Side = "right", xp: ModuleType | Any = None, checked: bool = True
) -> Callable[..., Any]:
    """One side of a claim as a function of arrays; see ``Claim.to_numpy``."""
    if side not in {"left", "right"}:
        raise ValueError(f"the side is 'left' or 'right', not {side!r}")
    if checked:
        _require_proof(claim)
    both = sides(claim)
    translator = Translator()
    with sp.evaluate(False):
        left, right, *over = map(translator.term, (both.lhs, both.rhs, *both.over))
    declared = _declared(both, translator)
    hypotheses = [*read(claim).hypotheses, *translator.facts]
    chosen = left if side == "left" else right
    name = claim.build.__name__ if str(getattr(claim.build, "__name__", "")).isidentifier() else "claim"
    try:
        module = "np" if xp is None else "xp"
        code = compiled(
            name, chosen, (*over, left, right), declared, hypotheses, module=module, checked=checked
        )
    except StatementError as error:
        raise StatementError(f"the {side} side of {claim.id}: {error}") from error
    return _function(name, code, _documented(claim, side, code, claim.verdict if checked else None), xp)


def _require_proof(claim: Claim) -> None:
    verdict = claim.verdict
    if verdict.status is Status.PROVED and not verdict.rests_on_open:
        return
    open_ = f" but rests on {verdict.rests_on_open}" if verdict.rests_on_open else ""
    instead = ""
    if claim.correction is not None and claim.correction in claim.page:
        instead = f'; true is page["{claim.correction}"]'
    said = f" ({verdict.message})" if verdict.message else ""
    raise StatementError(
        f"{claim.id} is {verdict.status}{said}{open_}, and no function is made of it{instead}. "
        "to_numpy(checked=False) makes one all the same"
    )


def _declared(both: Sides, translator: Translator) -> dict[Term, Range]:
    """The ranges that the integers of both sides were declared with."""
    found: dict[Term, Range] = {}
    for s in {*both.lhs.atoms(Quantity, sp.Idx), *both.rhs.atoms(Quantity, sp.Idx)}:
        label, lo, hi = (s.label, s.lower, s.upper) if isinstance(s, sp.Idx) else (s, *s.bounds)
        if s.is_integer:
            found[translator.symbol(label)] = translator.bound(lo), translator.bound(hi)
    return found


def _function(name: str, code: Compiled, doc: str, xp: Any) -> Callable[..., Any]:
    """The compiled source as a function whose lines a traceback and ``inspect`` can show."""
    body = textwrap.indent(f'"""{doc}"""\n', "    ", lambda line: bool(line.strip()))
    head, _, rest = code.source.partition("\n")
    source = f"{head}\n{body}{rest}"
    file = f"<symderiv {next(_NUMBERS)}: {name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope: dict[str, Any] = {**_SCOPE, "np": np, "xp": xp, "__name__": __name__}
    exec(compile(source, file, "exec"), scope)  # noqa: S102 - the source was written here, from a term
    function: Any = scope[name]
    function.source, function.axes = code.source, code.axes
    return function  # type: ignore[no-any-return]


def _documented(claim: Claim, side: str, code: Compiled, verdict: Verdict | None) -> str:
    """What the function computes, of what, and what that rests on."""
    found = claim.verdict if verdict is None and claim.known else verdict
    lines = [f"The {side} side of {claim.id}{'' if found is None else f', {found.status}'}."]
    if found is not None:
        lines += ["", found.statement]
    lines += ["", "Arguments:"]
    lines += [f"    {name}: {what}" for name, what in code.arguments] or ["    none"]
    lines += ["", f"Returns {code.returns}."]
    if found is not None:
        for title, entries in (
            ("Given", found.given), ("Conditions", found.conditions), ("Axioms", found.axioms),
            ("Rests on", doubtful(found)),
        ):  # fmt: skip
            lines += ["", f"{title}:", *(f"    {entry}" for entry in entries)] if entries else []
    return "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''") + "\n"


# -- what the compiled source calls ------------------------------------------------------------------


def array(name: str, value: Any, axes: int) -> Any:
    """The value as an array of this many axes; whole numbers as floating point ones."""
    if not hasattr(value, "dtype") or not hasattr(value, "shape"):
        value = np.asarray(value)
    if len(value.shape) != axes:
        raise ValueError(f"{name} has {_axes(axes)}; an array of shape {tuple(value.shape)} was given")
    return _floating(name, value)


def number(name: str, value: Any) -> Any:
    """The value as a number."""
    if np.shape(value) != ():
        raise ValueError(f"{name} is a number; an array of shape {np.shape(value)} was given")
    return _floating(name, value if hasattr(value, "dtype") else np.asarray(value)[()])


def _floating(name: str, value: Any) -> Any:
    kind = np.dtype(value.dtype).kind
    if kind in "OSUMm":
        raise TypeError(f"{name} holds numbers; an array of dtype {value.dtype} was given")
    return value * 1.0 if kind in "biu" else value


def _axes(n: int) -> str:
    return f"{n} axis" if n == 1 else f"{n} axes"


def integer(name: str, value: Any) -> int:
    """The value as one integer."""
    found = np.asarray(value)
    if found.shape != () or found.dtype.kind not in "iu":
        raise TypeError(f"{name} is an integer; {value!r} was given")
    return int(found)


def integers(name: str, value: Any) -> Any:
    """The value as a one-dimensional array of integers."""
    found = np.asarray(value)
    if found.ndim > 1 or found.dtype.kind not in "iu":
        raise TypeError(f"{name} is an integer or a one-dimensional array of integers; {value!r} was given")
    return np.atleast_1d(found)


def same_shape(name: str, value: Any, spelled: str, wanted: list[int | None]) -> None:
    """Whether the array has the shape that the sizes, read from other arrays, ask for."""
    shape = tuple(value.shape)
    if any(w is not None and w != n for w, n in zip(wanted, shape, strict=True)):
        sizes = ", ".join("any" if w is None else str(w) for w in wanted)
        raise ValueError(f"{name} has the shape ({spelled}), which is ({sizes}) here; {shape} was given")


def holds(hypothesis: str, truth: Any) -> None:
    """Whether a hypothesis about the sizes is met."""
    if not truth:
        raise ValueError(f"the claim is about {hypothesis}, which these shapes do not meet")


def inside(name: str, place: Any, length: int, *where: Any) -> Any:
    """The 0-based places, all of which (where all of these hold) have to lie in the array."""
    outside = (np.asarray(place) < 0) | (np.asarray(place) >= length)
    for condition in where:
        outside = outside & condition
    if np.any(outside):
        raise IndexError(f"an index of {name} leaves its range of length {length}")
    return place


def without(value: Any, *given: tuple[int, Any]) -> Any:
    """The value without the axes of those indices that were given as one integer."""
    dropped = {axis for axis, values in given if np.ndim(values) == 0}
    return value[tuple(0 if axis in dropped else slice(None) for axis in range(len(value.shape)))]


_SCOPE: Final = {
    f.__name__: f for f in (array, number, integer, integers, same_shape, holds, inside, without)
}
