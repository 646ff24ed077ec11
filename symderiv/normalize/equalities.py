"""Small derivations of the core: equations, and what is moved along them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, Term

MINUS: Final = k.num(-1)


def cut(thm: Theorem, *lemmas: Theorem) -> Theorem:
    """The theorem under the hypotheses of the lemmas, instead of what they conclude."""
    for lemma in lemmas:
        thm = infer.cut(thm, lemma)
    return thm


def same(a: Term, b: Term, *equations: Theorem, nonzero: Sequence[Theorem] = ()) -> Theorem:
    """|- a = b as polynomials, with these equations."""
    return infer.ring(k.eq(a, b), equations, tuple(nonzero))


def refl(t: Term) -> Theorem:
    """|- t = t"""
    return same(t, t)


def combined(a: Term, b: Term, *parts: tuple[Term, Theorem], nonzero: Sequence[Theorem] = ()) -> Theorem:
    """|- a = b as a combination of equations."""
    return infer.ring(k.eq(a, b), (), tuple(nonzero), parts)


def chain(*equations: Theorem) -> Theorem:
    """|- a = b, |- b = c, ... to |- a = z."""
    first, last = equations[0].conclusion.args[0], equations[-1].conclusion.args[1]
    links = [e for e in equations if e.conclusion.args[0] != e.conclusion.args[1]]
    return links[0] if len(links) == 1 else combined(first, last, *((ONE, e) for e in links))


def mirrored(equation: Theorem) -> Theorem:
    """|- a = b to |- b = a."""
    a, b = equation.conclusion.args
    return combined(b, a, (MINUS, equation))


def applied(build: Callable[[Term], Term], equation: Theorem) -> Theorem:
    """|- a = b to |- build(a) = build(b); build puts a term where no variable of it is bound."""
    a, b = equation.conclusion.args
    if a == b:
        return refl(build(a))
    v = _letter(a, b)
    return infer.rewrite(v, k.eq(build(a), build(v)), equation, refl(build(a)))


def moved(formula: Callable[[Term], Term], equation: Theorem, thm: Theorem) -> Theorem:
    """|- a = b and |- formula(a) to |- formula(b)."""
    a, b = equation.conclusion.args
    return thm if a == b else infer.rewrite(_letter(a, b), formula(_letter(a, b)), equation, thm)


def _letter(a: Term, b: Term) -> Term:
    """A variable for either, of a name that no statement can have."""
    return k.var("·elaborated", max(k.sort_of(a), k.sort_of(b), key=k.SORTS.index))
