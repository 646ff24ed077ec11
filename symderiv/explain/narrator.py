"""Proofs told in numbered steps: which of them need a step of their own, and which stand within others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from symderiv.core.terms import FALSE, Term
from symderiv.explain.formulas import Formulas
from symderiv.explain.outline import Outline
from symderiv.explain.reasons import Reasons
from symderiv.judge.citations import FACTS, Citations, peeled, used_equations
from symderiv.normalize.draft import Draft
from symderiv.render.tidy import plain

Telling = Callable[["Narrator", Draft, bool], str]


class Narrator:
    """Tells proofs; ``tellings`` has for each rule whose steps consist of others how they are told.

    A telling takes the narrator, the draft, and whether its conclusion was said already; it returns the
    number of the step that concludes it.
    """

    def __init__(
        self, formulas: Formulas, citations: Citations, outline: Outline, tellings: Mapping[str, Telling]
    ) -> None:
        self.formulas = formulas
        self.citations = citations
        self.outline = outline
        self.reasons = Reasons(formulas, citations)
        self.tellings = tellings

    def proof_of(self, thm: Draft, *, stated: bool = False) -> str:
        """Tell how thm is proved; the number of the step that concludes it."""
        core = peeled(thm)[0]
        telling = self.tellings.get(core.step[0])
        if telling is not None:
            return telling(self, core, stated)
        self.premises(core)
        said = f"{self.reasons.single(core)}{self.reasons.provided(thm)}"
        return self.outline.say(f"{self.claim(core, stated=stated)}{said}.")

    def named_proof_of(self, thm: Draft) -> None:
        """Tell how thm is proved, and call it by its step."""
        self.citations.names[thm.conclusion] = f"step {self.proof_of(thm)}"

    def premises(self, core: Draft) -> None:
        """Tell what a step uses that is neither a hypothesis nor told already."""
        for t in used_facts(core):
            if not self.reasons.is_told(t):
                with self.outline.aside():
                    self.named_proof_of(t)

    def claim(self, thm: Draft, *, stated: bool) -> str:
        """What is shown now, unless it has been said."""
        if stated or thm.conclusion == FALSE:
            return ""
        return f"{self.formulas.stated(thm.conclusion)}: "

    @contextmanager
    def case(self, f: Term) -> Iterator[str]:
        """Within the block f is supposed: the words that say so."""
        with self.citations.for_a_while():
            self.citations.suppose(f)
            with self.formulas.knowing(plain(f)):
                yield self.citations.suppose(plain(f))

    def block(self, words: str, thm: Draft, *, stated: bool = False) -> str:
        """What is shown under a heading: in its step, if one sentence will do, or else below it."""
        if self.is_one_step(thm):
            self.outline.lead = f"{words} "
            return self.proof_of(thm, stated=stated)
        number = self.outline.say(words)
        with self.outline.below():
            self.proof_of(thm, stated=stated)
        return number

    def is_one_step(self, thm: Draft) -> bool:
        """Whether a proof is told in one step, which may have others below it."""
        core = peeled(thm)[0]
        name, args = core.step
        match name:
            case "linear" | "positive":
                return all(map(self.reasons.is_told, used_facts(core)))
            case "and_intro":
                return len(args) == 1 and self.is_one_step(args[0])
            case "contradict" | "absurd" | "zero_product":
                return self.is_one_step(args[0])
            case "by_cases":
                return antisymmetry(core) is not None or is_split(args[0])
            case "limit_of":
                return len(set(args[-1].conclusion.args)) == 1
            case "limit_unique" | "limit_order" | "limit_squeeze":
                return False
            case "rewrite" if core.conclusion.op != "tends" or self.is_one_step(args[-1]):
                return self.is_one_step(args[-1])
            case "generalise" | "or_intro" | "ex_falso" | "negate" | "ex_intro" | "ex_elim" | "modus_ponens":
                return self.is_one_step(args[-1])
        return name != "rewrite"


def is_split(thm: Draft) -> bool:
    """Whether a distinction of cases needs no proof: it is known, or logic or the order of numbers has it."""
    return peeled(thm)[0].step[0] in {*FACTS, "excluded_middle", "trichotomy"}


def used_facts(core: Draft) -> list[Draft]:
    """The facts that a linear or positive step combines."""
    name, args = core.step
    facts = [t for _, factors, _ in args[1] for t in factors] if name == "positive" else []
    return [*facts, *used_equations(core)]


def antisymmetry(core: Draft) -> tuple[Draft, Draft] | None:
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
