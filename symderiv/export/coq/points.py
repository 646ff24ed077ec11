"""What holds and what fails at a point, proved part by part: each term is a rational number there.

A bound variable that takes finitely many values, or an outcome, is put in by ``let``: the text of a body
stays what the printer makes of it.  Nothing is searched for, and what has no rational value is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from typing import Final, TypeVar

from symderiv.core import terms as k
from symderiv.core.derivative import derivative as differentiated
from symderiv.core.terms import KernelError, Term
from symderiv.export.coq.definitions import Definitions, Law, Outcome, tossed, whole
from symderiv.export.coq.derivatives import Table
from symderiv.export.coq.forms import Form, Forms, Moving
from symderiv.export.coq.identities import Equation
from symderiv.export.coq.names import BOUND, NotExportedError
from symderiv.export.coq.printer import rational
from symderiv.export.coq.proofs import Context, Prover, gradient, losses_below
from symderiv.export.coq.told import MAX_EXPONENT, Truth, Value, each, exact_root, pair, span, variable
from symderiv.normalize.parts import replaced

MAX_STEPS: Final = 32  # of a sequence, from where its law begins
HOLDS: Final = {"eq": Fraction.__eq__, "le": Fraction.__le__, "lt": Fraction.__lt__}
KNOWN: Final = ("var", "comp", "root", "sum", "ind", "if", "mean", "diff", "pow")


Told = TypeVar("Told", Value, Truth, Form)


class Point:
    """Proves formulas at the point of these definitions; ``lines`` are the lemmas that it needed."""

    def __init__(self, definitions: Definitions, prover: Prover, places: Sequence[Fraction] = ()) -> None:
        self.definitions = definitions
        self.prover = prover
        self.print = prover.print
        self.places = places
        self.lines: list[str] = []
        self.known: dict[Term, Fraction] = {}  # values of bound variables
        self.bounds: dict[Term, str] = {}  # of one with no last value, that it is not below its first
        self.outcome: Outcome | None = None
        self.members: dict[tuple[str, int, Outcome | None], Value] = {}
        self.laws = dict(zip(definitions.sequences, definitions.laws, strict=True))
        self.forms = Forms(self)
        self.obeyed = {law.fact: self._obeyed(law) for law in definitions.laws}

    def lemma(self, said: str, proof: str) -> str:
        """A lemma; its name."""
        name = self.print.names.step()
        self.lines.append(f"Lemma {name} : {said}.\nProof. exact {proof}. Qed.")
        return name

    def told(self, f: Term) -> Truth:
        """A formula that holds or fails, as a lemma."""
        outcome = next(self.definitions.outcomes()) if k.is_random(f) else None
        with self._at(outcome):
            holds, proof = self.truth(f)
        said = self.print.said(f) if holds else f"(~ {self.print.said(f)})"
        if outcome is not None:
            said, proof = (f"(let w : Omega := outcome in {text})" for text in (said, proof))
        return Truth(holds, self.lemma(said, proof))

    @contextmanager
    def _at(self, outcome: Outcome | None) -> Iterator[None]:
        before, self.outcome = self.outcome, outcome
        try:
            yield
        finally:
            self.outcome = before

    @contextmanager
    def _where(self, v: Term, n: int) -> Iterator[None]:
        before, self.known = self.known, {**self.known, v: Fraction(n)}
        try:
            yield
        finally:
            self.known = before

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Without what is bound around."""
        before = self.known, self.bounds, self.outcome
        self.known, self.bounds, self.outcome = {}, {}, None
        try:
            yield
        finally:
            self.known, self.bounds, self.outcome = before

    # -- values ---------------------------------------------------------------------------------------------

    def value(self, t: Term) -> Value:
        """The number that a term is."""
        row: Callable[[Term], Value] | None = getattr(self, f"_{t.op}", None)
        if row is None or k.sort_of(t) == "complex":
            raise NotExportedError(f"a value of the kind {t.op} at a point")
        return row(t)

    def integer(self, t: Term) -> int:
        """The integer that a term is, which has a form over Z that computes."""
        value = self.value(t).number
        if value.denominator != 1 or any(s.op in ("ind", "if") for s in k.subterms(t)):
            raise NotExportedError("an index or a bound at a point, which is not computed")
        return value.numerator

    def _is(self, t: Term, c: Fraction) -> Value:
        """What both sides compute to."""
        return Value(c, f"(eq_refl : {self.print.real(t)} = number {rational(c)})")

    def _num(self, t: Term) -> Value:
        return self._is(t, Fraction(t.args[0]))

    def _var(self, t: Term) -> Value:
        if t in self.known:
            return self._is(t, self.known[t])
        if t.args[0].startswith(BOUND):
            raise NotExportedError("a value that depends on a bound variable")
        return self._is(t, self.definitions.scalar(t.args[0]))

    def _comp(self, t: Term) -> Value:
        name, _sort, _ranges, indices = t.args
        if name in self.laws:
            return self._lawful(t)
        fall = self.definitions.data.powers.get(name)
        steady = bool(indices) and (fall == 0 or self.definitions.rests(name))
        rest = [self.integer(i) for i in (indices[1:] if steady else indices)]
        index = tuple([0, *rest] if steady else rest)
        c = self.definitions.component(name, index, self.outcome)
        if not fall:
            return self._is(t, c)
        return self._falling(t, index, fall, c)

    def _lawful(self, t: Term) -> Value:
        """A member of a sequence with a law."""
        try:
            n = self.integer(t.args[3][0])
        except NotExportedError:
            if self.forms.moving is None:
                raise
            return self.forms.resting(t)
        return self._member(t.args[0], n)

    def _falling(self, t: Term, index: tuple[int, ...], fall: int, c: Fraction) -> Value:
        """A constant by a power of the time."""
        first = c * Fraction(index[0]) ** fall
        power = Fraction(index[0]) ** -fall
        time, e = rational(Fraction(index[0])), whole(-fall)
        raised = f"(value_power (number {time}) {e} {time} {rational(power)} eq_refl eq_refl)"
        parts = f"(number {rational(first)}) (powZ (number {time}) {e})"
        proof = (
            f"(value_mul {parts} {rational(first)} {rational(power)} {rational(c)} eq_refl {raised} eq_refl)"
        )
        return Value(c, f"({proof} : {self.print.real(t)} = number {rational(c)})")

    def _add(self, t: Term) -> Value:
        return self._chain(t, Fraction.__add__)

    def _mul(self, t: Term) -> Value:
        try:
            return self._chain(t, Fraction.__mul__)
        except NotExportedError:
            found = self._vanishing(t)
            if found is None:
                raise
            return found

    def _vanishing(self, t: Term) -> Value | None:
        """A product that is 0 whatever its other factors are, because one factor is."""
        for i, a in enumerate(t.args):
            with suppress(NotExportedError):
                number, proof = self.value(a)
                if not number:
                    before = [self.print.real(Term("mul", *t.args[:i]))] * (i > 0)
                    proof = f"(zero_right {before[0]} {self.print.real(a)} {proof})" if before else proof
                    for j, b in enumerate(t.args[i + 1 :], i + 1):
                        part = self.print.real(Term("mul", *t.args[:j]))
                        proof = f"(zero_left {part} {self.print.real(b)} {proof})"
                    return Value(number, proof)
        return None

    def _chain(self, t: Term, of: Callable[[Fraction, Fraction], Fraction]) -> Value:
        if not t.args:
            return self._is(t, Fraction(int(t.op == "mul")))
        total = self.value(t.args[0])
        for i, a in enumerate(t.args[1:], 1):
            part = self.value(a)
            c = of(total.number, part.number)
            sides = f"{self.print.real(Term(t.op, *t.args[:i]))} {self.print.real(a)}"
            numbers = " ".join(map(rational, (total.number, part.number, c)))
            proof = f"(value_{t.op} {sides} {numbers} {total.proof} {part.proof} eq_refl)"
            total = Value(c, proof)
        return total

    def _pow(self, t: Term) -> Value:
        base, e = t.args
        n, value = self.integer(e), self.value(base)
        if abs(n) > MAX_EXPONENT or (n < 0 and not value.number):
            raise NotExportedError("a power at a point, of 0 or with a large exponent")
        c = value.number**n
        sides = f"{self.print.real(base)} {self.print.whole(e)} {rational(value.number)} {rational(c)}"
        return Value(c, f"(value_power {sides} {value.proof} eq_refl)")

    def _root(self, t: Term) -> Value:
        radicand, degree = t.args
        value = self.value(radicand)
        c = exact_root(value.number, degree)
        if c is None:
            raise NotExportedError("an irrational value at a point")
        sides = f"{degree} {self.print.real(radicand)} {rational(value.number)} {rational(c)}"
        return Value(c, f"(value_root {sides} eq_refl {value.proof} eq_refl eq_refl)")

    def _sum(self, t: Term) -> Value:
        lo, hi = map(self.integer, t.args[1:3])
        name, body = self.print.opened(t)
        parts = [self.put(name, n, self.value, body) for n in span(lo, hi)]
        c = sum((p.number for p in parts), Fraction(0))
        ends = " ".join(map(self.print.whole, t.args[1:3]))
        numbers = "; ".join(rational(p.number) for p in parts)
        what = f"{ends} (fun {name} : Z => {self.print.real(body)}) [{numbers}] {rational(c)}"
        return Value(c, f"(value_sum {what} eq_refl {each(p.proof for p in parts)} eq_refl)")

    def put(self, name: str, n: int, tell: Callable[[Term], Told], body: Term) -> Told:
        """What is told of a body with a number for its variable."""
        with self._where(variable(name), n):
            told = tell(body)
        return told._replace(proof=f"(let {name} : Z := {whole(n)} in {told.proof})")

    def _ind(self, t: Term) -> Value:
        f = t.args[0]
        holds, proof = self.truth(f)
        name = "value_ind" if holds else "value_no_ind"
        return Value(Fraction(int(holds)), f"({name} {self.print.said(f)} {proof})")

    def _if(self, t: Term) -> Value:
        f, a, b = t.args
        holds, proof = self.truth(f)
        value = self.value(a if holds else b)
        name = "value_first" if holds else "value_second"
        sides = f"{self.print.said(f)} {self.print.real(a)} {self.print.real(b)} {rational(value.number)}"
        return Value(value.number, f"({name} {sides} {proof} {value.proof})")

    def _mean(self, t: Term) -> Value:
        parts = []
        for outcome in self.definitions.outcomes():
            with self._at(outcome):
                number, proof = self.value(t.args[0])
            parts.append(Value(number, f"(let w : Omega := {tossed(outcome)} in {proof})"))
        c = sum((p.number for p in parts), Fraction(0)) / len(parts)
        numbers = "; ".join(rational(p.number) for p in parts)
        function = f"(fun w : Omega => {self.print.real(t.args[0])})"
        what = f"Omega outcome others {function} [{numbers}] {rational(c)}"
        return Value(c, f"(value_mean {what} {each(p.proof for p in parts)} eq_refl)")

    def _call(self, t: Term) -> Value:
        return self.forms.at_a_point(t)

    def _diff(self, t: Term) -> Value:
        body, x = t.args
        try:
            needed = differentiated(body, x).conditions
        except KernelError as error:
            raise NotExportedError("a derivative at a point, which the core's table does not have") from error
        proved = {c: self._certainly(c) for c in needed}
        facts = {gradient(loss)[0]: self._gradient_proof(loss) for loss in losses_below(body)}
        proof, found = Table(self.prover, x, Context(facts)).d(
            body, lambda c: proved.get(c) or self._certainly(c)
        )
        value = self.value(found)
        what = f"{self.print.moved(body, x)} {self.print.real(x)} {self.print.real(found)} {proof}"
        return Value(value.number, f"(eq_trans (derivative {what}) {value.proof})")

    def _certainly(self, f: Term) -> str:
        holds, proof = self.truth(f)
        if not holds:
            raise NotExportedError("a derivative at a point at which there may be none")
        return proof

    def _gradient_proof(self, loss: Term) -> str:
        return f"(linear_gradient {self.definitions.gradient(loss)} {self.print.vector(loss)})"

    # -- sequences

    def _obeyed(self, law: Law) -> str:
        """A sequence's law, as it is stated; the lemma."""
        lo = law.fact.args[2]
        v, body = self.print.opened(law.fact)
        place = self.print.whole(body.args[0].args[3][0])
        at = f"{self.print.whole(lo)} {self.print.real(lo)} {v} {place}"
        proof = f"law_of {law.what} {law.rule} {at} eq_refl eq_refl b_0 ltac:(lia)"
        said, proof = self.print.said(law.fact), f"(fun {v} b_0 => {proof})"
        if not law.random:
            return self.lemma(said, proof)
        return f"({self.lemma(f'(forall w : Omega, {said})', f'(fun w : Omega => {proof})')} w)"

    def _member(self, name: str, n: int) -> Value:
        """A member of a sequence: what its law begins with, or makes of those before."""
        law = self.laws[name]
        outcome = self.outcome if law.random else None
        key = name, n, outcome
        if key not in self.members:
            if n >= law.first + MAX_STEPS or (law.random and outcome is None):
                raise NotExportedError("a late member of a sequence, or a random one at no outcome")
            with self._alone(), self._at(outcome):
                value = self._started(name, law, n) if n < law.first else self._following(law, n)
            at = "" if outcome is None else f"let w : Omega := {tossed(outcome)} in "
            said = f"({at}{law.sequence} {whole(n)}{' w' * law.random} = number {rational(value.number)})"
            self.members[key] = value._replace(proof=self.lemma(said, f"({at}{value.proof})"))
        return self.members[key]

    def _started(self, name: str, law: Law, n: int) -> Value:
        value = self.definitions.table(name).get((n,), Fraction(0))
        return Value(value, f"(start_of {law.what} {law.rule} {whole(n)} eq_refl)")

    def _following(self, law: Law, n: int) -> Value:
        name, body = self.print.opened(law.fact)
        v, at = variable(name), n - law.shift
        with self._where(v, at):
            value = self.value(body.args[1])
            bound = self.truth(k.le(law.fact.args[2], v)).proof
        rule = self.obeyed[law.fact]
        return Value(
            value.number, f"(let {name} : Z := {whole(at)} in eq_trans ({rule} {name} {bound}) {value.proof})"
        )

    # -- formulas -------------------------------------------------------------------------------------------

    def truth(self, f: Term) -> Truth:
        """Whether a formula holds, and the proof."""
        row: Callable[[Term], Truth] | None = getattr(self, f"_tell_{f.op}", None)
        if row is None:
            raise NotExportedError(f"a formula of the kind {f.op} at a point")
        return row(f)

    def _tell_false(self, _f: Term) -> Truth:
        return Truth(holds=False, proof="(fun q_ => q_)")

    def _tell_eq(self, f: Term) -> Truth:
        """By values, by a law, as an identity, for all values of what has none, or by cases."""
        ways = (self._compared, self._by_law, self._identity, self.forms.relation, self._by_cases)
        return self._one_of(f, ways)

    def _tell_order(self, f: Term) -> Truth:
        return self._one_of(f, (self._compared, self.forms.relation, self._by_cases))

    _tell_le = _tell_lt = _tell_order

    def _one_of(self, f: Term, ways: Sequence[Callable[[Term], Truth | None]]) -> Truth:
        """What the first says that says something; else why none did."""
        faults = []
        for way in ways:
            try:
                told = way(f)
            except NotExportedError as error:
                faults.append(error)
                continue
            if told is not None:
                return told
        raise faults[0 if self.forms.moving is None else -1]

    def _compared(self, f: Term) -> Truth:
        (a, first), (b, second) = map(self.value, f.args)
        holds = HOLDS[f.op](a, b)
        name = f"{'holds' if holds else 'fails'}_{f.op}"
        sides = " ".join(map(self.print.real, f.args))
        return Truth(holds, f"({name} {sides} {rational(a)} {rational(b)} {first} {second} eq_refl)")

    def _by_cases(self, f: Term) -> Truth | None:
        """Both ways in which a condition can be, of which nothing is known."""
        s = next((s for s in k.subterms(f) if s.op in ("ind", "if") and not k.is_open(s)), None)
        if s is None:
            return None
        ends = s.args[1:] if s.op == "if" else (k.ONE, k.ZERO)
        first, second = (self.truth(replaced(f, s, end)) for end in ends)
        if first.holds is not second.holds:
            return None
        r = variable("r_", "real")
        said = self.print.said(replaced(f, s, r))
        motive = f"(fun r_ : R => {said if first.holds else f'(~ {said})'})"
        sides = [self.print.said(s.args[0]), *(map(self.print.real, ends) if s.op == "if" else ())]
        proofs = " ".join(f"(fun _ => {t.proof})" for t in (first, second))
        name = "by_choice" if s.op == "if" else "by_ind"
        return Truth(first.holds, f"({name} {motive} {' '.join(sides)} {proofs})")

    def _by_law(self, f: Term) -> Truth | None:
        """An equation that is a sequence's law, at a time of which no more is known."""
        for v, bound in self.bounds.items():
            for fact, lemma in self.obeyed.items():
                if k.open_(fact, v) == f:
                    return Truth(holds=True, proof=f"({lemma} {self.print.variable(v)} {bound})")
        return None

    def _identity(self, f: Term) -> Truth:
        """An equation of polynomials in what has no value here."""
        left, right = f.args
        return Truth(holds=True, proof=self.prover.identity(left, right, self._equations(f)))

    def _equations(self, f: Term) -> Iterator[Equation]:
        """What has a value, with that value."""
        parts = dict.fromkeys(s for side in f.args for s in k.subterms(side))
        for s in parts:
            if s.op in KNOWN and not k.is_open(s):
                try:
                    number, proof = self.value(s)
                except NotExportedError:
                    continue
                yield Equation(s, k.num(number), proof)

    def _tell_not(self, f: Term) -> Truth:
        holds, proof = self.truth(f.args[0])
        return (
            Truth(holds=False, proof=f"(fun q_ => q_ {proof})") if holds else Truth(holds=True, proof=proof)
        )

    def _first(self, parts: Sequence[Term], *, holds: bool) -> tuple[int, list[Truth]]:
        """The first part of which this is so (-1 if it is so of none), and what was told of those before; a
        part of which nothing can be told is passed over if there is such a one."""
        told, fault = list[Truth](), None
        for i, part in enumerate(parts):
            try:
                told.append(self.truth(part))
            except NotExportedError as error:
                fault = error
                continue
            if told[-1].holds is holds:
                return i, told
        if fault is not None:
            raise fault
        return -1, told

    def _tell_and(self, f: Term) -> Truth:
        i, told = self._first(f.args, holds=False)
        if i < 0:
            *first, last = (t.proof for t in told)
            return Truth(holds=True, proof="".join(f"(conj {p} " for p in first) + last + ")" * len(first))
        part = "(proj2 " * i + "q_" + ")" * i
        part = f"(proj1 {part})" if i < len(f.args) - 1 else part
        return Truth(holds=False, proof=f"(fun q_ => {told[-1].proof} {part})")

    def _tell_or(self, f: Term) -> Truth:
        i, told = self._first(f.args, holds=True)
        if i >= 0:
            proof = told[-1].proof
            proof = f"(or_introl {proof})" if i < len(f.args) - 1 else proof
            return Truth(holds=True, proof="(or_intror " * i + proof + ")" * i)
        *first, last = (t.proof for t in told)
        proof = last
        for p in reversed(first):
            proof = f"(fun q_ => match q_ with or_introl p_ => {p} p_ | or_intror p_ => {proof} p_ end)"
        return Truth(holds=False, proof=proof)

    def _tell_implies(self, f: Term) -> Truth:
        premise, conclusion = f.args
        i, told = self._first((k.not_(premise), conclusion), holds=True)
        if i == 0:
            return Truth(holds=True, proof=f"(fun q_ => False_ind _ ({told[0].proof} q_))")
        if i == 1:
            return Truth(holds=True, proof=f"(fun _ => {told[-1].proof})")
        return Truth(holds=False, proof=f"(fun q_ => {told[1].proof} (q_ {self.truth(premise).proof}))")

    # -- quantifiers

    def _tell_all(self, f: Term) -> Truth:
        _hint, sort, lo, hi, _body = f.args
        if f in self.obeyed:
            return Truth(holds=True, proof=self.obeyed[f])
        if sort == "int" and lo is not None and hi is not None:
            return self._throughout(f)
        failing = self._failing(f)
        return self._always(f) if failing is None else failing

    def _throughout(self, f: Term) -> Truth:
        name, body = self.print.opened(f)
        first, last = map(self.value, f.args[2:4])
        told = []
        for n in span(self.integer(f.args[2]), self.integer(f.args[3])):
            told.append(self.put(name, n, self.truth, body))
            if not told[-1].holds:
                return self._except(f, n)
        ends = [*map(self._end, (first, last)), str(len(told)), *map(self.print.real, f.args[2:4])]
        what = f"{' '.join(ends)} (fun {name} : Z => {self.print.said(body)})"
        proofs = f"{first.proof} {last.proof} eq_refl {each(t.proof for t in told)}"
        return Truth(holds=True, proof=f"(all_between {what} {proofs})")

    @staticmethod
    def _end(value: Value) -> str:
        return whole(int(value.number))

    def _except(self, f: Term, n: int) -> Truth:
        """That not all is so, because one is not."""
        name, body = self.print.opened(f, f.args[1])
        v = variable(name)
        with self._where(v, n):
            bounds = " ".join(self._certainly(b) for b in k.bounds(v, *f.args[2:4]))
            proof = self.truth(body).proof
        inner = f"let {name} : Z := {whole(n)} in {proof} (q_ {name} {bounds})"
        return Truth(holds=False, proof=f"(fun q_ => {inner})")

    def _failing(self, f: Term) -> Truth | None:
        """That not all is so, because one is not of those at which the point says that."""
        name, body = self.print.opened(f, f.args[1])
        for c in self.places if f.args[1] == "int" else ():
            v = variable(name)
            if c.denominator == 1:
                with suppress(NotExportedError), self._where(v, int(c)):
                    within = all(self.truth(b).holds for b in k.bounds(v, *f.args[2:4]))
                    if within and not self.truth(body).holds:
                        return self._except(f, int(c))
        return None

    def _always(self, f: Term) -> Truth:
        """That all is so, whatever the value."""
        sort = f.args[1]
        name, body = self.print.opened(f, sort)
        v = variable(name, sort)
        names = [f"b_{i}_{name}" for i, end in enumerate(f.args[2:4]) if end is not None]
        opened = " ".join([name, *names])
        with suppress(NotExportedError), self._from(v, f.args[2], names):
            return self._so(body, lambda proof: f"(fun {opened} => {proof})")
        if sort == "real":
            name = self.forms.name()
            body, opened = k.open_(f, variable(name, sort)), " ".join([name, *names])
            with self.forms.where(self._between(name, f.args[2], f.args[3], names)):
                return self._so(body, lambda proof: f"(fun {opened} => {proof})")
        return self._late(f)

    def _so(self, body: Term, write: Callable[[str], str]) -> Truth:
        """That a body holds, under what is written around its proof."""
        holds, proof = self.truth(body)
        if not holds:
            raise NotExportedError("something that is said of endlessly many numbers, and fails")
        return Truth(holds=True, proof=write(proof))

    @contextmanager
    def _from(self, v: Term, lo: Term | None, names: Sequence[str]) -> Iterator[None]:
        """While a variable has a first value, by the proof of that name."""
        before, self.bounds = self.bounds, self.bounds if lo is None else {**self.bounds, v: names[0]}
        try:
            yield
        finally:
            self.bounds = before

    def _late(self, f: Term) -> Truth:
        """That all is so of all integers from one on: of those before 1 one by one, and of those from 1."""
        lo, hi = f.args[2:4]
        if lo is None or hi is not None:
            raise NotExportedError("something that is said of endlessly many numbers")
        name, (first, proof) = self.forms.name(), self.value(lo)
        body, low = k.open_(f, variable(name)), int(first)
        since = max(low, 1)
        told = [self.put(name, n, self.truth, body) for n in span(low, since - 1)]
        if not all(t.holds for t in told):
            raise NotExportedError("something that is said of endlessly many numbers, and fails")
        bound, late = f"b_0_{name}", f"g_{name}"
        with self.forms.where(self.forms.late(name, since, late)), self._from(variable(name), lo, [bound]):
            rest = self._so(body, lambda p: f"(fun {name} {bound} {late} => {p})").proof
        what = f"{whole(low)} {len(told)} {whole(since)} {self.print.real(lo)}"
        says = f"(fun {name} : Z => {self.print.said(body)})"
        before = each(t.proof for t in told)
        return Truth(holds=True, proof=f"(all_from {what} {says} {proof} eq_refl {before} {rest})")

    def _between(self, name: str, lo: Term | None, hi: Term | None, names: Sequence[str]) -> Moving:
        """A real number, within what is known of its bounds."""
        if lo is None or hi is None:
            return Moving(variable(name, "real"), None, "I", name, "0%Z")
        (low, first), (high, last) = map(self.value, (lo, hi))
        m = max(abs(low), abs(high))
        numbers = " ".join(map(rational, (m, low, high)))
        ends = f"{numbers} {name} {self.print.real(lo)} {self.print.real(hi)}"
        there = f"(there_between {ends} {first} {last} {' '.join(names)} eq_refl)"
        return Moving(variable(name, "real"), m, there, name, "0%Z")

    def _tell_ex(self, f: Term) -> Truth:
        if f.args[1] == "real":
            return self._no_real(f)
        if f.args[1] != "int" or f.args[3] is not None:
            return self._some(f)
        return self._this(f, 1 if f.args[2] is None else max(1, self.integer(f.args[2])))

    def _no_real(self, f: Term) -> Truth:
        """That no real number does something, whichever it is."""
        name = self.forms.name()
        body = k.open_(f, variable(name, "real"))
        names = [f"b_{i}_{name}" for i, end in enumerate(f.args[2:4]) if end is not None]
        holds = True
        with suppress(NotExportedError), self.forms.where(self._between(name, f.args[2], f.args[3], names)):
            holds, proof = self.truth(body)
        if holds:
            raise NotExportedError("a number at a point that is said to exist")
        pattern = "".join(f"(conj {b} " for b in names) + "p_" + ")" * len(names)
        return Truth(
            holds=False, proof=f"(fun q_ => match q_ with ex_intro {name} {pattern} => {proof} p_ end)"
        )

    def _this(self, f: Term, n: int) -> Truth:
        """That one integer does something."""
        name, body = self.print.opened(f)
        told = self.put(name, n, self.truth, body)
        if not told.holds:
            raise NotExportedError("a number at a point that is said to exist")
        bounds = (self.put(name, n, self.truth, b).proof for b in k.bounds(variable(name), *f.args[2:4]))
        return Truth(holds=True, proof=f"(ex_intro _ {whole(n)} {pair([*bounds, told.proof])})")

    def _some(self, f: Term) -> Truth:
        """Whether one of a range does something."""
        if f.args[1] != "int" or None in f.args[2:4]:
            raise NotExportedError("a number at a point that is said to exist")
        name, body = self.print.opened(f)
        told = []
        for n in span(*map(self.integer, f.args[2:4])):
            told.append(self.put(name, n, self.truth, body))
            if told[-1].holds:
                return self._this(f, n)
        first, last = map(self.value, f.args[2:4])
        ends = [*map(self._end, (first, last)), str(len(told)), *map(self.print.real, f.args[2:4])]
        what = f"{' '.join(ends)} (fun {name} : Z => ~ {self.print.said(body)})"
        none = f"all_between {what} {first.proof} {last.proof} eq_refl {each(t.proof for t in told)}"
        pattern = f"ex_intro {name} (conj b_0 (conj b_1 p_))"
        return Truth(
            holds=False, proof=f"(fun q_ => match q_ with {pattern} => {none} {name} b_0 b_1 p_ end)"
        )

    def _tell_tends(self, f: Term) -> Truth:
        return self.forms.tends(f)

    def _tell_smooth(self, f: Term) -> Truth:
        p = f"{f.args[1]} _ {self.print.vector(f)}"
        return Truth(holds=True, proof=f"(polynomial_smooth {p} : {self.print.said(f)})")

    # -- chance

    def _tell_surely(self, f: Term) -> Truth:
        for outcome in self.definitions.outcomes():
            with self._at(outcome):
                holds, proof = self.truth(f.args[0])
            if not holds:
                put = tossed(outcome)
                return Truth(holds=False, proof=f"(fun q_ => (let w : Omega := {put} in {proof}) (q_ {put}))")
        return Truth(holds=True, proof=self._each_side(f.args[0], ()))

    def _each_side(self, f: Term, before: Outcome) -> str:
        """That a formula holds at all outcomes that begin so."""
        left = len(self.definitions.coins) - len(before)
        rest = "".join(f"({'true' if up else 'false'}, " for up in before) + "x_" + ")" * len(before)
        says = f"(fun x_ => let w : Omega := {rest} in {self.print.said(f)})"
        if not left:
            with self._at(before):
                proof = self.truth(f).proof
            return f"(no_coin {says} (let w : Omega := {tossed(before)} in {proof}))"
        kind = "bool * (" * (left - 1) + "unit" + ")" * (left - 1)
        sides = " ".join(self._each_side(f, (*before, up)) for up in (True, False))
        return f"(each_side ({kind})%type {says} {sides})"

    def _tell_gradient(self, f: Term) -> Truth:
        return Truth(holds=True, proof=self._gradient_proof(f.args[0]))
