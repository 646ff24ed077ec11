"""From the core's steps to Coq's proofs: each rule of inference as a term over what its premises prove.

A theorem ``H |- f`` becomes a lemma: for all values of the variables in it, from each formula in H, in the
order of their keys, follows f.  Nothing is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from symderiv.core import ring
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.ring import Polynomial
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.export.coq import identities
from symderiv.export.coq.identities import Equation, Ledger, Written
from symderiv.export.coq.names import TYPES, NotExportedError
from symderiv.export.coq.printer import Printer, rational

_ANY: Final = {"int": "0%Z", "real": "0%R", "complex": "(RtoC 0)"}  # a value of each sort
_MALFORMED: Final = (LookupError, TypeError, ValueError, AttributeError)


def hypotheses(thm: Theorem) -> list[Term]:
    """A theorem's hypotheses in the order in which its lemma takes them."""
    return sorted(thm.hypotheses, key=lambda f: f.key)


def variables(thm: Theorem, assumed: Iterable[Term] = ()) -> list[Term]:
    """The variables that its lemma is about, in the order in which it takes them."""
    free = k.free_vars(thm.conclusion).union(*map(k.free_vars, (*thm.hypotheses, *assumed)))
    return sorted(free, key=lambda v: v.key)


def gradient(loss: Term) -> tuple[Term, list[Term]]:
    """What a loss says of its gradient, for all values of its fixed indices that are variables; and these."""
    fixed = loss.args[1][2:]
    moving = list(dict.fromkeys(i for i in fixed if i.op == "var"))
    f = Term("gradient", loss)
    for v in reversed(moving):
        f = Term("all", k.Hint(v.args[0]), "int", None, None, k.close(f, v))
    return f, moving


def taylor(smooth: Term, remainder: str) -> Term:
    """The hypothesis that Taylor's theorem holds of a function."""
    return Term("taylor", smooth.args[0], remainder)


def assumed_in(step: Theorem) -> Iterator[Term]:
    """What a step itself rests on besides its premises: gradients, and Taylor's theorem."""
    name, args = step.step
    if name == "law" and args[0] == "derivative":
        yield from (gradient(loss)[0] for loss in losses_below(args[1][0]))
    if name == "axiom" and args[0].startswith("Taylor"):
        yield taylor(args[1], "Peano" if "Peano" in args[0] else "Lagrange")


def losses_below(t: Term) -> Iterator[Term]:
    """The losses in a term, with variables for what is bound around them."""
    if t.op == "loss":
        yield t
    if t.op in k.BINDERS and t.op != "loss":
        v = k.fresh("v", t.args[1] if t.op in ("all", "ex") else "int", t)
        yield from losses_below(k.open_(t, v))
        t = Term("add", *(p for p in k.parts(t) if not k.is_open(p)))
    for p in k.parts(t):
        if not k.is_open(p):
            yield from losses_below(p)


def is_random(thm: Theorem) -> bool:
    """Whether its lemma is about one outcome."""
    return any(map(k.is_random, (thm.conclusion, *thm.hypotheses)))


@dataclass(frozen=True)
class Context:
    """What is at hand in a proof: formulas with what proves them, values of variables, an outcome."""

    facts: Mapping[Term, str]
    values: Mapping[Term, str] = field(default_factory=dict)
    bound: frozenset[Term] = frozenset()
    outcome: str = "outcome"
    fresh: int = 0

    def knowing(self, facts: Mapping[Term, str], *bound: Term) -> Context:
        """The same with further facts, and variables that have been introduced."""
        return replace(
            self, facts={**self.facts, **facts}, bound=self.bound.union(bound), fresh=self.fresh + 1
        )


class Carried(NamedTuple):
    """The prelude's lemma that leads from one form of a term to the other, and its arguments."""

    by: str
    arguments: str


class Prover:
    """Writes the proof of one step; of a premise, ``lemma`` says how what it proves is called, and
    ``assumed`` what that rests on besides its hypotheses."""

    def __init__(
        self,
        printer: Printer,
        lemma: Callable[[Theorem], str],
        assumed: Callable[[Theorem], tuple[Term, ...]],
    ) -> None:
        self.print = printer
        self.lemma = lemma
        self.assumed = assumed

    def gradient(self, loss: Term, at: Context) -> str:
        """That a loss has its gradient at its point, by what is assumed of it."""
        assumed, fixed = gradient(loss)
        proof = self.fact(assumed, at)
        return f"({' '.join([proof, *map(self.print.whole, fixed)])})" if fixed else proof

    def taylor(self, smooth: Term, remainder: str, at: Context) -> str:
        """That Taylor's theorem holds of a function, by what is assumed of it."""
        return self.fact(taylor(smooth, remainder), at)

    # -- what is at hand ------------------------------------------------------------------------------------

    def use(self, thm: Theorem, at: Context) -> str:
        """A proof of what a premise concludes."""
        if thm.conclusion in at.facts:
            return at.facts[thm.conclusion]
        args = [at.outcome] if is_random(thm) else []
        assumed = self.assumed(thm)
        args += [self.value(v, at) for v in variables(thm, assumed)]
        args += [self.fact(h, at) for h in (*assumed, *hypotheses(thm))]
        return f"({' '.join([self.lemma(thm), *args])})" if args else self.lemma(thm)

    def value(self, v: Term, at: Context) -> str:
        if v in at.values:
            return at.values[v]
        if v in at.bound:
            return self.print.variable(v)
        return _ANY[v.args[1]]  # it occurs in what was proved on the way only

    def fact(self, f: Term, at: Context) -> str:
        if f not in at.facts:
            raise NotExportedError(f"a step without a proof of {f}")
        return at.facts[f]

    # -- integers in two forms ------------------------------------------------------------------------------

    def cast(self, t: Term) -> str:
        """IZR of a whole term over Z is the term over R."""
        self.print.whole(t)  # which refuses what has no form over Z
        match t.op:
            case "add" | "mul" if t.args:
                proof = self.cast(t.args[0])
                for a in t.args[1:]:
                    proof = f"(cast_{t.op} _ _ _ _ {proof} {self.cast(a)})"
                return proof
            case "pow":
                return f"(cast_power _ _ {self.print.whole(t.args[1])} eq_refl {self.cast(t.args[0])})"
            case "ind":
                return f"(cast_ind {self.print.said(t.args[0])})"
            case "if":
                f, a, b = t.args
                return f"(cast_choice {self.print.said(f)} _ _ _ _ {self.cast(a)} {self.cast(b)})"
        return "eq_refl"

    def simple(self, t: Term) -> bool:
        """Whether both forms of a whole term are the same."""
        return t.op in ("num", "var", "comp") or (t.op in ("add", "mul") and len(t.args) <= 1)

    def motive(self, v: Term, body: Term, say: Callable[[Printer], Callable[[Term], str]]) -> str:
        types = f"(z_ : {TYPES[v.args[1]]}) (r_ : {self.print.number_type})"
        return f"(fun {types} => {say(self.print.within({v: ('z_', 'r_')}))(body)})"

    def carried(self, v: Term, t: Term) -> Carried | None:
        """How a term has two forms where it is put for v; None where both are the same."""
        if v.args[1] != "int" or self.simple(t):
            return None
        return Carried("carry", f"{self.print.whole(t)} {self.print.real(t)} {self.cast(t)}")

    def up(self, v: Term, t: Term, f: Term, proof: str) -> str:
        """From f at the number that t is to f[t/v]."""
        forms = self.carried(v, t) if v in k.free_vars(f) else None
        if forms is None:
            return proof
        return f"({forms.by} {self.motive(v, f, lambda p: p.said)} {forms.arguments} {proof})"

    def down(self, v: Term, t: Term, f: Term, proof: str) -> str:
        """From f[t/v] to f at the number that t is."""
        forms = self.carried(v, t) if v in k.free_vars(f) else None
        if forms is None:
            return proof
        return f"({forms.by}_back {self.motive(v, f, lambda p: p.said)} {forms.arguments} {proof})"

    def same(self, v: Term, t: Term, body: Term) -> str | None:
        """That a term is the same at the integer that t is, and with t put in; None where both read alike."""
        forms = self.carried(v, t) if v in k.free_vars(body) else None
        if forms is None:
            return None
        return f"({forms.by}_term {self.motive(v, body, lambda p: p.real)} {forms.arguments})"

    def at(self, t: Term, sort: str) -> str:
        """A value for a variable of this sort."""
        return self.print.whole(t) if sort == "int" else self.print.real(t)

    def whole_order(self, op: str, a: Term, b: Term, proof: str) -> str:
        """What a relation of whole terms says over Z."""
        return f"(whole_{op} _ _ _ _ {self.cast(a)} {self.cast(b)} {proof})"

    def function(self, v: Term, body: Term) -> str:
        """A term as a function of an integer."""
        return f"(fun {self.print.variable(v)} : Z => {self.print.real(body)})"

    # -- the rules ------------------------------------------------------------------------------------------

    def proof(self, thm: Theorem, at: Context) -> str:
        """The proof of a step."""
        name, args = thm.step
        rule = getattr(self, f"_{name}", None)
        if rule is None:
            raise NotExportedError(f"the rule {name}")
        try:
            return str(rule(at, thm, *args))
        except _MALFORMED as error:
            raise NotExportedError(f"the rule {name} at arguments that it does not take: {error}") from error

    def _assume(self, at: Context, _: Theorem, f: Term) -> str:
        return self.fact(f, at)

    def _cut(self, at: Context, _: Theorem, thm: Theorem, lemma: Theorem) -> str:
        return self.use(thm, at.knowing({lemma.conclusion: self.use(lemma, at)}))

    def _instantiate(self, at: Context, _: Theorem, thm: Theorem, v: Term, t: Term) -> str:
        facts = {h: self.down(v, t, h, self.fact(k.substitute(h, {v: t}), at)) for h in thm.hypotheses}
        inner = replace(at, facts=facts, values={v: self.at(t, v.args[1])})
        return self.up(v, t, thm.conclusion, self.use(thm, inner))

    def _rewrite(self, at: Context, _: Theorem, v: Term, f: Term, equation: Theorem, thm: Theorem) -> str:
        a, b = equation.conclusion.args
        equal, before = self.use(equation, at), self.use(thm, at)
        if v not in k.free_vars(f):
            return before
        if v.args[1] == "int":
            motive = self.motive(v, f, lambda p: p.said)
            forms = " ".join([*map(self.print.whole, (a, b)), *map(self.print.real, (a, b))])
            return f"(carry_equal {motive} {forms} {self.cast(a)} {self.cast(b)} {equal} {before})"
        return self.equal_at(v, f, a, b, f"{equal} {before}")

    def equal_at(self, v: Term, f: Term, a: Term, b: Term, proofs: str) -> str:
        """From f[a/v] to f[b/v], v not an integer."""
        motive = f"(fun r_ : {self.print.number_type} => {self.print.within({v: ('r_', 'r_')}).said(f)})"
        return f"(equal_number {motive} {self.print.real(a)} {self.print.real(b)} {proofs})"

    # -- logic

    def _and_intro(self, at: Context, _: Theorem, *thms: Theorem) -> str:
        if not thms:
            return "(fun q_ : False => q_)"
        *first, last = (self.use(t, at) for t in thms)
        return "".join(f"(conj {p} " for p in first) + last + ")" * len(first)

    def _and_elim(self, at: Context, _: Theorem, thm: Theorem, i: int) -> str:
        size = len(thm.conclusion.args)
        i = range(size)[i]
        proof = self.use(thm, at)
        for _step in range(i):
            proof = f"(proj2 {proof})"
        return f"(proj1 {proof})" if i < size - 1 else proof

    def _or_intro(self, at: Context, _: Theorem, disjunction: Term, i: int, thm: Theorem) -> str:
        size, proof = len(disjunction.args), self.use(thm, at)
        i = range(size)[i]
        if i < size - 1:
            proof = f"(or_introl {proof})"
        return "(or_intror " * i + proof + ")" * i

    def _by_cases(self, at: Context, _: Theorem, thm: Theorem, *branches: Theorem) -> str:
        def split(scrutinee: str, place: int) -> str:
            name = f"c{at.fresh}_{place}"
            if place == len(branches) - 1:
                return self.use(branches[place], at.knowing({thm.conclusion.args[place]: scrutinee}))
            left = self.use(branches[place], at.knowing({thm.conclusion.args[place]: name}))
            right = split(f"{name}'", place + 1)
            return f"(match {scrutinee} with or_introl {name} => {left} | or_intror {name}' => {right} end)"

        return split(self.use(thm, at), 0)

    def _excluded_middle(self, _at: Context, _: Theorem, f: Term) -> str:
        return f"(classic {self.print.said(f)})"

    def _discharge(self, at: Context, _: Theorem, f: Term, thm: Theorem) -> str:
        return f"(fun q_ => {self.use(thm, at.knowing({f: 'q_'}))})"

    def _modus_ponens(self, at: Context, _: Theorem, implication: Theorem, thm: Theorem) -> str:
        return f"({self.use(implication, at)} {self.use(thm, at)})"

    def _negate(self, at: Context, _: Theorem, f: Term, thm: Theorem) -> str:
        return f"(fun q_ => {self.use(thm, at.knowing({f: 'q_'}))})"

    def _contradict(self, at: Context, _: Theorem, thm: Theorem, negation: Theorem) -> str:
        return f"({self.use(negation, at)} {self.use(thm, at)})"

    def _ex_falso(self, at: Context, _: Theorem, _f: Term, thm: Theorem) -> str:
        return f"(False_ind _ {self.use(thm, at)})"

    # -- quantifiers, induction

    def _named(self, v: Term, lo: Term | None, hi: Term | None) -> tuple[list[str], dict[Term, str]]:
        """Names for the bounds of a variable that is introduced."""
        names = [f"b_{i}" for i, end in enumerate((lo, hi)) if end is not None]
        return names, dict(zip(k.bounds(v, lo, hi), names, strict=True))

    def _generalise(
        self, at: Context, _: Theorem, v: Term, lo: Term | None, hi: Term | None, thm: Theorem
    ) -> str:
        names, facts = self._named(v, lo, hi)
        inner = at.knowing(facts, v)
        return f"(fun {' '.join([self.print.variable(v), *names])} => {self.use(thm, inner)})"

    def _specialise(self, at: Context, _: Theorem, thm: Theorem, t: Term) -> str:
        _hint, sort, lo, hi, _body = thm.conclusion.args
        v = k.fresh("v", sort, thm.conclusion, t)
        facts = zip(k.bounds(v, lo, hi), k.bounds(t, lo, hi), strict=True)
        given = [self.down(v, t, general, self.fact(f, at)) for general, f in facts]
        applied = " ".join([self.use(thm, at), self.at(t, sort), *given])
        return self.up(v, t, k.open_(thm.conclusion, v), f"({applied})")

    def _ex_intro(self, at: Context, _: Theorem, f: Term, t: Term, thm: Theorem) -> str:
        _hint, sort, lo, hi, _body = f.args
        v = k.fresh("v", sort, f, t)
        facts = zip(k.bounds(v, lo, hi), k.bounds(t, lo, hi), strict=True)
        given = [self.down(v, t, general, self.fact(g, at)) for general, g in facts]
        inner = self.down(v, t, k.open_(f, v), self.use(thm, at))
        packed = "".join(f"(conj {g} " for g in given) + inner + ")" * len(given)
        return f"(ex_intro _ {self.at(t, sort)} {packed})"

    def _ex_elim(self, at: Context, _: Theorem, existence: Theorem, v: Term, thm: Theorem) -> str:
        f = existence.conclusion
        names, facts = self._named(v, f.args[2], f.args[3])
        inner = self.use(thm, at.knowing({**facts, k.open_(f, v): "q_"}, v))
        pattern = "".join(f"(conj {b} " for b in names) + "q_" + ")" * len(names)
        name = self.print.variable(v)
        return f"(match {self.use(existence, at)} with ex_intro {name} {pattern} => {inner} end)"

    def _induct(
        self, at: Context, _: Theorem, v: Term, lo: Term, f: Term, base: Theorem, step: Theorem
    ) -> str:
        name, after = self.print.variable(v), k.add(v, ONE)
        start = self.down(v, lo, f, self.use(base, at))
        inner = self.use(step, at.knowing({k.le(lo, v): "b_0", f: "q_"}, v))
        further = self.down(v, after, f, inner)
        motive = f"(fun {name} : Z => {self.print.said(f)})"
        ends = f"{self.print.whole(lo)} {self.print.real(lo)}"
        return f"(induct {ends} {motive} {self.cast(lo)} {start} (fun {name} b_0 q_ => {further}))"

    # -- equations and inequalities

    def _ring(
        self,
        at: Context,
        _: Theorem,
        goal: Term,
        equations: tuple[Theorem, ...] = (),
        nonzero: tuple[Theorem, ...] = (),
        combination: tuple[tuple[Term, Theorem], ...] = (),
    ) -> str:
        ledger = Ledger(self._equation(t, at) for t in equations)
        left, right = goal.args
        p = ledger.add(ledger.reduced(left), ledger.reduced(right), -1)
        for m, t in combination:
            l, r = t.conclusion.args
            difference = ledger.add(ledger.reduced(l), ledger.reduced(r), -1)
            p = ledger.add(p, ledger.multiply(ledger.reduced(m), difference), -1)
        weight = ring.constant(1)
        for t in nonzero:
            base = t.conclusion.args[0].args[0]
            proof = f"(inverse {self.print.real(base)} {self.use(t, at)})"
            weight, p = ledger.cleared(weight, p, base, proof)
        written = Written()
        a, b = written.term(left), written.term(right)
        listed, proofs = self._combination(written, combination, at)
        more = self._multiples(written, ledger, p.by)
        listed, proofs = [*listed, *more[0]], [*proofs, *more[1]]
        return f"(ring_step {self.atoms(written)} {a} {b} [{'; '.join(listed)}] {all_of(proofs)} eq_refl)"

    def _equation(self, thm: Theorem, at: Context) -> Equation:
        left, right = thm.conclusion.args
        return Equation(left, right, self.use(thm, at))

    def identity(self, left: Term, right: Term, equations: Iterable[Equation] = ()) -> str:
        """That two terms are the same polynomial, by equations that are applied from left to right."""
        written, ledger = Written(), Ledger(equations)
        p = ledger.add(ledger.reduced(left), ledger.reduced(right), -1)
        if p.low:
            raise NotExportedError(f"an identity that is none: {left} = {right}")
        a, b = written.term(left), written.term(right)
        listed, proofs = self._multiples(written, ledger, p.by)
        return f"(ring_step {self.atoms(written)} {a} {b} [{'; '.join(listed)}] {all_of(proofs)} eq_refl)"

    def _combination(
        self, written: Written, combination: Iterable[tuple[Term, Theorem]], at: Context
    ) -> tuple[list[str], list[str]]:
        listed, proofs = [], []
        for m, t in combination:
            left, right = t.conclusion.args
            listed.append(f"({written.term(m)}, {written.term(left)}, {written.term(right)})")
            proofs.append(self.use(t, at))
        return listed, proofs

    def _multiples(
        self, written: Written, ledger: Ledger, by: Mapping[int, Polynomial]
    ) -> tuple[list[str], list[str]]:
        atoms, listed, proofs = list(ledger.atoms), [], []
        for i, p in by.items():
            e = ledger.listed[i]
            m = written.polynomial(p, atoms)
            listed.append(f"({m}, {written.term(e.left)}, {written.term(e.right)})")
            proofs.append(e.proof)
        return listed, proofs

    def atoms(self, written: Written) -> str:
        """The atoms of expressions, as a list."""
        return f"[{'; '.join(map(self.print.real, written.atoms))}]"

    def _positive(
        self,
        at: Context,
        _: Theorem,
        goal: Term,
        products: tuple[tuple[Any, tuple[Theorem, ...], tuple[Term, ...]], ...],
        combination: tuple[tuple[Term, Theorem], ...] = (),
    ) -> str:
        ledger, written = Ledger(), Written()
        left, right = goal.args
        p = ledger.add(ledger.reduced(right), ledger.reduced(left), -1)
        for m, t in combination:
            l, r = t.conclusion.args
            difference = ledger.add(ledger.reduced(l), ledger.reduced(r), -1)
            p = ledger.add(p, ledger.multiply(ledger.reduced(m), difference), -1)
        for c, facts, squares in products:
            factor = identities.plain(ring.constant(c))
            for t in facts:
                low, high = t.conclusion.args
                factor = ledger.multiply(factor, ledger.add(ledger.reduced(high), ledger.reduced(low), -1))
            for s in squares:
                factor = ledger.multiply(factor, ledger.multiply(ledger.reduced(s), ledger.reduced(s)))
            p = ledger.add(p, factor, -1)
        a, b = written.term(left), written.term(right)
        listed, holding = [], []
        for c, facts, squares in products:
            sides = []
            for t in facts:
                low, high = map(written.term, t.conclusion.args)
                sides.append(f"({'true' if t.conclusion.op == 'lt' else 'false'}, {low}, {high})")
            squared = "; ".join(map(written.term, squares))
            listed.append(f"({rational(c)}, [{'; '.join(sides)}], [{squared}])")
            holding.append(self.held([self.use(t, at) for t in facts], squares))
        combined, proofs = self._combination(written, combination, at)
        more = self._multiples(written, ledger, p.by)
        combined, proofs = [*combined, *more[0]], [*proofs, *more[1]]
        lists = f"[{'; '.join(listed)}] [{'; '.join(combined)}]"
        real = self.real_ones(*goal.args)
        given = f"{all_of(holding)} {all_of(proofs)}"
        return f"(positive_{goal.op} {self.atoms(written)} {a} {b} {lists}{real} {given} eq_refl)"

    def held(self, facts: list[str], _squares: tuple[Term, ...]) -> str:
        """What is given of one product."""
        return all_of(facts)

    def real_ones(self, *_ts: Term) -> str:
        """Proofs that terms are real, as further arguments; here all are, and need none."""
        return ""

    def _absurd(self, at: Context, _: Theorem, thm: Theorem) -> str:
        p, q = (rational(side.args[0]) for side in thm.conclusion.args)
        return f"(absurd_{thm.conclusion.op} {p} {q} eq_refl {self.use(thm, at)})"

    def _integer(self, at: Context, _: Theorem, thm: Theorem) -> str:
        a, b = thm.conclusion.args
        return f"(integer _ _ _ _ {self.cast(a)} {self.cast(b)} {self.use(thm, at)})"

    def _exp_positive(self, _at: Context, _: Theorem, x: Term) -> str:
        return f"(exp_positive {self.print.real(x)}{self.real_ones(x)})"

    def _trichotomy(self, _at: Context, _: Theorem, a: Term, b: Term) -> str:
        return f"(trichotomy {self.print.real(a)} {self.print.real(b)})"

    def _zero_product(self, at: Context, _: Theorem, thm: Theorem) -> str:
        factors = "; ".join(map(self.print.real, thm.conclusion.args[0].args))
        return f"(zero_product [{factors}] {self.use(thm, at)})"

    def _root_sign(self, at: Context, _: Theorem, radicand: Term, degree: int, strict: bool) -> str:
        h = self.fact((k.lt if strict else k.le)(ZERO, radicand), at)
        return f"(root_{'positive' if strict else 'sign'} {degree} {self.print.real(radicand)} {h})"

    def _indicator(self, at: Context, _: Theorem, f: Term, holds: bool) -> str:
        name, h = ("true", f) if holds else ("untrue", k.not_(f))
        return f"(ind_{name} {self.print.said(f)} {self.fact(h, at)})"

    def _select(self, at: Context, _: Theorem, t: Term, holds: bool) -> str:
        f, a, b = t.args
        name, h = ("true", f) if holds else ("untrue", k.not_(f))
        branches = f"{self.print.real(a)} {self.print.real(b)}"
        return f"(select_{name} {self.print.said(f)} {branches} {self.fact(h, at)})"

    # -- sums

    def ends(self, lo: Term, hi: Term) -> str:
        """The arguments that say what the bounds of a sum are."""
        forms = [*map(self.print.whole, (lo, hi)), *map(self.print.real, (lo, hi))]
        return " ".join(forms)

    def _under_sum(self, at: Context, _: Theorem, v: Term, lo: Term, hi: Term, thm: Theorem) -> str:
        names, facts = self._named(v, lo, hi)
        inner = self.use(thm, at.knowing(facts, v))
        sides = " ".join(self.function(v, t) for t in thm.conclusion.args)
        pointwise = f"(fun {' '.join([self.print.variable(v), *names])} => {inner})"
        casts = f"{self.cast(lo)} {self.cast(hi)}"
        return f"(under_sum_{thm.conclusion.op} {self.ends(lo, hi)} {sides} {casts} {pointwise})"

    def _under_guard(self, at: Context, _: Theorem, f: Term, thm: Theorem) -> str:
        a, b = map(self.print.real, thm.conclusion.args)
        inner = self.use(thm, at.knowing({f: "q_"}))
        return f"(under_guard {self.print.said(f)} {a} {b} (fun q_ => {inner}))"

    def _under_call(self, at: Context, _: Theorem, call: Term, v: Term, thm: Theorem) -> str:
        _name, indices, _hint, length, _body = call.args
        names, facts = self._named(v, ONE, length)
        inner = self.use(thm, at.knowing(facts, v))
        sides = " ".join(self.function(v, t) for t in thm.conclusion.args)
        listed = "; ".join(map(self.print.whole, indices))
        function = f"(partial {self.print.function_of(call)} [{listed}]%Z)"
        size = f"{self.print.whole(length)} {self.print.real(length)}"
        pointwise = f"(fun {' '.join([self.print.variable(v), *names])} => {inner})"
        return f"(under_call {function} {size} {sides} {self.cast(length)} {pointwise})"

    def _split(self, at: Context, _: Theorem, total: Term, place: Term) -> str:
        _hint, lo, hi, _body = total.args
        v = k.fresh("v", "int", total, place)
        after = k.add(place, ONE)
        first = self.whole_order("le", lo, after, self.fact(k.le(lo, after), at))
        second = self.whole_order("le", place, hi, self.fact(k.le(place, hi), at))
        ends = " ".join(map(self.print.whole, (lo, place, hi)))
        return f"(split {ends} {self.function(v, k.open_(total, v))} {first} {second})"

    # -- randomness

    def _surely(self, at: Context, _: Theorem, thm: Theorem) -> str:
        return f"(fun w => {self.use(thm, replace(at, outcome='w'))})"

    def _at_outcome(self, at: Context, _: Theorem, thm: Theorem) -> str:
        return f"({self.use(thm, at)} {at.outcome})"

    def _under_mean(self, at: Context, _: Theorem, thm: Theorem, *finite: Theorem) -> str:
        if finite:
            raise NotExportedError("means that need not exist")
        sides = " ".join(f"(fun w : Omega => {self.print.real(t)})" for t in thm.conclusion.args)
        inner = self.use(thm, replace(at, outcome="w"))
        return f"(under_mean_{thm.conclusion.op} Omega E mean {sides} (fun w => {inner}))"


def all_of(proofs: Iterable[str]) -> str:
    """A conjunction that ends in True."""
    listed = list(proofs)
    return "".join(f"(conj {p} " for p in listed) + "I" + ")" * len(listed)
