"""Laws of distributions: what is integrable, what independence gives, and what each distribution says.

E is the integral over a probability space of what is integrable, extended to all else as a linear functional
(which no positive one could be); so means are linear whatever is meant, and keep order where they exist.
Terms are measurable functions of the outcome, if no function that is not known is taken at a random point.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial
from typing import Final

from symderiv.core import terms as k
from symderiv.core.schema import Instance, Laws, expect, of_sort, variable
from symderiv.core.terms import ONE, ZERO, Term

LINEARITY: Final = frozenset({"linearity of expectation"})
MAX_MOMENT: Final = 64
INTEGRAL: Final = "P. Billingsley, Probability and Measure, 3rd ed., section 16"
MINKOWSKI: Final = "P. Billingsley, Probability and Measure, 3rd ed., section 5, (5.40), and section 19"
INDEPENDENCE: Final = "P. Billingsley, Probability and Measure, 3rd ed., section 20, and (21.18)"
NORMAL: Final = "P. Billingsley, Probability and Measure, 3rd ed., section 21, and example 20.6"
CONDITIONAL: Final = "P. Billingsley, Probability and Measure, 3rd ed., section 34"
FELLER: Final = "W. Feller, An Introduction to Probability Theory and Its Applications"
BERNOULLI: Final = f"{FELLER} I, 3rd ed., chapter IX"
POISSON: Final = f"{FELLER} I, 3rd ed., chapters VI and IX"
DENSITIES: Final = f"{FELLER} II, 2nd ed., chapter I"

_table: Final = Laws()


def _mean(body: Term) -> Term:
    return Term("mean", body)


def _integrable(t: Term) -> Term:
    return k.law("integrable", t)


def _surely(f: Term) -> Term:
    return Term("surely", f)


def _fixed(*ts: Term) -> None:
    """Refuse what is random, or not known to be real."""
    of_sort("real", *ts)
    for t in ts:
        expect(not k.is_random(t), "nothing random in {}", t)


def _measurable(*ts: Term) -> None:
    """Refuse a function of which nothing is known, at a random point."""
    for t in ts:
        known = not any(s.op == "call" and k.is_random(s) for s in k.subterms(t))
        expect(known, "a measurable function of the outcome, met {}", t)


def _order(n: int) -> None:
    """Refuse what is no order of a moment from 1 on."""
    expect(type(n) is int and 1 <= n <= MAX_MOMENT, "an order from 1 to {}, not {}", MAX_MOMENT, n)


def _through(t: Term, terms: tuple[Term, ...]) -> None:
    """Refuse a term that depends on the outcome in another way than by the values of these terms."""
    _measurable(t)

    def depends(s: Term) -> bool:
        if s in terms or not k.is_random(s):
            return False
        return s.op == "comp" or any(map(depends, k.parts(s)))

    expect(not depends(t), "a function of {}, met {}", terms, t)


# -- what is integrable ------------------------------------------------------------------------------


@_table.law(INTEGRAL)
def integrable_fixed(t: Term) -> Instance:
    """|- t integrable, t not random"""
    expect(not k.is_random(t), "nothing random in {}", t)
    return (), _integrable(t)


@_table.law(INTEGRAL)
def integrable_random(t: Term) -> Instance:
    """|- X integrable, made of quantities whose means are all finite: nothing in X is drawn"""
    expect(not k.is_drawn(t), "nothing drawn in {}", t)
    return (), _integrable(t), LINEARITY


@_table.law(INTEGRAL)
def integrable_add(*parts: Term) -> Instance:
    """X1 integrable ... Xn integrable |- X1 + ... + Xn integrable"""
    return tuple(map(_integrable, parts)), _integrable(Term("add", *parts))


@_table.law(INTEGRAL)
def integrable_factor(c: Term, body: Term) -> Instance:
    """X integrable |- c X integrable, c not random"""
    expect(not k.is_random(c), "nothing random in {}", c)
    return (_integrable(body),), _integrable(Term("mul", c, body))


@_table.law(INTEGRAL)
def integrable_sum(v: Term, lo: Term, hi: Term, body: Term) -> Instance:
    """for v in lo..hi: X integrable |- sum of X over lo..hi integrable, lo and hi not random"""
    variable(v, "int")
    of_sort("int", lo, hi)
    expect(not k.is_random(lo) and not k.is_random(hi), "bounds that are not random, met {}, {}", lo, hi)
    total = Term("sum", k.Hint(v.args[0]), lo, hi, k.close(body, v))
    return (k.quantified("all", v, lo, hi, _integrable(body)),), _integrable(total)


@_table.law(INTEGRAL)
def integrable_between(low: Term, t: Term, high: Term) -> Instance:
    """a integrable, b integrable, surely a <= X, surely X <= b |- X integrable, all of them real"""
    of_sort("real", low, t, high)
    _measurable(t)
    bounds = _surely(k.le(low, t)), _surely(k.le(t, high))
    return (_integrable(low), _integrable(high), *bounds), _integrable(t)


@_table.law(INTEGRAL)
def integrable_product(a: Term, b: Term) -> Instance:
    """X^2 integrable, Y^2 integrable |- X Y integrable, X and Y real"""
    of_sort("real", a, b)
    _measurable(a, b)
    return (_integrable(k.power(a, 2)), _integrable(k.power(b, 2))), _integrable(Term("mul", a, b))


@_table.law(INTEGRAL)
def integrable_bounded(c: Term, a: Term, b: Term) -> Instance:
    """Y integrable, surely -c <= X, surely X <= c |- X Y integrable, c not random, X real"""
    of_sort("real", a)
    _fixed(c)
    _measurable(a)
    bounds = _surely(k.le(k.neg(c), a)), _surely(k.le(a, c))
    return (_integrable(b), *bounds), _integrable(Term("mul", a, b))


@_table.law(MINKOWSKI)
def integrable_add_power(n: int, *parts: Term) -> Instance:
    """X1^n integrable ... Xm^n integrable |- (X1 + ... + Xm)^n integrable, X1, ..., Xm real, n >= 1"""
    _order(n)
    of_sort("real", *parts)
    _measurable(*parts)
    return tuple(_integrable(k.power(t, n)) for t in parts), _integrable(k.power(Term("add", *parts), n))


@_table.law(MINKOWSKI)
def integrable_sum_power(n: int, v: Term, lo: Term, hi: Term, body: Term) -> Instance:
    """for v in lo..hi: X^n integrable |- (sum of X over lo..hi)^n integrable, X real, n >= 1"""
    _order(n)
    variable(v, "int")
    of_sort("int", lo, hi)
    of_sort("real", body)
    _measurable(body)
    expect(not k.is_random(lo) and not k.is_random(hi), "bounds that are not random, met {}, {}", lo, hi)
    total = Term("sum", k.Hint(v.args[0]), lo, hi, k.close(body, v))
    each = k.quantified("all", v, lo, hi, _integrable(k.power(body, n)))
    return (each,), _integrable(k.power(total, n))


@_table.law(MINKOWSKI)
def integrable_lower(x: Term, n: int, m: int) -> Instance:
    """X^n integrable |- X^m integrable, X real, 1 <= m <= n"""
    _order(m)
    _order(n)
    expect(m <= n, "a lower order than {}, met {}", n, m)
    of_sort("real", x)
    _measurable(x)
    return (_integrable(k.power(x, n)),), _integrable(x if m == 1 else k.power(x, m))


@_table.law(INTEGRAL)
def integrable_same(a: Term, b: Term) -> Instance:
    """X integrable, surely X = Y |- Y integrable"""
    return (_integrable(a), _surely(k.eq(a, b))), _integrable(b)


# -- independence ------------------------------------------------------------------------------------


@_table.law(INDEPENDENCE)
def independent_functions(
    terms: tuple[Term, ...], groups: tuple[tuple[int, ...], ...], functions: tuple[Term, ...]
) -> Instance:
    """X1, ..., Xn independent |- f1, ..., fm independent, each of other ones of the X"""
    expect(len(groups) == len(functions), "as many groups as functions, met {}", groups)
    places = [place for group in groups for place in group]
    known = all(type(place) is int and 0 <= place < len(terms) for place in places)
    expect(known and len({*places}) == len(places), "groups without a common member, met {}", groups)
    for group, f in zip(groups, functions, strict=True):
        _through(f, tuple(terms[place] for place in group))
    return (k.law("independent", *terms),), k.law("independent", *functions)


@_table.law(INDEPENDENCE)
def independent_mean(*terms: Term) -> Instance:
    """X1, ..., Xn independent, each integrable |- E[X1 ... Xn] = E[X1] ... E[Xn]"""
    needed = k.law("independent", *terms), *map(_integrable, terms)
    return needed, k.eq(_mean(Term("mul", *terms)), Term("mul", *map(_mean, terms)))


@_table.law(INDEPENDENCE)
def independent_integrable(*terms: Term) -> Instance:
    """X1, ..., Xn independent, each integrable |- X1 ... Xn integrable"""
    return (k.law("independent", *terms), *map(_integrable, terms)), _integrable(Term("mul", *terms))


# -- normal distributions ----------------------------------------------------------------------------


def _normal(x: Term, mu: Term, v: Term) -> Term:
    of_sort("real", x)
    _fixed(mu, v)
    return k.law("normal", x, mu, v)


def monomial(x: Term, n: int, t: Term | None = None) -> Term:
    """X^n e^(t X), without a factor 1."""
    expect(type(n) is int and 0 <= n <= MAX_MOMENT, "an order from 0 to {}, not {}", MAX_MOMENT, n)
    powers = () if n == 0 else (x,) if n == 1 else (k.power(x, n),)
    return k.mul(*powers, *(() if t is None else (Term("exp", k.mul(t, x)),)))


def normal_moments(mu: Term, v: Term, n: int) -> Term:
    """E[X^n] of a normal X, as a polynomial: the sum over j of n!/(2^j j! (n - 2j)!) v^j mu^(n - 2j)."""
    terms = []
    for j in range(n // 2 + 1):
        number = k.num(Fraction(comb(n, 2 * j) * factorial(2 * j), 2**j * factorial(j)))
        terms.append(k.mul(number, monomial(v, j), monomial(mu, n - 2 * j)))
    return k.add(*terms)


@_table.law(NORMAL)
def normal_integrable(x: Term, mu: Term, v: Term, n: int, t: Term | None) -> Instance:
    """X ~ N(mu, v) |- X^n e^(t X) integrable, t real and not random; or X^n"""
    _fixed(*(() if t is None else (t,)))
    return (_normal(x, mu, v),), _integrable(monomial(x, n, t))


@_table.law(NORMAL)
def normal_moment(x: Term, mu: Term, v: Term, n: int, t: Term | None) -> Instance:
    """X ~ N(mu, v) |- E[X^n e^(t X)] = e^(t mu + t^2 v/2) m_n, t real and not random; or E[X^n] = m_n with
    t = 0; m_n is the n-th moment of N(mu + t v, v)"""
    premise, moments = (_normal(x, mu, v),), monomial(x, n, t)
    if t is None:
        return premise, k.eq(_mean(moments), normal_moments(mu, v, n))
    _fixed(t)
    weight = Term("exp", k.add(k.mul(t, mu), k.mul(k.num(Fraction(1, 2)), k.power(t, 2), v)))
    return premise, k.eq(_mean(moments), k.mul(weight, normal_moments(k.add(mu, k.mul(t, v)), v, n)))


@_table.law(NORMAL)
def normal_affine(x: Term, mu: Term, v: Term, a: Term, b: Term) -> Instance:
    """X ~ N(mu, v) |- a X + b ~ N(a mu + b, a^2 v), a and b real and not random"""
    _fixed(a, b)
    image = k.add(k.mul(a, x), b), k.add(k.mul(a, mu), b), k.mul(k.power(a, 2), v)
    return (_normal(x, mu, v),), k.law("normal", *image)


@_table.law(NORMAL)
def normal_sum(x: Term, mu: Term, v: Term, y: Term, nu: Term, w: Term) -> Instance:
    """X ~ N(mu, v), Y ~ N(nu, w), X and Y independent |- X + Y ~ N(mu + nu, v + w)"""
    given = _normal(x, mu, v), _normal(y, nu, w), k.law("independent", x, y)
    return given, _normal(Term("add", x, y), Term("add", mu, nu), Term("add", v, w))


@_table.law(NORMAL)
def normal_variance(x: Term, mu: Term, v: Term) -> Instance:
    """X ~ N(mu, v) |- 0 <= v"""
    return (_normal(x, mu, v),), k.le(ZERO, v)


# -- Bernoulli's -------------------------------------------------------------------------------------


def _bernoulli(x: Term, p: Term) -> Term:
    of_sort("real", x)
    _fixed(p)
    return k.law("bernoulli", x, p)


def _bit(x: Term) -> Term:
    return k.or_(k.eq(x, ZERO), k.eq(x, ONE))


@_table.law(BERNOULLI)
def bernoulli_values(x: Term, p: Term) -> Instance:
    """X ~ Bernoulli(p) |- surely X = 0 or X = 1"""
    return (_bernoulli(x, p),), _surely(_bit(x))


@_table.law(BERNOULLI)
def bernoulli_range(x: Term, p: Term) -> Instance:
    """X ~ Bernoulli(p) |- 0 <= p and p <= 1"""
    return (_bernoulli(x, p),), k.and_(k.le(ZERO, p), k.le(p, ONE))


@_table.law(BERNOULLI)
def bernoulli_integrable(x: Term, p: Term, v: Term, f: Term) -> Instance:
    """X ~ Bernoulli(p) |- f(X) integrable, f not random but for X"""
    variable(v, "real")
    expect(not k.is_random(f), "nothing random in {}", f)
    return (_bernoulli(x, p),), _integrable(k.substitute(f, {v: x}))


@_table.law(BERNOULLI)
def bernoulli_mean(x: Term, p: Term, v: Term, f: Term) -> Instance:
    """X ~ Bernoulli(p) |- E[f(X)] = p f(1) + (1 - p) f(0), f not random but for X"""
    variable(v, "real")
    expect(not k.is_random(f), "nothing random in {}", f)
    one, zero = (k.substitute(f, {v: value}) for value in (ONE, ZERO))
    value = k.add(k.mul(p, one), k.mul(k.sub(ONE, p), zero))
    return (_bernoulli(x, p),), k.eq(_mean(k.substitute(f, {v: x})), value)


@_table.law(BERNOULLI)
def bernoulli_from(x: Term, p: Term) -> Instance:
    """surely X = 0 or X = 1, E[X] = p |- X ~ Bernoulli(p)"""
    _measurable(x)
    return (_surely(_bit(x)), k.eq(_mean(x), p)), _bernoulli(x, p)


# -- conditional means -------------------------------------------------------------------------------

# m = E[X | Y1, Y2, ...] says that X is integrable, that m depends on the outcome through the Y alone, and
# that E[f X] = E[f m] for what does so and is bounded: m is a version of the conditional mean.


def _given(m: Term, x: Term, ys: tuple[Term, ...]) -> Term:
    return k.law("conditional", m, x, *ys)


@_table.law(CONDITIONAL)
def conditional_exists(m: Term, x: Term, ys: tuple[Term, ...]) -> Instance:
    """m = E[X | Y] |- X integrable"""
    return (_given(m, x, ys),), _integrable(x)


@_table.law(CONDITIONAL)
def conditional_mean(m: Term, x: Term, ys: tuple[Term, ...], f: Term) -> Instance:
    """m = E[X | Y], f X integrable |- E[f X] = E[f m], f a function of Y and m"""
    _through(f, (*ys, m))
    premises = _given(m, x, ys), _integrable(Term("mul", f, x))
    return premises, k.eq(_mean(Term("mul", f, x)), _mean(Term("mul", f, m)))


@_table.law(CONDITIONAL)
def conditional_integrable(m: Term, x: Term, ys: tuple[Term, ...], f: Term) -> Instance:
    """m = E[X | Y], f X integrable |- f m integrable, f a function of Y and m"""
    _through(f, (*ys, m))
    return (_given(m, x, ys), _integrable(Term("mul", f, x))), _integrable(Term("mul", f, m))


@_table.law(CONDITIONAL)
def conditional_power(m: Term, x: Term, ys: tuple[Term, ...], n: int) -> Instance:
    """m = E[X | Y], X^n integrable |- m^n integrable, n >= 1"""
    _order(n)
    return (_given(m, x, ys), _integrable(monomial(x, n))), _integrable(monomial(m, n))


@_table.law(CONDITIONAL)
def conditional_known(x: Term, ys: tuple[Term, ...]) -> Instance:
    """X integrable |- X = E[X | Y], X a function of Y"""
    _through(x, ys)
    return (_integrable(x),), _given(x, x, ys)


@_table.law(CONDITIONAL)
def conditional_independent(x: Term, ys: tuple[Term, ...]) -> Instance:
    """X, Y1, Y2, ... independent, X integrable |- E[X] = E[X | Y1, Y2, ...]"""
    _measurable(x, *ys)
    return (k.law("independent", x, *ys), _integrable(x)), _given(_mean(x), x, ys)


@_table.law(CONDITIONAL)
def conditional_add(m: Term, x: Term, n: Term, z: Term, ys: tuple[Term, ...]) -> Instance:
    """m = E[X | Y], n = E[Z | Y] |- m + n = E[X + Z | Y]"""
    return (_given(m, x, ys), _given(n, z, ys)), _given(Term("add", m, n), Term("add", x, z), ys)


@_table.law(CONDITIONAL)
def conditional_factor(c: Term, m: Term, x: Term, ys: tuple[Term, ...]) -> Instance:
    """m = E[X | Y], c X integrable |- c m = E[c X | Y], c a function of Y"""
    _through(c, ys)
    premises = _given(m, x, ys), _integrable(Term("mul", c, x))
    return premises, _given(Term("mul", c, m), Term("mul", c, x), ys)


@_table.law(CONDITIONAL)
def conditional_same(m: Term, x: Term, n: Term, z: Term, ys: tuple[Term, ...]) -> Instance:
    """m = E[X | Y], surely m = n, surely X = Z |- n = E[Z | Y]"""
    same = _surely(k.eq(m, n)), _surely(k.eq(x, z))
    return (_given(m, x, ys), *same), _given(n, z, ys)


# -- exponential, Poisson's and uniform distributions ------------------------------------------------


def _exponential(x: Term, rate: Term) -> Term:
    of_sort("real", x)
    _fixed(rate)
    return k.law("exponential", x, rate)


def _tilted(rate: Term, t: Term | None) -> tuple[Term, ...]:
    """The premise that an exponential grows slower than the density falls."""
    if t is None:
        return ()
    _fixed(t)
    return (k.lt(t, rate),)


@_table.law(DENSITIES)
def exponential_range(x: Term, rate: Term) -> Instance:
    """X ~ Exponential(r) |- 0 < r"""
    return (_exponential(x, rate),), k.lt(ZERO, rate)


@_table.law(DENSITIES)
def exponential_values(x: Term, rate: Term) -> Instance:
    """X ~ Exponential(r) |- surely 0 <= X"""
    return (_exponential(x, rate),), _surely(k.le(ZERO, x))


@_table.law(DENSITIES)
def exponential_integrable(x: Term, rate: Term, n: int, t: Term | None) -> Instance:
    """X ~ Exponential(r), t < r |- X^n e^(t X) integrable, t not random; or X^n"""
    return (_exponential(x, rate), *_tilted(rate, t)), _integrable(monomial(x, n, t))


@_table.law(DENSITIES)
def exponential_moment(x: Term, rate: Term, n: int, t: Term | None) -> Instance:
    """X ~ Exponential(r), t < r |- E[X^n e^(t X)] = n! r/(r - t)^(n + 1), t not random; or E[X^n], t = 0"""
    left, rest = monomial(x, n, t), rate if t is None else k.sub(rate, t)
    value = k.mul(k.num(factorial(n)), rate, k.power(rest, -n - 1))
    return (_exponential(x, rate), *_tilted(rate, t)), k.eq(_mean(left), value)


@_table.law(DENSITIES)
def exponential_scaled(x: Term, rate: Term, a: Term) -> Instance:
    """X ~ Exponential(r), 0 < a |- a X ~ Exponential(r/a), a not random"""
    _fixed(a)
    image = k.law("exponential", k.mul(a, x), k.mul(rate, k.power(a, -1)))
    return (_exponential(x, rate), k.lt(ZERO, a)), image


def _poisson(x: Term, rate: Term) -> Term:
    of_sort("real", x)
    _fixed(rate)
    return k.law("poisson", x, rate)


def poisson_moments(rate: Term, n: int) -> Term:
    """E[X^n] of Poisson's distribution: the sum over j of S(n, j) r^j, with Stirling's numbers of the second
    kind."""
    row = [1]
    for _ in range(n):
        row = [j * c + d for j, (c, d) in enumerate(zip([*row, 0], [0, *row], strict=True))]
    return k.add(*(k.mul(k.num(c), monomial(rate, j)) for j, c in enumerate(row) if c))


@_table.law(POISSON)
def poisson_range(x: Term, rate: Term) -> Instance:
    """X ~ Poisson(r) |- 0 <= r"""
    return (_poisson(x, rate),), k.le(ZERO, rate)


@_table.law(POISSON)
def poisson_values(x: Term, rate: Term) -> Instance:
    """X ~ Poisson(r) |- surely 0 <= X"""
    return (_poisson(x, rate),), _surely(k.le(ZERO, x))


@_table.law(POISSON)
def poisson_integrable(x: Term, rate: Term, n: int, t: Term | None) -> Instance:
    """X ~ Poisson(r) |- X^n e^(t X) integrable, t real and not random; or X^n"""
    _fixed(*(() if t is None else (t,)))
    return (_poisson(x, rate),), _integrable(monomial(x, n, t))


@_table.law(POISSON)
def poisson_moment(x: Term, rate: Term, n: int, t: Term | None) -> Instance:
    """X ~ Poisson(r) |- E[X^n e^(t X)] = e^(r (e^t - 1)) m_n, t real and not random; or E[X^n] = m_n with
    t = 0; m_n is the n-th moment of Poisson(r e^t)"""
    premise, left = (_poisson(x, rate),), monomial(x, n, t)
    if t is None:
        return premise, k.eq(_mean(left), poisson_moments(rate, n))
    _fixed(t)
    grown = Term("exp", t)
    weight = Term("exp", k.mul(rate, k.sub(grown, ONE)))
    return premise, k.eq(_mean(left), k.mul(weight, poisson_moments(k.mul(rate, grown), n)))


@_table.law(POISSON)
def poisson_sum(x: Term, rate: Term, y: Term, other: Term) -> Instance:
    """X ~ Poisson(r), Y ~ Poisson(s), X and Y independent |- X + Y ~ Poisson(r + s)"""
    given = _poisson(x, rate), _poisson(y, other), k.law("independent", x, y)
    return given, _poisson(Term("add", x, y), Term("add", rate, other))


def _uniform(x: Term, low: Term, high: Term) -> Term:
    of_sort("real", x)
    _fixed(low, high)
    return k.law("uniform", x, low, high)


@_table.law(DENSITIES)
def uniform_range(x: Term, low: Term, high: Term) -> Instance:
    """X ~ Uniform(a, b) |- a <= b"""
    return (_uniform(x, low, high),), k.le(low, high)


@_table.law(DENSITIES)
def uniform_values(x: Term, low: Term, high: Term) -> Instance:
    """X ~ Uniform(a, b) |- surely a <= X and X <= b"""
    return (_uniform(x, low, high),), _surely(k.and_(k.le(low, x), k.le(x, high)))


@_table.law(DENSITIES)
def uniform_integrable(x: Term, low: Term, high: Term, n: int, t: Term | None) -> Instance:
    """X ~ Uniform(a, b) |- X^n e^(t X) integrable, t real and not random; or X^n"""
    _fixed(*(() if t is None else (t,)))
    return (_uniform(x, low, high),), _integrable(monomial(x, n, t))


@_table.law(DENSITIES)
def uniform_moment(x: Term, low: Term, high: Term, n: int) -> Instance:
    """X ~ Uniform(a, b) |- E[X^n] = (a^n + a^(n-1) b + ... + b^n)/(n + 1)"""
    left = monomial(x, n)
    terms = (k.mul(monomial(low, j), monomial(high, n - j)) for j in range(n + 1))
    value = k.mul(k.num(Fraction(1, n + 1)), k.add(*terms))
    return (_uniform(x, low, high),), k.eq(_mean(left), value)


@_table.law(DENSITIES)
def uniform_exponential(x: Term, low: Term, high: Term, t: Term) -> Instance:
    """X ~ Uniform(a, b) |- t (b - a) E[e^(t X)] = e^(t b) - e^(t a), t real and not random"""
    _fixed(t)
    left = k.mul(t, k.sub(high, low), _mean(monomial(x, 0, t)))
    ends = (Term("exp", k.mul(t, end)) for end in (high, low))
    return (_uniform(x, low, high),), k.eq(left, k.sub(*ends))


@_table.law(DENSITIES)
def uniform_affine(x: Term, low: Term, high: Term, a: Term, b: Term) -> Instance:
    """X ~ Uniform(l, h), 0 <= a |- a X + b ~ Uniform(a l + b, a h + b), a and b real and not random"""
    _fixed(a, b)
    image = (k.add(k.mul(a, end), b) for end in (x, low, high))
    return (_uniform(x, low, high), k.le(ZERO, a)), k.law("uniform", *image)


@_table.law(INTEGRAL)
def law_same(name: str, old: tuple[Term, ...], new: tuple[Term, ...]) -> Instance:
    """X ~ a law of the table, surely X = Y, the same parameters |- Y has that law"""
    known = name in k.DISTRIBUTIONS and len(old) == len(new) == k.DISTRIBUTIONS[name]
    expect(known, "a distribution with its parameters, met {!r}", name)
    _fixed(*old[1:], *new[1:])
    same = (k.eq(a, b) for a, b in zip(old[1:], new[1:], strict=True))
    return (k.law(name, *old), _surely(k.eq(old[0], new[0])), *same), k.law(name, *new)


LAWS: Final = _table
