"""Bounds of whole powers, by induction over the exponent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.sums import power_law, symmetric

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

_X, _Y = k.var("·x"), k.var("·y")
_ONCE = fmpq(1)


class _Bound(NamedTuple):
    """What is said of b and of b^m alike, and why it goes over to a product of two that it is said of."""

    says: Callable[[Term], Term]
    product: Draft


def _within_one(p: Term) -> Term:
    return k.and_(k.le(ZERO, p), k.le(p, ONE))


def _product_within_one() -> Draft:
    x, y = (draft.assume(_within_one(v)) for v in (_X, _Y))
    (low, high), (lower, upper) = ((draft.and_elim(t, 0), draft.and_elim(t, 1)) for t in (x, y))
    product = k.mul(_X, _Y)
    return draft.and_intro(
        draft.positive(k.le(ZERO, product), ((_ONCE, (low, lower), ()),)),
        draft.positive(k.le(product, ONE), ((_ONCE, (high,), ()), (_ONCE, (low, upper), ()))),
    )


def _product(relation: Callable[[Term, Term], Term], least: Term) -> _Bound:
    """x y - c = (x - c) (y - c) + c (x - c) + c (y - c), for c = 0 or 1"""
    x, y = (draft.assume(relation(least, v)) for v in (_X, _Y))
    parts = [(_ONCE, (x, y), ())] + ([(_ONCE, (t,), ()) for t in (x, y)] if least == ONE else [])
    return _Bound(lambda p: relation(least, p), draft.positive(relation(least, k.mul(_X, _Y)), tuple(parts)))


_BOUNDS = (
    _product(k.lt, ZERO),
    _product(k.le, ONE),
    _Bound(_within_one, _product_within_one()),
    _product(k.le, ZERO),
)


def bounds(prover: Prover, t: Term, ctx: Context) -> Iterator[Draft]:
    """Bounds of b^e for a whole e that is not negative, as b has them: 0 < b, 1 <= b, 0 <= b <= 1, 0 <= b."""
    base, e = t.args
    natural = prover.attempt(k.le(ZERO, e), ctx)
    if natural is None or k.sort_of(base) == "complex":
        return
    for bound in _BOUNDS:
        of_base = prover.attempt(bound.says(base), ctx)
        if of_base is not None:
            yield draft.cut(draft.specialise(_for_all(base, bound, of_base), e), natural)


def _for_all(base: Term, bound: _Bound, of_base: Draft) -> Draft:
    """H |- b is bounded  to  H |- for all m >= 0: b^m is, which 1 and the product of two such are"""
    v = k.fresh("m", "int", base, *of_base.hypotheses)
    power = k.power(base, v)
    f = bound.says(power)
    product = draft.instantiate(draft.instantiate(bound.product, _X, base), _Y, power)
    law = power_law(base, v, draft.assume(k.le(ZERO, v)))
    z = k.fresh("z", "real", law.conclusion)
    step = draft.rewrite(z, bound.says(z), symmetric(law), draft.cut(product, of_base))
    first = bound.says(k.power(base, ZERO))
    parts = first.args if first.op == "and" else (first,)
    start = [draft.positive(part, ()) for part in parts]
    return draft.induct(v, ZERO, f, draft.and_intro(*start) if len(start) > 1 else start[0], step)
