"""Means, independence and laws of what has a distribution: what follows from the laws that were declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from flint import fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.random_laws import monomial
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove.context import Context, Unproved, taken_apart

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

ORDERS = (1, 2)  # of the moments that are noted for every quantity with a law


class Factor(NamedTuple):
    """X^order e^(rate X), of a random component; no rate where there is no exponential."""

    member: Term
    order: int
    rate: Term | None

    @property
    def term(self) -> Term:
        return monomial(self.member, self.order, self.rate)


class Product(NamedTuple):
    """What is not random, times factors of different random components."""

    front: Term
    factors: tuple[Factor, ...]

    @property
    def term(self) -> Term:
        """The factors, multiplied."""
        return k.mul(*(f.term for f in self.factors))


def products(body: Term) -> list[Product] | None:
    """A term as a sum of products of powers and exponentials of random components; None where it is none."""
    return in_ring(lambda ring: _products(ring, body))


def _products(ring: Normal, body: Term) -> list[Product] | None:
    found = []
    for c, factors in ring.monomials(ring.reduce(ring.poly(body))):
        front, orders, rates = [k.num(c)], dict[Term, int](), dict[Term, Term]()
        for i, e in factors:
            atom = ring.atoms[i]
            if not k.is_random(atom):
                front.append(ring.power_of(i, e))
            elif atom.op == "comp":
                orders[atom] = orders.get(atom, 0) + e
            elif i in ring.exponent and (rest := _rates(ring, ring.exponent[i] * e)) is not None:
                fixed, slopes = rest
                front.append(Term("exp", fixed))
                for member, rate in slopes.items():
                    rates[member] = k.add(rates.get(member, ZERO), rate)
            else:
                return None
        members = sorted({*orders, *rates}, key=lambda t: t.key)
        found.append(
            Product(k.mul(*front), tuple(Factor(m, orders.get(m, 0), rates.get(m)) for m in members))
        )
    return found


def _rates(ring: Normal, exponent: fmpq_mpoly) -> tuple[Term, dict[Term, Term]] | None:
    """An exponent as what is not random and multiples of random components; None where it is not linear."""
    fixed, slopes = list[Term](), dict[Term, list[Term]]()
    for c, factors in ring.monomials(ring.reduce(exponent)):
        random = [(ring.atoms[i], e) for i, e in factors if k.is_random(ring.atoms[i])]
        rest = k.mul(k.num(c), *(ring.power_of(i, e) for i, e in factors if not k.is_random(ring.atoms[i])))
        if not random:
            fixed.append(rest)
        elif len(random) == 1 and random[0][1] == 1 and random[0][0].op == "comp":
            slopes.setdefault(random[0][0], []).append(rest)
        else:
            return None
    return k.add(*fixed), {member: k.add(*rates) for member, rates in slopes.items()}


def members(*ts: Term) -> tuple[Term, ...]:
    """The random components in terms, which no mean binds."""
    found: dict[Term, None] = {}

    def visit(t: Term) -> None:
        if t.op == "comp" and t.args[1] in k.CHANCE:
            found[t] = None
        elif k.is_random(t):
            for p in k.parts(t):
                visit(p)

    for t in ts:
        visit(t)
    return tuple(found)


# -- laws that are known -----------------------------------------------------------------------------


def concerns(ctx: Context) -> bool:
    """Whether something is said of a distribution."""
    said = (s.op == "law" for f in ctx.assumed for s in k.subterms(f))
    return ctx.remembered("distributions", lambda: any(said))


def law_of(prover: Prover, member: Term, ctx: Context) -> Draft | None:
    """A theorem of the law that a random component was declared with."""
    for thm in _instances(prover, member, ctx):
        f = thm.conclusion
        if f.op == "law" and f.args[0] in k.DISTRIBUTIONS and f.args[1][0] == member:
            return thm
    return None


def _instances(prover: Prover, member: Term, ctx: Context) -> Iterator[Draft]:
    """The facts about laws, the general ones at the indices of a member that is below no binder."""
    for thm in () if k.is_open(member) else ctx.of("law", "all"):
        found: Draft | None = thm
        for i in member.args[3]:
            if found is None or found.conclusion.op != "all" or found.conclusion.args[1] != "int":
                break
            found = prover.settle_quickly(draft.specialise(found, i), ctx)
        if found is not None:
            yield found


def independence(prover: Prover, wanted: Sequence[Term], ctx: Context) -> Draft | None:
    """A theorem that random components, different ones, are independent."""
    if any(map(k.is_open, wanted)):
        return None
    for thm in ctx.of("law"):
        name, terms = thm.conclusion.args
        if name == "independent" and all(m in terms for m in wanted):
            places = tuple((terms.index(m),) for m in wanted)
            return draft.law("independent_functions", (terms, places, tuple(wanted)), thm)
    if len(wanted) == 2:
        for pair in (tuple(wanted), tuple(reversed(wanted))):
            for thm in ctx.of("all"):
                found = _pair(prover, thm, pair, ctx)
                if found is not None:
                    places = tuple((pair.index(m),) for m in wanted)
                    return draft.law("independent_functions", (pair, places, tuple(wanted)), found)
    return None


def _pair(prover: Prover, thm: Draft, pair: tuple[Term, ...], ctx: Context) -> Draft | None:
    """The instance of a general fact that says of these two that they are independent."""
    f, taken = thm.conclusion, list[Term]()
    while f.op == "all" and f.args[1] == "int":
        taken.append(k.fresh(str(f.args[0]), "int", f, *taken, *pair))
        f = k.open_(f, taken[-1])
    inner = f.args[1] if f.op == "implies" else f
    if inner.op != "law" or inner.args[0] != "independent" or len(inner.args[1]) != 2:
        return None
    values: dict[Term, Term] = {}
    for said, wanted in zip(inner.args[1], pair, strict=True):
        if said.op != "comp" or said.args[:3] != wanted.args[:3]:
            return None
        for v, i in zip(said.args[3], wanted.args[3], strict=True):
            if v in taken and values.setdefault(v, i) != i:
                return None
    if set(values) != set(taken):
        return None
    found: Draft | None = thm
    for v in taken:
        found = found and prover.settle_quickly(draft.specialise(found, values[v]), ctx)
    if found is not None and found.conclusion.op == "implies":
        premise = prover.attempt(found.conclusion.args[0], ctx)
        found = premise and draft.modus_ponens(found, premise)
    return found if found is not None and found.conclusion.args[1] == pair else None


# -- what is integrable ------------------------------------------------------------------------------


def prove_integrable(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem that a term is integrable: a sum of products of what is, and of what is independent."""
    t = goal.args[1][0]
    for name, fits in (("integrable_fixed", not k.is_random(t)), ("integrable_random", not k.is_drawn(t))):
        if fits:
            return draft.law(name, (t,))
    found = products(t)
    if found is None:
        return _integrable_otherwise(prover, t, ctx)
    parts = []
    for p in found:
        inner = _integrable_product(prover, p, ctx)
        parts.append(draft.law("integrable_factor", (p.front, p.term), inner))
    whole = parts[0] if len(parts) == 1 else None
    if whole is None:
        terms = tuple(Term("mul", p.front, p.term) for p in found)
        whole = draft.law("integrable_add", terms, *parts)
    (same,) = whole.conclusion.args[1]
    equal = draft.surely(draft.linear(k.eq(same, t)))
    return prover.settle(draft.law("integrable_same", (same, t), whole, equal), ctx)


def _integrable_otherwise(prover: Prover, t: Term, ctx: Context) -> Draft:
    """The same for sums, bounded factors, functions of a bit, and what is a sum or product of such."""
    bit = _function_of_bit(prover, t, ctx)
    if bit is not None:
        x, p, v, f, law = bit
        return draft.law("bernoulli_integrable", (x, p, v, f), law)
    found = in_ring(lambda ring: _monomials(ring, t))
    if len(found) > 1:
        parts = [_scaled_integrable(prover, front, random, ctx) for front, random in found]
        terms = tuple(part.conclusion.args[1][0] for part in parts)
        return _as_same(draft.law("integrable_add", terms, *parts), t)
    (front, random), *_ = found
    if front != ONE:
        return _as_same(_scaled_integrable(prover, front, random, ctx), t)
    if len(random) > 1:
        return _as_same(_integrable_of_several(prover, random, ctx), t)
    return _as_same(_integrable_power(prover, *random[0], ctx), t)


def _monomials(ring: Normal, t: Term) -> list[tuple[Term, list[tuple[Term, int]]]]:
    """A term as a sum of products: what is not random, and powers of random atoms."""
    found = []
    for c, factors in ring.monomials(ring.reduce(ring.poly(t))):
        fixed = (ring.power_of(i, e) for i, e in factors if not k.is_random(ring.atoms[i]))
        random = [(ring.atoms[i], e) for i, e in factors if k.is_random(ring.atoms[i])]
        found.append((k.mul(k.num(c), *fixed), random))
    return found


def _power(t: Term, n: int) -> Term:
    return t if n == 1 else k.power(t, n)


def _scaled_integrable(prover: Prover, front: Term, random: list[tuple[Term, int]], ctx: Context) -> Draft:
    rest = k.mul(*(_power(t, e) for t, e in random))
    inner = prover.prove(k.law("integrable", rest), ctx)
    return draft.law("integrable_factor", (front, rest), inner)


def _integrable_of_several(prover: Prover, random: list[tuple[Term, int]], ctx: Context) -> Draft:
    """A bounded factor times what is integrable; else by the squares of two factors."""
    first, rest = _power(*random[0]), k.mul(*(_power(t, e) for t, e in random[1:]))
    for a, b in ((first, rest), (rest, first)):
        bounds = _bounds(prover, a, ctx)
        if bounds is not None:
            inner = prover.prove(k.law("integrable", b), ctx)
            return draft.law("integrable_bounded", (ONE, a, b), inner, *bounds)
    with prover.deeper():
        squares = [prover.prove(k.law("integrable", k.power(t, 2)), ctx) for t in (first, rest)]
    return draft.law("integrable_product", (first, rest), *squares)


def _bounds(prover: Prover, t: Term, ctx: Context) -> tuple[Draft, Draft] | None:
    """Surely -1 <= X <= 1, of indicators, and of sines and cosines."""
    base = t.args[0] if t.op == "pow" else t
    if base.op != "ind" and not (base.op == "fn" and base.args[0] in ("sin", "cos")):
        return None
    low, high = (prover.attempt(f, ctx) for f in (k.le(k.num(-1), t), k.le(t, ONE)))
    return None if low is None or high is None else (draft.surely(low), draft.surely(high))


def _integrable_power(prover: Prover, t: Term, n: int, ctx: Context) -> Draft:
    """A power of one random atom: of a sum, by the same powers of its summands; of what is bounded."""
    goal = k.law("integrable", _power(t, n))
    if t.op == "sum":
        v = k.fresh(str(t.args[0]), "int", t, *ctx.assumed)
        lo, hi = t.args[1:3]
        body = k.open_(t, v)
        wanted = k.law("integrable", body if n == 1 else k.power(body, n))
        inner = prover.prove(wanted, ctx.assuming(*k.bounds(v, lo, hi)))
        each = draft.generalise(v, lo, hi, inner)
        if n == 1:
            return draft.law("integrable_sum", (v, lo, hi, body), each)
        return draft.law("integrable_sum_power", (n, v, lo, hi, body), each)
    bounds = _bounds(prover, t, ctx) if n == 1 else None
    if bounds is not None:
        one = draft.law("integrable_fixed", (ONE,))
        return draft.law("integrable_bounded", (ONE, t, ONE), one, *bounds)
    raise Unproved(lambda: f"it is not seen that {prover.show(goal)}")


def _as_same(thm: Draft, t: Term) -> Draft:
    (same,) = thm.conclusion.args[1]
    equal = draft.surely(draft.linear(k.eq(same, t)))
    return draft.law("integrable_same", (same, t), thm, equal)


def _function_of_bit(prover: Prover, t: Term, ctx: Context) -> tuple[Term, Term, Term, Term, Draft] | None:
    """X, p, v, f and the law, where t is f(X) of a single X ~ Bernoulli(p)."""
    one = members(t)
    law = law_of(prover, one[0], ctx) if len(one) == 1 else None
    if law is None or law.conclusion.args[0] != "bernoulli":
        return None
    v = k.fresh("x", "real", t)
    f = _abstracted(t, one[0], v)
    return None if k.is_random(f) else (one[0], law.conclusion.args[1][1], v, f, law)


def _abstracted(t: Term, member: Term, v: Term) -> Term:
    """t with v for a random component that stands outside of means."""
    if t == member:
        return v
    return k.map_parts(lambda p, _: _abstracted(p, member, v), t) if k.is_random(t) else t


def _integrable_product(prover: Prover, p: Product, ctx: Context) -> Draft:
    """A theorem that a product of factors is integrable."""
    if not p.factors:
        return draft.law("integrable_fixed", (ONE,))
    known = k.law("integrable", p.term)
    if known in ctx.assumed:
        return draft.assume(known)
    if len(p.factors) == 1:
        return _integrable_factor(prover, p.factors[0], ctx)
    apart = _independent(prover, p, ctx)
    if apart is not None:
        each = (_integrable_factor(prover, f, ctx) for f in p.factors)
        return draft.law("independent_integrable", tuple(f.term for f in p.factors), apart, *each)
    first, rest = Product(ONE, p.factors[:1]), Product(ONE, p.factors[1:])
    squares = []
    for part in (first, rest):
        square = k.power(part.term, 2)
        squares.append(prover.prove(k.law("integrable", square), ctx))
    product = draft.law("integrable_product", (first.term, rest.term), *squares)
    return _as_same(product, p.term)


def _integrable_factor(prover: Prover, f: Factor, ctx: Context) -> Draft:
    """A theorem that one factor is integrable: by its law, or because that is known."""
    goal = k.law("integrable", f.term)
    for thm in ctx.of("law"):
        if thm.conclusion == goal:
            return thm
    if not k.is_drawn(f.term):
        return draft.law("integrable_random", (f.term,))
    law = law_of(prover, f.member, ctx)
    if law is None:
        higher = _known_order(ctx, f) or _conditional_order(prover, f, ctx)
        if higher is not None:
            return higher
        raise Unproved(lambda: f"it is not seen that {prover.show(goal)}")
    kind, (member, *parameters) = law.conclusion.args
    if kind == "bernoulli":
        v = k.fresh("x", "real", f.term)
        return draft.law(
            "bernoulli_integrable", (member, *parameters, v, _abstracted(f.term, member, v)), law
        )
    rest = _falls_faster(prover, f, law, ctx)
    return draft.law(f"{kind}_integrable", (member, *parameters, f.order, f.rate), law, *rest)


def _falls_faster(prover: Prover, f: Factor, law: Draft, ctx: Context) -> list[Draft]:
    """What the exponential in a factor needs: to grow slower than an exponential density falls."""
    kind, (_, *parameters) = law.conclusion.args
    if kind != "exponential" or f.rate is None:
        return []
    return [prover.prove(k.lt(f.rate, parameters[0]), ctx)]


def _known_order(ctx: Context, f: Factor) -> Draft | None:
    """X^m is integrable, since X^n is known to be, m <= n."""
    for thm in ctx.of("law") if f.rate is None and f.order else ():
        name, (t, *_) = thm.conclusion.args
        if name == "integrable" and t.op == "pow" and t.args[0] == f.member and t.args[1].op == "num":
            n = t.args[1].args[0]
            if n.q == 1 and n >= f.order:
                return draft.law("integrable_lower", (f.member, int(n), f.order), thm)
    return None


def _conditional_order(prover: Prover, f: Factor, ctx: Context) -> Draft | None:
    """m^n is integrable, where m is the mean of X given something and X^n is integrable."""
    for thm in _conditional_facts(prover, f.member, ctx) if f.rate is None and f.order else ():
        m, x, *ys = thm.conclusion.args[1]
        try:
            powers = prover.prove(k.law("integrable", monomial(x, f.order)), ctx)
        except Unproved:
            continue
        return draft.law("conditional_power", (m, x, tuple(ys), f.order), thm, powers)
    return None


def _conditional_facts(prover: Prover, member: Term, ctx: Context) -> Iterator[Draft]:
    """The facts that a component is a conditional mean."""
    for thm in _instances(prover, member, ctx):
        f = thm.conclusion
        if f.op == "law" and f.args[0] == "conditional" and f.args[1][0] == member:
            yield thm


def _taken_in(prover: Prover, p: Product, ctx: Context) -> Draft | None:
    """E[f m] = E[f X] for a factor m that is the mean of X given Y, where f is a function of Y and m."""
    for place, factor in enumerate(p.factors):
        if factor.rate is not None or not factor.order:
            continue
        rest = [*p.factors[:place], *p.factors[place + 1 :]]
        f = k.mul(monomial(factor.member, factor.order - 1), *(r.term for r in rest))
        for thm in _conditional_facts(prover, factor.member, ctx):
            m, x, *ys = thm.conclusion.args[1]
            if not set(members(f)) <= {m, *members(*ys)}:
                continue
            try:
                exists = prover.prove(k.law("integrable", Term("mul", f, x)), ctx)
                return draft.law("conditional_mean", (m, x, tuple(ys), f), thm, exists)
            except (Unproved, KernelError):
                continue
    return None


def _independent(prover: Prover, p: Product, ctx: Context) -> Draft | None:
    """A theorem that the factors of a product are independent."""
    found = independence(prover, [f.member for f in p.factors], ctx)
    if found is None:
        return None
    places = tuple((n,) for n in range(len(p.factors)))
    terms = tuple(f.term for f in p.factors)
    return draft.law("independent_functions", (found.conclusion.args[1], places, terms), found)


# -- means -------------------------------------------------------------------------------------------


def by_indicators(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of a relation; by cases, where indicators of events occur in it."""
    events = [s.args[0] for s in k.subterms(goal) if s.op == "ind" and k.is_random(s) and not k.is_open(s)]
    decided = {f.args[0] if f.op == "not" else f for f in ctx.assumed}
    event = next((f for f in events if f not in decided), None)
    if event is None:
        return prover.prove(goal, ctx)
    branches = []
    for holds in (True, False):
        inside = ctx.assuming(event if holds else k.not_(event)).knowing(draft.indicator(event, holds))
        branches.append(by_indicators(prover, goal, inside))
    return draft.by_cases(draft.excluded_middle(event), *branches)


def complement(prover: Prover, event: Term, ctx: Context) -> Draft | None:
    """E[1 where a < b] = 1 - E[1 where b <= a], of what is real."""
    a, b = event.args
    other = k.le(b, a)
    pairs = ((event, k.not_(other)), (k.not_(other), event))
    try:
        premises = [prover.prove(k.implies(f, g), ctx) for f, g in pairs]
    except Unproved:
        return None
    same = draft.law("ind_same", (event, k.not_(other)), *premises)
    turned = draft.law("ind_not", (other,))
    goal = k.eq(Term("ind", event), k.sub(ONE, Term("ind", other)))
    return draft.under_mean(draft.linear(goal, (ONE, same), (ONE, turned)))


def value(prover: Prover, mean: Term, ctx: Context) -> Draft | None:
    """An equation of a mean with its value, as far as the laws tell; None where they do not."""
    body = mean.args[0]
    if body.op == "ind" and body.args[0].op == "lt":
        return complement(prover, body.args[0], ctx)
    if not concerns(ctx):
        return None
    found = products(body)
    if found is None:
        return _value_of_bit(prover, body, ctx)
    if len(found) != 1:
        return None
    (p,) = found
    taken = _taken_in(prover, p, ctx)
    if taken is not None:
        return taken
    thms = [thm for f in p.factors if (thm := _moment(prover, f, ctx)) is not None]
    if len(thms) < len(p.factors) and (len(p.factors) < 2 or not _each_integrable(prover, p, ctx)):
        return None
    whole = _mean_of_product(prover, p, ctx)
    if whole is None:
        return None
    if len(thms) == len(p.factors) == 1:
        return thms[0]
    known = {thm.conclusion.args[0]: thm for thm in thms}
    sides = [Term("mean", f.term) for f in p.factors]
    goal_sides = [known[s].conclusion.args[1] if s in known else s for s in sides]
    combination = [(ONE, whole)]
    for n, s in enumerate(sides):
        if s in known:
            combination.append((k.mul(*goal_sides[:n], *sides[n + 1 :]), known[s]))
    return draft.linear(k.eq(whole.conclusion.args[0], k.mul(*goal_sides)), *combination)


def _each_integrable(prover: Prover, p: Product, ctx: Context) -> bool:
    try:
        return bool([_integrable_factor(prover, f, ctx) for f in p.factors])
    except Unproved:
        return False


def _value_of_bit(prover: Prover, body: Term, ctx: Context) -> Draft | None:
    bit = _function_of_bit(prover, body, ctx)
    if bit is None:
        return None
    x, p, v, f, law = bit
    return draft.law("bernoulli_mean", (x, p, v, f), law)


def _mean_of_product(prover: Prover, p: Product, ctx: Context) -> Draft | None:
    """E[f g] = E[f] E[g], of factors that are independent; E[f] = E[f] of one."""
    if len(p.factors) == 1:
        same = Term("mean", p.term)
        return draft.linear(k.eq(same, same))
    apart = _independent(prover, p, ctx)
    if apart is None:
        return None
    try:
        each = [_integrable_factor(prover, f, ctx) for f in p.factors]
    except Unproved:
        return None
    return draft.law("independent_mean", tuple(f.term for f in p.factors), apart, *each)


def _moment(prover: Prover, f: Factor, ctx: Context) -> Draft | None:
    """E[X^n e^(t X)], by the law of X."""
    law = law_of(prover, f.member, ctx)
    if law is None:
        return None
    kind, (member, *parameters) = law.conclusion.args
    if kind == "uniform":
        return _uniform_moment(prover, f, law, ctx)
    if kind != "bernoulli":
        try:
            rest = _falls_faster(prover, f, law, ctx)
        except Unproved:
            return None
        thm = draft.law(f"{kind}_moment", (member, *parameters, f.order, f.rate), law, *rest)
        return prover.settle_quickly(thm, ctx)
    v = k.fresh("x", "real", f.term)
    thm = draft.law("bernoulli_mean", (member, *parameters, v, _abstracted(f.term, member, v)), law)
    return draft.linear(k.eq(thm.conclusion.args[0], _tidied(thm.conclusion.args[1])), (ONE, thm))


def _uniform_moment(prover: Prover, f: Factor, law: Draft, ctx: Context) -> Draft | None:
    """E[X^n], or E[e^(t X)] where t and the length of the interval are not 0."""
    _, (member, low, high) = law.conclusion.args
    if f.rate is None:
        return draft.law("uniform_moment", (member, low, high, f.order), law)
    apart = prover.attempt(k.ne(k.mul(f.rate, k.sub(high, low)), ZERO), ctx) if f.order == 0 else None
    if apart is None:
        return None
    thm = draft.law("uniform_exponential", (member, low, high, f.rate), law)
    inverse = k.power(k.mul(f.rate, k.sub(high, low)), -1)
    value = draft.linear(k.eq(Term("mean", f.term), k.mul(thm.conclusion.args[1], inverse)), (inverse, thm))
    return prover.settle_quickly(value, ctx)


def _tidied(t: Term) -> Term:
    return in_ring(lambda ring: ring.term(ring.reduce(ring.poly(t))))


def by_values(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of an order relation, with values for the means whose laws tell them."""
    if not concerns(ctx) or not any(s.op == "mean" for s in k.subterms(goal)):
        return None
    a, b = goal.args
    gap = in_ring(lambda ring: ring.term(ring.reduce(ring.poly(b) - ring.poly(a))))
    known = {s: thm for s in k.subterms(gap) if s.op == "mean" and (thm := value(prover, s, ctx)) is not None}
    if not known:
        return None
    told = _with_values(gap, known)
    same = prover.prove(k.eq(k.sub(b, a), told), ctx)
    sign = prover.prove(Term(goal.op, ZERO, told), ctx)
    return draft.positive(goal, ((ONE.args[0], (sign,), ()),), ((ONE, same),))


def _with_values(t: Term, known: dict[Term, Draft]) -> Term:
    if t in known:
        right: Term = known[t].conclusion.args[1]
        return right
    return k.map_parts(lambda p, _: _with_values(p, known), t)


# -- what the declared laws say ----------------------------------------------------------------------


def consequences(prover: Prover, ctx: Context) -> list[Draft]:
    """What is noted of every law that is known: the range of its parameters, the first moments, and those of
    products of two that are independent."""
    if not concerns(ctx):
        return []
    found = [t for thm in [*ctx.of("law", "all")] for t in _below(thm, _of_law)]
    inside = ctx.knowing(*found)
    found += [t for thm in [*ctx.of("law", "all")] for t in _of_pairs(prover, thm, inside)]
    return list({t.conclusion: t for t in found}.values())


def _below(thm: Draft, work: Callable[[Draft], Iterable[Draft]]) -> Iterator[Draft]:
    """What work makes of the body of a general fact, for all values again."""
    f = thm.conclusion
    if f.op != "all":
        yield from work(thm)
    elif f.args[1] == "int":
        v = k.fresh(str(f.args[0]), "int", f, *thm.hypotheses)
        for inner in _below(draft.specialise(thm, v), work):
            yield draft.generalise(v, *f.args[2:4], inner)


def _of_law(thm: Draft) -> Iterator[Draft]:
    f = thm.conclusion
    if f.op == "law" and f.args[0] == "conditional":
        m, x, *ys = f.args[1]
        exists = draft.law("conditional_exists", (m, x, tuple(ys)), thm)
        yield exists
        yield draft.law("conditional_power", (m, x, tuple(ys), 1), thm, exists)
    if f.op != "law" or f.args[0] not in k.DISTRIBUTIONS:
        return
    kind, (x, *parameters) = f.args
    if kind != "bernoulli":
        yield draft.law("normal_variance" if kind == "normal" else f"{kind}_range", (x, *parameters), thm)
        if kind != "normal":
            yield from _sure_parts(draft.law(f"{kind}_values", (x, *parameters), thm))
        for n in ORDERS:
            yield draft.law(f"{kind}_integrable", (x, *parameters, n, None), thm)
            more = () if kind == "uniform" else (None,)
            yield draft.law(f"{kind}_moment", (x, *parameters, n, *more), thm)
        return
    (p,) = parameters
    yield from taken_apart(draft.law("bernoulli_range", (x, p), thm))
    values = draft.law("bernoulli_values", (x, p), thm)
    yield values
    square = k.eq(k.power(x, 2), x)
    at = draft.at_outcome(values)
    branches = []
    for bit in at.conclusion.args:
        value = bit.args[1]
        branches.append(draft.linear(square, (k.add(x, value, k.num(-1)), draft.assume(bit))))
    yield draft.surely(draft.by_cases(at, *branches))
    v = k.fresh("x", "real", x, p)
    yield draft.law("bernoulli_integrable", (x, p, v, v), thm)
    mean = draft.law("bernoulli_mean", (x, p, v, v), thm)
    yield draft.linear(k.eq(Term("mean", x), p), (ONE, mean))


def _sure_parts(thm: Draft) -> Iterator[Draft]:
    """Sure relations apart."""
    inner = draft.at_outcome(thm)
    parts = range(len(inner.conclusion.args)) if inner.conclusion.op == "and" else ()
    yield from (draft.surely(draft.and_elim(inner, n)) for n in parts) if parts else (thm,)


def _of_pairs(prover: Prover, thm: Draft, ctx: Context) -> Iterator[Draft]:
    """E[X Y] for two that are independent; for members of one family, also where they are the same."""
    f, taken = thm.conclusion, list[Term]()
    bounds = list[tuple[Term | None, Term | None]]()
    while f.op == "all" and f.args[1] == "int":
        v = k.fresh(str(f.args[0]), "int", f, *taken)
        bounds.append(f.args[2:4])
        taken.append(v)
        f = k.open_(f, v)
    apart, said = f.args if f.op == "implies" else (None, f)
    if said.op != "law" or said.args[0] != "independent":
        return
    known = [m for m in said.args[1] if m.op == "comp"]
    inside = ctx.assuming(
        *(b for v, (lo, hi) in zip(taken, bounds, strict=True) for b in k.bounds(v, lo, hi))
    )
    for n, x in enumerate(known):
        for y in known[n + 1 :]:
            found = _of_pair(prover, x, y, apart, inside)
            if found is None:
                continue
            for v, (lo, hi) in reversed(list(zip(taken, bounds, strict=True))):
                found = draft.generalise(v, lo, hi, found)
            yield found


def _of_pair(prover: Prover, x: Term, y: Term, apart: Term | None, ctx: Context) -> Draft | None:
    """E[X Y] = E[X] E[Y], where they are apart; or E[X^2] where they are not."""
    outside = ctx if apart is None else ctx.assuming(apart)
    product = Term("mean", k.mul(x, y))
    different = value(prover, product, outside)
    if different is None or apart is None:
        return different
    same = apart.args[0] if apart.op == "not" else None
    square = value(prover, Term("mean", k.power(x, 2)), ctx)
    if same is None or square is None or x.args[:3] != y.args[:3]:
        return draft.discharge(apart, different)
    i, j = same.args
    if k.substitute(x, {i: j}) != y:  # with further indices the square is no mean of one member's
        return draft.discharge(apart, different)
    moment, mixed = square.conclusion.args[1], different.conclusion.args[1]
    v = k.fresh("v", "int", x, y, moment, mixed)

    def stated(at: Term) -> Term:
        """The equation, with an index in place of the second one."""
        bracket = Term("ind", k.eq(i, at))
        right = k.substitute(mixed, {j: at})
        left = Term("mean", k.mul(x, k.substitute(y, {j: at})))
        return k.eq(left, k.add(right, k.mul(bracket, k.sub(moment, k.substitute(mixed, {j: i})))))

    one = draft.cut(draft.indicator(k.eq(i, i), True), draft.linear(k.eq(i, i)))
    goal = stated(i)
    at_i = draft.linear(goal, (ONE, square), (k.neg(k.sub(moment, k.substitute(mixed, {j: i}))), one))
    when_same = draft.rewrite(v, stated(v), draft.assume(same), at_i)
    none = draft.indicator(same, False)
    factor = k.neg(k.sub(moment, k.substitute(mixed, {j: i})))
    when_not = draft.linear(stated(j), (ONE, different), (factor, none))
    return draft.by_cases(draft.excluded_middle(same), when_same, when_not)


# -- laws as goals -----------------------------------------------------------------------------------


def prove_law(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of what is said of a distribution."""
    name = goal.args[0]
    try:
        thm = _PROVERS[name](prover, goal, ctx)
    except KernelError as error:
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}") from error
    return thm


def _prove_independent(prover: Prover, goal: Term, ctx: Context) -> Draft:
    terms = goal.args[1]
    groups = [members(t) for t in terms]
    every = tuple(chain.from_iterable(groups))
    if len(set(every)) < len(every):
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    found = independence(prover, every, ctx) if len(every) > 1 else None
    if found is None:
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    places = tuple(tuple(map(every.index, group)) for group in groups)
    return draft.law("independent_functions", (every, places, terms), found)


def _prove_normal(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A linear image of independent normal quantities, whose mean and variance are those."""
    fixed, slopes, _ = _linear_parts(prover, goal, ctx)
    parts = [_scaled(prover, member, rate, ctx) for member, rate in slopes.items()]
    whole = parts[0]
    if len(parts) > 1:
        apart = independence(prover, tuple(slopes), ctx)
        if apart is None:
            raise Unproved("it is not seen that they are independent")
        whole = _summed(parts, tuple(slopes), apart)
    x, nu, w = whole.conclusion.args[1]
    whole = draft.law("normal_affine", (x, nu, w, ONE, fixed), whole)
    return _with_these(prover, whole, goal, ctx)


def _with_these(prover: Prover, thm: Draft, goal: Term, ctx: Context) -> Draft:
    """The law of a term, as that of an equal term with equal parameters."""
    name, old = thm.conclusion.args
    new = goal.args[1]
    same = draft.surely(draft.linear(k.eq(old[0], new[0])))
    alike = (prover.prove(k.eq(a, b), ctx) for a, b in zip(old[1:], new[1:], strict=True))
    return prover.settle(draft.law("law_same", (name, old, new), thm, same, *alike), ctx)


def _linear_parts(prover: Prover, goal: Term, ctx: Context) -> tuple[Term, dict[Term, Term], list[Draft]]:
    """A term as what is fixed and multiples of components, with the laws of these, which are of the goal's
    kind."""
    found = in_ring(lambda ring: _rates(ring, ring.poly(goal.args[1][0])))
    laws = [law_of(prover, member, ctx) for member in found[1]] if found is not None else []
    known = [law for law in laws if law is not None and law.conclusion.args[0] == goal.args[0]]
    if found is None or not known or len(known) < len(laws):
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    return *found, known


def _prove_exponential(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A positive multiple of an exponential quantity."""
    fixed, slopes, laws = _linear_parts(prover, goal, ctx)
    if len(laws) > 1 or fixed != ZERO:
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    (rate,) = slopes.values()
    positive = prover.prove(k.lt(ZERO, rate), ctx)
    thm = draft.law("exponential_scaled", (*laws[0].conclusion.args[1], rate), laws[0], positive)
    return _with_these(prover, thm, goal, ctx)


def _prove_uniform(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """An affine image of a uniform quantity, with a slope that is not negative."""
    fixed, slopes, laws = _linear_parts(prover, goal, ctx)
    if len(laws) > 1:
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    (rate,) = slopes.values()
    sign = prover.prove(k.le(ZERO, rate), ctx)
    thm = draft.law("uniform_affine", (*laws[0].conclusion.args[1], rate, fixed), laws[0], sign)
    return _with_these(prover, thm, goal, ctx)


def _prove_poisson(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A sum of independent quantities with Poisson's law."""
    fixed, slopes, laws = _linear_parts(prover, goal, ctx)
    every = tuple(slopes)
    apart = independence(prover, every, ctx) if len(every) > 1 else None
    if fixed != ZERO or any(rate != ONE for rate in slopes.values()) or (len(every) > 1 and apart is None):
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    whole = laws[0] if apart is None else _summed(laws, every, apart, "poisson_sum")
    return _with_these(prover, whole, goal, ctx)


def _scaled(prover: Prover, member: Term, rate: Term, ctx: Context) -> Draft:
    """The law of a multiple of a normal component."""
    law = law_of(prover, member, ctx)
    if law is None or law.conclusion.args[0] != "normal":
        raise Unproved(lambda: f"{prover.show(member)} is not known to be normal")
    return draft.law("normal_affine", (*law.conclusion.args[1], rate, ZERO), law)


def _summed(parts: Sequence[Draft], every: tuple[Term, ...], apart: Draft, rule: str = "normal_sum") -> Draft:
    """The law of a sum of independent terms, one after the other."""
    whole = parts[0]
    for n, part in enumerate(parts[1:], 1):
        pair = whole.conclusion.args[1][0], part.conclusion.args[1][0]
        both = draft.law("independent_functions", (every, (tuple(range(n)), (n,)), pair), apart)
        whole = draft.law(rule, (*whole.conclusion.args[1], *part.conclusion.args[1]), whole, part, both)
    return whole


def _prove_conditional(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A conditional mean: of what is known, of what is independent, and of what is linear in such."""
    m, x, *given = goal.args[1]
    ys = tuple(given)
    found = in_ring(lambda ring: _monomials(ring, x))
    parts = [_conditional_part(prover, front, random, ys, ctx) for front, random in found]
    if not parts:
        raise Unproved(lambda: f"nothing proves {prover.show(goal)}")
    whole = parts[0]
    for part in parts[1:]:
        one, other = whole.conclusion.args[1], part.conclusion.args[1]
        whole = draft.law("conditional_add", (*one[:2], *other[:2], ys), whole, part)
    n, z = whole.conclusion.args[1][:2]
    same = [draft.surely(prover.prove(k.eq(a, b), ctx)) for a, b in ((n, m), (z, x))]
    return prover.settle(draft.law("conditional_same", (n, z, m, x, ys), whole, *same), ctx)


def _conditional_part(
    prover: Prover, front: Term, random: list[tuple[Term, int]], ys: tuple[Term, ...], ctx: Context
) -> Draft:
    """The conditional mean of one product: what is known comes out of it."""
    known = set(members(*ys))
    outside = [_power(t, e) for t, e in random if set(members(t)) <= known]
    inside = [(t, e) for t, e in random if not set(members(t)) <= known]
    c = k.mul(front, *outside)
    x = k.mul(*(_power(t, e) for t, e in inside))
    if not inside:
        return draft.law("conditional_known", (c, ys), prover.prove(k.law("integrable", c), ctx))
    thm = _conditional_of(prover, x, ys, ctx)
    if c == ONE:
        return thm
    m = thm.conclusion.args[1][0]
    exists = prover.prove(k.law("integrable", Term("mul", c, x)), ctx)
    return draft.law("conditional_factor", (c, m, x, ys), thm, exists)


def _conditional_of(prover: Prover, x: Term, ys: tuple[Term, ...], ctx: Context) -> Draft:
    """The conditional mean of what is not known: by a fact, or by independence."""
    for thm in ctx.of("law"):
        name, terms = thm.conclusion.args
        if name == "conditional" and terms[1:] == (x, *ys):
            return thm
    apart = prover.prove(k.law("independent", x, *ys), ctx)
    exists = prover.prove(k.law("integrable", x), ctx)
    return draft.law("conditional_independent", (x, ys), apart, exists)


def _prove_bernoulli(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """What is 0 or 1, and has this mean."""
    x, p = goal.args[1]
    values = prover.prove(Term("surely", k.or_(k.eq(x, ZERO), k.eq(x, ONE))), ctx)
    mean = prover.prove(k.eq(Term("mean", x), p), ctx)
    return draft.law("bernoulli_from", (x, p), values, mean)


def under_mean(prover: Prover, thm: Draft, ctx: Context) -> Draft:
    """E[a] <= E[b] from a <= b (or =), with what says that both means exist."""
    needed = [t for t in thm.conclusion.args if thm.conclusion.op == "le" and k.is_drawn(t)]
    return draft.under_mean(thm, *(prover.prove(k.law("integrable", t), ctx) for t in needed))


_PROVERS: Final = {
    "integrable": prove_integrable, "independent": _prove_independent, "normal": _prove_normal,
    "bernoulli": _prove_bernoulli, "exponential": _prove_exponential, "uniform": _prove_uniform,
    "poisson": _prove_poisson, "conditional": _prove_conditional,
}  # fmt: skip
