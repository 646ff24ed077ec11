"""Identities from a file: one JSON object a line, its sides SymPy trees as lists; nothing is evaluated.

``["Head", argument, ..., {assumptions}]``, where a head without arguments is a constant. Heads come from a
list of permitted ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy as sp

from identities import CONDITIONAL, FALSE, TRUE, Identity

CONSTANTS = {"pi": sp.pi, "E": sp.E, "I": sp.I, "GoldenRatio": sp.GoldenRatio, "Catalan": sp.Catalan}
# fmt: off
HEADS = (
    sp.Add, sp.Mul, sp.Pow, sp.Abs, sp.Max, sp.Min, sp.RisingFactorial, sp.FallingFactorial, sp.acos,
    sp.acosh, sp.acot, sp.acoth, sp.acsc, sp.acsch, sp.arg, sp.asec, sp.asech, sp.asin, sp.asinh,
    sp.atan, sp.atan2, sp.atanh, sp.besseli, sp.besselj, sp.besselk, sp.bessely, sp.beta, sp.binomial,
    sp.chebyshevt, sp.chebyshevu, sp.conjugate, sp.cos, sp.cosh, sp.cot, sp.coth, sp.csc, sp.csch,
    sp.erf, sp.erfc, sp.erfi, sp.exp, sp.factorial, sp.fibonacci, sp.floor, sp.gamma, sp.im,
    sp.legendre, sp.log, sp.re, sp.sec, sp.sech, sp.sign, sp.sin, sp.sinc, sp.sinh, sp.sqrt, sp.tan,
    sp.tanh, sp.zeta,
)
# fmt: on
RELATIONS = (sp.Eq, sp.Ne, sp.Lt, sp.Le, sp.Gt, sp.Ge)
BUILDERS: dict[str, Callable[..., Any]] = {f.__name__: f for f in HEADS} | dict(
    zip(("Eq", "Ne", "Lt", "Le", "Gt", "Ge"), RELATIONS, strict=True)
)
ASSUMPTIONS = {"complex", "real", "positive", "negative", "nonnegative", "nonzero", "integer", "zero"}


class TreeError(ValueError):
    """A tree or a line that has no reading."""


def read(path: Path) -> list[Identity]:
    """The identities of a file, in its order; a false one's name ends in what was changed."""
    found: dict[str, Identity] = {}
    with sp.evaluate(False):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                item = _identity(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise TreeError(f"{path.name}:{number}: {error!r}") from error
            if item.id in found:
                raise TreeError(f"{path.name}:{number}: {item.id} is there already")
            found[item.id] = item
    return list(found.values())


def _identity(record: dict[str, Any]) -> Identity:
    truth = record["truth"]
    if truth not in {TRUE, FALSE, CONDITIONAL}:
        raise TreeError(f"truth is true, false or conditional, not {truth!r}")
    changed = record.get("how", "").removeprefix("mutated-") if truth == FALSE else ""
    return Identity(
        id=f"{record['id']}/{changed}" if changed else record["id"],
        lhs=tree(record["lhs"]),
        rhs=tree(record["rhs"]),
        truth=truth,
        given=tuple(tree(g) for g in record.get("given", ())),
        changed=changed,
        family=record.get("set", record.get("family", "")),
    )


def tree(node: Any) -> Any:
    """The expression that a list says, its parts as they stand."""
    if not isinstance(node, list) or not node or not isinstance(node[0], str):
        raise TreeError(f"a tree is a list that begins with its head, not {node!r}")
    head, *rest = node
    if head == "Symbol":
        return _symbol(*rest)
    if head == "Integer":
        return sp.Integer(*_numbers(rest, 1))
    if head == "Rational":
        return sp.Rational(*_numbers(rest, 2))
    if head in CONSTANTS and not rest:
        return CONSTANTS[head]
    if head not in BUILDERS:
        raise TreeError(f"the head {head!r} is not known")
    return BUILDERS[head](*map(tree, rest))


def _symbol(name: Any, assumptions: Any = None) -> Any:
    assumptions = assumptions or {}
    if not isinstance(name, str) or not name.isidentifier():
        raise TreeError(f"{name!r} names no symbol")
    if not ASSUMPTIONS.issuperset(assumptions) or not all(isinstance(v, bool) for v in assumptions.values()):
        raise TreeError(f"the assumptions of {name} are not all known: {assumptions}")
    return sp.Symbol(name, **assumptions)


def _numbers(rest: list[Any], count: int) -> list[int]:
    if len(rest) != count or not all(type(number) is int for number in rest):
        raise TreeError(f"{count} integers are wanted, not {rest}")
    return rest
