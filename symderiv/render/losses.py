"""What a loss is taken at: by its name alone, L in ∂L/∂x, nobody could tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term

Binding = tuple[Term, Term | None, Term | None]  # a variable, and its range


def losses(formulas: Iterable[Term]) -> tuple[Term, ...]:
    """The losses in the formulas, each as the equation with itself for all values of what is bound around it.

    >>> from symderiv.render.text import loss_at
    >>> x, u = k.var("x"), Term("comp", "u", "real", ((None, None),), (Term("bound", 0),))
    >>> loss = Term("loss", "L", ("g", ((None, None),)), k.Hint("i"), k.var("n", "int"), k.mul(x, u))
    >>> [loss_at(t) for t in losses([k.eq(Term("diff", loss, x), x)])]
    ['L with the gradient g at x·uᵢ for i ∈ 1..n']
    """
    met = list(formulas)
    return tuple(dict.fromkeys(loss for t in met for loss in _losses(t, (), met)))


def _losses(t: Term, bound: tuple[Binding, ...], avoid: list[Term]) -> Iterator[Term]:
    if not k.losses(t):
        return
    if t.op == "loss":
        yield _everywhere(k.eq(t, t), bound)
        return
    if t.op not in k.BINDERS:
        for p in k.parts(t):
            yield from _losses(p, bound, avoid)
        return
    binding = _binding(t, [*avoid, *(v for v, _, _ in bound)])
    yield from _losses(k.open_(t, binding[0]), (*bound, binding), avoid)


def _binding(t: Term, avoid: list[Term]) -> Binding:
    """A new variable for what t binds, and its range."""
    match t.op:
        case "sum":
            hint, lo, hi, _ = t.args
            return k.fresh(str(hint), "int", *avoid), lo, hi
        case "all" | "ex":
            hint, sort, lo, hi, _ = t.args
            return k.fresh(str(hint), sort, *avoid), lo, hi
        case "tends":
            return k.fresh(str(t.args[0]), "int", *avoid), ONE, None
    *_, hint, length, _ = t.args
    return k.fresh(str(hint), "int", *avoid), ONE, length


def _everywhere(f: Term, bound: tuple[Binding, ...]) -> Term:
    """f for all values of the variables that are bound around it and occur in it."""
    for v, lo, hi in reversed(bound):
        if v in k.free_vars(f):
            f = k.quantified("all", v, lo, hi, f)
    return f
