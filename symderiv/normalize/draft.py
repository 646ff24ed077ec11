"""Drafts of proofs: the figures of the core's rules, and large steps by normal forms over flint.

Nothing here is trusted. A draft says ``H |- f`` as a theorem does, and remembers the step that made it;
what a search has found so is elaborated into a theorem of the core (:mod:`symderiv.normalize.elaborate`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import wraps
from typing import Any, Final

from flint import fmpq

from symderiv.core import inference
from symderiv.core import terms as k
from symderiv.core.enclosures import enclosed
from symderiv.core.terms import ONE, ZERO, KernelError, Rational, Term
from symderiv.evaluate.evaluator import excludes_zero
from symderiv.normalize.argument_bounds import within_period
from symderiv.normalize.elementary import has_sign
from symderiv.normalize.polynomials import Normal, in_ring


class Draft:
    """H |- conclusion, the axioms it rests on, and the step (rule, arguments) that made it."""

    __slots__ = ("axioms", "conclusion", "hypotheses", "step")

    def __init__(
        self, hypotheses: frozenset[Term], conclusion: Term, axioms: frozenset[str], step: tuple[str, Any]
    ) -> None:
        self.hypotheses, self.conclusion, self.axioms, self.step = hypotheses, conclusion, axioms, step

    def __repr__(self) -> str:
        return f"{', '.join(sorted(map(str, self.hypotheses)))} |- {self.conclusion}"


RULES: Final[dict[str, Callable[..., Draft]]] = {}


def _plain(a: Any) -> Any:
    """Flint's numbers, also within tuples, as the core's."""
    if isinstance(a, tuple):
        return tuple(map(_plain, a))
    return Rational(int(a.p), int(a.q)) if isinstance(a, fmpq) else a


def drafts(args: Iterable[Any]) -> Iterator[Draft]:
    """The drafts among the arguments of a step, within tuples too."""
    for a in args:
        if isinstance(a, tuple):
            yield from drafts(a)
        elif isinstance(a, Draft):
            yield a


def rule(figure: Callable[..., Any]) -> Callable[..., Draft]:
    """Make a rule of a figure (arguments) -> (hypotheses, conclusion[, axioms]).

    The axioms of the drafts among the arguments are inherited.
    """

    @wraps(figure)
    def apply(*args: Any) -> Draft:
        args = _plain(args)
        hypotheses, conclusion, *more = figure(*args)
        axioms = frozenset[str]().union(*(d.axioms for d in drafts(args)), *more)
        return Draft(frozenset(hypotheses), conclusion, axioms, (figure.__name__, args))

    RULES[figure.__name__] = apply
    return apply


_REMEMBERED: Final = 20_000  # results of large steps
_results: dict[Hashable, Any] = {}


def _exact(a: Any) -> Hashable:
    """An argument as a key: a draft by conclusion and hypotheses; a number with its type, since 1 == True."""
    if isinstance(a, tuple):
        return tuple(map(_exact, a))
    if isinstance(a, Draft):
        return Draft, a.conclusion, a.hypotheses, a.axioms
    return type(a), k.checked(a) if type(a) is Term else a


def remembered(figure: Callable[..., Any]) -> Callable[..., Any]:
    """A rule's figure whose results are kept: it is worked out once for arguments that say the same."""

    @wraps(figure)
    def apply(goal: Term, *args: Any) -> Any:
        key = figure, _exact((goal, *args))
        if key not in _results:
            if len(_results) >= _REMEMBERED:
                _results.clear()
            _results[key] = figure(goal, *args)
        hypotheses, _, *more = _results[key]
        return hypotheses, goal, *more

    return apply


assume = rule(inference.FIGURES["assume"])
cut = rule(inference.FIGURES["cut"])
instantiate = rule(inference.FIGURES["instantiate"])
rewrite = rule(inference.FIGURES["rewrite"])
axiom = rule(inference.FIGURES["axiom"])
law = rule(inference.FIGURES["law"])
ring = rule(inference.FIGURES["ring"])
and_intro = rule(inference.FIGURES["and_intro"])
and_elim = rule(inference.FIGURES["and_elim"])
or_intro = rule(inference.FIGURES["or_intro"])
by_cases = rule(inference.FIGURES["by_cases"])
excluded_middle = rule(inference.FIGURES["excluded_middle"])
discharge = rule(inference.FIGURES["discharge"])
modus_ponens = rule(inference.FIGURES["modus_ponens"])
negate = rule(inference.FIGURES["negate"])
contradict = rule(inference.FIGURES["contradict"])
ex_falso = rule(inference.FIGURES["ex_falso"])
generalise = rule(inference.FIGURES["generalise"])
specialise = rule(inference.FIGURES["specialise"])
ex_intro = rule(inference.FIGURES["ex_intro"])
ex_elim = rule(inference.FIGURES["ex_elim"])
induct = rule(inference.FIGURES["induct"])
absurd = rule(inference.FIGURES["absurd"])
integer = rule(inference.FIGURES["integer"])
exp_positive = rule(inference.FIGURES["exp_positive"])
trichotomy = rule(inference.FIGURES["trichotomy"])
zero_product = rule(inference.FIGURES["zero_product"])
root_sign = rule(inference.FIGURES["root_sign"])
indicator = rule(inference.FIGURES["indicator"])
select = rule(inference.FIGURES["select"])
under_sum = rule(inference.FIGURES["under_sum"])
split = rule(inference.FIGURES["split"])
surely = rule(inference.FIGURES["surely"])
at_outcome = rule(inference.FIGURES["at_outcome"])
under_mean = rule(inference.FIGURES["under_mean"])
limit_of = rule(inference.FIGURES["limit_of"])
limit_unique = rule(inference.FIGURES["limit_unique"])
limit_shift = rule(inference.FIGURES["limit_shift"])
limit_order = rule(inference.FIGURES["limit_order"])
limit_squeeze = rule(inference.FIGURES["limit_squeeze"])
less_smooth = rule(inference.FIGURES["less_smooth"])


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise KernelError(f"expected {what}")


def _relation(thm: Draft, *ops: str) -> tuple[Term, Term]:
    """Both sides of what a draft concludes, a relation of one of these kinds."""
    _expect(thm.conclusion.op in ops, f"a draft of {' or '.join(ops)}, met {thm.conclusion}")
    return thm.conclusion.args[0], thm.conclusion.args[1]


def _real(*ts: Term) -> None:
    for t in ts:
        _expect(t.op not in k.FORMULAS and k.sort_of(t) != "complex", f"a real term, not {t}")


# -- large steps, by normal forms ----------------------------------------------------------------------


def _residual(ring: Normal, a: Term, b: Term, combination: Iterable[tuple[Term, Draft]]) -> Any:
    """a - b - sum of m (l - r) over pairs (m, |- l = r), as a polynomial."""
    p = ring.poly(a) - ring.poly(b)
    for m, thm in combination:
        if thm.conclusion.op in ("le", "lt"):  # the ring makes use of it
            continue
        left, right = _relation(thm, "eq")
        p -= ring.poly(m) * (ring.poly(left) - ring.poly(right))
    return p


def _order_relations(combination: Iterable[tuple[Term, Draft]]) -> tuple[Term, ...]:
    found = []
    for m, thm in combination:
        if thm.conclusion.op in ("le", "lt"):
            _expect(m == ZERO, f"no multiplier for {thm.conclusion}")
            _real(*thm.conclusion.args)
            found.append(thm.conclusion)
    return tuple(found)


def _united(ring: Normal, thms: Iterable[Draft]) -> frozenset[Term]:
    return frozenset(ring.conditions).union(*(t.hypotheses for t in thms))


@rule
@remembered
def linear(goal: Term, *combination: tuple[Term, Draft]) -> Any:
    """H1 |- l1 = r1    ...    Hn |- ln = rn
    --------------------------------------   a - b = m1 (l1 - r1) + ... + mn (ln - rn)
    H1, ..., Hn, conditions |- a = b         in normal form, under the conditions it notes

    A premise may be l <= r (or <) instead: the normal form makes use of it, and its multiplier is 0."""
    _expect(goal.op == "eq", f"an equation, met {goal}")
    a, b = goal.args
    given = _order_relations(combination)

    def work(ring: Normal) -> Any:
        p = _residual(ring, a, b, combination)
        _expect(ring.is_zero(p), f"multipliers that leave 0, not {ring.term(p)}")
        return _united(ring, (thm for _, thm in combination)), goal, ring.axioms

    return in_ring(work, given)


@rule
def evident(goal: Term, *signs: tuple[Term, Draft]) -> Any:
    """Hi |- li <= ri (or <)
    ----------------------------------   t in normal form, which makes use of li <= ri, is a product
    Hi, conditions |- 0 <= t (or 0 < t)    of factors that are not negative (or positive)"""
    _expect(goal.op in ("le", "lt") and goal.args[0] == ZERO, f"a sign, met {goal}")
    _real(goal.args[1])

    def work(ring: Normal) -> Any:
        p = ring.reduce(ring.poly(goal.args[1]))
        _expect(
            has_sign(ring, p, strict=goal.op == "lt"), f"factors that are not negative, met {ring.term(p)}"
        )
        return _united(ring, (thm for _, thm in signs)), goal, ring.axioms

    return in_ring(work, _order_relations(signs))


@rule
def period(goal: Term, factor: Term, *signs: tuple[Term, Draft]) -> Any:
    """Hi |- li <= ri (or <)
    ------------------------   exp(factor (a - b)) = 1 in normal form, which makes use of li <= ri,
    Hi, conditions |- a = b    factor is 1 or i, and the imaginary part of factor (a - b) is within 2 pi"""
    _expect(
        goal.op == "eq" and factor in (ONE, k.I), f"an equation, and a factor 1 or i; met {goal}, {factor}"
    )
    a, b = goal.args
    t = k.mul(factor, k.sub(a, b))
    given = _order_relations(signs)
    _expect(
        within_period(t, given),
        f"sides that differ by less than 2 pi, as far as their form tells; met {goal}",
    )

    def work(ring: Normal) -> Any:
        p = ring.poly(Term("exp", t)) - 1
        _expect(ring.is_zero(p), f"exponentials that are equal, met a difference of {ring.term(p)}")
        return _united(ring, (thm for _, thm in signs)), goal, ring.axioms

    return in_ring(work, given)


@rule
def same_power(goal: Term, n: int) -> Any:
    """-----------------------   a, b constants, a^n = b^n in normal form, and by enclosure a differs
    conditions |- a = b          from the products of b with the other n-th roots of 1"""
    _expect(goal.op == "eq" and type(n) is int and 2 <= n <= 8, f"an equation, and a power; met {goal}, {n}")
    a, b = goal.args
    for j in range(1, n):
        unit = Term("exp", k.mul(k.num(fmpq(2 * j, n)), k.PI, k.I))
        _expect(excludes_zero(k.sub(a, k.mul(unit, b))), f"constants whose other powers differ, met {goal}")

    def work(ring: Normal) -> Any:
        p = ring.reduce(ring.poly(a)) ** n - ring.reduce(ring.poly(b)) ** n
        _expect(ring.is_zero(p), f"equal powers, met a difference of {ring.term(ring.reduce(p))}")
        return ring.conditions, goal, ring.axioms

    return in_ring(work)


@rule
def apart(goal: Term) -> Any:
    """----------   a, b real constants, which an enclosure tells apart
    |- a < b"""
    _expect(goal.op == "lt" and not k.free_vars(goal), f"an order of constants, met {goal}")
    _real(*goal.args)
    ball = enclosed(k.sub(*reversed(goal.args)))
    _expect(ball.re > ball.error, f"constants that an enclosure tells apart, met {goal}")
    return frozenset(), goal, frozenset()


@rule
@remembered
def positive(
    goal: Term,
    products: tuple[tuple[fmpq, tuple[Draft, ...], tuple[Term, ...]], ...],
    combination: tuple[tuple[Term, Draft], ...] = (),
) -> Any:
    """Hij |- lij <= rij (or <)    Ki |- li = ri
    --------------------------------------------   b - a = c0 + sum of ci prod (rij - lij) prod s^2
    Hij, Ki, conditions |- a <= b (or <)           + sum of mi (li - ri), with every c >= 0 rational
    For < either c0 > 0, or one ci > 0 has strict premises only, and no square."""
    _expect(goal.op in ("le", "lt"), f"an inequality, met {goal}")
    a, b = goal.args
    _real(a, b)

    def work(ring: Normal) -> Any:
        p = _residual(ring, b, a, combination)
        strict = False
        for c, facts, squares in products:
            _expect(c >= 0, f"coefficients that are not negative, met {c}")
            _real(*squares)
            strict |= c > 0 and not squares and all(t.conclusion.op == "lt" for t in facts)
            product = ring.ctx.constant(fmpq(int(c.p), int(c.q)))
            for t in facts:
                left, right = _relation(t, "le", "lt")
                product *= ring.poly(right) - ring.poly(left)
            for s in squares:
                product *= ring.poly(s) ** 2
            p -= product
        p = ring.reduce(p)
        constant = p.leading_coefficient() if p.is_constant() and p != 0 else fmpq(0)
        _expect(constant >= 0 and ring.is_zero(p - constant), f"a remainder c0 >= 0, not {ring.term(p)}")
        _expect(goal.op == "le" or strict or constant > 0, f"a strict summand for {goal}")
        used = [t for _, facts, _ in products for t in facts] + [t for _, t in combination]
        return _united(ring, used), goal, ring.axioms

    return in_ring(work, real_logs=True)


# -- drafts as data ------------------------------------------------------------------------------------


def written(thm: Draft) -> list[Any]:
    """The steps that made a draft as JSON lists, each [rule, argument...]; a premise is ["#", step]."""
    steps: list[Any] = []
    places: dict[int, int] = {}

    def written(a: Any) -> Any:
        if isinstance(a, Draft):
            return ["#", places[id(a)]]
        return ["", *map(written, a)] if isinstance(a, tuple) else k.encode(a)

    todo = [thm]
    while todo:
        t = todo[-1]
        name, args = t.step
        before = [a for a in drafts(args) if id(a) not in places]
        if id(t) not in places and not before:
            places[id(t)] = len(steps)
            steps.append([name, *map(written, args)])
        if id(t) in places:
            todo.pop()
        todo.extend(reversed(before))
    return steps


def remade(steps: Any) -> Draft:
    """The draft that these steps make; KernelError if one does not apply."""
    made: list[Draft] = []

    def read(a: Any) -> Any:
        match a:
            case ["#", int(i)]:
                _expect(0 <= i < len(made), f"an earlier step, not {i}")
                return made[i]
            case ["", *rest]:
                return tuple(map(read, rest))
        return k.decode(a)

    try:
        for name, *args in steps:
            _expect(name in RULES, f"a rule's name, not {name!r}")
            made.append(RULES[name](*map(read, args)))
        return made[-1]
    except KernelError:
        raise
    except (TypeError, ValueError, AttributeError, IndexError, KeyError, ArithmeticError) as error:
        raise KernelError(f"step {len(made)} of the draft is malformed: {error}") from error
    except RecursionError as error:
        raise KernelError(f"step {len(made)} of the draft is nested too deeply") from error
