"""One point as a module: the values that a counterexample or a model has, as definitions.

Scalars, families and functions are defined under the names that they have in the claim's theorem, so that
hypotheses and goal are printed as they are there.  Random quantities are functions of tosses of fair coins; a
sequence with a law is defined by it; a loss is a linear function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final, NamedTuple

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.evaluate.counterexample import Counterexample
from symderiv.evaluate.evaluator import defining
from symderiv.evaluate.model import Recurrence, centres, coefficients, lead, spreads
from symderiv.export.coq.names import BOUND, NotExportedError, Quantity, quantities
from symderiv.export.coq.printer import Printer, number, rational

MAX_COINS: Final = 4

Index = tuple[int, ...]
Outcome = tuple[bool, ...]
Coin = tuple[
    str, int | None
]  # the family whose coin it is ("" for all), and the first index, if there is one


class Law(NamedTuple):
    """A sequence's law: the formula, where it begins, and its parts in Coq."""

    sequence: str
    member: str  # the sequence as a function of the time
    fact: Term
    first: int
    shift: int
    start: str
    body: str
    rule: str  # the lemma that the sequence follows
    random: bool  # at each outcome w

    @property
    def what(self) -> str:
        """The arguments of what is said of laws."""
        return f"{self.member} {whole(self.first)} {whole(self.shift)} {self.start} {self.body}"


def whole(n: int) -> str:
    """An integer over Z."""
    return f"{n}%Z" if n >= 0 else f"({n})%Z"


def listed(index: Index) -> str:
    """An index as a list."""
    return f"[{'; '.join(map(str, index))}]%Z"


def side(coin: int) -> str:
    """How a coin has fallen, at the outcome w."""
    return f"(fst {'(snd ' * coin}w{')' * coin})"


def tossed(outcome: Outcome) -> str:
    """An outcome: pairs in pairs."""
    return "".join(f"({'true' if up else 'false'}, " for up in outcome) + "tt" + ")" * len(outcome)


class Definitions:
    """The definitions of what formulas speak of, at the point that the data describe."""

    def __init__(self, data: Counterexample, printer: Printer, formulas: Sequence[Term]) -> None:
        self.data = data
        self.print = printer
        self.names = printer.names
        self.lines: list[str] = []
        self.laws: list[Law] = []
        self.parts = [s for f in formulas for s in k.subterms(f)]
        self.found = sorted({q for f in formulas for q in quantities(f)})
        self.sequences = self._ordered()
        self.coins = self._tossed()
        self._outcomes()
        self._defined()

    @property
    def random(self) -> bool:
        """Whether there are random quantities."""
        return any(s.op in ("mean", "surely") or k.is_random(s) for s in self.parts if s.op != "bound")

    def outcomes(self) -> Iterator[Outcome]:
        """All ways in which the coins can fall."""
        return product((True, False), repeat=len(self.coins))

    def scalar(self, name: str) -> Fraction:
        """The value of a variable."""
        t = self.data.scalars.get(name)
        if t is None or t.op != "num":
            raise NotExportedError(f"a point without a rational value of {name}")
        return Fraction(t.args[0])

    def table(self, name: str) -> Mapping[Index, Fraction]:
        """The values of a family that are given."""
        entries = self.data.tables.get(name, {})
        return {i: Fraction(int(c.p), int(c.q)) for i, c in sorted(entries.items())}

    def component(self, name: str, index: Index, outcome: Outcome | None) -> Fraction:
        """The value of a component that no law decides."""
        if self.is_random(name):
            if outcome is None:
                raise NotExportedError(f"a value of {name}, which is random")
            return self._at_outcome(name, index, outcome)
        fall = self.data.powers.get(name)
        if fall is None:
            return self.table(name).get(index, Fraction(0))
        if fall and not index[0]:
            raise NotExportedError(f"a value of {name} at the time 0")
        first = self.table(name).get((0, *index[1:]), Fraction(0))
        return first / Fraction(index[0]) ** fall if fall else first

    def is_random(self, name: str) -> bool:
        """Whether a family's components are functions of an outcome."""
        return any(q.name == name and q.sort == "random" for q in self.found)

    def rests(self, name: str) -> bool:
        """Whether a random family does not depend on chance, nor on its first index."""
        return self.is_random(name) and not any(self.table(spreads(name)).values())

    def coin(self, name: str, first: int | None) -> int:
        """The coin on which a component depends."""
        found = self.coins.get(self._coin(name, first))
        if found is None:
            raise NotExportedError(f"a value of {name} beyond its range")
        return found

    # -- definitions ----------------------------------------------------------------------------------------

    def _defined(self) -> None:
        for q in self.found:
            if q.kind == "var":
                self._define(q, self._literal(self.scalar(q.name), q.sort))
        for q in self.found:
            if q.kind == "comp" and q.name not in self.sequences:
                self._define(q, self._family(q))
        for q in self.found:
            if q.kind in ("loss", "call"):
                self._define(q, self._loss(q))
        if self.sequences:
            self._recursion()

    def _define(self, q: Quantity, text: str) -> None:
        self.lines.append(f"Definition {self.names.of(q)} : {q.type} := {text}.")

    def _literal(self, c: Fraction, sort: str) -> str:
        if sort != "int":
            return number(c)
        if c.denominator != 1:
            raise NotExportedError("a point with an integer that is none")
        return whole(c.numerator)

    def _look(self, table: Mapping[Index, Fraction], places: Sequence[str], sort: str = "real") -> str:
        entries = (f"({listed(i)}, {self._literal(c, sort)})" for i, c in table.items())
        return f"look {self._literal(Fraction(0), sort)} [{'; '.join(entries)}] [{'; '.join(places)}]"

    def _family(self, q: Quantity) -> str:
        if not q.indices and q.sort != "random":
            return self._literal(self.table(q.name).get((), Fraction(0)), q.sort)
        places = [f"i{n}" for n in range(q.indices)]
        binders = f"fun {' '.join(places)} : Z =>" if places else ""
        if q.sort == "random":
            return f"{binders} {self._sides(q.name, places)}"
        fall = self.data.powers.get(q.name)
        if fall is None:
            return f"{binders} {self._look(self.table(q.name), places, q.sort)}"
        if fall and q.sort == "int":
            raise NotExportedError(f"a point at which {q.name} depends on the time")
        first = self._look(self.table(q.name), ["0%Z", *places[1:]], q.sort)
        return f"{binders} {first}{f' * powZ (IZR i0) ({-fall})' if fall else ''}"

    # -- randomness

    def _coin(self, name: str, first: int | None) -> Coin:
        return "" if self.data.shared else name, first

    def _tossed(self) -> dict[Coin, int]:
        """One coin for each value of the first index of each random family."""
        found: dict[Coin, int] = {}
        for s in self.parts:
            if s.op == "comp" and s.args[1] == "random" and not self.rests(s.args[0]):
                for first in self._firsts(s):
                    found.setdefault(self._coin(s.args[0], first), len(found))
        if len(found) > MAX_COINS:
            raise NotExportedError(f"a point with {len(found)} coins")
        return found

    def _firsts(self, t: Term) -> Sequence[int | None]:
        """The first indices that components like this one have."""
        if not t.args[2]:
            return [None]
        lo, hi = t.args[2][0]
        if lo is None or hi is None:
            raise NotExportedError(f"a point with values of {t.args[0]} without end, which are random")
        return range(self._end(lo), self._end(hi) + 1)

    def _end(self, t: Term) -> int:
        value = (
            Fraction(t.args[0]) if t.op == "num" else self.scalar(str(t.args[0])) if t.op == "var" else None
        )
        if value is None or value.denominator != 1:
            raise NotExportedError("a point with random values in a range that is computed")
        return value.numerator

    def _at_outcome(self, name: str, index: Index, outcome: Outcome) -> Fraction:
        centre, spread = (self.table(of(name)).get(index[1:]) for of in (centres, spreads))
        if centre is None or spread is None:
            raise NotExportedError(f"a point without a value of {name}")
        if self.rests(name):
            return centre
        return centre + (spread if outcome[self.coin(name, next(iter(index), None))] else -spread)

    def _sides(self, name: str, places: Sequence[str]) -> str:
        centre, spread = self.table(centres(name)), self.table(spreads(name))
        up, down = (
            self._look({i: c + sign * spread.get(i, Fraction(0)) for i, c in centre.items()}, places[1:])
            for sign in (1, -1)
        )
        if self.rests(name):
            return f"fun w : Omega => {up}"
        own = self._coin(name, 0)[0]
        if not places:
            return f"fun w : Omega => if {side(self.coin(name, None))} then {up} else {down}"
        coins = (
            f"({listed((first,))}, {side(n)})"
            for (of, first), n in self.coins.items()
            if of == own and first is not None
        )
        return f"fun w : Omega => if look true [{'; '.join(coins)}] [{places[0]}] then {up} else {down}"

    def _outcomes(self) -> None:
        if self.random:
            first, *others = map(tossed, self.outcomes())
            kind = "bool * (" * len(self.coins) + "unit" + ")" * len(self.coins)
            self.lines += [
                f"Definition Omega : Type := ({kind})%type.",
                f"Definition outcome : Omega := {first}.",
                f"Definition others : list Omega := [{'; '.join(others)}].",
                "Definition E : (Omega -> R) -> R := average outcome others.",
                "Definition mean : expectation Omega E := expectation_of_outcomes Omega outcome others.",
            ]

    # -- functions of a vector

    def _loss(self, q: Quantity) -> str:
        if q.kind == "call":
            return f"poly {self.monomials(q.name, self._length(q.name))}"
        losses = [s for s in self.parts if s.op == "loss" and str(s.args[0]) == q.name]
        if len({(s.args[1], s.args[3]) for s in losses}) != 1 or len(losses[0].args[1]) > 2:
            raise NotExportedError(f"a point at which {q.name} is no linear function")
        return f"linear {self.gradient(losses[0])}"

    def polynomial(self, name: str, length: int) -> list[tuple[Index, Fraction]]:
        """The monomials of a function of so many arguments: their factors, and coefficients."""
        table = self.table(coefficients(name))
        return [(tuple(factors), c) for (n, *factors), c in table.items() if n == length and c]

    def monomials(self, name: str, length: int) -> str:
        """These in Coq."""
        each = (f"({rational(c)}, {listed(factors)})" for factors, c in self.polynomial(name, length))
        return f"[{'; '.join(each)}]"

    def _length(self, name: str) -> int:
        """How many arguments a function has."""
        found = {
            self._end(s.args[-2]) for s in self.parts if s.op in ("call", "smooth") and s.args[0] == name
        }
        if len(found) != 1:
            raise NotExportedError(f"a point at which {name} has several lengths")
        return found.pop()

    def gradient(self, loss: Term) -> str:
        """The components of a loss' gradient, as a list."""
        name, ranges, *fixed = loss.args[1]
        v = k.var(f"{BOUND}v'0", "int")
        component = self.print.real(Term("comp", name, "value", ranges, (*fixed, v)))
        return f"(vec {self.print.whole(loss.args[3])} (fun {self.print.variable(v)} : Z => {component}))"

    # -- sequences

    def _ordered(self) -> dict[str, Recurrence]:
        """The laws of sequences that are spoken of, each after those that it uses at the same time."""
        laws = dict(filter(None, map(defining, self.data.laws)))
        wanted = {q.name for q in self.found if q.kind == "comp"}
        kept = {name: law for name, law in laws.items() if name in wanted}
        ordered: dict[str, Recurrence] = {}
        while len(ordered) < len(kept):
            ready = [n for n in kept.keys() - ordered.keys() if _beside(kept[n], kept) <= ordered.keys()]
            if not ready:
                raise NotExportedError("sequences whose laws lead round in a circle")
            ordered |= {n: kept[n] for n in sorted(ready)}
        return ordered

    def _recursion(self) -> None:
        """The sequences, each as what its law makes of those before; all are functions of the outcome, if one
        is."""
        self.laws = [self._law(name, law) for name, law in self.sequences.items()]
        named = [law.sequence for law in self.laws]
        low = whole(min(law.first for law in self.laws) - max(map(_lag, self.sequences.values())))
        random = [self.is_random(name) for name in self.sequences]
        before = "".join(
            f"let {f} : Z -> Omega -> R := fun t__ _ => h__ {i}%nat t__ in " if chance
            else f"let {f} : Z -> R := h__ {i}%nat in "
            for i, (f, chance) in enumerate(zip(named, random, strict=True))
        )  # fmt: skip
        cases = (
            f"{i}%nat => {before}if (t__ <? {whole(law.first)})%Z then {law.start} t__"
            f" else {law.body} (t__ - {whole(law.shift)})%Z"
            for i, law in enumerate(self.laws)
        )
        size, fixed = len(named), self.names.step()
        ks = "[|" * size + "k" + "]" * size
        chance = "(w : Omega) " * any(random)
        at, fixed_at = ("(next_ w)", f"({fixed} w)") if any(random) else ("next_", fixed)
        outcome = "let w : Omega := outcome in " * any(random)
        self.lines += [
            f"Definition next_ {chance}(h__ : family) : family := fun (k__ : nat) (t__ : Z) =>",
            f"  match k__ with {' | '.join(cases)} | _ => 0 end.",
            *(f"Definition {f} : Z -> Omega -> R := fun t w => solution {size} {low} {at} {i}%nat t." if r
              else f"Definition {f} : Z -> R := fun t => {outcome}solution {size} {low} {at} {i}%nat t."
              for i, (f, r) in enumerate(zip(named, random, strict=True))),
            f"Lemma {fixed} : {'forall w, ' * any(random)}respects {size} {low} {at}.",
            f"Proof. {'intro w; ' * any(random)}unfold next_; intros h h' {ks} t A; by_recursion A. Qed.",
        ]  # fmt: skip
        for i, (law, r) in enumerate(zip(self.laws, random, strict=True)):
            proof = f"{outcome * (not r)}(solution_fixed {size} {low} {at} {fixed_at} {i}%nat)"
            name, said = (law.rule.strip("()").split()[0], "forall w : Omega, ") if r else (law.rule, "")
            opened = "fun w => " * r
            self.lines.append(
                f"Lemma {name} : {said}follows {law.what}.\nProof. exact ({opened}{proof}). Qed."
            )

    def _law(self, name: str, law: Recurrence) -> Law:
        q = next(q for q in self.found if q.kind == "comp" and q.name == name)
        fact = law.fact.args[0] if law.fact.op == "surely" else law.fact
        if q.type not in ("Z -> R", "Z -> Omega -> R") or fact.op != "all":
            raise NotExportedError(f"a point with a sequence {name} that is whole")
        if q.type == "Z -> R" and any(map(self.is_random, _used(law))):
            raise NotExportedError(f"a point with a sequence {name} that follows what is random")
        v, body = self.print.opened(fact)
        start = f"(fun t : Z => {self._look(self.table(name), ['t'])})"
        next_ = f"(fun {v} : Z => {self.print.real(body.args[1])})"
        called, rule = self.names.of(q), self.names.step()
        member = f"(fun t : Z => {called} t w)" if q.sort == "random" else called
        rule = f"({rule} w)" if q.sort == "random" else rule
        return Law(
            called, member, fact, law.start + law.shift, law.shift, start, next_, rule, q.sort == "random"
        )


def _used(law: Recurrence) -> set[str]:
    """The families that a law speaks of."""
    return {str(c.args[0]) for c in k.subterms(law.body) if c.op == "comp"}


def _beside(law: Recurrence, laws: Mapping[str, Recurrence]) -> set[str]:
    """The sequences that a law uses at the time that it is about."""
    used = (c for c in k.subterms(law.body) if c.op == "comp" and c.args[0] in laws)
    return {c.args[0] for c in used if lead(c, law.v) == law.shift}


def _lag(law: Recurrence) -> int:
    """How far back a law looks, or further."""
    leads = [lead(c, law.v) for c in k.subterms(law.body) if c.op == "comp" and len(c.args[3]) == 1]
    return max([1, *(law.shift - n for n in leads if n is not None)])
