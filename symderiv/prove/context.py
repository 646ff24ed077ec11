"""Contexts of proofs: assumptions, the facts that they consist of, and instances of the general ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import ONE, ZERO, KernelError, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.granularity import NeedsRefinement
from symderiv.normalize.polynomials import RingFull, in_ring
from symderiv.prove import sums

Result = TypeVar("Result")


class Unproved(Exception):
    """No proof was found; the message says what was left, and is written when it is asked for."""

    def __init__(self, message: str | Callable[[], str]) -> None:
        super().__init__()
        self.message = message

    def __str__(self) -> str:
        return self.message if isinstance(self.message, str) else self.message()


# of a tactic that proves nothing; the last two are for one further out, who reads the statement anew
ANSWERS: Final = (Unproved, KernelError, NeedsRefinement, RingFull)


@dataclass(frozen=True)
class Context:
    """The assumptions of a proof, and facts: theorems that follow from them, conjunctions taken apart."""

    assumed: frozenset[Term] = frozenset()
    facts: tuple[Draft, ...] = ()
    names: dict[Term, str] = field(default_factory=dict, compare=False)
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def remembered(self, name: Hashable, work: Callable[[], Result]) -> Result:
        """What work gives, which depends on this context alone and is done once."""
        if name not in self.memo:
            self.memo[name] = work()
        return self.memo[name]  # type: ignore[no-any-return]

    @property
    def plain(self) -> Context:
        """The context without general facts."""

        def plain() -> Context:
            return Context(self.assumed, tuple(t for t in self.facts if t.conclusion.op != "all"), self.names)

        return self.remembered("plain", plain)

    def assuming(self, *formulas: Term) -> Context:
        """The context with more assumptions."""
        new = [f for f in dict.fromkeys(formulas) if f not in self.assumed]
        facts = [fact for f in new for fact in taken_apart(draft.assume(f))]
        return Context(self.assumed.union(new), self.facts + tuple(facts), self.names)

    def knowing(self, *thms: Draft) -> Context:
        """The context with lemmas that were proved in it."""
        facts = tuple(fact for thm in thms for fact in taken_apart(thm))
        return Context(self.assumed, self.facts + facts, self.names)

    def named(self, f: Term, name: str) -> Context:
        """The context with a name for a fact, which the words of a proof use."""
        return Context(self.assumed, self.facts, {**self.names, f: name})

    def of(self, *ops: str) -> Iterator[Draft]:
        """The facts of these kinds; ``ne`` stands for the negation of an equation."""
        for thm in self.facts:
            f = thm.conclusion
            if f.op in ops or ("ne" in ops and f.op == "not" and f.args[0].op == "eq"):
                yield thm


def taken_apart(thm: Draft) -> Iterator[Draft]:
    """The conjuncts of a theorem, and those of a universally quantified conjunction."""
    f = thm.conclusion
    if f.op == "and" or _is_general_conjunction(f):
        for part in _parts(thm):
            yield from taken_apart(part)
    elif f.op == "surely":
        yield thm
        yield from taken_apart(draft.at_outcome(thm))
    elif f.op == "eq" and _is_whole_power(f.args[0]) and f.args[1] == ZERO:
        yield thm
        yield from taken_apart(zero_base(thm))
    elif f.op == "eq" and f.args[0].op == "mul" and f.args[1] == ZERO:
        yield thm
        yield draft.zero_product(thm)
    elif f.op == "not" and f.args[0].op == "not":
        yield from taken_apart(double_negation(thm))
    elif f.op == "not" and f.args[0].op in ("le", "lt"):
        yield thm
        reverse = reversed_order(thm)
        if reverse is not None:
            yield reverse
    elif f.op == "all" and _constant(f):
        yield thm
        yield from _first_instance(thm)
    else:
        yield sums.ascended_fact(thm) or thm


@lru_cache(maxsize=4096)
def _is_general_conjunction(f: Term) -> bool:
    """Whether f says several things at once, for all values of a variable or under a premise."""
    general = f.op in ("all", "implies", "surely")
    return general and (f.args[-1].op == "and" or _is_general_conjunction(f.args[-1]))


def _parts(thm: Draft) -> Iterator[Draft]:
    """H |- f and g  to  H |- f  and  H |- g; so below universal quantifiers, and in conclusions."""
    f = thm.conclusion
    if f.op == "and":
        for i in range(len(f.args)):
            yield from _parts(draft.and_elim(thm, i))
    elif not _is_general_conjunction(f):
        yield thm
    elif f.op == "all":
        v = k.fresh(str(f.args[0]), f.args[1], f, *thm.hypotheses)
        yield from (draft.generalise(v, *f.args[2:4], t) for t in _parts(draft.specialise(thm, v)))
    elif f.op == "implies":
        inside = draft.modus_ponens(thm, draft.assume(f.args[0]))
        yield from (draft.discharge(f.args[0], t) for t in _parts(inside))
    else:
        yield from map(draft.surely, _parts(draft.at_outcome(thm)))


@lru_cache(maxsize=4096)
def _constant(f: Term) -> bool:
    """Whether f is quantified over integers from a number on, and its body does not depend on them."""
    taken: list[Term] = []
    while f.op == "all":
        if f.args[1] != "int" or f.args[2] is None or f.args[2].op != "num":
            return False
        taken.append(k.fresh(str(f.args[0]), "int", f, *taken))
        f = k.open_(f, taken[-1])
    return k.free_vars(f).isdisjoint(taken)


def _first_instance(thm: Draft) -> Iterator[Draft]:
    """The instance of a general theorem at the least integers of its ranges, taken apart; nothing if a bound
    is no number."""
    while thm.conclusion.op == "all":
        first = thm.conclusion.args[2]
        inside = draft.specialise(thm, first)
        for bound in inside.hypotheses - thm.hypotheses:
            if any(s.op == "var" for s in k.subterms(bound)):
                return
            try:
                inside = draft.cut(inside, draft.positive(bound, ()))
            except KernelError:
                return
        thm = inside
    yield from taken_apart(thm)


def _is_whole_power(t: Term) -> bool:
    return t.op == "pow" and t.args[1].op == "num" and t.args[1].args[0].q == 1 and t.args[1].args[0] > 1


def zero_base(thm: Draft) -> Draft:
    """H |- b^n = 0  to  H |- b = 0."""
    base, exponent = thm.conclusion.args[0].args
    product = draft.linear(k.eq(k.mul(*[base] * int(exponent.args[0].p)), ZERO), (k.ONE, thm))
    split = draft.zero_product(product)
    return draft.by_cases(split, *(draft.assume(f) for f in split.conclusion.args))


def double_negation(thm: Draft) -> Draft:
    """H |- not not f  to  H |- f."""
    f = thm.conclusion.args[0].args[0]
    wrong = draft.ex_falso(f, draft.contradict(draft.assume(k.not_(f)), thm))
    return draft.by_cases(draft.excluded_middle(f), draft.assume(f), wrong)


def reversed_order(thm: Draft) -> Draft | None:
    """H |- not a <= b  to  H |- b < a, and likewise for <; None where a or b may be complex."""
    f = thm.conclusion.args[0]
    a, b = f.args
    goal = k.lt(b, a) if f.op == "le" else k.le(b, a)
    try:
        three = draft.trichotomy(a, b)
    except KernelError:
        return None
    branches = []
    for case in three.conclusion.args:
        fact = draft.assume(case)
        if case == goal:
            branches.append(fact)
        elif f.op == "lt" and case.op == "eq":
            branches.append(draft.positive(goal, (), ((k.num(1), fact),)))
        elif f.op == "lt" and case == k.lt(b, a):
            branches.append(draft.positive(goal, ((k.num(1).args[0], (fact,), ()),)))
        else:
            same = (
                draft.positive(f, (), ((k.num(-1), fact),))
                if case.op == "eq"
                else draft.positive(f, ((k.num(1).args[0], (fact,), ()),))
            )
            branches.append(draft.ex_falso(goal, draft.contradict(same, thm)))
    return draft.by_cases(three, *branches)


@dataclass(frozen=True)
class Seeds:
    """The terms for which instances are made: components and integers that occur in some formulas."""

    components: tuple[Term, ...]
    variables: tuple[Term, ...]

    @classmethod
    def of(cls, *formulas: Term) -> Seeds:
        integers = {v for f in formulas for v in k.free_vars(f) if v.args[1] == "int"}
        return cls(tuple(_components(formulas)), tuple(sorted(integers, key=lambda v: v.key)))


def instances(
    ctx: Context, seeds: Seeds, allowed: Callable[[Term, Context], Draft | None], rounds: int = 3
) -> list[Draft]:
    """Instances of the universal facts at which components of the seeds, or of earlier instances, occur.

    ``allowed`` proves that a value is within bounds, or returns None.
    """
    found: dict[Term, Draft] = {}
    general = {t.conclusion: t for t in ctx.of("all")}
    wanted, variables = dict.fromkeys(seeds.components), seeds.variables
    seen: set[tuple[Term, Term]] = set()
    for _ in range(rounds):
        new: dict[Term, Draft] = {}
        todo = list(general.values())
        while todo:
            thm = todo.pop()
            for value in _candidates(thm.conclusion, wanted, variables):
                if (thm.conclusion, value) in seen:
                    continue
                seen.add((thm.conclusion, value))
                instance = _within(draft.specialise(thm, value), thm, ctx, allowed)
                for t in () if instance is None else _applied(instance, ctx, allowed):
                    if t.conclusion.op == "all":
                        general[t.conclusion] = t
                        todo.append(t)
                    else:
                        new[t.conclusion] = t
        if not new:
            break
        found.update(new)
        wanted = {**wanted, **_components(new)}
    return list(found.values())


def _applied(
    instance: Draft, ctx: Context, allowed: Callable[[Term, Context], Draft | None]
) -> Iterator[Draft]:
    """The parts of an instance; of an implication its conclusion, if ``allowed`` proves the premise."""
    for t in taken_apart(instance):
        if t.conclusion.op == "implies":
            premise = allowed(t.conclusion.args[0], ctx)
            if premise is not None:
                yield from taken_apart(draft.modus_ponens(t, premise))
        else:
            yield t


def _within(
    instance: Draft, thm: Draft, ctx: Context, allowed: Callable[[Term, Context], Draft | None]
) -> Draft | None:
    """The instance with its range hypotheses proved, or None."""
    for bound in instance.hypotheses - thm.hypotheses - ctx.assumed:
        lemma = allowed(bound, ctx)
        if lemma is None:
            return None
        instance = draft.cut(instance, lemma)
    return instance


def _components(formulas: Iterable[Term]) -> dict[Term, None]:
    """The components in the formulas, in the order in which they occur; an index may be bound."""
    return dict.fromkeys(s for f in formulas for s in k.subterms(f) if s.op == "comp")


def _candidates(f: Term, wanted: dict[Term, None], variables: Sequence[Term]) -> Iterator[Term]:
    """Values for the variable of f at which a component in f becomes a wanted one."""
    if f.args[1] != "int":
        yield from (ONE, ZERO)
        return
    values: dict[Term, None] = dict.fromkeys(variables if _about_no_component(f) or _ends_a_sum(f) else ())
    if f.args[2] is not None and not k.is_open(
        f.args[-1]
    ):  # the body does not depend on it: one instance says all, if the range is not empty
        values[f.args[2]] = None
    for name, place, shift in _patterns(f):
        for c in wanted:
            if c.args[0] == name and not k.is_open(c.args[3][place]):
                values[_less(c.args[3][place], shift)] = None
    yield from values


def _about_no_component(f: Term) -> bool:
    """Whether f is (the negation of) a relation in which its variable indexes nothing.

    Such facts are tried at the goal's integers.
    """
    body = f
    while body.op == "all":
        body = body.args[-1]
    inner = body.args[0] if body.op == "not" else body
    return inner.op in ("eq", "le", "lt") and not _patterns(f)


@lru_cache(maxsize=4096)
def _ends_a_sum(f: Term) -> bool:
    """Whether a sum in f goes up to its variable."""
    v = k.fresh(str(f.args[0]), "int", f)
    return any(s.op == "sum" and s.args[2] == v for s in k.subterms(k.open_(f, v)))


@lru_cache(maxsize=4096)
def _patterns(f: Term) -> tuple[tuple[str, int, Term], ...]:
    """(family, place, shift) for f's components whose index at that place is f's variable plus shift."""
    v = k.fresh(str(f.args[0]), "int", f)
    found: dict[tuple[str, int, Term], None] = {}
    for c in _defined(k.open_(f, v)):
        for place, i in enumerate(c.args[3]):
            if v in k.free_vars(i) and not k.is_open(i):
                shift = _less(i, v)
                if v not in k.free_vars(shift):
                    found[c.args[0], place, shift] = None
    return tuple(found)


def _less(i: Term, j: Term) -> Term:
    """i - j in normal form."""
    return i if j == ZERO else in_ring(lambda ring: ring.term(ring.poly(i) - ring.poly(j)))


def _defined(body: Term) -> list[Term]:
    """The components that a fact defines (the left side of an equation), else all that occur in it."""
    while body.op == "all":
        body = k.open_(body, k.fresh("_", body.args[1], body))
    if body.op == "implies":
        body = body.args[1]
    if body.op == "eq" and body.args[0].op in ("comp", "mean"):
        body = body.args[0]
    return [s for s in k.subterms(body) if s.op == "comp"]


def with_radicands(facts: Iterable[Draft]) -> list[Draft]:
    """The facts, and 0 < b for each root of b that is positive while 0 <= b is a fact."""
    found = {t.conclusion: t for t in facts}
    for thm in list(found.values()):
        f = thm.conclusion
        if f.op == "lt" and f.args[0] == ZERO and f.args[1].op == "root":
            radicand, degree = f.args[1].args
            known = found.get(k.le(ZERO, radicand))
            if known is not None:
                positive = draft.positive(k.lt(ZERO, radicand), ((fmpq(1), (thm,) * degree, ()),))
                found[positive.conclusion] = draft.cut(positive, known)
    return list(found.values())
