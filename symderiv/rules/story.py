"""A proof as a person would tell it, from the steps that the kernel recorded."""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.kernel import terms as k
from symderiv.kernel.terms import Term
from symderiv.kernel.theorem import Theorem
from symderiv.render import multiplier_line, text
from symderiv.rules.context import Context


def told(thm: Theorem, reason: str, ctx: Context) -> Iterator[str]:
    """The main steps of a proof, one a line."""
    yield text(thm.conclusion) + (f"   ({reason})" if reason else "")
    seen: set[int] = set()
    yield from _steps(thm, ctx, "  ", seen)


def _steps(thm: Theorem, ctx: Context, indent: str, seen: set[int]) -> Iterator[str]:
    if id(thm) in seen:
        return
    seen.add(id(thm))
    name, args = thm.step
    match name:
        case "linear":
            yield indent + _linear(args, ctx)
        case "positive":
            yield f"{indent}{text(thm.conclusion)}: a non-negative combination of {len(args[1])} facts"
        case "cut":
            yield from _steps(args[0], ctx, indent, seen)
        case "both" | "by_cases" | "induct" | "under_sum" | "generalise" | "discharge":
            yield f"{indent}{_TITLES[name]}"
            for a in args:
                if isinstance(a, Theorem):
                    yield from _steps(a, ctx, indent + "  ", seen)
        case _:
            for a in args:
                if isinstance(a, Theorem) and name not in ("negate", "part", "assume"):
                    yield from _steps(a, ctx, indent, seen)


_TITLES = {
    "both": "each part:",
    "by_cases": "by cases:",
    "induct": "by induction: base and step",
    "under_sum": "summand by summand:",
    "generalise": "for every value:",
    "discharge": "under the premise:",
}


def _linear(args: tuple[object, ...], ctx: Context) -> str:
    goal = args[0]
    assert isinstance(goal, Term)  # noqa: S101 (for the type checker)
    pairs = [(m, named(t, ctx)) for m, t in args[1:]]  # type: ignore[misc]
    if not pairs:
        return f"{text(goal)}: both sides have the same normal form"
    return f"{text(goal)}: left − right = {multiplier_line(pairs)}"


def named(thm: Theorem, ctx: Context) -> str:
    """A name for a premise: the label it comes from, with the instance, or its text."""
    name, args = thm.step
    if name == "assume":
        return ctx.names.get(thm.conclusion) or text(thm.conclusion)
    if name in ("part", "cut") and isinstance(args[0], Theorem):
        inner = named(args[0], ctx)
        return inner if name == "cut" or ctx.names.get(args[0].conclusion) else text(thm.conclusion)
    if name == "specialise":
        label = named(args[0], ctx)
        if label != text(args[0].conclusion):
            hint = k.Hint(args[0].conclusion.args[0])
            return f"{label} at {text(k.var(str(hint), 'int'))} = {text(args[1])}"
    return text(thm.conclusion)
