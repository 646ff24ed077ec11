"""Terms: one that is made again is the same object only where nothing tells them apart."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest

from symderiv.core import terms as k
from symderiv.core.terms import ONE, Hint, Rational, Term

x, y, n = k.var("x"), k.var("y"), k.var("n", "int")


def total(name: str) -> Term:
    v = k.var(name, "int")
    return k.sum_(v, ONE, n, k.mul(v, x))


@pytest.mark.parametrize(
    "make",
    [
        lambda: k.add(x, k.mul(y, k.num(Fraction(2, 3)))),
        lambda: k.root(x, 3),
        lambda: total("i"),
        lambda: k.fn("beta", x, y),
        lambda: Term("comp", "a", "real", ((ONE, None), (ONE, n)), (n, ONE)),
        lambda: Term("bound", 10**30),
    ],
)
def test_a_term_that_is_made_again_is_the_same_object(make: Any) -> None:
    assert make() is make()
    assert pickle.loads(pickle.dumps(make())) == make()  # noqa: S301 - just written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1,), (True,)),
        ((1,), (Rational(1),)),
        ((1,), (Fraction(1),)),
        ((Rational(1),), (Fraction(1),)),
        ((0,), (False,)),
        ((0,), (0.0,)),
        ((((1,),),), (((True,),),)),
        ((((1,),),), (((Rational(1),),),)),
        ((Hint("i"),), (Hint("j"),)),
        (((Hint("i"), 1),), ((Hint("j"), 1),)),
    ],
    ids=repr,
)
def test_what_is_equal_and_not_the_same_makes_another_term(one: Any, other: Any) -> None:
    for args, others in ((one, other), (other, one)):
        made, again = Term("bound", *args), Term("bound", *others)
        assert made == again
        assert made is not again
        for t, kept in ((made, args), (again, others)):
            assert t.args == kept
            assert repr(t.args) == repr(kept)
            assert [type(a) for a in t.args] == [type(a) for a in kept]


def test_a_bound_variable_keeps_its_printed_name() -> None:
    assert total("i") == total("j")
    assert [str(total(name).args[0]) for name in "ijij"] == ["i", "j", "i", "j"]


def test_an_object_of_another_class_is_not_kept() -> None:
    class Open:
        def __init_subclass__(cls) -> None:
            pass

    class Other(Open, Term):
        __slots__ = ()

    assert type(Other("bound", 7)) is Other
    assert type(Term("bound", 7)) is Term
    assert type(Other("bound", 7)) is Other


def test_a_malformed_term_is_not_taken_for_a_checked_one() -> None:
    assert k.checked(k.root(x, 2))
    for degree in (Rational(2), Fraction(2), 2.0):
        with pytest.raises(k.KernelError):
            k.checked(Term("root", x, degree))
    assert k.checked(k.power(x, 1))
    with pytest.raises(k.KernelError):
        k.checked(k.power(x, Term("num", 1)))  # type: ignore[arg-type]


def test_a_bounded_number_of_terms_is_kept() -> None:
    for i in range(k.SHARED + 10):
        Term("bound", i)
    assert len(k._shared) <= k.SHARED


def nested(outer: str, inner: str) -> Term:
    v, w = k.var(outer, "int"), k.var(inner, "int")
    return k.sum_(v, ONE, n, k.sum_(w, ONE, v, k.mul(w, x)))


def test_what_is_remembered_of_a_term_has_the_names_of_its_own_bound_variables() -> None:
    one, other = nested("i", "j"), nested("i", "l")
    assert one == other
    for t, name in ((one, "j"), (other, "l"), (one, "j")):
        assert str(k.open_(t, n).args[0]) == name
        assert str(k.close(t, n).args[-1].args[0]) == name


def test_what_is_remembered_is_of_these_terms_and_no_others() -> None:
    t = total("i")
    assert [k.open_(t, v).args[0] for v in (x, y, x)] == [x, y, x]
    assert [k.close(k.add(x, y), v).args.index(Term("bound", 0)) for v in (x, y, x)] == [0, 1, 0]


def test_work_that_is_remembered_is_done_anew_where_it_failed_and_once_there_is_too_much_of_it() -> None:
    asked: list[int] = []

    @k.once
    def half(t: Term) -> Term:
        asked.append(int(t.args[0].p))
        if t.args[0] % 2:
            raise k.KernelError("an odd number")
        return k.num(t.args[0] / 2)

    two, three = k.num(2), k.num(3)
    for _ in range(2):
        assert half(two) == ONE
        with pytest.raises(k.KernelError):
            half(three)
    assert asked == [2, 3, 3]
    for place in range(2, k.SHARED + 2):
        half(k.num(2 * place))
    assert half(two) == ONE
    assert asked[-1] == 2
