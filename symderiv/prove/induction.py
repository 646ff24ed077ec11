"""Induction: its base and step in plain terms, and the integers to try it over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import chain, permutations, starmap
from math import comb
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import in_ring, normal_form
from symderiv.prove import chains, strengthening, sums
from symderiv.prove.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

MAX_REWRITINGS = 40
MAX_INDUCTIONS = 1  # within one another, where nobody asked for them
MAX_FAULHABER = 6  # the highest power of which sums are known in closed form
_COUNTED = frozenset({"factorial", "binomial"})
_OPAQUE = frozenset({"diff", "loss", "call", "smooth", "all", "ex", "surely", "tends"})


def over_bound(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """|- for all v >= lo: f, by induction over v; where a law reaches further back, from two values on; else
    by way of another such statement."""
    hint, _, lo, _, _ = goal.args
    v = k.fresh(str(hint), "int", goal, *ctx.assumed)
    f, inside = k.open_(goal, v), ctx.assuming(k.le(lo, v))
    thm = _by_other(prover, v, lo, strengthening.without_factor(prover, f, v, inside), ctx)
    if thm is not None:
        return thm
    try:
        with prover.deeper():
            return _inducted(prover, v, lo, f, ctx)
    except Unproved:
        if not _reaches_back(ctx):
            others = (strengthening.with_less_room(prover, f, v, lo, inside),)
            for other in chain(others, strengthening.by_signs(prover, f, v, inside)):
                thm = _by_other(prover, v, lo, other, ctx)
                if thm is not None:
                    return thm
            raise
    pair = k.and_(f, k.substitute(f, {v: k.add(v, ONE)}))
    with prover.deeper():
        both = _inducted(prover, v, lo, pair, ctx)
    return draft.generalise(v, lo, None, draft.and_elim(draft.specialise(both, v), 0))


def _by_other(
    prover: Prover, v: Term, lo: Term, other: strengthening.Order | None, ctx: Context
) -> Draft | None:
    """|- for all v >= lo: f, an order, by one that implies it; None where there is none, or no proof."""
    inside = ctx.assuming(k.le(lo, v))
    if other is None or prover.quick or prover.depth <= 1 or prover.fails_somewhere(other.aim, inside):
        return None
    try:
        with prover.deeper():
            general = _inducted(prover, v, lo, other.aim, ctx)
        thm = prover.settle(other.back(general), inside)
    except (Unproved, KernelError):
        return None
    return draft.generalise(v, lo, None, thm)


def _inducted(prover: Prover, v: Term, lo: Term, f: Term, ctx: Context) -> Draft:
    """|- for all v >= lo: f, from f[lo] and from f[v] to f[v + 1]."""
    base = plainly(prover, k.substitute(f, {v: lo}), ctx, ())
    with prover.holding(v):
        step = _step(prover, v, f, ctx.assuming(k.le(lo, v), f))
    return draft.induct(v, lo, f, base, step)


def _step(prover: Prover, v: Term, f: Term, ctx: Context) -> Draft:
    """A theorem of f[v + 1], where f is assumed; of an implication, with its premise at v + 1 assumed as
    well."""
    after = k.substitute(f, {v: k.add(v, ONE)})
    if f.op != "implies":
        return plainly(prover, after, ctx, _tops(f, v), v)
    bound, then = after.args
    inside = ctx.assuming(bound)
    before = draft.modus_ponens(draft.assume(f), prover.prove(f.args[0], inside))
    return draft.discharge(bound, plainly(prover, then, inside.knowing(before), _tops(f.args[1], v), v))


@lru_cache(maxsize=1024)
def _general_reach(f: Term) -> int:
    """The greatest distance between two indices at which f, a statement of all integers, has one family."""
    if f.op != "all" or f.args[1] != "int":
        return 0
    v = k.fresh(str(f.args[0]), "int", f)
    found: dict[str, list[Term]] = {}
    for c in k.subterms(k.open_(f, v)):
        if c.op == "comp" and not k.is_open(c):
            found.setdefault(c.args[0], []).extend(i for i in c.args[3] if v in k.free_vars(i))
    gaps = (sums.difference(i, j) or 0 for places in found.values() for i in places for j in places)
    return max(gaps, default=0)


def _reaches_back(ctx: Context) -> bool:
    """Whether a recurrence gives a value by more than the one before it."""
    return any(_general_reach(t.conclusion) > 1 for t in ctx.of("all"))


# -- what nobody said the induction was over -----------------------------------------------------------


def unasked(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of a relation by induction over an integer in it that ends a sum or is an exponent; else
    None."""
    for n in _growing(goal) if len(prover.fixed) < MAX_INDUCTIONS else ():
        if n in prover.fixed or not _may_vary(goal, n):
            continue
        start = _start(n, ctx)
        if start is None:
            continue
        try:
            with prover.holding(n), prover.deeper():
                return _at(prover, goal, n, start, ctx)
        except (Unproved, KernelError):
            continue
    return None


def _at(prover: Prover, goal: Term, n: Term, start: Draft, ctx: Context) -> Draft:
    """A theorem of goal, as an instance of one by induction from the least n on, or up to n where n is a
    bound."""
    lo = start.conclusion.args[0]
    v = k.fresh(n.args[0], "int", goal, *ctx.assumed)
    f = _varied(goal, n, v)
    if _is_bound(goal, n, ctx):
        f = k.implies(k.le(v, n), f)
    general = draft.cut(draft.specialise(_inducted(prover, v, lo, f, ctx), n), start)
    if f.op == "implies":
        general = draft.modus_ponens(general, draft.positive(k.le(n, n), ()))
    return general


def _start(n: Term, ctx: Context) -> Draft | None:
    """H |- c <= n, for the greatest number c that the facts give."""
    found: list[tuple[fmpq, Draft]] = []
    for thm in ctx.of("le", "lt"):
        a, b = thm.conclusion.args
        if b != n or a.op != "num" or a.args[0].q != 1:
            continue
        if thm.conclusion.op == "lt":
            above = draft.integer(thm)
            c = k.num(a.args[0] + 1)
            thm = draft.positive(k.le(c, n), ((fmpq(1), (above,), ()),))  # noqa: PLW2901
        found.append((thm.conclusion.args[0].args[0], thm))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _growing(goal: Term) -> list[Term]:
    """The integers in goal that end a sum, are in an exponent, or are arguments of a function like n!."""
    found: dict[Term, None] = {}
    for t in k.subterms(goal):
        match t.op:
            case "sum":
                within = t.args[1:3]
            case "pow" if t.args[1].op != "num":
                within = t.args[1:2]
            case "fn" if t.args[0] in _COUNTED:
                within = t.args[1]
            case _:
                continue
        for part in within:
            found.update(dict.fromkeys(v for v in k.free_vars(part) if v.args[1] == "int"))
    return sorted(found, key=lambda v: v.key)


def _may_vary(goal: Term, n: Term) -> bool:
    """Whether another integer may be put for n in goal."""
    return not any(t.op in _OPAQUE and n in k.free_vars(t) for t in k.subterms(goal))


def _varied(t: Term, n: Term, v: Term) -> Term:
    """t with v for n, but for the ranges of indices, which stay as they were declared."""
    if t == n:
        return v
    if t.op == "comp":
        return Term("comp", *t.args[:3], tuple(_varied(i, n, v) for i in t.args[3]))
    return k.map_parts(lambda p, _: _varied(p, n, v), t)


def _is_bound(goal: Term, n: Term, ctx: Context) -> bool:
    """Whether n ends the range of an index in goal, or of a general fact."""
    ranged = any(
        s.op == "comp" and any(n in k.free_vars(e) for ends in s.args[2] for e in ends if e is not None)
        for s in k.subterms(goal)
    )
    return ranged or any(n in k.free_vars(t.conclusion) for t in ctx.of("all", "surely"))


# -- closed forms --------------------------------------------------------------------------------------


def closed_forms(prover: Prover, ctx: Context, atoms: Iterable[Term]) -> list[Draft]:
    """Equations that give sums from 1 among the atoms: of v^d, and of b^v, b^(v - 1) and v b^(v - 1); and
    differences of two sums, one of which is a step ahead of the other."""
    if prover.closing:
        return []
    totals = [s for s in atoms if s.op == "sum" and not k.is_open(s) and s.args[1] == ONE]
    found = []
    for last in dict.fromkeys(s.args[2] for s in totals):
        m = k.fresh("m", "int", *totals)
        here = [Term("sum", s.args[0], ONE, m, s.args[3]) for s in totals if s.args[2] == last]
        alone = (_closed_form(s, m) for s in here if m not in k.free_vars(s.args[3]))
        for f in filter(None, (*alone, *starmap(partial(_step_ahead, m), permutations(here, 2)))):
            thm = _up_to(prover, m, f, last, ctx)
            found += [] if thm is None else [thm]
    return found


def _up_to(prover: Prover, m: Term, f: Term, last: Term, ctx: Context) -> Draft | None:
    """f at ``last``, by induction over m from 0 on."""
    natural = prover.attempt(k.le(ZERO, last), ctx)
    if natural is None:
        return None
    try:
        with prover.deeper(), prover.finding_closed_forms():
            general = _inducted(prover, m, ZERO, f, ctx)
    except (Unproved, KernelError):
        return None
    return draft.cut(draft.specialise(general, last), natural)


def _step_ahead(m: Term, s: Term, t: Term) -> Term | None:
    """t - s = a(m + 1) - a(1), for the sums s of a(v) and t of a(v + 1) over 1..m; None for other sums."""
    v = sums.variable_of(s)
    body = k.open_(s, v)
    parts = list(k.subterms(body))
    if not any(c.op == "comp" and v in k.free_vars(c) for c in parts):
        return None
    exponents = (
        sums.difference(p.args[1], v) for p in parts if p.op == "pow" and v in k.free_vars(p.args[1])
    )
    if any(e is None or e < -1 for e in exponents):  # its base would have to differ from 0
        return None
    ahead = k.substitute(body, {v: k.add(v, ONE)})
    if normal_form(k.sub(ahead, k.open_(t, v))) != ZERO:
        return None
    first, last = (k.substitute(body, {v: i}) for i in (ONE, k.add(m, ONE)))
    return k.eq(k.sub(t, s), k.sub(last, first))


def _closed_form(s: Term, m: Term) -> Term | None:
    """A conjecture for a sum from 1 to m, which induction is to prove; None for a sum of another form."""
    v = sums.variable_of(s)
    factors = _factors(k.open_(s, v))
    degree = factors.count(v)
    others = [t for t in factors if t != v]
    if not others and 1 <= degree <= MAX_FAULHABER:
        return k.eq(s, _faulhaber(degree, m))
    if len(others) != 1 or degree > 1 or others[0].op != "pow" or v in k.free_vars(others[0].args[0]):
        return None
    b, e = others[0].args
    before = sums.difference(e, v)
    if before not in (0, -1):
        return None
    shift, power, less = (b if before == 0 else ONE), k.power(b, m), k.sub(ONE, b)
    if degree == 0:
        return k.eq(k.mul(less, s), k.mul(shift, k.sub(ONE, power)))
    total = k.add(ONE, k.neg(k.mul(k.add(m, ONE), power)), k.mul(m, b, power))
    return k.eq(k.mul(less, less, s), k.mul(shift, total))


def _factors(t: Term) -> list[Term]:
    """The factors of a product, whole powers of a variable as so many."""
    if t.op == "mul":
        return [f for a in t.args for f in _factors(a)]
    if t.op == "pow" and t.args[0].op == "var" and t.args[1].op == "num" and t.args[1].args[0] > 0:
        return [t.args[0]] * int(t.args[1].args[0])
    return [t]


def _faulhaber(degree: int, m: Term) -> Term:
    """1^d + ... + m^d as a polynomial in m, by (m + 1)^(d + 1) - 1 = sum over j of C(d + 1, j) S_j"""
    lower = [k.mul(k.num(-comb(degree + 1, j)), _faulhaber(j, m)) for j in range(1, degree)]
    whole = k.sub(k.power(k.add(m, ONE), degree + 1), k.add(m, ONE))
    return k.mul(k.num(k.Rational(1, degree + 1)), k.add(whole, *lower))


# -- plain terms ---------------------------------------------------------------------------------------


class _Rewriting(NamedTuple):
    """H |- new = old, and the formula with a variable in the place of either."""

    variable: Term
    pattern: Term
    back: Draft


def plainly(prover: Prover, goal: Term, ctx: Context, tops: Iterable[Term], v: Term | None = None) -> Draft:
    """A theorem of goal by the same with integers in normal form and sums of few terms written out.

    Sums that go a little further than one of ``tops`` are split there.  Equations that hold as they stand
    are left alone.
    """
    left: Unproved | None = None
    if goal.op == "eq":
        try:
            return prover.prove(goal, ctx)
        except Unproved as error:
            left = error
    rewritings, now = _rewritten(prover, goal, ctx, tuple(tops))
    if left is not None and now == goal:
        raise left
    thm = _plain_theorem(prover, now, ctx, v)
    for variable, pattern, back in reversed(rewritings):
        thm = draft.rewrite(variable, pattern, back, thm)
    return thm


def _plain_theorem(prover: Prover, goal: Term, ctx: Context, v: Term | None) -> Draft:
    """A theorem of goal; in the step of an induction over v also by bounds put in."""
    try:
        return prover.prove(goal, ctx)
    except Unproved:
        by_bounds = None if v is None or prover.quick else chains.by_bounds(prover, goal, ctx, v)
        if by_bounds is None:
            raise
        return by_bounds


def _rewritten(
    prover: Prover, goal: Term, ctx: Context, tops: tuple[Term, ...]
) -> tuple[list[_Rewriting], Term]:
    """The rewritings that lead from goal to a formula in plain terms, and that formula."""
    found, now, refused = list[_Rewriting](), goal, set[Term]()
    while len(found) < MAX_REWRITINGS:
        equation = next((e for e in _equations(prover, now, ctx, tops, refused)), None)
        if equation is None:
            break
        old, new = equation.conclusion.args
        y = k.fresh("y", max(map(k.sort_of, (old, new)), key=k.SORTS.index), now, new)
        pattern = replaced(now, old, y)
        try:
            after = k.substitute(pattern, {y: new})
        except KernelError:  # what is random, or a point, is not moved under a mean or a derivative
            after = now
        if after == now:
            refused.add(old)
            continue
        found.append(_Rewriting(y, pattern, sums.symmetric(equation)))
        now = after
    return found, now


def _equations(
    prover: Prover, f: Term, ctx: Context, tops: tuple[Term, ...], refused: set[Term]
) -> Iterator[Draft]:
    """Equations of terms in f: of sums with their terms or parts, of integers with their normal forms."""
    for t in k.subterms(f):
        if t in refused:
            continue
        if t.op == "sum" and not k.is_open(t):
            written = sums.written_out(t)
            if written is not None:
                yield written
                continue
            parts = (_split(prover, t, at, ctx) for at in tops)
            yield from (thm for thm in parts if thm is not None)
        yield from (thm for i in _indices(t) if i not in refused and (thm := _worked_out(i)) is not None)


def _split(prover: Prover, s: Term, at: Term, ctx: Context) -> Draft | None:
    """A sum by its part up to ``at`` and the few terms after it, where it has such."""
    gap = sums.difference(s.args[2], at)
    if gap is None or not 0 < gap <= sums.MAX_STEP:
        return None
    return prover.settle_quickly(sums.split_at(s, at), ctx)


def _tops(f: Term, v: Term) -> tuple[Term, ...]:
    """The last values of the indices of sums in f, which depend on v."""
    return tuple(
        dict.fromkeys(
            s.args[2]
            for s in k.subterms(f)
            if s.op == "sum" and not k.is_open(s) and v in k.free_vars(s.args[2])
        )
    )


def _indices(t: Term) -> Iterator[Term]:
    """The composite integers in t that are an index, an exponent or the end of a range."""
    match t.op:
        case "comp":
            found = t.args[3]
        case "pow" if t.args[1].op != "num":
            found = t.args[1:2]
        case "sum":
            found = t.args[1:3]
        case "fn":
            found = t.args[1]
        case _:
            found = ()
    yield from (i for i in found if i.op in ("add", "mul") and not k.is_open(i) and k.sort_of(i) == "int")


@lru_cache(maxsize=4096)
def _worked_out(i: Term) -> Draft | None:
    """|- an index = a shorter one; None where there is none."""
    plain = in_ring(lambda ring: ring.term(ring.reduce(ring.poly(i))))
    if len(list(k.subterms(plain))) >= len(list(k.subterms(i))):
        return None
    try:
        return draft.ring(k.eq(i, plain))
    except KernelError:
        return None
