"""Partial derivatives, by a table of rules."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from symderiv.core import terms as k
from symderiv.core.functions import SLOPES
from symderiv.core.terms import ONE, ZERO, KernelError, Term


class Derivative(NamedTuple):
    """d body / d target = term where the conditions hold, by these axioms besides the table."""

    term: Term
    conditions: tuple[Term, ...]
    axioms: frozenset[str]


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
            case "mean":
                raise KernelError("a derivative is not taken under an expectation")
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
            case "if" if self.constant(t.args[0]):
                a, b = (
                    self.guarded(g, s)
                    for g, s in zip((t.args[0], k.not_(t.args[0])), t.args[1:], strict=True)
                )
                return Term("if", t.args[0], a, b)
            case "diff":
                inner = derivative(*t.args)
                self.conditions.extend(inner.conditions)
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
                if regular is not None and k.sort_of(z) == "complex":
                    raise KernelError(f"{t} is differentiated at real arguments only, and {z} is complex")
                self.conditions.extend(() if regular is None else regular(z))
                return k.mul(slope(z), self.d(z))
        raise KernelError(f"the table of derivatives has no rule for {t} by {self.x}")

    def total(self, t: Term, weight: Callable[[Term], Term]) -> Term:
        """The sum of weight(v) times the derivative of the body of t, v through the range of the body."""
        hint, lo, hi = t.args[:3] if t.op == "sum" else (t.args[2], ONE, t.args[3])
        v = k.fresh(str(hint), "int", t, self.x)
        mark = len(self.conditions)
        inner = self.d(k.open_(t, v))
        some = lo.op == hi.op == "num" and lo.args[0] <= hi.args[0]  # then what does not speak of v is plain
        self.conditions[mark:] = [
            c if some and v not in k.free_vars(c) else k.quantified("all", v, lo, hi, c)
            for c in self.conditions[mark:]
        ]
        return k.sum_(v, lo, hi, k.mul(weight(v), inner))

    def guarded(self, guard: Term, t: Term) -> Term:
        mark = len(self.conditions)
        result = self.d(t)
        self.conditions[mark:] = [k.implies(guard, c) for c in self.conditions[mark:]]
        return result
