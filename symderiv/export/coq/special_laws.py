"""The laws of the gamma function, of factorials, binomial coefficients and error functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from symderiv.core import terms as k
from symderiv.core.functions import DEFINITIONS
from symderiv.core.terms import ONE, Term, fn
from symderiv.export.coq.alike import written
from symderiv.export.coq.laws import Instance

if TYPE_CHECKING:
    from symderiv.export.coq.complex_proofs import ComplexProver
    from symderiv.export.coq.proofs import Context

LAWS: Final[dict[str, Instance]] = {}
DEFINED: Final = frozenset({"erfc", "erfi", "factorial", "beta"})
LESS: Final = k.num(-1)


def law(instance: Instance) -> Instance:
    """Enter what proves a law's instances under the law's name."""
    LAWS[instance.__name__] = instance
    return instance


def _plus(a: Term, b: Term) -> Term:
    return Term("add", a, b)


def _times(*ts: Term) -> Term:
    return Term("mul", *ts)


def defined(p: ComplexProver, name: str, of: list[Term]) -> str:
    """A function as others, which its text is: what is put together in one is put together by Coq, too."""
    letters = [k.var(f"z{place}", k.sort_of(a)) for place, a in enumerate(of)]
    formula = k.substitute(DEFINITIONS[name](*letters), dict(zip(letters, of, strict=True)))
    proof = f"(definition_{name} {' '.join(map(p.print.real, of))})"
    return f"({proof} : {p.print.real(fn(name, *of))} = {p.print.real(formula)})"


# -- the gamma function --------------------------------------------------------------------------------


@law
def rgamma_step(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    (z,) = args
    after = fn("rgamma", _plus(z, ONE)), fn("rgamma", k.add(z, ONE))
    same = written(p, _times(z, after[0]), k.mul(z, after[1]), after)
    return f"(eq_trans (rgamma_step {p.print.real(z)}) {same})"


@law
def rgamma_one(_p: ComplexProver, _at: Context, _args: Any, _premises: Any) -> str:
    return "rgamma_one"


@law
def gamma_inverse(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    return f"(gamma_inverse {p.print.real(args[0])} {p.use(premises[0], at)})"


# -- binomial coefficients -----------------------------------------------------------------------------


def _lower(p: ComplexProver, x: Term, n: Term) -> str:
    """The arguments of a theorem about x and an integer, in both of its forms."""
    return f"{p.print.real(x)} {p.print.whole(n)} {p.print.real(n)} {p.cast(n)}"


@law
def binomial_zero(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    return f"(binomial_zero {p.print.real(args[0])})"


@law
def binomial_negative(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    return f"(binomial_negative {_lower(p, *args)} {p.use(premises[0], at)})"


@law
def binomial_absorption(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    x, n = args
    whole = fn("binomial", x, n)
    part = (
        fn("binomial", _plus(x, LESS), _plus(n, LESS)),
        fn("binomial", k.sub(x, ONE), k.sub(n, ONE)),
    )
    left = written(p, k.mul(n, whole), _times(n, whole))
    right = written(p, _times(x, part[0]), k.mul(x, part[1]), part)
    return f"(eq_trans {left} (eq_trans (binomial_absorption {_lower(p, x, n)}) {right}))"


@law
def binomial_addition(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    x, n = args
    sides = fn("binomial", _plus(x, ONE), n), fn("binomial", k.add(x, ONE), n)
    part = fn("binomial", x, _plus(n, LESS)), fn("binomial", x, k.sub(n, ONE))
    whole = fn("binomial", x, n)
    left = written(p, sides[1], sides[0], sides[::-1])
    right = written(p, _plus(whole, part[0]), k.add(whole, part[1]), part)
    return f"(eq_trans {left} (eq_trans (binomial_addition {_lower(p, x, n)}) {right}))"
