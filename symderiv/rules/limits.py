"""Limits of sequences: a rational expression in sequences whose limits are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import fmpq_mpoly

from symderiv.kernel import terms as k
from symderiv.kernel import theorem as rule
from symderiv.kernel.normal import Normal, in_ring
from symderiv.kernel.terms import ONE, ZERO, KernelError, Term
from symderiv.kernel.theorem import Theorem
from symderiv.rules.algebra import Row, coefficient, eliminate, equations, row_of
from symderiv.rules.context import Context, Unproved

if TYPE_CHECKING:
    from symderiv.rules.prover import Prover


def prove_limit(prover: Prover, goal: Term, ctx: Context) -> Theorem:
    """A theorem of goal: the sequence tends to the limit."""
    thm = found_limit(prover, goal, ctx)
    if thm.conclusion == goal:
        return thm
    value, found = goal.args[1], thm.conclusion.args[1]
    y = k.fresh("y", k.sort_of(found), goal, found)
    v = k.fresh(str(goal.args[0]), "int", goal, y)
    equal = prover.prove(k.eq(found, value), prover.granted(thm, ctx))
    return rule.rewrite(y, k.tends(v, k.open_(goal, v), y), equal, thm)


def prove_otherwise(prover: Prover, goal: Term, ctx: Context) -> Theorem:
    """A theorem of not goal: the sequence tends to something else."""
    thm = found_limit(prover, goal, ctx)
    same = rule.limit_unique(rule.assume(goal), thm)
    differ = prover.prove(k.not_(same.conclusion), prover.granted(thm, ctx))
    return rule.negate(goal, rule.contradict(same, differ))


def found_limit(prover: Prover, goal: Term, ctx: Context) -> Theorem:
    """A theorem that the sequence of goal tends to some limit."""
    v = k.fresh(str(goal.args[0]), "int", goal, *ctx.assumed)
    f = k.open_(goal, v)
    start = _start(ctx)
    inside = ctx.assuming(k.le(start, v))
    expression, letters, known = _expressed(prover, f, v, inside)
    at_v = dict(zip(letters, (k.open_(t.conclusion, v) for t in known), strict=True))
    same = prover.prove(k.eq(f, k.substitute(expression, at_v)), inside)
    return rule.limit_of(v, start, expression, tuple(letters), tuple(known), same)


def fixed_points(prover: Prover, ctx: Context) -> Iterator[Theorem]:
    """a = e(a) where a is the limit of a sequence whose next member is e of the present one."""
    for thm in ctx.of("tends"):
        later = rule.limit_shift(thm, 1)
        try:
            found = found_limit(prover, later.conclusion, ctx)
            yield prover.settle(rule.limit_unique(later, found), ctx)
        except (Unproved, KernelError):
            continue


def _start(ctx: Context) -> Term:
    """A time after which every sequence that the facts speak of is defined: 1, or a later start."""
    starts = [t.conclusion.args[2].args[0] for t in ctx.of("all") if _from_number(t.conclusion)]
    return k.num(max([ONE.args[0], *starts]))


def _from_number(f: Term) -> bool:
    return f.args[1] == "int" and f.args[2] is not None and f.args[2].op == "num" and f.args[3] is None


def _expressed(prover: Prover, f: Term, v: Term, ctx: Context) -> tuple[Term, list[Term], list[Theorem]]:
    """(e, letters, limits): f is e with the sequences of the limits for the letters."""
    known = equations(prover, k.eq(f, ZERO), ctx, rounds=1)

    def work(ring: Normal) -> tuple[Term, list[Term], list[Theorem]]:
        facts = [row_of(ring, i, t) for i, t in enumerate(known)]
        target = Row(ring.reduce(ring.poly(f)), {}, ring.one)
        later = [r for r in facts if _defines_later(ring, r, v)]
        eliminate(ring, later, target, prover.nonzero_test(ring, ctx), only_preferred=True)
        numerator, denominator = ring.clear(target.poly)
        denominator *= target.scale
        letters: dict[int, tuple[Term, Theorem]] = {}
        for p in (numerator, denominator):
            for i, e in enumerate(p.degrees()):
                atom = ring.atoms[i] if e > 0 else None
                if atom is not None and atom != v and v in k.free_vars(atom) and i not in letters:
                    thm = _limit_of_atom(prover, atom, v, ctx)
                    letters[i] = k.var(f"·{len(letters)}", "real"), thm
        top = max(_degree(ring, p, v) for p in (numerator, denominator))
        u = k.var("·u", "real")
        terms = [_in_reciprocal(ring, p, v, u, top) for p in (numerator, denominator)]
        if terms[1] == ZERO or (k.free_vars(terms[1]) == frozenset() and terms[1] == ZERO):
            raise Unproved("the denominator is 0")
        names = {ring.atoms[i]: y for i, (y, _) in letters.items()}
        expression = k.mul(terms[0], k.power(terms[1], -1)) if terms[1] != ONE else terms[0]
        for atom, y in names.items():
            expression = _replaced(expression, atom, y)
        pairs = [(y, t) for y, t in letters.values()]
        if u in k.free_vars(expression):
            pairs.append((u, rule.axiom("reciprocals")))
        return expression, [y for y, _ in pairs], [t for _, t in pairs]

    return in_ring(work)


def _defines_later(ring: Normal, row: Row, v: Term) -> bool:
    """Whether a row defines something that depends on v."""
    return row.prefers is not None and v in k.free_vars(ring.atoms[row.prefers])


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


def _replaced(t: Term, atom: Term, y: Term) -> Term:
    return y if t == atom else k.map_parts(lambda p, _: _replaced(p, atom, y), t)


def _limit_of_atom(prover: Prover, atom: Term, v: Term, ctx: Context) -> Theorem:
    """The limit of one sequence: among the facts, or of powers of a number between -1 and 1."""
    for thm in ctx.of("tends"):
        if k.open_(thm.conclusion, v) == atom:
            return thm
        shift = _shift_between(k.open_(thm.conclusion, v), atom, v)
        if shift is not None:
            return rule.limit_shift(thm, shift)
    if atom.op == "pow" and atom.args[1] == v and v not in k.free_vars(atom.args[0]):
        outside = Context(
            frozenset(f for f in ctx.assumed if v not in k.free_vars(f)),
            tuple(
                t for t in ctx.facts if all(v not in k.free_vars(f) for f in (*t.hypotheses, t.conclusion))
            ),
            ctx.names,
        )
        return prover.settle(rule.axiom("geometric sequence", atom.args[0]), outside)
    raise Unproved(f"no limit is known of {prover.show(atom)}")


def _shift_between(f: Term, g: Term, v: Term) -> int | None:
    """The steps n >= 0 with g = f(v + n), for components of one family."""
    for n in range(3):
        moved = in_ring(lambda ring: ring.term(ring.poly(k.substitute(f, {v: k.add(v, k.num(n))}))))  # noqa: B023 (called at once)
        if moved == g:
            return n
    return None
