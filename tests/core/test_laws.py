"""The laws: each instance is true at many points, each twin is false, and no premise can be left out.

What is undefined has an arbitrary value, as the core has it: here a random one, equal for equal arguments.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from valuations import is_false_at, near_cuts, valuations

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.elementary_laws import MAX_ORDER
from symderiv.core.examples import EXAMPLES
from symderiv.core.functions import DEFINITIONS, SLOPES, over
from symderiv.core.laws import LAWS as ALL
from symderiv.core.random_laws import LAWS as RANDOM
from symderiv.core.schema import Law
from symderiv.core.terms import FORMULAS, ONE, PI, ZERO, Hint, I, KernelError, Term, fn

# a premise of beta, since gamma is nowhere 0; and 1/0 is real, since the 0 may come as a real one
IMPLIED = {("definition", 3), ("conj_power", 0)}
LAWS = {name: law for name, law in ALL.items() if name not in RANDOM}  # those have tests of their own
MANY = 300  # points, of which one is looked for

z, u = k.var("z", "complex"), k.var("u", "complex")
x, y = k.var("x"), k.var("y")
n, m, v, w = (k.var(name, "int") for name in "nmvw")
TWO = k.num(2)


def rational(p: int, q: int) -> Term:
    return k.num(Fraction(p, q))


def exp(t: Term) -> Term:
    return Term("exp", t)


def comp(name: str, *indices: Term, sort: str = "real") -> Term:
    return Term("comp", name, sort, ((None, None),) * len(indices), indices)


def mean(t: Term) -> Term:
    return Term("mean", t)


def total(index: Term, lo: Term, hi: Term, body: Term) -> Term:
    return Term("sum", Hint("v"), lo, hi, k.close(body, index))


A, B = comp("a", v), comp("b", v)
X, Z = comp("X", ONE, sort="random"), comp("X", v, sort="random")
F, G = k.lt(x, y), k.le(comp("a", n), x)
F_OF_Y = k.lt(y, ZERO)
SOMETIMES = k.lt(ZERO, X)
TOTAL = total(v, ONE, n, k.mul(x, x, A))
L = ("L", (), Hint("v"), TWO)
LOSS = Term("loss", "L", ("g", ((ONE, None),)), Hint("v"), TWO, k.close(k.mul(x, x, A), v))

MORE: dict[str, list[tuple[Any, ...]]] = {
    "exp_sum": [(), (z,), (z, x, n), (z, ZERO)],
    "exp_power": [(z, k.num(-3)), (k.mul(I, x), n), (x, ZERO)],
    "exp_period": [(k.num(5),), (k.add(n, m),)],
    "exp_one": [(k.add(z, k.neg(z)),), (k.mul(PI, I, n),), (k.mul(PI, I, rational(1, 2), n),)],
    "cyclotomic": [(order,) for order in (1, 2, 3, 4, 8, 9, 30, 105)],
    "gauss_sum": [(p,) for p in (2, 3, 7, 11, 13, 29, 31)],
    "definition": [
        (name, *args)
        for name in DEFINITIONS
        for args in (
            [()] if not k.FUNCTIONS[name][0] else [(n,)] if name == "fibonacci" else [(z,), (x,), (n,)]
        )
        if len(args) == k.FUNCTIONS[name][0]
    ]
    + [
        ("beta", z, u),
        ("beta", x, n),
        ("beta", x, fn("gamma", x)),
        ("arg", k.power(x, -1)),
        ("sec", fn("sec", x)),
    ],
    "inverse_function": [
        (f, t) for f in ("asin", "acos", "atan", "asinh", "acosh", "atanh") for t in near_cuts(z, x, y)
    ],
    "angle_bounds": [
        (f, t) for f in ("log", "asin", "acos", "atan", "asinh", "acosh", "atanh") for t in near_cuts(z, x, y)
    ],
    "exp_log": [(t,) for t in near_cuts(z, x, y)],
    "log_unique": [
        (exp(z), z),
        (exp(k.mul(I, x)), k.mul(I, x)),
        (z, fn("log", z)),
        (x, fn("log", x)),
        (k.num(-1), k.mul(PI, I)),
    ],
    "enclosure": [
        (fn("log", k.num(-1)), "im", k.num(3), k.num(4)),
        (fn("asin", TWO), "im", k.num(-2), k.num(-1)),
    ],
    "log_real": [(x,), (k.mul(z, fn("conj", z)),)],
    "argument_bounds": [
        (f, t) for f in ("re >= 0", "re > 0", "im >= 0", "im > 0", "im < 0") for t in near_cuts(z, x, y)
    ],
    "root_power": [(t, d) for t in (x, z, k.add(x, k.mul(I, y)), k.mul(I, x, I)) for d in (2, 3)],
    "root_sign": [(x, 3), (k.mul(I, I, x), 2)],
    "root_unique": [
        (k.power(x, 2), 2, x),
        (k.power(z, 3), 3, z),
        (x, 4, k.root(x, 4)),
        (k.mul(z, fn("conj", z)), 2, fn("abs", z)),
    ],
    "root_exp": [(exp(z), 2, z), (exp(k.mul(I, x)), 3, k.mul(I, x)), (z, 3, fn("log", z))],
    "root_product": [
        (k.power(x, 2), z, 2),
        (k.power(z, 2), u, 3),
        (z, z, 2),
        (x, k.add(ZERO, k.mul(I, x)), 2),
    ],
    "root_of_root": [
        (t, d, e, p, q)
        for t in (z, k.mul(I, x))
        for d, e, p, q in (
            (1, 2, 1, 0),
            (1, 3, 2, 1),
            (1, 2, 1, 1),
            (2, 2, 1, 2),
            (2, 3, 2, 0),
            (3, 2, 0, 2),
            (4, 2, 0, 0),
        )
    ],
    "conj_sum": [(), (x, z, u)],
    "conj_product": [(), (I, z, u), (ZERO, z)],
    "conj_real": [(z,), (k.power(z, 2),), (fn("abs", z),), (k.root(x),), (k.power(x, -1),), (k.power(x, y),)],
    "conj_exp": [(k.mul(I, x),)],
    "conj_power": [(z, k.num(-2)), (k.mul(I, x), n), (ZERO, n)],
    "abs_square": [(x,), (k.mul(I, x),)],
    "abs_sign": [(x,)],
    "power_exp": [(z, u), (x, u), (z, y), (x, n), (z, n), (x, rational(1, 2)), (x, k.num(-2))],
    "sum_add": [(v, n, m), (v, n, m, A), (v, v, k.add(v, n), A, over(ONE, v), v)],
    "sum_factor": [(v, n, m, over(ONE, x), over(ONE, A)), (v, v, n, m, v)],
    "sum_shift": [(v, n, m, k.num(-2), over(ONE, v)), (v, v, n, m, A), (v, ZERO, n, n, TOTAL)],
    "sum_empty": [(v, n, m, over(ONE, v)), (v, v, n, v)],
    "sum_unroll": [(v, n, m, d, t) for d in (0, 1, 3) for t in (A, over(ONE, v), k.mul(v, TOTAL))]
    + [(v, v, m, 2, A)],
    "sum_swap": [(v, n, m, w, ZERO, n, over(v, w)), (v, n, m, w, m, n, k.power(v, w))],
    "sum_delta": [(v, n, m, k.add(n, ONE), over(ONE, v)), (v, v, n, m, A), (v, m, n, ZERO, over(x, v))],
    "sum_ones": [(v, n, m), (v, v, n)],
    "ind_not": [(SOMETIMES,), (k.eq(over(ONE, x), y),)],
    "ind_and": [(), (F,), (F, G, SOMETIMES)],
    "ind_or": [(), (F,), (F, G, SOMETIMES)],
    "ind_implies": [(G, F), (F, SOMETIMES)],
    "ind_same": [(F, k.not_(k.le(y, x))), (k.lt(n, m), k.le(k.add(n, ONE), m))],
    "ind_square": [(G,)],
    "ind_lower": [(k.lt(z, ZERO),)],
    "ind_upper": [(k.lt(z, ZERO),)],
    "cases": [(Term("if", k.eq(x, ZERO), y, over(y, x)),), (Term("if", SOMETIMES, z, fn("log", x)),)],
    "power_add": [(z, n, m), (x, n, k.num(-1)), (x, TWO, m), (ZERO, n, m), (k.root(x), n, m)],
    "power_power": [(z, n, m), (x, n, k.num(-1)), (x, k.num(-2), m), (ZERO, n, m)],
    "power_product": [(z, x, n), (x, x, k.num(-1)), (ZERO, y, n), (x, k.num(-1), n)],
    "power_one": [(k.num(-3),), (k.mul(n, m),)],
    "mean_add": [(), (X,), (X, k.mul(X, X), z, over(ONE, X))],
    "mean_factor": [(z, over(ONE, X)), (mean(X), X), (over(ONE, x), ONE)],
    "mean_constant": [(z,), (mean(over(x, X)),)],
    "mean_sum": [(v, n, m, k.mul(v, Z)), (v, n, m, over(X, v)), (v, v, n, X)],
    "derivative": [
        (t, x)
        for t in (
            k.mul(x, x, y),
            k.power(x, n),
            k.power(x, rational(1, 2)),
            k.power(x, y),
            k.power(k.mul(x, y), -2),
            k.power(k.add(x, z), n),
            k.root(k.mul(x, y), 3),
            TOTAL,
            total(v, n, m, k.power(x, v)),
            total(v, ONE, TWO, k.root(k.add(x, v))),
            Term("if", F_OF_Y, k.mul(x, x), over(ONE, x)),
            Term("diff", k.power(x, 3), x),
            Term("diff", over(y, x), x),
            k.mul(over(ONE, y), x),
            mean(X),
            LOSS,
            Term("call", *L, k.close(k.mul(x, x, A), v)),
            Term("call", "L", (ONE,), *L[2:], k.close(k.mul(x, x, A), v)),
            exp(k.mul(z, x)),
            fn("log", k.mul(x, x, x)),
            fn("sin", k.mul(z, x)),
            *(fn(name, k.mul(x, y)) for name in SLOPES),
            *(fn(name, over(x, TWO)) for name in SLOPES),
        )
    ]
    + [
        (k.mul(comp("a", n), comp("a", m)), comp("a", n)),
        (total(v, ONE, n, k.mul(A, A, v)), comp("a", m)),
        (over(ONE, comp("a", n)), comp("a", m)),
    ],
}


def instances(law: Law) -> list[tuple[Any, ...]]:
    return [EXAMPLES[law.name].args, *MORE.get(law.name, [])]


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_every_instance_is_true_whatever_is_undefined(law: Law) -> None:
    met = 0
    for args in instances(law):
        premises, conclusion, *_ = law.instance(*args)
        for point in valuations(*premises, conclusion, most=max(12, 240 // len(instances(law)))):
            assert not is_false_at(point, premises, conclusion), (args, point.values, premises, conclusion)
            met += bool(point.holds(k.and_(*premises, conclusion)))
    assert met >= (10 if any(isinstance(a, Term) and k.free_vars(a) for a in EXAMPLES[law.name].args) else 1)


def accepts(law: Law, args: tuple[Any, ...], premises: tuple[Term, ...], conclusion: Term) -> bool:
    """Whether the law has this conclusion for these arguments, under no more premises."""
    try:
        needed, concluded, *_ = law.instance(*args)
    except KernelError:
        return False
    return concluded == conclusion and set(needed) <= set(premises)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_a_false_statement_near_a_law_is_refused(law: Law) -> None:
    assert EXAMPLES[law.name].twins
    for args, premises, conclusion in EXAMPLES[law.name].twins:
        assert not accepts(law, args, premises, conclusion)
        points = valuations(*premises, conclusion, most=MANY)
        assert any(is_false_at(p, premises, conclusion) for p in points), (args, conclusion)
    premises, conclusion, *_ = law.instance(*EXAMPLES[law.name].args)
    assert accepts(law, EXAMPLES[law.name].args, premises, conclusion)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_no_premise_can_be_left_out(law: Law) -> None:
    """Without one of its premises, some instance is false for some value of what is then undefined."""
    instance = [law.instance(*args) for args in instances(law)]
    for place in range(max(len(premises) for premises, *_ in instance)):
        found = False
        for premises, conclusion, *_ in instance:
            rest = premises[:place] + premises[place + 1 :]
            if len(premises) <= place or found:
                continue
            points = valuations(*premises, conclusion, most=MANY)
            found = any(is_false_at(p, rest, conclusion) for p in points)
        assert found != ((law.name, place) in IMPLIED), (law.name, place)


def test_a_law_says_what_it_is() -> None:
    for law in LAWS.values():
        assert "|-" in law.figure
        assert law.source
        premises, conclusion, *_ = law.instance(*EXAMPLES[law.name].args)
        assert all(f.op in FORMULAS for f in (*premises, conclusion))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("exp_positive", (z,)),
        ("exp_period", (x,)),
        ("exp_power", (z, x)),
        ("exp_sum", (z, k.eq(x, y))),
        ("exp_log", ("z",)),
        ("root_exp", (x, 2, u)),
        ("root_power", (z, 1)),
        ("root_power", (z, True)),
        ("root_product", (x, y, 2)),
        ("root_of_root", (x, 2, 2, 1, 0)),
        ("root_of_root", (z, 2, 2, 3, 0)),
        ("root_of_root", (z, 2, 2, 0, 2)),
        ("root_of_root", (z, 2, 2, -1, 0)),
        ("cyclotomic", (0,)),
        ("cyclotomic", (MAX_ORDER + 1,)),
        ("gauss_sum", (15,)),
        ("definition", ("gamma", z)),
        ("definition", ("tan", z, z)),
        ("inverse_function", ("acot", z)),
        ("angle_bounds", ("sin", z)),
        ("argument_bounds", ("re < 0", z)),
        ("conj_power", (z, x)),
    ],
)
def test_arguments_of_another_kind_are_refused(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(KernelError):
        infer.law(name, args, *map(infer.assume, LAWS[name].instance(*args)[0]))


def test_the_premise_of_a_definition_does_not_vanish_into_its_argument() -> None:
    """What the arguments need themselves is no reason to leave out what the function needs of them."""
    premises, _ = LAWS["definition"].instance("beta", x, fn("gamma", x))
    assert k.ne(fn("rgamma", x), ZERO) in premises
    premises, _ = LAWS["definition"].instance("tan", over(ONE, x))
    assert premises == (k.ne(fn("cos", over(ONE, x)), ZERO),)


def test_fibonacci_is_defined_at_whole_numbers_only() -> None:
    """Of a real number it is real, and the powers that define it are not: that of 1/2 + 0 i would be both."""
    half = k.add(rational(1, 2), Term("mul", ZERO, I))
    assert k.sort_of(half) == "complex"
    assert k.sort_of(fn("fibonacci", rational(1, 2))) == "real"
    golden = (1 + 5**0.5) / 2
    assert abs((golden**0.5 - complex(-golden) ** -0.5).imag) > 0.5
    for t in (half, x, u):
        with pytest.raises(KernelError, match="sort int"):
            LAWS["definition"].instance("fibonacci", t)
    assert LAWS["definition"].instance("fibonacci", n)[1].op == "eq"


NO_INSTANCES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "a shift by the index": ("sum_shift", (v, ONE, n, v, v)),
    "a shift by half a step": ("sum_shift", (v, ONE, n, rational(1, 2), v)),
    "an inner sum up to the outer index": ("sum_swap", (v, ONE, n, w, ONE, v, A)),
    "an outer sum up to the inner index": ("sum_swap", (v, ONE, w, w, ONE, m, B)),
    "two sums over one index": ("sum_swap", (v, ONE, n, v, ONE, m, A)),
    "an index that differs from itself": ("sum_delta", (v, ONE, n, k.add(v, ONE), A)),
    "an index that is not whole": ("sum_delta", (v, ONE, n, x, A)),
    "ones at real numbers": ("sum_ones", (x, ONE, n)),
    "ones up to a real number": ("sum_ones", (v, ONE, y)),
    "ones from a real number on": ("sum_ones", (v, y, n)),
    "fewer than no summands": ("sum_unroll", (v, ONE, n, -1, A)),
    "a factor that is the index": ("sum_factor", (v, ONE, n, v, A)),
    "cases of what has none": ("cases", (k.add(x, y),)),
    "a mean of a sum up to something random": ("mean_sum", (v, ONE, fn("floor", X), v)),
    "a mean of a sum from something random on": ("mean_sum", (v, fn("floor", X), n, v)),
    "Fibonacci's number of a real number": ("definition", ("fibonacci", x)),
    "the whole part of a complex number": ("floor_bounds", (z,)),
    "a value at 0 that is not in the table": ("value_at_zero", ("log",)),
    "a root of degree 0": ("root_power", (x, 0)),
    "a root of degree -2": ("root_sign", (x, -2)),
    "a root of unity of order 0": ("cyclotomic", (0,)),
    "a sum of no squares": ("gauss_sum", (1,)),
    "an enclosure between variables": ("enclosure", (fn("log", TWO), "re", x, y)),
    "an enclosure of a part that there is not": ("enclosure", (fn("log", TWO), "abs", ZERO, ONE)),
}


@pytest.mark.parametrize("name", NO_INSTANCES)
def test_what_looks_like_an_instance_is_refused(name: str) -> None:
    law, args = NO_INSTANCES[name]
    with pytest.raises(KernelError):
        LAWS[law].instance(*args)
