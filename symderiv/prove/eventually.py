"""What holds from some time on: several such facts as one, and one name for the time."""

from __future__ import annotations

from functools import lru_cache, reduce

from symderiv.core import terms as k
from symderiv.core.terms import ONE, KernelError, Rational, Term
from symderiv.normalize import draft
from symderiv.normalize.draft import Draft
from symderiv.prove.context import Context, reversed_order

UNIT = Rational(1)


@lru_cache(maxsize=4096)
def is_eventual(f: Term) -> bool:
    """Whether f says that something holds for all integers from some number on."""
    if f.op != "ex" or f.args[1:4] != ("int", None, None):
        return False
    inner = f.args[-1]
    return bool(inner.op == "all" and inner.args[1:4] == ("int", Term("bound", 0), None))


def from_first(f: Term) -> Term:
    """What holds from some time on, for all times from 1 on.

    >>> late = k.quantified("all", k.var("t", "int"), k.var("T", "int"), None, k.FALSE)
    >>> from_first(k.quantified("ex", k.var("T", "int"), None, None, late)).args[2] == ONE
    True
    """
    return k.open_(f, ONE)


def least_start(ctx: Context) -> Term:
    """A time after which every sequence that the facts speak of is defined: 1, or a later start."""
    starts = [t.conclusion.args[2].args[0] for t in ctx.of("all") if _from_number(t.conclusion)]
    return k.num(max([ONE.args[0], *starts]))


def _from_number(f: Term) -> bool:
    return f.args[1] == "int" and f.args[2] is not None and f.args[2].op == "num" and f.args[3] is None


def together(ctx: Context) -> Draft | None:
    """One fact of all that holds from some time on, and that this time is no earlier than
    :func:`least_start`; None if there is no such fact."""
    found = [t for t in ctx.of("ex") if is_eventual(t.conclusion)]
    return reduce(_both, [_no_earlier(least_start(ctx)), *found]) if found else None


def without_eventual(ctx: Context) -> Context:
    """The context without what holds from some time on."""
    return Context(ctx.assumed, tuple(t for t in ctx.facts if not is_eventual(t.conclusion)), ctx.names)


def named_start(ctx: Context) -> Draft | None:
    """The fact that for all v >= T: c <= v, where T is a time that is no number, and c the least start."""
    least = least_start(ctx)
    for thm in ctx.of("all"):
        _, sort, lo, hi, body = thm.conclusion.args
        if (
            (sort, hi, body) == ("int", None, k.le(least, Term("bound", 0)))
            and lo is not None
            and lo.op != "num"
        ):
            return thm
    return None


def delayed(ctx: Context, start: Term, early: Draft) -> Context:
    """ctx with a later start, given start <= v |- c <= v for the least start c."""
    v = early.conclusion.args[1]
    bound = k.le(start, v)
    if start.op == "num":  # a number is the least start itself
        early = draft.assume(bound)
    return ctx.knowing(draft.generalise(v, start, None, early))


def start_of(ctx: Context) -> Term:
    """A time after which every sequence that the facts speak of is defined."""
    named = named_start(ctx)
    return least_start(ctx) if named is None else named.conclusion.args[2]


def late(ctx: Context, start: Term, v: Term) -> Context:
    """The context with start <= v, and with what the fact about a named start says of v."""
    inside, named = ctx.assuming(k.le(start, v)), named_start(ctx)
    if named is None or named.conclusion.args[2] != start:
        return inside
    return inside.knowing(draft.specialise(named, v))


def _no_earlier(start: Term) -> Draft:
    """|- some T with for all v >= T: start <= v."""
    v = k.fresh("v", "int", start)
    thm = draft.generalise(v, start, None, draft.assume(k.le(start, v)))
    return draft.ex_intro(_some(thm.conclusion, start), start, thm)


def _some(f: Term, start: Term) -> Term:
    """some T with f, a statement for all v from the given start on."""
    v = k.fresh(str(f.args[0]), "int", f)
    body = k.open_(f, v)
    time = k.fresh("T", "int", body, start)
    return k.quantified("ex", time, None, None, k.quantified("all", v, time, None, body))


def _both(one: Draft, other: Draft) -> Draft:
    """H |- some T: for all v >= T: f    K |- some T: for all v >= T: g
    to  H, K |- some T: for all v >= T: f and g."""
    hypotheses = (one.conclusion, other.conclusion, *one.hypotheses, *other.hypotheses)
    first = k.fresh("T", "int", *hypotheses)
    second = k.fresh("S", "int", first, *hypotheses)
    facts = [draft.assume(k.open_(t.conclusion, v)) for t, v in ((one, first), (other, second))]
    order = k.le(first, second)
    v = k.fresh("v", "int", first, second, *hypotheses)

    def from_(start: Term, case: Draft) -> Draft:
        """Both facts from the later of the two times on."""
        later = k.le(start, v)
        parts = []
        for fact in facts:
            bound = k.le(fact.conclusion.args[2], v)
            at_v = draft.specialise(fact, v)
            if bound != later:
                at_v = draft.cut(
                    at_v, draft.positive(bound, tuple((UNIT, (t,), ()) for t in (case, draft.assume(later))))
                )
            parts.append(at_v)
        thm = draft.generalise(v, start, None, draft.and_intro(*parts))
        return draft.ex_intro(_some(thm.conclusion, start), start, thm)

    cases = from_(second, draft.assume(order)), from_(first, _reverse(order))
    thm = draft.by_cases(draft.excluded_middle(order), *cases)
    return draft.ex_elim(one, first, draft.ex_elim(other, second, thm))


def _reverse(order: Term) -> Draft:
    """not a <= b |- b < a."""
    found = reversed_order(draft.assume(k.not_(order)))
    if found is None:
        raise KernelError(f"expected integers in {order}")
    return found
