"""How the words of a proof cite what they rest on: hypotheses by their labels, facts by their steps.

A hypothesis without a label is h1, h2, ...; a bound such as ``1 ≤ t`` speaks for itself. An instance says
what it is taken at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.language.strict import conjuncts
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.render.shapes import signed
from symderiv.render.tidy import tidy, tight

FACTS: Final = frozenset({"assume", "and_elim", "specialise", "at_outcome"})


def peeled(thm: Draft) -> tuple[Draft, list[Draft]]:
    """The step below all cuts, and the lemmas that were cut in; an instance of a theorem by induction counts
    as the induction."""
    lemmas = []
    while thm.step[0] == "cut":
        thm, lemma = thm.step[1]
        lemmas.append(lemma)
    return _induction_of(thm) or thm, lemmas


def _induction_of(thm: Draft) -> Draft | None:
    """The induction that a theorem is an instance, or a part of an instance, of."""
    while thm.step[0] in ("cut", "specialise", "and_elim"):
        thm = thm.step[1][0]
    return thm if thm.step[0] == "induct" else None


def combined(combination: Iterable[tuple[Term, Draft]]) -> list[tuple[Term, Draft]]:
    """The equations of a linear combination that say something: no values of indicators, no x = x."""
    return [
        (m, t)
        for m, t in combination
        if t.conclusion.op == "eq"
        and peeled(t)[0].step[0] != "indicator"
        and t.conclusion.args[0] != t.conclusion.args[1]
    ]


def used_equations(thm: Draft) -> list[Draft]:
    """The equations that a linear or positive step combines."""
    name, args = thm.step
    if name == "linear":
        return [t for _, t in combined(args[1:])]
    return [t for _, t in combined(args[2])] if name == "positive" and len(args) > 2 else []


class Citations:
    """What the hypotheses and the steps so far are called; ``math`` sets a formula within a sentence, and
    ``words`` a label."""

    def __init__(
        self,
        given: Mapping[Term, str],
        math: Callable[[Term], str],
        words: Callable[[str], str] = str,
    ) -> None:
        self.math = math
        self.names: dict[Term, str] = {}
        self.order = {f: n for n, f in enumerate(given)}
        self.supposed: dict[Term, None] = {}
        self._unnamed = count(1)
        lines = Counter(given.values())
        several: Counter[str] = Counter()
        for f, label in given.items():
            several[label] += 1
            whole = f"{label}, line {several[label]}" if label and lines[label] > 1 else label
            self.names[f] = words(whole or self._fresh(f))

    def _fresh(self, f: Term) -> str:
        """A name for a hypothesis without one; a relation of order and an inequation need none."""
        return "" if f.op in ("le", "lt", "not", "false") else f"h{next(self._unnamed)}"

    def name(self, f: Term, name: str) -> None:
        """Call a formula and its conjuncts by a name, where they have none."""
        self.names.setdefault(f, name)
        if f.op == "and":
            for part in f.args:
                self.name(part, name)

    def suppose(self, *formulas: Term) -> str:
        """New hypotheses in words; those that need it are given names."""
        said = []
        for part in (part for f in formulas for part in conjuncts(f)):
            self.supposed[part] = None
            name = self.names[part] = self.names.get(part) or self._fresh(part)
            said.append(f"({name}) {self.math(part)}" if name else self.math(part))
        return ", ".join(said)

    @contextmanager
    def for_a_while(self) -> Iterator[None]:
        """Within the block names and hypotheses may be added; they are dropped at its end."""
        before = dict(self.names), dict(self.supposed)
        try:
            yield
        finally:
            self.names, self.supposed = before

    def is_named(self, thm: Draft) -> bool:
        """Whether a fact is a hypothesis, or told already."""
        return peeled(thm)[0].step[0] in FACTS or bool(self.names.get(thm.conclusion))

    def cite(self, thm: Draft) -> str:
        """A premise by its name, with the instance, or else its text."""
        thm = peeled(thm)[0]
        known = self.names.get(thm.conclusion)
        if known:
            return known
        name, args = thm.step
        if name == "and_elim" and (whole := self.cite(args[0])) != self.math(args[0].conclusion):
            return f"{whole}, part {args[1] + 1}"
        if name == "specialise":
            return self._instance(thm)
        if name == "at_outcome" and (whole := self.cite(args[0])) != self.math(args[0].conclusion):
            return whole
        return self.math(thm.conclusion)

    def _instance(self, thm: Draft) -> str:
        values: list[tuple[str, Term]] = []
        base = thm
        while base.step[0] == "specialise":
            base, value = base.step[1]
            values.append((str(base.conclusion.args[0]), value))
            base = peeled(base)[0]
        whole = self.cite(base)
        if whole == self.math(base.conclusion):
            return self.math(thm.conclusion)
        values.reverse()
        if len(values) == 1 and values[0][1].op != "num":
            return f"{whole} at {tight(self.math(tidy(values[0][1])))}"
        changed = [(v, t) for v, t in values if t != k.var(v, k.sort_of(t))]
        if not changed:
            return whole
        return f"{whole} at {', '.join(f'{self.math(k.var(v))} = {self.math(tidy(t))}' for v, t in changed)}"

    def pairs(self, combination: Iterable[tuple[Term, Draft]]) -> list[tuple[Term, str]]:
        """Multipliers with the names of their equations, what is added before what is subtracted."""
        combination = list(combination)
        known = dict(
            t.conclusion.args for t in (peeled(t)[0] for _, t in combination) if t.step[0] == "indicator"
        )
        named = [
            (tidy(_with_known(_without_zeroth(m), known)), self.cite(t)) for m, t in combined(combination)
        ]
        return sorted(named, key=lambda pair: signed(pair[0])[0])


def _without_zeroth(m: Term) -> Term:
    """A multiplier without factors x^0, which stand in what a sum of powers was divided into."""
    if m.op == "pow" and m.args[1] == ZERO:
        return ONE
    return k.map_parts(lambda p, _: _without_zeroth(p), m)


def _with_known(m: Term, indicators: Mapping[Term, Term]) -> Term:
    """A multiplier with the values of those indicators that the step uses anyway."""
    if not any(s in indicators for s in k.subterms(m)):
        return m

    def put(t: Term) -> Term:
        return indicators.get(t) or k.map_parts(lambda p, _: put(p), t)

    def work(ring: Normal) -> Term:
        over, under = ring.clear(ring.poly(put(m)))
        common = over.gcd(under)
        return k.mul(ring.term(over / common), k.power(ring.term(under / common), -1))

    return in_ring(work)


def of_chance(law: str) -> str:
    """Which kind of law of what is random was made use of."""
    kind = law.partition("_")[0]
    said = {
        "independent": "by independence", "integrable": "since the means exist",
        "normal": "by the normal law", "bernoulli": "by Bernoulli's law",
        "conditional": "by conditioning", "poisson": "by Poisson's law",
        "exponential": "by the exponential law",
        "uniform": "by the uniform law",
    }  # fmt: skip
    return said.get(kind, "by the law that was declared")
