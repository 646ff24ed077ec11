"""Powers beside exponentials: e^(n (1 - 1/b)) <= b^n <= e^(n (b - 1)) for 0 < b and 0 <= n.

They hold as b^n = e^(n log b), and 1 - 1/b <= log b <= b - 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.bounds import Logarithm, exp_monotone, log_lower, log_upper
from symderiv.prove.logarithms import power_as_exp
from symderiv.prove.reals import backwards
from symderiv.prove.signs import nonzero_by_sign

if TYPE_CHECKING:
    from symderiv.prove.context import Context
    from symderiv.prove.prover import Prover

_ONCE = fmpq(1)
_X = k.var("x" + k.MARK)


def facts(prover: Prover, t: Term, ctx: Context) -> Iterator[Draft]:
    """Both bounds of a power t, where its base is positive and its exponent is not negative."""
    b, n = t.args
    if n.op == "num" or k.sort_of(n) == "complex" or k.sort_of(b) == "complex":
        return
    positive = prover.attempt(k.lt(ZERO, b), ctx)
    natural = positive and prover.attempt(k.le(ZERO, n), ctx)
    if positive is not None and natural is not None:
        yield above(t, positive, natural)
        yield below(t, positive, natural)


def above(t: Term, positive: Draft, natural: Draft) -> Draft:
    """|- 0 < b    |- 0 <= n    to    |- b^n <= e^(n (b - 1))"""
    b, n = t.args
    log = draft.cut(draft.instantiate(log_upper(_X), _X, b), positive)
    return _compared(t, positive, (natural, log), k.mul(n, k.sub(b, ONE)), up=True)


def below(t: Term, positive: Draft, natural: Draft) -> Draft:
    """|- 0 < b    |- 0 <= n    to    |- e^(n (1 - 1/b)) <= b^n"""
    b, n = t.args
    log = log_lower((Logarithm(Fraction(1), b),), {b: positive}, 1)
    return _compared(t, positive, (natural, log), k.mul(n, k.sub(ONE, k.power(b, -1))), up=False)


def _compared(t: Term, positive: Draft, factors: tuple[Draft, Draft], exponent: Term, *, up: bool) -> Draft:
    """b^n beside the exponential of a bound of n log b."""
    same = power_as_exp(t, positive)
    z, value = k.fresh("z", "real", t), same.conclusion.args[1]
    low, high = (value.args[0], exponent) if up else (exponent, value.args[0])
    less = draft.positive(k.le(low, high), ((_ONCE, factors, ()),))
    bound = exp_monotone(low, high, less)
    said = k.le(z, Term("exp", exponent)) if up else k.le(Term("exp", exponent), z)
    thm = draft.rewrite(z, said, backwards(same), bound)
    nonzero = k.ne(t.args[0], ZERO)
    return draft.cut(thm, nonzero_by_sign(positive)) if nonzero in thm.hypotheses else thm
