"""Normal forms: derivatives by a table of rules, and terms as polynomials over atoms.

``Normal().poly(t)`` is t as an element of Q[atoms], computed by flint: products are expanded, sums are
linear and contract against deltas, roots obey r^k = radicand.  What an equality used on the way needs
is collected in ``conditions``; where they hold, t and its polynomial have the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import permutations
from typing import Any, TypeVar

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.functions import AT_ZERO, definition, domain
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.evaluate.rationals import rational
from symderiv.normalize import elementary
from symderiv.normalize.elementary import Granularity, NeedsRefinement

Result = TypeVar("Result")
Factors = list[tuple[int, int]]
Scope = frozenset[Any]  # entries of a context, each with the outcome that it speaks of

SIZES = (20, 64, 256, 768)  # numbers of atoms; the next is tried where one does not suffice
_OUTCOME = k.var("outcome·")  # marks, in a context, that an outcome is bound; as a term it is no guard
REFINEMENTS = 40
UNROLL = 64  # a sum of known length up to this is written out
MAX_POWER = 256
MAX_PLAIN_POWER = 2**30  # of a product of atoms


class RingFull(Exception):
    """A ring has no room for another atom."""


def in_ring(
    work: Callable[[Normal], Result], given: Iterable[Term] = (), *, real_logs: bool = False
) -> Result:
    """work(ring) for the smallest ring that has room for its atoms, and the coarsest that is fine enough.

    In it the order relations ``given`` hold; with ``real_logs`` the real part of a logarithm is one atom.
    """
    granularity = Granularity()
    for size in SIZES:
        for _ in range(REFINEMENTS):
            try:
                return work(Normal(size, granularity, given, real_logs=real_logs))
            except NeedsRefinement:
                continue
            except RingFull:
                break
        else:
            raise KernelError(f"no generators are fine enough after {REFINEMENTS} refinements")
    raise KernelError(f"more than {SIZES[-1]} different atoms in one statement")


@cache
def _ring(size: int) -> tuple[fmpq_mpoly_ctx, tuple[fmpq_mpoly, ...], fmpq_mpoly, fmpq_mpoly]:
    """A polynomial ring with its generators, 0 and 1."""
    ctx = fmpq_mpoly_ctx.get((("x", size)), Ordering.degrevlex)
    return ctx, ctx.gens(), ctx.constant(0), ctx.constant(1)


class Normal:
    """A polynomial ring over Q whose generators stand for atoms, allotted as they are met."""

    def __init__(
        self,
        size: int = SIZES[0],
        granularity: Granularity | None = None,
        given: Iterable[Term] = (),
        *,
        real_logs: bool = False,
    ) -> None:
        self.ctx, self.gens, self.zero, self.one = _ring(size)
        self.atoms: list[Term] = []
        self.index: dict[Term, int] = {}
        self.special: list[tuple[int, int]] = []  # atoms that are reduced from this degree on
        self.inverse_of: dict[int, fmpq_mpoly] = {}
        self.scopes: dict[int, set[Scope]] = {}  # where the inverted polynomial is known not to be 0
        self.dropping = False  # below a contracted sum: quotients are taken as they stand
        self.losses: dict[str, Term] = {}
        self.granularity = Granularity() if granularity is None else granularity
        self.related: dict[int, tuple[int, fmpq_mpoly]] = {}  # atom^degree = polynomial
        self.radicand: dict[int, fmpq_mpoly] = {}
        self.nonnegative_radicands: dict[int, set[Scope]] = {}  # where a radicand is known not to be negative
        self.exponent: dict[int, fmpq_mpoly] = {}  # of an exponential
        self.logs: dict[int, tuple[int, int]] = {}  # a logarithm, or the conjugate of one: which, and whether
        self.log_of: dict[int, fmpq_mpoly] = {}
        self.log_scope: dict[int, Scope] = {}  # where the argument of a logarithm is known not to be 0
        self.unfolding: set[int] = set()  # logarithms whose exponentials are being taken apart
        self.conjugates: dict[int, int] = {}
        self.roots_of_unity: set[int] = set()
        self.never_zero: set[int] = set()  # generators that invert an exponential
        self.known: dict[Term, fmpq_mpoly] = {}
        self.conditions: dict[Term, None] = {}
        self.axioms: set[str] = set()
        self.real_logs = real_logs
        self.context: list[Term | tuple[Term, Term, Term]] = []  # guards, and binders (v, lo, hi)
        self.current_scope = self._scope()
        self.given_signs: list[
            tuple[fmpq_mpoly, Term]
        ] = []  # the relations given, and what they say the sign of
        self.given_signs.extend((self.poly(f.args[1]) - self.poly(f.args[0]), f) for f in given)

    # -- atoms and their inverses

    def gen(self, atom: Term) -> fmpq_mpoly:
        i = self.index.get(atom)
        if i is None:
            i = self.index[atom] = len(self.atoms)
            self.atoms.append(atom)
            if atom.op in ("ind", "pow"):
                self.special.append((i, 2 if atom.op == "ind" else 1))
        if i >= len(self.gens):
            raise RingFull
        return self.gens[i]

    def relate(self, i: int, degree: int, value: fmpq_mpoly) -> None:
        """Note that generator i has this power."""
        if i not in self.related:
            self.special.append((i, degree))
        self.related[i] = degree, value

    def index_of(self, f: fmpq_mpoly) -> int | None:
        """The generator that f is, or None."""
        if len(f) != 1 or f.total_degree() != 1 or f.leading_coefficient() != 1:
            return None
        return next(i for i, e in enumerate(f.degrees()) if e)

    def zeta_atom(self) -> Term:
        """The root of unity that all others in this ring are powers of."""
        order = self.granularity.order
        return k.I if order == 4 else Term("exp", k.mul(k.num(fmpq(2, order)), k.PI, k.I))

    def zeta(self) -> fmpq_mpoly:
        """The generator for the root of unity."""
        z = self.gen(self.zeta_atom())
        i = self.index[self.zeta_atom()]
        if i not in self.roots_of_unity:
            self.roots_of_unity.add(i)
            self.special.append((i, elementary.degree(self.granularity.order)))
        return z

    def is_given(self, f: fmpq_mpoly, *, strict: bool = False) -> bool:
        """Whether f is given not to be negative (or strict: to be positive), up to a positive factor.

        Below what binds a variable or the outcome in it, what is given speaks of something else.
        """
        c = f.leading_coefficient()
        return any(
            (relation.op == "lt" or not strict)
            and c * (d := g.leading_coefficient()) > 0
            and f * d == g * c
            and not any(_binds(entry, relation) for entry in self.context)
            for g, relation in self.given_signs
        )

    def has_given_sign(self, f: fmpq_mpoly) -> bool:
        """Whether f is given not to be negative, or 1/f is, up to a positive factor."""
        if self.is_given(f):
            return True
        return any(
            self.is_positive_constant(f * g) and not any(_binds(entry, relation) for entry in self.context)
            for g, relation in self.given_signs
        )

    def is_positive_constant(self, p: fmpq_mpoly) -> bool:
        """Whether p is a positive rational number, once its quotients are cancelled."""
        q, multiplier = self.clear(p)
        ratio, rest = divmod(q, multiplier)
        return bool(rest == 0 and ratio.is_constant() and ratio != 0 and ratio.leading_coefficient() > 0)

    def monomials(self, p: fmpq_mpoly) -> Iterator[tuple[fmpq, Factors]]:
        for exponents, c in p.to_dict().items():
            yield c, [(i, int(e)) for i, e in enumerate(exponents) if e]

    def term(self, p: fmpq_mpoly) -> Term:
        """p as a term, in an order that depends on the atoms alone."""
        summands = []
        for c, factors in self.monomials(p):
            powers = sorted((self.power_of(i, e) for i, e in factors), key=lambda t: t.key)
            summands.append((k.mul(*powers), c))
        summands.sort(key=lambda s: s[0].key)
        return k.add(*(k.mul(k.num(c), t) if c != 1 else t for t, c in summands))

    def power_of(self, i: int, e: int) -> Term:
        atom = self.atoms[i]
        if i in self.inverse_of:
            return k.power(atom.args[0], -e)
        return atom if e == 1 else k.power(atom, e)

    def invert(self, p: fmpq_mpoly, scope: Scope | None = None) -> fmpq_mpoly:
        """1/p, where p is not 0 (in a scope, or None: as it stands): inverses of its irreducible factors."""
        p, multiplier = self.clear(p)
        if p == 0:
            return self.gen(k.power(ZERO, -1))
        value = elementary.number(self, p)
        if value is not None:
            return multiplier * elementary.inverse_number(self, value)
        c, factors = p.factor()
        result = multiplier / c
        for f, e in factors:
            result *= self.inverse(f, scope) ** int(e)
        return result

    def inverse(self, f: fmpq_mpoly, scope: Scope | None) -> fmpq_mpoly:
        if f.leading_coefficient() < 0:
            return -self.inverse(-f, scope)
        (_, factors), *more = self.monomials(f)
        alone = None if more else factors[0][0]
        if alone in self.roots_of_unity:
            return self.invert(f, scope)
        if alone in self.related:
            degree, value = self.related[alone]
            return self.gens[alone] ** (degree - 1) * self.invert(value, scope)
        u = self.gen(k.power(self.term(f), -1))
        i = self.index[k.power(self.term(f), -1)]
        self.inverse_of[i] = f
        if alone in self.exponent:
            self.never_zero.add(i)
        if scope is not None:
            self.scopes.setdefault(i, set()).add(scope)
        return u

    def cancels(self, i: int) -> bool:
        """Whether generator i inverts a polynomial that is known not to be 0 where we stand.

        What binds it here, a binder of one of its variables or an outcome, has to be what bound it there.
        """
        return i in self.never_zero or self.holds_here(i, self.scopes.get(i))

    def holds_here(self, i: int, scopes: set[Scope] | None) -> bool:
        """Whether what is known of atom i in these scopes is known where we stand."""
        if not scopes:
            return False
        own = {e for e in self.current_scope if _binds(e[0], self.atoms[i])}
        return any(own <= scope <= self.current_scope for scope in scopes)

    def reduce(self, p: fmpq_mpoly) -> fmpq_mpoly:
        """p with indicators idempotent, roots below their degree, and x/x cancelled."""
        while True:
            degrees = p.degrees() if self.special else ()
            if not any(degrees[i] >= least for i, least in self.special):
                return p
            result, changed = self.zero, False
            for c, factors in self.monomials(p):
                exponents = dict(factors)
                extra = self.one
                for i, e in factors:
                    atom = self.atoms[i]
                    if atom.op == "ind" and e > 1:
                        exponents[i] = 1
                    elif i in self.roots_of_unity and e >= elementary.degree(self.granularity.order):
                        exponents[i] = 0
                        extra *= elementary.unity(self, fmpq(2 * e, self.granularity.order))
                    elif i in self.related and e >= self.related[i][0]:
                        degree, value = self.related[i]
                        exponents[i] = e % degree
                        extra *= value ** (e // degree)
                    elif self.cancels(i) and (j := self.index.get(atom.args[0])) in exponents:
                        common = min(e, exponents[j])
                        exponents[i], exponents[j] = e - common, exponents[j] - common
                    else:
                        continue
                    changed = True
                for i, e in exponents.items():
                    extra *= self.gens[i] ** e
                result += c * extra
            if not changed:
                return p
            p = result

    def clear(self, p: fmpq_mpoly) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """(q, m) with q = m p, no inverse left in q, and m a product of inverted polynomials."""
        multiplier = self.one
        while True:
            p = self.reduce(p)
            present = [i for i, e in enumerate(p.degrees()) if e > 0 and self.cancels(i)]
            if not present:
                return p, multiplier
            u = max(present, key=lambda i: (len(self.atoms[i].key), self.atoms[i].key))
            base, top = self.inverse_of[u], int(p.degrees()[u])
            by_power = [self.zero] * (top + 1)
            for exponents, c in p.to_dict().items():
                e = int(exponents[u])
                rest = (*exponents[:u], 0, *exponents[u + 1 :])
                by_power[e] += self.ctx.from_dict({rest: c})
            p = self.zero
            for e, q in enumerate(by_power):
                p += q * base ** (top - e)
            multiplier *= base**top

    def is_zero(self, p: fmpq_mpoly) -> bool:
        return bool(self.clear(p)[0] == 0)

    def add_condition(self, condition: Term) -> Scope:
        """Record a condition, quantified over the binders and under the guards it stands below: these."""
        used: list[Any] = [_OUTCOME] if k.is_random(condition) else []
        for entry in reversed(self.context):
            if entry is _OUTCOME:
                condition = Term("surely", condition) if k.is_random(condition) else condition
            elif isinstance(entry, Term):
                condition = k.implies(entry, condition)
                used.append(entry)
            elif entry[0] in k.free_vars(condition):
                used.append(entry)
                condition = k.quantified("all", *entry, condition)
        self.conditions[condition] = None
        return frozenset(e for e in self.current_scope if e[0] in used)

    def _scope(self) -> Scope:
        """The context, and what outcome is bound last; what is random, with the outcome it speaks of."""
        outcome, found = 0, set[Any]()
        for entry in self.context:
            if entry is _OUTCOME:
                outcome += 1
            else:
                random = k.is_random(entry[2] if isinstance(entry, tuple) else entry)
                found.add((entry, outcome if random else 0))
        return frozenset(found | {(_OUTCOME, outcome)})

    def below(self, entry: Term | tuple[Term, Term, Term], t: Term) -> fmpq_mpoly:
        self.context.append(entry)
        known, self.known = self.known, {}
        here, self.current_scope = self.current_scope, self._scope()
        result = self.reduce(self.poly(t))
        self.known, self.current_scope = known, here
        self.context.pop()
        return result

    # -- terms

    def poly(self, t: Term) -> fmpq_mpoly:
        found = self.known.get(t)
        if found is None:
            found = self.known[t] = self._poly(t)
        return found

    def _poly(self, t: Term) -> fmpq_mpoly:
        match t.op:
            case "num":
                return self.ctx.constant(rational(t))
            case "var":
                return self.gen(t)
            case "comp":
                *family, indices = t.args
                return self.gen(Term("comp", *family, tuple(self.term(self.poly(i)) for i in indices)))
            case "add":
                return sum((self.poly(a) for a in t.args), self.zero)
            case "mul":
                result = self.one
                for a in t.args:
                    result *= self.poly(a)
                return result
            case "pow":
                return self._power(*t.args)
            case "root":
                return self._root(*t.args)
            case "sum":
                return self._sum(t)
            case "ind":
                return self._indicator(t.args[0])
            case "if":
                guard, a, b = t.args
                if t == k.absolute(a) and k.sort_of(a) != "complex":
                    return elementary.root(self, self.reduce(self.poly(a) ** 2), 2)
                chosen = self._indicator(guard)
                return chosen * self.below(guard, a) + (1 - chosen) * self.below(k.not_(guard), b)
            case "diff":
                d = derivative(*t.args)
                self._one_point(t)
                for c in d.conditions:
                    self.add_condition(c)
                self.axioms |= d.axioms
                return self.poly(d.term)
            case "loss":
                return self.gen(t)
            case "call":
                return self._call(t)
            case "exp":
                return elementary.exponential(self, self.reduce(self.poly(t.args[0])))
            case "fn":
                return self._function(t)
            case "mean":
                return self._mean(t.args[0])
        raise KernelError(f"expected a term, met {t}")

    def _one_point(self, t: Term) -> None:
        """A gradient belongs to one point: every loss that has it must be the same term, up to the names of
        the variables that are its fixed indices."""
        if t.op == "loss":
            same = k.eq(t, ZERO)
            for f in t.args[1][2:]:
                same = k.quantified("all", f, None, None, same) if f.op == "var" else same
            if k.is_open(t) or self.losses.setdefault(t.args[1][0], same) != same:
                raise KernelError(f"the gradient {t.args[1][0]} is taken at two points")
        body = t.args[-1] if t.op in k.BINDERS else None
        for p in k.parts(t):
            if p is not body:
                self._one_point(p)
        if body is not None:
            sort = t.args[1] if t.op in ("all", "ex") else "int"
            self._one_point(k.open_(t, k.fresh("·", sort, t)))

    def _call(self, t: Term) -> fmpq_mpoly:
        """Equal vectors, component by component, and equal indices give equal values."""
        name, indices, hint, length, _ = t.args
        v = k.fresh(f"·{self._depth()}", "int", t)
        n = self.term(self.reduce(self.poly(length)))
        body = self.term(self.below((v, ONE, n), k.open_(t, v)))
        at = tuple(self.term(self.reduce(self.poly(i))) for i in indices)
        return self.gen(Term("call", name, at, hint, n, k.close(body, v)))

    def _depth(self) -> int:
        """How many binders we stand below."""
        return sum(isinstance(entry, tuple) for entry in self.context)

    def _power(self, base: Term, exponent: Term) -> fmpq_mpoly:
        p = self.poly(base)
        scope: Scope | None = None
        if exponent.op == "num" and exponent.args[0].q == 1:
            n = int(exponent.args[0].p)
            plain = len(p) == 1 and not p.is_constant() and abs(p.leading_coefficient()) == 1
            if abs(n) > (MAX_PLAIN_POWER if plain else MAX_POWER):
                raise KernelError(f"an exponent of {n} is more than the {MAX_POWER} that is written out")
            if n >= 0:
                return p**n
            if not self.dropping and not (p.is_constant() and p != 0):
                scope = self.add_condition(k.ne(base, ZERO))
            return self.invert(p, scope) ** -n
        p, e = self.reduce(p), self.reduce(self.poly(exponent))
        if p == 1 or e == 0:
            return self.one
        if k.sort_of(exponent) != "int":
            real = k.sort_of(k.mul(base, exponent)) != "complex"
            scope = self.add_condition(k.lt(ZERO, base) if real else k.ne(base, ZERO))
            log = elementary.logarithm(self, p, scope)
            return elementary.exponential(self, self.reduce(e * log))
        if len(p) == 1 and self.index_of(p) is None:
            self.add_condition(k.or_(k.le(ZERO, exponent), k.ne(base, ZERO)))
        return self.whole_power(p, e, base)

    @contextmanager
    def unfolded(self, log: int) -> Iterator[None]:
        """Within the block, an exponential of this logarithm is taken as it stands."""
        self.unfolding.add(log)
        try:
            yield
        finally:
            self.unfolding.discard(log)

    def whole_power(self, p: fmpq_mpoly, e: fmpq_mpoly, base: Term | None = None) -> fmpq_mpoly:
        """p^e for a whole number e, which is not negative where p is 0; base is the term of p."""
        angle = elementary.turned(self, p)
        if angle is not None:
            return elementary.exponential(self, self.reduce(e * angle))
        i = self.index_of(p)
        if len(p) == 1 and i is None:
            ((c, factors),) = self.monomials(p)
            result = self.whole_power(self.ctx.constant(c), e) if factors else self._split_power(p, e, base)
            for j, n in factors:
                result *= self.whole_power(self.gens[j], e * n)
            return result
        if i in self.inverse_of:
            return self.whole_power(self.inverse_of[i], -e)
        if i is not None and self.atoms[i].op == "pow":
            inner, m = map(self.poly, self.atoms[i].args)
            return self.whole_power(inner, self.reduce(m * e))
        return self._split_power(p, e, base)

    def _split_power(self, p: fmpq_mpoly, e: fmpq_mpoly, base: Term | None) -> fmpq_mpoly:
        """b^(m + n) = b^m b^n."""
        if p == 1:
            return self.one
        name = self.term(p)
        base = name if base is None else base
        scope: Scope | None = None
        split = [(c, self.term(self.ctx.from_dict({x: 1}))) for x, c in e.to_dict().items()]
        if any(c.q != 1 or abs(c) > MAX_POWER or k.sort_of(m) != "int" for c, m in split) or any(
            c < 0 for c, m in split if m == ONE
        ):
            return self.gen(k.power(name, self.term(e)))
        if len(split) > 1 or split[0][0] != 1:
            nonnegative = k.and_(*(k.le(ZERO, m) for c, m in split))
            falling = any(c < 0 for c, m in split)
            scope = self.add_condition(k.ne(base, ZERO) if falling else k.or_(k.ne(base, ZERO), nonnegative))
        result = self.one
        for c, m in split:
            factor = p if m == ONE else self.gen(k.power(name, m))
            result *= (self.invert(factor, scope) if c < 0 else factor) ** abs(int(c.p))
        return result

    def _root(self, radicand: Term, degree: int) -> fmpq_mpoly:
        p = self.reduce(self.poly(radicand))
        evident = p.is_constant() and (p == 0 or p.leading_coefficient() > 0)
        scope: Scope | None = None
        if not self.dropping and not evident and k.sort_of(radicand) != "complex":
            scope = self.add_condition(k.le(ZERO, radicand))
        return elementary.root(self, p, degree, scope)

    # -- elementary functions

    def _function(self, t: Term) -> fmpq_mpoly:
        name, args = t.args
        if name == "I":
            return elementary.unity(self, fmpq(1, 2))
        if self.real_logs and is_real_log(t):
            u = self.reduce(self.poly(args[0].args[1][0]))
            return self.gen(k.fn("re", k.fn("log", self.term(u))))
        stands_for = definition(t)
        if stands_for is not None:
            at_zero = AT_ZERO.get(name)
            if at_zero is not None and self.reduce(self.poly(args[0])) == 0:
                return self.poly(at_zero)
            return self.poly(stands_for)
        z = [self.reduce(self.poly(a)) for a in args]
        if name == "conj":
            return elementary.conjugate(self, z[0])
        if name == "abs":
            square = self.reduce(z[0] * elementary.conjugate(self, z[0]))
            return elementary.root(self, square, 2)
        scope: Scope = frozenset()
        constant = elementary.number(self, z[0]) if name == "log" else None
        for f in domain(t) if not constant else ():
            scope |= self.add_condition(f)
        if name == "log" and z[0] != 0:
            return elementary.logarithm(self, z[0], scope)
        if name in elementary.INVERSES:
            return elementary.inverse_function(
                self, name, z[0], scope, real=all(k.sort_of(a) != "complex" for a in args)
            )
        return self.gen(Term("fn", name, tuple(map(self.term, z))))

    # -- expectations: linear, whatever is random drawn together under one mean

    def _mean(self, body: Term) -> fmpq_mpoly:
        result = self.zero
        for c, factors in self.monomials(self.below(_OUTCOME, body)):
            fixed, random = self.ctx.constant(c), list[tuple[int, int]]()
            for i, e in factors:
                if k.is_random(self.atoms[i]):
                    random.append((i, e))
                else:
                    fixed *= self.gens[i] ** e
            if random:
                self.axioms.add("linearity of expectation")
                fixed *= self._mean_of(random)
            result += fixed
        return result

    def _mean_of(self, factors: Factors) -> fmpq_mpoly:
        """The mean of a product of random atoms; sums are multiplied out, and come out of the mean."""
        binders, product = list[tuple[Term, Term]](), list[Term]()
        for i, e in factors:
            if self.atoms[i].op == "sum":
                for _ in range(e):
                    product.extend(self._flattened(self.atoms[i], binders, self.atoms))
            else:
                product.append(self.power_of(i, e))
        if any(k.is_random(h) for _, h in binders):
            raise KernelError("the number of summands below a mean is random")
        random = sorted(filter(k.is_random, product), key=lambda f: f.key)
        mean = Term("mean", k.mul(*random))
        if not binders:
            return self.gen(mean)
        t = k.mul(*(f for f in product if not k.is_random(f)), mean)
        for v, h in reversed(binders):
            t = Term("sum", k.Hint("k"), ONE, h, k.close(t, v))
        return self.poly(t)

    # -- indicators: 1 - [f] for a negation, a product for a conjunction, canonical relations below

    def _indicator(self, f: Term) -> fmpq_mpoly:
        match f.op:
            case "false":
                return self.zero
            case "not":
                return 1 - self._indicator(f.args[0])
            case "and":
                result = self.one
                for g in f.args:
                    result *= self._indicator(g)
                return result
            case "or":
                return self._indicator(k.not_(k.and_(*map(k.not_, f.args))))
            case "implies":
                return self._indicator(k.or_(k.not_(f.args[0]), f.args[1]))
            case "eq" | "le" | "lt":
                return self._relation(f)
        return self.gen(Term("ind", f))

    def _relation(self, f: Term) -> fmpq_mpoly:
        a, b = f.args
        if f.op != "eq" and "complex" in (k.sort_of(a), k.sort_of(b)):
            return self.gen(Term("ind", f))
        integral = k.sort_of(a) == k.sort_of(b) == "int"
        p = self.reduce(self.poly(b) - self.poly(a))
        op = f.op
        if integral and op == "lt":
            p, op = p - 1, "le"
        if p.is_constant():
            value = fmpq(0) if p == 0 else p.leading_coefficient()
            return self.one if {"eq": value == 0, "le": value >= 0, "lt": value > 0}[op] else self.zero
        if op == "eq" and self.sign(p) < 0:
            p = -p
        return self.gen(Term("ind", Term(op, ZERO, self.term(p))))

    def sign(self, p: fmpq_mpoly) -> int:
        """The sign of the coefficient that stands first in the order of the atoms."""
        first = min(self.monomials(p), key=lambda m: sorted((self.atoms[i].key, e) for i, e in m[1])[::-1])
        return 1 if first[0] > 0 else -1

    # -- sums

    def _sum(self, t: Term) -> fmpq_mpoly:
        hint, lo, hi, _ = t.args
        if not k.sort_of(lo) == k.sort_of(hi) == "int":
            raise KernelError(f"the bounds of a sum are integers; met {lo} and {hi}")
        first = self.reduce(self.poly(lo))
        length = self.reduce(self.poly(hi)) - first + 1
        if length.is_constant():
            n = 0 if length == 0 else int(length.leading_coefficient().p)
            if n <= UNROLL:
                return sum((self.poly(k.open_(t, k.add(lo, k.num(i)))) for i in range(n)), self.zero)
        v = k.fresh(f"·{self._depth()}", "int", t)
        h = self.term(length)
        body = k.open_(t, self.term(self.gen(v) + first - 1))
        p = self.below((v, ONE, h), body)
        inside = {self._unit(k.le(ONE, v)), self._unit(k.le(v, h))}
        result = self.zero
        for c, factors in self.monomials(p):
            outer, inner = self.ctx.constant(c), []
            for i, e in factors:
                if v not in k.free_vars(self.atoms[i]):
                    outer *= self.gens[i] ** e
                elif i not in inside:
                    inner.append((i, e))
            result += outer * self._contracted(v, h, str(hint), inner)
        return result

    def _unit(self, f: Term) -> int:
        """The atom of a relation's indicator."""
        return next((i for _, ((i, _), *_) in self.monomials(self._relation(f))), -1)

    def _contracted(self, v: Term, h: Term, hint: str, factors: Factors) -> fmpq_mpoly:
        """The sum over 1 <= v <= h of a product of powers of atoms, each of which contains v."""
        if not factors:
            self.add_condition(k.le(ZERO, h))
            return self.poly(h)
        for i, _ in factors:
            value = self._solved(self.atoms[i], v)
            if value is not None:
                rest = k.mul(*(self.power_of(j, e) for j, e in factors if j != i))
                result = self._relation(k.le(ONE, value)) * self._relation(k.le(value, h))
                dropping, self.dropping = self.dropping, True  # quotients and roots as they stood in the body
                inside = k.and_(k.le(ONE, value), k.le(value, h))
                result *= self.below(inside, k.substitute(rest, {v: value}))
                self.dropping = dropping
                return result
        binders, product = [(v, h)], list[Term]()
        for i, e in factors:
            for _ in range(e):
                product.extend(self._flattened(self.atoms[i], binders, self.atoms))
        return self.gen(_canonical_sum(binders, product, hint))

    def _solved(self, atom: Term, v: Term) -> Term | None:
        """The integer e where the atom is [v = e], else None."""
        if atom.op != "ind" or atom.args[0].op != "eq":
            return None
        p = self.poly(atom.args[0].args[1])
        x = self.gen(v)
        slope = p - p.subs({f"x{self.index[v]}": 0})
        for sign in (1, -1):
            value = self.term(x - sign * p)
            if slope == sign * x and v not in k.free_vars(value) and k.sort_of(value) == "int":
                return value
        return None

    def _flattened(self, atom: Term, binders: list[tuple[Term, Term]], avoid: list[Term]) -> Iterator[Term]:
        """The factors of an atom; where it is a sum, its binder joins the others."""
        while atom.op == "sum":
            w = k.fresh("·w", "int", atom, *avoid, *(b for b, _ in binders))
            binders.append((w, atom.args[2]))
            atom = k.open_(atom, w)
        yield from atom.args if atom.op == "mul" else (atom,)


def is_real_log(t: Term) -> bool:
    """Whether t is the real part of the logarithm of a real number.

    >>> is_real_log(k.fn("re", k.fn("log", k.var("x"))))
    True
    """
    if t.op != "fn" or t.args[0] != "re" or t.args[1][0].op != "fn" or t.args[1][0].args[0] != "log":
        return False
    return k.sort_of(t.args[1][0].args[1][0]) != "complex"


def _binds(entry: Any, atom: Term) -> bool:
    """Whether an entry of a context binds something in the atom."""
    if isinstance(entry, tuple):
        return entry[0] in k.free_vars(atom)
    return entry is _OUTCOME and k.is_random(atom)


def _canonical_sum(binders: list[tuple[Term, Term]], product: list[Term], hint: str) -> Term:
    """The nested sum from 1 of a product, the same whichever way its binders are ordered or named."""
    best: Term | None = None
    mark, taken = "·", {u.args[0] for t in (*product, *(h for _, h in binders)) for u in k.free_vars(t)}
    while any(f"{mark}{place}:" in taken for place in range(len(binders))):
        mark += "·"
    orders = permutations(range(len(binders))) if len(binders) <= 4 else [tuple(range(len(binders)))]
    for order in orders:
        names = {binders[b][0]: k.var(f"{mark}{place}:", "int") for place, b in enumerate(order)}
        lengths = [k.substitute(binders[b][1], names) for b in order]
        if any(names[binders[b][0]] in k.free_vars(h) for at, h in enumerate(lengths) for b in order[at:]):
            continue
        factors = sorted((_sorted(k.substitute(f, names)) for f in product), key=lambda f: f.key)
        t = k.mul(*factors)
        for b, h in zip(reversed(order), reversed(lengths), strict=True):
            t = k.sum_(names[binders[b][0]], ONE, h, t)
        if best is None or t.key < best.key:
            best = t
    if best is None:
        raise KernelError("the bounds of nested sums depend on each other in a circle")
    return _named(best, hint.rstrip(k.MARK))


def _sorted(t: Term) -> Term:
    """t with the terms of sums and products in the order of their keys, all the way down."""
    t = k.map_parts(lambda p, _: _sorted(p), t)
    return Term(t.op, *sorted(t.args, key=lambda a: a.key)) if t.op in ("add", "mul") else t


def _named(t: Term, hint: str) -> Term:
    """A sum whose bound variables print as hint, hint', ..."""
    if t.op != "sum":
        return t
    return Term("sum", k.Hint(hint), *t.args[1:3], _named(t.args[3], hint + "'"))
