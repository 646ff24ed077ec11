"""A claim explained as a person would write it down: numbered steps, each saying what it rests on.

What is told is read off the draft that became a theorem, or off the witness; nothing is proved here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from itertools import chain
from typing import Any, ClassVar, Final, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.axioms import AXIOMS
from symderiv.core.terms import FALSE, ONE, ZERO, KernelError, Term
from symderiv.evaluate.evaluator import Model, evaluate, holds
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.judge.decide import decide
from symderiv.judge.decision import Decision
from symderiv.judge.prepare import Problem, prepare
from symderiv.judge.summary import FACTS, Summarizer, combined, conjuncts, has, peeled, plain, tidy
from symderiv.language.errors import SymderivError
from symderiv.language.page import Claim
from symderiv.language.supports import brought
from symderiv.language.verdict import Kind, Status, Verdict, Words
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.refute.search import Distribution, distributions
from symderiv.render.names import spelled
from symderiv.render.sentences import PLAIN, TYPESET, Sentences

LONGEST: Final = 90  # of a common value that is worth showing, in characters of its text


class Step(NamedTuple):
    """One step: its number, such as 2.1, and its sentences."""

    number: str
    words: str

    @property
    def depth(self) -> int:
        """How deep the step stands within others."""
        return self.number.count(".")


@dataclass(frozen=True, slots=True)
class Exposition:
    """All there is to say of a claim, in one medium; formulas stand within its strings.

    ``losses`` are the points at which losses are taken,
    ``given`` has the hypotheses' names ("" for none) and formulas, ``brought`` those that came along with
    the claims cited: the label cited, the name ("" for none) and the formula; ``values`` the witness, symbol
    by symbol, ``fails`` the part that fails there, if it is not all, and ``sides`` the two values;
    ``negation`` is the theorem of the negation, if that refutes.
    """

    statement: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    brought: tuple[tuple[str, str, str], ...] = ()
    conditions: tuple[str, ...] = ()
    axioms: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    fails: str = ""
    sides: tuple[str, ...] = ()
    negation: str = ""
    steps: tuple[Step, ...] = ()

    def under(self) -> list[str]:
        """Losses and all hypotheses, those that came along behind the claim cited by which they did."""
        came = [f"through ({label}): {name or formula}" for label, name, formula in self.brought]
        return [*self.losses, *(formula for _, formula in self.given), *came]


@dataclass(frozen=True, slots=True)
class Explained(Verdict):
    """A verdict with its explanation in both media, and what the page names as the lines' reasons."""

    plain: Exposition = field(default_factory=Exposition)
    typeset: Exposition = field(default_factory=Exposition)
    reasons: tuple[str, ...] = ()


def judge(claim: Claim) -> Explained:
    """Decide a claim of a page, and explain what was found."""
    problem = prepare(claim)
    decision = decide(problem, words=Words.TEXT)
    known: dict[str, Any] = {f.name: getattr(decision.verdict, f.name) for f in fields(Verdict)}
    with spelled(problem.spelling):
        plain, typeset = (exposition(problem, decision, sentences) for sentences in (PLAIN, TYPESET))
    reasons = tuple(line.reason for line in problem.lines)
    return Explained(**known, plain=plain, typeset=typeset, reasons=reasons)


def exposition(problem: Problem, decision: Decision, sentences: Sentences) -> Exposition:
    """What there is to say of a decided problem."""
    verdict = decision.verdict
    narrator = Narrator(problem, decision, sentences)
    said = Exposition(
        statement=tuple(sentences.math(line.formula) for line in problem.lines),
        losses=tuple(map(sentences.loss, verdict.formulas.losses)) if verdict.formulas else (),
        given=narrator.hypotheses(),
        brought=narrator.brought(verdict),
        conditions=tuple(sentences.math(plain(f)) for f in decision.conditions),
        axioms=tuple((name, sentences.words(_symbols(AXIOMS[name].statement))) for name in verdict.axioms),
    )
    if verdict.status is Status.PROVED:
        narrator.tell_proof(problem, decision)
        return replace(said, steps=tuple(narrator.steps))
    if verdict.status is not Status.REFUTED or decision.witness is None:
        return said
    looked_at = [decision.failing or problem.goal, *problem.hypotheses]
    said = replace(
        said,
        values=(
            *((sentences.math(t), sentences.math(k.num(v))) for t, v in _chosen(decision.witness, looked_at)),
            *(_random(drawn, sentences) for drawn in distributions(decision.witness, looked_at)),
        ),
        sides=tuple(_value(s, sentences) for s in (verdict.sides or {}).values()),
    )
    if decision.theorems:  # of the negation, at those values
        narrator = Narrator(Problem([]), Decision(verdict), sentences)
        narrator.proof_of(decision.theorems[0])
        said = replace(said, negation=sentences.math(decision.theorems[0].conclusion))
    elif decision.failing is not None:
        said = replace(
            said, fails="" if decision.failing == problem.goal else sentences.math(decision.failing)
        )
        narrator.tell_failure(decision.failing, decision.witness, said.sides)
    return replace(said, steps=tuple(narrator.steps))


def _symbols(s: str) -> str:
    """The statement of an axiom with signs for what it types."""
    return s.replace("<=", "≤").replace("->", "→")


def _value(s: str, sentences: Sentences) -> str:
    """The value of a side: an exact number, or why there is none."""
    return (
        sentences.math(k.num(fmpq(*map(int, s.split("/")))))
        if re.fullmatch(r"-?\d+(/\d+)?", s)
        else sentences.words(s)
    )


# -- the narrator ------------------------------------------------------------------------------------

_LETTERS: Final = {"i": "jklpqrs", "j": "klpqrs", "k": "lpqrs", "t": "sru", "s": "ru", "r": "suv"}
_BINDING: Final = frozenset({"generalise", "induct", "under_sum", "limit_of", "limit_order"})


class Narrator(Summarizer):
    """Tells proofs in sentences, one numbered step after another."""

    def __init__(self, problem: Problem, decision: Decision, sentences: Sentences) -> None:
        self.sentences = sentences.respelled(_letters(problem, decision))
        super().__init__(problem.hypotheses)
        self.through = problem.through
        self.names = {f: sentences.words(name) for f, name in self.names.items()}
        self.steps: list[Step] = []
        self.places = [0]
        self.lead = ""
        self.ranges = [f for f in problem.hypotheses if f.op == "le"]
        self.supposed: dict[Term, None] = {}
        self.combining = False  # whether it was said how equations are combined
        formulas = (*problem.hypotheses, *(line.formula for line in problem.lines))
        self.printed = {s for f in formulas for s in k.subterms(f)}

    def math(self, t: Term) -> str:
        return self.sentences.math(t if t in self.printed else tidy(t))

    def hypotheses(self) -> tuple[tuple[str, str], ...]:
        """Names and formulas; the two bounds of one variable stand as one."""
        found: dict[Term, str] = {}
        for f in (f for f in self.order if f not in self.through):
            below = next((g for g in found if _chained(g, f)), None)
            if below is None:
                found[f] = self.names[f]
            else:
                found = {k.and_(g, f) if g == below else g: name for g, name in found.items()}
        return tuple((name, self.math(f)) for f, name in found.items())

    def brought(self, verdict: Verdict) -> tuple[tuple[str, str, str], ...]:
        """What came along with the claims cited: by which, under which name, and the formula."""
        given = list(self.order)
        return tuple(
            (self.sentences.words(label), self.sentences.words(name), self.math(given[place]))
            for label, found in brought(verdict).items()
            for place, name in found
        )

    def tell_proof(self, problem: Problem, decision: Decision) -> None:
        """The steps of a proof."""
        several = len(decision.theorems) > 1
        for line, thm in zip(problem.lines, decision.theorems, strict=False):
            if several:
                reason = f" ({self.sentences.words(line.reason)})" if line.reason else ""
                self.lead = f"{self.math(thm.conclusion)}{reason}. "
            number = self.proof_of(thm, stated=True)
            self.name(thm.conclusion, f"step {number}")
        told = dict.fromkeys(self.math(plain(f)) for t in decision.defined for f in _unequal(t.conclusion))
        if told:
            self.say(f"Every part is defined, as {_listed(told)}.")
        elif problem.kind is Kind.DEFINITION:
            self.say("Every part is defined, whatever the values.")

    # -- steps

    def say(self, words: str) -> str:
        """Write a step down, with what leads up to it; its number."""
        self.places[-1] += 1
        number = ".".join(map(str, self.places))
        self.steps.append(Step(number, _sentences(f"{self.lead}{words}")))
        self.lead = ""
        return number

    def suppose(self, *formulas: Term) -> str:
        self.supposed |= dict.fromkeys(part for f in formulas for part in conjuncts(f))
        return super().suppose(*formulas)

    def block(self, words: str, thm: Draft, *, stated: bool = False) -> str:
        """What is shown under a heading: in its step, if one sentence will do, or else below it."""
        if self.is_one_step(thm):
            self.lead = f"{words} "
            return self.proof_of(thm, stated=stated)
        number = self.say(words)
        with self.below():
            self.proof_of(thm, stated=stated)
        return number

    def is_one_step(self, thm: Draft) -> bool:
        """Whether a proof is told in one step, which may have others below it."""
        core = peeled(thm)[0]
        name, args = core.step
        match name:
            case "linear" | "positive":
                return all(self.evident(t) or t.conclusion in self.names for t in _used(core))
            case "and_intro":
                return len(args) == 1 and self.is_one_step(args[0])
            case "contradict" | "absurd" | "zero_product":
                return self.is_one_step(args[0])
            case "by_cases":
                known = {*FACTS, "excluded_middle", "trichotomy"}
                return _antisymmetry(core) is not None or peeled(args[0])[0].step[0] in known
            case "limit_of":
                return len(set(args[-1].conclusion.args)) == 1
            case "limit_unique" | "limit_order":
                return False
            case "rewrite" if core.conclusion.op != "tends" or self.is_one_step(args[-1]):
                return self.is_one_step(args[-1])
            case "generalise" | "or_intro" | "ex_falso" | "negate" | "ex_intro" | "ex_elim" | "modus_ponens":
                return self.is_one_step(args[-1])
        return name != "rewrite"

    def add(self, words: str) -> None:
        """Words that end the last step."""
        self.steps[-1] = self.steps[-1]._replace(words=f"{self.steps[-1].words} {words}")

    @contextmanager
    def below(self) -> Iterator[None]:
        """Steps within the one before."""
        self.places.append(0)
        try:
            yield
        finally:
            self.places.pop()

    def claim(self, thm: Draft, *, stated: bool) -> str:
        """What is shown now, unless it has been said."""
        if stated or thm.conclusion == FALSE:
            return ""
        return f"{self.sentences.math(self.readable(thm.conclusion))}: "

    def readable(self, t: Term) -> Term:
        """t without the indicators that say no more than the range of a sum."""
        if t in self.printed:
            return t
        found = tidy(_within(t, self.ranges))
        return t if found.op == "eq" and found.args[0] == found.args[1] else found

    def proof_of(self, thm: Draft, *, stated: bool = False) -> str:
        """Tell how thm is proved; the number of the step that concludes it."""
        core = peeled(thm)[0]
        telling = self._TOLD.get(core.step[0])
        if telling is not None:
            return telling(self, core, stated)
        self.premises(core)
        return self.say(f"{self.claim(thm, stated=stated)}{self.single(core)}{self.provided(thm)}.")

    def premises(self, core: Draft) -> None:
        """Tell what a step uses that is neither a hypothesis nor told already."""
        for t in _used(core):
            if not self.evident(t) and not self.names.get(t.conclusion):
                lead, self.lead = self.lead, ""
                number = self.proof_of(t)
                self.lead = lead
                self.names[t.conclusion] = f"step {number}"

    def evident(self, thm: Draft) -> bool:
        """Whether a fact needs no step of its own: a hypothesis, or a sign that leaves no other."""
        core = peeled(thm)[0]
        signs = core.step[0] == "by_cases" and core.step[1][0].step[0] == "trichotomy"
        return core.step[0] in FACTS or (signs and core.conclusion.op in ("le", "lt"))

    def single(self, thm: Draft) -> str:
        """Why a single step holds."""
        name, args = thm.step
        match name:
            case "linear":
                return self.combined(args[0], args[1:])
            case "positive":
                return self.not_negative(*args)
            case "assume" | "and_elim" | "specialise":
                cited = self.cite(thm)
                return "this is assumed" if cited == self.math(thm.conclusion) else f"this is ({cited})"
            case "axiom":
                return f"this is the axiom of the {self.sentences.words(args[0])}"
            case "split":
                return "the sum is taken in two parts"
            case "law":
                return "this is a law of sums or of powers"
            case "instantiate":
                return "it is a product of such factors"
            case "integer":
                return f"these are whole numbers, and {self.cited(args[0])}"
            case "root_sign":
                return "a root of what is not negative is not negative"
            case "excluded_middle" | "trichotomy":
                return "there is no other case"
            case "period":
                of = "e^x" if args[1] == k.ONE else "e^(i·x)"
                return f"{of} is the same for both sides x, and they differ by less than a period"
            case "same_power":
                return (
                    f"both sides have the same power with the exponent {args[1]}, and are close to each other"
                )
            case "apart":
                return "numbers near to these constants tell them apart"
            case "evident":
                return "it is a product of such factors"
            case "select":
                return "this is the case that holds"
            case "limit_shift":
                return f"it is the same sequence, begun later, and {self.cited(args[0])}"
        before = [self.cited(a) for a in args if isinstance(a, Draft)]
        return f"this follows from {_listed(before)}" if before else "this is so by definition"

    def cited(self, thm: Draft) -> str:
        """A fact in a sentence: its name in parentheses, or the formula itself."""
        cited = self.cite(thm)
        return self.math(plain(thm.conclusion)) if cited == self.math(thm.conclusion) else f"({cited})"

    def pairs(self, combination: Iterable[tuple[Term, Draft]]) -> list[tuple[Term, str]]:
        return [(self.readable(m), name) for m, name in super().pairs(combination)]

    def combined(self, goal: Term, combination: Sequence[tuple[Term, Draft]]) -> str:
        """An equation as a combination of others."""
        pairs = self.pairs(combination)
        derived = "differentiate and expand" if has(goal, "diff") else "expand"
        explicit = [
            name for name, side in zip(("right", "left"), goal.args[:2], strict=True) if not has(side, "diff")
        ]
        contracted = "".join(f"{self.contracted(goal)}" if has(goal, "sum") else "")
        if not pairs and len(explicit) == 1:
            other = "left" if explicit == ["left"] else "right"
            return f"{contracted}differentiate and expand the {other} side"
        if not pairs:
            return f"{contracted}{derived} both sides, and they are the same{self.common(goal)}"
        facts = {self.cite(t): t.conclusion for _, t in combined(combination)}
        named = ", ".join(
            f"({name}) reads {self.math(tidy(f))}"
            for name, f in facts.items()
            if " at " in name and name != self.math(f)
        )
        said = f", where {named}" if named else ""
        (first, name), *others = pairs
        if others:
            how = "" if self.combining else ", each equation taken as its left side less its right side"
            self.combining = True
            return f"{contracted}left side less right side is {self.sentences.of_names(pairs)}{how}{said}"
        if facts[name] == goal:
            return f"this is ({name})"
        if first in (ONE, k.num(-1)):
            return f"{contracted}this is ({name}), rearranged{said}"
        return f"{contracted}multiply ({name}) by {self.math(first)}, and rearrange{said}"

    def common(self, goal: Term) -> str:
        """The value that both sides have once they are expanded, where it is neither of them and short."""
        if not has(goal, "diff"):
            return ""
        try:
            value = self.readable(in_ring(lambda ring: _fraction(ring, goal.args[1])))
        except KernelError:
            return ""
        short = len(PLAIN.math(value)) <= LONGEST
        return f", namely {self.math(value)}" if short and value not in map(tidy, goal.args[:2]) else ""

    def contracted(self, goal: Term) -> str:
        """The sums of which few summands are left."""
        said = []
        for s in _sums(goal):
            left = _contributing(s)
            if left:
                v, places = left
                which = _listed(self.math(k.eq(v, p)) for p in places)
                said.append(f"In {self.math(s)} only {which} contribute{'' if len(places) > 1 else 's'}. ")
        return "".join(dict.fromkeys(said))

    def not_negative(
        self,
        goal: Term,
        products: Iterable[tuple[Any, tuple[Draft, ...], tuple[Term, ...]]],
        combination: Iterable[tuple[Term, Draft]] = (),
    ) -> str:
        """An inequality as a sum of what is not negative."""
        summands, facts = [], dict[str, None]()
        for c, factors, squares in products:
            parts = [k.sub(t.conclusion.args[1], t.conclusion.args[0]) for t in factors]
            summands.append(tidy(k.mul(k.num(c), *parts, *(k.power(s, 2) for s in squares))))
            for t in factors:
                shown, cited = self.math(plain(t.conclusion)), self.cited(t)
                facts[f"{shown}{self.sources(t)}" if cited == shown else f"{shown} by {cited}"] = None
        pairs = self.pairs(combination)
        equal = f", up to {self.sentences.of_names(pairs)}, which is 0" if pairs else ""
        if not summands:
            sign = "not negative" if goal.op == "le" else "above 0"
            return f"the right side less the left side is a number that is {sign}{equal}"
        square = "a square" if len(summands) == 1 else "a sum of squares"
        why = f"; here {_listed(facts)}" if facts else f", {square}"
        total = self.sentences.math(summands[0] if len(summands) == 1 else Term("add", *summands))
        return f"the right side less the left side is at least {total}{equal}{why}"

    def provided(self, thm: Draft) -> str:
        """What makes a step meaningful, and the axioms that it uses."""
        core, lemmas = peeled(thm)
        name, args = core.step
        own = core.axioms.difference(*(t.axioms for _, t in combined(args[1:]))) if name == "linear" else ()
        said = [f"by the {_listed(sorted(own))}"] if own else []
        needed = [t for t in lemmas if peeled(t)[0].step[0] != "assume"]
        shown = dict.fromkeys(self.math(plain(f)) for t in needed for f in _unequal(t.conclusion))
        known = [c for c in self.behind(*lemmas) if c not in shown]
        if shown:
            said.append(f"with {_listed(shown)}" + (f" because of {_listed(known)}" if known else ""))
        elif known:
            said.append(f"given {_listed(known)}")
        return "".join(f", {s}" for s in said)

    # -- steps that consist of others

    def _parts(self, core: Draft, stated: bool) -> str:
        number = ""
        for n, part in enumerate(core.step[1]):
            number = self.proof_of(
                part, stated=stated and n == 0 and not self.lead and len(core.step[1]) == 1
            )
        return number

    def _inner(self, core: Draft, stated: bool) -> str:
        return self.proof_of(core.step[1][-1], stated=stated)

    def _let(self, core: Draft, stated: bool) -> str:
        free: list[str] = []
        said: list[str] = []
        limits: list[Term] = []
        thm = core
        while thm.step[0] == "generalise":
            v, lo, hi, inner = thm.step[1]
            bounds = k.bounds(v, lo, hi)
            limits += bounds
            (said if bounds else free).append(self.math(k.and_(*bounds) if bounds else v))
            thm = peeled(inner)[0]
        said += [f"{_listed(free)} be {'any numbers' if len(free) > 1 else 'any number'}"] if free else []
        self.lead += f"Let {', and let '.join(said)}. "
        with self._knowing(*limits):
            return self.proof_of(inner, stated=stated and core.conclusion == inner.conclusion)

    @contextmanager
    def _knowing(self, *bounds: Term) -> Iterator[None]:
        self.ranges += bounds
        try:
            yield
        finally:
            del self.ranges[len(self.ranges) - len(bounds) :]

    def _supposed(self, core: Draft, _stated: bool) -> str:
        f, thm = core.step[1]
        lead, self.lead = self.lead, ""
        return self.block(f"{lead}Suppose {self.suppose(f)}.", thm)

    def _refuted(self, core: Draft, stated: bool) -> str:
        f, thm = core.step[1]
        self.lead += "" if stated else f"{self.math(plain(core.conclusion))}: "
        self.lead += f"suppose, to reach a contradiction, {self.suppose(f)}. "
        return self.proof_of(thm)

    def _clash(self, core: Draft, _stated: bool) -> str:
        thm, negation = core.step[1]
        if peeled(thm)[0].step[0] in FACTS:
            number = self.say(
                f"{self.cited(thm)} is impossible, since {self.math(plain(negation.conclusion))}."
            )
        else:
            number = self.proof_of(thm)
            self.add(f"This contradicts {self.math(plain(negation.conclusion))}{self.sources(negation)}.")
        return number

    def sources(self, thm: Draft) -> str:
        """The hypotheses behind a fact, where it is none itself."""
        shown = self.math(plain(thm.conclusion))
        known = [] if peeled(thm)[0].step[0] in FACTS else [c for c in self.behind(thm) if c != shown]
        return f" (because of {_listed(known)})" if known else ""

    def behind(self, *thms: Draft) -> list[str]:
        """The hypotheses and suppositions of theorems, as they are cited."""
        used = {h for t in thms for h in t.hypotheses}
        among = (h for h in chain(self.order, self.supposed) if h in used)
        return list(
            dict.fromkeys(f"({n})" if (n := self.names.get(h)) else self.math(plain(h)) for h in among)
        )

    def _false(self, core: Draft, _stated: bool) -> str:
        thm = peeled(core.step[1][0])[0]
        if thm.step[0] == "positive":
            self.premises(thm)
            facts = dict.fromkeys(self.cited(t) for _, ts, _ in thm.step[1][1] for t in ts)
            equal = [f"({self.cite(t)})" for _, t in combined(thm.step[1][2] if len(thm.step[1]) > 2 else ())]
            return self.say(f"{_listed([*facts, *equal])} cannot hold together.")
        number = self.proof_of(core.step[1][0])
        self.add("That is false.")
        return number

    def _cases(self, core: Draft, stated: bool) -> str:
        thm, *branches = core.step[1]
        between = _antisymmetry(core)
        if between is not None:
            facts = _listed(f"{self.cited(t)}{self.sources(t)}" for t in between)
            return self.say(f"{self.math(plain(core.conclusion))}: {facts} leave nothing else.")
        if peeled(thm)[0].step[0] not in {*FACTS, "excluded_middle", "trichotomy"}:
            lead, self.lead = self.lead, ""
            self.names[thm.conclusion] = f"step {self.proof_of(thm)}"
            self.lead = lead
        why = f" by ({self.names[thm.conclusion]})" if thm.conclusion in self.names else ""
        number = self.say(f"{self.claim(core, stated=stated)}there are {len(branches)} cases{why}.")
        with self.below():
            for f, branch in zip(thm.conclusion.args, branches, strict=True):
                known, supposed = dict(self.names), dict(self.supposed)
                self.suppose(f)
                with self._knowing(plain(f)):
                    self.block(f"Case {self.suppose(plain(f))}.", branch, stated=branch.conclusion != FALSE)
                self.names, self.supposed = known, supposed
        return number

    def _factors(self, core: Draft, _stated: bool) -> str:
        number = self.proof_of(core.step[1][0])
        self.add("So one of the factors is 0.")
        return number

    def _induction(self, core: Draft, stated: bool) -> str:
        v, lo, f, base, step = core.step[1]
        start = self.math(k.eq(v, lo))
        number = self.say(
            f"{self.claim(core, stated=stated)}by induction on {self.math(v)}, from {start} on."
        )
        with self.below():
            self.block(f"Base, {start}.", base)
            after = self.math(k.add(v, ONE))
            with self._knowing(k.le(lo, v)):
                self.block(f"Step from {self.math(v)} to {after}: suppose {self.suppose(f)}.", step)
        return number

    def _instances(self, core: Draft, _stated: bool) -> str:
        taken: list[str] = []
        f, value, thm = core.step[1]
        while True:
            taken.append(self.math(k.eq(k.var(str(f.args[0]), f.args[1]), tidy(value))))
            inner = peeled(thm)[0]
            if inner.step[0] != "ex_intro":
                break
            f, value, thm = inner.step[1]
        self.lead += f"Take {_listed(taken)}. "
        return self.proof_of(thm)

    def _choice(self, core: Draft, _stated: bool) -> str:
        existence, v, thm = core.step[1]
        self.lead += f"Choose {self.math(v)} with {self.suppose(k.open_(existence.conclusion, v))}. "
        return self.proof_of(thm)

    def _summands(self, core: Draft, stated: bool) -> str:
        v, lo, hi, thm = core.step[1]
        bounds = k.bounds(v, lo, hi)
        where = self.math(k.and_(*bounds))
        number = self.say(f"{self.claim(core, stated=stated)}summand by summand, for {where}.")
        with self.below(), self._knowing(*bounds):
            self.proof_of(thm)
        return number

    def _means(self, core: Draft, stated: bool) -> str:
        number = self.say(f"{self.claim(core, stated=stated)}take the mean of both sides of what follows.")
        with self.below():
            self.proof_of(core.step[1][0])
        return number

    def _rewritten(self, core: Draft, stated: bool) -> str:
        _, _, equation, thm = core.step[1]
        a, b = (tidy(side) for side in equation.conclusion.args)
        if a == b:
            return self.proof_of(thm, stated=stated)
        if core.conclusion.op == "tends":
            number = self.proof_of(thm)
            self.add(f"Here {self.math(k.eq(a, b))}{self.sources(equation)}.")
            return number
        self.lead += f"Here {self.math(k.eq(b, a))}. "
        return self.proof_of(thm)

    def _limit(self, core: Draft, _stated: bool) -> str:
        v, lo, _, _, limits, same = core.step[1]
        a, b = same.conclusion.args
        lead, self.lead = self.lead, ""
        rewritten = ""
        if a != b:
            with self._knowing(k.le(lo, v)):
                rewritten = f"By step {self.proof_of(same)}, and "
        self.lead = lead
        known = _listed(f"{self.math(t.conclusion)}{self.limit_known(t)}" for t in limits)
        value = tidy(core.conclusion.args[1])
        conclusion = self.math(k.tends(v, k.open_(core.conclusion, v), value))
        by = f"by the algebra of limits, with {known}" if known else "as a constant"
        return self.say(f"{rewritten}{by}, {conclusion}.")

    def limit_known(self, thm: Draft) -> str:
        """Why a limit is known."""
        core, lemmas = peeled(thm)
        if core.step[0] in FACTS:
            return f" (by ({self.cite(core)}))" if self.cite(core) != self.math(core.conclusion) else ""
        bounds = [self.math(tidy(t.conclusion)) for t in lemmas]
        return f" (as {_listed(bounds)})" if bounds else ""

    def _one_limit(self, core: Draft, _stated: bool) -> str:
        new = (t for t in core.step[1] if isinstance(t, Draft) and peeled(t)[0].step[0] not in FACTS)
        told = [f"step {self.proof_of(t)}" for t in new]
        because = f", by {_listed(told)}" if told else ""
        what = "a sequence has one limit only" if core.step[0] == "limit_unique" else "limits keep the order"
        return self.say(f"{self.claim(core, stated=False)}{what}{because}.")

    def _implied(self, core: Draft, stated: bool) -> str:
        implication, thm = core.step[1]
        if peeled(implication)[0].step[0] == "induct":
            self.name(implication.conclusion, f"step {self.proof_of(implication)}")
        if peeled(thm)[0].step[0] in FACTS:
            by = _listed([self.cited(implication), self.cited(thm)])
            return self.say(f"{self.claim(core, stated=stated)}this follows from {by}.")
        self.proof_of(thm)
        self.add(f"So {self.math(core.conclusion)}, by {self.cited(implication)}.")
        return ".".join(map(str, self.places))

    _TOLD: ClassVar[dict[str, Callable[[Narrator, Draft, bool], str]]] = {
        "and_intro": _parts,
        "generalise": _let,
        "or_intro": _inner,
        "ex_falso": _inner,
        "surely": _inner,
        "at_outcome": _inner,
        "discharge": _supposed,
        "negate": _refuted,
        "contradict": _clash,
        "absurd": _false,
        "by_cases": _cases,
        "zero_product": _factors,
        "induct": _induction,
        "ex_intro": _instances,
        "ex_elim": _choice,
        "under_sum": _summands,
        "under_mean": _means,
        "rewrite": _rewritten,
        "limit_of": _limit,
        "limit_unique": _one_limit,
        "limit_order": _one_limit,
        "modus_ponens": _implied,
    }

    # -- refutations

    def tell_failure(self, failing: Term, model: Model, sides: Sequence[str]) -> None:
        """Both sides of what fails, with the values put in."""
        inner = failing.args[0] if failing.op == "not" else failing
        if inner.op not in ("eq", "le", "lt") or not sides:
            done = _put_in(failing, model)
            said = self.sentences.math(failing if done is None else done)
            self.say(f"With these values {said} would have to hold.")
            return
        for name, side, value in zip(("left", "right"), inner.args, sides, strict=True):
            forms = [self.math(side)]
            expanded = _differentiated(side)
            if expanded is not None:
                expanded = self.readable(expanded)
                forms.append(self.math(expanded))
            done = _put_in(side if expanded is None else expanded, model)
            forms.append("" if done is None else self.sentences.math(done))
            forms.append(value)
            known = [f for f in dict.fromkeys(forms) if f]
            if value.startswith("undefined"):
                self.say(f"The {name} side is {self.math(side)}, which is {value}.")
            else:
                self.say(
                    f"The {name} side is {' = '.join(known)}."
                    if len(known) > 1
                    else f"The {name} side is {value}."
                )
        sign = {"eq": "equal", "le": "in that order", "lt": "in that order"}[inner.op]
        self.say(f"These are {'' if failing.op == 'not' else 'not '}{sign}.")


# -- terms -------------------------------------------------------------------------------------------


def _letters(problem: Problem, decision: Decision) -> dict[str, str]:
    """Letters without primes for the variables that the search made up; words are spelled as any name is."""
    formulas = (*problem.hypotheses, *(line.formula for line in problem.lines))
    used = {s.args[0] for f in formulas for s in k.subterms(f) if s.op in ("var", "comp", "loss")}
    letters: dict[str, str] = {}
    seen: set[int] = set()
    todo = [*decision.theorems, *decision.defined]
    while todo:
        thm = todo.pop()
        if id(thm) in seen:
            continue
        seen.add(id(thm))
        name, args = thm.step
        if name in _BINDING and args[0].args[0] not in used | letters.keys():
            stem = args[0].args[0].rstrip("'" + k.MARK)
            own = (stem, *_LETTERS.get(stem, "")) if len(stem) == 1 else ()
            free = (c for c in own if c not in used and c not in letters.values())
            letters[args[0].args[0]] = next(free, args[0].args[0])
        todo += [a for a in _flat(args) if isinstance(a, Draft)]
    return {name: letter for name, letter in letters.items() if name != letter}


def _unequal(f: Term) -> Iterator[Term]:
    """The inequations that a condition of definedness comes down to."""
    while f.op in ("all", "implies"):
        f = k.open_(f, k.fresh(str(f.args[0]), f.args[1], f)) if f.op == "all" else f.args[1]
    if f.op == "and":
        for part in f.args:
            yield from _unequal(part)
    elif f.op == "not" and k.free_vars(f):
        yield f


def _used(core: Draft) -> list[Draft]:
    """The facts that a linear or positive step combines."""
    name, args = core.step
    if name == "linear":
        return [t for _, t in combined(args[1:])]
    if name == "positive":
        equations = combined(args[2] if len(args) > 2 else ())
        return [*(t for _, ts, _ in args[1] for t in ts), *(t for _, t in equations)]
    return []


def _flat(args: Iterable[Any]) -> Iterator[Any]:
    for a in args:
        if isinstance(a, tuple):
            yield from _flat(a)
        else:
            yield a


def _chained(f: Term, g: Term) -> bool:
    """Whether f is a <= v, and g is v <= b."""
    return f.op == g.op == "le" and f.args[1] == g.args[0] and f.args[1].op == "var"


def _antisymmetry(core: Draft) -> tuple[Draft, Draft] | None:
    """The two facts a <= b and b <= a, where that is how a = b was shown."""
    thm, *branches = core.step[1]
    inner = [peeled(b)[0] for b in branches]
    if thm.step[0] != "trichotomy" or [b.step[0] for b in inner] != ["ex_falso", "assume", "ex_falso"]:
        return None
    found = []
    for b in (inner[2], inner[0]):
        absurd = peeled(b.step[1][1])[0]
        positive = peeled(absurd.step[1][0])[0] if absurd.step[0] == "absurd" else absurd
        if positive.step[0] != "positive" or len(positive.step[1][1]) != 2:
            return None
        found.append(positive.step[1][1][1][1][0])
    return found[0], found[1]


def _fraction(ring: Normal, t: Term) -> Term:
    """t expanded, over one denominator."""
    over, under = ring.clear(ring.poly(t))
    common = over.gcd(under)
    return tidy(k.mul(ring.term(over / common), k.power(ring.term(under / common), -1)))


def _differentiated(t: Term) -> Term | None:
    """t with its derivatives carried out, if it has any."""
    if not has(t, "diff"):
        return None
    try:
        return in_ring(lambda ring: _fraction(ring, t))
    except KernelError:
        return None


def _sums(t: Term) -> Iterator[Term]:
    """The outermost sums of derivatives or indicators in t."""
    if t.op == "sum" and not k.is_open(t) and (has(t, "diff") or has(t, "ind")):
        yield t
        return
    for p in k.parts(t):
        yield from _sums(p)


def _contributing(s: Term) -> tuple[Term, list[Term]] | None:
    """The index of a sum and the values at which a summand is not 0, where they are that few."""
    v = k.fresh(str(s.args[0]), "int", s)

    def work(ring: Normal) -> list[Term] | None:
        p = ring.reduce(ring.poly(k.open_(s, v)))
        found: dict[Term, None] = {}
        for exponents in p.monoms():
            at = [_solved(ring, ring.atoms[i], v) for i, e in enumerate(exponents) if e > 0]
            place = next((a for a in at if a is not None), None)
            if place is None:
                return None
            found[place] = None
        return list(found)

    try:
        places = in_ring(work)
    except KernelError:
        return None
    return (v, places) if places else None


def _solved(ring: Normal, atom: Term, v: Term) -> Term | None:
    """The value of v at which the indicator of an equation is 1."""
    if atom.op != "ind" or atom.args[0].op != "eq" or v not in k.free_vars(atom):
        return None
    p = ring.poly(atom.args[0].args[0]) - ring.poly(atom.args[0].args[1])
    for sign in (1, -1):
        value = ring.term(ring.gen(v) - sign * p)
        if v not in k.free_vars(value):
            return value
    return None


def _within(t: Term, known: Sequence[Term]) -> Term:
    """t without the indicators of what is known, or of what the range of a sum says."""
    if t.op == "sum" and not k.is_open(t):
        hint, lo, hi, _ = t.args
        v = k.fresh(str(hint), "int", t, *known)
        body = _within(k.open_(t, v), [*known, *k.bounds(v, lo, hi)])
        return Term("sum", hint, lo, hi, k.close(body, v))
    if t.op == "ind" and not k.is_open(t) and any(_same_bound(t.args[0], f) for f in known):
        return ONE
    return k.map_parts(lambda p, _: _within(p, known), t)


def _same_bound(f: Term, g: Term) -> bool:
    """Whether two bounds say the same, as 0 <= v - 1 and 1 <= v do."""
    if f.op != "le" or g.op != "le":
        return False

    def work(ring: Normal) -> bool:
        sides = [ring.poly(h.args[1]) - ring.poly(h.args[0]) for h in (f, g)]
        return bool(sides[0] == sides[1])

    return in_ring(work)


def _put_in(t: Term, model: Model) -> Term | None:
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


def _chosen(model: Model, formulas: Sequence[Term]) -> list[tuple[Term, fmpq]]:
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


def _random(drawn: Distribution, sentences: Sentences) -> tuple[str, str]:
    """Random quantities that depend on one another, and the values that they take."""

    def together(parts: Iterable[str]) -> str:
        found = list(parts)
        return found[0] if len(found) == 1 else f"({', '.join(found)})"

    names = together(map(sentences.math, drawn.components))
    told = [together(_value(str(x), sentences) for x in values) for values in drawn.values]
    each = f" (probability {sentences.math(k.num(Fraction(1, len(told))))} each)" if len(told) > 1 else ""
    return names, " or ".join(told) + each


def _listed(items: Iterable[str]) -> str:
    """a, b and c"""
    found = list(items)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


_WORDS: Final = (
    "as", "by", "differentiate", "every", "expand", "for", "from", "here", "in", "it", "left", "limits",
    "multiply", "suppose", "take", "the", "there", "these", "this", "with",
)  # fmt: skip


def _sentences(words: str) -> str:
    """Each sentence with a capital; formulas keep their letters."""
    return re.sub(rf"(^|[.] )({'|'.join(_WORDS)})(?=[ ,])", lambda m: m[1] + m[2].capitalize(), words)
