"""Elaboration: from the draft of a proof, with its large steps by normal forms, to a theorem of the core."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.inference import RULES, Theorem
from symderiv.core.terms import ONE, KernelError, Term
from symderiv.normalize import conversion_functions, conversion_logic, conversion_powers, conversion_sums
from symderiv.normalize import draft as drafts
from symderiv.normalize.conversion import Conversion, Unelaborated
from symderiv.normalize.functions import elaborated as functions

# imported for their converters
CONVERSIONS: Final = (conversion_functions, conversion_logic, conversion_powers, conversion_sums)


class Elaborator:
    """Elaborates drafts into theorems of the core. A draft is elaborated once, or not at all where an earlier
    theorem has its conclusion under no hypotheses but its own."""

    def __init__(self) -> None:
        self.made: dict[int, tuple[drafts.Draft, Theorem]] = {}
        self.known: dict[Term, list[Theorem]] = {}

    def theorem(self, draft: drafts.Draft) -> Theorem:
        """A theorem with the draft's conclusion and no other hypotheses than the draft has."""
        todo = [draft]
        while todo:
            d = todo[-1]
            thm = self._found(d)
            before = [] if thm is not None else [a for a in _premises(d.step[1]) if id(a) not in self.made]
            if not before:
                todo.pop()
                self._keep(d, thm or self._step(d))
            todo.extend(before)
        return self.made[id(draft)][1]

    def _found(self, draft: drafts.Draft) -> Theorem | None:
        if id(draft) in self.made:
            return self.made[id(draft)][1]
        known = self.known.get(draft.conclusion, ())
        return next((t for t in known if t.hypotheses <= draft.hypotheses and t.axioms <= draft.axioms), None)

    def _keep(self, draft: drafts.Draft, thm: Theorem) -> None:
        if id(draft) not in self.made:
            self.made[id(draft)] = draft, thm
            known = self.known.setdefault(thm.conclusion, [])
            if all(t is not thm for t in known):
                known.append(thm)

    def _step(self, draft: drafts.Draft) -> Theorem:
        name, args = draft.step
        given = self._elaborated(args)
        try:
            thm = STEPS[name](draft, *given) if name in STEPS else RULES[name](*given)
        except KernelError as error:
            raise Unelaborated(f"{name}: {error}") from error
        if thm.conclusion != draft.conclusion:
            raise Unelaborated(f"{name}: {thm.conclusion} is not {draft.conclusion}")
        if not thm.hypotheses <= draft.hypotheses:
            extra = sorted(map(str, thm.hypotheses - draft.hypotheses))
            raise Unelaborated(f"{name}: further hypotheses {extra}")
        return thm

    def _elaborated(self, a: Any) -> Any:
        if isinstance(a, drafts.Draft):
            return self.made[id(a)][1]
        return tuple(map(self._elaborated, a)) if isinstance(a, tuple) else a


def _premises(args: Any) -> Iterable[drafts.Draft]:
    for a in args:
        if isinstance(a, drafts.Draft):
            yield a
        elif isinstance(a, tuple):
            yield from _premises(a)


def _linear(draft: drafts.Draft, goal: Term, *combination: tuple[Term, Theorem]) -> Theorem:
    signs = [thm for _, thm in combination if thm.conclusion.op != "eq"]
    equations = tuple((m, thm) for m, thm in combination if thm.conclusion.op == "eq")
    return _or_functions(
        draft,
        lambda thorough: Conversion(draft.hypotheses, signs, thorough=thorough).prove(
            goal.args[0], goal.args[1], equations
        ),
        lambda: functions.linear(goal, combination),
    )


def _or_functions(
    draft: drafts.Draft, work: Callable[[bool], Theorem], otherwise: Callable[[], Theorem]
) -> Theorem:
    """The theorem of the conversions, if it has no further hypotheses; else that of the laws of functions;
    else that of thorough conversions."""
    ways: tuple[Callable[[], Theorem], ...] = (partial(work, False), otherwise, partial(work, True))
    first: Theorem | None = None
    failures: list[str] = []
    for way in ways:
        try:
            found = way()
        except (KernelError, Unelaborated) as error:
            failures.append(str(error))
            continue
        if found.hypotheses <= draft.hypotheses:
            return found
        first = found if first is None else first
    if first is not None:
        return first
    raise Unelaborated("; ".join(failures))


def _positive(draft: drafts.Draft, goal: Term, products: Any, combination: Any = ()) -> Theorem:
    """The residual is proved to be the products and a number; the core adds up their signs."""
    exact = tuple((k.Rational(int(x.p), int(x.q)), facts, squares) for x, facts, squares in products)
    return _or_functions(
        draft,
        lambda thorough: _by_residual(draft, goal, products, combination, thorough=thorough),
        lambda: functions.residual(goal, exact, combination),
    )


def _by_residual(
    draft: drafts.Draft, goal: Term, products: Any, combination: Any, *, thorough: bool
) -> Theorem:
    c = Conversion(draft.hypotheses, thorough=thorough)
    a, b = goal.args
    whole = [_product(x, facts, squares) for x, facts, squares in products]
    for t in (b, a, *whole, *(t for m, thm in combination for t in (m, *thm.conclusion.args))):
        c.poly(t)
    residual = k.sub(b, k.add(a, *whole, *(k.mul(m, k.sub(*thm.conclusion.args)) for m, thm in combination)))
    number = c.value_of(c.clear(c.poly(residual))[0])
    if number is None:  # what is left is a number only after all that is cleared is multiplied out
        raise Unelaborated(f"positive: a remainder that is no number, {c.term(c.poly(residual))}")
    same = c.prove(k.sub(b, a), k.add(*whole, k.num(number)), combination)
    return infer.positive(goal, products, ((ONE, same),))


def _product(x: Any, facts: tuple[Theorem, ...], squares: tuple[Term, ...]) -> Term:
    differences = (k.sub(f.conclusion.args[1], f.conclusion.args[0]) for f in facts)
    return k.mul(k.num(x), *differences, *(k.power(s, 2) for s in squares))


def _evident(_: drafts.Draft, goal: Term, *signs: tuple[Term, Theorem]) -> Theorem:
    return functions.evident(goal, signs)


def _period(_: drafts.Draft, goal: Term, factor: Term, *signs: tuple[Term, Theorem]) -> Theorem:
    return functions.period(goal, factor, signs)


def _same_power(_: drafts.Draft, goal: Term, n: int) -> Theorem:
    return functions.same_power(goal, n)


def _order_of_constants(_: drafts.Draft, goal: Term) -> Theorem:
    return functions.apart(goal)


STEPS: Final[dict[str, Callable[..., Theorem]]] = {
    "linear": _linear,
    "positive": _positive,
    "evident": _evident,
    "period": _period,
    "same_power": _same_power,
    "apart": _order_of_constants,
}
