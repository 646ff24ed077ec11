"""Instances of the core's laws where complex numbers occur, as applications of theorems of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from symderiv.core import functions
from symderiv.core import terms as k
from symderiv.core.terms import PI, I, Term
from symderiv.export.coq import enclosures, laws, special_laws, unity_laws
from symderiv.export.coq.alike import between
from symderiv.export.coq.complex_derivatives import ComplexTable
from symderiv.export.coq.laws import Instance
from symderiv.export.coq.printer import is_whole

if TYPE_CHECKING:
    from symderiv.export.coq.complex_proofs import ComplexProver
    from symderiv.export.coq.proofs import Context

SHARED: Final = (  # noqa: SIM905 - a list of words; those that read alike for real and for complex numbers
    "sum_add sum_factor sum_shift sum_empty sum_unroll sum_swap sum_delta sum_ones ind_not ind_and ind_or "
    "ind_implies ind_false ind_square ind_same ind_lower ind_upper cases power_add power_power power_product "
    "power_one mean_add mean_factor mean_constant mean_sum pi_bounds exp_sum exp_power exp_nonzero "
    "exp_positive exp_lower floor_bounds"
).split()
LAWS: Final[dict[str, Instance]] = {
    **{name: laws.LAWS[name] for name in SHARED},
    **special_laws.LAWS,
    **unity_laws.LAWS,
    "derivative": laws.by_table(ComplexTable),
    **enclosures.LAWS,
}
WITH_REAL_FORM: Final = frozenset({"asin", "asinh", "acosh"})


def law(instance: Instance) -> Instance:
    """Enter what proves a law's instances under the law's name."""
    LAWS[instance.__name__] = instance
    return instance


def _is_real(t: Term) -> bool:
    return k.sort_of(t) != "complex"


def _principal(name: str, t: Term) -> str:
    return name if _is_real(t) else f"principal_{name}"


def _real(p: ComplexProver, *ts: Term) -> str:
    return " ".join(map(p.print.real, ts))


def _listed(p: ComplexProver, ts: tuple[Term, ...]) -> str:
    return f"[{'; '.join(map(p.print.real, ts))}]"


def _used(p: ComplexProver, at: Context, premises: Any) -> str:
    return " ".join(p.use(t, at) for t in premises)


# -- constants and exponentials ------------------------------------------------------------------------


for _name in ("i_square", "exp_quarter", "conj_i"):

    def _constant(_p: ComplexProver, _at: Context, _args: Any, _premises: Any, _called: str = _name) -> str:
        return _called

    LAWS[_name] = _constant


for _name in ("conj_conj", "conj_exp", "abs_square", "abs_sign"):

    def _plain(p: ComplexProver, _at: Context, args: Any, _premises: Any, _called: str = _name) -> str:
        return f"({_called} {_real(p, *args)})"

    LAWS[_name] = _plain


for _name in ("exp_log", "log_real", "exp_one", "log_unique"):

    def _given(p: ComplexProver, at: Context, args: Any, premises: Any, _called: str = _name) -> str:
        return f"({_called} {_real(p, *args)} {_used(p, at, premises)})"

    LAWS[_name] = _given


@law
def exp_period(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    (n,) = args
    proof = f"(exp_period {p.print.whole(n)} {_real(p, n)} {p.cast(n)})"
    left = (Term("exp", make(k.num(2), n, PI, I)) for make in (k.mul, lambda *ts: Term("mul", *ts)))
    return between(p, (next(left), next(left)), proof, (k.ONE, k.ONE))


# -- functions in terms of exp and log -----------------------------------------------------------------


@law
def definition(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    name, *of = args
    p.print.real(k.fn(name, *of))  # which refuses a function that has no text
    if name == "fibonacci":
        (n,) = of
        return f"(definition_fibonacci {p.print.whole(n)} {_real(p, n)} {p.cast(n)})"
    if name in special_laws.DEFINED:
        return special_laws.defined(p, name, of)
    needed = _used(p, at, premises[:1]) if name not in functions.TOTAL else ""
    return f"(definition_{name} {_real(p, *of)} {needed})"


@law
def value_at_zero(_p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    return f"value_at_zero_{args[0]}"


@law
def inverse_function(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    name, z = args
    letter = k.fresh("z", k.sort_of(z) if _is_real(z) else "complex", z)
    general = k.substitute(functions.BY_LOGARITHMS[name](letter), {letter: z})
    form = f"inverse_function_{name}"
    if name == "atan" and _is_real(z):
        proof = f"({form}_real {_real(p, z)} {p.is_real(z)})"
    else:
        real = "_real" if name in WITH_REAL_FORM and _is_real(z) else ""
        proof = f"({form}{real} {_real(p, z)} {_used(p, at, premises)})"
    value = k.fn(name, z)
    return between(p, (value, value), proof, (general, functions.BY_LOGARITHMS[name](z)))


@law
def angle_bounds(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    name, z = args
    if name == "atan" and _is_real(z):
        return f"(angle_bounds_atan_real {_real(p, z)} {p.is_real(z)})"
    return f"(angle_bounds_{name} {_real(p, z)} {_used(p, at, premises)})"


_HALF_PLANES: Final = {
    "re >= 0": "right", "re > 0": "right_strict", "im >= 0": "upper", "im > 0": "upper_strict",
    "im < 0": "lower",
}  # fmt: skip


@law
def argument_bounds(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    half_plane, z = args
    return f"(argument_bounds_{_HALF_PLANES[half_plane]} {_real(p, z)} {_used(p, at, premises)})"


# -- roots ---------------------------------------------------------------------------------------------


@law
def root_power(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    r, d = args
    return f"({_principal('root_power', r)} {d} {_real(p, r)} eq_refl {_used(p, at, premises)})"


@law
def root_sign(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    r, d = args
    return f"({_principal('root_sign', r)} {d} {_real(p, r)} {_used(p, at, premises)})"


@law
def root_unique(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    r, d, s = args
    return f"({_principal('root_unique', r)} {d} {_real(p, r, s)} eq_refl {_used(p, at, premises)})"


@law
def root_exp(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    r, d, w = args
    root = k.root(r, d)
    shown = (Term("exp", make(k.num(_inverse(d)), w)) for make in (lambda *ts: Term("mul", *ts), k.mul))
    proof = f"(root_exp {d} {_real(p, r, w)} {_used(p, at, premises)})"
    return between(p, (root, root), proof, (next(shown), next(shown)))


def _inverse(d: int) -> k.Rational:
    return k.Rational(1) / d  # type: ignore[return-value] # a fraction is one


@law
def root_product(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    f, g, d = args
    roots = k.root(f, d), k.root(g, d)
    product = Term("root", Term("mul", f, g), d)
    proof = f"({_principal('root_product', f)} {d} {_real(p, f, g)} {_used(p, at, premises)})"
    return between(p, (product, product), proof, (Term("mul", *roots), k.mul(*roots)))


@law
def root_of_root(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    z, d, e, m, n = args
    name = "root_of_root" if d > 1 else "root_of_itself"
    degrees = f"{d} {e}" if d > 1 else str(e)
    return f"({name} {_real(p, z)} {degrees} {m} {n} {' '.join(['eq_refl'] * (4 + (d > 1)))})"


# -- conjugates, powers --------------------------------------------------------------------------------


@law
def conj_sum(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    conjugates = tuple(k.fn("conj", z) for z in args)
    left = k.fn("conj", k.add(*args)), k.fn("conj", Term("add", *args))
    return between(p, left, f"(conj_sum {_listed(p, args)})", (Term("add", *conjugates), k.add(*conjugates)))


@law
def conj_product(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    conjugates = tuple(k.fn("conj", z) for z in args)
    left = k.fn("conj", k.mul(*args)), k.fn("conj", Term("mul", *args))
    return between(
        p, left, f"(conj_product {_listed(p, args)})", (Term("mul", *conjugates), k.mul(*conjugates))
    )


@law
def conj_real(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    (z,) = args
    real = p.is_real(z) if _is_real(z) else f"(nonneg_is_real {_real(p, z)} {_used(p, at, premises)})"
    return f"(conj_real {_real(p, z)} {real})"


@law
def conj_power(p: ComplexProver, _at: Context, args: Any, _premises: Any) -> str:
    z, n = args
    return f"(conj_power {_real(p, z)} {p.print.whole(n)})"


@law
def power_exp(p: ComplexProver, at: Context, args: Any, premises: Any) -> str:
    b, e = args
    power, raw = k.power(b, e), Term("exp", Term("mul", e, k.fn("log", b)))
    given = _used(p, at, premises)
    if is_whole(e):
        proof = f"(power_exp_whole {_real(p, b)} {p.print.whole(e)} {_real(p, e)} {p.cast(e)} {given})"
    elif k.sort_of(power) == "complex":
        proof = f"(power_exp_principal {_real(p, b, e)} {given})"
    else:
        proof = f"(power_exp {_real(p, b, e)} {p.is_real(e)} {given})"
    return between(p, (power, power), proof, (raw, Term("exp", k.mul(e, k.fn("log", b)))))
