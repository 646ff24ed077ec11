"""Inequalities: non-negative combinations of facts, of their products and of squares, found by exact LP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from itertools import combinations, combinations_with_replacement
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove import bounds, elementary, equations, powers
from symderiv.prove.context import Context, Unproved, taken_apart, with_radicands
from symderiv.prove.linear_programming import feasible
from symderiv.prove.signs import inverse_sign
from symderiv.prove.sums_of_squares import Monomial, decomposed, differences, monomials, multipliers

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_FACTS = 14  # products are formed of at most so many facts
MAX_DEGREE = 8  # where squares of polynomials are looked for
MAX_MULTIPLES = 40  # of equations, by which they are put in
MAX_SUMMANDS = 300  # as many as an exact linear programme bears


Polynomial = dict[Any, fmpq]  # coefficients by monomials
in_real_ring = partial(in_ring, real_logs=True)  # as the rule ``positive`` has it
_STRICT = "strict"  # the row that says that something is positive


class Summand(NamedTuple):
    """A product of facts and squares, which is not negative."""

    poly: Any  # of flint's ring, or a Polynomial
    facts: tuple[Draft, ...]
    squares: tuple[Term, ...]


class Equation(NamedTuple):
    """A polynomial that is 0: left minus right of a theorem, times a multiplier."""

    poly: Polynomial
    multiplier: Term
    thm: Draft


class _Programme(NamedTuple):
    """What is to be a combination of what."""

    aim: Polynomial
    summands: list[Summand]
    equations: list[Equation]
    one: Any = frozenset()  # the empty monomial


def prove_order(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal, a <= b or a < b, from the facts of ctx.

    The facts alone are tried first, then with the signs of the goal's atoms, then with those of the
    facts' atoms and with products.
    """
    constants = elementary.by_enclosure(goal)
    if constants is not None:
        return constants
    square = in_real_ring(lambda ring: _as_square(ring, goal))
    if square is not None:
        thm = by_square(prover, goal, *square, ctx)
        if thm is not None:
            return thm
    thm = _by_structure(prover, goal, ctx)
    if thm is not None:
        return thm
    facts = order_facts(prover, goal, ctx)
    equal = [*ctx.of("eq"), *(t for t in prover.instances(ctx, goal) if t.conclusion.op == "eq")]
    for stage in (0, 1) if prover.quick else (0, 1, 2):
        if stage:
            about = (goal,) if stage == 1 else (goal, *(t.conclusion for t in (*facts, *equal)))
            nonnegative = [
                t for t in _natural(prover, about, ctx) if t.conclusion not in {f.conclusion for f in facts}
            ]
            facts = facts + nonnegative
            equal = equal + _inverses(about)
        if stage == 2 and (summed := _rewritten_sums(prover, (goal, *(t.conclusion for t in facts)), ctx)):
            equal = equal + summed
            thm = _aimed(goal, facts, equal, degree=1, put_in=True)
            if thm is not None:
                return thm
        if stage == 2:  # they rest on what earlier stages prove: that radicands are not negative
            equal = equal + [raised for t in equal for raised in elementary.radicand_equations(t)]
            from_limits = prover.limit_facts(ctx)
            equal = equal + [t for t in from_limits if t.conclusion.op == "eq"]
            facts = facts + [t for t in from_limits if t.conclusion.op == "le"]
        thm = _aimed(goal, facts, equal, degree=1 + stage // 2, put_in=not prover.quick)
        if thm is not None:
            return thm
    if not prover.quick:
        thm = (
            _by_squares(goal, facts)
            or _under_mean(prover, goal, ctx)
            or _by_bounds(prover, goal, ctx, facts, equal)
            or _over_denominator(prover, goal, ctx)
            or _by_contradiction(goal, facts, equal)
        )
        if thm is not None:
            return thm
    raise Unproved(lambda: f"no combination of the facts gives {prover.show(goal)}")


def _aimed(goal: Term, facts: list[Draft], equal: list[Draft], *, degree: int, put_in: bool) -> Draft | None:
    """A combination that gives the goal, or what is enough for it."""
    integral = all(k.sort_of(side) == "int" for side in goal.args)
    for aim, finish in _aims(goal, integral=integral):
        thm = _combined(aim, facts, equal, degree=degree, put_in=put_in)
        if thm is not None and goal not in thm.hypotheses:
            return finish(thm)
    return None


def _by_bounds(
    prover: Prover, goal: Term, ctx: Context, facts: list[Draft], equal: list[Draft]
) -> Draft | None:
    """By bounds of the exponentials and logarithms in the goal."""
    if not bounds.concerns(goal):
        return None
    known = [*bounds.exponential_facts(goal), *bounds.logarithm_facts(prover, goal, ctx)]
    for degree in (1, 2):
        thm = _combined(goal, [*known, *facts], equal, degree=degree)
        if thm is not None:
            return thm
    return bounds.by_monotony(prover, goal, ctx)


def _under_mean(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= E[X], for the difference of the sides as the mean of one X, which is surely not negative."""
    if goal.op != "le" or not any(s.op == "mean" for s in k.subterms(goal)):
        return None
    body = in_real_ring(lambda ring: _one_mean(ring, goal))
    if body is None:
        return None
    try:
        with prover.deeper():
            thm = prover.prove(k.le(ZERO, body), ctx)
    except Unproved:
        return None
    if any(map(k.is_random, thm.hypotheses)):
        return None
    return draft.positive(goal, ((fmpq(1), (draft.under_mean(thm),), ()),))


def _one_mean(ring: Normal, goal: Term) -> Term | None:
    """X, where the right side less the left one is E[X], as E is linear; None where no mean stands alone."""
    found = False
    terms = []
    for c, factors in ring.monomials(ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))):
        means = [ring.atoms[i] for i, e in factors if ring.atoms[i].op == "mean" and e == 1]
        alone = means[0] if len(means) == 1 else None
        found |= alone is not None
        powers = (ring.power_of(i, e) for i, e in factors if ring.atoms[i] != alone)
        terms.append(k.mul(k.num(c), *powers, ONE if alone is None else alone.args[0]))
    return k.add(*terms) if found else None


def _as_square(ring: Normal, goal: Term) -> tuple[fmpq, Term] | None:
    """(c, s) where goal is 0 <= c s^2 (or <), with a number c > 0."""
    monomials = list(ring.monomials(ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))))
    if len(monomials) != 1 or monomials[0][0] <= 0:
        return None
    c, factors = monomials[0]
    if any(e % 2 or k.sort_of(ring.atoms[i]) == "complex" for i, e in factors):
        return None
    return c, k.mul(*(ring.power_of(i, e // 2) for i, e in factors))


def _by_squares(goal: Term, facts: list[Draft]) -> Draft | None:
    """By squares of polynomials, and by facts times squares of sums and differences of two monomials."""

    def work(ring: Normal) -> Draft | None:
        aim = ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))
        gaps = [
            ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0])) for f in (t.conclusion for t in facts)
        ]
        wanted = ring.reduce(aim).to_dict()
        if not 2 <= max(map(sum, wanted), default=0) <= MAX_DEGREE:
            return None

        def real(i: int) -> bool:
            known = i < len(ring.atoms) and i not in ring.inverse_of
            return known and k.sort_of(ring.atoms[i]) != "complex"

        def polynomial(p: Mapping[Monomial, fmpq]) -> fmpq_mpoly:
            factors = ((c, zip(ring.gens, e, strict=False)) for e, c in p.items())
            return sum((c * prod(x**n for x, n in powers) for c, powers in factors), ring.zero)

        def times(t: Draft | None, gap: fmpq_mpoly, basis: Sequence[Monomial]) -> Iterator[Summand]:
            for p in map(polynomial, differences(basis)):
                facts = () if t is None else (t,)
                yield Summand(ring.reduce(gap * p * p).to_dict(), facts, (ring.term(p),))

        c, factors = aim.factor()
        if goal.op == "le" and c > 0 and all(e % 2 == 0 for _, e in factors) and all(map(real, _used(aim))):
            whole = prod((p ** (e // 2) for p, e in factors), start=ring.one)
            return draft.positive(goal, ((c, (), (ring.term(whole),)),))
        basis = monomials(wanted, real)
        summands = list(times(None, ring.one, basis))
        for gap, t in zip(gaps, facts, strict=True):
            if _used(gap) <= _used(aim) and len(summands) < MAX_SUMMANDS:
                summands += times(t, gap, multipliers(wanted, gap.to_dict(), real))
        found = _certified(goal, _Programme(wanted, summands, [], (0,) * len(ring.gens)))
        squares = decomposed(wanted, basis) if found is None and goal.op == "le" else None
        if squares is None:
            return found
        return draft.positive(goal, tuple((c, (), (ring.term(polynomial(p)),)) for c, p in squares))

    return in_real_ring(work)


def _used(p: fmpq_mpoly) -> set[int]:
    """The indices of the atoms in a polynomial."""
    return {i for i, e in enumerate(p.degrees()) if e > 0}


def _by_structure(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= t (or <) where t is a sum or product, as written, of what is not negative (or positive)."""
    t = goal.args[1]
    if goal.args[0] != ZERO or t.op not in ("add", "mul", "pow", "sum", "root", "exp"):
        return None
    return _signed(prover, t, ctx, strict=goal.op == "lt", whole=True)


def _signed(prover: Prover, t: Term, ctx: Context, *, strict: bool, whole: bool = False) -> Draft | None:
    """0 < t where ``strict``, else 0 <= t, by the structure of t; None if that does not show it.

    A part that is a sum may have its sign by other means; t itself, if it is the ``whole``, has been tried.
    """
    goal = k.lt(ZERO, t) if strict else k.le(ZERO, t)
    known = next((f for f in ctx.of("lt", "le") if f.conclusion in (goal, k.lt(ZERO, t))), None)
    if known is not None:
        return draft.positive(goal, ((fmpq(1), (known,), ()),))
    if t.op == "num":
        return draft.positive(goal, ()) if t.args[0] > 0 or (t.args[0] == 0 and not strict) else None
    if t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].q == 1:
        base, n = t.args[0], int(t.args[1].args[0].p)
        if n % 2 == 0 and not strict:
            return draft.positive(goal, ((fmpq(1), (), (k.power(base, n // 2),)),))
        if n % 2 == 0 and (nonzero := prover.attempt(k.ne(base, ZERO), ctx)) is not None:
            square = square_positive(nonzero)
            if n < 0:
                square = inverse_sign(square, k.power(k.power(base, 2), -1))
            return draft.positive(goal, ((fmpq(1), (square,) * (abs(n) // 2), ()),))
        below = _signed(prover, base, ctx, strict=strict or n < 0)
        if below is not None and n < 0:
            below = inverse_sign(below, k.power(base, -1))
        return None if below is None else draft.positive(goal, ((fmpq(1), (below,) * abs(n), ()),))
    if t.op == "root" and k.sort_of(t) != "complex":
        below = _signed(prover, t.args[0], ctx, strict=strict)
        return below and draft.cut(draft.root_sign(*t.args, strict), below)
    if t.op == "mul":
        signs = _each(_signed(prover, f, ctx, strict=strict) for f in t.args)
        return None if signs is None else draft.positive(goal, ((fmpq(1), tuple(signs), ()),))
    if t.op == "add" and whole:
        terms = _each(_signed_term(prover, f, ctx, strict=strict) for f in t.args)
        enough = terms is not None and (not strict or any(s.conclusion.op == "lt" for s in terms))
        return draft.positive(goal, tuple((fmpq(1), (s,), ()) for s in terms or ())) if enough else None
    if t.op == "sum":
        thm = (
            _sum_of_positive(prover, goal, ctx)
            if strict
            else _sum_of_squares(goal) or _sum_of_signed(prover, goal, ctx)
        )
        if thm is not None:
            return thm
    if t == k.PI:
        below = draft.and_elim(draft.law("pi_bounds", ()), 0)
        return draft.positive(goal, ((fmpq(1), (below,), ()),))
    if t.op == "exp":
        return draft.positive(goal, ((fmpq(1), (draft.exp_positive(t.args[0]),), ()),))
    return None if t.op == "pow" or whole else prover.attempt(goal, ctx)


def _signed_term(prover: Prover, t: Term, ctx: Context, *, strict: bool) -> Draft | None:
    """0 < t if ``strict`` is asked for and it holds, else 0 <= t."""
    sharp = _signed(prover, t, ctx, strict=True) if strict else None
    return _signed(prover, t, ctx, strict=False) if sharp is None else sharp


def _each(found: Iterable[Draft | None]) -> list[Draft] | None:
    """All of them; None as soon as one is missing."""
    theorems = []
    for thm in found:
        if thm is None:
            return None
        theorems.append(thm)
    return theorems


def _sum_of_signed(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= a sum of what is not negative, as written."""
    t = goal.args[1]
    v = k.fresh("k", "int", t, *ctx.assumed)
    inner = _throughout(prover, t, v, ctx, strict=False)
    if inner is None:
        return None
    return draft.positive(goal, ((fmpq(1), (draft.under_sum(v, *t.args[1:3], inner),), ()),))


def _throughout(prover: Prover, t: Term, v: Term, ctx: Context, *, strict: bool) -> Draft | None:
    """The sign of the body of a sum for each v in its range."""
    inside = ctx.assuming(*k.bounds(v, *t.args[1:3]))
    signed = _signed(prover, k.open_(t, v), inside, strict=strict)
    try:
        return signed and prover.settle(signed, inside)
    except Unproved:
        return None


def _sum_of_positive(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 < a sum of what is positive, from lo to hi, where lo <= hi: the first summand is, and no other is
    negative."""
    t = goal.args[1]
    lo, hi = t.args[1:3]
    some = prover.attempt(k.le(lo, hi), ctx)
    if some is None or prover.depth <= 0:
        return None
    v = k.fresh("k", "int", t, *ctx.assumed)
    with prover.deeper():
        inner = _throughout(prover, t, v, ctx, strict=True)
    if inner is None or not inner.hypotheses <= ctx.assumed.union(k.bounds(v, lo, hi)):
        return None
    return draft.cut(_first_and_rest(goal, v, inner), some)


def _first_and_rest(goal: Term, v: Term, inner: Draft) -> Draft:
    """lo <= hi, and what holds throughout, |- 0 < the sum."""
    t = goal.args[1]
    lo, hi = t.args[1:3]
    apart = draft.split(t, lo)
    second = k.add(lo, ONE)
    apart = draft.cut(apart, draft.positive(k.le(lo, second), ()))
    low = k.le(lo, v)
    first = draft.instantiate(inner, v, lo)
    first = draft.cut(first, draft.positive(k.le(lo, lo), ()))
    weak = draft.positive(k.le(*inner.conclusion.args), ((fmpq(1), (inner,), ()),))
    above = draft.positive(low, ((fmpq(1), (draft.assume(k.le(second, v)),), ()),))
    rest = draft.under_sum(v, second, hi, draft.cut(weak, above))
    one = draft.law("sum_unroll", (v, lo, lo, 1, k.open_(t, v)), draft.linear(k.eq(lo, k.add(lo, ZERO))))
    products = ((fmpq(1), (first,), ()), (fmpq(1), (rest,), ()))
    return draft.positive(goal, products, ((ONE, apart), (ONE, one)))


def _sum_of_squares(goal: Term) -> Draft | None:
    """0 <= a sum of c s^2."""
    t = goal.args[1]
    v = k.fresh("k", "int", t)
    inner = k.le(ZERO, k.open_(t, v))
    square = in_real_ring(lambda ring: _as_square(ring, inner))
    if square is None:
        return None
    c, s = square
    total = draft.under_sum(v, *t.args[1:3], draft.positive(inner, ((c, (), (s,)),)))
    return draft.positive(goal, ((fmpq(1), (total,), ()),))


def by_square(prover: Prover, goal: Term, c: fmpq, s: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, 0 <= c s^2, or 0 < c s^2 where s is not 0."""
    if goal.op == "le":
        return draft.positive(goal, ((c, (), (s,)),))
    nonzero = prover.attempt(k.ne(s, ZERO), ctx)
    return None if nonzero is None else draft.positive(goal, ((c, (square_positive(nonzero),), ()),))


def _by_contradiction(goal: Term, facts: list[Draft], equal: list[Draft]) -> Draft | None:
    """a < b (or <=) because b <= a (or <) contradicts the facts."""
    a, b = goal.args
    negation = k.le(b, a) if goal.op == "lt" else k.lt(b, a)
    wrong = _combined(k.lt(ZERO, ZERO), [*facts, draft.assume(negation)], equal, degree=2)
    if wrong is None or negation not in wrong.hypotheses:
        return None
    three = draft.trichotomy(a, b)
    branches = []
    for case in three.conclusion.args:
        fact = draft.assume(case)
        aim = goal if case == k.lt(a, b) or (case.op, goal.op) == ("eq", "le") else negation
        sign = fmpq(1 if aim == negation else -1)
        way = ((), ((k.num(sign), fact),)) if case.op == "eq" else (((fmpq(1), (fact,), ()),), ())
        thm = draft.positive(aim, *way)
        branches.append(thm if aim == goal else draft.ex_falso(goal, draft.cut(draft.absurd(wrong), thm)))
    return draft.by_cases(three, *branches)


def _over_denominator(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a < b (or <=) where b - a is a quotient of two positive numbers, or of two negative ones."""
    a, b = goal.args

    def quotient(ring: Normal) -> tuple[Term, Term]:
        numerator, denominator = ring.clear(ring.poly(b) - ring.poly(a))
        return ring.term(numerator), ring.term(denominator)

    numerator, denominator = in_real_ring(quotient)
    if denominator == ONE:
        return None
    with prover.deeper():
        negative = prover.attempt(k.lt(denominator, ZERO), ctx)
        if negative is None:
            below = prover.prove(k.lt(ZERO, denominator), ctx)
        else:
            numerator, denominator = k.neg(numerator), k.neg(denominator)
            below = draft.positive(k.lt(ZERO, denominator), ((fmpq(1), (negative,), ()),))
        above = prover.prove(Term(goal.op, ZERO, numerator), ctx)
    inverse = inverse_sign(below, k.power(denominator, -1))
    return draft.positive(goal, ((fmpq(1), (above, inverse), ()),))


def _aims(goal: Term, *, integral: bool) -> Iterator[tuple[Term, Callable[[Draft], Draft]]]:
    """Goals that suffice, each with the way back; among integers a < b + 1 suffices for a <= b."""
    yield goal, lambda thm: thm
    if not integral:
        return
    a, b = goal.args

    def back(thm: Draft) -> Draft:
        return draft.positive(goal, ((fmpq(1), (draft.integer(thm),), ()),))

    if goal.op == "le":
        yield k.lt(a, k.add(b, ONE)), back


def order_facts(prover: Prover, goal: Term, ctx: Context) -> list[Draft]:
    """The inequalities among the facts, with < between integers sharpened, and instances of general ones."""
    general = [t for t in prover.instances(ctx, goal) if t.conclusion.op in ("le", "lt")]
    near = ctx.remembered("order", lambda: _near(ctx))
    return near if not general else with_radicands([*near, *_sharpened(general)])


def _near(ctx: Context) -> list[Draft]:
    """The inequalities among the facts themselves."""
    differing = list(ctx.of("ne"))
    squares = [square_positive(t) for t in differing if _says_nonzero(t.conclusion)]
    apart = {frozenset(t.conclusion.args[0].args): t for t in differing}
    strict = [
        _strict(t, apart[sides]) for t in ctx.of("le") if (sides := frozenset(t.conclusion.args)) in apart
    ]
    return with_radicands([*_sharpened(ctx.of("le", "lt")), *strict, *squares])


def _strict(thm: Draft, differ: Draft) -> Draft:
    """H |- a <= b and K |- a != b (or b != a)  to  H, K |- a < b."""
    a, b = thm.conclusion.args
    goal, less = k.lt(a, b), k.lt(b, a)
    branches = []
    three = draft.trichotomy(a, b)
    for case in three.conclusion.args:
        if case == goal:
            branches.append(draft.assume(goal))
        elif case == less:
            branches.append(draft.ex_falso(goal, clash(thm, draft.assume(less))))
        else:
            equal = differ.conclusion.args[0]
            same = draft.linear(equal, (ONE if equal == case else k.num(-1), draft.assume(case)))
            branches.append(draft.ex_falso(goal, draft.contradict(same, differ)))
    return draft.by_cases(three, *branches)


def _sharpened(facts: Iterable[Draft]) -> Iterator[Draft]:
    for thm in facts:
        yield thm
        if thm.conclusion.op == "lt" and all(k.sort_of(side) == "int" for side in thm.conclusion.args):
            yield draft.integer(thm)


def _says_nonzero(f: Term) -> bool:
    return f.args[0].args[1] == ZERO and k.sort_of(f.args[0].args[0]) != "complex"


def square_positive(nonzero: Draft) -> Draft:
    """H |- x != 0  to  H |- 0 < x^2."""
    x = nonzero.conclusion.args[0].args[0]
    goal = k.lt(ZERO, k.power(x, 2))
    zero = draft.ex_falso(goal, draft.contradict(draft.assume(k.eq(x, ZERO)), nonzero))
    signed = [
        draft.positive(goal, ((fmpq(1), (draft.assume(f), draft.assume(f)), ()),))
        for f in (k.lt(x, ZERO), k.lt(ZERO, x))
    ]
    return draft.by_cases(draft.trichotomy(x, ZERO), signed[0], zero, signed[1])


def _natural(prover: Prover, formulas: Iterable[Term], ctx: Context) -> Iterator[Draft]:
    """What holds of the formulas' atoms by their nature: signs of roots, inverses, indicators and sums."""
    if prover.depth <= 0:
        return
    seen: set[Term] = set()
    for t in _atoms_of(*formulas):
        if t in seen or k.is_open(t):
            continue
        seen.add(t)
        with prover.deeper():
            try:
                yield from _sign(prover, ctx, t)
            except Unproved:
                continue


def _inverses(formulas: Iterable[Term]) -> list[Draft]:
    """q (1/q) = 1 for the denominators q in the formulas; that q is not 0 has to be shown later."""
    return [
        draft.linear(k.eq(k.mul(t.args[0], t), ONE))
        for t in _atoms_of(*formulas)
        if t.op == "pow" and t.args[1] == k.num(-1) and t.args[0] != ZERO and not k.is_open(t)
    ]


def _rewritten_sums(prover: Prover, formulas: Iterable[Term], ctx: Context) -> list[Draft]:
    """The sums in the formulas, with what the facts say of all summands put in."""
    if prover.depth <= 1 or not any(_is_equation_of_all(t.conclusion) for t in ctx.of("all")):
        return []
    found = []
    for t in _atoms_of(*formulas):
        if t.op == "sum" and not k.is_open(t):
            with suppress(Unproved, KernelError), prover.deeper():
                found.append(equations.rewritten_sum(prover, ctx, t))
    return [thm for thm in found if thm is not None]


def _is_equation_of_all(f: Term) -> bool:
    while f.op == "all":
        f = f.args[-1]
    return f.op == "eq"


def _atoms_of(*formulas: Term) -> list[Term]:
    def atoms(ring: Normal) -> list[Term]:
        for f in formulas:
            for side in f.args:
                ring.reduce(ring.poly(side))
        return list(ring.atoms)

    return in_real_ring(atoms)


def _sign(prover: Prover, ctx: Context, t: Term) -> Iterator[Draft]:
    if t.op == "root":
        for strict in (True, False):
            thm = draft.root_sign(*t.args, strict)
            (need,) = thm.hypotheses
            lemma = prover.attempt(need, ctx)
            if lemma is not None:
                yield draft.cut(thm, lemma)
                return
    elif t.op == "pow" and t.args[1] == k.num(-1):
        for f in (k.lt(ZERO, t.args[0]), k.lt(t.args[0], ZERO)):
            signed = prover.attempt(f, ctx)
            if signed is not None:
                yield inverse_sign(signed, t)
                return
    elif t.op == "pow" and t.args[1].op != "num" and "complex" not in map(k.sort_of, t.args):
        for bound in powers.bounds(prover, t, ctx) if k.sort_of(t.args[1]) == "int" else ():
            yield from taken_apart(bound)
        yield from bounds.of_power(prover, t, ctx)
    elif t.op == "mean":
        yield from _mean_bounds(ctx, t.args[0])
    elif t.op == "ind":
        yield from indicator_bounds(t.args[0])
    elif t.op == "exp":
        yield draft.exp_positive(t.args[0])
    elif t == k.PI:
        bounds_of_pi = draft.law("pi_bounds", ())
        yield from (draft.and_elim(bounds_of_pi, i) for i in range(2))
    elif t.op == "fn" and t.args[0] == "floor" and k.sort_of(t.args[1][0]) != "complex":
        around = draft.law("floor_bounds", t.args[1])
        yield from (draft.and_elim(around, i) for i in range(2))
    elif t.op == "sum":
        v = k.fresh("k", "int", t, *ctx.assumed)
        lo, hi = t.args[1:3]
        inner = prover.summand(k.le(ZERO, k.open_(t, v)), ctx.assuming(*k.bounds(v, lo, hi)))
        total = draft.under_sum(v, lo, hi, inner)
        yield draft.positive(k.le(ZERO, t), ((fmpq(1), (total,), ()),))


def _mean_bounds(ctx: Context, x: Term) -> Iterator[Draft]:
    """0 <= E[(X - E[X])^2] for a square, and E[a] <= E[b] for what is surely so of the same quantities."""
    if x.op == "pow" and x.args[1] == k.num(2):
        deviation = k.sub(x.args[0], Term("mean", x.args[0]))
        square = draft.positive(k.le(ZERO, k.power(deviation, 2)), ((fmpq(1), (), (deviation,)),))
        yield draft.under_mean(square)
    about = set(_random_parts(x))
    for thm in ctx.of("le", "lt"):
        sure = k.is_random(thm.conclusion) and not any(map(k.is_random, thm.hypotheses))
        if sure and not about.isdisjoint(_random_parts(thm.conclusion)):
            goal = k.le(*thm.conclusion.args)
            yield draft.under_mean(draft.positive(goal, ((fmpq(1), (thm,), ()),)))


def _random_parts(t: Term) -> Iterator[Term]:
    return (s for s in k.subterms(t) if s.op == "comp" and s.args[1] == "random")


def clash(*thms: Draft) -> Draft:
    """H1 |- a < b, H2 |- b <= a, ...  to  H1, H2, ... |- false, where the inequalities add up to 0 < 0."""
    return draft.absurd(draft.positive(k.lt(ZERO, ZERO), tuple((fmpq(1), (t,), ()) for t in thms)))


def indicator_bounds(f: Term) -> Iterator[Draft]:
    """0 <= [f] and [f] <= 1."""
    bracket = Term("ind", f)
    for goal in (k.le(ZERO, bracket), k.le(bracket, ONE)):
        sign = k.num(1 if goal.args[0] == ZERO else -1)
        branches = [draft.positive(goal, (), ((sign, draft.indicator(f, holds)),)) for holds in (True, False)]
        yield draft.by_cases(draft.excluded_middle(f), *branches)


# -- the linear programme ----------------------------------------------------------------------------


def _combined(
    goal: Term, facts: list[Draft], equal: list[Draft], *, degree: int, put_in: bool = False
) -> Draft | None:
    """A theorem of goal, or of false where the facts contradict each other; None if LP finds neither.

    Equations are taken as they stand, or put in where what they say the value of is a factor.
    """
    programme = (
        _plain_programme(goal, facts, equal, put_in=put_in)
        if degree == 1
        else in_real_ring(lambda ring: _programme(ring, goal, facts, equal, put_in=put_in))
    )
    return _certified(goal, programme)


def _certified(goal: Term, programme: _Programme) -> Draft | None:
    """A theorem of goal, or of false, from a solution of the programme; None if there is none."""
    found = _solve(goal, programme)
    if found is None:
        return None
    mu, weights, multipliers = found
    scale = mu if mu != 0 else fmpq(1)
    products = tuple(
        (w / scale, facts, squares)
        for w, (_, facts, squares) in zip(weights, programme.summands, strict=True)
        if w != 0
    )
    combination = tuple(
        (k.mul(k.num(-m / scale), e.multiplier), e.thm)
        for m, e in zip(multipliers, programme.equations, strict=True)
        if m != 0
    )
    try:
        if mu != 0:
            return draft.positive(goal, products, combination)
        return draft.ex_falso(goal, draft.absurd(draft.positive(k.lt(ZERO, ZERO), products, combination)))
    except KernelError:
        return None


@lru_cache(maxsize=16384)
def _gap(f: Term) -> Polynomial:
    """Right minus left of a relation, by monomials in atoms that do not depend on the ring."""

    def work(ring: Normal) -> Polynomial:
        p = ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0]))
        signs, atoms = [1] * len(ring.atoms), list(ring.atoms)
        for i, q in ring.inverse_of.items():  # of q or -q, as the ring has ordered its atoms
            signs[i] = ring.sign(q)
            atoms[i] = ring.term(signs[i] * q)
        return {
            frozenset((atoms[i], -e if i in ring.inverse_of else e) for i, e in factors): c
            * prod(signs[i] ** e for i, e in factors)
            for c, factors in ring.monomials(p)
        }

    return in_real_ring(work)


def _plain_programme(goal: Term, facts: list[Draft], equal: list[Draft], *, put_in: bool) -> _Programme:
    """The programme without products, which needs no ring of its own."""
    aim = _gap(goal)
    summands = [Summand(_gap(t.conclusion), (t,), ()) for t in facts]
    equations = [Equation(_gap(t.conclusion), ONE, t) for t in equal]
    polys = [aim, *(s.poly for s in summands)]
    return _Programme(aim, summands, _multiplied(polys, equations, _PLAIN) if put_in else equations)


def _programme(
    ring: Normal, goal: Term, facts: list[Draft], equal: list[Draft], *, put_in: bool
) -> _Programme:
    """The programme with products and squares."""

    def gap(f: Term) -> fmpq_mpoly:
        return ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0]))

    aim = gap(goal)
    summands = [s._replace(poly=s.poly.to_dict()) for s in _summands(ring, aim, facts)]
    equations = [Equation(gap(t.conclusion).to_dict(), ONE, t) for t in equal]
    kind = _in_ring(ring)
    polys = [aim.to_dict(), *(s.poly for s in summands)]
    equations = _multiplied(polys, equations, kind) if put_in else equations
    return _Programme(aim.to_dict(), summands, equations, kind.one)


class _Monomials(NamedTuple):
    """How monomials of one kind are multiplied, taken apart (an atom, what is beside it) and written."""

    one: Any
    times: Callable[[Any, Any], Any]
    apart: Callable[[Any], Iterator[tuple[Any, Any]]]
    term: Callable[[Any], Term]


def _product(m: Any, n: Any) -> Any:
    exponents = dict(m)
    for atom, e in n:
        exponents[atom] = exponents.get(atom, 0) + e
    return frozenset((atom, e) for atom, e in exponents.items() if e)


def _apart(m: Any) -> Iterator[tuple[Any, Any]]:
    for atom, e in m:
        if e > 0:
            yield frozenset({(atom, 1)}), _product(m, ((atom, -1),))


_PLAIN: Final = _Monomials(
    frozenset(),
    _product,
    _apart,
    lambda m: k.mul(*(k.power(atom, e) for atom, e in sorted(m, key=lambda p: p[0].key))),
)


def _in_ring(ring: Normal) -> _Monomials:
    """Monomials as exponents of the ring's generators."""
    places = range(len(ring.gens))

    def apart(m: Any) -> Iterator[tuple[Any, Any]]:
        for i in places:
            if m[i]:
                yield tuple(int(i == j) for j in places), tuple(int(m[j]) - int(i == j) for j in places)

    return _Monomials(
        (0,) * len(ring.gens),
        lambda m, n: tuple(int(a) + int(b) for a, b in zip(m, n, strict=True)),
        apart,
        lambda m: ring.term(prod((g**e for g, e in zip(ring.gens, m, strict=True) if e), start=ring.one)),
    )


def _multiplied(polys: Iterable[Polynomial], equations: list[Equation], kind: _Monomials) -> list[Equation]:
    """The equations, and their multiples that put in what they say of an atom where it is a factor."""
    solved: dict[Any, list[Equation]] = {}
    for e in equations:
        apart = [(m, *pair) for m in e.poly for pair in kind.apart(m)]
        atoms = [atom for m, atom, rest in apart if rest == kind.one]
        for atom in atoms:
            if sum(atom == other for _, other, _ in apart) == 1:
                solved.setdefault(atom, []).append(e)
    if not solved:
        return equations
    found = {(kind.one, e.thm.conclusion): e for e in equations}
    todo = list(dict.fromkeys(m for p in polys for m in p))
    seen = set(todo)
    for n in todo:
        for atom, rest in kind.apart(n):
            for e in solved.get(atom, ()) if rest != kind.one else ():
                if (rest, e.thm.conclusion) not in found:
                    poly = {kind.times(m, rest): c for m, c in e.poly.items()}
                    found[rest, e.thm.conclusion] = Equation(poly, kind.term(rest), e.thm)
                    further = [m for m in poly if m not in seen]
                    todo += further
                    seen.update(further)
        if len(found) >= len(equations) + MAX_MULTIPLES:
            break
    return list(found.values())


def _summands(ring: Normal, aim: fmpq_mpoly, facts: list[Draft]) -> Iterator[Summand]:
    simple = []
    for t in facts:
        left, right = t.conclusion.args
        simple.append(Summand(ring.reduce(ring.poly(right) - ring.poly(left)), (t,), ()))
    yield from simple
    near = {i for i, e in enumerate(aim.degrees()) if e > 0}
    simple.sort(key=lambda s: len({i for i, e in enumerate(s.poly.degrees()) if e > 0} - near))
    for one, other in combinations_with_replacement(simple[:MAX_FACTS], 2):
        yield Summand(ring.reduce(one.poly * other.poly), one.facts + other.facts, ())
    for one, other in combinations(simple[:MAX_FACTS], 2):
        p = one.poly - other.poly
        if all(k.sort_of(ring.atoms[i]) != "complex" for i, e in enumerate(p.degrees()) if e > 0):
            yield Summand(ring.reduce(p * p), (), (ring.term(p),))
    atoms = [
        ring.gens[i] for i, e in enumerate(aim.degrees()) if e > 0 and k.sort_of(ring.atoms[i]) != "complex"
    ]
    for p in (
        *atoms,
        *(x - y for x, y in combinations(atoms, 2)),
        *(x + y for x, y in combinations(atoms, 2)),
    ):
        yield Summand(ring.reduce(p * p), (), (ring.term(p),))


def _solve(goal: Term, programme: _Programme) -> tuple[fmpq, list[fmpq], list[fmpq]] | None:
    """mu, w >= 0 and m with  mu aim = c0 + sum w s + sum m z, c0 >= 0, the strict part being positive."""
    strict = (_STRICT, fmpq(1))
    columns = [{x: -c for x, c in programme.aim.items()}]
    if goal.op == "le":
        columns[0].update([strict])
    for p, facts, squares in programme.summands:
        positive = not squares and all(t.conclusion.op == "lt" for t in facts)
        columns.append({**p, _STRICT: fmpq(1)} if positive else p)
    columns.append({programme.one: fmpq(1), _STRICT: fmpq(1)})
    columns += [e.poly for e in programme.equations]
    columns += [{x: -c for x, c in e.poly.items()} for e in programme.equations]
    x = feasible(columns, dict([strict]))
    if x is None:
        return None
    n, m = len(programme.summands), len(programme.equations)
    return x[0], x[1 : n + 1], [p - q for p, q in zip(x[n + 2 : n + 2 + m], x[n + 2 + m :], strict=True)]
