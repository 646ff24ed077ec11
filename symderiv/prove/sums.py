"""Equations of sums by the core's laws: written out, a last or a first term taken off, read backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import Normal, in_ring, normal_form

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

MAX_TERMS = 8  # a sum of so many terms is written out
MAX_STEP = 3  # so many terms are taken off an end
_MINUS = k.num(-1)


def reflexive(t: Term) -> Draft:
    """|- t = t"""
    return draft.ring(k.eq(t, t))


def symmetric(thm: Draft) -> Draft:
    """H |- a = b  to  H |- b = a"""
    a, b = thm.conclusion.args
    return draft.ring(k.eq(b, a), (), (), ((_MINUS, thm),))


def chained(*thms: Draft) -> Draft:
    """H |- a = b, K |- b = c, ...  to  H, K, ... |- a = c, ..."""
    if len(thms) == 1:
        return thms[0]
    ends = thms[0].conclusion.args[0], thms[-1].conclusion.args[1]
    return draft.ring(k.eq(*ends), (), (), tuple((ONE, t) for t in thms))


def variable_of(s: Term) -> Term:
    """A variable for the index of a sum, which occurs nowhere in it."""
    return k.fresh(str(s.args[0]), "int", s)


def difference(a: Term, b: Term) -> int | None:
    """a - b, where that is a whole number."""

    def work(ring: Normal) -> int | None:
        p = ring.reduce(ring.poly(a) - ring.poly(b))
        c = fmpq(0) if p == 0 else p.leading_coefficient()
        return int(c.p) if p.is_constant() and c.q == 1 else None

    return in_ring(work)


def written_out(s: Term) -> Draft | None:
    """|- a sum of few terms = its terms; None where it has more, or nobody knows how many."""
    _, lo, hi, _ = s.args
    gap = difference(hi, lo)
    if gap is None or not -1 <= gap < MAX_TERMS:
        return None
    v = variable_of(s)
    last = draft.ring(k.eq(hi, k.add(lo, k.num(gap))))
    thm = draft.law("sum_unroll", (v, lo, hi, gap + 1, k.open_(s, v)), last)
    terms = thm.conclusion.args[1].args
    return chained(thm, draft.ring(k.eq(thm.conclusion.args[1], k.add(*terms))))


def split_at(s: Term, at: Term) -> Draft:
    """lo <= at + 1, at <= hi |- a sum = its part up to ``at`` and the rest, written out if that is short."""
    thm = draft.split(s, at)
    parts = [written_out(part) for part in thm.conclusion.args[1].args]
    whole = k.add(
        *(p if e is None else e.conclusion.args[1] for p, e in zip(_parts(thm), parts, strict=True))
    )
    same = draft.ring(
        k.eq(thm.conclusion.args[1], whole), (), (), tuple((ONE, e) for e in parts if e is not None)
    )
    return chained(thm, same)


def _parts(thm: Draft) -> tuple[Term, ...]:
    return thm.conclusion.args[1].args  # type: ignore[no-any-return]


def backwards(s: Term) -> Draft:
    """|- sum of a(v) over lo..hi = sum of a(lo + hi - v) over lo..hi

    As a(v) is the sum of [w = lo + hi - v] a(v) over w, and the sums over v and w change places.
    """
    _, lo, hi, _ = s.args
    v = variable_of(s)
    body = k.open_(s, v)
    w = k.fresh("w", "int", s, v)
    mirrored = k.sub(k.add(lo, hi), v)
    here, there = k.eq(w, mirrored), k.eq(v, k.sub(k.add(lo, hi), w))
    one = _only_term(w, lo, hi, mirrored, body, v)
    swapped = draft.law("sum_swap", (v, lo, hi, w, lo, hi, k.mul(Term("ind", here), body)))
    implied = [
        draft.discharge(f, draft.ring(g, (), (), ((ONE, draft.assume(f)),)))
        for f, g in ((here, there), (there, here))
    ]
    same = draft.law("ind_same", (here, there), *implied)
    shaped = k.mul(Term("ind", there), body)
    other = draft.under_sum(v, lo, hi, draft.ring(k.eq(k.mul(Term("ind", here), body), shaped), (same,)))
    picked = symmetric(_only_term(v, lo, hi, there.args[1], body, w))
    back = draft.under_sum(w, lo, hi, chained(other, picked))
    return chained(draft.under_sum(v, lo, hi, one), swapped, back)


def _only_term(v: Term, lo: Term, hi: Term, e: Term, body: Term, of: Term) -> Draft:
    """lo <= w, w <= hi |- a(e) = sum of [v = e] a(v) over lo..hi, for e = lo + hi - w and w is ``of``"""
    thm = draft.law("sum_delta", (v, lo, hi, e, body))
    value = k.substitute(body, {v: e})
    low, high = (
        draft.positive(goal, ((fmpq(1), (draft.assume(f),), ()),))
        for goal, f in ((k.le(lo, e), k.le(of, hi)), (k.le(e, hi), k.le(lo, of)))
    )
    ones = tuple(draft.cut(draft.indicator(t.conclusion, True), t) for t in (low, high))
    within = draft.ring(k.eq(thm.conclusion.args[1], value), ones)
    return symmetric(chained(thm, within))


# -- powers that go on by one step ---------------------------------------------------------------------


def power_law(base: Term, e: Term, nonnegative: Draft) -> Draft:
    """H |- 0 <= e  to  H |- b^(e + 1) = b b^e"""
    goal = k.or_(k.ne(base, ZERO), k.and_(nonnegative.conclusion, k.le(ZERO, ONE)))
    signs = draft.and_intro(nonnegative, draft.positive(k.le(ZERO, ONE), ()))
    thm = draft.law("power_add", (base, e, ONE), draft.or_intro(goal, 1, signs))
    product = k.mul(base, k.power(base, e))
    return chained(thm, draft.ring(k.eq(thm.conclusion.args[1], product)))


def power_step(base: Term, e: Term, nonnegative: Draft) -> Draft:
    """H |- 0 <= e  to  H |- b^(e + 1) = b b^e, with e + 1 worked out"""
    thm = power_law(base, e, nonnegative)
    raised, product = thm.conclusion.args
    after = normal_form(raised.args[1])
    y = k.fresh("y", "int", thm.conclusion, after)
    return draft.rewrite(y, k.eq(k.power(base, y), product), draft.ring(k.eq(raised.args[1], after)), thm)


def _falling(t: Term) -> Iterator[tuple[Term, Term]]:
    """(b, e) for the powers b^e in t where e is an integer less a number."""
    for s in k.subterms(t):
        if s.op == "pow" and s.args[1].op == "add" and k.sort_of(s.args[1]) == "int":
            numbers = [a.args[0] for a in s.args[1].args if a.op == "num"]
            if numbers and sum(numbers) < 0:
                yield s.args


def _lifted(s: Term) -> Draft | None:
    """|- a sum from 1 with powers b^v in it = the same with b b^(v - 1); None where it has none."""
    v = variable_of(s)
    before = body = k.open_(s, v)
    thm = reflexive(body)
    raised = {t.args[0] for t in k.subterms(body) if t.op == "pow" and t.args[1] == v}
    lower = k.sub(v, ONE)
    above = draft.positive(k.le(ZERO, lower), ((fmpq(1), (draft.assume(k.le(ONE, v)),), ()),))
    for base in sorted(raised, key=lambda t: t.key):
        if v in k.free_vars(base) or k.is_open(base):
            continue
        step = power_step(base, lower, above)
        y = k.fresh("y", k.sort_of(step.conclusion.args[1]), body, step.conclusion)
        pattern = replaced(body, step.conclusion.args[0], y)
        thm = draft.rewrite(y, k.eq(before, pattern), step, thm)
        body = thm.conclusion.args[1]
    return None if body == before else draft.under_sum(v, *s.args[1:3], thm)


# -- how the sums and powers of a statement hang together ----------------------------------------------


def related(prover: Prover, ctx: Context, atoms: Iterable[Term]) -> list[Draft]:
    """Equations between sums and powers among the atoms: by a first term, backwards, a step further."""
    atoms = [t for t in atoms if not k.is_open(t)]
    totals = [t for t in atoms if t.op == "sum"]
    found = [*_by_first_terms(totals), *_by_reversal(totals), *_by_telescoping(totals)]
    settled = [thm for t in found if (thm := prover.settle_quickly(t, ctx)) is not None]
    reached = {s for thm in settled for s in _sums_in(thm.conclusion.args[1])}
    return settled + by_powers(prover, ctx, list(dict.fromkeys((*atoms, *sorted(reached, key=str)))))


def _leads_to(thm: Draft, totals: list[Term]) -> bool:
    """Whether the right side of an equation of sums has one of them among its atoms, other than the left,
    be it with powers a step on."""
    s, t = thm.conclusion.args
    found = _sums_in(t)
    for part in found:
        further = _lifted(part)
        found |= frozenset() if further is None else _sums_in(further.conclusion.args[1])
    return s not in found and not found.isdisjoint(totals)


def _by_first_terms(totals: list[Term]) -> Iterator[Draft]:
    for s in totals:
        gaps = {difference(s.args[2], t.args[2]) for t in totals}
        for gap in sorted(g for g in gaps if g is not None and 0 < g <= MAX_STEP):
            thm = split_at(s, k.num(gap))
            if _leads_to(thm, totals):
                yield thm


def _by_reversal(totals: list[Term]) -> Iterator[Draft]:
    for s in totals:
        others = [t for t in totals if t != s and t.key < s.key and difference(s.args[2], t.args[2]) == 0]
        if others and _leads_to(thm := backwards(s), others):
            yield thm


def _by_telescoping(totals: list[Term]) -> Iterator[Draft]:
    """Where two sums as long have all but an end in common: the first term of one, the last of the other."""
    for s, t in permutations(totals, 2):
        if s.args[2] == t.args[2] and difference(s.args[2], ONE) is None:
            first, last = split_at(s, ONE), split_at(t, k.sub(t.args[2], ONE))
            inner = _sums_in(last.conclusion.args[1])
            if not inner.isdisjoint(_sums_in(first.conclusion.args[1])):
                yield from (first, last)


def _sums_in(t: Term) -> frozenset[Term]:
    """The sums in the normal form of a term."""

    def work(ring: Normal) -> frozenset[Term]:
        p = ring.reduce(ring.poly(t))
        present = (ring.atoms[i] for i, e in enumerate(p.degrees()) if e > 0)
        return frozenset(a for a in present if a.op == "sum")

    return in_ring(work)


def by_powers(prover: Prover, ctx: Context, atoms: list[Term]) -> list[Draft]:
    """b b^(n - 1) = b^n for the powers that fall among the atoms, and sums with such powers a step on."""
    falling = {(b, e) for t in atoms for b, e in _falling(t)}
    found = []
    if not falling:
        return []
    bases = {b for b, _ in falling if not k.is_open(b)}
    for t in atoms:
        if t.op == "sum" and any(s.op == "pow" and s.args[0] in bases for s in k.subterms(t)):
            thm = _lifted(t)
            found += [] if thm is None else [thm]
    for b, e in sorted(falling, key=lambda pair: k.power(*pair).key):
        if not k.is_open(b) and not k.is_open(e):
            nonnegative = prover.attempt(k.le(ZERO, e), ctx)
            found += [] if nonnegative is None else [power_step(b, e, nonnegative)]
    return found


# -- sums with powers that fall ------------------------------------------------------------------------


def ascending(prover: Prover, goal: Term, ctx: Context) -> Draft | None:
    """A theorem of goal, with sums of b^(n - v) read backwards; None where there are none.

    In normal form their terms would be divided by powers of b, which may be 0.
    """
    if not _has_falling_sum(goal):
        return None
    equations, now = list[tuple[Term, Term, Draft]](), goal
    for s in dict.fromkeys(t for t in k.subterms(goal) if t.op == "sum" and not k.is_open(t)):
        thm = _ascended(s)
        if thm is None:
            continue
        other = thm.conclusion.args[1]
        y = k.fresh("y", max(map(k.sort_of, (s, other)), key=k.SORTS.index), now, other)
        try:
            pattern = replaced(now, s, y)
            after = k.substitute(pattern, {y: other})
        except KernelError:
            continue
        if after != now:
            equations.append((y, pattern, symmetric(thm)))
            now = after
    if not equations:
        return None
    thm = prover.prove(now, ctx)
    for y, pattern, back in reversed(equations):
        thm = draft.rewrite(y, pattern, back, thm)
    return thm


def _falls(body: Term, v: Term) -> list[Term]:
    """The bases b, without v, of powers b^e in body where e is something less v."""
    return [
        t.args[0]
        for t in k.subterms(body)
        if t.op == "pow" and t.args[1].op == "add" and any(_is_less(a, v) for a in t.args[1].args)
    ]


def _is_less(t: Term, v: Term) -> bool:
    """Whether t is -v, or a sum with -v."""
    if t.op == "add":
        return any(_is_less(a, v) for a in t.args)
    return t.op == "mul" and v in t.args and any(a.op == "num" and a.args[0] < 0 for a in t.args)


def _ascended(s: Term) -> Draft | None:
    """|- a sum = one in which no power falls with the index, nor within its terms; None where none does."""
    v = variable_of(s)
    body = k.open_(s, v)
    thm = reflexive(body)
    for inner in dict.fromkeys(t for t in k.subterms(body) if t.op == "sum" and not k.is_open(t)):
        equation = _ascended(inner)
        if equation is not None:
            y = k.fresh("y", k.sort_of(body), thm.conclusion, equation.conclusion)
            pattern = k.eq(body, replaced(thm.conclusion.args[1], inner, y))
            thm = draft.rewrite(y, pattern, equation, thm)
    now = thm.conclusion.args[1]
    whole = None if now == body else draft.under_sum(v, *s.args[1:3], thm)
    if not any(v not in k.free_vars(b) for b in _falls(now, v)):
        return whole
    turned = backwards(s if whole is None else whole.conclusion.args[1])
    return turned if whole is None else chained(whole, turned)


@lru_cache(maxsize=4096)
def _has_falling_sum(f: Term) -> bool:
    return any(t.op == "sum" and _falls(t.args[3], Term("bound", 0)) for t in k.subterms(f))


def ascended_fact(thm: Draft) -> Draft | None:
    """H |- a relation, or one for all values of variables, with its sums read backwards in which powers fall;
    None where there is no such sum."""
    f = thm.conclusion
    if not _has_falling_sum(f):
        return None
    if f.op == "all":
        v = k.fresh(str(f.args[0]), f.args[1], f, *thm.hypotheses)
        inner = ascended_fact(draft.specialise(thm, v))
        return None if inner is None else draft.generalise(v, *f.args[2:4], inner)
    if f.op not in ("eq", "le", "lt"):
        return None
    for s in dict.fromkeys(t for t in k.subterms(f) if t.op == "sum" and not k.is_open(t)):
        equation = _ascended(s)
        if equation is not None:
            y = k.fresh("y", max(map(k.sort_of, equation.conclusion.args), key=k.SORTS.index), thm.conclusion)
            try:
                thm = draft.rewrite(y, replaced(thm.conclusion, s, y), equation, thm)
            except KernelError:
                continue
    return None if thm.conclusion == f else thm
