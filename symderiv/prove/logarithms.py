"""Logarithms of what is positive: they are real, and those of products and powers are sums.

An order relation, or an equation, is rewritten so that each logarithm in it, below sums too, is one of a
factor that is positive and no product, power or exponential. In order relations it is written as its own
real part, so that the whole relation is one of real numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from symderiv.core import terms as k
from symderiv.core.laws import LAWS
from symderiv.core.terms import ONE, ZERO, KernelError, Term, fn
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import normal_form
from symderiv.prove.context import Context
from symderiv.prove.elementary import apart
from symderiv.prove.reals import backwards, is_complex, rewritten

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

# what is said of a function, or of all values at once, has the terms in it as they are
WHOLE = frozenset({"diff", "loss", "call", *k.FORMULAS})


def is_log(t: Term) -> bool:
    """Whether t is a logarithm."""
    return t.op == "fn" and t.args[0] == "log"


@lru_cache(maxsize=4096)
def mentions_log(t: Term) -> bool:
    """Whether a logarithm occurs in t."""
    return any(is_log(s) for s in k.subterms(t))


def real_log(u: Term) -> Term:
    """The real part of log u, which is log u where u is positive.

    >>> real_log(k.var("x"))
    fn(re,[fn(log,[var(x,real)])])
    """
    return fn("re", fn("log", u))


def shown_as_log(t: Term) -> Term:
    """t with logarithms for their real parts, as the page has it."""
    if t.op == "fn" and t.args[0] == "re" and is_log(t.args[1][0]):
        t = t.args[1][0]
    return k.map_parts(lambda p, _: shown_as_log(p), t)


# -- one logarithm -----------------------------------------------------------------------------------


class Summand(NamedTuple):
    """c log f in the logarithm of a product; or c w, of a factor e^w."""

    coefficient: Term
    of: Term
    exponent: bool


class Factored(NamedTuple):
    """The argument of a logarithm with letters for its factors, and the logarithm as summands in these
    letters."""

    pattern: Term
    summands: tuple[Summand, ...]

    def value(self, *, real: bool) -> Term:
        """The logarithm, in letters."""

        def log(s: Summand) -> Term:
            if s.exponent:
                return s.of
            return real_log(s.of) if real else fn("log", s.of)

        return k.add(*(k.mul(s.coefficient, log(s)) for s in self.summands))


class Letters:
    """Letters for the factors of what is positive, and theorems that these factors are."""

    def __init__(self, prover: Prover, ctx: Context, u: Term) -> None:
        self.prover, self.ctx, self.u = prover, ctx, u
        self.values: dict[Term, Term] = {}  # by letters
        self.positive: dict[Term, Draft] = {}  # by letters, that the value is positive

    def letter(self, value: Term) -> Term:
        """The letter for a value."""
        for v, t in self.values.items():
            if t == value:
                return v
        v = k.fresh(f"f{len(self.values)}", "real", self.u, *self.values)
        self.values[v] = value
        return v

    def factored(self, u: Term, coefficient: Term = ONE) -> Factored | None:
        """u taken apart into factors, each of them positive; None where one is not known to be so."""
        found = self._taken_apart(u, coefficient)
        return self._whole(u, coefficient) if found is None else found

    def _taken_apart(self, u: Term, c: Term) -> Factored | None:
        match u.op:
            case "num" if u.args[0] > 0:
                return Factored(u, tuple(self._number(Fraction(u.args[0]), c)))
            case "exp":
                w = self.letter(u.args[0])
                return Factored(Term("exp", w), (Summand(c, w, exponent=True),))
            case "mul":
                return self._product(u, c)
            case "pow":
                return self._power(u, c)
            case "root":
                base = self.factored(u.args[0], k.mul(c, k.num(Fraction(1, u.args[1]))))
                return base and Factored(k.root(base.pattern, u.args[1]), base.summands)
        return None

    def _number(self, value: Fraction, c: Term) -> Iterator[Summand]:
        for n, sign in ((value.numerator, ONE), (value.denominator, k.num(-1))):
            if n != 1:
                yield Summand(k.mul(sign, c), k.num(n), exponent=False)

    def _product(self, u: Term, c: Term) -> Factored | None:
        parts = []
        for f in u.args:
            part = self.factored(f, c)
            if part is None:
                return None
            parts.append(part)
        return Factored(k.mul(*(p.pattern for p in parts)), tuple(s for p in parts for s in p.summands))

    def _power(self, u: Term, c: Term) -> Factored | None:
        base, e = u.args
        if k.sort_of(e) == "complex":
            return None
        letter = e if e.op == "num" else self.letter(e)  # of a positive number, whole ones are no other
        inner = self.factored(base, k.mul(c, letter))
        return inner and Factored(k.power(inner.pattern, letter), inner.summands)

    def _whole(self, u: Term, c: Term) -> Factored | None:
        if k.sort_of(u) == "complex":
            return None
        known = self.prover.attempt(k.lt(ZERO, u), self.ctx)
        if known is None:
            return None
        v = self.letter(u)
        self.positive[v] = known
        return Factored(v, (Summand(c, v, exponent=False),))

    def put(self, thm: Draft) -> Draft:
        """thm with the values for the letters, which are positive."""
        for v, value in self.values.items():
            thm = draft.instantiate(thm, v, value)
        for lemma in self.positive.values():
            thm = draft.cut(thm, lemma)
        return thm


@lru_cache(maxsize=1024)
def of_product(pattern: Term, value: Term, letters: tuple[Term, ...]) -> Draft:
    """Letters are positive |- log of a product = the sum of the logarithms of its factors."""
    signs = {v: draft.assume(k.lt(ZERO, v)) for v in letters}
    thm = draft.linear(k.eq(fn("log", pattern), value), *((ZERO, t) for t in signs.values()))
    known = dict(signs)
    product_positive(pattern, known)
    return _with_signs(thm, known)


def _with_signs(thm: Draft, known: dict[Term, Draft]) -> Draft:
    """thm without the conditions that follow from what is known to be positive."""
    further = thm.hypotheses - {t.conclusion for v, t in known.items() if v.op == "var"}
    for f in sorted(further, key=lambda f: -len(f.key)):  # a whole is defined where its parts are
        thm = draft.cut(thm, _side_condition(f, known))
    return thm


def _side_condition(f: Term, known: dict[Term, Draft]) -> Draft:
    """0 <= t, 0 < t or t != 0, where 0 < t is known."""
    differs = f.op == "not"
    t = f.args[0].args[0] if differs else f.args[1]
    if t not in known:
        raise KernelError(f"expected a part of a product, met {t}")
    return apart(f, known[t]) if differs else draft.positive(f, ((ONE.args[0], (known[t],), ()),))


def product_positive(t: Term, known: dict[Term, Draft]) -> Draft:
    """Letters are positive |- 0 < t, for a product t of powers, roots and exponentials; all that was shown on
    the way is put to what is ``known``."""
    if t not in known:
        known[t] = _with_signs(_product_positive(t, known), known)
    return known[t]


def _product_positive(t: Term, known: dict[Term, Draft]) -> Draft:
    goal, one = k.lt(ZERO, t), ONE.args[0]
    match t.op:
        case "num":
            return draft.positive(goal, ())
        case "exp":
            return draft.exp_positive(t.args[0])
        case "mul":
            return draft.positive(goal, ((one, tuple(product_positive(f, known) for f in t.args), ()),))
        case "root":
            return draft.cut(draft.root_sign(*t.args, True), product_positive(t.args[0], known))
        case "pow":
            return power_positive(t, product_positive(t.args[0], known))
    raise KernelError(f"expected a product of letters, met {t}")


def power_as_exp(t: Term, base: Draft) -> Draft:
    """0 < b to b^e = e^(e log b), for whole or real exponents."""
    b, e = t.args
    needed, _ = LAWS["power_exp"].instance(b, e)
    premises = (base if f == base.conclusion else apart(f, base) for f in needed)
    x, y = k.fresh("x", "real", t), k.fresh("y", "complex", t)
    log = draft.cut(draft.instantiate(of_product(x, real_log(x), (x,)), x, b), base)
    power = draft.law("power_exp", (b, e), *premises)
    return draft.rewrite(y, k.eq(t, Term("exp", k.mul(e, y))), log, power)


def power_positive(t: Term, base: Draft) -> Draft:
    """0 < b to 0 < b^e."""
    same = power_as_exp(t, base)
    z = k.fresh("z", "real", t)
    value = same.conclusion.args[1]
    return draft.rewrite(z, k.lt(ZERO, z), backwards(same), draft.exp_positive(value.args[0]))


def log_of(prover: Prover, u: Term, ctx: Context, *, real: bool) -> Draft | None:
    """|- log u = the sum of the logarithms of its factors, all of which are positive; None if one is not."""
    if k.sort_of(u) == "complex" or k.is_open(u):
        return None
    letters = Letters(prover, ctx, u)
    form = letters.factored(u)
    if form is None or (not real and form.pattern in letters.values):
        return None
    try:
        return letters.put(of_product(form.pattern, form.value(real=real), tuple(letters.positive)))
    except KernelError:
        return None


# -- terms and relations -----------------------------------------------------------------------------


def in_terms(prover: Prover, t: Term, ctx: Context, *, real: bool) -> Draft | None:
    """|- t = s, with the logarithms in t taken apart; None where none is."""
    if not mentions_log(t) or k.is_open(t) or t.op in WHOLE:
        return None
    if is_log(t):
        return _of_log(prover, t, ctx, real=real)
    if real and t.op == "fn" and t.args[0] == "re" and is_log(t.args[1][0]):
        return _of_real_part(prover, t, ctx)
    if t.op == "sum":
        hint, lo, hi, _ = t.args
        v = k.fresh(str(hint), "int", t, *ctx.assumed)
        inside = in_terms(prover, k.open_(t, v), ctx.assuming(*k.bounds(v, lo, hi)), real=real)
        return inside and draft.under_sum(v, lo, hi, inside)
    if t.op == "mean":
        inside = in_terms(prover, t.args[0], ctx, real=real)
        return (
            None if inside is None or any(map(k.is_random, inside.hypotheses)) else draft.under_mean(inside)
        )
    same: Draft | None = None
    for p in dict.fromkeys(k.parts(t)):
        equation = in_terms(prover, p, ctx, real=real)
        if equation is not None:
            same = _replacing(t, same, equation)
    return same


def _of_log(prover: Prover, t: Term, ctx: Context, *, real: bool) -> Draft | None:
    """|- log u = s, where a sum u may be a product in normal form."""
    (u,) = t.args[1]
    product = normal_form(u) if u.op in ("sum", "add") else u
    if product.op not in ("mul", "exp", "pow", "root") or product == u:
        return log_of(prover, u, ctx, real=real)
    same = log_of(prover, product, ctx, real=real)
    if same is None:
        return None
    y = k.fresh("y", "real", t, same.conclusion)
    equal = backwards(draft.linear(k.eq(u, product)))
    return draft.rewrite(y, k.eq(fn("log", y), same.conclusion.args[1]), equal, same)


def _of_real_part(prover: Prover, t: Term, ctx: Context) -> Draft | None:
    """|- re(log u) = the sum of the real parts of the logarithms of the factors of u."""
    same = log_of(prover, t.args[1][0].args[1][0], ctx, real=True)
    if same is None or same.conclusion.args[1] == t:
        return None
    log, value = same.conclusion.args
    return draft.linear(
        k.eq(t, value), (ONE, _real_part(same, value)), (ONE, draft.linear(k.eq(t, fn("re", log))))
    )


def _real_part(same: Draft, value: Term) -> Draft:
    log = same.conclusion.args[0]
    y = k.fresh("y", "complex", log, value)
    whole = draft.ring(k.eq(fn("re", log), fn("re", log)))
    return draft.rewrite(y, k.eq(fn("re", log), fn("re", y)), same, whole)


def _replacing(t: Term, same: Draft | None, equation: Draft) -> Draft | None:
    """|- t = s to |- t = s', with one part of s replaced by what it is equal to."""
    same = draft.ring(k.eq(t, t)) if same is None else same
    old, new = equation.conclusion.args
    sort = max((k.sort_of(old), k.sort_of(new)), key=k.SORTS.index)
    y = k.fresh("y", sort, t, old, new)
    try:
        return draft.rewrite(y, k.eq(t, _put(same.conclusion.args[1], old, y)), equation, same)
    except KernelError:  # roots and powers of a complex number have another meaning
        return None if same.conclusion.args[1] == t else same


def _put(t: Term, old: Term, new: Term) -> Term:
    if t == old:
        return new
    return t if t.op in WHOLE else k.map_parts(lambda p, _: _put(p, old, new), t)


def of_fact(prover: Prover, thm: Draft, ctx: Context, *, real: bool) -> Draft:
    """A theorem with its logarithms taken apart into those of factors."""
    f = thm.conclusion
    if not mentions_log(f):
        return thm
    match f.op:
        case "eq" | "le" | "lt":
            same = [in_terms(prover, side, ctx, real=real) for side in f.args]
            return rewritten(thm, same)
        case "all":
            v = k.fresh(str(f.args[0]), f.args[1], f, *ctx.assumed, *thm.hypotheses)
            bounds = k.bounds(v, *f.args[2:4])
            inside = of_fact(prover, draft.specialise(thm, v), ctx.assuming(*bounds), real=real)
            return draft.generalise(v, *f.args[2:4], inside)
        case "implies":
            premise = draft.assume(f.args[0])
            within = ctx.assuming(f.args[0])
            inside = of_fact(prover, draft.modus_ponens(thm, premise), within, real=real)
            return draft.discharge(f.args[0], inside)
    return thm


def prove_real(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, im t = 0, where all logarithms in t are of what is positive; else None."""
    part, zero = goal.args
    if zero != ZERO or part.op != "fn" or part.args[0] != "im" or not mentions_log(part):
        return None
    same = in_terms(prover, part.args[1][0], ctx, real=True)
    if same is None or k.sort_of(same.conclusion.args[1]) == "complex":
        return None
    t, s = same.conclusion.args
    x, y = k.fresh("x", "real", t, s), k.fresh("y", "complex", t, s)
    real = draft.instantiate(draft.linear(k.eq(fn("im", x), ZERO)), x, s)
    return draft.rewrite(y, k.eq(fn("im", y), ZERO), backwards(same), real)


def prove_differing(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, a != b, by that with real logarithms, if it is quick to see; else None."""
    sides = goal.args[0].args
    same = [in_terms(prover, side, ctx, real=True) for side in sides]
    real = [s if e is None else e.conclusion.args[1] for s, e in zip(sides, same, strict=True)]
    if not any(same) or "complex" in map(k.sort_of, real):
        return None
    thm = prover.attempt(k.ne(*real), ctx)
    if thm is None:
        return None
    equal = rewritten(draft.assume(goal.args[0]), same)
    return draft.negate(goal.args[0], draft.contradict(equal, thm))


def _with_facts(prover: Prover, ctx: Context, *, real: bool) -> Context:
    """The context with the facts about logarithms said of factors, too."""
    known = {t.conclusion for t in ctx.facts}
    found = (of_fact(prover, t, ctx, real=real) for t in ctx.facts if mentions_log(t.conclusion))
    return ctx.knowing(*(t for t in found if t.conclusion not in known))


def prove_relation(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, a relation, by that with its logarithms taken apart; None where none is.

    In an order relation they are written as their real parts.
    """
    if not any(map(mentions_log, goal.args)):
        return None
    real = goal.op != "eq"
    same = [in_terms(prover, side, ctx, real=real) for side in goal.args]
    simpler = Term(
        goal.op, *(s if e is None else e.conclusion.args[1] for s, e in zip(goal.args, same, strict=True))
    )
    if simpler == goal or is_complex(simpler):
        return None
    with prover.deeper():
        thm = prover.prove(simpler, _with_facts(prover, ctx, real=real))
    return rewritten(thm, [None if e is None else backwards(e) for e in same])
