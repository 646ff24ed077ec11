"""A proof as a person would tell it, from the steps of its draft.

What only serves to make a step meaningful is not told, but what it rests on is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.random_laws import LAWS as RANDOM
from symderiv.core.terms import FALSE, ONE, Term
from symderiv.judge.citations import FACTS, Citations, combined, of_chance, peeled, used_equations
from symderiv.normalize.draft import Draft
from symderiv.render.inline import Inline
from symderiv.render.tidy import balanced, has, plain, tidy, tight


class ProofSummary(NamedTuple):
    """The names of the hypotheses in their order ("" for none), the proof's lines, and its method."""

    names: tuple[str, ...]
    lines: tuple[str, ...]
    method: str


def summarize(steps: Sequence[tuple[Draft, str]], given: Mapping[Term, str], inline: Inline) -> ProofSummary:
    """A summary of theorems proved one after another, each with its reason, under labelled hypotheses."""
    summarizer = Summarizer(given, inline)
    names = tuple(summarizer.citations.names.values())
    lines: list[str] = []
    for n, (thm, reason) in enumerate(steps, 1):
        if len(steps) > 1 or reason:
            lines.append(inline.math(thm.conclusion) + (f"   ({reason})" if reason else ""))
            lines += summarizer.proof(thm, "  ", stated=True)
            summarizer.citations.name(thm.conclusion, f"line {n}")
        else:
            lines += summarizer.proof(thm, "", stated=True)
    return ProofSummary(names, tuple(lines), _method(t for t, _ in steps))


def names_of(given: Mapping[Term, str], inline: Inline) -> tuple[str, ...]:
    """What a proof calls labelled hypotheses."""
    return tuple(Citations(given, inline.math).names.values())


def is_method(words: str) -> bool:
    """Whether these are words in which a method is told, or none."""
    return not words or set(words.split(", ")) <= set(_METHODS.values())


def untold(steps: Iterable[Draft], given: Mapping[Term, str]) -> ProofSummary:
    """The method of a proof, without its words."""
    return ProofSummary(("",) * len(given), (), _method(steps))


_METHODS: Final = {
    "induct": "induction",
    "by_cases": "cases",
    "ex_intro": "an instance",
    "negate": "contradiction",
    "under_sum": "summand by summand",
    "under_mean": "means of both sides",
    "limit_of": "limits",
    "limit_order": "limits",
    "limit_squeeze": "squeezed between limits",
    "limit_unique": "limits",
    "positive": "a sum of non-negative terms",
    "period": "equal exponentials",
    "same_power": "equal powers",
    "apart": "bounds of constants",
    "linear": "a linear combination",
    "expand": "expansion",
}


def _method(thms: Iterable[Draft]) -> str:
    found = {m for thm in thms for m in _main_rules(thm)}
    return ", ".join(dict.fromkeys(name for rule, name in _METHODS.items() if rule in found))


def _main_rules(thm: Draft) -> Iterator[str]:
    name, args = peeled(thm)[0].step
    yield "expand" if name == "linear" and not combined(args[1:]) else name
    if name not in _LEAVES:
        for a in args:
            if isinstance(a, Draft):
                yield from _main_rules(a)


_LEAVES: Final = frozenset({"linear", "positive", "assume", "and_elim", "specialise", "indicator", "axiom"})


class Summarizer:
    """Tells proofs; it knows what the hypotheses and the steps so far are called."""

    def __init__(self, given: Mapping[Term, str], inline: Inline) -> None:
        self.inline = inline
        self.math = inline.math
        self.citations = Citations(given, inline.math)
        self.step = count(1)

    # -- the lines of a proof

    def proof(self, thm: Draft, indent: str, *, stated: bool = False) -> Iterator[str]:
        """How thm is proved; its conclusion is shown first, unless that was stated already."""
        core, lemmas = peeled(thm)
        name, args = core.step
        if name in _SUMMARIZERS:
            yield from _SUMMARIZERS[name](self, args, indent)
            return
        yield from self.lemmas(core, indent)
        line = self.reason(core) + self.since(core, lemmas)
        yield indent + (line if stated else f"{self.math(thm.conclusion)}: {line}")

    def lemmas(self, thm: Draft, indent: str) -> Iterator[str]:
        """The steps that thm uses and that are neither hypotheses nor named already."""
        for t in used_equations(thm):
            if not self.citations.is_named(t):
                lines = list(self.proof(t, indent, stated=True))
                name = self.citations.names[t.conclusion] = f"s{next(self.step)}"
                head = f"{indent}({name}) {self.math(t.conclusion)}"
                if len(lines) == 1:
                    yield f"{head}: {lines[0].strip()}"
                else:
                    yield head
                    yield from (f"  {line}" for line in lines)

    def reason(self, thm: Draft) -> str:
        """Why a single step holds."""
        name, args = thm.step
        match name:
            case "linear":
                return self.combination(args[0], args[1:])
            case "positive":
                return self.non_negative(*args)
            case "assume" | "and_elim" | "specialise":
                return f"this is ({self.citations.cite(thm)})"
            case "axiom":
                return f"the axiom {args[0]!r}"
            case "period":
                of = "e^x" if args[1] == ONE else "e^(i·x)"
                return f"{of} is the same for both sides x, whose difference is too small for a period"
            case "same_power":
                return (
                    f"both sides have the same power with the exponent {args[1]}, and are close to each other"
                )
            case "apart":
                return "numbers near to these constants tell them apart"
            case "evident":
                return "a product of factors that are not negative" + (
                    "" if thm.conclusion.op == "le" else ", and not 0"
                )
            case "select":
                return "the case that holds"
            case "law" if args[0] in RANDOM:
                return of_chance(args[0])
            case "law":
                return "by the laws of sums and powers"
            case "instantiate":
                return "a product of such factors"
        premises = [f"({self.citations.cite(a)})" for a in args if isinstance(a, Draft)]
        return f"from {', '.join(premises)}" if premises else "by logic"

    def combination(self, goal: Term, combination: Iterable[tuple[Term, Draft]]) -> str:
        pairs = self.citations.pairs(combination)
        if pairs:
            return f"left − right = {self.inline.combination(pairs)}"
        work = "differentiated and expanded" if has(goal, "diff") else "expanded"
        if any(s.op in ("exp", "fn") for s in k.subterms(goal)):
            work += ", in exponentials and logarithms"
        return f"both sides are the same when {work}"

    def non_negative(
        self,
        goal: Term,
        products: Iterable[tuple[Any, tuple[Draft, ...], tuple[Term, ...]]],
        combination: Iterable[tuple[Term, Draft]] = (),
    ) -> str:
        """A product of facts stands for that of their right sides less their left sides."""
        summands = []
        for c, facts, squares in products:
            size = [] if c == 1 and (facts or squares) else [self.math(k.num(c))]
            powers = [self.math(k.power(s, 2)) for s in squares]
            summands.append("·".join([*size, *powers, *(f"({self.citations.cite(t)})" for t in facts)]))
        pairs = self.citations.pairs(combination)
        if pairs:
            summands.append(self.inline.combination(pairs))
        if not summands:
            return "right − left is a number" + (" that is not negative" if goal.op == "le" else " above 0")
        return f"right − left is at least {' + '.join(summands).replace('+ −', '− ')}"

    def since(self, thm: Draft, lemmas: Iterable[Draft]) -> str:
        """What a step rests on besides the equations that it combines."""
        name, args = thm.step
        found: dict[str, None] = {}
        for _, t in args[1:] if name == "linear" else ():
            core = peeled(t)[0]
            if core.step[0] == "indicator":
                found[self.math(balanced(core.step[1][0], holds=core.step[1][1]))] = None
        sources = {h for lemma in lemmas for h in lemma.hypotheses}
        for h in sorted(sources & self.citations.order.keys(), key=self.citations.order.__getitem__):
            found[f"({self.citations.names[h]})" if self.citations.names[h] else self.math(h)] = None
        used = [t.axioms for _, t in combined(args[1:])] if name == "linear" else []
        axioms = sorted(thm.axioms.difference(*used)) if name == "linear" else []
        by = f", by the {' and the '.join(axioms)}" if axioms else ""
        place = {self.math(f): n for f, n in self.citations.order.items()} if len(found) > 1 else {}
        facts = sorted(found, key=lambda s: place.get(s, len(place)))
        return by + (f", given {', '.join(facts)}" if facts else "")

    # -- steps that consist of others

    def each(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        for a in args:
            yield from self.proof(a, indent)

    def inner(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield from self.proof(args[-1], indent)

    def given(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        f, thm = args
        yield f"{indent}suppose {self.citations.suppose(f)}:"
        yield from self.proof(thm, indent + "  ")

    def to_contradiction(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        f, thm = args
        yield f"{indent}suppose {self.citations.suppose(f)}, and reach a contradiction:"
        yield from self.proof(thm, indent + "  ")

    def clash(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        thm, negation = args
        yield from self.proof(thm, indent)
        yield f"{indent}which contradicts {self.citations.cite(negation)}"

    def false_numbers(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield from self.proof(args[0], indent)
        yield f"{indent}which is false"

    def cases(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        thm, *branches = args
        if peeled(thm)[0].step[0] not in {*FACTS, "excluded_middle", "trichotomy"}:
            yield from self.proof(thm, indent)
        for f, branch in zip(thm.conclusion.args, branches, strict=True):
            yield f"{indent}if {self.math(plain(f))}:"
            self.citations.suppose(f)
            yield from self.proof(branch, indent + "  ", stated=branch.conclusion != FALSE)

    def factors(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield from self.proof(args[0], indent)
        yield f"{indent}so one of the factors is 0"

    def induction(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        v, lo, f, base, step = args
        yield f"{indent}by induction, first for {self.math(v)} = {self.math(lo)}:"
        yield from self.proof(base, indent + "  ")
        after = self.math(k.add(v, k.ONE))
        yield f"{indent}then for {after}, supposing {self.citations.suppose(f)}:"
        yield from self.proof(step, indent + "  ")

    def instances(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        chosen: list[str] = []
        f, value, thm = args
        while True:
            chosen.append(f"{self.math(k.var(str(f.args[0]), f.args[1]))} = {self.math(tidy(value))}")
            core = peeled(thm)[0]
            if core.step[0] != "ex_intro":
                break
            f, value, thm = core.step[1]
        yield f"{indent}take {', '.join(chosen)}:"
        yield from self.proof(thm, indent + "  ")

    def chosen(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        existence, v, thm = args
        yield f"{indent}take {self.math(v)} with {self.citations.suppose(k.open_(existence.conclusion, v))}:"
        yield from self.proof(thm, indent + "  ")

    def summands(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        v, lo, hi, thm = args
        low, high = (tight(self.math(end)) for end in (lo, hi))
        yield f"{indent}summand by summand, for {self.math(v)} in {low}..{high}:"
        yield from self.proof(thm, indent + "  ")

    def means(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield f"{indent}take the mean of both sides:"
        yield from self.proof(args[0], indent + "  ")

    def rewritten(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        _, _, equation, thm = args
        yield from self.proof(thm, indent)
        if equation.conclusion.args[0] != equation.conclusion.args[1]:
            yield f"{indent}where {self.math(equation.conclusion)}"

    def limit(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        _, _, _, _, limits, same = args
        known = [self.math(t.conclusion) for t in limits]
        yield f"{indent}by the algebra of limits, from {', '.join(known)}" if known else f"{indent}a constant"
        if same.conclusion.args[0] != same.conclusion.args[1]:
            yield from self.proof(same, indent)

    def limits(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield f"{indent}compare limits:"
        yield from self.each(tuple(a for a in args if isinstance(a, Draft)), indent + "  ")

    def implied(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        implication, thm = args
        if peeled(implication)[0].step[0] == "induct":
            yield from self.proof(implication, indent)
        yield from self.proof(thm, indent)
        concluded = self.math(implication.conclusion.args[1])
        yield f"{indent}so {concluded}, by ({self.citations.cite(implication)})"


_SUMMARIZERS: Final = {
    "and_intro": Summarizer.each,
    "generalise": Summarizer.inner,
    "or_intro": Summarizer.inner,
    "ex_falso": Summarizer.inner,
    "discharge": Summarizer.given,
    "negate": Summarizer.to_contradiction,
    "contradict": Summarizer.clash,
    "absurd": Summarizer.false_numbers,
    "by_cases": Summarizer.cases,
    "zero_product": Summarizer.factors,
    "induct": Summarizer.induction,
    "ex_intro": Summarizer.instances,
    "ex_elim": Summarizer.chosen,
    "under_sum": Summarizer.summands,
    "modus_ponens": Summarizer.implied,
    "rewrite": Summarizer.rewritten,
    "surely": Summarizer.inner,
    "at_outcome": Summarizer.inner,
    "under_mean": Summarizer.means,
    "limit_of": Summarizer.limit,
    "limit_unique": Summarizer.limits,
    "limit_order": Summarizer.limits,
    "limit_squeeze": Summarizer.limits,
}
