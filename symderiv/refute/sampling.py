"""Points for statements about numbers alone: small rational values, complex ones with rational parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from random import Random

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.evaluate.counterexample import number_of
from symderiv.evaluate.evaluator import evaluate, seems
from symderiv.evaluate.instance import with_scalars
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Gaussian, Number, Undecided, Undefined
from symderiv.prove.oracles import ask
from symderiv.refute.constants import Assignment, definitions, irrational_constants

SIZES = tuple(fmpq(p, q) for p, q in ((1, 2), (3, 2), (1, 3), (2, 1), (5, 4), (1, 1), (3, 1), (7, 3), (5, 1)))
WHOLE = (2, 3, 1, 0, 4, -1, -2, 5, -3)
LARGE = tuple(fmpq(p, q) for p, q in ((7, 1), (25, 2), (100, 3), (1000, 1)))  # for a thorough search
COMPLEX = 0.75  # how often a complex variable is given a value that is not real
IMAGINARY = 0.15  # and how often that lies on the imaginary axis, where there are branch cuts
DRAWS, MANY = 240, 600


def elementary(formulas: Iterable[Term]) -> bool:
    """Whether these are about numbers alone, and about functions of them or complex ones."""
    plain, special = True, False
    for f in formulas:
        for s in k.subterms(f):
            if s.op in (
                "comp",
                "loss",
                "call",
                "mean",
                "diff",
                "all",
                "ex",
                "surely",
                "tends",
                "smooth",
                "sum",
            ):
                plain = False
            special = special or s.op in ("fn", "exp") or (s.op == "var" and s.args[1] == "complex")
            special = special or (s.op == "pow" and k.sort_of(s.args[1]) != "int")
    return plain and special


class Points:
    """Models of hypotheses, by draws that are tried; the vocabulary includes that of ``about``."""

    def __init__(self, hypotheses: Sequence[Term], about: Iterable[Term], *, thorough: bool = False) -> None:
        self.hypotheses = list(dict.fromkeys(hypotheses))
        formulas = [*self.hypotheses, *about]
        self.vocabulary = frozenset[Term]().union(*map(k.free_vars, formulas))
        self.variables = sorted(self.vocabulary, key=lambda v: v.key)
        self.integers: list[Term] = []  # none are kept fixed for the cross-check
        self.positive = {f.args[1] for f in self.hypotheses if f.op in ("lt", "le") and f.args[0] == ZERO}
        self.draws = MANY if thorough else DRAWS
        self.sizes = SIZES + LARGE if thorough else SIZES
        self.constants = irrational_constants(self.hypotheses)
        defined = definitions(self.hypotheses)
        self.defined = {v: t for v, t in defined.items() if v not in self.constants[0]}

    def models(self) -> Iterator[Model]:
        """Models, no two of them alike; where that is not enough, those at which a variable is 0."""
        yield from self._drawn("", self.draws if self.variables else 1)
        yield from self._drawn("0", len(self.variables), at_zero=True)

    def at(self, _: dict[str, Number], count: int) -> list[Model]:
        """Several models."""
        return [m for m, _ in zip(self._drawn("at", self.draws), range(count), strict=False)]

    def _drawn(self, seed: str, draws: int, *, at_zero: bool = False) -> Iterator[Model]:
        random = Random(f"{seed} {len(self.variables)}")
        seen = set()
        for draw in range(draws):
            constants = random.choice(self.constants)
            free = (v for v in self.variables if v not in self.defined and v not in constants)
            values = {v.args[0]: self._value(v, random) for v in free}
            if at_zero and (name := self.variables[draw].args[0]) in values:
                values[name] = fmpq(0)
            key = (*map(str, values.values()), *constants.values())
            model = None if key in seen else ask("points", partial(self._model, values, constants), None)
            if model is not None:
                yield model
            seen.add(key)

    def _model(self, values: dict[str, Number], constants: Assignment) -> Model | None:
        model = self._completed(values, constants)
        return model if model is not None and self._satisfied(model) else None

    def _completed(self, values: dict[str, Number], constants: Assignment) -> Model | None:
        """A model with these values, and with those of the variables that equations define by them."""
        named = {v.args[0]: t for v, t in constants.items()}
        try:
            drawn = Model({**values, **{name: number_of(t) for name, t in named.items()}}, terms=named)
            terms = named | {v.args[0]: with_scalars(t, drawn) for v, t in self.defined.items()}
            found = {name: evaluate(t, drawn) for name, t in terms.items()}
        except (KernelError, Undefined, Undecided):
            return None
        return Model({**values, **found}, terms=terms)

    def _value(self, v: Term, random: Random) -> Number:
        if v.args[1] == "int":
            return fmpq(random.choice(WHOLE))
        size = random.choice(self.sizes)
        if v.args[1] == "complex" and random.random() < COMPLEX:
            along = fmpq(0) if random.random() < IMAGINARY else size * random.choice((1, -1))
            return Gaussian(along, random.choice(self.sizes) * random.choice((1, -1)))
        return size if v in self.positive or random.random() < 0.5 else -size

    def _satisfied(self, model: Model) -> bool:
        try:
            return all(seems(f, model) for f in self.hypotheses)
        except (Undefined, Undecided):
            return False
