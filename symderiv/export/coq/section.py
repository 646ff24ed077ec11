"""A section of a page's file: one lemma a step, shared between the claims, and one theorem a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import Counterexample
from symderiv.export.coq.definitions import Definitions
from symderiv.export.coq.laws import LawProver
from symderiv.export.coq.names import TYPES, Names, NotExportedError, Quantity, quantities
from symderiv.export.coq.points import Point
from symderiv.export.coq.printer import Printer
from symderiv.export.coq.proofs import (
    Context,
    Prover,
    assumed_in,
    gradient,
    hypotheses,
    is_random,
    losses_below,
    variables,
)

MEANS = "(Omega : Type) (E : (Omega -> R) -> R) (mean : expectation Omega E) (outcome : Omega)"
REFLECTIVE = frozenset({"ring", "positive", "absurd"})  # what the kernel computes, and no unifier has to see

Key = tuple[frozenset[Term], Term]


class _Lemma(NamedTuple):
    name: str
    quantities: frozenset[Quantity]
    assumed: tuple[Term, ...]


class Stated(NamedTuple):
    """What a theorem says: its hypotheses, its variables, whether it is about one outcome, what it is about
    outside of the section and within, and the text without and with what it is about."""

    given: tuple[Term, ...]
    scalars: list[Term]
    random: bool
    outer: list[str]
    inner_binders: list[str]
    text: str
    closed: str


@dataclass
class Section:
    """The text of a section, as steps and theorems are added."""

    names: Names
    printing: type[Printer] = Printer
    proving: type[LawProver] = LawProver
    lemmas: dict[Key, _Lemma] = field(default_factory=dict)
    refused: dict[Key, str] = field(default_factory=dict)
    inner: list[str] = field(default_factory=list)
    outer: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printer = self.printing(self.names)
        self.prover: Prover = self.proving(self.printer, self._called, self._assumed)
        self.families: dict[Quantity, str] = {}

    def _called(self, thm: Theorem) -> str:
        return self.lemmas[_key(thm)].name

    def _assumed(self, thm: Theorem) -> tuple[Term, ...]:
        lemma = self.lemmas.get(_key(thm))
        return () if lemma is None else lemma.assumed

    def step(self, step: Theorem) -> None:
        """Write a step as a lemma, if it is not written yet."""
        key = _key(step)
        if key in self.refused:
            raise NotExportedError(self.refused[key])
        if key not in self.lemmas:
            try:
                self._lemma(step, self.names.step())
            except NotExportedError as error:
                self.refused[key] = str(error)
                raise

    def _lemma(self, step: Theorem, name: str) -> None:
        before = [self.lemmas[_key(p)] for p in premises(step.step[1]) if _key(p) in self.lemmas]
        rests = dict.fromkeys((*assumed_in(step), *(f for b in before for f in b.assumed)))
        assumed = tuple(sorted(rests, key=lambda f: f.key))
        given = [*assumed, *hypotheses(step)]
        scalars = variables(step, assumed)
        own = {q for f in (*given, step.conclusion) for q in quantities(f)} | self._families_in(step)
        found = frozenset(q for q in own if q.kind != "var")
        for q in sorted(found):
            self._family(q)
        random = is_random(step)
        binders = ["(w : Omega)"] * random
        binders += [f"({self.printer.variable(v)} : {_type(v)})" for v in scalars]
        binders += [f"(h{i} : {self.printer.said(h)})" for i, h in enumerate(given)]
        facts = {h: f"h{i}" for i, h in enumerate(given)}
        at = Context(facts, bound=frozenset(scalars), outcome="w" if random else "outcome")
        proof = self.prover.proof(step, at)
        tactic = "exact_no_check" if step.step[0] in REFLECTIVE else "exact"
        said = self.printer.said(step.conclusion)
        text = f"Lemma {' '.join([name, *binders])} : {said}.\nProof. {tactic} {proof}. Qed.\n"
        self.inner.append(text)
        every = found.union(*(b.quantities for b in before))
        self.lemmas[_key(step)] = _Lemma(name, every, assumed)

    def _families_in(self, step: Theorem) -> frozenset[Quantity]:
        terms = list(terms_of(step.step[1]))
        return frozenset(q for t in terms for q in quantities(t) if q.kind != "var")

    def _family(self, q: Quantity) -> None:
        if q not in self.families:
            self.families[q] = self.names.of(q)

    def theorem(self, label: str, goal: Term, hypotheses: Sequence[Term], thm: Theorem) -> str:
        """A claim's theorem: within the section, where its steps are, and closed, outside of it; its name."""
        needed = (f for f in self._assumed(thm) if not k.losses(f))  # the core's losses have their gradients
        lemma = self.lemmas.get(_key(thm))
        further = frozenset[Quantity]() if lemma is None else lemma.quantities
        said = self.statement(goal, (*needed, *hypotheses), further)
        names = [f"h{i}" for i in range(len(said.given))]
        facts = dict(zip(said.given, names, strict=True))
        at = Context(facts, bound=frozenset(said.scalars), outcome="w" if said.random else "outcome")
        opened = " ".join([*(["w"] * said.random), *map(self.printer.variable, said.scalars), *names])
        proof = f"{f'intros {opened}; ' if opened else ''}exact {self.prover.use(thm, at)}."
        name = self.names.new(f"claim_{label}")
        using = f" using {' '.join(said.outer)}" if said.outer else ""
        forall = f"forall {' '.join(said.inner_binders)}," if said.inner_binders else ""
        self.inner.append(f"Lemma {name}_here : {forall}{said.text}.\nProof{using}. {proof} Qed.\n")
        self.outer.append(f"Theorem {name} : {said.closed}.\nProof. exact {name}_here. Qed.\n")
        return name

    def point(self, label: str, goal: Term, hypotheses: Sequence[Term], data: Counterexample) -> str:
        """The theorem that hypotheses do not give a goal, because at a point they hold and it fails; its
        name. Where the goal is *false*, they do not contradict each other."""
        said = self.statement(goal, hypotheses)
        definitions = Definitions(data, self.printer, (goal, *said.given))
        places = [Fraction(t.args[0]) for t in data.scalars.values() if t.op == "num"]
        point = Point(definitions, self.prover, places)
        held, failing = [point.told(h) for h in said.given], point.told(goal)
        if failing.holds or not all(t.holds for t in held):
            raise NotExportedError("a point at which Coq's functions have other values")
        name, module = self.names.new(f"not_{label}"), self.names.new(f"At_{label}")
        values = [*said.outer, *(["outcome"] * said.random), *map(self.printer.variable, said.scalars)]
        applied = " ".join(["claim_", *values, *(t.proof for t in held)])
        proof = f"(fun claim_ => {failing.proof} ({applied}))"
        theorem = f"Theorem {name} : ~ ({said.closed}).\nProof. exact {proof}. Qed."
        lines = [f"Module {module}.", *definitions.lines, *point.lines, theorem, f"End {module}.\n"]
        self.outer.append("\n".join(lines))
        return f"{module}.{name}"

    def statement(
        self, goal: Term, hypotheses: Iterable[Term], further: frozenset[Quantity] = frozenset()
    ) -> Stated:
        """What a theorem says, with what it is about, and further quantities."""
        gradients = (gradient(loss)[0] for f in (goal, *hypotheses) for loss in losses_below(f))
        given = tuple(dict.fromkeys((*gradients, *hypotheses)))
        formulas = (goal, *given)
        _one_range(formulas)
        scalars = sorted(frozenset[Term]().union(*map(k.free_vars, formulas)), key=lambda v: v.key)
        random = any(map(k.is_random, formulas))
        binders = ["(w : Omega)"] * random + [f"({self.printer.variable(v)} : {_type(v)})" for v in scalars]
        every = {q for f in formulas for q in quantities(f) if q.kind != "var"} | further
        for q in sorted(every):
            self._family(q)
        families = {name: q for q, name in self.families.items() if q in every}
        means = any(s.op == "mean" for f in formulas for s in k.subterms(f)) or any(
            q.sort == "random" for q in every
        )
        outer = [*(["Omega", "E", "mean", "outcome"] if means else []), *families]
        outside = [MEANS] * means + [f"({name} : {q.type})" for name, q in families.items()] + binders
        text = "".join(f"\n  {self.printer.said(h)} ->" for h in given) + f"\n  {self.printer.said(goal)}"
        closed = f"forall {' '.join(outside)},{text}" if outside else text
        return Stated(given, scalars, random, outer, binders, text, closed)

    def text(self) -> str:
        """The section, and its theorems behind it."""
        declared = [f"Variable {name} : {q.type}." for q, name in self.families.items()]
        steps = ["Section Steps.", f"Variables {MEANS}.", *declared, "", *self.inner, "End Steps."]
        return "\n".join([*steps, "", *self.outer])


def _one_range(formulas: Iterable[Term]) -> None:
    """Refuse a statement in which a family is declared in two ways: Coq's function has no range."""
    declared: dict[tuple[str, str], tuple[object, ...]] = {}
    for f in formulas:
        if k.is_open(f):
            raise NotExportedError("a statement with a bound variable that nothing binds")
        for t in k.subterms(f):
            if t.op == "comp" and declared.setdefault((t.args[0], t.args[1]), t.args[2]) != t.args[2]:
                raise NotExportedError(f"a statement in which {t.args[0]} has two ranges")


def _type(v: Term) -> str:
    return TYPES[v.args[1]]


def _key(thm: Theorem) -> tuple[frozenset[Term], Term]:
    return thm.hypotheses, thm.conclusion


def premises(args: Sequence[object]) -> Iterator[Theorem]:
    """The theorems among a step's arguments."""
    for a in args:
        if isinstance(a, Theorem):
            yield a
        elif isinstance(a, tuple):
            yield from premises(a)


def terms_of(args: Sequence[object]) -> Iterator[Term]:
    """The terms among a step's arguments."""
    for a in args:
        if isinstance(a, Term):
            yield a
        elif isinstance(a, tuple):
            yield from terms_of(a)
