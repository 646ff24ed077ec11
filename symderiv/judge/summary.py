"""A proof as a person would tell it, from the steps of its draft.

Hypotheses go by their labels, those without one by h1, h2, ...; a bound such as ``1 ≤ t`` speaks for
itself.  What only serves to make a step meaningful is not told, but what it rests on is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, Term
from symderiv.evaluate.rationals import rational
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.render import multiplier_line, text
from symderiv.render.shapes import magnitude, signed


class ProofSummary(NamedTuple):
    """The names of the hypotheses in their order ("" for none), the proof's lines, and its method."""

    names: tuple[str, ...]
    lines: tuple[str, ...]
    method: str


def summarize(steps: Sequence[tuple[Draft, str]], given: Mapping[Term, str]) -> ProofSummary:
    """A summary of theorems proved one after another, each with its reason, under labelled hypotheses."""
    summarizer = Summarizer(given)
    lines: list[str] = []
    for n, (thm, reason) in enumerate(steps, 1):
        if len(steps) > 1 or reason:
            lines.append(text(thm.conclusion) + (f"   ({reason})" if reason else ""))
            lines += summarizer.proof(thm, "  ", stated=True)
            summarizer.name(thm.conclusion, f"line {n}")
        else:
            lines += summarizer.proof(thm, "", stated=True)
    return ProofSummary(tuple(summarizer.names[f] for f in given), tuple(lines), _method(t for t, _ in steps))


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


def peeled(thm: Draft) -> tuple[Draft, list[Draft]]:
    """The theorem below all cuts, and the lemmas that were cut in; an instance of what an induction shows
    is told as that."""
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


_LEAVES: Final = frozenset({"linear", "positive", "assume", "and_elim", "specialise", "indicator", "axiom"})
FACTS: Final = frozenset({"assume", "and_elim", "specialise", "at_outcome"})


class Summarizer:
    """Tells proofs; it knows what the hypotheses and the steps so far are called."""

    def __init__(self, given: Mapping[Term, str]) -> None:
        self.names: dict[Term, str] = {}
        self.order = {f: n for n, f in enumerate(given)}
        self.hypothesis, self.step = count(1), count(1)
        lines = Counter(given.values())
        several: Counter[str] = Counter()
        for f, label in given.items():
            several[label] += 1
            if label and lines[label] > 1:
                label = f"{label}, line {several[label]}"  # noqa: PLW2901
            self.names[f] = label or self.fresh(f)

    def fresh(self, f: Term) -> str:
        """A name for a hypothesis without one; a relation of order and an inequation need none."""
        return "" if f.op in ("le", "lt", "not", "false") else f"h{next(self.hypothesis)}"

    def name(self, f: Term, name: str) -> None:
        self.names.setdefault(f, name)
        if f.op == "and":
            for part in f.args:
                self.name(part, name)

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
        yield indent + (line if stated else f"{text(thm.conclusion)}: {line}")

    def lemmas(self, thm: Draft, indent: str) -> Iterator[str]:
        """The steps that thm uses and that are neither hypotheses nor named already."""
        name, args = thm.step
        used = (
            combined(args[1:])
            if name == "linear"
            else combined(args[2])
            if name == "positive" and len(args) > 2
            else []
        )
        for _, t in used:
            if peeled(t)[0].step[0] not in FACTS and not self.names.get(t.conclusion):
                lines = list(self.proof(t, indent, stated=True))
                name = self.names[t.conclusion] = f"s{next(self.step)}"
                head = f"{indent}({name}) {text(t.conclusion)}"
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
                return f"this is ({self.cite(thm)})"
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
            case "law":
                return "by the laws of sums and powers"
            case "instantiate":
                return "a product of such factors"
        premises = [f"({self.cite(a)})" for a in args if isinstance(a, Draft)]
        return f"from {', '.join(premises)}" if premises else "by logic"

    def combination(self, goal: Term, combination: Iterable[tuple[Term, Draft]]) -> str:
        pairs = self.pairs(combination)
        if pairs:
            return f"left − right = {multiplier_line(pairs)}"
        work = "differentiated and expanded" if has(goal, "diff") else "expanded"
        if any(s.op in ("exp", "fn") for s in k.subterms(goal)):
            work += ", in exponentials and logarithms"
        return f"both sides are the same when {work}"

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

    def non_negative(
        self,
        goal: Term,
        products: Iterable[tuple[Any, tuple[Draft, ...], tuple[Term, ...]]],
        combination: Iterable[tuple[Term, Draft]] = (),
    ) -> str:
        """A product of facts stands for that of their right sides less their left sides."""
        summands = []
        for c, facts, squares in products:
            size = [] if c == 1 and (facts or squares) else [text(k.num(c))]
            powers = [text(k.power(s, 2)) for s in squares]
            summands.append("·".join([*size, *powers, *(f"({self.cite(t)})" for t in facts)]))
        pairs = self.pairs(combination)
        if pairs:
            summands.append(multiplier_line(pairs))
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
                found[text(balanced(core.step[1][0], holds=core.step[1][1]))] = None
        sources = {h for lemma in lemmas for h in lemma.hypotheses}
        for h in sorted(sources & self.order.keys(), key=self.order.__getitem__):
            found[f"({self.names[h]})" if self.names[h] else text(h)] = None
        used = [t.axioms for _, t in combined(args[1:])] if name == "linear" else []
        axioms = sorted(thm.axioms.difference(*used)) if name == "linear" else []
        by = f", by the {' and the '.join(axioms)}" if axioms else ""
        place = {text(f): n for f, n in self.order.items()} if len(found) > 1 else {}
        facts = sorted(found, key=lambda s: place.get(s, len(place)))
        return by + (f", given {', '.join(facts)}" if facts else "")

    def suppose(self, *formulas: Term) -> str:
        """New hypotheses in words; those that need it are given names."""
        said = []
        for f in formulas:
            for part in conjuncts(f):
                name = self.names[part] = self.names.get(part) or self.fresh(part)
                said.append(f"({name}) {self.math(part)}" if name else self.math(part))
        return ", ".join(said)

    # -- citations

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
            return self.instance(thm)
        if name == "at_outcome" and (whole := self.cite(args[0])) != self.math(args[0].conclusion):
            return whole
        return self.math(thm.conclusion)

    def instance(self, thm: Draft) -> str:
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

    def math(self, t: Term) -> str:
        """A term or formula within a sentence."""
        return text(t)

    # -- steps that consist of others

    def each(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        for a in args:
            yield from self.proof(a, indent)

    def inner(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield from self.proof(args[-1], indent)

    def given(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        f, thm = args
        yield f"{indent}suppose {self.suppose(f)}:"
        yield from self.proof(thm, indent + "  ")

    def to_contradiction(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        f, thm = args
        yield f"{indent}suppose {self.suppose(f)}, and reach a contradiction:"
        yield from self.proof(thm, indent + "  ")

    def clash(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        thm, negation = args
        yield from self.proof(thm, indent)
        yield f"{indent}which contradicts {self.cite(negation)}"

    def false_numbers(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield from self.proof(args[0], indent)
        yield f"{indent}which is false"

    def cases(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        thm, *branches = args
        if peeled(thm)[0].step[0] not in {*FACTS, "excluded_middle", "trichotomy"}:
            yield from self.proof(thm, indent)
        for f, branch in zip(thm.conclusion.args, branches, strict=True):
            yield f"{indent}if {shown(f)}:"
            self.suppose(f)
            yield from self.proof(branch, indent + "  ", stated=branch.conclusion != FALSE)

    def factors(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield from self.proof(args[0], indent)
        yield f"{indent}so one of the factors is 0"

    def induction(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        v, lo, f, base, step = args
        yield f"{indent}by induction, first for {text(v)} = {text(lo)}:"
        yield from self.proof(base, indent + "  ")
        after = text(k.add(v, k.ONE))
        yield f"{indent}then for {after}, supposing {self.suppose(f)}:"
        yield from self.proof(step, indent + "  ")

    def instances(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        chosen: list[str] = []
        f, value, thm = args
        while True:
            chosen.append(f"{text(k.var(str(f.args[0]), f.args[1]))} = {text(tidy(value))}")
            core = peeled(thm)[0]
            if core.step[0] != "ex_intro":
                break
            f, value, thm = core.step[1]
        yield f"{indent}take {', '.join(chosen)}:"
        yield from self.proof(thm, indent + "  ")

    def chosen(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        existence, v, thm = args
        yield f"{indent}take {text(v)} with {self.suppose(k.open_(existence.conclusion, v))}:"
        yield from self.proof(thm, indent + "  ")

    def summands(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        v, lo, hi, thm = args
        yield f"{indent}summand by summand, for {text(v)} in {tight(text(lo))}..{tight(text(hi))}:"
        yield from self.proof(thm, indent + "  ")

    def means(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        yield f"{indent}take the mean of both sides:"
        yield from self.proof(args[0], indent + "  ")

    def rewritten(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        _, _, equation, thm = args
        yield from self.proof(thm, indent)
        if equation.conclusion.args[0] != equation.conclusion.args[1]:
            yield f"{indent}where {text(equation.conclusion)}"

    def limit(self, args: tuple[Any, ...], indent: str) -> Iterator[str]:
        _, _, _, _, limits, same = args
        known = [text(t.conclusion) for t in limits]
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
        yield f"{indent}so {text(implication.conclusion.args[1])}, by ({self.cite(implication)})"


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
}


# -- terms as a person writes them -------------------------------------------------------------------


def condition(f: Term) -> str:
    """A side condition: what SymPy's order made ``-1 + x != 0`` is ``x ≠ 1``.

    >>> condition(k.ne(k.add(k.num(-1), k.var("x")), ZERO))
    'x ≠ 1'
    """
    return shown(f)


def conjuncts(f: Term) -> Iterator[Term]:
    """The parts of a conjunction, within its parts too."""
    if f.op == "and":
        for part in f.args:
            yield from conjuncts(part)
    else:
        yield f


def has(t: Term, op: str) -> bool:
    """Whether an operator occurs in t."""
    return any(s.op == op for s in k.subterms(t))


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


def tight(s: str) -> str:
    """No spaces around the signs in s."""
    return s.replace(" + ", "+").replace(" − ", "−")


def tidy(t: Term) -> Term:
    """t as it is written by hand: numbers and equal factors of a product taken together, what is added
    before what is subtracted, no 0 in a sum, no 1 in a product, conditions of indicators without minus signs.

    >>> a, x = k.var("a"), k.var("x")
    >>> text(tidy(k.mul(k.add(k.ONE, k.neg(x)), k.num(-1), k.power(a, -1), a, a)))
    '(x − 1)·a'
    """
    inner = magnitude(t) if t.op == "if" else None
    if inner is not None:
        inner = tidy(inner)
        return k.num(abs(inner.args[0])) if inner.op == "num" else k.absolute(inner)
    t = k.map_parts(lambda p, _: tidy(p), t)
    match t.op:
        case "add":
            return _tidy_sum(t)
        case "mul":
            return _tidy_product(t)
        case "pow" if ONE in t.args:
            base: Term = t.args[0]
            return base
        case "pow" if (
            t.args[0].op == t.args[1].op == "num" and t.args[0] != ZERO and t.args[1].args[0].q == 1
        ):
            return k.num(t.args[0].args[0] ** int(t.args[1].args[0].p))
        case "sum" if t.args[1] == t.args[2] and not k.is_open(t):
            return tidy(k.open_(t, t.args[1]))
        case "ind" if t.args[0].op in ("eq", "le", "lt"):
            return Term("ind", balanced(t.args[0], holds=True))
    return t


def _tidy_sum(t: Term) -> Term:
    flat = [b for a in t.args for b in (a.args if a.op == "add" else (a,))]
    number = sum((rational(b) for b in flat if b.op == "num"), fmpq(0))
    rest = [b for b in flat if b.op != "num"]
    terms = sorted(
        [*rest, *([k.num(number)] if number != 0 else [])], key=lambda a: (signed(a)[0], a.op == "num")
    )
    return terms[0] if len(terms) == 1 else Term("add", *terms) if terms else ZERO


def _tidy_product(t: Term) -> Term:
    """Only whole powers of one base are taken together: what stands under a bar is not 0."""
    c, exponents, rest = fmpq(1), dict[Term, fmpq](), list[Term]()
    for f in (g for a in t.args for g in (a.args if a.op == "mul" else (a,))):
        base, e = f.args if f.op == "pow" else (f, ONE)
        if f.op == "num":
            c *= rational(f)
        elif e.op == "num" and e.args[0].q == 1 and e != ZERO:
            exponents[base] = exponents.get(base, fmpq(0)) + rational(e)
        else:
            rest.append(f)
    if c == 0:
        return ZERO
    if c == -1 and (
        turned := next((b for b, e in exponents.items() if e == 1 and _mostly_negative(b)), None)
    ):
        c = fmpq(1)
        exponents = {_turned(b) if b == turned else b: e for b, e in exponents.items()}
    factors = [b if e == 1 else k.power(b, k.num(e)) for b, e in exponents.items() if e != 0] + rest
    factors = [*([k.num(c)] if c != 1 or not factors else []), *factors]
    return factors[0] if len(factors) == 1 else Term("mul", *factors)


def _mostly_negative(t: Term) -> bool:
    return t.op == "add" and sum(1 if signed(a)[0] else -1 for a in t.args) >= 0


def _turned(t: Term) -> Term:
    """−t, for a sum."""
    turned = (signed(a)[1] if signed(a)[0] else tidy(k.mul(k.num(-1), a)) for a in t.args)
    return _tidy_sum(Term("add", *turned))


def shown(f: Term) -> str:
    """f in words, a relation to 0 without minus signs."""
    return text(plain(f))


def plain(f: Term) -> Term:
    """f, where it is a relation or the negation of one, without minus signs."""
    return balanced(f.args[0], holds=False) if f.op == "not" else balanced(f, holds=True)


def balanced(f: Term, *, holds: bool) -> Term:
    """f or its negation; a relation to 0 without minus signs. One between numbers stays what it is."""
    numbers = not any(s.op in ("var", "comp", "bound", "call", "loss") for s in k.subterms(f))
    if f.op not in ("eq", "le", "lt") or numbers:
        return f if holds else k.not_(f)
    sides: tuple[list[Term], list[Term]] = ([], [])
    for place, side in enumerate(f.args[:2]):
        for a in side.args if side.op == "add" else (side,):
            negative, size = signed(a)
            sides[(1 - place) if negative else place].append(size)
    a, b = (k.add(*sorted(side, key=lambda t: t.op == "num")) if side else ZERO for side in sides)
    if holds:
        return Term(f.op, a, b)
    return {"eq": k.ne(a, b), "le": k.lt(b, a), "lt": k.le(b, a)}[f.op]
