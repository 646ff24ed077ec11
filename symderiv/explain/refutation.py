"""A refutation: the values of the witness, and both sides of what fails with the values put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.evaluate.evaluator import evaluate, holds
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.explain.calculations import differentiated
from symderiv.explain.formulas import Formulas
from symderiv.language.errors import SymderivError
from symderiv.refute.search import Distribution, distributions
from symderiv.render.sentences import Sentences

_SIGNS: Final = {"eq": "equal", "le": "in that order", "lt": "in that order"}


def failure(formulas: Formulas, failing: Term, model: Model, sides: Sequence[str]) -> Iterator[str]:
    """In sentences, both sides of what fails, with the values put in."""
    inner = failing.args[0] if failing.op == "not" else failing
    if inner.op not in _SIGNS or not sides:
        done = put_in(failing, model)
        said = formulas.sentences.math(failing if done is None else done)
        yield f"With these values {said} would have to hold."
        return
    for name, side, value in zip(("left", "right"), inner.args, sides, strict=True):
        yield f"The {name} side is {_worked_out(formulas, side, value, model)}."
    yield f"These are {'' if failing.op == 'not' else 'not '}{_SIGNS[inner.op]}."


def _worked_out(formulas: Formulas, side: Term, value: str, model: Model) -> str:
    """A side as it stands, with its derivatives carried out, with the values put in, and its value."""
    if value.startswith("undefined"):
        return f"{formulas.math(side)}, which is {value}"
    forms = [formulas.math(side)]
    expanded = differentiated(side)
    if expanded is not None:
        side = formulas.readable(expanded)
        forms.append(formulas.math(side))
    done = put_in(side, model)
    forms += [value] if done is None else [formulas.sentences.math(done), value]
    return " = ".join(dict.fromkeys(forms))


def values(model: Model, formulas: Sequence[Term], sentences: Sentences) -> tuple[tuple[str, str], ...]:
    """The witness, symbol by symbol: what the formulas speak of."""
    numbers = ((sentences.math(t), sentences.math(k.num(v))) for t, v in chosen(model, formulas))
    return *numbers, *(random(drawn, sentences) for drawn in distributions(model, formulas))


def value_of(s: str, sentences: Sentences) -> str:
    """The value of a side: an exact number, or why there is none."""
    return (
        sentences.math(k.num(fmpq(*map(int, s.split("/")))))
        if re.fullmatch(r"-?\d+(/\d+)?", s)
        else sentences.words(s)
    )


def put_in(t: Term, model: Model) -> Term | None:
    """t with the model's values, its sums written out; None where that cannot be written."""
    try:
        return _put(t, model)
    except (Undefined, Undecided, KernelError, SymderivError):
        return None


def _put(t: Term, model: Model) -> Term:
    match t.op:
        case "var":
            return _number(model.scalars[t.args[0]]) if t.args[0] in model.scalars else t
        case "comp" | "mean" | "diff":
            return t if k.is_open(t) else _number(evaluate(t, model))
        case "sum" if not k.is_open(t):
            lo, hi = (int(evaluate(b, model)) for b in t.args[1:3])
            return (
                k.add(*(_put(k.open_(t, k.num(n)), model) for n in range(lo, hi + 1))) if lo <= hi else ZERO
            )
        case "if" if not k.is_open(t):
            return _put(t.args[1] if _decided(t.args[0], model) else t.args[2], model)
        case "ind" if not k.is_open(t):
            return ONE if _decided(t.args[0], model) else ZERO
        case "all" | "ex" | "tends" | "loss" | "surely":
            raise KernelError("what is bound takes no value")
    return k.map_parts(lambda p, _: _put(p, model), t)


def _decided(f: Term, model: Model) -> bool:
    found = holds(f, model)
    if found is None:
        raise Undecided("a condition that no evaluation tells")
    return found


def _number(value: Any) -> Term:
    if not isinstance(value, fmpq):
        raise Undecided("no rational number")
    return k.num(value)


def chosen(model: Model, formulas: Sequence[Term]) -> list[tuple[Term, fmpq]]:
    """The rational values of the model: free variables, and the components that were looked at."""
    known = {v.args[0]: v for f in formulas for v in k.free_vars(f)}
    shapes = {s.args[0]: s.args[1:3] for f in formulas for s in k.subterms(f) if s.op == "comp"}
    for s in (s for f in formulas for s in k.subterms(f) if s.op == "loss"):
        shapes.setdefault(s.args[1][0], ("real", s.args[1][1]))
    found = [(known[name], model.scalars[name]) for name in sorted(known) if name in model.scalars]
    for name, shape in sorted(shapes.items()):
        for index, value in sorted(model.families.get(name, {}).items()):
            found.append((Term("comp", name, *shape, tuple(map(k.num, index))), value))
    return [(t, value) for t, value in found if isinstance(value, fmpq)]


def random(drawn: Distribution, sentences: Sentences) -> tuple[str, str]:
    """Random quantities that depend on one another, and the values that they take."""

    def together(parts: Iterable[str]) -> str:
        found = list(parts)
        return found[0] if len(found) == 1 else f"({', '.join(found)})"

    names = together(map(sentences.math, drawn.components))
    told = [together(value_of(str(x), sentences) for x in values) for values in drawn.values]
    each = f" (probability {sentences.math(k.num(Fraction(1, len(told))))} each)" if len(told) > 1 else ""
    return names, " or ".join(told) + each
