"""A page's Coq file: one lemma a step, shared between the claims of the page, and one theorem a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symderiv.core import terms as k
from symderiv.core.certificate import replay
from symderiv.core.inference import Theorem
from symderiv.core.terms import KernelError, Term
from symderiv.export.coq.laws import LawProver
from symderiv.export.coq.names import Names, NotExportedError, Quantity, quantities
from symderiv.export.coq.printer import Printer
from symderiv.export.coq.proofs import (
    Context,
    assumed_in,
    gradient,
    hypotheses,
    is_random,
    losses_below,
    variables,
)
from symderiv.judge.prepare import Line, Problem
from symderiv.language.strict import strict

HEADER = """\
From Coq Require Import Reals ZArith QArith List Lra Lia Classical Ring_polynom.
From Coquelicot Require Import Coquelicot.
From Symderiv Require Import Identities Sums Analysis.
Import ListNotations.
Open Scope R_scope.
"""
MEANS = "(Omega : Type) (E : (Omega -> R) -> R) (mean : expectation Omega E) (outcome : Omega)"
REFLECTIVE = frozenset({"ring", "positive", "absurd"})  # what the kernel computes, and no unifier has to see


@dataclass(frozen=True)
class Statement:
    """What a claim says, in the core's terms: that the goal holds, read strictly, under these hypotheses."""

    name: str
    goal: Term
    given: tuple[Term, ...]

    @classmethod
    def of_definition(
        cls, name: str, lines: Iterable[Term], given: Iterable[Term], conditions: Iterable[Term]
    ) -> Statement:
        """Of a definition: that every part of it is defined."""
        problem = Problem([Line(None, f) for f in lines], dict.fromkeys(given, ""))
        told = dict.fromkeys(g for r in problem.readings for g in r.guards)
        guards = (g.formula for ranged in (True, False) for g in told if g.ranged is ranged)
        return cls.of(name, guards, problem.hypotheses, conditions)

    @classmethod
    def of(
        cls, name: str, lines: Iterable[Term], given: Iterable[Term], conditions: Iterable[Term]
    ) -> Statement:
        """From a claim's lines, hypotheses and conditions as they were translated."""
        read = dict.fromkeys((*map(strict, given), *conditions))
        return cls(name, strict(k.and_(*lines)), tuple(read))


@dataclass
class Written:
    """A claim's part of a page: its theorem's name, or why there is none."""

    name: str
    theorem: str = ""
    reason: str = ""
    steps: int = 0


@dataclass
class _Lemma:
    name: str
    text: str
    quantities: frozenset[Quantity]
    assumed: tuple[Term, ...]


@dataclass
class Page:
    """The text of a page's file, as claims are added."""

    names: Names = field(default_factory=Names)
    lemmas: dict[tuple[frozenset[Term], Term], _Lemma] = field(default_factory=dict)
    refused: dict[tuple[frozenset[Term], Term], str] = field(default_factory=dict)
    inner: list[str] = field(default_factory=list)
    outer: list[str] = field(default_factory=list)
    claims: list[Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printer = Printer(self.names)
        self.prover = LawProver(self.printer, self._called, self._assumed)
        self.families: dict[Quantity, str] = {}

    def _called(self, thm: Theorem) -> str:
        return self.lemmas[_key(thm)].name

    def _assumed(self, thm: Theorem) -> tuple[Term, ...]:
        lemma = self.lemmas.get(_key(thm))
        return () if lemma is None else lemma.assumed

    def add(self, statement: Statement, certificate: object) -> Written:
        """Write a claim's steps and theorem; a step that cannot be written keeps the claim out."""
        try:
            thm = replay(certificate)
        except KernelError as error:
            self.claims.append(Written(statement.name, reason=str(error)))
            return self.claims[-1]
        return self.prove(statement, thm)

    def prove(self, statement: Statement, thm: Theorem) -> Written:
        """The same from a theorem that was made."""
        written = Written(statement.name)
        self.claims.append(written)
        try:
            self._steps(thm, written)
            self._theorem(statement, thm, written)
        except (NotExportedError, KernelError) as error:
            written.reason = str(error)
        return written

    def _steps(self, thm: Theorem, written: Written) -> None:
        for step in in_order(thm):
            key = _key(step)
            if key in self.refused:
                raise NotExportedError(self.refused[key])
            written.steps += 1
            if key not in self.lemmas:
                try:
                    self._lemma(step, f"s{len(self.lemmas)}")
                except NotExportedError as error:
                    self.refused[key] = str(error)
                    raise

    def _lemma(self, step: Theorem, name: str) -> None:
        before = [self.lemmas[_key(p)] for p in _premises(step.step[1]) if _key(p) in self.lemmas]
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
        self.lemmas[_key(step)] = _Lemma(name, text, every, assumed)

    def _families_in(self, step: Theorem) -> frozenset[Quantity]:
        terms = list(_terms(step.step[1]))
        return frozenset(q for t in terms for q in quantities(t) if q.kind != "var")

    def _family(self, q: Quantity) -> None:
        if q not in self.families:
            self.families[q] = self.names.of(q)

    def _theorem(self, statement: Statement, thm: Theorem, written: Written) -> None:
        """The claim's theorem: within the section, where its steps are, and closed, outside of it."""
        if thm.conclusion != statement.goal or not thm.hypotheses <= set(statement.given):
            raise NotExportedError("the certificate is one of another statement")
        gradients = (
            gradient(loss)[0] for f in (statement.goal, *statement.given) for loss in losses_below(f)
        )
        needed = (f for f in self._assumed(thm) if f.op == "taylor")
        given = tuple(dict.fromkeys((*gradients, *needed, *statement.given)))
        formulas = (statement.goal, *given)
        _one_range(formulas)
        scalars = sorted(frozenset[Term]().union(*map(k.free_vars, formulas)), key=lambda v: v.key)
        found = {q for f in formulas for q in quantities(f) if q.kind != "var"}
        random = any(map(k.is_random, formulas))
        binders = ["(w : Omega)"] * random + [f"({self.printer.variable(v)} : {_type(v)})" for v in scalars]
        names = [f"h{i}" for i in range(len(given))]
        facts = dict(zip(given, names, strict=True))
        at = Context(facts, bound=frozenset(scalars), outcome="w" if random else "outcome")
        opened = " ".join([*(["w"] * random), *map(self.printer.variable, scalars), *names])
        proof = f"{f'intros {opened}; ' if opened else ''}exact {self.prover.use(thm, at)}."
        said = "".join(f"\n  {self.printer.said(h)} ->" for h in given)
        said += f"\n  {self.printer.said(statement.goal)}."
        lemma = self.lemmas.get(_key(thm))
        every = found | (frozenset() if lemma is None else lemma.quantities)
        for q in sorted(every):
            self._family(q)
        families = {name: q for q, name in self.families.items() if q in every}
        means = any(s.op == "mean" for f in formulas for s in k.subterms(f)) or any(
            q.sort == "random" for q in every
        )
        written.theorem = self._closed(statement.name, families, means, binders, said, proof)

    def _closed(
        self,
        label: str,
        families: dict[str, Quantity],
        means: bool,
        binders: list[str],
        said: str,
        proof: str,
    ) -> str:
        name = self.names.new(f"claim_{label}")
        using = [*(["Omega", "E", "mean", "outcome"] if means else []), *families]
        forall = f"forall {' '.join(binders)}," if binders else ""
        self.inner.append(
            f"Lemma {name}_here : {forall}{said}\n"
            f"Proof{f' using {chr(32).join(using)}' if using else ''}. {proof} Qed.\n"
        )
        outside = [MEANS] * means + [f"({family} : {q.type})" for family, q in families.items()] + binders
        forall = f"forall {' '.join(outside)}," if outside else ""
        self.outer.append(
            f"Theorem {name} : {forall}{said}\nProof. exact {name}_here. Qed.\nPrint Assumptions {name}.\n"
        )
        return name

    def text(self) -> str:
        """The whole file."""
        return f"{HEADER}\n{self.body()}"

    def body(self) -> str:
        """The file without its header."""
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
    return {"int": "Z", "real": "R"}[v.args[1]]


def _key(thm: Theorem) -> tuple[frozenset[Term], Term]:
    return thm.hypotheses, thm.conclusion


def _premises(args: Sequence[object]) -> Iterator[Theorem]:
    for a in args:
        if isinstance(a, Theorem):
            yield a
        elif isinstance(a, tuple):
            yield from _premises(a)


def _terms(args: Sequence[object]) -> Iterator[Term]:
    for a in args:
        if isinstance(a, Term):
            yield a
        elif isinstance(a, tuple):
            yield from _terms(a)


def in_order(thm: Theorem) -> list[Theorem]:
    """A theorem's steps but for assumptions, premises first."""
    done: set[int] = set()
    order: list[Theorem] = []
    todo = [(thm, False)]
    while todo:
        t, ready = todo.pop()
        if id(t) in done:
            continue
        if ready:
            done.add(id(t))
            if t.step[0] != "assume":
                order.append(t)
        else:
            todo.append((t, True))
            todo.extend((p, False) for p in _premises(t.step[1]) if id(p) not in done)
    return order
