"""Rules that the core and drafts of proofs both have: what each proves, and what false one it refuses."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, Term, add, eq, le, lt, mul, ne, num, power

x, y, z, c = k.var("x"), k.var("y"), k.var("z"), k.var("c", "complex")
n, m, i, j = (k.var(name, "int") for name in "nmij")


def comp(name: str, *indices: Term, sort: str = "real") -> Term:
    return Term("comp", name, sort, ((ONE, None),) * len(indices), indices)


def ind(f: Term) -> Term:
    return Term("ind", f)


def mean(t: Term) -> Term:
    return Term("mean", t)


def smooth(order: int) -> Term:
    return k.smooth("L", order, i, n, comp("w", i))


W = comp("w", i)
X, Y = comp("X", ONE, sort="random"), comp("Y", ONE, sort="random")
SEQUENCE = k.tends(n, comp("s", n), x)
OTHER = k.tends(n, comp("u", n), y)
SMALL = k.tends(n, comp("s", n), ZERO)
SQUARES = k.quantified("all", m, ONE, None, le(power(comp("u", m), 2), comp("s", m)))
EVERY = k.quantified("all", i, ONE, n, eq(W, ZERO))
SOME = k.quantified("ex", i, ONE, n, eq(W, ZERO))
FIRST = eq(comp("w", ONE), ZERO)
INVERSE = k.quantified("all", m, ONE, None, eq(x, power(comp("s", m), -1)))
FORGED: Any = SimpleNamespace(hypotheses=frozenset(), conclusion=FALSE, axioms=frozenset())
CASES = Term("if", lt(ZERO, x), x, y)


def proofs(th: Any, same: Callable[[Term], Any]) -> dict[str, tuple[Callable[[], Any], set[Term], Term]]:
    """For each rule a use of it, the hypotheses, and the conclusion; ``same`` proves t = t."""
    given = th.assume
    return {
        "assume": (lambda: th.assume(eq(x, y)), {eq(x, y)}, eq(x, y)),
        "cut": (lambda: th.cut(given(eq(x, x)), same(x)), set(), eq(x, x)),
        "instantiate": (lambda: th.instantiate(given(eq(x, y)), x, n), {eq(n, y)}, eq(n, y)),
        "rewrite": (lambda: th.rewrite(z, lt(z, ONE), given(eq(x, y)), given(lt(x, ONE))),
                    {eq(x, y), lt(x, ONE)}, lt(y, ONE)),
        "axiom": (lambda: th.axiom("geometric sequence", x), {lt(num(-1), x), lt(x, ONE)},
                  k.tends(n, power(x, n), ZERO)),
        "and_intro": (lambda: th.and_intro(given(FALSE), same(x)), {FALSE}, k.and_(FALSE, eq(x, x))),
        "and_elim": (lambda: th.and_elim(given(k.and_(FALSE, eq(x, y))), 1), {k.and_(FALSE, eq(x, y))},
                     eq(x, y)),
        "or_intro": (lambda: th.or_intro(k.or_(FALSE, eq(x, x)), 1, same(x)), set(), k.or_(FALSE, eq(x, x))),
        "by_cases": (lambda: th.by_cases(th.excluded_middle(eq(x, y)), same(z), same(z)), set(), eq(z, z)),
        "excluded_middle": (lambda: th.excluded_middle(eq(x, y)), set(), k.or_(eq(x, y), ne(x, y))),
        "discharge": (lambda: th.discharge(FALSE, given(FALSE)), set(), k.implies(FALSE, FALSE)),
        "modus_ponens": (lambda: th.modus_ponens(given(k.implies(eq(x, x), FALSE)), same(x)),
                         {k.implies(eq(x, x), FALSE)}, FALSE),
        "negate": (lambda: th.negate(FALSE, given(FALSE)), set(), k.not_(FALSE)),
        "contradict": (lambda: th.contradict(same(x), given(ne(x, x))), {ne(x, x)}, FALSE),
        "ex_falso": (lambda: th.ex_falso(eq(x, y), given(FALSE)), {FALSE}, eq(x, y)),
        "generalise": (lambda: th.generalise(i, ONE, n, th.cut(same(W), given(le(ONE, i)))), set(),
                       k.quantified("all", i, ONE, n, eq(W, W))),
        "specialise": (lambda: th.specialise(given(EVERY), ONE), {EVERY, le(ONE, ONE), le(ONE, n)}, FIRST),
        "ex_intro": (lambda: th.ex_intro(SOME, ONE, given(FIRST)), {FIRST, le(ONE, ONE), le(ONE, n)}, SOME),
        "ex_elim": (lambda: th.ex_elim(given(SOME), i, th.cut(same(x), given(le(ONE, i)))), {SOME},
                    eq(x, x)),
        "induct": (lambda: th.induct(n, ONE, le(n, n), th.positive(le(ONE, ONE), ()),
                                     th.positive(le(add(n, ONE), add(n, ONE)), ())), set(),
                   k.quantified("all", n, ONE, None, le(n, n))),
        "absurd": (lambda: th.absurd(given(lt(ONE, ZERO))), {lt(ONE, ZERO)}, FALSE),
        "integer": (lambda: th.integer(given(lt(n, m))), {lt(n, m)}, le(add(n, ONE), m)),
        "trichotomy": (lambda: th.trichotomy(x, y), set(), k.or_(lt(x, y), eq(x, y), lt(y, x))),
        "zero_product": (lambda: th.zero_product(given(eq(mul(x, c), ZERO))), {eq(mul(x, c), ZERO)},
                         k.or_(eq(x, ZERO), eq(c, ZERO))),
        "root_sign": (lambda: th.root_sign(x, 2, True), {lt(ZERO, x)}, lt(ZERO, k.root(x))),
        "indicator": (lambda: th.indicator(eq(x, y), False), {ne(x, y)}, eq(ind(eq(x, y)), ZERO)),
        "under_sum": (lambda: th.under_sum(i, ONE, n, th.specialise(given(EVERY), i)), {EVERY},
                      eq(Term("sum", k.Hint("i"), ONE, n, k.close(W, i)),
                         Term("sum", k.Hint("i"), ONE, n, ZERO))),
        "split": (lambda: th.split(k.sum_(i, ONE, n, W), m), {le(ONE, add(m, ONE)), le(m, n)},
                  eq(k.sum_(i, ONE, n, W), add(k.sum_(i, ONE, m, W), k.sum_(i, add(m, ONE), n, W)))),
        "surely": (lambda: th.surely(same(X)), set(), Term("surely", eq(X, X))),
        "at_outcome": (lambda: th.at_outcome(given(Term("surely", eq(X, Y)))), {Term("surely", eq(X, Y))},
                       eq(X, Y)),
        "under_mean": (lambda: th.under_mean(th.at_outcome(given(Term("surely", eq(X, Y))))),
                       {Term("surely", eq(X, Y))}, eq(mean(X), mean(Y))),
        "limit_of": (lambda: th.limit_of(m, ONE, power(z, -1), (z,), (given(SEQUENCE),),
                                         th.specialise(given(INVERSE), m)),
                     {SEQUENCE, INVERSE, ne(x, ZERO)}, k.tends(m, x, power(x, -1))),
        "limit_unique": (lambda: th.limit_unique(given(SEQUENCE), given(k.tends(n, comp("s", n), y))),
                         {SEQUENCE, k.tends(n, comp("s", n), y)}, eq(x, y)),
        "limit_shift": (lambda: th.limit_shift(given(SEQUENCE), 2), {SEQUENCE},
                        k.tends(n, comp("s", add(n, num(2))), x)),
        "limit_order": (lambda: th.limit_order(m, ONE, given(SEQUENCE), given(OTHER), th.specialise(
                            given(k.quantified("all", m, ONE, None, le(comp("s", m), comp("u", m)))), m)),
                        {SEQUENCE, OTHER, k.quantified("all", m, ONE, None, le(comp("s", m), comp("u", m)))},
                        le(x, y)),
        "limit_squeeze": (lambda: th.limit_squeeze(m, ONE, comp("u", m), given(SMALL), th.specialise(
                              given(SQUARES), m)), {SMALL, SQUARES}, k.tends(n, comp("u", n), ZERO)),
        "exp_positive": (lambda: th.exp_positive(x), set(), lt(ZERO, Term("exp", x))),
        "less_smooth": (lambda: th.less_smooth(given(smooth(3)), 2), {smooth(3)}, smooth(2)),
        "select": (lambda: th.select(CASES, False), {k.not_(lt(ZERO, x))}, eq(y, CASES)),
    }  # fmt: skip


def refusals(th: Any, same: Callable[[Term], Any]) -> dict[str, Callable[[], Any]]:
    """For each rule a use that would prove something false."""
    given = th.assume
    return {
        "rewrite": lambda: th.rewrite(z, lt(z, ONE), given(eq(x, y)), given(lt(y, ONE))),
        "axiom": lambda: th.axiom("no such axiom"),
        "and_elim": lambda: th.and_elim(given(k.or_(FALSE, eq(x, y))), 0),
        "or_intro": lambda: th.or_intro(k.or_(FALSE, eq(x, x)), 0, same(x)),
        "by_cases": lambda: th.by_cases(th.excluded_middle(eq(x, y)), given(eq(x, y))),
        "excluded_middle": lambda: th.excluded_middle(Term("bound", 0)),
        "modus_ponens": lambda: th.modus_ponens(given(k.implies(eq(x, y), FALSE)), same(x)),
        "negate": lambda: th.negate(eq(x, x), same(x)),
        "contradict": lambda: th.contradict(same(x), given(ne(x, y))),
        "ex_falso": lambda: th.ex_falso(FALSE, same(x)),
        "generalise": lambda: th.generalise(x, None, None, given(eq(x, ZERO))),
        "specialise": lambda: th.specialise(given(EVERY), x),
        "ex_intro": lambda: th.ex_intro(SOME, ONE, given(eq(comp("w", num(2)), ZERO))),
        "ex_elim": lambda: th.ex_elim(given(SOME), i, given(eq(W, ZERO))),
        "induct": lambda: th.induct(n, ONE, le(n, ONE), th.positive(le(ONE, ONE), ()), given(le(n, ONE))),
        "absurd": lambda: th.absurd(th.positive(le(ZERO, ONE), ())),
        "integer": lambda: th.integer(given(lt(x, y))),
        "trichotomy": lambda: th.trichotomy(c, ZERO),
        "zero_product": lambda: th.zero_product(given(eq(mul(x, y), ONE))),
        "root_sign": lambda: th.root_sign(x, 1, False),
        "indicator": lambda: th.indicator(x, True),
        "under_sum": lambda: th.under_sum(i, ONE, n, given(eq(W, ZERO))),
        "split": lambda: th.split(mul(n, W), m),
        "surely": lambda: th.surely(given(eq(X, Y))),
        "at_outcome": lambda: th.at_outcome(same(x)),
        "under_mean": lambda: th.under_mean(given(eq(X, Y))),
        "limit_of": lambda: th.limit_of(m, ONE, ind(lt(ZERO, z)), (z,), (th.axiom("reciprocals"),),
                                        same(ind(lt(ZERO, power(m, -1))))),
        "limit_unique": lambda: th.limit_unique(given(SEQUENCE), given(OTHER)),
        "limit_shift": lambda: th.limit_shift(given(SEQUENCE), -1),
        "limit_order": lambda: th.limit_order(m, ONE, given(SEQUENCE), given(OTHER),
                                              given(le(comp("s", m), comp("u", m)))),
        "limit_squeeze": lambda: th.limit_squeeze(  # below a limit that is not 0
            m, ONE, comp("u", m), given(SEQUENCE), th.specialise(given(SQUARES), m)
        ),
        "exp_positive": lambda: th.exp_positive(c),
        "less_smooth": lambda: th.less_smooth(given(smooth(1)), 2),
        "select": lambda: th.select(x, True),
    }  # fmt: skip
