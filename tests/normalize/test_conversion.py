"""Normal forms with proofs: what holds below a binder is told of indicators that are met there."""

import pytest

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize import elaborate  # noqa: F401 - for the converters
from symderiv.normalize.conversion import Conversion

N, V, X = k.var("n", "int"), k.var("v", "int"), k.var("x")


def guarded(f: Term) -> Term:
    """The sum of [f] x v for v from 1 to n."""
    return k.sum_(V, ONE, N, k.mul(Term("ind", f), X, V))


PLAIN = k.sum_(V, ONE, N, k.mul(X, V))
HOLD = [k.le(ONE, V), k.le(V, N), k.lt(ZERO, V)]
OPEN = [k.le(k.num(2), V), k.lt(V, N), k.le(V, k.add(N, k.num(-1))), k.eq(V, ONE)]


@pytest.mark.parametrize("f", HOLD, ids=str)
def test_a_bound_tells_an_indicator_below_its_sum(f: Term) -> None:
    conversion = Conversion()
    assert conversion.poly(guarded(f)) == conversion.poly(PLAIN)
    thm = conversion.prove(guarded(f), PLAIN)
    assert infer.is_genuine(thm)
    assert thm.conclusion == k.eq(guarded(f), PLAIN)


@pytest.mark.parametrize("f", OPEN, ids=str)
def test_what_no_bound_says_is_left_open(f: Term) -> None:
    conversion = Conversion()
    assert conversion.poly(guarded(f)) != conversion.poly(PLAIN)
    with pytest.raises(k.KernelError):
        conversion.prove(guarded(f), PLAIN)


@pytest.mark.parametrize("f", HOLD, ids=str)
def test_outside_the_sum_nothing_is_told_of_its_variable(f: Term) -> None:
    conversion = Conversion()
    conversion.poly(guarded(f))
    assert conversion.value_of(conversion.poly(Term("ind", f))) is None


def test_a_bound_of_an_outer_sum_tells_an_indicator_of_an_inner_one() -> None:
    w = k.var("w", "int")

    def twice(f: Term) -> Term:
        return k.sum_(w, ONE, N, k.sum_(V, ONE, N, k.mul(Term("ind", f), k.power(X, k.mul(V, w)))))

    conversion = Conversion()
    assert conversion.poly(twice(k.le(ONE, w))) == conversion.poly(twice(k.TRUE))
    assert conversion.poly(twice(k.lt(ONE, w))) != conversion.poly(twice(k.TRUE))
