"""Orders between means: what is surely so under the mean, centred; products of facts; Cauchy and Jensen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache, partial
from itertools import combinations
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal
from symderiv.prove import chance
from symderiv.prove.combinations import combined, in_real_ring
from symderiv.prove.context import Context, Unproved
from symderiv.prove.nature import atoms_of

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_FACTS = 4  # random facts that are multiplied with each other
MAX_PAIRS = 3  # random quantities of which pairs are looked at
TWO = k.num(2)


def mean(t: Term) -> Term:
    """E[t]."""
    return Term("mean", t)


def concerns(goal: Term) -> bool:
    """Whether the goal is an order of numbers, of which some are means."""
    order = goal.op in ("le", "lt") and not k.is_random(goal)
    return order and any(s.op == "mean" for s in k.subterms(goal))


def prove_order(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a <= b by what is surely so of random quantities; None where that does not give it."""
    if not concerns(goal) or prover.depth <= 1:
        return None
    return (
        by_body(prover, goal, ctx)
        or _with_values(prover, goal, ctx)
        or _by_inequalities(prover, goal, ctx)
        or _by_facts(prover, goal, ctx)
    )


# -- one mean ------------------------------------------------------------------------------------------


def by_body(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """0 <= E[X], for the difference of the sides as the mean of one X, which is surely not negative."""
    if goal.op != "le":
        return None
    bodies = in_real_ring(lambda ring: [_one_mean(ring, goal, centred=c) for c in (False, True)])
    for body in dict.fromkeys(filter(None, bodies)):
        thm = _under_mean(prover, k.le(ZERO, body), ctx)
        if thm is not None:
            return draft.positive(goal, ((fmpq(1), (thm,), ()),))
    return None


def _under_mean(prover: Prover, f: Term, ctx: Context) -> Draft | None:
    """E[a] <= E[b] where a <= b is surely so: with 1 or 0 for its indicators, or by what these are."""
    ways = ((prover.prove, _in_cases(f)), (partial(chance.by_indicators, prover), f))
    for way, formula in ways if ways[0][1] != f else ways[1:]:
        with suppress(Unproved, KernelError), prover.deeper():
            thm = way(formula, ctx)
            if not any(map(k.is_random, thm.hypotheses)):
                return chance.under_mean(prover, thm, ctx)
    return None


def _in_cases(t: Term) -> Term:
    """t with 1 or 0 for its indicators, one case after the other."""
    t = k.map_parts(lambda p, _: _in_cases(p), t) if t.op != "mean" else t
    return Term("if", t.args[0], ONE, ZERO) if t.op == "ind" and not k.is_open(t) else t


def _one_mean(ring: Normal, goal: Term, *, centred: bool) -> Term | None:
    """X, where the right side less the left one is E[X], as E is linear; None where no mean stands alone.

    Where it is ``centred``, E[U] E[V] is read as E[U E[V] + E[U] V - E[U] E[V]]."""
    found = False
    terms = []
    for c, factors in ring.monomials(ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))):
        means = [ring.atoms[i] for i, e in factors for _ in range(e) if ring.atoms[i].op == "mean"]
        rest = [ring.power_of(i, e) for i, e in factors if ring.atoms[i].op != "mean"]
        found |= 0 < len(means) <= (2 if centred else 1)
        terms.append(k.mul(k.num(c), *rest, _body(means, centred=centred)))
    return k.add(*terms) if found else None


def _body(means: list[Term], *, centred: bool) -> Term:
    """What has a product of means as its mean."""
    match means:
        case [u]:
            return _within(u)
        case [u, v] if centred:
            return k.add(k.mul(u, _within(v)), k.mul(_within(u), v), k.neg(k.mul(u, v)))
        case _:
            return k.mul(*means)


def _within(u: Term) -> Term:
    body: Term = u.args[0]
    return body


def _with_values(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """a <= b (or <) with what the facts say that means in it are."""
    equations = [t for t in ctx.of("eq") if not k.is_random(t.conclusion)]
    rest, combination = in_real_ring(lambda ring: _put_in(ring, goal, equations))
    if not combination:
        return None
    try:
        with prover.deeper():
            thm = prover.prove(Term(goal.op, ZERO, rest), ctx)
    except Unproved:
        return None
    return draft.positive(goal, ((fmpq(1), (thm,), ()),), combination)


def _put_in(ring: Normal, goal: Term, equations: list[Draft]) -> tuple[Term, tuple[tuple[Term, Draft], ...]]:
    """The difference of the sides, with values for means that equations give, and these with factors."""
    p = ring.reduce(ring.poly(goal.args[1]) - ring.poly(goal.args[0]))
    combination: list[tuple[Term, Draft]] = []
    for thm in equations:
        a, b = thm.conclusion.args
        q = ring.reduce(ring.poly(a) - ring.poly(b))
        for i, atom in enumerate(ring.atoms):
            if atom.op != "mean" or q.degrees()[i] != 1 or p.degrees()[i] != 1:
                continue
            c = q.derivative(i)
            if c.is_constant():
                factor = p.derivative(i) / c
                p = ring.reduce(p - factor * q)
                combination.append((ring.term(factor), thm))
                break
    return ring.term(p), tuple(combination)


# -- inequalities of Cauchy and Jensen -----------------------------------------------------------------


def _by_inequalities(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """By E[UV]^2 <= E[U^2] E[V^2], and by e^E[U] <= E[e^U]."""
    facts = [*_cauchy(prover, goal, ctx), *_jensen(prover, goal, ctx)]
    if not facts:
        return None
    known = [*facts, *(t for t in ctx.of("le", "lt") if not k.is_random(t.conclusion))]
    equal = [t for t in ctx.of("eq") if not k.is_random(t.conclusion)]
    return combined(goal, known, equal, degree=1, put_in=True) or combined(
        goal, known, equal, degree=2, put_in=True
    )


def _cauchy(prover: Prover, goal: Term, ctx: Context) -> Iterator[Draft]:
    """E[UV]^2 <= E[U^2] E[V^2] for two factors of a product in the goal, as they are and centred."""
    bodies = [t.args[0] for t in atoms_of(goal) if t.op == "mean" and not k.is_open(t)]
    pairs = dict.fromkeys(pair for body in bodies for pair in _factors(body))
    for u, v in list(pairs)[:MAX_PAIRS]:
        for pair in ((u, v), (k.sub(u, mean(u)), k.sub(v, mean(v)))):
            thm = _cauchy_of(prover, *pair, ctx)
            if thm is not None:
                yield thm
            for w in (k.sub(*pair), k.add(*pair)):
                square = _under_mean(prover, k.le(ZERO, k.power(w, 2)), ctx)
                if square is not None:
                    yield square


def _factors(body: Term) -> Iterator[tuple[Term, Term]]:
    """The two different random factors of a product."""
    factors = [t for t in body.args if k.is_random(t)] if body.op == "mul" else []
    if len(factors) == 2 and factors[0] != factors[1]:
        yield factors[0], factors[1]


def _cauchy_of(prover: Prover, u: Term, v: Term, ctx: Context) -> Draft | None:
    t = k.fresh("t", "real", u, v, *ctx.assumed)
    square = _under_mean(prover, k.le(ZERO, k.power(k.sub(u, k.mul(t, v)), 2)), ctx)
    if square is None:
        return None
    a, b, c = (mean(k.mul(*pair)) for pair in ((u, u), (v, v), (u, v)))
    quadratic = draft.positive(_quadratic(a, b, c, t), ((fmpq(1), (square,), ()),))
    general = draft.generalise(t, None, None, quadratic)
    sign = _under_mean(prover, k.le(ZERO, k.power(v, 2)), ctx)
    if sign is None:
        return None
    lemma = _discriminant(prover)
    for x in (a, b, c):
        lemma = draft.specialise(lemma, x)
    above = draft.positive(k.le(ZERO, b), ((fmpq(1), (sign,), ()),))
    return draft.modus_ponens(draft.modus_ponens(lemma, above), general)


def _quadratic(a: Term, b: Term, c: Term, t: Term) -> Term:
    return k.le(ZERO, k.add(a, k.neg(k.mul(TWO, t, c)), k.mul(k.power(t, 2), b)))


@lru_cache(maxsize=1)
def _letters() -> tuple[Term, ...]:
    return tuple(k.var(name, "real") for name in "abct")


_LEMMAS: list[Draft] = []


def _discriminant(prover: Prover) -> Draft:
    """|- for all a, b, c: 0 <= b => (for all t: 0 <= a - 2 t c + t^2 b) => c^2 <= a b."""
    if not _LEMMAS:
        a, b, c, t = _letters()
        every = k.quantified("all", t, None, None, _quadratic(a, b, c, t))
        goal = k.le(k.power(c, 2), k.mul(a, b))
        given = draft.assume(every)
        sign = draft.assume(k.le(ZERO, b))
        thm = draft.by_cases(
            draft.trichotomy(ZERO, b),
            *(_case(prover, case, goal, given, sign) for case in draft.trichotomy(ZERO, b).conclusion.args),
        )
        thm = draft.discharge(sign.conclusion, draft.discharge(every, thm))
        for x in (c, b, a):
            thm = draft.generalise(x, None, None, thm)
        _LEMMAS.append(thm)
    return _LEMMAS[0]


def _case(prover: Prover, case: Term, goal: Term, given: Draft, sign: Draft) -> Draft:
    """A theorem of c^2 <= a b where b is positive, 0 or (which contradicts its sign) negative, by a value of
    t."""
    a, b, c, _ = _letters()
    inside = Context().assuming(given.conclusion, sign.conclusion)
    if case.op == "lt":
        fact = sign if case == k.lt(b, ZERO) else draft.specialise(given, k.mul(c, k.power(b, -1)))
        return prover.prove(goal, inside.assuming(case).knowing(fact))
    same = k.eq(c, ZERO)
    value = k.mul(k.add(a, ONE), k.power(k.mul(TWO, c), -1))
    apart = inside.assuming(case, k.not_(same)).knowing(draft.specialise(given, value))
    wrong = draft.ex_falso(goal, draft.absurd(prover.prove(k.lt(ZERO, ZERO), apart)))
    alike = prover.prove(goal, inside.assuming(case, same))
    return draft.by_cases(draft.excluded_middle(same), alike, wrong)


def _jensen(prover: Prover, goal: Term, ctx: Context) -> Iterator[Draft]:
    """E[e^m (1 + U - m)] <= E[e^U], where m = E[U], for what is an exponent in the goal."""
    for t in atoms_of(goal):
        if t.op == "mean" and t.args[0].op == "exp" and k.sort_of(t) != "complex" and not k.is_open(t):
            u = t.args[0].args[0]
            m = mean(u)
            tangent = k.mul(Term("exp", m), k.add(ONE, k.sub(u, m)))
            thm = _under_mean(prover, k.le(tangent, t.args[0]), ctx)
            if thm is not None:
                yield thm


# -- facts under the mean ------------------------------------------------------------------------------


def _by_facts(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """By what equations between random quantities, and products of orders between them, are under the
    mean."""
    said = {t.conclusion for t in ctx.facts}
    new = [t for t in _facts(prover, ctx) if t.conclusion not in said]
    if not new:
        return None
    try:
        with prover.deeper():
            return prover.prove(goal, ctx.knowing(*new))
    except Unproved:
        return None


def _facts(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """0 <= E[(b - a) (d - c)] for facts a <= b and c <= d of random quantities, and E[a] = E[b] for a = b."""
    random = [t for t in ctx.of("le", "lt", "eq") if _is_sure(t)]
    orders = [t for t in random if t.conclusion.op != "eq"][:MAX_FACTS]
    for pair in (*combinations(orders, 2), *((t,) for t in orders)):
        gaps = (k.sub(t.conclusion.args[1], t.conclusion.args[0]) for t in pair)
        thm = draft.positive(k.le(ZERO, k.mul(*gaps)), ((fmpq(1), pair, ()),))
        try:
            yield chance.under_mean(prover, thm, ctx)
        except (Unproved, KernelError):
            continue
    for thm in [t for t in random if t.conclusion.op == "eq"][:MAX_FACTS]:
        yield draft.under_mean(thm)


def _is_sure(thm: Draft) -> bool:
    """Whether a fact is about random quantities, real ones, and surely true."""
    f = thm.conclusion
    real = all(k.sort_of(side) != "complex" for side in f.args)
    return real and k.is_random(f) and not any(map(k.is_random, thm.hypotheses))
