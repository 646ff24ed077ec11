"""Limits of sequences: a rational expression in sequences whose limits are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.definedness import side_conditions
from symderiv.core.terms import FALSE, ONE, ZERO, KernelError, Term
from symderiv.evaluate.evaluator import evaluate
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.evaluate.rationals import rational
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove.context import Context, Unproved
from symderiv.prove.equations import Combination, Row, coefficient, eliminate, equations, multipliers, row_of
from symderiv.prove.eventually import least_start, named_start
from symderiv.prove.recurrences import closed_form
from symderiv.prove.signs import clash

if TYPE_CHECKING:
    from symderiv.prove.prover import Prover


MOST_FALL = 8  # how fast a root of a square may tend to 0


class Unbounded(Unproved):
    """A sequence top/bottom, in letters, whose bottom tends to 0."""

    def __init__(self, v: Term, letters: list[Term], known: list[Draft], sides: tuple[Term, Term]) -> None:
        super().__init__("it is a quotient whose denominator tends to 0")
        self.v, self.letters, self.known, self.sides = v, letters, known, sides


def prove_limit(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of goal: the sequence tends to the limit."""
    thm = found_limit(prover, goal, ctx)
    if thm.conclusion == goal:
        return thm
    value, found = goal.args[1], thm.conclusion.args[1]
    y = k.fresh("y", k.sort_of(found), goal, found)
    v = k.fresh(str(goal.args[0]), "int", goal, y)
    equal = prover.prove(k.eq(found, value), prover.granted(thm, ctx))
    return draft.rewrite(y, k.tends(v, k.open_(goal, v), y), equal, thm)


def prove_otherwise(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of not goal: the sequence tends to something else, or to nothing."""
    try:
        thm = found_limit(prover, goal, ctx)
    except Unbounded as error:
        return _unbounded(prover, goal, ctx, error)
    except Unproved:
        if prover.quick:
            raise
        return _spreading(prover, goal, ctx)
    same = draft.limit_unique(draft.assume(goal), thm)
    differ = prover.prove(k.not_(same.conclusion), prover.granted(thm, ctx))
    return draft.negate(goal, draft.contradict(same, differ))


def _spreading(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem of not goal, where the sequence is a + b q^v with |q| >= 1: if it had a limit, so had q^v,
    which would be 0, as it is q times itself, and not 0."""
    v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
    f, start, ctx = k.open_(goal, v), _start(ctx), ctx.assuming(goal)
    ctx = _solved_laws(prover, f, v, ctx) or ctx
    inside = _late(ctx, start, v)
    closed = _in_closed_form(prover, f, v, ctx)
    g = _by_laws(f if closed is None else closed.conclusion.args[1], v, ctx)
    inside = inside if closed is None else inside.knowing(closed)
    y = k.fresh("y", "real", goal, g)
    for q, spread in _powers(g, v):
        rest = replaced(g, spread, y)
        if abs(q) < 1 or q == 1 or v in k.free_vars(rest):
            continue
        a, b = (k.substitute(rest, {y: k.num(n)}) for n in (0, 1))
        alone = k.mul(k.sub(y, a), k.power(k.sub(b, a), -1))

        def limit(thm: Draft, sequence: Term, expression: Term) -> Draft:
            same = prover.prove(
                k.eq(sequence, k.substitute(expression, {y: k.open_(thm.conclusion, v)})), inside
            )
            return prover.settle(draft.limit_of(v, start, expression, (y,), (thm,), same), ctx)

        power = limit(draft.assume(goal), spread, alone)
        later = k.substitute(spread, {v: k.add(v, ONE)})
        same = draft.limit_unique(draft.limit_shift(power, 1), limit(power, later, k.mul(k.num(q), y)))
        square = limit(power, k.mul(spread, spread), k.mul(y, y))
        least = k.le(ONE, k.mul(spread, spread))
        large = _from_least(prover, least, v, ctx)
        one = draft.limit_of(v, start, ONE, (), (), draft.linear(k.eq(ONE, ONE)))
        order = draft.limit_order(v, start, one, square, large)
        return draft.negate(goal, prover.prove(FALSE, ctx.knowing(same, order)))
    raise Unproved("nothing says that it has no limit")


def _by_laws(f: Term, v: Term, ctx: Context) -> Term:
    """f with what the facts say for all v of the sequences in it, where that is no law from one time to
    another."""
    for s in {s for s in k.subterms(f) if s.op == "comp" and v in k.free_vars(s)}:
        for fact in (t.conclusion for t in ctx.of("all") if t.conclusion.args[1] == "int"):
            law = k.open_(fact, v)
            if (
                law.op == "eq"
                and law.args[0] == s
                and not any(c.args[0] == s.args[0] for c in _in_time(law.args[1], v))
            ):
                f = replaced(f, s, law.args[1])
    return f


def _in_time(f: Term, v: Term) -> Iterator[Term]:
    """The components in f that depend on v."""
    return (c for c in k.subterms(f) if c.op == "comp" and v in k.free_vars(c))


def _powers(f: Term, v: Term) -> Iterator[tuple[fmpq, Term]]:
    """(r, s) for the powers s of numbers in f such that s is r times as much at v + 1 as at v."""
    for s in dict.fromkeys(k.subterms(f)):
        if s.op == "pow" and v in k.free_vars(s.args[1]) and not k.is_open(s) and not k.free_vars(s.args[0]):
            base = in_ring(lambda ring: ring.term(ring.poly(s.args[0])))  # noqa: B023 (called at once)
            step = _rate(s.args[1], v)
            if base.op == "num" and step is not None:
                yield rational(base) ** step[0], s


def _rate(e: Term, v: Term) -> tuple[int, int] | None:
    """(a, b) where e is a v + b in whole numbers, a > 0; else None."""
    a, b = (
        in_ring(lambda ring: ring.term(ring.poly(t)))  # noqa: B023 (called at once)
        for t in (k.sub(k.substitute(e, {v: k.add(v, ONE)}), e), k.substitute(e, {v: ZERO}))
    )
    whole = all(t.op == "num" and t.args[0].q == 1 for t in (a, b))
    return (int(a.args[0].p), int(b.args[0].p)) if whole and a.args[0] > 0 else None


def _in_closed_form(prover: Prover, f: Term, v: Term, ctx: Context) -> Draft | None:
    """start <= v |- f = g, where g has closed forms of geometric sums and of roots of squares in f; None
    where there are none."""
    forms: dict[Term, Term] = {}
    for s in {
        s for s in k.subterms(f) if s.op in ("sum", "root") and not k.is_open(s) and v in k.free_vars(s)
    }:
        form = _geometric(s, v) if s.op == "sum" else _reciprocal(s, v)
        if form is not None:
            forms[s] = form
    if not forms:
        return None
    start, g = _start(ctx), f
    known = []
    for s, form in sorted(forms.items(), key=lambda item: item[0].key):
        g = replaced(g, s, form)
        known.append(_from_least(prover, k.eq(s, form), v, ctx))
    inside = _late(ctx, start, v).knowing(*known)
    return prover.prove(k.eq(f, g), inside)


def _from_least(prover: Prover, f: Term, v: Term, ctx: Context) -> Draft:
    """start <= v |- f, shown of all v from a number on: an induction has nowhere to start at a named time."""
    least, named = least_start(ctx), named_start(ctx)
    thm = draft.specialise(prover.prove(k.quantified("all", v, least, None, f), ctx), v)
    return thm if named is None else draft.cut(thm, draft.specialise(named, v))


def _reciprocal(s: Term, v: Term) -> Term | None:
    """c/v^m for a root that is that much, as far as its values at 1 and 2 tell."""
    if k.free_vars(s) != {v}:
        return None
    try:
        one, two = (evaluate(k.substitute(s, {v: k.num(t)}), Model()) for t in (1, 2))
    except (Undefined, Undecided):
        return None
    if not isinstance(one, fmpq) or not isinstance(two, fmpq) or two == 0:
        return None
    falls = [m for m in range(1, MOST_FALL + 1) if one == two * 2**m]
    return k.mul(k.num(one), k.power(v, -falls[0])) if falls else None


def _geometric(s: Term, v: Term) -> Term | None:
    """The closed form of a sum of q^j for j up to something that grows with v, times what is no j."""
    j = k.fresh(str(s.args[0]), "int", s, v)
    body, (lo, hi) = k.open_(s, j), s.args[1:3]
    factors = body.args if body.op == "mul" else (body,)
    powers = [p for p in factors if p.op == "pow" and p.args[1] == j]
    others = [p for p in factors if p not in powers]
    if len(powers) != 1 or any(j in k.free_vars(t) for t in (*others, powers[0].args[0])):
        return None
    q, end = powers[0].args[0], in_ring(lambda ring: ring.term(ring.poly(k.add(hi, ONE))))
    return k.mul(*others, k.sub(k.power(q, lo), k.power(q, end)), k.power(k.sub(ONE, q), -1))


def found_limit(prover: Prover, goal: Term, ctx: Context) -> Draft:
    """A theorem that the sequence of goal tends to some limit."""
    v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
    f = k.open_(goal, v)
    start = _start(ctx)
    inside = _late(ctx, start, v)
    for _, need in side_conditions(f):  # before cases are distinguished, some of them impossible
        lemma = prover.attempt(need, inside)
        inside = inside if lemma is None else inside.knowing(lemma)
    failure = Unproved("no limit is known")
    for remainders in _remainders(prover, f, v, ctx):
        try:
            expression, letters, known, same = _in_letters(prover, f, v, inside, remainders)
            quotient = _vanishing_denominator(expression, letters, known)
            if quotient is not None:
                raise Unbounded(v, letters, known, quotient)
            return draft.limit_of(v, start, expression, tuple(letters), tuple(known), same)
        except Unproved as error:
            failure = error
    with_closed_forms = _solved_laws(prover, f, v, ctx)
    if with_closed_forms is not None:
        return found_limit(prover, goal, with_closed_forms)
    closed = None if prover.quick else _in_closed_form(prover, f, v, ctx)
    if closed is None:
        raise failure
    found = found_limit(prover, k.tends(v, closed.conclusion.args[1], ZERO), ctx)
    y = k.fresh("y", "real", f, found.conclusion)
    same = prover.prove(k.eq(f, k.substitute(y, {y: k.open_(found.conclusion, v)})), inside.knowing(closed))
    return prover.settle(draft.limit_of(v, start, y, (y,), (found,), same), ctx)


def _solved_laws(prover: Prover, f: Term, v: Term, ctx: Context) -> Context | None:
    """ctx with closed forms of the sequences in f that have laws, where there are any that are new."""
    in_f = {s.args[0]: s for s in k.subterms(f) if s.op == "comp" and v in k.free_vars(s)}
    solved = [closed_form(prover, s, ctx) for s in in_f.values()]
    known = {t.conclusion for t in ctx.facts}
    new = [t for t in solved if t is not None and t.conclusion not in known]
    return ctx.knowing(*new) if new else None


def _vanishing_denominator(
    expression: Term, letters: list[Term], known: list[Draft]
) -> tuple[Term, Term] | None:
    """(a, b) where the expression is a/b, and b is 0 at the limits."""
    *front, last = expression.args if expression.op == "mul" else (expression,)
    if last.op != "pow" or last.args[1] != k.num(-1):
        return None
    at_limit = {y: t.conclusion.args[1] for y, t in zip(letters, known, strict=True)}
    zero = k.eq(k.substitute(last.args[0], at_limit), ZERO)
    return (
        (k.mul(*front), last.args[0]) if in_ring(lambda ring: ring.is_zero(ring.poly(zero.args[0]))) else None
    )


def _unbounded(prover: Prover, goal: Term, ctx: Context, found: Unbounded) -> Draft:
    """A theorem of not goal: if a/b had a limit, with b -> 0, then a -> 0."""
    v, start = found.v, _start(ctx)
    inside = _late(ctx, start, v)
    top, bottom = (_at(v, side, found.letters, found.known) for side in found.sides)
    y = k.fresh("y", "real", goal, top, bottom, *found.letters)

    def limit(expression: Term, letters: list[Term], known: list[Draft], value: Term) -> Draft:
        same = prover.prove(k.eq(top, value), inside)
        needed = [(z, t) for z, t in zip(letters, known, strict=True) if z in k.free_vars(expression)]
        return draft.limit_of(
            v, start, expression, tuple(z for z, _ in needed), tuple(t for _, t in needed), same
        )

    a, b = found.sides
    upper = limit(a, found.letters, found.known, top)
    lower = limit(
        k.mul(y, b), [y, *found.letters], [draft.assume(goal), *found.known], k.mul(k.open_(goal, v), bottom)
    )
    equal = draft.limit_unique(upper, lower)
    differ = prover.prove(k.not_(equal.conclusion), ctx)
    return draft.negate(goal, draft.contradict(equal, differ))


def _in_letters(
    prover: Prover, f: Term, v: Term, inside: Context, remainders: list[Draft]
) -> tuple[Term, list[Term], list[Draft], Draft]:
    """(e, letters, limits, |- f = e), where e has a letter for each sequence whose limit is known."""
    plain = _without_magnitudes(prover, f, inside)
    if plain != f:
        expression, letters, known, same = _in_letters(prover, plain, v, inside, remainders)
        back = prover.prove(k.eq(f, plain), inside)
        y = k.fresh("y", "real", f, *same.conclusion.args)
        return expression, letters, known, draft.rewrite(y, k.eq(f, y), same, back)
    magnitude = _magnitude(f)
    if magnitude is None:
        expression, letters, known, combination = _expressed(prover, f, v, inside, remainders)
        goal = k.eq(f, _at(v, expression, letters, known))
        try:
            same = prover.settle(draft.linear(goal, *combination), inside)
        except (KernelError, Unproved):
            same = prover.prove(goal, inside)
        return expression, letters, known, same
    x, weight = magnitude
    scaled = k.mul(x, weight)
    expression, letters, known, same = _in_letters(prover, scaled, v, inside, remainders)
    scaled_inside = absolute_times(prover, x, weight, inside)
    y = k.fresh("y", "real", f, *same.conclusion.args)
    same = draft.rewrite(y, k.eq(scaled_inside.conclusion.args[0], k.absolute(y)), same, scaled_inside)
    back = prover.prove(k.eq(f, same.conclusion.args[0]), inside)
    size = k.absolute(expression)
    same = prover.prove(k.eq(f, _at(v, size, letters, known)), inside.knowing(back, same))
    return size, letters, known, same


def _at(v: Term, expression: Term, letters: list[Term], known: list[Draft]) -> Term:
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


def _magnitude(f: Term) -> tuple[Term, Term] | None:
    """(x, w) where f is |x| w."""
    factors = f.args if f.op == "mul" else (f,)
    for place, t in enumerate(factors):
        if t.op == "if" and t == k.absolute(t.args[1]):
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
        prover.branch(goal, size, ctx.assuming(case).knowing(known), holds=holds)
        for case, known, holds in ((nonnegative, up, True), (negative, not_up, False))
    ]
    return prover.settle(draft.by_cases(draft.excluded_middle(nonnegative), *branches), ctx)


def _remainders(prover: Prover, f: Term, v: Term, ctx: Context) -> Iterator[list[Draft]]:
    """Limits of what is no sequence of its own, such as remainders: those among the facts, and with them
    those of Taylor's theorem to one order after the other, for the values in f of smooth functions."""
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


def fixed_points(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """a = e(a) where a is the limit of a sequence whose next member is e of the present one."""
    for thm in ctx.of("tends"):
        later = draft.limit_shift(thm, 1)
        try:
            found = found_limit(prover, later.conclusion, ctx)
            equal = prover.settle(draft.limit_unique(later, found), ctx)
            yield equal
            yield prover.settle(_cleared(equal), ctx)
        except (Unproved, KernelError):
            continue


def _cleared(thm: Draft) -> Draft:
    """|- a = b  to  |- p = 0, without denominators."""

    def work(ring: Normal) -> Draft:
        row = row_of(ring, 0, thm)
        return draft.linear(k.eq(ring.term(row.poly), ZERO), (ring.term(row.combo[0]), thm))

    return in_ring(work)


def signs(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """0 <= a where a is the limit of a sequence that is not negative."""
    for thm in ctx.of("tends"):
        v = k.fresh("v", "int", thm.conclusion, *ctx.assumed)
        start, f = _start(ctx), k.open_(thm.conclusion, v)
        inside = _late(ctx, start, v)
        nonnegative = prover.attempt(k.le(ZERO, f), inside) if f.op == "comp" else None
        if nonnegative is not None:
            zero = draft.limit_of(v, start, ZERO, (), (), draft.linear(k.eq(ZERO, ZERO)))
            yield prover.settle(draft.limit_order(v, start, zero, thm, nonnegative), ctx)


def _start(ctx: Context) -> Term:
    """A time after which every sequence that the facts speak of is defined."""
    named = named_start(ctx)
    return least_start(ctx) if named is None else named.conclusion.args[2]


def _late(ctx: Context, start: Term, v: Term) -> Context:
    """ctx where v is at least as late as the start that was chosen."""
    inside, named = ctx.assuming(k.le(start, v)), named_start(ctx)
    if named is None or named.conclusion.args[2] != start:
        return inside
    return inside.knowing(draft.specialise(named, v))


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
            z = k.var(f"·z{n}", "real")
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
            for i, e in enumerate(p.degrees()):
                atom = ring.atoms[i] if e > 0 else None
                if atom is not None and atom != v and v in k.free_vars(atom) and i not in letters:
                    thm = _limit_of_atom(prover, atom, v, ctx)
                    letters[i] = k.var(f"·{len(letters)}", "real"), thm
        top = max(_degree(ring, p, v) for p in (numerator, denominator))
        u = k.var("·u", "real")
        terms = [_in_reciprocal(ring, p, v, u, top) for p in (numerator, denominator)]
        expression = k.mul(terms[0], k.power(terms[1], -1)) if terms[1] != ONE else terms[0]
        for i, (y, _) in letters.items():
            expression = replaced(expression, ring.atoms[i], y)
        pairs = list(letters.values())
        if u in k.free_vars(expression):
            pairs.append((u, draft.axiom("reciprocals")))
        pairs = [(y, t) for y, t in pairs if y in k.free_vars(expression)]
        used = tuple(multipliers(ring, target, known))
        return expression, [y for y, _ in pairs], [t for _, t in pairs], used

    return in_ring(work)


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
    """How many sequences a row speaks of: closed forms are better than recurrences."""
    atoms = (ring.atoms[i] for i, e in enumerate(row.poly.degrees()) if e > 0)
    return sum(a.op == "comp" and v in k.free_vars(a) for a in atoms)


def _degree(ring: Normal, p: fmpq_mpoly, v: Term) -> int:
    return int(p.degrees()[ring.index[v]]) if v in ring.index else 0


def _in_reciprocal(ring: Normal, p: fmpq_mpoly, v: Term, u: Term, top: int) -> Term:
    """p / v^top in terms of u = 1/v."""
    if v not in ring.index:
        return k.mul(ring.term(p), *([k.power(u, top)] if top else []))
    place = ring.index[v]
    parts = [(e, coefficient(ring, p, place, e)) for e in range(_degree(ring, p, v) + 1)]
    return k.add(
        *(k.mul(ring.term(c), *([k.power(u, top - e)] if top > e else [])) for e, c in parts if c != 0)
    )


def _limit_of_atom(prover: Prover, atom: Term, v: Term, ctx: Context) -> Draft:
    """The limit of one sequence: among the facts, or of powers of a number between -1 and 1."""
    for thm in ctx.of("tends"):
        if k.open_(thm.conclusion, v) == atom:
            return thm
        shift = _shift_between(k.open_(thm.conclusion, v), atom, v)
        if shift is not None:
            return draft.limit_shift(thm, shift)
    if atom.op == "pow" and atom.args[1] == v and v not in k.free_vars(atom.args[0]):
        return prover.settle(draft.axiom("geometric sequence", atom.args[0]), _outside(ctx, v))
    shifted = None if prover.quick else _shifted_power(prover, atom, v, ctx)
    if shifted is not None:
        return shifted
    raise Unproved(f"no limit is known of {prover.show(atom)}")


def _outside(ctx: Context, v: Term) -> Context:
    """What ctx knows without saying anything of v."""
    return Context(
        frozenset(f for f in ctx.assumed if v not in k.free_vars(f)),
        tuple(t for t in ctx.facts if all(v not in k.free_vars(f) for f in (*t.hypotheses, t.conclusion))),
        ctx.names,
    )


def _shifted_power(prover: Prover, atom: Term, v: Term, ctx: Context) -> Draft | None:
    """b^(a v - m) -> 0 where b^v does: b^m times it is (b^v)^a; and where b = 0, it is 0."""
    if atom.op != "pow" or v in k.free_vars(atom.args[0]) or v not in k.free_vars(atom.args[1]):
        return None
    step = _rate(atom.args[1], v)
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
        moved = in_ring(lambda ring: ring.term(ring.poly(k.substitute(f, {v: k.add(v, k.num(n))}))))  # noqa: B023 (called at once)
        if moved == g:
            return n
    return None
