"""The driver: takes a formula apart and hands its pieces to the oracles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial

from flint import fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.derivative import derivative
from symderiv.core.terms import FALSE, ONE, ZERO, KernelError, Term
from symderiv.evaluate import evaluator as exact
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.granularity import NeedsRefinement
from symderiv.normalize.parts import replaced
from symderiv.normalize.polynomials import Normal, RingFull
from symderiv.prove import (
    disequalities,
    divergence,
    elementary,
    equations,
    eventually,
    existence,
    induction,
    inequalities,
    limits,
    logarithms,
    reals,
    sums,
    taylor,
)
from symderiv.prove.context import Context, Seeds, Unproved, instances
from symderiv.prove.oracles import ask, each
from symderiv.prove.signs import clash

QUICK_DEPTH = 4  # the same within an auxiliary goal
_ANSWERS = (Unproved, KernelError, NeedsRefinement, RingFull)  # of a tactic, or for one further out
_NO_VALUE = (Undefined, Undecided)
DEPTH = 6  # nested case distinctions, sums and auxiliary goals


class Prover:
    """Looks for proofs; ``depth`` is how much nesting is left.

    At each of ``points`` all of ``given`` holds: what fails there does not follow from it, and is not tried.
    """

    def __init__(
        self,
        show: Callable[[Term], str] = str,
        given: Iterable[Term] = (),
        points: Iterable[Model] = (),
    ) -> None:
        self.depth = DEPTH
        self.summing = False  # the sign of a sum is looked for
        self.quick = False  # auxiliary goals: no case distinctions, no products, no implications
        self.show: Callable[[Term], str] = lambda t: show(logarithms.shown_as_log(t))
        self._given = frozenset(given)
        self._points: list[tuple[Model, dict[Term, bool | None]]] = [(p, {}) for p in points]
        self.fixed: frozenset[Term] = frozenset()  # integers over which no induction is tried
        self.closing = False  # a closed form is being proved, and rests on no other
        self._seeking = False  # for limits: their own search does without what follows from them
        self._limit_facts: dict[tuple[frozenset[Term], int], list[Draft]] = {}
        self._tried: dict[tuple[Term, frozenset[Term], int], Draft | None] = {}

    @contextmanager
    def deeper(self) -> Iterator[None]:
        if self.depth <= 0:
            raise Unproved("the search went too deep")
        self.depth -= 1
        try:
            yield
        finally:
            self.depth += 1

    @contextmanager
    def holding(self, *integers: Term) -> Iterator[None]:
        """Within the block these integers are not what an induction is over."""
        before, self.fixed = self.fixed, self.fixed.union(integers)
        try:
            yield
        finally:
            self.fixed = before

    @contextmanager
    def finding_closed_forms(self) -> Iterator[None]:
        """Within the block no closed form is looked for."""
        before, self.closing = self.closing, True
        try:
            yield
        finally:
            self.closing = before

    # -- entry points

    def prove(self, goal: Term, ctx: Context) -> Draft:
        """A theorem of goal whose hypotheses are among the assumptions of ctx; else Unproved."""
        if goal in ctx.assumed:
            return draft.assume(goal)
        for fact in ctx.facts:
            if fact.conclusion == goal:
                return fact
        for fact in ctx.of("implies"):
            a, b = fact.conclusion.args
            if b == goal and (premise := self.attempt(a, ctx)) is not None:
                return draft.modus_ponens(fact, premise)
        try:
            return self.tactic("proof search", goal, lambda: self._settled(goal, ctx))
        except KernelError as error:
            raise Unproved(lambda: f"nothing proves {self.show(goal)}") from error  # not in the core's words

    def _settled(self, goal: Term, ctx: Context) -> Draft:
        return self.settle(self._from_some_time(goal, ctx) or self._prove(goal, ctx), ctx)

    def tactic(self, name: str, goal: Term, work: Callable[[], Draft]) -> Draft:
        """What work proves; where it has a fault, it proves nothing."""
        thm = ask(name, work, None, passing=_ANSWERS)
        if thm is None:
            raise Unproved(lambda: f"nothing proves {self.show(goal)}")
        return thm

    def attempt(self, goal: Term, ctx: Context) -> Draft | None:
        """A quick proof of an auxiliary goal, or None; what was tried is remembered."""
        key = (goal, ctx.assumed, len(ctx.facts))
        if key not in self._tried and self.fails_somewhere(goal, ctx):
            self._tried[key] = None
        if key not in self._tried:
            before = self.quick, self.depth
            self.quick, self.depth = True, min(self.depth, QUICK_DEPTH)
            try:
                with self.deeper():
                    self._tried[key] = self.prove(goal, ctx)
            except Unproved:
                if before[1] < QUICK_DEPTH:  # short of depth: that says little of the goal
                    return None
                self._tried[key] = None
            finally:
                self.quick, self.depth = before
        return self._tried[key]

    def summand(self, goal: Term, ctx: Context) -> Draft:
        """A theorem about a summand, for the sign of its sum; sums in it are looked at quickly."""
        if self.summing:
            thm = self.attempt(goal, ctx)
            if thm is None:
                raise Unproved(lambda: f"nothing quick proves {self.show(goal)}")
            return thm
        self.summing = True
        try:
            return self.prove(goal, ctx)
        finally:
            self.summing = False

    def defined(self, goal: Term, ctx: Context) -> Draft:
        """A theorem of goal, which says that a number is defined; only what is quick to see is seen."""
        if goal in ctx.assumed:
            return draft.assume(goal)
        thm = ask("prove_defined", lambda: elementary.prove_defined(self, goal, ctx), None, passing=_ANSWERS)
        if thm is not None:
            return self.settle(thm, ctx)
        if goal.op != "eq":
            zero = goal.op == "not" and goal.args[0].op == "eq"
            a, b = goal.args[0].args if zero else (ZERO, ZERO)
            comparable = zero and "complex" not in (k.sort_of(a), k.sort_of(b))
            for f in (k.lt(b, a), k.lt(a, b), goal) if comparable else (goal,):
                thm = self.attempt(f, ctx)
                if thm is not None:
                    return thm if f == goal else self.settle(elementary.apart(goal, thm), ctx)
        if goal.op == "eq":  # that something is real
            return self.prove(goal, ctx)
        raise Unproved(f"it is not evident that {self.show(goal)}")

    def fails_somewhere(self, goal: Term, ctx: Context) -> bool:
        """Whether goal is false at a point at which everything that ctx assumes is true."""
        if not self._points or goal in ctx.assumed:
            return False
        assumed = ctx.remembered(("beyond", self._given), lambda: ctx.assumed - self._given)

        def at(point: Model, known: dict[Term, bool | None], f: Term) -> bool | None:
            if f not in known:
                try:
                    known[f] = ask("evaluation", lambda: exact.holds(f, point), None, passing=_NO_VALUE)
                except _NO_VALUE:
                    known[f] = None
            return known[f]

        return any(
            at(point, known, goal) is False and all(at(point, known, f) for f in assumed)
            for point, known in self._points
        )

    def attempt_plain(self, goal: Term, ctx: Context) -> Draft | None:
        """A quick proof of a bound on integers from the facts that are no general ones, or None."""
        return self.attempt(goal, ctx.plain)

    def instances(self, ctx: Context, *seeds: Term, rounds: int = 3) -> list[Draft]:
        """Instances of the general facts that the seeds and the equations of ctx ask for."""
        if not any(True for _ in ctx.of("all")):
            return []
        asked = Seeds.of(*seeds, *(t.conclusion for t in ctx.of("eq")))
        key = ("instances", asked, rounds, self.quick, self.depth)
        return ctx.remembered(key, lambda: self._instances(ctx, asked, rounds))

    def _instances(self, ctx: Context, asked: Seeds, rounds: int) -> list[Draft]:
        none = list[Draft]()
        return ask(
            "instances", lambda: instances(ctx, asked, self.attempt_plain, rounds), none, passing=_ANSWERS
        )

    def settle(self, thm: Draft, ctx: Context) -> Draft:
        """thm with those hypotheses proved that are not among the assumptions of ctx."""
        for h in sorted(thm.hypotheses - ctx.assumed, key=lambda f: f.key):
            lemma = self.attempt(h, ctx)
            if lemma is None:
                with self.deeper():
                    lemma = self.prove(h, ctx)
            thm = draft.cut(thm, lemma)
        return thm

    def granted(self, thm: Draft, ctx: Context) -> Context:
        """ctx with those hypotheses of thm that it does not assume: they have to be proved later."""
        return ctx.assuming(*(thm.hypotheses - ctx.assumed))

    def limit_facts(self, ctx: Context) -> list[Draft]:
        """What follows for the limits of sequences: equations where they have a law, and signs."""
        key = (ctx.assumed, len(ctx.facts))
        if (
            self.quick
            or self._seeking
            or not ctx.remembered("fixed points", lambda: _may_have_fixed_points(ctx))
        ):
            return []
        if key not in self._limit_facts:
            self._seeking = True
            try:
                self._limit_facts[key] = [
                    *each("fixed_points", limits.fixed_points(self, ctx), passing=_ANSWERS),
                    *each("signs", limits.signs(self, ctx), passing=_ANSWERS),
                ]
            finally:
                self._seeking = False
        return self._limit_facts[key]

    def _from_some_time(self, goal: Term, ctx: Context) -> Draft | None:
        """goal, with a name for a time from which on all holds that ctx says to hold from some time on; None
        where it says nothing like that."""
        known = ctx.remembered("eventual", lambda: eventually.together(ctx))
        if known is None:
            return None
        start = k.fresh("T", "int", goal, known.conclusion, *ctx.assumed)
        inside = eventually.without_eventual(ctx).assuming(k.open_(known.conclusion, start))
        return draft.ex_elim(known, start, self.prove(goal, inside))

    # -- by the form of the goal

    def _prove(self, goal: Term, ctx: Context) -> Draft:
        whole = partial(elementary.prove_identity, whole=True)
        slope = _derivative_of_cases(goal) if goal.op in ("eq", "le", "lt", "not") else None
        if slope is not None:
            return self.differentiated(goal, slope, ctx)
        branching = _first_if(goal) if goal.op in ("eq", "le", "lt", "not") else None
        if branching is not None:
            if goal.op == "eq" and elementary.concerns(goal):
                thm = ask("prove_identity", lambda: whole(self, goal, ctx), None, passing=_ANSWERS)
                if thm is not None:
                    return thm
            return self.branched(goal, branching, ctx)
        if goal.op in ("eq", "le", "lt"):
            turned = sums.ascending(self, goal, ctx)
            if turned is not None:
                return turned
        match goal.op:
            case "eq":
                thm = logarithms.prove_real(self, goal, ctx) or self.by_logarithms(goal, ctx)
                return self.relation(equations.prove_equation, goal, ctx) if thm is None else thm
            case "le" | "lt" if reals.is_complex(goal):
                thm = logarithms.prove_relation(self, goal, ctx)
                return reals.by_real_parts(self, goal, ctx) if thm is None else thm
            case "le" | "lt":
                along = ask("by_taylor", lambda: taylor.by_taylor(self, goal, ctx), None, passing=_ANSWERS)
                return self.relation(inequalities.prove_order, goal, ctx) if along is None else along
            case "and":
                return draft.and_intro(*(self.prove(g, ctx) for g in goal.args))
            case "implies":
                a, b = goal.args
                always = self.attempt(b, ctx) if b.op in ("le", "lt", "not") else None
                return draft.discharge(a, self.under(a, b, ctx) if always is None else always)
            case "or":
                return self.disjunction(goal, ctx)
            case "not":
                return self.negation(goal, ctx)
            case "all":
                return self.universal(goal, ctx)
            case "ex":
                return self.existence(goal, ctx)
            case "surely":
                return draft.surely(self.prove(goal.args[0], ctx))
            case "tends":
                return self.relation(limits.prove_limit, goal, ctx)
            case "smooth":
                return self.smooth(goal, ctx)
            case "false":
                return disequalities.contradiction(self, ctx)
        raise Unproved(f"nothing proves {self.show(goal)}")

    def by_logarithms(self, goal: Term, ctx: Context) -> Draft | None:
        """An equation with its logarithms taken apart; of numbers alone it has a normal form as it is."""
        if self.quick or self.depth <= 0 or elementary.concerns(goal):
            return None
        try:
            return logarithms.prove_relation(self, goal, ctx)
        except Unproved:
            return None

    def differentiated(self, goal: Term, t: Term, ctx: Context) -> Draft:
        """goal, which contains the derivative t of cases, with the derivative of the case that holds."""
        value = derivative(*t.args).term
        y = k.fresh("y", k.sort_of(t), goal, t)
        hole = replaced(goal, t, y)
        thm = self.in_context(k.substitute(hole, {y: value}), ctx)
        return draft.rewrite(y, hole, draft.linear(k.eq(value, t)), thm)

    def branched(self, goal: Term, t: Term, ctx: Context) -> Draft:
        """goal, which contains the conditional term t, with the value that its condition selects."""
        condition = t.args[0]
        for f, holds in ((condition, True), (k.not_(condition), False)):
            known = self.attempt(f, ctx)
            if known is not None:
                return draft.cut(self.branch(goal, t, ctx.knowing(known), holds=holds), known)
        with self.deeper():
            branches = [
                self.branch(goal, t, equations.sharpened(self, ctx.assuming(f), f), holds=holds)
                for f, holds in ((condition, True), (k.not_(condition), False))
            ]
        return draft.by_cases(draft.excluded_middle(condition), *branches)

    def branch(self, goal: Term, t: Term, ctx: Context, *, holds: bool) -> Draft:
        value = t.args[1 if holds else 2]
        equal = draft.select(t, holds)
        y = k.fresh("y", k.sort_of(t), goal, t)
        hole = replaced(goal, t, y)
        thm = self.in_context(k.substitute(hole, {y: value}), ctx)
        return draft.rewrite(y, hole, equal, thm)

    def relation(self, oracle: Callable[[Prover, Term, Context], Draft], goal: Term, ctx: Context) -> Draft:
        """By the oracle; where it fails, with conditional facts applied, or by cases on a disjunction."""
        try:
            return self.tactic(oracle.__name__, goal, lambda: oracle(self, goal, ctx))
        except Unproved:
            if self.depth <= 0 or self.quick:
                raise
            richer = self.forward(ctx)
            if richer is not None:
                with self.deeper():
                    return self.prove(goal, richer)
            further = (
                self.with_witness(goal, ctx)
                or self.split_facts(goal, ctx)
                or induction.unasked(self, goal, ctx)
            )
            if further is None:
                raise
            return further

    def under(self, f: Term, goal: Term, ctx: Context) -> Draft:
        """A theorem of goal in ctx with f assumed; where f says that something exists, it is named."""
        if f.op == "ex":
            v = k.fresh(str(f.args[0]), f.args[1], f, goal, *ctx.assumed)
            facts = (*k.bounds(v, f.args[2], f.args[3]), k.open_(f, v))
            inner = self.under(k.and_(*facts), goal, ctx)
            thm = draft.cut(inner, draft.and_intro(*map(draft.assume, facts))) if len(facts) > 1 else inner
            return draft.ex_elim(draft.assume(f), v, thm)
        inside = ctx.assuming(f)
        for fact in inside.facts[len(ctx.facts) :]:
            if fact.conclusion.op == "ex":
                return draft.cut(self.under(fact.conclusion, goal, inside), fact)
        return self.prove(goal, inside)

    def with_witness(self, goal: Term, ctx: Context) -> Draft | None:
        """goal, with a name for what a fact says to exist; None where no fact says so."""
        for thm in ctx.of("ex"):
            f = thm.conclusion
            if not eventually.is_eventual(f):
                v = k.fresh(str(f.args[0]), f.args[1], f, goal, *ctx.assumed)
                others = tuple(t for t in ctx.facts if t.conclusion != f)
                inside = Context(ctx.assumed, others, ctx.names)
                facts = (*k.bounds(v, f.args[2], f.args[3]), k.open_(f, v))
                with self.deeper():
                    return draft.ex_elim(thm, v, self.prove(goal, inside.assuming(*facts)))
        return None

    def forward(self, ctx: Context) -> Context | None:
        """ctx with the conclusions of those implications whose premises hold; None if that adds nothing."""
        new = []
        known = {t.conclusion for t in ctx.facts}
        for thm in ctx.of("implies"):
            a, b = thm.conclusion.args
            if b not in known and (lemma := self.attempt(a, ctx)) is not None:
                new.append(draft.modus_ponens(thm, lemma))
        return ctx.knowing(*new) if new else None

    def split_facts(self, goal: Term, ctx: Context) -> Draft | None:
        """By cases on a disjunction among the facts, or among the instances of general ones."""
        seeds = (goal, *(t.conclusion for t in ctx.of("ne")))
        general = (t for t in self.instances(ctx, *seeds) if t.conclusion.op == "or")
        known = {t.conclusion for t in ctx.facts}
        for thm in (*ctx.of("or"), *general):
            if known.isdisjoint(thm.conclusion.args):
                with self.deeper():
                    branches = [self.in_case(goal, case, ctx) for case in thm.conclusion.args]
                return draft.by_cases(thm, *branches)
        return None

    def in_case(self, goal: Term, case: Term, ctx: Context) -> Draft:
        """A theorem of goal in ctx with a case assumed, which may contradict the facts."""
        return self.in_context(goal, ctx.assuming(case))

    def in_context(self, goal: Term, ctx: Context) -> Draft:
        """A theorem of goal in ctx, which may contradict itself."""
        try:
            return self.prove(goal, ctx)
        except Unproved:
            return draft.ex_falso(goal, disequalities.contradiction(self, ctx))

    def disjunction(self, goal: Term, ctx: Context) -> Draft:
        for i, f in enumerate(goal.args):
            thm = self.attempt(f, ctx)
            if thm is not None:
                return draft.or_intro(goal, i, thm)
        try:
            return self.unless(0, goal, ctx)
        except Unproved:
            if len(goal.args) != 2:
                raise
            return self.unless(1, goal, ctx)

    def unless(self, i: int, goal: Term, ctx: Context) -> Draft:
        """A theorem of the disjunction goal: the others hold unless the i-th part does."""
        first = goal.args[i]
        others = [j for j in range(len(goal.args)) if j != i]
        rest = k.or_(*(goal.args[j] for j in others))
        with self.deeper():
            other = self.prove(rest, ctx.assuming(k.not_(first)))
        if len(others) > 1:
            cases = [draft.or_intro(goal, j, draft.assume(goal.args[j])) for j in others]
            other = draft.by_cases(other, *cases)
        else:
            other = draft.or_intro(goal, others[0], other)
        return draft.by_cases(
            draft.excluded_middle(first), draft.or_intro(goal, i, draft.assume(first)), other
        )

    def smooth(self, goal: Term, ctx: Context) -> Draft:
        """From what is known to be differentiable more often at the same point, or at all of a segment."""
        reals = sorted((v for v in k.free_vars(goal) if v.args[1] == "real"), key=lambda v: v.key)
        along = [t for t in ctx.of("all") if t.conclusion.args[1] == "real"]
        for thm in (*ctx.of("smooth"), *(draft.specialise(t, v) for t in along for v in reals)):
            f = thm.conclusion
            if f.op != "smooth":
                continue
            if f.args[1] >= goal.args[1] and (f.args[0], f.args[2:]) == (goal.args[0], goal.args[2:]):
                return draft.less_smooth(thm, goal.args[1])
        raise Unproved(f"nothing says that {self.show(goal)}")

    def universal(self, goal: Term, ctx: Context) -> Draft:
        hint, sort, lo, hi, _ = goal.args
        v = k.fresh(str(hint), sort, goal, *ctx.assumed)
        bounds = k.bounds(v, lo, hi)
        inductive = sort == "int" and lo is not None and hi is None
        try:
            with self.holding(*((v,) if inductive else ())):
                thm = self.prove(k.open_(goal, v), ctx.assuming(*bounds))
            return draft.generalise(v, lo, hi, thm)
        except Unproved:
            if not inductive:
                raise
            return induction.over_bound(self, goal, ctx)

    # -- negations

    def negation(self, goal: Term, ctx: Context) -> Draft:
        f = goal.args[0]
        if f.op == "eq":
            return self.difference(goal, ctx)
        if f.op in ("le", "lt"):
            a, b = f.args
            thm = self.prove(k.lt(b, a) if f.op == "le" else k.le(b, a), ctx)
            return draft.negate(f, clash(thm, draft.assume(f)))
        if f.op == "tends":
            return divergence.prove_otherwise(self, f, ctx)
        if f == FALSE:
            return draft.negate(FALSE, draft.assume(FALSE))
        if f.op == "not":
            thm = self.prove(f.args[0], ctx)
            return draft.negate(f, draft.contradict(thm, draft.assume(f)))
        return draft.negate(f, self.under(f, FALSE, ctx))

    def difference(self, goal: Term, ctx: Context) -> Draft:
        """a != b: by factors that are not 0, by order, or because a = b contradicts what is known."""
        a, b = goal.args[0].args
        thm = elementary.by_inverse(goal) or disequalities.by_factors(self, goal, ctx)
        thm = thm or disequalities.of_power(self, goal, ctx)
        if thm is not None:
            return thm
        if "complex" not in (k.sort_of(a), k.sort_of(b)):
            for less in (k.lt(b, a), k.lt(a, b)):
                thm = self.attempt(less, ctx)
                if thm is not None:
                    equal = draft.assume(goal.args[0])
                    return draft.negate(equal.conclusion, disequalities.clash_equal(thm, equal))
        elif (thm := logarithms.prove_differing(self, goal, ctx)) is not None:
            return thm
        if not self.quick:
            thm = self.difference_rewritten(goal, ctx)
            if thm is not None:
                return thm
        return draft.negate(goal.args[0], disequalities.contradiction(self, ctx.assuming(goal.args[0])))

    def difference_rewritten(self, goal: Term, ctx: Context) -> Draft | None:
        """a != b, where the facts rewrite a - b to something that is known not to be 0."""
        same = equations.rewritten(self, ctx, k.sub(*goal.args[0].args))
        if same is None:
            return None
        value = same.conclusion.args[1]
        nonzero = self.attempt(k.ne(value, ZERO), ctx)
        if nonzero is None:
            return None
        equal = draft.assume(goal.args[0])
        zero = draft.linear(k.eq(value, ZERO), (k.num(-1), same), (ONE, equal))
        return draft.negate(equal.conclusion, draft.contradict(zero, nonzero))

    def nonzero_test(self, ring: Normal, ctx: Context) -> Callable[[fmpq_mpoly], bool]:
        """Whether a polynomial is known to differ from 0."""
        known: dict[Term, bool] = {}

        def differs(f: fmpq_mpoly) -> bool:
            t = ring.term(f)
            if t not in known:
                known[t] = self.attempt(k.ne(t, ZERO), ctx) is not None
            return known[t]

        def test(p: fmpq_mpoly) -> bool:
            return p != 0 and all(differs(f) for f, _ in p.factor()[1])

        return test

    # -- existence

    def existence(self, goal: Term, ctx: Context) -> Draft:
        """By exact instances: each variable solved for in the equations, else 0 or 1, or a constant that is
        made of those that exist."""
        fact = next(ctx.of("ex"), None)
        if fact is not None:
            left = Context(ctx.assumed, tuple(t for t in ctx.facts if t is not fact), ctx.names)
            return draft.cut(self.under(fact.conclusion, goal, left), fact)
        for values in each("existence", existence.instances(self, goal, ctx), passing=_ANSWERS):
            try:
                return self.exhibited(goal, values, ctx)
            except Unproved:
                continue
        raise Unproved(f"no instance was found for {self.show(goal)}")

    def exhibited(self, goal: Term, values: list[Term], ctx: Context) -> Draft:
        if not values or goal.op != "ex":
            return self.prove(goal, ctx)
        inner = self.exhibited(k.open_(goal, values[0]), values[1:], ctx)
        return self.settle(draft.ex_intro(goal, values[0], inner), ctx)


def _may_have_fixed_points(ctx: Context) -> bool:
    """Whether a limit is known, and either a law from one time to another or a second limit of the same."""
    bodies = [t.conclusion.args[2] for t in ctx.of("tends")]
    again = len(set(bodies)) < len(bodies)
    return again or (bool(bodies) and any(_from_time_to_time(t.conclusion) for t in ctx.of("all")))


@lru_cache(maxsize=4096)
def _from_time_to_time(f: Term) -> bool:
    """Whether f is about all integers v, and v occurs in two different indices."""
    if f.args[1] != "int":
        return False
    v = k.fresh(str(f.args[0]), "int", f)
    times = {i for c in k.subterms(k.open_(f, v)) if c.op == "comp" for i in c.args[3] if v in k.free_vars(i)}
    return len(times) > 1


def _derivative_of_cases(t: Term) -> Term | None:
    """An innermost derivative in t, without loose bound variables, of a term with cases."""
    for p in k.parts(t):
        found = _derivative_of_cases(p)
        if found is not None:
            return found
    cases = t.op == "diff" and any(s.op == "if" for s in k.subterms(t.args[0]))
    return t if cases and not k.is_open(t) else None


def _first_if(t: Term) -> Term | None:
    """An innermost conditional term in t without loose bound variables."""
    for p in k.parts(t):
        found = _first_if(p)
        if found is not None:
            return found
    return t if t.op == "if" and not k.is_open(t) else None
