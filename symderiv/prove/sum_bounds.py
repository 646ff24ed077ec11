"""Bounds of sums that an inequality asks for: what holds of all summands, members, and squares of sums.

What holds of every summand holds of the sums, after it was multiplied by what is not negative.  A member
is at most a sum of what is not negative.  By Lagrange's identity, with w >= 0, the product of the sums of
w f^2 and of w g^2 less the square of the sum of w f g is half the sum of w w' (f g' - f' g)^2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import is_real_log
from symderiv.prove import bounds, sums
from symderiv.prove.combinations import Polynomial, gap, product_of, written
from symderiv.prove.context import Context, Unproved
from symderiv.prove.nature import atoms_of
from symderiv.prove.reals import is_complex
from symderiv.prove.structure import sum_positive

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_WEIGHTED = 16  # facts about the summands, with a weight
MAX_MEMBERS = 6
MAX_SQUARES = 6
MAX_EXPONENTS = 4
_HALF = fmpq(1, 2)
_X = k.var("x" + k.MARK)

Plain = frozenset[tuple[Term, int]]  # a monomial, as ``gap`` has it
_EMPTY: Plain = frozenset()


class Range(NamedTuple):
    """The sums over one range: ``v`` runs from lo to hi, and ``inside`` says so."""

    v: Term
    lo: Term
    hi: Term
    bodies: tuple[Term, ...]  # of the sums in the goal
    others: tuple[Term, ...]  # of those in the facts, and below functions
    inside: Context

    def total(self, body: Term) -> Term:
        """The sum of body."""
        return Term("sum", k.Hint(self.v.args[0]), self.lo, self.hi, k.close(body, self.v))

    def summed(self, thm: Draft) -> Draft:
        """What holds of the summands, for the sums."""
        return draft.under_sum(self.v, self.lo, self.hi, thm)

    def local(self, m: Plain) -> Plain:
        """The factors of a monomial that depend on v."""
        return frozenset((atom, e) for atom, e in m if self.v in k.free_vars(atom))


def facts(prover: Prover, goal: Term, ctx: Context) -> list[Draft]:
    """Bounds of the sums in the goal."""
    if prover.depth <= 1:
        return []
    found: dict[Term, Draft] = {}
    with prover.deeper():
        for r in _ranges(goal, ctx):
            drafts = chain(
                _squares(prover, r),
                _quadratic_forms(prover, goal, r),
                _weighted(prover, goal, r),
                _members(prover, goal, r),
                _of_pairs(prover, r),
            )
            for thm in filter(None, drafts):
                settled = prover.settle_quickly(thm, ctx)
                if settled is not None:
                    found.setdefault(settled.conclusion, settled)
    return list(found.values())


def _tried(work: Callable[[], Draft | None]) -> Draft | None:
    """What work gives; None where a step of it does not apply."""
    try:
        return work()
    except (Unproved, KernelError):
        return None


def _ranges(goal: Term, ctx: Context) -> Iterator[Range]:
    here, there = _sums_of(goal), [s for t in ctx.of("eq", "le", "lt") for s in _sums_of(t.conclusion)]
    below = (s for s in k.subterms(goal) if s.op == "sum" and not k.is_open(s) and s not in here)
    there += [s for s in below if k.sort_of(s) != "complex"]
    for lo, hi in dict.fromkeys(s.args[1:3] for s in here):
        v = k.fresh("k", "int", goal, *ctx.assumed)
        bodies, others = (
            tuple(dict.fromkeys(k.open_(s, v) for s in totals if s.args[1:3] == (lo, hi)))
            for totals in (here, there)
        )
        yield Range(v, lo, hi, bodies, others, ctx.assuming(*k.bounds(v, lo, hi)))


def _sums_of(f: Term) -> list[Term]:
    if not any(s.op == "sum" for s in k.subterms(f)) or any(k.sort_of(s) == "complex" for s in f.args):
        return []
    return [t for t in atoms_of(f) if t.op == "sum" and not k.is_open(t) and k.sort_of(t) != "complex"]


# -- squares of sums -----------------------------------------------------------------------------------


class _Squares(NamedTuple):
    """w f^2, w g^2 and w f g."""

    w: Term
    f: Term
    g: Term


def _squares(prover: Prover, r: Range) -> Iterator[Draft | None]:
    """(sum of c)^2 <= sum of a sum of b, for sums in the goal with c^2 = a b."""
    pool = dict.fromkeys((*r.bodies, *r.others, ONE))
    found = 0
    for a, b in combinations(pool, 2):
        for c in (*r.bodies, ONE):
            parts = None if c in (a, b) else _parts(a, b, c)
            if parts is not None:
                yield _tried(partial(_lagrange, prover, r, parts, (a, b, c)))
                found += 1
        if found >= MAX_SQUARES:
            return


def _parts(a: Term, b: Term, c: Term) -> _Squares | None:
    """a = w f^2, b = w g^2 and c = w f g, where a, b and c are monomials; None where they are not so."""
    p, q, s = (_monomial(t) for t in (a, b, c))
    if p is None or q is None or s is None or product_of(p, q) != product_of(s, s):
        return None
    odd = frozenset((atom, 1) for atom, e in p if e % 2)
    f, g = (frozenset((atom, e // 2) for atom, e in m if e // 2) for m in (p, q))
    return _Squares(*map(written, (odd, f, g)))


def _monomial(t: Term) -> Plain | None:
    """t as a monomial with the coefficient 1."""
    p = gap(k.le(ZERO, t))
    return next(iter(p)) if list(p.values()) == [1] else None


def _lagrange(prover: Prover, r: Range, parts: _Squares, products: tuple[Term, Term, Term]) -> Draft | None:
    """(sum of c)^2 <= sum of a sum of b, as 0 <= a b' - 2 c c' + b a' = w w' (f g' - f' g)^2"""
    sign = () if parts.w == ONE else _signs(prover.attempt(k.le(ZERO, parts.w), r.inside))
    if sign is None:
        return None
    u = k.fresh("l", "int", r.v, *r.bodies, *r.others, *r.inside.assumed)
    (a, b, c), (a2, b2, c2) = products, (k.substitute(t, {r.v: u}) for t in products)
    f, g = (k.substitute(t, {r.v: u}) for t in parts[1:])
    cross = k.sub(k.mul(parts.f, g), k.mul(f, parts.g))
    signs = (*sign, *(draft.instantiate(t, r.v, u) for t in sign))
    term = k.add(k.mul(a, b2), k.mul(k.num(-2), c, c2), k.mul(b, a2))
    thm = draft.positive(k.le(ZERO, term), ((fmpq(1), signs, (cross,)),))
    thm = _narrowed(prover, thm, {r.v, u}, r.inside.assuming(*k.bounds(u, r.lo, r.hi)))
    double = r.summed(draft.under_sum(u, r.lo, r.hi, thm))
    goal = k.le(k.power(r.total(c), 2), k.mul(r.total(a), r.total(b)))
    return draft.positive(goal, ((_HALF, (double,), ()),))


def _signs(thm: Draft | None) -> tuple[Draft, ...] | None:
    return None if thm is None else (thm,)


_Index = tuple[Term, Term, Term]  # a variable, its least and its greatest value


class _Nested(NamedTuple):
    """Sums over three indices of products, each with what it is multiplied by."""

    ranges: tuple[_Index, ...]
    summands: tuple[tuple[Term, tuple[Term, ...]], ...]


def _quadratic_forms(prover: Prover, goal: Term, r: Range) -> Iterator[Draft | None]:
    """0 <= sum over n of c(n) (sum over a of f(a, n))^2, where the goal has that as sums over a, b and n."""
    for nested in _by_ranges(goal, r):
        for n in range(3):
            one, other = (nested.ranges[place] for place in range(3) if place != n)
            if one[1:] == other[1:]:
                yield from _as_squares(prover, goal, nested, n, (one[0], other[0]), r.inside)


def _by_ranges(goal: Term, r: Range) -> list[_Nested]:
    """The sums over three indices in the difference of the goal's sides, by the ranges of these."""
    found: dict[tuple[_Index, ...], list[tuple[Term, tuple[Term, ...]]]] = {}
    for m, c in gap(goal).items():
        totals = [atom for atom, e in m if atom.op == "sum" and e == 1 and not k.is_open(atom)]
        if len(totals) == 1 and totals[0].args[1:3] == (r.lo, r.hi):
            ranges, factors = _taken_apart(totals[0], goal, r)
            share = k.mul(k.num(c), written(frozenset(p for p in m if p[0] != totals[0])))
            if len(ranges) == 3 and not _tied(ranges):
                found.setdefault(ranges, []).append((share, factors))
    return [_Nested(ranges, tuple(summands)) for ranges, summands in found.items()]


def _tied(ranges: tuple[_Index, ...]) -> bool:
    """Whether one index bounds another."""
    indices = {v for v, *_ in ranges}
    return any(indices & k.free_vars(end) for _, *ends in ranges for end in ends)


def _taken_apart(s: Term, goal: Term, r: Range) -> tuple[tuple[_Index, ...], tuple[Term, ...]]:
    """The ranges of a sum and of those that are factors of its summand, and the other factors."""
    ranges: list[_Index] = []
    factors: list[Term] = []
    todo = [s]
    while todo:
        t = todo.pop()
        if t.op == "mul":
            todo += t.args
        elif t.op == "sum" and not k.is_open(t):
            v = k.fresh(f"k{len(ranges)}", "int", goal, *r.inside.assumed, *(v for v, *_ in ranges))
            ranges.append((v, *t.args[1:3]))
            todo.append(k.open_(t, v))
        else:
            factors.append(t)
    return tuple(ranges), tuple(factors)


def _as_squares(
    prover: Prover, goal: Term, nested: _Nested, third: int, pair: tuple[Term, Term], ctx: Context
) -> Iterator[Draft | None]:
    """One such fact for each f, with the sum of what f(a, n) f(b, n) is multiplied by for c(n)."""
    over, (a, b) = nested.ranges[third], pair
    weights: dict[Term, list[Term]] = {}
    for share, factors in nested.summands:
        with_a, with_b, rest = (
            k.mul(*sorted((t for t in factors if k.free_vars(t) & {a, b} == about), key=lambda t: t.key))
            for about in ({a}, {b}, set[Term]())
        )
        mixed = any({a, b} <= k.free_vars(t) for t in factors)
        if not mixed and not gap(k.le(k.substitute(with_a, {a: b}), with_b)):
            weights.setdefault(with_a, []).append(k.mul(share, rest))
    for with_a, parts in weights.items():
        ends = next(r[1:] for r in nested.ranges if r[0] == a)
        root = Term("sum", k.Hint(a.args[0]), *ends, k.close(with_a, a))
        with suppress(Unproved, KernelError):
            yield from _weighted_squares(prover, goal, k.add(*parts), root, over, ctx)


def _weighted_squares(
    prover: Prover, goal: Term, weight: Term, root: Term, over: _Index, ctx: Context
) -> Iterator[Draft | None]:
    """0 <= sum of weight root^2, and 0 < that where a root is known not to be 0."""
    n, lo, hi = over
    body = k.mul(weight, k.power(root, 2))
    r = Range(n, lo, hi, (body,), (), ctx.assuming(*k.bounds(n, lo, hi)))
    with prover.deeper():
        sign = prover.prove(k.le(ZERO, weight), r.inside)
    thm = draft.positive(k.le(ZERO, body), ((fmpq(1), (sign,), (root,)),))
    yield r.summed(_narrowed(prover, thm, {n}, r.inside))
    if goal.op == "lt" and any(map(_is_ne, r.inside.facts)):
        for place in _places(prover, goal, r):
            yield _tried(partial(_strict_member, prover, r, body, place, thm))
        yield _tried(partial(_strict_somewhere, prover, r, root, thm, ctx))


def _strict_somewhere(prover: Prover, r: Range, root: Term, thm: Draft, ctx: Context) -> Draft:
    """0 < sum of weight root^2, since the root is not 0 everywhere."""
    body = thm.conclusion.args[1]
    apart = k.not_(k.eq(root, ZERO))
    with prover.deeper():
        some = prover.prove(k.quantified("ex", r.v, r.lo, r.hi, apart), ctx)
    i = k.fresh("i", "int", body, *ctx.assumed)
    ends = k.bounds(i, r.lo, r.hi)
    here = r._replace(inside=r.inside.assuming(*ends, k.substitute(apart, {r.v: i})))
    low, high = map(draft.assume, ends)
    return draft.ex_elim(some, i, _strict_member(prover, here, body, (i, low, high), thm))


def _is_ne(thm: Draft) -> bool:
    return thm.conclusion.op == "not" and thm.conclusion.args[0].op == "eq"


# -- what holds of all summands ------------------------------------------------------------------------


def _weighted(prover: Prover, goal: Term, r: Range) -> Iterator[Draft | None]:
    """Facts about the summands, multiplied by what makes summands of the goal of them, and summed."""
    targets = _targets(r)
    found: list[tuple[int, int, Term, Draft]] = []
    for thm in {t.conclusion: t for t in _local_facts(prover, goal, r)}.values():
        for w, misses in _weights(r, gap(thm.conclusion), targets):
            found.append((misses, len(found), w, thm))
    for _, _, w, thm in sorted(found, key=lambda entry: entry[:2])[:MAX_WEIGHTED]:
        yield _tried(partial(_scaled, prover, w, thm, r))
        if goal.op == thm.conclusion.op == "lt" and w == ONE:
            yield _tried(partial(_strictly, prover, thm, r))


def _scaled(prover: Prover, w: Term, thm: Draft, r: Range) -> Draft | None:
    """sum of w a <= sum of w b, where a <= b and 0 <= w throughout."""
    a, b = thm.conclusion.args
    sign = () if w == ONE else _signs(prover.attempt(k.le(ZERO, w), r.inside))
    if sign is None:
        return None
    scaled = draft.positive(k.le(k.mul(w, a), k.mul(w, b)), ((fmpq(1), (*sign, thm), ()),))
    return r.summed(_narrowed(prover, scaled, {r.v}, r.inside))


def _narrowed(prover: Prover, thm: Draft, about: set[Term], ctx: Context) -> Draft:
    """thm with what it needs proved, as far as that is about some variables."""
    for h in sorted(thm.hypotheses - ctx.assumed, key=lambda f: f.key):
        lemma = None if about.isdisjoint(k.free_vars(h)) else prover.attempt(h, ctx)
        thm = thm if lemma is None else draft.cut(thm, lemma)
    return thm


def _strictly(prover: Prover, thm: Draft, r: Range) -> Draft | None:
    """sum of a < sum of b, where a < b throughout and there is a summand."""
    some = prover.attempt(k.le(r.lo, r.hi), r.inside)
    if some is None or r.v in k.free_vars(some.conclusion):
        return None
    a, b = thm.conclusion.args
    apart = draft.positive(k.lt(ZERO, k.sub(b, a)), ((fmpq(1), (thm,), ()),))
    whole = sum_positive(k.lt(ZERO, r.total(k.sub(b, a))), r.v, _narrowed(prover, apart, {r.v}, r.inside))
    goal = k.lt(r.total(a), r.total(b))
    return draft.positive(goal, ((fmpq(1), (whole,), ()),))


def _targets(r: Range) -> dict[Plain, None]:
    """What depends on v in the summands of the sums, in the order of the goal."""
    found = dict.fromkeys([_EMPTY])
    for body in (*r.bodies, *r.others):
        found.update(dict.fromkeys(r.local(m) for m in gap(k.le(ZERO, body))))
    return found


def _weights(r: Range, p: Polynomial, targets: dict[Plain, None]) -> Iterator[tuple[Term, int]]:
    """Monomials that take a monomial of p to a target, each with how many of the others they do not."""
    parts = {r.local(m) for m in p}
    if not any(parts):
        return
    weights = dict.fromkeys([_EMPTY])
    for part in sorted(parts, key=lambda m: sorted((a.key, e) for a, e in m)):
        inverse = [(atom, -e) for atom, e in part]
        weights.update(dict.fromkeys(product_of(t, inverse) for t in targets))
    for w in weights:
        if all(e > 0 and not is_real_log(atom) and k.sort_of(atom) != "complex" for atom, e in w):
            hits = [product_of(part, w) in targets for part in parts]
            if any(hits) and (w or not all(product_of(part, w) == _EMPTY for part in parts)):
                yield written(w), hits.count(False)


def _local_facts(prover: Prover, goal: Term, r: Range) -> Iterator[Draft]:
    """Inequalities about v: instances of the general ones, and bounds of exponentials and logarithms."""
    about = k.le(ZERO, k.add(*r.bodies))
    for thm in prover.instances(r.inside, about):
        if _is_order(thm.conclusion) and r.v in k.free_vars(thm.conclusion):
            yield thm
    yield from _shares(prover, r)
    yield from _exponential_facts(prover, goal, r)
    for collected in _collected(goal, r):
        if any(map(is_real_log, k.subterms(collected))):
            about = k.le(ZERO, collected)
            yield from bounds.logarithm_facts(prover, about, r.inside)
            yield from bounds.logarithm_facts(prover, about, r.inside, _exponents_below(goal, r))


def _shares(prover: Prover, r: Range) -> Iterator[Draft]:
    """w <= c, and log w <= log c, where 0 <= w throughout and the sum of w is the number c."""
    u = k.fresh("l", "int", r.v, *r.bodies, *r.inside.assumed)
    low, high = (prover.attempt(f, r.inside) for f in k.bounds(r.v, r.lo, r.hi))
    for thm in r.inside.of("eq"):
        body, value = _unit(thm.conclusion, r) or (ZERO, fmpq(0))
        within = r.inside.assuming(*k.bounds(u, r.lo, r.hi))
        of_u = k.substitute(body, {r.v: u})
        sign = prover.attempt(k.le(ZERO, of_u), within) if value > 0 and body.op == "comp" else None
        if sign is None or low is None or high is None:
            continue
        member = _member(r._replace(v=u), of_u, (r.v, low, high), _narrowed(prover, sign, {u}, within))
        below = k.le(body, k.num(value))
        total = member.conclusion.args[1]
        exact = draft.linear(k.eq(total, k.num(value)), (_ratio_of(thm.conclusion), thm))
        share = draft.positive(below, ((fmpq(1), (member,), ()),), ((k.num(-1), exact),))
        yield share
        positive = prover.attempt(k.lt(ZERO, body), r.inside)
        if positive is not None and value == 1:
            log = draft.cut(draft.instantiate(bounds.log_upper(_X), _X, body), positive)
            yield draft.positive(
                k.le(log.conclusion.args[0], ZERO), ((fmpq(1), (log,), ()), (fmpq(1), (share,), ()))
            )


def _ratio_of(equation: Term) -> Term:
    """What an equation between a sum and a number is multiplied by to give the sum less its value."""
    (c,) = (c for m, c in gap(equation).items() if m)
    return k.num(-1 / c)


def _exponents_below(goal: Term, r: Range) -> tuple[Term, ...]:
    """The exponents in the sums over the range, within functions too."""
    totals = (
        s for s in k.subterms(goal) if s.op == "sum" and s.args[1:3] == (r.lo, r.hi) and not k.is_open(s)
    )
    found = (w for s in totals for w in bounds.exponents(k.le(ZERO, k.open_(s, r.v))))
    return tuple(w for w in dict.fromkeys(found) if r.v in k.free_vars(w))[:MAX_EXPONENTS]


def _is_order(f: Term) -> bool:
    return f.op in ("le", "lt") and not is_complex(f)


def _exponential_facts(prover: Prover, goal: Term, r: Range) -> Iterator[Draft]:
    """e^u <= e^w (or >=) where u <= w, and e^w (1 + u - w) <= e^u, for u in the summands, w in the goal."""
    here = [u for u in bounds.exponents(k.le(ZERO, k.add(*r.bodies))) if r.v in k.free_vars(u)]
    here = list(dict.fromkeys(here))[:MAX_EXPONENTS]
    there = list(dict.fromkeys((*bounds.exponents(goal), ZERO)))
    for n, u in enumerate(here):
        for w in (*there[:MAX_EXPONENTS], *here[n + 1 :]):
            yield bounds.tangent(u, w)
            for a, b in ((u, w), (w, u)):
                less = prover.attempt(k.le(a, b), r.inside)
                if less is not None:
                    yield bounds.exp_monotone(a, b, less)


def _collected(goal: Term, r: Range) -> Iterator[Term]:
    """The sums of the difference of the goal's sides as one summand; then with logarithms that stand beside
    sums, times a body whose sum is a number, according to an equation."""
    units = [(body, value) for body, value in _units(r)]
    inner: list[Term] = []
    outer: list[Term] = []
    for m, c in gap(goal).items():
        totals = [atom for atom, e in m if atom.op == "sum" and e == 1 and atom.args[1:3] == (r.lo, r.hi)]
        rest = k.mul(k.num(c), written(frozenset(p for p in m if p[0] not in totals[:1])))
        if totals:
            inner.append(k.mul(rest, k.open_(totals[0], r.v)))
        elif any(is_real_log(atom) for atom, _ in m):
            outer.append(rest)
    yield k.add(*inner)
    for body, value in units if outer else ():
        yield k.add(*inner, *(k.mul(k.num(1 / value), t, body) for t in outer))


def _units(r: Range) -> Iterator[tuple[Term, fmpq]]:
    """(w, c) for the equations sum of w = c, with a number c; and one summand in as many as there are."""
    count = k.add(r.hi, ONE, k.neg(r.lo))
    if count.op != "num":
        yield k.power(count, -1), fmpq(1)
    for thm in r.inside.of("eq"):
        unit = _unit(thm.conclusion, r)
        if unit is not None:
            yield unit


def _unit(equation: Term, r: Range) -> tuple[Term, fmpq] | None:
    """(w, c) where an equation says that the sum of w is the number c."""
    p = gap(equation) if _sums_of(equation) else {}
    linear = {m: c for m, c in p.items() if m}
    constant = p.get(frozenset(), fmpq(0))
    if len(linear) != 1 or constant == 0:
        return None
    ((m, c),) = linear.items()
    ((atom, e), *more) = m
    if more or e != 1 or atom.op != "sum" or atom.args[1:3] != (r.lo, r.hi):
        return None
    return k.open_(atom, r.v), -constant / c


def _of_pairs(prover: Prover, r: Range) -> Iterator[Draft | None]:
    """Facts about two indices, summed over both."""
    u = k.fresh("l", "int", r.v, *r.bodies, *r.inside.assumed)
    inside = r.inside.assuming(*k.bounds(u, r.lo, r.hi))
    about = [k.le(ZERO, k.add(*(k.substitute(t, {r.v: x}) for t in r.bodies))) for x in (r.v, u)]
    for thm in prover.instances(inside, *about):
        if _is_order(thm.conclusion) and {r.v, u} <= k.free_vars(thm.conclusion):
            yield _tried(partial(_over_both, r, u, thm))


def _over_both(r: Range, u: Term, thm: Draft) -> Draft:
    weak = draft.positive(k.le(*thm.conclusion.args), ((fmpq(1), (thm,), ()),))
    return r.summed(draft.under_sum(u, r.lo, r.hi, weak))


# -- members -------------------------------------------------------------------------------------------


def _members(prover: Prover, goal: Term, r: Range) -> Iterator[Draft | None]:
    """a(i) <= sum of a, for integers i in the range, where no summand is negative; 0 < sum of a, where one of
    them is positive."""
    places = _places(prover, goal, r)
    for body in r.bodies if places else ():
        sign = prover.attempt(k.le(ZERO, body), r.inside)
        if sign is None:
            continue
        for place in places:
            yield _tried(partial(_member, r, body, place, sign))
            yield _tried(partial(_strict_member, prover, r, body, place, sign))


def _places(prover: Prover, goal: Term, r: Range) -> list[tuple[Term, Draft, Draft]]:
    """The integers that the goal or a fact has as an index, and that are known to lie in the range."""
    about = [goal, *(t.conclusion for t in r.inside.facts if t.conclusion.op in ("eq", "le", "lt", "not"))]
    integers = {
        i
        for f in about
        for s in k.subterms(f)
        if s.op == "comp"
        for i in s.args[3]
        if not k.is_open(i) and r.v not in k.free_vars(i)
    }
    found = []
    for i in sorted(integers, key=lambda t: t.key)[:MAX_MEMBERS]:
        low, high = (prover.attempt(f, r.inside) for f in k.bounds(i, r.lo, r.hi))
        if low is not None and high is not None:
            found.append((i, low, high))
    return found


def _strict_member(
    prover: Prover, r: Range, body: Term, place: tuple[Term, Draft, Draft], sign: Draft
) -> Draft:
    """0 < sum of a, where a(i) is positive."""
    least = _member(r, body, place, sign)
    above = prover.attempt(k.lt(ZERO, least.conclusion.args[0]), r.inside)
    if above is None:
        raise Unproved("no member is known to be positive")
    return draft.positive(k.lt(ZERO, r.total(body)), ((fmpq(1), (least,), ()), (fmpq(1), (above,), ())))


def _member(r: Range, body: Term, place: tuple[Term, Draft, Draft], sign: Draft) -> Draft:
    i, low, high = place
    thm = draft.law("sum_delta", (r.v, r.lo, r.hi, i, body))
    value = k.substitute(body, {r.v: i})
    ones = tuple(draft.cut(draft.indicator(t.conclusion, True), t) for t in (low, high))
    only = sums.chained(thm, draft.ring(k.eq(thm.conclusion.args[1], value), ones))
    bracket = Term("ind", k.eq(r.v, i))
    above = draft.law("ind_upper", (k.eq(r.v, i),))
    less = draft.positive(k.le(k.mul(bracket, body), body), ((fmpq(1), (above, sign), ()),))
    whole = r.summed(less)
    goal = k.le(value, r.total(body))
    return draft.positive(goal, ((fmpq(1), (whole,), ()),), ((ONE, only),))
