"""Inequalities: by combinations of facts, by structure, by bounds of functions, or over a denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import prod
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal
from symderiv.prove import (
    beside,
    bounds,
    boxes,
    chains,
    chance,
    convexity,
    counting,
    elementary,
    equations,
    growth,
    induction,
    means,
    members,
    raising,
    reals,
    sum_bounds,
    sums,
)
from symderiv.prove.combinations import (
    MAX_FACTS,
    Programme,
    Summand,
    by_monomials,
    combination,
    combined,
    gap,
    in_real_ring,
    proved_by,
    written,
)
from symderiv.prove.context import Context, Unproved, with_radicands
from symderiv.prove.factors import by_factors
from symderiv.prove.nature import atoms_of, inverses, natural_facts
from symderiv.prove.powers import compared
from symderiv.prove.signs import clash, inverse_sign, square_positive
from symderiv.prove.structure import as_square, by_square, by_structure
from symderiv.prove.sums_of_squares import (
    Monomial,
    decomposed,
    decomposed_by_parts,
    differences,
    monomials,
    multipliers,
)

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_DEGREE = 8  # where squares of polynomials are looked for
MAX_BESIDE = 6  # facts beside which the sign of a rest is looked for
MAX_ROOTS = 4  # of which differences are squared
MAX_SUMMANDS = 300  # as many as an exact linear programme bears


def prove_order(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal, a <= b or a < b, from the facts of ctx.

    The facts alone are tried first, then with the signs of the goal's atoms, then with those of the
    facts' atoms and with products.
    """
    constants = elementary.by_enclosure(goal)
    if constants is not None:
        return constants
    square = as_square(goal)
    if square is not None:
        thm = by_square(prover, goal, *square, ctx)
        if thm is not None:
            return thm
    thm = by_structure(prover, goal, ctx)
    if thm is not None:
        return thm
    ctx = ctx if prover.quick else _with_signs_of_bases(prover, goal, ctx)
    facts = order_facts(prover, goal, ctx)
    equal = [*ctx.of("eq"), *(t for t in prover.instances(ctx, goal) if t.conclusion.op == "eq")]
    for stage in (0, 1) if prover.quick else (0, 1, 2):
        if stage:
            about = (goal,) if stage == 1 else (goal, *(t.conclusion for t in (*facts, *equal)))
            said = {t.conclusion for t in facts}
            facts = facts + [t for t in natural_facts(prover, about, ctx) if t.conclusion not in said]
            equal = equal + inverses(about) + _steps(prover, ctx, about)
        if stage == 2 and (summed := _rewritten_sums(prover, (goal, *(t.conclusion for t in facts)), ctx)):
            equal = equal + summed
            thm = _aimed(goal, facts, equal, degree=1, put_in=True)
            if thm is not None:
                return thm
        if stage == 2:  # they rest on what earlier stages prove: that radicands are not negative
            equal = equal + [raised for t in equal for raised in elementary.radicand_equations(t)]
            equal = equal + induction.closed_forms(prover, ctx, atoms_of(goal))
            raised = list(compared(prover, ctx, atoms_of(goal, *(t.conclusion for t in facts))))
            facts = facts + raised
            equal = equal + _steps(prover, ctx, tuple(t.conclusion for t in raised))
            from_limits = prover.limit_facts(ctx)
            equal = equal + [t for t in from_limits if t.conclusion.op == "eq"]
            facts = facts + [t for t in from_limits if t.conclusion.op == "le"]
        thm = _aimed(goal, facts, equal, degree=1 + stage // 2, put_in=not prover.quick)
        if thm is not None:
            return thm
    thm = prover.first(_strategies(prover, goal, ctx, facts, equal))
    if thm is not None:
        return thm
    raise Unproved(lambda: f"no combination of the facts gives {prover.show(goal)}")


def _strategies(
    prover: Prover, goal: Term, ctx: Context, facts: list[Draft], equal: list[Draft]
) -> Iterator[Callable[[], Draft | None]]:
    """What else may find a proof, from the cheapest on."""
    yield lambda: by_factors(prover, goal, ctx)
    yield lambda: convexity.between_ends(prover, goal, ctx)
    if prover.quick:
        return
    yield lambda: boxes.by_boxes(goal, facts)
    yield lambda: _by_sums(prover, goal, ctx, facts, equal)
    yield lambda: _by_squares(goal, facts)
    yield lambda: means.prove_order(prover, goal, ctx)
    yield lambda: _attempted(chance.by_values, prover, goal, ctx)
    yield lambda: raising.by_powers(prover, goal, ctx)
    yield lambda: _by_bounds(prover, goal, ctx, facts, equal)
    yield lambda: beside.without_sums(prover, goal, ctx, facts)
    yield lambda: _by_values(prover, goal, ctx)
    yield lambda: _over_denominator(prover, goal, ctx)
    yield lambda: _by_squared_facts(prover, goal, ctx, facts, equal)
    yield lambda: _aimed(goal, facts, equal, degree=3, put_in=True)
    yield lambda: _beside_fact(prover, goal, ctx, facts, equal)
    yield lambda: _by_contradiction(goal, facts, equal)
    yield lambda: members.put_in(prover, goal, ctx)


def _with_signs_of_bases(prover: Prover, goal: Term, ctx: Context) -> Context:
    """ctx with the signs of b and 1 - b for the quotients b whose powers occur: it takes more than a quick
    proof to see that 0 <= 1 - m/l, by which its powers have their bounds."""
    about = dict.fromkeys((goal, *(t.conclusion for t in ctx.facts)))
    bases = dict.fromkeys(b for f in about for b in _quotients_raised(f))
    signs = [k.le(ZERO, t) for b in bases for t in (b, k.sub(ONE, b))]
    known = {t.conclusion for t in ctx.facts}
    if not signs or prover.depth <= 1 or goal in signs or not known.isdisjoint(signs):
        return ctx
    plain = Context(ctx.assumed, tuple(t for t in ctx.plain.facts if not _quotients_raised(t.conclusion)))

    def proved() -> list[Draft]:
        found = []
        for sign in signs[:MAX_BESIDE]:
            if not prover.fails_somewhere(sign, ctx):
                with suppress(Unproved), prover.deeper():
                    found.append(prover.prove(sign, plain))
        return found

    found = ctx.remembered(("bases", tuple(signs)), proved)
    return ctx.knowing(*found) if found else ctx


@k.once
def _quotients_raised(f: Term) -> tuple[Term, ...]:
    """The bases, with a quotient in them and nothing bound, of powers in f whose exponents are no numbers."""
    return tuple(
        t.args[0]
        for t in k.subterms(f)
        if t.op == "pow" and t.args[1].op != "num" and not k.is_open(t.args[0])
        if k.sort_of(t.args[0]) != "complex"
        if any(s.op == "pow" and s.args[1] == k.num(-1) for s in k.subterms(t.args[0]))
    )


def _aimed(goal: Term, facts: list[Draft], equal: list[Draft], *, degree: int, put_in: bool) -> Draft | None:
    """A combination that gives the goal, or what is enough for it."""
    integral = all(k.sort_of(side) == "int" for side in goal.args)
    for aim, finish in _aims(goal, integral=integral):
        thm = combined(aim, facts, equal, degree=degree, put_in=put_in)
        if thm is not None and goal not in thm.hypotheses:
            return finish(thm)
    return None


def _steps(prover: Prover, ctx: Context, about: tuple[Term, ...]) -> list[Draft]:
    """Equations between powers, factorials and binomials that differ by few steps."""
    atoms = [t for t in atoms_of(*about) if not k.is_open(t)]
    counted = counting.related(prover, ctx, atoms) if any(map(counting.concerns, about)) else []
    return counted + sums.by_powers(prover, ctx, [t for t in atoms if t.op == "pow"])


def _by_sums(
    prover: Prover, goal: Term, ctx: Context, facts: list[Draft], equal: list[Draft]
) -> Draft | None:
    """By bounds of the sums in the goal, or in a fact that has something in common with it; then also by what
    is known of the sums in these bounds."""
    aims = [goal, *(t.conclusion for t in facts if _meets(goal, t.conclusion)), *_with_totals(goal, equal)]
    known = [thm for aim in aims[: 1 + MAX_BESIDE] for thm in sum_bounds.facts(prover, aim, ctx)]
    if not known:
        return None
    for degree in (1, 2):
        thm = _aimed(goal, [*known, *facts], equal, degree=degree, put_in=True)
        if thm is not None:
            return thm
    return chains.by_sums(prover, goal, ctx, partial(_with_known_sums, prover, ctx))


def _with_totals(goal: Term, equal: list[Draft]) -> Iterator[Term]:
    """The goal added to equations that say the sum of a family of which the goal has a member."""
    names = {s.args[0] for s in k.subterms(goal) if s.op == "comp" and not k.is_open(s)}
    for f in (t.conclusion for t in equal):
        totals = (
            [t for m in gap(f) for t, _ in m if t.op == "sum"] if not reals.is_complex(k.le(*f.args)) else []
        )
        if any(s.op == "comp" and s.args[0] in names for t in totals for s in k.subterms(t)):
            yield k.le(*(k.add(a, b) for a, b in zip(goal.args, f.args, strict=True)))


def _with_known_sums(prover: Prover, ctx: Context, goal: Term) -> Draft | None:
    """A combination that gives the goal, with what is known of the sums in it."""
    totals = [t for t in atoms_of(goal) if t.op == "sum" and not k.is_open(t)]
    same = [*sums.related(prover, ctx, totals), *induction.closed_forms(prover, ctx, totals)]
    about = (goal, *(t.conclusion for t in same))
    said = [t for f in about for t in order_facts(prover, f, ctx)]
    facts = list({t.conclusion: t for t in (*said, *natural_facts(prover, about, ctx))}.values())
    equal = [*same, *ctx.of("eq"), *inverses(about)]
    for degree in (1, 2):
        thm = _aimed(goal, facts, equal, degree=degree, put_in=True)
        if thm is not None:
            return thm
    return None


def _meets(goal: Term, fact: Term) -> bool:
    """Whether a fact is about a sum that the goal has not, and about something that it has."""
    sums_in = {t for m in gap(fact) for t, _ in m if t.op == "sum"} - {t for m in gap(goal) for t, _ in m}
    return bool(sums_in) and not {m for m in gap(fact) if m}.isdisjoint(gap(goal))


def _by_bounds(
    prover: Prover, goal: Term, ctx: Context, facts: list[Draft], equal: list[Draft]
) -> Draft | None:
    """By bounds of the exponentials and logarithms in the goal."""
    if not bounds.concerns(goal):
        return None
    powers = (t for t in atoms_of(goal) if t.op == "pow" and not k.is_open(t))
    grown = [thm for t in powers for thm in growth.facts(prover, t, ctx)]
    ordered = bounds.in_order(goal, facts)
    known = [*grown, *ordered, *bounds.exponential_facts(goal), *bounds.logarithm_facts(prover, goal, ctx)]
    weighted = [
        *convexity.weighted_tangents(goal, facts),
        *convexity.weighted_logarithms(prover, goal, ctx),
    ]
    over = inverses([t.conclusion for t in weighted])
    for more, same, degree in (([], equal, 1), (weighted, [*over, *equal], 1), ([], equal, 2)):
        thm = combined(goal, [*known, *more, *facts], same, degree=degree, put_in=same is not equal)
        if thm is not None:
            return thm
    return bounds.by_monotony(prover, goal, ctx) or convexity.by_logarithm(prover, goal, ctx)


def _by_values(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """With the value put for a variable below an exponential, a logarithm or a root."""
    if not any(s.op in ("exp", "fn", "root") and k.free_vars(s) for s in k.subterms(goal)):
        return None
    return elementary.put(prover, goal, ctx)


def _by_squared_facts(
    prover: Prover, goal: Term, ctx: Context, facts: list[Draft], equal: list[Draft]
) -> Draft | None:
    """With a^2 <= b^2 for the facts 0 <= a <= b about something whose square occurs."""
    squared = {t for f in (goal, *(f.conclusion for f in facts)) for m in gap(f) for t, e in m if e == 2}
    found = [thm for t in facts[:MAX_FACTS] for thm in _squares_of(prover, t, squared, ctx)]
    return _aimed(goal, [*found, *facts], equal, degree=2, put_in=True) if found else None


def _squares_of(prover: Prover, fact: Draft, atoms: set[Term], ctx: Context) -> Iterator[Draft]:
    """H |- a <= b  to  H |- a^2 <= b^2, where one of a and b is such an atom times a number, and 0 <= a."""
    p = gap(fact.conclusion)
    for t in sorted(atoms, key=lambda t: t.key):
        c = p.get(frozenset({(t, 1)}))
        if c is None or len(p) == 1 or k.sort_of(t) == "complex":
            continue
        others = (k.mul(k.num(x), written(m)) for m, x in p.items() if m != frozenset({(t, 1)}))
        rest, mine = k.add(*others), k.mul(k.num(abs(c)), t)
        low, high = (k.neg(rest), mine) if c > 0 else (mine, rest)
        sign = prover.attempt(k.le(ZERO, low), ctx)
        if sign is not None:
            goal = k.le(k.power(low, 2), k.power(high, 2))
            yield draft.positive(goal, ((fmpq(1), (fact, fact), ()), (fmpq(2), (sign, fact), ())))


def _beside_fact(
    prover: Prover, goal: Term, ctx: Context, facts: list[Draft], equal: list[Draft]
) -> Draft | None:
    """a <= b by a fact c <= d, and the sign of (b - a) - (d - c) as a product, with values of sums put in."""
    shared = [t for t in facts if gap(t.conclusion).keys() & {m for m in gap(goal) if m}]
    values = [t for t in equal if t.conclusion.args[0].op == "sum"]
    if prover.depth <= 0:
        return None
    for fact in shared[:MAX_BESIDE]:
        (a, b), (c, d) = goal.args, fact.conclusion.args
        rest, combination = in_real_ring(
            partial(_with_values_put, left=k.add(b, c), right=k.add(a, d), values=values)
        )
        with prover.deeper():
            sign = by_factors(prover, k.le(ZERO, rest), ctx)
        if sign is not None and (goal.op == "le" or fact.conclusion.op == "lt"):
            return draft.positive(goal, ((fmpq(1), (fact,), ()), (fmpq(1), (sign,), ())), combination)
    return None


def _attempted(
    tactic: Callable[[Prover, Term, Context], Draft | None], prover: Prover, goal: Term, ctx: Context
) -> Draft | None:
    """What a tactic finds one level deeper; None where it proves nothing."""
    try:
        with prover.deeper():
            return tactic(prover, goal, ctx)
    except Unproved:
        return None


def _with_values_put(
    ring: Normal, left: Term, right: Term, values: list[Draft]
) -> tuple[Term, tuple[tuple[Term, Draft], ...]]:
    """left - right with values for sums, and the equations, each times what its sum is multiplied by."""
    p = ring.reduce(ring.poly(left) - ring.poly(right))
    combination: list[tuple[Term, Draft]] = []
    for thm in values:
        s, value = (ring.reduce(ring.poly(side)) for side in thm.conclusion.args)
        i = ring.index.get(ring.term(s))
        if i is None or p.degrees()[i] != 1:
            continue
        factor = (p - p.subs({str(ring.gens[i]): 0})) / ring.gens[i]
        p = ring.reduce(p - factor * (s - value))
        combination.append((ring.term(factor), thm))
    return ring.term(p), tuple(combination)


def _by_squares(goal: Term, facts: list[Draft]) -> Draft | None:
    """By squares of polynomials, and by facts times squares of sums and differences of two monomials."""

    def work(ring: Normal) -> Draft | None:
        aim = ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))
        gaps = [
            ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0])) for f in (t.conclusion for t in facts)
        ]
        wanted = by_monomials(ring.reduce(aim))
        if not 2 <= max(map(sum, wanted), default=0) <= MAX_DEGREE:
            return None

        def real(i: int) -> bool:
            known = i < len(ring.atoms) and i not in ring.inverse_of
            return known and k.sort_of(ring.atoms[i]) != "complex"

        def polynomial(p: Mapping[Monomial, fmpq]) -> fmpq_mpoly:
            factors = ((c, zip(ring.gens, e, strict=False)) for e, c in p.items())
            return sum((c * prod(x**n for x, n in powers) for c, powers in factors), ring.zero)

        def times(f: Term | None, gap: fmpq_mpoly, basis: Sequence[Monomial]) -> Iterator[Summand]:
            for p in map(polynomial, differences(basis)):
                facts = () if f is None else (f,)
                yield Summand(by_monomials(ring.reduce(gap * p * p)), facts, (p,))

        c, factors = aim.factor()
        if goal.op == "le" and c > 0 and all(e % 2 == 0 for _, e in factors) and all(map(real, _used(aim))):
            whole = prod((p ** (e // 2) for p, e in factors), start=ring.one)
            return draft.positive(goal, ((c, (), (ring.term(whole),)),))
        basis = monomials(wanted, real)
        roots = [tuple(int(i == j) for j in range(len(ring.gens))) for i in _roots(ring, aim)]
        summands = list(times(None, ring.one, [*basis, *roots]))
        for p, t in zip(gaps, facts, strict=True):
            if _used(p) <= _used(aim) and len(summands) < MAX_SUMMANDS:
                summands += times(t.conclusion, p, [*multipliers(wanted, by_monomials(p), real), *roots])
        found = combination(goal, Programme(wanted, summands, [], (0,) * len(ring.gens), ring.term))
        thm = None if found is None else proved_by(goal, found, facts)
        squares = None
        if thm is None and goal.op == "le":
            squares = decomposed(wanted, basis) or decomposed_by_parts(wanted, real)
        if squares is None:
            return thm
        return draft.positive(goal, tuple((c, (), (ring.term(polynomial(p)),)) for c, p in squares))

    return in_real_ring(work)


def _roots(ring: Normal, p: fmpq_mpoly) -> list[int]:
    """The indices of the real roots in a polynomial, the least first; their squares are of another degree."""
    found = [i for i in _used(p) if ring.atoms[i].op == "root" and k.sort_of(ring.atoms[i]) != "complex"]
    return sorted(found)[:MAX_ROOTS]


def _used(p: fmpq_mpoly) -> set[int]:
    """The indices of the atoms in a polynomial."""
    return {i for i, e in enumerate(p.degrees()) if e > 0}


def _by_contradiction(goal: Term, facts: list[Draft], equal: list[Draft]) -> Draft | None:
    """a < b (or <=) because b <= a (or <) contradicts the facts."""
    a, b = goal.args
    negation = k.le(b, a) if goal.op == "lt" else k.lt(b, a)
    wrong = combined(k.lt(ZERO, ZERO), [*facts, draft.assume(negation)], equal, degree=2)
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


def _rewritten_sums(prover: Prover, formulas: Iterable[Term], ctx: Context) -> list[Draft]:
    """The sums in the formulas, with what the facts say of all summands put in."""
    if prover.depth <= 1 or not any(_is_equation_of_all(t.conclusion) for t in ctx.of("all")):
        return []
    found = []
    for t in atoms_of(*formulas):
        if t.op == "sum" and not k.is_open(t):
            with suppress(Unproved, KernelError), prover.deeper():
                found.append(equations.rewritten_sum(prover, ctx, t))
    return [thm for thm in found if thm is not None]


def _is_equation_of_all(f: Term) -> bool:
    while f.op == "all":
        f = f.args[-1]
    return f.op == "eq"
