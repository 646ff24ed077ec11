"""Steps of a draft that are about functions, in steps of the core."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial

from flint import fmpq

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.enclosures import enclosed
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, PI, ZERO, I, KernelError, Rational, Term, fn
from symderiv.normalize import elementary
from symderiv.normalize.equalities import combined, moved, same
from symderiv.normalize.functions.angles import by_period
from symderiv.normalize.functions.engine import Functions
from symderiv.normalize.functions.steps import law, number
from symderiv.normalize.polynomials import Normal, in_ring

Product = tuple[Rational, tuple[Theorem, ...], tuple[Term, ...]]


def relations_of(thms: Iterable[Theorem]) -> list[Term]:
    """The order relations among theorems, which the draft's ring makes use of."""
    return [t.conclusion for t in thms if t.conclusion.op in ("le", "lt")]


def linear(goal: Term, combination: tuple[tuple[Term, Theorem], ...]) -> Theorem:
    """The draft's step ``linear``: an equation, with functions in it, as a combination of equations."""
    equations = tuple((m, t) for m, t in combination if t.conclusion.op == "eq")

    def work(ring: Normal) -> Theorem:
        p = ring.poly(goal.args[0]) - ring.poly(goal.args[1])
        for m, t in equations:
            left, right = t.conclusion.args
            p -= ring.poly(m) * (ring.poly(left) - ring.poly(right))
        if not ring.is_zero(p):
            raise KernelError(f"expected multipliers that leave 0, met {ring.term(p)}")
        return Functions(ring, (t for _, t in combination)).solve(goal, combination=equations)

    return in_ring(work, relations_of(t for _, t in combination))


def evident(goal: Term, signs: tuple[tuple[Term, Theorem], ...]) -> Theorem:
    """The draft's step ``evident``: a sign by the form of a term."""
    given = [t for _, t in signs]

    def work(ring: Normal) -> Theorem:
        elementary.has_sign(ring, ring.reduce(ring.poly(goal.args[1])), strict=goal.op == "lt")
        return Functions(ring, given).signs.sign(goal.args[1], strict=goal.op == "lt")

    return in_ring(work, relations_of(given))


def period(goal: Term, factor: Term, signs: tuple[tuple[Term, Theorem], ...]) -> Theorem:
    """The draft's step ``period``: angles that are equal up to a period, and too close to be different."""
    given = [t for _, t in signs]

    def work(ring: Normal) -> Theorem:
        ring.reduce(ring.poly(Term("exp", k.mul(factor, k.sub(*goal.args)))))
        return by_period(Functions(ring, given), goal, factor)

    return in_ring(work, relations_of(given))


def residual(
    goal: Term, products: Sequence[Product], combination: tuple[tuple[Term, Theorem], ...]
) -> Theorem:
    """The draft's step ``positive``: b - a as products and a number, with functions in them."""
    a, b = goal.args
    whole = [
        k.mul(
            k.num(c),
            *(k.sub(t.conclusion.args[1], t.conclusion.args[0]) for t in facts),
            *(k.power(s, 2) for s in squares),
        )
        for c, facts, squares in products
    ]
    whole += [k.mul(m, k.sub(*t.conclusion.args)) for m, t in combination]
    given = [t for _, facts, _ in products for t in facts]

    def work(ring: Normal) -> Theorem:
        p = ring.reduce(ring.poly(k.sub(k.sub(b, a), k.add(*whole))))
        cleared, multiplier = ring.clear(p)
        number_left, rest = divmod(cleared, multiplier)
        if rest != 0 or not number_left.is_constant():
            raise KernelError(f"expected a remainder that is a number, met {ring.term(p)}")
        left = number(number_left.leading_coefficient() if number_left != 0 else fmpq(0))
        functions = Functions(ring, (*given, *(t for _, t in combination)))
        same_value = functions.solve(k.eq(k.sub(b, a), k.add(*whole, left)))
        return infer.positive(goal, tuple(products), (*combination, (ONE, same_value)))

    return in_ring(work)


def same_power(goal: Term, n: int) -> Theorem:
    """The draft's step ``same_power``: constants with the same n-th power, of which other roots are apart."""
    a, b = goal.args
    units = [Term("exp", k.mul(k.num(Fraction(2 * j, n)), PI, I)) for j in range(1, n)]
    differences = [k.sub(a, b), *(k.sub(a, k.mul(u, b)) for u in units)]

    def work(ring: Normal) -> Theorem:
        for side in goal.args:
            ring.poly(side)
        functions = Functions(ring)
        raised = functions.solve(k.eq(k.power(a, n), k.power(b, n)))
        product = functions.solve(k.eq(k.mul(*differences), ZERO), combination=((ONE, raised),))
        branches = [combined(a, b, (ONE, infer.assume(k.eq(differences[0], ZERO))))]
        for d in differences[1:]:
            clash = infer.contradict(infer.assume(k.eq(d, ZERO)), constant_apart(d))
            branches.append(infer.ex_falso(goal, clash))
        return infer.by_cases(infer.zero_product(product), *branches)

    return in_ring(work)


def apart(goal: Term) -> Theorem:
    """The draft's step ``apart``: an order of real constants, by an enclosure of their difference."""
    t = k.sub(*reversed(goal.args))
    value = enclosed(t).re
    low = k.num(value / 2)
    below = infer.and_elim(law("enclosure", t, "re", low, k.num(2 * value)), 0)
    real = same(fn("re", t), t, law("definition", "re", t), law("conj_real", t))
    above = moved(partial(k.lt, low), real, below)
    return infer.positive(goal, ((Rational(1), (above,), ()),))


def constant_apart(t: Term) -> Theorem:
    """|- t != 0, for a constant, by an enclosure."""
    ball = enclosed(t)
    part, value = ("re", ball.re) if abs(ball.re) > abs(ball.im) else ("im", ball.im)
    ends = sorted((value / 2, 2 * value))
    both = law("enclosure", t, part, *map(k.num, ends))
    place = 0 if value > 0 else 1
    bound = k.num(ends[place])
    assumed = infer.assume(k.eq(t, ZERO))
    at_zero = moved(partial(_bounded, bound, place, part), assumed, infer.and_elim(both, place))
    meaning = law("definition", part, ZERO)
    value_at_zero = same(fn(part, ZERO), ZERO, meaning, law("conj_real", ZERO))
    clash = moved(lambda v: k.lt(v, bound) if place else k.lt(bound, v), value_at_zero, at_zero)
    return infer.negate(k.eq(t, ZERO), infer.absurd(clash))


def _bounded(bound: Term, place: int, part: str, t: Term) -> Term:
    side = fn(part, t)
    return k.lt(side, bound) if place else k.lt(bound, side)
