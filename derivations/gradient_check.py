"""Errors of gradient checks: forward and central differences of a loss against its derivative.

The vector Delta w has length epsilon. That epsilon tends to 0 is said of every sequence of steps, so that
what is o(epsilon^k) is so uniformly over directions: the direction u_t may change from step to step.
"""

from sympy import Abs, Rational, sqrt

from derivations._sources import ASSIGNMENTS
from symderiv import (
    Page, components, differentiable, eq, forall, function, iff, implies, index, le, little_o, lt, norm,
    scalars, sequence, sizes, tends, total,
)  # fmt: skip

HALF, THIRD = Rational(1, 2), Rational(1, 3)

page = Page("gradient_check", title="Gradient verification", source=ASSIGNMENTS.at("Assignment 1"))

n, t = sizes("n"), index("t")
L, w = function("L", n), components("w", n)
dw = sequence("Δw", n, start=1, latex="#0^{#1}_{#2}")
epsilon = sequence("epsilon", start=1)

STEPS = [
    lambda: forall(t, lt(0, length())),
    lambda: tends(t, epsilon[t], 0),
    lambda: forall(t, eq(length(), epsilon[t])),
]
ONCE, TWICE, THRICE = ([differentiable(L(w), k), *STEPS] for k in (1, 2, 3))


def length():
    return norm(lambda i: dw[t, i], n)


def plus():
    return L(lambda i: w[i] + dw[t, i])


def minus():
    return L(lambda i: w[i] - dw[t, i])


def J_dw():
    return total(n, lambda i: L.partial(i)(w) * dw[t, i], name="i")


def dw_H_dw():
    return total(
        n, lambda i: total(n, lambda j: dw[t, i] * L.partial(i, j)(w) * dw[t, j], name="j"), name="i"
    )


def forward():
    return plus() - L(w)


def central():
    return HALF * (plus() - minus())


def small(x, scale):
    """x = o(scale), which for |x| is also written |x| << scale."""
    return little_o(t, x, scale)


@page.claim("1", given=ONCE)
def forward_difference():
    return small(Abs(forward() - J_dw()), epsilon[t])


@page.claim("2", given=TWICE)
def central_difference():
    return small(Abs(central() - J_dw()), epsilon[t] ** 2)


@page.claim("3", given=ONCE)
def definition_of_derivative():
    return small(plus() - (L(w) + J_dw()), length())


@page.claim("4", given=["3", *ONCE])
def solved_for_J():
    return small(J_dw() - (plus() - L(w)), length())


@page.claim("5", given=["4", *ONCE])
def error():
    yield small(Abs(J_dw() - forward()), length())
    yield small(Abs(J_dw() - forward()), epsilon[t])


@page.claim("6", given=["4", *ONCE])
def error_small():
    return small(Abs(J_dw() - forward()), epsilon[t])


@page.claim("7", given=TWICE)
def expansion():
    return small(plus() - (L(w) + J_dw() + HALF * dw_H_dw()), length() ** 2)


@page.claim("8", given=TWICE)
def expansion_backward():
    return small(minus() - (L(w) - J_dw() + HALF * dw_H_dw()), length() ** 2)


@page.claim("9", given=["7", "8", *TWICE])
def subtracted():
    """Each o is a quantity of its own; those of (7) and (8) do not cancel."""
    return small(plus() - minus() - 2 * J_dw(), length() ** 2)


@page.claim("10", given=["9", *TWICE])
def central_error():
    return small(J_dw() - central(), length() ** 2)


@page.claim("11", given=["10", *TWICE])
def central_error_small():
    return small(Abs(J_dw() - central()), epsilon[t] ** 2)


# -- the leading terms, along Delta w = epsilon u

u = sequence("u", n, start=1, latex="#0^{#1}_{#2}")
ALONG = [
    lambda: forall(t, lt(0, epsilon[t])),
    lambda: tends(t, epsilon[t], 0),
    lambda: forall(t, eq(norm(lambda i: u[t, i], n), 1)),
]


def along(sign):
    return L(lambda i: w[i] + sign * epsilon[t] * u[t, i])


def slope():
    """<J, u>"""
    return total(n, lambda i: L.partial(i)(w) * u[t, i], name="i")


def curvature():
    """<u, H u>"""
    return total(n, lambda i: total(n, lambda j: u[t, i] * L.partial(i, j)(w) * u[t, j], name="j"), name="i")


def third():
    """D^3 L [u, u, u]"""

    def entry(i, j, k):
        return L.partial(i, j, k)(w) * u[t, i] * u[t, j] * u[t, k]

    return total(n, lambda i: total(n, lambda j: total(n, lambda k: entry(i, j, k)), name="j"), name="i")


@page.claim("order-forward", given=[differentiable(L(w), 2), *ALONG])
def order_forward():
    error = (along(1) - L(w)) - epsilon[t] * slope()
    return small(error - epsilon[t] ** 2 / 2 * curvature(), epsilon[t] ** 2)


@page.claim("order-central", given=[differentiable(L(w), 3), *ALONG])
def order_central():
    error = HALF * (along(1) - along(-1)) - epsilon[t] * slope()
    return small(error - epsilon[t] ** 3 / 6 * third(), epsilon[t] ** 3)


# -- the best step, where each value of L carries an error of at most delta

h, delta, C2, C3, e0, e1 = scalars("epsilon delta C_2 C_3 e_0 e_1")
v = components("u", n)
ahead, around = scalars("s", between=(0, h)), scalars("s", between=(-h, h))


def within(x, bound):
    """|x| <= bound"""
    return le(-bound, x, bound)


def forward_bound(h):
    return C2 * h / 2 + 2 * delta / h


def central_bound(h):
    return C3 * h**2 / 6 + delta / h


POSITIVE = [lt(0, h), lt(0, delta), lt(0, C2), lt(0, C3)]
ERRORS = [lambda: within(e0, delta), lambda: within(e1, delta)]
best, least = scalars("epsilon_star b_star")


def at(s):
    """L(w + s u)"""
    return L(lambda i: w[i] + s * v[i])


def slope_at_w():
    return total(n, lambda i: L.partial(i)(w) * v[i], name="i")


def second_along(s):
    def there(i):
        return w[i] + s * v[i]

    return total(n, lambda i: total(n, lambda j: v[i] * L.partial(i, j)(there) * v[j], name="j"), name="i")


def third_along(s):
    def there(i):
        return w[i] + s * v[i]

    def entry(i, j, k):
        return L.partial(i, j, k)(there) * v[i] * v[j] * v[k]

    return total(n, lambda i: total(n, lambda j: total(n, lambda k: entry(i, j, k)), name="j"), name="i")


@page.claim(
    "forward-error",
    given=[
        *POSITIVE, *ERRORS, differentiable(L(w)),
        lambda: forall(ahead, differentiable(at(ahead), 2)),
        lambda: forall(ahead, within(second_along(ahead), C2)),
    ],
)  # fmt: skip
def forward_error():
    """|D²L[u, u]| ≤ C₂ on the segment from w to w + ε u; e₀, e₁ are the errors of the values."""
    yield within(at(h) - L(w) - h * slope_at_w(), C2 * h**2 / 2), "Taylor's theorem"
    yield within(((at(h) + e1) - (L(w) + e0)) / h - slope_at_w(), forward_bound(h))


@page.claim(
    "central-error",
    given=[
        *POSITIVE, *ERRORS, differentiable(L(w), 2),
        lambda: forall(around, differentiable(at(around), 3)),
        lambda: forall(around, within(third_along(around), C3)),
    ],
)  # fmt: skip
def central_error_bound():
    """|D³L[u, u, u]| ≤ C₃ on the segment from w − ε u to w + ε u."""
    yield within(HALF * (at(h) - at(-h)) - h * slope_at_w(), C3 * h**3 / 6), "Taylor's theorem"
    yield within(HALF * ((at(h) + e1) - (at(-h) + e0)) / h - slope_at_w(), central_bound(h))


@page.claim("best-step-forward", given=[*POSITIVE, lambda: eq(best, 2 * sqrt(delta / C2))])
def best_step_forward():
    """Of order √δ, as is the least bound; no other step attains it."""
    yield lt(0, best)
    yield eq(forward_bound(best), C2 * best, 2 * sqrt(C2 * delta))
    yield eq((C2 * best) ** 2, 4 * C2 * delta)
    yield eq(forward_bound(h) - C2 * best, (h - best) ** 2 * (C2 / (2 * h)))
    yield le(0, (h - best) ** 2 * (C2 / (2 * h)))
    yield le(C2 * best, forward_bound(h))
    yield implies(eq(forward_bound(h), C2 * best), eq((h - best) ** 2, 0))
    yield implies(eq(forward_bound(h), C2 * best), eq(h, best))


@page.claim("best-step-central", given=[*POSITIVE, lambda: eq(best, (3 * delta / C3) ** THIRD)])
def best_step_central():
    """Of the order of the cube root of δ, the least bound of that of its square; no other step attains it."""
    excess = C3 * (h + 2 * best) / (6 * h)
    yield lt(0, best)
    yield eq(central_bound(best), C3 / 2 * best**2)
    yield eq((C3 / 2 * best**2) ** 3, Rational(9, 8) * C3 * delta**2)
    yield eq(central_bound(h) - C3 / 2 * best**2, (h - best) ** 2 * excess)
    yield lt(0, excess)
    yield le(0, (h - best) ** 2 * excess)
    yield le(C3 / 2 * best**2, central_bound(h))
    yield implies(eq(central_bound(h), C3 / 2 * best**2), eq((h - best) ** 2 * excess, 0))
    yield implies(eq(central_bound(h), C3 / 2 * best**2), eq(h, best))


x, y = scalars("b_central", latex=r"b_{\mathrm c}"), scalars("b_forward", latex=r"b_{\mathrm f}")
BOUNDS = [lt(0, x), lt(0, y), lambda: eq(C2, y**2 / (4 * delta)), lambda: eq(C3, 8 * x**3 / (9 * delta**2))]


@page.claim("smaller-error", given=[*POSITIVE, *BOUNDS])
def smaller_error():
    """For which δ the least bound of the central difference is the smaller one; both are given by their
    square and cube above, solved for C₂ and C₃."""
    between = y**5 + y**4 * x + y**3 * x**2 + y**2 * x**3 + y * x**4 + x**5
    scale, limit = Rational(81, 64) * C3**2, 4096 * C2**3 / (81 * C3**2)
    margin = 64 * C2**3 - scale * delta
    yield lt(0, between)
    yield eq((y - x) * between / delta**3, margin)
    yield eq(delta**3 * margin / between, y - x)
    yield implies(lt(0, y - x), lt(0, (y - x) * between / delta**3))
    yield implies(lt(0, margin), lt(0, delta**3 * margin / between))
    yield iff(lt(x, y), lt(0, y - x))
    yield iff(lt(0, y - x), lt(0, margin))
    yield eq((limit - delta) * scale, margin)
    yield eq(margin / scale, limit - delta)
    yield implies(lt(0, limit - delta), lt(0, (limit - delta) * scale))
    yield implies(lt(0, margin), lt(0, margin / scale))
    yield iff(lt(0, margin), lt(0, limit - delta))
    yield iff(lt(x, y), lt(delta, limit))


@page.experiment(seed=1)
def orders(rng):
    """The orders of |ΔL − ⟨J,Δw⟩|: 2 forward, 3 central, and more where a term vanishes, down to rounding.

    Slopes of log error over log step for six smooth losses, each the largest over random directions. Where
    H = 0 the forward slope is 3; where D³L = 0 the central one is the next odd order, 5; of a quadratic the
    central difference has no error but rounding. Below, the errors stay near u|L|, u = 2⁻⁵³.
    """
    from derivations._difference_orders import outcome

    return outcome(rng)


@page.picture(
    "The experiment's errors for softplus, the largest of 64 directions, at steps of 1/4 down to 2⁻⁴⁷: "
    "forward |ΔL − ⟨J,Δw⟩|, central |½(L(w + Δw) − L(w − Δw)) − ⟨J,Δw⟩|. The slopes are those of the "
    "fit; the dashed lines have slope 2 and 3; below, rounding keeps the errors near u|L|, u = 2⁻⁵³."
)
def picture():
    from derivations._pictures import differences

    return differences()
