"""Little o, and O: what is smaller than what along steps, and the function for which it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from sympy import Abs, Rational

from symderiv import (  # fmt: skip
    Evidence,
    Kind,
    Status,
    Verdict,
    big_o,
    check,
    components,
    differentiable,
    eq,
    forall,
    function,
    index,
    le,
    little_o,
    lt,
    ne,
    norm,
    scalars,
    sequence,
    sizes,
    tends,
    total,
)
from symderiv.core.certificate import replay
from symderiv.language.translate import Translator
from symderiv.render.latex import latex
from symderiv.render.text import text

n, t = sizes("n"), index("t")
a, b, x = scalars("a b x")
i, j = index("i j", n)
L, w = function("L", n), components("w", n)
h, u, step = (sequence(name, n, start=1) for name in ("h", "u", "Δw"))
epsilon, r, s = sequence("epsilon r s", start=1)
e = epsilon[t]
HALF = Rational(1, 2)

Built = Callable[[], Any]


def o(small: Any, scale: Any) -> Any:
    return little_o(t, small, scale)


def decided(statement: Built, given: tuple[Built, ...]) -> Verdict:
    """The verdict on what is written, before SymPy cancels any of it."""
    with sp.evaluate(False):
        built, hypotheses = statement(), [g() for g in given]
    return check(built, hypotheses)


def case(name: str, statement: Built, *given: Built) -> Any:
    return pytest.param(statement, given, id=name)


def positive() -> Any:
    return forall(t, lt(0, e))


def nonzero() -> Any:
    return forall(t, ne(e, 0))


def vanishing() -> Any:
    return tends(t, e, 0)


def r_small(power: int) -> Built:
    return lambda: o(r[t], e**power)


def s_small(power: int) -> Built:
    return lambda: o(s[t], e**power)


SMALL = (positive, vanishing)


# -- remainders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("statement", "given"), [
    case("a sum", lambda: o(r[t] + s[t], e**2), *SMALL, r_small(2), s_small(2)),
    case("a difference", lambda: o(r[t] - s[t], e**2), *SMALL, r_small(2), s_small(2)),
    case("a sum of different orders", lambda: o(r[t] + s[t], e**2), *SMALL, r_small(2), s_small(3)),
    case("a multiple", lambda: o(a * r[t], e**2), *SMALL, r_small(2)),
    case("times the step", lambda: o(e * r[t], e**3), *SMALL, r_small(2)),
    case("divided by the step", lambda: o(r[t] / e, e), *SMALL, r_small(2)),
    case("a product", lambda: o(r[t] * s[t], e**3), *SMALL, r_small(1), s_small(2)),
    case("a lower order", lambda: o(r[t], e), *SMALL, r_small(2)),
    case("with a higher power", lambda: o(r[t] + e**3, e**2), *SMALL, r_small(2)),
    case("a higher power", lambda: o(e**3, e**2), *SMALL),
    case("steps of any sign", lambda: o(e**3, e**2), nonzero, vanishing),
    case("what is defined need not be above 0",
         lambda: o(r[t] + s[t], e**2), vanishing, r_small(2), s_small(2)),
    case("the absolute value of a remainder", lambda: o(Abs(r[t]), e**2), *SMALL, r_small(2)),
    case("absolute values on both sides", lambda: o(Abs(r[t]), Abs(e)), *SMALL, r_small(1)),
    case("an even power has no sign", lambda: o(Abs(r[t]), Abs(e) ** 2), *SMALL, r_small(2)),
    case("the limit is 1 and not 0", lambda: tends(t, (e**2 + r[t]) / e**2, 1), *SMALL, r_small(2)),
    case("a remainder over the time", lambda: o(r[t] / t, 1 / t), lambda: tends(t, r[t], 0)),
    case("powers of 1/t", lambda: o(1 / t**2 + 3 / t**3, 1 / t)),
    case("powers of t", lambda: o(t, t**2)),
    case("a geometric sequence", lambda: o(HALF**t, 1)),
    case("the limit of an absolute value", lambda: tends(t, Abs(r[t]), Abs(a)), lambda: tends(t, r[t], a)),
    case("an absolute value forgets the sign", lambda: tends(t, Abs(r[t]), 1), lambda: tends(t, r[t], -1)),
    case("one sequence has one limit",
         lambda: eq(a, b), lambda: tends(t, r[t], a), lambda: tends(t, r[t], b)),
    case("what is above 0 stays above 0", lambda: lt(0, r[t + 1]), lambda: forall(t, lt(0, r[t]))),
])  # fmt: skip
def test_is_proved(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = decided(statement, given)
    assert (verdict.status, verdict.message, verdict.conditions) == (Status.PROVED, None, ())
    assert replay(verdict.certificate).axioms == set(verdict.axioms)


@pytest.mark.parametrize(("statement", "given"), [
    case("a sum of a higher order", lambda: o(r[t] + s[t], e**3), *SMALL, r_small(2), s_small(2)),
    case("two o are two quantities", lambda: eq(r[t] - s[t], 0), *SMALL, r_small(2), s_small(2)),
    case("two o do not cancel", lambda: o(r[t] - s[t], e**3), *SMALL, r_small(2), s_small(2)),
    case("a power of itself", lambda: o(e**2, e**2), *SMALL),
    case("a multiple of the scale", lambda: o(a * e**2, e**2), *SMALL),
    case("a number", lambda: o(a, e), *SMALL),
    case("the absolute value of a number", lambda: o(Abs(a), e), *SMALL),
    case("times the step, two orders more", lambda: o(e * r[t], e**4), *SMALL, r_small(2)),
    case("divided by the step, no order less", lambda: o(r[t] / e, e**2), *SMALL, r_small(2)),
    case("a product, two orders more", lambda: o(r[t] * s[t], e**5), *SMALL, r_small(1), s_small(2)),
    case("with the scale itself", lambda: o(r[t] + e**2, e**2), *SMALL, r_small(2)),
    case("the absolute value of a higher order", lambda: o(Abs(r[t]), e**3), *SMALL, r_small(2)),
    case("steps that need not vanish", lambda: o(e**3, e**2), positive),
    case("the limit is 0 and not 1", lambda: tends(t, (e**2 + r[t]) / e**2, 0), *SMALL, r_small(2)),
    case("a lower power of 1/t", lambda: o(1 / t, 1 / t**2)),
    case("a higher power of t", lambda: o(t**2, t)),
    case("an absolute value keeps the sign", lambda: tends(t, Abs(r[t]), a), lambda: tends(t, r[t], a)),
    case("an absolute value with a negative limit",
         lambda: tends(t, Abs(r[t]), -1), lambda: tends(t, r[t], -1)),
    case("what is above 0 grows", lambda: lt(r[t], r[t + 1]), lambda: forall(t, lt(0, r[t]))),
])  # fmt: skip
def test_is_refuted(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = decided(statement, given)
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert all(Rational(value).is_Rational for value in verdict.witness.values())


@pytest.mark.parametrize(("statement", "given"), [
    case("a product, one order more", lambda: o(r[t] * s[t], e**4), *SMALL, r_small(1), s_small(2)),
    case("a scale without a sign", lambda: o(r[t], Abs(e)), *SMALL[1:], lambda: o(Abs(r[t]), HALF)),
    case("a bound that is not attained", lambda: lt(-1, a),
         lambda: forall(t, lt(-1, r[t])), lambda: tends(t, r[t], a)),
    case("a scale of 0", lambda: o(e, 0), *SMALL),
    case("steps that need not vanish", lambda: o(r[t], e), positive, r_small(2)),
])  # fmt: skip
def test_what_does_not_follow_is_not_proved(statement: Built, given: tuple[Built, ...]) -> None:
    assert decided(statement, given).status in (Status.UNDECIDED, Status.REFUTED)


def test_that_the_scale_is_not_0_is_a_condition() -> None:
    verdict = decided(lambda: o(e**3, e**2), (vanishing,))
    assert (verdict.status, verdict.conditions) == (Status.PROVED, ("∃ T ∈ ℤ: ∀ t ≥ T: (εᵗ)² ≠ 0",))


def test_a_refutation_of_an_order_is_a_theorem_of_its_negation() -> None:
    verdict = decided(lambda: o(e**2, e**2), SMALL)
    assert verdict.method == "theorem of the negation at exact values"
    assert verdict.witness is not None
    assert Rational(verdict.witness["epsilon[2]"]) == Rational(verdict.witness["epsilon[1]"]) / 2
    assert replay(verdict.certificate).conclusion.op == "not"


@pytest.mark.parametrize("given", [
    pytest.param((positive, vanishing, lambda: forall(t, le(1, e))), id="steps above 1 that vanish"),
    pytest.param((*SMALL, lambda: o(e, e**2)), id="a step smaller than its square"),
])  # fmt: skip
def test_hypotheses_that_no_sequence_meets_prove_nothing(given: tuple[Built, ...]) -> None:
    verdict = decided(lambda: o(e**3, e**2), given)
    assert verdict.status in (Status.ERROR, Status.UNDECIDED)
    assert verdict.model is None


# -- expansions --------------------------------------------------------------------------------------


def length() -> Any:
    return norm(lambda c: h[t, c], n)


def above() -> Any:
    return forall(t, lt(0, length()))


def as_long() -> Any:
    return forall(t, eq(length(), e))


STEPS = (above, vanishing, as_long)


def smooth(times: int) -> Built:
    return lambda: differentiable(L(w), times)


def plus(factor: Any = 1) -> Any:
    return L(lambda c: w[c] + factor * h[t, c])


def minus() -> Any:
    return L(lambda c: w[c] - h[t, c])


def linear() -> Any:
    return total(n, lambda c: L.partial(c)(w) * h[t, c])


def quadratic() -> Any:
    return total(n, lambda c: total(n, lambda k: h[t, c] * L.partial(c, k)(w) * h[t, k]))


def forward() -> Any:
    return plus() - L(w)


def central() -> Any:
    return HALF * (plus() - minus())


@pytest.mark.parametrize(("statement", "given"), [
    case("the derivative", lambda: o(forward() - linear(), e), smooth(1), *STEPS),
    case("the derivative, by the length itself",
         lambda: o(forward() - linear(), length()), smooth(1), *STEPS),
    case("more smooth than needed", lambda: o(forward() - linear(), e), smooth(3), *STEPS),
    case("backward", lambda: o(minus() - L(w) + linear(), e), smooth(1), *STEPS),
    case("twice the step", lambda: o(plus(2) - L(w) - 2 * linear(), e), smooth(1), *STEPS),
    case("half the step", lambda: o(plus(HALF) - L(w) - HALF * linear(), e), smooth(1), *STEPS),
    case("the second order", lambda: o(forward() - linear() - HALF * quadratic(), e**2), smooth(2), *STEPS),
    case("a second difference",
         lambda: o(plus() - 2 * L(w) + minus() - quadratic(), e**2), smooth(2), *STEPS),
    case("central", lambda: o(Abs(central() - linear()), e**2), smooth(2), *STEPS),
    case("about another point",
         lambda: o(L(lambda c: 2 * w[c] + h[t, c]) - L(lambda c: 2 * w[c])
                   - total(n, lambda c: L.partial(c)(lambda k: 2 * w[k]) * h[t, c]), e),
         lambda: differentiable(L(lambda c: 2 * w[c])), *STEPS),
])  # fmt: skip
def test_an_expansion_is_proved_by_taylor_s_theorem(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = decided(statement, given)
    assert (verdict.status, verdict.conditions) == (Status.PROVED, ())
    assert verdict.evidence is Evidence.AXIOMS
    assert set(verdict.axioms) == {"Taylor with Peano's remainder", "algebra of limits"}


@pytest.mark.parametrize(("statement", "given"), [
    case("forward, one power too many", lambda: o(forward() - linear(), e**2), smooth(3), *STEPS),
    case("forward, two powers too many", lambda: o(forward() - linear(), e**3), smooth(3), *STEPS),
    case("its absolute value, one power too many",
         lambda: o(Abs(forward() - linear()), e**2), smooth(2), *STEPS),
    case("central, one power too many", lambda: o(central() - linear(), e**3), smooth(3), *STEPS),
    case("its absolute value, too", lambda: o(Abs(central() - linear()), e**3), smooth(3), *STEPS),
    case("the sign of the derivative", lambda: o(forward() + linear(), e), smooth(1), *STEPS),
    case("the derivative twice", lambda: o(forward() - 2 * linear(), e), smooth(1), *STEPS),
    case("no half before the second order",
         lambda: o(forward() - linear() - quadratic(), e**2), smooth(2), *STEPS),
    case("the sign of the second order",
         lambda: o(forward() - linear() + HALF * quadratic(), e**2), smooth(2), *STEPS),
    case("no half before the central difference",
         lambda: o(plus() - minus() - linear(), e), smooth(2), *STEPS),
    case("backward with the sign of forward", lambda: o(minus() - L(w) - linear(), e), smooth(1), *STEPS),
    case("twice the step, the derivative once", lambda: o(plus(2) - L(w) - linear(), e), smooth(1), *STEPS),
    case("the derivative at another point",
         lambda: o(L(lambda c: 2 * w[c] + h[t, c]) - L(lambda c: 2 * w[c]) - linear(), e), smooth(1), *STEPS),
    case("another limit", lambda: tends(t, plus(), L(w) + 1), smooth(1), *STEPS),
    case("the o of two expansions is one quantity",
         lambda: eq(forward() - linear(), minus() - L(w) + linear()), smooth(2), *STEPS),
    case("steps that do not vanish", lambda: o(forward() - linear(), e), smooth(1), above, as_long),
    case("lengths that are not the scale", lambda: o(forward() - linear(), e), smooth(1), above, *SMALL),
])  # fmt: skip
def test_a_false_expansion_is_refuted_by_a_polynomial(statement: Built, given: tuple[Built, ...]) -> None:
    verdict = decided(statement, given)
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None
    assert "x" in verdict.witness["L"]


@pytest.mark.parametrize(("statement", "given"), [
    case("of any function", lambda: o(forward() - linear(), e), *STEPS),
    case("a second order of what is differentiable once",
         lambda: o(forward() - linear() - HALF * quadratic(), e**2), smooth(1), *STEPS),
    case("a central difference of what is differentiable once",
         lambda: o(central() - linear(), e**2), smooth(1), *STEPS),
    case("differentiable at another point", lambda: o(forward() - linear(), e),
         lambda: differentiable(L(lambda c: 2 * w[c])), *STEPS),
    case("another function is differentiable", lambda: o(forward() - linear(), e),
         lambda: differentiable(function("M", n)(w)), *STEPS),
    case("any function is continuous", lambda: tends(t, plus(), L(w)), *STEPS),
    case("lengths that may be 0", lambda: o(forward() - linear(), e), smooth(1), vanishing, as_long),
    case("twice differentiable because it is once", lambda: differentiable(L(w), 2), smooth(1)),
    case("a second difference, one power too many",
         lambda: o(plus() - 2 * L(w) + minus() - quadratic(), e**3), smooth(2), *STEPS),
])  # fmt: skip
def test_an_expansion_needs_all_its_hypotheses(statement: Built, given: tuple[Built, ...]) -> None:
    assert decided(statement, given).status is Status.UNDECIDED


def test_what_is_differentiable_twice_is_so_once() -> None:
    verdict = decided(lambda: differentiable(L(w)), (smooth(2),))
    assert (verdict.status, verdict.evidence) == (Status.PROVED, Evidence.CERTIFICATE)


# -- kinds and printing ------------------------------------------------------------------------------


@pytest.mark.parametrize(("statement", "kind"), [
    pytest.param(lambda: o(e**3, e**2), Kind.ORDER, id="o of a sequence"),
    pytest.param(lambda: o(1 / t**2, 1 / t), Kind.ORDER, id="o(1/t)"),
    pytest.param(lambda: o(HALF**t, 1), Kind.ORDER, id="o(1)"),
    pytest.param(lambda: tends(t, 1 / t, 0), Kind.LIMIT, id="a limit"),
    pytest.param(lambda: tends(t, (e**3 + e**2) / e**2, 1), Kind.LIMIT, id="a limit that is not 0"),
    pytest.param(lambda: differentiable(L(w), 1), Kind.LOGIC, id="smoothness"),
])  # fmt: skip
def test_the_kind_of_a_statement(statement: Built, kind: Kind) -> None:
    assert decided(statement, (*SMALL, smooth(1))).kind is kind


@pytest.mark.parametrize(("statement", "plain", "tex"), [
    (lambda: eq(L(lambda c: w[c] + step[t, c]), L(w)),
     "L(w + Δwᵗ) = L(w)", r"\mathcal{L}(w + \Delta w^{t}) = \mathcal{L}(w)"),
    (lambda: eq(L(lambda c: w[c] - step[t, c]), 0), "L(w − Δwᵗ) = 0", r"\mathcal{L}(w - \Delta w^{t}) = 0"),
    (lambda: eq(L(lambda c: w[c] + e * u[t, c]), 0),
     "L(w + εᵗ·uᵗ) = 0", r"\mathcal{L}(w + \varepsilon^{t} u^{t}) = 0"),
    (lambda: eq(L.partial(i)(w), 0), "∂ᵢL(w) = 0", r"\partial_{i} \mathcal{L}(w) = 0"),
    (lambda: eq(L.partial(i, j)(w), 0), "∂ᵢⱼL(w) = 0", r"\partial_{ij} \mathcal{L}(w) = 0"),
    (lambda: eq(L(lambda c: w[c] + x), 0),
     "L(wᵢ + x for i ∈ 1..n) = 0",
     r"\mathcal{L}(w_{i} + x \text{ for } i \in \{1, \dots, n\}) = 0"),
    (lambda: eq(function("g", 2)(lambda _: x), function("f", 1)(lambda _: x)),
     "g(x for i ∈ 1..2) = f(x)", r"g(x \text{ for } i \in \{1, \dots, 2\}) = f(x)"),
    (lambda: o(r[t], e**2), "rᵗ = o((εᵗ)²) (t→∞)",
     r"r^{t} = o((\varepsilon^{t})^{2}) \quad (t \to \infty)"),
    (lambda: o(Abs(r[t]), Abs(e)), "|rᵗ| = o(|εᵗ|) (t→∞)",
     r"\lvert r^{t} \rvert = o(\lvert \varepsilon^{t} \rvert) \quad (t \to \infty)"),
    (lambda: o(r[t], norm(lambda c: step[t, c], n)), "rᵗ = o(‖Δwᵗ‖) (t→∞)",
     r"r^{t} = o(\lVert \Delta w^{t} \rVert) \quad (t \to \infty)"),
    (lambda: o(1 / t**2, 1 / t), "1/t² = o(1/t) (t→∞)",
     r"\frac{1}{t^{2}} = o\left(\frac{1}{t}\right) \quad (t \to \infty)"),
    (lambda: o(r[t], 1), "rᵗ = o(1) (t→∞)", r"r^{t} = o(1) \quad (t \to \infty)"),
    (lambda: tends(t, r[t] * e, 0), "lim(t→∞) rᵗ·εᵗ = 0", r"\lim_{t \to \infty} r^{t} \varepsilon^{t} = 0"),
    (lambda: differentiable(L(w)), "L is differentiable at w",
     r"\mathcal{L} \text{ is differentiable at } w"),
    (lambda: differentiable(L(w), 2), "L is twice differentiable at w",
     r"\mathcal{L} \text{ is twice differentiable at } w"),
    (lambda: differentiable(L(lambda c: 2 * w[c]), 3), "L is 3 times differentiable at 2w",
     r"\mathcal{L} \text{ is 3 times differentiable at } 2 w"),
])  # fmt: skip
def test_printing(statement: Built, plain: str, tex: str) -> None:
    with sp.evaluate(False):
        f = Translator().formula(statement())
    assert (text(f), latex(f)) == (plain, tex)


# -- O: bounded quotients


BOUNDED = [forall(t, lt(0, e)), big_o(t, r[t], e), big_o(t, s[t], e)]


@pytest.mark.parametrize(
    ("bounded", "scale"),
    [(r[t] + s[t], e), (r[t] - s[t], e), (2 * r[t], e), (r[t] * s[t], e**2), (r[t] / e, 1), (e * r[t], e**2)],
    ids=["sum", "difference", "multiple", "product", "quotient", "times epsilon"],
)
def test_what_is_bounded_is_added_scaled_multiplied_and_divided(bounded, scale):
    assert check(big_o(t, bounded, scale), BOUNDED).status is Status.PROVED


@pytest.mark.parametrize(
    ("bounded", "scale"),
    [(r[t], e**2), (r[t] + s[t], e**2), (r[t] * s[t], e**3), (r[t] / e, e), (r[t] / s[t], 1)],
    ids=["alone", "a sum", "a product", "a quotient by epsilon", "a quotient of two"],
)
def test_one_power_too_many_is_not_bounded(bounded, scale):
    assert check(big_o(t, bounded, scale), BOUNDED).status is not Status.PROVED


def test_what_is_bounded_is_so_by_one_constant_for_all_times():
    assert check(big_o(t, t, 1)).status is not Status.PROVED
    assert check(big_o(t, 1 / t, 1)).status is Status.PROVED


# -- what is bounded along a segment

C, reach = scalars("C reach")
direction = components("v", n)
ahead, around = scalars("s", between=(0, reach)), scalars("s", between=(-reach, reach))


def along(at: Any) -> Any:
    return L(lambda c: w[c] + at * direction[c])


def sloped(at: Any) -> Any:
    """The first derivative along the direction."""
    return total(n, lambda c: L.partial(c)(lambda d: w[d] + at * direction[d]) * direction[c])


def curved(at: Any) -> Any:
    """The second one."""

    def entry(c: Any, d: Any) -> Any:
        return L.partial(c, d)(lambda k: w[k] + at * direction[k]) * direction[c] * direction[d]

    return total(n, lambda c: total(n, lambda d: entry(c, d)))


def slope_at_w() -> Any:
    return total(n, lambda c: L.partial(c)(w) * direction[c])


def within(value: Any, bound: Any) -> Any:
    return le(-bound, value, bound)


def long() -> Any:
    return lt(0, reach)


def once_ahead() -> Any:
    return forall(ahead, differentiable(along(ahead)))


def twice_ahead() -> Any:
    return forall(ahead, differentiable(along(ahead), 2))


def slope_ahead() -> Any:
    return forall(ahead, within(sloped(ahead), C))


def curvature_ahead() -> Any:
    return forall(ahead, within(curved(ahead), C))


TWICE = (long, smooth(1), twice_ahead, curvature_ahead)


@pytest.mark.parametrize(("statement", "given"), [
    case("of the mean value", lambda: within(along(reach) - L(w), C * reach),
         long, once_ahead, slope_ahead),
    case("to the second order", lambda: within(along(reach) - L(w) - reach * slope_at_w(), C * reach**2 / 2),
         *TWICE),
    case("one side, backward",
         lambda: le(along(-reach) - L(w) + reach * slope_at_w(), C * reach**2 / 2),
         long, smooth(1), lambda: forall(around, differentiable(along(around), 2)),
         lambda: forall(around, le(curved(around), C))),
])  # fmt: skip
def test_a_bound_along_a_segment_is_proved_by_taylor_s_theorem(
    statement: Built, given: tuple[Built, ...]
) -> None:
    verdict = decided(statement, given)
    assert (verdict.status, verdict.conditions) == (Status.PROVED, ())
    assert verdict.axioms == ("Taylor with Lagrange's remainder",)


@pytest.mark.parametrize(("statement", "given"), [
    case("a third for a half",
         lambda: within(along(reach) - L(w) - reach * slope_at_w(), C * reach**2 / 3), *TWICE),
    case("the bound of another order",
         lambda: within(along(reach) - L(w) - reach * slope_at_w(), C * reach**2 / 2),
         long, smooth(1), twice_ahead, slope_ahead),
])  # fmt: skip
def test_a_false_bound_along_a_segment_is_refuted(statement: Built, given: tuple[Built, ...]) -> None:
    assert decided(statement, given).status is Status.REFUTED


def test_a_function_that_is_not_smooth_along_a_segment_has_no_bound_by_its_slope() -> None:
    """Where the slope at w alone is bounded, and L differentiable there."""
    bounded = long, smooth(1), lambda: within(slope_at_w(), C)
    verdict = decided(lambda: within(along(reach) - L(w), C * reach), bounded)
    assert verdict.status is not Status.PROVED
