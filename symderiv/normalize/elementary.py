"""Normal forms of exponentials, logarithms, roots and conjugates: generators of a ring, with relations.

exp(c m) is a power of the generator exp(m/D), where D is fine enough for the whole statement; so are roots
of one radicand.  exp(i pi r) is a power of one root of unity (``cyclotomic``).  Factors that are not
negative, whatever the values of the variables, leave roots and logarithms; others stay in them, as
principal values demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly, fmpq_poly, fmpz

from symderiv.core import terms as k
from symderiv.core.terms import PI, ZERO, Term
from symderiv.normalize.cyclotomic import angle_of, in_zeta, number, square_root_of_prime, unity

if TYPE_CHECKING:
    from symderiv.normalize.polynomials import Factors, Normal
    from symderiv.normalize.scopes import Scope

MAX_INTEGER = 10**15  # that is factored into primes
Parts = list[tuple[fmpq_mpoly, int]]  # factors that are not negative, with their exponents


# -- exponentials ------------------------------------------------------------------------------------


def exponential(ring: Normal, p: fmpq_mpoly) -> fmpq_mpoly:
    """exp of a polynomial."""
    result = ring.one
    monomials, logs = without_logs(ring, p)
    for c, factors in monomials:
        result *= exp_of_monomial(ring, c, factors)
    for base, (c, d) in logs.items():
        result *= exp_of_log(ring, base, c, d)
    return result


def without_logs(
    ring: Normal, p: fmpq_mpoly
) -> tuple[list[tuple[fmpq, Factors]], dict[int, tuple[fmpq, fmpq]]]:
    """The monomials of p that are no multiples of logarithms; and, by the generator of a logarithm, (c, d)
    where p has c log f + d conj(log f)."""
    monomials: list[tuple[fmpq, Factors]] = []
    logs: dict[int, tuple[fmpq, fmpq]] = {}
    for c, factors in ring.monomials(p):
        (i, e), *more = factors or [(-1, 0)]
        if i in ring.logs and e == 1 and not more:
            base, conjugated = ring.logs[i]
            plain, other = logs.get(base, (fmpq(0), fmpq(0)))
            logs[base] = (plain, other + c) if conjugated else (plain + c, other)
        else:
            monomials.append((c, factors))
    return monomials, logs


def exp_of_monomial(ring: Normal, c: fmpq, factors: Factors) -> fmpq_mpoly:
    """exp(c m), for a monomial m."""
    left = dict(factors)
    period = None
    quarter = left.pop(ring.index.get(ring.zeta_atom(), -1), 0) == ring.granularity.order // 4
    if quarter and left.pop(ring.index.get(PI, -1), 0) == 1:
        if not left:
            return unity(ring, c)
        if all(k.sort_of(ring.atoms[i]) == "int" for i in left):
            period = 2
    m = ring.ctx.constant(1)
    for i, e in factors:
        m *= ring.gens[i] ** e
    parts = ring.granularity.refine(ring.term(m), int(c.q))
    fine = m / parts
    atom = Term("exp", ring.term(fine))
    g = ring.gen(atom)
    place = ring.index[atom]
    ring.exponent[place] = fine
    n = int((c * parts).p)
    if period:
        ring.relate(place, period * parts, ring.one)
        n %= period * parts
    return g**n if n >= 0 else ring.invert(g, None) ** -n


def turned(ring: Normal, p: fmpq_mpoly) -> fmpq_mpoly | None:
    """w with exp(w) = p, where p is a product of exponentials and a root of unity; else None."""
    if len(p) != 1 and number(ring, p) is None:
        return None
    w = ring.zero
    rest = ring.one
    for c, factors in ring.monomials(p):
        rest = ring.ctx.constant(c)
        for i, e in factors:
            inverse = ring.inverse_of.get(i)
            j = i if inverse is None else ring.index_of(inverse)
            if j in ring.exponent:
                w += ring.exponent[j] * (e if inverse is None else -e)
            else:
                rest *= ring.gens[i] ** e
    if w == 0:
        rest = p
    if rest == 1:
        return w
    turn = angle_of(ring, rest)
    if turn is None or turn[0] != 1:
        return None
    return w + ring.reduce(unity(ring, fmpq(1, 2)) * ring.gen(PI) * turn[1])


def exp_of_log(ring: Normal, base: int, c: fmpq, d: fmpq) -> fmpq_mpoly:
    """exp(c log f + d conj(log f)), where f is not 0."""
    f, scope = ring.log_of[base], ring.log_scope.get(base)
    turns = c - d
    plain = d.q == 1 or (len(f) == 1 and f.total_degree() == 1) or base in ring.unfolding
    if turns.q == 1 and not plain:
        n = int(turns.p)  # exp(i n arg f) = (f / |f|)^n
        size = logarithm(ring, ring.reduce(f * conjugate(ring, f)), scope)
        with ring.unfolded(base):  # the logarithm of |f|^2 may be given by that of f
            return _raised(ring, f, n, scope) * exponential(ring, ring.reduce(size * d))
    result = power(ring, f, c, scope)
    return result if d == 0 else result * conjugate(ring, power(ring, f, d, scope))


def power(ring: Normal, f: fmpq_mpoly, c: fmpq, scope: Scope | None) -> fmpq_mpoly:
    """f^c for a rational exponent, where f is not 0 (in a scope)."""
    return _raised(ring, radical(ring, f, int(c.q)), int(c.p), scope)


# -- factors that are not negative -------------------------------------------------------------------


def taken_apart(ring: Normal, p: fmpq_mpoly) -> tuple[fmpq, Parts, Parts, fmpq_mpoly]:
    """(c, positive, pairs, rest): p is c times powers of factors f, times powers of f conj(f), times the
    rest.

    c >= 0 is rational. ``positive`` has factors that are not negative, with their exponents; ``pairs`` has
    one f of each pair; the rational content of the rest is 1 or -1.
    """
    numerator, denominator = ring.clear(p)
    common = numerator.gcd(denominator)
    numerator, denominator = numerator / common, denominator / common
    c, above = numerator.factor()
    d, below = denominator.factor()
    factors = [(f, int(e)) for f, e in above] + [(f, -int(e)) for f, e in below]
    content = c / d
    rest = ring.one if content > 0 else -ring.one
    positive: Parts = []
    pairs: Parts = []
    left: Parts = []
    for f, e in factors:
        if is_nonnegative(ring, f):
            positive.append((f, e))
        elif ring.given_signs and ring.is_given(-f):
            positive.append((-f, e))
            rest *= -1 if e % 2 else 1
        elif e % 2 == 0 and is_real(ring, f):
            positive.append((f**2, e // 2))
        else:
            left.append((f, e))
    left, sign = _squares(ring, left, positive)
    rest *= sign
    counts = [e for _, e in left]
    for place, (f, _) in enumerate(left):
        mate = _mate(ring, place, left, counts)
        if mate is not None:
            paired = min(counts[place], counts[mate], key=abs)
            pairs.append((min(f, left[mate][0], key=lambda g: _plainness(ring, g)), paired))
            counts[place] -= paired
            counts[mate] -= paired
        rest *= _raised(ring, f, counts[place])
        counts[place] = 0
    return abs(content), positive, pairs, ring.reduce(rest)


def _squares(ring: Normal, left: Parts, positive: Parts) -> tuple[Parts, int]:
    """(left, sign) without the even powers among the factors, if their product is g^2 for a real or imaginary
    g: ``positive`` then gets sign g^2, which is not negative."""
    even = [(f, e) for f, e in left if e % 2 == 0]
    g = ring.one
    for f, e in even:
        g *= _raised(ring, f, e // 2)
    g = ring.reduce(g)
    if not even:
        return left, 1
    odd = [(f, e) for f, e in left if e % 2]
    for sign in (1, -1):
        if ring.given_signs and ring.has_given_sign(sign * g):
            positive.append((sign * g, 2))
            return odd, 1
    if len(g) == 1:
        return left, 1
    mirrored = conjugate(ring, g)
    sign = 1 if ring.is_zero(mirrored - g) else -1 if ring.is_zero(mirrored + g) else 0
    if not sign:
        return left, 1
    positive.append((ring.reduce(sign * g * g), 1))
    return odd, sign


def _mate(ring: Normal, place: int, left: Parts, counts: list[int]) -> int | None:
    """The index of a later factor that is the conjugate of this one, if its exponent has the same sign."""
    if place + 1 == len(left) or not counts[place]:
        return None
    g = conjugate(ring, left[place][0])
    for other in range(place + 1, len(left)):
        if left[other][0] == g and counts[other] * counts[place] > 0:
            return other
    return None


def _plainness(ring: Normal, f: fmpq_mpoly) -> tuple[int, str]:
    key = ring.term(f).key
    return key.count("conj"), key


def _generators(p: fmpq_mpoly) -> list[int]:
    return [i for i, e in enumerate(p.degrees()) if e]


def is_nonnegative(ring: Normal, f: fmpq_mpoly) -> bool:
    """Whether f is certainly real and not negative: by its form as a sum of products, or by what is given."""
    i = ring.index_of(f)
    if i is not None and i in ring.exponent:
        w = ring.exponent[i]
        return is_real(ring, w)
    if ring.given_signs and ring.is_given(f):
        return True
    return _is_sum_of_nonnegative(ring, f)


def _is_sum_of_nonnegative(ring: Normal, f: fmpq_mpoly) -> bool:
    return all(c > 0 and _nonnegative_monomial(ring, dict(factors)) for c, factors in ring.monomials(f))


def _nonnegative_monomial(ring: Normal, factors: dict[int, int]) -> bool:
    """Whether a product of powers is certainly not negative: each power is not, or stands beside its
    conjugate."""
    return all(
        factors.get(ring.conjugates.get(i, i)) == e
        if i in ring.conjugates
        else _nonnegative_power(ring, i, e)
        for i, e in factors.items()
    )


def _nonnegative_power(ring: Normal, i: int, e: int) -> bool:
    atom = ring.atoms[i]
    if i in ring.exponent or i in ring.radicand:
        return is_real_atom(ring, i)
    if not is_real_atom(ring, i):
        return False
    if i in ring.inverse_of:
        return ring.cancels(i) and (e % 2 == 0 or is_nonnegative(ring, ring.inverse_of[i]))
    return e % 2 == 0 or atom.op == "ind" or bool(ring.given_signs and ring.is_given(ring.gens[i]))


def is_real(ring: Normal, p: fmpq_mpoly) -> bool:
    """Whether p is certainly real."""
    if all(is_real_atom(ring, i) for i in _generators(p)):
        return True
    return bool(ring.reduce(p - conjugate(ring, p)) == 0)


def is_real_atom(ring: Normal, i: int) -> bool:
    """Whether an atom is certainly real; a root, where its radicand is known not to be negative."""
    atom = ring.atoms[i]
    if i in ring.radicand:
        known = ring.nonnegative_radicands.get(i)
        return is_nonnegative(ring, ring.radicand[i]) or ring.position.holds_here(atom, known)
    if i in ring.exponent:
        return is_real(ring, ring.exponent[i])
    if i in ring.log_of:
        return is_nonnegative(ring, ring.log_of[i])
    if i in ring.inverse_of:
        return is_real(ring, ring.inverse_of[i])
    roots = (ring.index.get(s) for s in k.subterms(atom) if s.op == "root")
    return k.sort_of(atom) != "complex" and all(j is not None and is_real_atom(ring, j) for j in roots)


def has_sign(ring: Normal, p: fmpq_mpoly, *, strict: bool) -> bool:
    """Whether p is a product of factors that are not negative, or (strict) of positive ones."""
    if p == 0:
        return not strict
    _, positive, pairs, rest = taken_apart(ring, p)
    return (
        bool(rest == 1)
        and not (strict and pairs)
        and (not strict or all(_positive(ring, f) for f, _ in positive))
    )


def _positive(ring: Normal, f: fmpq_mpoly) -> bool:
    """Whether f is positive: given so, or with a summand that is and none that is negative."""
    if ring.given_signs and ring.is_given(f, strict=True):
        return True
    return _is_sum_of_nonnegative(ring, f) and any(
        c > 0 and all(positive_atom(ring, i) for i, _ in factors) for c, factors in ring.monomials(f)
    )


def positive_atom(ring: Normal, i: int) -> bool:
    """Whether a generator is positive: an exponential of what is real, or given so."""
    if i in ring.exponent:
        return is_real(ring, ring.exponent[i])
    return bool(ring.given_signs) and ring.is_given(ring.gens[i], strict=True)


# -- roots -------------------------------------------------------------------------------------------


def root(ring: Normal, p: fmpq_mpoly, degree: int, scope: Scope | None = None) -> fmpq_mpoly:
    """The principal root of a polynomial, which is not negative in the scope, if there is one."""
    if p == 0:
        return ring.zero
    content, positive, pairs, rest = taken_apart(ring, p)
    result = root_of_rational(ring, content, degree)
    for f, e in positive:
        result *= fractional(ring, f, fmpq(e, degree))
    for f, e in pairs:
        part = fractional(ring, f, fmpq(e, degree))  # of |f|^2
        result *= part * conjugate(ring, part)
    if rest == 1:
        return result
    turned = one_angle(ring, rest)
    if turned is None:
        last = radical(ring, rest, degree)
        if scope is not None and not pairs and all(_positive(ring, f) for f, _ in positive):
            for i in _generators(last):
                ring.nonnegative_radicands.setdefault(i, set()).add(scope)
        return result * last
    f, c, d = turned
    return result * fractional(ring, f, c / degree) * conjugate(ring, fractional(ring, f, d / degree))


def fractional(ring: Normal, f: fmpq_mpoly, c: fmpq) -> fmpq_mpoly:
    """f^c by its principal value, where f is not negative, or c is between -1 and 1."""
    if c == 0:
        return ring.one
    i = ring.index_of(f)
    if i is not None and i in ring.exponent:
        return exponential(ring, ring.exponent[i] * c)
    if i is not None and i in ring.radicand:
        f, c = ring.radicand[i], c / ring.atoms[i].args[1]
    return _raised(ring, radical(ring, f, int(c.q)), int(c.p))


def one_angle(ring: Normal, p: fmpq_mpoly) -> tuple[fmpq_mpoly, fmpq, fmpq] | None:
    """(f, c, d) where p = f^c conj(f)^d, and has the argument of f times c - d, which is in (-1, 1]."""
    found = list(ring.monomials(p))
    if len(found) != 1 or found[0][0] != 1:
        return None
    bases: list[fmpq_mpoly] = []
    powers = [fmpq(0), fmpq(0)]
    for i, e in found[0][1]:
        inverse = ring.inverse_of.get(i)
        j = i if inverse is None else ring.index_of(inverse)
        if j is None or j in ring.exponent or (inverse is not None and not ring.cancels(i)):
            return None
        atom = ring.atoms[j]
        conjugated = atom.op == "fn" and atom.args[0] == "conj"
        plain = ring.conjugates[j] if conjugated else j
        base, part = ring.gens[plain], fmpq(1)
        if plain in ring.radicand:
            base, part = ring.radicand[plain], fmpq(1, ring.atoms[plain].args[1])
        if all(base != b for b in bases):
            bases.append(base)
        powers[conjugated] += part * (e if inverse is None else -e)
    c, d = powers
    return (bases[0], c, d) if len(bases) == 1 and -1 < c - d <= 1 else None


def _raised(ring: Normal, p: fmpq_mpoly, e: int, scope: Scope | None = None) -> fmpq_mpoly:
    return p**e if e >= 0 else ring.invert(p, scope) ** -e


def root_of_rational(ring: Normal, value: fmpq, degree: int) -> fmpq_mpoly:
    """The real root of a positive rational number, by primes."""
    result = ring.one
    for n, sign in ((value.p, 1), (value.q, -1)):
        exact = n.root(degree)
        if exact**degree == n:
            result *= fmpq(exact) ** sign
        elif n > MAX_INTEGER:
            result *= _raised(ring, radical(ring, ring.ctx.constant(fmpq(n)), degree), sign)
        else:
            for prime, e in fmpz(n).factor():
                result *= _raised(ring, radical(ring, ring.ctx.constant(fmpq(prime)), degree), sign * int(e))
    return result


def radical(ring: Normal, f: fmpq_mpoly, degree: int) -> fmpq_mpoly:
    """The root of a polynomial without factors to take out, as a power of its finest root in the ring."""
    if degree == 1:
        return f
    turn = angle_of(ring, f)
    if turn is not None and turn[1] != 0:
        return root_of_rational(ring, turn[0], degree) * unity(ring, turn[1] / degree)
    name = ring.term(f)
    finest = ring.granularity.refine(name, degree)
    atom = k.root(name, finest)
    r = ring.gen(atom)
    place = ring.index[atom]
    ring.radicand[place] = f
    least = finest
    if finest % 2 == 0 and name.op == "num" and name.args[0].q == 1:
        half = square_root_of_prime(ring, int(name.args[0].p))
        if half is not None:
            f, least = half, finest // 2
    ring.relate(place, least, f)
    return r ** (finest // degree) if least > 1 else f ** (finest // degree)


# -- logarithms --------------------------------------------------------------------------------------


def logarithm(ring: Normal, p: fmpq_mpoly, scope: Scope | None) -> fmpq_mpoly:
    """The principal logarithm of a polynomial that is not 0 (in a scope)."""
    content, positive, pairs, rest = taken_apart(ring, p)
    result = ring.zero
    for n, sign in ((content.p, 1), (content.q, -1)):
        primes = fmpz(n).factor() if n <= MAX_INTEGER else [(n, 1)]
        for prime, e in primes:
            if prime != 1:
                result += log_atom(ring, ring.ctx.constant(fmpq(prime)), scope) * (sign * int(e))
    for f, e in positive:
        i = ring.index_of(f)
        if i is not None and i in ring.exponent:
            result += ring.exponent[i] * e
        else:
            result += _log_of_power(ring, f, scope) * e
    for f, e in pairs:
        log = _log_of_power(ring, f, scope)
        result += (log + conjugate(ring, log)) * e
    if rest == 1:
        return result
    turn = angle_of(ring, rest)
    if turn is None:
        return result + _log_of_power(ring, rest, scope)
    if turn[0] != 1:
        result += logarithm(ring, ring.ctx.constant(turn[0]), scope)
    return result + ring.reduce(unity(ring, fmpq(1, 2)) * ring.gen(PI) * turn[1])


def _log_of_power(ring: Normal, f: fmpq_mpoly, scope: Scope | None) -> fmpq_mpoly:
    """The logarithm of a polynomial without factors to take out; of a power of a root, by that of the
    radicand."""
    turned = one_angle(ring, f)
    if turned is None or turned[1:] == (1, 0):
        return log_atom(ring, f, scope)
    base, c, d = turned
    log = log_atom(ring, base, scope)
    return log * c + conjugate(ring, log) * d


def log_atom(ring: Normal, f: fmpq_mpoly, scope: Scope | None) -> fmpq_mpoly:
    """The generator for the logarithm of a polynomial without factors to take out."""
    atom = k.fn("log", ring.term(f))
    log = ring.gen(atom)
    i = ring.index[atom]
    ring.logs[i] = i, 0
    ring.log_of[i] = f
    if scope is not None:
        ring.log_scope[i] = scope
    return log


# -- conjugates --------------------------------------------------------------------------------------


def conjugate(ring: Normal, p: fmpq_mpoly) -> fmpq_mpoly:
    """The complex conjugate of a polynomial."""
    result = ring.zero
    for c, factors in ring.monomials(p):
        m = ring.ctx.constant(c)
        for i, e in factors:
            m *= conjugate_atom(ring, i) ** e
        result += m
    return ring.reduce(result)


def conjugate_atom(ring: Normal, i: int) -> fmpq_mpoly:
    """The complex conjugate of a generator."""
    atom = ring.atoms[i]
    if atom == ring.zeta_atom():
        return in_zeta(ring, fmpq_poly([0] * (ring.granularity.order - 1) + [1]))
    if i in ring.inverse_of:
        scopes: list[Scope | None] = [*ring.scopes.get(i, ())]
        inner = conjugate(ring, ring.inverse_of[i])
        *_, inverse = (ring.invert(inner, scope) for scope in scopes or [None])
        return inverse
    if i in ring.exponent:
        return exponential(ring, conjugate(ring, ring.exponent[i]))
    if i in ring.conjugates:
        return ring.gens[ring.conjugates[i]]
    if is_real_atom(ring, i):
        return ring.gens[i]
    if atom.op == "pow":  # by a whole number
        base, exponent = atom.args
        ring.position.add_condition(k.or_(k.le(ZERO, exponent), k.ne(base, ZERO)))
        return ring.whole_power(conjugate(ring, ring.poly(base)), ring.reduce(ring.poly(exponent)))
    return _new_conjugate(ring, i)


def _new_conjugate(ring: Normal, i: int) -> fmpq_mpoly:
    """The conjugate of an atom as an atom of its own, with the relations that it inherits."""
    name = k.fn("conj", ring.atoms[i])
    other = ring.gen(name)
    j = ring.index[name]
    ring.conjugates[i], ring.conjugates[j] = j, i
    if i in ring.logs:
        ring.logs[j] = ring.logs[i][0], 1
    if i in ring.related:
        degree, value = ring.related[i]
        ring.relate(j, degree, conjugate(ring, value))
    return other
