"""Normal forms: derivatives by a table of rules, and terms as polynomials over atoms.

``Normal().poly(t)`` is t as an element of Q[atoms], computed by flint: products are expanded, sums are
linear and contract against deltas, roots obey r^k = radicand.  What an equality used on the way needs
is collected in ``conditions``; where they hold, t and its polynomial have the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.functions import AT_ZERO, definition, domain
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.evaluate.rationals import rational
from symderiv.normalize import cyclotomic, elementary, indicators, inverse_functions, powers, sums
from symderiv.normalize.granularity import CeilingError, Granularity, NeedsRefinement
from symderiv.normalize.scopes import Entry, Position, Scope

Result = TypeVar("Result")
Factors = list[tuple[int, int]]

SIZES = (8, 20, 64, 256, 1024, 4096)  # numbers of atoms; the next is tried where one does not suffice
REFINEMENTS = 40


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
    raise CeilingError(f"there are more than {SIZES[-1]} different atoms")


def normal_form(t: Term) -> Term:
    """t as a polynomial over its atoms, in an order that depends on them alone.

    >>> normal_form(k.mul(k.add(k.var("x"), k.num(1)), k.var("x"))) == normal_form(
    ...     k.add(k.var("x"), k.power(k.var("x"), 2))
    ... )
    True
    """
    return in_ring(lambda ring: ring.term(ring.poly(t)))


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
        self.position = Position()
        self.conditions = self.position.conditions
        self.axioms: set[str] = set()
        self.real_logs = real_logs
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
        """Reduce powers of generator i by i^degree = value from now on."""
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
            self.special.append((i, cyclotomic.degree(self.granularity.order)))
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
            and not self.position.binds(relation)
            for g, relation in self.given_signs
        )

    def has_given_sign(self, f: fmpq_mpoly) -> bool:
        """Whether f is given not to be negative, or 1/f is, up to a positive factor."""
        if self.is_given(f):
            return True
        return any(
            self.is_positive_constant(f * g) and not self.position.binds(relation)
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
        """1/p as a product of inverses of irreducible factors; p is not 0 in the scope (None: nothing is
        known)."""
        p, multiplier = self.clear(p)
        if p == 0:
            return self.gen(k.power(ZERO, -1))
        value = cyclotomic.number(self, p)
        if value is not None:
            return multiplier * cyclotomic.inverse_number(self, value)
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
        """Whether generator i is the inverse of a polynomial that is known not to be 0 at this position."""
        return i in self.never_zero or self.position.holds_here(self.atoms[i], self.scopes.get(i))

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
                    elif i in self.roots_of_unity and e >= cyclotomic.degree(self.granularity.order):
                        exponents[i] = 0
                        extra *= cyclotomic.unity(self, fmpq(2 * e, self.granularity.order))
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

    def below(self, entry: Entry, t: Term) -> fmpq_mpoly:
        """The polynomial of a term that stands below a guard or binder."""
        known, self.known = self.known, {}
        with self.position.below(entry):
            result = self.reduce(self.poly(t))
        self.known = known
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
                return powers.power(self, *t.args)
            case "root":
                return powers.root(self, *t.args)
            case "sum":
                return sums.total(self, t)
            case "ind":
                return indicators.indicator(self, t.args[0])
            case "if":
                guard, a, b = t.args
                if t == k.absolute(a) and k.sort_of(a) != "complex":
                    return elementary.root(self, self.reduce(self.poly(a) ** 2), 2)
                chosen = indicators.indicator(self, guard)
                return chosen * self.below(guard, a) + (1 - chosen) * self.below(k.not_(guard), b)
            case "diff":
                d = derivative(*t.args)
                self._one_point(t)
                for c in d.conditions:
                    self.position.add_condition(c)
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
                return sums.mean(self, t.args[0])
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
        """A function of a vector, or a derivative of it, as an atom that is the same for equal vectors and
        indices."""
        name, indices, hint, length, _ = t.args
        v = k.fresh(f"·{self.position.depth}", "int", t)
        n = self.term(self.reduce(self.poly(length)))
        body = self.term(self.below((v, ONE, n), k.open_(t, v)))
        at = tuple(self.term(self.reduce(self.poly(i))) for i in indices)
        return self.gen(Term("call", name, at, hint, n, k.close(body, v)))

    @contextmanager
    def unfolded(self, log: int) -> Iterator[None]:
        """Within the block, an exponential of this logarithm is taken as it stands."""
        self.unfolding.add(log)
        try:
            yield
        finally:
            self.unfolding.discard(log)

    def whole_power(self, p: fmpq_mpoly, e: fmpq_mpoly) -> fmpq_mpoly:
        """p^e for a whole number e, which is not negative where p is 0."""
        return powers.whole_power(self, p, e)

    # -- elementary functions

    def _function(self, t: Term) -> fmpq_mpoly:
        name, args = t.args
        if name == "I":
            return cyclotomic.unity(self, fmpq(1, 2))
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
        constant = cyclotomic.number(self, z[0]) if name == "log" else None
        for f in domain(t) if not constant else ():
            scope |= self.position.add_condition(f)
        if name == "log" and z[0] != 0:
            return elementary.logarithm(self, z[0], scope)
        if name in inverse_functions.INVERSES:
            return inverse_functions.inverse_function(
                self, name, z[0], scope, real=all(k.sort_of(a) != "complex" for a in args)
            )
        return self.gen(Term("fn", name, tuple(map(self.term, z))))

    def sign(self, p: fmpq_mpoly) -> int:
        """The sign of the coefficient that stands first in the order of the atoms."""
        first = min(self.monomials(p), key=lambda m: sorted((self.atoms[i].key, e) for i, e in m[1])[::-1])
        return 1 if first[0] > 0 else -1


def is_real_log(t: Term) -> bool:
    """Whether t is the real part of the logarithm of a real number.

    >>> is_real_log(k.fn("re", k.fn("log", k.var("x"))))
    True
    """
    if t.op != "fn" or t.args[0] != "re" or t.args[1][0].op != "fn" or t.args[1][0].args[0] != "log":
        return False
    return k.sort_of(t.args[1][0].args[1][0]) != "complex"
