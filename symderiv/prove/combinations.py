"""Non-negative combinations of facts, of their products and of squares, found by exact linear programming."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import combinations, combinations_with_replacement
from math import prod
from operator import add, sub
from typing import Any, Final, NamedTuple

from flint import fmpq, fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.polynomials import Normal, in_ring
from symderiv.prove.linear_programming import feasible
from symderiv.prove.sums_of_squares import differences

MAX_FACTS = 14  # products are formed of at most so many facts
MAX_MULTIPLES = 40  # of equations, by which they are put in
MAX_ROOTS = 5  # whose squares, and those of their differences, a fact is multiplied by
MAX_SQUARES = 240
Formulas = tuple[Term, ...]
Exponents = tuple[int, ...]
Polynomial = dict[Any, fmpq]  # coefficients by monomials
in_real_ring = partial(in_ring, real_logs=True)  # as the rule ``positive`` has it
_STRICT = "strict"  # the row that says that something is positive


class Summand(NamedTuple):
    """A product of facts and squares, which is not negative; what is squared is of flint's ring, too."""

    poly: Any  # of flint's ring, or a Polynomial
    facts: tuple[Term, ...]
    squares: tuple[Any, ...]


class Equation(NamedTuple):
    """A polynomial that is 0: left minus right of an equation, times a multiplier."""

    poly: Polynomial
    multiplier: Term
    formula: Term


def _nothing_squared(p: Any) -> Term:
    raise KernelError(f"expected no squares, met that of {p}")


class Programme(NamedTuple):
    """What is to be a combination of what; the empty monomial; and how what is squared is written as a term,
    which is done for the few squares that are made use of."""

    aim: Polynomial
    summands: list[Summand]
    equations: list[Equation]
    one: Any = frozenset()
    squared: Callable[[Any], Term] = _nothing_squared


class Combination(NamedTuple):
    """What a formula is a combination of: products of facts and squares, and multiples of equations; where
    it is ``absurd``, so is 0 < 0, and the facts contradict each other."""

    absurd: bool
    products: tuple[tuple[fmpq, tuple[Term, ...], tuple[Term, ...]], ...]
    multiples: tuple[tuple[Term, Term], ...]


def combined(
    goal: Term, facts: list[Draft], equal: list[Draft], *, degree: int, put_in: bool = False
) -> Draft | None:
    """A theorem of goal, or of false where the facts contradict each other; None if LP finds neither.

    Equations are taken as they stand, or put in where what they say the value of is a factor.  Of degree 2
    are products of two facts, and squares; of degree 3 also facts times squares.
    """
    said, same = tuple(t.conclusion for t in facts), tuple(t.conclusion for t in equal)
    found = _combination(goal, said, same, degree, put_in)
    return None if found is None else proved_by(goal, found, [*facts, *equal])


@lru_cache(maxsize=4096)
def _combination(
    goal: Term, facts: tuple[Term, ...], equal: tuple[Term, ...], degree: int, put_in: bool
) -> Combination | None:
    """The combination of these formulas; most of the searches for one are made again, with other theorems."""
    if degree == 1:
        return combination(goal, _plain_programme(goal, facts, equal, put_in=put_in))

    def work(ring: Normal) -> Programme:
        programme = _programme(ring, goal, facts)
        if degree > 2:
            programme = _with_scaled_squares(ring, programme, equal)
        return _with_equations(ring, programme, equal, put_in=put_in)

    return combination(goal, in_real_ring(work))


def combination(goal: Term, programme: Programme) -> Combination | None:
    """A solution of the programme; None if there is none."""
    found = _solve(goal, programme)
    if found is None:
        return None
    mu, weights, multipliers = found
    scale = mu if mu != 0 else fmpq(1)
    products = tuple(
        (w / scale, facts, tuple(map(programme.squared, squares)))
        for w, (_, facts, squares) in zip(weights, programme.summands, strict=True)
        if w != 0
    )
    multiples = tuple(
        (k.mul(k.num(-m / scale), e.multiplier), e.formula)
        for m, e in zip(multipliers, programme.equations, strict=True)
        if m != 0
    )
    return Combination(mu == 0, products, multiples)


def proved_by(goal: Term, found: Combination, known: Iterable[Draft]) -> Draft | None:
    """A theorem of goal, or of false, by a combination of what is known."""
    by_formula = {t.conclusion: t for t in reversed(list(known))}
    products = tuple(
        (w, tuple(by_formula[f] for f in facts), squares) for w, facts, squares in found.products
    )
    multiples = tuple((m, by_formula[f]) for m, f in found.multiples)
    try:
        if not found.absurd:
            return draft.positive(goal, products, multiples)
        return draft.ex_falso(goal, draft.absurd(draft.positive(k.lt(ZERO, ZERO), products, multiples)))
    except KernelError:
        return None


@lru_cache(maxsize=16384)
def gap(f: Term) -> Polynomial:
    """Right minus left of a relation, by monomials in atoms that do not depend on the ring."""

    def work(ring: Normal) -> Polynomial:
        p = ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0]))
        signs, atoms = [1] * len(ring.atoms), list(ring.atoms)
        for i, q in ring.inverse_of.items():  # of q or -q, as the ring has ordered its atoms
            signs[i] = ring.sign(q)
            atoms[i] = ring.term(signs[i] * q)
        return {
            frozenset((atoms[i], -e if i in ring.inverse_of else e) for i, e in factors): c
            * prod(signs[i] ** e for i, e in factors)
            for c, factors in ring.monomials(p)
        }

    return in_real_ring(work)


def _plain_programme(goal: Term, facts: Formulas, equal: Formulas, *, put_in: bool) -> Programme:
    """The programme without products, which needs no ring of its own."""
    aim = gap(goal)
    summands = [Summand(gap(f), (f,), ()) for f in facts]
    equations = [Equation(gap(f), ONE, f) for f in equal]
    polys = [aim, *(s.poly for s in summands)]
    return Programme(aim, summands, _multiplied(polys, equations, _PLAIN) if put_in else equations)


def _programme(ring: Normal, goal: Term, facts: Formulas) -> Programme:
    """The programme with products and squares."""
    aim = _difference(ring, goal)
    summands = [s._replace(poly=by_monomials(s.poly)) for s in _summands(ring, aim, facts)]
    return Programme(by_monomials(aim), summands, [], (0,) * len(ring.gens), ring.term)


def by_monomials(p: fmpq_mpoly) -> Polynomial:
    """The coefficients of a polynomial; flint's exponents are slow to hash and to add."""
    return {tuple(map(int, m)): c for m, c in p.to_dict().items()}


def _difference(ring: Normal, f: Term) -> fmpq_mpoly:
    return ring.reduce(ring.poly(f.args[1]) - ring.poly(f.args[0]))


def _with_equations(ring: Normal, programme: Programme, equal: Formulas, *, put_in: bool) -> Programme:
    equations = [Equation(by_monomials(_difference(ring, f)), ONE, f) for f in equal]
    polys = [programme.aim, *(s.poly for s in programme.summands)]
    return programme._replace(
        equations=_multiplied(polys, equations, _in_ring(ring)) if put_in else equations
    )


def _with_scaled_squares(ring: Normal, programme: Programme, equal: Formulas) -> Programme:
    """The programme with facts times squares, of which a monomial occurs in it or in its equations."""
    known = _with_equations(ring, programme, equal, put_in=True)
    polys = [known.aim, *(s.poly for s in known.summands), *(e.poly for e in known.equations)]
    targets = list(dict.fromkeys(m for p in polys for m in p))
    simple = [s for s in known.summands if len(s.facts) == 1 and not s.squares][:MAX_FACTS]
    reduced = _root_atoms(ring, [programme.aim, *(s.poly for s in simple)])
    found = []
    for s in (Summand({known.one: fmpq(1)}, (), ()), *simple):
        roots = dict.fromkeys(r for g in s.poly for m in targets for r in _square_root(ring, m, g))
        roots.update(dict.fromkeys((*reduced, *_denominators(ring, s.poly))))
        factor = ring.ctx.from_dict(s.poly)
        chosen = sorted(roots, key=lambda m: (sum(m), m))[:MAX_ROOTS]
        for p in differences([*chosen, known.one] if chosen else []):
            root = ring.ctx.from_dict(p)
            poly = by_monomials(ring.reduce(factor * root * root))
            found.append(Summand(poly, s.facts, (root,)))
    return programme._replace(summands=[*programme.summands, *found[:MAX_SQUARES]])


def _root_atoms(ring: Normal, polys: Iterable[Polynomial]) -> dict[Exponents, None]:
    """The real roots in polynomials, the squares of which are no monomials of theirs."""
    used = {i for p in polys for m in p for i, e in enumerate(m) if e}
    found = (i for i in sorted(used) if ring.atoms[i].op == "root" and k.sort_of(ring.atoms[i]) != "complex")
    return {_alone(ring, i): None for i in found}


def _denominators(ring: Normal, p: Polynomial) -> Iterator[Exponents]:
    """The atoms of which p has the inverse: times that, the square of one is itself."""
    for i in sorted({i for m in p for i, e in enumerate(m) if e} & ring.inverse_of.keys()):
        ((_, factors), *more) = ring.monomials(ring.inverse_of[i])
        if not more and len(factors) == 1 and k.sort_of(ring.atoms[factors[0][0]]) != "complex":
            yield _alone(ring, factors[0][0])


def _alone(ring: Normal, i: int) -> Exponents:
    """An atom as a monomial."""
    return tuple(int(i == j) for j in range(len(ring.gens)))


def _square_root(ring: Normal, m: Exponents, g: Exponents) -> Iterator[Exponents]:
    """s with m = g s^2, for real atoms, where there is such and it is not 1."""
    quotient = list(map(sub, m, g))
    if any(quotient) and all(e >= 0 and e % 2 == 0 for e in quotient):
        used = (ring.atoms[i] for i, e in enumerate(quotient) if e)
        if all(k.sort_of(atom) != "complex" for atom in used):
            yield tuple(e // 2 for e in quotient)


class _Monomials(NamedTuple):
    """How monomials of one kind are multiplied, taken apart (an atom, what is beside it) and written,
    and the normal form of a polynomial."""

    one: Any
    times: Callable[[Any, Any], Any]
    apart: Callable[[Any], Iterator[tuple[Any, Any]]]
    term: Callable[[Any], Term]
    normal: Callable[[Polynomial], Polynomial]


def product_of(m: Any, n: Any) -> Any:
    """The product of two monomials that are sets of atoms with exponents."""
    exponents = dict(m)
    for atom, e in n:
        exponents[atom] = exponents.get(atom, 0) + e
    return frozenset((atom, e) for atom, e in exponents.items() if e)


def _apart(m: Any) -> Iterator[tuple[Any, Any]]:
    for atom, e in m:
        if e > 0:
            yield frozenset({(atom, 1)}), product_of(m, ((atom, -1),))


def written(m: Any) -> Term:
    """Such a monomial as a term."""
    factors = sorted(m, key=lambda factor: factor[0].key)
    return k.mul(*(atom if e == 1 else k.power(atom, e) for atom, e in factors))


_PLAIN: Final = _Monomials(
    frozenset(),
    product_of,
    _apart,
    written,
    lambda p: p,
)


def _in_ring(ring: Normal) -> _Monomials:
    """Monomials as exponents of the ring's generators."""
    places = range(len(ring.gens))

    def apart(m: Any) -> Iterator[tuple[Any, Any]]:
        for i in places:
            if m[i]:
                yield tuple(int(i == j) for j in places), (*m[:i], m[i] - 1, *m[i + 1 :])

    return _Monomials(
        (0,) * len(ring.gens),
        lambda m, n: tuple(map(add, m, n)),
        apart,
        lambda m: ring.term(prod((g**e for g, e in zip(ring.gens, m, strict=True) if e), start=ring.one)),
        lambda p: by_monomials(ring.reduce(ring.ctx.from_dict(p))),
    )


def _multiplied(polys: Iterable[Polynomial], equations: list[Equation], kind: _Monomials) -> list[Equation]:
    """The equations, and their multiples that put in what they say of an atom where it is a factor."""
    solved: dict[Any, list[Equation]] = {}
    for e in equations:
        apart = [(m, *pair) for m in e.poly for pair in kind.apart(m)]
        atoms = [atom for m, atom, rest in apart if rest == kind.one]
        for atom in atoms:
            if sum(atom == other for _, other, _ in apart) == 1:
                solved.setdefault(atom, []).append(e)
    if not solved:
        return equations
    found = {(kind.one, e.formula): e for e in equations}
    todo = list(dict.fromkeys(m for p in polys for m in p))
    seen = set(todo)
    for n in todo:
        for atom, rest in kind.apart(n):
            for e in solved.get(atom, ()):
                key = (rest, e.formula)
                if key not in found:
                    poly = kind.normal({kind.times(m, rest): c for m, c in e.poly.items()})
                    found[key] = Equation(poly, kind.term(rest), e.formula)
                further = [m for m in found[key].poly if m not in seen]
                todo += further
                seen.update(further)
        if len(found) >= len(equations) + MAX_MULTIPLES:
            break
    return list(found.values())


def _summands(ring: Normal, aim: fmpq_mpoly, facts: Formulas) -> Iterator[Summand]:
    simple = [Summand(_difference(ring, f), (f,), ()) for f in facts]
    yield from simple
    near = {i for i, e in enumerate(aim.degrees()) if e > 0}
    simple.sort(key=lambda s: len({i for i, e in enumerate(s.poly.degrees()) if e > 0} - near))
    for one, other in combinations_with_replacement(simple[:MAX_FACTS], 2):
        yield Summand(ring.reduce(one.poly * other.poly), one.facts + other.facts, ())
    for one, other in combinations(simple[:MAX_FACTS], 2):
        p = one.poly - other.poly
        if all(k.sort_of(ring.atoms[i]) != "complex" for i, e in enumerate(p.degrees()) if e > 0):
            yield Summand(ring.reduce(p * p), (), (p,))
    atoms = [
        ring.gens[i] for i, e in enumerate(aim.degrees()) if e > 0 and k.sort_of(ring.atoms[i]) != "complex"
    ]
    for p in (
        *atoms,
        *(x - y for x, y in combinations(atoms, 2)),
        *(x + y for x, y in combinations(atoms, 2)),
    ):
        yield Summand(ring.reduce(p * p), (), (p,))


def _solve(goal: Term, programme: Programme) -> tuple[fmpq, list[fmpq], list[fmpq]] | None:
    """mu, w >= 0 and m with  mu aim = c0 + sum w s + sum m z, c0 >= 0, the strict part being positive."""
    strict = (_STRICT, fmpq(1))
    columns = [{x: -c for x, c in programme.aim.items()}]
    if goal.op == "le":
        columns[0].update([strict])
    for p, facts, squares in programme.summands:
        positive = not squares and all(f.op == "lt" for f in facts)
        columns.append({**p, _STRICT: fmpq(1)} if positive else p)
    columns.append({programme.one: fmpq(1), _STRICT: fmpq(1)})
    columns += [e.poly for e in programme.equations]
    columns += [{x: -c for x, c in e.poly.items()} for e in programme.equations]
    x = feasible(columns, dict([strict]))
    if x is None:
        return None
    n, m = len(programme.summands), len(programme.equations)
    return x[0], x[1 : n + 1], [p - q for p, q in zip(x[n + 2 : n + 2 + m], x[n + 2 + m :], strict=True)]
