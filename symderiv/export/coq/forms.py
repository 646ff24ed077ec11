"""Terms that depend on one thing of which no value is known: a time, or a real number of some range.

Such a term is a form, a sum of c x^k q^t: each is computed here, and once more by the prelude (``Forms``),
which proves that the term is it.  Forms tell an equation or an order at all late times, and a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq import pieces
from symderiv.export.coq.definitions import Definitions, Law, whole
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.pieces import LATE, Pieces, Whereabouts
from symderiv.export.coq.printer import Printer, is_whole, rational
from symderiv.export.coq.told import MAX_EXPONENT, Truth, Value, each, exact_root, span, variable

WHOLE = "ltac:(whole)"  # the proof of an equation or an order of integers


class Moving(NamedTuple):
    """What has no value: a variable, where its number is and the proof of that, and its texts."""

    v: Term
    where: Whereabouts
    there: str
    x: str
    t: str

    @property
    def known(self) -> str:
        """That the number is there, as lemmas take it."""
        where = f"(Within {rational(self.where)})" if isinstance(self.where, Fraction) else self.where
        return f"{where or 'Anywhere'} {self.x} {self.there}"

    @property
    def at(self) -> str:
        """The two arguments of a form's value."""
        return f"{self.x} {self.t}"

    @property
    def is_time(self) -> bool:
        """Whether it is an integer."""
        return is_whole(self.v)


class Form(NamedTuple):
    """The form that a term is, and the proof."""

    pieces: Pieces
    proof: str

    @property
    def text(self) -> str:
        """The form in Coq."""
        return pieces.text(self.pieces)


class Known(Protocol):
    """What is told of terms and formulas that have a value."""

    print: Printer
    definitions: Definitions
    laws: dict[str, Law]
    known: dict[Term, Fraction]

    def value(self, t: Term) -> Value: ...
    def truth(self, f: Term) -> Truth: ...
    def integer(self, t: Term) -> int: ...
    def put(self, name: str, n: int, tell: Callable[[Term], Any], body: Term) -> Any: ...
    def lemma(self, said: str, proof: str) -> str: ...


class Forms:
    """Proofs about terms in what moves."""

    def __init__(self, point: Known) -> None:
        self.point = point
        self.print = point.print
        self.moving: Moving | None = None
        self.names = 0
        self.later: dict[Term, int] = {}  # variables that are the moving one and an integer
        self.unfolded: frozenset[str] = frozenset()  # sequences in whose laws we are
        self.assumed: dict[str, tuple[int, Value]] = {}  # the member so much later, while rest is proved
        self.rests: dict[str, Value | None] = {}

    @contextmanager
    def where(self, moving: Moving) -> Iterator[Moving]:
        """While something moves; what moves around it has no forms."""
        before = self.moving, self.later
        self.moving, self.later = moving, {}
        try:
            yield moving
        finally:
            self.moving, self.later = before

    def late(self, name: str, first: int, bound: str) -> Moving:
        """A time of this name from the first on, by the proof of that."""
        late = f"(there_late_time {name} {whole(first)} {bound} eq_refl)"
        where, there = (LATE, late) if first >= 1 else (None, "I")
        return Moving(variable(name), where, there, f"(IZR {name})", name)

    def name(self) -> str:
        """A name that no binder that is printed has."""
        self.names += 1
        return f"t'at{self.names}"

    @property
    def here(self) -> Moving:
        """What moves."""
        if self.moving is None:
            raise NotExportedError("a value that depends on a bound variable")
        return self.moving

    # -- terms ----------------------------------------------------------------------------------------------

    def form(self, t: Term) -> Form:
        """The form that a term is."""
        here = self.here
        try:
            number, proof = self.point.value(t)
        except NotExportedError as error:
            row: Callable[[Term], Form] | None = getattr(self, f"_{t.op}", None)
            if row is None:
                raise NotExportedError(f"a value of the kind {t.op} at all times") from error
            return row(t)
        return self._number(t, number, proof, here)

    def _number(self, t: Term, c: Fraction, proof: str, here: Moving) -> Form:
        number = f"(form_number {here.at} {self.print.real(t)} {rational(c)} {proof})"
        return self._again(pieces.constant(c), number)

    def _var(self, t: Term) -> Form:
        here = self.here
        if not here.is_time and t == here.v:
            return Form({(1, pieces.ONE): pieces.ONE}, f"(form_real {here.at})")
        if here.is_time and (t == here.v or t in self.later):
            d = self.later.get(t, 0)
            form = pieces.total(({(1, pieces.ONE): pieces.ONE}, pieces.constant(Fraction(d))))
            proof = f"(form_time {here.t} {self.print.whole(t)} {whole(d)} {WHOLE})"
            return self._again(form, proof)
        raise NotExportedError("a value that depends on two bound variables")

    def _again(self, form: Pieces, proof: str) -> Form:
        """The same with the form as it is written here, without what is 0."""
        return Form(form, f"(form_again {self.here.at} _ _ {pieces.text(form)} {proof} eq_refl)")

    def _add(self, t: Term) -> Form:
        return self._chain(t, lambda a, b: pieces.total((a, b)))

    def _mul(self, t: Term) -> Form:
        return self._chain(t, pieces.product)

    def _chain(self, t: Term, of: Callable[[Pieces, Pieces], Pieces]) -> Form:
        here = self.here
        name = f"add {here.at}" if t.op == "add" else f"times_form {here.known} {here.t}"
        found = self.form(t.args[0])
        for i, a in enumerate(t.args[1:], 1):
            part = self.form(a)
            form = of(found.pieces, part.pieces)
            sides = f"{self.print.real(Term(t.op, *t.args[:i]))} {self.print.real(a)}"
            forms = f"{found.text} {part.text} {pieces.text(form)}"
            found = Form(form, f"(form_{name} {sides} {forms} {found.proof} {part.proof} eq_refl)")
        return found

    def _pow(self, t: Term) -> Form:
        here, (base, e) = self.here, t.args
        try:
            n = self.point.integer(e)
        except NotExportedError:
            return self._exponential(t)
        inner = self.form(base)
        form = pieces.power(inner.pieces, n) if abs(n) <= MAX_EXPONENT else None
        if form is None:
            raise NotExportedError("a negative power of a sum at all times")
        of = inner.text.strip("[]") if n < 0 else inner.text
        name = "lowered" if n < 0 else "raised"
        sides = f"{self.print.real(base)} {self.print.whole(e)} {of} {pieces.text(form)}"
        return Form(form, f"(form_{name} {here.known} {here.t} {sides} {inner.proof} eq_refl)")

    def _exponential(self, t: Term) -> Form:
        """A number to a power that is linear in the time."""
        here, (base, e) = self.here, t.args
        c, proof = self.point.value(base)
        m, b = self._linear(e)
        if not c or max(abs(m), abs(b)) > MAX_EXPONENT:
            raise NotExportedError("a power of 0 at all times")
        form = {(0, c**m): c**b}
        numbers = (
            f"{rational(c)} {self.print.whole(e)} {whole(m)} {whole(b)} {rational(c**b)} {rational(c**m)}"
        )
        facts = f"{proof} eq_refl {WHOLE} eq_refl"
        return Form(form, f"(form_exponential {here.at} {self.print.real(base)} {numbers} {facts})")

    def _linear(self, t: Term) -> tuple[int, int]:
        """The integers a, b of which a term is a v + b, for the time v."""
        here = self.here
        if here.is_time and t == here.v:
            return 1, 0
        if t in self.later:
            return 1, self.later[t]
        match t.op:
            case "num" if t.args[0].denominator == 1:
                return 0, t.args[0].numerator
            case "var" if t in self.point.known:
                return 0, self.point.integer(t)
            case "add":
                found = [self._linear(a) for a in t.args]
                return sum(a for a, _ in found), sum(b for _, b in found)
            case "mul" if len(t.args) == 2:
                (a, b), (c, d) = map(self._linear, t.args)
                if not a * c:
                    return a * d + b * c, b * d
        raise NotExportedError("an index at all times that is not the time and a number")

    def _root(self, t: Term) -> Form:
        here, (radicand, degree) = self.here, t.args
        inner = self.form(radicand)
        form = _root_of(inner.pieces, degree)
        if form is None or not pieces.is_above(form, here.where):
            raise NotExportedError("an irrational value at all times")
        sides = f"{degree} {self.print.real(radicand)} {inner.text} {pieces.text(form)}"
        return Form(form, f"(form_root {here.known} {here.t} {sides} eq_refl {inner.proof} eq_refl)")

    def _sum(self, t: Term) -> Form:
        lo, hi = map(self.point.integer, t.args[1:3])
        name, body = self.print.opened(t)
        parts = [self.point.put(name, n, self.form, body) for n in span(lo, hi)]
        form = pieces.total(p.pieces for p in parts)
        ends = " ".join(map(self.print.whole, t.args[1:3]))
        listed = "; ".join(p.text for p in parts)
        what = f"{ends} (fun {name} : Z => {self.print.real(body)}) [{listed}] {pieces.text(form)}"
        proof = f"(form_sum {self.here.at} {what} {each(p.proof for p in parts)} eq_refl)"
        return Form(form, proof)

    def _if(self, t: Term) -> Form:
        f, a, b = t.args
        holds, proof = self.point.truth(f)
        found = self.form(a if holds else b)
        name = "select_true" if holds else "select_untrue"
        sides = f"{self.print.said(f)} {self.print.real(a)} {self.print.real(b)}"
        return found._replace(proof=f"(eq_trans (eq_sym ({name} {sides} {proof})) {found.proof})")

    def _call(self, t: Term) -> Form:
        """A partial derivative of a polynomial."""
        here, (name, indices, _hint, size, _body) = self.here, t.args
        length = self.point.integer(size)
        variable_, body = self.print.opened(t)
        parts = [self.point.put(variable_, n, self.form, body) for n in span(1, length)]
        polynomial = self.point.definitions.polynomial(str(name), length)
        form = pieces.total(
            scaled
            for factors, c in derived(polynomial, [self.point.integer(i) for i in indices], length)
            for scaled in [pieces.scaled(_multiplied(parts[i - 1].pieces for i in factors), c)]
        )
        listed = "; ".join(p.text for p in parts)
        where = f"[{'; '.join(map(self.print.whole, indices))}]%Z"
        function = f"(fun {variable_} : Z => {self.print.real(body)})"
        monomials = self.point.definitions.monomials(str(name), length)
        what = f"{self.print.whole(size)} {monomials} {where} {function} [{listed}] {pieces.text(form)}"
        of = f"{here.known} {here.t} {what} {each(p.proof for p in parts)} eq_refl"
        return Form(
            form, f"(form_partial {of} : {self.print.real(t)} = form_value {pieces.text(form)} {here.at})"
        )

    def at_a_point(self, t: Term) -> Value:
        """The value of a polynomial's partial derivative, nothing moving."""
        with self.where(Moving(variable("none", "real"), None, "I", "0", "0%Z")):
            form = self._call(t)
        c = form.pieces.get(pieces.CONSTANT, Fraction(0))
        sides = f"{self.print.real(t)} {form.text} {rational(c)}"
        return Value(c, f"(form_to_number 0 0%Z {sides} {form.proof} eq_refl)")

    # -- components -----------------------------------------------------------------------------------------

    def _comp(self, t: Term) -> Form:
        name = t.args[0]
        if name in self.point.laws:
            return self._lawful(t)
        fall = self.point.definitions.data.powers.get(name)
        if not fall or self._linear(t.args[3][0]) != (1, 0):
            raise NotExportedError("a value that depends on a bound variable")
        rest = tuple(map(self.point.integer, t.args[3][1:]))
        c = self.point.definitions.table(name).get((0, *rest), Fraction(0))
        form = {(-fall, pieces.ONE): c} if c else {}
        proof = f"(form_fallen {self.here.at} {rational(c)} {whole(-fall)})"
        form_ = f"form_value [({rational(c)}, {whole(-fall)}, 1%Q)] {self.here.at}"
        return self._again(form, f"({proof} : {self.print.real(t)} = {form_})")

    def _lawful(self, t: Term) -> Form:
        """A member of a sequence by its law, which speaks of others only."""
        here, name = self.here, t.args[0]
        law, (a, d) = self.point.laws[name], self._linear(t.args[3][0])
        if name in self.unfolded or a != 1:
            raise NotExportedError("a sequence at all times that is not known in closed form")
        bound, back = self.name(), d - law.shift
        u = variable(bound)
        body = k.open_(law.fact, u)
        before = self.later, self.unfolded
        self.later, self.unfolded = {**self.later, u: back}, self.unfolded | {name}
        try:
            inner = self.form(body.args[1])
        finally:
            self.later, self.unfolded = before
        lo = law.fact.args[2]
        ends = f"{self.print.whole(lo)} {self.print.real(lo)}"
        index = self.print.whole(t.args[3][0])
        since = f"(not_before {ends} {bound} eq_refl {WHOLE})"
        member = f"(law_of {law.what} {law.rule} {ends} {bound} {index} eq_refl eq_refl {since} {WHOLE})"
        where = f"let {bound} : Z := ({here.t} + {whole(back)})%Z in"
        return inner._replace(proof=f"({where} eq_trans {member} {inner.proof})")

    def resting(self, t: Term) -> Value:
        """A member of a sequence that stands still, whatever the time."""
        name, (index,) = t.args[0], t.args[3]
        a, d = self._linear(index)
        if name in self.assumed and a == 1:
            lead, (c, proof) = self.assumed[name]
            if d == lead:
                return Value(c, f"({proof} {self.print.whole(index)} {WHOLE})")
        if name not in self.rests:
            self.rests[name] = None  # while it is found out
            self.rests[name] = self._rest(name, self.point.laws[name])
        found = self.rests[name]
        if found is None:
            raise NotExportedError("a sequence that does not stand still")
        return Value(found.number, f"({found.proof} {self.print.whole(index)} {WHOLE})")

    def _rest(self, name: str, law: Law) -> Value | None:
        """That a sequence stands still, by induction."""
        c = self.point.definitions.table(name).get((law.first - 1,))
        if c is None or law.random:
            return None
        bound = self.name()
        body = k.open_(law.fact, variable(bound))
        before, self.assumed = self.assumed, {name: (law.shift - 1, Value(c, "r_"))}
        try:
            with self.where(self.late(bound, law.first - law.shift, "g_")) as here:
                found = self.form(body.args[1])
                sides = f"{self.print.real(body.args[1])} {found.text} {rational(c)}"
                number = f"(form_to_number {here.at} {sides} {found.proof} eq_refl)"
        except NotExportedError:
            return None
        finally:
            self.assumed = before
        if found.pieces != pieces.constant(c):
            return None
        said = (
            f"(forall s_ : Z, ({whole(law.first - 1)} <= s_)%Z -> {law.sequence} s_ = number {rational(c)})"
        )
        step = f"(fun {bound} g_ r_ => {number})"
        return Value(
            c, self.point.lemma(said, f"(resting {law.what} {rational(c)} {law.rule} eq_refl {step})")
        )

    # -- formulas -------------------------------------------------------------------------------------------

    def relation(self, f: Term) -> Truth:
        """Whether an equation or an order holds wherever what moves may be."""
        here, sides = self.here, [*map(self.form, f.args)]
        texts = [*map(self.print.real, f.args)]

        def below(name: str, i: int) -> str:
            (a, b), (low, high) = texts[i :: 1 - 2 * i], sides[i :: 1 - 2 * i]
            of = f"{a} {b} {low.text} {high.text} {low.proof} {high.proof}"
            return f"(forms_{name} {here.known} {here.t} {of} eq_refl)"

        upward = pieces.difference(sides[1].pieces, sides[0].pieces)
        downward = pieces.scaled(upward, Fraction(-1))
        both = " ".join(texts)
        match f.op:
            case "eq" if not upward:
                of = " ".join([here.at, both, *(s.text for s in sides), *(s.proof for s in sides)])
                return Truth(holds=True, proof=f"(forms_eq {of} eq_refl)")
            case "eq" if pieces.is_strictly_above(upward, here.where):
                return Truth(holds=False, proof=f"(below_not_eq {both} {below('lt', 0)})")
            case "eq" if pieces.is_strictly_above(downward, here.where):
                return Truth(holds=False, proof=f"(above_not_eq {both} {below('lt', 1)})")
            case "le" if pieces.is_above(upward, here.where):
                return Truth(holds=True, proof=below("le", 0))
            case "le" if pieces.is_strictly_above(downward, here.where):
                return Truth(holds=False, proof=f"(above_not_le {both} {below('lt', 1)})")
            case "lt" if pieces.is_strictly_above(upward, here.where):
                return Truth(holds=True, proof=below("lt", 0))
            case "lt" if pieces.is_above(downward, here.where):
                return Truth(holds=False, proof=f"(above_not_lt {both} {below('le', 1)})")
        raise NotExportedError("a relation whose sign is not the same at all times")

    def tends(self, f: Term) -> Truth:
        """That a sequence has a limit."""
        name = self.name()
        body = k.open_(f, variable(name))
        c, limit = self.point.value(f.args[1])
        with self.where(self.late(name, 1, f"g_{name}")):
            found = self.form(body)
        if pieces.limit(found.pieces) != c:
            raise NotExportedError("a limit at a point that is not seen")
        function = f"(fun {name} : Z => {self.print.real(body)})"
        same = f"(fun {name} g_{name} => {found.proof})"
        what = f"{function} {self.print.real(f.args[1])} 1%Z {found.text} {rational(c)}"
        return Truth(holds=True, proof=f"(tends_form {what} {same} {limit} eq_refl)")


def derived(
    polynomial: Iterable[tuple[tuple[int, ...], Fraction]], by: Iterable[int], length: int
) -> list[tuple[tuple[int, ...], Fraction]]:
    """A partial derivative: one factor after the other taken away, in every way."""
    found = [*polynomial]
    for i in by:
        if not 1 <= i <= length:
            raise NotExportedError("a derivative by an argument that there is not")
        found = [((*f[:at], *f[at + 1 :]), c) for f, c in found for at, j in enumerate(f) if i == j]
    return found


def _multiplied(forms: Iterable[Pieces]) -> Pieces:
    found = pieces.constant(pieces.ONE)
    for form in forms:
        found = pieces.product(found, form)
    return found


def _root_of(form: Pieces, degree: int) -> Pieces | None:
    """The root of one piece."""
    if not form:
        return form
    (((exponent, q), c), *more) = form.items()
    root, base = exact_root(c, degree), exact_root(q, degree)
    if more or root is None or base is None or exponent % degree:
        return None
    return {(exponent // degree, base): root}
