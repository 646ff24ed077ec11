"""Instances of the core's laws as applications of the prelude's theorems, which have the laws' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ONE, Term
from symderiv.export.coq import limits
from symderiv.export.coq.alike import between, exactly
from symderiv.export.coq.derivatives import Table
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.proofs import Context, Prover

Instance = Callable[..., str]  # of a prover, a context, the law's arguments, and its premises
LAWS: Final[dict[str, Instance]] = {}


def law(instance: Instance) -> Instance:
    """Enter what proves a law's instances under the law's name."""
    LAWS[instance.__name__.lstrip("_")] = instance
    return instance


class LawProver(Prover):
    """Writes steps that are laws and axioms, too."""

    laws = LAWS

    def _law(self, at: Context, _: Theorem, name: str, args: tuple[Any, ...], *premises: Theorem) -> str:
        if name not in self.laws:
            raise NotExportedError(f"the law {name}")
        return self.laws[name](self, at, args, premises)

    def _axiom(self, at: Context, _: Theorem, name: str, *args: Any) -> str:
        match name:
            case "geometric sequence":
                return limits.geometric(self, at, *args)
            case "reciprocals":
                return "reciprocals"
            case "Taylor with Peano's remainder":
                return limits.peano(self, at, *args)
            case "Taylor with Lagrange's remainder":
                return limits.lagrange(self, at, *args)
        raise NotExportedError(f"the axiom {name}")

    def _limit_of(self, at: Context, _: Theorem, *args: Any) -> str:
        return limits.limit_of(self, at, *args)

    def _limit_shift(self, at: Context, _: Theorem, *args: Any) -> str:
        return limits.limit_shift(self, at, *args)

    def _limit_order(self, at: Context, _: Theorem, *args: Any) -> str:
        return limits.limit_order(self, at, *args)

    def _limit_squeeze(self, at: Context, _: Theorem, *args: Any) -> str:
        return limits.limit_squeeze(self, at, *args)

    def _limit_unique(self, at: Context, _: Theorem, *args: Any) -> str:
        return limits.limit_unique(self, at, *args)

    def _less_smooth(self, at: Context, _: Theorem, thm: Theorem, order: int) -> str:
        f = thm.conclusion
        of = f"{self.print.function_of(f)} {order} {f.args[1]} {self.print.vector(f)}"
        return f"(less_smooth {of} eq_refl {self.use(thm, at)})"


def _ends(p: Prover, lo: Term, hi: Term) -> str:
    return " ".join(map(p.print.whole, (lo, hi)))


def _functions(p: Prover, v: Term, bodies: tuple[Term, ...]) -> str:
    return f"[{'; '.join(p.function(v, t) for t in bodies)}]"


def _outcomes(p: Prover, body: Term) -> str:
    return f"(fun w : Omega => {p.print.real(body)})"


# -- sums ----------------------------------------------------------------------------------------------


@law
def sum_add(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    v, lo, hi, *parts = args
    return f"(sum_add {_ends(p, lo, hi)} {_functions(p, v, tuple(parts))})"


@law
def sum_factor(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    v, lo, hi, c, body = args
    return f"(sum_factor {_ends(p, lo, hi)} {p.print.real(c)} {p.function(v, body)})"


@law
def sum_shift(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    v, lo, hi, step, body = args
    moved = k.sub(v, step)
    shifted = " ".join(p.print.whole(k.add(end, step)) for end in (lo, hi))
    at_v = p.same(v, moved, body) or "eq_refl"
    pointwise = f"(fun {p.print.variable(v)} => {at_v})"
    return (
        f"(sum_shifted {_ends(p, lo, hi)} {p.print.whole(step)} {shifted} {p.function(v, body)} "
        f"{p.function(v, k.substitute(body, {v: moved}))} "
        f"ltac:(lia) ltac:(lia) (fun {p.print.variable(v)} => "
        f"eq_trans (f_equal {p.function(v, body)} (ltac:(lia) : ({p.print.variable(v)} "
        f"+ -1 * {p.print.whole(step)} = {p.print.whole(moved)})%Z)) ({pointwise} {p.print.variable(v)})))"
    )


@law
def sum_empty(p: Prover, at: Context, args: Any, premises: Any) -> str:
    v, lo, hi, body = args
    order = p.whole_order("lt", hi, lo, p.use(premises[0], at))
    return f"(sum_empty {_ends(p, lo, hi)} {p.function(v, body)} {order})"


@law
def sum_unroll(p: Prover, at: Context, args: Any, premises: Any) -> str:
    v, lo, hi, n, body = args
    last = k.add(lo, k.num(n - 1))
    size = f"(whole_eq _ _ _ _ {p.cast(hi)} {p.cast(last)} {p.use(premises[0], at)})"
    terms = [k.add(lo, k.num(i)) for i in range(n)]
    function, proof = p.function(v, body), ""
    for i, t in enumerate(terms):
        here = f"(f_equal {function} (ltac:(lia) : ({p.print.whole(lo)} + {i} = {p.print.whole(t)})%Z))"
        same = p.same(v, t, body)
        summand = here if same is None else f"(eq_trans {here} {same})"
        proof = summand if i == 0 else f"(plus_equal _ _ _ _ {proof} {summand})"
    whole = (
        f"(sum_unroll {_ends(p, lo, hi)} {n} {function} ltac:(let H := fresh in pose proof {size} as H; lia))"
    )
    return f"(eq_trans {whole} {proof or 'eq_refl'})"


@law
def sum_swap(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    v, lo, hi, w, first, last, body = args
    names = f"{p.print.variable(v)} {p.print.variable(w)}"
    return f"(sum_swap {_ends(p, lo, hi)} {_ends(p, first, last)} (fun {names} : Z => {p.print.real(body)}))"


@law
def sum_delta(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    v, lo, hi, e, body = args
    wholes, reals = (" ".join(map(form, (lo, hi, e))) for form in (p.print.whole, p.print.real))
    casts = " ".join(map(p.cast, (lo, hi, e)))
    proof = f"(sum_delta {wholes} {reals} {p.function(v, body)} {casts})"
    same = p.same(v, e, body)
    return proof if same is None else f"(eq_trans {proof} (f_equal (Rmult _) {same}))"


@law
def sum_ones(p: Prover, at: Context, args: Any, premises: Any) -> str:
    _v, lo, hi = args
    order = p.whole_order("le", lo, k.add(hi, ONE), p.use(premises[0], at))
    reals = " ".join(map(p.print.real, (lo, hi)))
    proof = f"(sum_ones {_ends(p, lo, hi)} {reals} {p.cast(lo)} {p.cast(hi)} {order})"
    printed = Term("add", Term("add", hi, Term("mul", k.num(-1), lo)), ONE)
    return f"(eq_trans {proof} {p.identity(printed, k.add(k.sub(hi, lo), ONE))})"


# -- indicators and cases ------------------------------------------------------------------------------


def _said(p: Prover, fs: Any) -> str:
    return " ".join(map(p.print.said, fs))


def _propositions(p: Prover, fs: Any) -> str:
    return f"[{'; '.join(map(p.print.said, fs))}]"


for _name in ("ind_not", "ind_implies", "ind_square", "ind_lower", "ind_upper", "ind_false"):

    def _plain(p: Prover, _at: Context, args: Any, _premises: Any, _called: str = _name) -> str:
        return f"({_called} {_said(p, args)})" if args else _called

    LAWS[_name] = _plain


@law
def ind_and(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    return f"(ind_all {_propositions(p, args)})"


@law
def ind_or(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    return f"(ind_any {_propositions(p, args)})"


@law
def ind_same(p: Prover, at: Context, args: Any, premises: Any) -> str:
    return f"(ind_same {_said(p, args)} {p.use(premises[0], at)} {p.use(premises[1], at)})"


@law
def cases(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    f, a, b = args[0].args
    return f"(cases {p.print.said(f)} {p.print.real(a)} {p.print.real(b)})"


# -- whole powers --------------------------------------------------------------------------------------


def _exponents(p: Prover, b: Term, ns: tuple[Term, ...]) -> str:
    forms = [p.print.real(b), *map(p.print.whole, ns), *map(p.print.real, ns), *map(p.cast, ns)]
    return " ".join(forms)


@law
def power_add(p: Prover, at: Context, args: Any, premises: Any) -> str:
    b, m, n = args
    return f"(power_add {_exponents(p, b, (m, n))} {p.use(premises[0], at)})"


@law
def power_power(p: Prover, at: Context, args: Any, premises: Any) -> str:
    b, m, n = args
    return f"(power_power {_exponents(p, b, (m, n))} {p.use(premises[0], at)})"


@law
def power_product(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    a, b, n = args
    return f"(power_product {p.print.real(a)} {p.print.real(b)} {p.print.whole(n)})"


@law
def power_one(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    return f"(power_one {p.print.whole(args[0])})"


# -- exponentials and bounds ---------------------------------------------------------------------------


@law
def pi_bounds(_p: Prover, _at: Context, _args: Any, _premises: Any) -> str:
    return "pi_bounds"


for _name in ("exp_nonzero", "exp_positive", "exp_lower", "floor_bounds"):

    def _of_one(p: Prover, _at: Context, args: Any, _premises: Any, _called: str = _name) -> str:
        (x,) = args
        exactly(k.add(ONE, x), Term("add", ONE, x))
        real = "" if _called == "exp_nonzero" else p.real_ones(x)
        return f"({_called} {p.print.real(x)}{real})"

    LAWS[_name] = _of_one


@law
def exp_sum(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    exps = tuple(Term("exp", z) for z in args)
    left = Term("exp", k.add(*args)), Term("exp", Term("add", *args))
    listed = "; ".join(map(p.print.real, args))
    return between(p, left, f"(exp_sum [{listed}])", (Term("mul", *exps), k.mul(*exps)))


@law
def exp_power(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    z, n = args
    power = k.power(Term("exp", z), n)
    proof = f"(exp_power {p.print.real(z)} {p.print.whole(n)} {p.print.real(n)} {p.cast(n)})"
    return between(p, (power, power), proof, (Term("exp", Term("mul", n, z)), Term("exp", k.mul(n, z))))


# -- means ---------------------------------------------------------------------------------------------


@law
def mean_add(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    return f"(mean_add Omega E mean [{'; '.join(_outcomes(p, t) for t in args)}])"


@law
def mean_factor(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    c, body = args
    return f"(mean_factor Omega E mean {p.print.real(c)} {_outcomes(p, body)})"


@law
def mean_constant(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    return f"(mean_constant Omega E mean {p.print.real(args[0])})"


@law
def mean_sum(p: Prover, _at: Context, args: Any, _premises: Any) -> str:
    v, lo, hi, body = args
    function = f"(fun ({p.print.variable(v)} : Z) (w : Omega) => {p.print.real(body)})"
    return f"(mean_sum Omega E mean {_ends(p, lo, hi)} {function})"


# -- derivatives ---------------------------------------------------------------------------------------


def by_table(table: type[Table]) -> Instance:
    """Derivatives by the rows of a table."""

    def derivative(p: Prover, at: Context, args: Any, premises: Any) -> str:
        t, x = args
        proved = {c.conclusion: p.use(c, at) for c in premises}

        def premise(c: Term) -> str:
            if c not in proved:
                raise NotExportedError("a derivative whose conditions are others than the table's")
            return proved[c]

        proof, found = table(p, x, at).d(t, premise)
        return f"(derivative {p.print.moved(t, x)} {p.print.place(x)} {p.print.real(found)} {proof})"

    return derivative


LAWS["derivative"] = by_table(Table)


# -- roots ---------------------------------------------------------------------------------------------


@law
def root_power(p: Prover, at: Context, args: Any, premises: Any) -> str:
    r, d = args
    return f"(root_power {d} {p.print.real(r)} eq_refl {p.use(premises[0], at)})"


@law
def root_sign(p: Prover, at: Context, args: Any, premises: Any) -> str:
    r, d = args
    return f"(root_sign {d} {p.print.real(r)} {p.use(premises[0], at)})"


@law
def root_unique(p: Prover, at: Context, args: Any, premises: Any) -> str:
    r, d, s = args
    sides = f"{p.print.real(r)} {p.print.real(s)}"
    return f"(root_unique {d} {sides} eq_refl {p.use(premises[0], at)} {p.use(premises[1], at)})"
