"""What the core's rules must refuse: forged objects, wrong kinds of arguments, captured variables."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from support import environment

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import RULES, Theorem, is_genuine
from symderiv.core.terms import FALSE, ONE, ZERO, Hint, KernelError, Rational, Term

x, y, z, c = k.var("x"), k.var("y"), k.var("z"), k.var("c", "complex")
n, m, i, j = (k.var(name, "int") for name in "nmij")
HALF = k.num(Fraction(1, 2))
UNTRUE = k.eq(ZERO, ONE)


def refuses(rule: Callable[..., Any], *args: Any) -> None:
    with pytest.raises(KernelError):
        rule(*args)


def same(t: Term) -> Theorem:
    return infer.ring(k.eq(t, t))


# -- forged theorems -----------------------------------------------------------------------------------


def bare(conclusion: Term = UNTRUE) -> Theorem:
    """A theorem that no rule has made."""
    thm = object.__new__(Theorem)
    fields = (frozenset(), conclusion, frozenset(), ("ring", (conclusion,)))
    for name, value in zip(("hypotheses", "conclusion", "axioms", "step"), fields, strict=True):
        Theorem.__dict__[name].fget.__self__.__set__(thm, value)
    return thm


class Kin(Theorem):
    """A subclass, whose objects say what they like."""

    __slots__ = ()

    def __init__(self) -> None:
        pass

    hypotheses = property(lambda _: frozenset())  # type: ignore[assignment]
    conclusion = property(lambda _: FALSE)  # type: ignore[assignment]
    axioms = property(lambda _: frozenset())  # type: ignore[assignment]


@pytest.mark.parametrize(
    "forged",
    [bare(), Kin(), SimpleNamespace(hypotheses=frozenset(), conclusion=FALSE, axioms=frozenset())],
    ids=["made by hand", "of a subclass", "looks alike"],
)
def test_what_no_rule_has_made_is_no_theorem(forged: Any) -> None:
    assert not is_genuine(forged)
    refuses(infer.and_intro, forged)
    refuses(infer.ring, UNTRUE, (), (), ((ONE, forged),))
    refuses(infer.law, "ind_false", (), forged)


def test_a_theorem_is_neither_copied_nor_sent() -> None:
    for travel in (copy.copy, copy.deepcopy, pickle.dumps):
        refuses(travel, same(x))
    refuses(Theorem)


@pytest.mark.parametrize("name", ["hypotheses", "conclusion", "axioms", "step", "__class__"])
def test_a_theorem_is_not_changed(name: str) -> None:
    thm = same(x)
    for change in (setattr, object.__setattr__):
        with pytest.raises((AttributeError, TypeError)):
            change(thm, name, {"conclusion": FALSE, "__class__": Kin}.get(name, frozenset()))
    assert is_genuine(thm)
    assert thm.conclusion == k.eq(x, x)


@pytest.mark.parametrize(
    "name", ["op", "args", "_hash", "_free", "_loose", "_checked", "_random", "__class__"]
)
def test_a_term_is_not_changed(name: str) -> None:
    thm = same(x)
    for change in (setattr, object.__setattr__):
        with pytest.raises((AttributeError, TypeError)):
            change(thm.conclusion, name, FALSE)
    assert thm.conclusion == k.eq(x, x)


@pytest.mark.parametrize("name", ["_numerator", "_denominator", "numerator", "__class__"])
def test_a_number_is_not_changed(name: str) -> None:
    number = infer.positive(k.lt(ZERO, ONE), ()).conclusion.args[1].args[0]
    for change in (setattr, object.__setattr__):
        with pytest.raises((AttributeError, TypeError)):
            change(number, name, 0)
    assert number == 1


def test_rules_are_not_added() -> None:
    with pytest.raises(TypeError):
        RULES["trust"] = bare  # type: ignore[index]


# -- terms of the wrong kind ---------------------------------------------------------------------------


class Open:
    def __init_subclass__(cls) -> None:
        pass


class Kind(Open, Term):
    """A term that equals every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Name(str):
    """A name that is another's when asked again."""

    __slots__ = ()


class Row(tuple):  # type: ignore[type-arg]
    """A tuple that is another when walked again."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return iter(())


class Whole(int):
    pass


BAD_TERMS = {
    "no number": Term("num", 1),
    "truth for a number": Term("num", True),
    "a float": Term("num", 0.5),
    "not even a number": Term("num", float("nan")),
    "a Fraction, which could be changed": Term("num", Fraction(1, 2)),
    "no argument": Term("num"),
    "no operator": Term("nothing", ONE),
    "no name of an operator": Term(Name("num"), Rational(1)),  # type: ignore[arg-type]
    "a name of its own kind": Term("var", Name("x"), "real"),
    "a sort of its own": Term("var", "x", "quaternion"),
    "a negative index": Term("all", Hint("v"), "real", None, None, k.eq(Term("bound", -1), ZERO)),
    "an index that is true": Term("all", Hint("v"), "real", None, None, k.eq(Term("bound", False), ZERO)),
    "a loose index": Term("bound", 0),
    "a plain hint": Term("sum", "i", ONE, ONE, ONE),
    "a formula for a term": k.add(ONE, FALSE),
    "a term for a formula": Term("ind", ONE),
    "a subclass": Kind("num", Rational(1)),
    "a part of a subclass": Term("add", ONE, Kind("num", Rational(1))),
    "a list of its own": Term("fn", "sin", Row((x,))),
    "a root of degree 1": Term("root", x, 1),
    "a degree of its own": Term("root", x, Whole(2)),
    "a function of too many": Term("fn", "sin", (x, y)),
    "a derivative by a number": Term("diff", x, ONE),
    "a component without a range": Term("comp", "w", "real", (), (ONE,)),
}


@pytest.mark.parametrize("name", BAD_TERMS)
def test_what_is_no_term_is_refused_wherever_it_stands(name: str) -> None:
    t = BAD_TERMS[name]
    inside = k.not_(k.eq(k.power(t, 2), ZERO))
    refuses(infer.ring, k.eq(t, t))
    refuses(infer.assume, inside)
    refuses(infer.instantiate, infer.assume(k.eq(c, ZERO)), c, t)
    refuses(infer.law, "sum_ones", (i, ONE, t))


def test_a_formula_is_no_term_in_what_a_law_concludes() -> None:
    refuses(infer.law, "sum_factor", (i, ONE, n, FALSE, i))
    refuses(infer.law, "mean_constant", (FALSE,))
    refuses(infer.law, "derivative", (FALSE, x))
    refuses(infer.law, "ind_not", (x,))
    refuses(infer.generalise, n, FALSE, None, same(n))
    refuses(infer.trichotomy, FALSE, x)


@pytest.mark.parametrize(
    "wrong", [1.0, [x], {x}, Fraction(1), Row((x,)), Name("x"), Whole(1), b"x"], ids=repr
)
def test_an_argument_is_a_term_a_theorem_or_plain(wrong: Any) -> None:
    refuses(infer.and_intro, wrong)
    refuses(infer.positive, k.le(ZERO, ONE), ((wrong, (), ()),))


def test_a_number_that_a_stranger_computes_is_computed_once() -> None:
    class Fickle(Fraction):
        """A fraction that is 1, and later 0."""

        times = 0

        @property
        def numerator(self) -> int:
            Fickle.times += 1
            return 1 if Fickle.times == 1 else 0

    number = k.num(Fickle(1)).args[0]
    assert (type(number), type(number.numerator), type(number.denominator)) == (Rational, int, int)
    assert number == number.numerator


# -- sorts below quantifiers ---------------------------------------------------------------------------


def principal_power() -> Theorem:
    """c != 0 |- for all real y: c^y = exp(y log c)"""
    law = infer.law("power_exp", (c, y), infer.assume(k.ne(c, ZERO)))
    return infer.generalise(y, None, None, law)


def test_a_real_number_is_not_put_into_a_principal_power_below_a_quantifier() -> None:
    """It would say that (-1)^(1/2), which is real or undefined, is i."""
    refuses(infer.instantiate, principal_power(), c, x)
    refuses(infer.instantiate, principal_power(), c, k.num(-1))
    every = infer.generalise(c, None, None, infer.discharge(k.ne(c, ZERO), principal_power()))
    refuses(infer.specialise, every, x)
    assert infer.instantiate(principal_power(), c, k.mul(k.I, x))


def test_an_equation_does_not_make_a_principal_power_real_below_a_quantifier() -> None:
    f = k.quantified("all", y, None, None, k.eq(k.power(c, y), Term("exp", k.mul(y, k.fn("log", c)))))
    u = k.mul(k.num(-1), k.I, k.I, x)
    to_real = infer.assume(k.eq(u, x))
    law = infer.instantiate(principal_power(), c, u)
    assert law.conclusion == k.substitute(f, {c: u})
    refuses(infer.rewrite, c, f, to_real, law)


# -- what a substitution would capture -------------------------------------------------------------------

X, Y = (Term("comp", name, "random", (), ()) for name in "XY")


def mean(t: Term) -> Term:
    return Term("mean", t)


def derived(t: Term) -> Theorem:
    """What the derivative of t by x is."""
    return infer.law("derivative", (t, x))


def test_nothing_random_is_put_below_a_mean() -> None:
    """E[x Y] = x E[Y] would say that E[Y Y] = Y E[Y]."""
    fixed = infer.law("mean_factor", (x, Y))
    assert fixed.conclusion == k.eq(mean(k.mul(x, Y)), k.mul(x, mean(Y)))
    refuses(infer.instantiate, fixed, x, Y)
    refuses(infer.specialise, infer.generalise(x, None, None, fixed), Y)
    refuses(infer.instantiate, infer.surely(infer.assume(k.lt(x, y))), x, X)
    assert infer.instantiate(fixed, x, mean(X))
    assert infer.specialise(infer.generalise(x, None, None, fixed), mean(X))


def test_nothing_that_moves_with_its_target_is_put_below_a_derivative() -> None:
    """d(x y)/dx = y would say that d(x x)/dx = x."""
    product = derived(k.mul(x, y))
    assert infer.ring(k.eq(Term("diff", k.mul(x, y), x), y), (), (), ((ONE, product),))
    every = infer.generalise(y, None, None, product)
    for moving in (x, k.power(x, 2), k.add(z, x)):
        refuses(infer.instantiate, product, y, moving)
        refuses(infer.specialise, every, moving)
    assert infer.instantiate(product, y, z)
    assert infer.specialise(every, k.power(z, 2))


def test_a_component_may_be_the_one_that_is_the_target_of_a_derivative() -> None:
    at_n, at_m = (Term("comp", "w", "real", ((None, None),), (index,)) for index in (n, m))
    product = infer.law("derivative", (k.mul(at_n, y), at_n))
    refuses(infer.instantiate, product, y, at_m)
    refuses(infer.specialise, infer.generalise(y, None, None, product), at_m)
    assert infer.instantiate(product, y, z)


def test_the_target_of_a_derivative_is_a_variable() -> None:
    square = derived(k.power(x, 2))
    for value in (ONE, k.mul(k.num(2), z), k.neg(x)):
        refuses(infer.instantiate, square, x, value)
    assert infer.instantiate(square, x, y).conclusion.args[0] == Term("diff", k.power(y, 2), y)
    refuses(infer.instantiate, derived(k.mul(x, y)), x, y)


# -- gradients -----------------------------------------------------------------------------------------


def loss(body: Term, *fixed: Term, index: str = "v") -> Term:
    v = k.var(index, "int")
    ranges = ((ONE, None),) * (len(fixed) + 1)
    return Term("loss", "L", ("g", ranges, *fixed), Hint(index), ONE, k.close(body, v))


def test_one_gradient_at_two_points_is_refused_within_one_statement() -> None:
    both = k.add(loss(x), loss(k.mul(k.num(2), x)))
    refuses(infer.law, "derivative", (both, x))
    assert infer.law("derivative", (loss(x), x)).axioms == {"total derivative"}


@pytest.mark.parametrize("name", ["·0", "·1", "i", "v"])
def test_no_name_makes_two_points_one(name: str) -> None:
    other = k.var(name, "int")
    first = infer.law("derivative", (loss(k.mul(other, x), i), x))
    second = infer.law("derivative", (loss(k.mul(j, x), j), x))
    if other == i:
        assert infer.and_intro(first, second)
    else:
        refuses(infer.and_intro, first, second)


def test_a_gradient_at_many_points_is_no_statement() -> None:
    at_each = infer.law("derivative", (loss(k.mul(n, x)), x))
    refuses(infer.generalise, n, ONE, k.num(2), at_each)
    own = infer.law("derivative", (loss(k.mul(n, x), n), x))
    assert infer.generalise(n, ONE, k.num(2), own)


# -- what is printed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["x,real),num(0))", "x\nstatement   false()", "\x1b[2J", "\ud800", "", " x", "x'", '"x"', "a\\b"]
)
def test_a_name_is_not_taken_for_more_than_a_name(name: str) -> None:
    printed = str(k.var(name))
    assert printed.isprintable()
    assert printed.isascii()
    assert printed == f"var({name!a},real)"
    assert str(k.var("θ")) == "var(θ,real)"


def test_the_core_imports_the_standard_library_only() -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nimport symderiv.core.__main__\n"
        "new = {m for m in set(sys.modules) - before if not m.startswith('symderiv')}\n"
        "print(sorted({m.partition('.')[0] for m in new} - sys.stdlib_module_names))\n"
        "print(sorted(m for m in sys.modules if m.startswith('symderiv.') and 'core' not in m))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["[]", "[]"]
