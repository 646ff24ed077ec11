"""The driver of the search: chooses tactics by the form of a goal, and keeps what limits them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial

from flint import fmpq_mpoly

from symderiv.core import terms as k
from symderiv.core.terms import ZERO, KernelError, Term
from symderiv.evaluate import evaluator as exact
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.normalize.granularity import CeilingError
from symderiv.normalize.polynomials import Normal
from symderiv.prove import (
    binomials,
    cases,
    chance,
    connectives,
    disequalities,
    elementary,
    equations,
    eventually,
    induction,
    inequalities,
    limits,
    logarithms,
    means,
    reals,
    sums,
    taylor,
)
from symderiv.prove.context import ANSWERS, Context, Seeds, Unproved, instances
from symderiv.prove.oracles import ask, each

QUICK_DEPTH = 4  # the same within an auxiliary goal
_NO_VALUE = (Undefined, Undecided)
DEPTH = 6  # nested case distinctions, sums and auxiliary goals
EFFORT = 1 << 12  # goals that the search for a proof may look at, quick ones counted twice
SHARE = 2  # one of so many parts of what is left is what one of several strategies may use up


class SpentError(Unproved):
    """A strategy has used up its share of the effort; another may still find a proof."""


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
        self.effort = EFFORT  # goals that may still be looked at
        self.summing = False  # the sign of a sum is looked for
        self.quick = False  # auxiliary goals: no case distinctions, no products, no implications
        self.show: Callable[[Term], str] = lambda t: show(logarithms.shown_as_log(t))
        self._given = frozenset(given)
        self._points: list[tuple[Model, dict[Term, bool | None]]] = [(p, {}) for p in points]
        self.fixed: frozenset[Term] = frozenset()  # integers over which no induction is tried
        self.closing = False  # a closed form is being proved, without any other
        self._seeking = False  # facts about limits are being looked for, which makes no use of such facts
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
    def sharing(self) -> Iterator[None]:
        """Within the block no more than a share of the effort that is left is used up, which is counted in
        goals: no verdict depends on how fast a machine is."""
        share = -(-self.effort // SHARE)
        rest, self.effort = self.effort - share, share
        try:
            yield
        finally:
            self.effort += rest

    def first(self, strategies: Iterable[Callable[[], Draft | None]]) -> Draft | None:
        """What the first strategy finds that finds anything; none is waited for that takes too long."""
        for strategy in strategies:
            with suppress(SpentError), self.sharing():
                thm = strategy()
                if thm is not None:
                    return thm
        return None

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
        self._spend(goal)
        try:
            return self.tactic("proof search", goal, lambda: self._settled(goal, ctx))
        except CeilingError as error:
            ceiling = str(error)
            raise Unproved(lambda: f"nothing proves {self.show(goal)}: {ceiling}") from error
        except KernelError as error:
            raise Unproved(lambda: f"nothing proves {self.show(goal)}") from error  # not in the core's words

    def _spend(self, goal: Term) -> None:
        """Count a goal; SpentError where there have been too many."""
        if self.effort <= 0:
            raise SpentError(lambda: f"nothing proves {self.show(goal)} within the effort that is made")
        self.effort -= 1

    def _settled(self, goal: Term, ctx: Context) -> Draft:
        return self.settle(self._from_some_time(goal, ctx) or self._prove(goal, ctx), ctx)

    def tactic(self, name: str, goal: Term, work: Callable[[], Draft]) -> Draft:
        """The theorem that a tactic finds; Unproved where it has a fault."""
        thm = ask(name, work, None, passing=ANSWERS)
        if thm is None:
            raise Unproved(lambda: f"nothing proves {self.show(goal)}")
        return thm

    def attempt(self, goal: Term, ctx: Context) -> Draft | None:
        """A quick proof of an auxiliary goal, or None; what was tried is remembered. SpentError where nothing
        is left of the effort: whoever goes on asking would not come to an end."""
        key = (goal, ctx.assumed, len(ctx.facts))
        if key not in self._tried:
            self._spend(goal)
        if key not in self._tried and self.fails_somewhere(goal, ctx):
            self._tried[key] = None
        if key not in self._tried:
            before = self.quick, self.depth
            self.quick, self.depth = True, min(self.depth, QUICK_DEPTH)
            try:
                with self.deeper():
                    self._tried[key] = self.prove(goal, ctx)
            except SpentError:
                raise
            except Unproved:
                if before[1] < QUICK_DEPTH:  # the depth left was too small to tell
                    return None
                self._tried[key] = None
            finally:
                self.quick, self.depth = before
        return self._tried[key]

    def summand(self, goal: Term, ctx: Context) -> Draft:
        """A theorem about a summand, for the sign of its sum; within a summand only quick proofs are
        tried."""
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
        thm = ask("prove_defined", lambda: elementary.prove_defined(self, goal, ctx), None, passing=ANSWERS)
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
            "instances", lambda: instances(ctx, asked, self.attempt_plain, rounds), none, passing=ANSWERS
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

    def settle_quickly(self, thm: Draft, ctx: Context) -> Draft | None:
        """thm with those hypotheses proved that are not among the assumptions of ctx; None where one of them
        is not quickly seen."""
        for h in sorted(thm.hypotheses - ctx.assumed, key=lambda f: f.key):
            lemma = self.attempt(h, ctx)
            if lemma is None:
                return None
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
                    *each("fixed_points", limits.fixed_points(self, ctx), passing=ANSWERS),
                    *each("signs", limits.signs(self, ctx), passing=ANSWERS),
                ]
            finally:
                self._seeking = False
        return self._limit_facts[key]

    def _from_some_time(self, goal: Term, ctx: Context) -> Draft | None:
        """A theorem of goal, with a variable for the time from which on the eventual facts of ctx hold; None
        where there are none."""
        known = ctx.remembered("eventual", lambda: eventually.together(ctx))
        if known is None:
            return None
        start = k.fresh("T", "int", goal, known.conclusion, *ctx.assumed)
        inside = eventually.without_eventual(ctx).assuming(k.open_(known.conclusion, start))
        return draft.ex_elim(known, start, self.prove(goal, inside))

    # -- by the form of the goal

    def _prove(self, goal: Term, ctx: Context) -> Draft:
        whole = partial(elementary.prove_identity, whole=True)
        slope = cases.derivative_of_cases(goal) if goal.op in ("eq", "le", "lt", "not") else None
        if slope is not None:
            return cases.by_derivative(self, goal, slope, ctx)
        branching = cases.first_if(goal) if goal.op in ("eq", "le", "lt", "not") else None
        if branching is not None:
            if goal.op == "eq" and elementary.concerns(goal):
                thm = ask("prove_identity", lambda: whole(self, goal, ctx), None, passing=ANSWERS)
                if thm is not None:
                    return thm
            elif goal.op in ("le", "lt") and not self.quick and cases.are_known(goal, ctx):
                with suppress(Unproved):
                    return self.tactic("prove_order", goal, lambda: inequalities.prove_order(self, goal, ctx))
            thm = means.by_body(self, goal, ctx) if means.concerns(goal) else None
            if thm is not None:
                return thm
            return cases.by_condition(self, goal, branching, ctx)
        if goal.op in ("eq", "le", "lt"):
            turned = binomials.put_in(self, goal, ctx) or sums.ascending(self, goal, ctx)
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
                along = ask("by_taylor", lambda: taylor.by_taylor(self, goal, ctx), None, passing=ANSWERS)
                return self.relation(inequalities.prove_order, goal, ctx) if along is None else along
            case "and":
                return draft.and_intro(*(self.prove(g, ctx) for g in goal.args))
            case "implies":
                a, b = goal.args
                always = self.attempt(b, ctx) if b.op in ("le", "lt", "not") else None
                return draft.discharge(a, connectives.assuming(self, a, b, ctx) if always is None else always)
            case "or":
                return connectives.prove_disjunction(self, goal, ctx)
            case "not":
                return connectives.prove_negation(self, goal, ctx)
            case "all":
                return connectives.prove_universal(self, goal, ctx)
            case "ex":
                return connectives.prove_existence(self, goal, ctx)
            case "surely":
                return draft.surely(self.prove(goal.args[0], ctx))
            case "law":
                return chance.prove_law(self, goal, ctx)
            case "tends":
                return self.relation(limits.prove_limit, goal, ctx)
            case "smooth":
                return connectives.prove_smooth(self, goal, ctx)
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

    def relation(self, oracle: Callable[[Prover, Term, Context], Draft], goal: Term, ctx: Context) -> Draft:
        """A theorem of a relation by a tactic; where that fails, with the conclusions of conditional facts,
        by cases on a disjunction, or by induction; a strict order at once where two vectors differ."""
        if goal.op == "lt" and self.depth > 0 and not self.quick and any(map(_is_apart, ctx.of("ex"))):
            found = self.with_witness(goal, ctx)
            if found is not None:
                return found
        try:
            with self.sharing():
                return self.tactic(oracle.__name__, goal, lambda: oracle(self, goal, ctx))
        except Unproved:
            if self.depth <= 0 or self.quick:
                raise
            richer = self.forward(ctx)
            if richer is not None:
                with self.deeper():
                    return self.prove(goal, richer)
            further = self.first(
                (
                    lambda: self.with_witness(goal, ctx),
                    lambda: self.split_facts(goal, ctx),
                    lambda: induction.unasked(self, goal, ctx),
                )
            )
            if further is None:
                raise
            return further

    def with_witness(self, goal: Term, ctx: Context) -> Draft | None:
        """A theorem of goal, with a variable for what a fact says to exist; None where no fact does."""
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
        except Unproved as failure:
            try:
                return draft.ex_falso(goal, disequalities.contradiction(self, ctx))
            except Unproved:  # that says nothing of the goal
                raise failure from None

    # -- negations

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


def _may_have_fixed_points(ctx: Context) -> bool:
    """Whether a limit is known, and either a law from one time to another or a second limit of the same."""
    bodies = [t.conclusion.args[2] for t in ctx.of("tends")]
    again = len(set(bodies)) < len(bodies)
    return again or (bool(bodies) and any(_from_time_to_time(t.conclusion) for t in ctx.of("all")))


def _is_apart(thm: Draft) -> bool:
    """Whether a fact says that two things differ somewhere."""
    body = thm.conclusion.args[-1]
    return bool(body.op == "not" and body.args[0].op == "eq")


@lru_cache(maxsize=4096)
def _from_time_to_time(f: Term) -> bool:
    """Whether f is about all integers v, and v occurs in two different indices."""
    if f.args[1] != "int":
        return False
    v = k.fresh(str(f.args[0]), "int", f)
    times = {i for c in k.subterms(k.open_(f, v)) if c.op == "comp" for i in c.args[3] if v in k.free_vars(i)}
    return len(times) > 1
