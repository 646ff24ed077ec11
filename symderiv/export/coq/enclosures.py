"""Bounds of constants: the core's interval arithmetic done again by Coq, in boxes that it computes.

A proof follows the constant: what is defined by others is enclosed as its definition.  Bounds of a root, of
an absolute value and of a logarithm are proposed here, and checked there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from symderiv.core import functions
from symderiv.core import terms as k
from symderiv.core.enclosures import Ball, enclosed
from symderiv.core.terms import I, KernelError, Term
from symderiv.export.coq.laws import Instance
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.printer import rational

if TYPE_CHECKING:
    from symderiv.export.coq.complex_proofs import ComplexProver
    from symderiv.export.coq.proofs import Context

SLACKS: Final = [
    Fraction(1, 1 << bits) for bits in (76, 68, 60, 52)
]  # by which proposed bounds are wider than
# the core's: the sharper, the further inside of other such bounds they are needed
MARGIN: Final = Fraction(1, 1 << 40)  # by which a law's bounds have to be wider than those
GRID: Final = 1 << 80  # denominator of proposed bounds
MAX_HALVINGS: Final = 9
MAX_POWER: Final = 64
COMPUTED: Final = "ltac:(vm_cast_no_check (eq_refl true))"
PROPOSED: Final = {"root": 1, "log": 1, "abs": 1, "arg": 1, "golden": 1}  # bounds for each
INVERSE: Final = ("acot", "asec", "acsc", "acoth", "asech", "acsch")  # by inverse functions of the inverse
UNLESS_ZERO: Final = ("acot", "acoth")  # whose values at 0 are not those of their definitions


class Meaning(NamedTuple):
    """What a variable stands for, its text, and that it is enclosed."""

    term: Term
    text: str
    proof: str


Letters = Mapping[Term, Meaning]


def enclosure(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    """An instance of the law."""
    t, part, lo, hi = args
    ball = _ball(t)
    value = ball.re if part == "re" else ball.im
    margin = MARGIN * (1 + abs(value))
    if not lo.args[0] + margin < value - ball.error < value + ball.error < hi.args[0] - margin:
        raise NotExportedError("bounds of a constant that are sharper than those that are computed for Coq")
    proof = Encloser(p).proof(t, {})
    numbers = f"{rational(lo.args[0])} {rational(hi.args[0])}"
    return f"(enclosure_{part} {p.print.real(t)} _ {numbers} {proof} {COMPUTED})"


LAWS: Final[dict[str, Instance]] = {"enclosure": enclosure}


def _ball(t: Term) -> Ball:
    try:
        return enclosed(t)
    except KernelError as error:
        raise NotExportedError(f"bounds of a constant: {error}") from error


def _down(x: Fraction) -> Fraction:
    return Fraction(x * GRID // 1, GRID)


def _depth(t: Term, letters: Letters) -> int:
    """How many proposed bounds rest on one another."""
    if t in letters:
        return _depth(letters[t].term, {})
    inner = max((_depth(p, letters) for p in k.parts(t)), default=0)
    name = t.args[0] if t.op == "fn" else t.op
    return inner + PROPOSED.get(name, 2 if name in functions.BY_LOGARITHMS or name in INVERSE else 0)


def _slack(depth: int) -> Fraction:
    if depth > len(SLACKS):
        raise NotExportedError("bounds of a constant that is made of others many times")
    return SLACKS[max(depth, 1) - 1]


def _interval(value: Fraction, error: Fraction, slack: Fraction) -> tuple[Fraction, Fraction]:
    """Proposed bounds."""
    room = error + slack * (1 + abs(value))
    return _down(value - room), -_down(-value - room)


def _pair(lo: Fraction, hi: Fraction) -> str:
    return f"({rational(lo)}, {rational(hi)})"


def _halvings(size: Fraction) -> int:
    """How often what is at most so large is halved before it is at most 1."""
    found = int(size + SLACKS[-1]).bit_length() + 1
    if found > MAX_HALVINGS:
        raise NotExportedError("bounds of a constant with a large exponent")
    return found


class Encloser:
    """Proofs that constants lie within boxes; the boxes are what Coq makes of the proofs."""

    def __init__(self, prover: ComplexProver) -> None:
        self.prover = prover

    def proof(self, t: Term, letters: Letters) -> str:
        """That a constant is enclosed, whose variables stand for others."""
        row: Callable[[Term, Letters], str] | None = getattr(self, f"_{t.op}", None)
        if row is None:
            raise NotExportedError(f"bounds of constants of the kind {t.op}")
        return row(t, letters)

    def ball(self, t: Term, letters: Letters) -> Ball:
        """The core's enclosure, with principal values for what letters stand for."""
        return _ball(k.substitute(t, {v: k.mul(k.num(-1), I, I, m.term) for v, m in letters.items()}))

    # -- arithmetic

    def _num(self, t: Term, letters: Letters) -> str:
        return f"(enclosed_rational {self.text(t, letters)} {rational(Fraction(t.args[0]))} eq_refl)"

    def _var(self, t: Term, letters: Letters) -> str:
        return letters[t].proof

    def _add(self, t: Term, letters: Letters) -> str:
        return self._chain(t, letters)

    def _mul(self, t: Term, letters: Letters) -> str:
        return self._chain(t, letters)

    def _chain(self, t: Term, letters: Letters) -> str:
        if not t.args:
            return self._num(k.num(int(t.op == "mul")), letters)
        first, *others = (self.proof(a, letters) for a in t.args)
        for other in others:
            first = f"(enclosed_{t.op} _ _ _ _ {first} {other})"
        return first

    def _pow(self, t: Term, letters: Letters) -> str:
        base, e = t.args
        if e.op != "num" or e.args[0].denominator != 1 or abs(e.args[0]) > MAX_POWER:
            raise NotExportedError("bounds of a constant with an exponent that is no small whole number")
        return f"(enclosed_power _ ({e.args[0].numerator})%Z _ {self.proof(base, letters)})"

    def _exp(self, t: Term, letters: Letters) -> str:
        return self._raised(self.proof(t.args[0], letters), self.ball(t.args[0], letters))

    def _raised(self, proof: str, ball: Ball) -> str:
        size = max(abs(ball.re), abs(ball.im)) + ball.error
        return f"(enclosed_exp {_halvings(size)} _ _ {proof})"

    # -- roots and logarithms

    def _root(self, t: Term, letters: Letters) -> str:
        radicand, degree = t.args
        proof, ball = self.proof(radicand, letters), self.ball(radicand, letters)
        if k.sort_of(radicand) == "complex":
            return self._principal(proof, radicand, degree, letters)
        value = self.ball(t, letters)
        lo, hi = _interval(value.re, value.error, _slack(_depth(t, letters)))
        lo = max(lo, Fraction(0)) if ball.re else Fraction(0)
        return f"(enclosed_root {degree - 1} {degree} {_pair(lo, hi)} _ _ eq_refl {proof})"

    def _principal(self, proof: str, radicand: Term, degree: int, letters: Letters) -> str:
        logarithm = self._logarithm(proof, radicand, letters)
        logarithm_ball = self.ball(k.fn("log", radicand), letters)
        part = f"(enclosed_mul _ _ _ _ (enclosed_number {rational(Fraction(1, degree))}) {logarithm})"
        value = self._raised(part, logarithm_ball)
        apart = f"(apart_nonzero _ _ {proof} {COMPUTED})"
        return f"(enclosed_same _ _ _ (root_by_log {degree} _ {apart}) {value})"

    def _logarithm(self, proof: str, t: Term, letters: Letters) -> str:
        value = self.ball(k.fn("log", t), letters)
        slack = _slack(_depth(t, letters) + 1)
        lo, hi = _interval(value.re, value.error, slack)
        ball = self.ball(t, letters)
        if ball.re < 0 and ball.im == 0 and (ball.error == 0 or k.sort_of(t) != "complex"):
            halvings = _halvings(2 * max(abs(lo), abs(hi)))
            return f"(enclosed_log_cut {halvings} {_pair(lo, hi)} _ _ {proof})"
        middle = _down(value.im)
        off = -_down(-(value.error + slack))
        halvings = max(_halvings(2 * max(abs(lo), abs(hi))), _halvings(abs(middle)))
        return f"(enclosed_log {halvings} {_pair(lo, hi)} {rational(middle)} {rational(off)} _ _ {proof})"

    def _log(self, t: Term, letters: Letters) -> str:
        (z,) = t.args[1]
        return self._logarithm(self.proof(z, letters), z, letters)

    # -- functions

    def _fn(self, t: Term, letters: Letters) -> str:
        proof = self._value(t, letters)
        if letters or k.sort_of(t) == "complex":
            return proof
        return f"(enclosed_real {self.prover.print.real(t)} _ {self.prover.is_real(t)} {proof})"

    def _value(self, t: Term, letters: Letters) -> str:
        name, args = t.args
        match name:
            case "I" | "pi":
                return f"enclosed_{name.lower()}"
            case "log":
                return self._log(t, letters)
            case "conj" | "re" | "im":
                return f"(enclosed_{name} _ _ {self.proof(args[0], letters)})"
            case "abs":
                ball = self.ball(t, letters)
                lo, hi = _interval(ball.re, ball.error, _slack(_depth(t, letters)))
                return f"(enclosed_abs {_pair(max(lo, Fraction(0)), hi)} _ _ {self.proof(args[0], letters)})"
            case "arg":
                same = f"(arg_by_log {self.text(args[0], letters)})"
                value = f"(enclosed_im _ _ {self._log(k.fn('log', *args), letters)})"
                return f"(enclosed_same _ _ _ {same} {value})"
        return self._defined(name, args, letters)

    def _defined(self, name: str, args: tuple[Term, ...], letters: Letters) -> str:
        """A function as what it stands for, at a letter in place of its argument."""
        table = functions.DEFINITIONS | functions.BY_LOGARITHMS
        if name not in table or name in functions.OF_WHOLE or len(args) > 1:
            raise NotExportedError(f"bounds of constants with the function {name}")
        if not args:
            return f"(enclosed_same {self.text(k.fn(name), {})} _ _ eq_refl {self.proof(table[name](), {})})"
        (z,) = args
        meaning = Meaning(
            k.substitute(z, {v: m.term for v, m in letters.items()}),
            self.text(z, letters),
            self.proof(z, letters),
        )
        letter = k.fresh("z", "complex", z, meaning.term)
        within = {letter: meaning}
        formula = table[name](letter)
        value = self.proof(formula, within)
        if name not in UNLESS_ZERO:
            sides = (self._at(t, letter) for t in (k.fn(name, letter), formula))
            same = f"((fun z_ : C => (eq_refl : {' = '.join(sides)})) {meaning.text})"
            return f"(enclosed_same _ _ _ {same} {value})"
        apart = f"(apart_nonzero _ _ {meaning.proof} {COMPUTED})"
        return f"(enclosed_same _ _ _ (definition_{name} _ {apart}) {value})"

    def text(self, t: Term, letters: Letters) -> str:
        """A constant as it is printed, what letters stand for put in."""
        return self.prover.print.within({v: (m.text, m.text) for v, m in letters.items()}).real(t)

    def _at(self, t: Term, letter: Term) -> str:
        """A term of one letter as a term of ``z_``."""
        return self.prover.print.within({letter: ("z_", "z_")}).real(t)
