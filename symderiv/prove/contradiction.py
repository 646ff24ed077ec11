"""Hypotheses that contradict each other: a longer search for a theorem of false than within a proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from symderiv.core import terms as k
from symderiv.core.terms import FALSE, ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove import chance
from symderiv.prove.context import Context, Unproved
from symderiv.prove.disequalities import clash_equal
from symderiv.prove.prover import Prover

STEPS = (0, 1, -1)  # instances of what is said of all integers: this far from the first, or from 0
MOST = 12  # equations each of which is compared in order


def contradiction(prover: Prover, hypotheses: Sequence[Term]) -> Draft | None:
    """A theorem of false under these hypotheses; None where none is found."""
    ctx = Context().assuming(*hypotheses)
    plain = _from(prover, ctx.knowing(*chance.consequences(prover, ctx)))
    return _with_letters(prover, hypotheses) if plain is None else plain


def _from(prover: Prover, ctx: Context) -> Draft | None:
    """A theorem of false from the facts, from these with instances of general ones, or by comparing the sides
    of equations."""
    richer = ctx.knowing(*_instances(prover, ctx))
    for known in (ctx, richer) if len(richer.facts) > len(ctx.facts) else (ctx,):
        try:
            return prover.prove(FALSE, known)
        except Unproved:
            continue
    equal = list(richer.of("eq"))[:MOST]
    for fact in [*equal, *_of_one(equal)]:
        thm = _out_of_order(prover, fact, Context())
        if thm is not None:
            return thm
    return None


def _of_one(equations: Sequence[Draft]) -> Iterator[Draft]:
    """Equations between the values that facts give to one variable."""
    values = [(v, b, t) for t in equations for v, b in [t.conclusion.args] if v.op == "var"]
    for (v, a, one), (w, b, other) in combinations(values, 2):
        if v == w and v not in k.free_vars(a) | k.free_vars(b):
            y = k.fresh("y", "complex", v, a, b)
            yield draft.rewrite(y, k.eq(y, b), one, other)


def _out_of_order(prover: Prover, equation: Draft, ctx: Context) -> Draft | None:
    """A theorem of false from an equation one side of which is provably less than the other."""
    a, b = equation.conclusion.args
    if "complex" in (k.sort_of(a), k.sort_of(b)):
        return None
    for less in (k.lt(a, b), k.lt(b, a)):
        try:
            return clash_equal(prover.prove(less, ctx), equation)
        except (KernelError, Unproved):
            continue
    return None


def _instances(prover: Prover, ctx: Context) -> Iterator[Draft]:
    """Instances of the general facts at the first integers of their ranges, and at the real variables."""
    reals = sorted(
        {v for f in ctx.assumed for v in k.free_vars(f) if v.args[1] == "real"}, key=lambda v: v.key
    )
    for thm in ctx.of("all"):
        yield from _instance(prover, thm, ctx, [*reals, ZERO, ONE])


def _instance(prover: Prover, thm: Draft, ctx: Context, reals: Sequence[Term]) -> Iterator[Draft]:
    if thm.conclusion.op != "all":
        yield thm
        return
    _, sort, lo, _, _ = thm.conclusion.args
    first = ZERO if lo is None else lo
    values = [k.add(first, k.num(n)) if n else first for n in STEPS] if sort == "int" else reals
    for value in values:
        at = draft.specialise(thm, value)
        for bound in at.hypotheses - ctx.assumed:
            lemma = prover.attempt(bound, ctx)
            if lemma is None:
                break
            at = draft.cut(at, lemma)
        else:
            yield from _instance(prover, at, ctx, reals)


def _with_letters(prover: Prover, hypotheses: Sequence[Term]) -> Draft | None:
    """The context with a positive letter for each constant e^c, of which nothing else is used."""
    constants = {s for f in hypotheses for s in k.subterms(f) if s.op == "exp" and not k.free_vars(s)}
    constants = {s for s in constants if k.sort_of(s) == "real" and not k.is_open(s)}
    if not constants:
        return None
    letters: dict[Term, Term] = {}
    for c in sorted(constants, key=lambda t: t.key):
        letters[c] = k.fresh("e", "real", *hypotheses, *letters.values())
    positive = [k.lt(ZERO, v) for v in letters.values()]
    thm = _from(prover, Context().assuming(*(_lettered(f, letters) for f in hypotheses), *positive))
    if thm is None:
        return None
    for c, v in letters.items():
        thm = draft.cut(draft.instantiate(thm, v, c), draft.exp_positive(c.args[0]))
    return thm


def _lettered(t: Term, letters: dict[Term, Term]) -> Term:
    return letters[t] if t in letters else k.map_parts(lambda p, _: _lettered(p, letters), t)
