"""Theorems, and the rules that make them.

A theorem ``H |- f`` says: in every valuation in which all of H holds, f holds.  A rule's docstring is
its inference figure: premises, a line, the conclusion.  Rules unite hypotheses; only those that a figure
leaves out are discharged.  A theorem is genuine when the core's own registry knows this very object
with these very fields, so that copies, pickles and hand-made instances prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial, wraps
from operator import is_
from types import MappingProxyType
from typing import Any, Final
from weakref import ref

from symderiv.core import terms as k
from symderiv.core.axioms import AXIOMS
from symderiv.core.definedness import side_conditions
from symderiv.core.laws import LAWS
from symderiv.core.ring import Ring, add, constant
from symderiv.core.schema import expect, not_free, of_sort, variable
from symderiv.core.terms import FALSE, ONE, ZERO, KernelError, Rational, Term


class Theorem:
    """H |- conclusion, the axioms it rests on, and the step (rule, arguments) that made it."""

    __slots__ = ("__weakref__", "axioms", "conclusion", "hypotheses", "step")
    __class__ = property(type)
    hypotheses: frozenset[Term]
    conclusion: Term
    axioms: frozenset[str]
    step: tuple[str, tuple[Any, ...]]

    def __init__(self) -> None:
        raise KernelError("theorems are made by the rules only")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("theorems are immutable")

    def __reduce_ex__(self, protocol: object) -> Any:
        raise KernelError("theorems do not travel: send certificate(theorem), and replay it")

    def __repr__(self) -> str:
        return f"{', '.join(sorted(map(str, self.hypotheses)))} |- {self.conclusion}"


_rules: dict[str, Callable[..., Theorem]] = {}
RULES: Final = MappingProxyType(_rules)
FIGURES: Final[dict[str, Callable[..., Any]]] = {}  # the same, of whatever has hypotheses and a conclusion
_FIELDS: Final = ("hypotheses", "conclusion", "axioms", "step")
_SETTERS: Final = k.sealed(Theorem, *_FIELDS)
_PLAIN: Final = frozenset({bool, int, str, Rational})
_registry: dict[int, tuple[Callable[[], Theorem | None], tuple[Any, ...]]] = {}
_NONE: Final = (lambda: None), ()  # where nothing is known


def is_genuine(thm: object) -> bool:
    """Whether a rule made this very object, and nothing has changed it since."""
    known, fields = _registry.get(id(thm), _NONE)
    if type(thm) is not Theorem or known() is not thm:
        return False
    found = thm.hypotheses, thm.conclusion, thm.axioms, thm.step
    return all(map(is_, found, fields))


def _make(*fields: Any) -> Theorem:
    thm = object.__new__(Theorem)
    for write, value in zip(_SETTERS, fields, strict=True):
        write(thm, value)
    _registry[id(thm)] = ref(thm, partial(_forget, id(thm))), fields
    return thm


def _forget(key: int, _: object) -> None:
    """A theorem that is gone leaves its place to another object."""
    _registry.pop(key, None)


def _flat(args: Iterable[Any]) -> Iterator[Any]:
    for a in args:
        if type(a) is tuple:
            yield from _flat(a)
        else:
            yield a


def _closed(t: Term) -> Term:
    expect(not k.is_open(k.checked(t)), "a closed term, not {}", t)
    return t


def _rule(f: Callable[..., Any]) -> Callable[..., Theorem]:
    """Make a rule of f(arguments) -> (hypotheses, conclusion[, axioms]); theorems among the arguments
    are its premises, and their axioms are inherited."""

    @wraps(f)
    def apply(*args: Any) -> Theorem:
        axioms: set[str] = set()
        premises: list[Term] = []
        for a in _flat(args):
            if type(a) is Term:
                _closed(a)
            elif type(a) is Theorem:
                expect(is_genuine(a), "a genuine theorem, not a forged one")
                axioms |= a.axioms
                premises += a.hypotheses
                premises.append(a.conclusion)
            else:
                expect(a is None or type(a) in _PLAIN, "a term, a theorem or a number, not {!r}", a)
        hypotheses, conclusion, *more = f(*args)
        for g in (*hypotheses, conclusion):
            _formula(_closed(g))
        _one_point((*hypotheses, conclusion, *premises))
        return _make(frozenset(hypotheses), conclusion, frozenset(axioms.union(*more)), (f.__name__, args))

    _rules[f.__name__], FIGURES[f.__name__] = apply, f
    return apply


def _one_point(formulas: Iterable[Term]) -> None:
    """A gradient belongs to one point: what rests on it at two points is not combined."""
    points: dict[str, Term] = {}
    for t in frozenset().union(*map(k.losses, formulas)):
        gradient, point = t.args[1][0], k.point_of(t)
        expect(points.setdefault(gradient, point) == point, "the gradient {} at one point", gradient)


def _relation(thm: Theorem, *ops: str) -> tuple[Term, Term]:
    """Both sides of what thm concludes, a relation of one of these kinds."""
    expect(thm.conclusion.op in ops, "a theorem of {}, met {}", " or ".join(ops), thm.conclusion)
    return thm.conclusion.args[0], thm.conclusion.args[1]


def _without(thm: Theorem, *discharged: Term) -> frozenset[Term]:
    return thm.hypotheses - set(discharged)


def _formula(f: Term) -> None:
    expect(type(f) is Term and f.op in k.FORMULAS, "a formula, not {}", f)


# -- structure ---------------------------------------------------------------------------------------


@_rule
def assume(f: Term) -> Any:
    """-------
    f |- f"""
    return {f}, f


@_rule
def cut(thm: Theorem, lemma: Theorem) -> Any:
    """H, f |- g    K |- f
    --------------------
    H, K |- g"""
    return _without(thm, lemma.conclusion) | lemma.hypotheses, thm.conclusion


@_rule
def instantiate(thm: Theorem, v: Term, t: Term) -> Any:
    """H |- f
    ------------------   t of v's sort
    H[t/v] |- f[t/v]"""
    variable(v)
    of_sort(v.args[1], t)
    at = {v: t}
    return {k.substitute(h, at) for h in thm.hypotheses}, k.substitute(thm.conclusion, at)


@_rule
def rewrite(v: Term, f: Term, equation: Theorem, thm: Theorem) -> Any:
    """H |- a = b    K |- f[a/v]
    --------------------------   a and b of v's sort
    H, K |- f[b/v]"""
    a, b = _relation(equation, "eq")
    variable(v)
    of_sort(v.args[1], a, b)
    before = k.substitute(f, {v: a})
    expect(thm.conclusion == before, "a theorem of {}, met {}", before, thm.conclusion)
    return equation.hypotheses | thm.hypotheses, k.substitute(f, {v: b})


@_rule
def axiom(name: str, *args: Any) -> Any:
    """-----------   an instance from the table of axioms
    H |- f"""
    expect(name in AXIOMS, "an axiom's name, not {!r}", name)
    hypotheses, conclusion = AXIOMS[name].instance(*args)
    return hypotheses, conclusion, {name}


# -- logic -------------------------------------------------------------------------------------------


@_rule
def and_intro(*thms: Theorem) -> Any:
    """H1 |- f1    ...    Hn |- fn
    ----------------------------
    H1, ..., Hn |- f1 and ... and fn"""
    return frozenset().union(*(t.hypotheses for t in thms)), k.and_(*(t.conclusion for t in thms))


@_rule
def and_elim(thm: Theorem, i: int) -> Any:
    """H |- f0 and ... and fn
    ----------------------
    H |- fi"""
    expect(thm.conclusion.op == "and", "a conjunction, met {}", thm.conclusion)
    return thm.hypotheses, thm.conclusion.args[i]


@_rule
def or_intro(disjunction: Term, i: int, thm: Theorem) -> Any:
    """H |- fi
    ---------------------
    H |- f0 or ... or fn"""
    expect(disjunction.op == "or" and disjunction.args[i] == thm.conclusion, "one of the disjuncts")
    return thm.hypotheses, disjunction


@_rule
def by_cases(thm: Theorem, *branches: Theorem) -> Any:
    """H |- f0 or ... or fn    K0, f0 |- g    ...    Kn, fn |- g
    -----------------------------------------------------------
    H, K0, ..., Kn |- g"""
    expect(thm.conclusion.op == "or" and len(thm.conclusion.args) == len(branches), "one branch a case")
    expect(len({b.conclusion for b in branches}) == 1, "branches with one conclusion")
    rest = [_without(b, f) for b, f in zip(branches, thm.conclusion.args, strict=True)]
    return thm.hypotheses.union(*rest), branches[0].conclusion


@_rule
def excluded_middle(f: Term) -> Any:
    """---------------
    |- f or not f"""
    _formula(f)
    return (), k.or_(f, k.not_(f))


@_rule
def discharge(f: Term, thm: Theorem) -> Any:
    """H, f |- g
    ---------------
    H |- f implies g"""
    _formula(f)
    return _without(thm, f), k.implies(f, thm.conclusion)


@_rule
def modus_ponens(implication: Theorem, thm: Theorem) -> Any:
    """H |- f implies g    K |- f
    --------------------------
    H, K |- g"""
    f, g = _relation(implication, "implies")
    expect(f == thm.conclusion, "a theorem of {}, met {}", f, thm.conclusion)
    return implication.hypotheses | thm.hypotheses, g


@_rule
def negate(f: Term, thm: Theorem) -> Any:
    """H, f |- false
    -------------
    H |- not f"""
    _formula(f)
    expect(thm.conclusion == FALSE, "a contradiction, met {}", thm.conclusion)
    return _without(thm, f), k.not_(f)


@_rule
def contradict(thm: Theorem, negation: Theorem) -> Any:
    """H |- f    K |- not f
    --------------------
    H, K |- false"""
    expect(negation.conclusion == k.not_(thm.conclusion), "the negation of {}", thm.conclusion)
    return thm.hypotheses | negation.hypotheses, FALSE


@_rule
def ex_falso(f: Term, thm: Theorem) -> Any:
    """H |- false
    ----------
    H |- f"""
    expect(thm.conclusion == FALSE, "a contradiction, met {}", thm.conclusion)
    return thm.hypotheses, f


# -- quantifiers, induction --------------------------------------------------------------------------


@_rule
def generalise(v: Term, lo: Term | None, hi: Term | None, thm: Theorem) -> Any:
    """H, lo <= v, v <= hi |- f
    -------------------------------   v not free in H, lo, hi
    H |- for all v in lo..hi: f"""
    hypotheses = _without(thm, *k.bounds(v, lo, hi))
    not_free(v, *hypotheses, lo, hi)
    return hypotheses, k.quantified("all", v, lo, hi, thm.conclusion)


@_rule
def specialise(thm: Theorem, t: Term) -> Any:
    """H |- for all v in lo..hi: f
    -----------------------------   t of v's sort
    H, lo <= t, t <= hi |- f[t/v]"""
    expect(thm.conclusion.op == "all", "a universal statement, met {}", thm.conclusion)
    _, sort, lo, hi, _ = thm.conclusion.args
    of_sort(sort, t)
    return thm.hypotheses.union(k.bounds(t, lo, hi)), k.open_(thm.conclusion, t)


@_rule
def ex_intro(f: Term, t: Term, thm: Theorem) -> Any:
    """H |- f[t/v]
    --------------------------------------------   t of v's sort
    H, lo <= t, t <= hi |- some v in lo..hi: f"""
    expect(f.op == "ex" and k.open_(f, t) == thm.conclusion, "an instance of {}", f)
    of_sort(f.args[1], t)
    return thm.hypotheses.union(k.bounds(t, f.args[2], f.args[3])), f


@_rule
def ex_elim(existence: Theorem, v: Term, thm: Theorem) -> Any:
    """H |- some v in lo..hi: f    K, lo <= v, v <= hi, f |- g
    -------------------------------------------------------   v of its sort, not free in K, g
    H, K |- g"""
    f = existence.conclusion
    expect(f.op == "ex" and v.op == "var" and v.args[1] == f.args[1], "a variable for {}", f)
    rest = _without(thm, k.open_(f, v), *k.bounds(v, f.args[2], f.args[3]))
    not_free(v, *rest, f, thm.conclusion)
    return existence.hypotheses | rest, thm.conclusion


@_rule
def induct(v: Term, lo: Term, f: Term, base: Theorem, step: Theorem) -> Any:
    """H |- f[lo/v]    K, lo <= v, f |- f[v + 1 / v]
    ---------------------------------------------   v an integer, not free in K, lo
    H, K |- for all v >= lo: f"""
    variable(v, "int")
    of_sort("int", lo)
    for thm, t in ((base, lo), (step, k.add(v, ONE))):
        expected = k.substitute(f, {v: t})
        expect(thm.conclusion == expected, "a theorem of {}, met {}", expected, thm.conclusion)
    rest = _without(step, f, k.le(lo, v))
    not_free(v, *rest, lo)
    return base.hypotheses | rest, k.quantified("all", v, lo, None, f)


# -- equations and inequalities ----------------------------------------------------------------------


@_rule
def ring(
    goal: Term,
    equations: tuple[Theorem, ...] = (),
    nonzero: tuple[Theorem, ...] = (),
    combination: tuple[tuple[Term, Theorem], ...] = (),
) -> Any:
    """Ei |- ei = ti    Ni |- not bi = 0    Hi |- li = ri
    --------------------------------------------------   as polynomials over opaque atoms, ei a monomial
    E, N, H |- a = b                                      that stands for ti:
                                       (a - b - sum of mi (li - ri)) times powers of the bi is 0"""
    expect(goal.op == "eq", "an equation, met {}", goal)
    r = Ring(_relation(e, "eq") for e in equations)
    p = _difference(r, *goal.args)
    for m, thm in combination:
        p = add(p, r.multiply(r.poly(m), _difference(r, *_relation(thm, "eq"))), -1)
    for thm in nonzero:
        base = thm.conclusion.args[0].args[0] if thm.conclusion.op == "not" else ZERO
        expect(thm.conclusion == k.ne(base, ZERO), "something that is not 0, met {}", thm.conclusion)
        p = r.cleared(p, base)
    expect(not p, "a combination that leaves 0, met one that leaves {} terms of {}", len(p), goal)
    return _united((*equations, *nonzero, *(thm for _, thm in combination))), goal


def _difference(r: Ring, a: Term, b: Term) -> Any:
    return add(r.poly(a), r.poly(b), -1)


def _united(thms: Iterable[Theorem]) -> frozenset[Term]:
    return frozenset[Term]().union(*(t.hypotheses for t in thms))


@_rule
def positive(
    goal: Term,
    products: tuple[tuple[Rational, tuple[Theorem, ...], tuple[Term, ...]], ...],
    combination: tuple[tuple[Term, Theorem], ...] = (),
) -> Any:
    """Hij |- lij <= rij (or <)    Ki |- li = ri
    --------------------------------------------   b - a = c0 + sum of ci prod (rij - lij) prod s^2
    H, K |- a <= b (or <)                          + sum of mi (li - ri), with every c >= 0 rational
    For < either c0 > 0, or one ci > 0 has strict premises only, and no square."""
    expect(goal.op in ("le", "lt"), "an inequality, met {}", goal)
    a, b = goal.args
    of_sort("real", a, b)
    r = Ring()
    p, strict = _difference(r, b, a), False
    for m, thm in combination:
        p = add(p, r.multiply(r.poly(m), _difference(r, *_relation(thm, "eq"))), -1)
    for c, facts, squares in products:
        expect(isinstance(c, Fraction) and c >= 0, "coefficients that are not negative, met {}", c)
        of_sort("real", *squares)
        strict |= c > 0 and not squares and all(t.conclusion.op == "lt" for t in facts)
        product = constant(c)
        for t in facts:
            left, right = _relation(t, "le", "lt")
            of_sort("real", left, right)
            product = r.multiply(product, _difference(r, right, left))
        for s in squares:
            product = r.multiply(product, r.multiply(r.poly(s), r.poly(s)))
        p = add(p, product, -1)
    c0 = p.pop((), Fraction(0))
    expect(not p and c0 >= 0, "a remainder c0 >= 0, met {} and {} other terms of {}", c0, len(p), goal)
    expect(goal.op == "le" or strict or c0 > 0, "a strict summand for {}", goal)
    given = [t for _, facts, _ in products for t in facts]
    return _united((*given, *(thm for _, thm in combination))), goal


@_rule
def law(name: str, args: tuple[Any, ...], *premises: Theorem) -> Any:
    """H1 |- f1    ...    Hn |- fn
    ---------------------------   an instance of a law of the table, which has these premises
    H |- f"""
    expect(name in LAWS, "the name of a law, not {!r}", name)
    needed, conclusion, *axioms = LAWS[name].instance(*args)
    met = tuple(t.conclusion for t in premises)
    expect(met == tuple(needed), "theorems of {}, met {}", tuple(needed), met)
    return _united(premises), conclusion, *axioms


@_rule
def absurd(thm: Theorem) -> Any:
    """H |- p = q (or <=, <)
    --------------------   false for the numbers p and q
    H |- false"""
    a, b = _relation(thm, "eq", "le", "lt")
    expect(a.op == b.op == "num", "a relation of numbers, met {}", thm.conclusion)
    p, q = a.args[0], b.args[0]
    expect(not {"eq": p == q, "le": p <= q, "lt": p < q}[thm.conclusion.op], "a false relation")
    return thm.hypotheses, FALSE


@_rule
def integer(thm: Theorem) -> Any:
    """H |- a < b
    --------------   a and b integers
    H |- a + 1 <= b"""
    a, b = _relation(thm, "lt")
    of_sort("int", a, b)
    return thm.hypotheses, k.le(k.add(a, ONE), b)


@_rule
def exp_positive(x: Term) -> Any:
    """-----------   x real
    |- 0 < exp(x)"""
    of_sort("real", x)
    return (), k.lt(ZERO, Term("exp", x))


@_rule
def trichotomy(a: Term, b: Term) -> Any:
    """-----------------------   a and b real
    |- a < b or a = b or b < a"""
    of_sort("real", a, b)
    return (), k.or_(k.lt(a, b), k.eq(a, b), k.lt(b, a))


@_rule
def zero_product(thm: Theorem) -> Any:
    """H |- a1 ... an = 0
    -------------------------
    H |- a1 = 0 or ... or an = 0"""
    a, b = _relation(thm, "eq")
    expect(a.op == "mul" and b == ZERO, "a product that is 0, met {}", thm.conclusion)
    return thm.hypotheses, k.or_(*(k.eq(t, ZERO) for t in a.args))


@_rule
def root_sign(radicand: Term, degree: int, strict: bool) -> Any:
    """0 <= b |- 0 <= root(b)    and    0 < b |- 0 < root(b)"""
    of_sort("complex", radicand)
    expect(type(degree) is int, "a whole degree, not {}", degree)
    relation = k.lt if strict else k.le
    return {relation(ZERO, radicand)}, relation(ZERO, k.root(radicand, degree))


@_rule
def indicator(f: Term, holds: bool) -> Any:
    """f |- [f] = 1    and    not f |- [f] = 0"""
    _formula(f)
    return {f if holds else k.not_(f)}, k.eq(Term("ind", f), ONE if holds else ZERO)


@_rule
def select(t: Term, holds: bool) -> Any:
    """f |- a = (a if f else b)    and    not f |- b = (a if f else b)"""
    expect(type(t) is Term and t.op == "if", "a conditional term, met {}", t)
    f, a, b = t.args
    return {f if holds else k.not_(f)}, k.eq(a if holds else b, t)


# -- sums --------------------------------------------------------------------------------------------


@_rule
def under_sum(v: Term, lo: Term, hi: Term, thm: Theorem) -> Any:
    """H, lo <= v, v <= hi |- a = b (or <=)
    -----------------------------------------   v an integer, not free in H, lo, hi
    H |- sum of a = sum of b (or <=), v in lo..hi"""
    a, b = _relation(thm, "eq", "le")
    variable(v, "int")
    of_sort("int", lo, hi)
    rest = _without(thm, *k.bounds(v, lo, hi))
    not_free(v, *rest, lo, hi)
    return rest, Term(
        thm.conclusion.op, *(Term("sum", k.Hint(v.args[0]), lo, hi, k.close(t, v)) for t in (a, b))
    )


@_rule
def under_guard(f: Term, thm: Theorem) -> Any:
    """H, f |- a = b
    ------------------------
    H |- [f] a = [f] b"""
    _formula(f)
    a, b = _relation(thm, "eq")
    chosen = Term("ind", f)
    return _without(thm, f), k.eq(Term("mul", chosen, a), Term("mul", chosen, b))


@_rule
def under_call(at: Term, v: Term, thm: Theorem) -> Any:
    """H, 1 <= v, v <= n |- a = b
    ----------------------------------   v an integer, not free in H, n; a, b real; F(a) is ``at``
    H |- F(a(1), ..., a(n)) = F(b(1), ..., b(n))"""
    expect(at.op == "call", "a function of a vector, met {}", at)
    a, b = _relation(thm, "eq")
    of_sort("real", a, b)
    name, indices, _, length, _ = at.args
    variable(v, "int")
    component = k.open_(at, v)
    expect(component == a, "an equation of {}", component)
    rest = _without(thm, *k.bounds(v, ONE, length))
    not_free(v, *rest, at)
    return rest, k.eq(at, k.call(name, indices, v, length, b))


@_rule
def split(total: Term, at: Term) -> Any:
    """lo <= at + 1, at <= hi |- sum over lo..hi = sum over lo..at + sum over at+1..hi"""
    expect(total.op == "sum", "a sum, met {}", total)
    hint, lo, hi, body = total.args
    of_sort("int", lo, at, hi)
    after = k.add(at, ONE)
    parts = Term("sum", hint, lo, at, body), Term("sum", hint, after, hi, body)
    return {k.le(lo, after), k.le(at, hi)}, k.eq(total, k.add(*parts))


# -- randomness --------------------------------------------------------------------------------------


def _same_for_all_outcomes(formulas: Iterable[Term]) -> None:
    for f in formulas:
        expect(not k.is_random(f), "nothing random outside surely, met {}", f)


@_rule
def surely(thm: Theorem) -> Any:
    """H |- f
    -------------   nothing random in H
    H |- surely f"""
    _same_for_all_outcomes(thm.hypotheses)
    return thm.hypotheses, Term("surely", thm.conclusion)


@_rule
def at_outcome(thm: Theorem) -> Any:
    """H |- surely f
    -------------
    H |- f"""
    expect(thm.conclusion.op == "surely", "a sure statement, met {}", thm.conclusion)
    return thm.hypotheses, thm.conclusion.args[0]


@_rule
def under_mean(thm: Theorem, *finite: Theorem) -> Any:
    """H |- a = b (or <=)
    -----------------------------   nothing random in H; for <= also Ki |- integrable a (and b), of those
    H, K |- mean of a = mean of b (or <=)   of the two, in this order, in which something is drawn"""
    a, b = _relation(thm, "eq", "le")
    _same_for_all_outcomes(thm.hypotheses)
    needed = [k.law("integrable", t) for t in (a, b) if thm.conclusion.op == "le" and k.is_drawn(t)]
    met = [f.conclusion for f in finite]
    expect(met == needed, "theorems of {}, met {}", needed, met)
    concluded = Term(thm.conclusion.op, Term("mean", a), Term("mean", b))
    return _united((thm, *finite)), concluded, {"linearity of expectation"}


# -- limits ------------------------------------------------------------------------------------------


def _limit(thm: Theorem) -> tuple[Term, Term]:
    expect(thm.conclusion.op == "tends", "a limit, met {}", thm.conclusion)
    return thm.conclusion, thm.conclusion.args[1]


@_rule
def limit_of(
    v: Term, lo: Term, expression: Term, letters: tuple[Term, ...], limits: tuple[Theorem, ...], same: Theorem
) -> Any:
    """Hi |- ni -> li    K, lo <= v |- f = e[n1(v), ..., nk(v)]
    ------------------------------------------------------   e continuous in its letters,
    H, K, e[l] defined |- f -> e[l1, ..., lk]      v not free in H, K, lo, e, ni; ni, li of its sort

    Continuous are what :func:`_continuous` lists, where they are defined."""
    for y in letters:
        variable(y)
    at_v = {y: k.open_(_limit(thm)[0], v) for y, thm in zip(letters, limits, strict=True)}
    at_limit = {y: _limit(thm)[1] for y, thm in zip(letters, limits, strict=True)}
    for y, t in (*at_v.items(), *at_limit.items()):
        of_sort(y.args[1], t)
    a, b = _relation(same, "eq")
    expected = k.substitute(expression, at_v)
    expect(b == expected, "an equation with {}", expected)
    variable(v, "int")
    of_sort("int", lo)
    _continuous(expression, letters)
    value = k.substitute(expression, at_limit)
    hypotheses = _without(same, k.le(lo, v)).union(*(t.hypotheses for t in limits))
    not_free(v, *hypotheses, lo, expression, value, *(t.conclusion for t in limits))
    needed = {f for _, f in side_conditions(value)}
    return hypotheses | needed, k.tends(v, a, value), {"algebra of limits"}


def _continuous(t: Term, letters: tuple[Term, ...]) -> None:
    """Only sums, products, powers by whole exponents, and absolute values and exponentials of what is real
    may contain a letter; bounds of sums and exponents may not."""
    if k.free_vars(t).isdisjoint(letters) or t in letters:
        return
    inner, fixed = k.parts(t), t.args[:0]
    match t.op:
        case "if" if t == k.absolute(t.args[1]) and k.sort_of(t) != "complex":
            inner = t.args[1:2]
        case "exp" if k.sort_of(t) != "complex":
            pass
        case "pow" if k.sort_of(t.args[1]) == "int":
            inner, fixed = t.args[:1], t.args[1:]
        case "sum":
            inner, fixed = (k.open_(t, k.fresh("j", "int", t, *letters)),), t.args[1:3]
        case _:
            expect(t.op in ("add", "mul"), "a continuous expression, met {}", t)
    expect(all(k.free_vars(p).isdisjoint(letters) for p in fixed), "fixed bounds and exponents, met {}", t)
    for p in inner:
        _continuous(p, letters)


@_rule
def limit_unique(one: Theorem, other: Theorem) -> Any:
    """H |- f -> a    K |- f -> b
    --------------------------
    H, K |- a = b"""
    (f, a), (g, b) = _limit(one), _limit(other)
    expect(f.args[2] == g.args[2], "two limits of one sequence")
    return one.hypotheses | other.hypotheses, k.eq(a, b), {"algebra of limits"}


@_rule
def limit_shift(thm: Theorem, steps: int) -> Any:
    """H |- f(v) -> a    to    H |- f(v + steps) -> a, steps >= 0"""
    f, a = _limit(thm)
    expect(type(steps) is int and steps >= 0, "a shift into the future")
    v = k.fresh(str(f.args[0]), "int", f)
    return thm.hypotheses, k.tends(v, k.open_(f, k.add(v, k.num(steps))), a), {"algebra of limits"}


@_rule
def limit_order(v: Term, lo: Term, one: Theorem, other: Theorem, order: Theorem) -> Any:
    """H |- f -> a    K |- g -> b    M, lo <= v |- f <= g
    ------------------------------------------------
    H, K, M |- a <= b                                    v not free in M, lo"""
    (f, a), (g, b) = _limit(one), _limit(other)
    left, right = _relation(order, "le")
    variable(v, "int")
    of_sort("int", lo)
    expect(left == k.open_(f, v) and right == k.open_(g, v), "an inequality of the two sequences")
    rest = _without(order, k.le(lo, v))
    not_free(v, *rest, lo, f, g)
    return one.hypotheses | other.hypotheses | rest, k.le(a, b), {"algebra of limits"}


@_rule
def limit_squeeze(v: Term, lo: Term, f: Term, small: Theorem, order: Theorem) -> Any:
    """H |- h -> 0    K, lo <= v |- f^2 <= h
    -------------------------------------   f real
    H, K |- f -> 0                          v not free in K, lo"""
    h, value = _limit(small)
    left, right = _relation(order, "le")
    variable(v, "int")
    of_sort("int", lo)
    of_sort("real", f)
    expect(value == ZERO, "a limit that is 0, met {}", value)
    expect(left == k.power(f, 2) and right == k.open_(h, v), "the square of {} below {}", f, h)
    rest = _without(order, k.le(lo, v))
    not_free(v, *rest, lo, h)
    return small.hypotheses | rest, k.tends(v, f, ZERO), {"algebra of limits"}


# -- smoothness --------------------------------------------------------------------------------------


@_rule
def less_smooth(thm: Theorem, order: int) -> Any:
    """H |- L is n times differentiable at y
    -------------------------------------   1 <= m <= n
    H |- L is m times differentiable at y"""
    f = thm.conclusion
    expect(f.op == "smooth" and type(order) is int, "a function that is smooth, met {}", f)
    expect(1 <= order <= f.args[1], "an order from 1 to {}, not {}", f.args[1], order)
    return thm.hypotheses, Term("smooth", f.args[0], order, *f.args[2:])
