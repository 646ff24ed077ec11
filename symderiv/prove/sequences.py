"""A sequence as an expression in letters, which stand for sequences whose limits are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import Normal, in_ring, normal_form
from symderiv.prove.cases import branch
from symderiv.prove.closed_forms import rate
from symderiv.prove.context import Context, Unproved
from symderiv.prove.dominance import geometric, needs_no_limit, quotient
from symderiv.prove.equations import Combination, Row, coefficient, eliminate, equations, multipliers, row_of
from symderiv.prove.eventually import least_start
from symderiv.prove.signs import clash

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


class UnknownLimit(Unproved):
    """A sequence of which no limit is known."""

    def __init__(self, prover: Prover, atom: Term) -> None:
        super().__init__(lambda: f"no limit is known of {prover.show(atom)}")
        self.atom = atom


def in_letters(
    prover: Prover, f: Term, v: Term, inside: Context, remainders: list[Draft]
) -> tuple[Term, list[Term], list[Draft], Draft]:
    """(e, letters, limits, |- f = e), where e has a letter for each sequence whose limit is known."""
    plain = _without_magnitudes(prover, f, inside)
    if plain != f:
        expression, letters, known, same = in_letters(prover, plain, v, inside, remainders)
        back = prover.prove(k.eq(f, plain), inside)
        y = k.fresh("y", "real", f, *same.conclusion.args)
        return expression, letters, known, draft.rewrite(y, k.eq(f, y), same, back)
    magnitude = _magnitude(f, v)
    if magnitude is None:
        expression, letters, known, combination = _expressed(prover, f, v, inside, remainders)
        goal = k.eq(f, at_letters(v, expression, letters, known))
        try:
            same = prover.settle(draft.linear(goal, *combination), inside)
        except (KernelError, Unproved):
            same = prover.prove(goal, inside)
        return expression, letters, known, same
    x, weight = magnitude
    scaled = k.mul(x, weight)
    expression, letters, known, same = in_letters(prover, scaled, v, inside, remainders)
    scaled_inside = absolute_times(prover, x, weight, inside)
    y = k.fresh("y", "real", f, *same.conclusion.args)
    same = draft.rewrite(y, k.eq(scaled_inside.conclusion.args[0], k.absolute(y)), same, scaled_inside)
    back = prover.prove(k.eq(f, same.conclusion.args[0]), inside)
    size = k.absolute(expression)
    same = prover.prove(k.eq(f, at_letters(v, size, letters, known)), inside.knowing(back, same))
    return size, letters, known, same


def at_letters(v: Term, expression: Term, letters: list[Term], known: list[Draft]) -> Term:
    """The expression with the sequences of the limits, at v, for its letters."""
    return k.substitute(
        expression, dict(zip(letters, (k.open_(t.conclusion, v) for t in known), strict=True))
    )


def _without_magnitudes(prover: Prover, f: Term, ctx: Context) -> Term:
    """f with x or -x for |x| wherever the sign of x is known."""

    def plain(t: Term) -> Term:
        t = k.map_parts(lambda p, deep: p if deep else plain(p), t)
        if t.op != "if" or k.is_open(t) or t != k.absolute(t.args[1]):
            return t
        condition, *values = t.args
        known = (prover.attempt(c, ctx) is not None for c in (condition, k.not_(condition)))
        return next((x for x, holds in zip(values, known, strict=True) if holds), t)

    return plain(f)


def _magnitude(f: Term, v: Term) -> tuple[Term, Term] | None:
    """(x, w) where f is |x| w, and x moves."""
    factors = f.args if f.op == "mul" else (f,)
    for place, t in enumerate(factors):
        if t.op == "if" and t == k.absolute(t.args[1]) and v in k.free_vars(t):
            return t.args[1], k.mul(*factors[:place], *factors[place + 1 :])
    return None


def absolute_times(prover: Prover, x: Term, weight: Term, ctx: Context) -> Draft:
    """|- |x| w = |x w|, where w > 0."""
    positive = prover.prove(k.lt(ZERO, weight), ctx)
    size, product = k.absolute(x), k.mul(x, weight)
    goal = k.eq(k.mul(size, weight), k.absolute(product))
    nonnegative, negative = k.le(ZERO, x), k.not_(k.le(ZERO, x))
    up = draft.positive(k.le(ZERO, product), ((fmpq(1), (draft.assume(nonnegative), positive), ()),))
    below = prover.prove(k.lt(x, ZERO), ctx.assuming(negative))
    down = draft.positive(k.lt(product, ZERO), ((fmpq(1), (below, positive), ()),))
    not_up = draft.negate(up.conclusion, clash(draft.assume(up.conclusion), down))
    branches = [
        branch(prover, goal, size, ctx.assuming(case).knowing(known), holds=holds)
        for case, known, holds in ((nonnegative, up, True), (negative, not_up, False))
    ]
    return prover.settle(draft.by_cases(draft.excluded_middle(nonnegative), *branches), ctx)


def remainders_by_order(prover: Prover, f: Term, v: Term, ctx: Context) -> Iterator[list[Draft]]:
    """Limits of expressions, such as remainders: those among the facts, together with those of Taylor's
    theorem for the smooth functions in f, for one order after the other."""
    known = [t for t in ctx.of("tends") if k.open_(t.conclusion, v).op != "comp"]
    smooth = {t.conclusion.args[0]: t for t in ctx.of("smooth")}
    values = {s for s in k.subterms(f) if s.op == "call" and not k.is_open(s) and v in k.free_vars(s)}
    expanded = sorted((s for s in values if s.args[0] in smooth and not s.args[1]), key=lambda s: s.key)
    top = max((smooth[s.args[0]].conclusion.args[1] for s in expanded), default=0)
    for degree in range(top, 0, -1):
        found = [_remainder(prover, s, smooth[s.args[0]], degree, v, ctx) for s in expanded]
        yield [*known, *(t for t in found if t is not None)]
    yield known


def _remainder(
    prover: Prover, value: Term, smooth: Draft, degree: int, v: Term, ctx: Context
) -> Draft | None:
    """Taylor's theorem for the value of a function some steps away from where it is smooth."""
    if degree > smooth.conclusion.args[1]:
        return None
    smooth = draft.less_smooth(smooth, degree)
    i = k.fresh(str(value.args[2]), "int", value, smooth.conclusion, *ctx.assumed)
    away = k.sub(k.open_(value, i), k.open_(smooth.conclusion, i))
    step, factor = in_ring(lambda ring: _step(ring, away))
    small = [t.conclusion for t in ctx.of("tends") if t.conclusion.args[1] == ZERO]
    lengths = [k.open_(f, v) for f in small if k.open_(f, v).op == "comp"]
    for length in (k.mul(c, length) for length in lengths for c in dict.fromkeys((k.ONE, factor))):
        try:
            thm = draft.axiom("Taylor with Peano's remainder", smooth.conclusion, v, i, step, length)
            return prover.settle(draft.cut(thm, smooth), ctx)
        except (Unproved, KernelError):
            continue
    return None


def _step(ring: Normal, away: Term) -> tuple[Term, Term]:
    """A step, and the size of its leading coefficient: 2 h is twice as long as h."""
    p = ring.reduce(ring.poly(away))
    return ring.term(p), k.num(abs(fmpq(p.leading_coefficient()))) if p != 0 else ONE


def _expressed(
    prover: Prover, f: Term, v: Term, ctx: Context, remainders: list[Draft]
) -> tuple[Term, list[Term], list[Draft], Combination]:
    """(e, letters, limits, m): f is e with the sequences of the limits for the letters, by multipliers m."""
    known = equations(prover, k.eq(f, ZERO), ctx, rounds=1)

    def work(ring: Normal) -> tuple[Term, list[Term], list[Draft], Combination]:
        facts = [row_of(ring, i, t) for i, t in enumerate(known)]
        target = Row(ring.reduce(ring.poly(f)), {}, ring.one)
        by_sequences = sorted(facts, key=lambda r: -_sequences(ring, r, v))
        rows = list({r.prefers: r for r in by_sequences if _defines_later(ring, r, v)}.values())
        letters: dict[int, tuple[Term, Draft]] = {}
        for n, thm in enumerate(remainders):
            z = _letter(f"·z{n}", k.open_(thm.conclusion, v))
            rows.append(_row_of_remainder(ring, thm, z, v))
            letters[ring.index[z]] = z, thm
        nonzero = prover.nonzero_test(ring, ctx)
        eliminate(ring, rows, target, nonzero, only_preferred=True)
        numerator, denominator = ring.clear(target.poly)
        below = Row(denominator * target.scale, {}, ring.one)
        eliminate(ring, rows, below, nonzero, only_preferred=True)
        numerator, denominator = numerator * below.scale, below.poly
        if denominator == 0:
            raise Unproved("the denominator is 0")
        common = numerator.gcd(denominator)
        numerator, denominator = numerator / common, denominator / common
        for p in (numerator, denominator):
            for i in (i for i, e in enumerate(p.degrees()) if e > 0 and i not in letters):
                atom = ring.atoms[i]
                if atom != v and v in k.free_vars(atom) and not needs_no_limit(atom, v):
                    thm = _limit_of_atom(prover, atom, v, ctx)
                    letters[i] = _letter(f"·{len(letters)}", atom), thm
        terms, own = quotient(prover, ring, (numerator, denominator), v, _outside(ctx, v))
        expression = k.mul(terms[0], k.power(terms[1], -1)) if terms[1] != ONE else terms[0]
        for i, (y, _) in letters.items():
            expression = replaced(expression, ring.atoms[i], y)
        pairs = [(y, t) for y, t in (*letters.values(), *own) if y in k.free_vars(expression)]
        used = tuple(multipliers(ring, target, known))
        return expression, [y for y, _ in pairs], [t for _, t in pairs], used

    return in_ring(work)


def _letter(name: str, sequence: Term) -> Term:
    return k.var(name, "complex" if k.sort_of(sequence) == "complex" else "real")


def _row_of_remainder(ring: Normal, thm: Draft, z: Term, v: Term) -> Row:
    """remainder(v) - z = 0, solved for the value of a function, or else for another sequence in it."""
    letter = ring.gen(z)
    poly, _ = ring.clear(ring.poly(k.open_(thm.conclusion, v)) - letter)
    linear = [
        (
            ring.atoms[i].op != "call",
            _degree(ring, coefficient(ring, poly, i, 1), z),
            -len(ring.atoms[i].key),
            i,
        )
        for i, e in enumerate(poly.degrees())
        if e == 1 and v in k.free_vars(ring.atoms[i])
    ]
    return Row(poly, {}, ring.one, min(linear)[-1] if linear else None)


def _defines_later(ring: Normal, row: Row, v: Term) -> bool:
    """Whether a row defines something that depends on v."""
    return row.prefers is not None and v in k.free_vars(ring.atoms[row.prefers])


def _sequences(ring: Normal, row: Row, v: Term) -> int:
    """How many sequences there are in a row: a closed form has one, a recurrence more."""
    atoms = (ring.atoms[i] for i, e in enumerate(row.poly.degrees()) if e > 0)
    return sum(a.op == "comp" and v in k.free_vars(a) for a in atoms)


def _degree(ring: Normal, p: fmpq_mpoly, v: Term) -> int:
    return int(p.degrees()[ring.index[v]]) if v in ring.index else 0


def _limit_of_atom(prover: Prover, atom: Term, v: Term, ctx: Context) -> Draft:
    """The limit of one sequence: among the facts, or of powers of a number between -1 and 1."""
    for thm in ctx.of("tends"):
        if k.open_(thm.conclusion, v) == atom:
            return thm
        shift = _shift_between(k.open_(thm.conclusion, v), atom, v)
        if shift is not None:
            return draft.limit_shift(thm, shift)
    if atom.op == "pow" and atom.args[1] == v and v not in k.free_vars(atom.args[0]):
        return geometric(prover, atom.args[0], 0, _outside(ctx, v))
    shifted = None if prover.quick else _shifted_power(prover, atom, v, ctx)
    if shifted is not None:
        return shifted
    raise UnknownLimit(prover, atom)


def _outside(ctx: Context, v: Term) -> Context:
    """The context without what speaks of v."""
    return Context(
        frozenset(f for f in ctx.assumed if v not in k.free_vars(f)),
        tuple(t for t in ctx.facts if all(v not in k.free_vars(f) for f in (*t.hypotheses, t.conclusion))),
        ctx.names,
    )


def _shifted_power(prover: Prover, atom: Term, v: Term, ctx: Context) -> Draft | None:
    """b^(a v - m) -> 0 where b^v does: b^m times it is (b^v)^a; and where b = 0, it is 0."""
    if atom.op != "pow" or v in k.free_vars(atom.args[0]) or v not in k.free_vars(atom.args[1]):
        return None
    step = rate(atom.args[1], v)
    if step is None or step[1] >= 0:
        return None
    base, (a, c) = atom.args[0], step
    power = _limit_of_atom(prover, k.power(base, v), v, ctx)
    start = k.num(max(least_start(ctx).args[0], (a - c) // a))  # from which on the exponent is positive
    s, y = k.fresh("s", "int", atom), k.fresh("y", "real", atom)
    zero, outside = k.eq(base, ZERO), _outside(ctx, v)

    def at_exponent(f: Term, lo: Term, case: Term) -> Draft:
        thm = prover.prove(k.quantified("all", s, lo, None, f), outside.assuming(case))
        return prover.settle(draft.specialise(thm, atom.args[1]), outside.assuming(case, k.le(start, v)))

    nonzero = k.not_(zero)
    product = k.mul(k.power(base, -c), k.power(base, s))
    whole = at_exponent(k.eq(k.power(base, k.add(s, k.num(-c))), product), ZERO, nonzero)
    same = prover.prove(
        k.eq(atom, k.mul(k.power(base, c), k.power(k.power(base, v), a))),
        outside.assuming(nonzero, k.le(start, v)).knowing(whole),
    )
    thm = draft.limit_of(v, start, k.mul(k.power(base, c), k.power(y, a)), (y,), (power,), same)
    nothing = prover.prove(k.eq(thm.conclusion.args[1], ZERO), outside.assuming(nonzero))
    thm = prover.settle(draft.rewrite(y, k.tends(v, atom, y), nothing, thm), outside.assuming(nonzero))
    differs = prover.attempt(nonzero, outside)
    if differs is not None:
        return draft.cut(thm, differs)
    same = at_exponent(k.eq(k.power(base, s), ZERO), ONE, zero)
    return draft.by_cases(draft.excluded_middle(zero), draft.limit_of(v, start, ZERO, (), (), same), thm)


def _shift_between(f: Term, g: Term, v: Term) -> int | None:
    """The steps n >= 0 with g = f(v + n), for components of one family."""
    for n in range(3):
        moved = normal_form(k.substitute(f, {v: k.add(v, k.num(n))}))
        if moved == g:
            return n
    return None
