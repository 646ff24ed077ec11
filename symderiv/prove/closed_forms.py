"""Closed forms of what stands in a sequence: geometric sums, roots of squares, what the facts define."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq, fmpq_mpoly, fmpq_poly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.evaluate.evaluator import evaluate
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.evaluate.rationals import rational
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import Normal, in_ring, normal_form
from symderiv.prove.context import Context
from symderiv.prove.equations import coefficient
from symderiv.prove.eventually import late, least_start, named_start, start_of
from symderiv.prove.recurrences import closed_form, definitions
from symderiv.prove.sums import difference

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


MOST_APART = 20  # the greatest distance between two summands that cancel
MAX_DEGREE = 8  # of what is summed in closed form
MOST_FALL = 8  # the greatest m for which a root is tried as c/v^m


def powers_in(f: Term, v: Term) -> Iterator[tuple[fmpq, Term]]:
    """(r, s) for the powers s of numbers in f with s(v + 1) = r s(v)."""
    for s in dict.fromkeys(k.subterms(f)):
        if s.op == "pow" and v in k.free_vars(s.args[1]) and not k.is_open(s) and not k.free_vars(s.args[0]):
            base = normal_form(s.args[0])
            step = rate(s.args[1], v)
            if base.op == "num" and step is not None:
                yield rational(base) ** step[0], s


def rate(e: Term, v: Term) -> tuple[int, int] | None:
    """(a, b) where e is a v + b in whole numbers, a > 0; else None."""
    a, b = (
        normal_form(t) for t in (k.sub(k.substitute(e, {v: k.add(v, ONE)}), e), k.substitute(e, {v: ZERO}))
    )
    whole = all(t.op == "num" and t.args[0].q == 1 for t in (a, b))
    return (int(a.args[0].p), int(b.args[0].p)) if whole and a.args[0] > 0 else None


def in_closed_form(prover: Prover, f: Term, v: Term, ctx: Context) -> Draft | None:
    """start <= v |- f = g, where g has closed forms of geometric sums and of roots of squares in f; None
    where there are none."""
    forms: dict[Term, Term] = {}
    for s in {s for s in k.subterms(f) if s.op in ("sum", "root") and not k.is_open(s) and _grows(s, v)}:
        form = _stated(s, v, ctx) or (_summed(s, v) if s.op == "sum" else _reciprocal(s, v))
        if form is not None:
            forms[s] = form
    if not forms:
        return None
    start, g = start_of(ctx), f
    known = []
    for s, form in sorted(forms.items(), key=lambda item: item[0].key):
        g = replaced(g, s, form)
        known.append(from_least(prover, k.eq(s, form), v, ctx))
    inside = late(ctx, start, v).knowing(*known)
    return prover.prove(k.eq(f, g), inside)


def from_least(prover: Prover, f: Term, v: Term, ctx: Context) -> Draft:
    """start <= v |- f, as an instance of f for all v from a number on, since an induction starts at a
    number."""
    least, named = least_start(ctx), named_start(ctx)
    thm = draft.specialise(prover.prove(k.quantified("all", v, least, None, f), ctx), v)
    return thm if named is None else draft.cut(thm, draft.specialise(named, v))


def _reciprocal(s: Term, v: Term) -> Term | None:
    """The conjecture c/v^m for a root, from its values at 1 and 2."""
    if k.free_vars(s) != {v}:
        return None
    try:
        one, two = (evaluate(k.substitute(s, {v: k.num(t)}), Model()) for t in (1, 2))
    except (Undefined, Undecided):
        return None
    if not isinstance(one, fmpq) or not isinstance(two, fmpq) or two == 0:
        return None
    falls = [m for m in range(1, MOST_FALL + 1) if one == two * 2**m]
    return k.mul(k.num(one), k.power(v, -falls[0])) if falls else None


def _grows(s: Term, v: Term) -> bool:
    """Whether a sum has more and more summands; or a root moves."""
    parts = s.args[1:3] if s.op == "sum" else s.args[:1]
    return any(v in k.free_vars(t) for t in parts)


def _stated(s: Term, v: Term, ctx: Context) -> Term | None:
    """What the facts say that a sum or a root is at all times."""
    for law in (t.conclusion for t in ctx.of("all") if t.conclusion.args[1] == "int"):
        said = k.open_(law, v)
        if said.op == "eq" and said.args[0] == s and s not in k.subterms(said.args[1]):
            value: Term = said.args[1]
            return value
    return None


def _summed(s: Term, v: Term) -> Term | None:
    """The closed form of a sum up to something that grows with v, of its summands together or one by one."""
    form = _geometric(s, v) or _polynomial(s) or _telescoped(s)
    if form is not None:
        return form
    j = k.fresh(str(s.args[0]), "int", s, v)
    body = normal_form(k.open_(s, j))
    lo, hi = s.args[1:3]
    parts = [k.sum_(j, lo, hi, part) for part in (body.args if body.op == "add" else (body,))]
    forms = [_geometric(part, v) or _polynomial(part) for part in parts]
    return None if None in forms else k.add(*(form for form in forms if form is not None))


def _polynomial(s: Term) -> Term | None:
    """The closed form of a sum of powers of its index, by Bernoulli's formula."""
    j = k.fresh(str(s.args[0]), "int", s)
    body, (lo, hi) = k.open_(s, j), s.args[1:3]

    def coefficients(ring: Normal) -> list[Term] | None:
        p = ring.reduce(ring.poly(body))
        if j not in ring.index or any(j in k.free_vars(ring.atoms[i]) for i in _occurring(p, ring.index[j])):
            return None
        place = ring.index[j]
        return [ring.term(coefficient(ring, p, place, e)) for e in range(int(p.degrees()[place]) + 1)]

    found = in_ring(coefficients)
    if found is None or len(found) > MAX_DEGREE + 1:
        return None
    ends: tuple[Term, Term] = hi, k.sub(lo, ONE)
    sums = ([_power_sum(e, end) for end in ends] for e in range(len(found)))
    return k.add(*(k.mul(c, k.sub(*both)) for c, both in zip(found, sums, strict=True)))


def _telescoped(s: Term) -> Term | None:
    """The closed form of a sum of c1/(j + a1) + ... + cn/(j + an) with c1 + ... + cn = 0, in which all but
    finitely many summands cancel."""
    lo, hi = s.args[1:3]
    j = k.fresh(str(s.args[0]), "int", s)
    fractions = in_ring(lambda ring: _partial_fractions(ring, k.open_(s, j), j))
    least = min(fractions, default=0)
    if not fractions or sum(fractions.values()) != 0 or lo.op != "num" or lo.args[0] + least < 1:
        return None
    terms = [
        k.mul(k.num(c), k.sub(k.power(k.add(hi, k.num(m)), -1), k.power(k.add(lo, k.num(m - 1)), -1)))
        for a, c in fractions.items()
        for m in range(least + 1, a + 1)
    ]
    return k.add(ZERO, *terms)


def _partial_fractions(ring: Normal, t: Term, j: Term) -> dict[int, fmpq]:
    """c for a where t is the sum of c/(j + a) for different integers a; nothing where it is not."""
    top, bottom = (_univariate(ring, p, j) for p in ring.clear(ring.poly(t)))
    if top is None or bottom is None or top.degree() >= bottom.degree():
        return {}
    leading, factors = bottom.factor()
    places = {}
    for f, e in factors:
        a = f[0] / f[1] if f.degree() == 1 else fmpq(1, 2)
        if e != 1 or a.q != 1 or abs(a.p) > MOST_APART:
            return {}
        places[int(a.p)] = f[1]
    slope = bottom.derivative()
    return {a: top(fmpq(-a)) / slope(fmpq(-a)) for a in sorted(places)} if leading != 0 else {}


def _univariate(ring: Normal, p: fmpq_mpoly, j: Term) -> fmpq_poly | None:
    """A polynomial in j alone; None where p has other letters."""
    place = ring.index.get(j)
    if place is None or _occurring(p, place):
        return None
    terms = {e[place]: c for e, c in p.to_dict().items()}
    return fmpq_poly([terms.get(e, fmpq(0)) for e in range(max(terms, default=0) + 1)])


def _occurring(p: fmpq_mpoly, apart: int) -> list[int]:
    return [i for i, e in enumerate(p.degrees()) if e > 0 and i != apart]


def _power_sum(e: int, n: Term) -> Term:
    """1^e + ... + n^e = (sum of C(e + 1, i) B_i n^(e + 1 - i)) / (e + 1) over i = 0..e, with B_1 = 1/2"""
    numbers = [fmpq.bernoulli(i) if i != 1 else fmpq(1, 2) for i in range(e + 1)]
    terms = (k.mul(k.num(comb(e + 1, i) * b / (e + 1)), k.power(n, e + 1 - i)) for i, b in enumerate(numbers))
    return k.add(*terms)


def _geometric(s: Term, v: Term) -> Term | None:
    """The closed form of a sum of q^(a j + b), or of j times it, for j up to something that grows with v,
    times what is no j; 1/q^(a j + b) is such a power, too."""
    j = k.fresh(str(s.args[0]), "int", s, v)
    body, (lo, hi) = k.open_(s, j), s.args[1:3]
    factors = _factors(body)
    powers = [p for p in (_power(t) for t in factors) if p is not None and j in k.free_vars(p.exponent)]
    others = [t for t in factors if t != j and (_power(t) not in powers)]
    weighted = factors.count(j)
    if len(powers) != 1 or weighted > 1 or any(j in k.free_vars(t) for t in (*others, powers[0].base)):
        return None
    (power,) = powers
    slope = difference(k.substitute(power.exponent, {j: k.add(j, ONE)}), power.exponent)
    if slope is None or slope == 0:
        return None
    ends = (lo, k.add(hi, ONE)) if slope > 0 else (hi, k.sub(lo, ONE))
    first, beyond = (power.to(normal_form(k.substitute(power.exponent, {j: end}))) for end in ends)
    ratio = power.to(k.num(abs(slope)))
    over = k.power(k.sub(ONE, ratio), -1)
    if not weighted:
        return k.mul(*others, k.sub(first, beyond), over)
    step = ratio if slope > 0 else k.neg(ratio)
    weights = k.sub(k.mul(ends[0], first), k.mul(ends[1], beyond))
    return k.mul(*others, k.add(k.mul(weights, over), k.mul(step, k.sub(first, beyond), k.power(over, 2))))


def _factors(t: Term) -> list[Term]:
    """The factors of a product, within its parts too."""
    return [f for p in t.args for f in _factors(p)] if t.op == "mul" else [t]


class _Power(NamedTuple):
    """q^e, or 1/q^e."""

    base: Term
    exponent: Term
    inverse: bool

    def to(self, e: Term) -> Term:
        """The power with another exponent."""
        power = k.power(self.base, e)
        return k.power(power, -1) if self.inverse else power


def _power(t: Term) -> _Power | None:
    if t.op != "pow":
        return None
    inverse = t.args[1] == k.num(-1) and t.args[0].op == "pow"
    base, exponent = (t.args[0] if inverse else t).args
    return _Power(base, exponent, inverse)


def solved_laws(prover: Prover, f: Term, v: Term, ctx: Context) -> Context | None:
    """ctx with closed forms of the sequences in f that have laws, where there are any that are new."""
    in_f = {s.args[0]: s for s in k.subterms(f) if s.op == "comp" and v in k.free_vars(s)}
    known = definitions(ctx)
    solved = [closed_form(prover, s, ctx) for name, s in in_f.items() if name not in known]
    new = [t for t in solved if t is not None]
    return ctx.knowing(*new) if new else None
