"""Partial derivatives, by a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.functions import MEROMORPHIC, SLOPES
from symderiv.core.terms import ONE, ZERO, KernelError, Term


class Derivative(NamedTuple):
    """d body / d target = term where the conditions hold, by these axioms besides the table."""

    term: Term
    conditions: tuple[Term, ...]
    axioms: frozenset[str]


@k.once
def derivative(t: Term, x: Term) -> Derivative:
    """The partial derivative of t by a real variable or component, all other quantities fixed.

    A family of sort ``value`` (a gradient at the point) is no coordinate: it is not differentiated.
    """
    if x.op not in ("var", "comp") or x.args[1] != "real":
        raise KernelError(f"a derivative is taken by a real variable or component, not by {x}")
    table = _Table(x)
    result = table.d(t)
    return Derivative(result, tuple(dict.fromkeys(table.conditions)), frozenset(table.axioms))


class _Table:
    def __init__(self, x: Term) -> None:
        self.x = x
        self.conditions: list[Term] = []
        self.axioms: set[str] = set()

    def constant(self, t: Term) -> bool:
        """Whether no part of t can change with x (every component of x's family may)."""
        x = self.x
        return not any(
            s == x or (s.op == "comp" and (s.args[1] == "value" or s.args[0] == x.args[0]))
            for s in k.subterms(t)
        )

    def d(self, t: Term) -> Term:
        match t.op:
            case _ if self.constant(t):
                return ZERO
            case "mean" if self.polynomial(t.args[0]):  # whose coefficients have means, one by one
                self.axioms.add("linearity of expectation")
                return Term("mean", self.d(t.args[0]))
            case "mean":
                raise KernelError("a derivative is taken under an expectation of polynomials only")
            case "var":
                return ONE
            case "comp" if t.args[:2] == self.x.args[:2] and all(map(self.constant, t.args[3])):
                if len(t.args[3]) != len(self.x.args[3]):
                    raise KernelError(f"{t} and {self.x} have different numbers of indices")
                pairs = zip(t.args[3], self.x.args[3], strict=True)
                return k.mul(*(Term("ind", k.eq(i, j)) for i, j in pairs))
            case "add":
                return k.add(*map(self.d, t.args))
            case "mul":
                return k.add(*(k.mul(*t.args[:i], self.d(a), *t.args[i + 1 :]) for i, a in enumerate(t.args)))
            case "pow" if self.constant(t.args[1]):
                base, e = t.args
                natural = e.op == "num" and e.args[0] >= 0 and e.args[0].q == 1
                if k.sort_of(e) != "int":
                    self.conditions.append(k.lt(ZERO, base))
                elif not natural:  # x^0 is 1 at 0, too
                    self.conditions.append(k.or_(k.le(ZERO, e), k.ne(base, ZERO)))
                lower = k.num(e.args[0] - 1) if e.op == "num" else k.sub(e, ONE)
                return k.mul(e, k.power(base, lower), self.d(base))
            case "root" if k.sort_of(t.args[0]) != "complex":
                self.conditions.append(k.lt(ZERO, t.args[0]))
                return k.mul(k.num(Fraction(1, t.args[1])), t, k.power(t.args[0], -1), self.d(t.args[0]))
            case "sum" if self.constant(t.args[1]) and self.constant(t.args[2]):
                return self.total(t, lambda _: ONE)
            case "if":
                return self.cases(*t.args)
            case "diff":
                inner = derivative(*t.args)
                for c in inner.conditions:
                    self.around(c)
                self.axioms |= inner.axioms
                return self.d(inner.term)
            case "loss" if (
                all(map(self.constant, (*t.args[1][2:], t.args[3]))) and k.sort_of(t.args[4]) != "complex"
            ):
                self.axioms.add("total derivative")
                name, ranges, *fixed = t.args[1]
                return self.total(t, lambda v: Term("comp", name, "value", ranges, (*fixed, v)))
            case "call" if (
                all(map(self.constant, (*t.args[1], t.args[3]))) and k.sort_of(t.args[4]) != "complex"
            ):
                self.axioms.add("total derivative")
                name, indices, *point = t.args
                self.conditions.append(Term("smooth", name, len(indices) + 1, *point))
                return self.total(t, lambda v: Term("call", name, (*indices, v), *point))
            case "exp":
                return k.mul(t, self.d(t.args[0]))
            case "fn" if t.args[0] in SLOPES:
                (z,) = t.args[1]
                slope, regular = SLOPES[t.args[0]]
                if regular is not None and k.sort_of(z) == "complex" and t.args[0] not in MEROMORPHIC:
                    raise KernelError(f"{t} is differentiated at real arguments only, and {z} is complex")
                self.conditions.extend(() if regular is None else regular(z))
                return k.mul(slope(z), self.d(z))
        raise KernelError(f"the table of derivatives has no rule for {t} by {self.x}")

    def polynomial(self, t: Term) -> bool:
        """Whether t is a polynomial in x, with coefficients that do not change with it."""
        match t.op:
            case _ if self.constant(t):
                return True
            case "var" | "comp":
                return all(map(self.constant, t.args[3])) if t.op == "comp" else t == self.x
            case "add" | "mul":
                return all(map(self.polynomial, t.args))
            case "pow":
                base, e = t.args
                natural = e.op == "num" and e.args[0] >= 0 and e.args[0].q == 1
                return natural and self.polynomial(base)
            case "sum":
                ends = self.constant(t.args[1]) and self.constant(t.args[2])
                return ends and self.polynomial(k.open_(t, k.fresh(str(t.args[0]), "int", t, self.x)))
        return False

    def cases(self, f: Term, a: Term, b: Term) -> Term:
        """The case that holds, if it holds nearby as well, or if both have one value and one slope there."""
        settled = list(self.settled(f))
        mark = len(self.conditions)
        slope = self.guarded(f, a)
        other = self.guarded(k.not_(f), b)
        apart = any(s.op == t.op == "num" and s != t for s, t in ((a, b), (slope, other)))
        if settled and apart:
            self.conditions += settled
        elif settled:
            either = [c.args[1] for c in self.conditions[mark:]]
            alike = [k.eq(s, t) for s, t in ((a, b), (slope, other)) if s != t]
            smooth = k.and_(*alike, *either)
            self.conditions.append(k.or_(k.and_(*settled), smooth))
        return Term("if", f, slope, other)

    def settled(self, f: Term) -> Iterator[Term]:
        """What keeps f from changing at the point: real sides that are continuous there, and differ."""
        if self.constant(f):
            return
        if f.op in ("and", "or", "not", "implies"):
            for g in f.args:
                yield from self.settled(g)
            return
        if f.op not in ("eq", "le", "lt") or "complex" in map(k.sort_of, f.args):
            raise KernelError(f"the table of derivatives has no rule for cases by {f}")
        for side in f.args:
            self.continuous(side)
        yield k.ne(*f.args)

    def continuous(self, t: Term) -> None:
        """Ask for what makes t continuous at the point: cases that are, and are equal where one ends."""
        if self.constant(t):
            return
        if t.op in ("add", "mul"):
            for a in t.args:
                self.continuous(a)
        elif t.op == "if":
            settled = list(self.settled(t.args[0]))
            for a in t.args[1:]:
                self.continuous(a)
            if settled:
                self.conditions.append(k.or_(k.and_(*settled), k.eq(*t.args[1:])))
        else:
            self.d(t)

    def around(self, f: Term) -> None:
        """Ask for f around the point, where a derivative that is differentiated has to exist."""
        lasting = self.lasting(f)
        if lasting is None:
            raise KernelError(f"the table of derivatives does not know where {f} holds all around a point")
        self.conditions.append(lasting)

    def lasting(self, f: Term) -> Term | None:
        """What makes f hold around the point: strict relations do of what is continuous; None if nothing is
        known to."""
        if self.constant(f):
            return f
        match f.op:
            case "and":
                parts = [*filter(None, map(self.lasting, f.args))]
                return k.and_(*parts) if len(parts) == len(f.args) else None
            case "or":
                parts = [*filter(None, map(self.lasting, f.args))]
                return k.or_(*parts) if parts else None
            case "implies":
                inner = self.lasting(f.args[1])
                return k.implies(f.args[0], inner) if inner and self.constant(f.args[0]) else inner
            case "all" if f.args[1] == "int" and all(e and self.constant(e) for e in f.args[2:4]):
                v, lo, hi = k.fresh(str(f.args[0]), "int", f, self.x), *f.args[2:4]
                mark = len(self.conditions)
                inner = self.lasting(k.open_(f, v))
                self.throughout(v, lo, hi, mark)
                return inner and k.quantified("all", v, lo, hi, inner)
            case "le" | "lt" if "complex" not in map(k.sort_of, f.args):
                for side in f.args:
                    self.continuous(side)
                return k.lt(*f.args)
            case "not" if f.args[0].op == "eq":
                for side in f.args[0].args:
                    self.continuous(side)
                return f
            case "smooth" if self.constant(f.args[3]):  # once less around the point
                self.total(f, lambda _: ONE)
                return Term("smooth", f.args[0], f.args[1] + 1, *f.args[2:])
        return None

    def total(self, t: Term, weight: Callable[[Term], Term]) -> Term:
        """The sum of weight(v) times the derivative of the body of t, v through the range of the body."""
        hint, lo, hi = t.args[:3] if t.op == "sum" else (t.args[2], ONE, t.args[3])
        v = k.fresh(str(hint), "int", t, self.x)
        mark = len(self.conditions)
        inner = self.d(k.open_(t, v))
        self.throughout(v, lo, hi, mark)
        return k.sum_(v, lo, hi, k.mul(weight(v), inner))

    def throughout(self, v: Term, lo: Term, hi: Term, mark: int) -> None:
        """The conditions from the mark on are asked for each v from lo to hi."""
        some = lo.op == hi.op == "num" and lo.args[0] <= hi.args[0]  # then what does not speak of v is plain
        self.conditions[mark:] = [
            c if some and v not in k.free_vars(c) else k.quantified("all", v, lo, hi, c)
            for c in self.conditions[mark:]
        ]

    def guarded(self, guard: Term, t: Term) -> Term:
        mark = len(self.conditions)
        result = self.d(t)
        self.conditions[mark:] = [k.implies(guard, c) for c in self.conditions[mark:]]
        return result
