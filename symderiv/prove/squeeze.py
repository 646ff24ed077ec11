"""Limits by two bounds that tend to one limit: of powers whose base and exponent move, and of logarithms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import normal_form
from symderiv.prove import growth
from symderiv.prove.context import Context, Unproved
from symderiv.prove.eventually import delayed, late, least_start, named_start, start_of
from symderiv.prove.logarithms import is_log, real_log

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover

Finder = Callable[["Prover", Term, "Context"], Draft]

MAX_DELAY = 4  # times after the first one at which a base may become positive
_ONCE = fmpq(1)


def squeezed(
    prover: Prover, inside: Context, v: Term, start: Term,
    limits: tuple[Draft, Draft], bounds: tuple[Draft, Draft],
) -> Draft:  # fmt: skip
    """l -> a    h -> a    start <= v |- l <= f    start <= v |- f <= h    to    f -> a"""
    (lower, upper), (below, above) = limits, bounds
    a, f = lower.conclusion.args[1], below.conclusion.args[1]
    low, high = (k.open_(t.conclusion, v) for t in (lower, upper))
    x, y = (k.fresh(name, "real", f, low, high, a) for name in ("x", "y"))

    def limit(expression: Term, letters: dict[Term, Draft], value: Term) -> Draft:
        """The limit of an expression in letters, with its value worked out."""
        member = k.substitute(expression, {z: k.open_(t.conclusion, v) for z, t in letters.items()})
        same = draft.ring(k.eq(member, member))
        thm = draft.limit_of(v, start, expression, tuple(letters), tuple(letters.values()), same)
        return _valued(thm, value)

    width = limit(k.power(k.sub(x, y), 2), {x: upper, y: lower}, ZERO)
    square = k.le(k.power(k.sub(f, low), 2), k.open_(width.conclusion, v))
    # (h - l)^2 = (f - l)^2 + (h - f)^2 + 2 (h - f) (f - l)
    products = ((_ONCE, (above, above), ()), (fmpq(2), (above, below), ()))
    order = prover.settle(draft.positive(square, products), inside)
    small = draft.limit_squeeze(v, start, k.sub(f, low), width, order)
    whole = limit(k.add(x, y), {x: small, y: lower}, a)
    same = draft.ring(k.eq(f, k.open_(whole.conclusion, v)))
    thm = draft.limit_of(v, start, x, (x,), (whole,), same)
    return _valued(thm, a)


def _valued(thm: Draft, value: Term) -> Draft:
    """|- f -> a  to  |- f -> b, where b is a in normal form."""
    found = thm.conclusion.args[1]
    if found == value:
        return thm
    v = k.fresh(str(thm.conclusion.args[0]), "int", thm.conclusion, value)
    y = k.fresh("y", "real", thm.conclusion, value)
    f = k.tends(v, k.open_(thm.conclusion, v), y)
    return draft.rewrite(y, f, draft.linear(k.eq(found, value)), thm)


def of_atom(prover: Prover, atom: Term, v: Term, ctx: Context, limit: Finder) -> Draft | None:
    """The limit of a sequence from its bounds, given a way to find limits of what is simpler; or None."""
    moving = tuple(v in k.free_vars(p) for p in k.parts(atom))
    try:
        match atom.op, moving:
            case "pow", (True, True):
                return _moving_power(prover, atom, v, ctx, limit)
            case ("pow" | "exp", (True, *_)) if k.sort_of(atom) != "complex":
                return _continuous(prover, atom, v, ctx, limit(prover, k.tends(v, atom.args[0], ZERO), ctx))
            case "root", (True,) if k.sort_of(atom) != "complex":
                return _root(prover, atom, v, ctx, limit(prover, k.tends(v, atom.args[0], ZERO), ctx))
            case "sum", _:
                return _fixed_sum(prover, atom, v, ctx, limit)
            case "comp", _:
                return _between(prover, atom, v, ctx, limit)
            case "fn", (True,) if is_log(atom):
                x = atom.args[1][0]
                return _logarithm(prover, x, v, ctx, limit(prover, k.tends(v, x, ZERO), ctx))
    except (Unproved, KernelError):
        return None
    return None


def _between(prover: Prover, member: Term, v: Term, ctx: Context, limit: Finder) -> Draft | None:
    """The limit of a member from facts that bound it, or its absolute value, at all times."""
    start = start_of(ctx)
    for known in (ctx, ctx.knowing(*_contractions(prover, ctx))):
        inside = late(known, start, v)
        bounds = _bounds(prover, member, v, inside)
        above = [t.conclusion.args[1] for t in bounds if t.conclusion.args[0] == member]
        below = [t.conclusion.args[0] for t in bounds if t.conclusion.args[1] == member]
        for low, high in product([ZERO, *below], above):
            with suppress(Unproved, KernelError):
                ends = [limit(prover, k.tends(v, end, ZERO), known) for end in (low, high)]
                one, other = (t.conclusion.args[1] for t in ends)
                if prover.attempt(k.eq(one, other), ctx) is None:
                    continue
                within = inside.knowing(*bounds)
                sides = prover.prove(k.le(low, member), within), prover.prove(k.le(member, high), within)
                limits = _valued(ends[0], other), ends[1]
                return prover.settle(squeezed(prover, inside, v, start, limits, sides), known)
    return None


def _bounds(prover: Prover, member: Term, v: Term, inside: Context) -> list[Draft]:
    """Orders between a member and what has no other of its sequence, from what is said of all members."""
    found = []
    for thm in inside.of("all"):
        said = k.open_(thm.conclusion, v)
        members = (s for s in k.subterms(said) if s.op == "comp" and s.args[:3] == member.args[:3])
        moving = {s for s in members if v in k.free_vars(s)}
        steps = {normal_form(k.sub(s.args[3][0], v)) for s in moving}
        if thm.conclusion.args[1] != "int" or said.op not in ("le", "lt") or len(moving) != 1:
            continue
        step = steps.pop()
        with suppress(Unproved, KernelError):
            if step != ZERO:
                at_v = draft.specialise(thm, normal_form(k.sub(v, step)))
                a, b = map(normal_form, at_v.conclusion.args)
                found.append(prover.prove(Term(said.op, a, b), inside))
                continue
            fact = prover.settle(draft.specialise(thm, v), inside)
            outer = fact.conclusion.args[0] == k.absolute(member)
            found += _within(prover, member, fact, inside) if outer else [fact]
    return found


def _within(prover: Prover, x: Term, size: Draft, ctx: Context) -> Iterator[Draft]:
    """|x| <= b  to  -b <= x and x <= b"""
    magnitude, b = size.conclusion.args
    for goal, known in (
        (k.le(k.neg(b), x), prover.prove(k.le(k.neg(magnitude), x), ctx)),
        (k.le(x, b), prover.prove(k.le(x, magnitude), ctx)),
    ):
        yield draft.positive(goal, ((_ONCE, (size,), ()), (_ONCE, (known,), ())))


def _contractions(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """for all t >= s: x(t) <= q^(t - s) x(s), where the facts say that x(t + 1) <= q x(t)."""
    for law in (t.conclusion for t in ctx.of("all") if t.conclusion.args[1] == "int"):
        v = k.fresh("v", "int", law, *ctx.assumed)
        said, first = k.open_(law, v), law.args[2]
        if said.op != "le" or first is None or said.args[1].op != "mul":
            continue
        later = said.args[0]
        for n, x in enumerate(said.args[1].args):
            q = k.mul(*said.args[1].args[:n], *said.args[1].args[n + 1 :])
            if v in k.free_vars(q) or normal_form(k.substitute(x, {v: k.add(v, ONE)})) != normal_form(later):
                continue
            bound = k.mul(k.power(q, k.sub(v, first)), k.substitute(x, {v: first}))
            with suppress(Unproved):
                yield prover.prove(k.quantified("all", v, first, None, k.le(x, bound)), ctx)


def _continuous(prover: Prover, atom: Term, v: Term, ctx: Context, thm: Draft) -> Draft:
    """x -> a  to  e^x -> e^a or x^n -> a^n"""
    y = k.fresh("y", "real", atom, thm.conclusion)
    expression = Term(atom.op, y, *atom.args[1:])
    limit = draft.limit_of(v, start_of(ctx), expression, (y,), (thm,), draft.ring(k.eq(atom, atom)))
    return prover.settle(limit, ctx)


def _fixed_sum(prover: Prover, atom: Term, v: Term, ctx: Context, limit: Finder) -> Draft | None:
    """b -> a  to  the sum of b^j -> the sum of a^j, over a range that does not move."""
    j = k.fresh(str(atom.args[0]), "int", atom, v)
    powers = (s.args for s in k.subterms(k.open_(atom, j)) if s.op == "pow" and v in k.free_vars(s))
    bases = {b for b, e in powers if j in k.free_vars(e) - k.free_vars(b)}
    if len(bases) != 1:
        return None
    (base,) = bases
    y = k.fresh("y", "real", atom)
    expression = replaced(atom, base, y)
    if v in k.free_vars(expression):
        return None
    thm = limit(prover, k.tends(v, base, ZERO), ctx)
    found = draft.limit_of(v, start_of(ctx), expression, (y,), (thm,), draft.ring(k.eq(atom, atom)))
    return prover.settle(found, ctx)


def first_order(prover: Prover, f: Term, v: Term, ctx: Context) -> Draft | None:
    """|- f = g, with b^n = 1 + (b - 1) (1 + b + ... + b^(n - 1)) put in for a power in f whose base moves and
    whose exponent does not; None where there is none."""
    for t in (s for s in k.subterms(f) if s.op == "pow" and s.args[1].op != "num" and not k.is_open(s)):
        base, n = t.args
        if v in k.free_vars(base) - k.free_vars(n):
            general = draft.instantiate(_as_sum(prover), _B, base)
            same = prover.settle(draft.specialise(general, n), ctx)
            y = k.fresh("y", "real", f, same.conclusion)
            return draft.rewrite(y, k.eq(f, replaced(f, t, y)), same, draft.ring(k.eq(f, f)))
    return None


_B = k.var("b" + k.MARK)


def _as_sum(prover: Prover) -> Draft:
    """|- for all m >= 0: b^m = 1 + (b - 1) (1 + b + ... + b^(m - 1))"""
    m, j = (k.var(name + k.MARK, "int") for name in "mj")
    summed = k.sum_(j, ZERO, k.sub(m, ONE), k.power(_B, j))
    value = k.add(ONE, k.mul(k.sub(_B, ONE), summed))
    return prover.prove(k.quantified("all", m, ZERO, None, k.eq(k.power(_B, m), value)), Context())


def _root(prover: Prover, atom: Term, v: Term, ctx: Context, thm: Draft) -> Draft:
    """x -> a  to  root x -> root a, as (root x - root a)^2 <= (x - a)^2 / a for 0 < a; for a = 0 it is x"""
    radicand, start = atom.args[0], start_of(ctx)
    value = thm.conclusion.args[1]
    inside = late(ctx, start, v)
    if prover.attempt(k.eq(value, ZERO), ctx) is not None:
        order = prover.prove(k.le(k.power(atom, 2), radicand), inside)
        return draft.limit_squeeze(v, start, atom, _valued(thm, ZERO), order)
    at_limit = Term("root", value, *atom.args[1:])
    y = k.fresh("y", "real", atom, thm.conclusion)
    expression = k.mul(k.power(k.sub(y, value), 2), k.power(value, -1))
    square = k.substitute(expression, {y: radicand})
    small = draft.limit_of(v, start, expression, (y,), (thm,), draft.ring(k.eq(square, square)))
    small = prover.settle(_valued(small, ZERO), ctx)
    apart = k.sub(atom, at_limit)
    inverse = prover.prove(k.lt(ZERO, k.power(value, -1)), ctx)
    signs = [prover.prove(k.le(ZERO, t), inside) for t in (atom, at_limit)]
    # (x - a)^2 / a - (root x - root a)^2 = (root x - root a)^2 (x + 2 root x root a) / a
    products = ((_ONCE, (inverse,), (apart, atom)), (fmpq(2), (inverse, *signs), (apart,)))
    order = prover.settle(draft.positive(k.le(k.power(apart, 2), square), products), inside)
    gap = draft.limit_squeeze(v, start, apart, small, order)
    back = draft.ring(k.eq(atom, k.add(apart, at_limit)))
    return _valued(draft.limit_of(v, start, k.add(y, at_limit), (y,), (gap,), back), at_limit)


def _logarithm(prover: Prover, x: Term, v: Term, ctx: Context, thm: Draft) -> Draft:
    """x -> a  to  log x -> log a, from 1 - a/x <= log x - log a <= x/a - 1"""
    value, start, real = thm.conclusion.args[1], start_of(ctx), real_log(x)
    inside = late(ctx, start, v).knowing(prover.prove(k.lt(ZERO, value), ctx))
    inside = inside.knowing(prover.prove(k.lt(ZERO, x), inside))
    y = k.fresh("y", "real", x, thm.conclusion)
    ends = [
        k.add(real_log(value), end)
        for end in (k.sub(ONE, k.mul(value, k.power(y, -1))), k.sub(k.mul(y, k.power(value, -1)), ONE))
    ]
    sides = [k.substitute(end, {y: x}) for end in ends]
    limits = [
        draft.limit_of(v, start, end, (y,), (thm,), draft.ring(k.eq(side, side)))
        for end, side in zip(ends, sides, strict=True)
    ]
    lower, upper = (prover.settle(_valued(t, real_log(value)), ctx) for t in limits)
    below, above = prover.prove(k.le(sides[0], real), inside), prover.prove(k.le(real, sides[1]), inside)
    squeeze = squeezed(prover, inside, v, start, (lower, upper), (below, above))
    same = prover.prove(k.eq(k.fn("log", x), real), inside)
    return draft.limit_of(v, start, y, (y,), (squeeze,), same)


def _moving_power(prover: Prover, power: Term, v: Term, ctx: Context, limit: Finder) -> Draft | None:
    """The limit of b^n, where b and n move, from e^(n (1 - 1/b)) <= b^n <= e^(n (b - 1)); None if the two
    have no limit in common."""
    b, n = power.args
    found = _where_positive(prover, b, n, v, ctx)
    if found is None:
        return None
    start, positive, natural = found
    below, above = growth.below(power, positive, natural), growth.above(power, positive, natural)
    exponents = (below.conclusion.args[0].args[0], above.conclusion.args[1].args[0])
    inside = late(ctx, start, v).knowing(positive)
    later = delayed(ctx, start, prover.prove(k.le(least_start(ctx), v), inside))
    later = later.knowing(draft.generalise(v, start, None, positive))
    lower, upper = (_exponential(limit(prover, k.tends(v, w, ZERO), later), w, v, start) for w in exponents)
    one, other = (t.conclusion.args[1].args[0] for t in (lower, upper))
    equal = prover.prove(k.eq(one, other), ctx)
    y = k.fresh("y", "real", one, other, lower.conclusion)
    f = k.tends(v, k.open_(lower.conclusion, v), Term("exp", y))
    lower = draft.rewrite(y, f, equal, lower)
    return prover.settle(squeezed(prover, inside, v, start, (lower, upper), (below, above)), ctx)


def _where_positive(
    prover: Prover, b: Term, n: Term, v: Term, ctx: Context
) -> tuple[Term, Draft, Draft] | None:
    """(start, 0 < b, 0 <= n) for a time from which on both hold."""
    for start in _starts(b, v, ctx):
        inside = late(ctx, start, v)
        with suppress(Unproved):
            return start, prover.prove(k.lt(ZERO, b), inside), prover.prove(k.le(ZERO, n), inside)
    return None


def _starts(b: Term, v: Term, ctx: Context) -> Iterator[Term]:
    """Times from which on a base may be positive; where it is 1 + x/v, one that is more than -x."""
    named = named_start(ctx)
    if named is not None:
        yield start_of(ctx)
        return
    first = least_start(ctx)
    yield from (k.num(first.args[0] + delay) for delay in range(MAX_DELAY + 1))
    steps = (k.mul(at, k.sub(k.substitute(b, {v: at}), ONE)) for at in (ONE, k.num(2), k.num(3)))
    x, *others = map(normal_form, steps)
    if all(y == x for y in others):
        yield k.add(first, ONE, k.fn("floor", k.power(x, 2)))


def _exponential(thm: Draft, w: Term, v: Term, start: Term) -> Draft:
    """|- w -> a  to  |- e^w -> e^a"""
    y = k.fresh("y", "real", w, thm.conclusion)
    member = Term("exp", w)
    return draft.limit_of(v, start, Term("exp", y), (y,), (thm,), draft.ring(k.eq(member, member)))
