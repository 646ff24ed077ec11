"""Theorems that terms differ, and of false from facts that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove import inequalities
from symderiv.prove.context import Context, Unproved, with_radicands
from symderiv.prove.equations import Row, eliminate, equations, multipliers, row_of

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


def clash_equal(strict: Draft, equal: Draft) -> Draft:
    """H |- a < b and K |- a = b (or b = a)  to  H, K |- false."""
    sign = -1 if strict.conclusion.args[0] == equal.conclusion.args[1] else 1
    m = k.num(sign if strict.conclusion.args != equal.conclusion.args else 1)
    products = ((fmpq(1), (strict,), ()),)
    return draft.absurd(draft.positive(k.lt(ZERO, ZERO), products, ((m, equal),)))


def by_factors(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a != b where each irreducible factor of a - b divides something that is known not to be 0."""
    general = with_radicands((*ctx.of("le", "lt", "ne"), *prover.instances(ctx, goal)))

    def work(ring: Normal) -> Draft | None:
        a, b = goal.args[0].args
        p, scale = ring.clear(ring.poly(a) - ring.poly(b))
        if p == 0:
            return None
        known = sorted(_known(ring, general), key=lambda entry: entry[2] != 1)  # without denominators first
        c, factors = p.factor()
        reasons = [next(_reasons(f, known), None) for f, _ in factors]
        if any(r is None for r in reasons):
            return None
        equal = draft.assume(goal.args[0])
        terms = [ring.term(f) for f, e in factors for _ in range(int(e))]
        if not terms:
            return draft.negate(
                equal.conclusion, draft.absurd(draft.linear(k.eq(ONE, ZERO), (ring.term(scale / c), equal)))
            )
        product = draft.linear(k.eq(k.mul(*terms), ZERO), (ring.term(scale / c), equal))
        reason = {ring.term(f): r for (f, _), r in zip(factors, reasons, strict=True)}
        if len(terms) > 1:
            split = draft.zero_product(product)
            wrong = draft.by_cases(split, *(_wrong(ring, k.eq(t, ZERO), reason[t]) for t in terms))
        else:
            wrong = draft.cut(_wrong(ring, k.eq(terms[0], ZERO), reason[terms[0]]), product)
        return draft.negate(equal.conclusion, wrong)

    return in_ring(work)


def of_power(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """b^n != 0 for n >= 1, by b != 0."""
    a, b = goal.args[0].args
    if (
        a.op != "pow"
        or b != ZERO
        or a.args[1].op != "num"
        or a.args[1].args[0].q != 1
        or a.args[1].args[0] < 2
    ):
        return None
    base, n = a.args[0], int(a.args[1].args[0].p)
    nonzero = prover.attempt(k.ne(base, ZERO), ctx)
    if nonzero is None:
        return None
    product = draft.linear(k.eq(k.mul(*[base] * n), ZERO), (ONE, draft.assume(goal.args[0])))
    wrong = draft.contradict(draft.assume(k.eq(base, ZERO)), nonzero)
    return draft.negate(goal.args[0], draft.by_cases(draft.zero_product(product), *[wrong] * n))


Known = tuple[Draft, fmpq_mpoly, fmpq_mpoly]


def _known(ring: Normal, facts: Iterable[Draft]) -> Iterator[Known]:
    """Facts a != b or a < b, with the numerator and the scale of a - b."""
    for thm in facts:
        f = thm.conclusion
        if f.op != "lt" and not (f.op == "not" and f.args[0].op == "eq"):
            continue
        a, b = (f.args[0] if f.op == "not" else f).args
        yield thm, *ring.clear(ring.poly(a) - ring.poly(b))


def _reasons(f: fmpq_mpoly, known: list[Known]) -> Iterator[tuple[Known, fmpq_mpoly]]:
    for entry in known:
        quotient, remainder = divmod(entry[1], f)
        if remainder == 0:
            yield entry, quotient


def _wrong(ring: Normal, zero: Term, reason: tuple[Known, fmpq_mpoly] | None) -> Draft:
    """f = 0 |- false, since a multiple of f is known not to be 0."""
    assert reason is not None  # noqa: S101 (an oracle; the core checks what comes out)
    (thm, _, scale), quotient = reason
    f = thm.conclusion
    equation = f.args[0] if f.op == "not" else k.eq(*f.args)
    inverse = k.power(ring.term(scale), -1) if scale != 1 else ONE
    same = draft.linear(equation, (k.mul(ring.term(quotient), inverse), draft.assume(zero)))
    return draft.contradict(same, thm) if f.op == "not" else clash_equal(thm, same)


def contradiction(prover: Prover, ctx: Context) -> Draft:
    """A theorem of false from the facts of ctx."""
    thm = in_ring(lambda ring: _by_elimination(ring, prover, ctx))
    if thm is not None:
        return thm
    if prover.quick:
        raise Unproved("no contradiction is near")
    for fact in ctx.of("not"):
        same = prover.attempt(fact.conclusion.args[0], ctx)
        if same is not None:
            return draft.contradict(same, fact)
    try:
        return draft.absurd(inequalities.prove_order(prover, k.lt(ZERO, ZERO), ctx))
    except Unproved:
        pass
    richer = prover.forward(ctx)
    if richer is not None:
        with prover.deeper():
            return contradiction(prover, richer)
    split = prover.split_facts(FALSE, ctx)
    if split is None:
        raise Unproved("the facts do not contradict each other")
    return split


def _by_elimination(ring: Normal, prover: Prover, ctx: Context) -> Draft | None:
    """False from the equations among the facts: 1 = 0, or a = b where a != b is a fact."""
    facts = equations(prover, FALSE, ctx)
    test = _only_known(ring, ctx) if prover.quick else prover.nonzero_test(ring, ctx)
    nothing = Row(ring.one, {}, ring.one)
    for row in eliminate(ring, [row_of(ring, i, t) for i, t in enumerate(facts)], nothing, test):
        if row.poly.is_constant():
            c = row.poly.leading_coefficient()
            target = Row(ring.zero, {i: m / c for i, m in row.combo.items()}, ring.one)
            return draft.absurd(draft.linear(k.eq(ONE, ZERO), *multipliers(ring, target, facts)))
    for fact in ctx.of("ne"):
        equation = fact.conclusion.args[0]
        poly, scale = ring.clear(ring.poly(equation.args[0]) - ring.poly(equation.args[1]))
        target = Row(poly, {}, scale)
        eliminate(ring, [row_of(ring, i, t) for i, t in enumerate(facts)], target, test)
        if target.poly == 0:
            return draft.contradict(draft.linear(equation, *multipliers(ring, target, facts)), fact)
    return None


def _only_known(ring: Normal, ctx: Context) -> Callable[[fmpq_mpoly], bool]:
    """Whether every factor of a polynomial divides something that is known not to be 0."""
    known = list(_known(ring, ctx.of("ne", "lt")))

    def test(p: fmpq_mpoly) -> bool:
        return all(next(_reasons(f, known), None) is not None for f, _ in p.factor()[1])

    return test
