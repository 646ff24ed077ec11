"""An example of each law, and false statements near it: what the tests hold the tables of laws by.

Nothing here is believed: no rule reads it. A twin is what a careless version of the law would say:
for these arguments the law has other premises, or another conclusion, or refuses them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, NamedTuple

from symderiv.core import functions
from symderiv.core import terms as k
from symderiv.core.terms import ONE, PI, ZERO, I, Term, fn


class Twin(NamedTuple):
    """A statement that looks like an instance of a law, for these arguments, and is false."""

    args: tuple[Any, ...]
    premises: tuple[Term, ...]
    conclusion: Term


class Example:
    """The arguments of a true instance of a law, and the false twins of the law."""

    def __init__(self, args: tuple[Any, ...], *twins: Twin) -> None:
        self.args = args
        self.twins = twins


def _plus(*ts: Term) -> Term:
    return Term("add", *ts)


def _times(*ts: Term) -> Term:
    return Term("mul", *ts)


def _sum(v: Term, lo: Term, hi: Term, body: Term) -> Term:
    return Term("sum", k.Hint(v.args[0]), lo, hi, k.close(body, v))


def _ind(f: Term) -> Term:
    return Term("ind", f)


def _mean(body: Term) -> Term:
    return Term("mean", body)


def _exp(t: Term) -> Term:
    return Term("exp", t)


def _log(t: Term) -> Term:
    return fn("log", t)


def _rgamma(t: Term) -> Term:
    return fn("rgamma", t)


def _binomial(x: Term, n: Term) -> Term:
    return fn("binomial", x, n)


def _conj(t: Term) -> Term:
    return fn("conj", t)


def _nonzero(t: Term) -> Term:
    return k.ne(t, ZERO)


def _ratio(p: int, q: int) -> Term:
    return k.num(Fraction(p, q))


def _unity(order: int) -> Term:
    return _exp(k.mul(_ratio(2, order), PI, I))


def _argument(z: Term) -> Term:
    return fn("im", _log(z))


def _principal(angle: Term) -> tuple[Term, Term]:
    return k.lt(k.neg(PI), angle), k.le(angle, PI)


def _component(family: str, *indices: Term, sort: str = "real") -> Term:
    return Term("comp", family, sort, ((None, None),) * len(indices), indices)


_V, _W, _N, _M = (k.var(name, "int") for name in "vwnm")
_X, _Y = k.var("x"), k.var("y")
_Z, _U = k.var("z", "complex"), k.var("u", "complex")
_A, _B, _C = _component("a", _V), _component("b", _V), _component("c", _V, _W)
_F, _G = k.lt(_X, ZERO), k.lt(_Y, ZERO)
_R, _S = (_component(family, ONE, sort="random") for family in "XY")
_TWO, _LESS = k.num(2), k.num(-1)

EXAMPLES: Final = {
    "sum_add": Example(
        (_V, ONE, _N, _A, _B),
        Twin(
            *(
                (_V, ONE, _N, _A, _B),
                (),
                k.eq(_sum(_V, ONE, _N, _times(_A, _B)), _times(_sum(_V, ONE, _N, _A), _sum(_V, ONE, _N, _B))),
            )
        ),
    ),
    "sum_factor": Example(
        (_V, ONE, _N, _X, _A),
        Twin(
            *(
                (_V, ONE, _N, _V, _A),
                (),
                k.eq(_sum(_V, ONE, _N, _times(_V, _A)), _times(_V, _sum(_V, ONE, _N, _A))),
            )
        ),
    ),
    "sum_shift": Example(
        (_V, ONE, _N, _M, _A),
        Twin(*((_V, ONE, _N, ONE, _A), (), k.eq(_sum(_V, ONE, _N, _A), _sum(_V, _TWO, k.add(_N, ONE), _A)))),
        Twin(
            *(
                (_V, ONE, _N, _X, _V),
                (),
                k.eq(
                    _sum(_V, ONE, _N, _V),
                    Term("sum", k.Hint("v"), k.add(ONE, _X), k.add(_N, _X), Term("bound", 0)),
                ),
            )
        ),
    ),
    "sum_empty": Example(
        (_V, ONE, _N, _A),
        Twin(*((_V, ONE, _N, _A), (k.le(_N, ONE),), k.eq(_sum(_V, ONE, _N, _A), ZERO))),
    ),
    "sum_unroll": Example(
        (_V, ONE, _N, 2, _A),
        Twin(*((_V, ONE, _N, 1, _V), (k.le(_N, ONE),), k.eq(_sum(_V, ONE, _N, _V), _plus(ONE)))),
        Twin(*((_V, ONE, _N, 1, _V), (k.eq(_N, _TWO),), k.eq(_sum(_V, ONE, _N, _V), _plus(ONE)))),
    ),
    "sum_swap": Example(
        (_V, ONE, _N, _W, ONE, _M, _C),
        Twin(
            *(
                (_V, ONE, _N, _W, ONE, _V, ONE),
                (),
                k.eq(_sum(_V, ONE, _N, _sum(_W, ONE, _V, ONE)), _sum(_W, ONE, _V, _sum(_V, ONE, _N, ONE))),
            )
        ),
    ),
    "sum_delta": Example(
        (_V, ONE, _N, _M, _A),
        Twin(
            *(
                (_V, ONE, _N, _M, _A),
                (),
                k.eq(
                    _sum(_V, ONE, _N, _times(_ind(k.eq(_V, _M)), _A)),
                    _times(_ind(k.le(_M, _N)), _component("a", _M)),
                ),
            )
        ),
        Twin(
            *(
                (_V, ONE, _N, _X, ONE),
                (),
                k.eq(
                    _sum(_V, ONE, _N, _times(_ind(k.eq(_V, _X)), ONE)),
                    _times(_ind(k.le(ONE, _X)), _ind(k.le(_X, _N)), ONE),
                ),
            )
        ),
    ),
    "sum_ones": Example(
        (_V, ONE, _N),
        Twin(*((_V, ONE, _N), (), k.eq(_sum(_V, ONE, _N, ONE), _N))),
    ),
    "ind_not": Example(
        (_F,),
        Twin(*((_F,), (), k.eq(_ind(k.not_(_F)), k.neg(_ind(_F))))),
    ),
    "ind_and": Example(
        (_F, _G),
        Twin(*((_F, _G), (), k.eq(_ind(k.and_(_F, _G)), _plus(_ind(_F), _ind(_G))))),
    ),
    "ind_or": Example(
        (_F, _G),
        Twin(*((_F, _G), (), k.eq(_ind(k.or_(_F, _G)), _plus(_ind(_F), _ind(_G))))),
    ),
    "ind_implies": Example(
        (_F, _G),
        Twin(*((_F, _G), (), k.eq(_ind(k.implies(_F, _G)), _times(_ind(_F), _ind(_G))))),
    ),
    "ind_false": Example(
        (),
        Twin(*((), (), k.eq(_ind(k.FALSE), ONE))),
    ),
    "ind_square": Example(
        (_F,),
        Twin(*((_F,), (), k.eq(k.power(_ind(_F), 2), k.mul(_TWO, _ind(_F))))),
    ),
    "ind_same": Example(
        (_F, _G),
        Twin(*((_F, _G), (k.implies(_F, _G),), k.eq(_ind(_F), _ind(_G)))),
    ),
    "ind_lower": Example(
        (_F,),
        Twin(*((_F,), (), k.lt(ZERO, _ind(_F)))),
    ),
    "ind_upper": Example(
        (_F,),
        Twin(*((_F,), (), k.lt(_ind(_F), ONE))),
    ),
    "cases": Example(
        (Term("if", _F, _X, _Y),),
        Twin(
            *(
                (Term("if", _F, _X, _Y),),
                (),
                k.eq(Term("if", _F, _X, _Y), _plus(_times(_ind(_F), _X), _times(_ind(_F), _Y))),
            )
        ),
    ),
    "power_add": Example(
        (_X, _N, _M),
        Twin(*((_X, _N, _M), (), k.eq(k.power(_X, k.add(_N, _M)), k.mul(k.power(_X, _N), k.power(_X, _M))))),
        Twin(
            *(
                (_X, _Y, _M),
                (k.ne(_X, ZERO),),
                k.eq(k.power(_X, k.add(_Y, _M)), k.mul(k.power(_X, _Y), k.power(_X, _M))),
            )
        ),
    ),
    "power_power": Example(
        (_X, _N, _M),
        Twin(*((_X, _N, _M), (), k.eq(k.power(k.power(_X, _N), _M), k.power(_X, k.mul(_N, _M))))),
        Twin(
            *(
                (_X, _TWO, _Y),
                (k.ne(_X, ZERO),),
                k.eq(k.power(k.power(_X, _TWO), _Y), k.power(_X, k.mul(_TWO, _Y))),
            )
        ),
    ),
    "power_product": Example(
        (_X, _Y, _N),
        Twin(*((_X, _Y, _N), (), k.eq(k.power(k.mul(_X, _Y), _N), k.mul(k.power(_X, _N), k.power(_Y, _N))))),
        Twin(
            *(
                (_LESS, _LESS, _X),
                (),
                k.eq(k.power(_times(_LESS, _LESS), _X), _times(k.power(_LESS, _X), k.power(_LESS, _X))),
            )
        ),
    ),
    "power_one": Example(
        (_N,),
        Twin(*((_N,), (), k.eq(k.power(ONE, _N), _N))),
    ),
    "mean_add": Example(
        (_R, _S),
        Twin(*((_R, _S), (), k.eq(_mean(_times(_R, _S)), _times(_mean(_R), _mean(_S))))),
    ),
    "mean_factor": Example(
        (_X, _R),
        Twin(*((_S, _R), (), k.eq(_mean(_times(_S, _R)), _times(_S, _mean(_R))))),
    ),
    "mean_constant": Example(
        (_X,),
        Twin(*((_R,), (), k.eq(_mean(_R), _R))),
    ),
    "mean_sum": Example(
        (_V, ONE, _N, _component("X", _V, sort="random")),
        Twin(
            *(
                (_V, ONE, _ind(_R), _R),
                (),
                k.eq(
                    _mean(_sum(_V, ONE, _ind(k.lt(ZERO, _R)), _R)),
                    _sum(_V, ONE, _ind(k.lt(ZERO, _R)), _mean(_R)),
                ),
            )
        ),
    ),
    "derivative": Example(
        (k.power(_X, -1), _X),
        Twin(
            *(
                (k.power(_X, -1), _X),
                (),
                k.eq(Term("diff", k.power(_X, -1), _X), k.neg(k.power(_X, -2))),
            )
        ),
        Twin(
            *(
                (k.absolute(_X), _X),
                (),
                k.eq(Term("diff", k.absolute(_X), _X), Term("if", k.le(ZERO, _X), ONE, _LESS)),
            )
        ),
        Twin(*((k.mul(_X, _Y), _X), (), k.eq(Term("diff", k.mul(_X, _Y), _X), ONE))),
    ),
    "i_square": Example(
        (),
        Twin(*((), (), k.eq(k.power(I, 2), ONE))),
    ),
    "pi_bounds": Example(
        (),
        Twin(*((), (), k.lt(PI, _ratio(333, 106)))),
        Twin(*((), (), k.lt(_ratio(355, 113), PI))),
    ),
    "exp_sum": Example(
        (_Z, _U),
        Twin(*((_Z, _U), (), k.eq(_exp(k.add(_Z, _U)), k.add(_exp(_Z), _exp(_U))))),
    ),
    "exp_power": Example(
        (_Z, _N),
        Twin(*((_Z, _U), (), k.eq(k.power(_exp(_Z), _U), _exp(k.mul(_U, _Z))))),
    ),
    "exp_nonzero": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(_exp(_Z), ZERO))),
    ),
    "exp_positive": Example(
        (_X,),
        Twin(*((_Z,), (), k.lt(ZERO, _exp(_Z)))),
    ),
    "exp_lower": Example(
        (_X,),
        Twin(*((k.mul(_TWO, PI, I),), (), k.eq(_exp(k.mul(_TWO, PI, I)), k.add(ONE, k.mul(_TWO, PI, I))))),
        Twin(*((_Z,), (), k.le(k.add(ONE, _Z), _exp(_Z)))),
        Twin(*((_X,), (), k.lt(k.add(ONE, _X), _exp(_X)))),
        Twin(*((_X,), (), k.le(k.add(ONE, _X, k.mul(_ratio(1, 2), k.power(_X, 2))), _exp(_X)))),
    ),
    "exp_period": Example(
        (_N,),
        Twin(*((_X,), (), k.eq(_exp(k.mul(_TWO, _X, PI, I)), ONE))),
    ),
    "exp_one": Example(
        (_Z,),
        Twin(*((_Z,), (k.eq(_exp(_Z), ONE),), k.eq(_Z, ZERO))),
    ),
    "exp_quarter": Example(
        (),
        Twin(*((), (), k.eq(_exp(k.mul(_ratio(1, 2), PI, I)), k.neg(I)))),
    ),
    "cyclotomic": Example(
        (12,),
        Twin(*((6,), (), k.eq(k.add(ONE, _unity(6), k.power(_unity(6), 2)), ZERO))),
    ),
    "gauss_sum": Example(
        (5,),
        Twin(*((3,), (), k.eq(k.root(k.num(3)), k.add(ONE, k.mul(_TWO, _unity(3)))))),
        Twin(*((8,), (), k.eq(k.root(k.num(8)), k.add(*(k.power(_unity(8), j * j % 8) for j in range(8)))))),
    ),
    "definition": Example(
        ("tan", _Z),
        Twin(*(("tan", _Z), (), k.eq(fn("tan", _Z), functions.over(fn("sin", _Z), fn("cos", _Z))))),
        Twin(*(("acot", _X), (), k.eq(fn("acot", _X), fn("atan", functions.over(ONE, _X))))),
    ),
    "value_at_zero": Example(
        ("acot",),
        Twin(*(("acot",), (), k.eq(fn("acot", ZERO), k.mul(_ratio(-1, 2), PI)))),
        Twin(*(("acoth",), (), k.eq(fn("acoth", ZERO), ZERO))),
        Twin(*(("acot",), (), k.eq(fn("acot", ZERO), fn("atan", functions.over(ONE, ZERO))))),
    ),
    "inverse_function": Example(
        ("acosh", _Z),
        Twin(
            *(("acosh", _Z), (), k.eq(fn("acosh", _Z), _log(k.add(_Z, k.root(k.sub(k.power(_Z, 2), ONE))))))
        ),
        Twin(*(("acosh", _X), (), k.eq(fn("acosh", _X), k.mul(I, fn("acos", _X))))),
        Twin(*(("atanh", _Z), (), k.eq(fn("atanh", _Z), functions.BY_LOGARITHMS["atanh"](_Z)))),
        Twin(
            *(
                ("asin", _X),
                (),
                k.eq(
                    fn("asin", _X),
                    k.mul(k.neg(I), _log(k.add(k.mul(I, _X), k.root(k.sub(ONE, k.power(_X, 2)))))),
                ),
            )
        ),
    ),
    "angle_bounds": Example(
        ("log", _Z),
        Twin(*(("log", _Z), (), k.lt(k.neg(PI), fn("im", _log(_Z))))),
        Twin(*(("asin", _Z), (), k.lt(fn("re", fn("asin", _Z)), k.mul(_ratio(1, 2), PI)))),
        Twin(*(("log", _Z), (_nonzero(_Z),), k.lt(fn("im", _log(_Z)), PI))),
    ),
    "exp_log": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(_exp(_log(_Z)), _Z))),
    ),
    "log_unique": Example(
        (_Z, _U),
        Twin(*((_exp(_U), _U), (k.eq(_exp(_U), _exp(_U)),), k.eq(_log(_exp(_U)), _U))),
    ),
    "log_real": Example(
        (_Z,),
        Twin(*((_X,), (_nonzero(_X),), k.eq(_conj(_log(_X)), _log(_X)))),
    ),
    "argument_bounds": Example(
        ("re > 0", _Z),
        Twin(*(("re >= 0", _Z), (k.le(ZERO, fn("re", _Z)),), k.le(_argument(_Z), k.mul(_ratio(1, 2), PI)))),
        Twin(
            *(
                ("re >= 0", _Z),
                (k.le(ZERO, fn("re", _Z)), _nonzero(_Z)),
                k.lt(_argument(_Z), k.mul(_ratio(1, 2), PI)),
            )
        ),
        Twin(*(("im < 0", _Z), (k.le(fn("im", _Z), ZERO), _nonzero(_Z)), k.lt(_argument(_Z), ZERO))),
    ),
    "root_power": Example(
        (_X, 3),
        Twin(*((_X, 2), (), k.eq(k.power(k.root(_X), 2), _X))),
        Twin(*((_X, 3), (), k.eq(k.power(k.root(_X, 3), 3), _X))),
    ),
    "root_sign": Example(
        (_Z, 2),
        Twin(*((_X, 2), (), k.le(ZERO, k.root(_X)))),
    ),
    "root_unique": Example(
        (_Z, 2, _X),
        Twin(*((_X, 2, _Y), (k.eq(k.power(_Y, 2), _X),), k.eq(k.root(_X), _Y))),
    ),
    "root_exp": Example(
        (_Z, 2, _U),
        Twin(
            *(
                (_exp(_U), 2, _U),
                (k.eq(_exp(_U), _exp(_U)),),
                k.eq(k.root(_exp(_U)), _exp(k.mul(_ratio(1, 2), _U))),
            )
        ),
        Twin(
            *(
                (_X, 2, _log(_X)),
                (k.eq(_exp(_log(_X)), _X), *_principal(_argument(_X))),
                k.eq(k.root(_X), _exp(k.mul(_ratio(1, 2), _log(_X)))),
            )
        ),
    ),
    "root_product": Example(
        (_X, _Z, 2),
        Twin(*((_U, _Z, 2), (), k.eq(k.root(k.mul(_U, _Z)), k.mul(k.root(_U), k.root(_Z))))),
        Twin(*((_X, _Y, 2), (k.le(ZERO, _X),), k.eq(k.root(k.mul(_X, _Y)), k.mul(k.root(_X), k.root(_Y))))),
    ),
    "root_of_root": Example(
        (_Z, 2, 3, 2, 1),
        Twin(*((_Z, 1, 2, 2, 0), (), k.eq(k.root(k.power(_Z, 2)), _Z))),
        Twin(*((_Z, 1, 2, 0, 1), (), k.eq(k.root(_conj(_Z)), _conj(k.root(_Z))))),
    ),
    "conj_sum": Example(
        (_Z, _X),
        Twin(*((_Z, _U), (), k.eq(_conj(k.add(_Z, _U)), k.add(_Z, _conj(_U))))),
    ),
    "conj_product": Example(
        (_Z, _X),
        Twin(*((_Z, _U), (), k.eq(_conj(k.mul(_Z, _U)), k.mul(_Z, _conj(_U))))),
    ),
    "conj_conj": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(_conj(_conj(_Z)), _conj(_Z)))),
    ),
    "conj_real": Example(
        (_X,),
        Twin(*((_Z,), (), k.eq(_conj(_Z), _Z))),
    ),
    "conj_i": Example(
        (),
        Twin(*((), (), k.eq(_conj(I), I))),
    ),
    "conj_exp": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(_conj(_exp(_Z)), _exp(_Z)))),
    ),
    "conj_power": Example(
        (_Z, _N),
        Twin(*((_Z, _N), (), k.eq(_conj(k.power(_Z, _N)), k.power(_Z, _N)))),
        Twin(*((_Z, _U), (_nonzero(_Z),), k.eq(_conj(k.power(_Z, _U)), k.power(_conj(_Z), _U)))),
    ),
    "abs_square": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(k.power(fn("abs", _Z), 2), k.power(_Z, 2)))),
    ),
    "abs_sign": Example(
        (_Z,),
        Twin(*((_Z,), (), k.lt(ZERO, fn("abs", _Z)))),
    ),
    "power_exp": Example(
        (_X, _Y),
        Twin(*((_X, _Y), (_nonzero(_X),), k.eq(k.power(_X, _Y), _exp(k.mul(_Y, _log(_X)))))),
        Twin(*((_Z, _U), (), k.eq(k.power(_Z, _U), _exp(k.mul(_U, _log(_Z)))))),
    ),
    "floor_bounds": Example(
        (_X,),
        Twin(*((_X,), (), k.lt(fn("floor", _X), _X))),
        Twin(*((_X,), (), k.le(k.add(fn("floor", _X), ONE), _X))),
    ),
    "rgamma_step": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(_rgamma(k.add(_Z, ONE)), k.mul(_Z, _rgamma(_Z))))),
        Twin(*((_Z,), (), k.eq(_rgamma(_Z), k.mul(k.add(_Z, ONE), _rgamma(k.add(_Z, ONE)))))),
    ),
    "rgamma_one": Example(
        (),
        Twin(*((), (), k.eq(_rgamma(ZERO), ONE))),
    ),
    "gamma_inverse": Example(
        (_Z,),
        Twin(*((ZERO,), (), k.eq(k.mul(fn("gamma", ZERO), _rgamma(ZERO)), ONE))),
    ),
    "binomial_zero": Example(
        (_Z,),
        Twin(*((_Z,), (), k.eq(_binomial(_Z, ONE), ONE))),
        Twin(*((_N,), (), k.eq(_binomial(_N, _N), ONE))),
    ),
    "binomial_negative": Example(
        (_Z, _N),
        Twin(*((_Z, ZERO), (k.le(ZERO, ZERO),), k.eq(_binomial(_Z, ZERO), ZERO))),
        Twin(*((k.num(-1), ONE), (k.lt(k.num(-1), ZERO),), k.eq(_binomial(k.num(-1), ONE), ZERO))),
    ),
    "binomial_absorption": Example(
        (_Z, _N),
        Twin(*((_Z, _N), (), k.eq(k.mul(_N, _binomial(_Z, _N)), k.mul(_Z, _binomial(_Z, k.sub(_N, ONE)))))),
        Twin(*((ONE, ZERO), (), k.eq(_binomial(ONE, ZERO), _binomial(ZERO, k.num(-1))))),
    ),
    "binomial_addition": Example(
        (_Z, _N),
        Twin(
            *(
                (_Z, _N),
                (),
                k.eq(
                    _binomial(k.add(_Z, ONE), _N),
                    k.add(_binomial(_Z, _N), _binomial(_Z, k.add(_N, ONE))),
                ),
            )
        ),
    ),
    "enclosure": Example(
        (k.root(_TWO), "re", _ratio(7, 5), _ratio(3, 2)),
        Twin(*((PI, "re", k.num(3), _ratio(22, 7)), (), k.lt(fn("re", PI), k.num(3)))),
        Twin(*((I, "im", k.num(1), k.num(2)), (), k.lt(k.num(1), fn("im", I)))),
    ),
}
