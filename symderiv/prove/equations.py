"""Equations: multipliers by elimination or linear algebra, indicators by cases, sums term by term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement
from math import comb, prod
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mat, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove import chance, contractions, counting, elementary, induction, members, quadratics, sums
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

Combination = tuple[tuple[Term, Draft], ...]
MAX_UNKNOWNS = 600
LEAST = 2  # so many sums are put together into one


@dataclass
class Row:
    """A polynomial that vanishes: scale * poly = sum of combo[i] * (l_i - r_i) over the given equations."""

    poly: fmpq_mpoly
    combo: dict[int, fmpq_mpoly]
    scale: fmpq_mpoly
    prefers: int | None = None


def prove_equation(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal, an equation, from the facts of ctx."""
    if elementary.concerns(goal):
        thm = elementary.prove_identity(prover, goal, ctx)
        if thm is not None:
            return thm
        known = counting.concerns(goal) or any(True for _ in ctx.of("eq"))
        if elementary.functions(goal) and not known:
            raise Unproved("no normal form shows that the two sides are equal")
    if not prover.quick and (thm := by_products(prover, goal, ctx)) is not None:
        return thm
    try:
        combination, undecided = in_ring(lambda ring: _search(ring, prover, goal, ctx))
    except _Split as split:
        return _by_cases(prover, goal, ctx, split.formula)
    if combination is not None:
        return draft.linear(goal, *combination)
    thm = None if prover.quick else by_powers(prover, goal, ctx) or between_bounds(prover, goal, ctx)
    thm = thm or (
        None
        if prover.quick
        else by_zero_factors(prover, goal, ctx)
        or quadratics.by_conjugate(prover, goal, ctx)
        or by_summands(prover, goal, ctx)
    )
    if thm is not None:
        return thm
    for fact in () if prover.quick else ctx.of("eq"):
        solved = _determined(fact.conclusion)
        if solved is not None and solved[0] in k.free_vars(goal):
            with prover.deeper():
                return _put(prover, goal, ctx, *solved)
    thm = None if prover.quick else _at_values(prover, goal, ctx) or members.put_in(prover, goal, ctx)
    if thm is not None:
        return thm
    raise Unproved(undecided)


def by_products(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a = b by facts about arrays, multiplied and summed; what is left are indicators that are decided."""
    a, b = goal.args
    products = contractions.products_of(prover, goal, ctx)

    def work(ring: Normal) -> Combination | None:
        p = ring.poly(a) - ring.poly(b)
        for m, thm in products:
            left, right = thm.conclusion.args
            p -= ring.poly(m) * (ring.poly(left) - ring.poly(right))
        decided, _ = _indicators(ring, prover, ctx, p, ())
        target = reduced(ring, prover, ctx, p, decided)
        return (*products, *multipliers(ring, target, decided)) if target.poly == 0 else None

    combination = in_ring(work) if products else None
    return None if combination is None else draft.linear(goal, *combination)


def _at_values(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """The goal by its normal form, without derivatives, with values put for variables."""
    if not any(s.op == "diff" for s in k.subterms(goal)):
        return None
    a, b = goal.args
    difference = in_ring(lambda ring: ring.term(ring.reduce(ring.poly(a) - ring.poly(b))))
    thm = elementary.put(prover, k.eq(difference, ZERO), ctx)
    return None if thm is None else draft.linear(goal, (ONE, thm))


def by_powers(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a = b where a and b are not negative and a^n = b^n, for the degree n of a root in a or b."""
    degrees = {s.args[1] for s in k.subterms(goal) if s.op == "root" and not k.is_open(s)}
    raised = all(side.op == "pow" for side in goal.args)  # such a goal is one of this function's own
    if prover.depth <= 0 or not degrees or raised or "complex" in map(k.sort_of, goal.args):
        return None
    for n in sorted(degrees):
        try:
            with prover.deeper():
                same = prover.prove(k.eq(*(k.power(side, n) for side in goal.args)), ctx)
                nonnegative = [prover.prove(k.le(ZERO, side), ctx) for side in goal.args]
        except Unproved:
            continue
        return _equal_by_powers(goal, n, same, nonnegative)
    return None


def by_summands(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a = b where a - b is one sum, of which each summand is 0: over a common denominator, say."""
    whole = None if prover.depth <= 0 else in_ring(lambda ring: _one_sum(ring, goal))
    if whole is None:
        return None
    v = k.fresh(str(whole.args[0]), "int", goal, *ctx.assumed)
    sides = _sides(k.open_(whole, v))
    try:
        with prover.deeper():
            same = prover.prove(k.eq(*sides), ctx.assuming(*k.bounds(v, *whole.args[1:3])))
    except Unproved:
        return None
    return draft.linear(goal, (k.ONE, draft.under_sum(v, *whole.args[1:3], same)))


def _sides(difference: Term) -> tuple[Term, Term]:
    """a, b for a - b: the terms with a positive coefficient, and the others."""

    def work(ring: Normal) -> tuple[Term, Term]:
        p = ring.reduce(ring.poly(difference))
        above = ring.ctx.from_dict({m: c for m, c in p.to_dict().items() if c > 0})
        return ring.term(above), ring.term(above - p)

    return in_ring(work)


def _one_sum(ring: Normal, goal: Term) -> Term | None:
    """The difference of two sides as one sum, where it consists of several over one range."""
    summands = []
    for c, factors in ring.monomials(ring.reduce(ring.poly(goal.args[0]) - ring.poly(goal.args[1]))):
        sums_in = [(i, e) for i, e in factors if ring.atoms[i].op == "sum"]
        if len(sums_in) != 1 or sums_in[0][1] != 1:
            return None
        rest = [ring.power_of(i, e) for i, e in factors if i != sums_in[0][0]]
        summands.append((k.mul(k.num(c), *rest), ring.atoms[sums_in[0][0]]))
    ranges = {s.args[1:3] for _, s in summands}
    if len(ranges) != 1 or len(summands) < LEAST:
        return None
    v = k.fresh("k", "int", goal, *(s for _, s in summands))
    ((lo, hi),) = ranges
    return k.sum_(v, lo, hi, k.add(*(k.mul(c, k.open_(s, v)) for c, s in summands)))


def _equal_by_powers(goal: Term, n: int, same: Draft, nonnegative: list[Draft]) -> Draft:
    """|- a^n = b^n, 0 <= a, 0 <= b  to  |- a = b, as b^n - a^n = sum of C(n, j) a^(n-j) (b - a)^j."""
    a, b = goal.args
    three = draft.trichotomy(a, b)

    def wrong(less: Term, lower: Draft, sign: int) -> Draft:
        step = draft.assume(less)
        products = tuple((fmpq(comb(n, j)), (lower,) * (n - j) + (step,) * j, ()) for j in range(1, n + 1))
        below = draft.positive(k.lt(ZERO, ZERO), products, ((k.num(sign), same),))
        return draft.ex_falso(goal, draft.absurd(below))

    less, _, more = three.conclusion.args
    return draft.by_cases(
        three, wrong(less, nonnegative[0], 1), draft.assume(goal), wrong(more, nonnegative[1], -1)
    )


class _Split(Exception):
    def __init__(self, formula: Term) -> None:
        super().__init__()
        self.formula = formula


def _by_cases(prover: Prover, goal: Term, ctx: Context, f: Term) -> Draft:
    with prover.deeper():
        other = beyond(prover, ctx.assuming(k.not_(f)), f)
        branches = [_branch(prover, goal, ctx, f), prover.in_context(goal, other)]
    return draft.by_cases(draft.excluded_middle(f), *branches)


def _branch(prover: Prover, goal: Term, ctx: Context, f: Term) -> Draft:
    """A theorem of goal in ctx with f assumed; where f determines an integer, that is put for it."""
    inside = ctx.assuming(f)
    solved = _determined(f)
    if solved is None:
        return prover.prove(goal, sharpened(prover, inside, f))
    return _put(prover, goal, inside, *solved)


def _put(prover: Prover, goal: Term, ctx: Context, v: Term, value: Term) -> Draft:
    """A theorem of goal by the one with value put for the integer v; the facts say that v = value."""
    forth = prover.prove(k.eq(v, value), ctx)
    back = prover.prove(k.eq(value, v), ctx)
    facts = [draft.rewrite(v, t.conclusion, forth, t) for t in ctx.facts if v in k.free_vars(t.conclusion)]
    thm = prover.prove(k.substitute(goal, {v: value}), ctx.knowing(*facts))
    return draft.rewrite(v, goal, back, thm)


def sharpened(prover: Prover, ctx: Context, f: Term) -> Context:
    """ctx, with a = b where f says a <= b (or not b < a) and the facts say b <= a."""
    if f.op == "not" and f.args[0].op == "lt":
        b, a = f.args[0].args
    elif f.op == "le":
        a, b = f.args
    else:
        return ctx
    reverse = prover.attempt(k.le(b, a), ctx)
    below = draft.assume(f) if f.op == "le" else None if reverse is None else prover.attempt(k.le(a, b), ctx)
    return ctx if reverse is None or below is None else ctx.knowing(antisymmetry(below, reverse))


def beyond(prover: Prover, ctx: Context, f: Term) -> Context:
    """ctx, in which an integer is not the value that f gives it, with a bound that is this value moved on."""
    solved = _determined(f)
    if solved is None:
        return ctx
    v, value = solved
    for a, b in ((value, v), (v, value)):
        bound = prover.attempt(k.le(a, b), ctx)
        if bound is not None:
            equal = k.eq(a, b)
            same = draft.linear(f, (k.num(_sign_between(f, equal)), draft.assume(equal)))
            apart = draft.negate(equal, draft.contradict(same, draft.assume(k.not_(f))))
            return ctx.knowing(draft.integer(strictly(bound, apart)))
    return ctx


def _sign_between(f: Term, g: Term) -> int:
    """1 or -1: f's left side less its right side is so many times that of g."""

    def work(ring: Normal) -> int:
        p, q = (ring.poly(e.args[0]) - ring.poly(e.args[1]) for e in (f, g))
        return 1 if ring.is_zero(p - q) else -1

    return in_ring(work)


def strictly(bound: Draft, apart: Draft) -> Draft:
    """H |- a <= b and K |- a != b  to  H, K |- a < b"""
    a, b = bound.conclusion.args
    less, equal, more = (three := draft.trichotomy(a, b)).conclusion.args
    wrong = draft.positive(k.lt(ZERO, ZERO), ((fmpq(1), (bound,), ()), (fmpq(1), (draft.assume(more),), ())))
    return draft.by_cases(
        three,
        draft.assume(less),
        draft.ex_falso(less, draft.contradict(draft.assume(equal), apart)),
        draft.ex_falso(less, draft.absurd(wrong)),
    )


def between_bounds(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a = b, by a <= b and b <= a."""
    a, b = goal.args
    if "complex" in map(k.sort_of, goal.args) or not any(True for _ in ctx.of("le", "lt")):
        return None
    below = prover.attempt(k.le(a, b), ctx)
    above = None if below is None else prover.attempt(k.le(b, a), ctx)
    return None if below is None or above is None else antisymmetry(below, above)


def antisymmetry(one: Draft, other: Draft) -> Draft:
    """H |- a <= b    K |- b <= a    to    H, K |- a = b"""
    a, b = one.conclusion.args
    three = draft.trichotomy(a, b)
    less, equal, more = three.conclusion.args

    def wrong(strict: Term, against: Draft) -> Draft:
        pair = ((fmpq(1), (draft.assume(strict),), ()), (fmpq(1), (against,), ()))
        return draft.ex_falso(equal, draft.absurd(draft.positive(k.lt(ZERO, ZERO), pair)))

    return draft.by_cases(three, wrong(less, other), draft.assume(equal), wrong(more, one))


def _determined(f: Term) -> tuple[Term, Term] | None:
    """(v, value) where f is an equation of integers that says v = value."""
    if f.op != "eq" or not all(k.sort_of(side) == "int" for side in f.args):
        return None

    def work(ring: Normal) -> tuple[Term, Term] | None:
        p = ring.poly(f.args[0]) - ring.poly(f.args[1])
        for v in sorted(k.free_vars(f), key=lambda t: t.key):
            for sign in (1, -1):
                value = ring.term(ring.gen(v) - sign * p)
                if v not in k.free_vars(value) and k.sort_of(value) == "int":
                    return v, value
        return None

    return in_ring(work)


def by_zero_factors(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a = b where a fact says that a product is 0, and a - b is so with each factor of it that may be."""

    def work(ring: Normal) -> Draft | None:
        aim, _ = ring.clear(ring.reduce(ring.poly(goal.args[0]) - ring.poly(goal.args[1])))
        nonzero = prover.nonzero_test(ring, ctx)
        for thm in ctx.of("eq"):
            a, b = thm.conclusion.args
            p, scale = ring.clear(ring.reduce(ring.poly(a) - ring.poly(b)))
            if p == 0 or p.is_constant():
                continue
            c, factors = p.factor()
            others = [f for f, _ in factors if divmod(aim, f)[1] != 0]
            if len(others) == len(factors) or not all(map(nonzero, others)):
                continue
            terms = [ring.term(f) for f, e in factors for _ in range(int(e))]
            product = draft.linear(k.eq(k.mul(*terms), ZERO), (ring.term(scale / c), thm))
            apart = {ring.term(f) for f in others}
            branches = [_where_zero(prover, goal, t, ctx, possible=t not in apart) for t in terms]
            if len(terms) == 1:
                return draft.cut(branches[0], product)
            return draft.by_cases(draft.zero_product(product), *branches)
        return None

    return in_ring(work)


def _where_zero(prover: Prover, goal: Term, t: Term, ctx: Context, *, possible: bool) -> Draft:
    """A theorem of goal where t = 0, which makes it evident or cannot be."""
    zero = k.eq(t, ZERO)
    if possible:
        return prover.prove(goal, Context().assuming(zero))
    return draft.ex_falso(goal, draft.contradict(draft.assume(zero), prover.prove(k.not_(zero), ctx)))


def equations(prover: Prover, goal: Term, ctx: Context, rounds: int = 3) -> list[Draft]:
    """The equations among the facts of ctx, and instances of general ones that the goal asks for."""
    found = [*ctx.of("eq")]
    found += [t for t in prover.instances(ctx, goal, rounds=rounds) if t.conclusion.op == "eq"]
    found += [raised for t in found for raised in elementary.radicand_equations(t)]
    found += [t for t in prover.limit_facts(ctx) if t.conclusion.op == "eq"]
    return list({t.conclusion: t for t in found}.values())


def _roots_of_squares(prover: Prover, ctx: Context, atoms: Iterable[Term]) -> Iterator[Draft]:
    """The root of t^2 is t, or -t, for the roots of squares whose sign is known among the atoms."""
    for s in atoms:
        if s.op != "root" or s.args[1] != 2 or k.is_open(s):
            continue
        t = in_ring(partial(_root, radicand=s.args[0]))
        for value in () if t is None else (t, k.neg(t)):
            sign = prover.attempt(k.le(ZERO, value), ctx)
            if sign is not None:
                with suppress(Unproved), prover.deeper():
                    yield prover.prove(k.eq(s, value), ctx)
                break


def _root(ring: Normal, radicand: Term) -> Term | None:
    """t where the radicand is t^2, as a polynomial."""
    c, factors = ring.reduce(ring.poly(radicand)).factor()
    if c != 1 or any(e % 2 for _, e in factors):
        return None
    return ring.term(prod((f ** (e // 2) for f, e in factors), start=ring.one))


def _search(
    ring: Normal, prover: Prover, goal: Term, ctx: Context
) -> tuple[Combination | None, str | Callable[[], str]]:
    a, b = goal.args
    residual = ring.poly(a) - ring.poly(b)
    if ring.is_zero(residual):
        return (), ""
    known = equations(prover, goal, ctx)
    noted = _noted(ring, prover, ctx, residual)
    decided, open_ones = _indicators(ring, prover, ctx, residual, known)
    facts = known + decided
    target = reduced(ring, prover, ctx, residual, facts)
    if target.poly != 0 and not prover.quick:
        lemmas = _sum_lemmas(ring, prover, ctx, target.poly)
        if lemmas:
            facts = facts + lemmas
            target = reduced(ring, prover, ctx, residual, facts)
            if target.poly != 0:  # the lemmas speak of more than the goal did
                more = equations(prover, k.eq(ring.term(target.poly), ZERO), ctx)
                facts = list({t.conclusion: t for t in (*facts, *more)}.values())
                target = reduced(ring, prover, ctx, residual, facts)
    if target.poly != 0 and not prover.quick:
        roots = list(_roots_of_squares(prover, ctx, [ring.atoms[i] for i in _atoms(target.poly)]))
        if roots:
            facts = [*facts, *roots]
            target = reduced(ring, prover, ctx, residual, facts)
    if target.poly != 0 and not prover.quick:
        closed = induction.closed_forms(prover, ctx, [ring.atoms[i] for i in _atoms(target.poly)])
        if closed:
            facts = [*facts, *closed]
            target = reduced(ring, prover, ctx, residual, facts)
    if target.poly != 0 and not prover.quick:
        combo = _ansatz(ring, target.poly, facts)
        if combo is not None:
            for i, m in combo.items():
                target.combo[i] = target.combo.get(i, ring.zero) + m
            target.poly = ring.zero
    if target.poly == 0:
        return (*multipliers(ring, target, facts), *noted), ""
    if _divided(ring, prover, ctx, target, facts):
        return (*multipliers(ring, target, facts), *noted), ""
    if target.combo and not prover.quick:  # else the goal itself is tried so
        lemma = by_summands(prover, k.eq(ring.term(target.poly), ZERO), ctx)
        if lemma is not None:
            facts = [*facts, lemma]
            target.combo[len(facts) - 1] = ring.one
            return (*multipliers(ring, target, facts), *noted), ""
    left = set(_atoms(target.poly))
    near = [set(_atoms(row_of(ring, i, t).poly)) for i, t in enumerate(facts)]
    for atoms in (left, *(row for row in near if row & left)):
        for f in open_ones if prover.depth > 0 and not prover.quick else ():
            if ring.index[Term("ind", f)] in atoms:
                raise _Split(f)
    return None, lambda: f"left over: {prover.show(ring.term(target.poly))} = 0"


def _divided(ring: Normal, prover: Prover, ctx: Context, target: Row, facts: Sequence[Draft]) -> bool:
    """Reduce target to 0 by an equation that is target times something that is not 0."""
    if prover.quick:
        return False
    nonzero = prover.nonzero_test(ring, ctx)
    for i, t in enumerate(facts):
        row = row_of(ring, i, t)
        if row.poly == 0:
            continue
        quotient, remainder = divmod(row.poly, target.poly)
        if remainder == 0 and nonzero(quotient):
            target.combo = {u: quotient * c for u, c in target.combo.items()}
            target.combo[i] = target.combo.get(i, ring.zero) + row.combo[i]
            target.scale *= quotient
            target.poly = ring.zero
            return True
    return False


def _noted(ring: Normal, prover: Prover, ctx: Context, p: fmpq_mpoly) -> list[tuple[Term, Draft]]:
    """Multipliers 1/f of 0 = 0 for denominators f in p that came out of a sum or a case, and are not 0.

    The core cancels only what is known not to be 0 where it stands; so they make it known.
    """
    found = []
    for i in _atoms(ring.reduce(p)):
        if i in ring.inverse_of and not ring.cancels(i):
            inverse = ring.atoms[i]
            if prover.attempt(k.ne(inverse.args[0], ZERO), ctx) is not None:
                ring.poly(inverse)
                found.append((inverse, draft.linear(k.eq(ZERO, ZERO))))
    return found


def _atoms(p: fmpq_mpoly) -> list[int]:
    return [i for i, e in enumerate(p.degrees()) if e > 0]


def reduced(ring: Normal, prover: Prover, ctx: Context, residual: fmpq_mpoly, facts: Sequence[Draft]) -> Row:
    """The residual, cleared of denominators and reduced as far as the facts allow."""
    poly, scale = ring.clear(residual)
    target = Row(poly, {}, scale)
    eliminate(ring, [row_of(ring, i, t) for i, t in enumerate(facts)], target, prover.nonzero_test(ring, ctx))
    return target


def row_of(ring: Normal, i: int, thm: Draft) -> Row:
    """The i-th equation as a row: its cleared polynomial is a multiple of left minus right."""
    left, right = thm.conclusion.args
    poly, m = ring.clear(ring.poly(left) - ring.poly(right))
    atoms = _atoms(ring.poly(left))
    return Row(poly, {i: m}, ring.one, atoms[0] if len(atoms) == 1 else None)


def eliminate(
    ring: Normal,
    rows: list[Row],
    target: Row,
    nonzero: Callable[[fmpq_mpoly], bool],
    *,
    only_preferred: bool = False,
) -> list[Row]:
    """Reduce target by rows that are linear in some atom; the rows that remain are returned.

    With ``only_preferred`` equations are used in one direction, for the atom that they define.
    """
    rows = [r for r in rows if r.poly != 0]
    while target.poly != 0 or not target.combo:
        choice = _pivot(ring, rows, target, nonzero, only_preferred=only_preferred)
        if choice is None:
            break
        row, u, c = choice
        rows.remove(row)
        for other in [*rows, target]:
            _substitute(ring, other, row, u, c, is_target=other is target)
        rows = [r for r in rows if r.poly != 0]
    return rows


def _pivot(
    ring: Normal,
    rows: list[Row],
    target: Row,
    nonzero: Callable[[fmpq_mpoly], bool],
    *,
    only_preferred: bool,
) -> tuple[Row, int, fmpq_mpoly] | None:
    wanted = set(_atoms(target.poly))
    options = []
    for place, row in enumerate(rows):
        monomials = row.poly.monoms()
        for u, degree in enumerate(row.poly.degrees()):
            if degree == 1 and (u == row.prefers or not only_preferred):
                beside = [x for x in monomials if x[u]]
                constant = len(beside) == 1 and sum(beside[0]) == 1
                rank = (
                    u != row.prefers,
                    not constant,
                    ring.atoms[u].op == "ind",
                    u not in wanted,
                    len(beside),
                    place,
                )
                options.append((rank, row, u))
    for rank, row, u in sorted(options, key=lambda option: option[0]):
        c = coefficient(ring, row.poly, u, 1)
        if not rank[1] or nonzero(c):
            return row, u, c
    return None


def coefficient(ring: Normal, p: fmpq_mpoly, u: int, e: int) -> fmpq_mpoly:
    """The coefficient of u^e in p, as a polynomial in the other atoms."""
    return ring.ctx.from_dict({(*x[:u], 0, *x[u + 1 :]): c for x, c in p.to_dict().items() if x[u] == e})


def _substitute(ring: Normal, other: Row, row: Row, u: int, c: fmpq_mpoly, *, is_target: bool) -> None:
    """Take u out of other by subtracting multiples of row."""
    constant = c.is_constant()
    while (e := int(other.poly.degrees()[u])) > 0:
        q = coefficient(ring, other.poly, u, e) * ring.gens[u] ** (e - 1)
        if constant:
            q, scale = q / c.leading_coefficient(), ring.one
        else:
            scale = c
        sign = 1 if is_target else -1
        other.poly = ring.reduce(scale * other.poly - q * row.poly)
        keys = set(other.combo) | set(row.combo)
        other.combo = {
            i: scale * other.combo.get(i, ring.zero) + sign * q * row.combo.get(i, ring.zero) for i in keys
        }
        other.scale *= scale


def multipliers(ring: Normal, target: Row, facts: Sequence[Draft]) -> Iterable[tuple[Term, Draft]]:
    """The pairs (multiplier, fact) of a target that was reduced to 0."""
    for i, m in sorted(target.combo.items()):
        if m == 0:
            continue
        common = m.gcd(target.scale)
        top, bottom = m / common, target.scale / common
        yield k.mul(ring.term(top), *_inverse(ring, bottom)), facts[i]


def _inverse(ring: Normal, p: fmpq_mpoly) -> list[Term]:
    """Terms whose product is 1/p."""
    c, factors = p.factor()
    constant = [] if c == 1 else [k.num(1 / fmpq(c))]
    return constant + [k.power(ring.term(f), -int(e)) for f, e in factors]


def _ansatz(ring: Normal, p: fmpq_mpoly, facts: Sequence[Draft]) -> dict[int, fmpq_mpoly] | None:
    """Constants c with p = sum c_{m,i} m (l_i - r_i), monomials m of bounded degree, by linear algebra."""
    bases = [row_of(ring, i, t) for i, t in enumerate(facts)]
    atoms = sorted({u for r in bases for u in _atoms(r.poly)} | set(_atoms(p)))
    columns: list[tuple[int, fmpq_mpoly, fmpq_mpoly]] = []
    for i, r in enumerate(bases):
        room = int(p.total_degree()) - int(r.poly.total_degree()) if r.poly != 0 else -1
        if room >= 0 and len(columns) + comb(len(atoms) + room, room) > MAX_UNKNOWNS:
            return None
        for degree in range(room + 1):
            for chosen in combinations_with_replacement(atoms, degree):
                m = ring.one
                for u in chosen:
                    m *= ring.gens[u]
                columns.append((i, m * r.combo[i], m * r.poly))
    return _solve(ring, p, columns)


def _solve(
    ring: Normal, p: fmpq_mpoly, columns: list[tuple[int, fmpq_mpoly, fmpq_mpoly]]
) -> dict[int, fmpq_mpoly] | None:
    wanted = set(p.monoms())
    columns = _useful(wanted, columns)
    places: dict[tuple[int, ...], int] = {}
    for q in (p, *(c for _, _, c in columns)):
        for x in q.monoms():
            places.setdefault(x, len(places))
    if not wanted <= {x for _, _, c in columns for x in c.monoms()}:
        return None
    table = fmpq_mat(len(places), len(columns) + 1)
    for j, q in enumerate((*(c for _, _, c in columns), p)):
        for x, c in q.to_dict().items():
            table[places[x], j] = c
    echelon, rank = table.rref()
    result: dict[int, fmpq_mpoly] = {}
    for r in range(rank):
        lead = next(j for j in range(len(columns) + 1) if echelon[r, j] != 0)
        if lead == len(columns):
            return None
        i, m, _ = columns[lead]
        result[i] = result.get(i, ring.zero) + echelon[r, len(columns)] * m
    return result


def _useful(wanted: set[Any], columns: list[tuple[int, fmpq_mpoly, fmpq_mpoly]]) -> list[Any]:
    """The columns without those that nothing can make up for: where a monomial is not wanted and occurs
    in one of them only."""
    monomials = [set(c.monoms()) for _, _, c in columns]
    count = Counter(x for xs in monomials for x in xs)
    left = dict.fromkeys(range(len(columns)))
    while lone := [j for j in left if any(count[x] == 1 and x not in wanted for x in monomials[j])]:
        for j in lone:
            del left[j]
            count.subtract(monomials[j])
    return [columns[j] for j in left]


# -- indicators --------------------------------------------------------------------------------------


def _indicators(
    ring: Normal, prover: Prover, ctx: Context, residual: fmpq_mpoly, known: Iterable[Draft]
) -> tuple[list[Draft], list[Term]]:
    """Values of the indicators that occur, where their conditions are decided; the other conditions."""
    occurring = set(_atoms(ring.clear(residual)[0]))
    for i, thm in enumerate(known):
        occurring |= set(_atoms(row_of(ring, i, thm).poly))
    decided, undecided = [], []
    for i in sorted(occurring):
        if ring.atoms[i].op != "ind":
            continue
        f = ring.atoms[i].args[0]
        for holds in (True, False):
            lemma = prover.attempt(f if holds else k.not_(f), ctx)
            if lemma is not None:
                decided.append(draft.cut(draft.indicator(f, holds), lemma))
                break
        else:
            undecided.append(f)
    return decided, undecided


# -- sums --------------------------------------------------------------------------------------------


def _sum_lemmas(ring: Normal, prover: Prover, ctx: Context, p: fmpq_mpoly) -> list[Draft]:
    """Equations that relate the sums in p: a last term split off, or equal summands."""
    totals = [ring.atoms[i] for i in _atoms(p) if ring.atoms[i].op == "sum"]
    known = [a for a in ring.atoms if a.op == "sum" and not k.is_open(a)]
    found = [t for s in totals for t in _splits(prover, ctx, s, known)]
    atoms = [ring.atoms[i] for i in _atoms(p)]
    found += [*sums.related(prover, ctx, atoms), *counting.related(prover, ctx, atoms)]
    return found + _inner_sums(ring, prover, ctx, p) + _means(ring, prover, ctx, p)


def _means(ring: Normal, prover: Prover, ctx: Context, p: fmpq_mpoly) -> list[Draft]:
    """E[X] = E[Y] for the means in p, where sure facts say that X = Y.

    A sure fact that rewrites no mean, such as X^2 = X, is taken as it stands.
    """
    atoms = (ring.atoms[i] for i in _atoms(p) if ring.atoms[i].op == "mean")
    found = [thm for atom in atoms if (thm := chance.value(prover, atom, ctx)) is not None]
    sure = [t.conclusion for t in ctx.of("surely")]
    if not sure:
        return found
    bent = any(map(_has_powers, sure))
    for i in _atoms(p):
        if ring.atoms[i].op == "mean":
            body = ring.atoms[i].args[0]
            # as far as the facts reach, and what stands there only: of what comes in the mean may be known
            changed = (rewritten(prover, ctx, body, once=once) for once in (False, True))
            thms = [thm for thm in changed if thm is not None]
            if thms:
                found += (draft.under_mean(prover.settle(thm, ctx)) for thm in thms)
            elif bent:
                found += map(draft.under_mean, filter(_is_sure, equations(prover, k.eq(body, ZERO), ctx)))
    return list({t.conclusion: t for t in found}.values())


def _is_sure(thm: Draft) -> bool:
    """Whether a fact is about random quantities, and holds whatever the outcome."""
    return k.is_random(thm.conclusion) and not any(map(k.is_random, thm.hypotheses))


def _has_powers(f: Term) -> bool:
    """Whether a power of something random occurs in f."""
    return any(t.op == "pow" and any(s.op == "comp" for s in k.subterms(t.args[0])) for t in k.subterms(f))


def _splits(prover: Prover, ctx: Context, s: Term, totals: Iterable[Term]) -> Iterable[Draft]:
    for other in totals:
        at = other.args[2]
        gap = in_ring(lambda ring: _constant(ring, k.sub(s.args[2], at)))  # noqa: B023 (called at once)
        if gap is not None and 0 < gap <= 3:
            try:
                yield prover.settle(draft.split(s, at), ctx)
            except Unproved:
                continue


def _constant(ring: Normal, t: Term) -> fmpq | None:
    p = ring.poly(t)
    if not p.is_constant():
        return None
    return fmpq(0) if p == 0 else p.leading_coefficient()


def rewritten_sum(prover: Prover, ctx: Context, s: Term) -> Draft | None:
    """s = s', where the facts change the summand (indicators decided, definitions put in); else None."""
    v = k.fresh("k", "int", s, *ctx.assumed)
    lo, hi = s.args[1:3]
    inside = ctx.assuming(*k.bounds(v, lo, hi))
    thm = rewritten(prover, inside, k.open_(s, v))
    return None if thm is None else draft.under_sum(v, lo, hi, prover.settle(thm, inside))


def rewritten(prover: Prover, ctx: Context, body: Term, *, once: bool = False) -> Draft | None:
    """body = body', where the facts of ctx change it; else None.

    Where that is to be done ``once``, what comes in is not rewritten again.
    """
    known = equations(prover, k.eq(body, ZERO), ctx)

    def work(ring: Normal) -> Draft | None:
        p = ring.reduce(ring.poly(body))
        noted = _noted(ring, prover, ctx, p)
        decided, _ = _indicators(ring, prover, ctx, p, known)
        facts = known + decided + _inner_sums(ring, prover, ctx, p)
        target = Row(p, {}, ring.one)
        rows = [row_of(ring, i, t) for i, t in enumerate(facts)]
        if once:
            rows = [row for row in rows if row.prefers in _atoms(p)]
        eliminate(ring, rows, target, prover.nonzero_test(ring, ctx), only_preferred=True)
        if target.poly == p:
            return None
        changed = k.mul(ring.term(target.poly), *_inverse(ring, target.scale))
        return draft.linear(k.eq(body, changed), *multipliers(ring, target, facts), *noted)

    return in_ring(work)


def _inner_sums(ring: Normal, prover: Prover, ctx: Context, p: fmpq_mpoly) -> list[Draft]:
    if prover.depth <= 1:
        return []
    found = []
    for i in _atoms(p):
        if ring.atoms[i].op == "sum":
            try:
                with prover.deeper():
                    thm = rewritten_sum(prover, ctx, ring.atoms[i])
            except (Unproved, KernelError):
                continue
            if thm is not None:
                found.append(thm)
    return found
