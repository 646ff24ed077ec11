"""Statements whose truth is known, asked one after another: what a bug in the checker would have to fool.

Printed is one JSON line: the verdict of each, and what is wrong.  Wrong is the opposite of the truth, a
refutation at a point that ``strict`` judges otherwise, or a conflict; what is no longer decided is not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import sympy as sp
from attack import Slow, within
from attack_check import RAW, fault
from identities import FALSE, TRUE, own
from statements import Question, question

from symderiv import (
    all_of,
    check,
    components,
    d,
    differentiable,
    eq,
    exists,
    exists_unique,
    forall,
    function,
    gradient,
    iff,
    implies,
    index,
    le,
    loss,
    lt,
    mean,
    ne,
    random,
    scalars,
    sequence,
    sizes,
    surely,
    tends,
    total,
)
from symderiv.language.verdict import Status, Verdict
from symderiv.run.finder import load, targets
from symderiv.run.judges import deciding

SECONDS = 1.5  # of one processor for one statement
STRIDE = 31  # of the identities, every so many
AT_RANDOM = 90  # statements of the attack

x, y, z, a, b = sp.symbols("x y z a b", real=True)
w, g = sp.symbols("w g")
p, q = sp.symbols("p q", positive=True)
m, k = sp.symbols("m k", integer=True)
n = sizes("n")
i, j = index("i j", n)
t = index("t", start=0)
u, v = components("u v", n)
W = components("W", n, n)
X, Y = random("X Y")
Z = random("Z", n)
s, r = sequence("s r")
L = function("L", n)
h = scalars("h", between=(0, 1))


def recurrence() -> Any:
    return forall(t, eq(s[t + 1], s[t] / 2 + 1))


def chosen() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    """(name, truth, statement, hypotheses): of each tactic and rule something true and something false."""
    yield from _algebra()
    yield from _orders()
    yield from _sums()
    yield from _functions()
    yield from _logic()
    yield from _sequences()
    yield from _chance()
    yield from _calculus()


def _algebra() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    yield "square", True, eq((x + y) ** 2, x**2 + 2 * x * y + y**2), []
    yield "square-slip", False, eq((x + y) ** 2, x**2 + y**2), []
    yield "combination", True, eq(x**2 - y**2, 6), [eq(x + y, 3), eq(x - y, 2)]
    yield "combination-slip", False, eq(x**2 - y**2, 5), [eq(x + y, 3), eq(x - y, 2)]
    yield "quotient", True, eq((x**2 - 1) / (x - 1), x + 1), [ne(x, 1)]
    yield "cancelled", False, eq(x, y), [eq(z * x, z * y)]
    yield "cancelled-nonzero", True, eq(x, y), [eq(z * x, z * y), ne(z, 0)]
    yield "root", True, eq(sp.sqrt(x) ** 2, x), [le(0, x)]
    yield "root-of-square", False, eq(sp.sqrt(x**2), x), []
    yield "root-sign", True, eq(sp.sqrt(x**2), -x), [le(x, 0)]
    yield "roots-multiply", False, eq(sp.sqrt(w) * sp.sqrt(g), sp.sqrt(w * g)), []
    yield "roots-multiply-positive", True, eq(sp.sqrt(p) * sp.sqrt(q), sp.sqrt(p * q)), []
    yield "power-sum", False, eq((x + y) ** m, x**m + y**m), [le(1, m)]
    yield "power-split-nonzero", True, eq(x ** (m + k), x**m * x**k), [ne(x, 0)]
    yield "zero-power", False, eq(0**k, 0), [le(0, k)]
    yield "squared-equation", False, eq(x, y), [eq(x**2, y**2)]
    yield "equation-by-cases", False, eq(x, 1), [eq(x**2, 1)]
    yield "equation-of-root", True, eq(x, 4), [eq(sp.sqrt(x), 2)]
    yield "magnitude", True, eq(sp.Abs(x) * sp.Abs(y), sp.Abs(x * y)), []
    yield "magnitude-sum", False, eq(sp.Abs(x) + sp.Abs(y), sp.Abs(x + y)), []
    yield "differs", False, ne(x**2, 1), [ne(x, 1)]
    yield "differs-by-factors", True, ne(x**2, 1), [ne(x, 1), ne(x, -1)]


def _orders() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    yield "mean-inequality", True, le(2 * x * y, x**2 + y**2), []
    yield "mean-inequality-strict", False, lt(2 * x * y, x**2 + y**2), []
    yield "mean-inequality-slip", False, le(3 * x * y, x**2 + y**2), []
    yield "transitive", True, lt(x, z), [le(x, y), lt(y, z)]
    yield "transitive-slip", False, lt(x, z), [le(x, y), le(y, z)]
    yield "product", True, le(0, x * y), [le(0, x), le(0, y)]
    yield "product-slip", False, le(0, x * y), [le(0, x)]
    yield "negative-factor", False, le(x * z, y * z), [le(x, y)]
    yield "whole", True, le(m + 1, k), [lt(m, k)]
    yield "whole-slip", False, le(m + 2, k), [lt(m, k)]
    yield "not-whole", False, le(x + 1, y), [lt(x, y)]
    yield "inverse", True, lt(1 / y, 1 / x), [lt(0, x), lt(x, y)]
    yield "inverse-slip", False, lt(1 / y, 1 / x), [lt(x, y), ne(x, 0), ne(y, 0)]
    yield "inverse-sign", False, lt(0, 1 / x), [lt(x, 0)]
    yield "quartic", True, le(0, x**4 - 2 * x**2 * y**2 + y**4), []
    yield "quartic-slip", False, le(0, x**4 - 3 * x**2 * y**2 + y**4), []
    yield "odd-power", False, le(0, x**3), []
    yield "exp-positive", True, lt(0, sp.exp(x)), []
    yield "exp-slip", False, lt(1, sp.exp(x)), []
    yield "by-cases", True, le(x, sp.Abs(x)), []
    yield "by-cases-slip", False, le(sp.Abs(x), x), []
    yield "cubic", False, le(0, x**2 * y + y**2 * x), [le(0, x + y), le(x, 0)]
    yield "strict-sum", False, lt(0, x + y), [le(0, x), le(0, y)]
    yield "strict-sum-one", True, lt(0, x + y), [lt(0, x), le(0, y)]


def _sums() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    yield "linear", True, eq(total(n, lambda c: x * u[c]), x * total(n, lambda c: u[c])), []
    yield "linear-slip", False, eq(total(n, lambda c: c * u[c]), n * total(n, lambda c: u[c])), []
    yield "delta", True, eq(total(n, lambda c: sp.KroneckerDelta(c, i) * u[c]), u[i]), []
    yield "delta-slip", False, eq(total(n, lambda c: sp.KroneckerDelta(c, m)), 1), []
    yield "delta-beyond", False, eq(total(n - 1, lambda c: sp.KroneckerDelta(c, i)), 1), []
    yield "swap", True, _swap(lambda c, e: W[c, e]), []
    yield "swap-slip", False, _swap(lambda c, e: W[c, e] * c, lambda c, e: W[c, e] * e), []
    yield "triangle", False, _triangle(), []
    yield "ones", True, eq(total(n, lambda _: sp.Integer(1)), n), []
    yield "ones-slip", False, eq(total(m, lambda _: sp.Integer(1)), m), []
    yield "split", True, eq(total(n, lambda c: u[c]), u[n] + total(n - 1, lambda c: u[c])), []
    yield "split-slip", False, eq(total(n, lambda c: u[c]), u[1] + total(n - 1, lambda c: u[c])), []
    yield "gauss", True, forall(t, eq(total(t, lambda c: c), t * (t + 1) / 2)), []
    yield "gauss-slip", False, eq(total(n, lambda c: c), n * (n - 1) / 2), []
    yield "shift", True, eq(total(n, lambda c: c * x), total(n - 1, lambda c: (c + 1) * x, start=0)), []
    yield "shift-slip", False, eq(total(n, lambda c: c * x), total(n - 1, lambda c: c * x, start=0)), []
    yield "below-sum", True, le(0, total(n, lambda c: u[c] ** 2)), []
    yield "below-sum-slip", False, lt(0, total(n, lambda c: u[c] ** 2)), []
    yield "cauchy", True, le(0, total(n, lambda c: (u[c] - v[c]) ** 2)), []
    with sp.evaluate(False):
        quotients = sp.Sum(u[j] / u[j], (j, 1, n))
        nothing = sp.Add(u[i + 1], -u[i + 1])
    yield "inverse-below", False, eq(quotients, n), [eq(u[1], 0)]
    yield "beyond-range", False, eq(nothing, 0), []


def _swap(first: Callable[[Any, Any], Any], second: Callable[[Any, Any], Any] | None = None) -> Any:
    other = second or first
    return eq(
        total(n, lambda c: total(n, lambda e: first(c, e))),
        total(n, lambda e: total(n, lambda c: other(c, e))),
    )


def _triangle() -> Any:
    return eq(
        total(n, lambda c: total(c, lambda e: W[c, e])),
        total(n, lambda c: total(c, lambda e: W[e, c])),
    )


def _functions() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    yield "pythagoras", True, eq(sp.sin(w) ** 2 + sp.cos(w) ** 2, 1), []
    yield "double-angle", False, eq(sp.sin(2 * x), 2 * sp.sin(x)), []
    yield "period", True, eq(sp.sin(x + 2 * sp.pi * m), sp.sin(x)), []
    yield "period-slip", False, eq(sp.sin(x + sp.pi * m), sp.sin(x)), []
    yield "period-of-real", False, eq(sp.sin(2 * sp.pi * x), 0), []
    yield "log-exp", True, eq(sp.log(sp.exp(x)), x), []
    yield "log-exp-complex", False, eq(sp.log(sp.exp(w)), w), []
    yield "log-product", False, eq(sp.log(w * g), sp.log(w) + sp.log(g)), []
    yield "log-product-positive", True, eq(sp.log(p * q), sp.log(p) + sp.log(q)), []
    yield "log-square", False, eq(sp.log(x**2), 2 * sp.log(x)), [ne(x, 0)]
    yield "log-inverse", False, eq(sp.log(1 / w), -sp.log(w)), []
    yield "asin", True, eq(sp.sin(sp.asin(w)), w), []
    yield "asin-slip", False, eq(sp.asin(sp.sin(x)), x), []
    yield "acos", True, eq(sp.asin(w) + sp.acos(w), sp.pi / 2), []
    yield "atan", True, eq(sp.atan(x) + sp.atan(1 / x), sp.pi / 2), [lt(0, x)]
    yield "atan-slip", False, eq(sp.atan(x) + sp.atan(1 / x), sp.pi / 2), []
    yield "acosh", True, eq(sp.cosh(sp.acosh(w)), w), []
    yield "acosh-slip", False, eq(sp.acosh(x), sp.log(x + sp.sqrt(x**2 - 1))), [lt(x, -1)]
    yield "conjugate-log", False, eq(sp.conjugate(sp.log(w)), sp.log(sp.conjugate(w))), []
    yield "conjugate", True, eq(w * sp.conjugate(w), sp.Abs(w) ** 2), []
    yield "conjugate-slip", False, eq(sp.conjugate(w), w), []
    yield "modulus", False, eq(sp.Abs(w) ** 2, w**2), []
    yield "constant", True, eq(sp.sqrt(2) + sp.sqrt(3), sp.sqrt(5 + 2 * sp.sqrt(6))), []
    yield "constant-slip", False, eq(sp.sqrt(2) + sp.sqrt(3), sp.sqrt(10)), []
    yield "prime-root", True, eq(sp.sqrt(3) * sp.I, 2 * sp.exp(sp.I * sp.pi / 3) - 1), []
    yield "prime-root-slip", False, eq(sp.sqrt(3), 2 * sp.exp(sp.I * sp.pi / 3) - 1), []
    yield "machin", True, eq(4 * sp.atan(sp.Rational(1, 5)) - sp.atan(sp.Rational(1, 239)), sp.pi / 4), []
    yield "machin-slip", False, eq(4 * sp.atan(sp.Rational(1, 5)), sp.pi / 4), []
    yield "argument", False, eq(sp.arg(w * g), sp.arg(w) + sp.arg(g)), []
    yield "floor", True, eq(sp.floor(m), m), []
    yield "floor-slip", False, eq(sp.floor(x), x), []
    yield "branches", True, eq(sp.Piecewise((x, x >= 0), (-x, True)), sp.Abs(x)), []
    yield "branches-slip", False, eq(sp.Piecewise((x, x < 0), (-x, True)), sp.Abs(x)), []
    yield "turn", False, eq(sp.atan(y) + 2 * sp.pi * sp.floor(p / 6), sp.atan(y)), []


def _logic() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    yield "disjunct", False, eq(x, 1), [sp.Or(eq(1 / x, 1), eq(x, 0), evaluate=False)]
    yield "disjunct-cases", True, le(0, x), [sp.Or(eq(x, 1), eq(x, 0), evaluate=False)]
    yield "modus", True, eq(y, 1), [implies(lt(0, x), eq(y, 1)), lt(1, x)]
    yield "modus-slip", False, eq(y, 1), [implies(lt(0, x), eq(y, 1))]
    yield "contraposition", False, implies(eq(y, 1), lt(0, x)), [implies(lt(0, x), eq(y, 1))]
    yield "middle", True, sp.Or(eq(x, y), lt(x, y), lt(y, x), evaluate=False), []
    yield "iff", True, iff(eq(x**2, 0), eq(x, 0)), []
    yield "iff-slip", False, iff(eq(x**2, 1), eq(x, 1)), []
    yield "for-all", False, forall(i, le(0, u[i])), [le(0, u[1])]
    yield "for-all-sum", True, le(0, total(n, lambda c: u[c])), [forall(i, le(0, u[i]))]
    yield "sum-for-all", False, forall(i, le(0, u[i])), [le(0, total(n, lambda c: u[c]))]
    yield "within", True, forall(h, le(h**2, h)), []
    yield "within-slip", False, forall(h, lt(h**2, h)), []
    yield "solved", True, exists(a, eq(2 * a + x, y)), []
    yield "solved-slip", False, exists(a, eq(a**2, x)), []
    yield "solved-within", False, exists(h, eq(2 * h, x)), []
    yield "unique", True, exists_unique(a, eq(2 * a, x)), []
    yield "unique-slip", False, exists_unique(a, eq(a**2, x**2)), []
    yield "order-of-quantifiers", False, exists(i, forall(j, le(u[j], u[i] - 1))), []
    yield "named", False, eq(x, a), [exists(b, eq(x, b))]
    yield "specialised", True, eq(u[1], 0), [forall(i, eq(u[i], 0))]
    yield "specialised-beyond", False, eq(s[0], 0), [forall(t, eq(s[t + 1], 0))]


def _sequences() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    law = forall(t, eq(s[t + 1], x * s[t] + y))
    form = y / (1 - x)
    given = [law, ne(x, 1)]
    yield "closed-form", True, forall(t, eq(s[t], form + x**t * (s[0] - form))), given
    yield "closed-form-slip", False, forall(t, eq(s[t], form + x ** (t + 1) * (s[0] - form))), given
    yield "limit-of-law", True, tends(t, s[t], 2), [recurrence()]
    yield "limit-of-law-slip", False, tends(t, s[t], 1), [recurrence()]
    yield "induction", True, forall(t, le(0, s[t])), [recurrence(), eq(s[0], 0)]
    yield "induction-base", False, le(0, s[t]), [recurrence()]
    yield "limit", True, tends(t, (x + 1 / (t + 1)) ** 2, x**2), []
    yield "limit-slip", False, tends(t, (x + 1 / (t + 1)) ** 2, x), []
    yield "limit-of-quotient", False, tends(t, r[t] / s[t], x), [tends(t, s[t], 0), tends(t, r[t], 0)]
    yield "limit-of-product", True, tends(t, r[t] * s[t], 6), [tends(t, s[t], 2), tends(t, r[t], 3)]
    yield "limits-agree", True, eq(x, y), [tends(t, s[t], x), tends(t, s[t], y)]
    yield "limits-of-two", False, eq(x, y), [tends(t, s[t], x), tends(t, r[t], y)]
    yield "geometric", True, tends(t, sp.Rational(1, 3) ** t, 0), []
    yield "geometric-slip", False, tends(t, (-1) ** t, 0), []
    yield "growth", False, tends(t, 2**t, 1), []
    yield "geometric-sum", True, forall(t, _geometric(t)), []
    yield "geometric-sum-slip", False, forall(t, _geometric(t - 1)), []
    yield "order-of-limits", True, le(x, y), [tends(t, s[t], x), tends(t, r[t], y), forall(t, le(s[t], r[t]))]
    yield "strict-limits", False, lt(x, y), [tends(t, s[t], x), tends(t, r[t], y), forall(t, lt(s[t], r[t]))]


def _geometric(end: Any) -> Any:
    return eq((1 - x) * total(end, lambda c: x**c, start=0), 1 - x ** (t + 1))


def _chance() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    yield "mean-linear", True, eq(mean(x * X + Y), x * mean(X) + mean(Y)), []
    yield "mean-product", False, eq(mean(X * Y), mean(X) * mean(Y)), []
    yield "mean-square", True, le(mean(X) ** 2, mean(X**2)), []
    yield "mean-square-slip", False, le(mean(X**2), mean(X) ** 2), []
    yield "mean-sure", True, eq(mean(X), x), [surely(eq(X, x))]
    yield "mean-at-outcome", False, eq(mean(X), x), [eq(X, x)]
    yield "mean-of-sum", True, eq(mean(total(n, lambda c: Z[c])), total(n, lambda c: mean(Z[c]))), []
    yield "sure-slip", False, surely(eq(X, x)), [eq(mean(X), x)]
    yield "mean-inverse", False, eq(mean(1 / X), 1 / mean(X)), [surely(lt(0, X))]
    yield "mean-order", True, le(mean(X), mean(Y)), [surely(le(X, Y))]


def _calculus() -> Iterator[tuple[str, bool, Any, list[Any]]]:
    squared = total(n, lambda c: u[c] ** 2)
    yield "power-rule", True, eq(d(x**3, x), 3 * x**2), []
    yield "power-rule-slip", False, eq(d(x**3, x), 2 * x**2), []
    yield "product-rule", True, eq(d(x * sp.sin(x), x), sp.sin(x) + x * sp.cos(x)), []
    yield "product-rule-slip", False, eq(d(x * sp.sin(x), x), sp.cos(x)), []
    yield "cosine", False, eq(d(sp.cos(x), x), sp.sin(x)), []
    yield "root-rule", True, eq(d(sp.sqrt(x), x), 1 / (2 * sp.sqrt(x))), [lt(0, x)]
    yield "components", True, eq(d(squared, u[i]), 2 * u[i]), []
    yield "components-slip", False, eq(d(squared, u[i]), 2 * u[j]), []
    yield "kronecker", False, eq(d(u[i], u[j]), 1), []
    yield "inside-norm", True, _norm(), [lt(0, squared)]
    yield "chain", True, _chained(gradient("G", n)), []
    yield "chain-slip", False, _chained(gradient("G", n), wrong=True), []
    yield "partial", True, eq(d(L(u), u[i]), L.partial(i)(u)), [differentiable(L(u))]
    yield "partial-slip", False, eq(d(L(u), u[i]), L(u)), [differentiable(L(u))]
    yield "two-lines", True, all_of(eq(x, y + 1), eq(x**2, y**2 + 2 * y + 1)), [eq(x - y, 1)]
    yield "two-lines-slip", False, all_of(eq(x, y + 1), eq(x**2, y**2 + 1)), [eq(x - y, 1)]


def _norm() -> Any:
    size = sp.sqrt(total(n, lambda c: u[c] ** 2))
    return eq(d(size, u[i]), u[i] / size)


def _chained(G: Any, *, wrong: bool = False) -> Any:
    value = loss("M", lambda c: x * u[c], n, gradient=G)
    found = total(n, lambda c: G[c] * u[c])
    return eq(d(value, x), 2 * found if wrong else found)


# -- asking ------------------------------------------------------------------------------------------

Asked = tuple[str, Callable[[], tuple[Any, str]]]  # a name; what gives the status, and what is wrong


def _opposite(verdict: Verdict, truth: bool | None) -> str:
    wrong = Status.REFUTED if truth else Status.PROVED
    if truth is not None and verdict.status is wrong:
        return f"{verdict.status}, and {str(truth).lower()}"
    return "conflict" if verdict.status is Status.CONFLICT else ""


def _stated(name: str, truth: bool | None, q: Question) -> Asked:
    def ask() -> tuple[Any, str]:
        verdict = check(q.statement, list(q.given))
        wrong = _opposite(verdict, truth)
        if not wrong and not RAW.search(verdict.message or ""):
            wrong = fault(q, verdict, seed=name)[0]
        return verdict.status, wrong

    return name, ask


def of_pages() -> Iterator[Asked]:
    """The printed halves of errata, and the lines that correct them."""
    judge = deciding()
    for target in targets([]):
        page = {c.label: c for c in load(target.path)}
        for erratum in [c for c in page.values() if c.expected is Status.REFUTED]:
            for claim, truth in ((erratum, False), (page[erratum.correction], True)):
                yield claim.id, lambda c=claim, t=truth: _of_claim(judge, c, t)


def _of_claim(judge: Callable[[Any], Verdict], claim: Any, truth: bool) -> tuple[Any, str]:
    verdict = judge(claim)
    return verdict.status, _opposite(verdict, truth)


def of_identities() -> Iterator[Asked]:
    """Some of the identities of elementary functions, true and false."""
    told = {TRUE: True, FALSE: False}
    for item in [item for item in own() if item.truth in told][::STRIDE]:
        equation = sp.Eq(item.lhs, item.rhs, evaluate=False)
        yield _stated(item.id, told[item.truth], Question(equation, tuple(item.given)))


def battery() -> Iterator[Asked]:
    """All of it, what tells most first."""
    for name, truth, statement, given in chosen():
        yield _stated(name, truth, Question(statement, tuple(given)))
    yield from of_identities()
    yield from (_stated(f"at random {number}", None, question(1, number)) for number in range(AT_RANDOM))
    yield from of_pages()


def answered(ask: Callable[[], tuple[Any, str]]) -> tuple[str, str]:
    """The word for what came of it, and what is wrong; an exception is no verdict."""
    try:
        with within(SECONDS):
            status, wrong = ask()
    except Slow:
        return "slow", ""
    except Exception as error:  # noqa: BLE001 - a bug was planted; whatever it raises, it decides nothing
        return f"raised {type(error).__name__}", ""
    return str(status), wrong


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask the battery, and print what came of it as JSON.")
    parser.add_argument("--most", type=int, help="statements; all unless it is given")
    parser.add_argument("--stop", action="store_true", help="at the first wrong verdict")
    parser.add_argument(
        "--known", default="[]", help="names, as JSON, whose verdict is wrong without a bug too"
    )
    options = parser.parse_args()
    known = set(json.loads(options.known))
    verdicts: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for name, ask in islice(battery(), options.most):
        verdicts[name], fault_found = answered(ask)
        if fault_found:
            wrong[name] = fault_found
        if options.stop and wrong.keys() - known:
            break
    json.dump({"verdicts": verdicts, "wrong": wrong}, sys.stdout)


if __name__ == "__main__":
    main()
