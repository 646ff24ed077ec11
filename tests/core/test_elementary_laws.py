"""The laws of elementary functions: each instance is true at many points, by values of mpmath.

What is undefined has an arbitrary value, as the kernel has it: here a random one, equal for equal arguments.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import pytest

from symderiv.core import terms as k
from symderiv.core.elementary_laws import LAWS, MAX_ORDER, Law
from symderiv.core.functions import DEFINITIONS, over
from symderiv.core.terms import FORMULAS, ONE, PI, ZERO, I, KernelError, Term, fn

DIGITS = 40
CLOSE = mpmath.mpf(10) ** -25
POINTS = 300  # of a law's variables
SEEDS = 2  # for each, of what is undefined there
IMPLIED = {("definition", 3)}  # a premise of beta: gamma is nowhere 0

mp = mpmath.mp.clone()
mp.dps = DIGITS

z, u = k.var("z", "complex"), k.var("u", "complex")
x, y = k.var("x"), k.var("y")
n, m = k.var("n", "int"), k.var("m", "int")


def rational(p: int, q: int) -> Term:
    return k.num(Fraction(p, q))


def exp(t: Term) -> Term:
    return Term("exp", t)


def snapped(value: Any) -> Any:
    """A value, on the axis if it is next to one: cuts lie there."""
    value = mp.mpc(value)
    size = abs(value)
    re, im = (0 if abs(part) < CLOSE * size else part for part in (value.real, value.imag))
    return mp.mpc(re, im)


class Undefined(Exception):
    """A term has no value at a point."""


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "asin": mp.asin, "acos": mp.acos, "asinh": mp.asinh, "acosh": mp.acosh,
    "sin": mp.sin, "cos": mp.cos, "sinh": mp.sinh, "cosh": mp.cosh, "erf": mp.erf, "erfc": mp.erfc,
    "erfi": mp.erfi, "rgamma": mp.rgamma, "re": mp.re, "im": mp.im, "abs": abs, "conj": mp.conj,
    "I": lambda: mp.mpc(0, 1), "pi": lambda: mp.pi, "golden": lambda: mp.phi,
}  # fmt: skip

# with the values that have to be finite and not 0
PARTIAL: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "log": (mp.log, lambda w: w),
    "arg": (mp.arg, lambda w: w),
    "tan": (mp.tan, mp.cos),
    "cot": (mp.cot, mp.sin),
    "sec": (mp.sec, mp.cos),
    "csc": (mp.csc, mp.sin),
    "tanh": (mp.tanh, mp.cosh),
    "coth": (mp.coth, mp.sinh),
    "sech": (mp.sech, mp.cosh),
    "csch": (mp.csch, mp.sinh),
    "atan": (mp.atan, lambda w: w * w + 1),
    "atanh": (mp.atanh, lambda w: w * w - 1),
    "acot": (lambda w: mp.atan(1 / w), lambda w: w * (w * w + 1)),
    "asec": (lambda w: mp.acos(1 / w), lambda w: w),
    "acsc": (lambda w: mp.asin(1 / w), lambda w: w),
    "acoth": (lambda w: mp.atanh(1 / w), lambda w: w * (w * w - 1)),
    "asech": (lambda w: mp.acosh(1 / w), lambda w: w),
    "acsch": (lambda w: mp.asinh(1 / w), lambda w: w),
    "gamma": (mp.gamma, mp.rgamma),
    "factorial": (mp.factorial, lambda w: mp.rgamma(w + 1)),
    "beta": (mp.beta, lambda a, b: mp.rgamma(a) * mp.rgamma(b) * mp.rgamma(a + b)),
}


class Valuation:
    """Values of variables, and of all that is undefined."""

    def __init__(self, values: dict[Term, Any], seed: int) -> None:
        self.values = values
        self.random = random.Random(seed)  # noqa: S311 - points, no secrets
        self.arbitrary: dict[Any, Any] = {}

    def value(self, t: Term) -> Any:
        if t.op == "var":
            return self.values[t]
        args = [self.value(p) for p in k.parts(t)]
        try:
            return snapped(self.defined(t, args))
        except Undefined:
            name = t.args[0] if t.op == "fn" else t.op
            what = (name, k.sort_of(t), *(mp.nstr(a, 20) for a in args), t.args[-1] if t.op == "root" else 0)
            real, imaginary = self.random.choice([-2, -1, 0, 1, 3]), self.random.choice([-8, 0, 1, 5])
            made = mp.mpc(real, imaginary if k.sort_of(t) == "complex" else 0)
            return self.arbitrary.setdefault(what, made)

    def defined(self, t: Term, args: list[Any]) -> Any:
        match t.op:
            case "num":
                return mp.mpf(int(t.args[0].p)) / int(t.args[0].q)
            case "add":
                return sum(args)
            case "mul":
                return mp.fprod(args)
            case "exp":
                return mp.exp(args[0])
            case "root":
                return self.root(t, args[0])
            case "pow":
                return self.power(t, *args)
        return self.function(t.args[0], args)

    def root(self, t: Term, radicand: Any) -> Any:
        if k.sort_of(t.args[0]) != "complex" and radicand.real < 0:
            raise Undefined
        return mp.root(radicand, t.args[1]) if radicand else mp.mpf(0)

    def power(self, t: Term, base: Any, exponent: Any) -> Any:
        if k.sort_of(t.args[1]) == "int":
            if base == 0 and exponent.real < 0:
                raise Undefined
            return base ** int(exponent.real)
        real = "complex" not in map(k.sort_of, t.args)
        if base == 0 or (real and base.real < 0):
            raise Undefined
        return mp.exp(exponent * mp.log(base))

    def function(self, name: str, args: list[Any]) -> Any:
        if name == "fibonacci":
            if args[0].imag or args[0].real != int(args[0].real):
                raise Undefined
            return mp.mpf(mp.fib(int(args[0].real)))
        if name in FUNCTIONS:
            return FUNCTIONS[name](*args)
        function, defined_where = PARTIAL[name]
        if abs(defined_where(*args)) < CLOSE:
            raise Undefined
        return function(*args)

    def holds(self, f: Term) -> bool:
        match f.op:
            case "false":
                return False
            case "not":
                return not self.holds(f.args[0])
            case "and":
                return all(map(self.holds, f.args))
            case "or":
                return any(map(self.holds, f.args))
        a, b = map(self.value, f.args)
        near = abs(a - b) <= CLOSE * (1 + abs(a) + abs(b))
        if f.op == "eq":
            return bool(near)
        real = a.imag == b.imag == 0
        return bool(real and (a.real < b.real or near if f.op == "le" else a.real < b.real and not near))


HALVES = [mp.mpf(p) / 2 for p in (0, 1, -1, 2, -2, 3, -4, 5)]
TURNS = [mp.pi * mp.mpf(p) / 4 for p in (-4, -2, -1, 1, 2, 3, 4, 8)]
VALUES = {
    "int": [mp.mpf(p) for p in range(-3, 5)],
    "real": HALVES + TURNS[:4] + [mp.mpf("0.3"), mp.mpf("-7.125")],
    "complex": [mp.mpc(a, b) for a, b in product(HALVES[:6], [0, *HALVES[3:6]])]
    + [mp.mpc(a, b) for a, b in product((0, 1), TURNS)]
    + [mp.pi / 2, mp.mpc("0.3", "-1.7"), mp.mpc("-2.5", "0.1"), mp.mpc("-1.25", "-0.0625")],
}


def valuations(*formulas: Term) -> list[Valuation]:
    """Points of the variables of formulas: all combinations, or some at random."""
    variables = sorted(set().union(*map(k.free_vars, formulas)), key=lambda v: v.key)
    pools = [[snapped(value) for value in VALUES[v.args[1]]] for v in variables]
    points = list(product(*pools))
    if len(points) > POINTS:
        points = random.Random(7).sample(points, POINTS)  # noqa: S311 - points, no secrets
    return [
        Valuation(dict(zip(variables, point, strict=True)), seed)
        for seed, point in enumerate(p for p in points for _ in range(SEEDS if variables else 1))
    ]


def near(t: Term) -> list[Term]:
    """Real and imaginary parts of a complex variable put together, so that cuts are met by real ones too."""
    return [t, x, k.mul(I, x), k.add(x, k.mul(I, y))]


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
        (f, t) for f in ("asin", "acos", "atan", "asinh", "acosh", "atanh") for t in near(z)
    ],
    "angle_bounds": [
        (f, t) for f in ("log", "asin", "acos", "atan", "asinh", "acosh", "atanh") for t in near(z)
    ],
    "exp_log": [(t,) for t in near(z)],
    "log_unique": [
        (exp(z), z),
        (exp(k.mul(I, x)), k.mul(I, x)),
        (z, fn("log", z)),
        (x, fn("log", x)),
        (k.num(-1), k.mul(PI, I)),
    ],
    "log_real": [(x,), (k.mul(z, fn("conj", z)),)],
    "argument_bounds": [
        (f, t) for f in ("re >= 0", "re > 0", "im >= 0", "im > 0", "im < 0") for t in near(z)
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
}


def instances(law: Law) -> list[tuple[Any, ...]]:
    return [law.example, *MORE.get(law.name, [])]


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_every_instance_is_true_whatever_is_undefined(law: Law) -> None:
    met = 0
    for args in instances(law):
        premises, conclusion = law.instance(*args)
        for point in valuations(*premises, conclusion):
            if all(map(point.holds, premises)):
                met += 1
                assert point.holds(conclusion), (args, point.values, premises, conclusion)
    assert met >= (1 if not any(isinstance(a, Term) for a in law.example) else 10)


def accepts(law: Law, args: tuple[Any, ...], premises: tuple[Term, ...], conclusion: Term) -> bool:
    """Whether the law has this conclusion for these arguments, under no more premises."""
    try:
        needed, concluded = law.instance(*args)
    except KernelError:
        return False
    return concluded == conclusion and set(needed) <= set(premises)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_a_false_statement_near_a_law_is_refused(law: Law) -> None:
    assert law.twins
    for args, premises, conclusion in law.twins:
        assert not accepts(law, args, premises, conclusion)
        points = valuations(*premises, conclusion)
        assert any(all(map(p.holds, premises)) and not p.holds(conclusion) for p in points), (
            args,
            conclusion,
        )
    premises, conclusion = law.instance(*law.example)
    assert accepts(law, law.example, premises, conclusion)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_no_premise_can_be_left_out(law: Law) -> None:
    """Without one of its premises, some instance is false for some value of what is then undefined."""
    instance = [law.instance(*args) for args in instances(law)]
    for place in range(max(len(premises) for premises, _ in instance)):
        found = False
        for premises, conclusion in instance:
            rest = premises[:place] + premises[place + 1 :]
            if len(premises) <= place or found:
                continue
            points = valuations(*premises, conclusion)
            found = any(all(map(p.holds, rest)) and not p.holds(conclusion) for p in points)
        assert found != ((law.name, place) in IMPLIED), (law.name, place)


def test_a_law_says_what_it_is() -> None:
    for law in LAWS.values():
        assert "|-" in law.figure
        assert law.source
        premises, conclusion = law.instance(*law.example)
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
    with pytest.raises(KernelError, match="expected"):
        LAWS[name].instance(*args)


def test_the_premise_of_a_definition_does_not_vanish_into_its_argument() -> None:
    """What the arguments need themselves is no reason to leave out what the function needs of them."""
    premises, _ = LAWS["definition"].instance("beta", x, fn("gamma", x))
    assert k.ne(fn("rgamma", x), ZERO) in premises
    premises, _ = LAWS["definition"].instance("tan", over(ONE, x))
    assert premises == (k.ne(fn("cos", over(ONE, x)), ZERO),)
