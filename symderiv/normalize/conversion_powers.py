"""Conversions of powers by whole exponents that are no numbers: b^(m + n) = b^m b^n, (a b)^n = a^n b^n."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import permutations

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import Theorem
from symderiv.core.ring import ONE as UNIT
from symderiv.core.ring import Polynomial, constant, quotient
from symderiv.core.terms import ONE, ZERO, Term
from symderiv.normalize.conversion import MAX_POWER, Conversion, Converted, converter
from symderiv.normalize.conversion_inverses import inverse
from symderiv.normalize.equalities import applied, mirrored
from symderiv.normalize.parts import is_inverse, put
from symderiv.normalize.polynomials import normal_form

MAX_PARTS = 4  # summands of an exponent: a hypothesis may have their signs in any order, and all are tried


@converter("pow")
def power(c: Conversion, t: Term) -> Converted:
    """1/b, a whole power, or a power by other means."""
    base, e = t.args
    if e == k.num(-1):
        return inverse(c, t)
    if e.op == "num" or k.sort_of(e) != "int":
        return c.function(t)
    whole = c.parts_equal(t, (0,), (1,))
    now = t if whole is None else whole.conclusion.args[1]
    thms = [] if whole is None else [whole]
    if now.args[1].op == "num" or now.args[0] == ONE:
        if now.args[0] == ONE and now.args[1].op != "num":
            thms.append(infer.law("power_one", (now.args[1],)))
        value = constant(1) if now.args[0] == ONE else c.poly(now)
    else:
        value, more = Powers(c, base, e).split(now.args[0], now.args[1])
        thms.extend(more)
    if not thms:
        return c.gen(t), None
    return value, c.prove(
        t, c.term(value), (), [s for s in thms if s.conclusion.args[0] != s.conclusion.args[1]]
    )


class Powers:
    """Laws that take the power base^exponent apart.

    It has a value where the base is not 0 or the exponent not negative; this condition speaks of base and
    exponent as they stand in the statement, and not of their normal forms.
    """

    def __init__(self, c: Conversion, base: Term, exponent: Term) -> None:
        self.c, self.base, self.exponent = c, base, exponent

    def split(self, base: Term, e: Term) -> tuple[Polynomial, list[Theorem]]:
        """The value of base^e, both in normal form, and the equations that lead there."""
        c = self.c
        p = c.read(base)
        if len(p) == 1 and c.index_of(p) is None and self._several(p):
            return self._product(base, e)
        i = c.index_of(p)
        if i is not None and is_inverse(c.atoms[i]):
            return self._inner(c.atoms[i].args[0], k.num(-1), e)
        if i is not None and c.atoms[i].op == "pow":
            inner, m = c.atoms[i].args
            return self._inner(inner, m, e)
        return self._sum(base, e)

    @staticmethod
    def _several(p: Polynomial) -> bool:
        ((m, x),) = p.items()
        return len(m) + (x != 1) > 1 or (bool(m) and m[0][1] > 1)

    def _product(self, base: Term, e: Term) -> tuple[Polynomial, list[Theorem]]:
        """(a b)^e = a^e b^e"""
        c = self.c
        p = c.read(base)
        ((m, x),) = p.items()
        if x == 1:
            (i, n), *others = m
            first: Polynomial = {((i, 1),): x}
            rest: Polynomial = {((i, n - 1), *others) if n > 1 else tuple(others): x}
        else:
            first, rest = constant(x), {m: x / x}
        a, b = c.term(first), c.term(rest)
        same = infer.ring(k.eq(base, Term("mul", a, b)))
        product = Term("mul", a, b)
        to_product = _congruent(k.power(base, e), 0, same)
        law = infer.law("power_product", (a, b, e), self.regular(product, (e,)))
        value, thms = constant(1), [to_product, law]
        for factor in (a, b):
            part, more = self.split(factor, e)
            value = c.multiply(value, part)
            thms.extend(more)
        return value, thms

    def _inner(self, base: Term, m: Term, e: Term) -> tuple[Polynomial, list[Theorem]]:
        """(base^m)^e = base^(m e)"""
        c = self.c
        law = infer.law("power_power", (base, m, e), self.regular(base, (m, e)))
        together = law.conclusion.args[1]
        n, thm = c.equal(together.args[1])
        thms = [law] if n == together.args[1] else [law, _congruent(together, 1, thm)]
        if n.op == "num":
            return c.poly(k.power(base, n)), thms
        value, more = self.split(base, n)
        return value, [*thms, *more]

    def _sum(self, base: Term, e: Term) -> tuple[Polynomial, list[Theorem]]:
        """base^(m + n) = base^m base^n"""
        c = self.c
        parts = [(x, {m: x / x}) for m, x in c.read(e).items()]
        stop = any(x.denominator != 1 or abs(x) > MAX_POWER for x, _ in parts) or any(
            k.sort_of(c.term(m)) != "int" or (UNIT in m and x < 0 and base.op != "num") for x, m in parts
        )
        if stop or (len(parts) == 1 and parts[0][0] == 1):
            return c.gen(k.power(base, e)), []
        (x, m), *others = parts
        if not others:
            return self._multiple(base, e, int(x), c.term(m))
        first = c.term({key: value * x for key, value in m.items()})
        rest = c.term({key: y * value for y, q in others for key, value in q.items()})
        same = infer.ring(k.eq(e, Term("add", first, rest)))
        to_sum = _congruent(k.power(base, e), 1, same)
        law = infer.law("power_add", (base, first, rest), self.regular(base, (first, rest)))
        value, thms = constant(1), [to_sum, law]
        for part in (first, rest):
            if part.op == "num":
                value = c.multiply(value, c.poly(k.power(base, part)))
                continue
            one, more = self.split(base, part)
            value = c.multiply(value, one)
            thms.extend(more)
        return value, thms

    def _multiple(self, base: Term, e: Term, x: int, m: Term) -> tuple[Polynomial, list[Theorem]]:
        """base^(x m) = (base^m)^x, for a number x; where that is negative, 1/(base^m)^-x."""
        c = self.c
        atom = k.power(base, m)
        c.gen(atom)
        x_term = k.num(x)
        same = infer.ring(k.eq(e, Term("mul", m, x_term)))
        law = infer.law("power_power", (base, m, x_term), self.regular(base, (m, x_term)))
        back = mirrored(law)
        raised = law.conclusion.args[0]
        if x < 0:
            c.scope.facts.setdefault(k.ne(atom, ZERO), self.never_zero(base, m))
        return c.poly(raised), [_congruent(k.power(base, e), 1, same), back]

    def never_zero(self, base: Term, m: Term) -> Theorem:
        """base^m is not 0, for a base that is not."""
        nonzero = self.nonzero(base)
        regular = infer.or_intro(self._regular_formula(base, (m, k.neg(m))), 0, nonzero)
        law = infer.law("power_add", (base, m, k.neg(m)), regular)
        atom = k.power(base, m)
        zero = k.eq(atom, ZERO)
        e = Term("add", m, k.neg(m))
        cancelled = _congruent(k.power(base, e), 1, infer.ring(k.eq(e, ZERO)))
        other = k.power(base, k.neg(m))
        one = infer.ring(
            k.eq(ZERO, ONE),
            (),
            (),
            ((ONE, cancelled), (k.num(-1), law), (k.neg(other), infer.assume(zero))),
        )
        return infer.negate(zero, infer.absurd(one))

    # -- what the laws need

    def _regular_formula(self, base: Term, exponents: tuple[Term, ...]) -> Term:
        return k.or_(k.ne(base, ZERO), k.and_(*(k.le(ZERO, e) for e in exponents)))

    def nonzero(self, base: Term) -> Theorem:
        """A theorem that base is not 0: by what is known of it, or of the base as the statement has it."""
        c = self.c
        if base.op == "num":
            zero = k.eq(base, ZERO)
            return infer.negate(zero, infer.absurd(infer.assume(zero)))
        known = c.scope.facts.get(k.ne(base, ZERO))
        if known is not None:
            return known
        whole = c.need(k.ne(self.base, ZERO))
        p = c.read(base)
        if base == self.base:
            return whole
        whole_p = c.poly(self.base)
        multiplier = constant(1) if whole_p == p else _quotient(whole_p, p)
        if multiplier is None:
            return c.need(k.ne(base, ZERO))
        gone = c.prove(self.base, ZERO, ((c.term(multiplier), infer.assume(k.eq(base, ZERO))),))
        return infer.negate(k.eq(base, ZERO), infer.contradict(gone, whole))

    def regular(self, base: Term, exponents: tuple[Term, ...]) -> Theorem:
        """A theorem that base is not 0 or no exponent is negative: by the signs of numbers, or by the power's
        condition."""
        c = self.c
        goal = self._regular_formula(base, exponents)
        if base.op == "num" and base != ZERO:
            return infer.or_intro(goal, 0, self.nonzero(base))
        signs = [self._natural(e) for e in exponents]
        if all(s is not None for s in signs):
            return infer.or_intro(goal, 1, _conjunction([s for s in signs if s is not None]))
        if k.ne(base, ZERO) in c.scope.facts:
            return infer.or_intro(goal, 0, c.scope.facts[k.ne(base, ZERO)])
        for form in self._conditions(base, exponents):
            if form in c.assumed or form in c.scope.facts or self._closes(form):
                return self._from(form, goal, base, exponents)
        return self._from(k.ne(self.base, ZERO), goal, base, exponents)

    def _closes(self, form: Term) -> bool:
        """Whether the condition, quantified over what is bound above, is a hypothesis of the statement."""
        return self.c.closed(form) in self.c.assumed

    def _conditions(self, base: Term, exponents: tuple[Term, ...]) -> list[Term]:
        """Forms in which the condition of the power may be assumed; each gives that of base and exponents."""
        c = self.c
        whole = k.or_(k.le(ZERO, self.exponent), k.ne(self.base, ZERO))
        monomials = sorted({m for e in exponents for m in c.read(e)})
        signs = [k.le(ZERO, c.term({m: Fraction(1)})) for m in monomials if m != UNIT]
        choices = [signs, [k.le(ZERO, ONE), *signs]] if len(signs) < MAX_PARTS else []
        regular = [k.and_(*order) for choice in choices if choice for order in permutations(choice)]
        return [
            k.ne(self.base, ZERO),
            *(k.or_(k.ne(b, ZERO), nonnegative) for nonnegative in regular for b in (self.base, base)),
            whole,
            *self._otherwise_written(base),
        ]

    def _otherwise_written(self, base: Term) -> Iterator[Term]:
        """The hypotheses of this kind whose base is the same but for how it is written."""
        bound = [entry[0] for entry in self.c.context if isinstance(entry, tuple)]
        for h in sorted(self.c.assumed, key=lambda f: f.key):
            f = h
            for v in bound[-_depth(h) :] if _depth(h) else ():
                f = k.open_(f, v)
            if f.op in ("or", "not") and any(_is_base(part, base) for part in _cases(f)):
                yield f

    def _from(self, form: Term, goal: Term, base: Term, exponents: tuple[Term, ...]) -> Theorem:
        c = self.c
        if form == goal:
            return c.need(form)
        if form.op == "not":
            c.need(form)
            return infer.or_intro(goal, 0, Powers(c, form.args[0].args[0], self.exponent).nonzero(base))
        thm = c.need(form)
        branches = []
        for f in form.args:
            if f.op == "not":
                inner = Powers(c, f.args[0].args[0], self.exponent)
                facts = dict(c.scope.facts)
                c.scope.facts[f] = infer.assume(f)
                branches.append(infer.or_intro(goal, 0, inner.nonzero(base)))
                c.scope.facts = facts
            else:
                given = infer.assume(f)
                parts = [infer.and_elim(given, n) for n in range(len(f.args))] if f.op == "and" else [given]
                branches.append(
                    infer.or_intro(goal, 1, _conjunction([self._sign(e, parts) for e in exponents]))
                )
        return infer.by_cases(thm, *branches)

    def _sign(self, e: Term, given: list[Theorem]) -> Theorem:
        """0 <= e, from one of these signs."""
        known = self._natural(e)
        if known is not None:
            return known
        goal = k.le(ZERO, e)
        found = next((thm for thm in given if thm.conclusion == goal), None)
        if found is not None:
            return found
        by_part = {thm.conclusion.args[1]: thm for thm in given}
        products, parts = [], []
        same_sign = next(
            (thm for thm in given if self.c.poly(thm.conclusion.args[1]) == self.c.poly(e)), None
        )
        if same_sign is not None:
            same = self.c.prove(e, same_sign.conclusion.args[1])
            return infer.positive(goal, ((k.Rational(1), (same_sign,), ()),), ((ONE, same),))
        for m, x in self.c.read(e).items():
            part = self.c.term({m: Fraction(1)})
            thm = by_part.get(part) or self._natural(part)
            if thm is None or x < 0:
                return self.c.need(goal)
            products.append((k.Rational(x), (thm,), ()))
            parts.append(k.mul(k.num(x), part))
        same = self.c.prove(e, k.add(*parts))
        return infer.positive(goal, tuple(products), ((ONE, same),))

    def _natural(self, e: Term) -> Theorem | None:
        """0 <= e, for a number, or where it is known."""
        goal = k.le(ZERO, e)
        if e.op == "num":
            return infer.positive(goal, ()) if e.args[0] >= 0 else None
        return self.c.scope.facts.get(goal)


def _depth(f: Term) -> int:
    """Over how many variables f is quantified."""
    return 1 + _depth(f.args[-1]) if f.op == "all" else 0


def _cases(f: Term) -> tuple[Term, ...]:
    return f.args if f.op == "or" else (f,)


def _is_base(f: Term, base: Term) -> bool:
    """Whether f says that the base is not 0, however it is written."""
    return (
        f.op == "not"
        and f.args[0].op == "eq"
        and f.args[0].args[1] == ZERO
        and f.args[0].args[0] != base
        and normal_form(f.args[0].args[0]) == normal_form(base)
    )


def _conjunction(thms: list[Theorem]) -> Theorem:
    return thms[0] if len(thms) == 1 else infer.and_intro(*thms)


def _congruent(t: Term, place: int, thm: Theorem) -> Theorem:
    """t with an argument replaced by what it is equal to."""
    return applied(partial(put, t, (place,)), thm)


def _quotient(p: Polynomial, q: Polynomial) -> Polynomial | None:
    """p/q for monomials, where q divides p."""
    if len(p) != 1 or len(q) != 1:
        return None
    ((m, x),), ((n, y),) = p.items(), q.items()
    rest = quotient(m, n)
    return None if rest is None else {rest: x / y}
