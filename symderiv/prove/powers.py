"""Bounds of whole powers, by induction over the exponent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.parts import replaced
from symderiv.prove.sums import difference, power_law, symmetric

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

_X, _Y = k.var("·x"), k.var("·y")
_ONCE = fmpq(1)
MAX_PAIRS = 4  # of powers that are compared
MAX_STEP = 3  # between their exponents


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


# -- of different bases ----------------------------------------------------------------------------------


def compared(prover: Prover, ctx: Context, atoms: Iterable[Term]) -> Iterator[Draft]:
    """a^e <= b^e for powers a^e and b^f among the atoms, where 0 <= a <= b, and f is e or a little more."""
    found = [t for t in atoms if t.op == "pow" and t.args[1].op != "num" and not k.is_open(t)]
    pairs = [
        (t.args[0], other.args[0], t.args[1])
        for t, other in permutations(found, 2)
        if t.args[0] != other.args[0] and (difference(other.args[1], t.args[1]) or 0) in range(MAX_STEP)
        if difference(other.args[1], t.args[1]) is not None
    ]
    for a, b, e in pairs[:MAX_PAIRS]:
        needs = [prover.attempt(f, ctx) for f in (k.le(ZERO, e), k.le(a, b), k.le(ZERO, a))]
        natural, less, nonnegative = needs
        if natural is not None and less is not None and nonnegative is not None:
            general = draft.instantiate(draft.instantiate(_not_above(), _X, a), _Y, b)
            both = draft.specialise(draft.cut(draft.cut(general, less), nonnegative), e)
            yield draft.and_elim(draft.cut(both, natural), 1)


@lru_cache(maxsize=1)
def _not_above() -> Draft:
    """a <= b, 0 <= a |- for all m >= 0: 0 <= a^m and a^m <= b^m

    As b^(m + 1) - a^(m + 1) = b (b^m - a^m) + (b - a) a^m.
    """
    a, b, v = _X, _Y, k.var("m" + k.MARK, "int")
    less, nonnegative = draft.assume(k.le(a, b)), draft.assume(k.le(ZERO, a))
    one, other = k.power(a, v), k.power(b, v)
    f = k.and_(k.le(ZERO, one), k.le(one, other))
    start = draft.and_intro(
        draft.positive(k.le(ZERO, k.power(a, ZERO)), ()),
        draft.positive(k.le(k.power(a, ZERO), k.power(b, ZERO)), ()),
    )
    sign, below = (draft.and_elim(draft.assume(f), i) for i in range(2))
    above = draft.positive(k.le(ZERO, b), ((_ONCE, (less,), ()), (_ONCE, (nonnegative,), ())))
    x, y = k.mul(a, one), k.mul(b, other)
    step = draft.and_intro(
        draft.positive(k.le(ZERO, x), ((_ONCE, (nonnegative, sign), ()),)),
        draft.positive(k.le(x, y), ((_ONCE, (above, below), ()), (_ONCE, (less, sign), ()))),
    )
    for base in (a, b):
        law = power_law(base, v, draft.assume(k.le(ZERO, v)))
        z = k.fresh("z", "real", step.conclusion, law.conclusion)
        step = draft.rewrite(z, replaced(step.conclusion, law.conclusion.args[1], z), symmetric(law), step)
    return draft.induct(v, ZERO, f, start, step)
