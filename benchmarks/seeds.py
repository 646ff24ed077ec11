"""Theorems to start an attack on the core from: something by every rule, and an instance of every law."""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.examples import EXAMPLES
from symderiv.core.inference import Theorem
from symderiv.core.laws import LAWS
from symderiv.core.random_laws import LAWS as RANDOM
from symderiv.core.terms import FALSE, ONE, ZERO, Rational, Term

x, y, z = k.var("x"), k.var("y"), k.var("z")
c = k.var("c", "complex")
n, m, i, j = (k.var(name, "int") for name in "nmij")
given, same = infer.assume, lambda t: infer.ring(k.eq(t, t))


def component(name: str, index: Term, *, end: Term | None = None, sort: str = "real") -> Term:
    return Term("comp", name, sort, ((ONE, end),), (index,))


W, S, X, Y = (
    component("w", i, end=n),
    component("s", n),
    component("X", ONE, sort="random"),
    component("Y", ONE, sort="random"),
)
EVERY = k.quantified("all", i, ONE, n, k.eq(W, ZERO))
SOME = k.quantified("ex", i, ONE, n, k.eq(W, ZERO))
FIRST = k.eq(component("w", ONE, end=n), ZERO)
SEQUENCE = k.tends(n, S, x)
OTHER = k.tends(n, component("u", n), y)
INVERSE = k.quantified("all", m, ONE, None, k.eq(x, k.power(component("s", m), -1)))
BELOW = k.quantified("all", m, ONE, None, k.le(component("s", m), component("u", m)))
SQUARES = k.quantified("all", m, ONE, None, k.le(k.power(component("u", m), 2), component("s", m)))
CASES = Term("if", k.lt(ZERO, x), x, y)
CALL = k.call("L", (), i, n, W)


def smooth(order: int) -> Term:
    return k.smooth("L", order, i, n, W)


def of_rules() -> Iterator[Theorem]:
    """Something by every rule."""
    positive = infer.positive(k.le(ZERO, ZERO), ())
    equal = infer.specialise(given(EVERY), i)
    yield given(k.eq(x, y))
    yield infer.cut(given(k.eq(x, x)), same(x))
    yield infer.instantiate(given(k.eq(x, y)), x, n)
    yield infer.rewrite(z, k.lt(z, ONE), given(k.eq(x, y)), given(k.lt(x, ONE)))
    yield infer.axiom("geometric sequence", x)
    yield infer.and_intro(given(FALSE), same(x))
    yield infer.and_elim(given(k.and_(FALSE, k.eq(x, y))), 1)
    yield infer.or_intro(k.or_(FALSE, k.eq(x, x)), 1, same(x))
    yield infer.by_cases(infer.excluded_middle(k.eq(x, y)), same(z), same(z))
    yield infer.discharge(k.lt(n, m), infer.integer(given(k.lt(n, m))))
    yield infer.modus_ponens(given(k.implies(k.eq(x, x), FALSE)), same(x))
    yield infer.negate(FALSE, given(FALSE))
    yield infer.contradict(same(x), given(k.ne(x, x)))
    yield infer.ex_falso(k.eq(x, y), given(FALSE))
    yield infer.generalise(i, ONE, n, infer.cut(same(W), given(k.le(ONE, i))))
    yield infer.specialise(given(EVERY), ONE)
    yield infer.ex_intro(SOME, ONE, given(FIRST))
    yield infer.ex_elim(given(SOME), i, infer.cut(same(x), given(k.le(ONE, i))))
    later = infer.positive(k.le(ZERO, k.add(n, ONE)), ((Rational(1), (given(k.le(ZERO, n)),), ()),))
    yield infer.induct(n, ZERO, k.le(ZERO, n), positive, later)
    yield infer.ring(k.eq(x, z), (), (), ((ONE, given(k.eq(x, y))), (ONE, given(k.eq(y, z)))))
    yield infer.ring(k.eq(k.power(x, 3), k.mul(y, x)), (given(k.eq(k.power(x, 2), y)),))
    yield infer.ring(k.eq(k.mul(x, k.power(x, -1)), ONE), (), (given(k.ne(x, ZERO)),))
    yield infer.positive(k.lt(ZERO, k.add(k.power(x, 2), ONE)), ((Rational(1), (), (x,)),))
    facts = given(k.le(x, y)), given(k.lt(y, z))
    yield infer.positive(k.lt(x, z), tuple((Rational(1), (fact,), ()) for fact in facts))
    yield infer.absurd(given(k.lt(ONE, ZERO)))
    yield infer.exp_positive(x)
    yield infer.trichotomy(x, y)
    yield infer.zero_product(given(k.eq(k.mul(x, c), ZERO)))
    yield infer.root_sign(x, 2, True)
    yield infer.indicator(k.eq(x, y), False)
    yield infer.select(CASES, False)
    yield infer.under_sum(i, ONE, n, equal)
    yield infer.under_guard(k.lt(x, y), given(k.eq(x, z)))
    yield infer.under_call(CALL, i, equal)
    yield infer.split(k.sum_(i, ONE, n, W), m)
    yield infer.surely(same(X))
    yield infer.at_outcome(given(Term("surely", k.eq(X, Y))))
    yield infer.under_mean(infer.at_outcome(given(Term("surely", k.eq(X, Y)))))
    yield infer.limit_of(
        m, ONE, k.power(z, -1), (z,), (given(SEQUENCE),), infer.specialise(given(INVERSE), m)
    )
    yield infer.limit_unique(given(SEQUENCE), given(k.tends(n, S, y)))
    yield infer.limit_shift(given(SEQUENCE), 2)
    yield infer.limit_order(m, ONE, given(SEQUENCE), given(OTHER), infer.specialise(given(BELOW), m))
    yield infer.limit_squeeze(
        m, ONE, component("u", m), given(k.tends(n, S, ZERO)), infer.specialise(given(SQUARES), m)
    )
    yield infer.less_smooth(given(smooth(3)), 2)


def shares() -> Theorem:
    """2 u/v -> 0 for a whole u, as v grows: by way of u/t -> 0, and under no hypotheses."""
    u, v, t = k.var("u", "int"), k.var("v", "int"), k.var("t", "int")
    share, twice = k.mul(u, k.power(t, -1)), k.mul(k.num(2), k.mul(u, k.power(v, -1)))
    limit = infer.limit_of(t, ONE, k.mul(u, y), (y,), (infer.axiom("reciprocals"),), same(share))
    limit = infer.rewrite(z, k.tends(t, share, z), infer.ring(k.eq(limit.conclusion.args[1], ZERO)), limit)
    return infer.limit_of(v, ONE, k.mul(k.num(2), y), (y,), (limit,), same(twice))


def of_laws() -> Iterator[Theorem]:
    """An instance of every law, under its premises; but those of distributions."""
    for name, law in LAWS.items():
        if name in RANDOM:
            continue
        args = EXAMPLES[name].args
        premises, *_ = law.instance(*args)
        yield infer.law(name, args, *map(given, premises))


def telling() -> Iterator[Theorem]:
    """Theorems that become false where a condition, a sort or a bound is forgotten, or a name captured."""
    moved = infer.law("derivative", (k.mul(x, y), x))
    expected = infer.law("mean_factor", (x, X))
    step = infer.discharge(k.lt(n, m), infer.integer(given(k.lt(n, m))))
    for thm, v in ((moved, y), (expected, x), (step, n)):
        yield infer.instantiate(thm, v, k.num(2))
        yield infer.specialise(infer.generalise(v, None, None, thm), k.num(2))
    slope = moved.conclusion.args[1]
    known = infer.rewrite(z, k.eq(Term("diff", k.mul(x, y), x), z), same(slope), moved)
    yield infer.instantiate(known, y, k.num(3))
    late = given(k.le(ZERO, x))
    yield infer.and_intro(infer.induct(n, ZERO, late.conclusion, late, late), same(n))
    yield shares()


def seeds() -> list[Theorem]:
    return [*of_rules(), *of_laws(), *telling()]
