"""Limits: rational operations on sequences, by the algebra of limits; Taylor's theorem, by its hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.terms import ZERO, Term
from symderiv.export.coq.identities import whole_exponent
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.proofs import Context, Prover


class Limits:
    """Proofs that a rational expression in letters tends to its value, where the letters do."""

    def __init__(
        self, prover: Prover, v: Term, at_v: Mapping[Term, Term], at_limit: Mapping[Term, Term],
        given: Mapping[Term, str], fact: Callable[[Term], str],
    ) -> None:  # fmt: skip
        self.prover, self.v = prover, v
        self.at_v, self.at_limit = dict(at_v), dict(at_limit)
        self.given, self.fact = given, fact

    def function(self, t: Term) -> str:
        return self.prover.function(self.v, k.substitute(t, self.at_v))

    def value(self, t: Term) -> str:
        return self.prover.print.real(k.substitute(t, self.at_limit))

    def proof(self, t: Term) -> str:
        """tends of the sequence to the value."""
        if t in self.given:
            return self.given[t]
        if k.free_vars(t).isdisjoint(self.given):
            return f"(tends_const {self.value(t)})"
        match t.op:
            case "add" | "mul":
                return self._chain(t)
            case "pow":
                return self._power(t)
            case "if":
                inner = t.args[1]
                return f"(tends_absolute {self.function(inner)} {self.value(inner)} {self.proof(inner)})"
            case "exp":
                (inner,) = t.args
                return f"(tends_exp {self.function(inner)} {self.value(inner)} {self.proof(inner)})"
            case "sum":
                return self._sum(t)
        raise NotExportedError(f"limits of the kind {t.op}")

    def _chain(self, t: Term) -> str:
        total, proof = t.args[0], self.proof(t.args[0])
        for a in t.args[1:]:
            functions = f"{self.function(total)} {self.function(a)} {self.value(total)} {self.value(a)}"
            proof = f"(tends_{t.op} {functions} {proof} {self.proof(a)})"
            total = Term(t.op, total, a)
        return proof

    def _power(self, t: Term) -> str:
        base, n = t.args[0], whole_exponent(t)
        if n is None:
            return self._raised(t)
        of = f"{self.function(base)} {self.value(base)} {self.prover.print.whole(t.args[1])} eq_refl"
        if n >= 0:
            return f"(tends_power {of} {self.proof(base)})"
        apart = self.fact(k.ne(k.substitute(base, self.at_limit), ZERO))
        return f"(tends_negative {of} {apart} {self.proof(base)})"

    def _raised(self, t: Term) -> str:
        base, e = t.args
        apart = self.fact(k.or_(k.le(ZERO, e), k.ne(k.substitute(base, self.at_limit), ZERO)))
        exponent = f"{self.prover.print.whole(e)} {self.prover.print.real(e)} {self.prover.cast(e)}"
        of = f"{self.function(base)} {self.value(base)} {exponent}"
        return f"(tends_raised {of} {apart} {self.proof(base)})"

    def _sum(self, t: Term) -> str:
        """Summand by summand; what a summand needs at the limit is known throughout the range."""
        hint, lo, hi, _ = t.args
        j = k.fresh(str(hint), "int", t, self.v, *self.at_v.values(), *self.at_limit.values())
        name, show = self.prover.print.variable(j), self.prover.print
        body = k.open_(t, j)

        def throughout(f: Term) -> str:
            return f"({self.fact(k.quantified('all', j, lo, hi, f))} {name} b_1 b_2)"

        inner = Limits(self.prover, self.v, self.at_v, self.at_limit, self.given, throughout)
        each = f"(fun {name} b_1 b_2 => {inner.proof(body)})"
        ends = " ".join(f(end) for f in (show.whole, show.real) for end in (lo, hi))
        of = k.substitute(body, self.at_v)
        member = f"(fun {show.variable(self.v)} {name} : Z => {show.real(of)})"
        value = f"(fun {name} : Z => {self.prover.print.real(k.substitute(body, self.at_limit))})"
        casts = f"{self.prover.cast(lo)} {self.prover.cast(hi)}"
        return f"(tends_sum {ends} {member} {value} {casts} {each})"


def limit_of(
    p: Prover, at: Context, v: Term, lo: Term, expression: Term, letters: tuple[Term, ...],
    limits: tuple[Theorem, ...], same: Theorem,
) -> str:  # fmt: skip
    """The rule of that name."""
    at_v = {y: k.open_(t.conclusion, v) for y, t in zip(letters, limits, strict=True)}
    at_limit = {y: t.conclusion.args[1] for y, t in zip(letters, limits, strict=True)}
    given = {y: p.use(t, at) for y, t in zip(letters, limits, strict=True)}
    algebra = Limits(p, v, at_v, at_limit, given, lambda f: p.fact(f, at))
    a, _ = same.conclusion.args
    inner = p.use(same, at.knowing({k.le(lo, v): "b_0"}, v))
    ends = f"{p.print.whole(lo)} {p.print.real(lo)} {p.function(v, a)}"
    sequence = f"{ends} {algebra.function(expression)} {algebra.value(expression)} {p.cast(lo)}"
    pointwise = f"(fun {p.print.variable(v)} b_0 => {inner})"
    return f"(tends_from {sequence} {pointwise} {algebra.proof(expression)})"


def limit_shift(p: Prover, at: Context, thm: Theorem, steps: int) -> str:
    """The rule of that name."""
    f = thm.conclusion
    v = k.fresh(str(f.args[0]), "int", f)
    body, later = k.open_(f, v), k.add(v, k.num(steps))
    moved = k.substitute(body, {v: later})
    name, before = p.print.variable(v), p.use(thm, at)
    if steps == 0:
        return before
    shifted = f"(limit_shift {p.function(v, body)} {p.print.real(f.args[1])} {steps} {before})"
    same = p.same(v, later, body) or "eq_refl"
    first = f"(fun {name} : Z => {p.function(v, body)} ({name} + Z.of_nat {steps})%Z)"
    of = f"{first} {p.function(v, moved)} {p.print.real(f.args[1])}"
    return f"(tends_same {of} (fun {name} => {same}) {shifted})"


def limit_order(
    p: Prover, at: Context, v: Term, lo: Term, one: Theorem, other: Theorem, order: Theorem
) -> str:
    """The rule of that name."""
    sequences = " ".join(p.function(v, k.open_(t.conclusion, v)) for t in (one, other))
    values = " ".join(p.print.real(t.conclusion.args[1]) for t in (one, other))
    inner = p.use(order, at.knowing({k.le(lo, v): "b_0"}, v))
    ends = f"{p.print.whole(lo)} {p.print.real(lo)} {sequences} {values} {p.cast(lo)}"
    proofs = f"{p.use(one, at)} {p.use(other, at)}"
    return f"(limit_order {ends} {proofs} (fun {p.print.variable(v)} b_0 => {inner}))"


def limit_unique(p: Prover, at: Context, one: Theorem, other: Theorem) -> str:
    """The rule of that name."""
    f = one.conclusion
    v = k.fresh(str(f.args[0]), "int", f)
    values = " ".join(p.print.real(t.conclusion.args[1]) for t in (one, other))
    return f"(limit_unique {p.function(v, k.open_(f, v))} {values} {p.use(one, at)} {p.use(other, at)})"


def limit_squeeze(p: Prover, at: Context, v: Term, lo: Term, f: Term, small: Theorem, order: Theorem) -> str:
    """The rule of that name."""
    inner = p.use(order, at.knowing({k.le(lo, v): "b_0"}, v))
    sequences = f"{p.function(v, f)} {p.function(v, k.open_(small.conclusion, v))}"
    ends = f"{p.print.whole(lo)} {p.print.real(lo)} {sequences}"
    pointwise = f"(fun {p.print.variable(v)} b_0 => {inner})"
    return f"(limit_squeeze {ends} {p.cast(lo)} {p.use(small, at)} {pointwise})"


def geometric(p: Prover, at: Context, q: Term, degree: int = 0) -> str:
    """t^m q^t -> 0."""
    bounds = f"{p.fact(k.lt(k.num(-1), q), at)} {p.fact(k.lt(q, k.ONE), at)}"
    if degree > 1:
        return f"(grown_geometric_sequence {degree} {p.print.real(q)} {bounds})"
    name = "timed_geometric_sequence" if degree else "geometric_sequence"
    return f"({name} {p.print.real(q)} {bounds})"


def peano(p: Prover, at: Context, smooth: Term, t: Term, i: Term, step: Term, length: Term) -> str:
    """Taylor's theorem with Peano's remainder."""
    _name, order, _hint, n, _body = smooth.args
    squares = k.sum_(i, k.ONE, n, k.power(step, 2))
    facts = [
        smooth,
        k.quantified("all", t, k.ONE, None, k.lt(k.ZERO, length)),
        k.quantified("all", t, k.ONE, None, k.eq(squares, k.power(length, 2))),
        k.tends(t, length, k.ZERO),
    ]
    steps = f"(fun ({p.print.variable(t)} {p.print.variable(i)} : Z) => {p.print.real(step)})"
    point = p.function(i, k.open_(smooth, i))
    raw, moved = Term("add", k.open_(smooth, i), step), k.add(k.open_(smooth, i), step)
    names = f"{p.print.variable(t)} {p.print.variable(i)}"
    there = f"(fun {names} : Z => {p.print.real(moved)}) (fun {names} : Z => {p.identity(raw, moved)})"
    of = f"{p.print.whole(n)} {order - 1}%nat {point} {steps} {p.function(t, length)} {there}"
    premises = " ".join(p.fact(f, at) for f in facts)
    return f"(peano {p.print.function_of(smooth)} {p.taylor(smooth, 'Peano', at)} {of} {premises})"


def lagrange(p: Prover, at: Context, smooth: Term, i: Term, u: Term, lo: Term, hi: Term, e: Term) -> str:
    """Taylor's theorem with Lagrange's remainder."""
    name, order, _hint, n, _body = smooth.args
    s = k.fresh("s", "real", smooth, i, u, lo, hi, e)
    there = k.smooth(name, order, i, n, k.add(k.open_(smooth, i), k.mul(s, u)))
    ends = [f for x in (k.ZERO, e) for f in k.bounds(x, lo, hi)]
    facts = [k.quantified("all", s, lo, hi, there), *ends]
    w, name_s, name_i = k.open_(smooth, i), p.print.variable(s), p.print.variable(i)
    step, line = k.mul(e, u), k.add(w, k.mul(s, u))
    if step.op == "num":  # the core's expansion has no summands then
        raise NotExportedError("Taylor's theorem for a step that is a number")
    forms = (
        (Term("mul", e, u), step, f"fun {name_i} : Z =>"),
        (Term("add", w, step), k.add(w, step), f"fun {name_i} : Z =>"),
        (Term("add", w, Term("mul", s, u)), line, f"fun ({name_s} : R) ({name_i} : Z) =>"),
    )
    written = [f"({binders} {p.print.real(made)})" for _, made, binders in forms]
    same = [f"({binders} {p.identity(raw, made)})" for raw, made, binders in forms]
    numbers = " ".join(map(p.print.real, (lo, hi, e)))
    of = f"{p.print.whole(n)} {order - 1}%nat {p.function(i, w)} {p.function(i, u)} {numbers}"
    facts_ = " ".join([*written, *same, *(p.fact(f, at) for f in facts)])
    return f"(lagrange {p.print.function_of(smooth)} {p.taylor(smooth, 'Lagrange', at)} {of} {facts_})"
