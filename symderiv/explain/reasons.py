"""Why a step holds, in words: what it combines, what it rests on, and what makes it meaningful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from symderiv.core import terms as k
from symderiv.core.random_laws import LAWS as RANDOM
from symderiv.core.terms import ONE, KernelError, Term
from symderiv.explain.calculations import contributing, fraction, sums_that_contract
from symderiv.explain.formulas import Formulas, inequations, listed
from symderiv.judge.citations import FACTS, Citations, combined, of_chance, peeled
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import in_ring
from symderiv.render.sentences import PLAIN
from symderiv.render.tidy import has, plain, tidy

LONGEST: Final = 90  # of a common value that is worth showing, in characters of its text


_SAID: Final = {
    "split": "the sum is taken in two parts",
    "law": "this is a law of sums or of powers",
    "instantiate": "it is a product of such factors",
    "evident": "it is a product of such factors",
    "root_sign": "a root of what is not negative is not negative",
    "excluded_middle": "there is no other case",
    "trichotomy": "there is no other case",
    "apart": "numbers near to these constants tell them apart",
    "select": "this is the case that holds",
}


_RING: Final = ("goal", "equations", "nonzero")  # arguments of the rule before its combination


def _is_law(equation: tuple[Term, Draft]) -> bool:
    """Whether an equation that is made use of is a law, or rearranges laws."""
    core = peeled(equation[1])[0]
    nested = core.step[1][len(_RING)] if core.step[0] == "ring" and len(core.step[1]) > len(_RING) else ()
    return core.step[0] in ("law", "ring") and all(map(_is_law, nested))


class Reasons:
    """Says why single steps hold, in the formulas and citations of one proof."""

    def __init__(self, formulas: Formulas, citations: Citations) -> None:
        self.formulas = formulas
        self.citations = citations
        self.combining = False  # whether it was said how equations are combined

    def is_evident(self, thm: Draft) -> bool:
        """Whether a fact needs no step of its own: a hypothesis, or a sign that leaves no other."""
        core = peeled(thm)[0]
        signs = core.step[0] == "by_cases" and core.step[1][0].step[0] == "trichotomy"
        return core.step[0] in FACTS or (signs and core.conclusion.op in ("le", "lt"))

    def is_told(self, thm: Draft) -> bool:
        """Whether nothing need be said of a fact before it is used."""
        return self.is_evident(thm) or bool(self.citations.names.get(thm.conclusion))

    # -- citations

    def cited(self, thm: Draft) -> str:
        """A fact in a sentence: its name in parentheses, or the formula itself."""
        cited = self.citations.cite(thm)
        unnamed = cited == self.formulas.math(thm.conclusion)
        return self.formulas.math(plain(thm.conclusion)) if unnamed else f"({cited})"

    def sources(self, thm: Draft) -> str:
        """The hypotheses behind a fact, where it is none itself."""
        shown = self.formulas.math(plain(thm.conclusion))
        known = [] if peeled(thm)[0].step[0] in FACTS else [c for c in self.behind(thm) if c != shown]
        return f" (because of {listed(known)})" if known else ""

    def behind(self, *thms: Draft) -> list[str]:
        """The hypotheses and suppositions of theorems, as they are cited."""
        used = {h for t in thms for h in t.hypotheses}
        among = [h for h in chain(self.citations.order, self.citations.supposed) if h in used]
        names = (self.citations.names.get(h) for h in among)
        cited = (f"({n})" if n else self.formulas.math(plain(h)) for h, n in zip(among, names, strict=True))
        return list(dict.fromkeys(cited))

    # -- single steps

    def single(self, thm: Draft) -> str:
        """Why a single step holds."""
        name, args = thm.step
        if name == "law" and args[0] in RANDOM:
            return f"it holds {of_chance(args[0])}"
        if name in _SAID:
            return _SAID[name]
        match name:
            case "linear":
                return self.combined(args[0], args[1:])
            case "ring":
                equations = args[3] if len(args) > len(_RING) else ()
                return _SAID["law"] if all(map(_is_law, equations)) else self.combined(args[0], equations)
            case "positive":
                return self.not_negative(*args)
            case "assume" | "and_elim" | "specialise":
                cited = self.citations.cite(thm)
                unnamed = cited == self.formulas.math(thm.conclusion)
                return "this is assumed" if unnamed else f"this is ({cited})"
            case "axiom":
                return f"this is the axiom of the {self.formulas.sentences.words(args[0])}"
            case "integer":
                return f"these are whole numbers, and {self.cited(args[0])}"
            case "period":
                of = "e^x" if args[1] == ONE else "e^(i·x)"
                return f"{of} is the same for both sides x, and they differ by less than a period"
            case "same_power":
                same = f"both sides have the same power with the exponent {args[1]}"
                return f"{same}, and are close to each other"
            case "limit_shift":
                return f"it is the same sequence, begun later, and {self.cited(args[0])}"
        before = [self.cited(a) for a in args if isinstance(a, Draft)]
        return f"this follows from {listed(before)}" if before else "this is so by definition"

    def combined(self, goal: Term, combination: Sequence[tuple[Term, Draft]]) -> str:
        """An equation as a combination of others."""
        pairs = self._pairs(combination)
        contracted = self._contracted(goal) if has(goal, "sum") else ""
        if not pairs:
            return f"{contracted}{self._expanded(goal)}"
        facts = {self.citations.cite(t): t.conclusion for _, t in combined(combination)}
        said = self._instances(facts)
        (first, name), *others = pairs
        if others:
            how = "" if self.combining else ", each equation taken as its left side less its right side"
            self.combining = True
            total = self.formulas.sentences.of_names(pairs)
            return f"{contracted}left side less right side is {total}{how}{said}"
        if facts[name] == goal:
            return f"this is ({name})"
        if first in (ONE, k.num(-1)):
            return f"{contracted}this is ({name}), rearranged{said}"
        return f"{contracted}multiply ({name}) by {self.formulas.math(first)}, and rearrange{said}"

    def _pairs(self, combination: Iterable[tuple[Term, Draft]]) -> list[tuple[Term, str]]:
        return [(self.formulas.readable(m), name) for m, name in self.citations.pairs(combination)]

    def _instances(self, facts: Mapping[str, Term]) -> str:
        """What equations read that are taken at some value."""
        told = {n: self.formulas.math(f) for n, f in facts.items() if " at " in n}
        read = (
            f"({n}) reads {self.formulas.math(tidy(facts[n]))}" for n, formula in told.items() if n != formula
        )
        named = ", ".join(read)
        return f", where {named}" if named else ""

    def _expanded(self, goal: Term) -> str:
        """That both sides are the same once they are expanded."""
        left, right = (has(side, "diff") for side in goal.args[:2])
        if left != right:
            return f"differentiate and expand the {'left' if left else 'right'} side"
        how = "differentiate and expand" if left else "expand"
        return f"{how} both sides, and they are the same{self._common(goal)}"

    def _common(self, goal: Term) -> str:
        """The value that both sides have once they are expanded, where it is neither of them and short."""
        if not has(goal, "diff"):
            return ""
        try:
            value = self.formulas.readable(in_ring(lambda ring: fraction(ring, goal.args[1])))
        except KernelError:
            return ""
        if len(PLAIN.of(self.formulas.sentences.page).math(value)) > LONGEST or value in map(
            tidy, goal.args[:2]
        ):
            return ""
        return f", namely {self.formulas.math(value)}"

    def _contracted(self, goal: Term) -> str:
        """The sums of which few summands are left."""
        said = []
        for s in sums_that_contract(goal):
            if left := contributing(s):
                v, places = left
                which = listed(self.formulas.math(k.eq(v, p)) for p in places)
                contribute = "contribute" if len(places) > 1 else "contributes"
                said.append(f"In {self.formulas.math(s)} only {which} {contribute}. ")
        return "".join(dict.fromkeys(said))

    def not_negative(
        self,
        goal: Term,
        products: Sequence[tuple[Any, tuple[Draft, ...], tuple[Term, ...]]],
        combination: Iterable[tuple[Term, Draft]] = (),
    ) -> str:
        """An inequality as a sum of what is not negative."""
        pairs = self._pairs(combination)
        equal = f", up to {self.formulas.sentences.of_names(pairs)}, which is 0" if pairs else ""
        if not products:
            sign = "not negative" if goal.op == "le" else "above 0"
            return f"the right side less the left side is a number that is {sign}{equal}"
        summands = [_product(*product) for product in products]
        facts = dict.fromkeys(self._with_source(t) for _, factors, _ in products for t in factors)
        square = "a square" if len(summands) == 1 else "a sum of squares"
        why = f"; here {listed(facts)}" if facts else f", {square}"
        total = self.formulas.sentences.math(summands[0] if len(summands) == 1 else Term("add", *summands))
        return f"the right side less the left side is at least {total}{equal}{why}"

    def _with_source(self, thm: Draft) -> str:
        """A fact, and where it is from."""
        shown, cited = self.formulas.math(plain(thm.conclusion)), self.cited(thm)
        return f"{shown}{self.sources(thm)}" if cited == shown else f"{shown} by {cited}"

    def provided(self, thm: Draft) -> str:
        """What makes a step meaningful, and the axioms that it uses."""
        core, lemmas = peeled(thm)
        name, args = core.step
        own = core.axioms.difference(*(t.axioms for _, t in combined(args[1:]))) if name == "linear" else ()
        said = [f"by the {listed(sorted(own))}"] if own else []
        needed = [t for t in lemmas if peeled(t)[0].step[0] != "assume"]
        shown = dict.fromkeys(self.formulas.math(plain(f)) for t in needed for f in inequations(t.conclusion))
        known = [c for c in self.behind(*lemmas) if c not in shown]
        if shown:
            said.append(f"with {listed(shown)}" + (f" because of {listed(known)}" if known else ""))
        elif known:
            said.append(f"given {listed(known)}")
        return "".join(f", {s}" for s in said)

    def of_limit(self, thm: Draft) -> str:
        """Why a limit is known."""
        core, lemmas = peeled(thm)
        if core.step[0] in FACTS:
            cited = self.citations.cite(core)
            return f" (by ({cited}))" if cited != self.formulas.math(core.conclusion) else ""
        bounds = [self.formulas.math(tidy(t.conclusion)) for t in lemmas]
        return f" (as {listed(bounds)})" if bounds else ""


def _product(c: Any, factors: Iterable[Draft], squares: Iterable[Term]) -> Term:
    """A number times what facts say is not negative, and squares."""
    parts = [k.sub(t.conclusion.args[1], t.conclusion.args[0]) for t in factors]
    return tidy(k.mul(k.num(c), *parts, *(k.power(s, 2) for s in squares)))
