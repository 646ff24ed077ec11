"""Random terms, and models in which they have values."""

from __future__ import annotations

from flint import fmpq
from hypothesis import strategies as st

from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term
from symderiv.evaluate import evaluator as ev

x, y = k.var("x"), k.var("y")
n, m = k.var("n", "int"), k.var("m", "int")

small = st.fractions(-3, 3, max_denominator=3).map(lambda q: fmpq(q.numerator, q.denominator))
numbers = small.map(k.num)


def component(index):
    return Term("comp", "a", "real", ((None, None),), (index,))


integers = st.sampled_from([n, m, ONE, k.num(2), k.ZERO])
leaves = st.one_of(numbers, st.sampled_from([x, y, n, m]), integers.map(component))


def called(v, length, inner):
    return k.call("L", (), v, length, inner)


def exponential(t):
    return Term("exp", t)


def _grown(inner):
    relation = st.builds(Term, st.sampled_from(["eq", "le", "lt"]), st.one_of(inner, integers), inner)
    formulas = st.one_of(
        relation,
        relation.map(k.not_),
        st.builds(k.and_, relation, relation),
        st.builds(k.or_, relation, relation),
        st.builds(k.implies, relation, relation),
    )
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda ts: k.add(*ts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda ts: k.mul(*ts)),
        st.builds(k.power, inner, st.integers(-2, 3)),
        st.builds(k.sum_, st.sampled_from([n, m]), integers, integers, inner),
        formulas.map(lambda f: Term("ind", f)),
        st.builds(lambda f, a, b: Term("if", f, a, b), formulas, inner, inner),
        st.builds(called, st.sampled_from([n, m]), st.sampled_from([ONE, n, m]), inner),
        leaves.map(exponential),
    )


terms = st.recursive(leaves, _grown, max_leaves=7)
smooth = st.recursive(
    st.one_of(numbers, st.sampled_from([x, y]), st.sampled_from([n, ONE]).map(component)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda ts: k.add(*ts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda ts: k.mul(*ts)),
        st.builds(k.power, inner, st.integers(-2, 3)),
        st.builds(k.sum_, st.just(n), st.just(ONE), st.just(m), inner),
        inner.map(lambda t: k.root(k.add(k.power(t, 2), ONE))),
        st.builds(called, st.just(n), st.sampled_from([ONE, m]), inner),
        st.sampled_from([x, k.mul(x, y), component(n)]).map(exponential),
    ),
    max_leaves=6,
)


@st.composite
def models(draw):
    scalars = {name: draw(small) for name in "xy"}
    scalars |= {name: fmpq(draw(st.integers(-1, 4))) for name in "nm"}
    values = draw(st.lists(small, min_size=5, max_size=5))
    return ev.Model(scalars, draw=lambda _, index: values[sum(index) % 5])
